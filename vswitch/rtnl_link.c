// SPDX-License-Identifier: GPL-2.0
/*
 * The rtnl link kind "vswitch": making and deleting switches with ip link, and
 * those of their options that a bridge has too, under the same attribute
 * numbers (IFLA_BR_*). All under rtnl.
 */
#include <linux/etherdevice.h>
#include <net/rtnetlink.h>

#include "compat/extack.h"
#include "vswitch/mcast.h"
#include "vswitch/netlink.h"
#include "vswitch/vsw.h"

static const struct nla_policy vsw_policy[IFLA_BR_MAX + 1] = {
	[IFLA_BR_AGEING_TIME]		= { .type = NLA_U32 },
	[IFLA_BR_VLAN_FILTERING]	= { .type = NLA_U8 },
	[IFLA_BR_VLAN_PROTOCOL]		= { .type = NLA_U16 },
	[IFLA_BR_VLAN_STATS_ENABLED]	= { .type = NLA_U8 },
	[IFLA_BR_MCAST_SNOOPING]	= { .type = NLA_U8 },
	[IFLA_BR_MCAST_QUERIER]		= { .type = NLA_U8 },
	[IFLA_BR_MCAST_QUERY_USE_IFADDR] = { .type = NLA_U8 },
	[IFLA_BR_MCAST_LAST_MEMBER_CNT]	= { .type = NLA_U32 },
	[IFLA_BR_MCAST_STARTUP_QUERY_CNT] = { .type = NLA_U32 },
	[IFLA_BR_MCAST_QUERY_INTVL]	= { .type = NLA_U64 },
	[IFLA_BR_MCAST_QUERY_RESPONSE_INTVL] = { .type = NLA_U64 },
	[IFLA_BR_MCAST_QUERIER_INTVL]	= { .type = NLA_U64 },
	[IFLA_BR_MCAST_MEMBERSHIP_INTVL] = { .type = NLA_U64 },
	[IFLA_BR_MCAST_LAST_MEMBER_INTVL] = { .type = NLA_U64 },
	[IFLA_BR_MCAST_STARTUP_QUERY_INTVL] = { .type = NLA_U64 },
};

static int check_options(struct nlattr *data[], struct netlink_ext_ack *extack)
{
	struct vsw_mcast_opts mcast;
	int type;

	if (!data)
		return 0;
	for (type = 1; type <= IFLA_BR_MAX; type++) {
		if (!data[type] || vsw_policy[type].type)
			continue;
		NL_SET_ERR_MSG_ATTR(extack, data[type],
				    "A vswitch has no such option: see Documentation/vswitch.rst");
		return -EOPNOTSUPP;
	}
	if (data[IFLA_BR_VLAN_PROTOCOL] &&
	    !eth_type_vlan(nla_get_be16(data[IFLA_BR_VLAN_PROTOCOL]))) {
		NL_SET_ERR_MSG_ATTR(extack, data[IFLA_BR_VLAN_PROTOCOL],
				    "The protocol is 802.1Q or 802.1ad");
		return -EPROTONOSUPPORT;
	}
	return vsw_mcast_read_br(data, &mcast, extack);
}

static int vsw_validate(struct nlattr *tb[], struct nlattr *data[],
			struct netlink_ext_ack *extack)
{
	if (tb[IFLA_ADDRESS] &&
	    (nla_len(tb[IFLA_ADDRESS]) != ETH_ALEN ||
	     !is_valid_ether_addr(nla_data(tb[IFLA_ADDRESS])))) {
		NL_SET_ERR_MSG_ATTR(extack, tb[IFLA_ADDRESS],
				    "The address must be a station's, of 6 octets");
		return -EADDRNOTAVAIL;
	}
	return check_options(data, extack);
}

/* What was validated, which therefore succeeds unless there is no memory. */
static int set_options(struct vsw *sw, struct nlattr *data[],
		       struct netlink_ext_ack *extack)
{
	struct vsw_mcast_opts mcast = sw->mcast->opts;
	__be16 proto = sw->vlan_proto;
	struct nlattr *stats;
	int err;

