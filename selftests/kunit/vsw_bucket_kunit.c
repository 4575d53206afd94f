// SPDX-License-Identifier: GPL-2.0
/*
 * Unit tests of the virtual switch's token bucket: what passes in a time is
 * what was set, to the token, whatever the rate, the length of frames and the
 * number of processors that take from it.
 */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/prandom.h>

#include "vswitch/bucket.h"

#define SECOND	((u64)NSEC_PER_SEC << VSW_BUCKET_NS_SHIFT)
#define MSEC	(SECOND / MSEC_PER_SEC)

/* How often one token can be had at a time */
static unsigned int drain(struct vsw_bucket *bucket, u64 now)
{
	unsigned int n = 0;

	while (n < 1000000 && vsw_bucket_take(bucket, 1, now))
		n++;
	return n;
}

static void bucket_holds_its_depth(struct kunit *test)
{
	struct vsw_bucket bucket;

	vsw_bucket_init(&bucket, 1000, 1, 50, SECOND);
	KUNIT_EXPECT_EQ(test, 50, drain(&bucket, SECOND));
	KUNIT_EXPECT_EQ(test, 0, drain(&bucket, SECOND));
	/* It doesn't fill above, however long nobody takes any. */
	KUNIT_EXPECT_EQ(test, 50, drain(&bucket, 1000 * SECOND));
}

static void bucket_fills_at_its_rate(struct kunit *test)
{
	struct vsw_bucket bucket;
	unsigned int n, taken;

	vsw_bucket_init(&bucket, 1000, 1, 50, 0);
	drain(&bucket, 0);
	/* The token that is taken when less than one has come is owed. */
	KUNIT_EXPECT_EQ(test, 1, drain(&bucket, MSEC / 2));
	KUNIT_EXPECT_EQ(test, 0, drain(&bucket, MSEC));
	for (n = 1, taken = 1; n <= 20000; n++)
		taken += drain(&bucket, n * MSEC / 2);
	KUNIT_EXPECT_GE(test, taken, 10000);
	KUNIT_EXPECT_LE(test, taken, 10001);
}

static void bucket_without_rate_is_never_empty(struct kunit *test)
{
	struct vsw_bucket bucket;

	vsw_bucket_init(&bucket, 0, 1, 0, 0);
	KUNIT_EXPECT_EQ(test, 1000000, drain(&bucket, 0));
}

/* Octets that pass in ten seconds, when more is asked for all the time */
static u64 passed(struct kunit *test, u64 rate, u32 depth, u32 shortest,
		  u32 longest)
{
	u64 now = 12345, end = now + 10 * SECOND, sum = 0, step;
	struct vsw_bucket bucket;
	struct rnd_state rnd;
	u32 len;

	prandom_seed_state(&rnd, 4711);
	vsw_bucket_init(&bucket, rate, 8, depth, now);
	/* Twice as fast as allowed, were all frames the longest */
	step = vsw_bucket_time(&bucket, shortest) / 2 + 1;
	step = max(step, 10 * SECOND / 1000000);
	while (now < end) {
		len = shortest;
		if (longest > shortest)
			len += prandom_u32_state(&rnd) % (longest - shortest);
		while (vsw_bucket_take(&bucket, len, now)) {
			sum += len;
			if (!(rate / 8 / len))
				break;
		}
		now += step;
	}
	return sum;
}

static void bucket_keeps_rates(struct kunit *test)
{
	static const struct {
		u64 rate;
		u32 depth, shortest, longest;
	} cases[] = {
		{ 8000, 1500, 60, 60 },
		{ 1000000, 65536, 60, 1514 },
		{ 10000000, 65536, 1514, 1514 },
		{ 10000000, 65536, 9000, 66000 },
		{ 1000000000, 12500000, 1514, 1514 },
		{ 1000000000, 65536, 60, 200000 },
		{ 40000000000, 500000000, 1514, 66000 },
	};
	unsigned int n;
	u64 sum, want;

	for (n = 0; n < ARRAY_SIZE(cases); n++) {
		want = cases[n].rate / 8 * 10;
		sum = passed(test, cases[n].rate, cases[n].depth,
			     cases[n].shortest, cases[n].longest);
		/* Never above the depth and one frame, at most 1 % below */
		KUNIT_EXPECT_LE(test, sum, want + want / 1000 +
				cases[n].depth + cases[n].longest);
		KUNIT_EXPECT_GE(test, sum, want - want / 100);
	}
}

