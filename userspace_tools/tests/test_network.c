// SPDX-License-Identifier: GPL-2.0
/*
 * Proves that words become the network of a switch, that this survives being
 * written down, that dnsmasq's configuration is what it says, that the notes on
 * forwarding and dnsmasq's leases are read as they are, and which options of NAT
 * there are.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dnsmasq.h"
#include "forwarding.h"
#include "lease.h"
#include "nat.h"
#include "test.h"

#define WORDS_MAX	32

static struct network net;
static char text[8192];

/* Words of @line into net; the exit code, and *@left how many are others' */
static int words(const char *line, int *left)
{
	static char copy[512];
	char *argv[WORDS_MAX], *word, *rest = NULL;
	int argc = 0, count, status;

	snprintf(copy, sizeof(copy), "%s", line);
	for (word = strtok_r(copy, " ", &rest); word && argc < WORDS_MAX;
	     word = strtok_r(NULL, " ", &rest))
		argv[argc++] = word;
	network_free(&net);
	network_init(&net, "lan0");
	status = network_words(&net, &argc, argv, &count);
	*left = argc;
	return status ? status : network_check(&net);
}

static void accepts(const char *line)
{
	int left;

	check(words(line, &left) == EXIT_OK, "words '%s'", line);
}

static void refuses(const char *line)
{
	int left;

	check(words(line, &left) == EXIT_USAGE, "no words '%s'", line);
}

static void becomes(const char *from, const char *want)
{
	char line[100], got[ADDRESS_TEXT];
	int left;

	snprintf(line, sizeof(line), "subnet %s", from);
	words(line, &left);
	check_text(want, net.num_subnets ? prefix_text(&net.subnet[0], got) :
					   "none", "subnet %s", from);
}

static void test_words(void)
{
	int left;

	becomes("10.77.0.0/24", "10.77.0.1/24");
	becomes("10.77.0.254/24", "10.77.0.254/24");
	becomes("10.77.3.0/22", "10.77.3.0/22");
	becomes("10.77.0.4/30", "10.77.0.5/30");
	becomes("10.77.0.4/31", "10.77.0.4/31");
	becomes("10.77.0.4/32", "10.77.0.4/32");
	becomes("fd00:77::/64", "fd00:77::1/64");
	becomes("fd00:77::5/64", "fd00:77::5/64");
	refuses("subnet 10.77.0.255/24");
	refuses("subnet 10.77.0.0");
	refuses("subnet 10.77.0.0/33");
	refuses("subnet 10.0.0.0/7");
	refuses("subnet 127.0.0.1/8");
	refuses("subnet 224.0.0.1/24");
	refuses("subnet fe80::1/64");
	refuses("subnet 10.77.0.0/24 subnet 10.77.0.128/25");
	accepts("subnet 10.77.0.0/24 subnet 10.78.0.0/24 subnet fd00::/64");
	accepts("subnet 10.77.0.0/24 range 10.77.0.10-10.77.0.20");
	accepts("subnet 10.77.0.0/24 range 10.77.0.9-10.77.0.9 range 10.77.0.2-10.77.0.3");
	refuses("subnet 10.77.0.0/24 range 10.77.0.10-10.78.0.20");
	refuses("subnet 10.77.0.0/24 range 10.77.0.20-10.77.0.10");
	refuses("subnet 10.77.0.0/24 range 10.77.0.0-10.77.0.10");
	refuses("subnet 10.77.0.0/24 range 10.77.0.10");
	refuses("dhcp on");
	refuses("subnet 10.77.0.0/24 ra on");
	refuses("subnet 10.77.0.0/24 dhcp yes");
	refuses("subnet 10.77.0.0/24 dhcp on dhcp off");
	refuses("subnet 10.77.0.0/31 dhcp on");
	refuses("subnet fd00::/56 dhcp on");
	accepts("subnet fd00::/56");
	refuses("subnet");
	refuses("uplink a,,b");
	refuses("domain -a");
	refuses("domain a..b");
	accepts("domain a-1.b uplink eth0,eth1");
	check(net.num_uplinks == 2 && !strcmp(net.uplink[1], "eth1"),
	      "two uplinks");
	words("mode nat ageing 30 subnet 10.77.0.0/24 vlans on", &left);
	check(left == 6 && network_is_nat(&net), "the words of others stay");
}

