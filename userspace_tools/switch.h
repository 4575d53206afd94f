/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the commands about switches share.
 */
#ifndef SWITCH_H
#define SWITCH_H

#include "link.h"
#include "nl.h"

/* The two connections of commands that change links, too */
struct pair {
	struct nl nl;
	struct nl route;
};

int pair_open(struct pair *pair);
void pair_close(struct pair *pair);

/* Can it be the name of a netdev? */
int switch_check_name(const char *name);

/* "WORD VALUE..." of a switch: are they some, and set them; none is no failure. */
int switch_check_options(struct nl *nl, int argc, char **argv);
int switch_set_options(struct nl *nl, const char *name, int argc, char **argv);

/* The netdev @name, which must be a switch if @is_switch; or says what it is. */
int switch_find(struct pair *pair, const char *name, bool is_switch,
		struct link *link);

/* May the netdev become a port? Says why not. */
int switch_check_port(struct pair *pair, const struct link *sw,
		      const struct link *port);

#endif /* SWITCH_H */
