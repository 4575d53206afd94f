// SPDX-License-Identifier: GPL-2.0
/*
 * Register access: finds the block of a register and calls its owner.
 *
 * Owns struct mock_hw_ops and the registers that have no other owner: those
 * of the function, the PF's event bitmaps, and the tables of the embedded
 * switch, for which it takes mock_port.lock. Called in any context except
 * NMI.
 */
#include "device.h"

enum reg_scope {
	ANY_FN,
	PF_ONLY,
	VF_ONLY,
};

/**
 * struct reg_block - registers of one owner
 * @base: first register
 * @stride: distance between two instances, bytes
 * @count: number of instances
 * @scope: which functions have it
 * @rd: read the register @off bytes into instance @index
 * @wr: write it
 */
struct reg_block {
	u32 base;
	u32 stride;
	u32 count;
	enum reg_scope scope;
	u32 (*rd)(struct mock_fn *fn, unsigned int index, u32 off);
	void (*wr)(struct mock_fn *fn, unsigned int index, u32 off, u32 val);
};

static struct mock_fn *hw_fn(struct mock_hw *hw)
{
	return container_of(hw, struct mock_fn, hw);
}

/* ---- The function ------------------------------------------------------- */

static u32 fn_rd(struct mock_fn *fn, unsigned int index, u32 off)
{
	struct mock_port *port = fn->port;
	bool pf = mock_fn_is_pf(fn);

	switch (off) {
	case MOCK_ID:
		return MOCK_ID_MAGIC;
	case MOCK_CTRL:
		return READ_ONCE(fn->pfrstd) ? MOCK_CTRL_PFRSTD : 0;
	case MOCK_STATUS:
		return mock_esw_link(port->esw, fn->pool,
				     READ_ONCE(port->link)) ? MOCK_STATUS_LU |
		       FIELD_PREP(MOCK_STATUS_SPEED, mock_port_speed(port)) : 0;
	case MOCK_CAPS:
		return FIELD_PREP(MOCK_CAPS_QP, READ_ONCE(fn->usable)) |
		       FIELD_PREP(MOCK_CAPS_VFS, pf ? port->vfs : 0) |
		       (pf && !READ_ONCE(port->esw->no_local) ?
			MOCK_CAPS_LVLAN : 0);
	case MOCK_PORT:
		return FIELD_PREP(MOCK_PORT_NUM, port->num) |
		       FIELD_PREP(MOCK_PORT_VF, pf ? 0 : fn->vf);
	case MOCK_MSI_POOL:
		return pf ? port->msgs : 0;
	case MOCK_PERM_LO:	/* 02:6d:6b:00:00:<port> */
		return pf ? 0x006b6d02 : 0;
	case MOCK_PERM_HI:
		return pf ? port->num << 8 : 0;
	default:
		return 0;
	}
}

static void fn_wr(struct mock_fn *fn, unsigned int index, u32 off, u32 val)
{
	if (off == MOCK_CTRL)
		mock_fn_ctrl(fn, val);
}

static u32 offload_rd(struct mock_fn *fn, unsigned int index, u32 off)
{
	return off ? READ_ONCE(fn->offload) : READ_ONCE(fn->rss);
}

static void offload_wr(struct mock_fn *fn, unsigned int index, u32 off,
		       u32 val)
{
	if (off)
		WRITE_ONCE(fn->offload, val & (MOCK_OFFLOAD_VSTRIP |
					       MOCK_OFFLOAD_RXCSUM));
	else
		WRITE_ONCE(fn->rss, min_t(u32, val, fn->queues));
}

/* ---- What VFs tell the PF ----------------------------------------------- */

/* @index: 0 MOCK_VFLR, 1 MOCK_MBREQ, 2 MOCK_MBACK */
static atomic_t *event_word(struct mock_fn *fn, unsigned int index, u32 off)
{
	struct mock_events *events = &fn->port->events;
	atomic_t *words[] = { events->flr, events->req, events->ack };

	return &words[index][off / 4];
}

static u32 event_rd(struct mock_fn *fn, unsigned int index, u32 off)
{
	return atomic_read(event_word(fn, index, off));
}

static void event_wr(struct mock_fn *fn, unsigned int index, u32 off, u32 val)
{
	atomic_andnot(val, event_word(fn, index, off));
}

static u32 mask_rd(struct mock_fn *fn, unsigned int index, u32 off)
{
	return atomic_read(&fn->port->events.mask[index]);
}

