// SPDX-License-Identifier: GPL-2.0
/*
 * sriovctl switch attach --move-addresses, switch confirm, switch revert: a
 * device that carries the host's own addresses becomes a port, and the switch
 * gets them. Whoever came in by that device goes on talking to this host: all
 * is on both netdevs for a moment, so that there is none without a route.
 *
 * What it takes to undo it is written down before anything changes (pending.c),
 * and a process of its own undoes it unless that is confirmed: who has cut
 * himself off can't.
 */
#include <errno.h>
#include <inttypes.h>
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include <linux/rtnetlink.h>

#include "move.h"
#include "pending.h"

/* Milliseconds, if --timeout isn't given */
#define DEFAULT_TIMEOUT	60000

/*
 * Milliseconds for a client that begins by taking the addresses away: until it
 * does, and until they are back.
 */
#define CLIENT_BEGINS	3000
#define CLIENT_LEASE	15000

/* What decides whether router advertisements bring addresses */
static const char *const sysctls[PENDING_SYSCTLS] = {
	"accept_ra", "autoconf", "use_tempaddr", "accept_ra_defrtr",
};

static FILE *sysctl_open(const char *dev, size_t i, const char *how)
{
	char path[128];

	snprintf(path, sizeof(path), "/proc/sys/net/ipv6/conf/%s/%s", dev,
		 sysctls[i]);
	return fopen(path, how);
}

/* -1: there is no IPv6 */
static int sysctl_get(const char *dev, size_t i)
{
	FILE *file = sysctl_open(dev, i, "re");
	int value = -1;

	if (file && fscanf(file, "%d", &value) != 1)
		value = -1;
	if (file)
		fclose(file);
	return value;
}

static void sysctl_set(const char *dev, size_t i, int value)
{
	FILE *file = value < 0 ? NULL : sysctl_open(dev, i, "we");

	if (!file)
		return;
	fprintf(file, "%d\n", value);
	fclose(file);
}

/* From the device to the switch, or back, as of now */
static void direct(const struct pending *p, bool back, struct rewrite *how)
{
	int64_t elapsed = (pending_now() - p->taken) / 1000;

	*how = (struct rewrite){
		.from = p->dev.ifindex,
		.from_name = p->dev.name,
		.to = back ? p->dev.ifindex : p->sw.ifindex,
		.to_name = back ? p->dev.name : p->sw.name,
		.elapsed = (uint32_t)(elapsed > 0 ? elapsed : 0),
		.advertised = !back || p->deleted,
	};
}

static int make(struct nl *route, const struct pending *p, bool back,
		bool again)
{
	struct rewrite how;

	direct(p, back, &how);
	return hostconf_make(route, &p->conf, &how, again);
}

static int delete(struct nl *route, const struct pending *p, bool back)
{
	struct rewrite how;

	direct(p, back, &how);
	how.remove = true;
	return hostconf_delete(route, &p->conf, &how);
}

/* ---- DHCP clients ---- */

static size_t count_ipv4(struct nl *route, const struct link *link)
{
	const struct ifaddrmsg *ifa;
	struct hostconf conf;
	size_t i, count = 0;

	if (hostconf_load(route, link->ifindex, link->name, &conf))
		return 0;
	for (i = 0; i < conf.count; i++) {
		ifa = mnl_nlmsg_get_payload(conf.msg[i]);
		count += conf.msg[i]->nlmsg_type == RTM_NEWADDR &&
			 ifa->ifa_family == AF_INET;
	}
	hostconf_free(&conf);
	return count;
}

/* Until it has addresses of IPv4, or has none, as @there says */
static bool wait_ipv4(struct nl *route, const struct link *link, bool there,
		      int limit)
{
	int64_t end = pending_now() + limit;

	while (!!count_ipv4(route, link) != there) {
		if (pending_now() > end)
			return false;
		poll(NULL, 0, 20);
	}
	return true;
}

/*
 * What went with the addresses, when the client's script took them, is made
 * once more when it has given them back.
 */
static int start_clients(struct nl *route, const struct pending *p, bool back)
{
	const struct link *link = back ? &p->dev : &p->sw;

	if (!dhcp_start(&p->clients, p->dev.name, link->name))
		return EXIT_REFUSED;
	if (!dhcp_begins_anew(&p->clients) ||
	    !wait_ipv4(route, link, false, CLIENT_BEGINS))
		return EXIT_OK;
	if (wait_ipv4(route, link, true, CLIENT_LEASE))
		return make(route, p, back, true);
	error("the DHCP client got no lease for %s", link->name);
	return EXIT_REFUSED;
}

static void kill_clients_of(const char *dev)
{
	struct dhcp_clients clients;

	dhcp_find(dev, &clients);
	dhcp_kill(&clients);
	dhcp_free(&clients);
}

/* ---- undoing ---- */

