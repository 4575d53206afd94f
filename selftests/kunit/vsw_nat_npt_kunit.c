// SPDX-License-Identifier: GPL-2.0
/*
 * Unit tests of prefix translation: the example of RFC 6296, that both ways are
 * inverse and leave the sum of an address's words, for random prefixes of every
 * length, and what isn't translated.
 */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/prandom.h>

#include "vswitch/nat/npt.c"

#define ROUNDS	2000

static struct in6_addr address(u16 a, u16 b, u16 c, u16 d, u16 e, u16 f, u16 g,
			       u16 h)
{
	return (struct in6_addr) {
		.s6_addr16 = {
			htons(a), htons(b), htons(c), htons(d),
			htons(e), htons(f), htons(g), htons(h),
		},
	};
}

/* RFC 6296, 3.6 */
static void npt_example(struct kunit *test)
{
	struct vsw_nat_npt npt = {
		.inside = address(0xfd01, 0x0203, 0x0405, 0, 0, 0, 0, 0),
		.outside = address(0x2001, 0x0db8, 0x0001, 0, 0, 0, 0, 0),
		.length = 48,
	};
	struct in6_addr addr = address(0xfd01, 0x0203, 0x0405, 0x0001, 0, 0, 0,
				       0x1234);
	struct in6_addr inside = addr;
	struct in6_addr outside = address(0x2001, 0x0db8, 0x0001, 0xd550, 0, 0,
					  0, 0x1234);

	KUNIT_ASSERT_TRUE(test, vsw_nat_npt_out(&npt, &addr));
	KUNIT_EXPECT_TRUE(test, ipv6_addr_equal(&addr, &outside));
	KUNIT_ASSERT_TRUE(test, vsw_nat_npt_in(&npt, &addr));
	KUNIT_EXPECT_TRUE(test, ipv6_addr_equal(&addr, &inside));
}

static u16 plain_sum(const struct in6_addr *addr)
{
	u32 sum = 0;
	int i;

	for (i = 0; i < 8; i++)
		sum += ntohs(addr->s6_addr16[i]);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	/* Two names of zero */
	return sum == 0xffff ? 0 : sum;
}

static void random_npt(struct rnd_state *rnd, struct vsw_nat_npt *npt,
		       u8 length)
{
	struct in6_addr addr;

	npt->length = length;
	prandom_bytes_state(rnd, &addr, sizeof(addr));
	ipv6_addr_prefix(&npt->inside, &addr, length);
	prandom_bytes_state(rnd, &addr, sizeof(addr));
	ipv6_addr_prefix(&npt->outside, &addr, length);
}

static void one_round(struct kunit *test, struct rnd_state *rnd, u8 length)
{
	struct in6_addr addr, was, prefix;
	struct vsw_nat_npt npt;
	int i;

	random_npt(rnd, &npt, length);
	prandom_bytes_state(rnd, &addr, sizeof(addr));
	ipv6_addr_prefix(&prefix, &addr, length);
	for (i = 0; i < 4; i++)
		addr.s6_addr32[i] ^= prefix.s6_addr32[i] ^
				     npt.inside.s6_addr32[i];
	was = addr;
	if (!vsw_nat_npt_out(&npt, &addr))
		return;
	KUNIT_ASSERT_TRUE(test, ipv6_prefix_equal(&addr, &npt.outside, length));
	KUNIT_ASSERT_EQ(test, plain_sum(&addr), plain_sum(&was));
	KUNIT_ASSERT_TRUE(test, vsw_nat_npt_in(&npt, &addr));
	KUNIT_ASSERT_TRUE(test, ipv6_addr_equal(&addr, &was));
}

static void npt_inverse(struct kunit *test)
{
	struct rnd_state rnd;
	u8 length;
	int i;

	prandom_seed_state(&rnd, 6296);
	for (length = 1; length <= VSW_NAT_NPT_LENGTH; length++)
		for (i = 0; i < ROUNDS / 10; i++)
			one_round(test, &rnd, length);
}

/* Every value of the word that takes the difference, but 0xffff, and all results
 * are different.
 */
static void npt_every_subnet(struct kunit *test)
{
	struct vsw_nat_npt npt = {
		.inside = address(0xfd77, 1, 2, 0, 0, 0, 0, 0),
		.outside = address(0x2001, 0xdb8, 0xff00, 0, 0, 0, 0, 0),
		.length = 48,
	};
	unsigned long *seen = kunit_kzalloc(test, 0x10000 / 8, GFP_KERNEL);
	struct in6_addr addr;
	u32 subnet;
	u16 to;

	KUNIT_ASSERT_NOT_NULL(test, seen);
	for (subnet = 0; subnet < 0xffff; subnet++) {
		addr = npt.inside;
		addr.s6_addr16[3] = htons(subnet);
		KUNIT_ASSERT_TRUE(test, vsw_nat_npt_out(&npt, &addr));
		to = ntohs(addr.s6_addr16[3]);
		KUNIT_ASSERT_NE(test, to, 0xffff);
		KUNIT_ASSERT_FALSE(test, test_and_set_bit(to, seen));
		KUNIT_ASSERT_TRUE(test, vsw_nat_npt_in(&npt, &addr));
		KUNIT_ASSERT_EQ(test, ntohs(addr.s6_addr16[3]), subnet);
	}
}

static void npt_none(struct kunit *test)
{
	struct vsw_nat_npt npt = {
		.inside = address(0xfd77, 1, 2, 0, 0, 0, 0, 0),
		.outside = address(0x2001, 0xdb8, 1, 0, 0, 0, 0, 0),
		.length = 48,
	};
	struct in6_addr addr = address(0xfd77, 1, 3, 4, 0, 0, 0, 1);
	struct in6_addr was = addr;

	KUNIT_EXPECT_FALSE(test, vsw_nat_npt_out(&npt, &addr));
	KUNIT_EXPECT_TRUE(test, ipv6_addr_equal(&addr, &was));
	addr = address(0xfd77, 1, 2, 0xffff, 0, 0, 0, 1);
	KUNIT_EXPECT_FALSE(test, vsw_nat_npt_out(&npt, &addr));
	npt.length = 64;
	addr = npt.inside;
	KUNIT_EXPECT_FALSE(test, vsw_nat_npt_out(&npt, &addr));
	addr = npt.inside;
	memset(&addr.s6_addr[8], 0xff, 8);
	KUNIT_EXPECT_FALSE(test, vsw_nat_npt_out(&npt, &addr));
	/* The second word of the identifier, where the first is full */
	addr = npt.inside;
	addr.s6_addr16[4] = htons(0xffff);
	KUNIT_EXPECT_TRUE(test, vsw_nat_npt_out(&npt, &addr));
	KUNIT_EXPECT_TRUE(test, addr.s6_addr16[4] == htons(0xffff));
	npt.length = 0;
	addr = npt.inside;
	KUNIT_EXPECT_FALSE(test, vsw_nat_npt_out(&npt, &addr));
}

static struct kunit_case npt_cases[] = {
	KUNIT_CASE(npt_example),
	KUNIT_CASE(npt_inverse),
	KUNIT_CASE(npt_every_subnet),
	KUNIT_CASE(npt_none),
	{}
};

static struct kunit_suite npt_suite = {
	.name = "vsw_nat_npt",
	.test_cases = npt_cases,
};

kunit_test_suite(npt_suite);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Unit tests of IPv6 prefix translation");
