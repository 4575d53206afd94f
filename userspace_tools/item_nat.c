// SPDX-License-Identifier: GPL-2.0
/*
 * Attributes of the family "vswitch-nat": the tables that item.c decodes and
 * words by. Pure.
 */
#include <stddef.h>

#include <linux/in.h>
#include <linux/in6.h>

#include "item.h"
#include "sriovctl.h"

/* Called the same in the specification and for people */
#define SAME(name, type)	{ name, name, type }
#define SWITCH_NAME		{ "switch-ifname", "switch", TYPE_TEXT }

const struct item_field nat_fields[VSWITCH_NAT_A_NAT_MAX + 1] = {
	[VSWITCH_NAT_A_NAT_SWITCH_IFINDEX] = { .name = "switch-ifindex" },
	[VSWITCH_NAT_A_NAT_SWITCH_IFNAME] = SWITCH_NAME,
	[VSWITCH_NAT_A_NAT_ZONE] = SAME("zone", TYPE_NUMBER),
	[VSWITCH_NAT_A_NAT_MARK] = SAME("mark", TYPE_NUMBER),
	[VSWITCH_NAT_A_NAT_MARK_MASK] = SAME("mark-mask", TYPE_NUMBER),
	[VSWITCH_NAT_A_NAT_UPLINKS] = SAME("uplinks", TYPE_UPLINKS),
	[VSWITCH_NAT_A_NAT_POOL4_MIN] = SAME("pool4-min", TYPE_IP),
	[VSWITCH_NAT_A_NAT_POOL4_MAX] = SAME("pool4-max", TYPE_IP),
	[VSWITCH_NAT_A_NAT_POOL6_MIN] = SAME("pool6-min", TYPE_IP),
	[VSWITCH_NAT_A_NAT_POOL6_MAX] = SAME("pool6-max", TYPE_IP),
	[VSWITCH_NAT_A_NAT_PORT_MIN] = SAME("port-min", TYPE_LIMIT),
	[VSWITCH_NAT_A_NAT_PORT_MAX] = SAME("port-max", TYPE_LIMIT),
	[VSWITCH_NAT_A_NAT_IPV6] = SAME("ipv6", TYPE_NAT_IPV6),
	/* Not the bypass that a switch in any mode may have */
	[VSWITCH_NAT_A_NAT_BYPASS] = { "bypass", "bypass-rules", TYPE_SWITCH },
	[VSWITCH_NAT_A_NAT_MSS_CLAMP] = SAME("mss-clamp", TYPE_SWITCH),
	[VSWITCH_NAT_A_NAT_TIMEOUTS] = SAME("timeouts", TYPE_TIMEOUTS),
	[VSWITCH_NAT_A_NAT_MAX_SESSIONS] = SAME("max-sessions", TYPE_LIMIT),
	[VSWITCH_NAT_A_NAT_MAX_RATE] = SAME("max-rate", TYPE_LIMIT),
	[VSWITCH_NAT_A_NAT_STATS] = SAME("stats", TYPE_STATS),
	[VSWITCH_NAT_A_NAT_WITH_STATS] = { .name = "with-stats" },
	[VSWITCH_NAT_A_NAT_NUM_FORWARDS] = {
		"num-forwards", "forwards", TYPE_NUMBER
	},
	[VSWITCH_NAT_A_NAT_MAPPING] = SAME("mapping", TYPE_BEHAVIOUR),
	[VSWITCH_NAT_A_NAT_FILTERING] = SAME("filtering", TYPE_BEHAVIOUR),
	[VSWITCH_NAT_A_NAT_HELPERS] = SAME("helpers", TYPE_HELPERS),
	[VSWITCH_NAT_A_NAT_NPT_INSIDE] = SAME("npt-inside", TYPE_IP),
	[VSWITCH_NAT_A_NAT_NPT_OUTSIDE] = SAME("npt-outside", TYPE_IP),
	[VSWITCH_NAT_A_NAT_NPT_LENGTH] = SAME("npt-length", TYPE_LIMIT),
};

const struct item_field forward_fields[VSWITCH_NAT_A_FORWARD_MAX + 1] = {
	[VSWITCH_NAT_A_FORWARD_SWITCH_IFINDEX] = { .name = "switch-ifindex" },
	[VSWITCH_NAT_A_FORWARD_SWITCH_IFNAME] = SWITCH_NAME,
	[VSWITCH_NAT_A_FORWARD_PROTOCOL] = SAME("protocol", TYPE_PROTOCOL),
	[VSWITCH_NAT_A_FORWARD_PORT_MIN] = SAME("port-min", TYPE_NUMBER),
	[VSWITCH_NAT_A_FORWARD_PORT_MAX] = SAME("port-max", TYPE_NUMBER),
	[VSWITCH_NAT_A_FORWARD_ADDRESS4] = { "address4", "address", TYPE_IP },
	[VSWITCH_NAT_A_FORWARD_ADDRESS6] = { "address6", "address", TYPE_IP },
	[VSWITCH_NAT_A_FORWARD_TO_ADDRESS4] = {
		"to-address4", "to-address", TYPE_IP
	},
	[VSWITCH_NAT_A_FORWARD_TO_ADDRESS6] = {
		"to-address6", "to-address", TYPE_IP
	},
	[VSWITCH_NAT_A_FORWARD_TO_PORT] = SAME("to-port", TYPE_NUMBER),
	[VSWITCH_NAT_A_FORWARD_SESSIONS] = SAME("sessions", TYPE_COUNT),
};

