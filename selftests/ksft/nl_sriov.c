// SPDX-License-Identifier: GPL-2.0
/*
 * nl_sriov - prove that the netlink family "sriov" keeps the promises of
 * netlink_uapi/specs/sriov.yaml: whole objects in answers and events, complete
 * dumps, reading for all and setting for root alone.
 *
 *   nl_sriov [PCI-ADDRESS]	of a PF; without, the first one
 *
 * Prints KTAP, exits 0 if all passed. What it wants: nl_sriov.h. Run by
 * netlink.sh.
 */
#include <fcntl.h>
#include <net/if.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>

#include "nl_sriov.h"

#define NOBODY		65534
#define MANY		200	/* VFs of a dump that takes several buffers */

static struct answer list;

/* All attributes of the spec's reply but those in @absent, and no other */
static bool full(const struct object *object, unsigned int max,
		 __u64 absent)
{
	bool good = true;
	unsigned int i;

	for (i = 1; i <= max; i++)
		if (object->has[i] == !!(absent & 1ULL << i)) {
			note("attribute %u is %s", i,
			     object->has[i] ? "there" : "missing");
			good = false;
		}
	return good;
}

#define ABSENT(name)	(1ULL << SRIOV_A_VF_##name)
#define REQUEST_ONLY	(ABSENT(PAD) | ABSENT(VF_LAST) | ABSENT(WITH_STATS) | \
			 ABSENT(OWNER_RELEASE) | ABSENT(OWNER_FORCE) | \
			 ABSENT(RESET) | ABSENT(REFUSED_OWNER) | \
			 ABSENT(QUARANTINE_REASON) | ABSENT(QUARANTINE_LEFT) | \
			 ABSENT(RATE_NODE) |	/* none is in one */ \
			 ABSENT(DRIFT))		/* or adopted */

static bool full_vf(const struct object *object, __u64 absent)
{
	return full(object, SRIOV_A_VF_MAX, REQUEST_ONLY | absent);
}

static bool full_pf(const struct object *object)
{
	return full(object, SRIOV_A_PF_MAX, 1ULL << SRIOV_A_PF_FOREIGN_DRIVER);
}

/* VFs @first to @last of the PF, each once, in order */
static bool complete(const struct answer *list, unsigned int first,
		     unsigned int last)
{
	unsigned int i;

	if (!equal("error", 0, list->err) ||
	    !equal("objects", last - first + 1, list->num))
		return false;
	for (i = 0; i < list->num; i++) {
		const struct object *vf = &list->object[i];

		if (!equal("vf-id", first + i, vf->number[SRIOV_A_VF_VF_ID]) ||
		    strcmp(vf->text[SRIOV_A_VF_PCI_ADDRESS], pf_address) ||
		    !full_vf(vf, ABSENT(STATS)))
			return false;
	}
	return true;
}

static bool pf_by_both_keys(void)
{
	__u32 ifindex = pf.number[SRIOV_A_PF_IFINDEX];
	bool good = full_pf(&pf);

	good &= !DO(SRIOV_CMD_PF_GET, U32(SRIOV_A_PF_IFINDEX, ifindex)) &&
		equal("objects", 1, answer.num) &&
		!strcmp(answer.object[0].text[SRIOV_A_PF_PCI_ADDRESS],
			pf_address);
	good &= !DO(SRIOV_CMD_PF_GET, PF, U32(SRIOV_A_PF_IFINDEX, ifindex)) &&
		equal("objects", 1, answer.num) && full_pf(&answer.object[0]);
	return good;
}

static bool vf_disabled(void)
{
	const struct object *vf = &answer.object[0];

	return !DO(SRIOV_CMD_VF_GET, PF_OF_VF, VF_ID(1)) &&
	       equal("objects", 1, answer.num) &&
	       full_vf(vf, ABSENT(STATS) | ABSENT(VF_ADDRESS)) &&
	       equal("state", SRIOV_VF_STATUS_DISABLED,
		     vf->number[SRIOV_A_VF_STATE]) &&
	       !DUMP(SRIOV_CMD_VF_GET, PF_OF_VF) &&
	       equal("VFs in the dump", 0, answer.num);
}

static bool pf_set_answers(void)
{
	const struct object *object = &answer.object[0];

	return equal("error", 0, set_vfs(FEW)) &&
	       equal("objects", 1, answer.num) && full_pf(object) &&
	       equal("num-vfs", FEW, object->number[SRIOV_A_PF_NUM_VFS]);
}

