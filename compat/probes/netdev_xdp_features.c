// SPDX-License-Identifier: GPL-2.0
/* A netdev says what it can do of XDP (6.3). */
#include <linux/netdevice.h>

#ifdef PROBE
void probe(struct net_device *netdev);
void probe(struct net_device *netdev)
{
	netdev->xdp_features = NETDEV_XDP_ACT_BASIC;
}
#endif
