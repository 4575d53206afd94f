// SPDX-License-Identifier: GPL-2.0
/*
 * Transmit of the PF's netdev.
 *
 * Owns struct i576_tx_ring. A frame takes a context descriptor if it wants an
 * offload, one descriptor for its linear part and one for each fragment. Two
 * contexts share a ring without a lock: transmit (under the queue's xmit lock)
 * advances @next, NAPI advances @clean; each publishes its index with release
 * and reads the other's with acquire.
 */
#include <linux/dma-mapping.h>
#include <linux/if_vlan.h>
#include <linux/ip.h>
#include <linux/sctp.h>
#include <linux/slab.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <net/ip6_checksum.h>

#include "compat/gso.h"
#include "hw.h"
#include "ring.h"

/* When a stopped queue goes on. */
#define TX_WAKE(tx)	(I576_TX_WORST + (tx)->len / 8)

static_assert(I576_TX_WORST + I576_MIN_LEN / 8 < I576_MIN_LEN);

/* 7.2.1: the shortest frame the chip pads by itself. */
#define TX_MIN_LEN	17

/* One descriptor stays free, so that full and empty differ. */
static unsigned int tx_unused(const struct i576_tx_ring *tx, u16 next,
			      u16 clean)
{
	return tx->len - 1 - ((next - clean) & (tx->len - 1));
}

static u16 tx_after(const struct i576_tx_ring *tx, u16 i)
{
	return (i + 1) & (tx->len - 1);
}

/* ---- Memory ----------------------------------------------------------------------- */

/**
 * i576_tx_alloc() - allocate the memory of a transmit ring
 * @np: the netdev
 * @tx: ring to set up
 * @len: descriptors, a power of two
 *
 * Return: 0 or -ENOMEM, and then nothing is allocated.
 */
int i576_tx_alloc(struct i576_netdev *np, struct i576_tx_ring *tx, u16 len)
{
	struct device *dev = &np->hw->pf->pdev->dev;

	tx->buf = kvcalloc(len, sizeof(*tx->buf), GFP_KERNEL);
	if (!tx->buf)
		return -ENOMEM;
	tx->desc = dma_alloc_coherent(dev, len * sizeof(*tx->desc), &tx->dma,
				      GFP_KERNEL);
	if (!tx->desc) {
		kvfree(tx->buf);
		return -ENOMEM;
	}
	tx->dev = dev;
	tx->len = len;
	return 0;
}

/**
 * i576_tx_free() - free the memory of a transmit ring
 * @np: the netdev
 * @tx: a drained ring
 */
void i576_tx_free(struct i576_netdev *np, struct i576_tx_ring *tx)
{
	dma_free_coherent(&np->hw->pf->pdev->dev, tx->len * sizeof(*tx->desc),
			  tx->desc, tx->dma);
	kvfree(tx->buf);
}

/**
 * i576_tx_start() - hand an empty transmit ring to the device
 * @qp: queue pair
 */
void i576_tx_start(struct i576_qp *qp)
{
	struct i576_tx_ring *tx = &qp->rings->tx;
	struct i576 *hw = qp->np->hw;
	u32 reg = I576_TXQ(qp->reg);

	tx->next = 0;
	tx->clean = 0;
	tx->tail = hw->addr + reg + I576_Q_TAIL;
	i576_wr(hw, reg + I576_Q_LEN, tx->len * sizeof(*tx->desc));
	i576_wr(hw, reg + I576_Q_BAL, lower_32_bits(tx->dma));
	i576_wr(hw, reg + I576_Q_BAH, upper_32_bits(tx->dma));
	i576_wr(hw, reg + I576_Q_HEAD, 0);
	i576_wr(hw, reg + I576_Q_TAIL, 0);
	/* 7.2.3.3: fetched in eights when there are that many, and written
	 * back at once.
	 */
	i576_wr(hw, reg + I576_Q_DCTL, I576_DCTL_PTHRESH(8) |
		I576_DCTL_HTHRESH(1) | I576_DCTL_WTHRESH(1) | I576_DCTL_EN);
}

/* ---- Completion --------------------------------------------------------------------- */

static void tx_unmap(const struct i576_tx_ring *tx,
		     const struct i576_tx_buf *buf)
{
	if (buf->len)
		dma_unmap_page(tx->dev, buf->dma, buf->len, DMA_TO_DEVICE);
}

