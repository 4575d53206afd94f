// SPDX-License-Identifier: GPL-2.0
/*
 * sriovctl lease list, add, delete: who has which address of a switch, and who
 * always gets the same.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include <libsmartcols/libsmartcols.h>

#include "json.h"
#include "lease.h"
#include "netup.h"
#include "out.h"
#include "pending.h"
#include "session.h"
#include "switch.h"

/* ---- what there is ---- */

static struct given *add(struct given_list *list)
{
	list->given = xrealloc(list->given, list->count + 1,
			       sizeof(*list->given));
	memset(&list->given[list->count], 0, sizeof(*list->given));
	return &list->given[list->count++];
}

/*
 * "EXPIRES MAC ADDRESS NAME CLIENT"; of IPv6 the second is a number. A name that
 * isn't known is a star.
 */
void leases_read(FILE *file, struct given_list *list)
{
	char second[64], address[64], name[300];
	struct given given;
	char *line = NULL;
	size_t size = 0;

	while (getline(&line, &size, file) > 0) {
		memset(&given, 0, sizeof(given));
		if (sscanf(line, "%" SCNd64 " %63s %63s %299s",
			   &given.expires, second, address, name) != 4 ||
		    !address_parse(address, &given.lease.address))
			continue;
		given.has_mac = !mac_parse(second, given.lease.mac);
		given.is_given = true;
		if (name_valid(name))
			snprintf(given.lease.name, NETWORK_NAME, "%.*s",
				 NETWORK_NAME - 1, name);
		*add(list) = given;
	}
	free(line);
}

void leases_add_static(const struct network *net, struct given_list *list)
{
	struct given *given;
	size_t i, j;

	for (i = 0; i < net->num_leases; i++) {
		for (j = 0; j < list->count; j++)
			if (address_same(&list->given[j].lease.address,
					 &net->lease[i].address))
				break;
		given = j < list->count ? &list->given[j] : add(list);
		given->is_static = true;
		if (given->is_given && given->has_mac)
			continue;
		/* Of IPv6 the file doesn't have the station. */
		memcpy(given->lease.mac, net->lease[i].mac, MAC_LEN);
		given->has_mac = true;
		if (!given->is_given)
			given->lease = net->lease[i];
	}
}

static void load(const struct network *net, struct given_list *list)
{
	char path[NETWORK_PATH];
	FILE *file = NULL;

	memset(list, 0, sizeof(*list));
	if (network_path(net->name, "leases", path))
		file = fopen(path, "re");
	if (file) {
		leases_read(file, list);
		fclose(file);
	}
	leases_add_static(net, list);
}

/* ---- lease list ---- */

static const char *state_text(const struct given *given, char text[32])
{
	int64_t left = given->expires - time(NULL);

	if (!given->is_given)
		return "static, unused";
	if (given->is_static)
		return "static";
	if (!given->expires)
		return "never";
	snprintf(text, 32, "%" PRId64 " s", left > 0 ? left : 0);
	return text;
}

static bool line_out(struct libscols_table *table, const char *name,
		     const struct given *given)
{
	struct libscols_line *line = scols_table_new_line(table, NULL);
	char a[ADDRESS_TEXT], mac[MAC_TEXT_LEN], text[32];

	return line && !scols_line_set_data(line, 0, name) &&
	       !scols_line_set_data(line, 1,
				    address_text(&given->lease.address, a)) &&
	       !scols_line_set_data(line, 2, given->has_mac ?
				    mac_text(given->lease.mac, mac) : "-") &&
	       !scols_line_set_data(line, 3, given->lease.name[0] ?
				    given->lease.name : "-") &&
	       !scols_line_set_data(line, 4, state_text(given, text));
}

static void object_out(struct json *json, const char *name,
		       const struct given *given)
{
	char a[ADDRESS_TEXT], mac[MAC_TEXT_LEN];

	json_object(json, NULL);
	json_string(json, "switch", name);
	json_string(json, "address", address_text(&given->lease.address, a));
	if (given->has_mac)
		json_string(json, "mac", mac_text(given->lease.mac, mac));
	else
		json_null(json, "mac");
	if (given->lease.name[0])
		json_string(json, "name", given->lease.name);
	else
		json_null(json, "name");
	json_bool(json, "static", given->is_static);
	json_bool(json, "given", given->is_given);
	if (given->is_given && given->expires > 0)
		json_number(json, "expires", (uint64_t)given->expires);
	else
		json_null(json, "expires");
	json_close(json);
}

