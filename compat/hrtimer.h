/* SPDX-License-Identifier: GPL-2.0 */
/*
 * hrtimer_setup() for kernels that have hrtimer_init() instead (before 6.13).
 */
#ifndef COMPAT_HRTIMER_H
#define COMPAT_HRTIMER_H

#include <linux/hrtimer.h>

#include "compat/probed.h"

#ifndef COMPAT_HAVE_HRTIMER_SETUP
static inline void
hrtimer_setup(struct hrtimer *timer,
	      enum hrtimer_restart (*function)(struct hrtimer *timer),
	      clockid_t clock_id, enum hrtimer_mode mode)
{
	hrtimer_init(timer, clock_id, mode);
	timer->function = function;
}
#endif

#endif /* COMPAT_HRTIMER_H */
