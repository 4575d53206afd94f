// SPDX-License-Identifier: GPL-2.0
/*
 * What happens to the function from outside: function level reset, errors of
 * the bus (AER), sleep of the machine, and a configuration that was lost
 * without a word.
 *
 * All of it comes down to two steps: hands off the device, and get ready
 * again, which the task does with all that the netdev has (reset.c). Owns
 * sriov_vf_dev.in_flr. The callbacks run under device_lock, take
 * sriov_vf_dev.lock, and wait for nothing but that; the PF, who may be in the
 * same trouble, isn't waited for.
 */
#include <linux/pm.h>

#include "sriov_vf.h"

static void sriov_vf_hands_off(struct sriov_vf_dev *vfd)
{
	mutex_lock(&vfd->lock);
	vfd->in_flr = true;
	sriov_vf_quiesce(vfd);
	mutex_unlock(&vfd->lock);
}

/* The function may be touched again. Idempotent. */
static void sriov_vf_go_on(struct sriov_vf_dev *vfd)
{
	mutex_lock(&vfd->lock);
	vfd->in_flr = false;
	vfd->retries = 0;
	mutex_unlock(&vfd->lock);
	sriov_vf_request_reset(vfd);
}

/**
 * sriov_vf_repair_config() - see to it that the function has its configuration
 * @vfd: the VF; lock held, no reset by the PCI core under way
 *
 * A reset of the PF that didn't save and restore that of its VFs (not every PF
 * driver does), or a function that fell off the bus and came back: bus master
 * and MSI are off then, and nobody tells.
 *
 * Context: process.
 *
 * Return: false if the function doesn't answer.
 */
bool sriov_vf_repair_config(struct sriov_vf_dev *vfd)
{
	struct pci_dev *pdev = vfd->pdev;
	u16 command;

	pci_read_config_word(pdev, PCI_COMMAND, &command);
	if (PCI_POSSIBLE_ERROR(command))
		return false;
	if (command & PCI_COMMAND_MASTER || !vfd->registered)
		return true;
	pci_info(pdev, "lost its configuration, restoring it\n");
	pci_restore_state(pdev);
	pci_save_state(pdev);
	return true;
}

/* ---- Function level reset ------------------------------------------------- */

static void sriov_vf_reset_prepare(struct pci_dev *pdev)
{
	sriov_vf_hands_off(pci_get_drvdata(pdev));
}

static void sriov_vf_reset_done(struct pci_dev *pdev)
{
	/* The PCI core used up what was saved in probe. */
	pci_save_state(pdev);
	sriov_vf_go_on(pci_get_drvdata(pdev));
}

/* ---- Errors of the bus ---------------------------------------------------- */

static pci_ers_result_t sriov_vf_error_detected(struct pci_dev *pdev,
						pci_channel_state_t state)
{
	/* A transaction was lost, perhaps not even of this function; the bus
	 * works. What a lost one leaves hanging, the watchdogs find.
	 */
	if (state == pci_channel_io_normal)
		return PCI_ERS_RESULT_CAN_RECOVER;
	sriov_vf_hands_off(pci_get_drvdata(pdev));
	return state == pci_channel_io_perm_failure ?
	       PCI_ERS_RESULT_DISCONNECT : PCI_ERS_RESULT_NEED_RESET;
}

static pci_ers_result_t sriov_vf_mmio_enabled(struct pci_dev *pdev)
{
	return PCI_ERS_RESULT_RECOVERED;
}

/* The PF comes before its VFs and has set VF Enable again. Whether the VF works
 * is found out when the PF answers; that it doesn't must not keep the others on
 * the bus from recovering.
 */
static pci_ers_result_t sriov_vf_slot_reset(struct pci_dev *pdev)
{
	pci_restore_state(pdev);
	pci_save_state(pdev);
	return PCI_ERS_RESULT_RECOVERED;
}

static void sriov_vf_resume_io(struct pci_dev *pdev)
{
	struct sriov_vf_dev *vfd = pci_get_drvdata(pdev);

	/* Else only told of an error that was none of its own. */
	if (READ_ONCE(vfd->in_flr))
		sriov_vf_go_on(vfd);
}

const struct pci_error_handlers sriov_vf_err_handlers = {
	.error_detected = sriov_vf_error_detected,
	.mmio_enabled = sriov_vf_mmio_enabled,
	.slot_reset = sriov_vf_slot_reset,
	.resume = sriov_vf_resume_io,
	.reset_prepare = sriov_vf_reset_prepare,
	.reset_done = sriov_vf_reset_done,
};

/* ---- Sleep of the machine -------------------------------------------------- */

/* VFs sleep before their PF and wake after it: none of them is asynchronous, and
 * the PF was there first.
 */
static int sriov_vf_suspend(struct device *dev)
{
	sriov_vf_hands_off(dev_get_drvdata(dev));
	return 0;
}

static int sriov_vf_resume(struct device *dev)
{
	pci_save_state(to_pci_dev(dev));
	sriov_vf_go_on(dev_get_drvdata(dev));
	return 0;
}

const struct dev_pm_ops sriov_vf_pm_ops = {
	SYSTEM_SLEEP_PM_OPS(sriov_vf_suspend, sriov_vf_resume)
};
