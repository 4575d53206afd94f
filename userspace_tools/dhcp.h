/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Who else gives a netdev its addresses: DHCP clients, which go with the
 * addresses to another netdev, and managers, whose configuration must be
 * changed by who wrote it.
 */
#ifndef DHCP_H
#define DHCP_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define DHCP_CLIENTS	4	/* IPv4 and IPv6 of both kinds */

enum dhcp_kind {
	DHCP_DHCLIENT,		/* ISC's */
	DHCP_UDHCPC,		/* busybox's */
	DHCP_KINDS
};

/**
 * struct dhcp_client - a client of one netdev
 * @kind: which
 * @pid: its process
 * @exe: its program
 * @argv: its command line, @argc words and NULL
 * @argc: how many
 */
struct dhcp_client {
	enum dhcp_kind kind;
	pid_t pid;
	char *exe;
	char **argv;
	size_t argc;
};

struct dhcp_clients {
	struct dhcp_client client[DHCP_CLIENTS];
	size_t count;
};

/* The word for a kind, and back; DHCP_KINDS: it is none. */
const char *dhcp_name(enum dhcp_kind kind);
enum dhcp_kind dhcp_kind_of(const char *name);

/* Is it a client of @dev, and of no other netdev? */
bool dhcp_is_for(const struct dhcp_client *client, const char *dev);

/*
 * The command line for @to in place of @from, from malloc() with all its words;
 * names of files that have the netdev's name have the other's.
 */
char **dhcp_argv(const struct dhcp_client *client, const char *from,
		 const char *to);

/* What runs for @dev in this network namespace. */
void dhcp_find(const char *dev, struct dhcp_clients *clients);

/* End them at once, so that none gives its lease back. */
void dhcp_kill(const struct dhcp_clients *clients);

/* Start them for @to with what they know of @from. False: said which can't. */
bool dhcp_start(const struct dhcp_clients *clients, const char *from,
		const char *to);

/*
 * Does one of them take all addresses away when it starts, until it has a
 * lease?
 */
bool dhcp_begins_anew(const struct dhcp_clients *clients);

/*
 * Say what is to be done about managers of @dev that would give it its
 * addresses once more; @sw is the switch that has them now. False: there is
 * none.
 */
bool dhcp_advise(int ifindex, const char *dev, const char *sw);

void dhcp_free(struct dhcp_clients *clients);

#endif /* DHCP_H */
