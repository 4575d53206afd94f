// SPDX-License-Identifier: GPL-2.0
/*
 * A kernel behind sriovctl, in place of sock.c: answers requests as the family
 * "sriov" does, and plays events to those who subscribed. One lock over all;
 * sriovctl uses a second thread for "vf enable" on a terminal.
 *
 * FAKE_VFS=8,0,2	VFs of pf0, pf1, and of the one without a netdev
 * FAKE_MODULE=missing	the family doesn't exist
 * FAKE_EPERM=1		sets are refused as for one who isn't root
 * FAKE_INTR=N		the first N dumps of VFs were overtaken by changes
 * FAKE_TAKEN=N		sets that include VF N are refused: address in use
 * FAKE_BROKEN=1	the kernel speaks another version
 * FAKE_EVENTS=...	played to subscribers one at a time, each when the one
 *			before was read: KIND:PF:VF with KIND absent, enabling,
 *			ready, active, config, pf, gone; or lost, or end
 * FAKE_SYSFS=DIR	in place of /sys
 */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <linux/genetlink.h>

#include "fake.h"
#include "sock.h"
#include "sysfs.h"

#define DATAGRAM	4096
#define SOCKS		4

/* What is sent and not yet received; len 0: an overflow is reported. */
struct datagram {
	struct datagram *next;
	size_t len;
	char data[DATAGRAM] __attribute__((aligned(8)));
};

struct sock {
	bool used;
	bool subscribed;
	int fd;
	uint32_t seq;
	struct datagram *first, **end;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct sock socks[SOCKS];
static const char *events;
static int interruptions;

static const char *setting(const char *name, const char *otherwise)
{
	const char *value = getenv(name);

	return value ? value : otherwise;
}

static __attribute__((constructor)) void start(void)
{
	fake_init(setting("FAKE_VFS", "8,0,2"));
	events = setting("FAKE_EVENTS", "");
	interruptions = atoi(setting("FAKE_INTR", "0"));
	sysfs_root = setting("FAKE_SYSFS", "/nowhere");
}

/* ---- sending ---- */

static struct datagram *new_datagram(struct sock *sock)
{
	struct datagram *d = calloc(1, sizeof(*d));
	const uint64_t one = 1;

	if (!d)
		abort();
	*sock->end = d;
	sock->end = &d->next;
	if (write(sock->fd, &one, sizeof(one)) < 0)
		abort();
	return d;
}

static struct nlmsghdr *put(struct datagram *d, uint32_t seq, uint8_t cmd,
			    uint16_t flags)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(d->data + d->len);
	struct genlmsghdr *genl;

	nlh->nlmsg_type = FAKE_FAMILY;
	nlh->nlmsg_flags = flags;
	nlh->nlmsg_seq = seq;
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = cmd;
	genl->version = 1;
	return nlh;
}

static void sent(struct datagram *d, const struct nlmsghdr *nlh)
{
	d->len += MNL_ALIGN(nlh->nlmsg_len);
}

/* The reason of a refusal; @attr: offset in the request, 0: none. */
static void answer(struct sock *sock, const struct nlmsghdr *request, int code,
		   const char *text, uint32_t attr, const uint64_t *max)
{
	struct datagram *d = new_datagram(sock);
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(d->data);
	struct nlmsgerr *e;
	struct nlattr *nest;

	nlh->nlmsg_type = NLMSG_ERROR;
	nlh->nlmsg_seq = request->nlmsg_seq;
	nlh->nlmsg_flags = NLM_F_CAPPED | (text ? NLM_F_ACK_TLVS : 0);
	e = mnl_nlmsg_put_extra_header(nlh, sizeof(*e));
	e->error = -code;
	e->msg = *request;
	if (text)
		mnl_attr_put_strz(nlh, NLMSGERR_ATTR_MSG, text);
	if (attr)
		mnl_attr_put_u32(nlh, NLMSGERR_ATTR_OFFS, attr);
	if (max) {
		nest = mnl_attr_nest_start(nlh, NLMSGERR_ATTR_POLICY);
		mnl_attr_put_u64(nlh, NL_POLICY_TYPE_ATTR_MIN_VALUE_U, 0);
		mnl_attr_put_u64(nlh, NL_POLICY_TYPE_ATTR_MAX_VALUE_U, *max);
		mnl_attr_nest_end(nlh, nest);
	}
	sent(d, nlh);
}

