/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Changes of the family "vswitch" as lines of text, "KIND NAME=VALUE...", with
 * kinds and names of netlink_uapi/specs/vswitch.yaml, and listings of all that
 * the family lists. For nl_apply.c and fail_vsw.c.
 */
#ifndef NL_CHANGE_H
#define NL_CHANGE_H

#include <arpa/inet.h>
#include <linux/vswitch.h>

#include "nl_raw.h"

/* What an attribute's value is: a number, a wide one, text, a MAC address, an
 * address of IPv4 or IPv6, a flag, a binding
 */
struct vsw_attr {
	const char *name;
	uint16_t type;
	char is;
};

static const struct vsw_attr switch_attrs[] = {
	{ "ifindex", VSWITCH_A_SWITCH_IFINDEX, 'n' },
	{ "ifname", VSWITCH_A_SWITCH_IFNAME, 's' },
	{ "vlan-proto", VSWITCH_A_SWITCH_VLAN_PROTO, 'n' },
	{ "ageing", VSWITCH_A_SWITCH_AGEING, 'n' },
	{ "fdb-limit", VSWITCH_A_SWITCH_FDB_LIMIT, 'n' },
	{ "mode", VSWITCH_A_SWITCH_MODE, 's' },
	{ "mdb-limit", VSWITCH_A_SWITCH_MDB_LIMIT, 'n' },
	{ "mcast-snooping", VSWITCH_A_SWITCH_MCAST_SNOOPING, 'n' },
	{ "mcast-querier", VSWITCH_A_SWITCH_MCAST_QUERIER, 'n' },
	{}
};

static const struct vsw_attr port_attrs[] = {
	{ "ifname", VSWITCH_A_PORT_IFNAME, 's' },
	{ "enabled", VSWITCH_A_PORT_ENABLED, 'n' },
	{ "learning", VSWITCH_A_PORT_LEARNING, 'n' },
	{ "locked", VSWITCH_A_PORT_LOCKED, 'n' },
	{ "isolated", VSWITCH_A_PORT_ISOLATED, 'n' },
	{ "learn-limit", VSWITCH_A_PORT_LEARN_LIMIT, 'n' },
	{ "storm-broadcast", VSWITCH_A_PORT_STORM_BROADCAST, 'n' },
	{ "rate-in", VSWITCH_A_PORT_RATE_IN, 'w' },
	{ "mirror-in", VSWITCH_A_PORT_MIRROR_IN, 'n' },
	{ "recovery", VSWITCH_A_PORT_RECOVERY, 'n' },
	{ "mcast-router", VSWITCH_A_PORT_MCAST_ROUTER, 'n' },
	{ "mcast-limit", VSWITCH_A_PORT_MCAST_LIMIT, 'n' },
	{}
};

static const struct vsw_attr fdb_attrs[] = {
	{ "switch", VSWITCH_A_FDB_SWITCH_IFNAME, 's' },
	{ "mac", VSWITCH_A_FDB_MAC, 'm' },
	{ "vlan", VSWITCH_A_FDB_VLAN, 'n' },
	{ "port", VSWITCH_A_FDB_PORT_IFNAME, 's' },
	{ "state", VSWITCH_A_FDB_STATE, 'n' },
	{ "replace", VSWITCH_A_FDB_REPLACE, 'f' },
	{}
};

static const struct vsw_attr vlan_attrs[] = {
	{ "port", VSWITCH_A_VLAN_PORT_IFNAME, 's' },
	{ "first", VSWITCH_A_VLAN_FIRST, 'n' },
	{ "last", VSWITCH_A_VLAN_LAST, 'n' },
	{ "pvid", VSWITCH_A_VLAN_PVID, 'n' },
	{ "untagged", VSWITCH_A_VLAN_UNTAGGED, 'n' },
	{}
};

static const struct vsw_attr guard_attrs[] = {
	{ "port", VSWITCH_A_GUARD_PORT_IFNAME, 's' },
	{ "binding", VSWITCH_A_GUARD_BINDING, 'b' },
	{}
};

