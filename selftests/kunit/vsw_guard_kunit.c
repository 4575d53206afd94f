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

/* The station, and somebody else, in hexadecimal digits as all octets here */
#define ME		"020000000001"
#define HIM		"020000000002"
#define ALL		"ffffffffffff"
#define MY4		"c0000201"
#define HIS4		"c0000202"
#define MY6		"20010db8000000000000000000000001"
#define HIS6		"20010db8000000000000000000000002"
#define MYLL		"fe80000000000000000000fffe000001"
#define NONE6		"00000000000000000000000000000000"
#define NODES		"ff020000000000000000000000000001"

#define IP4(proto)	"08004500001c0001000040" proto "0000"
#define IP6(len, next)	"86dd6000000000" len next "ff"
#define UDP(from, to)	from to "00080000"
#define ARP(op)		"080600010800060400" op
#define EXT(next)	next "00010400000000"
#define NA(target)	"8800000020000000" target
#define NS(target)	"8700000000000000" target
#define RA		"86000000400000000000000000000000"

#define PASS		VSW_GUARD_PASS

static const struct {
	const char *name;
	enum vsw_drop want;
	const char *hex;
} sources[] = {
	{ "mine, IPv4", PASS,
	  ALL ME IP4("11") MY4 HIS4 UDP("0005", "0005") },
	{ "mine, IPv6", PASS,
	  ALL ME IP6("08", "11") MY6 NODES UDP("0005", "0005") },
	{ "mine, link-local", PASS,
	  ALL ME IP6("08", "11") MYLL NODES UDP("0005", "0005") },
	{ "mine, ARP", PASS,
	  ALL ME ARP("01") ME MY4 HIM HIS4 },
	{ "mine, probe", PASS,
	  ALL ME ARP("01") ME "00000000" HIM MY4 },
	{ "mine, NA", PASS,
	  ALL ME IP6("20", "3a") MY6 NODES NA(MY6) "0201" ME },
	{ "mine, DAD", PASS,
	  ALL ME IP6("18", "3a") NONE6 NODES NS(MY6) },
	{ "mine, DHCP", PASS,
	  ALL ME IP4("11") "00000000ffffffff" UDP("0044", "0043") },
	{ "his MAC", VSW_DROP_GUARD_MAC,
	  ALL HIM IP4("11") MY4 HIS4 UDP("0005", "0005") },
	{ "his IPv4", VSW_DROP_GUARD_IPV4,
	  ALL ME IP4("11") HIS4 MY4 UDP("0005", "0005") },
	{ "his IPv4, tagged", VSW_DROP_GUARD_IPV4,
	  ALL ME "81000005" IP4("11") HIS4 MY4 UDP("0005", "0005") },
	{ "his IPv4, SNAP", VSW_DROP_GUARD_IPV4,
	  ALL ME "0024aaaa03000000" IP4("11") HIS4 MY4 UDP("0005", "0005") },
	{ "his IPv6", VSW_DROP_GUARD_IPV6,
	  ALL ME IP6("08", "11") HIS6 NODES UDP("0005", "0005") },
	{ "his IPv6, behind headers", VSW_DROP_GUARD_IPV6,
	  ALL ME IP6("18", "00") HIS6 NODES EXT("3c") EXT("11")
	  UDP("0005", "0005") },
	{ "his IPv6, fragment", VSW_DROP_GUARD_IPV6,
	  ALL ME IP6("10", "2c") HIS6 NODES "1100000800000001"
	  UDP("0005", "0005") },
	{ "nobody's IPv6", VSW_DROP_GUARD_IPV6,
	  ALL ME IP6("08", "11") NONE6 NODES UDP("0005", "0005") },
	{ "his ARP, IP", VSW_DROP_GUARD_ARP,
	  ALL ME ARP("02") ME HIS4 HIM MY4 },
	{ "his ARP, MAC", VSW_DROP_GUARD_ARP,
	  ALL ME ARP("02") HIM MY4 HIM HIS4 },
	{ "his ARP, probe", VSW_DROP_GUARD_ARP,
	  ALL ME ARP("01") ME "00000000" HIM HIS4 },
	{ "his NA, target", VSW_DROP_GUARD_ND,
	  ALL ME IP6("20", "3a") MY6 NODES NA(HIS6) "0201" ME },
	{ "his NA, MAC", VSW_DROP_GUARD_ND,
	  ALL ME IP6("20", "3a") MY6 NODES NA(MY6) "0201" HIM },
	{ "his NA, behind headers", VSW_DROP_GUARD_ND,
	  ALL ME IP6("28", "3c") MY6 NODES EXT("3a") NA(HIS6) "0201" ME },
	{ "his DAD", VSW_DROP_GUARD_ND,
	  ALL ME IP6("18", "3a") NONE6 NODES NS(HIS6) },
	{ "NA with an option of no length", VSW_DROP_GUARD_ND,
	  ALL ME IP6("20", "3a") MY6 NODES NA(MY6) "0200" HIM },
	{ "NA with half an option", VSW_DROP_GUARD_ND,
	  ALL ME IP6("1c", "3a") MY6 NODES NA(MY6) "02010200" },
	{ "NA in fragments", VSW_DROP_GUARD_ND,
	  ALL ME IP6("28", "2c") MY6 NODES "3a00000100000001" NA(MY6)
	  "0201" ME },
	{ "chain that goes on elsewhere", VSW_DROP_GUARD_MALFORMED,
	  ALL ME IP6("10", "2c") MY6 NODES
	  "3c000001000000013a04000000000000" },
	{ "IPv6 of version 4", VSW_DROP_GUARD_MALFORMED,
	  ALL ME "86dd40000000000811ff" MY6 NODES UDP("0005", "0005") },
	{ "DHCP server", VSW_DROP_DHCP_GUARD,
	  ALL ME IP4("11") MY4 HIS4 UDP("0043", "0044") },
	{ "DHCPv6 server", VSW_DROP_DHCP_GUARD,
	  ALL ME IP6("08", "11") MYLL NODES UDP("0223", "0222") },
	{ "DHCPv6 server, behind headers", VSW_DROP_DHCP_GUARD,
	  ALL ME IP6("10", "3c") MYLL NODES EXT("11") UDP("0223", "0222") },
	{ "RA", VSW_DROP_RA_GUARD,
	  ALL ME IP6("10", "3a") MYLL NODES RA },
	{ "RA, tagged twice", VSW_DROP_RA_GUARD,
	  ALL ME "88a8000581000006" IP6("10", "3a") MYLL NODES RA },
	{ "redirect", VSW_DROP_RA_GUARD,
	  ALL ME IP6("08", "3a") MYLL NODES "8900000000000000" },
};

