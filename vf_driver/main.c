// SPDX-License-Identifier: GPL-2.0
/*
 * The module, and the PCI driver of VFs: probe, remove, shutdown.
 *
 * Owns the workqueue and the table of hardware backends. Probe and remove run
 * under device_lock; when VFs are created their PF's is held too, so nothing
 * here waits for longer than mail takes.
 *
 * A VF whose PF isn't ready is registered all the same, without carrier and,
 * if need be, with a random address; the task gets it ready later.
 */
#include <linux/dma-mapping.h>
#include <linux/module.h>
#include <linux/rtnetlink.h>

#include "selftests/mock_nic/mock_hw.h"
#include "sriov_vf.h"

/* How many VFs may wait for their PFs at once. */
#define SRIOV_VF_MAX_TASKS	64

struct workqueue_struct *sriov_vf_wq;

enum sriov_vf_backend {
	SRIOV_VF_MOCK,
	SRIOV_VF_82576,
};

static const struct sriov_vf_ops * const sriov_vf_backends[] = {
	[SRIOV_VF_MOCK] = &sriov_vf_mock_ops,
	[SRIOV_VF_82576] = &sriov_vf_82576_ops,
};

#define SRIOV_VF_MOCK_ID					\
	PCI_DEVICE(MOCK_VENDOR_ID, MOCK_DEVICE_VF),		\
	.driver_data = SRIOV_VF_MOCK

/* Intel's have a driver in the kernel: this one takes a VF that was given to it
 * by driver_override, and no other.
 */
static const struct pci_device_id sriov_vf_ids[] = {
	{ SRIOV_VF_MOCK_ID },
	{
		PCI_DEVICE_DRIVER_OVERRIDE(PCI_VENDOR_ID_INTEL,
					   SRIOV_VF_DEVICE_82576, true),
		.driver_data = SRIOV_VF_82576,
	},
	{
		/* By datasheet, untested */
		PCI_DEVICE_DRIVER_OVERRIDE(PCI_VENDOR_ID_INTEL,
					   SRIOV_VF_DEVICE_I350, true),
		.driver_data = SRIOV_VF_82576,
	},
	{}
};

/* Those that load the module: an alias for an overridden id would be taken for
 * one of a VFIO driver.
 */
static const struct pci_device_id sriov_vf_aliases[] = {
	{ SRIOV_VF_MOCK_ID },
	{}
};
MODULE_DEVICE_TABLE(pci, sriov_vf_aliases);

/* Reset the VF and shake hands with the PF, then show the netdev. */
static int sriov_vf_start(struct sriov_vf_dev *vfd)
{
	struct net_device *netdev = vfd->netdev;
	int err;

	mutex_lock(&vfd->lock);
	sriov_vf_get_ready(vfd);
	mutex_unlock(&vfd->lock);

	err = sriov_vf_register(vfd);
	if (err)
		return err;
	if (netdev->addr_assign_type == NET_ADDR_RANDOM)
		netdev_warn(netdev,
			    "no address from the PF yet: random one for now\n");

	mutex_lock(&vfd->lock);
	vfd->registered = true;
	mutex_unlock(&vfd->lock);
	set_bit(SRIOV_VF_SERVED, &vfd->todo);
	/* For who has to bring the function back to this: an FLR of the PF, a
	 * reset of the bus. Sleep takes PF and VFs one after the other.
	 */
	pci_save_state(vfd->pdev);
	device_disable_async_suspend(&vfd->pdev->dev);
	/* For the link, and for what came too early to be served. */
	sriov_vf_kick(vfd);
	return 0;
}

static int sriov_vf_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	const struct sriov_vf_ops *ops = sriov_vf_backends[id->driver_data];
	struct net_device *netdev;
	struct sriov_vf_dev *vfd;
	int err;

	err = pci_enable_device(pdev);
	if (err)
		return err;
	err = dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(64));
	if (err)
		goto disable_device;
	pci_set_master(pdev);
	netdev = ops->create(pdev);
	if (IS_ERR(netdev)) {
		err = PTR_ERR(netdev);
		goto disable_device;
	}
	vfd = netdev_priv(netdev);
	SET_NETDEV_DEV(netdev, &pdev->dev);
	netdev->ethtool_ops = &sriov_vf_ethtool_ops;
	netdev->priv_flags |= IFF_UNICAST_FLT | IFF_LIVE_ADDR_CHANGE;
	eth_hw_addr_random(netdev);
	netif_carrier_off(netdev);
	pci_set_drvdata(pdev, vfd);
	err = request_irq(pci_irq_vector(pdev, ops->vector), ops->interrupt, 0,
			  pci_name(pdev), vfd);
	if (err)
		goto destroy;
	err = sriov_vf_start(vfd);
	if (err)
		goto free_irq;
	return 0;

