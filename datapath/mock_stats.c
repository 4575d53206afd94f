// SPDX-License-Identifier: GPL-2.0
/*
 * What the mock NIC's data path tells users and lets them set by ethtool:
 * statistics with the reasons of drops, ring sizes, channels, link.
 *
 * Owns the tables of counter names. Statistics are read without a lock; what
 * changes something is serialised by the caller, as in mock_txrx.c.
 */
#include <linux/ethtool.h>
#include <linux/log2.h>

#include "mock_txrx.h"

static const char mock_hw_names[][ETH_GSTRING_LEN] = {
	[MOCK_STAT_RX_PACKETS] = "hw_rx_packets",
	[MOCK_STAT_RX_BYTES] = "hw_rx_bytes",
	[MOCK_STAT_RX_MULTICAST] = "hw_rx_multicast",
	[MOCK_STAT_RX_BROADCAST] = "hw_rx_broadcast",
	[MOCK_STAT_TX_PACKETS] = "hw_tx_packets",
	[MOCK_STAT_TX_BYTES] = "hw_tx_bytes",
	[MOCK_STAT_TX_MULTICAST] = "hw_tx_multicast",
	[MOCK_STAT_TX_BROADCAST] = "hw_tx_broadcast",
	[MOCK_STAT_DROP_SPOOF_MAC] = "drop_spoof_mac",
	[MOCK_STAT_DROP_SPOOF_VLAN] = "drop_spoof_vlan",
	[MOCK_STAT_DROP_TX_DISABLED] = "drop_tx_disabled",
	[MOCK_STAT_DROP_TX_ERROR] = "drop_tx_error",
	[MOCK_STAT_DROP_TX_SELF] = "drop_tx_self",
	[MOCK_STAT_DROP_RX_NO_DESC] = "drop_rx_no_desc",
	[MOCK_STAT_DROP_RX_TOO_LONG] = "drop_rx_too_long",
	[MOCK_STAT_DROP_RX_NO_POOL] = "drop_rx_no_pool",
};

static_assert(ARRAY_SIZE(mock_hw_names) == MOCK_STAT_NUM);

/* Both with the queue's number before the name: "tx0_packets". */
static const char * const mock_tx_names[MOCK_TX_COUNTERS] = {
	[MOCK_TX_PACKETS] = "packets",
	[MOCK_TX_BYTES] = "bytes",
	[MOCK_TX_STOPPED] = "stopped",
	[MOCK_TX_MAP_ERROR] = "drop_map_error",
	[MOCK_TX_ABORTED] = "drop_reset",
};

static const char * const mock_rx_names[MOCK_RX_COUNTERS] = {
	[MOCK_RX_PACKETS] = "packets",
	[MOCK_RX_BYTES] = "bytes",
	[MOCK_RX_MULTICAST] = "multicast",
	[MOCK_RX_CSUM_ERROR] = "csum_error",
	[MOCK_RX_NO_MEMORY] = "drop_no_memory",
	[MOCK_RX_BAD_DESC] = "drop_bad_desc",
	[MOCK_RX_PAGE_NEW] = "page_new",
	[MOCK_RX_PAGE_REUSED] = "page_reused",
};

/* Besides the tables: transmit timeouts. */
#define MOCK_EXTRA_STATS	1

/* A hardware counter since mock_dp_init(); 0 once the device is gone. */
static u64 mock_hw_stat(const struct mock_dp *dp, enum mock_stat i)
{
	u64 val = mock_rd_stat(dp->hw, MOCK_STAT(i));

	/* Less: the card lost its power in between. */
	return val < dp->hw_base[i] ? val : val - dp->hw_base[i];
}

/**
 * mock_dp_base_stats() - let the hardware's statistics begin at 0
 * @dp: data path
 *
 * The device keeps counting over resets and from one driver to the next.
 */
void mock_dp_base_stats(struct mock_dp *dp)
{
	unsigned int i;

	for (i = 0; i < MOCK_STAT_NUM; i++)
		dp->hw_base[i] = mock_rd_stat(dp->hw, MOCK_STAT(i));
}

/* A consistent copy of the counters of one queue. */
static void mock_tx_read(const struct mock_qp *qp, u64 *count)
{
	unsigned int start, i;

	do {
		start = u64_stats_fetch_begin(&qp->count->tx_sync);
		for (i = 0; i < MOCK_TX_COUNTERS; i++)
			count[i] = u64_stats_read(&qp->count->tx[i]);
	} while (u64_stats_fetch_retry(&qp->count->tx_sync, start));
}

