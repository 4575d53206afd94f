// SPDX-License-Identifier: GPL-2.0
/*
 * Unit tests of what the virtual switch answers for stations: that it reads
 * requests as they are, in one piece or many, that no frame with one bit
 * changed or octets missing is taken for another request, that garbage does no
 * harm, and that answers are right to the last octet.
 */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/prandom.h>

#include "vswitch/guard_frame.c"
#include "vswitch/suppress_frame.c"

#define MAX_LEN		256

static const u8 asker[ETH_ALEN] = { 2, 0, 0, 0, 2, 1 };
static const u8 owner[ETH_ALEN] = { 2, 0, 0, 0, 2, 2 };

/* A frame of somebody's making */
struct sample {
	unsigned int len;
	u8 data[MAX_LEN];
};

static int suppress_init(struct kunit *test)
{
	struct net_device *dev = alloc_netdev_dummy(0);

	if (!dev)
		return -ENOMEM;
	test->priv = dev;
	return 0;
}

static void suppress_exit(struct kunit *test)
{
	if (test->priv)
		free_netdev(test->priv);
}

static struct sk_buff *skb_of(struct kunit *test, const u8 *data,
			      unsigned int len, unsigned int head)
{
	struct sk_buff *skb = alloc_skb(MAX_LEN + ETH_HLEN, GFP_KERNEL);
	struct page *page;

	KUNIT_ASSERT_NOT_NULL(test, skb);
	head = clamp(head, (unsigned int)ETH_HLEN, len);
	skb_put_data(skb, data, head);
	if (head < len) {
		page = alloc_page(GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, page);
		memcpy(page_address(page), data + head, len - head);
		skb_add_rx_frag(skb, 0, page, 0, len - head, PAGE_SIZE);
	}
	skb_reset_mac_header(skb);
	__skb_pull(skb, ETH_HLEN);
	return skb;
}

/* Is it a request, the same whatever pieces it lies in? */
static bool parse(struct kunit *test, const struct sample *s,
		  unsigned int len, unsigned int head, struct vsw_ask *ask)
{
	struct sk_buff *skb = skb_of(test, s->data, len, head);
	bool is;

	memset(ask, 0, sizeof(*ask));
	is = vsw_ask_parse(skb, ask);
	kfree_skb(skb);
	return is;
}

static void put_eth(struct sample *s, const u8 *dest, u16 proto)
{
	struct ethhdr *eth = (struct ethhdr *)s->data;

	memset(s, 0, sizeof(*s));
	ether_addr_copy(eth->h_dest, dest);
	ether_addr_copy(eth->h_source, asker);
	eth->h_proto = htons(proto);
	s->len = ETH_HLEN;
}

static void arp_request(struct sample *s, __be32 from, __be32 target)
{
	static const u8 all[ETH_ALEN] = { 255, 255, 255, 255, 255, 255 };
	struct vsw_arp *arp;

	put_eth(s, all, ETH_P_ARP);
	arp = (struct vsw_arp *)(s->data + s->len);
	arp->head.ar_hrd = htons(ARPHRD_ETHER);
	arp->head.ar_pro = htons(ETH_P_IP);
	arp->head.ar_hln = ETH_ALEN;
	arp->head.ar_pln = 4;
	arp->head.ar_op = htons(ARPOP_REQUEST);
	memcpy(arp->sha, asker, ETH_ALEN);
	arp->sip = from;
	arp->tip = target;
	s->len += sizeof(*arp);
}

/* The sum as RFC 1071 has it, 16 bits at a time */
static u16 plain_sum(const struct in6_addr *src, const struct in6_addr *dst,
		     const u8 *data, unsigned int len)
{
	u32 sum = len + IPPROTO_ICMPV6;
	unsigned int n;

	for (n = 0; n < 16; n += 2)
		sum += (src->s6_addr[n] << 8) + src->s6_addr[n + 1] +
		       (dst->s6_addr[n] << 8) + dst->s6_addr[n + 1];
	for (n = 0; n < len; n += 2)
		sum += (data[n] << 8) + (n + 1 < len ? data[n + 1] : 0);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return ~sum;
}

