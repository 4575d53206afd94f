// SPDX-License-Identifier: GPL-2.0
/*
 * Queue pairs of the PF: their memory, interrupts, and how they start and stop.
 *
 * Owns what struct i576_netdev says of rings and queues. Everything runs under
 * rtnl, but for the interrupt handler and NAPI.
 */
#include <linux/dma-mapping.h>
#include <linux/interrupt.h>

#include "hw.h"
#include "ring.h"

/* Vector 0 is of all else, see main.c. */
#define I576_QP_VECTOR(index)	((index) + 1)

/* ---- Interrupts ----------------------------------------------------------------- */

/**
 * i576_queue_vector() - say which vector a queue of either kind has
 * @hw: the PF
 * @reg: the queue
 * @vector: the vector; negative: none
 *
 * 7.3.1.2. The 82576 has a register for queues n and n + 8, the I350 one for
 * each two; bytes are receive, transmit, and of the other queue.
 */
void i576_queue_vector(struct i576 *hw, unsigned int reg, int vector)
{
	bool wide = hw->model->pool_queues > 1;
	unsigned int n = wide ? reg % 8 : reg / 2;
	bool second = wide ? reg >= 8 : reg & 1;
	u32 byte = vector < 0 ? 0 : vector | I576_IVAR_VALID;
	u32 val = i576_rd(hw, I576_IVAR(n));

	val &= second ? 0x0000ffff : 0xffff0000;
	val |= (byte | byte << 8) << (second ? 16 : 0);
	i576_wr(hw, I576_IVAR(n), val);
}

static irqreturn_t i576_qp_irq(int irq, void *data)
{
	struct i576_qp *qp = data;

	/* EIAC and EIAM have cleared and masked it. */
	napi_schedule_irqoff(&qp->napi);
	return IRQ_HANDLED;
}

static void i576_unmask(struct i576_qp *qp)
{
	i576_wr(qp->np->hw, I576_EIMS, BIT(I576_QP_VECTOR(qp->index)));
}

/**
 * i576_napi_poll() - NAPI of a queue pair
 * @napi: the context
 * @budget: packets to receive at most
 *
 * Return: packets received; with @budget it comes again.
 */
int i576_napi_poll(struct napi_struct *napi, int budget)
{
	struct i576_qp *qp = container_of(napi, struct i576_qp, napi);
	int work;

	i576_tx_clean(qp, budget);
	/* netpoll: only transmit. */
	if (unlikely(!budget))
		return 0;
	work = i576_rx_clean(qp, budget);
	if (work >= budget)
		return budget;
	if (napi_complete_done(napi, work))
		i576_unmask(qp);
	return work;
}

/* Those from @first on. */
static void i576_free_irqs(struct i576_netdev *np, unsigned int first,
			   unsigned int num)
{
	while (num-- > first) {
		free_irq(np->qp[num].irq, &np->qp[num]);
		np->qp[num].irq = 0;
	}
}

static int i576_request_irqs(struct i576_netdev *np, unsigned int first,
			     unsigned int num)
{
	struct pci_dev *pdev = np->hw->pf->pdev;
	unsigned int i;
	int err;

	for (i = first; i < num; i++) {
		struct i576_qp *qp = &np->qp[i];
		int irq = pci_irq_vector(pdev, I576_QP_VECTOR(i));

		snprintf(qp->name, sizeof(qp->name), "%s-%u",
			 np->netdev->name, i);
		err = request_irq(irq, i576_qp_irq, 0, qp->name, qp);
		if (err)
			goto free;
		qp->irq = irq;
	}
	return 0;

free:
	i576_free_irqs(np, first, i);
	return err;
}

/**
 * i576_moderate() - tell the device how often to interrupt
 * @np: the netdev
 */
void i576_moderate(struct i576_netdev *np)
{
	unsigned int i;

	for (i = 0; i < np->num_qps; i++)
		i576_wr(np->hw, I576_EITR(I576_QP_VECTOR(i)),
			FIELD_PREP(I576_EITR_USECS, np->usecs) |
			I576_EITR_CNT_IGN);
}

/* ---- Memory ----------------------------------------------------------------------- */

static void i576_rings_free(struct i576_netdev *np, struct i576_rings *rings,
			    unsigned int num)
{
	while (num--) {
		i576_rx_free(np, &rings[num].rx);
		igb_tx_free(&rings[num].tx);
	}
	kvfree(rings);
}

