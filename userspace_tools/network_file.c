// SPDX-License-Identifier: GPL-2.0
/*
 * What is kept of a switch's network: a folder for each network namespace and
 * switch below /run/sriovctl/net, with a file of text: a word and its values on
 * each line, and "end" on the last one. Who writes holds pending_lock().
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "network.h"
#include "pending.h"

#define FIRST_LINE	"sriovctl network 1\n"

/* ---- the text ---- */

bool network_write(FILE *file, const struct network *net)
{
	char a[ADDRESS_TEXT], b[ADDRESS_TEXT], mac[MAC_TEXT_LEN];
	size_t i;

	fputs(FIRST_LINE, file);
	fprintf(file, "switch %s\nmode %s\nifindex %d\n", net->name, net->mode,
		net->ifindex);
	fprintf(file, "mark %" PRIu32 " %" PRIu32 "\n", net->mark, net->mask);
	fprintf(file, "serve %d %d %d\n", (int)net->dhcp, (int)net->dns,
		(int)net->ra);
	for (i = 0; i < net->num_subnets; i++)
		fprintf(file, "subnet %s\n", prefix_text(&net->subnet[i], a));
	for (i = 0; i < net->num_ranges; i++)
		fprintf(file, "range %s %s\n",
			address_text(&net->range[i].first, a),
			address_text(&net->range[i].last, b));
	for (i = 0; i < net->num_uplinks; i++)
		fprintf(file, "uplink %s %u\n", net->uplink[i],
			net->uplink_index[i]);
	if (net->any_uplink)
		fputs("any-uplink 1\n", file);
	if (net->domain[0])
		fprintf(file, "domain %s\n", net->domain);
	for (i = 0; i < net->num_leases; i++)
		fprintf(file, "lease %s %s %s\n",
			mac_text(net->lease[i].mac, mac),
			address_text(&net->lease[i].address, a),
			net->lease[i].name);
	fputs("end\n", file);
	return !fflush(file) && !ferror(file);
}

static bool get_subnet(const char *text, struct network *net)
{
	struct address *a = &net->subnet[net->num_subnets];
	char start[48];
	unsigned int length;

	if (net->num_subnets == NETWORK_SUBNETS ||
	    sscanf(text, "%47[^/]/%u", start, &length) != 2 ||
	    !address_parse(start, a) || length > a->length)
		return false;
	a->length = (uint8_t)length;
	net->num_subnets++;
	return true;
}

static bool get_range(const char *text, struct network *net)
{
	struct range *range = &net->range[net->num_ranges];
	char first[48], last[48];

	if (net->num_ranges == NETWORK_RANGES ||
	    sscanf(text, "%47s %47s", first, last) != 2 ||
	    !address_parse(first, &range->first) ||
	    !address_parse(last, &range->last) ||
	    range->first.family != range->last.family)
		return false;
	net->num_ranges++;
	return true;
}

static bool get_lease(const char *text, struct network *net)
{
	struct lease lease = { 0 };
	char mac[MAC_TEXT_LEN], address[48];

	_Static_assert(MAC_TEXT_LEN == 18 && NETWORK_NAME == 64,
		       "the widths below");
	if (sscanf(text, "%17s %47s %63s", mac, address, lease.name) < 2 ||
	    mac_parse(mac, lease.mac) ||
	    !address_parse(address, &lease.address))
		return false;
	net->lease = xrealloc(net->lease, net->num_leases + 1,
			      sizeof(*net->lease));
	net->lease[net->num_leases++] = lease;
	return true;
}

static bool get_serve(const char *text, struct network *net)
{
	unsigned int dhcp, dns, ra;

	if (sscanf(text, "%u %u %u", &dhcp, &dns, &ra) != 3 ||
	    dhcp > CHOICE_UNSET || dns > CHOICE_UNSET || ra > CHOICE_UNSET)
		return false;
	net->dhcp = dhcp;
	net->dns = dns;
	net->ra = ra;
	return true;
}

static bool get_uplink(const char *text, struct network *net)
{
	unsigned int i = net->num_uplinks;

	_Static_assert(IFNAMSIZ == 16, "the width below");
	if (i == NETWORK_UPLINKS ||
	    sscanf(text, "%15s %u", net->uplink[i], &net->uplink_index[i]) < 1)
		return false;
	net->num_uplinks++;
	return true;
}

/* One line, but for the first and the last */
static bool get_line(const char *word, const char *rest, struct network *net)
{
	_Static_assert(IFNAMSIZ == 16 && NETWORK_DOMAIN == 254,
		       "the widths below");
	if (!strcmp(word, "switch"))
		return sscanf(rest, "%15s", net->name) == 1;
	if (!strcmp(word, "mode"))
		return sscanf(rest, "%15s", net->mode) == 1;
	if (!strcmp(word, "ifindex"))
		return sscanf(rest, "%d", &net->ifindex) == 1;
	if (!strcmp(word, "mark"))
		return sscanf(rest, "%" SCNu32 " %" SCNu32, &net->mark,
			      &net->mask) == 2;
	if (!strcmp(word, "serve"))
		return get_serve(rest, net);
	if (!strcmp(word, "subnet"))
		return get_subnet(rest, net);
	if (!strcmp(word, "range"))
		return get_range(rest, net);
	if (!strcmp(word, "uplink"))
		return get_uplink(rest, net);
	if (!strcmp(word, "any-uplink")) {
		net->any_uplink = true;
		return true;
	}
	if (!strcmp(word, "domain"))
		return sscanf(rest, "%253s", net->domain) == 1;
	return !strcmp(word, "lease") && get_lease(rest, net);
}

