/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where page_pool is declared, and what its parameters have. Owns nothing,
 * takes no lock.
 */
#ifndef COMPAT_PAGE_POOL_H
#define COMPAT_PAGE_POOL_H

#include "compat/probed.h"

#ifdef COMPAT_HAVE_PAGE_POOL_HEADERS
#include <net/page_pool/helpers.h>
#else
#include <net/page_pool.h>
#endif

/* The only NAPI context that takes pages out: skbs that are freed there give
 * theirs back without a lock. Told when the pool's ring starts, not when it is
 * made: a pool that has one may only be destroyed while that is off.
 */
static inline void compat_page_pool_set_napi(struct page_pool *pool,
					     struct napi_struct *napi)
{
#ifdef COMPAT_HAVE_PAGE_POOL_NAPI
	WRITE_ONCE(pool->p.napi, napi);
#endif
}

#endif /* COMPAT_PAGE_POOL_H */
