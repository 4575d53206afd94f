// SPDX-License-Identifier: GPL-2.0
/*
 * Reading frames to groups: IGMPv1 to v3 (RFC 1112, 2236, 3376), MLDv1 and v2
 * (RFC 2710, 3810), and the hellos of multicast routers (RFC 7761, 4286).
 * Frames are only read, since others may hold them, too. A message is believed
 * only if all of it is there and its checksum is right: first it is looked
 * through as a whole, then vsw_mcast_next() hands out what it says. Owns
 * nothing, takes no lock.
 *
 * Frames begin behind the Ethernet header.
 */
#include <linux/etherdevice.h>
#include <linux/icmpv6.h>
#include <linux/igmp.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <net/addrconf.h>
#include <net/checksum.h>
#include <net/if_inet6.h>
#include <net/ip.h>
#include <net/ip6_checksum.h>
#include <net/ipv6.h>
#include <net/mld.h>

#include "vswitch/mcast_parse.h"

/* RFC 4286, multicast router advertisements */
#define IGMP_ROUTER_ADVERT	0x30
#define MLD_ROUTER_ADVERT	151
/* RFC 7761, 4.9: version 2, a hello */
#define PIM_HELLO		0x20

/* The part of a packet that is behind its headers */
struct payload {
	u8 proto;
	bool alert;	/* for routers: MLD must have it */
	bool local;	/* it came from no further than this network */
	unsigned int at;
	unsigned int len;
};

/* Is it a group's address? */
bool vsw_mcast_is_group(const union vsw_ip *group, bool is_v6)
{
	return is_v6 ? ipv6_addr_is_multicast(&group->v6) :
		       ipv4_is_multicast(group->v4);
}

/**
 * vsw_mcast_is_kept() - is a group one that everybody is in?
 * @group: address of a group
 * @is_v6: its family
 *
 * Those of a link: 224.0.0.0/24 (RFC 4541, 2.1.2), ff01::/16 and ff02::/16,
 * with the solicited-node groups. Neighbour discovery, mDNS and routing
 * protocols live there, and not all of them are joined by a report.
 *
 * Return: true for those.
 */
bool vsw_mcast_is_kept(const union vsw_ip *group, bool is_v6)
{
	if (!is_v6)
		return ipv4_is_local_multicast(group->v4);
	return (group->v6.s6_addr[1] & 0xf) <= 2;
}

/* A number with 3 bits of exponent and 4 of mantissa, RFC 3376, 4.1.1 */
static unsigned int float8(u8 code)
{
	if (code < 0x80)
		return code;
	return ((code & 0xf) | 0x10) << ((code >> 4 & 7) + 3);
}

/* The same with 3 and 12, RFC 3810, 5.1.3 */
static unsigned int float16(u16 code)
{
	if (code < 0x8000)
		return code;
	return ((code & 0xfff) | 0x1000) << ((code >> 12 & 7) + 3);
}

static u8 octet(const struct sk_buff *skb, unsigned int at)
{
	u8 buf, *p = skb_header_pointer(skb, at, 1, &buf);

	return p ? *p : 0;
}

/* ---- IP ------------------------------------------------------------------- */

/* False: no packet, or none for this group. */
static bool parse_ipv4(const struct sk_buff *skb, const u8 *mac_dest,
		       struct vsw_mcast_msg *msg, struct payload *load)
{
	struct iphdr buf, *ip = skb_header_pointer(skb, 0, sizeof(buf), &buf);
	unsigned int total;
	u8 mac[ETH_ALEN];

	if (!ip || ip->version != 4 || ip->ihl < 5)
		return false;
	load->at = ip->ihl * 4;
	total = ntohs(ip->tot_len);
	if (total < load->at || total > skb->len)
		return false;
	ip_eth_mc_map(ip->daddr, mac);
	if (!ipv4_is_multicast(ip->daddr) || !ether_addr_equal(mac, mac_dest))
		return false;
	msg->dest.v4 = ip->daddr;
	msg->src.v4 = ip->saddr;
	load->len = total - load->at;
	/* A part of a message says nothing. */
	load->proto = ip_is_fragment(ip) ? IPPROTO_RAW : ip->protocol;
	load->alert = true;
	load->local = true;
	return true;
}

/* The options of a hop-by-hop header: is one the alert for MLD, RFC 2711? */
static bool has_alert(const struct sk_buff *skb, unsigned int at,
		      unsigned int end)
{
	u8 buf[4], *option;
	u8 len;

	while (at < end) {
		if (octet(skb, at) == IPV6_TLV_PAD1) {
			at++;
			continue;
		}
		if (at + 2 > end)
			return false;
		len = octet(skb, at + 1);
		if (at + 2 + len > end)
			return false;
		option = skb_header_pointer(skb, at, 2 + min_t(u8, len, 2), buf);
		if (option && option[0] == IPV6_TLV_ROUTERALERT && len == 2 &&
		    !option[2] && !option[3])
			return true;
		at += 2 + len;
	}
	return false;
}

