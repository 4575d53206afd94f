// SPDX-License-Identifier: GPL-2.0
/*
 * Switches, ports, stations and VLANs as the kernel describes them: the tables
 * of attributes, and decoding and wording by these tables. Pure: a message in,
 * a struct out. No message is trusted: every length is checked before a value
 * is read.
 */
#include <arpa/inet.h>
#include <inttypes.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/genetlink.h>
#include <linux/if_ether.h>

#include "bind.h"
#include "item.h"
#include "model.h"
#include "sriovctl.h"

/* Called the same in the specification and for people */
#define SAME(name, type)	{ name, name, type }

static const struct item_field switch_fields[VSWITCH_A_SWITCH_MAX + 1] = {
	[VSWITCH_A_SWITCH_IFNAME] = { "ifname", "switch", TYPE_TEXT },
	[VSWITCH_A_SWITCH_IFINDEX] = SAME("ifindex", TYPE_NUMBER),
	[VSWITCH_A_SWITCH_MAC] = SAME("mac", TYPE_MAC),
	[VSWITCH_A_SWITCH_VLAN_PROTO] = { "vlan-proto", "vlans", TYPE_PROTO },
	[VSWITCH_A_SWITCH_AGEING] = SAME("ageing", TYPE_SECONDS),
	[VSWITCH_A_SWITCH_FDB_LIMIT] = SAME("fdb-limit", TYPE_NUMBER),
	[VSWITCH_A_SWITCH_FDB_ENTRIES] = SAME("fdb-entries", TYPE_NUMBER),
	[VSWITCH_A_SWITCH_NUM_PORTS] = { "num-ports", "ports", TYPE_NUMBER },
	[VSWITCH_A_SWITCH_GENERATION] = SAME("generation", TYPE_NUMBER),
	[VSWITCH_A_SWITCH_WITH_STATS] = { .name = "with-stats" },
	[VSWITCH_A_SWITCH_STATS] = SAME("stats", TYPE_STATS),
	[VSWITCH_A_SWITCH_MODE] = SAME("mode", TYPE_TEXT),
	[VSWITCH_A_SWITCH_MCAST_SNOOPING] = SAME("mcast-snooping", TYPE_SWITCH),
	[VSWITCH_A_SWITCH_MCAST_QUERIER] = SAME("mcast-querier", TYPE_SWITCH),
	[VSWITCH_A_SWITCH_MCAST_USE_IFADDR] = SAME("mcast-use-ifaddr",
						   TYPE_SWITCH),
	[VSWITCH_A_SWITCH_MCAST_LAST_MEMBER_COUNT] =
		SAME("mcast-last-member-count", TYPE_NUMBER),
	[VSWITCH_A_SWITCH_MCAST_STARTUP_COUNT] =
		SAME("mcast-startup-count", TYPE_NUMBER),
	[VSWITCH_A_SWITCH_MCAST_QUERY_INTERVAL] =
		SAME("mcast-query-interval", TYPE_MILLIS),
	[VSWITCH_A_SWITCH_MCAST_RESPONSE] =
		SAME("mcast-response", TYPE_MILLIS),
	[VSWITCH_A_SWITCH_MCAST_QUERIER_TIME] =
		SAME("mcast-querier-time", TYPE_MILLIS),
	[VSWITCH_A_SWITCH_MCAST_MEMBER_TIME] =
		SAME("mcast-member-time", TYPE_MILLIS),
	[VSWITCH_A_SWITCH_MCAST_LAST_MEMBER_INTERVAL] =
		SAME("mcast-last-member-interval", TYPE_MILLIS),
	[VSWITCH_A_SWITCH_MCAST_STARTUP_INTERVAL] =
		SAME("mcast-startup-interval", TYPE_MILLIS),
	[VSWITCH_A_SWITCH_MDB_LIMIT] = SAME("mdb-limit", TYPE_NUMBER),
	[VSWITCH_A_SWITCH_MDB_ENTRIES] = SAME("mdb-entries", TYPE_NUMBER),
	[VSWITCH_A_SWITCH_VLAN_STATS] = SAME("vlan-stats", TYPE_SWITCH),
	[VSWITCH_A_SWITCH_BYPASS] = SAME("bypass", TYPE_BYPASS),
};

