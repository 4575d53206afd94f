/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the kernel says of PFs and VFs, decoded from netlink messages. One
 * table per object names every attribute: for decoding, for output, and for
 * telling which attribute of a request the kernel refused.
 */
#ifndef MODEL_H
#define MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <libmnl/libmnl.h>

#include "lists.h"
#include "select.h"

/* Every text of the family fits, with its final NUL. */
#define TEXT_LEN	32

#define VF_STATS	SRIOV_A_VF_STATS_MAX

enum field_kind {
	FIELD_NONE,		/* has a name only */
	FIELD_U32,
	FIELD_BOOL,		/* u32, 0 or 1, for no and yes */
	FIELD_SWITCH,		/* the same for off and on */
	FIELD_STATE,		/* u32, enum sriov_vf_status */
	FIELD_LINK,		/* u32, enum sriov_link */
	FIELD_CAPS,		/* u32, bits of enum sriov_pf_caps */
	FIELD_PROTO,		/* u32, an Ethernet protocol */
	FIELD_COOKIE,		/* u64, 0: none */
	FIELD_STRING,
	FIELD_MAC,
	FIELD_RATE,		/* u32, a limit, 0 for none */
	FIELD_LIMIT,		/* u32, 0 for never */
	FIELD_REASON,		/* u32, enum sriov_quarantine_reason */
	FIELD_STATS,		/* nest of u64 */
	FIELD_TRUNK,		/* nest, see lists.h */
	FIELD_MACS,		/* likewise */
	FIELD_DRIFT,		/* nest of what the driver has in its own way */
};

/**
 * struct field - an attribute of an object
 * @name: as in the specification of the netlink family
 * @key: in JSON and on the screen; NULL: isn't shown
 * @kind: its type
 * @offset: where it is in struct pf or struct vf
 */
struct field {
	const char *name;
	const char *key;
	enum field_kind kind;
	size_t offset;
};

/* Indexed by attribute number. A hole in the numbers has no name. */
extern const struct field pf_fields[SRIOV_A_PF_MAX + 1];
extern const struct field vf_fields[SRIOV_A_VF_MAX + 1];
extern const struct field drift_fields[SRIOV_A_VF_MAX + 1];
extern const char *const vf_stats_names[VF_STATS + 1];

/*
 * A PF: the attributes of the specification, by their names there. @present
 * is a bitmap of those that the kernel sent, @label how people call the PF:
 * its netdev, or its address.
 */
struct pf {
	uint64_t present;
	char label[TEXT_LEN];
	char address[TEXT_LEN];
	char ifname[TEXT_LEN];
	char driver[TEXT_LEN];
	uint32_t ifindex;
	uint32_t total_vfs;
	uint32_t num_vfs;
	uint32_t caps;
	uint32_t generation;
	uint32_t max_frame;
	uint32_t quarantine_flood;
	uint32_t quarantine_malformed;
	uint32_t quarantine_resets;
	uint32_t quarantine_release;
	uint32_t slots;
	uint32_t in_service;
	char foreign_driver[TEXT_LEN];
	uint8_t mac[MAC_LEN];
	struct trunk local_vlans;
};

/* What the driver of an adopted PF has, and nobody wants; @present: which. */
struct drift {
	uint64_t present;
	uint32_t vlan;
	uint32_t qos;
	uint32_t vlan_proto;
	uint32_t spoofchk;
	uint32_t max_tx_rate;
	uint32_t min_tx_rate;
	uint32_t trust;
	uint32_t link_state;
	uint8_t mac[MAC_LEN];
};

/**
 * struct vf_stats - statistics of a VF
 * @present: bitmap of those that the kernel sent
 * @value: by attribute number
 */
struct vf_stats {
	uint64_t present;
	uint64_t value[VF_STATS + 1];
};

/* A VF, likewise. */
struct vf {
	uint64_t present;
	char pf_address[TEXT_LEN];
	char address[TEXT_LEN];
	uint32_t pf_ifindex;
	uint32_t id;
	uint32_t state;
	uint32_t active;
	uint32_t mac_by_host;
	uint32_t vlan;
	uint32_t qos;
	uint32_t vlan_proto;
	uint32_t spoofchk;
	uint32_t generation;
	uint32_t max_frame;
	uint32_t num_macs;
	uint32_t max_macs;
	uint32_t num_multicast;
	uint32_t max_multicast;
	uint32_t num_vlans;
	uint32_t max_vlans;
	uint32_t max_tx_rate;
	uint32_t min_tx_rate;
	uint32_t trust;
	uint32_t link_state;
	uint32_t queues;
	uint32_t max_queues;
	uint32_t vectors;
	uint64_t owner;
	uint64_t refused_owner;
	uint32_t quarantine_reason;
	uint32_t quarantine_left;
	uint32_t in_service;
	char rate_node[TEXT_LEN];
	uint8_t mac[MAC_LEN];
	uint32_t max_mtu;
	struct trunk trunk;
	struct macs allowed_macs;
	struct drift drift;
	struct vf_stats stats;
};

static inline bool pf_has(const struct pf *pf, unsigned int attr)
{
	return pf->present >> attr & 1;
}

static inline bool vf_has(const struct vf *vf, unsigned int attr)
{
	return vf->present >> attr & 1;
}

/* Decode a message. False when it isn't what the specification says. */
bool pf_decode(const struct nlmsghdr *nlh, struct pf *pf);
bool vf_decode(const struct nlmsghdr *nlh, struct vf *vf);

/* The fields of the objects that command @cmd of the family is about. */
const struct field *cmd_fields(unsigned int cmd, unsigned int *max);

/* NULL for a number this program doesn't know. */
const char *state_name(uint32_t state);
const char *link_name(uint32_t link);
const char *reason_name(uint32_t reason);
const char *cap_name(unsigned int bit);

/* Lists that grow. */
struct pf_list {
	struct pf *pf;
	size_t count;
	size_t room;
};

struct vf_list {
	struct vf *vf;
	size_t count;
	size_t room;
};

struct pf *pf_list_add(struct pf_list *list);
struct vf *vf_list_add(struct vf_list *list);
/* Leave those that are in service. */
void vf_list_in_service(struct vf_list *list);
void pf_list_free(struct pf_list *list);
void vf_list_free(struct vf_list *list);

/* The PF a selector names, or NULL. */
const struct pf *pf_list_find(const struct pf_list *list,
			      const struct selector *sel);
/* The PF with that address as the kernel writes it, or NULL. */
const struct pf *pf_list_by_address(const struct pf_list *list,
				    const char *address);

/* Control characters in what comes from outside become question marks. */
void printable(char *text);

#endif /* MODEL_H */
