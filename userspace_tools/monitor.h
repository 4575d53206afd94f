/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the two parts of sriovctl monitor share: how an event looks.
 */
#ifndef MONITOR_H
#define MONITOR_H

#include "json.h"
#include "sriovctl.h"

/* Begin an event: a line, or an object that is left open. */
void monitor_line(const char *event, const char *label);
void monitor_json(struct json *json, const char *event);

/* One that isn't about an object. */
void monitor_text(const struct options *opt, const char *event,
		  const char *text);

/* Events of the family "vswitch" about @what: switch, port or fdb. */
int monitor_switch(const struct options *opt, const char *what);

#endif /* MONITOR_H */
