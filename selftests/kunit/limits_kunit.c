// SPDX-License-Identifier: GPL-2.0
/*
 * Unit tests of the limits that a host sets to what a VF's driver may ask for:
 * lists of VLANs. That lists come to one form whatever the order, that requests
 * beyond a limit are refused, and that a driver is told when that changes, and
 * only then.
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

static bool told(struct sriov_pf *pf, u16 id)
{
	struct fake *fake = fake_of(pf);

	flush_workqueue(pf->wq);
	return fake->out_len[id] &&
	       fake->out[id][0] == (SRIOV_MBX_CONTROL | SRIOV_MBX_NACK);
}

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
	KUNIT_EXPECT_FALSE(test, vf->asked.barred);
	KUNIT_EXPECT_EQ(test, send3(pf, 1, ASK_VLAN, 8, 0),
			ASK_VLAN | CTS | NACK);
	KUNIT_EXPECT_FALSE(test, test_bit(8, vf->asked.vlans));
	KUNIT_EXPECT_EQ_MSG(test, send3(pf, 1, ASK_VLAN, 0, 0),
			    ASK_VLAN | CTS | ACK, "untagged");

	/* It was refused something: the next list may have it. */
	KUNIT_ASSERT_EQ(test, set_trunk(pf, 1, 1, 8), 0);
	KUNIT_EXPECT_TRUE(test, told(pf, 1));
	KUNIT_EXPECT_EQ(test, send1(pf, 1, 1), 1 | ACK);
	KUNIT_EXPECT_FALSE(test, vf->asked.barred);
	KUNIT_EXPECT_EQ(test, send3(pf, 1, ASK_VLAN, 8, 0),
			ASK_VLAN | CTS | ACK);

	/* It has one that isn't in the list any more; and may give it back. */
	KUNIT_ASSERT_EQ(test, set_trunk(pf, 1, 1, 0), 0);
	KUNIT_EXPECT_TRUE(test, told(pf, 1));
	KUNIT_EXPECT_EQ(test, send3(pf, 1, ASK_VLAN, 8, 0),
			ASK_VLAN | CTS | NACK);
	KUNIT_EXPECT_EQ(test, send3(pf, 1, 0x4, 8, 0), 0x4 | CTS | ACK);
}

static struct kunit_case limits_cases[] = {
	KUNIT_CASE(trunk_add),
	KUNIT_CASE(trunk_full),
	KUNIT_CASE(trunk_random),
	KUNIT_CASE(host_trunk),
	KUNIT_CASE(host_trunk_reset),
	KUNIT_CASE(driver_trunk),
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
