// SPDX-License-Identifier: GPL-2.0
/* ndo_fdb_del_bulk() gets the message; parsed attributes before (6.8). */
#include <linux/netdevice.h>

#ifdef PROBE
int probe(struct nlmsghdr *nlh, struct net_device *dev,
	  struct netlink_ext_ack *extack);
const struct net_device_ops probe_ops = { .ndo_fdb_del_bulk = probe };
#endif
