// SPDX-License-Identifier: GPL-2.0
/*
 * Unit tests of a VF's state machine and of changes to the desired state:
 * that every pair of states is allowed or refused as drawn in sriov_pf.h, and
 * that a change is either complete, in the core and in the hardware, or has
 * left no trace. The expectations are written out here by hand, not taken
 * from the tables under test.
 */
#include <kunit/test.h>
#include <linux/module.h>

#include "pf_driver/core/mail_parse.c"
#include "pf_driver/core/mailbox.c"
#include "pf_driver/core/quarantine.c"
#include "pf_driver/core/vf.c"
#include "pf_driver/core/trunk.c"
#include "pf_driver/core/vf_check.c"
#include "pf_driver/core/vf_set.c"

#include "selftests/kunit/pf_fake.h"

/* ---- sriov_vf_state ----------------------------------------------------- */

/* Rows: from; columns: to; in the order of enum sriov_vf_state. */
static const char *const allowed[SRIOV_VF_STATE_NUM] = {
	/*		    DERYQ */
	[SRIOV_VF_DISABLED] = ".x...",
	[SRIOV_VF_ENABLING] = "x.xx.",
	[SRIOV_VF_RESETTING] = "x..xx",
	[SRIOV_VF_READY] = "x.x.x",
	[SRIOV_VF_QUARANTINED] = "x.x..",
};

static void state_every_pair(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	struct sriov_vf *vf = &pf->vfs[3];
	int from, to;

	mutex_lock(&pf->lock);
	for (from = 0; from < SRIOV_VF_STATE_NUM; from++) {
		for (to = 0; to < SRIOV_VF_STATE_NUM; to++) {
			unsigned int notes = fake->notes_state;
			u32 generation = pf->generation;
			bool ok = allowed[from][to] == 'x';

			vf->state = from;
			KUNIT_EXPECT_EQ_MSG(test, sriov_vf_set_state(vf, to),
					    ok ? 0 : -EINVAL, "%s to %s",
					    sriov_vf_state_name(from),
					    sriov_vf_state_name(to));
			KUNIT_EXPECT_EQ(test, vf->state, ok ? to : from);
			KUNIT_EXPECT_EQ(test, fake->notes_state, notes + ok);
			KUNIT_EXPECT_EQ(test, pf->generation, generation + ok);
		}
	}
	mutex_unlock(&pf->lock);
}

static void state_beyond(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct sriov_vf *vf = &pf->vfs[0];

	mutex_lock(&pf->lock);
	KUNIT_EXPECT_EQ(test, sriov_vf_set_state(vf, SRIOV_VF_STATE_NUM),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, sriov_vf_set_state(vf, 31), -EINVAL);
	mutex_unlock(&pf->lock);
	KUNIT_EXPECT_STREQ(test, sriov_vf_state_name(SRIOV_VF_STATE_NUM), "?");
	KUNIT_EXPECT_STREQ(test, sriov_vf_state_name(SRIOV_VF_READY), "ready");
}

static void state_active(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct sriov_vf *vf = &pf->vfs[0];

	fake_enable(test, vf);
	mutex_lock(&pf->lock);
	vf->active = true;
	KUNIT_EXPECT_EQ(test, sriov_vf_set_state(vf, SRIOV_VF_RESETTING), 0);
	KUNIT_EXPECT_FALSE(test, vf->active);
	mutex_unlock(&pf->lock);
}

static void state_stats(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct sriov_vf_stats stats;

	fake_enable(test, &pf->vfs[5]);
	mutex_lock(&pf->lock);
	sriov_vf_get_stats(&pf->vfs[5], &stats);
	KUNIT_EXPECT_EQ(test, stats.rx_packets, 6);
	sriov_vf_get_stats(&pf->vfs[4], &stats);
	KUNIT_EXPECT_EQ_MSG(test, stats.rx_packets, 0, "VF doesn't exist");
	__clear_bit(SRIOV_CAP_STATS, &pf->caps);
	sriov_vf_get_stats(&pf->vfs[5], &stats);
	KUNIT_EXPECT_EQ_MSG(test, stats.rx_packets, 0, "no capability");
	mutex_unlock(&pf->lock);
}

/* Written out once: a change of the scheme would change users' addresses. */
static void mac_default_value(struct kunit *test)
{
	static const u8 pf_mac[ETH_ALEN] = { 0x00, 0x1b, 0x21, 0xaa, 0xbb,
					     0xcc };
	static const u8 want[ETH_ALEN] = { 0x86, 0x6c, 0x05, 0xaa, 0xbb,
					   0xcc };
	u8 mac[ETH_ALEN];

	sriov_vf_default_mac(pf_mac, 5, mac);
	KUNIT_EXPECT_MEMEQ(test, mac, want, ETH_ALEN);
}

static void mac_default_distinct(struct kunit *test)
{
	u8 (*mac)[ETH_ALEN];
	u8 pf_mac[ETH_ALEN];
	unsigned int i, k;

	mac = kunit_kcalloc(test, 4 * SRIOV_PF_MAX_VFS, ETH_ALEN, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, mac);

	/* A card of four ports with consecutive addresses. */
	for (i = 0; i < 4 * SRIOV_PF_MAX_VFS; i++) {
		ether_addr_copy(pf_mac, fake_pf_mac);
		pf_mac[5] += i / SRIOV_PF_MAX_VFS;
		sriov_vf_default_mac(pf_mac, i % SRIOV_PF_MAX_VFS, mac[i]);
		KUNIT_EXPECT_TRUE(test, is_valid_ether_addr(mac[i]));
		KUNIT_EXPECT_TRUE(test, is_local_ether_addr(mac[i]));
		for (k = 0; k < i; k++) {
			if (memcmp(mac[i], mac[k], ETH_ALEN))
				continue;
			KUNIT_FAIL(test, "%u and %u: %pM", k, i, mac[i]);
		}
	}
}

