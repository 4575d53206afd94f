// SPDX-License-Identifier: GPL-2.0
/*
 * VLANs of ports, IEEE 802.1Q-2018, 8.4 to 8.6: which a port is a member of,
 * which leave it without a tag, and which untagged frames belong to. Each port
 * has a table that is copied to be changed. All under rtnl.
 */
#include <linux/slab.h>

#include "compat/extack.h"
#include "vswitch/datapath.h"
#include "vswitch/mcast.h"
#include "vswitch/vsw.h"

static struct vsw_vlans *vlans_of(const struct vsw_port *port)
{
	return rtnl_dereference(port->vlans);
}

/* Until somebody says otherwise: untagged, all in VLAN 1 */
int vsw_vlan_init(struct vsw_port *port)
{
	struct vsw_vlans *vlans = kzalloc(sizeof(*vlans), GFP_KERNEL_ACCOUNT);

	if (!vlans)
		return -ENOMEM;
	__set_bit(VSW_DEFAULT_PVID, vlans->member);
	__set_bit(VSW_DEFAULT_PVID, vlans->untagged);
	rcu_assign_pointer(port->vlans, vlans);
	port->pvid = VSW_DEFAULT_PVID;
	return 0;
}

void vsw_vlan_free(struct vsw_port *port)
{
	kfree(rcu_dereference_protected(port->vlans, true));
}

/**
 * vsw_vlan_check() - are these VLANs, and one if one is to be the PVID?
 * @first: first of a range
 * @last: last of it
 * @pvid: untagged frames are to belong to it
 * @extack: where the reason of a refusal goes
 *
 * Return: 0 or -EINVAL.
 */
int vsw_vlan_check(u16 first, u16 last, bool pvid,
		   struct netlink_ext_ack *extack)
{
	if (!first || last >= VLAN_VID_MASK || first > last) {
		NL_SET_ERR_MSG(extack,
			       "A VLAN is 1 to 4094, a range lowest first");
		return -EINVAL;
	}
	if (pvid && first != last) {
		NL_SET_ERR_MSG(extack, "Only one VLAN can be the PVID");
		return -EINVAL;
	}
	return 0;
}

/* To be changed and handed to replace() */
static struct vsw_vlans *copy_of(const struct vsw_port *port)
{
	return kmemdup(vlans_of(port), sizeof(struct vsw_vlans),
		       GFP_KERNEL_ACCOUNT);
}

static void replace(struct vsw_port *port, struct vsw_vlans *new)
{
	struct vsw_vlans *old = vlans_of(port);

	rcu_assign_pointer(port->vlans, new);
	kfree_rcu(old, rcu);
	if (vsw_port_is_host(port))
		vsw_host_sync(port->sw);
}

/**
 * vsw_vlan_add() - make a port a member of VLANs
 * @port: port, or the host's
 * @first: first of a range, 1 to 4094
 * @last: last of it
 * @pvid: untagged frames from the port belong to it; for one VLAN only
 * @untagged: its frames leave the port without a tag
 * @extack: where the reason of a refusal goes
 *
 * A VLAN that it is in already gets the new properties.
 *
 * Context: rtnl.
 * Return: 0, -EINVAL or -ENOMEM.
 */
int vsw_vlan_add(struct vsw_port *port, u16 first, u16 last, bool pvid,
		 bool untagged, struct netlink_ext_ack *extack)
{
	struct vsw_vlans *new;
	int err;

	ASSERT_RTNL();
	err = vsw_vlan_check(first, last, pvid, extack);
	if (err)
		return err;
	err = vsw_vlan_stats_prepare(port, first, last);
	if (err)
		return err;
	new = copy_of(port);
	if (!new)
		return -ENOMEM;
	bitmap_set(new->member, first, last - first + 1);
	if (untagged)
		bitmap_set(new->untagged, first, last - first + 1);
	else
		bitmap_clear(new->untagged, first, last - first + 1);
	replace(port, new);
	if (pvid)
		WRITE_ONCE(port->pvid, first);
	else if (port->pvid >= first && port->pvid <= last)
		WRITE_ONCE(port->pvid, 0);
	vsw_mcast_port_new(port, first, last);
	return 0;
}

