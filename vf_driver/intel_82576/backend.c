// SPDX-License-Identifier: GPL-2.0
/*
 * Backend of the VF driver for VFs of Intel's 82576 and I350: registers, the
 * netdev's operations, creation.
 *
 * Owns struct ivf. Takes no lock but for ethtool's reading: sriov_vf_dev.lock
 * is held where the description of sriov_vf_ops says so.
 */
#include <linux/bitfield.h>
#include <linux/log2.h>

#include "compat/netdev.h"
#include "ivf.h"

#define IVF_RING_LEN		256
#define IVF_DEFAULT_USECS	20

/* The driver names these bits without knowing the backend. */
static_assert(SRIOV_VMB_R2C == 0xb0);

/* ---- Registers ------------------------------------------------------------ */

static irqreturn_t ivf_interrupt(int irq, void *data)
{
	struct sriov_vf_dev *vfd = data;

	if (!READ_ONCE(vfd->mbx_busy))
		sriov_vf_kick(vfd);
	return IRQ_HANDLED;
}

/* By the place on the bus: a guest's VF doesn't know its PF. */
static void ivf_make_name(struct sriov_vf_dev *vfd, char *name, size_t len)
{
	snprintf(name, len, "v%xs%xf%x", vfd->pdev->bus->number,
		 PCI_SLOT(vfd->pdev->devfn), PCI_FUNC(vfd->pdev->devfn));
}

static u32 ivf_mbx_rd(struct sriov_vf_dev *vfd)
{
	return ivf_rd(ivf_of(vfd), IVF_V2PMAILBOX);
}

static void ivf_mbx_wr(struct sriov_vf_dev *vfd, u32 val)
{
	ivf_wr(ivf_of(vfd), IVF_V2PMAILBOX, val);
}

static u32 ivf_mbx_mem_rd(struct sriov_vf_dev *vfd, unsigned int n)
{
	return ivf_rd(ivf_of(vfd), IVF_VMBMEM(n));
}

static void ivf_mbx_mem_wr(struct sriov_vf_dev *vfd, unsigned int n, u32 val)
{
	ivf_wr(ivf_of(vfd), IVF_VMBMEM(n), val);
}

static void ivf_reset(struct sriov_vf_dev *vfd)
{
	struct ivf *vf = ivf_of(vfd);

	ivf_wr(vf, IVF_EIMC, IVF_VEC_ALL);
	ivf_wr(vf, IVF_CTRL, IVF_CTRL_RST);
	/* It has arrived before anything else does. */
	ivf_rd(vf, IVF_STATUS);
}

static void ivf_irq_enable(struct sriov_vf_dev *vfd)
{
	struct ivf *vf = ivf_of(vfd);

	ivf_wr(vf, IVF_IVAR_MISC, IVF_IVAR_VALID | IVF_VEC_OTHER);
	ivf_wr(vf, IVF_EIAC, BIT(IVF_VEC_OTHER));
	ivf_wr(vf, IVF_EIMS, BIT(IVF_VEC_OTHER));
}

/* A reset of the PF clears the one, one of the VF the other. */
static bool ivf_armed(struct sriov_vf_dev *vfd)
{
	struct ivf *vf = ivf_of(vfd);
	u32 eims = ivf_rd(vf, IVF_EIMS);

	if (eims == ~0U || !(eims & BIT(IVF_VEC_OTHER)))
		return false;
	return !vf->running || ivf_rd(vf, IVF_RXDCTL) & IVF_XDCTL_ENABLE;
}

/* The port's link. Looked at every two seconds, which keeps counters from
 * wrapping unseen.
 */
static bool ivf_link(struct sriov_vf_dev *vfd)
{
	struct ivf *vf = ivf_of(vfd);
	u32 status = ivf_rd(vf, IVF_STATUS);

	if (status == ~0U)
		return false;
	ivf_hw_update(vf);
	return status & IVF_STATUS_LU;
}

