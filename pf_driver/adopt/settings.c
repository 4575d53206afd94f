// SPDX-License-Identifier: GPL-2.0
/*
 * The desired state of a VF in terms of the ndo_*_vf_* of a driver that isn't
 * ours: a table of what can be set. Owns no data; all runs under rtnl and
 * sriov_pf.lock, and the netdev stays meanwhile, as it goes under rtnl.
 *
 * Which operations a driver has says what it can do; ndo_get_vf_config is called
 * with a value in each field that can't be meant, so what it leaves alone is
 * what it doesn't tell.
 */
#include <linux/ethtool.h>
#include <linux/rtnetlink.h>

#include "compat/extack.h"
#include "pf_driver/adopt/adopt.h"

/* No VLAN, no rate, no switch. */
#define UNTOLD	U32_MAX

struct setting {
	const char *name;
	u32 change;
	enum sriov_pf_cap cap;
	bool (*same)(const struct sriov_vf_cfg *a, const struct sriov_vf_cfg *b);
	void (*copy)(struct sriov_vf_cfg *to, const struct sriov_vf_cfg *from);
	/* false: the driver doesn't tell */
	bool (*take)(struct sriov_vf_cfg *to, const struct ifla_vf_info *from);
	int (*set)(struct net_device *dev, int vf,
		   const struct sriov_vf_cfg *cfg);
};

static bool same_mac(const struct sriov_vf_cfg *a, const struct sriov_vf_cfg *b)
{
	return ether_addr_equal(a->mac, b->mac);
}

static void copy_mac(struct sriov_vf_cfg *to, const struct sriov_vf_cfg *from)
{
	ether_addr_copy(to->mac, from->mac);
}

static bool take_mac(struct sriov_vf_cfg *to, const struct ifla_vf_info *from)
{
	if (is_broadcast_ether_addr(from->mac))
		return false;
	ether_addr_copy(to->mac, from->mac);
	return true;
}

static int set_mac(struct net_device *dev, int vf,
		   const struct sriov_vf_cfg *cfg)
{
	u8 mac[ETH_ALEN] __aligned(2);

	ether_addr_copy(mac, cfg->mac);
	return dev->netdev_ops->ndo_set_vf_mac(dev, vf, mac);
}

static bool same_vlan(const struct sriov_vf_cfg *a,
		      const struct sriov_vf_cfg *b)
{
	return a->vlan == b->vlan && a->qos == b->qos &&
	       (!a->vlan || a->vlan_proto == b->vlan_proto);
}

static void copy_vlan(struct sriov_vf_cfg *to, const struct sriov_vf_cfg *from)
{
	to->vlan = from->vlan;
	to->qos = from->qos;
	to->vlan_proto = from->vlan_proto;
}

static bool take_vlan(struct sriov_vf_cfg *to, const struct ifla_vf_info *from)
{
	if (from->vlan == UNTOLD)
		return false;
	to->vlan = from->vlan & VLAN_VID_MASK;
	to->qos = from->qos == UNTOLD ? 0 : from->qos & 7;
	to->vlan_proto = from->vlan_proto == htons(ETH_P_8021AD) ?
			 ETH_P_8021AD : ETH_P_8021Q;
	return true;
}

static int set_vlan(struct net_device *dev, int vf,
		    const struct sriov_vf_cfg *cfg)
{
	return dev->netdev_ops->ndo_set_vf_vlan(dev, vf, cfg->vlan, cfg->qos,
						htons(cfg->vlan_proto));
}

static bool same_spoofchk(const struct sriov_vf_cfg *a,
			  const struct sriov_vf_cfg *b)
{
	return a->spoofchk == b->spoofchk;
}

static void copy_spoofchk(struct sriov_vf_cfg *to,
			  const struct sriov_vf_cfg *from)
{
	to->spoofchk = from->spoofchk;
}

static bool take_spoofchk(struct sriov_vf_cfg *to,
			  const struct ifla_vf_info *from)
{
	if (from->spoofchk == UNTOLD)
		return false;
	to->spoofchk = from->spoofchk;
	return true;
}

static int set_spoofchk(struct net_device *dev, int vf,
			const struct sriov_vf_cfg *cfg)
{
	return dev->netdev_ops->ndo_set_vf_spoofchk(dev, vf, cfg->spoofchk);
}

static bool same_rate(const struct sriov_vf_cfg *a,
		      const struct sriov_vf_cfg *b)
{
	return a->max_rate == b->max_rate && a->min_rate == b->min_rate;
}

static void copy_rate(struct sriov_vf_cfg *to, const struct sriov_vf_cfg *from)
{
	to->max_rate = from->max_rate;
	to->min_rate = from->min_rate;
}

