// SPDX-License-Identifier: GPL-2.0
/*
 * A driver of a VF that does with the mailbox what a hostile guest would. It
 * takes VFs that are given to it by driver_override only, and does what it is
 * told through debugfs, in /sys/kernel/debug/sriov_hostile/<PCI address>/:
 *
 *	call	write dwords in hex: send this message and wait for the answer,
 *		which a read gives. Fails with ETIMEDOUT after a second.
 *	attack	write flood, malformed, reset, hold or ack: do that a thousand times
 *		a second until "stop" is written. A read tells how often it was.
 *	measure	write "N BURST [KIND ADDRESS]": N calls, before each of which the
 *		VF ADDRESS (of this driver too) misbehaves once. After each BURST
 *		calls there is a pause of PAUSE_MS, in which that VF goes on once a
 *		millisecond; with 0 there is none. Only the calls are timed. A
 *		read gives, in ns: the mean of the first BURST, then of the others
 *		(of all if there are none) mean, median, 99th percentile, longest.
 *
 * Owns the function's registers while it is bound. hostile.lock serialises what
 * is written; attacks run in a thread and take no lock, as they don't mind
 * what state the mailbox is in.
 */
#include <linux/completion.h>
#include <linux/debugfs.h>
#include <linux/interrupt.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/delay.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/sort.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>

#include "selftests/mock_nic/mock_hw.h"

#define MAX_CALLS	1000000
#define CALL_TIMEOUT	HZ
#define PAUSE_MS	1500

/* As on the wire: see pf_driver/core/mailbox.h. */
#define MAIL_RESET	0x00000001
#define MAIL_MULTICAST	0x001e0003	/* 30 hashes: the longest to serve */
#define MAIL_NONSENSE	0x00000fed	/* no such id */
#define MAIL_PROMISC_OFF 0x00000006	/* what is so anyway */

static struct dentry *hostile_root;

/**
 * struct hostile - a VF
 * @hw: its registers
 * @pdev: its PCI function
 * @lock: protects the mailbox but for attacks, and what follows
 * @irq: something came by mail
 * @sticky: clear-on-read bits that were read and not yet used
 * @answer: to the last call
 * @kind: what @attacker does
 * @attacker: thread of an attack, or NULL
 * @done: how often it did; written by the thread alone
 * @result: of the last measure
 * @dir: its files
 */
struct hostile {
	struct mock_hw *hw;
	struct pci_dev *pdev;
	struct mutex lock; /* see above */
	struct completion irq;
	u32 sticky;
	u32 answer[3];
	unsigned int kind;
	struct task_struct *attacker;
	unsigned long done;
	u64 result[5];
	struct dentry *dir;
};

static u32 rd(struct hostile *h, u32 reg)
{
	return h->hw->ops->rd32(h->hw, reg);
}

static void wr(struct hostile *h, u32 reg, u32 val)
{
	h->hw->ops->wr32(h->hw, reg, val);
}

static irqreturn_t hostile_irq(int irq, void *data)
{
	struct hostile *h = data;
	u32 icr = rd(h, MOCK_ICR);

	if (icr == ~0U)
		return IRQ_HANDLED;
	wr(h, MOCK_ICR, icr & MOCK_INT_OTHER);
	complete(&h->irq);
	return IRQ_HANDLED;
}

/* ---- what a VF may do that it shouldn't ---------------------------------- */

static void do_flood(struct hostile *h)
{
	wr(h, MOCK_VMB_CTRL, MOCK_VMB_VFU);
	wr(h, MOCK_VMB_MEM(0), MAIL_MULTICAST);
	wr(h, MOCK_VMB_MEM(1), h->done & 0xfff);
	wr(h, MOCK_VMB_CTRL, MOCK_VMB_REQ);
}

static void do_malformed(struct hostile *h)
{
	wr(h, MOCK_VMB_CTRL, MOCK_VMB_VFU);
	wr(h, MOCK_VMB_MEM(0), MAIL_NONSENSE);
	wr(h, MOCK_VMB_CTRL, MOCK_VMB_REQ);
}

static void do_reset(struct hostile *h)
{
	wr(h, MOCK_CTRL, MOCK_CTRL_RST);
	wr(h, MOCK_VMB_CTRL, MOCK_VMB_VFU);
	wr(h, MOCK_VMB_MEM(0), MAIL_RESET);
	wr(h, MOCK_VMB_CTRL, MOCK_VMB_REQ);
}

/* A message in a buffer that is never let go of. */
static void do_hold(struct hostile *h)
{
	wr(h, MOCK_VMB_CTRL, MOCK_VMB_VFU | MOCK_VMB_REQ);
}

