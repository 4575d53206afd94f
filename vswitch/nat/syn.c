// SPDX-License-Identifier: GPL-2.0
/*
 * Unsolicited TCP SYNs to ports of the NAT's (RFC 5382, REQ-4): held for six
 * seconds without a word, since a guest may be about to open the same connection
 * from its side. If it does, they are dropped; else the sender is told that nobody
 * is there. Ports of the NAT's are those of addresses in a pool, of a port range
 * that was set, and those mapped whose filtering lets nobody in; never those that a
 * socket of the host's listens on.
 *
 * A namespace holds 256 at a time, one for each connection; what is above that is
 * dropped. vsw_nat_syns.lock is for all of it, with bottom halves off.
 */
#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <linux/slab.h>
#include <linux/tcp.h>
#include <net/netfilter/ipv4/nf_reject.h>
#include <net/netfilter/ipv6/nf_reject.h>
#include <net/netfilter/nf_conntrack_core.h>
#include <net/netfilter/nf_conntrack_zones.h>

#include "vswitch/nat/nat.h"

#define MAX_HELD	256
#define HOLD		(6 * HZ)

struct held {
	struct list_head list;
	struct vsw_nat *nat;
	struct sk_buff *skb;
	struct nf_conntrack_tuple tuple;
	unsigned long until;
	int ifindex;
};

/* ---- which ---------------------------------------------------------------- */

static bool is_syn(const struct sk_buff *skb, u8 pf)
{
	unsigned int offset = sizeof(struct ipv6hdr);
	const struct tcphdr *tcph;
	__be16 frag_off = 0;
	struct tcphdr _tcph;
	u8 protocol;
	int at;

	if (pf == NFPROTO_IPV4) {
		at = ip_hdrlen(skb);
	} else {
		protocol = ipv6_hdr(skb)->nexthdr;
		at = ipv6_skip_exthdr(skb, offset, &protocol, &frag_off);
		if (at < 0)
			return false;
	}
	tcph = skb_header_pointer(skb, at, sizeof(_tcph), &_tcph);
	return tcph && tcph->syn && !tcph->ack;
}

static bool is_in_pool(const struct vsw_nat_opts *opts,
		       const struct vsw_nat_end *out)
{
	u32 addr = ntohl(out->addr.ip);

	if (out->family == NFPROTO_IPV4)
		return opts->pool4[0] && addr >= ntohl(opts->pool4[0]) &&
		       addr <= ntohl(opts->pool4[1]);
	return !ipv6_addr_any(&opts->pool6[0]) &&
	       memcmp(&out->addr, &opts->pool6[0], 16) >= 0 &&
	       memcmp(&out->addr, &opts->pool6[1], 16) <= 0;
}

static bool is_in_range(const struct vsw_nat_opts *opts, struct net *net,
			const struct vsw_nat_end *out)
{
	u16 port = ntohs(out->port);
	const struct net_device *dev;

	if (!opts->port_min || port < opts->port_min || port > opts->port_max)
		return false;
	dev = vsw_nat_device_of(net, out->family, &out->addr);
	return dev && vsw_nat_may_leave(opts, dev);
}

/* The switch to whose pool or range it is */
static struct vsw_nat *owner_of(struct vsw_nat_net *nn,
				const struct vsw_nat_end *out,
				const struct net_device *in)
{
	unsigned int id, num = READ_ONCE(nn->num_switches);
	const struct vsw_nat_opts *opts;
	struct vsw_nat *nat;

	for (id = 1; id < VSW_NAT_IDS && num; id++) {
		nat = rcu_dereference(nn->by_id[id]);
		if (!nat)
			continue;
		num--;
		opts = rcu_dereference(nat->opts);
		if (out->family == NFPROTO_IPV6 &&
		    opts->ipv6 != VSWITCH_NAT_IPV6_NAT66)
			continue;
		if (vsw_nat_may_leave(opts, in) &&
		    (is_in_pool(opts, out) || is_in_range(opts, nn->net, out)))
			return nat;
	}
	return NULL;
}

/* ---- holding -------------------------------------------------------------- */

static void end(struct vsw_nat_syns *syns, struct held *held)
{
	list_del(&held->list);
	syns->count--;
}

static bool is_held(const struct vsw_nat_syns *syns,
		    const struct nf_conntrack_tuple *tuple)
{
	const struct held *held;

	list_for_each_entry(held, &syns->list, list)
		if (nf_ct_tuple_equal(&held->tuple, tuple))
			return true;
	return false;
}

static bool hold(struct vsw_nat *nat, struct sk_buff *skb,
		 const struct nf_conn *ct, const struct net_device *in)
{
	const struct nf_conntrack_tuple *tuple =
		&ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple;
	struct vsw_nat_syns *syns = &nat->nn->syns;
	struct held *held;

	if (syns->count >= MAX_HELD || is_held(syns, tuple))
		return false;
	held = kmalloc(sizeof(*held), GFP_ATOMIC);
	if (!held)
		return false;
	held->nat = nat;
	held->skb = skb;
	held->tuple = *tuple;
	held->until = jiffies + HOLD;
	held->ifindex = in->ifindex;
	nf_reset_ct(skb);
	list_add_tail(&held->list, &syns->list);
	if (!syns->count++)
		schedule_delayed_work(&syns->work, HOLD);
	return true;
}

