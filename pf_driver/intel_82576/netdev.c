// SPDX-License-Identifier: GPL-2.0
/*
 * The PF's netdev.
 *
 * Owns struct i576_netdev. Locks: rtnl for everything but reception filters,
 * which are under the netdev's address lock, and transmit. What PF and VFs
 * share is under the lock of struct i576, inside both. Calls of the core that
 * come out of here take sriov_pf.lock inside rtnl, as its lock order says.
 */
#include <linux/etherdevice.h>
#include <linux/rtnetlink.h>

#include "compat/netdev.h"
#include "hw.h"
#include "ring.h"

#define I576_HW_FEATURES	(NETIF_F_SG | NETIF_F_HW_CSUM | \
				 NETIF_F_SCTP_CRC | NETIF_F_TSO | \
				 NETIF_F_TSO6 | NETIF_F_RXCSUM | \
				 NETIF_F_RXHASH | NETIF_F_HW_VLAN_CTAG_TX | \
				 NETIF_F_HW_VLAN_CTAG_RX | \
				 NETIF_F_HW_VLAN_CTAG_FILTER)
#define I576_VLAN_FEATURES	(NETIF_F_SG | NETIF_F_HW_CSUM | \
				 NETIF_F_SCTP_CRC | NETIF_F_TSO | \
				 NETIF_F_TSO6 | NETIF_F_HIGHDMA)

/* ---- What the PF receives --------------------------------------------------------- */

/* Exact filters for the additional unicast addresses. False: too many. */
static bool pf_set_unicast(struct i576 *hw, struct net_device *netdev)
{
	unsigned int num = netdev_uc_count(netdev), i = 0;
	struct netdev_hw_addr *ha;

	if (i576_ra_resize(hw, hw->pf_ra, &hw->num_pf_ra, num)) {
		i576_ra_resize(hw, hw->pf_ra, &hw->num_pf_ra, 0);
		return false;
	}
	netdev_for_each_uc_addr(ha, netdev)
		i576_ra_write(hw, hw->pf_ra[i++], ha->addr, I576_POOL_PF);
	return true;
}

static void pf_set_multicast(struct i576 *hw, struct net_device *netdev)
{
	struct netdev_hw_addr *ha;

	bitmap_zero(hw->pf_mc, 32 * I576_TABLE_ROWS);
	netdev_for_each_mc_addr(ha, netdev)
		__set_bit((ha->addr[4] >> 4 | ha->addr[5] << 4) & 0xfff,
			  hw->pf_mc);
	hw->pf_all_mc = netdev->flags & (IFF_PROMISC | IFF_ALLMULTI);
	i576_mta_write(hw);
}

/* What the PF's pool does to packets, and without pools the port. */
static void pf_set_offload(struct i576 *hw, struct net_device *netdev)
{
	bool strip = netdev->features & NETIF_F_HW_VLAN_CTAG_RX;
	u32 len = i576_frame_len(netdev->mtu), ctrl;
	u32 vmolr = I576_VMOLR_BAM | I576_VMOLR_LPE | I576_VMOLR_STRCRC |
		    I576_VMOLR_AUPE | I576_VMOLR_ROMPE | I576_VMOLR_RSSE;

	vmolr |= FIELD_PREP(I576_VMOLR_RLPML, len);
	if (strip)
		vmolr |= I576_VMOLR_STRVLAN;
	if (hw->pf_all_mc)
		vmolr |= I576_VMOLR_MPME;
	if (netdev->flags & IFF_PROMISC)
		vmolr |= I576_VMOLR_ROPE;
	i576_wr(hw, I576_VMOLR(I576_POOL_PF), hw->pools ? vmolr : 0);
	if (hw->model->has_dvmolr)
		i576_wr(hw, I576_DVMOLR(I576_POOL_PF), I576_DVMOLR_STRCRC |
			(strip ? I576_DVMOLR_STRVLAN : 0));
	i576_wr(hw, I576_RLPML, hw->pools ? I576_MAX_FRAME : len);
	ctrl = i576_rd(hw, I576_CTRL) & ~I576_CTRL_VME;
	i576_wr(hw, I576_CTRL, ctrl | (strip ? I576_CTRL_VME : 0));
}

