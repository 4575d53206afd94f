// SPDX-License-Identifier: GPL-2.0
/*
 * The table of the flow cache, as its writers see it: entries come, are
 * replaced, grow old, and move to another number of buckets. Owns the entries
 * and their references to sessions and hops. Takes vsw_nat_flows.lock; an entry
 * is freed, and its session's reference given back, after a grace period.
 *
 * Entries move some buckets at a time, so that the lock isn't held for long:
 *
 *	table	 |####......|	new entries, and those that moved already
 *	draining |....######|	the others: only writers look here
 *			^ drained
 *
 * Readers look in "table" alone. What they miss there goes the stack's way, and
 * is moved when that renews it.
 */
#include <linux/netdevice.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <net/netfilter/nf_conntrack.h>

#include "vswitch/nat/flow_table.h"

/* Buckets that are worked on under the lock in one go */
#define STEP		256
/* The sweep comes around in so many runs of the work */
#define SWEEP_RUNS	8
/* Epochs that an entry without frames stays */
#define IDLE		30

static struct kmem_cache *cache4 __read_mostly;
static struct kmem_cache *cache6 __read_mostly;

static bool is_v6(const struct vsw_nat_flow *flow)
{
	return flow->kind & VSW_NAT_FLOW_V6;
}

static struct vsw_nat_table *table_alloc(u32 size, gfp_t gfp)
{
	struct vsw_nat_table *table;

	table = kvzalloc(struct_size(table, bucket, size), gfp);
	if (!table)
		return NULL;
	table->size = size;
	table->shift = 64 - ilog2(size);
	get_random_bytes(&table->start, sizeof(table->start));
	get_random_bytes(table->factor, sizeof(table->factor));
	return table;
}

/* The table, for who holds the lock */
static struct vsw_nat_table *the_table(const struct vsw_nat_flows *flows)
{
	return rcu_dereference_protected(flows->table,
					 lockdep_is_held(&flows->lock));
}

static struct vsw_nat_flow *next_of(const struct vsw_nat_flows *flows,
				    struct vsw_nat_flow __rcu *const *link)
{
	return rcu_dereference_protected(*link, lockdep_is_held(&flows->lock));
}

static u32 bucket_of(const struct vsw_nat_table *table,
		     const struct vsw_nat_flow *flow)
{
	return is_v6(flow) ?
	       vsw_nat_bucket6(table, &flow->ends, &flow->old6) :
	       vsw_nat_bucket4(table, &flow->ends, &flow->old4);
}

static void key_of(const struct vsw_nat_flow *flow, struct vsw_nat_key *key)
{
	key->ends = flow->ends;
	key->kind = flow->kind;
	if (is_v6(flow))
		key->ip6 = flow->old6;
	else
		key->ip4 = flow->old4;
}

/**
 * vsw_nat_flow_alloc() - make an entry
 * @key: of the frames that it is for
 *
 * Context: any.
 * Return: entry with its key, in no table, without a lease; or NULL.
 */
struct vsw_nat_flow *vsw_nat_flow_alloc(const struct vsw_nat_key *key)
{
	bool v6 = key->kind & VSW_NAT_FLOW_V6;
	struct vsw_nat_flow *flow;

	flow = kmem_cache_zalloc(v6 ? cache6 : cache4,
				 GFP_ATOMIC | __GFP_NOWARN);
	if (!flow)
		return NULL;
	flow->ends = key->ends;
	flow->kind = key->kind;
	if (v6)
		flow->old6 = key->ip6;
	else
		flow->old4 = key->ip4;
	return flow;
}

/* Free one that no reader sees. */
void vsw_nat_flow_free(struct vsw_nat_flow *flow)
{
	nf_ct_put(flow->ct);
	kmem_cache_free(is_v6(flow) ? cache6 : cache4, flow);
}

static void free_rcu_flow(struct rcu_head *rcu)
{
	vsw_nat_flow_free(container_of(rcu, struct vsw_nat_flow, rcu));
}

