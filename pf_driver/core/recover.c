// SPDX-License-Identifier: GPL-2.0
/*
 * What a reset takes from a PF and its VFs in PCI configuration space.
 */
#include <linux/pci.h>

#include "pf_driver/core/recover.h"

/**
 * sriov_pf_vf_configs() - save or restore the configuration of all VFs
 * @pdev: the PF
 * @restore: restore it first
 *
 * VFs on buses that have no bridge are out of the PCI core's reach. Their
 * device_lock keeps their drivers from coming or going; it nests inside the
 * PF's, which is held, as when VFs are created. What was restored is saved
 * again, for the next time.
 *
 * Context: the PF's device_lock is held.
 */
void sriov_pf_vf_configs(struct pci_dev *pdev, bool restore)
{
	struct pci_dev *vf = NULL;

	if (!pci_num_vf(pdev))
		return;
	while ((vf = pci_get_device(pdev->vendor, PCI_ANY_ID, vf))) {
		if (!vf->is_virtfn || pci_physfn(vf) != pdev)
			continue;
		device_lock(&vf->dev);
		if (restore)
			pci_restore_state(vf);
		if (vf->dev.driver)
			pci_save_state(vf);
		device_unlock(&vf->dev);
	}
}

/**
 * sriov_pf_restore_configs() - give PF and VFs back what a reset took that the
 *	PCI core doesn't undo: bus master, MSI, VF Enable
 * @pdev: the PF
 *
 * VF Enable takes a tenth of a second.
 *
 * Context: the PF's device_lock is held.
 */
void sriov_pf_restore_configs(struct pci_dev *pdev)
{
	pci_restore_state(pdev);
	pci_save_state(pdev);
	sriov_pf_vf_configs(pdev, true);
}
