// SPDX-License-Identifier: GPL-2.0
/*
 * fail_nth - let the nth allocation of an operation fail, for every n until the
 * operation needs no more than n - 1, and prove that it was done as a whole or
 * not at all: what the kernel says and what it lists afterwards must agree.
 *
 *   fail_nth [--list] [--tries N] [--only NAME] [--nth N] [--loud]
 *
 * --tries takes about N of those of what takes long; --only takes the operations whose
 * name holds NAME, --nth one n of them, --loud has the kernel log who it was
 * that got no memory. Prints KTAP, exits 0 if all passed, 4 if this kernel
 * can't inject faults.
 *
 * Wants root, the mock, sriov_pf and sriov_vf, PFs without VFs, and nobody else
 * who changes them. Run by fail_nth.sh. Leaks are for kmemleak to find.
 */
#include <fcntl.h>
#include <net/if.h>
#include <pthread.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <linux/devlink.h>
#include <linux/ethtool.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>

#include <linux/sriov.h>

#include "args.h"
#include "nl_raw.h"

#define DEVICES	4		/* PFs of the mock */
#define VFS	2		/* of the first two of them */
#define NEVER	1000000		/* more than any operation allocates */

/* What can be seen */
struct state {
	bool loose;
	unsigned int pfs;
	uint32_t generation[DEVICES];
	size_t len;
	char text[1 << 16];
};

