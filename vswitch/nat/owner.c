// SPDX-License-Identifier: GPL-2.0
/*
 * Whose a session is: each switch has a conntrack timeout policy for each kind of
 * protocol, which gives its sessions the timeouts of the switch's options, and
 * by which a session is known to be the switch's. It is reference counted by
 * conntrack, and may outlive the switch:
 *
 *	struct nf_ct_timeout	what conntrack knows
 *	  data[]		jiffies, by the protocol's states
 *	struct owner		behind it: id and cookie of the switch
 *
 * Sessions that guests begin come from a template with the switch's zone, which
 * is of their original direction only: so switches may have equal subnets, and
 * answers are found without a zone. They get a policy of the guest's (guest.c);
 * those that outsiders begin get the switch's when a forward lets them in. Those
 * that a helper expected have a master, whose they are.
 */
#include <linux/ip.h>
#include <linux/slab.h>
#include <net/ip.h>
#include <net/ipv6.h>
#include <net/netfilter/nf_conntrack_l4proto.h>
#include <net/netfilter/nf_conntrack_timeout.h>
#include <net/netfilter/nf_conntrack_zones.h>

#include "vswitch/nat/nat.h"

/* Of the protocol with most */
#define NUM_STATES	TCP_CONNTRACK_TIMEOUT_MAX

struct owner {
	struct list_head list;
	u64 cookie;
	u16 id;
	u8 kind;
};

#define OWNER_OFFSET	ALIGN(offsetof(struct nf_ct_timeout, data) +	\
			      NUM_STATES * sizeof(unsigned int),	\
			      __alignof__(struct owner))

/* In a policy of ours, whose protocol nobody asks for */
static const struct nf_conntrack_l4proto ours;

static struct owner *owner_of(struct nf_ct_timeout *timeout)
{
	return (void *)timeout + OWNER_OFFSET;
}

static struct nf_ct_timeout *timeout_of(struct owner *owner)
{
	return (void *)owner - OWNER_OFFSET;
}

static unsigned int *states_of(struct nf_ct_timeout *timeout)
{
	return (unsigned int *)timeout->data;
}

/* ---- timeouts ------------------------------------------------------------- */

static unsigned int jiffies_of(const struct vsw_nat_opts *opts, int attr)
{
	return opts->timeouts[attr - 1] * HZ;
}

static void set_state(unsigned int *states, unsigned int state,
		      unsigned int timeout)
{
	WRITE_ONCE(states[state], timeout);
}

static void copy_states(unsigned int *states, const unsigned int *from,
			unsigned int num)
{
	unsigned int i;

	for (i = 0; i < num; i++)
		set_state(states, i, from[i]);
}

/* While a connection opens and closes RFC 5382 wants four minutes at least; after
 * both ends have said that it is over, the kernel's own times do.
 */
static void set_tcp(struct net *net, unsigned int *states,
		    const struct vsw_nat_opts *opts)
{
	unsigned int transitory =
		jiffies_of(opts, VSWITCH_NAT_A_TIMEOUTS_TCP_TRANSITORY);

	copy_states(states, nf_tcp_pernet(net)->timeouts,
		    TCP_CONNTRACK_TIMEOUT_MAX);
	/* The first is that of a new session, in all protocols. */
	set_state(states, 0, transitory);
	set_state(states, TCP_CONNTRACK_SYN_SENT, transitory);
	set_state(states, TCP_CONNTRACK_SYN_SENT2, transitory);
	set_state(states, TCP_CONNTRACK_SYN_RECV, transitory);
	set_state(states, TCP_CONNTRACK_FIN_WAIT, transitory);
	set_state(states, TCP_CONNTRACK_CLOSE_WAIT, transitory);
	set_state(states, TCP_CONNTRACK_RETRANS, transitory);
	set_state(states, TCP_CONNTRACK_UNACK, transitory);
	set_state(states, TCP_CONNTRACK_ESTABLISHED,
		  jiffies_of(opts, VSWITCH_NAT_A_TIMEOUTS_TCP));
}

static void set_udp(struct net *net, unsigned int *states,
		    const struct vsw_nat_opts *opts)
{
	set_state(states, UDP_CT_UNREPLIED,
		  jiffies_of(opts, VSWITCH_NAT_A_TIMEOUTS_UDP));
	set_state(states, UDP_CT_REPLIED,
		  jiffies_of(opts, VSWITCH_NAT_A_TIMEOUTS_UDP_STREAM));
}

