// SPDX-License-Identifier: GPL-2.0
/*
 * Frames as the guards of a port see them: what the headers say, and whether
 * who sent it may say so. Nothing but the frame and the bindings is looked at,
 * and both are only read; what is cut short, or nested deeper than anybody
 * needs, isn't taken for something else. Owns nothing, takes no lock.
 *
 *	frame   | Ethernet | tags, SNAP ... | IP | extension headers ... | upper |
 *	offset             0                l3                           l4    end
 */
#include <linux/etherdevice.h>
#include <linux/icmpv6.h>
#include <linux/if_vlan.h>
#include <linux/inetdevice.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/udp.h>
#include <net/ip.h>
#include <net/ipv6.h>
#include <net/ndisc.h>

#include "vswitch/guard_frame.h"

/* Tags in a row, and extension headers in a row */
#define MAX_TAGS	8
#define MAX_HEADERS	16

/* What the kernel has no number for */
#define ETH_P_QINQ_OLD		0x9100
#define NEXTHDR_HIP		139
#define NEXTHDR_SHIM6		140
#define DHCP_SERVER_PORT	67
#define DHCP_CLIENT_PORT	68
#define DHCPV6_SERVER_PORT	547

struct snap {
	u8 llc[3];
	u8 oui[3];
	__be16 proto;
} __packed;

/* The head of an extension header */
struct extension {
	u8 next;
	u8 len;
};

static bool is_tag(u16 proto)
{
	return proto == ETH_P_8021Q || proto == ETH_P_8021AD ||
	       proto == ETH_P_QINQ_OLD;
}

/* The protocol in a SNAP header of Ethernet (RFC 1042), or of bridge tunnels
 * (802.1H); 0: another, which isn't IP for anybody.
 */
static u16 snap_proto(const struct snap *snap)
{
	static const u8 llc[] = { 0xaa, 0xaa, 0x03 };

	if (memcmp(snap->llc, llc, sizeof(llc)) || snap->oui[0] ||
	    snap->oui[1] || (snap->oui[2] && snap->oui[2] != 0xf8))
		return 0;
	return ntohs(snap->proto);
}

/* To what is behind tags and SNAP headers */
static bool parse_ether(const struct sk_buff *skb, struct vsw_frame *frame)
{
	union {
		struct vlan_hdr tag;
		struct snap snap;
	} buf;
	const struct vlan_hdr *tag;
	const struct snap *snap;
	int n;

	for (n = 0; n < MAX_TAGS; n++) {
		if (is_tag(frame->proto)) {
			tag = skb_header_pointer(skb, frame->l3, sizeof(*tag),
						 &buf);
			if (!tag)
				return false;
			frame->proto = ntohs(tag->h_vlan_encapsulated_proto);
			frame->l3 += sizeof(*tag);
		} else if (frame->proto && frame->proto < ETH_P_802_3_MIN) {
			snap = skb_header_pointer(skb, frame->l3, sizeof(*snap),
						  &buf);
			/* LLC may be shorter: then it is no SNAP. */
			frame->proto = snap ? snap_proto(snap) : 0;
			frame->l3 += sizeof(*snap);
		} else {
			return true;
		}
	}
	return false;
}

static bool parse_ipv4(const struct sk_buff *skb, struct vsw_frame *frame)
{
	const struct iphdr *ip;
	struct iphdr buf;

	ip = skb_header_pointer(skb, frame->l3, sizeof(buf), &buf);
	if (!ip || ip->version != 4 || ip->ihl < 5 ||
	    ntohs(ip->tot_len) > frame->end - frame->l3)
		return false;
	frame->upper = ip->protocol;
	frame->l4 = frame->l3 + ip->ihl * 4;
	frame->fragment = ip->frag_off & htons(IP_MF | IP_OFFSET);
	frame->first = !(ip->frag_off & htons(IP_OFFSET));
	return true;
}

