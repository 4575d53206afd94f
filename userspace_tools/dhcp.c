// SPDX-License-Identifier: GPL-2.0
/*
 * DHCP clients of a netdev, found in /proc: ended, and started for another
 * netdev with the same command line and the lease that they had.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "dhcp.h"
#include "sriovctl.h"

/* Longest command line that is looked at */
#define CMDLINE		4096

/* Milliseconds that a killed process may take to be gone */
#define DEATH		2000

static const char *const names[DHCP_KINDS] = {
	[DHCP_DHCLIENT] = "dhclient",
	[DHCP_UDHCPC] = "udhcpc",
};

/* Options that the next word belongs to */
static const char *const dhclient_valued[] = {
	"-p", "-s", "-g", "-e", "-D", "-cf", "-df", "-lf", "-pf", "-sf",
	"--decline-wait-time", "--dad-wait-time", "--address-prefix-len",
	"--prefix-len-hint", "--timeout", NULL
};

const char *dhcp_name(enum dhcp_kind kind)
{
	return names[kind];
}

enum dhcp_kind dhcp_kind_of(const char *name)
{
	unsigned int kind;

	for (kind = 0; kind < DHCP_KINDS; kind++)
		if (!strcmp(name, names[kind]))
			break;
	return kind;
}

static bool is_valued(const char *word)
{
	size_t i;

	for (i = 0; dhclient_valued[i]; i++)
		if (!strcmp(word, dhclient_valued[i]))
			return true;
	return false;
}

/* Words that are no options name netdevs; without one all are meant. */
static bool dhclient_is_for(const struct dhcp_client *client, const char *dev)
{
	size_t i, devs = 0, ours = 0;

	for (i = 1; i < client->argc; i++) {
		if (client->argv[i][0] == '-') {
			i += is_valued(client->argv[i]);
			continue;
		}
		devs++;
		ours += !strcmp(client->argv[i], dev);
	}
	return devs == 1 && ours == 1;
}

/* The netdev in a word of udhcpc, or in the next; NULL: in neither */
static const char *udhcpc_dev(const struct dhcp_client *client, size_t i)
{
	const char *word = client->argv[i];
	const char *next = i + 1 < client->argc ? client->argv[i + 1] : NULL;

	if (!strcmp(word, "-i") || !strcmp(word, "--interface"))
		return next;
	if (!strncmp(word, "--interface=", 12))
		return word + 12;
	return !strncmp(word, "-i", 2) ? word + 2 : NULL;
}

static bool udhcpc_is_for(const struct dhcp_client *client, const char *dev)
{
	const char *name = NULL;
	size_t i;

	for (i = 1; i < client->argc && !name; i++)
		name = udhcpc_dev(client, i);
	return !strcmp(name ? name : "eth0", dev);
}

bool dhcp_is_for(const struct dhcp_client *client, const char *dev)
{
	return client->kind == DHCP_DHCLIENT ? dhclient_is_for(client, dev) :
					       udhcpc_is_for(client, dev);
}

/* ---- command lines ---- */

static char *copy_text(const char *text)
{
	size_t size = strlen(text) + 1;

	return memcpy(xrealloc(NULL, 1, size), text, size);
}

/* Where @name stands in the last part of @path, between other than letters */
static const char *find_name(const char *path, const char *name)
{
	const char *slash = strrchr(path, '/'), *at;
	size_t len = strlen(name);

	if (!slash)
		return NULL;
	for (at = strstr(slash, name); at; at = strstr(at + 1, name))
		if (!isalnum((unsigned char)at[-1]) &&
		    !isalnum((unsigned char)at[len]))
			return at;
	return NULL;
}

/* @word with the name of the netdev, or of a file that has it, changed */
static char *renamed(const char *word, const char *from, const char *to)
{
	const char *at = strcmp(word, from) ? find_name(word, from) : word;
	size_t size;
	char *text;

	if (!at)
		return copy_text(word);
	size = strlen(word) + strlen(to) + 1;
	text = xrealloc(NULL, 1, size);
	snprintf(text, size, "%.*s%s%s", (int)(at - word), word, to,
		 at + strlen(from));
	return text;
}

