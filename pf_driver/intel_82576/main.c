// SPDX-License-Identifier: GPL-2.0
/*
 * PCI driver of the Intel 82576's and I350's PFs: probe, remove, shutdown, and
 * the interrupt of everything but queues.
 *
 * Owns the order in which a PF comes and goes. Takes rtnl through the
 * netdev's functions; probe and remove run under device_lock.
 *
 * These cards have a driver in every kernel. This one takes none of them by
 * itself: the module has no alias for them, and the ids match only a device
 * whose driver_override names this driver.
 */
#include <linux/dma-mapping.h>
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/rtnetlink.h>

#include "hw.h"
#include "recover.h"
#include "ring.h"

#define I576_INT_OTHER	(I576_INT_LSC | I576_INT_VMMB | I576_INT_DOUTSYNC)

static const struct i576_model i576_82576 = {
	.name = "82576",
	.ra_num = 24,
	.max_queues = 16,
	.pool_queues = 2,
	.has_rates = true,
};

/* By datasheet, untested. */
static const struct i576_model i576_i350 = {
	.name = "I350",
	.ra_num = 32,
	.max_queues = 8,
	.pool_queues = 1,
	.has_dvmolr = true,
};

static irqreturn_t i576_irq(int irq, void *data)
{
	struct net_device *netdev = data;
	struct i576_netdev *np = netdev_priv(netdev);
	struct i576 *hw = np->hw;
	u32 icr = i576_rd(hw, I576_ICR);

	/* All ones, and nothing happened: the device is gone. */
	if (icr == ~0U)
		return IRQ_HANDLED;
	atomic_inc(&np->others);
	if (icr & I576_INT_VMMB)
		sriov_pf_mbx_event(np->base.pf);
	if (icr & I576_INT_LSC)
		schedule_work(&np->link_work);
	if (icr & I576_INT_DOUTSYNC)
		i576_spoof_event(hw);
	i576_wr(hw, I576_EIMS, BIT(0));
	return IRQ_HANDLED;
}

/**
 * i576_go() - from here VFs may talk to the PF
 * @hw: the PF
 */
void i576_go(struct i576 *hw)
{
	i576_wr(hw, I576_IVAR_MISC, I576_IVAR_VALID << 8);
	i576_wr(hw, I576_EIAC, i576_rd(hw, I576_EIAC) | BIT(0));
	i576_wr(hw, I576_EIAM, i576_rd(hw, I576_EIAM) | BIT(0));
	i576_wr(hw, I576_EIMS, BIT(0));
	i576_wr(hw, I576_MBVFIMR, hw->mbx_imr);
	i576_wr(hw, I576_IMS, I576_INT_OTHER);
	i576_wr(hw, I576_CTRL_EXT,
		i576_rd(hw, I576_CTRL_EXT) | I576_CTRL_EXT_PFRSTD);
}

static int i576_enable_pci(struct pci_dev *pdev)
{
	int err;

	/* VFs of another driver depend on what it programmed. */
	if (pci_num_vf(pdev)) {
		pci_err(pdev,
			"%d VFs of an earlier driver exist: bind it again and disable them\n",
			pci_num_vf(pdev));
		return -EBUSY;
	}
	/* 7.10.2.1: eight pools, and one is the PF's. */
	pci_sriov_set_totalvfs(pdev, I576_MAX_VFS);
	err = pcim_enable_device(pdev);
	if (err)
		return err;
	err = pcim_iomap_regions(pdev, BIT(0), "sriov_pf_82576");
	if (err)
		return err;
	err = dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(64));
	if (err)
		return err;
	pci_set_master(pdev);
	return 0;
}

static int i576_init(struct i576 *hw)
{
	struct sriov_pf *pf = hw->pf;
	int err;

	spin_lock_init(&hw->lock);
	mutex_init(&hw->stat_lock);
	hw->mbx_imr = 0xff;
	err = i576_reset(hw);
	if (err)
		return err;
	i576_read_mac(hw, pf->mac);
	if (!i576_eeprom_valid(hw))
		pci_warn(pf->pdev, "the checksum of the EEPROM is wrong\n");
	i576_init_port(hw);
	pf->max_frame = I576_MAX_FRAME - ETH_FCS_LEN - VLAN_HLEN;
	pf->caps = BIT(SRIOV_CAP_MAC) | BIT(SRIOV_CAP_VLAN) |
		   BIT(SRIOV_CAP_SPOOFCHK) | BIT(SRIOV_CAP_STATS) |
		   BIT(SRIOV_CAP_MAILBOX) | BIT(SRIOV_CAP_TRUST) |
		   BIT(SRIOV_CAP_ALLOWED_MACS) | BIT(SRIOV_CAP_LINK_STATE);
	if (hw->model->has_rates)
		pf->caps |= BIT(SRIOV_CAP_RATE);
	/* A VF's STATUS is that of the port. */
	pf->link_by_mail = true;
	return 0;
}

