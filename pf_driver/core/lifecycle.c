// SPDX-License-Identifier: GPL-2.0
/*
 * The life of VFs: enabling and disabling them, by one code path for sysfs,
 * netlink and the removal of the driver. Owns no data. Runs under the
 * device_lock of the PF's PCI device, which makes it the only writer of
 * num_vfs; takes sriov_pf.lock for what others read, but never across a call
 * of the PCI core: VF drivers probe in there, and their mail needs it. The
 * same reason forbids rtnl.
 */
#include <linux/delay.h>
#include <linux/pci_regs.h>
#include <linux/sched/signal.h>

#include "compat/extack.h"
#include "pf_driver/core/sriov_pf.h"

void sriov_pf_read_layout(struct sriov_pf *pf)
{
	int pos = pci_find_ext_capability(pf->pdev, PCI_EXT_CAP_ID_SRIOV);
	u16 offset = 0, stride = 0;

	lockdep_assert_held(&pf->lock);

	if (pos) {
		pci_read_config_word(pf->pdev, pos + PCI_SRIOV_VF_OFFSET,
				     &offset);
		pci_read_config_word(pf->pdev, pos + PCI_SRIOV_VF_STRIDE,
				     &stride);
	}
	/* All ones: the card has been pulled. */
	pf->vf_offset = offset == U16_MAX ? 0 : offset;
	pf->vf_stride = stride;
}

/* Before the functions exist: when a VF's driver says its first word, the
 * hardware already does what the host wants.
 */
static int sriov_vfs_prepare(struct sriov_pf *pf, unsigned int num, bool slots,
			     struct netlink_ext_ack *extack)
{
	unsigned int i;
	int err = 0;

	mutex_lock(&pf->lock);
	for (i = 0; i < num && !err; i++) {
		struct sriov_vf *vf = &pf->vfs[i];

		sriov_vf_reset_asked(vf);
		vf->cfg.in_service = !slots;
		WARN_ON_ONCE(sriov_vf_set_state(vf, SRIOV_VF_ENABLING));
		err = sriov_vf_program(vf, extack);
		cond_resched();
	}
	mutex_unlock(&pf->lock);
	return err;
}

/* Those whose driver has already been served are ready. */
static void sriov_vf_publish(struct sriov_vf *vf)
{
	if (vf->state != SRIOV_VF_ENABLING)
		return;

	/* A reset came meanwhile, and the hardware lacked something. */
	if (!vf->programmed && sriov_vf_program(vf, NULL)) {
		pci_notice_ratelimited(vf->pf->pdev,
				       "VF %u: can't be programmed, and isn't ready\n",
				       vf->id);
		sriov_vf_set_state(vf, SRIOV_VF_RESETTING);
		return;
	}
	sriov_vf_set_state(vf, SRIOV_VF_READY);
}

static void sriov_vfs_publish(struct sriov_pf *pf, unsigned int num, bool slots)
{
	unsigned int i;

	mutex_lock(&pf->lock);
	pf->num_vfs = num;
	pf->slots = slots;
	sriov_pf_read_layout(pf);

	for (i = 0; i < num; i++) {
		sriov_vf_publish(&pf->vfs[i]);
		cond_resched();
	}
	sriov_pf_changed(pf);
	sriov_netlink_notify_pf(pf);
	mutex_unlock(&pf->lock);
}

/* The functions are gone, or never came. */
static void sriov_vfs_retire(struct sriov_pf *pf)
{
	unsigned int i;
	bool existed;

	sriov_devlink_del_vfs(pf);

	mutex_lock(&pf->lock);
	existed = pf->num_vfs;
	pf->num_vfs = 0;
	pf->slots = false;
	pf->vf_offset = 0;
	pf->vf_stride = 0;
	for (i = 0; i < pf->total_vfs; i++) {
		struct sriov_vf *vf = &pf->vfs[i];

		if (vf->state == SRIOV_VF_DISABLED)
			continue;
		vf->vectors = 0;
		vf->cfg.in_service = false;
		vf->cfg.node = 0;
		sriov_vf_set_state(vf, SRIOV_VF_DISABLED);
		sriov_vf_reset_asked(vf);
		cond_resched();
	}
	if (existed) {
		sriov_pf_changed(pf);
		sriov_netlink_notify_pf(pf);
	}
	mutex_unlock(&pf->lock);

	/* A message left behind must not be taken for one of the next life. */
	sriov_pf_mail_discard(pf);
	pf->ops->vfs_disable(pf);
}

static int sriov_pf_enable_vfs(struct sriov_pf *pf, unsigned int num,
			       bool slots, struct netlink_ext_ack *extack)
{
	int err;

	err = pf->ops->vfs_enable(pf, num, extack);
	if (err) {
		NL_SET_ERR_MSG_WEAK(extack,
				    "num-vfs: the hardware can't be prepared");
		return err;
	}

	err = sriov_vfs_prepare(pf, num, slots, extack);
	if (err)
		goto err_retire;

	err = sriov_devlink_add_vfs(pf, num);
	if (err) {
		NL_SET_ERR_MSG_FMT(extack,
				   "num-vfs: devlink's ports can't be made (%d)",
				   err);
		goto err_retire;
	}

	err = pci_enable_sriov(pf->pdev, num);
	if (err) {
		NL_SET_ERR_MSG_FMT(extack,
				   "num-vfs: the PCI core refused (%d), see kernel log",
				   err);
		goto err_retire;
	}

	sriov_vfs_publish(pf, num, slots);
	return 0;

err_retire:
	sriov_vfs_retire(pf);
	return err;
}

