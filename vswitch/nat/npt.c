// SPDX-License-Identifier: GPL-2.0
/*
 * The algorithm of RFC 6296, section 3. Words are of 16 bits, sums in ones'
 * complement:
 *
 *	prefix up to 48 bits	the fourth word, the subnet, takes the difference
 *				of the prefixes' sums
 *	longer ones		the first word of the interface identifier that
 *				isn't 0xffff does
 */
#include <linux/kernel.h>
#include <net/ipv6.h>

#include "vswitch/nat/npt.h"

#define WORDS		8
#define SUBNET_WORD	3
#define SUBNET_LENGTH	48

static u16 sum_add(u16 sum, u16 more)
{
	u32 wide = (u32)sum + more;

	return wide + (wide >> 16);
}

static u16 sum_of(const struct in6_addr *prefix)
{
	unsigned int i;
	u16 sum = 0;

	for (i = 0; i < WORDS; i++)
		sum = sum_add(sum, ntohs(prefix->s6_addr16[i]));
	return sum;
}

/* Nothing is behind the first @length bits. */
bool vsw_nat_npt_is_prefix(const struct in6_addr *addr, unsigned int length)
{
	struct in6_addr prefix;

	ipv6_addr_prefix(&prefix, addr, length);
	return ipv6_addr_equal(&prefix, addr);
}

/* The word that takes the difference; WORDS: there is none. */
static unsigned int word_of(const struct in6_addr *addr, u8 length)
{
	unsigned int i;

	if (length <= SUBNET_LENGTH)
		return addr->s6_addr16[SUBNET_WORD] == htons(0xffff) ?
		       WORDS : SUBNET_WORD;
	/* That of the subnet's routers: RFC 6296, 3.5. */
	if (!addr->s6_addr32[2] && !addr->s6_addr32[3])
		return WORDS;
	for (i = SUBNET_WORD + 1; i < WORDS; i++)
		if (addr->s6_addr16[i] != htons(0xffff))
			break;
	return i;
}

static bool translate(const struct in6_addr *from, const struct in6_addr *to,
		      u8 length, struct in6_addr *addr)
{
	struct in6_addr prefix;
	unsigned int word, i;
	u16 sum;

	if (!length || !ipv6_prefix_equal(addr, from, length))
		return false;
	word = word_of(addr, length);
	if (word == WORDS)
		return false;
	ipv6_addr_prefix(&prefix, addr, length);
	for (i = 0; i < 4; i++)
		addr->s6_addr32[i] ^= prefix.s6_addr32[i] ^ to->s6_addr32[i];
	sum = sum_add(ntohs(addr->s6_addr16[word]),
		      sum_add(sum_of(from), ~sum_of(to)));
	addr->s6_addr16[word] = htons(sum == 0xffff ? 0 : sum);
	return true;
}

/**
 * vsw_nat_npt_out() - the address that others know a guest by
 * @npt: prefixes
 * @addr: the guest's; then the other
 *
 * Return: false, and nothing has changed, when it hasn't the inside's prefix, or
 * is one that RFC 6296 translates to none.
 */
bool vsw_nat_npt_out(const struct vsw_nat_npt *npt, struct in6_addr *addr)
{
	return translate(&npt->inside, &npt->outside, npt->length, addr);
}

/* The guest's, of one that others know it by */
bool vsw_nat_npt_in(const struct vsw_nat_npt *npt, struct in6_addr *addr)
{
	return translate(&npt->outside, &npt->inside, npt->length, addr);
}
