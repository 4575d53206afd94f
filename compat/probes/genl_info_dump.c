// SPDX-License-Identifier: GPL-2.0
/* A dump's request is found through genl_info_dump() (6.6). */
#include <net/genetlink.h>

#ifdef PROBE
struct nlattr **probe(struct netlink_callback *cb)
{
	return genl_info_dump(cb)->attrs;
}
#endif
