// SPDX-License-Identifier: GPL-2.0
/*
 * sriov_mock.ko: an SR-IOV NIC made of software, real PCI to the kernel.
 *
 * This file has the module's parameters, and the order in which the parts come
 * and go: debugfs directory, card (device side), bus (PCI side). Takes no lock.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/debugfs.h>
#include <linux/err.h>
#include <linux/module.h>

#include "bus.h"

static unsigned int ports = MOCK_DEFAULT_PORTS;
module_param(ports, uint, 0444);
MODULE_PARM_DESC(ports, "ports of the card, each with one PF: 1 to "
		 __stringify(MOCK_MAX_PORTS) " (default: " __stringify(MOCK_DEFAULT_PORTS) ")");

static unsigned int vfs = MOCK_MAX_VFS;
module_param(vfs, uint, 0444);
MODULE_PARM_DESC(vfs, "VFs of each port: 1 to "
		 __stringify(MOCK_MAX_VFS) " (default: all)");

static unsigned int vf_vectors;
module_param(vf_vectors, uint, 0444);
MODULE_PARM_DESC(vf_vectors, "MSI messages that the VFs of a port share: as many as VFs, or more (default 0: 8 for each VF)");

struct dentry *mock_debugfs;

static struct mock_card *mock_card;
static struct mock_bus *mock_bus;

static int __init mock_check_params(void)
{
	if (!ports || ports > MOCK_MAX_PORTS) {
		pr_err("parameter ports=%u is out of range: 1 to %u\n", ports,
		       MOCK_MAX_PORTS);
		return -EINVAL;
	}
	if (!vfs || vfs > MOCK_MAX_VFS) {
		pr_err("parameter vfs=%u is out of range: 1 to %u\n", vfs,
		       MOCK_MAX_VFS);
		return -EINVAL;
	}
	if (vf_vectors && vf_vectors < vfs) {
		pr_err("parameter vf_vectors=%u is out of range: %u or more\n",
		       vf_vectors, vfs);
		return -EINVAL;
	}
	return 0;
}

static int __init mock_init(void)
{
	int err;

	err = mock_check_params();
	if (err)
		return err;

	mock_debugfs = debugfs_create_dir(KBUILD_MODNAME, NULL);

	mock_card = mock_card_create(ports, vfs, vf_vectors);
	if (IS_ERR(mock_card)) {
		err = PTR_ERR(mock_card);
		goto remove_debugfs;
	}
	mock_bus = mock_bus_create(mock_card, ports, vfs);
	if (IS_ERR(mock_bus)) {
		err = PTR_ERR(mock_bus);
		goto destroy_card;
	}
	err = mock_bus_scan(mock_bus);
	if (err) {
		pr_err("can't add PCI domain %x: error %d\n", MOCK_PCI_DOMAIN,
		       err);
		goto destroy_card;
	}
	mock_hotplug_init(mock_bus);
	return 0;

destroy_card:
	debugfs_remove_recursive(mock_debugfs);
	mock_card_destroy(mock_card);
	/* As in mock_exit(), after the card: it may raise interrupts. */
	if (!IS_ERR(mock_bus))
		mock_bus_destroy(mock_bus);
	return err;

remove_debugfs:
	debugfs_remove_recursive(mock_debugfs);
	return err;
}

static void __exit mock_exit(void)
{
	/* Waits for a removal or insertion under way, and lets no other in. */
	debugfs_remove_recursive(mock_debugfs);
	mock_bus_remove(mock_bus);
	mock_card_destroy(mock_card);
	mock_bus_destroy(mock_bus);
}

module_init(mock_init);
module_exit(mock_exit);

MODULE_DESCRIPTION("Mock SR-IOV NIC on a virtual PCI bus");
MODULE_LICENSE("GPL");
