// SPDX-License-Identifier: GPL-2.0
/*
 * Sysctls by which the host forwards, counted by the switches that need them,
 * and kept in a file of the network namespace.
 *
 * IPv4 asks the device that a packet came by: an uplink's is set to 2 if it was
 * 0; vswitch_nat does the same to the switch's own. IPv6 asks all.forwarding, which changes that of
 * each device and by that who takes router advertisements; so all of them are
 * saved, and accept_ra 1 becomes 2 where one was taken.
 *
 * To the kernel 2 is as good as 1. It says whose it is: vswitch_nat drops what
 * would be forwarded for nobody's switch where it reads 2; and whoever turns
 * forwarding on for himself writes 1, which is left alone here.
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "forwarding.h"

#define FIRST_LINE	"sriovctl forwarding 1\n"
#define SYSCTL_PATH	128

/* ---- the text ---- */

bool forwarding_write(FILE *file, const struct forwarding *f)
{
	const struct forwarding_user *user;
	const struct sysctl *ctl;
	unsigned int j;
	size_t i;

	fputs(FIRST_LINE, file);
	for (i = 0; i < f->num_users; i++) {
		user = &f->user[i];
		fprintf(file, "user %s %d", user->name, user->ipv6);
		for (j = 0; j < user->num_devices; j++)
			fprintf(file, " %s", user->device[j]);
		fputc('\n', file);
	}
	for (i = 0; i < f->num_sysctls; i++) {
		ctl = &f->sysctl[i];
		fprintf(file, "sysctl %d %d %s %s %d %d\n",
			ctl->family == AF_INET ? 4 : 6, ctl->ifindex,
			ctl->device, ctl->key, ctl->old, ctl->new);
	}
	fputs("end\n", file);
	return !fflush(file) && !ferror(file);
}

static struct forwarding_user *add_user(struct forwarding *f)
{
	f->user = xrealloc(f->user, f->num_users + 1, sizeof(*f->user));
	memset(&f->user[f->num_users], 0, sizeof(*f->user));
	return &f->user[f->num_users++];
}

static struct sysctl *add_sysctl(struct forwarding *f)
{
	f->sysctl = xrealloc(f->sysctl, f->num_sysctls + 1,
			     sizeof(*f->sysctl));
	memset(&f->sysctl[f->num_sysctls], 0, sizeof(*f->sysctl));
	return &f->sysctl[f->num_sysctls++];
}

static bool get_user(char *text, struct forwarding *f)
{
	struct forwarding_user *user = add_user(f);
	char *word, *rest = NULL;
	unsigned int field = 0;

	text[strcspn(text, "\n")] = '\0';
	for (word = strtok_r(text, " ", &rest); word;
	     word = strtok_r(NULL, " ", &rest), field++) {
		if (strlen(word) >= IFNAMSIZ ||
		    field == ARRAY_SIZE(user->device) + 2)
			return false;
		if (!field)
			memcpy(user->name, word, strlen(word) + 1);
		else if (field == 1)
			user->ipv6 = !strcmp(word, "1");
		else
			memcpy(user->device[user->num_devices++], word,
			       strlen(word) + 1);
	}
	return field >= 2;
}

static bool get_sysctl(const char *text, struct forwarding *f)
{
	struct sysctl *ctl = add_sysctl(f);
	int version;

	_Static_assert(IFNAMSIZ == 16 && SYSCTL_KEY == 24, "the widths below");
	if (sscanf(text, "%d %d %15s %23s %d %d", &version, &ctl->ifindex,
		   ctl->device, ctl->key, &ctl->old, &ctl->new) != 6)
		return false;
	ctl->family = version == 4 ? AF_INET : AF_INET6;
	/* They are parts of a path. */
	return !strchr(ctl->device, '/') && !strchr(ctl->key, '/');
}

void forwarding_free(struct forwarding *f)
{
	free(f->sysctl);
	free(f->user);
	memset(f, 0, sizeof(*f));
}

