// SPDX-License-Identifier: GPL-2.0
/*
 * Unit tests of multicast snooping's parser: what it makes of well-formed
 * messages of each version, in linear and paged frames; that it believes none
 * that is cut short, has a wrong checksum or lacks what its RFC demands; and
 * that random and mutated frames do no harm and are never written to.
 */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/prandom.h>

#include "vswitch/mcast_parse.c"

#define HOST4		"\x0a\x00\x00\x01"
#define GROUP4		"\xef\x01\x02\x03"
#define OTHER4		"\xef\x01\x02\x04"
#define LL6		"\xfe\x80\0\0\0\0\0\0\0\0\0\0\0\0\0\x01"
#define GLOBAL6		"\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01"
#define GROUP6		"\xff\x05\0\0\0\0\0\0\0\0\0\0\0\0\x12\x34"
#define OTHER6		"\xff\x0e\0\0\0\0\0\0\0\0\0\0\0\0\x12\x34"
#define NODES6		"\xff\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\x01"
#define REPORTS6	"\xff\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\x16"
#define SOLICITED6	"\xff\x02\0\0\0\0\0\0\0\0\0\x01\xff\0\0\x01"
#define NONE6		"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
#define ALERT4		"\x94\x04\0\0"
#define ALERT6		"\x05\x02\0\0\x01\0"
#define PAD6		"\x01\x04\0\0\0\0"
#define PADDED6		"\x01\x00\x00\x05\x02\0\0\x01\x04\0\0\0\0\0"

/* A packet, and what is to be found in it */
struct packet {
	const char *name;
	const char *dest, *src;		/* 4 octets, or 16 */
	const char *options;
	unsigned int options_len;
	const char *body;
	unsigned int body_len;
	enum vsw_mcast_kind kind;
	const char *changes;		/* J join, L leave, - nothing */
	unsigned int max_resp;
	unsigned int sources;
	u8 version, proto, hops, flags;
};

#define IS_V6		1
#define BAD_SUM		2
#define FRAGMENT	4
#define WRONG_MAC	8

#define IGMP(body_)	.proto = IPPROTO_IGMP, .hops = 1, .src = HOST4,	\
			.body = (body_), .body_len = sizeof(body_) - 1
#define MLD_BY(src_, hops_, options_, flags_, body_)			\
			.proto = IPPROTO_ICMPV6, .hops = (hops_),	\
			.flags = IS_V6 | (flags_), .src = (src_),	\
			.options = (options_),				\
			.options_len = sizeof(options_) - 1,		\
			.body = (body_), .body_len = sizeof(body_) - 1
#define MLD(body_)	MLD_BY(LL6, 1, ALERT6, 0, body_)