static void mask_wr(struct mock_fn *fn, unsigned int index, u32 off, u32 val)
{
	struct mock_port *port = fn->port;
	u32 old = atomic_xchg(&port->events.mask[index], val);

	mock_events_unmask(port, index, old & ~val);
}

/* ---- The embedded switch ------------------------------------------------- */

static u32 pool_rd(struct mock_fn *fn, unsigned int pool, u32 off)
{
	struct mock_pool_rate *rate = &fn->port->rates->pool[pool];
	struct mock_eswitch *esw = fn->port->esw;

	switch (MOCK_POOL_CTRL(0) + off) {
	case MOCK_POOL_CTRL(0):
		return READ_ONCE(esw->ctrl[pool]);
	case MOCK_POOL_VLAN(0):
		return READ_ONCE(esw->vlan[pool]);
	case MOCK_POOL_MAXFRAME(0):
		return READ_ONCE(esw->maxframe[pool]);
	case MOCK_POOL_TXRATE(0):
		return READ_ONCE(rate->max.rate);
	case MOCK_POOL_TXMIN(0):
		return READ_ONCE(rate->min.rate);
	case MOCK_POOL_LINK(0):
		return READ_ONCE(esw->link[pool]);
	case MOCK_POOL_QUEUES(0):
		return mock_esw_pool_exists(esw, pool) ?
		       READ_ONCE(fn->port->fn[pool]->usable) : 0;
	case MOCK_POOL_VECTORS(0):
		return mock_esw_pool_exists(esw, pool) ?
		       READ_ONCE(fn->port->fn[pool]->msgs) : 0;
	case MOCK_POOL_GROUP(0):
		return READ_ONCE(rate->group);
	default:
		return 0;
	}
}

/* mock_port.lock held. */
static void link_wr(struct mock_port *port, unsigned int pool, u32 val)
{
	bool was = mock_esw_link(port->esw, pool, port->link);

	mock_esw_set_link(port->esw, pool, val);
	if (mock_esw_link(port->esw, pool, port->link) != was &&
	    port->fn[pool]->present)
		mock_intr_raise(port->fn[pool], MOCK_INT_LINK);
}

/* The fault "refuse": the hardware has no room. mock_port.lock held. */
static bool refused(struct mock_port *port)
{
	return port->refuse && !--port->refuse;
}

static bool pool_gives(u32 off, u32 val)
{
	u32 reg = MOCK_POOL_CTRL(0) + off;

	return val && (reg == MOCK_POOL_VLAN(0) || reg == MOCK_POOL_TXRATE(0) ||
		       reg == MOCK_POOL_TXMIN(0));
}

static void pool_wr(struct mock_fn *fn, unsigned int pool, u32 off, u32 val)
{
	struct mock_pool_rate *rate = &fn->port->rates->pool[pool];
	struct mock_port *port = fn->port;
	unsigned long flags;

	if (!mock_esw_pool_exists(port->esw, pool))
		return;
	raw_spin_lock_irqsave(&port->lock, flags);
	if (pool_gives(off, val) && refused(port))
		goto out;
	switch (MOCK_POOL_CTRL(0) + off) {
	case MOCK_POOL_CTRL(0):
		mock_esw_set_ctrl(port->esw, pool, val);
		break;
	case MOCK_POOL_VLAN(0):
		mock_esw_set_vlan(port->esw, pool, val);
		break;
	case MOCK_POOL_MAXFRAME(0):
		mock_esw_set_maxframe(port->esw, pool, val);
		break;
	case MOCK_POOL_TXRATE(0):
		mock_rate_set(&rate->max, val);
		/* Who waits may not have to any more. */
		mock_engine_kick(port);
		break;
	case MOCK_POOL_TXMIN(0):
		mock_rate_set(&rate->min, val);
		break;
	case MOCK_POOL_LINK(0):
		link_wr(port, pool, val);
		break;
	case MOCK_POOL_QUEUES(0):
		mock_rings_limit(port->fn[pool], val);
		break;
	case MOCK_POOL_VECTORS(0):
		mock_fn_set_vectors(port->fn[pool], val);
		break;
	case MOCK_POOL_GROUP(0):
		mock_rate_join(rate, val);
		mock_engine_kick(port);
		break;
	}
out:
	raw_spin_unlock_irqrestore(&port->lock, flags);
}

static struct mock_bucket *group_bucket(struct mock_fn *fn, u32 off)
{
	struct mock_group_rate *group = fn->port->rates->group;

	/* TXRATE of all groups, then TXMIN. */
	return off / 4 < MOCK_GROUPS ? &group[off / 4].max :
				       &group[off / 4 - MOCK_GROUPS].min;
}

