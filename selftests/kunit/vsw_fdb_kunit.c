// SPDX-License-Identifier: GPL-2.0
/*
 * Unit tests of the virtual switch's FDB: that it does what a plain map does,
 * over random operations and sizes at which it grows, that limits and ages
 * count, and that readers without a lock miss nothing that is there and never
 * see a station behind a port that it wasn't behind.
 */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/prandom.h>

#include "vswitch/fdb.c"

#define NUM_PORTS	4
#define NUM_KEYS	2048

/* How often it told of an entry */
static unsigned int told_new, told_gone;

void vsw_fdb_notify(struct vsw *sw, const struct vsw_fdb_entry *entry,
		    bool gone)
{
	if (gone)
		told_gone++;
	else
		told_new++;
}

/* Of the namespace: no limit here */
bool vsw_net_charge_fdb(struct vsw *sw, bool always)
{
	return true;
}

void vsw_net_uncharge_fdb(struct vsw *sw, unsigned int entries)
{
}

/* What the map says of a key */
struct model {
	int port;	/* -1: not there */
	u32 flags;
};

struct bench {
	struct kunit *test;
	struct vsw sw;
	struct vsw_port port[NUM_PORTS];
	struct model model[NUM_KEYS];
	struct rnd_state rnd;
};

/* Addresses that differ in few octets, as those of guests do, in 3 VLANs */
static u64 key_of(unsigned int n)
{
	u8 addr[ETH_ALEN] = { 0x02, 0, 0, n >> 10, n >> 4, n & 3 };

	return vsw_key(addr, n >> 2 & 3);
}

static int bench_init(struct kunit *test)
{
	struct bench *bench = kunit_kzalloc(test, sizeof(*bench), GFP_KERNEL);
	int n;

	KUNIT_ASSERT_NOT_NULL(test, bench);
	test->priv = bench;
	bench->test = test;
	for (n = 0; n < NUM_PORTS; n++) {
		bench->port[n].sw = &bench->sw;
		bench->port[n].flags = VSW_PORT_LEARNING;
	}
	for (n = 0; n < NUM_KEYS; n++)
		bench->model[n].port = -1;
	prandom_seed_state(&bench->rnd, 4711);
	told_new = 0;
	told_gone = 0;
	return vsw_fdb_init(&bench->sw.fdb);
}

static void bench_exit(struct kunit *test)
{
	struct bench *bench = test->priv;

	if (!bench)
		return;
	vsw_fdb_destroy(&bench->sw.fdb);
	/* Tables that were replaced are freed by this module's code. */
	rcu_barrier();
}

/* Nobody else replaces it while it is looked at. */
static struct vsw_fdb_table *table_of(struct bench *bench)
{
	return rcu_dereference_protected(bench->sw.fdb.table, true);
}

static bool learn(struct bench *bench, int port, unsigned int key)
{
	bool known;

	rcu_read_lock();
	known = vsw_fdb_learn(&bench->sw, &bench->port[port], key_of(key),
			      vsw_tick());
	rcu_read_unlock();
	return known;
}

static int found(struct bench *bench, unsigned int key)
{
	struct vsw_port *port;

	rcu_read_lock();
	port = vsw_fdb_find(rcu_dereference(bench->sw.fdb.table), key_of(key));
	rcu_read_unlock();
	return port ? port - bench->port : -1;
}

static unsigned int random(struct bench *bench, unsigned int below)
{
	return prandom_u32_state(&bench->rnd) % below;
}

static void model_learn(struct bench *bench, int port, unsigned int key)
{
	struct model *model = &bench->model[key];
	s64 full = atomic64_read(&bench->sw.fdb.full);
	bool known = learn(bench, port, key);

	if (atomic64_read(&bench->sw.fdb.full) == full &&
	    (model->port < 0 || !(model->flags & VSW_FDB_KEPT))) {
		model->port = port;
		model->flags = 0;
	}
	KUNIT_EXPECT_EQ(bench->test, known, model->port == port);
}

