// SPDX-License-Identifier: GPL-2.0
/*
 * Unit tests of the quarantine: what counts for it and what doesn't, what the
 * hardware and listeners are told, and every way out of it. Time is the test's.
 */
#include "selftests/kunit/mail_fake.h"

#define NONSENSE	0xfed

/* The timer, at the time that the test gives. */
static void run_timer(struct sriov_pf *pf)
{
	sriov_pf_release_work(&pf->release_work.work);
}

/* @num messages that make no sense, one a second: nothing is held back. */
static void nonsense(struct sriov_pf *pf, u16 id, unsigned int num)
{
	while (num--)
		send1(pf, id, NONSENSE);
}

static void q_malformed(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	struct sriov_vf *vf = active_vf(test, 69);
	u64 forgiven;

	pf->quarantine.limit[SRIOV_QUARANTINE_MALFORMED] = 30;
	pf->quarantine.release = 60;
	/* One in two seconds is what is forgiven. */
	nonsense(pf, 69, 58);
	KUNIT_ASSERT_EQ(test, vf->state, SRIOV_VF_READY);
	forgiven = fake_now;
	fake_now += 60 * (u64)NSEC_PER_SEC;
	nonsense(pf, 69, 58);
	KUNIT_ASSERT_EQ(test, vf->state, SRIOV_VF_READY);
	KUNIT_EXPECT_GT(test, fake_now, forgiven);

	vf->asked.num_macs = 1;
	fake->notes_state = 0;
	nonsense(pf, 69, 10);
	KUNIT_EXPECT_EQ(test, vf->state, SRIOV_VF_QUARANTINED);
	KUNIT_EXPECT_EQ(test, vf->quarantine, SRIOV_QUARANTINE_MALFORMED);
	KUNIT_EXPECT_EQ(test, fake->notes_state, 1);
	KUNIT_EXPECT_EQ(test, vf->mail.quarantines, 1);
	KUNIT_EXPECT_TRUE(test, fake->hw_cut[69]);
	KUNIT_EXPECT_FALSE(test, fake->hw_active[69]);
	KUNIT_EXPECT_EQ(test, fake->hw_macs[69], 0);
	KUNIT_EXPECT_TRUE(test, fake->masked[69]);
	KUNIT_EXPECT_LT_MSG(test, vf->mail.malformed, 126, "not read any more");
	mutex_lock(&pf->lock);
	KUNIT_EXPECT_LE(test, sriov_vf_quarantine_left(vf), 60);
	KUNIT_EXPECT_GT(test, sriov_vf_quarantine_left(vf), 0);
	mutex_unlock(&pf->lock);
}

/* One more than the limit at once, in which time doesn't matter. */
static void q_limit(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct sriov_vf *vf = active_vf(test, 3);
	static const u32 limits[] = { 1, 7, 100, SRIOV_QUARANTINE_MAX_LIMIT };
	unsigned int i, n;

	for (i = 0; i < ARRAY_SIZE(limits); i++) {
		pf->quarantine.limit[SRIOV_QUARANTINE_MALFORMED] = limits[i];
		mutex_lock(&pf->lock);
		for (n = 0; n < limits[i]; n++)
			sriov_vf_strike(vf, SRIOV_QUARANTINE_MALFORMED);
		KUNIT_EXPECT_EQ_MSG(test, vf->state, SRIOV_VF_READY, "%u",
				    limits[i]);
		sriov_vf_strike(vf, SRIOV_QUARANTINE_MALFORMED);
		KUNIT_EXPECT_EQ_MSG(test, vf->state, SRIOV_VF_QUARANTINED, "%u",
				    limits[i]);
		mutex_unlock(&pf->lock);
		KUNIT_ASSERT_EQ(test, sriov_vfs_release(pf, 3, 3, NULL), 0);
	}

	pf->quarantine.limit[SRIOV_QUARANTINE_MALFORMED] = 0;
	mutex_lock(&pf->lock);
	for (n = 0; n < 2 * SRIOV_QUARANTINE_MAX_LIMIT; n++)
		sriov_vf_strike(vf, SRIOV_QUARANTINE_MALFORMED);
	mutex_unlock(&pf->lock);
	KUNIT_EXPECT_EQ_MSG(test, vf->state, SRIOV_VF_READY, "0 is never");
}