free_irq:
	free_irq(pci_irq_vector(pdev, ops->vector), vfd);
	mutex_lock(&vfd->lock);
	ops->reset(vfd);
	mutex_unlock(&vfd->lock);
destroy:
	ops->destroy(netdev);
disable_device:
	pci_disable_device(pdev);
	return err;
}

/* On return the task doesn't run, and does nothing if it's queued again. rtnl
 * not held.
 */
static void sriov_vf_serve_no_more(struct sriov_vf_dev *vfd)
{
	/* Ends a call that waits with the lock held for a PF that is silent. */
	clear_bit(SRIOV_VF_SERVED, &vfd->todo);
	/* Who has seen it set has let go of the lock, or looks at it again. */
	mutex_lock(&vfd->lock);
	mutex_unlock(&vfd->lock);
	cancel_delayed_work_sync(&vfd->task);
}

static void sriov_vf_remove(struct pci_dev *pdev)
{
	struct sriov_vf_dev *vfd = pci_get_drvdata(pdev);
	struct net_device *netdev = vfd->netdev;

	/* First what could touch a netdev that is going. Not under rtnl, which
	 * the task may be waiting for.
	 */
	sriov_vf_serve_no_more(vfd);
	free_irq(pci_irq_vector(pdev, vfd->ops->vector), vfd);
	unregister_netdev(netdev);
	/* Who saw the VF served, under rtnl or in ndo_set_rx_mode, may have
	 * queued the task since. It does nothing, but needs the memory.
	 */
	cancel_delayed_work_sync(&vfd->task);

	/* The PF sees it and takes the VF off the network. */
	mutex_lock(&vfd->lock);
	vfd->ops->reset(vfd);
	mutex_unlock(&vfd->lock);
	vfd->ops->destroy(netdev);
	pci_disable_device(pdev);
}

/* No DMA into a kernel that isn't ours any more (kexec). */
static void sriov_vf_shutdown(struct pci_dev *pdev)
{
	struct sriov_vf_dev *vfd = pci_get_drvdata(pdev);

	sriov_vf_serve_no_more(vfd);
	rtnl_lock();
	netif_device_detach(vfd->netdev);
	mutex_lock(&vfd->lock);
	vfd->ready = false;
	vfd->ops->stop(vfd);
	vfd->ops->reset(vfd);
	mutex_unlock(&vfd->lock);
	rtnl_unlock();
	pci_clear_master(pdev);
}

static struct pci_driver sriov_vf_driver = {
	.name = "sriov_vf",
	.id_table = sriov_vf_ids,
	.probe = sriov_vf_probe,
	.remove = sriov_vf_remove,
	.shutdown = sriov_vf_shutdown,
	.err_handler = &sriov_vf_err_handlers,
	.driver.pm = pm_sleep_ptr(&sriov_vf_pm_ops),
};

static int __init sriov_vf_module_init(void)
{
	int err;

	sriov_vf_wq = alloc_workqueue("sriov_vf", WQ_UNBOUND,
				      SRIOV_VF_MAX_TASKS);
	if (!sriov_vf_wq)
		return -ENOMEM;
	err = pci_register_driver(&sriov_vf_driver);
	if (err)
		destroy_workqueue(sriov_vf_wq);
	return err;
}
module_init(sriov_vf_module_init);

static void __exit sriov_vf_module_exit(void)
{
	pci_unregister_driver(&sriov_vf_driver);
	destroy_workqueue(sriov_vf_wq);
}
module_exit(sriov_vf_module_exit);

MODULE_DESCRIPTION("SR-IOV virtual functions: netdev and mailbox client");
MODULE_AUTHOR("The SR-IOV suite developers");
MODULE_VERSION(SRIOV_VF_VERSION);
MODULE_LICENSE("GPL");
