// SPDX-License-Identifier: GPL-2.0
/*
 * Policy of ports in the family "vswitch": the attributes of a port that are
 * more than on or off. What a request asks for is read and checked into a draft,
 * and applied from there, which can't fail. All under rtnl.
 */
#include <linux/rtnetlink.h>

#include "vswitch/draft.h"
#include "vswitch/netlink.h"

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

static int read_limits(const struct vsw_nl_req *req, struct vsw_draft_port *to,
		       bool *any)
{
	struct vsw_limit_set *set = &to->limits;
	bool given = false;
	int n;

	for (n = 0; n < VSW_STORM_NUM; n++)
		read_u32(req->attrs[storm_attrs[n]], &set->storm[n], &given);
	for (n = 0; n < VSW_DIR_NUM; n++) {
		read_u32(req->attrs[burst_attrs[n]], &set->burst[n], &given);
		if (!req->attrs[rate_attrs[n]])
			continue;
		set->rate[n] = nla_get_u64(req->attrs[rate_attrs[n]]);
		given = true;
	}
	if (!given)
		return 0;
	to->policy.set_limits = true;
	*any = true;
	return vsw_limits_check(set, req->extack);
}

static int read_mirror(const struct vsw_nl_req *req,
		       struct vsw_draft_port *from, enum vsw_dir dir, bool *any)
{
	struct nlattr *attr = req->attrs[mirror_attrs[dir]];
	struct vsw_port *to = NULL;
	struct net_device *dev;
	int err;

	if (!attr)
		return 0;
	if (nla_get_u32(attr)) {
		dev = __dev_get_by_index(req->net, nla_get_u32(attr));
		to = dev ? vsw_port_of(dev) : NULL;
		if (!to) {
			NL_SET_ERR_MSG_ATTR(req->extack, attr,
					    "mirror: no port with that ifindex in this namespace");
			return -ENODEV;
		}
	}
	err = vsw_mirror_check(from->port, to, req->extack);
	if (err) {
		NL_SET_BAD_ATTR(req->extack, attr);
		return err;
	}
	from->policy.set_mirror[dir] = true;
	from->policy.mirror[dir] = to;
	*any = true;
	return 0;
}

/**
 * vsw_nl_policy_read() - what policy does a request ask for?
 * @req: request
 * @to: port that it names
 * @any: set when it asks for any
 *
 * Context: rtnl.
 * Return: 0, -EOPNOTSUPP, -EINVAL, -ENODEV or -ERANGE.
 */
int vsw_nl_policy_read(const struct vsw_nl_req *req, struct vsw_draft_port *to,
		       bool *any)
{
	struct nlattr *recovery = req->attrs[VSWITCH_A_PORT_RECOVERY];
	int err;

	if (recovery && vsw_port_is_host(to->port)) {
		NL_SET_ERR_MSG_ATTR(req->extack, recovery,
				    "recovery: not for the switch's own port");
		return -EOPNOTSUPP;
	}
	if (recovery && nla_get_u32(recovery) > 86400) {
		NL_SET_ERR_MSG_ATTR(req->extack, recovery,
				    "recovery: 86400 seconds at most");
		return -ERANGE;
	}
	read_u32(recovery, &to->policy.recovery, &to->policy.set_recovery);
	*any |= !!recovery;
	err = read_mirror(req, to, VSW_DIR_IN, any);
	if (!err)
		err = read_mirror(req, to, VSW_DIR_OUT, any);
	return err ?: read_limits(req, to, any);
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
