// SPDX-License-Identifier: GPL-2.0
/*
 * Notifications of the family "vswitch": of what changed, with the whole object
 * as it is now, to whom listens in the switch's namespace. Those of ports and
 * switches are sent under rtnl, those of stations under vsw_fdb.lock, and of
 * members of groups under vsw_mcast.lock.
 */
#include <linux/rtnetlink.h>

#include "vswitch/netlink.h"

#include "compat/genl.h"
#include "vswitch/vswitch_nl_gen.h"

/* A message for listeners of @group; NULL if there are none, or no memory,
 * which they are told.
 */
static struct sk_buff *ntf_new(struct net *net, unsigned int group, gfp_t gfp)
{
	struct sk_buff *skb;

	if (!genl_has_listeners(&vswitch_nl_family, net, group))
		return NULL;
	skb = genlmsg_new(GENLMSG_DEFAULT_SIZE, gfp);
	if (!skb)
		genl_set_err(&vswitch_nl_family, net, 0, group, -ENOBUFS);
	return skb;
}

static void ntf_send(struct net *net, struct sk_buff *skb, unsigned int group,
		     int err, gfp_t gfp)
{
	if (WARN_ON_ONCE(err)) {
		nlmsg_free(skb);
		genl_set_err(&vswitch_nl_family, net, 0, group, err);
		return;
	}
	genlmsg_multicast_netns(&vswitch_nl_family, net, skb, 0, group, gfp);
}

static void notify_port(struct vsw_port *port, u8 cmd, unsigned int group)
{
	struct vsw_nl_msg msg = { .cmd = cmd };
	struct net *net = dev_net(port->sw->dev);
	struct sk_buff *skb = ntf_new(net, group, GFP_KERNEL);

	if (skb)
		ntf_send(net, skb, group, vsw_nl_put_port_msg(skb, &msg, port),
			 GFP_KERNEL);
}

/**
 * vsw_nl_switch_changed() - tell that a switch is new, changed, or is gone
 * @sw: switch; it is gone when it is in no list
 *
 * Context: rtnl; may sleep.
 */
void vsw_nl_switch_changed(struct vsw *sw)
{
	struct vsw_nl_msg msg = { .cmd = VSWITCH_CMD_SWITCH_NTF };
	struct net *net = dev_net(sw->dev);
	struct sk_buff *skb;

	sw->vn->generation++;
	if (list_empty(&sw->node))
		msg.cmd = VSWITCH_CMD_SWITCH_DEL_NTF;
	skb = ntf_new(net, VSWITCH_NLGRP_CONFIG, GFP_KERNEL);
	if (skb)
		ntf_send(net, skb, VSWITCH_NLGRP_CONFIG,
			 vsw_nl_put_switch(skb, &msg, sw), GFP_KERNEL);
}

/* The same of a port that is new, or changed */
void vsw_nl_port_changed(struct vsw_port *port)
{
	port->sw->vn->generation++;
	notify_port(port, VSWITCH_CMD_PORT_NTF, VSWITCH_NLGRP_CONFIG);
}

/* And of one that was detached */
void vsw_nl_port_gone(struct vsw_port *port)
{
	port->sw->vn->generation++;
	notify_port(port, VSWITCH_CMD_PORT_DEL_NTF, VSWITCH_NLGRP_CONFIG);
}

/* A guard has shut it, or it is open again. */
void vsw_nl_port_shut(struct vsw_port *port)
{
	port->sw->vn->generation++;
	notify_port(port, VSWITCH_CMD_PORT_STATE_NTF, VSWITCH_NLGRP_STATE);
}

/* Who a port may be changed: also the number of bindings, which it tells. */
void vsw_nl_guard_changed(struct vsw_port *port)
{
	struct vsw_nl_msg msg = { .cmd = VSWITCH_CMD_GUARD_NTF };
	struct net *net = dev_net(port->sw->dev);
	struct sk_buff *skb;

	vsw_nl_port_changed(port);
	skb = ntf_new(net, VSWITCH_NLGRP_CONFIG, GFP_KERNEL);
	if (skb)
		ntf_send(net, skb, VSWITCH_NLGRP_CONFIG,
			 vsw_nl_put_guard(skb, &msg, port), GFP_KERNEL);
}

/* Its device may have got a link, or lost it: tell, if it has. */
void vsw_nl_port_link(struct vsw_port *port)
{
	bool link = vsw_port_has_link(port);

	if (port->link == link)
		return;
	port->link = link;
	notify_port(port, VSWITCH_CMD_PORT_STATE_NTF, VSWITCH_NLGRP_STATE);
}

/**
 * vsw_nl_fdb_changed() - tell that an entry is new, changed, or is gone
 * @sw: switch
 * @entry: as it is, or was
 * @gone: it was
 *
 * Context: vsw_fdb.lock held.
 */
void vsw_nl_fdb_changed(struct vsw *sw, const struct vsw_fdb_entry *entry,
			bool gone)
{
	struct vsw_nl_msg msg = {
		.cmd = gone ? VSWITCH_CMD_FDB_DEL_NTF : VSWITCH_CMD_FDB_NTF,
	};
	struct net *net = dev_net(sw->dev);
	struct sk_buff *skb = ntf_new(net, VSWITCH_NLGRP_FDB, GFP_ATOMIC);

	if (skb)
		ntf_send(net, skb, VSWITCH_NLGRP_FDB,
			 vsw_nl_put_fdb(skb, &msg, sw, entry), GFP_ATOMIC);
}

/**
 * vsw_nl_mdb_changed() - tell that a member of a group is new, changed, or gone
 * @sw: switch
 * @entry: as it is, or was
 * @gone: it was
 *
 * Context: vsw_mcast.lock held.
 */
void vsw_nl_mdb_changed(struct vsw *sw, const struct vsw_mdb_entry *entry,
			bool gone)
{
	struct vsw_nl_msg msg = {
		.cmd = gone ? VSWITCH_CMD_MDB_DEL_NTF : VSWITCH_CMD_MDB_NTF,
	};
	struct net *net = dev_net(sw->dev);
	struct sk_buff *skb = ntf_new(net, VSWITCH_NLGRP_MDB, GFP_ATOMIC);

	if (skb)
		ntf_send(net, skb, VSWITCH_NLGRP_MDB,
			 vsw_nl_put_mdb(skb, &msg, sw, entry), GFP_ATOMIC);
}