/* Into one of them, the other is NULL; false: no memory */
static bool switch_out(const char *name, struct libscols_table *table,
		       struct json *json)
{
	struct given_list list;
	struct network net;
	bool ok = true;
	size_t i;

	if (!network_load(name, &net))
		return true;
	load(&net, &list);
	for (i = 0; i < list.count && ok; i++)
		if (json)
			object_out(json, name, &list.given[i]);
		else
			ok = line_out(table, name, &list.given[i]);
	free(list.given);
	network_free(&net);
	return ok;
}

static int list_json(struct device_name *names, size_t count)
{
	struct json json;
	size_t i;

	json_init(&json, stdout);
	json_object(&json, NULL);
	json_array(&json, "leases");
	for (i = 0; i < count; i++)
		switch_out(names[i].text, NULL, &json);
	json_close(&json);
	json_close(&json);
	return EXIT_OK;
}

static int list_table(struct device_name *names, size_t count,
		      const struct options *opt)
{
	static const char *const heads[] = {
		"SWITCH", "ADDRESS", "MAC", "NAME", "EXPIRES",
	};
	struct libscols_table *table = out_table_new(opt);
	size_t i;

	if (!table)
		return out_no_memory(table);
	for (i = 0; i < ARRAY_SIZE(heads); i++)
		if (!scols_table_new_column(table, heads[i], 0, 0))
			return out_no_memory(table);
	for (i = 0; i < count; i++)
		if (!switch_out(names[i].text, table, NULL))
			return out_no_memory(table);
	return out_table_print(table);
}

static int no_network(const char *name)
{
	error("%s gives no addresses", name);
	hint("let it: sriovctl switch set %s subnet 10.77.0.0/24 dhcp on",
	     name);
	return EXIT_REFUSED;
}

int cmd_lease_list(const struct options *opt, int argc, char **argv)
{
	struct device_name *names = NULL;
	struct network net;
	size_t count;
	int status;

	netup_recover();
	if (argc) {
		if (!network_load(argv[0], &net))
			return no_network(argv[0]);
		count = 1;
		names = xrealloc(NULL, 1, sizeof(*names));
		memcpy(names->text, net.name, IFNAMSIZ);
		network_free(&net);
	} else {
		count = network_names(&names);
	}
	status = opt->given & OPT_JSON ? list_json(names, count) :
					 list_table(names, count, opt);
	free(names);
	return status;
}

/* ---- lease add, lease delete ---- */

/* The MAC address of "PF/N" */
static int mac_of_vf(const char *text, uint8_t mac[MAC_LEN])
{
	struct vf_list vfs = { 0 };
	struct session s;
	bool incomplete;
	int status;

	status = session_open(&s, text, NEED_VFS);
	if (status)
		return status;
	status = nl_load_vfs(&s.nl, s.pf, &s.vfs, false, &vfs, &incomplete);
	if (!status && vfs.count != 1) {
		error("'%s': that isn't one VF", text);
		status = EXIT_USAGE;
	}
	if (!status)
		memcpy(mac, vfs.vf[0].mac, MAC_LEN);
	vf_list_free(&vfs);
	session_close(&s);
	return status;
}

static int parse_station(const char *text, uint8_t mac[MAC_LEN])
{
	const char *problem;

	if (strchr(text, '/'))
		return mac_of_vf(text, mac);
	problem = mac_parse(text, mac);
	if (!problem)
		return EXIT_OK;
	error("'%s': %s", text, problem);
	hint("it is a MAC address, or a VF as PF/3");
	return EXIT_USAGE;
}

