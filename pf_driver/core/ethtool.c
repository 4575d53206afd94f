// SPDX-License-Identifier: GPL-2.0
/*
 * What "ethtool -i" tells of a PF, the same for all backends. Owns nothing;
 * runs under rtnl and takes no lock.
 */
#include <linux/ethtool.h>

#include "pf_driver/core/sriov_pf.h"

/**
 * sriov_pf_get_drvinfo() - ethtool_ops.get_drvinfo
 * @dev: netdev of the PF
 * @info: filled in
 */
void sriov_pf_get_drvinfo(struct net_device *dev,
			  struct ethtool_drvinfo *info)
{
	struct sriov_pf *pf = sriov_pf_from_netdev(dev);

	strscpy(info->driver, KBUILD_MODNAME, sizeof(info->driver));
	strscpy(info->version, SRIOV_PF_VERSION, sizeof(info->version));
	strscpy(info->bus_info, pci_name(pf->pdev), sizeof(info->bus_info));
}
