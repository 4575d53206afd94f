// SPDX-License-Identifier: GPL-2.0
/* tc's hook at egress is tcx_egress; miniq_egress before (6.6). */
#include <linux/netdevice.h>

#ifdef PROBE
const void *probe(const struct net_device *dev);
const void *probe(const struct net_device *dev)
{
	return rcu_access_pointer(dev->tcx_egress);
}
#endif