/* Address lock held, softirqs off. */
static void i576_set_rx_mode(struct net_device *netdev)
{
	struct i576_netdev *np = netdev_priv(netdev);
	struct i576 *hw = np->hw;
	bool promisc = netdev->flags & IFF_PROMISC;
	u32 rctl = 0;

	spin_lock_bh(&hw->lock);
	pf_set_multicast(hw, netdev);
	if (hw->pf_all_mc)
		rctl |= I576_RCTL_MPE;
	if (!pf_set_unicast(hw, netdev) || promisc)
		rctl |= I576_RCTL_UPE;
	/* With pools VLANs are what keeps VFs apart. */
	if (hw->pools ||
	    (netdev->features & NETIF_F_HW_VLAN_CTAG_FILTER && !promisc))
		rctl |= I576_RCTL_VFE;
	i576_rctl_set(hw, I576_RCTL_MPE | I576_RCTL_UPE | I576_RCTL_VFE, rctl);
	pf_set_offload(hw, netdev);
	if (hw->pools)
		i576_default_pool(hw);
	spin_unlock_bh(&hw->lock);
}

static void i576_update_filters(struct net_device *netdev)
{
	/* Its lock begins with the registration; nobody else has it till then. */
	if (netdev->reg_state == NETREG_UNINITIALIZED) {
		i576_set_rx_mode(netdev);
		return;
	}
	netif_addr_lock_bh(netdev);
	i576_set_rx_mode(netdev);
	netif_addr_unlock_bh(netdev);
}

/* ---- Operations --------------------------------------------------------------------- */

static int i576_ndo_open(struct net_device *netdev)
{
	struct i576_netdev *np = netdev_priv(netdev);
	int err;

	err = i576_open(np);
	if (err)
		return err;
	/* Else the end of the reset starts it. */
	if (np->ready)
		i576_start(np);
	return 0;
}

static int i576_ndo_stop(struct net_device *netdev)
{
	struct i576_netdev *np = netdev_priv(netdev);

	i576_stop(np);
	i576_close(np);
	return 0;
}

/* rtnl and sriov_pf.lock held. */
static void i576_commit_mac(void *arg, const u8 *mac)
{
	struct net_device *netdev = arg;
	struct i576_netdev *np = netdev_priv(netdev);

	eth_hw_addr_set(netdev, mac);
	i576_set_mac(np->hw, mac);
}

static int i576_set_mac_address(struct net_device *netdev, void *addr)
{
	return sriov_pf_ndo_set_mac(netdev, addr, i576_commit_mac);
}

static int i576_change_mtu(struct net_device *netdev, int mtu)
{
	struct i576_netdev *np = netdev_priv(netdev);

	if (np->prog && i576_frame_len(mtu) > I576_RX_BUF_LEN) {
		netdev_notice(netdev,
			      "mtu: XDP needs frames in one buffer of %u bytes\n",
			      I576_RX_BUF_LEN);
		return -EINVAL;
	}
	WRITE_ONCE(netdev->mtu, mtu);
	i576_update_filters(netdev);
	return 0;
}

static int i576_vlan_change(struct net_device *netdev, u16 vid, bool on)
{
	struct i576_netdev *np = netdev_priv(netdev);
	int err;

	spin_lock_bh(&np->hw->lock);
	err = i576_vlan_set_pf(np->hw, vid, on);
	spin_unlock_bh(&np->hw->lock);
	if (err)
		netdev_notice(netdev,
			      "vlan: PF and VFs are in 32 VLANs, as many as there may be\n");
	return err;
}

static int i576_vlan_add(struct net_device *netdev, __be16 proto, u16 vid)
{
	return i576_vlan_change(netdev, vid, true);
}

static int i576_vlan_kill(struct net_device *netdev, __be16 proto, u16 vid)
{
	return i576_vlan_change(netdev, vid, false);
}

