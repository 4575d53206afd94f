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
 * Sessions that guests begin get it from a template with the switch's zone, which
 * is of their original direction only: so switches may have equal subnets, and
 * answers are found without a zone. Those that outsiders begin get it when a
 * forward lets them in. Those that a helper expected have a master, whose
 * they are.
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
	u64 cookie;
	unsigned int id;
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

enum vsw_nat_kind vsw_nat_kind_of(u8 protocol)
{
	switch (protocol) {
	case IPPROTO_TCP:
		return VSW_NAT_TCP;
	case IPPROTO_UDP:
	case IPPROTO_UDPLITE:
		return VSW_NAT_UDP;
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		return VSW_NAT_ICMP;
	case IPPROTO_SCTP:
		return IS_ENABLED(CONFIG_NF_CT_PROTO_SCTP) ? VSW_NAT_SCTP :
							     VSW_NAT_OTHER;
	case IPPROTO_DCCP:
		return IS_ENABLED(CONFIG_NF_CT_PROTO_DCCP) ? VSW_NAT_DCCP :
							     VSW_NAT_OTHER;
	case IPPROTO_GRE:
		return VSW_NAT_GRE;
	default:
		return VSW_NAT_OTHER;
	}
}

/* Give the switch's sessions, those there are as well from their next packet on,
 * the timeouts of its options. rtnl
 */
void vsw_nat_owners_set(struct vsw_nat *nat, const struct vsw_nat_opts *opts)
{
	unsigned int i;

	for (i = 0; i < VSW_NAT_KINDS; i++)
		set_states[i](nat->nn->net, states_of(nat->owners[i]), opts);
}

/* ---- owners and templates ------------------------------------------------- */

static struct nf_ct_timeout *new_owner(const struct vsw_nat *nat)
{
	struct nf_ct_timeout *timeout;

	timeout = kzalloc(OWNER_OFFSET + sizeof(struct owner), GFP_KERNEL);
	if (!timeout)
		return NULL;
	refcount_set(&timeout->refcnt, 1);
	timeout->l4proto = &ours;
	owner_of(timeout)->id = nat->id;
	owner_of(timeout)->cookie = nat->cookie;
	return timeout;
}

static void put_owner(struct nf_ct_timeout *timeout)
{
	if (refcount_dec_and_test(&timeout->refcnt))
		kfree_rcu(timeout, rcu);
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
	nf_ct_put(tmpl);
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
		nat->owners[i] = new_owner(nat);
		if (!nat->owners[i])
			return -ENOMEM;
		nat->templates[i] = new_plain(nat, i, NF_CT_ZONE_DIR_ORIG);
		nat->expected[i] = new_plain(nat, i, 0);
		if (!nat->templates[i] || !nat->expected[i])
			return -ENOMEM;
	}
	vsw_nat_owners_set(nat, rcu_dereference_protected(nat->opts, true));
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
			put_owner(nat->owners[i]);
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

/* For the conntrack of a packet that comes from the switch */
struct nf_conn *vsw_nat_template(const struct vsw_nat *nat,
				 const struct sk_buff *skb, u8 pf)
{
	const struct vsw_nat_opts *opts = rcu_dereference(nat->opts);
	struct nf_conn *tmpl = NULL;
	int offset;
	u8 protocol = protocol_of(skb, pf, &offset);

	if (opts->helpers && offset > 0)
		tmpl = vsw_nat_helper_template(nat, skb, pf, protocol, offset);
	return tmpl ?: nat->templates[vsw_nat_kind_of(protocol)];
}

/**
 * vsw_nat_own() - make a session a switch's
 * @nat: switch
 * @ct: session that isn't confirmed yet
 *
 * A session that has a timeout policy of somebody else's is left alone, and
 * isn't the switch's.
 *
 * Context: rcu_read_lock held.
 */
void vsw_nat_own(struct vsw_nat *nat, struct nf_conn *ct)
{
	struct nf_conn_timeout *ext = nf_ct_timeout_find(ct);
	struct nf_ct_timeout *new, *old;

	new = nat->owners[vsw_nat_kind_of(nf_ct_protonum(ct))];
	if (!ext) {
		/* Conntrack has given it a time already, to begin when it is
		 * confirmed.
		 */
		if (nf_ct_timeout_ext_add(ct, new, GFP_ATOMIC))
			WRITE_ONCE(ct->timeout, READ_ONCE(states_of(new)[0]));
		return;
	}
	old = rcu_dereference(ext->timeout);
	if (!old || old->l4proto != &ours || old == new ||
	    !refcount_inc_not_zero(&new->refcnt))
		return;
	rcu_assign_pointer(ext->timeout, new);
	put_owner(old);
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

/* The switch whose guest began a session; NULL: none */
struct vsw_nat *vsw_nat_source(const struct vsw_nat_net *nn,
			       const struct nf_conn *ct)
{
	unsigned int id = nf_ct_zone(ct)->id - VSW_NAT_ZONE;

	if (id >= VSW_NAT_IDS || nf_ct_zone(ct)->dir != NF_CT_ZONE_DIR_ORIG)
		return NULL;
	return rcu_dereference(nn->by_id[id]);
}
