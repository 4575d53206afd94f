// SPDX-License-Identifier: GPL-2.0
/*
 * Limits of a port: how many packets a second of each class with more than one
 * destination it may send (storm control), and how many bit/s may come in or
 * leave (rates). What is above is dropped, not queued. Owns vsw_port.limits,
 * which is replaced as a whole under rtnl; frames take from its buckets under
 * rcu_read_lock(), without a lock.
 */
#include <linux/if_vlan.h>
#include <linux/slab.h>
#include <linux/tcp.h>
#include <linux/udp.h>

#include "compat/extack.h"
#include "vswitch/limits.h"
#include "vswitch/vsw.h"

static const char * const dir_names[VSW_DIR_NUM] = {
	[VSW_DIR_IN]	= "in",
	[VSW_DIR_OUT]	= "out",
};

static const char * const storm_names[VSW_STORM_NUM] = {
	[VSW_STORM_BROADCAST]	= "broadcast",
	[VSW_STORM_MULTICAST]	= "multicast",
	[VSW_STORM_UNKNOWN]	= "unknown",
};

/* What is set; rtnl */
void vsw_limits_get(const struct vsw_port *port, struct vsw_limit_set *set)
{
	const struct vsw_limits *limits = rtnl_dereference(port->limits);

	memset(set, 0, sizeof(*set));
	if (limits)
		*set = limits->set;
}

/**
 * vsw_limits_check() - is that a set of limits?
 * @set: limits
 * @extack: where the reason of a refusal goes
 *
 * Return: 0 or -ERANGE.
 */
int vsw_limits_check(const struct vsw_limit_set *set,
		     struct netlink_ext_ack *extack)
{
	int n;

	for (n = 0; n < VSW_DIR_NUM; n++) {
		if (set->rate[n] &&
		    (set->rate[n] < VSW_RATE_MIN ||
		     set->rate[n] > VSW_RATE_MAX)) {
			NL_SET_ERR_MSG_FMT(extack,
					   "rate-%s: %llu to %llu bit/s, or 0",
					   dir_names[n], VSW_RATE_MIN,
					   VSW_RATE_MAX);
			return -ERANGE;
		}
		if (set->burst[n] > VSW_BURST_MAX) {
			NL_SET_ERR_MSG_FMT(extack,
					   "burst-%s: %u octets at most, or 0",
					   dir_names[n], VSW_BURST_MAX);
			return -ERANGE;
		}
	}
	for (n = 0; n < VSW_STORM_NUM; n++) {
		if (set->storm[n] <= VSW_STORM_MAX)
			continue;
		NL_SET_ERR_MSG_FMT(extack,
				   "storm-%s: %u packets/s at most, or 0",
				   storm_names[n], VSW_STORM_MAX);
		return -ERANGE;
	}
	return 0;
}

static u32 burst_of(const struct vsw_limit_set *set, enum vsw_dir dir)
{
	u64 part = div_u64(set->rate[dir], BITS_PER_BYTE * VSW_BURST_PART);

	return set->burst[dir] ?: clamp_t(u64, part, VSW_BURST_MIN,
					  VSW_BURST_MAX);
}

static void fill_buckets(struct vsw_limits *limits)
{
	const struct vsw_limit_set *set = &limits->set;
	u64 now = vsw_bucket_now();
	int n;

	for (n = 0; n < VSW_DIR_NUM; n++)
		vsw_bucket_init(&limits->rate[n], set->rate[n], BITS_PER_BYTE,
				burst_of(set, n), now);
	for (n = 0; n < VSW_STORM_NUM; n++)
		vsw_bucket_init(&limits->storm[n], set->storm[n], 1,
				max_t(u32, set->storm[n] / VSW_BURST_PART,
				      VSW_STORM_BURST_MIN), now);
}

static void keep_bucket(struct vsw_bucket *new, const struct vsw_bucket *old)
{
	if (new->token == old->token && new->depth == old->depth)
		atomic64_set(&new->full_at, atomic64_read(&old->full_at));
}

/* Who sets what is set already refills nothing. */
static void keep_buckets(struct vsw_limits *new, const struct vsw_limits *old)
{
	int n;

	for (n = 0; n < VSW_DIR_NUM; n++)
		keep_bucket(&new->rate[n], &old->rate[n]);
	for (n = 0; n < VSW_STORM_NUM; n++)
		keep_bucket(&new->storm[n], &old->storm[n]);
}

