/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Multicast snooping: who has joined which group, and who asks about it.
 *
 *	struct vsw_mcast	of a switch, as long as the switch
 *	  struct vsw_mdb_group		a group, and the ports that joined it
 *	    struct vsw_mdb_member	one of them
 *	  struct vsw_mcast_domain	a family in a VLAN: its querier
 *	    struct vsw_mcast_role	a port with routers, or that gets all
 *
 * Frames are decided on without a lock: what they need is in arrays of ports
 * that are replaced as a whole (struct vsw_mdb_ports). All else is under
 * vsw_mcast.lock. Groups are told apart by their addresses in IP: 32 groups of
 * IPv4 share one in Ethernet.
 */
#ifndef VSW_MCAST_H
#define VSW_MCAST_H

#include <linux/jiffies.h>
#include <linux/rhashtable.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>

#include "vswitch/mcast_parse.h"
#include "vswitch/vsw.h"

/* Ports by number, each once */
struct vsw_mdb_ports {
	struct rcu_head rcu;
	unsigned int num;
	struct vsw_port *port[];
};

/* What comes from frames is written down in softirq. */
#define VSW_MCAST_GFP	(GFP_ATOMIC | __GFP_ACCOUNT | __GFP_NOWARN)

/* No padding: it is hashed. */
struct vsw_mdb_key {
	union vsw_ip group;
	u16 vid;
	u16 is_v6;
};

/**
 * struct vsw_mdb_group - a group that somebody is in
 * @node: in vsw_mcast.table
 * @key: which
 * @ports: those of @members; NULL when there was no memory to write them
 *	down: then the group is flooded
 * @list: in vsw_mcast.groups
 * @members: by number of the port
 * @num: of members
 * @rcu: to free it
 */
struct vsw_mdb_group {
	struct rhash_head node;
	struct vsw_mdb_key key;
	struct vsw_mdb_ports __rcu *ports;
	struct list_head list;
	struct list_head members;
	unsigned int num;
	struct rcu_head rcu;
};

/**
 * struct vsw_mdb_member - a port with members of a group
 * @list: in vsw_mdb_group.members
 * @port: port
 * @expires: when its reports are over, unless it reports again; if @reported
 * @next_query: when to ask again whether the last one left
 * @queries: how often still
 * @fixed: set by an administrator
 * @reported: somebody behind it reports, or it was set as if so
 * @held: its place is kept for a transaction: see vsw_mdb_hold()
 * @unborn: and it isn't a member yet
 */
struct vsw_mdb_member {
	struct list_head list;
	struct vsw_port *port;
	unsigned long expires;
	unsigned long next_query;
	u8 queries;
	bool fixed;
	bool reported;
	bool held;
	bool unborn;
};

/**
 * enum vsw_querier - who asks for members
 * @VSW_QUERIER_NONE: nobody: who is in a group isn't known, all are flooded
 * @VSW_QUERIER_OTHER: a router, or another switch
 * @VSW_QUERIER_OWN: this switch
 */
enum vsw_querier {
	VSW_QUERIER_NONE,
	VSW_QUERIER_OTHER,
	VSW_QUERIER_OWN,
};

/**
 * struct vsw_mcast_role - a port that gets more than it has joined
 * @list: in vsw_mcast_domain.roles, by number of the port
 * @port: port
 * @router_until: when its router was last heard of too long ago
 * @all_until: until when it gets all groups, because what it has joined isn't
 *	known: it is new, or had no room in the database
 * @router: a multicast router is behind it
 * @all: it gets all groups
 */
struct vsw_mcast_role {
	struct list_head list;
	struct vsw_port *port;
	unsigned long router_until;
	unsigned long all_until;
	bool router;
	bool all;
};

