// SPDX-License-Identifier: GPL-2.0
/*
 * Token buckets, and the order in which pools get to the cable.
 *
 * Owns the arithmetic of struct mock_rates, nothing else; see rate.h for
 * locks. A bucket is kept as the time at which it will be full: no timer has
 * to fill it, and a rate changes no more than the price of a byte. A frame may
 * be sent while the bucket isn't empty, and overdraws it by its end; so the
 * longest frame passes at the lowest rate, and the next one waits for longer.
 */
#include <linux/minmax.h>
#include <linux/string.h>

#include "rate.h"

/**
 * mock_rates_reset - the rates of all pools as after power-on
 * @rates: the rates; that of the cable stays
 */
void mock_rates_reset(struct mock_rates *rates)
{
	memset(rates->pool, 0, sizeof(rates->pool));
	memset(rates->group, 0, sizeof(rates->group));
	rates->share = 0;
}

/**
 * mock_rate_set - give a bucket another rate; it is full then
 * @bucket: the bucket
 * @rate: Mbit/s; 0: none. More than MOCK_MAX_SPEED is taken as that
 */
void mock_rate_set(struct mock_bucket *bucket, u32 rate)
{
	bucket->rate = min_t(u32, rate, MOCK_MAX_SPEED);
	bucket->full_at = 0;
}

/**
 * mock_rate_join - put a pool into a group
 * @pool: the pool
 * @group: MOCK_POOL_GROUP
 */
void mock_rate_join(struct mock_pool_rate *pool, u32 group)
{
	pool->group = group <= MOCK_GROUPS ? group : 0;
	pool->turn = 0;
}

/**
 * mock_rate_opens - from when on a bucket lets frames pass
 * @bucket: the bucket
 *
 * Return: the time, 0 for one that always does.
 */
u64 mock_rate_opens(const struct mock_bucket *bucket)
{
	if (!bucket->rate || bucket->full_at < MOCK_RATE_BURST_NS)
		return 0;
	return bucket->full_at - MOCK_RATE_BURST_NS;
}

/* Whether a bucket lets a frame pass. One without rate always does. */
bool mock_rate_open(const struct mock_bucket *bucket, u64 now)
{
	return mock_rate_opens(bucket) <= now;
}

/**
 * mock_rate_charge - a frame was sent
 * @bucket: the bucket
 * @len: bytes of the frame
 * @now: the time
 */
void mock_rate_charge(struct mock_bucket *bucket, unsigned int len, u64 now)
{
	if (!bucket->rate)
		return;
	/* A bit at 1 Mbit/s takes 1000 ns. */
	bucket->full_at = max(bucket->full_at, now) + len * 8000 / bucket->rate;
}

static const struct mock_group_rate *group_of(const struct mock_rates *rates,
					      unsigned int pool)
{
	u32 group = rates->pool[pool].group;

	return group ? &rates->group[group - 1] : NULL;
}

/**
 * mock_pool_limited - whether a pool has to look at the time
 * @rates: the rates
 * @pool: the pool
 *
 * Return: true if it or its group has a rate.
 */
bool mock_pool_limited(const struct mock_rates *rates, unsigned int pool)
{
	const struct mock_group_rate *group = group_of(rates, pool);

	return rates->pool[pool].max.rate || (group && group->max.rate);
}

/**
 * mock_pool_opens - from when on a pool may send
 * @rates: the rates
 * @pool: the pool
 *
 * Return: the time at which both its own bucket and that of its group let
 * frames pass, 0 for always.
 */
u64 mock_pool_opens(const struct mock_rates *rates, unsigned int pool)
{
	const struct mock_group_rate *group = group_of(rates, pool);
	u64 opens = mock_rate_opens(&rates->pool[pool].max);

	return group ? max(opens, mock_rate_opens(&group->max)) : opens;
}

/**
 * mock_pool_charge - a pool sent a frame
 * @rates: the rates
 * @pool: the pool
 * @len: bytes of the frame
 * @now: the time
 */
void mock_pool_charge(struct mock_rates *rates, unsigned int pool,
		      unsigned int len, u64 now)
{
	u32 group = rates->pool[pool].group;

	mock_rate_charge(&rates->pool[pool].max, len, now);
	if (group)
		mock_rate_charge(&rates->group[group - 1].max, len, now);
}

