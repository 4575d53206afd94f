// SPDX-License-Identifier: GPL-2.0
/*
 * The table of endpoint-independent mappings: which there are, by both sides;
 * which outside port a new one gets; and when one ends that no session keeps.
 * What a session is, and what else has ports, it doesn't know: see eim.c.
 */
#include <linux/jhash.h>
#include <linux/jiffies.h>
#include <linux/random.h>
#include <linux/slab.h>

#include "vswitch/nat/eim.h"

/* Ports to try at random, and then one after the other, before a range counts as
 * exhausted: smaller ranges are searched whole.
 */
#define RANDOM_TRIES	8
#define MAX_TRIES	2048
/* Mappings that last for some time after their sessions */
#define MAX_IDLE	16384

static const struct rhashtable_params inside_params = {
	.head_offset		= offsetof(struct vsw_nat_map, by_inside),
	.key_offset		= offsetof(struct vsw_nat_map, in),
	.key_len		= sizeof(struct vsw_nat_inside),
	.automatic_shrinking	= true,
};

static const struct rhashtable_params outside_params = {
	.head_offset		= offsetof(struct vsw_nat_map, by_outside),
	.key_offset		= offsetof(struct vsw_nat_map, out),
	.key_len		= sizeof(struct vsw_nat_end),
	.automatic_shrinking	= true,
};

/**
 * vsw_nat_eim_init() - make an empty table
 * @eim: table
 *
 * Its work is the caller's.
 *
 * Context: may sleep.
 * Return: 0 or -ENOMEM.
 */
int vsw_nat_eim_init(struct vsw_nat_eim *eim)
{
	int err;

	spin_lock_init(&eim->lock);
	INIT_LIST_HEAD(&eim->all);
	eim->count = 0;
	eim->idle = 0;
	err = rhashtable_init(&eim->inside, &inside_params);
	if (err)
		return err;
	err = rhashtable_init(&eim->outside, &outside_params);
	if (err)
		rhashtable_destroy(&eim->inside);
	return err;
}

/* An empty table that nobody uses any more; may sleep */
void vsw_nat_eim_exit(struct vsw_nat_eim *eim)
{
	rhashtable_destroy(&eim->outside);
	rhashtable_destroy(&eim->inside);
}

/* The mapping of a guest's address and port; NULL: none. Lock held */
struct vsw_nat_map *vsw_nat_map_inside(struct vsw_nat_eim *eim,
				       const struct vsw_nat_inside *in)
{
	return rhashtable_lookup_fast(&eim->inside, in, inside_params);
}

/**
 * vsw_nat_map_outside() - the mapping that has an outside address and port
 * @eim: table
 * @out: outside
 *
 * Context: rcu_read_lock held; then the mapping may be gone by now, see
 * &vsw_nat_map.all. Or lock held.
 * Return: NULL if there is none.
 */
struct vsw_nat_map *vsw_nat_map_outside(struct vsw_nat_eim *eim,
					const struct vsw_nat_end *out)
{
	return rhashtable_lookup_fast(&eim->outside, out, outside_params);
}

/* ---- ports ---------------------------------------------------------------- */

struct search {
	struct vsw_nat_eim *eim;
	const struct vsw_nat_wish *wish;
	struct vsw_nat_end *out;
};

static bool is_free(const struct search *search, u16 port)
{
	const struct vsw_nat_wish *wish = search->wish;

	search->out->port = htons(port);
	return !vsw_nat_map_outside(search->eim, search->out) &&
	       !(wish->is_taken && wish->is_taken(search->out, wish->data));
}

/* Where nothing else is wished, as the kernel's NAT does: privileged ports stay
 * among themselves (RFC 4787, REQ-3).
 */
static void set_range(const struct vsw_nat_wish *wish, u16 port, u16 *min,
		      u16 *max)
{
	if (wish->port_min) {
		*min = wish->port_min;
		*max = wish->port_max;
	} else if (port < 512) {
		*min = 1;
		*max = 511;
	} else if (port < 1024) {
		*min = 600;
		*max = 1023;
	} else {
		*min = 1024;
		*max = U16_MAX;
	}
}

/* Every second port of a range, that of @first among them */
static bool find_in(const struct search *search, u16 first, u16 max)
{
	u32 num, n, tries;

	if (first > max)
		return false;
	num = (max - first) / 2 + 1;
	for (tries = 0; tries < RANDOM_TRIES; tries++) {
		n = reciprocal_scale(get_random_u32(), num);
		if (is_free(search, first + 2 * n))
			return true;
	}
	for (tries = 0; tries < min_t(u32, num, MAX_TRIES); tries++) {
		n = n + 1 < num ? n + 1 : 0;
		if (is_free(search, first + 2 * n))
			return true;
	}
	return false;
}