static void done(struct sock *sock, uint32_t seq, uint16_t flags)
{
	struct datagram *d = new_datagram(sock);
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(d->data);

	nlh->nlmsg_type = NLMSG_DONE;
	nlh->nlmsg_flags = NLM_F_MULTI | flags;
	nlh->nlmsg_seq = seq;
	*(int *)mnl_nlmsg_put_extra_header(nlh, sizeof(int)) = 0;
	sent(d, nlh);
}

static void tell(struct sock *sock, uint8_t cmd, const struct fake_pf *pf,
		 unsigned int vf)
{
	struct datagram *d = new_datagram(sock);
	struct nlmsghdr *nlh = put(d, 0, cmd, 0);

	if (cmd == SRIOV_CMD_PF_NTF || cmd == SRIOV_CMD_PF_DEL_NTF)
		fake_put_pf(nlh, pf);
	else
		fake_put_vf(nlh, pf, vf, false);
	sent(d, nlh);
}

static void tell_all(uint8_t cmd, const struct fake_pf *pf, unsigned int vf)
{
	unsigned int i;

	for (i = 0; i < SOCKS; i++)
		if (socks[i].used && socks[i].subscribed)
			tell(&socks[i], cmd, pf, vf);
}

/* ---- requests ---- */

/* Attributes of a request, by number. */
struct request {
	const struct nlmsghdr *nlh;
	const struct nlattr *attr[SRIOV_A_VF_MAX + 1];
	struct fake_pf *pf;
	unsigned int first, last;
};

static uint32_t offset(const struct request *r, unsigned int attr)
{
	return (uint32_t)((const char *)r->attr[attr] - (const char *)r->nlh);
}

static void parse(const struct nlmsghdr *nlh, struct request *r)
{
	const struct nlattr *attr;

	memset(r, 0, sizeof(*r));
	r->nlh = nlh;
	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr))
		r->attr[mnl_attr_get_type(attr)] = attr;
}

static bool names_pf(struct sock *sock, struct request *r, unsigned int attr)
{
	if (!r->attr[attr])
		return true;
	r->pf = fake_find(mnl_attr_get_str(r->attr[attr]));
	if (!r->pf)
		answer(sock, r->nlh, ENODEV, "no such PF", offset(r, attr),
		       NULL);
	return r->pf;
}

static bool names_vfs(struct sock *sock, struct request *r)
{
	if (!names_pf(sock, r, SRIOV_A_VF_PCI_ADDRESS))
		return false;
	r->first = 0;
	r->last = SRIOV_MAX_VF_ID;
	if (r->attr[SRIOV_A_VF_VF_ID]) {
		r->first = mnl_attr_get_u32(r->attr[SRIOV_A_VF_VF_ID]);
		r->last = r->first;
	}
	if (r->attr[SRIOV_A_VF_VF_LAST])
		r->last = mnl_attr_get_u32(r->attr[SRIOV_A_VF_VF_LAST]);
	return true;
}

static void get_family(struct sock *sock, const struct nlmsghdr *nlh)
{
	static const char *const names[] = { "config", "state" };
	struct nlattr *groups, *group;
	struct nlmsghdr *reply;
	struct datagram *d;
	unsigned int i;

	if (!strcmp(setting("FAKE_MODULE", ""), "missing")) {
		answer(sock, nlh, ENOENT, NULL, 0, NULL);
		return;
	}
	d = new_datagram(sock);
	reply = put(d, nlh->nlmsg_seq, CTRL_CMD_NEWFAMILY, 0);
	reply->nlmsg_type = GENL_ID_CTRL;
	mnl_attr_put_u16(reply, CTRL_ATTR_FAMILY_ID, FAKE_FAMILY);
	groups = mnl_attr_nest_start(reply, CTRL_ATTR_MCAST_GROUPS);
	for (i = 0; i < 2; i++) {
		group = mnl_attr_nest_start(reply, (uint16_t)(i + 1));
		mnl_attr_put_u32(reply, CTRL_ATTR_MCAST_GRP_ID, i + 10);
		mnl_attr_put_strz(reply, CTRL_ATTR_MCAST_GRP_NAME, names[i]);
		mnl_attr_nest_end(reply, group);
	}
	mnl_attr_nest_end(reply, groups);
	sent(d, reply);
	answer(sock, nlh, 0, NULL, 0, NULL);
}

