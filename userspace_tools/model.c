// SPDX-License-Identifier: GPL-2.0
/*
 * PFs and VFs as the kernel describes them: the tables of attributes, and
 * decoding of messages by these tables. Pure: a message in, a struct out. No
 * message is trusted: every length is checked before a value is read.
 */
#include <stdlib.h>
#include <string.h>

#include <linux/genetlink.h>

#include "model.h"
#include "sriovctl.h"

#define FIELD(object, member, name_, key_, kind_) {	\
	.name = (name_),				\
	.key = (key_),					\
	.kind = (kind_),				\
	.offset = offsetof(struct object, member),	\
}

#define PF(...)		FIELD(pf, __VA_ARGS__)
#define VF(...)		FIELD(vf, __VA_ARGS__)
#define DRIFT(...)	FIELD(drift, __VA_ARGS__)

const struct field pf_fields[SRIOV_A_PF_MAX + 1] = {
	[SRIOV_A_PF_PCI_ADDRESS] =
		PF(address, "pci-address", "address", FIELD_STRING),
	[SRIOV_A_PF_IFINDEX] = PF(ifindex, "ifindex", "ifindex", FIELD_U32),
	[SRIOV_A_PF_IFNAME] = PF(ifname, "ifname", "ifname", FIELD_STRING),
	[SRIOV_A_PF_DRIVER] = PF(driver, "driver", "driver", FIELD_STRING),
	[SRIOV_A_PF_TOTAL_VFS] =
		PF(total_vfs, "total-vfs", "total-vfs", FIELD_U32),
	[SRIOV_A_PF_NUM_VFS] = PF(num_vfs, "num-vfs", "num-vfs", FIELD_U32),
	[SRIOV_A_PF_CAPS] = PF(caps, "caps", "caps", FIELD_CAPS),
	[SRIOV_A_PF_MAC] = PF(mac, "mac", "mac", FIELD_MAC),
	[SRIOV_A_PF_GENERATION] =
		PF(generation, "generation", "generation", FIELD_U32),
	[SRIOV_A_PF_MAX_FRAME] =
		PF(max_frame, "max-frame", "max-frame", FIELD_U32),
	[SRIOV_A_PF_QUARANTINE_FLOOD] =
		PF(quarantine_flood, "quarantine-flood", "quarantine-flood",
		   FIELD_LIMIT),
	[SRIOV_A_PF_QUARANTINE_MALFORMED] =
		PF(quarantine_malformed, "quarantine-malformed",
		   "quarantine-malformed", FIELD_LIMIT),
	[SRIOV_A_PF_QUARANTINE_RESETS] =
		PF(quarantine_resets, "quarantine-resets", "quarantine-resets",
		   FIELD_LIMIT),
	[SRIOV_A_PF_QUARANTINE_RELEASE] =
		PF(quarantine_release, "quarantine-release",
		   "quarantine-release", FIELD_LIMIT),
	[SRIOV_A_PF_SLOTS] = PF(slots, "slots", "slots", FIELD_BOOL),
	[SRIOV_A_PF_IN_SERVICE] =
		PF(in_service, "in-service", "in-service", FIELD_U32),
	[SRIOV_A_PF_FOREIGN_DRIVER] =
		PF(foreign_driver, "foreign-driver", "foreign-driver",
		   FIELD_STRING),
	[SRIOV_A_PF_LOCAL_VLANS] =
		PF(local_vlans, "local-vlans", "local-vlans", FIELD_TRUNK),
};