static void solicitation(struct sample *s, const struct in6_addr *from,
			 const struct in6_addr *target)
{
	struct in6_addr group = {
		.s6_addr = { 0xff, 2, [11] = 1, [12] = 0xff,
			     target->s6_addr[13], target->s6_addr[14],
			     target->s6_addr[15] },
	};
	u8 dest[ETH_ALEN] = { 0x33, 0x33, 0xff, target->s6_addr[13],
			      target->s6_addr[14], target->s6_addr[15] };
	struct ipv6hdr *ip;
	u8 *ns;
	u16 sum;

	put_eth(s, dest, ETH_P_IPV6);
	ip = (struct ipv6hdr *)(s->data + s->len);
	ip->version = 6;
	ip->payload_len = htons(32);
	ip->nexthdr = IPPROTO_ICMPV6;
	ip->hop_limit = 255;
	ip->saddr = *from;
	ip->daddr = group;
	s->len += sizeof(*ip);
	ns = s->data + s->len;
	ns[0] = 135;
	memcpy(ns + 8, target, 16);
	ns[24] = 1;
	ns[25] = 1;
	memcpy(ns + 26, asker, ETH_ALEN);
	sum = plain_sum(from, &group, ns, 32);
	ns[2] = sum >> 8;
	ns[3] = sum & 0xff;
	s->len += 32;
}

static struct in6_addr random_station(struct rnd_state *rnd)
{
	struct in6_addr addr;

	prandom_bytes_state(rnd, &addr, sizeof(addr));
	addr.s6_addr[0] = prandom_u32_state(rnd) & 1 ? 0x20 : 0xfe;
	if (addr.s6_addr[0] == 0xfe)
		addr.s6_addr[1] = 0x80;
	return addr;
}

/* Two addresses of stations that differ */
static void random_stations4(struct rnd_state *rnd, __be32 *a, __be32 *b)
{
	u32 host = prandom_u32_state(rnd);

	*a = htonl(0x0a000000 | (host & 0xffffff));
	*b = htonl(0xc0000000 | (host >> 8));
}

static void suppress_reads_requests(struct kunit *test)
{
	struct in6_addr from, target;
	__be32 from4, target4;
	struct rnd_state rnd;
	struct vsw_ask ask;
	struct sample s;
	unsigned int n, head;

	prandom_seed_state(&rnd, 4711);
	for (n = 0; n < 1000; n++) {
		head = prandom_u32_state(&rnd) % MAX_LEN;
		random_stations4(&rnd, &from4, &target4);
		arp_request(&s, from4, target4);
		KUNIT_ASSERT_TRUE(test, parse(test, &s, s.len, head, &ask));
		KUNIT_ASSERT_FALSE(test, ask.is_v6);
		KUNIT_ASSERT_TRUE(test, ask.from.ip4 == from4);
		KUNIT_ASSERT_TRUE(test, ask.target.ip4 == target4);
		KUNIT_ASSERT_MEMEQ(test, ask.mac, asker, ETH_ALEN);
		/* With padding it is the same. */
		KUNIT_ASSERT_TRUE(test, parse(test, &s, ETH_ZLEN, head, &ask));

		from = random_station(&rnd);
		target = random_station(&rnd);
		solicitation(&s, &from, &target);
		KUNIT_ASSERT_TRUE(test, parse(test, &s, s.len, head, &ask));
		KUNIT_ASSERT_TRUE(test, ask.is_v6);
		KUNIT_ASSERT_MEMEQ(test, &ask.from.ip6, &from, sizeof(from));
		KUNIT_ASSERT_MEMEQ(test, &ask.target.ip6, &target,
				   sizeof(target));
		KUNIT_ASSERT_MEMEQ(test, ask.mac, asker, ETH_ALEN);
		KUNIT_ASSERT_TRUE(test, parse(test, &s, s.len + 7, head, &ask));
	}
}

/* What is cut is no request, and of a solicitation no bit may be another: the
 * checksum has all but what is Ethernet's, and what IP has of its own.
 */
