// SPDX-License-Identifier: GPL-2.0
/*
 * sriovctl pf bind, pf unbind: which driver has a PF. The module's driver of a real
 * card takes none by itself: only the driver_override that is written here makes
 * it match, so a host without this command stays on the drivers it has.
 *
 * What would cut the host off, or destroy VFs, is refused without --force.
 */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "pfbind.h"
#include "session.h"
#include "sriovctl.h"
#include "sysfs.h"

#define OVERRIDE	"driver_override"
#define OURS		"sriov_pf"	/* how names of our drivers begin */
#define MAX_DEPTH	8		/* bridges over bonds over VLANs */

const char *proc_root = "/proc";

/* Drivers of the module, by what sysfs says in vendor and device. */
static const struct {
	const char *vendor;
	const char *device;
	const char *driver;
} drivers[] = {
	{ "0x8086", "0x10c9", "sriov_pf_82576" },
	{ "0x8086", "0x10e8", "sriov_pf_82576" },
	{ "0x8086", "0x1526", "sriov_pf_82576" },
	{ "0x8086", "0x150a", "sriov_pf_82576" },
	{ "0x8086", "0x1521", "sriov_pf_82576" },	/* I350 */
	{ "0x6d6b", "0x5f01", "sriov_pf_mock" },
};

/* A PF as sysfs knows it; ifname and driver may be "". */
struct device {
	char address[TEXT_LEN];
	char ifname[TEXT_LEN];
	char driver[TEXT_LEN];
};

static bool by_name(const char *name, char address[TEXT_LEN])
{
	char path[PATH_MAX], target[PATH_MAX];
	const char *slash;
	ssize_t n;

	snprintf(path, sizeof(path), "%s/class/net/%s/device", sysfs_root, name);
	n = readlink(path, target, sizeof(target) - 1);
	if (n <= 0)
		return false;
	target[n] = '\0';
	slash = strrchr(target, '/');
	return snprintf(address, TEXT_LEN, "%s", slash ? slash + 1 : target) <
	       TEXT_LEN;
}

static int find(const char *text, struct device *dev)
{
	int status = session_check(text, NEED_PF);
	char vendor[TEXT_LEN];
	struct selector sel;

	if (status || select_parse(text, &sel))
		return EXIT_USAGE;
	if (sel.by_address)
		snprintf(dev->address, sizeof(dev->address),
			 "%04x:%02x:%02x.%x", sel.address.domain,
			 sel.address.bus, sel.address.device,
			 sel.address.function);
	if ((!sel.by_address && !by_name(sel.name, dev->address)) ||
	    !sysfs_read(dev->address, "vendor", vendor, sizeof(vendor))) {
		error("'%s' is no PCI device, nor the netdev of one", text);
		hint("'lspci -k' shows devices and their drivers");
		return EXIT_REFUSED;
	}
	sysfs_driver(dev->address, dev->driver, sizeof(dev->driver));
	sysfs_netdev(dev->address, dev->ifname, sizeof(dev->ifname));
	return EXIT_OK;
}

/* Whether @dev is @wanted, or stands on it. */
static bool stands_on(const char *dev, const char *wanted, int depth)
{
	const struct dirent *entry;
	char path[PATH_MAX];
	bool found = false;
	DIR *dir;

	if (!strcmp(dev, wanted))
		return true;
	snprintf(path, sizeof(path), "%s/class/net/%s", sysfs_root, dev);
	dir = depth < MAX_DEPTH ? opendir(path) : NULL;
	if (!dir)
		return false;
	while (!found && (entry = readdir(dir)))
		if (!strncmp(entry->d_name, "lower_", 6))
			found = stands_on(entry->d_name + 6, wanted, depth + 1);
	closedir(dir);
	return found;
}

/* A line of /proc/net/route, or ipv6_route: of a default route, its device. */
static bool default_route(const char *line, bool ipv6, char dev[TEXT_LEN])
{
	unsigned long mask, bits;

	if (ipv6)
		return sscanf(line, "%*32[0] %lx %*s %*s %*s %*s %*s %*s %*s %31s",
			      &bits, dev) == 2 && !bits && strcmp(dev, "lo") != 0;
	return sscanf(line, "%31s 00000000 %*s %*s %*s %*s %*s %lx", dev,
		      &mask) == 2 && !mask;
}

/* Whether the host's way out goes through the netdev. */
static bool is_way_out(const char *ifname)
{
	static const char *const files[] = { "route", "ipv6_route" };
	char path[PATH_MAX], line[256], dev[TEXT_LEN];
	bool found = false;
	FILE *file;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(files) && *ifname; i++) {
		snprintf(path, sizeof(path), "%s/net/%s", proc_root, files[i]);
		file = fopen(path, "re");
		while (file && !found && fgets(line, sizeof(line), file))
			found = default_route(line, i == 1, dev) &&
				stands_on(dev, ifname, 0);
		if (file)
			fclose(file);
	}
	return found;
}

