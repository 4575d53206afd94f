// SPDX-License-Identifier: GPL-2.0
/*
 * The database of multicast snooping: groups, and the ports that have members.
 * Readers look a group up under rcu_read_lock() and take the array of its
 * ports; everything else here is under vsw_mcast.lock, taken with bottom halves
 * off because reports come as frames.
 *
 * There is room for so many members in all, and for so many of one port. Who
 * finds none isn't written down, and is told so: such a port then gets all
 * groups (see vsw_role_all()), so that nothing that it wants is missing.
 */
#include <linux/slab.h>

#include "compat/extack.h"
#include "vswitch/mcast.h"

/* What a group has that nobody is in; it is never freed, nor written to. */
struct vsw_mdb_ports vsw_mdb_none;

static const struct rhashtable_params table_params = {
	.key_len		= sizeof(struct vsw_mdb_key),
	.key_offset		= offsetof(struct vsw_mdb_group, key),
	.head_offset		= offsetof(struct vsw_mdb_group, node),
	.automatic_shrinking	= true,
};

static_assert(sizeof(struct vsw_mdb_key) ==
	      sizeof(union vsw_ip) + 2 * sizeof(u16));

int vsw_mdb_init(struct vsw_mcast *mc)
{
	INIT_LIST_HEAD(&mc->groups);
	return rhashtable_init(&mc->table, &table_params);
}

/* Nobody is in a group any more. */
void vsw_mdb_destroy(struct vsw_mcast *mc)
{
	rhashtable_destroy(&mc->table);
}

/* A group that somebody is in, or NULL. rcu_read_lock or vsw_mcast.lock held */
struct vsw_mdb_group *vsw_mdb_find(struct vsw_mcast *mc,
				   const struct vsw_mdb_key *key)
{
	return rhashtable_lookup_fast(&mc->table, key, table_params);
}

static void describe(const struct vsw_mdb_group *group,
		     const struct vsw_mdb_member *member,
		     struct vsw_mdb_entry *entry)
{
	unsigned long now = jiffies;

	entry->key = group->key;
	entry->port = member->port;
	entry->fixed = member->fixed;
	entry->fast_leave = member->port->flags & VSW_PORT_FAST_LEAVE;
	entry->left = time_after(member->expires, now) ?
		      member->expires - now : 0;
}

static void tell(struct vsw_mcast *mc, const struct vsw_mdb_group *group,
		 const struct vsw_mdb_member *member, bool gone)
{
	struct vsw_mdb_entry entry;

	mc->seq++;
	describe(group, member, &entry);
	vsw_mdb_notify(mc, &entry, gone);
}

/**
 * vsw_ports_write() - replace an array of ports that frames are sent by
 * @place: where it is
 * @new: the new one; NULL without memory, then the frames are flooded
 *
 * Return: whether there is one now.
 */
bool vsw_ports_write(struct vsw_mdb_ports __rcu **place,
		     struct vsw_mdb_ports *new)
{
	struct vsw_mdb_ports *old = rcu_dereference_protected(*place, true);

	rcu_assign_pointer(*place, new);
	if (old && old != &vsw_mdb_none)
		kfree_rcu(old, rcu);
	return new;
}

/* Write down for the frames who is in a group. */
static void write_ports(struct vsw_mdb_group *group)
{
	struct vsw_mdb_member *member;
	struct vsw_mdb_ports *new;

	new = kmalloc(struct_size(new, port, group->num), VSW_MCAST_GFP);
	if (new) {
		new->num = 0;
		list_for_each_entry(member, &group->members, list)
			if (!member->unborn)
				new->port[new->num++] = member->port;
	}
	vsw_ports_write(&group->ports, new);
}

static struct vsw_mdb_member *find_member(const struct vsw_mdb_group *group,
					  const struct vsw_port *port)
{
	struct vsw_mdb_member *member;

	list_for_each_entry(member, &group->members, list)
		if (member->port == port)
			return member;
	return NULL;
}

/* A port in a group, and the group; NULL: it isn't in it. */
static struct vsw_mdb_member *find_in(struct vsw_mcast *mc,
				      const struct vsw_mdb_key *key,
				      const struct vsw_port *port,
				      struct vsw_mdb_group **group)
{
	*group = vsw_mdb_find(mc, key);
	return *group ? find_member(*group, port) : NULL;
}

