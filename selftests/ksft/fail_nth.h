/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Let the nth allocation of an operation fail, for every n until the operation
 * needs no more than n - 1, and prove that it was done as a whole or not at all:
 * what the kernel says and what it lists afterwards must agree. Part of
 * fail_nth.c and fail_vsw.c, which have the operations, and say what is listed.
 *
 *   PROGRAM [--list] [--tries N] [--only NAME] [--nth N] [--loud]
 *
 * --tries takes about N of those of what takes long; --only takes the operations
 * whose name holds NAME, --nth one n of them, --loud has the kernel log who it
 * was that got no memory. Prints KTAP, exits 0 if all passed, 4 if this kernel
 * can't inject faults. Leaks are for kmemleak to find.
 */
#ifndef FAIL_NTH_H
#define FAIL_NTH_H

#include <fcntl.h>
#include <stdarg.h>
#include <stddef.h>
#include <time.h>

#include "args.h"
#include "nl_raw.h"

#define COUNTS	4		/* most generations that are listed */
#define NEVER	1000000		/* more than any operation allocates */

/* What can be seen */
struct state {
	bool loose;
	unsigned int counts;
	uint32_t generation[COUNTS];
	size_t len;
	char text[1 << 16];
};

/* What an operation does when nothing fails */
struct clean {
	unsigned int total;		/* allocations */
	struct state before;
	struct state after;
	uint32_t changes[COUNTS];	/* of the generation */
};

struct op {
	const char *name;
	/* Puts a message for @proto in req, or does something, errno. */
	void (*build)(void);
	int proto;
	int (*act)(void);
	bool (*undo)(void);		/* after success */
	bool (*begin)(void);		/* what has to be there first */
	bool (*end)(void);
	bool (*settled)(void);		/* what follows success has come */
	/* Which allocations to spare, of so many. */
	void (*spare)(unsigned int total, unsigned int *from, unsigned int *to);
	int refuses;			/* with this error, without a fault */
	bool changes;			/* what is listed */
	bool loose;			/* drivers run, states settle later */
	bool uncounted;			/* the PCI core does most of it: errors
					 * are its own, changes on the way
					 * count, too
					 */
	bool slow;			/* not all in make check */
};

static struct nl_msg req;
static int listener;		/* somebody whom the kernel has to tell */
static int fail_nth;		/* /proc/thread-self/fail-nth */

/* ---- the listing -------------------------------------------------------- */

/* Puts into a state, which has nothing, all that can be seen; of the program. */
static void look_at_all(struct state *state);

static void look(struct state *state, bool loose)
{
	memset(state, 0, offsetof(struct state, text));
	state->loose = loose;
	look_at_all(state);
}

static void add_text(struct state *state, const char *format, ...)
{
	size_t left = sizeof(state->text) - state->len;
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(state->text + state->len, left, format, args);
	va_end(args);
	if ((size_t)len >= left) {
		printf("Bail out! the listing is too long\n");
		exit(1);
	}
	state->len += len;
}

static bool same_text(const struct state *a, const struct state *b)
{
	return a->len == b->len && !memcmp(a->text, b->text, a->len);
}

static void show_difference(const struct state *want, const struct state *got)
{
	const char *a = want->text, *b = got->text;
	int la, lb;

	while (*a || *b) {
		la = strcspn(a, "\n");
		lb = strcspn(b, "\n");
		if (la != lb || memcmp(a, b, la)) {
			printf("#   wanted %.*s\n#   got    %.*s\n", la, a, lb,
			       b);
			return;
		}
		a += la + !!a[la];
		b += lb + !!b[lb];
	}
}

/* ---- requests ----------------------------------------------------------- */

/* Without a fault; false: refused, having said so. */
static bool do_now(struct nl_msg *msg, int proto)
{
	struct nl_answer answer;
	int fd = nl_socket(proto);

	nl_end(msg);
	nl_exchange(fd, msg, NULL, NULL, &answer);
	close(fd);
	if (answer.outcome == NL_DONE)
		return true;
	printf("# refused without a fault: %s (%s)\n", strerror(answer.err),
	       answer.message);
	return false;
}

static bool write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_TRUNC);
	bool good;

	if (fd < 0)
		return false;
	good = write(fd, text, strlen(text)) == (ssize_t)strlen(text);
	close(fd);
	return good;
}

/* ---- one fault ---------------------------------------------------------- */

/* Copying from and to users can fail, too, and so can this. */
static void arm(unsigned int n)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%u", n), done;

	do
		done = pwrite(fail_nth, text, len, 0);
	while (done < 0 && errno == EFAULT);
	if (done != len) {
		printf("Bail out! fail-nth: %s\n", strerror(errno));
		exit(1);
	}
}

/* How many more it would have taken; 0: it struck. */
static unsigned int disarm(void)
{
	char text[16] = "1";
	ssize_t len = pread(fail_nth, text, sizeof(text) - 1, 0);

	/* EFAULT: the next one, which was this. */
	if (len < 0 && errno != EFAULT) {
		printf("Bail out! fail-nth: %s\n", strerror(errno));
		exit(1);
	}
	arm(0);
	return strtoul(text, NULL, 10);
}

