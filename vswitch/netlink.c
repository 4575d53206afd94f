// SPDX-License-Identifier: GPL-2.0
/*
 * The generic netlink family "vswitch": what its requests have in common, as
 * described in netlink_uapi/specs/vswitch.yaml. The policy and the table of
 * operations are generated from that; by the time a handler runs, attributes
 * have the right type, length and range, and the caller the right to call.
 *
 * Requests find devices in the namespace of their socket, under rtnl, and hold
 * it while they read or change. A dump holds nothing from one message buffer to
 * the next: it goes on by index of the switch and number of the port.
 */
#include <linux/rtnetlink.h>
#include <net/sock.h>

#include "vswitch/netlink.h"

#include "compat/extack.h"
#include "compat/genl.h"
#include "vswitch/vswitch_nl_gen.h"

int vsw_nl_check_version(const struct nlmsghdr *nlh,
			 struct netlink_ext_ack *extack)
{
	const struct genlmsghdr *header = nlmsg_data(nlh);

	if (header->version == VSWITCH_FAMILY_VERSION)
		return 0;
	NL_SET_ERR_MSG_FMT(extack,
			   "version %u in the header, the family has version %u",
			   header->version, VSWITCH_FAMILY_VERSION);
	return -EINVAL;
}

/* Does a request name what @name is about? */
bool vsw_nl_names(struct nlattr **attrs, const struct vsw_nl_name *name)
{
	return attrs[name->ifindex] || attrs[name->ifname];
}
EXPORT_SYMBOL_GPL(vsw_nl_names);

/**
 * vsw_nl_find_dev() - the device that a request names
 * @net: namespace
 * @attrs: of the request
 * @name: where it is named
 * @extack: where the reason of a refusal goes
 *
 * Context: rtnl.
 * Return: the device, or an ERR_PTR: -EINVAL, -ENODEV.
 */
struct net_device *vsw_nl_find_dev(struct net *net, struct nlattr **attrs,
				   const struct vsw_nl_name *name,
				   struct netlink_ext_ack *extack)
{
	struct nlattr *index = attrs[name->ifindex];
	struct nlattr *by_name = attrs[name->ifname];
	struct net_device *dev = NULL, *same = NULL;

	if (!index && !by_name) {
		NL_SET_ERR_MSG_FMT(extack,
				   "no %s named: give its ifindex or its name",
				   name->what);
		NL_SET_ERR_ATTR_MISS(extack, NULL, name->ifindex);
		return ERR_PTR(-EINVAL);
	}
	if (index)
		dev = __dev_get_by_index(net, nla_get_u32(index));
	if (by_name)
		same = __dev_get_by_name(net, nla_data(by_name));
	if ((index && !dev) || (by_name && !same)) {
		NL_SET_ERR_MSG_ATTR_FMT(extack, index && !dev ? index : by_name,
					"no device with that %s in this namespace",
					index && !dev ? "ifindex" : "name");
		return ERR_PTR(-ENODEV);
	}
	if (dev && same && dev != same) {
		NL_SET_ERR_MSG_ATTR(extack, by_name,
				    "ifindex and name are of different devices");
		return ERR_PTR(-EINVAL);
	}
	return dev ?: same;
}
EXPORT_SYMBOL_GPL(vsw_nl_find_dev);

static struct nlattr *naming(struct nlattr **attrs,
			     const struct vsw_nl_name *name)
{
	return attrs[name->ifindex] ?: attrs[name->ifname];
}

struct vsw *vsw_nl_find_switch(struct net *net, struct nlattr **attrs,
			       const struct vsw_nl_name *name,
			       struct netlink_ext_ack *extack)
{
	struct net_device *dev = vsw_nl_find_dev(net, attrs, name, extack);

	if (IS_ERR(dev))
		return ERR_CAST(dev);
	if (!vsw_is_switch(dev)) {
		NL_SET_ERR_MSG_ATTR_FMT(extack, naming(attrs, name),
					"%s is no switch", dev->name);
		return ERR_PTR(-ENODEV);
	}
	return netdev_priv(dev);
}
EXPORT_SYMBOL_GPL(vsw_nl_find_switch);

struct vsw_port *vsw_nl_find_port(struct net *net, struct nlattr **attrs,
				  const struct vsw_nl_name *name,
				  struct netlink_ext_ack *extack)
{
	struct net_device *dev = vsw_nl_find_dev(net, attrs, name, extack);
	struct vsw_port *port;

	if (IS_ERR(dev))
		return ERR_CAST(dev);
	if (vsw_is_switch(dev))
		return ((struct vsw *)netdev_priv(dev))->host;
	port = vsw_port_of(dev);
	if (!port) {
		NL_SET_ERR_MSG_ATTR_FMT(extack, naming(attrs, name),
					"%s is no port of a switch", dev->name);
		return ERR_PTR(-ENODEV);
	}
	return port;
}

/* The same, for a port that must be one of the switch */
struct vsw_port *vsw_nl_find_port_of(struct net *net, struct nlattr **attrs,
				     const struct vsw_nl_name *name,
				     const struct vsw *sw,
				     struct netlink_ext_ack *extack)
{
	struct vsw_port *port = vsw_nl_find_port(net, attrs, name, extack);

