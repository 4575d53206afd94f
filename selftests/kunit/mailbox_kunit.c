// SPDX-License-Identifier: GPL-2.0
/*
 * Unit tests of the mailbox: that the decoder takes every message of the
 * protocol and nothing else, at any length and with any content; and that the
 * PF serves, refuses and answers each as igbvf expects. mail_work_kunit.c has
 * what happens when several meet.
 */
#include "selftests/kunit/mail_fake.h"

/* ---- decoder ------------------------------------------------------------ */

/* Every message in a valid form, and how many dwords it takes at least. */
static const struct valid {
	const char *name;
	unsigned int len;
	u32 msg[SRIOV_MBX_LEN];
} valids[] = {
	{ "reset", 1, { 0x1 } },
	{ "MAC set", 3, { 0x2, MAC_LO, MAC_A } },
	{ "MAC clear", 3, { 0x10002 } },
	{ "MAC add", 3, { 0x20002, MAC_LO, MAC_A } },
	{ "multicast 0", 1, { 0x3 } },
	{ "multicast 1", 2, { 0x10003, 0xfff } },
	{ "multicast 2", 2, { 0x20003, 0x0fff0001 } },
	{ "multicast 3", 3, { 0x30003, 0x00020001, 0xffff0003 } },
	{ "multicast 29", 16, { 0x1d0003, [15] = 0xffff0001 } },
	{ "multicast 30", 16, { 0x1e0003, [15] = 0x00020001 } },
	{ "VLAN remove", 2, { 0x4, 4094 } },
	{ "VLAN add", 2, { 0x10004, 1 } },
	{ "VLAN add 0", 2, { 0x10004, 0 } },
	{ "max frame, least", 2, { 0x5, 68 } },
	{ "max frame, greatest", 2, { 0x5, U32_MAX } },
	{ "promiscuous off", 1, { 0x6 } },
	{ "all multicast", 1, { 0x20006 } },
	{ "all unicast", 1, { 0x10006 } },
	{ "all unicast and multicast", 1, { 0x30006 } },
};

