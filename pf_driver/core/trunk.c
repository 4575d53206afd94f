// SPDX-License-Identifier: GPL-2.0
/*
 * Lists of VLANs, kept in the one form that struct sriov_trunk describes,
 * whatever the order in which they are put together. Pure: owns nothing and
 * takes no lock.
 */
#include <linux/bitmap.h>
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include "pf_driver/core/local_vlan.h"
#include "pf_driver/core/sriov_pf.h"

int sriov_trunk_add(struct sriov_trunk *trunk, u16 first, u16 last)
{
	struct sriov_vlan_range *range = trunk->range;
	unsigned int from = 0, to;

	/* From @from up to @to are those that touch the new one. */
	while (from < trunk->num && range[from].last + 1 < first)
		from++;
	for (to = from; to < trunk->num && range[to].first <= last + 1; to++) {
		first = min(first, range[to].first);
		last = max(last, range[to].last);
	}
	if (from == to && trunk->num == SRIOV_VF_MAX_TRUNK)
		return -ENOSPC;

	memmove(&range[from + 1], &range[to],
		(trunk->num - to) * sizeof(*range));
	trunk->num += 1 - (to - from);
	range[from].first = first;
	range[from].last = last;
	memset(&range[trunk->num], 0,
	       (SRIOV_VF_MAX_TRUNK - trunk->num) * sizeof(*range));
	return 0;
}

bool sriov_trunk_has(const struct sriov_trunk *trunk, u16 vid)
{
	unsigned int i;

	if (!trunk->limited)
		return true;
	for (i = 0; i < trunk->num; i++) {
		if (vid >= trunk->range[i].first && vid <= trunk->range[i].last)
			return true;
	}
	return false;
}

void sriov_trunk_map(const struct sriov_trunk *trunk, unsigned long *map)
{
	const struct sriov_vlan_range *range = trunk->range;
	unsigned int i;

	bitmap_zero(map, VLAN_N_VID);
	for (i = 0; i < trunk->num; i++)
		bitmap_set(map, range[i].first,
			   range[i].last - range[i].first + 1);
}

bool sriov_vlan_is_local(const struct sriov_pf *pf, u16 vid)
{
	lockdep_assert_held(&pf->lock);

	return pf->local_vlans.num && sriov_trunk_has(&pf->local_vlans, vid);
}

/* With a port VLAN of 802.1ad its tags are of other VLANs. */
bool sriov_vf_is_free(const struct sriov_vf *vf)
{
	return !vf->cfg.vlan && !vf->cfg.trunk.limited;
}
