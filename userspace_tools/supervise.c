// SPDX-License-Identifier: GPL-2.0
/*
 * The process that looks after a switch: it starts dnsmasq, once more when that
 * ends, and waits for the switch's device to go. It holds a lock on a file for
 * as long as it lives, so that nobody takes another process for it.
 *
 * It knows the network as it was when it was started. Whoever changes that ends
 * it and starts another one: a child that is left alone or, with systemd, a unit.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <syslog.h>
#include <unistd.h>

#include <linux/genetlink.h>
#include <linux/rtnetlink.h>

#include "detach.h"
#include "devbind.h"
#include "dnsmasq.h"
#include "forwarding.h"
#include "hostnet.h"
#include "item.h"
#include "pending.h"
#include "supervise.h"
#include "unit.h"

/* Milliseconds: until dnsmasq is ready, until a process that is to end did */
#define READY_LIMIT	30000
#define END_LIMIT	5000
#define STEP		20

/* What it tells when all runs */
#define STARTED		"ok"

/* Milliseconds from its end to its next start, at first and at most; and after
 * how long it counts as one that works.
 */
#define PAUSE_FIRST	100
#define PAUSE_MOST	60000
#define WORKS		60000

/**
 * struct supervisor - the state of that process
 * @net: the network
 * @route: to rtnetlink
 * @events: what it says of links
 * @config: what the family "vswitch" says of switches
 * @mode: that somebody else has set; "": none
 * @signals: by which signals are read
 * @names: tells when a name of a network namespace goes; -1: it has none
 * @name: that of this one
 * @in_unit: it is a service of systemd
 * @tell: to whoever waits for the start; -1: nobody does any more
 * @dnsmasq: the process, 0: none
 * @started: when it was
 * @start_at: when it is to be; 0: it needn't be
 * @pause: before the next start
 */
struct supervisor {
	const struct network *net;
	struct nl route;
	struct nl events;
	struct nl config;
	char mode[IFNAMSIZ];
	int signals;
	int names;
	char name[NETNS_PATH];
	bool in_unit;
	int tell;
	pid_t dnsmasq;
	int64_t started;
	int64_t start_at;
	int pause;
};

/* ---- finding it ---- */

pid_t supervise_pid(const char *name)
{
	char path[NETWORK_PATH];
	FILE *file = NULL;
	int pid = 0;

	if (network_path(name, "supervisor", path))
		file = fopen(path, "re");
	if (!file)
		return 0;
	/* Who gets the lock knows that it is no more. */
	if (!flock(fileno(file), LOCK_SH | LOCK_NB) ||
	    fscanf(file, "%d", &pid) != 1)
		pid = 0;
	fclose(file);
	return pid;
}

pid_t supervise_dnsmasq(const char *name)
{
	char path[NETWORK_PATH];
	FILE *file = NULL;
	int pid = 0;

	if (supervise_pid(name) && network_path(name, "dnsmasq.pid", path))
		file = fopen(path, "re");
	if (!file)
		return 0;
	if (fscanf(file, "%d", &pid) != 1 || kill(pid, 0))
		pid = 0;
	fclose(file);
	return pid;
}

void supervise_stop(const char *name)
{
	pid_t pid = supervise_pid(name);
	int waited;

	/* systemd doesn't start again what it has ended itself. */
	unit_stop(name);
	if (pid && supervise_pid(name) == pid)
		kill(pid, SIGTERM);
	for (waited = 0; waited < END_LIMIT && supervise_pid(name);
	     waited += STEP)
		poll(NULL, 0, STEP);
	pid = supervise_pid(name);
	if (pid)
		kill(pid, SIGKILL);
	/* Those of one that was killed go on without it. */
	dnsmasq_end_strays(name);
}

/* ---- in the process ---- */

static void tell(struct supervisor *s, const char *text)
{
	if (s->tell < 0)
		return;
	/* Nobody reads it if the command was ended: that is no matter. */
	if (write(s->tell, text, strlen(text)) < 0)
		syslog(LOG_DEBUG, "nobody waits for the start");
	close(s->tell);
	s->tell = -1;
}