static const struct item_field port_fields[VSWITCH_A_PORT_MAX + 1] = {
	[VSWITCH_A_PORT_IFNAME] = { "ifname", "port", TYPE_TEXT },
	[VSWITCH_A_PORT_IFINDEX] = SAME("ifindex", TYPE_NUMBER),
	[VSWITCH_A_PORT_SWITCH_IFINDEX] = { .name = "switch-ifindex" },
	[VSWITCH_A_PORT_SWITCH_IFNAME] = {
		"switch-ifname", "switch", TYPE_TEXT
	},
	[VSWITCH_A_PORT_NUMBER] = SAME("number", TYPE_NUMBER),
	[VSWITCH_A_PORT_HOST] = SAME("host", TYPE_BOOL),
	[VSWITCH_A_PORT_LINK] = SAME("link", TYPE_BOOL),
	[VSWITCH_A_PORT_ENABLED] = SAME("enabled", TYPE_SWITCH),
	[VSWITCH_A_PORT_LEARNING] = SAME("learning", TYPE_SWITCH),
	[VSWITCH_A_PORT_LOCKED] = SAME("locked", TYPE_SWITCH),
	[VSWITCH_A_PORT_ISOLATED] = SAME("isolated", TYPE_SWITCH),
	[VSWITCH_A_PORT_HAIRPIN] = SAME("hairpin", TYPE_SWITCH),
	[VSWITCH_A_PORT_FLOOD_UNICAST] = SAME("flood-unicast", TYPE_SWITCH),
	[VSWITCH_A_PORT_FLOOD_MULTICAST] = SAME("flood-multicast", TYPE_SWITCH),
	[VSWITCH_A_PORT_FLOOD_BROADCAST] = SAME("flood-broadcast", TYPE_SWITCH),
	[VSWITCH_A_PORT_STICKY] = SAME("sticky", TYPE_SWITCH),
	[VSWITCH_A_PORT_LEARN_LIMIT] = SAME("learn-limit", TYPE_LIMIT),
	[VSWITCH_A_PORT_LEARNED] = SAME("learned", TYPE_NUMBER),
	[VSWITCH_A_PORT_PVID] = SAME("pvid", TYPE_VLAN),
	[VSWITCH_A_PORT_GENERATION] = SAME("generation", TYPE_NUMBER),
	[VSWITCH_A_PORT_WITH_STATS] = { .name = "with-stats" },
	[VSWITCH_A_PORT_STATS] = SAME("stats", TYPE_STATS),
	[VSWITCH_A_PORT_STORM_BROADCAST] = SAME("storm-broadcast", TYPE_LIMIT),
	[VSWITCH_A_PORT_STORM_MULTICAST] = SAME("storm-multicast", TYPE_LIMIT),
	[VSWITCH_A_PORT_STORM_UNKNOWN] = SAME("storm-unknown", TYPE_LIMIT),
	[VSWITCH_A_PORT_RATE_IN] = SAME("rate-in", TYPE_RATE),
	[VSWITCH_A_PORT_RATE_OUT] = SAME("rate-out", TYPE_RATE),
	[VSWITCH_A_PORT_BURST_IN] = SAME("burst-in", TYPE_LIMIT),
	[VSWITCH_A_PORT_BURST_OUT] = SAME("burst-out", TYPE_LIMIT),
	[VSWITCH_A_PORT_DHCP_GUARD] = SAME("dhcp-guard", TYPE_SWITCH),
	[VSWITCH_A_PORT_RA_GUARD] = SAME("ra-guard", TYPE_SWITCH),
	[VSWITCH_A_PORT_BINDINGS] = SAME("bindings", TYPE_NUMBER),
	[VSWITCH_A_PORT_MIRROR_IN] = SAME("mirror-in", TYPE_DEVICE),
	[VSWITCH_A_PORT_MIRROR_OUT] = SAME("mirror-out", TYPE_DEVICE),
	[VSWITCH_A_PORT_BPDU_GUARD] = SAME("bpdu-guard", TYPE_SWITCH),
	[VSWITCH_A_PORT_BPDU_DROP] = SAME("bpdu-drop", TYPE_SWITCH),
	[VSWITCH_A_PORT_LOOP_GUARD] = SAME("loop-guard", TYPE_SWITCH),
	[VSWITCH_A_PORT_RECOVERY] = SAME("recovery", TYPE_SECONDS),
	[VSWITCH_A_PORT_SHUT] = SAME("shut", TYPE_SHUT),
	[VSWITCH_A_PORT_FAST_LEAVE] = SAME("fast-leave", TYPE_SWITCH),
	[VSWITCH_A_PORT_MCAST_ROUTER] = SAME("mcast-router", TYPE_ROUTER),
	[VSWITCH_A_PORT_MCAST_LIMIT] = SAME("mcast-limit", TYPE_LIMIT),
	[VSWITCH_A_PORT_MCAST_GROUPS] = SAME("mcast-groups", TYPE_NUMBER),
	[VSWITCH_A_PORT_FILTER_LIMIT] = SAME("filter-limit", TYPE_LIMIT),
	[VSWITCH_A_PORT_FILTERS] = SAME("filters", TYPE_NUMBER),
	[VSWITCH_A_PORT_UNFILTERED] = SAME("unfiltered", TYPE_NUMBER),
	[VSWITCH_A_PORT_NEIGH_SUPPRESS] = SAME("neigh-suppress", TYPE_SWITCH),
	[VSWITCH_A_PORT_BARRED] = SAME("barred", TYPE_BOOL),
	[VSWITCH_A_PORT_BYPASS] = SAME("bypass", TYPE_BYPASS),
};

