// SPDX-License-Identifier: GPL-2.0
/*
 * Backend of the VF driver for the mock NIC: registers of a VF, and the shared
 * data path.
 *
 * Owns struct mock_vf. Takes no lock: sriov_vf_dev.lock is held where the
 * ops' description says so, and serialises the data path.
 */
#include <linux/module.h>

#include "datapath/mock_txrx.h"
#include "../sriov_vf.h"

/* Descriptors per ring. With 1024 VFs on a host small rings matter: a queue
 * pair of this size takes some 270 KiB while the netdev is up.
 */
#define MOCK_VF_RING_LEN	128

static unsigned int queues;
module_param(queues, uint, 0444);
MODULE_PARM_DESC(queues, "Queue pairs of a VF at most, as far as the host lets it have them; 0: one for each CPU (default 0)");

/**
 * struct mock_vf - netdev_priv() of a VF of the mock NIC
 * @vfd: the driver's part; first
 * @hw: registers
 * @dp: data path
 */
struct mock_vf {
	struct sriov_vf_dev vfd;
	struct mock_hw *hw;
	struct mock_dp dp;
};

/* The driver names these bits without knowing the backend. */
static_assert(SRIOV_VMB_REQ == MOCK_VMB_REQ);
static_assert(SRIOV_VMB_ACK == MOCK_VMB_ACK);
static_assert(SRIOV_VMB_VFU == MOCK_VMB_VFU);
static_assert(SRIOV_VMB_PFU == MOCK_VMB_PFU);
static_assert(SRIOV_VMB_R2C == MOCK_VMB_R2C);
static_assert(SRIOV_VMB_RSTI == MOCK_VMB_RSTI);
static_assert(SRIOV_MBX_LEN == MOCK_MBX_DWORDS);

static struct mock_vf *mock_vf_of(struct sriov_vf_dev *vfd)
{
	return container_of(vfd, struct mock_vf, vfd);
}

/* ---- Registers ------------------------------------------------------------ */

static irqreturn_t mock_vf_interrupt(int irq, void *data)
{
	struct mock_vf *mvf = mock_vf_of(data);
	u32 icr = mock_rd(mvf->hw, MOCK_ICR);

	/* All ones, and nothing happened: the device is gone. */
	if (icr == ~0U)
		return IRQ_HANDLED;
	icr &= MOCK_INT_OTHER;
	/* Before looking for what they mean: later ones fire again. */
	mock_wr(mvf->hw, MOCK_ICR, icr);
	if (icr & MOCK_INT_LINK ||
	    (icr & MOCK_INT_MBX && !READ_ONCE(mvf->vfd.mbx_busy)))
		sriov_vf_kick(&mvf->vfd);
	mock_dp_interrupt(&mvf->dp);
	return IRQ_HANDLED;
}

static void mock_vf_make_name(struct sriov_vf_dev *vfd, char *name, size_t len)
{
	u32 port = mock_rd(mock_vf_of(vfd)->hw, MOCK_PORT);

	snprintf(name, len, "p%uv%u",
		 (unsigned int)FIELD_GET(MOCK_PORT_NUM, port),
		 (unsigned int)FIELD_GET(MOCK_PORT_VF, port));
}

static u32 mock_vf_mbx_rd(struct sriov_vf_dev *vfd)
{
	return mock_rd(mock_vf_of(vfd)->hw, MOCK_VMB_CTRL);
}

static void mock_vf_mbx_wr(struct sriov_vf_dev *vfd, u32 val)
{
	mock_wr(mock_vf_of(vfd)->hw, MOCK_VMB_CTRL, val);
}

static u32 mock_vf_mbx_mem_rd(struct sriov_vf_dev *vfd, unsigned int n)
{
	return mock_rd(mock_vf_of(vfd)->hw, MOCK_VMB_MEM(n));
}

static void mock_vf_mbx_mem_wr(struct sriov_vf_dev *vfd, unsigned int n,
			       u32 val)
{
	mock_wr(mock_vf_of(vfd)->hw, MOCK_VMB_MEM(n), val);
}

static void mock_vf_reset(struct sriov_vf_dev *vfd)
{
	mock_wr(mock_vf_of(vfd)->hw, MOCK_CTRL, MOCK_CTRL_RST);
}

static void mock_vf_irq_enable(struct sriov_vf_dev *vfd)
{
	mock_wr(mock_vf_of(vfd)->hw, MOCK_IMS, MOCK_INT_MBX | MOCK_INT_LINK);
}

static bool mock_vf_armed(struct sriov_vf_dev *vfd)
{
	u32 ims = mock_rd(mock_vf_of(vfd)->hw, MOCK_IMS);

	return ims != ~0U && ims & MOCK_INT_MBX;
}

/* ---- Data path ------------------------------------------------------------ */

static bool mock_vf_link(struct sriov_vf_dev *vfd)
{
	u32 speed;

	return mock_dp_link(&mock_vf_of(vfd)->dp, &speed);
}