static const unsigned char unused_mac[6] = { 2, 0xde, 0xad, 0, 0, 1 };

static bool vf_set_answers(void)
{
	const struct object *vf = &answer.object[0];

	return equal("error", 0,
		     DO(SRIOV_CMD_VF_SET, PF_OF_VF, VF_ID(3),
			RAW(SRIOV_A_VF_MAC, 6, unused_mac),
			U32(SRIOV_A_VF_VLAN, 100), U32(SRIOV_A_VF_QOS, 2),
			U32(SRIOV_A_VF_VLAN_PROTO, 0x8100),
			U32(SRIOV_A_VF_SPOOFCHK, 0))) &&
	       equal("objects", 1, answer.num) &&
	       full_vf(vf, ABSENT(STATS)) &&
	       !memcmp(vf->text[SRIOV_A_VF_MAC], unused_mac, 6) &&
	       equal("mac-by-host", 1, vf->number[SRIOV_A_VF_MAC_BY_HOST]) &&
	       equal("vlan", 100, vf->number[SRIOV_A_VF_VLAN]) &&
	       equal("qos", 2, vf->number[SRIOV_A_VF_QOS]) &&
	       equal("vlan-proto", 0x8100,
		     vf->number[SRIOV_A_VF_VLAN_PROTO]) &&
	       equal("spoofchk", 0, vf->number[SRIOV_A_VF_SPOOFCHK]);
}

static bool qos_keeps_vlan(void)
{
	const struct object *vf = answer.object;

	/* VF 3 has VLAN 100 from before. */
	if (DO(SRIOV_CMD_VF_SET, PF_OF_VF, VF_ID(4),
	       U32(SRIOV_A_VF_VLAN, 200)) ||
	    DO(SRIOV_CMD_VF_SET, PF_OF_VF, VF_ID(3), VF_LAST(4),
	       U32(SRIOV_A_VF_QOS, 6)) ||
	    DUMP(SRIOV_CMD_VF_GET, PF_OF_VF, VF_ID(3), VF_LAST(4)))
		return equal("error", 0, answer.err);
	return equal("objects", 2, answer.num) &&
	       equal("vlan of 3", 100, vf[0].number[SRIOV_A_VF_VLAN]) &&
	       equal("qos of 3", 6, vf[0].number[SRIOV_A_VF_QOS]) &&
	       equal("vlan of 4", 200, vf[1].number[SRIOV_A_VF_VLAN]) &&
	       equal("qos of 4", 6, vf[1].number[SRIOV_A_VF_QOS]);
}

/* VF 5 has no VLAN, so 3 and 4 must keep their priority too. */
static bool qos_all_or_nothing(void)
{
	const struct object *vf = answer.object;

	return equal("error", -EINVAL,
		     DO(SRIOV_CMD_VF_SET, PF_OF_VF, VF_ID(3), VF_LAST(5),
			U32(SRIOV_A_VF_QOS, 1))) &&
	       equal("bad attribute", SRIOV_A_VF_QOS, answer.bad) &&
	       !DUMP(SRIOV_CMD_VF_GET, PF_OF_VF, VF_ID(3), VF_LAST(5)) &&
	       equal("qos of 3", 6, vf[0].number[SRIOV_A_VF_QOS]) &&
	       equal("qos of 4", 6, vf[1].number[SRIOV_A_VF_QOS]);
}

static bool vlan_alone_clears_qos(void)
{
	const struct object *vf = &answer.object[0];

	return !DO(SRIOV_CMD_VF_SET, PF_OF_VF, VF_ID(3),
		   U32(SRIOV_A_VF_VLAN, 101)) &&
	       equal("vlan", 101, vf->number[SRIOV_A_VF_VLAN]) &&
	       equal("qos", 0, vf->number[SRIOV_A_VF_QOS]);
}

static bool zero_mac_is_default(void)
{
	static const char zero[6];
	const struct object *vf = &answer.object[0];

	return !DO(SRIOV_CMD_VF_SET, PF_OF_VF, VF_ID(3),
		   RAW(SRIOV_A_VF_MAC, 6, zero)) &&
	       equal("mac-by-host", 0, vf->number[SRIOV_A_VF_MAC_BY_HOST]) &&
	       memcmp(vf->text[SRIOV_A_VF_MAC], zero, 6) &&
	       memcmp(vf->text[SRIOV_A_VF_MAC], unused_mac, 6);
}

