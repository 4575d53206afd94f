// SPDX-License-Identifier: GPL-2.0
/*
 * Mailboxes between the PF and its VFs.
 *
 * Owns struct mock_mbx of each VF and sets the PF's event bits MBREQ and
 * MBACK. Takes mock_mbx.lock; interrupts are raised after it is released.
 * The lock bits VFU and PFU are arbitrated here; the buffer itself isn't
 * write protected, as it isn't on the 82576: a side that writes without
 * owning it finds out the hard way.
 */
#include <linux/string.h>

#include "compat/hrtimer.h"
#include "device.h"

/* The control message of the 82576's protocol, and with CTS */
#define MOCK_MBX_OVER	0x0100
#define MOCK_MBX_ERASED	0x20000100

/* ---- Faults: what becomes of the PF's messages ---------------------------- */

static enum hrtimer_restart late_arrives(struct hrtimer *timer)
{
	struct mock_fn *vf = container_of(timer, struct mock_fn, mbx.timer);
	struct mock_mbx *mbx = &vf->mbx;
	unsigned long flags;
	bool arrives;

	raw_spin_lock_irqsave(&mbx->lock, flags);
	arrives = mbx->on_its_way;
	mbx->on_its_way = false;
	if (arrives)
		mbx->ctrl |= MOCK_VMB_PFSTS;
	raw_spin_unlock_irqrestore(&mbx->lock, flags);
	if (arrives)
		mock_intr_raise(vf, MOCK_INT_MBX);
	return HRTIMER_NORESTART;
}

/* Nonsense of one kind after the other: another id, no id, a message that isn't
 * an answer, and an answer with a wrong address.
 */
static void corrupt(struct mock_mbx *mbx)
{
	switch (mbx->corrupt-- % 4) {
	case 3:
		mbx->mem[0] = ~mbx->mem[0];
		break;
	case 2:
		mbx->mem[0] = 0;
		break;
	case 1:
		mbx->mem[0] = ~0;
		break;
	case 0:
		mbx->mem[1] = ~0;
		mbx->mem[2] = ~0;
		break;
	}
}

/* The PF's message is in the buffer. mock_mbx.lock held; returns whether the VF
 * is told now.
 */
static bool pf_message(struct mock_mbx *mbx, bool *late)
{
	if (mbx->lose) {
		mbx->lose--;
		return false;
	}
	if (mbx->corrupt)
		corrupt(mbx);
	if (mbx->erase) {
		mbx->erase--;
		mbx->mem[0] = MOCK_MBX_ERASED;
	}
	if (mbx->late) {
		mbx->on_its_way = true;
		*late = true;
		return false;
	}
	mbx->ctrl |= MOCK_VMB_PFSTS;
	return true;
}

/* The VF's request is in the buffer. mock_mbx.lock held; returns whether the PF
 * has written over it, as igb does: go and look.
 */
static bool write_over(struct mock_mbx *mbx)
{
	if (!mbx->over)
		return false;
	mbx->over--;
	mbx->mem[0] = MOCK_MBX_OVER;
	mbx->ctrl |= MOCK_VMB_PFSTS;
	return true;
}

void mock_mbx_init(struct mock_fn *vf)
{
	raw_spin_lock_init(&vf->mbx.lock);
	hrtimer_setup(&vf->mbx.timer, late_arrives, CLOCK_MONOTONIC,
		      HRTIMER_MODE_REL);
}

/* Nobody calls for this VF any more. Process context. */
void mock_mbx_destroy(struct mock_fn *vf)
{
	hrtimer_cancel(&vf->mbx.timer);
}

/**
 * mock_mbx_reset - the VF was reset or appeared
 * @vf: the VF
 *
 * Clears the buffer too: it may have been another guest's. What the VF said
 * before is forgotten, so that each MBREQ the PF sees belongs to the VF's
 * present life. mock_port.lock held.
 */
void mock_mbx_reset(struct mock_fn *vf)
{
	struct mock_port *port = vf->port;
	struct mock_mbx *mbx = &vf->mbx;
	unsigned long flags;

	raw_spin_lock_irqsave(&mbx->lock, flags);
	mbx->ctrl = mock_port_pf(port)->pfrstd ? MOCK_VMB_RSTD : 0;
	memset(mbx->mem, 0, sizeof(mbx->mem));
	mbx->on_its_way = false;
	mock_event_clear(port->events.req, vf->vf);
	mock_event_clear(port->events.ack, vf->vf);
	raw_spin_unlock_irqrestore(&mbx->lock, flags);
}

/**
 * mock_mbx_pf_changed - PFRSTD went up or down
 * @port: the port
 * @up: the new value, already visible in mock_fn.pfrstd of the PF
 *
 * Both edges interrupt the VFs: they learn by RSTI that the PF has gone and
 * by RSTD that it is back. mock_port.lock held.
 */
void mock_mbx_pf_changed(struct mock_port *port, bool up)
{
	unsigned long flags;
	struct mock_fn *vf;
	unsigned int i;

	for (i = 0; i < port->vfs; i++) {
		vf = port->fn[i];
		if (!vf->present)
			continue;
		raw_spin_lock_irqsave(&vf->mbx.lock, flags);
		if (up)
			vf->mbx.ctrl |= MOCK_VMB_RSTD;
		else
			vf->mbx.ctrl &= ~MOCK_VMB_RSTD;
		raw_spin_unlock_irqrestore(&vf->mbx.lock, flags);
		mock_intr_raise(vf, MOCK_INT_MBX);
	}
}