/**
 * vsw_vlan_del() - take a port out of VLANs
 * @port: port, or the host's
 * @first: first of a range, 1 to 4094
 * @last: last of it
 * @extack: where the reason of a refusal goes
 *
 * The stations that are known behind it in these VLANs are forgotten, those
 * set by hand too.
 *
 * Context: rtnl.
 * Return: 0; -EINVAL; -ENOENT when it is in none of them; -ENOMEM.
 */
int vsw_vlan_del(struct vsw_port *port, u16 first, u16 last,
		 struct netlink_ext_ack *extack)
{
	struct vsw_fdb_filter filter = { .port = port, .kept = true };
	struct vsw_vlans *new;
	int err;

	ASSERT_RTNL();
	err = vsw_vlan_check(first, last, false, extack);
	if (err)
		return err;
	if (find_next_bit(vlans_of(port)->member, last + 1, first) > last) {
		NL_SET_ERR_MSG(extack, "The port is not in that VLAN");
		return -ENOENT;
	}
	new = copy_of(port);
	if (!new)
		return -ENOMEM;
	bitmap_clear(new->member, first, last - first + 1);
	bitmap_clear(new->untagged, first, last - first + 1);
	if (port->pvid >= first && port->pvid <= last)
		WRITE_ONCE(port->pvid, 0);
	replace(port, new);
	/* The datapath uses the old table until then, and may learn by it. */
	synchronize_net();
	vsw_vlan_stats_clear(port, first, last);
	for (filter.vid = first; filter.vid <= last; filter.vid++)
		if (!vsw_port_is_host(port))
			vsw_fdb_flush(port->sw, &filter);
	vsw_mcast_port_left(port, first, last);
	return 0;
}

static unsigned int properties(const struct vsw_port *port,
			       const struct vsw_vlans *vlans, unsigned int vid)
{
	return test_bit(vid, vlans->untagged) | (port->pvid == vid) << 1;
}

/**
 * vsw_vlan_next() - the next VLANs of a port that have equal properties
 * @port: port, or the host's
 * @from: not before this one
 * @first: gets the first of them
 * @last: gets the last; the PVID is alone
 *
 * Context: rtnl, or rcu_read_lock held.
 * Return: false when there are none.
 */
bool vsw_vlan_next(const struct vsw_port *port, unsigned long from, u16 *first,
		   u16 *last)
{
	const struct vsw_vlans *vlans = rcu_dereference_rtnl(port->vlans);
	unsigned long vid = find_next_bit(vlans->member, VLAN_N_VID, from);
	unsigned long end = vid;

	if (vid >= VLAN_N_VID)
		return false;
	while (end + 1 < VLAN_N_VID && test_bit(end + 1, vlans->member) &&
	       properties(port, vlans, end + 1) == properties(port, vlans, vid))
		end++;
	*first = vid;
	*last = end;
	return true;
}

/**
 * vsw_vlan_set_proto() - which tags the switch understands
 * @sw: switch
 * @proto: ETH_P_8021Q or ETH_P_8021AD in network order, or 0: none, VLANs are
 *	not looked at
 * @extack: where the reason of a refusal goes
 *
 * What was learned is forgotten, since it was learned by other VLANs.
 *
 * Context: rtnl.
 * Return: 0 or -EPROTONOSUPPORT.
 */
int vsw_vlan_set_proto(struct vsw *sw, __be16 proto,
		       struct netlink_ext_ack *extack)
{
	struct vsw_fdb_filter filter = { .vid = -1 };

	ASSERT_RTNL();
	if (proto && !eth_type_vlan(proto)) {
		NL_SET_ERR_MSG(extack, "The protocol is 802.1Q or 802.1ad");
		return -EPROTONOSUPPORT;
	}
	if (sw->vlan_proto == proto)
		return 0;
	WRITE_ONCE(sw->vlan_proto, proto);
	synchronize_net();
	vsw_fdb_flush(sw, &filter);
	vsw_mcast_reset(sw);
	vsw_host_sync(sw);
	return 0;
}

/* Put another tag before one that isn't the switch's. */
bool vsw_vlan_retag(struct sk_buff *skb, __be16 proto, u16 vid)
{
	int err;

	skb_push(skb, ETH_HLEN);
	err = skb_vlan_push(skb, proto, vid);
	skb_pull(skb, ETH_HLEN);
	return !err;
}
