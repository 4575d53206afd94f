// SPDX-License-Identifier: GPL-2.0
/*
 * The devlink health reporter "vf" of a PF: it is in error while VFs are in
 * quarantine, and says which. Owns the reporter and the work that tells devlink
 * of what happened: that takes devlink's lock, which comes before sriov_pf.lock
 * and so can't be had where it happens.
 *
 * Automatic recovery is the timer of the quarantine. devlink recovers as soon as
 * something is reported, which would be too soon: so it is told that it goes on,
 * and by that it is seen whether the user wants it at all. If not, the VF stays
 * until somebody releases it.
 */
#include "compat/devlink.h"
#include "pf_driver/core/sriov_pf.h"

#define REPORT_LEN	64

/* What may be interesting of a VF, beside its quarantine. */
static void put_counters(struct devlink_fmsg *fmsg, const struct sriov_vf *vf)
{
	devlink_fmsg_u64_pair_put(fmsg, "mail-received", vf->mail.received);
	devlink_fmsg_u64_pair_put(fmsg, "mail-refused", vf->mail.refused);
	devlink_fmsg_u64_pair_put(fmsg, "mail-malformed", vf->mail.malformed);
	devlink_fmsg_u64_pair_put(fmsg, "mail-delayed", vf->mail.delayed);
	devlink_fmsg_u64_pair_put(fmsg, "resets", vf->mail.resets);
	devlink_fmsg_u64_pair_put(fmsg, "quarantines", vf->mail.quarantines);
}

/* Kernels differ in whether these return something. What doesn't fit into
 * memory is missing from the message.
 */
static void put_vf(struct devlink_fmsg *fmsg, const struct sriov_vf *vf)
{
	devlink_fmsg_obj_nest_start(fmsg);
	devlink_fmsg_u32_pair_put(fmsg, "vf", vf->id);
	devlink_fmsg_string_pair_put(fmsg, "state",
				     sriov_vf_state_name(vf->state));
	devlink_fmsg_string_pair_put(fmsg, "reason",
				     sriov_quarantine_name(vf->quarantine));
	devlink_fmsg_u32_pair_put(fmsg, "left", sriov_vf_quarantine_left(vf));
	put_counters(fmsg, vf);
	devlink_fmsg_obj_nest_end(fmsg);
}

static bool in_quarantine(const struct sriov_vf *vf)
{
	return vf->quarantine;
}

/* It was throttled at least once, or worse. */
static bool is_suspect(const struct sriov_vf *vf)
{
	return vf->quarantine || vf->mail.delayed || vf->mail.malformed ||
	       vf->mail.quarantines;
}

static void put_vfs(struct devlink_fmsg *fmsg, struct sriov_pf *pf,
		    bool (*which)(const struct sriov_vf *vf))
{
	unsigned int id;

	devlink_fmsg_arr_pair_nest_start(fmsg, "vfs");
	mutex_lock(&pf->lock);
	for (id = 0; id < pf->total_vfs; id++)
		if (which(&pf->vfs[id]))
			put_vf(fmsg, &pf->vfs[id]);
	mutex_unlock(&pf->lock);
	devlink_fmsg_arr_pair_nest_end(fmsg);
}

static int health_diagnose(struct devlink_health_reporter *reporter,
			   struct devlink_fmsg *fmsg,
			   struct netlink_ext_ack *extack)
{
	put_vfs(fmsg, devlink_health_reporter_priv(reporter), in_quarantine);
	return 0;
}

static void put_settings(struct devlink_fmsg *fmsg, struct sriov_pf *pf)
{
	const u32 *limit = pf->quarantine.limit;

	mutex_lock(&pf->lock);
	devlink_fmsg_u32_pair_put(fmsg, "quarantine-flood",
				  limit[SRIOV_QUARANTINE_MAIL_FLOOD]);
	devlink_fmsg_u32_pair_put(fmsg, "quarantine-malformed",
				  limit[SRIOV_QUARANTINE_MALFORMED]);
	devlink_fmsg_u32_pair_put(fmsg, "quarantine-resets",
				  limit[SRIOV_QUARANTINE_RESET_LOOP]);
	devlink_fmsg_u32_pair_put(fmsg, "quarantine-release",
				  pf->quarantine.release);
	mutex_unlock(&pf->lock);
}

/* As things were when a VF was quarantined; devlink keeps it. */
static int health_dump(struct devlink_health_reporter *reporter,
		       struct devlink_fmsg *fmsg, void *priv_ctx,
		       struct netlink_ext_ack *extack)
{
	struct sriov_pf *pf = devlink_health_reporter_priv(reporter);

	put_settings(fmsg, pf);
	put_vfs(fmsg, pf, is_suspect);
	return 0;
}

/* @priv_ctx: it is devlink that asks, and not a user. */
static int health_recover(struct devlink_health_reporter *reporter,
			  void *priv_ctx, struct netlink_ext_ack *extack)
{
	if (priv_ctx)
		return -EINPROGRESS;
	return sriov_pf_release_all(devlink_health_reporter_priv(reporter),
				    extack);
}

