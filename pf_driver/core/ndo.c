// SPDX-License-Identifier: GPL-2.0
/*
 * ndo_*_vf_* of every backend's PF netdev, so that "ip link set DEV vf N ..."
 * works: thin layers over the same functions netlink uses. Owns nothing. Runs
 * under rtnl, takes sriov_pf.lock inside it.
 */
#include <linux/net.h>

#include "compat/extack.h"
#include "pf_driver/core/sriov_pf.h"

/*
 * rtnetlink packs all VFs of a PF into one attribute, IFLA_VFINFO_LIST, whose
 * length has 16 bits. With statistics each VF takes
 *
 *	  4  header of IFLA_VF_INFO
 *	 40  IFLA_VF_MAC		 36  IFLA_VF_BROADCAST
 *	 16  IFLA_VF_VLAN		 24  IFLA_VF_VLAN_LIST, one entry
 *	 16  IFLA_VF_RATE		 12  IFLA_VF_TX_RATE
 *	 12  IFLA_VF_SPOOFCHK		 12  IFLA_VF_LINK_STATE
 *	 12  IFLA_VF_RSS_QUERY_EN	 12  IFLA_VF_TRUST
 *	100  IFLA_VF_STATS: header, 8 counters of 12
 *
 * = 296 octets, and the list's own header 4. 221 VFs are 65420 octets, 222
 * are 65716: the length would wrap, and readers see garbage. A VF whose
 * ndo_get_vf_config fails is left out cleanly. The project's own netlink
 * family lists all of them.
 */
#define VFINFO_OCTETS \
	(NLA_HDRLEN + 2 * NLA_HDRLEN + sizeof(struct ifla_vf_mac) +	\
	 sizeof(struct ifla_vf_broadcast) +				\
	 NLA_HDRLEN + sizeof(struct ifla_vf_vlan) +			\
	 2 * NLA_HDRLEN + sizeof(struct ifla_vf_vlan_info) +		\
	 NLA_HDRLEN + sizeof(struct ifla_vf_rate) +			\
	 NLA_HDRLEN + sizeof(struct ifla_vf_tx_rate) +			\
	 NLA_HDRLEN + sizeof(struct ifla_vf_spoofchk) +			\
	 NLA_HDRLEN + sizeof(struct ifla_vf_link_state) +		\
	 NLA_HDRLEN + sizeof(struct ifla_vf_rss_query_en) +		\
	 NLA_HDRLEN + sizeof(struct ifla_vf_trust) +			\
	 NLA_HDRLEN + 8 * (NLA_HDRLEN + sizeof(u64)))

static_assert(NLA_HDRLEN + SRIOV_NDO_MAX_VFS * VFINFO_OCTETS <= U16_MAX);

/* rtnetlink hands no extack down: tell the reason in the log. */
static int ndo_vf_set(struct net_device *dev, int vf,
		      const struct sriov_vf_cfg *cfg, u32 mask)
{
	struct sriov_pf *pf = sriov_pf_from_netdev(dev);
	struct netlink_ext_ack extack = {};
	int err;

	ASSERT_RTNL();

	if (vf < 0 || vf >= pf->total_vfs)
		return -EINVAL;

	err = sriov_vfs_set(pf, vf, vf, cfg, mask, &extack);
	if (err && net_ratelimit())
		netdev_notice(dev, "VF %d: %s\n", vf,
			      extack._msg ?: "change refused");
	return err;
}

/**
 * sriov_pf_ndo_set_vf_mac() - ndo_set_vf_mac
 * @dev: netdev of the PF
 * @vf: number of the VF
 * @mac: its address; zero: back to the default
 *
 * rtnl held.
 *
 * Return: 0, -EINVAL for a number that is no VF's, or as sriov_vfs_set().
 */
int sriov_pf_ndo_set_vf_mac(struct net_device *dev, int vf, u8 *mac)
{
	struct sriov_vf_cfg cfg = {};

	ether_addr_copy(cfg.mac, mac);
	return ndo_vf_set(dev, vf, &cfg, SRIOV_VF_CHG_MAC);
}

