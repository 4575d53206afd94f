/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Transmit ring of Intel's 82576 and I350. PF and VF have the same, so each
 * driver compiles datapath/igb_tx.c in through a wrapper file of one #include;
 * registers, counters and the queue's state are the driver's.
 *
 * A frame takes a descriptor for its linear part, one for each fragment, and
 * one before them for a context, if it needs another one than the device has:
 * the frames of a flow have the same, but for the length of a TSO segment.
 *
 * Two contexts share a ring without a lock: transmit (under the queue's xmit
 * lock) advances @next, NAPI advances @clean; each publishes its index with
 * release and reads the other's with acquire. Frames of XDP are put in under
 * the same lock; BQL doesn't count them.
 */
#ifndef IGB_TX_H
#define IGB_TX_H

#include <linux/dma-mapping.h>
#include <linux/if_vlan.h>
#include <linux/netdevice.h>
#include <net/xdp.h>

#include "datapath/igb_desc.h"

/* The most descriptors a frame needs: context, linear part, fragments, and
 * those of 64 KiB that are cut at IGB_TXD_MAX_LEN.
 */
#define IGB_TX_WORST		(MAX_SKB_FRAGS + 4)
/* When a stopped queue goes on */
#define IGB_TX_WAKE(tx)		(IGB_TX_WORST + ((tx)->mask + 1) / 8)
/* 7.2.1: the shortest frame the chip pads by itself */
#define IGB_TX_MIN_LEN		17

/**
 * struct igb_tx_buf - what is behind a transmit descriptor
 * @skb: the frame, at its first descriptor, if it is one
 * @xdpf: likewise, of XDP
 * @dma: mapping of this descriptor's bytes
 * @len: their number; 0: there is nothing to unmap
 * @last: at the first descriptor of a frame: index of its last one
 * @xdp: at the first descriptor of a frame: it is XDP's
 */
struct igb_tx_buf {
	union {
		struct sk_buff *skb;
		struct xdp_frame *xdpf;
	};
	dma_addr_t dma;
	u32 len;
	u16 last;
	bool xdp;
};

/**
 * struct igb_tx_ring - a transmit ring
 * @desc: descriptors, DMA coherent
 * @buf: as many struct igb_tx_buf
 * @tail: register to say how far it's filled; the driver's to set
 * @dev: what frames are mapped for
 * @dma: DMA address of @desc
 * @mask: number of descriptors, a power of two, less one
 * @next: next descriptor to fill; written by transmit
 * @ctx_lens: the context that the device has: first word
 * @ctx_type: third word; 0: it has none
 * @ctx_mss: fourth word
 * @clean: next descriptor to complete; written by NAPI
 */
struct igb_tx_ring {
	union igb_tx_desc *desc;
	struct igb_tx_buf *buf;
	void __iomem *tail;
	struct device *dev;
	dma_addr_t dma;
	u16 mask;
	u16 next;
	u32 ctx_lens;
	u32 ctx_type;
	u32 ctx_mss;
	u16 clean ____cacheline_aligned_in_smp;
};

/**
 * struct igb_tx_sum - frames that were completed
 * @skbs: of the stack
 * @skb_bytes: theirs
 * @xdps: of XDP
 * @xdp_bytes: theirs
 */
struct igb_tx_sum {
	unsigned int skbs;
	unsigned int skb_bytes;
	unsigned int xdps;
	unsigned int xdp_bytes;
};

int igb_tx_alloc(struct igb_tx_ring *tx, struct device *dev, u16 len);
void igb_tx_free(struct igb_tx_ring *tx);
unsigned int igb_tx_drain(struct igb_tx_ring *tx, struct netdev_queue *txq);
bool igb_tx_clean(struct igb_tx_ring *tx, struct netdev_queue *txq, int budget,
		  struct igb_tx_sum *sum);
