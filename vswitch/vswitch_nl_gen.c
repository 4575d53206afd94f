// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause)
/* Do not edit directly, auto-generated from: */
/*	netlink_uapi/specs/vswitch.yaml */
/* YNL-GEN kernel source */

#include <net/netlink.h>
#include <net/genetlink.h>

#include "vswitch_nl_gen.h"

#include <uapi/linux/vswitch.h>

/* Common nested types */
const struct nla_policy vswitch_binding_nl_policy[VSWITCH_A_BINDING_PREFIX_LEN + 1] = {
	[VSWITCH_A_BINDING_MAC] = NLA_POLICY_EXACT_LEN(6),
	[VSWITCH_A_BINDING_IPV4] = NLA_POLICY_EXACT_LEN(4),
	[VSWITCH_A_BINDING_IPV6] = NLA_POLICY_EXACT_LEN(16),
	[VSWITCH_A_BINDING_PREFIX_LEN] = NLA_POLICY_MAX(NLA_U32, 128),
};

const struct nla_policy vswitch_change_nl_policy[VSWITCH_A_CHANGE_MDB_DEL + 1] = {
	[VSWITCH_A_CHANGE_SWITCH_SET] = NLA_POLICY_NESTED(vswitch_switch_change_nl_policy),
	[VSWITCH_A_CHANGE_PORT_SET] = NLA_POLICY_NESTED(vswitch_port_change_nl_policy),
	[VSWITCH_A_CHANGE_FDB_NEW] = NLA_POLICY_NESTED(vswitch_fdb_entry_nl_policy),
	[VSWITCH_A_CHANGE_FDB_DEL] = NLA_POLICY_NESTED(vswitch_fdb_named_nl_policy),
	[VSWITCH_A_CHANGE_VLAN_NEW] = NLA_POLICY_NESTED(vswitch_vlan_member_nl_policy),
	[VSWITCH_A_CHANGE_VLAN_DEL] = NLA_POLICY_NESTED(vswitch_vlan_named_nl_policy),
	[VSWITCH_A_CHANGE_GUARD_SET] = NLA_POLICY_NESTED(vswitch_guard_change_nl_policy),
	[VSWITCH_A_CHANGE_MDB_NEW] = NLA_POLICY_NESTED(vswitch_mdb_member_nl_policy),
	[VSWITCH_A_CHANGE_MDB_DEL] = NLA_POLICY_NESTED(vswitch_mdb_named_nl_policy),
};

