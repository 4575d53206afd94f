// SPDX-License-Identifier: GPL-2.0
/* A page_pool can be told which NAPI context it belongs to (6.4; asked for
 * where its headers are those of 6.6).
 */
#include <linux/netdevice.h>

#ifdef PROBE
#include <net/page_pool/types.h>

void probe(struct page_pool_params *params, struct napi_struct *napi);
void probe(struct page_pool_params *params, struct napi_struct *napi)
{
	params->napi = napi;
}
#endif
