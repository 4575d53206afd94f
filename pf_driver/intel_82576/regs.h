/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Registers of the Intel 82576 and I350: offsets into BAR 0, their fields and
 * values; descriptors are in datapath/igb_desc.h. Numbers of sections are those
 * of the 82576 datasheet. Nothing but this file knows an offset; all accesses go
 * through i576_rd() and i576_wr() of hw.h.
 *
 * Access: RW; RO; RC: cleared by reading; W1C: cleared by writing ones.
 */
#ifndef I576_REGS_H
#define I576_REGS_H

#include <linux/bits.h>
#include <linux/types.h>

/* ---- Control, 8.2 ---------------------------------------------------------- */

#define I576_CTRL		0x00000	/* RW */
#define  I576_CTRL_FD		BIT(0)
#define  I576_CTRL_MASTER_DIS	BIT(2)	/* no new requests on the bus */
#define  I576_CTRL_SLU		BIT(6)	/* set link up */
#define  I576_CTRL_SPEED	GENMASK(9, 8)
#define  I576_CTRL_FRCSPD	BIT(11)
#define  I576_CTRL_FRCDPX	BIT(12)
#define  I576_CTRL_ADVD3WUC	BIT(20)	/* wakes from D3cold, too */
#define  I576_CTRL_RST		BIT(26)	/* clears itself */
#define  I576_CTRL_RFCE		BIT(27)
#define  I576_CTRL_TFCE		BIT(28)
#define  I576_CTRL_VME		BIT(30)	/* strips tags, without pools */

#define I576_STATUS		0x00008	/* RO */
#define  I576_STATUS_FD		BIT(0)
#define  I576_STATUS_LU		BIT(1)
#define  I576_STATUS_FUNC	GENMASK(3, 2)
#define  I576_STATUS_SPEED	GENMASK(7, 6)
#define   I576_SPEED_10		0
#define   I576_SPEED_100	1	/* 2 and 3: 1000 */
#define  I576_STATUS_MASTER	BIT(19)	/* requests are allowed, or pending */

#define I576_CTRL_EXT		0x00018	/* RW */
#define  I576_CTRL_EXT_PFRSTD	BIT(14)	/* tells VFs that the PF is ready */
#define  I576_CTRL_EXT_DRV_LOAD	BIT(28)	/* tells firmware of the driver */

#define I576_MDIC		0x00020	/* RW */
#define  I576_MDIC_DATA		GENMASK(15, 0)
#define  I576_MDIC_REG		GENMASK(20, 16)
#define  I576_MDIC_PHY		GENMASK(25, 21)
#define   I576_MDIC_PHY_INT	1
#define  I576_MDIC_WRITE	BIT(26)
#define  I576_MDIC_READ		BIT(27)
#define  I576_MDIC_READY	BIT(28)
#define  I576_MDIC_ERROR	BIT(30)

#define I576_VET		0x00038	/* RW: EtherType of tags */

/* ---- EEPROM and who may use what, 8.4 and 8.6 ------------------------------ */

#define I576_EECD		0x00010
#define  I576_EECD_PRES		BIT(8)
#define  I576_EECD_AUTO_RD	BIT(9)	/* EEPROM was read after the reset */
#define I576_EERD		0x00014	/* RW */
#define  I576_EERD_START	BIT(0)
#define  I576_EERD_DONE		BIT(1)
#define  I576_EERD_ADDR		GENMASK(15, 2)
#define  I576_EERD_DATA		GENMASK(31, 16)
#define  I576_EEPROM_WORDS	64	/* those the checksum is over */
#define  I576_EEPROM_SUM	0xbaba

#define I576_SWSM		0x05b50
#define  I576_SWSM_SMBI		BIT(0)	/* set by reading: 0 means it's ours */
#define  I576_SWSM_SWESMBI	BIT(1)
#define I576_SW_FW_SYNC		0x05b5c	/* software's bits, firmware's << 16 */
#define  I576_SYNC_PHY0		BIT(1)	/* PHY of port 0; 1 is BIT(2) */
#define  I576_SYNC_PHY2		BIT(5)	/* of port 2; 3 is BIT(6) */

