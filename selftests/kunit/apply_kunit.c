// SPDX-License-Identifier: GPL-2.0
/*
 * Unit tests of transactions over several PFs: two fake PFs change together or
 * not at all, wherever the hardware fails; a stale generation and a dry run
 * change nothing; who isn't a VF's owner changes nothing. What a change of one PF does: vf_kunit.c.
 */
#include <kunit/test.h>
#include <linux/module.h>

#include "pf_driver/core/apply.c"
#include "pf_driver/core/mail_parse.c"
#include "pf_driver/core/mailbox.c"
#include "pf_driver/core/quarantine.c"
#include "pf_driver/core/vf.c"
#include "pf_driver/core/trunk.c"
#include "pf_driver/core/vf_check.c"
#include "pf_driver/core/vf_set.c"

#include "selftests/kunit/pf_fake.h"

#define MAX_ENTRIES	4
#define LIVE		3	/* VFs of each PF that exist */

/* test->priv: two PFs, added to the transaction in the wrong order. */
struct two {
	struct sriov_pf *pf[2];
	struct sriov_apply apply;
	struct sriov_apply_entry entries[MAX_ENTRIES];
	struct netlink_ext_ack extack;
	unsigned int refs;
};

static struct two *the_two;

void sriov_pf_get(struct sriov_pf *pf)
{
	the_two->refs++;
}

void sriov_pf_put(struct sriov_pf *pf)
{
	the_two->refs--;
}

static int two_init(struct kunit *test)
{
	static const char *const names[] = { "one", "two" };
	struct two *two;
	unsigned int i, vf;

	two = kunit_kzalloc(test, sizeof(*two), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, two);
	the_two = two;
	for (i = 0; i < 2; i++) {
		KUNIT_ASSERT_EQ(test, fake_init(test), 0);
		two->pf[i] = test->priv;
		two->pf[i]->order = i + 1;
		two->pf[i]->pdev->dev.init_name = names[i];
		for (vf = 0; vf < LIVE; vf++)
			fake_enable(test, &two->pf[i]->vfs[vf]);
	}
	test->priv = two;
	sriov_apply_init(&two->apply);
	two->apply.entries = two->entries;
	return 0;
}

static void two_exit(struct kunit *test)
{
	struct two *two = test->priv;
	unsigned int i;

	if (!two)
		return;
	sriov_apply_free(&two->apply);
	KUNIT_EXPECT_EQ(test, two->refs, 0);
	for (i = 0; i < 2; i++) {
		test->priv = two->pf[i];
		fake_exit(test);
	}
}

static void add(struct kunit *test, unsigned int pf, u16 first, u16 last,
		struct sriov_vf_cfg cfg, u32 mask)
{
	struct two *two = test->priv;
	struct sriov_apply_entry *entry = &two->entries[two->apply.num++];

	KUNIT_ASSERT_LE(test, two->apply.num, MAX_ENTRIES);
	cfg.vlan_proto = ETH_P_8021Q;
	entry->of = sriov_apply_pf(&two->apply, two->pf[pf]);
	KUNIT_ASSERT_NOT_NULL(test, entry->of);
	entry->first = first;
	entry->last = last;
	entry->mask = mask;
	entry->cfg = cfg;
}

static void add_vlan(struct kunit *test, unsigned int pf, u16 first, u16 last,
		     u16 vlan)
{
	add(test, pf, first, last, (struct sriov_vf_cfg){ .vlan = vlan },
	    SRIOV_VF_CHG_VLAN);
}

static int run(struct two *two)
{
	return sriov_apply_run(&two->apply, &two->extack);
}

/* No VF of either PF has a VLAN, in the core or in hardware. */
static void expect_untouched(struct kunit *test, const u32 *generation)
{
	struct two *two = test->priv;
	unsigned int i, vf;

	for (i = 0; i < 2; i++) {
		struct fake *fake = fake_of(two->pf[i]);

		for (vf = 0; vf < FAKE_VFS; vf++) {
			KUNIT_EXPECT_EQ(test, two->pf[i]->vfs[vf].cfg.vlan, 0);
			KUNIT_EXPECT_EQ(test, fake->hw[vf].vlan, 0);
		}
		KUNIT_EXPECT_EQ(test, two->pf[i]->generation, generation[i]);
		KUNIT_EXPECT_EQ(test, fake->notes_vf, 0);
	}
}

