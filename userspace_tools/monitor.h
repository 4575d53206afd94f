/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the two parts of sriovctl monitor share: how an event looks.
 */
#ifndef MONITOR_H
#define MONITOR_H

#include "json.h"
#include "nl.h"
#include "sriovctl.h"

/* Begin an event: a line, or an object that is left open. */
void monitor_line(const char *event, const char *label);
void monitor_json(struct json *json, const char *event);

/* One that isn't about an object. */
void monitor_text(const struct options *opt, const char *event,
		  const char *text);

/* Events were lost: say so. */
void monitor_lost(const struct options *opt);

/**
 * struct monitor_source - a family whose events are followed
 * @listener: the connection for events
 * @sink: who takes them
 * @lost: called after the last event that came before some were lost
 * @check: called after each batch of events; anything but EXIT_OK ends it all
 * @missing: some were lost; false at first
 *
 * Both are called with the sink's data.
 */
struct monitor_source {
	struct nl *listener;
	struct nl_sink sink;
	void (*lost)(void *data);
	int (*check)(void *data);
	bool missing;
};

/* Receive and print until something fails. */
int monitor_follow(struct monitor_source *sources, size_t count);

struct switch_watch;

/*
 * Events of the family "vswitch" about @what: switch, port, fdb or mdb; NULL:
 * all of them. Says what is wrong, or fills @source, which is good until it is
 * closed.
 */
int switch_watch_open(const struct options *opt, const char *what,
		      struct switch_watch **watch,
		      struct monitor_source *source);
void switch_watch_close(struct switch_watch *watch);

/* Those alone, until something fails */
int monitor_switch(const struct options *opt, const char *what);

#endif /* MONITOR_H */