/* A PF whose own address is what the scheme gives to one of its VFs. */
static void mac_default_not_pf(struct kunit *test)
{
	u8 mac[ETH_ALEN], pf_mac[ETH_ALEN] = { 0, 0, 0x07, 1, 2, 3 };
	unsigned int a, b, i, met = 0;

	/* The scheme sees octets 0-2 through a hash: search a fixed point. */
	for (a = 2; a < 256; a += 4) {
		for (b = 0; b < 256; b++) {
			u32 oui = a << 16 | b << 8 | 7;
			u32 hash = oui ^ oui >> 14;

			if (((hash & 0x3f) << 2 | 2) != a ||
			    (hash >> 6 & 0xff) != b)
				continue;
			pf_mac[0] = a;
			pf_mac[1] = b;
			met++;
			for (i = 0; i < SRIOV_PF_MAX_VFS; i++) {
				sriov_vf_default_mac(pf_mac, i, mac);
				KUNIT_EXPECT_NE(test, memcmp(mac, pf_mac,
							     ETH_ALEN), 0);
			}
		}
	}
	kunit_info(test, "%u such addresses\n", met);
}

static struct kunit_case state_cases[] = {
	KUNIT_CASE(state_every_pair),
	KUNIT_CASE(state_beyond),
	KUNIT_CASE(state_active),
	KUNIT_CASE(state_stats),
	KUNIT_CASE(mac_default_value),
	KUNIT_CASE(mac_default_distinct),
	KUNIT_CASE(mac_default_not_pf),
	{}
};

static struct kunit_suite state_suite = {
	.name = "sriov_vf_state",
	.init = fake_init,
	.exit = fake_exit,
	.test_cases = state_cases,
};

/* ---- sriov_vf_validate -------------------------------------------------- */

static const u8 mac_a[ETH_ALEN] = { 0x02, 0, 0, 0, 0, 0x0a };
static const u8 mac_b[ETH_ALEN] = { 0x02, 0, 0, 0, 0, 0x0b };

static int set(struct sriov_pf *pf, u16 first, u16 last,
	       struct sriov_vf_cfg cfg, u32 mask,
	       struct netlink_ext_ack *extack)
{
	if (!cfg.vlan_proto)
		cfg.vlan_proto = ETH_P_8021Q;
	return sriov_vfs_set(pf, first, last, &cfg, mask, extack);
}

static int set_mac(struct sriov_pf *pf, u16 id, const u8 *mac)
{
	struct sriov_vf_cfg cfg = {};

	ether_addr_copy(cfg.mac, mac);
	return set(pf, id, id, cfg, SRIOV_VF_CHG_MAC, NULL);
}

static int set_vlan(struct sriov_pf *pf, u16 first, u16 last, u16 vlan)
{
	return set(pf, first, last, (struct sriov_vf_cfg){ .vlan = vlan },
		   SRIOV_VF_CHG_VLAN, NULL);
}

/* Requests that must be refused, with the attribute their message names. */
static const struct refusal {
	const char *name;
	u16 first;
	u16 last;
	u32 mask;
	struct sriov_vf_cfg cfg;
	int err;
} refusals[] = {
	{ "vf-id", FAKE_VFS, FAKE_VFS, SRIOV_VF_CHG_SPOOFCHK, {}, -EINVAL },
	{ "vf-id", U16_MAX, U16_MAX, SRIOV_VF_CHG_SPOOFCHK, {}, -EINVAL },
	{ "vf-last", 0, FAKE_VFS, SRIOV_VF_CHG_SPOOFCHK, {}, -EINVAL },
	{ "vf-last", 0, U16_MAX, SRIOV_VF_CHG_SPOOFCHK, {}, -EINVAL },
	{ "vf-last", 2, 1, SRIOV_VF_CHG_SPOOFCHK, {}, -EINVAL },
	{ "mac", 0, 0, SRIOV_VF_CHG_MAC, { .mac = { 0x01 } }, -EINVAL },
	{ "mac", 0, 0, SRIOV_VF_CHG_MAC,
	  { .mac = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff } }, -EINVAL },
	{ "mac", 0, 1, SRIOV_VF_CHG_MAC, { .mac = { 0x02, 1 } }, -EINVAL },
	{ "mac", 0, 0, SRIOV_VF_CHG_MAC,
	  { .mac = { 0x02, 0xaa, 0x00, 0x00, 0x00, 0x01 } }, -EADDRINUSE },
	{ "vlan", 0, 0, SRIOV_VF_CHG_VLAN, { .vlan = 4095 }, -EINVAL },
	{ "vlan", 0, 0, SRIOV_VF_CHG_VLAN, { .vlan = U16_MAX }, -EINVAL },
	{ "qos", 0, 0, SRIOV_VF_CHG_VLAN, { .vlan = 1, .qos = 8 }, -EINVAL },
	{ "qos", 0, 0, SRIOV_VF_CHG_VLAN, { .qos = 1 }, -EINVAL },
	{ "qos", 0, 0, SRIOV_VF_CHG_QOS, { .qos = 8 }, -EINVAL },
	{ "qos", 0, 0, SRIOV_VF_CHG_QOS, { .qos = 1 }, -EINVAL },
	{ "vlan-proto", 0, 0, SRIOV_VF_CHG_VLAN,
	  { .vlan = 1, .vlan_proto = ETH_P_QINQ1 }, -EPROTONOSUPPORT },
	{ "vlan-proto", 0, 0, SRIOV_VF_CHG_VLAN,
	  { .vlan_proto = ETH_P_8021AD }, -EPROTONOSUPPORT },
	{ "vlan-proto", 0, 0, SRIOV_VF_CHG_VLAN,
	  { .vlan = 1, .vlan_proto = ETH_P_IP }, -EPROTONOSUPPORT },
	{ "max-tx-rate", 0, 0, SRIOV_VF_CHG_RATE,
	  { .max_rate = FAKE_SPEED + 1 }, -ERANGE },
	{ "max-tx-rate", 0, 9, SRIOV_VF_CHG_RATE, { .max_rate = U32_MAX },
	  -ERANGE },
	{ "min-tx-rate", 0, 0, SRIOV_VF_CHG_RATE | SRIOV_VF_CHG_MIN_RATE,
	  { .max_rate = 10, .min_rate = 11 }, -ERANGE },
	{ "min-tx-rate", 0, 0, SRIOV_VF_CHG_MIN_RATE,
	  { .min_rate = FAKE_SPEED + 1 }, -EDQUOT },
	{ "min-tx-rate", 0, FAKE_VFS - 1, SRIOV_VF_CHG_MIN_RATE,
	  { .min_rate = U32_MAX }, -EDQUOT },
	{ "min-tx-rate", 0, FAKE_VFS - 1, SRIOV_VF_CHG_MIN_RATE,
	  { .min_rate = FAKE_SPEED / FAKE_VFS + 1 }, -EDQUOT },
	{ "link-state", 0, 0, SRIOV_VF_CHG_LINK, { .link_state = 3 }, -EINVAL },
	{ "queues", 0, 0, SRIOV_VF_CHG_NUM_QUEUES, { .queues = 0 }, -ERANGE },
	{ "queues", 0, 1, SRIOV_VF_CHG_NUM_QUEUES,
	  { .queues = FAKE_QUEUES + 1 }, -ERANGE },
	/* One bad attribute among good ones. */
	{ "qos", 0, 0, SRIOV_VF_CHG_CFG & GENMASK(2, 0),
	  { .mac = { 0x02, 1 }, .vlan = 1, .qos = 9, .spoofchk = false },
	  -EINVAL },
};

