// SPDX-License-Identifier: GPL-2.0
/*
 * What the 82576's VF counts, for ethtool and the network stack.
 *
 * Owns the tables of counter names. Software counters are read without a lock,
 * hardware counters under sriov_vf_dev.lock.
 */
#include "ivf.h"

static const char * const ivf_names[IVF_COUNTERS] = {
	[IVF_RX_PACKETS] = "rx0_packets",
	[IVF_RX_BYTES] = "rx0_bytes",
	[IVF_RX_MULTICAST] = "rx0_multicast",
	[IVF_RX_CSUM_ERROR] = "rx0_csum_error",
	[IVF_RX_NO_MEMORY] = "rx0_drop_no_memory",
	[IVF_RX_BAD] = "rx0_drop_bad_desc",
	[IVF_TX_PACKETS] = "tx0_packets",
	[IVF_TX_BYTES] = "tx0_bytes",
	[IVF_TX_ABORTED] = "tx0_drop_reset",
	[IVF_XDP_DROP] = "xdp_drop",
	[IVF_XDP_TX] = "xdp_tx",
	[IVF_XDP_REDIRECT] = "xdp_redirect",
	[IVF_XDP_ERROR] = "drop_xdp_error",
	[IVF_XDP_FULL] = "xdp_full",
	[IVF_TX_STOPPED] = "tx0_stopped",
	[IVF_TX_MAP_ERROR] = "tx0_drop_map_error",
};

/* "lb": from and to functions of the same card, part of the others */
static const struct {
	const char *name;
	u32 reg;
} ivf_hw_stats[] = {
	{ "hw_rx_packets", IVF_GPRC },
	{ "hw_rx_bytes", IVF_GORC },
	{ "hw_rx_multicast", IVF_MPRC },
	{ "hw_tx_packets", IVF_GPTC },
	{ "hw_tx_bytes", IVF_GOTC },
	{ "hw_rx_lb_packets", IVF_GPRLBC },
	{ "hw_rx_lb_bytes", IVF_GORLBC },
	{ "hw_tx_lb_packets", IVF_GPTLBC },
	{ "hw_tx_lb_bytes", IVF_GOTLBC },
};

static_assert(ARRAY_SIZE(ivf_hw_stats) == IVF_HW_COUNTERS);

/* Besides the tables: transmit timeouts. */
#define IVF_EXTRA_STATS		1

/**
 * ivf_hw_base() - let the hardware's counters begin at 0
 * @vf: the VF
 *
 * The device keeps counting over resets and from one driver to the next.
 */
void ivf_hw_base(struct ivf *vf)
{
	unsigned int i;

	for (i = 0; i < IVF_HW_COUNTERS; i++)
		vf->hw_last[i] = ivf_rd(vf, ivf_hw_stats[i].reg);
}

/**
 * ivf_hw_update() - add up what the hardware has counted
 * @vf: the VF; lock held
 *
 * Its counters of bytes wrap after half a minute at full speed: to be called
 * more often than that.
 */
void ivf_hw_update(struct ivf *vf)
{
	unsigned int i;
	u32 val;

	for (i = 0; i < IVF_HW_COUNTERS; i++) {
		val = ivf_rd(vf, ivf_hw_stats[i].reg);
		/* Gone: that would be 4 billion. */
		if (val == ~0U)
			return;
		vf->hw_sum[i] += val - vf->hw_last[i];
		vf->hw_last[i] = val;
	}
}

static void ivf_read(const struct ivf_count *count,
		     const struct u64_stats_sync *sync, unsigned int from,
		     unsigned int to, u64 *val)
{
	unsigned int start, i;

	do {
		start = u64_stats_fetch_begin(sync);
		for (i = from; i < to; i++)
			val[i] = u64_stats_read(&count->val[i]);
	} while (u64_stats_fetch_retry(sync, start));
}

/* All IVF_COUNTERS of them */
static void ivf_read_all(const struct ivf *vf, u64 *val)
{
	const struct ivf_count *count = &vf->count;

	ivf_read(count, &count->napi_sync, 0, IVF_NAPI_COUNTERS, val);
	ivf_read(count, &count->xmit_sync, IVF_NAPI_COUNTERS, IVF_COUNTERS,
		 val);
}

/**
 * ivf_stats64() - ndo_get_stats64
 * @netdev: the VF's netdev
 * @stats: zeroed by the caller
 *
 * Context: any.
 */
