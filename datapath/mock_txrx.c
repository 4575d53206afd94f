// SPDX-License-Identifier: GPL-2.0
/*
 * Life of the mock NIC's data path: vectors, NAPI contexts, rings, starting,
 * stopping and resizing.
 *
 * Owns struct mock_dp and struct mock_qp. Locks: see mock_txrx.h; the caller
 * serialises everything here but the interrupt handler and the NAPI poll.
 */
#include <linux/etherdevice.h>
#include <linux/interrupt.h>
#include <linux/slab.h>

#include "mock_txrx.h"

/**
 * mock_dp_find_hw() - find the registers of a function
 * @pdev: PCI function
 *
 * Return: its registers, or NULL if it isn't one of the mock NIC or is gone.
 */
struct mock_hw *mock_dp_find_hw(struct pci_dev *pdev)
{
	struct mock_hw *hw = dev_get_platdata(&pdev->dev);

	return hw && mock_hw_present(hw) ? hw : NULL;
}

/**
 * mock_dp_alloc_vectors() - allocate interrupt vectors
 * @pdev: enabled PCI function
 * @max_qps: queue pairs wanted
 *
 * Vector 0 is for everything but queues, vector 1 + q for queue pair q. With
 * fewer vectors there are fewer queue pairs; a single one serves all. Free
 * them by pci_free_irq_vectors().
 *
 * Return: number of vectors or a negative errno.
 */
int mock_dp_alloc_vectors(struct pci_dev *pdev, unsigned int max_qps)
{
	return pci_alloc_irq_vectors(pdev, 1, 1 + max_qps, PCI_IRQ_MSI);
}

static int mock_dp_poll(struct napi_struct *napi, int budget)
{
	struct mock_qp *qp = container_of(napi, struct mock_qp, napi);
	int frames;

	mock_tx_clean(qp, budget);
	/* Netpoll wants room to transmit, and no reception. */
	if (!budget)
		return 0;
	frames = mock_rx_clean(qp, budget);
	if (frames == budget)
		return budget;
	/* A cause that came in between is pending and fires at once. */
	if (napi_complete_done(napi, frames))
		mock_wr(qp->dp->hw, MOCK_IMS, MOCK_INT_QUEUE(qp->index));
	return frames;
}

/* Have all queues polled: that fills receive rings and enables interrupts. */
static void mock_dp_schedule(struct mock_dp *dp)
{
	unsigned int q;

	local_bh_disable();
	for (q = 0; q < dp->num_qps; q++)
		napi_schedule(&dp->qp[q].napi);
	local_bh_enable();
}

static void mock_dp_refill_work(struct work_struct *work)
{
	struct mock_dp *dp = container_of(to_delayed_work(work),
					  struct mock_dp, refill_work);

	mock_dp_schedule(dp);
}

static irqreturn_t mock_dp_irq(int irq, void *data)
{
	struct mock_qp *qp = data;

	/* The device has masked the queue by itself. */
	napi_schedule(&qp->napi);
	return IRQ_HANDLED;
}

/**
 * mock_dp_interrupt() - the queues' part of the shared vector
 * @dp: data path
 *
 * To be called by the handler of vector 0. The device clears queue causes
 * when it fires, so that nothing says whether it was a queue: poll it. Does
 * nothing while the data path is stopped, or if queues have own vectors.
 *
 * Context: hard IRQ.
 */
void mock_dp_interrupt(struct mock_dp *dp)
{
	if (dp->shared_vector)
		napi_schedule(&dp->qp[0].napi);
}

/**
 * mock_dp_init() - set up the data path of a netdev
 * @dp: zeroed data path; the caller has set num_qps, tx_len and rx_len to
 *	what it wants to begin with
 * @netdev: netdev, not yet registered
 * @pdev: its PCI function
 * @hw: its registers
 * @vectors: what mock_dp_alloc_vectors() returned
 *
 * Return: 0 or -ENOMEM.
 */
