// SPDX-License-Identifier: GPL-2.0
/*
 * Unit tests of the mock NIC's embedded switch: that each rule of mock_hw.h,
 * who may send and who receives, holds, one by one and, against a naive model
 * that asks every pool every question, in random mixtures.
 */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/prandom.h>

#include "selftests/kunit/eswitch_fake.h"

/* ---- Admission ------------------------------------------------------------ */

struct vlan_case {
	const char *name;
	u32 ctrl;	/* of pool 1 */
	u32 vlan;	/* MOCK_POOL_VLAN of pool 1 */
	int vfta;	/* VID in its filter, or UNTAGGED: none */
	int vid;	/* of the frame */
	bool admitted;
};

#define INS(vid)	(MOCK_POOL_VLAN_INS | (vid))
#define AD(vid)		(INS(vid) | MOCK_POOL_VLAN_AD)

static const struct vlan_case vlan_cases[] = {
	{ "open, untagged", OPEN, 0, UNTAGGED, UNTAGGED, true },
	{ "open, priority", OPEN, 0, UNTAGGED, 0, true },
	{ "open, tagged", OPEN, 0, UNTAGGED, 7, true },
	{ "no RXE, untagged", OPEN & ~MOCK_POOL_RXE, 0, UNTAGGED, UNTAGGED },
	{ "no RXE, tagged", OPEN & ~MOCK_POOL_RXE, 0, 7, 7 },
	{ "no RXE, port VLAN", OPEN & ~MOCK_POOL_RXE, INS(7), UNTAGGED, 7 },
	{ "no AUPE, untagged", OPEN & ~MOCK_POOL_AUPE, 0, UNTAGGED, UNTAGGED },
	{ "no AUPE, priority", OPEN & ~MOCK_POOL_AUPE, 0, UNTAGGED, 0 },
	{ "no AUPE, tagged", OPEN & ~MOCK_POOL_AUPE, 0, UNTAGGED, 7, true },
	{ "VLE, not in filter", OPEN | MOCK_POOL_VLE, 0, 8, 7 },
	{ "VLE, in filter", OPEN | MOCK_POOL_VLE, 0, 7, 7, true },
	{ "VLE, last VID", OPEN | MOCK_POOL_VLE, 0, 4095, 4095, true },
	{ "VLE, untagged", OPEN | MOCK_POOL_VLE, 0, UNTAGGED, UNTAGGED, true },
	{ "port VLAN, its VID", OPEN, INS(7), UNTAGGED, 7, true },
	{ "port VLAN with PCP", OPEN, INS(7 | 5 << 13), UNTAGGED, 7, true },
	{ "port VLAN, other VID", OPEN, INS(7), UNTAGGED, 8 },
	{ "port VLAN, other in filter", OPEN, INS(7), 8, 8 },
	{ "port VLAN, untagged", OPEN, INS(7), UNTAGGED, UNTAGGED },
	{ "port VLAN, priority", OPEN, INS(7), UNTAGGED, 0 },
	{ "port VLAN 0, untagged", OPEN, INS(0), UNTAGGED, UNTAGGED, true },
	{ "port VLAN 0, priority", OPEN, INS(0), UNTAGGED, 0, true },
	{ "port VLAN 0, tagged", OPEN, INS(0), UNTAGGED, 7 },
	{ "port VLAN 0, no AUPE", OPEN & ~MOCK_POOL_AUPE, INS(0), UNTAGGED,
	  UNTAGGED, true },
	{ "VID without INS", OPEN, 7, UNTAGGED, 8, true },
	{ "VID with AD, without INS", OPEN, 7 | MOCK_POOL_VLAN_AD, UNTAGGED, 8,
	  true },
	{ "S-VLAN, C-VID", OPEN, AD(7), UNTAGGED, 7 },
	{ "S-VLAN, C-VID in filter", OPEN, AD(7), 7, 7 },
	{ "S-VLAN, untagged", OPEN, AD(7), UNTAGGED, UNTAGGED },
	{ "S-VLAN 0, untagged", OPEN, AD(0), UNTAGGED, UNTAGGED },
};

/* Rules a and b, from the wire and from another pool. */
static void admit_vlan(struct kunit *test)
{
	struct fixture *fx = test->priv;
	const struct vlan_case *c;
	enum mock_stat verdict;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(vlan_cases); i++) {
		c = &vlan_cases[i];
		mock_esw_set_ctrl(&fx->esw, 1, c->ctrl);
		mock_esw_set_vlan(&fx->esw, 1, c->vlan);
		if (c->vfta >= 0)
			set_bit_of(fx->esw.vfta, 1, c->vfta);

		verdict = send(fx, WIRE, mac_of(1), c->vid);
		KUNIT_EXPECT_EQ_MSG(test, verdict, c->admitted ?
				    MOCK_STAT_RX_PACKETS :
				    MOCK_STAT_DROP_RX_NO_POOL, "%s", c->name);
		KUNIT_EXPECT_EQ_MSG(test, send(fx, 0, mac_of(1), c->vid),
				    MOCK_STAT_TX_PACKETS, "%s", c->name);
		KUNIT_EXPECT_EQ_MSG(test, reaches(fx, 1), c->admitted, "%s",
				    c->name);
		KUNIT_EXPECT_EQ_MSG(test, fx->route.wire, !c->admitted, "%s",
				    c->name);
		memset(fx->esw.vfta, 0, sizeof(fx->esw.vfta));
	}
}

struct addr_case {
	const char *name;
	u32 flags;	/* of pool 1, besides RXE and AUPE */
	const u8 *dst;
	bool ra;	/* dst stands in RA for pool 1 */
	int mta;	/* bit in MTA of pool 1, or -1 */
	bool admitted;
};

