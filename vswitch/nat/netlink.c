// SPDX-License-Identifier: GPL-2.0
/*
 * The generic netlink family "vswitch-nat": what its requests have in common, as
 * described in netlink_uapi/specs/vswitch_nat.yaml. The policy and the table of
 * operations are generated from that. Requests find switches in the namespace of
 * their socket, under rtnl, and hold it while they read or change.
 */
#include <linux/rtnetlink.h>
#include <net/sock.h>

#include "vswitch/nat/netlink.h"
#include "vswitch/netlink.h"

#include "compat/extack.h"
#include "compat/genl.h"
#include "vswitch/nat/vswitch_nat_nl_gen.h"

static int check_version(const struct nlmsghdr *nlh,
			 struct netlink_ext_ack *extack)
{
	const struct genlmsghdr *header = nlmsg_data(nlh);

	if (header->version == VSWITCH_NAT_FAMILY_VERSION)
		return 0;
	NL_SET_ERR_MSG_FMT(extack,
			   "version %u in the header, the family has version %u",
			   header->version, VSWITCH_NAT_FAMILY_VERSION);
	return -EINVAL;
}

/* The switch is named by the first two attributes of every set. */
#define SWITCH_IFINDEX	VSWITCH_NAT_A_NAT_SWITCH_IFINDEX
#define SWITCH_IFNAME	VSWITCH_NAT_A_NAT_SWITCH_IFNAME
static_assert((int)SWITCH_IFINDEX ==
	      (int)VSWITCH_NAT_A_FORWARD_SWITCH_IFINDEX);
static_assert((int)SWITCH_IFNAME == (int)VSWITCH_NAT_A_FORWARD_SWITCH_IFNAME);
static_assert((int)SWITCH_IFINDEX == (int)VSWITCH_NAT_A_GUEST_SWITCH_IFINDEX);
static_assert((int)SWITCH_IFNAME == (int)VSWITCH_NAT_A_GUEST_SWITCH_IFNAME);

static const struct vsw_nl_name switch_name = {
	SWITCH_IFINDEX, SWITCH_IFNAME, "switch"
};

/**
 * vsw_nat_nl_find() - the NAT switch that a request names
 * @net: namespace
 * @attrs: of the request
 * @extack: where the reason of a refusal goes
 *
 * Context: rtnl.
 * Return: switch, or an ERR_PTR: -EINVAL, -ENODEV, -EOPNOTSUPP.
 */
struct vsw_nat *vsw_nat_nl_find(struct net *net, struct nlattr **attrs,
				struct netlink_ext_ack *extack)
{
	struct vsw *sw = vsw_nl_find_switch(net, attrs, &switch_name, extack);
	struct vsw_nat *nat;

	if (IS_ERR(sw))
		return ERR_CAST(sw);
	nat = vsw_nat_of_switch(sw);
	if (nat)
		return nat;
	NL_SET_ERR_MSG_ATTR_FMT(extack,
				attrs[SWITCH_IFINDEX] ?: attrs[SWITCH_IFNAME],
				"%s isn't in mode nat", sw->dev->name);
	return ERR_PTR(-EOPNOTSUPP);
}

/* ---- messages ------------------------------------------------------------- */

struct vsw_nat_msg vsw_nat_nl_reply_to(const struct genl_info *info, u8 cmd)
{
	return (struct vsw_nat_msg) {
		.portid = info->snd_portid, .seq = info->snd_seq, .cmd = cmd,
	};
}

void *vsw_nat_nl_begin(struct sk_buff *skb, const struct vsw_nat_msg *msg)
{
	void *head = genlmsg_put(skb, msg->portid, msg->seq,
				 &vswitch_nat_nl_family, msg->flags, msg->cmd);

	if (head && msg->cb)
		genl_dump_check_consistent(msg->cb, head);
	return head;
}

int vsw_nat_nl_end(struct sk_buff *skb, void *head, int err)
{
	if (err)
		genlmsg_cancel(skb, head);
	else
		genlmsg_end(skb, head);
	return err;
}

int vsw_nat_nl_put_dev(struct sk_buff *skb, u16 ifindex, u16 ifname,
		       const struct net_device *dev)
{
	if (nla_put_u32(skb, ifindex, dev->ifindex) ||
	    nla_put_string(skb, ifname, dev->name))
		return -EMSGSIZE;
	return 0;
}

