// SPDX-License-Identifier: GPL-2.0
/*
 * Requests for neighbours, and answers to them: ARP (RFC 826) and neighbour
 * discovery (RFC 4861). A frame is only read, and is a request only if nothing
 * about it is odd: what a station would take for something else, or ignore, is
 * left to stations. Owns nothing, takes no lock.
 */
#include <linux/etherdevice.h>
#include <linux/icmpv6.h>
#include <linux/ipv6.h>
#include <net/addrconf.h>
#include <net/if_inet6.h>
#include <net/ip6_checksum.h>
#include <net/ndisc.h>

#include "vswitch/guard_frame.h"
#include "vswitch/suppress_frame.h"

/* An advertisement with the option that says the station's address */
struct advert {
	struct ipv6hdr ip;
	struct nd_msg nd;
	u8 type;
	u8 len;
	u8 mac[ETH_ALEN];
} __packed;

static_assert(sizeof(struct advert) == 40 + 24 + 8);

#define ADVERT_LEN	(sizeof(struct advert) - sizeof(struct ipv6hdr))

static bool is_station4(__be32 addr)
{
	return !ipv4_is_zeronet(addr) && !ipv4_is_loopback(addr) &&
	       !ipv4_is_multicast(addr) && !ipv4_is_lbcast(addr);
}

static bool is_station6(const struct in6_addr *addr)
{
	return !ipv6_addr_any(addr) && !ipv6_addr_loopback(addr) &&
	       !ipv6_addr_is_multicast(addr);
}

/* Probes have no address yet, and announcements ask for their own (RFC 5227):
 * both are for all.
 */
static bool parse_arp(const struct sk_buff *skb, struct vsw_ask *ask)
{
	const struct vsw_arp *arp;
	struct vsw_arp buf;

	arp = skb_header_pointer(skb, 0, sizeof(buf), &buf);
	if (!arp || !vsw_is_arp_ipv4(arp) ||
	    arp->head.ar_op != htons(ARPOP_REQUEST) ||
	    !ether_addr_equal_unaligned(arp->sha, ask->mac) ||
	    !is_station4(arp->sip) || !is_station4(arp->tip) ||
	    arp->sip == arp->tip)
		return false;
	ask->is_v6 = false;
	ask->from.ip4 = arp->sip;
	ask->target.ip4 = arp->tip;
	return true;
}

/* To the group of the target, in IP and in Ethernet */
static bool is_to_group(const struct sk_buff *skb, const struct ipv6hdr *ip,
			const struct in6_addr *target)
{
	struct in6_addr group;
	u8 mac[ETH_ALEN];

	addrconf_addr_solict_mult(target, &group);
	ipv6_eth_mc_map(&group, mac);
	return ipv6_addr_equal(&ip->daddr, &group) &&
	       ether_addr_equal(eth_hdr(skb)->h_dest, mac);
}

/* RFC 4861, 7.1.1; from the unspecified address it is for all (RFC 4862). */
static bool parse_ns(const struct sk_buff *skb, const struct vsw_frame *frame,
		     struct vsw_ask *ask)
{
	int len = frame->end - frame->l4;
	const struct ipv6hdr *ip;
	const struct nd_msg *ns;
	struct ipv6hdr ip_buf;
	struct nd_msg ns_buf;

	if (frame->upper != IPPROTO_ICMPV6 || frame->l4 != sizeof(ip_buf) ||
	    len < (int)sizeof(ns_buf))
		return false;
	ip = skb_header_pointer(skb, 0, sizeof(ip_buf), &ip_buf);
	ns = skb_header_pointer(skb, frame->l4, sizeof(ns_buf), &ns_buf);
	if (!ip || !ns || !ip->payload_len || ip->hop_limit != 255 ||
	    ns->icmph.icmp6_type != NDISC_NEIGHBOUR_SOLICITATION ||
	    ns->icmph.icmp6_code || !is_station6(&ip->saddr) ||
	    !is_station6(&ns->target) ||
	    ipv6_addr_equal(&ip->saddr, &ns->target) ||
	    !is_to_group(skb, ip, &ns->target) ||
	    vsw_frame_nd_options(skb, frame, frame->l4 + sizeof(ns_buf),
				 ND_OPT_SOURCE_LL_ADDR) <= 0 ||
	    csum_ipv6_magic(&ip->saddr, &ip->daddr, len, IPPROTO_ICMPV6,
			    skb_checksum(skb, frame->l4, len, 0)))
		return false;
	ask->is_v6 = true;
	ask->from.ip6 = ip->saddr;
	ask->target.ip6 = ns->target;
	return true;
}

