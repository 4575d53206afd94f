// SPDX-License-Identifier: GPL-2.0
/*
 * What happens to a PF from outside: function level reset, errors of the bus
 * (AER), sleep of the machine, and a card that fell off the bus or was reset
 * behind our back; and the watch that sums up statistics.
 *
 * All of it comes down to three steps: hands off the device (down), give the
 * function and its VFs their configuration back (restore), and program all of
 * it again (up): the PF's part from its netdev, each VF's from its desired
 * state, by way of a reset of the VF.
 *
 * Owns np->lost and the watch. Everything runs under device_lock, takes rtnl
 * through the netdev's functions and sriov_pf.lock for what a reset took away.
 */
#include <linux/ethtool.h>

#include "hw.h"
#include "recover.h"
#include "ring.h"
#include "pf_driver/core/recover.h"

/* There is no interrupt for a device that doesn't answer. */
#define WATCH_INTERVAL	(2 * HZ)

static struct i576_netdev *i576_np(struct pci_dev *pdev)
{
	struct sriov_pf *pf = pci_get_drvdata(pdev);

	return netdev_priv(pf->netdev);
}

/* ---- The three steps ------------------------------------------------------------ */

/* Hands off the device. Idempotent. */
static void i576_down(struct pci_dev *pdev)
{
	struct i576_netdev *np = i576_np(pdev);

	if (!np->ready)
		return;
	i576_netdev_quiesce(np->netdev);
	i576_wr(np->hw, I576_IMC, ~0U);
	i576_wr(np->hw, I576_EIMC, ~0U);
}

/* Program it all again. Idempotent. */
static void i576_up(struct pci_dev *pdev)
{
	struct sriov_pf *pf = pci_get_drvdata(pdev);
	struct i576_netdev *np = i576_np(pdev);
	struct i576 *hw = np->hw;
	unsigned int vf;

	if (np->ready)
		return;
	WRITE_ONCE(hw->gone, false);
	mutex_lock(&pf->lock);
	if (i576_reset(hw)) {
		mutex_unlock(&pf->lock);
		pci_err(pdev, "can't be reset\n");
		/* The watch tries again. */
		np->lost = true;
		return;
	}
	i576_init_port(hw);
	spin_lock_bh(&hw->lock);
	for (vf = 0; vf < I576_MAX_VFS; vf++) {
		hw->vf[vf].num_ra = 0;
		hw->vf[vf].num_mc = 0;
		hw->vf[vf].all_mc = false;
		hw->vf[vf].all_uc = false;
		memset(hw->vf[vf].last, 0, sizeof(hw->vf[vf].last));
	}
	spin_unlock_bh(&hw->lock);
	hw->vf_unacked = 0;
	hw->vf_lost = BIT(pf->num_vfs) - 1;
	mutex_unlock(&pf->lock);
	np->lost = false;
	i576_netdev_resume(pf->netdev);
	i576_go(hw);
	if (i576_phy_start(hw))
		pci_warn(pdev, "the PHY doesn't answer\n");
	/* It takes every VF through a reset and programs it anew. */
	sriov_pf_mbx_event(pf);
}

/* ---- Function level reset ---------------------------------------------------------- */

/*
 * Resetting a PF takes its VFs off the bus. The PCI core brings them back,
 * but without their configuration: bus master and MSI-X have to be restored
 * here, or their drivers would wait for interrupts for ever.
 */
static void i576_reset_prepare(struct pci_dev *pdev)
{
	i576_down(pdev);
	sriov_pf_vf_configs(pdev, false);
}

static void i576_reset_done(struct pci_dev *pdev)
{
	/* The PCI core used up what was saved. */
	pci_save_state(pdev);
	sriov_pf_vf_configs(pdev, true);
	i576_up(pdev);
}

/* ---- Errors of the bus --------------------------------------------------------------- */

static pci_ers_result_t i576_error_detected(struct pci_dev *pdev,
					    pci_channel_state_t state)
{
	/* A transaction was lost, perhaps not even of this function; the bus
	 * works. What a lost one leaves hanging, the watchdogs find.
	 */
	if (state == pci_channel_io_normal)
		return PCI_ERS_RESULT_CAN_RECOVER;
	i576_down(pdev);
	return state == pci_channel_io_perm_failure ?
	       PCI_ERS_RESULT_DISCONNECT : PCI_ERS_RESULT_NEED_RESET;
}

static pci_ers_result_t i576_mmio_enabled(struct pci_dev *pdev)
{
	return i576_present(i576_np(pdev)->hw) ?
	       PCI_ERS_RESULT_RECOVERED : PCI_ERS_RESULT_NEED_RESET;
}

