// SPDX-License-Identifier: GPL-2.0
/*
 * The PF's netdev on the mock NIC.
 *
 * Owns struct mock_pf_netdev: the data path of the PF, its filters and its
 * carrier. Locks: rtnl for everything but reception filters, which are under
 * the netdev's address lock, and transmit. Calls of the core that come out of
 * here take sriov_pf.lock inside rtnl, as its lock order says.
 *
 * The netdev is called pf0 to pf3 after the port it is on: names that don't
 * depend on the order in which drivers are loaded. If such a name is taken
 * the kernel numbers through: pf0_0, pf0_1; a bare pf%d would take the name
 * of the next port.
 */
#include <linux/etherdevice.h>
#include <linux/rtnetlink.h>

#include "hw.h"

/* Descriptors per ring, and queue pairs if there are as many CPUs. */
#define MOCK_PF_RING_LEN	512

static void mock_pf_pool_set(struct net_device *netdev, bool on)
{
	struct mock_pf_netdev *np = netdev_priv(netdev);

	netif_addr_lock_bh(netdev);
	np->pool_on = on;
	mock_pf_set_filters(np->mpf, netdev);
	netif_addr_unlock_bh(netdev);
}

static void mock_pf_uninit(struct net_device *netdev)
{
	struct mock_pf_netdev *np = netdev_priv(netdev);

	mock_dp_uninit(&np->dp);
}

static int mock_pf_open(struct net_device *netdev)
{
	struct mock_pf_netdev *np = netdev_priv(netdev);
	int err;

	err = mock_dp_open(&np->dp);
	if (err)
		return err;
	/* Else the end of the reset starts it. */
	if (np->ready) {
		mock_dp_start(&np->dp);
		mock_pf_pool_set(netdev, true);
	}
	return 0;
}

static int mock_pf_stop(struct net_device *netdev)
{
	struct mock_pf_netdev *np = netdev_priv(netdev);

	mock_pf_pool_set(netdev, false);
	mock_dp_stop(&np->dp);
	mock_dp_close(&np->dp);
	return 0;
}

static netdev_tx_t mock_pf_xmit(struct sk_buff *skb, struct net_device *netdev)
{
	struct mock_pf_netdev *np = netdev_priv(netdev);

	return mock_dp_xmit(&np->dp, skb);
}

/* Address lock held, softirqs off. */
static void mock_pf_set_rx_mode(struct net_device *netdev)
{
	struct mock_pf_netdev *np = netdev_priv(netdev);

	mock_pf_set_filters(np->mpf, netdev);
}

/* rtnl and sriov_pf.lock held. */
static void mock_pf_commit_mac(void *arg, const u8 *mac)
{
	struct net_device *netdev = arg;
	struct mock_pf_netdev *np = netdev_priv(netdev);

	eth_hw_addr_set(netdev, mac);
	mock_pf_set_mac(np->mpf, mac);
}

static int mock_pf_set_mac_address(struct net_device *netdev, void *addr)
{
	return sriov_pf_ndo_set_mac(netdev, addr, mock_pf_commit_mac);
}

static int mock_pf_change_mtu(struct net_device *netdev, int mtu)
{
	struct mock_pf_netdev *np = netdev_priv(netdev);

	WRITE_ONCE(netdev->mtu, mtu);
	mock_pf_set_max_frame(np->mpf, mtu);
	return 0;
}

static int mock_pf_vlan_add(struct net_device *netdev, __be16 proto, u16 vid)
{
	struct mock_pf_netdev *np = netdev_priv(netdev);

	__set_bit(vid, np->vlans);
	mock_pf_set_vlan(np->mpf, np->vlans, vid);
	return 0;
}

static int mock_pf_vlan_kill(struct net_device *netdev, __be16 proto, u16 vid)
{
	struct mock_pf_netdev *np = netdev_priv(netdev);

	__clear_bit(vid, np->vlans);
	mock_pf_set_vlan(np->mpf, np->vlans, vid);
	return 0;
}

static int mock_pf_set_features(struct net_device *netdev,
				netdev_features_t features)
{
	struct mock_pf_netdev *np = netdev_priv(netdev);

	mock_dp_set_offloads(&np->dp, features);
	return 0;
}

static void mock_pf_stats64(struct net_device *netdev,
			    struct rtnl_link_stats64 *stats)
{
	struct mock_pf_netdev *np = netdev_priv(netdev);

	mock_dp_stats64(&np->dp, stats);
}

