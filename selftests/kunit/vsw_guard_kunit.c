// SPDX-License-Identifier: GPL-2.0
/*
 * Unit tests of the frames that the virtual switch's guards look at: what a
 * sample of each kind is judged to be, that nothing forged passes for being cut
 * short, at whatever length, or for lying in pieces, and that any garbage is
 * judged the same in one piece and in many.
 */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/prandom.h>

#include "vswitch/guard_frame.c"

#define MAX_LEN		256

/* The station, and somebody else */
#define ME		0x02, 0, 0, 0, 0, 0x01
#define HIM		0x02, 0, 0, 0, 0, 0x02
#define ALL		0xff, 0xff, 0xff, 0xff, 0xff, 0xff
#define MY4		192, 0, 2, 1
#define HIS4		192, 0, 2, 2
#define MY6		0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1
#define HIS6		0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2
#define MYLL		0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xfe, 0, 0, 1
#define NONE6		0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
#define NODES		0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1

#define IP4(proto)	0x08, 0, 0x45, 0, 0, 28, 0, 1, 0, 0, 64, proto, 0, 0
#define IP6(len, next)	0x86, 0xdd, 0x60, 0, 0, 0, 0, len, next, 255
#define UDP(from, to)	0, from, 0, to, 0, 8, 0, 0
#define UDP6(from, to)	(from) >> 8, (from) & 255, (to) >> 8, (to) & 255, 0, 8, 0, 0
#define ARP(op)		0x08, 0x06, 0, 1, 8, 0, 6, 4, 0, op
#define EXT(next)	next, 0, 1, 4, 0, 0, 0, 0
#define NA(target)	136, 0, 0, 0, 0x20, 0, 0, 0, target
#define NS(target)	135, 0, 0, 0, 0, 0, 0, 0, target
#define RA		134, 0, 0, 0, 64, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0

#define PASS		VSW_GUARD_PASS
#define SAMPLE(what, why, octets...) {					\
	.name = what, .want = why,					\
	.data = (const u8 []){ octets },				\
	.len = sizeof((const u8 []){ octets }),				\
}

