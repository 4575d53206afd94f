/* SPDX-License-Identifier: GPL-2.0 */
/*
 * NAT mode, by the module vswitch_nat.
 */
#ifndef NAT_H
#define NAT_H

#include "network.h"

/* Load the module if it isn't. */
int nat_load(void);

/*
 * The switch @net->name is in NAT mode: tell the kernel its uplinks, and learn
 * by which mark it knows the switch's packets.
 */
int nat_prepare(struct network *net);

#endif /* NAT_H */
