// SPDX-License-Identifier: GPL-2.0
/*
 * The far end of a port's cable: netdev wire0 to wire7.
 *
 * What is transmitted on it arrives at the port; what leaves the port is
 * received on it. The link is up while the netdev is up and has carrier;
 * "ip link set wire0 carrier off" pulls the cable. Owns struct mock_wire.
 * Takes no lock of its own: the state is changed under rtnl, the receive
 * counters are the engine's, transmit errors are counted under the transmit
 * lock.
 */
#include <linux/etherdevice.h>
#include <linux/ethtool.h>
#include <linux/rtnetlink.h>
#include <linux/skbuff.h>

#include "device.h"

/* Frames on their way into the port; more make the sender wait. */
#define WIRE_QUEUE_LEN	512

/**
 * struct mock_wire - private data of the netdev
 * @port: the port at the other end
 * @plugged: what the user says of the carrier
 * @powered: the card is there; both under rtnl
 * @in: frames for the port, taken by the engine
 * @stats: counters; those of the engine and tx_errors
 */
struct mock_wire {
	struct mock_port *port;
	bool plugged;
	bool powered;
	struct sk_buff_head in;
	struct {
		u64 rx_packets;
		u64 rx_bytes;
		u64 rx_dropped;
		u64 tx_packets;
		u64 tx_bytes;
		u64 tx_dropped;
		u64 tx_errors;
	} stats;
};

static struct mock_wire *port_wire(const struct mock_port *port)
{
	return netdev_priv(port->wire);
}

/* ---- netdev; rtnl held but in ndo_start_xmit -------------------------------- */

static void update_link(struct net_device *dev)
{
	struct mock_wire *wire = netdev_priv(dev);

	if (wire->plugged && wire->powered)
		netif_carrier_on(dev);
	else
		netif_carrier_off(dev);
	mock_port_link(wire->port, netif_running(dev) && netif_carrier_ok(dev));
}

static int wire_open(struct net_device *dev)
{
	update_link(dev);
	netif_start_queue(dev);
	return 0;
}

static int wire_stop(struct net_device *dev)
{
	struct mock_wire *wire = netdev_priv(dev);

	netif_stop_queue(dev);
	update_link(dev);
	/* What is still on the cable is lost there, and counted. */
	mock_engine_kick(wire->port);
	return 0;
}

static int wire_change_carrier(struct net_device *dev, bool on)
{
	struct mock_wire *wire = netdev_priv(dev);

	wire->plugged = on;
	update_link(dev);
	return 0;
}

static netdev_tx_t wire_start_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct mock_wire *wire = netdev_priv(dev);

	if (skb->len < ETH_HLEN || skb->len > MOCK_MAX_FRAME + VLAN_HLEN) {
		WRITE_ONCE(wire->stats.tx_errors, wire->stats.tx_errors + 1);
		dev_kfree_skb_any(skb);
		return NETDEV_TX_OK;
	}
	skb_tx_timestamp(skb);
	skb_queue_tail(&wire->in, skb);
	if (skb_queue_len_lockless(&wire->in) >= WIRE_QUEUE_LEN) {
		netif_stop_queue(dev);
		/* The engine may have emptied the queue before it could see
		 * that it's stopped; pairs with mock_wire_pop().
		 */
		smp_mb();
		if (skb_queue_len_lockless(&wire->in) < WIRE_QUEUE_LEN / 2)
			netif_start_queue(dev);
	}
	mock_engine_kick(wire->port);
	return NETDEV_TX_OK;
}

static void wire_get_stats64(struct net_device *dev,
			     struct rtnl_link_stats64 *stats)
{
	const struct mock_wire *wire = netdev_priv(dev);

	stats->rx_packets = READ_ONCE(wire->stats.rx_packets);
	stats->rx_bytes = READ_ONCE(wire->stats.rx_bytes);
	stats->rx_dropped = READ_ONCE(wire->stats.rx_dropped);
	stats->tx_packets = READ_ONCE(wire->stats.tx_packets);
	stats->tx_bytes = READ_ONCE(wire->stats.tx_bytes);
	stats->tx_dropped = READ_ONCE(wire->stats.tx_dropped);
	stats->tx_errors = READ_ONCE(wire->stats.tx_errors);
}

static const struct net_device_ops wire_ops = {
	.ndo_open = wire_open,
	.ndo_stop = wire_stop,
	.ndo_start_xmit = wire_start_xmit,
	.ndo_get_stats64 = wire_get_stats64,
	.ndo_change_carrier = wire_change_carrier,
	.ndo_set_mac_address = eth_mac_addr,
	.ndo_validate_addr = eth_validate_addr,
};

static void wire_get_drvinfo(struct net_device *dev,
			     struct ethtool_drvinfo *info)
{
	const struct mock_wire *wire = netdev_priv(dev);

	strscpy(info->driver, "sriov_mock", sizeof(info->driver));
	snprintf(info->bus_info, sizeof(info->bus_info), "port%u",
		 wire->port->num);
}

static int wire_get_link_ksettings(struct net_device *dev,
				   struct ethtool_link_ksettings *settings)
{
	const struct mock_wire *wire = netdev_priv(dev);

	settings->base.speed = mock_port_speed(wire->port);
	settings->base.duplex = DUPLEX_FULL;
	settings->base.port = PORT_OTHER;
	return 0;
}

static const struct ethtool_ops wire_ethtool_ops = {
	.get_drvinfo = wire_get_drvinfo,
	.get_link = ethtool_op_get_link,
	.get_link_ksettings = wire_get_link_ksettings,
};

