/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What only sysfs knows of a VF: the driver in it and its netdev.
 */
#ifndef SYSFS_H
#define SYSFS_H

#include <stdbool.h>
#include <stddef.h>

/* "/sys"; tests have another. */
extern const char *sysfs_root;

/*
 * The driver bound to the PCI function at @address, and its netdev in this
 * network namespace. False and an empty text: none.
 */
bool sysfs_driver(const char *address, char *name, size_t size);
bool sysfs_netdev(const char *address, char *name, size_t size);

bool sysfs_module(const char *name);

/* What a file of a PCI device says, its first line. */
bool sysfs_read(const char *address, const char *entry, char *text,
		size_t size);

/* Write to a file of a PCI device; false: errno. */
bool sysfs_write(const char *address, const char *entry, const char *text);

/* Have the kernel look for a driver; false: errno. */
bool sysfs_probe(const char *address);

#endif /* SYSFS_H */
