// SPDX-License-Identifier: GPL-2.0
/*
 * Transmit side of the mock NIC's data path.
 *
 * Owns struct mock_tx_ring. A frame takes one descriptor for its linear part
 * and one for each fragment. Two contexts share a ring without a lock:
 * transmit (under the queue's xmit lock) advances @next, NAPI advances
 * @clean; each publishes its index with release and reads the other's with
 * acquire.
 */
#include <linux/dma-mapping.h>
#include <linux/if_vlan.h>
#include <linux/slab.h>

#include "mock_txrx.h"

/* The most descriptors one frame needs, and when a stopped queue goes on. */
#define MOCK_TX_WORST	(MAX_SKB_FRAGS + 1)
#define MOCK_TX_WAKE(tx) (MOCK_TX_WORST + (tx)->len / 8)

static_assert(MOCK_TX_WORST + MOCK_MIN_DESC / 8 < MOCK_MIN_DESC);

static void mock_tx_count(struct mock_qp *qp, enum mock_tx_counter counter)
{
	u64_stats_update_begin(&qp->count->tx_sync);
	u64_stats_inc(&qp->count->tx[counter]);
	u64_stats_update_end(&qp->count->tx_sync);
}

/* One descriptor stays free, so that full and empty differ. */
static unsigned int mock_tx_unused(const struct mock_tx_ring *tx, u16 next,
				   u16 clean)
{
	return tx->len - 1 - ((next - clean) & (tx->len - 1));
}

/**
 * mock_tx_alloc() - allocate the memory of a transmit ring
 * @dp: data path
 * @tx: ring to set up
 * @len: descriptors, a power of two
 *
 * Return: 0 or -ENOMEM, and then nothing is allocated.
 */
int mock_tx_alloc(struct mock_dp *dp, struct mock_tx_ring *tx, u16 len)
{
	tx->buf = kvcalloc(len, sizeof(*tx->buf), GFP_KERNEL);
	if (!tx->buf)
		return -ENOMEM;
	tx->desc = dma_alloc_coherent(&dp->pdev->dev, len * sizeof(*tx->desc),
				      &tx->dma, GFP_KERNEL);
	if (!tx->desc) {
		kvfree(tx->buf);
		tx->buf = NULL;
		return -ENOMEM;
	}
	tx->len = len;
	tx->next = 0;
	tx->clean = 0;
	return 0;
}

/**
 * mock_tx_free() - free the memory of a transmit ring
 * @dp: data path
 * @tx: a drained ring, or one that was never set up
 */
void mock_tx_free(struct mock_dp *dp, struct mock_tx_ring *tx)
{
	if (!tx->desc)
		return;
	dma_free_coherent(&dp->pdev->dev, tx->len * sizeof(*tx->desc),
			  tx->desc, tx->dma);
	kvfree(tx->buf);
	tx->desc = NULL;
	tx->buf = NULL;
}

/**
 * mock_tx_start() - hand an empty transmit ring to the device
 * @qp: queue pair
 */
void mock_tx_start(struct mock_qp *qp)
{
	struct mock_tx_ring *tx = &qp->rings->tx;
	struct mock_hw *hw = qp->dp->hw;
	u32 reg = MOCK_TX(qp->index);

	mock_wr(hw, reg + MOCK_Q_BAL, lower_32_bits(tx->dma));
	mock_wr(hw, reg + MOCK_Q_BAH, upper_32_bits(tx->dma));
	mock_wr(hw, reg + MOCK_Q_LEN, tx->len);
	mock_wr(hw, reg + MOCK_Q_CTL, MOCK_Q_EN);
}

/* Undo the mappings of descriptors @first to @last; only the first of a frame
 * is a linear part.
 */
static void mock_tx_unmap(struct device *dev, struct mock_tx_ring *tx,
			  u16 first, u16 last)
{
	struct mock_tx_buf *buf = &tx->buf[first];

	dma_unmap_single(dev, buf->dma, buf->len, DMA_TO_DEVICE);
	while (first != last) {
		first = (first + 1) & (tx->len - 1);
		buf = &tx->buf[first];
		dma_unmap_page(dev, buf->dma, buf->len, DMA_TO_DEVICE);
	}
}

