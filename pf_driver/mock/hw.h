/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Backend of the mock NIC: its objects, and what its files call of each
 * other. main.c has the PCI driver, hw.c the registers of the PF, netdev.c and
 * ethtool.c the PF's netdev, txrx.c the data path.
 */
#ifndef PF_MOCK_HW_H
#define PF_MOCK_HW_H

#include <linux/bitmap.h>
#include <linux/workqueue.h>

#include "datapath/mock_txrx.h"
#include "pf_driver/core/sriov_pf.h"

/*
 * The receive address table of the port:
 *
 *	0 - 255		the address of each VF
 *	256		the address of the PF
 *	257 - 4095	additional addresses, given out as they are asked for
 *
 * So a VF's own address never fails for lack of an entry.
 */
#define MOCK_PF_RA_VF(vf)	(vf)
#define MOCK_PF_RA_SELF		MOCK_MAX_VFS
#define MOCK_PF_RA_FIRST	(MOCK_PF_RA_SELF + 1)
/* Additional addresses of the PF; with more it becomes promiscuous. */
#define MOCK_PF_MAX_MACS	128

/**
 * struct mock_pf - a PF of the mock NIC; sriov_pf_priv()
 * @pf: what the core knows of it
 * @hw: its registers
 * @ra_used: entries of the receive address table in use; atomic bits. An
 *	entry's registers are written by who owns it.
 * @vf_ra: entries of each VF's additional addresses; sriov_pf.lock
 * @vf_num_ra: number of entries in each row of @vf_ra; sriov_pf.lock
 * @vf_mta: VFs that have bits in their multicast table; sriov_pf.lock
 * @vf_vfta: VFs that have bits in their VLAN filter table; sriov_pf.lock
 * @vf_trunk: VFs that have bits in their list of VLANs; sriov_pf.lock
 * @vf_lost: VFs whose programming a reset of the PF took away and that the
 *	core doesn't know of yet; sriov_pf.lock
 * @vf_unacked: VFs that haven't read our last message yet; sriov_pf.lock
 * @vf_masked: VFs whose mail and resets don't interrupt; sriov_pf.lock
 */
struct mock_pf {
	struct sriov_pf *pf;
	struct mock_hw *hw;
	DECLARE_BITMAP(ra_used, MOCK_RA_ENTRIES);
	u16 vf_ra[MOCK_MAX_VFS][SRIOV_VF_MAX_MACS + SRIOV_VF_MAX_ALLOWED];
	u8 vf_num_ra[MOCK_MAX_VFS];
	DECLARE_BITMAP(vf_mta, MOCK_MAX_VFS);
	DECLARE_BITMAP(vf_vfta, MOCK_MAX_VFS);
	DECLARE_BITMAP(vf_trunk, MOCK_MAX_VFS);
	DECLARE_BITMAP(vf_lost, MOCK_MAX_VFS);
	DECLARE_BITMAP(vf_unacked, MOCK_MAX_VFS);
	DECLARE_BITMAP(vf_masked, MOCK_MAX_VFS);
};

/**
 * struct mock_pf_netdev - netdev_priv() of the PF's netdev
 * @base: for the core
 * @mpf: the backend's PF
 * @dp: data path; rtnl
 * @ready: the device may be used: no reset is under way; written under rtnl
 * @pool_on: the PF's pool receives and transmits; netif_addr_lock
 * @ra: entries of additional unicast addresses; netif_addr_lock
 * @num_ra: number of entries in @ra; netif_addr_lock
 * @mta_used: the PF has bits in its multicast table; netif_addr_lock
 * @vlans: VLAN filter; rtnl
 * @link_work: takes the link's state over, tells VFs
 * @restart_work: stops and starts the data path
 */
struct mock_pf_netdev {
	struct sriov_pf_netdev base;
	struct mock_pf *mpf;
	struct mock_dp dp;
	bool ready;
	bool pool_on;
	u16 ra[MOCK_PF_MAX_MACS];
	u16 num_ra;
	bool mta_used;
	DECLARE_BITMAP(vlans, VLAN_N_VID);
	struct work_struct link_work;
	struct work_struct restart_work;
};

/* hw.c */
extern const struct sriov_pf_ops mock_pf_ops;
void mock_pf_hw_reset(struct mock_pf *mpf);
void mock_pf_init_vectors(struct mock_pf *mpf);
void mock_pf_set_mac(struct mock_pf *mpf, const u8 *mac);
void mock_pf_set_max_frame(struct mock_pf *mpf, unsigned int mtu);
void mock_pf_set_vlan(struct mock_pf *mpf, const unsigned long *vlans,
		      u16 vid);
void mock_pf_set_filters(struct mock_pf *mpf, struct net_device *netdev);

/* netdev.c */
struct net_device *mock_pf_netdev_create(struct mock_pf *mpf);
int mock_pf_netdev_register(struct net_device *netdev);
void mock_pf_netdev_quiesce(struct net_device *netdev);
void mock_pf_netdev_resume(struct net_device *netdev);

/* ethtool.c */
extern const struct ethtool_ops mock_pf_ethtool_ops;

#endif /* PF_MOCK_HW_H */