static void generations(const struct two *two, u32 *generation)
{
	generation[0] = two->pf[0]->generation;
	generation[1] = two->pf[1]->generation;
}

static void apply_both(struct kunit *test)
{
	struct two *two = test->priv;
	struct sriov_apply_pf *of;
	unsigned int i, vf;

	add_vlan(test, 1, 0, LIVE - 1, 20);
	add_vlan(test, 0, 0, 1, 10);
	add_vlan(test, 1, 1, 1, 21);	/* the later one holds */
	KUNIT_ASSERT_EQ(test, run(two), 0);
	KUNIT_EXPECT_EQ(test, two->apply.num_pfs, 2);

	for (vf = 0; vf < LIVE; vf++) {
		KUNIT_EXPECT_EQ(test, fake_of(two->pf[0])->hw[vf].vlan,
				vf < 2 ? 10 : 0);
		KUNIT_EXPECT_EQ(test, fake_of(two->pf[1])->hw[vf].vlan,
				vf == 1 ? 21 : 20);
	}
	i = 0;
	list_for_each_entry(of, &two->apply.pfs, node) {
		KUNIT_EXPECT_PTR_EQ_MSG(test, of->pf, two->pf[i],
					"in order of their addresses");
		KUNIT_EXPECT_EQ(test, of->num_changed, i ? 3 : 2);
		KUNIT_EXPECT_EQ(test, of->generation, of->pf->generation);
		KUNIT_EXPECT_EQ(test, fake_of(of->pf)->notes_vf, i ? 3 : 2);
		i++;
	}
}

/* Whichever VF of whichever PF it is that the hardware refuses. */
static void apply_rollback(struct kunit *test)
{
	struct two *two = test->priv;
	struct fake *fake;
	u32 generation[2];
	unsigned int i, at;

	add_vlan(test, 0, 0, LIVE - 1, 10);
	add_vlan(test, 1, 0, LIVE - 1, 20);
	generations(two, generation);
	for (i = 0; i < 2; i++) {
		fake = fake_of(two->pf[i]);
		for (at = 0; at < LIVE; at++) {
			char vf[16];

			/* What it has is what was last applied. */
			fake_of(two->pf[0])->applied = 0;
			fake->fail_at = at + 1;
			KUNIT_EXPECT_EQ(test, run(two), -ENOSPC);
			KUNIT_EXPECT_EQ(test, fake->fail_at, 0);
			expect_untouched(test, generation);
			KUNIT_EXPECT_EQ(test, fake_of(two->pf[0])->applied,
					i ? 2 * LIVE : 2 * at + 1);
			KUNIT_EXPECT_EQ(test, two->apply.bad_entry, i);
			snprintf(vf, sizeof(vf), "%s/%u: ",
				 pci_name(two->pf[i]->pdev), at);
			KUNIT_EXPECT_EQ_MSG(test,
					    strncmp(two->extack._msg, vf,
						    strlen(vf)), 0,
					    "message: %s", two->extack._msg);
		}
	}
	KUNIT_EXPECT_EQ(test, run(two), 0);
}

/* The second PF's part can't be: the first one's isn't even begun. */
static void apply_refused(struct kunit *test)
{
	struct two *two = test->priv;
	u32 generation[2];

	add_vlan(test, 0, 0, LIVE - 1, 10);
	add(test, 1, 2, 2, (struct sriov_vf_cfg){ .qos = 3 },
	    SRIOV_VF_CHG_QOS);
	generations(two, generation);
	fake_of(two->pf[0])->applied = 0;
	KUNIT_EXPECT_EQ(test, run(two), -EINVAL);
	expect_untouched(test, generation);
	KUNIT_EXPECT_EQ(test, fake_of(two->pf[0])->applied, 0);
	KUNIT_EXPECT_EQ(test, two->apply.bad_entry, 1);
	KUNIT_EXPECT_STREQ(test, two->extack._msg,
			   "two/2: qos: VF 2 has no port VLAN");
}

