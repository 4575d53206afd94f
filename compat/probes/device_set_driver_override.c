// SPDX-License-Identifier: GPL-2.0
/* A driver_override belongs to any device, not to that of PCI alone (7.1, and
 * stable series).
 */
#include <linux/device.h>

#ifdef PROBE
int (*probe)(struct device *dev, const char *s) = device_set_driver_override;
#endif
