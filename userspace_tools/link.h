/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Netdevs, by rtnetlink: what making switches and attaching ports takes.
 */
#ifndef LINK_H
#define LINK_H

#include <net/if.h>

#include "nl.h"
#include "select.h"

/**
 * struct link - a netdev
 * @ifindex: its index
 * @master: index of the one it is enslaved to, 0: none
 * @up: it is up, administratively
 * @mac: its address, zeros if it isn't of 6 octets
 * @name: its name
 * @kind: kind of rtnl link, "" for others
 */
struct link {
	int ifindex;
	int master;
	bool up;
	uint8_t mac[MAC_LEN];
	char name[IFNAMSIZ];
	char kind[IFNAMSIZ];
};

/* A message about a netdev into @link, zeroed; false: it is none. */
bool link_decode(const struct nlmsghdr *nlh, struct link *link);

/* Each returns false and fills @err when the kernel refuses. */
bool link_find(struct nl *route, const char *name, struct link *link,
	       struct nl_error *err);
bool link_add(struct nl *route, const char *name, const char *kind,
	      struct nl_error *err);
/* A VLAN device of 802.1Q */
bool link_add_vlan(struct nl *route, const char *name, int lower,
		   unsigned int vid, struct nl_error *err);
bool link_delete(struct nl *route, int ifindex, struct nl_error *err);
bool link_set_up(struct nl *route, int ifindex, bool up, struct nl_error *err);
/* @master 0: none */
bool link_set_master(struct nl *route, int ifindex, int master,
		     struct nl_error *err);

bool link_set_mac(struct nl *route, int ifindex, const uint8_t mac[MAC_LEN],
		  struct nl_error *err);

/*
 * An address of the netdev that others may use to reach this host, into @text;
 * "" if it has none. Those of the link alone (IPv6) don't count.
 */
bool link_address(struct nl *route, int ifindex, char *text, size_t size,
		  struct nl_error *err);

#endif /* LINK_H */
