// SPDX-License-Identifier: GPL-2.0
/*
 * Ports: attaching a device to a switch and detaching it, and what the switch's
 * own netdev has from its ports: MTU and features. All under rtnl.
 */
#include <linux/etherdevice.h>
#include <linux/if_arp.h>
#include <linux/rculist.h>
#include <linux/slab.h>
#include <net/dsa.h>

#include "compat/extack.h"
#include "compat/netdev.h"
#include "vswitch/mcast.h"
#include "vswitch/mode.h"
#include "vswitch/netlink.h"
#include "vswitch/pf_filter.h"
#include "vswitch/vsw.h"

/* The port that a device is, or NULL */
struct vsw_port *vsw_port_of(const struct net_device *dev)
{
	if (rcu_access_pointer(dev->rx_handler) != vsw_rx)
		return NULL;
	return rtnl_dereference(dev->rx_handler_data);
}
EXPORT_SYMBOL_GPL(vsw_port_of);

/* The port of a switch whose device has an index, the host's among them; NULL:
 * there is none.
 */
struct vsw_port *vsw_port_by_index(struct vsw *sw, int ifindex)
{
	struct net_device *dev = __dev_get_by_index(dev_net(sw->dev), ifindex);
	struct vsw_port *port;

	if (dev == sw->dev)
		return sw->host;
	port = dev ? vsw_port_of(dev) : NULL;
	return port && port->sw == sw ? port : NULL;
}

/* Not yet in the list of ports, and not yet a device's */
struct vsw_port *vsw_port_new(struct vsw *sw, struct net_device *dev, u32 flags)
{
	struct vsw_port *port = kzalloc(sizeof(*port), GFP_KERNEL_ACCOUNT);
	int cpu;

	if (!port)
		return NULL;
	port->sw = sw;
	port->dev = dev;
	port->flags = flags;
	port->recovery = VSW_DEFAULT_RECOVERY;
	vsw_mcast_port_init(port);
	port->pcpu = alloc_percpu_gfp(struct vsw_pcpu, GFP_KERNEL_ACCOUNT);
	port->drops = alloc_percpu_gfp(struct vsw_drops, GFP_KERNEL_ACCOUNT);
	if (!port->pcpu || !port->drops || vsw_vlan_init(port) ||
	    vsw_vlan_stats_init(port)) {
		vsw_port_free(port);
		return NULL;
	}
	for_each_possible_cpu(cpu)
		u64_stats_init(&per_cpu_ptr(port->pcpu, cpu)->syncp);
	return port;
}

void vsw_port_free(struct vsw_port *port)
{
	vsw_vlan_stats_free(port);
	vsw_vlan_free(port);
	kfree(rcu_access_pointer(port->guard));
	kfree(rcu_access_pointer(port->limits));
	free_percpu(port->pcpu);
	free_percpu(port->drops);
	kfree(port);
}

static void free_rcu_port(struct rcu_head *rcu)
{
	vsw_port_free(container_of(rcu, struct vsw_port, rcu));
}

/* The place in the list, by number, where the first gap is */
static struct list_head *find_gap(struct vsw *sw, u16 *number)
{
	struct vsw_port *port;
	u16 next = 0;

	list_for_each_entry(port, &sw->ports, list) {
		if (port->number != next)
			break;
		next++;
	}
	*number = next;
	return port->list.prev;
}

static int check_device(struct vsw *sw, struct net_device *dev,
			struct netlink_ext_ack *extack)
{
	if (dev->flags & IFF_LOOPBACK || dev->type != ARPHRD_ETHER ||
	    dev->addr_len != ETH_ALEN || !is_valid_ether_addr(dev->dev_addr)) {
		NL_SET_ERR_MSG(extack, "Only an Ethernet device can be a port");
		return -EINVAL;
	}
	if (vsw_is_switch(dev)) {
		NL_SET_ERR_MSG(extack,
			       "A switch can't be a port: join two by a veth pair");
		return -ELOOP;
	}
	if (dev->priv_flags & IFF_DONT_BRIDGE) {
		NL_SET_ERR_MSG(extack, "The device can't be switched");
		return -EOPNOTSUPP;
	}
	if (netdev_is_rx_handler_busy(dev) || netdev_uses_dsa(dev)) {
		NL_SET_ERR_MSG(extack,
			       "Something else takes the device's frames: a bridge, bond, macvlan or DSA");
		return -EBUSY;
	}
	if (sw->num_ports >= VSW_MAX_PORTS) {
		NL_SET_ERR_MSG_FMT(extack, "A switch has %u ports at most",
				   VSW_MAX_PORTS);
		return -ENOSPC;
	}
	return 0;
}

static void publish(struct vsw *sw, struct vsw_port *port)
{
	struct list_head *place = find_gap(sw, &port->number);

	list_add_rcu(&port->list, place);
	sw->num_ports++;
}

/**
 * vsw_port_attach() - make a device a port
 * @sw: switch
 * @dev: device in the same network namespace
 * @extack: where the reason of a refusal goes
 *
 * Context: rtnl.
 * Return: 0; -EINVAL, -ELOOP, -EOPNOTSUPP or -EBUSY when the device can't be a
 * port; -ENOSPC; -ENOMEM; or what the device says to promiscuous mode.
 */
int vsw_port_attach(struct vsw *sw, struct net_device *dev,
		    struct netlink_ext_ack *extack)
{
	struct vsw_port *port;
	int err;