const struct field vf_fields[SRIOV_A_VF_MAX + 1] = {
	[SRIOV_A_VF_PCI_ADDRESS] =
		VF(pf_address, "pci-address", "pf-address", FIELD_STRING),
	[SRIOV_A_VF_IFINDEX] = VF(pf_ifindex, "ifindex", NULL, FIELD_U32),
	[SRIOV_A_VF_VF_ID] = VF(id, "vf-id", "vf", FIELD_U32),
	[SRIOV_A_VF_VF_LAST] = { .name = "vf-last" },
	[SRIOV_A_VF_VF_ADDRESS] =
		VF(address, "vf-address", "address", FIELD_STRING),
	[SRIOV_A_VF_STATE] = VF(state, "state", "state", FIELD_STATE),
	[SRIOV_A_VF_ACTIVE] = VF(active, "active", "active", FIELD_BOOL),
	[SRIOV_A_VF_MAC] = VF(mac, "mac", "mac", FIELD_MAC),
	[SRIOV_A_VF_MAC_BY_HOST] =
		VF(mac_by_host, "mac-by-host", "mac-by-host", FIELD_BOOL),
	[SRIOV_A_VF_VLAN] = VF(vlan, "vlan", "vlan", FIELD_U32),
	[SRIOV_A_VF_QOS] = VF(qos, "qos", "qos", FIELD_U32),
	[SRIOV_A_VF_VLAN_PROTO] =
		VF(vlan_proto, "vlan-proto", "vlan-proto", FIELD_PROTO),
	[SRIOV_A_VF_SPOOFCHK] =
		VF(spoofchk, "spoofchk", "spoofchk", FIELD_SWITCH),
	[SRIOV_A_VF_WITH_STATS] = { .name = "with-stats" },
	[SRIOV_A_VF_STATS] = VF(stats, "stats", "stats", FIELD_STATS),
	[SRIOV_A_VF_GENERATION] =
		VF(generation, "generation", "generation", FIELD_U32),
	[SRIOV_A_VF_MAX_FRAME] =
		VF(max_frame, "max-frame", "max-frame", FIELD_U32),
	[SRIOV_A_VF_NUM_MACS] =
		VF(num_macs, "num-macs", "num-macs", FIELD_U32),
	[SRIOV_A_VF_MAX_MACS] =
		VF(max_macs, "max-macs", "max-macs", FIELD_U32),
	[SRIOV_A_VF_NUM_MULTICAST] =
		VF(num_multicast, "num-multicast", "num-multicast", FIELD_U32),
	[SRIOV_A_VF_MAX_MULTICAST] =
		VF(max_multicast, "max-multicast", "max-multicast", FIELD_U32),
	[SRIOV_A_VF_NUM_VLANS] =
		VF(num_vlans, "num-vlans", "num-vlans", FIELD_U32),
	[SRIOV_A_VF_MAX_VLANS] =
		VF(max_vlans, "max-vlans", "max-vlans", FIELD_U32),
	[SRIOV_A_VF_MAX_TX_RATE] =
		VF(max_tx_rate, "max-tx-rate", "max-tx-rate", FIELD_RATE),
	[SRIOV_A_VF_MIN_TX_RATE] =
		VF(min_tx_rate, "min-tx-rate", "min-tx-rate", FIELD_RATE),
	[SRIOV_A_VF_TRUST] = VF(trust, "trust", "trust", FIELD_SWITCH),
	[SRIOV_A_VF_LINK_STATE] =
		VF(link_state, "link-state", "link-state", FIELD_LINK),
	[SRIOV_A_VF_QUEUES] = VF(queues, "queues", "queues", FIELD_U32),
	[SRIOV_A_VF_MAX_QUEUES] =
		VF(max_queues, "max-queues", "max-queues", FIELD_U32),
	[SRIOV_A_VF_VECTORS] = VF(vectors, "vectors", "vectors", FIELD_U32),
	[SRIOV_A_VF_OWNER] = VF(owner, "owner", "owner", FIELD_COOKIE),
	[SRIOV_A_VF_OWNER_RELEASE] = { .name = "owner-release" },
	[SRIOV_A_VF_OWNER_FORCE] = { .name = "owner-force" },
	[SRIOV_A_VF_RESET] = { .name = "reset" },
	[SRIOV_A_VF_REFUSED_OWNER] =
		VF(refused_owner, "refused-owner", "refused-owner",
		   FIELD_COOKIE),
	[SRIOV_A_VF_QUARANTINE_REASON] =
		VF(quarantine_reason, "quarantine-reason", "quarantine-reason",
		   FIELD_REASON),
	[SRIOV_A_VF_QUARANTINE_LEFT] =
		VF(quarantine_left, "quarantine-left", "quarantine-left",
		   FIELD_U32),
	[SRIOV_A_VF_TRUNK] = VF(trunk, "trunk", "trunk", FIELD_TRUNK),
	[SRIOV_A_VF_ALLOWED_MACS] =
		VF(allowed_macs, "allowed-macs", "allowed-macs", FIELD_MACS),
	[SRIOV_A_VF_MAX_MTU] = VF(max_mtu, "max-mtu", "max-mtu", FIELD_RATE),
	[SRIOV_A_VF_IN_SERVICE] =
		VF(in_service, "in-service", "in-service", FIELD_BOOL),
	[SRIOV_A_VF_RATE_NODE] =
		VF(rate_node, "rate-node", "rate-node", FIELD_STRING),
	[SRIOV_A_VF_DRIFT] = VF(drift, "drift", "drift", FIELD_DRIFT),
};

