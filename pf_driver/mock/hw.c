// SPDX-License-Identifier: GPL-2.0
/*
 * Registers of the mock NIC's PF: the pools of the embedded switch, its
 * filter tables, statistics, and the mailbox.
 *
 * Owns the receive address table and everything else the PF block of
 * mock_hw.h describes; implements struct sriov_pf_ops. Decides nothing: what
 * to program comes from the core and from the PF's netdev. Locks: VFs'
 * registers are written under sriov_pf.lock, which the core holds; those of
 * the PF's own pool under rtnl and its netdev's address lock. Takes none but
 * the latter.
 *
 * Every access survives the removal of the device: reads give all ones then,
 * which no loop here waits on.
 */
#include <linux/delay.h>
#include <linux/etherdevice.h>

#include "hw.h"

/* How often to ask for a mailbox buffer that the VF is writing to. */
#define MOCK_MBX_TRIES	20

/* The bits of a row of the multicast and VLAN tables. */
#define MOCK_TABLE_ROWS	128

static struct mock_pf *mock_pf_of(struct sriov_pf *pf)
{
	return sriov_pf_priv(pf);
}

/* ---- Receive addresses ---------------------------------------------------- */

/* Write entry @i of the table. The LO half first: it takes effect with HI. */
void mock_ra_write(struct mock_pf *mpf, unsigned int i, const u8 *mac,
		   unsigned int pool)
{
	mock_wr(mpf->hw, MOCK_RA_LO(i), mac[0] | mac[1] << 8 | mac[2] << 16 |
		(u32)mac[3] << 24);
	mock_wr(mpf->hw, MOCK_RA_HI(i), MOCK_RA_HI_AV |
		FIELD_PREP(MOCK_RA_HI_POOL, pool) |
		FIELD_PREP(MOCK_RA_HI_ADDR, mac[4] | mac[5] << 8));
}

static void mock_ra_clear(struct mock_pf *mpf, unsigned int i)
{
	mock_wr(mpf->hw, MOCK_RA_HI(i), 0);
}

/* An entry for an additional address, or -ENOSPC. Any context. */
static int mock_ra_get(struct mock_pf *mpf)
{
	unsigned int i;

	do {
		i = find_next_zero_bit(mpf->ra_used, MOCK_RA_ENTRIES,
				       MOCK_PF_RA_FIRST);
		if (i >= MOCK_RA_ENTRIES)
			return -ENOSPC;
	} while (test_and_set_bit(i, mpf->ra_used));
	return i;
}

static void mock_ra_put(struct mock_pf *mpf, unsigned int i)
{
	mock_ra_clear(mpf, i);
	clear_bit(i, mpf->ra_used);
}

/* Make @ra hold @want entries. -ENOSPC: as many as before. */
static int mock_ra_resize(struct mock_pf *mpf, u16 *ra, unsigned int have,
			  unsigned int want)
{
	unsigned int n = have;
	int i;

	while (n > want)
		mock_ra_put(mpf, ra[--n]);
	while (n < want) {
		i = mock_ra_get(mpf);
		if (i < 0) {
			while (n > have)
				mock_ra_put(mpf, ra[--n]);
			return i;
		}
		ra[n++] = i;
	}
	return 0;
}

/* ---- A VF's pool ---------------------------------------------------------- */

static unsigned int mock_vf_num_macs(const struct sriov_vf *vf)
{
	return vf->cfg.allowed.num + vf->asked.num_macs;
}

/* The addresses that the host gave the VF, and those its driver asked for. */
static const u8 *mock_vf_nth_mac(const struct sriov_vf *vf, unsigned int n)
{
	if (n < vf->cfg.allowed.num)
		return vf->cfg.allowed.mac[n];
	return vf->asked.macs[n - vf->cfg.allowed.num];
}

/* Additional addresses. Those that are too many stay for mock_vf_drop_macs(),
 * when nothing can fail any more.
 */
static int mock_vf_set_macs(struct mock_claim *claim, const struct sriov_vf *vf,
			    struct netlink_ext_ack *extack)
{
	struct mock_pf *mpf = claim->mpf;
	u16 *ra = mpf->vf_ra[vf->id];
	unsigned int have = mpf->vf_num_ra[vf->id];
	unsigned int i, num = mock_vf_num_macs(vf);
	int err = 0;