/* Take out the entry that @link leads to. */
static void unlink_flow(struct vsw_nat_flows *flows,
			struct vsw_nat_flow __rcu **link)
{
	struct vsw_nat_flow *flow = next_of(flows, link);

	rcu_assign_pointer(*link, next_of(flows, &flow->next));
	flows->count--;
	vsw_nat_hop_put(flow->hop);
	call_rcu(&flow->rcu, free_rcu_flow);
}

/* Where in a table the link to an entry of that key is; NULL: nowhere. @depth:
 * entries of its chain that were seen.
 */
static struct vsw_nat_flow __rcu **
find_link(const struct vsw_nat_flows *flows, struct vsw_nat_table *table,
	  const struct vsw_nat_key *key, unsigned int *depth)
{
	bool v6 = key->kind & VSW_NAT_FLOW_V6;
	struct vsw_nat_flow __rcu **link;
	struct vsw_nat_flow *flow;

	link = &table->bucket[v6 ? vsw_nat_bucket6(table, &key->ends,
						   &key->ip6) :
				   vsw_nat_bucket4(table, &key->ends,
						   &key->ip4)];
	for (*depth = 0; (flow = next_of(flows, link)); ++*depth) {
		if (v6 ? vsw_nat_is6(flow, key) : vsw_nat_is4(flow, key))
			return link;
		link = &flow->next;
	}
	return NULL;
}

/* Put an entry that is in no table at the head of its chain. */
static void push(struct vsw_nat_flows *flows, struct vsw_nat_table *table,
		 struct vsw_nat_flow *flow)
{
	struct vsw_nat_flow __rcu **head;

	head = &table->bucket[bucket_of(table, flow)];
	rcu_assign_pointer(flow->next, next_of(flows, head));
	rcu_assign_pointer(*head, flow);
}

/**
 * vsw_nat_flow_find() - look up an entry
 * @flows: cache
 * @key: of its frames
 *
 * Context: rcu_read_lock held.
 * Return: entry, with or without a lease; NULL: none, or it is moving.
 */
struct vsw_nat_flow *vsw_nat_flow_find(const struct vsw_nat_flows *flows,
				       const struct vsw_nat_key *key)
{
	const struct vsw_nat_table *table = rcu_dereference(flows->table);

	return key->kind & VSW_NAT_FLOW_V6 ? vsw_nat_flow_find6(table, key) :
					     vsw_nat_flow_find4(table, key);
}

/**
 * vsw_nat_flow_insert() - put an entry into the table
 * @flows: cache
 * @flow: entry, complete with session and hop; the cache's on success
 *
 * It replaces one with the same key.
 *
 * Context: vsw_nat_flows.lock held.
 * Return: 0; -ENOSPC when there are as many as may be, or its chain is long:
 * then it stays the caller's.
 */
int vsw_nat_flow_insert(struct vsw_nat_flows *flows, struct vsw_nat_flow *flow)
{
	struct vsw_nat_table *table = the_table(flows);
	struct vsw_nat_flow __rcu **link;
	unsigned int depth, ignored;
	struct vsw_nat_key key;

	key_of(flow, &key);
	link = find_link(flows, table, &key, &depth);
	if (link) {
		unlink_flow(flows, link);
	} else if (flows->draining) {
		link = find_link(flows, flows->draining, &key, &ignored);
		if (link)
			unlink_flow(flows, link);
	}
	if (unlikely(flows->count >= flows->limit || depth >= VSW_NAT_CHAIN)) {
		flows->refused++;
		return -ENOSPC;
	}
	push(flows, table, flow);
	flows->count++;
	if (flows->count > table->size && !flows->draining)
		mod_delayed_work(system_wq, &flows->work, 0);
	else if (flows->count == 1)
		queue_delayed_work(system_wq, &flows->work, HZ);
	return 0;
}

static bool is_stale(const struct vsw_nat_flows *flows,
		     const struct vsw_nat_flow *flow,
		     const struct net_device *gone, u32 epoch)
{
	if (gone && flow->hop && flow->hop->dev == gone)
		return true;
	if (flow->ct && nf_ct_is_dying(flow->ct))
		return true;
	return epoch - READ_ONCE(flow->epoch) > IDLE;
}

