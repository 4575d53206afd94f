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
 *	rate:	  to port->throttled, by way of port->served if it has just sent
 *		  something, BUSY stays; back when its pool may send
 *	cable:	  to port->waiting, BUSY stays; back when it is its pool's turn
 *
 * Rings that wait for a rate keep their descriptors. A timer, armed at the end
 * of a run, schedules the tasklet when the first of them can go on.
 *
 * Takes mock_port.lock for one frame at a time. Within it the frame is read,
 * judged and delivered to all its pools, so no change of configuration can
 * come between the decision and the delivery.
 */
#include <linux/etherdevice.h>
#include <linux/skbuff.h>
#include <linux/slab.h>

#include "compat/hrtimer.h"
#include "device.h"

#define ENGINE_QUANTUM	64	/* frames per turn of a ring */
#define ENGINE_BUDGET	256	/* frames per run of the tasklet */
/* How much later than necessary the timer fires: some frames at a time. Much
 * less than MOCK_RATE_BURST_NS, so no rate suffers.
 */
#define ENGINE_SLACK_NS	(1000 * 1000ULL)

/* What became of a ring's turn; from STEP_IDLE on, the turn is over. */
enum step {
	STEP_TAKEN,	/* a frame was taken */
	STEP_WIRE,	/* and left through the cable */
	STEP_IDLE,	/* no complete frame */
	STEP_RATE,	/* its pool has sent enough for now */
	STEP_CABLE,	/* the next frame has to wait for the cable */
};

/**
 * struct sending - a frame on its way from a ring
 * @frame: the frame
 * @route: where it goes, if @verdict is MOCK_STAT_TX_PACKETS
 * @len: its length as statistics count it
 * @verdict: MOCK_STAT_TX_PACKETS, or why it's dropped
 */
struct sending {
	struct mock_frame frame;
	struct mock_route route;
	unsigned int len;
	enum mock_stat verdict;
};

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

/* What is to become of the frame in port->xmit. mock_port.lock held. */
static void judge(const struct mock_fn *fn, struct sending *sending)
{
	struct mock_port *port = fn->port;

	if (!mock_esw_may_send(port->esw, fn->pool)) {
		sending->verdict = MOCK_STAT_DROP_TX_DISABLED;
	} else if (!mock_ring_gather(port->xmit, &sending->frame)) {
		sending->verdict = MOCK_STAT_DROP_TX_ERROR;
	} else {
		sending->len = sending->frame.len;
		sending->verdict = mock_esw_from_pool(port->esw, fn->pool,
						      &sending->frame,
						      &sending->route);
	}
}

/* Take the frame in port->xmit off @ring. mock_port.lock held. */
static void transmit(struct mock_ring *ring, struct sending *sending)
{
	struct mock_fn *fn = ring->fn;
	struct mock_port *port = fn->port;

	mock_ring_complete(ring, port->xmit);
	if (sending->verdict != MOCK_STAT_TX_PACKETS) {
		fn->stat[sending->verdict]++;
		return;
	}
	count_frame(fn, sending->verdict, sending->frame.data, sending->len);
	deliver(port, &sending->frame, &sending->route);
}

/* Take the next frame of @ring, unless it has to wait for the cable and isn't
 * @granted. Nothing but a frame to be sent is left on the ring: fetching a bad
 * one changes the ring. mock_port.lock held.
 */
static enum step take(struct mock_ring *ring, struct sending *sending,
		      bool granted, u64 now)
{
	struct mock_fn *fn = ring->fn;
	struct mock_port *port = fn->port;
	struct mock_rates *rates = port->rates;
	unsigned int bytes;
	bool wire;

	switch (mock_ring_fetch(ring, port->xmit)) {
	case MOCK_FETCH_NONE:
		return STEP_IDLE;
	case MOCK_FETCH_REST:
		mock_ring_complete(ring, port->xmit);
		return STEP_TAKEN;
	case MOCK_FETCH_FRAME:
		break;
	}
	judge(fn, sending);
	wire = sending->verdict == MOCK_STAT_TX_PACKETS && sending->route.wire;
	if (wire && rates->line.rate && !granted)
		return STEP_CABLE;

	bytes = max_t(unsigned int, port->xmit->bytes, ETH_ZLEN);
	mock_pool_charge(rates, fn->pool, bytes, now);
	if (wire && rates->line.rate)
		mock_line_charge(rates, fn->pool, bytes, now);
	transmit(ring, sending);
	return wire ? STEP_WIRE : STEP_TAKEN;
}