static void refusal_name(const struct refusal *param, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%s, case %td", param->name,
		 param - refusals);
}

KUNIT_ARRAY_PARAM(refusal, refusals, refusal_name);

static void validate_refused(struct kunit *test)
{
	const struct refusal *param = test->param_value;
	struct netlink_ext_ack extack = {};
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	struct sriov_vf_cfg before;
	unsigned int applied;

	fake_enable(test, &pf->vfs[0]);
	before = pf->vfs[0].cfg;
	applied = fake->applied;

	KUNIT_EXPECT_EQ(test, set(pf, param->first, param->last, param->cfg,
				  param->mask, &extack), param->err);
	KUNIT_ASSERT_NOT_NULL(test, extack._msg);
	KUNIT_EXPECT_EQ_MSG(test, strncmp(extack._msg, param->name,
					  strlen(param->name)), 0,
			    "message: %s", extack._msg);
	KUNIT_EXPECT_EQ(test, extack._msg[strlen(param->name)], ':');
	KUNIT_EXPECT_LT(test, strlen(extack._msg), NETLINK_MAX_FMTMSG_LEN - 1);
	KUNIT_EXPECT_MEMEQ(test, &pf->vfs[0].cfg, &before, sizeof(before));
	KUNIT_EXPECT_EQ(test, fake->applied, applied);
	KUNIT_EXPECT_EQ(test, fake->notes_vf, 0);
}

/* Bits 0 to 12, in-service, rate node: all of them. And how to set. */
#define SETTABLE	0x3ffff

static void validate_unknown_mask(struct kunit *test)
{
	static const struct sriov_vf_cfg none;
	struct sriov_pf *pf = test->priv;
	u32 bit;

	for (bit = 0; bit < 32; bit++)
		if (!(BIT(bit) & SETTABLE))
			KUNIT_EXPECT_EQ(test, set(pf, 0, 0, none, BIT(bit),
						  NULL), -EINVAL);
}

static void validate_capabilities(struct kunit *test)
{
	static const struct {
		enum sriov_pf_cap cap;
		u32 mask;
	} needs[] = {
		{ SRIOV_CAP_MAC, SRIOV_VF_CHG_MAC },
		{ SRIOV_CAP_VLAN, SRIOV_VF_CHG_VLAN },
		{ SRIOV_CAP_VLAN, SRIOV_VF_CHG_QOS },
		{ SRIOV_CAP_SPOOFCHK, SRIOV_VF_CHG_SPOOFCHK },
		{ SRIOV_CAP_RATE, SRIOV_VF_CHG_RATE },
		{ SRIOV_CAP_MIN_RATE, SRIOV_VF_CHG_MIN_RATE },
		{ SRIOV_CAP_TRUST, SRIOV_VF_CHG_TRUST },
		{ SRIOV_CAP_LINK_STATE, SRIOV_VF_CHG_LINK },
		{ SRIOV_CAP_QUEUES, SRIOV_VF_CHG_NUM_QUEUES },
		{ SRIOV_CAP_TRUNK, SRIOV_VF_CHG_TRUNK },
		{ SRIOV_CAP_ALLOWED_MACS, SRIOV_VF_CHG_ALLOWED },
		{ SRIOV_CAP_MAX_MTU, SRIOV_VF_CHG_MTU },
	};
	static const struct sriov_vf_cfg cfg = { .queues = 1 };
	struct netlink_ext_ack extack = {};
	struct sriov_pf *pf = test->priv;
	int i;

	for (i = 0; i < ARRAY_SIZE(needs); i++) {
		__clear_bit(needs[i].cap, &pf->caps);
		KUNIT_EXPECT_EQ(test, set(pf, 0, 0, cfg, needs[i].mask,
					  &extack), -EOPNOTSUPP);
		KUNIT_EXPECT_NOT_NULL(test, extack._msg);
		__set_bit(needs[i].cap, &pf->caps);
		KUNIT_EXPECT_EQ(test, set(pf, 0, 0, cfg, needs[i].mask, NULL),
				0);
	}
}

static void validate_limits_accepted(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct sriov_vf_cfg cfg = { .vlan = 4094, .qos = 7 };

	KUNIT_EXPECT_EQ(test, set(pf, 0, FAKE_VFS - 1, cfg, SRIOV_VF_CHG_VLAN,
				  NULL), 0);
	KUNIT_EXPECT_EQ(test, pf->vfs[FAKE_VFS - 1].cfg.vlan, 4094);
	KUNIT_EXPECT_EQ(test, pf->vfs[FAKE_VFS - 1].cfg.qos, 7);
	KUNIT_EXPECT_EQ(test, set_vlan(pf, 0, FAKE_VFS - 1, 0), 0);
	KUNIT_EXPECT_EQ(test, set_mac(pf, FAKE_VFS - 1, mac_a), 0);
}

