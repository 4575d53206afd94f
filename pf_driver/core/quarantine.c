// SPDX-License-Identifier: GPL-2.0
/*
 * VFs that misbehave: counting what they do, taking them off the network, and
 * letting them back. What is counted comes from mailbox.c, which throttles them
 * first. Owns the settings of a PF, what each VF is charged with, and the work
 * that releases VFs when their time is up; every function wants sriov_pf.lock
 * held except where it says otherwise.
 *
 *		more than sriov_pf.quarantine.limit[] of one kind in a minute,
 *		or by command
 *	READY ----------------------------------------------> QUARANTINED
 *	  ^	 hardware programmed		 by timer or command |
 *	  '-------- RESETTING <--------------------------------------'
 */
#include <linux/jiffies.h>
#include <linux/ktime.h>

#include "compat/extack.h"
#include "pf_driver/core/sriov_pf.h"

#define WINDOW_NS	(60 * (u64)NSEC_PER_SEC)

/* Who is quarantined again within this time of his release stays twice as
 * long, up to 2^MAX_DOUBLINGS times.
 */
#define PROBATION_NS	(3600 * (u64)NSEC_PER_SEC)
#define MAX_DOUBLINGS	6

/* When a release failed because the hardware lacked something. */
#define RETRY_NS	(10 * (u64)NSEC_PER_SEC)

/* Resets of a handshake that the PF asked for: of the function, by mail. */
#define PARDONED_RESETS	2

static const char * const reasons[SRIOV_QUARANTINE_NUM] = {
	[SRIOV_QUARANTINE_NONE] = "none",
	[SRIOV_QUARANTINE_MAIL_FLOOD] = "mail-flood",
	[SRIOV_QUARANTINE_MALFORMED] = "malformed",
	[SRIOV_QUARANTINE_RESET_LOOP] = "reset-loop",
	[SRIOV_QUARANTINE_COMMAND] = "command",
};

/**
 * sriov_quarantine_name() - name of a reason, for messages
 * @reason: the reason
 *
 * Any context.
 *
 * Return: the name; "?" for a number that is none.
 */
const char *sriov_quarantine_name(enum sriov_quarantine reason)
{
	return reason < SRIOV_QUARANTINE_NUM ? reasons[reason] : "?";
}

/* Look at the VFs when the first is due. */
static void release_later(struct sriov_pf *pf)
{
	u64 now = ktime_get_ns(), first = 0;
	unsigned long delay;
	unsigned int id;

	for (id = 0; id < pf->total_vfs; id++) {
		u64 at = pf->vfs[id].release_at;

		if (at && (!first || at < first))
			first = at;
	}
	if (!first)
		return;
	delay = first > now ? nsecs_to_jiffies(first - now) + 1 : 0;
	mod_delayed_work(pf->wq, &pf->release_work, delay);
}

/* How long it is to be, 0: until somebody says so. Doubles for one who was
 * released not long ago.
 */
static u64 sentence(struct sriov_vf *vf)
{
	u64 now = ktime_get_ns();

	if (!vf->released_at || now - vf->released_at > PROBATION_NS)
		vf->relapses = 0;
	else if (vf->relapses < MAX_DOUBLINGS)
		vf->relapses++;
	return (vf->pf->quarantine.release * (u64)NSEC_PER_SEC) << vf->relapses;
}

/* Nothing of it is to be served any more, nor sent to it. */
static void forget_mail(struct sriov_vf *vf)
{
	struct sriov_pf *pf = vf->pf;

	__clear_bit(vf->id, pf->req);
	__clear_bit(vf->id, pf->unread);
	__clear_bit(vf->id, pf->held);
	__clear_bit(vf->id, pf->ping);
	__clear_bit(vf->id, pf->renew);
}

/* Its driver may be an honest one that sends nothing just now: have it notice.
 * Without an answer to the handshake that follows it goes without carrier.
 */
static void tell_driver(struct sriov_vf *vf)
{
	u32 msg = SRIOV_MBX_CONTROL | SRIOV_MBX_NACK;

	if (vf->active && vf->pf->ops->mbx_write)
		vf->pf->ops->mbx_write(vf->pf, vf, &msg, 1);
}

static void quarantine(struct sriov_vf *vf, enum sriov_quarantine reason)
{
	struct sriov_pf *pf = vf->pf;
	u64 time;

	tell_driver(vf);
	vf->quarantine = reason;
	vf->active = false;
	vf->mail.quarantines++;
	forget_mail(vf);
	sriov_vf_reset_asked(vf);
	/* Off before anybody is told that it is. */
	if (sriov_vf_program(vf, NULL))
		pci_err(pf->pdev, "VF %u: the hardware didn't cut it off\n",
			vf->id);
	sriov_vf_mail_mask(vf);

	time = reason == SRIOV_QUARANTINE_COMMAND ? 0 : sentence(vf);
	vf->release_at = time ? ktime_get_ns() + time : 0;
	release_later(pf);
	WARN_ON_ONCE(sriov_vf_set_state(vf, SRIOV_VF_QUARANTINED));
	sriov_health_quarantined(vf);
}

