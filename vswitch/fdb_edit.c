// SPDX-License-Identifier: GPL-2.0
/*
 * Entries of the FDB set by hand: the checks that both interfaces, rtnetlink
 * and the family "vswitch", share. An edit of several VLANs is all or nothing.
 * All under rtnl; takes vsw_fdb.lock.
 */
#include <linux/slab.h>

#include "compat/extack.h"
#include "vswitch/pf_filter.h"
#include "vswitch/vsw.h"

/**
 * vsw_fdb_check() - can a station be behind a port?
 * @port: port, or the host's
 * @vlans: what it is a member of; NULL: the switch looks at no VLANs
 * @key: address and VLAN of the station
 * @flags: enum vsw_fdb_flag that its entry is to have
 * @more: other static ones that there are to be in this switch
 * @extack: where the reason of a refusal goes
 *
 * Context: rtnl.
 * Return: 0, -EINVAL when the port isn't in the VLAN, -EPERM for an address of
 * the switch, or -ENOSPC when a PF has no filter left for it.
 */
int vsw_fdb_check(const struct vsw_port *port, const struct vsw_vlans *vlans,
		  u64 key, u32 flags, unsigned int more,
		  struct netlink_ext_ack *extack)
{
	u16 vid = vsw_key_vid(key);
	struct vsw_fdb_entry entry;
	u8 addr[ETH_ALEN];

	if (vid && vlans && !test_bit(vid, vlans->member)) {
		NL_SET_ERR_MSG_FMT(extack, "%s is not in VLAN %u",
				   port->dev->name, vid);
		return -EINVAL;
	}
	if (vsw_fdb_get(port->sw, key, &entry) &&
	    entry.flags & VSW_FDB_LOCAL) {
		NL_SET_ERR_MSG(extack, "That is the switch's own address");
		return -EPERM;
	}
	if (!(flags & VSW_FDB_STATIC))
		return 0;
	vsw_key_addr(key, addr);
	return vsw_pf_filter_check(port, addr, more, extack);
}

/**
 * vsw_fdb_edit() - add or change an entry by hand
 * @port: of the station
 * @addr: its address, 6 octets
 * @vid: its VLAN
 * @edit: what to set, and whether it may or must be there
 * @extack: where the reason of a refusal goes
 *
 * Context: rtnl; may sleep.
 * Return: 0, or what vsw_fdb_check() or vsw_fdb_set() returns.
 */
int vsw_fdb_edit(struct vsw_port *port, const u8 *addr, u16 vid,
		 const struct vsw_fdb_edit *edit,
		 struct netlink_ext_ack *extack)
{
	u64 key = vsw_key(addr, vid);
	int err;

	ASSERT_RTNL();
	err = vsw_fdb_check(port, vsw_vlan_seen(port), key, edit->flags, 0,
			    extack);
	return err ?: vsw_fdb_set(port->sw, port, key, edit->flags,
				  edit->nlflags, extack);
}

/* What an entry was before, to put it back; a port of NULL: there was none */
struct before {
	struct vsw_fdb_entry entry;
	u16 vid;
};

static void put_back(struct vsw *sw, const u8 *addr,
		     const struct before *before, unsigned int num)
{
	const struct vsw_fdb_entry *entry;

	while (num--) {
		entry = &before[num].entry;
		if (!entry->port)
			vsw_fdb_unset(sw, NULL, vsw_key(addr, before[num].vid));
		else
			vsw_fdb_set(sw, entry->port, entry->key, entry->flags,
				    NLM_F_CREATE, NULL);
	}
}

/**
 * vsw_fdb_edit_all() - the same in all VLANs of the port
 * @port: of the station
 * @addr: its address, 6 octets
 * @edit: what to set, and whether it may or must be there
 * @extack: where the reason of a refusal goes
 *
 * Context: rtnl; may sleep.
 * Return: as vsw_fdb_edit(): then no VLAN has changed; -EINVAL when the port is
 * in none; -ENOMEM.
 */
int vsw_fdb_edit_all(struct vsw_port *port, const u8 *addr,
		     const struct vsw_fdb_edit *edit,
		     struct netlink_ext_ack *extack)
{
	const struct vsw_vlans *vlans = rtnl_dereference(port->vlans);
	struct before *before;
	unsigned int num = 0;
	unsigned long vid;
	int err = -EINVAL;

	before = kvcalloc(bitmap_weight(vlans->member, VLAN_N_VID) ?: 1,
			  sizeof(*before), GFP_KERNEL_ACCOUNT);
	if (!before)
		return -ENOMEM;
	for_each_set_bit(vid, vlans->member, VLAN_N_VID) {
		before[num].vid = vid;
		if (!vsw_fdb_get(port->sw, vsw_key(addr, vid),
				 &before[num].entry))
			before[num].entry.port = NULL;
		err = vsw_fdb_edit(port, addr, vid, edit, extack);
		if (err)
			break;
		num++;
	}
	if (err && num)
		put_back(port->sw, addr, before, num);
	else if (err && bitmap_empty(vlans->member, VLAN_N_VID))
		NL_SET_ERR_MSG(extack, "The port is in no VLAN");
	kvfree(before);
	return err;
}

/**
 * vsw_fdb_erase() - remove an entry by hand
 * @sw: switch
 * @port: the station must be behind it; NULL: whichever
 * @addr: its address, 6 octets
 * @vid: its VLAN
 * @extack: where the reason of a refusal goes
 *
 * Context: rtnl.
 * Return: 0, -EPERM for an address of the switch, or -ENOENT.
 */
int vsw_fdb_erase(struct vsw *sw, const struct vsw_port *port, const u8 *addr,
		  u16 vid, struct netlink_ext_ack *extack)
{
	u64 key = vsw_key(addr, vid);
	struct vsw_fdb_entry entry;
	int err;

	ASSERT_RTNL();
	if (vsw_fdb_get(sw, key, &entry) && entry.flags & VSW_FDB_LOCAL) {
		NL_SET_ERR_MSG(extack, "That is the switch's own address");
		return -EPERM;
	}
	err = vsw_fdb_unset(sw, port, key);
	if (err && port)
		NL_SET_ERR_MSG_FMT(extack, "The address has no entry at %s",
				   port->dev->name);
	else if (err)
		NL_SET_ERR_MSG(extack, "The address has no entry");
	return err;
}

/**
 * vsw_fdb_erase_all() - the same in all VLANs
 * @sw: switch
 * @port: the station must be behind it; NULL: whichever
 * @addr: its address, 6 octets
 * @extack: where the reason of a refusal goes
 *
 * Context: rtnl.
 * Return: 0 when there was one, or -ENOENT.
 */
int vsw_fdb_erase_all(struct vsw *sw, const struct vsw_port *port,
		      const u8 *addr, struct netlink_ext_ack *extack)
{
	int err = -ENOENT;
	u16 vid;

	for (vid = 1; vid < VLAN_VID_MASK; vid++)
		if (!vsw_fdb_erase(sw, port, addr, vid, NULL))
			err = 0;
	if (err)
		NL_SET_ERR_MSG(extack, "The address has no entry");
	return err;
}