static void reply_pf(struct sock *sock, const struct nlmsghdr *nlh,
		     const struct fake_pf *pf)
{
	struct datagram *d = new_datagram(sock);
	struct nlmsghdr *reply = put(d, nlh->nlmsg_seq, SRIOV_CMD_PF_GET, 0);

	fake_put_pf(reply, pf);
	sent(d, reply);
	answer(sock, nlh, 0, NULL, 0, NULL);
}

static void reply_vf(struct sock *sock, const struct request *r)
{
	struct datagram *d = new_datagram(sock);
	struct nlmsghdr *reply = put(d, r->nlh->nlmsg_seq, SRIOV_CMD_VF_GET,
				     0);

	fake_put_vf(reply, r->pf, r->first,
		    !!r->attr[SRIOV_A_VF_WITH_STATS]);
	sent(d, reply);
	answer(sock, r->nlh, 0, NULL, 0, NULL);
}

static void dump_pfs(struct sock *sock, const struct nlmsghdr *nlh)
{
	struct datagram *d = new_datagram(sock);
	struct nlmsghdr *reply;
	unsigned int i;

	for (i = 0; i < FAKE_PFS; i++) {
		reply = put(d, nlh->nlmsg_seq, SRIOV_CMD_PF_GET, NLM_F_MULTI);
		fake_put_pf(reply, &fake_pfs[i]);
		sent(d, reply);
	}
	done(sock, nlh->nlmsg_seq, 0);
}

static void dump_vfs(struct sock *sock, const struct request *r)
{
	bool stats = r->attr[SRIOV_A_VF_WITH_STATS];
	uint16_t flags = NLM_F_MULTI;
	struct datagram *d = NULL;
	struct nlmsghdr *reply;
	unsigned int i, j;

	if (interruptions > 0) {
		interruptions--;
		flags |= NLM_F_DUMP_INTR;
	}
	for (i = 0; i < FAKE_PFS; i++) {
		const struct fake_pf *pf = &fake_pfs[i];

		if (r->pf && r->pf != pf)
			continue;
		for (j = r->first; j <= r->last; j++) {
			if (pf->vf[j].state == SRIOV_VF_STATUS_DISABLED)
				continue;
			if (!d || d->len > DATAGRAM - 512)
				d = new_datagram(sock);
			reply = put(d, r->nlh->nlmsg_seq, SRIOV_CMD_VF_GET,
				    flags);
			fake_put_vf(reply, pf, j, stats);
			sent(d, reply);
		}
	}
	done(sock, r->nlh->nlmsg_seq, flags & NLM_F_DUMP_INTR);
}

static void set_pf(struct sock *sock, struct request *r)
{
	uint32_t num = mnl_attr_get_u32(r->attr[SRIOV_A_PF_NUM_VFS]);
	unsigned int i, before;

	if (!names_pf(sock, r, SRIOV_A_PF_PCI_ADDRESS))
		return;
	before = r->pf->num_vfs;
	if (num && before && num != before) {
		answer(sock, r->nlh, EBUSY,
		       "num-vfs: VFs exist, disable VFs first", 0, NULL);
		return;
	}
	fake_set_num(r->pf, num);
	for (i = 0; i < (num ? num : before); i++)
		tell_all(SRIOV_CMD_VF_STATE_NTF, r->pf, i);
	reply_pf(sock, r->nlh, r->pf);
}