static int set_rates(struct sriov_pf *pf, u16 first, u16 last, u32 mask,
		     u32 rate)
{
	return set(pf, first, last, (struct sriov_vf_cfg){
		   .max_rate = rate, .min_rate = rate }, mask, NULL);
}

/* Each of the two rates alone, held against the other as it is, and against
 * what all VFs are guaranteed.
 */
static void validate_rates(struct kunit *test)
{
	const u32 max = SRIOV_VF_CHG_RATE, min = SRIOV_VF_CHG_MIN_RATE;
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);

	fake_enable(test, &pf->vfs[1]);
	KUNIT_EXPECT_EQ(test, set_rates(pf, 1, 1, max, 20), 0);
	KUNIT_EXPECT_EQ(test, fake->last_changed, SRIOV_VF_CHG_RATE);
	KUNIT_EXPECT_EQ(test, set_rates(pf, 1, 1, min, 21), -ERANGE);
	KUNIT_EXPECT_EQ(test, set_rates(pf, 1, 1, min, 10), 0);
	KUNIT_EXPECT_EQ(test, fake->last_changed, SRIOV_VF_CHG_RATE);
	KUNIT_EXPECT_EQ(test, fake->hw[1].max_rate, 20u);
	KUNIT_EXPECT_EQ(test, fake->hw[1].min_rate, 10u);
	KUNIT_EXPECT_EQ(test, set_rates(pf, 1, 1, max, 9), -ERANGE);
	KUNIT_EXPECT_EQ(test, set_rates(pf, 1, 1, max, 0), 0);
	KUNIT_EXPECT_EQ(test, fake->hw[1].min_rate, 10u);

	/* VFs that don't exist are guaranteed something, too. */
	KUNIT_EXPECT_EQ(test, set_rates(pf, 60, 69, min, 99), 0);
	KUNIT_EXPECT_EQ(test, set_rates(pf, 2, 2, min, 1), -EDQUOT);
	KUNIT_EXPECT_EQ(test, set_rates(pf, 1, 1, min, 9), 0);
	KUNIT_EXPECT_EQ(test, set_rates(pf, 2, 2, min, 1), 0);

	/* The link became slower: what promises less is welcome. */
	fake->speed = 100;
	KUNIT_EXPECT_EQ(test, set_rates(pf, 2, 2, min, 2), -EDQUOT);
	KUNIT_EXPECT_EQ(test, set_rates(pf, 60, 60, min, 98), 0);
	KUNIT_EXPECT_EQ(test, set_rates(pf, 1, 1, max, 101), -ERANGE);
	KUNIT_EXPECT_EQ(test, set_rates(pf, 1, 1, max, 100), 0);
	KUNIT_EXPECT_EQ(test, set_rates(pf, 0, 69, min, 0), 0);
}

/* The priority alone, over VFs of different VLANs. */
static void validate_qos_alone(struct kunit *test)
{
	static const struct sriov_vf_cfg four = { .vlan = 99, .qos = 4 };
	static const struct sriov_vf_cfg zero = { .qos = 0 };
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);

	fake_enable(test, &pf->vfs[1]);
	KUNIT_ASSERT_EQ(test, set_vlan(pf, 1, 1, 10), 0);
	KUNIT_EXPECT_EQ_MSG(test, set(pf, 1, 2, four, SRIOV_VF_CHG_QOS, NULL),
			    -EINVAL, "VF 2 has no VLAN");
	KUNIT_EXPECT_EQ(test, pf->vfs[1].cfg.qos, 0);
	KUNIT_ASSERT_EQ(test, set_vlan(pf, 2, 2, 20), 0);
	KUNIT_EXPECT_EQ(test, set(pf, 1, 2, four, SRIOV_VF_CHG_QOS, NULL), 0);
	KUNIT_EXPECT_EQ(test, pf->vfs[1].cfg.vlan, 10);
	KUNIT_EXPECT_EQ(test, pf->vfs[2].cfg.vlan, 20);
	KUNIT_EXPECT_EQ(test, pf->vfs[2].cfg.qos, 4);
	KUNIT_EXPECT_EQ(test, fake->hw[1].qos, 4);
	KUNIT_EXPECT_EQ(test, fake->last_changed, SRIOV_VF_CHG_VLAN);
	/* None is what a VF without VLAN has anyway. */
	KUNIT_EXPECT_EQ(test, set(pf, 0, 2, zero, SRIOV_VF_CHG_QOS, NULL), 0);
	KUNIT_EXPECT_EQ(test, pf->vfs[1].cfg.qos, 0);
	/* Taking the VLAN away takes its priority along. */
	KUNIT_ASSERT_EQ(test, set(pf, 1, 1, four, SRIOV_VF_CHG_VLAN, NULL), 0);
	KUNIT_EXPECT_EQ(test, set_vlan(pf, 1, 1, 0), 0);
	KUNIT_EXPECT_EQ(test, pf->vfs[1].cfg.qos, 0);
}

