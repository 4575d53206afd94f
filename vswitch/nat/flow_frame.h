/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The translator of the flow cache: reads what of a frame is looked up, and
 * rewrites it as its entry says, both without a look at anything else. Inline,
 * as it is for every frame. Data begin with the IP header, as in an rx_handler
 * and in netfilter's ingress hook. What it doesn't take goes the stack's way,
 * which knows what to say to it:
 *
 *	IP	options, extension headers, fragments, a bad sum of the header,
 *		a time to live that ends here, lengths that can't be
 *	TCP	all that opens or ends a connection, or has no acknowledgment
 *	frames	that somebody else holds, that were decrypted, that have a tag, or
 *		a tunnel's checksum or segments to be made
 */
#ifndef VSW_NAT_FLOW_FRAME_H
#define VSW_NAT_FLOW_FRAME_H

#include <linux/if_vlan.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/skbuff.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <net/checksum.h>
#include <net/ip.h>
#include <net/xfrm.h>

#include "compat/gso.h"
#include "vswitch/nat/flow_table.h"

/* A word of the TCP header that has its flags */
#define VSW_NAT_TCP_FLAGS	(TCP_FLAG_ACK | TCP_FLAG_SYN | TCP_FLAG_FIN | \
				 TCP_FLAG_RST)

/* Sum of 16 bits in ones' complement */
static inline u16 vsw_nat_sum_add(u16 sum, u16 delta)
{
	u32 wide = (u32)sum + delta;

	return wide + (wide >> 16);
}

/* Change a checksum that is complete. */
static inline void vsw_nat_sum_fix(__sum16 *check, u16 delta)
{
	*check = (__force __sum16)~vsw_nat_sum_add(~(__force u16)*check, delta);
}

/* Its state as a whole, whatever its octets are */
static inline bool vsw_nat_frame_takes(const struct sk_buff *skb)
{
	return likely(!skb_shared(skb) && !skb_vlan_tag_present(skb)) &&
	       !skb_sec_path(skb);
}

/* Is what the device is to do to it what the transport's header wants? */
static inline bool vsw_nat_is_inner(const struct sk_buff *skb, u8 protocol,
				    unsigned int offset)
{
	unsigned int field = protocol == IPPROTO_TCP ?
			     offsetof(struct tcphdr, check) :
			     offsetof(struct udphdr, check);

	if (skb->ip_summed == CHECKSUM_PARTIAL &&
	    (skb_checksum_start_offset(skb) != offset ||
	     skb->csum_offset != field))
		return true;
	return skb_is_gso(skb) && skb->encapsulation;
}

/* See vsw_nat_parse4(): most frames have all of it anyway. */
static inline bool vsw_nat_pull(struct sk_buff *skb, unsigned int len)
{
	return likely(skb_headlen(skb) >= len) || pskb_may_pull(skb, len);
}

/* The transport's header behind @offset octets of IP's: ports, and no flags that
 * the stack wants to see. @len is of the packet. All of it is in the linear
 * part afterwards.
 */
static __always_inline bool vsw_nat_parse_l4(struct sk_buff *skb, u8 protocol,
					     unsigned int offset,
					     unsigned int len, __be32 *ports)
{
	const struct tcphdr *tcp;

	if (protocol == IPPROTO_TCP) {
		if (unlikely(len < offset + sizeof(*tcp) ||
			     !vsw_nat_pull(skb, offset + sizeof(*tcp))))
			return false;
		tcp = (const struct tcphdr *)(skb->data + offset);
		if (unlikely((tcp_flag_word(tcp) & VSW_NAT_TCP_FLAGS) !=
			     TCP_FLAG_ACK))
			return false;
	} else if (unlikely(protocol != IPPROTO_UDP ||
			    len < offset + sizeof(struct udphdr) ||
			    !vsw_nat_pull(skb,
					  offset + sizeof(struct udphdr)))) {
		return false;
	}
	*ports = *(const __be32 *)(skb->data + offset);
	return likely(skb->ip_summed != CHECKSUM_PARTIAL &&
		      !skb_is_gso(skb)) ||
	       !vsw_nat_is_inner(skb, protocol, offset);
}

/**
 * vsw_nat_parse4() - read what a frame of IPv4 is looked up by
 * @skb: frame that vsw_nat_frame_takes(); headers are pulled
 * @iif: device that it came in by
 * @key: filled in
 *
 * Return: octets of the packet, without what a device filled up the frame with;
 * 0 when it isn't for the flow cache.
 */
static __always_inline unsigned int vsw_nat_parse4(struct sk_buff *skb, u32 iif,
						   struct vsw_nat_key *key)
{
	const struct iphdr *ip;
	unsigned int len;

	if (unlikely(!vsw_nat_pull(skb, sizeof(*ip))))
		return 0;
	ip = (const struct iphdr *)skb->data;
	if (unlikely(*skb->data != 0x45 || ip->frag_off & ~htons(IP_DF) ||
		     ip->ttl <= 1 || ip_fast_csum(ip, 5)))
		return 0;
	len = ntohs(ip->tot_len);
	if (unlikely(len != skb->len)) {
		/* Large ones may have none. */
		if (skb_is_gso(skb))
			len = skb->len;
		else if (len > skb->len)
			return 0;
	}
	if (!vsw_nat_parse_l4(skb, ip->protocol, sizeof(*ip), len,
			      &key->ends.ports))
		return 0;
	ip = (const struct iphdr *)skb->data;
	key->ends.iif = iif;
	key->kind = vsw_nat_flow_kind(ip->protocol, false);
	key->ip4.saddr = ip->saddr;
	key->ip4.daddr = ip->daddr;
	return len;
}

