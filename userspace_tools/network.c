// SPDX-License-Identifier: GPL-2.0
/*
 * The network of a switch: words of command lines, what isn't set decided, and
 * the arithmetic of addresses. Pure.
 */
#include <arpa/inet.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "network.h"

void network_init(struct network *net, const char *name)
{
	memset(net, 0, sizeof(*net));
	snprintf(net->name, sizeof(net->name), "%s", name);
	snprintf(net->mode, sizeof(net->mode), "bridge");
	net->dhcp = CHOICE_UNSET;
	net->dns = CHOICE_UNSET;
	net->ra = CHOICE_UNSET;
}

void network_copy(struct network *to, const struct network *from)
{
	*to = *from;
	to->lease = NULL;
	if (!from->num_leases)
		return;
	to->lease = xrealloc(NULL, from->num_leases, sizeof(*to->lease));
	memcpy(to->lease, from->lease, from->num_leases * sizeof(*to->lease));
}

void network_free(struct network *net)
{
	free(net->lease);
	net->lease = NULL;
	net->num_leases = 0;
}

/* ---- addresses ---- */

static unsigned int bytes_of(const struct address *a)
{
	return a->family == AF_INET ? 4 : 16;
}

static unsigned int bits_of(const struct address *a)
{
	return 8 * bytes_of(a);
}

const char *address_text(const struct address *a, char text[ADDRESS_TEXT])
{
	if (!inet_ntop(a->family, a->data, text, ADDRESS_TEXT))
		snprintf(text, ADDRESS_TEXT, "-");
	return text;
}

const char *prefix_text(const struct address *a, char text[ADDRESS_TEXT])
{
	size_t len = strlen(address_text(a, text));

	snprintf(text + len, ADDRESS_TEXT - len, "/%u", a->length);
	return text;
}

bool address_parse(const char *text, struct address *a)
{
	memset(a, 0, sizeof(*a));
	a->family = strchr(text, ':') ? AF_INET6 : AF_INET;
	a->length = (uint8_t)bits_of(a);
	return inet_pton(a->family, text, a->data) == 1;
}

bool address_same(const struct address *a, const struct address *b)
{
	return a->family == b->family &&
	       !memcmp(a->data, b->data, bytes_of(a));
}

int address_compare(const struct address *a, const struct address *b)
{
	return memcmp(a->data, b->data, bytes_of(a));
}

/* To the next one, or to the one before */
void address_step(struct address *a, int by)
{
	unsigned int i = bytes_of(a);
	int sum;

	for (; i-- && by; by = sum < 0 ? -1 : sum > 255) {
		sum = a->data[i] + by;
		a->data[i] = (uint8_t)sum;
	}
}

bool subnet_has(const struct address *subnet, const struct address *a)
{
	unsigned int whole = subnet->length / 8, rest = subnet->length % 8;
	uint8_t mask = (uint8_t)(0xff00 >> rest);

	if (a->family != subnet->family ||
	    memcmp(a->data, subnet->data, whole) != 0)
		return false;
	return !rest || !((a->data[whole] ^ subnet->data[whole]) & mask);
}

/* All bits behind the prefix */
static void fill(struct address *a, bool ones)
{
	unsigned int i;
	uint8_t bit;

	for (i = a->length; i < bits_of(a); i++) {
		bit = (uint8_t)(0x80 >> i % 8);
		if (ones)
			a->data[i / 8] |= bit;
		else
			a->data[i / 8] &= (uint8_t)~bit;
	}
}

void subnet_hosts(const struct address *subnet, struct range *range)
{
	range->first = *subnet;
	range->last = *subnet;
	fill(&range->first, false);
	fill(&range->last, true);
	/* Of the shortest ones all addresses are hosts' (RFC 3021, 6164). */
	if (subnet->length + 1U >= bits_of(subnet))
		return;
	address_step(&range->first, 1);
	if (subnet->family == AF_INET)
		address_step(&range->last, -1);
}

/* ---- words ---- */

static bool is_host(const struct address *a)
{
	struct range hosts;

	subnet_hosts(a, &hosts);
	return address_compare(a, &hosts.first) >= 0 &&
	       address_compare(a, &hosts.last) <= 0;
}

bool prefix_parse(const char *text, struct address *a)
{
	const char *slash = strchr(text, '/');
	uint32_t length;
	char start[64];

	if (!slash || slash - text >= (long)sizeof(start) ||
	    number_parse(slash + 1, &length))
		return false;
	snprintf(start, sizeof(start), "%.*s", (int)(slash - text), text);
	if (!address_parse(start, a) || length > 128)
		return false;
	a->length = (uint8_t)length;
	return true;
}

/* The address may be the subnet's own, and is its first host's then. */
static const char *parse_subnet(const char *text, struct address *a)
{
	struct range hosts;

	if (!prefix_parse(text, a))
		return "it is ADDRESS/LENGTH, as 10.77.0.0/24";
	if (a->length < 8 || a->length > bits_of(a))
		return "the length is 8 to 32, or to 128 with IPv6";
	if (a->data[0] == 127 || a->data[0] == 0 ||
	    (a->family == AF_INET ? a->data[0] >= 224 :
	     a->data[0] == 0xff || (a->data[0] == 0xfe && a->data[1] >= 0x80)))
		return "hosts have no such addresses";
	subnet_hosts(a, &hosts);
	if (!is_host(a) && address_compare(a, &hosts.first) < 0)
		*a = hosts.first;
	return is_host(a) ? NULL : "that is its broadcast address";
}

