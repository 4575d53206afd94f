/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A move of addresses to a switch that isn't confirmed yet: all that takes to
 * undo it, in a file that outlives the command, and the process that waits.
 */
#ifndef PENDING_H
#define PENDING_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "dhcp.h"
#include "hostconf.h"
#include "link.h"

#define PENDING_DIR	"/run/sriovctl"
#define PENDING_SYSCTLS	4

/**
 * struct pending - a move
 * @sw: the switch as it was before
 * @dev: the device as it was before
 * @taken: when this was written down, see pending_now()
 * @deadline: when it is undone, likewise; 0: not by itself
 * @waiter: process that undoes it then
 * @sysctl: of the switch, as they were; -1: left alone
 * @deleted: the device may have lost something already; not in the file, as
 *	whoever has to read it can't know
 * @clients: DHCP clients of the device
 * @conf: what the device had
 */
struct pending {
	struct link sw;
	struct link dev;
	int64_t taken;
	int64_t deadline;
	int waiter;
	int sysctl[PENDING_SYSCTLS];
	bool deleted;
	struct dhcp_clients clients;
	struct hostconf conf;
};

/* Milliseconds since boot, sleep included */
int64_t pending_now(void);

void pending_free(struct pending *p);

/* As text, for the file and its tests. False: it isn't one, or can't be. */
bool pending_write(FILE *file, const struct pending *p);
bool pending_read(FILE *file, struct pending *p);

/*
 * One command at a time: none but the holder of the lock looks at files, or
 * changes what they are about. A descriptor, or -1, having said why.
 */
int pending_lock(void);
/* The same, silently: -1 if somebody else has it. */
int pending_try_lock(void);
void pending_unlock(int lock);

/* The file of the move to a switch of this namespace. */
bool pending_exists(const char *sw);
int pending_save(const struct pending *p);
/* Says what is wrong; @what can't be done for want of it. */
int pending_load(const char *sw, const char *what, struct pending *p);
void pending_remove(const char *sw);

/*
 * Is a move to the switch waiting, as far as the caller may see? Says of which
 * device, and in how many seconds it is undone; 0: not by itself.
 */
bool pending_peek(const char *sw, char dev[IFNAMSIZ], unsigned int *seconds);

/*
 * Start a process that survives this one, and the session and the terminal that
 * it was started from. When the deadline is over, and the file is still there
 * and is the same, it calls @undo with the lock held. It waits for pending_go()
 * first, and ends if that never comes.
 */
int pending_start(struct pending *p, void (*undo)(struct pending *p));
void pending_go(void);

#endif /* PENDING_H */