static bool hold_lock(const char *name)
{
	char path[NETWORK_PATH], text[16];
	int fd = -1, tries = 50;

	if (network_path(name, "supervisor", path))
		fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	/* Who looks whether it is locked holds it for a moment. */
	while (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB)) {
		if (!tries--)
			return false;
		poll(NULL, 0, STEP);
	}
	if (fd < 0)
		return false;
	snprintf(text, sizeof(text), "%d\n", getpid());
	/* It stays open, and locked, until the end. */
	return !ftruncate(fd, 0) &&
	       write(fd, text, strlen(text)) == (ssize_t)strlen(text);
}

/* The name by which this namespace is known, if it has one */
static void find_name(struct supervisor *s)
{
	s->names = -1;
	if (!network_namespace(s->name))
		return;
	s->names = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (s->names >= 0)
		inotify_add_watch(s->names, NETNS_DIR,
				  IN_DELETE | IN_MOVED_FROM);
}

/* This process in it would keep a namespace alive that was deleted. */
static bool name_is_gone(struct supervisor *s)
{
	char events[4096];

	if (s->names < 0)
		return false;
	while (read(s->names, events, sizeof(events)) > 0)
		;
	return access(s->name, F_OK) && errno == ENOENT;
}

static bool device_is_there(const struct supervisor *s)
{
	char name[IFNAMSIZ];

	return if_indextoname((unsigned int)s->net->ifindex, name);
}

static void start_dnsmasq(struct supervisor *s)
{
	s->started = pending_now();
	s->dnsmasq = dnsmasq_start(s->net);
	s->start_at = 0;
	if (s->dnsmasq > 0)
		return;
	s->dnsmasq = 0;
	s->start_at = s->started + s->pause;
}

static void stop_dnsmasq(struct supervisor *s)
{
	int waited;

	if (s->dnsmasq) {
		kill(s->dnsmasq, SIGTERM);
		for (waited = 0; waited < END_LIMIT; waited += STEP) {
			if (waitpid(s->dnsmasq, NULL, WNOHANG))
				break;
			poll(NULL, 0, STEP);
		}
		if (waited >= END_LIMIT) {
			kill(s->dnsmasq, SIGKILL);
			waitpid(s->dnsmasq, NULL, 0);
		}
		s->dnsmasq = 0;
	}
	s->start_at = 0;
	devbind_leave(s->net->name);
}

/* It has ended: the one who waits for it to start is told, else once more. */
static bool dnsmasq_ended(struct supervisor *s)
{
	char text[256];

	s->dnsmasq = 0;
	if (s->tell >= 0) {
		dnsmasq_complaint(s->net->name, text, sizeof(text));
		tell(s, *text ? text : "dnsmasq ended without a word");
		return false;
	}
	if (pending_now() - s->started > WORKS)
		s->pause = PAUSE_FIRST;
	s->start_at = pending_now() + s->pause;
	syslog(LOG_WARNING, "%s: dnsmasq ended, it is started again in %d ms",
	       s->net->name, s->pause);
	s->pause = s->pause * 2 < PAUSE_MOST ? s->pause * 2 : PAUSE_MOST;
	return true;
}

/* False: this is the end. */
static bool take_signals(struct supervisor *s)
{
	struct signalfd_siginfo info;
	bool more = true;

	while (read(s->signals, &info, sizeof(info)) == sizeof(info))
		if (info.ssi_signo != SIGCHLD)
			more = false;
	if (more && s->dnsmasq && waitpid(s->dnsmasq, NULL, WNOHANG) > 0)
		more = dnsmasq_ended(s);
	return more;
}

static void take_links(struct supervisor *s)
{
	const struct ifinfomsg *ifi;
	const struct nlmsghdr *nlh;
	struct nl *nl = &s->events;
	bool came_up = false;
	ssize_t n;
	int len;

	n = sock_recv(nl->sock, nl->rx, sizeof(nl->rx));
	len = n > 0 ? (int)n : 0;
	for (nlh = (struct nlmsghdr *)(void *)nl->rx; mnl_nlmsg_ok(nlh, len);
	     nlh = mnl_nlmsg_next(nlh, &len)) {
		ifi = mnl_nlmsg_get_payload(nlh);
		if (nlh->nlmsg_type == RTM_NEWLINK &&
		    mnl_nlmsg_get_payload_len(nlh) >= sizeof(*ifi) &&
		    ifi->ifi_index == s->net->ifindex &&
		    ifi->ifi_change & IFF_UP && ifi->ifi_flags & IFF_UP)
			came_up = true;
	}
	if (came_up)
		hostnet_make_routes(&s->route, s->net);
}

