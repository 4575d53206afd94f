// SPDX-License-Identifier: GPL-2.0
/*
 * The chip's statistics. Those of the port are cleared by reading; those of a
 * VF have 32 bits and wrap, bytes within 35 s at 1 Gbit/s. So both are summed
 * up here, every two seconds by the watch of recover.c, and when they are
 * wanted.
 *
 * Owns the sums: of the port under stat_lock, of VFs under sriov_pf.lock.
 */
#include "hw.h"

/* Words of 64 bits: the low half, which is read first, and the high one. */
static const struct {
	u32 reg;
	bool wide;
} i576_stats[I576_STAT_NUM] = {
	[I576_STAT_RX_PACKETS] = { I576_GPRC },
	[I576_STAT_RX_BYTES] = { I576_GORCL, true },
	[I576_STAT_RX_MULTICAST] = { I576_MPRC },
	[I576_STAT_RX_BROADCAST] = { I576_BPRC },
	[I576_STAT_RX_MISSED] = { I576_MPC },
	[I576_STAT_RX_NO_BUFFER] = { I576_RNBC },
	[I576_STAT_RX_CRC_ERRORS] = { I576_CRCERRS },
	[I576_STAT_RX_ERRORS] = { I576_RXERRC },
	[I576_STAT_RX_LENGTH_ERRORS] = { I576_RLEC },
	[I576_STAT_RX_UNDERSIZE] = { I576_RUC },
	[I576_STAT_RX_OVERSIZE] = { I576_ROC },
	[I576_STAT_TX_PACKETS] = { I576_GPTC },
	[I576_STAT_TX_BYTES] = { I576_GOTCL, true },
	[I576_STAT_TX_MULTICAST] = { I576_MPTC },
	[I576_STAT_TX_BROADCAST] = { I576_BPTC },
	[I576_STAT_COLLISIONS] = { I576_COLC },
};

/* Their names in "ethtool -S". */
const char i576_stat_names[I576_STAT_NUM][ETH_GSTRING_LEN] = {
	[I576_STAT_RX_PACKETS] = "port_rx_packets",
	[I576_STAT_RX_BYTES] = "port_rx_bytes",
	[I576_STAT_RX_MULTICAST] = "port_rx_multicast",
	[I576_STAT_RX_BROADCAST] = "port_rx_broadcast",
	[I576_STAT_RX_MISSED] = "port_rx_missed",
	[I576_STAT_RX_NO_BUFFER] = "port_rx_no_buffer",
	[I576_STAT_RX_CRC_ERRORS] = "port_rx_crc_errors",
	[I576_STAT_RX_ERRORS] = "port_rx_errors",
	[I576_STAT_RX_LENGTH_ERRORS] = "port_rx_length_errors",
	[I576_STAT_RX_UNDERSIZE] = "port_rx_undersize",
	[I576_STAT_RX_OVERSIZE] = "port_rx_oversize",
	[I576_STAT_TX_PACKETS] = "port_tx_packets",
	[I576_STAT_TX_BYTES] = "port_tx_bytes",
	[I576_STAT_TX_MULTICAST] = "port_tx_multicast",
	[I576_STAT_TX_BROADCAST] = "port_tx_broadcast",
	[I576_STAT_COLLISIONS] = "port_collisions",
};

/**
 * i576_stats_update() - add what the port has counted since
 * @hw: the PF
 *
 * Process context; takes stat_lock.
 */
void i576_stats_update(struct i576 *hw)
{
	unsigned int i;
	u64 val;

	mutex_lock(&hw->stat_lock);
	for (i = 0; i < I576_STAT_NUM; i++) {
		val = i576_rd(hw, i576_stats[i].reg);
		if (i576_stats[i].wide)
			val |= (u64)i576_rd(hw, i576_stats[i].reg + 4) << 32;
		/* All ones all the time: nothing was counted. */
		if (READ_ONCE(hw->gone))
			break;
		hw->stat[i] += val;
	}
	mutex_unlock(&hw->stat_lock);
}

/**
 * i576_vf_stats_update() - add what a VF's pool has counted since
 * @hw: the PF
 * @vf: the VF
 *
 * sriov_pf.lock held.
 */
void i576_vf_stats_update(struct i576 *hw, unsigned int vf)
{
	static const u16 regs[I576_VF_STAT_NUM] = {
		[I576_VF_RX_PACKETS] = I576_PVF_GPRC,
		[I576_VF_RX_BYTES] = I576_PVF_GORC,
		[I576_VF_RX_MULTICAST] = I576_PVF_MPRC,
		[I576_VF_TX_PACKETS] = I576_PVF_GPTC,
		[I576_VF_TX_BYTES] = I576_PVF_GOTC,
	};
	struct i576_vf *state = &hw->vf[vf];
	unsigned int i;
	u32 now;

	lockdep_assert_held(&hw->pf->lock);

	for (i = 0; i < I576_VF_STAT_NUM; i++) {
		now = i576_rd(hw, I576_PVF(vf, regs[i]));
		if (READ_ONCE(hw->gone))
			return;
		state->sum[i] += now - state->last[i];
		state->last[i] = now;
	}
}

/**
 * i576_vf_stats() - sriov_pf_ops.vf_stats
 * @pf: the PF
 * @vf: the VF
 * @stats: filled in; the chip counts no drops
 */
void i576_vf_stats(struct sriov_pf *pf, struct sriov_vf *vf,
		   struct sriov_vf_stats *stats)
{
	struct i576 *hw = sriov_pf_priv(pf);
	const u64 *sum = hw->vf[vf->id].sum;

	i576_vf_stats_update(hw, vf->id);
	stats->rx_packets = sum[I576_VF_RX_PACKETS];
	stats->rx_bytes = sum[I576_VF_RX_BYTES];
	stats->rx_multicast = sum[I576_VF_RX_MULTICAST];
	stats->tx_packets = sum[I576_VF_TX_PACKETS];
	stats->tx_bytes = sum[I576_VF_TX_BYTES];
}
