// SPDX-License-Identifier: GPL-2.0
/*
 * PFs that another driver has, in the generic netlink family "sriov": pf-adopt,
 * pf-release, and the drift of their VFs. Owns nothing; adopt/ takes the locks.
 */
#include <linux/netdevice.h>
#include <linux/pci.h>
#include <linux/string.h>

#include "pf_driver/adopt/sriov_adopt.h"
#include "pf_driver/core/netlink.h"
#include "pf_driver/core/sriov_pf.h"

#include "compat/extack.h"
#include "compat/genl.h"
#include "pf_driver/core/sriov_nl_gen.h"

static int put_drift(struct sk_buff *skb, const struct sriov_vf_cfg *found,
		     u32 differs)
{
	if (differs & SRIOV_VF_CHG_MAC &&
	    nla_put(skb, SRIOV_A_VF_MAC, ETH_ALEN, found->mac))
		return -EMSGSIZE;
	if (differs & SRIOV_VF_CHG_VLAN &&
	    (nla_put_u32(skb, SRIOV_A_VF_VLAN, found->vlan) ||
	     nla_put_u32(skb, SRIOV_A_VF_QOS, found->qos) ||
	     nla_put_u32(skb, SRIOV_A_VF_VLAN_PROTO, found->vlan_proto)))
		return -EMSGSIZE;
	if (differs & SRIOV_VF_CHG_SPOOFCHK &&
	    nla_put_u32(skb, SRIOV_A_VF_SPOOFCHK, found->spoofchk))
		return -EMSGSIZE;
	if (differs & SRIOV_VF_CHG_RATE &&
	    (nla_put_u32(skb, SRIOV_A_VF_MAX_TX_RATE, found->max_rate) ||
	     nla_put_u32(skb, SRIOV_A_VF_MIN_TX_RATE, found->min_rate)))
		return -EMSGSIZE;
	if (differs & SRIOV_VF_CHG_TRUST &&
	    nla_put_u32(skb, SRIOV_A_VF_TRUST, found->trust))
		return -EMSGSIZE;
	if (differs & SRIOV_VF_CHG_LINK &&
	    nla_put_u32(skb, SRIOV_A_VF_LINK_STATE, found->link_state))
		return -EMSGSIZE;
	return 0;
}

int sriov_nl_fill_vf_drift(struct sk_buff *skb, const struct sriov_vf *vf)
{
	struct sriov_vf_cfg found = {};
	struct nlattr *nest;

	lockdep_assert_held(&vf->pf->lock);

	/* Of others nothing is known. */
	if (!vf->differs || vf->state != SRIOV_VF_READY)
		return 0;
	vf->pf->ops->vf_found(vf, &found);
	nest = nla_nest_start(skb, SRIOV_A_VF_DRIFT);
	if (!nest || put_drift(skb, &found, vf->differs))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/* The device with an address as the kernel writes it; referenced, or NULL. */
static struct pci_dev *find_by_address(const char *address)
{
	struct pci_dev *pdev = NULL;

	for_each_pci_dev(pdev) {
		if (!strcmp(pci_name(pdev), address))
			return pdev;
	}
	return NULL;
}

/* The device behind a netdev, likewise. */
static struct pci_dev *find_by_ifindex(int ifindex, bool *found)
{
	struct pci_dev *pdev = NULL;
	struct net_device *dev;

	rtnl_lock();
	dev = __dev_get_by_index(&init_net, ifindex);
	*found = dev;
	if (dev && dev->dev.parent && dev_is_pci(dev->dev.parent))
		pdev = pci_dev_get(to_pci_dev(dev->dev.parent));
	rtnl_unlock();
	return pdev;
}

static struct pci_dev *find_named(struct nlattr *ifindex,
				  struct netlink_ext_ack *extack)
{
	struct pci_dev *pdev;
	bool found;

	pdev = find_by_ifindex(nla_get_u32(ifindex), &found);
	if (pdev)
		return pdev;
	if (found) {
		NL_SET_ERR_MSG_ATTR(extack, ifindex,
				    "ifindex: the netdev is of no PCI device");
		return ERR_PTR(-EOPNOTSUPP);
	}
	NL_SET_ERR_MSG_ATTR(extack, ifindex, "ifindex: there is no such netdev");
	return ERR_PTR(-ENODEV);
}

static struct pci_dev *find_device(struct genl_info *info)
{
	struct nlattr *address = info->attrs[SRIOV_A_PF_PCI_ADDRESS];
	struct nlattr *ifindex = info->attrs[SRIOV_A_PF_IFINDEX];
	struct netlink_ext_ack *extack = info->extack;
	struct pci_dev *pdev;

	if (!address && !ifindex) {
		NL_SET_ERR_MSG(extack,
			       "no PF named: give pci-address or ifindex");
		NL_SET_ERR_ATTR_MISS(extack, NULL, SRIOV_A_PF_PCI_ADDRESS);
		return ERR_PTR(-EINVAL);
	}
	if (!address)
		return find_named(ifindex, extack);
	if (ifindex) {
		NL_SET_ERR_MSG_ATTR(extack, ifindex,
				    "ifindex: not together with pci-address");
		return ERR_PTR(-EINVAL);
	}
	pdev = find_by_address(nla_data(address));
	if (pdev)
		return pdev;
	NL_SET_ERR_MSG_ATTR(extack, address,
			    "pci-address: there is no such device");
	return ERR_PTR(-ENODEV);
}

int sriov_nl_pf_adopt_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct sk_buff *reply;
	struct pci_dev *pdev;
	struct sriov_pf *pf;
	int err;

	err = sriov_nl_check_version(info->nlhdr, info->extack);
	if (err)
		return err;
	pdev = find_device(info);
	if (IS_ERR(pdev))
		return PTR_ERR(pdev);
	/* Before the change, which is not undone for want of memory. */
	reply = genlmsg_new(sriov_nl_pf_size(), GFP_KERNEL);
	pf = reply ? sriov_adopt(pdev, info->extack) : ERR_PTR(-ENOMEM);
	pci_dev_put(pdev);
	if (IS_ERR(pf)) {
		nlmsg_free(reply);
		return PTR_ERR(pf);
	}
	err = sriov_nl_reply_pf(reply, info, pf);
	sriov_pf_put(pf);
	return err;
}

int sriov_nl_pf_release_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct sriov_pf *pf = sriov_nl_pf_of_pf(info);
	int err;

	if (IS_ERR(pf))
		return PTR_ERR(pf);
	err = sriov_adopt_release(pf, info->extack);
	sriov_pf_put(pf);
	return err;
}
