/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Mode "nat" of the virtual switch: what its files share. Objects, and who owns
 * them:
 *
 *	struct vsw_nat_net	what a network namespace has of NAT switches
 *	struct vsw_nat		a switch in mode nat: its struct vsw_mode
 *	struct vsw_nat_opts	its options, replaced as a whole
 *	struct vsw_nat_owner	a conntrack timeout policy, by which a session is
 *				known to be a switch's
 *
 * A guest's packet goes from its port to the host's port of the switch and from
 * there through the kernel's own IP stack, netfilter, conntrack and NAT. Hooks
 * of this module, by their order on the way of a packet:
 *
 *	PRE_ROUTING	before conntrack: the switch's zone and timeouts (hooks.c)
 *	  "		NAT, new sessions: budgets, forwards (bind.c)
 *	  "		last: the mark by which it is routed (route.c)
 *	LOCAL_IN	first: the mark goes
 *	FORWARD		first: the mark goes; who may pass (policy.c)
 *	LOCAL_OUT	the host's answers to guests: the mark (route.c)
 *	POST_ROUTING	NAT, new sessions: to which address and port (bind.c)
 *	  "		last: what comes after it may pass by the stack (flow*.c)
 *
 * Configuration is done under rtnl. Hooks run under rcu_read_lock.
 */
#ifndef VSW_NAT_H
#define VSW_NAT_H

#include <linux/if_vlan.h>
#include <linux/netfilter.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_zones.h>
#include <uapi/linux/vswitch_nat.h>

#include "vswitch/mode.h"
#include "vswitch/nat/npt.h"
#include "vswitch/nat/eim.h"
#include "vswitch/vsw.h"

struct nf_ct_timeout;
struct vsw_nat_flows;
struct nf_nat_range2;
struct vsw_nat_guest;
struct vsw_nat_hooks;

/* Switches of a namespace: as many as eight bits of a mark tell apart. */
#define VSW_NAT_IDS		256
/* Zones of theirs, from this one on; by id, which is never 0 */
#define VSW_NAT_ZONE		0x5600

/* Value of a forwarding sysctl: on for the sake of NAT switches only. What comes
 * in that way and is no switch's isn't forwarded.
 */
#define VSW_NAT_FORWARDING	2

/* What conntrack knows different timeouts of; the first is all that is left. */
enum vsw_nat_kind {
	VSW_NAT_OTHER,
	VSW_NAT_TCP,
	VSW_NAT_UDP,
	VSW_NAT_ICMP,
	VSW_NAT_SCTP,
	VSW_NAT_DCCP,
	VSW_NAT_GRE,
	VSW_NAT_KINDS
};

/* Helpers of conntrack, by family and protocol; see helper.c */
#define VSW_NAT_HELPERS		9

/* Seconds, by attribute of the set "timeouts", less one */
#define VSW_NAT_TIMEOUTS	VSWITCH_NAT_A_TIMEOUTS_MAX

/**
 * struct vsw_nat_opts - options of a switch in mode nat
 * @rcu: to free them
 * @uplinks: ifindex of those devices that guests may leave by
 * @num_uplinks: how many; 0: any but switches
 * @pool4: first and last address, or 0
 * @pool6: the same, or ::
 * @port_min: lowest port to translate to; 0: as it comes
 * @port_max: highest one
 * @ipv6: enum vswitch_nat_ipv6
 * @bypass: the host's rules for forwarded packets aren't asked
 * @mss_clamp: TCP's segment size is lowered to the route's
 * @timeouts: seconds
 * @max_sessions: of the guests behind a port; 0: any number
 * @max_rate: new ones a second; 0: any number
 * @is_plain: any port of the uplink's address will do: no pool, range or mapping
 * @mapping: enum vswitch_nat_behaviour
 * @filtering: the same
 * @helpers: VSWITCH_NAT_HELPER_*
 * @npt: prefixes of @ipv6 nptv6
 */
