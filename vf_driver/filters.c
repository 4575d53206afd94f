// SPDX-License-Identifier: GPL-2.0
/*
 * What the VF asks its PF to let through: multicast, additional unicast
 * addresses, VLANs.
 *
 * Owns struct sriov_vf_filters, the PF's view of the lists, which keeps the
 * same list from being sent again and again. Runs under sriov_vf_dev.lock;
 * takes the netdev's address lock for as long as it reads the lists, as mail
 * can't be sent under that one.
 */
#include "sriov_vf.h"

/* 12 bits of the address, as the 82576 hashes (RCTL.MO = 0). */
static u16 sriov_vf_mc_hash(const u8 *mac)
{
	return (mac[4] >> 4 | mac[5] << 4) & SRIOV_MBX_MAX_HASH;
}

static bool sriov_vf_has_hash(const struct sriov_vf_filters *want, u16 hash)
{
	unsigned int i;

	for (i = 0; i < want->num_hashes; i++)
		if (want->hash[i] == hash)
			return true;
	return false;
}

static void sriov_vf_read_multicast(struct net_device *netdev,
				    struct sriov_vf_filters *want)
{
	struct netdev_hw_addr *ha;

	want->all_mc = netdev->flags & (IFF_ALLMULTI | IFF_PROMISC);
	want->all_uc = netdev->flags & IFF_PROMISC;
	netdev_for_each_mc_addr(ha, netdev) {
		u16 hash = sriov_vf_mc_hash(ha->addr);

		if (sriov_vf_has_hash(want, hash))
			continue;
		if (want->num_hashes == SRIOV_MBX_MAX_HASHES) {
			want->all_mc = true;
			break;
		}
		want->hash[want->num_hashes++] = hash;
	}
}

/* Returns how many addresses were left out. */
static unsigned int sriov_vf_read_unicast(struct net_device *netdev,
					  struct sriov_vf_filters *want)
{
	struct netdev_hw_addr *ha;
	unsigned int left_out = 0;

	netdev_for_each_uc_addr(ha, netdev) {
		if (want->num_macs == SRIOV_VF_MAX_FILTER_MACS)
			left_out++;
		else
			ether_addr_copy(want->mac[want->num_macs++], ha->addr);
	}
	return left_out;
}

/* A PF may give all multicast and refuse all unicast: then ask for the one. */
static void sriov_vf_send_promisc(struct sriov_vf_dev *vfd,
				  const struct sriov_vf_filters *want)
{
	struct sriov_vf_filters *sent = &vfd->sent;
	u8 what = SRIOV_MBX_PROMISC_OFF;
	int err;

	if (want->all_mc == sent->all_mc && want->all_uc == sent->all_uc)
		return;
	if (want->all_mc)
		what |= SRIOV_MBX_PROMISC_MC;
	if (want->all_uc)
		what |= SRIOV_MBX_PROMISC_UC;
	err = sriov_vf_mail_promisc(vfd, what);
	if (err == -EPERM && net_ratelimit())
		netdev_warn(vfd->netdev,
			    "the PF doesn't let all %s through: it doesn't trust this VF\n",
			    want->all_uc ? "frames" : "multicast");
	if (err == -EPERM && want->all_uc && want->all_mc)
		sriov_vf_mail_promisc(vfd, SRIOV_MBX_PROMISC_MC);
	if (!vfd->ready)
		return;
	sent->all_mc = want->all_mc;
	sent->all_uc = want->all_uc;
}

static void sriov_vf_send_multicast(struct sriov_vf_dev *vfd,
				    const struct sriov_vf_filters *want)
{
	struct sriov_vf_filters *sent = &vfd->sent;
	int err;

	if (want->num_hashes == sent->num_hashes &&
	    !memcmp(want->hash, sent->hash,
		    want->num_hashes * sizeof(want->hash[0])))
		return;
	err = sriov_vf_mail_multicast(vfd, want->hash, want->num_hashes);
	if (err == -EPERM && net_ratelimit())
		netdev_warn(vfd->netdev,
			    "the PF refuses the multicast filter\n");
	if (!vfd->ready)
		return;
	sent->num_hashes = want->num_hashes;
	memcpy(sent->hash, want->hash, sizeof(sent->hash));
}

static void sriov_vf_send_unicast(struct sriov_vf_dev *vfd,
				  const struct sriov_vf_filters *want,
				  unsigned int left_out)
{
	struct sriov_vf_filters *sent = &vfd->sent;
	unsigned int i;

	if (want->num_macs == sent->num_macs &&
	    !memcmp(want->mac, sent->mac, want->num_macs * ETH_ALEN))
		return;
	if (sent->num_macs)
		sriov_vf_mail_mac(vfd, SRIOV_MBX_MAC_CLEAR,
				  vfd->netdev->dev_addr);
	for (i = 0; i < want->num_macs && vfd->ready; i++)
		if (sriov_vf_mail_mac(vfd, SRIOV_MBX_MAC_ADD,
				      want->mac[i]) == -EPERM)
			left_out++;
	if (!vfd->ready)
		return;
	sent->num_macs = want->num_macs;
	memcpy(sent->mac, want->mac, sizeof(sent->mac));
	if (left_out && net_ratelimit())
		netdev_warn(vfd->netdev,
			    "%u additional addresses can't be had from the PF: frames to them won't arrive\n",
			    left_out);
}

/**
 * sriov_vf_send_filters() - tell the PF the netdev's address lists
 * @vfd: the VF; lock held. Nothing happens unless it's ready and registered.
 *
 * Context: process.
 */
void sriov_vf_send_filters(struct sriov_vf_dev *vfd)
{
	struct net_device *netdev = vfd->netdev;
	struct sriov_vf_filters want = {};
	unsigned int left_out;

	/* Before it's registered there is neither a list nor its lock. */
	if (!vfd->ready || !vfd->registered)
		return;
	netif_addr_lock_bh(netdev);
	sriov_vf_read_multicast(netdev, &want);
	left_out = sriov_vf_read_unicast(netdev, &want);
	netif_addr_unlock_bh(netdev);

	sriov_vf_send_promisc(vfd, &want);
	if (vfd->ready)
		sriov_vf_send_multicast(vfd, &want);
	if (vfd->ready)
		sriov_vf_send_unicast(vfd, &want, left_out);
}

/**
 * sriov_vf_forget_filters() - the PF has forgotten them
 * @vfd: the VF; lock held
 */
void sriov_vf_forget_filters(struct sriov_vf_dev *vfd)
{
	memset(&vfd->sent, 0, sizeof(vfd->sent));
}

/**
 * sriov_vf_send_vlans() - tell the PF the netdev's VLANs, after a reset
 * @vfd: the VF; lock held
 *
 * Context: process.
 */
void sriov_vf_send_vlans(struct sriov_vf_dev *vfd)
{
	unsigned int vid, refused = 0;

	for_each_set_bit(vid, vfd->vlans, VLAN_N_VID) {
		if (!vfd->ready)
			return;
		if (sriov_vf_mail_vlan(vfd, vid, true) == -EPERM)
			refused++;
	}
	if (refused)
		netdev_warn(vfd->netdev, "the PF refuses %u VLANs after a reset\n",
			    refused);
}
