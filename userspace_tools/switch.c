// SPDX-License-Identifier: GPL-2.0
/*
 * sriovctl switch: listing switches, their options, attaching and detaching
 * ports. What takes several requests is undone when one of them is refused.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libsmartcols/libsmartcols.h>

#include "items.h"
#include "legacy.h"
#include "move.h"
#include "nat.h"
#include "netup.h"
#include "network_out.h"
#include "pending.h"
#include "switch.h"

static const struct item_column columns[] = {
	{ "SWITCH", VSWITCH_A_SWITCH_IFNAME, 0 },
	{ "MODE", VSWITCH_A_SWITCH_MODE, 0 },
	{ "VLANS", VSWITCH_A_SWITCH_VLAN_PROTO, 0 },
	{ "PORTS", VSWITCH_A_SWITCH_NUM_PORTS, SCOLS_FL_RIGHT },
	{ "STATIONS", VSWITCH_A_SWITCH_FDB_ENTRIES, SCOLS_FL_RIGHT },
	{ "LIMIT", VSWITCH_A_SWITCH_FDB_LIMIT, SCOLS_FL_RIGHT },
	{ "AGEING", VSWITCH_A_SWITCH_AGEING, SCOLS_FL_RIGHT },
	{ "MAC", VSWITCH_A_SWITCH_MAC, 0 },
	{ "BYPASS", VSWITCH_A_SWITCH_BYPASS, 0 },
};

static const struct word words[] = {
	{ "mode", VSWITCH_A_SWITCH_MODE, .parse = NULL },
	{ "vlans", VSWITCH_A_SWITCH_VLAN_PROTO, .parse = word_proto },
	{ "vlan-stats", VSWITCH_A_SWITCH_VLAN_STATS, .parse = word_switch },
	{ "mcast-snooping", VSWITCH_A_SWITCH_MCAST_SNOOPING,
	  .parse = word_switch },
	{ "mcast-querier", VSWITCH_A_SWITCH_MCAST_QUERIER,
	  .parse = word_switch },
	{ "mcast-use-ifaddr", VSWITCH_A_SWITCH_MCAST_USE_IFADDR,
	  .parse = word_switch },
	{ "mcast-query-interval", VSWITCH_A_SWITCH_MCAST_QUERY_INTERVAL,
	  .parse = word_millis },
	{ "mcast-response", VSWITCH_A_SWITCH_MCAST_RESPONSE,
	  .parse = word_millis },
	{ "mcast-querier-time", VSWITCH_A_SWITCH_MCAST_QUERIER_TIME,
	  .parse = word_millis },
	{ "mcast-member-time", VSWITCH_A_SWITCH_MCAST_MEMBER_TIME,
	  .parse = word_millis },
	{ "mcast-last-member-count", VSWITCH_A_SWITCH_MCAST_LAST_MEMBER_COUNT,
	  .parse = word_number },
	{ "mcast-last-member-interval",
	  VSWITCH_A_SWITCH_MCAST_LAST_MEMBER_INTERVAL, .parse = word_millis },
	{ "mcast-startup-count", VSWITCH_A_SWITCH_MCAST_STARTUP_COUNT,
	  .parse = word_number },
	{ "mcast-startup-interval", VSWITCH_A_SWITCH_MCAST_STARTUP_INTERVAL,
	  .parse = word_millis },
	{ "mdb-limit", VSWITCH_A_SWITCH_MDB_LIMIT, .parse = word_number },
	{ "ageing", VSWITCH_A_SWITCH_AGEING, .parse = word_seconds },
	{ "fdb-limit", VSWITCH_A_SWITCH_FDB_LIMIT, .parse = word_number },
};

int pair_open(struct pair *pair)
{
	int status = nl_open(&pair->nl, &family_vswitch);

	if (status)
		return status;
	status = nl_open_route(&pair->route);
	if (status)
		nl_close(&pair->nl);
	return status;
}

void pair_close(struct pair *pair)
{
	nl_close(&pair->route);
	nl_close(&pair->nl);
}

int switch_check_name(const char *name)
{
	if (*name && strlen(name) < IFNAMSIZ && !strchr(name, '/'))
		return EXIT_OK;
	error("'%s': a name has 1 to %d characters and no slash", name,
	      IFNAMSIZ - 1);
	return EXIT_USAGE;
}

int switch_find(struct pair *pair, const char *name, bool is_switch,
		struct link *link)
{
	struct nl_error err;

	if (switch_check_name(name))
		return EXIT_USAGE;
	if (!link_find(&pair->route, name, link, &err)) {
		nl_say(&err, "no device '%s'", name);
		if (is_switch)
			hint("'sriovctl switch list' lists the switches");
		else
			hint("'ip link' lists the devices");
		return EXIT_REFUSED;
	}
	if (is_switch && strcmp(link->kind, "vswitch") != 0) {
		error("%s is no switch", name);
		hint("'sriovctl switch list' lists the switches");
		return EXIT_REFUSED;
	}
	return EXIT_OK;
}

/* What root has put there himself undoes what the mode promises. */
static void warn_of_bypass(const struct item *item)
{
	bypass_out(item, VSWITCH_A_SWITCH_BYPASS);
	if (!item_num(item, VSWITCH_A_SWITCH_BYPASS) ||
	    strcmp(item_name(item, VSWITCH_A_SWITCH_MODE), "host-only") != 0)
		return;
	printf("  %-16s frames may leave by what root has put on a device:\n"
	       "  %-16s see bypass of each in 'sriovctl port show'\n",
	       "not host-only", "");
}