static void mock_rx_read(const struct mock_qp *qp, u64 *count)
{
	unsigned int start, i;

	do {
		start = u64_stats_fetch_begin(&qp->count->rx_sync);
		for (i = 0; i < MOCK_RX_COUNTERS; i++)
			count[i] = u64_stats_read(&qp->count->rx[i]);
	} while (u64_stats_fetch_retry(&qp->count->rx_sync, start));
}

/**
 * mock_dp_stats64() - ndo_get_stats64
 * @dp: data path
 * @stats: zeroed by the caller
 *
 * Context: any.
 */
void mock_dp_stats64(struct mock_dp *dp, struct rtnl_link_stats64 *stats)
{
	u64 tx[MOCK_TX_COUNTERS], rx[MOCK_RX_COUNTERS];
	unsigned int q;

	for (q = 0; q < dp->max_qps; q++) {
		mock_tx_read(&dp->qp[q], tx);
		mock_rx_read(&dp->qp[q], rx);
		stats->tx_packets += tx[MOCK_TX_PACKETS];
		stats->tx_bytes += tx[MOCK_TX_BYTES];
		stats->tx_dropped += tx[MOCK_TX_MAP_ERROR] +
				     tx[MOCK_TX_ABORTED];
		stats->rx_packets += rx[MOCK_RX_PACKETS];
		stats->rx_bytes += rx[MOCK_RX_BYTES];
		stats->multicast += rx[MOCK_RX_MULTICAST];
		stats->rx_dropped += rx[MOCK_RX_NO_MEMORY];
		stats->rx_frame_errors += rx[MOCK_RX_BAD_DESC];
	}
	stats->rx_missed_errors = mock_hw_stat(dp, MOCK_STAT_DROP_RX_NO_DESC);
	stats->rx_length_errors = mock_hw_stat(dp, MOCK_STAT_DROP_RX_TOO_LONG);
	stats->rx_errors = stats->rx_frame_errors + stats->rx_length_errors;
	stats->tx_aborted_errors = mock_hw_stat(dp, MOCK_STAT_DROP_TX_ERROR);
	stats->tx_errors = stats->tx_aborted_errors;
	stats->tx_dropped += mock_hw_stat(dp, MOCK_STAT_DROP_SPOOF_MAC) +
			     mock_hw_stat(dp, MOCK_STAT_DROP_SPOOF_VLAN) +
			     mock_hw_stat(dp, MOCK_STAT_DROP_TX_DISABLED) +
			     mock_hw_stat(dp, MOCK_STAT_DROP_TX_SELF);
}

/**
 * mock_dp_sset_count() - ethtool_ops.get_sset_count
 * @dp: data path
 * @sset: string set
 *
 * All queue pairs there can be are counted, used or not, so that the number
 * is the same from one ioctl to the next.
 *
 * Return: number of strings, or -EOPNOTSUPP.
 */
int mock_dp_sset_count(struct mock_dp *dp, int sset)
{
	if (sset != ETH_SS_STATS)
		return -EOPNOTSUPP;
	return MOCK_STAT_NUM + MOCK_EXTRA_STATS +
	       dp->max_qps * (MOCK_TX_COUNTERS + MOCK_RX_COUNTERS);
}

/**
 * mock_dp_strings() - ethtool_ops.get_strings
 * @dp: data path
 * @sset: string set
 * @data: room for mock_dp_sset_count() strings
 */
void mock_dp_strings(struct mock_dp *dp, u32 sset, u8 *data)
{
	unsigned int q, i;

	if (sset != ETH_SS_STATS)
		return;
	memcpy(data, mock_hw_names, sizeof(mock_hw_names));
	data += sizeof(mock_hw_names);
	ethtool_sprintf(&data, "tx_timeouts");
	for (q = 0; q < dp->max_qps; q++) {
		for (i = 0; i < MOCK_TX_COUNTERS; i++)
			ethtool_sprintf(&data, "tx%u_%s", q, mock_tx_names[i]);
		for (i = 0; i < MOCK_RX_COUNTERS; i++)
			ethtool_sprintf(&data, "rx%u_%s", q, mock_rx_names[i]);
	}
}

/**
 * mock_dp_ethtool_stats() - ethtool_ops.get_ethtool_stats
 * @dp: data path
 * @data: room for mock_dp_sset_count() numbers
 */
