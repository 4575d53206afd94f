// SPDX-License-Identifier: GPL-2.0
/*
 * What it takes to undo a move of addresses: kept in /run/sriovctl, a file for
 * each network namespace and switch, whose absence means that the move was
 * confirmed or undone; and the process that waits for that.
 *
 * The file is text: a word and its values on each line, messages of the kernel
 * and words of command lines in hexadecimal, and "end" on the last one.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "detach.h"
#include "pending.h"
#include "sriovctl.h"

#define FIRST_LINE	"sriovctl move 1\n"
#define PATH_LEN	128

/* Longest time that the waiting process sleeps, milliseconds */
#define NAP		60000

/* By which the waiting process is told that it may begin */
static int go_fd = -1;

int64_t pending_now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_BOOTTIME, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

void pending_free(struct pending *p)
{
	dhcp_free(&p->clients);
	hostconf_free(&p->conf);
}

/* ---- the text ---- */

static void put_hex(FILE *file, const char *word, const void *data, size_t len)
{
	const uint8_t *at = data;

	fprintf(file, "%s ", word);
	while (len--)
		fprintf(file, "%02x", *at++);
	fputc('\n', file);
}

static void put_link(FILE *file, const char *word, const struct link *link)
{
	fprintf(file, "%s %d %d %d %02x:%02x:%02x:%02x:%02x:%02x %s\n", word,
		link->ifindex, link->master, link->up, link->mac[0],
		link->mac[1], link->mac[2], link->mac[3], link->mac[4],
		link->mac[5], link->name);
}

bool pending_write(FILE *file, const struct pending *p)
{
	const struct dhcp_client *client;
	size_t i, j;

	fputs(FIRST_LINE, file);
	put_link(file, "switch", &p->sw);
	put_link(file, "device", &p->dev);
	fprintf(file, "times %" PRId64 " %" PRId64 "\nwaiter %d\n", p->taken,
		p->deadline, p->waiter);
	for (i = 0; i < PENDING_SYSCTLS; i++)
		fprintf(file, "sysctl %zu %d\n", i, p->sysctl[i]);
	for (i = 0; i < p->clients.count; i++) {
		client = &p->clients.client[i];
		fprintf(file, "client %s\n", dhcp_name(client->kind));
		put_hex(file, "exe", client->exe, strlen(client->exe));
		for (j = 0; j < client->argc; j++)
			put_hex(file, "arg", client->argv[j],
				strlen(client->argv[j]));
	}
	for (i = 0; i < p->conf.count; i++)
		put_hex(file, "message", p->conf.msg[i],
			p->conf.msg[i]->nlmsg_len);
	fputs("end\n", file);
	return !fflush(file) && !ferror(file);
}

/* Bytes of "HEX\n", ended by a 0, from malloc(); NULL: it is none */
static void *get_hex(const char *text, size_t *len)
{
	size_t i, digits = strspn(text, "0123456789abcdef");
	unsigned int byte;
	uint8_t *data;

	if (digits % 2 || text[digits] != '\n')
		return NULL;
	*len = digits / 2;
	data = xrealloc(NULL, 1, *len + 1);
	for (i = 0; i < *len; i++) {
		if (sscanf(text + 2 * i, "%2x", &byte) != 1)
			byte = 0;
		data[i] = (uint8_t)byte;
	}
	data[i] = 0;
	return data;
}

static bool get_link(const char *text, struct link *link)
{
	int up;

	if (sscanf(text, "%d %d %d %hhx:%hhx:%hhx:%hhx:%hhx:%hhx %15s",
		   &link->ifindex, &link->master, &up, &link->mac[0],
		   &link->mac[1], &link->mac[2], &link->mac[3], &link->mac[4],
		   &link->mac[5], link->name) != 10)
		return false;
	link->up = up;
	return true;
}

static bool get_client(char *text, struct dhcp_clients *clients)
{
	struct dhcp_client *client = &clients->client[clients->count];

	if (clients->count == DHCP_CLIENTS)
		return false;
	text[strcspn(text, "\n")] = '\0';
	memset(client, 0, sizeof(*client));
	client->kind = dhcp_kind_of(text);
	if (client->kind == DHCP_KINDS)
		return false;
	client->argv = xrealloc(NULL, 1, sizeof(*client->argv));
	client->argv[0] = NULL;
	clients->count++;
	return true;
}