int mock_dp_init(struct mock_dp *dp, struct net_device *netdev,
		 struct pci_dev *pdev, struct mock_hw *hw,
		 unsigned int vectors)
{
	unsigned int q;
	int err;

	dp->netdev = netdev;
	dp->pdev = pdev;
	dp->hw = hw;
	dp->shared_vector = vectors == 1;
	dp->max_qps = min(netdev->num_tx_queues, netdev->num_rx_queues);
	dp->max_qps = min(dp->max_qps, max(1U, vectors - 1));
	dp->num_qps = min(dp->num_qps, dp->max_qps);
	dp->limit = dp->max_qps;
	dp->wanted = dp->num_qps;
	dp->qp = kcalloc(dp->max_qps, sizeof(*dp->qp), GFP_KERNEL);
	dp->count = kcalloc(dp->max_qps, sizeof(*dp->count), GFP_KERNEL);
	err = dp->qp && dp->count ? 0 : -ENOMEM;
	if (!err)
		err = netif_set_real_num_queues(netdev, dp->num_qps,
						dp->num_qps);
	if (err) {
		kfree(dp->count);
		kfree(dp->qp);
		return err;
	}
	for (q = 0; q < dp->max_qps; q++) {
		struct mock_qp *qp = &dp->qp[q];

		qp->dp = dp;
		qp->index = q;
		qp->count = &dp->count[q];
		u64_stats_init(&qp->count->tx_sync);
		u64_stats_init(&qp->count->rx_sync);
		netif_napi_add(netdev, &qp->napi, mock_dp_poll);
	}
	netdev->features |= MOCK_DP_FEATURES;
	dp->features = netdev->features;
	netdev->hw_features |= MOCK_DP_HW_FEATURES;
	netdev->vlan_features |= MOCK_DP_VLAN_FEATURES;
	netdev->min_mtu = ETH_MIN_MTU;
	netdev->max_mtu = MOCK_MAX_FRAME - ETH_HLEN;
	netdev->watchdog_timeo = 5 * HZ;
	INIT_DELAYED_WORK(&dp->refill_work, mock_dp_refill_work);
	mock_dp_base_stats(dp);
	return 0;
}

/**
 * mock_dp_uninit() - take the NAPI contexts from a netdev that goes
 * @dp: closed data path
 *
 * For ndo_uninit: the grace period that mock_dp_exit() needs is then the one
 * that unregistering waits for anyhow. With many VFs those add up.
 */
void mock_dp_uninit(struct mock_dp *dp)
{
	unsigned int q;

	for (q = 0; q < dp->max_qps; q++)
		__netif_napi_del(&dp->qp[q].napi);
}

/**
 * mock_dp_exit() - undo mock_dp_init()
 * @dp: closed data path; its netdev is unregistered, and mock_dp_uninit() was
 *	called by that, or never was registered
 */
void mock_dp_exit(struct mock_dp *dp)
{
	if (dp->netdev->reg_state == NETREG_UNINITIALIZED) {
		mock_dp_uninit(dp);
		synchronize_net();
	}
	kfree(dp->count);
	kfree(dp->qp);
	dp->qp = NULL;
}

/* ---- Memory and interrupts ----------------------------------------------- */

/* @rings has @dp->max_qps entries, which may be set up or not, or is NULL. */
static void mock_rings_free(struct mock_dp *dp, struct mock_rings *rings)
{
	unsigned int q;

	for (q = 0; q < dp->max_qps && rings; q++) {
		mock_tx_free(dp, &rings[q].tx);
		mock_rx_free(dp, &rings[q].rx);
	}
	kfree(rings);
}

/* Rings for all queue pairs there can be, of which @num are set up. */
static struct mock_rings *mock_rings_alloc(struct mock_dp *dp,
					   unsigned int num, u16 tx_len,
					   u16 rx_len)
{
	struct mock_rings *rings;
	unsigned int q;

	rings = kcalloc(dp->max_qps, sizeof(*rings), GFP_KERNEL);
	if (!rings)
		return NULL;
	for (q = 0; q < num; q++) {
		if (mock_tx_alloc(dp, &rings[q].tx, tx_len) ||
		    mock_rx_alloc(dp, &rings[q].rx, rx_len)) {
			mock_rings_free(dp, rings);
			return NULL;
		}
	}
	return rings;
}

/* Put other rings into use, or NULL. Nothing points to those that were, which
 * are returned.
 */
static struct mock_rings *mock_rings_swap(struct mock_dp *dp,
					  struct mock_rings *rings)
{
	struct mock_rings *old = dp->rings;
	unsigned int q;

	dp->rings = rings;
	for (q = 0; q < dp->max_qps; q++)
		dp->qp[q].rings = rings ? &rings[q] : NULL;
	return old;
}

static void mock_dp_free_irqs(struct mock_dp *dp, unsigned int from,
			      unsigned int to)
{
	unsigned int q;

	for (q = from; q < to; q++) {
		if (dp->qp[q].irq)
			free_irq(dp->qp[q].irq, &dp->qp[q]);
		dp->qp[q].irq = 0;
	}
}

/* Request the interrupts of queue pairs @from to @to - 1. */
static int mock_dp_request_irqs(struct mock_dp *dp, unsigned int from,
				unsigned int to)
{
	unsigned int q;
	int irq, err;

	if (dp->shared_vector)
		return 0;
	for (q = from; q < to; q++) {
		struct mock_qp *qp = &dp->qp[q];

		snprintf(qp->name, sizeof(qp->name), "%s-%u",
			 netdev_name(dp->netdev), q);
		irq = pci_irq_vector(dp->pdev, 1 + q);
		err = irq < 0 ? irq :
		      request_irq(irq, mock_dp_irq, 0, qp->name, qp);
		if (err) {
			mock_dp_free_irqs(dp, from, q);
			return err;
		}
		qp->irq = irq;
	}
	return 0;
}

