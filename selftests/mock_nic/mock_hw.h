/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Programming manual of the mock NIC.
 *
 * Everything a driver may know of the device: PCI ids, the register map with
 * its bits, the descriptor formats and the rules of the embedded switch. The
 * device (sriov_mock.ko) implements it, the PF and VF drivers program it, and
 * neither links against the other: registers are reached through a table of
 * functions that the device leaves in dev_get_platdata(&pdev->dev), because a
 * module can't trap readl() and writel() on x86.
 *
 * One port has one PF and up to 256 VFs. Each of them is a "pool" of the
 * port's embedded switch; pool n is VF n, pool MOCK_POOL_PF is the PF's own.
 */
#ifndef MOCK_HW_H
#define MOCK_HW_H

#include <linux/bits.h>
#include <linux/bitfield.h>
#include <linux/types.h>

#define MOCK_VENDOR_ID		0x6d6b
#define MOCK_DEVICE_ROOT_PORT	0x5f00
#define MOCK_DEVICE_PF		0x5f01
#define MOCK_DEVICE_VF		0x5f02

#define MOCK_MAX_PORTS		8
#define MOCK_DEFAULT_PORTS	4
#define MOCK_MAX_VFS		256
#define MOCK_MAX_POOLS		(MOCK_MAX_VFS + 1)
#define MOCK_POOL_PF		MOCK_MAX_VFS
#define MOCK_PF_QUEUE_PAIRS	8
#define MOCK_VF_QUEUE_PAIRS	4
#define MOCK_MBX_DWORDS		16
#define MOCK_MIN_DESC		32
#define MOCK_MAX_DESC		4096
/* Longest frame without FCS and without VLAN tag, bytes. */
#define MOCK_MAX_FRAME		9216
/* MOCK_POOL_MAXFRAME after a reset of the PF. */
#define MOCK_DEF_MAXFRAME	1514
/* Most descriptors of one transmitted frame. */
#define MOCK_MAX_TX_SEGS	32
/* Most descriptors of one received frame. */
#define MOCK_MAX_RX_SEGS	64
/* The fastest link, Mbit/s. */
#define MOCK_MAX_SPEED		10000

struct mock_hw;

/**
 * struct mock_hw_ops - register access of one function of the mock NIC
 * @rd32: read a 32-bit register; all ones once the device is gone
 * @wr32: write a 32-bit register; ignored once the device is gone
 * @rd64: read a 64-bit statistics register; all ones once the device is gone
 *
 * All three may be called from any context except NMI. An unknown register
 * reads 0. A VF sees the function registers and its mailbox only; the PF
 * block reads 0 and ignores writes there.
 */
struct mock_hw_ops {
	u32 (*rd32)(struct mock_hw *hw, u32 reg);
	void (*wr32)(struct mock_hw *hw, u32 reg, u32 val);
	u64 (*rd64)(struct mock_hw *hw, u32 reg);
};

/* What dev_get_platdata() of a PF or VF points to; lives as long as the
 * driver is bound.
 */
struct mock_hw {
	const struct mock_hw_ops *ops;
};

/* ---- Function registers: PF and VF alike ------------------------------- */

#define MOCK_ID			0x0000	/* RO */
#define  MOCK_ID_MAGIC		0x4d4f434b
#define MOCK_CTRL		0x0004
#define  MOCK_CTRL_RST		BIT(0)	/* WO: function reset, self-clearing */
#define  MOCK_CTRL_PFRSTD	BIT(1)	/* RW, PF: PF is up, VFs may go on;
					 * both edges raise MBX at the VFs
					 */
