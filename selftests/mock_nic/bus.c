// SPDX-License-Identifier: GPL-2.0
/*
 * The virtual PCI bus of the mock card: host bridge, config accesses, and the
 * ties between PCI devices and functions of the card.
 *
 * Owns struct mock_bus and the host bridge. Takes mock_bus.write_lock and
 * mock_pcifn.lock in config accesses; device_lock of the PFs and the rescan
 * lock, one after the other, when it takes the bus down. bus.h has the order.
 */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/ktime.h>
#include <linux/slab.h>

#include "bus.h"

/* Private part of the host bridge; lives until its last reference is gone. */
struct mock_host_bridge {
	struct pci_sysdata sysdata;	/* x86 casts pci_bus.sysdata to it */
	struct mock_bus *mb;
	struct resource busn;
};

/* VF -1 is the PF. */
static struct mock_pcifn *mock_bus_fn(struct mock_bus *mb, unsigned int port,
				      int vf)
{
	return &mb->fns[port * (mb->vfs + 1) + vf + 1];
}

/* ---- Config accesses --------------------------------------------------- */

/* Not a function that fell off the bus, nor one that is in an FLR. */
static bool mock_pcifn_answers(const struct mock_pcifn *pcifn)
{
	u32 ms = READ_ONCE(pcifn->flr_ms);

	if (READ_ONCE(pcifn->gone))
		return false;
	return !ms || ktime_get_ns() >= READ_ONCE(pcifn->flr_at) +
					(u64)ms * NSEC_PER_MSEC;
}

/*
 * Find the function at an address. With @live, only if it answers there now.
 * Lockless: an access beside a hot-unplug or a change of VF Enable sees the
 * state before or after it.
 */
static struct mock_pcifn *mock_bus_route(struct mock_bus *mb, unsigned int bus,
					 unsigned int devfn, bool live)
{
	struct mock_pcifn *pcifn;
	unsigned int port;
	int rid, vf;

	if (!bus)
		return devfn ? NULL : &mb->root_port;
	if (live && !READ_ONCE(mb->present))
		return NULL;

	rid = mock_cfg_downstream_rid(&mb->root_port.cfg, bus, devfn);
	if (rid < 0 ||
	    !mock_cfg_rid_to_fn(rid, mb->ports, mb->vfs, &port, &vf))
		return NULL;
	if (live && vf >= 0 && (unsigned int)vf >=
	    mock_cfg_live_vfs(&mock_bus_fn(mb, port, -1)->cfg))
		return NULL;
	pcifn = mock_bus_fn(mb, port, vf);
	return !live || mock_pcifn_answers(pcifn) ? pcifn : NULL;
}

static struct mock_bus *mock_bus_of(const struct pci_bus *bus)
{
	return container_of(bus->sysdata, struct mock_host_bridge,
			    sysdata)->mb;
}

static int mock_bus_read(struct pci_bus *bus, unsigned int devfn, int where,
			 int size, u32 *val)
{
	struct mock_pcifn *pcifn;
	unsigned long flags;

	pcifn = mock_bus_route(mock_bus_of(bus), bus->number, devfn, true);
	if (!pcifn) {
		PCI_SET_ERROR_RESPONSE(val);
		return PCIBIOS_SUCCESSFUL;
	}

	raw_spin_lock_irqsave(&pcifn->lock, flags);
	*val = mock_cfg_read(&pcifn->cfg, where, size);
	raw_spin_unlock_irqrestore(&pcifn->lock, flags);
	return PCIBIOS_SUCCESSFUL;
}

/* Conventional: power, the bus above, VF Enable. */
static u32 mock_pcifn_reset(struct mock_pcifn *pcifn)
{
	u32 ev;

	raw_spin_lock(&pcifn->lock);
	ev = mock_cfg_reset(&pcifn->cfg, false);
	raw_spin_unlock(&pcifn->lock);
	return ev;
}

/* Show the device side the VFs that VF Enable and NumVFs make. */
static void mock_bus_update_vfs(struct mock_pcifn *pf)
{
	unsigned int live = mock_cfg_live_vfs(&pf->cfg);

	while (pf->shown_vfs < live) {
		mock_fn_set_present(pf[1 + pf->shown_vfs].fn, true);
		pf->shown_vfs++;
	}
	while (pf->shown_vfs > live) {
		pf->shown_vfs--;
		mock_fn_set_present(pf[1 + pf->shown_vfs].fn, false);
		mock_pcifn_reset(&pf[1 + pf->shown_vfs]);
		WRITE_ONCE(pf[1 + pf->shown_vfs].gone, false);
	}
}