static int check_address(const struct network *net, const struct lease *new)
{
	char text[ADDRESS_TEXT];
	const struct lease *old;
	unsigned int i;
	size_t j;

	for (i = 0; i < net->num_subnets; i++)
		if (subnet_has(&net->subnet[i], &new->address))
			break;
	if (i == net->num_subnets) {
		error("%s isn't of a subnet of %s",
		      address_text(&new->address, text), net->name);
		return EXIT_REFUSED;
	}
	if (address_same(&net->subnet[i], &new->address)) {
		error("%s is this host's own address",
		      address_text(&new->address, text));
		return EXIT_REFUSED;
	}
	for (j = 0; j < net->num_leases; j++) {
		old = &net->lease[j];
		if (address_same(&old->address, &new->address)) {
			error("%s is another station's already",
			      address_text(&new->address, text));
			hint("take it away: sriovctl lease delete %s %s",
			     net->name, text);
			return EXIT_REFUSED;
		}
		if (!memcmp(old->mac, new->mac, MAC_LEN) &&
		    old->address.family == new->address.family) {
			error("that station has %s already",
			      address_text(&old->address, text));
			hint("take it away: sriovctl lease delete %s %s",
			     net->name, text);
			return EXIT_REFUSED;
		}
	}
	return EXIT_OK;
}

static int add_lease(struct network *net, const struct lease *new)
{
	int status = check_address(net, new);

	if (status)
		return status;
	net->lease = xrealloc(net->lease, net->num_leases + 1,
			      sizeof(*net->lease));
	net->lease[net->num_leases++] = *new;
	return EXIT_OK;
}

/* Those of a station, an address or a name */
static int delete_lease(struct network *net, const char *text)
{
	struct lease wanted = { 0 };
	bool is_mac, is_address;
	size_t i, to = 0;

	is_address = address_parse(text, &wanted.address);
	is_mac = !is_address && !mac_parse(text, wanted.mac);
	if (!is_mac && strchr(text, '/')) {
		if (mac_of_vf(text, wanted.mac))
			return EXIT_REFUSED;
		is_mac = true;
	}
	for (i = 0; i < net->num_leases; i++) {
		const struct lease *lease = &net->lease[i];

		if (!(is_address ? address_same(&lease->address,
						&wanted.address) :
		      is_mac ? !memcmp(lease->mac, wanted.mac, MAC_LEN) :
			       !strcmp(lease->name, text)))
			net->lease[to++] = *lease;
	}
	if (to == net->num_leases) {
		error("%s has no static lease for '%s'", net->name, text);
		hint("'sriovctl lease list %s' lists them", net->name);
		return EXIT_REFUSED;
	}
	net->num_leases = to;
	return EXIT_OK;
}

/* @new: to add; NULL: to delete what @text says */
static int change(const char *name, const struct lease *new, const char *text)
{
	struct network old, net;
	int lock, status;
	struct nl route;

	lock = netup_lock();
	if (lock < 0)
		return EXIT_REFUSED;
	if (!network_load(name, &old)) {
		pending_unlock(lock);
		return no_network(name);
	}
	network_copy(&net, &old);
	status = new ? add_lease(&net, new) : delete_lease(&net, text);
	if (!status)
		status = nl_open_route(&route);
	if (!status) {
		status = netup_change(&route, &old, &net);
		nl_close(&route);
	}
	network_free(&old);
	network_free(&net);
	pending_unlock(lock);
	return status;
}

int cmd_lease_add(const struct options *opt, int argc, char **argv)
{
	struct lease lease = { 0 };
	int status = parse_station(argv[1], lease.mac);

	(void)opt;
	if (status)
		return status;
	if (!address_parse(argv[2], &lease.address)) {
		error("'%s' is no address", argv[2]);
		return EXIT_USAGE;
	}
	if (argc > 3) {
		if (!name_valid(argv[3]) || strlen(argv[3]) >= NETWORK_NAME) {
			error("'%s': a name has letters, digits and dashes",
			      argv[3]);
			return EXIT_USAGE;
		}
		memcpy(lease.name, argv[3], strlen(argv[3]) + 1);
	}
	return change(argv[0], &lease, NULL);
}

int cmd_lease_delete(const struct options *opt, int argc, char **argv)
{
	(void)opt;
	(void)argc;
	return change(argv[0], NULL, argv[1]);
}
