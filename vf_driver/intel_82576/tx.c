// SPDX-License-Identifier: GPL-2.0
/*
 * Transmit side of the 82576's VF.
 *
 * Owns struct ivf_tx_ring. A frame takes a descriptor for its linear part, one
 * for each fragment, and one before them for a context, if it needs another
 * one than the device has: the frames of a flow have the same, but for the
 * length of a TSO segment.
 *
 * Two contexts share the ring without a lock: transmit (under the queue's xmit
 * lock) advances @next, NAPI advances @clean; each publishes its index with
 * release and reads the other's with acquire.
 */
#include <linux/bitfield.h>
#include <linux/dma-mapping.h>
#include <linux/ip.h>
#include <linux/slab.h>
#include <linux/tcp.h>
#include <net/ip6_checksum.h>

#include "ivf.h"

/* Bytes behind one descriptor at most. */
#define IVF_TX_MAX_DATA		SZ_32K
/* The most descriptors one frame needs: context, linear part, fragments, and
 * what is longer than IVF_TX_MAX_DATA in two or three. When a stopped queue
 * goes on.
 */
#define IVF_TX_WORST		(MAX_SKB_FRAGS + 2 + \
				 GSO_LEGACY_MAX_SIZE / IVF_TX_MAX_DATA)
#define IVF_TX_WAKE(tx)		(IVF_TX_WORST + ((tx)->mask + 1) / 8)

static_assert(IVF_TX_WORST + IVF_MIN_DESC / 8 < IVF_MIN_DESC);

/* One descriptor stays free, so that full and empty differ. */
static unsigned int ivf_tx_unused(const struct ivf_tx_ring *tx, u16 next,
				  u16 clean)
{
	return tx->mask - ((next - clean) & tx->mask);
}

/**
 * ivf_tx_alloc() - allocate the memory of a transmit ring
 * @vf: the VF
 * @tx: ring to set up
 * @len: descriptors, a power of two
 *
 * Return: 0 or -ENOMEM, and then nothing is allocated.
 */
int ivf_tx_alloc(struct ivf *vf, struct ivf_tx_ring *tx, u16 len)
{
	tx->buf = kvcalloc(len, sizeof(*tx->buf), GFP_KERNEL);
	if (!tx->buf)
		return -ENOMEM;
	tx->desc = dma_alloc_coherent(ivf_dev(vf), len * sizeof(*tx->desc),
				      &tx->dma, GFP_KERNEL);
	if (!tx->desc) {
		kvfree(tx->buf);
		tx->buf = NULL;
		return -ENOMEM;
	}
	tx->tail = vf->regs + IVF_TDT;
	tx->mask = len - 1;
	return 0;
}

/**
 * ivf_tx_free() - free the memory of a transmit ring
 * @vf: the VF
 * @tx: a drained ring, or one that was never set up
 */
void ivf_tx_free(struct ivf *vf, struct ivf_tx_ring *tx)
{
	if (!tx->desc)
		return;
	dma_free_coherent(ivf_dev(vf), (tx->mask + 1) * sizeof(*tx->desc),
			  tx->desc, tx->dma);
	kvfree(tx->buf);
}

/**
 * ivf_tx_start() - hand an empty transmit ring to the device
 * @vf: the VF, with the queue off
 */
void ivf_tx_start(struct ivf *vf)
{
	struct ivf_tx_ring *tx = &vf->rings->tx;
	u32 val;

	ivf_wr(vf, IVF_TDLEN, (tx->mask + 1) * sizeof(*tx->desc));
	ivf_wr(vf, IVF_TDBAL, lower_32_bits(tx->dma));
	ivf_wr(vf, IVF_TDBAH, upper_32_bits(tx->dma));
	ivf_wr(vf, IVF_TDH, 0);
	ivf_wr(vf, IVF_TDT, 0);
	/* DD must not overtake what it stands for. */
	val = ivf_rd(vf, IVF_DCA_TXCTRL);
	ivf_wr(vf, IVF_DCA_TXCTRL, val & ~IVF_DCA_TXCTRL_WB_RO);
	ivf_wr(vf, IVF_TXDCTL, IVF_XDCTL_ENABLE);
}

