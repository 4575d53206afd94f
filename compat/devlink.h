/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What differs in devlink between kernels. Owns nothing, takes no lock.
 */
#ifndef COMPAT_DEVLINK_H
#define COMPAT_DEVLINK_H

#include <net/devlink.h>

#include "compat/probed.h"

/* The driver's name in "devlink dev info"; later kernels know it. */
static inline int compat_devlink_driver_name(struct devlink_info_req *req,
					     const char *name)
{
#ifdef COMPAT_HAVE_DEVLINK_INFO_DRIVER_NAME_PUT
	return devlink_info_driver_name_put(req, name);
#else
	return 0;
#endif
}

#endif /* COMPAT_DEVLINK_H */
