// SPDX-License-Identifier: GPL-2.0
/*
 * Sockets of the host's: ports on which it waits for anybody are its own business,
 * which no mapping gets and no stranger is let past. Asked is what the kernel would
 * ask for a packet from that other end: a TCP socket that listens; a UDP socket
 * that is bound, or connected to it. What the host itself connects to by TCP is a
 * session of conntrack's, and found there. Under rcu_read_lock.
 */
#include <net/inet6_hashtables.h>
#include <net/inet_hashtables.h>
#include <net/udp.h>
#include <net/tcp.h>

#include "compat/udp.h"
#include "vswitch/nat/nat.h"

static bool has_udp(struct net *net, const struct vsw_nat_end *at,
		    const union nf_inet_addr *from, __be16 port, int ifindex)
{
	struct udp_table *table = compat_udp_table(net);

	if (at->family == NFPROTO_IPV4)
		return __udp4_lib_lookup(net, from->ip, port, at->addr.ip,
					 at->port, ifindex, 0, table, NULL);
	return __udp6_lib_lookup(net, &from->in6, port,
					  &at->addr.in6, at->port, ifindex, 0,
					  table, NULL);
}

static bool has_tcp(struct net *net, const struct vsw_nat_end *at,
		    const union nf_inet_addr *from, __be16 port, int ifindex)
{
	struct inet_hashinfo *table = net->ipv4.tcp_death_row.hashinfo;

	if (at->family == NFPROTO_IPV4)
		return inet_lookup_listener(net, table, NULL, 0, from->ip, port,
					    at->addr.ip, at->port, ifindex, 0);
	return inet6_lookup_listener(net, table, NULL, 0, &from->in6, port,
				     &at->addr.in6, ntohs(at->port), ifindex,
				     0);
}

/**
 * vsw_nat_has_socket() - does the host wait for packets there?
 * @net: namespace
 * @at: its address and port, of TCP or UDP; of others it is false
 * @from: address of the other end
 * @port: its port
 * @ifindex: device that packets come in by
 *
 * Context: softirq, rcu_read_lock held.
 */
bool vsw_nat_has_socket(struct net *net, const struct vsw_nat_end *at,
			const union nf_inet_addr *from, __be16 port,
			int ifindex)
{
	switch (at->protocol) {
	case IPPROTO_TCP:
		return has_tcp(net, at, from, port, ifindex);
	case IPPROTO_UDP:
		return has_udp(net, at, from, port, ifindex);
	default:
		return false;
	}
}