static void test_text(void)
{
	struct network back;
	static char again[8192];
	FILE *file;
	int left;

	words("mode nat subnet 10.77.0.0/24 subnet fd00::/64 uplink a,b dhcp on dns off domain x.y",
	      &left);
	address_parse("10.77.0.9", &net.range[0].first);
	address_parse("10.77.0.19", &net.range[0].last);
	net.num_ranges = 1;
	net.ifindex = 7;
	net.mark = 0x100;
	net.mask = 0xff00;
	net.lease = xrealloc(NULL, 1, sizeof(*net.lease));
	memset(net.lease, 0, sizeof(*net.lease));
	net.num_leases = 1;
	address_parse("10.77.0.50", &net.lease->address);
	net.lease->name[0] = 'x';
	file = fmemopen(text, sizeof(text), "w");
	network_write(file, &net);
	fclose(file);
	file = fmemopen(text, strlen(text), "r");
	check(network_read(file, &back), "a network is read");
	fclose(file);
	file = fmemopen(again, sizeof(again), "w");
	network_write(file, &back);
	fclose(file);
	check_text(text, again, "a network as it was written");
	network_free(&back);
	text[strlen(text) - 4] = '\0';
	file = fmemopen(text, strlen(text), "r");
	check(!network_read(file, &back), "half a network isn't read");
	fclose(file);
}

/* Lines that dnsmasq's configuration has, or with ! hasn't */
static void configures(const char *line, const char *const *wanted)
{
	bool has, want;
	char *found;
	FILE *file;
	int left;

	if (line)
		words(line, &left);
	memset(text, 0, sizeof(text));
	file = fmemopen(text, sizeof(text) - 1, "w");
	dnsmasq_write(file, &net, "nobody", "/run/x");
	fclose(file);
	for (; *wanted; wanted++) {
		want = **wanted != '!';
		found = strstr(text, *wanted + !want);
		has = found && (found == text || found[-1] == '\n') &&
		      found[strlen(*wanted + !want)] == '\n';
		check(has == want, "configuration: %s", *wanted);
	}
}

static void test_dnsmasq(void)
{
	static const char *const isolated[] = {
		"interface=lan0", "except-interface=lo", "user=nobody",
		"dhcp-range=10.77.0.2,10.77.0.254,255.255.255.0",
		"dhcp-range=fd00::2,fd00::ffff:ffff:ffff:ffff,slaac,64",
		"enable-ra", "no-resolv", "dhcp-option=option:router",
		"ra-param=lan0,0,0", "!port=0", "no-hosts", NULL
	};
	static const char *const nat[] = {
		"dhcp-range=10.77.0.1,10.77.0.8,255.255.255.0",
		"dhcp-range=10.77.0.10,10.77.0.254,255.255.255.0",
		"!no-resolv", "!dhcp-option=option:router", "!enable-ra",
		"port=0", NULL
	};
	static const char *const ranges[] = {
		"dhcp-range=10.77.0.9,10.77.0.19,255.255.255.0",
		"!dhcp-range=10.77.0.2,10.77.0.254,255.255.255.0",
		"domain=x.y", "local=/x.y/",
		"dhcp-range=fd00::,ra-only,64", NULL
	};
	static const char *const leases[] = {
		"dhcp-host=00:00:00:00:00:00,10.77.0.50,[fd00::50],x", NULL
	};

	configures("mode host-only subnet 10.77.0.0/24 subnet fd00::/64 dhcp on",
		   isolated);
	configures("mode nat subnet 10.77.0.9/24 dhcp on dns off", nat);
	configures("mode nat subnet 10.77.0.0/24 range 10.77.0.9-10.77.0.19 dhcp on domain x.y",
		   (const char *const []){ ranges[0], ranges[1], ranges[2],
					   ranges[3], NULL });
	configures("mode nat subnet fd00::/64 ra on", ranges + 4);
	net.lease = xrealloc(NULL, 2, sizeof(*net.lease));
	memset(net.lease, 0, 2 * sizeof(*net.lease));
	net.num_leases = 2;
	address_parse("10.77.0.50", &net.lease[0].address);
	address_parse("fd00::50", &net.lease[1].address);
	net.lease[1].name[0] = 'x';
	configures(NULL, leases);
}

