/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Why the kernel refused a request: its extended acknowledgment, decoded.
 */
#ifndef EXTACK_H
#define EXTACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <libmnl/libmnl.h>

#include "family.h"

/**
 * struct nl_error - outcome of a request
 * @family: that was asked; NULL: rtnetlink
 * @code: errno, positive; 0: none
 * @incomplete: a dump whose objects changed while they were listed
 * @text: what the kernel says; empty: nothing
 * @attr: name of the attribute it is about; empty: none is named
 * @missing: that attribute was missing
 * @has_limits: it must be in @min to @max
 * @min: least value that is accepted
 * @max: greatest value that is accepted
 */
struct nl_error {
	const struct nl_family *family;
	int code;
	bool incomplete;
	char text[160];
	char attr[64];
	bool missing;
	bool has_limits;
	uint64_t min;
	uint64_t max;
};

/*
 * Fill @err from @reply, an NLMSG_ERROR or NLMSG_DONE that answers @request, of
 * @family; NULL: one whose attributes have no names here. False when the reply
 * is too short to be one.
 */
bool extack_decode(const struct nlmsghdr *reply,
		   const struct nlmsghdr *request,
		   const struct nl_family *family, struct nl_error *err);

/* "text (attribute vlan, 0 to 4094)" of an error, without a line end. */
char *extack_text(const struct nl_error *err, char *text, size_t size);

#endif /* EXTACK_H */
