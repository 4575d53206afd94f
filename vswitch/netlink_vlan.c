// SPDX-License-Identifier: GPL-2.0
/*
 * VLANs of ports in the family "vswitch". All under rtnl.
 */
#include <linux/rtnetlink.h>

#include "vswitch/draft.h"
#include "vswitch/netlink.h"

#include "compat/extack.h"
#include "compat/genl.h"
#include "vswitch/vswitch_nl_gen.h"

static const struct vsw_nl_name vlan_switch_name = {
	VSWITCH_A_VLAN_SWITCH_IFINDEX, VSWITCH_A_VLAN_SWITCH_IFNAME, "switch"
};

static const struct vsw_nl_name vlan_port_name = {
	VSWITCH_A_VLAN_PORT_IFINDEX, VSWITCH_A_VLAN_PORT_IFNAME, "port"
};

/* What a request is about: VLANs of a port */
struct vlan_range {
	struct vsw_port *port;
	u16 first;
	u16 last;
};

static int read_range(const struct vsw_nl_req *req, bool pvid,
		      struct vlan_range *range)
{
	struct nlattr *first = req->attrs[VSWITCH_A_VLAN_FIRST];
	struct nlattr *last = req->attrs[VSWITCH_A_VLAN_LAST];

	range->port = vsw_nl_find_port(req->net, req->attrs, &vlan_port_name,
				       req->extack);
	if (IS_ERR(range->port))
		return PTR_ERR(range->port);
	if (!first) {
		NL_SET_ERR_MSG(req->extack, "no VLAN named: give first");
		NL_SET_ERR_ATTR_MISS(req->extack, NULL, VSWITCH_A_VLAN_FIRST);
		return -EINVAL;
	}
	range->first = nla_get_u32(first);
	range->last = last ? nla_get_u32(last) : range->first;
	return vsw_vlan_check(range->first, range->last, pvid, req->extack);
}

static bool is_set(const struct nlattr *attr)
{
	return attr && nla_get_u32(attr);
}

/* What is drafted of the port, with a table of its VLANs; NULL without memory */
static struct vsw_draft_port *draft_of(const struct vsw_nl_req *req,
				       const struct vlan_range *range)
{
	struct vsw_draft_port *to = vsw_draft_port(req->draft, range->port);

	if (!to || !vsw_draft_vlans(req->draft, to))
		return NULL;
	to->set = true;
	return to;
}

int vsw_nl_new_vlan(const struct vsw_nl_req *req)
{
	bool pvid = is_set(req->attrs[VSWITCH_A_VLAN_PVID]);
	struct vsw_draft_port *to;
	struct vlan_range range;
	int err;

	err = read_range(req, pvid, &range);
	if (err)
		return err;
	to = draft_of(req, &range);
	if (!to)
		return -ENOMEM;
	vsw_vlan_put(to->vlans, range.first, range.last,
		     is_set(req->attrs[VSWITCH_A_VLAN_UNTAGGED]));
	to->pvid = vsw_vlan_pvid(to->pvid, range.first, range.last, pvid);
	return 0;
}

static int new_vlan(struct genl_info *info)
{
	return vsw_nl_change_one(info, vsw_nl_new_vlan);
}

int vswitch_nl_vlan_new_doit(struct sk_buff *skb, struct genl_info *info)
{
	return vsw_nl_do(info, new_vlan);
}

int vsw_nl_del_vlan(const struct vsw_nl_req *req)
{
	struct vsw_draft_port *to;
	struct vlan_range range;
	int err;

	err = read_range(req, false, &range);
	if (err)
		return err;
	to = draft_of(req, &range);
	if (!to)
		return -ENOMEM;
	to->pvid = vsw_vlan_pvid(to->pvid, range.first, range.last, false);
	return vsw_vlan_take(to->vlans, range.first, range.last, req->extack);
}

static int del_vlan(struct genl_info *info)
{
	return vsw_nl_change_one(info, vsw_nl_del_vlan);
}

int vswitch_nl_vlan_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	return vsw_nl_do(info, del_vlan);
}

/* ---- dumps ---------------------------------------------------------------- */

static int put_u64(struct sk_buff *skb, u16 type, u64 value)
{
	return nla_put_u64_64bit(skb, type, value, VSWITCH_A_VLAN_STATS_PAD);
}

static int put_stats(struct sk_buff *skb, const struct vsw_port *port, u16 vid)
{
	struct vsw_port_traffic sum;
	struct nlattr *nest;

	if (!vsw_vlan_stats_get(port, vid, &sum))
		return 0;
	nest = nla_nest_start(skb, VSWITCH_A_VLAN_STATS);
	if (!nest ||
	    put_u64(skb, VSWITCH_A_VLAN_STATS_RX_PACKETS, sum.rx_packets) ||
	    put_u64(skb, VSWITCH_A_VLAN_STATS_RX_BYTES, sum.rx_bytes) ||
	    put_u64(skb, VSWITCH_A_VLAN_STATS_TX_PACKETS, sum.tx_packets) ||
	    put_u64(skb, VSWITCH_A_VLAN_STATS_TX_BYTES, sum.tx_bytes))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_range(struct sk_buff *skb, const struct vsw_nl_msg *msg,
		     const struct vlan_range *range)
{
	const struct vsw_port *port = range->port;
	const struct vsw_vlans *vlans = rtnl_dereference(port->vlans);
	void *head = vsw_nl_begin(skb, msg);
	int err = 0;

	if (!head)
		return -EMSGSIZE;
	if (vsw_nl_put_dev(skb, &vlan_port_name, port->dev) ||
	    vsw_nl_put_dev(skb, &vlan_switch_name, port->sw->dev) ||
	    nla_put_u32(skb, VSWITCH_A_VLAN_FIRST, range->first) ||
	    nla_put_u32(skb, VSWITCH_A_VLAN_LAST, range->last) ||
	    nla_put_u32(skb, VSWITCH_A_VLAN_PVID, port->pvid == range->first) ||
	    nla_put_u32(skb, VSWITCH_A_VLAN_UNTAGGED,
			test_bit(range->first, vlans->untagged)) ||
	    nla_put_u32(skb, VSWITCH_A_VLAN_GENERATION,
			port->sw->vn->generation) ||
	    (msg->with_stats && put_stats(skb, port, range->first)))
		err = -EMSGSIZE;
	return vsw_nl_end(skb, head, err);
}

/* The ranges of a port from vsw_nl_dump.item on; with counters each VLAN alone
 */
static int dump_vlans(struct sk_buff *skb, struct netlink_callback *cb,
		      struct vsw_port *port)
{
	struct vsw_nl_msg msg = vsw_nl_part_of(cb, VSWITCH_CMD_VLAN_GET);
	struct vsw_nl_dump *dump = vsw_nl_dump(cb);
	struct vlan_range range = { .port = port };
	int err;

	msg.with_stats &= port->sw->vlan_stats;
	while (vsw_vlan_next(port, dump->item, &range.first, &range.last)) {
		if (msg.with_stats)
			range.last = range.first;
		err = put_range(skb, &msg, &range);
		if (err)
			return err;
		dump->item = range.last + 1;
	}
	return 0;
}

int vswitch_nl_vlan_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return vsw_nl_dump_ports(skb, cb, dump_vlans);
}