static int ivf_link_ksettings(struct sriov_vf_dev *vfd,
			      struct ethtool_link_ksettings *ks)
{
	u32 status = ivf_rd(ivf_of(vfd), IVF_STATUS);

	ks->base.port = PORT_OTHER;
	ks->base.autoneg = AUTONEG_DISABLE;
	ks->base.speed = SPEED_UNKNOWN;
	ks->base.duplex = DUPLEX_UNKNOWN;
	if (status == ~0U || !(status & IVF_STATUS_LU))
		return 0;
	switch (FIELD_GET(IVF_STATUS_SPEED, status)) {
	case IVF_SPEED_10:
		ks->base.speed = SPEED_10;
		break;
	case IVF_SPEED_100:
		ks->base.speed = SPEED_100;
		break;
	default:
		ks->base.speed = SPEED_1000;
	}
	ks->base.duplex = status & IVF_STATUS_FD ? DUPLEX_FULL : DUPLEX_HALF;
	return 0;
}

/* ---- Data path ------------------------------------------------------------ */

static int ivf_ops_open(struct sriov_vf_dev *vfd)
{
	return ivf_open(ivf_of(vfd));
}

static void ivf_ops_close(struct sriov_vf_dev *vfd)
{
	ivf_close(ivf_of(vfd));
}

static void ivf_ops_start(struct sriov_vf_dev *vfd)
{
	ivf_start(ivf_of(vfd));
}

static void ivf_ops_stop(struct sriov_vf_dev *vfd)
{
	ivf_stop(ivf_of(vfd));
}

/* A VF has one queue pair, and no host that could change that. */
static bool ivf_queues_fit(struct sriov_vf_dev *vfd)
{
	return true;
}

static int ivf_fit_queues(struct sriov_vf_dev *vfd)
{
	return 0;
}

static void ivf_get_channels(struct sriov_vf_dev *vfd,
			     struct ethtool_channels *ch)
{
	ch->max_combined = 1;
	ch->combined_count = 1;
	ch->max_other = 1;
	ch->other_count = 1;
}

/* ethtool asks only for what differs from what there is. */
static int ivf_set_channels(struct sriov_vf_dev *vfd,
			    const struct ethtool_channels *ch)
{
	return -EINVAL;
}

static void ivf_get_rings(struct sriov_vf_dev *vfd,
			  struct ethtool_ringparam *ring)
{
	struct ivf *vf = ivf_of(vfd);

	ring->rx_max_pending = IVF_MAX_DESC;
	ring->tx_max_pending = IVF_MAX_DESC;
	ring->rx_pending = vf->rx_len;
	ring->tx_pending = vf->tx_len;
}

static bool ivf_ring_len_ok(u32 len)
{
	return is_power_of_2(len) && len >= IVF_MIN_DESC &&
	       len <= IVF_MAX_DESC;
}

static int ivf_set_rings(struct sriov_vf_dev *vfd,
			 const struct ethtool_ringparam *ring,
			 struct netlink_ext_ack *extack)
{
	struct ivf *vf = ivf_of(vfd);

	if (!ivf_ring_len_ok(ring->rx_pending) ||
	    !ivf_ring_len_ok(ring->tx_pending)) {
		NL_SET_ERR_MSG(extack,
			       "ring sizes are powers of two from 128 to 4096");
		return -EINVAL;
	}
	if (ring->rx_pending == vf->rx_len && ring->tx_pending == vf->tx_len)
		return 0;
	return ivf_resize(vf, ring->tx_pending, ring->rx_pending);
}

static void ivf_get_coalesce(struct sriov_vf_dev *vfd,
			     struct ethtool_coalesce *ec)
{
	struct ivf *vf = ivf_of(vfd);

	ec->tx_coalesce_usecs = vf->usecs[IVF_VEC_TX];
	ec->rx_coalesce_usecs = vf->usecs[IVF_VEC_RX];
}