#define MOCK_STATUS		0x0008	/* RO */
#define  MOCK_STATUS_LU		BIT(0)	/* link up, see MOCK_POOL_LINK */
#define  MOCK_STATUS_SPEED	GENMASK(31, 8)	/* Mbit/s, 0: link down */
#define MOCK_CAPS		0x000c	/* RO */
#define  MOCK_CAPS_QP		GENMASK(7, 0)	/* queue pairs it may use now */
#define  MOCK_CAPS_VFS		GENMASK(24, 16)	/* PF: TotalVFs */
#define  MOCK_CAPS_LVLAN	BIT(25)		/* PF: MOCK_LVLAN works */
#define MOCK_PORT		0x0010	/* RO */
#define  MOCK_PORT_NUM		GENMASK(7, 0)
#define  MOCK_PORT_VF		GENMASK(24, 16)	/* VF: its number */
/* PF: MSI messages that its VFs can have together, see MOCK_POOL_VECTORS. */
#define MOCK_MSI_POOL		0x0014	/* RO */
#define MOCK_PERM_LO		0x0018	/* RO, PF: factory MAC, octets 0-3 LE */
#define MOCK_PERM_HI		0x001c	/* RO, PF: octets 4-5 */

/*
 * Interrupts. A cause sets its ICR bit. If the bit is enabled in IMS, the
 * vector fires: queue pair q fires MSI vector 1 + q, every other cause fires
 * vector 0. For queue causes the device then clears both the ICR and the IMS
 * bit by itself (the driver re-arms by IMS when its poll is done); other
 * causes stay in ICR until written back as ones, and fire again on a 0 to 1
 * edge. Enabling a cause that is already pending fires at once.
 *
 * A queue cause comes up with each received frame and with each write-back
 * that RS asked for, unless that is moderated (MOCK_ITR). Bits without meaning
 * to the function can't be set. While bus master is off or the function is
 * below D0, nothing fires: causes stay pending and fire when it's back. What
 * fires while MSI is disabled is lost.
 */
#define MOCK_ICR		0x0020	/* RW1C */
#define MOCK_IMS		0x0024	/* write 1: enable; reads the mask */
#define MOCK_IMC		0x0028	/* write 1: disable */
#define  MOCK_INT_QUEUE(q)	BIT(q)	/* q < 16 */
#define  MOCK_INT_MBX		BIT(16)
#define  MOCK_INT_LINK		BIT(17)
#define  MOCK_INT_VFLR		BIT(18)	/* PF only */
#define  MOCK_INT_OTHER		GENMASK(18, 16)

/*
 * Queue pair q. Base addresses are DMA addresses, 128-byte aligned. LEN is a
 * power of two from MOCK_MIN_DESC to MOCK_MAX_DESC. The device owns
 * descriptors [head, tail); writing the tail is the doorbell. BA and LEN may
 * be written only while EN is 0. Setting EN starts at head = tail = 0; it
 * reads back as 0 if LEN or the base address is unusable, or if the queue pair
 * is beyond what the function may use (MOCK_POOL_QUEUES). Once a write that
 * clears EN has returned, the device does no DMA for the queue. A tail
 * written while EN is 0, or not below LEN, is ignored.
 */
#define MOCK_TX(q)		(0x0100 + 0x40 * (q))
#define MOCK_RX(q)		(0x0120 + 0x40 * (q))
#define  MOCK_Q_BAL		0x00
#define  MOCK_Q_BAH		0x04
#define  MOCK_Q_LEN		0x08
#define  MOCK_Q_CTL		0x0c
#define   MOCK_Q_EN		BIT(0)
#define  MOCK_Q_HEAD		0x10	/* RO */
#define  MOCK_Q_TAIL		0x14	/* RW: doorbell */

/* Receive queues to spread over, 0/1: off; more than the function may use is
 * taken as all. IP packets go to queue rss_hash % RSS, others to queue 0.
 */
#define MOCK_RSS		0x0500
#define MOCK_OFFLOAD		0x0504
#define  MOCK_OFFLOAD_VSTRIP	BIT(0)	/* receive: strip 802.1Q into descriptor */
#define  MOCK_OFFLOAD_RXCSUM	BIT(1)	/* receive: verify TCP/UDP checksums */

