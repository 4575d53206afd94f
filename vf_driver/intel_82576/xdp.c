// SPDX-License-Identifier: GPL-2.0
/*
 * XDP of the 82576's VF: programs, what becomes of a frame that one has seen,
 * and frames that other devices redirect to the VF.
 *
 * Owns ivf.prog. There is one transmit queue, so frames of XDP share it with
 * the network stack, under its xmit lock; they leave room for the longest
 * frame of the stack. BQL doesn't count them. A program sees frames of one
 * buffer, and no tag that the card has taken off.
 */
#include <linux/bpf_trace.h>
#include <linux/filter.h>

#include "ivf.h"

/* The longest frame of one buffer, with two tags */
#define IVF_XDP_MAX_MTU		(IVF_RX_BUF_LEN - ETH_HLEN - 2 * VLAN_HLEN)

/* ---- Transmission ---------------------------------------------------------- */

/* Give a frame to the device, which is told by igb_tx_doorbell(). xmit lock
 * held. False: it can't be had, and is still the caller's.
 */
static bool ivf_xdp_queue(struct ivf *vf, struct xdp_frame *frame, bool ours)
{
	/* Else ivf_stop() is about to take the ring. */
	return likely(READ_ONCE(vf->running)) &&
	       !igb_tx_xdp(&vf->rings->tx, frame, ours);
}

/**
 * ivf_xdp_xmit() - ndo_xdp_xmit
 * @netdev: the VF's netdev
 * @n: number of frames
 * @frames: frames of other devices
 * @flags: XDP_XMIT_FLUSH: send them now
 *
 * Context: softirq.
 *
 * Return: how many were taken, the first of them; -EINVAL for unknown @flags,
 * -ENETDOWN if the VF isn't up.
 */
int ivf_xdp_xmit(struct net_device *netdev, int n, struct xdp_frame **frames,
		 u32 flags)
{
	struct netdev_queue *txq = netdev_get_tx_queue(netdev, 0);
	struct ivf *vf = netdev_priv(netdev);
	int i;

	if (unlikely(flags & ~XDP_XMIT_FLAGS_MASK))
		return -EINVAL;
	if (unlikely(!READ_ONCE(vf->running)))
		return -ENETDOWN;
	__netif_tx_lock(txq, smp_processor_id());
	txq_trans_cond_update(txq);
	for (i = 0; i < n; i++)
		if (!ivf_xdp_queue(vf, frames[i], false))
			break;
	if (i < n)
		ivf_count_xmit(vf, IVF_XDP_FULL);
	if (flags & XDP_XMIT_FLUSH && READ_ONCE(vf->running))
		igb_tx_doorbell(&vf->rings->tx);
	__netif_tx_unlock(txq);
	return i;
}

static bool ivf_xdp_tx(struct ivf *vf, struct xdp_buff *xdp)
{
	struct netdev_queue *txq = netdev_get_tx_queue(vf->vfd.netdev, 0);
	struct xdp_frame *frame = xdp_convert_buff_to_frame(xdp);
	bool done;

	if (unlikely(!frame))
		return false;
	__netif_tx_lock(txq, smp_processor_id());
	txq_trans_cond_update(txq);
	done = ivf_xdp_queue(vf, frame, true);
	if (!done)
		ivf_count_xmit(vf, IVF_XDP_FULL);
	__netif_tx_unlock(txq);
	return done;
}

/* ---- Reception -------------------------------------------------------------- */

/**
 * ivf_xdp_run() - let the program look at a frame, and do as it says
 * @vf: the VF
 * @prog: the program
 * @xdp: the frame, in a page of the receive ring
 *
 * Context: NAPI. ivf_xdp_flush() has to follow.
 *
 * Return: whether the frame goes on to the stack; else its page has gone.
 */
