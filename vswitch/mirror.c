// SPDX-License-Identifier: GPL-2.0
/*
 * Mirroring: copies of the frames from a port, or to it, go out by another port
 * of the switch, as they are on the wire there. Such copies pass neither VLANs
 * nor policy of the port that they leave by, and none is mirrored again, so
 * there is no loop within the switch. Owns vsw_port.mirror, changed under rtnl;
 * frames are copied under rcu_read_lock() with bottom halves off.
 */
#include "compat/extack.h"
#include "vswitch/datapath.h"
#include "vswitch/vsw.h"

/**
 * vsw_mirror_check() - may a port's frames be copied to another one?
 * @port: port
 * @to: the other one; NULL: they are to be copied no more
 * @extack: where the reason of a refusal goes
 *
 * Return: 0 or -EINVAL.
 */
int vsw_mirror_check(const struct vsw_port *port, const struct vsw_port *to,
		     struct netlink_ext_ack *extack)
{
	if (!to || (to->sw == port->sw && to != port && !vsw_port_is_host(to)))
		return 0;
	NL_SET_ERR_MSG(extack,
		       "mirror: to another port of the same switch, not the switch's own");
	return -EINVAL;
}

/**
 * vsw_mirror_set() - copy a port's frames to another one
 * @port: port
 * @dir: which frames
 * @to: the other one, as vsw_mirror_check() has let pass; NULL: none
 *
 * Context: rtnl.
 */
void vsw_mirror_set(struct vsw_port *port, enum vsw_dir dir,
		    struct vsw_port *to)
{
	rcu_assign_pointer(port->mirror[dir], to);
	vsw_slow_set(dir == VSW_DIR_IN ? &port->slow : &port->slow_out,
		     VSW_SLOW_MIRROR, to ? VSW_SLOW_MIRROR : 0);
}

/* A port goes: nothing is copied to it any more, a grace period from now. */
void vsw_mirror_forget(struct vsw_port *gone)
{
	struct vsw_port *port;
	enum vsw_dir dir;

	list_for_each_entry(port, &gone->sw->ports, list)
		for (dir = 0; dir < VSW_DIR_NUM; dir++)
			if (rtnl_dereference(port->mirror[dir]) == gone)
				vsw_mirror_set(port, dir, NULL);
}

/**
 * vsw_mirror_copy() - copy a frame to where a port's frames are mirrored
 * @port: where it came in, or leaves
 * @skb: frame, whose data begin behind the Ethernet header
 * @dir: which of both
 */
void vsw_mirror_copy(struct vsw_port *port, struct sk_buff *skb,
		     enum vsw_dir dir)
{
	struct vsw_port *to = rcu_dereference(port->mirror[dir]);
	struct sk_buff *copy;

	/* One that the mode looks at may be barred. */
	if (!to || to->slow_out & VSW_SLOW_MODE)
		return;
	copy = skb_clone(skb, GFP_ATOMIC);
	if (unlikely(!copy))
		vsw_count_drop(to, VSW_DROP_NO_MEMORY);
	else if (!vsw_slow_closed(to, to->slow_out, copy))
		vsw_transmit_raw(to, copy);
}
