// SPDX-License-Identifier: GPL-2.0
/*
 * Dropping frames: by reason, counted at a port, with a tracepoint. Takes no
 * lock.
 */
#include "vswitch/datapath.h"
#include "vswitch/vsw.h"

#define CREATE_TRACE_POINTS
#include "vswitch/trace.h"

const struct vsw_drop_reason vsw_drop_reasons[VSW_DROP_COUNT] = {
	[VSW_DROP_BAD_SOURCE] = {
		"bad-source",
		"the source address is a group's, or zero"
	},
	[VSW_DROP_RESERVED] = {
		"reserved-group",
		"sent to 01:80:c2:00:00:0x, which no bridge forwards"
	},
	[VSW_DROP_PORT_DOWN] = {
		"port-down",
		"the port is switched off"
	},
	[VSW_DROP_SAME_PORT] = {
		"same-port",
		"the destination is behind the port that it came from"
	},
	[VSW_DROP_VLAN_IN] = {
		"vlan-in",
		"the port it came from isn't a member of its VLAN"
	},
	[VSW_DROP_VLAN_OUT] = {
		"vlan-out",
		"the port it should leave by isn't a member of its VLAN"
	},
	[VSW_DROP_ISOLATED] = {
		"isolated",
		"both ports are isolated"
	},
	[VSW_DROP_LOCKED] = {
		"locked",
		"an unknown source on a locked port"
	},
	[VSW_DROP_HOST_DOWN] = {
		"host-down",
		"for the host, whose own port is down"
	},
	[VSW_DROP_NO_DESTINATION] = {
		"no-destination",
		"there is no port that it may leave by"
	},
	[VSW_DROP_NO_MEMBER] = {
		"no-member",
		"to a group that nobody has joined, or a report for no router"
	},
	[VSW_DROP_TOO_BIG] = {
		"too-big",
		"longer than the MTU of the port it should leave by"
	},
	[VSW_DROP_EGRESS_DOWN] = {
		"egress-down",
		"the device it should leave by is down"
	},
	[VSW_DROP_EGRESS_BUSY] = {
		"egress-busy",
		"the device it should leave by takes no more"
	},
	[VSW_DROP_NO_MEMORY] = {
		"no-memory",
		"no memory for a copy"
	},
	[VSW_DROP_HOST_ONLY_TYPE] = {
		"host-only-type",
		"for the host, but neither ARP nor IP, or a tunnel's"
	},
	[VSW_DROP_HOST_ONLY_DEST] = {
		"host-only-dest",
		"for the host, to an address that isn't the host's"
	},
	[VSW_DROP_HOST_ONLY_SRC] = {
		"host-only-src",
		"for the host, from where it wouldn't answer by here"
	},
	[VSW_DROP_HOST_ONLY_FWD] = {
		"host-only-fwd",
		"the host was to pass it on, or to answer elsewhere"
	},
	[VSW_DROP_HOST_ONLY_PORT] = {
		"host-only-port",
		"the port's veth has both of its ends in the host"
	},
	[VSW_DROP_STORM_BROADCAST] = {
		"storm-broadcast",
		"more broadcasts than the port it came from may send"
	},
	[VSW_DROP_STORM_MULTICAST] = {
		"storm-multicast",
		"more multicast than the port it came from may send"
	},
	[VSW_DROP_STORM_UNKNOWN] = {
		"storm-unknown",
		"more to unknown stations than its port may send"
	},
	[VSW_DROP_RATE_IN] = {
		"rate-in",
		"above the rate of the port that it came from"
	},
	[VSW_DROP_RATE_OUT] = {
		"rate-out",
		"above the rate of the port it should leave by"
	},
	[VSW_DROP_GUARD_MAC] = {
		"guard-mac",
		"a source address that the port isn't bound to"
	},
	[VSW_DROP_GUARD_IPV4] = {
		"guard-ipv4",
		"an IPv4 source address that it isn't bound to"
	},
	[VSW_DROP_GUARD_IPV6] = {
		"guard-ipv6",
		"an IPv6 source address that it isn't bound to"
	},
	[VSW_DROP_GUARD_ARP] = {
		"guard-arp",
		"ARP that says what its port isn't, or is malformed"
	},
	[VSW_DROP_GUARD_ND] = {
		"guard-nd",
		"neighbour discovery that does, or in fragments"
	},
	[VSW_DROP_GUARD_MALFORMED] = {
		"guard-malformed",
		"a guarded port: headers cut short, or too many"
	},
	[VSW_DROP_DHCP_GUARD] = {
		"dhcp-guard",
		"of a DHCP server, from a port that may have none"
	},
	[VSW_DROP_RA_GUARD] = {
		"ra-guard",
		"of an IPv6 router, from a port that may have none"
	},
	[VSW_DROP_PORT_SHUT] = {
		"port-shut",
		"the port is shut by a guard, for a time"
	},
	[VSW_DROP_BPDU_GUARD] = {
		"bpdu-guard",
		"a BPDU, which shut the port that it came from"
	},
	[VSW_DROP_BPDU] = {
		"bpdu",
		"a BPDU, of a port that passes none"
	},
	[VSW_DROP_LOOP] = {
		"loop",
		"this switch's own probe: there is a loop"
	},
	[VSW_DROP_ANSWERED] = {
		"answered",
		"asked for a neighbour; the switch answered in its place"
	},
	[VSW_DROP_NAT_SOURCE] = {
		"nat-source",
		"for the outside, from an address that isn't behind the switch"
	},
	[VSW_DROP_NAT_UPLINK] = {
		"nat-uplink",
		"for the outside, by a device that is no uplink"
	},
	[VSW_DROP_NAT_IPV6] = {
		"nat-ipv6",
		"IPv6 for the outside, which the switch doesn't pass"
	},
	[VSW_DROP_NAT_UNTRACKED] = {
		"nat-untracked",
		"of no session that conntrack knows"
	},
	[VSW_DROP_NAT_UNSOLICITED] = {
		"nat-unsolicited",
		"from outside, of no session, and without a forward"
	},
	[VSW_DROP_NAT_ISOLATED] = {
		"nat-isolated",
		"for a guest of another switch, without a forward"
	},
	[VSW_DROP_NAT_SESSIONS] = {
		"nat-sessions",
		"its port has max-sessions sessions"
	},
	[VSW_DROP_NAT_RATE] = {
		"nat-rate",
		"its port has begun max-rate sessions this second"
	},
	[VSW_DROP_NAT_NO_PORT] = {
		"nat-no-port",
		"no address and port is left to translate it to"
	},
};

void vsw_drop(struct vsw_port *port, struct sk_buff *skb, enum vsw_drop why)
{
	vsw_count_drop(port, why);
	trace_vsw_drop(port, skb, why);
	kfree_skb(skb);
}
EXPORT_SYMBOL_GPL(vsw_drop);

/* Sum over processors. */
u64 vsw_drops_of(const struct vsw_port *port, enum vsw_drop why)
{
	u64 sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += READ_ONCE(per_cpu_ptr(port->drops, cpu)->count[why]);
	return sum;
}

/* Of all ports, and those that were detached; rtnl */
u64 vsw_drops_of_all(const struct vsw *sw, enum vsw_drop why)
{
	const struct vsw_port *port;
	u64 sum = sw->gone_drops[why];

	list_for_each_entry(port, &sw->ports, list)
		sum += vsw_drops_of(port, why);
	return sum;
}
