// SPDX-License-Identifier: GPL-2.0
/*
 * VFs of an adopted PF get their settings before their drivers: those that are
 * created at our request wait for them without one. sriov_drivers_autoprobe
 * would do, but what its user has set can't be read back in the kernel; so the
 * VF is held by a driver_override that names no driver, from its creation on.
 *
 * Owns adopt.holding, which is only set while the PF's driver creates VFs, under
 * device_lock.
 */
#include "compat/override.h"
#include "pf_driver/adopt/adopt.h"

#define HOLD	"sriov_adopt_hold"

/**
 * adopt_hold() - a VF was created: keep drivers from it
 * @vf: the VF, of a PF with adopt.holding, for which no driver was looked yet
 *
 * Process context. If memory is short its driver comes before its settings.
 */
void adopt_hold(struct pci_dev *vf)
{
	compat_set_override(vf, HOLD);
}

/**
 * adopt_let_go() - VFs have their settings: let drivers come
 * @adopt: the PF, its device_lock held
 *
 * As the PCI core does it; whether they are wanted at all,
 * sriov_drivers_autoprobe says, or the override that somebody has set meanwhile.
 */
void adopt_let_go(struct adopt *adopt)
{
	struct pci_dev *pdev = adopt->pf->pdev, *vf = NULL;

	WRITE_ONCE(adopt->holding, false);
	while ((vf = pci_get_device(pdev->vendor, PCI_ANY_ID, vf))) {
		if (!vf->is_virtfn || pci_physfn(vf) != pdev ||
		    !compat_has_override(vf, HOLD))
			continue;
		/* An empty one means none. */
		compat_set_override(vf, "");
		if (device_attach(&vf->dev) < 0)
			pci_dbg(vf, "its driver doesn't take it\n");
		cond_resched();
	}
}
