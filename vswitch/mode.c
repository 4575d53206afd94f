// SPDX-License-Identifier: GPL-2.0
/*
 * Modes of switches: the table of them, and changing a switch from one to
 * another while its ports stay and frames flow. Owns the table and, through the
 * mode, vsw.mode; both change under rtnl. Other modules add modes by
 * vsw_mode_register().
 */
#include <linux/module.h>
#include <linux/rtnetlink.h>
#include <net/net_namespace.h>

#include "compat/extack.h"
#include "vswitch/mode.h"
#include "vswitch/vsw.h"

static struct vsw_mode bridge_mode;

static struct vsw_mode *bridge_enter(struct vsw *sw,
				     struct netlink_ext_ack *extack)
{
	return &bridge_mode;
}

static struct vsw_mode_ops bridge_ops = {
	.name	= "bridge",
	.enter	= bridge_enter,
};

static struct vsw_mode bridge_mode = { .ops = &bridge_ops };

/* Those of other modules; rtnl */
static LIST_HEAD(modes);

static struct vsw_mode_ops *find_mode(const char *name)
{
	struct vsw_mode_ops *ops;

	if (!strcmp(name, bridge_ops.name))
		return &bridge_ops;
	if (!strcmp(name, vsw_hostonly_ops.name))
		return &vsw_hostonly_ops;
	list_for_each_entry(ops, &modes, list)
		if (!strcmp(name, ops->name))
			return ops;
	return NULL;
}

/**
 * vsw_mode_register() - add a mode that switches can be set to
 * @ops: mode, with its module as owner; stays until it is unregistered
 *
 * Context: takes rtnl.
 * Return: 0; -EINVAL for a name that is empty or too long; -EEXIST when there is
 * a mode of that name.
 */
int vsw_mode_register(struct vsw_mode_ops *ops)
{
	size_t len = strlen(ops->name);
	int err = 0;

	if (!len || len >= VSW_MODE_NAME_LEN)
		return -EINVAL;
	rtnl_lock();
	if (find_mode(ops->name))
		err = -EEXIST;
	else
		list_add_tail(&ops->list, &modes);
	rtnl_unlock();
	return err;
}
EXPORT_SYMBOL_GPL(vsw_mode_register);

/**
 * vsw_mode_unregister() - take a mode out of the table
 * @ops: mode that no switch is in, since those hold its module
 *
 * Context: takes rtnl.
 */
void vsw_mode_unregister(struct vsw_mode_ops *ops)
{
	rtnl_lock();
	list_del(&ops->list);
	rtnl_unlock();
}
EXPORT_SYMBOL_GPL(vsw_mode_unregister);

/**
 * vsw_mode_port() - work out anew which frames of a port its mode wants to see
 * @port: port, or the host's
 *
 * Context: rtnl, which also serialises all changes of the words.
 */
void vsw_mode_port(struct vsw_port *port)
{
	const struct vsw_mode *mode = rtnl_dereference(port->sw->mode);
	bool from = false, to = false;

	if (mode->ops->words)
		mode->ops->words(mode, port, &from, &to);
	vsw_slow_set(&port->slow, VSW_SLOW_MODE, from ? VSW_SLOW_MODE : 0);
	vsw_slow_set(&port->slow_out, VSW_SLOW_MODE, to ? VSW_SLOW_MODE : 0);
}

/* Does the mode let no frame pass a port? rtnl */
bool vsw_mode_bars(const struct vsw_port *port)
{
	return rtnl_dereference(port->sw->mode)->ops->bars &&
	       port->slow & VSW_SLOW_MODE && !vsw_port_is_host(port);
}

static int admit(const struct vsw *sw, const struct vsw_mode_ops *ops,
		 struct net_device *dev, struct netlink_ext_ack *extack)
{
	int err = 0;

	if (ops->admit)
		err = ops->admit(sw, dev, extack);
	if (!err && ops->exclusive)
		err = vsw_mode_check_alone(sw, dev, extack);
	return err;
}

/**
 * vsw_mode_admit() - may a device be a port of a switch in its mode?
 * @sw: switch
 * @dev: device, or one that is to be below a port's
 * @extack: where the reason of a refusal goes
 *
 * Context: rtnl.
 * Return: 0, or a negative error.
 */
int vsw_mode_admit(const struct vsw *sw, struct net_device *dev,
		   struct netlink_ext_ack *extack)
{
	return admit(sw, rtnl_dereference(sw->mode)->ops, dev, extack);
}