/**
 * mock_tx_drain() - drop what is in a transmit ring and empty it
 * @qp: queue pair; the device has let go of the ring, NAPI is off and nobody
 *	transmits
 */
void mock_tx_drain(struct mock_qp *qp)
{
	struct mock_tx_ring *tx = &qp->rings->tx;

	while (tx->clean != tx->next) {
		struct mock_tx_buf *buf = &tx->buf[tx->clean];

		mock_tx_unmap(&qp->dp->pdev->dev, tx, tx->clean, buf->last);
		dev_kfree_skb_any(buf->skb);
		buf->skb = NULL;
		mock_tx_count(qp, MOCK_TX_ABORTED);
		tx->clean = (buf->last + 1) & (tx->len - 1);
	}
	tx->next = 0;
	tx->clean = 0;
	netdev_tx_reset_queue(netdev_get_tx_queue(qp->dp->netdev, qp->index));
}

/**
 * mock_tx_clean() - complete transmitted frames
 * @qp: queue pair
 * @budget: NAPI's budget; 0 in netpoll
 *
 * Context: NAPI.
 */
void mock_tx_clean(struct mock_qp *qp, int budget)
{
	struct net_device *netdev = qp->dp->netdev;
	struct mock_tx_ring *tx = &qp->rings->tx;
	/* Acquire: the slots below @next were filled before it. */
	u16 next = smp_load_acquire(&tx->next);
	unsigned int packets = 0, bytes = 0;
	struct netdev_queue *txq;
	u16 clean = tx->clean;

	while (clean != next) {
		struct mock_tx_buf *buf = &tx->buf[clean];
		struct mock_tx_desc *last = &tx->desc[buf->last];

		if (!(READ_ONCE(last->status) & cpu_to_le32(MOCK_TXD_DD)))
			break;
		mock_tx_unmap(&qp->dp->pdev->dev, tx, clean, buf->last);
		bytes += buf->skb->len;
		packets++;
		napi_consume_skb(buf->skb, budget);
		buf->skb = NULL;
		clean = (buf->last + 1) & (tx->len - 1);
	}
	if (!packets)
		return;

	/* Release: transmit may fill these slots once it sees the index. */
	smp_store_release(&tx->clean, clean);
	txq = netdev_get_tx_queue(netdev, qp->index);
	netdev_tx_completed_queue(txq, packets, bytes);

	/* The index must be visible before the stop bit is read; pairs with
	 * the barrier in mock_tx_maybe_stop(). One of the two sides sees the
	 * other's write, so the queue can't stay stopped over an empty ring.
	 */
	smp_mb();
	if (netif_tx_queue_stopped(txq) &&
	    mock_tx_unused(tx, READ_ONCE(tx->next), clean) >= MOCK_TX_WAKE(tx))
		netif_tx_wake_queue(txq);
}

/* Stop the queue unless the worst frame fits, so that ndo_start_xmit() never
 * has to refuse one.
 */
static void mock_tx_maybe_stop(struct mock_qp *qp, struct netdev_queue *txq)
{
	struct mock_tx_ring *tx = &qp->rings->tx;

	if (likely(mock_tx_unused(tx, tx->next, READ_ONCE(tx->clean)) >=
		   MOCK_TX_WORST))
		return;
	netif_tx_stop_queue(txq);
	/* Pairs with the barrier in mock_tx_clean(), see there. */
	smp_mb();
	if (mock_tx_unused(tx, tx->next, READ_ONCE(tx->clean)) >=
	    MOCK_TX_WAKE(tx))
		netif_tx_start_queue(txq);
	else
		mock_tx_count(qp, MOCK_TX_STOPPED);
}

/* Map the frame and fill its descriptors from @tx->next on, which stays as it
 * is. Returns 0 and the last descriptor's index, or -ENOMEM with all undone.
 */
static int mock_tx_map(struct device *dev, struct mock_tx_ring *tx,
		       struct sk_buff *skb, u16 *last)
{
	unsigned int nr_frags = skb_shinfo(skb)->nr_frags, f = 0;
	u32 len = skb_headlen(skb);
	u16 i = tx->next;
	dma_addr_t dma;

