// SPDX-License-Identifier: GPL-2.0
/*
 * dnsmasq for one switch. It reads no file but the one written here, listens on
 * the switch alone (devbind.c), and gives up root's rights.
 */
#include <arpa/inet.h>
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "devbind.h"
#include "dnsmasq.h"

/* Leases at most: that many addresses, and no more memory than for these */
#define LEASES_MAX	65536

/* Milliseconds that one has to end, in all, before it is killed */
#define END_LIMIT	3000

const char *dnsmasq_program(void)
{
	static const char *const paths[] = {
		"/usr/sbin/dnsmasq", "/usr/local/sbin/dnsmasq", "/sbin/dnsmasq",
		"/usr/bin/dnsmasq",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(paths); i++)
		if (!access(paths[i], X_OK))
			return paths[i];
	return NULL;
}

int dnsmasq_missing(void)
{
	error("dnsmasq isn't installed, which DHCP, DNS and router advertisements need");
	hint("install it: apt install dnsmasq-base");
	hint("or leave them off: dhcp off dns off ra off");
	return EXIT_REFUSED;
}

/* ---- its configuration ---- */

static void put_range(FILE *file, const struct address *first,
		      const struct address *last, const char *end)
{
	char a[ADDRESS_TEXT], b[ADDRESS_TEXT];

	if (address_compare(first, last) <= 0)
		fprintf(file, "dhcp-range=%s,%s,%s\n", address_text(first, a),
			address_text(last, b), end);
}

/* What the subnet has but the host's own address */
static void put_all_ranges(FILE *file, const struct address *subnet,
			   const char *end)
{
	struct range hosts, below, above;

	subnet_hosts(subnet, &hosts);
	below = hosts;
	above = hosts;
	below.last = *subnet;
	above.first = *subnet;
	address_step(&above.first, 1);
	if (address_compare(subnet, &hosts.first) > 0) {
		address_step(&below.last, -1);
		put_range(file, &below.first, &below.last, end);
	}
	if (address_compare(subnet, &hosts.last) < 0)
		put_range(file, &above.first, &above.last, end);
}

static bool put_given_ranges(FILE *file, const struct network *net,
			     const struct address *subnet, const char *end)
{
	bool some = false;
	unsigned int i;

	for (i = 0; i < net->num_ranges; i++) {
		if (!subnet_has(subnet, &net->range[i].first))
			continue;
		put_range(file, &net->range[i].first, &net->range[i].last,
			  end);
		some = true;
	}
	return some;
}

static void put_ipv4(FILE *file, const struct network *net,
		     const struct address *subnet)
{
	uint32_t mask = htonl(~0U << (32 - subnet->length));
	char text[INET_ADDRSTRLEN] = "";

	if (!network_dhcp(net))
		return;
	inet_ntop(AF_INET, &mask, text, sizeof(text));
	if (!put_given_ranges(file, net, subnet, text))
		put_all_ranges(file, subnet, text);
}

/*
 * A guest of IPv6 asks for an address, or makes one itself of the prefix that
 * is advertised: of a /64 it can do either.
 */
static void put_ipv6(FILE *file, const struct network *net,
		     const struct address *subnet)
{
	struct range hosts;
	char text[ADDRESS_TEXT], end[32];

	subnet_hosts(subnet, &hosts);
	address_step(&hosts.first, -1);
	if (!network_dhcp(net)) {
		if (network_ra(net))
			fprintf(file, "dhcp-range=%s,ra-only,%u\n",
				address_text(&hosts.first, text),
				subnet->length);
		return;
	}
	snprintf(end, sizeof(end), "%s%u",
		 network_ra(net) && subnet->length == 64 ? "slaac," : "",
		 subnet->length);
	if (!put_given_ranges(file, net, subnet, end))
		put_all_ranges(file, subnet, end);
}

static bool same_mac(const struct lease *a, const struct lease *b)
{
	return !memcmp(a->mac, b->mac, MAC_LEN);
}

/* All addresses of a station are in one line. */
static void put_lease(FILE *file, const struct network *net, size_t i)
{
	const struct lease *lease = &net->lease[i], *other;
	char text[ADDRESS_TEXT], mac[MAC_TEXT_LEN];
	const char *name = "";
	size_t j;

	for (j = 0; j < i; j++)
		if (same_mac(&net->lease[j], lease))
			return;
	fprintf(file, "dhcp-host=%s", mac_text(lease->mac, mac));
	for (j = i; j < net->num_leases; j++) {
		other = &net->lease[j];
		if (!same_mac(other, lease))
			continue;
		if (!*name)
			name = other->name;
		fprintf(file, other->address.family == AF_INET6 ? ",[%s]" :
								  ",%s",
			address_text(&other->address, text));
	}
	fprintf(file, "%s%s\n", *name ? "," : "", name);
}

static void put_dns(FILE *file, const struct network *net)
{
	if (!network_dns(net)) {
		fputs("port=0\n", file);
		return;
	}
	fputs("domain-needed\nbogus-priv\n", file);
	if (net->domain[0])
		fprintf(file, "domain=%s\nlocal=/%s/\n", net->domain,
			net->domain);
	/* Names that are asked for would tell the outside what they like. */
	if (!network_is_nat(net))
		fputs("no-resolv\n", file);
}