static const struct addr_case addr_cases[] = {
	{ "unicast, RA", 0, stranger, true, -1, true },
	{ "unicast, nothing", 0, stranger, false, -1 },
	{ "unicast, UPE", MOCK_POOL_UPE, stranger, false, -1, true },
	{ "unicast, MPE", MOCK_POOL_MPE, stranger, false, -1 },
	{ "unicast, MTA", MOCK_POOL_ROMPE, stranger, false, 0x777 },
	{ "multicast, nothing", 0, mdns, false, -1 },
	{ "multicast, RA", 0, mdns, true, -1, true },
	{ "multicast, MTA", MOCK_POOL_ROMPE, mdns, false, 0xfb0, true },
	{ "multicast, other hash", MOCK_POOL_ROMPE, mdns, false, 0xfb1 },
	{ "multicast, MTA without ROMPE", 0, mdns, false, 0xfb0 },
	{ "multicast, IPv6 hash", MOCK_POOL_ROMPE, solicited, false, 0x563,
	  true },
	{ "multicast, MPE", MOCK_POOL_MPE, mdns, false, -1, true },
	{ "multicast, UPE", MOCK_POOL_UPE, mdns, false, -1 },
	{ "multicast, BAM", MOCK_POOL_BAM, mdns, false, -1 },
	{ "broadcast, BAM", MOCK_POOL_BAM, bcast, false, -1, true },
	{ "broadcast, nothing", 0, bcast, false, -1 },
	{ "broadcast, RA", 0, bcast, true, -1 },
	{ "broadcast, all but BAM", MOCK_POOL_UPE | MOCK_POOL_MPE |
	  MOCK_POOL_ROMPE, bcast, false, 0xfff },
};

/* Rule c, from the wire. */
static void admit_address(struct kunit *test)
{
	struct fixture *fx = test->priv;
	const struct addr_case *c;
	enum mock_stat verdict;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(addr_cases); i++) {
		c = &addr_cases[i];
		mock_esw_reset(&fx->esw);
		mock_esw_set_ctrl(&fx->esw, 1, MOCK_POOL_RXE |
				  MOCK_POOL_AUPE | c->flags);
		if (c->ra)
			set_ra(&fx->esw, 100, c->dst, 1);
		if (c->mta >= 0)
			set_bit_of(fx->esw.mta, 1, c->mta);
		verdict = send(fx, WIRE, c->dst, UNTAGGED);
		KUNIT_EXPECT_EQ_MSG(test, verdict, c->admitted ?
				    MOCK_STAT_RX_PACKETS :
				    MOCK_STAT_DROP_RX_NO_POOL, "%s", c->name);
		if (c->admitted)
			EXPECT_ROUTE(test, false, 1);
	}
}

/* Rule d and the bytes a pool gets. */
static void to_pool_length(struct kunit *test)
{
	struct fixture *fx = test->priv;
	unsigned int strip;

	mock_esw_set_maxframe(&fx->esw, 1, 100);
	build(fx, mac_of(1), stranger, UNTAGGED, UNTAGGED, 100);
	KUNIT_EXPECT_TRUE(test, mock_frame_parse(&fx->frame));
	KUNIT_EXPECT_EQ(test, mock_esw_to_pool(&fx->esw, 1, &fx->frame,
					       &strip), MOCK_STAT_RX_PACKETS);
	KUNIT_EXPECT_EQ(test, strip, 0);
	fx->frame.len = 101;
	KUNIT_EXPECT_EQ(test, mock_esw_to_pool(&fx->esw, 1, &fx->frame,
					       &strip),
			MOCK_STAT_DROP_RX_TOO_LONG);

	/* A tag doesn't count, the second one does. */
	build(fx, mac_of(1), stranger, 7, UNTAGGED, 104);
	KUNIT_EXPECT_TRUE(test, mock_frame_parse(&fx->frame));
	KUNIT_EXPECT_EQ(test, mock_esw_to_pool(&fx->esw, 1, &fx->frame,
					       &strip), MOCK_STAT_RX_PACKETS);
	KUNIT_EXPECT_EQ(test, strip, 0);
	build(fx, mac_of(1), stranger, 7, 8, 108);
	KUNIT_EXPECT_TRUE(test, mock_frame_parse(&fx->frame));
	KUNIT_EXPECT_EQ(test, mock_esw_to_pool(&fx->esw, 1, &fx->frame,
					       &strip),
			MOCK_STAT_DROP_RX_TOO_LONG);

	/* The port VLAN's tag is removed, with a priority tag before it. */
	mock_esw_set_vlan(&fx->esw, 1, INS(7));
	build(fx, mac_of(1), stranger, 7, UNTAGGED, 104);
	KUNIT_EXPECT_TRUE(test, mock_frame_parse(&fx->frame));
	KUNIT_EXPECT_EQ(test, mock_esw_to_pool(&fx->esw, 1, &fx->frame,
					       &strip), MOCK_STAT_RX_PACKETS);
	KUNIT_EXPECT_EQ(test, strip, 4);
	build(fx, mac_of(1), stranger, 0, 7, 108);
	KUNIT_EXPECT_TRUE(test, mock_frame_parse(&fx->frame));
	KUNIT_EXPECT_EQ(test, mock_esw_to_pool(&fx->esw, 1, &fx->frame,
					       &strip), MOCK_STAT_RX_PACKETS);
	KUNIT_EXPECT_EQ(test, strip, 8);
	/* What is inside the port VLAN stays. */
	build(fx, mac_of(1), stranger, 7, 8, 104);
	KUNIT_EXPECT_TRUE(test, mock_frame_parse(&fx->frame));
	KUNIT_EXPECT_EQ(test, mock_esw_to_pool(&fx->esw, 1, &fx->frame,
					       &strip), MOCK_STAT_RX_PACKETS);
	KUNIT_EXPECT_EQ(test, strip, 4);
}

/* ---- Transmit -------------------------------------------------------------- */

/* Rule 1, but for TXE, which is the engine's. */
static void tx_length(struct kunit *test)
{
	static const struct {
		int vid;
		unsigned int len;
		bool ok;
	} c[] = {
		{ UNTAGGED, 13, false }, { UNTAGGED, 14, true },
		{ UNTAGGED, 1514, true }, { UNTAGGED, 1515, false },
		{ 7, 15, false }, { 7, 17, false }, { 7, 18, true },
		{ 7, 1518, true }, { 7, 1519, false }, { 0, 1518, true },
	};
	struct fixture *fx = test->priv;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(c); i++) {
		build(fx, stranger, mac_of(0), c[i].vid, UNTAGGED, c[i].len);
		KUNIT_EXPECT_EQ_MSG(test,
				    mock_esw_from_pool(&fx->esw, 0, &fx->frame,
						       &fx->route),
				    c[i].ok ? MOCK_STAT_TX_PACKETS :
					      MOCK_STAT_DROP_TX_ERROR,
				    "vid %d len %u", c[i].vid, c[i].len);
	}
	mock_esw_set_maxframe(&fx->esw, 0, 100000);
	KUNIT_EXPECT_EQ(test, fx->esw.maxframe[0], MOCK_MAX_FRAME);
}

