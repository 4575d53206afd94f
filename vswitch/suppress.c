// SPDX-License-Identifier: GPL-2.0
/*
 * Suppression of requests for neighbours (ARP, neighbour discovery): where it
 * is known which station has the address that is asked for, the switch answers
 * in its place, and ports that have the option don't get the request.
 *
 * What is known are the bindings of source guards, and what the host knows as
 * its neighbours. Either counts only while the station is in the FDB: so it is
 * there, in the VLAN of the request, and behind which port is certain.
 *
 * Owns vsw.suppressing, changed under rtnl. The rest runs in the path of frames
 * with more than one destination, under rcu_read_lock() with bottom halves off.
 */
#include <linux/etherdevice.h>
#include <linux/rculist.h>
#include <net/arp.h>
#include <net/ipv6.h>
#include <net/ipv6_stubs.h>
#include <net/neighbour.h>

#include "vswitch/datapath.h"
#include "vswitch/suppress_frame.h"
#include "vswitch/vsw.h"

/* A station that has the address; @port NULL: it isn't known */
struct owner {
	struct vsw_port *port;
	u8 mac[ETH_ALEN];
	bool router;
};

/* Is that address, and no other, bound to a station? */
static bool is_bound(const struct vsw_binding *b, const struct vsw_ask *ask)
{
	if (is_zero_ether_addr(b->mac))
		return false;
	if (ask->is_v6)
		return b->family == AF_INET6 && b->prefix == 128 &&
		       ipv6_addr_equal(&b->ip6, &ask->target.ip6);
	return b->family == AF_INET && b->prefix == 32 &&
	       b->ip4 == ask->target.ip4;
}

static struct vsw_port *port_behind(const struct vsw *sw, const u8 *mac,
				    u16 vid)
{
	return vsw_fdb_find(rcu_dereference(sw->fdb.table), vsw_key(mac, vid));
}

/* Look in the bindings of a port. False: in vain. Of two stations there that
 * both have the address, neither is it.
 */
static bool find_at(struct vsw_port *port, const struct vsw_ask *ask, u16 vid,
		    struct owner *owner, bool *several)
{
	const struct vsw_guard *guard = rcu_dereference(port->guard);
	const struct vsw_binding *b;
	bool bound = false;

	/* Who may be a router isn't answered for: with the wrong word about
	 * that others would forget him as one (RFC 4861, 7.2.5).
	 */
	if (!guard || (ask->is_v6 && !(port->slow & VSW_SLOW_RA_GUARD)))
		return false;
	for (b = guard->binding; b < guard->binding + guard->num; b++) {
		if (!is_bound(b, ask))
			continue;
		bound = true;
		if (port_behind(port->sw, b->mac, vid) != port)
			continue;
		*several |= owner->port &&
			    !ether_addr_equal(owner->mac, b->mac);
		owner->port = port;
		ether_addr_copy(owner->mac, b->mac);
	}
	return bound;
}

/* The station that the address is bound to. False: it is bound to none. As many
 * ports are asked as would get the request.
 */
static bool find_bound(const struct vsw *sw, const struct vsw_ask *ask,
		       u16 vid, struct owner *owner)
{
	bool bound = false, several = false;
	struct vsw_port *port;

	list_for_each_entry_rcu(port, &sw->ports, list)
		bound |= find_at(port, ask, vid, owner, &several);
	if (several)
		owner->port = NULL;
	return bound;
}

/* The host's device in a VLAN, or NULL */
static struct net_device *host_in(const struct vsw *sw, u16 vid)
{
	const struct vsw_vlans *vlans = rcu_dereference(sw->host->vlans);

	if (!sw->vlan_proto || test_bit(vid, vlans->untagged))
		return sw->dev;
	return __vlan_find_dev_deep_rcu(sw->dev, sw->vlan_proto, vid);
}

/* The station that the host knows to have the address */
static void find_neighbour(const struct vsw *sw, const struct vsw_ask *ask,
			   u16 vid, struct owner *owner)
{
	struct neigh_table *table = ask->is_v6 ? ipv6_stub->nd_tbl : &arp_tbl;
	struct net_device *dev = host_in(sw, vid);
	struct neighbour *n;

	/* Without IPv6 there is no table. */
	n = dev && table ? neigh_lookup(table, &ask->target, dev) : NULL;
	if (!n)
		return;
	if (READ_ONCE(n->nud_state) & NUD_VALID) {
		neigh_ha_snapshot((char *)owner->mac, n, dev);
		owner->router = n->flags & NTF_ROUTER;
		owner->port = port_behind(sw, owner->mac, vid);
	}
	neigh_release(n);
}

/* Who has the address, if behind a port that the request could leave by */
static bool find(const struct vsw_port *in, const struct vsw_ask *ask, u16 vid,
		 struct owner *owner)
{
	/* The host isn't told what it asks for from what it believes itself. */
	if (!find_bound(in->sw, ask, vid, owner) && !vsw_port_is_host(in))
		find_neighbour(in->sw, ask, vid, owner);
	return owner->port && !vsw_port_is_host(owner->port) &&
	       vsw_may_leave(in, owner->port, vid);
}

/* Answer as if the owner had. False: without memory. */
static bool answer(struct vsw_port *in, const struct vsw_ask *ask, u16 vid,
		   const struct owner *owner)
{
	struct sk_buff *skb = vsw_ask_answer(in->dev, ask, owner->mac,
					     owner->router);

	if (!skb)
		return false;
	atomic64_inc(&in->answered);
	if (in->slow_out && !vsw_slow_out(owner->port, in, skb, vid))
		return true;
	if (!vsw_port_is_host(in))
		vsw_transmit(in, skb, vid);
	else if (vsw_to_host(in, skb, vid, true) == RX_HANDLER_ANOTHER)
		netif_rx(skb);
	return true;
}

/**
 * vsw_suppress() - is a frame a request that needn't be seen by all?
 * @in: where it came in
 * @skb: frame to a group or to all, whose data begin behind the Ethernet header
 * @vid: its VLAN; 0 when the switch knows none
 * @answered: gets whether the switch has answered it
 *
 * Answered is what asks for a station behind a port that has the option. A tag
 * that the switch doesn't understand is data, and so is what is behind it.
 *
 * Context: bottom halves off, rcu_read_lock held.
 * Return: true when it is for ports only that don't have the option.
 */
bool vsw_suppress(struct vsw_port *in, const struct sk_buff *skb, u16 vid,
		  bool *answered)
{
	struct owner owner = {};
	struct vsw_ask ask;

	*answered = false;
	if ((skb_vlan_tag_present(skb) &&
	     skb->vlan_proto != in->sw->vlan_proto) ||
	    !vsw_ask_parse(skb, &ask) || !find(in, &ask, vid, &owner))
		return false;
	if (!(owner.port->flags & VSW_PORT_NEIGH_SUPPRESS))
		return true;
	*answered = answer(in, &ask, vid, &owner);
	return *answered;
}

/* Ports got the option, or lost it, or went. rtnl */
void vsw_suppress_sync(struct vsw *sw)
{
	const struct vsw_port *port;
	bool any = false;

	list_for_each_entry(port, &sw->ports, list)
		any |= !!(port->flags & VSW_PORT_NEIGH_SUPPRESS);
	WRITE_ONCE(sw->suppressing, any);
}
