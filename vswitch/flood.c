// SPDX-License-Identifier: GPL-2.0
/*
 * Frames with more than one destination: broadcast, multicast, and unicast to
 * a station that isn't known. Each port that wants one gets a copy, the last
 * one the frame itself. Runs under rcu_read_lock() with bottom halves off;
 * takes no lock.
 */
#include <linux/etherdevice.h>
#include <linux/rculist.h>

#include "vswitch/datapath.h"
#include "vswitch/vsw.h"

/* What a port must have to get the frame: enum vsw_port_flag */
static u32 class_of(const u8 *dest)
{
	if (is_broadcast_ether_addr(dest))
		return VSW_PORT_FLOOD_BROADCAST;
	if (is_multicast_ether_addr(dest))
		return VSW_PORT_FLOOD_MULTICAST;
	return VSW_PORT_FLOOD_UNICAST;
}

static bool wants(const struct vsw_port *in, const struct vsw_port *out,
		  u32 class, u16 vid)
{
	if (out == in || !(out->flags & class))
		return false;
	if (unlikely(out->slow_out & VSW_SLOW_CLOSED ||
		     in->slow & out->slow_out & VSW_SLOW_ISOLATED))
		return false;
	if (unlikely(out->slow_out & VSW_SLOW_MODE && !vsw_port_is_host(out)))
		return false;
	if (out->sw->vlan_proto &&
	    !test_bit(vid, rcu_dereference(out->vlans)->member))
		return false;
	/* Who isn't known isn't the host. */
	if (vsw_port_is_host(out))
		return class != VSW_PORT_FLOOD_UNICAST ||
		       out->dev->flags & IFF_PROMISC;
	return true;
}

/* Leave by a port that wants the frame. */
static void leave(struct vsw_port *out, struct sk_buff *skb, u16 vid)
{
	if (unlikely(out->slow_out & VSW_SLOW_LEAVING) &&
	    !vsw_slow_leave(out, skb, vid))
		return;
	vsw_transmit(out, skb, vid);
}

static rx_handler_result_t leave_to_host(struct vsw_port *host,
					 struct sk_buff *skb, u16 vid)
{
	if (unlikely(host->slow_out & VSW_SLOW_LEAVING) &&
	    !vsw_slow_leave(host, skb, vid))
		return RX_HANDLER_CONSUMED;
	return vsw_to_host(host, skb, vid, false);
}

static void send_copy(struct vsw_port *out, struct sk_buff *skb, u16 vid)
{
	struct sk_buff *copy = skb_clone(skb, GFP_ATOMIC);

	if (likely(copy))
		leave(out, copy, vid);
	else
		vsw_count_drop(out, VSW_DROP_NO_MEMORY);
}

/* Is it one too many of its class? Then it was dropped. */
static bool is_storm(struct vsw_port *in, struct sk_buff *skb, u32 class)
{
	enum vsw_drop why = VSW_DROP_STORM_UNKNOWN;
	enum vsw_storm storm = VSW_STORM_UNKNOWN;

	if (class == VSW_PORT_FLOOD_BROADCAST) {
		why = VSW_DROP_STORM_BROADCAST;
		storm = VSW_STORM_BROADCAST;
	} else if (class == VSW_PORT_FLOOD_MULTICAST) {
		why = VSW_DROP_STORM_MULTICAST;
		storm = VSW_STORM_MULTICAST;
	}
	if (likely(vsw_limits_storm(in, skb, storm)))
		return false;
	vsw_drop(in, skb, why);
	return true;
}

static rx_handler_result_t send_to_all(struct vsw_port *in,
				       struct sk_buff *skb, u32 class, u16 vid)
{
	struct vsw_port *out, *last = NULL, *host = NULL;

	if (unlikely(in->slow & VSW_SLOW_STORM) && is_storm(in, skb, class))
		return RX_HANDLER_CONSUMED;
	list_for_each_entry_rcu(out, &in->sw->ports, list) {
		if (!wants(in, out, class, vid))
			continue;
		if (vsw_port_is_host(out)) {
			host = out;
			continue;
		}
		if (last)
			send_copy(last, skb, vid);
		last = out;
	}
	if (host) {
		if (last)
			send_copy(last, skb, vid);
		return leave_to_host(host, skb, vid);
	}
	if (last)
		leave(last, skb, vid);
	else
		vsw_drop(in, skb, VSW_DROP_NO_DESTINATION);
	return RX_HANDLER_CONSUMED;
}

/* To a reserved group, IEEE 802.1Q-2018, table 8-1. These concern the port's
 * own link (LACP, LLDP, 802.1X): whoever speaks them on the device hears
 * them. BPDUs pass, since this switch takes no part in spanning trees, and
 * those around it must see a loop through it.
 */
static rx_handler_result_t reserved(struct vsw_port *in, struct sk_buff *skb,
				    u16 vid)
{
	switch (eth_hdr(skb)->h_dest[5]) {
	case 0x00:
		return send_to_all(in, skb, VSW_PORT_FLOOD_MULTICAST, vid);
	case 0x01:	/* pause frames: the device's own business */
		break;
	default:
		/* Where the mode judges what the host gets, it gets it by its
		 * own port, or not at all.
		 */
		if (!vsw_port_is_host(in) &&
		    !(in->sw->host->slow_out & VSW_SLOW_MODE))
			return RX_HANDLER_PASS;
		break;
	}
	vsw_drop(in, skb, VSW_DROP_RESERVED);
	return RX_HANDLER_CONSUMED;
}

/**
 * vsw_flood() - send a frame to all ports that may want it
 * @in: where it came in
 * @skb: frame, whose data begin behind the Ethernet header
 * @vid: its VLAN; 0 when the switch knows none
 *
 * Return: RX_HANDLER_CONSUMED; RX_HANDLER_ANOTHER when the host is to get it,
 * from skb->dev; RX_HANDLER_PASS when it is for the port's device.
 */
rx_handler_result_t vsw_flood(struct vsw_port *in, struct sk_buff *skb, u16 vid)
{
	const u8 *dest = eth_hdr(skb)->h_dest;

	if (unlikely(is_link_local_ether_addr(dest)))
		return reserved(in, skb, vid);
	return send_to_all(in, skb, class_of(dest), vid);
}