/* Rule 2. */
static void tx_spoof_mac(struct kunit *test)
{
	struct fixture *fx = test->priv;

	build(fx, mac_of(1), mac_of(2), UNTAGGED, UNTAGGED, 64);
	KUNIT_EXPECT_EQ(test, mock_esw_from_pool(&fx->esw, 0, &fx->frame,
						 &fx->route),
			MOCK_STAT_TX_PACKETS);
	mock_esw_set_ctrl(&fx->esw, 0, OPEN | MOCK_POOL_MACAS);
	build(fx, mac_of(1), mac_of(2), UNTAGGED, UNTAGGED, 64);
	KUNIT_EXPECT_EQ(test, mock_esw_from_pool(&fx->esw, 0, &fx->frame,
						 &fx->route),
			MOCK_STAT_DROP_SPOOF_MAC);
	KUNIT_EXPECT_EQ(test, send(fx, 0, mac_of(1), UNTAGGED),
			MOCK_STAT_TX_PACKETS);

	/* An address of two pools is good for both. */
	set_ra(&fx->esw, 200, mac_of(2), 0);
	build(fx, mac_of(1), mac_of(2), UNTAGGED, UNTAGGED, 64);
	KUNIT_EXPECT_EQ(test, mock_esw_from_pool(&fx->esw, 0, &fx->frame,
						 &fx->route),
			MOCK_STAT_TX_PACKETS);
	mock_esw_set_ra_hi(&fx->esw, 200, 0);
	build(fx, mac_of(1), mac_of(2), UNTAGGED, UNTAGGED, 64);
	KUNIT_EXPECT_EQ(test, mock_esw_from_pool(&fx->esw, 0, &fx->frame,
						 &fx->route),
			MOCK_STAT_DROP_SPOOF_MAC);
}

/* Rule 3 without a port VLAN. */
static void tx_spoof_vlan(struct kunit *test)
{
	struct fixture *fx = test->priv;

	KUNIT_EXPECT_EQ(test, send(fx, 0, stranger, 7), MOCK_STAT_TX_PACKETS);
	mock_esw_set_ctrl(&fx->esw, 0, OPEN | MOCK_POOL_VLANAS);
	KUNIT_EXPECT_EQ(test, send(fx, 0, stranger, 7),
			MOCK_STAT_DROP_SPOOF_VLAN);
	KUNIT_EXPECT_EQ(test, send(fx, 0, stranger, 0), MOCK_STAT_TX_PACKETS);
	KUNIT_EXPECT_EQ(test, send(fx, 0, stranger, UNTAGGED),
			MOCK_STAT_TX_PACKETS);
	set_bit_of(fx->esw.vfta, 0, 7);
	KUNIT_EXPECT_EQ(test, send(fx, 0, stranger, 7), MOCK_STAT_TX_PACKETS);
	KUNIT_EXPECT_EQ(test, send(fx, 0, stranger, 8),
			MOCK_STAT_DROP_SPOOF_VLAN);

	/* Behind a priority tag it's still VLAN 8. */
	build(fx, stranger, mac_of(0), 0, 8, 64);
	KUNIT_EXPECT_EQ(test, mock_esw_from_pool(&fx->esw, 0, &fx->frame,
						 &fx->route),
			MOCK_STAT_DROP_SPOOF_VLAN);
	/* Inside a permitted VLAN anything may be. */
	build(fx, stranger, mac_of(0), 7, 8, 64);
	KUNIT_EXPECT_EQ(test, mock_esw_from_pool(&fx->esw, 0, &fx->frame,
						 &fx->route),
			MOCK_STAT_TX_PACKETS);
}

/* Rule 3 with a port VLAN. */
static void tx_port_vlan(struct kunit *test)
{
	static const u8 tagged[] = { 0x81, 0x00, 0x60, 0x07, 0x88, 0xb5, 0xa5 };
	struct fixture *fx = test->priv;

	mock_esw_set_vlan(&fx->esw, 0, INS(7 | 3 << 13));
	KUNIT_EXPECT_EQ(test, send(fx, 0, stranger, UNTAGGED),
			MOCK_STAT_TX_PACKETS);
	KUNIT_EXPECT_EQ(test, fx->frame.len, 68);
	KUNIT_EXPECT_EQ(test, fx->frame.vid, 7);
	KUNIT_EXPECT_EQ(test, fx->frame.tags, 4);
	KUNIT_EXPECT_EQ(test, memcmp(fx->frame.data, stranger, ETH_ALEN), 0);
	KUNIT_EXPECT_EQ(test, memcmp(fx->frame.data + 6, mac_of(0), ETH_ALEN),
			0);
	KUNIT_EXPECT_EQ(test, memcmp(fx->frame.data + 12, tagged,
				     sizeof(tagged)), 0);

	/* A priority tag is replaced. */
	KUNIT_EXPECT_EQ(test, send(fx, 0, stranger, 0), MOCK_STAT_TX_PACKETS);
	KUNIT_EXPECT_EQ(test, fx->frame.len, 64);
	KUNIT_EXPECT_EQ(test, memcmp(fx->frame.data + 12, tagged,
				     sizeof(tagged)), 0);

	KUNIT_EXPECT_EQ(test, send(fx, 0, stranger, 7),
			MOCK_STAT_DROP_SPOOF_VLAN);
	KUNIT_EXPECT_EQ(test, send(fx, 0, stranger, 8),
			MOCK_STAT_DROP_SPOOF_VLAN);
	build(fx, stranger, mac_of(0), 0, 8, 64);
	KUNIT_EXPECT_EQ(test, mock_esw_from_pool(&fx->esw, 0, &fx->frame,
						 &fx->route),
			MOCK_STAT_DROP_SPOOF_VLAN);

	/* The frame is judged by others with the tag. */
	mock_esw_set_vlan(&fx->esw, 1, INS(7));
	mock_esw_set_vlan(&fx->esw, 2, INS(8));
	mock_esw_set_ctrl(&fx->esw, 3, OPEN | MOCK_POOL_VLE);
	KUNIT_EXPECT_EQ(test, send(fx, 0, bcast, UNTAGGED),
			MOCK_STAT_TX_PACKETS);
	EXPECT_ROUTE(test, true, 1, PF);
}

