// SPDX-License-Identifier: GPL-2.0
/*
 * Unit tests of enabling and disabling VFs, with stand-ins for the PCI core:
 * that every step happens in its order and without the locks it must not
 * have, and that a failure of any step leaves nothing behind.
 */
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/module.h>
#include <linux/sched/signal.h>

#include "pf_driver/core/sriov_pf.h"

/* ---- the PCI core, as far as lifecycle.c uses it ------------------------ */

static struct {
	struct sriov_pf *pf;
	unsigned int num;	/* VFs that exist */
	unsigned int assigned;	/* to guests */
	int enable_err;
	int driver_vf;		/* VF whose driver probes at once, or -1 */
	int reset_vf;		/* VF reset while VFs are created, or -1 */
	unsigned int reset_fails;	/* the n-th programming after that */
	u16 offset;
	unsigned int busy;	/* times that device_lock is taken */
	bool signal;		/* one is pending */
	bool rescan_locked;
} pci;

static int fake_pci_enable_sriov(struct pci_dev *pdev, int num);
static void fake_pci_disable_sriov(struct pci_dev *pdev);

static int fake_pci_vfs_assigned(struct pci_dev *pdev)
{
	return pci.assigned;
}

static int fake_pci_find_ext_capability(struct pci_dev *pdev, int cap)
{
	return cap == PCI_EXT_CAP_ID_SRIOV ? 0x100 : 0;
}

/* As hardware does: valid while NumVFs is written only. */
static int fake_pci_read_config_word(struct pci_dev *pdev, int where, u16 *val)
{
	*val = !pci.num ? 0 : where == 0x100 + PCI_SRIOV_VF_OFFSET ?
	       pci.offset : 4;
	return 0;
}

static void fake_pci_lock_rescan_remove(void)
{
	pci.rescan_locked = true;
}

static void fake_pci_unlock_rescan_remove(void)
{
	pci.rescan_locked = false;
}

static int fake_device_trylock(struct device *dev)
{
	if (pci.busy) {
		pci.busy--;
		return 0;
	}
	return mutex_trylock(&dev->mutex);
}

static unsigned long fake_msleep_interruptible(unsigned int ms)
{
	/* so that it shows as a lock kept */
	if (pci.rescan_locked)
		pci.busy = 0;
	return 0;
}

static int fake_signal_pending(struct task_struct *task)
{
	return pci.signal;
}

#define msleep_interruptible fake_msleep_interruptible
#define signal_pending fake_signal_pending
#define pci_enable_sriov fake_pci_enable_sriov
#define pci_disable_sriov fake_pci_disable_sriov
#define pci_vfs_assigned fake_pci_vfs_assigned
#define pci_find_ext_capability fake_pci_find_ext_capability
#define pci_read_config_word fake_pci_read_config_word
#define pci_lock_rescan_remove fake_pci_lock_rescan_remove
#define pci_unlock_rescan_remove fake_pci_unlock_rescan_remove
#define device_trylock fake_device_trylock

/* ---- devlink's ports ----------------------------------------------------- */

static unsigned int fake_ports;
static int fake_ports_err;

int sriov_devlink_add_vfs(struct sriov_pf *pf, unsigned int num)
{
	lockdep_assert_not_held(&pf->lock);
	if (!fake_ports_err)
		fake_ports = num;
	return fake_ports_err;
}

void sriov_devlink_del_vfs(struct sriov_pf *pf)
{
	lockdep_assert_not_held(&pf->lock);
	fake_ports = 0;
}

#include "pf_driver/core/lifecycle.c"
#include "pf_driver/core/mail_parse.c"
#include "pf_driver/core/mailbox.c"
#include "pf_driver/core/quarantine.c"
#include "pf_driver/core/vf.c"
#include "pf_driver/core/trunk.c"
#include "pf_driver/core/vf_check.c"
#include "pf_driver/core/vf_set.c"

#define FAKE_HAVE_LIFECYCLE
#include "selftests/kunit/pf_fake.h"

