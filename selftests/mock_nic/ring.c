// SPDX-License-Identifier: GPL-2.0
/*
 * Descriptor rings: queue registers, descriptor fetch and write-back, DMA.
 *
 * Owns struct mock_ring. All DMA is done here and under mock_port.lock, after
 * a look at what allows it (mock_fn_dma() and the queue's enable bit). Tails
 * are written without a lock.
 */
#include <linux/kfence.h>
#include <linux/log2.h>
#include <linux/memory_hotplug.h>
#include <linux/mm.h>

#include "device.h"

#define RING_ALIGN	128
#define MAC_BYTES	(2 * ETH_ALEN)

/* ---- Memory ------------------------------------------------------------- */

/* Reserved, but frames may be there. */
static bool may_read(struct page *page)
{
	return page == ZERO_PAGE(0) || is_kfence_address(page_address(page));
}

/*
 * Address of @len bytes of memory for DMA, or NULL. No IOMMU stands before
 * the card: a DMA address is a physical address. What isn't memory of the
 * page allocator (holes, MMIO, the kernel image) is refused. Two kinds of
 * reserved pages may be read, because frames are in them: the zero page, by
 * sendfile(), and KFENCE's pool.
 *
 * That is no protection from a driver that has gone wrong: as on hardware
 * without IOMMU its descriptors may name anybody's memory. Pages that the
 * direct map has read-only or not at all (text of modules, secretmem) fault.
 * copy_from_kernel_nofault() would spare the readers that; but it isn't there
 * for writing, and it hides from KASAN what memcpy() reports: a buffer that
 * was freed while the device has it.
 */
static void *dma_ptr(u64 addr, u64 len, bool write)
{
	unsigned long pfn, last;
	struct page *page;

	if (addr + len - 1 < addr)
		return NULL;
	last = (addr + len - 1) >> PAGE_SHIFT;
	for (pfn = addr >> PAGE_SHIFT; pfn <= last; pfn++) {
		page = pfn_to_online_page(pfn);
		if (!page)
			return NULL;
		if (PageReserved(page) && (write || !may_read(page)))
			return NULL;
	}
	return phys_to_virt(addr);
}

/* ---- Registers ----------------------------------------------------------- */

void mock_rings_init(struct mock_fn *fn)
{
	unsigned int q;

	fn->usable = fn->queues;
	for (q = 0; q < fn->queues; q++) {
		fn->tx[q].fn = fn;
		fn->tx[q].index = q;
		INIT_LIST_HEAD(&fn->tx[q].turn);
		fn->rx[q].fn = fn;
		fn->rx[q].index = q;
	}
}

static void ring_reset(struct mock_ring *ring)
{
	ring->en = false;
	ring->bal = 0;
	ring->bah = 0;
	WRITE_ONCE(ring->len, 0);
	ring->head = 0;
	WRITE_ONCE(ring->tail, 0);
}

/* The function was reset. No DMA after this: mock_port.lock is held. */
void mock_rings_reset(struct mock_fn *fn)
{
	unsigned int q;

	lockdep_assert_held(&fn->port->lock);
	for (q = 0; q < fn->queues; q++) {
		ring_reset(&fn->tx[q]);
		ring_reset(&fn->rx[q]);
	}
}

/**
 * mock_rings_limit - say how many queue pairs a function may use
 * @fn: the function
 * @num: their number; 0, or more than it has: all
 *
 * Those beyond stop: no DMA for them after this. mock_port.lock is held.
 */
void mock_rings_limit(struct mock_fn *fn, u32 num)
{
	unsigned int q;

	lockdep_assert_held(&fn->port->lock);
	if (!num || num > fn->queues)
		num = fn->queues;
	WRITE_ONCE(fn->usable, num);
	for (q = num; q < fn->queues; q++) {
		WRITE_ONCE(fn->tx[q].en, false);
		WRITE_ONCE(fn->rx[q].en, false);
	}
}

/* The function may do DMA again: look for work that waited for it. */
void mock_rings_kick(struct mock_fn *fn)
{
	unsigned int q;

	for (q = 0; q < fn->queues; q++)
		if (fn->tx[q].en)
			mock_engine_doorbell(&fn->tx[q]);
}

/* Stays disabled, as the driver sees by reading back, if it can't work. */
static void ring_start(struct mock_ring *ring)
{
	u64 base = (u64)ring->bah << 32 | ring->bal;

	if (ring->index >= ring->fn->usable)
		return;
	if (!is_power_of_2(ring->len) || ring->len < MOCK_MIN_DESC ||
	    ring->len > MOCK_MAX_DESC || base % RING_ALIGN)
		return;
	ring->desc = dma_ptr(base, (u64)ring->len * sizeof(*ring->tx), true);
	if (!ring->desc)
		return;
	ring->head = 0;
	WRITE_ONCE(ring->tail, 0);
	ring->discard = false;
	WRITE_ONCE(ring->en, true);
}

