/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the files of the family "vswitch-nat" share. Objects are read and changed
 * under rtnl.
 */
#ifndef VSW_NAT_NETLINK_H
#define VSW_NAT_NETLINK_H

#include <net/genetlink.h>

#include "vswitch/nat/nat.h"

/**
 * struct vsw_nat_msg - head of a message
 * @portid: to whom; 0 for a notification
 * @seq: of his request
 * @flags: NLM_F_*
 * @cmd: VSWITCH_NAT_CMD_*
 * @with_stats: statistics were asked for
 * @cb: the dump that it is part of, or NULL
 */
struct vsw_nat_msg {
	u32 portid;
	u32 seq;
	int flags;
	u8 cmd;
	bool with_stats;
	struct netlink_callback *cb;
};

/**
 * struct vsw_nat_dump - where a dump stands, in netlink_callback.ctx
 * @only: index of the one switch that was asked for; 0: all
 * @next: index of the switch to go on with
 * @item: of that, where to go on
 * @with_stats: statistics were asked for
 */
struct vsw_nat_dump {
	int only;
	int next;
	unsigned long item;
	bool with_stats;
};

struct vsw_nat *vsw_nat_nl_find(struct net *net, struct nlattr **attrs,
				struct netlink_ext_ack *extack);
void *vsw_nat_nl_begin(struct sk_buff *skb, const struct vsw_nat_msg *msg);
int vsw_nat_nl_end(struct sk_buff *skb, void *head, int err);
int vsw_nat_nl_put_dev(struct sk_buff *skb, u16 ifindex, u16 ifname,
		       const struct net_device *dev);
void vsw_nat_nl_multicast(struct net *net, struct sk_buff *skb,
			  unsigned int group, gfp_t gfp);

typedef int (*vsw_nat_nl_act)(struct genl_info *info, struct sk_buff *reply);
int vsw_nat_nl_answer(struct genl_info *info, vsw_nat_nl_act act);
struct vsw_nat_msg vsw_nat_nl_reply_to(const struct genl_info *info, u8 cmd);

typedef int (*vsw_nat_nl_put)(struct sk_buff *skb,
			      const struct vsw_nat_msg *msg,
			      struct vsw_nat *nat, struct vsw_nat_dump *dump);
int vsw_nat_nl_dump(struct sk_buff *skb, struct netlink_callback *cb, u8 cmd,
		    vsw_nat_nl_put put);

#endif /* VSW_NAT_NETLINK_H */
