// SPDX-License-Identifier: GPL-2.0
/*
 * The mark by which packets of a switch's sessions are routed. Switches may have
 * equal subnets, of which the main table can know one: so each has a table of its
 * own, that a rule for its mark leads to (Documentation/vswitch-nat.rst). The
 * mark is set behind all else in PRE_ROUTING, and taken away before all else in
 * LOCAL_IN and FORWARD, so that rules of the host see it nowhere; the bits are
 * ours alone. Requests of ARP get it, too, for reverse path filters. The host's
 * own answers to guests are routed anew in LOCAL_OUT, when they would leave by
 * another device than the switch.
 *
 * Hooks under rcu_read_lock.
 */
#include <linux/inetdevice.h>
#include <linux/netfilter_ipv4.h>
#include <linux/netfilter_ipv6.h>
#include <net/addrconf.h>
#include <net/ip_fib.h>
#include <net/ipv6_stubs.h>
#include <net/route.h>

#include "vswitch/nat/nat.h"

/* The switch to whose guest a packet is on its way, or which it came from */
static const struct vsw_nat *mark_of(const struct vsw_nat_net *nn,
				     const struct nf_hook_state *state,
				     const struct sk_buff *skb)
{
	const struct vsw_nat *nat = vsw_nat_of(state->in), *to = NULL;
	enum ip_conntrack_info ctinfo;
	const struct nf_conn *ct;

	ct = nf_ct_get(skb, &ctinfo);
	if (!ct)
		return nat;
	if (CTINFO2DIR(ctinfo) == IP_CT_DIR_REPLY)
		to = vsw_nat_source(nn, ct);
	else if (ct->status & IPS_DST_NAT)
		to = vsw_nat_owner(nn, ct);
	return to ?: nat;
}

unsigned int vsw_nat_mark_in(void *priv, struct sk_buff *skb,
			     const struct nf_hook_state *state)
{
	const struct vsw_nat *nat = mark_of(priv, state, skb);

	if (nat)
		skb->mark = (skb->mark & ~vsw_nat_mark_mask) | nat->mark;
	return NF_ACCEPT;
}

/* A request is answered if its sender is where the routes to it lead; nobody else
 * sees the mark any more.
 */
unsigned int vsw_nat_mark_arp(void *priv, struct sk_buff *skb,
			      const struct nf_hook_state *state)
{
	const struct vsw_nat *nat = vsw_nat_of(state->in);

	if (nat)
		skb->mark = (skb->mark & ~vsw_nat_mark_mask) | nat->mark;
	return NF_ACCEPT;
}

unsigned int vsw_nat_unmark(void *priv, struct sk_buff *skb,
			    const struct nf_hook_state *state)
{
	if (unlikely(skb->mark & vsw_nat_mark_mask))
		skb->mark &= ~vsw_nat_mark_mask;
	return NF_ACCEPT;
}

static int route_anew(struct sk_buff *skb, const struct nf_hook_state *state)
{
	return state->pf == NFPROTO_IPV4 ?
	       ip_route_me_harder(state->net, state->sk, skb, RTN_UNSPEC) :
	       ip6_route_me_harder(state->net, state->sk, skb);
}

/* From the host; to a guest that began the session? */
unsigned int vsw_nat_mark_out(void *priv, struct sk_buff *skb,
			      const struct nf_hook_state *state)
{
	enum ip_conntrack_info ctinfo;
	const struct vsw_nat *nat;
	const struct nf_conn *ct;
	u32 mark = skb->mark;
	int err;

	ct = nf_ct_get(skb, &ctinfo);
	if (!ct || CTINFO2DIR(ctinfo) != IP_CT_DIR_REPLY)
		return NF_ACCEPT;
	nat = vsw_nat_source(priv, ct);
	if (likely(!nat) || skb_dst(skb)->dev == nat->sw->dev)
		return NF_ACCEPT;
	skb->mark = (mark & ~vsw_nat_mark_mask) | nat->mark;
	err = route_anew(skb, state);
	skb->mark = mark;
	return err ? NF_DROP_ERR(err) : NF_ACCEPT;
}

/* In a subnet that the switch's netdev has an address of? */
static inline bool is_on_link(const struct sk_buff *skb,
			      const struct nf_hook_state *state)
{
	const struct in_ifaddr *ifa;
	struct in_device *in_dev;

	if (state->pf == NFPROTO_IPV6)
		return ipv6_chk_prefix(&ipv6_hdr(skb)->saddr,
				       (struct net_device *)state->in);
	in_dev = __in_dev_get_rcu(state->in);
	if (!in_dev)
		return false;
	in_dev_for_each_ifa_rcu(ifa, in_dev)
		if (inet_ifa_match(ip_hdr(skb)->saddr, ifa))
			return true;
	return false;
}

static noinline bool is_routed(const struct vsw_nat *nat,
			       const struct sk_buff *skb,
			       const struct nf_hook_state *state)
{
	struct flowi4 fl4 = { .flowi4_iif = LOOPBACK_IFINDEX };
	struct flowi6 fl6 = { .flowi6_iif = LOOPBACK_IFINDEX };
	struct fib6_result res6 = {};
	struct fib_result res4;

	if (state->pf == NFPROTO_IPV4) {
		fl4.daddr = ip_hdr(skb)->saddr;
		fl4.flowi4_mark = nat->mark;
		return !fib_lookup(state->net, &fl4, &res4,
				   FIB_LOOKUP_IGNORE_LINKSTATE) &&
		       res4.type == RTN_UNICAST &&
		       FIB_RES_DEV(res4) == state->in;
	}
	fl6.daddr = ipv6_hdr(skb)->saddr;
	fl6.flowi6_mark = nat->mark;
	return !ipv6_stub->fib6_lookup(state->net, 0, &fl6, &res6, 0) &&
	       !IS_ERR_OR_NULL(res6.f6i) && res6.nh &&
	       res6.fib6_type == RTN_UNICAST &&
	       res6.nh->fib_nh_dev == state->in;
}

/**
 * vsw_nat_is_behind() - is the source of a guest's packet one that is behind
 *	the switch, by the routes that its mark leads to?
 * @nat: switch
 * @skb: packet
 * @state: of the hook; the device that it came in by
 *
 * Context: rcu_read_lock held.
 */
bool vsw_nat_is_behind(const struct vsw_nat *nat, const struct sk_buff *skb,
		       const struct nf_hook_state *state)
{
	return likely(is_on_link(skb, state)) || is_routed(nat, skb, state);
}