/* Those of a frame after its first. */
static void tx_unmap_rest(const struct i576_tx_ring *tx, u16 first, u16 last)
{
	while (first != last) {
		first = tx_after(tx, first);
		tx_unmap(tx, &tx->buf[first]);
	}
}

/* All descriptors of a frame, of which most have one. */
static void tx_unmap_frame(const struct i576_tx_ring *tx, u16 first, u16 last)
{
	tx_unmap(tx, &tx->buf[first]);
	if (unlikely(first != last))
		tx_unmap_rest(tx, first, last);
}

/**
 * i576_tx_drain() - drop what is in a transmit ring
 * @qp: queue pair; the device has let go of the ring, NAPI is off and nobody
 *	transmits
 */
void i576_tx_drain(struct i576_qp *qp)
{
	struct i576_tx_ring *tx = &qp->rings->tx;

	while (tx->clean != tx->next) {
		struct i576_tx_buf *buf = &tx->buf[tx->clean];

		tx_unmap_frame(tx, tx->clean, buf->last);
		if (buf->kind == I576_TX_SKB)
			dev_kfree_skb_any(buf->skb);
		else
			xdp_return_frame(buf->xdpf);
		tx->clean = tx_after(tx, buf->last);
	}
	netdev_tx_reset_queue(netdev_get_tx_queue(qp->np->netdev, qp->index));
}

/**
 * i576_tx_clean() - complete transmitted frames
 * @qp: queue pair
 * @budget: NAPI's budget; 0 in netpoll
 *
 * Context: NAPI.
 */
void i576_tx_clean(struct i576_qp *qp, int budget)
{
	struct i576_tx_ring *tx = &qp->rings->tx;
	/* Acquire: the slots below @next were filled before it. */
	u16 next = smp_load_acquire(&tx->next);
	unsigned int packets = 0, bytes = 0;
	struct netdev_queue *txq;
	u16 clean = tx->clean;

	while (clean != next) {
		struct i576_tx_buf *buf = &tx->buf[clean];
		u16 last = buf->last;

		if (!(READ_ONCE(tx->desc[last].data.status) &
		      cpu_to_le32(I576_TXD_DD)))
			break;
		tx_unmap_frame(tx, clean, last);
		if (likely(buf->kind == I576_TX_SKB)) {
			bytes += buf->skb->len;
			packets++;
			napi_consume_skb(buf->skb, budget);
		} else {
			xdp_return_frame(buf->xdpf);
		}
		clean = tx_after(tx, last);
	}
	if (clean == tx->clean)
		return;

	/* Release: transmit may fill these slots once it sees the index. */
	smp_store_release(&tx->clean, clean);
	txq = netdev_get_tx_queue(qp->np->netdev, qp->index);
	netdev_tx_completed_queue(txq, packets, bytes);

	/* The index must be visible before the stop bit is read; pairs with
	 * the barrier in tx_stop(). One of the two sides sees the
	 * other's write, so the queue can't stay stopped over an empty ring.
	 */
	smp_mb();
	if (unlikely(netif_tx_queue_stopped(txq)) &&
	    READ_ONCE(qp->np->running) &&
	    tx_unused(tx, READ_ONCE(tx->next), clean) >= TX_WAKE(tx))
		netif_tx_wake_queue(txq);
}

/* ---- Offloads, 7.2.2.2 ---------------------------------------------------------------- */

/* The headers of each segment follow from those of the frame. */
static int tx_tso(struct sk_buff *skb, u32 *cmd, u32 *status, u32 *type,
		  u32 *mss)
{
	const struct skb_shared_info *shinfo = skb_shinfo(skb);
	unsigned int head;
	int err;

	err = skb_cow_head(skb, 0);
	if (err)
		return err;
	*status = I576_TXD_TXSM;
	*type |= I576_CTX_L4_TCP;
	if (shinfo->gso_type & SKB_GSO_TCPV4) {
		struct iphdr *iph = ip_hdr(skb);

		iph->check = 0;
		iph->tot_len = 0;
		tcp_hdr(skb)->check = ~csum_tcpudp_magic(iph->saddr,
							 iph->daddr, 0,
							 IPPROTO_TCP, 0);
		*status |= I576_TXD_IXSM;
		*type |= I576_CTX_IPV4;
	} else {
		ipv6_hdr(skb)->payload_len = 0;
		tcp_v6_gso_csum_prep(skb);
	}
	head = skb_transport_offset(skb) + tcp_hdrlen(skb);
	*status |= I576_TXD_PAYLEN(skb->len - head);
	*mss = I576_CTX_L4LEN(tcp_hdrlen(skb)) |
	       I576_CTX_MSS(shinfo->gso_size);
	*cmd |= I576_TXD_TSE;
	return head;
}