bool ivf_xdp_run(struct ivf *vf, struct bpf_prog *prog, struct xdp_buff *xdp)
{
	struct net_device *netdev = vf->vfd.netdev;
	struct ivf_rx_ring *rx = &vf->rings->rx;
	struct page *page = virt_to_page(xdp->data);
	u32 action = bpf_prog_run_xdp(prog, xdp);

	switch (action) {
	case XDP_PASS:
		return true;
	case XDP_DROP:
		ivf_count_napi(vf, IVF_XDP_DROP);
		break;
	case XDP_TX:
		rx->flush |= IVF_FLUSH_TX;
		if (unlikely(!ivf_xdp_tx(vf, xdp)))
			goto failed;
		ivf_count_napi(vf, IVF_XDP_TX);
		return false;
	case XDP_REDIRECT:
		rx->flush |= IVF_FLUSH_REDIRECT;
		if (unlikely(xdp_do_redirect(netdev, xdp, prog)))
			goto failed;
		ivf_count_napi(vf, IVF_XDP_REDIRECT);
		return false;
	default:
		bpf_warn_invalid_xdp_action(netdev, prog, action);
		fallthrough;
	case XDP_ABORTED:
		goto failed;
	}
	page_pool_put_full_page(rx->pool, page, true);
	return false;

failed:
	trace_xdp_exception(netdev, prog, action);
	ivf_count_napi(vf, IVF_XDP_ERROR);
	page_pool_put_full_page(rx->pool, page, true);
	return false;
}

/**
 * ivf_xdp_flush() - send what ivf_xdp_run() has left to be sent
 * @vf: the VF
 *
 * Context: NAPI.
 */
void ivf_xdp_flush(struct ivf *vf)
{
	struct netdev_queue *txq = netdev_get_tx_queue(vf->vfd.netdev, 0);
	struct ivf_rx_ring *rx = &vf->rings->rx;

	if (rx->flush & IVF_FLUSH_REDIRECT)
		xdp_do_flush();
	if (rx->flush & IVF_FLUSH_TX) {
		__netif_tx_lock(txq, smp_processor_id());
		igb_tx_doorbell(&vf->rings->tx);
		__netif_tx_unlock(txq);
	}
	rx->flush = 0;
}

/* ---- Programs --------------------------------------------------------------- */

static int ivf_xdp_setup(struct ivf *vf, struct bpf_prog *prog,
			 struct netlink_ext_ack *extack)
{
	struct bpf_prog *old;

	if (prog && vf->vfd.netdev->mtu > IVF_XDP_MAX_MTU) {
		NL_SET_ERR_MSG(extack,
			       "with XDP the MTU is at most 3050: a frame is one buffer");
		return -EINVAL;
	}
	BUILD_BUG_ON(IVF_XDP_MAX_MTU != 3050);
	/* Rings are the same with and without; NAPI takes it with its next
	 * poll. The old one is freed after a grace period.
	 */
	old = xchg(&vf->prog, prog);
	if (old)
		bpf_prog_put(old);
	return 0;
}

/**
 * ivf_bpf() - ndo_bpf
 * @netdev: the VF's netdev
 * @bpf: what is asked for
 *
 * Context: rtnl.
 *
 * Return: 0; -EINVAL for an unknown command, or an MTU above 3050.
 */
int ivf_bpf(struct net_device *netdev, struct netdev_bpf *bpf)
{
	if (bpf->command != XDP_SETUP_PROG)
		return -EINVAL;
	return ivf_xdp_setup(netdev_priv(netdev), bpf->prog, bpf->extack);
}

/**
 * ivf_change_mtu() - ndo_change_mtu
 * @netdev: the VF's netdev
 * @mtu: new MTU, bytes
 *
 * Context: rtnl.
 *
 * Return: -EINVAL for more than an XDP program can see; else what
 * sriov_vf_change_mtu() returns.
 */
int ivf_change_mtu(struct net_device *netdev, int mtu)
{
	struct ivf *vf = netdev_priv(netdev);

	if (vf->prog && mtu > IVF_XDP_MAX_MTU) {
		netdev_err(netdev, "with XDP the MTU is at most %u\n",
			   (unsigned int)IVF_XDP_MAX_MTU);
		return -EINVAL;
	}
	return sriov_vf_change_mtu(netdev, mtu);
}
