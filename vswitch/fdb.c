// SPDX-License-Identifier: GPL-2.0
/*
 * The forwarding database: writing, growing, ageing, walking. What readers do
 * is in fdb.h. Takes vsw_fdb.lock, which is taken with bottom halves off, since
 * stations are learned from frames.
 */
#include <linux/random.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>

#include "compat/extack.h"
#include "vswitch/vsw.h"

#define VSW_FDB_BUCKETS_MIN	16
/* Of a hundred slots, how many may be used before the table grows. */
#define VSW_FDB_LOAD		60
#define VSW_FDB_LIMIT		131072

/* Where an entry is: bucket times VSW_FDB_WAYS plus way */
#define NOWHERE			UINT_MAX

static struct vsw_fdb_table *locked_table(const struct vsw_fdb *fdb)
{
	return rcu_dereference_protected(fdb->table,
					 lockdep_is_held(&fdb->lock));
}

static void table_free(struct vsw_fdb_table *table)
{
	kvfree(table->bucket);
	kvfree(table->meta);
	kfree(table);
}

static void table_free_rcu(struct rcu_head *rcu)
{
	table_free(container_of(rcu, struct vsw_fdb_table, rcu));
}

static struct vsw_fdb_table *table_new(unsigned int buckets)
{
	struct vsw_fdb_table *table = kzalloc(sizeof(*table),
					      GFP_KERNEL_ACCOUNT);
	int choice;

	if (!table)
		return NULL;
	table->bucket = kvcalloc(buckets, sizeof(*table->bucket),
				 GFP_KERNEL_ACCOUNT);
	table->meta = kvcalloc(buckets * VSW_FDB_WAYS, sizeof(*table->meta),
			       GFP_KERNEL_ACCOUNT);
	if (!table->bucket || !table->meta) {
		table_free(table);
		return NULL;
	}
	table->buckets = buckets;
	table->shift = 64 - ilog2(buckets);
	for (choice = 0; choice < 2; choice++)
		table->multiplier[choice] = get_random_u64() | 1;
	return table;
}

static u64 slot_key(const struct vsw_fdb_table *table, unsigned int at)
{
	const struct vsw_fdb_bucket *bucket = &table->bucket[at / VSW_FDB_WAYS];

	return READ_ONCE(bucket->slot[at % VSW_FDB_WAYS].key);
}

static struct vsw_port *slot_port(const struct vsw_fdb_table *table,
				  unsigned int at)
{
	return table->bucket[at / VSW_FDB_WAYS].slot[at % VSW_FDB_WAYS].port;
}

/* A free slot gets an entry; its meta data is there before. */
static void slot_fill(struct vsw_fdb_table *table, unsigned int at, u64 key,
		      struct vsw_port *port)
{
	struct vsw_fdb_bucket *bucket = &table->bucket[at / VSW_FDB_WAYS];
	unsigned int way = at % VSW_FDB_WAYS;

	/* That it was given up before the port: pairs with the reader's
	 * second look at the key.
	 */
	smp_wmb();
	WRITE_ONCE(bucket->slot[way].port, port);
	/* The port before the key: pairs with vsw_fdb_find_in(). */
	smp_wmb();
	WRITE_ONCE(bucket->slot[way].key, key);
}

static void slot_clear(struct vsw_fdb_table *table, unsigned int at)
{
	WRITE_ONCE(table->bucket[at / VSW_FDB_WAYS].slot[at % VSW_FDB_WAYS].key,
		   0);
}

static unsigned int find_in_bucket(const struct vsw_fdb_table *table, u64 key,
				   unsigned int bucket)
{
	unsigned int at;

	for (at = bucket * VSW_FDB_WAYS; at < (bucket + 1) * VSW_FDB_WAYS; at++)
		if (slot_key(table, at) == key)
			return at;
	return NOWHERE;
}

/* With key 0: a free slot */
static unsigned int find(const struct vsw_fdb_table *table, u64 key)
{
	unsigned int at = find_in_bucket(table, key,
					 vsw_fdb_hash(table, key, 0));

	if (at != NOWHERE)
		return at;
	/* As in vsw_fdb_find(): not only writers come here. */
	smp_rmb();
	return find_in_bucket(table, key, vsw_fdb_hash(table, key, 1));
}

