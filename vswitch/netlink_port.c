// SPDX-License-Identifier: GPL-2.0
/*
 * Ports in the family "vswitch": listing them and setting their options. All
 * under rtnl.
 */
#include <linux/rtnetlink.h>

#include "vswitch/draft.h"
#include "vswitch/netlink.h"
#include "vswitch/pf_filter.h"

#include "compat/extack.h"
#include "compat/genl.h"
#include "vswitch/vswitch_nl_gen.h"

static const struct vsw_nl_name port_name = {
	VSWITCH_A_PORT_IFINDEX, VSWITCH_A_PORT_IFNAME, "port"
};

static const struct vsw_nl_name port_switch_name = {
	VSWITCH_A_PORT_SWITCH_IFINDEX, VSWITCH_A_PORT_SWITCH_IFNAME, "switch"
};

static u64 drops_of(const void *of, enum vsw_drop why)
{
	return vsw_drops_of(of, why);
}

static int put_u64(struct sk_buff *skb, u16 type, u64 value)
{
	return nla_put_u64_64bit(skb, type, value, VSWITCH_A_PORT_STATS_PAD);
}

static int put_stats(struct sk_buff *skb, const struct vsw_port *port)
{
	struct nlattr *nest = nla_nest_start(skb, VSWITCH_A_PORT_STATS);
	struct vsw_port_traffic sum;

	vsw_port_traffic(port, &sum);
	if (!nest ||
	    put_u64(skb, VSWITCH_A_PORT_STATS_RX_PACKETS, sum.rx_packets) ||
	    put_u64(skb, VSWITCH_A_PORT_STATS_RX_BYTES, sum.rx_bytes) ||
	    put_u64(skb, VSWITCH_A_PORT_STATS_TX_PACKETS, sum.tx_packets) ||
	    put_u64(skb, VSWITCH_A_PORT_STATS_TX_BYTES, sum.tx_bytes) ||
	    put_u64(skb, VSWITCH_A_PORT_STATS_UNLEARNED,
		    atomic64_read(&port->unlearned)) ||
	    put_u64(skb, VSWITCH_A_PORT_STATS_ANSWERED,
		    atomic64_read(&port->answered)) ||
	    vsw_nl_put_drops(skb, VSWITCH_A_PORT_STATS_DROPS, port, drops_of))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_opts(struct sk_buff *skb, const struct vsw_port *port)
{
	enum vsw_opt opt;

	for (opt = 0; opt < VSW_OPT_NUM; opt++)
		if (nla_put_u32(skb, vsw_port_opts[opt].nl,
				vsw_port_opt(port, opt)))
			return -EMSGSIZE;
	if (nla_put_u32(skb, VSWITCH_A_PORT_MCAST_ROUTER, port->mcast_router) ||
	    nla_put_u32(skb, VSWITCH_A_PORT_MCAST_LIMIT, port->mcast_limit) ||
	    nla_put_u32(skb, VSWITCH_A_PORT_MCAST_GROUPS,
			READ_ONCE(port->mcast_groups)))
		return -EMSGSIZE;
	return nla_put_u32(skb, VSWITCH_A_PORT_LEARN_LIMIT,
			   port->learn_limit);
}

static int put_filters(struct sk_buff *skb, const struct vsw_port *port)
{
	struct vsw_pf_filter_state state;

	if (!vsw_pf_filter_state(port, &state))
		return 0;
	return nla_put_u32(skb, VSWITCH_A_PORT_FILTER_LIMIT, state.limit) ||
	       nla_put_u32(skb, VSWITCH_A_PORT_FILTERS, state.num) ||
	       nla_put_u32(skb, VSWITCH_A_PORT_UNFILTERED, state.missing);
}

/**
 * vsw_nl_put_port_msg() - write a port as a message
 * @skb: message buffer
 * @msg: head of the message
 * @port: port
 *
 * Context: rtnl.
 * Return: 0 or -EMSGSIZE.
 */
int vsw_nl_put_port_msg(struct sk_buff *skb, const struct vsw_nl_msg *msg,
			struct vsw_port *port)
{
	void *head = vsw_nl_begin(skb, msg);
	int err = 0;

	if (!head)
		return -EMSGSIZE;
	if (vsw_nl_put_dev(skb, &port_name, port->dev) ||
	    vsw_nl_put_dev(skb, &port_switch_name, port->sw->dev) ||
	    nla_put_u32(skb, VSWITCH_A_PORT_NUMBER, port->number) ||
	    nla_put_u32(skb, VSWITCH_A_PORT_HOST, vsw_port_is_host(port)) ||
	    nla_put_u32(skb, VSWITCH_A_PORT_LINK, vsw_port_has_link(port)) ||
	    nla_put_u32(skb, VSWITCH_A_PORT_LEARNED,
			READ_ONCE(port->learned)) ||
	    nla_put_u32(skb, VSWITCH_A_PORT_PVID, port->pvid) ||
	    nla_put_u32(skb, VSWITCH_A_PORT_GENERATION,
			port->sw->vn->generation) ||
	    nla_put_u32(skb, VSWITCH_A_PORT_BARRED, vsw_mode_bars(port)) ||
	    nla_put_u32(skb, VSWITCH_A_PORT_BYPASS,
			vsw_bypass_dev(port->dev)) ||
	    put_opts(skb, port) || put_filters(skb, port) ||
	    vsw_nl_policy_put(skb, port) ||
	    (msg->with_stats && put_stats(skb, port)))
		err = -EMSGSIZE;
	return vsw_nl_end(skb, head, err);
}

static int answer(struct genl_info *info, struct sk_buff *reply,
		  bool with_stats)
{
	struct vsw_nl_msg msg = vsw_nl_reply_to(info, VSWITCH_CMD_PORT_GET);
	struct vsw_port *port;

	port = vsw_nl_find_port(genl_info_net(info), info->attrs, &port_name,
				info->extack);
	if (IS_ERR(port))
		return PTR_ERR(port);
	msg.with_stats = with_stats;
	return vsw_nl_put_port_msg(reply, &msg, port);
}

static int get_port(struct genl_info *info, struct sk_buff *reply)
{
	return answer(info, reply, info->attrs[VSWITCH_A_PORT_WITH_STATS]);
}

int vswitch_nl_port_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return vsw_nl_answer(info, get_port);
}

