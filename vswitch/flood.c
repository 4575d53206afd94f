// SPDX-License-Identifier: GPL-2.0
/*
 * Frames with more than one destination: broadcast, multicast, and unicast to
 * a station that isn't known. Each port that wants one gets a copy, the last
 * one the frame itself. Who wants multicast is known from snooping, if it is
 * (mcast.c). Runs under rcu_read_lock() with bottom halves off;
 * takes no lock.
 */
#include <linux/etherdevice.h>
#include <linux/rculist.h>

#include "vswitch/datapath.h"
#include "vswitch/mcast.h"
#include "vswitch/vsw.h"

/* A frame on its way to several ports: each gets a copy but the last. */
struct fan {
	struct vsw_port *in;
	struct sk_buff *skb;
	u16 vid;
	struct vsw_port *last;
	struct vsw_port *host;
};

/* What a port must have to get the frame: enum vsw_port_flag */
static u32 class_of(const u8 *dest)
{
	if (is_broadcast_ether_addr(dest))
		return VSW_PORT_FLOOD_BROADCAST;
	if (is_multicast_ether_addr(dest))
		return VSW_PORT_FLOOD_MULTICAST;
	return VSW_PORT_FLOOD_UNICAST;
}

/* May a frame that came in by one port leave by another? */
bool vsw_may_leave(const struct vsw_port *in, const struct vsw_port *out,
		   u16 vid)
{
	if (out == in)
		return false;
	if (unlikely(out->slow_out & VSW_SLOW_CLOSED ||
		     in->slow & out->slow_out & VSW_SLOW_ISOLATED))
		return false;
	if (unlikely(out->slow_out & VSW_SLOW_MODE && !vsw_port_is_host(out)))
		return false;
	return !out->sw->vlan_proto ||
	       test_bit(vid, rcu_dereference(out->vlans)->member);
}

static bool wants(const struct vsw_port *in, const struct vsw_port *out,
		  u32 class, u16 vid)
{
	if (!(out->flags & class) || !vsw_may_leave(in, out, vid))
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

static void fan_out(struct fan *fan, struct vsw_port *out)
{
	if (vsw_port_is_host(out)) {
		fan->host = out;
		return;
	}
	if (fan->last)
		send_copy(fan->last, fan->skb, fan->vid);
	fan->last = out;
}

static rx_handler_result_t fan_end(struct fan *fan, enum vsw_drop why)
{
	if (fan->host) {
		if (fan->last)
			send_copy(fan->last, fan->skb, fan->vid);
		return leave_to_host(fan->host, fan->skb, fan->vid);
	}
	if (fan->last)
		leave(fan->last, fan->skb, fan->vid);
	else
		vsw_drop(fan->in, fan->skb, why);
	return RX_HANDLER_CONSUMED;
}

static rx_handler_result_t send_to_all(struct vsw_port *in,
				       struct sk_buff *skb, u32 class, u16 vid)
{
	struct fan fan = { .in = in, .skb = skb, .vid = vid };
	struct vsw_port *out;

	list_for_each_entry_rcu(out, &in->sw->ports, list)
		if (wants(in, out, class, vid))
			fan_out(&fan, out);
	return fan_end(&fan, VSW_DROP_NO_DESTINATION);
}

/* A request for a neighbour that is known: not to ports that want none */
static rx_handler_result_t send_known(struct vsw_port *in, struct sk_buff *skb,
				      u32 class, u16 vid, bool answered)
{
	struct fan fan = { .in = in, .skb = skb, .vid = vid };
	struct vsw_port *out;

	list_for_each_entry_rcu(out, &in->sw->ports, list)
		if (!(out->flags & VSW_PORT_NEIGH_SUPPRESS) &&
		    wants(in, out, class, vid))
			fan_out(&fan, out);
	return fan_end(&fan, answered ? VSW_DROP_ANSWERED :
					VSW_DROP_NO_DESTINATION);
}

/* The next port of two arrays by number, each port once */
static struct vsw_port *next_of(const struct vsw_mcast_dest *dest,
				unsigned int *member, unsigned int *taker)
{
	struct vsw_port *a = NULL, *b = NULL;

	if (*member < dest->members->num)
		a = dest->members->port[*member];
	if (*taker < dest->takers->num)
		b = dest->takers->port[*taker];
	if (a && (!b || a->number <= b->number))
		++*member;
	if (b && (a == b || !a || b->number < a->number))
		++*taker;
	return a && (!b || a->number <= b->number) ? a : b;
}

/* To those who have joined the group. The host gets more if its own device was
 * told to take all groups, for a router or a listener.
 */
static rx_handler_result_t send_to_group(struct vsw_port *in,
					 struct sk_buff *skb, u16 vid,
					 const struct vsw_mcast_dest *dest)
{
	struct fan fan = { .in = in, .skb = skb, .vid = vid };
	struct vsw_port *host = in->sw->host, *out;
	unsigned int member = 0, taker = 0;

	if (host->dev->flags & (IFF_ALLMULTI | IFF_PROMISC) &&
	    vsw_may_leave(in, host, vid))
		fan_out(&fan, host);
	while ((out = next_of(dest, &member, &taker)))
		if (vsw_may_leave(in, out, vid))
			fan_out(&fan, out);
	return fan_end(&fan, VSW_DROP_NO_MEMBER);
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
		if (unlikely(in->slow & VSW_SLOW_STORM) &&
		    is_storm(in, skb, VSW_PORT_FLOOD_MULTICAST))
			return RX_HANDLER_CONSUMED;
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
	u32 class = class_of(dest);
	struct vsw_mcast_dest ports;
	bool answered;

	if (unlikely(is_link_local_ether_addr(dest)))
		return reserved(in, skb, vid);
	if (unlikely(in->slow & VSW_SLOW_STORM) && is_storm(in, skb, class))
		return RX_HANDLER_CONSUMED;
	if (unlikely(READ_ONCE(in->sw->suppressing)) &&
	    class != VSW_PORT_FLOOD_UNICAST &&
	    vsw_suppress(in, skb, vid, &answered))
		return send_known(in, skb, class, vid, answered);
	if (class == VSW_PORT_FLOOD_MULTICAST &&
	    vsw_mcast_decide(in, skb, vid, &ports))
		return send_to_group(in, skb, vid, &ports);
	return send_to_all(in, skb, class, vid);
}