/* Make room in a bucket: one of its entries moves to its second choice. Never
 * the other way, because a reader looks at the first choice first and must not
 * miss it.
 */
static unsigned int displace(struct vsw_fdb_table *table, unsigned int bucket)
{
	unsigned int from, to, second;
	u64 key;

	for (from = bucket * VSW_FDB_WAYS;
	     from < (bucket + 1) * VSW_FDB_WAYS; from++) {
		key = slot_key(table, from);
		if (vsw_fdb_hash(table, key, 0) != bucket)
			continue;
		second = vsw_fdb_hash(table, key, 1);
		if (second == bucket)
			continue;
		to = find_in_bucket(table, 0, second);
		if (to == NOWHERE)
			continue;
		table->meta[to] = table->meta[from];
		slot_fill(table, to, key, slot_port(table, from));
		/* The copy before the gap: pairs with vsw_fdb_find(). */
		smp_wmb();
		slot_clear(table, from);
		table->displaced++;
		return from;
	}
	return NOWHERE;
}

/* A free slot for a key that isn't there */
static unsigned int find_free(struct vsw_fdb_table *table, u64 key)
{
	unsigned int first = vsw_fdb_hash(table, key, 0);
	unsigned int second = vsw_fdb_hash(table, key, 1);
	unsigned int at;

	at = find_in_bucket(table, 0, first);
	if (at == NOWHERE)
		at = find_in_bucket(table, 0, second);
	if (at == NOWHERE)
		at = displace(table, first);
	if (at == NOWHERE)
		at = displace(table, second);
	return at;
}

static bool copy_all(struct vsw_fdb_table *to,
		     const struct vsw_fdb_table *from)
{
	unsigned int at, free;

	for (at = 0; at < from->buckets * VSW_FDB_WAYS; at++) {
		if (!slot_key(from, at))
			continue;
		free = find_free(to, slot_key(from, at));
		if (free == NOWHERE)
			return false;
		to->meta[free] = from->meta[at];
		slot_fill(to, free, slot_key(from, at), slot_port(from, at));
	}
	return true;
}

static bool crowded(const struct vsw_fdb *fdb,
		    const struct vsw_fdb_table *table, unsigned int more)
{
	return (fdb->count + more) * 100ULL >
	       (u64)table->buckets * VSW_FDB_WAYS * VSW_FDB_LOAD;
}

/* A table with twice the buckets and other multipliers. Without memory the old
 * one stays, and the next new entry asks again.
 */
static void grow_work(struct work_struct *work)
{
	struct vsw_fdb *fdb = container_of(work, struct vsw_fdb, grow);
	struct vsw *sw = container_of(fdb, struct vsw, fdb);
	struct vsw_fdb_table *old, *new;
	struct mem_cgroup *before;
	unsigned int buckets;
	bool needed;

	/* Many ask before the first is served. */
	spin_lock_bh(&fdb->lock);
	buckets = locked_table(fdb)->buckets;
	needed = (fdb->cramped || crowded(fdb, locked_table(fdb), 1)) &&
		 buckets < fdb->limit;
	spin_unlock_bh(&fdb->lock);
	if (!needed)
		return;
	do {
		buckets *= 2;
		/* Whoever's frames need it, it is the switch's. */
		before = set_active_memcg(sw->memcg);
		new = table_new(buckets);
		set_active_memcg(before);
		if (!new)
			return;
		spin_lock_bh(&fdb->lock);
		old = locked_table(fdb);
		/* Several keys may not fit with these multipliers: again. */
		if (copy_all(new, old)) {
			rcu_assign_pointer(fdb->table, new);
			fdb->cramped = false;
			spin_unlock_bh(&fdb->lock);
			call_rcu(&old->rcu, table_free_rcu);
			return;
		}
		spin_unlock_bh(&fdb->lock);
		table_free(new);
	} while (buckets < fdb->limit);
}

/* What a slot holds; a key of 0 when it is free, or being changed, or kept for
 * an entry that isn't there yet.
 */
static void describe(const struct vsw_fdb_table *table, unsigned int at,
		     struct vsw_fdb_entry *entry)
{
	const struct vsw_fdb_bucket *bucket = &table->bucket[at / VSW_FDB_WAYS];
	unsigned int way = at % VSW_FDB_WAYS;
	u32 tick;