/* Returns 0, or -EINVAL: not one the chip knows; software did it. */
static int tx_csum(struct sk_buff *skb, u32 *status, u32 *type)
{
	switch (skb->csum_offset) {
	case offsetof(struct tcphdr, check):
		*type |= I576_CTX_L4_TCP;
		break;
	case offsetof(struct udphdr, check):
		break;
	case offsetof(struct sctphdr, checksum):
		if (skb_csum_is_sctp(skb)) {
			*type |= I576_CTX_L4_SCTP;
			break;
		}
		fallthrough;
	default:
		return skb_checksum_help(skb) ?: -EINVAL;
	}
	*status |= I576_TXD_TXSM;
	if (vlan_get_protocol(skb) == htons(ETH_P_IP))
		*type |= I576_CTX_IPV4;
	return 0;
}

/**
 * struct tx_frame - what descriptors say of a frame
 * @cmd: command of each data descriptor
 * @status: olinfo of the first
 * @segs: packets it becomes
 * @bytes: on the wire
 */
struct tx_frame {
	u32 cmd;
	u32 status;
	unsigned int segs;
	unsigned int bytes;
};

/* Fill a context descriptor at @tx->next. Returns how many that took, or a
 * negative errno.
 */
static int tx_context(struct i576_tx_ring *tx, struct sk_buff *skb,
		      struct tx_frame *frame)
{
	u32 type = I576_TXD_CTX | I576_TXD_DEXT, lens = 0, mss = 0;
	union i576_tx_desc *desc = &tx->desc[tx->next];
	u32 status = 0;
	int head;

	if (skb_is_gso(skb)) {
		head = tx_tso(skb, &frame->cmd, &status, &type, &mss);
		if (head < 0)
			return head;
		frame->status = status;
		frame->segs = skb_shinfo(skb)->gso_segs;
		frame->bytes += (frame->segs - 1) * head;
	} else if (skb->ip_summed == CHECKSUM_PARTIAL &&
		   !tx_csum(skb, &status, &type)) {
		frame->status |= status;
	}
	if (status)
		lens = skb_checksum_start_offset(skb) -
		       skb_network_offset(skb);
	lens |= I576_CTX_MACLEN(skb_network_offset(skb));
	if (skb_vlan_tag_present(skb)) {
		lens |= I576_CTX_VLAN(skb_vlan_tag_get(skb));
		frame->cmd |= I576_TXD_VLE;
	} else if (!status) {
		return 0;
	}
	desc->ctx.lens = cpu_to_le32(lens);
	desc->ctx.unused = 0;
	desc->ctx.type = cpu_to_le32(type);
	desc->ctx.mss = cpu_to_le32(mss);
	tx->buf[tx->next].len = 0;
	return 1;
}

/* ---- Transmit ---------------------------------------------------------------------------- */

static void tx_fill(struct i576_tx_ring *tx, u16 i, dma_addr_t dma, u32 len,
		    u32 cmd, u32 status)
{
	union i576_tx_desc *desc = &tx->desc[i];

	desc->data.addr = cpu_to_le64(dma);
	desc->data.cmd_len = cpu_to_le32(cmd | len);
	desc->data.status = cpu_to_le32(status);
}

/* One part of a frame, mapped: the first of its descriptors holds the mapping.
 * Returns the last of them.
 */
static u16 tx_part(struct i576_tx_ring *tx, u16 i, dma_addr_t dma, u32 len,
		   u32 cmd, u32 status)
{
	tx->buf[i].dma = dma;
	tx->buf[i].len = len;
	while (unlikely(len > I576_TXD_MAX_LEN)) {
		tx_fill(tx, i, dma, I576_TXD_MAX_LEN, cmd, status);
		dma += I576_TXD_MAX_LEN;
		len -= I576_TXD_MAX_LEN;
		i = tx_after(tx, i);
		tx->buf[i].len = 0;
	}
	tx_fill(tx, i, dma, len, cmd, status);
	return i;
}

