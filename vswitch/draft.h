/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A draft: what changes of switches come to before any of them is made. Each
 * change is checked against what those before it leave; then all that can fail
 * is got ready, or given up; then all is made, which can't fail.
 *
 *	vsw_draft_init()
 *	vsw_draft_...()		changes, in order; one that is refused ends it
 *	vsw_draft_hold()	gets ready; refused: nothing has changed
 *	vsw_draft_commit()	makes them; or vsw_draft_release(): none
 *	vsw_draft_free()
 *
 * All under rtnl, which is held from the first change to the end.
 */
#ifndef VSW_DRAFT_H
#define VSW_DRAFT_H

#include <linux/list.h>

#include "vswitch/mcast.h"
#include "vswitch/mode.h"
#include "vswitch/netlink_policy.h"
#include "vswitch/vsw.h"

/* Which object: a switch, a port, an entry of a switch or a member of a port,
 * with what it hasn't all zero. It is hashed, padding as well.
 */
struct vsw_draft_id {
	const void *of;
	u64 fdb;
	struct vsw_mdb_key mdb;
};

/**
 * struct vsw_draft_item - first in what is drafted of an object
 * @node: in vsw_draft.table
 * @list: in the draft's list of its kind
 * @id: which object
 * @change: number of the change that was the last about it
 * @held: it is ready to be made
 */
struct vsw_draft_item {
	struct hlist_node node;
	struct list_head list;
	struct vsw_draft_id id;
	unsigned int change;
	bool held;
};

/**
 * struct vsw_draft_switch - options of a switch
 * @item: item
 * @sw: switch
 * @proto: vsw.vlan_proto
 * @limit: vsw_fdb.limit
 * @set_ageing: @ageing counts
 * @ageing: seconds
 * @set_mcast: @mcast changes
 * @mcast: options of multicast snooping
 * @vlan_stats: frames are counted by VLAN
 * @held_stats: they are, already, and weren't before
 * @mode: name; empty: it stays
 */
struct vsw_draft_switch {
	struct vsw_draft_item item;
	struct vsw *sw;
	__be16 proto;
	unsigned int limit;
	bool set_ageing;
	u32 ageing;
	bool set_mcast;
	struct vsw_mcast_opts mcast;
	bool vlan_stats;
	bool held_stats;
	char mode[VSW_MODE_NAME_LEN];
};

/**
 * struct vsw_draft_port - what is configured of a port
 * @item: item
 * @port: port
 * @set: more than @guard changes
 * @change: options
 * @policy: options that are more than on or off
 * @limits: storm control and rates, if @policy sets them
 * @vlans: VLANs; NULL: they stay. When made, those that it had
 * @pvid: and the PVID
 * @set_guard: @guard counts
 * @guard: who it may be; NULL: anybody
 * @forget: options or guard want what was learned forgotten
 */
struct vsw_draft_port {
	struct vsw_draft_item item;
	struct vsw_port *port;
	bool set;
	struct vsw_port_change change;
	struct vsw_nl_policy policy;
	struct vsw_limit_set limits;
	struct vsw_vlans *vlans;
	u16 pvid;
	bool set_guard;
	bool forget;
	struct vsw_guard *guard;
};

/**
 * struct vsw_draft_fdb - an entry of an FDB
 * @item: item
 * @sw: switch
 * @port: of the station; NULL: there is none, or none any more
 * @flags: enum vsw_fdb_flag
 * @was_static: there was a static one before
 */
struct vsw_draft_fdb {
	struct vsw_draft_item item;
	struct vsw *sw;
	struct vsw_port *port;
	u32 flags;
	bool was_static;
};

/**
 * struct vsw_draft_mdb - a member of a group
 * @item: item
 * @port: port
 * @there: it is one
 * @fixed: set to stay one
 */
struct vsw_draft_mdb {
	struct vsw_draft_item item;
	struct vsw_port *port;
	bool there;
	bool fixed;
};

/**
 * struct vsw_draft - changes that are to be made as one
 * @table: items by their id
 * @bits: of its size
 * @change: number of the change under way, from 1; of the one that was refused
 * @mode: the switch whose mode changes
 * @switches: struct vsw_draft_switch, in order of their first change
 * @ports: struct vsw_draft_port
 * @fdb: struct vsw_draft_fdb
 * @mdb: struct vsw_draft_mdb
 */
struct vsw_draft {
	struct hlist_head *table;
	unsigned int bits;
	unsigned int change;
	const struct vsw *mode;
	struct list_head switches;
	struct list_head ports;
	struct list_head fdb;
	struct list_head mdb;
};

int vsw_draft_init(struct vsw_draft *draft, unsigned int changes);
void vsw_draft_free(struct vsw_draft *draft);

struct vsw_draft_switch *vsw_draft_switch(struct vsw_draft *draft,
					  struct vsw *sw);
struct vsw_draft_port *vsw_draft_port(struct vsw_draft *draft,
				      struct vsw_port *port);
__be16 vsw_draft_proto(struct vsw_draft *draft, struct vsw *sw);
unsigned int vsw_draft_fdb_limit(const struct vsw_draft *draft,
				 const struct vsw *sw);
struct vsw_mdb_limits vsw_draft_mdb_limits(const struct vsw_draft *draft,
					   const struct vsw_port *port);
int vsw_draft_mode(struct vsw_draft *draft, struct vsw_draft_switch *to,
		   const char *name, struct netlink_ext_ack *extack);
struct vsw_vlans *vsw_draft_vlans(struct vsw_draft *draft,
				  struct vsw_draft_port *to);
int vsw_draft_fdb_new(struct vsw_draft *draft, struct vsw_port *port, u64 key,
		      const struct vsw_fdb_edit *edit,
		      struct netlink_ext_ack *extack);
int vsw_draft_fdb_del(struct vsw_draft *draft, struct vsw *sw,
		      const struct vsw_port *port, u64 key,
		      struct netlink_ext_ack *extack);
bool vsw_draft_has_fdb(struct vsw_draft *draft, const struct vsw_draft_fdb *to);
bool vsw_draft_has_mdb(struct vsw_draft *draft, const struct vsw_draft_mdb *to);
int vsw_draft_mdb_new(struct vsw_draft *draft, struct vsw_port *port,
		      const struct vsw_mdb_key *key, bool fixed, u16 nlflags,
		      struct netlink_ext_ack *extack);
int vsw_draft_mdb_del(struct vsw_draft *draft, struct vsw_port *port,
		      const struct vsw_mdb_key *key,
		      struct netlink_ext_ack *extack);

/* draft_commit.c */
int vsw_draft_hold(struct vsw_draft *draft, bool dry,
		   struct netlink_ext_ack *extack);
void vsw_draft_release(struct vsw_draft *draft);
void vsw_draft_commit(struct vsw_draft *draft);

#endif /* VSW_DRAFT_H */