/* The time, where rates ask for it. mock_port.lock held. */
static u64 rate_time(const struct mock_rates *rates, unsigned int pool)
{
	return rates->line.rate || mock_pool_limited(rates, pool) ?
	       ktime_get_ns() : 0;
}

/* One step of a ring. */
static enum step ring_step(struct mock_ring *ring, bool granted,
			   struct list_head *skbs)
{
	struct mock_port *port = ring->fn->port;
	unsigned int pool = ring->fn->pool;
	struct sending sending;
	unsigned long flags;
	enum step step;
	u64 now;

	raw_spin_lock_irqsave(&port->lock, flags);
	now = rate_time(port->rates, pool);
	if (!ring->en || !mock_fn_dma(ring->fn)) {
		ring->seen = READ_ONCE(ring->tail);
		step = STEP_IDLE;
	} else if (mock_pool_opens(port->rates, pool) > now) {
		step = STEP_RATE;
	} else {
		step = take(ring, &sending, granted, now);
	}
	raw_spin_unlock_irqrestore(&port->lock, flags);

	if (step == STEP_WIRE)
		mock_wire_emit(port, &sending.frame, skbs);
	return step;
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

/* There is no frame on it. */
static void ring_rest(struct mock_ring *ring)
{
	list_del_init(&ring->turn);
	clear_bit(MOCK_RING_BUSY, &ring->flags);
	/* A doorbell before this found BUSY set and left the tail to us; pairs
	 * with the bit operation of the doorbell.
	 */
	smp_mb__after_atomic();
	if (READ_ONCE(ring->tail) != ring->seen)
		mock_engine_doorbell(ring);
}

/* The turn of a ring; if @granted, with one frame for the cable. */
static unsigned int ring_turn(struct mock_port *port, struct mock_ring *ring,
			      bool granted, struct list_head *skbs)
{
	enum step step = STEP_TAKEN;
	unsigned int n;

	for (n = 0; n < ENGINE_QUANTUM && step < STEP_IDLE; n++) {
		step = ring_step(ring, granted, skbs);
		if (step == STEP_WIRE)
			granted = false;
	}
	switch (step) {
	case STEP_IDLE:
		ring_rest(ring);
		break;
	case STEP_RATE:
		/* Who shares a rate with others and had a part of it goes
		 * behind those that had none.
		 */
		list_move_tail(&ring->turn, n > 1 ? &port->served :
						    &port->throttled);
		break;
	case STEP_CABLE:
		list_move_tail(&ring->turn, &port->waiting);
		break;
	default:
		list_move_tail(&ring->turn, &port->turns);
		break;
	}
	return n;
}

static unsigned int next_turn(struct mock_port *port, struct list_head *skbs)
{
	struct mock_ring *ring;

	ring = list_first_entry_or_null(&port->turns, struct mock_ring, turn);
	return ring ? ring_turn(port, ring, false, skbs) : 0;
}

/* Somebody waits for the cable, and it's free. Looking without the lock at
 * worst means to look once more, when the timer fires or the engine is kicked.
 */
static bool cable_free(const struct mock_port *port)
{
	return !list_empty(&port->waiting) &&
	       mock_rate_open(&port->rates->line, ktime_get_ns());
}

/* The ring that goes to the cable next; of equals, who waits for longest. */
static struct mock_ring *cable_first(struct mock_port *port)
{
	struct mock_ring *ring, *first = NULL;
	u64 now = ktime_get_ns();
	unsigned long flags;