/* Let VF @id do its handshake. Waits for the answer, as a driver does. */
static void handshake(struct sriov_pf *pf, u16 id)
{
	struct fake *fake = fake_of(pf);

	memset(fake->in[id], 0, sizeof(fake->in[id]));
	fake->in[id][0] = SRIOV_MBX_RESET;
	__set_bit(id, fake->req);
	sriov_pf_mbx_event(pf);
	flush_workqueue(pf->wq);
}

static int fake_pci_enable_sriov(struct pci_dev *pdev, int num)
{
	/* VF drivers probe here, and mail takes this lock. */
	lockdep_assert_not_held(&pci.pf->lock);
	pci.num = num;
	if (pci.driver_vf >= 0)
		handshake(pci.pf, pci.driver_vf);
	if (pci.reset_vf >= 0) {
		__set_bit(pci.reset_vf, fake_of(pci.pf)->flr);
		fake_of(pci.pf)->fail_at = 1;
		sriov_pf_mbx_event(pci.pf);
		flush_workqueue(pci.pf->wq);
		fake_of(pci.pf)->fail_at = pci.reset_fails;
	}
	if (pci.enable_err)
		pci.num = 0;
	return pci.enable_err;
}

/* A driver in a VF sends mail when it goes. */
static void fake_pci_disable_sriov(struct pci_dev *pdev)
{
	struct fake *fake = fake_of(pci.pf);

	lockdep_assert_not_held(&pci.pf->lock);
	if (pci.driver_vf >= 0) {
		fake->out_len[pci.driver_vf] = 0;
		fake->in[pci.driver_vf][0] = SRIOV_MBX_PROMISC;
		__set_bit(pci.driver_vf, fake->req);
		sriov_pf_mbx_event(pci.pf);
		flush_workqueue(pci.pf->wq);
	}
	pci.num = 0;
}

static int lifecycle_init(struct kunit *test)
{
	struct sriov_pf *pf;
	int err = fake_init(test);

	if (err)
		return err;
	pf = test->priv;
	memset(&pci, 0, sizeof(pci));
	pci.pf = pf;
	pci.driver_vf = -1;
	pci.reset_vf = -1;
	pci.offset = 8;
	mutex_init(&pf->pdev->dev.mutex);
	return 0;
}

static int set_num(struct sriov_pf *pf, unsigned int num,
		   struct netlink_ext_ack *extack)
{
	int err;

	device_lock(&pf->pdev->dev);
	err = sriov_pf_set_num_vfs(pf, num, false, extack);
	device_unlock(&pf->pdev->dev);
	return err;
}

/* Nothing at all: no function, no state, no backend resource. */
static void expect_none(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	unsigned int i;

	KUNIT_EXPECT_EQ(test, pci.num, 0);
	KUNIT_EXPECT_EQ(test, pf->num_vfs, 0);
	KUNIT_EXPECT_EQ(test, pf->vf_offset, 0);
	KUNIT_EXPECT_EQ(test, fake->enabled, 0);
	KUNIT_EXPECT_EQ(test, fake_ports, 0);
	for (i = 0; i < FAKE_VFS; i++) {
		KUNIT_EXPECT_EQ(test, pf->vfs[i].state, SRIOV_VF_DISABLED);
		KUNIT_EXPECT_FALSE(test, pf->vfs[i].active);
	}
}