static void ring_configure(struct mock_ring *ring, u32 off, u32 val)
{
	switch (off) {
	case MOCK_Q_CTL:
		if (!(val & MOCK_Q_EN))
			WRITE_ONCE(ring->en, false);
		else if (!ring->en)
			ring_start(ring);
		break;
	case MOCK_Q_BAL:
		if (!ring->en)
			ring->bal = val;
		break;
	case MOCK_Q_BAH:
		if (!ring->en)
			ring->bah = val;
		break;
	case MOCK_Q_LEN:
		if (!ring->en)
			WRITE_ONCE(ring->len, val);
		break;
	}
}

/* @off covers both rings of a pair. */
static struct mock_ring *ring_at(struct mock_fn *fn, unsigned int index,
				 u32 *off)
{
	const u32 rx = MOCK_RX(0) - MOCK_TX(0);

	if (index >= fn->queues)
		return NULL;
	if (*off < rx)
		return &fn->tx[index];
	*off -= rx;
	return &fn->rx[index];
}

u32 mock_queue_rd(struct mock_fn *fn, unsigned int index, u32 off)
{
	struct mock_ring *ring = ring_at(fn, index, &off);

	if (!ring)
		return 0;
	switch (off) {
	case MOCK_Q_BAL:
		return READ_ONCE(ring->bal);
	case MOCK_Q_BAH:
		return READ_ONCE(ring->bah);
	case MOCK_Q_LEN:
		return READ_ONCE(ring->len);
	case MOCK_Q_CTL:
		return READ_ONCE(ring->en) ? MOCK_Q_EN : 0;
	case MOCK_Q_HEAD:
		return READ_ONCE(ring->head);
	case MOCK_Q_TAIL:
		return READ_ONCE(ring->tail);
	default:
		return 0;
	}
}

void mock_queue_wr(struct mock_fn *fn, unsigned int index, u32 off, u32 val)
{
	struct mock_ring *ring = ring_at(fn, index, &off);
	unsigned long flags;

	if (!ring)
		return;
	if (off == MOCK_Q_TAIL) {
		if (!READ_ONCE(ring->en) || val >= READ_ONCE(ring->len))
			return;
		/* Descriptors before the tail: pairs with ring_tail(). */
		smp_store_release(&ring->tail, val);
		if (ring == &fn->tx[index])
			mock_engine_doorbell(ring);
		return;
	}
	raw_spin_lock_irqsave(&fn->port->lock, flags);
	ring_configure(ring, off, val);
	raw_spin_unlock_irqrestore(&fn->port->lock, flags);
}

/* Masked: a doorbell may race with a restart of the ring at another size.
 * What was seen is kept as it was, to be compared with the tail.
 */
static u32 ring_tail(struct mock_ring *ring)
{
	/* The descriptors after the tail; pairs with mock_queue_wr(). */
	ring->seen = smp_load_acquire(&ring->tail);
	return ring->seen & (ring->len - 1);
}

static u32 ring_next(const struct mock_ring *ring, u32 i)
{
	return (i + 1) & (ring->len - 1);
}

/* ---- Transmit ------------------------------------------------------------ */

static void take_first(struct mock_xmit *xmit, const struct mock_tx_desc *desc,
		       u32 cmd)
{
	xmit->cmd = cmd;
	xmit->vlan_tci = le16_to_cpu(READ_ONCE(desc->vlan_tci));
	xmit->csum_start = le16_to_cpu(READ_ONCE(desc->csum_start));
	xmit->csum_offset = le16_to_cpu(READ_ONCE(desc->csum_offset));
}

/**
 * mock_ring_fetch - fetch the descriptors of the next frame
 * @ring: an enabled transmit ring
 * @xmit: filled, but for the frame's bytes
 *
 * A frame that isn't complete yet is left for a later doorbell. One with more
 * than MOCK_MAX_TX_SEGS descriptors is bad; what follows of it comes as
 * MOCK_FETCH_REST. mock_port.lock held; nothing is taken off the ring before
 * mock_ring_complete().
 */
enum mock_fetch mock_ring_fetch(struct mock_ring *ring,
				struct mock_xmit *xmit)
{
	const u32 room = MOCK_MAX_FRAME + VLAN_HLEN;
	const struct mock_tx_desc *desc;
	bool rest = ring->discard;
	u32 tail, i, cmd, len;
	bool eop = false;

