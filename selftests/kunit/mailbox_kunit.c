// SPDX-License-Identifier: GPL-2.0
/*
 * Unit tests of the mailbox: that the decoder takes every message of the
 * protocol and nothing else, at any length and with any content; and that the
 * PF serves, refuses and answers as igbvf expects, in every order in which
 * messages, resets and pings can meet. Numbers are written as they are on the
 * wire.
 */
#include <kunit/test.h>
#include <linux/module.h>

#include "pf_driver/core/mail_parse.c"
#include "pf_driver/core/mailbox.c"
#include "pf_driver/core/vf.c"
#include "pf_driver/core/vf_set.c"

#include "selftests/kunit/pf_fake.h"

#define ACK	0x80000000
#define NACK	0x40000000
#define CTS	0x20000000

/* Dwords of addresses: 02:00:00:00:00:0a and :0b differ in the second. */
#define MAC_LO	0x00000002
#define MAC_A	0x00000a00
#define MAC_B	0x00000b00
static const u8 mac_a[ETH_ALEN] = { 0x02, 0, 0, 0, 0, 0x0a };
static const u8 mac_b[ETH_ALEN] = { 0x02, 0, 0, 0, 0, 0x0b };

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
};

static void valid_name(const struct valid *param, char *desc)
{
	strscpy(desc, param->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(valid, valids, valid_name);

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

/* Let VF @id send a message; what the PF answers stays in fake->out. */
static u32 send_msg(struct sriov_pf *pf, u16 id, const u32 *msg)
{
	struct fake *fake = fake_of(pf);

	memcpy(fake->in[id], msg, sizeof(fake->in[id]));
	fake->out_len[id] = 0;
	mutex_lock(&pf->lock);
	mail_serve(&pf->vfs[id]);
	mutex_unlock(&pf->lock);
	return fake->out_len[id] ? fake->out[id][0] : 0;
}

static u32 send3(struct sriov_pf *pf, u16 id, u32 w0, u32 w1, u32 w2)
{
	u32 msg[SRIOV_MBX_LEN] = { w0, w1, w2 };

	return send_msg(pf, id, msg);
}

static u32 send1(struct sriov_pf *pf, u16 id, u32 w0)
{
	return send3(pf, id, w0, 0, 0);
}

static u32 send_mac(struct sriov_pf *pf, u16 id, u32 w0, u32 mac)
{
	return send3(pf, id, w0, MAC_LO, mac);
}

/* An enabled VF whose driver has done the handshake. */
static struct sriov_vf *active_vf(struct kunit *test, u16 id)
{
	struct sriov_pf *pf = test->priv;

	fake_enable(test, &pf->vfs[id]);
	KUNIT_ASSERT_EQ(test, send1(pf, id, 1), 1 | ACK);
	KUNIT_ASSERT_TRUE(test, pf->vfs[id].active);
	return &pf->vfs[id];
}

static void mail_handshake(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	struct sriov_vf *vf = &pf->vfs[2];
	u8 mac[ETH_ALEN];

	/* While the PCI core still creates VFs. */
	mutex_lock(&pf->lock);
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
	KUNIT_EXPECT_EQ(test, send1(pf, 2, 1), 1 | ACK);
	KUNIT_EXPECT_EQ(test, fake->notes_state, 2);
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
	if (param->msg[0] == 1)
		kunit_skip(test, "the handshake");
	KUNIT_EXPECT_EQ(test, send_msg(pf, 1, param->msg),
			param->msg[0] | NACK);
	KUNIT_EXPECT_EQ(test, fake->out_len[1], 1);
	KUNIT_EXPECT_EQ(test, fake->applied, applied);
	KUNIT_EXPECT_EQ(test, pf->vfs[1].mail.refused, 1);
	KUNIT_EXPECT_EQ(test, pf->vfs[1].mail.malformed, 0);
}

/* After it, all but two of the valid ones are. */
static void mail_with_cts(struct kunit *test)
{
	const struct valid *param = test->param_value;
	struct sriov_pf *pf = test->priv;
	bool refused;

	active_vf(test, 1);
	if (param->msg[0] == 1)
		kunit_skip(test, "the handshake");
	refused = param->msg[0] == 0x10006 ||	/* all unicast */
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
	mutex_lock(&pf->lock);
	KUNIT_EXPECT_EQ(test, sriov_vf_set_state(&pf->vfs[1],
						 SRIOV_VF_QUARANTINED), 0);
	mutex_unlock(&pf->lock);
	KUNIT_EXPECT_EQ(test, send1(pf, 1, 1), 1 | NACK);
	KUNIT_EXPECT_EQ(test, pf->vfs[1].state, SRIOV_VF_QUARANTINED);
	KUNIT_EXPECT_FALSE(test, pf->vfs[1].active);
}

static int host_mac(struct sriov_pf *pf, u16 id, const u8 *mac)
{
	struct sriov_vf_cfg cfg = {};

	ether_addr_copy(cfg.mac, mac);
	return sriov_vfs_set(pf, id, id, &cfg, SRIOV_VF_CHG_MAC, NULL);
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

	KUNIT_EXPECT_EQ(test, send1(pf, 1, 0x20006), 0x20006 | CTS | ACK);
	KUNIT_EXPECT_TRUE(test, vf->asked.all_mc);
	KUNIT_EXPECT_EQ(test, fake->last_changed, SRIOV_VF_CHG_MC);
	KUNIT_EXPECT_EQ(test, send1(pf, 1, 0x30006), 0x30006 | CTS | NACK);
	KUNIT_EXPECT_TRUE(test, vf->asked.all_mc);
	fake->fail_at = 1;
	KUNIT_EXPECT_EQ(test, send1(pf, 1, 0x6), 0x6 | CTS | NACK);
	KUNIT_EXPECT_TRUE(test, vf->asked.all_mc);
	KUNIT_EXPECT_EQ(test, send1(pf, 1, 0x6), 0x6 | CTS | ACK);
	KUNIT_EXPECT_FALSE(test, vf->asked.all_mc);
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

/* ---- the work: events in every order ------------------------------------ */

/* An interrupt, and all that follows from it. */
static void run_work(struct sriov_pf *pf)
{
	sriov_pf_mbx_event(pf);
	flush_workqueue(pf->wq);
}

static void request(struct sriov_pf *pf, u16 id, u32 w0)
{
	struct fake *fake = fake_of(pf);

	memset(fake->in[id], 0, sizeof(fake->in[id]));
	fake->in[id][0] = w0;
	fake->out_len[id] = 0;
	__set_bit(id, fake->req);
}

static void work_resets_first(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	struct sriov_vf *vf = active_vf(test, 69);

	vf->asked.num_mc = 1;
	fake->notes_state = 0;
	__set_bit(69, fake->flr);
	run_work(pf);
	KUNIT_EXPECT_FALSE(test, vf->active);
	KUNIT_EXPECT_EQ(test, vf->state, SRIOV_VF_READY);
	KUNIT_EXPECT_EQ_MSG(test, fake->notes_state, 2, "resetting, ready");
	KUNIT_EXPECT_EQ(test, vf->asked.num_mc, 0);
	KUNIT_EXPECT_EQ(test, vf->mail.resets, 2);

	/* Reset and message at once: the message came after. */
	__set_bit(69, fake->flr);
	request(pf, 69, 1);
	run_work(pf);
	KUNIT_EXPECT_EQ(test, fake->out[69][0], 1 | ACK);
	KUNIT_EXPECT_TRUE(test, vf->active);
}

/* The reset before the message shows only when the message is served. */
static void work_reset_seen_late(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	struct sriov_vf *vf = active_vf(test, 3);

	__set_bit(3, fake->flr_later);
	request(pf, 3, 1);
	run_work(pf);
	KUNIT_EXPECT_EQ(test, fake->out[3][0], 1 | ACK);
	KUNIT_EXPECT_TRUE(test, vf->active);
	run_work(pf);
	KUNIT_EXPECT_TRUE_MSG(test, vf->active, "not undone by a late reset");
	KUNIT_EXPECT_EQ(test, vf->mail.resets, 3);
}

/* What VF 5's handshake brings to light about VF 60 isn't lost. */
static void work_found_meanwhile(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	struct sriov_vf *vf = active_vf(test, 60);

	active_vf(test, 5);
	__set_bit(60, fake->flr_later);
	request(pf, 5, 1);
	sriov_pf_mail_work(&pf->mail_work);
	flush_workqueue(pf->wq);
	KUNIT_EXPECT_TRUE(test, pf->vfs[5].active);
	KUNIT_EXPECT_FALSE(test, vf->active);
}

static void work_reset_fails(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	struct sriov_vf *vf = active_vf(test, 3);

	fake->fail_at = 1;
	__set_bit(3, fake->flr);
	run_work(pf);
	KUNIT_EXPECT_EQ(test, vf->state, SRIOV_VF_RESETTING);
	request(pf, 3, 1);
	run_work(pf);
	KUNIT_EXPECT_EQ(test, vf->state, SRIOV_VF_READY);
	KUNIT_EXPECT_TRUE(test, vf->active);
}

/* A reset while VFs are created: ready with the others, not earlier. */
static void work_reset_enabling(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	struct sriov_vf *vf = &pf->vfs[3];

	mutex_lock(&pf->lock);
	KUNIT_ASSERT_EQ(test, sriov_vf_set_state(vf, SRIOV_VF_ENABLING), 0);
	mutex_unlock(&pf->lock);
	__set_bit(3, fake->flr);
	run_work(pf);
	KUNIT_EXPECT_EQ(test, vf->state, SRIOV_VF_ENABLING);
	__set_bit(4, fake->flr);
	run_work(pf);
	KUNIT_EXPECT_EQ(test, pf->vfs[4].state, SRIOV_VF_DISABLED);
	KUNIT_EXPECT_EQ(test, pf->vfs[4].mail.resets, 0);
}

static void work_buffer_busy(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);

	active_vf(test, 3);
	request(pf, 3, 6);
	fake->read_busy[3] = true;
	run_work(pf);
	KUNIT_EXPECT_EQ(test, fake->out_len[3], 0);
	fake->read_busy[3] = false;
	run_work(pf);
	KUNIT_EXPECT_EQ(test, fake->out[3][0], 6 | CTS | ACK);
}

/* What a VF leaves behind isn't taken for something of its next life. */
static void work_discard(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	struct sriov_vf *vf = active_vf(test, 3);

	request(pf, 3, 1);
	request(pf, 4, 1);
	fake->read_busy[4] = true;
	mutex_lock(&pf->lock);
	KUNIT_ASSERT_EQ(test, sriov_vf_set_state(vf, SRIOV_VF_DISABLED), 0);
	mutex_unlock(&pf->lock);
	sriov_pf_mail_discard(pf);
	KUNIT_EXPECT_EQ(test, fake->out[3][0], 1 | NACK);

	fake->read_busy[4] = false;
	fake_enable(test, vf);
	fake_enable(test, &pf->vfs[4]);
	fake->out_len[3] = 0;
	run_work(pf);
	KUNIT_EXPECT_EQ(test, fake->out_len[3], 0);
	KUNIT_EXPECT_EQ(test, fake->out_len[4], 0);
	KUNIT_EXPECT_FALSE(test, vf->active);
	KUNIT_EXPECT_FALSE(test, pf->vfs[4].active);
}

static void work_ping(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);

	active_vf(test, 3);
	active_vf(test, 65);
	fake_enable(test, &pf->vfs[4]);
	memset(fake->out_len, 0, sizeof(fake->out_len));

	fake->write_busy[65] = true;
	sriov_pf_ping_vfs(pf);
	flush_workqueue(pf->wq);
	KUNIT_EXPECT_EQ(test, fake->out_len[3], 1);
	KUNIT_EXPECT_EQ(test, fake->out[3][0], 0x100 | CTS);
	KUNIT_EXPECT_EQ_MSG(test, fake->out_len[4], 0, "not active");
	KUNIT_EXPECT_EQ(test, fake->out_len[65], 0);

	fake->out_len[3] = 0;
	fake->write_busy[65] = false;
	run_work(pf);
	KUNIT_EXPECT_EQ_MSG(test, fake->out[65][0], 0x100 | CTS, "made up");
	KUNIT_EXPECT_EQ_MSG(test, fake->out_len[3], 0, "not again");
}

/* A new address of the host's makes the driver fetch it. */
static void work_renew(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	struct sriov_vf *vf = active_vf(test, 3);
	u8 mac[ETH_ALEN];

	fake_enable(test, &pf->vfs[4]);
	memset(fake->out_len, 0, sizeof(fake->out_len));
	KUNIT_ASSERT_EQ(test, host_mac(pf, 4, mac_b), 0);
	flush_workqueue(pf->wq);
	KUNIT_EXPECT_EQ_MSG(test, fake->out_len[4], 0, "has no driver");
	KUNIT_ASSERT_EQ(test, host_mac(pf, 3, vf->cfg.mac), 0);
	flush_workqueue(pf->wq);
	KUNIT_EXPECT_EQ_MSG(test, fake->out_len[3], 0, "has the address");

	fake->write_busy[3] = true;
	KUNIT_ASSERT_EQ(test, host_mac(pf, 3, mac_a), 0);
	flush_workqueue(pf->wq);
	KUNIT_EXPECT_EQ(test, fake->out_len[3], 0);
	fake->write_busy[3] = false;
	sriov_pf_ping_vfs(pf);
	flush_workqueue(pf->wq);
	KUNIT_EXPECT_EQ_MSG(test, fake->out[3][0], 0x100 | NACK,
			    "more urgent than the ping");
	KUNIT_EXPECT_TRUE_MSG(test, vf->active, "served until it has reset");

	request(pf, 3, 1);
	run_work(pf);
	KUNIT_EXPECT_EQ(test, fake->out[3][0], 1 | ACK);
	sriov_mbx_get_mac(fake->out[3], mac);
	KUNIT_EXPECT_MEMEQ(test, mac, mac_a, ETH_ALEN);
	sriov_pf_ping_vfs(pf);
	flush_workqueue(pf->wq);
	KUNIT_EXPECT_EQ(test, fake->out[3][0], 0x100 | CTS);
}

static void work_stopped(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);

	active_vf(test, 3);
	sriov_pf_mail_stop(pf);
	request(pf, 3, 6);
	run_work(pf);
	KUNIT_EXPECT_EQ(test, fake->out_len[3], 0);
	KUNIT_EXPECT_TRUE_MSG(test, test_bit(3, fake->req), "left untouched");
	sriov_pf_mail_start(pf);
	flush_workqueue(pf->wq);
	KUNIT_EXPECT_EQ(test, fake->out[3][0], 6 | CTS | ACK);
}

