// SPDX-License-Identifier: GPL-2.0
/*
 * The flow cache of a namespace: made with the hooks of its first NAT switch,
 * gone with those of the last. And what ends all leases at once, before their
 * second is over: routes, neighbours that moved, addresses and devices of the
 * namespace change. Leases that are given while something changes may be by what
 * was before; they last no longer than others.
 *
 * Entries hold no reference to devices. One that is being unregistered, or moves
 * to another namespace, loses its entries when that is told, and gets none
 * afterwards (see vsw_nat_hop_get()); who still looks at one is waited for by the
 * kernel before the device goes.
 */
#include <linux/inetdevice.h>
#include <linux/module.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <net/addrconf.h>
#include <net/fib_notifier.h>
#include <net/neighbour.h>
#include <net/netevent.h>

#include "vswitch/nat/flow.h"
#include "vswitch/nat/flow_table.h"
#include "vswitch/nat/nat.h"

static unsigned int max_flows = 1048576;
module_param(max_flows, uint, 0644);
MODULE_PARM_DESC(max_flows,
		 "Entries of the flow cache, two a session, in each network namespace");

static void end_leases(struct vsw_nat_flows *flows)
{
	atomic_inc(&flows->generation);
}

/**
 * vsw_nat_flow_flush() - end all leases
 * @nn: namespace
 *
 * The next packet of each flow goes by the stack, and by all rules.
 *
 * Context: any.
 */
void vsw_nat_flow_flush(struct vsw_nat_net *nn)
{
	struct vsw_nat_flows *flows;

	rcu_read_lock();
	flows = rcu_dereference(nn->flows);
	if (flows)
		end_leases(flows);
	rcu_read_unlock();
}

/* Entries that there are, with or without a lease; rtnl */
unsigned int vsw_nat_flow_count(const struct vsw_nat_net *nn)
{
	const struct vsw_nat_flows *flows = rtnl_dereference(nn->flows);

	return flows ? READ_ONCE(flows->count) : 0;
}

/* ---- what changes --------------------------------------------------------- */

static int fib_event(struct notifier_block *nb, unsigned long event, void *ptr)
{
	vsw_nat_flow_flush(container_of(nb, struct vsw_nat_net, fib));
	return NOTIFY_DONE;
}

static void neigh_changed(struct vsw_nat_flows *flows, struct neighbour *neigh)
{
	struct vsw_nat_way way = {
		.dev = neigh->dev, .family = neigh->tbl->family,
	};
	bool valid = READ_ONCE(neigh->nud_state) & NUD_VALID;

	if (way.family != AF_INET && way.family != AF_INET6)
		return;
	memcpy(&way.addr, neigh->primary_key,
	       min_t(unsigned int, neigh->tbl->key_len, sizeof(way.addr)));
	if (neigh->dev->addr_len == ETH_ALEN)
		neigh_ha_snapshot(way.mac, neigh, neigh->dev);
	/* It is told of each confirmation, too. */
	if (vsw_nat_hop_moved(flows, &way, valid))
		end_leases(flows);
}

static int net_event(struct notifier_block *nb, unsigned long event, void *ptr)
{
	struct neighbour *neigh = ptr;
	struct vsw_nat_flows *flows;

	if (event != NETEVENT_NEIGH_UPDATE)
		return NOTIFY_DONE;
	rcu_read_lock();
	flows = rcu_dereference(vsw_nat_net(dev_net(neigh->dev))->flows);
	if (flows)
		neigh_changed(flows, neigh);
	rcu_read_unlock();
	return NOTIFY_DONE;
}

static int inet_event(struct notifier_block *nb, unsigned long event, void *ptr)
{
	const struct in_ifaddr *ifa = ptr;

	vsw_nat_flow_flush(vsw_nat_net(dev_net(ifa->ifa_dev->dev)));
	return NOTIFY_DONE;
}

static int inet6_event(struct notifier_block *nb, unsigned long event,
		       void *ptr)
{
	const struct inet6_ifaddr *ifa = ptr;

	vsw_nat_flow_flush(vsw_nat_net(dev_net(ifa->idev->dev)));
	return NOTIFY_DONE;
}

