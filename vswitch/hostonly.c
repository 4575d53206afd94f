// SPDX-License-Identifier: GPL-2.0
/*
 * Host-only mode: guests reach each other and the host, nothing else, whatever
 * the host's routes, firewall and sysctls say. Kept in three places:
 *
 *   ports	admit only devices that end at a guest (admit.c)
 *   gateway	what guests send to the host's port passes up only if it is ARP
 *		or IP, to an address of the host, from one that the host answers
 *		to by this port; what reaches guests by it was made by the host
 *   routing	hooks see what is forwarded all the same, and what is answered
 *		by another way (hostonly_hooks.c)
 *
 * Documentation/vswitch-modes.rst says what each of them is there for, and what
 * is not kept. The checks run in softirq under rcu_read_lock, and take no lock.
 */
#include <linux/etherdevice.h>
#include <linux/if_arp.h>
#include <linux/if_vlan.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/rtnetlink.h>
#include <net/ipv6.h>

#include "compat/extack.h"
#include "vswitch/hostonly.h"
#include "vswitch/mode.h"

/* Not one of enum vsw_drop: it passes. */
#define PASS	VSW_DROP_COUNT

static struct vsw_mode hostonly_mode;

/**
 * vsw_hostonly_of() - the host-only switch that a device belongs to
 * @dev: its netdev, a VLAN device on that, or a port's device; NULL gives NULL
 *
 * Context: rcu_read_lock held.
 */
struct vsw *vsw_hostonly_of(const struct net_device *dev)
{
	const struct vsw_port *port;
	struct vsw *sw;

	if (!dev)
		return NULL;
	/* That of a PF's VLAN is a port itself. */
	if (is_vlan_dev(dev) &&
	    rcu_access_pointer(dev->rx_handler) != vsw_rx)
		dev = vlan_dev_real_dev(dev);
	if (vsw_is_switch(dev)) {
		sw = netdev_priv(dev);
	} else if (rcu_access_pointer(dev->rx_handler) == vsw_rx) {
		port = rcu_dereference(dev->rx_handler_data);
		sw = port ? port->sw : NULL;
	} else {
		return NULL;
	}
	return sw && rcu_access_pointer(sw->mode) == &hostonly_mode ? sw : NULL;
}

/* A frame on its way up: what it is, and which device will get it */
struct up {
	struct sk_buff *skb;
	struct net_device *dev;
	__be16 proto;
	int offset;
};

/* Behind one tag more. False: no device is there for it. */
static bool enter_vlan(struct up *up, __be16 proto, u16 tci)
{
	struct net_device *dev;

	dev = __vlan_find_dev_deep_rcu(up->dev, proto, tci & VLAN_VID_MASK);
	if (dev)
		up->dev = dev;
	return dev || !(tci & VLAN_VID_MASK);
}

static bool enter_vlans(struct up *up)
{
	const struct vlan_hdr *tag;
	struct vlan_hdr _tag;

	if (skb_vlan_tag_present(up->skb) &&
	    !enter_vlan(up, up->skb->vlan_proto, skb_vlan_tag_get(up->skb)))
		return false;
	while (eth_type_vlan(up->proto)) {
		tag = skb_header_pointer(up->skb, up->offset, sizeof(_tag),
					 &_tag);
		if (!tag ||
		    !enter_vlan(up, up->proto, ntohs(tag->h_vlan_TCI)))
			return false;
		up->proto = tag->h_vlan_encapsulated_proto;
		up->offset += VLAN_HLEN;
	}
	return true;
}

/* No tunnel's: what it carries would come out of the host's end of that, as if
 * from elsewhere.
 */
static bool is_end_to_end(u8 protocol)
{
	switch (protocol) {
	case IPPROTO_TCP:
	case IPPROTO_UDP:
	case IPPROTO_UDPLITE:
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
	case IPPROTO_IGMP:
	case IPPROTO_SCTP:
	case IPPROTO_DCCP:
		return true;
	default:
		return false;
	}
}

static enum vsw_drop check_ipv4(const struct up *up, struct net *net)
{
	struct iphdr _iph, *iph;

	iph = skb_header_pointer(up->skb, up->offset, sizeof(_iph), &_iph);
	if (!iph || iph->version != 4 || !is_end_to_end(iph->protocol))
		return VSW_DROP_HOST_ONLY_TYPE;
	if (!vsw_is_local4(net, iph->daddr, up->dev))
		return VSW_DROP_HOST_ONLY_DEST;
	/* Who asks for an address (DHCP) has none. */
	if (!iph->saddr)
		return ipv4_is_lbcast(iph->daddr) ||
		       ipv4_is_multicast(iph->daddr) ?
		       PASS : VSW_DROP_HOST_ONLY_SRC;
	if (vsw_route4(net, iph->saddr) != up->dev)
		return VSW_DROP_HOST_ONLY_SRC;
	vsw_hostonly_heard(net, &iph->saddr, sizeof(iph->saddr));
	return PASS;
}

static bool is_good_source6(const struct up *up, struct net *net,
			    const struct ipv6hdr *ip6h)
{
	int type = ipv6_addr_type(&ip6h->saddr);

	if (type == IPV6_ADDR_ANY)
		return ipv6_addr_is_multicast(&ip6h->daddr);
	if (!(type & IPV6_ADDR_UNICAST) || type & IPV6_ADDR_LOOPBACK)
		return false;
	/* Answers to such a one never leave by another device. */
	if (type & IPV6_ADDR_LINKLOCAL)
		return true;
	if (vsw_route6(net, &ip6h->saddr) != up->dev)
		return false;
	vsw_hostonly_heard(net, &ip6h->saddr, sizeof(ip6h->saddr));
	return true;
}

