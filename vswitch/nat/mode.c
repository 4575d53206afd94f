// SPDX-License-Identifier: GPL-2.0
/*
 * Mode "nat": a switch enters it and leaves it. All under rtnl, but for what
 * finds the switch of a device, which is for hooks.
 */
#include <linux/if_vlan.h>
#include <linux/inetdevice.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <net/net_namespace.h>
#include <net/netfilter/nf_conntrack_core.h>

#include "compat/extack.h"
#include "vswitch/nat/flow.h"
#include "vswitch/nat/nat.h"

static const struct vsw_nat_opts default_opts = {
	.is_plain = true,
	.ipv6 = VSWITCH_NAT_IPV6_NAT66,
	.timeouts = {
		[VSWITCH_NAT_A_TIMEOUTS_UDP - 1] = 120,
		[VSWITCH_NAT_A_TIMEOUTS_UDP_STREAM - 1] = 300,
		[VSWITCH_NAT_A_TIMEOUTS_TCP - 1] = 7440,
		[VSWITCH_NAT_A_TIMEOUTS_TCP_TRANSITORY - 1] = 240,
		[VSWITCH_NAT_A_TIMEOUTS_ICMP - 1] = 60,
		[VSWITCH_NAT_A_TIMEOUTS_OTHER - 1] = 600,
	},
	.max_sessions = 16384,
	.max_rate = 2000,
};

/* A counter of a switch, over all processors */
u64 vsw_nat_sum(const struct vsw_nat *nat, enum vsw_nat_stat what)
{
	u64 sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += READ_ONCE(per_cpu_ptr(nat->pcpu, cpu)->count[what]);
	return sum;
}

struct ending {
	struct vsw_nat *nat;
	bool (*ends)(const struct nf_conn *ct, void *data);
	void *data;
};

static int is_ending(struct nf_conn *ct, void *data)
{
	const struct ending *ending = data;
	const struct vsw_nat *nat = ending->nat;
	bool ours;

	rcu_read_lock();
	ours = vsw_nat_owner(nat->nn, ct) == nat ||
	       vsw_nat_source(nat->nn, ct) == nat;
	rcu_read_unlock();
	return ours && (!ending->ends || ending->ends(ct, ending->data));
}

/**
 * vsw_nat_end_sessions() - end sessions of a switch
 * @nat: switch
 * @ends: which of them; NULL: all
 * @data: for @ends
 *
 * Context: may sleep.
 */
void vsw_nat_end_sessions(struct vsw_nat *nat,
			  bool (*ends)(const struct nf_conn *ct, void *data),
			  void *data)
{
	struct ending ending = { .nat = nat, .ends = ends, .data = data };
	struct nf_ct_iter_data iter = {
		.net = nat->nn->net, .data = &ending
	};

	nf_ct_iterate_cleanup_net(is_ending, &iter);
}

/* The lowest id that is free; 0 is none. */
static int take_id(struct vsw_nat *nat, struct netlink_ext_ack *extack)
{
	static u64 cookie;

	for (nat->id = 1; nat->id < VSW_NAT_IDS; nat->id++)
		if (!rcu_access_pointer(nat->nn->by_id[nat->id]))
			break;
	if (nat->id == VSW_NAT_IDS) {
		NL_SET_ERR_MSG(extack,
			       "nat: 255 switches are in that mode in this namespace");
		return -ENOSPC;
	}
	nat->cookie = ++cookie;
	nat->mark = nat->id << (ffs(vsw_nat_mark_mask) - 1);
	return 0;
}

/* Packets from the switch are forwarded while it is in the mode, and the way back
 * to where they came from is looked up with their mark.
 */
static void set_conf(struct vsw *sw, bool on)
{
	struct in_device *in_dev = __in_dev_get_rtnl(sw->dev);
	int from = on ? 0 : VSW_NAT_FORWARDING;

	if (!in_dev)
		return;
	IN_DEV_CONF_SET(in_dev, SRC_VMARK, on);
	if (IN_DEV_CONF_GET(in_dev, FORWARDING) != from)
		return;
	IN_DEV_CONF_SET(in_dev, FORWARDING, VSW_NAT_FORWARDING - from);
	rt_genid_bump_ipv4(dev_net(sw->dev));
}

static void free_nat(struct vsw_nat *nat)
{
	vsw_nat_guests_exit(nat);
	vsw_nat_helpers_set(nat, 0, NULL);
	vsw_nat_owners_exit(nat);
	kfree(rcu_dereference_protected(nat->opts, true));
	free_percpu(nat->pcpu);
	kfree(nat);
}

