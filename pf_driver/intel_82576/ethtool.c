// SPDX-License-Identifier: GPL-2.0
/*
 * ethtool of the PF's netdev. Everything runs under rtnl, which serialises the
 * data path of the PF; what belongs to the PHY goes through phy.c.
 */
#include <linux/ethtool.h>
#include <linux/mii.h>

#include "compat/extack.h"
#include "compat/rxfh.h"
#include "hw.h"
#include "ring.h"

static struct i576_netdev *np_of(struct net_device *netdev)
{
	return netdev_priv(netdev);
}

/* ---- Link ------------------------------------------------------------------------- */

/* As numbers: the names that ethtool's macros paste aren't in kernel style. */
#define MODE_1000	ETHTOOL_LINK_MODE_1000baseT_Full_BIT
#define MODE_AUTONEG	ETHTOOL_LINK_MODE_Autoneg_BIT

static int i576_get_link_ksettings(struct net_device *netdev,
				   struct ethtool_link_ksettings *ks)
{
	struct i576 *hw = np_of(netdev)->hw;
	u16 bmcr, adv, ctrl;
	bool full;
	int err;

	err = i576_phy_read(hw, MII_BMCR, &bmcr) ?:
	      i576_phy_read(hw, MII_ADVERTISE, &adv) ?:
	      i576_phy_read(hw, MII_CTRL1000, &ctrl);
	if (err)
		return err;
	ethtool_link_ksettings_zero_link_mode(ks, supported);
	ethtool_link_ksettings_zero_link_mode(ks, advertising);
	mii_adv_to_linkmode_adv_t(ks->link_modes.supported,
				  ADVERTISE_ALL & ~ADVERTISE_100BASE4);
	linkmode_set_bit(MODE_1000, ks->link_modes.supported);
	linkmode_set_bit(MODE_AUTONEG, ks->link_modes.supported);
	ethtool_link_ksettings_add_link_mode(ks, supported, TP);
	mii_adv_mod_linkmode_adv_t(ks->link_modes.advertising, adv);
	linkmode_mod_bit(MODE_1000, ks->link_modes.advertising,
			 ctrl & ADVERTISE_1000FULL);
	ethtool_link_ksettings_add_link_mode(ks, advertising, TP);
	linkmode_mod_bit(MODE_AUTONEG, ks->link_modes.advertising,
			 bmcr & BMCR_ANENABLE);
	ks->base.port = PORT_TP;
	ks->base.phy_address = I576_MDIC_PHY_INT;
	ks->base.autoneg = bmcr & BMCR_ANENABLE ? AUTONEG_ENABLE :
						  AUTONEG_DISABLE;
	ks->base.speed = SPEED_UNKNOWN;
	ks->base.duplex = DUPLEX_UNKNOWN;
	if (i576_link(hw, &ks->base.speed, &full))
		ks->base.duplex = full ? DUPLEX_FULL : DUPLEX_HALF;
	return 0;
}

/* Forced; gigabit over copper is always negotiated (802.3, 40.5.1). */
static int i576_force_link(struct i576 *hw, u32 speed, u8 duplex)
{
	u16 bmcr = duplex == DUPLEX_FULL ? BMCR_FULLDPLX : 0;

	if (speed != SPEED_10 && speed != SPEED_100)
		return -EINVAL;
	if (speed == SPEED_100)
		bmcr |= BMCR_SPEED100;
	return i576_phy_write(hw, MII_BMCR, bmcr);
}

