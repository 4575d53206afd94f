// SPDX-License-Identifier: GPL-2.0
/*
 * Changes of the desired state of VFs by the host, whichever way they come:
 * netlink and ndo_set_vf_* meet here. All is validated first, for all VFs;
 * then the hardware is told; if it refuses one VF, those before get their old
 * state back. Owns no data; takes sriov_pf.lock around the whole change.
 *
 * Two rules about addresses. Within a port VLAN an address belongs to one VF,
 * and the PF's own to none. What the host gives out wins over what a VF's
 * driver took by itself as an additional address: the driver loses it.
 */
#include <linux/slab.h>

#include "compat/extack.h"
#include "pf_driver/core/sriov_pf.h"

/* One VF in a change under way. */
struct vf_change {
	struct sriov_vf_cfg old;
	struct sriov_vf_cfg new;
	u32 changed;
};

/* The whole: @num VFs from @first on. */
struct vfs_change {
	struct sriov_pf *pf;
	u16 first;
	u16 num;
	struct vf_change vf[] __counted_by(num);
};

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
	if (cfg->vlan_proto != ETH_P_8021Q) {
		NL_SET_ERR_MSG(extack, "vlan-proto: this PF can 802.1Q only");
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
};

/* All that can be said without looking at a VF. */
static int check_request(const struct sriov_pf *pf, u16 first, u16 last,
			 const struct sriov_vf_cfg *cfg, u32 mask,
			 struct netlink_ext_ack *extack)
{
	unsigned int i;
	u32 known = 0;
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
	if (mask & ~known) {
		NL_SET_ERR_MSG(extack, "the PF core doesn't know this change");
		return -EINVAL;
	}
	return 0;
}

/* Fill in what the VF's state is to become, and how that differs. */
static void plan_vf(struct vf_change *change, const struct sriov_vf *vf,
		    const struct sriov_vf_cfg *cfg, u32 mask)
{
	struct sriov_vf_cfg *new = &change->new;

	change->old = vf->cfg;
	*new = vf->cfg;

	if (mask & SRIOV_VF_CHG_MAC) {
		new->mac_by_host = !is_zero_ether_addr(cfg->mac);
		if (new->mac_by_host)
			ether_addr_copy(new->mac, cfg->mac);
		else
			sriov_vf_default_mac(vf->pf->mac, vf->id, new->mac);
		if (!ether_addr_equal(new->mac, vf->cfg.mac) ||
		    new->mac_by_host != vf->cfg.mac_by_host)
			change->changed |= SRIOV_VF_CHG_MAC;
	}
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
}

static bool mac_of_pf(const struct sriov_pf *pf, const u8 *mac)
{
	return ether_addr_equal(mac, pf->mac) ||
	       (pf->netdev && ether_addr_equal(mac, pf->netdev->dev_addr));
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

		if (other == vf || other->cfg.vlan != vf->cfg.vlan)
			continue;
		if (ether_addr_equal(other->cfg.mac, mac) ||
		    mac_among_additional(other, mac))
			return -EADDRINUSE;
	}
	return 0;
}

bool sriov_vf_macs_allowed(const struct sriov_vf *vf)
{
	lockdep_assert_held(&vf->pf->lock);

	/* A host that gives the VF an address and has its sources checked
	 * means that one address. The check takes every address the hardware
	 * knows for the VF, so an additional one would be a way around it.
	 */
	return !(vf->cfg.spoofchk && vf->cfg.mac_by_host);
}

int sriov_pf_mac_check(struct sriov_pf *pf, const u8 *mac)
{
	unsigned int i;
	int err = 0;

	mutex_lock(&pf->lock);
	for (i = 0; i < pf->total_vfs && !err; i++) {
		if (ether_addr_equal(pf->vfs[i].cfg.mac, mac))
			err = -EADDRINUSE;
	}
	mutex_unlock(&pf->lock);
	return err;
}

/* Look at the VFs as they are going to be. VFs that don't exist count too:
 * they have their address already.
 */
static const struct sriov_vf_cfg *planned(const struct vfs_change *change,
					  unsigned int id)
{
	if (id >= change->first && id < change->first + change->num)
		return &change->vf[id - change->first].new;
	return &change->pf->vfs[id].cfg;
}

static int check_address(const struct vfs_change *change, unsigned int id,
			 struct netlink_ext_ack *extack)
{
	const struct sriov_vf_cfg *cfg = planned(change, id);
	struct sriov_pf *pf = change->pf;
	unsigned int i;