/* Let go of a frame that isn't the device's any more, nor mapped. */
static void ivf_tx_put(struct ivf_tx_buf *buf, int budget)
{
	if (likely(buf->kind == IVF_TX_SKB))
		napi_consume_skb(buf->skb, budget);
	else if (buf->kind == IVF_TX_PAGE && budget)
		xdp_return_frame_rx_napi(buf->xdp);
	else
		xdp_return_frame(buf->xdp);
}

/* Undo the mappings of descriptors @first to @last. */
static void ivf_tx_unmap(struct device *dev, struct ivf_tx_ring *tx, u16 first,
			 u16 last)
{
	for (;;) {
		struct ivf_tx_buf *buf = &tx->buf[first];

		if (buf->len)
			dma_unmap_page(dev, buf->dma, buf->len, DMA_TO_DEVICE);
		if (first == last)
			break;
		first = (first + 1) & tx->mask;
	}
}

/**
 * ivf_tx_drain() - drop what is in the transmit ring and empty it
 * @vf: the VF; the device has let go of the ring, NAPI is off and nobody
 *	transmits
 */
void ivf_tx_drain(struct ivf *vf)
{
	struct ivf_tx_ring *tx = &vf->rings->tx;

	while (tx->clean != tx->next) {
		struct ivf_tx_buf *buf = &tx->buf[tx->clean];

		ivf_tx_unmap(ivf_dev(vf), tx, tx->clean, buf->last);
		ivf_tx_put(buf, 0);
		ivf_count_napi(vf, IVF_TX_ABORTED);
		tx->clean = (buf->last + 1) & tx->mask;
	}
	tx->next = 0;
	tx->clean = 0;
	/* A reset takes it from the device. */
	tx->ctx_cmd = 0;
	netdev_tx_reset_queue(netdev_get_tx_queue(vf->vfd.netdev, 0));
}

/**
 * ivf_tx_clean() - complete transmitted frames
 * @vf: the VF
 * @budget: NAPI's budget; 0 in netpoll
 *
 * Context: NAPI.
 */
void ivf_tx_clean(struct ivf *vf, int budget)
{
	struct ivf_tx_ring *tx = &vf->rings->tx;
	/* Acquire: the slots below @next were filled before it. */
	u16 next = smp_load_acquire(&tx->next);
	unsigned int packets = 0, bytes = 0;
	/* Of the stack's frames, which BQL counts */
	unsigned int skbs = 0, skb_bytes = 0;
	struct netdev_queue *txq;
	u16 clean = tx->clean;

	while (clean != next) {
		struct ivf_tx_buf *buf = &tx->buf[clean];
		struct ivf_tx_desc *last = &tx->desc[buf->last];

		if (!(READ_ONCE(last->status) & cpu_to_le32(IVF_TXD_DD)))
			break;
		ivf_tx_unmap(ivf_dev(vf), tx, clean, buf->last);
		if (likely(buf->kind == IVF_TX_SKB)) {
			skb_bytes += buf->skb->len;
			skbs++;
		} else {
			bytes += buf->xdp->len;
			packets++;
		}
		ivf_tx_put(buf, budget);
		clean = (buf->last + 1) & tx->mask;
	}
	if (!(packets + skbs))
		return;

	u64_stats_update_begin(&vf->count.napi_sync);
	u64_stats_add(&vf->count.val[IVF_TX_PACKETS], packets + skbs);
	u64_stats_add(&vf->count.val[IVF_TX_BYTES], bytes + skb_bytes);
	u64_stats_update_end(&vf->count.napi_sync);

	/* Release: transmit may fill these slots once it sees the index. */
	smp_store_release(&tx->clean, clean);
	txq = netdev_get_tx_queue(vf->vfd.netdev, 0);
	netdev_tx_completed_queue(txq, skbs, skb_bytes);

	/* The index must be visible before the stop bit is read; pairs with
	 * the barrier in ivf_tx_maybe_stop(). One of the two sides sees the
	 * other's write, so the queue can't stay stopped over an empty ring.
	 */
	smp_mb();
	if (unlikely(netif_tx_queue_stopped(txq)) &&
	    ivf_tx_unused(tx, READ_ONCE(tx->next), clean) >= IVF_TX_WAKE(tx))
		netif_tx_wake_queue(txq);
}

