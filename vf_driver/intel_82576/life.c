// SPDX-License-Identifier: GPL-2.0
/*
 * Rings and interrupts of the 82576's VF: how they come, run and go.
 *
 * Owns struct ivf_rings and the NAPI context. Everything here is serialised by
 * sriov_vf_dev.lock, but for the interrupt handler and the NAPI poll.
 */
#include <linux/bitfield.h>
#include <linux/iopoll.h>
#include <linux/slab.h>

#include "ivf.h"

/* How long the device may take to switch a queue on or off, and how long it
 * may still write to memory when it says that it's off.
 */
#define IVF_QUEUE_TIMEOUT_US	(10 * USEC_PER_MSEC)
#define IVF_QUEUE_POLL_US	50
#define IVF_QUEUE_SETTLE_US	100

static int ivf_poll(struct napi_struct *napi, int budget)
{
	struct ivf *vf = container_of(napi, struct ivf, napi);
	int taken;

	ivf_tx_clean(vf, budget);
	/* Netpoll wants room to transmit, and no reception. */
	if (!budget)
		return 0;
	taken = ivf_rx_clean(vf, budget);
	if (taken == budget)
		return budget;
	/* A cause that came in between is pending and fires at once. All bits,
	 * as QEMU's register reads back what was last written to it, and
	 * sriov_vf_ops.armed looks for that of the mailbox.
	 */
	if (napi_complete_done(napi, taken))
		ivf_wr(vf, IVF_EIMS, IVF_VEC_ALL);
	return taken;
}

/* Have the queues polled: that fills the receive ring, enables interrupts. */
static void ivf_schedule(struct ivf *vf)
{
	local_bh_disable();
	napi_schedule(&vf->napi);
	local_bh_enable();
}

static void ivf_refill_work(struct work_struct *work)
{
	ivf_schedule(container_of(to_delayed_work(work), struct ivf,
				  refill_work));
}

static irqreturn_t ivf_queue_irq(int irq, void *data)
{
	struct ivf *vf = data;

	/* The device has masked the vector by itself. */
	napi_schedule(&vf->napi);
	return IRQ_HANDLED;
}

/**
 * ivf_init() - set up what is there while the VF has a driver
 * @vf: the VF, of which @vfd and @regs are set
 */
void ivf_init(struct ivf *vf)
{
	u64_stats_init(&vf->count.napi_sync);
	u64_stats_init(&vf->count.xmit_sync);
	INIT_DELAYED_WORK(&vf->refill_work, ivf_refill_work);
	netif_napi_add(vf->vfd.netdev, &vf->napi, ivf_poll);
	ivf_hw_base(vf);
}

/* ---- Memory and interrupts ----------------------------------------------- */

static void ivf_rings_free(struct ivf *vf, struct ivf_rings *rings)
{
	igb_tx_free(&rings->tx);
	ivf_rx_free(vf, &rings->rx);
	kfree(rings);
}

static struct ivf_rings *ivf_rings_alloc(struct ivf *vf, u16 tx_len, u16 rx_len)
{
	struct ivf_rings *rings;
	int err;

	rings = kzalloc(sizeof(*rings), GFP_KERNEL);
	if (!rings)
		return ERR_PTR(-ENOMEM);
	err = igb_tx_alloc(&rings->tx, ivf_dev(vf), tx_len);
	if (!err)
		err = ivf_rx_alloc(vf, &rings->rx, rx_len);
	if (err) {
		ivf_rings_free(vf, rings);
		return ERR_PTR(err);
	}
	return rings;
}

static int ivf_request_irqs(struct ivf *vf)
{
	struct pci_dev *pdev = vf->vfd.pdev;
	const char *name = netdev_name(vf->vfd.netdev);
	int err;

	err = pci_request_irq(pdev, IVF_VEC_TX, ivf_queue_irq, NULL, vf,
			      "%s-tx", name);
	if (err)
		return err;
	err = pci_request_irq(pdev, IVF_VEC_RX, ivf_queue_irq, NULL, vf,
			      "%s-rx", name);
	if (err)
		pci_free_irq(pdev, IVF_VEC_TX, vf);
	return err;
}

/**
 * ivf_open() - allocate what a running data path needs
 * @vf: the VF
 *
 * Context: process.
 *
 * Return: 0 or a negative errno, and then nothing is allocated.
 */
int ivf_open(struct ivf *vf)
{
	struct ivf_rings *rings;
	int err;

	rings = ivf_rings_alloc(vf, vf->tx_len, vf->rx_len);
	if (IS_ERR(rings))
		return PTR_ERR(rings);
	err = ivf_request_irqs(vf);
	if (err) {
		ivf_rings_free(vf, rings);
		return err;
	}
	vf->rings = rings;
	return 0;
}

/**
 * ivf_close() - undo ivf_open()
 * @vf: the VF, stopped; closing one that isn't open is no error
 */
