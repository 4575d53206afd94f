// SPDX-License-Identifier: GPL-2.0
/*
 * VFs: dividing the port into pools, and the registers of a VF's pool.
 * Implements struct sriov_pf_ops, and decides nothing: what to program comes
 * from the core.
 *
 * Takes rtnl, and the lock of struct i576, which protects what PF and VFs
 * share. vf_apply() and the like run under sriov_pf.lock.
 */
#include <linux/rtnetlink.h>

#include "compat/extack.h"
#include "hw.h"
#include "ring.h"

static void i576_swc_set(struct i576 *hw, u32 clear, u32 set)
{
	hw->swc = (hw->swc & ~clear) | set;
	i576_wr(hw, hw->model->has_dvmolr ? I576_TXSWC : I576_DTXSWC, hw->swc);
}

/* ---- A VF's pool ---------------------------------------------------------------- */

static u16 vf_tci(const struct sriov_vf *vf)
{
	return FIELD_PREP(VLAN_PRIO_MASK, vf->cfg.qos) | vf->cfg.vlan;
}

static int vf_set_vlans(struct i576 *hw, const struct sriov_vf *vf,
			struct netlink_ext_ack *extack)
{
	DECLARE_BITMAP(port_vlan, VLAN_N_VID) = {};
	bool has = vf->cfg.vlan;
	int err;

	if (has)
		__set_bit(vf->cfg.vlan, port_vlan);
	err = i576_vlan_set_vf(hw, vf->id,
			       has ? port_vlan : vf->asked.vlans);
	if (err)
		NL_SET_ERR_MSG(extack,
			       "vlan: the port's table of 32 VLANs is full");
	return err;
}

/* Room for its additional addresses. Those that are too many stay for
 * vf_write_macs(), when nothing can fail any more.
 */
static int vf_claim_macs(struct i576 *hw, const struct sriov_vf *vf,
			 struct netlink_ext_ack *extack)
{
	struct i576_vf *state = &hw->vf[vf->id];
	unsigned int want = vf->cfg.allowed.num + vf->asked.num_macs;
	int err;

	if (want <= state->num_ra)
		return 0;
	err = i576_ra_resize(hw, state->ra, &state->num_ra, want);
	if (err)
		NL_SET_ERR_MSG(extack,
			       "the port's table of receive addresses is full");
	return err;
}

static void vf_write_macs(struct i576 *hw, const struct sriov_vf *vf)
{
	struct i576_vf *state = &hw->vf[vf->id];
	unsigned int i, host = vf->cfg.allowed.num;

	i576_ra_resize(hw, state->ra, &state->num_ra,
		       host + vf->asked.num_macs);
	for (i = 0; i < state->num_ra; i++)
		i576_ra_write(hw, state->ra[i], i < host ?
			      vf->cfg.allowed.mac[i] :
			      vf->asked.macs[i - host], vf->id);
}

/* What there may be no room for: all of it, or nothing has changed. */
static int vf_claim(struct i576 *hw, const struct sriov_vf *vf, u32 changed,
		    struct netlink_ext_ack *extack)
{
	struct i576_vf *state = &hw->vf[vf->id];
	unsigned int had = state->num_ra;
	int err = 0;

	if (changed & (SRIOV_VF_CHG_MACS | SRIOV_VF_CHG_ALLOWED))
		err = vf_claim_macs(hw, vf, extack);
	if (err || !(changed & (SRIOV_VF_CHG_VLAN | SRIOV_VF_CHG_VLANS)))
		return err;
	err = vf_set_vlans(hw, vf, extack);
	if (err && state->num_ra > had)
		i576_ra_resize(hw, state->ra, &state->num_ra, had);
	return err;
}

static void vf_set_multicast(struct i576 *hw, const struct sriov_vf *vf)
{
	struct i576_vf *state = &hw->vf[vf->id];

	state->num_mc = vf->asked.num_mc;
	memcpy(state->mc, vf->asked.mc_hash, sizeof(state->mc));
	state->all_mc = sriov_vf_all_mc(vf);
	state->all_uc = sriov_vf_all_uc(vf);
	i576_mta_write(hw);
}