static void validate_duplicates(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct sriov_vf_cfg cfg = { .vlan = 20 };

	KUNIT_ASSERT_EQ(test, set_mac(pf, 1, mac_a), 0);
	KUNIT_EXPECT_EQ_MSG(test, set_mac(pf, 2, mac_a), -EADDRINUSE,
			    "same VLAN, though neither exists");
	KUNIT_EXPECT_EQ_MSG(test, set_mac(pf, 1, mac_a), 0, "its own");
	KUNIT_EXPECT_EQ_MSG(test, set_mac(pf, 2, pf->vfs[3].cfg.mac),
			    -EADDRINUSE, "default of another");

	KUNIT_ASSERT_EQ(test, set_vlan(pf, 2, 2, 10), 0);
	KUNIT_EXPECT_EQ_MSG(test, set_mac(pf, 2, mac_a), 0, "other VLAN");
	KUNIT_EXPECT_EQ_MSG(test, set_vlan(pf, 2, 2, 0), -EADDRINUSE,
			    "back to where the other is");
	KUNIT_EXPECT_EQ_MSG(test, set_vlan(pf, 1, 1, 10), -EADDRINUSE,
			    "the other way round");
	KUNIT_EXPECT_EQ_MSG(test, set_vlan(pf, 1, 2, 30), -EADDRINUSE,
			    "both of a range");
	KUNIT_EXPECT_EQ(test, pf->vfs[1].cfg.vlan, 0);
	KUNIT_EXPECT_EQ(test, pf->vfs[2].cfg.vlan, 10);

	/* Address and VLAN at once: only what results counts. */
	ether_addr_copy(cfg.mac, mac_b);
	KUNIT_EXPECT_EQ(test, set(pf, 2, 2, cfg,
				  SRIOV_VF_CHG_MAC | SRIOV_VF_CHG_VLAN, NULL),
			0);
	KUNIT_EXPECT_EQ(test, set_vlan(pf, 1, 2, 0), 0);
	KUNIT_EXPECT_EQ_MSG(test, set_mac(pf, 4, pf->mac), -EADDRINUSE,
			    "the PF's");
}

static void validate_zero_mac(struct kunit *test)
{
	static const u8 zero[ETH_ALEN];
	struct sriov_pf *pf = test->priv;
	u8 want[ETH_ALEN];

	ether_addr_copy(want, pf->vfs[1].cfg.mac);
	KUNIT_EXPECT_FALSE(test, pf->vfs[1].cfg.mac_by_host);
	KUNIT_ASSERT_EQ(test, set_mac(pf, 1, mac_a), 0);
	KUNIT_EXPECT_TRUE(test, pf->vfs[1].cfg.mac_by_host);
	KUNIT_EXPECT_EQ(test, set_mac(pf, 1, zero), 0);
	KUNIT_EXPECT_FALSE(test, pf->vfs[1].cfg.mac_by_host);
	KUNIT_EXPECT_MEMEQ(test, pf->vfs[1].cfg.mac, want, ETH_ALEN);

	/* Somebody else has the default meanwhile. */
	KUNIT_ASSERT_EQ(test, set_mac(pf, 1, mac_a), 0);
	KUNIT_ASSERT_EQ(test, set_mac(pf, 2, want), 0);
	KUNIT_EXPECT_EQ(test, set_mac(pf, 1, zero), -EADDRINUSE);
	KUNIT_EXPECT_MEMEQ(test, pf->vfs[1].cfg.mac, mac_a, ETH_ALEN);
	/* For a range it's allowed, and resolves that. */
	KUNIT_EXPECT_EQ(test, set(pf, 1, 2, (struct sriov_vf_cfg){},
				  SRIOV_VF_CHG_MAC, NULL), 0);
	KUNIT_EXPECT_MEMEQ(test, pf->vfs[1].cfg.mac, want, ETH_ALEN);
}

static void validate_unchanged(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	unsigned int applied;

	fake_enable(test, &pf->vfs[0]);
	fake_enable(test, &pf->vfs[1]);
	KUNIT_ASSERT_EQ(test, set_vlan(pf, 0, 0, 5), 0);
	KUNIT_EXPECT_EQ(test, fake->notes_vf, 1);
	applied = fake->applied;
	KUNIT_EXPECT_EQ(test, set_vlan(pf, 0, 1, 5), 0);
	KUNIT_EXPECT_EQ_MSG(test, fake->applied, applied + 1, "VF 1 alone");
	KUNIT_EXPECT_EQ(test, fake->notes_vf, 2);
	KUNIT_EXPECT_EQ(test, fake->last_changed, SRIOV_VF_CHG_VLAN);
}

/* VFs that don't exist keep the state for later and touch no hardware. */
static void validate_disabled(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);

	KUNIT_EXPECT_EQ(test, set_vlan(pf, 0, 9, 5), 0);
	KUNIT_EXPECT_EQ(test, fake->applied, 0);
	KUNIT_EXPECT_EQ(test, fake->notes_vf, 10);
	fake_enable(test, &pf->vfs[9]);
	KUNIT_EXPECT_EQ(test, fake->hw[9].vlan, 5);
}

static void validate_removed(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;

	pf->registered = false;
	KUNIT_EXPECT_EQ(test, set_vlan(pf, 0, 0, 5), -ENODEV);
	KUNIT_EXPECT_EQ(test, pf->vfs[0].cfg.vlan, 0);
}

/* The hardware refuses the n-th VF, for every n. */
static void validate_rollback(struct kunit *test)
{
	static const struct sriov_vf_cfg want = {
		.vlan = 7,
		.qos = 3,
		.spoofchk = false,
	};
	struct netlink_ext_ack extack;
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	const unsigned int num = 12;
	struct sriov_vf_cfg *before;
	unsigned int n, i;

	before = kunit_kcalloc(test, num, sizeof(*before), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, before);
	for (i = 0; i < num; i++) {
		/* VFs 4 and 8 don't exist, and aren't told. */
		if (i % 4 || !i)
			fake_enable(test, &pf->vfs[i]);
		KUNIT_ASSERT_EQ(test, set_vlan(pf, i, i, 100 + i), 0);
		before[i] = pf->vfs[i].cfg;
	}
	fake->notes_vf = 0;

	for (n = 1; n <= num - 2; n++) {
		extack = (struct netlink_ext_ack){};
		fake->fail_at = n;
		KUNIT_EXPECT_EQ(test, set(pf, 0, num - 1, want,
					  SRIOV_VF_CHG_VLAN |
					  SRIOV_VF_CHG_SPOOFCHK, &extack),
				-ENOSPC);
		KUNIT_EXPECT_NOT_NULL(test, extack._msg);
		KUNIT_EXPECT_EQ(test, fake->notes_vf, 0);
		for (i = 0; i < num; i++) {
			KUNIT_EXPECT_MEMEQ(test, &pf->vfs[i].cfg, &before[i],
					   sizeof(before[i]));
			if (pf->vfs[i].state != SRIOV_VF_DISABLED)
				KUNIT_EXPECT_MEMEQ(test, &fake->hw[i],
						   &before[i],
						   sizeof(before[i]));
		}
	}

	fake->fail_at = num - 1;
	KUNIT_EXPECT_EQ_MSG(test, set(pf, 0, num - 1, want,
				      SRIOV_VF_CHG_VLAN |
				      SRIOV_VF_CHG_SPOOFCHK, NULL), 0,
			    "one call more than there are VFs to tell");
	KUNIT_EXPECT_EQ(test, fake->notes_vf, num);
}

