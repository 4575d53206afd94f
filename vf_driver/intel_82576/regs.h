/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Registers of a VF of Intel's 82576 and I350, as the VF sees them (82576
 * datasheet, 8.1.3; I350 datasheet, the same chapter); descriptors are in
 * datapath/igb_desc.h. A VF has no others: filters, pools and VLAN stripping are
 * the PF's.
 */
#ifndef VF_INTEL_82576_REGS_H
#define VF_INTEL_82576_REGS_H

#include <linux/bits.h>
#include <linux/types.h>

#define IVF_BAR			0

#define IVF_CTRL		0x0000	/* WO for a VF but for RST */
#define  IVF_CTRL_RST		BIT(26)	/* clears itself */
#define IVF_STATUS		0x0008	/* RO */
#define  IVF_STATUS_FD		BIT(0)
#define  IVF_STATUS_LU		BIT(1)
#define  IVF_STATUS_SPEED	GENMASK(7, 6)
#define   IVF_SPEED_10		0
#define   IVF_SPEED_100		1

/* Mailbox; its bits are SRIOV_VMB_*. */
#define IVF_V2PMAILBOX		0x0C40
#define IVF_VMBMEM(n)		(0x0800 + 4 * (n))

/* Interrupts. A VF has three vectors, and a bit for each in these. */
#define IVF_EICR		0x1580	/* cause; RC */
#define IVF_EICS		0x1520	/* set a cause; WO */
#define IVF_EIMS		0x1524	/* enable; W1S */
#define IVF_EIMC		0x1528	/* disable; W1C */
#define IVF_EIAC		0x152C	/* causes that clear when they fire */
#define IVF_EIAM		0x1530	/* ... and that disable themselves */
#define IVF_EITR(n)		(0x1680 + 4 * (n))
#define  IVF_EITR_INTERVAL	GENMASK(14, 2)	/* microseconds */
#define  IVF_EITR_CNT_IGNR	BIT(31)	/* leave the running interval alone */
#define IVF_IVAR0		0x1700
#define  IVF_IVAR_RX0		GENMASK(7, 0)
#define  IVF_IVAR_TX0		GENMASK(15, 8)
#define  IVF_IVAR_VALID		BIT(7)	/* in each byte, beside the vector */
#define IVF_IVAR_MISC		0x1740	/* mailbox */

/* Receive queue 0 */
#define IVF_RDBAL		0x2800
#define IVF_RDBAH		0x2804
#define IVF_RDLEN		0x2808	/* bytes, a multiple of 128 */
#define IVF_SRRCTL		0x280C
#define  IVF_SRRCTL_BSIZE	GENMASK(6, 0)	/* KiB */
#define  IVF_SRRCTL_DESCTYPE	GENMASK(27, 25)
#define   IVF_DESCTYPE_ADV	1	/* advanced, one buffer */
#define  IVF_SRRCTL_DROP_EN	BIT(31)	/* a full ring drops, nobody waits */
#define IVF_RDH			0x2810
#define IVF_RDT			0x2818
#define IVF_RXDCTL		0x2828
#define  IVF_RXDCTL_PTHRESH	GENMASK(4, 0)
#define  IVF_RXDCTL_HTHRESH	GENMASK(12, 8)
#define  IVF_RXDCTL_WTHRESH	GENMASK(20, 16)
#define  IVF_XDCTL_ENABLE	BIT(25)	/* of RXDCTL and TXDCTL */

/* Transmit queue 0 */
#define IVF_TDBAL		0x3800
#define IVF_TDBAH		0x3804
#define IVF_TDLEN		0x3808
#define IVF_TDH			0x3810
#define IVF_DCA_TXCTRL		0x3814
#define  IVF_DCA_TXCTRL_WB_RO	BIT(11)	/* relaxed order of write-backs */
#define IVF_TDT			0x3818
#define IVF_TXDCTL		0x3828

/* Statistics, 32 bits that wrap; they count on over resets of the VF. */
#define IVF_GPRC		0x0F10	/* frames received */
#define IVF_GPTC		0x0F14	/* frames sent */
#define IVF_GORC		0x0F18	/* bytes received */
#define IVF_GOTC		0x0F34	/* bytes sent */
#define IVF_MPRC		0x0F3C	/* multicast frames received */
#define IVF_GPRLBC		0x0F40	/* as GPRC, from the card's inside */
#define IVF_GPTLBC		0x0F44
#define IVF_GORLBC		0x0F48
#define IVF_GOTLBC		0x0F50

#define IVF_MAX_MACLEN		127
#define IVF_MAX_IPLEN		511

#define IVF_MIN_DESC		128
#define IVF_MAX_DESC		4096
#define IVF_MAX_MTU		9216

#endif /* VF_INTEL_82576_REGS_H */