	if (num > have)
		err = mock_ra_resize(mpf, ra, have, num);
	if (err) {
		NL_SET_ERR_MSG(extack,
			       "the port's table of receive addresses is full");
		return err;
	}
	for (i = 0; i < num && !err; i++)
		err = mock_claim_ra(claim, ra[i], mock_vf_nth_mac(vf, i),
				    vf->id);
	if (err) {
		NL_SET_ERR_MSG(extack,
			       "the port has no room for another address");
		mock_claim_undo(claim);
		if (num > have)
			mock_ra_resize(mpf, ra, num, have);
		return err;
	}
	mpf->vf_num_ra[vf->id] = max(num, have);
	return 0;
}

static void mock_vf_drop_macs(struct mock_pf *mpf, const struct sriov_vf *vf)
{
	mock_ra_resize(mpf, mpf->vf_ra[vf->id], mpf->vf_num_ra[vf->id],
		       mock_vf_num_macs(vf));
	mpf->vf_num_ra[vf->id] = mock_vf_num_macs(vf);
}

/* Write a row of a table. What is all zero, and was, is left alone: 128
 * registers for each of 256 VFs take their time.
 */
static void mock_vf_set_table(struct mock_pf *mpf, unsigned int vf, u32 base,
			      const unsigned long *bits, unsigned long *used)
{
	u32 row[MOCK_TABLE_ROWS];
	bool empty = bitmap_empty(bits, 32 * MOCK_TABLE_ROWS);
	unsigned int i;

	if (empty && !test_bit(vf, used))
		return;
	bitmap_to_arr32(row, bits, 32 * MOCK_TABLE_ROWS);
	for (i = 0; i < MOCK_TABLE_ROWS; i++)
		mock_wr(mpf->hw, base + 4 * i, row[i]);
	__assign_bit(vf, used, !empty);
}

static void mock_vf_set_multicast(struct mock_pf *mpf,
				  const struct sriov_vf *vf)
{
	DECLARE_BITMAP(hashes, 32 * MOCK_TABLE_ROWS) = {};
	unsigned int i;

	for (i = 0; i < vf->asked.num_mc; i++)
		__set_bit(vf->asked.mc_hash[i] & 0xfff, hashes);
	mock_vf_set_table(mpf, vf->id, MOCK_MTA(vf->id, 0), hashes,
			  mpf->vf_mta);
}

static int mock_vf_set_port_vlan(struct mock_claim *claim,
				 const struct sriov_vf *vf)
{
	u16 tci = FIELD_PREP(VLAN_PRIO_MASK, vf->cfg.qos) | vf->cfg.vlan;
	u32 vlan = MOCK_POOL_VLAN_INS | FIELD_PREP(MOCK_POOL_VLAN_TCI, tci);

	if (vf->cfg.vlan_proto == ETH_P_8021AD)
		vlan |= MOCK_POOL_VLAN_AD;
	return mock_claim_reg(claim, MOCK_POOL_VLAN(vf->id), tci ? vlan : 0);
}

/* A list that holds no more stays where it is: see mock_vf_set_ctrl(). */
static void mock_vf_set_trunk(struct mock_pf *mpf, const struct sriov_vf *vf)
{
	DECLARE_BITMAP(vlans, 32 * MOCK_TABLE_ROWS);

	if (!vf->cfg.trunk.limited)
		return;
	sriov_trunk_map(&vf->cfg.trunk, vlans);
	mock_vf_set_table(mpf, vf->id, MOCK_TRUNK(vf->id, 0), vlans,
			  mpf->vf_trunk);
}

static void mock_vf_set_link(struct mock_pf *mpf, const struct sriov_vf *vf)
{
	static const u32 links[] = {
		[IFLA_VF_LINK_STATE_AUTO] = MOCK_POOL_LINK_AUTO,
		[IFLA_VF_LINK_STATE_ENABLE] = MOCK_POOL_LINK_UP,
		[IFLA_VF_LINK_STATE_DISABLE] = MOCK_POOL_LINK_DOWN,
	};

	mock_wr(mpf->hw, MOCK_POOL_LINK(vf->id), vf->quarantine ?
		MOCK_POOL_LINK_DOWN : links[vf->cfg.link_state]);
}

