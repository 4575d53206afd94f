// SPDX-License-Identifier: GPL-2.0
/*
 * The engine of a port: takes frames from transmit rings and from the cable
 * and carries them to receive rings and to the cable.
 *
 * A tasklet, one per port. A doorbell only marks its ring and schedules it, so
 * rings without work cost nothing however many there are. The ring's way:
 *
 *	doorbell: BUSY 0 -> 1, onto port->doorbells (lock-free)
 *	engine:   port->doorbells -> port->turns, ENGINE_QUANTUM frames a turn
 *	no frame: off port->turns, BUSY -> 0, a last look at the tail
 *
 * Takes mock_port.lock for one frame at a time. Within it the frame is read,
 * judged and delivered to all its pools, so no change of configuration can
 * come between the decision and the delivery.
 */
#include <linux/etherdevice.h>
#include <linux/skbuff.h>
#include <linux/slab.h>

#include "device.h"

#define ENGINE_QUANTUM	64	/* frames per turn of a ring */
#define ENGINE_BUDGET	256	/* frames per run of the tasklet */

/* ---- Frames --------------------------------------------------------------- */

static void count_frame(struct mock_fn *fn, enum mock_stat packets,
			const u8 *mac, unsigned int len)
{
	/* Bytes, multicast, broadcast follow packets, for rx and for tx. */
	BUILD_BUG_ON(MOCK_STAT_RX_BROADCAST - MOCK_STAT_RX_PACKETS != 3);
	BUILD_BUG_ON(MOCK_STAT_TX_BROADCAST - MOCK_STAT_TX_PACKETS != 3);

	fn->stat[packets]++;
	fn->stat[packets + 1] += len;
	if (is_broadcast_ether_addr(mac))
		fn->stat[packets + 3]++;
	else if (is_multicast_ether_addr(mac))
		fn->stat[packets + 2]++;
}

/* To all pools that admitted it. mock_port.lock held. */
static void deliver(struct mock_port *port, struct mock_frame *frame,
		    const struct mock_route *route)
{
	enum mock_stat verdict;
	unsigned int pool, strip;
	struct mock_fn *fn;

	for_each_set_bit(pool, route->pools.map, MOCK_MAX_POOLS) {
		fn = port->fn[pool];
		verdict = mock_esw_to_pool(port->esw, pool, frame, &strip);
		if (verdict == MOCK_STAT_RX_PACKETS)
			verdict = mock_ring_deliver(fn, frame, strip);
		if (verdict == MOCK_STAT_RX_PACKETS)
			count_frame(fn, verdict, frame->data,
				    frame->len - strip);
		else
			fn->stat[verdict]++;
	}
}

/* Take a frame off @ring. mock_port.lock held. Returns true if it leaves
 * through the cable.
 */
static bool transmit(struct mock_ring *ring, struct mock_frame *frame)
{
	struct mock_fn *fn = ring->fn;
	struct mock_port *port = fn->port;
	struct mock_xmit *xmit = port->xmit;
	enum mock_stat verdict;
	struct mock_route route;
	unsigned int len = 0;

	if (!mock_esw_flag(port->esw, fn->pool, MOCK_POOL_TXE)) {
		verdict = MOCK_STAT_DROP_TX_DISABLED;
	} else if (!mock_ring_gather(xmit, frame)) {
		verdict = MOCK_STAT_DROP_TX_ERROR;
	} else {
		len = frame->len;
		verdict = mock_esw_from_pool(port->esw, fn->pool, frame,
					     &route);
	}
	mock_ring_complete(ring, xmit);
	if (verdict != MOCK_STAT_TX_PACKETS) {
		fn->stat[verdict]++;
		return false;
	}
	count_frame(fn, verdict, frame->data, len);
	deliver(port, frame, &route);
	return route.wire;
}

/* One step of a ring. Returns false if there is nothing to do for now. */
static bool ring_step(struct mock_ring *ring, struct list_head *skbs)
{
	struct mock_port *port = ring->fn->port;
	struct mock_frame frame;
	enum mock_fetch fetch;
	unsigned long flags;
	bool wire = false;

	raw_spin_lock_irqsave(&port->lock, flags);
	if (!ring->en || !mock_fn_dma(ring->fn)) {
		ring->seen = READ_ONCE(ring->tail);
		fetch = MOCK_FETCH_NONE;
	} else {
		fetch = mock_ring_fetch(ring, port->xmit);
	}
	if (fetch == MOCK_FETCH_FRAME)
		wire = transmit(ring, &frame);
	else if (fetch == MOCK_FETCH_REST)
		mock_ring_complete(ring, port->xmit);
	raw_spin_unlock_irqrestore(&port->lock, flags);

	if (wire)
		mock_wire_emit(port, &frame, skbs);
	return fetch != MOCK_FETCH_NONE;
}