static void remove_group(struct vsw_mcast *mc, struct vsw_mdb_group *group)
{
	rhashtable_remove_fast(&mc->table, &group->node, table_params);
	list_del(&group->list);
	vsw_ports_write(&group->ports, NULL);
	kfree_rcu(group, rcu);
}

/* A member goes, and nobody is told. */
static void forget(struct vsw_mcast *mc, struct vsw_mdb_group *group,
		   struct vsw_mdb_member *member)
{
	list_del(&member->list);
	group->num--;
	mc->count--;
	if (!member->fixed)
		member->port->mcast_groups--;
	vsw_net_uncharge_mdb(mc->sw);
	kfree(member);
}

/* A member goes; then settle() is to be called. */
static void unlink(struct vsw_mcast *mc, struct vsw_mdb_group *group,
		   struct vsw_mdb_member *member)
{
	tell(mc, group, member, true);
	forget(mc, group, member);
}

/* Members went: so does the group, if those were the last. */
static void settle(struct vsw_mcast *mc, struct vsw_mdb_group *group)
{
	if (group->num)
		write_ports(group);
	else
		remove_group(mc, group);
}

static void remove(struct vsw_mcast *mc, struct vsw_mdb_group *group,
		   struct vsw_mdb_member *member)
{
	unlink(mc, group, member);
	settle(mc, group);
}

static struct vsw_mdb_group *add_group(struct vsw_mcast *mc,
				       const struct vsw_mdb_key *key)
{
	struct vsw_mdb_group *group;

	group = kzalloc(sizeof(*group), VSW_MCAST_GFP);
	if (!group)
		return NULL;
	group->key = *key;
	RCU_INIT_POINTER(group->ports, &vsw_mdb_none);
	INIT_LIST_HEAD(&group->members);
	if (rhashtable_insert_fast(&mc->table, &group->node, table_params)) {
		kfree(group);
		return NULL;
	}
	list_add_tail(&group->list, &mc->groups);
	return group;
}

/* A place for a member that isn't there yet, and in @in its group; frames don't
 * know of it.
 */
static struct vsw_mdb_member *place(struct vsw_mcast *mc,
				    const struct vsw_mdb_key *key,
				    struct vsw_port *port, bool fixed,
				    struct vsw_mdb_group **in)
{
	struct vsw_mdb_group *group = vsw_mdb_find(mc, key);
	struct vsw_mdb_member *member, *next;

	if (!vsw_net_charge_mdb(mc->sw))
		return NULL;
	member = kzalloc(sizeof(*member), VSW_MCAST_GFP);
	if (!member)
		goto uncharge;
	if (!group)
		group = add_group(mc, key);
	if (!group)
		goto free;
	member->port = port;
	member->fixed = fixed;
	member->reported = !fixed;
	list_for_each_entry(next, &group->members, list)
		if (next->port->number > port->number)
			break;
	list_add_tail(&member->list, &next->list);
	group->num++;
	mc->count++;
	if (!fixed)
		port->mcast_groups++;
	*in = group;
	return member;

free:
	kfree(member);
uncharge:
	vsw_net_uncharge_mdb(mc->sw);
	return NULL;
}

/* A member that isn't there yet */
static struct vsw_mdb_member *add(struct vsw_mcast *mc,
				  const struct vsw_mdb_key *key,
				  struct vsw_port *port, bool fixed,
				  unsigned long expires)
{
	struct vsw_mdb_member *member;
	struct vsw_mdb_group *group;

	member = place(mc, key, port, fixed, &group);
	if (!member)
		return NULL;
	member->expires = expires;
	write_ports(group);
	tell(mc, group, member, false);
	return member;
}

/* What a transaction keeps a place for is there before it. */
static void bear(struct vsw_mcast *mc, struct vsw_mdb_group *group,
		 struct vsw_mdb_member *member)
{
	if (member->fixed)
		member->port->mcast_groups++;
	member->fixed = false;
	member->unborn = false;
	write_ports(group);
	tell(mc, group, member, false);
}

static struct vsw_mdb_limits limits_of(const struct vsw_mcast *mc,
				       const struct vsw_port *port)
{
	return (struct vsw_mdb_limits) {
		.all = mc->opts.limit, .port = port->mcast_limit,
	};
}