static struct i576_rings *i576_rings_alloc(struct i576_netdev *np,
					   unsigned int num, u16 tx_len,
					   u16 rx_len)
{
	struct i576_rings *rings;
	unsigned int i;
	int err;

	rings = kvcalloc(num, sizeof(*rings), GFP_KERNEL);
	if (!rings)
		return ERR_PTR(-ENOMEM);
	for (i = 0; i < num; i++) {
		err = igb_tx_alloc(&rings[i].tx, &np->hw->pf->pdev->dev,
				   tx_len);
		if (err)
			goto free;
		err = i576_rx_alloc(&np->qp[i], &rings[i].rx, rx_len);
		if (err) {
			igb_tx_free(&rings[i].tx);
			goto free;
		}
	}
	return rings;

free:
	i576_rings_free(np, rings, i);
	return ERR_PTR(err);
}

/* ---- RSS --------------------------------------------------------------------------- */

/**
 * i576_rss_write() - write hash key, redirection table and what is hashed
 * @np: the netdev
 *
 * With pools the table holds the number of a queue within its pool. Receive is
 * off while the kind of distribution
 * changes (8.10.10); takes the lock of struct i576.
 */
void i576_rss_write(struct i576_netdev *np)
{
	struct i576 *hw = np->hw;
	const u8 *key = np->rss_key;
	u32 mrqc, val;
	unsigned int i;

	for (i = 0; i < I576_RSSRK_LEN; i += 4)
		i576_wr(hw, I576_RSSRK(i / 4), key[i] | key[i + 1] << 8 |
			key[i + 2] << 16 | (u32)key[i + 3] << 24);
	for (i = 0, val = 0; i < I576_RETA_LEN; i++) {
		val |= (u32)(np->reta[i] % np->num_qps) << (8 * (i % 4));
		if (i % 4 == 3) {
			i576_wr(hw, I576_RETA(i / 4), val);
			val = 0;
		}
	}
	mrqc = I576_MRQC_IPV4 | I576_MRQC_IPV4_TCP | I576_MRQC_IPV6 |
	       I576_MRQC_IPV6_TCP | I576_MRQC_IPV6_TCP_EX;
	if (!hw->pools)
		mrqc |= I576_MRQC_RSS;
	else if (hw->model->pool_queues > 1)
		mrqc |= I576_MRQC_VMDQ_RSS;
	else
		mrqc |= I576_MRQC_VMDQ;

	spin_lock_bh(&hw->lock);
	i576_wr(hw, I576_RCTL, hw->rctl & ~I576_RCTL_EN);
	i576_flush(hw);
	i576_wr(hw, I576_MRQC, mrqc);
	i576_pools_program(hw);
	i576_wr(hw, I576_RCTL, hw->rctl);
	spin_unlock_bh(&hw->lock);
}

/* ---- Start and stop ------------------------------------------------------------------ */

/* Stopped queues may have work of their own under way: wait for it. */
static void i576_queue_off(struct i576 *hw, u32 reg)
{
	i576_wr(hw, reg + I576_Q_DCTL, 0);
	/* 4.5.9: until the packet at hand is through, 9.5 KiB at 10 Mbit/s. */
	i576_wait(hw, reg + I576_Q_DCTL, I576_DCTL_EN, 0, 10000);
}

static void i576_pf_pool(struct i576_netdev *np, bool on)
{
	struct i576 *hw = np->hw;

	spin_lock_bh(&hw->lock);
	i576_pool_enable(hw, I576_POOL_PF, on);
	/* VFs need the port, whatever the PF's netdev does. */
	i576_rctl_set(hw, I576_RCTL_EN, on || hw->pools ? I576_RCTL_EN : 0);
	spin_unlock_bh(&hw->lock);
}

/**
 * i576_start() - hand the rings to the device
 * @np: the netdev, open and not running
 */
void i576_start(struct i576_netdev *np)
{
	struct i576 *hw = np->hw;
	unsigned int i;
	u32 eims;

	for (i = 0; i < np->num_qps; i++) {
		struct i576_qp *qp = &np->qp[i];

		qp->reg = i576_queue_reg(hw, i);
		i576_queue_vector(hw, qp->reg, I576_QP_VECTOR(i));
		i576_tx_start(qp);
		i576_rx_start(qp);
		napi_enable(&qp->napi);
	}
	i576_moderate(np);
	i576_rss_write(np);
	WRITE_ONCE(np->running, true);
	i576_pf_pool(np, true);

	eims = GENMASK(np->num_qps, 1);
	i576_wr(hw, I576_EIAC, eims | i576_rd(hw, I576_EIAC));
	i576_wr(hw, I576_EIAM, eims | i576_rd(hw, I576_EIAM));
	i576_wr(hw, I576_EIMS, eims);
	netif_tx_start_all_queues(np->netdev);
	/* One that could get no buffers has no interrupt to look for more. */
	local_bh_disable();
	for (i = 0; i < np->num_qps; i++)
		napi_schedule(&np->qp[i].napi);
	local_bh_enable();
}