static void model_set(struct bench *bench, int port, unsigned int key)
{
	struct model *model = &bench->model[key];
	u32 flags = random(bench, 2) ? VSW_FDB_STATIC : 0;
	u16 nlflags = random(bench, 2) ? NLM_F_CREATE | NLM_F_EXCL :
		      random(bench, 2) ? NLM_F_CREATE : NLM_F_REPLACE;
	int want = 0;

	if (model->port >= 0 && nlflags & NLM_F_EXCL)
		want = -EEXIST;
	else if (model->port < 0 && !(nlflags & NLM_F_CREATE))
		want = -ENOENT;
	KUNIT_EXPECT_EQ(bench->test, want,
			vsw_fdb_set(&bench->sw, &bench->port[port],
				    key_of(key), flags, nlflags, NULL));
	if (!want) {
		model->port = port;
		model->flags = flags;
	}
}

static void model_unset(struct bench *bench, int port, unsigned int key)
{
	struct model *model = &bench->model[key];
	bool any = random(bench, 2);
	int want = model->port < 0 || (!any && model->port != port) ?
		   -ENOENT : 0;

	KUNIT_EXPECT_EQ(bench->test, want,
			vsw_fdb_unset(&bench->sw,
				      any ? NULL : &bench->port[port],
				      key_of(key)));
	if (!want)
		model->port = -1;
}

static void model_flush(struct bench *bench, int port)
{
	struct vsw_fdb_filter filter = {
		.port = random(bench, 2) ? &bench->port[port] : NULL,
		.vid = random(bench, 3) ? random(bench, 4) : -1,
		.kept = !random(bench, 3),
	};
	unsigned int want = 0, key;

	for (key = 0; key < NUM_KEYS; key++) {
		struct model *model = &bench->model[key];

		if (model->port < 0 ||
		    (filter.port && model->port != port) ||
		    (filter.vid >= 0 &&
		     vsw_key_vid(key_of(key)) != filter.vid) ||
		    (model->flags & VSW_FDB_KEPT && !filter.kept))
			continue;
		model->port = -1;
		want++;
	}
	KUNIT_EXPECT_EQ(bench->test, want,
			vsw_fdb_flush(&bench->sw, &filter));
}

struct census {
	struct bench *bench;
	unsigned int seen, wrong;
};

static int count_one(const struct vsw_fdb_entry *entry, void *data)
{
	struct census *census = data;
	unsigned int key;

	census->seen++;
	for (key = 0; key < NUM_KEYS; key++)
		if (key_of(key) == entry->key)
			break;
	if (key == NUM_KEYS || census->bench->model[key].port !=
	    entry->port - census->bench->port ||
	    census->bench->model[key].flags != entry->flags)
		census->wrong++;
	return 0;
}

/* The whole database against the whole map */
static void compare(struct kunit *test, struct bench *bench)
{
	struct census census = { .bench = bench };
	unsigned int learned[NUM_PORTS] = {};
	unsigned int key, there = 0;
	unsigned long cursor = 0;
	int port;

	for (key = 0; key < NUM_KEYS; key++) {
		struct model *model = &bench->model[key];

		KUNIT_EXPECT_EQ(test, model->port, found(bench, key));
		if (model->port < 0)
			continue;
		there++;
		if (!(model->flags & VSW_FDB_KEPT))
			learned[model->port]++;
	}
	KUNIT_EXPECT_EQ(test, 0,
			vsw_fdb_walk(&bench->sw, &cursor, count_one, &census));
	KUNIT_EXPECT_EQ(test, there, census.seen);
	KUNIT_EXPECT_EQ(test, 0, census.wrong);
	KUNIT_EXPECT_EQ(test, there, bench->sw.fdb.count);
	for (port = 0; port < NUM_PORTS; port++)
		KUNIT_EXPECT_EQ(test, learned[port],
				bench->port[port].learned);
}