static void explain(const struct item *item)
{
	const char *name = item_name(item, VSWITCH_A_SWITCH_IFNAME);
	unsigned int seconds;
	char dev[IFNAMSIZ];

	warn_of_bypass(item);
	legacy_out(name);
	network_out(name);
	if (!strcmp(item_name(item, VSWITCH_A_SWITCH_MODE), "nat"))
		nat_out(name);
	if (!pending_peek(name, dev, &seconds))
		return;
	printf("  %-16s the addresses of %s, which go back ", "unconfirmed",
	       dev);
	if (seconds)
		printf("in %u s:\n", seconds);
	else
		printf("by hand only:\n");
	printf("  %-16s see 'sriovctl help switch' for confirm and revert\n", "");
}

static void explain_json(struct json *json, const struct item *item)
{
	legacy_json(json, item_name(item, VSWITCH_A_SWITCH_IFNAME));
	network_json(json, item_name(item, VSWITCH_A_SWITCH_IFNAME));
	if (!strcmp(item_name(item, VSWITCH_A_SWITCH_MODE), "nat"))
		nat_json(json, item_name(item, VSWITCH_A_SWITCH_IFNAME));
}

static const struct item_query query = {
	.kind = ITEM_SWITCH,
	.key = "switches",
	.what = "the switches",
	.cmd = VSWITCH_CMD_SWITCH_GET,
	.name_attr = VSWITCH_A_SWITCH_IFNAME,
	.stats_attr = VSWITCH_A_SWITCH_WITH_STATS,
	.columns = columns,
	.num_columns = ARRAY_SIZE(columns),
	.more = explain,
	.json = explain_json,
};

int cmd_switch_list(const struct options *opt, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	netup_recover();
	return items_list(&query, NULL, opt);
}

int cmd_switch_show(const struct options *opt, int argc, char **argv)
{
	(void)argc;
	if (switch_check_name(argv[0]))
		return EXIT_USAGE;
	netup_recover();
	return item_show(&query, argv[0], opt);
}

int switch_check_options(struct nl *nl, int argc, char **argv)
{
	int count;

	nl_request(nl, VSWITCH_CMD_SWITCH_SET);
	return words_put(nl, words, ARRAY_SIZE(words), argc, argv, &count);
}

int switch_set_options(struct nl *nl, const char *name, int argc, char **argv)
{
	struct nlmsghdr *nlh = nl_request(nl, VSWITCH_CMD_SWITCH_SET);
	struct nl_error err;
	struct item item;
	int count, status;

	mnl_attr_put_strz(nlh, VSWITCH_A_SWITCH_IFNAME, name);
	status = words_put(nl, words, ARRAY_SIZE(words), argc, argv, &count);
	if (status || !count)
		return status;
	if (!item_do(nl, ITEM_SWITCH, &item, &err))
		return nl_explain(&err, "can't set %s", name);
	item_free(ITEM_SWITCH, &item);
	return EXIT_OK;
}

/* ---- ports ---- */

static int check_master(const struct link *sw, const struct link *port)
{
	if (!port->master || port->master == sw->ifindex)
		return EXIT_OK;
	error("%s has a master already", port->name);
	hint("'ip link set %s nomaster' releases it", port->name);
	return EXIT_REFUSED;
}

int switch_check_port(struct pair *pair, const struct link *sw,
		      const struct link *port)
{
	char address[64];
	struct nl_error err;
	int status = check_master(sw, port);

	if (status || port->master)
		return status;
	if (!link_address(&pair->route, port->ifindex, address,
			  sizeof(address), &err))
		return nl_explain(&err, "can't list the addresses of %s",
				  port->name);
	if (!address[0])
		return EXIT_OK;
	error("%s carries an address of this host, %s", port->name, address);
	hint("as a port it would lose it, and you perhaps your connection");
	hint("take it along: sriovctl switch attach %s %s --move-addresses",
	     sw->name, port->name);
	return EXIT_REFUSED;
}

