// SPDX-License-Identifier: GPL-2.0
/*
 * Interrupt causes of a function: ICR, IMS, IMC, and their moderation.
 *
 * Owns struct mock_intr and struct mock_itr. Takes the lock of the first, the
 * innermost one of the device, and calls mock_msi_raise() under it, so that a
 * mask written by a driver takes effect before the write returns: no MSI is
 * sent for a masked cause.
 */
#include "compat/hrtimer.h"
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

static void raise_locked(struct mock_fn *fn, u32 causes)
{
	struct mock_intr *intr = &fn->intr;
	u32 edge = causes & intr->causes & ~intr->icr;

	intr->icr |= edge;
	fire(fn, edge);
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

	raw_spin_lock_irqsave(&intr->lock, flags);
	raise_locked(fn, causes);
	raw_spin_unlock_irqrestore(&intr->lock, flags);
}

/* ---- Moderation ---------------------------------------------------------- */

/* Raise what waits. A timer that is under way finds that it needn't. */
static void itr_raise(struct mock_itr *itr)
{
	itr->when = 0;
	itr->frames = 0;
	raise_locked(itr->fn, MOCK_INT_QUEUE(itr->index));
}

static enum hrtimer_restart itr_timer(struct hrtimer *timer)
{
	struct mock_itr *itr = container_of(timer, struct mock_itr, timer);
	struct mock_intr *intr = &itr->fn->intr;
	unsigned long flags;

	raw_spin_lock_irqsave(&intr->lock, flags);
	/* Later: it was started anew meanwhile. */
	if (itr->when && itr->when <= ktime_get_ns())
		itr_raise(itr);
	raw_spin_unlock_irqrestore(&intr->lock, flags);
	return HRTIMER_NORESTART;
}

static void itr_wait(struct mock_itr *itr, u32 usecs)
{
	u64 when = ktime_get_ns() + (u64)usecs * NSEC_PER_USEC;

	if (itr->when && itr->when <= when)
		return;
	itr->when = when;
	hrtimer_start(&itr->timer, ns_to_ktime(when), HRTIMER_MODE_ABS);
}

/* A cause that is pending already says all. */
static bool itr_pending(const struct mock_itr *itr)
{
	return itr->fn->intr.icr & MOCK_INT_QUEUE(itr->index);
}

/**
 * mock_intr_rx - a frame was received
 * @fn: the function
 * @queue: the queue
 *
 * Any context.
 */
void mock_intr_rx(struct mock_fn *fn, unsigned int queue)
{
	struct mock_itr *itr = &fn->itr[queue];
	unsigned long flags;

	if (!READ_ONCE(itr->rx_usecs)) {
		mock_intr_raise(fn, MOCK_INT_QUEUE(queue));
		return;
	}
	raw_spin_lock_irqsave(&fn->intr.lock, flags);
	if (!itr_pending(itr)) {
		itr->frames++;
		if (itr->frames == itr->rx_frames)
			itr_raise(itr);
		else
			itr_wait(itr, itr->rx_usecs);
	}
	raw_spin_unlock_irqrestore(&fn->intr.lock, flags);
}

/**
 * mock_intr_tx - a descriptor was written back that asked for it
 * @fn: the function
 * @queue: the queue
 *
 * Any context.
 */
void mock_intr_tx(struct mock_fn *fn, unsigned int queue)
{
	struct mock_itr *itr = &fn->itr[queue];
	unsigned long flags;

	if (!READ_ONCE(itr->tx_usecs)) {
		mock_intr_raise(fn, MOCK_INT_QUEUE(queue));
		return;
	}
	raw_spin_lock_irqsave(&fn->intr.lock, flags);
	if (!itr_pending(itr))
		itr_wait(itr, itr->tx_usecs);
	raw_spin_unlock_irqrestore(&fn->intr.lock, flags);
}

u32 mock_itr_rd(struct mock_fn *fn, unsigned int index, u32 off)
{
	const struct mock_itr *itr = &fn->itr[index];

	switch (off) {
	case MOCK_ITR_RX_USECS:
		return READ_ONCE(itr->rx_usecs);
	case MOCK_ITR_RX_FRAMES:
		return READ_ONCE(itr->rx_frames);
	case MOCK_ITR_TX_USECS:
		return READ_ONCE(itr->tx_usecs);
	default:
		return 0;
	}
}

void mock_itr_wr(struct mock_fn *fn, unsigned int index, u32 off, u32 val)
{
	u32 usecs = min_t(u32, val, MOCK_MAX_ITR_USECS);
	struct mock_itr *itr = &fn->itr[index];
	unsigned long flags;

	if (index >= fn->queues)
		return;
	raw_spin_lock_irqsave(&fn->intr.lock, flags);
	switch (off) {
	case MOCK_ITR_RX_USECS:
		WRITE_ONCE(itr->rx_usecs, usecs);
		break;
	case MOCK_ITR_RX_FRAMES:
		WRITE_ONCE(itr->rx_frames, val);
		break;
	case MOCK_ITR_TX_USECS:
		WRITE_ONCE(itr->tx_usecs, usecs);
		break;
	}
	if (itr->when)
		itr_raise(itr);
	raw_spin_unlock_irqrestore(&fn->intr.lock, flags);
}

/* Nobody raises any more. */
void mock_intr_destroy(struct mock_fn *fn)
{
	unsigned int q;

	for (q = 0; q < fn->queues; q++)
		hrtimer_cancel(&fn->itr[q].timer);
}

/* ---- Causes -------------------------------------------------------------- */

/* The function was reset: nothing pending, nothing enabled. Any context. */
void mock_intr_reset(struct mock_fn *fn)
{
	struct mock_intr *intr = &fn->intr;
	struct mock_itr *itr;
	unsigned long flags;
	unsigned int q;

	raw_spin_lock_irqsave(&intr->lock, flags);
	intr->icr = 0;
	intr->ims = 0;
	for (q = 0; q < fn->queues; q++) {
		itr = &fn->itr[q];
		WRITE_ONCE(itr->rx_usecs, 0);
		WRITE_ONCE(itr->rx_frames, 0);
		WRITE_ONCE(itr->tx_usecs, 0);
		itr->frames = 0;
		itr->when = 0;
	}
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
	unsigned int q;

	raw_spin_lock_init(&intr->lock);
	intr->causes = MOCK_INT_MBX | MOCK_INT_LINK |
		       GENMASK(fn->queues - 1, 0);
	if (mock_fn_is_pf(fn))
		intr->causes |= MOCK_INT_VFLR;
	for (q = 0; q < fn->queues; q++) {
		fn->itr[q].fn = fn;
		fn->itr[q].index = q;
		hrtimer_setup(&fn->itr[q].timer, itr_timer, CLOCK_MONOTONIC,
			      HRTIMER_MODE_ABS);
	}
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