static bool may_be_quarantined(const struct sriov_vf *vf)
{
	return vf->state == SRIOV_VF_READY || vf->state == SRIOV_VF_RESETTING;
}

/**
 * sriov_vf_strike() - a VF did what it shouldn't do too often
 * @vf: the VF
 * @reason: what; not SRIOV_QUARANTINE_COMMAND
 *
 * Above the limit it is quarantined, unless it is just being created: then the
 * next time after that. Process context.
 *
 * The count is one time, when all would be forgotten: each occurrence moves it
 * by its part of a minute.
 */
void sriov_vf_strike(struct sriov_vf *vf, enum sriov_quarantine reason)
{
	u32 limit = vf->pf->quarantine.limit[reason];
	u64 now = ktime_get_ns();

	lockdep_assert_held(&vf->pf->lock);

	if (reason == SRIOV_QUARANTINE_RESET_LOOP && vf->pardon) {
		vf->pardon--;
		return;
	}
	if (!limit)
		return;

	vf->strikes[reason] = max(vf->strikes[reason], now) + WINDOW_NS / limit;
	if (vf->strikes[reason] - now <= WINDOW_NS || !may_be_quarantined(vf))
		return;

	quarantine(vf, reason);
	if (vf->release_at)
		pci_notice_ratelimited(vf->pf->pdev,
				       "VF %u: quarantined for %s, for %llu s\n",
				       vf->id, sriov_quarantine_name(reason),
				       div_u64(vf->release_at - now,
					       NSEC_PER_SEC));
	else
		pci_notice_ratelimited(vf->pf->pdev,
				       "VF %u: quarantined for %s, until it is released\n",
				       vf->id, sriov_quarantine_name(reason));
}

/**
 * sriov_vf_pardon() - the PF is about to make the VF's driver reset it
 * @vf: the VF
 */
void sriov_vf_pardon(struct sriov_vf *vf)
{
	lockdep_assert_held(&vf->pf->lock);

	vf->pardon = PARDONED_RESETS;
}

/**
 * sriov_vf_forget_offences() - begin anew, as the VF is gone
 * @vf: the VF
 */
void sriov_vf_forget_offences(struct sriov_vf *vf)
{
	lockdep_assert_held(&vf->pf->lock);

	if (vf->quarantine)
		sriov_health_released(vf->pf, false);
	vf->quarantine = SRIOV_QUARANTINE_NONE;
	memset(vf->strikes, 0, sizeof(vf->strikes));
	vf->release_at = 0;
	vf->released_at = 0;
	vf->relapses = 0;
	vf->pardon = 0;
}

/* On failure it stays where it is. */
static int release(struct sriov_vf *vf, bool by_timer,
		   struct netlink_ext_ack *extack)
{
	enum sriov_quarantine reason = vf->quarantine;
	struct sriov_pf *pf = vf->pf;
	int err;

	vf->quarantine = SRIOV_QUARANTINE_NONE;
	err = sriov_vf_program(vf, extack);
	if (err) {
		vf->quarantine = reason;
		return err;
	}

	memset(vf->strikes, 0, sizeof(vf->strikes));
	vf->mail_full = 0;
	vf->release_at = 0;
	vf->released_at = ktime_get_ns();
	forget_mail(vf);
	sriov_vf_mail_mask(vf);
	WARN_ON_ONCE(sriov_vf_set_state(vf, SRIOV_VF_RESETTING) ||
		     sriov_vf_set_state(vf, SRIOV_VF_READY));

	/* Its driver may be waiting for a sign. */
	sriov_vf_invite(vf);
	sriov_health_released(pf, by_timer);
	pci_notice_ratelimited(pf->pdev, "VF %u: released from quarantine\n",
			       vf->id);
	return 0;
}

/**
 * sriov_pf_release_work() - release the VFs whose time is up
 * @work: release_work of a PF
 *
 * Takes sriov_pf.lock.
 */
void sriov_pf_release_work(struct work_struct *work)
{
	struct sriov_pf *pf = container_of(work, struct sriov_pf,
					   release_work.work);
	unsigned int id;
	u64 now;

	mutex_lock(&pf->lock);
	now = ktime_get_ns();
	for (id = 0; id < pf->total_vfs; id++) {
		struct sriov_vf *vf = &pf->vfs[id];

		if (!vf->release_at)
			continue;
		if (vf->release_at <= now && release(vf, true, NULL))
			vf->release_at = now + RETRY_NS;
	}
	release_later(pf);
	mutex_unlock(&pf->lock);
}

/* ---- by command ----------------------------------------------------------- */

static int check_command(struct sriov_pf *pf, u16 first, u16 last,
			 struct netlink_ext_ack *extack)
{
	unsigned int id;

