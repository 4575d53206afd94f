/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What differs in struct net_device and its operations between kernels. Owns
 * nothing, takes no lock.
 */
#ifndef COMPAT_NETDEV_H
#define COMPAT_NETDEV_H

#include <linux/netdevice.h>

#include "compat/probed.h"

/* The device's transmit function needs no lock of the core's. */
static inline void compat_dev_set_lltx(struct net_device *dev)
{
#ifdef COMPAT_HAVE_NETDEV_LLTX
	dev->lltx = true;
#else
	dev->features |= NETIF_F_LLTX;
#endif
}

/* The device stays in its network namespace. */
static inline void compat_dev_set_netns_local(struct net_device *dev)
{
#if defined(COMPAT_HAVE_NETDEV_NETNS_IMMUTABLE)
	dev->netns_immutable = true;
#elif defined(COMPAT_HAVE_NETDEV_NETNS_LOCAL)
	dev->netns_local = true;
#else
	dev->features |= NETIF_F_NETNS_LOCAL;
#endif
}

/* Does tc or netfilter want to see what the device sends? rcu_read_lock held */
static inline bool compat_has_egress_hook(const struct net_device *dev)
{
	const void *hooks = NULL;

#ifdef CONFIG_NETFILTER_EGRESS
	hooks = rcu_access_pointer(dev->nf_hooks_egress);
#endif
#ifdef CONFIG_NET_XGRESS
	return hooks || rcu_access_pointer(dev->tcx_egress);
#elif defined(CONFIG_NET_CLS_ACT) && !defined(COMPAT_HAVE_NETDEV_TCX)
	return hooks || rcu_access_pointer(dev->miniq_egress);
#else
	return hooks;
#endif
}

/* The head of an ndo_fdb_del_bulk(), with dev and extack on each kernel */
#ifdef COMPAT_HAVE_FDB_DEL_BULK_NLH
#define COMPAT_FDB_DEL_BULK(name)					\
	int name(struct nlmsghdr *nlh, struct net_device *dev,		\
		 struct netlink_ext_ack *extack)
#else
#define COMPAT_FDB_DEL_BULK(name)					\
	int name(struct ndmsg *ndm, struct nlattr *tb[],		\
		 struct net_device *dev, u16 vid,			\
		 struct netlink_ext_ack *extack)
#endif

#endif /* COMPAT_NETDEV_H */
