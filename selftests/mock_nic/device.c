// SPDX-License-Identifier: GPL-2.0
/*
 * The device's objects: card, ports, functions; their creation and resets.
 *
 * Owns struct mock_card, mock_port and mock_fn, and implements what the PCI
 * side calls (mock.h). Takes mock_port.lock for everything that changes what
 * a function may do: whoever returns from here with DMA forbidden knows that
 * none is under way.
 */
#include <linux/err.h>
#include <linux/log2.h>
#include <linux/random.h>
#include <linux/slab.h>

#include "device.h"

/* ---- Events for the PF ---------------------------------------------------- */

void mock_event_set(atomic_t *words, unsigned int vf)
{
	atomic_or(BIT(vf % 32), &words[vf / 32]);
}

void mock_event_clear(atomic_t *words, unsigned int vf)
{
	atomic_andnot(BIT(vf % 32), &words[vf / 32]);
}

/**
 * mock_event_raise - interrupt the PF, for a bit that was set before
 * @vf: the VF whose bit it is
 * @cause: MOCK_INT_MBX or MOCK_INT_VFLR
 *
 * Unless the PF doesn't want to hear of this VF. Any context.
 */
void mock_event_raise(struct mock_fn *vf, u32 cause)
{
	struct mock_port *port = vf->port;

	/* The bit before the mask: pairs with mock_events_unmask(). */
	smp_mb();
	if (atomic_read(&port->events.mask[vf->vf / 32]) & BIT(vf->vf % 32))
		return;
	mock_intr_raise(mock_port_pf(port), cause);
}

/**
 * mock_events_unmask - interrupt the PF for what it hasn't heard of
 * @port: the port
 * @word: of the bitmaps
 * @vfs: VFs in that word that were just unmasked
 *
 * Any context.
 */
void mock_events_unmask(struct mock_port *port, unsigned int word, u32 vfs)
{
	struct mock_events *events = &port->events;
	u32 cause = 0;

	/* The mask before the bits: pairs with mock_event_raise(). */
	smp_mb();
	if ((atomic_read(&events->req[word]) |
	     atomic_read(&events->ack[word])) & vfs)
		cause |= MOCK_INT_MBX;
	if (atomic_read(&events->flr[word]) & vfs)
		cause |= MOCK_INT_VFLR;
	if (cause)
		mock_intr_raise(mock_port_pf(port), cause);
}

static void events_reset(struct mock_events *events)
{
	unsigned int i;

	for (i = 0; i < MOCK_EVENT_WORDS; i++) {
		atomic_set(&events->mask[i], 0);
		atomic_set(&events->flr[i], 0);
		atomic_set(&events->req[i], 0);
		atomic_set(&events->ack[i], 0);
	}
}

/* ---- Resets: mock_port.lock held ------------------------------------------ */

static void fn_reset_own(struct mock_fn *fn)
{
	mock_rings_reset(fn);
	WRITE_ONCE(fn->rss, 0);
	WRITE_ONCE(fn->offload, 0);
	mock_intr_reset(fn);
}

static void vf_reset(struct mock_fn *vf)
{
	fn_reset_own(vf);
	mock_mbx_reset(vf);
}

/* The VF stops to be on the network until the PF has seen to it. */
static void vf_cut_off(struct mock_fn *vf)
{
	struct mock_eswitch *esw = vf->port->esw;

	mock_esw_set_ctrl(esw, vf->pool, esw->ctrl[vf->pool] &
			  ~(MOCK_POOL_RXE | MOCK_POOL_TXE));
}

static void pf_set_rstd(struct mock_fn *pf, bool up)
{
	if (pf->pfrstd == up)
		return;
	WRITE_ONCE(pf->pfrstd, up);
	mock_mbx_pf_changed(pf->port, up);
}

static void pf_reset(struct mock_fn *pf)
{
	struct mock_port *port = pf->port;
	unsigned int i;

	fn_reset_own(pf);
	for (i = 0; i <= port->vfs; i++)
		mock_rings_limit(&port->fns[i], 0);
	mock_esw_reset(port->esw);
	mock_rates_reset(port->rates);
	events_reset(&port->events);
	mock_mbx_pf_reset(port);
	pf_set_rstd(pf, false);
}

static void fn_set_dma(struct mock_fn *fn, bool present, bool bus_master)
{
	WRITE_ONCE(fn->present, present);
	fn->bus_master = bus_master;
	mock_intr_set_bus_master(fn, mock_fn_dma(fn));
}

void mock_fn_reset(struct mock_fn *fn)
{
	struct mock_port *port = fn->port;
	unsigned long flags;

	raw_spin_lock_irqsave(&port->lock, flags);
	if (mock_fn_is_pf(fn)) {
		pf_reset(fn);
	} else {
		vf_reset(fn);
		vf_cut_off(fn);
		mock_event_set(port->events.flr, fn->vf);
		mock_event_raise(fn, MOCK_INT_VFLR);
	}
	raw_spin_unlock_irqrestore(&port->lock, flags);
}

