/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A PF without hardware, for the unit tests of the PF core: a fake backend
 * that records what it is told, fails when told to, and has mailboxes in
 * memory; and stand-ins for those parts of the core that no test includes
 * (netlink, PCI). A test includes mailbox.c, mail_parse.c, quarantine.c, vf.c,
 * vf_check.c and vf_set.c, which need each other, and then this. Each case gets
 * a PF of its own; the
 * case holds pf->lock except where what it calls takes it.
 */
#ifndef PF_FAKE_H
#define PF_FAKE_H

#include <kunit/test.h>

#include "pf_driver/core/sriov_pf.h"

#define FAKE_VFS	70	/* more than one word of a bitmap */
#define FAKE_MAX_FRAME	9216
#define FAKE_QUEUES	8	/* queue pairs of a VF */
#define FAKE_SPEED	1000	/* Mbit/s, until a test changes it */

static const u8 fake_pf_mac[ETH_ALEN] = { 0x02, 0xaa, 0x00, 0x00, 0x00, 0x01 };

/* The backend's side: sriov_pf_priv() of the fake PF. */
struct fake {
	unsigned int enabled;		/* vfs_enable: for how many */
	int enable_err;			/* what it is to return */
	unsigned int applied;		/* calls of vf_apply */
	unsigned int fail_at;		/* the call to fail, 1: next; 0: none */
	u32 last_changed;
	struct sriov_vf_cfg hw[FAKE_VFS];	/* what the hardware has */
	bool hw_active[FAKE_VFS];
	u8 hw_macs[FAKE_VFS];
	u16 hw_max_frame[FAKE_VFS];
	u32 speed;
	bool hw_all_uc[FAKE_VFS];
	bool hw_all_mc[FAKE_VFS];

	u32 in[FAKE_VFS][SRIOV_MBX_LEN];	/* VF's message */
	u32 out[FAKE_VFS][SRIOV_MBX_LEN];	/* PF's message */
	unsigned int out_len[FAKE_VFS];		/* 0: none */
	bool read_busy[FAKE_VFS];
	bool write_busy[FAKE_VFS];
	bool hw_cut[FAKE_VFS];
	bool masked[FAKE_VFS];
	DECLARE_BITMAP(req, SRIOV_PF_MAX_VFS);
	DECLARE_BITMAP(ack, SRIOV_PF_MAX_VFS);
	DECLARE_BITMAP(flr, SRIOV_PF_MAX_VFS);
	DECLARE_BITMAP(flr_later, SRIOV_PF_MAX_VFS); /* seen at 2nd look */

	unsigned int notes_vf;		/* notifications */
	unsigned int notes_state;
	unsigned int notes_pf;
	unsigned int notes_refused;
	u64 refused;			/* the cookie */
	unsigned int rates_told;	/* to devlink */
};

/* ---- stand-ins for the rest of the core --------------------------------- */

void sriov_pf_changed(struct sriov_pf *pf)
{
	lockdep_assert_held(&pf->lock);
	pf->generation++;
}

#ifndef FAKE_HAVE_LIFECYCLE	/* lifecycle.c included too */
void sriov_pf_read_layout(struct sriov_pf *pf)
{
	lockdep_assert_held(&pf->lock);
	pf->vf_offset = 8;
	pf->vf_stride = 4;
}
#endif

static struct fake *fake_of(struct sriov_pf *pf)
{
	return sriov_pf_priv(pf);
}

void sriov_netlink_notify_vf(struct sriov_vf *vf)
{
	lockdep_assert_held(&vf->pf->lock);
	fake_of(vf->pf)->notes_vf++;
}

void sriov_netlink_notify_vf_state(struct sriov_vf *vf)
{
	lockdep_assert_held(&vf->pf->lock);
	fake_of(vf->pf)->notes_state++;
}

void sriov_netlink_notify_vf_refused(struct sriov_vf *vf, u64 cookie)
{
	lockdep_assert_held(&vf->pf->lock);
	fake_of(vf->pf)->notes_refused++;
	fake_of(vf->pf)->refused = cookie;
}

void sriov_health_quarantined(struct sriov_vf *vf)
{
	lockdep_assert_held(&vf->pf->lock);
}

void sriov_health_released(struct sriov_pf *pf, bool by_timer)
{
	lockdep_assert_held(&pf->lock);
}

void sriov_netlink_notify_pf(struct sriov_pf *pf)
{
	lockdep_assert_held(&pf->lock);
	fake_of(pf)->notes_pf++;
}

/* ---- the backend -------------------------------------------------------- */

static int fake_vfs_enable(struct sriov_pf *pf, unsigned int num,
			   struct netlink_ext_ack *extack)
{
	struct fake *fake = fake_of(pf);

	if (!fake->enable_err)
		fake->enabled = num;
	return fake->enable_err;
}

static void fake_vfs_disable(struct sriov_pf *pf)
{
	fake_of(pf)->enabled = 0;
}

static int fake_vf_apply(struct sriov_pf *pf, struct sriov_vf *vf,
			 u32 changed, struct netlink_ext_ack *extack)
{
	struct fake *fake = fake_of(pf);

	lockdep_assert_held(&pf->lock);

	/* A VF that exists belongs to an enabled backend. */
	if (fake->enable_err || vf->state == SRIOV_VF_DISABLED)
		return -ENXIO;
	fake->applied++;
	if (fake->fail_at && !--fake->fail_at)
		return -ENOSPC;
	fake->last_changed = changed;
	fake->hw[vf->id] = vf->cfg;
	fake->hw_active[vf->id] = vf->active;
	fake->hw_cut[vf->id] = vf->quarantine;
	fake->hw_macs[vf->id] = vf->asked.num_macs;
	fake->hw_max_frame[vf->id] = sriov_vf_max_frame(vf);
	fake->hw_all_uc[vf->id] = sriov_vf_all_uc(vf);
	fake->hw_all_mc[vf->id] = sriov_vf_all_mc(vf);
	return 0;
}

