/* SPDX-License-Identifier: GPL-2.0 */
/*
 * sriovctl switch attach --move-addresses, confirm, revert.
 */
#ifndef MOVE_H
#define MOVE_H

#include "sriovctl.h"
#include "switch.h"

/*
 * Make @dev a port of @sw and give the switch what the host has on it; all of
 * it or nothing, and until it is confirmed only for a time.
 */
int move_attach(const struct options *opt, struct pair *pair,
		const struct link *sw, const struct link *dev);

#endif /* MOVE_H */
