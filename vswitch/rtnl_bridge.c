// SPDX-License-Identifier: GPL-2.0
/*
 * Ports by rtnetlink, for bridge(8), under the numbers that a bridge's ports
 * have (IFLA_BRPORT_*, IFLA_BRIDGE_VLAN_INFO):
 *
 *	bridge link show; bridge link set dev PORT isolated on
 *	bridge vlan show; bridge vlan add dev PORT vid 10-20 [pvid] [untagged]
 *	bridge vlan add dev SWITCH vid 10 self
 *
 * What a port of this switch doesn't have is refused, with the reason. All
 * under rtnl.
 */
#include <linux/if_bridge.h>
#include <linux/rtnetlink.h>
#include <net/rtnetlink.h>

#include "compat/extack.h"
#include "vswitch/mcast.h"
#include "vswitch/netlink.h"
#include "vswitch/vsw.h"

static const struct nla_policy port_policy[IFLA_BRPORT_MAX + 1] = {
	[IFLA_BRPORT_STATE]		= { .type = NLA_U8 },
	[IFLA_BRPORT_MODE]		= { .type = NLA_U8 },
	[IFLA_BRPORT_LEARNING]		= { .type = NLA_U8 },
	[IFLA_BRPORT_LOCKED]		= { .type = NLA_U8 },
	[IFLA_BRPORT_UNICAST_FLOOD]	= { .type = NLA_U8 },
	[IFLA_BRPORT_MCAST_FLOOD]	= { .type = NLA_U8 },
	[IFLA_BRPORT_BCAST_FLOOD]	= { .type = NLA_U8 },
	[IFLA_BRPORT_ISOLATED]		= { .type = NLA_U8 },
	[IFLA_BRPORT_GUARD]		= { .type = NLA_U8 },
	[IFLA_BRPORT_FAST_LEAVE]	= { .type = NLA_U8 },
	[IFLA_BRPORT_MULTICAST_ROUTER]	= { .type = NLA_U8 },
	[IFLA_BRPORT_NEIGH_SUPPRESS]	= { .type = NLA_U8 },
};

static int check_port(const struct vsw_port *port, struct nlattr *tb[],
		      struct netlink_ext_ack *extack)
{
	int type;

	if (vsw_port_is_host(port)) {
		NL_SET_ERR_MSG(extack,
			       "That is the switch: name one of its ports");
		return -EINVAL;
	}
	for (type = 1; type <= IFLA_BRPORT_MAX; type++) {
		if (!tb[type] || port_policy[type].type)
			continue;
		NL_SET_ERR_MSG_ATTR(extack, tb[type],
				    "A vswitch port has no such option: see Documentation/vswitch.rst");
		return -EOPNOTSUPP;
	}
	if (tb[IFLA_BRPORT_STATE] &&
	    nla_get_u8(tb[IFLA_BRPORT_STATE]) != BR_STATE_DISABLED &&
	    nla_get_u8(tb[IFLA_BRPORT_STATE]) != BR_STATE_FORWARDING) {
		NL_SET_ERR_MSG_ATTR(extack, tb[IFLA_BRPORT_STATE],
				    "The state is disabled or forwarding: no spanning tree here");
		return -EINVAL;
	}
	if (tb[IFLA_BRPORT_MULTICAST_ROUTER] &&
	    nla_get_u8(tb[IFLA_BRPORT_MULTICAST_ROUTER]) >
	    VSW_MCAST_ROUTER_ALWAYS) {
		NL_SET_ERR_MSG_ATTR(extack, tb[IFLA_BRPORT_MULTICAST_ROUTER],
				    "mcast_router is 0 (never), 1 (if heard of) or 2 (always)");
		return -EINVAL;
	}
	return 0;
}

static void set_port(struct vsw_port *port, struct nlattr *tb[])
{
	struct vsw_port_change change = {};
	enum vsw_opt opt;
	u16 attr;

	for (opt = 0; opt < VSW_OPT_NUM; opt++) {
		attr = vsw_port_opts[opt].brport;
		if (!attr || !tb[attr])
			continue;
		change.mask |= BIT(opt);
		if (nla_get_u8(tb[attr]))
			change.on |= BIT(opt);
	}
	if (tb[IFLA_BRPORT_STATE]) {
		change.mask |= BIT(VSW_OPT_ENABLED);
		if (nla_get_u8(tb[IFLA_BRPORT_STATE]) != BR_STATE_DISABLED)
			change.on |= BIT(VSW_OPT_ENABLED);
	}
	if (tb[IFLA_BRPORT_MULTICAST_ROUTER]) {
		change.set_mcast_router = true;
		change.mcast_router =
			nla_get_u8(tb[IFLA_BRPORT_MULTICAST_ROUTER]);
	}
	vsw_port_change(port, &change);
}

/* A range of VLANs, of one attribute or two */
struct vlan_range {
	u16 first;
	u16 last;
	u16 flags;
};

typedef int (*range_fn)(struct vsw_port *port, const struct vlan_range *range,
			struct netlink_ext_ack *extack);

