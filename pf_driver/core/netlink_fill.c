// SPDX-License-Identifier: GPL-2.0
/*
 * PFs and VFs as netlink messages: one object, one message, always all of it.
 * Owns no state and takes no lock; sriov_pf.lock is held by the callers, which
 * keeps the object and the PF's netdev in place. What each attribute means is
 * said in netlink_uapi/specs/sriov.yaml.
 */
#include <linux/bitmap.h>
#include <linux/build_bug.h>
#include <linux/kernel.h>
#include <linux/netdevice.h>
#include <linux/string.h>

#include "pf_driver/adopt/sriov_adopt.h"
#include "pf_driver/core/netlink.h"
#include "pf_driver/core/sriov_pf.h"

#include "compat/genl.h"
#include "pf_driver/core/sriov_nl_gen.h"

/* The values of the interface are those of the core; see vf-status, pf-caps. */
#define SAME_STATE(name) \
	static_assert((int)SRIOV_VF_STATUS_##name == (int)SRIOV_VF_##name)
#define SAME_CAP(name) \
	static_assert((int)SRIOV_PF_CAPS_##name == (int)BIT(SRIOV_CAP_##name))

SAME_STATE(DISABLED);
SAME_STATE(ENABLING);
SAME_STATE(RESETTING);
SAME_STATE(READY);
SAME_STATE(QUARANTINED);
static_assert(SRIOV_VF_STATUS_QUARANTINED + 1 == (int)SRIOV_VF_STATE_NUM);
SAME_CAP(MAC);
SAME_CAP(VLAN);
SAME_CAP(SPOOFCHK);
SAME_CAP(STATS);
SAME_CAP(MAILBOX);
SAME_CAP(RATE);
SAME_CAP(TRUST);
SAME_CAP(LINK_STATE);
SAME_CAP(QINQ);
SAME_CAP(QUEUES);
SAME_CAP(TRUNK);
SAME_CAP(ALLOWED_MACS);
SAME_CAP(MAX_MTU);
SAME_CAP(LOCAL_VLAN);
SAME_CAP(MIN_RATE);
SAME_CAP(LINK_UP);
static_assert(BIT(SRIOV_CAP_NUM) == SRIOV_PF_CAPS_LINK_UP << 1);
static_assert((int)SRIOV_LINK_AUTO == IFLA_VF_LINK_STATE_AUTO);
static_assert((int)SRIOV_LINK_ENABLE == IFLA_VF_LINK_STATE_ENABLE);
static_assert((int)SRIOV_LINK_DISABLE == IFLA_VF_LINK_STATE_DISABLE);
static_assert(SRIOV_MAX_VFS == SRIOV_PF_MAX_VFS);
static_assert(SRIOV_MAX_TRUNK == SRIOV_VF_MAX_TRUNK);
static_assert(SRIOV_MAX_ALLOWED_MACS == SRIOV_VF_MAX_ALLOWED);

/* Longest strings, with their end, as the spec promises. */
#define SRIOV_NL_PCI_LEN	32
#define SRIOV_NL_DRIVER_LEN	32

#define U32_SIZE	nla_total_size(sizeof(u32))

struct sriov_nl_counter {
	u16 attr;
	u16 offset;
};

#define HW_COUNTER(attr, field) \
	{ SRIOV_A_VF_STATS_##attr, offsetof(struct sriov_vf_stats, field) }
#define MAIL_COUNTER(attr, field) \
	{ SRIOV_A_VF_STATS_##attr, offsetof(struct sriov_vf_mail_stats, field) }

static const struct sriov_nl_counter sriov_nl_hw_counters[] = {
	HW_COUNTER(RX_PACKETS, rx_packets),
	HW_COUNTER(RX_BYTES, rx_bytes),
	HW_COUNTER(RX_MULTICAST, rx_multicast),
	HW_COUNTER(RX_BROADCAST, rx_broadcast),
	HW_COUNTER(RX_DROPPED, rx_dropped),
	HW_COUNTER(TX_PACKETS, tx_packets),
	HW_COUNTER(TX_BYTES, tx_bytes),
	HW_COUNTER(TX_MULTICAST, tx_multicast),
	HW_COUNTER(TX_BROADCAST, tx_broadcast),
	HW_COUNTER(TX_DROPPED, tx_dropped),
	HW_COUNTER(TX_SPOOFED_MAC, tx_spoofed_mac),
	HW_COUNTER(TX_SPOOFED_VLAN, tx_spoofed_vlan),
};

static const struct sriov_nl_counter sriov_nl_mail_counters[] = {
	MAIL_COUNTER(MAIL_RECEIVED, received),
	MAIL_COUNTER(MAIL_REFUSED, refused),
	MAIL_COUNTER(MAIL_MALFORMED, malformed),
	MAIL_COUNTER(RESETS, resets),
	MAIL_COUNTER(MAIL_DELAYED, delayed),
	MAIL_COUNTER(QUARANTINES, quarantines),
};

/* All counters of both structures are in the tables, and no attribute twice. */
static_assert(ARRAY_SIZE(sriov_nl_hw_counters) * sizeof(u64) ==
	      sizeof(struct sriov_vf_stats));
static_assert(ARRAY_SIZE(sriov_nl_mail_counters) * sizeof(u64) ==
	      sizeof(struct sriov_vf_mail_stats));
static_assert(ARRAY_SIZE(sriov_nl_hw_counters) +
	      ARRAY_SIZE(sriov_nl_mail_counters) + 1 == SRIOV_A_VF_STATS_MAX);

static int sriov_nl_put_counters(struct sk_buff *skb, const void *from,
				 const struct sriov_nl_counter *counters,
				 size_t num)
{
	size_t i;

	for (i = 0; i < num; i++) {
		const u64 *value = from + counters[i].offset;

		if (nla_put_u64_64bit(skb, counters[i].attr, *value,
				      SRIOV_A_VF_STATS_PAD))
			return -EMSGSIZE;
	}
	return 0;
}

static int sriov_nl_put_vf_stats(struct sk_buff *skb, struct sriov_vf *vf)
{
	struct sriov_vf_stats stats;
	struct nlattr *nest;

	nest = nla_nest_start(skb, SRIOV_A_VF_STATS);
	if (!nest)
		return -EMSGSIZE;

	if (test_bit(SRIOV_CAP_STATS, &vf->pf->caps)) {
		sriov_vf_get_stats(vf, &stats);
		if (sriov_nl_put_counters(skb, &stats, sriov_nl_hw_counters,
					  ARRAY_SIZE(sriov_nl_hw_counters)))
			return -EMSGSIZE;
	}
	if (sriov_nl_put_counters(skb, &vf->mail, sriov_nl_mail_counters,
				  ARRAY_SIZE(sriov_nl_mail_counters)))
		return -EMSGSIZE;

	nla_nest_end(skb, nest);
	return 0;
}

/* The netdev as seen in the initial namespace, where the family lives; 0 while
 * it isn't there.
 *
 * rtnl would keep it from moving meanwhile, but notifications are sent under
 * sriov_pf.lock, which comes after rtnl. Without it the answer is one that was
 * true a moment ago, as it would be a moment after rtnl was released.
 */
static int sriov_nl_ifindex(const struct net_device *dev)
{
	if (!dev || READ_ONCE(dev->reg_state) != NETREG_REGISTERED ||
	    !net_eq(dev_net(dev), &init_net))
		return 0;
	return READ_ONCE(dev->ifindex);
}

/* A renaming may be under way, and the lock that readers of names take isn't
 * exported: copy until two copies agree. dev->name always ends within its
 * size; whoever is notified of a name that wasn't final hears again, as
 * netlink.c tells of each renaming when it is complete.
 */
static void sriov_nl_ifname(const struct net_device *dev, char *name)
{
	do {
		strscpy(name, dev->name, IFNAMSIZ);
		/* the second look must be at memory */
		barrier();
	} while (strncmp(name, dev->name, IFNAMSIZ));
}

static int sriov_nl_fill_pf(struct sk_buff *skb, const struct sriov_pf *pf)
{
	int ifindex = sriov_nl_ifindex(pf->netdev);
	char ifname[IFNAMSIZ];

	if (ifindex) {
		sriov_nl_ifname(pf->netdev, ifname);
		if (nla_put_u32(skb, SRIOV_A_PF_IFINDEX, ifindex) ||
		    nla_put_string(skb, SRIOV_A_PF_IFNAME, ifname))
			return -EMSGSIZE;
	}
	if (pf->ops->foreign &&
	    nla_put_string(skb, SRIOV_A_PF_FOREIGN_DRIVER,
			   sriov_adopt_driver(pf)))
		return -EMSGSIZE;
	if (nla_put_string(skb, SRIOV_A_PF_PCI_ADDRESS, pci_name(pf->pdev)) ||
	    nla_put_string(skb, SRIOV_A_PF_DRIVER, pf->ops->name) ||
	    nla_put_u32(skb, SRIOV_A_PF_TOTAL_VFS, pf->total_vfs) ||
	    nla_put_u32(skb, SRIOV_A_PF_NUM_VFS, pf->num_vfs) ||
	    nla_put_u32(skb, SRIOV_A_PF_SLOTS, pf->slots) ||
	    nla_put_u32(skb, SRIOV_A_PF_IN_SERVICE,
			sriov_pf_num_in_service(pf)) ||
	    nla_put_u32(skb, SRIOV_A_PF_CAPS, pf->caps) ||
	    nla_put(skb, SRIOV_A_PF_MAC, ETH_ALEN, pf->mac) ||
	    nla_put_u32(skb, SRIOV_A_PF_GENERATION, pf->generation) ||
	    nla_put_u32(skb, SRIOV_A_PF_MAX_FRAME, pf->max_frame))
		return -EMSGSIZE;
	return 0;
}

/* Which VF it is */
static int sriov_nl_fill_vf_key(struct sk_buff *skb, const struct sriov_vf *vf)
{
	int ifindex = sriov_nl_ifindex(vf->pf->netdev);
	char address[SRIOV_NL_PCI_LEN];

	if (ifindex && nla_put_u32(skb, SRIOV_A_VF_IFINDEX, ifindex))
		return -EMSGSIZE;
	if (!sriov_vf_pci_address(vf, address, sizeof(address)) &&
	    nla_put_string(skb, SRIOV_A_VF_VF_ADDRESS, address))
		return -EMSGSIZE;
	if (nla_put_string(skb, SRIOV_A_VF_PCI_ADDRESS,
			   pci_name(vf->pf->pdev)) ||
	    nla_put_u32(skb, SRIOV_A_VF_VF_ID, vf->id))
		return -EMSGSIZE;
	return 0;
}

static int sriov_nl_put_range(struct sk_buff *skb,
			      const struct sriov_vlan_range *range)
{
	struct nlattr *nest = nla_nest_start(skb, SRIOV_A_TRUNK_RANGE);

	if (!nest ||
	    nla_put_u32(skb, SRIOV_A_VLAN_RANGE_FIRST, range->first) ||
	    nla_put_u32(skb, SRIOV_A_VLAN_RANGE_LAST, range->last))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int sriov_nl_put_trunk(struct sk_buff *skb, int attr,
			      const struct sriov_trunk *trunk)
{
	struct nlattr *nest = nla_nest_start(skb, attr);
	unsigned int i;

	if (!nest ||
	    (!trunk->limited && nla_put_flag(skb, SRIOV_A_TRUNK_ALL)))
		return -EMSGSIZE;
	for (i = 0; i < trunk->num; i++) {
		if (sriov_nl_put_range(skb, &trunk->range[i]))
			return -EMSGSIZE;
	}
	nla_nest_end(skb, nest);
	return 0;
}

static int sriov_nl_put_allowed(struct sk_buff *skb,
				const struct sriov_mac_list *list)
{
	struct nlattr *nest = nla_nest_start(skb, SRIOV_A_VF_ALLOWED_MACS);
	struct nlattr *entry;
	unsigned int i;

	if (!nest)
		return -EMSGSIZE;
	for (i = 0; i < list->num; i++) {
		entry = nla_nest_start(skb, SRIOV_A_MAC_LIST_ENTRY);
		if (!entry || nla_put(skb, SRIOV_A_MAC_ENTRY_MAC, ETH_ALEN,
				      list->mac[i]))
			return -EMSGSIZE;
		nla_nest_end(skb, entry);
	}
	nla_nest_end(skb, nest);
	return 0;
}

/* What the host wants, and what state it is in */
static int sriov_nl_fill_vf_config(struct sk_buff *skb,
				   const struct sriov_vf *vf)
{
	const struct sriov_vf_cfg *cfg = &vf->cfg;

	if (sriov_vf_node(vf) &&
	    nla_put_string(skb, SRIOV_A_VF_RATE_NODE, sriov_vf_node(vf)->name))
		return -EMSGSIZE;
	if (nla_put_u32(skb, SRIOV_A_VF_STATE, vf->state) ||
	    nla_put_u32(skb, SRIOV_A_VF_IN_SERVICE, cfg->in_service) ||
	    nla_put_u32(skb, SRIOV_A_VF_ACTIVE, vf->active) ||
	    nla_put(skb, SRIOV_A_VF_MAC, ETH_ALEN, cfg->mac) ||
	    nla_put_u32(skb, SRIOV_A_VF_MAC_BY_HOST, cfg->mac_by_host) ||
	    nla_put_u32(skb, SRIOV_A_VF_VLAN, cfg->vlan) ||
	    nla_put_u32(skb, SRIOV_A_VF_QOS, cfg->qos) ||
	    nla_put_u32(skb, SRIOV_A_VF_VLAN_PROTO, cfg->vlan_proto) ||
	    nla_put_u32(skb, SRIOV_A_VF_SPOOFCHK, cfg->spoofchk) ||
	    nla_put_u32(skb, SRIOV_A_VF_MAX_TX_RATE, cfg->max_rate) ||
	    nla_put_u32(skb, SRIOV_A_VF_MIN_TX_RATE, cfg->min_rate) ||
	    nla_put_u32(skb, SRIOV_A_VF_TRUST, cfg->trust) ||
	    nla_put_u32(skb, SRIOV_A_VF_LINK_STATE, cfg->link_state) ||
	    nla_put_u32(skb, SRIOV_A_VF_QUEUES, cfg->queues) ||
	    nla_put_u32(skb, SRIOV_A_VF_MAX_QUEUES, vf->pf->max_queues) ||
	    nla_put_u32(skb, SRIOV_A_VF_VECTORS,
			vf->vectors ?: vf->pf->def_vectors) ||
	    nla_put_u64_64bit(skb, SRIOV_A_VF_OWNER, cfg->owner,
			      SRIOV_A_VF_PAD) ||
	    sriov_nl_put_trunk(skb, SRIOV_A_VF_TRUNK, &cfg->trunk) ||
	    sriov_nl_put_allowed(skb, &cfg->allowed) ||
	    nla_put_u32(skb, SRIOV_A_VF_MAX_MTU, cfg->max_mtu) ||
	    nla_put_u32(skb, SRIOV_A_VF_GENERATION, vf->pf->generation))
		return -EMSGSIZE;
	return 0;
}

/* What its driver asked for, and how much it may */
static int sriov_nl_fill_vf_asked(struct sk_buff *skb,
				  const struct sriov_vf *vf)
{
	const struct sriov_vf_asked *asked = &vf->asked;

	if (nla_put_u32(skb, SRIOV_A_VF_MAX_FRAME, asked->max_frame) ||
	    nla_put_u32(skb, SRIOV_A_VF_NUM_MACS, asked->num_macs) ||
	    nla_put_u32(skb, SRIOV_A_VF_MAX_MACS, SRIOV_VF_MAX_MACS) ||
	    nla_put_u32(skb, SRIOV_A_VF_NUM_MULTICAST, asked->num_mc) ||
	    nla_put_u32(skb, SRIOV_A_VF_MAX_MULTICAST, SRIOV_VF_MAX_MC) ||
	    nla_put_u32(skb, SRIOV_A_VF_NUM_VLANS,
			bitmap_weight(asked->vlans, VLAN_N_VID)) ||
	    nla_put_u32(skb, SRIOV_A_VF_MAX_VLANS, SRIOV_VF_MAX_VLANS))
		return -EMSGSIZE;
	return 0;
}

static void *sriov_nl_begin(struct sk_buff *skb, const struct sriov_nl_msg *msg)
{
	return genlmsg_put(skb, msg->portid, msg->seq, &sriov_nl_family,
			   msg->flags, msg->cmd);
}

/* Complete the message, or take it back if filling it failed with @err. The
 * check comes last: it remembers the generation it saw, and one seen for a
 * message that was taken back would hide a change from the next.
 */
static int sriov_nl_end(struct sk_buff *skb, const struct sriov_nl_msg *msg,
			void *header, int err)
{
	if (err) {
		genlmsg_cancel(skb, header);
		return err;
	}
	if (msg->cb)
		genl_dump_check_consistent(msg->cb, header);
	genlmsg_end(skb, header);
	return 0;
}

int sriov_nl_put_pf(struct sk_buff *skb, const struct sriov_nl_msg *msg,
		    const struct sriov_pf *pf)
{
	void *header;
	int err;

	lockdep_assert_held(&pf->lock);

	header = sriov_nl_begin(skb, msg);
	if (!header)
		return -EMSGSIZE;
	err = sriov_nl_fill_pf(skb, pf);
	if (!err)
		err = sriov_nl_fill_pf_quarantine(skb, pf);
	if (!err && test_bit(SRIOV_CAP_LOCAL_VLAN, &pf->caps))
		err = sriov_nl_put_trunk(skb, SRIOV_A_PF_LOCAL_VLANS,
					 &pf->local_vlans);
	return sriov_nl_end(skb, msg, header, err);
}

int sriov_nl_put_vf(struct sk_buff *skb, const struct sriov_nl_msg *msg,
		    struct sriov_vf *vf, bool with_stats)
{
	void *header;
	int err;

	lockdep_assert_held(&vf->pf->lock);

	header = sriov_nl_begin(skb, msg);
	if (!header)
		return -EMSGSIZE;
	err = sriov_nl_fill_vf_key(skb, vf);
	if (!err)
		err = sriov_nl_fill_vf_config(skb, vf);
	if (!err)
		err = sriov_nl_fill_vf_asked(skb, vf);
	if (!err)
		err = sriov_nl_fill_vf_quarantine(skb, vf);
	if (!err)
		err = sriov_nl_fill_vf_drift(skb, vf);
	if (!err && with_stats)
		err = sriov_nl_put_vf_stats(skb, vf);
	if (!err && msg->refused)
		err = nla_put_u64_64bit(skb, SRIOV_A_VF_REFUSED_OWNER,
					*msg->refused, SRIOV_A_VF_PAD);
	return sriov_nl_end(skb, msg, header, err);
}

/* Upper bounds: each attribute of a set is counted as a number at least, the
 * longer ones once more.
 */
size_t sriov_nl_pf_size(void)
{
	return nla_total_size(SRIOV_NL_PCI_LEN) +
	       2 * nla_total_size(SRIOV_NL_DRIVER_LEN) +
	       nla_total_size(IFNAMSIZ) +
	       nla_total_size(ETH_ALEN) +
	       SRIOV_VF_MAX_TRUNK * nla_total_size(2 * U32_SIZE) +
	       SRIOV_A_PF_MAX * U32_SIZE;
}

size_t sriov_nl_vf_size(bool with_stats)
{
	size_t size = 2 * nla_total_size(SRIOV_NL_PCI_LEN) +
		      nla_total_size(sizeof_field(struct sriov_rate_node,
						  name)) +
		      2 * nla_total_size(ETH_ALEN) +
		      nla_total_size(0) + SRIOV_NL_DRIFTS * U32_SIZE +
		      2 * nla_total_size_64bit(sizeof(u64)) +
		      SRIOV_VF_MAX_TRUNK * nla_total_size(2 * U32_SIZE) +
		      SRIOV_VF_MAX_ALLOWED *
		      nla_total_size(nla_total_size(ETH_ALEN)) +
		      SRIOV_A_VF_MAX * U32_SIZE;

	if (with_stats)
		size += nla_total_size(0) +
			SRIOV_A_VF_STATS_MAX * nla_total_size_64bit(sizeof(u64));
	return size;
}
