/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The mailbox protocol between a VF's driver and the PF: message formats, and
 * the parser's interface. It owns nothing and takes no lock. The protocol is
 * that of Intel's 82576 family, so that an unmodified igbvf can talk to this
 * PF and our VF driver to an unmodified igb. VF drivers may include it.
 *
 * The buffer has 16 dwords and carries no length: a message is read whole,
 * and what its id doesn't use is left over from earlier ones.
 *
 *   dword 0      31   30   29   28     24 23      16 15             0
 *              | ACK|NACK|CTS | reserved |   info   |       id       |
 *
 *   reset        id only; every other bit is 0
 *   MAC          dword 1, 2: octets 0-3, 4-5, little endian
 *                info 0: use it; 1: forget additional ones; 2: add one
 *   multicast    info: number of hashes; two in a dword, low half first
 *   VLAN         info 1: add, 0: remove; dword 1: VLAN id
 *   max frame    dword 1: bytes with FCS and one VLAN tag
 *   promiscuous  info 0: none, 2: all multicast, 1: all unicast, 3: both
 *
 * The PF answers with dword 0, CTS and ACK or NACK added. The answer to a
 * reset is different: no CTS, and with ACK the MAC address in dwords 1 and 2.
 * Until the VF's driver has got that one (it is "clear to send" then), all
 * else is answered by NACK without CTS, which means: do a reset first.
 *
 * The PF by itself sends the control message. With CTS: link or something else
 * changed, go and look. With NACK instead: do a reset, there is a new address.
 * With neither, and info 1: the host has taken the VF's link down, whatever its
 * registers say, until a control message with CTS comes. igbvf takes that for
 * "no link yet".
 */
#ifndef SRIOV_MAILBOX_H
#define SRIOV_MAILBOX_H

#include <linux/bits.h>
#include <linux/if_ether.h>
#include <linux/if_vlan.h>
#include <linux/types.h>

#define SRIOV_MBX_ACK		BIT(31)
#define SRIOV_MBX_NACK		BIT(30)
#define SRIOV_MBX_CTS		BIT(29)
#define SRIOV_MBX_INFO		GENMASK(23, 16)
#define SRIOV_MBX_ID		GENMASK(15, 0)

#define SRIOV_MBX_RESET		0x0001
#define SRIOV_MBX_MAC		0x0002
#define  SRIOV_MBX_MAC_SET	0
#define  SRIOV_MBX_MAC_CLEAR	1
#define  SRIOV_MBX_MAC_ADD	2
#define SRIOV_MBX_MULTICAST	0x0003
#define SRIOV_MBX_VLAN		0x0004
#define  SRIOV_MBX_VLAN_REMOVE	0
#define  SRIOV_MBX_VLAN_ADD	1
#define SRIOV_MBX_MAX_FRAME	0x0005
#define SRIOV_MBX_PROMISC	0x0006
#define  SRIOV_MBX_PROMISC_OFF	0
#define  SRIOV_MBX_PROMISC_UC	1
#define  SRIOV_MBX_PROMISC_MC	2
#define SRIOV_MBX_CONTROL	0x0100	/* PF to VF */
#define  SRIOV_MBX_CONTROL_DOWN	1

#define SRIOV_MBX_LEN		16	/* dwords in the buffer */
#define SRIOV_MBX_REPLY_LEN	1	/* dwords of an answer */
#define SRIOV_MBX_RESET_REPLY_LEN 3
#define SRIOV_MBX_MAX_HASHES	30
#define SRIOV_MBX_MAX_HASH	0xfff

/* What a max frame message counts on top of the frame itself. */
#define SRIOV_MBX_FRAME_OVERHEAD (ETH_FCS_LEN + VLAN_HLEN)

/**
 * struct sriov_mail - a message from a VF, decoded
 * @id: SRIOV_MBX_RESET and so on
 * @info: its info field: count or subcommand
 * @mac: MAC address; zero for SRIOV_MBX_MAC_CLEAR
 * @vid: VLAN id, 0 to 4094
 * @max_frame: bytes without FCS and tag
 * @hash: multicast hashes, @info of them
 *
 * Of the fields from @mac on, only that of the message's id is set.
 */
struct sriov_mail {
	u16 id;
	u8 info;
	union {
		u8 mac[ETH_ALEN];
		u16 vid;
		u32 max_frame;
		u16 hash[SRIOV_MBX_MAX_HASHES];
	};
};

/**
 * sriov_mail_parse() - decode a message from a VF
 * @msg: the message
 * @len: dwords in @msg
 * @mail: where to put it; undefined on failure
 *
 * A pure function: it depends on nothing but the message, and accepts nothing
 * but what the protocol describes. Any context.
 *
 * Return: 0; -ENOMSG if this isn't a request at all but the PF's own answer,
 * left in the buffer; -EBADMSG if it is too short or its content impossible;
 * -EOPNOTSUPP for an unknown id.
 */
int sriov_mail_parse(const u32 *msg, unsigned int len,
		     struct sriov_mail *mail);

/* Octets of a MAC address from and to dwords 1 and 2 of a message. */
static inline void sriov_mbx_get_mac(const u32 *msg, u8 *mac)
{
	int i;

	for (i = 0; i < ETH_ALEN; i++)
		mac[i] = msg[1 + i / 4] >> (8 * (i % 4));
}

static inline void sriov_mbx_put_mac(u32 *msg, const u8 *mac)
{
	int i;

	msg[1] = 0;
	msg[2] = 0;
	for (i = 0; i < ETH_ALEN; i++)
		msg[1 + i / 4] |= (u32)mac[i] << (8 * (i % 4));
}

#endif /* SRIOV_MAILBOX_H */