/* mock_bus.write_lock held */
static void mock_bus_effects(struct mock_pcifn *pcifn, u32 ev)
{
	if (ev & MOCK_CFG_EV_VFS)
		mock_bus_update_vfs(pcifn);
	if (ev & MOCK_CFG_EV_MASTER)
		mock_fn_set_bus_master(pcifn->fn,
				       mock_cfg_bus_master(&pcifn->cfg));
	if (ev & MOCK_CFG_EV_RESET)
		mock_fn_reset(pcifn->fn);
	if (ev & MOCK_CFG_EV_MSI)
		mock_msi_send_pending(pcifn);
}

/* mock_bus.write_lock held */
static void mock_bus_secondary_reset(struct mock_bus *mb)
{
	struct mock_pcifn *pf;
	unsigned int port;

	for (port = 0; port < mb->ports; port++) {
		pf = mock_bus_fn(mb, port, -1);
		mock_bus_effects(pf, mock_pcifn_reset(pf));
	}
}

static int mock_bus_write(struct pci_bus *bus, unsigned int devfn, int where,
			  int size, u32 val)
{
	struct mock_bus *mb = mock_bus_of(bus);
	struct mock_pcifn *pcifn;
	unsigned long flags;
	u32 ev;

	raw_spin_lock_irqsave(&mb->write_lock, flags);
	pcifn = mock_bus_route(mb, bus->number, devfn, true);
	if (!pcifn)
		goto out;

	raw_spin_lock(&pcifn->lock);
	ev = mock_cfg_write(&pcifn->cfg, where, size, val);
	raw_spin_unlock(&pcifn->lock);

	if (ev & MOCK_CFG_EV_RESET)
		WRITE_ONCE(pcifn->flr_at, ktime_get_ns());
	if (pcifn != &mb->root_port)
		mock_bus_effects(pcifn, ev);
	else if (ev & MOCK_CFG_EV_BUS_RESET && mb->present)
		mock_bus_secondary_reset(mb);
out:
	raw_spin_unlock_irqrestore(&mb->write_lock, flags);
	return PCIBIOS_SUCCESSFUL;
}

/* Whether VF Enable shows the function; a PF is always. */
static bool mock_pcifn_shown(const struct mock_pcifn *pcifn)
{
	struct mock_bus *mb = pcifn->bus;
	unsigned int port = pcifn->index / (mb->vfs + 1);
	unsigned int n = pcifn->index % (mb->vfs + 1);

	return !n || n <= mock_bus_fn(mb, port, -1)->shown_vfs;
}

/**
 * mock_bus_set_gone - fault: a function falls off the bus, or is back
 * @pcifn: a PF, with which its VFs vanish, or a VF
 * @gone: which of them
 *
 * Who is back is as after power-on, and the kernel isn't told.
 *
 * Return: 0; -ENODEV for a VF that isn't there, or without the card.
 */
static int mock_bus_set_gone(struct mock_pcifn *pcifn, bool gone)
{
	struct mock_bus *mb = pcifn->bus;
	unsigned long flags;
	int err = -ENODEV;
	u32 ev;

	raw_spin_lock_irqsave(&mb->write_lock, flags);
	if (!mb->present || !mock_pcifn_shown(pcifn))
		goto out;
	err = 0;
	if (pcifn->gone == gone)
		goto out;
	WRITE_ONCE(pcifn->gone, gone);
	if (gone) {
		/* Bus master and VFs; the reset itself is below. */
		ev = mock_pcifn_reset(pcifn);
		mock_bus_effects(pcifn, ev & ~MOCK_CFG_EV_RESET);
	}
	mock_fn_set_present(pcifn->fn, !gone);
out:
	raw_spin_unlock_irqrestore(&mb->write_lock, flags);
	return err;
}

/**
 * mock_bus_report_error - fault: a PF reports an error by AER
 * @pf: the PF
 * @kind: how bad it is
 *
 * Return: 0; -ENODEV if the PF isn't there.
 */
static int mock_bus_report_error(struct mock_pcifn *pf, enum mock_aer kind)
{
	struct mock_bus *mb = pf->bus;
	unsigned int port = pf->index / (mb->vfs + 1);
	struct mock_pcifn *root = &mb->root_port;
	unsigned long flags;
	bool interrupt;
	u32 message;

	raw_spin_lock_irqsave(&mb->write_lock, flags);
	if (!mb->present || pf->gone) {
		raw_spin_unlock_irqrestore(&mb->write_lock, flags);
		return -ENODEV;
	}
	raw_spin_lock(&pf->lock);
	message = mock_cfg_aer_detect(&pf->cfg, kind);
	raw_spin_unlock(&pf->lock);

	raw_spin_lock(&root->lock);
	interrupt = mock_cfg_aer_receive(&root->cfg, message, port);
	raw_spin_unlock(&root->lock);
	if (interrupt)
		mock_msi_raise(root, 0);
	raw_spin_unlock_irqrestore(&mb->write_lock, flags);
	return 0;
}

