// SPDX-License-Identifier: GPL-2.0
/* Staying in one network namespace is a bit of struct net_device, netns_local
 * (6.12) or netns_immutable (6.15, and later 6.12); a feature before.
 */
#include <linux/netdevice.h>

#ifdef PROBE
void probe(struct net_device *dev);
void probe(struct net_device *dev)
{
	dev->netns_immutable = true;
}
#endif