bool forwarding_read(FILE *file, struct forwarding *f)
{
	bool ok, end = false;
	char *line = NULL;
	size_t size = 0;

	memset(f, 0, sizeof(*f));
	ok = getline(&line, &size, file) > 0 && !strcmp(line, FIRST_LINE);
	while (ok && !end && getline(&line, &size, file) > 0) {
		end = !strcmp(line, "end\n");
		if (!strncmp(line, "user ", 5))
			ok = get_user(line + 5, f);
		else if (!strncmp(line, "sysctl ", 7))
			ok = get_sysctl(line + 7, f);
		else
			ok = end;
	}
	free(line);
	if (ok && end)
		return true;
	forwarding_free(f);
	return false;
}

/* ---- the file ---- */

static void rename_devices(struct forwarding_user *user,
			   const struct forwarding *f)
{
	char name[IFNAMSIZ];
	unsigned int i;
	size_t j;

	for (i = 0; i < user->num_devices; i++) {
		for (j = 0; j < f->num_sysctls; j++) {
			if (!f->sysctl[j].ifindex ||
			    strcmp(f->sysctl[j].device, user->device[i]) != 0 ||
			    !if_indextoname((unsigned int)f->sysctl[j].ifindex,
					    name))
				continue;
			memcpy(user->device[i], name, sizeof(name));
			break;
		}
	}
}

/* Devices that were renamed: users have names alone, and so come first. */
static void follow_names(struct forwarding *f)
{
	char name[IFNAMSIZ];
	size_t i;

	for (i = 0; i < f->num_users; i++)
		rename_devices(&f->user[i], f);
	for (i = 0; i < f->num_sysctls; i++)
		if (f->sysctl[i].ifindex &&
		    if_indextoname((unsigned int)f->sysctl[i].ifindex, name))
			memcpy(f->sysctl[i].device, name, sizeof(name));
}

static void load(struct forwarding *f)
{
	char path[NETWORK_PATH];
	FILE *file = NULL;

	memset(f, 0, sizeof(*f));
	if (network_path_all("forwarding", path))
		file = fopen(path, "re");
	if (!file)
		return;
	if (forwarding_read(file, f))
		follow_names(f);
	fclose(file);
}

static int save(const struct forwarding *f)
{
	char path[NETWORK_PATH];
	FILE *file = NULL;

	if (!network_path_all("forwarding", path))
		goto failed;
	if (!f->num_users && !f->num_sysctls) {
		unlink(path);
		return EXIT_OK;
	}
	file = replace_begin(path);
	if (file)
		forwarding_write(file, f);
	if (file && replace_end(file, path))
		return EXIT_OK;
failed:
	error("can't write down how forwarding was before: %s",
	      strerror(errno));
	return EXIT_REFUSED;
}

/* ---- sysctls ---- */

/* As it is called now; false: it is gone. */
static bool path_of(const struct sysctl *ctl, char path[SYSCTL_PATH])
{
	char name[IFNAMSIZ];

	if (!ctl->ifindex)
		snprintf(name, sizeof(name), "%s", ctl->device);
	else if (!if_indextoname((unsigned int)ctl->ifindex, name))
		return false;
	snprintf(path, SYSCTL_PATH, "/proc/sys/net/ipv%d/conf/%s/%s",
		 ctl->family == AF_INET ? 4 : 6, name, ctl->key);
	return true;
}

/* -1: there is none */
static int get(const struct sysctl *ctl)
{
	char path[SYSCTL_PATH];
	FILE *file = NULL;
	int value = -1;

	if (path_of(ctl, path))
		file = fopen(path, "re");
	if (!file)
		return -1;
	if (fscanf(file, "%d", &value) != 1)
		value = -1;
	fclose(file);
	return value;
}

