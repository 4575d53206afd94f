// SPDX-License-Identifier: GPL-2.0
/*
 * sriovctl vf enable, vf disable, pf slots. The request blocks until the kernel
 * is done, seconds for many VFs. On a terminal a thread makes it, on a
 * connection of its own, while this one listens to the VFs changing state and
 * says how far it is.
 */
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <linux/genetlink.h>

#include "session.h"
#include "slots.h"
#include "sriovctl.h"

/**
 * struct job - a change of the number of VFs
 * @nl: the connection it is requested on
 * @pf: the PF; after success as it is then
 * @num: VFs there shall be
 * @slots: created out of service
 * @ok: it succeeded
 * @err: if not, why
 * @done: eventfd that becomes readable at the end
 */
struct job {
	struct nl *nl;
	struct pf pf;
	uint32_t num;
	bool slots;
	bool ok;
	struct nl_error err;
	int done;
};

/**
 * struct progress - how far it is
 * @pf: of this PF
 * @state: VFs are on their way to this state
 * @total: how many are
 * @arrived: which have
 */
struct progress {
	const struct pf *pf;
	uint32_t state;
	unsigned int total;
	struct vf_ranges arrived;
};

static bool take_pf(const struct nlmsghdr *nlh, void *data)
{
	return pf_decode(nlh, data);
}

static void run(struct job *job)
{
	const struct nl_sink sink = { .object = take_pf, .data = &job->pf };
	struct nlmsghdr *nlh = nl_request(job->nl, SRIOV_CMD_PF_SET);

	mnl_attr_put_strz(nlh, SRIOV_A_PF_PCI_ADDRESS, job->pf.address);
	mnl_attr_put_u32(nlh, SRIOV_A_PF_NUM_VFS, job->num);
	if (job->slots)
		mnl_attr_put_u32(nlh, SRIOV_A_PF_SLOTS, 1);
	job->ok = nl_do(job->nl, &sink, &job->err);
}

static void *run_thread(void *data)
{
	const uint64_t one = 1;
	struct job *job = data;

	run(job);
	/* Can't fail: the counter starts at zero. */
	if (write(job->done, &one, sizeof(one)) < 0)
		job->ok = false;
	return NULL;
}

/* Anything odd here only makes the display less exact. */
static bool take_event(const struct nlmsghdr *nlh, void *data)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(nlh);
	struct progress *progress = data;
	struct vf vf;

	if (genl->cmd == SRIOV_CMD_VF_STATE_NTF && vf_decode(nlh, &vf) &&
	    vf.state == progress->state && vf.id < SRIOV_MAX_VFS &&
	    !strcmp(vf.pf_address, progress->pf->address))
		ranges_add(&progress->arrived, (uint16_t)vf.id,
			   (uint16_t)vf.id);
	return true;
}

static void show(const struct progress *progress)
{
	unsigned int n = ranges_total(&progress->arrived);

	fprintf(stderr, "\r%s: %u of %u VFs %s ", progress->pf->label, n,
		progress->total,
		progress->state == SRIOV_VF_STATUS_READY ? "ready" : "gone");
}

static void follow(struct nl *nl, struct progress *progress, int done)
{
	const struct nl_sink sink = { .object = take_event, .data = progress };
	struct pollfd fds[] = {
		{ .fd = done, .events = POLLIN },
		{ .fd = sock_fd(nl->sock), .events = POLLIN },
	};

	show(progress);
	for (;;) {
		if (poll(fds, ARRAY_SIZE(fds), -1) < 0) {
			if (errno == EINTR)
				continue;
			break;
		}
		if (fds[1].revents) {
			if (nl_event(nl, &sink) == NL_EVENT_ERROR)
				fds[1].fd = -1;
			show(progress);
		}
		if (fds[0].revents)
			break;
	}
	/* The line of the result takes its place. */
	fprintf(stderr, "\r\033[K");
}

/* False: it can't be followed. Nothing has been requested then. */
static bool run_shown(struct session *s, struct job *job, unsigned int total)
{
	struct progress progress = {
		.pf = s->pf,
		.state = job->num ? SRIOV_VF_STATUS_READY :
				    SRIOV_VF_STATUS_DISABLED,
		.total = total,
	};
	struct nl own;
	pthread_t thread;
	bool shown = false;

	if (nl_open(&own, &family_sriov))
		return false;
	job->done = eventfd(0, EFD_CLOEXEC);
	if (job->done < 0)
		goto out_nl;
	if (nl_subscribe(&s->nl, false, true))
		goto out_done;
	job->nl = &own;
	if (pthread_create(&thread, NULL, run_thread, job))
		goto out_done;
	follow(&s->nl, &progress, job->done);
	pthread_join(thread, NULL);
	shown = true;
out_done:
	close(job->done);
out_nl:
	nl_close(&own);
	return shown;
}

