// SPDX-License-Identifier: GPL-2.0
/*
 * Lowering the maximum segment size that a TCP SYN announces (RFC 9293, 3.7.1)
 * to what the route's MTU bears, for paths that lose the ICMP errors of path
 * MTU discovery.
 */
#include <linux/tcp.h>
#include <net/ipv6.h>
#include <net/tcp.h>

#include "vswitch/nat/nat.h"

/* Where the option is, from the header's beginning; 0: nowhere */
static unsigned int find_mss(const u8 *tcp, unsigned int len)
{
	unsigned int at = sizeof(struct tcphdr);

	while (at + TCPOLEN_MSS <= len && tcp[at] != TCPOPT_EOL) {
		if (tcp[at] == TCPOPT_MSS)
			return tcp[at + 1] == TCPOLEN_MSS ? at : 0;
		if (tcp[at] == TCPOPT_NOP)
			at++;
		else if (tcp[at + 1] >= 2)
			at += tcp[at + 1];
		else
			return 0;
	}
	return 0;
}

/* Where the TCP header of a SYN begins; 0: it is something else. */
static unsigned int find_syn(const struct sk_buff *skb, u8 pf,
			     struct tcphdr *_tcph)
{
	const struct tcphdr *tcph;
	__be16 frag_off = 0;
	u8 protocol;
	int offset;

	if (pf == NFPROTO_IPV4) {
		protocol = ip_hdr(skb)->protocol;
		offset = ip_hdrlen(skb);
		frag_off = ip_hdr(skb)->frag_off & htons(IP_OFFSET);
	} else {
		protocol = ipv6_hdr(skb)->nexthdr;
		offset = ipv6_skip_exthdr(skb, sizeof(struct ipv6hdr),
					  &protocol, &frag_off);
	}
	if (protocol != IPPROTO_TCP || offset < 0 || frag_off)
		return 0;
	tcph = skb_header_pointer(skb, offset, sizeof(*_tcph), _tcph);
	return tcph && tcph->syn ? offset : 0;
}

/* With its octets in the other order */
static __be16 turned(__be16 value)
{
	return (__force __be16)swab16((__force u16)value);
}

/**
 * vsw_nat_clamp_mss() - lower the segment size of a SYN to the route's MTU
 * @skb: packet being forwarded
 * @pf: NFPROTO_IPV4 or NFPROTO_IPV6
 *
 * Context: the packet has its route.
 * Return: false when there is no memory to write to it.
 */
bool vsw_nat_clamp_mss(struct sk_buff *skb, u8 pf)
{
	unsigned int mtu = dst_mtu(skb_dst(skb)), offset, at, len, mss;
	unsigned int headers = sizeof(struct tcphdr) +
			       (pf == NFPROTO_IPV4 ? sizeof(struct iphdr) :
						     sizeof(struct ipv6hdr));
	struct tcphdr _tcph, *tcph;
	__be16 *option;

	offset = find_syn(skb, pf, &_tcph);
	if (likely(!offset))
		return true;
	len = offset + sizeof(struct tcphdr);
	if (skb_ensure_writable(skb, len))
		return false;
	tcph = (void *)skb->data + offset;
	len = offset + tcph->doff * 4;
	if (len > skb->len || skb_ensure_writable(skb, len))
		return len > skb->len;
	tcph = (void *)skb->data + offset;
	at = find_mss((u8 *)tcph, tcph->doff * 4);
	if (!at || mtu <= headers)
		return true;
	option = (void *)tcph + at + 2;
	mss = mtu - headers;
	if (get_unaligned_be16(option) <= mss)
		return true;
	/* At an odd offset the checksum's octets change places. */
	if (at & 1)
		inet_proto_csum_replace2(&tcph->check, skb,
					 turned(get_unaligned(option)),
					 turned(htons(mss)), false);
	else
		inet_proto_csum_replace2(&tcph->check, skb,
					 get_unaligned(option), htons(mss),
					 false);
	put_unaligned_be16(mss, option);
	return true;
}