static void fdb_is_a_map(struct kunit *test)
{
	struct bench *bench = test->priv;
	unsigned int round, key;
	int port;

	for (round = 0; round < 60000; round++) {
		port = random(bench, NUM_PORTS);
		key = random(bench, NUM_KEYS);
		switch (random(bench, 16)) {
		case 0 ... 9:
			model_learn(bench, port, key);
			break;
		case 10 ... 12:
			model_set(bench, port, key);
			break;
		case 13 ... 14:
			model_unset(bench, port, key);
			break;
		default:
			if (!random(bench, 100))
				model_flush(bench, port);
		}
		flush_work(&bench->sw.fdb.grow);
		KUNIT_EXPECT_EQ(test, bench->model[key].port,
				found(bench, key));
		if (round % 5000 == 0)
			compare(test, bench);
	}
	compare(test, bench);
	KUNIT_EXPECT_GT(test, table_of(bench)->buckets,
			VSW_FDB_BUCKETS_MIN);
}

/* With a table that never grows, until no slot is left: what is in stays. */
static void fdb_is_full(struct kunit *test)
{
	struct bench *bench = test->priv;
	unsigned int key, in = 0;

	/* Growing would need this. */
	spin_lock_bh(&bench->sw.fdb.lock);
	for (key = 0; key < NUM_KEYS; key++)
		if (insert(&bench->sw, &bench->port[key % 4], key_of(key), 0)) {
			bench->model[key].port = key % 4;
			in++;
		}
	spin_unlock_bh(&bench->sw.fdb.lock);
	/* Two choices and displacement fill more than nine of ten slots. */
	KUNIT_EXPECT_GT(test, in, VSW_FDB_BUCKETS_MIN * VSW_FDB_WAYS * 9 / 10);
	KUNIT_EXPECT_LE(test, in, VSW_FDB_BUCKETS_MIN * VSW_FDB_WAYS);
	compare(test, bench);
	flush_work(&bench->sw.fdb.grow);
	compare(test, bench);
}

static void fdb_keeps_limits(struct kunit *test)
{
	struct bench *bench = test->priv;
	unsigned int key;

	bench->port[0].learn_limit = 10;
	for (key = 0; key < 20; key++) {
		KUNIT_EXPECT_EQ(test, key < 10, learn(bench, 0, key));
		flush_work(&bench->sw.fdb.grow);
	}
	KUNIT_EXPECT_EQ(test, 10, bench->port[0].learned);
	KUNIT_EXPECT_EQ(test, 10, atomic64_read(&bench->port[0].unlearned));
	/* One that moves away makes room, one set by hand needs none. */
	KUNIT_EXPECT_TRUE(test, learn(bench, 1, 0));
	KUNIT_EXPECT_TRUE(test, learn(bench, 0, 10));
	KUNIT_EXPECT_FALSE(test, learn(bench, 0, 0));
	KUNIT_EXPECT_EQ(test, 1, found(bench, 0));
	KUNIT_EXPECT_EQ(test, 0,
			vsw_fdb_set(&bench->sw, &bench->port[0], key_of(11),
				    VSW_FDB_STATIC, NLM_F_CREATE, NULL));
	KUNIT_EXPECT_EQ(test, 10, bench->port[0].learned);

	bench->sw.fdb.limit = bench->sw.fdb.count;
	KUNIT_EXPECT_FALSE(test, learn(bench, 1, 12));
	KUNIT_EXPECT_EQ(test, 1, atomic64_read(&bench->sw.fdb.full));
	KUNIT_EXPECT_EQ(test, -ENOSPC,
			vsw_fdb_set(&bench->sw, &bench->port[1], key_of(12),
				    VSW_FDB_STATIC, NLM_F_CREATE, NULL));
	KUNIT_EXPECT_TRUE(test, learn(bench, 2, 0));
	/* The host's address has its place, full or not. */
	KUNIT_EXPECT_EQ(test, 0,
			vsw_fdb_set(&bench->sw, &bench->port[3], key_of(13),
				    VSW_FDB_LOCAL, NLM_F_CREATE, NULL));
	/* And what is learned leaves an eighth to what is set. */
	bench->sw.fdb.limit = bench->sw.fdb.count + 1;
	KUNIT_EXPECT_FALSE(test, learn(bench, 1, 14));
	KUNIT_EXPECT_EQ(test, 0,
			vsw_fdb_set(&bench->sw, &bench->port[1], key_of(14),
				    VSW_FDB_STATIC, NLM_F_CREATE, NULL));
}