	entry->key = READ_ONCE(bucket->slot[way].key);
	/* As in vsw_fdb_find_in() */
	smp_rmb();
	entry->port = READ_ONCE(bucket->slot[way].port);
	/* As there, too */
	smp_rmb();
	if (!entry->port || READ_ONCE(bucket->slot[way].key) != entry->key)
		entry->key = 0;
	entry->flags = READ_ONCE(table->meta[at].flags);
	tick = READ_ONCE(table->meta[at].tick);
	/* It may have been seen while this looks at the clock. */
	entry->age = max_t(s32, vsw_tick() - tick, 0);
}

/* Does an entry count for its port's limit of learned ones? */
static bool is_learned(u32 flags)
{
	return !(flags & VSW_FDB_KEPT);
}

static void remove(struct vsw *sw, struct vsw_fdb_table *table, unsigned int at)
{
	struct vsw_fdb *fdb = &sw->fdb;
	struct vsw_fdb_entry entry;

	describe(table, at, &entry);
	if (is_learned(entry.flags))
		entry.port->learned--;
	slot_clear(table, at);
	fdb->count--;
	vsw_net_uncharge_fdb(sw, 1);
	/* Gone before it is said to be: pairs with learn() in datapath.c. */
	smp_wmb();
	WRITE_ONCE(fdb->gen, fdb->gen + 1);
	vsw_fdb_notify(sw, &entry, true);
}

/* What is learned leaves room for what is set by hand, or a guest could keep
 * the administrator out; the host's own addresses always have their place.
 */
static bool has_room(const struct vsw_fdb *fdb, u32 flags, unsigned int limit)
{
	if (flags & VSW_FDB_LOCAL)
		return true;
	return fdb->count < (is_learned(flags) ? limit - limit / 8 : limit);
}

/* Put a key that isn't there into the table: where, or NOWHERE. */
static unsigned int take_slot(struct vsw *sw, struct vsw_port *port, u64 key,
			      u32 flags)
{
	struct vsw_fdb *fdb = &sw->fdb;
	struct vsw_fdb_table *table = locked_table(fdb);
	unsigned int at;

	if (crowded(fdb, table, 1))
		queue_work(system_unbound_wq, &fdb->grow);
	at = find_free(table, key);
	if (at == NOWHERE) {
		fdb->cramped = true;
		queue_work(system_unbound_wq, &fdb->grow);
		return NOWHERE;
	}
	if (!vsw_net_charge_fdb(sw, flags & VSW_FDB_LOCAL))
		return NOWHERE;
	table->meta[at].flags = flags;
	WRITE_ONCE(table->meta[at].tick, vsw_tick());
	slot_fill(table, at, key, port);
	fdb->count++;
	return at;
}

/* The same with its port, which counts it: false without a slot. */
static bool insert(struct vsw *sw, struct vsw_port *port, u64 key, u32 flags)
{
	struct vsw_fdb *fdb = &sw->fdb;
	struct vsw_fdb_entry entry;
	unsigned int at;

	if (!has_room(fdb, flags, fdb->limit))
		return false;
	at = take_slot(sw, port, key, flags);
	if (at == NOWHERE)
		return false;
	if (is_learned(flags))
		port->learned++;
	describe(locked_table(fdb), at, &entry);
	vsw_fdb_notify(sw, &entry, false);
	return true;
}

/* Give an entry another port and other flags. */
static void change(struct vsw *sw, unsigned int at, struct vsw_port *port,
		   u32 flags)
{
	struct vsw_fdb *fdb = &sw->fdb;
	struct vsw_fdb_table *table = locked_table(fdb);
	struct vsw_fdb_bucket *bucket = &table->bucket[at / VSW_FDB_WAYS];
	struct vsw_port *old = slot_port(table, at);
	struct vsw_fdb_entry entry;

	if (old && is_learned(table->meta[at].flags))
		old->learned--;
	if (is_learned(flags))
		port->learned++;
	table->meta[at].flags = flags;
	WRITE_ONCE(table->meta[at].tick, vsw_tick());
	WRITE_ONCE(bucket->slot[at % VSW_FDB_WAYS].port, port);
	/* As in remove() */
	smp_wmb();
	WRITE_ONCE(fdb->gen, fdb->gen + 1);
	describe(table, at, &entry);
	vsw_fdb_notify(sw, &entry, false);
}

