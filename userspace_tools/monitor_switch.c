// SPDX-License-Identifier: GPL-2.0
/*
 * sriovctl monitor switch, port, fdb: events of the family "vswitch" in this
 * network namespace, one in a line with the time it was received, until
 * interrupted, or until the module goes.
 */
#include <errno.h>
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
	const char *only;	/* pf, vf, switch, port or fdb; NULL: all */
	bool gone;		/* a family came or went */
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
	((struct watch *)data)->gone = true;
}

/* The module came or went, or another one did. */
static int check_family(struct nl *finder, struct nl *listener,
			struct watch *w)
{
	struct nl_error err;

	w->gone = false;
	if (!nl_refind(finder, &err))
		return nl_explain(&err, "can't list the netlink families");
	if (finder->family == listener->family)
		return EXIT_OK;
	error("the module vswitch was removed");
	return EXIT_NO_MODULE;
}

static int follow(struct nl *listener, struct nl *finder, struct watch *w)
{
	const struct nl_sink sink = {
		.object = take_event, .family = note_family, .data = w,
	};
	bool lost = false;
	int status;

	for (;;) {
		switch (nl_event(listener, &sink)) {
		case NL_EVENT_OK:
			break;
		case NL_EVENT_LOST:
			lost = true;
			break;
		case NL_EVENT_ERROR:
			error("can't receive events: %s", strerror(errno));
			return EXIT_REFUSED;
		}
		if (lost && !nl_pending(listener)) {
			lost = false;
			monitor_text(w->opt, "lost",
				     "events: the queue overflowed, see 'sriovctl'");
			w->gone = true;
		}
		status = w->gone ? check_family(finder, listener, w) : EXIT_OK;
		if (status)
			return status;
		if (fflush(stdout)) {
			error("can't write: %s", strerror(errno));
			return EXIT_REFUSED;
		}
	}
}

int monitor_switch(const struct options *opt, const char *what)
{
	struct watch w = { .opt = opt, .only = what };
	struct nl listener, finder;
	int status;

	status = nl_open(&listener, &family_vswitch);
	if (status)
		return status;
	status = nl_open(&finder, &family_vswitch);
	if (status)
		goto close;
	status = nl_subscribe_families(&listener);
	if (!status && !strcmp(what, "fdb"))
		status = nl_subscribe_fdb(&listener);
	else if (!status)
		status = nl_subscribe(&listener, true, true);
	if (!status)
		status = follow(&listener, &finder, &w);
	nl_close(&finder);
close:
	nl_close(&listener);
	return status;
}
