// SPDX-License-Identifier: GPL-2.0
/*
 * Unit tests of what a host grants a VF's driver, and of the limits to what it
 * may ask for: lists of VLANs, further addresses, the MTU. That lists come to
 * one form whatever the order, that requests beyond a limit are refused, and
 * that a driver is told when that changes, and only then.
 */
#include <kunit/test.h>

#include "selftests/kunit/mail_fake.h"

/* ---- lists of VLANs -------------------------------------------------------- */

static void expect_list(struct kunit *test, const struct sriov_trunk *trunk,
			const u16 *want, unsigned int num)
{
	unsigned int i;

	KUNIT_ASSERT_EQ(test, trunk->num * 2, num);
	for (i = 0; i < trunk->num; i++) {
		KUNIT_EXPECT_EQ(test, trunk->range[i].first, want[2 * i]);
		KUNIT_EXPECT_EQ(test, trunk->range[i].last, want[2 * i + 1]);
	}
	for (; i < SRIOV_VF_MAX_TRUNK; i++)
		KUNIT_EXPECT_EQ(test, trunk->range[i].first |
				trunk->range[i].last, 0);
}

/* EXPECT_LIST(trunk, first, last, first, last...) */
#define EXPECT_LIST(trunk, ...)						\
do {									\
	const u16 __want[] = { __VA_ARGS__ };				\
									\
	expect_list(test, trunk, __want, ARRAY_SIZE(__want));		\
} while (0)

static void trunk_add(struct kunit *test)
{
	struct sriov_trunk trunk = {};

	KUNIT_EXPECT_EQ(test, sriov_trunk_add(&trunk, 20, 29), 0);
	KUNIT_EXPECT_EQ(test, sriov_trunk_add(&trunk, 10, 10), 0);
	EXPECT_LIST(&trunk, 10, 10, 20, 29);
	KUNIT_EXPECT_EQ(test, sriov_trunk_add(&trunk, 40, 50), 0);
	EXPECT_LIST(&trunk, 10, 10, 20, 29, 40, 50);
	KUNIT_EXPECT_EQ_MSG(test, sriov_trunk_add(&trunk, 22, 25), 0,
			    "within");
	EXPECT_LIST(&trunk, 10, 10, 20, 29, 40, 50);
	KUNIT_EXPECT_EQ_MSG(test, sriov_trunk_add(&trunk, 11, 12), 0,
			    "touches one below");
	EXPECT_LIST(&trunk, 10, 12, 20, 29, 40, 50);
	KUNIT_EXPECT_EQ_MSG(test, sriov_trunk_add(&trunk, 19, 19), 0,
			    "touches one above");
	EXPECT_LIST(&trunk, 10, 12, 19, 29, 40, 50);
	KUNIT_EXPECT_EQ_MSG(test, sriov_trunk_add(&trunk, 25, 39), 0,
			    "joins two");
	EXPECT_LIST(&trunk, 10, 12, 19, 50);
	KUNIT_EXPECT_EQ_MSG(test, sriov_trunk_add(&trunk, 1, 4094), 0, "all");
	EXPECT_LIST(&trunk, 1, 4094);
}

static void trunk_full(struct kunit *test)
{
	struct sriov_trunk trunk = {}, before;
	unsigned int i;

	for (i = SRIOV_VF_MAX_TRUNK; i; i--)
		KUNIT_ASSERT_EQ(test, sriov_trunk_add(&trunk, 2 * i, 2 * i),
				0);
	before = trunk;
	KUNIT_EXPECT_EQ(test, sriov_trunk_add(&trunk, 1000, 1000), -ENOSPC);
	KUNIT_EXPECT_MEMEQ(test, &trunk, &before, sizeof(trunk));
	KUNIT_EXPECT_EQ_MSG(test, sriov_trunk_add(&trunk, 3, 3), 0,
			    "joins two");
	KUNIT_EXPECT_EQ(test, trunk.num, SRIOV_VF_MAX_TRUNK - 1);
	KUNIT_EXPECT_EQ(test, sriov_trunk_add(&trunk, 1000, 1000), 0);
}