static struct sample {
	const char *name;
	enum vsw_drop want;
	unsigned int len;
	u8 data[MAX_LEN];
} samples[ARRAY_SIZE(sources)];

static int samples_init(struct kunit_suite *suite)
{
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(sources); n++) {
		samples[n].name = sources[n].name;
		samples[n].want = sources[n].want;
		samples[n].len = strlen(sources[n].hex) / 2;
		if (hex2bin(samples[n].data, sources[n].hex, samples[n].len))
			return -EINVAL;
	}
	return 0;
}

static struct vsw_guard *guard_new(struct kunit *test)
{
	struct vsw_guard *guard;
	u8 mac[ETH_ALEN];

	guard = kunit_kzalloc(test, struct_size(guard, binding, 2), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, guard);
	guard->num = 2;
	guard->by_mac = true;
	guard->by_ip = true;
	KUNIT_ASSERT_EQ(test, 0, hex2bin(mac, ME, ETH_ALEN));
	ether_addr_copy(guard->binding[0].mac, mac);
	guard->binding[0].family = AF_INET;
	guard->binding[0].prefix = 32;
	guard->binding[0].ip4 = htonl(0xc0000201);
	ether_addr_copy(guard->binding[1].mac, mac);
	guard->binding[1].family = AF_INET6;
	guard->binding[1].prefix = 128;
	KUNIT_ASSERT_EQ(test, 0, hex2bin(guard->binding[1].ip6.s6_addr, MY6,
					 sizeof(struct in6_addr)));
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
	for (n = 0; n < 25000; n++) {
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
	struct vsw_guard *guard = guard_new(test);
	const u8 *mac = guard->binding[0].mac;
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
	.suite_init = samples_init,
	.test_cases = guard_cases,
};

kunit_test_suite(guard_suite);

MODULE_DESCRIPTION("Unit tests of the virtual switch's guards");
MODULE_LICENSE("GPL");
