/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the files of host-only mode share.
 */
#ifndef VSW_HOSTONLY_H
#define VSW_HOSTONLY_H

#include <linux/in6.h>
#include <linux/netdevice.h>

#include "vswitch/vsw.h"

/* hostonly.c */
struct vsw *vsw_hostonly_of(const struct net_device *dev);

/* hostonly_route.c */
const struct net_device *vsw_route4(struct net *net, __be32 addr);
const struct net_device *vsw_route6(struct net *net,
				    const struct in6_addr *addr);
bool vsw_is_local4(struct net *net, __be32 addr,
		   const struct net_device *dev);
bool vsw_is_local6(struct net *net, const struct in6_addr *addr,
		   const struct net_device *dev);

/* hostonly_hooks.c */
int vsw_hostonly_hooks_init(void);
void vsw_hostonly_hooks_exit(void);
int vsw_hostonly_hook(struct net *net);
void vsw_hostonly_unhook(struct net *net);
void vsw_hostonly_heard(struct net *net, const void *addr, unsigned int len);

#endif /* VSW_HOSTONLY_H */