static const struct sample {
	const char *name;
	const u8 *data;
	unsigned int len;
	enum vsw_drop want;
} samples[] = {
	SAMPLE("mine, IPv4", PASS,
	       ALL, ME, IP4(17), MY4, HIS4, UDP(5, 5)),
	SAMPLE("mine, IPv6", PASS,
	       ALL, ME, IP6(8, 17), MY6, NODES, UDP(5, 5)),
	SAMPLE("mine, link-local", PASS,
	       ALL, ME, IP6(8, 17), MYLL, NODES, UDP(5, 5)),
	SAMPLE("mine, ARP", PASS, ALL, ME, ARP(1), ME, MY4, HIM, HIS4),
	SAMPLE("mine, probe", PASS,
	       ALL, ME, ARP(1), ME, 0, 0, 0, 0, HIM, MY4),
	SAMPLE("mine, NA", PASS, ALL, ME, IP6(32, 58), MY6, NODES, NA(MY6),
	       2, 1, ME),
	SAMPLE("mine, DAD", PASS, ALL, ME, IP6(24, 58), NONE6, NODES, NS(MY6)),
	SAMPLE("mine, DHCP", PASS, ALL, ME, IP4(17), 0, 0, 0, 0,
	       255, 255, 255, 255, UDP(68, 67)),
	SAMPLE("his MAC", VSW_DROP_GUARD_MAC,
	       ALL, HIM, IP4(17), MY4, HIS4, UDP(5, 5)),
	SAMPLE("his IPv4", VSW_DROP_GUARD_IPV4,
	       ALL, ME, IP4(17), HIS4, MY4, UDP(5, 5)),
	SAMPLE("his IPv4, tagged", VSW_DROP_GUARD_IPV4,
	       ALL, ME, 0x81, 0, 0, 5, IP4(17), HIS4, MY4, UDP(5, 5)),
	SAMPLE("his IPv4, SNAP", VSW_DROP_GUARD_IPV4,
	       ALL, ME, 0, 36, 0xaa, 0xaa, 3, 0, 0, 0,
	       IP4(17), HIS4, MY4, UDP(5, 5)),
	SAMPLE("his IPv6", VSW_DROP_GUARD_IPV6,
	       ALL, ME, IP6(8, 17), HIS6, NODES, UDP(5, 5)),
	SAMPLE("his IPv6, behind headers", VSW_DROP_GUARD_IPV6,
	       ALL, ME, IP6(24, 0), HIS6, NODES, EXT(60), EXT(17), UDP(5, 5)),
	SAMPLE("his IPv6, fragment", VSW_DROP_GUARD_IPV6,
	       ALL, ME, IP6(16, 44), HIS6, NODES,
	       17, 0, 0, 8, 0, 0, 0, 1, UDP(5, 5)),
	SAMPLE("nobody's IPv6", VSW_DROP_GUARD_IPV6,
	       ALL, ME, IP6(8, 17), NONE6, NODES, UDP(5, 5)),
	SAMPLE("his ARP, IP", VSW_DROP_GUARD_ARP,
	       ALL, ME, ARP(2), ME, HIS4, HIM, MY4),
	SAMPLE("his ARP, MAC", VSW_DROP_GUARD_ARP,
	       ALL, ME, ARP(2), HIM, MY4, HIM, HIS4),
	SAMPLE("his ARP, probe", VSW_DROP_GUARD_ARP,
	       ALL, ME, ARP(1), ME, 0, 0, 0, 0, HIM, HIS4),
	SAMPLE("his NA, target", VSW_DROP_GUARD_ND,
	       ALL, ME, IP6(32, 58), MY6, NODES, NA(HIS6), 2, 1, ME),
	SAMPLE("his NA, MAC", VSW_DROP_GUARD_ND,
	       ALL, ME, IP6(32, 58), MY6, NODES, NA(MY6), 2, 1, HIM),
	SAMPLE("his NA, behind headers", VSW_DROP_GUARD_ND,
	       ALL, ME, IP6(40, 60), MY6, NODES, EXT(58), NA(HIS6), 2, 1, ME),
	SAMPLE("his DAD", VSW_DROP_GUARD_ND,
	       ALL, ME, IP6(24, 58), NONE6, NODES, NS(HIS6)),
	SAMPLE("NA with an option of no length", VSW_DROP_GUARD_ND,
	       ALL, ME, IP6(32, 58), MY6, NODES, NA(MY6), 2, 0, HIM),
	SAMPLE("NA with half an option", VSW_DROP_GUARD_ND,
	       ALL, ME, IP6(28, 58), MY6, NODES, NA(MY6), 2, 1, 2, 0),
	SAMPLE("NA in fragments", VSW_DROP_GUARD_ND,
	       ALL, ME, IP6(40, 44), MY6, NODES, 58, 0, 0, 1, 0, 0, 0, 1,
	       NA(MY6), 2, 1, ME),
	SAMPLE("chain that goes on elsewhere", VSW_DROP_GUARD_MALFORMED,
	       ALL, ME, IP6(16, 44), MY6, NODES, 60, 0, 0, 1, 0, 0, 0, 1,
	       58, 4, 0, 0, 0, 0, 0, 0),
	SAMPLE("IPv6 of version 4", VSW_DROP_GUARD_MALFORMED,
	       ALL, ME, 0x86, 0xdd, 0x40, 0, 0, 0, 0, 8, 17, 255, MY6, NODES,
	       UDP(5, 5)),
	SAMPLE("DHCP server", VSW_DROP_DHCP_GUARD,
	       ALL, ME, IP4(17), MY4, HIS4, UDP(67, 68)),
	SAMPLE("DHCPv6 server", VSW_DROP_DHCP_GUARD,
	       ALL, ME, IP6(8, 17), MYLL, NODES, UDP6(547, 546)),
	SAMPLE("DHCPv6 server, behind headers", VSW_DROP_DHCP_GUARD,
	       ALL, ME, IP6(16, 60), MYLL, NODES, EXT(17), UDP6(547, 546)),
	SAMPLE("RA", VSW_DROP_RA_GUARD,
	       ALL, ME, IP6(16, 58), MYLL, NODES, RA),
	SAMPLE("RA, tagged twice", VSW_DROP_RA_GUARD,
	       ALL, ME, 0x88, 0xa8, 0, 5, 0x81, 0, 0, 6,
	       IP6(16, 58), MYLL, NODES, RA),
	SAMPLE("redirect", VSW_DROP_RA_GUARD,
	       ALL, ME, IP6(8, 58), MYLL, NODES, 137, 0, 0, 0, 0, 0, 0, 0),
};

