// SPDX-License-Identifier: GPL-2.0
/*
 * sessions - begin many UDP sessions: a datagram of one octet from each of some
 * local ports to each of some ports of an address.
 *
 *   sessions ADDRESS FIRST-PORT PORTS [LOCAL-PORT [LOCAL-PORTS]]
 *
 * Prints how many were sent; exits 1 if one couldn't be.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int open_from(int family, unsigned int port)
{
	struct sockaddr_in6 addr6 = {
		.sin6_family = AF_INET6, .sin6_port = htons(port)
	};
	struct sockaddr_in addr = {
		.sin_family = AF_INET, .sin_port = htons(port)
	};
	int fd = socket(family, SOCK_DGRAM, 0);

	if (fd < 0 || (family == AF_INET ?
		       bind(fd, (void *)&addr, sizeof(addr)) :
		       bind(fd, (void *)&addr6, sizeof(addr6)))) {
		perror("sessions: bind");
		exit(1);
	}
	return fd;
}

static int send_one(int fd, int family, const void *to, unsigned int port)
{
	struct sockaddr_in6 addr6 = {
		.sin6_family = AF_INET6, .sin6_port = htons(port)
	};
	struct sockaddr_in addr = {
		.sin_family = AF_INET, .sin_port = htons(port)
	};

	memcpy(&addr.sin_addr, to, sizeof(addr.sin_addr));
	if (family == AF_INET6)
		memcpy(&addr6.sin6_addr, to, sizeof(addr6.sin6_addr));
	/* What an earlier one came back with isn't about this one. */
	for (;;) {
		if (sendto(fd, "x", 1, 0, family == AF_INET ? (void *)&addr :
							      (void *)&addr6,
			   family == AF_INET ? sizeof(addr) :
					       sizeof(addr6)) == 1)
			return 0;
		if (errno == ENOBUFS || errno == EAGAIN || errno == ENOMEM)
			usleep(1000);
		else if (errno != ECONNREFUSED)
			return -1;
	}
}

int main(int argc, char **argv)
{
	unsigned int first, ports, local, locals, n, port, sent = 0;
	unsigned char to[16];
	int family, fd;

	if (argc < 4) {
		fprintf(stderr,
			"usage: sessions ADDRESS FIRST-PORT PORTS [LOCAL-PORT [LOCAL-PORTS]]\n");
		return 2;
	}
	family = strchr(argv[1], ':') ? AF_INET6 : AF_INET;
	if (inet_pton(family, argv[1], to) != 1)
		return 2;
	first = atoi(argv[2]);
	ports = atoi(argv[3]);
	local = argc > 4 ? atoi(argv[4]) : 0;
	locals = argc > 5 ? atoi(argv[5]) : 1;
	for (n = 0; n < locals; n++) {
		fd = open_from(family, local ? local + n : 0);
		for (port = first; port < first + ports; port++, sent++)
			if (send_one(fd, family, to, port)) {
				perror("sessions: send");
				return 1;
			}
		close(fd);
	}
	printf("%u\n", sent);
	return 0;
}