static bool stats_on_demand(void)
{
	const struct object *vf = &answer.object[0];
	bool good;

	good = !DO(SRIOV_CMD_VF_GET, PF_OF_VF, VF_ID(2),
		   FLAG(SRIOV_A_VF_WITH_STATS)) &&
	       full_vf(vf, 0) &&
	       equal("counters", SRIOV_A_VF_STATS_MAX - 1, vf->counters);
	good &= !DUMP(SRIOV_CMD_VF_GET, PF_OF_VF,
		      FLAG(SRIOV_A_VF_WITH_STATS)) &&
		equal("objects", FEW, answer.num) && full_vf(vf, 0) &&
		full_vf(&answer.object[FEW - 1], 0);
	return good;
}

static bool dump_filters(void)
{
	return !DUMP(SRIOV_CMD_VF_GET, PF_OF_VF) &&
	       complete(&answer, 0, FEW - 1) &&
	       !DUMP(SRIOV_CMD_VF_GET, PF_OF_VF, VF_ID(2), VF_LAST(4)) &&
	       complete(&answer, 2, 4) &&
	       !DUMP(SRIOV_CMD_VF_GET, PF_OF_VF, VF_ID(6)) &&
	       complete(&answer, 6, 6) &&
	       !DUMP(SRIOV_CMD_VF_GET,
		     U32(SRIOV_A_VF_IFINDEX, pf.number[SRIOV_A_PF_IFINDEX]),
		     VF_ID(5), VF_LAST(100)) &&
	       complete(&answer, 5, 6);
}

/* In a process of its own, as there is no way back. */
static bool in_child(bool (*test)(void))
{
	int status;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid < 0)
		die("fork");
	if (!pid) {
		if (setgid(NOBODY) || setuid(NOBODY))
			die("setuid");
		sock = open_socket();
		status = !test();
		fflush(stdout);
		_exit(status);
	}
	if (waitpid(pid, &status, 0) != pid)
		die("waitpid");
	return WIFEXITED(status) && !WEXITSTATUS(status);
}

static bool sets_refused(void)
{
	bool good = equal("pf-set", -EPERM, set_vfs(0));

	good &= equal("vf-set", -EPERM,
		      DO(SRIOV_CMD_VF_SET, PF_OF_VF, VF_ID(0),
			 U32(SRIOV_A_VF_SPOOFCHK, 0)));
	return good;
}

static bool nobody_sets(void)
{
	return in_child(sets_refused);
}

static bool reads_work(void)
{
	return !DO(SRIOV_CMD_PF_GET, PF) && equal("objects", 1, answer.num) &&
	       !DO(SRIOV_CMD_VF_GET, PF_OF_VF, VF_ID(0)) &&
	       equal("objects", 1, answer.num) &&
	       !ask_on(sock, SRIOV_CMD_PF_GET, true, NULL, &answer) &&
	       answer.num && !DUMP(SRIOV_CMD_VF_GET, PF_OF_VF) &&
	       complete(&answer, 0, FEW - 1);
}

static bool nobody_reads(void)
{
	return in_child(reads_work);
}

/* Events until @cmd comes, which is left in answer.object[0] */
static bool heard(struct mnl_socket *nl, __u8 cmd)
{
	do {
		memset(&answer, 0, sizeof(answer));
		receive(nl, 32768, &answer);
		if (answer.err) {
			note("event %u never came: %s", cmd,
			     strerror(-answer.err));
			return false;
		}
	} while (answer.object[0].cmd != cmd);
	return true;
}

static struct mnl_socket *listener(__u32 group)
{
	struct mnl_socket *nl = open_socket();

	if (mnl_socket_setsockopt(nl, NETLINK_ADD_MEMBERSHIP, &group,
				  sizeof(group)))
		die("join");
	return nl;
}

static bool events_of_config(void)
{
	const struct object *object = &answer.object[0];
	struct mnl_socket *nl = listener(group_config);
	bool good;

	good = !DO(SRIOV_CMD_VF_SET, PF_OF_VF, VF_ID(1),
		   U32(SRIOV_A_VF_VLAN, 77)) &&
	       heard(nl, SRIOV_CMD_VF_NTF) &&
	       full_vf(object, ABSENT(STATS)) &&
	       equal("vf-id", 1, object->number[SRIOV_A_VF_VF_ID]) &&
	       equal("vlan", 77, object->number[SRIOV_A_VF_VLAN]);
	good = good && !set_vfs(0) && heard(nl, SRIOV_CMD_PF_NTF) &&
	       full_pf(object) &&
	       equal("num-vfs", 0, object->number[SRIOV_A_PF_NUM_VFS]);
	mnl_socket_close(nl);
	return good;
}