/* How long an extension header is; 0: it is none */
static int extension_len(u8 type, const struct extension *ext)
{
	switch (type) {
	case NEXTHDR_HOP:
	case NEXTHDR_ROUTING:
	case NEXTHDR_DEST:
	case NEXTHDR_MOBILITY:
	case NEXTHDR_HIP:
	case NEXTHDR_SHIM6:
		return (ext->len + 1) * 8;
	case NEXTHDR_FRAGMENT:
		return sizeof(struct frag_hdr);
	case NEXTHDR_AUTH:
		return (ext->len + 2) * 4;
	default:
		return 0;
	}
}

static bool is_extension(u8 type)
{
	static const struct extension shortest;

	return extension_len(type, &shortest);
}

static bool parse_fragment(const struct sk_buff *skb, struct vsw_frame *frame)
{
	const struct frag_hdr *frag;
	struct frag_hdr buf;

	frag = skb_header_pointer(skb, frame->l4, sizeof(buf), &buf);
	if (!frag)
		return false;
	frame->fragment = frag->frag_off & htons(IP6_OFFSET | IP6_MF);
	frame->first = !(frag->frag_off & htons(IP6_OFFSET));
	return true;
}

/* The whole chain of headers must be there, in a first fragment too (RFC 7112);
 * what is in a later one was decided with the first.
 */
static bool parse_ipv6(const struct sk_buff *skb, struct vsw_frame *frame)
{
	const struct extension *ext;
	const struct ipv6hdr *ip;
	struct extension ext_buf;
	struct ipv6hdr buf;
	int n;

	ip = skb_header_pointer(skb, frame->l3, sizeof(buf), &buf);
	if (!ip || ip->version != 6)
		return false;
	frame->upper = ip->nexthdr;
	frame->l4 = frame->l3 + sizeof(*ip);
	/* Zero: too long to say */
	if (ntohs(ip->payload_len) > frame->end - frame->l4)
		return false;
	if (ip->payload_len)
		frame->end = frame->l4 + ntohs(ip->payload_len);
	for (n = 0; is_extension(frame->upper) && frame->first; n++) {
		ext = skb_header_pointer(skb, frame->l4, sizeof(ext_buf),
					 &ext_buf);
		if (!ext || n == MAX_HEADERS ||
		    (frame->upper == NEXTHDR_FRAGMENT &&
		     !parse_fragment(skb, frame)))
			return false;
		frame->l4 += extension_len(frame->upper, ext);
		frame->upper = ext->next;
	}
	return frame->l4 <= frame->end;
}

/**
 * vsw_frame_parse() - read the headers of a frame
 * @skb: frame, whose data begin behind the Ethernet header
 * @frame: result
 *
 * Context: any.
 * Return: false when they are cut short, wrong or too many.
 */
bool vsw_frame_parse(const struct sk_buff *skb, struct vsw_frame *frame)
{
	*frame = (struct vsw_frame) {
		.src = eth_hdr(skb)->h_source,
		.proto = ntohs(eth_hdr(skb)->h_proto),
		.end = skb->len,
		.first = true,
	};
	if (!parse_ether(skb, frame))
		return false;
	if (frame->proto == ETH_P_IP)
		return parse_ipv4(skb, frame);
	if (frame->proto == ETH_P_IPV6)
		return parse_ipv6(skb, frame);
	return true;
}

/* ---- bindings ------------------------------------------------------------- */

static bool is_whose(const struct vsw_binding *b, const u8 *mac)
{
	return is_zero_ether_addr(b->mac) || ether_addr_equal(b->mac, mac);
}

static bool has_mac(const struct vsw_guard *guard, const u8 *mac)
{
	int n;

	for (n = 0; n < guard->num; n++)
		if (!is_zero_ether_addr(guard->binding[n].mac) &&
		    ether_addr_equal(guard->binding[n].mac, mac))
			return true;
	return false;
}

