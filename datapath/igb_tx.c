// SPDX-License-Identifier: GPL-2.0
/*
 * Transmit ring of Intel's 82576 and I350: its memory, completion, offloads,
 * and frames of XDP. See datapath/igb_tx.h, which has the path of a plain
 * frame, for what it owns and its locks.
 */
#include <linux/ip.h>
#include <linux/sctp.h>
#include <linux/slab.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <net/ip6_checksum.h>

#include "compat/gso.h"
#include "compat/page_pool.h"
#include "datapath/igb_tx.h"

/**
 * igb_tx_alloc() - allocate the memory of a transmit ring
 * @tx: ring to set up, zeroed
 * @dev: device that reads it
 * @len: descriptors, a power of two
 *
 * Return: 0 or -ENOMEM, and then nothing is allocated.
 */
int igb_tx_alloc(struct igb_tx_ring *tx, struct device *dev, u16 len)
{
	tx->buf = kvcalloc(len, sizeof(*tx->buf), GFP_KERNEL);
	if (!tx->buf)
		return -ENOMEM;
	tx->desc = dma_alloc_coherent(dev, len * sizeof(*tx->desc), &tx->dma,
				      GFP_KERNEL);
	if (!tx->desc) {
		kvfree(tx->buf);
		tx->buf = NULL;
		return -ENOMEM;
	}
	tx->dev = dev;
	tx->mask = len - 1;
	return 0;
}

/**
 * igb_tx_free() - free the memory of a transmit ring
 * @tx: a drained ring, or one that was never set up
 */
void igb_tx_free(struct igb_tx_ring *tx)
{
	if (!tx->desc)
		return;
	dma_free_coherent(tx->dev, (tx->mask + 1) * sizeof(*tx->desc),
			  tx->desc, tx->dma);
	kvfree(tx->buf);
}

/* ---- Completion --------------------------------------------------------- */

static void tx_unmap(const struct igb_tx_ring *tx, const struct igb_tx_buf *buf)
{
	if (buf->len)
		dma_unmap_page(tx->dev, buf->dma, buf->len, DMA_TO_DEVICE);
}

/* Those of a frame after its first */
static void tx_unmap_rest(const struct igb_tx_ring *tx, u16 first, u16 last)
{
	while (first != last) {
		first = igb_tx_after(tx, first);
		tx_unmap(tx, &tx->buf[first]);
	}
}

/* All descriptors of a frame, of which most have one */
static void tx_unmap_frame(const struct igb_tx_ring *tx, u16 first, u16 last)
{
	tx_unmap(tx, &tx->buf[first]);
	if (unlikely(first != last))
		tx_unmap_rest(tx, first, last);
}

/**
 * igb_tx_drain() - drop what is in a transmit ring and empty it
 * @tx: ring that the device has let go of, with NAPI off and no transmit
 * @txq: its queue
 *
 * Return: number of frames that were dropped.
 */
unsigned int igb_tx_drain(struct igb_tx_ring *tx, struct netdev_queue *txq)
{
	unsigned int dropped = 0;

	while (tx->clean != tx->next) {
		struct igb_tx_buf *buf = &tx->buf[tx->clean];

		tx_unmap_frame(tx, tx->clean, buf->last);
		if (buf->xdp)
			xdp_return_frame(buf->xdpf);
		else
			dev_kfree_skb_any(buf->skb);
		dropped++;
		tx->clean = igb_tx_after(tx, buf->last);
	}
	tx->next = 0;
	tx->clean = 0;
	/* A reset takes it from the device. */
	tx->ctx_type = 0;
	netdev_tx_reset_queue(txq);
	return dropped;
}

/**
 * igb_tx_clean() - complete transmitted frames
 * @tx: the ring
 * @txq: its queue
 * @budget: NAPI's budget; 0 in netpoll
 * @sum: zeroed; gets what was completed
 *
 * Context: NAPI.
 *
 * Return: whether the queue is stopped and may go on.
 */