static bool take_switch(const struct nlmsghdr *nlh, void *data)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(nlh);
	struct supervisor *s = data;
	struct item item;

	if (genl->cmd != VSWITCH_CMD_SWITCH_NTF ||
	    !item_decode(nlh, ITEM_SWITCH, &item))
		return true;
	if (item_num(&item, VSWITCH_A_SWITCH_IFINDEX) ==
	    (uint64_t)s->net->ifindex)
		snprintf(s->mode, sizeof(s->mode), "%s",
			 item_name(&item, VSWITCH_A_SWITCH_MODE));
	item_free(ITEM_SWITCH, &item);
	return true;
}

static void take_config(struct supervisor *s)
{
	const struct nl_sink sink = { .object = take_switch, .data = s };

	nl_event(&s->config, &sink);
}

/* Whoever holds the lock may be ending this process, and waits for that. */
static int lock_or_end(struct supervisor *s)
{
	int lock;

	for (;;) {
		lock = pending_try_lock();
		if (lock >= 0)
			return lock;
		poll(NULL, 0, STEP);
		if (!take_signals(s))
			return -1;
	}
}

static void give_all_back(struct supervisor *s)
{
	struct network now;
	int lock;

	stop_dnsmasq(s);
	lock = lock_or_end(s);
	if (lock < 0)
		return;
	if (network_load(s->net->name, &now)) {
		/* Another switch may have the name by now. */
		if (now.ifindex == s->net->ifindex) {
			hostnet_delete(&s->route, s->net, NULL);
			forwarding_give(s->net->name);
			network_forget(s->net->name);
		}
		network_free(&now);
	}
	pending_unlock(lock);
}

/*
 * The mode was changed by another way than switch set, which ends this process
 * before it gives the lock back. Bridge mode above all must not be served. False:
 * this is the end.
 */
static bool follow_mode(struct supervisor *s)
{
	const char *const words[] = { "sriovctl", "switch", "set",
				      s->net->name, "mode", s->mode, NULL };
	sigset_t none;
	int lock;

	if (!s->mode[0] || !strcmp(s->mode, s->net->mode))
		return true;
	lock = lock_or_end(s);
	if (lock < 0)
		return false;
	syslog(LOG_NOTICE, "%s: mode %s", s->net->name, s->mode);
	/* That is the same command once more, which ends this process. */
	if (!fork()) {
		sigemptyset(&none);
		sigprocmask(SIG_SETMASK, &none, NULL);
		close(lock);
		if (s->in_unit)
			unit_become(words + 1);
		else
			execv("/proc/self/exe",
			      (char *const *)(uintptr_t)words);
		_exit(127);
	}
	pending_unlock(lock);
	s->mode[0] = '\0';
	return true;
}

static int time_left(const struct supervisor *s)
{
	int64_t left;

	if (s->tell >= 0)
		return STEP;
	if (!s->start_at)
		return -1;
	left = s->start_at - pending_now();
	return left > 0 ? (int)left : 0;
}

/* Is it time to tell that all runs, or that it doesn't? False: the latter. */
static bool look_at_start(struct supervisor *s)
{
	if (s->tell < 0)
		return true;
	if (!network_serves(s->net) || dnsmasq_is_ready(s->net)) {
		tell(s, STARTED);
	} else if (pending_now() - s->started > READY_LIMIT) {
		tell(s, "dnsmasq isn't ready after half a minute");
		return false;
	}
	return true;
}

static void run(struct supervisor *s)
{
	struct pollfd fd[4] = {
		{ .fd = s->signals, .events = POLLIN },
		{ .fd = sock_fd(s->events.sock), .events = POLLIN },
		{ .fd = s->names, .events = POLLIN },
		{ .fd = sock_fd(s->config.sock), .events = POLLIN },
	};

	if (network_serves(s->net))
		start_dnsmasq(s);
	for (;;) {
		if (!look_at_start(s) || !take_signals(s) || !follow_mode(s))
			break;
		if (!device_is_there(s) || name_is_gone(s)) {
			give_all_back(s);
			return;
		}
		if (s->start_at && pending_now() >= s->start_at)
			start_dnsmasq(s);
		if (poll(fd, ARRAY_SIZE(fd), time_left(s)) <= 0)
			continue;
		if (fd[1].revents)
			take_links(s);
		if (fd[3].revents)
			take_config(s);
	}
	stop_dnsmasq(s);
}

