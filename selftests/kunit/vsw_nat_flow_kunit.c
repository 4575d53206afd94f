// SPDX-License-Identifier: GPL-2.0
/*
 * Unit tests of the flow cache of NAT: that the translator takes just what it
 * may, and makes of it, octet for octet, what a plain one does that sums up
 * everything anew; and that the table does what a plain map does, over sizes at
 * which it grows and shrinks, under readers, and forgets what is old.
 */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/prandom.h>

#include "vswitch/nat/flow_frame.h"
#include "vswitch/nat/flow_table.c"

#define MAX_LEN		512
#define NUM_KEYS	2048

/* Entries have no hops here. */
void vsw_nat_hop_put(struct vsw_nat_hop *hop)
{
}

/* A packet of somebody's making. @len: with what fills up the frame; @packet:
 * without. @l4: where the transport's header begins. @good: the stack isn't
 * needed for it.
 */
struct sample {
	unsigned int len;
	unsigned int packet;
	unsigned int l4;
	bool v6;
	bool tcp;
	bool no_sum;
	bool gso;
	bool good;
	u8 summed;
	u8 data[MAX_LEN];
};

/* Sums as RFC 1071 has them: octet by octet, with nothing of the kernel's */
static u32 plain_add(u32 sum, const u8 *data, unsigned int len)
{
	unsigned int n;

	for (n = 0; n < len; n += 2)
		sum += (data[n] << 8) + (n + 1 < len ? data[n + 1] : 0);
	return sum;
}

static u16 plain_fold(u32 sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}

static void put16(u8 *data, u16 value)
{
	data[0] = value >> 8;
	data[1] = value;
}

static u8 plain_protocol(const struct sample *s)
{
	return s->v6 ? s->data[6] : s->data[9];
}

static unsigned int sum_at(const struct sample *s)
{
	return s->l4 + (s->tcp ? 16 : 6);
}

static u32 plain_pseudo(const struct sample *s)
{
	u32 sum = s->packet - s->l4 + plain_protocol(s);

	return plain_add(sum, s->data + (s->v6 ? 8 : 12), s->v6 ? 32 : 8);
}

/* Set all sums of a packet as its sender does. */
static void plain_sums(struct sample *s)
{
	u8 *sum = s->data + sum_at(s);
	u16 folded;

	if (!s->v6) {
		put16(s->data + 10, 0);
		put16(s->data + 10, ~plain_fold(plain_add(0, s->data, s->l4)));
	}
	put16(sum, 0);
	if (s->no_sum)
		return;
	if (s->summed == CHECKSUM_PARTIAL) {
		put16(sum, plain_fold(plain_pseudo(s)));
		return;
	}
	folded = ~plain_fold(plain_add(plain_pseudo(s), s->data + s->l4,
				       s->packet - s->l4));
	put16(sum, !s->tcp && !folded ? 0xffff : folded);
}

static void random_ip(struct sample *s, struct rnd_state *rnd)
{
	u8 ttl = prandom_u32_state(rnd) % 4 ? prandom_u32_state(rnd) :
					      prandom_u32_state(rnd) % 4;
	unsigned int n = prandom_u32_state(rnd) % 16;
	u8 *data = s->data;

	s->good &= ttl > 1;
	if (s->v6) {
		data[0] = 0x60 | (data[0] & 15);
		put16(data + 4, s->packet - 40);
		data[6] = s->tcp ? IPPROTO_TCP : IPPROTO_UDP;
		data[7] = ttl;
		return;
	}
	data[0] = 0x40 | s->l4 / 4;
	s->good &= s->l4 == 20;
	put16(data + 2, s->packet);
	/* Some are fragments: the first, one behind it, or the last. */
	put16(data + 6, n == 0 ? 0x2000 : n == 1 ? 0x2005 : n == 2 ? 7 :
			n & 1 ? 0x4000 : 0);
	s->good &= n > 2;
	data[8] = ttl;
	data[9] = s->tcp ? IPPROTO_TCP : IPPROTO_UDP;
}