static const struct packet packets[] = {
	{ "v1 query", "\xe0\0\0\x01", IGMP("\x11\0\0\0\0\0\0\0"),
	  .kind = VSW_MCAST_QUERY, .version = 1, .max_resp = 10000 },
	{ "v2 query", "\xe0\0\0\x01", IGMP("\x11\x64\0\0\0\0\0\0"),
	  .kind = VSW_MCAST_QUERY, .version = 2, .max_resp = 10000 },
	{ "v2 query of a group", GROUP4, IGMP("\x11\x0a\0\0" GROUP4),
	  .kind = VSW_MCAST_QUERY, .version = 2, .max_resp = 1000 },
	{ "v3 query", "\xe0\0\0\x01", IGMP("\x11\x80\0\0\0\0\0\0\x02\x7d\0\0"),
	  .kind = VSW_MCAST_QUERY, .version = 3, .max_resp = 12800 },
	{ "v3 query of sources", GROUP4,
	  IGMP("\x11\x0a\0\0" GROUP4 "\x0a\x7d\0\x01" HOST4),
	  .kind = VSW_MCAST_QUERY, .version = 3, .max_resp = 1000,
	  .sources = 1 },
	{ "v3 query that lacks a source", GROUP4,
	  IGMP("\x11\x0a\0\0" GROUP4 "\x0a\x7d\0\x02" HOST4),
	  .kind = VSW_MCAST_BAD },
	{ "query of neither length", "\xe0\0\0\x01",
	  IGMP("\x11\x64\0\0\0\0\0\0\x01\x01"), .kind = VSW_MCAST_BAD },
	{ "general query to a group", GROUP4, IGMP("\x11\x64\0\0\0\0\0\0"),
	  .kind = VSW_MCAST_BAD },
	{ "query of what is no group", "\xe0\0\0\x01",
	  IGMP("\x11\x64\0\0" HOST4), .kind = VSW_MCAST_BAD },
	{ "v1 report", GROUP4, IGMP("\x12\0\0\0" GROUP4),
	  .kind = VSW_MCAST_REPORT, .changes = "J" },
	{ "v2 report", GROUP4, IGMP("\x16\0\0\0" GROUP4),
	  .kind = VSW_MCAST_REPORT, .changes = "J" },
	{ "v2 report with an alert", GROUP4, IGMP("\x16\0\0\0" GROUP4),
	  .options = ALERT4, .options_len = 4,
	  .kind = VSW_MCAST_REPORT, .changes = "J" },
	{ "v2 report of a group of the link", "\xe0\0\0\xfb",
	  IGMP("\x16\0\0\0\xe0\0\0\xfb"), .kind = VSW_MCAST_REPORT,
	  .changes = "" },
	{ "v2 report of no group", GROUP4, IGMP("\x16\0\0\0" HOST4),
	  .kind = VSW_MCAST_REPORT, .changes = "" },
	{ "v2 leave", "\xe0\0\0\x02", IGMP("\x17\0\0\0" GROUP4),
	  .kind = VSW_MCAST_REPORT, .changes = "L" },
	{ "v3 report", "\xe0\0\0\x16",
	  IGMP("\x22\0\0\0\0\0\0\x09"
	       "\x04\0\0\0" GROUP4 "\x03\0\0\0" GROUP4
	       "\x03\0\0\x01" GROUP4 HOST4 "\x02\0\0\x01" GROUP4 HOST4
	       "\x01\0\0\0" GROUP4 "\x01\x01\0\x01" GROUP4 HOST4 "\1\2\3\4"
	       "\x05\0\0\x01" GROUP4 HOST4 "\x06\0\0\x01" GROUP4 HOST4
	       "\x63\0\0\0" OTHER4),
	  .kind = VSW_MCAST_REPORT, .changes = "JLJJ-JJ--" },
	{ "v3 report that lacks a record", "\xe0\0\0\x16",
	  IGMP("\x22\0\0\0\0\0\0\x02\x04\0\0\0" GROUP4),
	  .kind = VSW_MCAST_BAD },
	{ "v3 report with too long a record", "\xe0\0\0\x16",
	  IGMP("\x22\0\0\0\0\0\0\x01\x04\xff\0\0" GROUP4),
	  .kind = VSW_MCAST_BAD },
	{ "v3 report, wrong sum", "\xe0\0\0\x16",
	  IGMP("\x22\0\0\0\0\0\0\x01\x04\0\0\0" GROUP4), .flags = BAD_SUM,
	  .kind = VSW_MCAST_BAD },
	{ "part of a report", GROUP4, IGMP("\x16\0\0\0" GROUP4),
	  .flags = FRAGMENT, .kind = VSW_MCAST_DATA },
	{ "report to another MAC", GROUP4, IGMP("\x16\0\0\0" GROUP4),
	  .flags = WRONG_MAC, .kind = VSW_MCAST_OTHER },
	{ "router advertisement", "\xe0\0\0\x6a",
	  IGMP("\x30\x14\0\0\0\x7d\0\x02"), .kind = VSW_MCAST_ROUTER },
	{ "PIM hello", "\xe0\0\0\x0d", HOST4, .proto = IPPROTO_PIM,
	  .body = "\x20\0\0\0", .body_len = 4, .kind = VSW_MCAST_ROUTER },
	{ "PIM join", "\xe0\0\0\x0d", HOST4, .proto = IPPROTO_PIM,
	  .body = "\x23\0\0\0", .body_len = 4, .kind = VSW_MCAST_DATA },
	{ "data", GROUP4, HOST4, .proto = IPPROTO_UDP, .hops = 1,
	  .body = "\0\x09\0\x09\0\x08\0\0", .body_len = 8,
	  .kind = VSW_MCAST_DATA },
	{ "v1 listener query", NODES6,
	  MLD("\x82\0\0\0\x27\x10\0\0" NONE6),
	  .kind = VSW_MCAST_QUERY, .version = 1, .max_resp = 10000 },
	{ "v2 listener query", NODES6,
	  MLD("\x82\0\0\0\x27\x10\0\0" NONE6 "\x02\x7d\0\0"),
	  .kind = VSW_MCAST_QUERY, .version = 2, .max_resp = 10000 },
	{ "v2 listener query, long time", NODES6,
	  MLD("\x82\0\0\0\x80\x01\0\0" NONE6 "\x02\x7d\0\0"),
	  .kind = VSW_MCAST_QUERY, .version = 2, .max_resp = 0x1001 << 3 },
	{ "listener query of sources", GROUP6,
	  MLD("\x82\0\0\0\x03\xe8\0\0" GROUP6 "\x02\x7d\0\x01" GLOBAL6),
	  .kind = VSW_MCAST_QUERY, .version = 2, .max_resp = 1000,
	  .sources = 1 },
	{ "listener query from elsewhere", NODES6,
	  MLD_BY(GLOBAL6, 1, ALERT6, 0, "\x82\0\0\0\x27\x10\0\0" NONE6),
	  .kind = VSW_MCAST_BAD },
	{ "listener query that was routed", NODES6,
	  MLD_BY(LL6, 2, ALERT6, 0, "\x82\0\0\0\x27\x10\0\0" NONE6),
	  .kind = VSW_MCAST_BAD },
	{ "listener query without an alert", NODES6,
	  MLD_BY(LL6, 1, PAD6, 0, "\x82\0\0\0\x27\x10\0\0" NONE6),
	  .kind = VSW_MCAST_BAD },
	{ "listener query without options", NODES6,
	  MLD_BY(LL6, 1, "", 0, "\x82\0\0\0\x27\x10\0\0" NONE6),
	  .kind = VSW_MCAST_BAD },
	{ "listener query, the alert behind padding", NODES6,
	  MLD_BY(LL6, 1, PADDED6, 0, "\x82\0\0\0\x27\x10\0\0" NONE6),
	  .kind = VSW_MCAST_QUERY, .version = 1, .max_resp = 10000 },
	{ "v1 listener report", GROUP6, MLD("\x83\0\0\0\0\0\0\0" GROUP6),
	  .kind = VSW_MCAST_REPORT, .changes = "J" },
	{ "report of a solicited-node group", SOLICITED6,
	  MLD("\x83\0\0\0\0\0\0\0" SOLICITED6), .kind = VSW_MCAST_REPORT,
	  .changes = "" },
	{ "listener done", "\xff\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\x02",
	  MLD("\x84\0\0\0\0\0\0\0" GROUP6), .kind = VSW_MCAST_REPORT,
	  .changes = "L" },
	{ "v2 listener report", REPORTS6,
	  MLD("\x8f\0\0\0\0\0\0\x04"
	      "\x04\0\0\0" SOLICITED6 "\x04\0\0\0" GROUP6
	      "\x03\0\0\0" OTHER6 "\x05\x01\0\x01" OTHER6 GLOBAL6 "\1\2\3\4"),
	  .kind = VSW_MCAST_REPORT, .changes = "JLJ" },
	{ "v2 listener report that lacks a source", REPORTS6,
	  MLD("\x8f\0\0\0\0\0\0\x01\x05\0\0\x02" GROUP6 GLOBAL6),
	  .kind = VSW_MCAST_BAD },
	{ "v2 listener report, wrong sum", REPORTS6,
	  MLD_BY(LL6, 1, ALERT6, BAD_SUM,
		 "\x8f\0\0\0\0\0\0\x01\x04\0\0\0" GROUP6),
	  .kind = VSW_MCAST_BAD },
	{ "neighbour solicitation", SOLICITED6,
	  MLD_BY(LL6, 255, "", 0, "\x87\0\0\0\0\0\0\0" LL6),
	  .kind = VSW_MCAST_DATA },
	{ "IPv6 data", GROUP6, GLOBAL6, .flags = IS_V6, .hops = 5,
	  .proto = IPPROTO_UDP, .body = "\0\x09\0\x09\0\x08\0\0",
	  .body_len = 8, .kind = VSW_MCAST_DATA },
};

