// SPDX-License-Identifier: GPL-2.0
/*
 * Unit tests of the virtual switch's VLANs: that a port's table is what a plain
 * one is, over random operations; that frames with any tags, in the frame or
 * beside it, come in and leave as IEEE 802.1Q says by that table, to the octet;
 * and that what is counted by VLAN is what passed.
 */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/prandom.h>
#include <linux/rtnetlink.h>

#include "vswitch/vlan.c"
#include "vswitch/vlan_stats.c"

#define PAYLOAD		46
#define MAX_TAGS	3
#define MAX_LEN		(ETH_HLEN + MAX_TAGS * VLAN_HLEN + VLAN_HLEN + PAYLOAD)

/* ---- what vlan.c calls ---- */

static enum vsw_drop dropped;	/* why the last frame was; VSW_DROP_COUNT: no */
static unsigned int syncs;	/* of the host's addresses */
static unsigned int flushed;	/* how often stations were forgotten */
static int flushed_vid;
/* and in which VLANs they stayed */
static DECLARE_BITMAP(flushed_but, VLAN_N_VID);

void vsw_drop(struct vsw_port *port, struct sk_buff *skb, enum vsw_drop why)
{
	dropped = why;
	kfree_skb(skb);
}

void vsw_host_sync(struct vsw *sw)
{
	syncs++;
}

unsigned int vsw_fdb_flush(struct vsw *sw, const struct vsw_fdb_filter *filter)
{
	flushed++;
	flushed_vid = filter->vid;
	if (filter->member)
		bitmap_copy(flushed_but, filter->member, VLAN_N_VID);
	return 0;
}

void vsw_mcast_port_new(struct vsw_port *port, u16 first, u16 last)
{
}

void vsw_mcast_port_left(struct vsw_port *port, u16 first, u16 last)
{
}

void vsw_mcast_reset(struct vsw *sw)
{
}

/* ---- bench ---- */

/* A port as a plain table */
struct model {
	bool member[VLAN_N_VID];
	bool untagged[VLAN_N_VID];
	unsigned int pvid;
};

struct bench {
	struct vsw sw;
	struct vsw_port port;
	struct model model;
	struct rnd_state rnd;
};

static int bench_init(struct kunit *test)
{
	struct bench *bench = kunit_kzalloc(test, sizeof(*bench), GFP_KERNEL);

	if (!bench)
		return -ENOMEM;
	test->priv = bench;
	INIT_LIST_HEAD(&bench->sw.ports);
	bench->sw.vlan_proto = htons(ETH_P_8021Q);
	bench->port.sw = &bench->sw;
	list_add(&bench->port.list, &bench->sw.ports);
	bench->model.member[1] = true;
	bench->model.untagged[1] = true;
	bench->model.pvid = 1;
	prandom_seed_state(&bench->rnd, 4711);
	return vsw_vlan_init(&bench->port);
}

static void bench_exit(struct kunit *test)
{
	struct bench *bench = test->priv;

	if (!bench)
		return;
	rtnl_lock();
	vsw_vlan_stats_set(&bench->sw, false);
	rtnl_unlock();
	vsw_vlan_free(&bench->port);
	/* What was replaced is freed by this module's code. */
	rcu_barrier();
}

/* Each takes the lock by itself: an assertion that fails ends the thread. */
static int add(struct bench *bench, u16 first, u16 last, bool pvid,
	       bool untagged)
{
	int err;

	rtnl_lock();
	err = vsw_vlan_add(&bench->port, first, last, pvid, untagged, NULL);
	rtnl_unlock();
	return err;
}

static int del(struct bench *bench, u16 first, u16 last)
{
	int err;

	rtnl_lock();
	err = vsw_vlan_del(&bench->port, first, last, NULL);
	rtnl_unlock();
	return err;
}

static int set_proto(struct bench *bench, u16 proto)
{
	int err;

	rtnl_lock();
	err = vsw_vlan_set_proto(&bench->sw, htons(proto), NULL);
	rtnl_unlock();
	return err;
}

static bool next(struct bench *bench, unsigned long from, u16 *first, u16 *last)
{
	bool found;

	rcu_read_lock();
	found = vsw_vlan_next(&bench->port, from, first, last);
	rcu_read_unlock();
	return found;
}

static int set_stats(struct bench *bench, bool on)
{
	int err;

	rtnl_lock();
	err = vsw_vlan_stats_set(&bench->sw, on);
	rtnl_unlock();
	return err;
}

