/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a netdev has of the host's configuration, as rtnetlink tells it, made
 * into requests that give it to another netdev or take it away. Pure: a message
 * in, a message out. Attributes go along unchanged unless there is a reason, so
 * that metrics, labels, encapsulations and what newer kernels have aren't lost.
 */
#ifndef REWRITE_H
#define REWRITE_H

#include <stdbool.h>
#include <stdint.h>

#include <libmnl/libmnl.h>

/* By how much a request may be longer than the message that it is made of */
#define REWRITE_ROOM	64
#define REWRITE_TEXT	128	/* longest description, with its end */

/**
 * struct rewrite - from where to where
 * @from: index of the netdev that the messages tell of
 * @to: index of the one that requests are for
 * @from_name: name of the first, with which labels of addresses begin
 * @to_name: name of the second
 * @elapsed: seconds since the messages were taken: lifetimes are shorter by that
 * @remove: requests delete; else they make
 * @advertised: make also what router advertisements brought
 */
struct rewrite {
	int from;
	int to;
	const char *from_name;
	const char *to_name;
	uint32_t elapsed;
	bool remove;
	bool advertised;
};

/*
 * Does the message tell of an address, a route, a nexthop object or a permanent
 * neighbour of the netdev, other than those that every netdev has by itself:
 * link-local addresses of IPv6, and what the kernel makes for an address?
 */
bool rewrite_wants(const struct nlmsghdr *nlh, int ifindex);

/*
 * Put the request for the object of @from into @to, which has @from's length
 * and REWRITE_ROOM bytes behind its header. Says which flags it needs. False:
 * there is nothing to ask for, as its time is over or it goes by itself.
 */
bool rewrite_message(const struct nlmsghdr *from, const struct rewrite *how,
		     struct nlmsghdr *to, uint16_t *flags);

/* "the address 192.0.2.1/24", "the route default" */
const char *rewrite_text(const struct nlmsghdr *nlh, char text[REWRITE_TEXT]);

#endif /* REWRITE_H */