struct vsw_nat_opts {
	struct rcu_head rcu;
	int uplinks[VSWITCH_NAT_MAX_UPLINKS];
	unsigned int num_uplinks;
	__be32 pool4[2];
	struct in6_addr pool6[2];
	u16 port_min;
	u16 port_max;
	u8 ipv6;
	bool bypass;
	bool mss_clamp;
	u32 timeouts[VSW_NAT_TIMEOUTS];
	u32 max_sessions;
	u32 max_rate;
	bool is_plain;
	u8 mapping;
	u8 filtering;
	u32 helpers;
	struct vsw_nat_npt npt;
};

/* What a switch counts, over all processors */
enum vsw_nat_stat {
	VSW_NAT_CREATED,
	VSW_NAT_REFUSED_SESSIONS,
	VSW_NAT_REFUSED_RATE,
	VSW_NAT_NO_PORT,
	VSW_NAT_FAST_PACKETS,
	VSW_NAT_FAST_BYTES,
	VSW_NAT_STATS
};

struct vsw_nat_pcpu {
	u64 count[VSW_NAT_STATS];
};

/**
 * struct vsw_nat_net - what a network namespace has of NAT switches
 * @net: the namespace
 * @by_id: switches by id; changed under rtnl
 * @num_switches: in mode nat; rtnl
 * @num_npt: of these, with prefixes that are translated; changed under rtnl
 * @num_helping: of these, with helpers; changed under rtnl
 * @hooks: the hooks that are registered; NULL: none are; rtnl
 * @owners: those whose timeouts follow the options of their switch
 * @flows: the flow cache, while they are; changed under rtnl
 * @fib: tells it of routes
 * @forwards: of all switches; see forward.c; changed under rtnl
 * @num_forwards: how many
 * @transit: packets dropped that were no switch's
 * @eim: endpoint-independent mappings, while there is a switch
 * @syns: unsolicited SYNs that are held; see syn.c
 */
struct vsw_nat_net {
	struct net *net;
	struct vsw_nat __rcu *by_id[VSW_NAT_IDS];
	unsigned int num_switches;
	unsigned int num_npt;
	unsigned int num_helping;
	struct vsw_nat_hooks *hooks;
	struct vsw_nat_owners {
		spinlock_t lock;	/* all of it, and timeouts */
		struct list_head list;
	} owners;
	struct vsw_nat_flows __rcu *flows;
	struct notifier_block fib;
	struct hlist_head forwards[64];
	unsigned int num_forwards;
	atomic64_t transit;
	struct vsw_nat_eim eim;
	struct vsw_nat_syns {
		spinlock_t lock;	/* all of it, and what is in it */
		struct list_head list;
		unsigned int count;
		struct delayed_work work;
	} syns;
};

/**
 * struct vsw_nat - a switch in mode nat
 * @mode: first
 * @sw: switch
 * @nn: of its namespace
 * @id: in @nn.by_id, from 1
 * @cookie: no other switch has it, nor had it
 * @mark: bits of skb->mark
 * @opts: options
 * @templates: of new sessions, by enum vsw_nat_kind
 * @expected: of those that helpers expect from outside
 * @owners: what all of these point to
 * @helpers: templates of those that get a helper; changed under rtnl
 * @helping: it has some
 * @pcpu: counters
 * @num_forwards: forwards that it has; rtnl
 * @num_maps: mappings that it has; vsw_nat_eim.lock
 * @guests: what each port has of the budgets; see guest.c
 */
struct vsw_nat {
	struct vsw_mode mode;
	struct vsw *sw;
	struct vsw_nat_net *nn;
	unsigned int id;
	u64 cookie;
	u32 mark;
	struct vsw_nat_opts __rcu *opts;
	struct nf_conn *templates[VSW_NAT_KINDS];
	struct nf_conn *expected[VSW_NAT_KINDS];
	struct nf_ct_timeout *owners[VSW_NAT_KINDS];
	struct nf_conn __rcu *helpers[VSW_NAT_HELPERS];
	bool helping;
	struct vsw_nat_pcpu __percpu *pcpu;
	unsigned int num_forwards;
	unsigned int num_maps;
	struct vsw_nat_guests {
		spinlock_t lock;	/* all of it, and what is in it */
		struct xarray by_port;
		struct delayed_work work;
	} guests;
};