static int i576_set_link_ksettings(struct net_device *netdev,
				   const struct ethtool_link_ksettings *ks)
{
	__ETHTOOL_DECLARE_LINK_MODE_MASK(modes);
	struct i576 *hw = np_of(netdev)->hw;
	u16 adv, ctrl = 0;

	if (ks->base.autoneg == AUTONEG_DISABLE)
		return i576_force_link(hw, ks->base.speed, ks->base.duplex);
	linkmode_copy(modes, ks->link_modes.advertising);
	adv = linkmode_adv_to_mii_adv_t(modes) &
	      ~(ADVERTISE_PAUSE_CAP | ADVERTISE_PAUSE_ASYM |
		ADVERTISE_100BASE4);
	if (linkmode_test_bit(MODE_1000, modes))
		ctrl = ADVERTISE_1000FULL;
	if (!(adv & ADVERTISE_ALL) && !ctrl)
		return -EINVAL;
	return i576_phy_write(hw, MII_ADVERTISE, adv | ADVERTISE_CSMA) ?:
	       i576_phy_write(hw, MII_CTRL1000, ctrl) ?:
	       i576_phy_write(hw, MII_BMCR, BMCR_ANENABLE | BMCR_ANRESTART |
			      BMCR_SPEED1000 | BMCR_FULLDPLX);
}

static int i576_nway_reset(struct net_device *netdev)
{
	struct i576 *hw = np_of(netdev)->hw;
	u16 bmcr;
	int err;

	err = i576_phy_read(hw, MII_BMCR, &bmcr);
	if (err)
		return err;
	if (!(bmcr & BMCR_ANENABLE))
		return -EINVAL;
	return i576_phy_write(hw, MII_BMCR, bmcr | BMCR_ANRESTART);
}

/* ---- Rings, channels, moderation ---------------------------------------------------- */

static void i576_get_rings(struct net_device *netdev,
			   struct ethtool_ringparam *ring,
			   struct kernel_ethtool_ringparam *kring,
			   struct netlink_ext_ack *extack)
{
	ring->rx_max_pending = I576_MAX_LEN;
	ring->tx_max_pending = I576_MAX_LEN;
	ring->rx_pending = np_of(netdev)->rx_len;
	ring->tx_pending = np_of(netdev)->tx_len;
}

static int i576_set_rings(struct net_device *netdev,
			  struct ethtool_ringparam *ring,
			  struct kernel_ethtool_ringparam *kring,
			  struct netlink_ext_ack *extack)
{
	struct i576_netdev *np = np_of(netdev);

	if (ring->rx_pending < I576_MIN_LEN || ring->tx_pending < I576_MIN_LEN) {
		NL_SET_ERR_MSG_FMT(extack, "rx, tx: at least %u descriptors",
				   I576_MIN_LEN);
		return -EINVAL;
	}
	if (!is_power_of_2(ring->rx_pending) ||
	    !is_power_of_2(ring->tx_pending)) {
		NL_SET_ERR_MSG(extack, "rx, tx: powers of two only");
		return -EINVAL;
	}
	return i576_resize(np, np->num_qps, ring->tx_pending,
			   ring->rx_pending);
}

/* With pools the port has only so many. */
static unsigned int i576_limit(struct i576_netdev *np)
{
	return np->hw->pools ? min_t(unsigned int, np->max_qps,
				     np->hw->model->pool_queues) :
			       np->max_qps;
}

static void i576_get_channels(struct net_device *netdev,
			      struct ethtool_channels *ch)
{
	struct i576_netdev *np = np_of(netdev);

	ch->max_combined = i576_limit(np);
	ch->max_other = 1;
	ch->combined_count = np->num_qps;
	ch->other_count = 1;
}

static int i576_set_channels(struct net_device *netdev,
			     struct ethtool_channels *ch)
{
	struct i576_netdev *np = np_of(netdev);
	unsigned int i;
	int err;

	if (ch->other_count != 1 || !ch->combined_count)
		return -EINVAL;
	err = i576_resize(np, ch->combined_count, np->tx_len, np->rx_len);
	if (err)
		return err;
	np->wanted_qps = ch->combined_count;
	/* A table that its user has set fits, or the core had refused. */
	if (!netif_is_rxfh_configured(netdev))
		for (i = 0; i < I576_RETA_LEN; i++)
			np->reta[i] = ethtool_rxfh_indir_default(i,
								 np->num_qps);
	if (np->running)
		i576_rss_write(np);
	return 0;
}