static int init_nat(struct vsw_nat *nat, struct netlink_ext_ack *extack)
{
	struct vsw_nat_opts *opts;
	int err;

	opts = kmemdup(&default_opts, sizeof(default_opts), GFP_KERNEL);
	RCU_INIT_POINTER(nat->opts, opts);
	nat->pcpu = alloc_percpu(struct vsw_nat_pcpu);
	if (!opts || !nat->pcpu)
		return -ENOMEM;
	err = take_id(nat, extack);
	return err ?: vsw_nat_owners_init(nat);
}

/* The first switch of a namespace. */
static int start(struct vsw_nat_net *nn)
{
	int err;

	if (nn->num_switches)
		return 0;
	err = vsw_nat_eim_start(nn);
	if (!err)
		vsw_nat_syn_start(nn);
	return err;
}

/* The last one is gone, and so are the hooks. */
static void stop(struct vsw_nat_net *nn)
{
	if (nn->num_switches)
		return;
	vsw_nat_syn_stop(nn);
	vsw_nat_eim_stop(nn);
}

static struct vsw_mode *enter(struct vsw *sw, struct netlink_ext_ack *extack)
{
	struct vsw_nat *nat = kzalloc(sizeof(*nat), GFP_KERNEL);
	int err;

	if (!nat)
		return ERR_PTR(-ENOMEM);
	nat->mode.ops = &vsw_nat_mode_ops;
	nat->sw = sw;
	nat->nn = vsw_nat_net(dev_net(sw->dev));
	vsw_nat_guests_init(nat);
	err = init_nat(nat, extack);
	if (err)
		goto free;
	err = start(nat->nn);
	if (err)
		goto free;
	err = vsw_nat_hook(nat->nn);
	if (err) {
		NL_SET_ERR_MSG(extack,
			       "nat: netfilter or conntrack refused the hooks");
		goto stop;
	}
	nat->nn->num_switches++;
	rcu_assign_pointer(nat->nn->by_id[nat->id], nat);
	set_conf(sw, true);
	vsw_nat_nl_changed(nat);
	return &nat->mode;

stop:
	stop(nat->nn);
free:
	free_nat(nat);
	return ERR_PTR(err);
}

/* No packet meets the mode by its device any more, but its sessions may. */
static void leave(struct vsw *sw, struct vsw_mode *mode)
{
	struct vsw_nat *nat = container_of(mode, struct vsw_nat, mode);
	struct vsw_nat_net *nn = nat->nn;

	set_conf(sw, false);
	vsw_nat_fwd_flush(nat);
	vsw_nat_end_sessions(nat, NULL, NULL);
	RCU_INIT_POINTER(nn->by_id[nat->id], NULL);
	vsw_nat_flow_flush(nn);
	if (rtnl_dereference(nat->opts)->ipv6 == VSWITCH_NAT_IPV6_NPTV6)
		WRITE_ONCE(nn->num_npt, nn->num_npt - 1);
	if (!--nn->num_switches)
		vsw_nat_unhook(nn);
	synchronize_net();
	vsw_nat_eim_flush(nat);
	vsw_nat_syn_flush(nat);
	stop(nn);
	free_nat(nat);
}

static bool is_uplink(const struct vsw *sw, const struct net_device *dev)
{
	const struct vsw_nat *nat = vsw_nat_of_switch(sw);

	return nat && rtnl_dereference(nat->opts)->num_uplinks &&
	       vsw_nat_may_leave(rtnl_dereference(nat->opts), dev);
}

static int admit(const struct vsw *sw, struct net_device *dev,
		 struct netlink_ext_ack *extack)
{
	if (!is_uplink(sw, dev))
		return 0;
	NL_SET_ERR_MSG_FMT(extack,
			   "nat: %s is an uplink of %s, and can't be a port, too",
			   dev->name, sw->dev->name);
	return -EBUSY;
}

/* What guests send to the host, of which most is for the outside */
static void words(const struct vsw_mode *mode, const struct vsw_port *port,
		  bool *from, bool *to)
{
	*to = vsw_port_is_host(port);
}

struct vsw_mode_ops vsw_nat_mode_ops = {
	.name	= "nat",
	.owner	= THIS_MODULE,
	.admit	= admit,
	.enter	= enter,
	.leave	= leave,
	.words	= words,
	.to_port = vsw_nat_flow_to_port,
};