/*
 * Interrupt moderation of queue pair q. A received frame raises the cause of
 * its queue RX_USECS microseconds after the first that hasn't done so yet, or
 * with the RX_FRAMES'th of them if that comes before (0: no such number); a
 * write-back TX_USECS after the first. 0 microseconds: at once. More than
 * MOCK_MAX_ITR_USECS is taken as that. A write raises what was waiting.
 * Cleared by a reset.
 */
#define MOCK_ITR(q)		(0x0520 + 0x10 * (q))
#define  MOCK_ITR_RX_USECS	0x0
#define  MOCK_ITR_RX_FRAMES	0x4
#define  MOCK_ITR_TX_USECS	0x8
#define MOCK_MAX_ITR_USECS	1000000

/*
 * VF side of the mailbox: the bits of the 82576's V2PMAILBOX (8.14.3 of its
 * datasheet). One buffer of 16 dwords serves both directions, guarded by VFU
 * and PFU: a side owns it while its bit is set, and the device refuses to set
 * one while the other is. PFSTS, PFACK and RSTD clear on read: cache them.
 *
 * Each write of a control register sets or releases the writer's lock bit
 * (VFU, PFU). The buffer itself isn't write protected. PFSTS, PFACK and both
 * edges of PFRSTD raise MBX at the VF, REQ and ACK raise it at the PF.
 *
 * A reset of the VF, by FLR or CTRL.RST, clears its interrupt registers,
 * queues, RSS and OFFLOAD, both lock bits, the buffer and its bits in MBREQ
 * and MBACK; it sets its bit in VFLR, and RSTD if PFRSTD is set. A reset of
 * the PF clears all PF registers, PFRSTD, PFU, PFSTS, PFACK and RSTD.
 */
#define MOCK_VMB_CTRL		0x0600
#define  MOCK_VMB_REQ		BIT(0)	/* WO: a message is there for the PF */
#define  MOCK_VMB_ACK		BIT(1)	/* WO: the PF's message was read */
#define  MOCK_VMB_VFU		BIT(2)
#define  MOCK_VMB_PFU		BIT(3)	/* RO */
#define  MOCK_VMB_PFSTS		BIT(4)	/* RC: the PF wrote a message */
#define  MOCK_VMB_PFACK		BIT(5)	/* RC: the PF read our message */
#define  MOCK_VMB_RSTI		BIT(6)	/* RO: PF resetting or absent (!PFRSTD) */
#define  MOCK_VMB_RSTD		BIT(7)	/* RC: set when a reset is complete */
#define  MOCK_VMB_R2C		(MOCK_VMB_PFSTS | MOCK_VMB_PFACK | MOCK_VMB_RSTD)
#define MOCK_VMB_MEM(n)		(0x0640 + 4 * (n))

#define MOCK_STAT(i)		(0x0800 + 8 * (i))	/* RO, rd64 */

/* ---- PF registers ------------------------------------------------------ */

/* Bitmaps over VFs, n < 8, write 1 to clear. */
#define MOCK_VFLR(n)		(0x1000 + 4 * (n))	/* VF was reset */
#define MOCK_MBREQ(n)		(0x1020 + 4 * (n))	/* VF wrote a message */
#define MOCK_MBACK(n)		(0x1040 + 4 * (n))	/* VF read our message */

/* Bitmap over VFs, n < 8, RW: what the VF does sets its bits in the bitmaps
 * above, but raises no interrupt (the 82576's MBVFIMR, and resets too). Clearing
 * a bit while one of those is set raises it. A reset of the PF clears them.
 */
#define MOCK_MBMASK(n)		(0x1080 + 4 * (n))

/* VLANs of 802.1Q that stay in the port, n < 128: 4096 bits (the 82576's
 * VLVF.LVLAN, and both ways). Reads 0 and can't be written without
 * MOCK_CAPS_LVLAN. A reset of the PF clears them.
 */
#define MOCK_LVLAN(n)		(0x1800 + 4 * (n))