/* Anything at all in the buffers: limits hold, and nothing is read beyond. */
static void work_noise(struct kunit *test)
{
	struct sriov_pf *pf = test->priv;
	struct fake *fake = fake_of(pf);
	u32 seed = 0x5eed, i, k, id;
	const struct sriov_vf *vf;

	for (id = 0; id < 8; id++)
		active_vf(test, id);

	for (i = 0; i < 20000; i++) {
		seed = seed * 1664525 + 1013904223;
		id = seed >> 29;
		for (k = 0; k < SRIOV_MBX_LEN; k++) {
			seed = seed * 1664525 + 1013904223;
			/* Mostly small numbers: they get further. */
			fake->in[id][k] = seed & 0x80000000 ? seed >> 8 :
					  seed >> 20 & 0xfff;
		}
		fake->in[id][0] = (seed >> 8 & 7) | (seed >> 11 & 0x1f) << 16;
		if (!(seed >> 24))
			__set_bit(id, fake->flr);
		__set_bit(id, fake->req);
		sriov_pf_mail_work(&pf->mail_work);

		vf = &pf->vfs[id];
		if (vf->asked.num_macs > SRIOV_VF_MAX_MACS ||
		    vf->asked.num_mc > SRIOV_VF_MAX_MC ||
		    vf->asked.max_frame > FAKE_MAX_FRAME ||
		    vf->asked.max_frame < ETH_ZLEN ||
		    !is_valid_ether_addr(vf->cfg.mac) ||
		    bitmap_weight(vf->asked.vlans, VLAN_N_VID) >
		    SRIOV_VF_MAX_VLANS ||
		    test_bit(0, vf->asked.vlans) ||
		    test_bit(4095, vf->asked.vlans)) {
			KUNIT_FAIL(test, "message %u broke a limit", i);
			break;
		}
	}
	flush_workqueue(pf->wq);
	kunit_info(test, "VF 0: %llu received, %llu refused, %llu malformed\n",
		   pf->vfs[0].mail.received, pf->vfs[0].mail.refused,
		   pf->vfs[0].mail.malformed);
	KUNIT_EXPECT_GT(test, pf->vfs[0].mail.received,
			pf->vfs[0].mail.refused);
	KUNIT_EXPECT_GT(test, pf->vfs[0].mail.malformed, 0);
}