static void detach_again(struct pair *pair, const struct link *ports, int count)
{
	struct nl_error err;

	while (count--) {
		if (!ports[count].up)
			link_set_up(&pair->route, ports[count].ifindex, false,
				    &err);
		if (!ports[count].master)
			link_set_master(&pair->route, ports[count].ifindex, 0,
					&err);
	}
}

static int attach_all(struct pair *pair, const struct link *sw,
		      const struct link *ports, int count)
{
	struct nl_error err;
	int i;

	for (i = 0; i < count; i++) {
		if (link_set_master(&pair->route, ports[i].ifindex,
				    sw->ifindex, &err) &&
		    link_set_up(&pair->route, ports[i].ifindex, true, &err))
			continue;
		nl_explain(&err, "can't attach %s to %s", ports[i].name,
			   sw->name);
		detach_again(pair, ports, i + 1);
		if (count > 1)
			hint("none of the %d was attached", count);
		return EXIT_REFUSED;
	}
	return EXIT_OK;
}

/* One device, with all that the host has on it */
static int attach_moving(const struct options *opt, int argc, char **argv)
{
	struct link sw, dev;
	struct pair pair;
	int status;

	if (argc != 2) {
		error("--move-addresses takes one device at a time");
		hint("%s gets that one's MAC address", argv[0]);
		return EXIT_USAGE;
	}
	status = pair_open(&pair);
	if (status)
		return status;
	status = switch_find(&pair, argv[0], true, &sw);
	if (!status)
		status = switch_find(&pair, argv[1], false, &dev);
	if (!status)
		status = check_master(&sw, &dev);
	if (!status)
		status = move_attach(opt, &pair, &sw, &dev);
	pair_close(&pair);
	return status;
}

/* -1: VFs are named, not devices */
static int any_vfs(const struct options *opt, int argc, char **argv)
{
	int i;

	for (i = 1; i < argc; i++)
		if (strchr(argv[i], '/'))
			return -1;
	if (!(opt->given & (OPT_WIRE | OPT_OWNER | OPT_FORCE)))
		return EXIT_OK;
	error("--tagged-on-wire, --owner and --force are for VFs");
	return EXIT_USAGE;
}

int cmd_switch_attach(const struct options *opt, int argc, char **argv)
{
	struct link sw, *ports;
	struct pair pair;
	int i, status;

	if (opt->given & OPT_MOVE)
		return attach_moving(opt, argc, argv);
	if (opt->given & (OPT_TIMEOUT | OPT_YES)) {
		error("--timeout and --yes are for --move-addresses");
		return EXIT_USAGE;
	}
	status = any_vfs(opt, argc, argv);
	if (status < 0)
		return legacy_attach(opt, argc, argv);
	if (status)
		return status;
	status = pair_open(&pair);
	if (status)
		return status;
	ports = xrealloc(NULL, (size_t)argc, sizeof(*ports));
	status = switch_find(&pair, argv[0], true, &sw);
	for (i = 1; i < argc && !status; i++) {
		status = switch_find(&pair, argv[i], false, &ports[i - 1]);
		if (!status)
			status = switch_check_port(&pair, &sw,
						   &ports[i - 1]);
	}
	if (!status)
		status = attach_all(&pair, &sw, ports, argc - 1);
	free(ports);
	pair_close(&pair);
	return status;
}

int cmd_switch_detach(const struct options *opt, int argc, char **argv)
{
	struct link sw, port;
	struct nl_error err;
	struct pair pair;
	int i, status = any_vfs(opt, argc, argv);

	if (status < 0)
		return legacy_detach(opt, argc, argv);
	if (!status)
		status = pair_open(&pair);
	if (status)
		return status;
	status = switch_find(&pair, argv[0], true, &sw);
	for (i = 1; i < argc && !status; i++) {
		status = switch_find(&pair, argv[i], false, &port);
		if (status || port.master == sw.ifindex)
			continue;
		error("%s is no port of %s", argv[i], argv[0]);
		hint("'sriovctl port list %s' lists them", argv[0]);
		status = EXIT_REFUSED;
	}
	for (i = 1; i < argc && !status; i++) {
		status = switch_find(&pair, argv[i], false, &port);
		if (!status &&
		    !link_set_master(&pair.route, port.ifindex, 0, &err))
			status = nl_explain(&err, "can't detach %s", argv[i]);
	}
	pair_close(&pair);
	return status;
}