static int i576_get_coalesce(struct net_device *netdev,
			     struct ethtool_coalesce *ec,
			     struct kernel_ethtool_coalesce *kec,
			     struct netlink_ext_ack *extack)
{
	ec->rx_coalesce_usecs = np_of(netdev)->usecs;
	return 0;
}

static int i576_set_coalesce(struct net_device *netdev,
			     struct ethtool_coalesce *ec,
			     struct kernel_ethtool_coalesce *kec,
			     struct netlink_ext_ack *extack)
{
	struct i576_netdev *np = np_of(netdev);

	if (ec->rx_coalesce_usecs > FIELD_MAX(I576_EITR_USECS)) {
		NL_SET_ERR_MSG_FMT(extack, "rx-usecs: at most %lu",
				   FIELD_MAX(I576_EITR_USECS));
		return -ERANGE;
	}
	np->usecs = ec->rx_coalesce_usecs;
	i576_moderate(np);
	return 0;
}

/* ---- Receive hash --------------------------------------------------------------------- */

static int i576_get_rxnfc(struct net_device *netdev, struct ethtool_rxnfc *info,
			  u32 *rules)
{
	if (info->cmd != ETHTOOL_GRXRINGS)
		return -EOPNOTSUPP;
	info->data = np_of(netdev)->num_qps;
	return 0;
}

static u32 i576_indir_size(struct net_device *netdev)
{
	return I576_RETA_LEN;
}

static u32 i576_key_size(struct net_device *netdev)
{
	return I576_RSSRK_LEN;
}

static int i576_rxfh_get(struct net_device *netdev,
			 struct ethtool_rxfh_param *rxfh)
{
	struct i576_netdev *np = np_of(netdev);
	unsigned int i;

	rxfh->hfunc = ETH_RSS_HASH_TOP;
	if (rxfh->key)
		memcpy(rxfh->key, np->rss_key, I576_RSSRK_LEN);
	if (rxfh->indir)
		for (i = 0; i < I576_RETA_LEN; i++)
			rxfh->indir[i] = np->reta[i] % np->num_qps;
	return 0;
}

static int i576_rxfh_set(struct net_device *netdev,
			 struct ethtool_rxfh_param *rxfh,
			 struct netlink_ext_ack *extack)
{
	struct i576_netdev *np = np_of(netdev);
	unsigned int i;

	if (rxfh->hfunc != ETH_RSS_HASH_NO_CHANGE &&
	    rxfh->hfunc != ETH_RSS_HASH_TOP)
		return -EOPNOTSUPP;
	if (rxfh->key)
		memcpy(np->rss_key, rxfh->key, I576_RSSRK_LEN);
	if (rxfh->indir)
		for (i = 0; i < I576_RETA_LEN; i++)
			np->reta[i] = rxfh->indir[i];
	if (np->ready)
		i576_rss_write(np);
	return 0;
}

COMPAT_RXFH(i576_rxfh)

/* ---- Statistics ------------------------------------------------------------------------- */

static const char tx_names[I576_TX_COUNTERS][ETH_GSTRING_LEN] = {
	[I576_TX_PACKETS] = "packets",
	[I576_TX_BYTES] = "bytes",
	[I576_TX_STOPPED] = "stopped",
	[I576_TX_DROPPED] = "dropped",
};

static const char rx_names[I576_RX_COUNTERS][ETH_GSTRING_LEN] = {
	[I576_RX_PACKETS] = "packets",
	[I576_RX_BYTES] = "bytes",
	[I576_RX_MULTICAST] = "multicast",
	[I576_RX_CSUM_ERROR] = "csum_errors",
	[I576_RX_NO_MEMORY] = "no_memory",
	[I576_RX_ERRORS] = "errors",
	[I576_RX_XDP_DROP] = "xdp_drop",
	[I576_RX_XDP_TX] = "xdp_tx",
	[I576_RX_XDP_REDIRECT] = "xdp_redirect",
};