static int i576_set_features(struct net_device *netdev,
			     netdev_features_t features)
{
	netdev->features = features;
	i576_update_filters(netdev);
	return 1;
}

/* ---- Statistics ------------------------------------------------------------------------ */

/**
 * i576_tx_counter() - read a counter of transmit
 * @qp: queue pair
 * @counter: which
 *
 * Any context.
 *
 * Return: its value.
 */
u64 i576_tx_counter(struct i576_qp *qp, enum i576_tx_counter counter)
{
	unsigned int start;
	u64 val;

	do {
		start = u64_stats_fetch_begin(&qp->tx_sync);
		val = u64_stats_read(&qp->tx[counter]);
	} while (u64_stats_fetch_retry(&qp->tx_sync, start));
	return val;
}

/**
 * i576_rx_counter() - read a counter of receive
 * @qp: queue pair
 * @counter: which
 *
 * Any context.
 *
 * Return: its value.
 */
u64 i576_rx_counter(struct i576_qp *qp, enum i576_rx_counter counter)
{
	unsigned int start;
	u64 val;

	do {
		start = u64_stats_fetch_begin(&qp->rx_sync);
		val = u64_stats_read(&qp->rx[counter]);
	} while (u64_stats_fetch_retry(&qp->rx_sync, start));
	return val;
}

static void i576_get_stats64(struct net_device *netdev,
			     struct rtnl_link_stats64 *stats)
{
	struct i576_netdev *np = netdev_priv(netdev);
	const u64 *port = np->hw->stat;
	unsigned int i;

	for (i = 0; i < np->max_qps; i++) {
		struct i576_qp *qp = &np->qp[i];

		stats->tx_packets += i576_tx_counter(qp, I576_TX_PACKETS);
		stats->tx_bytes += i576_tx_counter(qp, I576_TX_BYTES);
		stats->tx_dropped += i576_tx_counter(qp, I576_TX_DROPPED);
		stats->rx_packets += i576_rx_counter(qp, I576_RX_PACKETS);
		stats->rx_bytes += i576_rx_counter(qp, I576_RX_BYTES);
		stats->multicast += i576_rx_counter(qp, I576_RX_MULTICAST);
		stats->rx_dropped += i576_rx_counter(qp, I576_RX_NO_MEMORY);
		stats->rx_errors += i576_rx_counter(qp, I576_RX_ERRORS);
	}
	/* As the watch read them last, at most two seconds ago. */
	stats->rx_crc_errors = READ_ONCE(port[I576_STAT_RX_CRC_ERRORS]);
	stats->rx_length_errors =
		READ_ONCE(port[I576_STAT_RX_LENGTH_ERRORS]);
	stats->rx_missed_errors = READ_ONCE(port[I576_STAT_RX_MISSED]);
	stats->rx_errors += stats->rx_crc_errors + stats->rx_length_errors;
	stats->collisions = READ_ONCE(port[I576_STAT_COLLISIONS]);
}

static void i576_queue_rx(struct net_device *netdev, int queue,
			  struct netdev_queue_stats_rx *stats)
{
	struct i576_netdev *np = netdev_priv(netdev);

	stats->packets = i576_rx_counter(&np->qp[queue], I576_RX_PACKETS);
	stats->bytes = i576_rx_counter(&np->qp[queue], I576_RX_BYTES);
	stats->alloc_fail = i576_rx_counter(&np->qp[queue], I576_RX_NO_MEMORY);
}

static void i576_queue_tx(struct net_device *netdev, int queue,
			  struct netdev_queue_stats_tx *stats)
{
	struct i576_netdev *np = netdev_priv(netdev);

	stats->packets = i576_tx_counter(&np->qp[queue], I576_TX_PACKETS);
	stats->bytes = i576_tx_counter(&np->qp[queue], I576_TX_BYTES);
	stats->stop = i576_tx_counter(&np->qp[queue], I576_TX_STOPPED);
}

