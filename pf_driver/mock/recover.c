// SPDX-License-Identifier: GPL-2.0
/*
 * What happens to a PF of the mock NIC from outside: function level reset,
 * errors of the bus (AER), sleep of the machine, and a function that fell off
 * the bus or was reset behind our back.
 *
 * All of it comes down to three steps: hands off the device (down), give the
 * function and its VFs their configuration back (restore), and program all of
 * it again (up): the PF's part from its netdev, each VF's from its desired
 * state, by way of a reset of the VF.
 *
 * Owns np->lost and the watch. Everything runs under device_lock, takes rtnl
 * through the netdev's functions and sriov_pf.lock for what a reset took away.
 */
#include <linux/pm.h>

#include "hw.h"
#include "pf_driver/core/recover.h"

/* There is no interrupt for a device that doesn't answer. */
#define WATCH_INTERVAL	(2 * HZ)

static struct mock_pf_netdev *mock_pf_np(struct pci_dev *pdev)
{
	struct sriov_pf *pf = pci_get_drvdata(pdev);

	return netdev_priv(pf->netdev);
}

/* ---- The three steps ------------------------------------------------------- */

/* Hands off the device. VFs see RSTI and stop by themselves. Idempotent. */
static void mock_pf_down(struct pci_dev *pdev)
{
	struct mock_pf_netdev *np = mock_pf_np(pdev);

	mock_wr(np->mpf->hw, MOCK_CTRL, 0);
	if (np->ready)
		mock_pf_netdev_quiesce(np->dp.netdev);
}

/* Program it all again. Idempotent. */
static void mock_pf_up(struct pci_dev *pdev)
{
	struct sriov_pf *pf = pci_get_drvdata(pdev);
	struct mock_pf_netdev *np = mock_pf_np(pdev);
	struct mock_pf *mpf = np->mpf;

	if (np->ready)
		return;
	mutex_lock(&pf->lock);
	/* Once more: mail was served and VFs were configured in the meantime.
	 * Filters left from that would belong to nobody.
	 */
	mock_pf_hw_reset(mpf);
	mock_pf_set_local_vlans(pf);
	bitmap_set(mpf->vf_lost, 0, pf->num_vfs);
	mutex_unlock(&pf->lock);
	np->lost = false;
	mock_pf_netdev_resume(pf->netdev);
	mock_pf_go(mpf);
	/* It takes every VF through a reset and programs it anew. */
	sriov_pf_mbx_event(pf);
}

/* ---- Function level reset ------------------------------------------------- */

/*
 * Resetting a PF takes its VFs off the bus. The PCI core brings them back,
 * but without their configuration: bus master and MSI have to be restored
 * here, or their drivers would wait for interrupts for ever.
 */
static void mock_pf_reset_prepare(struct pci_dev *pdev)
{
	mock_pf_down(pdev);
	sriov_pf_vf_configs(pdev, false);
}

static void mock_pf_reset_done(struct pci_dev *pdev)
{
	/* The PCI core used up what was saved. */
	pci_save_state(pdev);
	sriov_pf_vf_configs(pdev, true);
	mock_pf_up(pdev);
}

/* ---- Errors of the bus ---------------------------------------------------- */

static pci_ers_result_t mock_pf_error_detected(struct pci_dev *pdev,
					       pci_channel_state_t state)
{
	/* A transaction was lost, perhaps not even of this function; the bus
	 * works. What a lost one leaves hanging, the watchdogs find.
	 */
	if (state == pci_channel_io_normal)
		return PCI_ERS_RESULT_CAN_RECOVER;
	mock_pf_down(pdev);
	return state == pci_channel_io_perm_failure ?
	       PCI_ERS_RESULT_DISCONNECT : PCI_ERS_RESULT_NEED_RESET;
}

static pci_ers_result_t mock_pf_mmio_enabled(struct pci_dev *pdev)
{
	return mock_hw_present(mock_pf_np(pdev)->mpf->hw) ?
	       PCI_ERS_RESULT_RECOVERED : PCI_ERS_RESULT_NEED_RESET;
}

