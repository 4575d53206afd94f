// SPDX-License-Identifier: GPL-2.0
/*
 * Forwards in the family "vswitch-nat". All under rtnl.
 */
#include <linux/rtnetlink.h>

#include "vswitch/nat/netlink.h"

#include "compat/extack.h"
#include "compat/genl.h"
#include "vswitch/nat/vswitch_nat_nl_gen.h"

static int put_addresses(struct sk_buff *skb, const struct vsw_nat_fwd *fwd)
{
	bool any = nf_inet_addr_cmp(&fwd->address, &(union nf_inet_addr){});

	if (fwd->family == NFPROTO_IPV4) {
		if ((!any && nla_put_in_addr(skb,
					     VSWITCH_NAT_A_FORWARD_ADDRESS4,
					     fwd->address.ip)) ||
		    nla_put_in_addr(skb, VSWITCH_NAT_A_FORWARD_TO_ADDRESS4,
				    fwd->to.ip))
			return -EMSGSIZE;
		return 0;
	}
	if ((!any && nla_put_in6_addr(skb, VSWITCH_NAT_A_FORWARD_ADDRESS6,
				      &fwd->address.in6)) ||
	    nla_put_in6_addr(skb, VSWITCH_NAT_A_FORWARD_TO_ADDRESS6,
			     &fwd->to.in6))
		return -EMSGSIZE;
	return 0;
}

static int put_forward(struct sk_buff *skb, const struct vsw_nat_msg *msg,
		       const struct vsw_nat_fwd *fwd)
{
	void *head = vsw_nat_nl_begin(skb, msg);
	int err = 0;

	if (!head)
		return -EMSGSIZE;
	if (vsw_nat_nl_put_dev(skb, VSWITCH_NAT_A_FORWARD_SWITCH_IFINDEX,
			       VSWITCH_NAT_A_FORWARD_SWITCH_IFNAME,
			       fwd->nat->sw->dev) ||
	    nla_put_u32(skb, VSWITCH_NAT_A_FORWARD_PROTOCOL, fwd->protocol) ||
	    nla_put_u32(skb, VSWITCH_NAT_A_FORWARD_PORT_MIN, fwd->port_min) ||
	    nla_put_u32(skb, VSWITCH_NAT_A_FORWARD_PORT_MAX, fwd->port_max) ||
	    put_addresses(skb, fwd) ||
	    nla_put_u32(skb, VSWITCH_NAT_A_FORWARD_TO_PORT, fwd->to_port) ||
	    nla_put_u64_64bit(skb, VSWITCH_NAT_A_FORWARD_SESSIONS,
			      atomic64_read(&fwd->sessions),
			      VSWITCH_NAT_A_FORWARD_PAD))
		err = -EMSGSIZE;
	return vsw_nat_nl_end(skb, head, err);
}

/* Tell that a forward is new, or gone. rtnl */
void vsw_nat_nl_fwd_changed(struct vsw_nat *nat, const struct vsw_nat_fwd *fwd,
			    bool gone)
{
	struct vsw_nat_msg msg = {
		.cmd = gone ? VSWITCH_NAT_CMD_FORWARD_DEL_NTF :
			      VSWITCH_NAT_CMD_FORWARD_NTF,
	};
	struct sk_buff *skb = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_KERNEL);

	if (!skb)
		return;
	if (put_forward(skb, &msg, fwd))
		nlmsg_free(skb);
	else
		vsw_nat_nl_multicast(nat->nn->net, skb,
				     VSWITCH_NAT_NLGRP_CONFIG, GFP_KERNEL);
}

/* ---- reading -------------------------------------------------------------- */

static int refuse(struct netlink_ext_ack *extack, struct nlattr *attr,
		  const char *message)
{
	if (attr)
		NL_SET_ERR_MSG_ATTR_FMT(extack, attr, "%s", message);
	else
		NL_SET_ERR_MSG_FMT(extack, "%s", message);
	return -EINVAL;
}

static int read_addresses(struct nlattr **attrs, struct vsw_nat_fwd *fwd,
			  struct netlink_ext_ack *extack)
{
	struct nlattr *from4 = attrs[VSWITCH_NAT_A_FORWARD_ADDRESS4];
	struct nlattr *from6 = attrs[VSWITCH_NAT_A_FORWARD_ADDRESS6];
	struct nlattr *to4 = attrs[VSWITCH_NAT_A_FORWARD_TO_ADDRESS4];
	struct nlattr *to6 = attrs[VSWITCH_NAT_A_FORWARD_TO_ADDRESS6];

	if (!to4 == !to6)
		return refuse(extack, to6,
			      "give the guest's address, of IPv4 or IPv6: to-address");
	if ((to4 && from6) || (to6 && from4))
		return refuse(extack, from4 ?: from6,
			      "both addresses must be of one family");
	if (to4) {
		fwd->family = NFPROTO_IPV4;
		fwd->to.ip = nla_get_in_addr(to4);
		if (from4)
			fwd->address.ip = nla_get_in_addr(from4);
		if (ipv4_is_zeronet(fwd->to.ip) ||
		    ipv4_is_multicast(fwd->to.ip))
			return refuse(extack, to4,
				      "to-address4: no address of a guest");
		return 0;
	}
	fwd->family = NFPROTO_IPV6;
	fwd->to.in6 = nla_get_in6_addr(to6);
	if (from6)
		fwd->address.in6 = nla_get_in6_addr(from6);
	if (!(ipv6_addr_type(&fwd->to.in6) & IPV6_ADDR_UNICAST))
		return refuse(extack, to6, "to-address6: no address of a guest");
	return 0;
}

