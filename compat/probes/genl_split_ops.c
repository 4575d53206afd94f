// SPDX-License-Identifier: GPL-2.0
/* Generic netlink operations with do and dump described apart (6.2). */
#include <net/genetlink.h>

#ifdef PROBE
const struct genl_split_ops probe[] = { { .flags = GENL_CMD_CAP_DO } };
const struct genl_family probe_family = { .split_ops = probe };
#endif