#define MAX_LEN		512

static unsigned int build_v4(const struct packet *p, u8 *data)
{
	struct iphdr *ip = (struct iphdr *)data;
	u8 *body = data + sizeof(*ip) + p->options_len;
	unsigned int len = body - data + p->body_len;

	memset(ip, 0, sizeof(*ip));
	ip->version = 4;
	ip->ihl = 5 + p->options_len / 4;
	ip->tot_len = htons(len);
	ip->ttl = p->hops;
	ip->protocol = p->proto;
	ip->frag_off = p->flags & FRAGMENT ? htons(IP_MF) : 0;
	memcpy(&ip->saddr, p->src, 4);
	memcpy(&ip->daddr, p->dest, 4);
	if (p->options_len)
		memcpy(ip + 1, p->options, p->options_len);
	memcpy(body, p->body, p->body_len);
	if (p->proto == IPPROTO_IGMP)
		((struct igmphdr *)body)->csum =
			csum_fold(csum_partial(body, p->body_len, 0));
	if (p->flags & BAD_SUM)
		body[2] ^= 1;
	return len;
}

static unsigned int build_v6(const struct packet *p, u8 *data)
{
	struct ipv6hdr *ip = (struct ipv6hdr *)data;
	u8 *body = data + sizeof(*ip);
	__wsum sum;

	memset(ip, 0, sizeof(*ip));
	ip->version = 6;
	ip->hop_limit = p->hops;
	memcpy(&ip->saddr, p->src, 16);
	memcpy(&ip->daddr, p->dest, 16);
	ip->nexthdr = p->proto;
	if (p->options_len) {
		ip->nexthdr = NEXTHDR_HOP;
		body[0] = p->proto;
		body[1] = (p->options_len + 2) / 8 - 1;
		memcpy(body + 2, p->options, p->options_len);
		body += p->options_len + 2;
	}
	memcpy(body, p->body, p->body_len);
	ip->payload_len = htons(body - (u8 *)(ip + 1) + p->body_len);
	if (p->proto == IPPROTO_ICMPV6) {
		sum = csum_partial(body, p->body_len, 0);
		((struct icmp6hdr *)body)->icmp6_cksum =
			csum_ipv6_magic(&ip->saddr, &ip->daddr, p->body_len,
					IPPROTO_ICMPV6, sum);
	}
	if (p->flags & BAD_SUM)
		body[2] ^= 1;
	return body - data + p->body_len;
}

