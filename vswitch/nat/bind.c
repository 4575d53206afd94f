// SPDX-License-Identifier: GPL-2.0
/*
 * What becomes of the addresses of new sessions. The kernel's NAT asks these once
 * a session, and does the rest by itself: they stand among the rules for NAT that
 * the host has, before them, so that all take ports from one stock.
 *
 *	destination	a forward's guest, or a mapping's (eim.c), if the packet
 *			comes from outside, or from a guest to an address of the
 *			outside (hairpin)
 *	source		of what leaves by an uplink: its address, or the pool's;
 *			of what goes back into a switch: the address that was
 *			asked for (RFC 4787, REQ-9); of what has a mapping: that
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

/* The session is one with that switch's guests. A guest of another's that began it
 * is charged for it all the same.
 */
static void give(struct vsw_nat *to, struct vsw_nat_guest *from,
		 struct nf_conn *ct)
{
	if (from)
		vsw_nat_guest_own(from, to, ct);
	else
		vsw_nat_own(to, ct);
}

static unsigned int to_guest(struct vsw_nat_fwd *fwd,
			     struct vsw_nat_guest *from, struct nf_conn *ct)
{
	struct nf_nat_range2 range = {};
	u16 port;

	set_address(&range, &fwd->to);
	if (vsw_nat_has_ports(fwd->protocol)) {
		port = ntohs(ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple.dst.u.all);
		port += fwd->to_port - fwd->port_min;
		set_ports(&range, port, port);
	}
	give(fwd->nat, from, ct);
	atomic64_inc(&fwd->sessions);
	return nf_nat_setup_info(ct, &range, NF_NAT_MANIP_DST);
}

/* The switch whose guests others know by a prefix that the packet is for, if they
 * may be spoken to by that device
 */
static struct vsw_nat *find_prefix(const struct vsw_nat_net *nn,
				   const struct nf_conn *ct,
				   const struct net_device *in,
				   union nf_inet_addr *guest)
{
	unsigned int left = READ_ONCE(nn->num_npt), id;
	const struct vsw_nat_opts *opts;
	struct vsw_nat *nat;

	if (nf_ct_l3num(ct) != NFPROTO_IPV6)
		return NULL;
	for (id = 1; left && id < VSW_NAT_IDS; id++) {
		nat = rcu_dereference(nn->by_id[id]);
		opts = nat ? rcu_dereference(nat->opts) : NULL;
		if (!opts || opts->ipv6 != VSWITCH_NAT_IPV6_NPTV6)
			continue;
		left--;
		*guest = ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple.dst.u3;
		if (vsw_nat_npt_in(&opts->npt, &guest->in6))
			return vsw_nat_of(in) || vsw_nat_may_leave(opts, in) ?
			       nat : NULL;
	}
	return NULL;
}

static unsigned int to_prefix(struct vsw_nat *nat,
			      struct vsw_nat_guest *from, struct nf_conn *ct,
			      const union nf_inet_addr *guest)
{
	struct nf_nat_range2 range = {};

	set_address(&range, guest);
	give(nat, from, ct);
	return nf_nat_setup_info(ct, &range, NF_NAT_MANIP_DST);
}

/* To a guest that a mapping leads to, or a forward of whatever there is; or nobody
 * is there yet.
 */
static unsigned int to_mapped(struct vsw_nat_net *nn, struct sk_buff *skb,
			      struct vsw_nat_guest *from, struct nf_conn *ct,
			      const struct nf_hook_state *state,
			      struct vsw_nat_fwd *fwd)
{
	struct vsw_nat *nat = NULL, *refused = NULL;
	struct nf_nat_range2 range;

	if (READ_ONCE(nn->eim.count))
		nat = vsw_nat_eim_enter(nn, ct, state->in, &range, &refused);
	if (nat) {
		give(nat, from, ct);
		return nf_nat_setup_info(ct, &range, NF_NAT_MANIP_DST);
	}
	if (fwd)
		return to_guest(fwd, from, ct);
	if (!from && vsw_nat_syn_hold(nn, skb, ct, state, refused))
		return NF_STOLEN;
	return NF_ACCEPT;
}

