// SPDX-License-Identifier: GPL-2.0
/*
 * Making what was drafted: first all that can fail, which frames and listings
 * don't see and which can be given up; then the rest. All under rtnl.
 *
 * Frames that are under way when options, guards and VLANs of ports change learn
 * by the old ones. They are waited for once, whatever the number of ports.
 */
#include <linux/bitmap.h>
#include <linux/slab.h>

#include "vswitch/draft.h"
#include "vswitch/netlink.h"

/* ---- what can fail -------------------------------------------------------- */

/* Before its ports, which need counters of their new VLANs then */
static int hold_stats(struct vsw_draft_switch *to)
{
	int err;

	if (!to->vlan_stats || to->sw->vlan_stats)
		return 0;
	err = vsw_vlan_stats_set(to->sw, true);
	to->held_stats = !err;
	return err;
}

static int hold_vlans(struct vsw_draft_port *to)
{
	unsigned long first, end;
	int err = 0;

	if (!to->vlans)
		return 0;
	for_each_set_bitrange(first, end, to->vlans->member, VLAN_N_VID) {
		err = vsw_vlan_stats_prepare(to->port, first, end - 1);
		if (err)
			break;
	}
	return err;
}

static int hold_port(struct vsw_draft_port *to)
{
	int err = hold_vlans(to);

	if (err || !to->policy.set_limits)
		return err;
	return vsw_limits_prepare(to->port, &to->limits, &to->policy.limits);
}

static int hold_fdb(struct vsw_draft *draft, struct vsw_draft_fdb *to,
		    struct netlink_ext_ack *extack)
{
	int err;

	if (!vsw_draft_has_fdb(draft, to))
		return 0;
	err = vsw_fdb_hold(to->sw, to->item.id.fdb, to->flags,
			   vsw_draft_fdb_limit(draft, to->sw), extack);
	to->item.held = !err;
	return err;
}

static int hold_mdb(struct vsw_draft *draft, struct vsw_draft_mdb *to,
		    struct netlink_ext_ack *extack)
{
	struct vsw_mdb_limits limits = vsw_draft_mdb_limits(draft, to->port);
	int err;

	if (!vsw_draft_has_mdb(draft, to))
		return 0;
	err = vsw_mdb_hold(to->port->sw->mcast, &to->item.id.mdb, to->port,
			   to->fixed, &limits, extack);
	to->item.held = !err;
	return err;
}

static int hold_mode(struct vsw_draft_switch *to, struct netlink_ext_ack *extack)
{
	return to->mode[0] ? vsw_mode_set(to->sw, to->mode, extack) : 0;
}

static int hold_all(struct vsw_draft *draft, bool dry,
		    struct netlink_ext_ack *extack)
{
	struct vsw_draft_switch *sw;
	struct vsw_draft_port *port;
	struct vsw_draft_fdb *fdb;
	struct vsw_draft_mdb *mdb;
	int err;

	list_for_each_entry(sw, &draft->switches, item.list) {
		draft->change = sw->item.change;
		err = hold_stats(sw);
		if (err)
			return err;
	}
	list_for_each_entry(port, &draft->ports, item.list) {
		draft->change = port->item.change;
		err = hold_port(port);
		if (err)
			return err;
	}
	list_for_each_entry(fdb, &draft->fdb, item.list) {
		draft->change = fdb->item.change;
		err = hold_fdb(draft, fdb, extack);
		if (err)
			return err;
		cond_resched();
	}
	list_for_each_entry(mdb, &draft->mdb, item.list) {
		draft->change = mdb->item.change;
		err = hold_mdb(draft, mdb, extack);
		if (err)
			return err;
		cond_resched();
	}
	/* There is no way back. */
	list_for_each_entry(sw, &draft->switches, item.list) {
		draft->change = sw->item.change;
		err = dry ? 0 : hold_mode(sw, extack);
		if (err)
			return err;
	}
	return 0;
}

/**
 * vsw_draft_hold() - get ready all that the changes need
 * @draft: draft
 * @dry: they won't be made
 * @extack: where the reason of a refusal goes
 *
 * Context: rtnl; may sleep.
 * Return: 0; or a negative error, then nothing has changed, and @draft tells the
 * number of the change.
 */
int vsw_draft_hold(struct vsw_draft *draft, bool dry,
		   struct netlink_ext_ack *extack)
{
	int err = hold_all(draft, dry, extack);

	if (err)
		vsw_draft_release(draft);
	return err;
}