static void lifecycle_cycle(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	unsigned int i;

	KUNIT_ASSERT_EQ(test, set_num(pf, 5, NULL), 0);
	KUNIT_EXPECT_EQ(test, pf->num_vfs, 5);
	KUNIT_EXPECT_EQ(test, fake->enabled, 5);
	KUNIT_EXPECT_EQ(test, fake_ports, 5);
	KUNIT_EXPECT_EQ(test, pf->vf_offset, 8);
	KUNIT_EXPECT_EQ(test, pf->vf_stride, 4);
	for (i = 0; i < FAKE_VFS; i++)
		KUNIT_EXPECT_EQ(test, pf->vfs[i].state, i < 5 ?
				SRIOV_VF_READY : SRIOV_VF_DISABLED);
	KUNIT_EXPECT_EQ_MSG(test, fake->notes_state, 10, "enabling, ready");
	KUNIT_EXPECT_EQ(test, fake->notes_pf, 1);

	KUNIT_EXPECT_EQ_MSG(test, set_num(pf, 5, NULL), 0, "has them");
	KUNIT_EXPECT_EQ(test, fake->notes_pf, 1);

	KUNIT_ASSERT_EQ(test, set_num(pf, 0, NULL), 0);
	expect_none(test);
	KUNIT_EXPECT_EQ(test, fake->notes_state, 15);
	KUNIT_EXPECT_EQ(test, fake->notes_pf, 2);
}

static void lifecycle_refused(struct kunit *test)
{
	struct netlink_ext_ack extack = {};
	struct sriov_pf *pf = test->priv;

	KUNIT_EXPECT_EQ(test, set_num(pf, FAKE_VFS + 1, &extack), -ERANGE);
	KUNIT_EXPECT_NOT_NULL(test, extack._msg);
	KUNIT_EXPECT_EQ(test, set_num(pf, UINT_MAX, NULL), -ERANGE);
	expect_none(test);

	KUNIT_ASSERT_EQ(test, set_num(pf, 5, NULL), 0);
	extack._msg = NULL;
	KUNIT_EXPECT_EQ(test, set_num(pf, 6, &extack), -EBUSY);
	KUNIT_ASSERT_NOT_NULL(test, extack._msg);
	KUNIT_EXPECT_NOT_NULL(test, strstr(extack._msg, "disable VFs first"));
	KUNIT_EXPECT_EQ(test, set_num(pf, 4, NULL), -EBUSY);
	pci.assigned = 1;
	KUNIT_EXPECT_EQ(test, set_num(pf, 0, NULL), -EBUSY);
	KUNIT_EXPECT_EQ(test, pf->num_vfs, 5);

	/* The driver goes: nobody may come any more, and all VFs go. */
	mutex_lock(&pf->lock);
	pf->registered = false;
	mutex_unlock(&pf->lock);
	KUNIT_EXPECT_EQ(test, set_num(pf, 0, NULL), -ENODEV);
	device_lock(&pf->pdev->dev);
	sriov_pf_disable_vfs(pf);
	device_unlock(&pf->pdev->dev);
	expect_none(test);
}

static void lifecycle_backend_fails(struct kunit *test)
{
	struct netlink_ext_ack extack = {};
	struct sriov_pf *pf = test->priv;

	fake_of(pf)->enable_err = -EIO;
	KUNIT_EXPECT_EQ(test, set_num(pf, 5, &extack), -EIO);
	KUNIT_EXPECT_NOT_NULL(test, extack._msg);
	expect_none(test);
	KUNIT_EXPECT_EQ(test, fake_of(pf)->applied, 0);
	KUNIT_EXPECT_EQ(test, fake_of(pf)->notes_state, 0);
}

/* The policy of the n-th VF can't be programmed, for every n. */
static void lifecycle_apply_fails(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	unsigned int n;

	for (n = 1; n <= 5; n++) {
		struct netlink_ext_ack extack = {};

		fake_of(pf)->fail_at = n;
		KUNIT_EXPECT_EQ(test, set_num(pf, 5, &extack), -ENOSPC);
		KUNIT_EXPECT_NOT_NULL(test, extack._msg);
		expect_none(test);
	}
	KUNIT_EXPECT_EQ(test, set_num(pf, 5, NULL), 0);
}

static void lifecycle_ports_fail(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;

	fake_ports_err = -ENOMEM;
	KUNIT_EXPECT_EQ(test, set_num(pf, 5, NULL), -ENOMEM);
	expect_none(test);
	fake_ports_err = 0;
	KUNIT_EXPECT_EQ(test, set_num(pf, 5, NULL), 0);
}

