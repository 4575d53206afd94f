// SPDX-License-Identifier: GPL-2.0
/*
 * The PF object: allocation, reference count, the list of all PFs, and its
 * way in and out. Owns sriov_pf_list and sriov_pf_list_lock, which protects
 * the list; takes sriov_pf.lock inside it.
 *
 * A PF in the list is registered or just being unregistered; it leaves the
 * list before its last reference can be dropped, so that who finds it there
 * may take one.
 */
#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "pf_driver/adopt/sriov_adopt.h"
#include "pf_driver/core/sriov_pf.h"

DEFINE_MUTEX(sriov_pf_list_lock);	/* sriov_pf_list, sriov_pf.node */
LIST_HEAD(sriov_pf_list);

/* Never 0: to netlink's dump code a sequence of 0 means "none". */
static atomic_t sriov_pf_generation = ATOMIC_INIT(1);

/**
 * sriov_generation() - count of changes of all PFs
 *
 * Two equal values mean that nothing a dump shows changed in between, but
 * statistics and what VFs' drivers asked for. Any context.
 *
 * Return: the count, never 0.
 */
u32 sriov_generation(void)
{
	u32 generation = atomic_read(&sriov_pf_generation);

	return generation ?: 1;
}

/**
 * sriov_pf_changed() - count a change of a PF or one of its VFs
 * @pf: the PF, with its lock held
 */
void sriov_pf_changed(struct sriov_pf *pf)
{
	lockdep_assert_held(&pf->lock);

	pf->generation++;
	atomic_inc(&sriov_pf_generation);
}

static void sriov_pf_release(struct kref *ref)
{
	struct sriov_pf *pf = container_of(ref, struct sriov_pf, ref);

	mutex_destroy(&pf->lock);
	pci_dev_put(pf->pdev);
	kvfree(pf->vfs);
	kfree(pf);
}

/**
 * sriov_pf_get() - take a reference
 * @pf: a PF that can't go away just now: in the list with its lock held, or
 *	already referenced
 */
void sriov_pf_get(struct sriov_pf *pf)
{
	kref_get(&pf->ref);
}

/**
 * sriov_pf_put() - drop a reference
 * @pf: the PF
 */
void sriov_pf_put(struct sriov_pf *pf)
{
	kref_put(&pf->ref, sriov_pf_release);
}

/**
 * sriov_pf_find_pci() - find a PF by its PCI address
 * @address: "dddd:bb:dd.f", as the kernel writes it
 *
 * Return: the PF with a reference, or NULL.
 */
struct sriov_pf *sriov_pf_find_pci(const char *address)
{
	struct sriov_pf *pf, *found = NULL;

	mutex_lock(&sriov_pf_list_lock);
	list_for_each_entry(pf, &sriov_pf_list, node) {
		if (strcmp(pci_name(pf->pdev), address))
			continue;
		sriov_pf_get(pf);
		found = pf;
		break;
	}
	mutex_unlock(&sriov_pf_list_lock);
	return found;
}

/**
 * sriov_pf_find_ifindex() - find a PF by its netdev
 * @ifindex: interface index in the initial network namespace
 *
 * Return: the PF with a reference, or NULL.
 */
struct sriov_pf *sriov_pf_find_ifindex(int ifindex)
{
	struct sriov_pf *pf, *found = NULL;

	mutex_lock(&sriov_pf_list_lock);
	list_for_each_entry(pf, &sriov_pf_list, node) {
		mutex_lock(&pf->lock);
		if (pf->netdev && pf->netdev->ifindex == ifindex &&
		    net_eq(dev_net(pf->netdev), &init_net)) {
			sriov_pf_get(pf);
			found = pf;
		}
		mutex_unlock(&pf->lock);
		if (found)
			break;
	}
	mutex_unlock(&sriov_pf_list_lock);
	return found;
}

static bool sriov_pf_before(const struct sriov_pf *a, const struct sriov_pf *b)
{
	int domain_a = pci_domain_nr(a->pdev->bus);
	int domain_b = pci_domain_nr(b->pdev->bus);

	if (domain_a != domain_b)
		return domain_a < domain_b;
	return pci_dev_id(a->pdev) < pci_dev_id(b->pdev);
}

/* In PCI order: listings come out sorted, and one who locks several PFs does
 * it in the order of the list.
 */
static void sriov_pf_list_add(struct sriov_pf *pf)
{
	struct sriov_pf *next;

	mutex_lock(&sriov_pf_list_lock);
	list_for_each_entry(next, &sriov_pf_list, node) {
		if (sriov_pf_before(pf, next))
			break;
	}
	list_add_tail(&pf->node, &next->node);
	mutex_unlock(&sriov_pf_list_lock);
}

static void sriov_pf_list_del(struct sriov_pf *pf)
{
	mutex_lock(&sriov_pf_list_lock);
	list_del_init(&pf->node);
	mutex_unlock(&sriov_pf_list_lock);
}