/* rtnl */
static int dev_event(struct notifier_block *nb, unsigned long event, void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);
	struct vsw_nat_flows *flows;

	flows = rtnl_dereference(vsw_nat_net(dev_net(dev))->flows);
	if (!flows)
		return NOTIFY_DONE;
	end_leases(flows);
	if (event == NETDEV_UNREGISTER) {
		vsw_nat_flow_unhook(flows, dev);
		vsw_nat_flow_sweep(flows, dev);
	}
	return NOTIFY_DONE;
}

static struct notifier_block net_nb = { .notifier_call = net_event };
static struct notifier_block inet_nb = { .notifier_call = inet_event };
static struct notifier_block inet6_nb = { .notifier_call = inet6_event };
static struct notifier_block dev_nb = { .notifier_call = dev_event };

/* ---- coming and going ----------------------------------------------------- */

/**
 * vsw_nat_flows_create() - make the flow cache of a namespace
 * @nn: namespace
 *
 * Context: rtnl; may sleep.
 * Return: 0 or -ENOMEM.
 */
int vsw_nat_flows_create(struct vsw_nat_net *nn)
{
	struct vsw_nat_flows *flows = kzalloc(sizeof(*flows), GFP_KERNEL);
	int err;

	if (!flows)
		return -ENOMEM;
	flows->net = nn->net;
	flows->limit = READ_ONCE(max_flows);
	vsw_nat_flow_hooks_init(flows);
	err = vsw_nat_table_init(flows);
	if (err)
		goto free;
	rcu_assign_pointer(nn->flows, flows);
	return 0;

free:
	kfree(flows);
	return err;
}

/* Frames and packets may meet it until this returns; then it holds nothing any
 * more. rtnl; may sleep
 */
void vsw_nat_flows_destroy(struct vsw_nat_net *nn)
{
	struct vsw_nat_flows *flows = rtnl_dereference(nn->flows);

	if (!flows)
		return;
	RCU_INIT_POINTER(nn->flows, NULL);
	/* Who has seen it asks for devices, and makes entries. */
	synchronize_net();
	vsw_nat_flow_hooks_exit(flows);
	synchronize_net();
	vsw_nat_table_destroy(flows);
	kfree(flows);
}

/**
 * vsw_nat_flow_net_init() - listen to the routes of a namespace
 * @nn: namespace
 *
 * For all its life, as this can't begin under rtnl.
 *
 * Context: not under rtnl; may sleep.
 * Return: 0, or what the routes' notifier says.
 */
int vsw_nat_flow_net_init(struct vsw_nat_net *nn)
{
	nn->fib.notifier_call = fib_event;
	return register_fib_notifier(nn->net, &nn->fib, NULL, NULL);
}

void vsw_nat_flow_net_exit(struct vsw_nat_net *nn)
{
	unregister_fib_notifier(nn->net, &nn->fib);
}

/**
 * vsw_nat_flow_init() - what the flow caches of all namespaces need
 *
 * Context: may sleep; takes rtnl.
 * Return: 0 or a negative error.
 */
int vsw_nat_flow_init(void)
{
	int err;

	err = vsw_nat_caches_init();
	if (err)
		return err;
	err = register_netevent_notifier(&net_nb);
	if (err)
		goto caches;
	err = register_inetaddr_notifier(&inet_nb);
	if (err)
		goto netevent;
	err = register_inet6addr_notifier(&inet6_nb);
	if (err)
		goto inetaddr;
	err = register_netdevice_notifier(&dev_nb);
	if (err)
		goto inet6addr;
	return 0;

inet6addr:
	unregister_inet6addr_notifier(&inet6_nb);
inetaddr:
	unregister_inetaddr_notifier(&inet_nb);
netevent:
	unregister_netevent_notifier(&net_nb);
caches:
	vsw_nat_caches_exit();
	return err;
}

void vsw_nat_flow_exit(void)
{
	unregister_netdevice_notifier(&dev_nb);
	unregister_inet6addr_notifier(&inet6_nb);
	unregister_inetaddr_notifier(&inet_nb);
	unregister_netevent_notifier(&net_nb);
	vsw_nat_caches_exit();
}
