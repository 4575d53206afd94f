/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The driver_override of a PCI device. Older kernels have it in struct pci_dev,
 * under device_lock.
 */
#ifndef COMPAT_OVERRIDE_H
#define COMPAT_OVERRIDE_H

#include <linux/pci.h>
#include <linux/string.h>

#include "compat/probed.h"

#ifdef COMPAT_HAVE_DEVICE_SET_DRIVER_OVERRIDE

static inline int compat_set_override(struct pci_dev *pdev, const char *name)
{
	return device_set_driver_override(&pdev->dev, name);
}

static inline bool compat_has_override(struct pci_dev *pdev, const char *name)
{
	bool has;

	spin_lock(&pdev->dev.driver_override.lock);
	has = pdev->dev.driver_override.name &&
	      !strcmp(pdev->dev.driver_override.name, name);
	spin_unlock(&pdev->dev.driver_override.lock);
	return has;
}

#else

/* @name "": none. */
static inline int compat_set_override(struct pci_dev *pdev, const char *name)
{
	return driver_set_override(&pdev->dev, &pdev->driver_override, name,
				   strlen(name));
}

static inline bool compat_has_override(struct pci_dev *pdev, const char *name)
{
	bool has;

	device_lock(&pdev->dev);
	has = pdev->driver_override && !strcmp(pdev->driver_override, name);
	device_unlock(&pdev->dev);
	return has;
}

#endif

#endif /* COMPAT_OVERRIDE_H */
