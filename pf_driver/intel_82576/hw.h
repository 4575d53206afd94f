/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Backend of the Intel 82576 and I350: its objects, and what its files call of
 * each other. main.c has the PCI driver, hw.c reset and tables of the port,
 * phy.c the link, vf.c, rate.c and mbx.c the VFs, netdev.c and ethtool.c the PF's
 * netdev, queues.c, tx.c and rx.c its data path (ring.h).
 *
 * The port's packets go to pools, one for each VF and the last for the PF:
 *
 *	VF n: pool n		PF: pool 7
 *
 * and a pool has the queues with its number, and on the 82576 those with 8
 * added. So with VFs the PF has queues 7 and 15. Without VFs there are no
 * pools, and the PF has queues from 0 on: what has no hash goes to 0. Enabling
 * VFs moves the PF's rings and needs no reset.
 *
 * I350: by datasheet, untested.
 */
#ifndef I576_HW_H
#define I576_HW_H

#include <linux/bitfield.h>
#include <linux/ethtool.h>
#include <linux/io.h>
#include <linux/spinlock.h>

#include "pf_driver/core/sriov_pf.h"
#include "regs.h"

#define I576_MAX_VFS	7
#define I576_POOL_PF	7
#define I576_MAX_FRAME	9728	/* bytes with FCS, 1.5 of the datasheet */

/* The receive address table: the PF's address, those of VFs, the rest. */
#define I576_RA_PF	0
#define I576_RA_VF(vf)	(1 + (vf))
#define I576_RA_FIRST	(1 + I576_MAX_VFS)
#define I576_RA_MAX	32

/**
 * struct i576_model - what differs between the chips
 * @name: for messages
 * @ra_num: receive addresses
 * @max_queues: queue pairs there are
 * @pool_queues: those of a pool
 * @has_dvmolr: what a pool strips is in DVMOLR, and TXSWC is the switch
 * @has_rates: it can limit what a queue transmits
 */
struct i576_model {
	const char *name;
	u8 ra_num;
	u8 max_queues;
	u8 pool_queues;
	bool has_dvmolr;
	bool has_rates;
};

/* Statistics of a VF that the chip keeps in 32 bits, made 64. */
enum i576_vf_stat {
	I576_VF_RX_PACKETS,
	I576_VF_RX_BYTES,
	I576_VF_RX_MULTICAST,
	I576_VF_TX_PACKETS,
	I576_VF_TX_BYTES,
	I576_VF_STAT_NUM,
};

/* Statistics of the port, see the table in stats.c. */
enum i576_stat {
	I576_STAT_RX_PACKETS,
	I576_STAT_RX_BYTES,
	I576_STAT_RX_MULTICAST,
	I576_STAT_RX_BROADCAST,
	I576_STAT_RX_MISSED,
	I576_STAT_RX_NO_BUFFER,
	I576_STAT_RX_CRC_ERRORS,
	I576_STAT_RX_ERRORS,
	I576_STAT_RX_LENGTH_ERRORS,
	I576_STAT_RX_UNDERSIZE,
	I576_STAT_RX_OVERSIZE,
	I576_STAT_TX_PACKETS,
	I576_STAT_TX_BYTES,
	I576_STAT_TX_MULTICAST,
	I576_STAT_TX_BROADCAST,
	I576_STAT_COLLISIONS,
	I576_STAT_NUM,
};

/**
 * struct i576_vf - what is programmed for a VF; @lock of struct i576
 * @ra: its additional entries of the receive address table
 * @num_ra: how many
 * @num_mc: hashes in @mc
 * @mc: its multicast hashes
 * @all_mc: it has all multicast
 * @all_uc: it has all unicast
 * @max_rate: what it may transmit, Mbit/s, 0: no limit
 * @busy: how often in a row its mailbox buffer couldn't be had
 * @last: its statistics as they were read last; sriov_pf.lock, as @sum
 * @sum: their sum
 */
struct i576_vf {
	u8 ra[I576_RA_MAX];
	u8 num_ra;
	u8 num_mc;
	u16 mc[SRIOV_VF_MAX_MC];
	bool all_mc;
	bool all_uc;
	u32 max_rate;
	u8 busy;
	u32 last[I576_VF_STAT_NUM];
	u64 sum[I576_VF_STAT_NUM];
};

/**
 * struct i576 - a PF; sriov_pf_priv()
 * @pf: what the core knows of it
 * @addr: BAR 0
 * @gone: the card doesn't answer any more: nothing is read or written
 * @model: which chip it is
 * @lock: protects all below, and the registers made of it. Softirqs off
 * @pools: the port is divided into pools: there are VFs, or will be
 * @swc: DTXSWC or TXSWC
 * @enabled: VFRE and VFTE
 * @rctl: RCTL
 * @vid: VLANs in VLVF
 * @vid_pools: pools that are in them; 0: the entry is free
 * @pf_vlans: VLANs of the PF
 * @ra_used: entries of the receive address table that are in use
 * @pf_ra: additional ones of the PF
 * @num_pf_ra: how many
 * @pf_mc: multicast hashes of the PF
 * @pf_all_mc: the PF has all multicast
 * @mbx_imr: MBVFIMR
 * @rate_speed: speed of the link that rates of VFs are programmed for, Mbit/s
 * @vf: for each VF
 * @vf_lost: VFs whose programming a reset of the PF took away and that the
 *	core doesn't know of yet; sriov_pf.lock, as the next
 * @vf_unacked: VFs that haven't read our last message yet
 * @stat_lock: protects @stat
 * @stat: sums of the port's statistics
 */
