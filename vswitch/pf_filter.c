// SPDX-License-Identifier: GPL-2.0
/*
 * Receive filters of a PF that is a port. A NIC with VFs and no representors
 * switches between its VFs, the PF and the wire by exact addresses: what a VF
 * sends to a guest behind another port of this switch goes to the wire, unless
 * the PF has a filter for that guest's address, promiscuous or not. So the PF
 * gets one for each station that isn't behind it.
 *
 *	VF -- NIC's switch -- PF --[ lan0 ]-- tap, a guest
 *	           |           `-- a filter for the guest's address
 *	          wire
 *
 * Filters are few, and VFs share them. Static stations and the host come first,
 * then learned ones, those that have one before others. What finds none is
 * counted, and announced by the port's notification; a static station that
 * would find none is refused.
 *
 * A change of the FDB only asks for a look at all of it, soon: that coalesces
 * storms, and filters are set in process context. All under rtnl.
 */
#include <linux/etherdevice.h>
#include <linux/hashtable.h>
#include <linux/netdevice.h>
#include <linux/pci.h>
#include <linux/rtnetlink.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>

#include "compat/extack.h"
#include "vswitch/netlink.h"
#include "vswitch/pf_filter.h"
#include "vswitch/vsw.h"

/* Of 24 on an 82576, its PF and its 7 VFs need one each. */
#define DEFAULT_LIMIT	16
#define DELAY		(HZ / 20)

/* An address that the PF receives, or is to */
struct filter {
	struct hlist_node node;
	u64 mac;		/* vsw_key() without VLAN */
	bool wanted;
	bool kept;		/* of a static station, or the host */
	bool set;
};

struct vsw_pf_filters {
	DECLARE_HASHTABLE(filters, 6);
	unsigned int limit;	/* 0: none are set */
	unsigned int num;	/* wanted ones */
	unsigned int kept;	/* of these */
	unsigned int missing;	/* entries of the FDB that found none */
};

/* For one walk through the FDB */
struct pass {
	const struct vsw_port *port;
	bool kept;		/* static stations and the host, or learned ones */
	bool old;		/* only those that have a filter */
};

static int is_pf(struct net_device *dev, struct netdev_nested_priv *priv)
{
	struct device *parent = dev->dev.parent;

	return parent && dev_is_pci(parent) && to_pci_dev(parent)->is_physfn &&
	       dev->priv_flags & IFF_UNICAST_FLT;
}

/* The device is a PF, or a VLAN or a bond above one, which pass addresses on. */
static bool above_pf(struct net_device *dev)
{
	struct netdev_nested_priv priv = {};

	return is_pf(dev, &priv) || netdev_walk_all_lower_dev(dev, is_pf, &priv);
}

static struct filter *find(const struct vsw_pf_filters *filters, u64 mac)
{
	struct filter *filter;

	hash_for_each_possible(filters->filters, filter, node, mac)
		if (filter->mac == mac)
			return filter;
	return NULL;
}

/* Every entry of the FDB comes by, in each pass. */
static int want(const struct vsw_fdb_entry *entry, void *data)
{
	const struct pass *pass = data;
	struct vsw_pf_filters *filters = pass->port->pf_filters;
	u64 mac = entry->key & ~(u64)U16_MAX;
	struct filter *filter;

	if (entry->port == pass->port ||
	    pass->kept != !!(entry->flags & VSW_FDB_KEPT))
		return 0;
	filter = find(filters, mac);
	if (pass->old && !filter)
		return 0;
	/* In another VLAN, or in the pass before */
	if (filter && filter->wanted)
		return 0;
	if (!filter && filters->num < filters->limit) {
		/* Under rcu_read_lock() */
		filter = kzalloc(sizeof(*filter), GFP_ATOMIC | __GFP_ACCOUNT);
		if (filter) {
			filter->mac = mac;
			hash_add(filters->filters, &filter->node, mac);
		}
	}
	if (!filter || filters->num >= filters->limit) {
		filters->missing += !pass->old;
		return 0;
	}
	filter->wanted = true;
	filter->kept = pass->kept;
	filters->num++;
	filters->kept += pass->kept;
	return 0;
}

static void mark(struct vsw_port *port)
{
	struct vsw_pf_filters *filters = port->pf_filters;
	struct pass passes[] = {
		{ .port = port, .kept = true },
		{ .port = port, .old = true },
		{ .port = port },
	};
	struct filter *filter;
	unsigned long cursor;
	unsigned int bucket, n;

	hash_for_each(filters->filters, bucket, filter, node)
		filter->wanted = false;
	filters->num = 0;
	filters->kept = 0;
	filters->missing = 0;
	for (n = 0; filters->limit && n < ARRAY_SIZE(passes); n++) {
		cursor = 0;
		vsw_fdb_walk(port->sw, &cursor, want, &passes[n]);
	}
}

static void program(struct vsw_port *port)
{
	struct vsw_pf_filters *filters = port->pf_filters;
	struct filter *filter;
	struct hlist_node *next;
	unsigned int bucket;
	u8 addr[ETH_ALEN];

	/* Room first */
	hash_for_each_safe(filters->filters, bucket, next, filter, node) {
		if (filter->wanted)
			continue;
		vsw_key_addr(filter->mac, addr);
		if (filter->set)
			dev_uc_del(port->dev, addr);
		hash_del(&filter->node);
		kfree(filter);
	}
	hash_for_each(filters->filters, bucket, filter, node) {
		if (filter->set)
			continue;
		vsw_key_addr(filter->mac, addr);
		filter->set = !dev_uc_add(port->dev, addr);
		if (!filter->set)
			filters->missing++;
	}
}

