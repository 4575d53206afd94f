/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Descriptors of Intel's 82576 and I350 (82576 datasheet, 7.1.5 and 7.2.2),
 * which PF and VF have in common.
 */
#ifndef IGB_DESC_H
#define IGB_DESC_H

#include <linux/bits.h>
#include <linux/types.h>

/*
 * A receive descriptor, as the driver writes it and as the device writes it
 * back:
 *
 *	 63          48 47          32 31          16 15           0
 *	|                     address of the buffer                 |
 *	|                  address of a header buffer: 0            |
 *
 *	|          RSS hash           | header info  | packet info  |
 *	|     tag      |    length    |       errors and status     |
 */
union igb_rx_desc {
	struct {
		__le64 addr;
		__le64 hdr_addr;
	} post;
	struct {
		__le16 info;
		__le16 hdr_info;
		__le32 hash;
		__le32 status;
		__le16 len;
		__le16 vlan;
	} done;
};

/* Of info: packet types; with a filter of EtherTypes they mean other things. */
#define IGB_RXD_RSS_TYPE	GENMASK(3, 0)
#define IGB_RXD_TYPE_IPV4	BIT(4)	/* without options */
#define IGB_RXD_TYPE_UDP	BIT(9)
#define IGB_RXD_TYPE_FILTER	BIT(15)
/* Of status */
#define IGB_RXD_DD		BIT(0)
#define IGB_RXD_EOP		BIT(1)
#define IGB_RXD_IXSM		BIT(2)	/* no verdict on checksums */
#define IGB_RXD_VP		BIT(3)	/* a tag was stripped */
#define IGB_RXD_UDPCS		BIT(4)
#define IGB_RXD_L4CS		BIT(5)	/* checksum of layer 4 was looked at */
#define IGB_RXD_LB		BIT(18)	/* from another pool */
#define IGB_RXD_L4E		BIT(29)
#define IGB_RXD_IPE		BIT(30)
#define IGB_RXD_RXE		BIT(31)

/*
 * A transmit descriptor: of data, or the context of what follows.
 *
 *	|                     address of the data                   |
 *	| payload len 18 | popts | idx | DD |   command   | length   |
 *
 *	|         (unused)            | tag 16 | MAC len 7 | IP len 9 |
 *	|  MSS 16 | L4 len 8 | idx    |   type and command           |
 */
union igb_tx_desc {
	struct {
		__le64 addr;
		__le32 cmd_len;
		__le32 status;
	} data;
	struct {
		__le32 lens;
		__le32 unused;
		__le32 type;
		__le32 mss;
	} ctx;
};

#define IGB_TXD_CTX		(2 << 20)
#define IGB_TXD_DATA		(3 << 20)
#define IGB_TXD_EOP		BIT(24)
#define IGB_TXD_IFCS		BIT(25)
#define IGB_TXD_RS		BIT(27)
#define IGB_TXD_DEXT		BIT(29)
#define IGB_TXD_VLE		BIT(30)
#define IGB_TXD_TSE		BIT(31)
#define IGB_TXD_DD		BIT(0)	/* of status, as the next */
#define IGB_TXD_IXSM		BIT(8)
#define IGB_TXD_TXSM		BIT(9)
#define IGB_TXD_PAYLEN(n)	((u32)(n) << 14)
#define IGB_TXD_MAX_LEN	32768	/* of one descriptor */

#define IGB_CTX_VLAN(tci)	((u32)(tci) << 16)
#define IGB_CTX_MACLEN(n)	((n) << 9)
#define IGB_CTX_IPV4		BIT(10)
#define IGB_CTX_L4_TCP		BIT(11)
#define IGB_CTX_L4_SCTP	BIT(12)
#define IGB_CTX_L4LEN(n)	((n) << 8)
#define IGB_CTX_MSS(n)		((u32)(n) << 16)

#endif /* IGB_DESC_H */