const struct field drift_fields[SRIOV_A_VF_MAX + 1] = {
	[SRIOV_A_VF_MAC] = DRIFT(mac, "mac", "mac", FIELD_MAC),
	[SRIOV_A_VF_VLAN] = DRIFT(vlan, "vlan", "vlan", FIELD_U32),
	[SRIOV_A_VF_QOS] = DRIFT(qos, "qos", "qos", FIELD_U32),
	[SRIOV_A_VF_VLAN_PROTO] =
		DRIFT(vlan_proto, "vlan-proto", "vlan-proto", FIELD_PROTO),
	[SRIOV_A_VF_SPOOFCHK] =
		DRIFT(spoofchk, "spoofchk", "spoofchk", FIELD_SWITCH),
	[SRIOV_A_VF_MAX_TX_RATE] =
		DRIFT(max_tx_rate, "max-tx-rate", "max-tx-rate", FIELD_RATE),
	[SRIOV_A_VF_MIN_TX_RATE] =
		DRIFT(min_tx_rate, "min-tx-rate", "min-tx-rate", FIELD_RATE),
	[SRIOV_A_VF_TRUST] = DRIFT(trust, "trust", "trust", FIELD_SWITCH),
	[SRIOV_A_VF_LINK_STATE] =
		DRIFT(link_state, "link-state", "link-state", FIELD_LINK),
};

const char *const vf_stats_names[VF_STATS + 1] = {
	[SRIOV_A_VF_STATS_RX_PACKETS] = "rx-packets",
	[SRIOV_A_VF_STATS_RX_BYTES] = "rx-bytes",
	[SRIOV_A_VF_STATS_RX_MULTICAST] = "rx-multicast",
	[SRIOV_A_VF_STATS_RX_BROADCAST] = "rx-broadcast",
	[SRIOV_A_VF_STATS_RX_DROPPED] = "rx-dropped",
	[SRIOV_A_VF_STATS_TX_PACKETS] = "tx-packets",
	[SRIOV_A_VF_STATS_TX_BYTES] = "tx-bytes",
	[SRIOV_A_VF_STATS_TX_MULTICAST] = "tx-multicast",
	[SRIOV_A_VF_STATS_TX_BROADCAST] = "tx-broadcast",
	[SRIOV_A_VF_STATS_TX_DROPPED] = "tx-dropped",
	[SRIOV_A_VF_STATS_TX_SPOOFED_MAC] = "tx-spoofed-mac",
	[SRIOV_A_VF_STATS_TX_SPOOFED_VLAN] = "tx-spoofed-vlan",
	[SRIOV_A_VF_STATS_MAIL_RECEIVED] = "mail-received",
	[SRIOV_A_VF_STATS_MAIL_REFUSED] = "mail-refused",
	[SRIOV_A_VF_STATS_MAIL_MALFORMED] = "mail-malformed",
	[SRIOV_A_VF_STATS_RESETS] = "resets",
	[SRIOV_A_VF_STATS_MAIL_DELAYED] = "mail-delayed",
	[SRIOV_A_VF_STATS_QUARANTINES] = "quarantines",
};

static const char *const state_names[] = {
	[SRIOV_VF_STATUS_DISABLED] = "disabled",
	[SRIOV_VF_STATUS_ENABLING] = "enabling",
	[SRIOV_VF_STATUS_RESETTING] = "resetting",
	[SRIOV_VF_STATUS_READY] = "ready",
	[SRIOV_VF_STATUS_QUARANTINED] = "quarantined",
};

static const char *const cap_names[] = {
	"mac", "vlan", "spoofchk", "stats", "mailbox", "rate",
	"trust", "link-state", "qinq", "queues", "trunk",
	"allowed-macs", "max-mtu", "local-vlan", "min-rate", "link-up",
};