/* Throttled first: its interrupts, and then more than that. */
static void q_flood(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	struct sriov_vf *vf = active_vf(test, 3);
	unsigned int n;

	active_vf(test, 4);
	pf->quarantine.limit[SRIOV_QUARANTINE_MAIL_FLOOD] = 50;
	for (n = 0; n < 4 * SRIOV_VF_MAIL_BURST && !fake->masked[3]; n++) {
		request(pf, 3, 6);
		run_work(pf);
	}
	KUNIT_EXPECT_TRUE(test, fake->masked[3]);
	KUNIT_EXPECT_EQ(test, vf->state, SRIOV_VF_READY);
	fake_now += NSEC_PER_SEC;
	run_work(pf);
	KUNIT_EXPECT_FALSE_MSG(test, fake->masked[3], "it is its turn again");

	for (n = 0; n < 4 * SRIOV_VF_MAIL_BURST && !vf->quarantine; n++) {
		request(pf, 3, 6);
		run_work(pf);
		if (!fake->out_len[3])
			fake_now += NSEC_PER_SEC / SRIOV_VF_MAIL_RATE;
	}
	KUNIT_EXPECT_EQ(test, vf->quarantine, SRIOV_QUARANTINE_MAIL_FLOOD);
	KUNIT_EXPECT_GT(test, vf->mail.delayed, 50);
	KUNIT_EXPECT_LT(test, vf->mail.delayed, 60);
	KUNIT_EXPECT_EQ(test, pf->vfs[4].state, SRIOV_VF_READY);
	request(pf, 4, 6);
	request(pf, 3, 6);
	run_work(pf);
	KUNIT_EXPECT_EQ(test, fake->out_len[4], 1);
	KUNIT_EXPECT_EQ(test, fake->out_len[3], 0);
}

/* A buffer that isn't let go of costs a pass waiting: that is counted too. */
static void q_hold(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	struct sriov_vf *vf = active_vf(test, 3);
	unsigned int n;

	fake->read_busy[3] = true;
	for (n = 0; n < 2 * SRIOV_VF_MAIL_BURST && !vf->mail.delayed; n++) {
		request(pf, 3, 6);
		run_work(pf);
	}
	KUNIT_EXPECT_EQ(test, vf->mail.delayed, 1);
	KUNIT_EXPECT_TRUE(test, fake->masked[3]);
}

/* Acks of messages it got are free, others aren't. */
static void q_ack(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	struct sriov_vf *vf = active_vf(test, 3);
	u64 full;
	unsigned int n;

	__set_bit(3, fake->ack);
	run_work(pf);
	full = vf->mail_full;
	for (n = 0; n < 10; n++) {
		sriov_pf_ping_vfs(pf);
		flush_workqueue(pf->wq);
		__set_bit(3, fake->ack);
		run_work(pf);
	}
	KUNIT_EXPECT_EQ(test, vf->mail_full, full);

	pf->quarantine.limit[SRIOV_QUARANTINE_MAIL_FLOOD] = 50;
	for (n = 0; n < 2 * SRIOV_VF_MAIL_BURST && !fake->masked[3]; n++) {
		__set_bit(3, fake->ack);
		run_work(pf);
	}
	KUNIT_EXPECT_TRUE(test, fake->masked[3]);
	for (n = 0; n < 200 && !vf->quarantine; n++) {
		fake_now += NSEC_PER_SEC / SRIOV_VF_MAIL_RATE / 2;
		run_work(pf);
		__set_bit(3, fake->ack);
		run_work(pf);
	}
	KUNIT_EXPECT_EQ(test, vf->quarantine, SRIOV_QUARANTINE_MAIL_FLOOD);
}

static void q_resets(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	struct sriov_vf *vf = active_vf(test, 3);
	unsigned int n;

	pf->quarantine.limit[SRIOV_QUARANTINE_RESET_LOOP] = 10;
	vf->strikes[SRIOV_QUARANTINE_RESET_LOOP] = 0;
	for (n = 0; n < 5; n++) {
		__set_bit(3, fake->flr);
		request(pf, 3, 1);
		run_work(pf);
	}
	KUNIT_EXPECT_EQ(test, vf->state, SRIOV_VF_READY);
	KUNIT_EXPECT_TRUE(test, vf->active);

	/* Those that the PF asks for are free. */
	for (n = 0; n < 20; n++) {
		KUNIT_ASSERT_EQ(test, host_mac(pf, 3, n & 1 ? mac_a : mac_b), 0);
		flush_workqueue(pf->wq);
		__set_bit(3, fake->flr);
		request(pf, 3, 1);
		run_work(pf);
	}
	KUNIT_EXPECT_EQ(test, vf->state, SRIOV_VF_READY);

	__set_bit(3, fake->flr);
	request(pf, 3, 1);
	run_work(pf);
	KUNIT_EXPECT_EQ(test, vf->quarantine, SRIOV_QUARANTINE_RESET_LOOP);
	KUNIT_EXPECT_NE_MSG(test, fake->out[3][0], 1 | ACK, "no answer");

	/* A reset changes nothing, but the hardware may have forgotten. */
	fake->hw_cut[3] = false;
	__set_bit(3, fake->flr);
	run_work(pf);
	KUNIT_EXPECT_EQ(test, vf->state, SRIOV_VF_QUARANTINED);
	KUNIT_EXPECT_TRUE(test, fake->hw_cut[3]);
}