	dma = dma_map_single(dev, skb->data, len, DMA_TO_DEVICE);
	for (;;) {
		if (unlikely(dma_mapping_error(dev, dma)))
			goto unmap;
		tx->buf[i].dma = dma;
		tx->buf[i].len = len;
		tx->desc[i] = (struct mock_tx_desc) {
			.addr = cpu_to_le64(dma),
			.len = cpu_to_le32(len),
		};
		if (f == nr_frags)
			break;
		len = skb_frag_size(&skb_shinfo(skb)->frags[f]);
		dma = skb_frag_dma_map(dev, &skb_shinfo(skb)->frags[f], 0, len,
				       DMA_TO_DEVICE);
		f++;
		i = (i + 1) & (tx->len - 1);
	}
	*last = i;
	return 0;

unmap:
	if (i != tx->next)
		mock_tx_unmap(dev, tx, tx->next, (i - 1) & (tx->len - 1));
	return -ENOMEM;
}

/* What the first descriptor says about the whole frame. */
static void mock_tx_offloads(struct mock_tx_desc *desc,
			     const struct sk_buff *skb)
{
	u32 cmd = 0;

	if (skb_vlan_tag_present(skb)) {
		cmd |= MOCK_TXD_VLAN;
		desc->vlan_tci = cpu_to_le16(skb_vlan_tag_get(skb));
	}
	if (skb->ip_summed == CHECKSUM_PARTIAL) {
		cmd |= MOCK_TXD_CSUM;
		desc->csum_start = cpu_to_le16(skb_checksum_start_offset(skb));
		desc->csum_offset = cpu_to_le16(skb->csum_offset);
	}
	desc->cmd = cpu_to_le32(cmd);
}

static void mock_tx_doorbell(struct mock_qp *qp)
{
	struct mock_tx_ring *tx = &qp->rings->tx;

	/* The descriptors before the tail that covers them. */
	dma_wmb();
	mock_wr(qp->dp->hw, MOCK_TX(qp->index) + MOCK_Q_TAIL, tx->next);
}

/**
 * mock_dp_xmit() - ndo_start_xmit
 * @dp: data path, running
 * @skb: frame
 *
 * Context: under the queue's xmit lock.
 *
 * Return: NETDEV_TX_OK, or NETDEV_TX_BUSY for a queue that should have been
 * stopped.
 */
netdev_tx_t mock_dp_xmit(struct mock_dp *dp, struct sk_buff *skb)
{
	struct mock_qp *qp = &dp->qp[skb_get_queue_mapping(skb)];
	struct mock_tx_ring *tx = &qp->rings->tx;
	u16 first = tx->next, last;
	struct netdev_queue *txq;

	txq = netdev_get_tx_queue(dp->netdev, qp->index);
	/* Acquire: the slots were let go before the index said so. */
	if (unlikely(mock_tx_unused(tx, first, smp_load_acquire(&tx->clean)) <
		     skb_shinfo(skb)->nr_frags + 1U)) {
		mock_tx_maybe_stop(qp, txq);
		return NETDEV_TX_BUSY;
	}

	if (unlikely(mock_tx_map(&dp->pdev->dev, tx, skb, &last))) {
		mock_tx_count(qp, MOCK_TX_MAP_ERROR);
		dev_kfree_skb_any(skb);
		/* Frames before this one may wait for its doorbell. */
		if (!netdev_xmit_more())
			mock_tx_doorbell(qp);
		return NETDEV_TX_OK;
	}
	mock_tx_offloads(&tx->desc[first], skb);
	tx->desc[last].cmd |= cpu_to_le32(MOCK_TXD_EOP | MOCK_TXD_RS);
	tx->buf[first].skb = skb;
	tx->buf[first].last = last;

	u64_stats_update_begin(&qp->count->tx_sync);
	u64_stats_inc(&qp->count->tx[MOCK_TX_PACKETS]);
	u64_stats_add(&qp->count->tx[MOCK_TX_BYTES], skb->len);
	u64_stats_update_end(&qp->count->tx_sync);
	skb_tx_timestamp(skb);

	/* Release: NAPI reads the slots below the index. */
	smp_store_release(&tx->next, (last + 1) & (tx->len - 1));
	mock_tx_maybe_stop(qp, txq);
	if (__netdev_tx_sent_queue(txq, skb->len, netdev_xmit_more()))
		mock_tx_doorbell(qp);
	return NETDEV_TX_OK;
}