static enum vsw_drop check_ipv6(const struct up *up, struct net *net)
{
	struct ipv6hdr _ip6h, *ip6h;
	__be16 frag_off;
	u8 protocol;
	int offset;

	ip6h = skb_header_pointer(up->skb, up->offset, sizeof(_ip6h), &_ip6h);
	if (!ip6h || ip6h->version != 6)
		return VSW_DROP_HOST_ONLY_TYPE;
	protocol = ip6h->nexthdr;
	offset = ipv6_skip_exthdr(up->skb, up->offset + sizeof(_ip6h),
				  &protocol, &frag_off);
	/* The first fragment has all headers, or the host drops it: RFC 7112. */
	if (offset < 0 || (!frag_off && !is_end_to_end(protocol)))
		return VSW_DROP_HOST_ONLY_TYPE;
	if (!vsw_is_local6(net, &ip6h->daddr, up->dev))
		return VSW_DROP_HOST_ONLY_DEST;
	return is_good_source6(up, net, ip6h) ? PASS :
						VSW_DROP_HOST_ONLY_SRC;
}

/* From a guest to the host */
static enum vsw_drop check_up(const struct vsw_port *host, struct sk_buff *skb)
{
	struct up up = {
		.skb = skb, .dev = host->dev, .proto = skb->protocol
	};
	struct net *net = dev_net(host->dev);

	/* The hooks are in the switch's namespace only. */
	if (!enter_vlans(&up) || !net_eq(dev_net(up.dev), net))
		return VSW_DROP_HOST_ONLY_TYPE;
	switch (up.proto) {
	case htons(ETH_P_ARP):
		return PASS;
	case htons(ETH_P_IP):
		return check_ipv4(&up, net);
	case htons(ETH_P_IPV6):
		return check_ipv6(&up, net);
	default:
		return VSW_DROP_HOST_ONLY_TYPE;
	}
}

/* To a port. Those other than the host's are asked for only while they lead
 * back into the host.
 */
static bool to_port(const struct vsw_mode *mode, struct vsw_port *port,
		    struct sk_buff *skb, u16 vid)
{
	enum vsw_drop why = VSW_DROP_HOST_ONLY_PORT;

	if (vsw_port_is_host(port))
		why = check_up(port, skb);
	if (why == PASS)
		return true;
	vsw_drop(port, skb, why);
	return false;
}

/* From a port; from the host: what it has received elsewhere, it may not pass
 * on to guests, by whatever way it came here.
 */
static bool from_port(const struct vsw_mode *mode, struct vsw_port *port,
		      struct sk_buff *skb, u16 vid)
{
	if (!vsw_port_is_host(port)) {
		vsw_drop(port, skb, VSW_DROP_HOST_ONLY_PORT);
		return false;
	}
	if (!skb->skb_iif)
		return true;
	vsw_drop(port, skb, VSW_DROP_HOST_ONLY_FWD);
	return false;
}

static void words(const struct vsw_mode *mode, const struct vsw_port *port,
		  bool *from, bool *to)
{
	*from = vsw_port_is_host(port) ||
		vsw_reach(port->sw, port->dev, NULL) != VSW_REACH_GUEST;
	*to = *from;
}

static int admit(const struct vsw *sw, struct net_device *dev,
		 struct netlink_ext_ack *extack)
{
	const struct net_device *by;

	switch (vsw_reach(sw, dev, &by)) {
	case VSW_REACH_GUEST:
		return 0;
	case VSW_REACH_HOST:
		NL_SET_ERR_MSG_FMT(extack,
				   "%s: no traffic until its other end is in a guest's namespace",
				   by->name);
		return 0;
	case VSW_REACH_OUTSIDE:
		break;
	}
	if (by == dev)
		NL_SET_ERR_MSG_FMT(extack,
				   "host-only takes taps, veths and dummies: %s may lead outside",
				   dev->name);
	else
		NL_SET_ERR_MSG_FMT(extack,
				   "host-only: %s may lead outside, by %s",
				   dev->name, by->name);
	return -EPERM;
}

static int check_upper(const struct vsw *sw, const struct net_device *upper,
		       struct netlink_ext_ack *extack)
{
	if (is_vlan_dev(upper))
		return 0;
	NL_SET_ERR_MSG_FMT(extack,
			   "host-only: only VLAN devices may be on %s, not %s",
			   sw->dev->name, upper->name);
	return -EPERM;
}

static struct vsw_mode *enter(struct vsw *sw, struct netlink_ext_ack *extack)
{
	struct net *net = dev_net(sw->dev);
	int err = vsw_hostonly_hook(net);

	if (err) {
		NL_SET_ERR_MSG(extack,
			       "host-only: the netfilter hooks were refused");
		return ERR_PTR(err);
	}
	/* Connections that a flowtable has let pass the hooks so far are asked
	 * for their route again, and come by the hooks.
	 */
	rt_genid_bump_all(net);
	return &hostonly_mode;
}

static void leave(struct vsw *sw, struct vsw_mode *mode)
{
	vsw_hostonly_unhook(dev_net(sw->dev));
}

struct vsw_mode_ops vsw_hostonly_ops = {
	.name		= "host-only",
	.admit		= admit,
	.upper		= check_upper,
	.exclusive	= true,
	.bars		= true,
	.enter		= enter,
	.leave		= leave,
	.words		= words,
	.from_port	= from_port,
	.to_port	= to_port,
};

static struct vsw_mode hostonly_mode = { .ops = &vsw_hostonly_ops };
