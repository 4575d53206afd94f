// SPDX-License-Identifier: GPL-2.0
/*
 * Switches in the family "vswitch-nat": listing them and setting their options.
 * All under rtnl.
 */
#include <linux/rtnetlink.h>
#include <linux/slab.h>

#include "vswitch/nat/flow.h"
#include "vswitch/nat/netlink.h"

#include "compat/extack.h"
#include "compat/genl.h"
#include "vswitch/nat/vswitch_nat_nl_gen.h"

/* ---- writing -------------------------------------------------------------- */

static int put_uplinks(struct sk_buff *skb, const struct vsw_nat_opts *opts)
{
	struct nlattr *nest = nla_nest_start(skb, VSWITCH_NAT_A_NAT_UPLINKS);
	unsigned int i;

	if (!nest)
		return -EMSGSIZE;
	for (i = 0; i < opts->num_uplinks; i++)
		if (nla_put_u32(skb, VSWITCH_NAT_A_UPLINKS_IFINDEX,
				opts->uplinks[i]))
			return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_timeouts(struct sk_buff *skb, const struct vsw_nat_opts *opts)
{
	struct nlattr *nest = nla_nest_start(skb, VSWITCH_NAT_A_NAT_TIMEOUTS);
	unsigned int i;

	if (!nest)
		return -EMSGSIZE;
	for (i = 0; i < VSW_NAT_TIMEOUTS; i++)
		if (nla_put_u32(skb, i + 1, opts->timeouts[i]))
			return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static const struct {
	u16 attr;
	enum vsw_nat_stat stat;
} stats[] = {
	{ VSWITCH_NAT_A_STATS_CREATED, VSW_NAT_CREATED },
	{ VSWITCH_NAT_A_STATS_REFUSED_SESSIONS, VSW_NAT_REFUSED_SESSIONS },
	{ VSWITCH_NAT_A_STATS_REFUSED_RATE, VSW_NAT_REFUSED_RATE },
	{ VSWITCH_NAT_A_STATS_NO_PORT, VSW_NAT_NO_PORT },
	{ VSWITCH_NAT_A_STATS_FAST_PACKETS, VSW_NAT_FAST_PACKETS },
	{ VSWITCH_NAT_A_STATS_FAST_BYTES, VSW_NAT_FAST_BYTES },
};

static int put_stats(struct sk_buff *skb, struct vsw_nat *nat)
{
	struct nlattr *nest = nla_nest_start(skb, VSWITCH_NAT_A_NAT_STATS);
	unsigned int i;

	if (!nest ||
	    nla_put_u64_64bit(skb, VSWITCH_NAT_A_STATS_SESSIONS,
			      vsw_nat_sessions(nat),
			      VSWITCH_NAT_A_STATS_PAD))
		return -EMSGSIZE;
	for (i = 0; i < ARRAY_SIZE(stats); i++)
		if (nla_put_u64_64bit(skb, stats[i].attr,
				      vsw_nat_sum(nat, stats[i].stat),
				      VSWITCH_NAT_A_STATS_PAD))
			return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_opts(struct sk_buff *skb, const struct vsw_nat_opts *opts)
{
	if (put_uplinks(skb, opts) ||
	    nla_put_in_addr(skb, VSWITCH_NAT_A_NAT_POOL4_MIN,
			    opts->pool4[0]) ||
	    nla_put_in_addr(skb, VSWITCH_NAT_A_NAT_POOL4_MAX,
			    opts->pool4[1]) ||
	    nla_put_in6_addr(skb, VSWITCH_NAT_A_NAT_POOL6_MIN,
			     &opts->pool6[0]) ||
	    nla_put_in6_addr(skb, VSWITCH_NAT_A_NAT_POOL6_MAX,
			     &opts->pool6[1]) ||
	    nla_put_u32(skb, VSWITCH_NAT_A_NAT_PORT_MIN, opts->port_min) ||
	    nla_put_u32(skb, VSWITCH_NAT_A_NAT_PORT_MAX, opts->port_max) ||
	    nla_put_u32(skb, VSWITCH_NAT_A_NAT_IPV6, opts->ipv6) ||
	    nla_put_u32(skb, VSWITCH_NAT_A_NAT_BYPASS, opts->bypass) ||
	    nla_put_u32(skb, VSWITCH_NAT_A_NAT_MSS_CLAMP, opts->mss_clamp) ||
	    put_timeouts(skb, opts) ||
	    nla_put_u32(skb, VSWITCH_NAT_A_NAT_MAX_SESSIONS,
			opts->max_sessions) ||
	    nla_put_u32(skb, VSWITCH_NAT_A_NAT_MAX_RATE, opts->max_rate) ||
	    nla_put_u32(skb, VSWITCH_NAT_A_NAT_MAPPING, opts->mapping) ||
	    nla_put_u32(skb, VSWITCH_NAT_A_NAT_FILTERING, opts->filtering) ||
	    nla_put_u32(skb, VSWITCH_NAT_A_NAT_HELPERS, opts->helpers) ||
	    nla_put_in6_addr(skb, VSWITCH_NAT_A_NAT_NPT_INSIDE,
			     &opts->npt.inside) ||
	    nla_put_in6_addr(skb, VSWITCH_NAT_A_NAT_NPT_OUTSIDE,
			     &opts->npt.outside) ||
	    nla_put_u32(skb, VSWITCH_NAT_A_NAT_NPT_LENGTH, opts->npt.length))
		return -EMSGSIZE;
	return 0;
}

static int put_nat(struct sk_buff *skb, const struct vsw_nat_msg *msg,
		   struct vsw_nat *nat, struct vsw_nat_dump *dump)
{
	void *head = vsw_nat_nl_begin(skb, msg);
	int err = 0;

	if (!head)
		return -EMSGSIZE;
	if (vsw_nat_nl_put_dev(skb, VSWITCH_NAT_A_NAT_SWITCH_IFINDEX,
			       VSWITCH_NAT_A_NAT_SWITCH_IFNAME,
			       nat->sw->dev) ||
	    nla_put_u32(skb, VSWITCH_NAT_A_NAT_ZONE,
			VSW_NAT_ZONE + nat->id) ||
	    nla_put_u32(skb, VSWITCH_NAT_A_NAT_MARK, nat->mark) ||
	    nla_put_u32(skb, VSWITCH_NAT_A_NAT_MARK_MASK, vsw_nat_mark_mask) ||
	    put_opts(skb, rtnl_dereference(nat->opts)) ||
	    (msg->with_stats && put_stats(skb, nat)) ||
	    nla_put_u32(skb, VSWITCH_NAT_A_NAT_NUM_FORWARDS,
			nat->num_forwards))
		err = -EMSGSIZE;
	return vsw_nat_nl_end(skb, head, err);
}

/* Tell that a switch is in mode nat, or that its options changed. rtnl */
void vsw_nat_nl_changed(struct vsw_nat *nat)
{
	struct vsw_nat_msg msg = { .cmd = VSWITCH_NAT_CMD_NAT_NTF };
	struct sk_buff *skb = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_KERNEL);

	if (!skb)
		return;
	if (put_nat(skb, &msg, nat, NULL))
		nlmsg_free(skb);
	else
		vsw_nat_nl_multicast(nat->nn->net, skb,
				     VSWITCH_NAT_NLGRP_CONFIG, GFP_KERNEL);
}

/* ---- reading -------------------------------------------------------------- */

static int refuse(struct netlink_ext_ack *extack, struct nlattr *attr, int err,
		  const char *message)
{
	NL_SET_ERR_MSG_ATTR_FMT(extack, attr, "%s", message);
	return err;
}

/* May guests leave by it? */
static int check_uplink(struct vsw_nat *nat, struct nlattr *attr,
			struct netlink_ext_ack *extack)
{
	struct net_device *dev = __dev_get_by_index(nat->nn->net,
						    nla_get_u32(attr));

	if (!dev)
		return refuse(extack, attr, -ENODEV,
			      "uplinks: no device with that ifindex in this namespace");
	if (vsw_nat_of(dev))
		return refuse(extack, attr, -EINVAL,
			      "uplinks: a switch in mode nat can't be one");
	if (vsw_port_of(dev) && vsw_port_of(dev)->sw == nat->sw)
		return refuse(extack, attr, -EBUSY,
			      "uplinks: a port of the switch can't be one, too");
	return 0;
}

static int read_uplinks(struct vsw_nat *nat, struct nlattr *nest,
			struct vsw_nat_opts *opts,
			struct netlink_ext_ack *extack)
{
	struct nlattr *attr;
	int rem, err;

	opts->num_uplinks = 0;
	nla_for_each_nested(attr, nest, rem) {
		if (opts->num_uplinks == VSWITCH_NAT_MAX_UPLINKS)
			return refuse(extack, attr, -E2BIG,
				      "uplinks: 16 at most");
		err = check_uplink(nat, attr, extack);
		if (err)
			return err;
		opts->uplinks[opts->num_uplinks++] = nla_get_u32(attr);
	}
	return 0;
}

static int read_timeouts(struct nlattr *nest, struct vsw_nat_opts *opts,
			 struct netlink_ext_ack *extack)
{
	struct nlattr *attr;
	u32 seconds;
	int rem;

	nla_for_each_nested(attr, nest, rem) {
		seconds = nla_get_u32(attr);
		if (seconds < VSWITCH_NAT_MIN_TIMEOUT ||
		    seconds > VSWITCH_NAT_MAX_TIMEOUT)
			return refuse(extack, attr, -ERANGE,
				      "timeouts: 3 to 2000000 seconds");
		opts->timeouts[nla_type(attr) - 1] = seconds;
	}
	return 0;
}

static int read_pools(struct nlattr **attrs, struct vsw_nat_opts *opts,
		      struct netlink_ext_ack *extack)
{
	struct nlattr *min4 = attrs[VSWITCH_NAT_A_NAT_POOL4_MIN];
	struct nlattr *max4 = attrs[VSWITCH_NAT_A_NAT_POOL4_MAX];
	struct nlattr *min6 = attrs[VSWITCH_NAT_A_NAT_POOL6_MIN];
	struct nlattr *max6 = attrs[VSWITCH_NAT_A_NAT_POOL6_MAX];

	if (min4)
		opts->pool4[0] = nla_get_in_addr(min4);
	if (min4 || max4)
		opts->pool4[1] = max4 ? nla_get_in_addr(max4) : opts->pool4[0];
	if (min6)
		opts->pool6[0] = nla_get_in6_addr(min6);
	if (min6 || max6)
		opts->pool6[1] = max6 ? nla_get_in6_addr(max6) : opts->pool6[0];
	if (!opts->pool4[0] != !opts->pool4[1] ||
	    ntohl(opts->pool4[0]) > ntohl(opts->pool4[1]))
		return refuse(extack, max4 ?: min4, -EINVAL,
			      "pool4-max: not below pool4-min, and both or none");
	if (ipv6_addr_any(&opts->pool6[0]) != ipv6_addr_any(&opts->pool6[1]) ||
	    memcmp(&opts->pool6[0], &opts->pool6[1], 16) > 0)
		return refuse(extack, max6 ?: min6, -EINVAL,
			      "pool6-max: not below pool6-min, and both or none");
	return 0;
}

static int read_ports(struct nlattr **attrs, struct vsw_nat_opts *opts,
		      struct netlink_ext_ack *extack)
{
	struct nlattr *min = attrs[VSWITCH_NAT_A_NAT_PORT_MIN];
	struct nlattr *max = attrs[VSWITCH_NAT_A_NAT_PORT_MAX];

	if ((min && nla_get_u32(min) > U16_MAX) ||
	    (max && nla_get_u32(max) > U16_MAX))
		return refuse(extack, min ?: max, -ERANGE,
			      "port-min, port-max: 1 to 65535, or both 0");
	if (min)
		opts->port_min = nla_get_u32(min);
	if (max)
		opts->port_max = nla_get_u32(max);
	if (!opts->port_min != !opts->port_max ||
	    opts->port_min > opts->port_max)
		return refuse(extack, max ?: min, -EINVAL,
			      "port-max: not below port-min, and both or none");
	return 0;
}

static void read_numbers(struct nlattr **attrs, struct vsw_nat_opts *opts)
{
	if (attrs[VSWITCH_NAT_A_NAT_IPV6])
		opts->ipv6 = nla_get_u32(attrs[VSWITCH_NAT_A_NAT_IPV6]);
	if (attrs[VSWITCH_NAT_A_NAT_BYPASS])
		opts->bypass = nla_get_u32(attrs[VSWITCH_NAT_A_NAT_BYPASS]);
	if (attrs[VSWITCH_NAT_A_NAT_MSS_CLAMP])
		opts->mss_clamp =
			nla_get_u32(attrs[VSWITCH_NAT_A_NAT_MSS_CLAMP]);
	if (attrs[VSWITCH_NAT_A_NAT_MAX_SESSIONS])
		opts->max_sessions =
			nla_get_u32(attrs[VSWITCH_NAT_A_NAT_MAX_SESSIONS]);
	if (attrs[VSWITCH_NAT_A_NAT_MAX_RATE])
		opts->max_rate = nla_get_u32(attrs[VSWITCH_NAT_A_NAT_MAX_RATE]);
	if (attrs[VSWITCH_NAT_A_NAT_HELPERS])
		opts->helpers = nla_get_u32(attrs[VSWITCH_NAT_A_NAT_HELPERS]);
}

static int read_behaviour(struct nlattr **attrs, struct vsw_nat_opts *opts,
			  struct netlink_ext_ack *extack)
{
	struct nlattr *mapping = attrs[VSWITCH_NAT_A_NAT_MAPPING];
	struct nlattr *filtering = attrs[VSWITCH_NAT_A_NAT_FILTERING];

	if (mapping)
		opts->mapping = nla_get_u32(mapping);
	if (filtering)
		opts->filtering = nla_get_u32(filtering);
	if (opts->filtering > opts->mapping)
		return refuse(extack, filtering ?: mapping, -EINVAL,
			      "filtering: independent needs a mapping that is, too");
	return 0;
}

static int read_npt(struct nlattr **attrs, struct vsw_nat_opts *opts,
		    struct netlink_ext_ack *extack)
{
	struct nlattr *inside = attrs[VSWITCH_NAT_A_NAT_NPT_INSIDE];
	struct nlattr *outside = attrs[VSWITCH_NAT_A_NAT_NPT_OUTSIDE];
	struct nlattr *length = attrs[VSWITCH_NAT_A_NAT_NPT_LENGTH];
	struct vsw_nat_npt *npt = &opts->npt;

	if (inside)
		npt->inside = nla_get_in6_addr(inside);
	if (outside)
		npt->outside = nla_get_in6_addr(outside);
	if (length)
		npt->length = nla_get_u32(length);
	if (!vsw_nat_npt_is_prefix(&npt->inside, npt->length) ||
	    !vsw_nat_npt_is_prefix(&npt->outside, npt->length))
		return refuse(extack, length ?: inside ?: outside, -EINVAL,
			      "npt: bits of a prefix are set behind npt-length");
	if (opts->ipv6 == VSWITCH_NAT_IPV6_NPTV6 && !npt->length)
		return refuse(extack, length ?: attrs[VSWITCH_NAT_A_NAT_IPV6],
			      -EINVAL,
			      "nptv6 needs npt-inside, npt-outside and npt-length");
	return 0;
}

static int read_opts(struct vsw_nat *nat, struct nlattr **attrs,
		     struct vsw_nat_opts *opts, struct netlink_ext_ack *extack)
{
	int err = 0;

	if (attrs[VSWITCH_NAT_A_NAT_UPLINKS])
		err = read_uplinks(nat, attrs[VSWITCH_NAT_A_NAT_UPLINKS], opts,
				   extack);
	if (!err && attrs[VSWITCH_NAT_A_NAT_TIMEOUTS])
		err = read_timeouts(attrs[VSWITCH_NAT_A_NAT_TIMEOUTS], opts,
				    extack);
	if (!err)
		err = read_pools(attrs, opts, extack);
	if (!err)
		err = read_ports(attrs, opts, extack);
	if (!err)
		err = read_behaviour(attrs, opts, extack);
	read_numbers(attrs, opts);
	if (!err)
		err = read_npt(attrs, opts, extack);
	opts->is_plain = !opts->port_min && !opts->mapping &&
			 !opts->pool4[0] && ipv6_addr_any(&opts->pool6[0]);
	return err;
}

static int answer(struct genl_info *info, struct sk_buff *reply,
		  struct vsw_nat *nat, bool with_stats)
{
	struct vsw_nat_msg msg =
		vsw_nat_nl_reply_to(info, VSWITCH_NAT_CMD_NAT_GET);

	msg.with_stats = with_stats;
	return put_nat(reply, &msg, nat, NULL);
}

static bool is_npt(const struct vsw_nat_opts *opts)
{
	return opts->ipv6 == VSWITCH_NAT_IPV6_NPTV6;
}

static int set_nat(struct genl_info *info, struct sk_buff *reply)
{
	struct nf_conn *helpers[VSW_NAT_HELPERS];
	struct vsw_nat_opts *old, *new;
	struct vsw_nat_net *nn;
	struct vsw_nat *nat;
	int err;

	nat = vsw_nat_nl_find(genl_info_net(info), info->attrs, info->extack);
	if (IS_ERR(nat))
		return PTR_ERR(nat);
	old = rtnl_dereference(nat->opts);
	new = kmemdup(old, sizeof(*old), GFP_KERNEL);
	if (!new)
		return -ENOMEM;
	err = read_opts(nat, info->attrs, new, info->extack);
	if (!err)
		err = vsw_nat_helpers_prepare(nat, new->helpers, helpers,
					      info->extack);
	if (err) {
		kfree(new);
		return err;
	}
	nn = nat->nn;
	vsw_nat_helpers_set(nat, new->helpers, helpers);
	WRITE_ONCE(nn->num_npt, nn->num_npt + is_npt(new) - is_npt(old));
	rcu_assign_pointer(nat->opts, new);
	vsw_nat_owners_set(nat);
	vsw_nat_guests_set(nat);
	vsw_nat_eim_set(nat, old);
	/* Sessions that there are go by them at once. */
	vsw_nat_flow_flush(nn);
	kfree_rcu(old, rcu);
	vsw_nat_nl_changed(nat);
	return answer(info, reply, nat, false);
}

static int get_nat(struct genl_info *info, struct sk_buff *reply)
{
	struct vsw_nat *nat;

	nat = vsw_nat_nl_find(genl_info_net(info), info->attrs, info->extack);
	if (IS_ERR(nat))
		return PTR_ERR(nat);
	return answer(info, reply, nat,
		      info->attrs[VSWITCH_NAT_A_NAT_WITH_STATS]);
}

int vswitch_nat_nl_nat_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return vsw_nat_nl_answer(info, get_nat);
}

int vswitch_nat_nl_nat_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *helpers = info->attrs[VSWITCH_NAT_A_NAT_HELPERS];

	if (helpers)
		vsw_nat_helpers_load(nla_get_u32(helpers));
	return vsw_nat_nl_answer(info, set_nat);
}

int vswitch_nat_nl_nat_get_dumpit(struct sk_buff *skb,
				  struct netlink_callback *cb)
{
	return vsw_nat_nl_dump(skb, cb, VSWITCH_NAT_CMD_NAT_GET, put_nat);
}