/* PF side of the mailbox: the bits of the 82576's P2VMAILBOX. */
#define MOCK_PMB_CTRL(vf)	(0x2000 + 4 * (vf))
#define  MOCK_PMB_STS		BIT(0)	/* WO: a message is there for the VF */
#define  MOCK_PMB_ACK		BIT(1)	/* WO: the VF's message was read */
#define  MOCK_PMB_VFU		BIT(2)	/* RO */
#define  MOCK_PMB_PFU		BIT(3)
#define  MOCK_PMB_RVFU		BIT(4)	/* WO: take VFU away from the VF */
#define MOCK_PMB_MEM(vf, n)	(0x4000 + 64 * (vf) + 4 * (n))

/* Embedded switch, one block per pool. Blocks of VFs that the port doesn't
 * have read 0. A reset of the PF clears them all, and MTA, VFTA, TRUNK and RA;
 * they may be written for a VF that doesn't exist yet.
 */
#define MOCK_POOL_CTRL(p)	(0x10000 + 0x40 * (p))
#define  MOCK_POOL_RXE		BIT(0)	/* receive; device clears it on FLR */
#define  MOCK_POOL_TXE		BIT(1)	/* transmit; device clears it on FLR */
#define  MOCK_POOL_MACAS	BIT(2)	/* anti-spoof: source must be in RA */
#define  MOCK_POOL_VLANAS	BIT(3)	/* anti-spoof: tag must be in VFTA */
#define  MOCK_POOL_BAM		BIT(4)	/* accept broadcast */
#define  MOCK_POOL_ROMPE	BIT(5)	/* accept multicast by MTA */
#define  MOCK_POOL_MPE		BIT(6)	/* accept all multicast */
#define  MOCK_POOL_UPE		BIT(7)	/* accept all unicast, that only */
#define  MOCK_POOL_AUPE		BIT(8)	/* accept untagged */
#define  MOCK_POOL_VLE		BIT(9)	/* tagged: only VLANs in VFTA */
#define  MOCK_POOL_LBE		BIT(10)	/* own frames may reach other pools */
#define  MOCK_POOL_TRK		BIT(11)	/* own tags: only VLANs in TRUNK */
#define MOCK_POOL_VLAN(p)	(0x10004 + 0x40 * (p))
#define  MOCK_POOL_VLAN_TCI	GENMASK(15, 0)	/* PCP 15:13, VID 11:0 */
#define  MOCK_POOL_VLAN_AD	BIT(30)	/* its tag has TPID 0x88a8 (802.1ad) */
#define  MOCK_POOL_VLAN_INS	BIT(31)	/* port VLAN: insert, match, strip */
/* No FCS, no tag. Values above MOCK_MAX_FRAME are taken as that. */
#define MOCK_POOL_MAXFRAME(p)	(0x10008 + 0x40 * (p))
/* Rates of transmission, Mbit/s, 0: none. Values above MOCK_MAX_SPEED are
 * taken as that. See below.
 */
#define MOCK_POOL_TXRATE(p)	(0x1000c + 0x40 * (p))	/* at most */
#define MOCK_POOL_TXMIN(p)	(0x10010 + 0x40 * (p))	/* guaranteed */
/* Queue pairs the pool's function may use; 0, or more than it has: all. Those
 * above are switched off by the write, and can't be enabled; RSS spreads over
 * those below only. MOCK_CAPS_QP tells the function. Kept over an FLR of it.
 */
#define MOCK_POOL_QUEUES(p)	(0x10014 + 0x40 * (p))
/* Messages that the MSI capability of the pool's VF offers (Multiple Message
 * Capable): 1, 2, 4 or 8; 0 is taken as the default, the most of these that the
 * pool of messages has for each VF. Ignored if it isn't one of these, if all
 * VFs of the port would have more than MOCK_MSI_POOL, or while MSI is enabled
 * there. No reset changes it.
 */
#define MOCK_POOL_VECTORS(p)	(0x1001c + 0x40 * (p))
#define  MOCK_VF_MAX_VECTORS	8
/* 0x20-0x3c of each block are reserved for queues. */

