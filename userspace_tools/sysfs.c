// SPDX-License-Identifier: GPL-2.0
/*
 * Lookups in sysfs by PCI address: what the netlink family doesn't say
 * because it isn't the PF's business, the driver of a VF and its netdev.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "model.h"
#include "sysfs.h"

const char *sysfs_root = "/sys";

/* An address comes from the kernel, and is still no path until it parses. */
static bool device_path(const char *address, const char *entry,
			char path[PATH_MAX])
{
	struct pci_address parsed;
	int n;

	if (pci_parse(address, &parsed))
		return false;
	n = snprintf(path, PATH_MAX, "%s/bus/pci/devices/%s/%s", sysfs_root,
		     address, entry);
	return n > 0 && n < PATH_MAX;
}

static bool take_name(const char *from, char *name, size_t size)
{
	int n = snprintf(name, size, "%s", from);

	printable(name);
	return n > 0;
}

bool sysfs_driver(const char *address, char *name, size_t size)
{
	char path[PATH_MAX], target[PATH_MAX];
	const char *slash;
	ssize_t n;

	name[0] = '\0';
	if (!device_path(address, "driver", path))
		return false;
	n = readlink(path, target, sizeof(target) - 1);
	if (n <= 0)
		return false;
	target[n] = '\0';
	slash = strrchr(target, '/');
	return take_name(slash ? slash + 1 : target, name, size);
}

bool sysfs_netdev(const char *address, char *name, size_t size)
{
	const struct dirent *entry;
	char path[PATH_MAX];
	DIR *dir;

	name[0] = '\0';
	if (!device_path(address, "net", path))
		return false;
	dir = opendir(path);
	if (!dir)
		return false;
	do
		entry = readdir(dir);
	while (entry && (!strcmp(entry->d_name, ".") ||
			 !strcmp(entry->d_name, "..")));
	if (entry)
		take_name(entry->d_name, name, size);
	closedir(dir);
	return name[0];
}

bool sysfs_module(const char *name)
{
	char path[PATH_MAX];
	int n;

	n = snprintf(path, sizeof(path), "%s/module/%s", sysfs_root, name);
	return n > 0 && (size_t)n < sizeof(path) && access(path, F_OK) == 0;
}

bool sysfs_read(const char *address, const char *entry, char *text,
		size_t size)
{
	char path[PATH_MAX];
	ssize_t n = -1;
	int fd;

	text[0] = '\0';
	if (!device_path(address, entry, path))
		return false;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		n = read(fd, text, size - 1);
		close(fd);
	}
	if (n < 0)
		return false;
	text[n] = '\0';
	text[strcspn(text, "\n")] = '\0';
	return true;
}

static bool write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
	ssize_t n;
	int err;

	if (fd < 0)
		return false;
	n = write(fd, text, strlen(text));
	err = errno;
	close(fd);
	errno = err;
	return n >= 0;
}

bool sysfs_write(const char *address, const char *entry, const char *text)
{
	char path[PATH_MAX];

	if (device_path(address, entry, path))
		return write_file(path, text);
	errno = ENODEV;
	return false;
}

bool sysfs_probe(const char *address)
{
	char path[PATH_MAX];
	int n = snprintf(path, sizeof(path), "%s/bus/pci/drivers_probe",
			 sysfs_root);

	if (n > 0 && (size_t)n < sizeof(path))
		return write_file(path, address);
	errno = ENAMETOOLONG;
	return false;
}
