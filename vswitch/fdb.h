/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The forwarding database: which port is a station behind?
 *
 * Two-choice open addressing. A bucket is one cache line of four slots, and a
 * key has two buckets, by two secret multipliers: an outsider can't make
 * addresses that collide. What a lookup doesn't need (age, flags) is in an
 * array of its own.
 *
 *	bucket, 64 octets        slot: | key, 64 bits    | port, a pointer |
 *	+------+------+------+------+  key: | address, 48 | VID, 16 (0: none) |
 *	| slot | slot | slot | slot |       zero: the slot is free
 *	+------+------+------+------+
 *
 * Readers hold rcu_read_lock() and nothing else. Writers hold vsw_fdb.lock.
 * Protocol of a slot, so that a reader never pairs a key with another one's
 * port: a free slot gets its port before its key; a slot that is used changes
 * its port in place, or gives up its key; and a reader that has read a port
 * looks at the key again.
 */
#ifndef VSW_FDB_H
#define VSW_FDB_H

#include <linux/atomic.h>
#include <linux/cache.h>
#include <linux/etherdevice.h>
#include <linux/jiffies.h>
#include <linux/log2.h>
#include <linux/rcupdate.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/workqueue.h>

struct netlink_ext_ack;
struct vsw;
struct vsw_port;
struct vsw_vlans;

#define VSW_FDB_WAYS		4
#define VSW_FDB_LIMIT_MIN	16

/* Ages are in ticks: half a second to a second. */
#define VSW_TICK_SHIFT		const_ilog2(HZ)

struct vsw_fdb_bucket {
	struct {
		u64 key;
		struct vsw_port *port;
	} slot[VSW_FDB_WAYS];
} ____cacheline_aligned;

/**
 * enum vsw_fdb_flag - what an entry is, beside its key and port
 * @VSW_FDB_STATIC: set by an administrator: doesn't age, doesn't move
 * @VSW_FDB_LOCAL: an address of the host's port
 * @VSW_FDB_STICKY: learned, and stays at its port until it ages out
 * @VSW_FDB_OFFLOADED: the device behind the port has it too
 * @VSW_FDB_EXTERNAL: learned by the device behind the port; it ages it
 * @VSW_FDB_HELD: its slot is kept for a transaction: see vsw_fdb_hold()
 */
enum vsw_fdb_flag {
	VSW_FDB_STATIC		= BIT(0),
	VSW_FDB_LOCAL		= BIT(1),
	VSW_FDB_STICKY		= BIT(2),
	VSW_FDB_OFFLOADED	= BIT(3),
	VSW_FDB_EXTERNAL	= BIT(4),
	VSW_FDB_HELD		= BIT(5),
};

/* Entries that nobody learned and that don't age */
#define VSW_FDB_KEPT	(VSW_FDB_STATIC | VSW_FDB_LOCAL)

struct vsw_fdb_meta {
	u32 tick;
	u32 flags;
};

struct vsw_fdb_table {
	struct vsw_fdb_bucket *bucket;
	struct vsw_fdb_meta *meta;	/* VSW_FDB_WAYS a bucket */
	u64 multiplier[2];		/* odd, secret */
	unsigned int shift;		/* 64 - log2(number of buckets) */
	unsigned int buckets;
	unsigned int displaced;		/* entries, so far; vsw_fdb.lock */
	struct rcu_head rcu;
};

/**
 * struct vsw_fdb - a switch's database
 * @table: replaced as a whole when it grows
 * @gen: changes whenever an entry leaves or moves, so that what a port
 *	remembers of its last source can be trusted while it hasn't
 * @lock: of writers
 * @count: entries, all kinds
 * @limit: how many there may be; seven of eight may be learned, and the host's
 *	own don't count
 * @ageing: ticks without traffic after which a learned entry goes; 0: never
 * @cramped: a new entry found no slot: grow, however empty the table is
 * @full: addresses that were not learned: limit, or no slot while growing
 * @grow: makes a larger table
 * @age: looks for old entries
 */
struct vsw_fdb {
	struct vsw_fdb_table __rcu *table;
	u32 gen;
	spinlock_t lock;	/* writers of table, gen and count */
	unsigned int count;
	unsigned int limit;
	unsigned int ageing;
	bool cramped;
	atomic64_t full;
	struct work_struct grow;
	struct delayed_work age;
};

/* One entry, as dumps and notifications show it */
struct vsw_fdb_entry {
	u64 key;
	struct vsw_port *port;
	u32 flags;
	u32 age;		/* ticks since it was last seen */
};

static inline u32 vsw_tick(void)
{
	unsigned long now = jiffies;

	return now >> VSW_TICK_SHIFT;
}

/* Of the address at @addr, behind which two octets of the frame follow */
static inline u64 vsw_frame_key(const u8 *addr, u16 vid)
{
	u64 word;

	memcpy(&word, addr, sizeof(word));
#ifdef __BIG_ENDIAN
	return (word & ~0xffffULL) | vid;
#else
	return word << 16 | vid;
#endif
}

/* From the frame as a whole, because more is read than the address. */
static inline u64 vsw_dest_key(const struct ethhdr *eth, u16 vid)
{
	return vsw_frame_key((const u8 *)eth +
			     offsetof(struct ethhdr, h_dest), vid);
}

static inline u64 vsw_source_key(const struct ethhdr *eth, u16 vid)
{
	return vsw_frame_key((const u8 *)eth +
			     offsetof(struct ethhdr, h_source), vid);
}

