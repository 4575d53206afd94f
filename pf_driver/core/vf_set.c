// SPDX-License-Identifier: GPL-2.0
/*
 * Changes of the desired state of VFs by the host, whichever way they come:
 * netlink, ndo_set_vf_* and the PF's own address meet here. All is validated
 * first, for all VFs; then the hardware is told; if it refuses one VF, those
 * before get their old state back. Owns no data; takes sriov_pf.lock around
 * the whole change. The steps are apart, so that apply.c can take them for
 * several PFs at once.
 *
 * Two rules about addresses. Where two VFs can meet an address belongs to one
 * of them, and the PF's own to none. What the host gives out wins over what a
 * VF's driver took by itself, as its own or as an additional address: the
 * driver loses it.
 */
#include <linux/slab.h>

#include "compat/extack.h"
#include "pf_driver/core/apply.h"
#include "pf_driver/core/sriov_pf.h"

struct vfs_change *sriov_change_new(struct sriov_pf *pf)
{
	struct vfs_change *change;

	change = kvzalloc(struct_size(change, vf, pf->total_vfs), GFP_KERNEL);
	if (!change)
		return NULL;
	change->pf = pf;
	change->num = pf->total_vfs;
	change->bad = -1;
	return change;
}

static int check_mac(const struct sriov_vf_cfg *cfg, unsigned int num,
		     struct netlink_ext_ack *extack)
{
	if (is_multicast_ether_addr(cfg->mac)) {
		NL_SET_ERR_MSG(extack, "mac: a multicast address can't be used");
		return -EINVAL;
	}
	if (num > 1 && !is_zero_ether_addr(cfg->mac)) {
		NL_SET_ERR_MSG(extack, "mac: one address for several VFs");
		return -EINVAL;
	}
	return 0;
}

static int check_vlan(const struct sriov_vf_cfg *cfg, unsigned int num,
		      struct netlink_ext_ack *extack)
{
	if (cfg->vlan >= VLAN_VID_MASK) {
		NL_SET_ERR_MSG_FMT(extack, "vlan: %u is not within 0-4094",
				   cfg->vlan);
		return -EINVAL;
	}
	if (cfg->qos && !cfg->vlan) {
		NL_SET_ERR_MSG(extack, "qos: needs a port VLAN");
		return -EINVAL;
	}
	if (cfg->vlan_proto == ETH_P_8021Q)
		return 0;
	if (cfg->vlan_proto != ETH_P_8021AD) {
		NL_SET_ERR_MSG(extack, "vlan-proto: neither 802.1Q nor 802.1ad");
		return -EPROTONOSUPPORT;
	}
	if (!cfg->vlan) {
		NL_SET_ERR_MSG(extack, "vlan-proto: 802.1ad needs a port VLAN");
		return -EPROTONOSUPPORT;
	}
	return 0;
}

static int check_qos(const struct sriov_vf_cfg *cfg, unsigned int num,
		     struct netlink_ext_ack *extack)
{
	if (cfg->qos <= VLAN_PRIO_MASK >> VLAN_PRIO_SHIFT)
		return 0;
	NL_SET_ERR_MSG_FMT(extack, "qos: %u is not within 0-7", cfg->qos);
	return -EINVAL;
}

static int check_link(const struct sriov_vf_cfg *cfg, unsigned int num,
		      struct netlink_ext_ack *extack)
{
	if (cfg->link_state <= IFLA_VF_LINK_STATE_DISABLE)
		return 0;
	NL_SET_ERR_MSG_FMT(extack, "link-state: %u is not auto, enable or disable",
			   cfg->link_state);
	return -EINVAL;
}

/* Not what to set but how. */
#define REQUEST_ONLY \
	(SRIOV_VF_CHG_RELEASE | SRIOV_VF_CHG_FORCE | SRIOV_VF_CHG_RESET)