static const char *const link_names[] = {
	[SRIOV_LINK_AUTO] = "auto",
	[SRIOV_LINK_ENABLE] = "enable",
	[SRIOV_LINK_DISABLE] = "disable",
};

static const char *const reason_names[] = {
	[SRIOV_QUARANTINE_REASON_NONE] = "none",
	[SRIOV_QUARANTINE_REASON_MAIL_FLOOD] = "mail-flood",
	[SRIOV_QUARANTINE_REASON_MALFORMED] = "malformed",
	[SRIOV_QUARANTINE_REASON_RESET_LOOP] = "reset-loop",
	[SRIOV_QUARANTINE_REASON_COMMAND] = "command",
};

const char *reason_name(uint32_t reason)
{
	return reason < ARRAY_SIZE(reason_names) ? reason_names[reason] : NULL;
}

const char *state_name(uint32_t state)
{
	return state < ARRAY_SIZE(state_names) ? state_names[state] : NULL;
}

const char *link_name(uint32_t link)
{
	return link < ARRAY_SIZE(link_names) ? link_names[link] : NULL;
}

const char *cap_name(unsigned int bit)
{
	return bit < ARRAY_SIZE(cap_names) ? cap_names[bit] : NULL;
}

const struct field *cmd_fields(unsigned int cmd, unsigned int *max)
{
	switch (cmd) {
	case SRIOV_CMD_PF_GET:
	case SRIOV_CMD_PF_SET:
	case SRIOV_CMD_PF_ADOPT:
	case SRIOV_CMD_PF_RELEASE:
		*max = SRIOV_A_PF_MAX;
		return pf_fields;
	case SRIOV_CMD_VF_GET:
	case SRIOV_CMD_VF_SET:
	case SRIOV_CMD_VF_QUARANTINE:
	case SRIOV_CMD_VF_RELEASE:
	case SRIOV_CMD_APPLY:	/* of its changes */
		*max = SRIOV_A_VF_MAX;
		return vf_fields;
	default:
		*max = 0;
		return NULL;
	}
}

void printable(char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || *text == '\x7f')
			*text = '?';
}

static bool stats_decode(const struct nlattr *nest, struct vf_stats *stats)
{
	const struct nlattr *attr;
	unsigned int type;

	mnl_attr_for_each_nested(attr, nest) {
		type = mnl_attr_get_type(attr);
		if (type > VF_STATS || !vf_stats_names[type])
			continue;
		if (mnl_attr_get_payload_len(attr) != sizeof(uint64_t))
			return false;
		stats->value[type] = mnl_attr_get_u64(attr);
		stats->present |= UINT64_C(1) << type;
	}
	return true;
}

static bool drift_decode(const struct nlattr *nest, struct drift *drift);

static bool field_decode(const struct field *field, const struct nlattr *attr,
			 void *object)
{
	char *to = (char *)object + field->offset;
	size_t len = mnl_attr_get_payload_len(attr);
	const char *from = mnl_attr_get_payload(attr);
	uint32_t value;

	switch (field->kind) {
	case FIELD_U32:
	case FIELD_BOOL:
	case FIELD_SWITCH:
	case FIELD_STATE:
	case FIELD_LINK:
	case FIELD_CAPS:
	case FIELD_PROTO:
	case FIELD_RATE:
	case FIELD_LIMIT:
	case FIELD_REASON:
		if (len != sizeof(value))
			return false;
		value = mnl_attr_get_u32(attr);
		memcpy(to, &value, sizeof(value));
		return true;
	case FIELD_COOKIE:
		if (len != sizeof(uint64_t))
			return false;
		memcpy(to, from, sizeof(uint64_t));
		return true;
	case FIELD_STRING:
		if (!len || len > TEXT_LEN || from[len - 1])
			return false;
		memcpy(to, from, len);
		printable(to);
		return true;
	case FIELD_MAC:
		if (len != MAC_LEN)
			return false;
		memcpy(to, from, MAC_LEN);
		return true;
	case FIELD_STATS:
		return stats_decode(attr, (struct vf_stats *)(void *)to);
	case FIELD_TRUNK:
		return trunk_decode(attr, (struct trunk *)(void *)to);
	case FIELD_MACS:
		return macs_decode(attr, (struct macs *)(void *)to);
	case FIELD_DRIFT:
		return drift_decode(attr, (struct drift *)(void *)to);
	case FIELD_NONE:
		break;
	}
	return true;
}