int mock_pci_fault_set(struct mock_pcifn *pcifn, enum mock_pci_fault fault,
		       u32 val)
{
	switch (fault) {
	case MOCK_FAULT_ALL_ONES:
		return mock_bus_set_gone(pcifn, val);
	case MOCK_FAULT_AER:
		return mock_bus_report_error(pcifn, val);
	case MOCK_FAULT_FLR:
		WRITE_ONCE(pcifn->flr_ms, val);
		return 0;
	}
	return -EINVAL;
}

u32 mock_pci_fault_get(struct mock_pcifn *pcifn, enum mock_pci_fault fault)
{
	switch (fault) {
	case MOCK_FAULT_ALL_ONES:
		return READ_ONCE(pcifn->gone);
	case MOCK_FAULT_FLR:
		return READ_ONCE(pcifn->flr_ms);
	case MOCK_FAULT_AER:
		break;
	}
	return 0;
}

static struct pci_ops mock_bus_ops = {
	.read	= mock_bus_read,
	.write	= mock_bus_write,
};

/**
 * mock_bus_set_slot - the card enters or leaves the slot
 * @mb: the bus
 * @present: whether it's there from now on
 *
 * Config space of a card without power forgets. The device side isn't told
 * of it: it has mock_card_set_present() for that.
 */
void mock_bus_set_slot(struct mock_bus *mb, bool present)
{
	unsigned long flags;
	unsigned int i;

	raw_spin_lock_irqsave(&mb->write_lock, flags);
	WRITE_ONCE(mb->present, present);

	raw_spin_lock(&mb->root_port.lock);
	mock_cfg_set_link(&mb->root_port.cfg, present);
	raw_spin_unlock(&mb->root_port.lock);

	for (i = 0; i < mb->num_fns; i++) {
		mock_pcifn_reset(&mb->fns[i]);
		mb->fns[i].shown_vfs = 0;
		WRITE_ONCE(mb->fns[i].gone, false);
	}
	raw_spin_unlock_irqrestore(&mb->write_lock, flags);
}

/* ---- PCI devices ------------------------------------------------------- */

/* Is it one of ours? Holds for the root port, too. */
bool mock_bus_owns(const struct mock_bus *mb, const struct pci_dev *pdev)
{
	return mb->bridge && pdev->bus->sysdata == mb->bridge->sysdata;
}

/**
 * mock_bus_find - the function behind a PCI device
 * @mb: the bus
 * @pdev: any PCI device
 *
 * Return: the function, the root port included; NULL if it isn't ours.
 */
struct mock_pcifn *mock_bus_find(struct mock_bus *mb,
				 const struct pci_dev *pdev)
{
	if (!mock_bus_owns(mb, pdev))
		return NULL;
	return mock_bus_route(mb, pdev->bus->number, pdev->devfn, false);
}

/*
 * Runs after a PF's driver is gone, in the context of its remove(). A driver
 * that leaves its VFs behind (pci-pf-stub does) is legal, but nobody would
 * remove them before the PF itself: VFs on the buses that have no bridge are
 * out of the PCI core's reach, and it insists that a PF goes without VFs.
 */
static void mock_bus_driver_gone(void *data)
{
	struct pci_dev *pf = data;

	if (pci_num_vf(pf)) {
		pci_info(pf, "removing the VFs its driver left behind\n");
		pci_disable_sriov(pf);
	}
}

static int mock_bus_notify(struct notifier_block *nb, unsigned long event,
			   void *data)
{
	struct mock_bus *mb = container_of(nb, struct mock_bus, nb);
	struct device *dev = data;
	struct pci_dev *pdev = to_pci_dev(dev);
	struct mock_pcifn *pcifn = mock_bus_find(mb, pdev);

	if (!pcifn || !pcifn->fn)
		return NOTIFY_DONE;

	switch (event) {
	case BUS_NOTIFY_ADD_DEVICE:
		dev->platform_data = mock_fn_hw(pcifn->fn);
		break;
	case BUS_NOTIFY_BIND_DRIVER:
		/* First in, so released last. */
		if (pdev->is_physfn &&
		    devm_add_action(dev, mock_bus_driver_gone, pdev))
			pci_warn(pdev, "no memory to watch the driver\n");
		break;
	case BUS_NOTIFY_REMOVED_DEVICE:
		dev->platform_data = NULL;
		break;
	}
	return NOTIFY_DONE;
}