/* To whoever lets it in, with another destination then */
static noinline unsigned int let_in(struct vsw_nat_net *nn, struct sk_buff *skb,
				    struct vsw_nat_guest *from,
				    struct nf_conn *ct,
				    const struct nf_hook_state *state)
{
	struct vsw_nat_fwd *fwd = NULL;
	union nf_inet_addr guest;
	struct vsw_nat *to;

	if (nn->num_forwards)
		fwd = vsw_nat_fwd_find(nn, ct, state->in);
	if (fwd && fwd->port_min)
		return to_guest(fwd, from, ct);
	to = find_prefix(nn, ct, state->in, &guest);
	if (to)
		return to_prefix(to, from, ct, &guest);
	return to_mapped(nn, skb, from, ct, state, fwd);
}

unsigned int vsw_nat_bind_dst(void *priv, struct sk_buff *skb,
			      const struct nf_hook_state *state)
{
	struct vsw_nat *nat = vsw_nat_of(state->in);
	struct vsw_nat_guest *from = NULL;
	struct vsw_nat_net *nn = priv;
	enum ip_conntrack_info ctinfo;
	struct nf_conn *ct;
	enum vsw_drop why;

	ct = nf_ct_get(skb, &ctinfo);
	if (!ct || ctinfo != IP_CT_NEW)
		return NF_ACCEPT;
	if (nat) {
		from = vsw_nat_charge(nat, skb, ct, &why);
		if (unlikely(!from))
			return refuse(nat, skb, why);
		/* Nobody lets in anybody. */
		if (!(nn->num_forwards | READ_ONCE(nn->num_npt) |
		      READ_ONCE(nn->eim.count)))
			return NF_ACCEPT;
	}
	return let_in(nn, skb, from, ct, state);
}

/* ---- source --------------------------------------------------------------- */

/* The guest's address of the pool; false: the uplink's is to be taken. */
static bool set_pool(struct nf_nat_range2 *range,
		     const struct vsw_nat_opts *opts, const struct nf_conn *ct)
{
	union nf_inet_addr min = {}, max = {}, addr;
	u8 pf = nf_ct_l3num(ct);

	if (pf == NFPROTO_IPV4) {
		if (likely(!opts->pool4[0]))
			return false;
		min.ip = opts->pool4[0];
		max.ip = opts->pool4[1];
	} else {
		if (likely(ipv6_addr_any(&opts->pool6[0])))
			return false;
		min.in6 = opts->pool6[0];
		max.in6 = opts->pool6[1];
	}
	vsw_nat_pair(&addr, &ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple.src.u3,
		     &min, &max, pf);
	set_address(range, &addr);
	return true;
}

/* By an endpoint-independent mapping. False: there is no port. */
static bool set_mapped(struct vsw_nat *nat, struct nf_conn *ct,
		       struct sk_buff *skb, const struct nf_hook_state *state,
		       struct nf_nat_range2 *range)
{
	struct nf_conn_nat *ext;
	bool masquerades;

	if (!vsw_nat_eim_leave(nat, ct, skb, state->out, range, &masquerades))
		return false;
	/* It ends when the uplink goes down or loses the address. */
	ext = masquerades ? nf_ct_nat_ext_add(ct) : NULL;
	if (ext)
		ext->masq_index = state->out->ifindex;
	return true;
}

static unsigned int no_port(struct vsw_nat *nat, struct sk_buff *skb)
{
	vsw_nat_no_port(nat, skb);
	return refuse(nat, skb, VSW_DROP_NAT_NO_PORT);
}

static unsigned int masquerade(struct sk_buff *skb,
			       const struct nf_hook_state *state,
			       const struct nf_nat_range2 *range)
{
	return state->pf == NFPROTO_IPV4 ?
	       nf_nat_masquerade_ipv4(skb, state->hook, range, state->out) :
	       nf_nat_masquerade_ipv6(skb, range, state->out);
}