static bool get_stats(struct bench *bench, u16 vid,
		      struct vsw_port_traffic *sum)
{
	bool counted;

	rtnl_lock();
	counted = vsw_vlan_stats_get(&bench->port, vid, sum);
	rtnl_unlock();
	return counted;
}

static u32 below(struct bench *bench, u32 limit)
{
	return prandom_u32_state(&bench->rnd) % limit;
}

/* ---- the table ---- */

static void model_add(struct model *model, u16 first, u16 last, bool pvid,
		      bool untagged)
{
	unsigned int vid;

	for (vid = first; vid <= last; vid++) {
		model->member[vid] = true;
		model->untagged[vid] = untagged;
		if (model->pvid == vid)
			model->pvid = 0;
	}
	if (pvid)
		model->pvid = first;
}

static bool model_del(struct model *model, u16 first, u16 last)
{
	bool any = false;
	unsigned int vid;

	for (vid = first; vid <= last; vid++) {
		any |= model->member[vid];
		model->member[vid] = false;
		model->untagged[vid] = false;
		if (model->pvid == vid)
			model->pvid = 0;
	}
	return any;
}

static void check_table(struct kunit *test)
{
	struct bench *bench = test->priv;
	struct model *model = &bench->model;
	unsigned long from = 0, vid = 0;
	u16 first, last;

	KUNIT_ASSERT_EQ(test, model->pvid, bench->port.pvid);
	while (next(bench, from, &first, &last)) {
		/* What it passes over isn't there, */
		for (; vid < first; vid++)
			KUNIT_ASSERT_FALSE(test, model->member[vid]);
		/* what it names is alike, */
		for (; vid <= last; vid++) {
			KUNIT_ASSERT_TRUE(test, model->member[vid]);
			KUNIT_ASSERT_EQ(test, model->untagged[first],
					model->untagged[vid]);
			KUNIT_ASSERT_TRUE(test, vid != model->pvid ||
					  first == last);
		}
		/* and as long as can be. */
		if (vid < VLAN_N_VID && model->member[vid])
			KUNIT_ASSERT_TRUE(test, first == model->pvid ||
					  vid == model->pvid ||
					  model->untagged[vid] !=
					  model->untagged[first]);
		from = last + 1;
	}
	for (; vid < VLAN_N_VID; vid++)
		KUNIT_ASSERT_FALSE(test, model->member[vid]);
}

/* Ranges long and short, some of which are none */
static void random_range(struct bench *bench, u16 *first, u16 *last)
{
	*first = below(bench, 8) ? below(bench, 80) : below(bench, 4200);
	*last = *first;
	if (below(bench, 2))
		*last += below(bench, below(bench, 8) ? 20 : 4096);
	if (!below(bench, 10) && *first)
		*last = *first - 1;
}

static bool is_range(u16 first, u16 last)
{
	return first >= 1 && last <= 4094 && first <= last;
}

static void try_add(struct kunit *test)
{
	struct bench *bench = test->priv;
	bool pvid = !below(bench, 3), untagged = below(bench, 2);
	u16 first, last;
	int err;

	random_range(bench, &first, &last);
	err = add(bench, first, last, pvid, untagged);
	if (!is_range(first, last) || (pvid && first != last)) {
		KUNIT_ASSERT_EQ(test, -EINVAL, err);
		return;
	}
	KUNIT_ASSERT_EQ(test, 0, err);
	model_add(&bench->model, first, last, pvid, untagged);
}

static void try_del(struct kunit *test)
{
	struct bench *bench = test->priv;
	unsigned int vid;
	u16 first, last;
	int err;

	random_range(bench, &first, &last);
	flushed = 0;
	err = del(bench, first, last);
	if (!is_range(first, last)) {
		KUNIT_ASSERT_EQ(test, -EINVAL, err);
	} else if (!model_del(&bench->model, first, last)) {
		KUNIT_ASSERT_EQ(test, -ENOENT, err);
	} else {
		KUNIT_ASSERT_EQ(test, 0, err);
		KUNIT_ASSERT_EQ(test, 1, flushed);
		KUNIT_ASSERT_EQ(test, -1, flushed_vid);
		for (vid = 0; vid < VLAN_N_VID; vid++)
			KUNIT_ASSERT_EQ(test, bench->model.member[vid],
					test_bit(vid, flushed_but));
		return;
	}
	KUNIT_ASSERT_EQ(test, 0, flushed);
}