/* What the host would lose with the driver that it has. */
static int check_loss(const struct device *dev)
{
	char num[TEXT_LEN];

	if (is_way_out(dev->ifname)) {
		error("a default route goes through %s", dev->ifname);
		hint("if the host may lose it, and you too: --force");
		return EXIT_REFUSED;
	}
	if (sysfs_read(dev->address, "sriov_numvfs", num, sizeof(num)) &&
	    strcmp(num, "0") != 0) {
		error("%s has %s VFs, which its driver would take along",
		      dev->address, num);
		hint("remove them first, or say --force");
		return EXIT_REFUSED;
	}
	return EXIT_OK;
}

static const char *driver_for(const struct device *dev)
{
	char vendor[TEXT_LEN], device[TEXT_LEN], path[PATH_MAX];
	size_t i;

	sysfs_read(dev->address, "vendor", vendor, sizeof(vendor));
	sysfs_read(dev->address, "device", device, sizeof(device));
	for (i = 0; i < ARRAY_SIZE(drivers); i++)
		if (!strcmp(vendor, drivers[i].vendor) &&
		    !strcmp(device, drivers[i].device))
			break;
	if (i == ARRAY_SIZE(drivers)) {
		error("sriov_pf has no driver for %s (%s %s)", dev->address,
		      vendor, device);
		hint("'sriovctl pf adopt %s' manages it with the driver it has",
		     dev->address);
		return NULL;
	}
	snprintf(path, sizeof(path), "%s/bus/pci/drivers/%s", sysfs_root,
		 drivers[i].driver);
	if (!access(path, F_OK))
		return drivers[i].driver;
	error("the driver %s isn't there", drivers[i].driver);
	hint("run 'modprobe sriov_pf'");
	return NULL;
}

/* From the driver it has to whichever the kernel finds. */
static bool move(struct device *dev, const char *override)
{
	if (!sysfs_write(dev->address, OVERRIDE, override))
		return false;
	if (dev->driver[0] &&
	    !sysfs_write(dev->address, "driver/unbind", dev->address))
		return false;
	/* What it says is whether there is one: looked at instead. */
	sysfs_probe(dev->address);
	sysfs_driver(dev->address, dev->driver, sizeof(dev->driver));
	return true;
}

int cmd_pf_bind(const struct options *opt, int argc, char **argv)
{
	struct device dev = { .address = "" };
	int status = find(argv[0], &dev);
	const char *driver;
	char old[TEXT_LEN];

	(void)argc;
	if (status)
		return status;
	driver = driver_for(&dev);
	if (!driver)
		return EXIT_REFUSED;
	if (!strcmp(dev.driver, driver)) {
		printf("%s: %s has it already\n", dev.address, driver);
		return EXIT_OK;
	}
	if (!(opt->given & OPT_FORCE))
		status = check_loss(&dev);
	if (status)
		return status;
	memcpy(old, dev.driver, sizeof(old));
	if (move(&dev, driver) && !strcmp(dev.driver, driver)) {
		printf("%s: from %s to %s\n", dev.address,
		       old[0] ? old : "no driver", driver);
		return EXIT_OK;
	}
	error("%s doesn't take %s: %s", driver, dev.address, strerror(errno));
	/* Whatever it was that failed, it gets back what it had. */
	move(&dev, "\n");
	hint("%s has it; see 'dmesg'", dev.driver[0] ? dev.driver : "no driver");
	return EXIT_REFUSED;
}

int cmd_pf_unbind(const struct options *opt, int argc, char **argv)
{
	struct device dev = { .address = "" };
	int status = find(argv[0], &dev);
	char old[TEXT_LEN];

	(void)argc;
	if (status)
		return status;
	if (strncmp(dev.driver, OURS, strlen(OURS)) != 0) {
		error("%s isn't a driver of sriov_pf, which has %s",
		      dev.driver[0] ? dev.driver : "nothing", dev.address);
		hint("'sriovctl pf list' shows those that it has");
		return EXIT_REFUSED;
	}
	if (!(opt->given & OPT_FORCE))
		status = check_loss(&dev);
	if (status)
		return status;
	memcpy(old, dev.driver, sizeof(old));
	if (!move(&dev, "\n")) {
		error("can't take %s from %s: %s", dev.address, old,
		      strerror(errno));
		return EXIT_REFUSED;
	}
	printf("%s: from %s to %s\n", dev.address, old,
	       dev.driver[0] ? dev.driver : "no driver");
	return EXIT_OK;
}