/* ---- Interrupts, 8.8 -------------------------------------------------------- */

#define I576_ICR		0x000c0	/* RC */
#define I576_ICS		0x000c8	/* WO */
#define I576_IMS		0x000d0	/* RW */
#define I576_IMC		0x000d8	/* WO */
#define  I576_INT_LSC		BIT(2)	/* link status change */
#define  I576_INT_VMMB		BIT(8)	/* mail, ack or reset of a VF */
#define  I576_INT_DOUTSYNC	BIT(28)	/* a VF's wrong behaviour, see WVBR */
#define  I576_INT_DRSTA		BIT(30)	/* device was reset */
#define I576_GPIE		0x01514	/* RW */
#define  I576_GPIE_NSICR	BIT(0)	/* reading ICR clears it */
#define  I576_GPIE_MSIX		BIT(4)
#define  I576_GPIE_EIAME	BIT(30)	/* EIAM masks at each interrupt */
#define  I576_GPIE_PBA		BIT(31)
#define I576_EICS		0x01520
#define I576_EIMS		0x01524
#define I576_EIMC		0x01528
#define I576_EIAC		0x0152c
#define I576_EIAM		0x01530
#define I576_EICR		0x01580
#define I576_EITR(v)		(0x01680 + 4 * (v))
#define  I576_EITR_USECS	GENMASK(14, 2)
#define  I576_EITR_CNT_IGN	BIT(31)	/* leave the running counter alone */
#define I576_IVAR(n)		(0x01700 + 4 * (n))
#define I576_IVAR_MISC		0x01740	/* bits 15:8: other causes */
#define  I576_IVAR_VALID	BIT(7)

/* ---- Receive, 8.10 ---------------------------------------------------------- */

#define I576_RCTL		0x00100	/* RW */
#define  I576_RCTL_EN		BIT(1)
#define  I576_RCTL_UPE		BIT(3)	/* all unicast */
#define  I576_RCTL_MPE		BIT(4)	/* all multicast */
#define  I576_RCTL_LPE		BIT(5)	/* long packets, see RLPML */
#define  I576_RCTL_BAM		BIT(15)
#define  I576_RCTL_VFE		BIT(18)	/* VLAN filter */
#define  I576_RCTL_SECRC	BIT(26)	/* strip FCS */
#define I576_QDE		0x02408	/* queues that drop when full */
#define I576_RXPBS		0x02404
#define I576_RXCSUM		0x05000
#define  I576_RXCSUM_IPOFL	BIT(8)
#define  I576_RXCSUM_TUOFL	BIT(9)
#define  I576_RXCSUM_CRCOFL	BIT(11)	/* SCTP */
#define  I576_RXCSUM_PCSD	BIT(13)	/* hash instead of the raw checksum */
#define I576_RLPML		0x05004	/* longest packet, with FCS */
#define I576_MTA(n)		(0x05200 + 4 * (n))
#define I576_UTA(n)		(0x0a000 + 4 * (n))
#define  I576_TABLE_ROWS	128	/* of MTA, UTA and VFTA: 4096 bits */
#define I576_RAL(n)		i576_ral(n)
#define I576_RAH(n)		(i576_ral(n) + 4)
#define  I576_RAH_POOL(p)	BIT(18 + (p))
#define  I576_RAH_AV		BIT(31)
#define I576_VFTA(n)		(0x05600 + 4 * (n))
#define I576_MRQC		0x05818
#define  I576_MRQC_RSS		2
#define  I576_MRQC_VMDQ		3	/* I350 has pools without RSS */
#define  I576_MRQC_VMDQ_RSS	5
#define  I576_MRQC_IPV4_TCP	BIT(16)
#define  I576_MRQC_IPV4		BIT(17)
#define  I576_MRQC_IPV6_TCP_EX	BIT(18)
#define  I576_MRQC_IPV6		BIT(20)
#define  I576_MRQC_IPV6_TCP	BIT(21)
#define I576_RETA(n)		(0x05c00 + 4 * (n))
#define  I576_RETA_LEN		128
#define I576_RSSRK(n)		(0x05c80 + 4 * (n))
#define  I576_RSSRK_LEN		40