/* The end of a message that the PF never sent. */
static void do_ack(struct hostile *h)
{
	wr(h, MOCK_VMB_CTRL, MOCK_VMB_ACK);
}

static const struct {
	const char *name;
	void (*once)(struct hostile *h);
} kinds[] = {
	{ "flood", do_flood },
	{ "malformed", do_malformed },
	{ "reset", do_reset },
	{ "hold", do_hold },
	{ "ack", do_ack },
};

static int find_kind(const char *name)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		if (!strcmp(name, kinds[i].name))
			return i;
	return -EINVAL;
}

/* ---- call ------------------------------------------------------------------ */

static u32 ctrl(struct hostile *h)
{
	u32 val = rd(h, MOCK_VMB_CTRL);

	if (val == ~0U)
		return 0;
	h->sticky |= val & MOCK_VMB_R2C;
	return val | h->sticky;
}

static bool take_answer(struct hostile *h)
{
	unsigned int i;

	if (!(ctrl(h) & MOCK_VMB_PFSTS))
		return false;
	wr(h, MOCK_VMB_CTRL, MOCK_VMB_VFU);
	if (!(ctrl(h) & MOCK_VMB_VFU))
		return false;
	for (i = 0; i < ARRAY_SIZE(h->answer); i++)
		h->answer[i] = rd(h, MOCK_VMB_MEM(i));
	h->sticky = 0;
	wr(h, MOCK_VMB_CTRL, MOCK_VMB_ACK);
	return true;
}

/* Lock held. An answer is one to this message: its id is the same. */
static int call(struct hostile *h, const u32 *msg, unsigned int len)
{
	unsigned long end = jiffies + CALL_TIMEOUT;
	unsigned int i;

	while (take_answer(h))
		;
	do {
		wr(h, MOCK_VMB_CTRL, MOCK_VMB_VFU);
		if (time_after(jiffies, end))
			return -ETIMEDOUT;
	} while (!(ctrl(h) & MOCK_VMB_VFU));
	for (i = 0; i < len; i++)
		wr(h, MOCK_VMB_MEM(i), msg[i]);
	reinit_completion(&h->irq);
	wr(h, MOCK_VMB_CTRL, MOCK_VMB_REQ);

	while (!take_answer(h) || (h->answer[0] ^ msg[0]) & 0xffff) {
		if (time_after(jiffies, end))
			return -ETIMEDOUT;
		wait_for_completion_timeout(&h->irq, HZ / 20);
	}
	return 0;
}

/* Reset the function and shake hands with the PF. Lock held. */
static int handshake(struct hostile *h)
{
	static const u32 msg = MAIL_RESET;

	wr(h, MOCK_CTRL, MOCK_CTRL_RST);
	ctrl(h);
	h->sticky = 0;
	wr(h, MOCK_IMS, MOCK_INT_MBX);
	return call(h, &msg, 1);
}

/* ---- files ------------------------------------------------------------------ */

/* What was written, without the end of its line. Returns its length. */
static ssize_t get_text(char *text, size_t size, const char __user *from,
			size_t len)
{
	if (len >= size)
		return -EINVAL;
	if (copy_from_user(text, from, len))
		return -EFAULT;
	text[len] = '\0';
	strim(text);
	return len;
}

static ssize_t call_write(struct file *file, const char __user *from,
			  size_t len, loff_t *pos)
{
	struct hostile *h = file->private_data;
	char text[160], *next = text, *word;
	u32 msg[MOCK_MBX_DWORDS];
	unsigned int num = 0;
	ssize_t ret;

	ret = get_text(text, sizeof(text), from, len);
	while (ret >= 0 && (word = strsep(&next, " "))) {
		if (num == ARRAY_SIZE(msg) || kstrtou32(word, 16, &msg[num]))
			return -EINVAL;
		num++;
	}
	if (ret < 0)
		return ret;
	mutex_lock(&h->lock);
	if (msg[0] == MAIL_RESET)
		ret = handshake(h) ?: ret;
	else
		ret = call(h, msg, num) ?: ret;
	mutex_unlock(&h->lock);
	return ret;
}

static ssize_t call_read(struct file *file, char __user *to, size_t len,
			 loff_t *pos)
{
	struct hostile *h = file->private_data;
	char text[40];

	snprintf(text, sizeof(text), "%08x %08x %08x\n", h->answer[0],
		 h->answer[1], h->answer[2]);
	return simple_read_from_buffer(to, len, pos, text, strlen(text));
}

static const struct file_operations call_fops = {
	.owner = THIS_MODULE,
	.open = simple_open,
	.write = call_write,
	.read = call_read,
};

