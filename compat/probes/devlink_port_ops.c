// SPDX-License-Identifier: GPL-2.0
/* Each devlink port has operations of its own (6.5), not all of a device one. */
#include <net/devlink.h>

#ifdef PROBE
int (*probe)(struct devlink *devlink, struct devlink_port *port,
	     unsigned int index,
	     const struct devlink_port_ops *ops) = devl_port_register_with_ops;
#endif
