// SPDX-License-Identifier: GPL-2.0
/*
 * What root has put between a switch and its devices that may take frames, or
 * send copies, anywhere: tc, XDP, nftables' family netdev and packet sockets. The
 * switch doesn't prevent that, in no mode, but says so. All under rtnl.
 */
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>

#include "compat/netdev.h"
#include "uapi/linux/vswitch.h"
#include "vswitch/mode.h"
#include "vswitch/vsw.h"

/**
 * vsw_bypass_dev() - what may take frames of one device
 * @dev: a port's device, or a switch's
 *
 * A packet socket that hears every device, whosever it is, counts for each.
 *
 * Context: rtnl.
 * Return: VSWITCH_BYPASS_*.
 */
u32 vsw_bypass_dev(struct net_device *dev)
{
	u32 flags = 0;

	if (compat_has_tc(dev))
		flags |= VSWITCH_BYPASS_TC;
	if (dev_xdp_prog_count(dev))
		flags |= VSWITCH_BYPASS_XDP;
	if (compat_has_nft(dev))
		flags |= VSWITCH_BYPASS_NFT;
	if (dev_nit_active(dev) || !list_empty(&dev->ptype_specific))
		flags |= VSWITCH_BYPASS_PACKET;
	return flags;
}

/* The same for all devices of a switch */
u32 vsw_bypass(const struct vsw *sw)
{
	const struct vsw_port *port;
	u32 flags = 0;

	list_for_each_entry(port, &sw->ports, list)
		flags |= vsw_bypass_dev(port->dev);
	return flags;
}
