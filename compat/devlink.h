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

/* Operations of the functions behind ports: of each port, or where the kernel
 * has them in the device's operations, those of all of its ports, which
 * COMPAT_DEVLINK_PORT_OPS() puts there.
 */
#ifdef COMPAT_HAVE_DEVLINK_PORT_OPS
#define COMPAT_DEVLINK_PORT_OPS(...)
#else
struct devlink_port_ops {
	int (*port_fn_hw_addr_get)(struct devlink_port *port, u8 *hw_addr,
				   int *hw_addr_len,
				   struct netlink_ext_ack *extack);
	int (*port_fn_hw_addr_set)(struct devlink_port *port,
				   const u8 *hw_addr, int hw_addr_len,
				   struct netlink_ext_ack *extack);
	int (*port_fn_state_get)(struct devlink_port *port,
				 enum devlink_port_fn_state *state,
				 enum devlink_port_fn_opstate *opstate,
				 struct netlink_ext_ack *extack);
	int (*port_fn_state_set)(struct devlink_port *port,
				 enum devlink_port_fn_state state,
				 struct netlink_ext_ack *extack);
};

#define COMPAT_DEVLINK_PORT_OPS(get_addr, set_addr, get_state, set_state) \
	.port_function_hw_addr_get = (get_addr),			\
	.port_function_hw_addr_set = (set_addr),			\
	.port_fn_state_get = (get_state),				\
	.port_fn_state_set = (set_state),

static inline int
devl_port_register_with_ops(struct devlink *devlink, struct devlink_port *port,
			    unsigned int index,
			    const struct devlink_port_ops *ops)
{
	return devl_port_register(devlink, port, index);
}
#endif

/* A leaf without a parent; later kernels can give it one. */
static inline int compat_devl_rate_leaf_create(struct devlink_port *port,
					       void *priv)
{
#ifdef COMPAT_HAVE_DEVL_RATE_LEAF_PARENT
	return devl_rate_leaf_create(port, priv, NULL);
#else
	return devl_rate_leaf_create(port, priv);
#endif
}

/* A registered port that is to have no netdev: the kernel complains in the log
 * after an hour if it has none.
 */
static inline void compat_devlink_port_no_netdev(struct devlink_port *port)
{
	cancel_delayed_work_sync(&port->type_warn_dw);
}

#endif /* COMPAT_DEVLINK_H */
