// SPDX-License-Identifier: GPL-2.0
/* Statistics per queue for netlink's netdev family (6.10). */
#include <linux/netdevice.h>

#ifdef PROBE
#include <net/netdev_queues.h>

void probe(struct net_device *netdev, const struct netdev_stat_ops *ops,
	   struct netdev_queue_stats_tx *tx)
{
	netdev->stat_ops = ops;
	tx->stop = 0;
}
#endif
