// SPDX-License-Identifier: GPL-2.0
/*
 * Source guards of ports in the family "vswitch". A request holds all bindings
 * that a port is to have; they are read and checked first. All under rtnl.
 */
#include <linux/etherdevice.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>

#include "vswitch/draft.h"
#include "vswitch/netlink.h"

#include "compat/extack.h"
#include "compat/genl.h"
#include "vswitch/vswitch_nl_gen.h"

static const struct vsw_nl_name guard_switch_name = {
	VSWITCH_A_GUARD_SWITCH_IFINDEX, VSWITCH_A_GUARD_SWITCH_IFNAME, "switch"
};

static const struct vsw_nl_name guard_port_name = {
	VSWITCH_A_GUARD_PORT_IFINDEX, VSWITCH_A_GUARD_PORT_IFNAME, "port"
};

static int read_address(struct nlattr **attrs, struct vsw_binding *binding,
			struct netlink_ext_ack *extack)
{
	struct nlattr *ip4 = attrs[VSWITCH_A_BINDING_IPV4];
	struct nlattr *ip6 = attrs[VSWITCH_A_BINDING_IPV6];
	struct nlattr *prefix = attrs[VSWITCH_A_BINDING_PREFIX_LEN];

	if (ip4 && ip6) {
		NL_SET_ERR_MSG(extack,
			       "guard: ipv4 and ipv6: give each a binding of its own");
		return -EINVAL;
	}
	if (prefix && !ip4 && !ip6) {
		NL_SET_ERR_MSG(extack, "guard: prefix-len without an address");
		return -EINVAL;
	}
	if (ip4) {
		binding->family = AF_INET;
		binding->prefix = 32;
		binding->ip4 = nla_get_in_addr(ip4);
	} else if (ip6) {
		binding->family = AF_INET6;
		binding->prefix = 128;
		binding->ip6 = nla_get_in6_addr(ip6);
	}
	if (prefix)
		binding->prefix = nla_get_u32(prefix);
	return 0;
}

static int read_binding(const struct vsw_port *port, const struct nlattr *nest,
			struct vsw_binding *binding,
			struct netlink_ext_ack *extack)
{
	struct nlattr *attrs[VSWITCH_A_BINDING_MAX + 1], *mac;
	int err;

	err = nla_parse_nested(attrs, VSWITCH_A_BINDING_PREFIX_LEN, nest,
			       vswitch_binding_nl_policy, extack);
	if (err)
		return err;
	mac = attrs[VSWITCH_A_BINDING_MAC];
	if (mac && is_zero_ether_addr(nla_data(mac))) {
		NL_SET_ERR_MSG_ATTR(extack, mac,
				    "guard: the MAC address is zero: leave it out for any");
		return -EADDRNOTAVAIL;
	}
	if (mac)
		ether_addr_copy(binding->mac, nla_data(mac));
	err = read_address(attrs, binding, extack);
	if (!err)
		err = vsw_guard_check(port, binding, extack);
	if (err)
		NL_SET_BAD_ATTR(extack, nest);
	return err;
}

/* How many bindings a request has, and which, in memory for VSW_GUARD_MAX */
static int read_bindings(const struct vsw_nl_req *req,
			 const struct vsw_port *port,
			 struct vsw_binding *binding)
{
	const struct nlattr *attr;
	int left, num = 0, err;

	nla_for_each_attr(attr, req->first, req->len, left) {
		if (nla_type(attr) != VSWITCH_A_GUARD_BINDING)
			continue;
		if (num == VSW_GUARD_MAX) {
			NL_SET_ERR_MSG_ATTR_FMT(req->extack, attr,
						"guard: %u bindings at most",
						VSW_GUARD_MAX);
			return -E2BIG;
		}
		err = read_binding(port, attr, &binding[num++], req->extack);
		if (err)
			return err;
	}
	return num;
}

