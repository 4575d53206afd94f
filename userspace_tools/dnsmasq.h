/* SPDX-License-Identifier: GPL-2.0 */
/*
 * dnsmasq for one switch: its configuration, its program, and the process.
 */
#ifndef DNSMASQ_H
#define DNSMASQ_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

#include "network.h"

/* Path of the program; NULL: it isn't installed. */
const char *dnsmasq_program(void);
/* Says that it isn't, and what to do. */
int dnsmasq_missing(void);

/* @user: to run as; @dir: where its files are */
void dnsmasq_write(FILE *file, const struct network *net, const char *user,
		   const char *dir);

/* Write the configuration down, in the folder of the switch. */
int dnsmasq_configure(const struct network *net);

/*
 * Start it: a process, or -1, errno. What it complains of is in the file
 * "errors".
 */
pid_t dnsmasq_start(const struct network *net);
/* It has all its sockets, and does what it is for. */
bool dnsmasq_is_ready(const struct network *net);
/* The first line of what it complained of, "" if there is none */
void dnsmasq_complaint(const char *name, char *text, size_t size);

/* End those of the switch that nobody waits for any more, as after a crash. */
void dnsmasq_end_strays(const char *name);

#endif /* DNSMASQ_H */
