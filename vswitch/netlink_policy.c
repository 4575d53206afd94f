// SPDX-License-Identifier: GPL-2.0
/*
 * Policy of ports in the family "vswitch": the attributes of a port that are
 * more than on or off. What a request asks for is read, checked and allocated
 * first, then applied, which can't fail. All under rtnl.
 */
#include <linux/rtnetlink.h>

#include "vswitch/netlink.h"
#include "vswitch/netlink_policy.h"

#include "compat/extack.h"
#include "compat/genl.h"
#include "vswitch/vswitch_nl_gen.h"

static const u16 storm_attrs[VSW_STORM_NUM] = {
	[VSW_STORM_BROADCAST]	= VSWITCH_A_PORT_STORM_BROADCAST,
	[VSW_STORM_MULTICAST]	= VSWITCH_A_PORT_STORM_MULTICAST,
	[VSW_STORM_UNKNOWN]	= VSWITCH_A_PORT_STORM_UNKNOWN,
};

static const u16 rate_attrs[VSW_DIR_NUM] = {
	[VSW_DIR_IN]	= VSWITCH_A_PORT_RATE_IN,
	[VSW_DIR_OUT]	= VSWITCH_A_PORT_RATE_OUT,
};

static const u16 burst_attrs[VSW_DIR_NUM] = {
	[VSW_DIR_IN]	= VSWITCH_A_PORT_BURST_IN,
	[VSW_DIR_OUT]	= VSWITCH_A_PORT_BURST_OUT,
};

static const u16 mirror_attrs[VSW_DIR_NUM] = {
	[VSW_DIR_IN]	= VSWITCH_A_PORT_MIRROR_IN,
	[VSW_DIR_OUT]	= VSWITCH_A_PORT_MIRROR_OUT,
};

/* Put a number where it is given. */
static void read_u32(struct nlattr *attr, u32 *to, bool *any)
{
	if (!attr)
		return;
	*to = nla_get_u32(attr);
	*any = true;
}

static int read_limits(struct genl_info *info, struct vsw_port *port,
		       struct vsw_nl_policy *policy)
{
	struct vsw_limit_set set;
	int n, err;

	vsw_limits_get(port, &set);
	for (n = 0; n < VSW_STORM_NUM; n++)
		read_u32(info->attrs[storm_attrs[n]], &set.storm[n],
			 &policy->set_limits);
	for (n = 0; n < VSW_DIR_NUM; n++) {
		read_u32(info->attrs[burst_attrs[n]], &set.burst[n],
			 &policy->set_limits);
		if (!info->attrs[rate_attrs[n]])
			continue;
		set.rate[n] = nla_get_u64(info->attrs[rate_attrs[n]]);
		policy->set_limits = true;
	}
	if (!policy->set_limits)
		return 0;
	err = vsw_limits_check(&set, info->extack);
	return err ?: vsw_limits_prepare(port, &set, &policy->limits);
}

static int read_mirror(struct genl_info *info, struct vsw_port *port,
		       enum vsw_dir dir, struct vsw_nl_policy *policy)
{
	struct nlattr *attr = info->attrs[mirror_attrs[dir]];
	struct vsw_port *to = NULL;
	struct net_device *dev;
	int err;

	if (!attr)
		return 0;
	if (nla_get_u32(attr)) {
		dev = __dev_get_by_index(genl_info_net(info),
					 nla_get_u32(attr));
		to = dev ? vsw_port_of(dev) : NULL;
		if (!to) {
			NL_SET_ERR_MSG_ATTR(info->extack, attr,
					    "mirror: no port with that ifindex in this namespace");
			return -ENODEV;
		}
	}
	err = vsw_mirror_check(port, to, info->extack);
	if (err) {
		NL_SET_BAD_ATTR(info->extack, attr);
		return err;
	}
	policy->set_mirror[dir] = true;
	policy->mirror[dir] = to;
	return 0;
}