/* The table is in two parts. */
static inline u32 i576_ral(unsigned int n)
{
	return n < 16 ? 0x05400 + 8 * n : 0x054e0 + 8 * (n - 16);
}

/* A queue's registers, both kinds. The low aliases of queues 0-3 aren't used. */
#define I576_RXQ(q)		(0x0c000 + 0x40 * (q))
#define I576_TXQ(q)		(0x0e000 + 0x40 * (q))
#define  I576_Q_BAL		0x00
#define  I576_Q_BAH		0x04
#define  I576_Q_LEN		0x08	/* bytes */
#define  I576_Q_SRRCTL		0x0c	/* receive only */
#define   I576_SRRCTL_KB(n)	(n)	/* buffer, KiB */
#define   I576_SRRCTL_ADV	BIT(25)	/* advanced, one buffer */
#define   I576_SRRCTL_DROP_EN	BIT(31)
#define  I576_Q_HEAD		0x10
#define  I576_Q_TAIL		0x18
#define  I576_Q_DCTL		0x28
#define   I576_DCTL_PTHRESH(n)	(n)
#define   I576_DCTL_HTHRESH(n)	((n) << 8)
#define   I576_DCTL_WTHRESH(n)	((n) << 16)
#define   I576_DCTL_EN		BIT(25)

/* ---- Transmit, 8.12 --------------------------------------------------------- */

#define I576_TCTL		0x00400
#define  I576_TCTL_EN		BIT(1)
#define  I576_TCTL_PSP		BIT(3)	/* pad short packets */
#define  I576_TCTL_CT(n)	((n) << 4)
#define  I576_TCTL_COLD(n)	((n) << 12)
#define  I576_TCTL_RTLC		BIT(24)
#define I576_DTXCTL		0x03590
#define  I576_DTXCTL_8023LL	BIT(2)
#define  I576_DTXCTL_VLAN_ADDED	BIT(3)	/* the switch adds tags */
#define  I576_DTXCTL_OOS_EN	BIT(4)
#define  I576_DTXCTL_MDP_EN	BIT(5)	/* malicious driver protection */
#define  I576_DTXCTL_SPOOF_INT	BIT(6)

/* ---- Wake-up, 8.20 ---------------------------------------------------------- */

#define I576_WUC		0x05800
#define  I576_WUC_PME_EN	BIT(1)
#define I576_WUFC		0x05808
#define  I576_WUFC_LNKC		BIT(0)
#define  I576_WUFC_MAG		BIT(1)
#define I576_WUS		0x05810

/* ---- Pools and VFs, 8.14 ---------------------------------------------------- */