/* Those that are set by hand find room when reports don't any more. */
static bool has_room(const struct vsw_mcast *mc, const struct vsw_port *port,
		     bool fixed, const struct vsw_mdb_limits *limits)
{
	unsigned int limit = limits->all;

	if (fixed)
		return mc->count < limit;
	return mc->count < limit - limit / 8 &&
	       (!limits->port || port->mcast_groups < limits->port);
}

/**
 * vsw_mdb_join() - a member of a group reports from a port
 * @mc: of the switch
 * @key: group
 * @port: port
 * @expires: when it is gone, unless it reports again
 *
 * Context: vsw_mcast.lock held.
 * Return: 0; -ENOSPC or -ENOMEM when it couldn't be written down.
 */
int vsw_mdb_join(struct vsw_mcast *mc, const struct vsw_mdb_key *key,
		 struct vsw_port *port, unsigned long expires)
{
	struct vsw_mdb_group *group;
	struct vsw_mdb_member *member = find_in(mc, key, port, &group);
	struct vsw_mdb_limits limits = limits_of(mc, port);

	if (member) {
		member->reported = true;
		member->expires = expires;
		member->queries = 0;
		if (member->unborn)
			bear(mc, group, member);
	} else {
		if (!has_room(mc, port, false, &limits))
			return -ENOSPC;
		member = add(mc, key, port, false, expires);
		if (!member)
			return -ENOMEM;
	}
	vsw_mcast_arm(mc, expires);
	return 0;
}

/* Nobody behind the port reports any more. Return: it is no member for that. */
static bool forget_reports(struct vsw_mdb_member *member)
{
	member->reported = false;
	member->queries = 0;
	return !member->fixed;
}

/**
 * vsw_mdb_leave() - a member of a group says good-bye
 * @mc: of the switch
 * @key: group
 * @port: port
 * @ask: there may be others behind the port: ask them
 *
 * Where somebody else asks, the member stays until that was heard. RFC 3376,
 * 6.4.2.
 *
 * Context: vsw_mcast.lock held.
 */
void vsw_mdb_leave(struct vsw_mcast *mc, const struct vsw_mdb_key *key,
		   struct vsw_port *port, bool ask)
{
	struct vsw_mdb_group *group;
	struct vsw_mdb_member *member = find_in(mc, key, port, &group);
	unsigned long until;

	if (!member || !member->reported || member->held)
		return;
	if (port->flags & VSW_PORT_FAST_LEAVE) {
		if (forget_reports(member))
			remove(mc, group, member);
		return;
	}
	if (!ask || member->queries)
		return;
	until = jiffies + mc->opts.last_member_interval *
			  mc->opts.last_member_count;
	if (time_before(until, member->expires))
		member->expires = until;
	member->queries = mc->opts.last_member_count;
	member->next_query = jiffies;
	vsw_mcast_arm(mc, jiffies);
}

/**
 * vsw_mdb_asked() - a querier asked for the members of a group
 * @mc: of the switch
 * @key: group
 * @until: when those are gone that haven't answered
 *
 * Context: vsw_mcast.lock held.
 */
void vsw_mdb_asked(struct vsw_mcast *mc, const struct vsw_mdb_key *key,
		   unsigned long until)
{
	struct vsw_mdb_group *group = vsw_mdb_find(mc, key);
	struct vsw_mdb_member *member;

	if (!group)
		return;
	list_for_each_entry(member, &group->members, list)
		if (member->reported && time_before(until, member->expires))
			member->expires = until;
	vsw_mcast_arm(mc, until);
}

/* True when its time has come; what was set by hand only forgets reports. */
static bool is_over(struct vsw_mcast *mc, struct vsw_mdb_group *group,
		    struct vsw_mdb_member *member, unsigned long now,
		    struct sk_buff_head *queries)
{
	unsigned long next = member->expires;

	if (!member->reported || member->held)
		return false;
	if (time_after_eq(now, member->expires))
		return forget_reports(member);
	if (member->queries && time_after_eq(now, member->next_query)) {
		vsw_querier_ask(mc, &group->key, member->port, queries);
		member->queries--;
		member->next_query = now + mc->opts.last_member_interval;
	}
	if (member->queries && time_before(member->next_query, next))
		next = member->next_query;
	vsw_mcast_arm(mc, next);
	return false;
}