static const struct devlink_health_reporter_ops health_ops = {
	.name = "vf",
	.recover = health_recover,
	.dump = health_dump,
	.diagnose = health_diagnose,
};

/* Automatic recovery is off: the VF stays. Unless all of that is over. */
static void no_timer(struct sriov_vf *vf, u64 release_at)
{
	struct sriov_pf *pf = vf->pf;

	mutex_lock(&pf->lock);
	if (release_at && vf->release_at == release_at) {
		vf->release_at = 0;
		sriov_pf_changed(pf);
		sriov_netlink_notify_vf_state(vf);
	}
	mutex_unlock(&pf->lock);
}

/* The next VF to report. False: there is none, or nobody to report it to. */
static bool next_report(struct sriov_pf *pf, unsigned int *id, char *text,
			u64 *release_at)
{
	struct sriov_vf *vf;
	bool found = false;

	mutex_lock(&pf->lock);
	while (pf->health_on && !found) {
		*id = find_first_bit(pf->health_todo, pf->total_vfs);
		if (*id >= pf->total_vfs)
			break;
		__clear_bit(*id, pf->health_todo);
		vf = &pf->vfs[*id];
		found = vf->quarantine;
		*release_at = vf->release_at;
		snprintf(text, REPORT_LEN, "VF %u quarantined: %s", *id,
			 sriov_quarantine_name(vf->quarantine));
	}
	mutex_unlock(&pf->lock);
	return found;
}

/* Returns whether no VF is in quarantine; in @by_timer whether the timer has
 * released one.
 */
static bool is_healthy(struct sriov_pf *pf, bool *by_timer)
{
	bool healthy;
	unsigned int id;

	mutex_lock(&pf->lock);
	healthy = pf->health_on;
	for (id = 0; id < pf->total_vfs && healthy; id++)
		healthy = !pf->vfs[id].quarantine;
	*by_timer = healthy && pf->health_timer;
	if (healthy)
		pf->health_timer = false;
	mutex_unlock(&pf->lock);
	return healthy;
}

static void health_work(struct work_struct *work)
{
	struct sriov_pf *pf = container_of(work, struct sriov_pf, health_work);
	char text[REPORT_LEN];
	bool by_timer;
	unsigned int id;
	u64 release_at;

	while (next_report(pf, &id, text, &release_at)) {
		/* 0: it didn't recover, nor did it look whether it should. */
		if (!devlink_health_report(pf->health, text, pf))
			no_timer(&pf->vfs[id], release_at);
	}
	if (!is_healthy(pf, &by_timer))
		return;
	if (by_timer)
		devlink_health_reporter_recovery_done(pf->health);
	devlink_health_reporter_state_update(pf->health,
					     DEVLINK_HEALTH_REPORTER_STATE_HEALTHY);
}

/**
 * sriov_health_quarantined() - a VF was quarantined
 * @vf: the VF, with sriov_pf.lock held
 */
void sriov_health_quarantined(struct sriov_vf *vf)
{
	struct sriov_pf *pf = vf->pf;

	lockdep_assert_held(&pf->lock);

	__set_bit(vf->id, pf->health_todo);
	if (pf->health_on)
		schedule_work(&pf->health_work);
}

/**
 * sriov_health_released() - a VF isn't in quarantine any more
 * @pf: its PF, with sriov_pf.lock held
 * @by_timer: it was its time
 */
void sriov_health_released(struct sriov_pf *pf, bool by_timer)
{
	lockdep_assert_held(&pf->lock);

	pf->health_timer |= by_timer;
	if (pf->health_on)
		schedule_work(&pf->health_work);
}

/**
 * sriov_health_create() - make the reporter of a PF, before devlink shows it
 * @pf: the PF
 *
 * Return: 0 or what devlink returned.
 */
int sriov_health_create(struct sriov_pf *pf)
{
	INIT_WORK(&pf->health_work, health_work);
	pf->health = devlink_health_reporter_create(pf->devlink, &health_ops, 0,
						    pf);
	if (!IS_ERR(pf->health))
		return 0;

	pci_warn(pf->pdev, "no devlink health reporter (%ld)\n",
		 PTR_ERR(pf->health));
	return PTR_ERR(pf->health);
}

/**
 * sriov_health_start() - report from now on, as devlink shows it
 * @pf: the PF
 * @on: or not any more. Waits for a report that is under way.
 */
void sriov_health_start(struct sriov_pf *pf, bool on)
{
	if (IS_ERR_OR_NULL(pf->health))
		return;
	mutex_lock(&pf->lock);
	pf->health_on = on;
	mutex_unlock(&pf->lock);
	if (!on)
		cancel_work_sync(&pf->health_work);
}

/**
 * sriov_health_destroy() - the end of it
 * @pf: the PF
 */
void sriov_health_destroy(struct sriov_pf *pf)
{
	if (IS_ERR_OR_NULL(pf->health))
		return;
	devlink_health_reporter_destroy(pf->health);
	pf->health = NULL;
}