/* Rules 3, b and d with a port VLAN of 802.1ad. */
static void tx_qinq(struct kunit *test)
{
	static const u8 tags[] = { 0x88, 0xa8, 0x60, 0x07,
				   0x81, 0x00, 0x00, 0x05, 0x88, 0xb5, 0xa5 };
	struct fixture *fx = test->priv;
	unsigned int strip;

	mock_esw_set_vlan(&fx->esw, 0, AD(7 | 3 << 13));
	mock_esw_set_vlan(&fx->esw, 1, AD(7));
	mock_esw_set_vlan(&fx->esw, 2, AD(8));
	mock_esw_set_vlan(&fx->esw, 3, INS(7));
	mock_esw_set_ctrl(&fx->esw, PF, OPEN | MOCK_POOL_VLE);
	set_bit_of(fx->esw.vfta, PF, 7);

	KUNIT_EXPECT_EQ(test, send(fx, 0, bcast, 5), MOCK_STAT_TX_PACKETS);
	EXPECT_ROUTE(test, true, 1);
	KUNIT_EXPECT_EQ(test, fx->frame.len, 68);
	KUNIT_EXPECT_EQ(test, memcmp(fx->frame.data + 12, tags, sizeof(tags)),
			0);
	KUNIT_EXPECT_EQ(test, mock_esw_to_pool(&fx->esw, 1, &fx->frame,
					       &strip), MOCK_STAT_RX_PACKETS);
	KUNIT_EXPECT_EQ_MSG(test, strip, 4, "its own tag stays");

	/* Its own tags, whatever they are, change nothing. */
	KUNIT_EXPECT_EQ(test, send(fx, 0, bcast, UNTAGGED),
			MOCK_STAT_TX_PACKETS);
	EXPECT_ROUTE(test, true, 1);
	KUNIT_EXPECT_EQ(test, send(fx, 0, bcast, 8), MOCK_STAT_TX_PACKETS);
	EXPECT_ROUTE(test, true, 1);
	build(fx, bcast, mac_of(0), 8, UNTAGGED, 64);
	fx->frame.data[12] = 0x88;
	fx->frame.data[13] = 0xa8;
	KUNIT_EXPECT_EQ(test, mock_esw_from_pool(&fx->esw, 0, &fx->frame,
						 &fx->route),
			MOCK_STAT_TX_PACKETS);
	EXPECT_ROUTE(test, true, 1);

	/* Length: as long as it could be without the S-tag. */
	mock_esw_set_maxframe(&fx->esw, 0, 100);
	mock_esw_set_maxframe(&fx->esw, 1, 100);
	build(fx, mac_of(1), mac_of(0), 5, UNTAGGED, 104);
	KUNIT_EXPECT_EQ(test, mock_esw_from_pool(&fx->esw, 0, &fx->frame,
						 &fx->route),
			MOCK_STAT_TX_PACKETS);
	KUNIT_EXPECT_EQ(test, mock_esw_to_pool(&fx->esw, 1, &fx->frame,
					       &strip), MOCK_STAT_RX_PACKETS);
	mock_esw_set_maxframe(&fx->esw, 1, 99);
	KUNIT_EXPECT_EQ(test, mock_esw_to_pool(&fx->esw, 1, &fx->frame,
					       &strip),
			MOCK_STAT_DROP_RX_TOO_LONG);
}

/* An S-tag of a pool's own: no filter holds such, so any filter stops it. */
static void s_tags(struct kunit *test)
{
	struct fixture *fx = test->priv;
	unsigned int i;

	for (i = 0; i < 2; i++) {
		mock_esw_set_ctrl(&fx->esw, 0, OPEN |
				  (i ? MOCK_POOL_VLANAS : 0));
		set_bit_of(fx->esw.vfta, 0, 7);
		mock_esw_set_ctrl(&fx->esw, 2, OPEN | MOCK_POOL_VLE);
		set_bit_of(fx->esw.vfta, 2, 7);
		mock_esw_set_vlan(&fx->esw, 1, AD(7));
		mock_esw_set_vlan(&fx->esw, 3, INS(7));
		build(fx, bcast, mac_of(0), 0, 7, 64);
		/* Behind a priority tag it is one, too. */
		fx->frame.data[16] = 0x88;
		fx->frame.data[17] = 0xa8;
		KUNIT_EXPECT_EQ(test, mock_esw_from_pool(&fx->esw, 0,
							 &fx->frame,
							 &fx->route),
				i ? MOCK_STAT_DROP_SPOOF_VLAN :
				MOCK_STAT_TX_PACKETS);
		if (!i)
			EXPECT_ROUTE(test, true, 1, PF);
	}
}

/* Rule 4, unicast. */
static void tx_unicast(struct kunit *test)
{
	struct fixture *fx = test->priv;

	KUNIT_EXPECT_EQ(test, send(fx, 0, mac_of(1), UNTAGGED),
			MOCK_STAT_TX_PACKETS);
	EXPECT_ROUTE(test, false, 1);
	KUNIT_EXPECT_EQ(test, send(fx, PF, mac_of(3), UNTAGGED),
			MOCK_STAT_TX_PACKETS);
	EXPECT_ROUTE(test, false, 3);
	KUNIT_EXPECT_EQ(test, send(fx, 0, stranger, UNTAGGED),
			MOCK_STAT_TX_PACKETS);
	EXPECT_ROUTE(test, true);

	/* An address of two pools goes to both. */
	set_ra(&fx->esw, 200, mac_of(1), 2);
	KUNIT_EXPECT_EQ(test, send(fx, 0, mac_of(1), UNTAGGED),
			MOCK_STAT_TX_PACKETS);
	EXPECT_ROUTE(test, false, 1, 2);
	/* ... and to the other one only, if the sender is one of them. */
	KUNIT_EXPECT_EQ(test, send(fx, 2, mac_of(1), UNTAGGED),
			MOCK_STAT_TX_PACKETS);
	EXPECT_ROUTE(test, false, 1);

	/* A pool that doesn't receive isn't there. */
	mock_esw_set_ctrl(&fx->esw, 3, OPEN & ~MOCK_POOL_RXE);
	KUNIT_EXPECT_EQ(test, send(fx, 0, mac_of(3), UNTAGGED),
			MOCK_STAT_TX_PACKETS);
	EXPECT_ROUTE(test, true);
}

