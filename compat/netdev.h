/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What differs in struct net_device and its operations between kernels. Owns
 * nothing, takes no lock.
 */
#ifndef COMPAT_NETDEV_H
#define COMPAT_NETDEV_H

#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <net/sch_generic.h>

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

/* The device has XDP, also by redirection to it; where it has to say so. */
static inline void compat_dev_set_xdp(struct net_device *dev)
{
#ifdef COMPAT_HAVE_NETDEV_XDP_FEATURES
	dev->xdp_features = NETDEV_XDP_ACT_BASIC | NETDEV_XDP_ACT_REDIRECT |
			    NETDEV_XDP_ACT_NDO_XMIT;
#endif
}

/* May filters of tc see what the device receives or sends? rtnl */
static inline bool compat_has_tc(const struct net_device *dev)
{
	const struct Qdisc *q = rtnl_dereference(dev->qdisc);
	const struct Qdisc_class_ops *ops = q->ops->cl_ops;
	struct tcf_block *block = NULL;

#ifdef CONFIG_NET_XGRESS
	if (rcu_access_pointer(dev->tcx_ingress) ||
	    rcu_access_pointer(dev->tcx_egress))
		return true;
#elif defined(CONFIG_NET_CLS_ACT) && !defined(COMPAT_HAVE_NETDEV_TCX)
	if (rcu_access_pointer(dev->miniq_ingress) ||
	    rcu_access_pointer(dev->miniq_egress))
		return true;
#endif
#ifdef CONFIG_NET_CLS
	if (ops && ops->tcf_block)
		block = ops->tcf_block((struct Qdisc *)q, 0, NULL);
	return block && !list_empty(&block->chain_list);
#else
	return false;
#endif
}

/* Does nftables' family netdev have chains at the device? rtnl */
static inline bool compat_has_nft(const struct net_device *dev)
{
	bool has = false;

#ifdef CONFIG_NETFILTER_INGRESS
	has |= !!rcu_access_pointer(dev->nf_hooks_ingress);
#endif
#ifdef CONFIG_NETFILTER_EGRESS
	has |= !!rcu_access_pointer(dev->nf_hooks_egress);
#endif
	return has;
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

/* Does somebody want to see, or take, what the host receives by the device,
 * before its stack does? rcu_read_lock held
 */
static inline bool compat_has_ingress_hook(struct net_device *dev)
{
	unsigned long hooks = (unsigned long)rcu_access_pointer(dev->rx_handler) |
			      (unsigned long)rcu_access_pointer(dev->xdp_prog);

#ifdef CONFIG_NETFILTER_INGRESS
	hooks |= (unsigned long)rcu_access_pointer(dev->nf_hooks_ingress);
#endif
#ifdef CONFIG_NET_XGRESS
	hooks |= (unsigned long)rcu_access_pointer(dev->tcx_ingress);
#elif defined(CONFIG_NET_CLS_ACT) && !defined(COMPAT_HAVE_NETDEV_TCX)
	hooks |= (unsigned long)rcu_access_pointer(dev->miniq_ingress);
#endif
	return hooks || dev_nit_active(dev);
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

/* The operations of a multicast database, among those of a netdev. Where a
 * netdev can't have them, they come by the family "vswitch" alone.
 */
#ifdef COMPAT_HAVE_NDO_MDB
#define COMPAT_MDB_OPS(prefix)						\
	.ndo_mdb_add	= prefix##_add,					\
	.ndo_mdb_del	= prefix##_del,					\
	.ndo_mdb_dump	= prefix##_dump,				\
	.ndo_mdb_get	= prefix##_get,
#else
#define COMPAT_MDB_OPS(...)
#define MDBA_GET_ENTRY	1
#endif

#endif /* COMPAT_NETDEV_H */
