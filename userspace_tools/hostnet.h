/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the host has of a switch's network: addresses, and for a NAT switch a
 * table of routes of its own with the rules that lead there.
 */
#ifndef HOSTNET_H
#define HOSTNET_H

#include "network.h"
#include "nl.h"

/* Preference of the rules, and number of the table for mark 0 */
#define HOSTNET_RULE	100
#define HOSTNET_TABLE	0x56000000U

/* All of it; what is there already is no failure. */
int hostnet_make(struct nl *route, const struct network *net);
/* The routes alone, which went when the switch was down */
void hostnet_make_routes(struct nl *route, const struct network *net);
/* As much as there is, except addresses that @keep has too; NULL: none */
void hostnet_delete(struct nl *route, const struct network *net,
		    const struct network *keep);

#endif /* HOSTNET_H */
