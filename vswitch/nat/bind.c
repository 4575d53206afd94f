// SPDX-License-Identifier: GPL-2.0
/*
 * What becomes of the addresses of new sessions. The kernel's NAT asks these once
 * a session, and does the rest by itself: they stand among the rules for NAT that
 * the host has, before them, so that all take ports from one stock.
 *
 *	destination	a forward's guest, if the packet comes from outside, or
 *			from a guest to an address of the outside (hairpin)
 *	source		of what leaves by an uplink: its address, or the pool's;
 *			of what goes back into a switch: the address that was
 *			asked for (RFC 4787, REQ-9)
 *
 * Under rcu_read_lock.
 */
#include <linux/inetdevice.h>
#include <net/netfilter/nf_nat_masquerade.h>
#include <net/netfilter/nf_conntrack_core.h>
#include <net/netfilter/nf_nat.h>

#include "vswitch/nat/nat.h"

static unsigned int refuse(struct vsw_nat *nat, struct sk_buff *skb,
			   enum vsw_drop why)
{
	vsw_drop(nat->sw->host, skb, why);
	return NF_STOLEN;
}

static bool has_ports(u8 protocol)
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

static void set_address(struct nf_nat_range2 *range,
			const union nf_inet_addr *address)
{
	range->flags |= NF_NAT_RANGE_MAP_IPS;
	range->min_addr = *address;
	range->max_addr = *address;
}

static void set_ports(struct nf_nat_range2 *range, u16 min, u16 max)
{
	range->flags |= NF_NAT_RANGE_PROTO_SPECIFIED;
	range->min_proto.all = htons(min);
	range->max_proto.all = htons(max);
}

/* ---- destination ---------------------------------------------------------- */

static unsigned int to_guest(struct vsw_nat_fwd *fwd, struct nf_conn *ct)
{
	struct nf_nat_range2 range = {};
	u16 port;

	set_address(&range, &fwd->to);
	if (has_ports(fwd->protocol)) {
		port = ntohs(ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple.dst.u.all);
		port += fwd->to_port - fwd->port_min;
		set_ports(&range, port, port);
	}
	vsw_nat_own(fwd->nat, ct);
	atomic64_inc(&fwd->sessions);
	return nf_nat_setup_info(ct, &range, NF_NAT_MANIP_DST);
}

unsigned int vsw_nat_bind_dst(void *priv, struct sk_buff *skb,
			      const struct nf_hook_state *state)
{
	struct vsw_nat_net *nn = vsw_nat_net(state->net);
	struct vsw_nat *nat = vsw_nat_of(state->in);
	enum ip_conntrack_info ctinfo;
	enum vsw_drop why;
	struct vsw_nat_fwd *fwd;
	struct nf_conn *ct;

	ct = nf_ct_get(skb, &ctinfo);
	if (!ct || ctinfo != IP_CT_NEW)
		return NF_ACCEPT;
	if (nat && !vsw_nat_charge(nat, skb, ct, &why))
		return refuse(nat, skb, why);
	if (!nn->num_forwards)
		return NF_ACCEPT;
	fwd = vsw_nat_fwd_find(nn, ct, state->in);
	return fwd ? to_guest(fwd, ct) : NF_ACCEPT;
}

/* ---- source --------------------------------------------------------------- */

/* The first and the last address; false: the uplink's is to be taken. */
static bool set_pool(struct nf_nat_range2 *range,
		     const struct vsw_nat_opts *opts, u8 pf)
{
	if (pf == NFPROTO_IPV4) {
		range->min_addr.ip = opts->pool4[0];
		range->max_addr.ip = opts->pool4[1];
	} else {
		range->min_addr.in6 = opts->pool6[0];
		range->max_addr.in6 = opts->pool6[1];
	}
	if (nf_inet_addr_cmp(&range->min_addr, &(union nf_inet_addr){}))
		return false;
	/* One guest keeps one address: RFC 4787, REQ-2. */
	range->flags |= NF_NAT_RANGE_MAP_IPS | NF_NAT_RANGE_PERSISTENT;
	return true;
}

static unsigned int to_uplink(const struct vsw_nat_opts *opts,
			      struct nf_conn *ct, struct sk_buff *skb,
			      const struct nf_hook_state *state)
{
	struct nf_nat_range2 range = {};
	u8 protocol = nf_ct_protonum(ct);

	if (opts->port_min &&
	    (has_ports(protocol) || protocol == IPPROTO_ICMP ||
	     protocol == IPPROTO_ICMPV6))
		set_ports(&range, opts->port_min, opts->port_max);
	if (set_pool(&range, opts, state->pf))
		return nf_nat_setup_info(ct, &range, NF_NAT_MANIP_SRC);
	return state->pf == NFPROTO_IPV4 ?
	       nf_nat_masquerade_ipv4(skb, state->hook, &range, state->out) :
	       nf_nat_masquerade_ipv6(skb, &range, state->out);
}

/* Back into a switch: from the address that the guest had asked for, so that
 * answers come by here.
 */
static unsigned int to_switch(struct nf_conn *ct)
{
	struct nf_nat_range2 range = {};

	if (!(ct->status & IPS_DST_NAT))
		return NF_ACCEPT;
	set_address(&range,
		    &ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple.dst.u3);
	return nf_nat_setup_info(ct, &range, NF_NAT_MANIP_SRC);
}

/* The kernel leaves it at a tuple that another session has, when it finds no
 * other in reasonable time; the session would fail when it is confirmed.
 */
static bool is_taken(const struct nf_conn *ct)
{
	return nf_conntrack_tuple_taken(&ct->tuplehash[IP_CT_DIR_REPLY].tuple,
					ct);
}

unsigned int vsw_nat_bind_src(void *priv, struct sk_buff *skb,
			      const struct nf_hook_state *state)
{
	const struct vsw_nat_opts *opts;
	enum ip_conntrack_info ctinfo;
	struct vsw_nat *nat;
	unsigned int verdict;
	struct nf_conn *ct;

	ct = nf_ct_get(skb, &ctinfo);
	nat = ct ? vsw_nat_source(vsw_nat_net(state->net), ct) : NULL;
	if (!nat)
		return NF_ACCEPT;
	opts = rcu_dereference(nat->opts);
	if (state->pf == NFPROTO_IPV6 &&
	    opts->ipv6 != VSWITCH_NAT_IPV6_NAT66)
		return NF_ACCEPT;
	verdict = vsw_nat_of(state->out) ? to_switch(ct) :
					   to_uplink(opts, ct, skb, state);
	if (verdict != NF_ACCEPT || !is_taken(ct))
		return verdict;
	vsw_nat_count(nat, VSW_NAT_NO_PORT, 1);
	return refuse(nat, skb, VSW_DROP_NAT_NO_PORT);
}