static noinline unsigned int to_choice(struct vsw_nat *nat, struct nf_conn *ct,
				       struct sk_buff *skb,
				       const struct nf_hook_state *state)
{
	const struct vsw_nat_opts *opts = rcu_dereference(nat->opts);
	struct nf_nat_range2 range = {};
	u8 protocol = nf_ct_protonum(ct);

	if (vsw_nat_eim_is_for(opts, protocol))
		return set_mapped(nat, ct, skb, state, &range) ?
		       nf_nat_setup_info(ct, &range, NF_NAT_MANIP_SRC) :
		       no_port(nat, skb);
	if (opts->port_min &&
	    (vsw_nat_has_ports(protocol) || protocol == IPPROTO_ICMP ||
	     protocol == IPPROTO_ICMPV6))
		set_ports(&range, opts->port_min, opts->port_max);
	return set_pool(&range, opts, ct) ?
	       nf_nat_setup_info(ct, &range, NF_NAT_MANIP_SRC) :
	       masquerade(skb, state, &range);
}

/* Nothing said, it is any port of the uplink's address. */
static inline unsigned int to_uplink(struct vsw_nat *nat, struct nf_conn *ct,
				     struct sk_buff *skb,
				     const struct nf_hook_state *state)
{
	static const struct nf_nat_range2 any;

	return likely(rcu_dereference(nat->opts)->is_plain) ?
	       masquerade(skb, state, &any) :
	       to_choice(nat, ct, skb, state);
}

/* As others know the guest, wherever it goes. One of no prefix of the switch's has
 * no such address.
 */
static unsigned int from_prefix(struct vsw_nat *nat, struct nf_conn *ct,
				struct sk_buff *skb,
				const struct vsw_nat_npt *npt)
{
	union nf_inet_addr guest =
		ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple.src.u3;
	struct nf_nat_range2 range = {};

	if (!vsw_nat_npt_out(npt, &guest.in6))
		return refuse(nat, skb, VSW_DROP_NAT_SOURCE);
	set_address(&range, &guest);
	return nf_nat_setup_info(ct, &range, NF_NAT_MANIP_SRC);
}

/* Back into a switch: from the address that the guest had asked for, or from its
 * mapping's, so that answers come by here.
 */
static noinline unsigned int to_switch(struct vsw_nat *nat, struct nf_conn *ct,
				       struct sk_buff *skb)
{
	struct nf_nat_range2 range = {};

	if (!vsw_nat_eim_is_for(rcu_dereference(nat->opts), nf_ct_protonum(ct)))
		set_address(&range,
			    &ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple.dst.u3);
	else if (!vsw_nat_eim_hairpin(nat, ct, &range))
		return no_port(nat, skb);
	return nf_nat_setup_info(ct, &range, NF_NAT_MANIP_SRC);
}

/* The kernel leaves it at a tuple that another session has, when it finds no
 * other in reasonable time; the session would fail when it is confirmed. A port
 * that stayed was free, unless it was the only one that was allowed.
 */
static inline bool is_taken(const struct nf_conn *ct,
			    const struct vsw_nat_opts *opts)
{
	const struct nf_conntrack_tuple *orig, *reply;

	orig = &ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple;
	reply = &ct->tuplehash[IP_CT_DIR_REPLY].tuple;
	if (orig->src.u.all == reply->dst.u.all && !opts->port_min &&
	    !opts->mapping)
		return false;
	return nf_conntrack_tuple_taken(reply, ct);
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
	nat = ct ? vsw_nat_source(priv, ct) : NULL;
	if (!nat)
		return NF_ACCEPT;
	opts = rcu_dereference(nat->opts);
	if (state->pf == NFPROTO_IPV6 &&
	    opts->ipv6 == VSWITCH_NAT_IPV6_NPTV6 &&
	    (!vsw_nat_of(state->out) || ct->status & IPS_DST_NAT))
		return from_prefix(nat, ct, skb, &opts->npt);
	if (state->pf == NFPROTO_IPV6 && opts->ipv6 != VSWITCH_NAT_IPV6_NAT66)
		return NF_ACCEPT;
	if (likely(!vsw_nat_of(state->out)))
		verdict = to_uplink(nat, ct, skb, state);
	else if (ct->status & IPS_DST_NAT)
		verdict = to_switch(nat, ct, skb);
	else
		return NF_ACCEPT;
	return verdict == NF_ACCEPT && is_taken(ct, opts) ? no_port(nat, skb) :
							    verdict;
}