static void drain(int fd)
{
	static char buf[NL_RX_SIZE];

	while (recv(fd, buf, sizeof(buf), MSG_DONTWAIT) > 0 ||
	       errno == ENOBUFS)
		;
}

/* Run it with the nth allocation failing; what is left of n in @left. */
static void strike(const struct op *op, unsigned int n, unsigned int *left,
		   struct nl_answer *answer)
{
	int fd = -1;

	memset(answer, 0, sizeof(*answer));
	drain(listener);
	if (op->act) {
		arm(n);
		answer->err = op->act();
		*left = disarm();
		answer->outcome = answer->err ? NL_REFUSED : NL_DONE;
		return;
	}
	fd = nl_socket(op->proto);
	op->build();
	nl_end(&req);
	arm(n);
	nl_exchange(fd, &req, NULL, NULL, answer);
	*left = disarm();
	/* A lost part of a dump is not the end of it. */
	if (answer->outcome == NL_LOST && answer->err != EAGAIN) {
		struct nl_answer rest = {};

		nl_receive(fd, MSG_DONTWAIT, NULL, NULL, &rest);
		if (rest.outcome == NL_DONE || rest.outcome == NL_REFUSED)
			*answer = rest;
	}
	close(fd);
}

static const char *outcome_text(const struct nl_answer *answer)
{
	static char text[320];
	static const char *const names[] = {
		[NL_DONE] = "done", [NL_REFUSED] = "refused",
		[NL_UNSENT] = "not sent", [NL_LOST] = "answer lost",
		[NL_SILENT] = "no answer",
	};

	snprintf(text, sizeof(text), "%s%s%s %s", names[answer->outcome],
		 answer->err ? ": " : "",
		 answer->err ? strerror(answer->err) : "", answer->message);
	return text;
}

/* ---- verdicts ----------------------------------------------------------- */

/* Everything as in @want, and as many changes since @base as @changes says.
 * What isn't told by the operation's end is waited for.
 */
static bool is_state(const struct op *op, const struct state *want,
		     const struct state *base, const uint32_t *changes,
		     struct state *now, unsigned int seconds)
{
	time_t end = time(NULL) + seconds;
	unsigned int i;

	for (;;) {
		look(now, op->loose);
		if (same_text(want, now))
			break;
		if (!op->loose || time(NULL) > end)
			return false;
		usleep(20000);
	}
	for (i = 0; i < COUNTS && !op->loose && !op->uncounted; i++)
		if (now->generation[i] - base->generation[i] != changes[i])
			return false;
	return true;
}

/* What memory's want may be called. An answer that blames the request would
 * send its reader looking for a mistake that isn't there.
 */
static bool honest(int err)
{
	return err == ENOMEM || err == ENOBUFS || err == EFAULT ||
	       err == EAGAIN;
}

static const uint32_t nothing[COUNTS];

static bool judge(const struct op *op, unsigned int n,
		  const struct nl_answer *answer, struct clean *clean)
{
	static struct state now;
	bool before_ok = false, after_ok = false;
	bool unknown = answer->outcome == NL_LOST ||
		       answer->outcome == NL_SILENT;
	unsigned int patience = 30;

	if (answer->outcome == NL_SILENT) {
		printf("# %s, allocation %u: no answer\n", op->name, n);
		return false;
	}
	if (answer->outcome == NL_REFUSED && !honest(answer->err) &&
	    answer->err != op->refuses && !op->loose && !op->uncounted) {
		printf("# %s, allocation %u: %s\n", op->name, n,
		       outcome_text(answer));
		return false;
	}
	if (answer->outcome == NL_DONE || unknown)
		after_ok = is_state(op, &clean->after, &clean->before,
				    clean->changes, &now,
				    unknown ? 0 : patience);
	if (!after_ok && answer->outcome != NL_DONE)
		before_ok = is_state(op, &clean->before, &clean->before,
				     nothing, &now, patience);
	if (after_ok && op->undo && !op->undo()) {
		printf("# %s, allocation %u: can't be undone\n", op->name, n);
		return false;
	}
	if (after_ok || before_ok) {
		if (after_ok) {
			static struct state again;

			is_state(op, &clean->before, &clean->before, nothing,
				 &again, patience);
			if (!same_text(&clean->before, &again)) {
				printf("# %s, allocation %u: undone, but\n",
				       op->name, n);
				show_difference(&clean->before, &again);
				return false;
			}
			memcpy(clean->before.generation, again.generation,
			       sizeof(again.generation));
		}
		return true;
	}
	printf("# %s, allocation %u, %s:\n", op->name, n,
	       outcome_text(answer));
	show_difference(answer->outcome == NL_DONE ? &clean->after :
						     &clean->before, &now);
	printf("#   generations %u %u, were %u %u\n", now.generation[0],
	       now.generation[1], clean->before.generation[0],
	       clean->before.generation[1]);
	return false;
}