void ivf_close(struct ivf *vf)
{
	if (!vf->rings)
		return;
	pci_free_irq(vf->vfd.pdev, IVF_VEC_RX, vf);
	pci_free_irq(vf->vfd.pdev, IVF_VEC_TX, vf);
	ivf_rings_free(vf, vf->rings);
	vf->rings = NULL;
}

/* ---- Start and stop ------------------------------------------------------ */

/**
 * ivf_moderate() - tell the device how to moderate interrupts
 * @vf: the VF
 */
void ivf_moderate(struct ivf *vf)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(vf->usecs); i++)
		ivf_wr(vf, IVF_EITR(i), IVF_EITR_CNT_IGNR |
		       FIELD_PREP(IVF_EITR_INTERVAL, vf->usecs[i]));
}

/* Wait until a queue is what was asked for; not for a device that is gone. */
static void ivf_queue_wait(struct ivf *vf, u32 reg, u32 want)
{
	u32 val;

	if (read_poll_timeout(ivf_rd, val, val == ~0U ||
			      (val & IVF_XDCTL_ENABLE) == want,
			      IVF_QUEUE_POLL_US, IVF_QUEUE_TIMEOUT_US, false,
			      vf, reg))
		netdev_warn(vf->vfd.netdev, "%s queue doesn't go %s\n",
			    reg == IVF_RXDCTL ? "receive" : "transmit",
			    want ? "on" : "off");
}

/**
 * ivf_start() - let the device work on the rings
 * @vf: the VF, open, reset since it was last stopped or not
 *
 * Can't fail. Starting one that runs is no error.
 *
 * Context: process.
 */
void ivf_start(struct ivf *vf)
{
	if (vf->running)
		return;
	ivf_wr(vf, IVF_IVAR0,
	       FIELD_PREP(IVF_IVAR_TX0, IVF_IVAR_VALID | IVF_VEC_TX) |
	       FIELD_PREP(IVF_IVAR_RX0, IVF_IVAR_VALID | IVF_VEC_RX));
	ivf_moderate(vf);
	ivf_wr(vf, IVF_EIAC, IVF_VEC_ALL);
	ivf_wr(vf, IVF_EIAM, IVF_VEC_QUEUE);
	ivf_tx_start(vf);
	ivf_rx_start(vf);
	ivf_queue_wait(vf, IVF_TXDCTL, IVF_XDCTL_ENABLE);
	ivf_queue_wait(vf, IVF_RXDCTL, IVF_XDCTL_ENABLE);
	ivf_rx_doorbell(&vf->rings->rx);
	napi_enable(&vf->napi);
	WRITE_ONCE(vf->running, true);
	netif_tx_wake_all_queues(vf->vfd.netdev);
	/* A ring that was reset while memory was short is filled, too. */
	ivf_schedule(vf);
}

/**
 * ivf_stop() - take the rings back from the device
 * @vf: the VF; stopping one that doesn't run is no error
 *
 * What is in the transmit ring is dropped. When it returns nobody transmits,
 * no NAPI poll runs and the device does no DMA. Also works when the device is
 * gone.
 *
 * Context: process.
 */
void ivf_stop(struct ivf *vf)
{
	if (!vf->running)
		return;
	/* Seen by ivf_xdp_xmit() once netif_tx_disable() has had its lock. */
	WRITE_ONCE(vf->running, false);
	napi_disable(&vf->napi);
	ivf_wr(vf, IVF_EIMC, IVF_VEC_QUEUE);
	/* Takes no lock, and nobody queues it any more. */
	cancel_delayed_work_sync(&vf->refill_work);
	/* After NAPI, which wakes queues. Sets trans_start too, or the watchdog
	 * would take this for a timeout.
	 */
	netif_tx_disable(vf->vfd.netdev);
	ivf_wr(vf, IVF_RXDCTL, 0);
	ivf_wr(vf, IVF_TXDCTL, 0);
	ivf_queue_wait(vf, IVF_RXDCTL, 0);
	ivf_queue_wait(vf, IVF_TXDCTL, 0);
	usleep_range(IVF_QUEUE_SETTLE_US, 2 * IVF_QUEUE_SETTLE_US);
	ivf_tx_drain(vf);
	ivf_rx_reset(vf);
}

/**
 * ivf_resize() - change the size of the rings
 * @vf: the VF, in any state
 * @tx_len: descriptors, a power of two in the device's limits
 * @rx_len: likewise
 *
 * All that can fail comes first: on failure the data path goes on as it was.
 *
 * Context: process.
 *
 * Return: 0 or a negative errno.
 */
int ivf_resize(struct ivf *vf, u16 tx_len, u16 rx_len)
{
	struct ivf_rings *rings = NULL;
	bool running = vf->running;

	if (vf->rings) {
		rings = ivf_rings_alloc(vf, tx_len, rx_len);
		if (IS_ERR(rings))
			return PTR_ERR(rings);
	}
	ivf_stop(vf);
	vf->tx_len = tx_len;
	vf->rx_len = rx_len;
	if (rings) {
		swap(rings, vf->rings);
		ivf_rings_free(vf, rings);
	}
	if (running)
		ivf_start(vf);
	return 0;
}