static void random_l4(struct sample *s, struct rnd_state *rnd)
{
	u8 *head = s->data + s->l4;

	if (!s->tcp) {
		put16(head + 4, s->packet - s->l4);
		return;
	}
	head[12] = 0x50;
	head[13] = 0x10 | (head[13] & 8);
	if (!(prandom_u32_state(rnd) % 4)) {
		head[13] = prandom_u32_state(rnd);
		s->good &= (head[13] & 0x17) == 0x10;
	}
}

/* One that may have anything, most of the time nothing unusual */
static void random_sample(struct sample *s, struct rnd_state *rnd)
{
	static const u8 summed[] = { CHECKSUM_NONE, CHECKSUM_UNNECESSARY,
				     CHECKSUM_PARTIAL, CHECKSUM_COMPLETE };
	unsigned int head;

	prandom_bytes_state(rnd, s, sizeof(*s));
	s->v6 = prandom_u32_state(rnd) & 1;
	s->tcp = prandom_u32_state(rnd) & 1;
	s->gso = !(prandom_u32_state(rnd) % 4);
	s->good = true;
	s->summed = s->gso ? CHECKSUM_PARTIAL :
			     summed[prandom_u32_state(rnd) % 4];
	s->no_sum = !s->tcp && s->summed != CHECKSUM_PARTIAL &&
		    !(prandom_u32_state(rnd) % 4);
	s->l4 = s->v6 ? 40 : prandom_u32_state(rnd) % 8 ? 20 : 24;
	head = s->l4 + (s->tcp ? 20 : 8);
	s->packet = head + prandom_u32_state(rnd) % (MAX_LEN / 2);
	s->len = s->packet;
	if (!s->gso && s->summed != CHECKSUM_PARTIAL &&
	    !(prandom_u32_state(rnd) % 4))
		s->len += prandom_u32_state(rnd) % 32;
	random_ip(s, rnd);
	random_l4(s, rnd);
	plain_sums(s);
	if (!s->v6 && !(prandom_u32_state(rnd) % 32)) {
		s->data[10] ^= 1 << prandom_u32_state(rnd) % 8;
		s->good = false;
	}
}

/* The frame, of which so much is linear, or what its headers leave of that */
static struct sk_buff *skb_of(struct kunit *test, const struct sample *s,
			      unsigned int linear)
{
	struct sk_buff *skb = alloc_skb(MAX_LEN + 64, GFP_KERNEL);
	struct page *page;

	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_reserve(skb, 64);
	linear = min(linear, s->len);
	skb_put_data(skb, s->data, linear);
	if (linear < s->len) {
		page = alloc_page(GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, page);
		memcpy(page_address(page), s->data + linear, s->len - linear);
		skb_add_rx_frag(skb, 0, page, 0, s->len - linear, PAGE_SIZE);
	}
	skb->ip_summed = s->summed;
	if (s->summed == CHECKSUM_PARTIAL) {
		skb->csum_start = skb_headroom(skb) + s->l4;
		skb->csum_offset = s->tcp ? 16 : 6;
	} else if (s->summed == CHECKSUM_COMPLETE) {
		skb->csum = csum_partial(s->data, s->len, 0);
	}
	if (s->gso) {
		skb_shinfo(skb)->gso_size = 100;
		skb_shinfo(skb)->gso_type = !s->tcp ? SKB_GSO_UDP_L4 :
					    s->v6 ? SKB_GSO_TCPV6 :
						    SKB_GSO_TCPV4;
	}
	return skb;
}

static unsigned int parse(struct sk_buff *skb, bool v6, struct vsw_nat_key *key)
{
	memset(key, 0, sizeof(*key));
	if (!vsw_nat_frame_takes(skb))
		return 0;
	return v6 ? vsw_nat_parse6(skb, 7, key) : vsw_nat_parse4(skb, 7, key);
}

/* An entry that makes anything of it; and the packet that it should become */
static struct vsw_nat_flow *random_flow(struct kunit *test,
					const struct vsw_nat_key *key,
					struct sample *s, struct rnd_state *rnd)
{
	struct vsw_nat_flow *flow = vsw_nat_flow_alloc(key);
	u32 keep = prandom_u32_state(rnd) % 8;