/* Those of queues that aren't in use now. */
static void i576_queue_base(struct net_device *netdev,
			    struct netdev_queue_stats_rx *rx,
			    struct netdev_queue_stats_tx *tx)
{
	struct i576_netdev *np = netdev_priv(netdev);
	struct netdev_queue_stats_rx one_rx;
	struct netdev_queue_stats_tx one_tx;
	unsigned int i;

	memset(rx, 0, sizeof(*rx));
	memset(tx, 0, sizeof(*tx));
	for (i = np->num_qps; i < np->max_qps; i++) {
		i576_queue_rx(netdev, i, &one_rx);
		i576_queue_tx(netdev, i, &one_tx);
		rx->packets += one_rx.packets;
		rx->bytes += one_rx.bytes;
		rx->alloc_fail += one_rx.alloc_fail;
		tx->packets += one_tx.packets;
		tx->bytes += one_tx.bytes;
		tx->stop += one_tx.stop;
	}
}

static const struct netdev_stat_ops i576_stat_ops = {
	.get_queue_stats_rx = i576_queue_rx,
	.get_queue_stats_tx = i576_queue_tx,
	.get_base_stats = i576_queue_base,
};

/* ---- Work -------------------------------------------------------------------------------- */

static void i576_tx_timeout(struct net_device *netdev, unsigned int queue)
{
	struct i576_netdev *np = netdev_priv(netdev);

	np->timeouts++;
	netdev_warn(netdev, "transmit queue %u hangs: restarting\n", queue);
	schedule_work(&np->restart_work);
}

static void i576_restart_work(struct work_struct *work)
{
	struct i576_netdev *np = container_of(work, struct i576_netdev,
					      restart_work);

	rtnl_lock();
	if (np->running) {
		i576_stop(np);
		i576_start(np);
	}
	rtnl_unlock();
}

/* The carrier follows the link also while the netdev is down. */
static void i576_link_work(struct work_struct *work)
{
	struct i576_netdev *np = container_of(work, struct i576_netdev,
					      link_work);
	bool up = READ_ONCE(np->ready) && i576_link(np->hw, NULL, NULL);

	if (up)
		i576_rates_link(np->hw);
	if (up == netif_carrier_ok(np->netdev))
		return;
	if (up)
		netif_carrier_on(np->netdev);
	else
		netif_carrier_off(np->netdev);
	sriov_pf_ping_vfs(np->base.pf);
}

static const struct net_device_ops i576_netdev_ops = {
	.ndo_open = i576_ndo_open,
	.ndo_stop = i576_ndo_stop,
	.ndo_start_xmit = i576_xmit,
	.ndo_set_rx_mode = i576_set_rx_mode,
	.ndo_set_mac_address = i576_set_mac_address,
	.ndo_validate_addr = eth_validate_addr,
	.ndo_change_mtu = i576_change_mtu,
	.ndo_tx_timeout = i576_tx_timeout,
	.ndo_get_stats64 = i576_get_stats64,
	.ndo_vlan_rx_add_vid = i576_vlan_add,
	.ndo_vlan_rx_kill_vid = i576_vlan_kill,
	.ndo_set_features = i576_set_features,
	.ndo_bpf = i576_bpf,
	.ndo_xdp_xmit = i576_xdp_xmit,
	.ndo_set_vf_mac = sriov_pf_ndo_set_vf_mac,
	.ndo_set_vf_vlan = sriov_pf_ndo_set_vf_vlan,
	.ndo_set_vf_spoofchk = sriov_pf_ndo_set_vf_spoofchk,
	.ndo_set_vf_rate = sriov_pf_ndo_set_vf_rate,
	.ndo_set_vf_trust = sriov_pf_ndo_set_vf_trust,
	.ndo_set_vf_link_state = sriov_pf_ndo_set_vf_link_state,
	.ndo_get_vf_config = sriov_pf_ndo_get_vf_config,
	.ndo_get_vf_stats = sriov_pf_ndo_get_vf_stats,
};

