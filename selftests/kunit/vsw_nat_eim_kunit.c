// SPDX-License-Identifier: GPL-2.0
/*
 * Unit tests of the table of endpoint-independent mappings: that no two mappings
 * have one outside, that ports are preserved, keep their parity and their range,
 * that a range is used to the last port, when mappings end, and that they are
 * found by both sides while others come and go.
 */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>

#include "vswitch/nat/eim_table.c"

#define ADDRESS		htonl(0xc0000201)
#define GUEST		0x0a4d0000

static int eim_kunit_init(struct kunit *test)
{
	struct vsw_nat_eim *eim = kunit_kzalloc(test, sizeof(*eim), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, eim);
	test->priv = eim;
	return vsw_nat_eim_init(eim);
}

static void eim_kunit_exit(struct kunit *test)
{
	struct vsw_nat_eim *eim = test->priv;
	struct vsw_nat_map *map, *next;

	if (!eim)
		return;
	spin_lock_bh(&eim->lock);
	list_for_each_entry_safe(map, next, &eim->all, all)
		vsw_nat_map_del(eim, map);
	spin_unlock_bh(&eim->lock);
	KUNIT_EXPECT_EQ(test, eim->count, 0);
	KUNIT_EXPECT_EQ(test, eim->idle, 0);
	vsw_nat_eim_exit(eim);
}

static struct vsw_nat_inside inside_of(u32 guest, u16 port)
{
	return (struct vsw_nat_inside) {
		.end = {
			.addr.ip = htonl(GUEST + guest), .port = htons(port),
			.family = NFPROTO_IPV4, .protocol = IPPROTO_UDP,
		},
		.id = 1,
	};
}

static struct vsw_nat_map *make(struct vsw_nat_eim *eim, u32 guest, u16 port,
				u16 min, u16 max)
{
	struct vsw_nat_wish wish = {
		.addr.ip = ADDRESS, .port_min = min, .port_max = max,
	};
	struct vsw_nat_inside in = inside_of(guest, port);
	struct vsw_nat_map *map;

	spin_lock_bh(&eim->lock);
	map = vsw_nat_map_new(eim, &in, &wish);
	spin_unlock_bh(&eim->lock);
	return map;
}

static u16 port_of(const struct vsw_nat_map *map)
{
	return map ? ntohs(map->out.port) : 0;
}

static void eim_is_found_by_both_sides(struct kunit *test)
{
	struct vsw_nat_inside in = inside_of(1, 4000), other = in;
	struct vsw_nat_map *map = make(test->priv, 1, 4000, 0, 0);
	struct vsw_nat_end out;

	KUNIT_ASSERT_NOT_NULL(test, map);
	out = map->out;
	KUNIT_EXPECT_TRUE(test, out.addr.ip == ADDRESS);
	KUNIT_EXPECT_PTR_EQ(test, vsw_nat_map_inside(test->priv, &in), map);
	KUNIT_EXPECT_PTR_EQ(test, vsw_nat_map_outside(test->priv, &out), map);
	other.id = 2;
	KUNIT_EXPECT_NULL(test, vsw_nat_map_inside(test->priv, &other));
	other = in;
	other.ifindex = 7;
	KUNIT_EXPECT_NULL(test, vsw_nat_map_inside(test->priv, &other));
	out.protocol = IPPROTO_TCP;
	KUNIT_EXPECT_NULL(test, vsw_nat_map_outside(test->priv, &out));
}

static void eim_keeps_ports(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, port_of(make(test->priv, 1, 4000, 0, 0)), 4000);
	KUNIT_EXPECT_EQ(test, port_of(make(test->priv, 1, 1, 0, 0)), 1);
	KUNIT_EXPECT_EQ(test, port_of(make(test->priv, 1, 65535, 0, 0)), 65535);
	KUNIT_EXPECT_EQ(test, port_of(make(test->priv, 1, 3000, 2000, 3000)),
			3000);
}

/* A hundred guests with one port */
static void eim_keeps_parity_and_class(struct kunit *test)
{
	static const u16 ports[] = { 511, 700, 1023, 1024, 65535 };
	unsigned int n, guest;
	u16 port;

	for (n = 0; n < ARRAY_SIZE(ports); n++)
		for (guest = 0; guest < 100; guest++) {
			port = port_of(make(test->priv, guest, ports[n], 0, 0));
			KUNIT_ASSERT_NE(test, port, 0);
			KUNIT_EXPECT_EQ(test, port & 1, ports[n] & 1);
			KUNIT_EXPECT_EQ(test, port < 1024, ports[n] < 1024);
			KUNIT_EXPECT_EQ(test, port < 512, ports[n] < 512);
		}
}

static void eim_keeps_parity_in_a_range(struct kunit *test)
{
	unsigned int guest;
	u16 port;

	for (guest = 0; guest < 50; guest++) {
		port = port_of(make(test->priv, guest, 4001, 2000, 2200));
		KUNIT_ASSERT_TRUE(test, port >= 2000 && port <= 2200);
		KUNIT_EXPECT_EQ(test, port & 1, 1);
	}
}

