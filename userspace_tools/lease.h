/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Leases of DHCP, as dnsmasq keeps them.
 */
#ifndef LEASE_H
#define LEASE_H

#include <stdio.h>

#include "network.h"

/**
 * struct given - an address that a guest has, or would get
 * @lease: address, station and name; the station may be unknown
 * @has_mac: it isn't
 * @is_static: by lease add
 * @is_given: a guest has it now
 * @expires: seconds since 1970; 0: never
 */
struct given {
	struct lease lease;
	bool has_mac;
	bool is_static;
	bool is_given;
	int64_t expires;
};

struct given_list {
	struct given *given;
	size_t count;
};

/* What a file of dnsmasq has; lines that make no sense are left out. */
void leases_read(FILE *file, struct given_list *list);
/* And those of the switch that are static */
void leases_add_static(const struct network *net, struct given_list *list);

#endif /* LEASE_H */