static bool set(const struct sysctl *ctl, int value)
{
	char path[SYSCTL_PATH];
	FILE *file = NULL;
	bool ok;

	if (path_of(ctl, path))
		file = fopen(path, "we");
	if (!file)
		return false;
	ok = fprintf(file, "%d\n", value) > 0;
	return !fclose(file) && ok;
}

static bool name_device(struct sysctl *ctl, const char *device)
{
	snprintf(ctl->device, sizeof(ctl->device), "%s", device);
	if (!strcmp(device, "all") || !strcmp(device, "default"))
		return true;
	ctl->ifindex = (int)if_nametoindex(device);
	return ctl->ifindex;
}

static bool same(const struct sysctl *a, const struct sysctl *b)
{
	return a->family == b->family && a->ifindex == b->ifindex &&
	       !strcmp(a->key, b->key) &&
	       (a->ifindex || !strcmp(a->device, b->device));
}

#define ANY	(-1)

/* Note that a value is to be @new if it is @old now; the first note stays. */
static void note(struct forwarding *f, int family, const char *device,
		 const char *key, int old, int new)
{
	struct sysctl ctl = { .family = family, .new = new };
	size_t i;

	snprintf(ctl.key, sizeof(ctl.key), "%s", key);
	if (!name_device(&ctl, device))
		return;
	for (i = 0; i < f->num_sysctls; i++)
		if (same(&f->sysctl[i], &ctl))
			return;
	ctl.old = get(&ctl);
	if (ctl.old >= 0 && (ctl.old == old || old == ANY))
		*add_sysctl(f) = ctl;
}

static void note_ipv4(struct forwarding *f, const struct network *net)
{
	unsigned int i;

	for (i = 0; i < net->num_uplinks; i++)
		note(f, AF_INET, net->uplink[i], "forwarding", 0,
		     FORWARDS_FOR_NAT);
}

/* -1: there is no IPv6 */
static int ipv6_forwarding(const char *device)
{
	struct sysctl ctl = { .family = AF_INET6, .key = "forwarding" };

	return name_device(&ctl, device) ? get(&ctl) : -1;
}

static void note_ipv6(struct forwarding *f, const struct network *net)
{
	struct dirent *entry;
	DIR *dir;

	if (ipv6_forwarding("all") != 0)
		return;
	dir = opendir("/proc/sys/net/ipv6/conf");
	while (dir && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		if (strcmp(entry->d_name, "all") != 0 &&
		    strcmp(entry->d_name, net->name) != 0 &&
		    !ipv6_forwarding(entry->d_name))
			note(f, AF_INET6, entry->d_name, "accept_ra", 1, 2);
		note(f, AF_INET6, entry->d_name, "forwarding", ANY,
		     FORWARDS_FOR_NAT);
	}
	if (dir)
		closedir(dir);
}

static bool is_all(const struct sysctl *ctl)
{
	return ctl->family == AF_INET6 && !strcmp(ctl->device, "all");
}

/* What is as noted becomes what it is to be. */
static int apply(const struct forwarding *f)
{
	const struct sysctl *ctl;
	size_t i;

	/* accept_ra first, so that no device is without its routes meanwhile */
	for (i = 0; i < f->num_sysctls; i++) {
		ctl = &f->sysctl[i];
		if ((ctl->family == AF_INET6 && !strcmp(ctl->key, "forwarding")) ||
		    get(ctl) != ctl->old || set(ctl, ctl->new))
			continue;
		error("can't set %s of %s: %s", ctl->key, ctl->device,
		      strerror(errno));
		return EXIT_REFUSED;
	}
	for (i = 0; i < f->num_sysctls; i++) {
		ctl = &f->sysctl[i];
		if (!is_all(ctl) || get(ctl) != ctl->old || set(ctl, ctl->new))
			continue;
		error("can't turn on forwarding of IPv6: %s", strerror(errno));
		return EXIT_REFUSED;
	}
	return EXIT_OK;
}

/* ---- who needs which ---- */