	ASSERT_RTNL();
	err = check_device(sw, dev, extack);
	if (!err)
		err = vsw_mode_admit(sw, dev, extack);
	if (!err)
		err = vsw_net_charge_port(sw, extack);
	if (err)
		return err;
	port = vsw_port_new(sw, dev, VSW_PORT_DEFAULT);
	if (!port) {
		err = -ENOMEM;
		goto uncharge;
	}
	err = vsw_pf_filter_attach(port);
	if (err)
		goto free;
	err = dev_set_promiscuity(dev, 1);
	if (err) {
		NL_SET_ERR_MSG(extack,
			       "The device refuses promiscuous mode; a VF needs trust");
		goto filters;
	}
	err = netdev_master_upper_dev_link(dev, sw->dev, NULL, NULL, extack);
	if (err)
		goto promiscuity;
	vsw_mode_port(port);
	err = netdev_rx_handler_register(dev, vsw_rx, port);
	if (err)
		goto unlink;
	netdev_hold(dev, &port->dev_tracker, GFP_KERNEL);
	dev_disable_lro(dev);
	publish(sw, port);
	vsw_loop_sync(sw);
	vsw_mcast_port_new(port, 0, VLAN_VID_MASK);
	vsw_ports_changed(sw);
	vsw_pf_filter_changed(sw);
	port->link = vsw_port_has_link(port);
	vsw_nl_port_changed(port);
	return 0;

unlink:
	netdev_upper_dev_unlink(dev, sw->dev);
promiscuity:
	dev_set_promiscuity(dev, -1);
filters:
	vsw_pf_filter_detach(port);
free:
	vsw_port_free(port);
uncharge:
	vsw_net_uncharge_port(sw);
	return err;
}

/**
 * vsw_port_detach() - take a port from its switch
 * @port: not the host's
 *
 * Frames of other ports that are on their way to it still leave; when this
 * returns, none does.
 *
 * Context: rtnl.
 */
void vsw_port_detach(struct vsw_port *port)
{
	struct vsw_fdb_filter filter = {
		.port = port, .vid = -1, .kept = true
	};
	struct net_device *dev = port->dev;
	struct vsw *sw = port->sw;
	enum vsw_drop why;

	ASSERT_RTNL();
	/* Waits for frames that are in it: nothing is learned here any more. */
	netdev_rx_handler_unregister(dev);
	list_del_rcu(&port->list);
	vsw_mirror_forget(port);
	vsw_loop_sync(sw);
	vsw_suppress_sync(sw);
	sw->num_ports--;
	vsw_net_uncharge_port(sw);
	vsw_fdb_flush(sw, &filter);
	vsw_mcast_port_gone(port);
	netdev_upper_dev_unlink(dev, sw->dev);
	vsw_pf_filter_detach(port);
	dev_set_promiscuity(dev, -1);
	/* The device may go as soon as this returns. */
	synchronize_net();
	for (why = 0; why < VSW_DROP_COUNT; why++)
		sw->gone_drops[why] += vsw_drops_of(port, why);
	vsw_nl_port_gone(port);
	netdev_put(dev, &port->dev_tracker);
	call_rcu(&port->rcu, free_rcu_port);
	vsw_ports_changed(sw);
}

/* Forget what was learned at a port. */
void vsw_port_forget(struct vsw_port *port)
{
	struct vsw_fdb_filter filter = { .port = port, .vid = -1 };

	vsw_fdb_flush(port->sw, &filter);
}

bool vsw_port_has_link(const struct vsw_port *port)
{
	return netif_running(port->dev) && netif_carrier_ok(port->dev);
}

/* What passed a port, over all processors */
void vsw_port_traffic(const struct vsw_port *port,
		      struct vsw_port_traffic *sum)
{
	const struct vsw_pcpu *pcpu;
	struct vsw_port_traffic one;
	unsigned int start;
	int cpu;

	memset(sum, 0, sizeof(*sum));
	for_each_possible_cpu(cpu) {
		pcpu = per_cpu_ptr(port->pcpu, cpu);
		do {
			start = u64_stats_fetch_begin(&pcpu->syncp);
			one.rx_packets = u64_stats_read(&pcpu->rx_packets);
			one.rx_bytes = u64_stats_read(&pcpu->rx_bytes);
			one.tx_packets = u64_stats_read(&pcpu->tx_packets);
			one.tx_bytes = u64_stats_read(&pcpu->tx_bytes);
		} while (u64_stats_fetch_retry(&pcpu->syncp, start));
		sum->rx_packets += one.rx_packets;
		sum->rx_bytes += one.rx_bytes;
		sum->tx_packets += one.tx_packets;
		sum->tx_bytes += one.tx_bytes;
	}
}

static unsigned int smallest_mtu(const struct vsw *sw)
{
	const struct vsw_port *port;
	unsigned int mtu = 0;

	list_for_each_entry(port, &sw->ports, list)
		if (!vsw_port_is_host(port) && (!mtu || port->dev->mtu < mtu))
			mtu = port->dev->mtu;
	return mtu ?: ETH_DATA_LEN;
}

/* What the switch's netdev has from its ports */
void vsw_ports_changed(struct vsw *sw)
{
	unsigned int size = TSO_MAX_SIZE;
	const struct vsw_port *port;
	u16 segs = TSO_MAX_SEGS;

	ASSERT_RTNL();
	list_for_each_entry(port, &sw->ports, list) {
		if (vsw_port_is_host(port))
			continue;
		size = min(size, port->dev->tso_max_size);
		segs = min(segs, port->dev->tso_max_segs);
	}
	netif_set_tso_max_size(sw->dev, size);
	netif_set_tso_max_segs(sw->dev, segs);
	netdev_update_features(sw->dev);
	if (!sw->mtu_set)
		vsw_follow_mtu(sw, smallest_mtu(sw));
}