static void mock_pf_queue_rx(struct net_device *netdev, int queue,
			     struct netdev_queue_stats_rx *stats)
{
	struct mock_pf_netdev *np = netdev_priv(netdev);

	mock_dp_queue_rx(&np->dp, queue, stats);
}

static void mock_pf_queue_tx(struct net_device *netdev, int queue,
			     struct netdev_queue_stats_tx *stats)
{
	struct mock_pf_netdev *np = netdev_priv(netdev);

	mock_dp_queue_tx(&np->dp, queue, stats);
}

static void mock_pf_queue_base(struct net_device *netdev,
			       struct netdev_queue_stats_rx *rx,
			       struct netdev_queue_stats_tx *tx)
{
	struct mock_pf_netdev *np = netdev_priv(netdev);

	mock_dp_queue_base(&np->dp, rx, tx);
}

static const struct netdev_stat_ops mock_pf_stat_ops = {
	.get_queue_stats_rx = mock_pf_queue_rx,
	.get_queue_stats_tx = mock_pf_queue_tx,
	.get_base_stats = mock_pf_queue_base,
};

static void mock_pf_tx_timeout(struct net_device *netdev, unsigned int queue)
{
	struct mock_pf_netdev *np = netdev_priv(netdev);

	mock_dp_tx_timeout(&np->dp, queue);
	schedule_work(&np->restart_work);
}

static void mock_pf_restart_work(struct work_struct *work)
{
	struct mock_pf_netdev *np = container_of(work, struct mock_pf_netdev,
						 restart_work);

	rtnl_lock();
	if (np->dp.running) {
		mock_dp_stop(&np->dp);
		mock_dp_start(&np->dp);
	}
	rtnl_unlock();
}

/* The carrier follows the link also while the netdev is down. */
static void mock_pf_link_work(struct work_struct *work)
{
	struct mock_pf_netdev *np = container_of(work, struct mock_pf_netdev,
						 link_work);
	struct net_device *netdev = np->dp.netdev;
	u32 speed;

	/* While the device is reset its link says nothing. */
	if (READ_ONCE(np->ready) && mock_dp_link(&np->dp, &speed))
		netif_carrier_on(netdev);
	else
		netif_carrier_off(netdev);
	sriov_pf_ping_vfs(np->base.pf);
}

static const struct net_device_ops mock_pf_netdev_ops = {
	.ndo_uninit = mock_pf_uninit,
	.ndo_open = mock_pf_open,
	.ndo_stop = mock_pf_stop,
	.ndo_start_xmit = mock_pf_xmit,
	.ndo_set_rx_mode = mock_pf_set_rx_mode,
	.ndo_set_mac_address = mock_pf_set_mac_address,
	.ndo_validate_addr = eth_validate_addr,
	.ndo_change_mtu = mock_pf_change_mtu,
	.ndo_tx_timeout = mock_pf_tx_timeout,
	.ndo_get_stats64 = mock_pf_stats64,
	.ndo_vlan_rx_add_vid = mock_pf_vlan_add,
	.ndo_vlan_rx_kill_vid = mock_pf_vlan_kill,
	.ndo_set_features = mock_pf_set_features,
	.ndo_set_vf_mac = sriov_pf_ndo_set_vf_mac,
	.ndo_set_vf_vlan = sriov_pf_ndo_set_vf_vlan,
	.ndo_set_vf_spoofchk = sriov_pf_ndo_set_vf_spoofchk,
	.ndo_set_vf_rate = sriov_pf_ndo_set_vf_rate,
	.ndo_set_vf_trust = sriov_pf_ndo_set_vf_trust,
	.ndo_set_vf_link_state = sriov_pf_ndo_set_vf_link_state,
	.ndo_get_vf_config = sriov_pf_ndo_get_vf_config,
	.ndo_get_vf_stats = sriov_pf_ndo_get_vf_stats,
};

/* The PF's part of the switch, from what the netdev says. rtnl held, or the
 * netdev isn't registered.
 */
static void mock_pf_program(struct net_device *netdev)
{
	struct mock_pf_netdev *np = netdev_priv(netdev);
	unsigned int vid;

	mock_pf_set_mac(np->mpf, netdev->dev_addr);
	mock_pf_set_max_frame(np->mpf, netdev->mtu);
	for_each_set_bit(vid, np->vlans, VLAN_N_VID)
		mock_pf_set_vlan(np->mpf, np->vlans, vid);
}