extern struct vsw_mode_ops vsw_nat_mode_ops;
extern unsigned int vsw_nat_mark_mask;

static inline void vsw_nat_count(const struct vsw_nat *nat,
				 enum vsw_nat_stat what, u64 by)
{
	this_cpu_add(nat->pcpu->count[what], by);
}

/* Of which there are ports in addresses */
static inline bool vsw_nat_has_ports(u8 protocol)
{
	switch (protocol) {
	case IPPROTO_TCP:
	case IPPROTO_UDP:
	case IPPROTO_UDPLITE:
	case IPPROTO_SCTP:
	case IPPROTO_DCCP:
		return true;
	default:
		return false;
	}
}

/* Is a session over that was begun at @since, jiffies? A packet that begins one is
 * dropped before conntrack knows that, or long after.
 */
static inline bool vsw_nat_is_over(const struct nf_conn *ct, u32 since)
{
	if (!nf_ct_is_confirmed(ct))
		return (u32)jiffies - since > 2 * HZ;
	return nf_ct_is_dying(ct) || nf_ct_is_expired(ct);
}

/* main.c */
struct vsw_nat_net *vsw_nat_net(const struct net *net);

/**
 * vsw_nat_of_switch() - what a switch has of mode nat
 * @sw: switch
 *
 * Context: rcu_read_lock held, or rtnl.
 * Return: NULL when it is in another mode.
 */
static inline struct vsw_nat *vsw_nat_of_switch(const struct vsw *sw)
{
	struct vsw_mode *mode = rcu_dereference_rtnl(sw->mode);

	return mode->ops == &vsw_nat_mode_ops ?
	       container_of(mode, struct vsw_nat, mode) : NULL;
}

/**
 * vsw_nat_of() - the NAT switch whose host's port a device is
 * @dev: device, or a VLAN device on it; NULL gives NULL
 *
 * Context: rcu_read_lock held, or rtnl.
 */
static inline struct vsw_nat *vsw_nat_of(const struct net_device *dev)
{
	if (!dev)
		return NULL;
#if IS_ENABLED(CONFIG_VLAN_8021Q)
	/* No call of vlan_dev_real_dev(): for its sake all hooks would have to
	 * save registers.
	 */
	while (unlikely(is_vlan_dev(dev)))
		dev = vlan_dev_priv(dev)->real_dev;
#endif
	return vsw_is_switch(dev) ? vsw_nat_of_switch(netdev_priv(dev)) : NULL;
}

/* mode.c */
u64 vsw_nat_sum(const struct vsw_nat *nat, enum vsw_nat_stat what);
void vsw_nat_end_sessions(struct vsw_nat *nat,
			  bool (*ends)(const struct nf_conn *ct, void *data),
			  void *data);

/* owner.c */
int vsw_nat_owners_init(struct vsw_nat *nat);
void vsw_nat_owners_exit(struct vsw_nat *nat);
void vsw_nat_owners_set(struct vsw_nat *nat);
extern const u8 vsw_nat_kinds[];

static inline enum vsw_nat_kind vsw_nat_kind_of(u8 protocol)
{
	return vsw_nat_kinds[protocol];
}

struct nf_ct_timeout *vsw_nat_owner_new(const struct vsw_nat *nat,
					enum vsw_nat_kind kind, gfp_t gfp);
void vsw_nat_owner_end(struct vsw_nat_net *nn, struct nf_ct_timeout *timeout);
bool vsw_nat_owner_take(struct nf_ct_timeout *timeout, struct nf_conn *ct);
struct nf_conn *vsw_nat_new_template(const struct vsw_nat *nat,
				     enum vsw_nat_kind kind, u8 dir);
void vsw_nat_template_ready(struct nf_conn *tmpl);
void vsw_nat_put_template(const struct vsw_nat *nat, struct nf_conn *tmpl,
			  enum vsw_nat_kind kind);
