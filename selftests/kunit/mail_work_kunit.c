// SPDX-License-Identifier: GPL-2.0
/*
 * Unit tests of the PF's mail work: every order in which messages, resets and
 * pings can meet, a VF that sends too much, and noise.
 */
#include "selftests/kunit/mail_fake.h"

static void work_resets_first(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	struct sriov_vf *vf = active_vf(test, 69);

	vf->asked.num_mc = 1;
	fake->notes_state = 0;
	__set_bit(69, fake->flr);
	run_work(pf);
	KUNIT_EXPECT_FALSE(test, vf->active);
	KUNIT_EXPECT_EQ(test, vf->state, SRIOV_VF_READY);
	KUNIT_EXPECT_EQ_MSG(test, fake->notes_state, 2, "resetting, ready");
	KUNIT_EXPECT_EQ(test, vf->asked.num_mc, 0);
	KUNIT_EXPECT_EQ(test, vf->mail.resets, 2);

	/* Reset and message at once: the message came after. */
	__set_bit(69, fake->flr);
	request(pf, 69, 1);
	run_work(pf);
	KUNIT_EXPECT_EQ(test, fake->out[69][0], 1 | ACK);
	KUNIT_EXPECT_TRUE(test, vf->active);
}

/* The reset before the message shows only when the message is served. */
static void work_reset_seen_late(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	struct sriov_vf *vf = active_vf(test, 3);

	__set_bit(3, fake->flr_later);
	request(pf, 3, 1);
	run_work(pf);
	KUNIT_EXPECT_EQ(test, fake->out[3][0], 1 | ACK);
	KUNIT_EXPECT_TRUE(test, vf->active);
	run_work(pf);
	KUNIT_EXPECT_TRUE_MSG(test, vf->active, "not undone by a late reset");
	KUNIT_EXPECT_EQ(test, vf->mail.resets, 3);
}

/* What VF 5's handshake brings to light about VF 60 isn't lost. */
static void work_found_meanwhile(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	struct sriov_vf *vf = active_vf(test, 60);

	active_vf(test, 5);
	__set_bit(60, fake->flr_later);
	request(pf, 5, 1);
	sriov_pf_mail_work(&pf->mail_work.work);
	flush_workqueue(pf->wq);
	KUNIT_EXPECT_TRUE(test, pf->vfs[5].active);
	KUNIT_EXPECT_FALSE(test, vf->active);
}

static void work_reset_fails(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	struct sriov_vf *vf = active_vf(test, 3);

	fake->fail_at = 1;
	__set_bit(3, fake->flr);
	run_work(pf);
	KUNIT_EXPECT_EQ(test, vf->state, SRIOV_VF_RESETTING);
	request(pf, 3, 1);
	run_work(pf);
	KUNIT_EXPECT_EQ(test, vf->state, SRIOV_VF_READY);
	KUNIT_EXPECT_TRUE(test, vf->active);
}

/* A reset while VFs are created: ready with the others, not earlier. */
static void work_reset_enabling(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	struct sriov_vf *vf = &pf->vfs[3];

	mutex_lock(&pf->lock);
	KUNIT_ASSERT_EQ(test, sriov_vf_set_state(vf, SRIOV_VF_ENABLING), 0);
	mutex_unlock(&pf->lock);
	__set_bit(3, fake->flr);
	run_work(pf);
	KUNIT_EXPECT_EQ(test, vf->state, SRIOV_VF_ENABLING);
	__set_bit(4, fake->flr);
	run_work(pf);
	KUNIT_EXPECT_EQ(test, pf->vfs[4].state, SRIOV_VF_DISABLED);
	KUNIT_EXPECT_EQ(test, pf->vfs[4].mail.resets, 0);
}

static void work_buffer_busy(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);

	active_vf(test, 3);
	request(pf, 3, 6);
	fake->read_busy[3] = true;
	run_work(pf);
	KUNIT_EXPECT_EQ(test, fake->out_len[3], 0);
	fake->read_busy[3] = false;
	run_work(pf);
	KUNIT_EXPECT_EQ(test, fake->out[3][0], 6 | CTS | ACK);
}