static int i576_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct i576_netdev *np;
	struct sriov_pf *pf;
	struct i576 *hw;
	int err;

	err = i576_enable_pci(pdev);
	if (err)
		return err;
	pf = sriov_pf_alloc(pdev, &i576_pf_ops, sizeof(*hw));
	if (IS_ERR(pf))
		return PTR_ERR(pf);
	hw = sriov_pf_priv(pf);
	hw->pf = pf;
	hw->addr = pcim_iomap_table(pdev)[0];
	hw->model = (const struct i576_model *)id->driver_data;
	err = i576_init(hw);
	if (err)
		goto free_pf;
	pf->netdev = i576_netdev_create(hw);
	if (IS_ERR(pf->netdev)) {
		err = PTR_ERR(pf->netdev);
		pf->netdev = NULL;
		goto free_pf;
	}
	np = netdev_priv(pf->netdev);
	i576_recover_init(np);
	err = request_irq(pci_irq_vector(pdev, 0), i576_irq, 0,
			  pci_name(pdev), pf->netdev);
	if (err)
		goto free_netdev;
	i576_netdev_program(pf->netdev);
	err = register_netdev(pf->netdev);
	if (err)
		goto free_irq;
	err = sriov_pf_register(pf);
	if (err)
		goto unregister_netdev;
	i576_go(hw);
	if (i576_phy_start(hw))
		pci_warn(pdev, "the PHY doesn't answer\n");
	schedule_work(&np->link_work);
	i576_recover_start(pdev);
	return 0;

unregister_netdev:
	unregister_netdev(pf->netdev);
free_irq:
	free_irq(pci_irq_vector(pdev, 0), pf->netdev);
	cancel_work_sync(&np->link_work);
	cancel_work_sync(&np->restart_work);
free_netdev:
	i576_reset(hw);
	i576_netdev_free(pf->netdev);
free_pf:
	sriov_pf_free(pf);
	return err;
}

static void i576_remove(struct pci_dev *pdev)
{
	struct sriov_pf *pf = pci_get_drvdata(pdev);
	struct net_device *netdev = pf->netdev;
	struct i576_netdev *np = netdev_priv(netdev);
	struct i576 *hw = np->hw;

	i576_recover_stop(pdev);
	/* Mail is served until the last VF is gone. */
	sriov_pf_unregister(pf);
	i576_wr(hw, I576_IMC, ~0U);
	i576_wr(hw, I576_EIMC, BIT(0));
	free_irq(pci_irq_vector(pdev, 0), netdev);
	/* Before the netdev goes: this one touches its carrier. */
	cancel_work_sync(&np->link_work);
	unregister_netdev(netdev);
	cancel_work_sync(&np->restart_work);
	i576_wr(hw, I576_CTRL_EXT, i576_rd(hw, I576_CTRL_EXT) &
		~(I576_CTRL_EXT_DRV_LOAD | I576_CTRL_EXT_PFRSTD));
	i576_reset(hw);
	i576_netdev_free(netdev);
	sriov_pf_free(pf);
}

/* No DMA into a kernel that isn't ours any more (kexec). */
static void i576_shutdown(struct pci_dev *pdev)
{
	struct sriov_pf *pf = pci_get_drvdata(pdev);
	struct i576_netdev *np = netdev_priv(pf->netdev);

	i576_recover_stop(pdev);
	rtnl_lock();
	netif_device_detach(pf->netdev);
	i576_stop(np);
	rtnl_unlock();
	i576_reset(np->hw);
	pci_clear_master(pdev);
}

#define I576_ID(device, model)						\
	{								\
		PCI_DEVICE_DRIVER_OVERRIDE(PCI_VENDOR_ID_INTEL, device,	\
					   PCI_ID_F_VFIO_DRIVER_OVERRIDE), \
		.driver_data = (kernel_ulong_t)&(model),		\
	}

/* Copper. No MODULE_DEVICE_TABLE, see above; any value but 0 is an override. */
static const struct pci_device_id i576_ids[] = {
	I576_ID(0x10c9, i576_82576),
	I576_ID(0x10e8, i576_82576),	/* four ports */
	I576_ID(0x1526, i576_82576),	/* four ports */
	I576_ID(0x150a, i576_82576),
	I576_ID(0x1521, i576_i350),
	{}
};

struct pci_driver sriov_pf_82576_driver = {
	.name = "sriov_pf_82576",
	.id_table = i576_ids,
	.probe = i576_probe,
	.remove = i576_remove,
	.shutdown = i576_shutdown,
	.sriov_configure = sriov_pf_sriov_configure,
	.err_handler = &i576_err_handlers,
	.driver.pm = pm_sleep_ptr(&i576_pm_ops),
};
