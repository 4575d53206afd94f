// SPDX-License-Identifier: GPL-2.0
/* Do the operations of the receive hash have a struct of their own (6.8)? */
#include <linux/ethtool.h>

#ifdef PROBE
int probe(struct net_device *dev, struct ethtool_rxfh_param *rxfh);
const struct ethtool_ops probe_ops = { .get_rxfh = probe };
#endif