static void learn_new(struct vsw *sw, struct vsw_port *port, u64 key)
{
	u32 flags = port->flags & VSW_PORT_STICKY ? VSW_FDB_STICKY : 0;

	if (port->learn_limit && port->learned >= port->learn_limit) {
		atomic64_inc(&port->unlearned);
		return;
	}
	if (!insert(sw, port, key, flags))
		atomic64_inc(&sw->fdb.full);
}

/* At another port than before: it moves, unless it has to stay. */
static void learn_move(struct vsw *sw, struct vsw_port *port, unsigned int at)
{
	struct vsw_fdb_table *table = locked_table(&sw->fdb);
	u32 flags = table->meta[at].flags;

	if (flags & (VSW_FDB_KEPT | VSW_FDB_STICKY | VSW_FDB_HELD))
		return;
	if (port->learn_limit && port->learned >= port->learn_limit) {
		atomic64_inc(&port->unlearned);
		return;
	}
	atomic64_inc(&sw->moves);
	change(sw, at, port, port->flags & VSW_PORT_STICKY ? VSW_FDB_STICKY : 0);
}

/**
 * vsw_fdb_learn() - a frame came from a station
 * @sw: switch
 * @port: where it came in
 * @key: of its source, which is a station's address
 * @tick: now
 *
 * Context: softirq or process, rcu_read_lock held. Takes vsw_fdb.lock when
 * the station is new, or at another port.
 * Return: whether the station is, by now, known to be behind this port.
 */
bool vsw_fdb_learn(struct vsw *sw, struct vsw_port *port, u64 key, u32 tick)
{
	struct vsw_fdb *fdb = &sw->fdb;
	struct vsw_fdb_table *table = rcu_dereference(fdb->table);
	unsigned int at = find(table, key);
	bool known;

	if (at != NOWHERE && slot_port(table, at) == port) {
		if (READ_ONCE(table->meta[at].tick) != tick)
			WRITE_ONCE(table->meta[at].tick, tick);
		return true;
	}
	if (!(port->flags & VSW_PORT_LEARNING) ||
	    port->flags & VSW_PORT_LOCKED)
		return false;

	spin_lock_bh(&fdb->lock);
	table = locked_table(fdb);
	at = find(table, key);
	if (at == NOWHERE)
		learn_new(sw, port, key);
	else if (slot_port(table, at) != port)
		learn_move(sw, port, at);
	known = vsw_fdb_find(locked_table(fdb), key) == port;
	spin_unlock_bh(&fdb->lock);
	return known;
}

static int say_full(unsigned int limit, struct netlink_ext_ack *extack)
{
	NL_SET_ERR_MSG_FMT(extack, "The switch is at its limit of %u entries",
			   limit);
	return -ENOSPC;
}

static int say_no_slot(struct netlink_ext_ack *extack)
{
	NL_SET_ERR_MSG(extack, "No memory, or all that the host grants is used");
	return -ENOMEM;
}

static int try_set(struct vsw *sw, struct vsw_port *port, u64 key, u32 flags,
		   u16 nlflags, struct netlink_ext_ack *extack)
{
	unsigned int at = find(locked_table(&sw->fdb), key);

	if (at != NOWHERE && nlflags & NLM_F_EXCL) {
		NL_SET_ERR_MSG(extack, "The address has an entry already");
		return -EEXIST;
	}
	if (at != NOWHERE) {
		change(sw, at, port, flags);
		return 0;
	}
	if (!(nlflags & NLM_F_CREATE)) {
		NL_SET_ERR_MSG(extack, "The address has no entry");
		return -ENOENT;
	}
	if (!has_room(&sw->fdb, flags, sw->fdb.limit))
		return say_full(sw->fdb.limit, extack);
	return insert(sw, port, key, flags) ? 0 : say_no_slot(extack);
}

