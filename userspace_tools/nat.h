/* SPDX-License-Identifier: GPL-2.0 */
/*
 * NAT mode, by the module vswitch_nat.
 */
#ifndef NAT_H
#define NAT_H

#include "json.h"
#include "network.h"

/* Load the module if it isn't. */
int nat_load(void);

/*
 * The switch @net->name is in NAT mode: tell the kernel its uplinks, those that
 * default routes lead to if nothing else was said, and learn by which mark it
 * knows the switch's packets.
 */
int nat_prepare(struct network *net);

/*
 * Move the options of NAT in @argv, with their values, to @nat, which has room
 * for all, and leave the others. How many words these are
 */
int nat_take_words(int *argc, char **argv, char **nat);
/* Set them; @name NULL: only look whether they are some. */
int nat_set_words(const char *name, int argc, char **argv);

/* The options of a switch in mode nat, as switch show has them */
void nat_out(const char *name);
void nat_json(struct json *json, const char *name);

#endif /* NAT_H */