static int mock_vf_set_rate(struct mock_claim *claim, const struct sriov_vf *vf)
{
	return mock_claim_reg(claim, MOCK_POOL_TXRATE(vf->id),
			      vf->cfg.max_rate) ?:
	       mock_claim_reg(claim, MOCK_POOL_TXMIN(vf->id),
			      vf->cfg.min_rate);
}

static void mock_vf_set_node(struct mock_pf *mpf, const struct sriov_vf *vf)
{
	const struct sriov_rate_node *node = sriov_vf_node(vf);

	BUILD_BUG_ON(SRIOV_PF_MAX_NODES > MOCK_GROUPS);
	if (node) {
		mock_wr(mpf->hw, MOCK_GROUP_TXRATE(vf->cfg.node - 1),
			node->max_rate);
		mock_wr(mpf->hw, MOCK_GROUP_TXMIN(vf->cfg.node - 1),
			node->min_rate);
	}
	mock_wr(mpf->hw, MOCK_POOL_GROUP(vf->id), vf->cfg.node);
}

static void mock_vf_set_ctrl(struct mock_pf *mpf, const struct sriov_vf *vf)
{
	u32 ctrl = MOCK_POOL_BAM | MOCK_POOL_ROMPE | MOCK_POOL_AUPE |
		   MOCK_POOL_VLE | MOCK_POOL_LBE;

	if (vf->cfg.spoofchk)
		ctrl |= MOCK_POOL_MACAS | MOCK_POOL_VLANAS;
	if (vf->cfg.trunk.limited)
		ctrl |= MOCK_POOL_TRK;
	if (sriov_vf_all_mc(vf))
		ctrl |= MOCK_POOL_MPE;
	if (sriov_vf_all_uc(vf))
		ctrl |= MOCK_POOL_UPE;
	if (vf->active)
		ctrl |= MOCK_POOL_RXE | MOCK_POOL_TXE;
	mock_wr(mpf->hw, MOCK_POOL_CTRL(vf->id), ctrl);
}

/* What the hardware may refuse: all of it, or nothing has changed. */
static int mock_vf_claim(struct mock_pf *mpf, const struct sriov_vf *vf,
			 u32 changed, struct netlink_ext_ack *extack)
{
	struct mock_claim claim = { .mpf = mpf };
	int err = 0;

	if (changed & SRIOV_VF_CHG_MAC) {
		err = mock_claim_ra(&claim, MOCK_PF_RA_VF(vf->id), vf->cfg.mac,
				    vf->id);
		if (err)
			NL_SET_ERR_MSG(extack,
				       "mac: the port has no room for another address");
	}
	if (!err && changed & SRIOV_VF_CHG_VLAN) {
		err = mock_vf_set_port_vlan(&claim, vf);
		if (err)
			NL_SET_ERR_MSG(extack,
				       "vlan: the port has no room for another port VLAN");
	}
	if (!err && changed & SRIOV_VF_CHG_RATE) {
		err = mock_vf_set_rate(&claim, vf);
		if (err)
			NL_SET_ERR_MSG(extack,
				       "the port has no rate limiter left");
	}
	if (!err && changed & (SRIOV_VF_CHG_MACS | SRIOV_VF_CHG_ALLOWED))
		err = mock_vf_set_macs(&claim, vf, extack);
	if (err)
		mock_claim_undo(&claim);
	return err;
}

static int mock_vf_apply(struct sriov_pf *pf, struct sriov_vf *vf, u32 changed,
			 struct netlink_ext_ack *extack)
{
	struct mock_pf *mpf = mock_pf_of(pf);
	u32 ctrl;
	int err;

