// SPDX-License-Identifier: GPL-2.0
/*
 * The network of a switch for people and programs: what was set, and whether
 * what serves it runs.
 */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "dnsmasq.h"
#include "network.h"
#include "network_out.h"
#include "supervise.h"
#include "unit.h"

static void row(const char *key, const char *text)
{
	printf("  %-16s %s\n", key, text);
}

static const char *range_text(const struct range *range,
			      char text[2 * ADDRESS_TEXT])
{
	char a[ADDRESS_TEXT], b[ADDRESS_TEXT];

	snprintf(text, 2 * ADDRESS_TEXT, "%s-%s",
		 address_text(&range->first, a), address_text(&range->last, b));
	return text;
}

static const char *service_text(const struct network *net, char *text,
				size_t size)
{
	pid_t pid = supervise_dnsmasq(net->name);
	char why[200];

	if (!network_serves(net)) {
		snprintf(text, size, "off");
	} else if (pid) {
		snprintf(text, size, "dnsmasq, process %d", pid);
	} else {
		dnsmasq_complaint(net->name, why, sizeof(why));
		snprintf(text, size, "not running%s%s", *why ? ": " : "", why);
	}
	return text;
}

static void choices_out(const struct network *net)
{
	row("dhcp", network_dhcp(net) ? "on" : "off");
	row("dns", network_dns(net) ? "on" : "off");
	if (network_has(net, AF_INET6))
		row("ra", network_ra(net) ? "on" : "off");
}

void network_out(const char *name)
{
	char text[2 * ADDRESS_TEXT + 256], unit[UNIT_NAME];
	struct network net;
	unsigned int i;

	if (!network_load(name, &net))
		return;
	for (i = 0; i < net.num_subnets; i++)
		row(i ? "" : "subnets", prefix_text(&net.subnet[i], text));
	for (i = 0; i < net.num_uplinks; i++)
		row(i ? "" : "uplinks", net.uplink[i]);
	choices_out(&net);
	if (network_dhcp(&net) && !net.num_ranges)
		row("range", "all of the subnets");
	for (i = 0; i < net.num_ranges; i++)
		row(i ? "" : "range", range_text(&net.range[i], text));
	if (net.domain[0])
		row("domain", net.domain);
	row("served by", service_text(&net, text, sizeof(text)));
	if (unit_of(name, unit))
		row("unit", unit);
	network_free(&net);
}

static void service_json(struct json *json, const struct network *net)
{
	pid_t pid = supervise_dnsmasq(net->name);
	char why[200] = "", unit[UNIT_NAME];

	json_bool(json, "dhcp", network_dhcp(net));
	json_bool(json, "dns", network_dns(net));
	json_bool(json, "ra", network_ra(net));
	json_bool(json, "running", pid > 0);
	if (pid)
		json_number(json, "pid", (uint64_t)pid);
	else
		json_null(json, "pid");
	if (unit_of(net->name, unit))
		json_string(json, "unit", unit);
	else
		json_null(json, "unit");
	if (!pid && network_serves(net))
		dnsmasq_complaint(net->name, why, sizeof(why));
	if (*why)
		json_string(json, "problem", why);
}

void network_json(struct json *json, const char *name)
{
	char text[2 * ADDRESS_TEXT];
	struct network net;
	unsigned int i;

	if (!network_load(name, &net))
		return;
	json_object(json, "network");
	json_array(json, "subnets");
	for (i = 0; i < net.num_subnets; i++)
		json_string(json, NULL, prefix_text(&net.subnet[i], text));
	json_close(json);
	json_array(json, "uplinks");
	for (i = 0; i < net.num_uplinks; i++)
		json_string(json, NULL, net.uplink[i]);
	json_close(json);
	json_array(json, "ranges");
	for (i = 0; i < net.num_ranges; i++)
		json_string(json, NULL, range_text(&net.range[i], text));
	json_close(json);
	if (net.domain[0])
		json_string(json, "domain", net.domain);
	service_json(json, &net);
	json_close(json);
	network_free(&net);
}