	if (!pf->registered) {
		NL_SET_ERR_MSG(extack, "the PF is being removed");
		return -ENODEV;
	}
	if (pf->ops->foreign) {
		NL_SET_ERR_MSG(extack,
			       "quarantine: the PF is adopted, its driver can't do it");
		return -EOPNOTSUPP;
	}
	for (id = first; id <= last; id++) {
		if (pf->vfs[id].state == SRIOV_VF_DISABLED) {
			NL_SET_ERR_MSG_FMT(extack, "vf-id: VF %u doesn't exist",
					   id);
			return -ENXIO;
		}
		if (pf->vfs[id].state == SRIOV_VF_ENABLING) {
			NL_SET_ERR_MSG_FMT(extack,
					   "vf-id: VF %u is just being created",
					   id);
			return -EBUSY;
		}
	}
	return 0;
}

int sriov_vfs_quarantine(struct sriov_pf *pf, u16 first, u16 last,
			 struct netlink_ext_ack *extack)
{
	unsigned int id;
	int err;

	mutex_lock(&pf->lock);
	err = check_command(pf, first, last, extack);
	for (id = first; !err && id <= last; id++) {
		struct sriov_vf *vf = &pf->vfs[id];

		if (vf->quarantine == SRIOV_QUARANTINE_COMMAND)
			continue;
		if (vf->quarantine) {
			/* From here the host says how long. */
			vf->quarantine = SRIOV_QUARANTINE_COMMAND;
			vf->release_at = 0;
			sriov_pf_changed(pf);
			sriov_netlink_notify_vf_state(vf);
			continue;
		}
		quarantine(vf, SRIOV_QUARANTINE_COMMAND);
	}
	mutex_unlock(&pf->lock);
	return err;
}

/* Somebody has looked at it: what was is forgotten. */
static int release_by_hand(struct sriov_vf *vf, struct netlink_ext_ack *extack)
{
	int err;

	if (!vf->quarantine)
		return 0;
	err = release(vf, false, extack);
	if (!err)
		vf->released_at = 0;
	return err;
}

int sriov_vfs_release(struct sriov_pf *pf, u16 first, u16 last,
		      struct netlink_ext_ack *extack)
{
	unsigned int id;
	int err;

	mutex_lock(&pf->lock);
	err = check_command(pf, first, last, extack);
	for (id = first; !err && id <= last; id++)
		err = release_by_hand(&pf->vfs[id], extack);
	mutex_unlock(&pf->lock);
	return err;
}

int sriov_pf_release_all(struct sriov_pf *pf, struct netlink_ext_ack *extack)
{
	unsigned int id;
	int err = 0;

	mutex_lock(&pf->lock);
	for (id = 0; !err && id < pf->total_vfs; id++)
		err = release_by_hand(&pf->vfs[id], extack);
	mutex_unlock(&pf->lock);
	return err;
}

/**
 * sriov_vf_quarantine_left() - for how long a VF stays in quarantine
 * @vf: the VF
 *
 * Return: seconds, rounded up; 0: until somebody releases it.
 */
u32 sriov_vf_quarantine_left(const struct sriov_vf *vf)
{
	u64 now = ktime_get_ns();

	lockdep_assert_held(&vf->pf->lock);

	if (!vf->release_at)
		return 0;
	if (vf->release_at <= now)
		return 1;
	return div_u64(vf->release_at - now + NSEC_PER_SEC - 1, NSEC_PER_SEC);
}

/* ---- settings ------------------------------------------------------------- */

/**
 * sriov_pf_quarantine_init() - defaults
 * @pf: the PF, being allocated; no lock
 *
 * Each is what no driver does that works, however often its VF is handed over
 * and whatever the host changes meanwhile.
 */
void sriov_pf_quarantine_init(struct sriov_pf *pf)
{
	u32 *limit = pf->quarantine.limit;

	INIT_DELAYED_WORK(&pf->release_work, sriov_pf_release_work);
	limit[SRIOV_QUARANTINE_MAIL_FLOOD] = 1000;
	limit[SRIOV_QUARANTINE_MALFORMED] = 100;
	limit[SRIOV_QUARANTINE_RESET_LOOP] = 600;
	pf->quarantine.release = 60;
}

int sriov_pf_set_quarantine(struct sriov_pf *pf,
			    const struct sriov_quarantine_cfg *cfg, u32 mask)
{
	unsigned int i;
	int err = 0;

	mutex_lock(&pf->lock);
	if (pf->registered) {
		for (i = 0; i < ARRAY_SIZE(cfg->limit); i++)
			if (mask & BIT(i))
				pf->quarantine.limit[i] = cfg->limit[i];
		if (mask & SRIOV_QUARANTINE_SET_RELEASE)
			pf->quarantine.release = cfg->release;
		sriov_pf_changed(pf);
		sriov_netlink_notify_pf(pf);
	} else {
		err = -ENODEV;
	}
	mutex_unlock(&pf->lock);
	return err;
}
