// SPDX-License-Identifier: GPL-2.0
/*
 * What the port receives, and for whom: receive addresses, multicast hashes
 * and VLANs. PF and VFs share these tables, and come from different contexts:
 * the PF under rtnl and its address lock, VFs under sriov_pf.lock.
 *
 * Owns the tables in struct i576. Every function wants its lock held, except
 * where it says otherwise.
 */
#include <linux/etherdevice.h>

#include "hw.h"

/* ---- Receive addresses -------------------------------------------------------- */

/**
 * i576_ra_write() - write an entry of the receive address table
 * @hw: the PF
 * @i: the entry
 * @mac: its address
 * @pool: whose it is
 */
void i576_ra_write(struct i576 *hw, unsigned int i, const u8 *mac,
		   unsigned int pool)
{
	/* Half of an address isn't one. */
	i576_wr(hw, I576_RAH(i), 0);
	i576_wr(hw, I576_RAL(i), mac[0] | mac[1] << 8 | mac[2] << 16 |
		(u32)mac[3] << 24);
	i576_wr(hw, I576_RAH(i), mac[4] | mac[5] << 8 | I576_RAH_POOL(pool) |
		I576_RAH_AV);
}

/**
 * i576_ra_clear() - clear an entry of the receive address table
 * @hw: the PF
 * @i: the entry
 */
void i576_ra_clear(struct i576 *hw, unsigned int i)
{
	i576_wr(hw, I576_RAH(i), 0);
	i576_wr(hw, I576_RAL(i), 0);
}

/**
 * i576_ra_resize() - have more or fewer additional entries
 * @hw: the PF
 * @ra: numbers of the entries
 * @num: how many there are
 * @want: how many there are to be
 *
 * Return: 0, or -ENOSPC with nothing changed.
 */
int i576_ra_resize(struct i576 *hw, u8 *ra, u8 *num, unsigned int want)
{
	unsigned int left = hw->model->ra_num - I576_RA_FIRST -
			    bitmap_weight(hw->ra_used, hw->model->ra_num);
	unsigned int i;

	lockdep_assert_held(&hw->lock);

	if (want > *num && want - *num > left)
		return -ENOSPC;
	while (*num > want) {
		i = ra[--*num];
		i576_ra_clear(hw, i);
		__clear_bit(i, hw->ra_used);
	}
	while (*num < want) {
		i = find_next_zero_bit(hw->ra_used, hw->model->ra_num,
				       I576_RA_FIRST);
		__set_bit(i, hw->ra_used);
		ra[(*num)++] = i;
	}
	return 0;
}

/**
 * i576_set_mac() - set the address of the PF's netdev
 * @hw: the PF
 * @mac: the address
 *
 * Takes the lock.
 */
void i576_set_mac(struct i576 *hw, const u8 *mac)
{
	spin_lock_bh(&hw->lock);
	i576_ra_write(hw, I576_RA_PF, mac, I576_POOL_PF);
	spin_unlock_bh(&hw->lock);
}

/* ---- Multicast ----------------------------------------------------------------- */

/**
 * i576_mta_write() - write the multicast table, which all pools share
 * @hw: the PF
 *
 * It holds the hashes of all of them, or all if one wants all: a pool may get
 * more than it asked for, never less. UTA is the same for unicast.
 */
void i576_mta_write(struct i576 *hw)
{
	DECLARE_BITMAP(hashes, 32 * I576_TABLE_ROWS);
	bool all_mc = hw->pf_all_mc, all_uc = false;
	u32 row[I576_TABLE_ROWS];
	unsigned int vf, i;

	lockdep_assert_held(&hw->lock);

	bitmap_copy(hashes, hw->pf_mc, 32 * I576_TABLE_ROWS);
	for (vf = 0; vf < I576_MAX_VFS; vf++) {
		all_mc |= hw->vf[vf].all_mc;
		all_uc |= hw->vf[vf].all_uc;
		for (i = 0; i < hw->vf[vf].num_mc; i++)
			__set_bit(hw->vf[vf].mc[i] & 0xfff, hashes);
	}
	bitmap_to_arr32(row, hashes, 32 * I576_TABLE_ROWS);
	for (i = 0; i < I576_TABLE_ROWS; i++) {
		i576_wr(hw, I576_MTA(i), all_mc ? ~0U : row[i]);
		i576_wr(hw, I576_UTA(i), all_uc ? ~0U : 0);
	}
}

/* ---- VLANs ----------------------------------------------------------------------
 *
 * VFTA says which VLANs the port receives at all. With pools, VLVF says who is
 * in them, for 32 at most.
 */

static int vlan_slot(const struct i576 *hw, u16 vid)
{
	unsigned int i;

	for (i = 0; i < I576_VLVF_NUM; i++)
		if (hw->vid_pools[i] && hw->vid[i] == vid)
			return i;
	return -ENOENT;
}

static int vlan_free_slot(const struct i576 *hw)
{
	unsigned int i;

	for (i = 0; i < I576_VLVF_NUM; i++)
		if (!hw->vid_pools[i])
			return i;
	return -ENOSPC;
}

static void vlan_write_slot(struct i576 *hw, unsigned int i)
{
	i576_wr(hw, I576_VLVF(i), !hw->vid_pools[i] ? 0 :
		I576_VLVF_EN | FIELD_PREP(I576_VLVF_VID, hw->vid[i]) |
		FIELD_PREP(I576_VLVF_POOLS, hw->vid_pools[i]));
}