static const struct item_field fdb_fields[VSWITCH_A_FDB_MAX + 1] = {
	[VSWITCH_A_FDB_SWITCH_IFINDEX] = { .name = "switch-ifindex" },
	[VSWITCH_A_FDB_SWITCH_IFNAME] = {
		"switch-ifname", "switch", TYPE_TEXT
	},
	[VSWITCH_A_FDB_MAC] = SAME("mac", TYPE_MAC),
	[VSWITCH_A_FDB_VLAN] = SAME("vlan", TYPE_VLAN),
	[VSWITCH_A_FDB_PORT_IFINDEX] = { .name = "port-ifindex" },
	[VSWITCH_A_FDB_PORT_IFNAME] = { "port-ifname", "port", TYPE_TEXT },
	[VSWITCH_A_FDB_STATE] = SAME("state", TYPE_STATE),
	[VSWITCH_A_FDB_STICKY] = SAME("sticky", TYPE_BOOL),
	[VSWITCH_A_FDB_AGE] = SAME("age", TYPE_NUMBER),
	[VSWITCH_A_FDB_OFFLOADED] = SAME("offloaded", TYPE_BOOL),
	[VSWITCH_A_FDB_KEPT] = { .name = "kept" },
	[VSWITCH_A_FDB_REPLACE] = { .name = "replace" },
	[VSWITCH_A_FDB_REMOVED] = { "removed", NULL, TYPE_NUMBER },
};

static const struct item_field guard_fields[VSWITCH_A_GUARD_MAX + 1] = {
	[VSWITCH_A_GUARD_PORT_IFINDEX] = { .name = "port-ifindex" },
	[VSWITCH_A_GUARD_PORT_IFNAME] = { "port-ifname", "port", TYPE_TEXT },
	[VSWITCH_A_GUARD_SWITCH_IFINDEX] = { .name = "switch-ifindex" },
	[VSWITCH_A_GUARD_SWITCH_IFNAME] = {
		"switch-ifname", "switch", TYPE_TEXT
	},
	[VSWITCH_A_GUARD_BINDING] = { "binding", "bindings", TYPE_BINDINGS },
	[VSWITCH_A_GUARD_GENERATION] = SAME("generation", TYPE_NUMBER),
};

static const struct item_field vlan_fields[VSWITCH_A_VLAN_MAX + 1] = {
	[VSWITCH_A_VLAN_PORT_IFINDEX] = { .name = "port-ifindex" },
	[VSWITCH_A_VLAN_PORT_IFNAME] = { "port-ifname", "port", TYPE_TEXT },
	[VSWITCH_A_VLAN_SWITCH_IFINDEX] = { .name = "switch-ifindex" },
	[VSWITCH_A_VLAN_SWITCH_IFNAME] = {
		"switch-ifname", "switch", TYPE_TEXT
	},
	[VSWITCH_A_VLAN_FIRST] = SAME("first", TYPE_NUMBER),
	[VSWITCH_A_VLAN_LAST] = SAME("last", TYPE_NUMBER),
	[VSWITCH_A_VLAN_PVID] = SAME("pvid", TYPE_BOOL),
	[VSWITCH_A_VLAN_UNTAGGED] = SAME("untagged", TYPE_BOOL),
	[VSWITCH_A_VLAN_GENERATION] = SAME("generation", TYPE_NUMBER),
	[VSWITCH_A_VLAN_WITH_STATS] = { .name = "with-stats" },
	[VSWITCH_A_VLAN_STATS] = SAME("stats", TYPE_STATS),
};

static const struct item_field mdb_fields[VSWITCH_A_MDB_MAX + 1] = {
	[VSWITCH_A_MDB_SWITCH_IFINDEX] = { .name = "switch-ifindex" },
	[VSWITCH_A_MDB_SWITCH_IFNAME] = {
		"switch-ifname", "switch", TYPE_TEXT
	},
	[VSWITCH_A_MDB_GROUP] = SAME("group", TYPE_IP),
	[VSWITCH_A_MDB_VLAN] = SAME("vlan", TYPE_VLAN),
	[VSWITCH_A_MDB_PORT_IFINDEX] = { .name = "port-ifindex" },
	[VSWITCH_A_MDB_PORT_IFNAME] = { "port-ifname", "port", TYPE_TEXT },
	[VSWITCH_A_MDB_STATE] = SAME("state", TYPE_MDB_STATE),
	[VSWITCH_A_MDB_EXPIRES] = SAME("expires", TYPE_MILLIS),
	[VSWITCH_A_MDB_REPLACE] = { .name = "replace" },
};

static const struct item_field mcast_fields[VSWITCH_A_MCAST_MAX + 1] = {
	[VSWITCH_A_MCAST_SWITCH_IFINDEX] = { .name = "switch-ifindex" },
	[VSWITCH_A_MCAST_SWITCH_IFNAME] = {
		"switch-ifname", "switch", TYPE_TEXT
	},
	[VSWITCH_A_MCAST_FAMILY] = SAME("family", TYPE_NUMBER),
	[VSWITCH_A_MCAST_VLAN] = SAME("vlan", TYPE_VLAN),
	[VSWITCH_A_MCAST_QUERIER] = SAME("querier", TYPE_QUERIER),
	[VSWITCH_A_MCAST_KNOWN] = SAME("known", TYPE_BOOL),
	[VSWITCH_A_MCAST_ADDRESS] = SAME("address", TYPE_IP),
	[VSWITCH_A_MCAST_PORT_IFINDEX] = {
		"port-ifindex", "port", TYPE_DEVICE
	},
	[VSWITCH_A_MCAST_EXPIRES] = SAME("expires", TYPE_MILLIS),
	[VSWITCH_A_MCAST_ROUTER] = { "router", "routers", TYPE_DEVICES },
	[VSWITCH_A_MCAST_TAKER] = { "taker", "takers", TYPE_DEVICES },
};