/* May the station with a MAC address have an IPv4 address? */
bool vsw_guard_has_ip4(const struct vsw_guard *guard, const u8 *mac,
		       __be32 addr)
{
	const struct vsw_binding *b;

	for (b = guard->binding; b < guard->binding + guard->num; b++)
		if (b->family == AF_INET && is_whose(b, mac) &&
		    (!b->prefix ||
		     !((addr ^ b->ip4) & inet_make_mask(b->prefix))))
			return true;
	return false;
}

/* The same of an IPv6 address. */
bool vsw_guard_has_ip6(const struct vsw_guard *guard, const u8 *mac,
		       const struct in6_addr *addr)
{
	const struct vsw_binding *b;

	for (b = guard->binding; b < guard->binding + guard->num; b++)
		if (b->family == AF_INET6 && is_whose(b, mac) &&
		    ipv6_prefix_equal(addr, &b->ip6, b->prefix))
			return true;
	return false;
}

/* The link-local address that every station makes of its MAC address,
 * RFC 4291, appendix A
 */
static bool is_made_of(const struct in6_addr *addr, const u8 *mac)
{
	const u8 want[16] = {
		0xfe, 0x80, 0, 0, 0, 0, 0, 0, mac[0] ^ 2, mac[1], mac[2], 0xff,
		0xfe, mac[3], mac[4], mac[5]
	};

	return !memcmp(addr, want, sizeof(want));
}

static bool may_have(const struct vsw_guard *guard, const u8 *mac,
		     const struct in6_addr *addr)
{
	return is_made_of(addr, mac) || vsw_guard_has_ip6(guard, mac, addr);
}

/* ---- source guard --------------------------------------------------------- */

static bool arp_is_true(const struct vsw_guard *guard,
			const struct sk_buff *skb,
			const struct vsw_frame *frame)
{
	const struct vsw_arp *arp;
	struct vsw_arp buf;

	arp = skb_header_pointer(skb, frame->l3, sizeof(buf), &buf);
	if (!arp || !vsw_is_arp_ipv4(arp) ||
	    !ether_addr_equal_unaligned(arp->sha, frame->src))
		return false;
	if (!guard->by_ip)
		return true;
	/* A probe says nothing yet, but for whom it asks (RFC 5227). */
	if (!arp->sip)
		return arp->head.ar_op == htons(ARPOP_REQUEST) &&
		       vsw_guard_has_ip4(guard, frame->src, arp->tip);
	return vsw_guard_has_ip4(guard, frame->src, arp->sip);
}

static const struct udphdr *udp_of(const struct sk_buff *skb,
				   const struct vsw_frame *frame,
				   struct udphdr *buf)
{
	return skb_header_pointer(skb, frame->l4, sizeof(*buf), buf);
}

/* Without an address one may ask for one, and tell of groups (RFC 3376). */
static bool may_lack_ip4(const struct sk_buff *skb,
			 const struct vsw_frame *frame, __be32 to)
{
	const struct udphdr *udp;
	struct udphdr buf;

	if (frame->fragment)
		return false;
	if (frame->upper == IPPROTO_IGMP)
		return true;
	if (frame->upper != IPPROTO_UDP || to != htonl(INADDR_BROADCAST))
		return false;
	udp = udp_of(skb, frame, &buf);
	return udp && udp->source == htons(DHCP_CLIENT_PORT) &&
	       udp->dest == htons(DHCP_SERVER_PORT);
}

static bool ipv4_is_true(const struct vsw_guard *guard,
			 const struct sk_buff *skb,
			 const struct vsw_frame *frame)
{
	const struct iphdr *ip;
	struct iphdr buf;

	ip = skb_header_pointer(skb, frame->l3, sizeof(buf), &buf);
	if (!ip)
		return false;
	if (!ip->saddr)
		return may_lack_ip4(skb, frame, ip->daddr);
	return vsw_guard_has_ip4(guard, frame->src, ip->saddr);
}