/* What a host may set, and what each needs. */
static const struct {
	u32 mask;
	const char *name;
	enum sriov_pf_cap cap;
	int (*check)(const struct sriov_vf_cfg *cfg, unsigned int num,
		     struct netlink_ext_ack *extack);
} vf_attrs[] = {
	{ SRIOV_VF_CHG_MAC, "mac", SRIOV_CAP_MAC, check_mac },
	{ SRIOV_VF_CHG_VLAN, "vlan", SRIOV_CAP_VLAN, check_vlan },
	{ SRIOV_VF_CHG_VLAN | SRIOV_VF_CHG_QOS, "qos", SRIOV_CAP_VLAN,
	  check_qos },
	{ SRIOV_VF_CHG_SPOOFCHK, "spoofchk", SRIOV_CAP_SPOOFCHK, NULL },
	{ SRIOV_VF_CHG_RATE, "max-tx-rate", SRIOV_CAP_RATE, NULL },
	{ SRIOV_VF_CHG_MIN_RATE, "min-tx-rate", SRIOV_CAP_RATE, NULL },
	{ SRIOV_VF_CHG_TRUST, "trust", SRIOV_CAP_TRUST, NULL },
	{ SRIOV_VF_CHG_LINK, "link-state", SRIOV_CAP_LINK_STATE, check_link },
};

int sriov_change_request(const struct sriov_pf *pf, u16 first, u16 last,
			 const struct sriov_vf_cfg *cfg, u32 mask,
			 struct netlink_ext_ack *extack)
{
	u32 known = REQUEST_ONLY | SRIOV_VF_CHG_OWNER;
	unsigned int i;
	int err;

	if (first >= pf->total_vfs) {
		NL_SET_ERR_MSG_FMT(extack, "vf-id: %u, but this PF has %u VFs",
				   first, pf->total_vfs);
		return -EINVAL;
	}
	if (last >= pf->total_vfs) {
		NL_SET_ERR_MSG_FMT(extack, "vf-last: %u, but this PF has %u VFs",
				   last, pf->total_vfs);
		return -EINVAL;
	}
	if (last < first) {
		NL_SET_ERR_MSG_FMT(extack, "vf-last: %u is less than vf-id, %u",
				   last, first);
		return -EINVAL;
	}

	for (i = 0; i < ARRAY_SIZE(vf_attrs); i++) {
		if (!(mask & vf_attrs[i].mask))
			continue;
		known |= vf_attrs[i].mask;
		if (!test_bit(vf_attrs[i].cap, &pf->caps)) {
			NL_SET_ERR_MSG_FMT(extack,
					   "%s: the hardware of this PF can't do it",
					   vf_attrs[i].name);
			return -EOPNOTSUPP;
		}
		if (!vf_attrs[i].check)
			continue;
		err = vf_attrs[i].check(cfg, last - first + 1, extack);
		if (err)
			return err;
	}
	if (mask & SRIOV_VF_CHG_VLAN && cfg->vlan_proto == ETH_P_8021AD &&
	    !test_bit(SRIOV_CAP_QINQ, &pf->caps)) {
		NL_SET_ERR_MSG(extack, "vlan-proto: this PF can 802.1Q only");
		return -EPROTONOSUPPORT;
	}
	if ((mask & SRIOV_VF_CHG_OWNER) && !cfg->owner) {
		NL_SET_ERR_MSG(extack, "owner: 0 means that there is none");
		return -EINVAL;
	}
	if (mask & ~known) {
		NL_SET_ERR_MSG(extack, "the PF core doesn't know this change");
		return -EINVAL;
	}
	return 0;
}

/* The address of a VF whose driver has no say. */
static void host_address(const struct sriov_pf *pf, unsigned int id,
			 const struct sriov_vf_cfg *cfg, u8 *mac)
{
	if (cfg->mac_by_host)
		ether_addr_copy(mac, cfg->host_mac);
	else
		sriov_vf_default_mac(pf->mac, id, mac);
}

static void plan_mac(struct vf_change *change, const struct sriov_vf *vf,
		     const u8 *mac)
{
	struct sriov_vf_cfg *new = &change->new;

	new->mac_by_host = !is_zero_ether_addr(mac);
	ether_addr_copy(new->host_mac, mac);
	host_address(vf->pf, vf->id, new, new->mac);
	if (!ether_addr_equal(new->mac, vf->cfg.mac) ||
	    !ether_addr_equal(new->host_mac, vf->cfg.host_mac))
		change->changed |= SRIOV_VF_CHG_MAC;
}

