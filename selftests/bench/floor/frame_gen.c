// SPDX-License-Identifier: GPL-2.0
/*
 * Sends a frame over and over, as pktgen does, which makes UDP only: each in a
 * buffer of its own, straight to the device's first queue.
 *
 *	insmod frame_gen.ko dev=g1 frame=HEX count=20000
 *	cat /sys/module/frame_gen/parameters/ns
 *
 * Loading it does it; "ns" is what a frame took then, in nanoseconds. Takes rtnl
 * meanwhile.
 */
#include <linux/etherdevice.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <net/net_namespace.h>

static char from_name[IFNAMSIZ];
module_param_string(dev, from_name, IFNAMSIZ, 0444);
MODULE_PARM_DESC(dev, "device to send by");
static char *frame;
module_param(frame, charp, 0444);
MODULE_PARM_DESC(frame, "octets in hexadecimal, without the CRC");
static uint count = 1;
module_param(count, uint, 0444);
MODULE_PARM_DESC(count, "frames to send");
static unsigned long long ns;
module_param(ns, ullong, 0444);
MODULE_PARM_DESC(ns, "nanoseconds that each took");

static int send_one(struct net_device *dev, const u8 *octets, size_t len)
{
	struct netdev_queue *txq = netdev_get_tx_queue(dev, 0);
	struct sk_buff *skb;
	int err;

	skb = netdev_alloc_skb(dev, len + LL_RESERVED_SPACE(dev));
	if (!skb)
		return -ENOMEM;
	skb_reserve(skb, LL_RESERVED_SPACE(dev));
	skb_put_data(skb, octets, len);
	skb_reset_mac_header(skb);
	skb_set_network_header(skb, ETH_HLEN);
	skb->protocol = eth_hdr(skb)->h_proto;
	/* What it leads to is done before bottom halves are on again. */
	local_bh_disable();
	HARD_TX_LOCK(dev, txq, smp_processor_id());
	err = netdev_start_xmit(skb, dev, txq, false);
	HARD_TX_UNLOCK(dev, txq);
	local_bh_enable();
	return err;
}

static int send_all(struct net_device *dev)
{
	size_t len = strlen(frame) / 2;
	u8 octets[256];
	u64 start;
	int err = 0;
	uint n;

	if (len < ETH_HLEN || len > sizeof(octets) ||
	    hex2bin(octets, frame, len))
		return -EINVAL;
	start = ktime_get_ns();
	for (n = 0; n < count && !err; n++)
		err = send_one(dev, octets, len);
	ns = div_u64(ktime_get_ns() - start, max(count, 1U));
	return err;
}

static int __init frame_gen_init(void)
{
	struct net_device *dev;
	int err = -ENODEV;

	rtnl_lock();
	dev = __dev_get_by_name(&init_net, from_name);
	if (dev && frame)
		err = send_all(dev);
	rtnl_unlock();
	return err;
}

static void __exit frame_gen_exit(void)
{
}

module_init(frame_gen_init);
module_exit(frame_gen_exit);

MODULE_DESCRIPTION("Frames of any kind, for benchmarks");
MODULE_LICENSE("GPL");