static int i576_sset_count(struct net_device *netdev, int sset)
{
	switch (sset) {
	case ETH_SS_STATS:
		return I576_STAT_NUM + 1 + np_of(netdev)->max_qps *
		       (I576_TX_COUNTERS + I576_RX_COUNTERS);
	case ETH_SS_TEST:
		return i576_test_count();
	default:
		return -EOPNOTSUPP;
	}
}

static void i576_strings(struct net_device *netdev, u32 sset, u8 *data)
{
	unsigned int i, c;

	if (sset == ETH_SS_TEST)
		i576_test_strings(data);
	if (sset != ETH_SS_STATS)
		return;
	for (i = 0; i < I576_STAT_NUM; i++)
		ethtool_sprintf(&data, "%s", i576_stat_names[i]);
	ethtool_sprintf(&data, "tx_timeouts");
	for (i = 0; i < np_of(netdev)->max_qps; i++) {
		for (c = 0; c < I576_TX_COUNTERS; c++)
			ethtool_sprintf(&data, "tx%u_%s", i, tx_names[c]);
		for (c = 0; c < I576_RX_COUNTERS; c++)
			ethtool_sprintf(&data, "rx%u_%s", i, rx_names[c]);
	}
}

static void i576_ethtool_stats(struct net_device *netdev,
			       struct ethtool_stats *stats, u64 *data)
{
	struct i576_netdev *np = np_of(netdev);
	struct i576 *hw = np->hw;
	unsigned int i, c;

	if (np->ready)
		i576_stats_update(hw);
	mutex_lock(&hw->stat_lock);
	for (i = 0; i < I576_STAT_NUM; i++)
		*data++ = hw->stat[i];
	mutex_unlock(&hw->stat_lock);
	*data++ = np->timeouts;
	for (i = 0; i < np->max_qps; i++) {
		for (c = 0; c < I576_TX_COUNTERS; c++)
			*data++ = i576_tx_counter(&np->qp[i], c);
		for (c = 0; c < I576_RX_COUNTERS; c++)
			*data++ = i576_rx_counter(&np->qp[i], c);
	}
}

/* ---- Registers, EEPROM, wake-up ------------------------------------------------------------ */

/* Those that reading doesn't change. */
static const u32 dump[] = {
	I576_CTRL, I576_STATUS, I576_CTRL_EXT, I576_IMS, I576_EIMS,
	I576_EIAC, I576_EIAM, I576_GPIE, I576_RCTL, I576_TCTL, I576_RXCSUM,
	I576_RLPML, I576_MRQC, I576_VT_CTL, I576_VFRE, I576_VFTE, I576_DTXSWC,
	I576_RPLOLR, I576_QDE, I576_MBVFIMR, I576_WUC, I576_WUFC,
};

#define DUMP_QUEUE	5

static int i576_regs_len(struct net_device *netdev)
{
	struct i576 *hw = np_of(netdev)->hw;

	return 4 * (ARRAY_SIZE(dump) + 8 * 3 + I576_VLVF_NUM +
		    2 * hw->model->ra_num +
		    2 * DUMP_QUEUE * hw->model->max_queues);
}