static void fake_vf_stats(struct sriov_pf *pf, struct sriov_vf *vf,
			  struct sriov_vf_stats *stats)
{
	stats->rx_packets = vf->id + 1;
}

static void fake_mbx_events(struct sriov_pf *pf, unsigned long *req,
			    unsigned long *ack, unsigned long *flr)
{
	struct fake *fake = fake_of(pf);

	bitmap_or(req, req, fake->req, SRIOV_PF_MAX_VFS);
	bitmap_or(ack, ack, fake->ack, SRIOV_PF_MAX_VFS);
	bitmap_zero(fake->ack, SRIOV_PF_MAX_VFS);
	bitmap_or(flr, flr, fake->flr, SRIOV_PF_MAX_VFS);
	bitmap_zero(fake->req, SRIOV_PF_MAX_VFS);
	bitmap_copy(fake->flr, fake->flr_later, SRIOV_PF_MAX_VFS);
	bitmap_zero(fake->flr_later, SRIOV_PF_MAX_VFS);
}

static int fake_mbx_read(struct sriov_pf *pf, struct sriov_vf *vf, u32 *msg,
			 unsigned int len)
{
	struct fake *fake = fake_of(pf);

	if (fake->read_busy[vf->id])
		return -EBUSY;
	memcpy(msg, fake->in[vf->id], len * sizeof(*msg));
	return 0;
}

static int fake_mbx_write(struct sriov_pf *pf, struct sriov_vf *vf,
			  const u32 *msg, unsigned int len)
{
	struct fake *fake = fake_of(pf);

	if (fake->write_busy[vf->id])
		return -EBUSY;
	memcpy(fake->out[vf->id], msg, len * sizeof(*msg));
	fake->out_len[vf->id] = len;
	return 0;
}

static void fake_mbx_mask(struct sriov_pf *pf, struct sriov_vf *vf, bool on)
{
	fake_of(pf)->masked[vf->id] = on;
}

static u32 fake_link_speed(struct sriov_pf *pf)
{
	lockdep_assert_held(&pf->lock);
	return fake_of(pf)->speed;
}

static const struct sriov_pf_ops fake_ops = {
	.name = "fake",
	.vfs_enable = fake_vfs_enable,
	.vfs_disable = fake_vfs_disable,
	.vf_apply = fake_vf_apply,
	.vf_stats = fake_vf_stats,
	.mbx_events = fake_mbx_events,
	.mbx_read = fake_mbx_read,
	.mbx_write = fake_mbx_write,
	.mbx_mask = fake_mbx_mask,
	.link_speed = fake_link_speed,
};

/* ---- a PF per case: test->priv ------------------------------------------ */

static void fake_rate_work(struct work_struct *work)
{
	struct sriov_pf *pf = container_of(work, struct sriov_pf, rate_work);

	fake_of(pf)->rates_told++;
}

static int fake_init(struct kunit *test)
{
	struct sriov_pf *pf;
	unsigned int i;

	pf = kunit_kzalloc(test, sizeof(*pf) + sizeof(struct fake),
			   GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, pf);
	pf->vfs = kunit_kcalloc(test, FAKE_VFS, sizeof(*pf->vfs), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, pf->vfs);
	/* For messages only: it is on no bus. */
	pf->pdev = kunit_kzalloc(test, sizeof(*pf->pdev), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, pf->pdev);
	pf->pdev->dev.init_name = "fake";

	INIT_DELAYED_WORK(&pf->mail_work, sriov_pf_mail_work);
	INIT_DELAYED_WORK(&pf->release_work, sriov_pf_release_work);
	INIT_WORK(&pf->rate_work, fake_rate_work);
	pf->wq = alloc_ordered_workqueue("sriov_fake", 0);
	KUNIT_ASSERT_NOT_NULL(test, pf->wq);
	mutex_init(&pf->lock);
	pf->ops = &fake_ops;
	pf->caps = GENMASK(SRIOV_CAP_NUM - 1, 0);
	pf->max_frame = FAKE_MAX_FRAME;
	pf->max_queues = FAKE_QUEUES;
	pf->total_vfs = FAKE_VFS;
	pf->registered = true;
	pf->mail_on = true;
	ether_addr_copy(pf->mac, fake_pf_mac);
	fake_of(pf)->speed = FAKE_SPEED;

	mutex_lock(&pf->lock);
	for (i = 0; i < FAKE_VFS; i++)
		sriov_vf_init(&pf->vfs[i], pf, i);
	mutex_unlock(&pf->lock);

	test->priv = pf;
	return 0;
}

static void fake_exit(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;

	if (!pf)
		return;
	sriov_pf_mail_stop(pf);
	cancel_delayed_work_sync(&pf->release_work);
	cancel_work_sync(&pf->rate_work);
	destroy_workqueue(pf->wq);
}

/* Bring a VF to life, by the way all take. */
static void __maybe_unused fake_enable(struct kunit *test,
				       struct sriov_vf *vf)
{
	mutex_lock(&vf->pf->lock);
	vf->cfg.in_service = true;
	KUNIT_ASSERT_EQ(test, sriov_vf_set_state(vf, SRIOV_VF_ENABLING), 0);
	KUNIT_ASSERT_EQ(test, sriov_vf_program(vf, NULL), 0);
	KUNIT_ASSERT_EQ(test, sriov_vf_set_state(vf, SRIOV_VF_READY), 0);
	mutex_unlock(&vf->pf->lock);
}

#endif /* PF_FAKE_H */