static int mock_vf_open(struct sriov_vf_dev *vfd)
{
	return mock_dp_open(&mock_vf_of(vfd)->dp);
}

static void mock_vf_close(struct sriov_vf_dev *vfd)
{
	mock_dp_close(&mock_vf_of(vfd)->dp);
}

static bool mock_vf_queues_fit(struct sriov_vf_dev *vfd)
{
	return mock_dp_queues_fit(&mock_vf_of(vfd)->dp);
}

static int mock_vf_fit_queues(struct sriov_vf_dev *vfd)
{
	return mock_dp_fit_queues(&mock_vf_of(vfd)->dp);
}

static void mock_vf_start(struct sriov_vf_dev *vfd)
{
	mock_dp_start(&mock_vf_of(vfd)->dp);
}

static void mock_vf_stop(struct sriov_vf_dev *vfd)
{
	mock_dp_stop(&mock_vf_of(vfd)->dp);
}

static int mock_vf_sset_count(struct sriov_vf_dev *vfd, int sset)
{
	return mock_dp_sset_count(&mock_vf_of(vfd)->dp, sset);
}

static void mock_vf_strings(struct sriov_vf_dev *vfd, u32 sset, u8 *data)
{
	mock_dp_strings(&mock_vf_of(vfd)->dp, sset, data);
}

static void mock_vf_stats(struct sriov_vf_dev *vfd, u64 *data)
{
	mock_dp_ethtool_stats(&mock_vf_of(vfd)->dp, data);
}

static void mock_vf_get_rings(struct sriov_vf_dev *vfd,
			      struct ethtool_ringparam *ring)
{
	mock_dp_get_rings(&mock_vf_of(vfd)->dp, ring);
}

static int mock_vf_set_rings(struct sriov_vf_dev *vfd,
			     const struct ethtool_ringparam *ring,
			     struct netlink_ext_ack *extack)
{
	return mock_dp_set_rings(&mock_vf_of(vfd)->dp, ring, extack);
}

static void mock_vf_get_channels(struct sriov_vf_dev *vfd,
				 struct ethtool_channels *ch)
{
	mock_dp_get_channels(&mock_vf_of(vfd)->dp, ch);
}

static int mock_vf_set_channels(struct sriov_vf_dev *vfd,
				const struct ethtool_channels *ch)
{
	return mock_dp_set_channels(&mock_vf_of(vfd)->dp, ch);
}

static void mock_vf_get_coalesce(struct sriov_vf_dev *vfd,
				 struct ethtool_coalesce *ec)
{
	mock_dp_get_coalesce(&mock_vf_of(vfd)->dp, ec);
}

static int mock_vf_set_coalesce(struct sriov_vf_dev *vfd,
				const struct ethtool_coalesce *ec,
				struct netlink_ext_ack *extack)
{
	return mock_dp_set_coalesce(&mock_vf_of(vfd)->dp, ec, extack);
}

static int mock_vf_link_ksettings(struct sriov_vf_dev *vfd,
				  struct ethtool_link_ksettings *ks)
{
	return mock_dp_link_ksettings(&mock_vf_of(vfd)->dp, ks);
}

/* ---- Netdev operations that need the data path ----------------------------- */

static void mock_vf_uninit(struct net_device *netdev)
{
	struct mock_vf *mvf = netdev_priv(netdev);

	mock_dp_uninit(&mvf->dp);
}

static netdev_tx_t mock_vf_xmit(struct sk_buff *skb, struct net_device *netdev)
{
	struct mock_vf *mvf = netdev_priv(netdev);

	return mock_dp_xmit(&mvf->dp, skb);
}

static void mock_vf_stats64(struct net_device *netdev,
			    struct rtnl_link_stats64 *stats)
{
	struct mock_vf *mvf = netdev_priv(netdev);

	mock_dp_stats64(&mvf->dp, stats);
}

static void mock_vf_queue_rx(struct net_device *netdev, int queue,
			     struct netdev_queue_stats_rx *stats)
{
	struct mock_vf *mvf = netdev_priv(netdev);

	mock_dp_queue_rx(&mvf->dp, queue, stats);
}

static void mock_vf_queue_tx(struct net_device *netdev, int queue,
			     struct netdev_queue_stats_tx *stats)
{
	struct mock_vf *mvf = netdev_priv(netdev);

	mock_dp_queue_tx(&mvf->dp, queue, stats);
}

static void mock_vf_queue_base(struct net_device *netdev,
			       struct netdev_queue_stats_rx *rx,
			       struct netdev_queue_stats_tx *tx)
{
	struct mock_vf *mvf = netdev_priv(netdev);

	mock_dp_queue_base(&mvf->dp, rx, tx);
}

static const struct netdev_stat_ops mock_vf_stat_ops = {
	.get_queue_stats_rx = mock_vf_queue_rx,
	.get_queue_stats_tx = mock_vf_queue_tx,
	.get_base_stats = mock_vf_queue_base,
};