/* An uneven number of ports, each once; then none, until one is given back. */
static void eim_exhausts_a_range(struct kunit *test)
{
	struct vsw_nat_eim *eim = test->priv;
	unsigned long seen[BITS_TO_LONGS(101)] = {};
	struct vsw_nat_map *map = NULL;
	unsigned int guest;
	u16 port;

	for (guest = 0; guest < 101; guest++) {
		map = make(eim, guest, 4000, 2000, 2100);
		port = port_of(map);
		KUNIT_ASSERT_TRUE(test, port >= 2000 && port <= 2100);
		KUNIT_EXPECT_FALSE(test, test_and_set_bit(port - 2000, seen));
	}
	KUNIT_EXPECT_NULL(test, make(eim, 200, 4000, 2000, 2100));
	KUNIT_EXPECT_EQ(test, eim->count, 101);
	port = port_of(map);
	spin_lock_bh(&eim->lock);
	vsw_nat_map_del(eim, map);
	spin_unlock_bh(&eim->lock);
	KUNIT_EXPECT_EQ(test, port_of(make(eim, 200, 4000, 2000, 2100)), port);
}

static bool all_but_one(const struct vsw_nat_end *out, void *data)
{
	unsigned int *asked = data;

	(*asked)++;
	return ntohs(out->port) != 2042;
}

static void eim_asks_who_else_has_a_port(struct kunit *test)
{
	struct vsw_nat_inside in = inside_of(1, 2000);
	unsigned int asked = 0;
	struct vsw_nat_wish wish = {
		.addr.ip = ADDRESS, .port_min = 2000, .port_max = 2100,
		.is_taken = all_but_one, .data = &asked,
	};
	struct vsw_nat_eim *eim = test->priv;

	spin_lock_bh(&eim->lock);
	KUNIT_EXPECT_EQ(test, port_of(vsw_nat_map_new(eim, &in, &wish)), 2042);
	spin_unlock_bh(&eim->lock);
	KUNIT_EXPECT_GE(test, asked, 2);
}

static void eim_isnt_predictable(struct kunit *test)
{
	unsigned int guest, near = 0;
	u16 port, last = 0;

	make(test->priv, 0, 4000, 0, 0);
	for (guest = 1; guest < 200; guest++) {
		port = port_of(make(test->priv, guest, 4000, 0, 0));
		near += abs((int)port - last) <= 8;
		last = port;
	}
	KUNIT_EXPECT_LT(test, near, 20);
}

static void eim_lingers(struct kunit *test)
{
	struct vsw_nat_map *map = make(test->priv, 1, 4000, 0, 0);
	struct vsw_nat_eim *eim = test->priv;
	u32 now = U32_MAX - 5;

	KUNIT_ASSERT_NOT_NULL(test, map);
	spin_lock_bh(&eim->lock);
	KUNIT_EXPECT_FALSE(test, vsw_nat_map_rest(eim, map, now, 6));
	KUNIT_EXPECT_EQ(test, eim->idle, 1);
	KUNIT_EXPECT_FALSE(test, vsw_nat_map_rest(eim, map, now + 4, 6));
	/* A session again */
	vsw_nat_map_busy(eim, map);
	KUNIT_EXPECT_EQ(test, eim->idle, 0);
	KUNIT_EXPECT_FALSE(test, vsw_nat_map_rest(eim, map, now + 4, 6));
	KUNIT_EXPECT_FALSE(test, vsw_nat_map_rest(eim, map, now + 9, 6));
	KUNIT_EXPECT_TRUE(test, vsw_nat_map_rest(eim, map, now + 10, 6));
	vsw_nat_map_busy(eim, map);
	KUNIT_EXPECT_TRUE(test, vsw_nat_map_rest(eim, map, now, 0));
	spin_unlock_bh(&eim->lock);
}

static void eim_lingers_within_bounds(struct kunit *test)
{
	struct vsw_nat_map *map = make(test->priv, 1, 4000, 0, 0);
	struct vsw_nat_eim *eim = test->priv;

	KUNIT_ASSERT_NOT_NULL(test, map);
	spin_lock_bh(&eim->lock);
	eim->idle = MAX_IDLE;
	KUNIT_EXPECT_TRUE(test, vsw_nat_map_rest(eim, map, 1, 100));
	eim->idle = 0;
	spin_unlock_bh(&eim->lock);
}

static union nf_inet_addr addr6(u64 high, u64 low)
{
	union nf_inet_addr addr;

	addr.ip6[0] = htonl(high >> 32);
	addr.ip6[1] = htonl((u32)high);
	addr.ip6[2] = htonl(low >> 32);
	addr.ip6[3] = htonl((u32)low);
	return addr;
}

static void eim_pairs_addresses(struct kunit *test)
{
	union nf_inet_addr min = { .ip = htonl(0xc0000208) };
	union nf_inet_addr max = { .ip = htonl(0xc000020b) };
	union nf_inet_addr guest = {}, addr, again;
	unsigned int n, seen = 0;

	for (n = 0; n < 100; n++) {
		guest.ip = htonl(GUEST + n);
		vsw_nat_pair(&addr, &guest, &min, &max, NFPROTO_IPV4);
		vsw_nat_pair(&again, &guest, &min, &max, NFPROTO_IPV4);
		KUNIT_EXPECT_TRUE(test, addr.ip == again.ip);
		KUNIT_ASSERT_LT(test, ntohl(addr.ip) - ntohl(min.ip), 4);
		seen |= BIT(ntohl(addr.ip) - ntohl(min.ip));
	}
	KUNIT_EXPECT_EQ(test, seen, 0xf);
}