/* Without trust, the host's address counts at once. */
static void plan_trust(struct vf_change *change, const struct sriov_vf *vf,
		       bool trust)
{
	struct sriov_vf_cfg *new = &change->new;

	new->trust = trust;
	if (trust == vf->cfg.trust)
		return;
	change->changed |= SRIOV_VF_CHG_TRUST;
	if (trust || !new->mac_by_host ||
	    ether_addr_equal(new->mac, new->host_mac))
		return;
	ether_addr_copy(new->mac, new->host_mac);
	change->changed |= SRIOV_VF_CHG_MAC;
}

/* Fill in what the VF's state is to become, and how that differs. */
static void plan_vf(struct vf_change *change, const struct sriov_vf *vf,
		    const struct sriov_vf_cfg *cfg, u32 mask)
{
	struct sriov_vf_cfg *new = &change->new;

	if (mask & SRIOV_VF_CHG_MAC)
		plan_mac(change, vf, cfg->mac);
	if (mask & SRIOV_VF_CHG_VLAN) {
		new->vlan = cfg->vlan;
		new->vlan_proto = cfg->vlan_proto;
	}
	if (mask & (SRIOV_VF_CHG_VLAN | SRIOV_VF_CHG_QOS))
		new->qos = cfg->qos;
	if (new->vlan != vf->cfg.vlan || new->qos != vf->cfg.qos ||
	    new->vlan_proto != vf->cfg.vlan_proto)
		change->changed |= SRIOV_VF_CHG_VLAN;
	if (mask & SRIOV_VF_CHG_SPOOFCHK) {
		new->spoofchk = cfg->spoofchk;
		if (new->spoofchk != vf->cfg.spoofchk)
			change->changed |= SRIOV_VF_CHG_SPOOFCHK;
	}
	if (mask & SRIOV_VF_CHG_RATE)
		new->max_rate = cfg->max_rate;
	if (mask & SRIOV_VF_CHG_MIN_RATE)
		new->min_rate = cfg->min_rate;
	if (new->max_rate != vf->cfg.max_rate ||
	    new->min_rate != vf->cfg.min_rate)
		change->changed |= SRIOV_VF_CHG_RATE;
	if (mask & SRIOV_VF_CHG_TRUST)
		plan_trust(change, vf, cfg->trust);
	if (mask & SRIOV_VF_CHG_LINK) {
		new->link_state = cfg->link_state;
		if (new->link_state != vf->cfg.link_state)
			change->changed |= SRIOV_VF_CHG_LINK;
	}
}

/* Back to the defaults, of all that this PF can do. */
static void plan_reset(struct vf_change *change, const struct sriov_vf *vf)
{
	struct sriov_vf_cfg cfg;
	unsigned int i;
	u32 mask = 0;

	for (i = 0; i < ARRAY_SIZE(vf_attrs); i++) {
		if (test_bit(vf_attrs[i].cap, &vf->pf->caps))
			mask |= vf_attrs[i].mask;
	}
	sriov_vf_default_cfg(vf, &cfg);
	/* as a host asks for the default one */
	eth_zero_addr(cfg.mac);
	plan_vf(change, vf, &cfg, mask);
}

/* Who asks must be the owner, if there is one. */
static int plan_owner(struct vfs_change *change, struct sriov_vf *vf,
		      u64 cookie, u32 mask, struct netlink_ext_ack *extack)
{
	struct vf_change *of = &change->vf[vf->id];
	struct sriov_vf_cfg *new = &of->new;

	if (new->owner && new->owner != cookie &&
	    !(mask & SRIOV_VF_CHG_FORCE)) {
		NL_SET_ERR_MSG_FMT(extack, "owner: VF %u belongs to %#llx",
				   vf->id, new->owner);
		change->bad = vf->id;
		if (!change->quiet)
			sriov_netlink_notify_vf_refused(vf, cookie);
		return -EPERM;
	}

	if (mask & (SRIOV_VF_CHG_RELEASE | SRIOV_VF_CHG_RESET))
		new->owner = 0;
	else if (cookie)
		new->owner = cookie;
	if (new->owner != vf->cfg.owner)
		of->changed |= SRIOV_VF_CHG_OWNER;
	return 0;
}