	/* A VF is off before its filters change and on after that. */
	if (!vf->active) {
		ctrl = mock_rd(mpf->hw, MOCK_POOL_CTRL(vf->id));
		mock_wr(mpf->hw, MOCK_POOL_CTRL(vf->id),
			ctrl & ~(MOCK_POOL_RXE | MOCK_POOL_TXE));
	}
	err = mock_vf_claim(mpf, vf, changed, extack);
	if (err)
		return err;
	if (changed & (SRIOV_VF_CHG_MACS | SRIOV_VF_CHG_ALLOWED))
		mock_vf_drop_macs(mpf, vf);
	if (changed & SRIOV_VF_CHG_RATE)
		mock_vf_set_node(mpf, vf);
	if (changed & SRIOV_VF_CHG_TRUNK)
		mock_vf_set_trunk(mpf, vf);
	if (changed & SRIOV_VF_CHG_LINK)
		mock_vf_set_link(mpf, vf);
	if (changed & SRIOV_VF_CHG_NUM_QUEUES)
		mock_wr(mpf->hw, MOCK_POOL_QUEUES(vf->id), vf->cfg.queues);
	if (changed & SRIOV_VF_CHG_VLANS)
		mock_vf_set_table(mpf, vf->id, MOCK_VFTA(vf->id, 0),
				  vf->asked.vlans, mpf->vf_vfta);
	if (changed & SRIOV_VF_CHG_MC)
		mock_vf_set_multicast(mpf, vf);
	if (changed & (SRIOV_VF_CHG_MAXFRAME | SRIOV_VF_CHG_MTU))
		mock_wr(mpf->hw, MOCK_POOL_MAXFRAME(vf->id),
			sriov_vf_max_frame(vf));
	mock_vf_set_ctrl(mpf, vf);
	return 0;
}

/**
 * mock_pf_set_local_vlans() - keep VLANs off the wire
 * @pf: the PF; those of its list, and no others
 *
 * sriov_pf.lock held.
 */
void mock_pf_set_local_vlans(struct sriov_pf *pf)
{
	DECLARE_BITMAP(vlans, 32 * MOCK_TABLE_ROWS);
	struct mock_pf *mpf = mock_pf_of(pf);
	u32 row[MOCK_TABLE_ROWS];
	unsigned int i;

	sriov_trunk_map(&pf->local_vlans, vlans);
	bitmap_to_arr32(row, vlans, 32 * MOCK_TABLE_ROWS);
	for (i = 0; i < MOCK_TABLE_ROWS; i++)
		mock_wr(mpf->hw, MOCK_LVLAN(i), row[i]);
}

/* Nothing of an earlier life of the pools is left: see mock_vfs_disable(). */
static int mock_vfs_enable(struct sriov_pf *pf, unsigned int num,
			   struct netlink_ext_ack *extack)
{
	struct mock_pf *mpf = mock_pf_of(pf);
	u32 vfs;

	if (!mock_hw_present(mpf->hw)) {
		NL_SET_ERR_MSG(extack, "the card doesn't answer");
		return -EIO;
	}
	vfs = FIELD_GET(MOCK_CAPS_VFS, mock_rd(mpf->hw, MOCK_CAPS));
	if (num > vfs) {
		NL_SET_ERR_MSG(extack, "num-vfs: more than the port has pools");
		return -ERANGE;
	}
	return 0;
}

