// SPDX-License-Identifier: GPL-2.0
/*
 * guests - traffic between all guests (network namespaces) of a host.
 *
 *   guests FILE STRIDE FRAMES
 *
 * FILE has a line "NETNS DEV GROUP" for each interface. Interfaces of one group
 * are to reach each other, others aren't. First every STRIDE-th interface sends
 * a frame to the address of each other one, and all that arrives is held
 * against that. Then each sends FRAMES frames of 1514 bytes to the next of its
 * group, all in turn, and the clock says how long it takes until all are there.
 * Prints lines "result NAME VALUE"; exits 1 when policy wasn't held.
 *
 * Frames have ethertype 0x88b5, so nothing but the switch decides: no ARP, no
 * routing. Sockets keep the namespace that they were made in.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define ETHERTYPE	0x88b5
#define MAX_PORTS	1024
#define BURST		16
#define WAIT_NS		5000000000LL
#define GRACE_NS	200000000LL

struct frame {
	uint8_t dst[ETH_ALEN];
	uint8_t src[ETH_ALEN];
	uint16_t type;
	uint16_t from;
	uint8_t rest[ETH_FRAME_LEN - 16];
} __attribute__((packed));

struct port {
	int fd;
	int group;
	uint8_t mac[ETH_ALEN];
};

static struct port ports[MAX_PORTS];
static int num_ports;
static int epoll;
/* What arrived: [from][to] */
static uint32_t came[MAX_PORTS][MAX_PORTS];
static uint64_t num_came;

static void die(const char *what)
{
	perror(what);
	exit(2);
}

static long long now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000LL + ts.tv_nsec;
}

/* The interface has to be up and to have carrier. */
static void wait_running(int fd, struct ifreq *ifr)
{
	long long end = now_ns() + 60 * 1000000000LL;

	while (now_ns() < end) {
		if (ioctl(fd, SIOCGIFFLAGS, ifr))
			die(ifr->ifr_name);
		if (ifr->ifr_flags & IFF_RUNNING)
			return;
		usleep(10000);
	}
	fprintf(stderr, "guests: no carrier on %s\n", ifr->ifr_name);
	exit(2);
}

static void open_port(const char *netns, const char *dev, int group)
{
	struct sockaddr_ll addr = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETHERTYPE),
	};
	struct epoll_event event = { .events = EPOLLIN };
	struct port *port = &ports[num_ports];
	struct ifreq ifr = { 0 };
	int size = 8 << 20, ns;
	char path[128];

	snprintf(path, sizeof(path), "/run/netns/%s", netns);
	ns = open(path, O_RDONLY);
	if (ns < 0 || setns(ns, CLONE_NEWNET))
		die(path);
	close(ns);
	port->fd = socket(AF_PACKET, SOCK_RAW, 0);
	if (port->fd < 0)
		die("socket");
	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", dev);
	if (ioctl(port->fd, SIOCGIFHWADDR, &ifr))
		die(dev);
	memcpy(port->mac, ifr.ifr_hwaddr.sa_data, ETH_ALEN);
	addr.sll_ifindex = if_nametoindex(dev);
	setsockopt(port->fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	if (bind(port->fd, (struct sockaddr *)&addr, sizeof(addr)))
		die("bind");
	wait_running(port->fd, &ifr);
	event.data.u32 = num_ports;
	if (epoll_ctl(epoll, EPOLL_CTL_ADD, port->fd, &event))
		die("epoll_ctl");
	port->group = group;
	num_ports++;
}

static void read_ports(const char *path)
{
	char netns[64], dev[IF_NAMESIZE];
	FILE *file = fopen(path, "r");
	int group;

	if (!file)
		die(path);
	while (num_ports < MAX_PORTS &&
	       fscanf(file, "%63s %15s %d", netns, dev, &group) == 3)
		open_port(netns, dev, group);
	fclose(file);
}

