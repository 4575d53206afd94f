/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A token bucket without timer and lock. Its state is one number, the time at
 * which it will be full again:
 *
 *	      now                full_at        now + depth
 *	-------+--------------------+----------------+------> time
 *	       |<-- what is gone -->|<-- what is  -->|
 *	                                 left
 *
 * Taking tokens moves full_at into the future, by the time in which they come
 * back. It is allowed while something is left, so that a frame that is longer
 * than the bucket is deep passes, too; what it took too much is owed. So over
 * any time T no more than depth, T's tokens and one frame pass. Processors race
 * by cmpxchg: none takes what another one took.
 */
#ifndef VSW_BUCKET_H
#define VSW_BUCKET_H

#include <linux/atomic.h>
#include <linux/math64.h>
#include <linux/time64.h>
#include <linux/timekeeping.h>

/* Times are in 1/16 ns: what 60 octets take at 100 Gbit/s is then exact to 1 %,
 * and numbers wrap after 36 years.
 */
#define VSW_BUCKET_NS_SHIFT	4
/* Bits behind the point of the time that a token takes */
#define VSW_BUCKET_FRACTION	16

/**
 * struct vsw_bucket - a bucket
 * @full_at: when it will be full
 * @depth: time in which it fills, when it is empty
 * @token: time in which a token comes, with VSW_BUCKET_FRACTION more bits;
 *	0: it is never empty
 */
struct vsw_bucket {
	atomic64_t full_at;
	u64 depth;
	u64 token;
};

static inline u64 vsw_bucket_now(void)
{
	return ktime_get_ns() << VSW_BUCKET_NS_SHIFT;
}

/* Time in which so many tokens come */
static inline u64 vsw_bucket_time(const struct vsw_bucket *bucket, u32 tokens)
{
	return mul_u64_u32_shr(bucket->token, tokens, VSW_BUCKET_FRACTION);
}

/**
 * vsw_bucket_init() - make a full bucket
 * @bucket: bucket
 * @rate: tokens
 * @per: in so many seconds
 * @depth: how many it holds
 * @now: vsw_bucket_now()
 *
 * A rate of 0 means that it is never empty. The time of a token is at least
 * 1/16 ns: of one with a higher rate than 16e9/s nothing is to be had.
 */
static inline void vsw_bucket_init(struct vsw_bucket *bucket, u64 rate, u32 per,
				   u32 depth, u64 now)
{
	u64 second = (u64)NSEC_PER_SEC << (VSW_BUCKET_NS_SHIFT +
					   VSW_BUCKET_FRACTION);

	bucket->token = rate ? div64_u64(second * per, rate) : 0;
	bucket->depth = max_t(u64, vsw_bucket_time(bucket, depth), 1);
	atomic64_set(&bucket->full_at, now);
}

/**
 * vsw_bucket_take() - take tokens, if there are any
 * @bucket: bucket
 * @tokens: how many
 * @now: vsw_bucket_now()
 *
 * Context: any.
 * Return: false when it is empty; then nothing was taken.
 */
static inline bool vsw_bucket_take(struct vsw_bucket *bucket, u32 tokens,
				   u64 now)
{
	u64 time = vsw_bucket_time(bucket, tokens);
	s64 old = atomic64_read(&bucket->full_at);
	s64 gone;

	do {
		gone = max_t(s64, old - (s64)now, 0);
		if (gone >= (s64)bucket->depth)
			return false;
	} while (!atomic64_try_cmpxchg(&bucket->full_at, &old,
				       now + gone + time));
	return true;
}

#endif /* VSW_BUCKET_H */