static void fdb_stays_put(struct kunit *test)
{
	struct bench *bench = test->priv;
	u32 gen;

	vsw_fdb_set(&bench->sw, &bench->port[0], key_of(1), VSW_FDB_STATIC,
		    NLM_F_CREATE, NULL);
	bench->port[0].flags |= VSW_PORT_STICKY;
	learn(bench, 0, 2);
	KUNIT_EXPECT_FALSE(test, learn(bench, 1, 1));
	KUNIT_EXPECT_FALSE(test, learn(bench, 1, 2));
	KUNIT_EXPECT_EQ(test, 0, atomic64_read(&bench->sw.moves));

	/* A port remembers its last source while this is the same. */
	learn(bench, 1, 3);
	gen = bench->sw.fdb.gen;
	learn(bench, 1, 3);
	KUNIT_EXPECT_EQ(test, gen, bench->sw.fdb.gen);
	learn(bench, 2, 3);
	KUNIT_EXPECT_NE(test, gen, bench->sw.fdb.gen);
	KUNIT_EXPECT_EQ(test, 1, atomic64_read(&bench->sw.moves));
	gen = bench->sw.fdb.gen;
	vsw_fdb_unset(&bench->sw, NULL, key_of(3));
	KUNIT_EXPECT_NE(test, gen, bench->sw.fdb.gen);

	bench->port[3].flags = VSW_PORT_LEARNING | VSW_PORT_LOCKED;
	KUNIT_EXPECT_FALSE(test, learn(bench, 3, 4));
	bench->port[3].flags = 0;
	KUNIT_EXPECT_FALSE(test, learn(bench, 3, 4));
	KUNIT_EXPECT_EQ(test, -1, found(bench, 4));
	KUNIT_EXPECT_EQ(test, 1, told_gone);
}

static void age_by(struct bench *bench, u32 ticks)
{
	struct vsw_fdb_table *table = table_of(bench);
	unsigned int at;

	for (at = 0; at < table->buckets * VSW_FDB_WAYS; at++)
		table->meta[at].tick -= ticks;
	mod_delayed_work(system_unbound_wq, &bench->sw.fdb.age, 0);
	flush_delayed_work(&bench->sw.fdb.age);
}

static void fdb_forgets(struct kunit *test)
{
	struct bench *bench = test->priv;

	bench->sw.fdb.ageing = 10;
	learn(bench, 0, 1);
	learn(bench, 0, 2);
	vsw_fdb_set(&bench->sw, &bench->port[0], key_of(3), VSW_FDB_STATIC,
		    NLM_F_CREATE, NULL);
	vsw_fdb_set(&bench->sw, &bench->port[0], key_of(4), VSW_FDB_EXTERNAL,
		    NLM_F_CREATE, NULL);
	age_by(bench, 8);
	KUNIT_EXPECT_EQ(test, 0, found(bench, 1));
	/* One of them is seen again. */
	learn(bench, 0, 1);
	age_by(bench, 8);
	KUNIT_EXPECT_EQ(test, 0, found(bench, 1));
	KUNIT_EXPECT_EQ(test, -1, found(bench, 2));
	KUNIT_EXPECT_EQ(test, 0, found(bench, 3));
	KUNIT_EXPECT_EQ(test, 0, found(bench, 4));
	age_by(bench, 11);
	KUNIT_EXPECT_EQ(test, -1, found(bench, 1));
}