static const struct vsw_attr mdb_attrs[] = {
	{ "switch", VSWITCH_A_MDB_SWITCH_IFNAME, 's' },
	{ "group", VSWITCH_A_MDB_GROUP, 'i' },
	{ "vlan", VSWITCH_A_MDB_VLAN, 'n' },
	{ "port", VSWITCH_A_MDB_PORT_IFNAME, 's' },
	{ "state", VSWITCH_A_MDB_STATE, 'n' },
	{ "replace", VSWITCH_A_MDB_REPLACE, 'f' },
	{}
};

static const struct vsw_kind {
	const char *name;
	uint16_t type;
	uint8_t cmd;		/* of the single request */
	const struct vsw_attr *attrs;
} vsw_kinds[] = {
	{ "switch-set", VSWITCH_A_CHANGE_SWITCH_SET, VSWITCH_CMD_SWITCH_SET,
	  switch_attrs },
	{ "port-set", VSWITCH_A_CHANGE_PORT_SET, VSWITCH_CMD_PORT_SET,
	  port_attrs },
	{ "fdb-new", VSWITCH_A_CHANGE_FDB_NEW, VSWITCH_CMD_FDB_NEW, fdb_attrs },
	{ "fdb-del", VSWITCH_A_CHANGE_FDB_DEL, VSWITCH_CMD_FDB_DEL, fdb_attrs },
	{ "vlan-new", VSWITCH_A_CHANGE_VLAN_NEW, VSWITCH_CMD_VLAN_NEW,
	  vlan_attrs },
	{ "vlan-del", VSWITCH_A_CHANGE_VLAN_DEL, VSWITCH_CMD_VLAN_DEL,
	  vlan_attrs },
	{ "guard-set", VSWITCH_A_CHANGE_GUARD_SET, VSWITCH_CMD_GUARD_SET,
	  guard_attrs },
	{ "mdb-new", VSWITCH_A_CHANGE_MDB_NEW, VSWITCH_CMD_MDB_NEW, mdb_attrs },
	{ "mdb-del", VSWITCH_A_CHANGE_MDB_DEL, VSWITCH_CMD_MDB_DEL, mdb_attrs },
};

static inline void fail(const char *what, const char *text)
{
	fprintf(stderr, "%s: %s\n", what, text);
	exit(2);
}

/* ---- changes ------------------------------------------------------------- */

static inline void put_address(struct nl_msg *msg, uint16_t type,
			       const char *text)
{
	unsigned char address[16];

	if (inet_pton(AF_INET, text, address) == 1)
		nl_put(msg, type, address, 4);
	else if (inet_pton(AF_INET6, text, address) == 1)
		nl_put(msg, type, address, 16);
	else
		fail("no address", text);
}

static inline void put_mac(struct nl_msg *msg, uint16_t type, const char *text)
{
	unsigned char mac[6];

	if (sscanf(text, "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", &mac[0], &mac[1],
		   &mac[2], &mac[3], &mac[4], &mac[5]) != 6)
		fail("no MAC address", text);
	nl_put(msg, type, mac, sizeof(mac));
}

/* MAC, or MAC,ADDRESS of IPv4 */
static inline void put_binding(struct nl_msg *msg, uint16_t type, char *text)
{
	size_t nest = nl_nest(msg, type);
	char *address = strchr(text, ',');

	if (address) {
		*address = '\0';
		put_address(msg, VSWITCH_A_BINDING_IPV4, address + 1);
	}
	put_mac(msg, VSWITCH_A_BINDING_MAC, text);
	nl_nest_end(msg, nest);
}

static inline void put_attr(struct nl_msg *msg, const struct vsw_kind *kind,
			    char *word)
{
	char *value = strchr(word, '=');
	const struct vsw_attr *attr;

	if (value)
		*value++ = '\0';
	for (attr = kind->attrs; attr->name; attr++)
		if (!strcmp(attr->name, word))
			break;
	if (!attr->name || (!value && attr->is != 'f'))
		fail("not understood", word);
	switch (attr->is) {
	case 'n':
		nl_put_u32(msg, attr->type, strtoul(value, NULL, 0));
		break;
	case 'w':
		nl_put_u64(msg, attr->type, strtoull(value, NULL, 0));
		break;
	case 's':
		nl_put_text(msg, attr->type, value);
		break;
	case 'm':
		put_mac(msg, attr->type, value);
		break;
	case 'i':
		put_address(msg, attr->type, value);
		break;
	case 'b':
		put_binding(msg, attr->type, value);
		break;
	case 'f':
		nl_put(msg, attr->type, NULL, 0);
		break;
	}
}

