// SPDX-License-Identifier: GPL-2.0
/*
 * PFs and VFs of the kernel that tests put behind sriovctl.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fake.h"

#define CAPS	(SRIOV_PF_CAPS_MAC | SRIOV_PF_CAPS_VLAN | \
		 SRIOV_PF_CAPS_SPOOFCHK | SRIOV_PF_CAPS_STATS | \
		 SRIOV_PF_CAPS_MAILBOX | SRIOV_PF_CAPS_RATE)

struct fake_pf fake_pfs[FAKE_PFS] = {
	{ .address = "0000:03:00.0", .total_vfs = 8,
	  .caps = SRIOV_PF_CAPS_MAC | SRIOV_PF_CAPS_VLAN },
	{ .address = "10000:01:00.0", .ifname = "pf0", .total_vfs = 256,
	  .caps = CAPS },
	{ .address = "10000:01:00.1", .ifname = "pf1", .total_vfs = 256,
	  .caps = CAPS },
};

static unsigned int index_of(const struct fake_pf *pf)
{
	return (unsigned int)(pf - fake_pfs);
}

void fake_set_num(struct fake_pf *pf, uint32_t num, bool slots)
{
	unsigned int i;

	pf->num_vfs = num;
	pf->slots = slots && num;
	for (i = 0; i < SRIOV_MAX_VFS; i++) {
		pf->vf[i].state = i < num ? SRIOV_VF_STATUS_READY :
					    SRIOV_VF_STATUS_DISABLED;
		pf->vf[i].active = i < num && !slots;
		pf->vf[i].in_service = i < num && !slots;
	}
}

static void default_mac(const struct fake_pf *pf, unsigned int vf,
			uint8_t *mac)
{
	const uint8_t octets[] = {
		2, 0x42, (uint8_t)vf, 0, 0, (uint8_t)index_of(pf),
	};

	memcpy(mac, octets, MAC_LEN);
}

void fake_init(const char *num_vfs)
{
	/* pf0, pf1, and the one without a netdev. */
	static const unsigned int order[FAKE_PFS] = { 1, 2, 0 };
	struct fake_pf *pf;
	unsigned int i, j;
	char *end;

	for (i = 0; i < FAKE_PFS; i++) {
		pf = &fake_pfs[order[i]];
		for (j = 0; j < SRIOV_MAX_VFS; j++) {
			default_mac(pf, j, pf->vf[j].mac);
			pf->vf[j].spoofchk = 1;
			pf->vf[j].queues = 2;
			pf->vf[j].trunk.all = true;
		}
		pf->vf[6].max_tx_rate = 50;
		pf->vf[6].min_tx_rate = 20;
		trunk_parse("10,20-29", &pf->vf[6].trunk);
		trunk_parse("none", &pf->vf[7].trunk);
		macs_parse("02:00:00:00:00:01,02:00:00:00:00:02",
			   &pf->vf[6].allowed_macs);
		pf->vf[6].max_mtu = 1500;
		fake_set_num(pf, (uint32_t)strtoul(num_vfs, &end, 10), false);
		num_vfs = *end == ',' ? end + 1 : end;
	}
}

struct fake_pf *fake_find(const char *address)
{
	unsigned int i;

	for (i = 0; i < FAKE_PFS; i++)
		if (!strcmp(fake_pfs[i].address, address))
			return &fake_pfs[i];
	return NULL;
}

void fake_put_pf(struct nlmsghdr *nlh, const struct fake_pf *pf)
{
	const uint8_t mac[] = { 2, 0, 0, 0, 0, (uint8_t)index_of(pf) };
	unsigned int i, in_service = 0;

	if (pf->ifname) {
		mnl_attr_put_u32(nlh, SRIOV_A_PF_IFINDEX, index_of(pf) + 2);
		mnl_attr_put_strz(nlh, SRIOV_A_PF_IFNAME, pf->ifname);
	}
	mnl_attr_put_strz(nlh, SRIOV_A_PF_PCI_ADDRESS, pf->address);
	mnl_attr_put_strz(nlh, SRIOV_A_PF_DRIVER, "mock");
	mnl_attr_put_u32(nlh, SRIOV_A_PF_TOTAL_VFS, pf->total_vfs);
	mnl_attr_put_u32(nlh, SRIOV_A_PF_NUM_VFS, pf->num_vfs);
	mnl_attr_put_u32(nlh, SRIOV_A_PF_CAPS, pf->caps);
	mnl_attr_put(nlh, SRIOV_A_PF_MAC, sizeof(mac), mac);
	mnl_attr_put_u32(nlh, SRIOV_A_PF_GENERATION, FAKE_GENERATION);
	mnl_attr_put_u32(nlh, SRIOV_A_PF_MAX_FRAME, 9216);
	for (i = 0; i < 4; i++)
		mnl_attr_put_u32(nlh,
				 (uint16_t)(SRIOV_A_PF_QUARANTINE_FLOOD + i),
				 pf->quarantine[i]);
	mnl_attr_put_u32(nlh, SRIOV_A_PF_SLOTS, pf->slots);
	for (i = 0; i < SRIOV_MAX_VFS; i++)
		in_service += pf->vf[i].in_service;
	mnl_attr_put_u32(nlh, SRIOV_A_PF_IN_SERVICE, in_service);
	if (getenv("FAKE_ADOPTED"))
		mnl_attr_put_strz(nlh, SRIOV_A_PF_FOREIGN_DRIVER, "igb");
}

