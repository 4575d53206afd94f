// SPDX-License-Identifier: GPL-2.0
/* A devlink rate leaf can be born with a parent (6.2). */
#include <net/devlink.h>

#ifdef PROBE
int (*probe)(struct devlink_port *port, void *priv,
	     struct devlink_rate *parent) = devl_rate_leaf_create;
#endif
