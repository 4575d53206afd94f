/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a reset takes from a PF and its VFs in PCI configuration space, kept and
 * given back. For backends.
 */
#ifndef SRIOV_RECOVER_H
#define SRIOV_RECOVER_H

#include <linux/types.h>

struct pci_dev;

void sriov_pf_vf_configs(struct pci_dev *pdev, bool restore);
void sriov_pf_restore_configs(struct pci_dev *pdev);

#endif /* SRIOV_RECOVER_H */