static void mock_vfs_disable(struct sriov_pf *pf)
{
	static const DECLARE_BITMAP(none, 32 * MOCK_TABLE_ROWS);
	struct mock_pf *mpf = mock_pf_of(pf);
	unsigned int vf;

	mutex_lock(&pf->lock);
	for (vf = 0; vf < pf->total_vfs; vf++) {
		mock_wr(mpf->hw, MOCK_POOL_CTRL(vf), 0);
		mock_wr(mpf->hw, MOCK_POOL_VLAN(vf), 0);
		mock_wr(mpf->hw, MOCK_POOL_MAXFRAME(vf), 0);
		mock_wr(mpf->hw, MOCK_POOL_TXRATE(vf), 0);
		mock_wr(mpf->hw, MOCK_POOL_TXMIN(vf), 0);
		mock_wr(mpf->hw, MOCK_POOL_GROUP(vf), 0);
		mock_wr(mpf->hw, MOCK_POOL_LINK(vf), MOCK_POOL_LINK_AUTO);
		mock_wr(mpf->hw, MOCK_POOL_QUEUES(vf), 0);
		/* Fewer first: there may be none left for the default. */
		mock_wr(mpf->hw, MOCK_POOL_VECTORS(vf), 1);
		mock_ra_clear(mpf, MOCK_PF_RA_VF(vf));
		mock_ra_resize(mpf, mpf->vf_ra[vf], mpf->vf_num_ra[vf], 0);
		mpf->vf_num_ra[vf] = 0;
		mock_vf_set_table(mpf, vf, MOCK_MTA(vf, 0), none, mpf->vf_mta);
		mock_vf_set_table(mpf, vf, MOCK_VFTA(vf, 0), none,
				  mpf->vf_vfta);
		mock_vf_set_table(mpf, vf, MOCK_TRUNK(vf, 0), none,
				  mpf->vf_trunk);
	}
	for (vf = 0; vf < pf->total_vfs; vf++)
		mock_wr(mpf->hw, MOCK_POOL_VECTORS(vf), 0);
	bitmap_zero(mpf->vf_lost, MOCK_MAX_VFS);
	bitmap_zero(mpf->vf_unacked, MOCK_MAX_VFS);
	mutex_unlock(&pf->lock);
}

static void mock_vf_stats(struct sriov_pf *pf, struct sriov_vf *vf,
			  struct sriov_vf_stats *stats)
{
	struct mock_hw *hw = mock_pf_of(pf)->hw;
	u64 val[MOCK_STAT_NUM];
	unsigned int i;

	for (i = 0; i < MOCK_STAT_NUM; i++)
		val[i] = mock_rd_stat(hw, MOCK_POOL_STAT(vf->id, i));
	stats->rx_packets = val[MOCK_STAT_RX_PACKETS];
	stats->rx_bytes = val[MOCK_STAT_RX_BYTES];
	stats->rx_multicast = val[MOCK_STAT_RX_MULTICAST];
	stats->rx_broadcast = val[MOCK_STAT_RX_BROADCAST];
	stats->rx_dropped = val[MOCK_STAT_DROP_RX_NO_DESC] +
			    val[MOCK_STAT_DROP_RX_TOO_LONG];
	stats->tx_packets = val[MOCK_STAT_TX_PACKETS];
	stats->tx_bytes = val[MOCK_STAT_TX_BYTES];
	stats->tx_multicast = val[MOCK_STAT_TX_MULTICAST];
	stats->tx_broadcast = val[MOCK_STAT_TX_BROADCAST];
	stats->tx_dropped = val[MOCK_STAT_DROP_TX_DISABLED] +
			    val[MOCK_STAT_DROP_TX_ERROR] +
			    val[MOCK_STAT_DROP_TX_SELF];
	stats->tx_spoofed_mac = val[MOCK_STAT_DROP_SPOOF_MAC];
	stats->tx_spoofed_vlan = val[MOCK_STAT_DROP_SPOOF_VLAN];
}

static int mock_vf_set_vectors(struct sriov_pf *pf, struct sriov_vf *vf,
			       unsigned int num)
{
	struct mock_hw *hw = mock_pf_of(pf)->hw;

	mock_wr(hw, MOCK_POOL_VECTORS(vf->id), num);
	num = num ?: pf->def_vectors;
	return mock_rd(hw, MOCK_POOL_VECTORS(vf->id)) == num ? 0 : -EIO;
}

/**
 * mock_pf_init_vectors() - give all VFs the vectors they have by default
 * @mpf: the PF, not registered
 *
 * No reset changes their number, so that an earlier driver may have left it.
 */
void mock_pf_init_vectors(struct mock_pf *mpf)
{
	struct sriov_pf *pf = mpf->pf;
	u32 total = mock_rd(mpf->hw, MOCK_MSI_POOL);
	unsigned int vf;

	if (!pf->total_vfs || total == ~0U)
		return;
	/* Fewer first, or there may be none left for those with more. */
	for (vf = 0; vf < pf->total_vfs; vf++)
		mock_wr(mpf->hw, MOCK_POOL_VECTORS(vf), 1);
	for (vf = 0; vf < pf->total_vfs; vf++)
		mock_wr(mpf->hw, MOCK_POOL_VECTORS(vf), 0);
	pf->total_vectors = total;
	pf->max_vectors = MOCK_VF_MAX_VECTORS;
	pf->def_vectors = mock_rd(mpf->hw, MOCK_POOL_VECTORS(0));
}