	if (mac_of_pf(pf, cfg->mac)) {
		NL_SET_ERR_MSG_FMT(extack, "mac: %pM is the address of the PF",
				   cfg->mac);
		return -EADDRINUSE;
	}

	for (i = 0; i < pf->total_vfs; i++) {
		const struct sriov_vf_cfg *other = planned(change, i);

		if (i == id || other->vlan != cfg->vlan ||
		    !ether_addr_equal(other->mac, cfg->mac))
			continue;
		NL_SET_ERR_MSG_FMT(extack,
				   "mac: VF %u has %pM too, in the same VLAN",
				   i, cfg->mac);
		return -EADDRINUSE;
	}
	return 0;
}

static int check_plan(const struct vfs_change *change,
		      struct netlink_ext_ack *extack)
{
	unsigned int i;
	int err;

	for (i = 0; i < change->num; i++) {
		const struct sriov_vf_cfg *new = &change->vf[i].new;

		if (!(change->vf[i].changed &
		      (SRIOV_VF_CHG_MAC | SRIOV_VF_CHG_VLAN)))
			continue;
		if (new->qos && !new->vlan) {
			NL_SET_ERR_MSG_FMT(extack,
					   "qos: VF %u has no port VLAN",
					   change->first + i);
			return -EINVAL;
		}
		err = check_address(change, change->first + i, extack);
		if (err)
			return err;
		cond_resched();
	}
	return 0;
}

static int apply_all(struct vfs_change *change, struct netlink_ext_ack *extack)
{
	struct sriov_vf *vf = &change->pf->vfs[change->first];
	unsigned int i;
	int err;

	for (i = 0; i < change->num; i++) {
		if (!change->vf[i].changed)
			continue;
		vf[i].cfg = change->vf[i].new;
		err = sriov_vf_apply(&vf[i], change->vf[i].changed, extack);
		if (err)
			goto err_rollback;
		cond_resched();
	}
	return 0;

err_rollback:
	/* The one that failed has changed nothing in hardware. */
	vf[i].cfg = change->vf[i].old;
	while (i--) {
		if (!change->vf[i].changed)
			continue;
		vf[i].cfg = change->vf[i].old;
		if (sriov_vf_apply(&vf[i], change->vf[i].changed, NULL))
			pci_err(change->pf->pdev,
				"VF %u: the hardware didn't take its old state back\n",
				vf[i].id);
	}
	return err;
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

static void commit(struct vfs_change *change)
{
	struct sriov_pf *pf = change->pf;
	struct sriov_vf *vf = &pf->vfs[change->first];
	unsigned int i;

	for (i = 0; i < pf->total_vfs; i++)
		settle_macs(&pf->vfs[i]);

	for (i = 0; i < change->num; i++) {
		const struct vf_change *done = &change->vf[i];

		if (!done->changed)
			continue;
		/* Its driver still uses the old address. */
		if (!ether_addr_equal(done->old.mac, done->new.mac))
			sriov_vf_renew(&vf[i]);
		sriov_pf_changed(pf);
		sriov_netlink_notify_vf(&vf[i]);
	}
}

static int change_locked(struct vfs_change *change,
			 const struct sriov_vf_cfg *cfg, u32 mask,
			 struct netlink_ext_ack *extack)
{
	struct sriov_pf *pf = change->pf;
	unsigned int i;
	int err;

	if (!pf->registered) {
		NL_SET_ERR_MSG(extack, "the PF is being removed");
		return -ENODEV;
	}

	for (i = 0; i < change->num; i++)
		plan_vf(&change->vf[i], &pf->vfs[change->first + i], cfg,
			mask);

	err = check_plan(change, extack);
	if (err)
		return err;

	err = apply_all(change, extack);
	if (err)
		return err;

	commit(change);
	return 0;
}

int sriov_vfs_set(struct sriov_pf *pf, u16 first, u16 last,
		  const struct sriov_vf_cfg *cfg, u32 mask,
		  struct netlink_ext_ack *extack)
{
	unsigned int num = last - first + 1;
	struct vfs_change *change;
	int err;

	might_sleep();

	err = check_request(pf, first, last, cfg, mask, extack);
	if (err)
		return err;

	change = kvzalloc(struct_size(change, vf, num), GFP_KERNEL);
	if (!change)
		return -ENOMEM;
	change->pf = pf;
	change->first = first;
	change->num = num;

	mutex_lock(&pf->lock);
	err = change_locked(change, cfg, mask, extack);
	mutex_unlock(&pf->lock);

	kvfree(change);
	return err;
}