/* The PF was reset: what it held or had said is gone. mock_port.lock held. */
void mock_mbx_pf_reset(struct mock_port *port)
{
	unsigned long flags;
	struct mock_mbx *mbx;
	unsigned int i;

	for (i = 0; i < port->vfs; i++) {
		mbx = &port->fn[i]->mbx;
		raw_spin_lock_irqsave(&mbx->lock, flags);
		mbx->ctrl &= MOCK_VMB_VFU;
		mbx->on_its_way = false;
		raw_spin_unlock_irqrestore(&mbx->lock, flags);
	}
}

/*
 * Arbitration: @mine follows what its side wrote, but isn't set while the
 * other side has @theirs.
 */
static void set_owner(struct mock_mbx *mbx, u32 mine, u32 theirs, bool want)
{
	if (!want)
		mbx->ctrl &= ~mine;
	else if (!(mbx->ctrl & theirs))
		mbx->ctrl |= mine;
}

/* ---- The VF's side ------------------------------------------------------ */

u32 mock_vmb_rd(struct mock_fn *fn, unsigned int index, u32 off)
{
	struct mock_mbx *mbx = &fn->mbx;
	unsigned long flags;
	u32 val;

	raw_spin_lock_irqsave(&mbx->lock, flags);
	val = mbx->ctrl;
	mbx->ctrl &= ~MOCK_VMB_R2C;
	raw_spin_unlock_irqrestore(&mbx->lock, flags);
	if (!READ_ONCE(mock_port_pf(fn->port)->pfrstd))
		val |= MOCK_VMB_RSTI;
	return val;
}

void mock_vmb_wr(struct mock_fn *fn, unsigned int index, u32 off, u32 val)
{
	struct mock_port *port = fn->port;
	struct mock_mbx *mbx = &fn->mbx;
	unsigned long flags;
	bool over;

	raw_spin_lock_irqsave(&mbx->lock, flags);
	set_owner(mbx, MOCK_VMB_VFU, MOCK_VMB_PFU, val & MOCK_VMB_VFU);
	over = val & MOCK_VMB_REQ && write_over(mbx);
	/* Under the lock, so that a reset can't come in between. */
	if (val & MOCK_VMB_REQ && !over)
		mock_event_set(port->events.req, fn->vf);
	if (val & MOCK_VMB_ACK)
		mock_event_set(port->events.ack, fn->vf);
	raw_spin_unlock_irqrestore(&mbx->lock, flags);

	if (over)
		mock_intr_raise(fn, MOCK_INT_MBX);
	else if (val & (MOCK_VMB_REQ | MOCK_VMB_ACK))
		mock_event_raise(fn, MOCK_INT_MBX);
}

static u32 mem_rd(struct mock_fn *vf, u32 off)
{
	unsigned long flags;
	u32 val;

	raw_spin_lock_irqsave(&vf->mbx.lock, flags);
	val = vf->mbx.mem[off / 4];
	raw_spin_unlock_irqrestore(&vf->mbx.lock, flags);
	return val;
}

static void mem_wr(struct mock_fn *vf, u32 off, u32 val)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&vf->mbx.lock, flags);
	vf->mbx.mem[off / 4] = val;
	raw_spin_unlock_irqrestore(&vf->mbx.lock, flags);
}

u32 mock_vmb_mem_rd(struct mock_fn *fn, unsigned int index, u32 off)
{
	return mem_rd(fn, off);
}

void mock_vmb_mem_wr(struct mock_fn *fn, unsigned int index, u32 off, u32 val)
{
	mem_wr(fn, off, val);
}

/* ---- The PF's side; @index is the VF ------------------------------------- */

u32 mock_pmb_rd(struct mock_fn *fn, unsigned int index, u32 off)
{
	u32 ctrl, val = 0;

	if (index >= fn->port->vfs)
		return 0;
	ctrl = READ_ONCE(fn->port->fn[index]->mbx.ctrl);
	if (ctrl & MOCK_VMB_VFU)
		val |= MOCK_PMB_VFU;
	if (ctrl & MOCK_VMB_PFU)
		val |= MOCK_PMB_PFU;
	return val;
}

void mock_pmb_wr(struct mock_fn *fn, unsigned int index, u32 off, u32 val)
{
	unsigned long flags;
	struct mock_mbx *mbx;
	bool tell, late = false;
	struct mock_fn *vf;
	u32 ms;

	if (index >= fn->port->vfs)
		return;
	vf = fn->port->fn[index];
	tell = val & MOCK_PMB_ACK;
	mbx = &vf->mbx;
	raw_spin_lock_irqsave(&mbx->lock, flags);
	if (val & MOCK_PMB_RVFU)
		mbx->ctrl &= ~MOCK_VMB_VFU;
	set_owner(mbx, MOCK_VMB_PFU, MOCK_VMB_VFU, val & MOCK_PMB_PFU);
	if (val & MOCK_PMB_STS && pf_message(mbx, &late))
		tell = true;
	if (val & MOCK_PMB_ACK)
		mbx->ctrl |= MOCK_VMB_PFACK;
	ms = mbx->late;
	raw_spin_unlock_irqrestore(&mbx->lock, flags);

	if (tell)
		mock_intr_raise(vf, MOCK_INT_MBX);
	if (late)
		hrtimer_start(&mbx->timer, ms_to_ktime(ms), HRTIMER_MODE_REL);
}

u32 mock_pmb_mem_rd(struct mock_fn *fn, unsigned int index, u32 off)
{
	return index < fn->port->vfs ? mem_rd(fn->port->fn[index], off) : 0;
}

void mock_pmb_mem_wr(struct mock_fn *fn, unsigned int index, u32 off, u32 val)
{
	if (index < fn->port->vfs)
		mem_wr(fn->port->fn[index], off, val);
}
