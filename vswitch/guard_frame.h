/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the guards of a port look at in a frame. See guard_frame.c.
 */
#ifndef VSW_GUARD_FRAME_H
#define VSW_GUARD_FRAME_H

#include <linux/if_arp.h>
#include <linux/in6.h>
#include <linux/skbuff.h>

#include "vswitch/drop.h"

/* What a frame is let pass as: no reason to drop it */
#define VSW_GUARD_PASS		VSW_DROP_COUNT

/**
 * struct vsw_binding - a station that a port may be
 * @mac: its address; zero: any that the port has
 * @family: of @ip4 or @ip6: AF_INET, AF_INET6; AF_UNSPEC: @mac alone
 * @prefix: bits of the address that count
 * @ip4: IPv4 address, those bits of it
 * @ip6: IPv6 address, those bits of it
 */
struct vsw_binding {
	u8 mac[ETH_ALEN];
	u8 family;
	u8 prefix;
	union {
		__be32 ip4;
		struct in6_addr ip6;
	};
};

/**
 * struct vsw_guard - source guard of a port, replaced as a whole
 * @mac: the first binding's, as vsw_source_key() has it without a VLAN
 *	when it is one whole IPv4 address of that; else no frame has it
 * @ip4: that address: with these two a frame passes, whatever the others are
 * @by_mac: some binding has a MAC address: others are dropped
 * @by_ip: some binding has an IP address: others are dropped
 * @num: bindings
 * @rcu: to free it
 * @binding: who the port may be
 */
struct vsw_guard {
	u64 mac;
	__be32 ip4;
	bool by_mac;
	bool by_ip;
	u16 num;
	struct rcu_head rcu;
	struct vsw_binding binding[];
};

/**
 * struct vsw_frame - headers of a frame
 * @src: source address
 * @proto: Ethernet protocol, behind tags and SNAP; 0: none
 * @l3: offset of what is behind it
 * @upper: of IP: protocol of what is behind its headers
 * @l4: offset of that
 * @end: offset of the end, without the padding
 * @fragment: it is one of several fragments
 * @first: it is the first one, or the only
 */
struct vsw_frame {
	const u8 *src;
	u16 proto;
	int l3;
	int l4;
	int end;
	u8 upper;
	bool fragment;
	bool first;
};

/* ARP of IPv4 on Ethernet */
struct vsw_arp {
	struct arphdr head;
	u8 sha[ETH_ALEN];
	__be32 sip;
	u8 tha[ETH_ALEN];
	__be32 tip;
} __packed;

static inline bool vsw_is_arp_ipv4(const struct vsw_arp *arp)
{
	return arp->head.ar_hrd == htons(ARPHRD_ETHER) &&
	       arp->head.ar_pro == htons(ETH_P_IP) &&
	       arp->head.ar_hln == ETH_ALEN && arp->head.ar_pln == 4;
}

bool vsw_frame_parse(const struct sk_buff *skb, struct vsw_frame *frame);
enum vsw_drop vsw_guard_source(const struct vsw_guard *guard,
			       const struct sk_buff *skb,
			       const struct vsw_frame *frame);
int vsw_frame_nd_options(const struct sk_buff *skb,
			 const struct vsw_frame *frame, int at, u8 own);
bool vsw_frame_is_dhcp_server(const struct sk_buff *skb,
			      const struct vsw_frame *frame);
bool vsw_frame_is_router(const struct sk_buff *skb,
			 const struct vsw_frame *frame);
bool vsw_guard_has_ip4(const struct vsw_guard *guard, const u8 *mac,
		       __be32 addr);
bool vsw_guard_has_ip6(const struct vsw_guard *guard, const u8 *mac,
		       const struct in6_addr *addr);

#endif /* VSW_GUARD_FRAME_H */