static void set_icmp(struct net *net, unsigned int *states,
		     const struct vsw_nat_opts *opts)
{
	set_state(states, 0, jiffies_of(opts, VSWITCH_NAT_A_TIMEOUTS_ICMP));
}

static void set_other(struct net *net, unsigned int *states,
		      const struct vsw_nat_opts *opts)
{
	unsigned int i;

	/* GRE has two states, the generic tracker one. */
	for (i = 0; i < 2; i++)
		set_state(states, i,
			  jiffies_of(opts, VSWITCH_NAT_A_TIMEOUTS_OTHER));
}

static void set_sctp(struct net *net, unsigned int *states,
		     const struct vsw_nat_opts *opts)
{
#ifdef CONFIG_NF_CT_PROTO_SCTP
	copy_states(states, nf_sctp_pernet(net)->timeouts, SCTP_CONNTRACK_MAX);
#endif
}

static void set_dccp(struct net *net, unsigned int *states,
		     const struct vsw_nat_opts *opts)
{
#ifdef CONFIG_NF_CT_PROTO_DCCP
	copy_states(states, nf_dccp_pernet(net)->dccp_timeout,
		    CT_DCCP_MAX + 1);
#endif
}

static void (*const set_states[])(struct net *net, unsigned int *states,
				  const struct vsw_nat_opts *opts) = {
	[VSW_NAT_TCP]	= set_tcp,
	[VSW_NAT_UDP]	= set_udp,
	[VSW_NAT_ICMP]	= set_icmp,
	[VSW_NAT_SCTP]	= set_sctp,
	[VSW_NAT_DCCP]	= set_dccp,
	[VSW_NAT_GRE]	= set_other,
	[VSW_NAT_OTHER]	= set_other,
};

/* Of a protocol */
const u8 vsw_nat_kinds[256] = {
	[IPPROTO_TCP]		= VSW_NAT_TCP,
	[IPPROTO_UDP]		= VSW_NAT_UDP,
	[IPPROTO_UDPLITE]	= VSW_NAT_UDP,
	[IPPROTO_ICMP]		= VSW_NAT_ICMP,
	[IPPROTO_ICMPV6]	= VSW_NAT_ICMP,
#ifdef CONFIG_NF_CT_PROTO_SCTP
	[IPPROTO_SCTP]		= VSW_NAT_SCTP,
#endif
#ifdef CONFIG_NF_CT_PROTO_DCCP
	[IPPROTO_DCCP]		= VSW_NAT_DCCP,
#endif
	[IPPROTO_GRE]		= VSW_NAT_GRE,
};

/* Give the switch's sessions, those there are as well from their next packet on,
 * the timeouts of its options. rtnl
 */
void vsw_nat_owners_set(struct vsw_nat *nat)
{
	const struct vsw_nat_opts *opts = rtnl_dereference(nat->opts);
	struct vsw_nat_owners *owners = &nat->nn->owners;
	struct owner *owner;

	spin_lock_bh(&owners->lock);
	list_for_each_entry(owner, &owners->list, list)
		if (owner->cookie == nat->cookie)
			set_states[owner->kind](nat->nn->net,
						states_of(timeout_of(owner)),
						opts);
	spin_unlock_bh(&owners->lock);
}

/* ---- owners and templates ------------------------------------------------- */

/**
 * vsw_nat_owner_new() - make a timeout policy of a switch's
 * @nat: switch, with its id and options
 * @kind: kind of the sessions
 * @gfp: how to allocate it
 *
 * Context: rcu_read_lock held, or rtnl.
 * Return: the policy, to be given back to vsw_nat_owner_end(); or NULL.
 */
struct nf_ct_timeout *vsw_nat_owner_new(const struct vsw_nat *nat,
					enum vsw_nat_kind kind, gfp_t gfp)
{
	struct vsw_nat_owners *owners = &nat->nn->owners;
	struct nf_ct_timeout *timeout;
	struct owner *owner;

