// SPDX-License-Identifier: GPL-2.0
/*
 * Options of ports that are on or off: one table says what each is in the
 * datapath, and under which numbers bridge(8) and the family "vswitch" know it.
 * All under rtnl.
 */
#include <linux/if_link.h>

#include "compat/extack.h"
#include "vswitch/mcast.h"
#include "vswitch/pf_filter.h"
#include "vswitch/vsw.h"
#include "vswitch/vswitch_nl_gen.h"

const struct vsw_port_opt vsw_port_opts[VSW_OPT_NUM] = {
	[VSW_OPT_ENABLED] = {
		.name = "enabled", .nl = VSWITCH_A_PORT_ENABLED,
		.slow_in = VSW_SLOW_DOWN, .slow_out = VSW_SLOW_DOWN,
		.inverted = true,
	},
	[VSW_OPT_LEARNING] = {
		.name = "learning", .nl = VSWITCH_A_PORT_LEARNING,
		.brport = IFLA_BRPORT_LEARNING, .flag = VSW_PORT_LEARNING,
	},
	[VSW_OPT_LOCKED] = {
		.name = "locked", .nl = VSWITCH_A_PORT_LOCKED,
		.brport = IFLA_BRPORT_LOCKED, .flag = VSW_PORT_LOCKED,
	},
	[VSW_OPT_ISOLATED] = {
		.name = "isolated", .nl = VSWITCH_A_PORT_ISOLATED,
		.brport = IFLA_BRPORT_ISOLATED, .host = true,
		.slow_in = VSW_SLOW_ISOLATED, .slow_out = VSW_SLOW_ISOLATED,
	},
	[VSW_OPT_HAIRPIN] = {
		.name = "hairpin", .nl = VSWITCH_A_PORT_HAIRPIN,
		.brport = IFLA_BRPORT_MODE, .slow_out = VSW_SLOW_HAIRPIN,
	},
	[VSW_OPT_FLOOD_UNICAST] = {
		.name = "flood-unicast", .nl = VSWITCH_A_PORT_FLOOD_UNICAST,
		.brport = IFLA_BRPORT_UNICAST_FLOOD,
		.flag = VSW_PORT_FLOOD_UNICAST,
	},
	[VSW_OPT_FLOOD_MULTICAST] = {
		.name = "flood-multicast", .host = true,
		.nl = VSWITCH_A_PORT_FLOOD_MULTICAST,
		.brport = IFLA_BRPORT_MCAST_FLOOD,
		.flag = VSW_PORT_FLOOD_MULTICAST,
	},
	[VSW_OPT_FLOOD_BROADCAST] = {
		.name = "flood-broadcast", .host = true,
		.nl = VSWITCH_A_PORT_FLOOD_BROADCAST,
		.brport = IFLA_BRPORT_BCAST_FLOOD,
		.flag = VSW_PORT_FLOOD_BROADCAST,
	},
	[VSW_OPT_STICKY] = {
		.name = "sticky", .nl = VSWITCH_A_PORT_STICKY,
		.flag = VSW_PORT_STICKY,
	},
	[VSW_OPT_DHCP_GUARD] = {
		.name = "dhcp-guard", .nl = VSWITCH_A_PORT_DHCP_GUARD,
		.slow_in = VSW_SLOW_DHCP_GUARD,
	},
	[VSW_OPT_RA_GUARD] = {
		.name = "ra-guard", .nl = VSWITCH_A_PORT_RA_GUARD,
		.slow_in = VSW_SLOW_RA_GUARD,
	},
	[VSW_OPT_BPDU_GUARD] = {
		.name = "bpdu-guard", .nl = VSWITCH_A_PORT_BPDU_GUARD,
		.brport = IFLA_BRPORT_GUARD, .slow_in = VSW_SLOW_BPDU_GUARD,
	},
	[VSW_OPT_BPDU_DROP] = {
		.name = "bpdu-drop", .nl = VSWITCH_A_PORT_BPDU_DROP,
		.slow_in = VSW_SLOW_BPDU_DROP, .slow_out = VSW_SLOW_BPDU_DROP,
	},
	[VSW_OPT_LOOP_GUARD] = {
		.name = "loop-guard", .nl = VSWITCH_A_PORT_LOOP_GUARD,
		.flag = VSW_PORT_LOOP_GUARD,
	},
	[VSW_OPT_FAST_LEAVE] = {
		.name = "fast-leave", .nl = VSWITCH_A_PORT_FAST_LEAVE,
		.brport = IFLA_BRPORT_FAST_LEAVE, .host = true,
		.flag = VSW_PORT_FAST_LEAVE,
	},
	[VSW_OPT_NEIGH_SUPPRESS] = {
		.name = "neigh-suppress", .nl = VSWITCH_A_PORT_NEIGH_SUPPRESS,
		.brport = IFLA_BRPORT_NEIGH_SUPPRESS,
		.flag = VSW_PORT_NEIGH_SUPPRESS,
	},
};

