// SPDX-License-Identifier: GPL-2.0
/*
 * nl_mdb - multicast groups and queriers of a vswitch, by the family "vswitch".
 *
 *   nl_mdb new|replace|del|get SWITCH PORT GROUP [VID]
 *   nl_mdb show SWITCH              a line "PORT GROUP VID static|reported MS"
 *   nl_mdb queriers SWITCH          "FAMILY VID none|other|own known|unknown
 *                                   ADDRESS routers N takers N"
 *   nl_mdb port PORT limit|router|fast N
 *   nl_mdb switch SWITCH limit|snooping|querier|ifaddr N
 *   nl_mdb monitor                  "new|del PORT GROUP VID ..." for each change
 *
 * Prints the kernel's reason and exits 1 when it is refused.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/vswitch.h>

#include "nl_genl.h"

#define NUM(array)	(sizeof(array) / sizeof((array)[0]))

static struct mnl_socket *nl;
static char buf[32768];
static uint32_t group_id;

static uint16_t family_id;

static int find_groups(const struct nlattr *groups)
{
	const struct nlattr *group, *attr, *name, *id;

	mnl_attr_for_each_nested(group, groups) {
		name = NULL;
		id = NULL;
		mnl_attr_for_each_nested(attr, group) {
			if (mnl_attr_get_type(attr) == CTRL_ATTR_MCAST_GRP_NAME)
				name = attr;
			if (mnl_attr_get_type(attr) == CTRL_ATTR_MCAST_GRP_ID)
				id = attr;
		}
		if (name && id && !strcmp(mnl_attr_get_str(name), "mdb"))
			group_id = mnl_attr_get_u32(id);
	}
	return MNL_CB_OK;
}

static int show_family(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *attr;

	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr)) {
		if (mnl_attr_get_type(attr) == CTRL_ATTR_FAMILY_ID)
			family_id = mnl_attr_get_u16(attr);
		if (mnl_attr_get_type(attr) == CTRL_ATTR_MCAST_GROUPS)
			find_groups(attr);
	}
	return MNL_CB_OK;
}

static void print_ip(const struct nlattr *attr)
{
	char text[INET6_ADDRSTRLEN] = "-";

	if (attr)
		inet_ntop(mnl_attr_get_payload_len(attr) == 4 ? AF_INET :
			  AF_INET6, mnl_attr_get_payload(attr), text,
			  sizeof(text));
	printf(" %s", text);
}

static int show_member(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *a[VSWITCH_A_MDB_MAX + 1] = {}, *attr;

	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr))
		if (mnl_attr_get_type(attr) <= VSWITCH_A_MDB_MAX)
			a[mnl_attr_get_type(attr)] = attr;
	printf("%s", mnl_attr_get_str(a[VSWITCH_A_MDB_PORT_IFNAME]));
	print_ip(a[VSWITCH_A_MDB_GROUP]);
	printf(" %u %s %u\n", mnl_attr_get_u32(a[VSWITCH_A_MDB_VLAN]),
	       mnl_attr_get_u32(a[VSWITCH_A_MDB_STATE]) ? "static" :
							  "reported",
	       a[VSWITCH_A_MDB_EXPIRES] ?
	       mnl_attr_get_u32(a[VSWITCH_A_MDB_EXPIRES]) : 0);
	fflush(stdout);
	return MNL_CB_OK;
}

static int show_querier(const struct nlmsghdr *nlh, void *arg)
{
	static const char * const who[] = { "none", "other", "own" };
	const struct nlattr *a[VSWITCH_A_MCAST_MAX + 1] = {}, *attr;
	unsigned int num[VSWITCH_A_MCAST_MAX + 1] = {};

	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr))
		if (mnl_attr_get_type(attr) <= VSWITCH_A_MCAST_MAX) {
			a[mnl_attr_get_type(attr)] = attr;
			num[mnl_attr_get_type(attr)]++;
		}
	printf("%u %u %s %s", mnl_attr_get_u32(a[VSWITCH_A_MCAST_FAMILY]),
	       mnl_attr_get_u32(a[VSWITCH_A_MCAST_VLAN]),
	       who[mnl_attr_get_u32(a[VSWITCH_A_MCAST_QUERIER])],
	       mnl_attr_get_u32(a[VSWITCH_A_MCAST_KNOWN]) ? "known" :
							    "unknown");
	print_ip(a[VSWITCH_A_MCAST_ADDRESS]);
	printf(" routers %u takers %u\n", num[VSWITCH_A_MCAST_ROUTER],
	       num[VSWITCH_A_MCAST_TAKER]);
	return MNL_CB_OK;
}

static int monitor(void)
{
	struct genlmsghdr *genl;
	struct nlmsghdr *nlh;
	int left;

	if (mnl_socket_setsockopt(nl, NETLINK_ADD_MEMBERSHIP, &group_id,
				  sizeof(group_id)))
		return 1;
	puts("ready");
	fflush(stdout);
	for (;;) {
		left = mnl_socket_recvfrom(nl, buf, sizeof(buf));
		if (left <= 0)
			return 1;
		for (nlh = (void *)buf; mnl_nlmsg_ok(nlh, left);
		     nlh = mnl_nlmsg_next(nlh, &left)) {
			genl = mnl_nlmsg_get_payload(nlh);
			printf("%s ", genl->cmd == VSWITCH_CMD_MDB_NTF ?
				      "new" : "del");
			show_member(nlh, NULL);
		}
	}
}

static int put_ip(struct nlmsghdr *nlh, const char *text)
{
	uint8_t ip[16];

	if (inet_pton(AF_INET, text, ip) == 1)
		mnl_attr_put(nlh, VSWITCH_A_MDB_GROUP, 4, ip);
	else if (inet_pton(AF_INET6, text, ip) == 1)
		mnl_attr_put(nlh, VSWITCH_A_MDB_GROUP, 16, ip);
	else
		mnl_attr_put(nlh, VSWITCH_A_MDB_GROUP, strlen(text), text);
	return 0;
}

static const struct {
	const char *what;
	uint8_t cmd;
	bool replace;
} commands[] = {
	{ "new", VSWITCH_CMD_MDB_NEW, false },
	{ "replace", VSWITCH_CMD_MDB_NEW, true },
	{ "del", VSWITCH_CMD_MDB_DEL, false },
	{ "get", VSWITCH_CMD_MDB_GET, false },
};

static const struct {
	const char *what;
	const char *name;
	uint8_t cmd;
	uint16_t ifname;
	uint16_t attr;
} options[] = {
	{ "port", "limit", VSWITCH_CMD_PORT_SET, VSWITCH_A_PORT_IFNAME,
	  VSWITCH_A_PORT_MCAST_LIMIT },
	{ "port", "router", VSWITCH_CMD_PORT_SET, VSWITCH_A_PORT_IFNAME,
	  VSWITCH_A_PORT_MCAST_ROUTER },
	{ "port", "fast", VSWITCH_CMD_PORT_SET, VSWITCH_A_PORT_IFNAME,
	  VSWITCH_A_PORT_FAST_LEAVE },
	{ "switch", "limit", VSWITCH_CMD_SWITCH_SET, VSWITCH_A_SWITCH_IFNAME,
	  VSWITCH_A_SWITCH_MDB_LIMIT },
	{ "switch", "snooping", VSWITCH_CMD_SWITCH_SET,
	  VSWITCH_A_SWITCH_IFNAME, VSWITCH_A_SWITCH_MCAST_SNOOPING },
	{ "switch", "querier", VSWITCH_CMD_SWITCH_SET,
	  VSWITCH_A_SWITCH_IFNAME, VSWITCH_A_SWITCH_MCAST_QUERIER },
	{ "switch", "ifaddr", VSWITCH_CMD_SWITCH_SET, VSWITCH_A_SWITCH_IFNAME,
	  VSWITCH_A_SWITCH_MCAST_USE_IFADDR },
	{ "switch", "response", VSWITCH_CMD_SWITCH_SET,
	  VSWITCH_A_SWITCH_IFNAME, VSWITCH_A_SWITCH_MCAST_RESPONSE },
};

static int request(int argc, char **argv)
{
	struct nlmsghdr *nlh;
	char msg[4096];
	size_t n;

	for (n = 0; n < NUM(commands) && argc >= 4; n++) {
		if (strcmp(argv[0], commands[n].what))
			continue;
		nlh = nl_request(msg, family_id, 0, commands[n].cmd);
		mnl_attr_put_strz(nlh, VSWITCH_A_MDB_SWITCH_IFNAME, argv[1]);
		mnl_attr_put_strz(nlh, VSWITCH_A_MDB_PORT_IFNAME, argv[2]);
		put_ip(nlh, argv[3]);
		if (commands[n].replace)
			mnl_attr_put(nlh, VSWITCH_A_MDB_REPLACE, 0, NULL);
		if (argc > 4)
			mnl_attr_put_u32(nlh, VSWITCH_A_MDB_VLAN,
					 atoi(argv[4]));
		return !!nl_exchange(nl, nlh, show_member, NULL);
	}
	for (n = 0; n < NUM(options) && argc == 4; n++) {
		if (strcmp(argv[0], options[n].what) ||
		    strcmp(argv[2], options[n].name))
			continue;
		nlh = nl_request(msg, family_id, 0, options[n].cmd);
		mnl_attr_put_strz(nlh, options[n].ifname, argv[1]);
		mnl_attr_put_u32(nlh, options[n].attr, atoi(argv[3]));
		return !!nl_exchange(nl, nlh, NULL, NULL);
	}
	if (argc == 2 && !strcmp(argv[0], "show")) {
		nlh = nl_request(msg, family_id, NLM_F_DUMP, VSWITCH_CMD_MDB_GET);
		mnl_attr_put_strz(nlh, VSWITCH_A_MDB_SWITCH_IFNAME, argv[1]);
		return !!nl_exchange(nl, nlh, show_member, NULL);
	}
	if (argc == 2 && !strcmp(argv[0], "queriers")) {
		nlh = nl_request(msg, family_id, NLM_F_DUMP, VSWITCH_CMD_MCAST_GET);
		mnl_attr_put_strz(nlh, VSWITCH_A_MCAST_SWITCH_IFNAME, argv[1]);
		return !!nl_exchange(nl, nlh, show_querier, NULL);
	}
	fprintf(stderr, "nl_mdb: see selftests/ksft/nl_mdb.c\n");
	return 2;
}

int main(int argc, char **argv)
{
	struct nlmsghdr *nlh;
	char msg[4096];

	nl = nl_open(NETLINK_GENERIC);
	if (!nl)
		return 1;
	nlh = nl_request(msg, GENL_ID_CTRL, 0, CTRL_CMD_GETFAMILY);
	mnl_attr_put_strz(nlh, CTRL_ATTR_FAMILY_NAME, VSWITCH_FAMILY_NAME);
	if (nl_exchange(nl, nlh, show_family, NULL))
		return 1;
	if (argc == 2 && !strcmp(argv[1], "monitor"))
		return monitor();
	return request(argc - 1, argv + 1);
}