#define I576_VMBMEM(vf, n)	(0x00800 + 64 * (vf) + 4 * (n))
#define I576_P2VMAILBOX(vf)	(0x00c00 + 4 * (vf))
#define  I576_P2V_STS		BIT(0)	/* a message for the VF */
#define  I576_P2V_ACK		BIT(1)	/* its message was read */
#define  I576_P2V_VFU		BIT(2)	/* the VF has the buffer */
#define  I576_P2V_PFU		BIT(3)	/* the PF has it */
#define  I576_P2V_RVFU		BIT(4)	/* take it away from the VF */
#define I576_MBVFICR		0x00c80	/* W1C */
#define  I576_MBVFICR_REQ	GENMASK(7, 0)
#define  I576_MBVFICR_ACK	GENMASK(23, 16)
#define I576_MBVFIMR		0x00c84	/* VFs whose mail interrupts */
#define I576_VFLRE		0x00c88	/* W1C: VFs that were reset */
#define I576_VFRE		0x00c8c	/* pools that receive */
#define I576_VFTE		0x00c90	/* pools that transmit */
#define I576_DTXSWC		0x03500	/* 82576 */
#define I576_TXSWC		0x05acc	/* I350: the same fields */
#define  I576_SWC_MAC_SPOOF(p)	BIT(p)
#define  I576_SWC_VLAN_SPOOF(p)	BIT(8 + (p))
#define  I576_SWC_LOOPBACK	BIT(31)
#define I576_LVMMC		0x03548	/* RC: why MDP stopped a queue */
#define I576_WVBR		0x03554	/* RC: pools that spoofed */
#define I576_RTTDQSEL		0x03604	/* queue the next two are about */
#define I576_RTTBCNRM		0x03690
#define  I576_RATE_MMW		0x14	/* with frames of 9.5 KiB */
#define I576_RTTBCNRC		0x036b0	/* WO: factor link speed / rate */
#define  I576_RATE_DEC		GENMASK(13, 0)	/* fraction of the factor */
#define  I576_RATE_INT		GENMASK(27, 14)
#define  I576_RATE_EN		BIT(31)
#define I576_VMVIR(p)		(0x03700 + 4 * (p))
#define  I576_VMVIR_DEFAULT	BIT(30)	/* always insert bits 15:0 */
#define I576_VT_CTL		0x0581c
#define  I576_VT_CTL_DEF_POOL	GENMASK(9, 7)
#define  I576_VT_CTL_NO_DEF	BIT(29)
#define  I576_VT_CTL_REPL_EN	BIT(30)
#define I576_VMOLR(p)		(0x05ad0 + 4 * (p))
#define  I576_VMOLR_RLPML	GENMASK(13, 0)
#define  I576_VMOLR_LPE		BIT(16)
#define  I576_VMOLR_RSSE	BIT(17)
#define  I576_VMOLR_AUPE	BIT(24)	/* untagged */
#define  I576_VMOLR_ROMPE	BIT(25)	/* what MTA says */
#define  I576_VMOLR_ROPE	BIT(26)	/* what UTA says */
#define  I576_VMOLR_BAM		BIT(27)
#define  I576_VMOLR_MPME	BIT(28)	/* all multicast */
#define  I576_VMOLR_STRVLAN	BIT(30)
#define  I576_VMOLR_STRCRC	BIT(31)
#define I576_DVMOLR(p)		(0x0c038 + 0x40 * (p))	/* I350 */
#define  I576_DVMOLR_STRVLAN	BIT(30)
#define  I576_DVMOLR_STRCRC	BIT(31)
#define I576_RPLOLR		0x05af0
#define  I576_RPLOLR_STRVLAN	BIT(30)
#define  I576_RPLOLR_STRCRC	BIT(31)
#define I576_VLVF(n)		(0x05d00 + 4 * (n))
#define  I576_VLVF_VID		GENMASK(11, 0)
#define  I576_VLVF_POOLS	GENMASK(19, 12)
#define  I576_VLVF_EN		BIT(31)
#define  I576_VLVF_NUM		32

/* Statistics of a pool: 32 bits, never cleared, wrap. */
#define I576_PVF(vf, reg)	(0x10000 + 0x100 * (vf) + (reg))
#define  I576_PVF_GPRC		0x10
#define  I576_PVF_GPTC		0x14
#define  I576_PVF_GORC		0x18
#define  I576_PVF_GOTC		0x34
#define  I576_PVF_MPRC		0x3c

/* ---- Statistics of the port, 8.18; all RC ----------------------------------- */

#define I576_CRCERRS		0x04000
#define I576_RXERRC		0x0400c
#define I576_MPC		0x04010
#define I576_COLC		0x04028
#define I576_RLEC		0x04040
#define I576_GPRC		0x04074
#define I576_BPRC		0x04078
#define I576_MPRC		0x0407c
#define I576_GPTC		0x04080
#define I576_GORCL		0x04088
#define I576_GORCH		0x0408c
#define I576_GOTCL		0x04090
#define I576_GOTCH		0x04094
#define I576_RNBC		0x040a0
#define I576_RUC		0x040a4
#define I576_ROC		0x040ac
#define I576_MPTC		0x040f0
#define I576_BPTC		0x040f4

#endif /* I576_REGS_H */