static bool drift_decode(const struct nlattr *nest, struct drift *drift)
{
	const struct nlattr *attr;
	unsigned int type;

	mnl_attr_for_each_nested(attr, nest) {
		type = mnl_attr_get_type(attr);
		if (type > SRIOV_A_VF_MAX ||
		    drift_fields[type].kind == FIELD_NONE)
			continue;
		if (!field_decode(&drift_fields[type], attr, drift))
			return false;
		drift->present |= UINT64_C(1) << type;
	}
	return true;
}

/* Attributes that the table doesn't know come from a newer kernel: skipped. */
static bool decode(const struct nlmsghdr *nlh, const struct field *fields,
		   unsigned int max, void *object, uint64_t *present)
{
	const struct nlattr *attr;
	unsigned int type;

	if (nlh->nlmsg_len < NLMSG_HDRLEN + GENL_HDRLEN)
		return false;
	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr)) {
		type = mnl_attr_get_type(attr);
		if (type > max || fields[type].kind == FIELD_NONE)
			continue;
		if (!field_decode(&fields[type], attr, object))
			return false;
		*present |= UINT64_C(1) << type;
	}
	return true;
}

bool pf_decode(const struct nlmsghdr *nlh, struct pf *pf)
{
	const char *label;

	_Static_assert(SRIOV_A_PF_MAX < 64, "the bitmap present is too small");
	memset(pf, 0, sizeof(*pf));
	if (!decode(nlh, pf_fields, SRIOV_A_PF_MAX, pf, &pf->present) ||
	    !pf_has(pf, SRIOV_A_PF_PCI_ADDRESS))
		return false;
	label = pf->ifname[0] ? pf->ifname : pf->address;
	memcpy(pf->label, label, strlen(label) + 1);
	return true;
}

bool vf_decode(const struct nlmsghdr *nlh, struct vf *vf)
{
	_Static_assert(SRIOV_A_VF_MAX < 64, "the bitmap present is too small");
	memset(vf, 0, sizeof(*vf));
	return decode(nlh, vf_fields, SRIOV_A_VF_MAX, vf, &vf->present) &&
	       vf_has(vf, SRIOV_A_VF_PCI_ADDRESS) &&
	       vf_has(vf, SRIOV_A_VF_VF_ID);
}

struct pf *pf_list_add(struct pf_list *list)
{
	if (list->count == list->room) {
		list->room = list->room ? list->room * 2 : 8;
		list->pf = xrealloc(list->pf, list->room, sizeof(*list->pf));
	}
	return &list->pf[list->count++];
}

struct vf *vf_list_add(struct vf_list *list)
{
	if (list->count == list->room) {
		list->room = list->room ? list->room * 2 : SRIOV_MAX_VFS;
		list->vf = xrealloc(list->vf, list->room, sizeof(*list->vf));
	}
	return &list->vf[list->count++];
}

const struct pf *pf_list_find(const struct pf_list *list,
			      const struct selector *sel)
{
	struct pci_address address;
	size_t i;

	for (i = 0; i < list->count; i++) {
		const struct pf *pf = &list->pf[i];

		if (!sel->by_address) {
			if (!strcmp(pf->ifname, sel->name))
				return pf;
		} else if (!pci_parse(pf->address, &address) &&
			   pci_equal(&address, &sel->address)) {
			return pf;
		}
	}
	return NULL;
}

const struct pf *pf_list_by_address(const struct pf_list *list,
				    const char *address)
{
	size_t i;

	for (i = 0; i < list->count; i++)
		if (!strcmp(list->pf[i].address, address))
			return &list->pf[i];
	return NULL;
}

void vf_list_in_service(struct vf_list *list)
{
	size_t i, kept = 0;

	for (i = 0; i < list->count; i++)
		if (!vf_has(&list->vf[i], SRIOV_A_VF_IN_SERVICE) ||
		    list->vf[i].in_service)
			list->vf[kept++] = list->vf[i];
	list->count = kept;
}

void pf_list_free(struct pf_list *list)
{
	free(list->pf);
	memset(list, 0, sizeof(*list));
}

void vf_list_free(struct vf_list *list)
{
	free(list->vf);
	memset(list, 0, sizeof(*list));
}