static int read_mcast(const struct vsw_nl_req *req,
		      struct vsw_port_change *change, bool *any)
{
	struct nlattr *limit = req->attrs[VSWITCH_A_PORT_MCAST_LIMIT];
	struct nlattr *router = req->attrs[VSWITCH_A_PORT_MCAST_ROUTER];

	if (limit && nla_get_u32(limit) > VSWITCH_MAX_MDB) {
		NL_SET_ERR_MSG_ATTR(req->extack, limit,
				    "mcast-limit: 1048576 groups at most, or 0");
		return -ERANGE;
	}
	if (limit) {
		change->set_mcast_limit = true;
		change->mcast_limit = nla_get_u32(limit);
	}
	if (router) {
		change->set_mcast_router = true;
		change->mcast_router = nla_get_u32(router);
	}
	*any |= limit || router;
	return 0;
}

/* What a request is to switch on or off, and limits */
static int read_change(const struct vsw_nl_req *req,
		       struct vsw_port_change *change, bool *any)
{
	struct nlattr *limit = req->attrs[VSWITCH_A_PORT_LEARN_LIMIT];
	struct nlattr *filters = req->attrs[VSWITCH_A_PORT_FILTER_LIMIT];
	struct nlattr *attr;
	enum vsw_opt opt;

	for (opt = 0; opt < VSW_OPT_NUM; opt++) {
		attr = req->attrs[vsw_port_opts[opt].nl];
		if (!attr)
			continue;
		*any = true;
		change->mask |= BIT(opt);
		change->on &= ~BIT(opt);
		if (nla_get_u32(attr))
			change->on |= BIT(opt);
	}
	if (limit && nla_get_u32(limit) > VSWITCH_MAX_FDB) {
		NL_SET_ERR_MSG_ATTR(req->extack, limit,
				    "learn-limit: 1048576 stations at most, or 0");
		return -ERANGE;
	}
	if (limit) {
		*any = true;
		change->set_learn_limit = true;
		change->learn_limit = nla_get_u32(limit);
	}
	if (filters && nla_get_u32(filters) > VSWITCH_MAX_FILTERS) {
		NL_SET_ERR_MSG_ATTR(req->extack, filters,
				    "filter-limit: 4096 filters at most, or 0");
		return -ERANGE;
	}
	if (filters) {
		*any = true;
		change->set_filter_limit = true;
		change->filter_limit = nla_get_u32(filters);
	}
	return 0;
}

/* Read and check all that a request is to change. */
static int read_port(const struct vsw_nl_req *req, struct vsw_draft_port *to)
{
	bool any = false;
	int err;

	to->set = true;
	err = read_change(req, &to->change, &any);
	if (!err)
		err = vsw_port_check(to->port, &to->change, req->extack);
	if (!err)
		err = vsw_nl_policy_read(req, to, &any);
	if (!err)
		err = read_mcast(req, &to->change, &any);
	if (err || any)
		return err;
	NL_SET_ERR_MSG(req->extack, "nothing to set is given");
	return -EINVAL;
}

int vsw_nl_set_port(const struct vsw_nl_req *req)
{
	struct vsw_draft_port *to;
	struct vsw_port *port;

	port = vsw_nl_find_port(req->net, req->attrs, &port_name, req->extack);
	if (IS_ERR(port))
		return PTR_ERR(port);
	to = vsw_draft_port(req->draft, port);
	return to ? read_port(req, to) : -ENOMEM;
}

static int set_port(struct genl_info *info, struct sk_buff *reply)
{
	int err = vsw_nl_change_one(info, vsw_nl_set_port);

	return err ?: answer(info, reply, false);
}

int vswitch_nl_port_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	return vsw_nl_answer(info, set_port);
}

static int dump_port(struct sk_buff *skb, struct netlink_callback *cb,
		     struct vsw_port *port)
{
	struct vsw_nl_msg msg = vsw_nl_part_of(cb, VSWITCH_CMD_PORT_GET);

	return vsw_nl_put_port_msg(skb, &msg, port);
}

int vswitch_nl_port_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return vsw_nl_dump_ports(skb, cb, dump_port);
}