/**
 * vsw_mdb_expire() - remove members that haven't reported
 * @mc: of the switch
 * @now: jiffies
 * @queries: gets questions to those that may have left
 *
 * Context: vsw_mcast.lock held.
 */
void vsw_mdb_expire(struct vsw_mcast *mc, unsigned long now,
		    struct sk_buff_head *queries)
{
	struct vsw_mdb_group *group, *next_group;
	struct vsw_mdb_member *member, *next;
	unsigned int num;

	list_for_each_entry_safe(group, next_group, &mc->groups, list) {
		num = group->num;
		list_for_each_entry_safe(member, next, &group->members, list)
			if (is_over(mc, group, member, now, queries))
				unlink(mc, group, member);
		if (group->num != num)
			settle(mc, group);
	}
}

/* ---- by hand -------------------------------------------------------------- */

/**
 * vsw_mdb_check() - can a port be a member of a group?
 * @vlans: what the port is a member of; NULL: the switch looks at no VLANs
 * @key: group and VLAN
 * @extack: where the reason of a refusal goes
 *
 * Context: rtnl.
 * Return: 0 or -EINVAL.
 */
int vsw_mdb_check(const struct vsw_vlans *vlans, const struct vsw_mdb_key *key,
		  struct netlink_ext_ack *extack)
{
	if (!vsw_mcast_is_group(&key->group, key->is_v6)) {
		NL_SET_ERR_MSG(extack, "The group is no multicast address");
		return -EINVAL;
	}
	if (vsw_mcast_is_kept(&key->group, key->is_v6)) {
		NL_SET_ERR_MSG(extack,
			       "Groups of the link go to all ports, and can't be set");
		return -EINVAL;
	}
	if (key->vid && !vlans) {
		NL_SET_ERR_MSG(extack, "The switch looks at no VLANs");
		return -EINVAL;
	}
	if (!key->vid && vlans) {
		NL_SET_ERR_MSG(extack, "The switch knows VLANs: name one");
		return -EINVAL;
	}
	if (key->vid && !test_bit(key->vid, vlans->member)) {
		NL_SET_ERR_MSG_FMT(extack, "The port is not in VLAN %u",
				   key->vid);
		return -EINVAL;
	}
	return 0;
}

/* A member by hand, from now on */
static void change(struct vsw_mcast *mc, struct vsw_mdb_group *group,
		   struct vsw_mdb_member *member, bool fixed)
{
	member->port->mcast_groups += member->fixed - fixed;
	member->fixed = fixed;
	if (!fixed) {
		member->reported = true;
		member->expires = jiffies + mc->opts.member_time;
	}
	tell(mc, group, member, false);
}

static int say_full(const struct vsw_mcast *mc, const struct vsw_port *port,
		    struct netlink_ext_ack *extack)
{
	NL_SET_ERR_MSG_FMT(extack, "No room: %u members here, %u of this port",
			   mc->count, port->mcast_groups);
	return -ENOSPC;
}

static int say_no_memory(struct netlink_ext_ack *extack)
{
	NL_SET_ERR_MSG(extack,
		       "No memory, or this namespace has all that the host grants");
	return -ENOMEM;
}

static int try_set(struct vsw_mcast *mc, const struct vsw_mdb_key *key,
		   struct vsw_port *port, bool fixed, u16 nlflags,
		   struct netlink_ext_ack *extack)
{
	struct vsw_mdb_group *group;
	struct vsw_mdb_member *member = find_in(mc, key, port, &group);
	struct vsw_mdb_limits limits = limits_of(mc, port);

	if (member && (nlflags & NLM_F_EXCL)) {
		NL_SET_ERR_MSG(extack, "The port is a member already");
		return -EEXIST;
	}
	if (member)
		change(mc, group, member, fixed);
	else if (!has_room(mc, port, fixed, &limits))
		return say_full(mc, port, extack);
	else if (!add(mc, key, port, fixed, jiffies + mc->opts.member_time))
		return say_no_memory(extack);
	if (!fixed)
		vsw_mcast_arm(mc, jiffies + mc->opts.member_time);
	return 0;
}