static void vlan_is_a_table(struct kunit *test)
{
	struct bench *bench = test->priv;
	unsigned int n;

	check_table(test);
	for (n = 0; n < 1000; n++) {
		if (below(bench, 5) < 3)
			try_add(test);
		else
			try_del(test);
		check_table(test);
		if (!(n % 64))
			cond_resched();
	}
}

/* The host's addresses follow its VLANs; its stations stay. */
static void vlan_of_the_host(struct kunit *test)
{
	struct bench *bench = test->priv;

	bench->port.flags = VSW_PORT_HOST;
	syncs = 0;
	flushed = 0;
	KUNIT_EXPECT_EQ(test, 0, add(bench, 5, 9, false, true));
	KUNIT_EXPECT_EQ(test, 1, syncs);
	KUNIT_EXPECT_EQ(test, 0, del(bench, 1, 6));
	KUNIT_EXPECT_EQ(test, 2, syncs);
	KUNIT_EXPECT_EQ(test, 0, flushed);
}

static void vlan_has_two_protocols(struct kunit *test)
{
	static const u16 others[] = { ETH_P_IP, 0x9100, ETH_P_8021AH, 1 };
	struct bench *bench = test->priv;
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(others); n++) {
		KUNIT_EXPECT_EQ(test, -EPROTONOSUPPORT,
				set_proto(bench, others[n]));
		KUNIT_EXPECT_TRUE(test, bench->sw.vlan_proto ==
				  htons(ETH_P_8021Q));
	}
	flushed = 0;
	KUNIT_EXPECT_EQ(test, 0, set_proto(bench, ETH_P_8021Q));
	KUNIT_EXPECT_EQ(test, 0, flushed);
	KUNIT_EXPECT_EQ(test, 0, set_proto(bench, ETH_P_8021AD));
	KUNIT_EXPECT_EQ(test, 0, set_proto(bench, 0));
	KUNIT_EXPECT_EQ(test, 2, flushed);
	KUNIT_EXPECT_EQ(test, -1, flushed_vid);
}

/* ---- frames ---- */

struct tag {
	u16 proto;
	u16 tci;
};

/* A frame as it is on a wire: tags, the outer one first */
struct wire {
	unsigned int num;
	struct tag tag[MAX_TAGS + 1];
	u8 addrs[2 * ETH_ALEN];
	u8 payload[PAYLOAD];
};

static unsigned int wire_write(const struct wire *wire, u8 *data)
{
	unsigned int len = sizeof(wire->addrs), n;

	memcpy(data, wire->addrs, len);
	for (n = 0; n < wire->num; n++, len += VLAN_HLEN) {
		put_unaligned_be16(wire->tag[n].proto, data + len);
		put_unaligned_be16(wire->tag[n].tci, data + len + 2);
	}
	put_unaligned_be16(0x88b5, data + len);
	memcpy(data + len + 2, wire->payload, PAYLOAD);
	return len + 2 + PAYLOAD;
}