/* A word of the last client's command line, or its program */
static bool get_word(const char *text, bool exe, struct dhcp_clients *clients)
{
	struct dhcp_client *client;
	size_t len;
	char *word;

	if (!clients->count)
		return false;
	client = &clients->client[clients->count - 1];
	if (exe && client->exe)
		return false;
	word = get_hex(text, &len);
	if (!word)
		return false;
	if (exe) {
		client->exe = word;
		return true;
	}
	client->argv = xrealloc(client->argv, client->argc + 2,
				sizeof(*client->argv));
	client->argv[client->argc++] = word;
	client->argv[client->argc] = NULL;
	return true;
}

static bool get_message(const char *text, struct hostconf *conf)
{
	struct nlmsghdr *nlh;
	size_t len;
	bool ok;

	nlh = get_hex(text, &len);
	ok = nlh && len >= sizeof(*nlh) && nlh->nlmsg_len == len;
	if (ok)
		hostconf_add(conf, nlh);
	free(nlh);
	return ok;
}

static bool get_sysctl(const char *text, int *values)
{
	unsigned int i;
	int value;

	if (sscanf(text, "%u %d", &i, &value) != 2 || i >= PENDING_SYSCTLS)
		return false;
	values[i] = value;
	return true;
}

/* One line, but for the first and the last */
static bool get_line(const char *word, char *rest, struct pending *p)
{
	if (!strcmp(word, "switch"))
		return get_link(rest, &p->sw);
	if (!strcmp(word, "device"))
		return get_link(rest, &p->dev);
	if (!strcmp(word, "times"))
		return sscanf(rest, "%" SCNd64 " %" SCNd64, &p->taken,
			      &p->deadline) == 2;
	if (!strcmp(word, "waiter"))
		return sscanf(rest, "%d", &p->waiter) == 1;
	if (!strcmp(word, "sysctl"))
		return get_sysctl(rest, p->sysctl);
	if (!strcmp(word, "client"))
		return get_client(rest, &p->clients);
	if (!strcmp(word, "exe") || !strcmp(word, "arg"))
		return get_word(rest, word[0] == 'e', &p->clients);
	return !strcmp(word, "message") && get_message(rest, &p->conf);
}

bool pending_read(FILE *file, struct pending *p)
{
	bool ok, end = false;
	char *line = NULL, *rest;
	size_t i, size = 0;

	memset(p, 0, sizeof(*p));
	p->deleted = true;
	ok = getline(&line, &size, file) > 0 && !strcmp(line, FIRST_LINE);
	while (ok && !end && getline(&line, &size, file) > 0) {
		end = !strcmp(line, "end\n");
		rest = strchr(line, ' ');
		if (rest)
			*rest++ = '\0';
		ok = end || (rest && get_line(line, rest, p));
	}
	free(line);
	for (i = 0; i < p->clients.count; i++)
		ok = ok && p->clients.client[i].exe &&
		     p->clients.client[i].argc;
	if (ok && end && p->sw.ifindex > 0 && p->dev.ifindex > 0)
		return true;
	pending_free(p);
	return false;
}

/* ---- the file ---- */

static bool path_of(const char *sw, const char *end, char path[PATH_LEN])
{
	struct stat ns;

	if (stat("/proc/self/ns/net", &ns))
		return false;
	snprintf(path, PATH_LEN, PENDING_DIR "/%ju-%s%s",
		 (uintmax_t)ns.st_ino, sw, end);
	return true;
}