static struct kunit_case mailbox_cases[] = {
	KUNIT_CASE_PARAM(parse_every_length, valid_gen_params),
	KUNIT_CASE_PARAM(parse_answers, valid_gen_params),
	KUNIT_CASE_PARAM(parse_content, invalid_gen_params),
	KUNIT_CASE(parse_unknown),
	KUNIT_CASE(parse_decodes),
	KUNIT_CASE(mail_handshake),
	KUNIT_CASE(mail_handshake_fails),
	KUNIT_CASE_PARAM(mail_without_cts, valid_gen_params),
	KUNIT_CASE_PARAM(mail_with_cts, valid_gen_params),
	KUNIT_CASE_PARAM(mail_malformed, invalid_gen_params),
	KUNIT_CASE(mail_unknown),
	KUNIT_CASE(mail_wrong_state),
	KUNIT_CASE(mail_mac_own),
	KUNIT_CASE(mail_mac_additional),
	KUNIT_CASE(mail_vlans),
	KUNIT_CASE(mail_receive_filters),
	KUNIT_CASE(mail_frame_size),
	KUNIT_CASE(work_resets_first),
	KUNIT_CASE(work_reset_seen_late),
	KUNIT_CASE(work_found_meanwhile),
	KUNIT_CASE(work_reset_fails),
	KUNIT_CASE(work_reset_enabling),
	KUNIT_CASE(work_buffer_busy),
	KUNIT_CASE(work_discard),
	KUNIT_CASE(work_ping),
	KUNIT_CASE(work_renew),
	KUNIT_CASE(work_stopped),
	KUNIT_CASE(work_noise),
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
