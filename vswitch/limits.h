/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Limits of a port: storm control and rates. See limits.c.
 */
#ifndef VSW_LIMITS_H
#define VSW_LIMITS_H

#include <linux/rcupdate.h>

#include "vswitch/bucket.h"

struct netlink_ext_ack;
struct sk_buff;
struct vsw_port;

/* Classes of storm control: frames with more than one destination */
enum vsw_storm {
	VSW_STORM_BROADCAST,
	VSW_STORM_MULTICAST,
	VSW_STORM_UNKNOWN,
	VSW_STORM_NUM
};

/* Directions, as the switch sees them */
enum vsw_dir {
	VSW_DIR_IN,
	VSW_DIR_OUT,
	VSW_DIR_NUM
};

#define VSW_RATE_MIN		8000ULL		/* bit/s */
#define VSW_RATE_MAX		1000000000000ULL
#define VSW_STORM_MAX		100000000	/* packets/s */
/* Unless a burst is set: a tenth of a second's worth, and at least that of the
 * longest frame before it is cut into segments; or so many packets.
 */
#define VSW_BURST_PART		10
#define VSW_BURST_MIN		65536
#define VSW_BURST_MAX		0x40000000U
#define VSW_STORM_BURST_MIN	10

/**
 * struct vsw_limit_set - what was set
 * @rate: bit/s, by enum vsw_dir; 0: no limit
 * @burst: octets; 0: what fits the rate
 * @storm: packets/s, by enum vsw_storm; 0: no limit
 */
struct vsw_limit_set {
	u64 rate[VSW_DIR_NUM];
	u32 burst[VSW_DIR_NUM];
	u32 storm[VSW_STORM_NUM];
};

/**
 * struct vsw_limits - limits of a port, replaced as a whole
 * @set: what was set
 * @rate: buckets of octets
 * @storm: buckets of packets
 * @rcu: to free it
 */
struct vsw_limits {
	struct vsw_limit_set set;
	struct vsw_bucket rate[VSW_DIR_NUM];
	struct vsw_bucket storm[VSW_STORM_NUM];
	struct rcu_head rcu;
};

void vsw_limits_get(const struct vsw_port *port, struct vsw_limit_set *set);
int vsw_limits_check(const struct vsw_limit_set *set,
		     struct netlink_ext_ack *extack);
int vsw_limits_prepare(const struct vsw_port *port,
		       const struct vsw_limit_set *set,
		       struct vsw_limits **limits);
void vsw_limits_apply(struct vsw_port *port, struct vsw_limits *limits);
u32 vsw_wire_len(const struct sk_buff *skb);
bool vsw_limits_rate(const struct vsw_port *port, const struct sk_buff *skb,
		     enum vsw_dir dir);
bool vsw_limits_storm(const struct vsw_port *port, const struct sk_buff *skb,
		      enum vsw_storm class);

#endif /* VSW_LIMITS_H */