/* Stop the queue unless the worst frame fits, so that ndo_start_xmit() never
 * has to refuse one.
 */
static void ivf_tx_maybe_stop(struct ivf *vf, struct netdev_queue *txq)
{
	struct ivf_tx_ring *tx = &vf->rings->tx;

	if (likely(ivf_tx_unused(tx, tx->next, READ_ONCE(tx->clean)) >=
		   IVF_TX_WORST))
		return;
	netif_tx_stop_queue(txq);
	/* Pairs with the barrier in ivf_tx_clean(), see there. */
	smp_mb();
	if (ivf_tx_unused(tx, tx->next, READ_ONCE(tx->clean)) >=
	    IVF_TX_WAKE(tx))
		netif_tx_start_queue(txq);
	else
		ivf_count_xmit(vf, IVF_TX_STOPPED);
}

/* Put a context at @tx->next, unless it is the one that the device has.
 * Returns the index of the descriptor after it.
 */
static u16 ivf_tx_context(struct ivf_tx_ring *tx, u32 headers, u32 cmd,
			  u32 status)
{
	u16 i = tx->next;

	cmd |= IVF_TXD_CONTEXT | IVF_TXD_DEXT;
	if (headers == tx->ctx_headers && cmd == tx->ctx_cmd &&
	    status == tx->ctx_status)
		return i;
	tx->ctx_headers = headers;
	tx->ctx_cmd = cmd;
	tx->ctx_status = status;
	tx->desc[i] = (struct ivf_tx_desc) {
		.headers = cpu_to_le32(headers),
		.cmd = cpu_to_le32(cmd),
		.status = cpu_to_le32(status),
	};
	tx->buf[i].len = 0;
	return (i + 1) & tx->mask;
}

/* Have the headers as the device wants them to make segments of: without
 * lengths, and the pseudo header's sum without one. Returns the length of all
 * headers, or a negative errno.
 */
static int ivf_tx_prepare_tso(struct sk_buff *skb, u32 *cmd)
{
	struct iphdr *iph;
	int err;

	err = skb_cow_head(skb, 0);
	if (err)
		return err;
	if (skb_shinfo(skb)->gso_type & SKB_GSO_TCPV4) {
		iph = ip_hdr(skb);
		iph->check = 0;
		iph->tot_len = 0;
		tcp_hdr(skb)->check = ~csum_tcpudp_magic(iph->saddr,
							 iph->daddr, 0,
							 IPPROTO_TCP, 0);
		*cmd |= IVF_CTX_IPV4;
	} else {
		tcp_v6_gso_csum_prep(skb);
	}
	return skb_transport_offset(skb) + tcp_hdrlen(skb);
}

/* Tell what the device is to do with the frame: in a context, if it has
 * another one, and in the @cmd and @status of all data descriptors. Returns
 * the index of the first of these, or a negative errno.
 */
static int ivf_tx_offload(struct ivf_tx_ring *tx, struct sk_buff *skb,
			  u32 *cmd, u32 *status)
{
	u32 headers = FIELD_PREP(IVF_CTX_MACLEN, skb_network_offset(skb));
	u32 ctx_cmd = 0, ctx_status = 0;
	int hdr_len;

	if (skb_vlan_tag_present(skb)) {
		headers |= FIELD_PREP(IVF_CTX_VLAN, skb_vlan_tag_get(skb));
		*cmd |= IVF_TXD_VLE;
	}
	if (skb->ip_summed == CHECKSUM_PARTIAL) {
		headers |= FIELD_PREP(IVF_CTX_IPLEN,
				      skb_checksum_start_offset(skb) -
				      skb_network_offset(skb));
		if (skb->csum_offset == offsetof(struct tcphdr, check))
			ctx_cmd |= IVF_CTX_L4_TCP;
		*status |= IVF_TXD_TXSM;
	}
	if (skb_is_gso(skb)) {
		hdr_len = ivf_tx_prepare_tso(skb, &ctx_cmd);
		if (hdr_len < 0)
			return hdr_len;
		ctx_status = FIELD_PREP(IVF_CTX_MSS,
					skb_shinfo(skb)->gso_size) |
			     FIELD_PREP(IVF_CTX_L4LEN, tcp_hdrlen(skb));
		*cmd |= IVF_TXD_TSE;
		if (ctx_cmd & IVF_CTX_IPV4)
			*status |= IVF_TXD_IXSM;
		*status -= FIELD_PREP(IVF_TXD_PAYLEN, hdr_len);
	}
	return ivf_tx_context(tx, headers, ctx_cmd, ctx_status);
}