/* What the pool's function sees of the link; an unknown value is taken as AUTO.
 * A write that changes what it sees raises LINK there. Kept over an FLR of it.
 */
#define MOCK_POOL_LINK(p)	(0x10018 + 0x40 * (p))
#define  MOCK_POOL_LINK_AUTO	0	/* the port's link */
#define  MOCK_POOL_LINK_UP	1	/* up, whatever the port's is */
#define  MOCK_POOL_LINK_DOWN	2	/* down: no frame from it or to it */

/* The pool's group + 1, whose rates hold for all of its pools together, 0: none.
 * A number that is no group's is taken as 0.
 */
#define MOCK_POOL_GROUP(p)	(0x1003c + 0x40 * (p))
#define MOCK_GROUPS		32
#define MOCK_GROUP_TXRATE(g)	(0x20000 + 4 * (g))	/* as MOCK_POOL_TXRATE */
#define MOCK_GROUP_TXMIN(g)	(0x20080 + 4 * (g))	/* as MOCK_POOL_TXMIN */

#define MOCK_POOL_STAT(p, i)	(0x30000 + 0x100 * (p) + 8 * (i)) /* RO, rd64 */

/* Multicast hash table, 4096 bits a pool. The hash of an address is
 * ((a[4] >> 4) | (a[5] << 4)) & 0xfff, as in the 82576 (RCTL.MO = 0).
 */
#define MOCK_MTA(p, n)		(0x60000 + 0x200 * (p) + 4 * (n))  /* n < 128 */
/* VLAN filter table, 4096 bits a pool. */
#define MOCK_VFTA(p, n)		(0x90000 + 0x200 * (p) + 4 * (n))  /* n < 128 */
/* VLANs that a pool may have whatever VFTA says, with TRK: likewise. */
#define MOCK_TRUNK(p, n)	(0xc0000 + 0x200 * (p) + 4 * (n))  /* n < 128 */

/* VLAN, TXRATE and TXMIN of a pool, and AV of an entry, need a resource of the
 * port, which may have run out: what was written isn't taken then, as reading
 * it shows. The register keeps its value, the entry becomes invalid.
 */

/* Receive address table of the port: exact unicast or multicast addresses,
 * each for one pool; an address may stand there for several pools. Write LO
 * first; the entry changes when HI is written. AV isn't taken for a pool that
 * the port doesn't have. The broadcast address has no effect here: see BAM.
 */
#define MOCK_RA_ENTRIES		4096
#define MOCK_RA_LO(i)		(0x100000 + 8 * (i))	/* octets 0-3 LE */
#define MOCK_RA_HI(i)		(0x100004 + 8 * (i))
#define  MOCK_RA_HI_ADDR	GENMASK(15, 0)	/* octets 4-5 LE */
#define  MOCK_RA_HI_POOL	GENMASK(24, 16)
#define  MOCK_RA_HI_AV		BIT(31)		/* entry valid */