static void sweep_bucket(struct vsw_nat_flows *flows,
			 struct vsw_nat_flow __rcu **link,
			 const struct net_device *gone, u32 epoch)
{
	struct vsw_nat_flow *flow;

	while ((flow = next_of(flows, link))) {
		if (is_stale(flows, flow, gone, epoch))
			unlink_flow(flows, link);
		else
			link = &flow->next;
	}
}

static void sweep_table(struct vsw_nat_flows *flows,
			struct vsw_nat_table *table,
			const struct net_device *gone)
{
	u32 epoch = vsw_nat_epoch(flows), n;

	for (n = 0; n < table->size; n++)
		sweep_bucket(flows, &table->bucket[n], gone, epoch);
}

/**
 * vsw_nat_flow_sweep() - remove all that leads to a device, and what is old
 * @flows: cache
 * @gone: device
 *
 * Context: any; takes vsw_nat_flows.lock.
 */
void vsw_nat_flow_sweep(struct vsw_nat_flows *flows, struct net_device *gone)
{
	spin_lock_bh(&flows->lock);
	if (flows->count) {
		sweep_table(flows, the_table(flows), gone);
		if (flows->draining)
			sweep_table(flows, flows->draining, gone);
	}
	spin_unlock_bh(&flows->lock);
}

/* Sweep a part of the table. */
static void sweep_some(struct vsw_nat_flows *flows)
{
	struct vsw_nat_table *table;
	u32 epoch, left, n;

	spin_lock_bh(&flows->lock);
	left = the_table(flows)->size / SWEEP_RUNS;
	spin_unlock_bh(&flows->lock);
	while (left) {
		spin_lock_bh(&flows->lock);
		table = the_table(flows);
		epoch = vsw_nat_epoch(flows);
		for (n = min_t(u32, left, STEP), left -= n; n; n--) {
			flows->swept &= table->size - 1;
			sweep_bucket(flows, &table->bucket[flows->swept++],
				     NULL, epoch);
		}
		spin_unlock_bh(&flows->lock);
		cond_resched();
	}
}

/* Move the entries of one bucket into the table. */
static void drain_bucket(struct vsw_nat_flows *flows, u32 n)
{
	struct vsw_nat_flow __rcu **head = &flows->draining->bucket[n];
	struct vsw_nat_flow *flow;

	/* A reader that is at the entry goes on in its new chain. There entries
	 * lead to such as moved before it only, so it comes to an end.
	 */
	while ((flow = next_of(flows, head))) {
		rcu_assign_pointer(*head, next_of(flows, &flow->next));
		push(flows, the_table(flows), flow);
	}
}

/**
 * vsw_nat_table_step() - move some entries
 * @flows: cache
 *
 * Context: process; takes vsw_nat_flows.lock.
 * Return: false when all have moved.
 */
bool vsw_nat_table_step(struct vsw_nat_flows *flows)
{
	struct vsw_nat_table *empty = NULL;
	u32 n;

	spin_lock_bh(&flows->lock);
	if (!flows->draining) {
		spin_unlock_bh(&flows->lock);
		return false;
	}
	for (n = 0; n < STEP && flows->drained < flows->draining->size; n++)
		drain_bucket(flows, flows->drained++);
	if (flows->drained == flows->draining->size) {
		empty = flows->draining;
		flows->draining = NULL;
	}
	spin_unlock_bh(&flows->lock);
	if (empty)
		kvfree_rcu(empty, rcu);
	return !empty;
}

/**
 * vsw_nat_table_fit() - begin to move entries to as many buckets as they need
 * @flows: cache, none of whose entries is to be moved already
 *
 * Context: process; takes vsw_nat_flows.lock.
 * Return: 0, also when the number is right; -ENOMEM.
 */