static void give_mac(struct sriov_vf *vf, const u8 *mac)
{
	ether_addr_copy(vf->asked.macs[vf->asked.num_macs++], mac);
}

/* What the host gives to one VF, another's driver loses. */
static void validate_evicts_additional(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	struct sriov_vf *vf = &pf->vfs[2];

	fake_enable(test, vf);
	give_mac(vf, mac_b);
	give_mac(vf, mac_a);
	KUNIT_ASSERT_EQ(test, set_vlan(pf, 5, 5, 10), 0);
	KUNIT_EXPECT_EQ(test, set_mac(pf, 5, mac_b), 0);
	KUNIT_ASSERT_EQ_MSG(test, vf->asked.num_macs, 1,
			    "VF 2 could follow into VLAN 10");
	KUNIT_EXPECT_EQ(test, set_vlan(pf, 5, 5, 0), 0);
	KUNIT_EXPECT_MEMEQ(test, vf->asked.macs[0], mac_a, ETH_ALEN);
	KUNIT_EXPECT_EQ(test, fake->hw_macs[2], 1);
	KUNIT_EXPECT_EQ(test, set_mac(pf, 1, mac_a), 0);
	KUNIT_EXPECT_EQ(test, vf->asked.num_macs, 0);
	KUNIT_EXPECT_EQ(test, fake->hw_macs[2], 0);
}

/* In VLANs that the host keeps apart one address may be had twice. */
static void validate_keeps_additional(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct sriov_vf *vf = &pf->vfs[2];

	fake_enable(test, vf);
	KUNIT_ASSERT_EQ(test, set_vlan(pf, 2, 2, 20), 0);
	KUNIT_ASSERT_EQ(test, set_vlan(pf, 5, 5, 10), 0);
	give_mac(vf, mac_b);
	KUNIT_EXPECT_EQ(test, set_mac(pf, 5, mac_b), 0);
	KUNIT_EXPECT_EQ(test, vf->asked.num_macs, 1);
	KUNIT_EXPECT_EQ(test, set_vlan(pf, 2, 2, 0), 0);
	KUNIT_EXPECT_EQ_MSG(test, vf->asked.num_macs, 0,
			    "now it could follow");
}

/* An address that VF @id's driver took by itself. */
static void choose_mac(struct sriov_pf *pf, u16 id, const u8 *mac)
{
	ether_addr_copy(pf->vfs[id].cfg.mac, mac);
}

/* The host wins over what a driver chose, which goes back to its default. */
static void validate_host_wins(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	u8 first[3][ETH_ALEN];
	unsigned int i;

	for (i = 0; i < 3; i++) {
		fake_enable(test, &pf->vfs[i]);
		ether_addr_copy(first[i], pf->vfs[i].cfg.mac);
	}
	/* 1 has the default of 2: it has to go when 2 comes back. */
	choose_mac(pf, 2, mac_a);
	choose_mac(pf, 1, first[2]);
	pf->vfs[2].active = true;
	KUNIT_ASSERT_EQ(test, set_vlan(pf, 0, 0, 10), 0);
	fake->notes_vf = 0;
	KUNIT_EXPECT_EQ(test, set_mac(pf, 0, mac_a), 0);
	KUNIT_EXPECT_MEMEQ(test, pf->vfs[0].cfg.mac, mac_a, ETH_ALEN);
	KUNIT_EXPECT_MEMEQ(test, pf->vfs[1].cfg.mac, first[1], ETH_ALEN);
	KUNIT_EXPECT_MEMEQ(test, pf->vfs[2].cfg.mac, first[2], ETH_ALEN);
	KUNIT_EXPECT_MEMEQ(test, fake->hw[2].mac, first[2], ETH_ALEN);
	KUNIT_EXPECT_FALSE(test, pf->vfs[2].cfg.mac_by_host);
	KUNIT_EXPECT_EQ(test, fake->notes_vf, 3);
	flush_workqueue(pf->wq);
	KUNIT_EXPECT_EQ_MSG(test, fake->out[2][0],
			    SRIOV_MBX_CONTROL | SRIOV_MBX_NACK,
			    "its driver is told");

	/* By moving it to where the other is, too. */
	KUNIT_ASSERT_EQ(test, set_vlan(pf, 1, 1, 20), 0);
	choose_mac(pf, 1, mac_a);
	KUNIT_EXPECT_EQ(test, set_vlan(pf, 1, 1, 10), 0);
	KUNIT_EXPECT_MEMEQ(test, pf->vfs[1].cfg.mac, first[1], ETH_ALEN);
}

/* If the hardware refuses, nobody has given way. */
static void validate_host_wins_rollback(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	struct sriov_vf_cfg before;
	unsigned int n;

	fake_enable(test, &pf->vfs[0]);
	fake_enable(test, &pf->vfs[2]);
	choose_mac(pf, 2, mac_a);
	before = pf->vfs[0].cfg;
	for (n = 1; n <= 2; n++) {
		fake->fail_at = n;
		KUNIT_EXPECT_EQ(test, set_mac(pf, 0, mac_a), -ENOSPC);
		KUNIT_EXPECT_MEMEQ(test, &pf->vfs[0].cfg, &before,
				   sizeof(before));
		KUNIT_EXPECT_MEMEQ(test, pf->vfs[2].cfg.mac, mac_a, ETH_ALEN);
	}
	KUNIT_EXPECT_EQ(test, set_mac(pf, 0, mac_a), 0);
}