static void vf_set_offload(struct i576 *hw, const struct sriov_vf *vf)
{
	const struct i576_vf *state = &hw->vf[vf->id];
	u32 vmolr = I576_VMOLR_BAM | I576_VMOLR_LPE | I576_VMOLR_STRVLAN |
		    I576_VMOLR_STRCRC;

	vmolr |= FIELD_PREP(I576_VMOLR_RLPML, sriov_vf_max_frame(vf) +
			    ETH_FCS_LEN + VLAN_HLEN);
	if (!vf->cfg.vlan)
		vmolr |= I576_VMOLR_AUPE;
	if (state->num_mc || state->all_mc)
		vmolr |= I576_VMOLR_ROMPE;
	if (state->all_mc)
		vmolr |= I576_VMOLR_MPME;
	if (state->all_uc)
		vmolr |= I576_VMOLR_ROPE;
	i576_wr(hw, I576_VMOLR(vf->id), vmolr);
	if (hw->model->has_dvmolr)
		i576_wr(hw, I576_DVMOLR(vf->id),
			I576_DVMOLR_STRVLAN | I576_DVMOLR_STRCRC);
	i576_wr(hw, I576_VMVIR(vf->id),
		vf_tci(vf) ? I576_VMVIR_DEFAULT | vf_tci(vf) : 0);
}

/* Whether anything may pass from or to it. */
static bool vf_is_on(const struct sriov_vf *vf)
{
	return vf->active && !vf->quarantine &&
	       vf->cfg.link_state != IFLA_VF_LINK_STATE_DISABLE;
}

/* What can't fail. Lock held. */
static void vf_program(struct i576 *hw, const struct sriov_vf *vf, u32 changed)
{
	u32 spoof = I576_SWC_MAC_SPOOF(vf->id) | I576_SWC_VLAN_SPOOF(vf->id);

	if (changed & SRIOV_VF_CHG_MAC)
		i576_ra_write(hw, I576_RA_VF(vf->id), vf->cfg.mac, vf->id);
	if (changed & (SRIOV_VF_CHG_MACS | SRIOV_VF_CHG_ALLOWED))
		vf_write_macs(hw, vf);
	if (changed & (SRIOV_VF_CHG_MC | SRIOV_VF_CHG_TRUST))
		vf_set_multicast(hw, vf);
	if (changed & SRIOV_VF_CHG_SPOOFCHK)
		i576_swc_set(hw, spoof, vf->cfg.spoofchk ? spoof : 0);
	if (changed & SRIOV_VF_CHG_RATE)
		i576_rate_set(hw, vf->id, vf->cfg.max_rate);
	vf_set_offload(hw, vf);
	if (vf_is_on(vf))
		i576_pool_enable(hw, vf->id, true);
}

static int i576_vf_apply(struct sriov_pf *pf, struct sriov_vf *vf, u32 changed,
			 struct netlink_ext_ack *extack)
{
	struct i576 *hw = sriov_pf_priv(pf);
	int err;

	spin_lock_bh(&hw->lock);
	/* A VF is off before its filters change and on after that. */
	if (!vf_is_on(vf))
		i576_pool_enable(hw, vf->id, false);
	err = vf_claim(hw, vf, changed, extack);
	if (!err)
		vf_program(hw, vf, changed);
	spin_unlock_bh(&hw->lock);
	return err;
}

/* ---- Dividing the port ------------------------------------------------------------ */

/**
 * i576_default_pool() - where unicast goes that no pool wants
 * @hw: the PF, with pools
 *
 * To the PF if it is promiscuous, else nowhere. Lock held.
 */
void i576_default_pool(struct i576 *hw)
{
	lockdep_assert_held(&hw->lock);

	i576_wr(hw, I576_VT_CTL, I576_VT_CTL_REPL_EN |
		FIELD_PREP(I576_VT_CTL_DEF_POOL, I576_POOL_PF) |
		(hw->rctl & I576_RCTL_UPE ? 0 : I576_VT_CTL_NO_DEF));
}

/**
 * i576_pools_program() - write what all pools share
 * @hw: the PF; receive is off, and @pools says whether there are any
 *
 * Lock held.
 */
void i576_pools_program(struct i576 *hw)
{
	u32 dtxctl = I576_DTXCTL_8023LL | I576_DTXCTL_SPOOF_INT;

	lockdep_assert_held(&hw->lock);

	if (!hw->pools) {
		i576_wr(hw, I576_VT_CTL, 0);
		i576_wr(hw, I576_RPLOLR, I576_RPLOLR_STRCRC);
		i576_wr(hw, I576_DTXCTL, dtxctl);
		i576_wr(hw, I576_QDE, 0);
		i576_swc_set(hw, ~0U, 0);
		return;
	}
	i576_default_pool(hw);
	i576_wr(hw, I576_RPLOLR, I576_RPLOLR_STRVLAN | I576_RPLOLR_STRCRC);
	i576_wr(hw, I576_DTXCTL, dtxctl | I576_DTXCTL_VLAN_ADDED |
		I576_DTXCTL_OOS_EN | I576_DTXCTL_MDP_EN);
	/* A VF that doesn't empty its queue loses packets, nobody else's. */
	i576_wr(hw, I576_QDE, GENMASK(hw->model->max_queues - 1, 0));
	i576_swc_set(hw, 0, I576_SWC_LOOPBACK);
	i576_wr(hw, I576_MBVFIMR, hw->mbx_imr);
}