static bool events_of_state(void)
{
	const struct object *object = &answer.object[0];
	struct mnl_socket *nl = listener(group_state);
	bool good;

	good = !set_vfs(1);
	do
		good = good && heard(nl, SRIOV_CMD_VF_STATE_NTF);
	while (good && object->number[SRIOV_A_VF_STATE] !=
		       SRIOV_VF_STATUS_READY);
	good = good && full_vf(object, ABSENT(STATS)) && !set_vfs(0);
	do
		good = good && heard(nl, SRIOV_CMD_VF_STATE_NTF);
	while (good && object->number[SRIOV_A_VF_STATE] !=
		       SRIOV_VF_STATUS_DISABLED);
	mnl_socket_close(nl);
	return good;
}

static int rename_netdev(const char *from, const char *to)
{
	int fd = socket(AF_INET, SOCK_DGRAM, 0), err;
	struct ifreq ifr = {};

	snprintf(ifr.ifr_name, IFNAMSIZ, "%s", from);
	snprintf(ifr.ifr_newname, IFNAMSIZ, "%s", to);
	err = ioctl(fd, SIOCSIFNAME, &ifr) ? -errno : 0;
	close(fd);
	return err;
}

static bool event_of_name(void)
{
	const struct object *object = &answer.object[0];
	const char *name = pf.text[SRIOV_A_PF_IFNAME];
	struct mnl_socket *nl = listener(group_config);
	bool good;

	good = equal("rename", 0, rename_netdev(name, "nl-sriov-test")) &&
	       heard(nl, SRIOV_CMD_PF_NTF) && full_pf(object) &&
	       !strcmp(object->text[SRIOV_A_PF_IFNAME], "nl-sriov-test");
	good &= equal("rename", 0, rename_netdev("nl-sriov-test", name));
	mnl_socket_close(nl);
	return good;
}

/* Keep the PF's device_lock taken for most of the time, by resetting it. */
static pid_t keep_busy(void)
{
	char path[128];
	pid_t pid;
	int fd;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/reset",
		 pf_address);
	pid = fork();
	if (pid)
		return pid;
	fd = open(path, O_WRONLY);
	while (pwrite(fd, "1", 1, 0) == 1)
		;
	_exit(1);
}

static void wake(int signo)
{
}

/* A pf-set that changes nothing, with a signal after 20 ms */
static int interrupted_set(void)
{
	const struct itimerval soon = { .it_value.tv_usec = 20000 };
	const struct itimerval never = {};
	struct timeval patience = { .tv_sec = 10 };
	struct mnl_socket *nl = open_socket();
	bool more;

	setsockopt(mnl_socket_get_fd(nl), SOL_SOCKET, SO_RCVTIMEO, &patience,
		   sizeof(patience));
	memset(&answer, 0, sizeof(answer));
	setitimer(ITIMER_REAL, &soon, NULL);
	send_request(nl, SRIOV_CMD_PF_SET, false, SRIOV_FAMILY_VERSION,
		     FIELDS(PF, U32(SRIOV_A_PF_NUM_VFS, 0)));
	setitimer(ITIMER_REAL, &never, NULL);
	do
		more = receive(nl, 32768, &answer);
	while (more || answer.err == -EINTR);
	mnl_socket_close(nl);
	return answer.err;
}

static bool answered_in_spite_of_signal(void)
{
	const struct sigaction handler = { .sa_handler = wake };
	unsigned int tries, interrupted = 0;
	pid_t pid = keep_busy();
	int err = 0;

	sigaction(SIGALRM, &handler, NULL);
	for (tries = 0; tries < 100 && !interrupted; tries++) {
		err = interrupted_set();
		if (err && err != -ECANCELED)
			break;
		interrupted += err == -ECANCELED;
	}
	if (waitpid(pid, NULL, WNOHANG))
		note("the PF can't be reset");
	else
		kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	return equal("error", -ECANCELED, err) && answer.message[0];
}

static __u32 generation(void)
{
	DO(SRIOV_CMD_PF_GET, PF);
	return answer.object[0].number[SRIOV_A_PF_GENERATION];
}

