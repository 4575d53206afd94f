/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Modes of a switch: which devices may be its ports, and what the host does
 * with its frames. A mode is a table of functions; a switch in it has an object
 * that the mode made, which the datapath reads under RCU. "bridge" and
 * "host-only" are built in, other modules register theirs.
 */
#ifndef VSW_MODE_H
#define VSW_MODE_H

#include <linux/list.h>
#include <linux/types.h>

#include "vswitch/vsw.h"

struct module;
struct net_device;
struct netlink_ext_ack;
struct sk_buff;

struct vsw_mode_ops;

#define VSW_MODE_NAME_LEN	16

/**
 * struct vsw_mode - a switch's mode: first in what the mode has of the switch
 * @ops: the mode
 */
struct vsw_mode {
	const struct vsw_mode_ops *ops;
};

/**
 * struct vsw_mode_ops - a mode
 * @name: as users know it, at most 15 characters
 * @owner: module to hold while a switch is in the mode; NULL: vswitch itself
 * @list: in the table of modes; rtnl
 * @admit: may a device be a port, or be below one? 0, or a negative error with
 *	a message that names the device. NULL: any may. rtnl
 * @upper: may a device be put on the host's port, or on a VLAN device of it?
 *	NULL: any may. rtnl
 * @exclusive: nothing but the switch may be on its ports' devices, where it
 *	would take frames before the switch does
 * @bars: lets no frame pass those ports, the host's apart, whose frames it wants
 *	to see
 * @enter: a switch enters the mode: its object, or ERR_PTR() with a message. All
 *	ports and uppers were found good. rtnl
 * @leave: it left the mode, or goes: no frame meets the object any more. rtnl
 * @words: which frames of a port, the host's included, are shown to the mode:
 *	those from it (@from), those to it (@to). Both are false at first. NULL:
 *	none. rtnl, or rcu_read_lock held
 * @from_port: such a frame, as it comes in. False: it was dropped. Frames are
 *	only read; data begin behind the Ethernet header
 * @to_port: such a frame to one known port, or to the host's by whatever way,
 *	then with the tag that the host is to see. False: it was dropped, or
 *	otherwise consumed. Floods pass other ports with @to by
 *
 * @from_port and @to_port are called in softirq with rcu_read_lock held, and for
 * a moment after a change of mode for ports that the mode didn't ask for.
 */
struct vsw_mode_ops {
	const char *name;
	struct module *owner;
	struct list_head list;
	int (*admit)(const struct vsw *sw, struct net_device *dev,
		     struct netlink_ext_ack *extack);
	int (*upper)(const struct vsw *sw, const struct net_device *upper,
		     struct netlink_ext_ack *extack);
	bool exclusive;
	bool bars;
	struct vsw_mode *(*enter)(struct vsw *sw,
				  struct netlink_ext_ack *extack);
	void (*leave)(struct vsw *sw, struct vsw_mode *mode);
	void (*words)(const struct vsw_mode *mode, const struct vsw_port *port,
		      bool *from, bool *to);
	bool (*from_port)(const struct vsw_mode *mode, struct vsw_port *port,
			  struct sk_buff *skb, u16 vid);
	bool (*to_port)(const struct vsw_mode *mode, struct vsw_port *port,
			struct sk_buff *skb, u16 vid);
};

/* mode.c: for modules */
int vsw_mode_register(struct vsw_mode_ops *ops);
void vsw_mode_unregister(struct vsw_mode_ops *ops);

/* mode.c: for vswitch.ko */
void vsw_mode_init(struct vsw *sw);
void vsw_mode_exit(struct vsw *sw);
int vsw_mode_check(const struct vsw *sw, const char *name,
		   struct netlink_ext_ack *extack);
int vsw_mode_set(struct vsw *sw, const char *name,
		 struct netlink_ext_ack *extack);
const char *vsw_mode_name(const struct vsw *sw);
int vsw_mode_admit(const struct vsw *sw, struct net_device *dev,
		   struct netlink_ext_ack *extack);
void vsw_mode_port(struct vsw_port *port);
bool vsw_mode_bars(const struct vsw_port *port);

/* A frame from, or to, a port that the mode wants to see. False: it is gone.
 * rcu_read_lock held
 */
static inline bool vsw_mode_from(struct vsw_port *port, struct sk_buff *skb,
				 u16 vid)
{
	const struct vsw_mode *mode = rcu_dereference(port->sw->mode);

	return !mode->ops->from_port ||
	       mode->ops->from_port(mode, port, skb, vid);
}

static inline bool vsw_mode_to(struct vsw_port *port, struct sk_buff *skb,
			       u16 vid)
{
	const struct vsw_mode *mode = rcu_dereference(port->sw->mode);

	return !mode->ops->to_port ||
	       mode->ops->to_port(mode, port, skb, vid);
}

/* mode_event.c */
int vsw_mode_event(struct net_device *dev, unsigned long event, void *ptr);
int vsw_mode_check_alone(const struct vsw *sw, struct net_device *dev,
			 struct netlink_ext_ack *extack);

/* admit.c */

/**
 * enum vsw_reach - where the frames that a device sends go
 * @VSW_REACH_GUEST: to a guest, or nowhere
 * @VSW_REACH_HOST: back into the host, for now: the other end of a veth pair
 *	hasn't been given to a guest yet
 * @VSW_REACH_OUTSIDE: out of the host, or nobody can tell
 */
enum vsw_reach {
	VSW_REACH_GUEST,
	VSW_REACH_HOST,
	VSW_REACH_OUTSIDE,
};

bool vsw_is_local_vlan(const struct net_device *dev);
enum vsw_reach vsw_reach(const struct vsw *sw, struct net_device *dev,
			 const struct net_device **by);
struct net_device *vsw_peer(const struct net_device *dev);

/* hostonly.c */
extern struct vsw_mode_ops vsw_hostonly_ops;

/* bypass.c */
u32 vsw_bypass_dev(struct net_device *dev);
u32 vsw_bypass(const struct vsw *sw);

#endif /* VSW_MODE_H */