struct frame {
	u8 data[MAX_LEN];
	unsigned int len;
	u8 mac[ETH_ALEN];
	__be16 proto;
};

static void build(const struct packet *p, struct frame *frame)
{
	__be32 dest;

	memset(frame, 0, sizeof(*frame));
	if (p->flags & IS_V6) {
		frame->len = build_v6(p, frame->data);
		frame->proto = htons(ETH_P_IPV6);
		ipv6_eth_mc_map((struct in6_addr *)p->dest, frame->mac);
	} else {
		frame->len = build_v4(p, frame->data);
		frame->proto = htons(ETH_P_IP);
		memcpy(&dest, p->dest, sizeof(dest));
		ip_eth_mc_map(dest, frame->mac);
	}
	if (p->flags & WRONG_MAC)
		frame->mac[5] ^= 1;
}

/* The first octets of a frame as an skb; the rest of it, from @linear, in a
 * page. What is behind is not to be read: at the end of its memory.
 */
static struct sk_buff *skb_of(struct kunit *test, const struct frame *frame,
			      unsigned int len, unsigned int linear)
{
	struct sk_buff *skb = alloc_skb(max(linear, 1U), GFP_KERNEL);
	struct page *page;

	KUNIT_ASSERT_NOT_NULL(test, skb);
	linear = min(linear, len);
	skb_put_data(skb, frame->data, linear);
	if (len == linear)
		return skb;
	page = alloc_page(GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, page);
	memcpy(page_address(page) + PAGE_SIZE - (len - linear),
	       frame->data + linear, len - linear);
	skb_add_rx_frag(skb, 0, page, PAGE_SIZE - (len - linear), len - linear,
			PAGE_SIZE);
	return skb;
}