static void fdb_keys(struct kunit *test)
{
	u8 frame[16] = { 0x02, 0x11, 0x22, 0x33, 0x44, 0x55, 0xde, 0xad };
	u8 addr[ETH_ALEN];
	u64 key = vsw_frame_key(frame, 4094);

	/* What follows the address in the frame doesn't count. */
	KUNIT_EXPECT_EQ(test, key, vsw_key(frame, 4094));
	frame[6] = 0;
	KUNIT_EXPECT_EQ(test, key, vsw_frame_key(frame, 4094));
	frame[5] = 0x56;
	KUNIT_EXPECT_NE(test, key, vsw_frame_key(frame, 4094));
	KUNIT_EXPECT_EQ(test, 4094, vsw_key_vid(key));
	vsw_key_addr(key, addr);
	frame[5] = 0x55;
	KUNIT_EXPECT_TRUE(test, ether_addr_equal(addr, frame));
}

/* ---- Readers beside a writer ---------------------------------------------- */

#define STABLE		64	/* keys that are always there */
#define CHURN		1024	/* keys that come and go */

/* A key is behind ports n % 2 and n % 2 + 2, never behind the other two. */
struct race {
	struct bench *bench;
	unsigned long missed, wrong, reads;
	struct completion done;
	bool stop;
};

static bool may_be_behind(unsigned int key, int port)
{
	return port % 2 == (int)(key % 2);
}

static int reader(void *data)
{
	struct race *race = data;
	unsigned int key, n;
	int port;

	while (!READ_ONCE(race->stop)) {
		for (n = 0; n < 16 * STABLE; n++) {
			/* Now and then one that comes and goes */
			key = n % STABLE + (n % 16 ? 0 : STABLE + n / 2);
			port = found(race->bench, key);
			if (port < 0 && key < STABLE)
				race->missed++;
			if (port >= 0 && !may_be_behind(key, port))
				race->wrong++;
			race->reads++;
		}
		cond_resched();
	}
	complete(&race->done);
	return 0;
}

static void write_one(struct bench *bench)
{
	unsigned int key = random(bench, STABLE + CHURN);
	int port = key % 2 + 2 * random(bench, 2);

	/* More come than go, so that all slots are taken while they last. */
	if (key < STABLE || random(bench, 4))
		learn(bench, port, key);
	else
		vsw_fdb_unset(&bench->sw, NULL, key_of(key));
}

static void write_many(struct bench *bench, struct race *race)
{
	unsigned long reads = READ_ONCE(race->reads);
	unsigned int n;

	for (n = 0; n < 100000 || READ_ONCE(race->reads) - reads < 100000;
	     n++) {
		write_one(bench);
		if (n % 1000 == 0)
			cond_resched();
	}
}

static void fdb_readers_need_no_lock(struct kunit *test)
{
	struct bench *bench = test->priv;
	struct race race = { .bench = bench };
	struct task_struct *task;
	struct vsw_fdb_table *first;
	unsigned int n;

	for (n = 0; n < STABLE; n++) {
		learn(bench, n % 2, n);
		flush_work(&bench->sw.fdb.grow);
	}
	init_completion(&race.done);
	task = kthread_run(reader, &race, "vsw_fdb_reader");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	/* In a table that is full: nearly each new one displaces another. */
	disable_work_sync(&bench->sw.fdb.grow);
	first = table_of(bench);
	write_many(bench, &race);
	KUNIT_EXPECT_PTR_EQ(test, first, table_of(bench));
	KUNIT_EXPECT_GT(test, atomic64_read(&bench->sw.fdb.full), 1000);
	/* In one that grows */
	enable_work(&bench->sw.fdb.grow);
	write_many(bench, &race);
	WRITE_ONCE(race.stop, true);
	wait_for_completion(&race.done);
	KUNIT_EXPECT_PTR_NE(test, first, table_of(bench));
	KUNIT_EXPECT_EQ(test, 0, race.missed);
	KUNIT_EXPECT_EQ(test, 0, race.wrong);
}

/* ---- One entry that is displaced over and over ---------------------------- */

struct dance {
	struct bench *bench;
	unsigned int seq;	/* odd while it goes back to its first choice */
	unsigned long missed, reads;
	struct completion done;
	bool stop;
};