static const char *take_subnet(struct network *net, const char *text,
			       bool first)
{
	const char *problem;
	struct address a;
	unsigned int i;

	if (first)
		net->num_subnets = 0;
	if (!strcmp(text, "none"))
		return NULL;
	problem = parse_subnet(text, &a);
	if (problem)
		return problem;
	if (net->num_subnets == NETWORK_SUBNETS)
		return "a switch has 8 subnets at most";
	for (i = 0; i < net->num_subnets; i++)
		if (subnet_has(&net->subnet[i], &a) ||
		    subnet_has(&a, &net->subnet[i]))
			return "it overlaps with another one of them";
	net->subnet[net->num_subnets++] = a;
	return NULL;
}

static const char *take_range(struct network *net, const char *text,
			      bool first)
{
	const char *dash = strchr(text, '-');
	struct range range;
	char start[64];

	if (first)
		net->num_ranges = 0;
	if (!strcmp(text, "all"))
		return NULL;
	if (!dash || dash - text >= (long)sizeof(start))
		return "it is FIRST-LAST, two addresses, or all";
	snprintf(start, sizeof(start), "%.*s", (int)(dash - text), text);
	if (!address_parse(start, &range.first) ||
	    !address_parse(dash + 1, &range.last) ||
	    range.first.family != range.last.family)
		return "it is FIRST-LAST, two addresses, or all";
	if (address_compare(&range.first, &range.last) > 0)
		return "the last address is before the first";
	if (net->num_ranges == NETWORK_RANGES)
		return "a switch has 8 ranges at most";
	net->range[net->num_ranges++] = range;
	return NULL;
}

static const char *take_uplink(struct network *net, const char *text,
			       bool first)
{
	const char *comma;
	size_t len;

	if (first)
		net->num_uplinks = 0;
	net->any_uplink = !strcmp(text, "any");
	if (net->any_uplink)
		return NULL;
	for (;; text = comma + 1) {
		comma = strchrnul(text, ',');
		len = (size_t)(comma - text);
		if (!len || len >= IFNAMSIZ || memchr(text, '/', len))
			return "it is a device, or several with commas between";
		if (net->num_uplinks == NETWORK_UPLINKS)
			return "a switch has 8 uplinks at most";
		net->uplink_index[net->num_uplinks] = 0;
		snprintf(net->uplink[net->num_uplinks++], IFNAMSIZ, "%.*s",
			 (int)len, text);
		if (!*comma)
			return NULL;
	}
}

static const char *take_choice(enum choice *choice, const char *text)
{
	*choice = !strcmp(text, "on") ? CHOICE_ON : CHOICE_OFF;
	return *choice == CHOICE_ON || !strcmp(text, "off") ? NULL :
							      "it is on or off";
}

static const char *take_dhcp(struct network *net, const char *text, bool first)
{
	(void)first;
	return take_choice(&net->dhcp, text);
}

static const char *take_dns(struct network *net, const char *text, bool first)
{
	(void)first;
	return take_choice(&net->dns, text);
}

static const char *take_ra(struct network *net, const char *text, bool first)
{
	(void)first;
	return take_choice(&net->ra, text);
}

bool name_valid(const char *text)
{
	const char *at = text;

	for (; *at; at++) {
		if (!isascii(*at) || (!isalnum(*at) && *at != '-' &&
				      *at != '.'))
			return false;
		if (!isalnum(*at) && (at == text || !isalnum(at[-1])))
			return false;
	}
	return at != text && isalnum(at[-1]);
}

static const char *take_domain(struct network *net, const char *text,
			       bool first)
{
	(void)first;
	net->domain[0] = '\0';
	if (!strcmp(text, "none"))
		return NULL;
	if (!name_valid(text) || strlen(text) >= sizeof(net->domain))
		return "it is words of letters, digits and dashes, with dots between";
	snprintf(net->domain, sizeof(net->domain), "%s", text);
	return NULL;
}

static const struct {
	const char *word;
	/* @first: the word wasn't given before */
	const char *(*take)(struct network *net, const char *text, bool first);
	bool many;
} words[] = {
	{ "subnet", take_subnet, true },
	{ "range", take_range, true },
	{ "uplink", take_uplink, false },
	{ "dhcp", take_dhcp, false },
	{ "dns", take_dns, false },
	{ "ra", take_ra, false },
	{ "domain", take_domain, false },
};

static int take_word(struct network *net, size_t i, const char *value,
		     uint32_t *given)
{
	bool first = !(*given >> i & 1);
	const char *problem;

	if (!value) {
		error("%s: a value is missing", words[i].word);
		return EXIT_USAGE;
	}
	if (!first && !words[i].many) {
		error("%s is given twice", words[i].word);
		return EXIT_USAGE;
	}
	*given |= 1U << i;
	problem = words[i].take(net, value, first);
	if (!problem)
		return EXIT_OK;
	error("%s '%s': %s", words[i].word, value, problem);
	return EXIT_USAGE;
}