static const char *const switch_counters[VSWITCH_A_SWITCH_STATS_MAX + 1] = {
	[VSWITCH_A_SWITCH_STATS_FDB_MOVES] = "fdb-moves",
	[VSWITCH_A_SWITCH_STATS_FDB_FULL] = "fdb-full",
	[VSWITCH_A_SWITCH_STATS_MDB_FULL] = "mdb-full",
	[VSWITCH_A_SWITCH_STATS_MCAST_BAD] = "mcast-bad",
};

static const char *const port_counters[VSWITCH_A_PORT_STATS_MAX + 1] = {
	[VSWITCH_A_PORT_STATS_RX_PACKETS] = "rx-packets",
	[VSWITCH_A_PORT_STATS_RX_BYTES] = "rx-bytes",
	[VSWITCH_A_PORT_STATS_TX_PACKETS] = "tx-packets",
	[VSWITCH_A_PORT_STATS_TX_BYTES] = "tx-bytes",
	[VSWITCH_A_PORT_STATS_UNLEARNED] = "unlearned",
	[VSWITCH_A_PORT_STATS_ANSWERED] = "answered",
};

static const char *const vlan_counters[VSWITCH_A_VLAN_STATS_MAX + 1] = {
	[VSWITCH_A_VLAN_STATS_RX_PACKETS] = "rx-packets",
	[VSWITCH_A_VLAN_STATS_RX_BYTES] = "rx-bytes",
	[VSWITCH_A_VLAN_STATS_TX_PACKETS] = "tx-packets",
	[VSWITCH_A_VLAN_STATS_TX_BYTES] = "tx-bytes",
};

/* By bit */
static const char *const bypasses[] = { "tc", "xdp", "nft", "packet" };

_Static_assert(VSWITCH_BYPASS_PACKET == 1 << 3, "bypasses is out of order");

/* By kind: its attributes, and the commands whose requests have them. */
static const struct {
	const struct item_field *fields;
	unsigned int max;
	const char *const *counters;
	unsigned int max_counter;
	unsigned int drops;	/* the one of them with the drops; 0: none */
	unsigned int first_cmd;
	unsigned int last_cmd;
} kinds[ITEM_KINDS] = {
	[ITEM_SWITCH] = {
		switch_fields, VSWITCH_A_SWITCH_MAX,
		switch_counters, VSWITCH_A_SWITCH_STATS_MAX,
		VSWITCH_A_SWITCH_STATS_DROPS,
		VSWITCH_CMD_SWITCH_GET, VSWITCH_CMD_SWITCH_DEL_NTF,
	},
	[ITEM_PORT] = {
		port_fields, VSWITCH_A_PORT_MAX,
		port_counters, VSWITCH_A_PORT_STATS_MAX,
		VSWITCH_A_PORT_STATS_DROPS,
		VSWITCH_CMD_PORT_GET, VSWITCH_CMD_PORT_STATE_NTF,
	},
	[ITEM_GUARD] = {
		guard_fields, VSWITCH_A_GUARD_MAX, NULL, 0, 0,
		VSWITCH_CMD_GUARD_GET, VSWITCH_CMD_GUARD_NTF,
	},
	[ITEM_FDB] = {
		fdb_fields, VSWITCH_A_FDB_MAX, NULL, 0, 0,
		VSWITCH_CMD_FDB_GET, VSWITCH_CMD_FDB_DEL_NTF,
	},
	[ITEM_VLAN] = {
		vlan_fields, VSWITCH_A_VLAN_MAX,
		vlan_counters, VSWITCH_A_VLAN_STATS_MAX, 0,
		VSWITCH_CMD_VLAN_GET, VSWITCH_CMD_VLAN_DEL,
	},
	[ITEM_MDB] = {
		mdb_fields, VSWITCH_A_MDB_MAX, NULL, 0, 0,
		VSWITCH_CMD_MDB_GET, VSWITCH_CMD_MDB_DEL_NTF,
	},
	[ITEM_MCAST] = {
		mcast_fields, VSWITCH_A_MCAST_MAX, NULL, 0, 0,
		VSWITCH_CMD_MCAST_GET, VSWITCH_CMD_MCAST_GET,
	},
	/* Of another family: nat_attr_name() knows their commands. */
	[ITEM_NAT] = {
		nat_fields, VSWITCH_NAT_A_NAT_MAX,
		nat_counters, VSWITCH_NAT_A_STATS_MAX, 0, 1, 0,
	},
	[ITEM_FORWARD] = {
		forward_fields, VSWITCH_NAT_A_FORWARD_MAX, NULL, 0, 0, 1, 0,
	},
	[ITEM_GUEST] = {
		guest_fields, VSWITCH_NAT_A_GUEST_MAX, NULL, 0, 0, 1, 0,
	},
};

