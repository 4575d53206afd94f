/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Endpoint-independent mapping (RFC 4787, section 4.1): a guest's address and
 * port are translated to the same outside address and port whoever it speaks to.
 * A namespace has one table of mappings, since switches share its addresses:
 *
 *	struct vsw_nat_map	a mapping; found by both of its sides
 *	  in			switch, guest's address and port, and the uplink
 *	  out			what the outside sees
 *	  uses			sessions of it (eim.c)
 *
 * Only the first packet of a session asks for it. Finding a mapping by its
 * outside takes rcu_read_lock, all else vsw_nat_eim.lock, with bottom halves off.
 */
#ifndef VSW_NAT_EIM_H
#define VSW_NAT_EIM_H

#include <linux/list.h>
#include <linux/netfilter.h>
#include <linux/rhashtable.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

/* Mappings that a switch may have */
#define VSW_NAT_MAX_MAPS	262144

/**
 * struct vsw_nat_end - an address and port; a key, without holes
 * @addr: address; IPv4: the rest is zero
 * @port: port, or ICMP's identifier
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 * @protocol: IP protocol
 */
struct vsw_nat_end {
	union nf_inet_addr addr;
	__be16 port;
	u8 family;
	u8 protocol;
};

/**
 * struct vsw_nat_inside - whose mapping; a key, without holes
 * @end: the guest's
 * @id: of the switch
 * @ifindex: uplink by whose address it leaves; 0: by the pool's
 */
struct vsw_nat_inside {
	struct vsw_nat_end end;
	u32 id;
	int ifindex;
};

/**
 * struct vsw_nat_map - a mapping
 * @by_inside: in vsw_nat_eim.inside
 * @by_outside: in vsw_nat_eim.outside
 * @all: in vsw_nat_eim.all; empty: it is gone
 * @uses: sessions of it
 * @in: inside
 * @out: outside
 * @num_uses: how many
 * @until: in jiffies, when it ends; 0: not while a session keeps it
 * @rcu: to free it
 */
struct vsw_nat_map {
	struct rhash_head by_inside;
	struct rhash_head by_outside;
	struct list_head all;
	struct hlist_head uses;
	struct vsw_nat_inside in;
	struct vsw_nat_end out;
	u32 num_uses;
	u32 until;
	struct rcu_head rcu;
};

/**
 * struct vsw_nat_eim - the mappings of a namespace
 * @lock: all of it, and what is in it
 * @inside: by &struct vsw_nat_inside
 * @outside: by &struct vsw_nat_end
 * @all: in the order in which they are looked at
 * @count: of mappings
 * @idle: of those, how many no session keeps
 * @work: looks at some each second
 */
struct vsw_nat_eim {
	spinlock_t lock;	/* all of it, and what is in it */
	struct rhashtable inside;
	struct rhashtable outside;
	struct list_head all;
	unsigned int count;
	unsigned int idle;
	struct delayed_work work;
};

/**
 * struct vsw_nat_wish - which outside a mapping is to have
 * @addr: its address
 * @port_min: lowest port; 0: by the guest's port
 * @port_max: highest one
 * @is_taken: does somebody else have that outside?
 * @data: for @is_taken
 */
struct vsw_nat_wish {
	union nf_inet_addr addr;
	u16 port_min;
	u16 port_max;
	bool (*is_taken)(const struct vsw_nat_end *out, void *data);
	void *data;
};

/* eim_table.c */
int vsw_nat_eim_init(struct vsw_nat_eim *eim);
void vsw_nat_eim_exit(struct vsw_nat_eim *eim);
struct vsw_nat_map *vsw_nat_map_inside(struct vsw_nat_eim *eim,
				       const struct vsw_nat_inside *in);
struct vsw_nat_map *vsw_nat_map_outside(struct vsw_nat_eim *eim,
					const struct vsw_nat_end *out);
struct vsw_nat_map *vsw_nat_map_new(struct vsw_nat_eim *eim,
				    const struct vsw_nat_inside *in,
				    const struct vsw_nat_wish *wish);
void vsw_nat_map_del(struct vsw_nat_eim *eim, struct vsw_nat_map *map);
void vsw_nat_map_busy(struct vsw_nat_eim *eim, struct vsw_nat_map *map);
bool vsw_nat_map_rest(struct vsw_nat_eim *eim, struct vsw_nat_map *map,
		      u32 now, u32 linger);
void vsw_nat_pair(union nf_inet_addr *addr, const union nf_inet_addr *guest,
		  const union nf_inet_addr *min,
		  const union nf_inet_addr *max, u8 family);

#endif /* VSW_NAT_EIM_H */