/**
 * vsw_fdb_set() - add or change an entry by hand
 * @sw: switch
 * @port: of the station
 * @key: its address and VLAN
 * @flags: enum vsw_fdb_flag of the entry
 * @nlflags: NLM_F_CREATE, NLM_F_EXCL and NLM_F_REPLACE as in a request
 * @extack: where the reason of a refusal goes
 *
 * Context: process, or any but hard interrupts for local entries.
 * Return: 0; -EEXIST when it is there and NLM_F_EXCL is set; -ENOENT when it
 * isn't and NLM_F_CREATE is not; -ENOSPC at the switch's limit; -ENOMEM.
 */
int vsw_fdb_set(struct vsw *sw, struct vsw_port *port, u64 key, u32 flags,
		u16 nlflags, struct netlink_ext_ack *extack)
{
	struct vsw_fdb *fdb = &sw->fdb;
	int tries = 3, err;

	do {
		spin_lock_bh(&fdb->lock);
		err = try_set(sw, port, key, flags, nlflags, extack);
		spin_unlock_bh(&fdb->lock);
		/* Whoever adds many is faster than the table grows. */
		if (err == -ENOMEM && !(flags & VSW_FDB_LOCAL))
			flush_work(&fdb->grow);
	} while (err == -ENOMEM && !(flags & VSW_FDB_LOCAL) && --tries);
	return err;
}

/**
 * vsw_fdb_unset() - remove an entry
 * @sw: switch
 * @port: it must be behind this one; NULL: whichever
 * @key: address and VLAN
 *
 * Return: 0, or -ENOENT.
 */
int vsw_fdb_unset(struct vsw *sw, const struct vsw_port *port, u64 key)
{
	struct vsw_fdb *fdb = &sw->fdb;
	struct vsw_fdb_table *table;
	unsigned int at;
	int err = 0;

	spin_lock_bh(&fdb->lock);
	table = locked_table(fdb);
	at = find(table, key);
	if (at == NOWHERE || (port && slot_port(table, at) != port))
		err = -ENOENT;
	else
		remove(sw, table, at);
	spin_unlock_bh(&fdb->lock);
	return err;
}

static int try_hold(struct vsw *sw, u64 key, u32 flags, unsigned int limit,
		    struct netlink_ext_ack *extack)
{
	struct vsw_fdb_table *table = locked_table(&sw->fdb);
	unsigned int at = find(table, key);

	if (at != NOWHERE) {
		table->meta[at].flags |= VSW_FDB_HELD;
		return 0;
	}
	if (!has_room(&sw->fdb, flags, limit))
		return say_full(limit, extack);
	at = take_slot(sw, NULL, key, flags | VSW_FDB_HELD);
	return at == NOWHERE ? say_no_slot(extack) : 0;
}

/**
 * vsw_fdb_hold() - make sure that an entry can be set
 * @sw: switch
 * @key: its address and VLAN
 * @flags: enum vsw_fdb_flag that it is to have
 * @limit: most entries of the switch
 * @extack: where the reason of a refusal goes
 *
 * An entry that is there neither ages nor moves until vsw_fdb_settle() or
 * vsw_fdb_release(). One that isn't gets a slot without a port: frames, learning
 * and walks find nothing there.
 *
 * Context: rtnl, which is held until then.
 * Return: 0, -ENOSPC or -ENOMEM.
 */
int vsw_fdb_hold(struct vsw *sw, u64 key, u32 flags, unsigned int limit,
		 struct netlink_ext_ack *extack)
{
	struct vsw_fdb *fdb = &sw->fdb;
	int tries = 3, err;

	do {
		spin_lock_bh(&fdb->lock);
		err = try_hold(sw, key, flags, limit, extack);
		spin_unlock_bh(&fdb->lock);
		/* As in vsw_fdb_set() */
		if (err == -ENOMEM)
			flush_work(&fdb->grow);
	} while (err == -ENOMEM && --tries);
	return err;
}

/**
 * vsw_fdb_settle() - set an entry that is held; this can't fail
 * @sw: switch
 * @port: of the station
 * @key: its address and VLAN
 * @flags: enum vsw_fdb_flag of the entry
 *
 * One that has become the host's own meanwhile, in a VLAN that the host got into
 * with the same transaction, stays that.
 */
void vsw_fdb_settle(struct vsw *sw, struct vsw_port *port, u64 key, u32 flags)
{
	struct vsw_fdb *fdb = &sw->fdb;
	struct vsw_fdb_table *table;
	unsigned int at;

	spin_lock_bh(&fdb->lock);
	table = locked_table(fdb);
	at = find(table, key);
	if (!(table->meta[at].flags & VSW_FDB_LOCAL))
		change(sw, at, port, flags);
	spin_unlock_bh(&fdb->lock);
}

