// SPDX-License-Identifier: GPL-2.0
/*
 * What a network namespace has of switches: a list of them, a generation that
 * counts changes of their configuration, and limits, so that the administrator
 * of a container can't have more than the host grants. The limits are parameters
 * of the module, which only the host's root can write:
 *
 *	/sys/module/vswitch/parameters/max_{switches,ports,fdb,mdb}
 *
 * They don't apply to the initial namespace. All under rtnl, but for charging
 * entries of an FDB, which is done under vsw_fdb.lock, and members of groups,
 * under vsw_mcast.lock.
 */
#include <linux/module.h>
#include <net/netns/generic.h>

#include "compat/extack.h"
#include "vswitch/netlink.h"
#include "vswitch/vsw.h"

static unsigned int max_switches = 64;
module_param(max_switches, uint, 0644);
MODULE_PARM_DESC(max_switches,
		 "Switches in each network namespace but the initial one");

static unsigned int max_ports = 4096;
module_param(max_ports, uint, 0644);
MODULE_PARM_DESC(max_ports, "Ports there, of all switches");

static unsigned int max_fdb = 131072;
module_param(max_fdb, uint, 0644);
MODULE_PARM_DESC(max_fdb, "Entries of forwarding databases there");

static unsigned int max_mdb = 16384;
module_param(max_mdb, uint, 0644);
MODULE_PARM_DESC(max_mdb, "Members of multicast groups there");

static unsigned int vsw_net_id;

/* Of a namespace. Any context in which that can't go. */
struct vsw_net *vsw_net(const struct net *net)
{
	return net_generic(net, vsw_net_id);
}
EXPORT_SYMBOL_GPL(vsw_net);

static int __net_init net_init(struct net *net)
{
	struct vsw_net *vn = vsw_net(net);

	INIT_LIST_HEAD(&vn->switches);
	vn->generation = 1;	/* 0 is no number for a dump to compare */
	vn->limited = !net_eq(net, &init_net);
	return 0;
}

static struct pernet_operations net_ops = {
	.init	= net_init,
	.id	= &vsw_net_id,
	.size	= sizeof(struct vsw_net),
};

int vsw_net_init(void)
{
	return register_pernet_subsys(&net_ops);
}

void vsw_net_exit(void)
{
	unregister_pernet_subsys(&net_ops);
}

/**
 * vsw_net_join() - count a switch that is being registered
 * @sw: switch
 *
 * Return: 0, or -ENOSPC.
 */
int vsw_net_join(struct vsw *sw)
{
	struct vsw_net *vn = vsw_net(dev_net(sw->dev));

	if (vn->limited && vn->num_switches >= READ_ONCE(max_switches))
		return -ENOSPC;
	vn->num_switches++;
	sw->vn = vn;
	INIT_LIST_HEAD(&sw->node);
	return 0;
}

void vsw_net_leave(struct vsw *sw)
{
	sw->vn->num_switches--;
}

/* It is registered, and has an index: tell of it. */
void vsw_net_list(struct vsw *sw)
{
	struct vsw *other;

	list_for_each_entry(other, &sw->vn->switches, node)
		if (other->dev->ifindex > sw->dev->ifindex)
			break;
	list_add_tail(&sw->node, &other->node);
	vsw_nl_switch_changed(sw);
}

void vsw_net_unlist(struct vsw *sw)
{
	/* Its registration was taken back, before or after that. */
	if (list_empty(&sw->node))
		return;
	list_del_init(&sw->node);
	vsw_nl_switch_changed(sw);
}

/**
 * vsw_net_charge_port() - count a port that is to be attached
 * @sw: its switch
 * @extack: where the reason of a refusal goes
 *
 * Return: 0, or -ENOSPC.
 */
int vsw_net_charge_port(struct vsw *sw, struct netlink_ext_ack *extack)
{
	struct vsw_net *vn = sw->vn;

	if (vn->limited && vn->num_ports >= READ_ONCE(max_ports)) {
		NL_SET_ERR_MSG_FMT(extack,
				   "This namespace has %u ports, all that the host grants",
				   vn->num_ports);
		return -ENOSPC;
	}
	vn->num_ports++;
	return 0;
}

void vsw_net_uncharge_port(struct vsw *sw)
{
	sw->vn->num_ports--;
}

/**
 * vsw_net_charge_fdb() - count an entry that is to be added to an FDB
 * @sw: its switch
 * @always: it is one of the host's own, which isn't refused
 *
 * Context: vsw_fdb.lock held.
 * Return: false when the namespace has as many as it may.
 */
bool vsw_net_charge_fdb(struct vsw *sw, bool always)
{
	struct vsw_net *vn = sw->vn;

	if (atomic_inc_return(&vn->fdb_entries) <= READ_ONCE(max_fdb) ||
	    !vn->limited || always)
		return true;
	atomic_dec(&vn->fdb_entries);
	return false;
}

/* One entry, or more, went. */
void vsw_net_uncharge_fdb(struct vsw *sw, unsigned int entries)
{
	atomic_sub(entries, &sw->vn->fdb_entries);
}

/**
 * vsw_net_charge_mdb() - count a member of a group that is to be added
 * @sw: its switch
 *
 * Context: vsw_mcast.lock held.
 * Return: false when the namespace has as many as it may.
 */
bool vsw_net_charge_mdb(struct vsw *sw)
{
	struct vsw_net *vn = sw->vn;

	if (atomic_inc_return(&vn->mdb_entries) <= READ_ONCE(max_mdb) ||
	    !vn->limited)
		return true;
	atomic_dec(&vn->mdb_entries);
	return false;
}

/* One went. */
void vsw_net_uncharge_mdb(struct vsw *sw)
{
	atomic_dec(&sw->vn->mdb_entries);
}