/**
 * vsw_port_opt() - is an option of a port on?
 * @port: port
 * @opt: which
 */
bool vsw_port_opt(const struct vsw_port *port, enum vsw_opt opt)
{
	const struct vsw_port_opt *o = &vsw_port_opts[opt];
	bool set = port->flags & o->flag || port->slow & o->slow_in ||
		   port->slow_out & o->slow_out;

	return set != o->inverted;
}

static void set_opt(struct vsw_port *port, enum vsw_opt opt, bool on)
{
	const struct vsw_port_opt *o = &vsw_port_opts[opt];

	on = on != o->inverted;
	vsw_slow_set(&port->flags, o->flag, on ? o->flag : 0);
	vsw_slow_set(&port->slow, o->slow_in, on ? o->slow_in : 0);
	vsw_slow_set(&port->slow_out, o->slow_out, on ? o->slow_out : 0);
}

/**
 * vsw_port_check() - can the options of a port be changed so?
 * @port: port, or the host's
 * @change: what to change
 * @extack: where the reason of a refusal goes
 *
 * Context: rtnl.
 * Return: 0, -EOPNOTSUPP for what the host's port, or this one, doesn't have, or
 * -ERANGE.
 */
int vsw_port_check(struct vsw_port *port,
		   const struct vsw_port_change *change,
		   struct netlink_ext_ack *extack)
{
	enum vsw_opt opt;
	int err;

	if (change->set_filter_limit) {
		err = vsw_pf_filter_check_limit(port, change->filter_limit,
						extack);
		if (err)
			return err;
	}
	if (!vsw_port_is_host(port))
		return 0;
	for (opt = 0; opt < VSW_OPT_NUM; opt++) {
		if (!(change->mask & BIT(opt)) || vsw_port_opts[opt].host)
			continue;
		NL_SET_ERR_MSG_FMT(extack, "%s: not for the switch's own port",
				   vsw_port_opts[opt].name);
		return -EOPNOTSUPP;
	}
	if (change->set_learn_limit) {
		NL_SET_ERR_MSG(extack,
			       "learn-limit: not for the switch's own port");
		return -EOPNOTSUPP;
	}
	return 0;
}

/**
 * vsw_port_write() - change options of a port, all but what is to be forgotten
 * @port: port, or the host's
 * @change: what to change, as vsw_port_check() has let pass
 *
 * Context: rtnl.
 * Return: vsw_port_settle() is to be called when no frame is under way that came
 * by the old options.
 */
bool vsw_port_write(struct vsw_port *port,
		    const struct vsw_port_change *change)
{
	bool forget = false;
	enum vsw_opt opt;
	bool on;

	ASSERT_RTNL();
	for (opt = 0; opt < VSW_OPT_NUM; opt++) {
		if (!(change->mask & BIT(opt)))
			continue;
		on = change->on & BIT(opt);
		if (on == vsw_port_opt(port, opt))
			continue;
		set_opt(port, opt, on);
		forget |= (opt == VSW_OPT_ENABLED && !on) ||
			  (opt == VSW_OPT_LOCKED && on);
		if (opt == VSW_OPT_ENABLED && on)
			vsw_mcast_port_new(port, 0, VLAN_VID_MASK);
	}
	if (change->mask & change->on & BIT(VSW_OPT_ENABLED))
		vsw_loop_open(port);
	if (change->mask & BIT(VSW_OPT_LOOP_GUARD))
		vsw_loop_sync(port->sw);
	if (change->mask & BIT(VSW_OPT_NEIGH_SUPPRESS))
		vsw_suppress_sync(port->sw);
	if (change->set_learn_limit)
		WRITE_ONCE(port->learn_limit, change->learn_limit);
	if (change->set_filter_limit)
		vsw_pf_filter_set_limit(port, change->filter_limit);
	if (change->set_mcast_limit)
		WRITE_ONCE(port->mcast_limit, change->mcast_limit);
	if (change->set_mcast_router)
		vsw_mcast_set_router(port, change->mcast_router);
	return forget;
}

/* Forget what was learned at a port that was switched off, or locked: its
 * stations may turn up elsewhere, and who was let in when it was open isn't
 * thereby known. rtnl
 */
void vsw_port_settle(struct vsw_port *port)
{
	vsw_port_forget(port);
	if (!vsw_port_opt(port, VSW_OPT_ENABLED))
		vsw_mcast_port_forget(port);
}

/**
 * vsw_port_change() - change options of a port
 * @port: port, or the host's
 * @change: what to change, as vsw_port_check() has let pass
 *
 * Context: rtnl; may sleep.
 */
void vsw_port_change(struct vsw_port *port,
		     const struct vsw_port_change *change)
{
	if (!vsw_port_write(port, change))
		return;
	/* Frames under way learn by the old options. */
	synchronize_net();
	vsw_port_settle(port);
}