static void sync(struct vsw_port *port)
{
	struct vsw_pf_filters *filters = port->pf_filters;
	unsigned int before = filters->missing;
	struct mem_cgroup *charged;

	charged = set_active_memcg(port->sw->memcg);
	mark(port);
	program(port);
	set_active_memcg(charged);
	if (!before == !filters->missing)
		return;
	if (filters->missing && net_ratelimit())
		netdev_warn(port->dev,
			    "more stations on %s than receive filters: VFs don't reach %u\n",
			    port->sw->dev->name, filters->missing);
	vsw_nl_port_changed(port);
}

static void filter_work(struct work_struct *work)
{
	struct vsw *sw = container_of(work, struct vsw, filter_work.work);
	struct vsw_port *port;

	/* Who deletes the switch has rtnl, and waits for this. */
	if (!rtnl_trylock()) {
		queue_delayed_work(system_wq, &sw->filter_work, 1);
		return;
	}
	list_for_each_entry(port, &sw->ports, list)
		if (port->pf_filters)
			sync(port);
	rtnl_unlock();
}

/**
 * vsw_pf_filter_check() - would a static station find a filter at each PF?
 * @port: where it is to be
 * @addr: its address, 6 octets
 * @more: others that are to find one, too
 * @extack: where the reason of a refusal goes
 *
 * Context: rtnl.
 * Return: 0 or -ENOSPC.
 */
int vsw_pf_filter_check(const struct vsw_port *port, const u8 *addr,
			unsigned int more, struct netlink_ext_ack *extack)
{
	const struct vsw_pf_filters *filters;
	const struct filter *filter;
	struct vsw_port *pf;

	ASSERT_RTNL();
	if (!READ_ONCE(port->sw->num_pfs))
		return 0;
	list_for_each_entry(pf, &port->sw->ports, list) {
		filters = pf->pf_filters;
		if (!filters || pf == port || !filters->limit)
			continue;
		sync(pf);
		filter = find(filters, vsw_key(addr, 0));
		if (filters->kept + more < filters->limit ||
		    (filter && filter->kept))
			continue;
		NL_SET_ERR_MSG_FMT(extack,
				   "all %u receive filters of %s are in use: see filter-limit",
				   filters->limit, pf->dev->name);
		return -ENOSPC;
	}
	return 0;
}

/**
 * vsw_pf_filter_changed() - the FDB has another entry, or one less
 * @sw: switch
 *
 * Context: any but hard interrupts.
 */
void vsw_pf_filter_changed(struct vsw *sw)
{
	if (unlikely(READ_ONCE(sw->num_pfs)))
		queue_delayed_work(system_wq, &sw->filter_work, DELAY);
}

/**
 * vsw_pf_filter_check_limit() - may a port have so many filters?
 * @port: port, or the host's
 * @limit: how many; 0: none
 * @extack: where the reason of a refusal goes
 *
 * Context: rtnl.
 * Return: 0; -EOPNOTSUPP when it is no PF; -ERANGE when static stations have
 * more.
 */
int vsw_pf_filter_check_limit(struct vsw_port *port, unsigned int limit,
			      struct netlink_ext_ack *extack)
{
	if (!port->pf_filters) {
		NL_SET_ERR_MSG(extack, "filter-limit: the port is no PF");
		return -EOPNOTSUPP;
	}
	sync(port);
	if (limit && limit < port->pf_filters->kept) {
		NL_SET_ERR_MSG_FMT(extack,
				   "filter-limit: static stations and the host use %u",
				   port->pf_filters->kept);
		return -ERANGE;
	}
	return 0;
}

/* As vsw_pf_filter_check_limit() has let pass; rtnl. */
void vsw_pf_filter_set_limit(struct vsw_port *port, unsigned int limit)
{
	port->pf_filters->limit = limit;
	sync(port);
}

/**
 * vsw_pf_filter_state() - what a port's filters are like
 * @port: port, or the host's
 * @state: filled in
 *
 * Context: rtnl.
 * Return: false: it has none, as it is no PF.
 */
bool vsw_pf_filter_state(const struct vsw_port *port,
			 struct vsw_pf_filter_state *state)
{
	const struct vsw_pf_filters *filters = port->pf_filters;

	if (!filters)
		return false;
	state->limit = filters->limit;
	state->num = filters->num;
	state->missing = filters->missing;
	return true;
}

/**
 * vsw_pf_filter_attach() - give a PF that becomes a port its filters
 * @port: not yet in the switch's list
 *
 * They are set once it is in the list, by vsw_pf_filter_changed().
 *
 * Context: rtnl.
 * Return: 0 or -ENOMEM.
 */
int vsw_pf_filter_attach(struct vsw_port *port)
{
	if (!above_pf(port->dev))
		return 0;
	port->pf_filters = kzalloc(sizeof(*port->pf_filters),
				   GFP_KERNEL_ACCOUNT);
	if (!port->pf_filters)
		return -ENOMEM;
	hash_init(port->pf_filters->filters);
	port->pf_filters->limit = DEFAULT_LIMIT;
	WRITE_ONCE(port->sw->num_pfs, port->sw->num_pfs + 1);
	return 0;
}

/* The port leaves; rtnl. */
void vsw_pf_filter_detach(struct vsw_port *port)
{
	if (!port->pf_filters)
		return;
	port->pf_filters->limit = 0;
	mark(port);
	program(port);
	kfree(port->pf_filters);
	port->pf_filters = NULL;
	WRITE_ONCE(port->sw->num_pfs, port->sw->num_pfs - 1);
}

void vsw_pf_filter_init(struct vsw *sw)
{
	INIT_DELAYED_WORK(&sw->filter_work, filter_work);
}

/* Nothing learns any more. */
void vsw_pf_filter_exit(struct vsw *sw)
{
	cancel_delayed_work_sync(&sw->filter_work);
}