static int report(const struct session *s, const struct job *job)
{
	const char *label = s->pf->label, *verb;
	uint32_t before = s->pf->num_vfs;

	if (!job->ok) {
		verb = job->num ? "enable" : "disable";
		if (job->err.code != EBUSY || !job->num || !before)
			return nl_explain(&job->err, "can't %s VFs of %s", verb,
					  label);
		nl_say(&job->err, "can't %s VFs of %s", verb, label);
		hint("first: sriovctl vf disable %s", label);
		return EXIT_REFUSED;
	}
	if (job->slots)
		printf("%s: %" PRIu32 " slots, %" PRIu32 " in service\n", label,
		       job->pf.num_vfs, job->pf.in_service);
	else if (job->num && before == job->num)
		printf("%s: %" PRIu32 " VFs were enabled already\n", label,
		       before);
	else if (job->num)
		printf("%s: %" PRIu32 " VFs enabled\n", label,
		       job->pf.num_vfs);
	else if (before)
		printf("%s: %" PRIu32 " VFs disabled\n", label, before);
	else
		printf("%s: no VFs were enabled\n", label);
	return EXIT_OK;
}

static int change(struct session *s, uint32_t num, bool slots)
{
	struct job job = { .pf = *s->pf, .num = num, .slots = slots };
	unsigned int total = num ? num : s->pf->num_vfs;

	if (!total || !isatty(STDERR_FILENO) || !run_shown(s, &job, total)) {
		job.nl = &s->nl;
		run(&job);
	}
	return report(s, &job);
}

static int check_number(const struct pf *pf, uint32_t num)
{
	if (num && num <= pf->total_vfs)
		return EXIT_OK;
	error("can't enable %" PRIu32 " VFs: %s has at most %" PRIu32, num,
	      pf->label, pf->total_vfs);
	if (pf->total_vfs)
		hint("give a number from 1 to %" PRIu32, pf->total_vfs);
	else
		hint("its hardware has no VFs");
	return EXIT_REFUSED;
}

int cmd_vf_enable(const struct options *opt, int argc, char **argv)
{
	struct session s;
	uint32_t num;
	int status;

	(void)opt;
	(void)argc;
	if (number_parse(argv[1], &num)) {
		error("'%s': the number of VFs is wanted here", argv[1]);
		return EXIT_USAGE;
	}
	if (!num) {
		error("0 VFs can't be enabled");
		hint("to have none: sriovctl vf disable %s", argv[0]);
		return EXIT_USAGE;
	}
	status = session_open(&s, argv[0], NEED_PF);
	if (status)
		return status;
	status = check_number(s.pf, num);
	if (!status)
		status = change(&s, num, false);
	session_close(&s);
	return status;
}

int cmd_vf_disable(const struct options *opt, int argc, char **argv)
{
	struct session s;
	int status;

	(void)opt;
	(void)argc;
	status = session_open(&s, argv[0], NEED_PF);
	if (status)
		return status;
	status = change(&s, 0, false);
	session_close(&s);
	return status;
}

/* Drivers that bind to slots while these are created, or later as a module is
 * loaded, would make netdevs of all of them.
 */
static int make_slots(struct session *s, uint32_t num)
{
	char autoprobe[TEXT_LEN];
	struct job undo = { .nl = &s->nl, .pf = *s->pf };
	int status = slots_begin(s->pf, autoprobe);

	if (status)
		return status;
	status = change(s, num, true);
	if (!status) {
		status = slots_park(s, s->pf);
		if (status && !s->pf->num_vfs) {
			run(&undo);
			hint("no slots were left");
		}
	}
	slots_end(s->pf, autoprobe);
	return status;
}

int cmd_pf_slots(const struct options *opt, int argc, char **argv)
{
	struct session s;
	uint32_t num = 0;
	int status;

	(void)opt;
	if (argc > 1 && number_parse(argv[1], &num)) {
		error("'%s': the number of slots is wanted here", argv[1]);
		return EXIT_USAGE;
	}
	status = session_open(&s, argv[0], NEED_PF);
	if (status)
		return status;
	if (argc < 2)
		num = s.pf->total_vfs;
	status = check_number(s.pf, num);
	if (!status)
		status = make_slots(&s, num);
	session_close(&s);
	return status;
}