static void bucket_lends_to_long_frames(struct kunit *test)
{
	struct vsw_bucket bucket;

	vsw_bucket_init(&bucket, 8000, 8, 100, 0);
	KUNIT_EXPECT_TRUE(test, vsw_bucket_take(&bucket, 5000, 0));
	/* 5000 octets are five seconds' worth; 100 of them were there. */
	KUNIT_EXPECT_FALSE(test, vsw_bucket_take(&bucket, 1, 4 * SECOND));
	KUNIT_EXPECT_FALSE(test, vsw_bucket_take(&bucket, 1,
						 49 * SECOND / 10));
	KUNIT_EXPECT_TRUE(test, vsw_bucket_take(&bucket, 1, 5 * SECOND));
}

/* The clock may be a little behind, on a processor that was slow. */
static void bucket_gives_nothing_for_late_clocks(struct kunit *test)
{
	struct vsw_bucket bucket;

	vsw_bucket_init(&bucket, 1000, 1, 10, 100 * SECOND);
	KUNIT_EXPECT_EQ(test, 10, drain(&bucket, 100 * SECOND));
	KUNIT_EXPECT_EQ(test, 0, drain(&bucket, 99 * SECOND));
	KUNIT_EXPECT_EQ(test, 0, drain(&bucket, 100 * SECOND));
}

static void bucket_wraps(struct kunit *test)
{
	u64 now = U64_MAX - SECOND / 2;
	struct vsw_bucket bucket;

	vsw_bucket_init(&bucket, 1000, 1, 100, now);
	KUNIT_EXPECT_EQ(test, 100, drain(&bucket, now));
	KUNIT_EXPECT_EQ(test, 100, drain(&bucket, now + SECOND));
	KUNIT_EXPECT_EQ(test, 0, drain(&bucket, now + SECOND));
}

/* Threads that take as fast as they can */
struct race {
	struct vsw_bucket bucket;
	atomic_t taken;
	atomic_t left;
	struct completion done;
	u64 now;
};

static int taker(void *data)
{
	struct race *race = data;
	unsigned int n;

	for (n = 0; n < 200000; n++)
		if (vsw_bucket_take(&race->bucket, 1, race->now + n))
			atomic_inc(&race->taken);
	if (atomic_dec_and_test(&race->left))
		complete(&race->done);
	return 0;
}

static void bucket_is_taken_from_once(struct kunit *test)
{
	struct race *race = kunit_kzalloc(test, sizeof(*race), GFP_KERNEL);
	int n;

	KUNIT_ASSERT_NOT_NULL(test, race);
	init_completion(&race->done);
	/* While they run, which is 12.5 us by their clock, no token comes. */
	vsw_bucket_init(&race->bucket, 1, 1, 100000, race->now);
	atomic_set(&race->left, 4);
	for (n = 0; n < 4; n++)
		KUNIT_ASSERT_FALSE(test, IS_ERR(kthread_run(taker, race,
							    "vsw_taker")));
	wait_for_completion(&race->done);
	KUNIT_EXPECT_GE(test, atomic_read(&race->taken), 100000);
	KUNIT_EXPECT_LE(test, atomic_read(&race->taken), 100001);
}

static struct kunit_case bucket_cases[] = {
	KUNIT_CASE(bucket_holds_its_depth),
	KUNIT_CASE(bucket_fills_at_its_rate),
	KUNIT_CASE(bucket_without_rate_is_never_empty),
	KUNIT_CASE(bucket_keeps_rates),
	KUNIT_CASE(bucket_lends_to_long_frames),
	KUNIT_CASE(bucket_gives_nothing_for_late_clocks),
	KUNIT_CASE(bucket_wraps),
	KUNIT_CASE(bucket_is_taken_from_once),
	{}
};

static struct kunit_suite bucket_suite = {
	.name = "vsw_bucket",
	.test_cases = bucket_cases,
};

kunit_test_suite(bucket_suite);

MODULE_DESCRIPTION("Unit tests of the virtual switch's token bucket");
MODULE_LICENSE("GPL");