/**
 * struct vsw_mcast_domain - one family in one VLAN
 * @routers: ports with a router: reports go there; NULL without memory
 * @takers: ports that get all groups: those, and some more
 * @querier: enum vsw_querier
 * @trusted: when all members have had the time to answer the first query
 * @list: in vsw_mcast.domains
 * @vid: the VLAN; 0: untagged, where the switch looks at no VLANs
 * @is_v6: the family
 * @roles: of its ports
 * @address: of another querier
 * @port: that it is behind; NULL when that is gone
 * @until: when it was last heard of too long ago
 * @next_query: when this switch is to ask
 * @startup: how many queries follow at the shorter interval
 * @member_time: jiffies that a member counts after its report
 * @rcu: to free it
 */
struct vsw_mcast_domain {
	struct vsw_mdb_ports __rcu *routers;
	struct vsw_mdb_ports __rcu *takers;
	enum vsw_querier querier;
	unsigned long trusted;
	struct list_head list;
	u16 vid;
	bool is_v6;
	struct list_head roles;
	union vsw_ip address;
	struct vsw_port *port;
	unsigned long until;
	unsigned long next_query;
	unsigned int startup;
	unsigned long member_time;
	struct rcu_head rcu;
};

/**
 * struct vsw_mcast_opts - what an administrator sets
 * @snooping: look at IGMP and MLD at all
 * @querier: ask for members where nobody else does
 * @use_ifaddr: with the switch's IPv4 address, not with 0.0.0.0
 * @last_member_count: queries before a member counts as gone
 * @startup_count: queries at the shorter interval, at first
 * @limit: members in all; seven of eight may come from reports
 * @query_interval: jiffies from one query to the next
 * @response: jiffies that members have to answer
 * @querier_time: jiffies after which a silent querier is gone
 * @member_time: jiffies after which a silent member is gone
 * @last_member_interval: jiffies between these queries
 * @startup_interval: and between those
 */
struct vsw_mcast_opts {
	bool snooping;
	bool querier;
	bool use_ifaddr;
	unsigned int last_member_count;
	unsigned int startup_count;
	unsigned int limit;
	unsigned long query_interval;
	unsigned long response;
	unsigned long querier_time;
	unsigned long member_time;
	unsigned long last_member_interval;
	unsigned long startup_interval;
};

/**
 * struct vsw_mcast - multicast snooping of a switch
 * @opts: options; changed under rtnl and @lock
 * @sw: the switch
 * @domain: by 2 * VLAN + family
 * @table: groups by key
 * @lock: of all that is written from here on, and of the tables
 * @domains: all
 * @groups: all
 * @count: members of all groups
 * @seq: changes with them
 * @full: reports that were not written down for want of room
 * @bad: malformed messages
 * @next: when @work runs
 * @armed: it is going to
 * @work: whatever comes with time
 */
struct vsw_mcast {
	struct vsw_mcast_opts opts;
	struct vsw *sw;
	struct xarray domain;
	struct rhashtable table;
	spinlock_t lock;	/* of all writers */
	struct list_head domains;
	struct list_head groups;
	unsigned int count;
	unsigned int seq;
	atomic64_t full;
	atomic64_t bad;
	unsigned long next;
	bool armed;
	struct delayed_work work;
};

/**
 * enum vsw_mcast_router - is a multicast router behind a port?
 * @VSW_MCAST_ROUTER_NEVER: none is believed to be: queries from there don't
 *	count
 * @VSW_MCAST_ROUTER_HEARD: if it is heard of: the default
 * @VSW_MCAST_ROUTER_ALWAYS: it is
 */
enum vsw_mcast_router {
	VSW_MCAST_ROUTER_NEVER,
	VSW_MCAST_ROUTER_HEARD,
	VSW_MCAST_ROUTER_ALWAYS,
};

/* Where a frame goes: the ports of both */
struct vsw_mcast_dest {
	const struct vsw_mdb_ports *members;
	const struct vsw_mdb_ports *takers;
};

/* A member, as listings and notifications show it */
struct vsw_mdb_entry {
	struct vsw_mdb_key key;
	struct vsw_port *port;
	bool fixed;
	bool fast_leave;
	unsigned long left;	/* jiffies, if not fixed */
};