/**
 * i576_stop() - take the rings back; what is in them is dropped
 * @np: the netdev; nothing is done if it doesn't run
 */
void i576_stop(struct i576_netdev *np)
{
	struct i576 *hw = np->hw;
	unsigned int i;

	if (!np->running)
		return;
	/* Whoever holds a queue's xmit lock after this sees it. */
	WRITE_ONCE(np->running, false);
	netif_tx_disable(np->netdev);
	i576_pf_pool(np, false);
	i576_wr(hw, I576_EIMC, GENMASK(np->num_qps, 1));
	for (i = 0; i < np->num_qps; i++) {
		i576_queue_off(hw, I576_RXQ(np->qp[i].reg));
		i576_queue_off(hw, I576_TXQ(np->qp[i].reg));
		i576_queue_vector(hw, np->qp[i].reg, -1);
	}
	for (i = 0; i < np->num_qps; i++) {
		if (np->qp[i].irq)
			synchronize_irq(np->qp[i].irq);
		napi_disable(&np->qp[i].napi);
		i576_tx_drain(&np->qp[i]);
		i576_rx_drain(&np->qp[i]);
	}
}

static void i576_use_rings(struct i576_netdev *np, struct i576_rings *rings,
			   unsigned int num)
{
	unsigned int i;

	np->rings = rings;
	np->num_qps = num;
	for (i = 0; i < np->max_qps; i++)
		np->qp[i].rings = rings && i < num ? &rings[i] : NULL;
}

/**
 * i576_open() - allocate rings and interrupts
 * @np: the netdev, not open
 *
 * Return: 0 or a negative errno.
 */
int i576_open(struct i576_netdev *np)
{
	struct i576_rings *rings;
	int err;

	rings = i576_rings_alloc(np, np->num_qps, np->tx_len, np->rx_len);
	if (IS_ERR(rings))
		return PTR_ERR(rings);
	err = i576_request_irqs(np, 0, np->num_qps);
	if (err)
		goto free_rings;
	err = netif_set_real_num_queues(np->netdev, np->num_qps, np->num_qps);
	if (err)
		goto free_irqs;
	i576_use_rings(np, rings, np->num_qps);
	np->open = true;
	return 0;

free_irqs:
	i576_free_irqs(np, 0, np->num_qps);
free_rings:
	i576_rings_free(np, rings, np->num_qps);
	return err;
}

/**
 * i576_close() - the end of what i576_open() began
 * @np: the netdev, stopped
 */
void i576_close(struct i576_netdev *np)
{
	struct i576_rings *rings = np->rings;

	np->open = false;
	i576_free_irqs(np, 0, np->num_qps);
	i576_use_rings(np, NULL, np->num_qps);
	i576_rings_free(np, rings, np->num_qps);
}

/* Memory and interrupts for the new rings first, then they take the place of
 * the old ones.
 */
static int i576_replace(struct i576_netdev *np, unsigned int qps, u16 tx_len,
			u16 rx_len)
{
	struct i576_rings *rings, *old = np->rings;
	unsigned int old_num = np->num_qps;
	bool running = np->running;
	int err;

	rings = i576_rings_alloc(np, qps, tx_len, rx_len);
	if (IS_ERR(rings))
		return PTR_ERR(rings);
	err = i576_request_irqs(np, old_num, qps);
	if (err)
		goto free_rings;
	i576_stop(np);
	err = netif_set_real_num_queues(np->netdev, qps, qps);
	if (err)
		goto restart;
	i576_free_irqs(np, qps, old_num);
	i576_use_rings(np, rings, qps);
	i576_rings_free(np, old, old_num);
	if (running)
		i576_start(np);
	return 0;

restart:
	if (running)
		i576_start(np);
	i576_free_irqs(np, old_num, qps);
free_rings:
	i576_rings_free(np, rings, qps);
	return err;
}

/**
 * i576_resize() - have another number of queues, or rings of another length
 * @np: the netdev
 * @qps: queue pairs
 * @tx_len: descriptors of a transmit ring, a power of two
 * @rx_len: descriptors of a receive ring, a power of two
 *
 * Return: 0, or a negative errno with nothing changed.
 */
int i576_resize(struct i576_netdev *np, unsigned int qps, u16 tx_len,
		u16 rx_len)
{
	int err;

	if (np->open)
		err = i576_replace(np, qps, tx_len, rx_len);
	else
		err = netif_set_real_num_queues(np->netdev, qps, qps);
	if (err)
		return err;
	np->num_qps = qps;
	np->tx_len = tx_len;
	np->rx_len = rx_len;
	return 0;
}