	lockdep_assert_held(&ring->fn->port->lock);
	tail = ring_tail(ring);
	xmit->segs = 0;
	xmit->bytes = 0;
	xmit->rs = 0;
	xmit->bad = false;
	for (i = ring->head; i != tail && xmit->segs < MOCK_MAX_TX_SEGS && !eop;
	     i = ring_next(ring, i)) {
		desc = &ring->tx[i];
		cmd = le32_to_cpu(READ_ONCE(desc->cmd));
		len = le32_to_cpu(READ_ONCE(desc->len));
		if (!xmit->segs)
			take_first(xmit, desc, cmd);
		xmit->addr[xmit->segs] = le64_to_cpu(READ_ONCE(desc->addr));
		xmit->len[xmit->segs] = len;
		if (!len || len > room - xmit->bytes)
			xmit->bad = true;
		else
			xmit->bytes += len;
		if (cmd & MOCK_TXD_RS)
			xmit->rs |= BIT(xmit->segs);
		eop = cmd & MOCK_TXD_EOP;
		xmit->segs++;
	}

	if (rest) {
		ring->discard = !eop;
		return xmit->segs ? MOCK_FETCH_REST : MOCK_FETCH_NONE;
	}
	if (!eop && xmit->segs < MOCK_MAX_TX_SEGS)
		return MOCK_FETCH_NONE;
	if (!eop) {
		xmit->bad = true;
		ring->discard = true;
	}
	return MOCK_FETCH_FRAME;
}

/**
 * mock_ring_gather - read a frame from memory
 * @xmit: what mock_ring_fetch() filled
 * @frame: becomes the frame, with checksum and the descriptor's tag, and with
 *	room for one more tag; not parsed
 *
 * mock_port.lock held. Return: false if the frame is a tx_error.
 */
bool mock_ring_gather(struct mock_xmit *xmit, struct mock_frame *frame)
{
	unsigned int i;
	void *src;

	if (xmit->bad || xmit->bytes < ETH_HLEN)
		return false;
	frame->data = xmit->buf + MOCK_FRAME_HEADROOM;
	frame->len = 0;
	frame->inspected = false;
	for (i = 0; i < xmit->segs; i++) {
		src = dma_ptr(xmit->addr[i], xmit->len[i], false);
		if (!src)
			return false;
		memcpy(frame->data + frame->len, src, xmit->len[i]);
		frame->len += xmit->len[i];
	}
	if ((xmit->cmd & MOCK_TXD_CSUM) &&
	    !mock_csum_fill(frame->data, frame->len, xmit->csum_start,
			    xmit->csum_offset))
		return false;
	if (xmit->cmd & MOCK_TXD_VLAN)
		mock_frame_push_tag(frame, xmit->vlan_tci);
	return true;
}

/**
 * mock_ring_complete - give the descriptors of a frame back
 * @ring: where mock_ring_fetch() took them
 * @xmit: what it filled
 *
 * mock_port.lock held since then.
 */
void mock_ring_complete(struct mock_ring *ring, const struct mock_xmit *xmit)
{
	const unsigned long rs = xmit->rs;
	unsigned int i;
	u32 at;

	/* The buffer's bytes are read before the driver may reuse it. */
	smp_mb();
	for_each_set_bit(i, &rs, MOCK_MAX_TX_SEGS) {
		at = (ring->head + i) & (ring->len - 1);
		WRITE_ONCE(ring->tx[at].status, cpu_to_le32(MOCK_TXD_DD));
	}
	WRITE_ONCE(ring->head, (ring->head + xmit->segs) & (ring->len - 1));
	if (rs)
		mock_intr_tx(ring->fn, ring->index);
}

/* ---- Receive -------------------------------------------------------------- */

/**
 * struct rx_view - a frame as one function receives it
 * @frame: the frame
 * @skip: bytes left out after the addresses: tags that are removed
 * @len: length after that
 * @status: flags for the descriptor
 * @vlan_tci: tag reported in the descriptor
 * @hash: flow hash reported there
 */
struct rx_view {
	const struct mock_frame *frame;
	unsigned int skip;
	unsigned int len;
	u32 status;
	u16 vlan_tci;
	u32 hash;
};

/* Copy @len bytes of the view from @from on. */
static void view_copy(const struct rx_view *view, u8 *dst, unsigned int from,
		      unsigned int len)
{
	const u8 *src = view->frame->data;
	unsigned int n;

	if (from < MAC_BYTES) {
		n = min_t(unsigned int, len, MAC_BYTES - from);
		memcpy(dst, src + from, n);
		dst += n;
		from += n;
		len -= n;
	}
	memcpy(dst, src + view->skip + from, len);
}

