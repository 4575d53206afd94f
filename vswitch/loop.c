// SPDX-License-Identifier: GPL-2.0
/*
 * What guards against loops: a BPDU from a port that may have no bridge behind
 * it, or a probe of this switch that comes back, shuts a port, for a time. Owns
 * vsw_port.shut and the work of a switch, which shuts, opens and probes, once a
 * second, while there is something to do. The datapath says what it has seen by
 * vsw_port.shut, without a lock; the rest is under rtnl.
 *
 * A probe is a reply of the Ethernet configuration testing protocol, which
 * nobody answers, with a secret of the switch over its port and number: what a
 * guest sees of its own probes doesn't help it to shut another one's port.
 */
#include <linux/etherdevice.h>
#include <linux/random.h>
#include <linux/rtnetlink.h>

#include "vswitch/datapath.h"
#include "vswitch/netlink.h"
#include "vswitch/vsw.h"

#define PROBE_LEN	ETH_ZLEN
#define ECTP_REPLY	1
/* One that is older than so many others doesn't count: it was kept. */
#define PROBE_WINDOW	8

/* Behind the Ethernet header */
struct probe {
	__le16 skip;
	__le16 function;
	__le16 receipt;
	u8 magic[4];
	__be16 port;
	__be32 seq;
	__be64 tag;
} __packed;

static const u8 probe_magic[4] = { 'v', 's', 'w', '1' };
/* "Loopback assistance", a group of that protocol */
static const u8 probe_dest[ETH_ALEN] = { 0xcf, 0, 0, 0, 0, 0 };

static const char * const shut_names[] = {
	[VSW_SHUT_BPDU]	= "a BPDU came in",
	[VSW_SHUT_LOOP]	= "there is a loop through it",
};

static u64 tag_of(const struct vsw *sw, u16 port, u32 seq)
{
	return siphash_2u64(port, seq, &sw->probe_key);
}

/* Shut a port as soon as the work comes to it. Until then nothing comes in. */
static void shut(struct vsw_port *port, enum vsw_shut why)
{
	if (cmpxchg(&port->shut, VSW_SHUT_NOT, why) == VSW_SHUT_NOT)
		mod_delayed_work(system_wq, &port->sw->loop_work, 0);
}

static struct vsw_port *port_numbered(const struct vsw *sw, u16 number)
{
	struct vsw_port *port;

	list_for_each_entry_rcu(port, &sw->ports, list)
		if (port->number == number)
			return port;
	return NULL;
}

/* The port that a probe of this switch was sent from; NULL: it is none. */
static struct vsw_port *sender_of(const struct vsw *sw,
				  const struct sk_buff *skb)
{
	const struct probe *probe;
	struct probe buf;
	u32 seq;

	if (eth_hdr(skb)->h_proto != htons(ETH_P_LOOPBACK))
		return NULL;
	probe = skb_header_pointer(skb, 0, sizeof(buf), &buf);
	if (!probe || memcmp(probe->magic, probe_magic, sizeof(probe_magic)))
		return NULL;
	seq = be32_to_cpu(probe->seq);
	if (READ_ONCE(sw->probe_seq) - seq >= PROBE_WINDOW ||
	    be64_to_cpu(probe->tag) != tag_of(sw, ntohs(probe->port), seq))
		return NULL;
	return port_numbered(sw, ntohs(probe->port));
}

/* Of two ports on a loop that may be shut, the same one, whichever sees it */
static struct vsw_port *victim(struct vsw_port *in, struct vsw_port *from)
{
	if (!(in->flags & VSW_PORT_LOOP_GUARD))
		return from;
	return from->flags & VSW_PORT_LOOP_GUARD && from->number > in->number ?
	       from : in;
}

/* To bridges: IEEE 802.1D and 802.1Q, provider bridges, or PVST+ */
bool vsw_is_bpdu(const struct sk_buff *skb)
{
	static const u8 pvst[ETH_ALEN] = { 1, 0, 0x0c, 0xcc, 0xcc, 0xcd };
	const u8 *dest = eth_hdr(skb)->h_dest;

	return (is_link_local_ether_addr(dest) && !(dest[5] & ~0x08)) ||
	       ether_addr_equal(dest, pvst);
}

/**
 * vsw_loop_inspect() - does a frame tell of a loop, or of another bridge?
 * @in: port; some bit of VSW_SLOW_LINK is set
 * @skb: frame
 *
 * Context: rcu_read_lock held.
 * Return: false when it was dropped.
 */
bool vsw_loop_inspect(struct vsw_port *in, struct sk_buff *skb)
{
	enum vsw_drop why = VSW_DROP_BPDU;
	struct vsw_port *from;

	if (unlikely(READ_ONCE(in->shut))) {
		vsw_drop(in, skb, VSW_DROP_PORT_SHUT);
		return false;
	}
	if (!is_multicast_ether_addr(eth_hdr(skb)->h_dest))
		return true;
	from = in->slow & VSW_SLOW_LOOP ? sender_of(in->sw, skb) : NULL;
	if (from) {
		shut(victim(in, from), VSW_SHUT_LOOP);
		vsw_drop(in, skb, VSW_DROP_LOOP);
		return false;
	}
	if (!(in->slow & (VSW_SLOW_BPDU_GUARD | VSW_SLOW_BPDU_DROP)) ||
	    !vsw_is_bpdu(skb))
		return true;
	if (in->slow & VSW_SLOW_BPDU_GUARD) {
		shut(in, VSW_SHUT_BPDU);
		why = VSW_DROP_BPDU_GUARD;
	}
	vsw_drop(in, skb, why);
	return false;
}