/* One address by the host, and sources checked: no additional ones. */
static void validate_drops_additional(struct kunit *test)
{
	static const struct sriov_vf_cfg off = { .spoofchk = false };
	static const struct sriov_vf_cfg on = { .spoofchk = true };
	struct sriov_pf *pf = test->priv;
	struct sriov_vf *vf = &pf->vfs[2];

	fake_enable(test, vf);
	KUNIT_ASSERT_EQ(test, set(pf, 2, 2, off, SRIOV_VF_CHG_SPOOFCHK, NULL),
			0);
	give_mac(vf, mac_b);
	KUNIT_EXPECT_EQ(test, set_mac(pf, 2, mac_a), 0);
	KUNIT_EXPECT_EQ(test, vf->asked.num_macs, 1);
	KUNIT_EXPECT_EQ(test, set(pf, 2, 2, on, SRIOV_VF_CHG_SPOOFCHK, NULL),
			0);
	KUNIT_EXPECT_EQ(test, vf->asked.num_macs, 0);
	KUNIT_EXPECT_EQ(test, fake_of(pf)->hw_macs[2], 0);
}

/* Where a backend would set the address. */
static void commit_mac(void *arg, const u8 *mac)
{
	memcpy(arg, mac, ETH_ALEN);
}

static void validate_pf_mac(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	u8 now[ETH_ALEN] = {}, first[ETH_ALEN];

	fake_enable(test, &pf->vfs[2]);
	ether_addr_copy(first, pf->vfs[2].cfg.mac);
	KUNIT_ASSERT_EQ(test, set_mac(pf, 1, mac_a), 0);
	KUNIT_EXPECT_EQ(test, sriov_pf_set_mac(pf, mac_a, commit_mac, now),
			-EADDRINUSE);
	KUNIT_EXPECT_EQ(test, sriov_pf_set_mac(pf, pf->vfs[9].cfg.mac,
					       commit_mac, now), -EADDRINUSE);
	KUNIT_EXPECT_TRUE_MSG(test, is_zero_ether_addr(now), "not committed");
	KUNIT_EXPECT_EQ_MSG(test, set_vlan(pf, 1, 1, 10), 0,
			    "a refused address isn't the PF's");

	/* VF 2's driver took one as its own, VF 4's as an additional one. */
	choose_mac(pf, 2, mac_b);
	give_mac(&pf->vfs[4], mac_b);
	KUNIT_EXPECT_EQ(test, sriov_pf_set_mac(pf, mac_b, commit_mac, now), 0);
	KUNIT_EXPECT_MEMEQ(test, now, mac_b, ETH_ALEN);
	KUNIT_EXPECT_MEMEQ(test, pf->vfs[2].cfg.mac, first, ETH_ALEN);
	KUNIT_EXPECT_MEMEQ(test, fake_of(pf)->hw[2].mac, first, ETH_ALEN);
	KUNIT_EXPECT_EQ(test, pf->vfs[4].asked.num_macs, 0);
	KUNIT_EXPECT_EQ(test, set_mac(pf, 3, mac_b), -EADDRINUSE);
	KUNIT_EXPECT_EQ(test, set_mac(pf, 3, pf->mac), -EADDRINUSE);

	/* Before and after it is registered the VFs don't matter. */
	pf->registered = false;
	KUNIT_EXPECT_EQ(test, sriov_pf_set_mac(pf, mac_a, commit_mac, now), 0);
	KUNIT_EXPECT_MEMEQ(test, now, mac_a, ETH_ALEN);
}

/* What a trusted VF had goes with the trust, or if it can't, stays with it. */
static void validate_trust_rollback(struct kunit *test)
{
	static const struct sriov_vf_cfg trusted = { .trust = true };
	static const struct sriov_vf_cfg not = { .trust = false };
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	struct sriov_vf *vf = &pf->vfs[3];

	fake_enable(test, vf);
	KUNIT_EXPECT_FALSE_MSG(test, vf->cfg.trust, "the default");
	KUNIT_ASSERT_EQ(test, set_mac(pf, 3, mac_a), 0);
	KUNIT_ASSERT_EQ(test, set(pf, 0, 9, trusted, SRIOV_VF_CHG_TRUST, NULL),
			0);
	choose_mac(pf, 3, mac_b);
	fake->fail_at = 1;
	KUNIT_EXPECT_EQ(test, set(pf, 0, 9, not, SRIOV_VF_CHG_TRUST, NULL),
			-ENOSPC);
	KUNIT_EXPECT_TRUE(test, pf->vfs[0].cfg.trust && vf->cfg.trust);
	KUNIT_EXPECT_MEMEQ(test, vf->cfg.mac, mac_b, ETH_ALEN);
	KUNIT_EXPECT_EQ(test, set(pf, 0, 9, not, SRIOV_VF_CHG_TRUST, NULL), 0);
	KUNIT_EXPECT_MEMEQ(test, vf->cfg.mac, mac_a, ETH_ALEN);
	KUNIT_EXPECT_EQ(test, fake->last_changed,
			SRIOV_VF_CHG_TRUST | SRIOV_VF_CHG_MAC);
}

static void validate_link_state(struct kunit *test)
{
	struct sriov_vf_cfg cfg = { .link_state = IFLA_VF_LINK_STATE_DISABLE };
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);

	fake_enable(test, &pf->vfs[1]);
	KUNIT_EXPECT_EQ(test, pf->vfs[1].cfg.link_state,
			IFLA_VF_LINK_STATE_AUTO);
	KUNIT_EXPECT_EQ(test, set(pf, 1, 2, cfg, SRIOV_VF_CHG_LINK, NULL), 0);
	KUNIT_EXPECT_EQ(test, fake->last_changed, SRIOV_VF_CHG_LINK);
	KUNIT_EXPECT_EQ(test, fake->hw[1].link_state,
			IFLA_VF_LINK_STATE_DISABLE);
	KUNIT_EXPECT_EQ_MSG(test, pf->vfs[2].cfg.link_state,
			    IFLA_VF_LINK_STATE_DISABLE, "doesn't exist yet");
	KUNIT_EXPECT_EQ(test, fake->notes_vf, 2);

	cfg.link_state = IFLA_VF_LINK_STATE_ENABLE;
	__clear_bit(SRIOV_CAP_LINK_UP, &pf->caps);
	KUNIT_EXPECT_EQ(test, set(pf, 1, 2, cfg, SRIOV_VF_CHG_LINK, NULL),
			-EOPNOTSUPP);
	__set_bit(SRIOV_CAP_LINK_UP, &pf->caps);
	KUNIT_EXPECT_EQ(test, set(pf, 1, 2, cfg, SRIOV_VF_CHG_LINK, NULL), 0);
}