int network_words(struct network *net, int *argc, char **argv, int *count)
{
	int from, to = 0, status;
	uint32_t given = 0;
	size_t i;

	*count = 0;
	for (from = 0; from < *argc; from += 2) {
		for (i = 0; i < ARRAY_SIZE(words); i++)
			if (!strcmp(argv[from], words[i].word))
				break;
		if (i == ARRAY_SIZE(words)) {
			if (!strcmp(argv[from], "mode") && from + 1 < *argc)
				snprintf(net->mode, sizeof(net->mode), "%s",
					 argv[from + 1]);
			argv[to++] = argv[from];
			if (from + 1 < *argc)
				argv[to++] = argv[from + 1];
			continue;
		}
		status = take_word(net, i,
				   from + 1 < *argc ? argv[from + 1] : NULL,
				   &given);
		if (status)
			return status;
		++*count;
	}
	*argc = to;
	return EXIT_OK;
}

/* ---- what it amounts to ---- */

bool network_has(const struct network *net, int family)
{
	unsigned int i;

	for (i = 0; i < net->num_subnets; i++)
		if (net->subnet[i].family == family)
			return true;
	return false;
}

bool network_is_nat(const struct network *net)
{
	return !strcmp(net->mode, "nat");
}

bool network_dhcp(const struct network *net)
{
	return net->dhcp == CHOICE_ON;
}

bool network_dns(const struct network *net)
{
	return net->dns == CHOICE_UNSET ? network_dhcp(net) :
					  net->dns == CHOICE_ON;
}

bool network_ra(const struct network *net)
{
	return network_has(net, AF_INET6) &&
	       (net->ra == CHOICE_UNSET ? network_dhcp(net) :
					  net->ra == CHOICE_ON);
}

/* The network of a bridge has a server of its own, or none. */
bool network_serves(const struct network *net)
{
	return strcmp(net->mode, "bridge") != 0 &&
	       (network_dhcp(net) || network_dns(net) || network_ra(net));
}

bool network_is_kept(const struct network *net)
{
	return net->num_subnets || net->num_leases || net->any_uplink ||
	       net->num_ranges || net->num_uplinks || net->domain[0] ||
	       net->dhcp == CHOICE_ON || net->dns == CHOICE_ON ||
	       net->ra == CHOICE_ON;
}

static const struct address *subnet_of(const struct network *net,
				       const struct address *a)
{
	unsigned int i;

	for (i = 0; i < net->num_subnets; i++)
		if (subnet_has(&net->subnet[i], a))
			return &net->subnet[i];
	return NULL;
}

static int check_ranges(const struct network *net)
{
	const struct address *subnet;
	char text[ADDRESS_TEXT];
	struct range hosts;
	unsigned int i;

	for (i = 0; i < net->num_ranges; i++) {
		subnet = subnet_of(net, &net->range[i].first);
		if (!subnet || subnet != subnet_of(net, &net->range[i].last)) {
			error("the range from %s isn't within a subnet of %s",
			      address_text(&net->range[i].first, text),
			      net->name);
			return EXIT_USAGE;
		}
		subnet_hosts(subnet, &hosts);
		if (address_compare(&net->range[i].first, &hosts.first) < 0 ||
		    address_compare(&net->range[i].last, &hosts.last) > 0) {
			error("the range from %s has addresses that no host has",
			      address_text(&net->range[i].first, text));
			return EXIT_USAGE;
		}
	}
	return EXIT_OK;
}

static int check_lengths(const struct network *net)
{
	char text[ADDRESS_TEXT];
	unsigned int i;

	for (i = 0; i < net->num_subnets; i++) {
		if (net->subnet[i].family == AF_INET6 &&
		    net->subnet[i].length < 64 &&
		    (network_dhcp(net) || network_ra(net))) {
			error("subnet %s: guests are given addresses of one of /64 or longer",
			      prefix_text(&net->subnet[i], text));
			return EXIT_USAGE;
		}
		if (net->subnet[i].length > bits_of(&net->subnet[i]) - 2 &&
		    network_dhcp(net)) {
			error("subnet %s: no address is left to give to guests",
			      prefix_text(&net->subnet[i], text));
			return EXIT_USAGE;
		}
	}
	return EXIT_OK;
}

int network_check(const struct network *net)
{
	int status = check_ranges(net);

	if (!status)
		status = check_lengths(net);
	if (status)
		return status;
	if ((net->dhcp == CHOICE_ON || net->dns == CHOICE_ON ||
	     net->ra == CHOICE_ON) && !net->num_subnets) {
		error("dhcp, dns and ra need a subnet");
		hint("give one: subnet 10.77.0.0/24");
		return EXIT_USAGE;
	}
	if (net->ra == CHOICE_ON && !network_has(net, AF_INET6)) {
		error("ra needs a subnet of IPv6");
		return EXIT_USAGE;
	}
	return EXIT_OK;
}
