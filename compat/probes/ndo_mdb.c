// SPDX-License-Identifier: GPL-2.0
/* A netdev may have a database of multicast groups, without being a bridge
 * (6.4); single entries can be read (6.7).
 */
#include <linux/netdevice.h>

#ifdef PROBE
int probe(struct net_device *dev, struct nlattr *tb[], u32 portid, u32 seq,
	  struct netlink_ext_ack *extack);
const struct net_device_ops probe_ops = { .ndo_mdb_get = probe };
#endif
