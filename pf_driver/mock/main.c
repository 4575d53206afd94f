// SPDX-License-Identifier: GPL-2.0
/*
 * PCI driver of the mock NIC's PFs: probe, remove, shutdown, and the interrupt
 * of everything but queues.
 *
 * Owns the order in which a PF comes and goes. Takes rtnl through the
 * netdev's functions; probe and remove run under device_lock.
 */
#include <linux/dma-mapping.h>
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/rtnetlink.h>

#include "hw.h"

static irqreturn_t mock_pf_irq(int irq, void *data)
{
	struct net_device *netdev = data;
	struct mock_pf_netdev *np = netdev_priv(netdev);
	struct mock_hw *hw = np->mpf->hw;
	u32 icr = mock_rd(hw, MOCK_ICR);

	/* All ones, and nothing happened: the device is gone. */
	if (icr == ~0U)
		return IRQ_HANDLED;
	icr &= MOCK_INT_OTHER;
	/* Before looking for what they mean: later ones fire again. */
	mock_wr(hw, MOCK_ICR, icr);
	if (icr & (MOCK_INT_MBX | MOCK_INT_VFLR))
		sriov_pf_mbx_event(np->base.pf);
	if (icr & MOCK_INT_LINK)
		schedule_work(&np->link_work);
	mock_dp_interrupt(&np->dp);
	return IRQ_HANDLED;
}

/**
 * mock_pf_go() - from here VFs may talk to the PF
 * @mpf: the PF
 */
void mock_pf_go(struct mock_pf *mpf)
{
	mock_wr(mpf->hw, MOCK_IMS, MOCK_INT_OTHER);
	mock_wr(mpf->hw, MOCK_CTRL, MOCK_CTRL_PFRSTD);
}

static void mock_pf_read_mac(struct mock_pf *mpf, u8 *mac)
{
	u32 lo = mock_rd(mpf->hw, MOCK_PERM_LO);
	u32 hi = mock_rd(mpf->hw, MOCK_PERM_HI);
	unsigned int i;

	for (i = 0; i < ETH_ALEN; i++)
		mac[i] = (i < 4 ? lo >> 8 * i : hi >> 8 * (i - 4)) & 0xff;
}

static int mock_pf_enable_pci(struct pci_dev *pdev)
{
	int err;

	err = pci_enable_device(pdev);
	if (err)
		return err;
	err = dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(64));
	if (err) {
		pci_disable_device(pdev);
		return err;
	}
	pci_set_master(pdev);
	return 0;
}

static void mock_pf_init(struct sriov_pf *pf, struct mock_hw *hw)
{
	struct mock_pf *mpf = sriov_pf_priv(pf);

	mpf->pf = pf;
	mpf->hw = hw;
	mock_pf_hw_reset(mpf);
	mock_pf_read_mac(mpf, pf->mac);
	pf->max_frame = MOCK_MAX_FRAME;
	pf->max_queues = MOCK_VF_QUEUE_PAIRS;
	mock_pf_init_vectors(mpf);
	pf->rate_nodes = SRIOV_PF_MAX_NODES;
	pf->caps = BIT(SRIOV_CAP_MAC) | BIT(SRIOV_CAP_VLAN) |
		   BIT(SRIOV_CAP_SPOOFCHK) | BIT(SRIOV_CAP_STATS) |
		   BIT(SRIOV_CAP_MAILBOX) | BIT(SRIOV_CAP_RATE) |
		   BIT(SRIOV_CAP_TRUST) |
		   BIT(SRIOV_CAP_LINK_STATE) | BIT(SRIOV_CAP_QINQ) |
		   BIT(SRIOV_CAP_QUEUES) | BIT(SRIOV_CAP_TRUNK) |
		   BIT(SRIOV_CAP_ALLOWED_MACS) | BIT(SRIOV_CAP_MAX_MTU) |
		   BIT(SRIOV_CAP_MIN_RATE) | BIT(SRIOV_CAP_LINK_UP);
	/* A test may have a card without. */
	if (mock_rd(hw, MOCK_CAPS) & MOCK_CAPS_LVLAN)
		pf->caps |= BIT(SRIOV_CAP_LOCAL_VLAN);
}