/* Not the netdev's dev_addr: that is rtnl's, and may be read half-written. */
static bool mac_of_pf(const struct sriov_pf *pf, const u8 *mac)
{
	return ether_addr_equal(mac, pf->mac) ||
	       ether_addr_equal(mac, pf->netdev_mac);
}

/* Of 802.1Q and of 802.1ad, numbers that are equal aren't one VLAN. */
static bool same_vlan(const struct sriov_vf_cfg *a,
		      const struct sriov_vf_cfg *b)
{
	return a->vlan == b->vlan && a->vlan_proto == b->vlan_proto;
}

/* Whether two VFs can be in one VLAN. Without a port VLAN a VF can be in any:
 * it asks for it by mail, or the host lets it send what it wants.
 */
static bool may_meet(const struct sriov_vf_cfg *a, const struct sriov_vf_cfg *b)
{
	return !a->vlan || !b->vlan || same_vlan(a, b);
}

/* Whether a VF has the address, or goes back to it when it loses its trust. */
static bool holds_mac(const struct sriov_vf_cfg *cfg, const u8 *mac)
{
	return ether_addr_equal(cfg->mac, mac) ||
	       (cfg->mac_by_host && ether_addr_equal(cfg->host_mac, mac));
}

static bool mac_among_additional(const struct sriov_vf *vf, const u8 *mac)
{
	unsigned int i;

	for (i = 0; i < vf->asked.num_macs; i++) {
		if (ether_addr_equal(vf->asked.macs[i], mac))
			return true;
	}
	return false;
}

int sriov_vf_mac_refused(const struct sriov_vf *vf, const u8 *mac)
{
	const struct sriov_pf *pf = vf->pf;
	unsigned int i;

	lockdep_assert_held(&pf->lock);

	if (mac_of_pf(pf, mac))
		return -EADDRINUSE;

	for (i = 0; i < pf->total_vfs; i++) {
		const struct sriov_vf *other = &pf->vfs[i];

		if (other == vf || !may_meet(&other->cfg, &vf->cfg))
			continue;
		if (holds_mac(&other->cfg, mac) ||
		    mac_among_additional(other, mac))
			return -EADDRINUSE;
	}
	return 0;
}

bool sriov_vf_macs_allowed(const struct sriov_vf *vf)
{
	lockdep_assert_held(&vf->pf->lock);

	/* A host that gives the VF an address and has its sources checked
	 * means that one address, unless it trusts the VF. The check takes
	 * every address the hardware knows for the VF, so an additional one
	 * would be a way around it.
	 */
	return vf->cfg.trust || !(vf->cfg.spoofchk && vf->cfg.mac_by_host);
}

/* An address that a VF's driver chose gives way to what the host wants. */
static bool give_way(struct vfs_change *change, unsigned int id)
{
	struct vf_change *vf = &change->vf[id];
	u8 mac[ETH_ALEN] __aligned(2);

	host_address(change->pf, id, &vf->new, mac);
	if (ether_addr_equal(vf->new.mac, mac))
		return false;

	ether_addr_copy(vf->new.mac, mac);
	vf->changed |= SRIOV_VF_CHG_MAC;
	__set_bit(id, change->unchecked);
	return true;
}

/* Look at the VFs as they are going to be. VFs that don't exist count too:
 * they have their address already.
 *
 * One address for a VF in a port VLAN and for one that could get there is the
 * host's to decide, as long as it has decided both. @mac is the VF's address,
 * or the one that it goes back to without trust, which can't give way.
 */