static struct vsw_guard *guard_new(struct kunit *test)
{
	static const u8 mac[] = { ME }, ip4[] = { MY4 }, ip6[] = { MY6 };
	struct vsw_guard *guard;

	guard = kunit_kzalloc(test, struct_size(guard, binding, 2), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, guard);
	guard->num = 2;
	guard->by_mac = true;
	guard->by_ip = true;
	ether_addr_copy(guard->binding[0].mac, mac);
	guard->binding[0].family = AF_INET;
	guard->binding[0].prefix = 32;
	memcpy(&guard->binding[0].ip4, ip4, sizeof(ip4));
	ether_addr_copy(guard->binding[1].mac, mac);
	guard->binding[1].family = AF_INET6;
	guard->binding[1].prefix = 128;
	memcpy(&guard->binding[1].ip6, ip6, sizeof(ip6));
	return guard;
}

/* A frame with so many octets in its head and each other one in a page of its
 * own, as far as there are places for pages
 */
static struct sk_buff *frame_new(struct kunit *test, const u8 *data,
				 unsigned int len, unsigned int head)
{
	struct sk_buff *skb = alloc_skb(MAX_LEN + ETH_HLEN, GFP_KERNEL);
	unsigned int at, part, n = 0;
	struct page *page;

	KUNIT_ASSERT_NOT_NULL(test, skb);
	head = clamp(head, (unsigned int)ETH_HLEN, len);
	skb_put_data(skb, data, head);
	for (at = head; at < len; at += part, n++) {
		part = n == MAX_SKB_FRAGS - 1 ? len - at : 7;
		part = min(part, len - at);
		page = alloc_page(GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, page);
		memcpy(page_address(page) + PAGE_SIZE - part, data + at, part);
		skb_add_rx_frag(skb, n, page, PAGE_SIZE - part, part, PAGE_SIZE);
	}
	skb_reset_mac_header(skb);
	__skb_pull(skb, ETH_HLEN);
	return skb;
}

static enum vsw_drop judge(struct kunit *test, const struct vsw_guard *guard,
			   const u8 *data, unsigned int len, unsigned int head)
{
	struct sk_buff *skb = frame_new(test, data, len, head);
	enum vsw_drop why = VSW_DROP_GUARD_MALFORMED;
	struct vsw_frame frame;

	if (vsw_frame_parse(skb, &frame))
		why = vsw_guard_source(guard, skb, &frame);
	if (why == PASS && vsw_frame_is_dhcp_server(skb, &frame))
		why = VSW_DROP_DHCP_GUARD;
	if (why == PASS && vsw_frame_is_router(skb, &frame))
		why = VSW_DROP_RA_GUARD;
	kfree_skb(skb);
	return why;
}

static void guard_judges_samples(struct kunit *test)
{
	const struct vsw_guard *guard = guard_new(test);
	const struct sample *s;
	unsigned int head;

	for (s = samples; s < samples + ARRAY_SIZE(samples); s++)
		for (head = ETH_HLEN; head <= s->len; head++)
			KUNIT_EXPECT_EQ_MSG(test, s->want,
					    judge(test, guard, s->data, s->len,
						  head),
					    "%s, %u octets in its head",
					    s->name, head);
}