static void valid_name(const struct valid *param, char *desc)
{
	strscpy(desc, param->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(valid, valids, valid_name);

/* All but the first, the handshake. */
static const void *request_gen_params(const void *prev, char *desc)
{
	return valid_gen_params(prev ?: valids, desc);
}

/* Parse a message in a buffer just as long, so that KASAN sees an overrun. */
static int parse(struct kunit *test, const u32 *msg, unsigned int len,
		 struct sriov_mail *mail)
{
	u32 *copy = kmalloc_array(len, sizeof(*msg), GFP_KERNEL);
	int err;

	KUNIT_ASSERT_NOT_NULL(test, copy);
	memcpy(copy, msg, len * sizeof(*msg));
	err = sriov_mail_parse(copy, len, mail);
	kfree(copy);
	return err;
}

static void parse_every_length(struct kunit *test)
{
	const struct valid *param = test->param_value;
	struct sriov_mail mail;
	unsigned int len;

	for (len = 0; len <= SRIOV_MBX_LEN; len++)
		KUNIT_EXPECT_EQ_MSG(test, parse(test, param->msg, len, &mail),
				    len < param->len ? -EBADMSG : 0,
				    "%u dwords", len);
	KUNIT_EXPECT_EQ(test, sriov_mail_parse(param->msg, SRIOV_MBX_LEN + 1,
					       &mail), -EBADMSG);
}

/* An answer left in the buffer isn't a request, whatever it answers. */
static void parse_answers(struct kunit *test)
{
	const struct valid *param = test->param_value;
	struct sriov_mail mail;
	u32 msg[SRIOV_MBX_LEN];

	memcpy(msg, param->msg, sizeof(msg));
	msg[0] |= ACK;
	KUNIT_EXPECT_EQ(test, parse(test, msg, 16, &mail), -ENOMSG);
	msg[0] |= CTS;
	KUNIT_EXPECT_EQ(test, parse(test, msg, 16, &mail), -ENOMSG);
	msg[0] ^= ACK | NACK;
	KUNIT_EXPECT_EQ(test, parse(test, msg, 16, &mail), -ENOMSG);
}

static const struct invalid {
	const char *name;
	u32 msg[SRIOV_MBX_LEN];
} invalids[] = {
	{ "reset with info", { 0x10001 } },
	{ "reset with CTS", { CTS | 0x1 } },
	{ "reset with a reserved bit", { 0x01000001 } },
	{ "MAC zero", { 0x2, 0, 0 } },
	{ "MAC multicast", { 0x2, 0x00000001, 0x0a00 } },
	{ "MAC broadcast", { 0x2, 0xffffffff, 0xffff } },
	{ "MAC add zero", { 0x20002, 0, 0 } },
	{ "MAC add multicast", { 0x20002, 0x00000001, 0x0a00 } },
	{ "MAC unknown subcommand", { 0x30002, MAC_LO, MAC_A } },
	{ "MAC subcommand 255", { 0xff0002, MAC_LO, MAC_A } },
	{ "multicast 31", { 0x1f0003 } },
	{ "multicast 255", { 0xff0003 } },
	{ "multicast hash of 13 bits, low", { 0x10003, 0x1000 } },
	{ "multicast hash of 13 bits, high", { 0x20003, 0x10000000 } },
	{ "multicast hash of 16 bits, last", { 0x1e0003, [15] = 0xffff0000 } },
	{ "VLAN 4095", { 0x10004, 4095 } },
	{ "VLAN 4096", { 0x10004, 4096 } },
	{ "VLAN 65537", { 0x10004, 0x10001 } },
	{ "VLAN with all bits", { 0x4, U32_MAX } },
	{ "VLAN unknown subcommand", { 0x20004, 1 } },
	{ "max frame 0", { 0x5, 0 } },
	{ "max frame 67", { 0x5, 67 } },
	{ "max frame with info", { 0x10005, 1500 } },
	{ "promiscuous 4", { 0x40006 } },
	{ "promiscuous 255", { 0xff0006 } },
};

static void invalid_name(const struct invalid *param, char *desc)
{
	strscpy(desc, param->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(invalid, invalids, invalid_name);

static void parse_content(struct kunit *test)
{
	const struct invalid *param = test->param_value;
	struct sriov_mail mail;

	KUNIT_EXPECT_EQ(test, parse(test, param->msg, 16, &mail), -EBADMSG);
}

static void parse_unknown(struct kunit *test)
{
	u32 msg[SRIOV_MBX_LEN] = {};
	struct sriov_mail mail;

	for (msg[0] = 0; msg[0] <= 0xffff; msg[0]++) {
		if (msg[0] >= 1 && msg[0] <= 6)
			continue;
		if (sriov_mail_parse(msg, 16, &mail) != -EOPNOTSUPP)
			KUNIT_FAIL(test, "id %#x", msg[0]);
	}
}

static void parse_decodes(struct kunit *test)
{
	static const u8 mac[ETH_ALEN] = { 0x02, 0x11, 0x22, 0x33, 0x44, 0x55 };
	u32 msg[SRIOV_MBX_LEN] = { 0x20002, 0x33221102, 0xffff5544 };
	struct sriov_mail mail;
	unsigned int i;

	KUNIT_ASSERT_EQ(test, parse(test, msg, 16, &mail), 0);
	KUNIT_EXPECT_EQ(test, mail.id, 2);
	KUNIT_EXPECT_EQ(test, mail.info, 2);
	KUNIT_EXPECT_MEMEQ(test, mail.mac, mac, ETH_ALEN);
	sriov_mbx_put_mac(msg, mac);
	KUNIT_EXPECT_EQ(test, msg[1], 0x33221102);
	KUNIT_EXPECT_EQ(test, msg[2], 0x5544);

	msg[0] = 0x1e0003;
	for (i = 0; i < 15; i++)
		msg[1 + i] = (2 * i + 1) << 16 | 2 * i;
	KUNIT_ASSERT_EQ(test, parse(test, msg, 16, &mail), 0);
	for (i = 0; i < 30; i++)
		KUNIT_EXPECT_EQ(test, mail.hash[i], i);

	msg[0] = 0x4;
	msg[1] = 4094;
	KUNIT_ASSERT_EQ(test, parse(test, msg, 2, &mail), 0);
	KUNIT_EXPECT_EQ(test, mail.vid, 4094);

	/* What igbvf sends for an MTU of 1500: it counts FCS and tag. */
	msg[0] = 0x5;
	msg[1] = 1522;
	KUNIT_ASSERT_EQ(test, parse(test, msg, 2, &mail), 0);
	KUNIT_EXPECT_EQ(test, mail.max_frame, 1514);
}

/* ---- dispatcher: one message at a time ---------------------------------- */

static void mail_handshake(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	struct sriov_vf *vf = &pf->vfs[2];
	u8 mac[ETH_ALEN];
	u32 generation;

	/* While the PCI core still creates VFs. */
	mutex_lock(&pf->lock);
	vf->cfg.in_service = true;
	KUNIT_ASSERT_EQ(test, sriov_vf_set_state(vf, SRIOV_VF_ENABLING), 0);
	vf->asked.num_macs = 3;
	__set_bit(7, vf->asked.vlans);
	mutex_unlock(&pf->lock);
	fake->notes_state = 0;

	KUNIT_EXPECT_EQ(test, send1(pf, 2, 1), 1 | ACK);
	KUNIT_EXPECT_EQ(test, fake->out_len[2], 3);
	sriov_mbx_get_mac(fake->out[2], mac);
	KUNIT_EXPECT_MEMEQ(test, mac, vf->cfg.mac, ETH_ALEN);
	KUNIT_EXPECT_EQ(test, fake->out[2][2] >> 16, 0);
	KUNIT_EXPECT_EQ(test, vf->state, SRIOV_VF_READY);
	KUNIT_EXPECT_TRUE(test, vf->active);
	KUNIT_EXPECT_TRUE(test, fake->hw_active[2]);
	KUNIT_EXPECT_EQ(test, fake->last_changed, SRIOV_VF_CHG_ALL);
	KUNIT_EXPECT_EQ(test, fake->notes_state, 1);
	KUNIT_EXPECT_EQ(test, vf->asked.num_macs, 0);
	KUNIT_EXPECT_FALSE(test, test_bit(7, vf->asked.vlans));
	KUNIT_EXPECT_EQ(test, vf->asked.max_frame, 1514);
	KUNIT_EXPECT_EQ(test, vf->mail.resets, 1);
	KUNIT_EXPECT_NE_MSG(test, pf->vf_offset, 0, "address is known");

	/* Once more, now as a ready one. */
	generation = pf->generation;
	KUNIT_EXPECT_EQ(test, send1(pf, 2, 1), 1 | ACK);
	KUNIT_EXPECT_EQ_MSG(test, fake->notes_state, 1, "nothing new");
	KUNIT_EXPECT_EQ(test, pf->generation, generation);
	KUNIT_EXPECT_EQ(test, vf->mail.resets, 2);
	KUNIT_EXPECT_EQ(test, vf->mail.refused, 0);
}

static void mail_handshake_fails(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);

	fake_enable(test, &pf->vfs[2]);
	fake->fail_at = 1;
	KUNIT_EXPECT_EQ(test, send1(pf, 2, 1), 1 | NACK);
	KUNIT_EXPECT_EQ(test, fake->out_len[2], 3);
	KUNIT_EXPECT_EQ(test, fake->out[2][1], 0);
	KUNIT_EXPECT_EQ(test, fake->out[2][2], 0);
	KUNIT_EXPECT_FALSE(test, pf->vfs[2].active);
	KUNIT_EXPECT_FALSE(test, fake->hw_active[2]);
	KUNIT_EXPECT_EQ(test, pf->vfs[2].mail.refused, 1);

	/* That of an active driver is news. */
	KUNIT_EXPECT_EQ(test, send1(pf, 2, 1), 1 | ACK);
	fake->notes_state = 0;
	fake->fail_at = 1;
	KUNIT_EXPECT_EQ(test, send1(pf, 2, 1), 1 | NACK);
	KUNIT_EXPECT_EQ(test, fake->notes_state, 1);
}

/* Before the handshake nothing but a reset is served. */
static void mail_without_cts(struct kunit *test)
{
	const struct valid *param = test->param_value;
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	unsigned int applied;

	fake_enable(test, &pf->vfs[1]);
	applied = fake->applied;
	KUNIT_EXPECT_EQ(test, send_msg(pf, 1, param->msg),
			param->msg[0] | NACK);
	KUNIT_EXPECT_EQ(test, fake->out_len[1], 1);
	KUNIT_EXPECT_EQ(test, fake->applied, applied);
	KUNIT_EXPECT_EQ(test, pf->vfs[1].mail.refused, 1);
	KUNIT_EXPECT_EQ(test, pf->vfs[1].mail.malformed, 0);
}

/* After it, all are but those that take trust or are beyond a limit. */
static void mail_with_cts(struct kunit *test)
{
	const struct valid *param = test->param_value;
	struct sriov_pf *pf = test->priv;
	bool refused;

	active_vf(test, 1);
	refused = param->msg[0] == 0x10006 ||	/* all unicast */
		  param->msg[0] == 0x20006 ||	/* all multicast */
		  param->msg[0] == 0x30006 ||
		  param->msg[1] == U32_MAX;	/* beyond the PF's maximum */
	KUNIT_EXPECT_EQ(test, send_msg(pf, 1, param->msg),
			param->msg[0] | CTS | (refused ? NACK : ACK));
	KUNIT_EXPECT_EQ(test, fake_of(pf)->out_len[1], 1);
	KUNIT_EXPECT_EQ(test, pf->vfs[1].mail.received, 2);
	KUNIT_EXPECT_EQ(test, pf->vfs[1].mail.refused, refused);
	KUNIT_EXPECT_EQ(test, pf->vfs[1].mail.malformed, 0);
}

static void mail_malformed(struct kunit *test)
{
	const struct invalid *param = test->param_value;
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	struct sriov_vf before;
	unsigned int applied;

	active_vf(test, 1);
	before = pf->vfs[1];
	applied = fake->applied;
	KUNIT_EXPECT_EQ(test, send_msg(pf, 1, param->msg),
			param->msg[0] | CTS | NACK);
	KUNIT_EXPECT_EQ(test, pf->vfs[1].mail.malformed, 1);
	KUNIT_EXPECT_EQ(test, pf->vfs[1].mail.refused, 1);
	KUNIT_EXPECT_EQ(test, fake->applied, applied);
	KUNIT_EXPECT_TRUE(test, pf->vfs[1].active);
	KUNIT_EXPECT_MEMEQ(test, &pf->vfs[1].cfg, &before.cfg,
			   sizeof(before.cfg));
	KUNIT_EXPECT_MEMEQ(test, &pf->vfs[1].asked, &before.asked,
			   sizeof(before.asked));
}

static void mail_unknown(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;

	active_vf(test, 1);
	KUNIT_EXPECT_EQ(test, send1(pf, 1, 0x1234), 0x1234 | CTS | NACK);
	KUNIT_EXPECT_EQ(test, send1(pf, 1, 0), CTS | NACK);
	KUNIT_EXPECT_EQ(test, pf->vfs[1].mail.malformed, 2);
	/* And what is no request gets no answer. */
	KUNIT_EXPECT_EQ(test, send1(pf, 1, 0x1234 | ACK), 0);
	KUNIT_EXPECT_EQ(test, pf->vfs[1].mail.malformed, 2);
}

/* VFs that don't exist or are cut off. */
static void mail_wrong_state(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);

	KUNIT_EXPECT_EQ(test, send1(pf, 0, 1), 1 | NACK);
	KUNIT_EXPECT_EQ(test, fake->applied, 0);
	KUNIT_EXPECT_EQ(test, fake->notes_state, 0);

	active_vf(test, 1);
	KUNIT_EXPECT_EQ(test, sriov_vfs_quarantine(pf, 1, 1, NULL), 0);
	KUNIT_EXPECT_EQ_MSG(test, send1(pf, 1, 1), 0, "no answer");
	KUNIT_EXPECT_EQ(test, pf->vfs[1].state, SRIOV_VF_QUARANTINED);
	KUNIT_EXPECT_FALSE(test, pf->vfs[1].active);
}

static void mail_mac_own(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	struct sriov_vf *vf = active_vf(test, 1);
	u32 msg[SRIOV_MBX_LEN] = { 2 };

	active_vf(test, 2);
	KUNIT_EXPECT_EQ(test, send_mac(pf, 1, 2, MAC_A), 2 | CTS | ACK);
	KUNIT_EXPECT_MEMEQ(test, vf->cfg.mac, mac_a, ETH_ALEN);
	KUNIT_EXPECT_FALSE(test, vf->cfg.mac_by_host);
	KUNIT_EXPECT_MEMEQ(test, fake->hw[1].mac, mac_a, ETH_ALEN);
	KUNIT_EXPECT_EQ(test, fake->notes_vf, 1);
	KUNIT_EXPECT_EQ(test, send_mac(pf, 1, 2, MAC_A), 2 | CTS | ACK);
	KUNIT_EXPECT_EQ_MSG(test, fake->notes_vf, 1, "no change, no news");

	KUNIT_EXPECT_EQ_MSG(test, send_mac(pf, 2, 2, MAC_A), 2 | CTS | NACK,
			    "VF 1 has it");
	sriov_mbx_put_mac(msg, pf->mac);
	KUNIT_EXPECT_EQ_MSG(test, send_msg(pf, 2, msg), 2 | CTS | NACK,
			    "the PF has it");

	KUNIT_ASSERT_EQ(test, host_mac(pf, 1, mac_b), 0);
	KUNIT_EXPECT_EQ_MSG(test, send_mac(pf, 1, 2, MAC_A), 2 | CTS | NACK,
			    "the host set another");
	KUNIT_EXPECT_EQ(test, send_mac(pf, 1, 2, MAC_B), 2 | CTS | ACK);
	KUNIT_EXPECT_TRUE(test, vf->cfg.mac_by_host);

	fake->fail_at = 1;
	KUNIT_EXPECT_EQ(test, send_mac(pf, 2, 2, MAC_A), 2 | CTS | NACK);
	KUNIT_EXPECT_NE(test, memcmp(pf->vfs[2].cfg.mac, mac_a, ETH_ALEN), 0);
}

/* An address in a port VLAN isn't to be had by who could ask for the VLAN, and
 * the other way round.
 */
static void mail_mac_other_vlan(struct kunit *test)
{
	struct sriov_vf_cfg ten = { .vlan = 10, .vlan_proto = ETH_P_8021Q };
	struct sriov_vf_cfg twenty = { .vlan = 20, .vlan_proto = ETH_P_8021Q };
	struct sriov_pf *pf = test->priv;

	active_vf(test, 1);
	active_vf(test, 2);
	ether_addr_copy(ten.mac, mac_a);
	KUNIT_ASSERT_EQ(test, sriov_vfs_set(pf, 1, 1, &ten, SRIOV_VF_CHG_MAC |
					    SRIOV_VF_CHG_VLAN, NULL), 0);
	KUNIT_EXPECT_EQ(test, send_mac(pf, 2, 2, MAC_A), 2 | CTS | NACK);
	KUNIT_EXPECT_EQ(test, send_mac(pf, 2, 0x20002, MAC_A),
			0x20002 | CTS | NACK);
	KUNIT_ASSERT_EQ(test, sriov_vfs_set(pf, 2, 2, &twenty,
					    SRIOV_VF_CHG_VLAN, NULL), 0);
	KUNIT_EXPECT_EQ_MSG(test, send_mac(pf, 2, 2, MAC_A), 2 | CTS | ACK,
			    "these never meet");

	ten.vlan = 0;
	ether_addr_copy(ten.mac, mac_b);
	KUNIT_ASSERT_EQ(test, sriov_vfs_set(pf, 1, 1, &ten, SRIOV_VF_CHG_MAC |
					    SRIOV_VF_CHG_VLAN, NULL), 0);
	KUNIT_EXPECT_EQ(test, send_mac(pf, 2, 2, MAC_B), 2 | CTS | NACK);
}

static void mail_mac_additional(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	struct sriov_vf *vf = active_vf(test, 1);
	u32 i;

	active_vf(test, 2);
	for (i = 0; i < SRIOV_VF_MAX_MACS; i++)
		KUNIT_EXPECT_EQ(test, send3(pf, 1, 0x20002, 2, i << 8),
				0x20002 | CTS | ACK);
	KUNIT_EXPECT_EQ(test, fake->hw_macs[1], SRIOV_VF_MAX_MACS);
	KUNIT_EXPECT_EQ_MSG(test, send3(pf, 1, 0x20002, 2, 0xff00),
			    0x20002 | CTS | NACK, "one too many");
	KUNIT_EXPECT_EQ_MSG(test, send3(pf, 1, 0x20002, 2, 0x0100),
			    0x20002 | CTS | ACK, "has that one");
	KUNIT_EXPECT_EQ_MSG(test, send3(pf, 2, 0x20002, 2, 0x0100),
			    0x20002 | CTS | NACK, "VF 1 has that one");
	KUNIT_EXPECT_EQ_MSG(test, send3(pf, 2, 0x2, 2, 0x0100),
			    0x2 | CTS | NACK, "not as its own either");
	KUNIT_EXPECT_EQ(test, send1(pf, 1, 0x10002), 0x10002 | CTS | ACK);
	KUNIT_EXPECT_EQ(test, vf->asked.num_macs, 0);
	KUNIT_EXPECT_EQ(test, fake->hw_macs[1], 0);

	fake->fail_at = 1;
	KUNIT_EXPECT_EQ(test, send_mac(pf, 1, 0x20002, MAC_A),
			0x20002 | CTS | NACK);
	KUNIT_EXPECT_EQ(test, vf->asked.num_macs, 0);

	/* spoofchk is on; a host-set address makes it mean one address. */
	KUNIT_EXPECT_EQ(test, send_mac(pf, 1, 0x20002, MAC_A),
			0x20002 | CTS | ACK);
	KUNIT_ASSERT_EQ(test, host_mac(pf, 1, mac_b), 0);
	KUNIT_EXPECT_EQ(test, vf->asked.num_macs, 0);
	KUNIT_EXPECT_EQ(test, send_mac(pf, 1, 0x20002, MAC_A),
			0x20002 | CTS | NACK);
}

static void mail_vlans(struct kunit *test)
{
	struct sriov_vf_cfg port_vlan = {
		.vlan = 100,
		.vlan_proto = ETH_P_8021Q,
	};
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	struct sriov_vf *vf = active_vf(test, 1);
	u32 vid;

	for (vid = 1; vid <= SRIOV_VF_MAX_VLANS; vid++)
		KUNIT_EXPECT_EQ(test, send3(pf, 1, 0x10004, vid, 0),
				0x10004 | CTS | ACK);
	KUNIT_EXPECT_EQ(test, send3(pf, 1, 0x10004, vid, 0),
			0x10004 | CTS | NACK);
	KUNIT_EXPECT_EQ_MSG(test, send3(pf, 1, 0x10004, 0, 0),
			    0x10004 | CTS | ACK, "0 takes no place");
	KUNIT_EXPECT_EQ(test, send3(pf, 1, 0x4, 5, 0), 0x4 | CTS | ACK);
	KUNIT_EXPECT_EQ_MSG(test, send3(pf, 1, 0x4, 5, 0), 0x4 | CTS | ACK,
			    "not there any more");
	KUNIT_EXPECT_EQ(test, bitmap_weight(vf->asked.vlans, VLAN_N_VID),
			SRIOV_VF_MAX_VLANS - 1);

	fake->fail_at = 1;
	KUNIT_EXPECT_EQ(test, send3(pf, 1, 0x10004, vid, 0),
			0x10004 | CTS | NACK);
	KUNIT_EXPECT_FALSE(test, test_bit(vid, vf->asked.vlans));

	KUNIT_ASSERT_EQ(test, sriov_vfs_set(pf, 1, 1, &port_vlan,
					    SRIOV_VF_CHG_VLAN, NULL), 0);
	KUNIT_EXPECT_EQ(test, send3(pf, 1, 0x10004, vid, 0),
			0x10004 | CTS | NACK);
	KUNIT_EXPECT_EQ(test, send3(pf, 1, 0x10004, 100, 0),
			0x10004 | CTS | NACK);
	KUNIT_EXPECT_EQ(test, send3(pf, 1, 0x10004, 0, 0),
			0x10004 | CTS | ACK);
	port_vlan.vlan_proto = ETH_P_8021AD;
	KUNIT_ASSERT_EQ(test, sriov_vfs_set(pf, 1, 1, &port_vlan,
					    SRIOV_VF_CHG_VLAN, NULL), 0);
	KUNIT_EXPECT_EQ_MSG(test, send3(pf, 1, 0x10004, 100, 0),
			    0x10004 | CTS | ACK, "inside 802.1ad");
}

static void mail_receive_filters(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	struct sriov_vf *vf = active_vf(test, 1);

	KUNIT_EXPECT_EQ(test, send3(pf, 1, 0x30003, 0x00020001, 3),
			0x30003 | CTS | ACK);
	KUNIT_EXPECT_EQ(test, fake->last_changed, SRIOV_VF_CHG_MC);
	KUNIT_EXPECT_EQ(test, vf->asked.num_mc, 3);
	KUNIT_EXPECT_EQ(test, vf->asked.mc_hash[2], 3);
	fake->fail_at = 1;
	KUNIT_EXPECT_EQ(test, send3(pf, 1, 0x10003, 9, 0),
			0x10003 | CTS | NACK);
	KUNIT_EXPECT_EQ(test, vf->asked.num_mc, 3);
	KUNIT_EXPECT_EQ(test, vf->asked.mc_hash[0], 1);
	KUNIT_EXPECT_EQ(test, send1(pf, 1, 0x3), 0x3 | CTS | ACK);
	KUNIT_EXPECT_EQ(test, vf->asked.num_mc, 0);

	KUNIT_EXPECT_EQ(test, send1(pf, 1, 0x6), 0x6 | CTS | ACK);
}

/* More than its own frames. */
static void mail_trusted_promisc(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	struct sriov_vf *vf = active_vf(test, 1);

	KUNIT_EXPECT_EQ(test, send1(pf, 1, 0x30006), 0x30006 | CTS | NACK);
	KUNIT_EXPECT_FALSE(test, vf->asked.all_uc || vf->asked.all_mc);
	KUNIT_ASSERT_EQ(test, host_trust(pf, 1, true), 0);
	KUNIT_EXPECT_EQ(test, fake->last_changed, SRIOV_VF_CHG_TRUST);
	KUNIT_EXPECT_TRUE_MSG(test, told(pf, 1), "its driver may ask again");

	KUNIT_EXPECT_EQ(test, send1(pf, 1, 0x10006), 0x10006 | CTS | ACK);
	KUNIT_EXPECT_EQ(test, fake->last_changed, SRIOV_VF_CHG_MC);
	KUNIT_EXPECT_TRUE(test, fake->hw_all_uc[1]);
	KUNIT_EXPECT_FALSE(test, fake->hw_all_mc[1]);
	KUNIT_EXPECT_EQ(test, send1(pf, 1, 0x30006), 0x30006 | CTS | ACK);
	KUNIT_EXPECT_TRUE(test, fake->hw_all_uc[1] && fake->hw_all_mc[1]);
	fake->fail_at = 1;
	KUNIT_EXPECT_EQ(test, send1(pf, 1, 0x6), 0x6 | CTS | NACK);
	KUNIT_EXPECT_TRUE(test, vf->asked.all_uc && vf->asked.all_mc);
	KUNIT_EXPECT_EQ(test, send1(pf, 1, 0x20006), 0x20006 | CTS | ACK);
	KUNIT_EXPECT_FALSE(test, fake->hw_all_uc[1]);
	KUNIT_EXPECT_TRUE(test, fake->hw_all_mc[1]);
	KUNIT_EXPECT_EQ(test, send1(pf, 1, 0x30006), 0x30006 | CTS | ACK);

	/* Gone at once, whatever the driver does or doesn't. */
	KUNIT_ASSERT_EQ(test, host_trust(pf, 1, false), 0);
	KUNIT_EXPECT_FALSE(test, fake->hw_all_uc[1] || fake->hw_all_mc[1]);
	KUNIT_EXPECT_EQ(test, send1(pf, 1, 0x10006), 0x10006 | CTS | NACK);
	KUNIT_EXPECT_EQ(test, send1(pf, 1, 0x6), 0x6 | CTS | ACK);
}

static void mail_trusted_mac(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	struct sriov_vf *vf = active_vf(test, 1);

	active_vf(test, 2);
	KUNIT_ASSERT_EQ(test, host_mac(pf, 1, mac_a), 0);
	KUNIT_EXPECT_EQ(test, send_mac(pf, 1, 2, MAC_B), 2 | CTS | NACK);
	KUNIT_ASSERT_EQ(test, host_trust(pf, 1, true), 0);
	KUNIT_EXPECT_EQ(test, send_mac(pf, 1, 2, MAC_B), 2 | CTS | ACK);
	KUNIT_EXPECT_MEMEQ(test, fake->hw[1].mac, mac_b, ETH_ALEN);
	KUNIT_EXPECT_TRUE(test, vf->cfg.mac_by_host);
	KUNIT_EXPECT_EQ_MSG(test, send3(pf, 1, 0x20002, 2, 0x0c00),
			    0x20002 | CTS | ACK, "an additional one");
	KUNIT_EXPECT_EQ(test, fake->hw_macs[1], 1);

	/* It may come back to it, so it isn't free. */
	KUNIT_EXPECT_EQ(test, send_mac(pf, 2, 2, MAC_A), 2 | CTS | NACK);
	KUNIT_EXPECT_EQ(test, host_mac(pf, 2, mac_a), -EADDRINUSE);
	KUNIT_EXPECT_EQ_MSG(test, host_mac(pf, 2, mac_b), 0, "the host wins");
	KUNIT_EXPECT_MEMEQ(test, vf->cfg.mac, mac_a, ETH_ALEN);

	KUNIT_EXPECT_EQ(test, send3(pf, 1, 2, 2, 0x0d00), 2 | CTS | ACK);
	KUNIT_ASSERT_EQ(test, host_trust(pf, 1, false), 0);
	KUNIT_EXPECT_MEMEQ(test, vf->cfg.mac, mac_a, ETH_ALEN);
	KUNIT_EXPECT_MEMEQ(test, fake->hw[1].mac, mac_a, ETH_ALEN);
	KUNIT_EXPECT_EQ_MSG(test, fake->hw_macs[1], 0, "spoof check is on");
	KUNIT_EXPECT_EQ(test, send_mac(pf, 1, 2, MAC_B), 2 | CTS | NACK);
}

static void mail_frame_size(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	struct sriov_vf *vf = active_vf(test, 1);

	KUNIT_EXPECT_EQ(test, send3(pf, 1, 5, FAKE_MAX_FRAME + 8, 0),
			5 | CTS | ACK);
	KUNIT_EXPECT_EQ(test, vf->asked.max_frame, FAKE_MAX_FRAME);
	KUNIT_EXPECT_EQ(test, fake->last_changed, SRIOV_VF_CHG_MAXFRAME);
	KUNIT_EXPECT_EQ(test, send3(pf, 1, 5, FAKE_MAX_FRAME + 9, 0),
			5 | CTS | NACK);
	KUNIT_EXPECT_EQ(test, send3(pf, 1, 5, 0x10000 + 1522, 0),
			5 | CTS | NACK);
	fake->fail_at = 1;
	KUNIT_EXPECT_EQ(test, send3(pf, 1, 5, 1522, 0), 5 | CTS | NACK);
	KUNIT_EXPECT_EQ(test, vf->asked.max_frame, FAKE_MAX_FRAME);
	KUNIT_EXPECT_EQ(test, send3(pf, 1, 5, 68, 0), 5 | CTS | ACK);
	KUNIT_EXPECT_EQ(test, vf->asked.max_frame, 60);
}

static struct kunit_case mailbox_cases[] = {
	KUNIT_CASE_PARAM(parse_every_length, valid_gen_params),
	KUNIT_CASE_PARAM(parse_answers, valid_gen_params),
	KUNIT_CASE_PARAM(parse_content, invalid_gen_params),
	KUNIT_CASE(parse_unknown),
	KUNIT_CASE(parse_decodes),
	KUNIT_CASE(mail_handshake),
	KUNIT_CASE(mail_handshake_fails),
	KUNIT_CASE_PARAM(mail_without_cts, request_gen_params),
	KUNIT_CASE_PARAM(mail_with_cts, request_gen_params),
	KUNIT_CASE_PARAM(mail_malformed, invalid_gen_params),
	KUNIT_CASE(mail_unknown),
	KUNIT_CASE(mail_wrong_state),
	KUNIT_CASE(mail_mac_own),
	KUNIT_CASE(mail_mac_other_vlan),
	KUNIT_CASE(mail_mac_additional),
	KUNIT_CASE(mail_vlans),
	KUNIT_CASE(mail_receive_filters),
	KUNIT_CASE(mail_trusted_promisc),
	KUNIT_CASE(mail_trusted_mac),
	KUNIT_CASE(mail_frame_size),
	{}
};

static struct kunit_suite mailbox_suite = {
	.name = "sriov_mailbox",
	.init = fake_init,
	.exit = fake_exit,
	.test_cases = mailbox_cases,
};

kunit_test_suite(mailbox_suite);

MODULE_DESCRIPTION("Unit tests of the mailbox protocol");
MODULE_LICENSE("GPL");