/* Let VF @id send until it isn't answered any more. How often it was. */
static unsigned int flood(struct sriov_pf *pf, u16 id)
{
	struct fake *fake = fake_of(pf);
	unsigned int n;

	for (n = 0; n < 2 * SRIOV_VF_MAIL_BURST; n++) {
		request(pf, id, 6);
		run_work(pf);
		if (!fake->out_len[id])
			break;
	}
	return n;
}

/* Who floods waits, loses nothing, and doesn't make others wait. */
static void work_flood(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	struct sriov_vf *vf = active_vf(test, 3);

	active_vf(test, 65);
	fake_now += 2 * NSEC_PER_SEC;
	KUNIT_EXPECT_EQ(test, flood(pf, 3), SRIOV_VF_MAIL_BURST);
	KUNIT_EXPECT_EQ(test, vf->mail.delayed, 1);
	request(pf, 65, 6);
	sriov_pf_ping_vfs(pf);
	flush_workqueue(pf->wq);
	KUNIT_EXPECT_EQ(test, fake->out_len[65], 1);
	KUNIT_EXPECT_EQ_MSG(test, fake->out_len[3], 0,
			    "no ping over a message that waits");

	/* Its reset waits too, and comes before the message. */
	__set_bit(3, fake->flr);
	run_work(pf);
	KUNIT_EXPECT_TRUE(test, vf->active);
	fake_now += NSEC_PER_SEC / SRIOV_VF_MAIL_RATE;
	run_work(pf);
	KUNIT_EXPECT_EQ(test, fake->out[3][0], 6 | NACK);
	KUNIT_EXPECT_EQ(test, vf->mail.resets, 2);
	KUNIT_EXPECT_EQ(test, vf->mail.delayed, 1);

	/* Two were served for one; from then on one for one. */
	fake_now += 2 * NSEC_PER_SEC / SRIOV_VF_MAIL_RATE;
	KUNIT_EXPECT_EQ(test, flood(pf, 3), 1);
	KUNIT_EXPECT_EQ(test, vf->mail.delayed, 2);
	fake_now += NSEC_PER_SEC;
	run_work(pf);
	KUNIT_EXPECT_EQ_MSG(test, flood(pf, 3), SRIOV_VF_MAIL_RATE - 1,
			    "and the one that waited");
}

/* By time alone, without an event of the hardware's. */
static void work_flood_ends(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	unsigned int tries;

	active_vf(test, 3);
	flood(pf, 3);
	KUNIT_ASSERT_EQ(test, fake->out_len[3], 0);
	fake_now += NSEC_PER_SEC;
	for (tries = 0; tries < 100 && !fake->out_len[3]; tries++)
		msleep(20);
	flush_workqueue(pf->wq);
	KUNIT_EXPECT_EQ(test, fake->out[3][0], 6 | CTS | ACK);
}

/* Of its next life a VF knows nothing: not what it sent, not its debt. */
static void work_flood_discarded(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	struct sriov_vf *vf = active_vf(test, 3);

	flood(pf, 3);
	mutex_lock(&pf->lock);
	KUNIT_ASSERT_EQ(test, sriov_vf_set_state(vf, SRIOV_VF_DISABLED), 0);
	mutex_unlock(&pf->lock);
	sriov_pf_mail_discard(pf);
	KUNIT_EXPECT_EQ(test, fake->out[3][0], 6 | NACK);
	fake_enable(test, vf);
	request(pf, 3, 1);
	run_work(pf);
	KUNIT_EXPECT_EQ(test, fake->out[3][0], 1 | ACK);
}

/* What a VF leaves behind isn't taken for something of its next life. */
static void work_discard(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	struct sriov_vf *vf = active_vf(test, 3);

	request(pf, 3, 1);
	request(pf, 4, 1);
	fake->read_busy[4] = true;
	mutex_lock(&pf->lock);
	KUNIT_ASSERT_EQ(test, sriov_vf_set_state(vf, SRIOV_VF_DISABLED), 0);
	mutex_unlock(&pf->lock);
	sriov_pf_mail_discard(pf);
	KUNIT_EXPECT_EQ(test, fake->out[3][0], 1 | NACK);

	fake->read_busy[4] = false;
	fake_enable(test, vf);
	fake_enable(test, &pf->vfs[4]);
	fake->out_len[3] = 0;
	run_work(pf);
	KUNIT_EXPECT_EQ(test, fake->out_len[3], 0);
	KUNIT_EXPECT_EQ(test, fake->out_len[4], 0);
	KUNIT_EXPECT_FALSE(test, vf->active);
	KUNIT_EXPECT_FALSE(test, pf->vfs[4].active);
}

