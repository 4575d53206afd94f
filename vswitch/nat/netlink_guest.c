// SPDX-License-Identifier: GPL-2.0
/*
 * Budgets of guests in the family "vswitch-nat". Under rtnl, but for telling of a
 * refused session, which is done where it is refused.
 */
#include <linux/rtnetlink.h>

#include "vswitch/nat/netlink.h"

#include "compat/extack.h"
#include "compat/genl.h"
#include "vswitch/nat/vswitch_nat_nl_gen.h"

static int put_guest(struct sk_buff *skb, const struct vsw_nat_msg *msg,
		     struct vsw_nat *nat, const struct vsw_port *port)
{
	const struct vsw_nat_opts *opts = rcu_dereference_rtnl(nat->opts);
	void *head = vsw_nat_nl_begin(skb, msg);
	struct vsw_nat_usage usage;
	int err = 0;

	if (!head)
		return -EMSGSIZE;
	vsw_nat_usage(nat, port, &usage);
	if (vsw_nat_nl_put_dev(skb, VSWITCH_NAT_A_GUEST_SWITCH_IFINDEX,
			       VSWITCH_NAT_A_GUEST_SWITCH_IFNAME,
			       nat->sw->dev) ||
	    vsw_nat_nl_put_dev(skb, VSWITCH_NAT_A_GUEST_PORT_IFINDEX,
			       VSWITCH_NAT_A_GUEST_PORT_IFNAME, port->dev) ||
	    nla_put_u32(skb, VSWITCH_NAT_A_GUEST_SESSIONS, usage.sessions) ||
	    nla_put_u32(skb, VSWITCH_NAT_A_GUEST_MAX_SESSIONS,
			opts->max_sessions) ||
	    nla_put_u64_64bit(skb, VSWITCH_NAT_A_GUEST_REFUSED, usage.refused,
			      VSWITCH_NAT_A_GUEST_PAD))
		err = -EMSGSIZE;
	return vsw_nat_nl_end(skb, head, err);
}

/* Tell that guests were refused a session. Softirq, rcu_read_lock held */
void vsw_nat_nl_refused(struct vsw_nat *nat, struct vsw_port *port)
{
	struct vsw_nat_msg msg = { .cmd = VSWITCH_NAT_CMD_GUEST_NTF };
	struct sk_buff *skb = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_ATOMIC);

	if (!skb)
		return;
	if (put_guest(skb, &msg, nat, port))
		nlmsg_free(skb);
	else
		vsw_nat_nl_multicast(nat->nn->net, skb, VSWITCH_NAT_NLGRP_STATE,
				     GFP_ATOMIC);
}

static struct vsw_port *find_port(struct net *net, struct nlattr **attrs,
				  struct netlink_ext_ack *extack)
{
	struct nlattr *index = attrs[VSWITCH_NAT_A_GUEST_PORT_IFINDEX];
	struct nlattr *name = attrs[VSWITCH_NAT_A_GUEST_PORT_IFNAME];
	struct net_device *dev = NULL;
	struct vsw_port *port;

	if (!index == !name) {
		NL_SET_ERR_MSG(extack,
			       "name the port: by its ifindex or its name");
		return ERR_PTR(-EINVAL);
	}
	if (index)
		dev = __dev_get_by_index(net, nla_get_u32(index));
	else
		dev = __dev_get_by_name(net, nla_data(name));
	port = dev ? vsw_port_of(dev) : NULL;
	if (port)
		return port;
	NL_SET_ERR_MSG_ATTR(extack, index ?: name,
			    "no port of a switch in this namespace");
	return ERR_PTR(-ENODEV);
}

static int get_guest(struct genl_info *info, struct sk_buff *reply)
{
	struct vsw_nat_msg msg =
		vsw_nat_nl_reply_to(info, VSWITCH_NAT_CMD_GUEST_GET);
	struct vsw_port *port;
	struct vsw_nat *nat;

	port = find_port(genl_info_net(info), info->attrs, info->extack);
	if (IS_ERR(port))
		return PTR_ERR(port);
	nat = vsw_nat_of_switch(port->sw);
	if (nat)
		return put_guest(reply, &msg, nat, port);
	NL_SET_ERR_MSG_FMT(info->extack, "%s isn't in mode nat",
			   port->sw->dev->name);
	return -EOPNOTSUPP;
}

int vswitch_nat_nl_guest_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return vsw_nat_nl_answer(info, get_guest);
}

static int put_guests(struct sk_buff *skb, const struct vsw_nat_msg *msg,
		      struct vsw_nat *nat, struct vsw_nat_dump *dump)
{
	const struct vsw_port *port;
	int err = 0;

	list_for_each_entry(port, &nat->sw->ports, list) {
		if (port->number < dump->item)
			continue;
		dump->item = port->number;
		err = put_guest(skb, msg, nat, port);
		if (err)
			break;
		dump->item++;
	}
	return err;
}

int vswitch_nat_nl_guest_get_dumpit(struct sk_buff *skb,
				    struct netlink_callback *cb)
{
	return vsw_nat_nl_dump(skb, cb, VSWITCH_NAT_CMD_GUEST_GET, put_guests);
}
