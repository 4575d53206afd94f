// SPDX-License-Identifier: GPL-2.0
/*
 * sriovctl port: the ports of switches, their options and their counters.
 */
#include <stdio.h>
#include <string.h>

#include <libsmartcols/libsmartcols.h>

#include "items.h"
#include "legacy_port.h"

static const struct item_column columns[] = {
	{ "PORT", VSWITCH_A_PORT_IFNAME, 0 },
	{ "SWITCH", VSWITCH_A_PORT_SWITCH_IFNAME, 0 },
	{ "NUMBER", VSWITCH_A_PORT_NUMBER, SCOLS_FL_RIGHT },
	{ "LINK", VSWITCH_A_PORT_LINK, 0 },
	{ "PVID", VSWITCH_A_PORT_PVID, SCOLS_FL_RIGHT },
	{ "LEARNED", VSWITCH_A_PORT_LEARNED, SCOLS_FL_RIGHT },
	{ "LIMIT", VSWITCH_A_PORT_LEARN_LIMIT, SCOLS_FL_RIGHT },
	{ "FLAGS", ITEM_COL_FLAGS, 0 },
};

#define COUNTER(head, attr) \
	{ head, ITEM_COL_COUNTER + VSWITCH_A_PORT_STATS_##attr, SCOLS_FL_RIGHT }

static const struct item_column stats_columns[] = {
	{ "PORT", VSWITCH_A_PORT_IFNAME, 0 },
	{ "SWITCH", VSWITCH_A_PORT_SWITCH_IFNAME, 0 },
	COUNTER("RX-PACKETS", RX_PACKETS),
	COUNTER("RX-BYTES", RX_BYTES),
	COUNTER("TX-PACKETS", TX_PACKETS),
	COUNTER("TX-BYTES", TX_BYTES),
	COUNTER("UNLEARNED", UNLEARNED),
	{ "DROPS", ITEM_COL_DROPS, SCOLS_FL_RIGHT },
};

static const struct word words[] = {
	{ "enabled", VSWITCH_A_PORT_ENABLED, .parse = word_switch },
	{ "learning", VSWITCH_A_PORT_LEARNING, .parse = word_switch },
	{ "locked", VSWITCH_A_PORT_LOCKED, .parse = word_switch },
	{ "isolated", VSWITCH_A_PORT_ISOLATED, .parse = word_switch },
	{ "hairpin", VSWITCH_A_PORT_HAIRPIN, .parse = word_switch },
	{ "flood-unicast", VSWITCH_A_PORT_FLOOD_UNICAST, .parse = word_switch },
	{ "flood-multicast", VSWITCH_A_PORT_FLOOD_MULTICAST, .parse = word_switch },
	{ "flood-broadcast", VSWITCH_A_PORT_FLOOD_BROADCAST, .parse = word_switch },
	{ "sticky", VSWITCH_A_PORT_STICKY, .parse = word_switch },
	{ "learn-limit", VSWITCH_A_PORT_LEARN_LIMIT, .parse = word_limit },
	{ "storm-broadcast", VSWITCH_A_PORT_STORM_BROADCAST, .parse = word_limit },
	{ "storm-multicast", VSWITCH_A_PORT_STORM_MULTICAST, .parse = word_limit },
	{ "storm-unknown", VSWITCH_A_PORT_STORM_UNKNOWN, .parse = word_limit },
	{ "rate-in", VSWITCH_A_PORT_RATE_IN, .wide = word_rate },
	{ "rate-out", VSWITCH_A_PORT_RATE_OUT, .wide = word_rate },
	{ "burst-in", VSWITCH_A_PORT_BURST_IN, .parse = word_limit },
	{ "burst-out", VSWITCH_A_PORT_BURST_OUT, .parse = word_limit },
	{ "dhcp-guard", VSWITCH_A_PORT_DHCP_GUARD, .parse = word_switch },
	{ "ra-guard", VSWITCH_A_PORT_RA_GUARD, .parse = word_switch },
	{ "bpdu-guard", VSWITCH_A_PORT_BPDU_GUARD, .parse = word_switch },
	{ "bpdu-drop", VSWITCH_A_PORT_BPDU_DROP, .parse = word_switch },
	{ "loop-guard", VSWITCH_A_PORT_LOOP_GUARD, .parse = word_switch },
	{ "recovery", VSWITCH_A_PORT_RECOVERY, .parse = word_seconds },
	{ "fast-leave", VSWITCH_A_PORT_FAST_LEAVE, .parse = word_switch },
	{ "mcast-router", VSWITCH_A_PORT_MCAST_ROUTER, .parse = word_router },
	{ "mcast-limit", VSWITCH_A_PORT_MCAST_LIMIT, .parse = word_limit },
	{ "filter-limit", VSWITCH_A_PORT_FILTER_LIMIT, .parse = word_limit },
	{ "neigh-suppress", VSWITCH_A_PORT_NEIGH_SUPPRESS, .parse = word_switch },
	{ "mirror-in", VSWITCH_A_PORT_MIRROR_IN, .parse = word_device },
	{ "mirror-out", VSWITCH_A_PORT_MIRROR_OUT, .parse = word_device },
};

/* Of a listing the name is the switch's, */
static const struct item_query list_query = {
	.kind = ITEM_PORT,
	.key = "ports",
	.what = "the ports",
	.cmd = VSWITCH_CMD_PORT_GET,
	.name_attr = VSWITCH_A_PORT_SWITCH_IFNAME,
	.columns = columns,
	.num_columns = ARRAY_SIZE(columns),
};

static const struct item_query stats_query = {
	.kind = ITEM_PORT,
	.key = "ports",
	.what = "the ports",
	.cmd = VSWITCH_CMD_PORT_GET,
	.name_attr = VSWITCH_A_PORT_SWITCH_IFNAME,
	.stats_attr = VSWITCH_A_PORT_WITH_STATS,
	.columns = stats_columns,
	.num_columns = ARRAY_SIZE(stats_columns),
};

static const char *vfs_of(const struct item *item, char *text, size_t size)
{
	return legacy_text(item_name(item, VSWITCH_A_PORT_IFNAME), text, size);
}

static void explain_json(struct json *json, const struct item *item)
{
	char text[RANGES_TEXT_LEN + IFNAMSIZ];

	if (*vfs_of(item, text, sizeof(text)))
		json_string(json, "vfs", text);
}

static void explain(const struct item *item)
{
	char text[RANGES_TEXT_LEN + IFNAMSIZ];

	if (*vfs_of(item, text, sizeof(text)))
		printf("  %-16s %s\n", "vfs", text);
	bypass_out(item, VSWITCH_A_PORT_BYPASS);
}

/* else the port's. */
static const struct item_query show_query = {
	.kind = ITEM_PORT,
	.key = "ports",
	.cmd = VSWITCH_CMD_PORT_GET,
	.name_attr = VSWITCH_A_PORT_IFNAME,
	.stats_attr = VSWITCH_A_PORT_WITH_STATS,
	.more = explain,
	.json = explain_json,
};

int cmd_port_list(const struct options *opt, int argc, char **argv)
{
	return items_list(opt->given & OPT_STATS ? &stats_query : &list_query,
			  argc ? argv[0] : NULL, opt);
}

int cmd_port_show(const struct options *opt, int argc, char **argv)
{
	(void)argc;
	return item_show(&show_query, argv[0], opt);
}

static int set_one(struct nl *nl, const char *port, int argc, char **argv)
{
	struct nlmsghdr *nlh = nl_request(nl, VSWITCH_CMD_PORT_SET);
	struct nl_error err;
	struct item item;
	int count, status;

	mnl_attr_put_strz(nlh, VSWITCH_A_PORT_IFNAME, port);
	status = words_put(nl, words, ARRAY_SIZE(words), argc, argv, &count);
	if (status)
		return status;
	if (!item_do(nl, ITEM_PORT, &item, &err))
		return nl_explain(&err, "can't set %s", port);
	item_free(ITEM_PORT, &item);
	return EXIT_OK;
}

int cmd_port_set(const struct options *opt, int argc, char **argv)
{
	struct nl nl;
	int status;

	(void)opt;
	status = nl_open(&nl, &family_vswitch);
	if (status)
		return status;
	status = set_one(&nl, argv[0], argc - 1, argv + 1);
	nl_close(&nl);
	return status;
}