static bool take_rate(struct sriov_vf_cfg *to, const struct ifla_vf_info *from)
{
	if (from->max_tx_rate == UNTOLD)
		return false;
	to->max_rate = from->max_tx_rate;
	to->min_rate = from->min_tx_rate == UNTOLD ? 0 : from->min_tx_rate;
	return true;
}

static int set_rate(struct net_device *dev, int vf,
		    const struct sriov_vf_cfg *cfg)
{
	return dev->netdev_ops->ndo_set_vf_rate(dev, vf, cfg->min_rate,
						cfg->max_rate);
}

static bool same_trust(const struct sriov_vf_cfg *a,
		       const struct sriov_vf_cfg *b)
{
	return a->trust == b->trust;
}

static void copy_trust(struct sriov_vf_cfg *to, const struct sriov_vf_cfg *from)
{
	to->trust = from->trust;
}

static bool take_trust(struct sriov_vf_cfg *to, const struct ifla_vf_info *from)
{
	if (from->trusted == UNTOLD)
		return false;
	to->trust = from->trusted;
	return true;
}

static int set_trust(struct net_device *dev, int vf,
		     const struct sriov_vf_cfg *cfg)
{
	return dev->netdev_ops->ndo_set_vf_trust(dev, vf, cfg->trust);
}

static bool same_link(const struct sriov_vf_cfg *a,
		      const struct sriov_vf_cfg *b)
{
	return a->link_state == b->link_state;
}

static void copy_link(struct sriov_vf_cfg *to, const struct sriov_vf_cfg *from)
{
	to->link_state = from->link_state;
}

static bool take_link(struct sriov_vf_cfg *to, const struct ifla_vf_info *from)
{
	if (from->linkstate > IFLA_VF_LINK_STATE_DISABLE)
		return false;
	to->link_state = from->linkstate;
	return true;
}

static int set_link(struct net_device *dev, int vf,
		    const struct sriov_vf_cfg *cfg)
{
	return dev->netdev_ops->ndo_set_vf_link_state(dev, vf,
						      cfg->link_state);
}

#define SETTING(name_, change_, cap_, what) {	\
	.name = (name_),			\
	.change = SRIOV_VF_CHG_##change_,	\
	.cap = SRIOV_CAP_##cap_,		\
	.same = same_##what,			\
	.copy = copy_##what,			\
	.take = take_##what,			\
	.set = set_##what,			\
}

static const struct setting settings[] = {
	SETTING("mac", MAC, MAC, mac),
	SETTING("vlan", VLAN, VLAN, vlan),
	SETTING("spoofchk", SPOOFCHK, SPOOFCHK, spoofchk),
	SETTING("max-tx-rate", RATE, RATE, rate),
	SETTING("trust", TRUST, TRUST, trust),
	SETTING("link-state", LINK, LINK_STATE, link),
};

unsigned long adopt_caps(const struct net_device *dev)
{
	const struct net_device_ops *ops = dev->netdev_ops;
	unsigned long caps = 0;

	__assign_bit(SRIOV_CAP_MAC, &caps, ops->ndo_set_vf_mac);
	__assign_bit(SRIOV_CAP_VLAN, &caps, ops->ndo_set_vf_vlan);
	__assign_bit(SRIOV_CAP_SPOOFCHK, &caps, ops->ndo_set_vf_spoofchk);
	__assign_bit(SRIOV_CAP_STATS, &caps, ops->ndo_get_vf_stats);
	__assign_bit(SRIOV_CAP_RATE, &caps, ops->ndo_set_vf_rate);
	__assign_bit(SRIOV_CAP_MIN_RATE, &caps, ops->ndo_set_vf_rate);
	__assign_bit(SRIOV_CAP_TRUST, &caps, ops->ndo_set_vf_trust);
	__assign_bit(SRIOV_CAP_LINK_STATE, &caps, ops->ndo_set_vf_link_state);
	__assign_bit(SRIOV_CAP_LINK_UP, &caps, ops->ndo_set_vf_link_state);
	return caps;
}

bool adopt_is_netdev(const struct net_device *dev)
{
	return dev->netdev_ops->ndo_get_vf_config;
}

int adopt_look(const struct sriov_vf *vf)
{
	struct net_device *dev = vf->pf->netdev;
	struct adopt_vf *of = adopt_vf(vf);
	struct ifla_vf_info info;
	unsigned int i;
	int err;

	ASSERT_RTNL();
	lockdep_assert_held(&vf->pf->lock);

	if (!dev)
		return -ENODEV;
	memset(&info, 0xff, sizeof(info));
	info.vf = vf->id;
	err = dev->netdev_ops->ndo_get_vf_config(dev, vf->id, &info);
	if (err)
		return err;

	of->readable = 0;
	for (i = 0; i < ARRAY_SIZE(settings); i++) {
		if (settings[i].take(&of->now, &info))
			of->readable |= settings[i].change;
	}
	return 0;
}