/* Fill descriptors for @len bytes at @dma, from *@i on, which becomes the last
 * one of them.
 */
static void ivf_tx_fill(struct ivf_tx_ring *tx, u16 *i, dma_addr_t dma,
			u32 len, u32 cmd, u32 status)
{
	struct ivf_tx_buf *buf = &tx->buf[*i];

	buf->dma = dma;
	buf->len = len;
	for (;;) {
		u32 part = min_t(u32, len, IVF_TX_MAX_DATA);

		tx->desc[*i] = (struct ivf_tx_desc) {
			.addr = cpu_to_le64(dma),
			.cmd = cpu_to_le32(cmd | part),
			.status = cpu_to_le32(status),
		};
		len -= part;
		if (likely(!len))
			return;
		/* It's mapped as a whole, at the first one. */
		dma += part;
		*i = (*i + 1) & tx->mask;
		tx->buf[*i].len = 0;
	}
}

/* Map the frame and fill its descriptors from @i on. Returns the last one's
 * index, or -ENOMEM with all undone.
 */
static int ivf_tx_map(struct device *dev, struct ivf_tx_ring *tx,
		      struct sk_buff *skb, u16 i, u32 cmd, u32 status)
{
	unsigned int nr_frags = skb_shinfo(skb)->nr_frags, f = 0;
	u32 len = skb_headlen(skb);
	u16 first = i;
	dma_addr_t dma;

	dma = dma_map_single(dev, skb->data, len, DMA_TO_DEVICE);
	for (;;) {
		if (unlikely(dma_mapping_error(dev, dma)))
			goto unmap;
		ivf_tx_fill(tx, &i, dma, len, cmd, status);
		if (likely(f == nr_frags))
			break;
		len = skb_frag_size(&skb_shinfo(skb)->frags[f]);
		dma = skb_frag_dma_map(dev, &skb_shinfo(skb)->frags[f], 0, len,
				       DMA_TO_DEVICE);
		f++;
		i = (i + 1) & tx->mask;
	}
	tx->desc[i].cmd |= cpu_to_le32(IVF_TXD_EOP | IVF_TXD_RS);
	return i;

unmap:
	if (i != first)
		ivf_tx_unmap(dev, tx, first, (i - 1) & tx->mask);
	return -ENOMEM;
}

/**
 * ivf_tx_doorbell() - tell the device how far the ring is filled
 * @tx: ring that the device works on
 *
 * Context: under the queue's xmit lock.
 */
void ivf_tx_doorbell(struct ivf_tx_ring *tx)
{
	/* Orders it after the descriptors, too. */
	writel(tx->next, tx->tail);
}

/**
 * ivf_tx_xdp() - put a frame of XDP into the ring
 * @vf: the VF, running
 * @frame: the frame, of one buffer
 * @dma: where the device finds it
 * @kind: IVF_TX_XDP: mapped for this; IVF_TX_PAGE: mapped anyhow
 *
 * Context: under the queue's xmit lock. ivf_tx_doorbell() has to follow.
 *
 * Return: false if there is no room; the frame is still the caller's.
 */
bool ivf_tx_xdp(struct ivf *vf, struct xdp_frame *frame, dma_addr_t dma,
		enum ivf_tx_kind kind)
{
	struct ivf_tx_ring *tx = &vf->rings->tx;
	u16 i = tx->next;

