// SPDX-License-Identifier: GPL-2.0
/*
 * Unit tests of rate nodes: their number, what the hardware is told of them, and
 * what is refused.
 */
#include "selftests/kunit/mail_fake.h"
#include "pf_driver/core/rate_node.c"

static int move(struct sriov_pf *pf, u16 id, u8 node, u32 min_rate)
{
	struct sriov_vf_cfg cfg = { .node = node, .min_rate = min_rate };

	return sriov_vfs_set(pf, id, id, &cfg, SRIOV_VF_CHG_NODE |
			     SRIOV_VF_CHG_MIN_RATE, NULL);
}

static void nodes_number(struct kunit *test)
{
	static const char long_name[] = "0123456789012345678901234567890x";
	struct sriov_pf *pf = test->priv;

	KUNIT_EXPECT_EQ(test, sriov_rate_node_new(pf, "a", NULL), -EOPNOTSUPP);
	pf->rate_nodes = 2;
	KUNIT_EXPECT_EQ(test, sriov_rate_node_new(pf, "a", NULL), 1);
	KUNIT_EXPECT_EQ(test, sriov_rate_node_new(pf, "b", NULL), 2);
	KUNIT_EXPECT_EQ(test, sriov_rate_node_new(pf, "c", NULL), -ENOSPC);
	sriov_rate_node_del(pf, 1);
	KUNIT_EXPECT_EQ(test, sriov_rate_node_new(pf, "c", NULL), 1);
	KUNIT_EXPECT_STREQ(test, pf->nodes[0].name, "c");
	sriov_rate_node_del(pf, 2);
	KUNIT_EXPECT_EQ(test, sriov_rate_node_new(pf, long_name, NULL),
			-EINVAL);
}

/* A PF with node 1 and the VFs 3 and 4, which are in none */
static struct sriov_pf *node_and_vfs(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;

	pf->rate_nodes = 2;
	active_vf(test, 3);
	active_vf(test, 4);
	KUNIT_ASSERT_EQ(test, sriov_rate_node_new(pf, "a", NULL), 1);
	return pf;
}

static void nodes_hardware(struct kunit *test)
{
	struct sriov_pf *pf = node_and_vfs(test);
	struct fake *fake = fake_of(pf);

	fake->applied = 0;
	KUNIT_EXPECT_EQ(test, sriov_rate_node_set_max(pf, 1, 50, NULL), 0);
	KUNIT_EXPECT_EQ_MSG(test, fake->applied, 0, "it has no VFs");
	KUNIT_EXPECT_EQ(test, move(pf, 3, 1, 0), 0);
	KUNIT_EXPECT_EQ(test, fake->applied, 1);
	KUNIT_EXPECT_EQ(test, fake->last_changed, SRIOV_VF_CHG_RATE);
	KUNIT_EXPECT_EQ(test, fake->hw[3].node, 1);
	KUNIT_EXPECT_EQ(test, sriov_rate_node_set_max(pf, 1, 60, NULL), 0);
	KUNIT_EXPECT_EQ_MSG(test, fake->applied, 2, "by its one VF");

	fake->fail_at = 1;
	KUNIT_EXPECT_EQ(test, sriov_rate_node_set_max(pf, 1, 70, NULL),
			-ENOSPC);
	KUNIT_EXPECT_EQ(test, pf->nodes[0].max_rate, 60);

	sriov_rate_node_del(pf, 1);
	KUNIT_EXPECT_EQ(test, fake->hw[3].node, 0);
	flush_work(&pf->rate_work);
	KUNIT_EXPECT_GT(test, fake->rates_told, 0);
}

static void nodes_refused(struct kunit *test)
{
	struct netlink_ext_ack extack = {};
	struct sriov_pf *pf = test->priv;

	pf->rate_nodes = 2;
	KUNIT_ASSERT_EQ(test, sriov_rate_node_new(pf, "a", NULL), 1);
	KUNIT_EXPECT_EQ(test, sriov_rate_node_set_max(pf, 1, FAKE_SPEED + 1,
						      &extack), -ERANGE);
	KUNIT_EXPECT_NOT_NULL(test, extack._msg);
	KUNIT_EXPECT_EQ(test, sriov_rate_node_set_max(pf, 1, 50, NULL), 0);
	KUNIT_EXPECT_EQ(test, move(pf, 3, 1, 30), 0);
	KUNIT_EXPECT_EQ(test, move(pf, 4, 1, 21), -EDQUOT);
	KUNIT_EXPECT_EQ(test, move(pf, 4, 0, 21), 0);
	KUNIT_EXPECT_EQ(test, move(pf, 4, 1, 20), 0);
	KUNIT_EXPECT_EQ(test, sriov_rate_node_set_max(pf, 1, 49, NULL),
			-EDQUOT);
	KUNIT_EXPECT_EQ(test, sriov_rate_node_set_max(pf, 1, 0, NULL), 0);
	mutex_lock(&pf->lock);
	pf->registered = false;
	mutex_unlock(&pf->lock);
	KUNIT_EXPECT_EQ(test, sriov_rate_node_set_max(pf, 1, 60, NULL),
			-ENODEV);
}