static pci_ers_result_t i576_slot_reset(struct pci_dev *pdev)
{
	struct i576 *hw = i576_np(pdev)->hw;

	/* Also for one who was only told that a neighbour asked for it. */
	i576_down(pdev);
	sriov_pf_restore_configs(pdev);
	WRITE_ONCE(hw->gone, false);
	if (i576_present(hw))
		return PCI_ERS_RESULT_RECOVERED;
	pci_err(pdev, "doesn't answer after the reset of its bus\n");
	return PCI_ERS_RESULT_DISCONNECT;
}

static void i576_resume_io(struct pci_dev *pdev)
{
	i576_up(pdev);
}

const struct pci_error_handlers i576_err_handlers = {
	.error_detected = i576_error_detected,
	.mmio_enabled = i576_mmio_enabled,
	.slot_reset = i576_slot_reset,
	.resume = i576_resume_io,
	.reset_prepare = i576_reset_prepare,
	.reset_done = i576_reset_done,
};

/* ---- Sleep of the machine -------------------------------------------------------------- */

static int i576_suspend(struct device *dev)
{
	struct pci_dev *pdev = to_pci_dev(dev);
	struct i576_netdev *np = i576_np(pdev);
	u32 wufc = 0;

	i576_down(pdev);
	if (device_may_wakeup(dev)) {
		if (np->wol & WAKE_MAGIC)
			wufc |= I576_WUFC_MAG;
		if (np->wol & WAKE_PHY)
			wufc |= I576_WUFC_LNKC;
	}
	i576_wr(np->hw, I576_WUS, ~0U);
	i576_wr(np->hw, I576_WUFC, wufc);
	i576_wr(np->hw, I576_WUC, wufc ? I576_WUC_PME_EN : 0);
	return 0;
}

/* The PCI core has restored the PF and VF Enable, and then the VFs. */
static int i576_resume(struct device *dev)
{
	struct pci_dev *pdev = to_pci_dev(dev);

	pci_save_state(pdev);
	i576_up(pdev);
	return 0;
}

const struct dev_pm_ops i576_pm_ops = {
	SYSTEM_SLEEP_PM_OPS(i576_suspend, i576_resume)
};

/* ---- The watch -------------------------------------------------------------------------- */

static void i576_check(struct pci_dev *pdev)
{
	struct i576_netdev *np = i576_np(pdev);
	struct i576 *hw = np->hw;
	bool present;

	/* Somebody else has the device: sleep, or a reset. */
	if (!np->ready && !np->lost)
		return;
	if (np->lost)
		WRITE_ONCE(hw->gone, readl(hw->addr + I576_STATUS) == ~0U);
	present = i576_present(hw);
	if (np->ready && present && i576_rd(hw, I576_IMS) & I576_INT_VMMB)
		return;
	if (np->ready) {
		i576_down(pdev);
		np->lost = true;
		if (!present)
			pci_err(pdev,
				"no traffic of PF and VFs until it answers\n");
	}
	if (!present || pci_dev_is_disconnected(pdev))
		return;
	pci_warn(pdev, "was reset from outside: restoring it and its VFs\n");
	sriov_pf_restore_configs(pdev);
	i576_up(pdev);
}

static void i576_sum_up(struct i576 *hw)
{
	struct sriov_pf *pf = hw->pf;
	unsigned int vf;

	i576_stats_update(hw);
	mutex_lock(&pf->lock);
	for (vf = 0; vf < pf->num_vfs; vf++)
		i576_vf_stats_update(hw, vf);
	mutex_unlock(&pf->lock);
}

static void i576_watch_work(struct work_struct *work)
{
	struct i576_netdev *np = container_of(to_delayed_work(work),
					      struct i576_netdev, watch_work);
	struct pci_dev *pdev = np->hw->pf->pdev;

	/* Who has it may wait for this work to end. */
	if (device_trylock(&pdev->dev)) {
		i576_check(pdev);
		if (np->ready)
			i576_sum_up(np->hw);
		device_unlock(&pdev->dev);
	}
	/* In case an interrupt of the link was lost. */
	schedule_work(&np->link_work);
	/* Not while the machine sleeps. */
	queue_delayed_work(system_freezable_wq, &np->watch_work,
			   WATCH_INTERVAL);
}

/**
 * i576_recover_init() - before anything can go wrong
 * @np: the netdev
 */
void i576_recover_init(struct i576_netdev *np)
{
	INIT_DELAYED_WORK(&np->watch_work, i576_watch_work);
}

/**
 * i576_recover_start() - the PF is up: remember how it is configured
 * @pdev: the PF, at the end of its probe
 */
void i576_recover_start(struct pci_dev *pdev)
{
	pci_save_state(pdev);
	/* It sleeps after its VFs and wakes before them, see the VF driver. */
	device_disable_async_suspend(&pdev->dev);
	queue_delayed_work(system_freezable_wq, &i576_np(pdev)->watch_work,
			   WATCH_INTERVAL);
}

/**
 * i576_recover_stop() - the end of the watch
 * @pdev: the PF
 */
void i576_recover_stop(struct pci_dev *pdev)
{
	cancel_delayed_work_sync(&i576_np(pdev)->watch_work);
}