const struct item_field guest_fields[VSWITCH_NAT_A_GUEST_MAX + 1] = {
	[VSWITCH_NAT_A_GUEST_SWITCH_IFINDEX] = { .name = "switch-ifindex" },
	[VSWITCH_NAT_A_GUEST_SWITCH_IFNAME] = SWITCH_NAME,
	[VSWITCH_NAT_A_GUEST_PORT_IFINDEX] = { .name = "port-ifindex" },
	[VSWITCH_NAT_A_GUEST_PORT_IFNAME] = { "port-ifname", "port", TYPE_TEXT },
	[VSWITCH_NAT_A_GUEST_SESSIONS] = SAME("sessions", TYPE_NUMBER),
	[VSWITCH_NAT_A_GUEST_MAX_SESSIONS] = SAME("max-sessions", TYPE_LIMIT),
	[VSWITCH_NAT_A_GUEST_REFUSED] = SAME("refused", TYPE_COUNT),
};

const char *const nat_counters[VSWITCH_NAT_A_STATS_MAX + 1] = {
	[VSWITCH_NAT_A_STATS_SESSIONS] = "sessions",
	[VSWITCH_NAT_A_STATS_CREATED] = "created",
	[VSWITCH_NAT_A_STATS_REFUSED_SESSIONS] = "refused-sessions",
	[VSWITCH_NAT_A_STATS_REFUSED_RATE] = "refused-rate",
	[VSWITCH_NAT_A_STATS_NO_PORT] = "no-port",
	[VSWITCH_NAT_A_STATS_FAST_PACKETS] = "fast-packets",
	[VSWITCH_NAT_A_STATS_FAST_BYTES] = "fast-bytes",
	[VSWITCH_NAT_A_STATS_FLOWS] = "flows",
};

const char *timeout_name(unsigned int type)
{
	static const char *const names[] = {
		[VSWITCH_NAT_A_TIMEOUTS_UDP] = "udp",
		[VSWITCH_NAT_A_TIMEOUTS_UDP_STREAM] = "udp-stream",
		[VSWITCH_NAT_A_TIMEOUTS_TCP] = "tcp",
		[VSWITCH_NAT_A_TIMEOUTS_TCP_TRANSITORY] = "tcp-transitory",
		[VSWITCH_NAT_A_TIMEOUTS_ICMP] = "icmp",
		[VSWITCH_NAT_A_TIMEOUTS_OTHER] = "other",
	};

	return type < ARRAY_SIZE(names) ? names[type] : NULL;
}

const char *behaviour_name(uint64_t value)
{
	static const char *const names[] = {
		[VSWITCH_NAT_BEHAVIOUR_ADDRESS_PORT] = "address-port",
		[VSWITCH_NAT_BEHAVIOUR_INDEPENDENT] = "independent",
	};

	return value < ARRAY_SIZE(names) ? names[value] : NULL;
}

const char *helper_name(unsigned int bit)
{
	static const char *const names[] = { "ftp", "tftp", "sip", "pptp" };

	_Static_assert(VSWITCH_NAT_HELPER_PPTP == 1 << 3,
		       "names is out of order");
	return bit < ARRAY_SIZE(names) ? names[bit] : NULL;
}

const char *nat_ipv6_name(uint64_t value)
{
	static const char *const names[] = {
		[VSWITCH_NAT_IPV6_NONE] = "none",
		[VSWITCH_NAT_IPV6_NAT66] = "nat66",
		[VSWITCH_NAT_IPV6_ROUTED] = "routed",
		[VSWITCH_NAT_IPV6_NPTV6] = "nptv6",
	};

	return value < ARRAY_SIZE(names) ? names[value] : NULL;
}

const char *protocol_name(uint64_t value)
{
	switch (value) {
	case 0:
		return "all";
	case IPPROTO_TCP:
		return "tcp";
	case IPPROTO_UDP:
		return "udp";
	case IPPROTO_SCTP:
		return "sctp";
	case IPPROTO_DCCP:
		return "dccp";
	case IPPROTO_UDPLITE:
		return "udplite";
	case IPPROTO_GRE:
		return "gre";
	case IPPROTO_ESP:
		return "esp";
	case IPPROTO_ICMP:
		return "icmp";
	case IPPROTO_ICMPV6:
		return "icmpv6";
	default:
		return NULL;
	}
}

static const struct {
	const struct item_field *fields;
	unsigned int max;
	unsigned int first_cmd;
	unsigned int last_cmd;
} requests[] = {
	{ nat_fields, VSWITCH_NAT_A_NAT_MAX, VSWITCH_NAT_CMD_NAT_GET,
	  VSWITCH_NAT_CMD_NAT_NTF },
	{ forward_fields, VSWITCH_NAT_A_FORWARD_MAX,
	  VSWITCH_NAT_CMD_FORWARD_GET, VSWITCH_NAT_CMD_FORWARD_DEL_NTF },
	{ guest_fields, VSWITCH_NAT_A_GUEST_MAX, VSWITCH_NAT_CMD_GUEST_GET,
	  VSWITCH_NAT_CMD_GUEST_NTF },
};

const char *nat_attr_name(unsigned int cmd, unsigned int type)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(requests); i++)
		if (cmd >= requests[i].first_cmd &&
		    cmd <= requests[i].last_cmd && type <= requests[i].max)
			return requests[i].fields[type].name;
	return NULL;
}