static u32 group_rd(struct mock_fn *fn, unsigned int index, u32 off)
{
	return READ_ONCE(group_bucket(fn, off)->rate);
}

static void group_wr(struct mock_fn *fn, unsigned int index, u32 off, u32 val)
{
	struct mock_bucket *bucket = group_bucket(fn, off);
	unsigned long flags;

	raw_spin_lock_irqsave(&fn->port->lock, flags);
	/* Written with each of its pools: that fills no bucket. */
	if (bucket->rate != val) {
		mock_rate_set(bucket, val);
		mock_engine_kick(fn->port);
	}
	raw_spin_unlock_irqrestore(&fn->port->lock, flags);
}

static void row_wr(struct mock_fn *fn, struct mock_pool_set *table,
		   unsigned int pool, u32 off, u32 val)
{
	struct mock_port *port = fn->port;
	unsigned long flags;

	if (!mock_esw_pool_exists(port->esw, pool))
		return;
	raw_spin_lock_irqsave(&port->lock, flags);
	mock_esw_set_row(table, pool, off / 4, val);
	raw_spin_unlock_irqrestore(&port->lock, flags);
}

static u32 mta_rd(struct mock_fn *fn, unsigned int pool, u32 off)
{
	return mock_esw_get_row(fn->port->esw->mta, pool, off / 4);
}

static void mta_wr(struct mock_fn *fn, unsigned int pool, u32 off, u32 val)
{
	row_wr(fn, fn->port->esw->mta, pool, off, val);
}

static u32 vfta_rd(struct mock_fn *fn, unsigned int pool, u32 off)
{
	return mock_esw_get_row(fn->port->esw->vfta, pool, off / 4);
}

static void vfta_wr(struct mock_fn *fn, unsigned int pool, u32 off, u32 val)
{
	row_wr(fn, fn->port->esw->vfta, pool, off, val);
}

static u32 trunk_rd(struct mock_fn *fn, unsigned int pool, u32 off)
{
	return mock_esw_get_row(fn->port->esw->trunk, pool, off / 4);
}

static void trunk_wr(struct mock_fn *fn, unsigned int pool, u32 off, u32 val)
{
	row_wr(fn, fn->port->esw->trunk, pool, off, val);
}

static u32 local_rd(struct mock_fn *fn, unsigned int index, u32 off)
{
	return mock_esw_get_local(fn->port->esw, off / 4);
}

static void local_wr(struct mock_fn *fn, unsigned int index, u32 off, u32 val)
{
	struct mock_port *port = fn->port;
	unsigned long flags;

	raw_spin_lock_irqsave(&port->lock, flags);
	mock_esw_set_local(port->esw, off / 4, val);
	raw_spin_unlock_irqrestore(&port->lock, flags);
}

static u32 ra_rd(struct mock_fn *fn, unsigned int index, u32 off)
{
	struct mock_port *port = fn->port;
	unsigned long flags;
	u32 val;

	raw_spin_lock_irqsave(&port->lock, flags);
	val = off ? mock_esw_get_ra_hi(port->esw, index) :
		    port->esw->ra[index].lo;
	raw_spin_unlock_irqrestore(&port->lock, flags);
	return val;
}

static void ra_wr(struct mock_fn *fn, unsigned int index, u32 off, u32 val)
{
	struct mock_port *port = fn->port;
	unsigned long flags;

	raw_spin_lock_irqsave(&port->lock, flags);
	if (off && val & MOCK_RA_HI_AV && refused(port))
		val &= ~MOCK_RA_HI_AV;
	if (off)
		mock_esw_set_ra_hi(port->esw, index, val);
	else
		port->esw->ra[index].lo = val;
	raw_spin_unlock_irqrestore(&port->lock, flags);
}

/* ---- Dispatch ------------------------------------------------------------ */