static void suppress_reads_nothing_else(struct kunit *test)
{
	struct in6_addr from = { .s6_addr = { 0x20, 1, [15] = 1 } };
	struct in6_addr target = { .s6_addr = { 0x20, 1, [15] = 2 } };
	struct vsw_ask ask;
	unsigned int n;
	struct sample s;

	arp_request(&s, htonl(0xc0000201), htonl(0xc0000202));
	for (n = ETH_HLEN; n < s.len; n++)
		KUNIT_EXPECT_FALSE(test, parse(test, &s, n, n, &ask));
	for (n = 0; n < 8 * 28; n++) {
		s.data[n / 8] ^= 1 << n % 8;
		KUNIT_EXPECT_FALSE_MSG(test, parse(test, &s, s.len, n, &ask),
				       "bit %u", n);
		s.data[n / 8] ^= 1 << n % 8;
	}
	solicitation(&s, &from, &target);
	for (n = ETH_HLEN; n < s.len; n++)
		KUNIT_EXPECT_FALSE(test, parse(test, &s, n, n, &ask));
	for (n = 0; n < 8 * s.len; n++) {
		/* Traffic class and flow label aren't looked at. */
		if (n / 8 >= ETH_HLEN && n / 8 < ETH_HLEN + 4 &&
		    (n / 8 > ETH_HLEN || n % 8 < 4))
			continue;
		s.data[n / 8] ^= 1 << n % 8;
		KUNIT_EXPECT_FALSE_MSG(test, parse(test, &s, s.len, n, &ask),
				       "bit %u", n);
		s.data[n / 8] ^= 1 << n % 8;
	}
	KUNIT_EXPECT_TRUE(test, parse(test, &s, s.len, s.len, &ask));
}

/* Whatever the octets are: the same in all pieces, and never answered to a
 * group, or to who isn't a station.
 */
static void suppress_stands_garbage(struct kunit *test)
{
	struct in6_addr from = { .s6_addr = { 0x20, 1, [15] = 1 } };
	struct in6_addr target = { .s6_addr = { 0x20, 1, [15] = 2 } };
	unsigned int n, len, count, requests = 0;
	struct vsw_ask ask, again;
	struct rnd_state rnd;
	struct sample s;
	bool is;

	prandom_seed_state(&rnd, 4711);
	for (n = 0; n < 25000; n++) {
		if (prandom_u32_state(&rnd) & 1)
			arp_request(&s, htonl(0xc0000201), htonl(0xc0000202));
		else
			solicitation(&s, &from, &target);
		count = prandom_u32_state(&rnd) % 4;
		while (count--)
			s.data[prandom_u32_state(&rnd) % s.len] =
				prandom_u32_state(&rnd);
		len = prandom_u32_state(&rnd) % 4 ? s.len :
		      ETH_HLEN + prandom_u32_state(&rnd) % (MAX_LEN - ETH_HLEN);
		is = parse(test, &s, len, len, &ask);
		KUNIT_ASSERT_EQ(test, is,
				parse(test, &s, len, prandom_u32_state(&rnd) %
				      MAX_LEN, &again));
		if (!(n % 256))
			cond_resched();
		if (!is)
			continue;
		requests++;
		KUNIT_ASSERT_MEMEQ(test, &ask, &again, sizeof(ask));
		KUNIT_ASSERT_TRUE(test, is_valid_ether_addr(ask.mac));
		KUNIT_ASSERT_TRUE(test, ask.is_v6 ?
				  is_station6(&ask.from.ip6) :
				  is_station4(ask.from.ip4));
	}
	KUNIT_EXPECT_GT(test, requests, 2500);
	KUNIT_EXPECT_LT(test, requests, 90000);
}