/* Write MOCK_CTRL. Any context. */
void mock_fn_ctrl(struct mock_fn *fn, u32 val)
{
	struct mock_port *port = fn->port;
	unsigned long flags;

	if (val & MOCK_CTRL_RST) {
		mock_fn_reset(fn);
	} else if (mock_fn_is_pf(fn)) {
		raw_spin_lock_irqsave(&port->lock, flags);
		pf_set_rstd(fn, val & MOCK_CTRL_PFRSTD);
		raw_spin_unlock_irqrestore(&port->lock, flags);
	}
}

void mock_fn_set_bus_master(struct mock_fn *fn, bool on)
{
	struct mock_port *port = fn->port;
	unsigned long flags;

	raw_spin_lock_irqsave(&port->lock, flags);
	fn_set_dma(fn, fn->present, on);
	if (mock_fn_dma(fn))
		mock_rings_kick(fn);
	raw_spin_unlock_irqrestore(&port->lock, flags);
}

void mock_fn_set_present(struct mock_fn *fn, bool present)
{
	struct mock_port *port = fn->port;
	unsigned long flags;

	raw_spin_lock_irqsave(&port->lock, flags);
	fn_set_dma(fn, present, false);
	if (mock_fn_is_pf(fn)) {
		pf_reset(fn);
		goto out;
	}
	vf_reset(fn);
	/* What the PF prepared for a VF to come is left alone. */
	if (!present) {
		vf_cut_off(fn);
		mock_event_clear(port->events.flr, fn->vf);
	}
out:
	raw_spin_unlock_irqrestore(&port->lock, flags);
}

/* ---- Messages -------------------------------------------------------------- */

/* What each VF has unless the PF says otherwise. */
static unsigned int default_msgs(const struct mock_port *port)
{
	return min_t(unsigned int, MOCK_VF_MAX_VECTORS,
		     rounddown_pow_of_two(port->msgs / port->vfs));
}

/**
 * mock_fn_set_vectors - say how many MSI messages a VF offers
 * @fn: the VF
 * @num: see MOCK_POOL_VECTORS
 *
 * mock_port.lock held.
 */
void mock_fn_set_vectors(struct mock_fn *fn, u32 num)
{
	struct mock_port *port = fn->port;
	unsigned int i, sum;

	lockdep_assert_held(&port->lock);
	if (mock_fn_is_pf(fn))
		return;
	if (!num)
		num = default_msgs(port);
	if (!is_power_of_2(num) || num > MOCK_VF_MAX_VECTORS)
		return;
	sum = num - fn->msgs;
	for (i = 0; i < port->vfs; i++)
		sum += port->fns[i].msgs;
	if (sum <= port->msgs && mock_msi_offer(fn->pcifn, num))
		WRITE_ONCE(fn->msgs, num);
}

/* ---- Link ------------------------------------------------------------------ */

static void tell_link(struct mock_port *port)
{
	unsigned int pool;

	for (pool = 0; pool < MOCK_MAX_POOLS; pool++)
		if (port->fn[pool] && port->fn[pool]->present)
			mock_intr_raise(port->fn[pool], MOCK_INT_LINK);
}

/**
 * mock_port_link - the cable's state, as the port sees it
 * @port: the port
 * @up: there is a partner
 *
 * All functions that see it get MOCK_INT_LINK. Any context.
 */
void mock_port_link(struct mock_port *port, bool up)
{
	unsigned long flags;
	unsigned int pool;

	raw_spin_lock_irqsave(&port->lock, flags);
	if (port->link != up) {
		WRITE_ONCE(port->link, up);
		for (pool = 0; pool < MOCK_MAX_POOLS; pool++)
			if (port->fn[pool] && port->fn[pool]->present &&
			    mock_esw_link(port->esw, pool, true) !=
			    mock_esw_link(port->esw, pool, false))
				mock_intr_raise(port->fn[pool], MOCK_INT_LINK);
	}
	raw_spin_unlock_irqrestore(&port->lock, flags);
}

/**
 * mock_port_set_line_rate - set how fast frames leave through the cable
 * @port: the port
 * @rate: Mbit/s, 0: as fast as they come
 *
 * All functions get MOCK_INT_LINK: it is the speed of the link. Any context.
 */
void mock_port_set_line_rate(struct mock_port *port, u32 rate)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&port->lock, flags);
	mock_rate_set(&port->rates->line, rate);
	tell_link(port);
	raw_spin_unlock_irqrestore(&port->lock, flags);
	mock_engine_kick(port);
}

/* Speed of the link while it's up, Mbit/s. Any context. */
u32 mock_port_speed(const struct mock_port *port)
{
	return READ_ONCE(port->rates->line.rate) ?: MOCK_MAX_SPEED;
}

/* ---- The card ---------------------------------------------------------------- */

static void port_power(struct mock_port *port, bool on)
{
	struct mock_fn *pf = mock_port_pf(port), *fn;
	unsigned long flags;
	unsigned int pool;

	raw_spin_lock_irqsave(&port->lock, flags);
	for (pool = 0; pool < MOCK_MAX_POOLS; pool++) {
		fn = port->fn[pool];
		if (!fn)
			continue;
		fn_set_dma(fn, on && fn == pf, false);
		if (fn != pf)
			vf_reset(fn);
		if (on)
			memset(fn->stat, 0, sizeof(fn->stat));
	}
	pf_reset(pf);
	raw_spin_unlock_irqrestore(&port->lock, flags);
}

