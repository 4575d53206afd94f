/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Bindings of a source guard: the stations that a port may be.
 */
#ifndef BIND_H
#define BIND_H

#include "item.h"

#define BINDINGS_MAX	64
#define BINDING_TEXT	80	/* longest text of one, with its end */

/**
 * struct binding - a station
 * @has_mac: @mac counts
 * @family: AF_INET or AF_INET6: @address and @bits count; 0: they don't
 * @bits: length of the prefix
 * @mac: MAC address
 * @address: in network order, 4 or 16 bytes
 */
struct binding {
	bool has_mac;
	uint8_t family;
	uint8_t bits;
	uint8_t mac[MAC_LEN];
	uint8_t address[16];
};

struct bindings {
	unsigned int count;
	struct binding binding[BINDINGS_MAX];
};

/* "MAC", "MAC,ADDRESS[/BITS]" or "ADDRESS[/BITS]": NULL, or what is wrong */
const char *binding_parse(const char *text, struct binding *binding);
const char *binding_text(const struct binding *binding,
			 char text[BINDING_TEXT]);

/* One more, from or to an attribute of a message */
bool bindings_decode(const struct nlattr *nest, struct bindings **bindings);
void binding_put(struct nlmsghdr *nlh, const struct binding *binding);

void json_bindings(struct json *json, const char *key,
		   const struct bindings *bindings);

#endif /* BIND_H */
