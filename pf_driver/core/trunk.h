/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Lists of VLANs, trunk.c: of a VF's own tags, and of those that stay in the
 * hardware.
 */
#ifndef SRIOV_TRUNK_H
#define SRIOV_TRUNK_H

#include <linux/types.h>

#define SRIOV_VF_MAX_TRUNK	32	/* ranges of VLANs it may be limited to */

/* VLANs, inclusive; 1 to 4094. */
struct sriov_vlan_range {
	u16 first;
	u16 last;
};

/**
 * struct sriov_trunk - which VLANs a VF may have with tags of its own
 * @limited: only those in @range; else any
 * @num: entries in @range
 * @range: in ascending order, and apart: between two there is a VLAN that is
 *	in neither; the rest is zero. So equal lists are equal in memory.
 */
struct sriov_trunk {
	bool limited;
	u8 num;
	struct sriov_vlan_range range[SRIOV_VF_MAX_TRUNK];
};

/**
 * sriov_trunk_add() - add VLANs to a list
 * @trunk: the list
 * @first: first VLAN, 1 to 4094
 * @last: last VLAN, inclusive, not below @first
 *
 * Return: 0, or -ENOSPC with the list as it was.
 */
int sriov_trunk_add(struct sriov_trunk *trunk, u16 first, u16 last);

/* Whether a VF with this list may have the VLAN. */
bool sriov_trunk_has(const struct sriov_trunk *trunk, u16 vid);

/* For vf_apply(): the VLANs of a list that is limited, as VLAN_N_VID bits. */
void sriov_trunk_map(const struct sriov_trunk *trunk, unsigned long *map);

#endif /* SRIOV_TRUNK_H */
