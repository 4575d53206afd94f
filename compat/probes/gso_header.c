// SPDX-License-Identifier: GPL-2.0
/* The functions for frames in segments have a header of their own (6.5), and
 * aren't in skbuff.h and netdevice.h any more.
 */
#include <linux/skbuff.h>

#ifdef PROBE
#include <net/gso.h>

bool probe(const struct sk_buff *skb);
bool probe(const struct sk_buff *skb)
{
	return skb_gso_validate_network_len(skb, 1500);
}
#endif