/* The same for IPv6 */
static inline unsigned int vsw_nat_parse6(struct sk_buff *skb, u32 iif,
					  struct vsw_nat_key *key)
{
	const struct ipv6hdr *ip;
	unsigned int len;

	if (unlikely(!vsw_nat_pull(skb, sizeof(*ip))))
		return 0;
	ip = (const struct ipv6hdr *)skb->data;
	if (unlikely(ip->version != 6 || ip->hop_limit <= 1))
		return 0;
	len = sizeof(*ip) + ntohs(ip->payload_len);
	if (unlikely(len != skb->len)) {
		if (skb_is_gso(skb))
			len = skb->len;
		else if (len > skb->len)
			return 0;
	}
	if (!vsw_nat_parse_l4(skb, ip->nexthdr, sizeof(*ip), len,
			      &key->ends.ports))
		return 0;
	ip = (const struct ipv6hdr *)skb->data;
	key->ends.iif = iif;
	key->kind = vsw_nat_flow_kind(ip->nexthdr, true);
	key->ip6.saddr = ip->saddr;
	key->ip6.daddr = ip->daddr;
	return len;
}

/* Does it pass on the way whole? @len is of the packet. */
static inline bool vsw_nat_fits(const struct sk_buff *skb,
				unsigned int len, unsigned int mtu)
{
	if (likely(len <= mtu))
		return true;
	return skb_is_gso(skb) && skb_gso_validate_network_len(skb, mtu);
}

/* Ports and checksum of the transport. What else has summed the octets doesn't
 * know the new ones.
 */
static inline void vsw_nat_rewrite_l4(struct sk_buff *skb,
				      const struct vsw_nat_flow *flow,
				      unsigned int offset)
{
	u8 *head = skb->data + offset;
	bool tcp = (flow->kind & ~VSW_NAT_FLOW_V6) == IPPROTO_TCP;
	__sum16 *check = tcp ? &((struct tcphdr *)head)->check :
			       &((struct udphdr *)head)->check;

	*(__be32 *)head = flow->new_ports;
	if (skb->ip_summed == CHECKSUM_PARTIAL) {
		*check = (__force __sum16)vsw_nat_sum_add((__force u16)*check,
							  flow->addr_delta);
		return;
	}
	if (tcp) {
		vsw_nat_sum_fix(check, flow->full_delta);
	} else if (*check) {
		vsw_nat_sum_fix(check, flow->full_delta);
		if (unlikely(!*check))
			*check = CSUM_MANGLED_0;
	}
	if (unlikely(skb->ip_summed == CHECKSUM_COMPLETE))
		skb->ip_summed = CHECKSUM_NONE;
}

/**
 * vsw_nat_rewrite4() - make a frame of IPv4 what it leaves as
 * @skb: frame that vsw_nat_parse4() read, whose headers may be written
 * @flow: its entry
 */
static inline void vsw_nat_rewrite4(struct sk_buff *skb,
				    const struct vsw_nat_flow *flow)
{
	struct iphdr *ip = (struct iphdr *)skb->data;

	ip->saddr = flow->new4.saddr;
	ip->daddr = flow->new4.daddr;
	ip->ttl--;
	vsw_nat_sum_fix(&ip->check, flow->ip_delta);
	vsw_nat_rewrite_l4(skb, flow, sizeof(*ip));
}

/* The same for IPv6 */
static inline void vsw_nat_rewrite6(struct sk_buff *skb,
				    const struct vsw_nat_flow *flow)
{
	struct ipv6hdr *ip = (struct ipv6hdr *)skb->data;

	ip->saddr = flow->new6.saddr;
	ip->daddr = flow->new6.daddr;
	ip->hop_limit--;
	vsw_nat_rewrite_l4(skb, flow, sizeof(*ip));
}

/* What a sum changes by when 32 bits of what it is of do */
static inline __wsum vsw_nat_sum_diff(__wsum sum, __be32 from, __be32 to)
{
	return csum_add(csum_add(sum, ~(__force __wsum)from),
			(__force __wsum)to);
}

static inline u16 vsw_nat_sum_fold(__wsum sum)
{
	return (__force u16)~csum_fold(sum) ?: 0xffff;
}

/**
 * vsw_nat_flow_sums() - work out the deltas of an entry
 * @flow: entry whose addresses and ports are set
 *
 * RFC 1624, equation 3. With the time to live, which is the upper octet of its
 * word, goes 0x100.
 */
static inline void vsw_nat_flow_sums(struct vsw_nat_flow *flow)
{
	__wsum sum = 0, ip;
	unsigned int n;

	if (flow->kind & VSW_NAT_FLOW_V6) {
		for (n = 0; n < 4; n++) {
			sum = vsw_nat_sum_diff(sum,
					       flow->old6.saddr.s6_addr32[n],
					       flow->new6.saddr.s6_addr32[n]);
			sum = vsw_nat_sum_diff(sum,
					       flow->old6.daddr.s6_addr32[n],
					       flow->new6.daddr.s6_addr32[n]);
		}
	} else {
		sum = vsw_nat_sum_diff(sum, flow->old4.saddr, flow->new4.saddr);
		sum = vsw_nat_sum_diff(sum, flow->old4.daddr, flow->new4.daddr);
	}
	ip = csum_add(sum, (__force __wsum)htons(0xffff - 0x100));
	flow->ip_delta = vsw_nat_sum_fold(ip);
	flow->addr_delta = vsw_nat_sum_fold(sum);
	sum = vsw_nat_sum_diff(sum, flow->ends.ports, flow->new_ports);
	flow->full_delta = vsw_nat_sum_fold(sum);
}

#endif /* VSW_NAT_FLOW_FRAME_H */
