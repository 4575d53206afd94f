/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Extack messages with arguments, for kernels that lack NL_SET_ERR_MSG_FMT
 * (6.1). There, an extack only points to its message, which must outlive the
 * request. So messages are printed into a small ring of static buffers, one
 * ring per including file: the one that is about to be copied to user space is
 * overwritten only if 16 more requests are refused meanwhile, and even then it
 * stays a string, because the last octet of a buffer is never written. Takes
 * no lock.
 */
#ifndef COMPAT_EXTACK_H
#define COMPAT_EXTACK_H

#include <linux/netlink.h>

#ifndef NL_SET_ERR_MSG_FMT

#include <linux/atomic.h>
#include <linux/kernel.h>

#ifndef NETLINK_MAX_FMTMSG_LEN
#define NETLINK_MAX_FMTMSG_LEN	80
#endif

#define COMPAT_EXTACK_RING	16

static inline char *compat_extack_buffer(void)
{
	static char ring[COMPAT_EXTACK_RING][NETLINK_MAX_FMTMSG_LEN];
	static atomic_t next;

	return ring[(u32)atomic_inc_return(&next) % COMPAT_EXTACK_RING];
}

#define NL_SET_ERR_MSG_FMT(extack, fmt, args...) do {			\
	struct netlink_ext_ack *__fmt_extack = (extack);		\
									\
	if (__fmt_extack) {						\
		char *__fmt_msg = compat_extack_buffer();		\
									\
		snprintf(__fmt_msg, NETLINK_MAX_FMTMSG_LEN, fmt,	\
			 ##args);					\
		__fmt_extack->_msg = __fmt_msg;				\
	}								\
} while (0)

#endif /* NL_SET_ERR_MSG_FMT */

/* A message for when nobody further down had a better one (6.5). */
#ifndef NL_SET_ERR_MSG_WEAK
#define NL_SET_ERR_MSG_WEAK(extack, msg) do {				\
	struct netlink_ext_ack *__weak_extack = (extack);		\
									\
	if (__weak_extack && !__weak_extack->_msg)			\
		NL_SET_ERR_MSG(__weak_extack, msg);			\
} while (0)
#endif

#ifndef NL_SET_ERR_MSG_ATTR_FMT
#define NL_SET_ERR_MSG_ATTR_FMT(extack, attr, fmt, args...) do {	\
	struct netlink_ext_ack *__attr_extack = (extack);		\
									\
	NL_SET_BAD_ATTR(__attr_extack, (attr));				\
	NL_SET_ERR_MSG_FMT(__attr_extack, fmt, ##args);			\
} while (0)
#endif

#endif /* COMPAT_EXTACK_H */