static int mock_pf_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct mock_hw *hw = mock_dp_find_hw(pdev);
	struct mock_pf_netdev *np;
	struct sriov_pf *pf;
	int err;

	if (!hw)
		return -ENODEV;
	err = mock_pf_enable_pci(pdev);
	if (err)
		return err;
	pf = sriov_pf_alloc(pdev, &mock_pf_ops, sizeof(struct mock_pf));
	if (IS_ERR(pf)) {
		err = PTR_ERR(pf);
		goto disable_device;
	}
	mock_pf_init(pf, hw);
	pf->netdev = mock_pf_netdev_create(sriov_pf_priv(pf));
	if (IS_ERR(pf->netdev)) {
		err = PTR_ERR(pf->netdev);
		pf->netdev = NULL;
		goto free_pf;
	}
	np = netdev_priv(pf->netdev);
	err = request_irq(pci_irq_vector(pdev, 0), mock_pf_irq, 0,
			  pci_name(pdev), pf->netdev);
	if (err)
		goto free_netdev;
	err = mock_pf_netdev_register(pf->netdev);
	if (err)
		goto free_irq;
	err = sriov_pf_register(pf);
	if (err)
		goto unregister_netdev;
	mock_pf_go(np->mpf);
	schedule_work(&np->link_work);
	mock_pf_recover_start(pdev);
	return 0;

unregister_netdev:
	unregister_netdev(pf->netdev);
free_irq:
	free_irq(pci_irq_vector(pdev, 0), pf->netdev);
	cancel_work_sync(&np->restart_work);
free_netdev:
	mock_dp_exit(&np->dp);
	mock_pf_hw_reset(np->mpf);
	pci_free_irq_vectors(pdev);
	free_netdev(pf->netdev);
free_pf:
	sriov_pf_free(pf);
disable_device:
	pci_disable_device(pdev);
	return err;
}

static void mock_pf_remove(struct pci_dev *pdev)
{
	struct sriov_pf *pf = pci_get_drvdata(pdev);
	struct net_device *netdev = pf->netdev;
	struct mock_pf_netdev *np = netdev_priv(netdev);
	struct mock_pf *mpf = np->mpf;

	mock_pf_recover_stop(pdev);
	/* Mail is served until the last VF is gone. */
	sriov_pf_unregister(pf);
	mock_wr(mpf->hw, MOCK_CTRL, 0);
	mock_wr(mpf->hw, MOCK_IMC, MOCK_INT_OTHER);
	free_irq(pci_irq_vector(pdev, 0), netdev);
	/* Before the netdev goes: this one touches its carrier. */
	cancel_work_sync(&np->link_work);
	unregister_netdev(netdev);
	cancel_work_sync(&np->restart_work);
	mock_dp_exit(&np->dp);
	mock_pf_hw_reset(mpf);
	pci_free_irq_vectors(pdev);
	free_netdev(netdev);
	sriov_pf_free(pf);
	pci_disable_device(pdev);
}

/* No DMA into a kernel that isn't ours any more (kexec). */
static void mock_pf_shutdown(struct pci_dev *pdev)
{
	struct sriov_pf *pf = pci_get_drvdata(pdev);
	struct mock_pf_netdev *np = netdev_priv(pf->netdev);

	mock_pf_recover_stop(pdev);
	rtnl_lock();
	netif_device_detach(pf->netdev);
	mock_dp_stop(&np->dp);
	rtnl_unlock();
	mock_wr(np->mpf->hw, MOCK_CTRL, MOCK_CTRL_RST);
	pci_clear_master(pdev);
}

static const struct pci_device_id mock_pf_ids[] = {
	{ PCI_DEVICE(MOCK_VENDOR_ID, MOCK_DEVICE_PF) },
	{}
};
MODULE_DEVICE_TABLE(pci, mock_pf_ids);

struct pci_driver sriov_pf_mock_driver = {
	.name = "sriov_pf_mock",
	.id_table = mock_pf_ids,
	.probe = mock_pf_probe,
	.remove = mock_pf_remove,
	.shutdown = mock_pf_shutdown,
	.sriov_configure = sriov_pf_sriov_configure,
	.sriov_get_vf_total_msix = sriov_pf_get_total_vectors,
	.sriov_set_msix_vec_count = sriov_pf_set_vf_vectors,
	.err_handler = &mock_pf_err_handlers,
	.driver.pm = pm_sleep_ptr(&mock_pf_pm_ops),
};