static int check_address(struct vfs_change *change, unsigned int id,
			 const u8 *mac, struct netlink_ext_ack *extack)
{
	const struct sriov_vf_cfg *cfg = &change->vf[id].new;
	bool own = ether_addr_equal(mac, cfg->mac);
	unsigned int i;

	if (mac_of_pf(change->pf, mac)) {
		if (own && give_way(change, id))
			return 0;
		NL_SET_ERR_MSG_FMT(extack, "mac: %pM is the address of the PF",
				   mac);
		return -EADDRINUSE;
	}

	for (i = 0; i < change->num; i++) {
		const struct sriov_vf_cfg *other = &change->vf[i].new;

		if (i == id || !holds_mac(other, mac) ||
		    !may_meet(other, cfg))
			continue;
		if (ether_addr_equal(other->mac, mac) && give_way(change, i))
			continue;
		if (own && give_way(change, id))
			return 0;
		if (!same_vlan(other, cfg))
			continue;
		NL_SET_ERR_MSG_FMT(extack,
				   "mac: VF %u has %pM too, in the same VLAN",
				   i, mac);
		return -EADDRINUSE;
	}
	return 0;
}

/* Ends, as no VF gives way twice. */
static int check_addresses(struct vfs_change *change,
			   struct netlink_ext_ack *extack)
{
	const struct sriov_vf_cfg *cfg;
	unsigned int id;
	int err;

	for (;;) {
		id = find_first_bit(change->unchecked, change->num);
		if (id >= change->num)
			return 0;
		__clear_bit(id, change->unchecked);
		cfg = &change->vf[id].new;
		err = check_address(change, id, cfg->mac, extack);
		if (!err && cfg->mac_by_host)
			err = check_address(change, id, cfg->host_mac, extack);
		if (err) {
			change->bad = id;
			return err;
		}
		cond_resched();
	}
}

static int check_rate(const struct sriov_vf_cfg *cfg, unsigned int id,
		      u32 speed, struct netlink_ext_ack *extack)
{
	if (cfg->max_rate && cfg->min_rate > cfg->max_rate) {
		NL_SET_ERR_MSG_FMT(extack,
				   "min-tx-rate: %u of VF %u is above its max-tx-rate, %u",
				   cfg->min_rate, id, cfg->max_rate);
		return -ERANGE;
	}
	if (cfg->max_rate > speed) {
		NL_SET_ERR_MSG_FMT(extack,
				   "max-tx-rate: %u is above the link's %u Mbit/s",
				   cfg->max_rate, speed);
		return -ERANGE;
	}
	return 0;
}

/* Rates of VFs that change, and what all VFs are guaranteed together, those
 * that don't exist included. A link may become slower than what was promised:
 * what doesn't promise more is accepted then.
 */
static int check_rates(struct vfs_change *change,
		       struct netlink_ext_ack *extack)
{
	struct sriov_pf *pf = change->pf;
	u64 before = 0, sum = 0;
	bool any = false;
	unsigned int i;
	u32 speed;
	int err;

	if (!test_bit(SRIOV_CAP_RATE, &pf->caps))
		return 0;

	speed = pf->ops->link_speed(pf);
	for (i = 0; i < change->num; i++) {
		const struct vf_change *vf = &change->vf[i];

		before += vf->old.min_rate;
		sum += vf->new.min_rate;
		if (!(vf->changed & SRIOV_VF_CHG_RATE))
			continue;
		any = true;
		err = check_rate(&vf->new, i, speed, extack);
		if (err) {
			change->bad = i;
			return err;
		}
	}
	if (!any || sum <= speed || sum <= before)
		return 0;
	NL_SET_ERR_MSG_FMT(extack,
			   "min-tx-rate: the VFs' sum, %llu, is above the link's %u Mbit/s",
			   sum, speed);
	return -EDQUOT;
}

int sriov_change_check(struct vfs_change *change,
		       struct netlink_ext_ack *extack)
{
	unsigned int i;
	int err;

	lockdep_assert_held(&change->pf->lock);

	err = check_rates(change, extack);
	if (err)
		return err;