static u32 mock_link_speed(struct sriov_pf *pf)
{
	struct mock_hw *hw = mock_pf_of(pf)->hw;
	u32 status = mock_rd(hw, MOCK_STATUS);

	/* All ones, too, is no link: the device is gone. */
	if (status == ~0U || !(status & MOCK_STATUS_LU))
		return MOCK_MAX_SPEED;
	return FIELD_GET(MOCK_STATUS_SPEED, status);
}

/* ---- Mailbox -------------------------------------------------------------- */

static void mock_events_take(struct mock_pf *mpf, u32 reg, unsigned long *map)
{
	u32 words[MOCK_MAX_VFS / 32];
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(words); n++) {
		words[n] = mock_rd(mpf->hw, reg + 4 * n);
		if (words[n])
			mock_wr(mpf->hw, reg + 4 * n, words[n]);
	}
	bitmap_from_arr32(map, words, MOCK_MAX_VFS);
}

static void mock_mbx_events(struct sriov_pf *pf, unsigned long *req,
			    unsigned long *ack, unsigned long *flr)
{
	struct mock_pf *mpf = mock_pf_of(pf);

	/* All ones would be events of all VFs. */
	if (!mock_hw_present(mpf->hw))
		return;
	mock_events_take(mpf, MOCK_MBREQ(0), req);
	mock_events_take(mpf, MOCK_MBACK(0), ack);
	mock_events_take(mpf, MOCK_VFLR(0), flr);
	bitmap_or(flr, flr, mpf->vf_lost, MOCK_MAX_VFS);
	bitmap_zero(mpf->vf_lost, MOCK_MAX_VFS);
	/* A reset empties the mailbox. */
	bitmap_andnot(mpf->vf_unacked, mpf->vf_unacked, ack, MOCK_MAX_VFS);
	bitmap_andnot(mpf->vf_unacked, mpf->vf_unacked, flr, MOCK_MAX_VFS);
}

/* Become the owner of a VF's buffer. The VF has it for as long as it takes to
 * write a message, unless it's hostile: don't wait long.
 */
static int mock_mbx_lock(struct mock_pf *mpf, unsigned int vf)
{
	unsigned int i;
	u32 ctrl;

	for (i = 0; i < MOCK_MBX_TRIES; i++) {
		mock_wr(mpf->hw, MOCK_PMB_CTRL(vf), MOCK_PMB_PFU);
		ctrl = mock_rd(mpf->hw, MOCK_PMB_CTRL(vf));
		if (ctrl == ~0U)
			break;
		if (ctrl & MOCK_PMB_PFU)
			return 0;
		udelay(1);
	}
	return -EBUSY;
}

static int mock_mbx_read(struct sriov_pf *pf, struct sriov_vf *vf, u32 *msg,
			 unsigned int len)
{
	struct mock_pf *mpf = mock_pf_of(pf);
	unsigned int i;

	if (mock_mbx_lock(mpf, vf->id))
		return -EBUSY;
	/* What is in the buffer now is what will be read: a request bit set
	 * since mock_mbx_events() is about this message.
	 */
	mock_wr(mpf->hw, MOCK_MBREQ(vf->id / 32), BIT(vf->id % 32));
	for (i = 0; i < len && i < MOCK_MBX_DWORDS; i++)
		msg[i] = mock_rd(mpf->hw, MOCK_PMB_MEM(vf->id, i));
	mock_wr(mpf->hw, MOCK_PMB_CTRL(vf->id), MOCK_PMB_ACK);
	return 0;
}

