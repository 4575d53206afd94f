// SPDX-License-Identifier: GPL-2.0
/*
 * Unit tests of taking VFs into service and out of it: what the hardware is
 * told and when, what a driver hears, and what a failure leaves behind.
 */
#include "selftests/kunit/mail_fake.h"

static int service(struct sriov_pf *pf, u16 first, u16 last, bool on)
{
	struct sriov_vf_cfg cfg = { .in_service = on };

	return sriov_vfs_set(pf, first, last, &cfg, SRIOV_VF_CHG_SERVICE,
			     NULL);
}

static void slots_out(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	struct sriov_vf *vf = active_vf(test, 3);

	active_vf(test, 4);
	vf->asked.num_mc = 2;
	fake->notes_vf = 0;
	fake->notes_state = 0;
	fake->notes_pf = 0;
	fake->out_len[3] = 0;
	KUNIT_ASSERT_EQ(test, service(pf, 3, 3, false), 0);
	KUNIT_EXPECT_FALSE(test, vf->active);
	KUNIT_EXPECT_FALSE(test, fake->hw_active[3]);
	KUNIT_EXPECT_TRUE_MSG(test, fake->hw_active[4], "the other works on");
	KUNIT_EXPECT_EQ(test, vf->state, SRIOV_VF_READY);
	KUNIT_EXPECT_EQ(test, vf->asked.num_mc, 0);
	KUNIT_EXPECT_EQ(test, fake->notes_vf, 1);
	KUNIT_EXPECT_EQ(test, fake->notes_state, 1);
	KUNIT_EXPECT_EQ_MSG(test, fake->notes_pf, 1, "the number changed");

	flush_workqueue(pf->wq);
	KUNIT_EXPECT_EQ_MSG(test, fake->out_len[3], 1, "its driver is told");
	KUNIT_EXPECT_EQ(test, fake->out[3][0], 0x100 | NACK);
	KUNIT_EXPECT_EQ_MSG(test, send1(pf, 3, 1), 1 | NACK, "no handshake");
	KUNIT_EXPECT_EQ(test, send1(pf, 3, 6), 6 | NACK);
	KUNIT_EXPECT_FALSE(test, vf->active);

	fake->notes_vf = 0;
	KUNIT_EXPECT_EQ(test, service(pf, 3, 3, false), 0);
	KUNIT_EXPECT_EQ_MSG(test, fake->notes_vf, 0, "no change");
}

static void slots_in(struct kunit *test)
{
	static const struct sriov_vf_cfg cfg = {
		.vlan = 10, .vlan_proto = ETH_P_8021Q,
	};
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	struct sriov_vf *vf = active_vf(test, 3);

	KUNIT_ASSERT_EQ(test, service(pf, 3, 3, false), 0);
	KUNIT_ASSERT_EQ(test, sriov_vfs_set(pf, 3, 3, &cfg, SRIOV_VF_CHG_VLAN,
					    NULL), 0);
	fake->hw[3].vlan = 0;
	KUNIT_ASSERT_EQ(test, service(pf, 3, 3, true), 0);
	KUNIT_EXPECT_EQ_MSG(test, fake->hw[3].vlan, 10, "all is programmed");
	KUNIT_EXPECT_FALSE_MSG(test, vf->active, "until its driver comes");
	KUNIT_EXPECT_EQ(test, send1(pf, 3, 1), 1 | ACK);
	KUNIT_EXPECT_TRUE(test, fake->hw_active[3]);
}

/* A reset of a VF that is out doesn't bring it back, nor does it trouble. */
static void slots_reset(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	struct sriov_vf *vf = active_vf(test, 3);

	fake->write_busy[3] = true;
	KUNIT_ASSERT_EQ(test, service(pf, 3, 3, false), 0);
	flush_workqueue(pf->wq);
	KUNIT_EXPECT_TRUE(test, test_bit(3, pf->ping));
	__set_bit(3, fake->flr);
	sriov_pf_mbx_event(pf);
	flush_workqueue(pf->wq);
	KUNIT_EXPECT_FALSE_MSG(test, test_bit(3, pf->ping), "nobody waits");
	KUNIT_EXPECT_EQ(test, vf->state, SRIOV_VF_READY);
	KUNIT_EXPECT_FALSE(test, vf->cfg.in_service);
	KUNIT_EXPECT_FALSE(test, fake->hw_active[3]);
}