static bool needs(const struct forwarding_user *user, const struct sysctl *ctl)
{
	unsigned int i;

	if (ctl->family == AF_INET6)
		return user->ipv6;
	for (i = 0; i < user->num_devices; i++)
		if (!strcmp(user->device[i], ctl->device))
			return true;
	return false;
}

static bool is_needed(const struct forwarding *f, const struct sysctl *ctl)
{
	size_t i;

	for (i = 0; i < f->num_users; i++)
		if (needs(&f->user[i], ctl))
			return true;
	return false;
}

static void remove_user(struct forwarding *f, const char *name)
{
	size_t i, to = 0;

	for (i = 0; i < f->num_users; i++)
		if (strcmp(f->user[i].name, name) != 0)
			f->user[to++] = f->user[i];
	f->num_users = to;
}

static void note_user(struct forwarding *f, const struct network *net)
{
	struct forwarding_user *user = add_user(f);
	unsigned int i;

	memcpy(user->name, net->name, IFNAMSIZ);
	user->ipv6 = network_has(net, AF_INET6);
	memcpy(user->device[user->num_devices++], net->name, IFNAMSIZ);
	for (i = 0; i < net->num_uplinks; i++)
		memcpy(user->device[user->num_devices++], net->uplink[i],
		       IFNAMSIZ);
}

/*
 * Everybody's forwarding of IPv6: off, then as it was on each device. One that
 * somebody else has set since keeps that.
 */
static bool restore_ipv6(const struct forwarding *f)
{
	const struct sysctl *all = NULL, *ctl;
	int *now;
	size_t i;

	for (i = 0; i < f->num_sysctls && !all; i++)
		if (is_all(&f->sysctl[i]))
			all = &f->sysctl[i];
	if (!all || is_needed(f, all))
		return false;
	/* The kernel has turned it off if the last switch left the mode. */
	if (get(all) != all->new && get(all) != all->old)
		return false;
	now = xrealloc(NULL, f->num_sysctls, sizeof(*now));
	for (i = 0; i < f->num_sysctls; i++)
		now[i] = get(&f->sysctl[i]);
	set(all, all->old);
	for (i = 0; i < f->num_sysctls; i++) {
		ctl = &f->sysctl[i];
		if (ctl != all && ctl->family == AF_INET6 &&
		    !strcmp(ctl->key, "forwarding") && now[i] >= 0)
			set(ctl, now[i] == ctl->new ? ctl->old : now[i]);
	}
	free(now);
	return true;
}

/* What nobody needs any more is as it was, unless somebody else has set it. */
static void restore(struct forwarding *f)
{
	bool ipv6 = restore_ipv6(f);
	const struct sysctl *ctl;
	size_t i, to = 0;

	for (i = 0; i < f->num_sysctls; i++) {
		ctl = &f->sysctl[i];
		if (is_needed(f, ctl)) {
			f->sysctl[to++] = *ctl;
			continue;
		}
		if (ctl->family == AF_INET6 &&
		    (!ipv6 || !strcmp(ctl->key, "forwarding")))
			continue;
		if (get(ctl) == ctl->new)
			set(ctl, ctl->old);
	}
	f->num_sysctls = to;
}

int forwarding_take(const struct network *net)
{
	struct forwarding f;
	int status;

	load(&f);
	remove_user(&f, net->name);
	note_user(&f, net);
	if (network_has(net, AF_INET))
		note_ipv4(&f, net);
	if (network_has(net, AF_INET6))
		note_ipv6(&f, net);
	/* Known before it is done: it can be undone at any point. */
	status = save(&f);
	if (!status)
		status = apply(&f);
	if (!status) {
		/* What this switch alone had needed before */
		restore(&f);
		status = save(&f);
	}
	forwarding_free(&f);
	return status;
}

void forwarding_give(const char *name)
{
	struct forwarding f;

	load(&f);
	remove_user(&f, name);
	restore(&f);
	save(&f);
	forwarding_free(&f);
}
