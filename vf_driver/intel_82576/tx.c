// SPDX-License-Identifier: GPL-2.0
/*
 * Transmit side of the 82576's VF: what datapath/igb_tx.h leaves to the driver,
 * which is the queue's registers and its counters.
 */
#include "ivf.h"

static_assert(IGB_TX_WORST + IVF_MIN_DESC / 8 < IVF_MIN_DESC);

static struct netdev_queue *ivf_tx_queue(const struct ivf *vf)
{
	return netdev_get_tx_queue(vf->vfd.netdev, 0);
}

/**
 * ivf_tx_start() - hand an empty transmit ring to the device
 * @vf: the VF, with the queue off
 */
void ivf_tx_start(struct ivf *vf)
{
	struct igb_tx_ring *tx = &vf->rings->tx;
	u32 val;

	tx->tail = vf->regs + IVF_TDT;
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

/**
 * ivf_tx_drain() - drop what is in the transmit ring and empty it
 * @vf: the VF; the device has let go of the ring, NAPI is off and nobody
 *	transmits
 */
void ivf_tx_drain(struct ivf *vf)
{
	unsigned int dropped;

	dropped = igb_tx_drain(&vf->rings->tx, ivf_tx_queue(vf));
	u64_stats_update_begin(&vf->count.napi_sync);
	u64_stats_add(&vf->count.val[IVF_TX_ABORTED], dropped);
	u64_stats_update_end(&vf->count.napi_sync);
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
	struct netdev_queue *txq = ivf_tx_queue(vf);
	struct igb_tx_sum sum = {};
	bool wake;

	wake = igb_tx_clean(&vf->rings->tx, txq, budget, &sum);
	if (!(sum.skbs + sum.xdps))
		return;
	u64_stats_update_begin(&vf->count.napi_sync);
	u64_stats_add(&vf->count.val[IVF_TX_PACKETS], sum.skbs + sum.xdps);
	u64_stats_add(&vf->count.val[IVF_TX_BYTES],
		      sum.skb_bytes + sum.xdp_bytes);
	u64_stats_update_end(&vf->count.napi_sync);
	if (unlikely(wake))
		netif_tx_wake_queue(txq);
}

static void ivf_tx_stop(struct ivf *vf, struct netdev_queue *txq)
{
	if (igb_tx_stop(&vf->rings->tx, txq))
		ivf_count_xmit(vf, IVF_TX_STOPPED);
}

static netdev_tx_t ivf_tx_dropped(struct ivf *vf, struct sk_buff *skb)
{
	ivf_count_xmit(vf, IVF_TX_MAP_ERROR);
	dev_kfree_skb_any(skb);
	/* Frames before this one may wait for their doorbell. */
	if (!netdev_xmit_more())
		igb_tx_doorbell(&vf->rings->tx);
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
	struct netdev_queue *txq = netdev_get_tx_queue(netdev, 0);
	struct ivf *vf = netdev_priv(netdev);
	struct igb_tx_ring *tx = &vf->rings->tx;

	/* It frees the frame when it fails. */
	if (unlikely(skb_put_padto(skb, IGB_TX_MIN_LEN))) {
		ivf_count_xmit(vf, IVF_TX_MAP_ERROR);
		return NETDEV_TX_OK;
	}
	if (unlikely(!igb_tx_room(tx))) {
		ivf_tx_stop(vf, txq);
		return NETDEV_TX_BUSY;
	}
	if (unlikely(igb_tx_skb(tx, skb)))
		return ivf_tx_dropped(vf, skb);
	if (unlikely(!igb_tx_room(tx)))
		ivf_tx_stop(vf, txq);
	if (__netdev_tx_sent_queue(txq, skb->len, netdev_xmit_more()))
		igb_tx_doorbell(tx);
	return NETDEV_TX_OK;
}