static int check_range(struct vsw_port *port, const struct vlan_range *range,
		       struct netlink_ext_ack *extack)
{
	return vsw_vlan_check(range->first, range->last,
			      range->flags & BRIDGE_VLAN_INFO_PVID, extack);
}

static int add_vlans(struct vsw_port *port, const struct vlan_range *range,
		     struct netlink_ext_ack *extack)
{
	return vsw_vlan_add(port, range->first, range->last,
			    range->flags & BRIDGE_VLAN_INFO_PVID,
			    range->flags & BRIDGE_VLAN_INFO_UNTAGGED, extack);
}

static int del_vlans(struct vsw_port *port, const struct vlan_range *range,
		     struct netlink_ext_ack *extack)
{
	return vsw_vlan_del(port, range->first, range->last, extack);
}

static int for_ranges(struct vsw_port *port, const struct nlattr *spec,
		      range_fn what, struct netlink_ext_ack *extack)
{
	struct vlan_range range = {};
	const struct nlattr *attr;
	int left, err;

	nla_for_each_nested(attr, spec, left) {
		const struct bridge_vlan_info *info = nla_data(attr);

		if (nla_type(attr) != IFLA_BRIDGE_VLAN_INFO)
			continue;
		if (nla_len(attr) != sizeof(*info)) {
			NL_SET_ERR_MSG_ATTR(extack, attr,
					    "A VLAN's attribute has 4 octets");
			return -EINVAL;
		}
		if (!(info->flags & BRIDGE_VLAN_INFO_RANGE_END))
			range.first = info->vid;
		range.last = info->vid;
		range.flags = info->flags;
		if (info->flags & BRIDGE_VLAN_INFO_RANGE_BEGIN)
			continue;
		err = what(port, &range, extack);
		if (err)
			return err;
	}
	return 0;
}

/* The port that a request is about: a port's device, or the switch's own */
static struct vsw_port *port_of_dev(struct net_device *dev)
{
	if (vsw_is_switch(dev))
		return ((struct vsw *)netdev_priv(dev))->host;
	return vsw_port_of(dev);
}

int vsw_bridge_setlink(struct net_device *dev, struct nlmsghdr *nlh, u16 flags,
		       struct netlink_ext_ack *extack)
{
	struct nlattr *tb[IFLA_BRPORT_MAX + 1] = {};
	struct vsw_port *port = port_of_dev(dev);
	struct nlattr *protinfo, *spec;
	int err;

	if (!port)
		return -EINVAL;
	protinfo = nlmsg_find_attr(nlh, sizeof(struct ifinfomsg),
				   IFLA_PROTINFO);
	spec = nlmsg_find_attr(nlh, sizeof(struct ifinfomsg), IFLA_AF_SPEC);
	if (protinfo) {
		err = nla_parse_nested_deprecated(tb, IFLA_BRPORT_MAX, protinfo,
						  port_policy, extack);
		if (!err)
			err = check_port(port, tb, extack);
		if (err)
			return err;
	}
	if (spec) {
		err = for_ranges(port, spec, check_range, extack);
		if (!err)
			err = for_ranges(port, spec, add_vlans, extack);
		if (err)
			return err;
	}
	if (protinfo)
		set_port(port, tb);
	vsw_port_notify(port);
	return 0;
}

int vsw_bridge_dellink(struct net_device *dev, struct nlmsghdr *nlh, u16 flags)
{
	struct vsw_port *port = port_of_dev(dev);
	struct nlattr *spec;
	int err;

	spec = nlmsg_find_attr(nlh, sizeof(struct ifinfomsg), IFLA_AF_SPEC);
	if (!port || !spec)
		return -EINVAL;
	err = for_ranges(port, spec, check_range, NULL);
	if (!err)
		err = for_ranges(port, spec, del_vlans, NULL);
	if (!err)
		vsw_port_notify(port);
	return err;
}

