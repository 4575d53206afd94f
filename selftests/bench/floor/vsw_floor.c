// SPDX-License-Identifier: GPL-2.0
/*
 * A bare cross-connect: what comes in by one device leaves by another. It looks
 * at nothing, so nothing that switches can cost less; the benchmarks of
 * vswitch.ko count what is above it.
 *
 *	insmod vsw_floor.ko in=s1 out=sink [queue=1]
 *
 * With queue=1 it sends by dev_queue_xmit(), as it must where the device has a
 * queueing discipline; else it puts frames on the device's first queue itself.
 * Both devices must stay until the module goes. Takes rtnl to load and unload.
 */
#include <linux/etherdevice.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <net/net_namespace.h>

static char in_name[IFNAMSIZ];
module_param_string(in, in_name, IFNAMSIZ, 0444);
MODULE_PARM_DESC(in, "device that frames come from");
static char out_name[IFNAMSIZ];
module_param_string(out, out_name, IFNAMSIZ, 0444);
MODULE_PARM_DESC(out, "device that they leave by");
static bool queue;
module_param(queue, bool, 0444);
MODULE_PARM_DESC(queue, "send by dev_queue_xmit()");

static struct net_device *in_dev, *out_dev;

static rx_handler_result_t cross(struct sk_buff **pskb)
{
	struct sk_buff *skb = *pskb;
	struct netdev_queue *txq;

	skb_push(skb, ETH_HLEN);
	skb->dev = out_dev;
	if (queue) {
		dev_queue_xmit(skb);
		return RX_HANDLER_CONSUMED;
	}
	txq = netdev_get_tx_queue(out_dev, 0);
	HARD_TX_LOCK(out_dev, txq, smp_processor_id());
	netdev_start_xmit(skb, out_dev, txq, false);
	HARD_TX_UNLOCK(out_dev, txq);
	return RX_HANDLER_CONSUMED;
}

static int __init floor_init(void)
{
	int err = -ENODEV;

	rtnl_lock();
	in_dev = dev_get_by_name(&init_net, in_name);
	out_dev = dev_get_by_name(&init_net, out_name);
	if (in_dev && out_dev)
		err = netdev_rx_handler_register(in_dev, cross, NULL);
	if (!err)
		dev_set_promiscuity(in_dev, 1);
	rtnl_unlock();
	if (err) {
		dev_put(in_dev);
		dev_put(out_dev);
	}
	return err;
}

static void __exit floor_exit(void)
{
	rtnl_lock();
	dev_set_promiscuity(in_dev, -1);
	netdev_rx_handler_unregister(in_dev);
	rtnl_unlock();
	dev_put(in_dev);
	dev_put(out_dev);
}

module_init(floor_init);
module_exit(floor_exit);

MODULE_DESCRIPTION("Cross-connect of two devices: the floor of the switch's benchmarks");
MODULE_LICENSE("GPL");
