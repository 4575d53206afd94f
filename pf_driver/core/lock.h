/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Taking the lock of a PF that may be another driver's.
 */
#ifndef SRIOV_LOCK_H
#define SRIOV_LOCK_H

#include <linux/rtnetlink.h>

#include "pf_driver/core/sriov_pf.h"

/* Take sriov_pf.lock, for what ends in the backend: that of another driver's PF
 * needs rtnl too, which comes before it.
 */
static inline void sriov_pf_lock(struct sriov_pf *pf)
{
	if (pf->ops->foreign)
		rtnl_lock();
	mutex_lock(&pf->lock);
}

static inline void sriov_pf_unlock(struct sriov_pf *pf)
{
	mutex_unlock(&pf->lock);
	if (pf->ops->foreign)
		rtnl_unlock();
}

#endif /* SRIOV_LOCK_H */
