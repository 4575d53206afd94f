// SPDX-License-Identifier: GPL-2.0
/*
 * The network of a switch put into effect. What is to be is written down first,
 * so that whoever finds it after a crash can finish it, or take it away.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dnsmasq.h"
#include "forwarding.h"
#include "hostnet.h"
#include "link.h"
#include "netup.h"
#include "pending.h"
#include "supervise.h"

/* Does somebody have to look after it? */
static bool needs_process(const struct network *net)
{
	return network_serves(net) ||
	       (network_is_nat(net) && network_is_kept(net));
}

int netup_make(struct nl *route, const struct network *net)
{
	int status;

	if (network_serves(net) && !dnsmasq_program())
		return dnsmasq_missing();
	status = network_save(net);
	if (!status)
		status = hostnet_make(route, net);
	if (!status && network_is_nat(net))
		status = forwarding_take(net);
	if (!status && needs_process(net))
		status = supervise_start(net);
	return status;
}

void netup_delete(struct nl *route, const struct network *net)
{
	supervise_stop(net->name);
	hostnet_delete(route, net, NULL);
	forwarding_give(net->name);
	network_forget(net->name);
}

/* From what there is, of @old at most, to @new */
static int replace(struct nl *route, const struct network *old,
		   const struct network *new)
{
	supervise_stop(old->name);
	hostnet_delete(route, old, new);
	if (!network_is_nat(new))
		forwarding_give(old->name);
	if (network_is_kept(new))
		return netup_make(route, new);
	network_forget(new->name);
	return EXIT_OK;
}

int netup_change(struct nl *route, const struct network *old,
		 const struct network *new)
{
	int status = replace(route, old, new);

	if (!status)
		return EXIT_OK;
	if (!replace(route, new, old))
		hint("%s is as it was before", old->name);
	return status;
}

/* ---- after a crash ---- */

static bool is_the_switch(struct nl *route, const struct network *net)
{
	struct nl_error err;
	struct link link;

	return link_find(route, net->name, &link, &err) &&
	       link.ifindex == net->ifindex && !strcmp(link.kind, "vswitch");
}

static void recover(struct nl *route, const char *name)
{
	struct network net;

	if (supervise_pid(name))
		return;
	if (!network_load(name, &net)) {
		/* What can't be read nobody can undo either. */
		dnsmasq_end_strays(name);
		network_forget(name);
		return;
	}
	if (!is_the_switch(route, &net)) {
		netup_delete(route, &net);
	} else if (needs_process(&net)) {
		dnsmasq_end_strays(name);
		netup_make(route, &net);
	}
	network_free(&net);
}

static bool is_stopped(const char *name)
{
	struct network net;
	bool stopped;

	if (supervise_pid(name))
		return false;
	if (!network_load(name, &net))
		return true;
	stopped = needs_process(&net) ||
		  if_nametoindex(name) != (unsigned int)net.ifindex;
	network_free(&net);
	return stopped;
}

/* The lock is held. */
static void recover_all(void)
{
	struct device_name *names;
	size_t i, count = network_names(&names);
	struct nl *route = NULL;

	for (i = 0; i < count; i++) {
		if (!is_stopped(names[i].text))
			continue;
		if (!route) {
			route = xrealloc(NULL, 1, sizeof(*route));
			if (nl_open_route(route))
				break;
		}
		recover(route, names[i].text);
	}
	if (route && i == count)
		nl_close(route);
	free(route);
	free(names);
}

void netup_recover(void)
{
	int lock = -1;

	if (!geteuid() && !access(NETWORK_DIR, F_OK))
		lock = pending_try_lock();
	if (lock < 0)
		return;
	recover_all();
	pending_unlock(lock);
}

int netup_lock(void)
{
	int lock = pending_lock();

	if (lock >= 0 && !access(NETWORK_DIR, F_OK))
		recover_all();
	return lock;
}