bool igb_tx_clean(struct igb_tx_ring *tx, struct netdev_queue *txq, int budget,
		  struct igb_tx_sum *sum)
{
	/* Acquire: the slots below @next were filled before it. */
	u16 next = smp_load_acquire(&tx->next), clean = tx->clean;
	unsigned int skbs = 0, bytes = 0;

	while (clean != next) {
		struct igb_tx_buf *buf = &tx->buf[clean];
		u16 last = buf->last;

		if (!(READ_ONCE(tx->desc[last].data.status) &
		      cpu_to_le32(IGB_TXD_DD)))
			break;
		tx_unmap_frame(tx, clean, last);
		if (likely(!buf->xdp)) {
			bytes += buf->skb->len;
			skbs++;
			napi_consume_skb(buf->skb, budget);
		} else {
			sum->xdp_bytes += buf->xdpf->len;
			sum->xdps++;
			xdp_return_frame(buf->xdpf);
		}
		clean = igb_tx_after(tx, last);
	}
	if (clean == tx->clean)
		return false;
	sum->skbs = skbs;
	sum->skb_bytes = bytes;

	/* Release: transmit may fill these slots once it sees the index. */
	smp_store_release(&tx->clean, clean);
	netdev_tx_completed_queue(txq, skbs, bytes);

	/* The index must be visible before the stop bit is read; pairs with
	 * the barrier in igb_tx_stop(). One of the two sides sees the other's
	 * write, so the queue can't stay stopped over an empty ring.
	 */
	smp_mb();
	return unlikely(netif_tx_queue_stopped(txq)) &&
	       igb_tx_unused(tx, READ_ONCE(tx->next), clean) >= IGB_TX_WAKE(tx);
}

/**
 * igb_tx_stop() - stop a queue in which the worst frame may not fit
 * @tx: its ring
 * @txq: the queue
 *
 * So that ndo_start_xmit() never has to refuse one.
 *
 * Context: under the queue's xmit lock.
 *
 * Return: false if NAPI has made room meanwhile.
 */
bool igb_tx_stop(struct igb_tx_ring *tx, struct netdev_queue *txq)
{
	netif_tx_stop_queue(txq);
	/* Pairs with the barrier in igb_tx_clean(), see there. */
	smp_mb();
	if (igb_tx_unused(tx, tx->next, READ_ONCE(tx->clean)) <
	    IGB_TX_WAKE(tx))
		return true;
	netif_tx_start_queue(txq);
	return false;
}

/* ---- Offloads, 7.2.2.2 -------------------------------------------------- */

/* Have the headers as the device wants them to make segments of: without
 * lengths, and the pseudo header's sum without one. Returns the length of all
 * headers, or a negative errno.
 */
static int tx_tso(struct sk_buff *skb, u32 *status, u32 *type, u32 *mss)
{
	struct iphdr *iph;
	int err;

	err = skb_cow_head(skb, 0);
	if (err)
		return err;
	*status = IGB_TXD_TXSM;
	*type |= IGB_CTX_L4_TCP;
	if (skb_shinfo(skb)->gso_type & SKB_GSO_TCPV4) {
		iph = ip_hdr(skb);
		iph->check = 0;
		iph->tot_len = 0;
		tcp_hdr(skb)->check = ~csum_tcpudp_magic(iph->saddr,
							 iph->daddr, 0,
							 IPPROTO_TCP, 0);
		*status |= IGB_TXD_IXSM;
		*type |= IGB_CTX_IPV4;
	} else {
		tcp_v6_gso_csum_prep(skb);
	}
	*mss = IGB_CTX_L4LEN(tcp_hdrlen(skb)) |
	       IGB_CTX_MSS(skb_shinfo(skb)->gso_size);
	return skb_transport_offset(skb) + tcp_hdrlen(skb);
}