/* Doorbells first: they are the only registers of the data path. */
static const struct reg_block blocks[] = {
	{ MOCK_TX(0), 0x40, MOCK_PF_QUEUE_PAIRS, ANY_FN,
	  mock_queue_rd, mock_queue_wr },
	{ MOCK_ICR, 0x0c, 1, ANY_FN, mock_intr_rd, mock_intr_wr },
	{ MOCK_ID, 0x20, 1, ANY_FN, fn_rd, fn_wr },
	{ MOCK_RSS, 0x08, 1, ANY_FN, offload_rd, offload_wr },
	{ MOCK_ITR(0), 0x10, MOCK_PF_QUEUE_PAIRS, ANY_FN,
	  mock_itr_rd, mock_itr_wr },
	{ MOCK_VMB_CTRL, 0x04, 1, VF_ONLY, mock_vmb_rd, mock_vmb_wr },
	{ MOCK_VMB_MEM(0), 4 * MOCK_MBX_DWORDS, 1, VF_ONLY,
	  mock_vmb_mem_rd, mock_vmb_mem_wr },
	{ MOCK_VFLR(0), 4 * MOCK_EVENT_WORDS, 3, PF_ONLY,
	  event_rd, event_wr },
	{ MOCK_MBMASK(0), 0x04, MOCK_EVENT_WORDS, PF_ONLY, mask_rd, mask_wr },
	{ MOCK_LVLAN(0), 0x200, 1, PF_ONLY, local_rd, local_wr },
	{ MOCK_PMB_CTRL(0), 0x04, MOCK_MAX_VFS, PF_ONLY,
	  mock_pmb_rd, mock_pmb_wr },
	{ MOCK_PMB_MEM(0, 0), 4 * MOCK_MBX_DWORDS, MOCK_MAX_VFS, PF_ONLY,
	  mock_pmb_mem_rd, mock_pmb_mem_wr },
	{ MOCK_POOL_CTRL(0), 0x40, MOCK_MAX_POOLS, PF_ONLY,
	  pool_rd, pool_wr },
	{ MOCK_GROUP_TXRATE(0), 2 * 4 * MOCK_GROUPS, 1, PF_ONLY,
	  group_rd, group_wr },
	{ MOCK_MTA(0, 0), 0x200, MOCK_MAX_POOLS, PF_ONLY, mta_rd, mta_wr },
	{ MOCK_VFTA(0, 0), 0x200, MOCK_MAX_POOLS, PF_ONLY, vfta_rd, vfta_wr },
	{ MOCK_TRUNK(0, 0), 0x200, MOCK_MAX_POOLS, PF_ONLY,
	  trunk_rd, trunk_wr },
	{ MOCK_RA_LO(0), 0x08, MOCK_RA_ENTRIES, PF_ONLY, ra_rd, ra_wr },
};

static bool in_scope(const struct mock_fn *fn, enum reg_scope scope)
{
	return scope == ANY_FN || (scope == PF_ONLY) == mock_fn_is_pf(fn);
}

static const struct reg_block *find_block(const struct mock_fn *fn, u32 reg)
{
	const struct reg_block *block;

	if (reg & 3)
		return NULL;
	for (block = blocks; block < blocks + ARRAY_SIZE(blocks); block++)
		if (reg >= block->base &&
		    reg - block->base < block->stride * block->count)
			return in_scope(fn, block->scope) ? block : NULL;
	return NULL;
}

static u32 hw_rd32(struct mock_hw *hw, u32 reg)
{
	struct mock_fn *fn = hw_fn(hw);
	const struct reg_block *block;

	if (!READ_ONCE(fn->present))
		return ~0;
	block = find_block(fn, reg);
	if (!block)
		return 0;
	reg -= block->base;
	return block->rd(fn, reg / block->stride, reg % block->stride);
}

static void hw_wr32(struct mock_hw *hw, u32 reg, u32 val)
{
	struct mock_fn *fn = hw_fn(hw);
	const struct reg_block *block;

	if (!READ_ONCE(fn->present))
		return;
	block = find_block(fn, reg);
	if (!block)
		return;
	reg -= block->base;
	block->wr(fn, reg / block->stride, reg % block->stride, val);
}

static u64 hw_rd64(struct mock_hw *hw, u32 reg)
{
	const u32 block = MOCK_POOL_STAT(1, 0) - MOCK_POOL_STAT(0, 0);
	struct mock_fn *fn = hw_fn(hw);
	u32 off;

	if (!READ_ONCE(fn->present))
		return ~0ULL;
	if (reg >= MOCK_POOL_STAT(0, 0) &&
	    reg < MOCK_POOL_STAT(MOCK_MAX_POOLS, 0) && mock_fn_is_pf(fn)) {
		off = reg - MOCK_POOL_STAT(0, 0);
		fn = fn->port->fn[off / block];
		off %= block;
	} else {
		off = reg - MOCK_STAT(0);
	}
	if (!fn || off % 8 || off / 8 >= MOCK_STAT_NUM)
		return 0;
	return READ_ONCE(fn->stat[off / 8]);
}

const struct mock_hw_ops mock_hw_ops = {
	.rd32 = hw_rd32,
	.wr32 = hw_wr32,
	.rd64 = hw_rd64,
};