_Static_assert(ITEM_ATTRS > (int)VSWITCH_A_SWITCH_MAX &&
	       ITEM_ATTRS > (int)VSWITCH_A_PORT_MAX &&
	       ITEM_ATTRS > (int)VSWITCH_A_FDB_MAX &&
	       ITEM_ATTRS > (int)VSWITCH_A_GUARD_MAX &&
	       ITEM_ATTRS > (int)VSWITCH_A_MDB_MAX &&
	       ITEM_ATTRS > (int)VSWITCH_A_MCAST_MAX &&
	       ITEM_ATTRS > (int)VSWITCH_NAT_A_NAT_MAX &&
	       ITEM_ATTRS > (int)VSWITCH_NAT_A_FORWARD_MAX &&
	       ITEM_ATTRS > (int)VSWITCH_A_VLAN_MAX, "ITEM_ATTRS is too small");
_Static_assert(ITEM_COUNTERS > (int)VSWITCH_A_SWITCH_STATS_MAX &&
	       ITEM_COUNTERS > (int)VSWITCH_A_PORT_STATS_MAX &&
	       ITEM_COUNTERS > (int)VSWITCH_NAT_A_STATS_MAX &&
	       ITEM_COUNTERS > (int)VSWITCH_A_VLAN_STATS_MAX,
	       "ITEM_COUNTERS is too small");

static const char *const fdb_states[] = {
	[VSWITCH_FDB_STATE_LEARNED] = "learned",
	[VSWITCH_FDB_STATE_STATIC] = "static",
	[VSWITCH_FDB_STATE_LOCAL] = "local",
};

static const char *const mdb_states[] = {
	[VSWITCH_MDB_STATE_REPORTED] = "reported",
	[VSWITCH_MDB_STATE_STATIC] = "static",
};

static const char *const queriers[] = {
	[VSWITCH_QUERIER_NONE] = "none",
	[VSWITCH_QUERIER_OTHER] = "other",
	[VSWITCH_QUERIER_OWN] = "own",
};

static const char *const shuts[] = {
	[VSWITCH_PORT_SHUT_NOT] = "no",
	[VSWITCH_PORT_SHUT_BPDU] = "bpdu",
	[VSWITCH_PORT_SHUT_LOOP] = "loop",
};

static const char *const routers[] = {
	[VSWITCH_MCAST_ROUTER_NEVER] = "never",
	[VSWITCH_MCAST_ROUTER_HEARD] = "heard",
	[VSWITCH_MCAST_ROUTER_ALWAYS] = "always",
};

bool router_parse(const char *text, uint32_t *value)
{
	for (*value = 0; *value < ARRAY_SIZE(routers); ++*value)
		if (!strcmp(text, routers[*value]))
			return true;
	return false;
}

const struct item_field *item_fields(enum item_kind kind, unsigned int *max)
{
	*max = kinds[kind].max;
	return kinds[kind].fields;
}

const char *const *item_counters(enum item_kind kind, unsigned int *max)
{
	*max = kinds[kind].max_counter;
	return kinds[kind].counters;
}

const char *item_attr_name(unsigned int cmd, unsigned int type)
{
	unsigned int kind;

	for (kind = 0; kind < ITEM_KINDS; kind++)
		if (cmd >= kinds[kind].first_cmd &&
		    cmd <= kinds[kind].last_cmd && type <= kinds[kind].max)
			return kinds[kind].fields[type].name;
	return NULL;
}

/* ---- decoding ---- */

static bool drop_decode(const struct nlattr *nest, struct item_stats *stats)
{
	struct item_drop *drop = &stats->drop[stats->num_drops];
	const struct nlattr *attr;
	size_t len;

	if (stats->num_drops == ITEM_DROPS)
		return true;
	memset(drop, 0, sizeof(*drop));
	mnl_attr_for_each_nested(attr, nest) {
		len = mnl_attr_get_payload_len(attr);
		switch (mnl_attr_get_type(attr)) {
		case VSWITCH_A_DROP_REASON:
			if (mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) < 0 ||
			    len > sizeof(drop->reason))
				return false;
			memcpy(drop->reason, mnl_attr_get_payload(attr), len);
			printable(drop->reason);
			break;
		case VSWITCH_A_DROP_COUNT:
			if (len != sizeof(drop->count))
				return false;
			drop->count = mnl_attr_get_u64(attr);
			break;
		default:
			break;
		}
	}
	stats->num_drops += !!drop->reason[0];
	return true;
}

static bool drops_decode(const struct nlattr *nest, struct item_stats *stats)
{
	const struct nlattr *attr;

	mnl_attr_for_each_nested(attr, nest)
		if (mnl_attr_get_type(attr) == VSWITCH_A_DROPS_DROP &&
		    !drop_decode(attr, stats))
			return false;
	return true;
}

static bool stats_decode(const struct nlattr *nest, enum item_kind kind,
			 struct item *item)
{
	const struct nlattr *attr;
	unsigned int type;

	if (!kinds[kind].counters)
		return true;
	if (!item->stats)
		item->stats = xrealloc(NULL, 1, sizeof(*item->stats));
	memset(item->stats, 0, sizeof(*item->stats));
	mnl_attr_for_each_nested(attr, nest) {
		type = mnl_attr_get_type(attr);
		if (kinds[kind].drops && type == kinds[kind].drops) {
			if (!drops_decode(attr, item->stats))
				return false;
			continue;
		}
		if (type > kinds[kind].max_counter ||
		    !kinds[kind].counters[type])
			continue;
		if (mnl_attr_get_payload_len(attr) != sizeof(uint64_t))
			return false;
		item->stats->value[type] = mnl_attr_get_u64(attr);
		item->stats->present |= UINT64_C(1) << type;
	}
	return true;
}