/**
 * vsw_mdb_set() - make a port a member by hand
 * @mc: of the switch
 * @key: group that vsw_mdb_check() has let pass
 * @port: port
 * @fixed: it stays one; else until it would have had to report
 * @nlflags: NLM_F_EXCL as in a request
 * @extack: where the reason of a refusal goes
 *
 * Context: rtnl.
 * Return: 0; -EEXIST when it is one and NLM_F_EXCL is set; -ENOSPC; -ENOMEM.
 */
int vsw_mdb_set(struct vsw_mcast *mc, const struct vsw_mdb_key *key,
		struct vsw_port *port, bool fixed, u16 nlflags,
		struct netlink_ext_ack *extack)
{
	int err;

	spin_lock_bh(&mc->lock);
	err = try_set(mc, key, port, fixed, nlflags, extack);
	spin_unlock_bh(&mc->lock);
	return err;
}

/* What was set is set no more, but somebody behind the port still reports: that
 * counts from now on. Return: it is a member still.
 */
static bool keep_reported(struct vsw_mcast *mc, struct vsw_mdb_group *group,
			  struct vsw_mdb_member *member)
{
	struct vsw_port *port = member->port;
	struct vsw_mcast_domain *domain;

	if (!member->fixed || !member->reported)
		return false;
	if (!port->mcast_limit || port->mcast_groups < port->mcast_limit) {
		member->fixed = false;
		port->mcast_groups++;
		tell(mc, group, member, false);
		return true;
	}
	atomic64_inc(&mc->full);
	domain = vsw_mcast_domain(mc, group->key.vid, group->key.is_v6);
	if (domain)
		vsw_role_all(mc, domain, port, member->expires);
	return false;
}

/**
 * vsw_mdb_unset() - take a port out of a group by hand
 * @mc: of the switch
 * @key: group
 * @port: port
 * @extack: where the reason of a refusal goes
 *
 * One that was set and that reports, too, is a reported member from now on.
 *
 * Context: rtnl.
 * Return: 0, or -ENOENT when it isn't a member.
 */
int vsw_mdb_unset(struct vsw_mcast *mc, const struct vsw_mdb_key *key,
		  struct vsw_port *port, struct netlink_ext_ack *extack)
{
	struct vsw_mdb_member *member;
	struct vsw_mdb_group *group;

	spin_lock_bh(&mc->lock);
	member = find_in(mc, key, port, &group);
	if (member && !keep_reported(mc, group, member))
		remove(mc, group, member);
	spin_unlock_bh(&mc->lock);
	if (member)
		return 0;
	NL_SET_ERR_MSG(extack, "The port is no member of that group");
	return -ENOENT;
}

static int try_hold(struct vsw_mcast *mc, const struct vsw_mdb_key *key,
		    struct vsw_port *port, bool fixed,
		    const struct vsw_mdb_limits *limits,
		    struct netlink_ext_ack *extack)
{
	struct vsw_mdb_group *group;
	struct vsw_mdb_member *member = find_in(mc, key, port, &group);

	if (!member) {
		if (!has_room(mc, port, fixed, limits))
			return say_full(mc, port, extack);
		member = place(mc, key, port, fixed, &group);
		if (!member)
			return say_no_memory(extack);
		member->unborn = true;
	}
	member->held = true;
	return 0;
}

/**
 * vsw_mdb_hold() - make sure that a port can be made a member
 * @mc: of the switch
 * @key: group that vsw_mdb_check() has let pass
 * @port: port
 * @fixed: as in vsw_mdb_set()
 * @limits: most members
 * @extack: where the reason of a refusal goes
 *
 * A member that is there stays until vsw_mdb_settle() or vsw_mdb_release(). One
 * that isn't gets a place that frames don't know of.
 *
 * Context: rtnl, which is held until then.
 * Return: 0, -ENOSPC or -ENOMEM.
 */
int vsw_mdb_hold(struct vsw_mcast *mc, const struct vsw_mdb_key *key,
		 struct vsw_port *port, bool fixed,
		 const struct vsw_mdb_limits *limits,
		 struct netlink_ext_ack *extack)
{
	int err;

	spin_lock_bh(&mc->lock);
	err = try_hold(mc, key, port, fixed, limits, extack);
	spin_unlock_bh(&mc->lock);
	return err;
}

/**
 * vsw_mdb_settle() - make a port a member that is held; this can't fail
 * @mc: of the switch
 * @key: group
 * @port: port
 * @fixed: as in vsw_mdb_set()
 */