/* Whoever may change the address of a VF: its own driver, too. */
static bool mac_is_open(const struct sriov_vf_cfg *cfg)
{
	return !cfg->mac_by_host || cfg->trust;
}

u32 adopt_differs(const struct sriov_vf *vf)
{
	const struct adopt_vf *of = adopt_vf(vf);
	u32 differs = 0;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(settings); i++) {
		if (of->readable & settings[i].change &&
		    test_bit(settings[i].cap, &vf->pf->caps) &&
		    !settings[i].same(&of->now, &vf->cfg))
			differs |= settings[i].change;
	}
	if (mac_is_open(&vf->cfg))
		differs &= ~SRIOV_VF_CHG_MAC;
	return differs;
}

void adopt_accept(struct sriov_vf *vf, u32 which)
{
	const struct adopt_vf *of = adopt_vf(vf);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(settings); i++) {
		if (which & settings[i].change & of->readable)
			settings[i].copy(&vf->cfg, &of->now);
	}
}

/* What was set on the way gets back what the driver had before. */
static void undo(struct sriov_vf *vf, u32 done)
{
	const struct adopt_vf *of = adopt_vf(vf);
	unsigned int i = ARRAY_SIZE(settings);

	while (i--) {
		if (done & settings[i].change &&
		    settings[i].set(vf->pf->netdev, vf->id, &of->now))
			pci_err(vf->pf->pdev,
				"VF %u: the driver didn't take its old %s back\n",
				vf->id, settings[i].name);
	}
}

/* An address is set though it is there: by that the VF's driver loses the right
 * to change it.
 */
static bool must_set(const struct setting *setting, const struct sriov_vf *vf,
		     u32 changed)
{
	const struct adopt_vf *of = adopt_vf(vf);

	if (!(changed & setting->change) ||
	    !test_bit(setting->cap, &vf->pf->caps))
		return false;
	return setting->change == SRIOV_VF_CHG_MAC ||
	       !(of->readable & setting->change) ||
	       !setting->same(&of->now, &vf->cfg);
}

int adopt_vf_apply(struct sriov_pf *pf, struct sriov_vf *vf, u32 changed,
		   struct netlink_ext_ack *extack)
{
	struct adopt *adopt = sriov_pf_priv(pf);
	struct adopt_vf *of = adopt_vf(vf);
	const struct setting *setting;
	u32 done = 0;
	int err;

	err = adopt_look(vf);
	if (err) {
		if (pf->netdev)
			NL_SET_ERR_MSG_FMT(extack,
					   "vf-id: %s doesn't know VF %u (%d)",
					   adopt->driver, vf->id, err);
		else
			NL_SET_ERR_MSG(extack, "the PF has no driver now");
		return err < 0 ? err : -EIO;
	}
	for (setting = settings; setting < settings + ARRAY_SIZE(settings);
	     setting++) {
		if (!must_set(setting, vf, changed))
			continue;
		err = setting->set(pf->netdev, vf->id, &vf->cfg);
		if (err) {
			NL_SET_ERR_MSG_FMT(extack, "%s: %s refused, VF %u (%d)",
					   setting->name, adopt->driver,
					   vf->id, err);
			undo(vf, done);
			return err < 0 ? err : -EIO;
		}
		done |= setting->change;
	}
	for (setting = settings; setting < settings + ARRAY_SIZE(settings);
	     setting++) {
		if (done & setting->change)
			setting->copy(&of->now, &vf->cfg);
	}
	of->owed &= ~changed;
	return 0;
}

void adopt_vf_stats(struct sriov_pf *pf, struct sriov_vf *vf,
		    struct sriov_vf_stats *stats)
{
	struct ifla_vf_stats from = {};
	struct net_device *dev = pf->netdev;

	ASSERT_RTNL();

	if (!dev || dev->netdev_ops->ndo_get_vf_stats(dev, vf->id, &from))
		return;
	stats->rx_packets = from.rx_packets;
	stats->rx_bytes = from.rx_bytes;
	stats->rx_multicast = from.multicast;
	stats->rx_broadcast = from.broadcast;
	stats->rx_dropped = from.rx_dropped;
	stats->tx_packets = from.tx_packets;
	stats->tx_bytes = from.tx_bytes;
	stats->tx_dropped = from.tx_dropped;
}

/* While the driver doesn't know, it is that driver that checks rates. */
u32 adopt_link_speed(struct sriov_pf *pf)
{
	struct ethtool_link_ksettings settings_of;
	u32 speed;

	ASSERT_RTNL();

	if (!pf->netdev || __ethtool_get_link_ksettings(pf->netdev,
							&settings_of))
		return U32_MAX;
	speed = settings_of.base.speed;
	return speed && speed != (u32)SPEED_UNKNOWN ? speed : U32_MAX;
}
