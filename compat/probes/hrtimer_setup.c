// SPDX-License-Identifier: GPL-2.0
/* hrtimer_setup() takes the place of hrtimer_init() and .function (6.13). */
#include <linux/hrtimer.h>

#ifdef PROBE
void (*probe)(struct hrtimer *timer,
	      enum hrtimer_restart (*function)(struct hrtimer *timer),
	      clockid_t clock_id, enum hrtimer_mode mode) = hrtimer_setup;
#endif