/* A frame comes in from the cable. Consumes @skb. */
static void receive(struct mock_port *port, struct sk_buff *skb)
{
	struct mock_frame frame = { .len = skb->len };
	enum mock_stat verdict = MOCK_STAT_DROP_RX_NO_POOL;
	struct mock_route route;
	unsigned long flags;

	frame.data = skb_header_pointer(skb, 0, skb->len, port->xmit->buf);
	raw_spin_lock_irqsave(&port->lock, flags);
	if (!port->link) {
		raw_spin_unlock_irqrestore(&port->lock, flags);
		mock_wire_lost(port, skb);
		return;
	}
	if (mock_frame_parse(&frame))
		verdict = mock_esw_from_wire(port->esw, &frame, &route);
	if (verdict == MOCK_STAT_RX_PACKETS)
		deliver(port, &frame, &route);
	else
		mock_port_pf(port)->stat[verdict]++;
	raw_spin_unlock_irqrestore(&port->lock, flags);
	mock_wire_taken(port, skb);
}

/* ---- Turns ---------------------------------------------------------------- */

static void collect_doorbells(struct mock_port *port)
{
	struct mock_ring *ring, *next;
	struct llist_node *rung;

	if (llist_empty(&port->doorbells))
		return;
	rung = llist_reverse_order(llist_del_all(&port->doorbells));
	llist_for_each_entry_safe(ring, next, rung, doorbell)
		list_add_tail(&ring->turn, &port->turns);
}

static unsigned int ring_turn(struct mock_port *port, struct list_head *skbs)
{
	struct mock_ring *ring;
	unsigned int n;

	ring = list_first_entry_or_null(&port->turns, struct mock_ring, turn);
	if (!ring)
		return 0;
	list_move_tail(&ring->turn, &port->turns);
	for (n = 0; n < ENGINE_QUANTUM; n++)
		if (!ring_step(ring, skbs))
			break;
	if (n < ENGINE_QUANTUM) {
		list_del_init(&ring->turn);
		clear_bit(MOCK_RING_BUSY, &ring->flags);
		/* A doorbell before this found BUSY set and left the tail to
		 * us; pairs with the bit operation of the doorbell.
		 */
		smp_mb__after_atomic();
		if (READ_ONCE(ring->tail) != ring->seen)
			mock_engine_doorbell(ring);
	}
	return n + 1;
}

static unsigned int wire_turn(struct mock_port *port)
{
	struct sk_buff *skb;
	unsigned int n;

	for (n = 0; n < ENGINE_QUANTUM; n++) {
		skb = mock_wire_pop(port);
		if (!skb)
			break;
		receive(port, skb);
	}
	return n;
}

static bool has_work(const struct mock_port *port)
{
	return !list_empty(&port->turns) || !llist_empty(&port->doorbells) ||
	       mock_wire_pending(port);
}

static void engine_run(struct tasklet_struct *t)
{
	struct mock_port *port = from_tasklet(port, t, engine);
	int budget = ENGINE_BUDGET;
	LIST_HEAD(skbs);

	while (budget > 0 && has_work(port)) {
		collect_doorbells(port);
		budget -= wire_turn(port);
		budget -= ring_turn(port, &skbs);
	}
	netif_receive_skb_list(&skbs);
	if (has_work(port))
		tasklet_schedule(t);
}

/**
 * mock_engine_doorbell - a transmit ring has work
 * @ring: the ring; its tail is written
 *
 * Any context.
 */
void mock_engine_doorbell(struct mock_ring *ring)
{
	struct mock_port *port = ring->fn->port;

	if (test_and_set_bit(MOCK_RING_BUSY, &ring->flags))
		return;
	llist_add(&ring->doorbell, &port->doorbells);
	tasklet_schedule(&port->engine);
}

/* The wire has frames. Any context. */
void mock_engine_kick(struct mock_port *port)
{
	tasklet_schedule(&port->engine);
}

int mock_engine_init(struct mock_port *port)
{
	port->xmit = kzalloc(sizeof(*port->xmit), GFP_KERNEL);
	if (!port->xmit)
		return -ENOMEM;
	init_llist_head(&port->doorbells);
	INIT_LIST_HEAD(&port->turns);
	tasklet_setup(&port->engine, engine_run);
	return 0;
}

/* No doorbell and no frame from the wire comes any more. */
void mock_engine_destroy(struct mock_port *port)
{
	tasklet_kill(&port->engine);
	kfree(port->xmit);
}