/**
 * vsw_nat_syn_hold() - is a new session an unsolicited SYN to a port of the NAT's?
 * @nn: namespace
 * @skb: its packet, which is consumed then
 * @ct: session, which nobody was found for
 * @state: of the hook
 * @nat: switch that has it mapped, but lets nobody in; NULL: not known
 *
 * Context: softirq, rcu_read_lock held.
 * Return: true, and it is held or dropped.
 */
bool vsw_nat_syn_hold(struct vsw_nat_net *nn, struct sk_buff *skb,
		      struct nf_conn *ct, const struct nf_hook_state *state,
		      struct vsw_nat *nat)
{
	const struct nf_conntrack_tuple *orig =
		&ct->tuplehash[IP_CT_DIR_ORIGINAL].tuple;
	struct vsw_nat_end out = {
		.addr = orig->dst.u3, .port = orig->dst.u.all,
		.family = state->pf, .protocol = IPPROTO_TCP,
	};
	bool held;

	if (orig->dst.protonum != IPPROTO_TCP || !is_syn(skb, state->pf))
		return false;
	nat = nat ?: owner_of(nn, &out, state->in);
	if (!nat || vsw_nat_has_socket(nn->net, &out, &orig->src.u3,
				       orig->src.u.all, state->in->ifindex))
		return false;
	spin_lock_bh(&nn->syns.lock);
	held = hold(nat, skb, ct, state->in);
	spin_unlock_bh(&nn->syns.lock);
	if (!held)
		vsw_drop(nat->sw->host, skb, VSW_DROP_NAT_UNSOLICITED);
	return true;
}

/* ---- six seconds later ---------------------------------------------------- */

/* Did a guest open it from its side? Conntrack knows it for longer than that. */
static bool is_opened(struct net *net, const struct nf_conntrack_tuple *tuple)
{
	struct nf_conntrack_tuple_hash *hash;

	hash = nf_conntrack_find_get(net, &nf_ct_zone_dflt, tuple);
	if (!hash)
		return false;
	nf_ct_put(nf_ct_tuplehash_to_ctrack(hash));
	return true;
}

static void tell(struct net *net, const struct held *held)
{
	struct net_device *dev = dev_get_by_index_rcu(net, held->ifindex);
	struct sk_buff *skb = held->skb;

	if (!dev || is_opened(net, &held->tuple))
		return;
	skb->dev = dev;
	skb_dst_drop(skb);
	if (held->tuple.src.l3num == NFPROTO_IPV4)
		nf_send_unreach(skb, ICMP_PORT_UNREACH, NF_INET_PRE_ROUTING);
	else
		nf_send_unreach6(net, skb, ICMPV6_PORT_UNREACH,
				 NF_INET_PRE_ROUTING);
}

/* The first one whose time has come; NULL, and the work is set for the next. */
static struct held *take(struct vsw_nat_syns *syns)
{
	struct held *held;

	spin_lock(&syns->lock);
	held = list_first_entry_or_null(&syns->list, struct held, list);
	if (held && time_after(held->until, jiffies)) {
		schedule_delayed_work(&syns->work, held->until - jiffies);
		held = NULL;
	}
	if (held)
		end(syns, held);
	spin_unlock(&syns->lock);
	return held;
}

/* Switches don't go meanwhile: see vsw_nat_syn_flush(). */
static void answer(struct work_struct *work)
{
	struct vsw_nat_net *nn = container_of(work, struct vsw_nat_net,
					      syns.work.work);
	struct held *held;

	local_bh_disable();
	rcu_read_lock();
	while ((held = take(&nn->syns))) {
		tell(nn->net, held);
		vsw_drop(held->nat->sw->host, held->skb,
			 VSW_DROP_NAT_UNSOLICITED);
		kfree(held);
	}
	rcu_read_unlock();
	local_bh_enable();
}

/* ---- configuration -------------------------------------------------------- */

/* A switch left the mode, and no packet meets it any more: what is held for it
 * goes. rtnl; may sleep
 */
void vsw_nat_syn_flush(struct vsw_nat *nat)
{
	struct vsw_nat_syns *syns = &nat->nn->syns;
	struct held *held, *next;

	spin_lock_bh(&syns->lock);
	list_for_each_entry_safe(held, next, &syns->list, list)
		if (held->nat == nat) {
			end(syns, held);
			vsw_drop(nat->sw->host, held->skb,
				 VSW_DROP_NAT_UNSOLICITED);
			kfree(held);
		}
	spin_unlock_bh(&syns->lock);
	/* What was taken to be answered */
	flush_work(&syns->work.work);
}

/* The first switch of a namespace enters mode nat. rtnl */
void vsw_nat_syn_start(struct vsw_nat_net *nn)
{
	spin_lock_init(&nn->syns.lock);
	INIT_LIST_HEAD(&nn->syns.list);
	INIT_DELAYED_WORK(&nn->syns.work, answer);
	nn->syns.count = 0;
}

/* The last one left it, and no packet comes any more. rtnl; may sleep */
void vsw_nat_syn_stop(struct vsw_nat_net *nn)
{
	cancel_delayed_work_sync(&nn->syns.work);
}