static void mock_vf_tx_timeout(struct net_device *netdev, unsigned int queue)
{
	struct mock_vf *mvf = netdev_priv(netdev);

	mock_dp_tx_timeout(&mvf->dp, queue);
	sriov_vf_request_reset(&mvf->vfd);
}

static int mock_vf_set_features(struct net_device *netdev,
				netdev_features_t features)
{
	struct mock_vf *mvf = netdev_priv(netdev);

	mutex_lock(&mvf->vfd.lock);
	mock_dp_set_offloads(&mvf->dp, features);
	mutex_unlock(&mvf->vfd.lock);
	return 0;
}

static const struct net_device_ops mock_vf_netdev_ops = {
	.ndo_uninit = mock_vf_uninit,
	.ndo_open = sriov_vf_open,
	.ndo_stop = sriov_vf_stop,
	.ndo_start_xmit = mock_vf_xmit,
	.ndo_set_rx_mode = sriov_vf_set_rx_mode,
	.ndo_set_mac_address = sriov_vf_set_mac_address,
	.ndo_validate_addr = eth_validate_addr,
	.ndo_change_mtu = sriov_vf_change_mtu,
	.ndo_tx_timeout = mock_vf_tx_timeout,
	.ndo_get_stats64 = mock_vf_stats64,
	.ndo_vlan_rx_add_vid = sriov_vf_vlan_add,
	.ndo_vlan_rx_kill_vid = sriov_vf_vlan_kill,
	.ndo_set_features = mock_vf_set_features,
};

/* ---- Creation -------------------------------------------------------------- */

static struct net_device *mock_vf_create(struct pci_dev *pdev)
{
	struct mock_hw *hw = mock_dp_find_hw(pdev);
	struct net_device *netdev;
	unsigned int qps;
	struct mock_vf *mvf;
	int vectors, err;

	if (!hw)
		return ERR_PTR(-ENODEV);
	/* As many as the host may let it have one day. But those that can't be
	 * used cost memory too: not more than wanted.
	 */
	qps = min_t(unsigned int, MOCK_VF_QUEUE_PAIRS,
		    queues ?: num_online_cpus());

	netdev = alloc_etherdev_mqs(sizeof(*mvf), qps, qps);
	if (!netdev)
		return ERR_PTR(-ENOMEM);
	vectors = mock_dp_alloc_vectors(pdev, qps);
	if (vectors < 0) {
		err = vectors;
		goto free_netdev;
	}
	mvf = netdev_priv(netdev);
	mvf->hw = hw;
	mvf->dp.num_qps = qps;
	mvf->dp.tx_len = MOCK_VF_RING_LEN;
	mvf->dp.rx_len = MOCK_VF_RING_LEN;
	err = mock_dp_init(&mvf->dp, netdev, pdev, hw, vectors);
	if (err)
		goto free_vectors;
	sriov_vf_init(&mvf->vfd, netdev, pdev, &sriov_vf_mock_ops);
	netdev->netdev_ops = &mock_vf_netdev_ops;
	netdev_set_stat_ops(netdev, &mock_vf_stat_ops);
	return netdev;

free_vectors:
	pci_free_irq_vectors(pdev);
free_netdev:
	free_netdev(netdev);
	return ERR_PTR(err);
}

static void mock_vf_destroy(struct net_device *netdev)
{
	struct mock_vf *mvf = netdev_priv(netdev);

	mock_dp_exit(&mvf->dp);
	pci_free_irq_vectors(mvf->vfd.pdev);
	free_netdev(netdev);
}

const struct sriov_vf_ops sriov_vf_mock_ops = {
	.name = "mock",
	.create = mock_vf_create,
	.destroy = mock_vf_destroy,
	.interrupt = mock_vf_interrupt,
	.make_name = mock_vf_make_name,
	.mbx_rd = mock_vf_mbx_rd,
	.mbx_wr = mock_vf_mbx_wr,
	.mbx_mem_rd = mock_vf_mbx_mem_rd,
	.mbx_mem_wr = mock_vf_mbx_mem_wr,
	.reset = mock_vf_reset,
	.irq_enable = mock_vf_irq_enable,
	.armed = mock_vf_armed,
	.link = mock_vf_link,
	.open = mock_vf_open,
	.close = mock_vf_close,
	.queues_fit = mock_vf_queues_fit,
	.fit_queues = mock_vf_fit_queues,
	.start = mock_vf_start,
	.stop = mock_vf_stop,
	.sset_count = mock_vf_sset_count,
	.strings = mock_vf_strings,
	.stats = mock_vf_stats,
	.get_rings = mock_vf_get_rings,
	.set_rings = mock_vf_set_rings,
	.get_channels = mock_vf_get_channels,
	.set_channels = mock_vf_set_channels,
	.get_coalesce = mock_vf_get_coalesce,
	.set_coalesce = mock_vf_set_coalesce,
	.link_ksettings = mock_vf_link_ksettings,
};
