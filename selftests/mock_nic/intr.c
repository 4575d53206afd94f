// SPDX-License-Identifier: GPL-2.0
/*
 * Interrupt causes of a function: ICR, IMS, IMC.
 *
 * Owns struct mock_intr. Takes its lock, the innermost one of the device, and
 * calls mock_msi_raise() under it, so that a mask written by a driver takes
 * effect before the write returns: no MSI is sent for a masked cause.
 */
#include "device.h"

#define QUEUE_CAUSES	(~MOCK_INT_OTHER)

/*
 * Send what @causes are pending and enabled. A queue's cause clears and
 * masks itself, so that its next MSI waits for the driver's poll to end.
 */
static void fire(struct mock_fn *fn, u32 causes)
{
	struct mock_intr *intr = &fn->intr;
	unsigned long queues;
	unsigned int q;

	causes &= intr->icr & intr->ims;
	if (!causes || !intr->bus_master)
		return;
	if (causes & MOCK_INT_OTHER)
		mock_msi_raise(fn->pcifn, 0);
	queues = causes & QUEUE_CAUSES;
	intr->icr &= ~queues;
	intr->ims &= ~queues;
	for_each_set_bit(q, &queues, MOCK_PF_QUEUE_PAIRS)
		mock_msi_raise(fn->pcifn, 1 + q);
}

/**
 * mock_intr_raise - causes come up
 * @fn: the function
 * @causes: bits of MOCK_ICR
 *
 * Any context.
 */
void mock_intr_raise(struct mock_fn *fn, u32 causes)
{
	struct mock_intr *intr = &fn->intr;
	unsigned long flags;
	u32 edge;

	raw_spin_lock_irqsave(&intr->lock, flags);
	edge = causes & intr->causes & ~intr->icr;
	intr->icr |= edge;
	fire(fn, edge);
	raw_spin_unlock_irqrestore(&intr->lock, flags);
}

/* The function was reset: nothing pending, nothing enabled. Any context. */
void mock_intr_reset(struct mock_fn *fn)
{
	struct mock_intr *intr = &fn->intr;
	unsigned long flags;

	raw_spin_lock_irqsave(&intr->lock, flags);
	intr->icr = 0;
	intr->ims = 0;
	raw_spin_unlock_irqrestore(&intr->lock, flags);
}

/**
 * mock_intr_set_bus_master - MSIs can be sent, or can't any more
 * @fn: the function
 * @on: whether they can; causes that waited for it fire now
 *
 * Any context.
 */
void mock_intr_set_bus_master(struct mock_fn *fn, bool on)
{
	struct mock_intr *intr = &fn->intr;
	unsigned long flags;

	raw_spin_lock_irqsave(&intr->lock, flags);
	if (on != intr->bus_master) {
		intr->bus_master = on;
		fire(fn, ~0);
	}
	raw_spin_unlock_irqrestore(&intr->lock, flags);
}

void mock_intr_init(struct mock_fn *fn)
{
	struct mock_intr *intr = &fn->intr;

	raw_spin_lock_init(&intr->lock);
	intr->causes = MOCK_INT_MBX | MOCK_INT_LINK |
		       GENMASK(fn->queues - 1, 0);
	if (mock_fn_is_pf(fn))
		intr->causes |= MOCK_INT_VFLR;
}

u32 mock_intr_rd(struct mock_fn *fn, unsigned int index, u32 off)
{
	switch (MOCK_ICR + off) {
	case MOCK_ICR:
		return READ_ONCE(fn->intr.icr);
	case MOCK_IMS:
		return READ_ONCE(fn->intr.ims);
	default:
		return 0;
	}
}

void mock_intr_wr(struct mock_fn *fn, unsigned int index, u32 off, u32 val)
{
	struct mock_intr *intr = &fn->intr;
	unsigned long flags;
	u32 enabled;

	raw_spin_lock_irqsave(&intr->lock, flags);
	switch (MOCK_ICR + off) {
	case MOCK_ICR:
		intr->icr &= ~val;
		break;
	case MOCK_IMS:
		enabled = val & intr->causes & ~intr->ims;
		intr->ims |= enabled;
		fire(fn, enabled);
		break;
	case MOCK_IMC:
		intr->ims &= ~val;
		break;
	}
	raw_spin_unlock_irqrestore(&intr->lock, flags);
}
