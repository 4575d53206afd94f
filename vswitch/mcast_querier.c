// SPDX-License-Identifier: GPL-2.0
/*
 * Who asks for the members of groups: another querier, of which the one with the
 * lowest address counts (RFC 3376, 6.6.2; RFC 3810, 7.6.2), this switch if it is
 * told to, or nobody. Own queries are IGMPv3 and MLDv2, which older hosts take
 * for their own; they come from 0.0.0.0, which yields to every other querier, or
 * from the switch's address, and from the link-local address that belongs to
 * its MAC.
 *
 * The state is under vsw_mcast.lock. Queries are made there, put in a list, and
 * sent when it isn't held any more: a device may be on top of another switch.
 */
#include <linux/etherdevice.h>
#include <linux/icmpv6.h>
#include <linux/if_vlan.h>
#include <linux/igmp.h>
#include <linux/inetdevice.h>
#include <linux/rculist.h>
#include <net/addrconf.h>
#include <net/if_inet6.h>
#include <net/ip.h>
#include <net/ip6_checksum.h>
#include <net/mld.h>

#include "vswitch/datapath.h"
#include "vswitch/mcast.h"

/* Time for an answer on its way */
#define SLACK		(HZ / 10)
/* RFC 3376, 8.1 */
#define ROBUSTNESS	2

/* Where a query goes, in skb->cb; without a port to all */
struct query_cb {
	struct vsw_port *port;
	u16 vid;
};

static struct query_cb *query_cb(struct sk_buff *skb)
{
	BUILD_BUG_ON(sizeof(struct query_cb) > sizeof(skb->cb));
	return (struct query_cb *)skb->cb;
}

/* ---- election ------------------------------------------------------------- */

/* The readers' part of a querier: what is to be seen with it comes first. */
static void querier_set(struct vsw_mcast_domain *domain,
			enum vsw_querier querier, unsigned long trusted)
{
	WRITE_ONCE(domain->trusted, trusted);
	/* Pairs with vsw_mcast_known(). */
	smp_store_release(&domain->querier, querier);
}

/* The switch's address in IPv4, or 0.0.0.0 */
static __be32 own_ipv4(const struct vsw_mcast *mc)
{
	const struct in_device *in_dev;
	__be32 address = 0;

	if (!mc->opts.use_ifaddr)
		return 0;
	rcu_read_lock();
	in_dev = __in_dev_get_rcu(mc->sw->dev);
	if (in_dev && rcu_access_pointer(in_dev->ifa_list))
		address = rcu_dereference(in_dev->ifa_list)->ifa_local;
	rcu_read_unlock();
	return address;
}

static void own_address(const struct vsw_mcast *mc, bool is_v6,
			union vsw_ip *address)
{
	memset(address, 0, sizeof(*address));
	if (!is_v6) {
		address->v4 = own_ipv4(mc);
		return;
	}
	ipv6_addr_set(&address->v6, htonl(0xfe800000), 0, 0, 0);
	addrconf_addr_eui48(address->v6.s6_addr + 8, mc->sw->dev->dev_addr);
}

/* Does the first win over the second, or are they the same? 0.0.0.0 is no
 * router's, and loses (RFC 4541, 2.1.1).
 */
static bool wins(const union vsw_ip *a, const union vsw_ip *b, bool is_v6)
{
	if (is_v6)
		return ipv6_addr_cmp(&a->v6, &b->v6) <= 0;
	return ntohl(a->v4) - 1 <= ntohl(b->v4) - 1;
}

static void own_begin(struct vsw_mcast *mc, struct vsw_mcast_domain *domain)
{
	domain->startup = mc->opts.startup_count;
	domain->next_query = jiffies;
	domain->member_time = mc->opts.member_time;
	querier_set(domain, VSW_QUERIER_OWN,
		    jiffies + mc->opts.response + SLACK);
	vsw_mcast_arm(mc, jiffies);
}

/* Begin to ask, if that is wanted and nobody else does. Where the switch looks
 * at no VLANs, not in those that guests make up.
 */
void vsw_querier_start(struct vsw_mcast *mc, struct vsw_mcast_domain *domain)
{
	if (mc->opts.querier && domain->querier == VSW_QUERIER_NONE &&
	    (!domain->vid || mc->sw->vlan_proto))
		own_begin(mc, domain);
}