/* Against a bitmap, in all orders that come up. */
static void trunk_random(struct kunit *test)
{
	DECLARE_BITMAP(want, VLAN_N_VID) = {};
	DECLARE_BITMAP(got, VLAN_N_VID);
	struct sriov_trunk trunk = { .limited = true };
	unsigned int n, first, last, vid;
	u32 rnd = 1;

	for (n = 0; n < 400; n++) {
		if (n % 20 == 0) {
			bitmap_zero(want, VLAN_N_VID);
			memset(&trunk, 0, sizeof(trunk));
			trunk.limited = true;
		}
		rnd = rnd * 1103515245 + 12345;
		first = 1 + (rnd >> 8) % 4094;
		last = min(first + (rnd >> 24), 4094U);
		KUNIT_ASSERT_EQ(test, sriov_trunk_add(&trunk, first, last), 0);
		bitmap_set(want, first, last - first + 1);
		sriov_trunk_map(&trunk, got);
		KUNIT_ASSERT_TRUE_MSG(test, bitmap_equal(want, got, VLAN_N_VID),
				      "list %u", n);
	}
	for (vid = 0; vid < VLAN_N_VID; vid++)
		KUNIT_EXPECT_EQ(test, sriov_trunk_has(&trunk, vid),
				test_bit(vid, want));
	trunk.limited = false;
	KUNIT_EXPECT_TRUE(test, sriov_trunk_has(&trunk, 4094));
}

/* ---- what the host may set ------------------------------------------------- */

static int set_trunk(struct sriov_pf *pf, u16 first, u16 last, u16 vid)
{
	struct sriov_vf_cfg cfg = { .trunk.limited = true };

	if (vid)
		sriov_trunk_add(&cfg.trunk, vid, vid);
	return sriov_vfs_set(pf, first, last, &cfg, SRIOV_VF_CHG_TRUNK, NULL);
}

static int set_vlan(struct sriov_pf *pf, u16 id, u16 vlan, u16 proto)
{
	struct sriov_vf_cfg cfg = { .vlan = vlan, .vlan_proto = proto };

	return sriov_vfs_set(pf, id, id, &cfg, SRIOV_VF_CHG_VLAN, NULL);
}

static void host_trunk(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	unsigned int n;

	for (n = 0; n < 3; n++)
		fake_enable(test, &pf->vfs[n]);
	KUNIT_EXPECT_FALSE_MSG(test, pf->vfs[0].cfg.trunk.limited, "default");
	KUNIT_EXPECT_EQ(test, set_trunk(pf, 0, 2, 7), 0);
	KUNIT_EXPECT_EQ(test, fake->last_changed, SRIOV_VF_CHG_TRUNK);
	KUNIT_EXPECT_EQ(test, fake->hw[2].trunk.range[0].first, 7);
	fake->notes_vf = 0;
	KUNIT_EXPECT_EQ_MSG(test, set_trunk(pf, 0, 2, 7), 0, "no news");
	KUNIT_EXPECT_EQ(test, fake->notes_vf, 0);

	/* All or none. */
	fake->fail_at = 3;
	KUNIT_EXPECT_EQ(test, set_trunk(pf, 0, 2, 8), -ENOSPC);
	for (n = 0; n < 3; n++) {
		KUNIT_EXPECT_EQ(test, pf->vfs[n].cfg.trunk.range[0].first, 7);
		KUNIT_EXPECT_EQ(test, fake->hw[n].trunk.range[0].first, 7);
	}

	/* No tags of its own in a port VLAN of 802.1Q. */
	KUNIT_EXPECT_EQ(test, set_vlan(pf, 1, 10, ETH_P_8021Q), -EINVAL);
	KUNIT_EXPECT_EQ(test, set_vlan(pf, 1, 10, ETH_P_8021AD), 0);
	KUNIT_EXPECT_EQ(test, set_vlan(pf, 1, 10, ETH_P_8021Q), -EINVAL);
	KUNIT_EXPECT_EQ(test, set_vlan(pf, 4, 10, ETH_P_8021Q), 0);
	KUNIT_EXPECT_EQ(test, set_trunk(pf, 2, 5, 9), -EINVAL);
	KUNIT_EXPECT_EQ(test, pf->vfs[2].cfg.trunk.range[0].first, 7);
	KUNIT_EXPECT_FALSE(test, pf->vfs[3].cfg.trunk.limited);
	KUNIT_EXPECT_EQ_MSG(test, set_trunk(pf, 4, 4, 0), -EINVAL,
			    "nor an empty list");
}

