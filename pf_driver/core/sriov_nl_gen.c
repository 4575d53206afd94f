// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause)
/* Do not edit directly, auto-generated from: */
/*	netlink_uapi/specs/sriov.yaml */
/* YNL-GEN kernel source */

#include <net/netlink.h>
#include <net/genetlink.h>

#include "sriov_nl_gen.h"

#include <uapi/linux/sriov.h>

/* Common nested types */
const struct nla_policy sriov_apply_expect_nl_policy[SRIOV_A_APPLY_PF_GENERATION + 1] = {
	[SRIOV_A_APPLY_PF_PCI_ADDRESS] = { .type = NLA_NUL_STRING, .len = 31, },
	[SRIOV_A_APPLY_PF_GENERATION] = { .type = NLA_U32, },
};

const struct nla_policy sriov_mac_entry_nl_policy[SRIOV_A_MAC_ENTRY_MAC + 1] = {
	[SRIOV_A_MAC_ENTRY_MAC] = NLA_POLICY_EXACT_LEN(6),
};

const struct nla_policy sriov_mac_list_nl_policy[SRIOV_A_MAC_LIST_ENTRY + 1] = {
	[SRIOV_A_MAC_LIST_ENTRY] = NLA_POLICY_NESTED(sriov_mac_entry_nl_policy),
};

const struct nla_policy sriov_trunk_nl_policy[SRIOV_A_TRUNK_RANGE + 1] = {
	[SRIOV_A_TRUNK_ALL] = { .type = NLA_FLAG, },
	[SRIOV_A_TRUNK_RANGE] = NLA_POLICY_NESTED(sriov_vlan_range_nl_policy),
};