/* Stop asking; another querier stays one. */
void vsw_querier_stop(struct vsw_mcast_domain *domain)
{
	if (domain->querier == VSW_QUERIER_OWN)
		querier_set(domain, VSW_QUERIER_NONE, jiffies);
}

/* Milliseconds in which a querier asks at least once, as it says */
static u64 interval_of(const struct vsw_mcast_msg *msg)
{
	return (u64)(msg->robustness ?: ROBUSTNESS) * msg->interval *
	       MSEC_PER_SEC;
}

/**
 * vsw_querier_time() - how long a querier counts after it has asked
 * @mc: of the switch
 * @msg: query, which may say that it asks more seldom than is set here
 *
 * Return: jiffies.
 */
unsigned long vsw_querier_time(const struct vsw_mcast *mc,
			       const struct vsw_mcast_msg *msg)
{
	return max(mc->opts.querier_time,
		   vsw_mcast_jiffies(interval_of(msg) + msg->max_resp / 2));
}

/* How long members are remembered, and the querier; never less than is set. */
static void take_times(struct vsw_mcast *mc, struct vsw_mcast_domain *domain,
		       const struct vsw_mcast_msg *msg)
{
	domain->member_time = max(mc->opts.member_time,
				  vsw_mcast_jiffies(interval_of(msg) +
						    msg->max_resp));
	domain->until = jiffies + vsw_querier_time(mc, msg);
	vsw_mcast_arm(mc, domain->until);
}

/**
 * vsw_querier_elect() - somebody asked
 * @mc: of the switch
 * @domain: family and VLAN
 * @msg: the query
 * @port: where it came from
 *
 * Nothing is known of members before they were asked: only a general query
 * makes a querier known.
 *
 * Context: vsw_mcast.lock held.
 * Return: whether it is the querier.
 */
bool vsw_querier_elect(struct vsw_mcast *mc, struct vsw_mcast_domain *domain,
		       const struct vsw_mcast_msg *msg, struct vsw_port *port)
{
	static const union vsw_ip none;
	bool general = !memcmp(&msg->group, &none, sizeof(none));
	unsigned long trusted = domain->trusted;
	union vsw_ip own;

	switch (domain->querier) {
	case VSW_QUERIER_OTHER:
		if (!wins(&msg->src, &domain->address, domain->is_v6))
			return false;
		break;
	case VSW_QUERIER_OWN:
		own_address(mc, domain->is_v6, &own);
		if (!wins(&msg->src, &own, domain->is_v6))
			return false;
		break;
	case VSW_QUERIER_NONE:
		if (!general)
			return false;
		trusted = jiffies + vsw_mcast_jiffies(msg->max_resp) + SLACK;
		break;
	}
	if (!general)
		return domain->querier == VSW_QUERIER_OTHER;
	domain->address = msg->src;
	domain->port = port;
	take_times(mc, domain, msg);
	querier_set(domain, VSW_QUERIER_OTHER, trusted);
	return true;
}

/* ---- own queries ---------------------------------------------------------- */

/* The inverse of the numbers with an exponent, rounded down: @bits of mantissa
 * and 3 of exponent, RFC 3376, 4.1.1 and RFC 3810, 5.1.3
 */
static unsigned int to_float(unsigned long value, unsigned int bits)
{
	unsigned int top = 1 << (bits + 3);
	unsigned int exponent = 0;

	if (value < top)
		return value;
	value >>= 3;
	while (value >= 2 << bits && exponent < 7) {
		value >>= 1;
		exponent++;
	}
	value = min(value, (2UL << bits) - 1);
	return top | exponent << bits | (value & ((1 << bits) - 1));
}

static unsigned long response_of(const struct vsw_mcast *mc, bool general)
{
	return jiffies_to_msecs(general ? mc->opts.response :
				mc->opts.last_member_interval);
}

/* Behind the fields that all queries have: flags, interval, no sources */
static void put_tail(const struct vsw_mcast *mc, u8 *tail)
{
	tail[0] = ROBUSTNESS;
	tail[1] = to_float(mc->opts.query_interval / HZ, 4);
	tail[2] = 0;
	tail[3] = 0;
}