/**
 * mock_dp_open() - allocate what a running data path needs
 * @dp: data path, not open
 *
 * Context: process; serialised by the caller.
 *
 * Return: 0 or a negative errno, and then nothing is allocated.
 */
int mock_dp_open(struct mock_dp *dp)
{
	struct mock_rings *rings;
	int err;

	rings = mock_rings_alloc(dp, dp->num_qps, dp->tx_len, dp->rx_len);
	if (!rings)
		return -ENOMEM;
	err = mock_dp_request_irqs(dp, 0, dp->num_qps);
	if (err) {
		mock_rings_free(dp, rings);
		return err;
	}
	mock_rings_swap(dp, rings);
	dp->open = true;
	return 0;
}

/**
 * mock_dp_close() - undo mock_dp_open()
 * @dp: data path, stopped; closing one that isn't open is no error
 */
void mock_dp_close(struct mock_dp *dp)
{
	if (!dp->open)
		return;
	dp->open = false;
	mock_dp_free_irqs(dp, 0, dp->num_qps);
	mock_rings_free(dp, mock_rings_swap(dp, NULL));
}

/* ---- Start and stop ------------------------------------------------------ */

/**
 * mock_dp_set_offloads() - tell the device which receive offloads are on
 * @dp: data path
 * @features: features of the netdev
 *
 * In force until called again, also over stop and start: ndo_set_features
 * comes before netdev->features is what it was called with.
 *
 * Context: process; serialised by the caller.
 */
void mock_dp_set_offloads(struct mock_dp *dp, netdev_features_t features)
{
	u32 val = 0;

	if (features & NETIF_F_HW_VLAN_CTAG_RX)
		val |= MOCK_OFFLOAD_VSTRIP;
	if (features & NETIF_F_RXCSUM)
		val |= MOCK_OFFLOAD_RXCSUM;
	dp->features = features;
	mock_wr(dp->hw, MOCK_OFFLOAD, val);
}

/**
 * mock_dp_moderate() - tell the device how to moderate interrupts
 * @dp: data path
 *
 * Context: process; serialised by the caller.
 */
void mock_dp_moderate(struct mock_dp *dp)
{
	unsigned int q;

	for (q = 0; q < dp->num_qps; q++) {
		mock_wr(dp->hw, MOCK_ITR(q) + MOCK_ITR_RX_USECS,
			dp->itr.rx_usecs);
		mock_wr(dp->hw, MOCK_ITR(q) + MOCK_ITR_RX_FRAMES,
			dp->itr.rx_frames);
		mock_wr(dp->hw, MOCK_ITR(q) + MOCK_ITR_TX_USECS,
			dp->itr.tx_usecs);
	}
}

/**
 * mock_dp_start() - let the device work on the rings
 * @dp: open data path
 *
 * Can't fail. Starting one that runs is no error.
 *
 * Context: process; serialised by the caller.
 */
void mock_dp_start(struct mock_dp *dp)
{
	unsigned int q;

	if (dp->running)
		return;
	mock_wr(dp->hw, MOCK_RSS, dp->num_qps);
	mock_dp_set_offloads(dp, dp->features);
	mock_dp_moderate(dp);
	for (q = 0; q < dp->num_qps; q++) {
		mock_tx_start(&dp->qp[q]);
		mock_rx_start(&dp->qp[q]);
		napi_enable(&dp->qp[q].napi);
	}
	dp->running = true;
	netif_tx_wake_all_queues(dp->netdev);
	/* A ring that was reset while memory was short is filled, too. */
	mock_dp_schedule(dp);
}

/**
 * mock_dp_stop() - take the rings back from the device
 * @dp: data path; stopping one that doesn't run is no error
 *
 * What is in the transmit rings is dropped. When it returns nobody transmits,
 * no NAPI poll runs and the device does no DMA. Also works when the device is
 * gone.
 *
 * Context: process; serialised by the caller.
 */
void mock_dp_stop(struct mock_dp *dp)
{
	unsigned int q;

	if (!dp->running)
		return;
	dp->running = false;
	mock_wr(dp->hw, MOCK_IMC, GENMASK(dp->num_qps - 1, 0));
	for (q = 0; q < dp->num_qps; q++)
		napi_disable(&dp->qp[q].napi);
	/* Takes no lock, and nobody queues it any more. */
	cancel_delayed_work_sync(&dp->refill_work);
	/* After NAPI, which wakes queues. Sets trans_start too, or the watchdog
	 * would take this for a timeout.
	 */
	netif_tx_disable(dp->netdev);
	for (q = 0; q < dp->num_qps; q++) {
		/* The device does DMA for a queue before EN is clear, and
		 * never after.
		 */
		mock_wr(dp->hw, MOCK_TX(q) + MOCK_Q_CTL, 0);
		mock_wr(dp->hw, MOCK_RX(q) + MOCK_Q_CTL, 0);
		mock_tx_drain(&dp->qp[q]);
		mock_rx_reset(&dp->qp[q]);
	}
}

