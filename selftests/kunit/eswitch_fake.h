/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An embedded switch of the mock NIC with a PF, four VFs and a cable, for unit
 * tests: frames made to order, and who they go to. A test that includes this
 * has the switch's code in it, and one fixture for each case. No locks: a case
 * is alone.
 */
#ifndef ESWITCH_FAKE_H
#define ESWITCH_FAKE_H

#include <kunit/test.h>
#include <linux/slab.h>

#include "selftests/mock_nic/eswitch.c"

#define VFS		4
#define PF		MOCK_POOL_PF
#define WIRE		(-1)
/* A pool as a PF driver sets it up, without filters. */
#define OPEN		(MOCK_POOL_RXE | MOCK_POOL_TXE | MOCK_POOL_BAM | \
			 MOCK_POOL_AUPE | MOCK_POOL_LBE)
#define UNTAGGED	(-1)

struct fixture {
	struct mock_eswitch esw;
	struct mock_frame frame;
	struct mock_route route;
	u8 buf[MOCK_FRAME_HEADROOM + MOCK_MAX_FRAME + 16 * VLAN_HLEN];
};

static const unsigned int all_pools[] = { 0, 1, 2, 3, PF };

static const u8 bcast[ETH_ALEN] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };

static const u8 mdns[ETH_ALEN] __maybe_unused = {
	0x01, 0x00, 0x5e, 0x00, 0x00, 0xfb
};

static const u8 solicited[ETH_ALEN] __maybe_unused = {
	0x33, 0x33, 0xff, 0x12, 0x34, 0x56
};

static const u8 stranger[ETH_ALEN] = { 0x02, 0, 0, 0, 0x77, 0x77 };

/* The address that belongs to a pool. */
static const u8 *mac_of(unsigned int pool)
{
	static const u8 vf[VFS][ETH_ALEN] = {
		{ 0x02, 0, 0, 0, 0, 0x10 }, { 0x02, 0, 0, 0, 0, 0x11 },
		{ 0x02, 0, 0, 0, 0, 0x12 }, { 0x02, 0, 0, 0, 0, 0x13 },
	};
	static const u8 pf[ETH_ALEN] = { 0x02, 0, 0, 0, 0, 0x99 };

	return pool == PF ? pf : vf[pool];
}

static void set_ra(struct mock_eswitch *esw, unsigned int index, const u8 *mac,
		   unsigned int pool)
{
	esw->ra[index].lo = mac[0] | mac[1] << 8 | mac[2] << 16 |
			    (u32)mac[3] << 24;
	mock_esw_set_ra_hi(esw, index, MOCK_RA_HI_AV | mac[4] | mac[5] << 8 |
			   FIELD_PREP(MOCK_RA_HI_POOL, pool));
}

static void set_bit_of(struct mock_pool_set *table, unsigned int pool,
		       unsigned int bit)
{
	mock_esw_set_row(table, pool, bit / 32,
			 mock_esw_get_row(table, pool, bit / 32) |
			 BIT(bit % 32));
}

static int fixture_init(struct kunit *test)
{
	struct fixture *fx = kvzalloc(sizeof(*fx), GFP_KERNEL);
	unsigned int i;

	if (!fx)
		return -ENOMEM;
	test->priv = fx;
	mock_esw_init(&fx->esw, VFS, 0x12345678);
	for (i = 0; i < ARRAY_SIZE(all_pools); i++) {
		mock_esw_set_ctrl(&fx->esw, all_pools[i], OPEN);
		set_ra(&fx->esw, i, mac_of(all_pools[i]), all_pools[i]);
	}
	return 0;
}

static void fixture_exit(struct kunit *test)
{
	kvfree(test->priv);
}

static void put_tag(u8 *at, int vid)
{
	at[0] = 0x81;
	at[1] = 0x00;
	at[2] = vid >> 8;
	at[3] = vid;
}

/* Build a frame of @len bytes with up to two tags. */
static void build(struct fixture *fx, const u8 *dst, const u8 *src, int vid,
		  int inner, unsigned int len)
{
	u8 *at = fx->buf + MOCK_FRAME_HEADROOM;

	memset(fx->buf, 0, sizeof(fx->buf));
	fx->frame.data = at;
	fx->frame.len = len;
	memcpy(at, dst, ETH_ALEN);
	memcpy(at + ETH_ALEN, src, ETH_ALEN);
	at += 2 * ETH_ALEN;
	if (vid >= 0) {
		put_tag(at, vid);
		at += VLAN_HLEN;
	}
	if (inner >= 0) {
		put_tag(at, inner);
		at += VLAN_HLEN;
	}
	at[0] = 0x88;
	at[1] = 0xb5;
	at[2] = 0xa5;
}

static enum mock_stat send(struct fixture *fx, int pool, const u8 *dst,
			   int vid)
{
	memset(&fx->route, 0xff, sizeof(fx->route));
	build(fx, dst, pool == WIRE ? stranger : mac_of(pool), vid, UNTAGGED,
	      64);
	if (pool != WIRE)
		return mock_esw_from_pool(&fx->esw, pool, &fx->frame,
					  &fx->route);
	mock_frame_parse(&fx->frame);
	return mock_esw_from_wire(&fx->esw, &fx->frame, &fx->route);
}

static bool reaches(const struct fixture *fx, unsigned int pool)
{
	return mock_pool_in(&fx->route.pools, pool);
}

static void expect_route(struct kunit *test, unsigned int line,
			 const unsigned int *pools, unsigned int n, bool wire)
{
	struct fixture *fx = test->priv;
	unsigned int i;

	KUNIT_EXPECT_EQ_MSG(test, bitmap_weight(fx->route.pools.map,
						MOCK_MAX_POOLS), n,
			    "line %u", line);
	for (i = 0; i < n; i++)
		KUNIT_EXPECT_TRUE_MSG(test, reaches(fx, pools[i]),
				      "line %u: not to pool %u", line,
				      pools[i]);
	KUNIT_EXPECT_EQ_MSG(test, fx->route.wire, wire, "line %u", line);
}

/* EXPECT_ROUTE(test, wire, pools...): exactly these. */
#define EXPECT_ROUTE(test, wire, ...)					\
do {									\
	const unsigned int __pools[] = { __VA_ARGS__ };			\
									\
	expect_route(test, __LINE__, __pools, ARRAY_SIZE(__pools), wire); \
} while (0)

#endif /* ESWITCH_FAKE_H */
