/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Rates of one port: how fast each pool may send, and who goes first where
 * pools contend for the cable.
 *
 * It knows pools, lengths and times, but neither rings nor frames, so that
 * the KUnit suite mock_rate can run it alone. Times are those of
 * ktime_get_ns(), handed in. No locks: the caller holds the port's lock for
 * every call.
 */
#ifndef MOCK_RATE_H
#define MOCK_RATE_H

#include <linux/types.h>

#include "mock_hw.h"

/* What a bucket holds, as time at its rate: who was late by less than this,
 * sender or engine, catches up.
 */
#define MOCK_RATE_BURST_NS	(25 * 1000 * 1000ULL)
/* The most that a guarantee of a group can be overdrawn: more than the longest
 * frame takes at the lowest rate.
 */
#define MOCK_RATE_DEBT_NS	(100 * 1000 * 1000ULL)
/* The most that a pool can have had more of it than the others. */
#define MOCK_RATE_LEAD		(8 * MOCK_MAX_FRAME)

/**
 * struct mock_bucket - a token bucket
 * @rate: Mbit/s, 0: none
 * @full_at: when it is full again, if nothing is sent. It is empty if that is
 *	MOCK_RATE_BURST_NS from now, and has been overdrawn if it's more.
 */
struct mock_bucket {
	u32 rate;
	u64 full_at;
};

/**
 * struct mock_pool_rate - rates of a pool
 * @max: MOCK_POOL_TXRATE
 * @min: MOCK_POOL_TXMIN
 * @group: MOCK_POOL_GROUP
 * @share: bytes it has had of what the guarantees left of the cable
 * @turn: bytes it has had of what its group is guaranteed
 */
struct mock_pool_rate {
	struct mock_bucket max;
	struct mock_bucket min;
	u32 group;
	u64 share;
	u64 turn;
};

/**
 * struct mock_group_rate - rates of a group
 * @max: MOCK_GROUP_TXRATE
 * @min: MOCK_GROUP_TXMIN
 * @turn: as mock_pool_rate.turn, of who was served last by @min
 */
struct mock_group_rate {
	struct mock_bucket max;
	struct mock_bucket min;
	u64 turn;
};

/**
 * struct mock_rates - rates of a port
 * @line: the cable
 * @share: as mock_pool_rate.share, of who was served last
 * @pool: the pools
 * @group: the groups
 */
struct mock_rates {
	struct mock_bucket line;
	u64 share;
	struct mock_pool_rate pool[MOCK_MAX_POOLS];
	struct mock_group_rate group[MOCK_GROUPS];
};

void mock_rates_reset(struct mock_rates *rates);
void mock_rate_set(struct mock_bucket *bucket, u32 rate);
void mock_rate_join(struct mock_pool_rate *pool, u32 group);
bool mock_rate_open(const struct mock_bucket *bucket, u64 now);
u64 mock_rate_opens(const struct mock_bucket *bucket);
void mock_rate_charge(struct mock_bucket *bucket, unsigned int len, u64 now);
bool mock_pool_limited(const struct mock_rates *rates, unsigned int pool);
u64 mock_pool_opens(const struct mock_rates *rates, unsigned int pool);
void mock_pool_charge(struct mock_rates *rates, unsigned int pool,
		      unsigned int len, u64 now);
bool mock_line_before(const struct mock_rates *rates, unsigned int a,
		      unsigned int b, u64 now);
void mock_line_charge(struct mock_rates *rates, unsigned int pool,
		      unsigned int len, u64 now);

#endif /* MOCK_RATE_H */