bool network_read(FILE *file, struct network *net)
{
	bool ok, end = false;
	char *line = NULL, *rest;
	size_t size = 0;

	network_init(net, "");
	ok = getline(&line, &size, file) > 0 && !strcmp(line, FIRST_LINE);
	while (ok && !end && getline(&line, &size, file) > 0) {
		end = !strcmp(line, "end\n");
		rest = strchr(line, ' ');
		if (rest)
			*rest++ = '\0';
		ok = end || (rest && get_line(line, rest, net));
	}
	free(line);
	if (ok && end && net->name[0])
		return true;
	network_free(net);
	return false;
}

/* ---- files ---- */

static bool namespace_number(uintmax_t *number)
{
	struct stat ns;

	if (stat("/proc/self/ns/net", &ns))
		return false;
	*number = ns.st_ino;
	return true;
}

bool network_namespace(char path[NETNS_PATH])
{
	struct stat own, other;
	struct dirent *entry;
	bool found = false;
	DIR *dir;

	dir = stat("/proc/self/ns/net", &own) ? NULL : opendir(NETNS_DIR);
	while (dir && !found && (entry = readdir(dir))) {
		snprintf(path, NETNS_PATH, NETNS_DIR "/%s", entry->d_name);
		found = !stat(path, &other) && own.st_ino == other.st_ino &&
			own.st_dev == other.st_dev;
	}
	if (dir)
		closedir(dir);
	return found;
}

bool network_path(const char *name, const char *file, char path[NETWORK_PATH])
{
	uintmax_t ns;

	/* It is part of a path. */
	if (!namespace_number(&ns) || !*name || strlen(name) >= IFNAMSIZ ||
	    strchr(name, '/'))
		return false;
	snprintf(path, NETWORK_PATH, NETWORK_DIR "/%ju-%s%s%s", ns, name,
		 *file ? "/" : "", file);
	return true;
}

bool network_path_all(const char *file, char path[NETWORK_PATH])
{
	uintmax_t ns;

	if (!namespace_number(&ns))
		return false;
	snprintf(path, NETWORK_PATH, NETWORK_DIR "/%ju.%s", ns, file);
	return true;
}

FILE *replace_begin(const char *path)
{
	char new[NETWORK_PATH + 8];
	int fd;

	snprintf(new, sizeof(new), "%s.new", path);
	fd = open(new, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	return fd < 0 ? NULL : fdopen(fd, "w");
}

bool replace_end(FILE *file, const char *path)
{
	char new[NETWORK_PATH + 8];
	bool ok = file && !fflush(file) && !ferror(file);

	if (file)
		ok = !fclose(file) && ok;
	snprintf(new, sizeof(new), "%s.new", path);
	return ok && !rename(new, path);
}

/* The kernel goes by their indexes. One that is gone keeps its name. */
static void follow_names(struct network *net)
{
	char name[IFNAMSIZ];
	unsigned int i;

	for (i = 0; i < net->num_uplinks; i++)
		if (net->uplink_index[i] &&
		    if_indextoname(net->uplink_index[i], name))
			memcpy(net->uplink[i], name, sizeof(name));
}

bool network_load(const char *name, struct network *net)
{
	char path[NETWORK_PATH];
	FILE *file = NULL;
	bool ok;

	if (network_path(name, "network", path))
		file = fopen(path, "re");
	ok = file && network_read(file, net);
	if (file)
		fclose(file);
	if (ok)
		follow_names(net);
	return ok;
}

int network_save(const struct network *net)
{
	char dir[NETWORK_PATH], path[NETWORK_PATH];
	FILE *file = NULL;

	if (network_path(net->name, "", dir) &&
	    network_path(net->name, "network", path) &&
	    (!mkdir(NETWORK_DIR, 0700) || errno == EEXIST) &&
	    (!mkdir(dir, 0700) || errno == EEXIST))
		file = replace_begin(path);
	if (file)
		network_write(file, net);
	if (file && replace_end(file, path))
		return EXIT_OK;
	error("can't write down in " NETWORK_DIR " what %s needs: %s",
	      net->name, strerror(errno));
	return EXIT_REFUSED;
}

void network_forget(const char *name)
{
	char path[NETWORK_PATH];
	struct dirent *entry;
	DIR *dir;

	if (!network_path(name, "", path))
		return;
	dir = opendir(path);
	while (dir && (entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			unlinkat(dirfd(dir), entry->d_name, 0);
	if (dir)
		closedir(dir);
	rmdir(path);
	/* The last one of all takes it along. */
	rmdir(NETWORK_DIR);
}

size_t network_names(struct device_name **names)
{
	struct dirent *entry;
	size_t count = 0;
	uintmax_t ns;
	char start[32];
	DIR *dir;

	*names = NULL;
	if (!namespace_number(&ns))
		return 0;
	snprintf(start, sizeof(start), "%ju-", ns);
	dir = opendir(NETWORK_DIR);
	while (dir && (entry = readdir(dir))) {
		const char *name = entry->d_name + strlen(start);

		if (strncmp(entry->d_name, start, strlen(start)) != 0 ||
		    !*name || strlen(name) >= IFNAMSIZ)
			continue;
		*names = xrealloc(*names, count + 1, sizeof(**names));
		memcpy((*names)[count++].text, name, strlen(name) + 1);
	}
	if (dir)
		closedir(dir);
	return count;
}
