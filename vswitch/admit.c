// SPDX-License-Identifier: GPL-2.0
/*
 * Where a device leads: to a guest, back into the host, or outside. Judged by a
 * list of kinds that are known to end at a guest, and by what is below them; all
 * that isn't on it leads outside, such as hardware, VFs and their representors
 * (the NIC's own switch is behind them), tunnels, and macvlans. But a VLAN of a
 * PF that its hardware keeps off the wire ends at VFs. All under rtnl.
 */
#include <linux/if_vlan.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <linux/user_namespace.h>
#include <net/net_namespace.h>
#include <net/rtnetlink.h>

#include "pf_driver/core/local_vlan.h"
#include "vswitch/mode.h"
#include "vswitch/vsw.h"

/* The other end of a pair (veth, netkit), or NULL */
struct net_device *vsw_peer(const struct net_device *dev)
{
	struct net_device *peer = NULL;

	/* Under rtnl it stays; the pairs ask for RCU as well. */
	rcu_read_lock();
	if (dev->netdev_ops->ndo_get_peer_dev)
		peer = dev->netdev_ops->ndo_get_peer_dev((void *)dev);
	rcu_read_unlock();
	return peer;
}

/* Is @ns one that @below was made in, or in one of those that are? */
static bool is_above(const struct user_namespace *ns,
		     const struct user_namespace *below)
{
	while (below != ns && below->parent)
		below = below->parent;
	return below == ns;
}

/* A pair leads to a guest if its other end is in a namespace that isn't the
 * switch's nor one that this came from: in a container the pair is the way out.
 */
static enum vsw_reach reach_of_pair(const struct vsw *sw,
				    const struct net_device *dev)
{
	const struct net_device *peer = vsw_peer(dev);
	const struct net *here = dev_net(sw->dev), *there;

	if (!peer)
		return VSW_REACH_HOST;
	there = dev_net(peer);
	if (net_eq(there, here))
		return VSW_REACH_HOST;
	if (net_eq(there, &init_net) ||
	    (there->user_ns != here->user_ns &&
	     is_above(there->user_ns, here->user_ns)))
		return VSW_REACH_OUTSIDE;
	return VSW_REACH_GUEST;
}

/* What is behind it is a process with a tap, or nobody. */
static enum vsw_reach reach_of_end(const struct vsw *sw,
				   const struct net_device *dev)
{
	return dev->dev.parent ? VSW_REACH_OUTSIDE : VSW_REACH_GUEST;
}

static const struct kind {
	const char *name;
	/* NULL: where those below lead */
	enum vsw_reach (*reach)(const struct vsw *sw,
				const struct net_device *dev);
} kinds[] = {
	{ "tun", reach_of_end },
	{ "dummy", reach_of_end },
	{ "veth", reach_of_pair },
	{ "netkit", reach_of_pair },
	{ "vlan" },
	{ "bond" },
	{ "team" },
};

/* By itself, not looking below */
static enum vsw_reach reach_of_one(const struct vsw *sw,
				   const struct net_device *dev)
{
	unsigned int i;

	if (!dev->rtnl_link_ops)
		return VSW_REACH_OUTSIDE;
	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (strcmp(dev->rtnl_link_ops->kind, kinds[i].name))
			continue;
		return kinds[i].reach ? kinds[i].reach(sw, dev) :
					VSW_REACH_GUEST;
	}
	return VSW_REACH_OUTSIDE;
}

/**
 * vsw_is_local_vlan() - is a device that of a VLAN which stays in a NIC?
 * @dev: device
 *
 * Whether it does, the driver of the PF below knows, if it is one of ours: a
 * host without SR-IOV doesn't load it for us. What it says stays true as long as
 * the device is there.
 *
 * Context: rtnl; may sleep.
 */
bool vsw_is_local_vlan(const struct net_device *dev)
{
	bool (*is_local)(const struct net_device *netdev, u16 vid);
	bool local;

	if (!is_vlan_dev(dev) || vlan_dev_vlan_proto(dev) != htons(ETH_P_8021Q))
		return false;
	is_local = symbol_get(sriov_pf_vlan_is_local);
	if (!is_local)
		return false;
	local = is_local(vlan_dev_priv(dev)->real_dev, vlan_dev_vlan_id(dev));
	symbol_put(sriov_pf_vlan_is_local);
	return local;
}

struct walk {
	const struct vsw *sw;
	enum vsw_reach reach;
	const struct net_device *by;
};

static int add_one(struct net_device *dev, struct netdev_nested_priv *priv)
{
	struct walk *walk = priv->data;
	enum vsw_reach reach = reach_of_one(walk->sw, dev);

	if (reach > walk->reach || !walk->by) {
		walk->reach = reach;
		walk->by = dev;
	}
	return 0;
}

/**
 * vsw_reach() - where do the frames that a device sends go?
 * @sw: switch that it is a port of, or is to be
 * @dev: device
 * @by: device of that stack that leads farthest, or NULL for who doesn't ask
 *
 * Context: rtnl.
 */
enum vsw_reach vsw_reach(const struct vsw *sw, struct net_device *dev,
			 const struct net_device **by)
{
	struct walk walk = { .sw = sw };
	struct netdev_nested_priv priv = { .data = &walk };

	ASSERT_RTNL();
	add_one(dev, &priv);
	if (!vsw_is_local_vlan(dev))
		netdev_walk_all_lower_dev(dev, add_one, &priv);
	if (by)
		*by = walk.by;
	return walk.reach;
}