static bool text_decode(const struct nlattr *attr, char **text)
{
	size_t len = mnl_attr_get_payload_len(attr);

	if (mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) < 0 || !len ||
	    len > ITEM_TEXT)
		return false;
	*text = xrealloc(NULL, 1, len);
	memcpy(*text, mnl_attr_get_payload(attr), len);
	printable(*text);
	return true;
}

static bool ip_decode(const struct nlattr *attr, char **text)
{
	size_t len = mnl_attr_get_payload_len(attr);

	if (len != 4 && len != 16)
		return false;
	*text = xrealloc(NULL, 1, INET6_ADDRSTRLEN);
	inet_ntop(len == 4 ? AF_INET : AF_INET6, mnl_attr_get_payload(attr),
		  *text, INET6_ADDRSTRLEN);
	return true;
}

/* One more name in a list with commas */
static bool device_decode(const struct nlattr *attr, bool first, char **text)
{
	char name[IF_NAMESIZE];
	size_t used = first ? 0 : strlen(*text), size;

	if (mnl_attr_get_payload_len(attr) != sizeof(uint32_t))
		return false;
	if (!if_indextoname(mnl_attr_get_u32(attr), name))
		snprintf(name, sizeof(name), "gone");
	size = used + strlen(name) + 2;
	*text = xrealloc(first ? NULL : *text, 1, size);
	snprintf(*text + used, size - used, "%s%s", used ? "," : "", name);
	return true;
}

static bool uplinks_decode(const struct nlattr *nest, char **text)
{
	const struct nlattr *attr;
	bool first = true;

	*text = NULL;
	mnl_attr_for_each_nested(attr, nest) {
		if (mnl_attr_get_type(attr) != VSWITCH_NAT_A_UPLINKS_IFINDEX)
			continue;
		if (!device_decode(attr, first, text)) {
			free(*text);
			return false;
		}
		first = false;
	}
	if (!*text) {
		*text = xrealloc(NULL, 1, 1);
		**text = '\0';
	}
	return true;
}

static bool timeouts_decode(const struct nlattr *nest, char **text)
{
	const struct nlattr *attr;
	size_t size = 1, used = 0;
	const char *name;

	*text = xrealloc(NULL, 1, size);
	**text = '\0';
	mnl_attr_for_each_nested(attr, nest) {
		name = timeout_name(mnl_attr_get_type(attr));
		if (!name ||
		    mnl_attr_get_payload_len(attr) != sizeof(uint32_t))
			continue;
		size += strlen(name) + 14;
		*text = xrealloc(*text, 1, size);
		used += (size_t)snprintf(*text + used, size - used,
					 "%s%s %" PRIu32, used ? "," : "", name,
					 mnl_attr_get_u32(attr));
	}
	return true;
}

/* There may be several of it. */
static bool is_multi(enum item_type type)
{
	return type == TYPE_BINDINGS || type == TYPE_DEVICES;
}

/* Its value is text from malloc(). */
static bool is_text(enum item_type type)
{
	return type == TYPE_TEXT || type == TYPE_IP || type == TYPE_DEVICES ||
	       type == TYPE_UPLINKS || type == TYPE_TIMEOUTS;
}

static bool field_decode(const struct nlattr *attr, enum item_kind kind,
			 unsigned int type, struct item *item)
{
	const uint8_t *from = mnl_attr_get_payload(attr);
	uint64_t *num = &item->value[type].num;
	int i;

	switch (kinds[kind].fields[type].type) {
	case TYPE_TEXT:
		return text_decode(attr, &item->value[type].text);
	case TYPE_MAC:
		if (mnl_attr_get_payload_len(attr) != MAC_LEN)
			return false;
		for (*num = 0, i = 0; i < MAC_LEN; i++)
			*num = *num << 8 | from[i];
		return true;
	case TYPE_IP:
		return ip_decode(attr, &item->value[type].text);
	case TYPE_DEVICES:
		return device_decode(attr, !item_has(item, type),
				     &item->value[type].text);
	case TYPE_UPLINKS:
		return uplinks_decode(attr, &item->value[type].text);
	case TYPE_TIMEOUTS:
		return timeouts_decode(attr, &item->value[type].text);
	case TYPE_STATS:
		return stats_decode(attr, kind, item);
	case TYPE_BINDINGS:
		return bindings_decode(attr, &item->bindings);
	case TYPE_RATE:
	case TYPE_COUNT:
		if (mnl_attr_get_payload_len(attr) != sizeof(uint64_t))
			return false;
		*num = mnl_attr_get_u64(attr);
		return true;
	default:
		if (mnl_attr_get_payload_len(attr) != sizeof(uint32_t))
			return false;
		*num = mnl_attr_get_u32(attr);
		return true;
	}
}

/* Attributes that the table doesn't know come from a newer kernel: skipped; so
 * is the second of those that are there once.
 */
bool item_decode(const struct nlmsghdr *nlh, enum item_kind kind,
		 struct item *item)
{
	const struct nlattr *attr;
	unsigned int type;