static int watcher(void *data)
{
	struct dance *dance = data;
	unsigned int seq, n = 0;

	while (!READ_ONCE(dance->stop)) {
		seq = READ_ONCE(dance->seq);
		/* A lookup between two looks at seq: pairs with dance_once() */
		smp_rmb();
		if (found(dance->bench, 0) < 0) {
			/* As above */
			smp_rmb();
			if (!(seq & 1) && READ_ONCE(dance->seq) == seq)
				dance->missed++;
		}
		WRITE_ONCE(dance->reads, dance->reads + 1);
		if (++n % 4096 == 0)
			cond_resched();
	}
	complete(&dance->done);
	return 0;
}

/* Displace it, then put it back, which a reader may notice. */
static void dance_once(struct dance *dance, unsigned int bucket)
{
	struct vsw_fdb *fdb = &dance->bench->sw.fdb;
	struct vsw_fdb_table *table;
	unsigned long reads;
	unsigned int at, from;

	spin_lock_bh(&fdb->lock);
	table = locked_table(fdb);
	at = displace(table, bucket);
	spin_unlock_bh(&fdb->lock);
	KUNIT_EXPECT_NE(dance->bench->test, at, NOWHERE);
	/* The lookup that this met, if it did, is to end in the same round. */
	reads = READ_ONCE(dance->reads);
	while (READ_ONCE(dance->reads) - reads < 2)
		cond_resched();
	WRITE_ONCE(dance->seq, dance->seq + 1);
	/* Odd before it goes back: pairs with watcher() */
	smp_wmb();
	spin_lock_bh(&fdb->lock);
	from = find(table, key_of(0));
	slot_fill(table, at, key_of(0), slot_port(table, from));
	slot_clear(table, from);
	spin_unlock_bh(&fdb->lock);
	/* Back before it is even: pairs with watcher() */
	smp_wmb();
	WRITE_ONCE(dance->seq, dance->seq + 1);
}

static void fdb_displaces_without_gap(struct kunit *test)
{
	struct bench *bench = test->priv;
	struct dance dance = { .bench = bench };
	struct vsw_fdb_table *table = table_of(bench);
	unsigned long end = jiffies + 20 * HZ;
	unsigned int bucket, n;
	struct task_struct *task;

	/* However slow this machine is, the station stays. */
	vsw_fdb_set_ageing(&bench->sw.fdb, 0);
	/* Two choices that differ, whatever the secret is */
	table->multiplier[0] = 1;
	bucket = vsw_fdb_hash(table, key_of(0), 0);
	while (vsw_fdb_hash(table, key_of(0), 1) == bucket)
		table->multiplier[1] = get_random_u64() | 1;
	learn(bench, 0, 0);
	init_completion(&dance.done);
	task = kthread_run(watcher, &dance, "vsw_fdb_watcher");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	for (n = 0; n < 200000 && time_before(jiffies, end); n++)
		dance_once(&dance, bucket);
	WRITE_ONCE(dance.stop, true);
	wait_for_completion(&dance.done);
	KUNIT_EXPECT_EQ(test, 0, dance.missed);
}

static struct kunit_case fdb_cases[] = {
	KUNIT_CASE(fdb_keys),
	KUNIT_CASE_SLOW(fdb_is_a_map),
	KUNIT_CASE(fdb_is_full),
	KUNIT_CASE(fdb_keeps_limits),
	KUNIT_CASE(fdb_stays_put),
	KUNIT_CASE(fdb_forgets),
	KUNIT_CASE_SLOW(fdb_readers_need_no_lock),
	KUNIT_CASE_SLOW(fdb_displaces_without_gap),
	{}
};

static struct kunit_suite fdb_suite = {
	.name = "vsw_fdb",
	.init = bench_init,
	.exit = bench_exit,
	.test_cases = fdb_cases,
};

kunit_test_suite(fdb_suite);

MODULE_DESCRIPTION("Unit tests of the virtual switch's FDB");
MODULE_LICENSE("GPL");