static void check_arp(struct kunit *test, const struct vsw_ask *ask,
		      const u8 *data)
{
	static const u8 head[] = { 8, 6, 0, 1, 8, 0, 6, 4, 0, 2 };

	KUNIT_ASSERT_MEMEQ(test, data + 12, head, sizeof(head));
	KUNIT_ASSERT_MEMEQ(test, data + 22, owner, ETH_ALEN);
	KUNIT_ASSERT_MEMEQ(test, data + 28, &ask->target.ip4, 4);
	KUNIT_ASSERT_MEMEQ(test, data + 32, asker, ETH_ALEN);
	KUNIT_ASSERT_MEMEQ(test, data + 38, &ask->from.ip4, 4);
}

static void check_advert(struct kunit *test, const struct vsw_ask *ask,
			 const u8 *data, bool router)
{
	const u8 head[] = { 0x86, 0xdd, 0x60, 0, 0, 0, 0, 32, 58, 255 };
	const u8 flags[] = { router ? 0xe0 : 0x60, 0, 0, 0 };
	const u8 *na = data + ETH_HLEN + 40;
	static const u8 option[] = { 2, 1 };

	KUNIT_ASSERT_MEMEQ(test, data + 12, head, sizeof(head));
	KUNIT_ASSERT_MEMEQ(test, data + 22, &ask->target.ip6, 16);
	KUNIT_ASSERT_MEMEQ(test, data + 38, &ask->from.ip6, 16);
	KUNIT_ASSERT_EQ(test, na[0], 136);
	KUNIT_ASSERT_EQ(test, na[1], 0);
	KUNIT_ASSERT_MEMEQ(test, na + 4, flags, sizeof(flags));
	KUNIT_ASSERT_MEMEQ(test, na + 8, &ask->target.ip6, 16);
	KUNIT_ASSERT_MEMEQ(test, na + 24, option, sizeof(option));
	KUNIT_ASSERT_MEMEQ(test, na + 26, owner, ETH_ALEN);
	/* The sum over a message with its sum is 0. */
	KUNIT_ASSERT_EQ(test, 0, plain_sum(&ask->target.ip6, &ask->from.ip6,
					   na, 32));
}

static void suppress_answers(struct kunit *test)
{
	struct vsw_ask ask = {};
	struct rnd_state rnd;
	struct sk_buff *skb;
	unsigned int n;
	bool router;
	u8 *data;

	prandom_seed_state(&rnd, 815);
	ether_addr_copy(ask.mac, asker);
	for (n = 0; n < 10000; n++) {
		ask.is_v6 = n & 1;
		router = n & 2;
		if (ask.is_v6) {
			ask.from.ip6 = random_station(&rnd);
			ask.target.ip6 = random_station(&rnd);
		} else {
			random_stations4(&rnd, &ask.from.ip4, &ask.target.ip4);
		}
		skb = vsw_ask_answer(test->priv, &ask, owner, router);
		KUNIT_ASSERT_NOT_NULL(test, skb);
		data = skb_mac_header(skb);
		KUNIT_ASSERT_PTR_EQ(test, data + ETH_HLEN, skb->data);
		KUNIT_ASSERT_EQ(test, skb->len, ask.is_v6 ? 72 : 28);
		KUNIT_ASSERT_TRUE(test, skb->protocol == eth_hdr(skb)->h_proto);
		KUNIT_ASSERT_MEMEQ(test, data, asker, ETH_ALEN);
		KUNIT_ASSERT_MEMEQ(test, data + 6, owner, ETH_ALEN);
		if (ask.is_v6)
			check_advert(test, &ask, data, router);
		else
			check_arp(test, &ask, data);
		kfree_skb(skb);
	}
}

static struct kunit_case suppress_cases[] = {
	KUNIT_CASE_SLOW(suppress_reads_requests),
	KUNIT_CASE(suppress_reads_nothing_else),
	KUNIT_CASE_SLOW(suppress_stands_garbage),
	KUNIT_CASE_SLOW(suppress_answers),
	{}
};

static struct kunit_suite suppress_suite = {
	.name = "vsw_suppress",
	.init = suppress_init,
	.exit = suppress_exit,
	.test_cases = suppress_cases,
};

kunit_test_suite(suppress_suite);

MODULE_DESCRIPTION("Unit tests of the virtual switch's answers for stations");
MODULE_LICENSE("GPL");
