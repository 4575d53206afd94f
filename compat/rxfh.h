/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ethtool's receive hash, whose operations have a struct of their own since
 * 6.8. A driver writes NAME_get() and NAME_set() for that, then says
 * COMPAT_RXFH(NAME), and in its ethtool_ops COMPAT_RXFH_OPS(NAME). Owns nothing,
 * takes no lock.
 */
#ifndef COMPAT_RXFH_H
#define COMPAT_RXFH_H

#include <linux/ethtool.h>

#include "compat/probed.h"

#ifdef COMPAT_HAVE_RXFH_PARAM
#define COMPAT_RXFH(...)
#define COMPAT_RXFH_OPS(name)						\
	.get_rxfh = name##_get,						\
	.set_rxfh = name##_set,
#else
struct ethtool_rxfh_param {
	u8 hfunc;
	u32 *indir;
	u8 *key;
};

#define COMPAT_RXFH(name)						\
static int name##_get_old(struct net_device *dev, u32 *indir, u8 *key,	\
			  u8 *hfunc)					\
{									\
	struct ethtool_rxfh_param rxfh = { .indir = indir, .key = key }; \
	int err = name##_get(dev, &rxfh);				\
									\
	if (hfunc)							\
		*hfunc = rxfh.hfunc;					\
	return err;							\
}									\
									\
static int name##_set_old(struct net_device *dev, const u32 *indir,	\
			  const u8 *key, const u8 hfunc)		\
{									\
	struct ethtool_rxfh_param rxfh = {				\
		.hfunc = hfunc,						\
		.indir = (u32 *)indir,					\
		.key = (u8 *)key,					\
	};								\
									\
	return name##_set(dev, &rxfh, NULL);				\
}

#define COMPAT_RXFH_OPS(name)						\
	.get_rxfh = name##_get_old,					\
	.set_rxfh = name##_set_old,
#endif

#endif /* COMPAT_RXFH_H */