static char *udhcpc_word(const char *word, const char *from, const char *to)
{
	size_t size = strlen(word) + strlen(to) + 1;
	size_t head = !strncmp(word, "--interface=", 12) ? 12 :
		      !strncmp(word, "-i", 2) ? 2 : 0;
	char *text;

	if (!head || strcmp(word + head, from) != 0)
		return renamed(word, from, to);
	text = xrealloc(NULL, 1, size);
	snprintf(text, size, "%.*s%s", (int)head, word, to);
	return text;
}

char **dhcp_argv(const struct dhcp_client *client, const char *from,
		 const char *to)
{
	/* Room for "-i TO", which goes without saying for eth0 */
	char **argv = xrealloc(NULL, client->argc + 3, sizeof(*argv));
	bool named = false;
	size_t i;

	for (i = 0; i < client->argc; i++) {
		if (client->kind == DHCP_UDHCPC) {
			named |= i && udhcpc_dev(client, i);
			argv[i] = udhcpc_word(client->argv[i], from, to);
		} else {
			argv[i] = renamed(client->argv[i], from, to);
		}
	}
	if (client->kind == DHCP_UDHCPC && !named) {
		argv[i++] = copy_text("-i");
		argv[i++] = copy_text(to);
	}
	argv[i] = NULL;
	return argv;
}

static void free_argv(char **argv)
{
	size_t i;

	for (i = 0; argv && argv[i]; i++)
		free(argv[i]);
	free(argv);
}

static void free_client(struct dhcp_client *client)
{
	free(client->exe);
	free_argv(client->argv);
}

void dhcp_free(struct dhcp_clients *clients)
{
	while (clients->count)
		free_client(&clients->client[--clients->count]);
}

/* ---- processes ---- */