/* Vectors that an earlier driver in a VF gave to its queues. */
static void vf_clear_ivars(struct i576 *hw)
{
	unsigned int pool, q;

	for (pool = 0; pool < I576_MAX_VFS; pool++)
		for (q = pool; q < hw->model->max_queues; q += 8)
			i576_queue_vector(hw, q, -1);
}

static int i576_vfs_enable(struct sriov_pf *pf, unsigned int num,
			   struct netlink_ext_ack *extack)
{
	struct i576 *hw = sriov_pf_priv(pf);
	int err;

	if (!i576_present(hw)) {
		NL_SET_ERR_MSG(extack, "the card doesn't answer");
		return -EIO;
	}
	rtnl_lock();
	err = i576_netdev_set_pools(pf->netdev, true);
	if (!err)
		vf_clear_ivars(hw);
	rtnl_unlock();
	if (err == -ENOSPC)
		NL_SET_ERR_MSG(extack,
			       "num-vfs: the PF is in more than 32 VLANs, remove some");
	else if (err)
		NL_SET_ERR_MSG(extack,
			       "num-vfs: the PF's queues can't be made anew");
	return err;
}

static void i576_vfs_disable(struct sriov_pf *pf)
{
	struct i576 *hw = sriov_pf_priv(pf);
	unsigned int vf;

	mutex_lock(&pf->lock);
	spin_lock_bh(&hw->lock);
	for (vf = 0; vf < I576_MAX_VFS; vf++) {
		struct i576_vf *state = &hw->vf[vf];

		i576_pool_enable(hw, vf, false);
		i576_wr(hw, I576_VMVIR(vf), 0);
		i576_wr(hw, I576_VMOLR(vf), 0);
		i576_ra_clear(hw, I576_RA_VF(vf));
		i576_ra_resize(hw, state->ra, &state->num_ra, 0);
		i576_rate_set(hw, vf, 0);
		state->num_mc = 0;
		state->all_mc = false;
		state->all_uc = false;
		state->busy = 0;
		memset(state->sum, 0, sizeof(state->sum));
	}
	i576_mta_write(hw);
	hw->mbx_imr = 0xff;
	spin_unlock_bh(&hw->lock);
	hw->vf_lost = 0;
	hw->vf_unacked = 0;
	mutex_unlock(&pf->lock);

	rtnl_lock();
	i576_netdev_set_pools(pf->netdev, false);
	rtnl_unlock();
}

static void i576_mbx_mask(struct sriov_pf *pf, struct sriov_vf *vf, bool on)
{
	struct i576 *hw = sriov_pf_priv(pf);

	spin_lock_bh(&hw->lock);
	if (on)
		hw->mbx_imr &= ~BIT(vf->id);
	else
		hw->mbx_imr |= BIT(vf->id);
	i576_wr(hw, I576_MBVFIMR, hw->mbx_imr);
	spin_unlock_bh(&hw->lock);
}

const struct sriov_pf_ops i576_pf_ops = {
	.name = "intel_82576",
	.vfs_enable = i576_vfs_enable,
	.vfs_disable = i576_vfs_disable,
	.vf_apply = i576_vf_apply,
	.vf_stats = i576_vf_stats,
	.mbx_events = i576_mbx_events,
	.mbx_read = i576_mbx_read,
	.mbx_write = i576_mbx_write,
	.mbx_mask = i576_mbx_mask,
	.link_speed = i576_link_speed,
};

/* ---- Events ------------------------------------------------------------------------- */

/**
 * i576_spoof_event() - the chip has stopped a VF that misbehaved: tell
 * @hw: the PF
 *
 * Any context.
 */
void i576_spoof_event(struct i576 *hw)
{
	u32 spoofed = i576_rd(hw, I576_WVBR);
	u32 cause = i576_rd(hw, I576_LVMMC);

	if (spoofed == ~0U || cause == ~0U)
		return;
	if (spoofed)
		pci_notice_ratelimited(hw->pf->pdev,
				       "spoofed packets dropped, VFs %#x\n",
				       spoofed);
	if (cause)
		pci_notice_ratelimited(hw->pf->pdev,
				       "malicious driver event, LVMMC %#x\n",
				       cause);
}