static void host_trunk_reset(struct kunit *test)
{
	struct sriov_vf_cfg none = {};
	struct sriov_pf *pf = test->priv;

	fake_enable(test, &pf->vfs[0]);
	KUNIT_EXPECT_EQ(test, set_trunk(pf, 0, 0, 7), 0);
	KUNIT_EXPECT_EQ(test, sriov_vfs_set(pf, 0, 0, &none,
					    SRIOV_VF_CHG_RESET, NULL), 0);
	KUNIT_EXPECT_FALSE(test, pf->vfs[0].cfg.trunk.limited);
	KUNIT_EXPECT_EQ(test, pf->vfs[0].cfg.trunk.num, 0);
	__clear_bit(SRIOV_CAP_TRUNK, &pf->caps);
	KUNIT_EXPECT_EQ(test, set_trunk(pf, 0, 0, 7), -EOPNOTSUPP);
}

/* ---- what a driver gets ---------------------------------------------------- */

#define ASK_VLAN	0x10004

static void driver_trunk(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct sriov_vf *vf = active_vf(test, 1);

	KUNIT_EXPECT_EQ(test, send3(pf, 1, ASK_VLAN, 8, 0),
			ASK_VLAN | CTS | ACK);
	KUNIT_EXPECT_EQ(test, send3(pf, 1, 0x4, 8, 0), 0x4 | CTS | ACK);
	KUNIT_ASSERT_EQ(test, set_trunk(pf, 1, 1, 7), 0);
	KUNIT_EXPECT_FALSE_MSG(test, told(pf, 1), "it has nothing to lose");
	KUNIT_EXPECT_EQ(test, send3(pf, 1, ASK_VLAN, 7, 0),
			ASK_VLAN | CTS | ACK);
	KUNIT_EXPECT_FALSE(test, vf->asked.bounded);
	KUNIT_EXPECT_EQ(test, send3(pf, 1, ASK_VLAN, 8, 0),
			ASK_VLAN | CTS | NACK);
	KUNIT_EXPECT_FALSE(test, test_bit(8, vf->asked.vlans));
	KUNIT_EXPECT_EQ_MSG(test, send3(pf, 1, ASK_VLAN, 0, 0),
			    ASK_VLAN | CTS | ACK, "untagged");

	/* It was refused something: the next list may have it. */
	KUNIT_ASSERT_EQ(test, set_trunk(pf, 1, 1, 8), 0);
	KUNIT_EXPECT_TRUE(test, told(pf, 1));
	KUNIT_EXPECT_EQ(test, send1(pf, 1, 1), 1 | ACK);
	KUNIT_EXPECT_FALSE(test, vf->asked.bounded);
	KUNIT_EXPECT_EQ(test, send3(pf, 1, ASK_VLAN, 8, 0),
			ASK_VLAN | CTS | ACK);

	/* It has one that isn't in the list any more; and may give it back. */
	KUNIT_ASSERT_EQ(test, set_trunk(pf, 1, 1, 0), 0);
	KUNIT_EXPECT_TRUE(test, told(pf, 1));
	KUNIT_EXPECT_EQ(test, send3(pf, 1, ASK_VLAN, 8, 0),
			ASK_VLAN | CTS | NACK);
	KUNIT_EXPECT_EQ(test, send3(pf, 1, 0x4, 8, 0), 0x4 | CTS | ACK);
}

/* ---- further addresses ----------------------------------------------------- */

static const u8 vrrp[ETH_ALEN] = { 0x00, 0x00, 0x5e, 0x00, 0x01, 0x07 };