/* Returns 0, or -EINVAL: not one the chip knows; software did it. */
static int tx_csum(struct sk_buff *skb, u32 *status, u32 *type)
{
	switch (skb->csum_offset) {
	case offsetof(struct tcphdr, check):
		*type |= IGB_CTX_L4_TCP;
		break;
	case offsetof(struct udphdr, check):
		break;
	case offsetof(struct sctphdr, checksum):
		if (skb_csum_is_sctp(skb)) {
			*type |= IGB_CTX_L4_SCTP;
			break;
		}
		fallthrough;
	default:
		return skb_checksum_help(skb) ?: -EINVAL;
	}
	*status |= IGB_TXD_TXSM;
	if (vlan_get_protocol(skb) == htons(ETH_P_IP))
		*type |= IGB_CTX_IPV4;
	return 0;
}

/* Put a context at @tx->next, unless it is the one that the device has.
 * Returns the index of the descriptor after it.
 */
static u16 tx_context(struct igb_tx_ring *tx, u32 lens, u32 type, u32 mss)
{
	union igb_tx_desc *desc = &tx->desc[tx->next];

	if (lens == tx->ctx_lens && type == tx->ctx_type && mss == tx->ctx_mss)
		return tx->next;
	tx->ctx_lens = lens;
	tx->ctx_type = type;
	tx->ctx_mss = mss;
	desc->ctx.lens = cpu_to_le32(lens);
	desc->ctx.unused = 0;
	desc->ctx.type = cpu_to_le32(type);
	desc->ctx.mss = cpu_to_le32(mss);
	tx->buf[tx->next].len = 0;
	return igb_tx_after(tx, tx->next);
}

/* What data descriptors say of a frame: command of each, status of the first */
struct tx_words {
	u32 cmd;
	u32 status;
};

/* Tell what the device is to do with a frame. Returns the index of the first
 * descriptor for data, after that of a context, or a negative errno.
 */
static int tx_offload(struct igb_tx_ring *tx, struct sk_buff *skb,
		      struct tx_words *words)
{
	u32 lens = IGB_CTX_MACLEN(skb_network_offset(skb));
	u32 type = IGB_TXD_CTX | IGB_TXD_DEXT, mss = 0;
	u32 status = 0;
	int head;

	if (skb_is_gso(skb)) {
		head = tx_tso(skb, &status, &type, &mss);
		if (head < 0)
			return head;
		words->cmd |= IGB_TXD_TSE;
		words->status = IGB_TXD_PAYLEN(skb->len - head);
	} else if (skb->ip_summed == CHECKSUM_PARTIAL) {
		tx_csum(skb, &status, &type);
	}
	words->status |= status;
	if (status)
		lens |= skb_checksum_start_offset(skb) -
			skb_network_offset(skb);
	if (skb_vlan_tag_present(skb)) {
		lens |= IGB_CTX_VLAN(skb_vlan_tag_get(skb));
		words->cmd |= IGB_TXD_VLE;
	} else if (!status) {
		return tx->next;
	}
	return tx_context(tx, lens, type, mss);
}

/* ---- Frames of several descriptors -------------------------------------- */

/* One part of a frame, mapped: the first of its descriptors holds the mapping.
 * Returns the last of them.
 */
static u16 tx_part(struct igb_tx_ring *tx, u16 i, dma_addr_t dma, u32 len,
		   u32 cmd, u32 status)
{
	tx->buf[i].dma = dma;
	tx->buf[i].len = len;
	while (unlikely(len > IGB_TXD_MAX_LEN)) {
		igb_tx_fill(tx, i, dma, IGB_TXD_MAX_LEN, cmd, status);
		dma += IGB_TXD_MAX_LEN;
		len -= IGB_TXD_MAX_LEN;
		i = igb_tx_after(tx, i);
		tx->buf[i].len = 0;
	}
	igb_tx_fill(tx, i, dma, len, cmd, status);
	return i;
}

/* Map the frame and fill its descriptors from @first on. Returns the last one's
 * index, or -ENOMEM with all undone.
 */
