// SPDX-License-Identifier: GPL-2.0
/*
 * Switches in the family "vswitch": listing them and setting their options. All
 * under rtnl.
 */
#include <linux/if_ether.h>
#include <linux/if_vlan.h>
#include <linux/rtnetlink.h>

#include "vswitch/draft.h"
#include "vswitch/netlink.h"

#include "compat/extack.h"
#include "compat/genl.h"
#include "vswitch/vswitch_nl_gen.h"

static_assert((int)VLAN_VID_MASK - 1 == VSWITCH_MAX_VLAN_ID);

static const struct vsw_nl_name switch_name = {
	VSWITCH_A_SWITCH_IFINDEX, VSWITCH_A_SWITCH_IFNAME, "switch"
};

static u64 drops_of(const void *of, enum vsw_drop why)
{
	return vsw_drops_of_all(of, why);
}

static int put_stats(struct sk_buff *skb, const struct vsw *sw)
{
	struct nlattr *nest = nla_nest_start(skb, VSWITCH_A_SWITCH_STATS);

	if (!nest ||
	    nla_put_u64_64bit(skb, VSWITCH_A_SWITCH_STATS_FDB_MOVES,
			      atomic64_read(&sw->moves),
			      VSWITCH_A_SWITCH_STATS_PAD) ||
	    nla_put_u64_64bit(skb, VSWITCH_A_SWITCH_STATS_FDB_FULL,
			      atomic64_read(&sw->fdb.full),
			      VSWITCH_A_SWITCH_STATS_PAD) ||
	    nla_put_u64_64bit(skb, VSWITCH_A_SWITCH_STATS_MDB_FULL,
			      atomic64_read(&sw->mcast->full),
			      VSWITCH_A_SWITCH_STATS_PAD) ||
	    nla_put_u64_64bit(skb, VSWITCH_A_SWITCH_STATS_MCAST_BAD,
			      atomic64_read(&sw->mcast->bad),
			      VSWITCH_A_SWITCH_STATS_PAD) ||
	    vsw_nl_put_drops(skb, VSWITCH_A_SWITCH_STATS_DROPS, sw, drops_of))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/**
 * vsw_nl_put_switch() - write a switch as a message
 * @skb: message buffer
 * @msg: head of the message
 * @sw: switch
 *
 * Context: rtnl.
 * Return: 0 or -EMSGSIZE.
 */
int vsw_nl_put_switch(struct sk_buff *skb, const struct vsw_nl_msg *msg,
		      struct vsw *sw)
{
	void *head = vsw_nl_begin(skb, msg);
	int err = 0;

	if (!head)
		return -EMSGSIZE;
	if (vsw_nl_put_dev(skb, &switch_name, sw->dev) ||
	    nla_put(skb, VSWITCH_A_SWITCH_MAC, ETH_ALEN, sw->dev->dev_addr) ||
	    nla_put_u32(skb, VSWITCH_A_SWITCH_VLAN_PROTO,
			ntohs(sw->vlan_proto)) ||
	    nla_put_u32(skb, VSWITCH_A_SWITCH_AGEING,
			vsw_fdb_ageing(&sw->fdb)) ||
	    nla_put_u32(skb, VSWITCH_A_SWITCH_FDB_LIMIT, sw->fdb.limit) ||
	    nla_put_u32(skb, VSWITCH_A_SWITCH_FDB_ENTRIES,
			READ_ONCE(sw->fdb.count)) ||
	    nla_put_u32(skb, VSWITCH_A_SWITCH_NUM_PORTS, sw->num_ports) ||
	    nla_put_u32(skb, VSWITCH_A_SWITCH_GENERATION,
			sw->vn->generation) ||
	    nla_put_string(skb, VSWITCH_A_SWITCH_MODE, vsw_mode_name(sw)) ||
	    nla_put_u32(skb, VSWITCH_A_SWITCH_BYPASS, vsw_bypass(sw)) ||
	    vsw_mcast_put_nl(skb, &sw->mcast->opts) ||
	    nla_put_u32(skb, VSWITCH_A_SWITCH_MDB_ENTRIES,
			READ_ONCE(sw->mcast->count)) ||
	    nla_put_u32(skb, VSWITCH_A_SWITCH_VLAN_STATS, sw->vlan_stats) ||
	    (msg->with_stats && put_stats(skb, sw)))
		err = -EMSGSIZE;
	return vsw_nl_end(skb, head, err);
}

static int answer(struct genl_info *info, struct sk_buff *reply,
		  bool with_stats)
{
	struct vsw_nl_msg msg = vsw_nl_reply_to(info, VSWITCH_CMD_SWITCH_GET);
	struct vsw *sw;

	sw = vsw_nl_find_switch(genl_info_net(info), info->attrs, &switch_name,
				info->extack);
	if (IS_ERR(sw))
		return PTR_ERR(sw);
	msg.with_stats = with_stats;
	return vsw_nl_put_switch(reply, &msg, sw);
}

static int get_switch(struct genl_info *info, struct sk_buff *reply)
{
	return answer(info, reply, info->attrs[VSWITCH_A_SWITCH_WITH_STATS]);
}

int vswitch_nl_switch_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return vsw_nl_answer(info, get_switch);
}