static int set_allowed(struct sriov_pf *pf, u16 first, u16 last, const u8 *mac)
{
	struct sriov_vf_cfg cfg = {};

	if (mac)
		ether_addr_copy(cfg.allowed.mac[cfg.allowed.num++], mac);
	return sriov_vfs_set(pf, first, last, &cfg, SRIOV_VF_CHG_ALLOWED,
			     NULL);
}

static void allowed_list(struct kunit *test)
{
	struct sriov_vf_cfg cfg = { .allowed.num = 2 };
	struct sriov_pf *pf = test->priv;

	ether_addr_copy(cfg.allowed.mac[0], mac_b);
	ether_addr_copy(cfg.allowed.mac[1], mac_a);
	KUNIT_EXPECT_EQ_MSG(test, sriov_vfs_set(pf, 0, 0, &cfg,
						SRIOV_VF_CHG_ALLOWED, NULL),
			    -EINVAL, "not in order");
	ether_addr_copy(cfg.allowed.mac[0], mac_a);
	KUNIT_EXPECT_EQ_MSG(test, sriov_vfs_set(pf, 0, 0, &cfg,
						SRIOV_VF_CHG_ALLOWED, NULL),
			    -EINVAL, "twice");
	ether_addr_copy(cfg.allowed.mac[1], mac_b);
	KUNIT_EXPECT_EQ(test, sriov_vfs_set(pf, 0, 0, &cfg,
					    SRIOV_VF_CHG_ALLOWED, NULL), 0);
	KUNIT_EXPECT_TRUE(test, sriov_mac_listed(&pf->vfs[0].cfg.allowed,
						 mac_b));
	KUNIT_EXPECT_FALSE(test, sriov_mac_listed(&pf->vfs[0].cfg.allowed,
						  vrrp));
	cfg.allowed.mac[1][0] |= 1;
	KUNIT_EXPECT_EQ_MSG(test, sriov_vfs_set(pf, 0, 0, &cfg,
						SRIOV_VF_CHG_ALLOWED, NULL),
			    -EINVAL, "multicast");
	cfg.allowed.num = SRIOV_VF_MAX_ALLOWED + 1;
	KUNIT_EXPECT_EQ(test, sriov_vfs_set(pf, 0, 0, &cfg,
					    SRIOV_VF_CHG_ALLOWED, NULL),
			-ERANGE);
}

static void commit_mac(void *arg, const u8 *mac)
{
	memcpy(arg, mac, ETH_ALEN);
}

/* Whose address is whose, from each side. */
static void allowed_conflicts(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	u8 now[ETH_ALEN] = {}, first[ETH_ALEN];

	KUNIT_EXPECT_EQ(test, set_allowed(pf, 0, 0, pf->mac), -EADDRINUSE);
	KUNIT_EXPECT_EQ_MSG(test, set_allowed(pf, 0, 0, pf->vfs[5].cfg.mac),
			    -EADDRINUSE, "a default");
	KUNIT_EXPECT_EQ_MSG(test, set_allowed(pf, 0, 1, vrrp), 0,
			    "a group's address");
	KUNIT_EXPECT_EQ(test, host_mac(pf, 2, vrrp), -EADDRINUSE);
	KUNIT_EXPECT_EQ(test, sriov_pf_set_mac(pf, vrrp, commit_mac, now),
			-EADDRINUSE);
	KUNIT_EXPECT_EQ_MSG(test, set_allowed(pf, 2, 2, pf->vfs[2].cfg.mac), 0,
			    "its own");

	/* In another VLAN it is another's; and back it can't come. */
	KUNIT_ASSERT_EQ(test, set_vlan(pf, 3, 10, ETH_P_8021Q), 0);
	KUNIT_EXPECT_EQ(test, host_mac(pf, 3, vrrp), 0);
	KUNIT_EXPECT_EQ(test, set_vlan(pf, 3, 0, ETH_P_8021Q), -EADDRINUSE);
	KUNIT_EXPECT_EQ(test, set_vlan(pf, 0, 10, ETH_P_8021Q), -EADDRINUSE);

	/* What a driver chose gives way. */
	ether_addr_copy(first, pf->vfs[6].cfg.mac);
	ether_addr_copy(pf->vfs[6].cfg.mac, mac_a);
	KUNIT_EXPECT_EQ(test, set_allowed(pf, 0, 0, mac_a), 0);
	KUNIT_EXPECT_MEMEQ(test, pf->vfs[6].cfg.mac, first, ETH_ALEN);
}