static int put_port(struct sk_buff *skb, const struct vsw_port *port)
{
	u8 state = port->slow & VSW_SLOW_CLOSED ? BR_STATE_DISABLED :
						BR_STATE_FORWARDING;
	struct nlattr *nest;
	enum vsw_opt opt;

	nest = nla_nest_start(skb, IFLA_PROTINFO);
	if (!nest || nla_put_u8(skb, IFLA_BRPORT_STATE, state) ||
	    nla_put_u8(skb, IFLA_BRPORT_MULTICAST_ROUTER, port->mcast_router))
		return -EMSGSIZE;
	for (opt = 0; opt < VSW_OPT_NUM; opt++)
		if (vsw_port_opts[opt].brport &&
		    nla_put_u8(skb, vsw_port_opts[opt].brport,
			       vsw_port_opt(port, opt)))
			return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/* What a VLAN of a port is: BRIDGE_VLAN_INFO_*. rtnl, or rcu_read_lock held */
u16 vsw_bridge_vlan_flags(const struct vsw_port *port, u16 vid)
{
	const struct vsw_vlans *vlans = rcu_dereference_rtnl(port->vlans);

	return (test_bit(vid, vlans->untagged) ? BRIDGE_VLAN_INFO_UNTAGGED : 0) |
	       (port->pvid == vid ? BRIDGE_VLAN_INFO_PVID : 0);
}

static int put_vlan(struct sk_buff *skb, u16 vid, u16 flags)
{
	struct bridge_vlan_info info = { .vid = vid, .flags = flags };

	return nla_put(skb, IFLA_BRIDGE_VLAN_INFO, sizeof(info), &info);
}

static int put_range(struct sk_buff *skb, u16 first, u16 last, u16 flags)
{
	if (first == last)
		return put_vlan(skb, first, flags);
	return put_vlan(skb, first, flags | BRIDGE_VLAN_INFO_RANGE_BEGIN) ?:
	       put_vlan(skb, last, flags | BRIDGE_VLAN_INFO_RANGE_END);
}

static int put_vlans(struct sk_buff *skb, const struct vsw_port *port,
		     bool compressed)
{
	unsigned long vid = 0;
	struct nlattr *nest;
	u16 first, last;

	nest = nla_nest_start_noflag(skb, IFLA_AF_SPEC);
	if (!nest)
		return -EMSGSIZE;
	while (vsw_vlan_next(port, vid, &first, &last)) {
		if (!compressed)
			last = first;
		if (put_range(skb, first, last,
			      vsw_bridge_vlan_flags(port, first)))
			return -EMSGSIZE;
		vid = last + 1;
	}
	nla_nest_end(skb, nest);
	return 0;
}

static int put_netdev(struct sk_buff *skb, const struct vsw_port *port)
{
	const struct net_device *dev = port->dev;
	u8 operstate = netif_running(dev) ? READ_ONCE(dev->operstate) :
					    IF_OPER_DOWN;

	if (nla_put_string(skb, IFLA_IFNAME, dev->name) ||
	    nla_put_u32(skb, IFLA_MASTER, port->sw->dev->ifindex) ||
	    nla_put_u32(skb, IFLA_MTU, dev->mtu) ||
	    nla_put_u8(skb, IFLA_OPERSTATE, operstate) ||
	    nla_put(skb, IFLA_ADDRESS, dev->addr_len, dev->dev_addr) ||
	    (dev->ifindex != dev_get_iflink(dev) &&
	     nla_put_u32(skb, IFLA_LINK, dev_get_iflink(dev))))
		return -EMSGSIZE;
	return 0;
}

static int fill_port(struct sk_buff *skb, const struct vsw_port *port, u32 pid,
		     u32 seq, int nlflags, u32 filter)
{
	const struct net_device *dev = port->dev;
	struct ifinfomsg *ifinfo;
	struct nlmsghdr *nlh;

	nlh = nlmsg_put(skb, pid, seq, RTM_NEWLINK, sizeof(*ifinfo), nlflags);
	if (!nlh)
		return -EMSGSIZE;
	ifinfo = nlmsg_data(nlh);
	memset(ifinfo, 0, sizeof(*ifinfo));
	ifinfo->ifi_family = AF_BRIDGE;
	ifinfo->ifi_type = dev->type;
	ifinfo->ifi_index = dev->ifindex;
	ifinfo->ifi_flags = dev_get_flags(dev);
	if (put_netdev(skb, port) ||
	    (!vsw_port_is_host(port) && put_port(skb, port)) ||
	    (filter & (RTEXT_FILTER_BRVLAN | RTEXT_FILTER_BRVLAN_COMPRESSED) &&
	     put_vlans(skb, port, filter & RTEXT_FILTER_BRVLAN_COMPRESSED))) {
		nlmsg_cancel(skb, nlh);
		return -EMSGSIZE;
	}
	nlmsg_end(skb, nlh);
	return 0;
}

int vsw_bridge_getlink(struct sk_buff *skb, u32 pid, u32 seq,
		       struct net_device *dev, u32 filter, int nlflags)
{
	struct vsw_port *port = port_of_dev(dev);

	/* As for a bridge, the switch itself is listed for its VLANs only. */
	if (!port || (vsw_port_is_host(port) &&
		      !(filter & (RTEXT_FILTER_BRVLAN |
				  RTEXT_FILTER_BRVLAN_COMPRESSED))))
		return 0;
	return fill_port(skb, port, pid, seq, nlflags, filter);
}

/* Tell who listens (bridge monitor link, sriovctl monitor) what a port is. */
void vsw_port_notify(struct vsw_port *port)
{
	struct net *net = dev_net(port->dev);
	struct sk_buff *skb;
	int err = -ENOBUFS;

	vsw_nl_port_changed(port);
	skb = nlmsg_new(NLMSG_GOODSIZE, GFP_KERNEL);
	if (skb)
		err = fill_port(skb, port, 0, 0, 0,
				RTEXT_FILTER_BRVLAN_COMPRESSED);
	if (err) {
		kfree_skb(skb);
		rtnl_set_sk_err(net, RTNLGRP_LINK, err);
		return;
	}
	rtnl_notify(skb, net, 0, RTNLGRP_LINK, NULL, GFP_KERNEL);
}