/**
 * vsw_limits_prepare() - get all that vsw_limits_apply() needs
 * @port: whose limits they are to be
 * @set: limits, as vsw_limits_check() has let pass
 * @limits: result; NULL: there are none
 *
 * Context: rtnl.
 * Return: 0 or -ENOMEM.
 */
int vsw_limits_prepare(const struct vsw_port *port,
		       const struct vsw_limit_set *set,
		       struct vsw_limits **limits)
{
	const struct vsw_limits *old = rtnl_dereference(port->limits);
	struct vsw_limits *new;

	*limits = NULL;
	if (!memchr_inv(set, 0, sizeof(*set)))
		return 0;
	new = kzalloc(sizeof(*new), GFP_KERNEL_ACCOUNT);
	if (!new)
		return -ENOMEM;
	new->set = *set;
	fill_buckets(new);
	if (old)
		keep_buckets(new, old);
	*limits = new;
	return 0;
}

/* Context: rtnl */
void vsw_limits_apply(struct vsw_port *port, struct vsw_limits *limits)
{
	struct vsw_limits *old = rtnl_dereference(port->limits);
	u32 in = 0, out = 0;

	if (limits) {
		if (limits->set.rate[VSW_DIR_IN])
			in |= VSW_SLOW_RATE;
		if (limits->set.rate[VSW_DIR_OUT])
			out |= VSW_SLOW_RATE;
		if (memchr_inv(limits->set.storm, 0,
			       sizeof(limits->set.storm)))
			in |= VSW_SLOW_STORM;
	}
	rcu_assign_pointer(port->limits, limits);
	vsw_slow_set(&port->slow, VSW_SLOW_RATE | VSW_SLOW_STORM, in);
	vsw_slow_set(&port->slow_out, VSW_SLOW_RATE, out);
	if (old)
		kfree_rcu(old, rcu);
}

/* Octets of the headers that each segment of a frame has */
static u32 segment_headers(const struct sk_buff *skb)
{
	unsigned int type = skb_shinfo(skb)->gso_type;
	int offset = skb->encapsulation ? skb_inner_transport_offset(skb) :
					  skb_transport_offset(skb);
	struct tcphdr buf;
	const struct tcphdr *tcp;

	if (type & (SKB_GSO_TCPV4 | SKB_GSO_TCPV6)) {
		tcp = skb_header_pointer(skb, offset, sizeof(buf), &buf);
		if (tcp)
			offset += tcp->doff * 4;
	} else if (type & SKB_GSO_UDP_L4) {
		offset += sizeof(struct udphdr);
	}
	return clamp_t(int, offset, 0, skb->len);
}

/**
 * vsw_wire_len() - octets of a frame as it would be on a wire
 * @skb: frame, whose data begin behind the Ethernet header
 *
 * With the Ethernet header and the tag, without preamble and FCS. A frame that
 * is still to be cut into segments has the headers of all of them.
 *
 * Return: octets.
 */
u32 vsw_wire_len(const struct sk_buff *skb)
{
	u32 head = ETH_HLEN + (skb_vlan_tag_present(skb) ? VLAN_HLEN : 0);
	u32 headers, size, segs;

	if (!skb_is_gso(skb))
		return skb->len + head;
	headers = segment_headers(skb);
	size = skb_shinfo(skb)->gso_size;
	segs = DIV_ROUND_UP(skb->len - headers, size) ?: 1;
	return skb->len + head + (segs - 1) * (headers + head);
}

/**
 * vsw_limits_rate() - does a frame keep to the rate of a port?
 * @port: where it came in, or is to leave
 * @skb: frame
 * @dir: which of both
 *
 * Context: rcu_read_lock held.
 * Return: true when it does, and was taken into account.
 */
bool vsw_limits_rate(const struct vsw_port *port, const struct sk_buff *skb,
		     enum vsw_dir dir)
{
	struct vsw_limits *limits = rcu_dereference(port->limits);

	return !limits || !limits->rate[dir].token ||
	       vsw_bucket_take(&limits->rate[dir], vsw_wire_len(skb),
			       vsw_bucket_now());
}

/* The same of storm control, for a frame of a class, in packets */
bool vsw_limits_storm(const struct vsw_port *port, const struct sk_buff *skb,
		      enum vsw_storm class)
{
	struct vsw_limits *limits = rcu_dereference(port->limits);
	u32 packets = skb_is_gso(skb) ? skb_shinfo(skb)->gso_segs : 1;

	return !limits || !limits->storm[class].token ||
	       vsw_bucket_take(&limits->storm[class], max(packets, 1U),
			       vsw_bucket_now());
}