/* Rule 4: a frame to the sender itself. */
static void tx_self(struct kunit *test)
{
	struct fixture *fx = test->priv;

	KUNIT_EXPECT_EQ(test, send(fx, 0, mac_of(0), UNTAGGED),
			MOCK_STAT_DROP_TX_SELF);
	mock_esw_set_ctrl(&fx->esw, 1, OPEN | MOCK_POOL_UPE);
	KUNIT_EXPECT_EQ(test, send(fx, 0, mac_of(0), UNTAGGED),
			MOCK_STAT_DROP_TX_SELF);
	mock_esw_set_ctrl(&fx->esw, 0, OPEN & ~MOCK_POOL_LBE);
	KUNIT_EXPECT_EQ(test, send(fx, 0, mac_of(0), UNTAGGED),
			MOCK_STAT_DROP_TX_SELF);
	/* In a VLAN that isn't its own the address is another's. */
	mock_esw_set_ctrl(&fx->esw, 0, OPEN | MOCK_POOL_VLE);
	KUNIT_EXPECT_EQ(test, send(fx, 0, mac_of(0), 9),
			MOCK_STAT_TX_PACKETS);
	EXPECT_ROUTE(test, true, 1);
}

/* Rule 4: copies for pools with UPE; they don't keep a frame off the wire. */
static void tx_upe(struct kunit *test)
{
	struct fixture *fx = test->priv;

	mock_esw_set_ctrl(&fx->esw, 2, OPEN | MOCK_POOL_UPE);
	mock_esw_set_ctrl(&fx->esw, PF, OPEN | MOCK_POOL_UPE);
	KUNIT_EXPECT_EQ(test, send(fx, 0, mac_of(1), UNTAGGED),
			MOCK_STAT_TX_PACKETS);
	EXPECT_ROUTE(test, false, 1, 2, PF);
	KUNIT_EXPECT_EQ(test, send(fx, 0, stranger, UNTAGGED),
			MOCK_STAT_TX_PACKETS);
	EXPECT_ROUTE(test, true, 2, PF);
	KUNIT_EXPECT_EQ(test, send(fx, 2, stranger, UNTAGGED),
			MOCK_STAT_TX_PACKETS);
	EXPECT_ROUTE(test, true, PF);
	KUNIT_EXPECT_EQ(test, send(fx, WIRE, stranger, UNTAGGED),
			MOCK_STAT_RX_PACKETS);
	EXPECT_ROUTE(test, false, 2, PF);
	/* The copy needs its VLAN too. */
	mock_esw_set_vlan(&fx->esw, 2, INS(7));
	KUNIT_EXPECT_EQ(test, send(fx, 0, mac_of(1), UNTAGGED),
			MOCK_STAT_TX_PACKETS);
	EXPECT_ROUTE(test, false, 1, PF);
}

/* Rule 4, broadcast and multicast. */
static void tx_group(struct kunit *test)
{
	struct fixture *fx = test->priv;

	KUNIT_EXPECT_EQ(test, send(fx, 0, bcast, UNTAGGED),
			MOCK_STAT_TX_PACKETS);
	EXPECT_ROUTE(test, true, 1, 2, 3, PF);
	KUNIT_EXPECT_EQ(test, send(fx, PF, bcast, UNTAGGED),
			MOCK_STAT_TX_PACKETS);
	EXPECT_ROUTE(test, true, 0, 1, 2, 3);
	KUNIT_EXPECT_EQ(test, send(fx, WIRE, bcast, UNTAGGED),
			MOCK_STAT_RX_PACKETS);
	EXPECT_ROUTE(test, false, 0, 1, 2, 3, PF);

	KUNIT_EXPECT_EQ(test, send(fx, 0, mdns, UNTAGGED),
			MOCK_STAT_TX_PACKETS);
	EXPECT_ROUTE(test, true);
	mock_esw_set_ctrl(&fx->esw, 0, OPEN | MOCK_POOL_MPE);
	mock_esw_set_ctrl(&fx->esw, 2, OPEN | MOCK_POOL_MPE);
	mock_esw_set_ctrl(&fx->esw, 3, OPEN | MOCK_POOL_ROMPE);
	set_bit_of(fx->esw.mta, 3, 0xfb0);
	KUNIT_EXPECT_EQ(test, send(fx, 0, mdns, UNTAGGED),
			MOCK_STAT_TX_PACKETS);
	EXPECT_ROUTE(test, true, 2, 3);
}

/* Without LBE nothing is switched locally. */
static void tx_no_loopback(struct kunit *test)
{
	struct fixture *fx = test->priv;

	mock_esw_set_ctrl(&fx->esw, 0, OPEN & ~MOCK_POOL_LBE);
	mock_esw_set_ctrl(&fx->esw, PF, OPEN | MOCK_POOL_UPE | MOCK_POOL_MPE);
	KUNIT_EXPECT_EQ(test, send(fx, 0, mac_of(1), UNTAGGED),
			MOCK_STAT_TX_PACKETS);
	EXPECT_ROUTE(test, true);
	KUNIT_EXPECT_EQ(test, send(fx, 0, bcast, UNTAGGED),
			MOCK_STAT_TX_PACKETS);
	EXPECT_ROUTE(test, true);
	KUNIT_EXPECT_EQ(test, send(fx, 0, mdns, UNTAGGED),
			MOCK_STAT_TX_PACKETS);
	EXPECT_ROUTE(test, true);
	/* It's the sender's flag, not the receiver's. */
	KUNIT_EXPECT_EQ(test, send(fx, 1, mac_of(0), UNTAGGED),
			MOCK_STAT_TX_PACKETS);
	EXPECT_ROUTE(test, false, 0, PF);
}

/* ---- Registers --------------------------------------------------------------- */