	KUNIT_ASSERT_NOT_NULL(test, flow);
	/* Some is left as it is, as with a forward or without NAT. */
	if (s->v6) {
		prandom_bytes_state(rnd, &flow->new6, sizeof(flow->new6));
		if (keep & 1)
			flow->new6.saddr = flow->old6.saddr;
		if (keep & 2)
			flow->new6.daddr = flow->old6.daddr;
		memcpy(s->data + 8, &flow->new6, 32);
		s->data[7]--;
	} else {
		prandom_bytes_state(rnd, &flow->new4, sizeof(flow->new4));
		if (keep & 1)
			flow->new4.saddr = flow->old4.saddr;
		if (keep & 2)
			flow->new4.daddr = flow->old4.daddr;
		memcpy(s->data + 12, &flow->new4, 8);
		s->data[8]--;
	}
	flow->new_ports = keep & 4 ? flow->ends.ports :
			  (__force __be32)prandom_u32_state(rnd);
	memcpy(s->data + s->l4, &flow->new_ports, 4);
	vsw_nat_flow_sums(flow);
	plain_sums(s);
	return flow;
}

static void check_frame(struct kunit *test, const struct sk_buff *skb,
			const struct sample *want)
{
	u8 data[MAX_LEN];

	KUNIT_ASSERT_EQ(test, skb->len, want->len);
	KUNIT_ASSERT_EQ(test, 0, skb_copy_bits(skb, 0, data, skb->len));
	KUNIT_ASSERT_MEMEQ(test, data, want->data, want->packet);
	/* Nobody's sum of the old octets is left. */
	KUNIT_ASSERT_TRUE(test, skb->ip_summed ==
			  (want->summed == CHECKSUM_COMPLETE ? CHECKSUM_NONE :
							       want->summed));
}

static void flow_translates(struct kunit *test)
{
	unsigned int n, len, taken = 0;
	struct vsw_nat_flow *flow;
	struct vsw_nat_key key;
	struct rnd_state rnd;
	struct sk_buff *skb;
	struct sample *s;

	s = kunit_kzalloc(test, sizeof(*s), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, s);
	prandom_seed_state(&rnd, 3022);
	for (n = 0; n < 20000; n++) {
		if (!(n % 256))
			cond_resched();
		random_sample(s, &rnd);
		skb = skb_of(test, s, prandom_u32_state(&rnd) % MAX_LEN);
		len = parse(skb, s->v6, &key);
		KUNIT_ASSERT_EQ_MSG(test, !!len, s->good, "packet %u", n);
		if (len) {
			taken++;
			KUNIT_ASSERT_EQ(test, len, s->packet);
			flow = random_flow(test, &key, s, &rnd);
			if (s->v6)
				vsw_nat_rewrite6(skb, flow);
			else
				vsw_nat_rewrite4(skb, flow);
			check_frame(test, skb, s);
			vsw_nat_flow_free(flow);
		}
		kfree_skb(skb);
	}
	KUNIT_EXPECT_GT(test, taken, 8000);
	KUNIT_EXPECT_LT(test, taken, 18000);
}

/* UDP whose new sum is 0 leaves with 0xffff: 0 would mean none. */
static void flow_sends_no_zero(struct kunit *test)
{
	struct vsw_nat_flow *flow;
	struct vsw_nat_key key;
	struct rnd_state rnd;
	struct sk_buff *skb;
	struct sample *s;
	unsigned int n;
	u16 sum, port;

	s = kunit_kzalloc(test, sizeof(*s), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, s);
	prandom_seed_state(&rnd, 768);
	for (n = 0; n < 200; n++) {
		do {
			random_sample(s, &rnd);
		} while (!s->good || s->tcp || s->no_sum ||
			 s->summed == CHECKSUM_PARTIAL);
		skb = skb_of(test, s, MAX_LEN);
		KUNIT_ASSERT_NE(test, 0, parse(skb, s->v6, &key));
		flow = random_flow(test, &key, s, &rnd);
		/* The port that makes it so */
		sum = s->data[sum_at(s)] << 8 | s->data[sum_at(s) + 1];
		port = s->data[s->l4] << 8 | s->data[s->l4 + 1];
		put16(s->data + s->l4, plain_fold(port + sum));
		memcpy(&flow->new_ports, s->data + s->l4, 4);
		vsw_nat_flow_sums(flow);
		plain_sums(s);
		KUNIT_ASSERT_EQ(test, s->data[sum_at(s)], 0xff);
		KUNIT_ASSERT_EQ(test, s->data[sum_at(s) + 1], 0xff);
		if (s->v6)
			vsw_nat_rewrite6(skb, flow);
		else
			vsw_nat_rewrite4(skb, flow);
		check_frame(test, skb, s);
		vsw_nat_flow_free(flow);
		kfree_skb(skb);
	}
}

