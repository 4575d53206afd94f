// SPDX-License-Identifier: GPL-2.0
/*
 * The module: its netlink family, then the PCI drivers of the hardware
 * backends. Owns the table of backends; takes no lock. A new backend is one
 * line in the table.
 */
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/pci.h>

#include "pf_driver/adopt/sriov_adopt.h"
#include "pf_driver/core/sriov_pf.h"

static struct pci_driver *const sriov_pf_drivers[] = {
	&sriov_pf_mock_driver,
	&sriov_pf_82576_driver,
};

static void sriov_pf_drivers_unregister(unsigned int num)
{
	while (num--)
		pci_unregister_driver(sriov_pf_drivers[num]);
}

static int __init sriov_pf_init(void)
{
	unsigned int i;
	int err;

	/* First, as the PFs that drivers find at once are announced by it. */
	err = sriov_netlink_init();
	if (err)
		return err;

	err = sriov_adopt_init();
	if (err)
		goto err_netlink;

	for (i = 0; i < ARRAY_SIZE(sriov_pf_drivers); i++) {
		err = pci_register_driver(sriov_pf_drivers[i]);
		if (err)
			goto err_drivers;
	}
	return 0;

err_drivers:
	sriov_pf_drivers_unregister(i);
	sriov_adopt_exit();
err_netlink:
	sriov_netlink_exit();
	return err;
}
module_init(sriov_pf_init);

static void __exit sriov_pf_exit(void)
{
	sriov_pf_drivers_unregister(ARRAY_SIZE(sriov_pf_drivers));
	sriov_adopt_exit();
	sriov_netlink_exit();
}
module_exit(sriov_pf_exit);

MODULE_DESCRIPTION("SR-IOV physical functions: PF core and backends");
MODULE_AUTHOR("The SR-IOV suite developers");
MODULE_VERSION(SRIOV_PF_VERSION);
MODULE_LICENSE("GPL");