	/* The stack's queue isn't stopped: it may have so many. */
	if (ivf_tx_unused(tx, i, smp_load_acquire(&tx->clean)) <=
	    IVF_TX_WORST)
		return false;
	tx->desc[i] = (struct ivf_tx_desc) {
		.addr = cpu_to_le64(dma),
		.cmd = cpu_to_le32(IVF_TXD_DATA | IVF_TXD_IFCS | IVF_TXD_DEXT |
				   IVF_TXD_EOP | IVF_TXD_RS | frame->len),
		.status = cpu_to_le32(FIELD_PREP(IVF_TXD_PAYLEN, frame->len)),
	};
	tx->buf[i] = (struct ivf_tx_buf) {
		.xdp = frame,
		.dma = dma,
		.len = kind == IVF_TX_XDP ? frame->len : 0,
		.last = i,
		.kind = kind,
	};
	/* Release: NAPI reads the slots below the index. */
	smp_store_release(&tx->next, (i + 1) & tx->mask);
	return true;
}

static netdev_tx_t ivf_tx_dropped(struct ivf *vf, struct sk_buff *skb)
{
	struct ivf_tx_ring *tx = &vf->rings->tx;

	ivf_count_xmit(vf, IVF_TX_MAP_ERROR);
	dev_kfree_skb_any(skb);
	/* The context, if there was another, won't be sent. */
	tx->ctx_cmd = 0;
	/* Frames before this one may wait for their doorbell. */
	if (!netdev_xmit_more())
		ivf_tx_doorbell(tx);
	return NETDEV_TX_OK;
}

/**
 * ivf_xmit() - ndo_start_xmit
 * @skb: frame
 * @netdev: the VF's netdev
 *
 * Context: under the queue's xmit lock.
 *
 * Return: NETDEV_TX_OK, or NETDEV_TX_BUSY for a queue that should have been
 * stopped.
 */
netdev_tx_t ivf_xmit(struct sk_buff *skb, struct net_device *netdev)
{
	u32 cmd = IVF_TXD_DATA | IVF_TXD_IFCS | IVF_TXD_DEXT, status;
	struct netdev_queue *txq = netdev_get_tx_queue(netdev, 0);
	struct ivf *vf = netdev_priv(netdev);
	struct ivf_tx_ring *tx = &vf->rings->tx;
	u16 first = tx->next;
	int i = first;

	if (unlikely(skb->len < IVF_MIN_FRAME) &&
	    skb_put_padto(skb, IVF_MIN_FRAME)) {
		ivf_count_xmit(vf, IVF_TX_MAP_ERROR);
		return NETDEV_TX_OK;
	}
	/* Acquire: the slots were let go before the index said so. */
	if (unlikely(ivf_tx_unused(tx, first, smp_load_acquire(&tx->clean)) <
		     IVF_TX_WORST)) {
		ivf_tx_maybe_stop(vf, txq);
		return NETDEV_TX_BUSY;
	}

	status = FIELD_PREP(IVF_TXD_PAYLEN, skb->len);
	if (skb->ip_summed == CHECKSUM_PARTIAL || skb_vlan_tag_present(skb)) {
		i = ivf_tx_offload(tx, skb, &cmd, &status);
		if (unlikely(i < 0))
			return ivf_tx_dropped(vf, skb);
	}
	i = ivf_tx_map(ivf_dev(vf), tx, skb, i, cmd, status);
	if (unlikely(i < 0))
		return ivf_tx_dropped(vf, skb);
	tx->buf[first].skb = skb;
	tx->buf[first].last = i;
	tx->buf[first].kind = IVF_TX_SKB;
	skb_tx_timestamp(skb);

	/* Release: NAPI reads the slots below the index. */
	smp_store_release(&tx->next, (i + 1) & tx->mask);
	ivf_tx_maybe_stop(vf, txq);
	if (__netdev_tx_sent_queue(txq, skb->len, netdev_xmit_more()))
		ivf_tx_doorbell(tx);
	return NETDEV_TX_OK;
}
