/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause) */
/* Do not edit directly, auto-generated from: */
/*	netlink_uapi/specs/sriov.yaml */
/* YNL-GEN kernel header */

#ifndef _LINUX_SRIOV_GEN_H
#define _LINUX_SRIOV_GEN_H

#include <net/netlink.h>
#include <net/genetlink.h>

#include <uapi/linux/sriov.h>

/* Common nested types */
extern const struct nla_policy sriov_apply_expect_nl_policy[SRIOV_A_APPLY_PF_GENERATION + 1];
extern const struct nla_policy sriov_mac_entry_nl_policy[SRIOV_A_MAC_ENTRY_MAC + 1];
extern const struct nla_policy sriov_mac_list_nl_policy[SRIOV_A_MAC_LIST_ENTRY + 1];
extern const struct nla_policy sriov_trunk_nl_policy[SRIOV_A_TRUNK_RANGE + 1];
extern const struct nla_policy sriov_vf_change_nl_policy[SRIOV_A_VF_IN_SERVICE + 1];
extern const struct nla_policy sriov_vlan_range_nl_policy[SRIOV_A_VLAN_RANGE_LAST + 1];

int sriov_nl_pf_get_start(struct netlink_callback *cb);
int sriov_nl_vf_get_start(struct netlink_callback *cb);

int sriov_nl_pf_get_doit(struct sk_buff *skb, struct genl_info *info);
int sriov_nl_pf_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int sriov_nl_pf_set_doit(struct sk_buff *skb, struct genl_info *info);
int sriov_nl_vf_get_doit(struct sk_buff *skb, struct genl_info *info);
int sriov_nl_vf_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int sriov_nl_vf_set_doit(struct sk_buff *skb, struct genl_info *info);
int sriov_nl_apply_doit(struct sk_buff *skb, struct genl_info *info);
int sriov_nl_vf_quarantine_doit(struct sk_buff *skb, struct genl_info *info);
int sriov_nl_vf_release_doit(struct sk_buff *skb, struct genl_info *info);
int sriov_nl_pf_adopt_doit(struct sk_buff *skb, struct genl_info *info);
int sriov_nl_pf_release_doit(struct sk_buff *skb, struct genl_info *info);

enum {
	SRIOV_NLGRP_CONFIG,
	SRIOV_NLGRP_STATE,
};

extern struct genl_family sriov_nl_family;

#endif /* _LINUX_SRIOV_GEN_H */