/* What an operation does when nothing fails */
struct clean {
	unsigned int total;		/* allocations */
	struct state before;
	struct state after;
	uint32_t changes[DEVICES];	/* of the generation */
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

static struct {
	char pf[32];
	char vf[VFS][32];
	unsigned int ifindex;
} device[DEVICES];

static struct nl_msg req;
static struct nl_family sriov, devlink;
static struct nl_msg question;
static int query;		/* socket of the listing */
static int listener;		/* somebody whom the kernel has to tell */
static int fail_nth;		/* /proc/thread-self/fail-nth */

/* ---- the listing -------------------------------------------------------- */

/* What a VF's driver asks for comes when it comes, and an interface index is
 * never used again.
 */
static const uint16_t vf_loose[] = {
	SRIOV_A_VF_IFINDEX, SRIOV_A_VF_MAX_FRAME, SRIOV_A_VF_NUM_MACS,
	SRIOV_A_VF_NUM_MULTICAST, SRIOV_A_VF_NUM_VLANS,
};

static const uint16_t pf_loose[] = { SRIOV_A_PF_IFINDEX };

static bool among(uint16_t type, const uint16_t *list, size_t num)
{
	while (num--)
		if (list[num] == type)
			return true;
	return false;
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

static void take_object(const struct nlmsghdr *nlh, void *data)
{
	const struct genlmsghdr *genl = NLMSG_DATA(nlh);
	bool pf = genl->cmd == SRIOV_CMD_PF_GET;
	struct state *state = data;
	const struct nlattr *attr;
	unsigned int i;
	int left;

	add_text(state, pf ? "PF" : "VF");
	nl_for_each(attr, (const char *)genl + GENL_HDRLEN,
		    (int)nlh->nlmsg_len - NLMSG_HDRLEN - GENL_HDRLEN, left) {
		if (nl_type(attr) == (pf ? SRIOV_A_PF_GENERATION :
					   SRIOV_A_VF_GENERATION)) {
			if (pf && state->pfs < DEVICES)
				state->generation[state->pfs++] = nl_u32(attr);
			continue;
		}
		if (state->loose &&
		    (pf ? among(nl_type(attr), pf_loose, NUM(pf_loose)) :
			  among(nl_type(attr), vf_loose, NUM(vf_loose))))
			continue;
		add_text(state, " %u=", nl_type(attr));
		for (i = 0; i < nl_len(attr); i++)
			add_text(state, "%02x",
				 ((const unsigned char *)nl_data(attr))[i]);
	}
	add_text(state, "\n");
}

static bool ask(struct nl_msg *msg, nl_object_fn object, void *data)
{
	struct nl_answer answer;

	nl_end(msg);
	nl_exchange(query, msg, object, data, &answer);
	return answer.outcome == NL_DONE;
}

static void list_netdev(struct state *state, const char *name)
{
	struct ethtool_ringparam ring = { .cmd = ETHTOOL_GRINGPARAM };
	struct ifreq ifr = { .ifr_data = (void *)&ring };
	char path[64];
	int fd;

	/* An ioctl about one that isn't there has the kernel run modprobe. */
	snprintf(path, sizeof(path), "/sys/class/net/%s", name);
	if (access(path, F_OK)) {
		add_text(state, "%s: none\n", name);
		return;
	}
	fd = socket(AF_INET, SOCK_DGRAM, 0);
	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", name);
	if (!ioctl(fd, SIOCETHTOOL, &ifr))
		add_text(state, "%s: ring %u", name, ring.rx_pending);
	if (!ioctl(fd, SIOCGIFFLAGS, &ifr))
		add_text(state, " %s", ifr.ifr_flags & IFF_UP ? "up" : "down");
	if (!ioctl(fd, SIOCGIFMTU, &ifr))
		add_text(state, " mtu %d", ifr.ifr_mtu);
	add_text(state, "\n");
	close(fd);
}

/* All that can be seen: PFs, VFs that exist, the first few whether they do or
 * not, and the netdevs.
 */
static void look(struct state *state, bool loose)
{
	unsigned int i, vf;
	char name[16];

	memset(state, 0, offsetof(struct state, text));
	state->loose = loose;
	nl_begin_genl(&question, sriov.id, SRIOV_CMD_PF_GET, 1, NLM_F_DUMP);
	ask(&question, take_object, state);
	nl_begin_genl(&question, sriov.id, SRIOV_CMD_VF_GET, 1, NLM_F_DUMP);
	ask(&question, take_object, state);
	for (i = 0; i < DEVICES; i++) {
		for (vf = 0; vf < VFS; vf++) {
			nl_begin_genl(&question, sriov.id, SRIOV_CMD_VF_GET, 1,
				      NLM_F_ACK);
			nl_put_text(&question, SRIOV_A_VF_PCI_ADDRESS,
				    device[i].pf);
			nl_put_u32(&question, SRIOV_A_VF_VF_ID, vf);
			ask(&question, take_object, state);
		}
		snprintf(name, sizeof(name), "pf%u", i);
		list_netdev(state, name);
	}
	list_netdev(state, "p0v0");
	list_netdev(state, "p0v1");
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

static void genl(uint8_t cmd, uint16_t flags)
{
	nl_begin_genl(&req, sriov.id, cmd, 1, flags ?: NLM_F_ACK);
}

static void genl_devlink(uint8_t cmd, uint16_t flags)
{
	nl_begin_genl(&req, devlink.id, cmd, DEVLINK_GENL_VERSION,
		      flags ?: NLM_F_ACK);
}

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

static bool set_num_vfs(unsigned int port, unsigned int num)
{
	struct nl_msg msg = {};
	bool done;

	nl_begin_genl(&msg, sriov.id, SRIOV_CMD_PF_SET, 1, NLM_F_ACK);
	nl_put_text(&msg, SRIOV_A_PF_PCI_ADDRESS, device[port].pf);
	nl_put_u32(&msg, SRIOV_A_PF_NUM_VFS, num);
	done = do_now(&msg, NETLINK_GENERIC);
	free(msg.buf);
	return done;
}

/* Everything that a request may have set. */
static bool undo_set(void)
{
	struct nl_msg msg = {};
	unsigned int i;
	size_t nest;
	bool done;

	nl_begin_genl(&msg, sriov.id, SRIOV_CMD_APPLY, 1, NLM_F_ACK);
	for (i = 0; i < DEVICES; i++) {
		nest = nl_nest(&msg, SRIOV_A_APPLY_CHANGE);
		nl_put_text(&msg, SRIOV_A_VF_PCI_ADDRESS, device[i].pf);
		nl_put_u32(&msg, SRIOV_A_VF_VF_ID, 0);
		nl_put_u32(&msg, SRIOV_A_VF_VF_LAST, VFS - 1);
		nl_put(&msg, SRIOV_A_VF_RESET, NULL, 0);
		nl_put(&msg, SRIOV_A_VF_OWNER_FORCE, NULL, 0);
		nl_nest_end(&msg, nest);
	}
	done = do_now(&msg, NETLINK_GENERIC);
	free(msg.buf);
	return done;
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
	for (i = 0; i < DEVICES && !op->loose && !op->uncounted; i++)
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

static const uint32_t nothing[DEVICES];

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
	for (i = 0; i < DEVICES; i++)
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

#include "fail_nth_ops.h"

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

static bool find_devices(void)
{
	unsigned int i, vf;
	char path[128], target[256], name[16];
	ssize_t len;

	for (i = 0; i < DEVICES; i++) {
		snprintf(path, sizeof(path), "/sys/class/net/pf%u/device", i);
		len = readlink(path, target, sizeof(target) - 1);
		if (len < 0)
			return false;
		target[len] = '\0';
		snprintf(device[i].pf, sizeof(device[i].pf), "%s",
			 strrchr(target, '/') + 1);
		snprintf(name, sizeof(name), "pf%u", i);
		device[i].ifindex = if_nametoindex(name);
	}
	for (i = 0; i < DEVICES; i++)
		if (!set_num_vfs(i, i < 2 ? VFS : 0))
			return false;
	for (vf = 0; vf < VFS; vf++) {
		snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/virtfn%u",
			 device[0].pf, vf);
		len = readlink(path, target, sizeof(target) - 1);
		if (len < 0)
			return false;
		target[len] = '\0';
		snprintf(device[0].vf[vf], sizeof(device[0].vf[vf]), "%s",
			 strrchr(target, '/') + 1);
	}
	return true;
}

int main(int argc, char **argv)
{
	unsigned int tries = 0, only = 0, failed = 0, number = 0, i;
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

	args_take(argc, argv, args, 0,
		  "fail_nth [--list] [--tries N] [--only NAME] [--nth N] [--loud]");
	setvbuf(stdout, NULL, _IOLBF, 0);
	for (i = 0; list && i < NUM(ops); i++)
		if (strstr(ops[i].name, name))
			printf("%s\n", ops[i].name);
	if (list)
		return 0;
	if (!enable_faults(loud)) {
		printf("no fault injection in this kernel\n");
		return 4;
	}
	query = nl_socket(NETLINK_GENERIC);
	if (!nl_find_family(query, SRIOV_FAMILY_NAME, &sriov) ||
	    !nl_find_family(query, DEVLINK_GENL_NAME, &devlink) ||
	    !find_devices()) {
		printf("Bail out! no PFs of the mock with their VFs\n");
		return 1;
	}
	listener = nl_socket(NETLINK_GENERIC);
	nl_join(listener, &sriov);

	for (i = 0; i < NUM(ops); i++) {
		if (!strstr(ops[i].name, name))
			continue;
		if (run_op(&ops[i], tries, only)) {
			printf("ok %u %s\n", ++number, ops[i].name);
		} else {
			printf("not ok %u %s\n", ++number, ops[i].name);
			failed++;
		}
	}
	for (i = 0; i < DEVICES; i++)
		set_num_vfs(i, 0);
	return failed ? 1 : 0;
}