/* Jiffies from milliseconds of a message, rounded up; and never for ever */
static inline unsigned long vsw_mcast_jiffies(u64 ms)
{
	return msecs_to_jiffies(min_t(u64, ms, 24 * 3600 * MSEC_PER_SEC));
}

/* Is it known who is in which group? */
static inline bool vsw_mcast_known(const struct vsw_mcast_domain *domain)
{
	/* Pairs with vsw_querier_set(): @trusted is of this querier. */
	return smp_load_acquire(&domain->querier) != VSW_QUERIER_NONE &&
	       time_after_eq(jiffies, READ_ONCE(domain->trusted));
}

/* mcast.c */
int vsw_mcast_init(struct vsw *sw);
void vsw_mcast_destroy(struct vsw *sw);
bool vsw_mcast_decide(struct vsw_port *in, const struct sk_buff *skb, u16 vid,
		      struct vsw_mcast_dest *dest);
void vsw_mcast_arm(struct vsw_mcast *mc, unsigned long when);
struct vsw_mcast_domain *vsw_mcast_domain(struct vsw_mcast *mc, u16 vid,
					  bool is_v6);
void vsw_mcast_reset(struct vsw *sw);
void vsw_mcast_set_opts(struct vsw *sw, const struct vsw_mcast_opts *opts);
void vsw_mcast_set_router(struct vsw_port *port, enum vsw_mcast_router router);
void vsw_mcast_port_init(struct vsw_port *port);
void vsw_mcast_port_new(struct vsw_port *port, u16 first, u16 last);
void vsw_mcast_port_left(struct vsw_port *port, u16 first, u16 last);
void vsw_mcast_port_forget(struct vsw_port *port);
void vsw_mcast_port_gone(struct vsw_port *port);

/* mcast_role.c */
void vsw_role_router(struct vsw_mcast *mc, struct vsw_mcast_domain *domain,
		     struct vsw_port *port, unsigned long until);
void vsw_role_all(struct vsw_mcast *mc, struct vsw_mcast_domain *domain,
		  struct vsw_port *port, unsigned long until);
void vsw_roles_asked(struct vsw_mcast *mc, struct vsw_mcast_domain *domain,
		     unsigned long until);
void vsw_role_changed(struct vsw_mcast_domain *domain, struct vsw_port *port);
void vsw_role_forget(struct vsw_mcast_domain *domain,
		     const struct vsw_port *port);
void vsw_roles_init(struct vsw_mcast_domain *domain);
void vsw_roles_free(struct vsw_mcast_domain *domain);
void vsw_roles_expire(struct vsw_mcast *mc, struct vsw_mcast_domain *domain,
		      unsigned long now);

/* mcast_mdb.c */
extern struct vsw_mdb_ports vsw_mdb_none;
int vsw_mdb_init(struct vsw_mcast *mc);
void vsw_mdb_destroy(struct vsw_mcast *mc);
struct vsw_mdb_group *vsw_mdb_find(struct vsw_mcast *mc,
				   const struct vsw_mdb_key *key);
int vsw_mdb_join(struct vsw_mcast *mc, const struct vsw_mdb_key *key,
		 struct vsw_port *port, unsigned long expires);
void vsw_mdb_leave(struct vsw_mcast *mc, const struct vsw_mdb_key *key,
		   struct vsw_port *port, bool ask);
void vsw_mdb_asked(struct vsw_mcast *mc, const struct vsw_mdb_key *key,
		   unsigned long until);
void vsw_mdb_expire(struct vsw_mcast *mc, unsigned long now,
		    struct sk_buff_head *queries);
int vsw_mdb_set(struct vsw_mcast *mc, const struct vsw_mdb_key *key,
		struct vsw_port *port, bool fixed, u16 nlflags,
		struct netlink_ext_ack *extack);
int vsw_mdb_unset(struct vsw_mcast *mc, const struct vsw_mdb_key *key,
		  struct vsw_port *port, struct netlink_ext_ack *extack);
int vsw_mdb_check(const struct vsw_vlans *vlans, const struct vsw_mdb_key *key,
		  struct netlink_ext_ack *extack);