static int attack_thread(void *data)
{
	struct hostile *h = data;

	while (!kthread_should_stop()) {
		kinds[h->kind].once(h);
		WRITE_ONCE(h->done, h->done + 1);
		usleep_range(500, 1000);
	}
	return 0;
}

static void attack_stop(struct hostile *h)
{
	if (h->attacker)
		kthread_stop(h->attacker);
	h->attacker = NULL;
}

static int attack_start(struct hostile *h, const char *name)
{
	int kind = find_kind(name);
	int err = 0;

	if (kind < 0)
		return kind;
	h->kind = kind;
	h->done = 0;
	h->attacker = kthread_run(attack_thread, h, "hostile-%s", name);
	if (IS_ERR(h->attacker)) {
		err = PTR_ERR(h->attacker);
		h->attacker = NULL;
	}
	return err;
}

static ssize_t attack_write(struct file *file, const char __user *from,
			    size_t len, loff_t *pos)
{
	struct hostile *h = file->private_data;
	char text[32];
	ssize_t ret;

	ret = get_text(text, sizeof(text), from, len);
	if (ret < 0)
		return ret;
	mutex_lock(&h->lock);
	attack_stop(h);
	if (strcmp(text, "stop"))
		ret = attack_start(h, text) ?: ret;
	mutex_unlock(&h->lock);
	return ret;
}

static ssize_t attack_read(struct file *file, char __user *to, size_t len,
			   loff_t *pos)
{
	struct hostile *h = file->private_data;
	char text[24];

	snprintf(text, sizeof(text), "%lu\n", READ_ONCE(h->done));
	return simple_read_from_buffer(to, len, pos, text, strlen(text));
}

static const struct file_operations attack_fops = {
	.owner = THIS_MODULE,
	.open = simple_open,
	.write = attack_write,
	.read = attack_read,
};

static int cmp_u32(const void *a, const void *b)
{
	u32 x = *(const u32 *)a, y = *(const u32 *)b;

	return x < y ? -1 : x > y;
}

static void once(struct hostile *other, int kind)
{
	if (!other)
		return;
	kinds[kind].once(other);
	other->done++;
}

static void measure_pause(struct hostile *other, int kind)
{
	unsigned int i;

	for (i = 0; i < PAUSE_MS; i++) {
		once(other, kind);
		usleep_range(1000, 1001);
	}
}

static u64 mean(const u32 *ns, unsigned int num)
{
	unsigned int i;
	u64 sum = 0;

	for (i = 0; i < num; i++)
		sum += ns[i];
	return num ? div_u64(sum, num) : 0;
}

static void measured(struct hostile *h, u32 *ns, unsigned int num,
		     unsigned int burst)
{
	h->result[0] = mean(ns, burst);
	if (num > burst) {
		ns += burst;
		num -= burst;
	}
	h->result[1] = mean(ns, num);
	sort(ns, num, sizeof(*ns), cmp_u32, NULL);
	h->result[2] = ns[num / 2];
	h->result[3] = ns[num - 1 - num / 100];
	h->result[4] = ns[num - 1];
}

/* Lock held. @other, if there is one, is kept by its device_lock. */
static int measure(struct hostile *h, struct hostile *other, int kind,
		   unsigned int num, unsigned int burst, u32 *ns)
{
	static const u32 msg = MAIL_PROMISC_OFF;
	unsigned int i;
	u64 start;
	int err;

	err = handshake(h);
	for (i = 0; !err && i < num; i++) {
		if (i && burst && !(i % burst))
			measure_pause(other, kind);
		once(other, kind);
		start = ktime_get_ns();
		err = call(h, &msg, 1);
		ns[i] = ktime_get_ns() - start;
		cond_resched();
		if (signal_pending(current))
			err = -EINTR;
	}
	if (!err)
		measured(h, ns, num, burst);
	return err;
}

static struct pci_driver hostile_driver;

/* Another VF of this driver, which doesn't go away meanwhile: locked. */
static struct pci_dev *lock_other(struct hostile *h, const char *address)
{
	struct device *dev;

	dev = bus_find_device_by_name(&pci_bus_type, NULL, address);
	if (!dev)
		return ERR_PTR(-ENODEV);
	device_lock(dev);
	if (dev == &h->pdev->dev || dev->driver != &hostile_driver.driver) {
		device_unlock(dev);
		put_device(dev);
		return ERR_PTR(-ENODEV);
	}
	return to_pci_dev(dev);
}

