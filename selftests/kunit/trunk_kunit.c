// SPDX-License-Identifier: GPL-2.0
/*
 * Unit tests of trunks in the mock NIC's embedded switch: a pool with one has
 * the VLANs of the list and no others, whether it sends or receives, whatever
 * else lets them pass, and inside a port VLAN of 802.1ad too.
 */
#include <kunit/test.h>
#include <linux/module.h>

#include "selftests/kunit/eswitch_fake.h"

#define S_VLAN(vid)	(MOCK_POOL_VLAN_INS | MOCK_POOL_VLAN_AD | (vid))

static void trunk_of(struct fixture *fx, unsigned int pool, unsigned int vid)
{
	mock_esw_set_ctrl(&fx->esw, pool, OPEN | MOCK_POOL_TRK);
	set_bit_of(fx->esw.trunk, pool, vid);
}

static void trunk_sends(struct kunit *test)
{
	struct fixture *fx = test->priv;

	trunk_of(fx, 0, 7);
	KUNIT_EXPECT_EQ(test, send(fx, 0, bcast, 7), MOCK_STAT_TX_PACKETS);
	EXPECT_ROUTE(test, true, 1, 2, 3, PF);
	KUNIT_EXPECT_EQ(test, send(fx, 0, bcast, 8),
			MOCK_STAT_DROP_SPOOF_VLAN);
	KUNIT_EXPECT_EQ_MSG(test, send(fx, 0, bcast, UNTAGGED),
			    MOCK_STAT_TX_PACKETS, "untagged is its own");
	KUNIT_EXPECT_EQ_MSG(test, send(fx, 0, bcast, 0),
			    MOCK_STAT_TX_PACKETS, "priority tag");

	/* Behind a priority tag, and by 802.1ad. */
	build(fx, bcast, mac_of(0), 0, 8, 64);
	KUNIT_EXPECT_EQ(test, mock_esw_from_pool(&fx->esw, 0, &fx->frame,
						 &fx->route),
			MOCK_STAT_DROP_SPOOF_VLAN);
	build(fx, bcast, mac_of(0), 7, UNTAGGED, 64);
	fx->frame.data[12] = 0x88;
	fx->frame.data[13] = 0xa8;
	KUNIT_EXPECT_EQ(test, mock_esw_from_pool(&fx->esw, 0, &fx->frame,
						 &fx->route),
			MOCK_STAT_DROP_SPOOF_VLAN);

	/* The filter holds beside it. */
	mock_esw_set_ctrl(&fx->esw, 0, OPEN | MOCK_POOL_TRK |
			  MOCK_POOL_VLANAS);
	KUNIT_EXPECT_EQ(test, send(fx, 0, bcast, 7),
			MOCK_STAT_DROP_SPOOF_VLAN);
	set_bit_of(fx->esw.vfta, 0, 7);
	set_bit_of(fx->esw.vfta, 0, 8);
	KUNIT_EXPECT_EQ(test, send(fx, 0, bcast, 7), MOCK_STAT_TX_PACKETS);
	KUNIT_EXPECT_EQ(test, send(fx, 0, bcast, 8),
			MOCK_STAT_DROP_SPOOF_VLAN);
}

static void trunk_receives(struct kunit *test)
{
	struct fixture *fx = test->priv;

	trunk_of(fx, 1, 7);
	KUNIT_EXPECT_EQ(test, send(fx, WIRE, bcast, 7), MOCK_STAT_RX_PACKETS);
	EXPECT_ROUTE(test, false, 0, 1, 2, 3, PF);
	KUNIT_EXPECT_EQ(test, send(fx, WIRE, bcast, 8), MOCK_STAT_RX_PACKETS);
	EXPECT_ROUTE(test, false, 0, 2, 3, PF);
	KUNIT_EXPECT_EQ(test, send(fx, WIRE, bcast, UNTAGGED),
			MOCK_STAT_RX_PACKETS);
	EXPECT_ROUTE(test, false, 0, 1, 2, 3, PF);
	KUNIT_EXPECT_EQ(test, send(fx, 0, mac_of(1), 8), MOCK_STAT_TX_PACKETS);
	EXPECT_ROUTE(test, true);

	/* Neither the filter nor promiscuous mode is a way around it. */
	mock_esw_set_ctrl(&fx->esw, 1, OPEN | MOCK_POOL_TRK | MOCK_POOL_VLE |
			  MOCK_POOL_UPE);
	set_bit_of(fx->esw.vfta, 1, 8);
	KUNIT_EXPECT_EQ(test, send(fx, WIRE, mac_of(1), 8),
			MOCK_STAT_DROP_RX_NO_POOL);
	KUNIT_EXPECT_EQ_MSG(test, send(fx, WIRE, mac_of(1), 7),
			    MOCK_STAT_DROP_RX_NO_POOL, "not in the filter");

	/* 802.1ad is in no trunk. */
	mock_esw_set_ctrl(&fx->esw, 1, OPEN | MOCK_POOL_TRK);
	build(fx, mac_of(1), stranger, 7, UNTAGGED, 64);
	fx->frame.data[12] = 0x88;
	fx->frame.data[13] = 0xa8;
	mock_frame_parse(&fx->frame);
	KUNIT_EXPECT_EQ(test, mock_esw_from_wire(&fx->esw, &fx->frame,
						 &fx->route),
			MOCK_STAT_DROP_RX_NO_POOL);
}