/*
 * The embedded switch.
 *
 * A tag is an 802.1Q tag (TPID 0x8100) or an 802.1ad tag (TPID 0x88a8); others
 * are payload. The VID of a frame, and its TPID, are those of its first tag with
 * a VID, looking behind priority tags, as receivers do; a tag in the descriptor
 * stands before those in the bytes. What comes behind that tag is payload. VFTA
 * and VIDs without further words are those of 802.1Q: 802.1ad has others.
 * Lengths are without the outermost tag. A frame that ends within a tag is a
 * tx_error, and no pool admits it from the wire.
 *
 * Transmit from pool p, in this order; the first rule that fails drops the
 * frame and counts its reason:
 *  1. TXE set and LINK not DOWN (tx_disabled); descriptors sane,
 *     14 <= length <= MAXFRAME (tx_error).
 *  2. MACAS: the source address is a valid RA entry of p (spoof_mac).
 *  3. Port VLAN (INS): a frame with a tag of VID != 0, in its bytes or in the
 *     descriptor, is dropped (spoof_vlan); any other gets the TCI inserted,
 *     in place of its priority tag if it has one.
 *     With AD too: every frame gets an 802.1ad tag with the TCI in front of
 *     whatever tags it has.
 *     Without INS and with VLANAS: a VID != 0 must be set in VFTA of p, and
 *     be one of 802.1Q (spoof_vlan).
 *     Without INS or with AD, and with TRK: a VID != 0 must be set in TRUNK of
 *     p, and be one of 802.1Q (spoof_vlan).
 *  4. Unicast goes to every other pool that admits its address, if LBE is
 *     set; if there is none, to the wire. If its only match is p itself it is
 *     dropped (tx_self). Pools with UPE get a copy (but see knobs.c).
 *     Multicast and broadcast go to every other pool that admits them, and
 *     to the wire. Without LBE
 *     everything goes to the wire only, but for tx_self. "Match" means rules
 *     a to c by an RA entry; a pool that only has UPE is no match. A frame
 *     that leaves while the link is down is lost behind the port: it counts
 *     as transmitted here and as rx_dropped of the wire netdev.
 *     A frame whose VID is in LVLAN never goes to the wire; one that would go
 *     nowhere else is lost, and counts as transmitted.
 *
 * Admission to pool p, of a frame from the wire or from another pool:
 *  a. RXE, and LINK not DOWN (else silently not a destination).
 *  b. With INS: the tag's VID equals the port VLAN's; it is removed and not
 *     reported; so are priority tags before it. A port VLAN of VID 0 admits
 *     untagged and priority-tagged. With AD the tag must be one of 802.1ad,
 *     without AD one of 802.1Q; tags behind it stay. With AD, nothing has
 *     VID 0.
 *     Without INS: VID != 0 is admitted if VLE is clear or the VID is in
 *     VFTA, one of 802.1ad if VLE is clear; untagged and VID 0 if AUPE.
 *     Without INS, with TRK: VID != 0 must be in TRUNK too, and be one of
 *     802.1Q. With AD, with TRK: the same of what is behind the port VLAN's
 *     tag, whose VID is found by the same rules; a tag that is cut off there
 *     counts as one that isn't in TRUNK.
 *  c. Address: RA of p, or UPE; multicast also by MTA with ROMPE, or MPE;
 *     broadcast by BAM.
 *  d. length of what p gets (without its outermost tag) <= MAXFRAME, else
 *     rx_too_long.
 *  e. free receive descriptors for the whole frame in the chosen queue, at
 *     most MOCK_MAX_RX_SEGS, else rx_no_desc. A queue that is off, a function
 *     without bus master, a buffer of length 0 or one that isn't memory: none
 *     is free.
 * A frame from the wire that no pool admits by rules a to c counts rx_no_pool
 * of MOCK_POOL_PF; so does one whose VID is in LVLAN, which none gets.
 */

/*
 * Rates.
 *
 * A frame counts the bytes that its descriptors name, at least 60, sent or
 * dropped. Whoever has to wait keeps his frames: the device doesn't take them
 * off the ring, so that the ring fills, and nothing is dropped.
 *
 * TXRATE of a pool holds for all its frames, whether to the wire or to other
 * pools. What the pool didn't use for 25 ms at most it may send at once. TXRATE
 * of a group holds for the frames of all its pools together, in the same way.
 *
 * The line rate is the model's own knob (debugfs), per port, and becomes the
 * speed of the link, which MOCK_INT_LINK tells. While it is set, frames to the
 * wire have to share it; frames between pools don't. A ring whose next frame
 * goes to the wire waits there, with all that is behind it. Pools that have
 * sent less to the wire than TXMIN go first; what is left of the line rate is
 * shared by all that wait, in equal parts, bytes counted. Guarantees beyond
 * the line rate are cut. Without a line rate TXMIN has no effect: nobody waits.
 *
 * TXMIN of a group is a guarantee of its pools together: those go first, the one
 * that has had least of it before others, as long as all of them have sent less.
 * What a pool sends by a guarantee of its own is part of it; a pool keeps its
 * own also beyond that of its group.
 *
 * A reset of a VF leaves its rates alone, a reset of the PF clears them.
 */

