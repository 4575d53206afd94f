// SPDX-License-Identifier: GPL-2.0
/*
 * The host's configuration of a netdev, by rtnetlink: taken by dumps, and sent
 * back with another netdev in it (rewrite.c). The order is what matters here:
 * a route needs the address, or the other route, that its gateway is reached by.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/if_addr.h>
#include <linux/neighbour.h>
#include <linux/nexthop.h>
#include <linux/rtnetlink.h>

#include "hostconf.h"
#include "sriovctl.h"

void hostconf_add(struct hostconf *conf, const struct nlmsghdr *nlh)
{
	if (conf->count == conf->room) {
		conf->room = conf->room ? conf->room * 2 : 16;
		conf->msg = xrealloc(conf->msg, conf->room, sizeof(void *));
	}
	conf->msg[conf->count] = xrealloc(NULL, 1, nlh->nlmsg_len);
	memcpy(conf->msg[conf->count++], nlh, nlh->nlmsg_len);
}

static void cut(struct hostconf *conf, size_t count)
{
	while (conf->count > count)
		free(conf->msg[--conf->count]);
}

void hostconf_free(struct hostconf *conf)
{
	cut(conf, 0);
	free(conf->msg);
	memset(conf, 0, sizeof(*conf));
}

size_t hostconf_count(const struct hostconf *conf, uint16_t type)
{
	size_t i, count = 0;

	for (i = 0; i < conf->count; i++)
		count += conf->msg[i]->nlmsg_type == type;
	return count;
}

/* ---- taking it ---- */

struct loader {
	struct hostconf *conf;
	int ifindex;
	size_t before;
};

static bool take(const struct nlmsghdr *nlh, void *data)
{
	struct loader *loader = data;

	if (rewrite_wants(nlh, loader->ifindex))
		hostconf_add(loader->conf, nlh);
	return true;
}

static void restart(void *data)
{
	struct loader *loader = data;

	cut(loader->conf, loader->before);
}

static bool dump(struct nl *route, uint16_t type, size_t header, uint8_t family,
		 struct loader *loader, struct nl_error *err)
{
	const struct nl_sink sink = {
		.object = take, .restart = restart, .data = loader,
	};
	struct nlmsghdr *nlh = nl_route_request(route, type, header);

	/* All of these headers begin with the family. */
	*(uint8_t *)mnl_nlmsg_get_payload(nlh) = family;
	loader->before = loader->conf->count;
	return nl_dump(route, &sink, err);
}

/* Those that this host answers for in place of others come by request only. */
static bool dump_proxies(struct nl *route, struct loader *loader,
			 struct nl_error *err)
{
	const struct nl_sink sink = {
		.object = take, .restart = restart, .data = loader,
	};
	struct nlmsghdr *nlh = nl_route_request(route, RTM_GETNEIGH,
						sizeof(struct ndmsg));

	((struct ndmsg *)mnl_nlmsg_get_payload(nlh))->ndm_flags = NTF_PROXY;
	loader->before = loader->conf->count;
	return nl_dump(route, &sink, err);
}

int hostconf_load(struct nl *route, int ifindex, const char *name,
		  struct hostconf *conf)
{
	struct loader loader = { .conf = conf, .ifindex = ifindex };
	struct nl_error err;

	memset(conf, 0, sizeof(*conf));
	if (dump(route, RTM_GETADDR, sizeof(struct ifaddrmsg), AF_UNSPEC,
		 &loader, &err) &&
	    dump(route, RTM_GETNEXTHOP, sizeof(struct nhmsg), AF_UNSPEC,
		 &loader, &err) &&
	    dump(route, RTM_GETROUTE, sizeof(struct rtmsg), AF_INET, &loader,
		 &err) &&
	    dump(route, RTM_GETROUTE, sizeof(struct rtmsg), AF_INET6, &loader,
		 &err) &&
	    dump(route, RTM_GETNEIGH, sizeof(struct ndmsg), AF_UNSPEC, &loader,
		 &err) &&
	    dump_proxies(route, &loader, &err))
		return EXIT_OK;
	hostconf_free(conf);
	return nl_explain(&err, "can't list what %s has", name);
}

/* ---- addresses that are in the way ---- */

static const struct nlattr *address_of(const struct nlmsghdr *nlh)
{
	const struct nlattr *attr, *found = NULL;

	mnl_attr_for_each(attr, nlh, sizeof(struct ifaddrmsg))
		if (mnl_attr_get_type(attr) == IFA_LOCAL ||
		    (mnl_attr_get_type(attr) == IFA_ADDRESS && !found))
			found = attr;
	return found;
}

static bool same_address(const struct nlmsghdr *a, const struct nlmsghdr *b)
{
	const struct nlattr *x = address_of(a), *y = address_of(b);

	return x && y &&
	       mnl_attr_get_payload_len(x) == mnl_attr_get_payload_len(y) &&
	       !memcmp(mnl_attr_get_payload(x), mnl_attr_get_payload(y),
		       mnl_attr_get_payload_len(x));
}