/* ---- For the engine ---------------------------------------------------------- */

bool mock_wire_pending(const struct mock_port *port)
{
	return !skb_queue_empty_lockless(&port_wire(port)->in);
}

/**
 * mock_wire_pop - take the next frame off the cable
 * @port: the port
 *
 * Ends with mock_wire_taken() or mock_wire_lost(). Engine only.
 *
 * Return: the frame, or NULL.
 */
struct sk_buff *mock_wire_pop(struct mock_port *port)
{
	struct mock_wire *wire = port_wire(port);
	struct sk_buff *skb = skb_dequeue(&wire->in);

	/* A shorter queue before the question whether the sender waits; pairs
	 * with wire_start_xmit().
	 */
	smp_mb();
	if (netif_queue_stopped(port->wire) && netif_running(port->wire) &&
	    skb_queue_len_lockless(&wire->in) < WIRE_QUEUE_LEN / 2)
		netif_wake_queue(port->wire);
	return skb;
}

/* It has arrived at the port. Engine only. */
void mock_wire_taken(struct mock_port *port, struct sk_buff *skb)
{
	struct mock_wire *wire = port_wire(port);

	WRITE_ONCE(wire->stats.tx_packets, wire->stats.tx_packets + 1);
	WRITE_ONCE(wire->stats.tx_bytes, wire->stats.tx_bytes + skb->len);
	consume_skb(skb);
}

/* It hasn't: the link went down. Engine only. */
void mock_wire_lost(struct mock_port *port, struct sk_buff *skb)
{
	struct mock_wire *wire = port_wire(port);

	WRITE_ONCE(wire->stats.tx_dropped, wire->stats.tx_dropped + 1);
	kfree_skb(skb);
}

/**
 * mock_wire_emit - a frame leaves the port
 * @port: the port
 * @frame: the frame
 * @skbs: where it is left for netif_receive_skb_list()
 *
 * Without a partner, or without memory, it's the wire's rx_dropped: the port
 * has sent it. Engine only.
 */
void mock_wire_emit(struct mock_port *port, const struct mock_frame *frame,
		    struct list_head *skbs)
{
	struct mock_wire *wire = port_wire(port);
	struct sk_buff *skb = NULL;

	if (READ_ONCE(port->link))
		skb = netdev_alloc_skb(port->wire, frame->len);
	if (!skb) {
		WRITE_ONCE(wire->stats.rx_dropped, wire->stats.rx_dropped + 1);
		return;
	}
	skb_put_data(skb, frame->data, frame->len);
	skb->protocol = eth_type_trans(skb, port->wire);
	list_add_tail(&skb->list, skbs);
	WRITE_ONCE(wire->stats.rx_packets, wire->stats.rx_packets + 1);
	WRITE_ONCE(wire->stats.rx_bytes, wire->stats.rx_bytes + frame->len);
}

/* ---- Life -------------------------------------------------------------------- */

/**
 * mock_wire_set_present - the card was pulled, or put back
 * @port: the port
 * @present: which of them
 *
 * Process context, rtnl not held.
 */
void mock_wire_set_present(struct mock_port *port, bool present)
{
	struct mock_wire *wire = port_wire(port);

	rtnl_lock();
	wire->powered = present;
	update_link(port->wire);
	rtnl_unlock();
}

/**
 * mock_wire_flap - fault: the link goes, and comes back
 * @port: the port
 * @times: how often
 *
 * As fast as it can; in the end the link is as it was. Process context, rtnl
 * not held.
 */
void mock_wire_flap(struct mock_port *port, unsigned int times)
{
	while (times--) {
		rtnl_lock();
		netif_carrier_off(port->wire);
		mock_port_link(port, false);
		update_link(port->wire);
		rtnl_unlock();
		cond_resched();
	}
}

/**
 * mock_wire_create - make and register the netdev of a port
 * @port: the port; its engine is ready
 *
 * Process context. Return: 0, -ENOMEM, -EBUSY if the name is taken.
 */
int mock_wire_create(struct mock_port *port)
{
	u8 mac[ETH_ALEN] = { 0x02, 0x6d, 0x6b, 0xff, 0xff, port->num };
	struct net_device *dev;
	struct mock_wire *wire;
	char name[IFNAMSIZ];
	int err;

	snprintf(name, sizeof(name), "wire%u", port->num);
	dev = alloc_netdev(sizeof(*wire), name, NET_NAME_PREDICTABLE,
			   ether_setup);
	if (!dev)
		return -ENOMEM;
	wire = netdev_priv(dev);
	wire->port = port;
	wire->plugged = true;
	wire->powered = true;
	skb_queue_head_init(&wire->in);
	dev->netdev_ops = &wire_ops;
	dev->ethtool_ops = &wire_ethtool_ops;
	dev->max_mtu = MOCK_MAX_FRAME - ETH_HLEN - VLAN_HLEN;
	eth_hw_addr_set(dev, mac);
	port->wire = dev;
	err = register_netdev(dev);
	if (err) {
		pr_err("sriov_mock: cannot register %s: %d\n", name, err);
		port->wire = NULL;
		free_netdev(dev);
	}
	/* modprobe takes EEXIST as "already loaded" and is content. */
	return err == -EEXIST ? -EBUSY : err;
}

/* Nothing comes in any more. Process context, rtnl not held. */
void mock_wire_unregister(struct mock_port *port)
{
	unregister_netdev(port->wire);
}

/* After the engine has stopped. */
void mock_wire_free(struct mock_port *port)
{
	skb_queue_purge(&port_wire(port)->in);
	free_netdev(port->wire);
}