/* Type of the ICMPv6 message; -1: it is none, or cut short */
static int icmpv6_type(const struct sk_buff *skb, const struct vsw_frame *frame)
{
	const u8 *type;
	u8 buf;

	if (frame->proto != ETH_P_IPV6 || frame->upper != IPPROTO_ICMPV6 ||
	    !frame->first || frame->l4 >= frame->end)
		return -1;
	type = skb_header_pointer(skb, frame->l4, sizeof(buf), &buf);
	return type ? *type : -1;
}

/* Without an address one may look whether somebody else has it, ask for
 * routers, and tell of groups. Whose address it is, is said by nd_is_true().
 */
static bool may_lack_ip6(const struct sk_buff *skb,
			 const struct vsw_frame *frame)
{
	switch (icmpv6_type(skb, frame)) {
	case NDISC_NEIGHBOUR_SOLICITATION:
	case NDISC_ROUTER_SOLICITATION:
	case ICMPV6_MGM_REPORT:
	case ICMPV6_MGM_REDUCTION:
	case ICMPV6_MLD2_REPORT:
		return true;
	default:
		return false;
	}
}

static bool ipv6_is_true(const struct vsw_guard *guard,
			 const struct sk_buff *skb,
			 const struct vsw_frame *frame)
{
	const struct ipv6hdr *ip;
	struct ipv6hdr buf;

	ip = skb_header_pointer(skb, frame->l3, sizeof(buf), &buf);
	if (!ip)
		return false;
	if (ipv6_addr_any(&ip->saddr))
		return may_lack_ip6(skb, frame);
	return may_have(guard, frame->src, &ip->saddr);
}

/* Of a message of neighbour discovery: where its options begin, and which of
 * them is about the sender itself; false: it is another message.
 */
static bool nd_layout(int type, int *options, u8 *own)
{
	switch (type) {
	case NDISC_ROUTER_SOLICITATION:
		*options = 8;
		*own = ND_OPT_SOURCE_LL_ADDR;
		return true;
	case NDISC_ROUTER_ADVERTISEMENT:
		*options = 16;
		*own = ND_OPT_SOURCE_LL_ADDR;
		return true;
	case NDISC_NEIGHBOUR_SOLICITATION:
		*options = 24;
		*own = ND_OPT_SOURCE_LL_ADDR;
		return true;
	case NDISC_NEIGHBOUR_ADVERTISEMENT:
		*options = 24;
		*own = ND_OPT_TARGET_LL_ADDR;
		return true;
	default:
		return false;
	}
}

/**
 * vsw_frame_nd_options() - what do the options of neighbour discovery say?
 * @skb: frame
 * @frame: what vsw_frame_parse() has read of it
 * @at: offset of the first option
 * @own: option with the sender's own address
 *
 * Return: how often that is there; -1 when it isn't the frame's source address,
 * or an option doesn't end well.
 */
int vsw_frame_nd_options(const struct sk_buff *skb,
			 const struct vsw_frame *frame, int at, u8 own)
{
	const struct {
		u8 type;
		u8 len;
		u8 addr[ETH_ALEN];
	} *opt;
	int found = 0;
	u8 buf[8];

	while (at < frame->end) {
		if (frame->end - at < (int)sizeof(buf))
			return -1;
		opt = skb_header_pointer(skb, at, sizeof(buf), buf);
		if (!opt || !opt->len || opt->len * 8 > frame->end - at)
			return -1;
		if (opt->type == own &&
		    (opt->len != 1 ||
		     !ether_addr_equal_unaligned(opt->addr, frame->src)))
			return -1;
		found += opt->type == own;
		at += opt->len * 8;
	}
	return found;
}

static bool is_from_nobody(const struct sk_buff *skb,
			   const struct vsw_frame *frame)
{
	const struct in6_addr *addr;
	struct in6_addr buf;

	addr = skb_header_pointer(skb, frame->l3 +
				  offsetof(struct ipv6hdr, saddr),
				  sizeof(buf), &buf);
	return addr && ipv6_addr_any(addr);
}

