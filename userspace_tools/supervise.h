/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A process for each switch that serves or translates: it keeps dnsmasq
 * running, and gives the host back what the switch had when that is gone.
 */
#ifndef SUPERVISE_H
#define SUPERVISE_H

#include <stdbool.h>
#include <sys/types.h>

#include "network.h"

/*
 * All hold pending_lock(). supervise_start() returns when dnsmasq, if it is
 * needed, has its sockets; or says why it doesn't.
 */
int supervise_start(const struct network *net);
void supervise_stop(const char *name);

/* Be its process, from what is kept of the switch: what systemd runs. */
int supervise_here(const char *name);

/* Its process, 0: there is none. Needs no lock. */
pid_t supervise_pid(const char *name);
/* That of dnsmasq, likewise */
pid_t supervise_dnsmasq(const char *name);

#endif /* SUPERVISE_H */