/* Into service is what may fail, and then nobody has lost anything. */
static void slots_fail(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	unsigned int n;
	u16 id;

	for (id = 1; id <= 4; id++)
		active_vf(test, id);
	KUNIT_ASSERT_EQ(test, service(pf, 2, 4, false), 0);
	for (n = 1; n <= 3; n++) {
		fake->fail_at = n;
		fake->notes_vf = 0;
		KUNIT_EXPECT_EQ(test, service(pf, 1, 4, true), -ENOSPC);
		KUNIT_EXPECT_EQ(test, fake->notes_vf, 0);
		for (id = 2; id <= 4; id++)
			KUNIT_EXPECT_FALSE(test, pf->vfs[id].cfg.in_service);
		KUNIT_EXPECT_TRUE(test, pf->vfs[1].active);
		KUNIT_EXPECT_TRUE(test, fake->hw_active[1]);
	}
	KUNIT_EXPECT_EQ(test, service(pf, 1, 4, true), 0);
}

/* Out of service goes who goes when nothing can fail any more. */
static void slots_out_undone(struct kunit *test)
{
	static const struct sriov_vf_cfg cfg = {
		.vlan = 10, .vlan_proto = ETH_P_8021Q,
	};
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	struct sriov_vf *vf = active_vf(test, 3);

	vf->asked.num_mc = 2;
	fake->fail_at = 1;
	KUNIT_EXPECT_EQ(test, sriov_vfs_set(pf, 3, 3, &cfg, SRIOV_VF_CHG_VLAN |
					    SRIOV_VF_CHG_SERVICE, NULL),
			-ENOSPC);
	KUNIT_EXPECT_TRUE(test, vf->active);
	KUNIT_EXPECT_TRUE(test, vf->cfg.in_service);
	KUNIT_EXPECT_EQ(test, vf->asked.num_mc, 2);
	KUNIT_EXPECT_EQ(test, send1(pf, 3, 6), 6 | CTS | ACK);
}

static void slots_refused(struct kunit *test)
{
	static const struct sriov_vf_cfg on = { .in_service = true };
	struct netlink_ext_ack extack = {};
	struct sriov_pf *pf = test->priv;
	struct sriov_vf *vf = active_vf(test, 3);

	KUNIT_EXPECT_EQ(test, sriov_vfs_set(pf, 3, 5, &on,
					    SRIOV_VF_CHG_SERVICE, &extack),
			-ENXIO);
	KUNIT_ASSERT_NOT_NULL(test, extack._msg);
	KUNIT_EXPECT_NOT_NULL(test, strstr(extack._msg, "in-service: VF 4"));
	KUNIT_EXPECT_EQ(test, service(pf, 5, 6, false), 0);

	KUNIT_EXPECT_EQ(test, sriov_vfs_set(pf, 3, 3, &on, SRIOV_VF_CHG_RESET,
					    NULL), 0);
	KUNIT_EXPECT_TRUE_MSG(test, vf->cfg.in_service, "it isn't policy");
	KUNIT_EXPECT_TRUE(test, vf->active);

	__clear_bit(SRIOV_CAP_MAILBOX, &pf->caps);
	KUNIT_EXPECT_EQ(test, service(pf, 3, 3, false), -EOPNOTSUPP);
}

static struct kunit_case slots_cases[] = {
	KUNIT_CASE(slots_out),
	KUNIT_CASE(slots_in),
	KUNIT_CASE(slots_reset),
	KUNIT_CASE(slots_fail),
	KUNIT_CASE(slots_out_undone),
	KUNIT_CASE(slots_refused),
	{}
};

static struct kunit_suite slots_suite = {
	.name = "sriov_slots",
	.init = fake_init,
	.exit = fake_exit,
	.test_cases = slots_cases,
};

kunit_test_suite(slots_suite);

MODULE_DESCRIPTION("Unit tests of VFs in service and out of it");
MODULE_LICENSE("GPL");