/* A good one, for what only the frame is to be wrong of */
static struct sk_buff *good_skb(struct kunit *test, struct sample *s,
				struct rnd_state *rnd)
{
	do {
		random_sample(s, rnd);
	} while (!s->good);
	return skb_of(test, s, MAX_LEN);
}

static void flow_leaves_to_stack(struct kunit *test)
{
	struct vsw_nat_key key;
	struct rnd_state rnd;
	struct sk_buff *skb;
	struct sample *s;
	unsigned int n;

	s = kunit_kzalloc(test, sizeof(*s), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, s);
	prandom_seed_state(&rnd, 2663);
	for (n = 0; n < 200; n++) {
		skb = good_skb(test, s, &rnd);
		KUNIT_ASSERT_NE(test, 0, parse(skb, s->v6, &key));
		skb_get(skb);
		KUNIT_ASSERT_EQ(test, 0, parse(skb, s->v6, &key));
		kfree_skb(skb);
		__vlan_hwaccel_put_tag(skb, htons(ETH_P_8021Q), 5);
		KUNIT_ASSERT_EQ(test, 0, parse(skb, s->v6, &key));
		__vlan_hwaccel_clear_tag(skb);
		/* Cut short: what isn't there isn't made up. */
		if (!s->gso) {
			pskb_trim(skb, s->packet - 1);
			KUNIT_ASSERT_EQ(test, 0, parse(skb, s->v6, &key));
		}
		kfree_skb(skb);

		do {
			skb = good_skb(test, s, &rnd);
			if (s->gso)
				break;
			kfree_skb(skb);
		} while (true);
		skb->csum_start += 8;
		KUNIT_ASSERT_EQ(test, 0, parse(skb, s->v6, &key));
		skb->csum_start -= 8;
		skb->encapsulation = 1;
		KUNIT_ASSERT_EQ(test, 0, parse(skb, s->v6, &key));
		kfree_skb(skb);
	}
}

/* Whatever octets they are: nothing is read beyond them, nothing is made of what
 * no header says.
 */
static void flow_stands_garbage(struct kunit *test)
{
	struct vsw_nat_key key;
	struct rnd_state rnd;
	struct sk_buff *skb;
	unsigned int n, len;
	struct sample *s;

	s = kunit_kzalloc(test, sizeof(*s), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, s);
	prandom_seed_state(&rnd, 792);
	for (n = 0; n < 20000; n++) {
		if (!(n % 256))
			cond_resched();
		random_sample(s, &rnd);
		for (len = prandom_u32_state(&rnd) % 4; len; len--)
			s->data[prandom_u32_state(&rnd) % 60] =
				prandom_u32_state(&rnd);
		if (prandom_u32_state(&rnd) & 1)
			s->len = prandom_u32_state(&rnd) % (s->packet + 1);
		if (s->len < s->l4 + 20)
			s->summed = CHECKSUM_NONE;
		skb = skb_of(test, s, prandom_u32_state(&rnd) % MAX_LEN);
		len = parse(skb, s->v6, &key);
		KUNIT_ASSERT_LE(test, len, skb->len);
		if (len)
			KUNIT_ASSERT_GE(test, skb_headlen(skb),
					(s->v6 ? 40 : 20) + 8);
		kfree_skb(skb);
	}
}