/* The kind that the first word of a line is */
static inline const struct vsw_kind *kind_of(const char *line)
{
	size_t len = strcspn(line, " ");
	unsigned int i;

	for (i = 0; i < NUM(vsw_kinds); i++)
		if (strlen(vsw_kinds[i].name) == len &&
		    !memcmp(vsw_kinds[i].name, line, len))
			return &vsw_kinds[i];
	fail("no kind of change", line);
	return NULL;
}

/* The other words */
static inline void put_words(struct nl_msg *msg, const struct vsw_kind *kind,
			     const char *line)
{
	char copy[512], *word, *rest;

	snprintf(copy, sizeof(copy), "%s", line);
	strtok_r(copy, " ", &rest);
	while ((word = strtok_r(NULL, " ", &rest)))
		put_attr(msg, kind, word);
}

/* A change of a transaction that @msg is */
static inline void put_change(struct nl_msg *msg, const char *line)
{
	const struct vsw_kind *kind = kind_of(line);
	size_t change = nl_nest(msg, VSWITCH_A_APPLY_CHANGE);
	size_t inner = nl_nest(msg, kind->type);

	put_words(msg, kind, line);
	nl_nest_end(msg, inner);
	nl_nest_end(msg, change);
}

/* A request of its own */
static inline void begin_single(struct nl_msg *msg,
				const struct nl_family *family,
				const char *line)
{
	const struct vsw_kind *kind = kind_of(line);

	nl_begin_genl(msg, family->id, kind->cmd, 1, NLM_F_ACK);
	put_words(msg, kind, line);
}

/* ---- listings ------------------------------------------------------------ */

/* All that the family lists, a line an object, sorted: an FDB and an MDB are in
 * no order. Without ages and generations, and without indices of interfaces if
 * those are to be made anew.
 */
struct vsw_listing {
	int fd;
	const struct nl_family *family;
	bool by_name;
	struct nl_msg question;
	uint32_t generation;
	unsigned int num_switches;
	char sw[16][16];
	size_t len;
	char text[1 << 23];
};

static inline void list_text(struct vsw_listing *to, const char *format,
			     unsigned int n)
{
	size_t left = sizeof(to->text) - to->len;
	int len = snprintf(to->text + to->len, left, format, n);

	if ((size_t)len >= left)
		fail("the listing is too long", "");
	to->len += len;
}

/* What counts by itself, or by time; and interfaces */
static const struct {
	uint8_t cmd;
	uint16_t loose;
	uint16_t ifindex[2];
} vsw_listed[] = {
	{ VSWITCH_CMD_SWITCH_GET, VSWITCH_A_SWITCH_GENERATION,
	  { VSWITCH_A_SWITCH_IFINDEX } },
	{ VSWITCH_CMD_PORT_GET, VSWITCH_A_PORT_GENERATION,
	  { VSWITCH_A_PORT_IFINDEX, VSWITCH_A_PORT_SWITCH_IFINDEX } },
	{ VSWITCH_CMD_VLAN_GET, VSWITCH_A_VLAN_GENERATION,
	  { VSWITCH_A_VLAN_PORT_IFINDEX, VSWITCH_A_VLAN_SWITCH_IFINDEX } },
	{ VSWITCH_CMD_GUARD_GET, VSWITCH_A_GUARD_GENERATION,
	  { VSWITCH_A_GUARD_PORT_IFINDEX, VSWITCH_A_GUARD_SWITCH_IFINDEX } },
	{ VSWITCH_CMD_FDB_GET, VSWITCH_A_FDB_AGE,
	  { VSWITCH_A_FDB_PORT_IFINDEX, VSWITCH_A_FDB_SWITCH_IFINDEX } },
	{ VSWITCH_CMD_MDB_GET, VSWITCH_A_MDB_EXPIRES,
	  { VSWITCH_A_MDB_PORT_IFINDEX, VSWITCH_A_MDB_SWITCH_IFINDEX } },
};

