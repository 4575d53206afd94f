/* SPDX-License-Identifier: GPL-2.0 */
/*
 * PFs that another driver has: what the core calls. The rest is by struct
 * sriov_pf_ops.
 */
#ifndef SRIOV_ADOPT_H
#define SRIOV_ADOPT_H

#include "pf_driver/core/sriov_pf.h"

int sriov_adopt_init(void);
void sriov_adopt_exit(void);

/**
 * sriov_adopt() - begin to manage a PF that another driver has
 * @pdev: its PCI device
 * @extack: where the refusal is explained
 *
 * Takes what it is as what is wanted, and changes nothing. Without locks.
 *
 * Return: the PF with a reference; or an ERR_PTR: -EOPNOTSUPP (no SR-IOV),
 * -EEXIST (it is one of this driver's, or adopted), -ENODEV (it has no netdev
 * that knows VFs), -ENOMEM, or as sriov_pf_change_num_vfs().
 */
struct sriov_pf *sriov_adopt(struct pci_dev *pdev,
			     struct netlink_ext_ack *extack);

/**
 * sriov_adopt_release() - the end of that
 * @pf: the PF, referenced by the caller
 * @extack: where the refusal is explained
 *
 * VFs and their settings stay as they are. Without locks.
 *
 * Return: 0; -EINVAL: it isn't adopted; -ENODEV: it isn't any more.
 */
int sriov_adopt_release(struct sriov_pf *pf, struct netlink_ext_ack *extack);

/* A driver of this module gets the device: it isn't another's any more.
 * device_lock held.
 */
void sriov_adopt_end(struct pci_dev *pdev);

/* Name of the driver that has the PF, "" while it has none. Lock held. */
const char *sriov_adopt_driver(const struct sriov_pf *pf);

#endif /* SRIOV_ADOPT_H */