/* The row of VFTA that has @vid. */
static void vlan_write_row(struct i576 *hw, u16 vid)
{
	unsigned int i, first = round_down(vid, 32);
	u32 row = 0;

	for (i = 0; i < 32; i++)
		if (test_bit(first + i, hw->pf_vlans))
			row |= BIT(i);
	for (i = 0; i < I576_VLVF_NUM; i++)
		if (hw->vid_pools[i] && round_down(hw->vid[i], 32) == first)
			row |= BIT(hw->vid[i] % 32);
	i576_wr(hw, I576_VFTA(vid / 32), row);
}

static int vlan_join(struct i576 *hw, u16 vid, unsigned int pool)
{
	int i = vlan_slot(hw, vid);

	if (i < 0)
		i = vlan_free_slot(hw);
	if (i < 0)
		return i;
	hw->vid[i] = vid;
	hw->vid_pools[i] |= BIT(pool);
	vlan_write_slot(hw, i);
	vlan_write_row(hw, vid);
	return 0;
}

static void vlan_leave(struct i576 *hw, u16 vid, unsigned int pool)
{
	int i = vlan_slot(hw, vid);

	if (i < 0)
		return;
	hw->vid_pools[i] &= ~BIT(pool);
	vlan_write_slot(hw, i);
	vlan_write_row(hw, vid);
}

/**
 * i576_vlan_set_pf() - the PF joins or leaves a VLAN
 * @hw: the PF
 * @vid: the VLAN
 * @on: whether it joins
 *
 * Return: 0, or -ENOSPC: all entries are taken by others.
 */
int i576_vlan_set_pf(struct i576 *hw, u16 vid, bool on)
{
	int err = 0;

	lockdep_assert_held(&hw->lock);

	if (hw->pools && on)
		err = vlan_join(hw, vid, I576_POOL_PF);
	if (err)
		return err;
	__assign_bit(vid, hw->pf_vlans, on);
	if (hw->pools && !on)
		vlan_leave(hw, vid, I576_POOL_PF);
	vlan_write_row(hw, vid);
	return 0;
}

/**
 * i576_vlan_enter_pools() - give the PF's VLANs entries of VLVF
 * @hw: the PF
 *
 * Return: 0, or -ENOSPC: it has too many, and nothing changed.
 */
int i576_vlan_enter_pools(struct i576 *hw)
{
	unsigned int vid;

	lockdep_assert_held(&hw->lock);

	if (bitmap_weight(hw->pf_vlans, VLAN_N_VID) > I576_VLVF_NUM)
		return -ENOSPC;
	for_each_set_bit(vid, hw->pf_vlans, VLAN_N_VID)
		vlan_join(hw, vid, I576_POOL_PF);
	return 0;
}

/**
 * i576_vlan_leave_pools() - there are no pools any more
 * @hw: the PF
 */
void i576_vlan_leave_pools(struct i576 *hw)
{
	unsigned int i;

	lockdep_assert_held(&hw->lock);

	for (i = 0; i < I576_VLVF_NUM; i++) {
		if (!hw->vid_pools[i])
			continue;
		hw->vid_pools[i] = 0;
		vlan_write_slot(hw, i);
		vlan_write_row(hw, hw->vid[i]);
	}
}

/**
 * i576_vlan_set_vf() - set the VLANs a VF is in
 * @hw: the PF
 * @vf: the VF
 * @vlans: the VLANs, VLAN_N_VID bits
 *
 * Return: 0, or -ENOSPC with nothing changed.
 */
int i576_vlan_set_vf(struct i576 *hw, unsigned int vf,
		     const unsigned long *vlans)
{
	unsigned int room = 0, need = 0, i, vid;

	lockdep_assert_held(&hw->lock);

	for (i = 0; i < I576_VLVF_NUM; i++)
		if (!hw->vid_pools[i] || (hw->vid_pools[i] == BIT(vf) &&
					  !test_bit(hw->vid[i], vlans)))
			room++;
	for_each_set_bit(vid, vlans, VLAN_N_VID)
		need += vlan_slot(hw, vid) < 0;
	if (need > room)
		return -ENOSPC;

	for (i = 0; i < I576_VLVF_NUM; i++)
		if (hw->vid_pools[i] & BIT(vf) && !test_bit(hw->vid[i], vlans))
			vlan_leave(hw, hw->vid[i], vf);
	for_each_set_bit(vid, vlans, VLAN_N_VID)
		vlan_join(hw, vid, vf);
	return 0;
}

/**
 * i576_filters_restore() - write VLANs of the PF again after a reset
 * @hw: the PF. Nothing of VFs is left
 *
 * Its addresses and multicast follow from its netdev.
 */
void i576_filters_restore(struct i576 *hw)
{
	unsigned int vid;

	lockdep_assert_held(&hw->lock);

	memset(hw->vid_pools, 0, sizeof(hw->vid_pools));
	bitmap_zero(hw->ra_used, I576_RA_MAX);
	hw->num_pf_ra = 0;
	for_each_set_bit(vid, hw->pf_vlans, VLAN_N_VID) {
		if (hw->pools)
			vlan_join(hw, vid, I576_POOL_PF);
		vlan_write_row(hw, vid);
	}
}
