// SPDX-License-Identifier: GPL-2.0
/*
 * The host's addresses in the FDB: that of the switch's netdev, and those that
 * its uppers have added, in every VLAN that the host is in. Takes the lock of
 * the netdev's address lists unless the caller has it, then vsw_fdb.lock.
 */
#include <linux/etherdevice.h>

#include "vswitch/vsw.h"

static bool is_own(const struct net_device *dev, const u8 *addr)
{
	const struct netdev_hw_addr *ha;

	if (ether_addr_equal(addr, dev->dev_addr))
		return true;
	netdev_for_each_uc_addr(ha, dev)
		if (ether_addr_equal(addr, ha->addr))
			return true;
	return false;
}

static void add_one(struct vsw *sw, const u8 *addr, u16 vid)
{
	u64 key = vsw_key(addr, vid);
	struct vsw_fdb_entry entry;

	if (vsw_fdb_get(sw, key, &entry) && entry.flags & VSW_FDB_LOCAL)
		return;
	/* Without a slot the host's frames are flooded, to the host as well
	 * when it is promiscuous.
	 */
	if (vsw_fdb_set(sw, sw->host, key, VSW_FDB_LOCAL, NLM_F_CREATE, NULL))
		netdev_warn_once(sw->dev, "no room for the host's address\n");
}

static void add_all(struct vsw *sw, u16 vid)
{
	const struct netdev_hw_addr *ha;

	add_one(sw, sw->dev->dev_addr, vid);
	netdev_for_each_uc_addr(ha, sw->dev)
		add_one(sw, ha->addr, vid);
}

static bool is_wanted(const struct vsw *sw, u64 key)
{
	const struct vsw_vlans *vlans = rcu_dereference(sw->host->vlans);
	u16 vid = vsw_key_vid(key);
	u8 addr[ETH_ALEN];

	vsw_key_addr(key, addr);
	if (sw->vlan_proto ? !test_bit(vid, vlans->member) : vid)
		return false;
	return is_own(sw->dev, addr);
}

static int drop_stale(const struct vsw_fdb_entry *entry, void *data)
{
	struct vsw *sw = data;

	if (entry->flags & VSW_FDB_LOCAL && !is_wanted(sw, entry->key))
		vsw_fdb_unset(sw, sw->host, entry->key);
	return 0;
}

/**
 * vsw_host_sync_locked() - bring the host's entries up to date
 * @sw: switch
 *
 * First what is new, then what is left over, so that an address that stays is
 * there all the time.
 *
 * Context: netif_addr_lock held, bottom halves off.
 */
void vsw_host_sync_locked(struct vsw *sw)
{
	unsigned long cursor = 0, vid;
	const struct vsw_vlans *vlans;

	rcu_read_lock();
	vlans = rcu_dereference(sw->host->vlans);
	if (!sw->vlan_proto)
		add_all(sw, 0);
	else
		for_each_set_bit(vid, vlans->member, VLAN_N_VID)
			add_all(sw, vid);
	vsw_fdb_walk(sw, &cursor, drop_stale, sw);
	rcu_read_unlock();
}

void vsw_host_sync(struct vsw *sw)
{
	netif_addr_lock_bh(sw->dev);
	vsw_host_sync_locked(sw);
	netif_addr_unlock_bh(sw->dev);
}