static inline u64 vsw_key(const u8 *addr, u16 vid)
{
	u8 padded[8] = {};

	ether_addr_copy(padded, addr);
	return vsw_frame_key(padded, vid);
}

static inline u16 vsw_key_vid(u64 key)
{
	return key & 0xffff;
}

static inline void vsw_key_addr(u64 key, u8 *addr)
{
	u8 padded[8];

#ifndef __BIG_ENDIAN
	key >>= 16;
#endif
	memcpy(padded, &key, sizeof(padded));
	ether_addr_copy(addr, padded);
}

static inline unsigned int vsw_fdb_hash(const struct vsw_fdb_table *table,
					u64 key, int choice)
{
	return (key * table->multiplier[choice]) >> table->shift;
}

static inline struct vsw_port *
vsw_fdb_find_in(const struct vsw_fdb_bucket *bucket, u64 key)
{
	struct vsw_port *port;
	int way;

	for (way = 0; way < VSW_FDB_WAYS; way++) {
		if (READ_ONCE(bucket->slot[way].key) != key)
			continue;
		/* The key before the port: pairs with slot_fill(). */
		smp_rmb();
		port = READ_ONCE(bucket->slot[way].port);
		/* The port before the key again: pairs with slot_fill(). */
		smp_rmb();
		if (likely(READ_ONCE(bucket->slot[way].key) == key))
			return port;
	}
	return NULL;
}

/**
 * vsw_fdb_find() - the port that a station is behind
 * @table: of the switch
 * @key: vsw_key()
 *
 * Context: rcu_read_lock held.
 * Return: the port, or NULL. An entry that is there all the time is found.
 */
static inline struct vsw_port *vsw_fdb_find(const struct vsw_fdb_table *table,
					    u64 key)
{
	struct vsw_port *port;

	port = vsw_fdb_find_in(&table->bucket[vsw_fdb_hash(table, key, 0)],
			       key);
	if (likely(port))
		return port;
	/* The first bucket before the second: pairs with displace(). */
	smp_rmb();
	return vsw_fdb_find_in(&table->bucket[vsw_fdb_hash(table, key, 1)],
			       key);
}

int vsw_fdb_init(struct vsw_fdb *fdb);
void vsw_fdb_destroy(struct vsw_fdb *fdb);
void vsw_fdb_age_soon(struct vsw_fdb *fdb);
void vsw_fdb_set_ageing(struct vsw_fdb *fdb, unsigned long time);
unsigned int vsw_fdb_ageing(const struct vsw_fdb *fdb);
u32 vsw_fdb_seq(struct vsw_fdb *fdb);

bool vsw_fdb_learn(struct vsw *sw, struct vsw_port *port, u64 key, u32 tick);
int vsw_fdb_set(struct vsw *sw, struct vsw_port *port, u64 key, u32 flags,
		u16 nlflags, struct netlink_ext_ack *extack);
int vsw_fdb_unset(struct vsw *sw, const struct vsw_port *port, u64 key);
int vsw_fdb_hold(struct vsw *sw, u64 key, u32 flags, unsigned int limit,
		 struct netlink_ext_ack *extack);
void vsw_fdb_settle(struct vsw *sw, struct vsw_port *port, u64 key, u32 flags);
void vsw_fdb_release(struct vsw *sw, u64 key);
bool vsw_fdb_get(struct vsw *sw, u64 key, struct vsw_fdb_entry *entry);

/**
 * struct vsw_fdb_filter - which entries to flush
 * @port: behind it, or NULL for all
 * @vid: of this VLAN, or -1 for all
 * @kept: static ones too
 * @member: of VLANs only that are not in this bitmap; NULL: of all
 */
struct vsw_fdb_filter {
	const struct vsw_port *port;
	int vid;
	bool kept;
	const unsigned long *member;
};

/**
 * struct vsw_fdb_edit - what to do with an entry by hand
 * @flags: enum vsw_fdb_flag that it is to have
 * @nlflags: NLM_F_CREATE, NLM_F_EXCL, NLM_F_REPLACE as in a request
 */
struct vsw_fdb_edit {
	u32 flags;
	u16 nlflags;
};

/* fdb_edit.c */
int vsw_fdb_check(const struct vsw_port *port, const struct vsw_vlans *vlans,
		  u64 key, u32 flags, unsigned int more,
		  struct netlink_ext_ack *extack);
int vsw_fdb_edit(struct vsw_port *port, const u8 *addr, u16 vid,
		 const struct vsw_fdb_edit *edit,
		 struct netlink_ext_ack *extack);
int vsw_fdb_edit_all(struct vsw_port *port, const u8 *addr,
		     const struct vsw_fdb_edit *edit,
		     struct netlink_ext_ack *extack);
int vsw_fdb_erase(struct vsw *sw, const struct vsw_port *port, const u8 *addr,
		  u16 vid, struct netlink_ext_ack *extack);
int vsw_fdb_erase_all(struct vsw *sw, const struct vsw_port *port,
		      const u8 *addr, struct netlink_ext_ack *extack);

unsigned int vsw_fdb_flush(struct vsw *sw,
			   const struct vsw_fdb_filter *filter);

typedef int (*vsw_fdb_visit)(const struct vsw_fdb_entry *entry, void *data);
int vsw_fdb_walk(struct vsw *sw, unsigned long *cursor, vsw_fdb_visit visit,
		 void *data);

#endif /* VSW_FDB_H */