int vsw_nat_table_fit(struct vsw_nat_flows *flows)
{
	struct vsw_nat_table *old, *new;
	u32 size, count, want;

	spin_lock_bh(&flows->lock);
	size = the_table(flows)->size;
	count = flows->count;
	spin_unlock_bh(&flows->lock);
	if (count <= size &&
	    (count > size / 8 || size == 1 << VSW_NAT_MIN_BITS))
		return 0;
	/* Room for half as many again, or it would soon be at it again. */
	want = roundup_pow_of_two(max_t(u32, count + count / 2,
					1 << VSW_NAT_MIN_BITS));
	new = table_alloc(want, GFP_KERNEL_ACCOUNT | __GFP_NOWARN);
	if (!new)
		return -ENOMEM;
	spin_lock_bh(&flows->lock);
	old = the_table(flows);
	flows->draining = old;
	flows->drained = 0;
	flows->swept = 0;
	rcu_assign_pointer(flows->table, new);
	spin_unlock_bh(&flows->lock);
	return 0;
}

static void table_work(struct work_struct *work)
{
	struct vsw_nat_flows *flows;
	bool more;

	flows = container_of(to_delayed_work(work), struct vsw_nat_flows, work);
	/* Without memory chains grow to where entries are refused. */
	vsw_nat_table_fit(flows);
	while (vsw_nat_table_step(flows))
		cond_resched();
	sweep_some(flows);
	spin_lock_bh(&flows->lock);
	more = flows->count ||
	       the_table(flows)->size > 1 << VSW_NAT_MIN_BITS;
	spin_unlock_bh(&flows->lock);
	if (more)
		queue_delayed_work(system_wq, &flows->work, HZ);
}

/**
 * vsw_nat_table_init() - make an empty table
 * @flows: cache, with its limit
 *
 * Context: process.
 * Return: 0 or -ENOMEM.
 */
int vsw_nat_table_init(struct vsw_nat_flows *flows)
{
	struct vsw_nat_table *table;
	unsigned int n;

	table = table_alloc(1 << VSW_NAT_MIN_BITS, GFP_KERNEL);
	if (!table)
		return -ENOMEM;
	RCU_INIT_POINTER(flows->table, table);
	spin_lock_init(&flows->lock);
	for (n = 0; n < ARRAY_SIZE(flows->hops); n++)
		INIT_HLIST_HEAD(&flows->hops[n]);
	INIT_DELAYED_WORK(&flows->work, table_work);
	return 0;
}

static void empty(struct vsw_nat_flows *flows, struct vsw_nat_table *table)
{
	u32 n;

	for (n = 0; n < table->size; n++)
		while (next_of(flows, &table->bucket[n]))
			unlink_flow(flows, &table->bucket[n]);
}

/**
 * vsw_nat_table_destroy() - remove all entries, and the table
 * @flows: cache that no frame and no renewal reaches any more
 *
 * Context: process. When it returns, no session and no device is held.
 */
void vsw_nat_table_destroy(struct vsw_nat_flows *flows)
{
	cancel_delayed_work_sync(&flows->work);
	spin_lock_bh(&flows->lock);
	empty(flows, the_table(flows));
	if (flows->draining)
		empty(flows, flows->draining);
	spin_unlock_bh(&flows->lock);
	/* Entries are freed by callbacks. */
	rcu_barrier();
	kvfree(flows->draining);
	kvfree(rcu_access_pointer(flows->table));
}

/* The caches that entries are from, for the module's life */
int vsw_nat_caches_init(void)
{
	cache4 = kmem_cache_create("vsw_nat_flow4", VSW_NAT_FLOW4_SIZE, 0, 0,
				   NULL);
	if (!cache4)
		return -ENOMEM;
	cache6 = kmem_cache_create("vsw_nat_flow6",
				   sizeof(struct vsw_nat_flow), 0, 0, NULL);
	if (!cache6) {
		kmem_cache_destroy(cache4);
		return -ENOMEM;
	}
	return 0;
}

void vsw_nat_caches_exit(void)
{
	/* Callbacks of entries that went before */
	rcu_barrier();
	kmem_cache_destroy(cache6);
	kmem_cache_destroy(cache4);
}