/**
 * mock_pf_netdev_create() - make the PF's netdev
 * @mpf: the PF
 *
 * Its pf->mac is the permanent address. Interrupt vectors are allocated here
 * too, as their number decides that of the queues; the caller frees them.
 *
 * Return: the netdev, not yet registered, or an ERR_PTR.
 */
struct net_device *mock_pf_netdev_create(struct mock_pf *mpf)
{
	struct pci_dev *pdev = mpf->pf->pdev;
	struct mock_pf_netdev *np;
	struct net_device *netdev;
	unsigned int qps;
	int vectors, err;

	qps = FIELD_GET(MOCK_CAPS_QP, mock_rd(mpf->hw, MOCK_CAPS));
	qps = clamp(qps, 1U, (unsigned int)MOCK_PF_QUEUE_PAIRS);
	netdev = alloc_etherdev_mqs(sizeof(*np), qps, qps);
	if (!netdev)
		return ERR_PTR(-ENOMEM);
	vectors = mock_dp_alloc_vectors(pdev, qps);
	if (vectors < 0) {
		err = vectors;
		goto free_netdev;
	}

	np = netdev_priv(netdev);
	np->base.pf = mpf->pf;
	np->mpf = mpf;
	np->ready = true;
	np->dp.num_qps = min(qps, num_online_cpus());
	np->dp.tx_len = MOCK_PF_RING_LEN;
	np->dp.rx_len = MOCK_PF_RING_LEN;
	INIT_WORK(&np->link_work, mock_pf_link_work);
	INIT_WORK(&np->restart_work, mock_pf_restart_work);
	INIT_DELAYED_WORK(&np->watch_work, mock_pf_watch_work);
	err = mock_dp_init(&np->dp, netdev, pdev, mpf->hw, vectors);
	if (err)
		goto free_vectors;

	SET_NETDEV_DEV(netdev, &pdev->dev);
	netdev->netdev_ops = &mock_pf_netdev_ops;
	netdev_set_stat_ops(netdev, &mock_pf_stat_ops);
	netdev->ethtool_ops = &mock_pf_ethtool_ops;
	netdev->priv_flags |= IFF_UNICAST_FLT | IFF_LIVE_ADDR_CHANGE;
	eth_hw_addr_set(netdev, mpf->pf->mac);
	netif_carrier_off(netdev);
	mock_pf_program(netdev);
	return netdev;

free_vectors:
	pci_free_irq_vectors(pdev);
free_netdev:
	free_netdev(netdev);
	return ERR_PTR(err);
}

/**
 * mock_pf_netdev_register() - register the PF's netdev under its name
 * @netdev: what mock_pf_netdev_create() returned
 *
 * Return: 0 or a negative errno.
 */
int mock_pf_netdev_register(struct net_device *netdev)
{
	struct mock_pf_netdev *np = netdev_priv(netdev);
	unsigned int port;
	int err;

	port = FIELD_GET(MOCK_PORT_NUM, mock_rd(np->mpf->hw, MOCK_PORT));
	snprintf(netdev->name, sizeof(netdev->name), "pf%u", port);
	err = register_netdev(netdev);
	if (err != -EEXIST)
		return err;
	snprintf(netdev->name, sizeof(netdev->name), "pf%u_%%d", port);
	return register_netdev(netdev);
}

/**
 * mock_pf_netdev_quiesce() - take the hands off the device before a reset
 * @netdev: the PF's netdev
 */
void mock_pf_netdev_quiesce(struct net_device *netdev)
{
	struct mock_pf_netdev *np = netdev_priv(netdev);

	rtnl_lock();
	WRITE_ONCE(np->ready, false);
	/* Or it would turn the carrier on again. */
	cancel_work_sync(&np->link_work);
	netif_carrier_off(netdev);
	mock_dp_stop(&np->dp);
	mock_pf_pool_set(netdev, false);
	rtnl_unlock();
}

/**
 * mock_pf_netdev_resume() - program the device anew after a reset
 * @netdev: the PF's netdev
 *
 * mock_pf_hw_reset() comes before it.
 */
void mock_pf_netdev_resume(struct net_device *netdev)
{
	struct mock_pf_netdev *np = netdev_priv(netdev);

	rtnl_lock();
	WRITE_ONCE(np->ready, true);
	netif_addr_lock_bh(netdev);
	np->num_ra = 0;
	np->mta_used = false;
	netif_addr_unlock_bh(netdev);
	mock_pf_program(netdev);
	if (np->dp.open)
		mock_dp_start(&np->dp);
	mock_pf_pool_set(netdev, np->dp.open);
	rtnl_unlock();
	schedule_work(&np->link_work);
}