/* Map the frame and fill its descriptors from @i on, which becomes the last one.
 * Returns 0, or -ENOMEM with all undone.
 */
static int tx_map(struct i576_tx_ring *tx, struct sk_buff *skb, u32 cmd,
		  u32 status, u16 *i)
{
	unsigned int nr_frags = skb_shinfo(skb)->nr_frags, f = 0;
	u32 len = skb_headlen(skb);
	u16 first = *i, at = first;
	dma_addr_t dma;

	dma = dma_map_single(tx->dev, skb->data, len, DMA_TO_DEVICE);
	for (;;) {
		const skb_frag_t *frag = &skb_shinfo(skb)->frags[f];

		if (unlikely(dma_mapping_error(tx->dev, dma)))
			goto unmap;
		at = tx_part(tx, at, dma, len, cmd, status);
		if (likely(f++ == nr_frags))
			break;
		len = skb_frag_size(frag);
		dma = skb_frag_dma_map(tx->dev, frag, 0, len, DMA_TO_DEVICE);
		at = tx_after(tx, at);
		status = 0;
	}
	tx->desc[at].data.cmd_len |= cpu_to_le32(I576_TXD_EOP | I576_TXD_RS);
	*i = at;
	return 0;

unmap:
	if (at != first)
		tx_unmap_frame(tx, first, (at - 1) & (tx->len - 1));
	return -ENOMEM;
}

/* The worst frame may not fit: stop the queue, so that ndo_start_xmit() never
 * has to refuse one.
 */
static noinline void tx_stop(struct i576_qp *qp, struct netdev_queue *txq)
{
	struct i576_tx_ring *tx = &qp->rings->tx;

	netif_tx_stop_queue(txq);
	/* Pairs with the barrier in i576_tx_clean(), see there. */
	smp_mb();
	if (tx_unused(tx, tx->next, READ_ONCE(tx->clean)) >= TX_WAKE(tx))
		netif_tx_start_queue(txq);
	else
		i576_count_tx(qp, I576_TX_STOPPED);
}

static void tx_doorbell(struct i576_tx_ring *tx)
{
	/* The descriptors before the tail that covers them. */
	dma_wmb();
	i576_doorbell(tx->tail, tx->next);
}

static netdev_tx_t tx_drop(struct i576_qp *qp, struct sk_buff *skb)
{
	i576_count_tx(qp, I576_TX_DROPPED);
	dev_kfree_skb_any(skb);
	/* Frames before this one may wait for its doorbell. */
	if (!netdev_xmit_more())
		tx_doorbell(&qp->rings->tx);
	return NETDEV_TX_OK;
}

/**
 * i576_xmit() - ndo_start_xmit
 * @skb: frame
 * @netdev: the PF's netdev
 *
 * Context: under the queue's xmit lock.
 *
 * Return: NETDEV_TX_OK, or NETDEV_TX_BUSY for a queue that should have been
 * stopped.
 */
