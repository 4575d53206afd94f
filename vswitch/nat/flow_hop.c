// SPDX-License-Identifier: GPL-2.0
/*
 * Where flows go next: device, neighbour and Ethernet header, one object for all
 * entries to the same neighbour by the same protocol. Owns the hops, which live
 * as long as they have entries. Under vsw_nat_flows.lock.
 */
#include <linux/etherdevice.h>
#include <linux/if_arp.h>
#include <linux/jhash.h>
#include <linux/netdevice.h>
#include <linux/slab.h>
#include <net/ipv6.h>

#include "vswitch/nat/flow_table.h"
#include "vswitch/vsw.h"

static struct hlist_head *chain_of(struct vsw_nat_flows *flows,
				   const struct net_device *dev,
				   const struct in6_addr *addr)
{
	u32 hash = jhash_2words(ipv6_addr_hash(addr), dev->ifindex, 0);

	return &flows->hops[hash & (ARRAY_SIZE(flows->hops) - 1)];
}

static bool is_to(const struct vsw_nat_hop *hop, const struct vsw_nat_way *way)
{
	return hop->dev == way->dev && hop->family == way->family &&
	       ipv6_addr_equal(&hop->addr, &way->addr);
}

/* Does the way still lead over the hop, whatever else has changed since? */
bool vsw_nat_hop_is(const struct vsw_nat_hop *hop,
		    const struct vsw_nat_way *way)
{
	return is_to(hop, way) && hop->mtu == way->mtu &&
	       hop->eth.h_proto == way->proto &&
	       ether_addr_equal(hop->eth.h_dest, way->mac) &&
	       ether_addr_equal(hop->eth.h_source, way->dev->dev_addr);
}

/* The header that the device gives such a packet, if it is Ethernet's */
static bool make_header(struct vsw_nat_hop *hop, const struct vsw_nat_way *way)
{
	struct net_device *dev = way->dev;
	struct sk_buff *skb;
	bool made;

	if (dev->type != ARPHRD_ETHER || dev->addr_len != ETH_ALEN)
		return false;
	skb = alloc_skb(LL_MAX_HEADER + dev->hard_header_len, GFP_ATOMIC);
	if (!skb)
		return false;
	skb_reserve(skb, LL_MAX_HEADER + dev->hard_header_len);
	skb->dev = dev;
	skb->protocol = way->proto;
	made = dev_hard_header(skb, dev, ntohs(way->proto), way->mac, NULL,
			       0) == ETH_HLEN && skb->len == ETH_HLEN;
	if (made)
		memcpy(&hop->eth, skb->data, ETH_HLEN);
	kfree_skb(skb);
	return made && vsw_nat_hop_is(hop, way);
}

static struct vsw_nat_hop *new_hop(const struct vsw_nat_way *way)
{
	struct vsw_nat_hop *hop = kzalloc(sizeof(*hop),
					  GFP_ATOMIC | __GFP_NOWARN);

	if (!hop)
		return NULL;
	hop->dev = way->dev;
	hop->sw = vsw_is_switch(way->dev) ? netdev_priv(way->dev) : NULL;
	hop->mtu = way->mtu;
	hop->family = way->family;
	hop->addr = way->addr;
	if (make_header(hop, way))
		return hop;
	kfree(hop);
	return NULL;
}

/**
 * vsw_nat_hop_get() - find a hop, or make it
 * @flows: cache
 * @way: where to
 *
 * A device that is going, or is down, gets none: nothing would take it away
 * again.
 *
 * Context: vsw_nat_flows.lock held.
 * Return: hop, with one user more; NULL when the device isn't plain Ethernet, or
 * without memory.
 */
struct vsw_nat_hop *vsw_nat_hop_get(struct vsw_nat_flows *flows,
				    const struct vsw_nat_way *way)
{
	struct hlist_head *chain = chain_of(flows, way->dev, &way->addr);
	struct vsw_nat_hop *hop;

	if (READ_ONCE(way->dev->reg_state) != NETREG_REGISTERED ||
	    !(way->dev->flags & IFF_UP) ||
	    !net_eq(dev_net(way->dev), flows->net))
		return NULL;
	hlist_for_each_entry(hop, chain, node)
		if (vsw_nat_hop_is(hop, way))
			goto found;
	hop = new_hop(way);
	if (!hop)
		return NULL;
	hlist_add_head(&hop->node, chain);
found:
	hop->users++;
	return hop;
}

/* One entry less has it. vsw_nat_flows.lock held */
void vsw_nat_hop_put(struct vsw_nat_hop *hop)
{
	if (--hop->users)
		return;
	hlist_del(&hop->node);
	kfree_rcu(hop, rcu);
}

/**
 * vsw_nat_hop_moved() - do flows go to where a neighbour isn't any more?
 * @flows: cache
 * @way: neighbour, and where it is now
 * @valid: that is known
 *
 * Context: any; takes vsw_nat_flows.lock.
 */
bool vsw_nat_hop_moved(struct vsw_nat_flows *flows,
		       const struct vsw_nat_way *way, bool valid)
{
	const struct vsw_nat_hop *hop;
	bool moved = false;

	spin_lock_bh(&flows->lock);
	hlist_for_each_entry(hop, chain_of(flows, way->dev, &way->addr), node)
		if (is_to(hop, way) &&
		    !(valid && ether_addr_equal(hop->eth.h_dest, way->mac)))
			moved = true;
	spin_unlock_bh(&flows->lock);
	return moved;
}