static void allowed_rollback(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	unsigned int n;

	for (n = 0; n < 3; n++)
		fake_enable(test, &pf->vfs[n]);
	KUNIT_ASSERT_EQ(test, set_allowed(pf, 0, 2, vrrp), 0);
	KUNIT_EXPECT_EQ(test, fake->last_changed, SRIOV_VF_CHG_ALLOWED);
	fake->fail_at = 3;
	KUNIT_EXPECT_EQ(test, set_allowed(pf, 0, 2, NULL), -ENOSPC);
	for (n = 0; n < 3; n++) {
		KUNIT_EXPECT_EQ(test, pf->vfs[n].cfg.allowed.num, 1);
		KUNIT_EXPECT_EQ(test, fake->hw[n].allowed.num, 1);
	}
}

static void allowed_driver(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct sriov_vf *vf = active_vf(test, 1);

	active_vf(test, 2);
	KUNIT_ASSERT_EQ(test, host_mac(pf, 1, mac_b), 0);
	KUNIT_ASSERT_TRUE(test, told(pf, 1));
	KUNIT_ASSERT_EQ(test, send1(pf, 1, 1), 1 | ACK);
	KUNIT_ASSERT_TRUE(test, vf->cfg.spoofchk);
	KUNIT_EXPECT_EQ_MSG(test, send_mac(pf, 1, 0x20002, MAC_A),
			    0x20002 | CTS | NACK, "the host set its address");
	KUNIT_ASSERT_EQ(test, set_allowed(pf, 1, 1, mac_a), 0);
	KUNIT_EXPECT_FALSE_MSG(test, told(pf, 1), "it has it anyway");
	KUNIT_EXPECT_EQ_MSG(test, send_mac(pf, 1, 0x20002, MAC_A),
			    0x20002 | CTS | ACK, "and may ask for it");
	KUNIT_EXPECT_EQ_MSG(test, vf->asked.num_macs, 0, "which takes no place");
	KUNIT_EXPECT_EQ_MSG(test, send_mac(pf, 2, 2, MAC_A), 2 | CTS | NACK,
			    "another may not");
	KUNIT_EXPECT_EQ(test, send_mac(pf, 2, 0x20002, MAC_A),
			0x20002 | CTS | NACK);
	KUNIT_ASSERT_EQ(test, set_allowed(pf, 1, 1, NULL), 0);
	KUNIT_EXPECT_TRUE_MSG(test, told(pf, 1), "it counted on it");

	/* An additional one that another's driver has is lost to it. */
	KUNIT_ASSERT_EQ(test, send_mac(pf, 2, 0x20002, MAC_A),
			0x20002 | CTS | ACK);
	KUNIT_ASSERT_EQ(test, set_allowed(pf, 1, 1, mac_a), 0);
	KUNIT_EXPECT_EQ(test, pf->vfs[2].asked.num_macs, 0);
}

/* ---- MTU --------------------------------------------------------------------- */

#define LPE		5
#define WIRE_LEN(mtu)	((mtu) + ETH_HLEN + SRIOV_MBX_FRAME_OVERHEAD)

static int set_mtu(struct sriov_pf *pf, u16 first, u16 last, u16 mtu)
{
	struct sriov_vf_cfg cfg = { .max_mtu = mtu };

	return sriov_vfs_set(pf, first, last, &cfg, SRIOV_VF_CHG_MTU, NULL);
}

