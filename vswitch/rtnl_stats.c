// SPDX-License-Identifier: GPL-2.0
/*
 * VLAN statistics by rtnetlink, as a bridge tells its own (in the attributes
 * IFLA_STATS_LINK_XSTATS and LINK_XSTATS_TYPE_BRIDGE): of the host's port on the
 * switch's netdev, of others on theirs. All under rtnl.
 *
 *	bridge -s vlan show
 */
#include <linux/if_bridge.h>
#include <linux/rtnetlink.h>

#include "vswitch/vsw.h"

/* Room of one VLAN */
#define ONE	nla_total_size(sizeof(struct bridge_vlan_xstats))

static struct vsw_port *port_of(const struct net_device *dev, int attr)
{
	if (attr == IFLA_STATS_LINK_XSTATS)
		return ((struct vsw *)netdev_priv(dev))->host;
	return attr == IFLA_STATS_LINK_XSTATS_SLAVE ? vsw_port_of(dev) : NULL;
}

/**
 * vsw_xstats_size() - room that the statistics of a device may take
 * @dev: the switch's, or a port's
 * @attr: IFLA_STATS_LINK_XSTATS or IFLA_STATS_LINK_XSTATS_SLAVE
 */
size_t vsw_xstats_size(const struct net_device *dev, int attr)
{
	const struct vsw_port *port = port_of(dev, attr);
	const struct vsw_vlans *vlans;

	if (!port || !port->sw->vlan_stats)
		return 0;
	vlans = rtnl_dereference(port->vlans);
	return min_t(size_t, U16_MAX,
		     nla_total_size(bitmap_weight(vlans->member, VLAN_N_VID) *
				    ONE));
}

static int put_vlan(struct sk_buff *skb, const struct vsw_port *port, u16 vid)
{
	struct bridge_vlan_xstats xstats = {
		.vid = vid, .flags = vsw_bridge_vlan_flags(port, vid)
	};
	struct vsw_port_traffic sum;

	vsw_vlan_stats_get(port, vid, &sum);
	xstats.rx_packets = sum.rx_packets;
	xstats.rx_bytes = sum.rx_bytes;
	xstats.tx_packets = sum.tx_packets;
	xstats.tx_bytes = sum.tx_bytes;
	return nla_put(skb, BRIDGE_XSTATS_VLAN, sizeof(xstats), &xstats);
}

/**
 * vsw_fill_xstats() - write the statistics of a device
 * @skb: message
 * @dev: the switch's, or a port's
 * @next: VLAN to begin with; gets the one to go on with
 * @attr: IFLA_STATS_LINK_XSTATS or IFLA_STATS_LINK_XSTATS_SLAVE
 *
 * Return: 0; -EMSGSIZE when there is more to come.
 */
int vsw_fill_xstats(struct sk_buff *skb, const struct net_device *dev,
		    int *next, int attr)
{
	const struct vsw_port *port = port_of(dev, attr);
	const struct vsw_vlans *vlans;
	unsigned long vid = *next;
	struct nlattr *nest;
	int err = 0;

	if (!port || !port->sw->vlan_stats)
		return 0;
	vlans = rtnl_dereference(port->vlans);
	nest = nla_nest_start_noflag(skb, LINK_XSTATS_TYPE_BRIDGE);
	if (!nest)
		return -EMSGSIZE;
	for_each_set_bit_from(vid, vlans->member, VLAN_N_VID) {
		/* The attribute around it can't be longer. A dump's messages
		 * never are; who asks for one device doesn't get more.
		 */
		if (skb_tail_pointer(skb) - (u8 *)nest + ONE + NLA_HDRLEN >
		    U16_MAX)
			break;
		err = put_vlan(skb, port, vid);
		if (err)
			break;
	}
	*next = err ? vid : 0;
	nla_nest_end(skb, nest);
	return err;
}
