// SPDX-License-Identifier: GPL-2.0
/*
 * sriovctl mdb: which ports of a switch are in which multicast groups, who asks
 * for that, and where multicast routers are.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include <libsmartcols/libsmartcols.h>

#include "items.h"

static const struct item_column columns[] = {
	{ "GROUP", VSWITCH_A_MDB_GROUP, 0 },
	{ "VLAN", VSWITCH_A_MDB_VLAN, SCOLS_FL_RIGHT },
	{ "PORT", VSWITCH_A_MDB_PORT_IFNAME, 0 },
	{ "STATE", VSWITCH_A_MDB_STATE, 0 },
	{ "EXPIRES", VSWITCH_A_MDB_EXPIRES, SCOLS_FL_RIGHT },
};

static const struct item_column querier_columns[] = {
	{ "FAMILY", VSWITCH_A_MCAST_FAMILY, 0 },
	{ "VLAN", VSWITCH_A_MCAST_VLAN, SCOLS_FL_RIGHT },
	{ "QUERIER", VSWITCH_A_MCAST_QUERIER, 0 },
	{ "ADDRESS", VSWITCH_A_MCAST_ADDRESS, 0 },
	{ "PORT", VSWITCH_A_MCAST_PORT_IFINDEX, 0 },
	{ "EXPIRES", VSWITCH_A_MCAST_EXPIRES, SCOLS_FL_RIGHT },
	{ "KNOWN", VSWITCH_A_MCAST_KNOWN, 0 },
	{ "ROUTERS", VSWITCH_A_MCAST_ROUTER, 0 },
	{ "TAKERS", VSWITCH_A_MCAST_TAKER, 0 },
};

static const struct item_query query = {
	.kind = ITEM_MDB,
	.key = "mdb",
	.what = "the groups",
	.cmd = VSWITCH_CMD_MDB_GET,
	.name_attr = VSWITCH_A_MDB_SWITCH_IFNAME,
	.columns = columns,
	.num_columns = ARRAY_SIZE(columns),
};

static const struct item_query querier_query = {
	.kind = ITEM_MCAST,
	.key = "queriers",
	.what = "the queriers",
	.cmd = VSWITCH_CMD_MCAST_GET,
	.name_attr = VSWITCH_A_MCAST_SWITCH_IFNAME,
	.columns = querier_columns,
	.num_columns = ARRAY_SIZE(querier_columns),
};

static const struct word words[] = {
	{ "port", VSWITCH_A_MDB_PORT_IFNAME, .parse = NULL },
	{ "vlan", VSWITCH_A_MDB_VLAN, .parse = word_vlan },
};

int cmd_mdb_list(const struct options *opt, int argc, char **argv)
{
	(void)argc;
	return items_list(&query, argv[0], opt);
}

int cmd_mdb_queriers(const struct options *opt, int argc, char **argv)
{
	(void)argc;
	return items_list(&querier_query, argv[0], opt);
}

static int put_group(struct nl *nl, const char *text)
{
	uint8_t group[16];
	size_t len;

	if (inet_pton(AF_INET, text, group) == 1)
		len = 4;
	else if (inet_pton(AF_INET6, text, group) == 1)
		len = 16;
	else
		len = 0;
	if (!len) {
		error("'%s': a group is an IP address, as 239.1.1.1 or ff05::1",
		      text);
		return EXIT_USAGE;
	}
	mnl_attr_put(nl_room(nl, 24), VSWITCH_A_MDB_GROUP, len, group);
	return EXIT_OK;
}

/* A word without a value; false: it is none. */
static bool put_state(struct nl *nl, const char *text)
{
	uint32_t state;

	if (!strcmp(text, "static"))
		state = VSWITCH_MDB_STATE_STATIC;
	else if (!strcmp(text, "reported"))
		state = VSWITCH_MDB_STATE_REPORTED;
	else
		return false;
	mnl_attr_put_u32(nl_room(nl, 8), VSWITCH_A_MDB_STATE, state);
	return true;
}

static int put_words(struct nl *nl, int argc, char **argv, bool states)
{
	int count, status;

	while (argc > 0) {
		if (states && put_state(nl, argv[0])) {
			argc--;
			argv++;
			continue;
		}
		status = words_put(nl, words, ARRAY_SIZE(words),
				   argc < 2 ? argc : 2, argv, &count);
		if (status)
			return status;
		argc -= 2;
		argv += 2;
	}
	return EXIT_OK;
}

/* SWITCH GROUP port PORT ..., into a request */
static int start(struct nl *nl, uint8_t cmd, int argc, char **argv, bool states)
{
	int status = nl_open(nl, &family_vswitch);

	if (status)
		return status;
	nl_request(nl, cmd);
	mnl_attr_put_strz(nl_room(nl, strlen(argv[0]) + 8),
			  VSWITCH_A_MDB_SWITCH_IFNAME, argv[0]);
	status = put_group(nl, argv[1]);
	if (!status)
		status = put_words(nl, argc - 2, argv + 2, states);
	if (status)
		nl_close(nl);
	return status;
}

/* With --force in place of what the port is there already */
int cmd_mdb_add(const struct options *opt, int argc, char **argv)
{
	struct nl_error err;
	struct item item;
	struct nl nl;
	int status;

	status = start(&nl, VSWITCH_CMD_MDB_NEW, argc, argv, true);
	if (status)
		return status;
	if (opt->given & OPT_FORCE)
		mnl_attr_put(nl_room(&nl, 8), VSWITCH_A_MDB_REPLACE, 0, NULL);
	if (item_do(&nl, ITEM_MDB, &item, &err))
		item_free(ITEM_MDB, &item);
	else
		status = nl_explain(&err, "can't add %s to %s", argv[1],
				    argv[0]);
	nl_close(&nl);
	return status;
}

int cmd_mdb_delete(const struct options *opt, int argc, char **argv)
{
	struct nl_error err;
	struct nl nl;
	int status;

	(void)opt;
	status = start(&nl, VSWITCH_CMD_MDB_DEL, argc, argv, false);
	if (status)
		return status;
	if (!nl_do(&nl, NULL, &err))
		status = nl_explain(&err, "can't delete %s from %s", argv[1],
				    argv[0]);
	nl_close(&nl);
	return status;
}
