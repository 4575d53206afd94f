// SPDX-License-Identifier: GPL-2.0
/*
 * sriovctl monitor switch, port, fdb: events of the family "vswitch" in this
 * network namespace, one in a line with the time it was received, until
 * interrupted, or until the module goes.
 */
#include <stdio.h>
#include <string.h>

#include <linux/genetlink.h>

#include "items.h"
#include "monitor.h"

/* Events, and what of the object is told of in a line, by attribute */
static const struct event {
	uint8_t cmd;
	enum item_kind kind;
	const char *name;
	uint8_t attrs[10];
} events[] = {
	{ VSWITCH_CMD_SWITCH_NTF, ITEM_SWITCH, "switch",
	  { VSWITCH_A_SWITCH_IFNAME, VSWITCH_A_SWITCH_VLAN_PROTO,
	    VSWITCH_A_SWITCH_AGEING, VSWITCH_A_SWITCH_FDB_LIMIT } },
	{ VSWITCH_CMD_SWITCH_DEL_NTF, ITEM_SWITCH, "switch-gone",
	  { VSWITCH_A_SWITCH_IFNAME } },
	{ VSWITCH_CMD_PORT_NTF, ITEM_PORT, "port",
	  { VSWITCH_A_PORT_IFNAME, VSWITCH_A_PORT_SWITCH_IFNAME,
	    VSWITCH_A_PORT_ENABLED, VSWITCH_A_PORT_LEARNING,
	    VSWITCH_A_PORT_LOCKED, VSWITCH_A_PORT_ISOLATED,
	    VSWITCH_A_PORT_PVID } },
	{ VSWITCH_CMD_PORT_DEL_NTF, ITEM_PORT, "port-gone",
	  { VSWITCH_A_PORT_IFNAME, VSWITCH_A_PORT_SWITCH_IFNAME } },
	{ VSWITCH_CMD_PORT_STATE_NTF, ITEM_PORT, "port-state",
	  { VSWITCH_A_PORT_IFNAME, VSWITCH_A_PORT_SWITCH_IFNAME,
	    VSWITCH_A_PORT_LINK } },
	{ VSWITCH_CMD_FDB_NTF, ITEM_FDB, "station",
	  { VSWITCH_A_FDB_MAC, VSWITCH_A_FDB_SWITCH_IFNAME, VSWITCH_A_FDB_VLAN,
	    VSWITCH_A_FDB_PORT_IFNAME, VSWITCH_A_FDB_STATE } },
	{ VSWITCH_CMD_FDB_DEL_NTF, ITEM_FDB, "station-gone",
	  { VSWITCH_A_FDB_MAC, VSWITCH_A_FDB_SWITCH_IFNAME, VSWITCH_A_FDB_VLAN,
	    VSWITCH_A_FDB_PORT_IFNAME } },
};

struct watch {
	const struct options *opt;
	const char *only;	/* switch, port or fdb */
	struct nl *listener;	/* the connection for events */
	struct nl *nl;		/* the connection for requests */
	bool family;		/* a family may have come or gone */
};

static bool wanted(const struct watch *w, enum item_kind kind)
{
	static const char *const names[ITEM_KINDS] = {
		[ITEM_SWITCH] = "switch", [ITEM_PORT] = "port",
		[ITEM_FDB] = "fdb",
	};

	return names[kind] && !strcmp(w->only, names[kind]);
}

/* The first attribute names the object, the others have their keys. */
static void show_line(const struct event *event, const struct item *item)
{
	const struct item_field *fields;
	char text[ITEM_TEXT];
	unsigned int max, attr;
	size_t i;

	fields = item_fields(event->kind, &max);
	for (i = 0; i < ARRAY_SIZE(event->attrs) && event->attrs[i]; i++) {
		attr = event->attrs[i];
		if (!i)
			monitor_line(event->name,
				     item_text(&fields[attr], attr, item,
					       text));
		else
			printf(" %s %s", fields[attr].key,
			       item_text(&fields[attr], attr, item, text));
	}
	putchar('\n');
}

static bool take_event(const struct nlmsghdr *nlh, void *data)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(nlh);
	const struct event *event = NULL;
	const struct watch *w = data;
	struct item item;
	struct json json;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(events); i++)
		if (events[i].cmd == genl->cmd)
			event = &events[i];
	/* From a newer kernel, or not asked for */
	if (!event || !wanted(w, event->kind))
		return true;
	if (!item_decode(nlh, event->kind, &item))
		return false;
	if (w->opt->given & OPT_JSON) {
		monitor_json(&json, event->name);
		json_item(&json, event->kind, &item);
		json_close(&json);
	} else {
		show_line(event, &item);
	}
	item_free(event->kind, &item);
	return true;
}

static void note_family(void *data)
{
	((struct watch *)data)->family = true;
}

/* It may have been news of the module. */
static void recover(void *data)
{
	struct watch *w = data;

	monitor_lost(w->opt);
	w->family = true;
}

/* Is the family another one than that whose events are received? */
static int check_family(void *data)
{
	struct watch *w = data;
	struct nl_error err;

	if (!w->family)
		return EXIT_OK;
	w->family = false;
	if (!nl_refind(w->nl, &err))
		return nl_explain(&err, "can't list the netlink families");
	if (w->nl->family == w->listener->family)
		return EXIT_OK;
	error("the module vswitch was removed");
	return EXIT_NO_MODULE;
}

int monitor_switch(const struct options *opt, const char *what)
{
	struct nl listener, nl;
	struct watch w = {
		.opt = opt, .only = what, .listener = &listener, .nl = &nl,
	};
	const struct nl_sink sink = {
		.object = take_event, .family = note_family, .data = &w,
	};
	int status;

	status = nl_open(&listener, &family_vswitch);
	if (status)
		return status;
	status = nl_open(&nl, &family_vswitch);
	if (status)
		goto close;
	status = nl_subscribe_families(&listener);
	if (!status && !strcmp(what, "fdb"))
		status = nl_subscribe_fdb(&listener);
	else if (!status)
		status = nl_subscribe(&listener, true, true);
	if (!status)
		status = monitor_follow(&listener, &sink, recover,
					check_family);
	nl_close(&nl);
close:
	nl_close(&listener);
	return status;
}
