// SPDX-License-Identifier: GPL-2.0
/*
 * ethtool on the switch's netdev: who it is, and its counters, over all ports:
 *
 *	ethtool -S lan0
 *
 * Runs under rtnl.
 */
#include <linux/ethtool.h>

#include "vswitch/mcast.h"
#include "vswitch/vsw.h"

static const char table_names[][ETH_GSTRING_LEN] = {
	"fdb-entries", "fdb-moves", "fdb-full",
	"mdb-entries", "mdb-full", "mcast-bad",
};

static void get_drvinfo(struct net_device *dev, struct ethtool_drvinfo *info)
{
	strscpy(info->driver, "vswitch", sizeof(info->driver));
	strscpy(info->bus_info, "N/A", sizeof(info->bus_info));
}

static int get_sset_count(struct net_device *dev, int sset)
{
	if (sset != ETH_SS_STATS)
		return -EOPNOTSUPP;
	return ARRAY_SIZE(table_names) + VSW_DROP_COUNT;
}

static void get_strings(struct net_device *dev, u32 sset, u8 *data)
{
	enum vsw_drop why;
	unsigned int n;

	if (sset != ETH_SS_STATS)
		return;
	for (n = 0; n < ARRAY_SIZE(table_names); n++)
		ethtool_sprintf(&data, "%s", table_names[n]);
	for (why = 0; why < VSW_DROP_COUNT; why++)
		ethtool_sprintf(&data, "drop-%s", vsw_drop_reasons[why].name);
}

static void get_ethtool_stats(struct net_device *dev,
			      struct ethtool_stats *stats, u64 *data)
{
	struct vsw *sw = netdev_priv(dev);
	enum vsw_drop why;

	*data++ = READ_ONCE(sw->fdb.count);
	*data++ = atomic64_read(&sw->moves);
	*data++ = atomic64_read(&sw->fdb.full);
	*data++ = READ_ONCE(sw->mcast->count);
	*data++ = atomic64_read(&sw->mcast->full);
	*data++ = atomic64_read(&sw->mcast->bad);
	for (why = 0; why < VSW_DROP_COUNT; why++)
		*data++ = vsw_drops_of_all(sw, why);
}

const struct ethtool_ops vsw_ethtool_ops = {
	.get_drvinfo		= get_drvinfo,
	.get_link		= ethtool_op_get_link,
	.get_sset_count		= get_sset_count,
	.get_strings		= get_strings,
	.get_ethtool_stats	= get_ethtool_stats,
};
