// SPDX-License-Identifier: GPL-2.0
/*
 * Guards of a port: the source guard, by a list of bindings, and those against
 * DHCP servers and IPv6 routers, which are options. Owns vsw_port.guard, which
 * is replaced as a whole under rtnl; frames are looked at under rcu_read_lock().
 */
#include <linux/etherdevice.h>
#include <linux/inetdevice.h>
#include <linux/slab.h>
#include <net/ipv6.h>

#include "compat/extack.h"
#include "vswitch/datapath.h"
#include "vswitch/guard.h"
#include "vswitch/vsw.h"

static bool has_host_bits(const struct vsw_binding *b)
{
	struct in6_addr prefix;

	if (b->family == AF_INET)
		return b->prefix ? b->ip4 & ~inet_make_mask(b->prefix) :
				   b->ip4;
	ipv6_addr_prefix(&prefix, &b->ip6, b->prefix);
	return !ipv6_addr_equal(&prefix, &b->ip6);
}

static bool is_group(const struct vsw_binding *b)
{
	if (b->family == AF_INET)
		return ipv4_is_multicast(b->ip4) || ipv4_is_lbcast(b->ip4);
	return ipv6_addr_is_multicast(&b->ip6);
}

/**
 * vsw_guard_check() - can this be one of the stations that a port may be?
 * @port: port
 * @binding: station
 * @extack: where the reason of a refusal goes
 *
 * Return: 0; -EOPNOTSUPP for the host's port; -EADDRNOTAVAIL when an address is
 * a group's; -EINVAL.
 */
int vsw_guard_check(const struct vsw_port *port,
		    const struct vsw_binding *binding,
		    struct netlink_ext_ack *extack)
{
	u8 bits = binding->family == AF_INET ? 32 : 128;

	if (vsw_port_is_host(port)) {
		NL_SET_ERR_MSG(extack,
			       "guard: not for the switch's own port");
		return -EOPNOTSUPP;
	}
	if (is_multicast_ether_addr(binding->mac)) {
		NL_SET_ERR_MSG(extack,
			       "guard: the MAC address is a group's, not a station's");
		return -EADDRNOTAVAIL;
	}
	if (binding->family == AF_UNSPEC) {
		if (!is_zero_ether_addr(binding->mac))
			return 0;
		NL_SET_ERR_MSG(extack,
			       "guard: a binding has a MAC address, an IP address or both");
		return -EINVAL;
	}
	if (binding->prefix > bits) {
		NL_SET_ERR_MSG_FMT(extack, "guard: prefix-len: %u at most",
				   bits);
		return -EINVAL;
	}
	if (has_host_bits(binding)) {
		NL_SET_ERR_MSG(extack,
			       "guard: the address has bits behind its prefix: clear them");
		return -EINVAL;
	}
	if (is_group(binding)) {
		NL_SET_ERR_MSG(extack,
			       "guard: the IP address is a group's, not a station's");
		return -EADDRNOTAVAIL;
	}
	return 0;
}

/* What all bindings are together */
static void sum_up(struct vsw_guard *guard)
{
	const struct vsw_binding *b = guard->binding;
	int n;

	for (n = 0; n < guard->num; n++) {
		guard->by_mac |= !is_zero_ether_addr(b[n].mac);
		guard->by_ip |= b[n].family != AF_UNSPEC;
	}
	guard->mac = U64_MAX;	/* no frame's */
	if (b->family != AF_INET || b->prefix != 32 ||
	    is_zero_ether_addr(b->mac))
		return;
	guard->mac = vsw_key(b->mac, 0);
	guard->ip4 = b->ip4;
}

/**
 * vsw_guard_new() - a list of who a port may be
 * @binding: stations, each as vsw_guard_check() has let pass
 * @num: how many, 1 to VSW_GUARD_MAX
 *
 * Return: the list, for vsw_guard_write() or kfree(); NULL without memory.
 */
struct vsw_guard *vsw_guard_new(const struct vsw_binding *binding,
				unsigned int num)
{
	struct vsw_guard *guard;

	guard = kzalloc(struct_size(guard, binding, num), GFP_KERNEL_ACCOUNT);
	if (!guard)
		return NULL;
	memcpy(guard->binding, binding, num * sizeof(*binding));
	guard->num = num;
	sum_up(guard);
	return guard;
}

/**
 * vsw_guard_write() - say who a port may be
 * @port: not the host's
 * @guard: list; NULL: anybody
 *
 * Context: rtnl.
 * Return: what was learned at the port is to be forgotten when no frame is under
 * way that came by the old list: others may have been there.
 */
bool vsw_guard_write(struct vsw_port *port, struct vsw_guard *guard)
{
	struct vsw_guard *old = rtnl_dereference(port->guard);

	ASSERT_RTNL();
	rcu_assign_pointer(port->guard, guard);
	vsw_slow_set(&port->slow, VSW_SLOW_GUARD, guard ? VSW_SLOW_GUARD : 0);
	if (old)
		kfree_rcu(old, rcu);
	return guard;
}

static enum vsw_drop verdict(const struct vsw_port *in,
			     const struct sk_buff *skb)
{
	const struct vsw_guard *guard = rcu_dereference(in->guard);
	enum vsw_drop why = VSW_GUARD_PASS;
	struct vsw_frame frame;

	if (!vsw_frame_parse(skb, &frame))
		return VSW_DROP_GUARD_MALFORMED;
	if (in->slow & VSW_SLOW_GUARD && guard)
		why = vsw_guard_source(guard, skb, &frame);
	if (why != VSW_GUARD_PASS)
		return why;
	if (in->slow & VSW_SLOW_DHCP_GUARD &&
	    vsw_frame_is_dhcp_server(skb, &frame))
		return VSW_DROP_DHCP_GUARD;
	if (in->slow & VSW_SLOW_RA_GUARD && vsw_frame_is_router(skb, &frame))
		return VSW_DROP_RA_GUARD;
	return VSW_GUARD_PASS;
}

/**
 * vsw_guard_inspect() - may a guarded port send a frame?
 * @in: port; some bit of VSW_SLOW_INSPECT is set
 * @skb: frame
 *
 * Context: rcu_read_lock held.
 * Return: false when it was dropped.
 */
bool vsw_guard_inspect(struct vsw_port *in, struct sk_buff *skb)
{
	enum vsw_drop why = verdict(in, skb);

	if (likely(why == VSW_GUARD_PASS))
		return true;
	vsw_drop(in, skb, why);
	return false;
}
