/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The host's forwarding of packets, on while there is a NAT switch that needs
 * it, and as it was before when there is none.
 */
#ifndef FORWARDING_H
#define FORWARDING_H

#include <stdbool.h>
#include <stdio.h>

#include "network.h"

/* That a device forwards for NAT switches only; see vswitch_nat */
#define FORWARDS_FOR_NAT	2

#define SYSCTL_KEY	24

/**
 * struct sysctl - one that was changed
 * @family: AF_INET or AF_INET6
 * @ifindex: of the device; 0: it is no device's, see @device
 * @device: its name then, or all, or default
 * @key: which of its values
 * @old: before
 * @new: what it was set to
 */
struct sysctl {
	int family;
	int ifindex;
	char device[IFNAMSIZ];
	char key[SYSCTL_KEY];
	int old;
	int new;
};

/* A switch that needs them: those of IPv4 of these devices, those of IPv6 */
struct forwarding_user {
	char name[IFNAMSIZ];
	bool ipv6;
	char device[NETWORK_UPLINKS + 1][IFNAMSIZ];
	unsigned int num_devices;
};

struct forwarding {
	struct sysctl *sysctl;
	size_t num_sysctls;
	struct forwarding_user *user;
	size_t num_users;
};

/* As text, for the file and its tests; false: it isn't one, or can't be. */
bool forwarding_write(FILE *file, const struct forwarding *f);
bool forwarding_read(FILE *file, struct forwarding *f);
void forwarding_free(struct forwarding *f);

/* Both hold pending_lock(); once more does no harm. */
int forwarding_take(const struct network *net);
void forwarding_give(const char *name);

#endif /* FORWARDING_H */