/* The driver of a VF is told, and only if its number changed. */
static void validate_queues(struct kunit *test)
{
	static const struct sriov_vf_cfg all = { .queues = FAKE_QUEUES };
	static const struct sriov_vf_cfg none = {};
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	struct sriov_vf *vf = &pf->vfs[1];

	/* The work would tell the driver before we look. */
	pf->mail_on = false;
	fake_enable(test, vf);
	vf->active = true;
	KUNIT_EXPECT_EQ(test, vf->cfg.queues, SRIOV_VF_DEF_QUEUES);
	KUNIT_EXPECT_EQ(test, set(pf, 1, 2, all, SRIOV_VF_CHG_NUM_QUEUES,
				  NULL), 0);
	KUNIT_EXPECT_EQ(test, fake->last_changed, SRIOV_VF_CHG_NUM_QUEUES);
	KUNIT_EXPECT_EQ(test, fake->hw[1].queues, FAKE_QUEUES);
	KUNIT_EXPECT_EQ(test, pf->vfs[2].cfg.queues, FAKE_QUEUES);
	KUNIT_EXPECT_TRUE(test, test_bit(1, pf->renew));
	KUNIT_EXPECT_FALSE(test, test_bit(2, pf->renew));
	__clear_bit(1, pf->renew);
	KUNIT_EXPECT_EQ(test, set(pf, 1, 1, all, SRIOV_VF_CHG_NUM_QUEUES,
				  NULL), 0);
	KUNIT_EXPECT_FALSE(test, test_bit(1, pf->renew));
	KUNIT_EXPECT_EQ(test, set(pf, 1, 1, none, SRIOV_VF_CHG_RESET, NULL), 0);
	KUNIT_EXPECT_EQ(test, fake->hw[1].queues, SRIOV_VF_DEF_QUEUES);
}

static void validate_qinq(struct kunit *test)
{
	static const struct sriov_vf_cfg ad = {
		.vlan = 10, .qos = 3, .vlan_proto = ETH_P_8021AD,
	};
	static const struct sriov_vf_cfg qos = { .qos = 5 };
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);

	fake_enable(test, &pf->vfs[1]);
	__clear_bit(SRIOV_CAP_QINQ, &pf->caps);
	KUNIT_EXPECT_EQ(test, set(pf, 1, 1, ad, SRIOV_VF_CHG_VLAN, NULL),
			-EPROTONOSUPPORT);
	__set_bit(SRIOV_CAP_QINQ, &pf->caps);
	KUNIT_EXPECT_EQ(test, set(pf, 1, 1, ad, SRIOV_VF_CHG_VLAN, NULL), 0);
	KUNIT_EXPECT_EQ(test, fake->hw[1].vlan_proto, ETH_P_8021AD);
	KUNIT_EXPECT_EQ(test, set(pf, 1, 1, qos, SRIOV_VF_CHG_QOS, NULL), 0);
	KUNIT_EXPECT_EQ(test, fake->hw[1].vlan_proto, ETH_P_8021AD);
	KUNIT_EXPECT_EQ(test, fake->hw[1].qos, 5);

	/* VLAN 10 of one kind isn't VLAN 10 of the other. */
	KUNIT_EXPECT_EQ(test, set_vlan(pf, 2, 2, 10), 0);
	KUNIT_EXPECT_EQ(test, set_mac(pf, 1, mac_a), 0);
	KUNIT_EXPECT_EQ(test, set_mac(pf, 2, mac_a), 0);
	KUNIT_EXPECT_EQ(test, set_vlan(pf, 1, 1, 10), -EADDRINUSE);
	KUNIT_EXPECT_EQ(test, set_vlan(pf, 1, 1, 0), 0);
	KUNIT_EXPECT_EQ(test, pf->vfs[1].cfg.vlan_proto, ETH_P_8021Q);
}

static struct kunit_case validate_cases[] = {
	KUNIT_CASE_PARAM(validate_refused, refusal_gen_params),
	KUNIT_CASE(validate_unknown_mask),
	KUNIT_CASE(validate_capabilities),
	KUNIT_CASE(validate_limits_accepted),
	KUNIT_CASE(validate_qos_alone),
	KUNIT_CASE(validate_rates),
	KUNIT_CASE(validate_duplicates),
	KUNIT_CASE(validate_zero_mac),
	KUNIT_CASE(validate_unchanged),
	KUNIT_CASE(validate_disabled),
	KUNIT_CASE(validate_removed),
	KUNIT_CASE(validate_rollback),
	KUNIT_CASE(validate_evicts_additional),
	KUNIT_CASE(validate_keeps_additional),
	KUNIT_CASE(validate_host_wins),
	KUNIT_CASE(validate_host_wins_rollback),
	KUNIT_CASE(validate_drops_additional),
	KUNIT_CASE(validate_pf_mac),
	KUNIT_CASE(validate_trust_rollback),
	KUNIT_CASE(validate_link_state),
	KUNIT_CASE(validate_queues),
	KUNIT_CASE(validate_qinq),
	{}
};

static struct kunit_suite validate_suite = {
	.name = "sriov_vf_validate",
	.init = fake_init,
	.exit = fake_exit,
	.test_cases = validate_cases,
};

kunit_test_suites(&state_suite, &validate_suite);

MODULE_DESCRIPTION("Unit tests of the VF state machine and of validation");
MODULE_LICENSE("GPL");