static struct pci_dev *mock_bus_get_pf(struct mock_bus *mb, unsigned int port)
{
	u32 bus = mock_cfg_read(&mb->root_port.cfg, PCI_SECONDARY_BUS, 1);

	return pci_get_domain_bus_and_slot(MOCK_PCI_DOMAIN, bus, port);
}

/* The driver's remove() disables SR-IOV. Unlike device_release_driver() alone
 * this keeps the next one from binding.
 */
static void mock_bus_unbind(struct pci_dev *pdev)
{
	bool bound;

	do {
		device_release_driver(&pdev->dev);
		device_lock(&pdev->dev);
		bound = pdev->dev.driver;
		if (!bound)
			pdev->match_driver = false;
		device_unlock(&pdev->dev);
	} while (bound);
}

/**
 * mock_bus_unbind_pfs - unbind the drivers of all PFs, for good
 * @mb: the bus
 *
 * Before any removal of the card: with this no driver and so no VF is left
 * when the rescan lock is taken. Removing a PF with a driver and VFs under
 * that lock is what deadlocks against a writer of sriov_numvfs.
 *
 * Context: process context, no lock held.
 */
void mock_bus_unbind_pfs(struct mock_bus *mb)
{
	struct pci_dev *pdev;
	unsigned int port;

	for (port = 0; port < mb->ports; port++) {
		pdev = mock_bus_get_pf(mb, port);
		if (!pdev)
			continue;
		mock_bus_unbind(pdev);
		pci_dev_put(pdev);
	}
}

/* ---- Life of the bus --------------------------------------------------- */

static int mock_bus_alloc_fns(struct mock_bus *mb)
{
	unsigned int num_vecs = mb->ports * (MOCK_CFG_PF_MSGS +
					     mb->vfs * MOCK_CFG_VF_MSGS);

	mb->num_fns = mb->ports * (mb->vfs + 1);
	mb->fns = kvcalloc(mb->num_fns, sizeof(*mb->fns), GFP_KERNEL);
	mb->vecs = kvcalloc(MOCK_CFG_RP_MSGS + num_vecs, sizeof(*mb->vecs),
			    GFP_KERNEL);
	if (!mb->fns || !mb->vecs) {
		kvfree(mb->vecs);
		kvfree(mb->fns);
		return -ENOMEM;
	}
	return 0;
}

/* Return: the first element of mb->vecs after those of @pcifn. */
static struct mock_vec *mock_bus_init_fn(struct mock_bus *mb,
					 struct mock_pcifn *pcifn,
					 struct mock_fn *fn,
					 struct mock_vec *vecs)
{
	pcifn->bus = mb;
	pcifn->fn = fn;
	raw_spin_lock_init(&pcifn->lock);
	pcifn->num_vecs = mock_cfg_msi_max(&pcifn->cfg);
	mock_msi_init_fn(pcifn, vecs);
	if (fn)
		mock_fn_attach(fn, pcifn);
	return vecs + pcifn->num_vecs;
}

static void mock_bus_init_fns(struct mock_bus *mb)
{
	struct mock_vec *vecs = mb->vecs;
	struct mock_pcifn *pcifn;
	unsigned int port;
	int vf;

	mock_cfg_init_root_port(&mb->root_port.cfg);
	vecs = mock_bus_init_fn(mb, &mb->root_port, NULL, vecs);

	for (port = 0; port < mb->ports; port++) {
		for (vf = -1; vf < (int)mb->vfs; vf++) {
			pcifn = mock_bus_fn(mb, port, vf);
			pcifn->index = pcifn - mb->fns;
			if (vf < 0)
				mock_cfg_init_pf(&pcifn->cfg, port, mb->ports,
						 mb->vfs);
			else
				mock_cfg_init_vf(&pcifn->cfg);
			vecs = mock_bus_init_fn(mb, pcifn,
						mock_card_fn(mb->card, port,
							     vf),
						vecs);
		}
	}
}

/**
 * mock_bus_create - make the bus side of a card
 * @card: the device side
 * @ports: ports of the card
 * @vfs: VFs of each port
 *
 * Nothing is visible to the kernel until mock_bus_scan().
 *
 * Return: the bus or an ERR_PTR.
 */
