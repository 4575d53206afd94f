// SPDX-License-Identifier: GPL-2.0
/* Transmit without the core's lock is a bit of struct net_device; a feature
 * before (6.12).
 */
#include <linux/netdevice.h>

#ifdef PROBE
void probe(struct net_device *dev);
void probe(struct net_device *dev)
{
	dev->lltx = true;
}
#endif