static void work_ping(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);

	active_vf(test, 3);
	active_vf(test, 65);
	fake_enable(test, &pf->vfs[4]);
	memset(fake->out_len, 0, sizeof(fake->out_len));

	fake->write_busy[65] = true;
	sriov_pf_ping_vfs(pf);
	flush_workqueue(pf->wq);
	KUNIT_EXPECT_EQ(test, fake->out_len[3], 1);
	KUNIT_EXPECT_EQ(test, fake->out[3][0], 0x100 | CTS);
	KUNIT_EXPECT_EQ_MSG(test, fake->out_len[4], 0, "not active");
	KUNIT_EXPECT_EQ(test, fake->out_len[65], 0);

	fake->out_len[3] = 0;
	fake->write_busy[65] = false;
	run_work(pf);
	KUNIT_EXPECT_EQ_MSG(test, fake->out[65][0], 0x100 | CTS, "made up");
	KUNIT_EXPECT_EQ_MSG(test, fake->out_len[3], 0, "not again");
}

static int host_link(struct sriov_pf *pf, u16 id, u8 state)
{
	struct sriov_vf_cfg cfg = { .link_state = state };

	return sriov_vfs_set(pf, id, id, &cfg, SRIOV_VF_CHG_LINK, NULL);
}

/* Where a VF reads the port's link, that its own is down is said by mail. */
static void work_link(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);

	active_vf(test, 3);
	memset(fake->out_len, 0, sizeof(fake->out_len));
	host_link(pf, 3, IFLA_VF_LINK_STATE_DISABLE);
	flush_workqueue(pf->wq);
	KUNIT_EXPECT_EQ_MSG(test, fake->out_len[3], 0, "it sees it itself");
	host_link(pf, 3, IFLA_VF_LINK_STATE_AUTO);

	pf->link_by_mail = true;
	host_link(pf, 3, IFLA_VF_LINK_STATE_DISABLE);
	flush_workqueue(pf->wq);
	KUNIT_EXPECT_EQ(test, fake->out[3][0], 0x10100);
	sriov_pf_ping_vfs(pf);
	flush_workqueue(pf->wq);
	KUNIT_EXPECT_EQ_MSG(test, fake->out[3][0], 0x10100,
			    "the port's link doesn't matter");
	request(pf, 3, 1);
	run_work(pf);
	KUNIT_EXPECT_EQ_MSG(test, fake->out[3][0], 0x10100,
			    "again after the handshake");

	host_link(pf, 3, IFLA_VF_LINK_STATE_AUTO);
	flush_workqueue(pf->wq);
	KUNIT_EXPECT_EQ(test, fake->out[3][0], 0x100 | CTS);
}

/* A new address of the host's makes the driver fetch it. */
static void work_renew(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	struct sriov_vf *vf = active_vf(test, 3);
	u8 mac[ETH_ALEN];

	fake_enable(test, &pf->vfs[4]);
	memset(fake->out_len, 0, sizeof(fake->out_len));
	KUNIT_ASSERT_EQ(test, host_mac(pf, 4, mac_b), 0);
	flush_workqueue(pf->wq);
	KUNIT_EXPECT_EQ_MSG(test, fake->out_len[4], 0, "has no driver");
	KUNIT_ASSERT_EQ(test, host_mac(pf, 3, vf->cfg.mac), 0);
	flush_workqueue(pf->wq);
	KUNIT_EXPECT_EQ_MSG(test, fake->out_len[3], 0, "has the address");

	fake->write_busy[3] = true;
	KUNIT_ASSERT_EQ(test, host_mac(pf, 3, mac_a), 0);
	flush_workqueue(pf->wq);
	KUNIT_EXPECT_EQ(test, fake->out_len[3], 0);
	fake->write_busy[3] = false;
	sriov_pf_ping_vfs(pf);
	flush_workqueue(pf->wq);
	KUNIT_EXPECT_EQ_MSG(test, fake->out[3][0], 0x100 | NACK,
			    "more urgent than the ping");
	KUNIT_EXPECT_TRUE_MSG(test, vf->active, "served until it has reset");

	request(pf, 3, 1);
	run_work(pf);
	KUNIT_EXPECT_EQ(test, fake->out[3][0], 1 | ACK);
	sriov_mbx_get_mac(fake->out[3], mac);
	KUNIT_EXPECT_MEMEQ(test, mac, mac_a, ETH_ALEN);
	sriov_pf_ping_vfs(pf);
	flush_workqueue(pf->wq);
	KUNIT_EXPECT_EQ(test, fake->out[3][0], 0x100 | CTS);
}