/* The netdev with the index that it had, whatever it is called now */
static bool still_there(const struct link *link)
{
	char name[IF_NAMESIZE];

	return if_indextoname((unsigned int)link->ifindex, name);
}

static int undo_switch(struct nl *route, const struct pending *p)
{
	int status = delete(route, p, false);
	struct nl_error err;
	size_t i;

	if (p->dev.master != p->sw.ifindex &&
	    !link_set_master(route, p->dev.ifindex, 0, &err))
		status = nl_say(&err, "can't detach %s", p->dev.name);
	if (!link_set_mac(route, p->sw.ifindex, p->sw.mac, &err))
		status = nl_say(&err, "can't set the MAC address of %s",
				p->sw.name);
	for (i = 0; i < PENDING_SYSCTLS; i++)
		sysctl_set(p->sw.name, i, p->sysctl[i]);
	if (!p->sw.up)
		link_set_up(route, p->sw.ifindex, false, &err);
	return status;
}

/* As much as can be, at whatever point it stopped; once more does no harm. */
static int undo(struct nl *route, const struct pending *p)
{
	int status, worse = EXIT_OK;
	struct nl_error err;

	if (!still_there(&p->dev)) {
		error("%s is gone: there is nothing to give its addresses to",
		      p->dev.name);
		hint("give them to another: see 'ip addr show dev %s'",
		     p->sw.name);
		return EXIT_REFUSED;
	}
	kill_clients_of(p->sw.name);
	/* It went down with a switch that somebody has deleted since, or not. */
	if (p->dev.up)
		link_set_up(route, p->dev.ifindex, true, &err);
	status = make(route, p, true, true);
	if (still_there(&p->sw))
		worse = undo_switch(route, p);
	if (!p->dev.up)
		link_set_up(route, p->dev.ifindex, false, &err);
	if (!status)
		status = worse;
	worse = start_clients(route, p, true);
	return status ? status : worse;
}

/* Undo it, and forget it if that was whole. The lock is held. */
static int undo_and_forget(struct nl *route, const struct pending *p)
{
	int status = undo(route, p);

	if (!status || !still_there(&p->dev))
		pending_remove(p->sw.name);
	else
		hint("'sriovctl switch revert %s' tries once more", p->sw.name);
	return status;
}

/* In the process that waited */
static void undo_late(struct pending *p)
{
	struct nl route;

	if (nl_open_route(&route))
		return;
	undo_and_forget(&route, p);
	nl_close(&route);
}

/* ---- doing ---- */

static int become_port(struct nl *route, const struct pending *p)
{
	struct nl_error err;
	size_t i;

	if (!link_set_up(route, p->sw.ifindex, true, &err))
		return nl_explain(&err, "can't bring %s up", p->sw.name);
	/* By it DHCP servers and the neighbours know this host. */
	if (!link_set_mac(route, p->sw.ifindex, p->dev.mac, &err))
		return nl_explain(&err, "can't give %s the MAC address of %s",
				  p->sw.name, p->dev.name);
	if (!link_set_master(route, p->dev.ifindex, p->sw.ifindex, &err) ||
	    !link_set_up(route, p->dev.ifindex, true, &err))
		return nl_explain(&err, "can't attach %s to %s", p->dev.name,
				  p->sw.name);
	for (i = 0; i < PENDING_SYSCTLS; i++)
		sysctl_set(p->sw.name, i, sysctl_get(p->dev.name, i));
	return EXIT_OK;
}

static int move_there(struct nl *route, struct pending *p)
{
	int status;

	dhcp_kill(&p->clients);
	status = become_port(route, p);
	if (!status)
		status = make(route, p, false, false);
	if (!status) {
		p->deleted = true;
		status = delete(route, p, true);
	}
	return status ? status : start_clients(route, p, false);
}

/* A half of it must not be left by a session that ends meanwhile. */
static void block_signals(bool block)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGQUIT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGPIPE);
	sigaddset(&set, SIGTSTP);
	sigprocmask(block ? SIG_BLOCK : SIG_UNBLOCK, &set, NULL);
}

static int check_addresses(struct pair *pair, const struct pending *p)
{
	const struct nlmsghdr *common;
	char text[REWRITE_TEXT];
	struct hostconf conf;
	int status;

	status = hostconf_load(&pair->route, p->sw.ifindex, p->sw.name, &conf);
	if (status)
		return status;
	common = hostconf_common(&p->conf, &conf);
	if (common) {
		error("%s has %s already, as %s", p->sw.name,
		      rewrite_text(common, text), p->dev.name);
		hint("take it from one of them: ip addr del ... dev %s",
		     p->sw.name);
		status = EXIT_REFUSED;
	}
	hostconf_free(&conf);
	return status;
}