static int open_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* False: nobody was told why it can't begin. */
static bool look_after(const struct network *net, int fd, bool in_unit)
{
	static struct supervisor s;
	bool told = true;

	openlog("sriovctl", LOG_PID, LOG_DAEMON);
	prctl(PR_SET_NAME, "sriovctl-net");
	s.net = net;
	s.tell = fd;
	s.in_unit = in_unit;
	s.pause = PAUSE_FIRST;
	s.started = pending_now();
	s.signals = open_signals();
	find_name(&s);
	if (s.signals < 0 || !hold_lock(net->name) ||
	    nl_open_route(&s.route) || nl_open_route(&s.events) ||
	    !sock_join(s.events.sock, RTNLGRP_LINK) ||
	    nl_open(&s.config, &family_vswitch) ||
	    nl_subscribe(&s.config, true, false)) {
		told = fd >= 0;
		tell(&s, "its process can't begin");
	} else {
		/* Of one that crashed, after which systemd starts this one */
		if (in_unit)
			dnsmasq_end_strays(net->name);
		run(&s);
	}
	return told;
}

static void __attribute__((noreturn)) child(const struct network *net, int fd)
{
	detach_process(fd);
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	look_after(net, fd, false);
	_exit(0);
}

int supervise_here(const char *name)
{
	char path[NETWORK_PATH];
	struct network net;
	int fd = -1;

	if (!network_load(name, &net)) {
		error("nothing is kept of a switch '%s'", name);
		return EXIT_USAGE;
	}
	/* Without a reader there is nobody to tell. */
	if (network_path(name, "started", path))
		fd = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
	signal(SIGPIPE, SIG_IGN);
	return look_after(&net, fd, true) ? EXIT_OK : EXIT_REFUSED;
}

/* ---- starting it ---- */

/* What the process has to say, "" if it is gone without a word */
static void listen_to(int fd, char *text, size_t size)
{
	size_t used = 0;
	ssize_t n;

	do {
		n = read(fd, text + used, size - 1 - used);
		if (n > 0)
			used += (size_t)n;
	} while ((n > 0 && used < size - 1) || (n < 0 && errno == EINTR));
	text[used] = '\0';
}

static void start_process(const struct network *net, char *text, size_t size)
{
	int fd[2];
	pid_t pid;

	if (pipe2(fd, O_CLOEXEC)) {
		snprintf(text, size, "can't make a pipe: %s", strerror(errno));
		return;
	}
	pid = fork();
	if (!pid) {
		close(fd[0]);
		/* Its own child, so that nobody has to wait for it */
		if (fork())
			_exit(0);
		child(net, fd[1]);
	}
	close(fd[1]);
	if (pid > 0) {
		waitpid(pid, NULL, 0);
		listen_to(fd[0], text, size);
	} else {
		snprintf(text, size, "%s", strerror(errno));
	}
	close(fd[0]);
}

/* A process that is no child tells by a named pipe. */
static void start_unit(const struct network *net, char *text, size_t size)
{
	struct pollfd fd = { .fd = -1, .events = POLLIN };
	char path[NETWORK_PATH];

	/* One that systemd is about to start again is in the way. */
	unit_stop(net->name);
	if (network_path(net->name, "started", path) &&
	    (!mkfifo(path, 0600) || errno == EEXIST))
		fd.fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd.fd < 0) {
		snprintf(text, size, "can't make a pipe: %s", strerror(errno));
		return;
	}
	snprintf(text, size, "systemd doesn't start its unit");
	if (unit_start(net->name) &&
	    poll(&fd, 1, READY_LIMIT + END_LIMIT) > 0) {
		fcntl(fd.fd, F_SETFL, 0);
		listen_to(fd.fd, text, size);
	}
	close(fd.fd);
	unlink(path);
	if (strcmp(text, STARTED) != 0)
		unit_stop(net->name);
}

int supervise_start(const struct network *net)
{
	char text[256];

	if (network_serves(net) && !dnsmasq_program())
		return dnsmasq_missing();
	if (network_serves(net) && dnsmasq_configure(net))
		return EXIT_REFUSED;
	if (unit_is_usable(net->name))
		start_unit(net, text, sizeof(text));
	else
		start_process(net, text, sizeof(text));
	if (!strcmp(text, STARTED))
		return EXIT_OK;
	error("can't start what %s needs: %s", net->name,
	      *text ? text : "its process is gone");
	return EXIT_REFUSED;
}