static int read_numbers(const struct vsw_nl_req *req,
			struct vsw_draft_switch *to)
{
	struct nlattr *ageing = req->attrs[VSWITCH_A_SWITCH_AGEING];
	struct nlattr *limit = req->attrs[VSWITCH_A_SWITCH_FDB_LIMIT];
	struct nlattr *stats = req->attrs[VSWITCH_A_SWITCH_VLAN_STATS];

	if (ageing && nla_get_u32(ageing) > VSWITCH_MAX_AGEING) {
		NL_SET_ERR_MSG_ATTR(req->extack, ageing,
				    "ageing: 1000000 seconds at most, or 0");
		return -ERANGE;
	}
	if (limit && (nla_get_u32(limit) < VSW_FDB_LIMIT_MIN ||
		      nla_get_u32(limit) > VSWITCH_MAX_FDB)) {
		NL_SET_ERR_MSG_ATTR(req->extack, limit,
				    "fdb-limit: 16 to 1048576 entries");
		return -ERANGE;
	}
	if (ageing) {
		to->set_ageing = true;
		to->ageing = nla_get_u32(ageing);
	}
	if (limit)
		to->limit = nla_get_u32(limit);
	if (stats)
		to->vlan_stats = nla_get_u32(stats);
	return 0;
}

static bool is_vlan_proto(u32 proto)
{
	return !proto || (proto <= U16_MAX && eth_type_vlan(htons(proto)));
}

static int read_mode(const struct vsw_nl_req *req, struct vsw_draft_switch *to)
{
	struct nlattr *mode = req->attrs[VSWITCH_A_SWITCH_MODE];
	char name[VSW_MODE_NAME_LEN];
	int err;

	if (!mode)
		return 0;
	nla_strscpy(name, mode, sizeof(name));
	err = vsw_draft_mode(req->draft, to, name, req->extack);
	if (err)
		NL_SET_BAD_ATTR(req->extack, mode);
	return err;
}

static int read_proto(const struct vsw_nl_req *req, struct vsw_draft_switch *to)
{
	struct nlattr *proto = req->attrs[VSWITCH_A_SWITCH_VLAN_PROTO];

	if (!proto)
		return 0;
	if (!is_vlan_proto(nla_get_u32(proto))) {
		NL_SET_ERR_MSG_ATTR(req->extack, proto,
				    "vlan-proto: 0x8100, 0x88a8 or 0");
		return -EPROTONOSUPPORT;
	}
	to->proto = htons(nla_get_u32(proto));
	return 0;
}

static int read_switch(const struct vsw_nl_req *req,
		       struct vsw_draft_switch *to)
{
	bool any_mcast = false;
	int err;

	err = vsw_mcast_read_nl(req->attrs, &to->mcast, &any_mcast,
				req->extack);
	if (err)
		return err;
	to->set_mcast |= any_mcast;
	if (!any_mcast && !req->attrs[VSWITCH_A_SWITCH_VLAN_PROTO] &&
	    !req->attrs[VSWITCH_A_SWITCH_AGEING] &&
	    !req->attrs[VSWITCH_A_SWITCH_FDB_LIMIT] &&
	    !req->attrs[VSWITCH_A_SWITCH_VLAN_STATS] &&
	    !req->attrs[VSWITCH_A_SWITCH_MODE]) {
		NL_SET_ERR_MSG(req->extack, "nothing to set is given");
		return -EINVAL;
	}
	err = read_numbers(req, to);
	if (!err)
		err = read_proto(req, to);
	return err ?: read_mode(req, to);
}

int vsw_nl_set_switch(const struct vsw_nl_req *req)
{
	struct vsw_draft_switch *to;
	struct vsw *sw;

	sw = vsw_nl_find_switch(req->net, req->attrs, &switch_name,
				req->extack);
	if (IS_ERR(sw))
		return PTR_ERR(sw);
	to = vsw_draft_switch(req->draft, sw);
	return to ? read_switch(req, to) : -ENOMEM;
}

static int set_switch(struct genl_info *info, struct sk_buff *reply)
{
	int err = vsw_nl_change_one(info, vsw_nl_set_switch);

	return err ?: answer(info, reply, false);
}

int vswitch_nl_switch_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	return vsw_nl_answer(info, set_switch);
}

/* A switch is written where its host's port comes up. */
static int dump_switch(struct sk_buff *skb, struct netlink_callback *cb,
		       struct vsw_port *port)
{
	struct vsw_nl_msg msg = vsw_nl_part_of(cb, VSWITCH_CMD_SWITCH_GET);

	if (!vsw_port_is_host(port))
		return 0;
	return vsw_nl_put_switch(skb, &msg, port->sw);
}

int vswitch_nl_switch_get_dumpit(struct sk_buff *skb,
				 struct netlink_callback *cb)
{
	return vsw_nl_dump_ports(skb, cb, dump_switch);
}
