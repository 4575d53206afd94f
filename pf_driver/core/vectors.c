// SPDX-License-Identifier: GPL-2.0
/*
 * Interrupt vectors of VFs: sriov_vf_total_msix of a PF and sriov_vf_msix_count
 * of a VF, in sysfs. Owns sriov_vf.vectors; takes sriov_pf.lock.
 *
 * The PCI core holds device_lock of PF and VF, and has seen that the VF has no
 * driver, which would have asked for the number already. A VF's number is
 * forgotten when VFs are disabled, as the file in which it was written is gone
 * then, and who wrote it may be, too; else what nobody sees would take from
 * the others. Resets don't change it.
 */
#include <linux/log2.h>

#include "compat/extack.h"
#include "pf_driver/core/sriov_pf.h"

/**
 * sriov_pf_get_total_vectors() - pci_driver.sriov_get_vf_total_msix
 * @pdev: the PF
 *
 * Context: device_lock held.
 *
 * Return: interrupt vectors that its VFs have together at most.
 */
u32 sriov_pf_get_total_vectors(struct pci_dev *pdev)
{
	struct sriov_pf *pf = pci_get_drvdata(pdev);

	return pf ? pf->total_vectors : 0;
}

/* What VF @id may have as long as the others keep what they have; VFs that
 * don't exist have the default.
 */
static u32 vectors_left(const struct sriov_pf *pf, unsigned int id)
{
	u32 left = pf->total_vectors;
	unsigned int i;

	for (i = 0; i < pf->total_vfs; i++) {
		if (i != id)
			left -= pf->vfs[i].vectors ?: pf->def_vectors;
	}
	return left;
}

static int set_vectors(struct sriov_vf *vf, u32 num,
		       struct netlink_ext_ack *extack)
{
	struct sriov_pf *pf = vf->pf;
	u32 want = num ?: pf->def_vectors, left;
	int err;

	lockdep_assert_held(&pf->lock);

	if (!pf->registered || vf->state == SRIOV_VF_DISABLED) {
		NL_SET_ERR_MSG(extack, "is being removed");
		return -ENODEV;
	}
	if (vf->cfg.owner) {
		NL_SET_ERR_MSG_FMT(extack, "belongs to %#llx", vf->cfg.owner);
		sriov_netlink_notify_vf_refused(vf, 0);
		return -EPERM;
	}
	if (!is_power_of_2(want) || want > pf->max_vectors) {
		NL_SET_ERR_MSG_FMT(extack,
				   "%u vectors: it is a power of two, up to %u",
				   num, pf->max_vectors);
		return -EINVAL;
	}
	left = vectors_left(pf, vf->id);
	if (want > left) {
		NL_SET_ERR_MSG_FMT(extack,
				   "%u vectors: of the %u for all VFs %u are left",
				   want, pf->total_vectors, left);
		return -ENOSPC;
	}
	err = pf->ops->vf_set_vectors(pf, vf, num);
	if (err) {
		NL_SET_ERR_MSG_FMT(extack, "%u vectors: the hardware refused",
				   want);
		return err;
	}
	if (vf->vectors == num)
		return 0;
	vf->vectors = num;
	sriov_pf_changed(pf);
	sriov_netlink_notify_vf(vf);
	return 0;
}

/**
 * sriov_pf_set_vf_vectors() - pci_driver.sriov_set_msix_vec_count
 * @vf_pdev: the VF, without a driver
 * @num: interrupt vectors, 0: the default
 *
 * Context: device_lock of PF and VF held.
 *
 * Return: 0; -EOPNOTSUPP if the hardware can't; -EINVAL (not a number that a VF
 * can have), -ENOSPC (the other VFs have the rest), -EPERM (the VF has an
 * owner; this is announced), -ENODEV (PF or VF being removed), or what the
 * backend returned. The reason is in the kernel log, as sysfs has no extack.
 */
int sriov_pf_set_vf_vectors(struct pci_dev *vf_pdev, int num)
{
	struct pci_dev *pdev = pci_physfn(vf_pdev);
	struct sriov_pf *pf = pci_get_drvdata(pdev);
	struct netlink_ext_ack extack = {};
	int id = pci_iov_vf_id(vf_pdev);
	int err;

	device_lock_assert(&pdev->dev);
	if (!pf || id < 0 || id >= pf->total_vfs)
		return -ENODEV;
	if (!pf->total_vectors)
		return -EOPNOTSUPP;

	mutex_lock(&pf->lock);
	err = set_vectors(&pf->vfs[id], num, &extack);
	mutex_unlock(&pf->lock);
	if (err)
		pci_notice_ratelimited(pdev, "VF %d: %s\n", id, extack._msg);
	return err;
}
