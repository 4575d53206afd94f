/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The network of a switch put into effect, changed, and taken away again.
 */
#ifndef NETUP_H
#define NETUP_H

#include "network.h"
#include "nl.h"

/*
 * pending_lock(), and all that a process was killed in the middle of is put in
 * order. -1, having said why.
 */
int netup_lock(void);
/* The latter alone, if nobody has the lock and this may be done. */
void netup_recover(void);

/* All hold the lock. @net has the index of the switch, and what it marks. */
int netup_make(struct nl *route, const struct network *net);
void netup_delete(struct nl *route, const struct network *net);
/* Back to the old one if the new one can't be had */
int netup_change(struct nl *route, const struct network *old,
		 const struct network *new);

#endif /* NETUP_H */
