// SPDX-License-Identifier: GPL-2.0
/* page_pool has a folder of headers (6.6); before that it had a single one. */
#include <linux/netdevice.h>

#ifdef PROBE
#include <net/page_pool/helpers.h>

struct page *probe(struct page_pool *pool);
struct page *probe(struct page_pool *pool)
{
	return page_pool_dev_alloc_pages(pool);
}
#endif
