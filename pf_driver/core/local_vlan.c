// SPDX-License-Identifier: GPL-2.0
/*
 * VLANs of a PF that don't leave the hardware: frames with such a tag go from
 * pool to pool, the PF's among them, never to the wire, and what comes from
 * there with one is dropped. That is what a network without an outside needs on
 * a NIC whose VFs the NIC itself joins.
 *
 * Others build on it: vswitch lets a VLAN device of the PF be a port of a
 * host-only switch. So a VLAN stays local as long as the PF has a VLAN device of
 * it; and who isn't put into it by the host doesn't get in.
 *
 * Owns sriov_pf.local_vlans; takes sriov_pf_list_lock and sriov_pf.lock.
 */
#include <linux/if_vlan.h>
#include <linux/rcupdate.h>

#include "compat/extack.h"
#include "pf_driver/core/local_vlan.h"
#include "pf_driver/core/sriov_pf.h"

static bool has_device(const struct sriov_pf *pf, u16 vid)
{
	bool has;

	if (!pf->netdev)
		return false;
	rcu_read_lock();
	has = __vlan_find_dev_deep_rcu(pf->netdev, htons(ETH_P_8021Q), vid);
	rcu_read_unlock();
	return has;
}

/* A VF that is in the VLAN by its own wish, or NULL */
static const struct sriov_vf *find_guest(const struct sriov_pf *pf, u16 vid)
{
	unsigned int i;

	for (i = 0; i < pf->total_vfs; i++) {
		const struct sriov_vf *vf = &pf->vfs[i];

		if (sriov_vf_is_free(vf) && test_bit(vid, vf->asked.vlans))
			return vf;
	}
	return NULL;
}

static int check_one(const struct sriov_pf *pf, u16 vid, bool local,
		     struct netlink_ext_ack *extack)
{
	const struct sriov_vf *vf;

	if (!local) {
		if (!has_device(pf, vid))
			return 0;
		NL_SET_ERR_MSG_FMT(extack,
				   "local-vlans: the PF has a device in VLAN %u",
				   vid);
		return -EBUSY;
	}
	vf = find_guest(pf, vid);
	if (!vf)
		return 0;
	NL_SET_ERR_MSG_FMT(extack,
			   "local-vlans: the driver of VF %u is in VLAN %u",
			   vf->id, vid);
	return -EBUSY;
}

static int check_all(const struct sriov_pf *pf, const struct sriov_trunk *vlans,
		     struct netlink_ext_ack *extack)
{
	bool was, local;
	int err = 0;
	u16 vid;

	for (vid = 1; vid < VLAN_N_VID - 1 && !err; vid++) {
		was = sriov_vlan_is_local(pf, vid);
		local = vlans->num && sriov_trunk_has(vlans, vid);
		if (was != local)
			err = check_one(pf, vid, local, extack);
	}
	return err;
}

/**
 * sriov_pf_set_local_vlans() - say which VLANs don't leave the hardware
 * @pf: the PF
 * @vlans: all of them, limited; none in it: none
 * @extack: where the refusal is explained
 *
 * Survives resets. Takes sriov_pf.lock.
 *
 * Return: 0; -EOPNOTSUPP without SRIOV_CAP_LOCAL_VLAN; -EBUSY if the PF has a
 * VLAN device of one that is to be none any more, or a VF's driver joined one
 * that is to be; -ENODEV: the PF is being removed.
 */
int sriov_pf_set_local_vlans(struct sriov_pf *pf,
			     const struct sriov_trunk *vlans,
			     struct netlink_ext_ack *extack)
{
	int err = -ENODEV;

	if (!test_bit(SRIOV_CAP_LOCAL_VLAN, &pf->caps)) {
		NL_SET_ERR_MSG(extack,
			       "local-vlans: the hardware of this PF can't do it");
		return -EOPNOTSUPP;
	}
	mutex_lock(&pf->lock);
	if (!pf->registered)
		goto out;
	err = check_all(pf, vlans, extack);
	if (err || !memcmp(&pf->local_vlans, vlans, sizeof(*vlans)))
		goto out;
	pf->local_vlans = *vlans;
	pf->ops->set_local_vlans(pf);
	sriov_pf_changed(pf);
	sriov_netlink_notify_pf(pf);
out:
	mutex_unlock(&pf->lock);
	return err;
}

/**
 * sriov_pf_vlan_is_local() - does a VLAN of a netdev not leave the hardware?
 * @netdev: any netdev
 * @vid: the VLAN, of 802.1Q
 *
 * If it says so while the netdev has a VLAN device of it, that stays true as
 * long as it has. For vswitch, which asks by symbol_get(). rtnl held.
 *
 * Return: whether @netdev is a PF's, and it is.
 */
bool sriov_pf_vlan_is_local(const struct net_device *netdev, u16 vid)
{
	struct sriov_pf *pf;
	bool local = false;

	mutex_lock(&sriov_pf_list_lock);
	list_for_each_entry(pf, &sriov_pf_list, node) {
		mutex_lock(&pf->lock);
		if (pf->netdev == netdev)
			local = sriov_vlan_is_local(pf, vid);
		mutex_unlock(&pf->lock);
	}
	mutex_unlock(&sriov_pf_list_lock);
	return local;
}
EXPORT_SYMBOL_GPL(sriov_pf_vlan_is_local);
