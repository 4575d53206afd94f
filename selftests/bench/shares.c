// SPDX-License-Identifier: GPL-2.0
/*
 * shares - whose instructions a run of pktgen are.
 *
 *   shares NAME pktgen_start
 *
 * Samples processor 0 by the kernel's software clock events, while pktgen runs.
 * There are several with different periods, because under --icount a packet
 * takes the same time as the one before, and a single period would meet all of
 * them at the same places. A sample goes
 * to the innermost module of its call chain, so what the kernel proper does
 * for a driver is the driver's; but from __netif_receive_skb*() on it is the
 * stack's. While interrupts are off no sample comes; it comes at the end, and
 * that is in the same module. Idle time isn't counted. Prints a line "result
 * NAME.share.MODULE PERMILLE" for each module, "stack", and "kernel" for chains
 * with neither.
 */
#include <fcntl.h>
#include <linux/perf_event.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define RING_PAGES	512
#define NUM_CLOCKS	8
#define MAX_MODULES	128
#define STACK_ENTRY	"__netif_receive_skb"

/* ns of guest clock: instructions under --icount */
static const unsigned int periods[NUM_CLOCKS] = {
	100003, 108881, 117779, 131009, 142907, 157999, 173909, 190027,
};

struct module {
	char name[64];
	uint64_t start, end;
	unsigned long samples;
};

static struct module modules[MAX_MODULES] = { { .name = "kernel" } };
static int num_modules = 1;

static void die(const char *what)
{
	perror(what);
	exit(2);
}

static void read_modules(void)
{
	FILE *file = fopen("/proc/modules", "r");
	unsigned long size;

	if (!file)
		die("/proc/modules");
	while (num_modules < MAX_MODULES) {
		struct module *m = &modules[num_modules];

		if (fscanf(file, "%63s %lu %*s %*s %*s %lx%*[^\n]", m->name,
			   &size, &m->start) != 3)
			break;
		m->end = m->start + size;
		num_modules++;
	}
	fclose(file);
}

/* The stack: its entry points, each until the symbol after it */
static void read_stack(void)
{
	FILE *file = fopen("/proc/kallsyms", "r");
	struct module *open_one = NULL;
	char line[512], name[256];
	unsigned long address;

	if (!file)
		die("/proc/kallsyms");
	while (fgets(line, sizeof(line), file)) {
		if (sscanf(line, "%lx %*c %255s", &address, name) != 2)
			continue;
		if (open_one && address > open_one->start) {
			open_one->end = address;
			open_one = NULL;
		}
		if (!open_one && num_modules < MAX_MODULES &&
		    !strncmp(name, STACK_ENTRY, strlen(STACK_ENTRY))) {
			open_one = &modules[num_modules++];
			snprintf(open_one->name, sizeof(open_one->name),
				 "stack");
			open_one->start = address;
		}
	}
	fclose(file);
}

/* The module that an address is in. /proc/modules has the address of its text
 * and the size of all of it: of several the nearest is the one.
 */
static struct module *find(uint64_t address)
{
	struct module *best = NULL;
	int i;

	for (i = 1; i < num_modules; i++)
		if (address >= modules[i].start && address < modules[i].end &&
		    (!best || modules[i].start > best->start))
			best = &modules[i];
	return best;
}

static void count(const uint64_t *chain, uint64_t num)
{
	struct module *module = NULL;
	uint64_t n;

	for (n = 0; n < num && !module; n++)
		module = find(chain[n]);
	(module ?: &modules[0])->samples++;
}

static int open_clock(unsigned int period)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_SOFTWARE,
		.size = sizeof(attr),
		.config = PERF_COUNT_SW_CPU_CLOCK,
		.sample_period = period,
		.sample_type = PERF_SAMPLE_CALLCHAIN,
		.disabled = 1,
		.exclude_user = 1,
		.exclude_callchain_user = 1,
		.exclude_idle = 1,
	};
	int fd = syscall(SYS_perf_event_open, &attr, -1, 0, -1, 0);

	if (fd < 0)
		die("perf_event_open");
	return fd;
}

static void start_pktgen(void)
{
	int fd = open("/proc/net/pktgen/pgctrl", O_WRONLY);

	if (fd < 0 || write(fd, "start\n", 6) != 6)
		die("pgctrl");
	close(fd);
}

/* Return: records of samples that were lost */
static uint64_t read_samples(const struct perf_event_mmap_page *head)
{
	const uint8_t *data = (const uint8_t *)head + head->data_offset;
	uint64_t at = 0, lost = 0;

	while (at < head->data_head) {
		static uint64_t record[8192];
		const struct perf_event_header *h = (const void *)record;
		size_t mask = head->data_size - 1, n;

		/* Records are multiples of 8 bytes, and may wrap. */
		record[0] = *(const uint64_t *)(data + (at & mask));
		for (n = 8; n < h->size; n += 8)
			record[n / 8] =
				*(const uint64_t *)(data + ((at + n) & mask));
		if (h->type == PERF_RECORD_SAMPLE)
			count(record + 2, record[1]);
		else if (h->type == PERF_RECORD_LOST)
			lost++;
		at += h->size;
	}
	return lost;
}

int main(int argc, char **argv)
{
	const size_t page = sysconf(_SC_PAGESIZE);
	struct perf_event_mmap_page *head[NUM_CLOCKS];
	uint64_t lost = 0, sum = 0, stack = 0;
	int fd[NUM_CLOCKS], i;
	size_t n;

	if (argc != 3) {
		fprintf(stderr, "usage: shares NAME pktgen_start\n");
		return 2;
	}
	read_modules();
	read_stack();
	for (n = 0; n < NUM_CLOCKS; n++) {
		fd[n] = open_clock(periods[n]);
		head[n] = mmap(NULL, (RING_PAGES + 1) * page,
			       PROT_READ | PROT_WRITE, MAP_SHARED, fd[n], 0);
		if (head[n] == MAP_FAILED)
			die("mmap");
	}
	for (n = 0; n < NUM_CLOCKS; n++)
		ioctl(fd[n], PERF_EVENT_IOC_ENABLE, 0);
	start_pktgen();
	for (n = 0; n < NUM_CLOCKS; n++)
		ioctl(fd[n], PERF_EVENT_IOC_DISABLE, 0);
	for (n = 0; n < NUM_CLOCKS; n++)
		lost += read_samples(head[n]);
	for (i = 0; i < num_modules; i++) {
		sum += modules[i].samples;
		if (strcmp(modules[i].name, "stack"))
			continue;
		stack += modules[i].samples;
		modules[i].samples = 0;
	}
	if (!sum || lost) {
		fprintf(stderr, "shares: %lu samples, %lu losses\n",
			(unsigned long)sum, (unsigned long)lost);
		return 1;
	}
	printf("result\t%s.samples\t%lu\n", argv[1], (unsigned long)sum);
	printf("result\t%s.share.stack\t%lu\n", argv[1],
	       (unsigned long)(stack * 1000 / sum));
	for (i = 0; i < num_modules; i++)
		if (modules[i].samples * 1000 / sum)
			printf("result\t%s.share.%s\t%lu\n", argv[1],
			       modules[i].name,
			       (unsigned long)(modules[i].samples * 1000 / sum));
	return 0;
}
