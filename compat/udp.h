/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The table of a namespace's UDP sockets. 6.1 has one for all namespaces. Takes
 * no lock.
 */
#ifndef COMPAT_UDP_H
#define COMPAT_UDP_H

#include <net/udp.h>

#include "compat/probed.h"

static inline struct udp_table *compat_udp_table(const struct net *net)
{
#ifdef COMPAT_HAVE_NETNS_UDP_TABLE
	return net->ipv4.udp_table;
#else
	return &udp_table;
#endif
}

#endif /* COMPAT_UDP_H */
