/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The network of a switch, as switch show has it.
 */
#ifndef NETWORK_OUT_H
#define NETWORK_OUT_H

#include "json.h"

/* Nothing, if nothing is kept of it, or this user may not see it */
void network_out(const char *name);
void network_json(struct json *json, const char *name);

#endif /* NETWORK_OUT_H */
