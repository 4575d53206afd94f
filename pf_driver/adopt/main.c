// SPDX-License-Identifier: GPL-2.0
/*
 * Adopting PFs that another driver has, and releasing them. The PF's driver does
 * as it did before; nothing of it is kept from going: its netdev is referenced
 * from adoption, or NETDEV_REGISTER, to NETDEV_UNREGISTER only, and its functions
 * are called under rtnl while that netdev is registered, or under device_lock
 * while it is bound. An adopted PF is its PCI device, and outlives both.
 *
 * Owns the list of adopted PFs. It is changed under adopt_lock and rtnl and
 * adopt_list_lock; whoever holds one of them may read it, and an entry found
 * stays as long as one of the first two is held.
 *
 * Lock order: device_lock, adopt_lock, rtnl, the core's.
 */
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "compat/extack.h"
#include "pf_driver/adopt/adopt.h"
#include "pf_driver/adopt/sriov_adopt.h"
#include "pf_driver/core/lock.h"

static DEFINE_MUTEX(adopt_lock);	/* adopting, releasing, adopt_open */
static DEFINE_SPINLOCK(adopt_list_lock);	/* adopt_list */
static LIST_HEAD(adopt_list);
static bool adopt_open;

static struct adopt *find(const struct pci_dev *pdev)
{
	struct adopt *adopt;

	list_for_each_entry(adopt, &adopt_list, node) {
		if (adopt->pf->pdev == pdev)
			return adopt;
	}
	return NULL;
}

static void adopt_default(const struct sriov_vf *vf, struct sriov_vf_cfg *cfg)
{
	const struct adopt_vf *of = adopt_vf(vf);

	eth_zero_addr(cfg->mac);
	if (!of->known)
		return;
	*cfg = of->start;
	eth_zero_addr(cfg->mac);
}

static void adopt_found(const struct sriov_vf *vf, struct sriov_vf_cfg *cfg)
{
	*cfg = adopt_vf(vf)->now;
}

static const struct sriov_pf_ops adopt_ops = {
	.name = "adopt",
	.foreign = true,
	.set_num_vfs = adopt_set_num_vfs,
	.vf_apply = adopt_vf_apply,
	.vf_stats = adopt_vf_stats,
	.link_speed = adopt_link_speed,
	.vf_default = adopt_default,
	.vf_found = adopt_found,
};

const char *sriov_adopt_driver(const struct sriov_pf *pf)
{
	const struct adopt *adopt = (const struct adopt *)pf->priv;

	lockdep_assert_held(&pf->lock);

	return adopt->driver;
}

/* ---- coming and going -------------------------------------------------------- */

static struct adopt *create(struct pci_dev *pdev)
{
	struct adopt *adopt;
	struct sriov_pf *pf;

	pf = sriov_pf_alloc(pdev, &adopt_ops, sizeof(*adopt));
	if (IS_ERR(pf))
		return ERR_CAST(pf);
	adopt = sriov_pf_priv(pf);
	adopt->pf = pf;
	INIT_LIST_HEAD(&adopt->node);
	INIT_DELAYED_WORK(&adopt->work, adopt_work);
	adopt->vf = kvcalloc(pf->total_vfs + 1, sizeof(*adopt->vf), GFP_KERNEL);
	if (!adopt->vf) {
		sriov_pf_free(pf);
		return ERR_PTR(-ENOMEM);
	}
	return adopt;
}

static void destroy(struct adopt *adopt)
{
	struct sriov_pf *pf = adopt->pf;

	/* Who still has a reference looks at pf->registered first. */
	mutex_lock(&pf->lock);
	kvfree(adopt->vf);
	adopt->vf = NULL;
	mutex_unlock(&pf->lock);
	sriov_pf_free(pf);
}

/* The netdev of the device through which VFs are managed, or NULL. */
static struct net_device *find_netdev(const struct pci_dev *pdev)
{
	struct net_device *dev;
	struct net *net;

	ASSERT_RTNL();

	for_each_net(net) {
		for_each_netdev(net, dev) {
			if (dev->dev.parent == &pdev->dev &&
			    dev->reg_state == NETREG_REGISTERED &&
			    adopt_is_netdev(dev))
				return dev;
		}
	}
	return NULL;
}

static int attach(struct adopt *adopt, struct netlink_ext_ack *extack)
{
	struct sriov_pf *pf = adopt->pf;
	struct net_device *dev;

	rtnl_lock();
	down_read(&net_rwsem);
	dev = find_netdev(pf->pdev);
	up_read(&net_rwsem);
	if (dev) {
		ether_addr_copy(pf->mac, is_valid_ether_addr(dev->perm_addr) ?
				dev->perm_addr : dev->dev_addr);
		adopt_attach(adopt, dev);
		spin_lock(&adopt_list_lock);
		list_add_tail(&adopt->node, &adopt_list);
		spin_unlock(&adopt_list_lock);
	}
	rtnl_unlock();
	if (dev)
		return 0;
	NL_SET_ERR_MSG(extack,
		       "the PF has no netdev that knows VFs: bind its driver");
	return -ENODEV;
}