struct sriov_pf *sriov_pf_alloc(struct pci_dev *pdev,
				const struct sriov_pf_ops *ops,
				size_t priv_size)
{
	struct sriov_pf *pf;
	int err = -ENOMEM;

	BUILD_BUG_ON(SRIOV_MBX_DWORDS != SRIOV_MBX_LEN);
	BUILD_BUG_ON(SRIOV_VF_MAX_MC != SRIOV_MBX_MAX_HASHES);

	pf = kzalloc(struct_size(pf, priv, DIV_ROUND_UP(priv_size,
							sizeof(long))),
		     GFP_KERNEL);
	if (!pf)
		return ERR_PTR(-ENOMEM);

	kref_init(&pf->ref);
	mutex_init(&pf->lock);
	INIT_LIST_HEAD(&pf->node);
	INIT_DELAYED_WORK(&pf->mail_work, sriov_pf_mail_work);
	sriov_pf_quarantine_init(pf);
	pf->ops = ops;
	pf->pdev = pci_dev_get(pdev);
	pf->order = (u64)(u32)pci_domain_nr(pdev->bus) << 16 |
		    pci_dev_id(pdev);
	pf->total_vfs = min(pci_sriov_get_totalvfs(pdev), SRIOV_PF_MAX_VFS);

	/* One more, so that a PF without VFs isn't a special case. */
	pf->vfs = kvcalloc(pf->total_vfs + 1, sizeof(*pf->vfs), GFP_KERNEL);
	if (!pf->vfs)
		goto err_put;

	/* Not WQ_HIGHPRI: how much work there is, guests decide. */
	pf->wq = alloc_ordered_workqueue("sriov_pf-%s", 0, pci_name(pdev));
	if (!pf->wq)
		goto err_put;

	/* All that is left is the driver's, which isn't us. */
	if (ops->foreign)
		return pf;

	err = sriov_devlink_alloc(pf);
	if (err)
		goto err_wq;

	sriov_adopt_end(pdev);
	pci_set_drvdata(pdev, pf);
	return pf;

err_wq:
	destroy_workqueue(pf->wq);
err_put:
	sriov_pf_put(pf);
	return ERR_PTR(err);
}

void sriov_pf_free(struct sriov_pf *pf)
{
	if (!pf->ops->foreign) {
		pci_set_drvdata(pf->pdev, NULL);
		sriov_devlink_free(pf);
	}
	/* Late events may still sit there; they find mail_on false. */
	destroy_workqueue(pf->wq);
	sriov_pf_put(pf);
}

static int sriov_pf_check_backend(const struct sriov_pf *pf)
{
	const struct sriov_pf_ops *ops = pf->ops;

	if (!ops->name || !ops->vf_apply)
		return -EINVAL;
	if (!ops->foreign && (!ops->vfs_enable || !ops->vfs_disable))
		return -EINVAL;
	if (ops->foreign &&
	    (!ops->set_num_vfs || !ops->vf_default || !ops->vf_found))
		return -EINVAL;
	if (test_bit(SRIOV_CAP_STATS, &pf->caps) && !ops->vf_stats)
		return -EINVAL;
	if (test_bit(SRIOV_CAP_MAILBOX, &pf->caps) &&
	    (!ops->mbx_events || !ops->mbx_read || !ops->mbx_write))
		return -EINVAL;
	if (test_bit(SRIOV_CAP_RATE, &pf->caps) && !ops->link_speed)
		return -EINVAL;
	if (test_bit(SRIOV_CAP_LOCAL_VLAN, &pf->caps) && !ops->set_local_vlans)
		return -EINVAL;
	if (!pf->netdev || pf->max_frame < ETH_FRAME_LEN)
		return -EINVAL;
	return 0;
}

int sriov_pf_register(struct sriov_pf *pf)
{
	int err;
	u16 i;

	if (WARN_ON_ONCE(sriov_pf_check_backend(pf)))
		return -EINVAL;

	/* Not the backend's fault: the card may have been pulled. */
	if (!is_valid_ether_addr(pf->mac)) {
		pci_err(pf->pdev, "no valid MAC address in the hardware: %pM\n",
			pf->mac);
		return -EADDRNOTAVAIL;
	}
	/* Their hardware state isn't known, and somebody may depend on it. */
	if (pci_num_vf(pf->pdev) && !pf->ops->foreign) {
		pci_err(pf->pdev,
			"%d VFs of an earlier driver exist: bind it again and disable them\n",
			pci_num_vf(pf->pdev));
		return -EBUSY;
	}

	err = pf->devlink ? sriov_devlink_add_pf(pf) : 0;
	if (err)
		return err;

	mutex_lock(&pf->lock);
	for (i = 0; i < pf->total_vfs; i++)
		sriov_vf_init(&pf->vfs[i], pf, i);
	pf->local_vlans.limited = true;
	pf->registered = true;
	mutex_unlock(&pf->lock);

	sriov_pf_mail_start(pf);
	sriov_pf_list_add(pf);

	mutex_lock(&pf->lock);
	sriov_pf_changed(pf);
	sriov_netlink_notify_pf(pf);
	mutex_unlock(&pf->lock);

	if (pf->devlink)
		sriov_devlink_register(pf);
	return 0;
}

void sriov_pf_unregister(struct sriov_pf *pf)
{
	if (pf->devlink)
		sriov_devlink_unregister(pf);

	mutex_lock(&pf->lock);
	pf->registered = false;
	mutex_unlock(&pf->lock);

	/* VFs of another driver's PF stay. */
	if (!pf->ops->foreign)
		sriov_pf_disable_vfs(pf);
	if (pf->devlink)
		sriov_devlink_del_pf(pf);
	sriov_pf_mail_stop(pf);
	/* There are no VFs left to wait for. */
	cancel_delayed_work_sync(&pf->release_work);
	sriov_pf_list_del(pf);

	mutex_lock(&pf->lock);
	sriov_pf_changed(pf);
	sriov_netlink_notify_pf(pf);
	pf->netdev = NULL;
	mutex_unlock(&pf->lock);
}
