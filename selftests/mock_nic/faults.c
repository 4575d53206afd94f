// SPDX-License-Identifier: GPL-2.0
/*
 * Faults that a test has single functions make, in debugfs, one file each:
 *
 *	/sys/kernel/debug/sriov_mock/port<N>/
 *		mbx_lost	VFs: the next VALUE messages of the PF get lost
 *		mbx_corrupt	VFs: the next VALUE of them become nonsense
 *		mbx_over	VFs: the PF writes over the next VALUE requests
 *		mbx_erased	VFs: ... and over the next VALUE of its messages
 *		mbx_late	VFs: they come VALUE ms late
 *		rx_overrun	the next VALUE frames find no free descriptor
 *		flr_stuck	an FLR takes VALUE ms
 *		all_ones	1: it fell off the bus, config space and
 *				registers read all ones; 0: it is back
 *		aer		PF: it reports an error now: 1 correctable,
 *				2 non-fatal, 3 fatal
 *
 * What is written is "FUNCTION VALUE", FUNCTION being pf, the number of a VF,
 * or all of those that can have this fault. Reading lists the functions whose
 * VALUE isn't 0.
 *
 * Owns no state: that is with who makes the fault. Takes mock_port.lock and
 * mock_mbx.lock. The files are gone before the card is.
 */
#include <linux/debugfs.h>
#include <linux/seq_file.h>
#include <linux/uaccess.h>

#include "device.h"

/**
 * struct mock_fault - a file
 * @name: its name
 * @max: largest value
 * @pf: PFs can have it
 * @vf: VFs can have it
 * @get: read the value
 * @set: set it; 0 or -ENODEV
 */
struct mock_fault {
	const char *name;
	u32 max;
	bool pf;
	bool vf;
	u32 (*get)(struct mock_fn *fn);
	int (*set)(struct mock_fn *fn, u32 val);
};

/* ---- Mailbox ------------------------------------------------------------- */

static int mbx_set(struct mock_fn *fn, u32 *what, u32 val)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&fn->mbx.lock, flags);
	WRITE_ONCE(*what, val);
	raw_spin_unlock_irqrestore(&fn->mbx.lock, flags);
	return 0;
}

static u32 lost_get(struct mock_fn *fn)
{
	return READ_ONCE(fn->mbx.lose);
}

static int lost_set(struct mock_fn *fn, u32 val)
{
	return mbx_set(fn, &fn->mbx.lose, val);
}

static u32 corrupt_get(struct mock_fn *fn)
{
	return READ_ONCE(fn->mbx.corrupt);
}

static int corrupt_set(struct mock_fn *fn, u32 val)
{
	return mbx_set(fn, &fn->mbx.corrupt, val);
}

static u32 over_get(struct mock_fn *fn)
{
	return READ_ONCE(fn->mbx.over);
}

static int over_set(struct mock_fn *fn, u32 val)
{
	return mbx_set(fn, &fn->mbx.over, val);
}

static u32 erase_get(struct mock_fn *fn)
{
	return READ_ONCE(fn->mbx.erase);
}

static int erase_set(struct mock_fn *fn, u32 val)
{
	return mbx_set(fn, &fn->mbx.erase, val);
}

static u32 late_get(struct mock_fn *fn)
{
	return READ_ONCE(fn->mbx.late);
}

static int late_set(struct mock_fn *fn, u32 val)
{
	return mbx_set(fn, &fn->mbx.late, val);
}

/* ---- Rings ---------------------------------------------------------------- */

static u32 overrun_get(struct mock_fn *fn)
{
	return READ_ONCE(fn->overrun);
}

static int overrun_set(struct mock_fn *fn, u32 val)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&fn->port->lock, flags);
	WRITE_ONCE(fn->overrun, val);
	raw_spin_unlock_irqrestore(&fn->port->lock, flags);
	return 0;
}

/* ---- The function on the bus ---------------------------------------------- */

static u32 flr_get(struct mock_fn *fn)
{
	return mock_pci_fault_get(fn->pcifn, MOCK_FAULT_FLR);
}

static int flr_set(struct mock_fn *fn, u32 val)
{
	return mock_pci_fault_set(fn->pcifn, MOCK_FAULT_FLR, val);
}

static u32 all_ones_get(struct mock_fn *fn)
{
	return mock_pci_fault_get(fn->pcifn, MOCK_FAULT_ALL_ONES);
}