static bool refuse_vfs(struct sock *sock, const struct request *r)
{
	static const uint64_t max_vlan = 4094;
	unsigned int taken = (unsigned int)atoi(setting("FAKE_TAKEN", "999"));
	const struct nlattr *vlan = r->attr[SRIOV_A_VF_VLAN];

	if (vlan && mnl_attr_get_u32(vlan) > max_vlan)
		answer(sock, r->nlh, ERANGE, "integer out of range",
		       offset(r, SRIOV_A_VF_VLAN), &max_vlan);
	else if (taken >= r->first && taken <= r->last)
		answer(sock, r->nlh, EADDRINUSE,
		       "mac: VF 200 has it too, in the same VLAN", 0, NULL);
	else if (r->attr[SRIOV_A_VF_SPOOFCHK] &&
		 !(r->pf->caps & SRIOV_PF_CAPS_SPOOFCHK))
		answer(sock, r->nlh, EOPNOTSUPP,
		       "the hardware of this PF can't do it",
		       offset(r, SRIOV_A_VF_SPOOFCHK), NULL);
	else
		return false;
	return true;
}

static void set_vfs(struct sock *sock, const struct request *r)
{
	unsigned int i;

	if (refuse_vfs(sock, r))
		return;
	for (i = r->first; i <= r->last; i++) {
		struct fake_vf *vf = &r->pf->vf[i];

		if (r->attr[SRIOV_A_VF_VLAN])
			vf->vlan = mnl_attr_get_u32(r->attr[SRIOV_A_VF_VLAN]);
		if (r->attr[SRIOV_A_VF_QOS])
			vf->qos = mnl_attr_get_u32(r->attr[SRIOV_A_VF_QOS]);
		/* So that one run of the program can show what it sent. */
		if (getenv("FAKE_TRACE"))
			fprintf(stderr, "set %s/%u-%u%s%s%s%s\n",
				r->pf->address, r->first, r->last,
				r->attr[SRIOV_A_VF_MAC] ? " mac" : "",
				r->attr[SRIOV_A_VF_VLAN] ? " vlan" : "",
				r->attr[SRIOV_A_VF_QOS] ? " qos" : "",
				r->attr[SRIOV_A_VF_SPOOFCHK] ?
				" spoofchk" : "");
		if (getenv("FAKE_TRACE"))
			break;
	}
	reply_vf(sock, r);
}

static void serve_pf_get(struct sock *sock, struct request *r, bool dump)
{
	if (dump)
		dump_pfs(sock, r->nlh);
	else if (names_pf(sock, r, SRIOV_A_PF_PCI_ADDRESS))
		reply_pf(sock, r->nlh, r->pf);
}

static void serve_vfs(struct sock *sock, struct request *r, bool set,
		      bool dump)
{
	if (!names_vfs(sock, r))
		return;
	if (set)
		set_vfs(sock, r);
	else if (dump)
		dump_vfs(sock, r);
	else
		reply_vf(sock, r);
}

static void serve(struct sock *sock, const struct nlmsghdr *nlh)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(nlh);
	bool dump = (nlh->nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP;
	bool set = genl->cmd == SRIOV_CMD_PF_SET ||
		   genl->cmd == SRIOV_CMD_VF_SET;
	struct request r;

	if (nlh->nlmsg_type == GENL_ID_CTRL) {
		get_family(sock, nlh);
		return;
	}
	parse(nlh, &r);
	if (set && getenv("FAKE_EPERM"))
		answer(sock, nlh, EPERM, NULL, 0, NULL);
	else if (genl->cmd == SRIOV_CMD_PF_SET)
		set_pf(sock, &r);
	else if (genl->cmd == SRIOV_CMD_PF_GET)
		serve_pf_get(sock, &r, dump);
	else
		serve_vfs(sock, &r, set, dump);
}

/* ---- events ---- */