const struct nla_policy vswitch_fdb_entry_nl_policy[VSWITCH_A_FDB_REPLACE + 1] = {
	[VSWITCH_A_FDB_SWITCH_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[VSWITCH_A_FDB_SWITCH_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[VSWITCH_A_FDB_MAC] = NLA_POLICY_EXACT_LEN(6),
	[VSWITCH_A_FDB_VLAN] = NLA_POLICY_MAX(NLA_U32, VSWITCH_MAX_VLAN_ID),
	[VSWITCH_A_FDB_PORT_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[VSWITCH_A_FDB_PORT_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[VSWITCH_A_FDB_STATE] = NLA_POLICY_MAX(NLA_U32, 2),
	[VSWITCH_A_FDB_STICKY] = NLA_POLICY_MAX(NLA_U32, 1),
	[VSWITCH_A_FDB_REPLACE] = { .type = NLA_FLAG, },
};

const struct nla_policy vswitch_fdb_named_nl_policy[VSWITCH_A_FDB_PORT_IFNAME + 1] = {
	[VSWITCH_A_FDB_SWITCH_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[VSWITCH_A_FDB_SWITCH_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[VSWITCH_A_FDB_MAC] = NLA_POLICY_EXACT_LEN(6),
	[VSWITCH_A_FDB_VLAN] = NLA_POLICY_MAX(NLA_U32, VSWITCH_MAX_VLAN_ID),
	[VSWITCH_A_FDB_PORT_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[VSWITCH_A_FDB_PORT_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
};

const struct nla_policy vswitch_guard_change_nl_policy[VSWITCH_A_GUARD_BINDING + 1] = {
	[VSWITCH_A_GUARD_PORT_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[VSWITCH_A_GUARD_PORT_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[VSWITCH_A_GUARD_BINDING] = NLA_POLICY_NESTED(vswitch_binding_nl_policy),
};

const struct nla_policy vswitch_mdb_member_nl_policy[VSWITCH_A_MDB_REPLACE + 1] = {
	[VSWITCH_A_MDB_SWITCH_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[VSWITCH_A_MDB_SWITCH_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[VSWITCH_A_MDB_GROUP] = { .type = NLA_BINARY, },
	[VSWITCH_A_MDB_VLAN] = NLA_POLICY_MAX(NLA_U32, VSWITCH_MAX_VLAN_ID),
	[VSWITCH_A_MDB_PORT_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[VSWITCH_A_MDB_PORT_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[VSWITCH_A_MDB_STATE] = NLA_POLICY_MAX(NLA_U32, 1),
	[VSWITCH_A_MDB_REPLACE] = { .type = NLA_FLAG, },
};

const struct nla_policy vswitch_mdb_named_nl_policy[VSWITCH_A_MDB_PORT_IFNAME + 1] = {
	[VSWITCH_A_MDB_SWITCH_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[VSWITCH_A_MDB_SWITCH_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[VSWITCH_A_MDB_GROUP] = { .type = NLA_BINARY, },
	[VSWITCH_A_MDB_VLAN] = NLA_POLICY_MAX(NLA_U32, VSWITCH_MAX_VLAN_ID),
	[VSWITCH_A_MDB_PORT_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[VSWITCH_A_MDB_PORT_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
};

const struct nla_policy vswitch_port_change_nl_policy[VSWITCH_A_PORT_NEIGH_SUPPRESS + 1] = {
	[VSWITCH_A_PORT_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[VSWITCH_A_PORT_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[VSWITCH_A_PORT_ENABLED] = NLA_POLICY_MAX(NLA_U32, 1),
	[VSWITCH_A_PORT_LEARNING] = NLA_POLICY_MAX(NLA_U32, 1),
	[VSWITCH_A_PORT_LOCKED] = NLA_POLICY_MAX(NLA_U32, 1),
	[VSWITCH_A_PORT_ISOLATED] = NLA_POLICY_MAX(NLA_U32, 1),
	[VSWITCH_A_PORT_HAIRPIN] = NLA_POLICY_MAX(NLA_U32, 1),
	[VSWITCH_A_PORT_FLOOD_UNICAST] = NLA_POLICY_MAX(NLA_U32, 1),
	[VSWITCH_A_PORT_FLOOD_MULTICAST] = NLA_POLICY_MAX(NLA_U32, 1),
	[VSWITCH_A_PORT_FLOOD_BROADCAST] = NLA_POLICY_MAX(NLA_U32, 1),
	[VSWITCH_A_PORT_STICKY] = NLA_POLICY_MAX(NLA_U32, 1),
	[VSWITCH_A_PORT_LEARN_LIMIT] = { .type = NLA_U32, },
	[VSWITCH_A_PORT_STORM_BROADCAST] = { .type = NLA_U32, },
	[VSWITCH_A_PORT_STORM_MULTICAST] = { .type = NLA_U32, },
	[VSWITCH_A_PORT_STORM_UNKNOWN] = { .type = NLA_U32, },
	[VSWITCH_A_PORT_RATE_IN] = { .type = NLA_U64, },
	[VSWITCH_A_PORT_RATE_OUT] = { .type = NLA_U64, },
	[VSWITCH_A_PORT_BURST_IN] = { .type = NLA_U32, },
	[VSWITCH_A_PORT_BURST_OUT] = { .type = NLA_U32, },
	[VSWITCH_A_PORT_DHCP_GUARD] = NLA_POLICY_MAX(NLA_U32, 1),
	[VSWITCH_A_PORT_RA_GUARD] = NLA_POLICY_MAX(NLA_U32, 1),
	[VSWITCH_A_PORT_MIRROR_IN] = { .type = NLA_U32, },
	[VSWITCH_A_PORT_MIRROR_OUT] = { .type = NLA_U32, },
	[VSWITCH_A_PORT_BPDU_GUARD] = NLA_POLICY_MAX(NLA_U32, 1),
	[VSWITCH_A_PORT_BPDU_DROP] = NLA_POLICY_MAX(NLA_U32, 1),
	[VSWITCH_A_PORT_LOOP_GUARD] = NLA_POLICY_MAX(NLA_U32, 1),
	[VSWITCH_A_PORT_RECOVERY] = { .type = NLA_U32, },
	[VSWITCH_A_PORT_FAST_LEAVE] = NLA_POLICY_MAX(NLA_U32, 1),
	[VSWITCH_A_PORT_MCAST_ROUTER] = NLA_POLICY_MAX(NLA_U32, 2),
	[VSWITCH_A_PORT_MCAST_LIMIT] = { .type = NLA_U32, },
	[VSWITCH_A_PORT_FILTER_LIMIT] = { .type = NLA_U32, },
	[VSWITCH_A_PORT_NEIGH_SUPPRESS] = NLA_POLICY_MAX(NLA_U32, 1),
};

const struct nla_policy vswitch_switch_change_nl_policy[VSWITCH_A_SWITCH_VLAN_STATS + 1] = {
	[VSWITCH_A_SWITCH_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[VSWITCH_A_SWITCH_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[VSWITCH_A_SWITCH_VLAN_PROTO] = { .type = NLA_U32, },
	[VSWITCH_A_SWITCH_AGEING] = { .type = NLA_U32, },
	[VSWITCH_A_SWITCH_FDB_LIMIT] = { .type = NLA_U32, },
	[VSWITCH_A_SWITCH_MODE] = { .type = NLA_NUL_STRING, .len = 15, },
	[VSWITCH_A_SWITCH_MCAST_SNOOPING] = NLA_POLICY_MAX(NLA_U32, 1),
	[VSWITCH_A_SWITCH_MCAST_QUERIER] = NLA_POLICY_MAX(NLA_U32, 1),
	[VSWITCH_A_SWITCH_MCAST_USE_IFADDR] = NLA_POLICY_MAX(NLA_U32, 1),
	[VSWITCH_A_SWITCH_MCAST_LAST_MEMBER_COUNT] = NLA_POLICY_RANGE(NLA_U32, 1, 255),
	[VSWITCH_A_SWITCH_MCAST_STARTUP_COUNT] = NLA_POLICY_RANGE(NLA_U32, 1, 255),
	[VSWITCH_A_SWITCH_MDB_LIMIT] = { .type = NLA_U32, },
	[VSWITCH_A_SWITCH_MCAST_QUERY_INTERVAL] = { .type = NLA_U32, },
	[VSWITCH_A_SWITCH_MCAST_RESPONSE] = { .type = NLA_U32, },
	[VSWITCH_A_SWITCH_MCAST_QUERIER_TIME] = { .type = NLA_U32, },
	[VSWITCH_A_SWITCH_MCAST_MEMBER_TIME] = { .type = NLA_U32, },
	[VSWITCH_A_SWITCH_MCAST_LAST_MEMBER_INTERVAL] = { .type = NLA_U32, },
	[VSWITCH_A_SWITCH_MCAST_STARTUP_INTERVAL] = { .type = NLA_U32, },
	[VSWITCH_A_SWITCH_VLAN_STATS] = NLA_POLICY_MAX(NLA_U32, 1),
};

const struct nla_policy vswitch_vlan_member_nl_policy[VSWITCH_A_VLAN_UNTAGGED + 1] = {
	[VSWITCH_A_VLAN_PORT_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[VSWITCH_A_VLAN_PORT_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[VSWITCH_A_VLAN_FIRST] = NLA_POLICY_RANGE(NLA_U32, 1, VSWITCH_MAX_VLAN_ID),
	[VSWITCH_A_VLAN_LAST] = NLA_POLICY_RANGE(NLA_U32, 1, VSWITCH_MAX_VLAN_ID),
	[VSWITCH_A_VLAN_PVID] = NLA_POLICY_MAX(NLA_U32, 1),
	[VSWITCH_A_VLAN_UNTAGGED] = NLA_POLICY_MAX(NLA_U32, 1),
};

const struct nla_policy vswitch_vlan_named_nl_policy[VSWITCH_A_VLAN_LAST + 1] = {
	[VSWITCH_A_VLAN_PORT_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[VSWITCH_A_VLAN_PORT_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[VSWITCH_A_VLAN_FIRST] = NLA_POLICY_RANGE(NLA_U32, 1, VSWITCH_MAX_VLAN_ID),
	[VSWITCH_A_VLAN_LAST] = NLA_POLICY_RANGE(NLA_U32, 1, VSWITCH_MAX_VLAN_ID),
};

/* VSWITCH_CMD_SWITCH_GET - do */
static const struct nla_policy vswitch_switch_get_do_nl_policy[VSWITCH_A_SWITCH_WITH_STATS + 1] = {
	[VSWITCH_A_SWITCH_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[VSWITCH_A_SWITCH_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[VSWITCH_A_SWITCH_WITH_STATS] = { .type = NLA_FLAG, },
};

/* VSWITCH_CMD_SWITCH_GET - dump */
static const struct nla_policy vswitch_switch_get_dump_nl_policy[VSWITCH_A_SWITCH_WITH_STATS + 1] = {
	[VSWITCH_A_SWITCH_WITH_STATS] = { .type = NLA_FLAG, },
};

/* VSWITCH_CMD_SWITCH_SET - do */
static const struct nla_policy vswitch_switch_set_nl_policy[VSWITCH_A_SWITCH_VLAN_STATS + 1] = {
	[VSWITCH_A_SWITCH_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[VSWITCH_A_SWITCH_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[VSWITCH_A_SWITCH_VLAN_PROTO] = { .type = NLA_U32, },
	[VSWITCH_A_SWITCH_AGEING] = { .type = NLA_U32, },
	[VSWITCH_A_SWITCH_FDB_LIMIT] = { .type = NLA_U32, },
	[VSWITCH_A_SWITCH_MODE] = { .type = NLA_NUL_STRING, .len = 15, },
	[VSWITCH_A_SWITCH_MCAST_SNOOPING] = NLA_POLICY_MAX(NLA_U32, 1),
	[VSWITCH_A_SWITCH_MCAST_QUERIER] = NLA_POLICY_MAX(NLA_U32, 1),
	[VSWITCH_A_SWITCH_MCAST_USE_IFADDR] = NLA_POLICY_MAX(NLA_U32, 1),
	[VSWITCH_A_SWITCH_MCAST_LAST_MEMBER_COUNT] = NLA_POLICY_RANGE(NLA_U32, 1, 255),
	[VSWITCH_A_SWITCH_MCAST_STARTUP_COUNT] = NLA_POLICY_RANGE(NLA_U32, 1, 255),
	[VSWITCH_A_SWITCH_MDB_LIMIT] = { .type = NLA_U32, },
	[VSWITCH_A_SWITCH_MCAST_QUERY_INTERVAL] = { .type = NLA_U32, },
	[VSWITCH_A_SWITCH_MCAST_RESPONSE] = { .type = NLA_U32, },
	[VSWITCH_A_SWITCH_MCAST_QUERIER_TIME] = { .type = NLA_U32, },
	[VSWITCH_A_SWITCH_MCAST_MEMBER_TIME] = { .type = NLA_U32, },
	[VSWITCH_A_SWITCH_MCAST_LAST_MEMBER_INTERVAL] = { .type = NLA_U32, },
	[VSWITCH_A_SWITCH_MCAST_STARTUP_INTERVAL] = { .type = NLA_U32, },
	[VSWITCH_A_SWITCH_VLAN_STATS] = NLA_POLICY_MAX(NLA_U32, 1),
};

/* VSWITCH_CMD_PORT_GET - do */
static const struct nla_policy vswitch_port_get_do_nl_policy[VSWITCH_A_PORT_WITH_STATS + 1] = {
	[VSWITCH_A_PORT_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[VSWITCH_A_PORT_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[VSWITCH_A_PORT_WITH_STATS] = { .type = NLA_FLAG, },
};

/* VSWITCH_CMD_PORT_GET - dump */
static const struct nla_policy vswitch_port_get_dump_nl_policy[VSWITCH_A_PORT_WITH_STATS + 1] = {
	[VSWITCH_A_PORT_SWITCH_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[VSWITCH_A_PORT_SWITCH_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[VSWITCH_A_PORT_WITH_STATS] = { .type = NLA_FLAG, },
};

/* VSWITCH_CMD_PORT_SET - do */
static const struct nla_policy vswitch_port_set_nl_policy[VSWITCH_A_PORT_NEIGH_SUPPRESS + 1] = {
	[VSWITCH_A_PORT_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[VSWITCH_A_PORT_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[VSWITCH_A_PORT_ENABLED] = NLA_POLICY_MAX(NLA_U32, 1),
	[VSWITCH_A_PORT_LEARNING] = NLA_POLICY_MAX(NLA_U32, 1),
	[VSWITCH_A_PORT_LOCKED] = NLA_POLICY_MAX(NLA_U32, 1),
	[VSWITCH_A_PORT_ISOLATED] = NLA_POLICY_MAX(NLA_U32, 1),
	[VSWITCH_A_PORT_HAIRPIN] = NLA_POLICY_MAX(NLA_U32, 1),
	[VSWITCH_A_PORT_FLOOD_UNICAST] = NLA_POLICY_MAX(NLA_U32, 1),
	[VSWITCH_A_PORT_FLOOD_MULTICAST] = NLA_POLICY_MAX(NLA_U32, 1),
	[VSWITCH_A_PORT_FLOOD_BROADCAST] = NLA_POLICY_MAX(NLA_U32, 1),
	[VSWITCH_A_PORT_STICKY] = NLA_POLICY_MAX(NLA_U32, 1),
	[VSWITCH_A_PORT_LEARN_LIMIT] = { .type = NLA_U32, },
	[VSWITCH_A_PORT_STORM_BROADCAST] = { .type = NLA_U32, },
	[VSWITCH_A_PORT_STORM_MULTICAST] = { .type = NLA_U32, },
	[VSWITCH_A_PORT_STORM_UNKNOWN] = { .type = NLA_U32, },
	[VSWITCH_A_PORT_RATE_IN] = { .type = NLA_U64, },
	[VSWITCH_A_PORT_RATE_OUT] = { .type = NLA_U64, },
	[VSWITCH_A_PORT_BURST_IN] = { .type = NLA_U32, },
	[VSWITCH_A_PORT_BURST_OUT] = { .type = NLA_U32, },
	[VSWITCH_A_PORT_DHCP_GUARD] = NLA_POLICY_MAX(NLA_U32, 1),
	[VSWITCH_A_PORT_RA_GUARD] = NLA_POLICY_MAX(NLA_U32, 1),
	[VSWITCH_A_PORT_MIRROR_IN] = { .type = NLA_U32, },
	[VSWITCH_A_PORT_MIRROR_OUT] = { .type = NLA_U32, },
	[VSWITCH_A_PORT_BPDU_GUARD] = NLA_POLICY_MAX(NLA_U32, 1),
	[VSWITCH_A_PORT_BPDU_DROP] = NLA_POLICY_MAX(NLA_U32, 1),
	[VSWITCH_A_PORT_LOOP_GUARD] = NLA_POLICY_MAX(NLA_U32, 1),
	[VSWITCH_A_PORT_RECOVERY] = { .type = NLA_U32, },
	[VSWITCH_A_PORT_FAST_LEAVE] = NLA_POLICY_MAX(NLA_U32, 1),
	[VSWITCH_A_PORT_MCAST_ROUTER] = NLA_POLICY_MAX(NLA_U32, 2),
	[VSWITCH_A_PORT_MCAST_LIMIT] = { .type = NLA_U32, },
	[VSWITCH_A_PORT_FILTER_LIMIT] = { .type = NLA_U32, },
	[VSWITCH_A_PORT_NEIGH_SUPPRESS] = NLA_POLICY_MAX(NLA_U32, 1),
};

/* VSWITCH_CMD_FDB_GET - do */
static const struct nla_policy vswitch_fdb_get_do_nl_policy[VSWITCH_A_FDB_VLAN + 1] = {
	[VSWITCH_A_FDB_SWITCH_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[VSWITCH_A_FDB_SWITCH_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[VSWITCH_A_FDB_MAC] = NLA_POLICY_EXACT_LEN(6),
	[VSWITCH_A_FDB_VLAN] = NLA_POLICY_MAX(NLA_U32, VSWITCH_MAX_VLAN_ID),
};

/* VSWITCH_CMD_FDB_GET - dump */
static const struct nla_policy vswitch_fdb_get_dump_nl_policy[VSWITCH_A_FDB_PORT_IFNAME + 1] = {
	[VSWITCH_A_FDB_SWITCH_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[VSWITCH_A_FDB_SWITCH_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[VSWITCH_A_FDB_VLAN] = NLA_POLICY_MAX(NLA_U32, VSWITCH_MAX_VLAN_ID),
	[VSWITCH_A_FDB_PORT_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[VSWITCH_A_FDB_PORT_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
};

/* VSWITCH_CMD_FDB_NEW - do */
static const struct nla_policy vswitch_fdb_new_nl_policy[VSWITCH_A_FDB_REPLACE + 1] = {
	[VSWITCH_A_FDB_SWITCH_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[VSWITCH_A_FDB_SWITCH_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[VSWITCH_A_FDB_MAC] = NLA_POLICY_EXACT_LEN(6),
	[VSWITCH_A_FDB_VLAN] = NLA_POLICY_MAX(NLA_U32, VSWITCH_MAX_VLAN_ID),
	[VSWITCH_A_FDB_PORT_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[VSWITCH_A_FDB_PORT_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[VSWITCH_A_FDB_STATE] = NLA_POLICY_MAX(NLA_U32, 2),
	[VSWITCH_A_FDB_STICKY] = NLA_POLICY_MAX(NLA_U32, 1),
	[VSWITCH_A_FDB_REPLACE] = { .type = NLA_FLAG, },
};

/* VSWITCH_CMD_FDB_DEL - do */
static const struct nla_policy vswitch_fdb_del_nl_policy[VSWITCH_A_FDB_PORT_IFNAME + 1] = {
	[VSWITCH_A_FDB_SWITCH_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[VSWITCH_A_FDB_SWITCH_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[VSWITCH_A_FDB_MAC] = NLA_POLICY_EXACT_LEN(6),
	[VSWITCH_A_FDB_VLAN] = NLA_POLICY_MAX(NLA_U32, VSWITCH_MAX_VLAN_ID),
	[VSWITCH_A_FDB_PORT_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[VSWITCH_A_FDB_PORT_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
};

/* VSWITCH_CMD_FDB_FLUSH - do */
static const struct nla_policy vswitch_fdb_flush_nl_policy[VSWITCH_A_FDB_KEPT + 1] = {
	[VSWITCH_A_FDB_SWITCH_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[VSWITCH_A_FDB_SWITCH_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[VSWITCH_A_FDB_VLAN] = NLA_POLICY_MAX(NLA_U32, VSWITCH_MAX_VLAN_ID),
	[VSWITCH_A_FDB_PORT_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[VSWITCH_A_FDB_PORT_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[VSWITCH_A_FDB_KEPT] = { .type = NLA_FLAG, },
};

/* VSWITCH_CMD_VLAN_GET - dump */
static const struct nla_policy vswitch_vlan_get_nl_policy[VSWITCH_A_VLAN_WITH_STATS + 1] = {
	[VSWITCH_A_VLAN_PORT_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[VSWITCH_A_VLAN_PORT_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[VSWITCH_A_VLAN_SWITCH_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[VSWITCH_A_VLAN_SWITCH_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[VSWITCH_A_VLAN_WITH_STATS] = { .type = NLA_FLAG, },
};

/* VSWITCH_CMD_VLAN_NEW - do */
static const struct nla_policy vswitch_vlan_new_nl_policy[VSWITCH_A_VLAN_UNTAGGED + 1] = {
	[VSWITCH_A_VLAN_PORT_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[VSWITCH_A_VLAN_PORT_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[VSWITCH_A_VLAN_FIRST] = NLA_POLICY_RANGE(NLA_U32, 1, VSWITCH_MAX_VLAN_ID),
	[VSWITCH_A_VLAN_LAST] = NLA_POLICY_RANGE(NLA_U32, 1, VSWITCH_MAX_VLAN_ID),
	[VSWITCH_A_VLAN_PVID] = NLA_POLICY_MAX(NLA_U32, 1),
	[VSWITCH_A_VLAN_UNTAGGED] = NLA_POLICY_MAX(NLA_U32, 1),
};

/* VSWITCH_CMD_VLAN_DEL - do */
static const struct nla_policy vswitch_vlan_del_nl_policy[VSWITCH_A_VLAN_LAST + 1] = {
	[VSWITCH_A_VLAN_PORT_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[VSWITCH_A_VLAN_PORT_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[VSWITCH_A_VLAN_FIRST] = NLA_POLICY_RANGE(NLA_U32, 1, VSWITCH_MAX_VLAN_ID),
	[VSWITCH_A_VLAN_LAST] = NLA_POLICY_RANGE(NLA_U32, 1, VSWITCH_MAX_VLAN_ID),
};

/* VSWITCH_CMD_GUARD_GET - do */
static const struct nla_policy vswitch_guard_get_do_nl_policy[VSWITCH_A_GUARD_PORT_IFNAME + 1] = {
	[VSWITCH_A_GUARD_PORT_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[VSWITCH_A_GUARD_PORT_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
};

/* VSWITCH_CMD_GUARD_GET - dump */
static const struct nla_policy vswitch_guard_get_dump_nl_policy[VSWITCH_A_GUARD_SWITCH_IFNAME + 1] = {
	[VSWITCH_A_GUARD_SWITCH_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[VSWITCH_A_GUARD_SWITCH_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
};

/* VSWITCH_CMD_GUARD_SET - do */
static const struct nla_policy vswitch_guard_set_nl_policy[VSWITCH_A_GUARD_BINDING + 1] = {
	[VSWITCH_A_GUARD_PORT_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[VSWITCH_A_GUARD_PORT_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[VSWITCH_A_GUARD_BINDING] = NLA_POLICY_NESTED(vswitch_binding_nl_policy),
};

/* VSWITCH_CMD_MDB_GET - do */
static const struct nla_policy vswitch_mdb_get_do_nl_policy[VSWITCH_A_MDB_PORT_IFNAME + 1] = {
	[VSWITCH_A_MDB_SWITCH_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[VSWITCH_A_MDB_SWITCH_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[VSWITCH_A_MDB_GROUP] = { .type = NLA_BINARY, },
	[VSWITCH_A_MDB_VLAN] = NLA_POLICY_MAX(NLA_U32, VSWITCH_MAX_VLAN_ID),
	[VSWITCH_A_MDB_PORT_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[VSWITCH_A_MDB_PORT_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
};

/* VSWITCH_CMD_MDB_GET - dump */
static const struct nla_policy vswitch_mdb_get_dump_nl_policy[VSWITCH_A_MDB_SWITCH_IFNAME + 1] = {
	[VSWITCH_A_MDB_SWITCH_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[VSWITCH_A_MDB_SWITCH_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
};

/* VSWITCH_CMD_MDB_NEW - do */
static const struct nla_policy vswitch_mdb_new_nl_policy[VSWITCH_A_MDB_REPLACE + 1] = {
	[VSWITCH_A_MDB_SWITCH_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[VSWITCH_A_MDB_SWITCH_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[VSWITCH_A_MDB_GROUP] = { .type = NLA_BINARY, },
	[VSWITCH_A_MDB_VLAN] = NLA_POLICY_MAX(NLA_U32, VSWITCH_MAX_VLAN_ID),
	[VSWITCH_A_MDB_PORT_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[VSWITCH_A_MDB_PORT_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[VSWITCH_A_MDB_STATE] = NLA_POLICY_MAX(NLA_U32, 1),
	[VSWITCH_A_MDB_REPLACE] = { .type = NLA_FLAG, },
};

/* VSWITCH_CMD_MDB_DEL - do */
static const struct nla_policy vswitch_mdb_del_nl_policy[VSWITCH_A_MDB_PORT_IFNAME + 1] = {
	[VSWITCH_A_MDB_SWITCH_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[VSWITCH_A_MDB_SWITCH_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[VSWITCH_A_MDB_GROUP] = { .type = NLA_BINARY, },
	[VSWITCH_A_MDB_VLAN] = NLA_POLICY_MAX(NLA_U32, VSWITCH_MAX_VLAN_ID),
	[VSWITCH_A_MDB_PORT_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[VSWITCH_A_MDB_PORT_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
};

/* VSWITCH_CMD_MCAST_GET - dump */
static const struct nla_policy vswitch_mcast_get_nl_policy[VSWITCH_A_MCAST_SWITCH_IFNAME + 1] = {
	[VSWITCH_A_MCAST_SWITCH_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[VSWITCH_A_MCAST_SWITCH_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
};

/* VSWITCH_CMD_APPLY - do */
static const struct nla_policy vswitch_apply_nl_policy[VSWITCH_A_APPLY_DRY_RUN + 1] = {
	[VSWITCH_A_APPLY_CHANGE] = NLA_POLICY_NESTED(vswitch_change_nl_policy),
	[VSWITCH_A_APPLY_GENERATION] = { .type = NLA_U32, },
	[VSWITCH_A_APPLY_DRY_RUN] = { .type = NLA_FLAG, },
};

/* Ops table for vswitch */
static const struct genl_split_ops vswitch_nl_ops[] = {
	{
		.cmd		= VSWITCH_CMD_SWITCH_GET,
		.doit		= vswitch_nl_switch_get_doit,
		.policy		= vswitch_switch_get_do_nl_policy,
		.maxattr	= VSWITCH_A_SWITCH_WITH_STATS,
		.flags		= GENL_CMD_CAP_DO,
	},
	{
		.cmd		= VSWITCH_CMD_SWITCH_GET,
		.start		= vswitch_nl_get_start,
		.dumpit		= vswitch_nl_switch_get_dumpit,
		.policy		= vswitch_switch_get_dump_nl_policy,
		.maxattr	= VSWITCH_A_SWITCH_WITH_STATS,
		.flags		= GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= VSWITCH_CMD_SWITCH_SET,
		.doit		= vswitch_nl_switch_set_doit,
		.policy		= vswitch_switch_set_nl_policy,
		.maxattr	= VSWITCH_A_SWITCH_VLAN_STATS,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= VSWITCH_CMD_PORT_GET,
		.doit		= vswitch_nl_port_get_doit,
		.policy		= vswitch_port_get_do_nl_policy,
		.maxattr	= VSWITCH_A_PORT_WITH_STATS,
		.flags		= GENL_CMD_CAP_DO,
	},
	{
		.cmd		= VSWITCH_CMD_PORT_GET,
		.start		= vswitch_nl_get_start,
		.dumpit		= vswitch_nl_port_get_dumpit,
		.policy		= vswitch_port_get_dump_nl_policy,
		.maxattr	= VSWITCH_A_PORT_WITH_STATS,
		.flags		= GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= VSWITCH_CMD_PORT_SET,
		.doit		= vswitch_nl_port_set_doit,
		.policy		= vswitch_port_set_nl_policy,
		.maxattr	= VSWITCH_A_PORT_NEIGH_SUPPRESS,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= VSWITCH_CMD_FDB_GET,
		.doit		= vswitch_nl_fdb_get_doit,
		.policy		= vswitch_fdb_get_do_nl_policy,
		.maxattr	= VSWITCH_A_FDB_VLAN,
		.flags		= GENL_CMD_CAP_DO,
	},
	{
		.cmd		= VSWITCH_CMD_FDB_GET,
		.start		= vswitch_nl_fdb_get_start,
		.dumpit		= vswitch_nl_fdb_get_dumpit,
		.policy		= vswitch_fdb_get_dump_nl_policy,
		.maxattr	= VSWITCH_A_FDB_PORT_IFNAME,
		.flags		= GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= VSWITCH_CMD_FDB_NEW,
		.doit		= vswitch_nl_fdb_new_doit,
		.policy		= vswitch_fdb_new_nl_policy,
		.maxattr	= VSWITCH_A_FDB_REPLACE,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= VSWITCH_CMD_FDB_DEL,
		.doit		= vswitch_nl_fdb_del_doit,
		.policy		= vswitch_fdb_del_nl_policy,
		.maxattr	= VSWITCH_A_FDB_PORT_IFNAME,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= VSWITCH_CMD_FDB_FLUSH,
		.doit		= vswitch_nl_fdb_flush_doit,
		.policy		= vswitch_fdb_flush_nl_policy,
		.maxattr	= VSWITCH_A_FDB_KEPT,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= VSWITCH_CMD_VLAN_GET,
		.start		= vswitch_nl_get_start,
		.dumpit		= vswitch_nl_vlan_get_dumpit,
		.policy		= vswitch_vlan_get_nl_policy,
		.maxattr	= VSWITCH_A_VLAN_WITH_STATS,
		.flags		= GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= VSWITCH_CMD_VLAN_NEW,
		.doit		= vswitch_nl_vlan_new_doit,
		.policy		= vswitch_vlan_new_nl_policy,
		.maxattr	= VSWITCH_A_VLAN_UNTAGGED,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= VSWITCH_CMD_VLAN_DEL,
		.doit		= vswitch_nl_vlan_del_doit,
		.policy		= vswitch_vlan_del_nl_policy,
		.maxattr	= VSWITCH_A_VLAN_LAST,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= VSWITCH_CMD_GUARD_GET,
		.doit		= vswitch_nl_guard_get_doit,
		.policy		= vswitch_guard_get_do_nl_policy,
		.maxattr	= VSWITCH_A_GUARD_PORT_IFNAME,
		.flags		= GENL_CMD_CAP_DO,
	},
	{
		.cmd		= VSWITCH_CMD_GUARD_GET,
		.start		= vswitch_nl_get_start,
		.dumpit		= vswitch_nl_guard_get_dumpit,
		.policy		= vswitch_guard_get_dump_nl_policy,
		.maxattr	= VSWITCH_A_GUARD_SWITCH_IFNAME,
		.flags		= GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= VSWITCH_CMD_GUARD_SET,
		.doit		= vswitch_nl_guard_set_doit,
		.policy		= vswitch_guard_set_nl_policy,
		.maxattr	= VSWITCH_A_GUARD_BINDING,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= VSWITCH_CMD_MDB_GET,
		.doit		= vswitch_nl_mdb_get_doit,
		.policy		= vswitch_mdb_get_do_nl_policy,
		.maxattr	= VSWITCH_A_MDB_PORT_IFNAME,
		.flags		= GENL_CMD_CAP_DO,
	},
	{
		.cmd		= VSWITCH_CMD_MDB_GET,
		.start		= vswitch_nl_mdb_get_start,
		.dumpit		= vswitch_nl_mdb_get_dumpit,
		.policy		= vswitch_mdb_get_dump_nl_policy,
		.maxattr	= VSWITCH_A_MDB_SWITCH_IFNAME,
		.flags		= GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= VSWITCH_CMD_MDB_NEW,
		.doit		= vswitch_nl_mdb_new_doit,
		.policy		= vswitch_mdb_new_nl_policy,
		.maxattr	= VSWITCH_A_MDB_REPLACE,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= VSWITCH_CMD_MDB_DEL,
		.doit		= vswitch_nl_mdb_del_doit,
		.policy		= vswitch_mdb_del_nl_policy,
		.maxattr	= VSWITCH_A_MDB_PORT_IFNAME,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= VSWITCH_CMD_MCAST_GET,
		.start		= vswitch_nl_mdb_get_start,
		.dumpit		= vswitch_nl_mcast_get_dumpit,
		.policy		= vswitch_mcast_get_nl_policy,
		.maxattr	= VSWITCH_A_MCAST_SWITCH_IFNAME,
		.flags		= GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= VSWITCH_CMD_APPLY,
		.doit		= vswitch_nl_apply_doit,
		.policy		= vswitch_apply_nl_policy,
		.maxattr	= VSWITCH_A_APPLY_DRY_RUN,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
};

static const struct genl_multicast_group vswitch_nl_mcgrps[] = {
	[VSWITCH_NLGRP_CONFIG] = { "config", },
	[VSWITCH_NLGRP_STATE] = { "state", },
	[VSWITCH_NLGRP_FDB] = { "fdb", },
	[VSWITCH_NLGRP_MDB] = { "mdb", },
};

struct genl_family vswitch_nl_family __ro_after_init = {
	.name		= VSWITCH_FAMILY_NAME,
	.version	= VSWITCH_FAMILY_VERSION,
	.netnsok	= true,
	.parallel_ops	= true,
	.module		= THIS_MODULE,
	.split_ops	= vswitch_nl_ops,
	.n_split_ops	= ARRAY_SIZE(vswitch_nl_ops),
	.mcgrps		= vswitch_nl_mcgrps,
	.n_mcgrps	= ARRAY_SIZE(vswitch_nl_mcgrps),
};
