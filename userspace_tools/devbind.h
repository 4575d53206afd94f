/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Sockets of another program bound to a device, without its knowledge.
 */
#ifndef DEVBIND_H
#define DEVBIND_H

#include <stdbool.h>

/*
 * This process, and what it executes: a socket that it binds to the port of
 * DNS is bound to the switch's device first. False: the kernel can't, errno.
 */
bool devbind_enter(const char *name);

/* Remove what that took; nobody may be in it any more. */
void devbind_leave(const char *name);

#endif /* DEVBIND_H */