	timeout = kzalloc(OWNER_OFFSET + sizeof(struct owner), gfp);
	if (!timeout)
		return NULL;
	refcount_set(&timeout->refcnt, 1);
	timeout->l4proto = &ours;
	owner = owner_of(timeout);
	owner->id = nat->id;
	owner->kind = kind;
	owner->cookie = nat->cookie;
	/* Of new options these are set once it is in the list. */
	spin_lock_bh(&owners->lock);
	list_add(&owner->list, &owners->list);
	set_states[kind](nat->nn->net, states_of(timeout),
			 rcu_dereference_rtnl(nat->opts));
	spin_unlock_bh(&owners->lock);
	return timeout;
}

static void put_owner(struct nf_ct_timeout *timeout)
{
	if (refcount_dec_and_test(&timeout->refcnt))
		kfree_rcu(timeout, rcu);
}

/* Give up the switch's, or guest's, share in it. Sessions keep theirs. */
void vsw_nat_owner_end(struct vsw_nat_net *nn, struct nf_ct_timeout *timeout)
{
	spin_lock_bh(&nn->owners.lock);
	list_del(&owner_of(timeout)->list);
	spin_unlock_bh(&nn->owners.lock);
	put_owner(timeout);
}

/* May a session's first packet here bring it into any state? Others are in their
 * first one, and get their policy when they are charged for (guest.c): then their
 * template needs none, and conntrack doesn't give them two.
 */
static bool may_be_under_way(enum vsw_nat_kind kind)
{
	return kind == VSW_NAT_TCP || kind == VSW_NAT_SCTP ||
	       kind == VSW_NAT_DCCP;
}

/**
 * vsw_nat_new_template() - a template of sessions of a switch
 * @nat: switch, with its owners
 * @kind: kind of the sessions
 * @dir: directions in which they have the switch's zone, NF_CT_ZONE_DIR_ORIG for
 *	those that guests begin; 0 for what a helper expects from outside: that is
 *	found by its master's zone, and by all packets to come without one
 *
 * Return: template to add to, and then give to vsw_nat_template_ready(); or NULL.
 */
struct nf_conn *vsw_nat_new_template(const struct vsw_nat *nat,
				     enum vsw_nat_kind kind, u8 dir)
{
	struct nf_conntrack_zone zone;
	struct nf_conn *tmpl;

	nf_ct_zone_init(&zone, VSW_NAT_ZONE + nat->id, dir, 0);
	tmpl = nf_ct_tmpl_alloc(nat->nn->net, &zone, GFP_KERNEL);
	if (!tmpl)
		return NULL;
	if (dir == NF_CT_ZONE_DIR_ORIG && !may_be_under_way(kind))
		return tmpl;
	if (nf_ct_timeout_ext_add(tmpl, nat->owners[kind], GFP_KERNEL))
		return tmpl;
	nf_ct_tmpl_free(tmpl);
	return NULL;
}

/* Nothing is added any more. What was expected of a session comes true for the
 * packets of one that is confirmed.
 */
void vsw_nat_template_ready(struct nf_conn *tmpl)
{
	__set_bit(IPS_CONFIRMED_BIT, &tmpl->status);
}

/* Packets that hold a template don't keep what it points to. */
void vsw_nat_put_template(const struct vsw_nat *nat, struct nf_conn *tmpl,
			  enum vsw_nat_kind kind)
{
	bool has_policy = nf_ct_timeout_find(tmpl);

	nf_ct_put(tmpl);
	if (has_policy)
		put_owner(nat->owners[kind]);
}

static struct nf_conn *new_plain(const struct vsw_nat *nat,
				 enum vsw_nat_kind kind, u8 dir)
{
	struct nf_conn *tmpl = vsw_nat_new_template(nat, kind, dir);

	if (tmpl)
		vsw_nat_template_ready(tmpl);
	return tmpl;
}

/**
 * vsw_nat_owners_init() - make what sessions of a switch are known by
 * @nat: switch, with its id and options
 *
 * Return: 0 or -ENOMEM; then what was made is left to vsw_nat_owners_exit().
 */
int vsw_nat_owners_init(struct vsw_nat *nat)
{
	unsigned int i;

	for (i = 0; i < VSW_NAT_KINDS; i++) {
		nat->owners[i] = vsw_nat_owner_new(nat, i, GFP_KERNEL);
		if (!nat->owners[i])
			return -ENOMEM;
		nat->templates[i] = new_plain(nat, i, NF_CT_ZONE_DIR_ORIG);
		nat->expected[i] = new_plain(nat, i, 0);
		if (!nat->templates[i] || !nat->expected[i])
			return -ENOMEM;
	}
	return 0;
}