int igb_tx_complex(struct igb_tx_ring *tx, struct sk_buff *skb);
bool igb_tx_stop(struct igb_tx_ring *tx, struct netdev_queue *txq);
int igb_tx_xdp(struct igb_tx_ring *tx, struct xdp_frame *xdpf, bool ours);

static inline u16 igb_tx_after(const struct igb_tx_ring *tx, u16 i)
{
	return (i + 1) & tx->mask;
}

/* One descriptor stays free, so that full and empty differ. */
static inline unsigned int igb_tx_unused(const struct igb_tx_ring *tx, u16 next,
					 u16 clean)
{
	return tx->mask - ((next - clean) & tx->mask);
}

/* Whether the worst frame fits. xmit lock held. */
static inline bool igb_tx_room(const struct igb_tx_ring *tx)
{
	/* Acquire: the slots were let go before the index said so. */
	u16 clean = smp_load_acquire(&tx->clean);

	return igb_tx_unused(tx, tx->next, clean) >= IGB_TX_WORST;
}

/**
 * igb_tx_doorbell() - tell the device how far the ring is filled
 * @tx: ring that the device works on
 *
 * Context: under the queue's xmit lock.
 */
static inline void igb_tx_doorbell(struct igb_tx_ring *tx)
{
	/* Orders it after the descriptors, too. */
	writel(tx->next, tx->tail);
}

static inline void igb_tx_fill(struct igb_tx_ring *tx, u16 i, dma_addr_t dma,
			       u32 len, u32 cmd, u32 status)
{
	union igb_tx_desc *desc = &tx->desc[i];

	desc->data.addr = cpu_to_le64(dma);
	desc->data.cmd_len = cpu_to_le32(cmd | len);
	desc->data.status = cpu_to_le32(status);
}

/* Make a frame NAPI's. */
static inline void igb_tx_publish(struct igb_tx_ring *tx, struct sk_buff *skb,
				  u16 last)
{
	struct igb_tx_buf *buf = &tx->buf[tx->next];

	buf->skb = skb;
	buf->last = last;
	buf->xdp = false;
	skb_tx_timestamp(skb);
	/* Release: NAPI reads the slots below the index. */
	smp_store_release(&tx->next, igb_tx_after(tx, last));
}

/* Without offload, and in one descriptor */
static inline bool igb_tx_is_plain(const struct sk_buff *skb)
{
	return skb->ip_summed != CHECKSUM_PARTIAL &&
	       !skb_vlan_tag_present(skb) && !skb_is_nonlinear(skb) &&
	       skb->len <= IGB_TXD_MAX_LEN;
}

/**
 * igb_tx_skb() - put a frame of the stack into the ring
 * @tx: the ring, in which the worst frame fits
 * @skb: the frame, of IGB_TX_MIN_LEN bytes at least; stays the caller's on
 *	failure
 *
 * igb_tx_doorbell() has to follow.
 *
 * Context: under the queue's xmit lock.
 *
 * Return: 0 or a negative errno, with nothing in the ring.
 */
static inline int igb_tx_skb(struct igb_tx_ring *tx, struct sk_buff *skb)
{
	u16 i = tx->next;
	dma_addr_t dma;

	if (!igb_tx_is_plain(skb))
		return igb_tx_complex(tx, skb);
	dma = dma_map_single(tx->dev, skb->data, skb->len, DMA_TO_DEVICE);
	if (unlikely(dma_mapping_error(tx->dev, dma)))
		return -ENOMEM;
	tx->buf[i].dma = dma;
	tx->buf[i].len = skb->len;
	igb_tx_fill(tx, i, dma, skb->len, IGB_TXD_DATA | IGB_TXD_DEXT |
		    IGB_TXD_IFCS | IGB_TXD_EOP | IGB_TXD_RS,
		    IGB_TXD_PAYLEN(skb->len));
	igb_tx_publish(tx, skb, i);
	return 0;
}

#endif /* IGB_TX_H */
