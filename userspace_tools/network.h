/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The network of a switch, as far as this program cares for it: the host's
 * addresses, DHCP, DNS, router advertisements, uplinks, leases. It is made of
 * words of command lines, and kept as text in a folder of each switch.
 */
#ifndef NETWORK_H
#define NETWORK_H

#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "select.h"
#include "sriovctl.h"

#define NETWORK_DIR	"/run/sriovctl/net"
#define NETWORK_PATH	128
#define NETNS_DIR	"/run/netns"
#define NETNS_PATH	300
#define NETWORK_SUBNETS	8
#define NETWORK_RANGES	8
#define NETWORK_UPLINKS	8
#define NETWORK_NAME	64	/* of a host, with its end */
#define NETWORK_DOMAIN	254
#define ADDRESS_TEXT	64	/* with a length, and its end */

struct device_name {
	char text[IFNAMSIZ];
};

struct address {
	uint8_t family;		/* AF_INET or AF_INET6 */
	uint8_t length;		/* of its prefix, bits */
	uint8_t data[16];
};

struct range {
	struct address first;
	struct address last;
};

struct lease {
	uint8_t mac[MAC_LEN];
	struct address address;
	char name[NETWORK_NAME];	/* "": none */
};

/* What a switch of on and off is that nobody has set */
enum choice { CHOICE_OFF, CHOICE_ON, CHOICE_UNSET };

/**
 * struct network - of a switch
 * @name: of the switch
 * @mode: its mode: bridge, host-only or nat
 * @ifindex: its index, 0: it isn't there yet
 * @mark: by which the kernel marks packets of a NAT switch, and
 * @mask: the bits of it; 0: it doesn't
 * @subnet: addresses of the host
 * @num_subnets: how many
 * @range: which addresses DHCP gives
 * @num_ranges: how many of these; 0: all addresses
 * @uplink: names of devices, and
 * @uplink_index: the indexes by which they are found when they are renamed; 0:
 * not looked up yet
 * @num_uplinks: how many
 * @any_uplink: it was said that there are none: any device
 * @dhcp: give addresses
 * @dns: answer for names
 * @ra: send router advertisements
 * @domain: of the names; "": none
 * @lease: static ones
 * @num_leases: how many
 */
struct network {
	char name[IFNAMSIZ];
	char mode[IFNAMSIZ];
	int ifindex;
	uint32_t mark;
	uint32_t mask;
	struct address subnet[NETWORK_SUBNETS];
	unsigned int num_subnets;
	struct range range[NETWORK_RANGES];
	unsigned int num_ranges;
	char uplink[NETWORK_UPLINKS][IFNAMSIZ];
	unsigned int uplink_index[NETWORK_UPLINKS];
	unsigned int num_uplinks;
	bool any_uplink;
	enum choice dhcp;
	enum choice dns;
	enum choice ra;
	char domain[NETWORK_DOMAIN];
	struct lease *lease;
	size_t num_leases;
};

void network_init(struct network *net, const char *name);
void network_copy(struct network *to, const struct network *from);
void network_free(struct network *net);

/*
 * Take the words of @argv that are about the network, each with its value, and
 * leave the others there; *@count is how many were taken. What is given
 * replaces what there was.
 */
int network_words(struct network *net, int *argc, char **argv, int *count);

/* Do its parts fit together? */
int network_check(const struct network *net);

/* What is to be done, with what isn't set decided */
bool network_dhcp(const struct network *net);
bool network_dns(const struct network *net);
bool network_ra(const struct network *net);
bool network_serves(const struct network *net);
bool network_is_nat(const struct network *net);
bool network_has(const struct network *net, int family);
/* Anything that the host has to remember until the switch is gone */
bool network_is_kept(const struct network *net);

/* "10.77.0.1" and "10.77.0.1/24" */
const char *address_text(const struct address *a, char text[ADDRESS_TEXT]);
const char *prefix_text(const struct address *a, char text[ADDRESS_TEXT]);
bool address_parse(const char *text, struct address *a);
/* The length may be more than the address has. */
bool prefix_parse(const char *text, struct address *a);
bool address_same(const struct address *a, const struct address *b);
/* Is @a of the subnet? */
bool subnet_has(const struct address *subnet, const struct address *a);
/* The first and last address for hosts */
void subnet_hosts(const struct address *subnet, struct range *range);
int address_compare(const struct address *a, const struct address *b);
void address_step(struct address *a, int by);

/* A name of a host, or words divided by dots */
bool name_valid(const char *text);

/* As text, for the file and its tests; false: it isn't one, or can't be. */
bool network_write(FILE *file, const struct network *net);
bool network_read(FILE *file, struct network *net);

/* The name of this network namespace, as a path; false: it has none. */
bool network_namespace(char path[NETNS_PATH]);
/* A file of the switch of this namespace; @file "": the folder. */
bool network_path(const char *name, const char *file, char path[NETWORK_PATH]);
/* What is about all switches of the namespace */
bool network_path_all(const char *file, char path[NETWORK_PATH]);
/* False: nothing is kept of that switch. Uplinks have the names of now. */
bool network_load(const char *name, struct network *net);
int network_save(const struct network *net);
void network_forget(const char *name);
/* A new file in place of the old one, whole: to be closed by replace_end(). */
FILE *replace_begin(const char *path);
bool replace_end(FILE *file, const char *path);
/* Names of switches of this namespace that something is kept of; to be freed */
size_t network_names(struct device_name **names);

#endif /* NETWORK_H */
