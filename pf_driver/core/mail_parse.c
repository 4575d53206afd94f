// SPDX-License-Identifier: GPL-2.0
/*
 * Decoding of messages from VFs. Everything here is untrusted input of a
 * guest; so the decoder is pure and alone in its file, and KUnit feeds it
 * every message at every length. Owns nothing, takes no lock.
 */
#include <linux/bitfield.h>
#include <linux/errno.h>
#include <linux/etherdevice.h>
#include <linux/kernel.h>

#include "pf_driver/core/mailbox.h"

/* The dword has no bits but the id, as igbvf sends it: a set info or CTS
 * would be a driver that speaks something else.
 */
static int parse_reset(const u32 *msg, unsigned int len,
		       struct sriov_mail *mail)
{
	return msg[0] == SRIOV_MBX_RESET ? 0 : -EBADMSG;
}

static int parse_mac(const u32 *msg, unsigned int len,
		     struct sriov_mail *mail)
{
	if (mail->info > SRIOV_MBX_MAC_ADD)
		return -EBADMSG;

	/* igbvf sends no address with "clear": don't ask for one. */
	if (mail->info == SRIOV_MBX_MAC_CLEAR) {
		eth_zero_addr(mail->mac);
		return 0;
	}

	sriov_mbx_get_mac(msg, mail->mac);
	return is_valid_ether_addr(mail->mac) ? 0 : -EBADMSG;
}

static int parse_multicast(const u32 *msg, unsigned int len,
			   struct sriov_mail *mail)
{
	unsigned int i;

	if (mail->info > SRIOV_MBX_MAX_HASHES ||
	    len < 1 + DIV_ROUND_UP(mail->info, 2))
		return -EBADMSG;

	for (i = 0; i < mail->info; i++) {
		mail->hash[i] = msg[1 + i / 2] >> (16 * (i % 2));
		if (mail->hash[i] > SRIOV_MBX_MAX_HASH)
			return -EBADMSG;
	}
	return 0;
}

static int parse_vlan(const u32 *msg, unsigned int len,
		      struct sriov_mail *mail)
{
	if (mail->info > SRIOV_MBX_VLAN_ADD || msg[1] >= VLAN_VID_MASK)
		return -EBADMSG;

	mail->vid = msg[1];
	return 0;
}

/* The upper limit is the PF's, and so the handler's. */
static int parse_max_frame(const u32 *msg, unsigned int len,
			   struct sriov_mail *mail)
{
	if (mail->info || msg[1] < ETH_ZLEN + SRIOV_MBX_FRAME_OVERHEAD)
		return -EBADMSG;

	mail->max_frame = msg[1] - SRIOV_MBX_FRAME_OVERHEAD;
	return 0;
}

static int parse_promisc(const u32 *msg, unsigned int len,
			 struct sriov_mail *mail)
{
	return mail->info > (SRIOV_MBX_PROMISC_UC | SRIOV_MBX_PROMISC_MC) ?
	       -EBADMSG : 0;
}

static const struct {
	u16 id;
	u8 min_len;	/* dwords without which the message isn't one */
	int (*parse)(const u32 *msg, unsigned int len,
		     struct sriov_mail *mail);
} mail_formats[] = {
	{ SRIOV_MBX_RESET,	1, parse_reset },
	{ SRIOV_MBX_MAC,	3, parse_mac },
	{ SRIOV_MBX_MULTICAST,	1, parse_multicast },
	{ SRIOV_MBX_VLAN,	2, parse_vlan },
	{ SRIOV_MBX_MAX_FRAME,	2, parse_max_frame },
	{ SRIOV_MBX_PROMISC,	1, parse_promisc },
};

int sriov_mail_parse(const u32 *msg, unsigned int len, struct sriov_mail *mail)
{
	unsigned int i;

	if (!len || len > SRIOV_MBX_LEN)
		return -EBADMSG;
	if (msg[0] & (SRIOV_MBX_ACK | SRIOV_MBX_NACK))
		return -ENOMSG;

	mail->id = FIELD_GET(SRIOV_MBX_ID, msg[0]);
	mail->info = FIELD_GET(SRIOV_MBX_INFO, msg[0]);

	for (i = 0; i < ARRAY_SIZE(mail_formats); i++) {
		if (mail_formats[i].id != mail->id)
			continue;
		if (len < mail_formats[i].min_len)
			return -EBADMSG;
		return mail_formats[i].parse(msg, len, mail);
	}
	return -EOPNOTSUPP;
}
