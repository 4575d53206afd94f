// SPDX-License-Identifier: GPL-2.0
/*
 * Transmit of the PF's netdev: what datapath/igb_tx.h leaves to the driver,
 * which is the queue's registers, its state and its counters.
 */
#include <linux/tcp.h>

#include "hw.h"
#include "ring.h"

static_assert(IGB_TX_WORST + I576_MIN_LEN / 8 < I576_MIN_LEN);

static struct netdev_queue *tx_queue(const struct i576_qp *qp)
{
	return netdev_get_tx_queue(qp->np->netdev, qp->index);
}

/**
 * i576_tx_start() - hand an empty transmit ring to the device
 * @qp: queue pair
 */
void i576_tx_start(struct i576_qp *qp)
{
	struct igb_tx_ring *tx = &qp->rings->tx;
	struct i576 *hw = qp->np->hw;
	u32 reg = I576_TXQ(qp->reg);

	tx->tail = hw->addr + reg + I576_Q_TAIL;
	i576_wr(hw, reg + I576_Q_LEN, (tx->mask + 1) * sizeof(*tx->desc));
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

/**
 * i576_tx_drain() - drop what is in a transmit ring and empty it
 * @qp: queue pair; the device has let go of the ring, NAPI is off and nobody
 *	transmits
 */
void i576_tx_drain(struct i576_qp *qp)
{
	igb_tx_drain(&qp->rings->tx, tx_queue(qp));
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
	struct netdev_queue *txq = tx_queue(qp);
	struct igb_tx_sum sum = {};

	if (unlikely(igb_tx_clean(&qp->rings->tx, txq, budget, &sum)) &&
	    READ_ONCE(qp->np->running))
		netif_tx_wake_queue(txq);
}

static void tx_stop(struct i576_qp *qp, struct netdev_queue *txq)
{
	if (igb_tx_stop(&qp->rings->tx, txq))
		i576_count_tx(qp, I576_TX_STOPPED);
}

static netdev_tx_t tx_drop(struct i576_qp *qp, struct sk_buff *skb)
{
	i576_count_tx(qp, I576_TX_DROPPED);
	dev_kfree_skb_any(skb);
	/* Frames before this one may wait for its doorbell. */
	if (!netdev_xmit_more())
		igb_tx_doorbell(&qp->rings->tx);
	return NETDEV_TX_OK;
}

static void tx_count(struct i576_qp *qp, unsigned int packets,
		     unsigned int bytes)
{
	u64_stats_update_begin(&qp->tx_sync);
	u64_stats_add(&qp->tx[I576_TX_PACKETS], packets);
	u64_stats_add(&qp->tx[I576_TX_BYTES], bytes);
	u64_stats_update_end(&qp->tx_sync);
}

/* What is on the wire: each segment has the headers. */
static noinline void tx_count_gso(struct i576_qp *qp, const struct sk_buff *skb)
{
	unsigned int segs = skb_shinfo(skb)->gso_segs;

	tx_count(qp, segs, skb->len + (segs - 1) *
		 (skb_transport_offset(skb) + tcp_hdrlen(skb)));
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
	struct igb_tx_ring *tx = &qp->rings->tx;
	struct netdev_queue *txq;

	txq = netdev_get_tx_queue(netdev, qp->index);
	if (unlikely(!igb_tx_room(tx))) {
		tx_stop(qp, txq);
		return NETDEV_TX_BUSY;
	}
	/* It frees the frame when it fails. */
	if (unlikely(skb_put_padto(skb, IGB_TX_MIN_LEN)))
		return NETDEV_TX_OK;
	if (unlikely(igb_tx_skb(tx, skb)))
		return tx_drop(qp, skb);

	if (skb_is_gso(skb))
		tx_count_gso(qp, skb);
	else
		tx_count(qp, 1, skb->len);
	if (unlikely(!igb_tx_room(tx)))
		tx_stop(qp, txq);
	if (__netdev_tx_sent_queue(txq, skb->len, netdev_xmit_more()))
		igb_tx_doorbell(tx);
	return NETDEV_TX_OK;
}

/* ---- XDP ---------------------------------------------------------------- */

/* The queue may have been stopped, or given up, before its lock was had. */
static bool tx_runs(const struct i576_qp *qp)
{
	return READ_ONCE(qp->np->running) && qp->rings;
}

/**
 * i576_tx_xdp() - put a frame of XDP into a transmit ring
 * @qp: queue pair, with its xmit lock held
 * @xdpf: the frame; stays the caller's on failure
 * @ours: it is in a page of our own receive rings
 *
 * Return: 0; -ENOBUFS for a ring that is full or doesn't run; -ENOMEM.
 */
int i576_tx_xdp(struct i576_qp *qp, struct xdp_frame *xdpf, bool ours)
{
	unsigned int len = xdpf->len;
	int err;

	if (!tx_runs(qp))
		return -ENOBUFS;
	err = igb_tx_xdp(&qp->rings->tx, xdpf, ours);
	if (err)
		return err;
	tx_count(qp, 1, len);
	return 0;
}

/**
 * i576_tx_kick() - have the device send what i576_tx_xdp() put into the ring
 * @qp: queue pair, with its xmit lock held
 */
void i576_tx_kick(struct i576_qp *qp)
{
	if (tx_runs(qp))
		igb_tx_doorbell(&qp->rings->tx);
}