/* Take what has arrived. */
static void drain(int timeout_ms)
{
	struct epoll_event events[64];
	struct frame frame;
	int num, i, to;

	do {
		num = epoll_wait(epoll, events, 64, timeout_ms);
		timeout_ms = 0;
		for (i = 0; i < num; i++) {
			to = events[i].data.u32;
			while (recv(ports[to].fd, &frame, sizeof(frame),
				    MSG_DONTWAIT) >= 16) {
				if (frame.from >= num_ports)
					continue;
				came[frame.from][to]++;
				num_came++;
			}
		}
	} while (num > 0);
}

/* Until @want frames have come in all. Return: whether they have. */
static int drain_until(uint64_t want, long long wait_ns)
{
	long long end = now_ns() + wait_ns;

	while (num_came < want && now_ns() < end)
		drain(10);
	return num_came >= want;
}

static void send_to(int from, int to, size_t len)
{
	static struct frame frame = { .type = 0 };

	frame.type = htons(ETHERTYPE);
	memcpy(frame.dst, ports[to].mac, ETH_ALEN);
	memcpy(frame.src, ports[from].mac, ETH_ALEN);
	frame.from = from;
	if (send(ports[from].fd, &frame, len, 0) != (ssize_t)len)
		die("send");
}

/* Return: pairs that weren't as policy says */
static unsigned long reach(int stride)
{
	unsigned long pairs = 0, allowed = 0, wrong = 0;
	int from, to;

	for (from = 0; from < num_ports; from += stride) {
		for (to = 0; to < num_ports; to++) {
			if (to == from)
				continue;
			send_to(from, to, ETH_ZLEN);
			pairs++;
			allowed += ports[to].group == ports[from].group;
			if (to % BURST == 0)
				drain(0);
		}
		drain_until(allowed, WAIT_NS);
	}
	/* What must not come has had time to. */
	drain_until(UINT64_MAX, GRACE_NS);
	for (from = 0; from < num_ports; from += stride)
		for (to = 0; to < num_ports; to++)
			wrong += from != to && came[from][to] !=
				(ports[to].group == ports[from].group);
	printf("result\tpairs\t%lu\nresult\tallowed\t%lu\nresult\twrong\t%lu\n",
	       pairs, allowed, wrong);
	return wrong;
}

static int next_of_group(int from)
{
	int to = from;

	do {
		to = (to + 1) % num_ports;
	} while (to != from && ports[to].group != ports[from].group);
	return to;
}

static void throughput(int frames)
{
	static int peer[MAX_PORTS];
	uint64_t want = num_came;
	long long start;
	int i, n, b;

	for (i = 0; i < num_ports; i++)
		peer[i] = next_of_group(i);
	start = now_ns();
	for (n = 0; n < frames; n += BURST) {
		for (i = 0; i < num_ports; i++) {
			if (peer[i] == i)
				continue;
			for (b = 0; b < BURST; b++)
				send_to(i, peer[i], ETH_FRAME_LEN);
			want += BURST;
			/* A cable holds 512 frames. */
			if (i % 16 == 15)
				drain_until(want, WAIT_NS);
		}
		drain_until(want, WAIT_NS);
	}
	start = now_ns() - start;
	printf("result\tframes\t%d\nresult\tns\t%lld\nresult\tlost\t%lu\n",
	       frames * num_ports, start, (unsigned long)(want - num_came));
}

int main(int argc, char **argv)
{
	struct rlimit limit = { 4096, 4096 };
	unsigned long wrong;

	if (argc != 4 || atoi(argv[2]) < 1 || atoi(argv[3]) < 1) {
		fprintf(stderr, "usage: guests FILE STRIDE FRAMES\n");
		return 2;
	}
	setrlimit(RLIMIT_NOFILE, &limit);
	epoll = epoll_create1(0);
	read_ports(argv[1]);
	wrong = reach(atoi(argv[2]));
	throughput(atoi(argv[3]));
	return wrong != 0;
}
