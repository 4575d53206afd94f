// SPDX-License-Identifier: GPL-2.0
/*
 * Unit tests of the mock NIC's rates: that a bucket passes what its rate says
 * and saves up no more than its burst, and that pools which contend for the
 * cable get their guarantees and equal parts of the rest. The clock is the
 * test's own.
 */
#include <kunit/test.h>
#include <linux/etherdevice.h>
#include <linux/module.h>

#include "selftests/mock_nic/rate.c"

#define TICK_NS		10000ULL
#define SECOND		(1000 * 1000 * 1000ULL)
#define START		(77 * SECOND)

/* Bytes of a second at @mbps. */
#define BYTES(mbps)	((mbps) * 125000ULL)

#define POOLS		3

struct fixture {
	struct mock_rates rates;
	u64 sent[POOLS];
};

static int fixture_init(struct kunit *test)
{
	test->priv = kunit_kzalloc(test, sizeof(struct fixture), GFP_KERNEL);
	return test->priv ? 0 : -ENOMEM;
}

/* Within 1 %, and what a full bucket may add. */
static void expect_rate(struct kunit *test, u64 sent, u64 bytes, u32 burst)
{
	KUNIT_EXPECT_GE(test, sent, bytes - bytes / 100);
	KUNIT_EXPECT_LE(test, sent, bytes + bytes / 100 + burst);
}

/* What a bucket passes of endless frames of @len bytes in @time. */
static u64 pour(struct mock_bucket *bucket, unsigned int len, u64 from,
		u64 time)
{
	u64 now, sent = 0;

	for (now = from; now < from + time; now += TICK_NS)
		while (mock_rate_open(bucket, now)) {
			mock_rate_charge(bucket, len, now);
			sent += len;
		}
	return sent;
}

static void bucket_holds_its_rate(struct kunit *test)
{
	static const u32 rates[] = { 1, 8, 20, 100, 1000, MOCK_MAX_SPEED };
	static const unsigned int lens[] = { 60, 1514, MOCK_MAX_FRAME };
	struct mock_bucket bucket;
	unsigned int i, j;
	u32 burst;

	for (i = 0; i < ARRAY_SIZE(rates); i++)
		for (j = 0; j < ARRAY_SIZE(lens); j++) {
			mock_rate_set(&bucket, rates[i]);
			burst = BYTES(rates[i]) / 40 + 2 * lens[j];
			expect_rate(test, pour(&bucket, lens[j], START, SECOND),
				    BYTES(rates[i]), burst);
		}
}

/* The longest frame at the lowest rate passes, and the next one has to wait
 * for it.
 */
static void one_frame_passes(struct kunit *test)
{
	const u64 price = MOCK_MAX_FRAME * 8000ULL;
	struct mock_bucket bucket;

	mock_rate_set(&bucket, 1);
	KUNIT_EXPECT_TRUE(test, mock_rate_open(&bucket, START));
	mock_rate_charge(&bucket, MOCK_MAX_FRAME, START);
	KUNIT_EXPECT_FALSE(test, mock_rate_open(&bucket, START));
	KUNIT_EXPECT_EQ(test, mock_rate_opens(&bucket),
			START + price - MOCK_RATE_BURST_NS);
	KUNIT_EXPECT_TRUE(test, mock_rate_open(&bucket,
					       mock_rate_opens(&bucket)));
	KUNIT_EXPECT_FALSE(test, mock_rate_open(&bucket,
						mock_rate_opens(&bucket) - 1));
}

static void idle_saves_no_more_than_the_burst(struct kunit *test)
{
	struct mock_bucket bucket;
	u64 sent;

	mock_rate_set(&bucket, 8);
	pour(&bucket, 1000, START, SECOND);
	/* A minute later: 25 ms at 8 Mbit/s are 25000 bytes. */
	sent = pour(&bucket, 1000, START + 60 * SECOND, 1);
	KUNIT_EXPECT_GE(test, sent, 25000);
	KUNIT_EXPECT_LE(test, sent, 26000);
}