static void put_drift(struct nlmsghdr *nlh, unsigned int vf)
{
	const char *drift = getenv("FAKE_DRIFT");
	struct nlattr *nest;

	if (!drift || (unsigned int)atoi(drift) != vf)
		return;
	nest = mnl_attr_nest_start(nlh, SRIOV_A_VF_DRIFT);
	mnl_attr_put_u32(nlh, SRIOV_A_VF_VLAN, 7);
	mnl_attr_put_u32(nlh, SRIOV_A_VF_SPOOFCHK, 0);
	mnl_attr_nest_end(nlh, nest);
}

static void put_stats(struct nlmsghdr *nlh, unsigned int vf)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, SRIOV_A_VF_STATS);
	unsigned int i;

	for (i = SRIOV_A_VF_STATS_RX_PACKETS; i <= VF_STATS; i++)
		mnl_attr_put_u64(nlh, (uint16_t)i, vf * 1000 + i);
	mnl_attr_nest_end(nlh, nest);
}

void fake_put_vf(struct nlmsghdr *nlh, const struct fake_pf *pf,
		 unsigned int vf, bool stats)
{
	const struct fake_vf *v = &pf->vf[vf];
	unsigned int id = 8 + 4 * vf + index_of(pf);
	char address[PCI_ADDRESS_LEN];

	mnl_attr_put_strz(nlh, SRIOV_A_VF_PCI_ADDRESS, pf->address);
	if (pf->ifname)
		mnl_attr_put_u32(nlh, SRIOV_A_VF_IFINDEX, index_of(pf) + 2);
	if (getenv("FAKE_BROKEN"))
		mnl_attr_put_u16(nlh, SRIOV_A_VF_VF_ID, (uint16_t)vf);
	else
		mnl_attr_put_u32(nlh, SRIOV_A_VF_VF_ID, vf);
	if (v->state == SRIOV_VF_STATUS_READY ||
	    v->state == SRIOV_VF_STATUS_QUARANTINED) {
		snprintf(address, sizeof(address), "%.6s%02x:%02x.%u",
			 pf->address, 1 + id / 256, id / 8 % 32, id % 8);
		mnl_attr_put_strz(nlh, SRIOV_A_VF_VF_ADDRESS, address);
	}
	mnl_attr_put_u32(nlh, SRIOV_A_VF_STATE, v->state);
	put_drift(nlh, vf);
	mnl_attr_put_u32(nlh, SRIOV_A_VF_ACTIVE, v->active);
	mnl_attr_put(nlh, SRIOV_A_VF_MAC, MAC_LEN, v->mac);
	mnl_attr_put_u32(nlh, SRIOV_A_VF_MAC_BY_HOST, v->mac_by_host);
	mnl_attr_put_u32(nlh, SRIOV_A_VF_VLAN, v->vlan);
	mnl_attr_put_u32(nlh, SRIOV_A_VF_QOS, v->qos);
	mnl_attr_put_u32(nlh, SRIOV_A_VF_VLAN_PROTO, 0x8100);
	mnl_attr_put_u32(nlh, SRIOV_A_VF_SPOOFCHK, v->spoofchk);
	mnl_attr_put_u32(nlh, SRIOV_A_VF_MAX_TX_RATE, v->max_tx_rate);
	mnl_attr_put_u32(nlh, SRIOV_A_VF_MIN_TX_RATE, v->min_tx_rate);
	mnl_attr_put_u32(nlh, SRIOV_A_VF_TRUST, v->trust);
	mnl_attr_put_u32(nlh, SRIOV_A_VF_LINK_STATE, v->link_state);
	mnl_attr_put_u32(nlh, SRIOV_A_VF_QUEUES, v->queues);
	mnl_attr_put_u32(nlh, SRIOV_A_VF_MAX_QUEUES, 4);
	mnl_attr_put_u32(nlh, SRIOV_A_VF_VECTORS, 8);
	mnl_attr_put_u64(nlh, SRIOV_A_VF_OWNER, v->owner);
	if (v->quarantine_reason)
		mnl_attr_put_u32(nlh, SRIOV_A_VF_QUARANTINE_REASON,
				 v->quarantine_reason);
	if (v->quarantine_left)
		mnl_attr_put_u32(nlh, SRIOV_A_VF_QUARANTINE_LEFT,
				 v->quarantine_left);
	trunk_put(nlh, SRIOV_A_VF_TRUNK, &v->trunk);
	macs_put(nlh, &v->allowed_macs);
	mnl_attr_put_u32(nlh, SRIOV_A_VF_MAX_MTU, v->max_mtu);
	mnl_attr_put_u32(nlh, SRIOV_A_VF_IN_SERVICE, v->in_service);
	if (vf == 6)
		mnl_attr_put_strz(nlh, SRIOV_A_VF_RATE_NODE, "tenant");
	if (stats)
		put_stats(nlh, vf);
	mnl_attr_put_u32(nlh, SRIOV_A_VF_GENERATION, FAKE_GENERATION);
}
