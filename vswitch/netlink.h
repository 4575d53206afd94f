/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the files of the family "vswitch" share. Objects are read and changed
 * under rtnl; functions that tell of a change say what else they need.
 */
#ifndef VSW_NETLINK_H
#define VSW_NETLINK_H

#include <linux/netlink.h>

#include "vswitch/vsw.h"

struct genl_info;
struct vsw_draft;
struct vsw_mdb_entry;

/**
 * struct vsw_nl_msg - head of a message
 * @portid: to whom; 0 for a notification
 * @seq: of his request
 * @flags: NLM_F_*
 * @cmd: VSWITCH_CMD_*
 * @with_stats: statistics were asked for
 * @cb: the dump that it is part of, or NULL
 */
struct vsw_nl_msg {
	u32 portid;
	u32 seq;
	int flags;
	u8 cmd;
	bool with_stats;
	struct netlink_callback *cb;
};

/* Two attributes that name a device, and what they name */
struct vsw_nl_name {
	u16 ifindex;
	u16 ifname;
	const char *what;
};

/**
 * struct vsw_nl_dump - where a dump stands, in netlink_callback.ctx
 * @only: index of the one switch that was asked for; 0: all
 * @port: index of the one port; 0: all
 * @next: index of the switch to go on with
 * @number: number of its port to go on with
 * @item: of that port, or of the switch, where to go on
 * @vid: of a dump of an FDB: this VLAN; -1: all
 * @with_stats: statistics were asked for
 */
struct vsw_nl_dump {
	int only;
	int port;
	int next;
	int vid;
	unsigned int number;
	unsigned long item;
	bool with_stats;
};

struct vsw_nl_dump *vsw_nl_dump(struct netlink_callback *cb);
struct vsw_nl_msg vsw_nl_reply_to(const struct genl_info *info, u8 cmd);
struct vsw_nl_msg vsw_nl_part_of(struct netlink_callback *cb, u8 cmd);
void *vsw_nl_begin(struct sk_buff *skb, const struct vsw_nl_msg *msg);
int vsw_nl_end(struct sk_buff *skb, void *head, int err);
int vsw_nl_check_version(const struct nlmsghdr *nlh,
			 struct netlink_ext_ack *extack);

/**
 * struct vsw_nl_req - what a change is to be
 * @net: namespace
 * @attrs: attributes by type, as many as the operation has
 * @first: the same as they came, for those that may be there more than once
 * @len: octets of them
 * @extack: where the reason of a refusal goes
 * @draft: where it is written down
 */
struct vsw_nl_req {
	struct net *net;
	struct nlattr **attrs;
	const struct nlattr *first;
	int len;
	struct netlink_ext_ack *extack;
	struct vsw_draft *draft;
};

/* Read and check a change, and put it into a draft; rtnl. */
typedef int (*vsw_nl_change)(const struct vsw_nl_req *req);
int vsw_nl_set_switch(const struct vsw_nl_req *req);
int vsw_nl_set_port(const struct vsw_nl_req *req);
int vsw_nl_new_fdb(const struct vsw_nl_req *req);
int vsw_nl_del_fdb(const struct vsw_nl_req *req);
int vsw_nl_new_vlan(const struct vsw_nl_req *req);
int vsw_nl_del_vlan(const struct vsw_nl_req *req);
int vsw_nl_set_guard(const struct vsw_nl_req *req);
int vsw_nl_new_mdb(const struct vsw_nl_req *req);
int vsw_nl_del_mdb(const struct vsw_nl_req *req);

/* netlink_apply.c */
struct vsw_nl_req vsw_nl_req_of(struct genl_info *info);
int vsw_nl_change_one(struct genl_info *info, vsw_nl_change change);

typedef int (*vsw_nl_act)(struct genl_info *info, struct sk_buff *reply);
int vsw_nl_answer(struct genl_info *info, vsw_nl_act act);
int vsw_nl_do(struct genl_info *info, int (*act)(struct genl_info *info));

struct net_device *vsw_nl_find_dev(struct net *net, struct nlattr **attrs,
				   const struct vsw_nl_name *name,
				   struct netlink_ext_ack *extack);
struct vsw *vsw_nl_find_switch(struct net *net, struct nlattr **attrs,
			       const struct vsw_nl_name *name,
			       struct netlink_ext_ack *extack);
struct vsw_port *vsw_nl_find_port(struct net *net, struct nlattr **attrs,
				  const struct vsw_nl_name *name,
				  struct netlink_ext_ack *extack);
struct vsw_port *vsw_nl_find_port_of(struct net *net, struct nlattr **attrs,
				     const struct vsw_nl_name *name,
				     const struct vsw *sw,
				     struct netlink_ext_ack *extack);
bool vsw_nl_names(struct nlattr **attrs, const struct vsw_nl_name *name);
int vsw_nl_put_dev(struct sk_buff *skb, const struct vsw_nl_name *name,
		   const struct net_device *dev);
int vsw_nl_put_drops(struct sk_buff *skb, u16 type, const void *of,
		     u64 (*count)(const void *of, enum vsw_drop why));

typedef int (*vsw_nl_put_port)(struct sk_buff *skb, struct netlink_callback *cb,
			       struct vsw_port *port);
int vsw_nl_dump_ports(struct sk_buff *skb, struct netlink_callback *cb,
		      vsw_nl_put_port put);

/* netlink_notify.c: rtnl held, but for entries: vsw_fdb.lock, vsw_mcast.lock */
void vsw_nl_switch_changed(struct vsw *sw);
void vsw_nl_port_changed(struct vsw_port *port);
void vsw_nl_port_gone(struct vsw_port *port);
void vsw_nl_port_link(struct vsw_port *port);
void vsw_nl_port_shut(struct vsw_port *port);
void vsw_nl_guard_changed(struct vsw_port *port);
void vsw_nl_fdb_changed(struct vsw *sw, const struct vsw_fdb_entry *entry,
			bool gone);
void vsw_nl_mdb_changed(struct vsw *sw, const struct vsw_mdb_entry *entry,
			bool gone);

int vsw_nl_put_switch(struct sk_buff *skb, const struct vsw_nl_msg *msg,
		      struct vsw *sw);
int vsw_nl_put_port_msg(struct sk_buff *skb, const struct vsw_nl_msg *msg,
			struct vsw_port *port);
int vsw_nl_put_guard(struct sk_buff *skb, const struct vsw_nl_msg *msg,
		     struct vsw_port *port);
int vsw_nl_put_fdb(struct sk_buff *skb, const struct vsw_nl_msg *msg,
		   struct vsw *sw, const struct vsw_fdb_entry *entry);
int vsw_nl_put_mdb(struct sk_buff *skb, const struct vsw_nl_msg *msg,
		   struct vsw *sw, const struct vsw_mdb_entry *entry);

int vsw_netlink_init(void);
void vsw_netlink_exit(void);

#endif /* VSW_NETLINK_H */