/* The frame, whose outer tag is beside it if @beside */
static struct sk_buff *wire_skb(struct kunit *test, const struct wire *wire,
				bool beside)
{
	struct wire rest = *wire;
	struct sk_buff *skb = alloc_skb(MAX_LEN + 64, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_reserve(skb, 32);
	if (beside) {
		rest.num--;
		memmove(rest.tag, rest.tag + 1, sizeof(rest.tag[0]) * rest.num);
	}
	skb_put(skb, wire_write(&rest, skb->data));
	skb_reset_mac_header(skb);
	skb->protocol = eth_hdr(skb)->h_proto;
	skb_pull(skb, ETH_HLEN);
	skb_reset_network_header(skb);
	skb_reset_mac_len(skb);
	if (beside)
		__vlan_hwaccel_put_tag(skb, htons(wire->tag[0].proto),
				       wire->tag[0].tci);
	return skb;
}

/* Octets as they would leave, with the tag that is beside them */
static unsigned int skb_octets(const struct sk_buff *skb, u8 *data)
{
	const u8 *mac = skb_mac_header(skb);
	unsigned int len = skb_tail_pointer(skb) - mac, at = 2 * ETH_ALEN;

	memcpy(data, mac, at);
	if (skb_vlan_tag_present(skb)) {
		put_unaligned_be16(ntohs(skb->vlan_proto), data + at);
		put_unaligned_be16(skb_vlan_tag_get(skb), data + at + 2);
		memcpy(data + at + VLAN_HLEN, mac + at, len - at);
		return len + VLAN_HLEN;
	}
	memcpy(data + at, mac + at, len - at);
	return len;
}

static u16 random_vid(struct bench *bench)
{
	switch (below(bench, 4)) {
	case 0:
		return 0;
	case 1:
		return below(bench, VLAN_N_VID);
	case 2:
		return bench->model.pvid;
	default:
		return below(bench, 80);
	}
}

static void random_wire(struct bench *bench, struct wire *wire)
{
	unsigned int n;

	prandom_bytes_state(&bench->rnd, wire->addrs, sizeof(wire->addrs));
	prandom_bytes_state(&bench->rnd, wire->payload, PAYLOAD);
	wire->num = below(bench, MAX_TAGS + 1);
	for (n = 0; n < wire->num; n++) {
		wire->tag[n].proto = below(bench, 2) ? ETH_P_8021Q :
						       ETH_P_8021AD;
		wire->tag[n].tci = random_vid(bench) | below(bench, 16) << 12;
	}
}

/* Is the outer tag one that the switch understands? Only what the device, or
 * the stack, has put beside the frame is.
 */
static bool is_understood(const struct bench *bench, const struct wire *wire,
			  bool beside)
{
	return beside && htons(wire->tag[0].proto) == bench->sw.vlan_proto;
}

/* The VLAN by the model; 0: it is dropped */
static u16 model_in(const struct bench *bench, const struct wire *wire,
		    bool beside)
{
	u16 vid = 0;

	if (is_understood(bench, wire, beside))
		vid = wire->tag[0].tci & 0xfff;
	if (!vid)
		vid = bench->model.pvid;
	return vid && bench->model.member[vid] ? vid : 0;
}

/* The frame that leaves, by the model */
static void model_out(const struct bench *bench, struct wire *wire, bool beside,
		      u16 vid)
{
	bool has = is_understood(bench, wire, beside);

	if (bench->model.untagged[vid]) {
		if (has)
			memmove(wire->tag, wire->tag + 1,
				sizeof(wire->tag[0]) * --wire->num);
		return;
	}
	if (has) {
		wire->tag[0].tci = (wire->tag[0].tci & 0xf000) | vid;
		return;
	}
	memmove(wire->tag + 1, wire->tag, sizeof(wire->tag[0]) * wire->num++);
	wire->tag[0].proto = ntohs(bench->sw.vlan_proto);
	wire->tag[0].tci = vid;
}

static void check_in(struct kunit *test, const struct wire *wire, bool beside)
{
	struct bench *bench = test->priv;
	struct sk_buff *skb = wire_skb(test, wire, beside);
	u16 want = model_in(bench, wire, beside), vid;
	u8 before[MAX_LEN], after[MAX_LEN];
	unsigned int len;
	bool in;

	dropped = VSW_DROP_COUNT;
	rcu_read_lock();
	in = vsw_vlan_in(&bench->port, skb, &vid);
	rcu_read_unlock();
	KUNIT_ASSERT_EQ(test, !!want, in);
	KUNIT_ASSERT_EQ(test, dropped, in ? VSW_DROP_COUNT : VSW_DROP_VLAN_IN);
	if (!in)
		return;
	KUNIT_ASSERT_EQ(test, want, vid);
	len = wire_write(wire, before);
	KUNIT_ASSERT_EQ(test, len, skb_octets(skb, after));
	KUNIT_ASSERT_MEMEQ(test, before, after, len);
	kfree_skb(skb);
}

/* @shared: others hold the frame, too, and must not see it change. */
static void check_out(struct kunit *test, const struct wire *wire, bool beside,
		      u16 vid, bool shared)
{
	struct bench *bench = test->priv;
	struct sk_buff *skb = wire_skb(test, wire, beside), *other = NULL;
	u8 want[MAX_LEN], got[MAX_LEN];
	struct wire leaving = *wire;
	unsigned int len;
	bool out;

	if (shared)
		other = skb_clone(skb, GFP_KERNEL);
	dropped = VSW_DROP_COUNT;
	rcu_read_lock();
	out = vsw_vlan_out(&bench->port, skb, vid);
	rcu_read_unlock();
	KUNIT_ASSERT_EQ(test, bench->model.member[vid], out);
	KUNIT_ASSERT_EQ(test, dropped,
			out ? VSW_DROP_COUNT : VSW_DROP_VLAN_OUT);
	if (out) {
		model_out(bench, &leaving, beside, vid);
		len = wire_write(&leaving, want);
		KUNIT_ASSERT_EQ(test, len, skb_octets(skb, got));
		KUNIT_ASSERT_MEMEQ(test, want, got, len);
		KUNIT_ASSERT_PTR_EQ(test, skb->data,
				    skb_mac_header(skb) + ETH_HLEN);
		kfree_skb(skb);
	}
	if (!other)
		return;
	len = wire_write(wire, want);
	KUNIT_ASSERT_EQ(test, len, skb_octets(other, got));
	KUNIT_ASSERT_MEMEQ(test, want, got, len);
	kfree_skb(other);
}

static void vlan_decides_on_frames(struct kunit *test)
{
	struct bench *bench = test->priv;
	struct wire wire = {};
	unsigned int n;
	bool beside;
	u16 vid;

	for (n = 0; n < 20000; n++) {
		if (!(n % 100)) {
			bench->sw.vlan_proto = htons(n % 200 ? ETH_P_8021Q :
							       ETH_P_8021AD);
			try_add(test);
			try_del(test);
			try_add(test);
			cond_resched();
		}
		random_wire(bench, &wire);
		beside = wire.num && below(bench, 4);
		check_in(test, &wire, beside);
		vid = random_vid(bench);
		if (vid)
			check_out(test, &wire, beside, vid, below(bench, 2));
	}
}

/* ---- counters ---- */

static void count(struct bench *bench, u16 vid, enum vsw_dir dir,
		  unsigned int len)
{
	local_bh_disable();
	rcu_read_lock();
	vsw_vlan_count(&bench->port, vid, dir, len);
	rcu_read_unlock();
	local_bh_enable();
}

static void vlan_counts(struct kunit *test)
{
	struct bench *bench = test->priv;
	struct vsw_port_traffic sum, *model;
	unsigned int n, vid, len;

	model = kunit_kcalloc(test, VLAN_N_VID, sizeof(*model), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, model);
	count(bench, 1, VSW_DIR_IN, 60);
	KUNIT_EXPECT_FALSE(test, get_stats(bench, 1, &sum));
	KUNIT_ASSERT_EQ(test, 0, add(bench, 60, 70, false, false));
	KUNIT_ASSERT_EQ(test, 0, set_stats(bench, true));
	KUNIT_ASSERT_EQ(test, 0, add(bench, 4000, 4094, false, false));
	for (n = 0; n < 100000; n++) {
		vid = below(bench, 2) ? 60 + below(bench, 11) :
					4000 + below(bench, 95);
		len = 60 + below(bench, 65536);
		if (below(bench, 2)) {
			count(bench, vid, VSW_DIR_IN, len);
			model[vid].rx_packets++;
			model[vid].rx_bytes += len;
		} else {
			count(bench, vid, VSW_DIR_OUT, len);
			model[vid].tx_packets++;
			model[vid].tx_bytes += len;
		}
		if (n == 50000) {
			KUNIT_ASSERT_EQ(test, 0, del(bench, 63, 4010));
			KUNIT_ASSERT_EQ(test, 0,
					add(bench, 63, 4010, false, false));
			memset(model + 63, 0, (4010 - 63 + 1) * sizeof(*model));
		}
		if (!(n % 256))
			cond_resched();
	}
	for (vid = 1; vid < 4095; vid++) {
		KUNIT_ASSERT_TRUE(test, get_stats(bench, vid, &sum));
		KUNIT_ASSERT_MEMEQ(test, &model[vid], &sum, sizeof(sum));
	}
	KUNIT_EXPECT_EQ(test, 0, set_stats(bench, false));
	KUNIT_EXPECT_FALSE(test, get_stats(bench, 60, &sum));
}

static struct kunit_case vlan_cases[] = {
	KUNIT_CASE_SLOW(vlan_is_a_table),
	KUNIT_CASE(vlan_of_the_host),
	KUNIT_CASE(vlan_has_two_protocols),
	KUNIT_CASE_SLOW(vlan_decides_on_frames),
	KUNIT_CASE(vlan_counts),
	{}
};

static struct kunit_suite vlan_suite = {
	.name = "vsw_vlan",
	.init = bench_init,
	.exit = bench_exit,
	.test_cases = vlan_cases,
};

kunit_test_suite(vlan_suite);

MODULE_DESCRIPTION("Unit tests of the virtual switch's VLANs");
MODULE_LICENSE("GPL");