void sriov_pf_disable_vfs(struct sriov_pf *pf)
{
	device_lock_assert(&pf->pdev->dev);

	if (!pf->num_vfs)
		return;

	pci_disable_sriov(pf->pdev);
	sriov_vfs_retire(pf);
}

static bool sriov_pf_is_registered(struct sriov_pf *pf)
{
	bool registered;

	mutex_lock(&pf->lock);
	registered = pf->registered;
	mutex_unlock(&pf->lock);
	return registered;
}

int sriov_pf_set_num_vfs(struct sriov_pf *pf, unsigned int num, bool slots,
			 struct netlink_ext_ack *extack)
{
	/* Where others change it too, num_vfs may be late. */
	unsigned int now = pf->ops->foreign ? pci_num_vf(pf->pdev) :
					      pf->num_vfs;

	device_lock_assert(&pf->pdev->dev);
	might_sleep();

	if (!sriov_pf_is_registered(pf)) {
		NL_SET_ERR_MSG(extack, "the PF is being removed");
		return -ENODEV;
	}
	if (num > pf->total_vfs) {
		NL_SET_ERR_MSG_FMT(extack, "num-vfs: this PF has at most %u",
				   pf->total_vfs);
		return -ERANGE;
	}
	if (slots && !test_bit(SRIOV_CAP_MAILBOX, &pf->caps)) {
		NL_SET_ERR_MSG(extack,
			       "slots: the hardware of this PF can't do it");
		return -EOPNOTSUPP;
	}
	if (num && num == pf->num_vfs && slots && !pf->slots) {
		NL_SET_ERR_MSG_FMT(extack,
				   "slots: %u VFs exist that weren't created as slots",
				   num);
		return -EBUSY;
	}
	if (num == now)
		return 0;
	if (num && now) {
		NL_SET_ERR_MSG_FMT(extack,
				   "num-vfs: %u VFs exist, disable VFs first",
				   now);
		return -EBUSY;
	}
	if (num && !pf->ops->foreign)
		return sriov_pf_enable_vfs(pf, num, slots, extack);

	if (!num && pci_vfs_assigned(pf->pdev)) {
		NL_SET_ERR_MSG(extack, "num-vfs: VFs are assigned to guests");
		return -EBUSY;
	}
	if (pf->ops->foreign)
		return pf->ops->set_num_vfs(pf, num, extack);
	sriov_pf_disable_vfs(pf);
	return 0;
}

/* For how long to try for the device_lock. Netlink's other requests wait too
 * if somebody registers a family meanwhile, see the spec.
 */
#define LOCK_TRIES	500
#define LOCK_TRY_MS	10

/*
 * Writing to sriov_numvfs takes device_lock, then the PCI core's rescan lock;
 * hot-unplug takes them the other way round. Whoever waits for one while he
 * holds the other can deadlock with one of them. So this waits for the first
 * only, tries the second, and starts anew.
 */
int sriov_pf_lock_pci(struct pci_dev *pdev, struct netlink_ext_ack *extack)
{
	unsigned int tries;

	for (tries = 0; tries < LOCK_TRIES; tries++) {
		pci_lock_rescan_remove();
		if (device_trylock(&pdev->dev))
			return 0;
		pci_unlock_rescan_remove();

		msleep_interruptible(LOCK_TRY_MS);
		if (signal_pending(current)) {
			NL_SET_ERR_MSG(extack,
				       "interrupted while the PF was busy");
			return -ECANCELED;
		}
	}
	NL_SET_ERR_MSG(extack, "the PF is busy, try again");
	return -ETIMEDOUT;
}

void sriov_pf_unlock_pci(struct pci_dev *pdev)
{
	device_unlock(&pdev->dev);
	pci_unlock_rescan_remove();
}

int sriov_pf_change_num_vfs(struct sriov_pf *pf, unsigned int num, bool slots,
			    struct netlink_ext_ack *extack)
{
	int err;

	err = sriov_pf_lock_pci(pf->pdev, extack);
	if (err)
		return err;

	err = sriov_pf_set_num_vfs(pf, num, slots, extack);

	sriov_pf_unlock_pci(pf->pdev);
	return err;
}

int sriov_pf_sriov_configure(struct pci_dev *pdev, int num_vfs)
{
	struct sriov_pf *pf = pci_get_drvdata(pdev);
	struct netlink_ext_ack extack = {};
	int err;

	if (!pf || num_vfs < 0)
		return -ENODEV;

	/* The one who writes to sysfs has no extack: tell him in the log. */
	err = sriov_pf_set_num_vfs(pf, num_vfs, false, &extack);
	if (err) {
		pci_notice_ratelimited(pdev, "%s\n",
				       extack._msg ?: "num-vfs: refused");
		return err;
	}
	return num_vfs;
}