void mock_dp_ethtool_stats(struct mock_dp *dp, u64 *data)
{
	unsigned int q, i;

	for (i = 0; i < MOCK_STAT_NUM; i++)
		*data++ = mock_hw_stat(dp, i);
	*data++ = READ_ONCE(dp->timeouts);
	for (q = 0; q < dp->max_qps; q++) {
		mock_tx_read(&dp->qp[q], data);
		data += MOCK_TX_COUNTERS;
		mock_rx_read(&dp->qp[q], data);
		data += MOCK_RX_COUNTERS;
	}
}

/**
 * mock_dp_get_rings() - ethtool_ops.get_ringparam
 * @dp: data path
 * @ring: zeroed by the caller
 */
void mock_dp_get_rings(struct mock_dp *dp, struct ethtool_ringparam *ring)
{
	ring->rx_max_pending = MOCK_MAX_DESC;
	ring->tx_max_pending = MOCK_MAX_DESC;
	ring->rx_pending = dp->rx_len;
	ring->tx_pending = dp->tx_len;
}

static bool mock_ring_len_ok(u32 len)
{
	return is_power_of_2(len) && len >= MOCK_MIN_DESC &&
	       len <= MOCK_MAX_DESC;
}

/**
 * mock_dp_set_rings() - ethtool_ops.set_ringparam
 * @dp: data path
 * @ring: sizes wanted
 * @extack: where a refusal is explained
 *
 * Context: rtnl, and serialised by the caller.
 *
 * Return: 0, -EINVAL, or what mock_dp_resize() returns.
 */
int mock_dp_set_rings(struct mock_dp *dp,
		      const struct ethtool_ringparam *ring,
		      struct netlink_ext_ack *extack)
{
	if (!mock_ring_len_ok(ring->rx_pending) ||
	    !mock_ring_len_ok(ring->tx_pending)) {
		NL_SET_ERR_MSG(extack,
			       "ring sizes are powers of two from 32 to 4096");
		return -EINVAL;
	}
	if (ring->rx_pending == dp->rx_len && ring->tx_pending == dp->tx_len)
		return 0;
	return mock_dp_resize(dp, dp->num_qps, ring->tx_pending,
			      ring->rx_pending);
}

/**
 * mock_dp_get_channels() - ethtool_ops.get_channels
 * @dp: data path
 * @ch: zeroed by the caller
 */
void mock_dp_get_channels(struct mock_dp *dp, struct ethtool_channels *ch)
{
	ch->max_combined = READ_ONCE(dp->limit);
	ch->combined_count = dp->num_qps;
	ch->max_other = 1;
	ch->other_count = 1;
}

/**
 * mock_dp_set_channels() - ethtool_ops.set_channels
 * @dp: data path
 * @ch: numbers wanted; ethtool has checked them against the maxima
 *
 * Context: rtnl, and serialised by the caller.
 *
 * Return: 0, -EINVAL, or what mock_dp_resize() returns.
 */
int mock_dp_set_channels(struct mock_dp *dp, const struct ethtool_channels *ch)
{
	int err = 0;

	if (!ch->combined_count || ch->combined_count > dp->limit ||
	    ch->rx_count || ch->tx_count || ch->other_count != 1)
		return -EINVAL;
	if (ch->combined_count != dp->num_qps)
		err = mock_dp_resize(dp, ch->combined_count, dp->tx_len,
				     dp->rx_len);
	if (!err)
		dp->wanted = ch->combined_count;
	return err;
}

/**
 * mock_dp_get_coalesce() - ethtool_ops.get_coalesce
 * @dp: data path
 * @ec: zeroed by the caller
 */
void mock_dp_get_coalesce(const struct mock_dp *dp,
			  struct ethtool_coalesce *ec)
{
	ec->rx_coalesce_usecs = dp->itr.rx_usecs;
	ec->rx_max_coalesced_frames = dp->itr.rx_frames;
	ec->tx_coalesce_usecs = dp->itr.tx_usecs;
}

/**
 * mock_dp_set_coalesce() - ethtool_ops.set_coalesce
 * @dp: data path
 * @ec: what is wanted; ethtool has seen to it that there is nothing else
 * @extack: where a refusal is explained
 *
 * In force until set again, also over resets of the device.
 *
 * Context: rtnl, and serialised by the caller.
 *
 * Return: 0; -ERANGE for more than the device can do; -EINVAL for a number of
 * frames without a time, as fewer frames would never be told.
 */
