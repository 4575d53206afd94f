// SPDX-License-Identifier: GPL-2.0
/*
 * Who may pass between guests and the outside: asked for each packet that the
 * kernel's stack forwards, before the host's own rules. What is refused here no
 * rule of the host lets pass.
 *
 *	from guests	from an address behind the switch, by an uplink, and
 *			nowhere into another switch unless it has a forward
 *	to guests	what belongs to a session that a guest began, or that a
 *			forward let in
 *	neither		where forwarding is on for the sake of NAT switches only:
 *			nothing
 *
 * Hooks under rcu_read_lock.
 */
#include <linux/inetdevice.h>
#include <net/addrconf.h>

#include "vswitch/nat/nat.h"

/* Not one of enum vsw_drop: it passes. */
#define PASS	VSW_DROP_COUNT

static bool is_switch(const struct net_device *dev)
{
	if (is_vlan_dev(dev))
		dev = vlan_dev_real_dev(dev);
	return vsw_is_switch(dev);
}

/* By a device that isn't a NAT switch's? */
bool vsw_nat_may_leave(const struct vsw_nat_opts *opts,
		       const struct net_device *dev)
{
	unsigned int i;

	if (!opts->num_uplinks)
		return !is_switch(dev);
	for (i = 0; i < opts->num_uplinks; i++)
		if (opts->uplinks[i] == dev->ifindex)
			return true;
	return false;
}

/* From a guest. Into another switch: see check_to() */
static inline enum vsw_drop check_from(const struct vsw_nat *in,
				       const struct vsw_nat *out,
				       const struct sk_buff *skb,
				       const struct nf_hook_state *state,
				       enum ip_conntrack_info ctinfo)
{
	const struct vsw_nat_opts *opts = rcu_dereference(in->opts);

	if (state->pf == NFPROTO_IPV6 &&
	    opts->ipv6 == VSWITCH_NAT_IPV6_NONE)
		return VSW_DROP_NAT_IPV6;
	if (ctinfo == IP_CT_NEW && !vsw_nat_is_behind(in, skb, state))
		return VSW_DROP_NAT_SOURCE;
	if (out)
		return PASS;
	return vsw_nat_may_leave(opts, state->out) ? PASS :
						     VSW_DROP_NAT_UPLINK;
}

/* To a guest: of a session that it began, or that a forward let in */
static noinline enum vsw_drop check_to(const struct vsw_nat *in,
				       const struct vsw_nat *out,
				       const struct nf_conn *ct,
				       enum ip_conntrack_info ctinfo)
{
	const struct vsw_nat_net *nn = out->nn;

	if (in == out)
		return PASS;
	if (CTINFO2DIR(ctinfo) == IP_CT_DIR_REPLY &&
	    vsw_nat_source(nn, ct) == out)
		return PASS;
	if ((ct->status & IPS_DST_NAT || ct->master) &&
	    vsw_nat_owner(nn, ct) == out)
		return PASS;
	return in ? VSW_DROP_NAT_ISOLATED : VSW_DROP_NAT_UNSOLICITED;
}

static inline enum vsw_drop check(const struct vsw_nat *in,
				  const struct vsw_nat *out,
				  const struct sk_buff *skb,
				  const struct nf_hook_state *state)
{
	enum ip_conntrack_info ctinfo;
	const struct nf_conn *ct = nf_ct_get(skb, &ctinfo);
	enum vsw_drop why = PASS;

	if (unlikely(!ct))
		return VSW_DROP_NAT_UNTRACKED;
	if (in)
		why = check_from(in, out, skb, state, ctinfo);
	if (why == PASS && out)
		why = check_to(in, out, ct, ctinfo);
	return why;
}

/* Is it forwarded for the sake of NAT switches only? */
static bool is_ours_only(const struct nf_hook_state *state)
{
	struct in_device *in_dev;

	if (state->pf == NFPROTO_IPV6)
		return READ_ONCE(state->net->ipv6.devconf_all->forwarding) ==
		       VSW_NAT_FORWARDING;
	in_dev = __in_dev_get_rcu(state->in);
	return in_dev &&
	       IN_DEV_CONF_GET(in_dev, FORWARDING) == VSW_NAT_FORWARDING;
}

static noinline unsigned int transit(struct vsw_nat_net *nn,
				     const struct nf_hook_state *state)
{
	if (likely(!is_ours_only(state)))
		return NF_ACCEPT;
	atomic64_inc(&nn->transit);
	return NF_DROP;
}

/* The rest of forwarding, without the hooks that are left */
static unsigned int pass_by(struct sk_buff *skb,
			    const struct nf_hook_state *state)
{
	state->okfn(state->net, state->sk, skb);
	return NF_STOLEN;
}

/* What isn't just let through: dropped, clamped, or past the host's rules */
static noinline unsigned int finish(const struct vsw_nat *nat,
				    struct sk_buff *skb,
				    const struct nf_hook_state *state,
				    enum vsw_drop why)
{
	const struct vsw_nat_opts *opts = rcu_dereference(nat->opts);

	if (why == PASS && opts->mss_clamp &&
	    !vsw_nat_clamp_mss(skb, state->pf))
		why = VSW_DROP_NO_MEMORY;
	if (why != PASS) {
		vsw_drop(nat->sw->host, skb, why);
		return NF_STOLEN;
	}
	return opts->bypass ? pass_by(skb, state) : NF_ACCEPT;
}

unsigned int vsw_nat_forward(void *priv, struct sk_buff *skb,
			     const struct nf_hook_state *state)
{
	const struct vsw_nat *in = vsw_nat_of(state->in);
	const struct vsw_nat *out = vsw_nat_of(state->out);
	const struct vsw_nat *nat = in ?: out;
	const struct vsw_nat_opts *opts;
	enum vsw_drop why;

	if (unlikely(skb->mark & vsw_nat_mark_mask))
		skb->mark &= ~vsw_nat_mark_mask;
	if (!nat)
		return transit(priv, state);
	opts = rcu_dereference(nat->opts);
	why = check(in, out, skb, state);
	if (likely(why == PASS && !opts->mss_clamp && !opts->bypass))
		return NF_ACCEPT;
	return finish(nat, skb, state, why);
}