static int put_binding(struct sk_buff *skb, const struct vsw_binding *b)
{
	struct nlattr *nest = nla_nest_start(skb, VSWITCH_A_GUARD_BINDING);

	if (!nest ||
	    (!is_zero_ether_addr(b->mac) &&
	     nla_put(skb, VSWITCH_A_BINDING_MAC, ETH_ALEN, b->mac)) ||
	    (b->family == AF_INET &&
	     nla_put_in_addr(skb, VSWITCH_A_BINDING_IPV4, b->ip4)) ||
	    (b->family == AF_INET6 &&
	     nla_put_in6_addr(skb, VSWITCH_A_BINDING_IPV6, &b->ip6)) ||
	    (b->family != AF_UNSPEC &&
	     nla_put_u32(skb, VSWITCH_A_BINDING_PREFIX_LEN, b->prefix)))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/**
 * vsw_nl_put_guard() - write the source guard of a port as a message
 * @skb: message buffer
 * @msg: head of the message
 * @port: port
 *
 * Context: rtnl.
 * Return: 0 or -EMSGSIZE.
 */
int vsw_nl_put_guard(struct sk_buff *skb, const struct vsw_nl_msg *msg,
		     struct vsw_port *port)
{
	const struct vsw_guard *guard = rtnl_dereference(port->guard);
	void *head = vsw_nl_begin(skb, msg);
	int n, err;

	if (!head)
		return -EMSGSIZE;
	err = vsw_nl_put_dev(skb, &guard_port_name, port->dev) ?:
	      vsw_nl_put_dev(skb, &guard_switch_name, port->sw->dev) ?:
	      nla_put_u32(skb, VSWITCH_A_GUARD_GENERATION,
			  port->sw->vn->generation);
	for (n = 0; !err && guard && n < guard->num; n++)
		err = put_binding(skb, &guard->binding[n]);
	return vsw_nl_end(skb, head, err);
}

static int get_guard(struct genl_info *info, struct sk_buff *reply)
{
	struct vsw_nl_msg msg = vsw_nl_reply_to(info, VSWITCH_CMD_GUARD_GET);
	struct vsw_port *port;

	port = vsw_nl_find_port(genl_info_net(info), info->attrs,
				&guard_port_name, info->extack);
	if (IS_ERR(port))
		return PTR_ERR(port);
	return vsw_nl_put_guard(reply, &msg, port);
}

int vswitch_nl_guard_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return vsw_nl_answer(info, get_guard);
}

/* The guard that a request asks for; NULL: none */
static struct vsw_guard *read_guard(const struct vsw_nl_req *req,
				    const struct vsw_port *port)
{
	struct vsw_guard *guard = NULL;
	struct vsw_binding *binding;
	int num;

	binding = kcalloc(VSW_GUARD_MAX, sizeof(*binding), GFP_KERNEL);
	if (!binding)
		return ERR_PTR(-ENOMEM);
	num = read_bindings(req, port, binding);
	if (num > 0)
		guard = vsw_guard_new(binding, num);
	kfree(binding);
	if (num < 0)
		return ERR_PTR(num);
	return num && !guard ? ERR_PTR(-ENOMEM) : guard;
}

int vsw_nl_set_guard(const struct vsw_nl_req *req)
{
	struct vsw_draft_port *to;
	struct vsw_guard *guard;
	struct vsw_port *port;

	port = vsw_nl_find_port(req->net, req->attrs, &guard_port_name,
				req->extack);
	if (IS_ERR(port))
		return PTR_ERR(port);
	to = vsw_draft_port(req->draft, port);
	if (!to)
		return -ENOMEM;
	guard = read_guard(req, port);
	if (IS_ERR(guard))
		return PTR_ERR(guard);
	kfree(to->guard);
	to->guard = guard;
	to->set_guard = true;
	return 0;
}

static int set_guard(struct genl_info *info, struct sk_buff *reply)
{
	int err = vsw_nl_change_one(info, vsw_nl_set_guard);

	return err ?: get_guard(info, reply);
}

int vswitch_nl_guard_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	return vsw_nl_answer(info, set_guard);
}

static int dump_guard(struct sk_buff *skb, struct netlink_callback *cb,
		      struct vsw_port *port)
{
	struct vsw_nl_msg msg = vsw_nl_part_of(cb, VSWITCH_CMD_GUARD_GET);

	if (!rtnl_dereference(port->guard))
		return 0;
	return vsw_nl_put_guard(skb, &msg, port);
}

int vswitch_nl_guard_get_dumpit(struct sk_buff *skb,
				struct netlink_callback *cb)
{
	return vsw_nl_dump_ports(skb, cb, dump_guard);
}
