// SPDX-License-Identifier: GPL-2.0
/* Drivers tell devlink their name (until 6.1); later it knows by itself. */
#include <net/devlink.h>

#ifdef PROBE
int probe(struct devlink_info_req *req)
{
	return devlink_info_driver_name_put(req, "name");
}
#endif