static int tx_map(struct igb_tx_ring *tx, struct sk_buff *skb, u16 first,
		  const struct tx_words *words)
{
	unsigned int nr_frags = skb_shinfo(skb)->nr_frags, f = 0;
	u32 len = skb_headlen(skb), status = words->status;
	u16 i = first;
	dma_addr_t dma;

	dma = dma_map_single(tx->dev, skb->data, len, DMA_TO_DEVICE);
	for (;;) {
		const skb_frag_t *frag = &skb_shinfo(skb)->frags[f];

		if (unlikely(dma_mapping_error(tx->dev, dma)))
			goto unmap;
		i = tx_part(tx, i, dma, len, words->cmd, status);
		if (f++ == nr_frags)
			break;
		len = skb_frag_size(frag);
		dma = skb_frag_dma_map(tx->dev, frag, 0, len, DMA_TO_DEVICE);
		i = igb_tx_after(tx, i);
		status = 0;
	}
	tx->desc[i].data.cmd_len |= cpu_to_le32(IGB_TXD_EOP | IGB_TXD_RS);
	return i;

unmap:
	if (i != first)
		tx_unmap_frame(tx, first, (i - 1) & tx->mask);
	return -ENOMEM;
}

/**
 * igb_tx_complex() - igb_tx_skb() for frames with an offload or fragments
 * @tx: the ring, in which the worst frame fits
 * @skb: the frame; stays the caller's on failure
 *
 * Context: under the queue's xmit lock.
 *
 * Return: 0 or a negative errno, with nothing in the ring.
 */
int igb_tx_complex(struct igb_tx_ring *tx, struct sk_buff *skb)
{
	struct tx_words words = {
		.cmd = IGB_TXD_DATA | IGB_TXD_DEXT | IGB_TXD_IFCS,
		.status = IGB_TXD_PAYLEN(skb->len),
	};
	int i = tx->next;

	if (skb->ip_summed == CHECKSUM_PARTIAL || skb_vlan_tag_present(skb)) {
		i = tx_offload(tx, skb, &words);
		if (unlikely(i < 0))
			return i;
	}
	i = tx_map(tx, skb, i, &words);
	if (unlikely(i < 0)) {
		/* The context, if there was another, won't be sent. */
		tx->ctx_type = 0;
		return i;
	}
	igb_tx_publish(tx, skb, i);
	return 0;
}

/* ---- XDP ---------------------------------------------------------------- */

/**
 * igb_tx_xdp() - put a frame of XDP into a ring
 * @tx: ring that the device works on
 * @xdpf: the frame, of one buffer; stays the caller's on failure
 * @ours: it is in a page of a receive ring of this device, which is mapped
 *
 * igb_tx_doorbell() has to follow.
 *
 * Context: under the queue's xmit lock.
 *
 * Return: 0; -ENOBUFS for a ring that is full; -ENOMEM.
 */
int igb_tx_xdp(struct igb_tx_ring *tx, struct xdp_frame *xdpf, bool ours)
{
	struct igb_tx_buf *buf = &tx->buf[tx->next];
	dma_addr_t dma;

	/* The stack's frames never find less than they need. */
	if (igb_tx_unused(tx, tx->next, smp_load_acquire(&tx->clean)) <=
	    IGB_TX_WORST)
		return -ENOBUFS;
	if (ours) {
		dma = page_pool_get_dma_addr(virt_to_page(xdpf->data)) +
		      offset_in_page(xdpf->data);
		dma_sync_single_for_device(tx->dev, dma, xdpf->len,
					   DMA_BIDIRECTIONAL);
		buf->len = 0;
	} else {
		dma = dma_map_single(tx->dev, xdpf->data, xdpf->len,
				     DMA_TO_DEVICE);
		if (dma_mapping_error(tx->dev, dma))
			return -ENOMEM;
		buf->len = xdpf->len;
	}
	igb_tx_fill(tx, tx->next, dma, xdpf->len, IGB_TXD_DATA | IGB_TXD_DEXT |
		    IGB_TXD_IFCS | IGB_TXD_EOP | IGB_TXD_RS,
		    IGB_TXD_PAYLEN(xdpf->len));
	buf->dma = dma;
	buf->xdpf = xdpf;
	buf->last = tx->next;
	buf->xdp = true;
	/* Release: NAPI reads the slots below the index. */
	smp_store_release(&tx->next, igb_tx_after(tx, tx->next));
	return 0;
}
