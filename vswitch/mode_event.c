// SPDX-License-Identifier: GPL-2.0
/*
 * What becomes of devices on, at and below the ports of a switch that is not in
 * bridge mode: what its mode wouldn't have let in is refused when it is to be
 * added later, too. All under rtnl, from the netdevice notifier.
 *
 *	      VLAN device          upper of the gateway: vsw_mode_ops.upper
 *	          |
 *	        lan0
 *	       /    \
 *	   bond0     s1 -- s1.10   exclusive: takes frames before the switch
 *	   /   \
 *	 s2     eth0               lower of a port: vsw_mode_ops.admit
 */
#include <linux/if_vlan.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>

#include "compat/extack.h"
#include "vswitch/mode.h"
#include "vswitch/vsw.h"

static const struct vsw_mode_ops *ops_of(const struct vsw *sw)
{
	return rtnl_dereference(sw->mode)->ops;
}

static int find_port(struct net_device *dev, struct netdev_nested_priv *priv)
{
	struct vsw_port *port = vsw_port_of(dev);

	if (!port)
		return 0;
	priv->data = port;
	return 1;
}

/* The port that a device is, or is below; NULL: none */
static struct vsw_port *port_above(struct net_device *dev)
{
	struct netdev_nested_priv priv = {};

	if (!find_port(dev, &priv))
		netdev_walk_all_upper_dev_rcu(dev, find_port, &priv);
	return priv.data;
}

/* Is @upper on the way from a lower of @top to @top, or that? */
static bool on_the_way(struct net_device *upper, struct net_device *top)
{
	return upper == top || netdev_has_upper_dev(upper, top);
}

static int refuse_upper(const struct net_device *dev,
			const struct net_device *upper,
			struct netlink_ext_ack *extack)
{
	NL_SET_ERR_MSG_FMT(extack,
			   "%s on %s would take frames before the switch",
			   upper->name, dev->name);
	return -EBUSY;
}

struct alone {
	const struct vsw *sw;
	struct net_device *top;
	struct netlink_ext_ack *extack;
};

static int check_one(struct net_device *dev, struct netdev_nested_priv *priv)
{
	const struct alone *alone = priv->data;
	struct net_device *upper;
	struct list_head *iter;

	netdev_for_each_upper_dev_rcu(dev, upper, iter)
		if (upper != alone->sw->dev && !on_the_way(upper, alone->top))
			return refuse_upper(dev, upper, alone->extack);
	return 0;
}

/**
 * vsw_mode_check_alone() - has a device, and those below, no other users?
 * @sw: switch that it is a port of, or is to be
 * @dev: device
 * @extack: where the reason of a refusal goes
 *
 * Context: rtnl.
 * Return: 0 or -EBUSY.
 */
int vsw_mode_check_alone(const struct vsw *sw, struct net_device *dev,
			 struct netlink_ext_ack *extack)
{
	struct alone alone = { .sw = sw, .top = dev, .extack = extack };
	struct netdev_nested_priv priv = { .data = &alone };
	int err = check_one(dev, &priv);

	/* Others on the PF don't get what is of this VLAN. */
	if (err || vsw_is_local_vlan(dev))
		return err;
	return netdev_walk_all_lower_dev(dev, check_one, &priv);
}

/* @upper is to be put on @dev. */
static int check_link(struct net_device *dev, struct net_device *upper,
		      struct netlink_ext_ack *extack)
{
	struct net_device *base = is_vlan_dev(dev) ? vlan_dev_real_dev(dev) :
						     dev;
	const struct vsw *sw = netdev_priv(base);
	struct vsw_port *port;
	int err;

	if (vsw_is_switch(base) && ops_of(sw)->upper) {
		err = ops_of(sw)->upper(sw, upper, extack);
		if (err)
			return err;
	}
	port = port_above(dev);
	if (port && ops_of(port->sw)->exclusive && upper != port->sw->dev &&
	    !on_the_way(upper, port->dev) &&
	    (port->dev == dev || !vsw_is_local_vlan(port->dev)))
		return refuse_upper(dev, upper, extack);
	port = port_above(upper);
	if (port)
		return vsw_mode_admit(port->sw, dev, extack);
	return 0;
}

/* Where a port leads may have changed. */
static void look_again(struct net_device *dev)
{
	struct vsw_port *port = port_above(dev);

	if (port)
		vsw_mode_port(port);
}

/**
 * vsw_mode_event() - something happened to a device
 * @dev: any device, in any namespace
 * @event: NETDEV_*
 * @ptr: what the notifier got
 *
 * Context: rtnl.
 * Return: 0, or a negative error to refuse it.
 */
int vsw_mode_event(struct net_device *dev, unsigned long event, void *ptr)
{
	struct netdev_notifier_changeupper_info *info = ptr;
	struct net_device *peer;

	switch (event) {
	case NETDEV_PRECHANGEUPPER:
		if (info->linking)
			return check_link(dev, info->upper_dev,
					  netdev_notifier_info_to_extack(ptr));
		break;
	case NETDEV_CHANGEUPPER:
		look_again(info->upper_dev);
		break;
	case NETDEV_REGISTER:
		/* Also when it comes from another namespace */
		peer = vsw_peer(dev);
		if (peer)
			look_again(peer);
		break;
	}
	return 0;
}