static void another_rate_counts_at_once(struct kunit *test)
{
	struct mock_bucket bucket;

	mock_rate_set(&bucket, 1);
	mock_rate_charge(&bucket, MOCK_MAX_FRAME, START);
	KUNIT_EXPECT_FALSE(test, mock_rate_open(&bucket, START));
	mock_rate_set(&bucket, 0);
	KUNIT_EXPECT_TRUE(test, mock_rate_open(&bucket, START));
	mock_rate_charge(&bucket, MOCK_MAX_FRAME, START);
	KUNIT_EXPECT_TRUE(test, mock_rate_open(&bucket, START));
	mock_rate_set(&bucket, ~0U);
	KUNIT_EXPECT_EQ(test, bucket.rate, MOCK_MAX_SPEED);
}

/* A second in which the pools that have a length always have a frame. */
static void contend(struct fixture *fx, u64 from,
		    const unsigned int len[POOLS])
{
	unsigned int pool;
	u64 now;
	int first;

	memset(fx->sent, 0, sizeof(fx->sent));
	for (now = from; now < from + SECOND; now += TICK_NS)
		while (mock_rate_open(&fx->rates.line, now)) {
			first = -1;
			for (pool = 0; pool < POOLS; pool++)
				if (len[pool] &&
				    (first < 0 ||
				     mock_line_before(&fx->rates, pool, first,
						      now)))
					first = pool;
			mock_line_charge(&fx->rates, first, len[first], now);
			fx->sent[first] += len[first];
		}
}

static void set_rates(struct fixture *fx, u32 line, u32 a, u32 b, u32 c)
{
	mock_rates_reset(&fx->rates);
	mock_rate_set(&fx->rates.line, line);
	mock_rate_set(&fx->rates.pool[0].min, a);
	mock_rate_set(&fx->rates.pool[1].min, b);
	mock_rate_set(&fx->rates.pool[2].min, c);
}

/* Each gets what its guarantee and its part of the rest come to. */
static void expect_shares(struct kunit *test, u64 a, u64 b, u64 c)
{
	struct fixture *fx = test->priv;
	const u64 want[POOLS] = { a, b, c };
	unsigned int pool;
	u64 slack;

	for (pool = 0; pool < POOLS; pool++) {
		/* Bursts of line and guarantee are 2.5 % each. */
		slack = want[pool] / 15 + 2 * ETH_FRAME_LEN;
		KUNIT_EXPECT_LE_MSG(test, fx->sent[pool], want[pool] + slack,
				    "pool %u", pool);
		KUNIT_EXPECT_GE_MSG(test, fx->sent[pool] + slack, want[pool],
				    "pool %u", pool);
	}
}

static void equal_parts_without_guarantee(struct kunit *test)
{
	static const unsigned int len[POOLS] = { 60, 1514, 700 };
	struct fixture *fx = test->priv;

	set_rates(fx, 30, 0, 0, 0);
	contend(fx, START, len);
	expect_shares(test, BYTES(10), BYTES(10), BYTES(10));
}

static void guarantees_first(struct kunit *test)
{
	static const unsigned int len[POOLS] = { 1514, 60, 1514 };
	struct fixture *fx = test->priv;

	set_rates(fx, 20, 12, 8, 0);
	contend(fx, START, len);
	expect_shares(test, BYTES(12), BYTES(8), 0);

	set_rates(fx, 20, 10, 4, 0);
	contend(fx, START, len);
	expect_shares(test, BYTES(12), BYTES(6), BYTES(2));
}

static void unused_guarantee_is_shared(struct kunit *test)
{
	static const unsigned int len[POOLS] = { 0, 1514, 1514 };
	struct fixture *fx = test->priv;

	set_rates(fx, 20, 12, 0, 0);
	contend(fx, START, len);
	expect_shares(test, 0, BYTES(10), BYTES(10));
}

/* A pool that was quiet has its guarantee and its part at once, not the parts
 * it didn't take before.
 */
