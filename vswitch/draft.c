// SPDX-License-Identifier: GPL-2.0
/*
 * Drafts: changes of switches, checked in their order against what those before
 * them leave. Owns the items of a draft, one for each object that a change is
 * about, which say what it is to be like. Nothing here changes an object; all
 * under rtnl.
 */
#include <linux/hash.h>
#include <linux/jhash.h>
#include <linux/log2.h>
#include <linux/slab.h>

#include "compat/extack.h"
#include "vswitch/draft.h"

/* ---- items ---------------------------------------------------------------- */

/**
 * vsw_draft_init() - begin a draft
 * @draft: draft
 * @changes: how many there are to be, about
 *
 * Return: 0 or -ENOMEM. vsw_draft_free() may be called in either case.
 */
int vsw_draft_init(struct vsw_draft *draft, unsigned int changes)
{
	memset(draft, 0, sizeof(*draft));
	INIT_LIST_HEAD(&draft->switches);
	INIT_LIST_HEAD(&draft->ports);
	INIT_LIST_HEAD(&draft->fdb);
	INIT_LIST_HEAD(&draft->mdb);
	draft->bits = order_base_2(changes) ?: 1;
	draft->table = kvcalloc(1UL << draft->bits, sizeof(*draft->table),
				GFP_KERNEL_ACCOUNT);
	return draft->table ? 0 : -ENOMEM;
}

static void free_items(struct list_head *list)
{
	struct vsw_draft_item *item, *next;

	list_for_each_entry_safe(item, next, list, list)
		kfree(item);
}

/* What was made is no longer its. */
void vsw_draft_free(struct vsw_draft *draft)
{
	struct vsw_draft_port *to;

	list_for_each_entry(to, &draft->ports, item.list) {
		kfree(to->vlans);
		kfree(to->guard);
		vsw_nl_policy_free(&to->policy);
	}
	free_items(&draft->switches);
	free_items(&draft->ports);
	free_items(&draft->fdb);
	free_items(&draft->mdb);
	kvfree(draft->table);
}

static struct hlist_head *chain(const struct vsw_draft *draft,
				const struct vsw_draft_id *id)
{
	u32 hash = jhash(id, sizeof(*id), 0);

	return &draft->table[hash_32(hash, draft->bits)];
}

/* NULL when no change is about it */
static void *find(const struct vsw_draft *draft, const struct vsw_draft_id *id)
{
	struct vsw_draft_item *item;

	hlist_for_each_entry(item, chain(draft, id), node)
		if (!memcmp(&item->id, id, sizeof(*id)))
			return item;
	return NULL;
}

/* That of an object, which the change under way is about. A new one is all
 * zero. NULL without memory.
 */
static void *get(struct vsw_draft *draft, const struct vsw_draft_id *id,
		 struct list_head *list, size_t size, bool *new)
{
	struct vsw_draft_item *item = find(draft, id);

	*new = !item;
	if (!item) {
		item = kzalloc(size, GFP_KERNEL_ACCOUNT);
		if (!item)
			return NULL;
		item->id = *id;
		hlist_add_head(&item->node, chain(draft, id));
		list_add_tail(&item->list, list);
	}
	item->change = draft->change;
	return item;
}

static void set_id(struct vsw_draft_id *id, const void *of)
{
	memset(id, 0, sizeof(*id));
	id->of = of;
}

/* ---- switches ------------------------------------------------------------- */

/* What is drafted of a switch, as it is at first; NULL without memory */
struct vsw_draft_switch *vsw_draft_switch(struct vsw_draft *draft,
					  struct vsw *sw)
{
	struct vsw_draft_switch *to;
	struct vsw_draft_id id;
	bool new;

	set_id(&id, sw);
	to = get(draft, &id, &draft->switches, sizeof(*to), &new);
	if (!to || !new)
		return to;
	to->sw = sw;
	to->proto = sw->vlan_proto;
	to->limit = sw->fdb.limit;
	to->mcast = sw->mcast->opts;
	to->vlan_stats = sw->vlan_stats;
	return to;
}

static const struct vsw_draft_switch *find_switch(const struct vsw_draft *draft,
						  const struct vsw *sw)
{
	struct vsw_draft_id id;

	set_id(&id, sw);
	return find(draft, &id);
}

/* The tags that a switch is to understand */
__be16 vsw_draft_proto(struct vsw_draft *draft, struct vsw *sw)
{
	const struct vsw_draft_switch *to = find_switch(draft, sw);

	return to ? to->proto : sw->vlan_proto;
}

/* The most entries that a switch is to have */
unsigned int vsw_draft_fdb_limit(const struct vsw_draft *draft,
				 const struct vsw *sw)
{
	const struct vsw_draft_switch *to = find_switch(draft, sw);

	return to ? to->limit : sw->fdb.limit;
}