static void i576_get_regs(struct net_device *netdev, struct ethtool_regs *regs,
			  void *data)
{
	static const u32 queue[DUMP_QUEUE] = {
		I576_Q_BAL, I576_Q_LEN, I576_Q_HEAD, I576_Q_TAIL, I576_Q_DCTL,
	};
	struct i576 *hw = np_of(netdev)->hw;
	u32 *val = data;
	unsigned int i, r;

	regs->version = 1;
	for (i = 0; i < ARRAY_SIZE(dump); i++)
		*val++ = i576_rd(hw, dump[i]);
	for (i = 0; i < 8; i++) {
		*val++ = i576_rd(hw, I576_IVAR(i));
		*val++ = i576_rd(hw, I576_VMOLR(i));
		*val++ = i576_rd(hw, I576_VMVIR(i));
	}
	for (i = 0; i < I576_VLVF_NUM; i++)
		*val++ = i576_rd(hw, I576_VLVF(i));
	for (i = 0; i < hw->model->ra_num; i++) {
		*val++ = i576_rd(hw, I576_RAL(i));
		*val++ = i576_rd(hw, I576_RAH(i));
	}
	for (i = 0; i < hw->model->max_queues; i++) {
		for (r = 0; r < DUMP_QUEUE; r++)
			*val++ = i576_rd(hw, I576_RXQ(i) + queue[r]);
		for (r = 0; r < DUMP_QUEUE; r++)
			*val++ = i576_rd(hw, I576_TXQ(i) + queue[r]);
	}
}

static int i576_eeprom_len(struct net_device *netdev)
{
	return 2 * I576_EEPROM_WORDS;
}

static int i576_get_eeprom(struct net_device *netdev,
			   struct ethtool_eeprom *eeprom, u8 *data)
{
	struct i576 *hw = np_of(netdev)->hw;
	unsigned int i, pos;
	u16 val = 0;
	int err;

	eeprom->magic = PCI_VENDOR_ID_INTEL | hw->pf->pdev->device << 16;
	for (i = 0; i < eeprom->len; i++) {
		pos = eeprom->offset + i;
		if (!i || !(pos & 1)) {
			err = i576_read_eeprom(hw, pos / 2, &val);
			if (err)
				return err;
		}
		data[i] = pos & 1 ? val >> 8 : val;
	}
	return 0;
}

static void i576_get_wol(struct net_device *netdev, struct ethtool_wolinfo *wol)
{
	struct i576_netdev *np = np_of(netdev);

	if (!pci_pme_capable(np->hw->pf->pdev, PCI_D3hot))
		return;
	wol->supported = WAKE_MAGIC | WAKE_PHY;
	wol->wolopts = np->wol;
}

static int i576_set_wol(struct net_device *netdev, struct ethtool_wolinfo *wol)
{
	struct i576_netdev *np = np_of(netdev);
	struct pci_dev *pdev = np->hw->pf->pdev;

	if (!pci_pme_capable(pdev, PCI_D3hot) ||
	    wol->wolopts & ~(WAKE_MAGIC | WAKE_PHY))
		return -EOPNOTSUPP;
	np->wol = wol->wolopts;
	return device_set_wakeup_enable(&pdev->dev, np->wol);
}

const struct ethtool_ops i576_ethtool_ops = {
	.supported_coalesce_params = ETHTOOL_COALESCE_RX_USECS,
	.get_drvinfo = sriov_pf_get_drvinfo,
	.get_link = ethtool_op_get_link,
	.get_link_ksettings = i576_get_link_ksettings,
	.set_link_ksettings = i576_set_link_ksettings,
	.nway_reset = i576_nway_reset,
	.get_ts_info = ethtool_op_get_ts_info,
	.get_ringparam = i576_get_rings,
	.set_ringparam = i576_set_rings,
	.get_channels = i576_get_channels,
	.set_channels = i576_set_channels,
	.get_coalesce = i576_get_coalesce,
	.set_coalesce = i576_set_coalesce,
	.get_rxnfc = i576_get_rxnfc,
	.get_rxfh_indir_size = i576_indir_size,
	.get_rxfh_key_size = i576_key_size,
	COMPAT_RXFH_OPS(i576_rxfh)
	.get_sset_count = i576_sset_count,
	.get_strings = i576_strings,
	.get_ethtool_stats = i576_ethtool_stats,
	.get_regs_len = i576_regs_len,
	.get_regs = i576_get_regs,
	.get_eeprom_len = i576_eeprom_len,
	.get_eeprom = i576_get_eeprom,
	.get_wol = i576_get_wol,
	.set_wol = i576_set_wol,
	.self_test = i576_self_test,
};