static int read_ports(struct nlattr **attrs, struct vsw_nat_fwd *fwd,
		      struct netlink_ext_ack *extack)
{
	struct nlattr *min = attrs[VSWITCH_NAT_A_FORWARD_PORT_MIN];
	struct nlattr *max = attrs[VSWITCH_NAT_A_FORWARD_PORT_MAX];
	struct nlattr *to = attrs[VSWITCH_NAT_A_FORWARD_TO_PORT];
	u32 first = min ? nla_get_u32(min) : 0;
	u32 last = max ? nla_get_u32(max) : first;
	u32 guest = to ? nla_get_u32(to) : first;

	if (!vsw_nat_has_ports(fwd->protocol)) {
		if (first || last || guest)
			return refuse(extack, min ?: max ?: to,
				      "that protocol has no ports");
		return 0;
	}
	if (!first || first > last || last > U16_MAX)
		return refuse(extack, max ?: min,
			      "port-min and port-max: 1 to 65535, in that order");
	if (!guest || guest + (last - first) > U16_MAX)
		return refuse(extack, to ?: min,
			      "to-port: the last port would be above 65535");
	fwd->port_min = first;
	fwd->port_max = last;
	fwd->to_port = guest;
	return 0;
}

static int read_forward(struct nlattr **attrs, struct vsw_nat_fwd *fwd,
			struct netlink_ext_ack *extack)
{
	int err;

	*fwd = (struct vsw_nat_fwd) {};
	if (!attrs[VSWITCH_NAT_A_FORWARD_PROTOCOL]) {
		NL_SET_ERR_ATTR_MISS(extack, NULL,
				     VSWITCH_NAT_A_FORWARD_PROTOCOL);
		return refuse(extack, NULL, "no protocol given");
	}
	fwd->protocol = nla_get_u32(attrs[VSWITCH_NAT_A_FORWARD_PROTOCOL]);
	err = read_addresses(attrs, fwd, extack);
	return err ?: read_ports(attrs, fwd, extack);
}

static int put_one(struct genl_info *info, struct sk_buff *reply,
		   struct vsw_nat *nat, const struct vsw_nat_fwd *want)
{
	struct vsw_nat_msg msg =
		vsw_nat_nl_reply_to(info, VSWITCH_NAT_CMD_FORWARD_GET);
	struct vsw_nat_fwd *fwd = vsw_nat_fwd_get(nat, want);

	if (fwd)
		return put_forward(reply, &msg, fwd);
	NL_SET_ERR_MSG_FMT(info->extack, "%s has no such forward",
			   nat->sw->dev->name);
	return -ENOENT;
}

/* The switch and the forward that a request is about */
static struct vsw_nat *read_request(struct genl_info *info,
				    struct vsw_nat_fwd *want)
{
	struct vsw_nat *nat;
	int err;

	nat = vsw_nat_nl_find(genl_info_net(info), info->attrs, info->extack);
	if (IS_ERR(nat))
		return nat;
	err = read_forward(info->attrs, want, info->extack);
	return err ? ERR_PTR(err) : nat;
}

static int get_forward(struct genl_info *info, struct sk_buff *reply)
{
	struct vsw_nat_fwd want;
	struct vsw_nat *nat = read_request(info, &want);

	return IS_ERR(nat) ? PTR_ERR(nat) : put_one(info, reply, nat, &want);
}

static int new_forward(struct genl_info *info, struct sk_buff *reply)
{
	struct vsw_nat_fwd want;
	struct vsw_nat *nat = read_request(info, &want);

	return IS_ERR(nat) ? PTR_ERR(nat) :
			     vsw_nat_fwd_add(nat, &want, info->extack);
}

static int del_forward(struct genl_info *info, struct sk_buff *reply)
{
	struct vsw_nat_fwd want;
	struct vsw_nat *nat = read_request(info, &want);

	return IS_ERR(nat) ? PTR_ERR(nat) :
			     vsw_nat_fwd_del(nat, &want, info->extack);
}

int vswitch_nat_nl_forward_get_doit(struct sk_buff *skb,
				    struct genl_info *info)
{
	return vsw_nat_nl_answer(info, get_forward);
}

int vswitch_nat_nl_forward_new_doit(struct sk_buff *skb,
				    struct genl_info *info)
{
	return vsw_nat_nl_answer(info, new_forward);
}

int vswitch_nat_nl_forward_del_doit(struct sk_buff *skb,
				    struct genl_info *info)
{
	return vsw_nat_nl_answer(info, del_forward);
}

static int put_forwards(struct sk_buff *skb, const struct vsw_nat_msg *msg,
			struct vsw_nat *nat, struct vsw_nat_dump *dump)
{
	const struct vsw_nat_fwd *fwd;
	int err = 0;

	while (!err) {
		fwd = vsw_nat_fwd_next(nat, dump->item);
		if (!fwd)
			break;
		err = put_forward(skb, msg, fwd);
		if (!err)
			dump->item++;
	}
	return err;
}

int vswitch_nat_nl_forward_get_dumpit(struct sk_buff *skb,
				      struct netlink_callback *cb)
{
	return vsw_nat_nl_dump(skb, cb, VSWITCH_NAT_CMD_FORWARD_GET,
			       put_forwards);
}
