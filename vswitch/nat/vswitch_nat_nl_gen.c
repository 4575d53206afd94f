// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause)
/* Do not edit directly, auto-generated from: */
/*	netlink_uapi/specs/vswitch_nat.yaml */
/* YNL-GEN kernel source */

#include <net/netlink.h>
#include <net/genetlink.h>

#include "vswitch_nat_nl_gen.h"

#include <uapi/linux/vswitch_nat.h>

/* Common nested types */
const struct nla_policy vswitch_nat_timeouts_nl_policy[VSWITCH_NAT_A_TIMEOUTS_OTHER + 1] = {
	[VSWITCH_NAT_A_TIMEOUTS_UDP] = { .type = NLA_U32, },
	[VSWITCH_NAT_A_TIMEOUTS_UDP_STREAM] = { .type = NLA_U32, },
	[VSWITCH_NAT_A_TIMEOUTS_TCP] = { .type = NLA_U32, },
	[VSWITCH_NAT_A_TIMEOUTS_TCP_TRANSITORY] = { .type = NLA_U32, },
	[VSWITCH_NAT_A_TIMEOUTS_ICMP] = { .type = NLA_U32, },
	[VSWITCH_NAT_A_TIMEOUTS_OTHER] = { .type = NLA_U32, },
};

const struct nla_policy vswitch_nat_uplinks_nl_policy[VSWITCH_NAT_A_UPLINKS_IFINDEX + 1] = {
	[VSWITCH_NAT_A_UPLINKS_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
};

/* VSWITCH_NAT_CMD_NAT_GET - do */
static const struct nla_policy vswitch_nat_nat_get_do_nl_policy[VSWITCH_NAT_A_NAT_WITH_STATS + 1] = {
	[VSWITCH_NAT_A_NAT_SWITCH_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[VSWITCH_NAT_A_NAT_SWITCH_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[VSWITCH_NAT_A_NAT_WITH_STATS] = { .type = NLA_FLAG, },
};

/* VSWITCH_NAT_CMD_NAT_GET - dump */
static const struct nla_policy vswitch_nat_nat_get_dump_nl_policy[VSWITCH_NAT_A_NAT_WITH_STATS + 1] = {
	[VSWITCH_NAT_A_NAT_WITH_STATS] = { .type = NLA_FLAG, },
};

/* VSWITCH_NAT_CMD_NAT_SET - do */
static const struct nla_policy vswitch_nat_nat_set_nl_policy[VSWITCH_NAT_A_NAT_NPT_LENGTH + 1] = {
	[VSWITCH_NAT_A_NAT_SWITCH_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[VSWITCH_NAT_A_NAT_SWITCH_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[VSWITCH_NAT_A_NAT_UPLINKS] = NLA_POLICY_NESTED(vswitch_nat_uplinks_nl_policy),
	[VSWITCH_NAT_A_NAT_POOL4_MIN] = { .type = NLA_U32, },
	[VSWITCH_NAT_A_NAT_POOL4_MAX] = { .type = NLA_U32, },
	[VSWITCH_NAT_A_NAT_POOL6_MIN] = NLA_POLICY_EXACT_LEN(16),
	[VSWITCH_NAT_A_NAT_POOL6_MAX] = NLA_POLICY_EXACT_LEN(16),
	[VSWITCH_NAT_A_NAT_PORT_MIN] = { .type = NLA_U32, },
	[VSWITCH_NAT_A_NAT_PORT_MAX] = { .type = NLA_U32, },
	[VSWITCH_NAT_A_NAT_IPV6] = NLA_POLICY_MAX(NLA_U32, 3),
	[VSWITCH_NAT_A_NAT_BYPASS] = NLA_POLICY_MAX(NLA_U32, 1),
	[VSWITCH_NAT_A_NAT_MSS_CLAMP] = NLA_POLICY_MAX(NLA_U32, 1),
	[VSWITCH_NAT_A_NAT_TIMEOUTS] = NLA_POLICY_NESTED(vswitch_nat_timeouts_nl_policy),
	[VSWITCH_NAT_A_NAT_MAX_SESSIONS] = { .type = NLA_U32, },
	[VSWITCH_NAT_A_NAT_MAX_RATE] = { .type = NLA_U32, },
	[VSWITCH_NAT_A_NAT_MAPPING] = NLA_POLICY_MAX(NLA_U32, 1),
	[VSWITCH_NAT_A_NAT_FILTERING] = NLA_POLICY_MAX(NLA_U32, 1),
	[VSWITCH_NAT_A_NAT_HELPERS] = NLA_POLICY_MASK(NLA_U32, 0xf),
	[VSWITCH_NAT_A_NAT_NPT_INSIDE] = NLA_POLICY_EXACT_LEN(16),
	[VSWITCH_NAT_A_NAT_NPT_OUTSIDE] = NLA_POLICY_EXACT_LEN(16),
	[VSWITCH_NAT_A_NAT_NPT_LENGTH] = NLA_POLICY_MAX(NLA_U32, 64),
};

/* VSWITCH_NAT_CMD_FORWARD_GET - do */
static const struct nla_policy vswitch_nat_forward_get_do_nl_policy[VSWITCH_NAT_A_FORWARD_TO_PORT + 1] = {
	[VSWITCH_NAT_A_FORWARD_SWITCH_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[VSWITCH_NAT_A_FORWARD_SWITCH_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[VSWITCH_NAT_A_FORWARD_PROTOCOL] = NLA_POLICY_MAX(NLA_U32, 255),
	[VSWITCH_NAT_A_FORWARD_PORT_MIN] = { .type = NLA_U32, },
	[VSWITCH_NAT_A_FORWARD_PORT_MAX] = { .type = NLA_U32, },
	[VSWITCH_NAT_A_FORWARD_ADDRESS4] = { .type = NLA_U32, },
	[VSWITCH_NAT_A_FORWARD_ADDRESS6] = NLA_POLICY_EXACT_LEN(16),
	[VSWITCH_NAT_A_FORWARD_TO_ADDRESS4] = { .type = NLA_U32, },
	[VSWITCH_NAT_A_FORWARD_TO_ADDRESS6] = NLA_POLICY_EXACT_LEN(16),
	[VSWITCH_NAT_A_FORWARD_TO_PORT] = { .type = NLA_U32, },
};

/* VSWITCH_NAT_CMD_FORWARD_GET - dump */
static const struct nla_policy vswitch_nat_forward_get_dump_nl_policy[VSWITCH_NAT_A_FORWARD_SWITCH_IFNAME + 1] = {
	[VSWITCH_NAT_A_FORWARD_SWITCH_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[VSWITCH_NAT_A_FORWARD_SWITCH_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
};

/* VSWITCH_NAT_CMD_FORWARD_NEW - do */
static const struct nla_policy vswitch_nat_forward_new_nl_policy[VSWITCH_NAT_A_FORWARD_TO_PORT + 1] = {
	[VSWITCH_NAT_A_FORWARD_SWITCH_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[VSWITCH_NAT_A_FORWARD_SWITCH_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[VSWITCH_NAT_A_FORWARD_PROTOCOL] = NLA_POLICY_MAX(NLA_U32, 255),
	[VSWITCH_NAT_A_FORWARD_PORT_MIN] = { .type = NLA_U32, },
	[VSWITCH_NAT_A_FORWARD_PORT_MAX] = { .type = NLA_U32, },
	[VSWITCH_NAT_A_FORWARD_ADDRESS4] = { .type = NLA_U32, },
	[VSWITCH_NAT_A_FORWARD_ADDRESS6] = NLA_POLICY_EXACT_LEN(16),
	[VSWITCH_NAT_A_FORWARD_TO_ADDRESS4] = { .type = NLA_U32, },
	[VSWITCH_NAT_A_FORWARD_TO_ADDRESS6] = NLA_POLICY_EXACT_LEN(16),
	[VSWITCH_NAT_A_FORWARD_TO_PORT] = { .type = NLA_U32, },
};

/* VSWITCH_NAT_CMD_FORWARD_DEL - do */
static const struct nla_policy vswitch_nat_forward_del_nl_policy[VSWITCH_NAT_A_FORWARD_TO_PORT + 1] = {
	[VSWITCH_NAT_A_FORWARD_SWITCH_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[VSWITCH_NAT_A_FORWARD_SWITCH_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[VSWITCH_NAT_A_FORWARD_PROTOCOL] = NLA_POLICY_MAX(NLA_U32, 255),
	[VSWITCH_NAT_A_FORWARD_PORT_MIN] = { .type = NLA_U32, },
	[VSWITCH_NAT_A_FORWARD_PORT_MAX] = { .type = NLA_U32, },
	[VSWITCH_NAT_A_FORWARD_ADDRESS4] = { .type = NLA_U32, },
	[VSWITCH_NAT_A_FORWARD_ADDRESS6] = NLA_POLICY_EXACT_LEN(16),
	[VSWITCH_NAT_A_FORWARD_TO_ADDRESS4] = { .type = NLA_U32, },
	[VSWITCH_NAT_A_FORWARD_TO_ADDRESS6] = NLA_POLICY_EXACT_LEN(16),
	[VSWITCH_NAT_A_FORWARD_TO_PORT] = { .type = NLA_U32, },
};

/* VSWITCH_NAT_CMD_GUEST_GET - do */
static const struct nla_policy vswitch_nat_guest_get_do_nl_policy[VSWITCH_NAT_A_GUEST_PORT_IFNAME + 1] = {
	[VSWITCH_NAT_A_GUEST_PORT_IFINDEX] = { .type = NLA_U32, },
	[VSWITCH_NAT_A_GUEST_PORT_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
};

/* VSWITCH_NAT_CMD_GUEST_GET - dump */
static const struct nla_policy vswitch_nat_guest_get_dump_nl_policy[VSWITCH_NAT_A_GUEST_SWITCH_IFNAME + 1] = {
	[VSWITCH_NAT_A_GUEST_SWITCH_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[VSWITCH_NAT_A_GUEST_SWITCH_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
};

/* Ops table for vswitch_nat */
static const struct genl_split_ops vswitch_nat_nl_ops[] = {
	{
		.cmd		= VSWITCH_NAT_CMD_NAT_GET,
		.doit		= vswitch_nat_nl_nat_get_doit,
		.policy		= vswitch_nat_nat_get_do_nl_policy,
		.maxattr	= VSWITCH_NAT_A_NAT_WITH_STATS,
		.flags		= GENL_CMD_CAP_DO,
	},
	{
		.cmd		= VSWITCH_NAT_CMD_NAT_GET,
		.start		= vswitch_nat_nl_get_start,
		.dumpit		= vswitch_nat_nl_nat_get_dumpit,
		.policy		= vswitch_nat_nat_get_dump_nl_policy,
		.maxattr	= VSWITCH_NAT_A_NAT_WITH_STATS,
		.flags		= GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= VSWITCH_NAT_CMD_NAT_SET,
		.doit		= vswitch_nat_nl_nat_set_doit,
		.policy		= vswitch_nat_nat_set_nl_policy,
		.maxattr	= VSWITCH_NAT_A_NAT_NPT_LENGTH,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= VSWITCH_NAT_CMD_FORWARD_GET,
		.doit		= vswitch_nat_nl_forward_get_doit,
		.policy		= vswitch_nat_forward_get_do_nl_policy,
		.maxattr	= VSWITCH_NAT_A_FORWARD_TO_PORT,
		.flags		= GENL_CMD_CAP_DO,
	},
	{
		.cmd		= VSWITCH_NAT_CMD_FORWARD_GET,
		.start		= vswitch_nat_nl_get_start,
		.dumpit		= vswitch_nat_nl_forward_get_dumpit,
		.policy		= vswitch_nat_forward_get_dump_nl_policy,
		.maxattr	= VSWITCH_NAT_A_FORWARD_SWITCH_IFNAME,
		.flags		= GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= VSWITCH_NAT_CMD_FORWARD_NEW,
		.doit		= vswitch_nat_nl_forward_new_doit,
		.policy		= vswitch_nat_forward_new_nl_policy,
		.maxattr	= VSWITCH_NAT_A_FORWARD_TO_PORT,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= VSWITCH_NAT_CMD_FORWARD_DEL,
		.doit		= vswitch_nat_nl_forward_del_doit,
		.policy		= vswitch_nat_forward_del_nl_policy,
		.maxattr	= VSWITCH_NAT_A_FORWARD_TO_PORT,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= VSWITCH_NAT_CMD_GUEST_GET,
		.doit		= vswitch_nat_nl_guest_get_doit,
		.policy		= vswitch_nat_guest_get_do_nl_policy,
		.maxattr	= VSWITCH_NAT_A_GUEST_PORT_IFNAME,
		.flags		= GENL_CMD_CAP_DO,
	},
	{
		.cmd		= VSWITCH_NAT_CMD_GUEST_GET,
		.start		= vswitch_nat_nl_get_start,
		.dumpit		= vswitch_nat_nl_guest_get_dumpit,
		.policy		= vswitch_nat_guest_get_dump_nl_policy,
		.maxattr	= VSWITCH_NAT_A_GUEST_SWITCH_IFNAME,
		.flags		= GENL_CMD_CAP_DUMP,
	},
};

static const struct genl_multicast_group vswitch_nat_nl_mcgrps[] = {
	[VSWITCH_NAT_NLGRP_CONFIG] = { "config", },
	[VSWITCH_NAT_NLGRP_STATE] = { "state", },
};

struct genl_family vswitch_nat_nl_family __ro_after_init = {
	.name		= VSWITCH_NAT_FAMILY_NAME,
	.version	= VSWITCH_NAT_FAMILY_VERSION,
	.netnsok	= true,
	.parallel_ops	= true,
	.module		= THIS_MODULE,
	.split_ops	= vswitch_nat_nl_ops,
	.n_split_ops	= ARRAY_SIZE(vswitch_nat_nl_ops),
	.mcgrps		= vswitch_nat_nl_mcgrps,
	.n_mcgrps	= ARRAY_SIZE(vswitch_nat_nl_mcgrps),
};