int mock_dp_set_coalesce(struct mock_dp *dp, const struct ethtool_coalesce *ec,
			 struct netlink_ext_ack *extack)
{
	if (ec->rx_coalesce_usecs > MOCK_MAX_ITR_USECS ||
	    ec->tx_coalesce_usecs > MOCK_MAX_ITR_USECS) {
		NL_SET_ERR_MSG(extack,
			       "rx-usecs and tx-usecs are at most 1000000");
		return -ERANGE;
	}
	if (ec->rx_max_coalesced_frames && !ec->rx_coalesce_usecs) {
		NL_SET_ERR_MSG(extack,
			       "rx-frames needs rx-usecs: for how long to wait for them");
		return -EINVAL;
	}
	dp->itr.rx_usecs = ec->rx_coalesce_usecs;
	dp->itr.rx_frames = ec->rx_max_coalesced_frames;
	dp->itr.tx_usecs = ec->tx_coalesce_usecs;
	if (dp->running)
		mock_dp_moderate(dp);
	return 0;
}

/**
 * mock_dp_queue_rx() - netdev_stat_ops.get_queue_stats_rx
 * @dp: data path
 * @queue: its number
 * @stats: where to put what is counted
 */
void mock_dp_queue_rx(struct mock_dp *dp, int queue,
		      struct netdev_queue_stats_rx *stats)
{
	u64 rx[MOCK_RX_COUNTERS];

	/* The netdev may have more queues than there were vectors for. */
	if (queue >= dp->max_qps)
		return;
	mock_rx_read(&dp->qp[queue], rx);
	stats->packets = rx[MOCK_RX_PACKETS];
	stats->bytes = rx[MOCK_RX_BYTES];
	stats->alloc_fail = rx[MOCK_RX_NO_MEMORY];
}

/**
 * mock_dp_queue_tx() - netdev_stat_ops.get_queue_stats_tx
 * @dp: data path
 * @queue: its number
 * @stats: where to put what is counted
 */
void mock_dp_queue_tx(struct mock_dp *dp, int queue,
		      struct netdev_queue_stats_tx *stats)
{
	u64 tx[MOCK_TX_COUNTERS];

	if (queue >= dp->max_qps)
		return;
	mock_tx_read(&dp->qp[queue], tx);
	stats->packets = tx[MOCK_TX_PACKETS];
	stats->bytes = tx[MOCK_TX_BYTES];
	stats->stop = tx[MOCK_TX_STOPPED];
}

/**
 * mock_dp_queue_base() - netdev_stat_ops.get_base_stats
 * @dp: data path
 * @rx: where to put what queues have received that aren't in use now
 * @tx: what they have transmitted
 *
 * Context: rtnl.
 */
void mock_dp_queue_base(struct mock_dp *dp, struct netdev_queue_stats_rx *rx,
			struct netdev_queue_stats_tx *tx)
{
	u64 rx_count[MOCK_RX_COUNTERS], tx_count[MOCK_TX_COUNTERS];
	unsigned int q;

	rx->packets = 0;
	rx->bytes = 0;
	rx->alloc_fail = 0;
	tx->packets = 0;
	tx->bytes = 0;
	tx->stop = 0;
	for (q = dp->num_qps; q < dp->max_qps; q++) {
		mock_rx_read(&dp->qp[q], rx_count);
		mock_tx_read(&dp->qp[q], tx_count);
		rx->packets += rx_count[MOCK_RX_PACKETS];
		rx->bytes += rx_count[MOCK_RX_BYTES];
		rx->alloc_fail += rx_count[MOCK_RX_NO_MEMORY];
		tx->packets += tx_count[MOCK_TX_PACKETS];
		tx->bytes += tx_count[MOCK_TX_BYTES];
		tx->stop += tx_count[MOCK_TX_STOPPED];
	}
}

/**
 * mock_dp_link_ksettings() - ethtool_ops.get_link_ksettings
 * @dp: data path
 * @ks: zeroed by the caller
 *
 * Return: 0.
 */
int mock_dp_link_ksettings(struct mock_dp *dp,
			   struct ethtool_link_ksettings *ks)
{
	u32 speed;
	bool up = mock_dp_link(dp, &speed);

	ks->base.speed = up ? speed : SPEED_UNKNOWN;
	ks->base.duplex = up ? DUPLEX_FULL : DUPLEX_UNKNOWN;
	ks->base.port = PORT_OTHER;
	ks->base.autoneg = AUTONEG_DISABLE;
	return 0;
}