const struct nlmsghdr *hostconf_common(const struct hostconf *a,
				       const struct hostconf *b)
{
	size_t i, j;

	for (i = 0; i < a->count; i++)
		for (j = 0; j < b->count; j++)
			if (a->msg[i]->nlmsg_type == RTM_NEWADDR &&
			    b->msg[j]->nlmsg_type == RTM_NEWADDR &&
			    same_address(a->msg[i], b->msg[j]))
				return a->msg[i];
	return NULL;
}

/* ---- giving it ---- */

/* Send one; true also if there is nothing to send. */
static bool send_one(struct nl *route, const struct nlmsghdr *msg,
		     const struct rewrite *how, struct nl_error *err)
{
	uint16_t flags;

	nl_route_request(route, 0, 0);
	if (!rewrite_message(msg, how,
			     nl_room(route, msg->nlmsg_len + REWRITE_ROOM),
			     &flags))
		return true;
	return nl_do_with(route, flags, NULL, err);
}

static int refused(const struct nl_error *err, const struct nlmsghdr *msg,
		   const struct rewrite *how)
{
	char text[REWRITE_TEXT];

	return nl_explain(err, how->remove ? "can't take %s from %s" :
					     "can't give %s to %s",
			  rewrite_text(msg, text), how->to_name);
}

static bool is_address(const struct nlmsghdr *msg, uint8_t family)
{
	const struct ifaddrmsg *ifa = mnl_nlmsg_get_payload(msg);

	return msg->nlmsg_type == RTM_NEWADDR && ifa->ifa_family == family;
}

/*
 * Of IPv4 the first of a network is its primary one. Of IPv6 the kernel puts a
 * new one in front: in reverse they get the order that they had, by which it
 * chooses the source of what this host sends.
 */
static int make_addresses(struct nl *route, const struct hostconf *conf,
			  const struct rewrite *how, bool again)
{
	const struct nlmsghdr *msg;
	struct nl_error err;
	size_t i;

	for (i = 0; i < 2 * conf->count; i++) {
		msg = conf->msg[i < conf->count ? i : 2 * conf->count - 1 - i];
		if (!is_address(msg, i < conf->count ? AF_INET : AF_INET6))
			continue;
		if (!send_one(route, msg, how, &err) &&
		    !(again && err.code == EEXIST))
			return refused(&err, msg, how);
	}
	return EXIT_OK;
}

static int make_type(struct nl *route, const struct hostconf *conf,
		     const struct rewrite *how, uint16_t type)
{
	struct nl_error err;
	size_t i;

	for (i = 0; i < conf->count; i++)
		if (conf->msg[i]->nlmsg_type == type &&
		    !send_one(route, conf->msg[i], how, &err))
			return refused(&err, conf->msg[i], how);
	return EXIT_OK;
}

/*
 * A gateway may be reached by another of the routes, which may come later: go
 * over those that were refused once more, as long as that helps. A route that
 * is there was made by the kernel, with the address.
 */
static int make_routes(struct nl *route, const struct hostconf *conf,
		       const struct rewrite *how)
{
	const struct nlmsghdr *msg, *failed;
	struct nl_error err, why = { 0 };
	bool progress, *done;
	size_t i;

	done = xrealloc(NULL, conf->count + 1, sizeof(*done));
	memset(done, 0, (conf->count + 1) * sizeof(*done));
	do {
		progress = false;
		failed = NULL;
		for (i = 0; i < conf->count; i++) {
			msg = conf->msg[i];
			if (done[i] || msg->nlmsg_type != RTM_NEWROUTE)
				continue;
			if (send_one(route, msg, how, &err) ||
			    err.code == EEXIST) {
				progress = true;
				done[i] = true;
			} else if (!failed) {
				failed = msg;
				why = err;
			}
		}
	} while (failed && progress);
	free(done);
	return failed ? refused(&why, failed, how) : EXIT_OK;
}

int hostconf_make(struct nl *route, const struct hostconf *conf,
		  const struct rewrite *how, bool again)
{
	int status = make_addresses(route, conf, how, again);

	if (!status)
		status = make_type(route, conf, how, RTM_NEWNEXTHOP);
	if (!status)
		status = make_routes(route, conf, how);
	if (!status)
		status = make_type(route, conf, how, RTM_NEWNEIGH);
	return status;
}

/*
 * Backwards: of IPv4 the addresses of a network go with its primary one. What
 * is gone already has gone with something else.
 */
int hostconf_delete(struct nl *route, const struct hostconf *conf,
		    const struct rewrite *how)
{
	static const uint16_t order[] = {
		RTM_NEWNEIGH, RTM_NEWROUTE, RTM_NEWADDR,
	};
	const struct nlmsghdr *msg;
	struct nl_error err;
	size_t step, i;

	for (step = 0; step < ARRAY_SIZE(order); step++) {
		for (i = conf->count; i--;) {
			msg = conf->msg[i];
			if (msg->nlmsg_type != order[step] ||
			    send_one(route, msg, how, &err))
				continue;
			if (err.code != ESRCH && err.code != ENOENT &&
			    err.code != EADDRNOTAVAIL && err.code != ENODEV)
				return refused(&err, msg, how);
		}
	}
	return EXIT_OK;
}