static void quiet_pool_saves_no_share(struct kunit *test)
{
	static const unsigned int before[POOLS] = { 0, 1000, 0 };
	static const unsigned int after[POOLS] = { 1000, 1000, 0 };
	struct fixture *fx = test->priv;

	set_rates(fx, 20, 0, 0, 0);
	contend(fx, START, before);
	expect_shares(test, 0, BYTES(20), 0);
	contend(fx, START + SECOND, after);
	expect_shares(test, BYTES(10), BYTES(10), 0);
}

/* The link may become slower than what was promised. */
static void guarantees_beyond_the_line_are_cut(struct kunit *test)
{
	static const unsigned int len[POOLS] = { 1514, 1514, 0 };
	struct fixture *fx = test->priv;

	set_rates(fx, 10, 15, 5, 0);
	contend(fx, START, len);
	expect_rate(test, fx->sent[0] + fx->sent[1], BYTES(10),
		    BYTES(10) / 40 + ETH_FRAME_LEN);
	KUNIT_EXPECT_GT(test, fx->sent[1], BYTES(1));
}

/* Pools of a group get together what the group may, each no more than its own
 * rate.
 */
static void group_holds_its_rate(struct kunit *test)
{
	struct fixture *f = test->priv;
	unsigned int pool;
	u64 now;

	mock_rate_set(&f->rates.group[3].max, 20);
	mock_rate_set(&f->rates.pool[0].max, 5);
	f->rates.pool[0].group = 4;
	f->rates.pool[1].group = 4;
	KUNIT_EXPECT_TRUE(test, mock_pool_limited(&f->rates, 1));
	KUNIT_EXPECT_FALSE(test, mock_pool_limited(&f->rates, 2));
	for (now = START; now < START + SECOND; now += TICK_NS)
		for (pool = 0; pool < 2; pool++)
			if (mock_pool_opens(&f->rates, pool) <= now) {
				mock_pool_charge(&f->rates, pool, 1514, now);
				f->sent[pool] += 1514;
			}
	expect_rate(test, f->sent[0] + f->sent[1], BYTES(20),
		    BYTES(20) / 40 + 2 * 1514);
	expect_rate(test, f->sent[0], BYTES(5), BYTES(5) / 40 + 2 * 1514);

	f->rates.pool[1].group = 0;
	KUNIT_EXPECT_EQ(test, mock_pool_opens(&f->rates, 1), 0);
	mock_rates_reset(&f->rates);
	KUNIT_EXPECT_EQ(test, f->rates.group[3].max.rate, 0);
}

/* Pools 0 and 1 are a group with a guarantee. */
static void set_group(struct fixture *fx, u32 line, u32 group, u32 a, u32 b)
{
	set_rates(fx, line, a, b, 0);
	mock_rate_join(&fx->rates.pool[0], 4);
	mock_rate_join(&fx->rates.pool[1], 4);
	mock_rate_set(&fx->rates.group[3].min, group);
}

static void group_guarantee_first(struct kunit *test)
{
	static const unsigned int len[POOLS] = { 1514, 1514, 1514 };
	static const unsigned int one[POOLS] = { 1514, 0, 1514 };
	static const unsigned int other[POOLS] = { 0, 0, 1514 };
	struct fixture *fx = test->priv;

	set_group(fx, 24, 12, 0, 0);
	contend(fx, START, len);
	expect_shares(test, BYTES(10), BYTES(10), BYTES(4));
	/* One of them may have all of it, and unused it is the others'. */
	set_group(fx, 24, 12, 0, 0);
	contend(fx, START, one);
	expect_shares(test, BYTES(18), 0, BYTES(6));
	set_group(fx, 24, 12, 0, 0);
	contend(fx, START, other);
	expect_shares(test, 0, 0, BYTES(24));
}