/**
 * vsw_ask_parse() - does a frame ask all for a neighbour?
 * @skb: frame, whose data begin behind the Ethernet header
 * @ask: result
 *
 * What has a tag in its data is no request: the addresses in it are those of
 * another network.
 *
 * Context: any.
 * Return: whether it does.
 */
bool vsw_ask_parse(const struct sk_buff *skb, struct vsw_ask *ask)
{
	const struct ethhdr *eth = eth_hdr(skb);
	struct vsw_frame frame;

	if (!is_valid_ether_addr(eth->h_source))
		return false;
	ether_addr_copy(ask->mac, eth->h_source);
	if (eth->h_proto == htons(ETH_P_ARP))
		return is_broadcast_ether_addr(eth->h_dest) &&
		       parse_arp(skb, ask);
	return eth->h_proto == htons(ETH_P_IPV6) &&
	       is_multicast_ether_addr(eth->h_dest) &&
	       vsw_frame_parse(skb, &frame) && parse_ns(skb, &frame, ask);
}

static void write_arp(struct vsw_arp *arp, const struct vsw_ask *ask,
		      const u8 *mac)
{
	arp->head.ar_hrd = htons(ARPHRD_ETHER);
	arp->head.ar_pro = htons(ETH_P_IP);
	arp->head.ar_hln = ETH_ALEN;
	arp->head.ar_pln = 4;
	arp->head.ar_op = htons(ARPOP_REPLY);
	memcpy(arp->sha, mac, ETH_ALEN);
	arp->sip = ask->target.ip4;
	memcpy(arp->tha, ask->mac, ETH_ALEN);
	arp->tip = ask->from.ip4;
}

static void write_advert(struct advert *advert, const struct vsw_ask *ask,
			 const u8 *mac, bool router)
{
	struct icmp6hdr *icmp = &advert->nd.icmph;

	advert->ip.version = 6;
	advert->ip.payload_len = htons(ADVERT_LEN);
	advert->ip.nexthdr = IPPROTO_ICMPV6;
	advert->ip.hop_limit = 255;
	advert->ip.saddr = ask->target.ip6;
	advert->ip.daddr = ask->from.ip6;
	icmp->icmp6_type = NDISC_NEIGHBOUR_ADVERTISEMENT;
	icmp->icmp6_router = router;
	icmp->icmp6_solicited = 1;
	icmp->icmp6_override = 1;
	advert->nd.target = ask->target.ip6;
	advert->type = ND_OPT_TARGET_LL_ADDR;
	advert->len = 1;
	memcpy(advert->mac, mac, ETH_ALEN);
	icmp->icmp6_cksum =
		csum_ipv6_magic(&advert->ip.saddr, &advert->ip.daddr,
				ADVERT_LEN, IPPROTO_ICMPV6,
				csum_partial(icmp, ADVERT_LEN, 0));
}

/**
 * vsw_ask_answer() - the answer that the station itself would give
 * @dev: by which it is to leave
 * @ask: request
 * @mac: address of the station
 * @router: it is a router, as neighbour discovery says
 *
 * Context: any.
 * Return: the frame, without a tag, whose data begin behind the Ethernet
 * header; NULL without memory.
 */
struct sk_buff *vsw_ask_answer(struct net_device *dev,
			       const struct vsw_ask *ask, const u8 *mac,
			       bool router)
{
	unsigned int len = ETH_HLEN + (ask->is_v6 ? sizeof(struct advert) :
						    sizeof(struct vsw_arp));
	struct ethhdr *eth;
	struct sk_buff *skb;

	skb = netdev_alloc_skb(dev, LL_RESERVED_SPACE(dev) + len +
			       dev->needed_tailroom);
	if (!skb)
		return NULL;
	skb_reserve(skb, LL_RESERVED_SPACE(dev));
	skb_reset_mac_header(skb);
	eth = skb_put_zero(skb, len);
	ether_addr_copy(eth->h_dest, ask->mac);
	ether_addr_copy(eth->h_source, mac);
	eth->h_proto = htons(ask->is_v6 ? ETH_P_IPV6 : ETH_P_ARP);
	skb->protocol = eth->h_proto;
	skb_pull(skb, ETH_HLEN);
	skb_reset_network_header(skb);
	if (ask->is_v6)
		write_advert((void *)skb->data, ask, mac, router);
	else
		write_arp((void *)skb->data, ask, mac);
	return skb;
}
