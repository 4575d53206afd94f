/* SPDX-License-Identifier: GPL-2.0 */
/*
 * VLANs that don't leave the hardware, see local_vlan.c.
 */
#ifndef SRIOV_LOCAL_VLAN_H
#define SRIOV_LOCAL_VLAN_H

#include <linux/types.h>

struct net_device;
struct netlink_ext_ack;
struct sriov_pf;
struct sriov_trunk;
struct sriov_vf;

int sriov_pf_set_local_vlans(struct sriov_pf *pf,
			     const struct sriov_trunk *vlans,
			     struct netlink_ext_ack *extack);
bool sriov_pf_vlan_is_local(const struct net_device *netdev, u16 vid);

/* trunk.c: whether a VLAN of the PF is one; lock held. */
bool sriov_vlan_is_local(const struct sriov_pf *pf, u16 vid);

/* Whether the driver of a VF chooses the VLANs it is in. */
bool sriov_vf_is_free(const struct sriov_vf *vf);

#endif /* SRIOV_LOCAL_VLAN_H */