static void play_vf(const char *kind, struct fake_pf *pf, unsigned int vf)
{
	if (!strcmp(kind, "absent"))
		pf->vf[vf].state = SRIOV_VF_STATUS_DISABLED;
	else if (!strcmp(kind, "enabling"))
		pf->vf[vf].state = SRIOV_VF_STATUS_ENABLING;
	else if (!strcmp(kind, "ready"))
		pf->vf[vf].state = SRIOV_VF_STATUS_READY;
	if (strcmp(kind, "config") != 0)
		pf->vf[vf].active = !strcmp(kind, "active");
	tell_all(strcmp(kind, "config") ? SRIOV_CMD_VF_STATE_NTF :
					  SRIOV_CMD_VF_NTF, pf, vf);
}

/* The next event, into the queues. False: there is none. */
static bool play(struct sock *sock)
{
	unsigned int pf = 0, vf = 0;
	char kind[16];
	int n = 0;

	if (!sock->subscribed ||
	    sscanf(events, " %15[a-z]%n:%u:%u%n", kind, &n, &pf, &vf, &n) < 1)
		return false;
	events += n;
	if (!strcmp(kind, "lost")) {
		new_datagram(sock);
	} else if (!strcmp(kind, "end")) {
		return false;
	} else if (!strcmp(kind, "pf")) {
		fake_pfs[pf + 1].num_vfs = vf;
		tell_all(SRIOV_CMD_PF_NTF, &fake_pfs[pf + 1], 0);
	} else if (!strcmp(kind, "gone")) {
		tell_all(SRIOV_CMD_PF_DEL_NTF, &fake_pfs[pf + 1], 0);
	} else {
		play_vf(kind, &fake_pfs[pf + 1], vf);
	}
	return true;
}

/* ---- what sock.c has ---- */

struct sock *sock_open(void)
{
	struct sock *sock;
	unsigned int i;

	pthread_mutex_lock(&lock);
	for (i = 0; i < SOCKS && socks[i].used; i++)
		;
	if (i == SOCKS)
		abort();
	sock = &socks[i];
	memset(sock, 0, sizeof(*sock));
	sock->used = true;
	sock->end = &sock->first;
	sock->fd = eventfd(0, EFD_SEMAPHORE | EFD_CLOEXEC | EFD_NONBLOCK);
	pthread_mutex_unlock(&lock);
	return sock;
}

void sock_close(struct sock *sock)
{
	struct datagram *d;

	pthread_mutex_lock(&lock);
	while (sock->first) {
		d = sock->first;
		sock->first = d->next;
		free(d);
	}
	close(sock->fd);
	sock->used = false;
	pthread_mutex_unlock(&lock);
}

ssize_t sock_send(struct sock *sock, const void *buf, size_t len)
{
	pthread_mutex_lock(&lock);
	serve(sock, buf);
	pthread_mutex_unlock(&lock);
	return (ssize_t)len;
}

ssize_t sock_recv(struct sock *sock, void *buf, size_t size)
{
	struct datagram *d;
	uint64_t one;
	ssize_t n = -1;

	pthread_mutex_lock(&lock);
	if (!sock->first && !play(sock)) {
		pthread_mutex_unlock(&lock);
		errno = EIO;
		return -1;
	}
	d = sock->first;
	sock->first = d->next;
	if (!sock->first)
		sock->end = &sock->first;
	if (d->len && d->len <= size) {
		memcpy(buf, d->data, d->len);
		n = (ssize_t)d->len;
	}
	free(d);
	if (read(sock->fd, &one, sizeof(one)) < 0)
		abort();
	/* Readable as long as something is left to play. */
	if (!sock->first)
		play(sock);
	pthread_mutex_unlock(&lock);
	errno = ENOBUFS;
	return n;
}

int sock_fd(const struct sock *sock)
{
	return sock->fd;
}

uint32_t sock_portid(const struct sock *sock)
{
	return (uint32_t)(sock - socks) + 1;
}

bool sock_join(struct sock *sock, uint32_t group)
{
	(void)group;
	pthread_mutex_lock(&lock);
	/* The first event waits to be read from now on. */
	if (!sock->subscribed) {
		sock->subscribed = true;
		play(sock);
	}
	pthread_mutex_unlock(&lock);
	return true;
}