static int all_ones_set(struct mock_fn *fn, u32 val)
{
	return mock_pci_fault_set(fn->pcifn, MOCK_FAULT_ALL_ONES, val);
}

static u32 aer_get(struct mock_fn *fn)
{
	return 0;
}

static int aer_set(struct mock_fn *fn, u32 val)
{
	return val ? mock_pci_fault_set(fn->pcifn, MOCK_FAULT_AER, val) : 0;
}

static const struct mock_fault faults[MOCK_NUM_FAULTS] = {
	{ "mbx_lost", U32_MAX, false, true, lost_get, lost_set },
	{ "mbx_corrupt", U32_MAX, false, true, corrupt_get, corrupt_set },
	{ "mbx_over", U32_MAX, false, true, over_get, over_set },
	{ "mbx_erased", U32_MAX, false, true, erase_get, erase_set },
	{ "mbx_late", 60000, false, true, late_get, late_set },
	{ "rx_overrun", U32_MAX, true, true, overrun_get, overrun_set },
	{ "flr_stuck", 600000, true, true, flr_get, flr_set },
	{ "all_ones", 1, true, true, all_ones_get, all_ones_set },
	{ "aer", MOCK_AER_FATAL, true, false, aer_get, aer_set },
};

/* ---- Files ----------------------------------------------------------------- */

static bool can_have(const struct mock_fault *fault, const struct mock_fn *fn)
{
	return fn && (mock_fn_is_pf(fn) ? fault->pf : fault->vf);
}

static int fault_show(struct seq_file *seq, void *unused)
{
	const struct mock_fault_file *file = seq->private;
	const struct mock_fault *fault = &faults[file->index];
	struct mock_fn *fn;
	unsigned int pool;
	u32 val;

	for (pool = 0; pool < MOCK_MAX_POOLS; pool++) {
		fn = file->port->fn[pool];
		if (!can_have(fault, fn))
			continue;
		val = fault->get(fn);
		if (val && mock_fn_is_pf(fn))
			seq_printf(seq, "pf %u\n", val);
		else if (val)
			seq_printf(seq, "%u %u\n", pool, val);
	}
	return 0;
}

static int fault_open(struct inode *inode, struct file *filp)
{
	return single_open(filp, fault_show, inode->i_private);
}

static int set_all(struct mock_port *port, const struct mock_fault *fault,
		   u32 val)
{
	unsigned int pool;

	for (pool = 0; pool < MOCK_MAX_POOLS; pool++)
		if (can_have(fault, port->fn[pool]))
			fault->set(port->fn[pool], val);
	return 0;
}

static int set_one(struct mock_port *port, const struct mock_fault *fault,
		   const char *name, u32 val)
{
	unsigned int pool = MOCK_POOL_PF;

	if (strcmp(name, "pf") &&
	    (kstrtouint(name, 10, &pool) || pool >= port->vfs))
		return -EINVAL;
	if (!can_have(fault, port->fn[pool]))
		return -EINVAL;
	return fault->set(port->fn[pool], val);
}

static ssize_t fault_write(struct file *filp, const char __user *from,
			   size_t len, loff_t *pos)
{
	const struct mock_fault_file *file = file_inode(filp)->i_private;
	const struct mock_fault *fault = &faults[file->index];
	char buf[32], name[8];
	u32 val;
	int err;

	if (len >= sizeof(buf))
		return -EINVAL;
	if (copy_from_user(buf, from, len))
		return -EFAULT;
	buf[len] = '\0';
	if (sscanf(buf, "%7s %u", name, &val) != 2)
		return -EINVAL;
	if (val > fault->max)
		return -ERANGE;
	if (!strcmp(name, "all"))
		err = set_all(file->port, fault, val);
	else
		err = set_one(file->port, fault, name, val);
	return err ?: len;
}

static const struct file_operations fault_fops = {
	.owner = THIS_MODULE,
	.open = fault_open,
	.read = seq_read,
	.write = fault_write,
	.llseek = seq_lseek,
	.release = single_release,
};

/**
 * mock_faults_create - create the files of a port's functions
 * @port: the port
 * @dir: its directory, removed before the port
 */
void mock_faults_create(struct mock_port *port, struct dentry *dir)
{
	unsigned int i;

	for (i = 0; i < MOCK_NUM_FAULTS; i++) {
		port->faults[i].port = port;
		port->faults[i].index = i;
		debugfs_create_file(faults[i].name, 0600, dir,
				    &port->faults[i], &fault_fops);
	}
}