static int mock_mbx_write(struct sriov_pf *pf, struct sriov_vf *vf,
			  const u32 *msg, unsigned int len)
{
	struct mock_pf *mpf = mock_pf_of(pf);
	unsigned int i;

	/* Unasked, never over an answer that the VF is still waiting for. An
	 * answer may replace what the VF, by asking, has given up.
	 */
	if (FIELD_GET(SRIOV_MBX_ID, msg[0]) == SRIOV_MBX_CONTROL &&
	    test_bit(vf->id, mpf->vf_unacked))
		return -EBUSY;
	if (mock_mbx_lock(mpf, vf->id))
		return -EBUSY;
	/* The VF has written in the meantime: that comes first. */
	if (mock_rd(mpf->hw, MOCK_MBREQ(vf->id / 32)) & BIT(vf->id % 32)) {
		mock_wr(mpf->hw, MOCK_PMB_CTRL(vf->id), 0);
		return -EBUSY;
	}
	/* An ack from now on is about this message. */
	mock_wr(mpf->hw, MOCK_MBACK(vf->id / 32), BIT(vf->id % 32));
	for (i = 0; i < len && i < MOCK_MBX_DWORDS; i++)
		mock_wr(mpf->hw, MOCK_PMB_MEM(vf->id, i), msg[i]);
	mock_wr(mpf->hw, MOCK_PMB_CTRL(vf->id), MOCK_PMB_STS);
	__set_bit(vf->id, mpf->vf_unacked);
	return 0;
}

static void mock_mbx_mask(struct sriov_pf *pf, struct sriov_vf *vf, bool on)
{
	struct mock_pf *mpf = mock_pf_of(pf);
	u32 words[MOCK_MAX_VFS / 32];

	__assign_bit(vf->id, mpf->vf_masked, on);
	bitmap_to_arr32(words, mpf->vf_masked, MOCK_MAX_VFS);
	mock_wr(mpf->hw, MOCK_MBMASK(vf->id / 32), words[vf->id / 32]);
}

const struct sriov_pf_ops mock_pf_ops = {
	.name = "mock",
	.vfs_enable = mock_vfs_enable,
	.vfs_disable = mock_vfs_disable,
	.vf_apply = mock_vf_apply,
	.vf_stats = mock_vf_stats,
	.vf_set_vectors = mock_vf_set_vectors,
	.mbx_events = mock_mbx_events,
	.mbx_read = mock_mbx_read,
	.mbx_write = mock_mbx_write,
	.mbx_mask = mock_mbx_mask,
	.link_speed = mock_link_speed,
	.set_local_vlans = mock_pf_set_local_vlans,
};

/* ---- The PF's own pool ---------------------------------------------------- */

/**
 * mock_pf_hw_reset() - reset the function, and forget what was programmed
 * @mpf: the PF. sriov_pf.lock held unless it isn't registered; the PF's own
 *	pool is off, see mock_pf_set_filters(), as it shares @ra_used.
 */
void mock_pf_hw_reset(struct mock_pf *mpf)
{
	mock_wr(mpf->hw, MOCK_CTRL, MOCK_CTRL_RST);
	bitmap_zero(mpf->ra_used, MOCK_RA_ENTRIES);
	memset(mpf->vf_num_ra, 0, sizeof(mpf->vf_num_ra));
	bitmap_zero(mpf->vf_mta, MOCK_MAX_VFS);
	bitmap_zero(mpf->vf_vfta, MOCK_MAX_VFS);
	bitmap_zero(mpf->vf_trunk, MOCK_MAX_VFS);
	bitmap_zero(mpf->vf_unacked, MOCK_MAX_VFS);
	bitmap_zero(mpf->vf_masked, MOCK_MAX_VFS);
}

/**
 * mock_pf_set_mac() - set the address of the PF's netdev
 * @mpf: the PF
 * @mac: the address
 *
 * Context: rtnl, or before the netdev is registered.
 */
void mock_pf_set_mac(struct mock_pf *mpf, const u8 *mac)
{
	mock_ra_write(mpf, MOCK_PF_RA_SELF, mac, MOCK_POOL_PF);
}

/**
 * mock_pf_set_max_frame() - set the longest frame the PF receives and sends
 * @mpf: the PF
 * @mtu: MTU of its netdev, bytes
 */