/**
 * vsw_fdb_release() - leave an entry that is held as it was before
 * @sw: switch
 * @key: its address and VLAN
 */
void vsw_fdb_release(struct vsw *sw, u64 key)
{
	struct vsw_fdb *fdb = &sw->fdb;
	struct vsw_fdb_table *table;
	unsigned int at;

	spin_lock_bh(&fdb->lock);
	table = locked_table(fdb);
	at = find(table, key);
	table->meta[at].flags &= ~VSW_FDB_HELD;
	if (!slot_port(table, at)) {
		slot_clear(table, at);
		fdb->count--;
		vsw_net_uncharge_fdb(sw, 1);
	}
	spin_unlock_bh(&fdb->lock);
}

/* What is known of a station; false when nothing is. */
bool vsw_fdb_get(struct vsw *sw, u64 key, struct vsw_fdb_entry *entry)
{
	struct vsw_fdb *fdb = &sw->fdb;
	unsigned int at;

	entry->key = 0;
	spin_lock_bh(&fdb->lock);
	at = find(locked_table(fdb), key);
	if (at != NOWHERE)
		describe(locked_table(fdb), at, entry);
	spin_unlock_bh(&fdb->lock);
	return entry->key;
}

static bool matches(const struct vsw_fdb_filter *filter,
		    const struct vsw_fdb_entry *entry)
{
	u16 vid = vsw_key_vid(entry->key);

	/* The host's own come and go with its addresses alone. */
	return !(entry->flags & (VSW_FDB_LOCAL | VSW_FDB_HELD)) &&
	       (!filter->port || entry->port == filter->port) &&
	       (filter->vid < 0 || vid == filter->vid) &&
	       (!filter->member || (vid && !test_bit(vid, filter->member))) &&
	       (filter->kept || is_learned(entry->flags));
}

/**
 * vsw_fdb_flush() - remove many entries
 * @sw: switch
 * @filter: which
 *
 * Context: any but hard interrupts. The lock is held for 64 buckets at a time,
 * or for all of them when entries moved meanwhile.
 * Return: how many there were.
 */
unsigned int vsw_fdb_flush(struct vsw *sw, const struct vsw_fdb_filter *filter)
{
	struct vsw_fdb *fdb = &sw->fdb;
	unsigned int at, removed = 0, buckets = 0, displaced = 0;
	struct vsw_fdb_table *table;
	struct vsw_fdb_entry entry;
	bool again = false;

	spin_lock_bh(&fdb->lock);
	for (at = 0;; at++) {
		table = locked_table(fdb);
		/* While the lock was free it grew, or an entry moved, perhaps
		 * to where this was already: from the start, and now in one
		 * go, since whoever makes entries move could do so for ever.
		 */
		if (table->buckets != buckets ||
		    table->displaced != displaced) {
			again = buckets;
			at = 0;
		}
		buckets = table->buckets;
		displaced = table->displaced;
		if (at >= table->buckets * VSW_FDB_WAYS)
			break;
		describe(table, at, &entry);
		if (entry.key && matches(filter, &entry)) {
			remove(sw, table, at);
			removed++;
		}
		if (!again && at % (64 * VSW_FDB_WAYS) == 0) {
			spin_unlock_bh(&fdb->lock);
			spin_lock_bh(&fdb->lock);
		}
	}
	spin_unlock_bh(&fdb->lock);
	return removed;
}

/**
 * vsw_fdb_walk() - show all entries, perhaps in several calls
 * @sw: switch
 * @cursor: where to go on, 0 at first; kept by the caller
 * @visit: called for each; an error ends the walk there, so that it is shown
 *	again in the next call
 * @data: for @visit
 *
 * Entries that are there all the time are shown, once, unless the table grows,
 * or one makes room for another, meanwhile. Takes rcu_read_lock().
 *
 * Return: 0 at the end, or what @visit returned.
 */