	for (i = 0; i < change->num; i++) {
		const struct sriov_vf_cfg *new = &change->vf[i].new;

		if (!(change->vf[i].changed &
		      (SRIOV_VF_CHG_MAC | SRIOV_VF_CHG_VLAN)))
			continue;
		if (new->qos && !new->vlan) {
			NL_SET_ERR_MSG_FMT(extack,
					   "qos: VF %u has no port VLAN", i);
			change->bad = i;
			return -EINVAL;
		}
		__set_bit(i, change->unchecked);
	}
	return check_addresses(change, extack);
}

/* Of an owner the hardware knows nothing. */
static int tell_hardware(struct sriov_vf *vf, u32 changed,
			 struct netlink_ext_ack *extack)
{
	changed &= ~SRIOV_VF_CHG_OWNER;
	return changed ? sriov_vf_apply(vf, changed, extack) : 0;
}

/* The VFs below @end get their old state back, the last first. */
static void undo_below(struct vfs_change *change, unsigned int end)
{
	struct sriov_vf *vf = change->pf->vfs;

	while (end--) {
		if (!change->vf[end].changed)
			continue;
		vf[end].cfg = change->vf[end].old;
		if (tell_hardware(&vf[end], change->vf[end].changed, NULL))
			pci_err(change->pf->pdev,
				"VF %u: the hardware didn't take its old state back\n",
				vf[end].id);
	}
}

int sriov_change_apply(struct vfs_change *change,
		       struct netlink_ext_ack *extack)
{
	struct sriov_vf *vf = change->pf->vfs;
	unsigned int i;
	int err;

	lockdep_assert_held(&change->pf->lock);

	for (i = 0; i < change->num; i++) {
		if (!change->vf[i].changed)
			continue;
		vf[i].cfg = change->vf[i].new;
		err = tell_hardware(&vf[i], change->vf[i].changed, extack);
		if (err) {
			/* It has changed nothing in hardware. */
			vf[i].cfg = change->vf[i].old;
			change->bad = i;
			undo_below(change, i);
			return err;
		}
		cond_resched();
	}
	return 0;
}

void sriov_change_undo(struct vfs_change *change)
{
	lockdep_assert_held(&change->pf->lock);

	undo_below(change, change->num);
}

/* Take additional addresses away that have become wrong: the VF may not have
 * any now, or the host gave the address to another VF.
 */
static void settle_macs(struct sriov_vf *vf)
{
	struct sriov_vf_asked *asked = &vf->asked;
	unsigned int i, kept = 0;
	bool allowed;

	if (!asked->num_macs)
		return;

	allowed = sriov_vf_macs_allowed(vf);
	for (i = 0; i < asked->num_macs; i++) {
		if (!allowed || sriov_vf_mac_refused(vf, asked->macs[i]))
			continue;
		/* memmove: @kept may be @i. */
		memmove(asked->macs[kept++], asked->macs[i], ETH_ALEN);
	}
	if (kept == asked->num_macs)
		return;

	asked->num_macs = kept;
	if (sriov_vf_apply(vf, SRIOV_VF_CHG_MACS, NULL))
		pci_err(vf->pf->pdev,
			"VF %u: the hardware didn't drop an additional address\n",
			vf->id);
}

void sriov_change_finish(struct vfs_change *change)
{
	struct sriov_pf *pf = change->pf;
	struct sriov_vf *vf = pf->vfs;
	unsigned int i;

	lockdep_assert_held(&pf->lock);

	for (i = 0; i < change->num; i++)
		settle_macs(&vf[i]);

	for (i = 0; i < change->num; i++) {
		const struct vf_change *done = &change->vf[i];

		if (!done->changed)
			continue;
		/* Its driver still uses the old address, or doesn't know that
		 * it may have more, or has to do with less.
		 */
		if (!ether_addr_equal(done->old.mac, done->new.mac) ||
		    done->old.trust != done->new.trust)
			sriov_vf_renew(&vf[i]);
		sriov_pf_changed(pf);
		sriov_netlink_notify_vf(&vf[i]);
	}
}

/* Begin with everything as it is. */
static void plan_none(struct vfs_change *change)
{
	unsigned int i;

	for (i = 0; i < change->num; i++) {
		change->vf[i].old = change->pf->vfs[i].cfg;
		change->vf[i].new = change->pf->vfs[i].cfg;
	}
}

