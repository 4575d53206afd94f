// SPDX-License-Identifier: GPL-2.0
/*
 * ethtool of the PF's netdev on the mock NIC. Everything runs under rtnl,
 * which serialises the data path of the PF.
 */
#include <linux/ethtool.h>

#include "hw.h"

static struct mock_dp *mock_pf_dp(struct net_device *netdev)
{
	struct mock_pf_netdev *np = netdev_priv(netdev);

	return &np->dp;
}

static int mock_pf_link_ksettings(struct net_device *netdev,
				  struct ethtool_link_ksettings *ks)
{
	return mock_dp_link_ksettings(mock_pf_dp(netdev), ks);
}

static int mock_pf_sset_count(struct net_device *netdev, int sset)
{
	return mock_dp_sset_count(mock_pf_dp(netdev), sset);
}

static void mock_pf_strings(struct net_device *netdev, u32 sset, u8 *data)
{
	mock_dp_strings(mock_pf_dp(netdev), sset, data);
}

static void mock_pf_ethtool_stats(struct net_device *netdev,
				  struct ethtool_stats *stats, u64 *data)
{
	mock_dp_ethtool_stats(mock_pf_dp(netdev), data);
}

static void mock_pf_get_rings(struct net_device *netdev,
			      struct ethtool_ringparam *ring,
			      struct kernel_ethtool_ringparam *kring,
			      struct netlink_ext_ack *extack)
{
	mock_dp_get_rings(mock_pf_dp(netdev), ring);
}

static int mock_pf_set_rings(struct net_device *netdev,
			     struct ethtool_ringparam *ring,
			     struct kernel_ethtool_ringparam *kring,
			     struct netlink_ext_ack *extack)
{
	return mock_dp_set_rings(mock_pf_dp(netdev), ring, extack);
}

static void mock_pf_get_channels(struct net_device *netdev,
				 struct ethtool_channels *ch)
{
	mock_dp_get_channels(mock_pf_dp(netdev), ch);
}

static int mock_pf_set_channels(struct net_device *netdev,
				struct ethtool_channels *ch)
{
	return mock_dp_set_channels(mock_pf_dp(netdev), ch);
}

static int mock_pf_get_coalesce(struct net_device *netdev,
				struct ethtool_coalesce *ec,
				struct kernel_ethtool_coalesce *kec,
				struct netlink_ext_ack *extack)
{
	mock_dp_get_coalesce(mock_pf_dp(netdev), ec);
	return 0;
}

static int mock_pf_set_coalesce(struct net_device *netdev,
				struct ethtool_coalesce *ec,
				struct kernel_ethtool_coalesce *kec,
				struct netlink_ext_ack *extack)
{
	return mock_dp_set_coalesce(mock_pf_dp(netdev), ec, extack);
}

const struct ethtool_ops mock_pf_ethtool_ops = {
	.supported_coalesce_params = MOCK_DP_COALESCE,
	.get_drvinfo = sriov_pf_get_drvinfo,
	.get_link = ethtool_op_get_link,
	.get_link_ksettings = mock_pf_link_ksettings,
	.get_sset_count = mock_pf_sset_count,
	.get_strings = mock_pf_strings,
	.get_ethtool_stats = mock_pf_ethtool_stats,
	.get_ringparam = mock_pf_get_rings,
	.set_ringparam = mock_pf_set_rings,
	.get_channels = mock_pf_get_channels,
	.set_channels = mock_pf_set_channels,
	.get_coalesce = mock_pf_get_coalesce,
	.set_coalesce = mock_pf_set_coalesce,
};