void dnsmasq_write(FILE *file, const struct network *net, const char *user,
		   const char *dir)
{
	const struct address *subnet;
	unsigned int i;
	size_t j;

	fprintf(file,
		"# Written by sriovctl for %s: changes are lost.\n"
		"interface=%s\nexcept-interface=lo\nbind-dynamic\n"
		"user=%s\npid-file=%s/dnsmasq.pid\n"
		"dhcp-leasefile=%s/leases\nno-hosts\nno-poll\n",
		net->name, net->name, user, dir, dir);
	put_dns(file, net);
	if (network_dhcp(net))
		fprintf(file, "dhcp-authoritative\ndhcp-lease-max=%u\n",
			LEASES_MAX);
	if (network_ra(net))
		fputs("enable-ra\n", file);
	/* Behind a switch without a way out there is no router. */
	if (!network_is_nat(net)) {
		if (network_dhcp(net))
			fputs("dhcp-option=option:router\n", file);
		if (network_ra(net))
			fprintf(file, "ra-param=%s,0,0\n", net->name);
	}
	for (i = 0; i < net->num_subnets; i++) {
		subnet = &net->subnet[i];
		if (subnet->family == AF_INET)
			put_ipv4(file, net, subnet);
		else
			put_ipv6(file, net, subnet);
	}
	for (j = 0; j < net->num_leases; j++)
		put_lease(file, net, j);
}

int dnsmasq_configure(const struct network *net)
{
	char dir[NETWORK_PATH], path[NETWORK_PATH];
	FILE *file = NULL;

	if (network_path(net->name, "", dir) &&
	    network_path(net->name, "dnsmasq.conf", path))
		file = replace_begin(path);
	if (file)
		dnsmasq_write(file, net,
			      getpwnam("dnsmasq") ? "dnsmasq" : "nobody", dir);
	if (file && replace_end(file, path))
		return EXIT_OK;
	error("can't write dnsmasq's configuration for %s: %s", net->name,
	      strerror(errno));
	return EXIT_REFUSED;
}

/* ---- the process ---- */

static void __attribute__((noreturn)) run(const struct network *net)
{
	char conf[NETWORK_PATH], path[NETWORK_PATH];
	const char *program = dnsmasq_program();
	sigset_t none;
	int fd;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (network_path(net->name, "errors", path)) {
		fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
		if (fd >= 0)
			dup2(fd, 2);
	}
	/* Without it, it works unless two switches have the same address. */
	devbind_enter(net->name);
	if (program && network_path(net->name, "dnsmasq.conf", path)) {
		snprintf(conf, sizeof(conf), "--conf-file=%.*s",
			 (int)sizeof(conf) - 20, path);
		execl(program, program, "--keep-in-foreground", conf, NULL);
	}
	fprintf(stderr, "can't start dnsmasq: %s\n", strerror(errno));
	_exit(127);
}

pid_t dnsmasq_start(const struct network *net)
{
	char path[NETWORK_PATH];
	pid_t pid;

	if (network_path(net->name, "dnsmasq.pid", path))
		unlink(path);
	pid = fork();
	if (!pid)
		run(net);
	return pid;
}

/* It writes its number down when it has its sockets. */
bool dnsmasq_is_ready(const struct network *net)
{
	char path[NETWORK_PATH];

	return network_path(net->name, "dnsmasq.pid", path) &&
	       !access(path, F_OK);
}

void dnsmasq_complaint(const char *name, char *text, size_t size)
{
	char path[NETWORK_PATH], *at;
	FILE *file = NULL;

	*text = '\0';
	if (network_path(name, "errors", path))
		file = fopen(path, "re");
	if (!file)
		return;
	while (fgets(text, (int)size, file) && *text == '\n')
		;
	fclose(file);
	for (at = text; *at; at++)
		if (!isprint((unsigned char)*at))
			*at = *at == '\n' ? '\0' : '?';
}

/* Was @pid started with that configuration? */
static bool is_of(const char *pid, const char *conf)
{
	char path[300], line[512];
	size_t len = 0;
	FILE *file;
	char *at;

	snprintf(path, sizeof(path), "/proc/%s/cmdline", pid);
	file = fopen(path, "re");
	if (!file)
		return false;
	len = fread(line, 1, sizeof(line) - 1, file);
	fclose(file);
	line[len] = '\0';
	at = len ? memmem(line, len, "--conf-file=", 12) : NULL;
	return at && !strcmp(at + 12, conf);
}

/* How many there are; sends a signal to each. */
static unsigned int signal_strays(const char *conf, int signal)
{
	DIR *dir = opendir("/proc");
	unsigned int count = 0;
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		if (!isdigit((unsigned char)entry->d_name[0]) ||
		    !is_of(entry->d_name, conf))
			continue;
		count++;
		kill(atoi(entry->d_name), signal);
	}
	if (dir)
		closedir(dir);
	return count;
}

void dnsmasq_end_strays(const char *name)
{
	char conf[NETWORK_PATH];
	int waited;

	if (!network_path(name, "dnsmasq.conf", conf))
		return;
	if (signal_strays(conf, SIGTERM)) {
		for (waited = 0; waited < END_LIMIT && signal_strays(conf, 0);
		     waited += 20)
			poll(NULL, 0, 20);
		signal_strays(conf, SIGKILL);
	}
	devbind_leave(name);
}