	raw_spin_lock_irqsave(&port->lock, flags);
	list_for_each_entry(ring, &port->waiting, turn)
		if (!first || mock_line_before(port->rates, ring->fn->pool,
					       first->fn->pool, now))
			first = ring;
	raw_spin_unlock_irqrestore(&port->lock, flags);
	return first;
}

/* Who was served waits again before the next one is chosen. */
static unsigned int cable_turn(struct mock_port *port, struct list_head *skbs)
{
	if (!cable_free(port))
		return 0;
	return ring_turn(port, cable_first(port), true, skbs);
}

/* ---- Rates ---------------------------------------------------------------- */

/* Rings whose pools may send again get their turns. */
static void throttled_release(struct mock_port *port)
{
	struct mock_ring *ring, *next;
	unsigned long flags;
	unsigned int pool;
	u64 now;

	list_splice_tail_init(&port->served, &port->throttled);
	if (list_empty(&port->throttled))
		return;
	now = ktime_get_ns();
	raw_spin_lock_irqsave(&port->lock, flags);
	list_for_each_entry_safe(ring, next, &port->throttled, turn) {
		pool = ring->fn->pool;
		if (mock_pool_opens(port->rates, pool) <= now)
			list_move_tail(&ring->turn, &port->turns);
	}
	raw_spin_unlock_irqrestore(&port->lock, flags);
}

static enum hrtimer_restart timer_fires(struct hrtimer *timer)
{
	struct mock_port *port = container_of(timer, struct mock_port, timer);

	tasklet_schedule(&port->engine);
	return HRTIMER_NORESTART;
}

/* For the first ring that can go on, if there is one. */
static void timer_arm(struct mock_port *port)
{
	struct mock_ring *ring;
	u64 when = U64_MAX;
	unsigned long flags;

	list_splice_tail_init(&port->served, &port->throttled);
	if (list_empty(&port->throttled) && list_empty(&port->waiting))
		return;
	raw_spin_lock_irqsave(&port->lock, flags);
	list_for_each_entry(ring, &port->throttled, turn)
		when = min(when, mock_pool_opens(port->rates, ring->fn->pool));
	if (!list_empty(&port->waiting))
		when = min(when, mock_rate_opens(&port->rates->line));
	raw_spin_unlock_irqrestore(&port->lock, flags);
	if (!READ_ONCE(port->stopping))
		hrtimer_start(&port->timer, ns_to_ktime(when + ENGINE_SLACK_NS),
			      HRTIMER_MODE_ABS);
}

/* ---- The cable, and the tasklet -------------------------------------------- */

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
	       mock_wire_pending(port) || cable_free(port);
}

static void engine_run(struct tasklet_struct *t)
{
	struct mock_port *port = from_tasklet(port, t, engine);
	int budget = ENGINE_BUDGET;
	LIST_HEAD(skbs);

	throttled_release(port);
	while (budget > 0 && has_work(port)) {
		collect_doorbells(port);
		budget -= wire_turn(port);
		budget -= next_turn(port, &skbs);
		budget -= cable_turn(port, &skbs);
	}
	netif_receive_skb_list(&skbs);
	if (has_work(port))
		tasklet_schedule(t);
	else
		timer_arm(port);
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

/* The wire has frames, or a rate changed. Any context. */
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
	INIT_LIST_HEAD(&port->throttled);
	INIT_LIST_HEAD(&port->served);
	INIT_LIST_HEAD(&port->waiting);
	hrtimer_setup(&port->timer, timer_fires, CLOCK_MONOTONIC,
		      HRTIMER_MODE_ABS);
	tasklet_setup(&port->engine, engine_run);
	return 0;
}

/* No doorbell and no frame from the wire comes any more. */
void mock_engine_destroy(struct mock_port *port)
{
	WRITE_ONCE(port->stopping, true);
	/* A run that is under way may still arm the timer; later ones don't. */
	tasklet_kill(&port->engine);
	hrtimer_cancel(&port->timer);
	tasklet_kill(&port->engine);
	kfree(port->xmit);
}
