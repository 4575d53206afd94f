/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What groups sends and frames shows: texts in packets to multicast groups, and
 * "report" for one of IGMPv2.
 */
#ifndef GROUPS_H
#define GROUPS_H

#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>

#define GROUPS_PORT	35001
/* Octets of a text, with the null octet; a multiple of 8 */
#define GROUPS_TEXT	32

/* The text in a frame without tags, behind its Ethernet header; or NULL */
static inline const char *groups_text(const uint8_t *frame, size_t len)
{
	const uint8_t *p = frame + 14;

	if (len >= 14 + 28 + GROUPS_TEXT && frame[12] == 0x08 && !frame[13] &&
	    p[0] == 0x45 && p[9] == IPPROTO_UDP &&
	    (p[22] << 8 | p[23]) == GROUPS_PORT)
		return (const char *)p + 28;
	if (len >= 14 + 32 && frame[12] == 0x08 && !frame[13] &&
	    p[0] == 0x46 && p[9] == IPPROTO_IGMP && p[24] == 0x16)
		return "report";
	if (len < 14 + 48 + GROUPS_TEXT || frame[12] != 0x86 ||
	    frame[13] != 0xdd)
		return NULL;
	if (p[6] == IPPROTO_UDP && (p[42] << 8 | p[43]) == GROUPS_PORT)
		return (const char *)p + 48;
	if (p[6] == IPPROTO_ICMPV6 && p[40] == 0x87 && p[64] == 0xfd &&
	    len >= 14 + 72 + GROUPS_TEXT)
		return (const char *)p + 72;
	return NULL;
}

#endif /* GROUPS_H */