/* Skip a hop-by-hop header, the only one that MLD has. */
static bool skip_hop_by_hop(const struct sk_buff *skb, struct payload *load)
{
	u8 buf[2], *head = skb_header_pointer(skb, load->at, 2, buf);
	unsigned int len;

	if (!head)
		return false;
	len = (head[1] + 1) * 8;
	if (len > load->len)
		return false;
	load->proto = head[0];
	load->alert = has_alert(skb, load->at + 2, load->at + len);
	load->at += len;
	load->len -= len;
	return true;
}

static bool parse_ipv6(const struct sk_buff *skb, const u8 *mac_dest,
		       struct vsw_mcast_msg *msg, struct payload *load)
{
	struct ipv6hdr buf, *ip = skb_header_pointer(skb, 0, sizeof(buf), &buf);
	u8 mac[ETH_ALEN];

	if (!ip || ip->version != 6 ||
	    ntohs(ip->payload_len) > skb->len - sizeof(*ip))
		return false;
	ipv6_eth_mc_map(&ip->daddr, mac);
	if (!ipv6_addr_is_multicast(&ip->daddr) ||
	    !ether_addr_equal(mac, mac_dest))
		return false;
	msg->dest.v6 = ip->daddr;
	msg->src.v6 = ip->saddr;
	load->proto = ip->nexthdr;
	load->at = sizeof(*ip);
	load->len = ntohs(ip->payload_len);
	load->local = ip->hop_limit == 1;
	return load->proto != NEXTHDR_HOP || skip_hop_by_hop(skb, load);
}

/* ---- IGMP and MLD --------------------------------------------------------- */

/* One record of a report of IGMPv3 or MLDv2, and what follows it */
struct record {
	u8 type;
	u16 sources;
	union vsw_ip group;
	unsigned int len;
};

/* RFC 3376, 4.2.4 and RFC 3810, 5.2: type, length of auxiliary data in words,
 * number of sources, group, sources, auxiliary data
 */
static bool read_record(const struct sk_buff *skb, unsigned int at, bool is_v6,
			struct record *record)
{
	unsigned int size = is_v6 ? sizeof(struct in6_addr) : sizeof(__be32);
	u8 buf[4 + sizeof(struct in6_addr)];
	u8 *p = skb_header_pointer(skb, at, 4 + size, buf);

	if (!p)
		return false;
	memset(&record->group, 0, sizeof(record->group));
	memcpy(&record->group, p + 4, size);
	record->type = p[0];
	record->sources = p[2] << 8 | p[3];
	record->len = 4 + size + record->sources * size + p[1] * 4;
	return true;
}

static bool records_fit(const struct sk_buff *skb, unsigned int at,
			unsigned int end, unsigned int num, bool is_v6)
{
	struct record record;

	while (num--) {
		if (at >= end || !read_record(skb, at, is_v6, &record) ||
		    record.len > end - at)
			return false;
		at += record.len;
	}
	return true;
}

/* Of a host before IGMPv3 or MLDv2: about one group */
static enum vsw_mcast_kind one_group(struct vsw_mcast_msg *msg, u8 record,
				     unsigned int at)
{
	msg->record = record;
	msg->at = at;
	msg->left = 1;
	return VSW_MCAST_REPORT;
}

static enum vsw_mcast_kind many_groups(const struct sk_buff *skb,
				       struct vsw_mcast_msg *msg,
				       const struct payload *load)
{
	msg->left = octet(skb, load->at + 6) << 8 | octet(skb, load->at + 7);
	msg->at = load->at + 8;
	if (!records_fit(skb, msg->at, load->at + load->len, msg->left,
			 msg->is_v6))
		return VSW_MCAST_BAD;
	return VSW_MCAST_REPORT;
}

/* What IGMPv3 and MLDv2 add to a query: flags and robustness, interval, number
 * of sources, sources; from @at, and that must be all of the message.
 */
static bool read_new_query(const struct sk_buff *skb, struct vsw_mcast_msg *msg,
			   unsigned int at, unsigned int end)
{
	unsigned int size = msg->is_v6 ? sizeof(struct in6_addr) :
					 sizeof(__be32);
	u8 buf[4], *p;

	p = end - at >= sizeof(buf) ?
	    skb_header_pointer(skb, at, sizeof(buf), buf) : NULL;
	if (!p)
		return false;
	msg->suppress = p[0] & 8;
	msg->robustness = p[0] & 7;
	msg->interval = float8(p[1]);
	msg->sources = p[2] << 8 | p[3];
	return end - at - sizeof(buf) >= msg->sources * size;
}