static void apply_beyond(struct kunit *test)
{
	struct two *two = test->priv;
	u32 generation[2];

	add_vlan(test, 0, 0, LIVE - 1, 10);
	add_vlan(test, 1, 1, 1, 4095);
	generations(two, generation);
	KUNIT_EXPECT_EQ(test, run(two), -EINVAL);
	expect_untouched(test, generation);
	KUNIT_EXPECT_EQ(test, two->apply.bad_entry, 1);
	KUNIT_EXPECT_STREQ(test, two->extack._msg,
			   "two/1: vlan: 4095 is not within 0-4094");
}

static void apply_stale(struct kunit *test)
{
	struct two *two = test->priv;
	struct sriov_apply_pf *of;
	u32 generation[2];

	/* Of a PF that isn't changed. */
	add_vlan(test, 0, 0, LIVE - 1, 10);
	of = sriov_apply_pf(&two->apply, two->pf[1]);
	KUNIT_ASSERT_NOT_NULL(test, of);
	two->pf[1]->generation = 7;
	of->expects = true;
	of->expected = 6;
	generations(two, generation);
	KUNIT_EXPECT_EQ(test, run(two), -ESTALE);
	expect_untouched(test, generation);
	KUNIT_EXPECT_PTR_EQ(test, two->apply.bad, of);
	KUNIT_EXPECT_STREQ(test, two->extack._msg,
			   "two: generation: 6 expected, but it is 7");

	of->expected = 7;
	KUNIT_EXPECT_EQ(test, run(two), 0);
}

static void apply_dry_run(struct kunit *test)
{
	struct two *two = test->priv;
	struct sriov_apply_pf *of;
	u32 generation[2];

	add_vlan(test, 0, 0, LIVE - 1, 10);
	add_vlan(test, 1, 0, 0, 20);
	two->apply.dry_run = true;
	generations(two, generation);
	fake_of(two->pf[0])->applied = 0;
	KUNIT_EXPECT_EQ(test, run(two), 0);
	expect_untouched(test, generation);
	KUNIT_EXPECT_EQ(test, fake_of(two->pf[0])->applied, 0);
	list_for_each_entry(of, &two->apply.pfs, node) {
		KUNIT_EXPECT_EQ(test, of->num_changed,
				of->pf == two->pf[0] ? LIVE : 1);
		KUNIT_EXPECT_EQ(test, of->generation, of->pf->generation);
	}

	two->entries[1].cfg.vlan = 4095;
	KUNIT_EXPECT_EQ(test, run(two), -EINVAL);
}

static void apply_removed(struct kunit *test)
{
	struct two *two = test->priv;
	u32 generation[2];

	add_vlan(test, 0, 0, 0, 10);
	add_vlan(test, 1, 0, 0, 20);
	two->pf[1]->registered = false;
	generations(two, generation);
	KUNIT_EXPECT_EQ(test, run(two), -ENODEV);
	expect_untouched(test, generation);
}

/* ---- owners and defaults ---------------------------------------------------- */

static const u8 some_mac[ETH_ALEN] = { 0x02, 0, 0, 0, 0, 0x0a };

static int set_as(struct sriov_pf *pf, u16 id, u64 owner, u32 mask)
{
	const struct sriov_vf_cfg cfg = {
		.owner = owner,
		.vlan = 10,
		.vlan_proto = ETH_P_8021Q,
	};

	if (owner)
		mask |= SRIOV_VF_CHG_OWNER;
	return sriov_vfs_set(pf, id, id, &cfg, mask, NULL);
}