/**
 * sriov_pf_ndo_set_vf_vlan() - ndo_set_vf_vlan
 * @dev: netdev of the PF
 * @vf: number of the VF
 * @vlan: port VLAN, 0-4094; 0: none
 * @qos: its priority, 0-7
 * @proto: its ethertype
 *
 * rtnl held.
 *
 * Return: 0, -EINVAL for a number that is no VF's, or as sriov_vfs_set().
 */
int sriov_pf_ndo_set_vf_vlan(struct net_device *dev, int vf, u16 vlan, u8 qos,
			     __be16 proto)
{
	struct sriov_vf_cfg cfg = {
		.vlan = vlan,
		.qos = qos,
		.vlan_proto = ntohs(proto),
	};

	return ndo_vf_set(dev, vf, &cfg, SRIOV_VF_CHG_VLAN);
}

/**
 * sriov_pf_ndo_set_vf_spoofchk() - ndo_set_vf_spoofchk
 * @dev: netdev of the PF
 * @vf: number of the VF
 * @on: check, or don't
 *
 * rtnl held.
 *
 * Return: 0, -EINVAL for a number that is no VF's, or as sriov_vfs_set().
 */
int sriov_pf_ndo_set_vf_spoofchk(struct net_device *dev, int vf, bool on)
{
	struct sriov_vf_cfg cfg = { .spoofchk = on };

	return ndo_vf_set(dev, vf, &cfg, SRIOV_VF_CHG_SPOOFCHK);
}

/**
 * sriov_pf_ndo_set_vf_rate() - ndo_set_vf_rate
 * @dev: netdev of the PF
 * @vf: number of the VF
 * @min_tx_rate: what it is guaranteed, Mbit/s, 0: nothing
 * @max_tx_rate: what it may transmit, Mbit/s, 0: no limit
 *
 * rtnl held.
 *
 * Return: 0, -EINVAL for a number that is no VF's, or as sriov_vfs_set().
 */
int sriov_pf_ndo_set_vf_rate(struct net_device *dev, int vf, int min_tx_rate,
			     int max_tx_rate)
{
	/* They come from numbers without sign: none is negative. */
	struct sriov_vf_cfg cfg = {
		.min_rate = min_tx_rate,
		.max_rate = max_tx_rate,
	};
	u32 mask = SRIOV_VF_CHG_RATE;

	/* It comes along when only the other one is meant. */
	if (min_tx_rate ||
	    test_bit(SRIOV_CAP_MIN_RATE, &sriov_pf_from_netdev(dev)->caps))
		mask |= SRIOV_VF_CHG_MIN_RATE;
	return ndo_vf_set(dev, vf, &cfg, mask);
}

/**
 * sriov_pf_ndo_set_mac() - the body of a backend's ndo_set_mac_address
 * @dev: netdev of the PF
 * @addr: a struct sockaddr
 * @commit: sets the address in @dev, its first argument, and in the hardware;
 *	see sriov_pf_set_mac()
 *
 * rtnl held.
 *
 * Return: 0, what eth_prepare_mac_addr_change() returned, or as
 * sriov_pf_set_mac().
 */
int sriov_pf_ndo_set_mac(struct net_device *dev, void *addr,
			 void (*commit)(void *dev, const u8 *mac))
{
	const struct sockaddr *sa = addr;
	int err;

	err = eth_prepare_mac_addr_change(dev, addr);
	if (err)
		return err;
	return sriov_pf_set_mac(sriov_pf_from_netdev(dev), sa->sa_data, commit,
				dev);
}

/**
 * sriov_pf_ndo_set_vf_trust() - ndo_set_vf_trust
 * @dev: netdev of the PF
 * @vf: number of the VF
 * @on: trust it, or don't
 *
 * rtnl held.
 *
 * Return: 0, -EINVAL for a number that is no VF's, or as sriov_vfs_set().
 */
int sriov_pf_ndo_set_vf_trust(struct net_device *dev, int vf, bool on)
{
	struct sriov_vf_cfg cfg = { .trust = on };

	return ndo_vf_set(dev, vf, &cfg, SRIOV_VF_CHG_TRUST);
}