/* The guest's own port, or an unpredictable one of the same parity (RFC 4787,
 * REQ-4), or else one of the other.
 */
static bool find_port(const struct search *search, u16 port)
{
	u16 min, max, odd;

	set_range(search->wish, port, &min, &max);
	if (port && (!search->wish->port_min ||
		     (port >= min && port <= max)) && is_free(search, port))
		return true;
	odd = (min ^ port) & 1;
	return find_in(search, min + odd, max) ||
	       find_in(search, min + !odd, max);
}

/**
 * vsw_nat_map_new() - make a mapping
 * @eim: table
 * @in: inside, which has none yet
 * @wish: which outside it is to have
 *
 * Context: lock held.
 * Return: the mapping, which no session keeps yet; NULL: no port is free, or no
 * memory.
 */
struct vsw_nat_map *vsw_nat_map_new(struct vsw_nat_eim *eim,
				    const struct vsw_nat_inside *in,
				    const struct vsw_nat_wish *wish)
{
	struct vsw_nat_map *map = kzalloc(sizeof(*map), GFP_ATOMIC);
	struct search search = { .eim = eim, .wish = wish };

	if (!map)
		return NULL;
	map->in = *in;
	map->out = in->end;
	map->out.addr = wish->addr;
	search.out = &map->out;
	if (!find_port(&search, ntohs(in->end.port)))
		goto free;
	if (rhashtable_insert_fast(&eim->inside, &map->by_inside,
				   inside_params))
		goto free;
	if (rhashtable_insert_fast(&eim->outside, &map->by_outside,
				   outside_params))
		goto inside;
	list_add_tail(&map->all, &eim->all);
	eim->count++;
	return map;

inside:
	/* Nobody finds it by its inside without the lock. */
	rhashtable_remove_fast(&eim->inside, &map->by_inside, inside_params);
free:
	kfree_rcu(map, rcu);
	return NULL;
}

/* ---- the end -------------------------------------------------------------- */

/* Lock held. Its sessions are the caller's. */
void vsw_nat_map_del(struct vsw_nat_eim *eim, struct vsw_nat_map *map)
{
	rhashtable_remove_fast(&eim->inside, &map->by_inside, inside_params);
	rhashtable_remove_fast(&eim->outside, &map->by_outside, outside_params);
	list_del_init(&map->all);
	eim->count--;
	if (map->until)
		eim->idle--;
	kfree_rcu(map, rcu);
}

/* A session keeps it. Lock held */
void vsw_nat_map_busy(struct vsw_nat_eim *eim, struct vsw_nat_map *map)
{
	if (map->until)
		eim->idle--;
	map->until = 0;
}

/**
 * vsw_nat_map_rest() - no session keeps a mapping: is it over?
 * @eim: table
 * @map: mapping
 * @now: jiffies
 * @linger: for how long, in jiffies, it lasts after its last session
 *
 * Context: lock held.
 * Return: true if it is to be deleted.
 */
bool vsw_nat_map_rest(struct vsw_nat_eim *eim, struct vsw_nat_map *map,
		      u32 now, u32 linger)
{
	if (map->until)
		return (s32)(now - map->until) >= 0;
	if (!linger || eim->idle >= MAX_IDLE)
		return true;
	map->until = now + linger ?: 1;
	eim->idle++;
	return false;
}

/* ---- addresses ------------------------------------------------------------ */

static u64 low_of(const union nf_inet_addr *addr)
{
	return (u64)ntohl(addr->ip6[2]) << 32 | ntohl(addr->ip6[3]);
}

/**
 * vsw_nat_pair() - the address of a pool that a guest has (RFC 4787, REQ-2)
 * @addr: here
 * @guest: its address
 * @min: first address of the pool
 * @max: last one
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 *
 * Of a pool of more than 2^64 addresses the first 2^64 are used.
 */
void vsw_nat_pair(union nf_inet_addr *addr, const union nf_inet_addr *guest,
		  const union nf_inet_addr *min,
		  const union nf_inet_addr *max, u8 family)
{
	u32 hash = jhash2(guest->all, ARRAY_SIZE(guest->all), 0);
	u64 low = low_of(min), last = low_of(max);

	*addr = *min;
	if (family == NFPROTO_IPV4) {
		addr->ip = htonl(ntohl(min->ip) +
				 reciprocal_scale(hash, ntohl(max->ip) -
							ntohl(min->ip) + 1));
		return;
	}
	if (memcmp(min, max, 8))
		last = U64_MAX;
	/* Spread over what of it a hash of 32 bits reaches. */
	low += last - low >= U32_MAX ? hash :
	       reciprocal_scale(hash, last - low + 1);
	addr->ip6[2] = htonl(low >> 32);
	addr->ip6[3] = htonl((u32)low);
}