static void owner_refused(struct kunit *test)
{
	struct two *two = test->priv;
	struct sriov_pf *pf = two->pf[0];
	struct sriov_vf_cfg *cfg = &pf->vfs[1].cfg;
	struct fake *fake = fake_of(pf);
	unsigned int applied;

	KUNIT_ASSERT_EQ(test, set_as(pf, 1, 7, 0), 0);
	KUNIT_EXPECT_EQ(test, cfg->owner, 7);
	KUNIT_EXPECT_EQ(test, fake->notes_vf, 1);

	applied = fake->applied;
	KUNIT_EXPECT_EQ(test, set_as(pf, 1, 8, SRIOV_VF_CHG_VLAN), -EPERM);
	KUNIT_EXPECT_EQ(test, fake->refused, 8);
	KUNIT_EXPECT_EQ(test, set_as(pf, 1, 0, SRIOV_VF_CHG_VLAN), -EPERM);
	KUNIT_EXPECT_EQ(test, fake->refused, 0);
	KUNIT_EXPECT_EQ(test, set_as(pf, 1, 8, 0), -EPERM);
	KUNIT_EXPECT_EQ(test, set_as(pf, 1, 8, SRIOV_VF_CHG_RESET), -EPERM);
	KUNIT_EXPECT_EQ(test, set_as(pf, 1, 0, SRIOV_VF_CHG_RELEASE), -EPERM);
	KUNIT_EXPECT_EQ(test, fake->notes_refused, 5);
	KUNIT_EXPECT_EQ(test, cfg->owner, 7);
	KUNIT_EXPECT_EQ(test, cfg->vlan, 0);
	KUNIT_EXPECT_EQ_MSG(test, fake->applied, applied,
			    "the hardware knows nothing of owners");

	KUNIT_EXPECT_EQ(test, set_as(pf, 1, 7, SRIOV_VF_CHG_VLAN), 0);
	KUNIT_EXPECT_EQ(test, cfg->vlan, 10);
	KUNIT_EXPECT_EQ_MSG(test, set_as(pf, 2, 0, SRIOV_VF_CHG_VLAN), 0,
			    "of the others anybody's are served");
}

static void owner_force(struct kunit *test)
{
	struct two *two = test->priv;
	struct sriov_pf *pf = two->pf[0];
	struct sriov_vf_cfg *cfg = &pf->vfs[1].cfg;

	KUNIT_ASSERT_EQ(test, set_as(pf, 1, 7, 0), 0);
	KUNIT_EXPECT_EQ(test, set_as(pf, 1, 0, SRIOV_VF_CHG_FORCE |
				     SRIOV_VF_CHG_VLAN), 0);
	KUNIT_EXPECT_EQ(test, cfg->vlan, 10);
	KUNIT_EXPECT_EQ(test, cfg->owner, 7);
	KUNIT_EXPECT_EQ(test, set_as(pf, 1, 8, SRIOV_VF_CHG_FORCE), 0);
	KUNIT_EXPECT_EQ(test, cfg->owner, 8);
	KUNIT_EXPECT_EQ(test, set_as(pf, 1, 8, SRIOV_VF_CHG_RELEASE), 0);
	KUNIT_EXPECT_EQ(test, cfg->owner, 0);
	KUNIT_EXPECT_EQ(test, cfg->vlan, 10);
	KUNIT_EXPECT_EQ(test, set_as(pf, 1, 0, SRIOV_VF_CHG_RESET), 0);
	KUNIT_EXPECT_EQ(test, fake_of(pf)->notes_refused, 0);
}

