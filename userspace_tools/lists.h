/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Values that are lists: as text, in requests, and from messages. Pure, but
 * for the request that is written to.
 */
#ifndef LISTS_H
#define LISTS_H

#include <stdbool.h>
#include <stddef.h>

#include <libmnl/libmnl.h>

#include "select.h"

/**
 * struct trunk - VLANs, such as those that a VF may have with tags of its own
 * @all: any
 * @count: else, entries in @range
 * @range: these
 */
struct trunk {
	bool all;
	unsigned int count;
	struct vf_range range[SRIOV_MAX_TRUNK];
};

/**
 * struct macs - addresses
 * @count: entries in @mac
 * @mac: these
 */
struct macs {
	unsigned int count;
	uint8_t mac[SRIOV_MAX_ALLOWED_MACS][MAC_LEN];
};

/* Room for texts, of which that of a trunk is the longest, and in a request. */
#define TRUNK_TEXT	(SRIOV_MAX_TRUNK * 10 + 1)
#define TRUNK_ROOM	(NLA_HDRLEN + SRIOV_MAX_TRUNK * 3 * (NLA_HDRLEN + 4))
#define MACS_TEXT	(SRIOV_MAX_ALLOWED_MACS * MAC_TEXT_LEN)
#define MACS_ROOM	(NLA_HDRLEN + SRIOV_MAX_ALLOWED_MACS * \
			 (2 * NLA_HDRLEN + 8))

/* NULL, or what is wrong with the text. */
const char *trunk_parse(const char *text, struct trunk *trunk);
const char *macs_parse(const char *text, struct macs *macs);
char *trunk_text(const struct trunk *trunk, char *text, size_t size);
char *macs_text(const struct macs *macs, char *text, size_t size);
/* Does it have the VLAN? */
bool trunk_has(const struct trunk *trunk, unsigned int vid);
/* Put a VLAN into a list, or take it out; false: no room for one more range. */
bool trunk_change(struct trunk *trunk, unsigned int vid, bool on);
void trunk_put(struct nlmsghdr *nlh, uint16_t attr, const struct trunk *trunk);
void macs_put(struct nlmsghdr *nlh, const struct macs *macs);
/* False when it isn't what the specification says. */
bool trunk_decode(const struct nlattr *nest, struct trunk *trunk);
bool macs_decode(const struct nlattr *nest, struct macs *macs);

#endif /* LISTS_H */
