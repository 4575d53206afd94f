/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Prefix translation of IPv6, RFC 6296: an address is changed to one of another
 * prefix, and back, by no more than the two prefixes; and so that the sum of its
 * words stays what it was.
 */
#ifndef VSW_NAT_NPT_H
#define VSW_NAT_NPT_H

#include <linux/in6.h>
#include <linux/types.h>

/* Above that there is no room for the sum: RFC 6296, 3.1. */
#define VSW_NAT_NPT_LENGTH	64

/**
 * struct vsw_nat_npt - two prefixes
 * @inside: that guests have; bits behind @length are zero
 * @outside: that others know them by; the same
 * @length: of both, in bits, 1 to 64; 0: nothing is translated
 */
struct vsw_nat_npt {
	struct in6_addr inside;
	struct in6_addr outside;
	u8 length;
};

bool vsw_nat_npt_is_prefix(const struct in6_addr *addr, unsigned int length);
bool vsw_nat_npt_out(const struct vsw_nat_npt *npt, struct in6_addr *addr);
bool vsw_nat_npt_in(const struct vsw_nat_npt *npt, struct in6_addr *addr);

#endif /* VSW_NAT_NPT_H */
