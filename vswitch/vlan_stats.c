// SPDX-License-Identifier: GPL-2.0
/*
 * What passed ports in each of their VLANs, an option of a switch. Owns
 * vsw.vlan_stats and vsw_port.vlan_stats, both changed under rtnl; frames are
 * counted under rcu_read_lock() with bottom halves off. Where nothing is counted
 * the datapath looks at a pointer, for frames of a VLAN: a static key would be
 * toggled by whoever has a switch in a namespace of his own.
 *
 * Each processor has its own counters. They are in blocks of neighbouring
 * VLANs, so that a port has as many as it needs, and a trunk of all VLANs few.
 *
 *	struct vsw_vlan_stats | block | block | NULL | ...
 *	                          |        VIDs 64 to 127
 *	struct vsw_vlan_block     `--> | rx, tx | rx, tx | ...
 */
#include <linux/bitmap.h>
#include <linux/slab.h>

#include "compat/extack.h"
#include "vswitch/datapath.h"
#include "vswitch/vsw.h"

#define BLOCK		64
#define NUM_BLOCKS	(VLAN_N_VID / BLOCK)

struct vsw_vlan_count {
	u64_stats_t packets[VSW_DIR_NUM];
	u64_stats_t bytes[VSW_DIR_NUM];
};

struct vsw_vlan_block {
	struct vsw_vlan_count count[BLOCK];
	struct u64_stats_sync syncp;
};

/* Blocks are added while frames are counted; what is there stays. */
struct vsw_vlan_stats {
	struct vsw_vlan_block __percpu *block[NUM_BLOCKS];
	struct rcu_head rcu;
};

/**
 * vsw_vlan_count() - count a frame in its VLAN
 * @port: where it came in, or left
 * @vid: VLAN; 0: none, nothing is counted
 * @dir: VSW_DIR_IN: from the port; VSW_DIR_OUT: to it
 * @len: octets, as of vsw_count_rx()
 *
 * Context: bottom halves off, rcu_read_lock held.
 */
void vsw_vlan_count(struct vsw_port *port, u16 vid, enum vsw_dir dir,
		    unsigned int len)
{
	struct vsw_vlan_stats *stats = rcu_dereference(port->vlan_stats);
	struct vsw_vlan_block __percpu *all;
	struct vsw_vlan_block *block;
	struct vsw_vlan_count *count;

	if (!stats || !vid)
		return;
	/* A VLAN has its block before it has frames: see vsw_vlan_add(). */
	all = READ_ONCE(stats->block[vid / BLOCK]);
	if (!all)
		return;
	block = this_cpu_ptr(all);
	count = &block->count[vid % BLOCK];
	u64_stats_update_begin(&block->syncp);
	u64_stats_inc(&count->packets[dir]);
	u64_stats_add(&count->bytes[dir], len);
	u64_stats_update_end(&block->syncp);
}
EXPORT_SYMBOL_GPL(vsw_vlan_count);

static void free_stats(struct vsw_vlan_stats *stats)
{
	unsigned int n;

	if (!stats)
		return;
	for (n = 0; n < NUM_BLOCKS; n++)
		free_percpu(stats->block[n]);
	kfree(stats);
}

static void free_rcu_stats(struct rcu_head *rcu)
{
	free_stats(container_of(rcu, struct vsw_vlan_stats, rcu));
}

static struct vsw_vlan_block __percpu *new_block(void)
{
	struct vsw_vlan_block __percpu *block;
	int cpu;

	block = alloc_percpu_gfp(struct vsw_vlan_block, GFP_KERNEL_ACCOUNT);
	if (block)
		for_each_possible_cpu(cpu)
			u64_stats_init(&per_cpu_ptr(block, cpu)->syncp);
	return block;
}

/* False: without memory; then some of the blocks may be there. */
static bool add_blocks(struct vsw_vlan_stats *stats, u16 first, u16 last)
{
	struct vsw_vlan_block __percpu *block;
	unsigned int n;

	for (n = first / BLOCK; n <= last / BLOCK; n++) {
		if (stats->block[n])
			continue;
		block = new_block();
		if (!block)
			return false;
		WRITE_ONCE(stats->block[n], block);
	}
	return true;
}

static struct vsw_vlan_stats *new_stats(const struct vsw_port *port)
{
	const struct vsw_vlans *vlans = rtnl_dereference(port->vlans);
	struct vsw_vlan_stats *stats;
	unsigned long vid;

	stats = kzalloc(sizeof(*stats), GFP_KERNEL_ACCOUNT);
	if (!stats)
		return NULL;
	for_each_set_bit(vid, vlans->member, VLAN_N_VID) {
		if (add_blocks(stats, vid, vid))
			continue;
		free_stats(stats);
		return NULL;
	}
	return stats;
}

