/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause) */
/* Do not edit directly, auto-generated from: */
/*	netlink_uapi/specs/vswitch.yaml */
/* YNL-GEN kernel header */

#ifndef _LINUX_VSWITCH_GEN_H
#define _LINUX_VSWITCH_GEN_H

#include <net/netlink.h>
#include <net/genetlink.h>

#include <uapi/linux/vswitch.h>

/* Common nested types */
extern const struct nla_policy vswitch_binding_nl_policy[VSWITCH_A_BINDING_PREFIX_LEN + 1];
extern const struct nla_policy vswitch_change_nl_policy[VSWITCH_A_CHANGE_MDB_DEL + 1];
extern const struct nla_policy vswitch_fdb_entry_nl_policy[VSWITCH_A_FDB_REPLACE + 1];
extern const struct nla_policy vswitch_fdb_named_nl_policy[VSWITCH_A_FDB_PORT_IFNAME + 1];
extern const struct nla_policy vswitch_guard_change_nl_policy[VSWITCH_A_GUARD_BINDING + 1];
extern const struct nla_policy vswitch_mdb_member_nl_policy[VSWITCH_A_MDB_REPLACE + 1];
extern const struct nla_policy vswitch_mdb_named_nl_policy[VSWITCH_A_MDB_PORT_IFNAME + 1];
extern const struct nla_policy vswitch_port_change_nl_policy[VSWITCH_A_PORT_NEIGH_SUPPRESS + 1];
extern const struct nla_policy vswitch_switch_change_nl_policy[VSWITCH_A_SWITCH_VLAN_STATS + 1];
extern const struct nla_policy vswitch_vlan_member_nl_policy[VSWITCH_A_VLAN_UNTAGGED + 1];
extern const struct nla_policy vswitch_vlan_named_nl_policy[VSWITCH_A_VLAN_LAST + 1];

int vswitch_nl_get_start(struct netlink_callback *cb);
int vswitch_nl_fdb_get_start(struct netlink_callback *cb);
int vswitch_nl_mdb_get_start(struct netlink_callback *cb);

int vswitch_nl_switch_get_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_switch_get_dumpit(struct sk_buff *skb,
				 struct netlink_callback *cb);
int vswitch_nl_switch_set_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_port_get_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_port_get_dumpit(struct sk_buff *skb,
			       struct netlink_callback *cb);
int vswitch_nl_port_set_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_fdb_get_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_fdb_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int vswitch_nl_fdb_new_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_fdb_del_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_fdb_flush_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_vlan_get_dumpit(struct sk_buff *skb,
			       struct netlink_callback *cb);
int vswitch_nl_vlan_new_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_vlan_del_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_guard_get_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_guard_get_dumpit(struct sk_buff *skb,
				struct netlink_callback *cb);
int vswitch_nl_guard_set_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_mdb_get_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_mdb_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int vswitch_nl_mdb_new_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_mdb_del_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nl_mcast_get_dumpit(struct sk_buff *skb,
				struct netlink_callback *cb);
int vswitch_nl_apply_doit(struct sk_buff *skb, struct genl_info *info);

enum {
	VSWITCH_NLGRP_CONFIG,
	VSWITCH_NLGRP_STATE,
	VSWITCH_NLGRP_FDB,
	VSWITCH_NLGRP_MDB,
};

extern struct genl_family vswitch_nl_family;

#endif /* _LINUX_VSWITCH_GEN_H */
