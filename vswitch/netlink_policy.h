/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Policy of ports in the family "vswitch". See netlink_policy.c.
 */
#ifndef VSW_NETLINK_POLICY_H
#define VSW_NETLINK_POLICY_H

#include "vswitch/vsw.h"

struct sk_buff;
struct vsw_draft_port;
struct vsw_nl_req;

/**
 * struct vsw_nl_policy - policy that a request asks for
 * @set_recovery: the time is changed after which it opens again
 * @recovery: to so many seconds
 * @set_limits: limits are changed
 * @limits: to these
 * @set_mirror: the mirror of a direction is changed
 * @mirror: to this one; NULL: none
 */
struct vsw_nl_policy {
	bool set_recovery;
	u32 recovery;
	bool set_limits;
	struct vsw_limits *limits;
	bool set_mirror[VSW_DIR_NUM];
	struct vsw_port *mirror[VSW_DIR_NUM];
};

int vsw_nl_policy_read(const struct vsw_nl_req *req, struct vsw_draft_port *to,
		       bool *any);
void vsw_nl_policy_apply(struct vsw_port *port, struct vsw_nl_policy *policy);
void vsw_nl_policy_free(struct vsw_nl_policy *policy);
int vsw_nl_policy_put(struct sk_buff *skb, const struct vsw_port *port);

#endif /* VSW_NETLINK_POLICY_H */
