/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where the functions for frames in segments are declared. Owns nothing, takes
 * no lock.
 */
#ifndef COMPAT_GSO_H
#define COMPAT_GSO_H

#include <linux/skbuff.h>
#include "compat/probed.h"

#ifdef COMPAT_HAVE_GSO_HEADER
#include <net/gso.h>
#endif

#endif /* COMPAT_GSO_H */
