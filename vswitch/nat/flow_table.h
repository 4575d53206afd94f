/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The table of the flow cache: which frames may pass by the host's stack, and
 * what they leave as. An entry is one direction of a session. Readers are under
 * rcu_read_lock() and may miss an entry while it moves, which costs the frame
 * the stack's way and nothing else; so moving needs no more of them. Writers
 * take vsw_nat_flows.lock.
 */
#ifndef VSW_NAT_FLOW_TABLE_H
#define VSW_NAT_FLOW_TABLE_H

#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>
#include <net/ipv6.h>

#include "vswitch/fdb.h"

struct net;
struct net_device;
struct nf_conn;
struct vsw;

/* What an entry, or a frame, is of: the protocol, and whether over IPv6 */
#define VSW_NAT_FLOW_V6		0x80

static inline u8 vsw_nat_flow_kind(u8 protocol, bool v6)
{
	return protocol | (v6 ? VSW_NAT_FLOW_V6 : 0);
}

/**
 * struct vsw_nat_ends - what identifies a flow beside its addresses and kind
 * @iif: device that its frames come in by
 * @ports: source and destination port, as they stand in the frame
 */
struct vsw_nat_ends {
	u32 iif;
	__be32 ports;
} __aligned(8);

/* Addresses of a flow's frames, as they come in or leave */
struct vsw_nat_pair4 {
	__be32 saddr;
	__be32 daddr;
} __aligned(8);

struct vsw_nat_pair6 {
	struct in6_addr saddr;
	struct in6_addr daddr;
} __aligned(8);

/**
 * struct vsw_nat_key - what a frame is looked up by
 * @ends: device and ports
 * @ip4: addresses of IPv4
 * @ip6: or those of IPv6
 * @kind: vsw_nat_flow_kind()
 */
struct vsw_nat_key {
	struct vsw_nat_ends ends;
	union {
		struct vsw_nat_pair4 ip4;
		struct vsw_nat_pair6 ip6;
	};
	u8 kind;
};

/**
 * struct vsw_nat_hop - where flows go next: shared by all to one neighbour
 * @dev: device that they leave by. No reference is held: entries to it go while
 *	it is being unregistered
 * @sw: the switch whose netdev that is; NULL: it is another one
 * @mtu: of the way there, octets of IP
 * @eth: header that their frames get
 * @family: of @addr; a neighbour may be one of IPv6 for flows of IPv4
 * @addr: the neighbour's
 * @users: entries; vsw_nat_flows.lock
 * @node: in vsw_nat_flows.hops; the same lock
 * @rcu: to free it
 */
struct vsw_nat_hop {
	struct net_device *dev;
	struct vsw *sw;
	u32 mtu;
	struct ethhdr eth __aligned(8);
	u16 family;
	struct in6_addr addr;
	unsigned int users;
	struct hlist_node node;
	struct rcu_head rcu;
};

/**
 * struct vsw_nat_flow - an entry
 * @next: in its bucket
 * @ends: of the frames that it is for
 * @kind: of them
 * @dir: enum ip_conntrack_dir
 * @ip_delta: what the sum of the IPv4 header changes by, time to live included
 * @addr_delta: what a pseudo-header's sum changes by
 * @full_delta: what the sum of TCP or UDP changes by: addresses and ports
 * @epoch: when it was leased, see vsw_nat_epoch()
 * @new_ports: ports to leave with
 * @ct: the session; a reference is held
 * @hop: where to
 * @rcu: to free it
 * @old4: addresses to come with, of IPv4
 * @new4: addresses to leave with
 * @old6: the same of IPv6; an entry for IPv4 has no room for them
 * @new6: and those to leave with
 *
 * 80 octets for IPv4, in slabs of their own, so never in more than two cache
 * lines. Deltas are sums of 16 bits in ones' complement, never 0.
 */
struct vsw_nat_flow {
	struct vsw_nat_flow __rcu *next;
	struct vsw_nat_ends ends;
	u8 kind;
	u8 dir;
	u16 ip_delta;
	u16 addr_delta;
	u16 full_delta;
	u32 epoch;
	__be32 new_ports;
	struct nf_conn *ct;
	struct vsw_nat_hop *hop;
	struct rcu_head rcu;
	union {
		struct {
			struct vsw_nat_pair4 old4;
			struct vsw_nat_pair4 new4;
		};
		struct {
			struct vsw_nat_pair6 old6;
			struct vsw_nat_pair6 new6;
		};
	};
};