/* After one of the VFs has even had a driver. */
static void lifecycle_pci_fails(struct kunit *test)
{
	struct netlink_ext_ack extack = {};
	struct sriov_pf *pf = test->priv;

	pci.enable_err = -ENOMEM;
	pci.driver_vf = 2;
	KUNIT_EXPECT_EQ(test, set_num(pf, 5, &extack), -ENOMEM);
	KUNIT_EXPECT_NOT_NULL(test, extack._msg);
	expect_none(test);
	KUNIT_EXPECT_EQ(test, fake_of(pf)->notes_pf, 0);
	KUNIT_EXPECT_EQ(test, pf->vfs[2].mail.resets, 1);
}

/* A driver that is served before its VF's siblings exist, and when it goes. */
static void lifecycle_early_driver(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	struct sriov_vf *vf = &pf->vfs[2];

	pci.driver_vf = 2;
	KUNIT_ASSERT_EQ(test, set_num(pf, 5, NULL), 0);
	KUNIT_EXPECT_TRUE(test, vf->active);
	KUNIT_EXPECT_EQ(test, vf->state, SRIOV_VF_READY);
	KUNIT_EXPECT_FALSE(test, pf->vfs[1].active);

	KUNIT_ASSERT_EQ(test, set_num(pf, 0, NULL), 0);
	KUNIT_EXPECT_EQ_MSG(test, fake->out[2][0], SRIOV_MBX_PROMISC |
			    SRIOV_MBX_ACK | SRIOV_MBX_CTS,
			    "its last message is answered");
	expect_none(test);
}

/* A VF whose policy was lost in a reset gets it before it is ready, or isn't. */
static void lifecycle_reset_fails(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;

	pci.reset_vf = 2;
	KUNIT_ASSERT_EQ(test, set_num(pf, 5, NULL), 0);
	KUNIT_EXPECT_TRUE(test, pf->vfs[2].programmed);
	KUNIT_EXPECT_EQ(test, pf->vfs[2].state, SRIOV_VF_READY);
	KUNIT_ASSERT_EQ(test, set_num(pf, 0, NULL), 0);

	pci.reset_fails = 1;
	KUNIT_ASSERT_EQ(test, set_num(pf, 5, NULL), 0);
	KUNIT_EXPECT_EQ(test, pf->vfs[1].state, SRIOV_VF_READY);
	KUNIT_EXPECT_EQ(test, pf->vfs[2].state, SRIOV_VF_RESETTING);
	handshake(pf, 2);
	KUNIT_EXPECT_EQ_MSG(test, pf->vfs[2].state, SRIOV_VF_READY,
			    "the next handshake tries again");
	KUNIT_ASSERT_EQ(test, set_num(pf, 0, NULL), 0);
	expect_none(test);
}

static void lifecycle_cfg_survives(struct kunit *test)
{
	static const struct sriov_vf_cfg cfg = {
		.mac = { 0x02, 0, 0, 0, 0, 0x0a },
		.vlan = 10,
		.qos = 3,
		.vlan_proto = ETH_P_8021Q,
	};
	struct sriov_pf *pf = test->priv;
	struct sriov_vf *vf = &pf->vfs[2];

	pci.driver_vf = 2;
	KUNIT_ASSERT_EQ(test, sriov_vfs_set(pf, 2, 2, &cfg, SRIOV_VF_CHG_MAC |
					    SRIOV_VF_CHG_VLAN |
					    SRIOV_VF_CHG_SPOOFCHK, NULL), 0);
	KUNIT_ASSERT_EQ(test, set_num(pf, 5, NULL), 0);
	KUNIT_EXPECT_EQ(test, fake_of(pf)->hw[2].vlan, 10);
	KUNIT_EXPECT_FALSE(test, fake_of(pf)->hw[2].spoofchk);
	mutex_lock(&pf->lock);
	vf->asked.num_mc = 3;
	mutex_unlock(&pf->lock);
	KUNIT_ASSERT_EQ(test, set_num(pf, 0, NULL), 0);
	KUNIT_EXPECT_EQ(test, vf->asked.num_mc, 0);
	KUNIT_EXPECT_EQ(test, vf->cfg.vlan, 10);
	KUNIT_EXPECT_EQ(test, vf->cfg.qos, 3);
	KUNIT_EXPECT_TRUE(test, vf->cfg.mac_by_host);
	KUNIT_EXPECT_MEMEQ(test, vf->cfg.mac, cfg.mac, ETH_ALEN);
}

