// SPDX-License-Identifier: GPL-2.0
/*
 * udp_echo - datagrams there and back, all of one session.
 *
 *	udp_echo serve PORT		sends back what it gets, until killed
 *	udp_echo ask ADDRESS PORT COUNT	so many, each when the one before is back;
 *					prints how many came back as they were
 *	udp_echo beat ADDRESS PORT	one each 10 ms, until killed; prints a line
 *					for each that came back as it was
 *
 * Their lengths and octets differ. One that isn't back after a second is lost.
 */
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MAX_LEN = 1400, WAIT_MS = 1000, BEAT_NS = 10000000 };

static int die(const char *what)
{
	perror(what);
	return 1;
}

static int serve(const char *port)
{
	struct addrinfo hints = {
		.ai_family = AF_INET6, .ai_socktype = SOCK_DGRAM,
		.ai_flags = AI_PASSIVE | AI_NUMERICHOST,
	}, *ai;
	struct sockaddr_storage from;
	char data[2 * MAX_LEN];
	socklen_t from_len;
	ssize_t len;
	int fd;

	if (getaddrinfo(NULL, port, &hints, &ai))
		return die("getaddrinfo");
	fd = socket(ai->ai_family, ai->ai_socktype, 0);
	if (fd < 0 || bind(fd, ai->ai_addr, ai->ai_addrlen))
		return die("bind");
	for (;;) {
		from_len = sizeof(from);
		len = recvfrom(fd, data, sizeof(data), 0, (void *)&from,
			       &from_len);
		if (len >= 0)
			sendto(fd, data, len, 0, (void *)&from, from_len);
	}
}

static int open_to(const char *address, const char *port)
{
	struct addrinfo hints = {
		.ai_socktype = SOCK_DGRAM, .ai_flags = AI_NUMERICHOST,
	}, *ai;
	int fd;

	if (getaddrinfo(address, port, &hints, &ai))
		return -1;
	fd = socket(ai->ai_family, ai->ai_socktype, 0);
	if (fd >= 0 && connect(fd, ai->ai_addr, ai->ai_addrlen))
		return -1;
	return fd;
}

/* The Nth: as long as it wants, odd and even */
static size_t fill(char *data, unsigned int n)
{
	size_t len = 8 + n * 131 % (MAX_LEN - 8), i;

	memcpy(data, &n, sizeof(n));
	for (i = sizeof(n); i < len; i++)
		data[i] = (i * 7 + n) ^ n >> 8;
	return len;
}

/* Send the Nth and wait for it. Late ones, and errors from the way, are let go. */
static int there_and_back(int fd, unsigned int n)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
	char data[MAX_LEN], back[2 * MAX_LEN];
	size_t len = fill(data, n);
	ssize_t got;

	if (send(fd, data, len, 0) < 0)
		return 0;
	while (poll(&poll_fd, 1, WAIT_MS) > 0) {
		got = recv(fd, back, sizeof(back), 0);
		if (got < 0)
			return 0;
		if ((size_t)got == len && !memcmp(data, back, len))
			return 1;
	}
	return 0;
}

static int ask(int fd, unsigned int count)
{
	unsigned int n, good = 0;

	for (n = 0; n < count; n++)
		good += there_and_back(fd, n);
	printf("%u\n", good);
	return good != count;
}

static _Noreturn void beat(int fd)
{
	const struct timespec pause = { .tv_nsec = BEAT_NS };
	unsigned int n;

	setvbuf(stdout, NULL, _IOLBF, 0);
	for (n = 0;; n++) {
		if (there_and_back(fd, n))
			printf("%u\n", n);
		nanosleep(&pause, NULL);
	}
}

int main(int argc, char **argv)
{
	int fd;

	if (argc == 3 && !strcmp(argv[1], "serve"))
		return serve(argv[2]);
	if (argc < 4)
		return 2;
	fd = open_to(argv[2], argv[3]);
	if (fd < 0)
		return die(argv[2]);
	if (argc == 5 && !strcmp(argv[1], "ask"))
		return ask(fd, atoi(argv[4]));
	if (!strcmp(argv[1], "beat"))
		beat(fd);
	return 2;
}