static inline bool is_listed(const struct vsw_listing *to, uint8_t cmd,
			     unsigned int type)
{
	unsigned int i = 0;

	while (vsw_listed[i].cmd != cmd)
		i++;
	if (type == vsw_listed[i].loose)
		return false;
	return !to->by_name || (type != vsw_listed[i].ifindex[0] &&
				type != vsw_listed[i].ifindex[1]);
}

static inline void list_object(const struct nlmsghdr *nlh, void *data)
{
	const struct genlmsghdr *genl = NLMSG_DATA(nlh);
	const char *payload = (const char *)genl + GENL_HDRLEN;
	bool is_switch = genl->cmd == VSWITCH_CMD_SWITCH_GET;
	struct vsw_listing *to = data;
	const struct nlattr *attr;
	unsigned int i;
	int left;

	list_text(to, "%u", genl->cmd);
	nl_for_each(attr, payload,
		    (int)nlh->nlmsg_len - NLMSG_HDRLEN - GENL_HDRLEN, left) {
		if (is_switch && nl_type(attr) == VSWITCH_A_SWITCH_GENERATION)
			to->generation = nl_u32(attr);
		if (is_switch && nl_type(attr) == VSWITCH_A_SWITCH_IFNAME &&
		    to->num_switches < NUM(to->sw))
			snprintf(to->sw[to->num_switches++], 16, "%s",
				 (const char *)nl_data(attr));
		if (!is_listed(to, genl->cmd, nl_type(attr)))
			continue;
		list_text(to, " %u=", nl_type(attr));
		for (i = 0; i < nl_len(attr); i++)
			list_text(to, "%02x",
				  ((const unsigned char *)nl_data(attr))[i]);
	}
	list_text(to, "\n", 0);
}

static inline void list_dump(struct vsw_listing *to, uint8_t cmd,
			     const char *sw)
{
	struct nl_answer answer;

	nl_begin_genl(&to->question, to->family->id, cmd, 1, NLM_F_DUMP);
	if (sw)
		nl_put_text(&to->question, VSWITCH_A_FDB_SWITCH_IFNAME, sw);
	nl_end(&to->question);
	nl_exchange(to->fd, &to->question, list_object, to, &answer);
	if (answer.outcome != NL_DONE)
		fail("listing", answer.message);
}

static inline int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static inline void sort_lines(struct vsw_listing *list)
{
	static char copy[sizeof(list->text)];
	static char *line[1 << 16];
	unsigned int num = 0, i;
	char *at, *rest;

	memcpy(copy, list->text, list->len + 1);
	for (at = strtok_r(copy, "\n", &rest); at && num < NUM(line);
	     at = strtok_r(NULL, "\n", &rest))
		line[num++] = at;
	qsort(line, num, sizeof(*line), by_text);
	list->len = 0;
	for (i = 0; i < num; i++)
		list->len += sprintf(list->text + list->len, "%s\n", line[i]);
}

static inline void list_all(struct vsw_listing *to)
{
	unsigned int i;

	to->len = 0;
	to->text[0] = '\0';
	to->num_switches = 0;
	to->generation = 0;
	list_dump(to, VSWITCH_CMD_SWITCH_GET, NULL);
	list_dump(to, VSWITCH_CMD_PORT_GET, NULL);
	list_dump(to, VSWITCH_CMD_VLAN_GET, NULL);
	list_dump(to, VSWITCH_CMD_GUARD_GET, NULL);
	for (i = 0; i < to->num_switches; i++) {
		list_dump(to, VSWITCH_CMD_FDB_GET, to->sw[i]);
		list_dump(to, VSWITCH_CMD_MDB_GET, to->sw[i]);
	}
	sort_lines(to);
}

#endif /* NL_CHANGE_H */