/* IPv4 with an alert for routers, and IGMPv3: 24 + 12 octets */
static void put_igmp(const struct vsw_mcast *mc, struct sk_buff *skb,
		     const struct vsw_mdb_key *key)
{
	bool general = !key->group.v4;
	struct igmphdr *igmp;
	struct iphdr *ip;
	u8 *options;

	ip = skb_put_zero(skb, sizeof(*ip));
	options = skb_put_zero(skb, 4);
	options[0] = IPOPT_RA;
	options[1] = 4;
	igmp = skb_put_zero(skb, sizeof(*igmp) + 4);
	ip->version = 4;
	ip->ihl = 6;
	ip->tos = 0xc0;
	ip->tot_len = htons(skb->len);
	ip->frag_off = htons(IP_DF);
	ip->ttl = 1;
	ip->protocol = IPPROTO_IGMP;
	ip->saddr = own_ipv4(mc);
	ip->daddr = general ? htonl(INADDR_ALLHOSTS_GROUP) : key->group.v4;
	ip_send_check(ip);
	igmp->type = IGMP_HOST_MEMBERSHIP_QUERY;
	igmp->code = to_float(max(response_of(mc, general) / 100, 1UL), 4);
	igmp->group = key->group.v4;
	put_tail(mc, (u8 *)(igmp + 1));
	igmp->csum = csum_fold(csum_partial(igmp, sizeof(*igmp) + 4, 0));
	ip_eth_mc_map(ip->daddr, eth_hdr(skb)->h_dest);
}

/* IPv6, a hop-by-hop header with the alert, and MLDv2: 40 + 8 + 28 octets */
static void put_mld(const struct vsw_mcast *mc, struct sk_buff *skb,
		    const struct vsw_mdb_key *key)
{
	static const u8 alert[] = {
		IPPROTO_ICMPV6, 0, IPV6_TLV_ROUTERALERT, 2, 0, 0,
		IPV6_TLV_PADN, 0,
	};
	bool general = ipv6_addr_any(&key->group.v6);
	unsigned int len = sizeof(struct mld_msg) + 4;
	struct mld_msg *mld;
	struct ipv6hdr *ip;
	union vsw_ip own;

	own_address(mc, true, &own);
	ip = skb_put_zero(skb, sizeof(*ip));
	skb_put_data(skb, alert, sizeof(alert));
	mld = skb_put_zero(skb, len);
	ip->version = 6;
	ip->payload_len = htons(sizeof(alert) + len);
	ip->nexthdr = NEXTHDR_HOP;
	ip->hop_limit = 1;
	ip->saddr = own.v6;
	if (general)
		ipv6_addr_set(&ip->daddr, htonl(0xff020000), 0, 0, htonl(1));
	else
		ip->daddr = key->group.v6;
	mld->mld_type = ICMPV6_MGM_QUERY;
	mld->mld_maxdelay = htons(to_float(response_of(mc, general), 12));
	mld->mld_mca = key->group.v6;
	put_tail(mc, (u8 *)(mld + 1));
	mld->mld_cksum = csum_ipv6_magic(&ip->saddr, &ip->daddr, len,
					 IPPROTO_ICMPV6,
					 csum_partial(mld, len, 0));
	ipv6_eth_mc_map(&ip->daddr, eth_hdr(skb)->h_dest);
}

/**
 * vsw_querier_ask() - make a query
 * @mc: of the switch
 * @key: group, or none for a general one
 * @port: where to ask; NULL: everywhere
 * @queries: gets it, to be sent by vsw_querier_send()
 *
 * Without memory there is none; members get a second chance.
 *
 * Context: vsw_mcast.lock held.
 */
void vsw_querier_ask(struct vsw_mcast *mc, const struct vsw_mdb_key *key,
		     struct vsw_port *port, struct sk_buff_head *queries)
{
	unsigned int room = LL_MAX_HEADER + ETH_HLEN + VLAN_HLEN;
	struct sk_buff *skb = alloc_skb(room + 128, GFP_ATOMIC);
	struct ethhdr *eth;

	if (!skb)
		return;
	skb_reserve(skb, room);
	skb_reset_mac_header(skb);
	eth = skb_put(skb, ETH_HLEN);
	ether_addr_copy(eth->h_source, mc->sw->dev->dev_addr);
	skb->protocol = htons(key->is_v6 ? ETH_P_IPV6 : ETH_P_IP);
	eth->h_proto = skb->protocol;
	skb_pull(skb, ETH_HLEN);
	skb_reset_network_header(skb);
	if (key->is_v6)
		put_mld(mc, skb, key);
	else
		put_igmp(mc, skb, key);
	if (skb->len < ETH_ZLEN - ETH_HLEN)
		skb_put_zero(skb, ETH_ZLEN - ETH_HLEN - skb->len);
	skb->dev = mc->sw->dev;
	query_cb(skb)->port = port;
	query_cb(skb)->vid = key->vid;
	__skb_queue_tail(queries, skb);
}

