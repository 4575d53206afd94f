/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the two sides of the mock NIC know of each other.
 *
 * The PCI side (main.c, bus.c, config.c, msi.c) makes the card exist for the
 * kernel: host bridge, config spaces, interrupts. The device side is the NIC
 * behind it: registers, rings, mailbox, embedded switch, wire netdevs. The
 * PCI side calls the device side when a config write or the debugfs switch
 * changes what the function may do; the device side calls back to interrupt.
 * Neither looks into the other's structs.
 *
 * Calls marked "config context" come from a config write: interrupts off, the
 * PCI side's card-wide write lock held, perhaps pci_lock or an interrupt
 * descriptor's lock too. All of them are raw spinlocks, so the device side
 * may take raw_spinlock_t there but no spinlock_t (lockdep on the debug kernel
 * checks it), and neither sleeps nor allocates. In return config context calls
 * of the whole card are serialised and in the order of the writes.
 * mock_msi_raise() may be called from everywhere, these calls included.
 */
#ifndef MOCK_H
#define MOCK_H

#include <linux/types.h>

#include "mock_hw.h"

struct dentry;
struct mock_card;	/* device side: all ports and functions */
struct mock_fn;		/* device side: one PF or VF, embeds struct mock_hw */
struct mock_pcifn;	/* PCI side: the same PF or VF as the bus sees it */

/* /sys/kernel/debug/sriov_mock; exists before mock_card_create() and is
 * removed, with all that is below it, before mock_card_destroy(). May be an
 * error pointer, which the debugfs functions accept.
 */
extern struct dentry *mock_debugfs;

/* ---- Provided by the device side --------------------------------------- */

/**
 * mock_card_create - make the device: ports, functions and wire netdevs
 * @ports: number of ports, 1 to MOCK_MAX_PORTS
 * @vfs: VFs per port, 1 to MOCK_MAX_VFS
 * @msgs: MSI messages for the VFs of a port together, @vfs at least; 0: as many
 *	  as they can use
 *
 * All functions start quiet: no bus master, VFs absent. Process context, no
 * lock held.
 *
 * Return: the card or an ERR_PTR.
 */
struct mock_card *mock_card_create(unsigned int ports, unsigned int vfs,
				   unsigned int msgs);

/**
 * mock_card_destroy - free the device
 * @card: what mock_card_create() returned
 *
 * The PCI side has removed all functions: no driver holds a struct mock_hw
 * and no config access is under way. mock_msi_raise() is still allowed, and
 * without effect, until this returns. Process context, no lock held.
 */
void mock_card_destroy(struct mock_card *card);

/**
 * mock_card_fn - look up a function
 * @card: the card
 * @port: port number
 * @vf: VF number, -1 for the PF
 *
 * Return: the function; it lives as long as the card. NULL if there is none.
 */
struct mock_fn *mock_card_fn(struct mock_card *card, unsigned int port,
			     int vf);

/* What becomes dev_get_platdata() of the function's PCI device. */
struct mock_hw *mock_fn_hw(struct mock_fn *fn);

/**
 * mock_fn_attach - tell a function which PCI function it is behind
 * @fn: the function
 * @pcifn: handle for mock_msi_raise(), valid until mock_card_destroy() ends
 *
 * Called once for each function after mock_card_create(), before the card is
 * on the bus.
 */
void mock_fn_attach(struct mock_fn *fn, struct mock_pcifn *pcifn);

/**
 * mock_fn_reset - function level reset
 * @fn: the function
 *
 * Config context. The registers' view changes before it returns; no interrupt
 * is raised and no DMA started for the state before. Bus master is off by
 * then: the PCI side reports that first, where it was on. Resetting a VF
 * reports it to the PF (MOCK_VFLR). Resetting a PF doesn't touch its VFs: the
 * PCI side takes them away by mock_fn_set_present() before.
 */
void mock_fn_reset(struct mock_fn *fn);

/**
 * mock_fn_set_bus_master - the function gets or loses the bus
 * @fn: the function
 * @on: whether it may do DMA now: PCI_COMMAND_MASTER, in D0 (mock_msi_raise()
 *	checks for itself)
 *
 * Config context; only real changes are reported. Off: no DMA is started any
 * more after it returned.
 */
void mock_fn_set_bus_master(struct mock_fn *fn, bool on);

/**
 * mock_fn_set_present - a VF appears or vanishes (VF Enable and NumVFs)
 * @fn: the VF; a PF only for the fault "all_ones", its VFs are absent then
 * @present: false: as after power-off, quietly (no MOCK_VFLR), bus master off
 *	     without a further call, registers read all ones; true: as after
 *	     power-on
 *
 * Config context; only real changes are reported.
 */
void mock_fn_set_present(struct mock_fn *fn, bool present);

/**
 * mock_card_set_present - surprise removal or insertion of the whole card
 * @card: the card
 * @present: false: all functions stop and their registers read all ones;
 *	     true: PFs as after power-on, VFs absent; bus master off either
 *	     way, without a further call
 *
 * Process context, no lock held but a mutex of the PCI side; config accesses
 * reach no function while it runs. Only real changes are reported. Drivers
 * may be bound and traffic may run.
 */
void mock_card_set_present(struct mock_card *card, bool present);

/* ---- Provided by the PCI side ------------------------------------------ */

/**
 * mock_msi_raise - send an MSI
 * @pcifn: the function, see mock_fn_attach()
 * @vector: message number, from 0
 *
 * The interrupt is delivered asynchronously, in hard interrupt context, as
 * from real hardware: never before this returns while interrupts are off on
 * this CPU. Dropped without MSI enable, and by a reset; a @vector beyond the
 * number of messages the kernel enabled is folded into the last one; while it
 * is masked or the function lacks the bus (bus master, D0) it stays pending.
 * Several calls before delivery are one interrupt. Any context except NMI,
 * any lock held.
 */
void mock_msi_raise(struct mock_pcifn *pcifn, unsigned int vector);

/**
 * mock_msi_offer - change how many messages a function's MSI capability offers
 * @pcifn: the function
 * @num: their number, a power of two, at most MOCK_VF_MAX_VECTORS
 *
 * Any context except NMI, any lock held.
 *
 * Return: false, and nothing has changed, while MSI is enabled.
 */
bool mock_msi_offer(struct mock_pcifn *pcifn, unsigned int num);

/* Faults that a test has the PCI side of a function make, see faults.c. */
enum mock_pci_fault {
	MOCK_FAULT_ALL_ONES,	/* 1: it fell off the bus; 0: it's back */
	MOCK_FAULT_FLR,		/* how long it takes to come out of an FLR, ms */
	MOCK_FAULT_AER,		/* PF: report an error now, enum mock_aer */
};

enum mock_aer {
	MOCK_AER_NONE,
	MOCK_AER_CORRECTABLE,
	MOCK_AER_NONFATAL,
	MOCK_AER_FATAL,
};

/**
 * mock_pci_fault_set - have a function make a fault
 * @pcifn: the function
 * @fault: which one
 * @val: its value
 *
 * Process context, no lock held.
 *
 * Return: 0; -ENODEV if the function isn't on the bus.
 */
int mock_pci_fault_set(struct mock_pcifn *pcifn, enum mock_pci_fault fault,
		       u32 val);

/* What was set; 0 for what doesn't last. */
u32 mock_pci_fault_get(struct mock_pcifn *pcifn, enum mock_pci_fault fault);

#endif /* MOCK_H */
