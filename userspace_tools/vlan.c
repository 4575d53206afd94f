// SPDX-License-Identifier: GPL-2.0
/*
 * sriovctl vlan: which VLANs a port of a switch is in.
 */
#include <stdio.h>
#include <string.h>

#include <libsmartcols/libsmartcols.h>

#include "items.h"

static const struct item_column columns[] = {
	{ "PORT", VSWITCH_A_VLAN_PORT_IFNAME, 0 },
	{ "SWITCH", VSWITCH_A_VLAN_SWITCH_IFNAME, 0 },
	{ "VLANS", ITEM_COL_RANGE, SCOLS_FL_RIGHT },
	{ "PVID", VSWITCH_A_VLAN_PVID, 0 },
	{ "UNTAGGED", VSWITCH_A_VLAN_UNTAGGED, 0 },
};

#define COUNTER(head, attr) \
	{ head, ITEM_COL_COUNTER + VSWITCH_A_VLAN_STATS_##attr, SCOLS_FL_RIGHT }

static const struct item_column stats_columns[] = {
	{ "PORT", VSWITCH_A_VLAN_PORT_IFNAME, 0 },
	{ "SWITCH", VSWITCH_A_VLAN_SWITCH_IFNAME, 0 },
	{ "VLANS", ITEM_COL_RANGE, SCOLS_FL_RIGHT },
	COUNTER("RX-PACKETS", RX_PACKETS),
	COUNTER("RX-BYTES", RX_BYTES),
	COUNTER("TX-PACKETS", TX_PACKETS),
	COUNTER("TX-BYTES", TX_BYTES),
};

static const struct item_query query = {
	.kind = ITEM_VLAN,
	.key = "vlans",
	.what = "the VLANs",
	.cmd = VSWITCH_CMD_VLAN_GET,
	.name_attr = VSWITCH_A_VLAN_SWITCH_IFNAME,
	.columns = columns,
	.num_columns = ARRAY_SIZE(columns),
};

static const struct item_query stats_query = {
	.kind = ITEM_VLAN,
	.key = "vlans",
	.what = "the VLANs",
	.cmd = VSWITCH_CMD_VLAN_GET,
	.name_attr = VSWITCH_A_VLAN_SWITCH_IFNAME,
	.stats_attr = VSWITCH_A_VLAN_WITH_STATS,
	.columns = stats_columns,
	.num_columns = ARRAY_SIZE(stats_columns),
};

int cmd_vlan_list(const struct options *opt, int argc, char **argv)
{
	return items_list(opt->given & OPT_STATS ? &stats_query : &query,
			  argc ? argv[0] : NULL, opt);
}

/* "5" or "5-9" */
static int put_range(struct nl *nl, const char *text)
{
	const char *dash = strchr(text, '-');
	uint32_t first, last;
	char start[8];

	snprintf(start, sizeof(start), "%.*s",
		 (int)(dash ? dash - text : 7), text);
	if (word_vlan(start, &first) ||
	    word_vlan(dash ? dash + 1 : start, &last) || last < first) {
		error("'%s': VLANs are 5 or 5-9, from 1 to 4094", text);
		return EXIT_USAGE;
	}
	mnl_attr_put_u32(nl_room(nl, 16), VSWITCH_A_VLAN_FIRST, first);
	mnl_attr_put_u32(nl_room(nl, 16), VSWITCH_A_VLAN_LAST, last);
	return EXIT_OK;
}

static int put_flags(struct nl *nl, int argc, char **argv)
{
	uint16_t type;

	for (; argc > 0; argc--, argv++) {
		if (!strcmp(argv[0], "pvid")) {
			type = VSWITCH_A_VLAN_PVID;
		} else if (!strcmp(argv[0], "untagged")) {
			type = VSWITCH_A_VLAN_UNTAGGED;
		} else {
			error("'%s' isn't understood here", argv[0]);
			hint("there are: pvid, untagged");
			return EXIT_USAGE;
		}
		mnl_attr_put_u32(nl_room(nl, 8), type, 1);
	}
	return EXIT_OK;
}

static int change(uint8_t cmd, const char *what, int argc, char **argv)
{
	struct nl_error err;
	struct nl nl;
	int status;

	status = nl_open(&nl, &family_vswitch);
	if (status)
		return status;
	nl_request(&nl, cmd);
	mnl_attr_put_strz(nl_room(&nl, strlen(argv[0]) + 8),
			  VSWITCH_A_VLAN_PORT_IFNAME, argv[0]);
	status = put_range(&nl, argv[1]);
	if (!status)
		status = put_flags(&nl, argc - 2, argv + 2);
	if (!status && !nl_do(&nl, NULL, &err))
		status = nl_explain(&err, "can't %s VLAN %s of %s", what,
				    argv[1], argv[0]);
	nl_close(&nl);
	return status;
}

int cmd_vlan_add(const struct options *opt, int argc, char **argv)
{
	(void)opt;
	return change(VSWITCH_CMD_VLAN_NEW, "add", argc, argv);
}

int cmd_vlan_delete(const struct options *opt, int argc, char **argv)
{
	(void)opt;
	return change(VSWITCH_CMD_VLAN_DEL, "delete", argc, argv);
}
