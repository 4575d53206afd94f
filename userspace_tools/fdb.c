// SPDX-License-Identifier: GPL-2.0
/*
 * sriovctl fdb: which station is behind which port of a switch.
 */
#include <stdio.h>
#include <string.h>

#include <libsmartcols/libsmartcols.h>

#include "items.h"

static const struct item_column columns[] = {
	{ "MAC", VSWITCH_A_FDB_MAC, 0 },
	{ "VLAN", VSWITCH_A_FDB_VLAN, SCOLS_FL_RIGHT },
	{ "PORT", VSWITCH_A_FDB_PORT_IFNAME, 0 },
	{ "STATE", VSWITCH_A_FDB_STATE, 0 },
	{ "STICKY", VSWITCH_A_FDB_STICKY, 0 },
	{ "AGE", VSWITCH_A_FDB_AGE, SCOLS_FL_RIGHT },
};

/* What follows the switch, or its station: names and flags in any order */
enum {
	TAKES_PORT	= 1 << 0,
	TAKES_VLAN	= 1 << 1,
	TAKES_STATE	= 1 << 2,	/* static, learned, sticky */
	TAKES_KEPT	= 1 << 3,	/* static */
};

static int put_vlan(struct nl *nl, const char *text)
{
	const char *problem;
	uint32_t vlan;

	problem = word_vlan(text, &vlan);
	if (problem) {
		error("vlan '%s': %s", text, problem);
		return EXIT_USAGE;
	}
	mnl_attr_put_u32(nl_room(nl, 8), VSWITCH_A_FDB_VLAN, vlan);
	return EXIT_OK;
}

/* A word without a value, into the request; false: it is none. */
static bool put_flag(struct nl *nl, const char *word, unsigned int takes)
{
	struct nlmsghdr *nlh = nl_room(nl, 16);

	if (takes & TAKES_STATE && !strcmp(word, "static"))
		mnl_attr_put_u32(nlh, VSWITCH_A_FDB_STATE,
				 VSWITCH_FDB_STATE_STATIC);
	else if (takes & TAKES_STATE && !strcmp(word, "learned"))
		mnl_attr_put_u32(nlh, VSWITCH_A_FDB_STATE,
				 VSWITCH_FDB_STATE_LEARNED);
	else if (takes & TAKES_STATE && !strcmp(word, "sticky"))
		mnl_attr_put_u32(nlh, VSWITCH_A_FDB_STICKY, 1);
	else if (takes & TAKES_KEPT && !strcmp(word, "static"))
		mnl_attr_put(nlh, VSWITCH_A_FDB_KEPT, 0, NULL);
	else
		return false;
	return true;
}

static int put_words(struct nl *nl, int argc, char **argv, unsigned int takes)
{
	int i, status;

	for (i = 0; i < argc; i++) {
		if (put_flag(nl, argv[i], takes))
			continue;
		if (i + 1 < argc && takes & TAKES_PORT &&
		    !strcmp(argv[i], "port")) {
			mnl_attr_put_strz(nl_room(nl, strlen(argv[i + 1]) + 8),
					  VSWITCH_A_FDB_PORT_IFNAME,
					  argv[i + 1]);
		} else if (i + 1 < argc && takes & TAKES_VLAN &&
			   !strcmp(argv[i], "vlan")) {
			status = put_vlan(nl, argv[i + 1]);
			if (status)
				return status;
		} else {
			error("'%s' isn't understood here", argv[i]);
			hint("there are:%s%s%s%s",
			     takes & TAKES_PORT ? " port DEV" : "",
			     takes & TAKES_VLAN ? " vlan VID" : "",
			     takes & TAKES_STATE ? " learned sticky" : "",
			     takes & (TAKES_STATE | TAKES_KEPT) ? " static" : "");
			return EXIT_USAGE;
		}
		i++;
	}
	return EXIT_OK;
}

