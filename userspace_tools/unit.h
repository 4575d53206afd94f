/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where systemd is the first process: the one that looks after a switch as a
 * transient service of its own.
 */
#ifndef UNIT_H
#define UNIT_H

#include <stdbool.h>

#define UNIT_PREFIX	"sriovctl-switch-"
#define UNIT_NAME	128

/*
 * Can the process of that switch be one? Not if there is no systemd, nor in a
 * network namespace without a name, by which systemd would find it.
 */
bool unit_is_usable(const char *name);

/* Start it; false: systemd said why not. */
bool unit_start(const char *name);
/* End it, if the switch has one, and wait for that. */
void unit_stop(const char *name);
/* What it is called; false: the switch has none. */
bool unit_of(const char *name, char unit[UNIT_NAME]);

/*
 * In a process that is forked for that: become a command of this program that
 * runs outside of the unit of its caller, which it may end.
 */
void unit_become(const char *const *words);

#endif /* UNIT_H */