/* A port that is new in a switch that counts. Return: 0 or -ENOMEM. rtnl */
int vsw_vlan_stats_init(struct vsw_port *port)
{
	struct vsw_vlan_stats *stats;

	if (!port->sw->vlan_stats)
		return 0;
	stats = new_stats(port);
	rcu_assign_pointer(port->vlan_stats, stats);
	return stats ? 0 : -ENOMEM;
}

/* Nobody counts there any more. */
void vsw_vlan_stats_free(struct vsw_port *port)
{
	free_stats(rcu_dereference_protected(port->vlan_stats, true));
}

/* A port is to get into VLANs. Return: 0 or -ENOMEM. rtnl */
int vsw_vlan_stats_prepare(struct vsw_port *port, u16 first, u16 last)
{
	struct vsw_vlan_stats *stats = rtnl_dereference(port->vlan_stats);

	return !stats || add_blocks(stats, first, last) ? 0 : -ENOMEM;
}

/* It has left them, and no frame of these is on its way: should it come back it
 * begins anew. rtnl
 */
void vsw_vlan_stats_clear(struct vsw_port *port, u16 first, u16 last)
{
	struct vsw_vlan_stats *stats = rtnl_dereference(port->vlan_stats);
	struct vsw_vlan_block __percpu *all;
	struct vsw_vlan_block *block;
	unsigned int vid;
	int cpu;

	for (vid = first; stats && vid <= last; vid++) {
		all = stats->block[vid / BLOCK];
		if (!all)
			continue;
		for_each_possible_cpu(cpu) {
			block = per_cpu_ptr(all, cpu);
			memset(&block->count[vid % BLOCK], 0,
			       sizeof(block->count[0]));
		}
	}
}

/**
 * vsw_vlan_stats_get() - what passed a port in a VLAN?
 * @port: port, or the host's
 * @vid: VLAN
 * @sum: result
 *
 * Context: rtnl.
 * Return: false when the switch doesn't count it.
 */
bool vsw_vlan_stats_get(const struct vsw_port *port, u16 vid,
			struct vsw_port_traffic *sum)
{
	struct vsw_vlan_stats *stats = rtnl_dereference(port->vlan_stats);
	const struct vsw_vlan_block *block;
	u64 packets[VSW_DIR_NUM], bytes[VSW_DIR_NUM];
	const struct vsw_vlan_count *count;
	enum vsw_dir dir;
	unsigned int start;
	int cpu;

	memset(sum, 0, sizeof(*sum));
	if (!stats || !stats->block[vid / BLOCK])
		return false;
	for_each_possible_cpu(cpu) {
		block = per_cpu_ptr(stats->block[vid / BLOCK], cpu);
		count = &block->count[vid % BLOCK];
		do {
			start = u64_stats_fetch_begin(&block->syncp);
			for (dir = 0; dir < VSW_DIR_NUM; dir++) {
				packets[dir] = u64_stats_read(&count->packets[dir]);
				bytes[dir] = u64_stats_read(&count->bytes[dir]);
			}
		} while (u64_stats_fetch_retry(&block->syncp, start));
		sum->rx_packets += packets[VSW_DIR_IN];
		sum->rx_bytes += bytes[VSW_DIR_IN];
		sum->tx_packets += packets[VSW_DIR_OUT];
		sum->tx_bytes += bytes[VSW_DIR_OUT];
	}
	return true;
}

/* ---- the option ----------------------------------------------------------- */

static void drop_all(struct vsw *sw)
{
	struct vsw_vlan_stats *stats;
	struct vsw_port *port;

	list_for_each_entry(port, &sw->ports, list) {
		stats = rtnl_dereference(port->vlan_stats);
		RCU_INIT_POINTER(port->vlan_stats, NULL);
		if (stats)
			call_rcu(&stats->rcu, free_rcu_stats);
	}
}

static int add_all(struct vsw *sw)
{
	struct vsw_vlan_stats *stats;
	struct vsw_port *port;

	list_for_each_entry(port, &sw->ports, list) {
		stats = new_stats(port);
		if (!stats) {
			drop_all(sw);
			return -ENOMEM;
		}
		rcu_assign_pointer(port->vlan_stats, stats);
	}
	return 0;
}

/**
 * vsw_vlan_stats_set() - count frames by VLAN, or don't
 * @sw: switch
 * @on: count; all begins with 0
 *
 * Context: rtnl; may sleep.
 * Return: 0; -ENOMEM, only if @on: then nothing has changed.
 */
int vsw_vlan_stats_set(struct vsw *sw, bool on)
{
	int err;

	ASSERT_RTNL();
	if (on == sw->vlan_stats)
		return 0;
	if (on) {
		err = add_all(sw);
		if (err)
			return err;
	} else {
		drop_all(sw);
	}
	sw->vlan_stats = on;
	return 0;
}