/**
 * vsw_nl_policy_read() - what policy does a request ask for?
 * @info: request
 * @port: port that it names
 * @policy: result, all zero before; to be given to vsw_nl_policy_apply() or
 *	vsw_nl_policy_free()
 *
 * Context: rtnl.
 * Return: 0, -EOPNOTSUPP, -EINVAL, -ENODEV, -ERANGE or -ENOMEM.
 */
int vsw_nl_policy_read(struct genl_info *info, struct vsw_port *port,
		       struct vsw_nl_policy *policy)
{
	struct nlattr *recovery = info->attrs[VSWITCH_A_PORT_RECOVERY];
	int err;

	if (recovery && vsw_port_is_host(port)) {
		NL_SET_ERR_MSG_ATTR(info->extack, recovery,
				    "recovery: not for the switch's own port");
		return -EOPNOTSUPP;
	}
	if (recovery && nla_get_u32(recovery) > 86400) {
		NL_SET_ERR_MSG_ATTR(info->extack, recovery,
				    "recovery: 86400 seconds at most");
		return -ERANGE;
	}
	read_u32(recovery, &policy->recovery, &policy->set_recovery);
	err = read_mirror(info, port, VSW_DIR_IN, policy);
	if (!err)
		err = read_mirror(info, port, VSW_DIR_OUT, policy);
	return err ?: read_limits(info, port, policy);
}

/* Does it ask for any? */
bool vsw_nl_policy_any(const struct vsw_nl_policy *policy)
{
	return policy->set_recovery || policy->set_limits ||
	       policy->set_mirror[VSW_DIR_IN] ||
	       policy->set_mirror[VSW_DIR_OUT];
}

void vsw_nl_policy_apply(struct vsw_port *port, struct vsw_nl_policy *policy)
{
	enum vsw_dir dir;

	if (policy->set_recovery)
		port->recovery = policy->recovery;
	if (policy->set_limits)
		vsw_limits_apply(port, policy->limits);
	for (dir = 0; dir < VSW_DIR_NUM; dir++)
		if (policy->set_mirror[dir])
			vsw_mirror_set(port, dir, policy->mirror[dir]);
}

void vsw_nl_policy_free(struct vsw_nl_policy *policy)
{
	kfree(policy->limits);
}

static int put_limits(struct sk_buff *skb, const struct vsw_port *port)
{
	struct vsw_limit_set set;
	int n;

	vsw_limits_get(port, &set);
	for (n = 0; n < VSW_STORM_NUM; n++)
		if (nla_put_u32(skb, storm_attrs[n], set.storm[n]))
			return -EMSGSIZE;
	for (n = 0; n < VSW_DIR_NUM; n++)
		if (nla_put_u64_64bit(skb, rate_attrs[n], set.rate[n],
				      VSWITCH_A_PORT_PAD) ||
		    nla_put_u32(skb, burst_attrs[n], set.burst[n]))
			return -EMSGSIZE;
	return 0;
}

static int put_mirror(struct sk_buff *skb, const struct vsw_port *port)
{
	const struct vsw_port *to;
	enum vsw_dir dir;

	for (dir = 0; dir < VSW_DIR_NUM; dir++) {
		to = rtnl_dereference(port->mirror[dir]);
		if (nla_put_u32(skb, mirror_attrs[dir],
				to ? to->dev->ifindex : 0))
			return -EMSGSIZE;
	}
	return 0;
}

/* Write the policy of a port. 0 or -EMSGSIZE. */
int vsw_nl_policy_put(struct sk_buff *skb, const struct vsw_port *port)
{
	const struct vsw_guard *guard = rtnl_dereference(port->guard);

	return nla_put_u32(skb, VSWITCH_A_PORT_BINDINGS,
			   guard ? guard->num : 0) ?:
	       nla_put_u32(skb, VSWITCH_A_PORT_RECOVERY, port->recovery) ?:
	       nla_put_u32(skb, VSWITCH_A_PORT_SHUT, READ_ONCE(port->shut)) ?:
	       put_limits(skb, port) ?: put_mirror(skb, port);
}
