// SPDX-License-Identifier: GPL-2.0
/*
 * The switch's netdev: the host's port, and what `ip link set X master SWITCH`
 * reaches. All but the datapath's entry (vsw_start_xmit) under rtnl.
 */
#include <linux/etherdevice.h>
#include <linux/memcontrol.h>
#include <linux/rculist.h>

#include "compat/extack.h"
#include "compat/netdev.h"
#include "vswitch/mcast.h"
#include "vswitch/mode.h"
#include "vswitch/pf_filter.h"
#include "vswitch/vsw.h"

static int vsw_init(struct net_device *dev)
{
	struct vsw *sw = netdev_priv(dev);
	int err;

	sw->dev = dev;
	INIT_LIST_HEAD(&sw->ports);
	vsw_mode_init(sw);
	vsw_loop_init(sw);
	vsw_pf_filter_init(sw);
	dev->tstats = netdev_alloc_pcpu_stats(struct pcpu_sw_netstats);
	if (!dev->tstats)
		return -ENOMEM;
	err = vsw_net_join(sw);
	if (err)
		goto stats;
	sw->memcg = get_mem_cgroup_from_mm(current->mm);
	err = vsw_fdb_init(&sw->fdb);
	if (err)
		goto leave;
	err = vsw_mcast_init(sw);
	if (err)
		goto fdb;
	sw->host = vsw_port_new(sw, dev, VSW_PORT_HOST | VSW_PORT_FLOOD);
	if (!sw->host) {
		err = -ENOMEM;
		goto mcast;
	}
	list_add_rcu(&sw->host->list, &sw->ports);
	vsw_host_sync(sw);
	netdev_lockdep_set_classes(dev);
	return 0;

mcast:
	vsw_mcast_destroy(sw);
fdb:
	vsw_fdb_destroy(&sw->fdb);
leave:
	mem_cgroup_put(sw->memcg);
	vsw_net_leave(sw);
stats:
	free_percpu(dev->tstats);
	return err;
}

/* Nothing comes in any more: ports are gone, and with them a grace period. */
static void vsw_uninit(struct net_device *dev)
{
	struct vsw *sw = netdev_priv(dev);

	vsw_mode_exit(sw);
	vsw_vlan_stats_set(sw, false);
	vsw_loop_exit(sw);
	vsw_pf_filter_exit(sw);
	vsw_mcast_destroy(sw);
	vsw_net_uncharge_fdb(sw, sw->fdb.count);
	vsw_fdb_destroy(&sw->fdb);
	mem_cgroup_put(sw->memcg);
	vsw_net_leave(sw);
	vsw_port_free(sw->host);
	free_percpu(dev->tstats);
}

static int vsw_open(struct net_device *dev)
{
	netdev_update_features(dev);
	netif_start_queue(dev);
	return 0;
}

static int vsw_stop(struct net_device *dev)
{
	netif_stop_queue(dev);
	return 0;
}

static int vsw_set_mac_address(struct net_device *dev, void *p)
{
	struct vsw *sw = netdev_priv(dev);
	int err = eth_mac_addr(dev, p);

	if (!err)
		vsw_host_sync(sw);
	return err;
}

static void vsw_set_rx_mode(struct net_device *dev)
{
	vsw_host_sync_locked(netdev_priv(dev));
}

static int vsw_change_mtu(struct net_device *dev, int mtu)
{
	struct vsw *sw = netdev_priv(dev);

	WRITE_ONCE(dev->mtu, mtu);
	sw->mtu_set = !sw->following_mtu;
	return 0;
}

/* Set the MTU that the ports ask for; not one that was set by somebody. */
void vsw_follow_mtu(struct vsw *sw, unsigned int mtu)
{
	sw->following_mtu = true;
	dev_set_mtu(sw->dev, mtu);
	sw->following_mtu = false;
}

static netdev_features_t vsw_fix_features(struct net_device *dev,
					  netdev_features_t features)
{
	const struct vsw *sw = netdev_priv(dev);
	netdev_features_t mask = features;
	const struct vsw_port *port;

	if (!sw->num_ports)
		return features;
	features &= ~NETIF_F_ONE_FOR_ALL;
	list_for_each_entry(port, &sw->ports, list)
		if (!vsw_port_is_host(port))
			features = netdev_increment_features(features,
							     port->dev->features,
							     mask);
	return netdev_add_tso_features(features, mask);
}

static int vsw_add_slave(struct net_device *dev, struct net_device *slave,
			 struct netlink_ext_ack *extack)
{
	return vsw_port_attach(netdev_priv(dev), slave, extack);
}

static int vsw_del_slave(struct net_device *dev, struct net_device *slave)
{
	struct vsw_port *port = vsw_port_of(slave);

	if (!port || port->sw != netdev_priv(dev))
		return -EINVAL;
	vsw_port_detach(port);
	return 0;
}

const struct net_device_ops vsw_netdev_ops = {
	.ndo_init		= vsw_init,
	.ndo_uninit		= vsw_uninit,
	.ndo_open		= vsw_open,
	.ndo_stop		= vsw_stop,
	.ndo_start_xmit		= vsw_start_xmit,
	.ndo_get_stats64	= dev_get_tstats64,
	.ndo_set_mac_address	= vsw_set_mac_address,
	.ndo_set_rx_mode	= vsw_set_rx_mode,
	.ndo_change_mtu		= vsw_change_mtu,
	.ndo_fix_features	= vsw_fix_features,
	.ndo_features_check	= passthru_features_check,
	.ndo_add_slave		= vsw_add_slave,
	.ndo_del_slave		= vsw_del_slave,
	.ndo_fdb_add		= vsw_fdb_ndo_add,
	.ndo_fdb_del		= vsw_fdb_ndo_del,
	.ndo_fdb_del_bulk	= vsw_fdb_ndo_del_bulk,
	.ndo_fdb_dump		= vsw_fdb_ndo_dump,
	.ndo_fdb_get		= vsw_fdb_ndo_get,
	COMPAT_MDB_OPS(vsw_mdb_ndo)
	.ndo_bridge_setlink	= vsw_bridge_setlink,
	.ndo_bridge_getlink	= vsw_bridge_getlink,
	.ndo_bridge_dellink	= vsw_bridge_dellink,
};
EXPORT_SYMBOL_GPL(vsw_netdev_ops);

#define VSW_FEATURES	(NETIF_F_SG | NETIF_F_FRAGLIST | NETIF_F_HIGHDMA | \
			 NETIF_F_GSO_MASK | NETIF_F_HW_CSUM)

static const struct device_type vsw_type = {
	.name = "vswitch",
};

void vsw_setup(struct net_device *dev)
{
	ether_setup(dev);
	eth_hw_addr_random(dev);
	dev->netdev_ops = &vsw_netdev_ops;
	dev->ethtool_ops = &vsw_ethtool_ops;
	SET_NETDEV_DEVTYPE(dev, &vsw_type);
	dev->needs_free_netdev = true;
	dev->priv_flags |= IFF_NO_QUEUE | IFF_UNICAST_FLT |
			   IFF_LIVE_ADDR_CHANGE;
	dev->priv_flags &= ~IFF_TX_SKB_SHARING;
	compat_dev_set_lltx(dev);
	compat_dev_set_netns_local(dev);
	dev->hw_features = VSW_FEATURES | NETIF_F_HW_VLAN_CTAG_TX |
			   NETIF_F_HW_VLAN_STAG_TX;
	dev->features |= dev->hw_features;
	dev->vlan_features = VSW_FEATURES;
	dev->min_mtu = ETH_MIN_MTU;
	dev->max_mtu = ETH_MAX_MTU;
}
