// SPDX-License-Identifier: GPL-2.0
/*
 * Proves that what a netdev has becomes the right request for another one, that
 * what it takes to undo a move survives being written down, and that a DHCP
 * client's command line is the other netdev's.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/if_addr.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>

#include "pending.h"
#include "test.h"

#define FROM	3
#define TO	7
#define OTHER	5

static char buf[1024] __attribute__((aligned(8)));
static char made[1024] __attribute__((aligned(8)));

static const struct rewrite there = {
	.from = FROM, .to = TO, .from_name = "eth0", .to_name = "lan0",
	.elapsed = 10, .advertised = true,
};

static const struct rewrite once_more = {
	.from = FROM, .to = FROM, .from_name = "eth0", .to_name = "eth0",
};

static const struct rewrite from_dev = {
	.from = FROM, .to = FROM, .from_name = "eth0", .to_name = "eth0",
	.remove = true,
};

static const struct rewrite gone = {
	.from = FROM, .to = TO, .from_name = "eth0", .to_name = "lan0",
	.remove = true,
};

static struct nlmsghdr *message(uint16_t type, size_t header)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);

	nlh->nlmsg_type = type;
	mnl_nlmsg_put_extra_header(nlh, header);
	return nlh;
}

static struct nlmsghdr *address(const char *text, uint32_t flags)
{
	struct nlmsghdr *nlh = message(RTM_NEWADDR, sizeof(struct ifaddrmsg));
	struct ifaddrmsg *ifa = mnl_nlmsg_get_payload(nlh);
	bool ipv4 = !strchr(text, ':');
	uint8_t data[16];

	ifa->ifa_family = ipv4 ? AF_INET : AF_INET6;
	ifa->ifa_prefixlen = ipv4 ? 24 : 64;
	ifa->ifa_index = FROM;
	inet_pton(ifa->ifa_family, text, data);
	mnl_attr_put(nlh, IFA_ADDRESS, ipv4 ? 4 : 16, data);
	mnl_attr_put_u32(nlh, IFA_FLAGS, flags);
	return nlh;
}

static struct nlmsghdr *route(uint8_t family, uint32_t oif)
{
	struct nlmsghdr *nlh = message(RTM_NEWROUTE, sizeof(struct rtmsg));
	struct rtmsg *rtm = mnl_nlmsg_get_payload(nlh);

	rtm->rtm_family = family;
	rtm->rtm_type = RTN_UNICAST;
	rtm->rtm_protocol = RTPROT_STATIC;
	if (oif)
		mnl_attr_put_u32(nlh, RTA_OIF, oif);
	return nlh;
}

/* The request for what is in buf; NULL: none */
static const struct nlmsghdr *request(const struct rewrite *how,
				      uint16_t *flags)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(made);

	if (!rewrite_message((const void *)buf, how, nlh, flags))
		return NULL;
	return nlh;
}

static const struct nlattr *attr_of(const struct nlmsghdr *nlh, size_t header,
				    uint16_t type)
{
	const struct nlattr *attr;

	mnl_attr_for_each(attr, nlh, header)
		if (mnl_attr_get_type(attr) == type)
			return attr;
	return NULL;
}

static uint32_t number(const struct nlmsghdr *nlh, size_t header, uint16_t type)
{
	const struct nlattr *attr = attr_of(nlh, header, type);

	return attr ? mnl_attr_get_u32(attr) : 0;
}

static void put_times(struct nlmsghdr *nlh, uint32_t valid, uint32_t used)
{
	struct ifa_cacheinfo info = {
		.ifa_valid = valid, .ifa_prefered = used,
	};

	mnl_attr_put(nlh, IFA_CACHEINFO, sizeof(info), &info);
}

static void check_times(uint32_t valid, uint32_t used, uint32_t want_valid,
			uint32_t want_used, const char *name)
{
	const struct nlattr *attr;
	const struct nlmsghdr *nlh;
	struct ifa_cacheinfo info = { 0 };
	uint16_t flags;

	put_times(address("192.0.2.1", 0), valid, used);
	nlh = request(&there, &flags);
	attr = nlh ? attr_of(nlh, sizeof(struct ifaddrmsg), IFA_CACHEINFO) :
		     NULL;
	if (attr)
		memcpy(&info, mnl_attr_get_payload(attr), sizeof(info));
	check(info.ifa_valid == want_valid &&
	      info.ifa_prefered == want_used, "%s", name);
}

