/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Statistics per queue: net_device.stat_ops for kernels that have it (6.10).
 * Elsewhere the operations are compiled and never called.
 */
#ifndef COMPAT_QSTATS_H
#define COMPAT_QSTATS_H

#include <linux/netdevice.h>

#include "compat/probed.h"

#ifdef COMPAT_HAVE_NETDEV_STAT_OPS
#include <net/netdev_queues.h>

static inline void netdev_set_stat_ops(struct net_device *netdev,
				       const struct netdev_stat_ops *ops)
{
	netdev->stat_ops = ops;
}
#else
struct netdev_queue_stats_rx {
	u64 bytes;
	u64 packets;
	u64 alloc_fail;
};

struct netdev_queue_stats_tx {
	u64 bytes;
	u64 packets;
	u64 stop;
};

struct netdev_stat_ops {
	void (*get_queue_stats_rx)(struct net_device *netdev, int queue,
				   struct netdev_queue_stats_rx *stats);
	void (*get_queue_stats_tx)(struct net_device *netdev, int queue,
				   struct netdev_queue_stats_tx *stats);
	void (*get_base_stats)(struct net_device *netdev,
			       struct netdev_queue_stats_rx *rx,
			       struct netdev_queue_stats_tx *tx);
};

static inline void netdev_set_stat_ops(struct net_device *netdev,
				       const struct netdev_stat_ops *ops)
{
}
#endif

#endif /* COMPAT_QSTATS_H */