struct i576 {
	struct sriov_pf *pf;
	u8 __iomem *addr;
	bool gone;
	const struct i576_model *model;

	spinlock_t lock;	/* all from here to vf[] */
	bool pools;
	u32 swc;
	u32 enabled;
	u32 rctl;
	u16 vid[I576_VLVF_NUM];
	u8 vid_pools[I576_VLVF_NUM];
	DECLARE_BITMAP(pf_vlans, VLAN_N_VID);
	DECLARE_BITMAP(ra_used, I576_RA_MAX);
	u8 pf_ra[I576_RA_MAX];
	u8 num_pf_ra;
	DECLARE_BITMAP(pf_mc, 32 * I576_TABLE_ROWS);
	bool pf_all_mc;
	u32 mbx_imr;
	u32 rate_speed;
	struct i576_vf vf[I576_MAX_VFS];

	u32 vf_lost;
	u32 vf_unacked;

	struct mutex stat_lock;	/* stat */
	u64 stat[I576_STAT_NUM];
};

u32 i576_rd_slow(struct i576 *hw, u32 reg);

/* All ones once the card is gone; after that it isn't asked any more. */
static inline u32 i576_rd(struct i576 *hw, u32 reg)
{
	u32 val;

	if (unlikely(READ_ONCE(hw->gone)))
		return ~0U;
	val = readl(hw->addr + reg);
	return likely(val != ~0U) ? val : i576_rd_slow(hw, reg);
}

static inline void i576_wr(struct i576 *hw, u32 reg, u32 val)
{
	if (likely(!READ_ONCE(hw->gone)))
		writel(val, hw->addr + reg);
}

/* What was written has arrived. */
static inline void i576_flush(struct i576 *hw)
{
	i576_rd(hw, I576_STATUS);
}

static inline bool i576_present(struct i576 *hw)
{
	return i576_rd(hw, I576_STATUS) != ~0U;
}

/* The register number of the PF's n-th queue. */
static inline unsigned int i576_queue_reg(const struct i576 *hw,
					  unsigned int n)
{
	return hw->pools ? I576_POOL_PF + 8 * n : n;
}

/* hw.c */
int i576_wait(struct i576 *hw, u32 reg, u32 mask, u32 want,
	      unsigned int usecs);
int i576_reset(struct i576 *hw);
void i576_init_port(struct i576 *hw);
void i576_read_mac(struct i576 *hw, u8 *mac);
int i576_read_eeprom(struct i576 *hw, unsigned int word, u16 *val);
bool i576_eeprom_valid(struct i576 *hw);
void i576_rctl_set(struct i576 *hw, u32 clear, u32 set);
void i576_pool_enable(struct i576 *hw, unsigned int pool, bool on);

/* filter.c; the lock held but where it says otherwise */
void i576_ra_write(struct i576 *hw, unsigned int i, const u8 *mac,
		   unsigned int pool);
void i576_ra_clear(struct i576 *hw, unsigned int i);
int i576_ra_resize(struct i576 *hw, u8 *ra, u8 *num, unsigned int want);
void i576_mta_write(struct i576 *hw);
int i576_vlan_set_pf(struct i576 *hw, u16 vid, bool on);
int i576_vlan_enter_pools(struct i576 *hw);
void i576_vlan_leave_pools(struct i576 *hw);
int i576_vlan_set_vf(struct i576 *hw, unsigned int vf,
		     const unsigned long *vlans);
void i576_filters_restore(struct i576 *hw);
void i576_set_mac(struct i576 *hw, const u8 *mac);

/* phy.c: process context, no lock held */
int i576_phy_read(struct i576 *hw, unsigned int reg, u16 *val);
int i576_phy_write(struct i576 *hw, unsigned int reg, u16 val);
int i576_phy_start(struct i576 *hw);
bool i576_link(struct i576 *hw, u32 *speed, bool *full);

/* rate.c */
u32 i576_rate_factor(u32 speed, u32 rate);
void i576_rate_set(struct i576 *hw, unsigned int vf, u32 rate);
void i576_rates_link(struct i576 *hw);
u32 i576_link_speed(struct sriov_pf *pf);

/* stats.c */
extern const char i576_stat_names[I576_STAT_NUM][ETH_GSTRING_LEN];
void i576_stats_update(struct i576 *hw);
void i576_vf_stats_update(struct i576 *hw, unsigned int vf);
void i576_vf_stats(struct sriov_pf *pf, struct sriov_vf *vf,
		   struct sriov_vf_stats *stats);

/* vf.c */
extern const struct sriov_pf_ops i576_pf_ops;
void i576_default_pool(struct i576 *hw);
void i576_pools_program(struct i576 *hw);
void i576_spoof_event(struct i576 *hw);

/* mbx.c */
void i576_mbx_events(struct sriov_pf *pf, unsigned long *req,
		     unsigned long *ack, unsigned long *flr);
int i576_mbx_read(struct sriov_pf *pf, struct sriov_vf *vf, u32 *msg,
		  unsigned int len);
int i576_mbx_write(struct sriov_pf *pf, struct sriov_vf *vf, const u32 *msg,
		   unsigned int len);

#endif /* I576_HW_H */
