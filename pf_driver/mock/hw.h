/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Backend of the mock NIC: its objects, and what its files call of each
 * other. main.c has the PCI driver, recover.c what happens to it from outside,
 * hw.c the registers of the PF, netdev.c and ethtool.c the PF's netdev, txrx.c
 * the data path.
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
 * @watch_work: looks whether the function is still what it was, recover.c
 * @lost: it isn't, and @watch_work waits for it; device_lock
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
	struct delayed_work watch_work;
	bool lost;
};

/* main.c */
void mock_pf_go(struct mock_pf *mpf);

/* recover.c */
void mock_pf_watch_work(struct work_struct *work);
void mock_pf_recover_start(struct pci_dev *pdev);
void mock_pf_recover_stop(struct pci_dev *pdev);
extern const struct pci_error_handlers mock_pf_err_handlers;
extern const struct dev_pm_ops mock_pf_pm_ops;

/**
 * struct mock_claim - what was written of a change that may fail, claim.c
 * @mpf: the PF
 * @num: number of registers in @did
 * @did: registers, and what they held before
 */
struct mock_claim {
	struct mock_pf *mpf;
	unsigned int num;
	struct {
		u32 reg;
		u32 old;
	} did[2 * (SRIOV_VF_MAX_MACS + SRIOV_VF_MAX_ALLOWED + 1) + 3];
};

int mock_claim_reg(struct mock_claim *claim, u32 reg, u32 val);
int mock_claim_ra(struct mock_claim *claim, unsigned int i, const u8 *mac,
		  unsigned int pool);
void mock_claim_undo(struct mock_claim *claim);

/* hw.c */
void mock_ra_write(struct mock_pf *mpf, unsigned int i, const u8 *mac,
		   unsigned int pool);
extern const struct sriov_pf_ops mock_pf_ops;
void mock_pf_hw_reset(struct mock_pf *mpf);
void mock_pf_set_local_vlans(struct sriov_pf *pf);
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