/* A general query goes to all; one about a group names one. */
static enum vsw_mcast_kind check_query(const struct vsw_mcast_msg *msg)
{
	static const union vsw_ip none;
	bool general = !memcmp(&msg->group, &none, sizeof(none));

	if (!general)
		return vsw_mcast_is_group(&msg->group, msg->is_v6) ?
		       VSW_MCAST_QUERY : VSW_MCAST_BAD;
	if (msg->sources)
		return VSW_MCAST_BAD;
	if (msg->is_v6 ? ipv6_addr_is_ll_all_nodes(&msg->dest.v6) :
			 msg->dest.v4 == htonl(INADDR_ALLHOSTS_GROUP))
		return VSW_MCAST_QUERY;
	return VSW_MCAST_BAD;
}

/* RFC 3376, 7.1: the length tells the version */
static enum vsw_mcast_kind igmp_query(const struct sk_buff *skb,
				      struct vsw_mcast_msg *msg,
				      const struct payload *load, u8 code)
{
	if (load->len == sizeof(struct igmphdr)) {
		msg->version = code ? 2 : 1;
		msg->max_resp = (code ?: 100) * 100;
		return check_query(msg);
	}
	if (!read_new_query(skb, msg, load->at + sizeof(struct igmphdr),
			    load->at + load->len))
		return VSW_MCAST_BAD;
	msg->version = 3;
	msg->max_resp = float8(code) * 100;
	return check_query(msg);
}

static enum vsw_mcast_kind parse_igmp(const struct sk_buff *skb,
				      struct vsw_mcast_msg *msg,
				      const struct payload *load)
{
	struct igmphdr buf, *igmp;

	igmp = load->len < sizeof(buf) ? NULL :
	       skb_header_pointer(skb, load->at, sizeof(buf), &buf);
	if (!igmp || csum_fold(skb_checksum(skb, load->at, load->len, 0)))
		return VSW_MCAST_BAD;
	switch (igmp->type) {
	case IGMP_HOST_MEMBERSHIP_QUERY:
		msg->group.v4 = igmp->group;
		return igmp_query(skb, msg, load, igmp->code);
	case IGMP_HOST_MEMBERSHIP_REPORT:
	case IGMPV2_HOST_MEMBERSHIP_REPORT:
		return one_group(msg, IGMPV3_MODE_IS_EXCLUDE, load->at + 4);
	case IGMP_HOST_LEAVE_MESSAGE:
		return one_group(msg, IGMPV3_CHANGE_TO_INCLUDE, load->at + 4);
	case IGMPV3_HOST_MEMBERSHIP_REPORT:
		return many_groups(skb, msg, load);
	case IGMP_ROUTER_ADVERT:
		return VSW_MCAST_ROUTER;
	}
	return VSW_MCAST_DATA;
}

static enum vsw_mcast_kind mld_query(const struct sk_buff *skb,
				     struct vsw_mcast_msg *msg,
				     const struct payload *load,
				     const struct mld_msg *mld)
{
	u16 code = ntohs(mld->mld_maxdelay);

	if (!(ipv6_addr_type(&msg->src.v6) & IPV6_ADDR_LINKLOCAL))
		return VSW_MCAST_BAD;
	msg->group.v6 = mld->mld_mca;
	if (load->len == sizeof(*mld)) {
		msg->version = 1;
		msg->max_resp = code;
		return check_query(msg);
	}
	if (!read_new_query(skb, msg, load->at + sizeof(*mld),
			    load->at + load->len))
		return VSW_MCAST_BAD;
	msg->version = 2;
	msg->max_resp = float16(code);
	return check_query(msg);
}

static bool is_mld(u8 type)
{
	return type == ICMPV6_MGM_QUERY || type == ICMPV6_MGM_REPORT ||
	       type == ICMPV6_MGM_REDUCTION || type == ICMPV6_MLD2_REPORT ||
	       type == MLD_ROUTER_ADVERT;
}

/* RFC 2710, 3 and RFC 3810, 5: hop limit 1, and an alert for routers */
static bool mld_is_right(const struct sk_buff *skb,
			 const struct vsw_mcast_msg *msg,
			 const struct payload *load)
{
	__wsum sum;

	if (!load->alert || !load->local || load->len < 8)
		return false;
	sum = skb_checksum(skb, load->at, load->len, 0);
	return !csum_ipv6_magic(&msg->src.v6, &msg->dest.v6, load->len,
				IPPROTO_ICMPV6, sum);
}