static void check_label(const char *label, const char *want)
{
	const struct nlattr *attr;
	const struct nlmsghdr *nlh;
	uint16_t flags;

	mnl_attr_put_strz(address("192.0.2.1", 0), IFA_LABEL, label);
	nlh = request(&there, &flags);
	attr = nlh ? attr_of(nlh, sizeof(struct ifaddrmsg), IFA_LABEL) : NULL;
	check_text(want, attr ? mnl_attr_get_str(attr) : NULL, "label %s",
		   label);
}

static void test_addresses(void)
{
	const size_t header = sizeof(struct ifaddrmsg);
	const struct nlmsghdr *nlh;
	uint16_t flags = 0;

	nlh = address("192.0.2.1", IFA_F_PERMANENT | IFA_F_NOPREFIXROUTE);
	check(rewrite_wants(nlh, FROM) && !rewrite_wants(nlh, OTHER),
	      "an address of the netdev");
	nlh = request(&there, &flags);
	check(nlh && nlh->nlmsg_type == RTM_NEWADDR &&
	      flags == (NLM_F_CREATE | NLM_F_EXCL) &&
	      ((struct ifaddrmsg *)mnl_nlmsg_get_payload(nlh))->ifa_index ==
	      TO && number(nlh, header, IFA_FLAGS) == IFA_F_NOPREFIXROUTE,
	      "is made on the other, with the flags that can be set");
	address("2001:db8::1", IFA_F_TEMPORARY | IFA_F_MANAGETEMPADDR);
	nlh = request(&there, &flags);
	check(nlh && number(nlh, header, IFA_FLAGS) == IFA_F_NODAD,
	      "of IPv6 without looking for duplicates");
	address("2001:db8::1", IFA_F_TENTATIVE);
	nlh = request(&there, &flags);
	check(nlh && !number(nlh, header, IFA_FLAGS),
	      "unless that wasn't done yet");
	address("192.0.2.1", 0);
	nlh = request(&gone, &flags);
	check(nlh && nlh->nlmsg_type == RTM_DELADDR && !flags &&
	      !attr_of(nlh, header, IFA_FLAGS), "and deleted");
	nlh = address("2001:db8::1", IFA_F_DADFAILED);
	check(!rewrite_wants(nlh, FROM), "a duplicate isn't one");
	nlh = address("fe80::1", 0);
	((struct ifaddrmsg *)mnl_nlmsg_get_payload(nlh))->ifa_scope =
		RT_SCOPE_LINK;
	check(!rewrite_wants(nlh, FROM), "nor is a link-local one of IPv6");

	check_times(100, 50, 90, 40, "lifetimes get shorter");
	check_times(100, 5, 90, 0, "down to deprecated");
	check_times(UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX,
		    "but not for ever");
	put_times(address("192.0.2.1", 0), 10, 10);
	check(!request(&there, &flags), "an address whose time is over");

	check_label("eth0", "lan0");
	check_label("eth0:web", "lan0:web");
	check_label("eth01", "eth01");
	check_label("web", "web");
}

static void test_routes(void)
{
	const size_t header = sizeof(struct rtmsg);
	struct rta_cacheinfo info = { .rta_expires = 5000 };
	const struct nlmsghdr *nlh;
	struct nlmsghdr *own;
	uint16_t flags = 0;

	own = route(AF_INET, FROM);
	((struct rtmsg *)mnl_nlmsg_get_payload(own))->rtm_flags =
		RTNH_F_ONLINK | RTNH_F_LINKDOWN;
	mnl_attr_put_u32(own, RTA_PRIORITY, 77);
	check(rewrite_wants(own, FROM) && !rewrite_wants(own, OTHER),
	      "a route through the netdev");
	nlh = request(&there, &flags);
	check(nlh && number(nlh, header, RTA_OIF) == TO &&
	      number(nlh, header, RTA_PRIORITY) == 77 &&
	      flags == (NLM_F_CREATE | NLM_F_APPEND) &&
	      ((struct rtmsg *)mnl_nlmsg_get_payload(nlh))->rtm_flags ==
	      RTNH_F_ONLINK, "goes through the other");
	mnl_attr_put(route(AF_INET6, FROM), RTA_CACHEINFO, sizeof(info), &info);
	nlh = request(&there, &flags);
	check(nlh && number(nlh, header, RTA_EXPIRES) == 40,
	      "as long as it would have been there");
	info.rta_expires = 1000;
	mnl_attr_put(route(AF_INET6, FROM), RTA_CACHEINFO, sizeof(info), &info);
	check(!request(&there, &flags), "a route whose time is over");
	mnl_attr_put_u32(route(AF_INET, FROM), RTA_NH_ID, 9);
	nlh = request(&there, &flags);
	check(nlh && !number(nlh, header, RTA_OIF) &&
	      number(nlh, header, RTA_NH_ID) == 9 && !request(&gone, &flags),
	      "with a nexthop object it follows that");
	own = route(AF_INET, FROM);
	((struct rtmsg *)mnl_nlmsg_get_payload(own))->rtm_protocol =
		RTPROT_KERNEL;
	check(rewrite_wants(own, FROM), "one that the kernel is said to have made");
	((struct rtmsg *)mnl_nlmsg_get_payload(own))->rtm_type = RTN_LOCAL;
	check(!rewrite_wants(own, FROM), "not the address's own");
}