/* Ask all, and say when the next time is. */
static void own_query(struct vsw_mcast *mc, struct vsw_mcast_domain *domain,
		      unsigned long now, struct sk_buff_head *queries)
{
	struct vsw_mdb_key key = {
		.vid = domain->vid, .is_v6 = domain->is_v6,
	};

	vsw_querier_ask(mc, &key, NULL, queries);
	vsw_roles_asked(mc, domain, now + mc->opts.response + SLACK);
	domain->next_query = now + (domain->startup > 1 ?
				    mc->opts.startup_interval :
				    mc->opts.query_interval);
	if (domain->startup)
		domain->startup--;
}

/**
 * vsw_querier_expire() - what comes with time
 * @mc: of the switch
 * @domain: family and VLAN
 * @now: jiffies
 * @queries: gets queries that are due
 *
 * Context: vsw_mcast.lock held.
 */
void vsw_querier_expire(struct vsw_mcast *mc, struct vsw_mcast_domain *domain,
			unsigned long now, struct sk_buff_head *queries)
{
	if (domain->querier == VSW_QUERIER_OTHER) {
		if (time_before(now, domain->until)) {
			vsw_mcast_arm(mc, domain->until);
			return;
		}
		querier_set(domain, VSW_QUERIER_NONE, now);
		domain->port = NULL;
		vsw_querier_start(mc, domain);
	}
	if (domain->querier != VSW_QUERIER_OWN)
		return;
	if (time_after_eq(now, domain->next_query))
		own_query(mc, domain, now, queries);
	vsw_mcast_arm(mc, domain->next_query);
}

/* ---- sending -------------------------------------------------------------- */

/* Into the host's stack, as if it had come by the switch's netdev. What comes
 * from the host's own address wouldn't be let in there.
 */
static void send_to_host(struct vsw_port *host, struct sk_buff *skb, u16 vid)
{
	if (skb->protocol == htons(ETH_P_IP)) {
		ip_hdr(skb)->saddr = 0;
		ip_send_check(ip_hdr(skb));
	}
	if (host->sw->vlan_proto && !vsw_vlan_out(host, skb, vid))
		return;
	skb->dev = host->dev;
	skb->pkt_type = PACKET_MULTICAST;
	netif_rx(skb);
}

static bool is_asked(const struct vsw_port *port, u16 vid)
{
	if (port->slow_out & VSW_SLOW_DOWN || !netif_running(port->dev))
		return false;
	if (port->slow_out & VSW_SLOW_MODE && !vsw_port_is_host(port))
		return false;
	return !port->sw->vlan_proto ||
	       test_bit(vid, rcu_dereference(port->vlans)->member);
}

static void send_to_port(struct vsw_port *port, struct sk_buff *skb, u16 vid)
{
	if (!is_asked(port, vid)) {
		kfree_skb(skb);
		return;
	}
	if (vsw_port_is_host(port))
		send_to_host(port, skb, vid);
	else
		vsw_transmit(port, skb, vid);
}

static void send_to_all(struct vsw *sw, struct sk_buff *skb, u16 vid)
{
	struct vsw_port *port;
	struct sk_buff *copy;

	list_for_each_entry_rcu(port, &sw->ports, list) {
		copy = skb_copy(skb, GFP_ATOMIC);
		if (copy)
			send_to_port(port, copy, vid);
		else
			vsw_count_drop(port, VSW_DROP_NO_MEMORY);
	}
	kfree_skb(skb);
}

/**
 * vsw_querier_send() - send queries
 * @sw: switch
 * @queries: of vsw_querier_ask()
 *
 * Context: bottom halves off, rcu_read_lock held since they were made.
 */
void vsw_querier_send(struct vsw *sw, struct sk_buff_head *queries)
{
	struct vsw_port *port;
	struct sk_buff *skb;
	u16 vid;

	while ((skb = __skb_dequeue(queries))) {
		port = query_cb(skb)->port;
		vid = query_cb(skb)->vid;
		memset(skb->cb, 0, sizeof(skb->cb));
		if (port)
			send_to_port(port, skb, vid);
		else
			send_to_all(sw, skb, vid);
	}
}
