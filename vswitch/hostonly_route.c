// SPDX-License-Identifier: GPL-2.0
/*
 * What host-only mode asks the routing tables: is an address the host's own,
 * and by which device does the host answer to one? Under rcu_read_lock; takes
 * no reference and no lock.
 *
 * The way of an answer is looked up for the destination alone. A route that
 * depends on anything else (mark, source, user, port) is a deviation from it,
 * which the hook behind routing notices (hostonly_hooks.c).
 */
#include <linux/inetdevice.h>
#include <net/addrconf.h>
#include <net/ip6_fib.h>
#include <net/ip_fib.h>
#include <net/ipv6_stubs.h>
#include <net/nexthop.h>
#include <net/route.h>

#include "vswitch/hostonly.h"

/**
 * vsw_route4() - the device by which the host answers to an address
 * @net: the host's network namespace
 * @addr: address
 *
 * Return: NULL if there is none, more than one, or no unicast route.
 */
const struct net_device *vsw_route4(struct net *net, __be32 addr)
{
	struct flowi4 fl4 = {
		.daddr = addr,
		.flowi4_iif = LOOPBACK_IFINDEX,
		.flowi4_scope = RT_SCOPE_UNIVERSE,
	};
	struct fib_result res;

	if (fib_lookup(net, &fl4, &res, FIB_LOOKUP_IGNORE_LINKSTATE) ||
	    res.type != RTN_UNICAST || fib_info_num_path(res.fi) != 1)
		return NULL;
	return FIB_RES_DEV(res);
}

static bool has_one_path(const struct fib6_info *f6i)
{
	return f6i->nh ? nexthop_num_path(f6i->nh) == 1 : !f6i->fib6_nsiblings;
}

/* The same for IPv6. By the stubs, which are there without IPv6, too. */
const struct net_device *vsw_route6(struct net *net,
				    const struct in6_addr *addr)
{
	struct flowi6 fl6 = {
		.daddr = *addr,
		.flowi6_iif = LOOPBACK_IFINDEX,
	};
	struct fib6_result res = {};

	if (ipv6_stub->fib6_lookup(net, 0, &fl6, &res, 0) ||
	    IS_ERR_OR_NULL(res.f6i) || !res.nh ||
	    res.fib6_type != RTN_UNICAST ||
	    res.fib6_flags & (RTF_REJECT | RTF_ANYCAST | RTF_LOCAL) ||
	    !has_one_path(res.f6i))
		return NULL;
	return res.nh->fib_nh_dev;
}

/* One of the host's, or a group's, or that of all on the link of @dev: those on
 * another link are for others as well, to whom somebody might pass it on.
 */
bool vsw_is_local4(struct net *net, __be32 addr, const struct net_device *dev)
{
	if (ipv4_is_loopback(addr) || ipv4_is_zeronet(addr))
		return false;
	switch (inet_addr_type(net, addr)) {
	case RTN_LOCAL:
	case RTN_MULTICAST:
		return true;
	case RTN_BROADCAST:
		return inet_dev_addr_type(net, dev, addr) == RTN_BROADCAST;
	default:
		return false;
	}
}

/* The same, for frames that @dev is to get */
bool vsw_is_local6(struct net *net, const struct in6_addr *addr,
		   const struct net_device *dev)
{
	int type = ipv6_addr_type(addr);

	if (type & IPV6_ADDR_MULTICAST)
		return true;
	if (type & IPV6_ADDR_LOOPBACK || !(type & IPV6_ADDR_UNICAST))
		return false;
	/* A link's addresses are those of one device. */
	if (!(type & IPV6_ADDR_LINKLOCAL))
		dev = NULL;
	return ipv6_stub->ipv6_dev_find(net, addr, (void *)dev);
}