/**
 * mock_dp_resize() - change number and size of the queues
 * @dp: data path in any state
 * @qps: queue pairs, 1 to @dp->max_qps
 * @tx_len: descriptors, a power of two in the device's limits
 * @rx_len: likewise
 *
 * All that can fail comes first: on failure the data path goes on as it was.
 *
 * Context: rtnl, and serialised by the caller.
 *
 * Return: 0 or a negative errno.
 */
int mock_dp_resize(struct mock_dp *dp, unsigned int qps, u16 tx_len,
		   u16 rx_len)
{
	unsigned int old = dp->num_qps;
	struct mock_rings *rings = NULL;
	bool running = dp->running;
	int err;

	if (dp->open) {
		rings = mock_rings_alloc(dp, qps, tx_len, rx_len);
		if (!rings)
			return -ENOMEM;
		err = mock_dp_request_irqs(dp, old, qps);
		if (err)
			goto free_rings;
	}
	mock_dp_stop(dp);
	err = netif_set_real_num_queues(dp->netdev, qps, qps);
	if (err)
		goto restart;

	dp->num_qps = qps;
	dp->tx_len = tx_len;
	dp->rx_len = rx_len;
	if (dp->open) {
		mock_dp_free_irqs(dp, qps, old);
		mock_rings_free(dp, mock_rings_swap(dp, rings));
	}
	if (running)
		mock_dp_start(dp);
	return 0;

restart:
	if (running)
		mock_dp_start(dp);
	if (dp->open)
		mock_dp_free_irqs(dp, old, qps);
free_rings:
	if (rings)
		mock_rings_free(dp, rings);
	return err;
}

/**
 * mock_dp_queues_fit() - look how many queue pairs the device lets us use
 * @dp: data path, not running
 *
 * Context: process; serialised by the caller.
 *
 * Return: whether the data path has that many, or as few as are wanted; else
 * it must not be started before mock_dp_fit_queues().
 */
bool mock_dp_queues_fit(struct mock_dp *dp)
{
	unsigned int qps;

	/* All ones, if the device is gone, are more than enough. */
	qps = FIELD_GET(MOCK_CAPS_QP, mock_rd(dp->hw, MOCK_CAPS));
	qps = clamp(qps, 1U, dp->max_qps);
	WRITE_ONCE(dp->limit, qps);
	return dp->num_qps == min(dp->wanted, qps);
}

/**
 * mock_dp_fit_queues() - have as many queue pairs as may be used
 * @dp: data path, for which mock_dp_queues_fit() has looked
 *
 * Context: rtnl, unless the netdev isn't registered; serialised by the caller.
 *
 * Return: 0 or a negative errno, and nothing has changed then.
 */
int mock_dp_fit_queues(struct mock_dp *dp)
{
	return mock_dp_resize(dp, min(dp->wanted, dp->limit), dp->tx_len,
			      dp->rx_len);
}

/* ---- Condition of the hardware ------------------------------------------- */

/**
 * mock_dp_tx_timeout() - report a transmit timeout
 * @dp: data path
 * @queue: the queue that doesn't move
 *
 * The caller has to restart the data path, from process context.
 *
 * Context: ndo_tx_timeout.
 */
void mock_dp_tx_timeout(struct mock_dp *dp, unsigned int queue)
{
	const struct mock_tx_ring *tx;

	dp->timeouts++;
	/* The netdev may have more queues than there were vectors for. */
	if (queue >= dp->max_qps)
		return;
	if (!dp->open)
		return;
	tx = &dp->qp[queue].rings->tx;
	netdev_warn(dp->netdev,
		    "transmit queue %u doesn't move: next %u, clean %u, device's head %u; restarting\n",
		    queue, READ_ONCE(tx->next), READ_ONCE(tx->clean),
		    mock_rd(dp->hw, MOCK_TX(queue) + MOCK_Q_HEAD));
}

/**
 * mock_dp_link() - look at the link
 * @dp: data path
 * @speed: where to put the speed in Mbit/s; 0 without link
 *
 * Return: whether the link is up; a device that is gone has none.
 */
bool mock_dp_link(struct mock_dp *dp, u32 *speed)
{
	u32 status = mock_rd(dp->hw, MOCK_STATUS);

	*speed = 0;
	if (status == ~0U || !(status & MOCK_STATUS_LU))
		return false;
	*speed = FIELD_GET(MOCK_STATUS_SPEED, status);
	return true;
}