	if (IS_ERR(port) || port->sw == sw)
		return port;
	NL_SET_ERR_MSG_FMT(extack, "%s is a port of %s, not of %s",
			   port->dev->name, port->sw->dev->name, sw->dev->name);
	return ERR_PTR(-ENODEV);
}

int vsw_nl_put_dev(struct sk_buff *skb, const struct vsw_nl_name *name,
		   const struct net_device *dev)
{
	return nla_put_u32(skb, name->ifindex, dev->ifindex) ||
	       nla_put_string(skb, name->ifname, dev->name) ? -EMSGSIZE : 0;
}

static int put_drop(struct sk_buff *skb, enum vsw_drop why, u64 count)
{
	struct nlattr *nest = nla_nest_start(skb, VSWITCH_A_DROPS_DROP);

	if (!nest ||
	    nla_put_string(skb, VSWITCH_A_DROP_REASON,
			   vsw_drop_reasons[why].name) ||
	    nla_put_u64_64bit(skb, VSWITCH_A_DROP_COUNT, count,
			      VSWITCH_A_DROP_PAD))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/**
 * vsw_nl_put_drops() - write the counters of dropped frames
 * @skb: message
 * @type: of the attribute that holds them
 * @of: whose they are
 * @count: gets one of them
 *
 * Return: 0 or -EMSGSIZE.
 */
int vsw_nl_put_drops(struct sk_buff *skb, u16 type, const void *of,
		     u64 (*count)(const void *of, enum vsw_drop why))
{
	struct nlattr *nest = nla_nest_start(skb, type);
	enum vsw_drop why;

	if (!nest)
		return -EMSGSIZE;
	for (why = 0; why < VSW_DROP_COUNT; why++)
		if (put_drop(skb, why, count(of, why)))
			return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/* ---- messages ------------------------------------------------------------- */

struct vsw_nl_msg vsw_nl_reply_to(const struct genl_info *info, u8 cmd)
{
	return (struct vsw_nl_msg) {
		.portid = info->snd_portid,
		.seq = info->snd_seq,
		.cmd = cmd,
	};
}

struct vsw_nl_msg vsw_nl_part_of(struct netlink_callback *cb, u8 cmd)
{
	return (struct vsw_nl_msg) {
		.portid = NETLINK_CB(cb->skb).portid,
		.seq = cb->nlh->nlmsg_seq,
		.flags = NLM_F_MULTI,
		.cmd = cmd,
		.with_stats = vsw_nl_dump(cb)->with_stats,
		.cb = cb,
	};
}

/* Begin a message; NULL when there is no room. */
void *vsw_nl_begin(struct sk_buff *skb, const struct vsw_nl_msg *msg)
{
	void *head = genlmsg_put(skb, msg->portid, msg->seq,
				 &vswitch_nl_family, msg->flags, msg->cmd);

	if (head && msg->cb)
		genl_dump_check_consistent(msg->cb, head);
	return head;
}

/* End it, or take it back when @err says that it had no room. */
int vsw_nl_end(struct sk_buff *skb, void *head, int err)
{
	if (err) {
		genlmsg_cancel(skb, head);
		return err;
	}
	genlmsg_end(skb, head);
	return 0;
}

/**
 * vsw_nl_do() - serve a request that is answered with an acknowledgment
 * @info: request
 * @act: does it; rtnl held
 *
 * Return: what @act returned, or -EINVAL for another version.
 */
int vsw_nl_do(struct genl_info *info, int (*act)(struct genl_info *info))
{
	int err = vsw_nl_check_version(info->nlhdr, info->extack);

	if (err)
		return err;
	rtnl_lock();
	err = act(info);
	rtnl_unlock();
	return err;
}

/**
 * vsw_nl_answer() - serve a request that is answered with an object
 * @info: request
 * @act: does it and writes the answer; rtnl held
 *
 * The memory is there before the change, which isn't undone for want of it.
 *
 * Return: what @act returned, -EINVAL for another version, or -ENOMEM.
 */
int vsw_nl_answer(struct genl_info *info, vsw_nl_act act)
{
	struct sk_buff *reply;
	int err;

	err = vsw_nl_check_version(info->nlhdr, info->extack);
	if (err)
		return err;
	reply = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!reply)
		return -ENOMEM;
	rtnl_lock();
	err = act(info, reply);
	rtnl_unlock();
	if (!err)
		return genlmsg_reply(reply, info);
	WARN_ON_ONCE(err == -EMSGSIZE);
	nlmsg_free(reply);
	return err;
}

/* ---- dumps ---------------------------------------------------------------- */

struct vsw_nl_dump *vsw_nl_dump(struct netlink_callback *cb)
{
	BUILD_BUG_ON(sizeof(struct vsw_nl_dump) > sizeof(cb->ctx));
	return (struct vsw_nl_dump *)cb->ctx;
}

/* What a dump is to show: all, or one switch, or one port. The attributes have
 * other numbers in each set; a set that lacks one has 0 here.
 */
static const struct dump_attrs {
	u8 cmd;
	u16 with_stats;
	struct vsw_nl_name sw;
	struct vsw_nl_name port;
} dump_attrs[] = {
	{ .cmd = VSWITCH_CMD_SWITCH_GET,
	  .with_stats = VSWITCH_A_SWITCH_WITH_STATS },
	{ .cmd = VSWITCH_CMD_PORT_GET,
	  .with_stats = VSWITCH_A_PORT_WITH_STATS,
	  .sw = { VSWITCH_A_PORT_SWITCH_IFINDEX, VSWITCH_A_PORT_SWITCH_IFNAME,
		  "switch" } },
	{ .cmd = VSWITCH_CMD_VLAN_GET,
	  .with_stats = VSWITCH_A_VLAN_WITH_STATS,
	  .sw = { VSWITCH_A_VLAN_SWITCH_IFINDEX, VSWITCH_A_VLAN_SWITCH_IFNAME,
		  "switch" },
	  .port = { VSWITCH_A_VLAN_PORT_IFINDEX, VSWITCH_A_VLAN_PORT_IFNAME,
		    "port" } },
	{ .cmd = VSWITCH_CMD_GUARD_GET,
	  .sw = { VSWITCH_A_GUARD_SWITCH_IFINDEX,
		  VSWITCH_A_GUARD_SWITCH_IFNAME, "switch" } },
};

static int dump_only(struct netlink_callback *cb, const struct dump_attrs *a,
		     struct nlattr **attrs)
{
	struct vsw_nl_dump *dump = vsw_nl_dump(cb);
	struct net *net = sock_net(cb->skb->sk);
	struct vsw_port *port;
	struct vsw *sw;

	if (a->sw.ifindex && vsw_nl_names(attrs, &a->sw)) {
		sw = vsw_nl_find_switch(net, attrs, &a->sw, cb->extack);
		if (IS_ERR(sw))
			return PTR_ERR(sw);
		dump->only = sw->dev->ifindex;
	}
	if (a->port.ifindex && vsw_nl_names(attrs, &a->port)) {
		port = vsw_nl_find_port(net, attrs, &a->port, cb->extack);
		if (IS_ERR(port))
			return PTR_ERR(port);
		dump->only = port->sw->dev->ifindex;
		dump->port = port->dev->ifindex;
	}
	return 0;
}

/* Refusals come from here and not from the dump itself, whose errors would
 * lack the offset of the attribute.
 */
int vswitch_nl_get_start(struct netlink_callback *cb)
{
	const struct genlmsghdr *header = nlmsg_data(cb->nlh);
	struct nlattr **attrs = compat_genl_dump_attrs(cb);
	const struct dump_attrs *a = dump_attrs;
	int err;

	err = vsw_nl_check_version(cb->nlh, cb->extack);
	if (err)
		return err;
	while (a->cmd != header->cmd)
		a++;
	if (a->with_stats)
		vsw_nl_dump(cb)->with_stats = attrs[a->with_stats];
	rtnl_lock();
	err = dump_only(cb, a, attrs);
	rtnl_unlock();
	return err;
}

static int dump_switch(struct sk_buff *skb, struct netlink_callback *cb,
		       struct vsw *sw, vsw_nl_put_port put)
{
	struct vsw_nl_dump *dump = vsw_nl_dump(cb);
	struct vsw_port *port;
	int err;

	list_for_each_entry(port, &sw->ports, list) {
		if (port->number < dump->number ||
		    (dump->port && port->dev->ifindex != dump->port))
			continue;
		if (port->number > dump->number)
			dump->item = 0;
		dump->number = port->number;
		err = put(skb, cb, port);
		if (err)
			return err;
	}
	return 0;
}

/**
 * vsw_nl_dump_ports() - go on with a dump of ports
 * @skb: message buffer
 * @cb: dump
 * @put: writes all of one port, or leaves in vsw_nl_dump.item where it came to
 *
 * Return: what a dumpit() returns.
 */
int vsw_nl_dump_ports(struct sk_buff *skb, struct netlink_callback *cb,
		      vsw_nl_put_port put)
{
	struct vsw_nl_dump *dump = vsw_nl_dump(cb);
	struct vsw_net *vn = vsw_net(sock_net(cb->skb->sk));
	struct vsw *sw;
	int err = 0;

	rtnl_lock();
	cb->seq = vn->generation;
	list_for_each_entry(sw, &vn->switches, node) {
		if (sw->dev->ifindex < dump->next ||
		    (dump->only && sw->dev->ifindex != dump->only))
			continue;
		if (sw->dev->ifindex > dump->next) {
			dump->next = sw->dev->ifindex;
			dump->number = 0;
			dump->item = 0;
		}
		err = dump_switch(skb, cb, sw, put);
		if (err)
			break;
		dump->next++;
		dump->number = 0;
		dump->item = 0;
	}
	rtnl_unlock();
	return err == -EMSGSIZE && skb->len ? skb->len : err;
}

/* ---- the family ----------------------------------------------------------- */

int vsw_netlink_init(void)
{
	return genl_register_family(&vswitch_nl_family);
}

void vsw_netlink_exit(void)
{
	genl_unregister_family(&vswitch_nl_family);
}