	memset(item, 0, sizeof(*item));
	if (nlh->nlmsg_len < NLMSG_HDRLEN + GENL_HDRLEN)
		return false;
	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr)) {
		type = mnl_attr_get_type(attr);
		if (type > kinds[kind].max ||
		    kinds[kind].fields[type].type == TYPE_NONE ||
		    (item_has(item, type) &&
		     !is_multi(kinds[kind].fields[type].type)))
			continue;
		if (!field_decode(attr, kind, type, item)) {
			item_free(kind, item);
			return false;
		}
		item->present |= UINT64_C(1) << type;
	}
	return true;
}

void item_free(enum item_kind kind, struct item *item)
{
	unsigned int i;

	for (i = 0; i <= kinds[kind].max; i++)
		if (is_text(kinds[kind].fields[i].type) && item_has(item, i))
			free(item->value[i].text);
	free(item->stats);
	free(item->bindings);
	memset(item, 0, sizeof(*item));
}

struct item *item_list_add(struct item_list *list)
{
	if (list->count == list->room) {
		list->room = list->room ? list->room * 2 : 16;
		list->item = xrealloc(list->item, list->room,
				      sizeof(*list->item));
	}
	memset(&list->item[list->count], 0, sizeof(*list->item));
	return &list->item[list->count++];
}

void item_list_clear(struct item_list *list)
{
	while (list->count)
		item_free(list->kind, &list->item[--list->count]);
}

void item_list_free(struct item_list *list)
{
	item_list_clear(list);
	free(list->item);
	list->item = NULL;
	list->room = 0;
}

/* ---- words ---- */

const char *item_name(const struct item *item, unsigned int attr)
{
	return item_has(item, attr) ? item->value[attr].text : "";
}

static const char *proto_text(uint64_t proto, char text[ITEM_TEXT])
{
	if (!proto)
		return "off";
	if (proto == ETH_P_8021Q)
		return "802.1Q";
	if (proto == ETH_P_8021AD)
		return "802.1ad";
	snprintf(text, ITEM_TEXT, "0x%04" PRIx64, proto);
	return text;
}

/* Names of bits with commas */
static const char *bits_text(uint64_t bits,
			     const char *(*name)(unsigned int bit),
			     char text[ITEM_TEXT])
{
	unsigned int bit;
	size_t used = 0;
	int n;

	snprintf(text, ITEM_TEXT, "none");
	for (bit = 0; bit < 64 && name(bit); bit++) {
		if (!(bits >> bit & 1))
			continue;
		n = snprintf(text + used, ITEM_TEXT - used, "%s%s",
			     used ? "," : "", name(bit));
		used += n > 0 ? (size_t)n : 0;
	}
	return text;
}

static const char *mac_of(uint64_t num, char text[ITEM_TEXT])
{
	uint8_t mac[MAC_LEN];
	int i;

	_Static_assert(MAC_TEXT_LEN <= ITEM_TEXT, "an address doesn't fit");
	for (i = MAC_LEN; i--; num >>= 8)
		mac[i] = num & 0xff;
	return mac_text(mac, text);
}

/* "10M" where that is exact */
static const char *rate_text(uint64_t rate, char text[ITEM_TEXT])
{
	static const char units[] = { 0, 'k', 'M', 'G' };
	unsigned int unit = 0;

	while (rate && rate % 1000 == 0 && unit + 1 < sizeof(units)) {
		rate /= 1000;
		unit++;
	}
	snprintf(text, ITEM_TEXT, "%" PRIu64 "%.*s", rate, unit ? 1 : 0,
		 &units[unit]);
	return rate ? text : "none";
}

static const char *device_text(uint64_t index, char text[ITEM_TEXT])
{
	_Static_assert(IF_NAMESIZE <= ITEM_TEXT, "a name doesn't fit");
	if (!index)
		return "none";
	return if_indextoname((unsigned int)index, text) ? text : "gone";
}

const char *bypass_meaning(unsigned int bit)
{
	static const char *const meanings[] = {
		"filters of tc may drop frames, or send them elsewhere",
		"an XDP program may do that to what the device receives",
		"chains of nftables' family netdev may do that",
		"a program that captures may see all frames, and send any",
	};

	_Static_assert(ARRAY_SIZE(meanings) == ARRAY_SIZE(bypasses),
		       "a meaning is missing");
	return bit < ARRAY_SIZE(meanings) ? meanings[bit] : NULL;
}

const char *bypass_name(unsigned int bit)
{
	return bit < ARRAY_SIZE(bypasses) ? bypasses[bit] : NULL;
}