/* Two changes of VF 0 to 3, where they meet the later one holds. */
static int apply(const struct field extra)
{
	return DO(SRIOV_CMD_APPLY,
		  CHANGE(PF_OF_VF, VF_ID(0), VF_LAST(3),
			 U32(SRIOV_A_VF_VLAN, 44)),
		  CHANGE(PF_OF_VF, VF_ID(2), U32(SRIOV_A_VF_VLAN, 45)), extra);
}

static const struct field dry_run = FLAG(SRIOV_A_APPLY_DRY_RUN);

static bool transaction_dry(void)
{
	__u32 before;
	bool good;

	if (set_vfs(FEW) ||
	    DO(SRIOV_CMD_VF_SET, PF_OF_VF, VF_ID(0), VF_LAST(3),
	       U32(SRIOV_A_VF_VLAN, 0)))
		return equal("error", 0, answer.err);
	before = generation();
	good = equal("error", 0, apply(dry_run)) &&
	       equal("PFs", 1, answer.object[0].results) &&
	       equal("VFs", 4, answer.object[0].num_changed) &&
	       equal("its generation", before, answer.object[0].generation);
	return good && equal("generation", before, generation()) &&
	       !DO(SRIOV_CMD_VF_GET, PF_OF_VF, VF_ID(1)) &&
	       equal("vlan", 0, answer.object[0].number[SRIOV_A_VF_VLAN]);
}

static bool transaction(void)
{
	const struct field now = EXPECT(generation());
	__u32 after;

	if (!equal("error", 0, apply(now)) ||
	    !equal("objects", 1, answer.num) ||
	    !equal("PFs", 1, answer.object[0].results) ||
	    !equal("VFs", 4, answer.object[0].num_changed))
		return false;
	after = answer.object[0].generation;
	return equal("generation", after, generation()) &&
	       !DUMP(SRIOV_CMD_VF_GET, PF_OF_VF, VF_ID(1), VF_LAST(2)) &&
	       equal("vlan", 44, answer.object[0].number[SRIOV_A_VF_VLAN]) &&
	       equal("vlan", 45, answer.object[1].number[SRIOV_A_VF_VLAN]) &&
	       equal("a stale one", -ESTALE, apply(now)) &&
	       equal("clearing", 0,
		     DO(SRIOV_CMD_VF_SET, PF_OF_VF, VF_ID(0), VF_LAST(3),
			U32(SRIOV_A_VF_VLAN, 0))) &&
	       !set_vfs(0);
}

static bool owned_by(const struct object *vf, __u16 attr, __u64 owner)
{
	return vf->has[attr] && !memcmp(vf->text[attr], &owner, sizeof(owner));
}

#define OWNER(n)	{ U64, SRIOV_A_VF_OWNER, n, NULL }

/* Claimed, refused to a stranger and announced, reset by its owner. */
static bool obeys_owner(void)
{
	struct mnl_socket *nl = listener(group_config);
	const struct object *vf = &answer.object[0];
	bool good;

	good = !DO(SRIOV_CMD_VF_SET, PF_OF_VF, VF_ID(5), OWNER(7),
		   U32(SRIOV_A_VF_VLAN, 55)) &&
	       owned_by(vf, SRIOV_A_VF_OWNER, 7) &&
	       equal("refused", -EPERM,
		     DO(SRIOV_CMD_VF_SET, PF_OF_VF, VF_ID(5), OWNER(8),
			U32(SRIOV_A_VF_VLAN, 56))) &&
	       equal("bad", SRIOV_A_VF_OWNER, answer.bad) &&
	       strstr(answer.message, "owner: VF 5 belongs to 0x7") &&
	       heard(nl, SRIOV_CMD_VF_REFUSED_NTF) &&
	       owned_by(vf, SRIOV_A_VF_OWNER, 7) &&
	       owned_by(vf, SRIOV_A_VF_REFUSED_OWNER, 8) &&
	       equal("vlan", 55, vf->number[SRIOV_A_VF_VLAN]);
	good &= equal("reset", 0, DO(SRIOV_CMD_VF_SET, PF_OF_VF, VF_ID(5),
				     OWNER(7), FLAG(SRIOV_A_VF_RESET))) &&
		owned_by(vf, SRIOV_A_VF_OWNER, 0) &&
		equal("vlan", 0, vf->number[SRIOV_A_VF_VLAN]);
	mnl_socket_close(nl);
	return good;
}