/* How large a packet may be, in one piece or in segments */
static void flow_minds_the_mtu(struct kunit *test)
{
	struct rnd_state rnd;
	struct sk_buff *skb;
	unsigned int head;
	struct sample *s;

	s = kunit_kzalloc(test, sizeof(*s), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, s);
	prandom_seed_state(&rnd, 1191);
	do {
		random_sample(s, &rnd);
	} while (!s->good || s->gso);
	skb = skb_of(test, s, MAX_LEN);
	KUNIT_EXPECT_TRUE(test, vsw_nat_fits(skb, s->packet, s->packet));
	KUNIT_EXPECT_FALSE(test, vsw_nat_fits(skb, s->packet,
					      s->packet - 1));
	kfree_skb(skb);
	do {
		random_sample(s, &rnd);
	} while (!s->good || !s->gso || s->packet < 200);
	skb = skb_of(test, s, MAX_LEN);
	skb_reset_network_header(skb);
	head = s->l4 + (s->tcp ? 20 : 8);
	skb_set_transport_header(skb, s->l4);
	KUNIT_EXPECT_TRUE(test, vsw_nat_fits(skb, s->packet, head + 100));
	KUNIT_EXPECT_FALSE(test, vsw_nat_fits(skb, s->packet, head + 99));
	kfree_skb(skb);
}

/* What the map says of a key: the entry's own number, or 0 */
struct bench {
	struct vsw_nat_flows flows;
	u32 model[NUM_KEYS];
	struct rnd_state rnd;
	struct completion done;
	bool stop;
	unsigned long hits;
	unsigned long wrong;
};

/* Sessions that differ in little, over both families and protocols */
static void nth_key(unsigned int n, struct vsw_nat_key *key)
{
	bool v6 = n & 1;

	memset(key, 0, sizeof(*key));
	key->kind = vsw_nat_flow_kind(n & 2 ? IPPROTO_TCP : IPPROTO_UDP, v6);
	key->ends.iif = 1 + (n >> 2 & 1);
	key->ends.ports = htonl((n >> 3 & 63) << 16 | 80);
	if (v6)
		key->ip6.saddr.s6_addr32[3] = htonl(n >> 9);
	else
		key->ip4.saddr = htonl(0x0a000000 | n >> 9);
}

static struct vsw_nat_flow *nth_flow(struct kunit *test, struct bench *b,
				     unsigned int n, u32 number)
{
	struct vsw_nat_flow *flow;
	struct vsw_nat_key key;

	nth_key(n, &key);
	flow = vsw_nat_flow_alloc(&key);
	KUNIT_ASSERT_NOT_NULL(test, flow);
	flow->new_ports = (__force __be32)number;
	flow->epoch = vsw_nat_epoch(&b->flows);
	return flow;
}

static int insert(struct kunit *test, struct bench *b, unsigned int n,
		  u32 number)
{
	struct vsw_nat_flow *flow = nth_flow(test, b, n, number);
	int err;

	spin_lock_bh(&b->flows.lock);
	err = vsw_nat_flow_insert(&b->flows, flow);
	spin_unlock_bh(&b->flows.lock);
	if (err)
		vsw_nat_flow_free(flow);
	return err;
}

/* The number of the entry that is found */
static u32 find(struct bench *b, unsigned int n)
{
	struct vsw_nat_flow *flow;
	struct vsw_nat_key key;
	u32 number = 0;

	nth_key(n, &key);
	rcu_read_lock();
	flow = vsw_nat_flow_find(&b->flows, &key);
	if (flow)
		number = (__force u32)flow->new_ports;
	rcu_read_unlock();
	return number;
}

static void check_model(struct kunit *test, struct bench *b)
{
	unsigned int n, count = 0;

	for (n = 0; n < NUM_KEYS; n++) {
		KUNIT_ASSERT_EQ_MSG(test, find(b, n), b->model[n], "key %u", n);
		count += !!b->model[n];
	}
	KUNIT_ASSERT_EQ(test, b->flows.count, count);
}

/* The work would get in the way: what it does is done by hand. */
static void no_work(struct work_struct *work)
{
}

static struct bench *new_bench(struct kunit *test)
{
	struct bench *b = kunit_kzalloc(test, sizeof(*b), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, b);
	b->flows.limit = UINT_MAX;
	prandom_seed_state(&b->rnd, 1701);
	init_completion(&b->done);
	KUNIT_ASSERT_EQ(test, 0, vsw_nat_table_init(&b->flows));
	INIT_DELAYED_WORK(&b->flows.work, no_work);
	return b;
}