int pending_lock(void)
{
	int fd;

	if (mkdir(PENDING_DIR, 0700) && errno != EEXIST)
		goto failed;
	fd = open(PENDING_DIR "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		goto failed;
	while (flock(fd, LOCK_EX))
		if (errno != EINTR)
			goto failed;
	return fd;
failed:
	error("can't lock " PENDING_DIR "/lock: %s", strerror(errno));
	if (errno == EACCES || errno == EPERM)
		hint("be root: that is where it is kept how to undo a move");
	return -1;
}

int pending_try_lock(void)
{
	int fd = open(PENDING_DIR "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd >= 0 && !flock(fd, LOCK_EX | LOCK_NB))
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

void pending_unlock(int lock)
{
	close(lock);
}

bool pending_exists(const char *sw)
{
	char path[PATH_LEN];

	return path_of(sw, "", path) && !access(path, F_OK);
}

int pending_save(const struct pending *p)
{
	char path[PATH_LEN], new[PATH_LEN];
	FILE *file = NULL;
	bool ok;
	int fd;

	ok = path_of(p->sw.name, "", path) && path_of(p->sw.name, ".new", new);
	fd = ok ? open(new, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600) :
		  -1;
	if (fd >= 0)
		file = fdopen(fd, "w");
	ok = file && pending_write(file, p);
	if (file)
		ok = !fclose(file) && ok;
	else if (fd >= 0)
		close(fd);
	/* Whole or not at all: a part of it would undo a part. */
	if (ok && !rename(new, path))
		return EXIT_OK;
	error("can't write down in " PENDING_DIR " how to undo it: %s",
	      strerror(errno));
	return EXIT_REFUSED;
}

int pending_load(const char *sw, const char *what, struct pending *p)
{
	char path[PATH_LEN];
	FILE *file = NULL;
	bool ok;

	if (path_of(sw, "", path))
		file = fopen(path, "re");
	if (!file && errno == ENOENT) {
		error("nothing to %s: no move of addresses to %s is pending",
		      what, sw);
		hint("it was confirmed or reverted already, or never made: see 'ip addr'");
		return EXIT_REFUSED;
	}
	ok = file && pending_read(file, p);
	if (file)
		fclose(file);
	if (ok)
		return EXIT_OK;
	error("can't read %s", path);
	hint("set the addresses by hand, and remove that file");
	return EXIT_REFUSED;
}

void pending_remove(const char *sw)
{
	char path[PATH_LEN];

	if (path_of(sw, "", path))
		unlink(path);
}

bool pending_peek(const char *sw, char dev[IFNAMSIZ], unsigned int *seconds)
{
	char path[PATH_LEN];
	struct pending p;
	FILE *file = NULL;
	int64_t left;
	bool ok;

	if (path_of(sw, "", path))
		file = fopen(path, "re");
	ok = file && pending_read(file, &p);
	if (file)
		fclose(file);
	if (!ok)
		return false;
	left = p.deadline - pending_now();
	*seconds = left > 0 ? (unsigned int)((left + 999) / 1000) : 0;
	snprintf(dev, IFNAMSIZ, "%s", p.dev.name);
	pending_free(&p);
	return true;
}

/* ---- the process that waits ---- */

static bool is_there(const struct pending *p, struct pending *now)
{
	char path[PATH_LEN];
	FILE *file;
	bool same;

	if (!path_of(p->sw.name, "", path))
		return false;
	file = fopen(path, "re");
	if (!file)
		return false;
	if (!pending_read(file, now)) {
		fclose(file);
		return false;
	}
	fclose(file);
	same = now->taken == p->taken && now->waiter == p->waiter;
	if (!same)
		pending_free(now);
	return same;
}

/* Until the deadline, or until the file is another one, or gone: false */
static bool wait_for_deadline(const struct pending *p)
{
	struct pollfd fd = { .events = POLLIN };
	struct pending now;
	char events[4096];
	int64_t left;

	/* Without it the end is seen a little later. */
	fd.fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (fd.fd >= 0)
		inotify_add_watch(fd.fd, PENDING_DIR, IN_DELETE | IN_MOVED_TO);
	for (;;) {
		if (!is_there(p, &now))
			return false;
		pending_free(&now);
		left = p->deadline - pending_now();
		if (left <= 0)
			return true;
		poll(&fd, 1, (int)(left < NAP ? left : NAP));
		while (fd.fd >= 0 && read(fd.fd, events, sizeof(events)) > 0)
			;
	}
}

static void wait_and_undo(struct pending *p, void (*undo)(struct pending *p))
{
	struct pending now;
	int lock;

	if (!wait_for_deadline(p))
		return;
	openlog("sriovctl", LOG_PID, LOG_DAEMON);
	lock = pending_lock();
	/* Somebody may have been faster. */
	if (lock >= 0 && is_there(p, &now)) {
		syslog(LOG_NOTICE, "%s wasn't confirmed: its addresses go back to %s",
		       now.sw.name, now.dev.name);
		undo(&now);
		pending_free(&now);
	}
}

static void __attribute__((noreturn))
child(struct pending *p, void (*undo)(struct pending *p), int go)
{
	char byte;

	detach_process(go);
	p->waiter = getpid();
	if (read(go, &byte, 1) == 1)
		wait_and_undo(p, undo);
	_exit(0);
}

int pending_start(struct pending *p, void (*undo)(struct pending *p))
{
	int go[2];
	pid_t pid;

	if (pipe2(go, O_CLOEXEC)) {
		error("can't make a pipe: %s", strerror(errno));
		return EXIT_REFUSED;
	}
	pid = fork();
	if (!pid) {
		close(go[1]);
		child(p, undo, go[0]);
	}
	close(go[0]);
	if (pid < 0) {
		error("can't start the process that reverts: %s",
		      strerror(errno));
		close(go[1]);
		return EXIT_REFUSED;
	}
	p->waiter = pid;
	go_fd = go[1];
	return EXIT_OK;
}

void pending_go(void)
{
	if (go_fd < 0 || write(go_fd, "", 1) == 1)
		return;
	error("the process that reverts is gone: %s", strerror(errno));
}