static void mtu_limits(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);

	fake_enable(test, &pf->vfs[0]);
	KUNIT_EXPECT_EQ(test, set_mtu(pf, 0, 0, ETH_MIN_MTU - 1), -ERANGE);
	KUNIT_EXPECT_EQ(test, set_mtu(pf, 0, 0, FAKE_MAX_FRAME - ETH_HLEN + 1),
			-ERANGE);
	KUNIT_EXPECT_EQ(test, set_mtu(pf, 0, 0, U16_MAX), -ERANGE);
	KUNIT_EXPECT_EQ(test, set_mtu(pf, 0, 0, FAKE_MAX_FRAME - ETH_HLEN), 0);
	KUNIT_EXPECT_EQ(test, set_mtu(pf, 0, 9, ETH_MIN_MTU), 0);
	KUNIT_EXPECT_EQ(test, fake->last_changed, SRIOV_VF_CHG_MTU);
	KUNIT_EXPECT_EQ(test, fake->hw_max_frame[0], ETH_MIN_MTU + ETH_HLEN);
	KUNIT_EXPECT_EQ(test, set_mtu(pf, 0, 9, 0), 0);
	KUNIT_EXPECT_EQ(test, fake->hw_max_frame[0], ETH_FRAME_LEN);
}

static void mtu_driver(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct sriov_vf *vf = active_vf(test, 1);
	struct fake *fake = fake_of(pf);

	KUNIT_ASSERT_EQ(test, set_mtu(pf, 1, 1, 4000), 0);
	KUNIT_EXPECT_FALSE_MSG(test, told(pf, 1), "it has less");
	KUNIT_EXPECT_EQ(test, send3(pf, 1, LPE, WIRE_LEN(4000), 0),
			LPE | CTS | ACK);
	KUNIT_EXPECT_EQ(test, send3(pf, 1, LPE, WIRE_LEN(4001), 0),
			LPE | CTS | NACK);
	KUNIT_EXPECT_EQ(test, fake->hw_max_frame[1], 4000 + ETH_HLEN);
	KUNIT_ASSERT_EQ(test, set_mtu(pf, 1, 1, 5000), 0);
	KUNIT_EXPECT_TRUE_MSG(test, told(pf, 1), "it may have more");
	KUNIT_ASSERT_EQ(test, send1(pf, 1, 1), 1 | ACK);
	KUNIT_EXPECT_EQ(test, send3(pf, 1, LPE, WIRE_LEN(5000), 0),
			LPE | CTS | ACK);

	/* Less than it has: in force at once, and it is told. */
	KUNIT_ASSERT_EQ(test, set_mtu(pf, 1, 1, 1000), 0);
	KUNIT_EXPECT_EQ(test, fake->hw_max_frame[1], 1000 + ETH_HLEN);
	KUNIT_EXPECT_TRUE(test, told(pf, 1));
	KUNIT_ASSERT_EQ(test, send1(pf, 1, 1), 1 | ACK);
	KUNIT_EXPECT_EQ_MSG(test, fake->hw_max_frame[1], 1000 + ETH_HLEN,
			    "less than drivers begin with");
	KUNIT_EXPECT_EQ(test, vf->asked.max_frame, ETH_FRAME_LEN);
}

static struct kunit_case limits_cases[] = {
	KUNIT_CASE(trunk_add),
	KUNIT_CASE(trunk_full),
	KUNIT_CASE(trunk_random),
	KUNIT_CASE(host_trunk),
	KUNIT_CASE(host_trunk_reset),
	KUNIT_CASE(driver_trunk),
	KUNIT_CASE(allowed_list),
	KUNIT_CASE(allowed_conflicts),
	KUNIT_CASE(allowed_rollback),
	KUNIT_CASE(allowed_driver),
	KUNIT_CASE(mtu_limits),
	KUNIT_CASE(mtu_driver),
	{}
};

static struct kunit_suite limits_suite = {
	.name = "sriov_limits",
	.init = fake_init,
	.exit = fake_exit,
	.test_cases = limits_cases,
};

kunit_test_suite(limits_suite);

MODULE_DESCRIPTION("Unit tests of the limits to what a VF's driver may have");
MODULE_LICENSE("GPL");