static bool nd_is_true(const struct vsw_guard *guard,
		       const struct sk_buff *skb,
		       const struct vsw_frame *frame)
{
	int type = icmpv6_type(skb, frame), options;
	const struct in6_addr *target;
	struct in6_addr buf;
	u8 own;

	if (!nd_layout(type, &options, &own))
		return true;
	/* In fragments it is to be ignored by everybody (RFC 6980). */
	if (frame->fragment || frame->l4 + options > frame->end ||
	    vsw_frame_nd_options(skb, frame, frame->l4 + options, own) < 0)
		return false;
	/* The target is the sender's, where it says so, and where it looks
	 * whether somebody else has it.
	 */
	if (!guard->by_ip ||
	    !(type == NDISC_NEIGHBOUR_ADVERTISEMENT ||
	      (type == NDISC_NEIGHBOUR_SOLICITATION &&
	       is_from_nobody(skb, frame))))
		return true;
	target = skb_header_pointer(skb, frame->l4 +
				    offsetof(struct nd_msg, target),
				    sizeof(buf), &buf);
	return target && may_have(guard, frame->src, target);
}

/**
 * vsw_guard_source() - may a port send a frame with these addresses?
 * @guard: who the port may be
 * @skb: frame, whose data begin behind the Ethernet header
 * @frame: what vsw_frame_parse() has read of it
 *
 * Context: rcu_read_lock held.
 * Return: VSW_GUARD_PASS, or why not.
 */
enum vsw_drop vsw_guard_source(const struct vsw_guard *guard,
			       const struct sk_buff *skb,
			       const struct vsw_frame *frame)
{
	if (guard->by_mac && !has_mac(guard, frame->src))
		return VSW_DROP_GUARD_MAC;
	switch (frame->proto) {
	case ETH_P_ARP:
		if (!arp_is_true(guard, skb, frame))
			return VSW_DROP_GUARD_ARP;
		break;
	case ETH_P_IP:
		if (guard->by_ip && !ipv4_is_true(guard, skb, frame))
			return VSW_DROP_GUARD_IPV4;
		break;
	case ETH_P_IPV6:
		if (guard->by_ip && !ipv6_is_true(guard, skb, frame))
			return VSW_DROP_GUARD_IPV6;
		if (!nd_is_true(guard, skb, frame))
			return VSW_DROP_GUARD_ND;
		break;
	}
	return VSW_GUARD_PASS;
}

/* ---- what only servers and routers send ----------------------------------- */

/**
 * vsw_frame_is_dhcp_server() - is it, or may it be, what a DHCP server sends?
 * @skb: frame
 * @frame: what vsw_frame_parse() has read of it
 *
 * Ports are in the first fragment, whole or not at all (RFC 7610).
 */
bool vsw_frame_is_dhcp_server(const struct sk_buff *skb,
			      const struct vsw_frame *frame)
{
	const struct udphdr *udp;
	struct udphdr buf;
	u16 port;

	if (frame->proto == ETH_P_IP)
		port = DHCP_SERVER_PORT;
	else if (frame->proto == ETH_P_IPV6)
		port = DHCPV6_SERVER_PORT;
	else
		return false;
	if (frame->upper != IPPROTO_UDP || !frame->first)
		return false;
	udp = udp_of(skb, frame, &buf);
	return !udp || udp->source == htons(port);
}

/**
 * vsw_frame_is_router() - is it, or may it be, what an IPv6 router says?
 * @skb: frame
 * @frame: what vsw_frame_parse() has read of it
 *
 * Router advertisements and redirects (RFC 6105, RFC 7113).
 */
bool vsw_frame_is_router(const struct sk_buff *skb,
			 const struct vsw_frame *frame)
{
	int type;

	if (frame->proto != ETH_P_IPV6 || frame->upper != IPPROTO_ICMPV6 ||
	    !frame->first)
		return false;
	type = icmpv6_type(skb, frame);
	return type < 0 || type == NDISC_ROUTER_ADVERTISEMENT ||
	       type == NDISC_REDIRECT;
}