/* Apply what the function's offloads say. Returns the receive queue. */
static unsigned int view_make(struct rx_view *view, const struct mock_fn *fn,
			      struct mock_frame *frame, unsigned int strip)
{
	u32 rss = min_t(u32, READ_ONCE(fn->rss), fn->usable);
	u32 offload = READ_ONCE(fn->offload);
	const u8 *tag = frame->data + MAC_BYTES + strip;

	view->frame = frame;
	view->skip = strip;
	view->len = frame->len - strip;
	view->status = 0;
	view->vlan_tci = 0;
	view->hash = 0;
	if ((offload & MOCK_OFFLOAD_VSTRIP) &&
	    view->len >= ETH_HLEN + VLAN_HLEN &&
	    (tag[0] << 8 | tag[1]) == ETH_P_8021Q) {
		view->vlan_tci = tag[2] << 8 | tag[3];
		view->status |= MOCK_RXD_VLAN;
		view->skip += VLAN_HLEN;
		view->len -= VLAN_HLEN;
	}
	if (!(offload & MOCK_OFFLOAD_RXCSUM) && rss < 2)
		return 0;
	mock_frame_inspect(frame);
	if (offload & MOCK_OFFLOAD_RXCSUM)
		view->status |= frame->csum;
	if (rss < 2)
		return 0;
	view->hash = frame->hash;
	return frame->hash % rss;
}

/*
 * Put the bytes into the buffers of free descriptors. Nothing is visible to
 * the driver yet, so giving up half way leaves no trace. Returns the number
 * of descriptors, 0 if there is no room: a descriptor with an empty buffer or
 * one that isn't memory is not a free one. The limit keeps a function with
 * tiny buffers from having the port walk its ring for each frame.
 */
static unsigned int rx_fill(struct mock_ring *ring, const struct rx_view *view)
{
	u32 tail = ring_tail(ring), i = ring->head;
	unsigned int done, n, used = 0;
	struct mock_rx_desc *desc;
	void *dst;

	for (done = 0; done < view->len; done += n) {
		if (i == tail || used == MOCK_MAX_RX_SEGS)
			return 0;
		desc = &ring->rx[i];
		n = min_t(u32, le32_to_cpu(READ_ONCE(desc->len)),
			  view->len - done);
		if (!n)
			return 0;
		dst = dma_ptr(le64_to_cpu(READ_ONCE(desc->addr)), n, true);
		if (!dst)
			return 0;
		view_copy(view, dst, done, n);
		WRITE_ONCE(desc->pkt_len, cpu_to_le16(n));
		WRITE_ONCE(desc->vlan_tci, cpu_to_le16(view->vlan_tci));
		WRITE_ONCE(desc->rss_hash,
			   cpu_to_le32(used ? 0 : view->hash));
		i = ring_next(ring, i);
		used++;
	}
	return used;
}

/**
 * mock_ring_deliver - hand a frame to a function
 * @fn: the function; its pool has admitted the frame
 * @frame: the frame
 * @strip: bytes of tags to leave out at offset 12
 *
 * mock_port.lock held.
 *
 * Return: MOCK_STAT_RX_PACKETS or MOCK_STAT_DROP_RX_NO_DESC.
 */
enum mock_stat mock_ring_deliver(struct mock_fn *fn, struct mock_frame *frame,
				 unsigned int strip)
{
	struct mock_ring *ring;
	struct rx_view view;
	unsigned int q, i;
	u32 status, at;

	lockdep_assert_held(&fn->port->lock);
	if (!mock_fn_dma(fn))
		return MOCK_STAT_DROP_RX_NO_DESC;
	if (fn->overrun) {
		fn->overrun--;
		return MOCK_STAT_DROP_RX_NO_DESC;
	}
	q = view_make(&view, fn, frame, strip);
	ring = &fn->rx[q];
	if (!ring->en)
		return MOCK_STAT_DROP_RX_NO_DESC;
	i = rx_fill(ring, &view);
	if (!i)
		return MOCK_STAT_DROP_RX_NO_DESC;

	/* Backwards: a driver that sees the first DD has the whole frame. */
	at = (ring->head + i) & (ring->len - 1);
	WRITE_ONCE(ring->head, at);
	status = view.status | MOCK_RXD_DD | MOCK_RXD_EOP;
	while (i--) {
		at = (at - 1) & (ring->len - 1);
		/* All that was written to memory goes before DD. */
		smp_store_release(&ring->rx[at].status, cpu_to_le32(status));
		status &= ~MOCK_RXD_EOP;
	}
	mock_intr_rx(fn, q);
	return MOCK_STAT_RX_PACKETS;
}