/* ---- Life ---------------------------------------------------------------------------------- */

static void i576_netdev_setup(struct net_device *netdev)
{
	struct i576_netdev *np = netdev_priv(netdev);

	netdev->netdev_ops = &i576_netdev_ops;
	netdev_set_stat_ops(netdev, &i576_stat_ops);
	netdev->ethtool_ops = &i576_ethtool_ops;
	netdev->hw_features = I576_HW_FEATURES;
	netdev->features = I576_HW_FEATURES | NETIF_F_HIGHDMA;
	netdev->vlan_features = I576_VLAN_FEATURES;
	netdev->priv_flags |= IFF_UNICAST_FLT | IFF_LIVE_ADDR_CHANGE;
	netdev->min_mtu = ETH_MIN_MTU;
	netdev->max_mtu = I576_MAX_FRAME - i576_frame_len(0);
	netdev->watchdog_timeo = 5 * HZ;
	compat_dev_set_xdp(netdev);
	eth_hw_addr_set(netdev, np->hw->pf->mac);
	netif_carrier_off(netdev);
}

static int i576_qps_create(struct i576_netdev *np)
{
	unsigned int i;

	np->qp = kcalloc(np->max_qps, sizeof(*np->qp), GFP_KERNEL);
	if (!np->qp)
		return -ENOMEM;
	for (i = 0; i < np->max_qps; i++) {
		struct i576_qp *qp = &np->qp[i];

		qp->np = np;
		qp->index = i;
		u64_stats_init(&qp->tx_sync);
		u64_stats_init(&qp->rx_sync);
		netif_napi_add(np->netdev, &qp->napi, i576_napi_poll);
	}
	return 0;
}

/**
 * i576_netdev_create() - make the PF's netdev
 * @hw: the PF, reset
 *
 * Its pf->mac is the permanent address. Interrupt vectors are allocated here
 * too, as their number decides that of the queues.
 *
 * Return: the netdev, not yet registered, or an ERR_PTR.
 */
struct net_device *i576_netdev_create(struct i576 *hw)
{
	struct pci_dev *pdev = hw->pf->pdev;
	struct i576_netdev *np;
	struct net_device *netdev;
	unsigned int i;
	int err;

	netdev = alloc_etherdev_mqs(sizeof(*np), I576_MAX_QPS, I576_MAX_QPS);
	if (!netdev)
		return ERR_PTR(-ENOMEM);
	err = pci_alloc_irq_vectors(pdev, 2, 1 + min_t(unsigned int,
						       num_online_cpus(),
						       I576_MAX_QPS),
				    PCI_IRQ_MSIX);
	if (err < 0)
		goto free_netdev;

	np = netdev_priv(netdev);
	np->base.pf = hw->pf;
	np->hw = hw;
	np->netdev = netdev;
	np->max_qps = err - 1;
	np->wanted_qps = np->max_qps;
	np->num_qps = np->max_qps;
	np->tx_len = I576_DEF_LEN;
	np->rx_len = I576_DEF_LEN;
	np->usecs = I576_DEF_USECS;
	np->ready = true;
	netdev_rss_key_fill(np->rss_key, sizeof(np->rss_key));
	for (i = 0; i < I576_RETA_LEN; i++)
		np->reta[i] = ethtool_rxfh_indir_default(i, np->max_qps);
	INIT_WORK(&np->link_work, i576_link_work);
	INIT_WORK(&np->restart_work, i576_restart_work);
	err = i576_qps_create(np);
	if (err)
		goto free_vectors;

	SET_NETDEV_DEV(netdev, &pdev->dev);
	i576_netdev_setup(netdev);
	err = netif_set_real_num_queues(netdev, np->num_qps, np->num_qps);
	if (err)
		goto free_qps;
	return netdev;

free_qps:
	for (i = 0; i < np->max_qps; i++)
		netif_napi_del(&np->qp[i].napi);
	kfree(np->qp);
free_vectors:
	pci_free_irq_vectors(pdev);
free_netdev:
	free_netdev(netdev);
	return ERR_PTR(err);
}