static void settle(struct kunit *test, struct bench *b)
{
	KUNIT_ASSERT_EQ(test, 0, vsw_nat_table_fit(&b->flows));
	while (vsw_nat_table_step(&b->flows))
		cond_resched();
}

/* Let only those with an odd number keep their lease. */
static void age_even(struct bench *b)
{
	struct vsw_nat_flow *flow;
	struct vsw_nat_key key;
	unsigned int n;

	atomic_add(IDLE + 1, &b->flows.generation);
	for (n = 0; n < NUM_KEYS; n++) {
		nth_key(n, &key);
		rcu_read_lock();
		flow = vsw_nat_flow_find(&b->flows, &key);
		if (flow && b->model[n] & 1)
			flow->epoch = vsw_nat_epoch(&b->flows);
		rcu_read_unlock();
		if (!(b->model[n] & 1))
			b->model[n] = 0;
	}
}

static void flow_table_is_a_map(struct kunit *test)
{
	struct bench *b = new_bench(test);
	unsigned int n, k, round;
	u32 number = 0;

	for (round = 0; round < 20; round++) {
		for (n = 0; n < 500; n++) {
			k = prandom_u32_state(&b->rnd) % NUM_KEYS;
			b->model[k] = ++number;
			KUNIT_ASSERT_EQ(test, 0, insert(test, b, k, number));
		}
		settle(test, b);
		check_model(test, b);
	}
	KUNIT_EXPECT_GT(test, rcu_access_pointer(b->flows.table)->size, 1024);
	age_even(b);
	vsw_nat_flow_sweep(&b->flows, NULL);
	check_model(test, b);
	/* And all of them */
	memset(b->model, 0, sizeof(b->model));
	atomic_add(IDLE + 1, &b->flows.generation);
	for (n = 0; n < SWEEP_RUNS; n++)
		sweep_some(&b->flows);
	check_model(test, b);
	settle(test, b);
	KUNIT_EXPECT_EQ(test, rcu_access_pointer(b->flows.table)->size,
			1 << VSW_NAT_MIN_BITS);
	vsw_nat_table_destroy(&b->flows);
}

/* What is being moved is replaced, not there twice. */
static void flow_table_moves(struct kunit *test)
{
	struct bench *b = new_bench(test);
	unsigned int n;

	/* Two for each bucket, so that no chain is too long by chance */
	for (n = 0; n < NUM_KEYS / 4; n++) {
		b->model[n] = n + 1;
		KUNIT_ASSERT_EQ(test, 0, insert(test, b, n, n + 1));
	}
	KUNIT_ASSERT_EQ(test, 0, vsw_nat_table_fit(&b->flows));
	KUNIT_ASSERT_NOT_NULL(test, b->flows.draining);
	for (n = 0; n < NUM_KEYS; n += 3) {
		b->model[n] = 5000 + n;
		KUNIT_ASSERT_EQ(test, 0, insert(test, b, n, 5000 + n));
	}
	while (vsw_nat_table_step(&b->flows))
		;
	check_model(test, b);
	vsw_nat_table_destroy(&b->flows);
}

static void flow_table_has_a_limit(struct kunit *test)
{
	struct bench *b = new_bench(test);
	unsigned int n;

	b->flows.limit = 100;
	for (n = 0; n < 100; n++)
		KUNIT_ASSERT_EQ(test, 0, insert(test, b, n, n + 1));
	KUNIT_EXPECT_EQ(test, -ENOSPC, insert(test, b, 100, 1));
	KUNIT_EXPECT_EQ(test, 0, insert(test, b, 50, 999));
	KUNIT_EXPECT_EQ(test, find(b, 50), 999);
	KUNIT_EXPECT_EQ(test, b->flows.refused, 1);
	vsw_nat_table_destroy(&b->flows);
}