int sriov_change_begin(struct vfs_change *change,
		       struct netlink_ext_ack *extack)
{
	lockdep_assert_held(&change->pf->lock);

	if (!change->pf->registered) {
		NL_SET_ERR_MSG(extack, "the PF is being removed");
		return -ENODEV;
	}
	plan_none(change);
	return 0;
}

int sriov_change_plan(struct vfs_change *change, u16 first, u16 last,
		      const struct sriov_vf_cfg *cfg, u32 mask,
		      struct netlink_ext_ack *extack)
{
	u64 cookie = mask & SRIOV_VF_CHG_OWNER ? cfg->owner : 0;
	unsigned int i;
	int err;

	lockdep_assert_held(&change->pf->lock);

	for (i = first; i <= last; i++) {
		struct sriov_vf *vf = &change->pf->vfs[i];

		err = plan_owner(change, vf, cookie, mask, extack);
		if (err)
			return err;
		if (mask & SRIOV_VF_CHG_RESET)
			plan_reset(&change->vf[i], vf);
		plan_vf(&change->vf[i], vf, cfg, mask);
	}
	return 0;
}

unsigned int sriov_change_count(const struct vfs_change *change)
{
	unsigned int i, count = 0;

	for (i = 0; i < change->num; i++)
		count += !!change->vf[i].changed;
	return count;
}

static int change_locked(struct vfs_change *change, u16 first, u16 last,
			 const struct sriov_vf_cfg *cfg, u32 mask,
			 struct netlink_ext_ack *extack)
{
	int err;

	err = sriov_change_begin(change, extack);
	if (err)
		return err;
	err = sriov_change_plan(change, first, last, cfg, mask, extack);
	if (err)
		return err;

	err = sriov_change_check(change, extack);
	if (err)
		return err;

	err = sriov_change_apply(change, extack);
	if (err)
		return err;

	sriov_change_finish(change);
	return 0;
}

int sriov_vfs_set(struct sriov_pf *pf, u16 first, u16 last,
		  const struct sriov_vf_cfg *cfg, u32 mask,
		  struct netlink_ext_ack *extack)
{
	struct vfs_change *change;
	int err;

	might_sleep();

	err = sriov_change_request(pf, first, last, cfg, mask, extack);
	if (err)
		return err;

	change = sriov_change_new(pf);
	if (!change)
		return -ENOMEM;

	mutex_lock(&pf->lock);
	err = change_locked(change, first, last, cfg, mask, extack);
	mutex_unlock(&pf->lock);

	kvfree(change);
	return err;
}

/* The VFs' part of it: pf->netdev_mac is the new address already. */
static int make_room(struct vfs_change *change)
{
	struct sriov_pf *pf = change->pf;
	unsigned int i;
	int err;

	lockdep_assert_held(&pf->lock);

	plan_none(change);
	for (i = 0; i < change->num; i++) {
		if (holds_mac(&pf->vfs[i].cfg, pf->netdev_mac))
			__set_bit(i, change->unchecked);
	}
	err = check_addresses(change, NULL);
	if (err)
		return err;
	return sriov_change_apply(change, NULL);
}

int sriov_pf_set_mac(struct sriov_pf *pf, const u8 *mac,
		     void (*commit)(void *arg, const u8 *mac), void *arg)
{
	u8 old[ETH_ALEN] __aligned(2);
	struct vfs_change *change;
	bool with_vfs;
	int err = 0;

	might_sleep();

	change = sriov_change_new(pf);
	if (!change)
		return -ENOMEM;

	mutex_lock(&pf->lock);
	ether_addr_copy(old, pf->netdev_mac);
	ether_addr_copy(pf->netdev_mac, mac);
	with_vfs = pf->registered;
	if (with_vfs)
		err = make_room(change);
	if (err) {
		ether_addr_copy(pf->netdev_mac, old);
	} else {
		commit(arg, mac);
		if (with_vfs)
			sriov_change_finish(change);
	}
	mutex_unlock(&pf->lock);

	kvfree(change);
	return err;
}