/**
 * i576_netdev_free() - the end of what i576_netdev_create() began
 * @netdev: the netdev, not registered (any more)
 */
void i576_netdev_free(struct net_device *netdev)
{
	struct i576_netdev *np = netdev_priv(netdev);
	unsigned int i;

	for (i = 0; i < np->max_qps; i++)
		netif_napi_del(&np->qp[i].napi);
	pci_free_irq_vectors(np->hw->pf->pdev);
	kfree(np->qp);
	free_netdev(netdev);
}

/**
 * i576_netdev_program() - program the PF's part of the port
 * @netdev: the netdev; the port was reset
 *
 * rtnl held, or the netdev isn't registered.
 */
void i576_netdev_program(struct net_device *netdev)
{
	struct i576_netdev *np = netdev_priv(netdev);
	struct i576 *hw = np->hw;

	i576_set_mac(hw, netdev->dev_addr);
	spin_lock_bh(&hw->lock);
	i576_filters_restore(hw);
	if (hw->pools)
		i576_rctl_set(hw, 0, I576_RCTL_EN);
	spin_unlock_bh(&hw->lock);
	i576_rss_write(np);
	i576_update_filters(netdev);
}

/**
 * i576_netdev_quiesce() - take the hands off the device before a reset
 * @netdev: the PF's netdev
 */
void i576_netdev_quiesce(struct net_device *netdev)
{
	struct i576_netdev *np = netdev_priv(netdev);

	rtnl_lock();
	WRITE_ONCE(np->ready, false);
	/* Or it would turn the carrier on again. */
	cancel_work_sync(&np->link_work);
	netif_carrier_off(netdev);
	i576_stop(np);
	rtnl_unlock();
}

/**
 * i576_netdev_resume() - program the device anew after a reset
 * @netdev: the PF's netdev
 */
void i576_netdev_resume(struct net_device *netdev)
{
	struct i576_netdev *np = netdev_priv(netdev);

	rtnl_lock();
	WRITE_ONCE(np->ready, true);
	i576_netdev_program(netdev);
	if (np->open)
		i576_start(np);
	rtnl_unlock();
	schedule_work(&np->link_work);
}

/**
 * i576_netdev_set_pools() - divide the port into pools, or undo it
 * @netdev: the PF's netdev
 * @pools: whether there are to be pools
 *
 * rtnl held. The PF's rings move to other queues, so that what is in them, and
 * what comes meanwhile, is lost; its link stays.
 *
 * Return: 0; with @pools also -ENOSPC: the PF is in too many VLANs; -ENOMEM.
 */
int i576_netdev_set_pools(struct net_device *netdev, bool pools)
{
	struct i576_netdev *np = netdev_priv(netdev);
	struct i576 *hw = np->hw;
	unsigned int qps = np->wanted_qps;
	bool running;
	int err;

	ASSERT_RTNL();

	if (pools && bitmap_weight(hw->pf_vlans, VLAN_N_VID) > I576_VLVF_NUM)
		return -ENOSPC;
	if (pools)
		qps = min_t(unsigned int, qps, hw->model->pool_queues);
	if (pools && qps != np->num_qps) {
		err = i576_resize(np, qps, np->tx_len, np->rx_len);
		if (err)
			return err;
	}
	running = np->running;
	i576_stop(np);
	spin_lock_bh(&hw->lock);
	hw->pools = pools;
	if (pools)
		i576_vlan_enter_pools(hw);
	else
		i576_vlan_leave_pools(hw);
	i576_rctl_set(hw, I576_RCTL_EN, pools ? I576_RCTL_EN : 0);
	spin_unlock_bh(&hw->lock);
	i576_rss_write(np);
	i576_update_filters(netdev);
	if (running)
		i576_start(np);
	if (!pools && qps != np->num_qps &&
	    i576_resize(np, qps, np->tx_len, np->rx_len))
		netdev_notice(netdev, "stays with %u queues\n", np->num_qps);
	return 0;
}