static ssize_t measure_write(struct file *file, const char __user *from,
			     size_t len, loff_t *pos)
{
	struct hostile *h = file->private_data;
	char text[64], name[16], address[32];
	struct pci_dev *other = NULL;
	unsigned int num, burst;
	int words, kind = 0;
	ssize_t ret;
	u32 *ns;

	ret = get_text(text, sizeof(text), from, len);
	if (ret < 0)
		return ret;
	words = sscanf(text, "%u %u %15s %31s", &num, &burst, name, address);
	if ((words != 2 && words != 4) || !num || num > MAX_CALLS ||
	    burst > num)
		return -EINVAL;
	ns = vmalloc_array(num, sizeof(*ns));
	if (!ns)
		return -ENOMEM;
	if (words == 4) {
		kind = find_kind(name);
		other = kind < 0 ? ERR_PTR(kind) : lock_other(h, address);
		if (IS_ERR(other)) {
			ret = PTR_ERR(other);
			goto out;
		}
	}
	mutex_lock(&h->lock);
	ret = measure(h, other ? pci_get_drvdata(other) : NULL, kind, num,
		      burst, ns) ?: ret;
	mutex_unlock(&h->lock);
	if (other) {
		device_unlock(&other->dev);
		pci_dev_put(other);
	}
out:
	vfree(ns);
	return ret;
}

static ssize_t measure_read(struct file *file, char __user *to, size_t len,
			    loff_t *pos)
{
	struct hostile *h = file->private_data;
	char text[120];

	snprintf(text, sizeof(text), "%llu %llu %llu %llu %llu\n",
		 h->result[0], h->result[1], h->result[2], h->result[3],
		 h->result[4]);
	return simple_read_from_buffer(to, len, pos, text, strlen(text));
}

static const struct file_operations measure_fops = {
	.owner = THIS_MODULE,
	.open = simple_open,
	.write = measure_write,
	.read = measure_read,
};

/* ---- the driver -------------------------------------------------------------- */

static int hostile_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct hostile *h;
	int err;

	h = kzalloc(sizeof(*h), GFP_KERNEL);
	if (!h)
		return -ENOMEM;
	h->hw = dev_get_platdata(&pdev->dev);
	h->pdev = pdev;
	mutex_init(&h->lock);
	init_completion(&h->irq);
	err = h->hw ? pci_enable_device(pdev) : -ENODEV;
	if (err)
		goto free;
	pci_set_master(pdev);
	err = pci_alloc_irq_vectors(pdev, 1, 1, PCI_IRQ_MSI);
	if (err < 0)
		goto disable;
	err = request_irq(pci_irq_vector(pdev, 0), hostile_irq, 0,
			  pci_name(pdev), h);
	if (err)
		goto free_vectors;
	pci_set_drvdata(pdev, h);
	h->dir = debugfs_create_dir(pci_name(pdev), hostile_root);
	debugfs_create_file("call", 0600, h->dir, h, &call_fops);
	debugfs_create_file("attack", 0600, h->dir, h, &attack_fops);
	debugfs_create_file("measure", 0600, h->dir, h, &measure_fops);
	return 0;

free_vectors:
	pci_free_irq_vectors(pdev);
disable:
	pci_disable_device(pdev);
free:
	kfree(h);
	return err;
}

static void hostile_remove(struct pci_dev *pdev)
{
	struct hostile *h = pci_get_drvdata(pdev);

	/* Waits for whoever is in one of them. */
	debugfs_remove_recursive(h->dir);
	attack_stop(h);
	wr(h, MOCK_CTRL, MOCK_CTRL_RST);
	free_irq(pci_irq_vector(pdev, 0), h);
	pci_free_irq_vectors(pdev);
	pci_disable_device(pdev);
	kfree(h);
}

static const struct pci_device_id hostile_ids[] = {
	{ PCI_DEVICE_DRIVER_OVERRIDE(MOCK_VENDOR_ID, MOCK_DEVICE_VF, 1) },
	{}
};

static struct pci_driver hostile_driver = {
	.name = "sriov_hostile",
	.id_table = hostile_ids,
	.probe = hostile_probe,
	.remove = hostile_remove,
};

static int __init hostile_init(void)
{
	int err;

	hostile_root = debugfs_create_dir("sriov_hostile", NULL);
	err = pci_register_driver(&hostile_driver);
	if (err)
		debugfs_remove_recursive(hostile_root);
	return err;
}
module_init(hostile_init);

static void __exit hostile_exit(void)
{
	pci_unregister_driver(&hostile_driver);
	debugfs_remove_recursive(hostile_root);
}
module_exit(hostile_exit);

MODULE_DESCRIPTION("Driver of a VF that misbehaves, for tests");
MODULE_LICENSE("GPL");