/* Whatever the hash does, no chain gets long: here all are in one. */
static void flow_table_has_short_chains(struct kunit *test)
{
	struct bench *b = new_bench(test);
	struct vsw_nat_table *table;
	unsigned int n;

	table = rcu_dereference_protected(b->flows.table, 1);
	memset(table->factor, 0, sizeof(table->factor));
	for (n = 0; n < VSW_NAT_CHAIN; n++)
		KUNIT_ASSERT_EQ(test, 0, insert(test, b, n, n + 1));
	KUNIT_EXPECT_EQ(test, -ENOSPC, insert(test, b, n, 1));
	for (n = 0; n < VSW_NAT_CHAIN; n++)
		KUNIT_EXPECT_EQ(test, find(b, n), n + 1);
	vsw_nat_table_destroy(&b->flows);
}

/* A lease doesn't outlive a change, nor its second. */
static void flow_leases_end(struct kunit *test)
{
	struct bench *b = new_bench(test);
	u32 epoch = vsw_nat_epoch(&b->flows);
	unsigned long start = jiffies;

	atomic_inc(&b->flows.generation);
	KUNIT_EXPECT_NE(test, vsw_nat_epoch(&b->flows), epoch);
	epoch = vsw_nat_epoch(&b->flows);
	while (vsw_nat_epoch(&b->flows) == epoch &&
	       time_before(jiffies, start + 2 * HZ))
		schedule_timeout_uninterruptible(1);
	KUNIT_EXPECT_EQ(test, vsw_nat_epoch(&b->flows), epoch + 1);
	vsw_nat_table_destroy(&b->flows);
}

static int reader(void *data)
{
	struct bench *b = data;
	unsigned int n = 0;
	u32 number;

	while (!READ_ONCE(b->stop)) {
		n = (n + 7) % NUM_KEYS;
		number = find(b, n);
		if (number && (number - 1) % NUM_KEYS != n)
			b->wrong++;
		b->hits += !!number;
		if (!(n % 64))
			cond_resched();
	}
	complete(&b->done);
	return 0;
}

/* Readers find nothing that is another key's, and come to an end. */
static void flow_table_bears_readers(struct kunit *test)
{
	struct bench *b = new_bench(test);
	struct task_struct *task;
	unsigned int n, round;

	task = kthread_run(reader, b, "vsw_nat_flow");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	for (round = 0; round < 30; round++) {
		for (n = 0; n < NUM_KEYS; n++)
			insert(test, b, n, 1 + n + round * NUM_KEYS);
		settle(test, b);
		cond_resched();
		atomic_add(IDLE + 1, &b->flows.generation);
		vsw_nat_flow_sweep(&b->flows, NULL);
		settle(test, b);
	}
	WRITE_ONCE(b->stop, true);
	KUNIT_EXPECT_NE(test, 0,
			wait_for_completion_timeout(&b->done, 10 * HZ));
	KUNIT_EXPECT_EQ(test, b->wrong, 0);
	KUNIT_EXPECT_GT(test, b->hits, 0);
	vsw_nat_table_destroy(&b->flows);
}

static int flow_suite_init(struct kunit_suite *suite)
{
	return vsw_nat_caches_init();
}

static void flow_suite_exit(struct kunit_suite *suite)
{
	if (cache4)
		vsw_nat_caches_exit();
}

static struct kunit_case flow_cases[] = {
	KUNIT_CASE_SLOW(flow_translates),
	KUNIT_CASE(flow_sends_no_zero),
	KUNIT_CASE(flow_leaves_to_stack),
	KUNIT_CASE_SLOW(flow_stands_garbage),
	KUNIT_CASE(flow_minds_the_mtu),
	KUNIT_CASE_SLOW(flow_table_is_a_map),
	KUNIT_CASE(flow_table_moves),
	KUNIT_CASE(flow_table_has_a_limit),
	KUNIT_CASE(flow_table_has_short_chains),
	KUNIT_CASE_SLOW(flow_leases_end),
	KUNIT_CASE_SLOW(flow_table_bears_readers),
	{}
};

static struct kunit_suite flow_suite = {
	.name = "vsw_nat_flow",
	.suite_init = flow_suite_init,
	.suite_exit = flow_suite_exit,
	.test_cases = flow_cases,
};

kunit_test_suite(flow_suite);

MODULE_DESCRIPTION("Unit tests of the flow cache of the virtual switch's NAT");
MODULE_LICENSE("GPL");