static int set_slots(struct sriov_pf *pf, unsigned int num)
{
	int err;

	device_lock(&pf->pdev->dev);
	err = sriov_pf_set_num_vfs(pf, num, true, NULL);
	device_unlock(&pf->pdev->dev);
	return err;
}

static unsigned int num_in_service(struct sriov_pf *pf)
{
	unsigned int num;

	mutex_lock(&pf->lock);
	num = sriov_pf_num_in_service(pf);
	mutex_unlock(&pf->lock);
	return num;
}

/* Slots are out of service, also for a driver that tries while they come. */
static void lifecycle_slots(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;

	pci.driver_vf = 2;
	KUNIT_ASSERT_EQ(test, set_slots(pf, 5), 0);
	KUNIT_EXPECT_TRUE(test, pf->slots);
	KUNIT_EXPECT_EQ(test, num_in_service(pf), 0);
	KUNIT_EXPECT_FALSE(test, pf->vfs[2].active);
	KUNIT_EXPECT_EQ(test, pf->vfs[2].state, SRIOV_VF_READY);
	KUNIT_EXPECT_EQ_MSG(test, set_slots(pf, 5), 0, "has them");
	KUNIT_EXPECT_EQ(test, set_num(pf, 5, NULL), 0);
	KUNIT_EXPECT_EQ(test, set_slots(pf, 6), -EBUSY);
	KUNIT_ASSERT_EQ(test, set_num(pf, 0, NULL), 0);
	KUNIT_EXPECT_FALSE(test, pf->slots);
	expect_none(test);

	KUNIT_ASSERT_EQ(test, set_num(pf, 5, NULL), 0);
	KUNIT_EXPECT_EQ(test, num_in_service(pf), 5);
	KUNIT_EXPECT_TRUE(test, pf->vfs[2].active);
	KUNIT_EXPECT_EQ_MSG(test, set_slots(pf, 5), -EBUSY, "they are in use");
	KUNIT_ASSERT_EQ(test, set_num(pf, 0, NULL), 0);
	KUNIT_EXPECT_EQ(test, num_in_service(pf), 0);

	__clear_bit(SRIOV_CAP_MAILBOX, &pf->caps);
	KUNIT_EXPECT_EQ(test, set_slots(pf, 5), -EOPNOTSUPP);
}

/* Pulled while VFs are enabled: no address is made of all ones. */
static void lifecycle_pulled(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	char address[32] = "x";

	pci.offset = U16_MAX;
	KUNIT_ASSERT_EQ(test, set_num(pf, 5, NULL), 0);
	mutex_lock(&pf->lock);
	KUNIT_EXPECT_EQ(test, sriov_vf_pci_address(&pf->vfs[0], address,
						   sizeof(address)), -ENODEV);
	mutex_unlock(&pf->lock);
	KUNIT_EXPECT_STREQ(test, address, "");
	KUNIT_ASSERT_EQ(test, set_num(pf, 0, NULL), 0);
	expect_none(test);
}

static void lifecycle_sysfs(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;

	device_lock(&pf->pdev->dev);
	KUNIT_EXPECT_EQ(test, sriov_pf_sriov_configure(pf->pdev, 5), -ENODEV);
	pci_set_drvdata(pf->pdev, pf);
	KUNIT_EXPECT_EQ(test, sriov_pf_sriov_configure(pf->pdev, -1), -ENODEV);
	KUNIT_EXPECT_EQ(test, sriov_pf_sriov_configure(pf->pdev, 5), 5);
	KUNIT_EXPECT_EQ(test, sriov_pf_sriov_configure(pf->pdev, 6), -EBUSY);
	KUNIT_EXPECT_EQ(test, sriov_pf_sriov_configure(pf->pdev, 0), 0);
	device_unlock(&pf->pdev->dev);
	expect_none(test);
}

