/* SPDX-License-Identifier: GPL-2.0 */
/*
 * PCI side of the mock NIC: its objects, as main.c, bus.c, hotplug.c and msi.c
 * share them.
 *
 *	mock_bus -- pci_host_bridge -- root port -- card (PFs, VFs)
 *		 -- mock_pcifn of each of them -- mock_vec of each MSI message
 *
 * Locks, in the order in which they nest:
 *
 * mock_bus.hotplug_lock: insertion against removal of the card.
 * device_lock of a PF, then pci_lock_rescan_remove(): the order in which
 *	sriov_numvfs takes them. Removal of PCI devices needs the reverse, so
 *	everything here unbinds PF drivers before it takes the rescan lock.
 * mock_bus.write_lock: raw; config writes of the whole card with all that
 *	follows from them, so that the device side sees effects in order.
 *	Calls in "config context" (mock.h) hold it.
 * locks of the device side
 * mock_pcifn.lock: raw, innermost; the function's config space and messages.
 *	Config accesses come lockless on x86, in any context.
 */
#ifndef MOCK_BUS_H
#define MOCK_BUS_H

#include <linux/atomic.h>
#include <linux/irq_work.h>
#include <linux/msi.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/pci.h>
#include <linux/smp.h>
#include <linux/spinlock.h>

#include "config.h"
#include "mock.h"

/*
 * PCI domain of the card. Above 0xffff, where no firmware's domain can be, and
 * always the same, so that addresses survive a reload. Its low 16 bits are
 * not those of a real domain either: the Intel IOMMU driver looks at no more,
 * and would put the card behind the IOMMU of domain 0, whose translation this
 * device can't follow.
 */
#define MOCK_PCI_DOMAIN		0x15f00

struct fwnode_handle;
struct irq_domain;
struct mock_bus;

/**
 * struct mock_vec - one MSI message of a function
 * @work: delivers it on the CPU it's queued on
 * @call: queues @work on another CPU
 * @in_flight: deliveries under way
 * @pcifn: the function
 * @virq: Linux interrupt while the kernel has one for it, else 0; under
 *	  mock_pcifn.lock
 * @cpu: where the interrupt's affinity wants it
 */
struct mock_vec {
	struct irq_work work;
	call_single_data_t call;
	atomic_t in_flight;
	struct mock_pcifn *pcifn;
	unsigned int virq;
	unsigned int cpu;
};

/**
 * struct mock_pcifn - one function as the bus sees it
 * @bus: the bus
 * @fn: the device side's half; NULL for the root port
 * @lock: protects @cfg and the messages
 * @cfg: config space
 * @index: number of the function, spreads interrupts over CPUs
 * @gone: fault: the function fell off the bus; written under
 *	  mock_bus.write_lock
 * @flr_ms: fault: how long an FLR takes
 * @flr_at: when the last FLR began, ns of ktime; under mock_bus.write_lock
 * @shown_vfs: PF: VFs the device side knows to be there; under
 *	       mock_bus.write_lock
 * @num_vecs: elements of @vecs, the messages its MSI capability offers
 * @vecs: messages
 */
struct mock_pcifn {
	struct mock_bus *bus;
	struct mock_fn *fn;
	raw_spinlock_t lock;	/* cfg, and which interrupts vecs stand for */
	struct mock_cfg cfg;
	unsigned int index;
	bool gone;
	u32 flr_ms;
	u64 flr_at;
	unsigned int shown_vfs;
	unsigned int num_vecs;
	struct mock_vec *vecs;
};

/**
 * struct mock_bus - the host bridge and all that's below it
 * @card: the device side
 * @ports: PFs
 * @vfs: TotalVFs of each PF
 * @bridge: host bridge while it's registered
 * @nb: watches devices appear on the PCI bus type
 * @msi_fwnode: names @msi_domain
 * @msi_domain: MSI domain of all functions
 * @msi_info: what @msi_domain is made from
 * @hotplug_lock: see above
 * @write_lock: see above
 * @present: whether the card is in its slot; written under @write_lock
 * @root_port: the root port
 * @num_fns: elements of @fns
 * @fns: each PF, followed by its VFs
 * @vecs: messages of all functions
 */
struct mock_bus {
	struct mock_card *card;
	unsigned int ports;
	unsigned int vfs;
	struct pci_host_bridge *bridge;
	struct notifier_block nb;

	struct fwnode_handle *msi_fwnode;
	struct irq_domain *msi_domain;
	struct msi_domain_info msi_info;

	struct mutex hotplug_lock;	/* insertion against removal */
	raw_spinlock_t write_lock;	/* config writes and their effects */
	bool present;

	struct mock_pcifn root_port;
	unsigned int num_fns;
	struct mock_pcifn *fns;
	struct mock_vec *vecs;
};

/* bus.c */
struct mock_bus *mock_bus_create(struct mock_card *card, unsigned int ports,
				 unsigned int vfs);
void mock_bus_destroy(struct mock_bus *mb);
int mock_bus_scan(struct mock_bus *mb);
void mock_bus_remove(struct mock_bus *mb);
bool mock_bus_owns(const struct mock_bus *mb, const struct pci_dev *pdev);
struct mock_pcifn *mock_bus_find(struct mock_bus *mb,
				 const struct pci_dev *pdev);
void mock_bus_set_slot(struct mock_bus *mb, bool present);
void mock_bus_unbind_pfs(struct mock_bus *mb);

/* hotplug.c */
void mock_hotplug_init(struct mock_bus *mb);
void mock_hotplug_power_off(struct mock_bus *mb);

/* msi.c */
int mock_msi_create_domain(struct mock_bus *mb);
void mock_msi_destroy_domain(struct mock_bus *mb);
void mock_msi_init_fn(struct mock_pcifn *pcifn, struct mock_vec *vecs);
void mock_msi_sync_fn(struct mock_pcifn *pcifn);
void mock_msi_send_pending(struct mock_pcifn *pcifn);

#endif /* MOCK_BUS_H */