/**
 * vsw_nat_nl_answer() - do what a request asks for, and send the answer
 * @info: request
 * @act: does it under rtnl, and writes into the answer
 *
 * Return: 0, or the error of @act; then no answer is sent.
 */
int vsw_nat_nl_answer(struct genl_info *info, vsw_nat_nl_act act)
{
	struct sk_buff *reply;
	int err;

	err = check_version(info->nlhdr, info->extack);
	if (err)
		return err;
	reply = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!reply)
		return -ENOMEM;
	rtnl_lock();
	err = act(info, reply);
	rtnl_unlock();
	if (err) {
		nlmsg_free(reply);
		return err;
	}
	if (reply->len)
		return genlmsg_reply(reply, info);
	nlmsg_free(reply);
	return 0;
}

void vsw_nat_nl_multicast(struct net *net, struct sk_buff *skb,
			  unsigned int group, gfp_t gfp)
{
	genlmsg_multicast_netns(&vswitch_nat_nl_family, net, skb, 0, group,
				gfp);
}

/* ---- dumps ---------------------------------------------------------------- */

static struct vsw_nat_dump *dump_of(struct netlink_callback *cb)
{
	BUILD_BUG_ON(sizeof(struct vsw_nat_dump) > sizeof(cb->ctx));
	return (void *)cb->ctx;
}

/* Refusals come from here and not from the dump itself, whose errors would
 * lack the offset of the attribute.
 */
int vswitch_nat_nl_get_start(struct netlink_callback *cb)
{
	const struct genlmsghdr *header = nlmsg_data(cb->nlh);
	struct nlattr **attrs = compat_genl_dump_attrs(cb);
	struct vsw_nat_dump *dump = dump_of(cb);
	struct net_device *dev;
	int err;

	err = check_version(cb->nlh, cb->extack);
	if (err)
		return err;
	if (header->cmd == VSWITCH_NAT_CMD_NAT_GET) {
		dump->with_stats = attrs[VSWITCH_NAT_A_NAT_WITH_STATS];
		return 0;
	}
	if (!vsw_nl_names(attrs, &switch_name))
		return 0;
	rtnl_lock();
	dev = vsw_nl_find_dev(sock_net(cb->skb->sk), attrs, &switch_name,
			      cb->extack);
	if (!IS_ERR(dev))
		dump->only = dev->ifindex;
	rtnl_unlock();
	return PTR_ERR_OR_ZERO(dev);
}

/**
 * vsw_nat_nl_dump() - go on with a dump
 * @skb: message buffer
 * @cb: dump
 * @cmd: of its messages
 * @put: writes all of one switch, or leaves in vsw_nat_dump.item where it
 *	came to
 *
 * Return: what a dumpit() returns.
 */
int vsw_nat_nl_dump(struct sk_buff *skb, struct netlink_callback *cb, u8 cmd,
		    vsw_nat_nl_put put)
{
	struct vsw_nat_dump *dump = dump_of(cb);
	struct vsw_net *vn = vsw_net(sock_net(cb->skb->sk));
	struct vsw_nat_msg msg = {
		.portid = NETLINK_CB(cb->skb).portid, .seq = cb->nlh->nlmsg_seq,
		.flags = NLM_F_MULTI, .cmd = cmd, .cb = cb,
		.with_stats = dump->with_stats,
	};
	struct vsw_nat *nat;
	struct vsw *sw;
	int err = 0;

	rtnl_lock();
	cb->seq = vn->generation;
	list_for_each_entry(sw, &vn->switches, node) {
		nat = vsw_nat_of_switch(sw);
		if (!nat || sw->dev->ifindex < dump->next ||
		    (dump->only && sw->dev->ifindex != dump->only))
			continue;
		if (sw->dev->ifindex > dump->next)
			dump->item = 0;
		dump->next = sw->dev->ifindex;
		err = put(skb, &msg, nat, dump);
		if (err)
			break;
		dump->next++;
		dump->item = 0;
	}
	rtnl_unlock();
	return err == -EMSGSIZE && skb->len ? skb->len : err;
}

int vsw_nat_netlink_init(void)
{
	return genl_register_family(&vswitch_nat_nl_family);
}

void vsw_nat_netlink_exit(void)
{
	genl_unregister_family(&vswitch_nat_nl_family);
}