const struct nla_policy sriov_vf_change_nl_policy[SRIOV_A_VF_IN_SERVICE + 1] = {
	[SRIOV_A_VF_PCI_ADDRESS] = { .type = NLA_NUL_STRING, .len = 31, },
	[SRIOV_A_VF_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[SRIOV_A_VF_VF_ID] = NLA_POLICY_MAX(NLA_U32, SRIOV_MAX_VF_ID),
	[SRIOV_A_VF_VF_LAST] = NLA_POLICY_MAX(NLA_U32, SRIOV_MAX_VF_ID),
	[SRIOV_A_VF_MAC] = NLA_POLICY_EXACT_LEN(6),
	[SRIOV_A_VF_VLAN] = NLA_POLICY_MAX(NLA_U32, SRIOV_MAX_VLAN_ID),
	[SRIOV_A_VF_QOS] = NLA_POLICY_MAX(NLA_U32, SRIOV_MAX_QOS),
	[SRIOV_A_VF_VLAN_PROTO] = { .type = NLA_U32, },
	[SRIOV_A_VF_SPOOFCHK] = NLA_POLICY_MAX(NLA_U32, 1),
	[SRIOV_A_VF_MAX_TX_RATE] = { .type = NLA_U32, },
	[SRIOV_A_VF_MIN_TX_RATE] = { .type = NLA_U32, },
	[SRIOV_A_VF_TRUST] = NLA_POLICY_MAX(NLA_U32, 1),
	[SRIOV_A_VF_LINK_STATE] = NLA_POLICY_MAX(NLA_U32, 2),
	[SRIOV_A_VF_QUEUES] = NLA_POLICY_MIN(NLA_U32, 1),
	[SRIOV_A_VF_OWNER] = NLA_POLICY_MIN(NLA_U64, 1),
	[SRIOV_A_VF_OWNER_RELEASE] = { .type = NLA_FLAG, },
	[SRIOV_A_VF_OWNER_FORCE] = { .type = NLA_FLAG, },
	[SRIOV_A_VF_RESET] = { .type = NLA_FLAG, },
	[SRIOV_A_VF_TRUNK] = NLA_POLICY_NESTED(sriov_trunk_nl_policy),
	[SRIOV_A_VF_ALLOWED_MACS] = NLA_POLICY_NESTED(sriov_mac_list_nl_policy),
	[SRIOV_A_VF_MAX_MTU] = { .type = NLA_U32, },
	[SRIOV_A_VF_IN_SERVICE] = NLA_POLICY_MAX(NLA_U32, 1),
};

const struct nla_policy sriov_vlan_range_nl_policy[SRIOV_A_VLAN_RANGE_LAST + 1] = {
	[SRIOV_A_VLAN_RANGE_FIRST] = NLA_POLICY_RANGE(NLA_U32, 1, SRIOV_MAX_VLAN_ID),
	[SRIOV_A_VLAN_RANGE_LAST] = NLA_POLICY_RANGE(NLA_U32, 1, SRIOV_MAX_VLAN_ID),
};

/* SRIOV_CMD_PF_GET - do */
static const struct nla_policy sriov_pf_get_nl_policy[SRIOV_A_PF_IFINDEX + 1] = {
	[SRIOV_A_PF_PCI_ADDRESS] = { .type = NLA_NUL_STRING, .len = 31, },
	[SRIOV_A_PF_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
};

/* SRIOV_CMD_PF_SET - do */
static const struct nla_policy sriov_pf_set_nl_policy[SRIOV_A_PF_LOCAL_VLANS + 1] = {
	[SRIOV_A_PF_PCI_ADDRESS] = { .type = NLA_NUL_STRING, .len = 31, },
	[SRIOV_A_PF_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[SRIOV_A_PF_NUM_VFS] = NLA_POLICY_MAX(NLA_U32, SRIOV_MAX_VFS),
	[SRIOV_A_PF_QUARANTINE_FLOOD] = NLA_POLICY_MAX(NLA_U32, SRIOV_MAX_QUARANTINE_LIMIT),
	[SRIOV_A_PF_QUARANTINE_MALFORMED] = NLA_POLICY_MAX(NLA_U32, SRIOV_MAX_QUARANTINE_LIMIT),
	[SRIOV_A_PF_QUARANTINE_RESETS] = NLA_POLICY_MAX(NLA_U32, SRIOV_MAX_QUARANTINE_LIMIT),
	[SRIOV_A_PF_QUARANTINE_RELEASE] = NLA_POLICY_MAX(NLA_U32, SRIOV_MAX_QUARANTINE_RELEASE),
	[SRIOV_A_PF_SLOTS] = NLA_POLICY_MAX(NLA_U32, 1),
	[SRIOV_A_PF_LOCAL_VLANS] = NLA_POLICY_NESTED(sriov_trunk_nl_policy),
};

/* SRIOV_CMD_VF_GET - do */
static const struct nla_policy sriov_vf_get_do_nl_policy[SRIOV_A_VF_WITH_STATS + 1] = {
	[SRIOV_A_VF_PCI_ADDRESS] = { .type = NLA_NUL_STRING, .len = 31, },
	[SRIOV_A_VF_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[SRIOV_A_VF_VF_ID] = NLA_POLICY_MAX(NLA_U32, SRIOV_MAX_VF_ID),
	[SRIOV_A_VF_WITH_STATS] = { .type = NLA_FLAG, },
};

/* SRIOV_CMD_VF_GET - dump */
static const struct nla_policy sriov_vf_get_dump_nl_policy[SRIOV_A_VF_WITH_STATS + 1] = {
	[SRIOV_A_VF_PCI_ADDRESS] = { .type = NLA_NUL_STRING, .len = 31, },
	[SRIOV_A_VF_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[SRIOV_A_VF_VF_ID] = NLA_POLICY_MAX(NLA_U32, SRIOV_MAX_VF_ID),
	[SRIOV_A_VF_VF_LAST] = NLA_POLICY_MAX(NLA_U32, SRIOV_MAX_VF_ID),
	[SRIOV_A_VF_WITH_STATS] = { .type = NLA_FLAG, },
};

/* SRIOV_CMD_VF_SET - do */
static const struct nla_policy sriov_vf_set_nl_policy[SRIOV_A_VF_IN_SERVICE + 1] = {
	[SRIOV_A_VF_PCI_ADDRESS] = { .type = NLA_NUL_STRING, .len = 31, },
	[SRIOV_A_VF_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[SRIOV_A_VF_VF_ID] = NLA_POLICY_MAX(NLA_U32, SRIOV_MAX_VF_ID),
	[SRIOV_A_VF_VF_LAST] = NLA_POLICY_MAX(NLA_U32, SRIOV_MAX_VF_ID),
	[SRIOV_A_VF_MAC] = NLA_POLICY_EXACT_LEN(6),
	[SRIOV_A_VF_VLAN] = NLA_POLICY_MAX(NLA_U32, SRIOV_MAX_VLAN_ID),
	[SRIOV_A_VF_QOS] = NLA_POLICY_MAX(NLA_U32, SRIOV_MAX_QOS),
	[SRIOV_A_VF_VLAN_PROTO] = { .type = NLA_U32, },
	[SRIOV_A_VF_SPOOFCHK] = NLA_POLICY_MAX(NLA_U32, 1),
	[SRIOV_A_VF_MAX_TX_RATE] = { .type = NLA_U32, },
	[SRIOV_A_VF_MIN_TX_RATE] = { .type = NLA_U32, },
	[SRIOV_A_VF_TRUST] = NLA_POLICY_MAX(NLA_U32, 1),
	[SRIOV_A_VF_LINK_STATE] = NLA_POLICY_MAX(NLA_U32, 2),
	[SRIOV_A_VF_QUEUES] = NLA_POLICY_MIN(NLA_U32, 1),
	[SRIOV_A_VF_OWNER] = NLA_POLICY_MIN(NLA_U64, 1),
	[SRIOV_A_VF_OWNER_RELEASE] = { .type = NLA_FLAG, },
	[SRIOV_A_VF_OWNER_FORCE] = { .type = NLA_FLAG, },
	[SRIOV_A_VF_RESET] = { .type = NLA_FLAG, },
	[SRIOV_A_VF_TRUNK] = NLA_POLICY_NESTED(sriov_trunk_nl_policy),
	[SRIOV_A_VF_ALLOWED_MACS] = NLA_POLICY_NESTED(sriov_mac_list_nl_policy),
	[SRIOV_A_VF_MAX_MTU] = { .type = NLA_U32, },
	[SRIOV_A_VF_IN_SERVICE] = NLA_POLICY_MAX(NLA_U32, 1),
};

/* SRIOV_CMD_APPLY - do */
static const struct nla_policy sriov_apply_nl_policy[SRIOV_A_APPLY_DRY_RUN + 1] = {
	[SRIOV_A_APPLY_CHANGE] = NLA_POLICY_NESTED(sriov_vf_change_nl_policy),
	[SRIOV_A_APPLY_EXPECT] = NLA_POLICY_NESTED(sriov_apply_expect_nl_policy),
	[SRIOV_A_APPLY_DRY_RUN] = { .type = NLA_FLAG, },
};

/* SRIOV_CMD_VF_QUARANTINE - do */
static const struct nla_policy sriov_vf_quarantine_nl_policy[SRIOV_A_VF_VF_LAST + 1] = {
	[SRIOV_A_VF_PCI_ADDRESS] = { .type = NLA_NUL_STRING, .len = 31, },
	[SRIOV_A_VF_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[SRIOV_A_VF_VF_ID] = NLA_POLICY_MAX(NLA_U32, SRIOV_MAX_VF_ID),
	[SRIOV_A_VF_VF_LAST] = NLA_POLICY_MAX(NLA_U32, SRIOV_MAX_VF_ID),
};

/* SRIOV_CMD_VF_RELEASE - do */
static const struct nla_policy sriov_vf_release_nl_policy[SRIOV_A_VF_VF_LAST + 1] = {
	[SRIOV_A_VF_PCI_ADDRESS] = { .type = NLA_NUL_STRING, .len = 31, },
	[SRIOV_A_VF_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
	[SRIOV_A_VF_VF_ID] = NLA_POLICY_MAX(NLA_U32, SRIOV_MAX_VF_ID),
	[SRIOV_A_VF_VF_LAST] = NLA_POLICY_MAX(NLA_U32, SRIOV_MAX_VF_ID),
};

/* SRIOV_CMD_PF_ADOPT - do */
static const struct nla_policy sriov_pf_adopt_nl_policy[SRIOV_A_PF_IFINDEX + 1] = {
	[SRIOV_A_PF_PCI_ADDRESS] = { .type = NLA_NUL_STRING, .len = 31, },
	[SRIOV_A_PF_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
};

/* SRIOV_CMD_PF_RELEASE - do */
static const struct nla_policy sriov_pf_release_nl_policy[SRIOV_A_PF_IFINDEX + 1] = {
	[SRIOV_A_PF_PCI_ADDRESS] = { .type = NLA_NUL_STRING, .len = 31, },
	[SRIOV_A_PF_IFINDEX] = NLA_POLICY_MIN(NLA_U32, 1),
};

/* Ops table for sriov */
static const struct genl_split_ops sriov_nl_ops[] = {
	{
		.cmd		= SRIOV_CMD_PF_GET,
		.doit		= sriov_nl_pf_get_doit,
		.policy		= sriov_pf_get_nl_policy,
		.maxattr	= SRIOV_A_PF_IFINDEX,
		.flags		= GENL_CMD_CAP_DO,
	},
	{
		.cmd	= SRIOV_CMD_PF_GET,
		.start	= sriov_nl_pf_get_start,
		.dumpit	= sriov_nl_pf_get_dumpit,
		.flags	= GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= SRIOV_CMD_PF_SET,
		.doit		= sriov_nl_pf_set_doit,
		.policy		= sriov_pf_set_nl_policy,
		.maxattr	= SRIOV_A_PF_LOCAL_VLANS,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= SRIOV_CMD_VF_GET,
		.doit		= sriov_nl_vf_get_doit,
		.policy		= sriov_vf_get_do_nl_policy,
		.maxattr	= SRIOV_A_VF_WITH_STATS,
		.flags		= GENL_CMD_CAP_DO,
	},
	{
		.cmd		= SRIOV_CMD_VF_GET,
		.start		= sriov_nl_vf_get_start,
		.dumpit		= sriov_nl_vf_get_dumpit,
		.policy		= sriov_vf_get_dump_nl_policy,
		.maxattr	= SRIOV_A_VF_WITH_STATS,
		.flags		= GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= SRIOV_CMD_VF_SET,
		.doit		= sriov_nl_vf_set_doit,
		.policy		= sriov_vf_set_nl_policy,
		.maxattr	= SRIOV_A_VF_IN_SERVICE,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= SRIOV_CMD_APPLY,
		.doit		= sriov_nl_apply_doit,
		.policy		= sriov_apply_nl_policy,
		.maxattr	= SRIOV_A_APPLY_DRY_RUN,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= SRIOV_CMD_VF_QUARANTINE,
		.doit		= sriov_nl_vf_quarantine_doit,
		.policy		= sriov_vf_quarantine_nl_policy,
		.maxattr	= SRIOV_A_VF_VF_LAST,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= SRIOV_CMD_VF_RELEASE,
		.doit		= sriov_nl_vf_release_doit,
		.policy		= sriov_vf_release_nl_policy,
		.maxattr	= SRIOV_A_VF_VF_LAST,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= SRIOV_CMD_PF_ADOPT,
		.doit		= sriov_nl_pf_adopt_doit,
		.policy		= sriov_pf_adopt_nl_policy,
		.maxattr	= SRIOV_A_PF_IFINDEX,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= SRIOV_CMD_PF_RELEASE,
		.doit		= sriov_nl_pf_release_doit,
		.policy		= sriov_pf_release_nl_policy,
		.maxattr	= SRIOV_A_PF_IFINDEX,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
};

static const struct genl_multicast_group sriov_nl_mcgrps[] = {
	[SRIOV_NLGRP_CONFIG] = { "config", },
	[SRIOV_NLGRP_STATE] = { "state", },
};

struct genl_family sriov_nl_family __ro_after_init = {
	.name		= SRIOV_FAMILY_NAME,
	.version	= SRIOV_FAMILY_VERSION,
	.netnsok	= true,
	.parallel_ops	= true,
	.module		= THIS_MODULE,
	.split_ops	= sriov_nl_ops,
	.n_split_ops	= ARRAY_SIZE(sriov_nl_ops),
	.mcgrps		= sriov_nl_mcgrps,
	.n_mcgrps	= ARRAY_SIZE(sriov_nl_mcgrps),
};
