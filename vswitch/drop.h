/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Why a frame was dropped: every frame that the switch doesn't pass on has
 * exactly one reason, counted at the port where it was decided. One table
 * (drop.c) says what they are called and what they mean, for netlink, for the
 * tracepoint and for Documentation/vswitch.rst.
 */
#ifndef VSW_DROP_H
#define VSW_DROP_H

enum vsw_drop {
	VSW_DROP_BAD_SOURCE,
	VSW_DROP_RESERVED,
	VSW_DROP_PORT_DOWN,
	VSW_DROP_SAME_PORT,
	VSW_DROP_VLAN_IN,
	VSW_DROP_VLAN_OUT,
	VSW_DROP_ISOLATED,
	VSW_DROP_LOCKED,
	VSW_DROP_HOST_DOWN,
	VSW_DROP_NO_DESTINATION,
	VSW_DROP_NO_MEMBER,
	VSW_DROP_TOO_BIG,
	VSW_DROP_EGRESS_DOWN,
	VSW_DROP_EGRESS_BUSY,
	VSW_DROP_NO_MEMORY,
	VSW_DROP_HOST_ONLY_TYPE,
	VSW_DROP_HOST_ONLY_DEST,
	VSW_DROP_HOST_ONLY_SRC,
	VSW_DROP_HOST_ONLY_FWD,
	VSW_DROP_HOST_ONLY_PORT,
	VSW_DROP_STORM_BROADCAST,
	VSW_DROP_STORM_MULTICAST,
	VSW_DROP_STORM_UNKNOWN,
	VSW_DROP_RATE_IN,
	VSW_DROP_RATE_OUT,
	VSW_DROP_GUARD_MAC,
	VSW_DROP_GUARD_IPV4,
	VSW_DROP_GUARD_IPV6,
	VSW_DROP_GUARD_ARP,
	VSW_DROP_GUARD_ND,
	VSW_DROP_GUARD_MALFORMED,
	VSW_DROP_DHCP_GUARD,
	VSW_DROP_RA_GUARD,
	VSW_DROP_PORT_SHUT,
	VSW_DROP_BPDU_GUARD,
	VSW_DROP_BPDU,
	VSW_DROP_LOOP,
	VSW_DROP_ANSWERED,
	VSW_DROP_NAT_SOURCE,
	VSW_DROP_NAT_UPLINK,
	VSW_DROP_NAT_IPV6,
	VSW_DROP_NAT_UNTRACKED,
	VSW_DROP_NAT_UNSOLICITED,
	VSW_DROP_NAT_ISOLATED,
	VSW_DROP_NAT_SESSIONS,
	VSW_DROP_NAT_RATE,
	VSW_DROP_NAT_NO_PORT,
	VSW_DROP_COUNT
};

/* With the null octet */
#define VSW_DROP_NAME_LEN	20

/* What a reason is called, and what it means */
struct vsw_drop_reason {
	const char *name;
	const char *meaning;
};

/* By enum vsw_drop */
extern const struct vsw_drop_reason vsw_drop_reasons[VSW_DROP_COUNT];

#endif /* VSW_DROP_H */