static void close_port(struct vsw_port *port)
{
	vsw_slow_set(&port->slow, VSW_SLOW_SHUT, VSW_SLOW_SHUT);
	vsw_slow_set(&port->slow_out, VSW_SLOW_SHUT, VSW_SLOW_SHUT);
	port->shut_at = jiffies;
	netdev_warn(port->dev, "shut by %s: %s\n", port->sw->dev->name,
		    shut_names[port->shut]);
	/* Frames under way learn as if it weren't. */
	synchronize_net();
	vsw_port_forget(port);
	vsw_nl_port_shut(port);
}

/**
 * vsw_loop_open() - open a port again that was shut
 * @port: port, shut or not
 *
 * Context: rtnl.
 */
void vsw_loop_open(struct vsw_port *port)
{
	if (!port->shut)
		return;
	vsw_slow_set(&port->slow, VSW_SLOW_SHUT, 0);
	vsw_slow_set(&port->slow_out, VSW_SLOW_SHUT, 0);
	WRITE_ONCE(port->shut, VSW_SHUT_NOT);
	vsw_nl_port_shut(port);
}

static struct sk_buff *probe_new(struct vsw_port *port)
{
	struct net_device *dev = port->dev;
	struct vsw *sw = port->sw;
	struct probe *probe;
	struct ethhdr *eth;
	struct sk_buff *skb;

	skb = netdev_alloc_skb(dev, LL_RESERVED_SPACE(dev) + PROBE_LEN +
			       dev->needed_tailroom);
	if (!skb)
		return NULL;
	skb_reserve(skb, LL_RESERVED_SPACE(dev));
	skb_reset_mac_header(skb);
	eth = skb_put_zero(skb, PROBE_LEN);
	ether_addr_copy(eth->h_dest, probe_dest);
	ether_addr_copy(eth->h_source, dev->dev_addr);
	eth->h_proto = htons(ETH_P_LOOPBACK);
	skb->protocol = eth->h_proto;
	probe = skb_pull(skb, ETH_HLEN);
	skb_reset_network_header(skb);
	probe->function = cpu_to_le16(ECTP_REPLY);
	memcpy(probe->magic, probe_magic, sizeof(probe_magic));
	probe->port = htons(port->number);
	probe->seq = cpu_to_be32(sw->probe_seq);
	probe->tag = cpu_to_be64(tag_of(sw, port->number, sw->probe_seq));
	return skb;
}

static void send_probe(struct vsw_port *port)
{
	struct sk_buff *skb = probe_new(port);

	if (!skb)
		return;
	local_bh_disable();
	rcu_read_lock();
	vsw_transmit_raw(port, skb);
	rcu_read_unlock();
	local_bh_enable();
}

/* Do for a port what is due. Return: there may be more to do later. */
static bool tend(struct vsw_port *port)
{
	bool guarded = port->flags & VSW_PORT_LOOP_GUARD;

	if (READ_ONCE(port->shut)) {
		if (!(port->slow & VSW_SLOW_SHUT))
			close_port(port);
		else if (port->recovery &&
			 time_after_eq(jiffies, port->shut_at +
				       (unsigned long)port->recovery * HZ))
			vsw_loop_open(port);
		return true;
	}
	if (guarded && vsw_port_has_link(port) &&
	    !(port->slow_out & (VSW_SLOW_DOWN | VSW_SLOW_MODE)))
		send_probe(port);
	return guarded;
}

static void loop_work(struct work_struct *work)
{
	struct vsw *sw = container_of(work, struct vsw, loop_work.work);
	struct vsw_port *port;
	bool again = false;

	/* Who deletes the switch has rtnl, and waits for this. */
	if (!rtnl_trylock()) {
		queue_delayed_work(system_wq, &sw->loop_work, 1);
		return;
	}
	WRITE_ONCE(sw->probe_seq, sw->probe_seq + 1);
	list_for_each_entry(port, &sw->ports, list)
		again |= tend(port);
	if (again)
		queue_delayed_work(system_wq, &sw->loop_work, HZ);
	rtnl_unlock();
}

/**
 * vsw_loop_sync() - look for probes at all ports if one sends them, else at none
 * @sw: switch
 *
 * Context: rtnl.
 */
void vsw_loop_sync(struct vsw *sw)
{
	struct vsw_port *port;
	u32 bits = 0;

	list_for_each_entry(port, &sw->ports, list)
		if (port->flags & VSW_PORT_LOOP_GUARD)
			bits = VSW_SLOW_LOOP;
	list_for_each_entry(port, &sw->ports, list)
		if (!vsw_port_is_host(port))
			vsw_slow_set(&port->slow, VSW_SLOW_LOOP, bits);
	if (bits)
		queue_delayed_work(system_wq, &sw->loop_work, 0);
}

void vsw_loop_init(struct vsw *sw)
{
	get_random_bytes(&sw->probe_key, sizeof(sw->probe_key));
	INIT_DELAYED_WORK(&sw->loop_work, loop_work);
}

/* No frame comes in any more. */
void vsw_loop_exit(struct vsw *sw)
{
	cancel_delayed_work_sync(&sw->loop_work);
}