/* Statistics: index of MOCK_STAT() and MOCK_POOL_STAT(). Bytes are without
 * FCS and without the port VLAN's tag; a tag in the descriptor counts.
 * Broadcast isn't multicast. No reset of a function clears them.
 */
enum mock_stat {
	MOCK_STAT_RX_PACKETS,
	MOCK_STAT_RX_BYTES,
	MOCK_STAT_RX_MULTICAST,
	MOCK_STAT_RX_BROADCAST,
	MOCK_STAT_TX_PACKETS,
	MOCK_STAT_TX_BYTES,
	MOCK_STAT_TX_MULTICAST,
	MOCK_STAT_TX_BROADCAST,
	MOCK_STAT_DROP_SPOOF_MAC,
	MOCK_STAT_DROP_SPOOF_VLAN,
	MOCK_STAT_DROP_TX_DISABLED,
	MOCK_STAT_DROP_TX_ERROR,
	MOCK_STAT_DROP_TX_SELF,
	MOCK_STAT_DROP_RX_NO_DESC,
	MOCK_STAT_DROP_RX_TOO_LONG,
	MOCK_STAT_DROP_RX_NO_POOL,
	MOCK_STAT_NUM,
};

/* ---- Descriptors: little endian, 32 bytes ------------------------------ */

/*
 * Transmit. A frame is one or more descriptors, the last with EOP; VLAN and
 * CSUM fields are read from the first. DD is written back into the
 * descriptor with RS set when the frame was taken, dropped or not. A frame
 * whose EOP isn't there yet waits for the next doorbell. tx_error: a length
 * of 0, an address that isn't memory, more than MOCK_MAX_TX_SEGS descriptors,
 * checksum positions outside the frame (they count without the descriptor's
 * tag).
 *
 *   0        8      12     16        18          20           22    28
 *   | addr   | len  | cmd  | vlan    | csum_start| csum_offset| rsvd| status |
 */
struct mock_tx_desc {
	__le64 addr;
	__le32 len;
	__le32 cmd;
#define MOCK_TXD_EOP		BIT(0)
#define MOCK_TXD_RS		BIT(1)
#define MOCK_TXD_VLAN		BIT(2)	/* insert vlan_tci as 802.1Q tag */
#define MOCK_TXD_CSUM		BIT(3)	/* sum from csum_start to the end, store
					 * at csum_start + csum_offset
					 */
	__le16 vlan_tci;
	__le16 csum_start;
	__le16 csum_offset;
	__le16 rsvd[3];
	__le32 status;
#define MOCK_TXD_DD		BIT(0)
};

/*
 * Receive. The driver fills addr and len (the buffer's size); the device
 * writes the rest. A frame longer than the buffer goes on in the next
 * descriptor, up to MOCK_MAX_RX_SEGS: buffers of 145 bytes hold every frame.
 * The last has EOP. DD is written last, and last of all in the
 * frame's first descriptor. VLAN, CSUM bits and vlan_tci are the same in all
 * descriptors of a frame. No CSUM bit: not TCP or UDP over IP, a fragment,
 * UDP without a checksum, or a malformed header.
 */
struct mock_rx_desc {
	__le64 addr;
	__le32 len;
	__le32 rsvd0;
	__le32 status;
#define MOCK_RXD_DD		BIT(0)
#define MOCK_RXD_EOP		BIT(1)
#define MOCK_RXD_VLAN		BIT(2)	/* vlan_tci holds a stripped tag */
#define MOCK_RXD_CSUM_OK	BIT(3)	/* TCP/UDP checksum verified */
#define MOCK_RXD_CSUM_BAD	BIT(4)	/* ... and found wrong */
	__le16 pkt_len;			/* bytes in this buffer */
	__le16 vlan_tci;
	__le32 rss_hash;		/* first descriptor; 0: none */
	__le32 rsvd1;
};

#endif /* MOCK_HW_H */
