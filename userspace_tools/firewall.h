/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Whether this host's firewall lets guests of a NAT switch through.
 */
#ifndef FIREWALL_H
#define FIREWALL_H

#include "json.h"

/* Names chains for forwarded packets that drop what no rule accepts. */
void firewall_warn(const char *name);
void firewall_json(struct json *json);

#endif /* FIREWALL_H */
