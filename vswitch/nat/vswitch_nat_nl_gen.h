/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause) */
/* Do not edit directly, auto-generated from: */
/*	netlink_uapi/specs/vswitch_nat.yaml */
/* YNL-GEN kernel header */

#ifndef _LINUX_VSWITCH_NAT_GEN_H
#define _LINUX_VSWITCH_NAT_GEN_H

#include <net/netlink.h>
#include <net/genetlink.h>

#include <uapi/linux/vswitch_nat.h>

/* Common nested types */
extern const struct nla_policy vswitch_nat_timeouts_nl_policy[VSWITCH_NAT_A_TIMEOUTS_OTHER + 1];
extern const struct nla_policy vswitch_nat_uplinks_nl_policy[VSWITCH_NAT_A_UPLINKS_IFINDEX + 1];

int vswitch_nat_nl_get_start(struct netlink_callback *cb);

int vswitch_nat_nl_nat_get_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nat_nl_nat_get_dumpit(struct sk_buff *skb,
				  struct netlink_callback *cb);
int vswitch_nat_nl_nat_set_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nat_nl_forward_get_doit(struct sk_buff *skb,
				    struct genl_info *info);
int vswitch_nat_nl_forward_get_dumpit(struct sk_buff *skb,
				      struct netlink_callback *cb);
int vswitch_nat_nl_forward_new_doit(struct sk_buff *skb,
				    struct genl_info *info);
int vswitch_nat_nl_forward_del_doit(struct sk_buff *skb,
				    struct genl_info *info);
int vswitch_nat_nl_guest_get_doit(struct sk_buff *skb, struct genl_info *info);
int vswitch_nat_nl_guest_get_dumpit(struct sk_buff *skb,
				    struct netlink_callback *cb);

enum {
	VSWITCH_NAT_NLGRP_CONFIG,
	VSWITCH_NAT_NLGRP_STATE,
};

extern struct genl_family vswitch_nat_nl_family;

#endif /* _LINUX_VSWITCH_NAT_GEN_H */