static void work_stopped(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);

	active_vf(test, 3);
	sriov_pf_mail_stop(pf);
	request(pf, 3, 6);
	run_work(pf);
	KUNIT_EXPECT_EQ(test, fake->out_len[3], 0);
	KUNIT_EXPECT_TRUE_MSG(test, test_bit(3, fake->req), "left untouched");
	sriov_pf_mail_start(pf);
	flush_workqueue(pf->wq);
	KUNIT_EXPECT_EQ(test, fake->out[3][0], 6 | CTS | ACK);
}

/* Anything at all in the buffers: limits hold, and nothing is read beyond. */
static void work_noise(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	u32 seed = 0x5eed, i, k, id;
	const struct sriov_vf *vf;

	for (id = 0; id < 8; id++)
		active_vf(test, id);

	for (i = 0; i < 20000; i++) {
		seed = seed * 1664525 + 1013904223;
		id = seed >> 29;
		for (k = 0; k < SRIOV_MBX_LEN; k++) {
			seed = seed * 1664525 + 1013904223;
			/* Mostly small numbers: they get further. */
			fake->in[id][k] = seed & 0x80000000 ? seed >> 8 :
					  seed >> 20 & 0xfff;
		}
		fake->in[id][0] = (seed >> 8 & 7) | (seed >> 11 & 0x1f) << 16;
		if (!(seed >> 24))
			__set_bit(id, fake->flr);
		__set_bit(id, fake->req);
		fake_now += NSEC_PER_SEC;
		sriov_pf_mail_work(&pf->mail_work.work);

		vf = &pf->vfs[id];
		if (vf->asked.num_macs > SRIOV_VF_MAX_MACS ||
		    vf->asked.num_mc > SRIOV_VF_MAX_MC ||
		    vf->asked.max_frame > FAKE_MAX_FRAME ||
		    vf->asked.max_frame < ETH_ZLEN ||
		    !is_valid_ether_addr(vf->cfg.mac) ||
		    bitmap_weight(vf->asked.vlans, VLAN_N_VID) >
		    SRIOV_VF_MAX_VLANS ||
		    test_bit(0, vf->asked.vlans) ||
		    test_bit(4095, vf->asked.vlans)) {
			KUNIT_FAIL(test, "message %u broke a limit", i);
			break;
		}
	}
	flush_workqueue(pf->wq);
	kunit_info(test, "VF 0: %llu received, %llu refused, %llu malformed\n",
		   pf->vfs[0].mail.received, pf->vfs[0].mail.refused,
		   pf->vfs[0].mail.malformed);
	KUNIT_EXPECT_GT(test, pf->vfs[0].mail.received,
			pf->vfs[0].mail.refused);
	KUNIT_EXPECT_GT(test, pf->vfs[0].mail.malformed, 0);
}

static struct kunit_case work_cases[] = {
	KUNIT_CASE(work_resets_first),
	KUNIT_CASE(work_reset_seen_late),
	KUNIT_CASE(work_found_meanwhile),
	KUNIT_CASE(work_reset_fails),
	KUNIT_CASE(work_reset_enabling),
	KUNIT_CASE(work_buffer_busy),
	KUNIT_CASE(work_flood),
	KUNIT_CASE(work_flood_ends),
	KUNIT_CASE(work_flood_discarded),
	KUNIT_CASE(work_discard),
	KUNIT_CASE(work_ping),
	KUNIT_CASE(work_link),
	KUNIT_CASE(work_renew),
	KUNIT_CASE(work_stopped),
	KUNIT_CASE(work_noise),
	{}
};

static struct kunit_suite work_suite = {
	.name = "sriov_mail_work",
	.init = fake_init,
	.exit = fake_exit,
	.test_cases = work_cases,
};

kunit_test_suite(work_suite);

MODULE_DESCRIPTION("Unit tests of the PF's mail work");
MODULE_LICENSE("GPL");
