/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The host's configuration of a netdev: addresses, routes in all tables,
 * nexthop objects, permanent neighbours. Taken once, then given to another
 * netdev, or back.
 */
#ifndef HOSTCONF_H
#define HOSTCONF_H

#include "nl.h"
#include "rewrite.h"

/**
 * struct hostconf - messages of the kernel, as they came
 * @msg: each on its own from malloc()
 * @count: how many
 * @room: in @msg
 */
struct hostconf {
	struct nlmsghdr **msg;
	size_t count;
	size_t room;
};

/* One more; the message is copied. */
void hostconf_add(struct hostconf *conf, const struct nlmsghdr *nlh);
void hostconf_free(struct hostconf *conf);

/* How many messages of a type, RTM_NEW*, there are. */
size_t hostconf_count(const struct hostconf *conf, uint16_t type);

/* An address that both have, as the message of @a; NULL: there is none. */
const struct nlmsghdr *hostconf_common(const struct hostconf *a,
				       const struct hostconf *b);

/* All of a netdev. Says what is wrong, about @name. */
int hostconf_load(struct nl *route, int ifindex, const char *name,
		  struct hostconf *conf);

/*
 * Make all of it on another netdev; @again: it may be there in part. Delete all
 * of it, of what is there. Both end at the first refusal, which they say.
 */
int hostconf_make(struct nl *route, const struct hostconf *conf,
		  const struct rewrite *how, bool again);
int hostconf_delete(struct nl *route, const struct hostconf *conf,
		    const struct rewrite *how);

#endif /* HOSTCONF_H */