/* From the cable into S-VLAN 9. */
static enum mock_stat from_s_vlan(struct fixture *fx, const u8 *dst, int inner)
{
	build(fx, dst, stranger, 9, inner, 64);
	fx->frame.data[12] = 0x88;
	fx->frame.data[13] = 0xa8;
	mock_frame_parse(&fx->frame);
	return mock_esw_from_wire(&fx->esw, &fx->frame, &fx->route);
}

static void trunk_in_s_vlan(struct kunit *test)
{
	struct fixture *fx = test->priv;

	trunk_of(fx, 0, 7);
	mock_esw_set_vlan(&fx->esw, 0, S_VLAN(9));
	mock_esw_set_vlan(&fx->esw, 1, S_VLAN(9));
	KUNIT_EXPECT_EQ(test, send(fx, 0, bcast, 7), MOCK_STAT_TX_PACKETS);
	KUNIT_EXPECT_EQ(test, send(fx, 0, bcast, UNTAGGED),
			MOCK_STAT_TX_PACKETS);
	KUNIT_EXPECT_EQ(test, send(fx, 0, bcast, 8),
			MOCK_STAT_DROP_SPOOF_VLAN);
	KUNIT_EXPECT_EQ_MSG(test, send(fx, 0, bcast, 9),
			    MOCK_STAT_DROP_SPOOF_VLAN,
			    "the port VLAN's number is no other");

	KUNIT_EXPECT_EQ(test, send(fx, 1, mac_of(0), 7), MOCK_STAT_TX_PACKETS);
	EXPECT_ROUTE(test, false, 0);
	KUNIT_EXPECT_EQ(test, send(fx, 1, mac_of(0), 8), MOCK_STAT_TX_PACKETS);
	EXPECT_ROUTE(test, true);
	KUNIT_EXPECT_EQ(test, from_s_vlan(fx, mac_of(0), 7),
			MOCK_STAT_RX_PACKETS);
	KUNIT_EXPECT_EQ(test, from_s_vlan(fx, mac_of(0), UNTAGGED),
			MOCK_STAT_RX_PACKETS);
	KUNIT_EXPECT_EQ(test, from_s_vlan(fx, mac_of(0), 8),
			MOCK_STAT_DROP_RX_NO_POOL);
	KUNIT_EXPECT_EQ_MSG(test, from_s_vlan(fx, mac_of(1), 8),
			    MOCK_STAT_RX_PACKETS, "without a trunk");
}

/* Every length at which the inner tag ends is looked at, and none beyond. */
static void trunk_cut_off(struct kunit *test)
{
	struct fixture *fx = test->priv;
	unsigned int len;

	trunk_of(fx, 0, 7);
	mock_esw_set_vlan(&fx->esw, 0, S_VLAN(9));
	for (len = ETH_HLEN + VLAN_HLEN; len < 64; len++) {
		bool whole = len >= ETH_HLEN + 2 * VLAN_HLEN;

		build(fx, mac_of(0), stranger, 9, 7, len);
		fx->frame.data[12] = 0x88;
		fx->frame.data[13] = 0xa8;
		KUNIT_EXPECT_TRUE(test, mock_frame_parse(&fx->frame));
		KUNIT_EXPECT_EQ_MSG(test,
				    mock_esw_from_wire(&fx->esw, &fx->frame,
						       &fx->route),
				    whole ? MOCK_STAT_RX_PACKETS :
					    MOCK_STAT_DROP_RX_NO_POOL,
				    "%u bytes", len);
	}
}

/* Rows are a pool's own, and gone with a reset. */
static void trunk_table(struct kunit *test)
{
	struct fixture *fx = test->priv;
	unsigned int vid;

	for (vid = 1; vid < VLAN_N_VID; vid += 31)
		trunk_of(fx, 2, vid);
	for (vid = 1; vid < VLAN_N_VID - 1; vid++)
		KUNIT_EXPECT_EQ_MSG(test, send(fx, 2, bcast, vid),
				    vid % 31 == 1 ? MOCK_STAT_TX_PACKETS :
						    MOCK_STAT_DROP_SPOOF_VLAN,
				    "VLAN %u", vid);
	mock_esw_set_ctrl(&fx->esw, 3, OPEN | MOCK_POOL_TRK);
	KUNIT_EXPECT_EQ_MSG(test, send(fx, 3, bcast, 1),
			    MOCK_STAT_DROP_SPOOF_VLAN, "another pool's list");
	mock_esw_reset(&fx->esw);
	KUNIT_EXPECT_EQ(test, mock_esw_get_row(fx->esw.trunk, 2, 0), 0);
	KUNIT_EXPECT_FALSE(test, mock_esw_flag(&fx->esw, 2, MOCK_POOL_TRK));
}

static struct kunit_case mock_trunk_cases[] = {
	KUNIT_CASE(trunk_sends),
	KUNIT_CASE(trunk_receives),
	KUNIT_CASE(trunk_in_s_vlan),
	KUNIT_CASE(trunk_cut_off),
	KUNIT_CASE(trunk_table),
	{}
};

static struct kunit_suite mock_trunk_suite = {
	.name = "mock_trunk",
	.init = fixture_init,
	.exit = fixture_exit,
	.test_cases = mock_trunk_cases,
};

kunit_test_suite(mock_trunk_suite);

MODULE_DESCRIPTION("Unit tests of trunks in the mock NIC's embedded switch");
MODULE_LICENSE("GPL");