/* RA: takes effect with HI, moves, vanishes; not for pools that aren't. */
static void ra_table(struct kunit *test)
{
	struct fixture *fx = test->priv;
	struct mock_eswitch *esw = &fx->esw;

	esw->ra[1].lo = 0xffffffff;
	KUNIT_EXPECT_EQ(test, send(fx, 0, mac_of(1), UNTAGGED),
			MOCK_STAT_TX_PACKETS);
	EXPECT_ROUTE(test, false, 1);
	set_ra(esw, 1, mac_of(1), 3);
	KUNIT_EXPECT_EQ(test, send(fx, 0, mac_of(1), UNTAGGED),
			MOCK_STAT_TX_PACKETS);
	EXPECT_ROUTE(test, false, 3);
	KUNIT_EXPECT_EQ(test, mock_esw_get_ra_hi(esw, 1), MOCK_RA_HI_AV |
			FIELD_PREP(MOCK_RA_HI_POOL, 3) | 0x1100);
	mock_esw_set_ra_hi(esw, 1, 0);
	KUNIT_EXPECT_EQ(test, send(fx, 0, mac_of(1), UNTAGGED),
			MOCK_STAT_TX_PACKETS);
	EXPECT_ROUTE(test, true);

	set_ra(esw, MOCK_RA_ENTRIES - 1, stranger, VFS);
	KUNIT_EXPECT_FALSE(test, mock_esw_get_ra_hi(esw, MOCK_RA_ENTRIES - 1) &
			   MOCK_RA_HI_AV);
	set_ra(esw, MOCK_RA_ENTRIES - 1, stranger, MOCK_MAX_POOLS);
	KUNIT_EXPECT_FALSE(test, mock_esw_get_ra_hi(esw, MOCK_RA_ENTRIES - 1) &
			   MOCK_RA_HI_AV);
	set_ra(esw, MOCK_RA_ENTRIES - 1, stranger, PF);
	KUNIT_EXPECT_EQ(test, send(fx, 0, stranger, UNTAGGED),
			MOCK_STAT_TX_PACKETS);
	EXPECT_ROUTE(test, false, PF);

	/* The same entry twice: one goes, the other stays. */
	set_ra(esw, 300, stranger, PF);
	mock_esw_set_ra_hi(esw, MOCK_RA_ENTRIES - 1, 0);
	KUNIT_EXPECT_EQ(test, send(fx, 0, stranger, UNTAGGED),
			MOCK_STAT_TX_PACKETS);
	EXPECT_ROUTE(test, false, PF);
}

/* A new port VLAN leaves nothing of the old one; so does a reset. */
static void vlan_change(struct kunit *test)
{
	struct fixture *fx = test->priv;

	mock_esw_set_vlan(&fx->esw, 1, INS(7));
	mock_esw_set_vlan(&fx->esw, 1, INS(8));
	KUNIT_EXPECT_EQ(test, send(fx, WIRE, mac_of(1), 7),
			MOCK_STAT_DROP_RX_NO_POOL);
	KUNIT_EXPECT_EQ(test, send(fx, WIRE, mac_of(1), 8),
			MOCK_STAT_RX_PACKETS);
	mock_esw_set_vlan(&fx->esw, 1, 0);
	KUNIT_EXPECT_EQ(test, send(fx, WIRE, mac_of(1), 7),
			MOCK_STAT_RX_PACKETS);
	mock_esw_set_vlan(&fx->esw, 1, ~0);
	KUNIT_EXPECT_EQ(test, fx->esw.vlan[1], AD(0xffff));

	mock_esw_reset(&fx->esw);
	KUNIT_EXPECT_EQ(test, send(fx, WIRE, mac_of(1), UNTAGGED),
			MOCK_STAT_DROP_RX_NO_POOL);
	KUNIT_EXPECT_EQ(test, fx->esw.vlan[1], 0);
	KUNIT_EXPECT_EQ(test, fx->esw.maxframe[1], MOCK_DEF_MAXFRAME);
	mock_esw_set_ctrl(&fx->esw, 1, OPEN | MOCK_POOL_UPE);
	KUNIT_EXPECT_EQ(test, send(fx, WIRE, mac_of(1), 4095),
			MOCK_STAT_RX_PACKETS);
	EXPECT_ROUTE(test, false, 1);
}

/* A VLAN that stays in the port: from pool to pool, and no other way. */
static void local_vlans(struct kunit *test)
{
	struct fixture *fx = test->priv;

	set_bit_of(fx->esw.vfta, 1, 10);
	mock_esw_set_vlan(&fx->esw, 0, MOCK_POOL_VLAN_INS | 10);
	mock_esw_set_vlan(&fx->esw, 2, MOCK_POOL_VLAN_INS | 11);
	mock_esw_set_local(&fx->esw, 0, BIT(10));
	KUNIT_EXPECT_EQ(test, mock_esw_get_local(&fx->esw, 0), BIT(10));

	KUNIT_EXPECT_EQ(test, send(fx, 0, bcast, UNTAGGED),
			MOCK_STAT_TX_PACKETS);
	EXPECT_ROUTE(test, false, 1, 3, PF);
	send(fx, PF, bcast, 10);
	EXPECT_ROUTE(test, false, 0, 1, 3);
	send(fx, PF, mac_of(0), 10);
	EXPECT_ROUTE(test, false, 0);
	KUNIT_EXPECT_EQ(test, send(fx, 0, stranger, UNTAGGED),
			MOCK_STAT_TX_PACKETS);
	KUNIT_EXPECT_FALSE(test, fx->route.wire);
	KUNIT_EXPECT_EQ(test, send(fx, WIRE, bcast, 10),
			MOCK_STAT_DROP_RX_NO_POOL);
	KUNIT_EXPECT_EQ(test, send(fx, WIRE, mac_of(0), 10),
			MOCK_STAT_DROP_RX_NO_POOL);

	/* Others leave as ever, */
	send(fx, 2, bcast, UNTAGGED);
	KUNIT_EXPECT_TRUE(test, fx->route.wire);
	KUNIT_EXPECT_EQ(test, send(fx, WIRE, bcast, 11), MOCK_STAT_RX_PACKETS);
	/* so does that number of 802.1ad, and that VLAN after a reset. */
	mock_esw_set_vlan(&fx->esw, 0, MOCK_POOL_VLAN_INS | MOCK_POOL_VLAN_AD |
			  10);
	send(fx, 0, bcast, UNTAGGED);
	KUNIT_EXPECT_TRUE(test, fx->route.wire);
	mock_esw_reset(&fx->esw);
	KUNIT_EXPECT_EQ(test, mock_esw_get_local(&fx->esw, 0), 0);

	/* A card that can't doesn't take it. */
	fx->esw.no_local = true;
	mock_esw_set_local(&fx->esw, 0, BIT(10));
	KUNIT_EXPECT_EQ(test, mock_esw_get_local(&fx->esw, 0), 0);
}