int vsw_fdb_walk(struct vsw *sw, unsigned long *cursor, vsw_fdb_visit visit,
		 void *data)
{
	const struct vsw_fdb_table *table;
	struct vsw_fdb_entry entry;
	int err = 0;

	rcu_read_lock();
	table = rcu_dereference(sw->fdb.table);
	for (; *cursor < table->buckets * VSW_FDB_WAYS; ++*cursor) {
		describe(table, *cursor, &entry);
		if (!entry.key)
			continue;
		err = visit(&entry, data);
		if (err)
			break;
	}
	rcu_read_unlock();
	return err;
}

static bool too_old(const struct vsw_fdb_entry *entry, unsigned int ageing)
{
	return entry->key && is_learned(entry->flags) &&
	       !(entry->flags & (VSW_FDB_EXTERNAL | VSW_FDB_HELD)) &&
	       entry->age > ageing;
}

static void age_work(struct work_struct *work)
{
	struct vsw_fdb *fdb = container_of(work, struct vsw_fdb, age.work);
	struct vsw *sw = container_of(fdb, struct vsw, fdb);
	struct vsw_fdb_table *table;
	struct vsw_fdb_entry entry;
	unsigned int at, ageing;

	/* Once: it may become 0, for ever, on the way. */
	ageing = READ_ONCE(fdb->ageing);
	if (!ageing)
		return;
	spin_lock_bh(&fdb->lock);
	for (at = 0;; at++) {
		table = locked_table(fdb);
		if (at >= table->buckets * VSW_FDB_WAYS)
			break;
		describe(table, at, &entry);
		if (too_old(&entry, ageing))
			remove(sw, table, at);
		if (at % (64 * VSW_FDB_WAYS) == 0) {
			spin_unlock_bh(&fdb->lock);
			cond_resched();
			spin_lock_bh(&fdb->lock);
		}
	}
	spin_unlock_bh(&fdb->lock);
	vsw_fdb_age_soon(fdb);
}

/* Look for old entries often enough that none stays an eighth longer. */
void vsw_fdb_age_soon(struct vsw_fdb *fdb)
{
	unsigned long ticks = max(fdb->ageing / 8, 1U);

	if (fdb->ageing)
		mod_delayed_work(system_unbound_wq, &fdb->age,
				 ticks << VSW_TICK_SHIFT);
}

/**
 * vsw_fdb_set_ageing() - how long a station stays known without traffic
 * @fdb: database
 * @time: in jiffies; 0: for ever
 */
void vsw_fdb_set_ageing(struct vsw_fdb *fdb, unsigned long time)
{
	WRITE_ONCE(fdb->ageing, min_t(unsigned long, U32_MAX / 2,
				      DIV_ROUND_UP(time, 1UL << VSW_TICK_SHIFT)));
	vsw_fdb_age_soon(fdb);
}

/* The same, in seconds */
unsigned int vsw_fdb_ageing(const struct vsw_fdb *fdb)
{
	return ((u64)READ_ONCE(fdb->ageing) << VSW_TICK_SHIFT) / HZ;
}

/* A number that is another one when a walk may have missed an entry. */
u32 vsw_fdb_seq(struct vsw_fdb *fdb)
{
	const struct vsw_fdb_table *table;
	u32 seq;

	spin_lock_bh(&fdb->lock);
	table = locked_table(fdb);
	seq = fdb->gen + table->displaced + table->buckets;
	spin_unlock_bh(&fdb->lock);
	return seq;
}

int vsw_fdb_init(struct vsw_fdb *fdb)
{
	struct vsw_fdb_table *table = table_new(VSW_FDB_BUCKETS_MIN);

	if (!table)
		return -ENOMEM;
	spin_lock_init(&fdb->lock);
	INIT_WORK(&fdb->grow, grow_work);
	INIT_DELAYED_WORK(&fdb->age, age_work);
	fdb->limit = VSW_FDB_LIMIT;
	fdb->ageing = DIV_ROUND_UP(300 * HZ, 1UL << VSW_TICK_SHIFT);
	rcu_assign_pointer(fdb->table, table);
	vsw_fdb_age_soon(fdb);
	return 0;
}

/* Nobody learns any more, and all ports are gone. */
void vsw_fdb_destroy(struct vsw_fdb *fdb)
{
	cancel_delayed_work_sync(&fdb->age);
	cancel_work_sync(&fdb->grow);
	table_free(rcu_dereference_protected(fdb->table, true));
}