static enum vsw_mcast_kind parse(struct kunit *test, const struct frame *frame,
				 struct sk_buff *skb, struct vsw_mcast_msg *msg,
				 char *changes)
{
	enum vsw_mcast_change change;
	enum vsw_mcast_kind kind;
	unsigned int num = 0;
	union vsw_ip group;
	u8 now[MAX_LEN];

	kind = vsw_mcast_parse(skb, frame->mac, frame->proto, msg);
	if (kind == VSW_MCAST_REPORT)
		while (num < MAX_LEN - 1 &&
		       vsw_mcast_next(skb, msg, &group, &change))
			changes[num++] = "-JL"[change];
	changes[num] = 0;
	KUNIT_ASSERT_EQ(test, 0, skb_copy_bits(skb, 0, now, skb->len));
	KUNIT_EXPECT_EQ(test, 0, memcmp(now, frame->data, skb->len));
	return kind;
}

static void expect(struct kunit *test, const struct packet *p,
		   unsigned int linear)
{
	struct vsw_mcast_msg msg;
	char changes[MAX_LEN];
	enum vsw_mcast_kind kind;
	struct sk_buff *skb;
	struct frame frame;

	build(p, &frame);
	skb = skb_of(test, &frame, frame.len, linear);
	kind = parse(test, &frame, skb, &msg, changes);
	KUNIT_EXPECT_EQ_MSG(test, p->kind, kind, "%s", p->name);
	if (kind == p->kind && kind == VSW_MCAST_QUERY) {
		KUNIT_EXPECT_EQ_MSG(test, p->version, msg.version, "%s", p->name);
		KUNIT_EXPECT_EQ_MSG(test, p->max_resp, msg.max_resp, "%s",
				    p->name);
		KUNIT_EXPECT_EQ_MSG(test, p->sources, msg.sources, "%s",
				    p->name);
	}
	if (kind == p->kind && kind == VSW_MCAST_REPORT)
		KUNIT_EXPECT_STREQ_MSG(test, p->changes, changes, "%s", p->name);
	kfree_skb(skb);
}

static void mcast_messages(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(packets); i++)
		expect(test, &packets[i], MAX_LEN);
}

/* The border between head and page anywhere in the frame */
static void mcast_paged(struct kunit *test)
{
	unsigned int i, linear;
	struct frame frame;

	for (i = 0; i < ARRAY_SIZE(packets); i++) {
		build(&packets[i], &frame);
		for (linear = 0; linear < frame.len; linear++)
			expect(test, &packets[i], linear);
	}
}

/* A frame that lacks its end is no IP packet: nobody acts on it. The IP header
 * says how long it is; when that is corrected, the message is too short.
 */
static void shorten(struct kunit *test, const struct packet *p,
		    unsigned int len, bool honest)
{
	struct vsw_mcast_msg msg;
	char changes[MAX_LEN];
	enum vsw_mcast_kind kind;
	struct sk_buff *skb;
	struct frame frame;

	build(p, &frame);
	if (honest && p->flags & IS_V6)
		((struct ipv6hdr *)frame.data)->payload_len =
			htons(len - sizeof(struct ipv6hdr));
	else if (honest)
		((struct iphdr *)frame.data)->tot_len = htons(len);
	skb = skb_of(test, &frame, len, len);
	kind = parse(test, &frame, skb, &msg, changes);
	if (honest)
		KUNIT_EXPECT_TRUE_MSG(test, kind < VSW_MCAST_QUERY,
				      "%s of %u octets", p->name, len);
	else
		KUNIT_EXPECT_EQ_MSG(test, VSW_MCAST_OTHER, kind,
				    "%s of %u octets", p->name, len);
	kfree_skb(skb);
}

