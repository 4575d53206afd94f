/* SPDX-License-Identifier: GPL-2.0 */
/*
 * PFs whose own driver stays: between main.c, which adopts and releases them,
 * follow.c, which sees what happens to them, and settings.c, which translates
 * between the desired state and that driver's ndo_*_vf_*.
 */
#ifndef ADOPT_H
#define ADOPT_H

#include "pf_driver/core/sriov_pf.h"

#define ADOPT_POLL_MS	2000	/* as the interface promises, see the spec */

/* Bits of adopt.happened: VFs were created, or a driver bound, which knows
 * nothing of what was; the driver may have been reset.
 */
enum {
	ADOPT_RENEWED,
	ADOPT_RESET,
};

/**
 * struct adopt_vf - what is known of a VF of an adopted PF
 * @known: it was seen, so that the rest means something
 * @readable: SRIOV_VF_CHG_* that its driver tells of
 * @owed: those that the driver refused to take back after a reset
 * @now: what the driver had at the last look
 * @start: what it had when it was first seen
 *
 * Under sriov_pf.lock.
 */
struct adopt_vf {
	bool known;
	u32 readable;
	u32 owed;
	struct sriov_vf_cfg now;
	struct sriov_vf_cfg start;
};

/**
 * struct adopt - an adopted PF, sriov_pf_priv()
 * @node: in the list of them, see main.c
 * @pf: the PF
 * @netdev: that of its driver, referenced; changed under rtnl. What operations
 *	use is sriov_pf.netdev, which is NULL earlier
 * @carrier: @netdev had its link at the last event; under rtnl
 * @driver: name of the driver; under sriov_pf.lock
 * @tracker: of the reference to @netdev
 * @happened: bits, set in any context
 * @holding: VFs that appear wait for their settings, see hold.c
 * @work: looks at the PF; takes device_lock, rtnl, sriov_pf.lock
 * @vf: of sriov_pf.total_vfs
 */
struct adopt {
	struct list_head node;
	struct sriov_pf *pf;
	struct net_device *netdev;
	bool carrier;
	char driver[32];
	netdevice_tracker tracker;	/* may have no size: no array after it */
	unsigned long happened;
	bool holding;
	struct delayed_work work;
	struct adopt_vf *vf;
};

static inline struct adopt_vf *adopt_vf(const struct sriov_vf *vf)
{
	struct adopt *adopt = sriov_pf_priv(vf->pf);

	return &adopt->vf[vf->id];
}

/* ---- settings.c; rtnl and sriov_pf.lock held ------------------------------- */

/* What the driver can do, told by what it has; nothing is called. */
unsigned long adopt_caps(const struct net_device *dev);

/* Whether it is one through which VFs can be managed. */
bool adopt_is_netdev(const struct net_device *dev);

/**
 * adopt_look() - ask the driver what a VF has
 * @vf: the VF
 *
 * Into adopt_vf.now and adopt_vf.readable. What it doesn't tell stays there as
 * it was last set.
 *
 * Return: 0; -ENODEV: there is no driver; or what it returned.
 */
int adopt_look(const struct sriov_vf *vf);

/* SRIOV_VF_CHG_* in which the last look differs from what is wanted. */
u32 adopt_differs(const struct sriov_vf *vf);

/* Want what there is, of SRIOV_VF_CHG_*. */
void adopt_accept(struct sriov_vf *vf, u32 which);

/* Part of sriov_pf_ops, see there. */
int adopt_vf_apply(struct sriov_pf *pf, struct sriov_vf *vf, u32 changed,
		   struct netlink_ext_ack *extack);
void adopt_vf_stats(struct sriov_pf *pf, struct sriov_vf *vf,
		    struct sriov_vf_stats *stats);
u32 adopt_link_speed(struct sriov_pf *pf);

/* ---- follow.c --------------------------------------------------------------- */

/* Have the core know what there is. device_lock, rtnl and sriov_pf.lock held. */
void adopt_sync(struct sriov_pf *pf);

/* Use a netdev; or no more. rtnl held, sriov_pf.lock not. */
void adopt_attach(struct adopt *adopt, struct net_device *dev);
void adopt_detach(struct adopt *adopt);

/* Look soon. Any context. */
void adopt_kick(struct adopt *adopt);

void adopt_work(struct work_struct *work);
int adopt_set_num_vfs(struct sriov_pf *pf, unsigned int num,
		      struct netlink_ext_ack *extack);

/* ---- hold.c ----------------------------------------------------------------- */

void adopt_hold(struct pci_dev *vf);
void adopt_let_go(struct adopt *adopt);

#endif /* ADOPT_H */