/* What is to be moved, and how things are before */
static int prepare(struct pair *pair, const struct link *sw,
		   const struct link *dev, struct pending *p)
{
	int status;
	size_t i;

	memset(p, 0, sizeof(*p));
	p->sw = *sw;
	p->dev = *dev;
	p->taken = pending_now();
	for (i = 0; i < PENDING_SYSCTLS; i++)
		p->sysctl[i] = sysctl_get(sw->name, i);
	status = hostconf_load(&pair->route, dev->ifindex, dev->name, &p->conf);
	if (!status)
		status = check_addresses(pair, p);
	if (status)
		hostconf_free(&p->conf);
	else
		dhcp_find(dev->name, &p->clients);
	return status;
}

static void put_count(size_t count, const char *one, const char *many)
{
	printf("%zu %s", count, count == 1 ? one : many);
}

static void tell(const struct options *opt, const struct pending *p,
		 uint32_t timeout)
{
	size_t i;

	printf("%s is a port of %s, which has its MAC address, ", p->dev.name,
	       p->sw.name);
	put_count(hostconf_count(&p->conf, RTM_NEWADDR), "address, ",
		  "addresses, ");
	put_count(hostconf_count(&p->conf, RTM_NEWROUTE), "route and ",
		  "routes and ");
	put_count(hostconf_count(&p->conf, RTM_NEWNEIGH), "neighbour\n",
		  "neighbours\n");
	for (i = 0; i < p->clients.count; i++)
		printf("%s was started for %s in place of %s\n",
		       dhcp_name(p->clients.client[i].kind), p->sw.name,
		       p->dev.name);
	dhcp_advise(p->dev.ifindex, p->dev.name, p->sw.name);
	if (!(opt->given & OPT_YES))
		printf("in %" PRIu32 " seconds all this is undone, unless you run:\n"
		       "  sriovctl switch confirm %s\n",
		       (timeout + 999) / 1000, p->sw.name);
}

/* The lock is held, and what it takes to undo it is known. */
static int move(const struct options *opt, struct pair *pair,
		struct pending *p)
{
	uint32_t timeout = opt->given & OPT_TIMEOUT ? opt->timeout :
						      DEFAULT_TIMEOUT;
	bool wait = !(opt->given & OPT_YES);
	int status = EXIT_OK;

	if (wait) {
		p->deadline = pending_now() + timeout;
		status = pending_start(p, undo_late);
	}
	if (!status)
		status = pending_save(p);
	if (status)
		return status;
	if (wait)
		pending_go();
	status = move_there(&pair->route, p);
	if (status) {
		if (!undo_and_forget(&pair->route, p))
			hint("all is as it was before");
	} else {
		if (!wait)
			pending_remove(p->sw.name);
		tell(opt, p, timeout);
	}
	return status;
}

int move_attach(const struct options *opt, struct pair *pair,
		const struct link *sw, const struct link *dev)
{
	struct pending p;
	int lock, status;

	if (opt->given & OPT_TIMEOUT && opt->timeout < 1000) {
		error("--timeout: give at least one second");
		return EXIT_USAGE;
	}
	lock = pending_lock();
	if (lock < 0)
		return EXIT_REFUSED;
	if (pending_exists(sw->name)) {
		error("an earlier move to %s isn't confirmed yet", sw->name);
		hint("run 'sriovctl switch confirm %s', or 'revert'", sw->name);
		status = EXIT_REFUSED;
	} else {
		status = prepare(pair, sw, dev, &p);
		if (!status) {
			block_signals(true);
			status = move(opt, pair, &p);
			block_signals(false);
			pending_free(&p);
		}
	}
	pending_unlock(lock);
	return status;
}

/* ---- sriovctl switch confirm, revert ---- */

int cmd_switch_confirm(const struct options *opt, int argc, char **argv)
{
	int lock = pending_lock(), status;
	struct pending p;

	(void)opt;
	(void)argc;
	if (lock < 0)
		return EXIT_REFUSED;
	status = pending_load(argv[0], "confirm", &p);
	if (!status) {
		/* The process that waits sees it, and ends. */
		pending_remove(argv[0]);
		printf("%s keeps the addresses of %s\n", p.sw.name, p.dev.name);
		if (!dhcp_advise(p.dev.ifindex, p.dev.name, p.sw.name))
			printf("the next boot doesn't know of it: see sriovctl-switch(8)\n");
		pending_free(&p);
	}
	pending_unlock(lock);
	return status;
}

int cmd_switch_revert(const struct options *opt, int argc, char **argv)
{
	int lock = pending_lock(), status;
	struct pending p;
	struct nl route;

	(void)opt;
	(void)argc;
	if (lock < 0)
		return EXIT_REFUSED;
	status = pending_load(argv[0], "revert", &p);
	if (!status) {
		status = nl_open_route(&route);
		if (!status) {
			block_signals(true);
			status = undo_and_forget(&route, &p);
			block_signals(false);
			nl_close(&route);
		}
		if (!status)
			printf("%s has its addresses again\n", p.dev.name);
		pending_free(&p);
	}
	pending_unlock(lock);
	return status;
}