static int ivf_set_coalesce(struct sriov_vf_dev *vfd,
			    const struct ethtool_coalesce *ec,
			    struct netlink_ext_ack *extack)
{
	const u32 max = FIELD_MAX(IVF_EITR_INTERVAL);
	struct ivf *vf = ivf_of(vfd);

	if (ec->rx_max_coalesced_frames) {
		NL_SET_ERR_MSG(extack, "rx-frames: the device doesn't count them");
		return -EOPNOTSUPP;
	}
	if (ec->rx_coalesce_usecs > max || ec->tx_coalesce_usecs > max) {
		NL_SET_ERR_MSG(extack, "rx-usecs and tx-usecs are at most 8191");
		return -ERANGE;
	}
	vf->usecs[IVF_VEC_TX] = ec->tx_coalesce_usecs;
	vf->usecs[IVF_VEC_RX] = ec->rx_coalesce_usecs;
	if (vf->running)
		ivf_moderate(vf);
	return 0;
}

/* ---- Netdev operations ------------------------------------------------------ */

static void ivf_tx_timeout(struct net_device *netdev, unsigned int queue)
{
	struct ivf *vf = netdev_priv(netdev);

	vf->timeouts++;
	netdev_warn(netdev,
		    "transmit doesn't move: device's head %u, tail %u; restarting\n",
		    ivf_rd(vf, IVF_TDH), ivf_rd(vf, IVF_TDT));
	sriov_vf_request_reset(&vf->vfd);
}

/* What a context has no room for is done by the stack. */
static netdev_features_t ivf_features_check(struct sk_buff *skb,
					    struct net_device *netdev,
					    netdev_features_t features)
{
	if (unlikely(skb_network_offset(skb) > IVF_MAX_MACLEN))
		return features & ~(NETIF_F_CSUM_MASK | NETIF_F_GSO_MASK |
				    NETIF_F_HW_VLAN_CTAG_TX);
	if (skb->ip_summed == CHECKSUM_PARTIAL &&
	    unlikely(skb_checksum_start_offset(skb) - skb_network_offset(skb) >
		     IVF_MAX_IPLEN))
		return features & ~(NETIF_F_CSUM_MASK | NETIF_F_GSO_MASK);
	return features;
}

static const struct net_device_ops ivf_netdev_ops = {
	.ndo_open = sriov_vf_open,
	.ndo_stop = sriov_vf_stop,
	.ndo_start_xmit = ivf_xmit,
	.ndo_features_check = ivf_features_check,
	.ndo_set_rx_mode = sriov_vf_set_rx_mode,
	.ndo_set_mac_address = sriov_vf_set_mac_address,
	.ndo_validate_addr = eth_validate_addr,
	.ndo_change_mtu = ivf_change_mtu,
	.ndo_tx_timeout = ivf_tx_timeout,
	.ndo_get_stats64 = ivf_stats64,
	.ndo_bpf = ivf_bpf,
	.ndo_xdp_xmit = ivf_xdp_xmit,
	.ndo_vlan_rx_add_vid = sriov_vf_vlan_add,
	.ndo_vlan_rx_kill_vid = sriov_vf_vlan_kill,
};

/* ---- Creation -------------------------------------------------------------- */

static void ivf_set_features(struct net_device *netdev)
{
	netdev->hw_features = NETIF_F_SG | NETIF_F_IP_CSUM | NETIF_F_IPV6_CSUM |
			      NETIF_F_TSO | NETIF_F_TSO6 | NETIF_F_RXCSUM |
			      NETIF_F_HW_VLAN_CTAG_TX;
	/* Whether tags are taken off, and by which filter, is the PF's. */
	netdev->features = netdev->hw_features | NETIF_F_HIGHDMA |
			   NETIF_F_HW_VLAN_CTAG_RX |
			   NETIF_F_HW_VLAN_CTAG_FILTER;
	netdev->vlan_features = NETIF_F_SG | NETIF_F_IP_CSUM |
				NETIF_F_IPV6_CSUM | NETIF_F_TSO |
				NETIF_F_TSO6 | NETIF_F_HIGHDMA;
	compat_dev_set_xdp(netdev);
	netdev->min_mtu = ETH_MIN_MTU;
	netdev->max_mtu = IVF_MAX_MTU;
	netdev->watchdog_timeo = 5 * HZ;
}