/**
 * vsw_draft_mode() - a switch is to change its mode
 * @draft: draft
 * @to: switch
 * @name: of the mode
 * @extack: where the reason of a refusal goes
 *
 * A mode that was entered may be left only for one that can be entered, and that
 * may be refused. So it is the last that is done, and done once.
 *
 * Return: 0, -EOPNOTSUPP for a second switch, or what vsw_mode_check() returns.
 */
int vsw_draft_mode(struct vsw_draft *draft, struct vsw_draft_switch *to,
		   const char *name, struct netlink_ext_ack *extack)
{
	if (draft->mode && draft->mode != to->sw) {
		NL_SET_ERR_MSG(extack, "mode: of one switch in a transaction");
		return -EOPNOTSUPP;
	}
	draft->mode = to->sw;
	strscpy(to->mode, name, sizeof(to->mode));
	return vsw_mode_check(to->sw, name, extack);
}

/* ---- ports ---------------------------------------------------------------- */

/* What is drafted of a port, at first nothing; NULL without memory */
struct vsw_draft_port *vsw_draft_port(struct vsw_draft *draft,
				      struct vsw_port *port)
{
	struct vsw_draft_port *to;
	struct vsw_draft_id id;
	bool new;

	set_id(&id, port);
	to = get(draft, &id, &draft->ports, sizeof(*to), &new);
	if (!to || !new)
		return to;
	to->port = port;
	to->pvid = port->pvid;
	vsw_limits_get(port, &to->limits);
	return to;
}

static const struct vsw_draft_port *find_port(const struct vsw_draft *draft,
					      const struct vsw_port *port)
{
	struct vsw_draft_id id;

	set_id(&id, port);
	return find(draft, &id);
}

/* The most members of groups: of its switch, and of a port */
struct vsw_mdb_limits vsw_draft_mdb_limits(const struct vsw_draft *draft,
					   const struct vsw_port *port)
{
	const struct vsw_draft_switch *sw = find_switch(draft, port->sw);
	const struct vsw_draft_port *to = find_port(draft, port);

	return (struct vsw_mdb_limits) {
		.all = sw ? sw->mcast.limit : port->sw->mcast->opts.limit,
		.port = to && to->change.set_mcast_limit ?
			to->change.mcast_limit : port->mcast_limit,
	};
}

/* The VLANs of a port, to be changed; NULL without memory */
struct vsw_vlans *vsw_draft_vlans(struct vsw_draft *draft,
				  struct vsw_draft_port *to)
{
	if (!to->vlans)
		to->vlans = vsw_vlan_copy(to->port);
	return to->vlans;
}

/* What a port is to be a member of; NULL when its switch looks at no VLANs */
static const struct vsw_vlans *seen_vlans(struct vsw_draft *draft,
					  const struct vsw_port *port)
{
	const struct vsw_draft_port *to = find_port(draft, port);

	if (!vsw_draft_proto(draft, port->sw))
		return NULL;
	return to && to->vlans ? to->vlans : rtnl_dereference(port->vlans);
}

/* A port that leaves a VLAN takes with it what is known of stations there. */
static bool is_in(struct vsw_draft *draft, const struct vsw_port *port, u16 vid)
{
	const struct vsw_vlans *vlans = seen_vlans(draft, port);

	return !vid || !vlans || test_bit(vid, vlans->member);
}

/* ---- stations ------------------------------------------------------------- */

static struct vsw_draft_fdb *get_fdb(struct vsw_draft *draft, struct vsw *sw,
				     u64 key)
{
	struct vsw_fdb_entry entry;
	struct vsw_draft_fdb *to;
	struct vsw_draft_id id;
	bool new;

	set_id(&id, sw);
	id.fdb = key;
	to = get(draft, &id, &draft->fdb, sizeof(*to), &new);
	if (!to || !new)
		return to;
	to->sw = sw;
	if (vsw_fdb_get(sw, key, &entry)) {
		to->port = entry.port;
		to->flags = entry.flags;
		to->was_static = entry.flags & VSW_FDB_STATIC;
	}
	return to;
}

/* Static ones that are new: each wants a receive filter of PFs. */
static unsigned int count_statics(const struct vsw_draft *draft,
				  const struct vsw *sw)
{
	const struct vsw_draft_fdb *to;
	unsigned int num = 0;

	if (!sw->num_pfs)
		return 0;
	list_for_each_entry(to, &draft->fdb, item.list)
		num += to->sw == sw && to->port && !to->was_static &&
		       to->flags & VSW_FDB_STATIC;
	return num;
}

/* Is there to be an entry? */
bool vsw_draft_has_fdb(struct vsw_draft *draft, const struct vsw_draft_fdb *to)
{
	return to->port && is_in(draft, to->port, vsw_key_vid(to->item.id.fdb));
}

/**
 * vsw_draft_fdb_new() - add an entry, or change it
 * @draft: draft
 * @port: of the station
 * @key: its address and VLAN
 * @edit: what to set; with NLM_F_EXCL it may not be there
 * @extack: where the reason of a refusal goes
 *
 * Return: 0, what vsw_fdb_check() returns, -EEXIST or -ENOMEM.
 */