/* What a function sees, and what passes. */
static void link_states(struct kunit *test)
{
	struct fixture *fx = test->priv;
	struct mock_eswitch *esw = &fx->esw;

	KUNIT_EXPECT_TRUE(test, mock_esw_link(esw, 1, true));
	KUNIT_EXPECT_FALSE(test, mock_esw_link(esw, 1, false));
	mock_esw_set_link(esw, 1, MOCK_POOL_LINK_UP);
	KUNIT_EXPECT_TRUE(test, mock_esw_link(esw, 1, true));
	KUNIT_EXPECT_TRUE(test, mock_esw_link(esw, 1, false));
	KUNIT_EXPECT_TRUE(test, mock_esw_may_send(esw, 1));
	mock_esw_set_link(esw, 1, MOCK_POOL_LINK_DOWN);
	KUNIT_EXPECT_FALSE(test, mock_esw_link(esw, 1, true));
	KUNIT_EXPECT_FALSE(test, mock_esw_link(esw, 1, false));
	KUNIT_EXPECT_FALSE(test, mock_esw_may_send(esw, 1));
	KUNIT_EXPECT_TRUE(test, mock_esw_may_send(esw, 0));

	KUNIT_EXPECT_EQ(test, send(fx, WIRE, mac_of(1), UNTAGGED),
			MOCK_STAT_DROP_RX_NO_POOL);
	KUNIT_EXPECT_EQ(test, send(fx, 0, bcast, UNTAGGED),
			MOCK_STAT_TX_PACKETS);
	EXPECT_ROUTE(test, true, 2, 3, PF);
	mock_esw_set_vlan(esw, 1, INS(7));
	KUNIT_EXPECT_EQ(test, send(fx, WIRE, mac_of(1), 7),
			MOCK_STAT_DROP_RX_NO_POOL);
	mock_esw_set_vlan(esw, 1, 0);

	mock_esw_set_link(esw, 1, 3);
	KUNIT_EXPECT_EQ(test, esw->link[1], MOCK_POOL_LINK_AUTO);
	KUNIT_EXPECT_EQ(test, send(fx, WIRE, mac_of(1), UNTAGGED),
			MOCK_STAT_RX_PACKETS);
	mock_esw_set_link(esw, 1, MOCK_POOL_LINK_DOWN);
	mock_esw_reset(esw);
	KUNIT_EXPECT_EQ(test, esw->link[1], MOCK_POOL_LINK_AUTO);
	mock_esw_set_ctrl(esw, 1, OPEN | MOCK_POOL_UPE);
	KUNIT_EXPECT_EQ(test, send(fx, WIRE, mac_of(1), UNTAGGED),
			MOCK_STAT_RX_PACKETS);
}

/* ---- Against a model ------------------------------------------------------------ */

static bool model_ra(const struct mock_eswitch *esw, unsigned int pool,
		     const u8 *mac)
{
	unsigned int i;
	u64 key = 0;

	for (i = 0; i < ETH_ALEN; i++)
		key |= (u64)mac[i] << (8 * i);
	for (i = 0; i < 64; i++)
		if (esw->ra[i].valid && esw->ra[i].pool == pool &&
		    esw->ra[i].key == key)
			return true;
	return false;
}

static bool model_row(const struct mock_pool_set *table, unsigned int pool,
		      unsigned int bit)
{
	return mock_esw_get_row(table, pool, bit / 32) & BIT(bit % 32);
}

static bool model_bars(const struct mock_eswitch *esw, unsigned int pool,
		       u16 vid)
{
	return (esw->ctrl[pool] & MOCK_POOL_TRK) && vid &&
	       !model_row(esw->trunk, pool, vid);
}

/* A VID; with @ad that of a port VLAN of 802.1ad, and @inner what it hides. */
struct model_vlan {
	u16 vid;
	bool ad;
	u16 inner;
};

/* Rules a to c; @ra_only: what counts as a match of transmit rule 4. */
static bool model_admits(const struct mock_eswitch *esw, unsigned int pool,
			 const u8 *mac, const struct model_vlan *of,
			 bool ra_only)
{
	u32 ctrl = esw->ctrl[pool], vlan = esw->vlan[pool];
	u16 vid = of->vid;

	if (!(ctrl & MOCK_POOL_RXE) || esw->link[pool] == MOCK_POOL_LINK_DOWN)
		return false;
	if (vlan & MOCK_POOL_VLAN_INS) {
		if (vid != (vlan & 0xfff) ||
		    of->ad != !!(vlan & MOCK_POOL_VLAN_AD))
			return false;
		if (of->ad && model_bars(esw, pool, of->inner))
			return false;
	} else if (of->ad) {
		if (ctrl & (MOCK_POOL_VLE | MOCK_POOL_TRK))
			return false;
	} else if (vid) {
		if (((ctrl & MOCK_POOL_VLE) &&
		     !model_row(esw->vfta, pool, vid)) ||
		    model_bars(esw, pool, vid))
			return false;
	} else if (!(ctrl & MOCK_POOL_AUPE)) {
		return false;
	}
	if (is_broadcast_ether_addr(mac))
		return ctrl & MOCK_POOL_BAM;
	if (model_ra(esw, pool, mac))
		return true;
	if (ra_only)
		return false;
	if (!is_multicast_ether_addr(mac))
		return ctrl & MOCK_POOL_UPE;
	return (ctrl & MOCK_POOL_MPE) ||
	       ((ctrl & MOCK_POOL_ROMPE) &&
		model_row(esw->mta, pool, mac[4] >> 4 | (mac[5] & 0xff) << 4));
}

static enum mock_stat model_send(const struct mock_eswitch *esw,
				 unsigned int from, const u8 *dst, u16 vid,
				 struct mock_route *route)
{
	u32 ctrl = esw->ctrl[from], vlan = esw->vlan[from];
	bool ucast = !is_multicast_ether_addr(dst);
	bool self, other = false, lbe = ctrl & MOCK_POOL_LBE;
	struct model_vlan of = { .vid = vid };
	unsigned int i, pool;