struct mock_bus *mock_bus_create(struct mock_card *card, unsigned int ports,
				 unsigned int vfs)
{
	struct mock_bus *mb;
	int err;

	mb = kzalloc(sizeof(*mb), GFP_KERNEL);
	if (!mb)
		return ERR_PTR(-ENOMEM);
	mb->card = card;
	mb->ports = ports;
	mb->vfs = vfs;
	mb->present = true;
	mutex_init(&mb->hotplug_lock);
	raw_spin_lock_init(&mb->write_lock);
	mb->nb.notifier_call = mock_bus_notify;

	err = mock_bus_alloc_fns(mb);
	if (err)
		goto free_bus;
	mock_bus_init_fns(mb);

	err = mock_msi_create_domain(mb);
	if (err)
		goto free_fns;
	return mb;

free_fns:
	kvfree(mb->vecs);
	kvfree(mb->fns);
free_bus:
	kfree(mb);
	return ERR_PTR(err);
}

/**
 * mock_bus_destroy - free it
 * @mb: the bus, removed; the card behind it is gone, too
 */
void mock_bus_destroy(struct mock_bus *mb)
{
	unsigned int i;

	mock_msi_sync_fn(&mb->root_port);
	for (i = 0; i < mb->num_fns; i++)
		mock_msi_sync_fn(&mb->fns[i]);
	mock_msi_destroy_domain(mb);
	kvfree(mb->vecs);
	kvfree(mb->fns);
	kfree(mb);
}

static struct pci_host_bridge *mock_bus_alloc_bridge(struct mock_bus *mb)
{
	struct pci_host_bridge *bridge;
	struct mock_host_bridge *priv;

	bridge = pci_alloc_host_bridge(sizeof(*priv));
	if (!bridge)
		return NULL;

	priv = pci_host_bridge_priv(bridge);
	priv->mb = mb;
	priv->sysdata.domain = MOCK_PCI_DOMAIN;
	priv->sysdata.node = NUMA_NO_NODE;
	priv->busn = (struct resource) {
		.name	= "sriov_mock",
		.start	= 0,
		.end	= 0xff,
		.flags	= IORESOURCE_BUS,
	};
	bridge->sysdata = &priv->sysdata;
	bridge->ops = &mock_bus_ops;
	pci_add_resource(&bridge->windows, &priv->busn);
	/* Inherited by the root bus and all below it. */
	dev_set_msi_domain(&bridge->dev, mb->msi_domain);
	return bridge;
}

/**
 * mock_bus_scan - show the card to the kernel
 * @mb: the bus
 *
 * Drivers that are loaded probe before this returns.
 *
 * Context: process context, no lock held; takes the rescan lock.
 * Return: 0, -ENOMEM, or what registering the host bridge came to: -EEXIST if
 * the PCI domain is taken.
 */
int mock_bus_scan(struct mock_bus *mb)
{
	struct pci_bus *child;
	int err;

	mb->bridge = mock_bus_alloc_bridge(mb);
	if (!mb->bridge)
		return -ENOMEM;
	err = bus_register_notifier(&pci_bus_type, &mb->nb);
	if (err)
		goto free_bridge;

	pci_lock_rescan_remove();
	err = pci_scan_root_bus_bridge(mb->bridge);
	if (err) {
		pci_unlock_rescan_remove();
		goto unregister;
	}
	pci_assign_unassigned_bus_resources(mb->bridge->bus);
	list_for_each_entry(child, &mb->bridge->bus->children, node)
		pcie_bus_configure_settings(child);
	pci_bus_add_devices(mb->bridge->bus);
	pci_unlock_rescan_remove();
	return 0;

unregister:
	bus_unregister_notifier(&pci_bus_type, &mb->nb);
free_bridge:
	pci_free_host_bridge(mb->bridge);
	mb->bridge = NULL;
	return err;
}

/**
 * mock_bus_remove - take the card away from the kernel, in good order
 * @mb: the bus
 *
 * Drivers may be bound, VFs enabled and traffic running: remove() of the
 * drivers finds the device alive. Nothing of the PCI core refers to the
 * functions any more afterwards.
 *
 * Context: process context, no lock held; takes device_lock of the PFs and
 * the rescan lock. Nobody pulls or plugs the card any more.
 */
void mock_bus_remove(struct mock_bus *mb)
{
	mock_bus_unbind_pfs(mb);
	/* A driver may have left rings, bus master or MSI on: frames from the
	 * wire would go on into memory that is the driver's no more.
	 */
	if (mb->present)
		mock_hotplug_power_off(mb);

	pci_lock_rescan_remove();
	pci_stop_root_bus(mb->bridge->bus);
	pci_remove_root_bus(mb->bridge->bus);
	pci_unlock_rescan_remove();

	bus_unregister_notifier(&pci_bus_type, &mb->nb);
	pci_free_host_bridge(mb->bridge);
	mb->bridge = NULL;
}