#define VSW_NAT_FLOW4_SIZE	offsetofend(struct vsw_nat_flow, new4)

/* Words of 32 bits that are hashed at most: device, ports, two addresses */
#define VSW_NAT_HASH_WORDS	10
/* A chain isn't made longer than this, whatever the hash may be fed with. With
 * as many buckets as entries one in 1e9 is longer by itself.
 */
#define VSW_NAT_CHAIN		12
#define VSW_NAT_MIN_BITS	8

/**
 * struct vsw_nat_table - the buckets
 * @shift: what leaves so many bits of a hash as there are buckets
 * @size: number of buckets, a power of 2
 * @start: of the hash
 * @factor: for each word; both are random
 * @rcu: to free it
 * @bucket: first of each chain
 */
struct vsw_nat_table {
	u32 shift;
	u32 size;
	u64 start;
	u64 factor[VSW_NAT_HASH_WORDS];
	struct rcu_head rcu;
	struct vsw_nat_flow __rcu *bucket[];
};

#define VSW_NAT_HOP_BITS	8

/**
 * struct vsw_nat_flows - the flow cache of a namespace
 * @table: entries that readers see
 * @generation: part of vsw_nat_epoch()
 * @net: the namespace
 * @lock: protects all of the following, and writing to @table
 * @draining: the table before, while entries move; NULL: there is none
 * @drained: so many of its buckets are empty
 * @swept: next bucket of @table to look for old entries in
 * @count: entries, in both tables
 * @limit: how many there may be
 * @refused: entries that weren't made, for the limit, a long chain or memory
 * @hops: where they go, by address
 * @work: sweeps, and changes the number of buckets
 * @hooks: devices that are hooked into, see flow_hook.c; changed under
 *	@hook_mutex, read under RCU
 * @hook_mutex: see there
 * @wanted: index of the device to hook into next; 0: none
 * @hook_work: does it
 */
struct vsw_nat_flows {
	struct vsw_nat_table __rcu *table;
	atomic_t generation;
	struct net *net;

	spinlock_t lock;	/* of writers */
	struct vsw_nat_table *draining;
	u32 drained;
	u32 swept;
	unsigned int count;
	unsigned int limit;
	u64 refused;
	struct hlist_head hops[1 << VSW_NAT_HOP_BITS];
	struct delayed_work work;

	struct list_head hooks;
	struct mutex hook_mutex;	/* writers of the hooks */
	u32 wanted;
	struct work_struct hook_work;
};

/* A lease holds in the epoch in which it was given. Epochs pass with time, about
 * one a second, and with each change that may concern a flow. As both only grow,
 * no two moments with such a change, or a second, between them share one.
 */
static inline u32 vsw_nat_epoch(const struct vsw_nat_flows *flows)
{
	return vsw_tick() + (u32)atomic_read(&flows->generation);
}

/* Sums of a random number for each word, of which the upper bits count: any two
 * keys meet in a bucket no more often than by chance, whoever chose them,
 * without knowing the numbers (Dietzfelbinger 1996, strongly universal).
 */
static inline u64 vsw_nat_hash_ends(const struct vsw_nat_table *table,
				    const struct vsw_nat_ends *ends)
{
	return table->start + table->factor[0] * ends->iif +
	       table->factor[1] * (__force u32)ends->ports;
}

static inline u32 vsw_nat_bucket4(const struct vsw_nat_table *table,
				  const struct vsw_nat_ends *ends,
				  const struct vsw_nat_pair4 *pair)
{
	return (vsw_nat_hash_ends(table, ends) +
		table->factor[2] * (__force u32)pair->saddr +
		table->factor[3] * (__force u32)pair->daddr) >> table->shift;
}

static inline u32 vsw_nat_bucket6(const struct vsw_nat_table *table,
				  const struct vsw_nat_ends *ends,
				  const struct vsw_nat_pair6 *pair)
{
	u64 hash = vsw_nat_hash_ends(table, ends);
	unsigned int n;

	for (n = 0; n < 4; n++)
		hash += table->factor[2 + n] *
			(__force u32)pair->saddr.s6_addr32[n] +
			table->factor[6 + n] *
			(__force u32)pair->daddr.s6_addr32[n];
	return hash >> table->shift;
}