/* In a transaction one VF of a stranger's spoils it all; dry, it isn't told. */
static void owner_apply(struct kunit *test)
{
	struct two *two = test->priv;
	struct fake *fake = fake_of(two->pf[1]);

	KUNIT_ASSERT_EQ(test, set_as(two->pf[1], 2, 7, 0), 0);
	add_vlan(test, 0, 0, LIVE - 1, 10);
	add_vlan(test, 1, 0, LIVE - 1, 20);
	two->apply.dry_run = true;
	KUNIT_EXPECT_EQ(test, run(two), -EPERM);
	KUNIT_EXPECT_EQ(test, fake->notes_refused, 0);
	two->apply.dry_run = false;
	KUNIT_EXPECT_EQ(test, run(two), -EPERM);
	KUNIT_EXPECT_EQ(test, fake->notes_refused, 1);
	KUNIT_EXPECT_EQ(test, two->apply.bad_entry, 1);
	KUNIT_EXPECT_STREQ(test, two->extack._msg,
			   "two/2: owner: VF 2 belongs to 0x7");
	KUNIT_EXPECT_EQ(test, two->pf[0]->vfs[0].cfg.vlan, 0);
	KUNIT_EXPECT_EQ(test, two->pf[1]->vfs[0].cfg.vlan, 0);
}

static void reset_all(struct kunit *test)
{
	struct two *two = test->priv;
	struct sriov_pf *pf = two->pf[0];
	struct sriov_vf *vf = &pf->vfs[1];
	struct sriov_vf_cfg cfg = {
		.vlan = 10, .qos = 3, .vlan_proto = ETH_P_8021Q, .owner = 7,
	}, first = vf->cfg;
	u32 generation;

	ether_addr_copy(cfg.mac, some_mac);
	KUNIT_ASSERT_EQ(test, sriov_vfs_set(pf, 1, 1, &cfg,
					    SRIOV_VF_CHG_MAC |
					    SRIOV_VF_CHG_VLAN |
					    SRIOV_VF_CHG_SPOOFCHK |
					    SRIOV_VF_CHG_OWNER, NULL), 0);
	KUNIT_ASSERT_EQ(test, set_as(pf, 1, 7, SRIOV_VF_CHG_RESET), 0);
	KUNIT_EXPECT_MEMEQ(test, &vf->cfg, &first, sizeof(first));
	KUNIT_EXPECT_EQ(test, fake_of(pf)->hw[1].vlan, 0);
	KUNIT_EXPECT_TRUE(test, fake_of(pf)->hw[1].spoofchk);
	KUNIT_EXPECT_MEMEQ(test, fake_of(pf)->hw[1].mac, first.mac, ETH_ALEN);

	/* One that is as it was needs nothing. */
	generation = pf->generation;
	KUNIT_EXPECT_EQ(test, set_as(pf, 1, 0, SRIOV_VF_CHG_RESET), 0);
	KUNIT_EXPECT_EQ(test, pf->generation, generation);

	/* The defaults come first. */
	KUNIT_EXPECT_EQ(test, set_as(pf, 1, 0, SRIOV_VF_CHG_RESET |
				     SRIOV_VF_CHG_VLAN), 0);
	KUNIT_EXPECT_EQ(test, vf->cfg.vlan, 10);
	KUNIT_EXPECT_EQ(test, vf->cfg.qos, 0);

	/* What the hardware can't do isn't asked of it. */
	pf->caps = BIT(SRIOV_CAP_MAC);
	KUNIT_EXPECT_EQ(test, set_as(pf, 1, 0, SRIOV_VF_CHG_RESET), 0);
}

static struct kunit_case apply_cases[] = {
	KUNIT_CASE(apply_both),
	KUNIT_CASE(apply_rollback),
	KUNIT_CASE(apply_refused),
	KUNIT_CASE(apply_beyond),
	KUNIT_CASE(apply_stale),
	KUNIT_CASE(apply_dry_run),
	KUNIT_CASE(apply_removed),
	KUNIT_CASE(owner_refused),
	KUNIT_CASE(owner_force),
	KUNIT_CASE(owner_apply),
	KUNIT_CASE(reset_all),
	{}
};

static struct kunit_suite apply_suite = {
	.name = "sriov_apply",
	.init = two_init,
	.exit = two_exit,
	.test_cases = apply_cases,
};

kunit_test_suites(&apply_suite);

MODULE_DESCRIPTION("Unit tests of transactions over several PFs");
MODULE_LICENSE("GPL");
