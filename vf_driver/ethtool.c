// SPDX-License-Identifier: GPL-2.0
/*
 * ethtool of the VF's netdev. Owns nothing; runs under rtnl and takes
 * sriov_vf_dev.lock where the data path may change.
 */
#include <linux/ethtool.h>

#include "sriov_vf.h"

static void sriov_vf_get_drvinfo(struct net_device *netdev,
				 struct ethtool_drvinfo *info)
{
	struct sriov_vf_dev *vfd = netdev_priv(netdev);

	strscpy(info->driver, KBUILD_MODNAME, sizeof(info->driver));
	strscpy(info->version, SRIOV_VF_VERSION, sizeof(info->version));
	strscpy(info->fw_version, vfd->ops->name, sizeof(info->fw_version));
	strscpy(info->bus_info, pci_name(vfd->pdev), sizeof(info->bus_info));
}

static int sriov_vf_link_ksettings(struct net_device *netdev,
				   struct ethtool_link_ksettings *ks)
{
	struct sriov_vf_dev *vfd = netdev_priv(netdev);

	return vfd->ops->link_ksettings(vfd, ks);
}

static int sriov_vf_sset_count(struct net_device *netdev, int sset)
{
	struct sriov_vf_dev *vfd = netdev_priv(netdev);

	return vfd->ops->sset_count(vfd, sset);
}

static void sriov_vf_strings(struct net_device *netdev, u32 sset, u8 *data)
{
	struct sriov_vf_dev *vfd = netdev_priv(netdev);

	vfd->ops->strings(vfd, sset, data);
}

static void sriov_vf_ethtool_stats(struct net_device *netdev,
				   struct ethtool_stats *stats, u64 *data)
{
	struct sriov_vf_dev *vfd = netdev_priv(netdev);

	vfd->ops->stats(vfd, data);
}

static void sriov_vf_get_rings(struct net_device *netdev,
			       struct ethtool_ringparam *ring,
			       struct kernel_ethtool_ringparam *kring,
			       struct netlink_ext_ack *extack)
{
	struct sriov_vf_dev *vfd = netdev_priv(netdev);

	vfd->ops->get_rings(vfd, ring);
}

static int sriov_vf_set_rings(struct net_device *netdev,
			      struct ethtool_ringparam *ring,
			      struct kernel_ethtool_ringparam *kring,
			      struct netlink_ext_ack *extack)
{
	struct sriov_vf_dev *vfd = netdev_priv(netdev);
	int err;

	mutex_lock(&vfd->lock);
	err = vfd->ops->set_rings(vfd, ring, extack);
	mutex_unlock(&vfd->lock);
	return err;
}

static void sriov_vf_get_channels(struct net_device *netdev,
				  struct ethtool_channels *ch)
{
	struct sriov_vf_dev *vfd = netdev_priv(netdev);

	vfd->ops->get_channels(vfd, ch);
}

static int sriov_vf_set_channels(struct net_device *netdev,
				 struct ethtool_channels *ch)
{
	struct sriov_vf_dev *vfd = netdev_priv(netdev);
	int err;

	mutex_lock(&vfd->lock);
	err = vfd->ops->set_channels(vfd, ch);
	mutex_unlock(&vfd->lock);
	return err;
}

static int sriov_vf_get_coalesce(struct net_device *netdev,
				 struct ethtool_coalesce *ec,
				 struct kernel_ethtool_coalesce *kec,
				 struct netlink_ext_ack *extack)
{
	struct sriov_vf_dev *vfd = netdev_priv(netdev);

	vfd->ops->get_coalesce(vfd, ec);
	return 0;
}

static int sriov_vf_set_coalesce(struct net_device *netdev,
				 struct ethtool_coalesce *ec,
				 struct kernel_ethtool_coalesce *kec,
				 struct netlink_ext_ack *extack)
{
	struct sriov_vf_dev *vfd = netdev_priv(netdev);
	int err;

	mutex_lock(&vfd->lock);
	err = vfd->ops->set_coalesce(vfd, ec, extack);
	mutex_unlock(&vfd->lock);
	return err;
}

const struct ethtool_ops sriov_vf_ethtool_ops = {
	.supported_coalesce_params = ETHTOOL_COALESCE_USECS |
				     ETHTOOL_COALESCE_RX_MAX_FRAMES,
	.get_drvinfo = sriov_vf_get_drvinfo,
	.get_link = ethtool_op_get_link,
	.get_link_ksettings = sriov_vf_link_ksettings,
	.get_sset_count = sriov_vf_sset_count,
	.get_strings = sriov_vf_strings,
	.get_ethtool_stats = sriov_vf_ethtool_stats,
	.get_ringparam = sriov_vf_get_rings,
	.set_ringparam = sriov_vf_set_rings,
	.get_channels = sriov_vf_get_channels,
	.set_channels = sriov_vf_set_channels,
	.get_coalesce = sriov_vf_get_coalesce,
	.set_coalesce = sriov_vf_set_coalesce,
};