static int put_mac(struct nl *nl, const char *text)
{
	uint8_t mac[MAC_LEN];
	const char *problem = mac_parse(text, mac);

	if (problem) {
		error("'%s': %s", text, problem);
		return EXIT_USAGE;
	}
	mnl_attr_put(nl_room(nl, 16), VSWITCH_A_FDB_MAC, MAC_LEN, mac);
	return EXIT_OK;
}

/* A connection and a request that names the switch */
static int start(struct nl *nl, uint8_t cmd, const char *name)
{
	struct nlmsghdr *nlh;
	int status = nl_open(nl, &family_vswitch);

	if (status)
		return status;
	nl_request(nl, cmd);
	nlh = nl_room(nl, strlen(name) + 8);
	mnl_attr_put_strz(nlh, VSWITCH_A_FDB_SWITCH_IFNAME, name);
	return EXIT_OK;
}

int cmd_fdb_list(const struct options *opt, int argc, char **argv)
{
	struct item_list list = { .kind = ITEM_FDB };
	struct nl nl;
	int status;

	status = start(&nl, VSWITCH_CMD_FDB_GET, argv[0]);
	if (status)
		return status;
	status = put_words(&nl, argc - 1, argv + 1, TAKES_PORT | TAKES_VLAN);
	if (!status)
		status = items_load(&nl, &list, "the stations");
	if (!status)
		status = items_out(&list, "fdb", columns, ARRAY_SIZE(columns),
				   opt);
	item_list_free(&list);
	nl_close(&nl);
	return status;
}

/* fdb add SWITCH MAC port DEV ..., and with --force in place of another */
int cmd_fdb_add(const struct options *opt, int argc, char **argv)
{
	struct nl_error err;
	struct item item;
	struct nl nl;
	int status;

	status = start(&nl, VSWITCH_CMD_FDB_NEW, argv[0]);
	if (status)
		return status;
	status = put_mac(&nl, argv[1]);
	if (!status)
		status = put_words(&nl, argc - 2, argv + 2,
				   TAKES_PORT | TAKES_VLAN | TAKES_STATE);
	if (opt->given & OPT_FORCE)
		mnl_attr_put(nl_room(&nl, 8), VSWITCH_A_FDB_REPLACE, 0, NULL);
	if (!status) {
		if (item_do(&nl, ITEM_FDB, &item, &err))
			item_free(ITEM_FDB, &item);
		else
			status = nl_explain(&err, "can't add %s to %s",
					    argv[1], argv[0]);
	}
	nl_close(&nl);
	return status;
}

int cmd_fdb_delete(const struct options *opt, int argc, char **argv)
{
	struct nl_error err;
	struct nl nl;
	int status;

	(void)opt;
	status = start(&nl, VSWITCH_CMD_FDB_DEL, argv[0]);
	if (status)
		return status;
	status = put_mac(&nl, argv[1]);
	if (!status)
		status = put_words(&nl, argc - 2, argv + 2,
				   TAKES_PORT | TAKES_VLAN);
	if (!status && !nl_do(&nl, NULL, &err))
		status = nl_explain(&err, "can't delete %s from %s", argv[1],
				    argv[0]);
	nl_close(&nl);
	return status;
}

int cmd_fdb_flush(const struct options *opt, int argc, char **argv)
{
	struct nl_error err;
	struct item item;
	struct nl nl;
	int status;

	(void)opt;
	status = start(&nl, VSWITCH_CMD_FDB_FLUSH, argv[0]);
	if (status)
		return status;
	status = put_words(&nl, argc - 1, argv + 1,
			   TAKES_PORT | TAKES_VLAN | TAKES_KEPT);
	if (!status && item_do(&nl, ITEM_FDB, &item, &err)) {
		printf("%s: %u entries removed\n", argv[0],
		       (unsigned int)item_num(&item, VSWITCH_A_FDB_REMOVED));
		item_free(ITEM_FDB, &item);
	} else if (!status) {
		status = nl_explain(&err, "can't flush %s", argv[0]);
	}
	nl_close(&nl);
	return status;
}