void mock_pf_set_max_frame(struct mock_pf *mpf, unsigned int mtu)
{
	mock_wr(mpf->hw, MOCK_POOL_MAXFRAME(MOCK_POOL_PF), mtu + ETH_HLEN);
}

/**
 * mock_pf_set_vlan() - take a change of the PF's VLAN filter over
 * @mpf: the PF
 * @vlans: the filter
 * @vid: the VLAN that was added or removed
 */
void mock_pf_set_vlan(struct mock_pf *mpf, const unsigned long *vlans, u16 vid)
{
	unsigned int bit, first = round_down(vid, 32);
	u32 row = 0;

	for (bit = 0; bit < 32; bit++)
		if (test_bit(first + bit, vlans))
			row |= BIT(bit);
	mock_wr(mpf->hw, MOCK_VFTA(MOCK_POOL_PF, vid / 32), row);
}

static void mock_pf_set_multicast(struct mock_pf *mpf,
				  struct net_device *netdev)
{
	struct mock_pf_netdev *np = netdev_priv(netdev);
	DECLARE_BITMAP(hashes, 32 * MOCK_TABLE_ROWS) = {};
	bool used = !netdev_mc_empty(netdev);
	struct netdev_hw_addr *ha;
	u32 row[MOCK_TABLE_ROWS];
	unsigned int i;

	if (!used && !np->mta_used)
		return;
	netdev_for_each_mc_addr(ha, netdev)
		__set_bit((ha->addr[4] >> 4 | ha->addr[5] << 4) & 0xfff,
			  hashes);
	bitmap_to_arr32(row, hashes, 32 * MOCK_TABLE_ROWS);
	for (i = 0; i < MOCK_TABLE_ROWS; i++)
		mock_wr(mpf->hw, MOCK_MTA(MOCK_POOL_PF, i), row[i]);
	np->mta_used = used;
}

/* Exact filters for the additional unicast addresses. False: too many. */
static bool mock_pf_set_unicast(struct mock_pf *mpf, struct net_device *netdev)
{
	struct mock_pf_netdev *np = netdev_priv(netdev);
	unsigned int num = netdev_uc_count(netdev);
	struct netdev_hw_addr *ha;
	unsigned int i = 0;
	bool fits;

	fits = num <= MOCK_PF_MAX_MACS &&
	       !mock_ra_resize(mpf, np->ra, np->num_ra, num);
	if (!fits) {
		num = 0;
		mock_ra_resize(mpf, np->ra, np->num_ra, num);
	}
	np->num_ra = num;
	if (!num)
		return fits;
	netdev_for_each_uc_addr(ha, netdev)
		mock_ra_write(mpf, np->ra[i++], ha->addr, MOCK_POOL_PF);
	return fits;
}

/**
 * mock_pf_set_filters() - program what the PF receives
 * @mpf: the PF
 * @netdev: its netdev, with the address lock held
 *
 * Context: ndo_set_rx_mode, and whenever @pool_on of the netdev changed.
 */
void mock_pf_set_filters(struct mock_pf *mpf, struct net_device *netdev)
{
	struct mock_pf_netdev *np = netdev_priv(netdev);
	u32 ctrl = MOCK_POOL_BAM | MOCK_POOL_ROMPE | MOCK_POOL_AUPE |
		   MOCK_POOL_LBE;

	if (!np->pool_on) {
		mock_wr(mpf->hw, MOCK_POOL_CTRL(MOCK_POOL_PF), 0);
		return;
	}
	mock_pf_set_multicast(mpf, netdev);
	if (!mock_pf_set_unicast(mpf, netdev) ||
	    netdev->flags & IFF_PROMISC)
		ctrl |= MOCK_POOL_UPE;
	if (netdev->flags & (IFF_PROMISC | IFF_ALLMULTI))
		ctrl |= MOCK_POOL_MPE;
	if (!(netdev->flags & IFF_PROMISC))
		ctrl |= MOCK_POOL_VLE;
	mock_wr(mpf->hw, MOCK_POOL_CTRL(MOCK_POOL_PF),
		ctrl | MOCK_POOL_RXE | MOCK_POOL_TXE);
}