static struct net_device *ivf_create(struct pci_dev *pdev)
{
	struct net_device *netdev;
	struct ivf *vf;
	int err;

	err = pci_request_region(pdev, IVF_BAR, KBUILD_MODNAME);
	if (err)
		return ERR_PTR(err);
	netdev = alloc_etherdev(sizeof(*vf));
	if (!netdev) {
		err = -ENOMEM;
		goto release_region;
	}
	vf = netdev_priv(netdev);
	vf->regs = pci_iomap(pdev, IVF_BAR, 0);
	if (!vf->regs) {
		err = -ENOMEM;
		goto free_netdev;
	}
	err = pci_alloc_irq_vectors(pdev, IVF_VECTORS, IVF_VECTORS,
				    PCI_IRQ_MSIX);
	if (err < 0)
		goto unmap;
	vf->swapped_tag = pdev->device == SRIOV_VF_DEVICE_I350;
	vf->tx_len = IVF_RING_LEN;
	vf->rx_len = IVF_RING_LEN;
	vf->usecs[IVF_VEC_TX] = IVF_DEFAULT_USECS;
	vf->usecs[IVF_VEC_RX] = IVF_DEFAULT_USECS;
	sriov_vf_init(&vf->vfd, netdev, pdev, &sriov_vf_82576_ops);
	ivf_init(vf);
	ivf_set_features(netdev);
	netdev->netdev_ops = &ivf_netdev_ops;
	netdev_set_stat_ops(netdev, &ivf_stat_ops);
	return netdev;

unmap:
	pci_iounmap(pdev, vf->regs);
free_netdev:
	free_netdev(netdev);
release_region:
	pci_release_region(pdev, IVF_BAR);
	return ERR_PTR(err);
}

static void ivf_destroy(struct net_device *netdev)
{
	struct ivf *vf = netdev_priv(netdev);
	struct pci_dev *pdev = vf->vfd.pdev;

	netif_napi_del(&vf->napi);
	pci_free_irq_vectors(pdev);
	pci_iounmap(pdev, vf->regs);
	free_netdev(netdev);
	pci_release_region(pdev, IVF_BAR);
}

const struct sriov_vf_ops sriov_vf_82576_ops = {
	.name = "82576",
	.vector = IVF_VEC_OTHER,
	.create = ivf_create,
	.destroy = ivf_destroy,
	.interrupt = ivf_interrupt,
	.make_name = ivf_make_name,
	.mbx_rd = ivf_mbx_rd,
	.mbx_wr = ivf_mbx_wr,
	.mbx_mem_rd = ivf_mbx_mem_rd,
	.mbx_mem_wr = ivf_mbx_mem_wr,
	.reset = ivf_reset,
	.irq_enable = ivf_irq_enable,
	.armed = ivf_armed,
	.link = ivf_link,
	.open = ivf_ops_open,
	.close = ivf_ops_close,
	.queues_fit = ivf_queues_fit,
	.fit_queues = ivf_fit_queues,
	.start = ivf_ops_start,
	.stop = ivf_ops_stop,
	.sset_count = ivf_sset_count,
	.strings = ivf_strings,
	.stats = ivf_ethtool_stats,
	.get_rings = ivf_get_rings,
	.set_rings = ivf_set_rings,
	.get_channels = ivf_get_channels,
	.set_channels = ivf_set_channels,
	.get_coalesce = ivf_get_coalesce,
	.set_coalesce = ivf_set_coalesce,
	.link_ksettings = ivf_link_ksettings,
};