struct nf_conn *vsw_nat_find_template(const struct vsw_nat *nat,
				      const struct sk_buff *skb, u8 pf);
void vsw_nat_own(struct vsw_nat *nat, struct nf_conn *ct);
struct vsw_nat *vsw_nat_owner(const struct vsw_nat_net *nn,
			      const struct nf_conn *ct);

/* The switch whose guest began a session; NULL: none. rcu_read_lock held */
static inline struct vsw_nat *vsw_nat_source(const struct vsw_nat_net *nn,
					     const struct nf_conn *ct)
{
	const struct nf_conntrack_zone *zone = nf_ct_zone(ct);
	unsigned int id = zone->id - VSW_NAT_ZONE;

	if (id >= VSW_NAT_IDS || zone->dir != NF_CT_ZONE_DIR_ORIG)
		return NULL;
	return rcu_dereference(nn->by_id[id]);
}

/* helper.c */
void vsw_nat_helpers_load(u32 wanted);
int vsw_nat_helpers_prepare(struct vsw_nat *nat, u32 wanted,
			    struct nf_conn **made,
			    struct netlink_ext_ack *extack);
void vsw_nat_helpers_set(struct vsw_nat *nat, u32 wanted,
			 struct nf_conn **made);
struct nf_conn *vsw_nat_expected(const struct vsw_nat_net *nn,
				 const struct sk_buff *skb, u8 pf);
struct nf_conn *vsw_nat_helper_template(const struct vsw_nat *nat,
					const struct sk_buff *skb, u8 pf,
					u8 protocol, int offset);

/* hooks.c */
int vsw_nat_hook(struct vsw_nat_net *nn);
void vsw_nat_unhook(struct vsw_nat_net *nn);

/* bind.c */
unsigned int vsw_nat_bind_dst(void *priv, struct sk_buff *skb,
			      const struct nf_hook_state *state);
unsigned int vsw_nat_bind_src(void *priv, struct sk_buff *skb,
			      const struct nf_hook_state *state);

/* policy.c */
bool vsw_nat_may_leave(const struct vsw_nat_opts *opts,
		       const struct net_device *dev);
unsigned int vsw_nat_forward(void *priv, struct sk_buff *skb,
			     const struct nf_hook_state *state);

/* route.c */
unsigned int vsw_nat_mark_in(void *priv, struct sk_buff *skb,
			     const struct nf_hook_state *state);
unsigned int vsw_nat_mark_arp(void *priv, struct sk_buff *skb,
			      const struct nf_hook_state *state);
unsigned int vsw_nat_unmark(void *priv, struct sk_buff *skb,
			    const struct nf_hook_state *state);
unsigned int vsw_nat_mark_out(void *priv, struct sk_buff *skb,
			      const struct nf_hook_state *state);
bool vsw_nat_is_behind(const struct vsw_nat *nat, const struct sk_buff *skb,
		       const struct nf_hook_state *state);

/* mss.c */
bool vsw_nat_clamp_mss(struct sk_buff *skb, u8 pf);

/* forward.c */

/**
 * struct vsw_nat_fwd - a forward
 * @node: in vsw_nat_net.forwards
 * @nat: whose it is
 * @rcu: to free it
 * @family: NFPROTO_IPV4 or NFPROTO_IPV6
 * @protocol: IP protocol; 0: all
 * @port_min: first port, 0 without ports
 * @port_max: last one
 * @to_port: what @port_min becomes
 * @address: where packets come to; all zero: any that an uplink has
 * @to: the guest
 * @sessions: that it let in
 */
struct vsw_nat_fwd {
	struct hlist_node node;
	struct vsw_nat *nat;
	struct rcu_head rcu;
	u8 family;
	u8 protocol;
	u16 port_min;
	u16 port_max;
	u16 to_port;
	union nf_inet_addr address;
	union nf_inet_addr to;
	atomic64_t sessions;
};

int vsw_nat_fwd_add(struct vsw_nat *nat, const struct vsw_nat_fwd *want,
		    struct netlink_ext_ack *extack);
