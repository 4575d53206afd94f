// SPDX-License-Identifier: GPL-2.0
/*
 * Surprise removal and insertion of the mock card, by debugfs.
 *
 *	/sys/kernel/debug/sriov_mock/present	0: pull the card, 1: plug it in
 *
 * What pciehp does on real hardware when the link goes down or up happens
 * here in the context of the writer, so that a test knows when it's over.
 * Takes mock_bus.hotplug_lock, and below it what bus.h says.
 */
#include <linux/debugfs.h>

#include "bus.h"

/* As pciehp does: tell drivers that ask, and spare them config accesses. VFs
 * on buses without bridge are found as well as the rest this way.
 */
static void mock_hotplug_mark_gone(struct mock_bus *mb)
{
	struct pci_dev *pdev = NULL;

	while ((pdev = pci_get_device(MOCK_VENDOR_ID, PCI_ANY_ID, pdev))) {
		struct mock_pcifn *pcifn = mock_bus_find(mb, pdev);

		if (pcifn && pcifn->fn)
			WRITE_ONCE(pdev->error_state,
				   pci_channel_io_perm_failure);
	}
}

/* Backwards: VFs first, should somebody have found a way to make some. */
static void mock_hotplug_remove_devices(struct mock_bus *mb)
{
	struct pci_dev *root_port, *pdev, *tmp;

	pci_lock_rescan_remove();
	root_port = pci_get_domain_bus_and_slot(MOCK_PCI_DOMAIN, 0, 0);
	if (root_port && root_port->subordinate) {
		list_for_each_entry_safe_reverse(pdev, tmp,
						 &root_port->subordinate->devices,
						 bus_list) {
			pci_dev_get(pdev);
			pci_stop_and_remove_bus_device(pdev);
			pci_dev_put(pdev);
		}
	}
	pci_dev_put(root_port);
	pci_unlock_rescan_remove();
}

/**
 * mock_hotplug_power_off - the card stops, from one moment to the next
 * @mb: the bus; the card is there
 *
 * No DMA and no interrupt follow, whatever state drivers left it in.
 *
 * Context: process context, no lock held but mock_bus.hotplug_lock.
 */
void mock_hotplug_power_off(struct mock_bus *mb)
{
	mock_bus_set_slot(mb, false);
	mock_card_set_present(mb->card, false);
	mock_hotplug_mark_gone(mb);
}

static void mock_hotplug_pull(struct mock_bus *mb)
{
	mock_hotplug_power_off(mb);
	mock_bus_unbind_pfs(mb);
	mock_hotplug_remove_devices(mb);
}

static void mock_hotplug_plug(struct mock_bus *mb)
{
	mock_card_set_present(mb->card, true);
	mock_bus_set_slot(mb, true);

	pci_lock_rescan_remove();
	pci_rescan_bus(mb->bridge->bus);
	pci_unlock_rescan_remove();
}

static int mock_hotplug_get(void *data, u64 *val)
{
	struct mock_bus *mb = data;

	*val = READ_ONCE(mb->present);
	return 0;
}

static int mock_hotplug_set(void *data, u64 val)
{
	struct mock_bus *mb = data;
	int err;

	if (val > 1)
		return -EINVAL;

	err = mutex_lock_interruptible(&mb->hotplug_lock);
	if (err)
		return err;
	if (mb->present && !val)
		mock_hotplug_pull(mb);
	else if (!mb->present && val)
		mock_hotplug_plug(mb);
	mutex_unlock(&mb->hotplug_lock);
	return 0;
}

DEFINE_DEBUGFS_ATTRIBUTE(mock_hotplug_fops, mock_hotplug_get,
			 mock_hotplug_set, "%llu\n");

/**
 * mock_hotplug_init - create the debugfs file
 * @mb: the bus, scanned; to be removed after mock_debugfs is
 */
void mock_hotplug_init(struct mock_bus *mb)
{
	debugfs_create_file("present", 0600, mock_debugfs, mb,
			    &mock_hotplug_fops);
}