static inline bool vsw_nat_same_ends(const struct vsw_nat_flow *flow,
				     const struct vsw_nat_key *key)
{
	return flow->ends.ports == key->ends.ports &&
	       flow->ends.iif == key->ends.iif && flow->kind == key->kind;
}

static inline bool vsw_nat_is4(const struct vsw_nat_flow *flow,
			       const struct vsw_nat_key *key)
{
	return vsw_nat_same_ends(flow, key) &&
	       flow->old4.saddr == key->ip4.saddr &&
	       flow->old4.daddr == key->ip4.daddr;
}

static inline bool vsw_nat_is6(const struct vsw_nat_flow *flow,
			       const struct vsw_nat_key *key)
{
	return vsw_nat_same_ends(flow, key) &&
	       ipv6_addr_equal(&flow->old6.saddr, &key->ip6.saddr) &&
	       ipv6_addr_equal(&flow->old6.daddr, &key->ip6.daddr);
}

/* The entry for a frame of IPv4; rcu_read_lock held */
static inline struct vsw_nat_flow *
vsw_nat_flow_find4(const struct vsw_nat_table *table,
		   const struct vsw_nat_key *key)
{
	struct vsw_nat_flow *flow;

	flow = rcu_dereference(table->bucket[vsw_nat_bucket4(table, &key->ends,
							     &key->ip4)]);
	while (flow && unlikely(!vsw_nat_is4(flow, key)))
		flow = rcu_dereference(flow->next);
	return flow;
}

/* Or of IPv6 */
static inline struct vsw_nat_flow *
vsw_nat_flow_find6(const struct vsw_nat_table *table,
		   const struct vsw_nat_key *key)
{
	struct vsw_nat_flow *flow;

	flow = rcu_dereference(table->bucket[vsw_nat_bucket6(table, &key->ends,
							     &key->ip6)]);
	while (flow && unlikely(!vsw_nat_is6(flow, key)))
		flow = rcu_dereference(flow->next);
	return flow;
}

/* flow_table.c */
int vsw_nat_table_init(struct vsw_nat_flows *flows);
void vsw_nat_table_destroy(struct vsw_nat_flows *flows);
struct vsw_nat_flow *vsw_nat_flow_alloc(const struct vsw_nat_key *key);
void vsw_nat_flow_free(struct vsw_nat_flow *flow);
struct vsw_nat_flow *vsw_nat_flow_find(const struct vsw_nat_flows *flows,
				       const struct vsw_nat_key *key);
int vsw_nat_flow_insert(struct vsw_nat_flows *flows, struct vsw_nat_flow *flow);
void vsw_nat_flow_sweep(struct vsw_nat_flows *flows, struct net_device *gone);
bool vsw_nat_table_step(struct vsw_nat_flows *flows);
int vsw_nat_table_fit(struct vsw_nat_flows *flows);
int vsw_nat_caches_init(void);
void vsw_nat_caches_exit(void);

/* flow_hop.c */

/**
 * struct vsw_nat_way - how a packet is about to leave
 * @dev: by this device
 * @mtu: octets of IP
 * @proto: of Ethernet, for what the packet is
 * @family: of @addr
 * @addr: the next neighbour's
 * @mac: and where it is
 */
struct vsw_nat_way {
	struct net_device *dev;
	u32 mtu;
	__be16 proto;
	u16 family;
	struct in6_addr addr;
	u8 mac[ETH_ALEN];
};

bool vsw_nat_hop_is(const struct vsw_nat_hop *hop,
		    const struct vsw_nat_way *way);
struct vsw_nat_hop *vsw_nat_hop_get(struct vsw_nat_flows *flows,
				    const struct vsw_nat_way *way);
void vsw_nat_hop_put(struct vsw_nat_hop *hop);
bool vsw_nat_hop_moved(struct vsw_nat_flows *flows,
		       const struct vsw_nat_way *way, bool valid);

#endif /* VSW_NAT_FLOW_TABLE_H */
