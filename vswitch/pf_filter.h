/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Receive filters of PFs that are ports: see pf_filter.c.
 */
#ifndef VSW_PF_FILTER_H
#define VSW_PF_FILTER_H

#include <linux/types.h>

struct netlink_ext_ack;
struct vsw;
struct vsw_port;

/**
 * struct vsw_pf_filter_state - what a port's filters are like
 * @limit: how many there may be; 0: none are set
 * @num: how many there are
 * @missing: entries of the FDB that found none
 */
struct vsw_pf_filter_state {
	unsigned int limit;
	unsigned int num;
	unsigned int missing;
};

int vsw_pf_filter_check(const struct vsw_port *port, const u8 *addr,
			unsigned int more, struct netlink_ext_ack *extack);
void vsw_pf_filter_changed(struct vsw *sw);
int vsw_pf_filter_check_limit(struct vsw_port *port, unsigned int limit,
			      struct netlink_ext_ack *extack);
void vsw_pf_filter_set_limit(struct vsw_port *port, unsigned int limit);
bool vsw_pf_filter_state(const struct vsw_port *port,
			 struct vsw_pf_filter_state *state);
int vsw_pf_filter_attach(struct vsw_port *port);
void vsw_pf_filter_detach(struct vsw_port *port);
void vsw_pf_filter_init(struct vsw *sw);
void vsw_pf_filter_exit(struct vsw *sw);

#endif /* VSW_PF_FILTER_H */