/* What is cut in the middle of an IP header, ARP or an ND message isn't let
 * pass; what is cut behind what was judged is judged the same.
 */
static void guard_judges_what_is_cut(struct kunit *test)
{
	const struct vsw_guard *guard = guard_new(test);
	const struct sample *s;
	enum vsw_drop why;
	unsigned int len;

	for (s = samples; s < samples + ARRAY_SIZE(samples); s++) {
		for (len = ETH_HLEN; len < s->len; len++) {
			why = judge(test, guard, s->data, len, len);
			KUNIT_EXPECT_EQ(test, why,
					judge(test, guard, s->data, len,
					      ETH_HLEN));
			/* In an LLC header it isn't IP yet. */
			if (s->want == PASS ||
			    (s->data[12] == 0 && len < ETH_HLEN + 8))
				continue;
			KUNIT_EXPECT_NE_MSG(test, PASS, why,
					    "%s, %u octets of %u", s->name,
					    len, s->len);
		}
	}
}

/* Whatever the octets are, and also with heads that look right */
static void guard_stands_garbage(struct kunit *test)
{
	const struct vsw_guard *guard = guard_new(test);
	const struct sample *s;
	struct rnd_state rnd;
	unsigned int n, len, at;
	u8 data[MAX_LEN];

	prandom_seed_state(&rnd, 4711);
	for (n = 0; n < 100000; n++) {
		len = ETH_HLEN + prandom_u32_state(&rnd) %
		      (sizeof(data) - ETH_HLEN);
		prandom_bytes_state(&rnd, data, len);
		s = &samples[prandom_u32_state(&rnd) % ARRAY_SIZE(samples)];
		at = prandom_u32_state(&rnd) % (s->len + 1);
		memcpy(data, s->data, min(at, len));
		at = prandom_u32_state(&rnd) % len + 1;
		KUNIT_EXPECT_EQ(test, judge(test, guard, data, len, len),
				judge(test, guard, data, len, at));
		if (!(n % 256))
			cond_resched();
	}
}

/* A station that has all prefixes, one that has none, and the edges */
static void guard_knows_prefixes(struct kunit *test)
{
	static const u8 mac[] = { ME };
	struct vsw_guard *guard = guard_new(test);
	struct in6_addr addr = {};

	guard->binding[0].prefix = 31;
	guard->binding[0].ip4 = htonl(0xc0000200);
	KUNIT_EXPECT_TRUE(test, vsw_guard_has_ip4(guard, mac,
						  htonl(0xc0000201)));
	KUNIT_EXPECT_FALSE(test, vsw_guard_has_ip4(guard, mac,
						   htonl(0xc0000202)));
	guard->binding[0].prefix = 0;
	KUNIT_EXPECT_TRUE(test, vsw_guard_has_ip4(guard, mac,
						  htonl(0x01020304)));
	KUNIT_EXPECT_FALSE(test, vsw_guard_has_ip6(guard, mac, &addr));
	guard->binding[1].prefix = 0;
	KUNIT_EXPECT_TRUE(test, vsw_guard_has_ip6(guard, mac, &addr));
}

static struct kunit_case guard_cases[] = {
	KUNIT_CASE(guard_judges_samples),
	KUNIT_CASE(guard_judges_what_is_cut),
	KUNIT_CASE_SLOW(guard_stands_garbage),
	KUNIT_CASE(guard_knows_prefixes),
	{}
};

static struct kunit_suite guard_suite = {
	.name = "vsw_guard",
	.test_cases = guard_cases,
};

kunit_test_suite(guard_suite);

MODULE_DESCRIPTION("Unit tests of the virtual switch's guards");
MODULE_LICENSE("GPL");
