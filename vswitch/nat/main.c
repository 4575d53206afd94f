// SPDX-License-Identifier: GPL-2.0
/*
 * vswitch_nat.ko: loading and unloading, and what a namespace has of it.
 */
#include <linux/module.h>
#include <net/genetlink.h>
#include <net/netfilter/nf_nat_masquerade.h>
#include <net/netns/generic.h>

#include "vswitch/nat/flow.h"
#include "vswitch/nat/nat.h"

unsigned int vsw_nat_mark_mask = 0xff000000;

static unsigned int nat_net_id;

static int set_mask(const char *val, const struct kernel_param *kp)
{
	unsigned int mask;
	int err = kstrtouint(val, 0, &mask);

	if (err)
		return err;
	if (mask >> (ffs(mask) - 1) != VSW_NAT_IDS - 1)
		return -EINVAL;
	return param_set_uint(val, kp);
}

static const struct kernel_param_ops mask_ops = {
	.set = set_mask,
	.get = param_get_uint,
};

module_param_cb(mark_mask, &mask_ops, &vsw_nat_mark_mask, 0444);
MODULE_PARM_DESC(mark_mask,
		 "Eight neighbouring bits of skb->mark that route packets of NAT switches");

/* Of a namespace. Any context in which that can't go. */
struct vsw_nat_net *vsw_nat_net(const struct net *net)
{
	return net_generic(net, nat_net_id);
}

static int __net_init net_init(struct net *net)
{
	struct vsw_nat_net *nn = vsw_nat_net(net);

	nn->net = net;
	spin_lock_init(&nn->owners.lock);
	INIT_LIST_HEAD(&nn->owners.list);
	return vsw_nat_flow_net_init(nn);
}

static void __net_exit net_exit(struct net *net)
{
	vsw_nat_flow_net_exit(vsw_nat_net(net));
}

static struct pernet_operations net_ops = {
	.init	= net_init,
	.exit	= net_exit,
	.id	= &nat_net_id,
	.size	= sizeof(struct vsw_nat_net),
};

static int __init vswitch_nat_init(void)
{
	int err;

	err = register_pernet_subsys(&net_ops);
	if (err)
		return err;
	/* Sessions end when the device by which they leave goes down or loses
	 * its address.
	 */
	err = nf_nat_masquerade_inet_register_notifiers();
	if (err)
		goto net;
	err = vsw_nat_flow_init();
	if (err)
		goto masquerade;
	err = vsw_nat_netlink_init();
	if (err)
		goto flow;
	err = vsw_mode_register(&vsw_nat_mode_ops);
	if (err)
		goto netlink;
	return 0;

netlink:
	vsw_nat_netlink_exit();
flow:
	vsw_nat_flow_exit();
masquerade:
	nf_nat_masquerade_inet_unregister_notifiers();
net:
	unregister_pernet_subsys(&net_ops);
	return err;
}

static void __exit vswitch_nat_exit(void)
{
	vsw_mode_unregister(&vsw_nat_mode_ops);
	vsw_nat_netlink_exit();
	vsw_nat_flow_exit();
	nf_nat_masquerade_inet_unregister_notifiers();
	unregister_pernet_subsys(&net_ops);
	/* What is freed by functions of this module */
	rcu_barrier();
}

module_init(vswitch_nat_init);
module_exit(vswitch_nat_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("NAT mode of the virtual switch");
MODULE_ALIAS("vswitch-mode-nat");
MODULE_ALIAS_GENL_FAMILY("vswitch-nat");