/* It's below what it guarantees. */
static bool has_claim(const struct mock_bucket *min, u64 now)
{
	return min->rate && mock_rate_open(min, now);
}

/* The guarantee by which a pool may go first: its own, or that of its group. */
static const struct mock_bucket *claim_of(const struct mock_rates *rates,
					  unsigned int pool, u64 now)
{
	const struct mock_group_rate *group = group_of(rates, pool);

	if (has_claim(&rates->pool[pool].min, now))
		return &rates->pool[pool].min;
	return group && has_claim(&group->min, now) ? &group->min : NULL;
}

/* Where its next frame stands in the shared part. A pool that had nothing to
 * send for a while begins with the others, and has saved nothing up.
 */
static u64 share_start(const struct mock_rates *rates,
		       const struct mock_pool_rate *pool)
{
	return max(pool->share, rates->share);
}

/* Likewise among those of a group. */
static u64 turn_start(const struct mock_group_rate *group,
		      const struct mock_pool_rate *pool)
{
	return max(pool->turn, group->turn);
}

/**
 * mock_line_before - which of two pools goes first to the cable
 * @rates: the rates
 * @a: a pool with a frame
 * @b: another one
 * @now: the time
 *
 * Who is below his guarantee, or whose group is below its, goes before who
 * isn't; of two of them the one that is further below, in time, and in one group
 * the one that has had less of its guarantee, by the group's or its own. The
 * others share in equal parts, in bytes.
 *
 * Return: true if @a goes before @b; false also if neither comes first, as two
 * rings of one pool.
 */
bool mock_line_before(const struct mock_rates *rates, unsigned int a,
		      unsigned int b, u64 now)
{
	const struct mock_bucket *ca = claim_of(rates, a, now);
	const struct mock_bucket *cb = claim_of(rates, b, now);

	if (!ca != !cb)
		return ca;
	if (a == b)
		return false;
	if (ca && ca == cb)
		return turn_start(group_of(rates, a), &rates->pool[a]) <
		       turn_start(group_of(rates, a), &rates->pool[b]);
	if (ca)
		return ca->full_at < cb->full_at;
	return share_start(rates, &rates->pool[a]) <
	       share_start(rates, &rates->pool[b]);
}

/* A frame went first by the pool's own guarantee, which is part of its group's.
 * Pools may have more than their group, and one of them more than the others:
 * how much of that is remembered has limits, so that it comes right soon when
 * they have less again.
 */
static void own_charge(struct mock_group_rate *group,
		       struct mock_pool_rate *pool, unsigned int len, u64 now)
{
	struct mock_bucket *min = &group->min;

	pool->turn = min(turn_start(group, pool) + len,
			 group->turn + MOCK_RATE_LEAD);
	min->full_at = min(min->full_at, now + MOCK_RATE_DEBT_NS);
	mock_rate_charge(min, len, now);
}

/* It went first by the group's alone. */
static void group_charge(struct mock_group_rate *group,
			 struct mock_pool_rate *pool, unsigned int len, u64 now)
{
	group->turn = turn_start(group, pool);
	pool->turn = group->turn + len;
	mock_rate_charge(&group->min, len, now);
}

/**
 * mock_line_charge - a pool sent a frame to the cable
 * @rates: the rates
 * @pool: the pool
 * @len: bytes of the frame
 * @now: the time
 */
void mock_line_charge(struct mock_rates *rates, unsigned int pool,
		      unsigned int len, u64 now)
{
	struct mock_pool_rate *rate = &rates->pool[pool];
	struct mock_group_rate *group =
		rate->group ? &rates->group[rate->group - 1] : NULL;

	mock_rate_charge(&rates->line, len, now);
	if (has_claim(&rate->min, now)) {
		mock_rate_charge(&rate->min, len, now);
		if (group)
			own_charge(group, rate, len, now);
		return;
	}
	if (group && has_claim(&group->min, now)) {
		group_charge(group, rate, len, now);
		return;
	}
	rates->share = share_start(rates, rate);
	rate->share = rates->share + len;
}