void mock_card_set_present(struct mock_card *card, bool present)
{
	unsigned int i;

	for (i = 0; i < card->ports; i++) {
		port_power(card->port[i], present);
		mock_wire_set_present(card->port[i], present);
	}
}

static void fn_init(struct mock_fn *fn, struct mock_port *port, int vf)
{
	fn->hw.ops = &mock_hw_ops;
	fn->port = port;
	fn->vf = vf;
	fn->pool = vf < 0 ? MOCK_POOL_PF : vf;
	fn->queues = vf < 0 ? MOCK_PF_QUEUE_PAIRS : MOCK_VF_QUEUE_PAIRS;
	fn->present = vf < 0;
	mock_intr_init(fn);
	mock_mbx_init(fn);
	mock_rings_init(fn);
	port->fn[fn->pool] = fn;
}

static void port_destroy(struct mock_port *port)
{
	unsigned int i;

	if (port->wire)
		mock_wire_unregister(port);
	mock_engine_destroy(port);
	for (i = 0; i <= port->vfs; i++)
		mock_intr_destroy(&port->fns[i]);
	if (port->wire)
		mock_wire_free(port);
	for (i = 0; i <= port->vfs; i++)
		mock_mbx_destroy(&port->fns[i]);
	kvfree(port->fns);
	kvfree(port->rates);
	kvfree(port->esw);
	kfree(port);
}

static struct mock_port *port_create(struct mock_card *card, unsigned int num,
				     unsigned int vfs, unsigned int msgs)
{
	struct mock_port *port;
	unsigned int i;
	int err = -ENOMEM;

	port = kzalloc(sizeof(*port), GFP_KERNEL);
	if (!port)
		return ERR_PTR(-ENOMEM);
	raw_spin_lock_init(&port->lock);
	port->card = card;
	port->num = num;
	port->vfs = vfs;
	port->msgs = msgs ?: vfs * MOCK_VF_MAX_VECTORS;
	port->esw = kvzalloc(sizeof(*port->esw), GFP_KERNEL);
	if (!port->esw)
		goto free_port;
	mock_esw_init(port->esw, vfs, get_random_u32());
	port->rates = kvzalloc(sizeof(*port->rates), GFP_KERNEL);
	if (!port->rates)
		goto free_esw;
	port->fns = kvcalloc(vfs + 1, sizeof(*port->fns), GFP_KERNEL);
	if (!port->fns)
		goto free_rates;
	for (i = 0; i < vfs; i++)
		fn_init(&port->fns[i], port, i);
	fn_init(&port->fns[vfs], port, -1);
	err = mock_engine_init(port);
	if (err)
		goto free_fns;
	/* Last: frames may come in as soon as it's there. */
	err = mock_wire_create(port);
	if (err)
		goto destroy_engine;
	return port;

destroy_engine:
	mock_engine_destroy(port);
free_fns:
	kvfree(port->fns);
free_rates:
	kvfree(port->rates);
free_esw:
	kvfree(port->esw);
free_port:
	kfree(port);
	return ERR_PTR(err);
}

struct mock_card *mock_card_create(unsigned int ports, unsigned int vfs,
				   unsigned int msgs)
{
	struct mock_card *card;
	struct mock_port *port;
	unsigned int i;

	if (!ports || ports > MOCK_MAX_PORTS || !vfs || vfs > MOCK_MAX_VFS)
		return ERR_PTR(-EINVAL);
	card = kzalloc(sizeof(*card), GFP_KERNEL);
	if (!card)
		return ERR_PTR(-ENOMEM);
	while (card->ports < ports) {
		port = port_create(card, card->ports, vfs, msgs);
		if (IS_ERR(port)) {
			mock_card_destroy(card);
			return ERR_CAST(port);
		}
		card->port[card->ports++] = port;
	}
	/* Nothing fails after this, and would leave them behind. */
	for (i = 0; i < ports; i++)
		mock_knobs_create(card->port[i]);
	return card;
}

void mock_card_destroy(struct mock_card *card)
{
	while (card->ports)
		port_destroy(card->port[--card->ports]);
	kfree(card);
}

struct mock_fn *mock_card_fn(struct mock_card *card, unsigned int port, int vf)
{
	if (port >= card->ports || vf < -1 ||
	    vf >= (int)card->port[port]->vfs)
		return NULL;
	return card->port[port]->fn[vf < 0 ? MOCK_POOL_PF : vf];
}

struct mock_hw *mock_fn_hw(struct mock_fn *fn)
{
	return &fn->hw;
}

void mock_fn_attach(struct mock_fn *fn, struct mock_pcifn *pcifn)
{
	fn->pcifn = pcifn;
	if (mock_fn_is_pf(fn))
		return;
	fn->msgs = default_msgs(fn->port);
	mock_msi_offer(pcifn, fn->msgs);
}