void ivf_stats64(struct net_device *netdev, struct rtnl_link_stats64 *stats)
{
	const struct ivf *vf = netdev_priv(netdev);
	u64 val[IVF_COUNTERS];

	ivf_read_all(vf, val);
	stats->rx_packets = val[IVF_RX_PACKETS];
	stats->rx_bytes = val[IVF_RX_BYTES];
	stats->multicast = val[IVF_RX_MULTICAST];
	stats->rx_dropped = val[IVF_RX_NO_MEMORY] + val[IVF_XDP_ERROR];
	stats->rx_frame_errors = val[IVF_RX_BAD];
	stats->rx_errors = val[IVF_RX_BAD];
	stats->tx_packets = val[IVF_TX_PACKETS];
	stats->tx_bytes = val[IVF_TX_BYTES];
	stats->tx_dropped = val[IVF_TX_ABORTED] + val[IVF_TX_MAP_ERROR];
}

/**
 * ivf_sset_count() - ethtool_ops.get_sset_count
 * @vfd: the VF
 * @sset: string set
 *
 * Return: number of strings, or -EOPNOTSUPP.
 */
int ivf_sset_count(struct sriov_vf_dev *vfd, int sset)
{
	if (sset != ETH_SS_STATS)
		return -EOPNOTSUPP;
	return IVF_HW_COUNTERS + IVF_EXTRA_STATS + IVF_COUNTERS;
}

/**
 * ivf_strings() - ethtool_ops.get_strings
 * @vfd: the VF
 * @sset: string set
 * @data: room for ivf_sset_count() strings
 */
void ivf_strings(struct sriov_vf_dev *vfd, u32 sset, u8 *data)
{
	unsigned int i;

	if (sset != ETH_SS_STATS)
		return;
	for (i = 0; i < IVF_HW_COUNTERS; i++)
		ethtool_sprintf(&data, "%s", ivf_hw_stats[i].name);
	ethtool_sprintf(&data, "tx_timeouts");
	for (i = 0; i < IVF_COUNTERS; i++)
		ethtool_sprintf(&data, "%s", ivf_names[i]);
}

/**
 * ivf_ethtool_stats() - ethtool_ops.get_ethtool_stats
 * @vfd: the VF; lock not held
 * @data: room for ivf_sset_count() numbers
 */
void ivf_ethtool_stats(struct sriov_vf_dev *vfd, u64 *data)
{
	struct ivf *vf = ivf_of(vfd);

	mutex_lock(&vfd->lock);
	/* During a reset it can't be read. */
	if (!vfd->in_flr)
		ivf_hw_update(vf);
	memcpy(data, vf->hw_sum, sizeof(vf->hw_sum));
	mutex_unlock(&vfd->lock);
	data += IVF_HW_COUNTERS;
	*data++ = READ_ONCE(vf->timeouts);
	ivf_read_all(vf, data);
}

static void ivf_queue_rx(struct net_device *netdev, int queue,
			 struct netdev_queue_stats_rx *stats)
{
	u64 val[IVF_COUNTERS];

	ivf_read_all(netdev_priv(netdev), val);
	stats->packets = val[IVF_RX_PACKETS];
	stats->bytes = val[IVF_RX_BYTES];
	stats->alloc_fail = val[IVF_RX_NO_MEMORY];
}

static void ivf_queue_tx(struct net_device *netdev, int queue,
			 struct netdev_queue_stats_tx *stats)
{
	u64 val[IVF_COUNTERS];

	ivf_read_all(netdev_priv(netdev), val);
	stats->packets = val[IVF_TX_PACKETS];
	stats->bytes = val[IVF_TX_BYTES];
	stats->stop = val[IVF_TX_STOPPED];
}

/* There are no queues but the one. */
static void ivf_queue_base(struct net_device *netdev,
			   struct netdev_queue_stats_rx *rx,
			   struct netdev_queue_stats_tx *tx)
{
	rx->packets = 0;
	rx->bytes = 0;
	rx->alloc_fail = 0;
	tx->packets = 0;
	tx->bytes = 0;
	tx->stop = 0;
}

const struct netdev_stat_ops ivf_stat_ops = {
	.get_queue_stats_rx = ivf_queue_rx,
	.get_queue_stats_tx = ivf_queue_tx,
	.get_base_stats = ivf_queue_base,
};
