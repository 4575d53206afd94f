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

/* A packet being forwarded, and whose it is */
struct passage {
	const struct nf_hook_state *state;
	struct sk_buff *skb;
	struct vsw_nat *in;
	struct vsw_nat *out;
	struct nf_conn *ct;
	enum ip_conntrack_info ctinfo;
	struct vsw_nat *owner;
};

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

static enum vsw_drop check_from(const struct passage *p)
{
	const struct vsw_nat_opts *opts = rcu_dereference(p->in->opts);

	if (p->state->pf == NFPROTO_IPV6 &&
	    opts->ipv6 == VSWITCH_NAT_IPV6_NONE)
		return VSW_DROP_NAT_IPV6;
	if (p->ctinfo == IP_CT_NEW &&
	    !vsw_nat_is_behind(p->in, p->skb, p->state))
		return VSW_DROP_NAT_SOURCE;
	if (p->out)
		return PASS;	/* see check_to() */
	return vsw_nat_may_leave(opts, p->state->out) ? PASS :
							VSW_DROP_NAT_UPLINK;
}

/* To a guest: of a session that it began, or that a forward let in */
static enum vsw_drop check_to(const struct passage *p)
{
	const struct vsw_nat_net *nn = p->out->nn;

	if (p->in == p->out)
		return PASS;
	if (CTINFO2DIR(p->ctinfo) == IP_CT_DIR_REPLY &&
	    vsw_nat_source(nn, p->ct) == p->out)
		return PASS;
	if (p->owner == p->out &&
	    (p->ct->status & IPS_DST_NAT || p->ct->master))
		return PASS;
	return p->in ? VSW_DROP_NAT_ISOLATED : VSW_DROP_NAT_UNSOLICITED;
}

static enum vsw_drop check(struct passage *p)
{
	enum vsw_drop why = PASS;

	p->ct = nf_ct_get(p->skb, &p->ctinfo);
	if (!p->ct)
		return VSW_DROP_NAT_UNTRACKED;
	p->owner = vsw_nat_owner((p->in ?: p->out)->nn, p->ct);
	if (p->in)
		why = check_from(p);
	if (why == PASS && p->out)
		why = check_to(p);
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

static unsigned int transit(const struct nf_hook_state *state)
{
	if (likely(!is_ours_only(state)))
		return NF_ACCEPT;
	atomic64_inc(&vsw_nat_net(state->net)->transit);
	return NF_DROP;
}

/* The rest of forwarding, without the hooks that are left */
static unsigned int pass_by(struct sk_buff *skb,
			    const struct nf_hook_state *state)
{
	state->okfn(state->net, state->sk, skb);
	return NF_STOLEN;
}

unsigned int vsw_nat_forward(void *priv, struct sk_buff *skb,
			     const struct nf_hook_state *state)
{
	struct passage p = {
		.state = state, .skb = skb,
		.in = vsw_nat_of(state->in), .out = vsw_nat_of(state->out),
	};
	const struct vsw_nat_opts *opts;
	struct vsw_nat *nat = p.in ?: p.out;
	enum vsw_drop why;

	if (unlikely(skb->mark & vsw_nat_mark_mask))
		skb->mark &= ~vsw_nat_mark_mask;
	if (!nat)
		return transit(state);
	opts = rcu_dereference(nat->opts);
	why = check(&p);
	if (why == PASS && opts->mss_clamp &&
	    !vsw_nat_clamp_mss(skb, state->pf))
		why = VSW_DROP_NO_MEMORY;
	if (why != PASS) {
		vsw_drop(nat->sw->host, skb, why);
		return NF_STOLEN;
	}
	return opts->bypass ? pass_by(skb, state) : NF_ACCEPT;
}
