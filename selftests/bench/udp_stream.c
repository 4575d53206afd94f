// SPDX-License-Identifier: GPL-2.0
/*
 * udp_stream - a stream of UDP in batches of segments.
 *
 *	udp_stream send ADDRESS PORT SECONDS	as fast as it goes, then an end
 *	udp_stream take PORT			until that end; prints octets,
 *						and nanoseconds from the first
 *						to the last
 *
 * Both sides let the kernel handle 40 datagrams of 1400 octets at a time
 * (UDP_SEGMENT, UDP_GRO). The end is a datagram of one octet, sent until nobody
 * listens any more.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { SEGMENT = 1400, BATCH = 40 };

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ULL + t.tv_nsec;
}

static int open_socket(int option, int value)
{
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	if (fd < 0 ||
	    setsockopt(fd, IPPROTO_UDP, option, &value, sizeof(value))) {
		perror("udp_stream");
		exit(1);
	}
	return fd;
}

static int send_all(const char *address, const char *port, const char *seconds)
{
	static char data[SEGMENT * BATCH];
	struct sockaddr_in to = { .sin_family = AF_INET };
	int fd = open_socket(UDP_SEGMENT, SEGMENT);
	uint64_t end = now() + atoll(seconds) * 1000000000ULL;

	to.sin_port = htons(atoi(port));
	if (inet_pton(AF_INET, address, &to.sin_addr) != 1 ||
	    connect(fd, (void *)&to, sizeof(to))) {
		fprintf(stderr, "udp_stream: can't send to %s\n", address);
		return 1;
	}
	while (now() < end)
		if (send(fd, data, sizeof(data), 0) < 0 && errno != ENOBUFS) {
			perror("udp_stream: send");
			return 1;
		}
	end = now() + 10000000000ULL;
	while (send(fd, data, 1, 0) == 1 && now() < end)
		usleep(1000);
	return 0;
}

static int take_all(const char *port)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	int fd = open_socket(UDP_GRO, 1);
	static char data[65536];
	uint64_t octets = 0, first = 0, last = 0;
	ssize_t len;

	at.sin_port = htons(atoi(port));
	if (bind(fd, (void *)&at, sizeof(at))) {
		perror("udp_stream: bind");
		return 1;
	}
	while ((len = recv(fd, data, sizeof(data), 0)) > 1) {
		last = now();
		if (!first)
			first = last;
		octets += len;
	}
	printf("%llu %llu\n", (unsigned long long)octets,
	       (unsigned long long)(last - first));
	return len == 1 && last > first ? 0 : 1;
}

int main(int argc, char **argv)
{
	if (argc == 5 && !strcmp(argv[1], "send"))
		return send_all(argv[2], argv[3], argv[4]);
	if (argc == 3 && !strcmp(argv[1], "take"))
		return take_all(argv[2]);
	fprintf(stderr, "usage: udp_stream send ADDRESS PORT SECONDS\n"
		"       udp_stream take PORT\n");
	return 2;
}
