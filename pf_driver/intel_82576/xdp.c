// SPDX-License-Identifier: GPL-2.0
/*
 * XDP of the PF's netdev: programs, their verdicts, and frames that others
 * redirect to it.
 *
 * Owns the program, written under rtnl, read in NAPI context. Frames share
 * the transmit rings with the stack, under the queue's xmit lock. Programs see
 * frames that lie in one buffer: the MTU is limited while there is one.
 */
#include <linux/bpf.h>
#include <linux/bpf_trace.h>
#include <linux/filter.h>

#include "hw.h"
#include "ring.h"

/* The queue pair of this CPU, to be taken with __netif_tx_lock(). */
static struct i576_qp *xdp_qp(struct i576_netdev *np)
{
	return &np->qp[smp_processor_id() % READ_ONCE(np->num_qps)];
}

static struct netdev_queue *xdp_txq(const struct i576_qp *qp)
{
	return netdev_get_tx_queue(qp->np->netdev, qp->index);
}

static bool xdp_tx(struct i576_qp *qp, struct xdp_buff *xdp)
{
	struct xdp_frame *xdpf = xdp_convert_buff_to_frame(xdp);
	struct i576_qp *to = xdp_qp(qp->np);
	struct netdev_queue *txq = xdp_txq(to);
	int err;

	if (unlikely(!xdpf))
		return false;
	__netif_tx_lock(txq, smp_processor_id());
	/* It is in use: the watchdog looks at the stack's frames only. */
	txq_trans_cond_update(txq);
	err = i576_tx_xdp(to, xdpf, true);
	__netif_tx_unlock(txq);
	return !err;
}

/**
 * i576_xdp_run() - let a program decide about a frame
 * @qp: queue pair that received it
 * @prog: the program
 * @xdp: the frame
 * @page: its page
 *
 * Context: NAPI.
 *
 * Return: 0: it passed, and may have been changed; 1: it is taken care of.
 */
int i576_xdp_run(struct i576_qp *qp, struct bpf_prog *prog,
		 struct xdp_buff *xdp, struct page *page)
{
	struct net_device *netdev = qp->np->netdev;
	u32 act = bpf_prog_run_xdp(prog, xdp);

	switch (act) {
	case XDP_PASS:
		return 0;
	case XDP_TX:
		if (!xdp_tx(qp, xdp))
			goto failed;
		i576_count_rx(qp, I576_RX_XDP_TX);
		return 1;
	case XDP_REDIRECT:
		if (xdp_do_redirect(netdev, xdp, prog))
			goto failed;
		i576_count_rx(qp, I576_RX_XDP_REDIRECT);
		return 1;
	default:
		bpf_warn_invalid_xdp_action(netdev, prog, act);
		fallthrough;
	case XDP_ABORTED:
failed:
		trace_xdp_exception(netdev, prog, act);
		fallthrough;
	case XDP_DROP:
		i576_count_rx(qp, I576_RX_XDP_DROP);
		page_pool_recycle_direct(qp->rings->rx.pool, page);
		return 1;
	}
}

/**
 * i576_xdp_flush() - send what programs sent and redirected in this poll
 * @qp: queue pair
 *
 * Context: NAPI.
 */
void i576_xdp_flush(struct i576_qp *qp)
{
	struct i576_qp *to = xdp_qp(qp->np);
	struct netdev_queue *txq = xdp_txq(to);

	xdp_do_flush();
	__netif_tx_lock(txq, smp_processor_id());
	i576_tx_kick(to);
	__netif_tx_unlock(txq);
}

/**
 * i576_xdp_xmit() - ndo_xdp_xmit
 * @netdev: the PF's netdev
 * @n: number of frames
 * @frames: the frames, redirected by others' programs
 * @flags: XDP_XMIT_FLUSH
 *
 * Return: how many of them were taken, or -EINVAL, -ENETDOWN.
 */
int i576_xdp_xmit(struct net_device *netdev, int n, struct xdp_frame **frames,
		  u32 flags)
{
	struct i576_netdev *np = netdev_priv(netdev);
	struct netdev_queue *txq;
	struct i576_qp *qp;
	int i;

	if (unlikely(flags & ~XDP_XMIT_FLAGS_MASK))
		return -EINVAL;
	if (unlikely(!READ_ONCE(np->running)))
		return -ENETDOWN;
	qp = xdp_qp(np);
	txq = xdp_txq(qp);
	__netif_tx_lock(txq, smp_processor_id());
	txq_trans_cond_update(txq);
	for (i = 0; i < n; i++)
		if (i576_tx_xdp(qp, frames[i], false))
			break;
	if (flags & XDP_XMIT_FLUSH)
		i576_tx_kick(qp);
	__netif_tx_unlock(txq);
	return i;
}

static int xdp_setup(struct i576_netdev *np, struct netdev_bpf *bpf)
{
	struct bpf_prog *old;

	if (bpf->prog &&
	    i576_frame_len(np->netdev->mtu) > I576_RX_BUF_LEN) {
		NL_SET_ERR_MSG(bpf->extack,
			       "mtu: XDP needs frames in one buffer of 3072 bytes");
		return -EOPNOTSUPP;
	}
	old = xchg(&np->prog, bpf->prog);
	/* NAPI may be in the middle of it: freed after a grace period. */
	if (old)
		bpf_prog_put(old);
	return 0;
}

/**
 * i576_bpf() - ndo_bpf
 * @netdev: the PF's netdev
 * @bpf: what is wanted
 *
 * Return: 0; -EOPNOTSUPP if the MTU is too high; -EINVAL for other commands.
 */
int i576_bpf(struct net_device *netdev, struct netdev_bpf *bpf)
{
	struct i576_netdev *np = netdev_priv(netdev);

	if (bpf->command != XDP_SETUP_PROG)
		return -EINVAL;
	return xdp_setup(np, bpf);
}