static bool read_file(int dir, const char *name, char *text, size_t size,
		      size_t *len)
{
	int fd = openat(dir, name, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return false;
	n = read(fd, text, size - 1);
	close(fd);
	if (n < 0)
		return false;
	text[n] = '\0';
	*len = (size_t)n;
	return true;
}

static bool same_netns(int dir)
{
	struct stat ours, theirs;

	return !stat("/proc/self/ns/net", &ours) &&
	       !fstatat(dir, "ns/net", &theirs, 0) &&
	       ours.st_ino == theirs.st_ino && ours.st_dev == theirs.st_dev;
}

static void take_argv(struct dhcp_client *client, const char *text, size_t len)
{
	const char *end = text + len;

	client->argv = xrealloc(NULL, 1, sizeof(*client->argv));
	for (client->argc = 0; text < end; text += strlen(text) + 1) {
		client->argv = xrealloc(client->argv, client->argc + 2,
					sizeof(*client->argv));
		client->argv[client->argc++] = copy_text(text);
	}
	client->argv[client->argc] = NULL;
}

static const char *base_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* By what it was called as: busybox is many programs. */
static enum dhcp_kind kind_of(const struct dhcp_client *client)
{
	const char *name = client->argc ? base_of(client->argv[0]) : "";

	if (!strcmp(name, "busybox") && client->argc > 1)
		name = client->argv[1];
	return dhcp_kind_of(name);
}

/*
 * Root's own processes only: what is found is started once more, and anyone can
 * call a program dhclient.
 */
static bool is_ours(int dir)
{
	struct stat process;

	return !fstat(dir, &process) && !process.st_uid && same_netns(dir);
}

/* The process, whatever it is; false: it is gone, or none of root's here */
static bool look_at(int dir, const char *pid, struct dhcp_client *client)
{
	char text[CMDLINE], exe[PATH_MAX];
	size_t len;
	ssize_t n;

	if (!is_ours(dir) ||
	    !read_file(dir, "cmdline", text, sizeof(text), &len) || !len)
		return false;
	n = readlinkat(dir, "exe", exe, sizeof(exe) - 1);
	if (n <= 0)
		return false;
	exe[n] = '\0';
	client->exe = copy_text(exe);
	client->pid = (pid_t)strtol(pid, NULL, 10);
	take_argv(client, text, len);
	client->kind = kind_of(client);
	return true;
}

void dhcp_find(const char *dev, struct dhcp_clients *clients)
{
	DIR *proc = opendir("/proc");
	struct dhcp_client client;
	struct dirent *entry;
	int dir;

	clients->count = 0;
	while (proc && clients->count < DHCP_CLIENTS) {
		entry = readdir(proc);
		if (!entry)
			break;
		if (!isdigit((unsigned char)entry->d_name[0]))
			continue;
		dir = openat(dirfd(proc), entry->d_name,
			     O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (dir < 0)
			continue;
		if (look_at(dir, entry->d_name, &client)) {
			if (client.kind != DHCP_KINDS &&
			    dhcp_is_for(&client, dev))
				clients->client[clients->count++] = client;
			else
				free_client(&client);
		}
		close(dir);
	}
	if (proc)
		closedir(proc);
}

/*
 * A signal that it could handle would have it give its lease back, or take the
 * address away. Nothing of it is lost: the lease is in its file.
 */
void dhcp_kill(const struct dhcp_clients *clients)
{
	int waited;
	size_t i;

	for (i = 0; i < clients->count; i++) {
		if (kill(clients->client[i].pid, SIGKILL))
			continue;
		for (waited = 0; waited < DEATH &&
		     !kill(clients->client[i].pid, 0); waited += 10)
			poll(NULL, 0, 10);
	}
}

/* In the child: a process of its own, which init inherits */
static void __attribute__((noreturn)) run(const char *exe, char **argv, int tell)
{
	sigset_t none;
	int null;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGHUP, SIG_DFL);
	null = open("/dev/null", O_RDWR);
	if (null >= 0) {
		dup2(null, 0);
		dup2(null, 1);
		dup2(null, 2);
	}
	setsid();
	if (fork() > 0)
		_exit(0);
	/* Not what this session has in its environment */
	clearenv();
	setenv("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", 1);
	execv(exe, argv);
	if (write(tell, &errno, sizeof(errno)) < 0)
		_exit(1);
	_exit(1);
}

/* 0, or why the program can't be run */
static int start_program(const char *exe, char **argv)
{
	int tell[2], why = 0;
	pid_t pid;

	/* It closes when the program runs. */
	if (pipe2(tell, O_CLOEXEC))
		return errno;
	pid = fork();
	if (!pid)
		run(exe, argv, tell[1]);
	close(tell[1]);
	if (pid < 0)
		why = errno;
	else if (read(tell[0], &why, sizeof(why)) != sizeof(why))
		why = 0;
	close(tell[0]);
	if (pid > 0)
		waitpid(pid, NULL, 0);
	return why;
}

/* dhclient asks for the lease that it finds for its netdev. */
static void copy_leases(const char *old, const char *new, const char *from,
			const char *to)
{
	char line[1024], *at, wanted[64];
	FILE *in, *out;

	if (!strcmp(old, new))
		return;
	in = fopen(old, "re");
	out = in ? fopen(new, "we") : NULL;
	snprintf(wanted, sizeof(wanted), "interface \"%s\";", from);
	while (out && fgets(line, sizeof(line), in)) {
		at = strstr(line, wanted);
		if (at)
			fprintf(out, "%.*sinterface \"%s\";%s",
				(int)(at - line), line, to,
				at + strlen(wanted));
		else
			fputs(line, out);
	}
	if (out)
		fclose(out);
	if (in)
		fclose(in);
}

static bool start_one(const struct dhcp_client *client, const char *from,
		      const char *to)
{
	char **argv = dhcp_argv(client, from, to);
	size_t i;
	int why;

	for (i = 1; client->kind == DHCP_DHCLIENT && i < client->argc; i++)
		if (!strcmp(client->argv[i - 1], "-lf"))
			copy_leases(client->argv[i], argv[i], from, to);
	why = start_program(client->exe, argv);
	free_argv(argv);
	if (!why)
		return true;
	error("can't start %s for %s: %s", client->exe, to, strerror(why));
	return false;
}

bool dhcp_start(const struct dhcp_clients *clients, const char *from,
		const char *to)
{
	size_t i;

	for (i = 0; i < clients->count; i++)
		if (!start_one(&clients->client[i], from, to))
			return false;
	return true;
}

bool dhcp_begins_anew(const struct dhcp_clients *clients)
{
	size_t i;

	for (i = 0; i < clients->count; i++)
		if (clients->client[i].kind == DHCP_UDHCPC)
			return true;
	return false;
}

/* ---- managers ---- */

/* Does the file have the line? A "*" at its end stands for anything. */
static bool has_line(const char *path, const char *line)
{
	size_t len = strcspn(line, "*");
	FILE *file = fopen(path, "re");
	bool found = false;
	char text[256];

	while (file && !found && fgets(text, sizeof(text), file)) {
		text[strcspn(text, "\n")] = '\0';
		found = line[len] ? !strncmp(text, line, len) :
				    !strcmp(text, line);
	}
	if (file)
		fclose(file);
	return found;
}

static bool by_networkd(int ifindex, const char *dev)
{
	char path[64];

	(void)dev;
	snprintf(path, sizeof(path), "/run/systemd/netif/links/%d", ifindex);
	return has_line(path, "ADMIN_STATE=*") &&
	       !has_line(path, "ADMIN_STATE=unmanaged");
}

static bool by_network_manager(int ifindex, const char *dev)
{
	char path[64];

	(void)dev;
	snprintf(path, sizeof(path), "/run/NetworkManager/devices/%d", ifindex);
	return has_line(path, "managed=true");
}

static bool by_ifupdown(int ifindex, const char *dev)
{
	char line[64];

	(void)ifindex;
	snprintf(line, sizeof(line), "%s=*", dev);
	return has_line("/run/network/ifstate", line);
}

/* The whole command line of dhcpcd is a title: "dhcpcd: eth0 [ip4] [ip6]" */
static bool by_dhcpcd(int ifindex, const char *dev)
{
	char title[CMDLINE], name[64];
	struct dirent *entry;
	bool found = false;
	DIR *proc;
	size_t len;
	int dir;

	(void)ifindex;
	snprintf(name, sizeof(name), " %s ", dev);
	proc = opendir("/proc");
	while (proc && !found) {
		entry = readdir(proc);
		if (!entry)
			break;
		dir = openat(dirfd(proc), entry->d_name,
			     O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (dir < 0)
			continue;
		found = isdigit((unsigned char)entry->d_name[0]) &&
			read_file(dir, "cmdline", title, sizeof(title),
				  &len) &&
			!strncmp(title, "dhcpcd: ", 8) && same_netns(dir) &&
			(strstr(title, name) || strstr(title, "[manager]") ||
			 strstr(title, "[master]"));
		close(dir);
	}
	if (proc)
		closedir(proc);
	return found;
}

/*
 * Who may manage a netdev, and what to do about it: each %1 is the netdev, each
 * %2 the switch.
 */
static const struct manager {
	bool (*manages)(int ifindex, const char *dev);
	const char *advice[6];
} managers[] = {
	{ by_networkd, {
		"systemd-networkd manages %1, and would give it addresses again",
		"before you confirm, move what its .network file has below [Match]",
		"into a file with Name=%2 there, and put in its own instead of it:",
		"  [Link]",
		"  Unmanaged=yes",
		"then run: networkctl reload" } },
	{ by_network_manager, {
		"NetworkManager manages %1, and would give it addresses again",
		"before you confirm, put into /etc/NetworkManager/conf.d/%2.conf:",
		"  [keyfile]",
		"  unmanaged-devices=interface-name:%1",
		"then run: nmcli general reload",
		"and for %2: nmcli connection add type generic ifname %2 ..." } },
	{ by_dhcpcd, {
		"dhcpcd manages %1, and gives it addresses again",
		"before you confirm, put into /etc/dhcpcd.conf:",
		"  denyinterfaces %1",
		"then run: dhcpcd -n",
		"and if dhcpcd runs for %1 alone: dhcpcd -p -x %1; dhcpcd %2" } },
	{ by_ifupdown, {
		"%1 comes from /etc/network/interfaces: for after the next boot",
		"give its lines there to %2, and itself: iface %1 inet manual" } },
};

static void put_advice(const char *text, const char *dev, const char *sw)
{
	for (; *text; text++) {
		if (*text != '%' || !text[1]) {
			putchar(*text);
			continue;
		}
		text++;
		fputs(*text == '1' ? dev : sw, stdout);
	}
	putchar('\n');
}

bool dhcp_advise(int ifindex, const char *dev, const char *sw)
{
	size_t i, line;

	for (i = 0; i < ARRAY_SIZE(managers); i++)
		if (managers[i].manages(ifindex, dev))
			break;
	if (i == ARRAY_SIZE(managers))
		return false;
	for (line = 0; line < ARRAY_SIZE(managers[i].advice); line++) {
		if (!managers[i].advice[line])
			break;
		fputs(line ? "  " : "", stdout);
		put_advice(managers[i].advice[line], dev, sw);
	}
	return true;
}