/* 8 of the 12 are pool 0's own: of the other 4, who had less gets all. */
static void group_contains_pools(struct kunit *test)
{
	static const unsigned int len[POOLS] = { 1514, 1514, 1514 };
	struct fixture *fx = test->priv;

	set_group(fx, 24, 12, 8, 0);
	contend(fx, START, len);
	expect_shares(test, BYTES(12), BYTES(8), BYTES(4));
	set_group(fx, 24, 12, 2, 6);
	contend(fx, START, len);
	expect_shares(test, BYTES(10), BYTES(10), BYTES(4));
	/* All of it. */
	set_group(fx, 24, 12, 9, 3);
	contend(fx, START, len);
	expect_shares(test, BYTES(13), BYTES(7), BYTES(4));
}

/* In bytes, whatever the length of frames; and what one had by itself isn't held
 * against it for long.
 */
static void group_turns(struct kunit *test)
{
	static const unsigned int len[POOLS] = { 1514, 100, 700 };
	struct fixture *fx = test->priv;

	set_group(fx, 24, 12, 0, 0);
	contend(fx, START, len);
	expect_shares(test, BYTES(10), BYTES(10), BYTES(4));
	mock_rate_set(&fx->rates.pool[0].min, 10);
	contend(fx, START + SECOND, len);
	expect_shares(test, BYTES(14), BYTES(6), BYTES(4));
	mock_rate_set(&fx->rates.pool[0].min, 0);
	contend(fx, START + 2 * SECOND, len);
	expect_shares(test, BYTES(10), BYTES(10), BYTES(4));
}

/* A group that is guaranteed less than its pools takes nothing from them, and
 * what it owes is soon forgotten.
 */
static void group_below_its_pools(struct kunit *test)
{
	static const unsigned int len[POOLS] = { 1514, 1514, 1514 };
	struct fixture *fx = test->priv;

	set_group(fx, 24, 6, 12, 6);
	contend(fx, START, len);
	expect_shares(test, BYTES(14), BYTES(8), BYTES(2));
	KUNIT_EXPECT_LE(test, fx->rates.group[3].min.full_at, START + SECOND +
			MOCK_RATE_DEBT_NS + 1514 * 8000 / 6);
}

/* Several rings of one pool may wait: of these none comes first, whatever the
 * pool is guaranteed, and whether it is in a group.
 */
static void pool_beside_itself(struct kunit *test)
{
	struct fixture *fx = test->priv;
	struct mock_rates *rates = &fx->rates;

	KUNIT_EXPECT_FALSE(test, mock_line_before(rates, 0, 0, START));
	mock_rate_set(&rates->pool[0].min, 10);
	KUNIT_EXPECT_FALSE(test, mock_line_before(rates, 0, 0, START));
	mock_rate_join(&rates->pool[0], 1);
	mock_rate_set(&rates->group[0].min, 20);
	KUNIT_EXPECT_FALSE(test, mock_line_before(rates, 0, 0, START));
}

static struct kunit_case mock_rate_cases[] = {
	KUNIT_CASE(bucket_holds_its_rate),
	KUNIT_CASE(one_frame_passes),
	KUNIT_CASE(idle_saves_no_more_than_the_burst),
	KUNIT_CASE(another_rate_counts_at_once),
	KUNIT_CASE(equal_parts_without_guarantee),
	KUNIT_CASE(guarantees_first),
	KUNIT_CASE(unused_guarantee_is_shared),
	KUNIT_CASE(quiet_pool_saves_no_share),
	KUNIT_CASE(pool_beside_itself),
	KUNIT_CASE(guarantees_beyond_the_line_are_cut),
	KUNIT_CASE(group_holds_its_rate),
	KUNIT_CASE(group_guarantee_first),
	KUNIT_CASE(group_contains_pools),
	KUNIT_CASE(group_turns),
	KUNIT_CASE(group_below_its_pools),
	{ }
};

static struct kunit_suite mock_rate_suite = {
	.name = "mock_rate",
	.init = fixture_init,
	.test_cases = mock_rate_cases,
};

kunit_test_suite(mock_rate_suite);

MODULE_DESCRIPTION("KUnit tests of the mock NIC's rates");
MODULE_LICENSE("GPL");