static uint32_t metric(const struct rewrite *how)
{
	uint16_t flags;
	const struct nlmsghdr *nlh = request(how, &flags);

	return nlh ? number(nlh, sizeof(struct rtmsg), RTA_PRIORITY) : 0;
}

static void test_advertised(void)
{
	struct nlmsghdr *own = route(AF_INET6, FROM);

	((struct rtmsg *)mnl_nlmsg_get_payload(own))->rtm_protocol = RTPROT_RA;
	mnl_attr_put_u32(own, RTA_PRIORITY, 1024);
	check(metric(&there) == 1025 && metric(&gone) == 1025,
	      "a route that was advertised gives way to the next one");
	check(metric(&from_dev) == 1024, "the kernel's own is deleted");
	check(!metric(&once_more), "and isn't made beside itself");
}

static void put_leg(struct nlmsghdr *nlh, int ifindex)
{
	struct rtnexthop leg = {
		.rtnh_len = sizeof(leg), .rtnh_hops = 2,
		.rtnh_ifindex = ifindex, .rtnh_flags = RTNH_F_LINKDOWN,
	};

	memcpy(mnl_nlmsg_get_payload_tail(nlh), &leg, sizeof(leg));
	nlh->nlmsg_len += sizeof(leg);
}

/* The netdevs of the legs of the request, as "7 5" */
static void check_legs(uint8_t family, const char *want, const char *name)
{
	struct nlmsghdr *nlh = route(family, 0);
	const struct nlattr *attr;
	const struct rtnexthop *leg;
	struct nlattr *nest;
	char text[64] = "";
	uint16_t flags;
	size_t i;

	nest = mnl_attr_nest_start(nlh, RTA_MULTIPATH);
	put_leg(nlh, FROM);
	put_leg(nlh, OTHER);
	mnl_attr_nest_end(nlh, nest);
	check(rewrite_wants(nlh, FROM) && rewrite_wants(nlh, OTHER) &&
	      !rewrite_wants(nlh, TO), "%s: it is both netdevs'", name);
	attr = attr_of(request(&there, &flags), sizeof(struct rtmsg),
		       RTA_MULTIPATH);
	leg = attr ? mnl_attr_get_payload(attr) : NULL;
	for (i = 0; attr && i < mnl_attr_get_payload_len(attr) / sizeof(*leg);
	     i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text),
			 "%s%d:%d:%d", i ? " " : "", leg[i].rtnh_ifindex,
			 leg[i].rtnh_hops, leg[i].rtnh_flags);
	check_text(want, text, "%s", name);
}

static void test_text(void)
{
	char text[REWRITE_TEXT];

	check_text("the address 192.0.2.1/24",
		   rewrite_text(address("192.0.2.1", 0), text), "an address");
	check_text("the route default", rewrite_text(route(AF_INET, FROM), text),
		   "a default route");
}

/* ---- command lines */