/* Netlink's way: both locks, and none kept while waiting for the second. */
static void lifecycle_locks(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;

	pci.busy = 2;
	KUNIT_EXPECT_EQ(test, sriov_pf_change_num_vfs(pf, 5, false, NULL), 0);
	KUNIT_EXPECT_EQ(test, pci.busy, 0);
	KUNIT_EXPECT_FALSE(test, pci.rescan_locked);
	KUNIT_EXPECT_FALSE(test, mutex_is_locked(&pf->pdev->dev.mutex));
	KUNIT_EXPECT_EQ(test, sriov_pf_change_num_vfs(pf, 6, false, NULL),
			-EBUSY);
	KUNIT_EXPECT_FALSE(test, pci.rescan_locked);
	KUNIT_EXPECT_FALSE(test, mutex_is_locked(&pf->pdev->dev.mutex));
	KUNIT_EXPECT_EQ(test, sriov_pf_change_num_vfs(pf, 0, false, NULL), 0);
	expect_none(test);
}

/* It doesn't wait for ever, and never says -EINTR: netlink wouldn't answer. */
static void lifecycle_locks_in_vain(struct kunit *test)
{
	struct netlink_ext_ack extack = {};
	struct sriov_pf *pf = test->priv;

	pci.busy = 100000;
	KUNIT_EXPECT_EQ(test, sriov_pf_change_num_vfs(pf, 5, false, &extack),
			-ETIMEDOUT);
	KUNIT_EXPECT_NOT_NULL(test, extack._msg);
	KUNIT_EXPECT_GT(test, pci.busy, 0);
	extack._msg = NULL;
	pci.signal = true;
	KUNIT_EXPECT_EQ(test, sriov_pf_change_num_vfs(pf, 5, false, &extack),
			-ECANCELED);
	KUNIT_EXPECT_NOT_NULL(test, extack._msg);
	pci.busy = 0;
	KUNIT_EXPECT_EQ_MSG(test, sriov_pf_change_num_vfs(pf, 5, false, NULL), 0,
			    "a signal doesn't matter if nobody waits");
	KUNIT_EXPECT_EQ(test, sriov_pf_change_num_vfs(pf, 0, false, NULL), 0);
	KUNIT_EXPECT_FALSE(test, pci.rescan_locked);
	expect_none(test);
}

static struct kunit_case lifecycle_cases[] = {
	KUNIT_CASE(lifecycle_cycle),
	KUNIT_CASE(lifecycle_refused),
	KUNIT_CASE(lifecycle_backend_fails),
	KUNIT_CASE(lifecycle_apply_fails),
	KUNIT_CASE(lifecycle_ports_fail),
	KUNIT_CASE(lifecycle_pci_fails),
	KUNIT_CASE(lifecycle_early_driver),
	KUNIT_CASE(lifecycle_reset_fails),
	KUNIT_CASE(lifecycle_cfg_survives),
	KUNIT_CASE(lifecycle_slots),
	KUNIT_CASE(lifecycle_pulled),
	KUNIT_CASE(lifecycle_sysfs),
	KUNIT_CASE(lifecycle_locks),
	KUNIT_CASE(lifecycle_locks_in_vain),
	{}
};

static struct kunit_suite lifecycle_suite = {
	.name = "sriov_lifecycle",
	.init = lifecycle_init,
	.exit = fake_exit,
	.test_cases = lifecycle_cases,
};

kunit_test_suite(lifecycle_suite);

MODULE_DESCRIPTION("Unit tests of enabling and disabling VFs");
MODULE_LICENSE("GPL");