/* Nothing calls its driver after this. */
static void detach(struct adopt *adopt)
{
	rtnl_lock();
	spin_lock(&adopt_list_lock);
	list_del_init(&adopt->node);
	spin_unlock(&adopt_list_lock);
	mutex_lock(&adopt->pf->lock);
	adopt->pf->registered = false;
	mutex_unlock(&adopt->pf->lock);
	rtnl_unlock();

	cancel_delayed_work_sync(&adopt->work);
}

/* The netdev may have gone meanwhile, after waiting for our reference. */
static void put_netdev(struct adopt *adopt)
{
	rtnl_lock();
	if (adopt->netdev)
		adopt_detach(adopt);
	rtnl_unlock();
}

static void release(struct adopt *adopt)
{
	lockdep_assert_held(&adopt_lock);

	detach(adopt);
	sriov_pf_unregister(adopt->pf);
	put_netdev(adopt);
	destroy(adopt);
}

static int check_device(struct pci_dev *pdev, struct netlink_ext_ack *extack)
{
	struct sriov_pf *pf;

	if (!adopt_open || !device_is_registered(&pdev->dev)) {
		NL_SET_ERR_MSG(extack, "the PF is being removed");
		return -ENODEV;
	}
	if (!pci_sriov_get_totalvfs(pdev)) {
		NL_SET_ERR_MSG(extack, "the device isn't a PF with SR-IOV");
		return -EOPNOTSUPP;
	}
	pf = sriov_pf_find_pci(pci_name(pdev));
	if (!pf)
		return 0;
	if (pf->ops->foreign)
		NL_SET_ERR_MSG(extack, "the PF is adopted already");
	else
		NL_SET_ERR_MSG(extack,
			       "the PF is one of sriov_pf, no other driver has it");
	sriov_pf_put(pf);
	return -EEXIST;
}

static struct sriov_pf *adopt_locked(struct pci_dev *pdev,
				     struct netlink_ext_ack *extack)
{
	struct adopt *adopt;
	struct sriov_pf *pf;
	int err;

	err = check_device(pdev, extack);
	if (err)
		return ERR_PTR(err);
	adopt = create(pdev);
	if (IS_ERR(adopt))
		return ERR_CAST(adopt);
	pf = adopt->pf;
	err = attach(adopt, extack);
	if (err)
		goto err_destroy;
	err = sriov_pf_register(pf);
	if (err)
		goto err_detach;

	sriov_pf_get(pf);
	sriov_pf_lock(pf);
	adopt_sync(pf);
	sriov_pf_unlock(pf);
	adopt_kick(adopt);
	return pf;

err_detach:
	detach(adopt);
	put_netdev(adopt);
err_destroy:
	destroy(adopt);
	return ERR_PTR(err);
}

struct sriov_pf *sriov_adopt(struct pci_dev *pdev,
			     struct netlink_ext_ack *extack)
{
	struct sriov_pf *pf;
	int err;

	/* The first look must not see VFs that are being created. */
	err = sriov_pf_lock_pci(pdev, extack);
	if (err)
		return ERR_PTR(err);
	mutex_lock(&adopt_lock);
	pf = adopt_locked(pdev, extack);
	mutex_unlock(&adopt_lock);
	sriov_pf_unlock_pci(pdev);
	return pf;
}

int sriov_adopt_release(struct sriov_pf *pf, struct netlink_ext_ack *extack)
{
	struct adopt *adopt;

	if (!pf->ops->foreign) {
		NL_SET_ERR_MSG(extack, "the PF isn't adopted");
		return -EINVAL;
	}
	mutex_lock(&adopt_lock);
	adopt = find(pf->pdev);
	if (adopt && adopt->pf == pf)
		release(adopt);
	else
		adopt = NULL;
	mutex_unlock(&adopt_lock);
	if (adopt)
		return 0;
	NL_SET_ERR_MSG(extack, "the PF isn't adopted any more");
	return -ENODEV;
}

void sriov_adopt_end(struct pci_dev *pdev)
{
	struct adopt *adopt;

	device_lock_assert(&pdev->dev);

	mutex_lock(&adopt_lock);
	adopt = find(pdev);
	if (adopt)
		release(adopt);
	mutex_unlock(&adopt_lock);
}

/* ---- what happens ------------------------------------------------------------- */

/* After a reset the link comes back. NETDEV_CHANGE alone says nothing: it also
 * tells that somebody has set something of a VF.
 */
