// SPDX-License-Identifier: GPL-2.0
/* A network namespace knows the table of its UDP sockets (6.2). */
#include <net/net_namespace.h>
#include <net/udp.h>

#ifdef PROBE
struct udp_table *probe(const struct net *net)
{
	return net->ipv4.udp_table;
}
#endif
