// SPDX-License-Identifier: GPL-2.0
/*
 * Ports that get more than the groups they have joined: those with a multicast
 * router, which get all and the reports as well (RFC 4541, 2.1.1 and 2.1.2), and
 * those of which it isn't known what they have joined, because they are new or
 * the database had no room. Per family and VLAN; all under vsw_mcast.lock. What
 * frames need is in two arrays, which they read under rcu_read_lock().
 */
#include <linux/slab.h>

#include "vswitch/mcast.h"

void vsw_roles_init(struct vsw_mcast_domain *domain)
{
	INIT_LIST_HEAD(&domain->roles);
	rcu_assign_pointer(domain->routers, &vsw_mdb_none);
	rcu_assign_pointer(domain->takers, &vsw_mdb_none);
}

void vsw_roles_free(struct vsw_mcast_domain *domain)
{
	struct vsw_mcast_role *role, *next;

	list_for_each_entry_safe(role, next, &domain->roles, list) {
		list_del(&role->list);
		kfree(role);
	}
	vsw_ports_write(&domain->routers, NULL);
	vsw_ports_write(&domain->takers, NULL);
}

static bool is_router(const struct vsw_mcast_role *role)
{
	return role->router ||
	       role->port->mcast_router == VSW_MCAST_ROUTER_ALWAYS;
}

/* Write down for the frames who gets reports, or all groups. */
static void write_ports(const struct vsw_mcast_domain *domain,
			struct vsw_mdb_ports __rcu **place, bool routers_only)
{
	const struct vsw_mcast_role *role;
	struct vsw_mdb_ports *new;
	unsigned int num = 0;

	list_for_each_entry(role, &domain->roles, list)
		num++;
	if (!num) {
		vsw_ports_write(place, &vsw_mdb_none);
		return;
	}
	new = kmalloc(struct_size(new, port, num), VSW_MCAST_GFP);
	if (new) {
		new->num = 0;
		list_for_each_entry(role, &domain->roles, list)
			if (is_router(role) || (role->all && !routers_only))
				new->port[new->num++] = role->port;
	}
	vsw_ports_write(place, new);
}

static void write_all(struct vsw_mcast_domain *domain)
{
	write_ports(domain, &domain->routers, true);
	write_ports(domain, &domain->takers, false);
}

static struct vsw_mcast_role *find_role(struct vsw_mcast_domain *domain,
					const struct vsw_port *port)
{
	struct vsw_mcast_role *role;

	list_for_each_entry(role, &domain->roles, list)
		if (role->port == port)
			return role;
	return NULL;
}

static struct vsw_mcast_role *get_role(struct vsw_mcast_domain *domain,
				       struct vsw_port *port)
{
	struct vsw_mcast_role *role = find_role(domain, port), *next;

	if (role)
		return role;
	role = kzalloc(sizeof(*role), VSW_MCAST_GFP);
	if (!role)
		return NULL;
	role->port = port;
	list_for_each_entry(next, &domain->roles, list)
		if (next->port->number > port->number)
			break;
	list_add_tail(&role->list, &next->list);
	return role;
}

/* A port that has no role in writing for want of memory: flood everything until
 * somebody writes the arrays again.
 */
static void no_memory(struct vsw_mcast_domain *domain)
{
	vsw_ports_write(&domain->routers, NULL);
	vsw_ports_write(&domain->takers, NULL);
}

/**
 * vsw_role_router() - a multicast router was heard of behind a port
 * @mc: of the switch
 * @domain: family and VLAN
 * @port: port
 * @until: when it is gone unless it is heard of again; not used where the
 *	port's option says that there always is one
 *
 * Context: vsw_mcast.lock held.
 */
void vsw_role_router(struct vsw_mcast *mc, struct vsw_mcast_domain *domain,
		     struct vsw_port *port, unsigned long until)
{
	struct vsw_mcast_role *role;
	bool news;

	if (port->mcast_router == VSW_MCAST_ROUTER_NEVER)
		return;
	role = get_role(domain, port);
	if (!role) {
		no_memory(domain);
		return;
	}
	news = !role->router;
	role->router = true;
	role->router_until = until;
	if (news)
		write_all(domain);
	vsw_mcast_arm(mc, until);
}

/**
 * vsw_role_all() - it isn't known what a port has joined: it gets all groups
 * @mc: of the switch
 * @domain: family and VLAN
 * @port: port
 * @until: until when, unless it is said again
 *
 * Context: vsw_mcast.lock held.
 */
void vsw_role_all(struct vsw_mcast *mc, struct vsw_mcast_domain *domain,
		  struct vsw_port *port, unsigned long until)
{
	struct vsw_mcast_role *role = get_role(domain, port);
	bool news;

	if (!role) {
		no_memory(domain);
		return;
	}
	news = !role->all;
	role->all = true;
	role->all_until = until;
	if (news)
		write_all(domain);
	vsw_mcast_arm(mc, until);
}

/**
 * vsw_roles_asked() - all are being asked what they have joined
 * @mc: of the switch
 * @domain: family and VLAN
 * @until: when all that have an answer have given it
 *
 * Context: vsw_mcast.lock held.
 */
void vsw_roles_asked(struct vsw_mcast *mc, struct vsw_mcast_domain *domain,
		     unsigned long until)
{
	struct vsw_mcast_role *role;

	list_for_each_entry(role, &domain->roles, list)
		if (role->all && time_before(until, role->all_until))
			role->all_until = until;
	vsw_mcast_arm(mc, until);
}

/* The option of a port about routers changed: it begins anew. */
void vsw_role_changed(struct vsw_mcast_domain *domain, struct vsw_port *port)
{
	struct vsw_mcast_role *role;

	if (port->mcast_router == VSW_MCAST_ROUTER_ALWAYS)
		role = get_role(domain, port);
	else
		role = find_role(domain, port);
	if (role)
		role->router = false;
	if (!role && port->mcast_router == VSW_MCAST_ROUTER_ALWAYS)
		no_memory(domain);
	else
		write_all(domain);
}

/* A port goes. */
void vsw_role_forget(struct vsw_mcast_domain *domain,
		     const struct vsw_port *port)
{
	struct vsw_mcast_role *role = find_role(domain, port);

	if (domain->port == port)
		domain->port = NULL;
	if (!role)
		return;
	list_del(&role->list);
	kfree(role);
	write_all(domain);
}

/**
 * vsw_roles_expire() - end what has lasted long enough
 * @mc: of the switch
 * @domain: family and VLAN
 * @now: jiffies
 *
 * Context: vsw_mcast.lock held.
 */
void vsw_roles_expire(struct vsw_mcast *mc, struct vsw_mcast_domain *domain,
		      unsigned long now)
{
	struct vsw_mcast_role *role, *next;
	bool news = false;

	list_for_each_entry_safe(role, next, &domain->roles, list) {
		if (role->router && time_after_eq(now, role->router_until)) {
			role->router = false;
			news = true;
		}
		if (role->all && time_after_eq(now, role->all_until)) {
			role->all = false;
			news = true;
		}
		if (role->router)
			vsw_mcast_arm(mc, role->router_until);
		if (role->all)
			vsw_mcast_arm(mc, role->all_until);
		if (is_router(role) || role->all)
			continue;
		list_del(&role->list);
		kfree(role);
	}
	if (news || !rcu_access_pointer(domain->takers) ||
	    !rcu_access_pointer(domain->routers))
		write_all(domain);
}