static pci_ers_result_t mock_pf_slot_reset(struct pci_dev *pdev)
{
	/* Also for one who was only told that a neighbour asked for it. */
	mock_pf_down(pdev);
	sriov_pf_restore_configs(pdev);
	if (mock_hw_present(mock_pf_np(pdev)->mpf->hw))
		return PCI_ERS_RESULT_RECOVERED;
	pci_err(pdev, "doesn't answer after the reset of its bus\n");
	return PCI_ERS_RESULT_DISCONNECT;
}

static void mock_pf_resume_io(struct pci_dev *pdev)
{
	mock_pf_up(pdev);
}

const struct pci_error_handlers mock_pf_err_handlers = {
	.error_detected = mock_pf_error_detected,
	.mmio_enabled = mock_pf_mmio_enabled,
	.slot_reset = mock_pf_slot_reset,
	.resume = mock_pf_resume_io,
	.reset_prepare = mock_pf_reset_prepare,
	.reset_done = mock_pf_reset_done,
};

/* ---- Sleep of the machine -------------------------------------------------- */

static int mock_pf_suspend(struct device *dev)
{
	mock_pf_down(to_pci_dev(dev));
	return 0;
}

/* The PCI core has restored the PF and VF Enable, and then the VFs. */
static int mock_pf_resume(struct device *dev)
{
	struct pci_dev *pdev = to_pci_dev(dev);

	pci_save_state(pdev);
	mock_pf_up(pdev);
	return 0;
}

const struct dev_pm_ops mock_pf_pm_ops = {
	SYSTEM_SLEEP_PM_OPS(mock_pf_suspend, mock_pf_resume)
};

/* ---- The watch -------------------------------------------------------------- */

static void mock_pf_check(struct pci_dev *pdev)
{
	struct mock_pf_netdev *np = mock_pf_np(pdev);
	struct mock_hw *hw = np->mpf->hw;
	bool present = mock_hw_present(hw);

	/* Somebody else has the device: sleep, or a reset. */
	if (!np->ready && !np->lost)
		return;
	if (np->ready && present && mock_rd(hw, MOCK_IMS) & MOCK_INT_MBX)
		return;
	if (np->ready) {
		mock_pf_down(pdev);
		np->lost = true;
		if (!present)
			pci_err(pdev,
				"doesn't answer: no traffic of PF and VFs until it does\n");
	}
	if (!present || pci_dev_is_disconnected(pdev))
		return;
	pci_warn(pdev, "was reset from outside: restoring it and its VFs\n");
	sriov_pf_restore_configs(pdev);
	mock_pf_up(pdev);
}

/**
 * mock_pf_watch_work() - look whether the function is still what it was
 * @work: watch_work of the PF's netdev
 */
void mock_pf_watch_work(struct work_struct *work)
{
	struct mock_pf_netdev *np = container_of(to_delayed_work(work),
						 struct mock_pf_netdev,
						 watch_work);
	struct pci_dev *pdev = np->mpf->pf->pdev;

	/* Who has it may wait for this work to end. */
	if (device_trylock(&pdev->dev)) {
		mock_pf_check(pdev);
		device_unlock(&pdev->dev);
	}
	/* Not while the machine sleeps. */
	queue_delayed_work(system_freezable_wq, &np->watch_work,
			   WATCH_INTERVAL);
}

/**
 * mock_pf_recover_start() - the PF is up: remember how it is configured
 * @pdev: the PF, at the end of its probe
 */
void mock_pf_recover_start(struct pci_dev *pdev)
{
	pci_save_state(pdev);
	/* It sleeps after its VFs and wakes before them, see the VF driver. */
	device_disable_async_suspend(&pdev->dev);
	queue_delayed_work(system_freezable_wq, &mock_pf_np(pdev)->watch_work,
			   WATCH_INTERVAL);
}

/**
 * mock_pf_recover_stop() - the end of the watch
 * @pdev: the PF
 */
void mock_pf_recover_stop(struct pci_dev *pdev)
{
	cancel_delayed_work_sync(&mock_pf_np(pdev)->watch_work);
}