static void check_argv(enum dhcp_kind kind, const char *line, const char *want)
{
	struct dhcp_client client = { .kind = kind };
	char words[256], *argv[16], *word, *rest = words, text[256] = "";
	char **changed;
	size_t i;

	snprintf(words, sizeof(words), "%s", line);
	while ((word = strsep(&rest, " ")))
		argv[client.argc++] = word;
	argv[client.argc] = NULL;
	client.argv = argv;
	if (!dhcp_is_for(&client, "eth0")) {
		check(!want, "'%s' isn't for eth0", line);
		return;
	}
	changed = dhcp_argv(&client, "eth0", "lan0");
	for (i = 0; changed[i]; i++) {
		snprintf(text + strlen(text), sizeof(text) - strlen(text),
			 "%s%s", i ? " " : "", changed[i]);
		free(changed[i]);
	}
	free(changed);
	check_text(want, text, "'%s'", line);
}

static void test_argv(void)
{
	check_argv(DHCP_DHCLIENT, "dhclient -4 -v -pf /run/dhclient.eth0.pid eth0",
		   "dhclient -4 -v -pf /run/dhclient.lan0.pid lan0");
	check_argv(DHCP_DHCLIENT, "dhclient -lf /var/lib/dhclient.eth0.leases eth0",
		   "dhclient -lf /var/lib/dhclient.lan0.leases lan0");
	check_argv(DHCP_DHCLIENT, "dhclient -pf /run/eth01.pid eth0",
		   "dhclient -pf /run/eth01.pid lan0");
	check_argv(DHCP_DHCLIENT, "dhclient eth0 eth1", NULL);
	check_argv(DHCP_DHCLIENT, "dhclient", NULL);
	check_argv(DHCP_DHCLIENT, "dhclient -cf eth0 eth1", NULL);
	check_argv(DHCP_UDHCPC, "udhcpc -b -i eth0 -p /run/udhcpc.eth0.pid",
		   "udhcpc -b -i lan0 -p /run/udhcpc.lan0.pid");
	check_argv(DHCP_UDHCPC, "udhcpc -ieth0", "udhcpc -ilan0");
	check_argv(DHCP_UDHCPC, "udhcpc --interface=eth0",
		   "udhcpc --interface=lan0");
	check_argv(DHCP_UDHCPC, "busybox udhcpc -q",
		   "busybox udhcpc -q -i lan0");
	check_argv(DHCP_UDHCPC, "udhcpc -i eth1", NULL);
}

/* ---- the file */

static char *as_text(const struct pending *p)
{
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	check(file && pending_write(file, p), "a move becomes text");
	if (file)
		fclose(file);
	return text;
}

static bool reads(const char *text, size_t len, struct pending *p)
{
	FILE *file = fmemopen((void *)text, len, "r");
	bool ok = file && pending_read(file, p);

	if (file)
		fclose(file);
	return ok;
}

static void test_file(void)
{
	char word[3][8] = { "dhcp", "a b\n", "" };
	char *words[4] = { word[0], word[1], word[2] };
	struct pending p = {
		.sw = { .ifindex = 7, .up = true, .mac = { 2, 1 },
			.name = "lan0" },
		.dev = { .ifindex = 3, .name = "eth0" },
		.taken = 12345678901, .deadline = 12345738901, .waiter = 99,
		.sysctl = { 1, -1, 2, 0 },
		.clients.count = 1,
		.clients.client[0] = {
			.kind = DHCP_DHCLIENT, .exe = (char *)"/sbin/dhclient",
			.argv = words, .argc = 3,
		},
	};
	struct pending again;
	char *text, *other;
	size_t len, cut;
	bool any = false;

	hostconf_add(&p.conf, address("192.0.2.1", 0));
	hostconf_add(&p.conf, route(AF_INET, FROM));
	text = as_text(&p);
	len = text ? strlen(text) : 0;
	check(len && reads(text, len, &again), "and read");
	other = as_text(&again);
	check_text(text, other, "and is the same");
	free(other);
	pending_free(&again);
	for (cut = 1; cut < len; cut++)
		if (reads(text, cut, &again)) {
			any = true;
			pending_free(&again);
		}
	check(!any, "what is cut off isn't read");
	free(text);
	hostconf_free(&p.conf);
}

int main(void)
{
	test_addresses();
	test_routes();
	test_advertised();
	check_legs(AF_INET, "7:2:0 5:2:0", "legs of IPv4 stay together");
	check_legs(AF_INET6, "7:2:0", "a leg of IPv6 goes alone");
	test_text();
	test_argv();
	test_file();
	return test_status();
}
