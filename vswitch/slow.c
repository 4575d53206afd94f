// SPDX-License-Identifier: GPL-2.0
/*
 * Frames from and to ports with a policy. A port's words of enum vsw_slow say
 * which of these questions are asked; what they say is worked out when the
 * configuration changes, not for a frame. Frames are only read here, by
 * skb_header_pointer(): others may hold them, too (see vsw_rx()). Runs under
 * rcu_read_lock() with bottom halves off.
 */
#include <linux/ip.h>

#include "vswitch/datapath.h"
#include "vswitch/mode.h"
#include "vswitch/vsw.h"

/* What most frames of a port with one binding are: IPv4 from that */
static inline bool is_as_bound(const struct vsw_port *in,
			       const struct sk_buff *skb)
{
	const struct vsw_guard *guard = rcu_dereference(in->guard);
	const struct iphdr *ip = (const struct iphdr *)skb->data;

	return likely(guard) && skb_headlen(skb) >= sizeof(*ip) &&
	       vsw_source_key(eth_hdr(skb), 0) == guard->mac &&
	       eth_hdr(skb)->h_proto == htons(ETH_P_IP) &&
	       ip->saddr == guard->ip4;
}

/**
 * vsw_slow_closed() - is a port off, or shut?
 * @port: port
 * @word: its word of enum vsw_slow for the way of the frame
 * @skb: frame
 *
 * Return: true when it is; then the frame was dropped.
 */
bool vsw_slow_closed(struct vsw_port *port, u32 word, struct sk_buff *skb)
{
	if (likely(!(word & VSW_SLOW_CLOSED)))
		return false;
	vsw_drop(port, skb, word & VSW_SLOW_DOWN ? VSW_DROP_PORT_DOWN :
						   VSW_DROP_PORT_SHUT);
	return true;
}

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
	if (vsw_slow_closed(in, in->slow, skb))
		return false;
	/* Before the mirror: what the mode bars isn't to be copied either. */
	if (in->slow & VSW_SLOW_MODE && !vsw_mode_from(in, skb, vid))
		return false;
	if (in->slow & VSW_SLOW_LINK && !vsw_loop_inspect(in, skb))
		return false;
	if (in->slow & VSW_SLOW_MIRROR)
		vsw_mirror_copy(in, skb, VSW_DIR_IN);
	if (in->slow & VSW_SLOW_INSPECT &&
	    !(!(in->slow & VSW_SLOW_DHCP_GUARD) && is_as_bound(in, skb)) &&
	    !vsw_guard_inspect(in, skb))
		return false;
	if (in->slow & VSW_SLOW_RATE &&
	    !vsw_limits_rate(in, skb, VSW_DIR_IN)) {
		vsw_drop(in, skb, VSW_DROP_RATE_IN);
		return false;
	}
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
	if (out->slow_out & VSW_SLOW_BPDU_DROP && vsw_is_bpdu(skb)) {
		vsw_drop(out, skb, VSW_DROP_BPDU);
		return false;
	}
	if (out->slow_out & VSW_SLOW_RATE &&
	    !vsw_limits_rate(out, skb, VSW_DIR_OUT)) {
		vsw_drop(out, skb, VSW_DROP_RATE_OUT);
		return false;
	}
	if (out->slow_out & VSW_SLOW_MIRROR) {
		/* With the tag that it leaves with; doing that twice is no
		 * other than once.
		 */
		if (out->sw->vlan_proto && !vsw_vlan_out(out, skb, vid))
			return false;
		vsw_mirror_copy(out, skb, VSW_DIR_OUT);
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
	if (vsw_slow_closed(out, out->slow_out, skb))
		return false;
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