	memset(route, 0, sizeof(*route));
	if ((ctrl & MOCK_POOL_MACAS) && !model_ra(esw, from, mac_of(from)))
		return MOCK_STAT_DROP_SPOOF_MAC;
	if (vlan & MOCK_POOL_VLAN_INS && vlan & MOCK_POOL_VLAN_AD) {
		if (model_bars(esw, from, vid))
			return MOCK_STAT_DROP_SPOOF_VLAN;
		of.ad = vlan & 0xfff;
		if (of.ad) {
			of.inner = vid;
			of.vid = vlan & 0xfff;
		}
	} else if (vlan & MOCK_POOL_VLAN_INS) {
		if (vid)
			return MOCK_STAT_DROP_SPOOF_VLAN;
		of.vid = vlan & 0xfff;
	} else if (model_bars(esw, from, vid)) {
		return MOCK_STAT_DROP_SPOOF_VLAN;
	} else if ((ctrl & MOCK_POOL_VLANAS) && vid &&
		   !model_row(esw->vfta, from, vid)) {
		return MOCK_STAT_DROP_SPOOF_VLAN;
	}
	self = ucast && model_admits(esw, from, dst, &of, true);
	for (i = 0; i < ARRAY_SIZE(all_pools); i++) {
		pool = all_pools[i];
		if (pool == from)
			continue;
		if (ucast && model_admits(esw, pool, dst, &of, true))
			other = true;
		if (lbe && model_admits(esw, pool, dst, &of, false))
			__set_bit(pool, route->pools.map);
	}
	if (self && !other)
		return MOCK_STAT_DROP_TX_SELF;
	route->wire = !(ucast && lbe && other);
	return MOCK_STAT_TX_PACKETS;
}

static void random_config(struct fixture *fx, struct rnd_state *rnd)
{
	static const u8 *const macs[] = { stranger, mdns, solicited };
	struct mock_eswitch *esw = &fx->esw;
	unsigned int i, pool;

	mock_esw_reset(esw);
	for (i = 0; i < ARRAY_SIZE(all_pools); i++) {
		pool = all_pools[i];
		mock_esw_set_ctrl(esw, pool, prandom_u32_state(rnd) |
				  (prandom_u32_state(rnd) % 4 ?
				   MOCK_POOL_RXE : 0));
		if (prandom_u32_state(rnd) % 3 == 0)
			mock_esw_set_vlan(esw, pool,
					  INS(prandom_u32_state(rnd) % 3) |
					  (prandom_u32_state(rnd) % 3 ? 0 :
					   MOCK_POOL_VLAN_AD));
		mock_esw_set_link(esw, pool, prandom_u32_state(rnd) % 8);
		if (prandom_u32_state(rnd) % 2)
			set_bit_of(esw->vfta, pool,
				   prandom_u32_state(rnd) % 3);
		if (prandom_u32_state(rnd) % 2)
			set_bit_of(esw->trunk, pool,
				   prandom_u32_state(rnd) % 3);
		if (prandom_u32_state(rnd) % 2)
			set_bit_of(esw->mta, pool, 0xfb0);
	}
	for (i = 0; i < 16; i++)
		set_ra(esw, prandom_u32_state(rnd) % 64,
		       i < 8 ? mac_of(all_pools[i % 5]) : macs[i % 3],
		       all_pools[prandom_u32_state(rnd) % 5]);
}

static void random_against_model(struct kunit *test)
{
	static const u8 *const groups[] = { bcast, mdns, solicited, stranger };
	unsigned int n, from, seen[MOCK_STAT_NUM] = {};
	struct fixture *fx = test->priv;
	struct mock_route expected;
	enum mock_stat want, got;
	struct rnd_state rnd;
	const u8 *dst;
	int vid;

	prandom_seed_state(&rnd, 20250131);
	for (n = 0; n < 4000; n++) {
		if (n % 8 == 0)
			random_config(fx, &rnd);
		from = all_pools[prandom_u32_state(&rnd) % 5];
		dst = prandom_u32_state(&rnd) % 2 ?
		      mac_of(all_pools[prandom_u32_state(&rnd) % 5]) :
		      groups[prandom_u32_state(&rnd) % 4];
		vid = (int)(prandom_u32_state(&rnd) % 4) - 1;
		want = model_send(&fx->esw, from, dst, max(vid, 0),
				  &expected);
		got = send(fx, from, dst, vid);
		seen[got]++;
		KUNIT_ASSERT_EQ_MSG(test, got, want, "frame %u", n);
		if (got != MOCK_STAT_TX_PACKETS)
			continue;
		KUNIT_ASSERT_EQ_MSG(test, fx->route.wire, expected.wire,
				    "frame %u", n);
		KUNIT_ASSERT_TRUE_MSG(test,
				      bitmap_equal(fx->route.pools.map,
						   expected.pools.map,
						   MOCK_MAX_POOLS),
				      "frame %u", n);
	}
	/* The mixture has met every verdict. */
	KUNIT_EXPECT_NE(test, seen[MOCK_STAT_TX_PACKETS], 0);
	KUNIT_EXPECT_NE(test, seen[MOCK_STAT_DROP_TX_SELF], 0);
	KUNIT_EXPECT_NE(test, seen[MOCK_STAT_DROP_SPOOF_MAC], 0);
	KUNIT_EXPECT_NE(test, seen[MOCK_STAT_DROP_SPOOF_VLAN], 0);
}

static struct kunit_case mock_eswitch_cases[] = {
	KUNIT_CASE(admit_vlan),
	KUNIT_CASE(admit_address),
	KUNIT_CASE(to_pool_length),
	KUNIT_CASE(tx_length),
	KUNIT_CASE(tx_spoof_mac),
	KUNIT_CASE(tx_spoof_vlan),
	KUNIT_CASE(tx_port_vlan),
	KUNIT_CASE(tx_qinq),
	KUNIT_CASE(s_tags),
	KUNIT_CASE(tx_unicast),
	KUNIT_CASE(tx_self),
	KUNIT_CASE(tx_upe),
	KUNIT_CASE(tx_group),
	KUNIT_CASE(tx_no_loopback),
	KUNIT_CASE(ra_table),
	KUNIT_CASE(vlan_change),
	KUNIT_CASE(local_vlans),
	KUNIT_CASE(link_states),
	KUNIT_CASE(random_against_model),
	{}
};

static struct kunit_suite mock_eswitch_suite = {
	.name = "mock_eswitch",
	.init = fixture_init,
	.exit = fixture_exit,
	.test_cases = mock_eswitch_cases,
};

kunit_test_suite(mock_eswitch_suite);

MODULE_DESCRIPTION("Unit tests of the mock NIC's embedded switch");
MODULE_LICENSE("GPL");
