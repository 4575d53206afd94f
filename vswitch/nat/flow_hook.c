// SPDX-License-Identifier: GPL-2.0
/*
 * Devices that the flow cache looks into: those by which packets of switches'
 * sessions came in, be they uplinks by name or by the host's routes. The first
 * such packet of a device asks for it; a hook of netfilter is registered there by
 * a work, behind all others at that place, and stays until the device goes or
 * the namespace has no NAT switch any more. vsw_nat_flows.hook_mutex is held to
 * change the list; it is taken under rtnl, so nothing under it takes that.
 */
#include <linux/netdevice.h>
#include <linux/netfilter.h>
#include <linux/rculist.h>
#include <linux/slab.h>

#include "vswitch/nat/flow.h"
#include "vswitch/nat/flow_table.h"

/**
 * struct flow_hook - a device that is looked into
 * @list: in vsw_nat_flows.hooks
 * @ifindex: of the device
 * @ops: the hook
 * @rcu: to free it
 */
struct flow_hook {
	struct list_head list;
	u32 ifindex;
	struct nf_hook_ops ops;
	struct rcu_head rcu;
};

/* rcu_read_lock or vsw_nat_flows.hook_mutex held */
static struct flow_hook *find_hook(const struct vsw_nat_flows *flows,
				   u32 ifindex)
{
	struct flow_hook *hook;

	list_for_each_entry_rcu(hook, &flows->hooks, list,
				lockdep_is_held(&flows->hook_mutex))
		if (hook->ifindex == ifindex)
			return hook;
	return NULL;
}

/**
 * vsw_nat_flow_hooked() - is a device looked into?
 * @flows: cache
 * @ifindex: device
 *
 * If it isn't, it will be soon.
 *
 * Context: rcu_read_lock held.
 */
bool vsw_nat_flow_hooked(struct vsw_nat_flows *flows, u32 ifindex)
{
	if (likely(find_hook(flows, ifindex)))
		return true;
	WRITE_ONCE(flows->wanted, ifindex);
	schedule_work(&flows->hook_work);
	return false;
}

static void hook(struct vsw_nat_flows *flows, struct net_device *dev)
{
	struct flow_hook *hook;

	/* Or it would never be told to go. */
	if (READ_ONCE(dev->reg_state) != NETREG_REGISTERED ||
	    find_hook(flows, dev->ifindex))
		return;
	hook = kzalloc(sizeof(*hook), GFP_KERNEL);
	if (!hook)
		return;
	hook->ifindex = dev->ifindex;
	hook->ops.pf = NFPROTO_NETDEV;
	hook->ops.hooknum = NF_NETDEV_INGRESS;
	hook->ops.priority = INT_MAX;
	hook->ops.hook = vsw_nat_flow_ingress;
	hook->ops.priv = flows;
	hook->ops.dev = dev;
	/* Without it the device's frames go the stack's way. */
	if (nf_register_net_hook(flows->net, &hook->ops))
		kfree(hook);
	else
		list_add_rcu(&hook->list, &flows->hooks);
}

static void hook_work(struct work_struct *work)
{
	struct vsw_nat_flows *flows;
	struct net_device *dev;

	flows = container_of(work, struct vsw_nat_flows, hook_work);
	mutex_lock(&flows->hook_mutex);
	dev = dev_get_by_index(flows->net, READ_ONCE(flows->wanted));
	if (dev) {
		hook(flows, dev);
		dev_put(dev);
	}
	mutex_unlock(&flows->hook_mutex);
}

static void unhook(struct vsw_nat_flows *flows, struct flow_hook *hook)
{
	list_del_rcu(&hook->list);
	nf_unregister_net_hook(flows->net, &hook->ops);
	kfree_rcu(hook, rcu);
}

/**
 * vsw_nat_flow_unhook() - look no more into a device that goes
 * @flows: cache
 * @dev: device
 *
 * Context: rtnl; may sleep.
 */
void vsw_nat_flow_unhook(struct vsw_nat_flows *flows,
			 const struct net_device *dev)
{
	struct flow_hook *hook;

	mutex_lock(&flows->hook_mutex);
	hook = find_hook(flows, dev->ifindex);
	if (hook && hook->ops.dev == dev)
		unhook(flows, hook);
	mutex_unlock(&flows->hook_mutex);
}

void vsw_nat_flow_hooks_init(struct vsw_nat_flows *flows)
{
	INIT_LIST_HEAD(&flows->hooks);
	mutex_init(&flows->hook_mutex);
	INIT_WORK(&flows->hook_work, hook_work);
}

/* No packet asks for a device any more. The hooks may still run for a grace
 * period. May sleep
 */
void vsw_nat_flow_hooks_exit(struct vsw_nat_flows *flows)
{
	struct flow_hook *hook, *next;

	cancel_work_sync(&flows->hook_work);
	mutex_lock(&flows->hook_mutex);
	list_for_each_entry_safe(hook, next, &flows->hooks, list)
		unhook(flows, hook);
	mutex_unlock(&flows->hook_mutex);
}
