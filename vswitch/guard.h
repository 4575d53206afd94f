/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Guards of a port: who it may be, and what it may not send. See guard.c.
 */
#ifndef VSW_GUARD_H
#define VSW_GUARD_H

#include "vswitch/guard_frame.h"

struct netlink_ext_ack;
struct vsw_port;

#define VSW_GUARD_MAX	64

int vsw_guard_check(const struct vsw_port *port,
		    const struct vsw_binding *binding,
		    struct netlink_ext_ack *extack);
struct vsw_guard *vsw_guard_new(const struct vsw_binding *binding,
				unsigned int num);
bool vsw_guard_write(struct vsw_port *port, struct vsw_guard *guard);
bool vsw_guard_inspect(struct vsw_port *in, struct sk_buff *skb);

#endif /* VSW_GUARD_H */
