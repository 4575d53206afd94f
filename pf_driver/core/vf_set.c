// SPDX-License-Identifier: GPL-2.0
/*
 * Changes of the desired state of VFs by the host, whichever way they come:
 * netlink, ndo_set_vf_* and the PF's own address meet here. All is validated
 * first, for all VFs (vf_check.c); then the hardware is told; if it refuses
 * one VF, those before get their old state back. Owns no data; takes
 * sriov_pf.lock around the whole change. The steps are apart, so that apply.c
 * can take them for several PFs at once.
 */
#include <linux/slab.h>
#include <linux/string.h>

#include "compat/extack.h"
#include "pf_driver/core/apply.h"
#include "pf_driver/core/lock.h"
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

static void plan_mac(struct vf_change *change, const struct sriov_vf *vf,
		     const u8 *mac)
{
	struct sriov_vf_cfg *new = &change->new;

	/* Of another driver's PF: it has none from the host, and that driver
	 * would take the one from the VF that its driver chose.
	 */
	if (vf->pf->ops->foreign && is_zero_ether_addr(mac) &&
	    !new->mac_by_host)
		return;
	new->mac_by_host = !is_zero_ether_addr(mac);
	ether_addr_copy(new->host_mac, mac);
	sriov_vf_host_mac(vf->pf, vf->id, new, new->mac);
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

static bool same_trunk(const struct sriov_trunk *a, const struct sriov_trunk *b)
{
	return !memcmp(a, b, sizeof(*a));
}

static bool same_macs(const struct sriov_mac_list *a,
		      const struct sriov_mac_list *b)
{
	return !memcmp(a, b, sizeof(*a));
}

/* What of @mask is to be set even if it is wanted already: the driver of an
 * adopted PF may have something else.
 */
static u32 unsure(const struct sriov_vf *vf, u32 mask)
{
	if (mask & SRIOV_VF_CHG_QOS)
		mask |= SRIOV_VF_CHG_VLAN;
	if (mask & SRIOV_VF_CHG_MIN_RATE)
		mask |= SRIOV_VF_CHG_RATE;
	return vf->differs & mask;
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
	if (mask & SRIOV_VF_CHG_NODE)
		new->node = cfg->node;
	if (new->node != vf->cfg.node ||
	    new->max_rate != vf->cfg.max_rate ||
	    new->min_rate != vf->cfg.min_rate)
		change->changed |= SRIOV_VF_CHG_RATE;
	if (mask & SRIOV_VF_CHG_TRUST)
		plan_trust(change, vf, cfg->trust);
	if (mask & SRIOV_VF_CHG_LINK) {
		new->link_state = cfg->link_state;
		if (new->link_state != vf->cfg.link_state)
			change->changed |= SRIOV_VF_CHG_LINK;
	}
	if (mask & SRIOV_VF_CHG_NUM_QUEUES) {
		new->queues = cfg->queues;
		if (new->queues != vf->cfg.queues)
			change->changed |= SRIOV_VF_CHG_NUM_QUEUES;
	}
	if (mask & SRIOV_VF_CHG_TRUNK) {
		new->trunk = cfg->trunk;
		if (!same_trunk(&new->trunk, &vf->cfg.trunk))
			change->changed |= SRIOV_VF_CHG_TRUNK;
	}
	if (mask & SRIOV_VF_CHG_ALLOWED) {
		new->allowed = cfg->allowed;
		if (!same_macs(&new->allowed, &vf->cfg.allowed))
			change->changed |= SRIOV_VF_CHG_ALLOWED;
	}
	if (mask & SRIOV_VF_CHG_MTU) {
		new->max_mtu = cfg->max_mtu;
		if (new->max_mtu != vf->cfg.max_mtu)
			change->changed |= SRIOV_VF_CHG_MTU;
	}
	if (mask & SRIOV_VF_CHG_SERVICE)
		new->in_service = cfg->in_service;
	if (new->in_service != vf->cfg.in_service)
		change->changed |= SRIOV_VF_CHG_SERVICE;
	else
		change->changed &= ~SRIOV_VF_CHG_SERVICE;
	change->changed |= unsure(vf, mask);
}

/* Back to the defaults, of all that this PF can do. */
static void plan_reset(struct vf_change *change, const struct sriov_vf *vf)
{
	struct sriov_vf_cfg cfg;

	sriov_vf_default_cfg(vf, &cfg);
	/* as a host asks for the default one */
	eth_zero_addr(cfg.mac);
	plan_vf(change, vf, &cfg, sriov_change_settable(vf->pf));
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

/* Of an owner the hardware knows nothing. Into service a VF is taken with all
 * of its policy; how it is taken out, see sriov_change_finish().
 */
static int tell_hardware(struct sriov_vf *vf, u32 changed,
			 struct netlink_ext_ack *extack)
{
	if (changed & SRIOV_VF_CHG_SERVICE && vf->cfg.in_service)
		return sriov_vf_program(vf, extack);
	changed &= ~(SRIOV_VF_CHG_OWNER | SRIOV_VF_CHG_SERVICE);
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

/* Whether the VF's driver was given more than the host's limits allow now. */
static bool beyond_limits(const struct sriov_vf *vf)
{
	unsigned int vid;

	if (vf->asked.max_frame > sriov_vf_frame_limit(vf))
		return true;
	for_each_set_bit(vid, vf->asked.vlans, VLAN_N_VID) {
		if (!sriov_trunk_has(&vf->cfg.trunk, vid))
			return true;
	}
	return false;
}

/* Whether the VF's driver has to ask anew for what it wants: it still uses the
 * old address, or may have more, or has to do with less.
 */
static bool concerns_driver(const struct sriov_vf *vf,
			    const struct vf_change *done)
{
	if (!ether_addr_equal(done->old.mac, done->new.mac) ||
	    done->old.trust != done->new.trust ||
	    done->old.queues != done->new.queues)
		return true;
	return (!same_trunk(&done->old.trunk, &done->new.trunk) ||
		!same_macs(&done->old.allowed, &done->new.allowed) ||
		done->old.max_mtu != done->new.max_mtu) &&
	       (vf->asked.bounded || beyond_limits(vf));
}

/* Off the network go VFs that are out of service now. Their drivers are told. */
static void settle_service(struct sriov_vf *vf, const struct vf_change *done)
{
	bool was_active = vf->active;

	if (!done->old.in_service || done->new.in_service)
		return;
	sriov_vf_renew(vf);
	sriov_vf_stop(vf);
	if (was_active)
		sriov_netlink_notify_vf_state(vf);
}

void sriov_change_finish(struct vfs_change *change)
{
	struct sriov_pf *pf = change->pf;
	struct sriov_vf *vf = pf->vfs;
	bool service = false, rates = false;
	unsigned int i;

	lockdep_assert_held(&pf->lock);

	for (i = 0; i < change->num; i++)
		settle_macs(&vf[i]);

	for (i = 0; i < change->num; i++) {
		const struct vf_change *done = &change->vf[i];

		if (!done->changed)
			continue;
		vf[i].differs &= ~done->changed;
		if (concerns_driver(&vf[i], done))
			sriov_vf_renew(&vf[i]);
		if (done->changed & SRIOV_VF_CHG_LINK)
			sriov_vf_tell_link(&vf[i]);
		settle_service(&vf[i], done);
		if (done->changed & SRIOV_VF_CHG_SERVICE)
			service = true;
		if (done->changed & SRIOV_VF_CHG_RATE && !pf->ops->foreign)
			rates = true;
		sriov_pf_changed(pf);
		sriov_netlink_notify_vf(&vf[i]);
	}
	/* It tells how many there are. */
	if (service)
		sriov_netlink_notify_pf(pf);
	if (rates)
		queue_work(system_wq, &pf->rate_work);
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

	sriov_pf_lock(pf);
	err = change_locked(change, first, last, cfg, mask, extack);
	sriov_pf_unlock(pf);

	kvfree(change);
	return err;
}

/* The VFs' part of it: pf->netdev_mac is the new address already. */
static int make_room(struct vfs_change *change)
{
	int err;

	lockdep_assert_held(&change->pf->lock);

	plan_none(change);
	err = sriov_change_check_pf_mac(change);
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