static int check_uppers(const struct vsw *sw, const struct vsw_mode_ops *ops,
			struct net_device *dev, struct netlink_ext_ack *extack)
{
	struct net_device *upper;
	struct list_head *iter;
	int err;

	netdev_for_each_upper_dev_rcu(dev, upper, iter) {
		err = ops->upper(sw, upper, extack);
		if (!err && is_vlan_dev(upper))
			err = check_uppers(sw, ops, upper, extack);
		if (err)
			return err;
	}
	return 0;
}

/* Is all that is attached to the switch good for the mode? */
static int check_all(const struct vsw *sw, const struct vsw_mode_ops *ops,
		     struct netlink_ext_ack *extack)
{
	struct vsw_port *port;
	int err;

	list_for_each_entry(port, &sw->ports, list) {
		if (vsw_port_is_host(port))
			continue;
		err = admit(sw, ops, port->dev, extack);
		if (err)
			return err;
	}
	/* Devices are stacked no deeper than MAX_NEST_DEV. */
	return ops->upper ? check_uppers(sw, ops, sw->dev, extack) : 0;
}

static int no_mode(struct netlink_ext_ack *extack)
{
	NL_SET_ERR_MSG(extack,
		       "mode: bridge, host-only, or that of a module: is it loaded?");
	return -ENOENT;
}

/**
 * vsw_mode_check() - may the mode of a switch be changed?
 * @sw: switch
 * @name: of the mode
 * @extack: where the reason of a refusal goes
 *
 * Context: rtnl.
 * Return: as vsw_mode_set(), but for what the mode says when it is entered.
 */
int vsw_mode_check(const struct vsw *sw, const char *name,
		   struct netlink_ext_ack *extack)
{
	const struct vsw_mode_ops *ops = find_mode(name);

	if (!ops)
		return no_mode(extack);
	if (ops == rtnl_dereference(sw->mode)->ops)
		return 0;
	return check_all(sw, ops, extack);
}

static void leave(struct vsw *sw, struct vsw_mode *mode)
{
	const struct vsw_mode_ops *ops = mode->ops;

	if (ops->leave)
		ops->leave(sw, mode);
	module_put(ops->owner);
}

/**
 * vsw_mode_set() - change the mode of a switch
 * @sw: switch
 * @name: of the mode
 * @extack: where the reason of a refusal goes
 *
 * Ports stay, and frames flow meanwhile. When this returns, none is on its way
 * that the old mode let pass.
 *
 * Context: rtnl; may sleep.
 * Return: 0; -ENOENT when there is no such mode; or what the mode says to what is
 * attached, then nothing has changed.
 */
int vsw_mode_set(struct vsw *sw, const char *name,
		 struct netlink_ext_ack *extack)
{
	struct vsw_mode *old = rtnl_dereference(sw->mode), *new;
	struct vsw_mode_ops *ops = find_mode(name);
	struct vsw_port *port;
	int err;

	ASSERT_RTNL();
	if (!ops)
		return no_mode(extack);
	if (ops == old->ops)
		return 0;
	if (!try_module_get(ops->owner)) {
		NL_SET_ERR_MSG(extack, "mode: its module is being unloaded");
		return -ENOENT;
	}
	err = check_all(sw, ops, extack);
	if (err)
		goto put;
	new = ops->enter(sw, extack);
	if (IS_ERR(new)) {
		err = PTR_ERR(new);
		goto put;
	}
	/* The mode before the words, so that no frame passes unseen by both. */
	rcu_assign_pointer(sw->mode, new);
	list_for_each_entry(port, &sw->ports, list)
		vsw_mode_port(port);
	synchronize_net();
	leave(sw, old);
	return 0;

put:
	module_put(ops->owner);
	return err;
}

const char *vsw_mode_name(const struct vsw *sw)
{
	return rtnl_dereference(sw->mode)->ops->name;
}

/* A new switch; rtnl */
void vsw_mode_init(struct vsw *sw)
{
	RCU_INIT_POINTER(sw->mode, &bridge_mode);
}

/* It goes: when this returns, nothing of the mode knows it any more. rtnl */
void vsw_mode_exit(struct vsw *sw)
{
	struct vsw_mode *mode = rtnl_dereference(sw->mode);

	if (mode == &bridge_mode)
		return;
	rcu_assign_pointer(sw->mode, &bridge_mode);
	synchronize_net();
	leave(sw, mode);
}