/* Not while it is created; then at once. */
static void q_enabling(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct sriov_vf *vf = &pf->vfs[3];

	pf->quarantine.limit[SRIOV_QUARANTINE_RESET_LOOP] = 1;
	mutex_lock(&pf->lock);
	KUNIT_ASSERT_EQ(test, sriov_vf_set_state(vf, SRIOV_VF_ENABLING), 0);
	sriov_vf_strike(vf, SRIOV_QUARANTINE_RESET_LOOP);
	sriov_vf_strike(vf, SRIOV_QUARANTINE_RESET_LOOP);
	KUNIT_EXPECT_EQ(test, vf->state, SRIOV_VF_ENABLING);
	mutex_unlock(&pf->lock);
	KUNIT_EXPECT_EQ(test, sriov_vfs_quarantine(pf, 3, 3, NULL), -EBUSY);
	mutex_lock(&pf->lock);
	KUNIT_ASSERT_EQ(test, sriov_vf_set_state(vf, SRIOV_VF_READY), 0);
	sriov_vf_strike(vf, SRIOV_QUARANTINE_RESET_LOOP);
	KUNIT_EXPECT_EQ(test, vf->state, SRIOV_VF_QUARANTINED);
	mutex_unlock(&pf->lock);
}

static void strike_out(struct sriov_vf *vf)
{
	mutex_lock(&vf->pf->lock);
	sriov_vf_strike(vf, SRIOV_QUARANTINE_MALFORMED);
	sriov_vf_strike(vf, SRIOV_QUARANTINE_MALFORMED);
	mutex_unlock(&vf->pf->lock);
}

static u32 left(struct sriov_vf *vf)
{
	u32 seconds;

	mutex_lock(&vf->pf->lock);
	seconds = sriov_vf_quarantine_left(vf);
	mutex_unlock(&vf->pf->lock);
	return seconds;
}

static void q_timer(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	struct sriov_vf *vf = active_vf(test, 3);
	u32 expected = 10;
	unsigned int n;

	pf->quarantine.limit[SRIOV_QUARANTINE_MALFORMED] = 1;
	pf->quarantine.release = 10;
	for (n = 0; n < 9; n++) {
		strike_out(vf);
		KUNIT_ASSERT_EQ(test, left(vf), expected);
		fake_now += (u64)NSEC_PER_SEC * expected - 1;
		run_timer(pf);
		KUNIT_ASSERT_EQ(test, vf->state, SRIOV_VF_QUARANTINED);
		KUNIT_ASSERT_EQ(test, left(vf), 1);
		fake_now++;
		run_timer(pf);
		KUNIT_ASSERT_EQ(test, vf->state, SRIOV_VF_READY);
		KUNIT_ASSERT_FALSE(test, fake->hw_cut[3]);
		KUNIT_ASSERT_FALSE(test, fake->masked[3]);
		expected = min(2 * expected, 640U);
	}
	/* Good for an hour: it is as if it never happened. */
	fake_now += 3601 * (u64)NSEC_PER_SEC;
	strike_out(vf);
	KUNIT_EXPECT_EQ(test, left(vf), 10);

	/* The hardware can't: it is tried again. */
	fake_now += 10 * (u64)NSEC_PER_SEC;
	fake->fail_at = 1;
	run_timer(pf);
	KUNIT_EXPECT_EQ(test, vf->quarantine, SRIOV_QUARANTINE_MALFORMED);
	KUNIT_EXPECT_EQ(test, left(vf), 10);
	fake_now += 10 * (u64)NSEC_PER_SEC;
	run_timer(pf);
	KUNIT_EXPECT_EQ(test, vf->state, SRIOV_VF_READY);

	/* Released by somebody who has looked at it. */
	strike_out(vf);
	KUNIT_ASSERT_EQ(test, sriov_vfs_release(pf, 3, 3, NULL), 0);
	strike_out(vf);
	KUNIT_EXPECT_EQ(test, left(vf), 10);
	pf->quarantine.release = 0;
	KUNIT_ASSERT_EQ(test, sriov_vfs_release(pf, 3, 3, NULL), 0);
	strike_out(vf);
	KUNIT_EXPECT_EQ_MSG(test, left(vf), 0, "for good");
}

