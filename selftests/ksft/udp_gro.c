// SPDX-License-Identifier: GPL-2.0
/*
 * udp_gro - datagrams in bursts, and how they come.
 *
 *	udp_gro longest PORT		gets datagrams on a socket with UDP_GRO until
 *					none comes for a second; prints the longest
 *	udp_gro burst ADDRESS PORT	sends ten of 1000 octets at once
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif
#ifndef UDP_GRO
#define UDP_GRO 104
#endif

enum { SEGMENT = 1000, SEGMENTS = 10, FIRST_S = 20 };

static int die(const char *what)
{
	perror(what);
	return 1;
}

static int set_wait(int fd, time_t seconds)
{
	struct timeval tv = { .tv_sec = seconds };

	return setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
}

static int longest(int fd, const struct sockaddr_in *to)
{
	static char data[65536];
	ssize_t len, most = 0;
	int one = 1;

	if (setsockopt(fd, IPPROTO_UDP, UDP_GRO, &one, sizeof(one)) ||
	    bind(fd, (const void *)to, sizeof(*to)) || set_wait(fd, FIRST_S))
		return die("udp_gro");
	while ((len = recv(fd, data, sizeof(data), 0)) > 0) {
		most = len > most ? len : most;
		set_wait(fd, 1);
	}
	printf("%zd\n", most);
	return 0;
}

static int burst(int fd, const struct sockaddr_in *to)
{
	static const char data[SEGMENT * SEGMENTS];
	int size = SEGMENT;

	if (setsockopt(fd, IPPROTO_UDP, UDP_SEGMENT, &size, sizeof(size)) ||
	    sendto(fd, data, sizeof(data), 0, (const void *)to,
		   sizeof(*to)) != sizeof(data))
		return die("udp_gro");
	return 0;
}

int main(int argc, char **argv)
{
	struct sockaddr_in to = { .sin_family = AF_INET };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	if (fd < 0)
		return die("socket");
	if (argc == 3 && !strcmp(argv[1], "longest")) {
		to.sin_port = htons(atoi(argv[2]));
		return longest(fd, &to);
	}
	if (argc == 4 && !strcmp(argv[1], "burst") &&
	    inet_pton(AF_INET, argv[2], &to.sin_addr) == 1) {
		to.sin_port = htons(atoi(argv[3]));
		return burst(fd, &to);
	}
	fprintf(stderr, "usage: udp_gro longest PORT | burst ADDRESS PORT\n");
	return 2;
}