/* A grace period after the last packet was given a template */
void vsw_nat_owners_exit(struct vsw_nat *nat)
{
	unsigned int i;

	for (i = 0; i < VSW_NAT_KINDS; i++) {
		if (nat->templates[i])
			vsw_nat_put_template(nat, nat->templates[i], i);
		if (nat->expected[i])
			vsw_nat_put_template(nat, nat->expected[i], i);
		if (nat->owners[i])
			vsw_nat_owner_end(nat->nn, nat->owners[i]);
	}
}

/* The protocol of a packet's payload, and where that begins */
static u8 protocol_of(const struct sk_buff *skb, u8 pf, int *offset)
{
	__be16 frag_off;
	u8 protocol;

	if (pf == NFPROTO_IPV4) {
		*offset = ip_hdrlen(skb);
		return ip_hdr(skb)->protocol;
	}
	protocol = ipv6_hdr(skb)->nexthdr;
	*offset = ipv6_skip_exthdr(skb, sizeof(struct ipv6hdr), &protocol,
				   &frag_off);
	return protocol;
}

/* For the conntrack of a packet of a switch that has helpers, or of IPv6 */
struct nf_conn *vsw_nat_find_template(const struct vsw_nat *nat,
				      const struct sk_buff *skb, u8 pf)
{
	struct nf_conn *tmpl = NULL;
	int offset;
	u8 protocol = protocol_of(skb, pf, &offset);

	if (READ_ONCE(nat->helping) && offset > 0)
		tmpl = vsw_nat_helper_template(nat, skb, pf, protocol, offset);
	return tmpl ?: nat->templates[vsw_nat_kind_of(protocol)];
}

/**
 * vsw_nat_owner_take() - give a session to an owner
 * @timeout: owner
 * @ct: session that isn't confirmed yet
 *
 * A session that has a timeout policy of somebody else's is left alone, and
 * isn't the switch's.
 *
 * Context: rcu_read_lock held.
 * Return: false when it has no policy, and there is no memory for one.
 */
bool vsw_nat_owner_take(struct nf_ct_timeout *timeout, struct nf_conn *ct)
{
	struct nf_conn_timeout *ext = nf_ct_timeout_find(ct);
	struct nf_ct_timeout *old;

	if (!ext) {
		if (!nf_ct_timeout_ext_add(ct, timeout, GFP_ATOMIC))
			return false;
		/* Conntrack has given it a time already, to begin when it is
		 * confirmed.
		 */
		WRITE_ONCE(ct->timeout, READ_ONCE(states_of(timeout)[0]));
		return true;
	}
	old = rcu_dereference(ext->timeout);
	if (!old || old->l4proto != &ours || old == timeout)
		return true;
	refcount_inc(&timeout->refcnt);
	rcu_assign_pointer(ext->timeout, timeout);
	put_owner(old);
	return true;
}

/* Make a session a switch's that nobody behind it began. As above */
void vsw_nat_own(struct vsw_nat *nat, struct nf_conn *ct)
{
	vsw_nat_owner_take(nat->owners[vsw_nat_kind_of(nf_ct_protonum(ct))],
			   ct);
}

/**
 * vsw_nat_owner() - the switch that a session is of
 * @nn: namespace
 * @ct: session, or one that it was expected by
 *
 * For one that was let in, that of the guest that it is for.
 *
 * Context: rcu_read_lock held.
 */
struct vsw_nat *vsw_nat_owner(const struct vsw_nat_net *nn,
			      const struct nf_conn *ct)
{
	const struct nf_conn_timeout *ext = nf_ct_timeout_find(ct);
	struct nf_ct_timeout *timeout = NULL;
	struct vsw_nat *nat;

	if (ext)
		timeout = rcu_dereference(ext->timeout);
	if (!timeout || timeout->l4proto != &ours)
		return ct->master ? vsw_nat_owner(nn, ct->master) : NULL;
	nat = rcu_dereference(nn->by_id[owner_of(timeout)->id]);
	return nat && nat->cookie == owner_of(timeout)->cookie ? nat : NULL;
}