	if (!data)
		return 0;
	stats = data[IFLA_BR_VLAN_STATS_ENABLED];
	if (stats) {
		err = vsw_vlan_stats_set(sw, nla_get_u8(stats));
		if (err)
			return err;
	}
	if (data[IFLA_BR_AGEING_TIME]) {
		clock_t time = nla_get_u32(data[IFLA_BR_AGEING_TIME]);

		vsw_fdb_set_ageing(&sw->fdb, clock_t_to_jiffies(time));
	}
	if (data[IFLA_BR_VLAN_PROTOCOL] && proto)
		proto = nla_get_be16(data[IFLA_BR_VLAN_PROTOCOL]);
	if (data[IFLA_BR_VLAN_FILTERING]) {
		if (!nla_get_u8(data[IFLA_BR_VLAN_FILTERING]))
			proto = 0;
		else if (data[IFLA_BR_VLAN_PROTOCOL])
			proto = nla_get_be16(data[IFLA_BR_VLAN_PROTOCOL]);
		else if (!proto)
			proto = htons(ETH_P_8021Q);
	}
	err = vsw_mcast_read_br(data, &mcast, extack);
	if (!err)
		err = vsw_vlan_set_proto(sw, proto, extack);
	if (err)
		return err;
	vsw_mcast_set_opts(sw, &mcast);
	vsw_nl_switch_changed(sw);
	return 0;
}

static int vsw_newlink(struct net *src_net, struct net_device *dev,
		       struct nlattr *tb[], struct nlattr *data[],
		       struct netlink_ext_ack *extack)
{
	int err;

	if (tb[IFLA_MTU])
		((struct vsw *)netdev_priv(dev))->mtu_set = true;
	err = register_netdevice(dev);
	if (err == -ENOSPC)
		NL_SET_ERR_MSG(extack,
			       "This namespace has all the switches that the host grants");
	if (err)
		return err;
	err = set_options(netdev_priv(dev), data, extack);
	if (err)
		unregister_netdevice(dev);
	return err;
}

static int vsw_changelink(struct net_device *dev, struct nlattr *tb[],
			  struct nlattr *data[],
			  struct netlink_ext_ack *extack)
{
	return set_options(netdev_priv(dev), data, extack);
}

static void vsw_dellink(struct net_device *dev, struct list_head *head)
{
	struct vsw *sw = netdev_priv(dev);
	struct vsw_port *port, *next;

	list_for_each_entry_safe(port, next, &sw->ports, list)
		if (!vsw_port_is_host(port))
			vsw_port_detach(port);
	unregister_netdevice_queue(dev, head);
}

static size_t vsw_get_size(const struct net_device *dev)
{
	return nla_total_size(sizeof(u32)) +	/* IFLA_BR_AGEING_TIME */
	       nla_total_size(sizeof(u8)) +	/* IFLA_BR_VLAN_FILTERING */
	       nla_total_size(sizeof(u16)) +	/* IFLA_BR_VLAN_PROTOCOL */
	       nla_total_size(sizeof(u8)) +	/* IFLA_BR_VLAN_STATS_ENABLED */
	       vsw_mcast_br_size();
}

static int vsw_fill_info(struct sk_buff *skb, const struct net_device *dev)
{
	const struct vsw *sw = netdev_priv(dev);
	unsigned long ageing = (unsigned long)sw->fdb.ageing << VSW_TICK_SHIFT;

	if (nla_put_u32(skb, IFLA_BR_AGEING_TIME, jiffies_to_clock_t(ageing)) ||
	    nla_put_u8(skb, IFLA_BR_VLAN_FILTERING, !!sw->vlan_proto) ||
	    nla_put_be16(skb, IFLA_BR_VLAN_PROTOCOL,
			 sw->vlan_proto ?: htons(ETH_P_8021Q)) ||
	    nla_put_u8(skb, IFLA_BR_VLAN_STATS_ENABLED, sw->vlan_stats) ||
	    vsw_mcast_put_br(skb, &sw->mcast->opts))
		return -EMSGSIZE;
	return 0;
}

struct rtnl_link_ops vsw_link_ops = {
	.kind		= "vswitch",
	.priv_size	= sizeof(struct vsw),
	.setup		= vsw_setup,
	.maxtype	= IFLA_BR_MAX,
	.policy		= vsw_policy,
	.validate	= vsw_validate,
	.newlink	= vsw_newlink,
	.changelink	= vsw_changelink,
	.dellink	= vsw_dellink,
	.get_size	= vsw_get_size,
	.fill_info	= vsw_fill_info,
	.get_linkxstats_size = vsw_xstats_size,
	.fill_linkxstats = vsw_fill_xstats,
};