/* What it does when nothing fails. */
static bool run_clean(const struct op *op, struct clean *clean)
{
	struct nl_answer answer;
	struct state again;
	unsigned int left, i;
	time_t end;
	bool good;

	look(&clean->before, op->loose);
	strike(op, NEVER, &left, &answer);
	clean->total = NEVER - left;
	if (op->refuses)
		good = answer.outcome == NL_REFUSED &&
		       answer.err == op->refuses;
	else
		good = answer.outcome == NL_DONE;
	if (!good) {
		printf("# %s, without a fault: %s\n", op->name,
		       outcome_text(&answer));
		return false;
	}
	if (op->settled) {
		end = time(NULL) + 60;
		while (!op->settled() && time(NULL) < end)
			usleep(20000);
	}
	look(&clean->after, op->loose);
	for (i = 0; i < COUNTS; i++)
		clean->changes[i] = clean->after.generation[i] -
				    clean->before.generation[i];
	if (op->changes && same_text(&clean->before, &clean->after)) {
		printf("# %s changes nothing, which proves nothing\n",
		       op->name);
		return false;
	}
	if (op->undo && !op->undo())
		return false;
	is_state(op, &clean->before, &clean->before, nothing, &again, 60);
	if (!same_text(&clean->before, &again)) {
		printf("# %s, undone:\n", op->name);
		show_difference(&clean->before, &again);
		return false;
	}
	clean->before = again;
	return true;
}

/* Every n, or of what is slow @tries, but for those in which the PCI core isn't up to
 * it; then until n is more than it takes.
 */
static bool run_op(const struct op *op, unsigned int tries, unsigned int only)
{
	static struct clean clean;
	unsigned int n, left = 0, tried = 0, skip_from = 0, skip_to = 0;
	unsigned int step;
	struct nl_answer answer;
	bool good = true;

	if ((op->begin && !op->begin()) || !run_clean(op, &clean))
		return false;
	step = op->slow && tries ? clean.total / tries + 1 : 1;
	if (op->spare)
		op->spare(clean.total, &skip_from, &skip_to);
	for (n = only ?: 1; !left; n += step) {
		if (n >= skip_from && n < skip_to)
			n = skip_to;
		strike(op, n, &left, &answer);
		tried++;
		if (!judge(op, n, &answer, &clean)) {
			good = false;
			if (op->undo)
				op->undo();
			look(&clean.before, op->loose);
			if (left)
				break;
		}
		if (only)
			break;
	}
	printf("# %s: %u of %u allocations\n", op->name,
	       tried ? tried - 1 : 0, n - step - 1);
	return (!op->end || op->end()) && good;
}

/* ---- beginning ---------------------------------------------------------- */

#define FAULTS	"/sys/kernel/debug/"

/* Also those who may sleep, and pages of any order. */
static bool enable_faults(bool loud)
{
	const char *verbose = loud ? "2" : "0";

	if (!write_file(FAULTS "failslab/ignore-gfp-wait", "N") ||
	    !write_file(FAULTS "fail_page_alloc/ignore-gfp-wait", "N") ||
	    !write_file(FAULTS "fail_page_alloc/ignore-gfp-highmem", "N") ||
	    !write_file(FAULTS "fail_page_alloc/min-order", "0") ||
	    !write_file(FAULTS "failslab/verbose", verbose) ||
	    !write_file(FAULTS "fail_page_alloc/verbose", verbose))
		return false;
	write_file(FAULTS "fail_usercopy/verbose", verbose);
	fail_nth = open("/proc/thread-self/fail-nth", O_RDWR);
	return fail_nth >= 0;
}

/* What a program is about */
struct subject {
	const char *usage;
	const struct op *ops;
	unsigned int num;
	bool (*begin)(void);	/* also opens listener; false: says why */
	void (*end)(void);
};

static int run_all(const struct subject *subject, const char *name,
		   unsigned int tries, unsigned int only)
{
	unsigned int failed = 0, number = 0, i;
	const struct op *op;

	for (i = 0; i < subject->num; i++) {
		op = &subject->ops[i];
		if (!strstr(op->name, name))
			continue;
		if (run_op(op, tries, only)) {
			printf("ok %u %s\n", ++number, op->name);
		} else {
			printf("not ok %u %s\n", ++number, op->name);
			failed++;
		}
	}
	return failed;
}

static int fail_nth_main(int argc, char **argv, const struct subject *subject)
{
	unsigned int tries = 0, only = 0, failed, i;
	bool loud = false, list = false;
	const char *name = "";
	const struct arg args[] = {
		{ "tries", .number = &tries },
		{ "only", .text = &name },
		{ "nth", .number = &only },
		{ "loud", .flag = &loud },
		{ "list", .flag = &list },
		{}
	};

	args_take(argc, argv, args, 0, subject->usage);
	setvbuf(stdout, NULL, _IOLBF, 0);
	for (i = 0; list && i < subject->num; i++)
		if (strstr(subject->ops[i].name, name))
			printf("%s\n", subject->ops[i].name);
	if (list)
		return 0;
	if (!enable_faults(loud)) {
		printf("no fault injection in this kernel\n");
		return 4;
	}
	if (!subject->begin())
		return 1;
	failed = run_all(subject, name, tries, only);
	subject->end();
	return failed ? 1 : 0;
}

#endif /* FAIL_NTH_H */