netdev_tx_t i576_xmit(struct sk_buff *skb, struct net_device *netdev)
{
	struct i576_netdev *np = netdev_priv(netdev);
	struct i576_qp *qp = &np->qp[skb_get_queue_mapping(skb)];
	struct i576_tx_ring *tx = &qp->rings->tx;
	struct tx_frame frame = {
		.cmd = I576_TXD_DATA | I576_TXD_DEXT | I576_TXD_IFCS,
		.segs = 1,
	};
	u16 first = tx->next, i = first;
	struct netdev_queue *txq;
	int context = 0;

	txq = netdev_get_tx_queue(netdev, qp->index);
	/* Acquire: the slots were let go before the index said so. */
	if (unlikely(tx_unused(tx, first, smp_load_acquire(&tx->clean)) <
		     I576_TX_WORST)) {
		tx_stop(qp, txq);
		return NETDEV_TX_BUSY;
	}
	/* It frees the frame when it fails. */
	if (unlikely(skb_put_padto(skb, TX_MIN_LEN)))
		return NETDEV_TX_OK;

	frame.bytes = skb->len;
	frame.status = I576_TXD_PAYLEN(skb->len);
	if (skb->ip_summed == CHECKSUM_PARTIAL || skb_vlan_tag_present(skb))
		context = tx_context(tx, skb, &frame);
	if (unlikely(context < 0))
		return tx_drop(qp, skb);
	if (context)
		i = tx_after(tx, i);
	if (unlikely(tx_map(tx, skb, frame.cmd, frame.status, &i)))
		return tx_drop(qp, skb);

	tx->buf[first].skb = skb;
	tx->buf[first].kind = I576_TX_SKB;
	tx->buf[first].last = i;
	i = tx_after(tx, i);

	u64_stats_update_begin(&qp->tx_sync);
	u64_stats_add(&qp->tx[I576_TX_PACKETS], frame.segs);
	u64_stats_add(&qp->tx[I576_TX_BYTES], frame.bytes);
	u64_stats_update_end(&qp->tx_sync);
	skb_tx_timestamp(skb);

	/* Release: NAPI reads the slots below the index. */
	smp_store_release(&tx->next, i);
	if (unlikely(tx_unused(tx, i, READ_ONCE(tx->clean)) < I576_TX_WORST))
		tx_stop(qp, txq);
	if (__netdev_tx_sent_queue(txq, skb->len, netdev_xmit_more()))
		tx_doorbell(tx);
	return NETDEV_TX_OK;
}

/* ---- XDP ------------------------------------------------------------------------------------ */

/* The queue may have been stopped, or given up, before its lock was had. */
static bool tx_runs(const struct i576_qp *qp)
{
	return READ_ONCE(qp->np->running) && qp->rings;
}

/**
 * i576_tx_xdp() - put a frame of XDP into a transmit ring
 * @qp: queue pair, with its xmit lock held
 * @xdpf: the frame; stays the caller's on failure
 * @kind: I576_TX_XDP or I576_TX_XDP_REDIRECT
 *
 * Return: 0; -ENOBUFS for a ring that is full or doesn't run; -ENOMEM.
 */
int i576_tx_xdp(struct i576_qp *qp, struct xdp_frame *xdpf, u8 kind)
{
	u32 cmd = I576_TXD_DATA | I576_TXD_DEXT | I576_TXD_IFCS |
		  I576_TXD_EOP | I576_TXD_RS;
	u32 status = I576_TXD_PAYLEN(xdpf->len);
	struct i576_tx_ring *tx;
	struct i576_tx_buf *buf;
	dma_addr_t dma;
	u16 i;

	if (!tx_runs(qp))
		return -ENOBUFS;
	tx = &qp->rings->tx;
	i = tx->next;
	/* The stack's frames never find less than they need. */
	if (tx_unused(tx, i, smp_load_acquire(&tx->clean)) <= I576_TX_WORST)
		return -ENOBUFS;
	buf = &tx->buf[i];
	if (kind == I576_TX_XDP) {
		struct page *page = virt_to_page(xdpf->data);

		dma = page_pool_get_dma_addr(page) +
		      offset_in_page(xdpf->data);
		dma_sync_single_for_device(tx->dev, dma, xdpf->len,
					   DMA_BIDIRECTIONAL);
		buf->len = 0;
	} else {
		dma = dma_map_single(tx->dev, xdpf->data, xdpf->len,
				     DMA_TO_DEVICE);
		if (dma_mapping_error(tx->dev, dma))
			return -ENOMEM;
		buf->dma = dma;
		buf->len = xdpf->len;
	}
	tx_fill(tx, i, dma, xdpf->len, cmd, status);
	buf->xdpf = xdpf;
	buf->kind = kind;
	buf->last = i;
	u64_stats_update_begin(&qp->tx_sync);
	u64_stats_inc(&qp->tx[I576_TX_PACKETS]);
	u64_stats_add(&qp->tx[I576_TX_BYTES], xdpf->len);
	u64_stats_update_end(&qp->tx_sync);
	/* Release: NAPI reads the slots below the index. */
	smp_store_release(&tx->next, tx_after(tx, i));
	return 0;
}

/**
 * i576_tx_kick() - have the device send what i576_tx_xdp() put into the ring
 * @qp: queue pair, with its xmit lock held
 */
void i576_tx_kick(struct i576_qp *qp)
{
	if (tx_runs(qp))
		tx_doorbell(&qp->rings->tx);
}