const char *item_text(const struct item_field *field, unsigned int attr,
		      const struct item *item, char text[ITEM_TEXT])
{
	uint64_t num = item->value[attr].num;

	if (!item_has(item, attr))
		return "-";
	snprintf(text, ITEM_TEXT, "%" PRIu64, num);
	switch (field->type) {
	case TYPE_BOOL:
		return num ? "yes" : "no";
	case TYPE_SWITCH:
		return num ? "on" : "off";
	case TYPE_LIMIT:
		return num ? text : "none";
	case TYPE_SECONDS:
		return num ? text : "never";
	case TYPE_MILLIS:
		return millis_text(num, text, ITEM_TEXT);
	case TYPE_RATE:
		return rate_text(num, text);
	case TYPE_DEVICE:
		return device_text(num, text);
	case TYPE_PROTO:
		return proto_text(num, text);
	case TYPE_STATE:
		return num < ARRAY_SIZE(fdb_states) ? fdb_states[num] : text;
	case TYPE_MDB_STATE:
		return num < ARRAY_SIZE(mdb_states) ? mdb_states[num] : text;
	case TYPE_QUERIER:
		return num < ARRAY_SIZE(queriers) ? queriers[num] : text;
	case TYPE_SHUT:
		return num < ARRAY_SIZE(shuts) ? shuts[num] : text;
	case TYPE_ROUTER:
		return num < ARRAY_SIZE(routers) ? routers[num] : text;
	case TYPE_VLAN:
		return num ? text : "-";
	case TYPE_BYPASS:
		return bits_text(num, bypass_name, text);
	case TYPE_HELPERS:
		return bits_text(num, helper_name, text);
	case TYPE_BEHAVIOUR:
		return behaviour_name(num) ?: text;
	case TYPE_NAT_IPV6:
		return nat_ipv6_name(num) ?: text;
	case TYPE_PROTOCOL:
		return protocol_name(num) ?: text;
	case TYPE_UPLINKS:
		return *item->value[attr].text ? item->value[attr].text : "any";
	case TYPE_TIMEOUTS:
	case TYPE_TEXT:
	case TYPE_IP:
	case TYPE_DEVICES:
		return item->value[attr].text;
	case TYPE_MAC:
		return mac_of(num, text);
	case TYPE_BINDINGS:
		snprintf(text, ITEM_TEXT, "%u", item->bindings->count);
		break;
	case TYPE_STATS:
		return "-";
	case TYPE_NUMBER:
	case TYPE_COUNT:
	case TYPE_NONE:
		break;
	}
	return text;
}

static void json_stats(struct json *json, const char *key, enum item_kind kind,
		       const struct item_stats *stats)
{
	unsigned int i;

	json_object(json, key);
	for (i = 0; i <= kinds[kind].max_counter; i++)
		if (stats->present >> i & 1)
			json_number(json, kinds[kind].counters[i],
				    stats->value[i]);
	if (kinds[kind].drops) {
		json_object(json, "drops");
		for (i = 0; i < stats->num_drops; i++)
			json_number(json, stats->drop[i].reason,
				    stats->drop[i].count);
		json_close(json);
	}
	json_close(json);
}

static void json_bits(struct json *json, const char *key, uint64_t bits,
		      const char *(*name)(unsigned int bit))
{
	unsigned int bit;

	json_array(json, key);
	for (bit = 0; bit < 64 && name(bit); bit++)
		if (bits >> bit & 1)
			json_string(json, NULL, name(bit));
	json_close(json);
}

/* "a,b" as an array */
static void json_words(struct json *json, const char *key, const char *text)
{
	char word[IF_NAMESIZE];
	size_t len;

	json_array(json, key);
	for (; *text; text += len + !!text[len]) {
		len = strcspn(text, ",");
		snprintf(word, sizeof(word), "%.*s", (int)len, text);
		json_string(json, NULL, word);
	}
	json_close(json);
}

/* "udp 120,..." as an object */
static void json_timeouts(struct json *json, const char *key, const char *text)
{
	char name[32];
	uint64_t value;
	int len;

	json_object(json, key);
	while (sscanf(text, "%31[^ ] %" SCNu64 "%n", name, &value, &len) == 2) {
		json_number(json, name, value);
		text += len + (text[len] == ',');
	}
	json_close(json);
}

void json_item(struct json *json, enum item_kind kind, const struct item *item)
{
	const struct item_field *field;
	char text[ITEM_TEXT];
	unsigned int i;

	for (i = 0; i <= kinds[kind].max; i++) {
		field = &kinds[kind].fields[i];
		if (!field->key || !item_has(item, i))
			continue;
		switch (field->type) {
		case TYPE_BOOL:
		case TYPE_SWITCH:
			json_bool(json, field->key, item->value[i].num);
			break;
		case TYPE_NUMBER:
		case TYPE_LIMIT:
		case TYPE_SECONDS:
		case TYPE_RATE:
		case TYPE_COUNT:
		case TYPE_VLAN:
			json_number(json, field->key, item->value[i].num);
			break;
		case TYPE_MILLIS:
			json_millis(json, field->key, item->value[i].num);
			break;
		case TYPE_TIMEOUTS:
			json_timeouts(json, field->key, item->value[i].text);
			break;
		case TYPE_UPLINKS:
		case TYPE_DEVICES:
			json_words(json, field->key, item->value[i].text);
			break;
		case TYPE_STATS:
			json_stats(json, field->key, kind, item->stats);
			break;
		case TYPE_BINDINGS:
			json_bindings(json, field->key, item->bindings);
			break;
		case TYPE_BYPASS:
			json_bits(json, field->key, item->value[i].num,
				  bypass_name);
			break;
		case TYPE_HELPERS:
			json_bits(json, field->key, item->value[i].num,
				  helper_name);
			break;
		default:
			json_string(json, field->key,
				    item_text(field, i, item, text));
			break;
		}
	}
}
