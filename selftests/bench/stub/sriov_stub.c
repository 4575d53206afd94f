// SPDX-License-Identifier: GPL-2.0
/*
 * A PF driver that does nothing but have the PCI core enable VFs: the floor
 * that enabling is measured against. It touches no register of the card.
 *
 * Owns nothing, takes no lock; sriov_configure runs under the PF's device_lock.
 * There is no MODULE_DEVICE_TABLE(), so that nobody loads it but by name.
 */
#include <linux/module.h>
#include <linux/pci.h>

#include "selftests/mock_nic/mock_hw.h"

static int stub_sriov_configure(struct pci_dev *pdev, int num_vfs)
{
	int err;

	if (!num_vfs) {
		pci_disable_sriov(pdev);
		return 0;
	}
	err = pci_enable_sriov(pdev, num_vfs);
	return err ?: num_vfs;
}

static int stub_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	return 0;
}

static void stub_remove(struct pci_dev *pdev)
{
	pci_disable_sriov(pdev);
}

static const struct pci_device_id stub_ids[] = {
	{ PCI_DEVICE(MOCK_VENDOR_ID, MOCK_DEVICE_PF) },
	{}
};

static struct pci_driver stub_driver = {
	.name = "sriov_stub",
	.id_table = stub_ids,
	.probe = stub_probe,
	.remove = stub_remove,
	.sriov_configure = stub_sriov_configure,
};
module_pci_driver(stub_driver);

MODULE_DESCRIPTION("PF driver that only enables VFs: the floor of the benchmarks");
MODULE_LICENSE("GPL");
