// SPDX-License-Identifier: GPL-2.0
/*
 * Frames from and to ports with a policy. A port's words of enum vsw_slow say
 * which of these questions are asked; what they say is worked out when the
 * configuration changes, not for a frame. Frames are only read here, by
 * skb_header_pointer(): others may hold them, too (see vsw_rx()). Runs under rcu_read_lock() with
 * bottom halves off.
 */
#include "vswitch/datapath.h"
#include "vswitch/mode.h"
#include "vswitch/vsw.h"

/**
 * vsw_slow_in() - may a frame come in by a port with a policy?
 * @in: port
 * @skb: frame
 * @vid: its VLAN
 *
 * Return: false when it was dropped.
 */
bool vsw_slow_in(struct vsw_port *in, struct sk_buff *skb, u16 vid)
{
	if (in->slow & VSW_SLOW_DOWN) {
		vsw_drop(in, skb, VSW_DROP_PORT_DOWN);
		return false;
	}
	if (in->slow & VSW_SLOW_RATE &&
	    !vsw_limits_rate(in, skb, VSW_DIR_IN)) {
		vsw_drop(in, skb, VSW_DROP_RATE_IN);
		return false;
	}
	if (in->slow & VSW_SLOW_MODE)
		return vsw_mode_from(in, skb, vid);
	return true;
}

/**
 * vsw_slow_leave() - may a frame leave by a port, wherever it came from?
 * @out: where it is to leave; some bit of VSW_SLOW_LEAVING is set
 * @skb: frame
 * @vid: its VLAN
 *
 * Return: false when it was dropped.
 */
bool vsw_slow_leave(struct vsw_port *out, struct sk_buff *skb, u16 vid)
{
	if (out->slow_out & VSW_SLOW_RATE &&
	    !vsw_limits_rate(out, skb, VSW_DIR_OUT)) {
		vsw_drop(out, skb, VSW_DROP_RATE_OUT);
		return false;
	}
	return true;
}

/**
 * vsw_slow_out() - may a frame go from one port to another?
 * @in: where it came in
 * @out: where it is to leave
 * @skb: frame
 * @vid: its VLAN
 *
 * Return: false when it was dropped.
 */
bool vsw_slow_out(struct vsw_port *in, struct vsw_port *out,
		  struct sk_buff *skb, u16 vid)
{
	if (out->slow_out & VSW_SLOW_DOWN) {
		vsw_drop(out, skb, VSW_DROP_PORT_DOWN);
		return false;
	}
	if (out == in && !(out->slow_out & VSW_SLOW_HAIRPIN)) {
		vsw_drop(in, skb, VSW_DROP_SAME_PORT);
		return false;
	}
	if (in->slow & out->slow_out & VSW_SLOW_ISOLATED) {
		vsw_drop(out, skb, VSW_DROP_ISOLATED);
		return false;
	}
	/* For the host's own see vsw_to_host(). */
	if (out->slow_out & VSW_SLOW_MODE && !vsw_port_is_host(out) &&
	    !vsw_mode_to(out, skb, vid))
		return false;
	return !(out->slow_out & VSW_SLOW_LEAVING) ||
	       vsw_slow_leave(out, skb, vid);
}
