// SPDX-License-Identifier: GPL-2.0
/*
 * nl_vsw - policy of a vswitch's ports, by the family "vswitch".
 *
 *   nl_vsw set DEV NAME VALUE...	attributes of the port, by their names in
 *					netlink_uapi/specs/vswitch.yaml; numbers,
 *					rates as 10M, ports by name
 *   nl_vsw get DEV			all of them, a line "NAME VALUE" each
 *
 *   nl_vsw guard DEV [BINDING]...	who it may be: MAC, MAC,ADDRESS[/BITS] or
 *					ADDRESS[/BITS]; without any: anybody
 *   nl_vsw guards [SWITCH]		a line "DEV BINDING..." for each port
 *
 * Prints the kernel's reason and exits 1 when it is refused.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/vswitch.h>

#include "nl_genl.h"

static const struct name {
	const char *name;
	uint16_t attr;
	bool wide;
} names[] = {
	{ "enabled", VSWITCH_A_PORT_ENABLED, false },
	{ "locked", VSWITCH_A_PORT_LOCKED, false },
	{ "flood-broadcast", VSWITCH_A_PORT_FLOOD_BROADCAST, false },
	{ "isolated", VSWITCH_A_PORT_ISOLATED, false },
	{ "storm-broadcast", VSWITCH_A_PORT_STORM_BROADCAST, false },
	{ "storm-multicast", VSWITCH_A_PORT_STORM_MULTICAST, false },
	{ "storm-unknown", VSWITCH_A_PORT_STORM_UNKNOWN, false },
	{ "rate-in", VSWITCH_A_PORT_RATE_IN, true },
	{ "rate-out", VSWITCH_A_PORT_RATE_OUT, true },
	{ "burst-in", VSWITCH_A_PORT_BURST_IN, false },
	{ "burst-out", VSWITCH_A_PORT_BURST_OUT, false },
	{ "dhcp-guard", VSWITCH_A_PORT_DHCP_GUARD, false },
	{ "ra-guard", VSWITCH_A_PORT_RA_GUARD, false },
	{ "bindings", VSWITCH_A_PORT_BINDINGS, false },
	{ "mirror-in", VSWITCH_A_PORT_MIRROR_IN, false },
	{ "mirror-out", VSWITCH_A_PORT_MIRROR_OUT, false },
	{ "bpdu-guard", VSWITCH_A_PORT_BPDU_GUARD, false },
	{ "bpdu-drop", VSWITCH_A_PORT_BPDU_DROP, false },
	{ "loop-guard", VSWITCH_A_PORT_LOOP_GUARD, false },
	{ "recovery", VSWITCH_A_PORT_RECOVERY, false },
	{ "shut", VSWITCH_A_PORT_SHUT, false },
	{ "neigh-suppress", VSWITCH_A_PORT_NEIGH_SUPPRESS, false },
	{ NULL, 0, false }
};

static uint64_t number(const char *text)
{
	char *end;
	uint64_t value = strtoull(text, &end, 0);

	if (end == text)
		return if_nametoindex(text);

	if (*end == 'k')
		value *= 1000;
	else if (*end == 'M')
		value *= 1000000;
	else if (*end == 'G')
		value *= 1000000000;
	return value;
}

static int put_named(struct nlmsghdr *nlh, char **arg)
{
	const struct name *n;

	for (; *arg; arg += 2) {
		for (n = names; n->name && strcmp(n->name, *arg); n++)
			;
		if (!n->name || !arg[1]) {
			fprintf(stderr, "nl_vsw: no attribute %s\n", *arg);
			return -1;
		}
		if (n->wide)
			mnl_attr_put_u64(nlh, n->attr, number(arg[1]));
		else
			mnl_attr_put_u32(nlh, n->attr, number(arg[1]));
	}
	return 0;
}

static int show_port(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *attr;
	const struct name *n;

	(void)arg;
	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr)) {
		for (n = names; n->name; n++)
			if (n->attr == mnl_attr_get_type(attr))
				break;
		if (n->name)
			printf("%s %" PRIu64 "\n", n->name, n->wide ?
			       mnl_attr_get_u64(attr) :
			       mnl_attr_get_u32(attr));
	}
	return MNL_CB_OK;
}

static int put_mac(struct nlmsghdr *nlh, const char *text)
{
	uint8_t mac[6];

	if (sscanf(text, "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", mac, mac + 1, mac + 2,
		   mac + 3, mac + 4, mac + 5) != 6)
		return -1;
	mnl_attr_put(nlh, VSWITCH_A_BINDING_MAC, sizeof(mac), mac);
	return 0;
}

static int put_address(struct nlmsghdr *nlh, char *text)
{
	char *bits = strchr(text, '/');
	uint8_t addr[16];

	if (bits)
		*bits++ = 0;
	if (inet_pton(AF_INET, text, addr) == 1)
		mnl_attr_put(nlh, VSWITCH_A_BINDING_IPV4, 4, addr);
	else if (inet_pton(AF_INET6, text, addr) == 1)
		mnl_attr_put(nlh, VSWITCH_A_BINDING_IPV6, 16, addr);
	else
		return -1;
	if (bits)
		mnl_attr_put_u32(nlh, VSWITCH_A_BINDING_PREFIX_LEN, atoi(bits));
	return 0;
}

static int put_bindings(struct nlmsghdr *nlh, char **arg)
{
	struct nlattr *nest;
	char *comma;
	int err;

	for (; *arg; arg++) {
		nest = mnl_attr_nest_start(nlh, VSWITCH_A_GUARD_BINDING);
		comma = strchr(*arg, ',');
		if (comma)
			*comma++ = 0;
		err = put_mac(nlh, *arg);
		if (err && !comma)
			err = put_address(nlh, *arg);
		else if (!err && comma)
			err = put_address(nlh, comma);
		if (err) {
			fprintf(stderr, "nl_vsw: no binding: %s\n", *arg);
			return -1;
		}
		mnl_attr_nest_end(nlh, nest);
	}
	return 0;
}

static void show_binding(const struct nlattr *nest)
{
	const char *separator = " ";
	char text[INET6_ADDRSTRLEN];
	const struct nlattr *attr;
	const uint8_t *data;
	int type;

	mnl_attr_for_each_nested(attr, nest) {
		data = mnl_attr_get_payload(attr);
		type = mnl_attr_get_type(attr);
		if (type == VSWITCH_A_BINDING_MAC)
			printf(" %02x:%02x:%02x:%02x:%02x:%02x", data[0],
			       data[1], data[2], data[3], data[4], data[5]);
		else if (type == VSWITCH_A_BINDING_PREFIX_LEN)
			printf("/%u", mnl_attr_get_u32(attr));
		else
			printf("%s%s", separator,
			       inet_ntop(type == VSWITCH_A_BINDING_IPV4 ?
					 AF_INET : AF_INET6, data, text,
					 sizeof(text)));
		separator = ",";
	}
}

static int show_guard(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *attr;

	(void)arg;
	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr)) {
		if (mnl_attr_get_type(attr) == VSWITCH_A_GUARD_PORT_IFNAME)
			printf("%s", mnl_attr_get_str(attr));
		if (mnl_attr_get_type(attr) == VSWITCH_A_GUARD_BINDING)
			show_binding(attr);
	}
	printf("\n");
	return MNL_CB_OK;
}

static int wrong_usage(void)
{
	fprintf(stderr, "usage: nl_vsw set DEV NAME VALUE...\n"
		"       nl_vsw get DEV\n"
		"       nl_vsw guard DEV [BINDING]...\n"
		"       nl_vsw guards [SWITCH]\n");
	return 2;
}

static const struct command {
	const char *name;
	uint8_t cmd;
	uint16_t flags;
	uint16_t dev;
	int (*put)(struct nlmsghdr *nlh, char **arg);
	mnl_cb_t show;
} commands[] = {
	{ "set", VSWITCH_CMD_PORT_SET, 0, VSWITCH_A_PORT_IFNAME, put_named,
	  NULL },
	{ "get", VSWITCH_CMD_PORT_GET, 0, VSWITCH_A_PORT_IFNAME, NULL,
	  show_port },
	{ "guard", VSWITCH_CMD_GUARD_SET, 0, VSWITCH_A_GUARD_PORT_IFNAME,
	  put_bindings, NULL },
	{ "guards", VSWITCH_CMD_GUARD_GET, NLM_F_DUMP,
	  VSWITCH_A_GUARD_SWITCH_IFNAME, NULL, show_guard },
};

int main(int argc, char **argv)
{
	const struct command *c = commands, *end = c +
		sizeof(commands) / sizeof(*commands);
	static char buf[32768];
	struct mnl_socket *nl;
	struct nlmsghdr *nlh;
	uint16_t id = 0;

	while (c < end && (argc < 2 || strcmp(argv[1], c->name)))
		c++;
	if (c == end || (argc < 3 && !c->flags) || (argc > 3 && !c->put))
		return wrong_usage();
	nl = nl_open(NETLINK_GENERIC);
	if (nl)
		id = nl_family(nl, VSWITCH_FAMILY_NAME);
	if (!id) {
		perror("nl_vsw");
		return 1;
	}
	nlh = nl_request(buf, id, c->flags, c->cmd);
	if (argc > 2)
		mnl_attr_put_strz(nlh, c->dev, argv[2]);
	if (c->put && c->put(nlh, argv + 3))
		return 2;
	return nl_exchange(nl, nlh, c->show, NULL) < 0;
}
