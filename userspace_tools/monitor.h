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

/*
 * Receive and print until something fails. After the last event that came
 * before some were lost @lost is called, and after each batch of them @check,
 * which ends it by anything but EXIT_OK; both get the sink's data.
 */
int monitor_follow(struct nl *listener, const struct nl_sink *sink,
		   void (*lost)(void *data), int (*check)(void *data));

/* Events of the family "vswitch" about @what: switch, port or fdb. */
int monitor_switch(const struct options *opt, const char *what);

#endif /* MONITOR_H */