/* Give up what is ready: everything is as before. rtnl */
void vsw_draft_release(struct vsw_draft *draft)
{
	struct vsw_draft_switch *sw;
	struct vsw_draft_fdb *fdb;
	struct vsw_draft_mdb *mdb;

	list_for_each_entry(sw, &draft->switches, item.list)
		if (sw->held_stats)
			vsw_vlan_stats_set(sw->sw, false);
	list_for_each_entry(fdb, &draft->fdb, item.list)
		if (fdb->item.held)
			vsw_fdb_release(fdb->sw, fdb->item.id.fdb);
	list_for_each_entry(mdb, &draft->mdb, item.list)
		if (mdb->item.held)
			vsw_mdb_release(mdb->port->sw->mcast,
					&mdb->item.id.mdb, mdb->port);
}

/* ---- what can't ----------------------------------------------------------- */

static void commit_switch(struct vsw_draft_switch *to)
{
	struct vsw *sw = to->sw;

	/* It was read as one of those that there are. */
	vsw_vlan_set_proto(sw, to->proto, NULL);
	if (to->set_ageing)
		vsw_fdb_set_ageing(&sw->fdb, to->ageing * (unsigned long)HZ);
	WRITE_ONCE(sw->fdb.limit, to->limit);
	/* Where they are to be, they are. */
	vsw_vlan_stats_set(sw, to->vlan_stats);
	if (to->set_mcast)
		vsw_mcast_set_opts(sw, &to->mcast);
}

/* True when frames under way are to be waited for. */
static bool write_port(struct vsw_draft_port *to)
{
	struct vsw_port *port = to->port;
	bool left = false;

	to->forget = vsw_port_write(port, &to->change);
	vsw_nl_policy_apply(port, &to->policy);
	to->policy.limits = NULL;
	if (to->set_guard)
		to->forget |= vsw_guard_write(port, to->guard);
	to->guard = NULL;
	if (to->vlans) {
		to->vlans = vsw_vlan_write(port, to->vlans, to->pvid);
		left = !bitmap_subset(to->vlans->member,
				      rtnl_dereference(port->vlans)->member,
				      VLAN_N_VID);
	}
	return left || to->forget;
}

static void settle_port(struct vsw_draft_port *to)
{
	if (to->forget)
		vsw_port_settle(to->port);
	if (to->vlans)
		vsw_vlan_settle(to->port, to->vlans);
	to->vlans = NULL;
}

static void commit_ports(struct vsw_draft *draft)
{
	struct vsw_draft_port *to;
	bool wait = false;

	list_for_each_entry(to, &draft->ports, item.list)
		wait |= write_port(to);
	if (wait)
		synchronize_net();
	list_for_each_entry(to, &draft->ports, item.list)
		settle_port(to);
}

/* One that isn't held may be gone by itself. */
static void commit_entries(struct vsw_draft *draft)
{
	struct vsw_draft_fdb *fdb;
	struct vsw_draft_mdb *mdb;

	list_for_each_entry(fdb, &draft->fdb, item.list) {
		if (fdb->item.held)
			vsw_fdb_settle(fdb->sw, fdb->port, fdb->item.id.fdb,
				       fdb->flags);
		else
			vsw_fdb_unset(fdb->sw, NULL, fdb->item.id.fdb);
		cond_resched();
	}
	list_for_each_entry(mdb, &draft->mdb, item.list) {
		if (mdb->item.held)
			vsw_mdb_settle(mdb->port->sw->mcast,
				       &mdb->item.id.mdb, mdb->port,
				       mdb->fixed);
		else
			vsw_mdb_unset(mdb->port->sw->mcast, &mdb->item.id.mdb,
				      mdb->port, NULL);
		cond_resched();
	}
}

static void tell(struct vsw_draft *draft)
{
	struct vsw_draft_switch *sw;
	struct vsw_draft_port *port;

	list_for_each_entry(sw, &draft->switches, item.list)
		vsw_nl_switch_changed(sw->sw);
	list_for_each_entry(port, &draft->ports, item.list) {
		if (port->set)
			vsw_port_notify(port->port);
		if (port->set_guard)
			vsw_nl_guard_changed(port->port);
	}
}

/**
 * vsw_draft_commit() - make the changes that vsw_draft_hold() has got ready
 * @draft: draft
 *
 * Context: rtnl; may sleep.
 */
void vsw_draft_commit(struct vsw_draft *draft)
{
	struct vsw_draft_switch *sw;

	ASSERT_RTNL();
	list_for_each_entry(sw, &draft->switches, item.list)
		commit_switch(sw);
	commit_ports(draft);
	commit_entries(draft);
	tell(draft);
}