/* What a PF promises: shares of nodes, and what VFs outside of such are
 * guaranteed.
 */
static void nodes_share(struct kunit *test)
{
	struct netlink_ext_ack extack = {};
	struct sriov_pf *pf = node_and_vfs(test);
	struct fake *fake = fake_of(pf);

	KUNIT_ASSERT_EQ(test, sriov_rate_node_new(pf, "b", NULL), 2);
	KUNIT_EXPECT_EQ(test, move(pf, 3, 1, 30), 0);
	KUNIT_EXPECT_EQ(test, sriov_rate_node_set_share(pf, 1, 29, &extack),
			-EDQUOT);
	KUNIT_EXPECT_NOT_NULL(test, extack._msg);
	fake->applied = 0;
	KUNIT_EXPECT_EQ(test, sriov_rate_node_set_share(pf, 1, 40, NULL), 0);
	KUNIT_EXPECT_EQ_MSG(test, fake->applied, 1, "by its one VF");
	KUNIT_EXPECT_EQ_MSG(test, move(pf, 4, 1, 11), -EDQUOT,
			    "more than the share");
	KUNIT_EXPECT_EQ(test, move(pf, 4, 1, 10), 0);

	KUNIT_EXPECT_EQ_MSG(test, sriov_rate_node_set_max(pf, 1, 39, NULL),
			    -EDQUOT, "below what its VFs are guaranteed");
	KUNIT_EXPECT_EQ(test, move(pf, 4, 1, 0), 0);
	KUNIT_EXPECT_EQ_MSG(test, sriov_rate_node_set_max(pf, 1, 39, NULL),
			    -ERANGE, "below the share");
	KUNIT_EXPECT_EQ(test, sriov_rate_node_set_max(pf, 1, 50, NULL), 0);
	KUNIT_EXPECT_EQ_MSG(test, sriov_rate_node_set_share(pf, 1, 51, NULL),
			    -ERANGE, "above the maximum");

	fake->fail_at = 1;
	KUNIT_EXPECT_EQ(test, sriov_rate_node_set_share(pf, 1, 45, NULL),
			-ENOSPC);
	KUNIT_EXPECT_EQ(test, pf->nodes[0].min_rate, 40);
}

static void nodes_share_of_link(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;

	pf->rate_nodes = 2;
	active_vf(test, 3);
	KUNIT_ASSERT_EQ(test, sriov_rate_node_new(pf, "a", NULL), 1);
	KUNIT_ASSERT_EQ(test, sriov_rate_node_new(pf, "b", NULL), 2);
	KUNIT_EXPECT_EQ(test, move(pf, 3, 1, 30), 0);
	KUNIT_EXPECT_EQ(test, sriov_rate_node_set_share(pf, 1, 40, NULL), 0);
	KUNIT_EXPECT_EQ_MSG(test, move(pf, 5, 0, FAKE_SPEED - 39), -EDQUOT,
			    "the share counts, not what is in it");
	KUNIT_EXPECT_EQ(test, move(pf, 5, 0, FAKE_SPEED - 40), 0);
	KUNIT_EXPECT_EQ_MSG(test, sriov_rate_node_set_share(pf, 2, 1, NULL),
			    -EDQUOT, "also of a node without VFs");
	KUNIT_EXPECT_EQ(test, sriov_rate_node_set_share(pf, 1, 41, NULL),
			-EDQUOT);
	/* Without VFs it isn't kept for anybody... */
	KUNIT_EXPECT_EQ(test, move(pf, 3, 0, 40), 0);
	/* ...and with one it would be too much. */
	KUNIT_EXPECT_EQ(test, move(pf, 4, 1, 0), -EDQUOT);
	KUNIT_EXPECT_EQ(test, sriov_rate_node_set_share(pf, 1, 0, NULL), 0);
	KUNIT_EXPECT_EQ(test, move(pf, 4, 1, 0), 0);
	sriov_rate_node_del(pf, 1);
	KUNIT_EXPECT_EQ(test, sriov_rate_node_new(pf, "c", NULL), 1);
	KUNIT_EXPECT_EQ(test, pf->nodes[0].min_rate, 0);
}

static struct kunit_case nodes_cases[] = {
	KUNIT_CASE(nodes_number),
	KUNIT_CASE(nodes_hardware),
	KUNIT_CASE(nodes_refused),
	KUNIT_CASE(nodes_share),
	KUNIT_CASE(nodes_share_of_link),
	{}
};

static struct kunit_suite nodes_suite = {
	.name = "sriov_rate_node",
	.init = fake_init,
	.exit = fake_exit,
	.test_cases = nodes_cases,
};

kunit_test_suite(nodes_suite);

MODULE_DESCRIPTION("Unit tests of rate nodes");
MODULE_LICENSE("GPL");