static enum vsw_mcast_kind parse_mld(const struct sk_buff *skb,
				     struct vsw_mcast_msg *msg,
				     const struct payload *load)
{
	u8 type = load->len ? octet(skb, load->at) : 0;
	struct mld_msg buf, *mld;

	if (!is_mld(type))
		return VSW_MCAST_DATA;
	if (!mld_is_right(skb, msg, load))
		return VSW_MCAST_BAD;
	if (type == MLD_ROUTER_ADVERT)
		return VSW_MCAST_ROUTER;
	if (type == ICMPV6_MLD2_REPORT)
		return many_groups(skb, msg, load);
	mld = load->len < sizeof(buf) ? NULL :
	      skb_header_pointer(skb, load->at, sizeof(buf), &buf);
	if (!mld)
		return VSW_MCAST_BAD;
	if (type == ICMPV6_MGM_QUERY)
		return mld_query(skb, msg, load, mld);
	return one_group(msg, type == ICMPV6_MGM_REPORT ?
			      MLD2_MODE_IS_EXCLUDE : MLD2_CHANGE_TO_INCLUDE,
			 load->at + offsetof(struct mld_msg, mld_mca));
}

/* ---- what others call ----------------------------------------------------- */

/**
 * vsw_mcast_parse() - what is a frame to a group?
 * @skb: frame, whose data begin behind the Ethernet header
 * @mac_dest: destination of the frame
 * @proto: its EtherType
 * @msg: gets what it says; in any case but VSW_MCAST_OTHER family, source and
 *	destination
 *
 * Return: what it is.
 */
enum vsw_mcast_kind vsw_mcast_parse(const struct sk_buff *skb,
				    const u8 *mac_dest, __be16 proto,
				    struct vsw_mcast_msg *msg)
{
	struct payload load = {};

	memset(msg, 0, sizeof(*msg));
	msg->is_v6 = proto == htons(ETH_P_IPV6);
	if (msg->is_v6 ? !parse_ipv6(skb, mac_dest, msg, &load) :
			 proto != htons(ETH_P_IP) ||
			 !parse_ipv4(skb, mac_dest, msg, &load))
		return VSW_MCAST_OTHER;
	if (load.proto == IPPROTO_PIM && load.len &&
	    octet(skb, load.at) == PIM_HELLO)
		return VSW_MCAST_ROUTER;
	if (load.proto == IPPROTO_IGMP && !msg->is_v6)
		return parse_igmp(skb, msg, &load);
	if (load.proto == IPPROTO_ICMPV6 && msg->is_v6)
		return parse_mld(skb, msg, &load);
	return VSW_MCAST_DATA;
}

/* A list of sources that is empty: none is wanted, RFC 3376, 5.1 */
static enum vsw_mcast_change change_of(u8 type, unsigned int sources)
{
	switch (type) {
	case IGMPV3_MODE_IS_EXCLUDE:
	case IGMPV3_CHANGE_TO_EXCLUDE:
		return VSW_MCAST_JOIN;
	case IGMPV3_CHANGE_TO_INCLUDE:
		return sources ? VSW_MCAST_JOIN : VSW_MCAST_LEAVE;
	case IGMPV3_MODE_IS_INCLUDE:
	case IGMPV3_ALLOW_NEW_SOURCES:
		return sources ? VSW_MCAST_JOIN : VSW_MCAST_NOTHING;
	}
	return VSW_MCAST_NOTHING;
}

static_assert(!(IGMPV3_MODE_IS_INCLUDE - MLD2_MODE_IS_INCLUDE) &&
	      !(IGMPV3_BLOCK_OLD_SOURCES - MLD2_BLOCK_OLD_SOURCES));

/**
 * vsw_mcast_next() - the next group that a report is about
 * @skb: frame in which vsw_mcast_parse() found a report
 * @msg: what it found
 * @group: gets the group
 * @change: gets what is said of it
 *
 * What is no group's address, and groups that everybody is in, are left out.
 *
 * Return: false at the end.
 */
bool vsw_mcast_next(const struct sk_buff *skb, struct vsw_mcast_msg *msg,
		    union vsw_ip *group, enum vsw_mcast_change *change)
{
	unsigned int size = msg->is_v6 ? sizeof(struct in6_addr) :
					 sizeof(__be32);
	struct record record = {};
	void *p;

	while (msg->left) {
		msg->left--;
		if (msg->record) {
			p = skb_header_pointer(skb, msg->at, size,
					       &record.group);
			if (!p)
				return false;
			if (p != &record.group)
				memcpy(&record.group, p, size);
			record.type = msg->record;
		} else if (!read_record(skb, msg->at, msg->is_v6, &record)) {
			return false;
		}
		msg->at += record.len;
		if (!vsw_mcast_is_group(&record.group, msg->is_v6) ||
		    vsw_mcast_is_kept(&record.group, msg->is_v6))
			continue;
		*group = record.group;
		*change = change_of(record.type, record.sources);
		return true;
	}
	return false;
}
