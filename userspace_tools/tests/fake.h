/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel that tests put behind sriovctl: PFs and VFs, in messages as the
 * real one sends them.
 *
 *	pf0	10000:01:00.0	256 VFs
 *	pf1	10000:01:00.1	256 VFs
 *	(none)	0000:03:00.0	8 VFs, can't check sources
 */
#ifndef FAKE_H
#define FAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <libmnl/libmnl.h>

#include "model.h"

#define FAKE_FAMILY	33
#define FAKE_PFS	3
#define FAKE_GENERATION	42

struct fake_vf {
	uint32_t state;
	uint32_t active;
	uint32_t vlan;
	uint32_t qos;
	uint32_t spoofchk;
	uint32_t max_tx_rate;
	uint32_t min_tx_rate;
	uint32_t trust;
	uint32_t link_state;
	uint32_t queues;
	uint32_t max_mtu;
	struct trunk trunk;
	struct macs allowed_macs;
	uint8_t mac[MAC_LEN];
	bool mac_by_host;
	uint64_t owner;
	uint32_t quarantine_reason;
	uint32_t quarantine_left;
	uint32_t in_service;
};

struct fake_pf {
	const char *address;
	const char *ifname;	/* NULL: no netdev */
	uint32_t total_vfs;
	uint32_t num_vfs;
	uint32_t caps;
	uint32_t quarantine[4];	/* by attribute, from quarantine-flood on */
	uint32_t slots;
	struct fake_vf vf[SRIOV_MAX_VFS];
};

extern struct fake_pf fake_pfs[FAKE_PFS];

/* "8,0,2": VFs that exist at the start, with drivers in them. */
void fake_init(const char *num_vfs);
void fake_set_num(struct fake_pf *pf, uint32_t num, bool slots);
struct fake_pf *fake_find(const char *address);

/* Put the attributes of an object. */
void fake_put_pf(struct nlmsghdr *nlh, const struct fake_pf *pf);
void fake_put_vf(struct nlmsghdr *nlh, const struct fake_pf *pf,
		 unsigned int vf, bool stats);

#endif /* FAKE_H */