static void test_forwarding(void)
{
	static const char notes[] =
		"sriovctl forwarding 1\n"
		"user lan0 1 lan0 eth0\nuser lan1 0 lan1\n"
		"sysctl 4 2 eth0 forwarding 0 2\n"
		"sysctl 6 0 all forwarding 0 2\nend\n";
	static const char *const wrong[] = {
		"sriovctl forwarding 1\nuser lan0\nend\n",
		"sriovctl forwarding 1\nsysctl 4 2 ../x forwarding 0 2\nend\n",
		"sriovctl forwarding 1\nuser lan0 1 lan0\n",
		"sriovctl forwarding 2\nend\n",
	};
	static char copy[300];
	struct forwarding f;
	FILE *file;
	size_t i;

	memcpy(copy, notes, sizeof(notes));
	file = fmemopen(copy, strlen(copy), "r");
	check(forwarding_read(file, &f) && f.num_users == 2 &&
	      f.num_sysctls == 2 && f.user[0].ipv6, "notes are read");
	fclose(file);
	memset(text, 0, sizeof(text));
	file = fmemopen(text, sizeof(text) - 1, "w");
	forwarding_write(file, &f);
	fclose(file);
	check_text(notes, text, "notes as they were written");
	forwarding_free(&f);
	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		snprintf(copy, sizeof(copy), "%s", wrong[i]);
		file = fmemopen(copy, strlen(copy), "r");
		check(!forwarding_read(file, &f), "no notes, %zu", i);
		fclose(file);
	}
}

static void test_leases(void)
{
	static char file_text[] =
		"1795879728 fe:7f:2b:07:23:11 10.77.0.199 guest 01:fe\n"
		"0 fe:7f:2b:07:23:12 10.77.0.50 * *\n"
		"nonsense\n"
		"duid 00:01:00:01\n"
		"1795879728 123456 fd00::99 six 00:01\n";
	struct given_list list = { 0 };
	struct lease lease = { .mac = { 2 }, .name = "one" };
	FILE *file = fmemopen(file_text, strlen(file_text), "r");

	leases_read(file, &list);
	fclose(file);
	check(list.count == 3, "three leases");
	check(list.count == 3 && list.given[0].has_mac &&
	      !strcmp(list.given[0].lease.name, "guest"), "one with a name");
	check(list.count == 3 && !list.given[1].lease.name[0] &&
	      !list.given[1].expires, "one without, for ever");
	check(list.count == 3 && !list.given[2].has_mac, "one of IPv6");
	network_free(&net);
	network_init(&net, "lan0");
	net.lease = xrealloc(NULL, 2, sizeof(lease));
	net.num_leases = 2;
	address_parse("10.77.0.50", &lease.address);
	net.lease[0] = lease;
	address_parse("10.77.0.51", &lease.address);
	net.lease[1] = lease;
	leases_add_static(&net, &list);
	check(list.count == 4 && list.given[1].is_static &&
	      list.given[1].is_given && list.given[3].is_static &&
	      !list.given[3].is_given && !list.given[0].is_static,
	      "static ones, in use and not");
	free(list.given);
}

/* A line of options of NAT: the exit code, or -1 if some word isn't one */
static int nat_options(const char *line)
{
	static char copy[256];
	char *argv[WORDS_MAX], *nat[WORDS_MAX], *word, *rest = NULL;
	int argc = 0, count;

	snprintf(copy, sizeof(copy), "%s", line);
	for (word = strtok_r(copy, " ", &rest); word && argc < WORDS_MAX;
	     word = strtok_r(NULL, " ", &rest))
		argv[argc++] = word;
	count = nat_take_words(&argc, argv, nat);
	return argc ? -1 : nat_set_words(NULL, count, nat);
}

static void test_nat(void)
{
	static const char *const good[] = {
		"pool 192.0.2.8-192.0.2.15", "pool 2001:db8::8", "pool none",
		"ports 1024-65535", "ports any", "ipv6 routed",
		"mapping independent filtering address-port",
		"timeout-udp 30 max-rate none timeout-tcp-transitory 240",
		"helpers ftp,pptp", "helpers none", "bypass-rules on",
		"ipv6 nptv6 npt fd77::/48,2001:db8:1::/48", "npt none",
	};
	static const char *const bad[] = {
		"pool 192.0.2.8-2001:db8::8", "pool x", "ports 1024", "ports",
		"ipv6 on", "mapping full", "timeout-udp x", "helpers ftp,",
		"helpers f", "mss-clamp 1", "max-sessions 0", "npt fd77::/48",
		"npt fd77::/48,2001:db8::/32", "npt 10.0.0.0/8,10.0.0.0/8",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(good); i++)
		check(nat_options(good[i]) == EXIT_OK, "NAT '%s'", good[i]);
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		check(nat_options(bad[i]) == EXIT_USAGE, "no NAT '%s'", bad[i]);
	check(nat_options("timeout-x 3") == -1, "timeout-x is none of its words");
}

int main(void)
{
	test_nat();
	test_words();
	test_text();
	test_dnsmasq();
	test_forwarding();
	test_leases();
	network_free(&net);
	return test_status();
}