int vsw_draft_fdb_new(struct vsw_draft *draft, struct vsw_port *port, u64 key,
		      const struct vsw_fdb_edit *edit,
		      struct netlink_ext_ack *extack)
{
	struct vsw_draft_fdb *to;
	int err;

	err = vsw_fdb_check(port, seen_vlans(draft, port), key, edit->flags,
			    count_statics(draft, port->sw), extack);
	if (err)
		return err;
	to = get_fdb(draft, port->sw, key);
	if (!to)
		return -ENOMEM;
	if (edit->nlflags & NLM_F_EXCL && vsw_draft_has_fdb(draft, to)) {
		NL_SET_ERR_MSG(extack, "The address has an entry already");
		return -EEXIST;
	}
	to->port = port;
	to->flags = edit->flags;
	return 0;
}

/**
 * vsw_draft_fdb_del() - remove an entry
 * @draft: draft
 * @sw: switch
 * @port: it must be behind this one; NULL: whichever
 * @key: address and VLAN
 * @extack: where the reason of a refusal goes
 *
 * Return: 0, -EPERM for an address of the switch, -ENOENT or -ENOMEM.
 */
int vsw_draft_fdb_del(struct vsw_draft *draft, struct vsw *sw,
		      const struct vsw_port *port, u64 key,
		      struct netlink_ext_ack *extack)
{
	struct vsw_draft_fdb *to = get_fdb(draft, sw, key);

	if (!to)
		return -ENOMEM;
	if (to->flags & VSW_FDB_LOCAL) {
		NL_SET_ERR_MSG(extack, "That is the switch's own address");
		return -EPERM;
	}
	if (!vsw_draft_has_fdb(draft, to) || (port && to->port != port)) {
		if (port)
			NL_SET_ERR_MSG_FMT(extack,
					   "The address has no entry at %s",
					   port->dev->name);
		else
			NL_SET_ERR_MSG(extack, "The address has no entry");
		return -ENOENT;
	}
	to->port = NULL;
	return 0;
}

/* ---- groups --------------------------------------------------------------- */

static struct vsw_draft_mdb *get_mdb(struct vsw_draft *draft,
				     struct vsw_port *port,
				     const struct vsw_mdb_key *key)
{
	struct vsw_mdb_entry entry;
	struct vsw_draft_mdb *to;
	struct vsw_draft_id id;
	bool new;

	set_id(&id, port);
	id.mdb = *key;
	to = get(draft, &id, &draft->mdb, sizeof(*to), &new);
	if (!to || !new)
		return to;
	to->port = port;
	to->there = vsw_mdb_get(port->sw->mcast, key, port, &entry);
	return to;
}

/* Is there to be a member? */
bool vsw_draft_has_mdb(struct vsw_draft *draft, const struct vsw_draft_mdb *to)
{
	return to->there && is_in(draft, to->port, to->item.id.mdb.vid);
}

/**
 * vsw_draft_mdb_new() - make a port a member of a group, or change what it is
 * @draft: draft
 * @port: port
 * @key: group
 * @fixed: it stays one; else until it would have had to report
 * @nlflags: with NLM_F_EXCL it may not be one
 * @extack: where the reason of a refusal goes
 *
 * Return: 0, what vsw_mdb_check() returns, -EEXIST or -ENOMEM.
 */
int vsw_draft_mdb_new(struct vsw_draft *draft, struct vsw_port *port,
		      const struct vsw_mdb_key *key, bool fixed, u16 nlflags,
		      struct netlink_ext_ack *extack)
{
	struct vsw_draft_mdb *to;
	int err;

	err = vsw_mdb_check(seen_vlans(draft, port), key, extack);
	if (err)
		return err;
	to = get_mdb(draft, port, key);
	if (!to)
		return -ENOMEM;
	if (nlflags & NLM_F_EXCL && vsw_draft_has_mdb(draft, to)) {
		NL_SET_ERR_MSG(extack, "The port is a member already");
		return -EEXIST;
	}
	to->there = true;
	to->fixed = fixed;
	return 0;
}

/**
 * vsw_draft_mdb_del() - take a port out of a group
 * @draft: draft
 * @port: port
 * @key: group
 * @extack: where the reason of a refusal goes
 *
 * Return: 0, -ENOENT or -ENOMEM.
 */
int vsw_draft_mdb_del(struct vsw_draft *draft, struct vsw_port *port,
		      const struct vsw_mdb_key *key,
		      struct netlink_ext_ack *extack)
{
	struct vsw_draft_mdb *to = get_mdb(draft, port, key);

	if (!to)
		return -ENOMEM;
	if (!vsw_draft_has_mdb(draft, to)) {
		NL_SET_ERR_MSG(extack,
			       "The port is no member of that group");
		return -ENOENT;
	}
	to->there = false;
	return 0;
}