static void eim_pairs_addresses_of_ipv6(struct kunit *test)
{
	static const u64 last[] = { 5, 8, U32_MAX, 5 + (u64)U32_MAX, U64_MAX };
	union nf_inet_addr min = addr6(1, 5), guest, addr, max;
	unsigned int n, i;

	for (n = 0; n < ARRAY_SIZE(last); n++)
		for (i = 0; i < 100; i++) {
			guest = addr6(7, i);
			max = addr6(1, last[n]);
			vsw_nat_pair(&addr, &guest, &min, &max, NFPROTO_IPV6);
			KUNIT_ASSERT_GE(test, memcmp(&addr, &min, 16), 0);
			KUNIT_ASSERT_LE(test, memcmp(&addr, &max, 16), 0);
		}
	max = addr6(2, 0);
	vsw_nat_pair(&addr, &guest, &min, &max, NFPROTO_IPV6);
	KUNIT_EXPECT_GE(test, memcmp(&addr, &min, 16), 0);
	KUNIT_EXPECT_LE(test, memcmp(&addr, &max, 16), 0);
}

/* ---- under change --------------------------------------------------------- */

struct change {
	struct vsw_nat_eim *eim;
	struct completion done;
	bool stop;
	unsigned int wrong;
};

/* What is found is what was asked for, and one mapping is always there. */
static int looker(void *data)
{
	struct vsw_nat_end end = inside_of(1, 4000).end;
	struct change *change = data;
	const struct vsw_nat_map *map;
	unsigned int n;

	end.addr.ip = ADDRESS;
	while (!READ_ONCE(change->stop)) {
		rcu_read_lock();
		end.port = htons(4000);
		if (!vsw_nat_map_outside(change->eim, &end))
			change->wrong++;
		for (n = 0; n < 64; n++) {
			end.port = htons(5000 + n);
			map = vsw_nat_map_outside(change->eim, &end);
			if (map && map->out.port != end.port)
				change->wrong++;
		}
		rcu_read_unlock();
		cond_resched();
	}
	complete(&change->done);
	return 0;
}

static void eim_is_found_under_change(struct kunit *test)
{
	struct vsw_nat_map *maps[64] = {};
	struct change *change;
	unsigned int round, n;

	change = kunit_kzalloc(test, sizeof(*change), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, change);
	change->eim = test->priv;
	init_completion(&change->done);
	KUNIT_ASSERT_NOT_NULL(test, make(change->eim, 1, 4000, 0, 0));
	KUNIT_ASSERT_FALSE(test, IS_ERR(kthread_run(looker, change,
						    "vsw_looker")));
	for (round = 0; round < 100; round++) {
		for (n = 0; n < 64; n++)
			maps[n] = make(change->eim, 2, 5000 + n, 0, 0);
		for (n = 0; n < 64; n++) {
			struct vsw_nat_inside in = inside_of(2, 5000 + n);

			spin_lock_bh(&change->eim->lock);
			if (!maps[n] || port_of(maps[n]) != 5000 + n ||
			    vsw_nat_map_inside(change->eim, &in) != maps[n])
				round = 1000;
			if (maps[n])
				vsw_nat_map_del(change->eim, maps[n]);
			spin_unlock_bh(&change->eim->lock);
		}
		cond_resched();
	}
	WRITE_ONCE(change->stop, true);
	wait_for_completion(&change->done);
	KUNIT_EXPECT_EQ(test, round, 100);
	KUNIT_EXPECT_EQ(test, change->wrong, 0);
}

static struct kunit_case eim_cases[] = {
	KUNIT_CASE(eim_is_found_by_both_sides),
	KUNIT_CASE(eim_keeps_ports),
	KUNIT_CASE(eim_keeps_parity_and_class),
	KUNIT_CASE(eim_keeps_parity_in_a_range),
	KUNIT_CASE(eim_exhausts_a_range),
	KUNIT_CASE(eim_asks_who_else_has_a_port),
	KUNIT_CASE(eim_isnt_predictable),
	KUNIT_CASE(eim_lingers),
	KUNIT_CASE(eim_lingers_within_bounds),
	KUNIT_CASE(eim_pairs_addresses),
	KUNIT_CASE(eim_pairs_addresses_of_ipv6),
	KUNIT_CASE(eim_is_found_under_change),
	{}
};

static struct kunit_suite eim_suite = {
	.name = "vsw_nat_eim",
	.init = eim_kunit_init,
	.exit = eim_kunit_exit,
	.test_cases = eim_cases,
};

kunit_test_suite(eim_suite);

MODULE_DESCRIPTION("Unit tests of the table of endpoint-independent mappings");
MODULE_LICENSE("GPL");