static bool link_came(struct adopt *adopt)
{
	bool had = adopt->carrier;

	if (!adopt->netdev)
		return false;
	adopt->carrier = netif_carrier_ok(adopt->netdev);
	return adopt->carrier && !had;
}

/* rtnl held. */
static int netdev_event(struct notifier_block *nb, unsigned long event,
			void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);
	struct device *parent = dev->dev.parent;
	struct adopt *adopt;

	if (!parent || !dev_is_pci(parent))
		return NOTIFY_DONE;
	spin_lock(&adopt_list_lock);
	adopt = find(to_pci_dev(parent));
	spin_unlock(&adopt_list_lock);
	if (!adopt)
		return NOTIFY_DONE;

	if (event == NETDEV_REGISTER && !adopt->netdev && adopt_is_netdev(dev))
		adopt_attach(adopt, dev);
	if (adopt->netdev != dev)
		return NOTIFY_DONE;
	if (event == NETDEV_UNREGISTER)
		adopt_detach(adopt);
	if (event == NETDEV_UP || link_came(adopt))
		set_bit(ADOPT_RESET, &adopt->happened);
	if (event == NETDEV_REGISTER || event == NETDEV_UP ||
	    event == NETDEV_CHANGE || event == NETDEV_CHANGEADDR)
		adopt_kick(adopt);
	return NOTIFY_DONE;
}

static struct notifier_block netdev_notifier = {
	.notifier_call = netdev_event,
};

/* PFs that were unplugged: not where that is told, under the PCI core's locks. */
static void gone_work(struct work_struct *work)
{
	struct adopt *adopt, *next;

	mutex_lock(&adopt_lock);
	list_for_each_entry_safe(adopt, next, &adopt_list, node) {
		if (!device_is_registered(&adopt->pf->pdev->dev))
			release(adopt);
	}
	mutex_unlock(&adopt_lock);
}

static DECLARE_WORK(adopt_gone, gone_work);

static void tell(const struct pci_dev *pdev, bool renewed)
{
	struct adopt *adopt;

	spin_lock(&adopt_list_lock);
	adopt = find(pdev);
	if (adopt) {
		if (renewed)
			set_bit(ADOPT_RENEWED, &adopt->happened);
		adopt_kick(adopt);
	}
	spin_unlock(&adopt_list_lock);
}

static void hold(struct pci_dev *vf)
{
	struct adopt *adopt;
	bool holding;

	spin_lock(&adopt_list_lock);
	adopt = find(pci_physfn(vf));
	holding = adopt && READ_ONCE(adopt->holding);
	spin_unlock(&adopt_list_lock);
	if (holding)
		adopt_hold(vf);
}

static int bus_event(struct notifier_block *nb, unsigned long event, void *ptr)
{
	struct pci_dev *pdev = to_pci_dev(ptr);

	switch (event) {
	case BUS_NOTIFY_ADD_DEVICE:
		if (pdev->is_virtfn)
			hold(pdev);
		fallthrough;
	case BUS_NOTIFY_DEL_DEVICE:
		if (pdev->is_virtfn)
			tell(pci_physfn(pdev), event == BUS_NOTIFY_ADD_DEVICE);
		break;
	case BUS_NOTIFY_BOUND_DRIVER:
		if (!pdev->is_virtfn)
			tell(pdev, true);
		break;
	case BUS_NOTIFY_REMOVED_DEVICE:
		schedule_work(&adopt_gone);
		break;
	}
	return NOTIFY_DONE;
}

static struct notifier_block bus_notifier = {
	.notifier_call = bus_event,
};

/**
 * sriov_adopt_init() - let PFs be adopted
 *
 * Return: 0 or an errno.
 */
int __init sriov_adopt_init(void)
{
	int err;

	err = register_netdevice_notifier(&netdev_notifier);
	if (err)
		return err;
	err = bus_register_notifier(&pci_bus_type, &bus_notifier);
	if (err) {
		unregister_netdevice_notifier(&netdev_notifier);
		return err;
	}
	mutex_lock(&adopt_lock);
	adopt_open = true;
	mutex_unlock(&adopt_lock);
	return 0;
}

/**
 * sriov_adopt_exit() - release all, and let none be adopted any more
 */
void sriov_adopt_exit(void)
{
	struct adopt *adopt, *next;

	mutex_lock(&adopt_lock);
	adopt_open = false;
	list_for_each_entry_safe(adopt, next, &adopt_list, node)
		release(adopt);
	mutex_unlock(&adopt_lock);

	bus_unregister_notifier(&pci_bus_type, &bus_notifier);
	unregister_netdevice_notifier(&netdev_notifier);
	cancel_work_sync(&adopt_gone);
}