int vsw_nat_fwd_del(struct vsw_nat *nat, const struct vsw_nat_fwd *want,
		    struct netlink_ext_ack *extack);
struct vsw_nat_fwd *vsw_nat_fwd_get(struct vsw_nat *nat,
				    const struct vsw_nat_fwd *want);
struct vsw_nat_fwd *vsw_nat_fwd_find(struct vsw_nat_net *nn,
				     const struct nf_conn *ct,
				     const struct net_device *in);
bool vsw_nat_fwd_has(struct vsw_nat_net *nn, const struct vsw_nat_end *at,
		     const struct net_device *dev);
const struct net_device *vsw_nat_device_of(struct net *net, u8 family,
					   const union nf_inet_addr *address);
struct vsw_nat_fwd *vsw_nat_fwd_next(struct vsw_nat *nat, unsigned long from);
void vsw_nat_fwd_flush(struct vsw_nat *nat);

/* guest.c */
void vsw_nat_guests_init(struct vsw_nat *nat);
void vsw_nat_guests_set(struct vsw_nat *nat);
void vsw_nat_guests_exit(struct vsw_nat *nat);
struct vsw_nat_guest *vsw_nat_charge(struct vsw_nat *nat,
				     const struct sk_buff *skb,
				     struct nf_conn *ct, enum vsw_drop *why);
void vsw_nat_guest_own(struct vsw_nat_guest *guest, struct vsw_nat *to,
		       struct nf_conn *ct);
void vsw_nat_no_port(struct vsw_nat *nat, const struct sk_buff *skb);

struct vsw_nat_usage {
	u32 sessions;
	u64 refused;
};

unsigned int vsw_nat_sessions(struct vsw_nat *nat);
void vsw_nat_usage(struct vsw_nat *nat, const struct vsw_port *port,
		   struct vsw_nat_usage *usage);

/* eim.c */
bool vsw_nat_eim_is_for(const struct vsw_nat_opts *opts, u8 protocol);
bool vsw_nat_eim_leave(struct vsw_nat *nat, struct nf_conn *ct,
		       const struct sk_buff *skb, const struct net_device *out,
		       struct nf_nat_range2 *range, bool *masquerades);
bool vsw_nat_eim_hairpin(struct vsw_nat *nat, struct nf_conn *ct,
			 struct nf_nat_range2 *range);
struct vsw_nat *vsw_nat_eim_enter(struct vsw_nat_net *nn, struct nf_conn *ct,
				  const struct net_device *in,
				  struct nf_nat_range2 *range,
				  struct vsw_nat **refused);
void vsw_nat_eim_flush(struct vsw_nat *nat);
void vsw_nat_eim_set(struct vsw_nat *nat, const struct vsw_nat_opts *old);
int vsw_nat_eim_start(struct vsw_nat_net *nn);
void vsw_nat_eim_stop(struct vsw_nat_net *nn);

/* socket.c */
bool vsw_nat_has_socket(struct net *net, const struct vsw_nat_end *at,
			const union nf_inet_addr *from, __be16 port,
			int ifindex);

/* syn.c */
bool vsw_nat_syn_hold(struct vsw_nat_net *nn, struct sk_buff *skb,
		      struct nf_conn *ct, const struct nf_hook_state *state,
		      struct vsw_nat *nat);
void vsw_nat_syn_flush(struct vsw_nat *nat);
void vsw_nat_syn_start(struct vsw_nat_net *nn);
void vsw_nat_syn_stop(struct vsw_nat_net *nn);

/* netlink.c */
int vsw_nat_netlink_init(void);
void vsw_nat_netlink_exit(void);
void vsw_nat_nl_changed(struct vsw_nat *nat);
void vsw_nat_nl_fwd_changed(struct vsw_nat *nat, const struct vsw_nat_fwd *fwd,
			    bool gone);
void vsw_nat_nl_refused(struct vsw_nat *nat, struct vsw_port *port);

#endif /* VSW_NAT_H */