/**
 * sriov_pf_ndo_set_vf_link_state() - ndo_set_vf_link_state
 * @dev: netdev of the PF
 * @vf: number of the VF
 * @state: IFLA_VF_LINK_STATE_*
 *
 * rtnl held.
 *
 * Return: 0, -EINVAL for a number that is no VF's or no state, or as
 * sriov_vfs_set().
 */
int sriov_pf_ndo_set_vf_link_state(struct net_device *dev, int vf, int state)
{
	struct sriov_vf_cfg cfg = { .link_state = clamp(state, 0, U8_MAX) };

	if (state < 0)
		return -EINVAL;
	return ndo_vf_set(dev, vf, &cfg, SRIOV_VF_CHG_LINK);
}

/**
 * sriov_pf_ndo_get_vf_config() - ndo_get_vf_config
 * @dev: netdev of the PF
 * @vf: number of the VF
 * @ivi: filled in; what this driver doesn't have keeps rtnetlink's preset
 *
 * rtnl held.
 *
 * Return: 0, -EINVAL for a number that is no VF's, -ENODEV while the PF is
 * removed, -ERANGE from SRIOV_NDO_MAX_VFS on, see there.
 */
int sriov_pf_ndo_get_vf_config(struct net_device *dev, int vf,
			       struct ifla_vf_info *ivi)
{
	struct sriov_pf *pf = sriov_pf_from_netdev(dev);
	const struct sriov_vf_cfg *cfg;
	int err = 0;

	ASSERT_RTNL();

	if (vf < 0 || vf >= pf->total_vfs)
		return -EINVAL;
	if (vf >= SRIOV_NDO_MAX_VFS)
		return -ERANGE;

	mutex_lock(&pf->lock);
	if (!pf->registered) {
		err = -ENODEV;
		goto out;
	}
	cfg = &pf->vfs[vf].cfg;
	ivi->vf = vf;
	ether_addr_copy(ivi->mac, cfg->mac);
	ivi->vlan = cfg->vlan;
	ivi->qos = cfg->qos;
	ivi->vlan_proto = htons(cfg->vlan_proto);
	if (test_bit(SRIOV_CAP_SPOOFCHK, &pf->caps))
		ivi->spoofchk = cfg->spoofchk;
	ivi->max_tx_rate = cfg->max_rate;
	ivi->min_tx_rate = cfg->min_rate;
	if (test_bit(SRIOV_CAP_TRUST, &pf->caps))
		ivi->trusted = cfg->trust;
	if (test_bit(SRIOV_CAP_LINK_STATE, &pf->caps))
		ivi->linkstate = cfg->link_state;
out:
	mutex_unlock(&pf->lock);
	return err;
}

/**
 * sriov_pf_ndo_get_vf_stats() - ndo_get_vf_stats
 * @dev: netdev of the PF
 * @vf: number of the VF
 * @vf_stats: filled in, as the VF's user sees it
 *
 * rtnl held.
 *
 * Return: 0, -EINVAL for a number that is no VF's, -ENODEV while the PF is
 * removed.
 */
int sriov_pf_ndo_get_vf_stats(struct net_device *dev, int vf,
			      struct ifla_vf_stats *vf_stats)
{
	struct sriov_pf *pf = sriov_pf_from_netdev(dev);
	struct sriov_vf_stats stats;
	int err = 0;

	ASSERT_RTNL();

	if (vf < 0 || vf >= pf->total_vfs)
		return -EINVAL;

	mutex_lock(&pf->lock);
	if (!pf->registered) {
		err = -ENODEV;
		goto out;
	}
	sriov_vf_get_stats(&pf->vfs[vf], &stats);
	vf_stats->rx_packets = stats.rx_packets;
	vf_stats->tx_packets = stats.tx_packets;
	vf_stats->rx_bytes = stats.rx_bytes;
	vf_stats->tx_bytes = stats.tx_bytes;
	vf_stats->broadcast = stats.rx_broadcast;
	vf_stats->multicast = stats.rx_multicast;
	vf_stats->rx_dropped = stats.rx_dropped;
	vf_stats->tx_dropped = stats.tx_dropped + stats.tx_spoofed_mac +
			       stats.tx_spoofed_vlan;
out:
	mutex_unlock(&pf->lock);
	return err;
}