static void mcast_cut(struct kunit *test)
{
	unsigned int i, len, head;
	struct frame frame;

	for (i = 0; i < ARRAY_SIZE(packets); i++) {
		if (packets[i].proto == IPPROTO_PIM)
			continue;
		build(&packets[i], &frame);
		head = packets[i].flags & IS_V6 ? sizeof(struct ipv6hdr) :
						  sizeof(struct iphdr);
		for (len = 0; len < frame.len; len++) {
			shorten(test, &packets[i], len, false);
			if (len > head)
				shorten(test, &packets[i], len, true);
		}
	}
}

/* What is behind the packet in the frame is padding. */
static void mcast_padded(struct kunit *test)
{
	struct vsw_mcast_msg msg;
	char changes[MAX_LEN];
	struct sk_buff *skb;
	struct frame frame;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(packets); i++) {
		build(&packets[i], &frame);
		memset(frame.data + frame.len, 0xaa, 16);
		skb = skb_of(test, &frame, frame.len + 16, MAX_LEN);
		KUNIT_EXPECT_EQ_MSG(test, packets[i].kind,
				    parse(test, &frame, skb, &msg, changes),
				    "%s", packets[i].name);
		kfree_skb(skb);
	}
}

static void fix_sum(struct frame *frame)
{
	struct iphdr *ip = (struct iphdr *)frame->data;
	unsigned int at = ip->ihl * 4;

	if (frame->proto != htons(ETH_P_IP) || at + 8 > frame->len)
		return;
	memset(frame->data + at + 2, 0, 2);
	*(__sum16 *)(frame->data + at + 2) =
		csum_fold(csum_partial(frame->data + at, frame->len - at, 0));
}

/* Random octets in well-formed messages, mostly with a sum that is right
 * again, in frames of any length and with the page anywhere
 */
static void mcast_fuzz(struct kunit *test)
{
	struct vsw_mcast_msg msg;
	struct rnd_state rnd;
	char changes[MAX_LEN];
	struct sk_buff *skb;
	struct frame frame;
	unsigned int i, n;
	u32 len;

	prandom_seed_state(&rnd, 4242);
	for (i = 0; i < 5000; i++) {
		build(&packets[prandom_u32_state(&rnd) % ARRAY_SIZE(packets)],
		      &frame);
		for (n = prandom_u32_state(&rnd) % 8; n; n--)
			frame.data[prandom_u32_state(&rnd) % frame.len] =
				prandom_u32_state(&rnd);
		if (prandom_u32_state(&rnd) % 4)
			fix_sum(&frame);
		len = prandom_u32_state(&rnd) % 4 ? frame.len :
		      prandom_u32_state(&rnd) % (frame.len + 1);
		skb = skb_of(test, &frame, len,
			     prandom_u32_state(&rnd) % (len + 1));
		parse(test, &frame, skb, &msg, changes);
		kfree_skb(skb);
	}
}

static void mcast_kept(struct kunit *test)
{
	union vsw_ip ip = {};

	ip.v4 = htonl(0xe00000fb);
	KUNIT_EXPECT_TRUE(test, vsw_mcast_is_kept(&ip, false));
	ip.v4 = htonl(0xe0000100);
	KUNIT_EXPECT_FALSE(test, vsw_mcast_is_kept(&ip, false));
	memcpy(&ip, SOLICITED6, 16);
	KUNIT_EXPECT_TRUE(test, vsw_mcast_is_kept(&ip, true));
	memcpy(&ip, NODES6, 16);
	KUNIT_EXPECT_TRUE(test, vsw_mcast_is_kept(&ip, true));
	memcpy(&ip, GROUP6, 16);
	KUNIT_EXPECT_FALSE(test, vsw_mcast_is_kept(&ip, true));
}

static struct kunit_case vsw_mcast_cases[] = {
	KUNIT_CASE(mcast_messages),
	KUNIT_CASE(mcast_paged),
	KUNIT_CASE(mcast_cut),
	KUNIT_CASE(mcast_padded),
	KUNIT_CASE(mcast_fuzz),
	KUNIT_CASE(mcast_kept),
	{}
};

static struct kunit_suite vsw_mcast_suite = {
	.name = "vsw_mcast",
	.test_cases = vsw_mcast_cases,
};

kunit_test_suite(vsw_mcast_suite);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Unit tests of multicast snooping");