/* Start a dump of the VFs and read one small buffer of it into @to. */
static struct mnl_socket *begin_dump(struct answer *to)
{
	struct mnl_socket *nl = open_socket();

	memset(to, 0, sizeof(*to));
	send_request(nl, SRIOV_CMD_VF_GET, true, SRIOV_FAMILY_VERSION,
		     FIELDS(PF_OF_VF));
	if (!receive(nl, 4096, to) || !to->num || to->num >= MANY) {
		note("no dump in several buffers: %u objects", to->num);
		mnl_socket_close(nl);
		return NULL;
	}
	return nl;
}

static void end_dump(struct mnl_socket *nl, struct answer *to)
{
	while (receive(nl, 32768, to))
		;
	mnl_socket_close(nl);
}

static bool dump_many(void)
{
	struct mnl_socket *nl;

	if (!equal("error", 0, set_vfs(MANY)))
		return false;
	nl = begin_dump(&list);
	if (!nl)
		return false;
	end_dump(nl, &list);
	return complete(&list, 0, MANY - 1) &&
	       equal("NLM_F_DUMP_INTR", false, list.interrupted);
}

static bool dump_during_change(void)
{
	struct mnl_socket *nl = begin_dump(&list);
	bool good;

	if (!nl)
		return false;
	good = !DO(SRIOV_CMD_VF_SET, PF_OF_VF, VF_ID(0),
		   U32(SRIOV_A_VF_VLAN, 33));
	end_dump(nl, &list);
	return good && complete(&list, 0, MANY - 1) &&
	       equal("NLM_F_DUMP_INTR", true, list.interrupted);
}

/* Removal must wait for the dump, whose next step is code of the module. */
static bool module_held_by_dump(void)
{
	struct mnl_socket *nl = begin_dump(&list);
	bool good;

	if (!nl)
		return false;
	good = syscall(SYS_delete_module, "sriov_pf", O_NONBLOCK) == -1;
	good &= equal("errno of rmmod", EAGAIN, good ? errno : 0);
	end_dump(nl, &list);
	return good && complete(&list, 0, MANY - 1);
}

static bool dump_during_removal(void)
{
	struct mnl_socket *nl = begin_dump(&list);
	bool good;

	if (!nl)
		return false;
	good = equal("error", 0, set_vfs(0));
	end_dump(nl, &list);
	return good && equal("error", 0, list.err) && list.num < MANY &&
	       equal("NLM_F_DUMP_INTR", true, list.interrupted);
}

/* In this order: they build on each other. */
static const struct {
	const char *name;
	bool (*run)(void);
} cases[] = {
	{ "a PF is found by either key", pf_by_both_keys },
	{ "a VF that doesn't exist: by do, not in a dump", vf_disabled },
	{ "a renamed netdev is told", event_of_name },
	{ "pf-set answers with the whole PF", pf_set_answers },
	{ "vf-set answers with the whole VF", vf_set_answers },
	{ "qos alone keeps each VF's VLAN", qos_keeps_vlan },
	{ "qos for a range is all or nothing", qos_all_or_nothing },
	{ "vlan alone sets qos to 0", vlan_alone_clears_qos },
	{ "mac of zeros brings the default back", zero_mac_is_default },
	{ "statistics come when asked for", stats_on_demand },
	{ "a dump is filtered by PF and range", dump_filters },
	{ "nobody may not set", nobody_sets },
	{ "nobody may read", nobody_reads },
	{ "changes of configuration are told", events_of_config },
	{ "changes of state are told", events_of_state },
	{ "a dry run changes nothing", transaction_dry },
	{ "a transaction tells the generation", transaction },
	{ "a VF obeys its owner only", obeys_owner },
	{ "an interrupted pf-set is answered", answered_in_spite_of_signal },
	{ "a dump of many VFs is complete", dump_many },
	{ "a dump says that something changed", dump_during_change },
	{ "a dump keeps the module loaded", module_held_by_dump },
	{ "a dump survives that VFs go away", dump_during_removal },
};

int main(int argc, char **argv)
{
	size_t i;

	printf("TAP version 13\n1..%zu\n", NUM(cases));
	find_pf(argv[1], MANY);

	for (i = 0; i < NUM(cases); i++)
		result(cases[i].run(), "", cases[i].name);

	printf("# %u of %u failed\n", failed, tests);
	return failed ? 1 : 0;
}