static void q_command(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	struct sriov_vf *vf = active_vf(test, 3);
	struct sriov_vf *other = active_vf(test, 4);

	memset(fake->out_len, 0, sizeof(fake->out_len));
	KUNIT_EXPECT_EQ(test, sriov_vfs_quarantine(pf, 3, 5, NULL), -ENXIO);
	KUNIT_EXPECT_EQ_MSG(test, vf->state, SRIOV_VF_READY, "none of them");
	KUNIT_ASSERT_EQ(test, sriov_vfs_quarantine(pf, 3, 4, NULL), 0);
	KUNIT_EXPECT_EQ(test, vf->quarantine, SRIOV_QUARANTINE_COMMAND);
	KUNIT_EXPECT_EQ(test, other->quarantine, SRIOV_QUARANTINE_COMMAND);
	KUNIT_EXPECT_EQ_MSG(test, fake->out[3][0], 0x100 | NACK,
			    "its driver is told");
	KUNIT_EXPECT_EQ(test, left(vf), 0);
	request(pf, 3, 1);
	run_work(pf);
	KUNIT_EXPECT_EQ(test, fake->out_len[3], 0);

	/* Configured meanwhile; the hardware has it, and it stays off. */
	KUNIT_ASSERT_EQ(test, host_mac(pf, 3, mac_a), 0);
	KUNIT_EXPECT_MEMEQ(test, fake->hw[3].mac, mac_a, ETH_ALEN);
	KUNIT_EXPECT_TRUE(test, fake->hw_cut[3]);
	KUNIT_EXPECT_EQ_MSG(test, fake->out_len[3], 0, "nothing to renew");

	fake->fail_at = 1;
	KUNIT_EXPECT_EQ(test, sriov_vfs_release(pf, 3, 3, NULL), -ENOSPC);
	KUNIT_EXPECT_EQ(test, vf->quarantine, SRIOV_QUARANTINE_COMMAND);
	KUNIT_EXPECT_EQ(test, vf->state, SRIOV_VF_QUARANTINED);

	KUNIT_ASSERT_EQ(test, sriov_vfs_release(pf, 3, 3, NULL), 0);
	flush_workqueue(pf->wq);
	KUNIT_EXPECT_EQ_MSG(test, fake->out[3][0], 0x100 | NACK, "invited");
	KUNIT_EXPECT_EQ(test, vf->state, SRIOV_VF_READY);
	KUNIT_EXPECT_FALSE(test, vf->active);
	KUNIT_EXPECT_EQ(test, other->state, SRIOV_VF_QUARANTINED);
	KUNIT_EXPECT_EQ(test, send1(pf, 3, 1), 1 | ACK);
	KUNIT_EXPECT_TRUE(test, fake->hw_active[3]);
	KUNIT_EXPECT_EQ(test, sriov_vfs_release(pf, 3, 3, NULL), 0);
	KUNIT_EXPECT_TRUE_MSG(test, vf->active, "wasn't in quarantine");
}

/* What was for some time only becomes for good, and the VF may vanish. */
static void q_ends(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	struct sriov_vf *vf = active_vf(test, 3);

	pf->quarantine.limit[SRIOV_QUARANTINE_MALFORMED] = 1;
	pf->quarantine.release = 10;
	strike_out(vf);
	KUNIT_EXPECT_EQ(test, left(vf), 10);
	fake->notes_state = 0;
	KUNIT_ASSERT_EQ(test, sriov_vfs_quarantine(pf, 3, 3, NULL), 0);
	KUNIT_EXPECT_EQ(test, vf->quarantine, SRIOV_QUARANTINE_COMMAND);
	KUNIT_EXPECT_EQ(test, left(vf), 0);
	KUNIT_EXPECT_EQ(test, fake->notes_state, 1);
	KUNIT_EXPECT_EQ(test, vf->mail.quarantines, 1);

	mutex_lock(&pf->lock);
	KUNIT_ASSERT_EQ(test, sriov_vf_set_state(vf, SRIOV_VF_DISABLED), 0);
	mutex_unlock(&pf->lock);
	sriov_pf_mail_discard(pf);
	KUNIT_EXPECT_EQ(test, vf->quarantine, SRIOV_QUARANTINE_NONE);
	KUNIT_EXPECT_FALSE(test, fake->masked[3]);
	fake_enable(test, vf);
	KUNIT_EXPECT_FALSE(test, fake->hw_cut[3]);
	KUNIT_EXPECT_EQ(test, send1(pf, 3, 1), 1 | ACK);
}

static struct kunit_case q_cases[] = {
	KUNIT_CASE(q_malformed),
	KUNIT_CASE(q_limit),
	KUNIT_CASE(q_flood),
	KUNIT_CASE(q_hold),
	KUNIT_CASE(q_ack),
	KUNIT_CASE(q_resets),
	KUNIT_CASE(q_enabling),
	KUNIT_CASE(q_timer),
	KUNIT_CASE(q_command),
	KUNIT_CASE(q_ends),
	{}
};

static struct kunit_suite q_suite = {
	.name = "sriov_quarantine",
	.init = fake_init,
	.exit = fake_exit,
	.test_cases = q_cases,
};

kunit_test_suite(q_suite);

MODULE_DESCRIPTION("Unit tests of the quarantine of VFs");
MODULE_LICENSE("GPL");