void vsw_mdb_settle(struct vsw_mcast *mc, const struct vsw_mdb_key *key,
		    struct vsw_port *port, bool fixed)
{
	struct vsw_mdb_member *member;
	struct vsw_mdb_group *group;

	spin_lock_bh(&mc->lock);
	member = find_in(mc, key, port, &group);
	member->held = false;
	if (member->unborn) {
		member->unborn = false;
		write_ports(group);
	}
	change(mc, group, member, fixed);
	if (!fixed)
		vsw_mcast_arm(mc, member->expires);
	spin_unlock_bh(&mc->lock);
}

/**
 * vsw_mdb_release() - leave a member that is held as it was before
 * @mc: of the switch
 * @key: group
 * @port: port
 */
void vsw_mdb_release(struct vsw_mcast *mc, const struct vsw_mdb_key *key,
		     struct vsw_port *port)
{
	struct vsw_mdb_member *member;
	struct vsw_mdb_group *group;

	spin_lock_bh(&mc->lock);
	member = find_in(mc, key, port, &group);
	member->held = false;
	if (member->unborn) {
		forget(mc, group, member);
		settle(mc, group);
	} else if (member->reported) {
		vsw_mcast_arm(mc, member->expires);
	}
	spin_unlock_bh(&mc->lock);
}

/* What is known of a port in a group; false when it isn't in it. */
bool vsw_mdb_get(struct vsw_mcast *mc, const struct vsw_mdb_key *key,
		 const struct vsw_port *port, struct vsw_mdb_entry *entry)
{
	struct vsw_mdb_member *member;
	struct vsw_mdb_group *group;

	spin_lock_bh(&mc->lock);
	member = find_in(mc, key, port, &group);
	if (member)
		describe(group, member, entry);
	spin_unlock_bh(&mc->lock);
	return member;
}

static bool matches(const struct vsw_mdb_group *group,
		    const struct vsw_mdb_member *member,
		    const struct vsw_mdb_filter *filter)
{
	return !member->held &&
	       (!filter->port || member->port == filter->port) &&
	       group->key.vid >= filter->first &&
	       group->key.vid <= filter->last;
}

/**
 * vsw_mdb_flush() - remove many members
 * @mc: of the switch
 * @filter: which
 *
 * Of those that it leaves because they were set the reports are forgotten.
 *
 * Return: how many there were.
 */
unsigned int vsw_mdb_flush(struct vsw_mcast *mc,
			   const struct vsw_mdb_filter *filter)
{
	struct vsw_mdb_group *group, *next_group;
	struct vsw_mdb_member *member, *next;
	unsigned int num, removed = 0;

	spin_lock_bh(&mc->lock);
	list_for_each_entry_safe(group, next_group, &mc->groups, list) {
		num = group->num;
		list_for_each_entry_safe(member, next, &group->members, list)
			if (matches(group, member, filter) &&
			    (forget_reports(member) || filter->kept))
				unlink(mc, group, member);
		if (group->num == num)
			continue;
		removed += num - group->num;
		settle(mc, group);
	}
	spin_unlock_bh(&mc->lock);
	return removed;
}

/**
 * vsw_mdb_walk() - show all members, perhaps in several calls
 * @mc: of the switch
 * @cursor: where to go on, 0 at first; kept by the caller
 * @visit: called for each, under vsw_mcast.lock; an error ends the walk there,
 *	so that it is shown again in the next call
 * @data: for @visit
 *
 * Return: 0 at the end, or what @visit returned.
 */
int vsw_mdb_walk(struct vsw_mcast *mc, unsigned long *cursor,
		 vsw_mdb_visit visit, void *data)
{
	struct vsw_mdb_member *member;
	struct vsw_mdb_group *group;
	struct vsw_mdb_entry entry;
	unsigned long at = 0;
	int err = 0;

	spin_lock_bh(&mc->lock);
	list_for_each_entry(group, &mc->groups, list) {
		if (at + group->num <= *cursor) {
			at += group->num;
			continue;
		}
		list_for_each_entry(member, &group->members, list) {
			if (at++ < *cursor)
				continue;
			describe(group, member, &entry);
			err = visit(&entry, data);
			if (err)
				goto out;
			++*cursor;
		}
	}
out:
	spin_unlock_bh(&mc->lock);
	return err;
}
