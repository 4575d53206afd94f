// SPDX-License-Identifier: GPL-2.0
/*
 * vswitch.ko: loading and unloading, and what happens to devices that are
 * ports. Notifiers come under rtnl.
 */
#include <linux/module.h>
#include <net/genetlink.h>
#include <net/rtnetlink.h>

#include "compat/extack.h"
#include "vswitch/hostonly.h"
#include "vswitch/mcast.h"
#include "vswitch/mode.h"
#include "vswitch/netlink.h"
#include "vswitch/vsw.h"

/* What a port's device says. */
static int port_event(struct vsw_port *port, unsigned long event)
{
	switch (event) {
	case NETDEV_UNREGISTER:
		vsw_port_detach(port);
		break;
	case NETDEV_CHANGEMTU:
	case NETDEV_FEAT_CHANGE:
		vsw_ports_changed(port->sw);
		break;
	case NETDEV_DOWN:
		/* Its stations may turn up elsewhere. */
		vsw_port_forget(port);
		vsw_mcast_port_forget(port);
		vsw_nl_port_link(port);
		break;
	case NETDEV_UP:
		vsw_mcast_port_new(port, 0, VLAN_VID_MASK);
		fallthrough;
	case NETDEV_CHANGE:
		vsw_nl_port_link(port);
		break;
	case NETDEV_CHANGENAME:
		vsw_nl_port_changed(port);
		break;
	case NETDEV_PRE_TYPE_CHANGE:
		return NOTIFY_BAD;
	}
	return NOTIFY_DONE;
}

/* What the netdev of a switch says */
static void switch_event(struct vsw *sw, unsigned long event)
{
	switch (event) {
	case NETDEV_REGISTER:
		vsw_net_list(sw);
		break;
	case NETDEV_UNREGISTER:
		vsw_net_unlist(sw);
		break;
	case NETDEV_UP:
		vsw_mcast_port_new(sw->host, 0, VLAN_VID_MASK);
		fallthrough;
	case NETDEV_DOWN:
	case NETDEV_CHANGE:
		vsw_nl_port_link(sw->host);
		break;
	case NETDEV_CHANGENAME:
	case NETDEV_CHANGEADDR:
		vsw_nl_switch_changed(sw);
		break;
	}
}

static int netdev_event(struct notifier_block *nb, unsigned long event,
			void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);
	struct vsw_port *port = vsw_port_of(dev);
	int err = vsw_mode_event(dev, event, ptr);

	if (err)
		return notifier_from_errno(err);
	if (port)
		return port_event(port, event);
	if (vsw_is_switch(dev))
		switch_event(netdev_priv(dev), event);
	return NOTIFY_DONE;
}

static struct notifier_block netdev_notifier = {
	.notifier_call = netdev_event,
};

static int __init vswitch_init(void)
{
	int err;

	err = vsw_net_init();
	if (err)
		return err;
	err = vsw_hostonly_hooks_init();
	if (err)
		goto net;
	err = vsw_netlink_init();
	if (err)
		goto hooks;
	err = register_netdevice_notifier(&netdev_notifier);
	if (err)
		goto netlink;
	err = rtnl_link_register(&vsw_link_ops);
	if (err)
		goto notifier;
	return 0;

notifier:
	unregister_netdevice_notifier(&netdev_notifier);
netlink:
	vsw_netlink_exit();
hooks:
	vsw_hostonly_hooks_exit();
net:
	vsw_net_exit();
	return err;
}

static void __exit vswitch_exit(void)
{
	rtnl_link_unregister(&vsw_link_ops);
	unregister_netdevice_notifier(&netdev_notifier);
	vsw_netlink_exit();
	vsw_hostonly_hooks_exit();
	vsw_net_exit();
	/* Tables and ports are freed by functions of this module. */
	rcu_barrier();
}

module_init(vswitch_init);
module_exit(vswitch_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Virtual switch for guests");
MODULE_ALIAS_RTNL_LINK("vswitch");
MODULE_ALIAS_GENL_FAMILY("vswitch");