/* How many members there may be: in all, and from reports at one port */
struct vsw_mdb_limits {
	unsigned int all;
	unsigned int port;
};

int vsw_mdb_hold(struct vsw_mcast *mc, const struct vsw_mdb_key *key,
		 struct vsw_port *port, bool fixed,
		 const struct vsw_mdb_limits *limits,
		 struct netlink_ext_ack *extack);
void vsw_mdb_settle(struct vsw_mcast *mc, const struct vsw_mdb_key *key,
		    struct vsw_port *port, bool fixed);
void vsw_mdb_release(struct vsw_mcast *mc, const struct vsw_mdb_key *key,
		     struct vsw_port *port);
bool vsw_mdb_get(struct vsw_mcast *mc, const struct vsw_mdb_key *key,
		 const struct vsw_port *port, struct vsw_mdb_entry *entry);

/**
 * struct vsw_mdb_filter - which members to flush
 * @port: of this port, or NULL for all
 * @first: in the VLANs from this one
 * @last: to this one
 * @kept: those set by an administrator, too
 */
struct vsw_mdb_filter {
	const struct vsw_port *port;
	u16 first;
	u16 last;
	bool kept;
};

unsigned int vsw_mdb_flush(struct vsw_mcast *mc,
			   const struct vsw_mdb_filter *filter);

typedef int (*vsw_mdb_visit)(const struct vsw_mdb_entry *entry, void *data);
int vsw_mdb_walk(struct vsw_mcast *mc, unsigned long *cursor,
		 vsw_mdb_visit visit, void *data);
bool vsw_ports_write(struct vsw_mdb_ports __rcu **place,
		     struct vsw_mdb_ports *new);

/* mcast_querier.c */
bool vsw_querier_elect(struct vsw_mcast *mc, struct vsw_mcast_domain *domain,
		       const struct vsw_mcast_msg *msg, struct vsw_port *port);
unsigned long vsw_querier_time(const struct vsw_mcast *mc,
			       const struct vsw_mcast_msg *msg);
void vsw_querier_start(struct vsw_mcast *mc, struct vsw_mcast_domain *domain);
void vsw_querier_stop(struct vsw_mcast_domain *domain);
void vsw_querier_expire(struct vsw_mcast *mc, struct vsw_mcast_domain *domain,
			unsigned long now, struct sk_buff_head *queries);
void vsw_querier_ask(struct vsw_mcast *mc, const struct vsw_mdb_key *key,
		     struct vsw_port *port, struct sk_buff_head *queries);
void vsw_querier_send(struct vsw *sw, struct sk_buff_head *queries);

/* mcast_opts.c */
int vsw_mcast_read_br(struct nlattr *data[], struct vsw_mcast_opts *opts,
		      struct netlink_ext_ack *extack);
int vsw_mcast_put_br(struct sk_buff *skb, const struct vsw_mcast_opts *opts);
size_t vsw_mcast_br_size(void);
int vsw_mcast_read_nl(struct nlattr **attrs, struct vsw_mcast_opts *opts,
		      bool *any, struct netlink_ext_ack *extack);
int vsw_mcast_put_nl(struct sk_buff *skb, const struct vsw_mcast_opts *opts);

/* mcast_rtnl.c */
void vsw_mdb_notify(struct vsw_mcast *mc, const struct vsw_mdb_entry *entry,
		    bool gone);
int vsw_mdb_ndo_add(struct net_device *dev, struct nlattr *tb[], u16 nlflags,
		    struct netlink_ext_ack *extack);
int vsw_mdb_ndo_del(struct net_device *dev, struct nlattr *tb[],
		    struct netlink_ext_ack *extack);
int vsw_mdb_ndo_dump(struct net_device *dev, struct sk_buff *skb,
		     struct netlink_callback *cb);
int vsw_mdb_ndo_get(struct net_device *dev, struct nlattr *tb[], u32 portid,
		    u32 seq, struct netlink_ext_ack *extack);

#endif /* VSW_MCAST_H */
