// SPDX-License-Identifier: GPL-2.0
/*
 * nl_fuzz - send a generic netlink family what it takes, what it nearly takes,
 * and what nobody should send. Which operations it has, and which attributes
 * of which type, length and range each of them takes, is what the kernel tells
 * about the family (CTRL_CMD_GETPOLICY); names and numbers of objects come from
 * the family's dumps. Nothing in here knows a family.
 *
 *   nl_fuzz [--seed S] [--count N] [--seconds T] [--only I] [--rare CMD:N]
 *	     [--choice CMD:TYPE] [--reach] [--unsure CMD,CMD] [--strict] [--dry]
 *	     [--show] FAMILY
 *
 * Message I is made of the seed, I, and what was learned, of nothing else. The
 * same seed in a guest that was booted anew sends the same again; --only sends
 * one of them, --show prints them, --dry makes them twice and sends none. --rare
 * takes a command that lasts long once in N times, --choice has nests of a type
 * in a command that hold one attribute most often. --reach wants every operation
 * to have succeeded, but for the commands of --unsure, --strict a reason with every
 * refusal of a message whose form is right. Prints seed and digests; status 1 if
 * the kernel stopped answering or one of these didn't hold, 4 if there is no such
 * family.
 *
 * That the kernel is alive, and its objects are what they should be, is for the
 * caller to look at. Run by nl_fuzz.sh.
 */
#include <time.h>

#include "../ksft/args.h"
#include "nl_policy.h"

#define MAX_BAD		10	/* complaints that are printed */

#define ALL	(~0ULL)	/* messages, not one of them */

static struct {
	unsigned long long seed;
	unsigned long long count;
	unsigned int seconds;
	unsigned long long only;
	unsigned int rare[256];
	unsigned int choice_cmd, choice_type;
	const char *unsure;
	bool reach, strict, dry, show;
} option = { .count = 1000, .only = ALL };

static struct learned learned;
static struct nl_msg msg;
static int fd;
static uint64_t digest;

static struct {
	uint64_t sent, done, refused, unanswered, unsent;
	uint64_t error[256];
	uint64_t op_sent[MAX_OPS], op_done[MAX_OPS];
	unsigned int bad;
} count;

/* FNV-1a */
static void hash(uint64_t *to, const void *data, size_t len)
{
	const unsigned char *octet = data;

	while (len--)
		*to = (*to ^ *octet++) * 0x100000001b3ULL;
}

/* ---- values ------------------------------------------------------------- */

static void put_octets(struct rnd *rnd, uint16_t type, unsigned int len)
{
	unsigned char *to;
	struct nlattr *attr = nl_add(&msg, NLA_HDRLEN + len);

	attr->nla_type = type;
	attr->nla_len = NLA_HDRLEN + len;
	to = (unsigned char *)attr + NLA_HDRLEN;
	while (len--)
		*to++ = rnd64(rnd);
}

static uint64_t number_in(struct rnd *rnd, const struct rule *rule)
{
	uint64_t span = rule->max - rule->min;
	uint64_t value;

	switch (rnd_below(rnd, 6)) {
	case 0:
		return rule->min;
	case 1:
		return rule->max;
	case 2:		/* of an object, if it fits */
		if (!learned.numbers)
			break;
		value = learned.number[rnd_below(rnd, learned.numbers)];
		if (value >= rule->min && value <= rule->max)
			return value;
		break;
	case 3:
	case 4:		/* objects have small numbers */
		return rule->min + rnd_below(rnd, span < 3 ? span + 1 : 4);
	}
	return rule->min + (span + 1 ? rnd64(rnd) % (span + 1) : rnd64(rnd));
}

static uint64_t number_outside(struct rnd *rnd, const struct rule *rule)
{
	switch (rnd_below(rnd, 4)) {
	case 0:
		return rule->max + 1;
	case 1:
		return rule->min - 1;
	case 2:
		return ~0ULL;
	}
	return rnd64(rnd);
}

static void put_number(struct rnd *rnd, uint16_t type, const struct rule *rule,
		       bool bad)
{
	uint64_t value = bad ? number_outside(rnd, rule) : number_in(rnd, rule);

	if (rule->masked)
		value = bad ? rnd64(rnd) : rnd64(rnd) & rule->mask;
	/* little endian machines only, as these have the mock */
	nl_put(&msg, type, &value, rule->size);
}

static void put_text(struct rnd *rnd, uint16_t type, const struct rule *rule,
		     bool bad)
{
	char text[80];
	unsigned int i, len;

	if (!bad && learned.texts && !rnd_once_in(rnd, 8)) {
		nl_put_text(&msg, type,
			    learned.text[rnd_below(rnd, learned.texts)]);
		return;
	}
	len = rule->max_len && rule->max_len < sizeof(text) ? rule->max_len :
							      32;
	len = bad ? sizeof(text) : rnd_below(rnd, len);
	for (i = 0; i < len; i++)
		text[i] = ' ' + rnd_below(rnd, 95);
	if (bad) {		/* too long, or without an end */
		nl_put(&msg, type, text, rnd_below(rnd, sizeof(text)) + 1);
		return;
	}
	text[len] = '\0';
	nl_put_text(&msg, type, text);
}

static void put_binary(struct rnd *rnd, uint16_t type, const struct rule *rule,
		       bool bad)
{
	unsigned int max = rule->max_len ?: 64, len, i;

	if (max > 256)
		max = 256;
	len = max > rule->min_len ?
	      rule->min_len + rnd_below(rnd, max - rule->min_len + 1) : max;
	if (bad)
		len = rnd_below(rnd, 2 * max + 2);
	for (i = 0; !bad && i < learned.blobs && !rnd_once_in(rnd, 3); i++) {
		unsigned int pick = rnd_below(rnd, learned.blobs);

		if (learned.blob[pick].len != len)
			continue;
		nl_put(&msg, type, learned.blob[pick].data, len);
		return;
	}
	if (!bad && rnd_once_in(rnd, 4)) {
		put_octets(rnd, type, len);
		memset(msg.buf + msg.len - NLA_ALIGN(len), 0, len);
		return;
	}
	put_octets(rnd, type, len);
	/* More often an address of a station than of a group. */
	if (len == 6 && !rnd_once_in(rnd, 4))
		msg.buf[msg.len - NLA_ALIGN(len)] &= 0xfe;
}

/* ---- attributes --------------------------------------------------------- */

struct taste {
	unsigned int density;	/* of 8 attributes as many are there */
	unsigned int bad;	/* once in as many a wrong one, 0: never */
	bool close;		/* all of one object */
	bool dump;		/* which needs less than the same request */
};

static void put_attributes(struct rnd *rnd, int policy, unsigned int depth,
			   const struct taste *taste);

static void put_attribute(struct rnd *rnd, uint16_t type,
			  const struct rule *rule, const struct object *object,
			  unsigned int depth, const struct taste *taste)
{
	const struct value *value = object ? value_of(object, type) : NULL;

	bool bad = taste->bad && rnd_once_in(rnd, taste->bad);
	size_t nest;

	if (bad && rnd_once_in(rnd, 4)) {	/* another type's length */
		put_octets(rnd, type, rnd_below(rnd, 20));
		return;
	}
	if (!bad && value && rule_fits(rule, value) &&
	    (taste->close ||
	     rnd_below(rnd, 8) < (rule->needed || type <= 3 ? 7 : 3))) {
		nl_put(&msg, type, value->data, value->len);
		return;
	}
	switch (rule->kind) {
	case NL_ATTR_TYPE_FLAG:
		put_octets(rnd, type, bad ? 4 : 0);
		break;
	case NL_ATTR_TYPE_STRING:
	case NL_ATTR_TYPE_NUL_STRING:
		put_text(rnd, type, rule, bad);
		break;
	case NL_ATTR_TYPE_NESTED:
	case NL_ATTR_TYPE_NESTED_ARRAY:
		nest = nl_nest(&msg, type);
		if (depth < 6)
			put_attributes(rnd, rule->policy, depth + 1, taste);
		nl_nest_end(&msg, nest);
		if (bad)
			((struct nlattr *)(msg.buf + nest))->nla_type &=
				~NLA_F_NESTED;
		break;
	case NL_ATTR_TYPE_BINARY:
		put_binary(rnd, type, rule, bad);
		break;
	case NL_ATTR_TYPE_BITFIELD32:
		put_octets(rnd, type, 8);
		break;
	default:
		if (rule->size)
			put_number(rnd, type, rule, bad);
		else
			put_octets(rnd, type, rnd_below(rnd, 64));
	}
}

/* What one request says should be about one object. */
static const struct object *some_object(struct rnd *rnd, int policy)
{
	const struct learned_op *op;

	if (learned.like[policy] < 0)
		return NULL;
	op = &learned.op[learned.like[policy]];
	return &op->object[rnd_below(rnd, op->objects)];
}

/* One of those that there are, and once */
static void put_choice(struct rnd *rnd, const struct policy *of,
		       unsigned int depth, const struct taste *taste)
{
	unsigned int type, pick = 0, seen = 0;

	for (type = 1; type < MAX_TYPES; type++)
		if (of->rule[type].known && !rnd_below(rnd, ++seen))
			pick = type;
	if (pick)
		put_attribute(rnd, pick, &of->rule[pick], NULL, depth, taste);
}

static void put_attributes(struct rnd *rnd, int policy, unsigned int depth,
			   const struct taste *taste)
{
	const struct object *object;
	struct taste mine = *taste;
	const struct policy *of;
	unsigned int type, times;
	bool needed;

	if (policy < 0 || policy >= MAX_POLICIES)
		return;
	of = &learned.policy[policy];
	if (of->choice && !rnd_once_in(rnd, 16)) {
		put_choice(rnd, of, depth, taste);
		return;
	}
	object = some_object(rnd, policy);
	mine.close = object && !mine.dump && rnd_once_in(rnd, 4);
	for (type = 1; type < MAX_TYPES; type++) {
		const struct rule *rule = &of->rule[type];

		if (!rule->known)
			continue;
		needed = rule->needed && !mine.dump;
		if (needed ? rnd_once_in(rnd, 24) :
		    mine.close ? !value_of(object, type) ||
				 rnd_once_in(rnd, 2) :
		    rnd_below(rnd, 8) >= taste->density)
			continue;
		times = rule->kind == NL_ATTR_TYPE_NESTED ?
			1 + rnd_below(rnd, 3) : 1;
		if (taste->bad && rnd_once_in(rnd, 16))
			times = 2;	/* a duplicate */
		while (times--)
			put_attribute(rnd, type, rule, object, depth, &mine);
	}
}

/* ---- forms that nobody should send -------------------------------------- */

/* One of the message's attributes, at the top or in a nest. */
static struct nlattr *some_attr(struct rnd *rnd, const struct learned_op *op)
{
	char *start = msg.buf + NLMSG_HDRLEN + GENL_HDRLEN + op->header;
	int left, octets = msg.buf + msg.len - start;
	const struct nlattr *attr, *pick = NULL;
	unsigned int seen = 0, depth;

	for (depth = 0; depth < 3; depth++) {
		nl_for_each(attr, start, octets, left)
			if (!rnd_below(rnd, ++seen))
				pick = attr;
		if (!pick || !(pick->nla_type & NLA_F_NESTED) ||
		    rnd_once_in(rnd, 2))
			break;
		start = (char *)pick + NLA_HDRLEN;
		octets = nl_len(pick);
		seen = 1;
	}
	return (struct nlattr *)pick;
}

static void deep_nests(struct rnd *rnd)
{
	unsigned int depth = 1 + rnd_below(rnd, rnd_once_in(rnd, 2) ? 3000 : 20);
	uint16_t type = 1 + rnd_below(rnd, 4);
	size_t first = msg.len, at = first;

	while (depth--)
		nl_nest(&msg, type);
	/* nla_len has 16 bits: what doesn't fit is cut off. */
	for (; at < msg.len; at += NLA_HDRLEN)
		((struct nlattr *)(msg.buf + at))->nla_len =
			msg.len - at > 65532 ? 65532 : msg.len - at;
}

/* The attributes again and again, up to more than any request may have. */
static void huge(struct rnd *rnd, const struct learned_op *op)
{
	size_t start = NLMSG_HDRLEN + GENL_HDRLEN + op->header;
	size_t len = msg.len - start, want = 1 << (12 + rnd_below(rnd, 9));

	if (!len)
		return;
	while (msg.len - start < want)
		memcpy(nl_add(&msg, len), msg.buf + start, len);
}

static void break_attr(struct rnd *rnd, const struct learned_op *op)
{
	static const uint16_t lengths[] = { 0, 1, 3, 4, 5, 0x7fff, 0xffff };
	struct nlattr *attr = some_attr(rnd, op);

	if (!attr)
		return;
	switch (rnd_below(rnd, 5)) {
	case 0:
		attr->nla_len = lengths[rnd_below(rnd, NUM(lengths))];
		break;
	case 1:
		attr->nla_len += rnd_below(rnd, 9) - 4;
		break;
	case 2:
		attr->nla_type ^= NLA_F_NESTED;
		break;
	case 3:
		attr->nla_type ^= NLA_F_NET_BYTEORDER;
		break;
	case 4:
		attr->nla_type = rnd64(rnd);
		break;
	}
}

/* What happens to the message's form; the lengths come last. */
static void break_form(struct rnd *rnd, const struct learned_op *op)
{
	struct nlmsghdr *nlh = nl_head(&msg);
	struct genlmsghdr *genl = NLMSG_DATA(nlh);
	size_t at;

	switch (rnd_below(rnd, 14)) {
	case 0:
	case 1:
	case 2:
	case 3:
		break_attr(rnd, op);
		break;
	case 4:
		for (at = NLMSG_HDRLEN; at < msg.len; at++)
			if (rnd_once_in(rnd, 16))
				msg.buf[at] = rnd64(rnd);
		break;
	case 5:
		deep_nests(rnd);
		break;
	case 6:
		if (rnd_once_in(rnd, 4))
			huge(rnd, op);
		break;
	case 7:
		genl->cmd = rnd64(rnd);
		break;
	case 8:
		genl->version = rnd64(rnd);
		genl->reserved = rnd_once_in(rnd, 2) ? rnd64(rnd) : 0;
		break;
	case 9:
		nlh->nlmsg_flags = rnd64(rnd) | NLM_F_REQUEST;
		break;
	case 10:	/* shorter than it says */
		nlh->nlmsg_len = msg.len + 1 + rnd_below(rnd, 64);
		break;
	case 11:	/* longer than it says */
		nlh->nlmsg_len = rnd_below(rnd, msg.len + 1);
		break;
	case 12:
		nl_add(&msg, 1);
		nlh = nl_head(&msg);
		nlh->nlmsg_len = msg.len - 3 + rnd_below(rnd, 3);
		break;
	case 13:	/* two at once */
		at = msg.len;
		memcpy(nl_add(&msg, at), msg.buf, at);
		break;
	}
}

/* ---- a message ---------------------------------------------------------- */

struct plan {
	const struct learned_op *op;
	unsigned int number;	/* of the operation */
	bool dump;
	bool formed;		/* its form is right */
};

static void pick_op(struct rnd *rnd, struct plan *plan)
{
	do {
		plan->number = rnd_below(rnd, learned.ops);
		plan->op = &learned.op[plan->number];
	} while (option.rare[plan->op->cmd] &&
		 !rnd_once_in(rnd, option.rare[plan->op->cmd]));
	plan->dump = plan->op->can_dump &&
		     (!plan->op->can_do || rnd_once_in(rnd, 2));
}

static void make(uint64_t number, struct plan *plan)
{
	struct rnd rnd = { option.seed ^ number * 0xd1342543de82ef95ULL };
	static const unsigned int densities[] = { 0, 1, 1, 2, 3, 8 };
	struct taste taste = {
		.density = densities[rnd_below(&rnd, NUM(densities))],
	};
	unsigned int times;

	pick_op(&rnd, plan);
	if (rnd_once_in(&rnd, 3))
		taste.bad = 1 + rnd_below(&rnd, 8);
	nl_begin_genl(&msg, learned.family.id, plan->op->cmd,
		      learned.family.version,
		      NLM_F_ACK | (plan->dump ? NLM_F_DUMP : 0));
	if (plan->op->header)
		nl_add(&msg, plan->op->header);
	/* Kernels that don't tell them apart tell one policy for both. */
	taste.dump = plan->dump &&
		     plan->op->dump_policy == plan->op->do_policy;
	put_attributes(&rnd, plan->dump ? plan->op->dump_policy :
					  plan->op->do_policy, 0, &taste);
	nl_end(&msg);
	plan->formed = !rnd_once_in(&rnd, 3);
	if (plan->formed)
		return;
	times = 1 + rnd_below(&rnd, 3);
	while (times--) {
		break_form(&rnd, plan->op);
		if (rnd_once_in(&rnd, 2))
			nl_end(&msg);
	}
}

static void show(uint64_t number, const struct plan *plan)
{
	size_t i;

	printf("# message %llu, operation %u%s, %s:\n#  ",
	       (unsigned long long)number, plan->op->cmd,
	       plan->dump ? " (dump)" : "",
	       plan->formed ? "well formed" : "malformed");
	for (i = 0; i < msg.len && i < 512; i++)
		printf("%s%02x", i % 4 ? "" : " ", (unsigned char)msg.buf[i]);
	printf("%s\n", i < msg.len ? " ..." : "");
}

/* ---- talking ------------------------------------------------------------ */

#define SENTINEL	0x5e471e1

struct heard {
	bool sentinel, answered;
	int err;
	char message[256];
};

static void hear(const struct nlmsghdr *nlh, struct heard *heard)
{
	struct nl_answer answer = {};

	if (!nl_take(nlh, NULL, NULL, &answer))
		return;
	if (nlh->nlmsg_seq == SENTINEL) {
		heard->sentinel = true;
		return;
	}
	heard->answered = true;
	heard->err = answer.err;
	memcpy(heard->message, answer.message, sizeof(heard->message));
}

/* A request that the kernel always answers, in its order: whatever there is of
 * an answer to the message before has come by then, but for the rest of a dump.
 * A datagram of many requests has more answers than the socket holds, and then
 * this one's may be lost, too: it is asked for once more.
 */
static bool listen_for(struct heard *heard)
{
	static char rx[NL_RX_SIZE] __attribute__((aligned(8)));
	static struct nl_msg sentinel;
	const struct nlmsghdr *nlh;
	bool lost = false;
	ssize_t len;
	int left;

	nl_begin_genl(&sentinel, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 1,
		      NLM_F_ACK);
	nl_put_text(&sentinel, CTRL_ATTR_FAMILY_NAME, "nlctrl");
	nl_end(&sentinel);
	nl_head(&sentinel)->nlmsg_seq = SENTINEL;
	if (send(fd, sentinel.buf, sentinel.len, 0) < 0)
		return false;
	for (;;) {
		len = recv(fd, rx, sizeof(rx),
			   heard->sentinel ? MSG_DONTWAIT : 0);
		if (len <= 0 && errno == ENOBUFS) {
			lost = true;
			continue;
		}
		if (len <= 0 && lost && !heard->sentinel) {
			lost = false;
			if (send(fd, sentinel.buf, sentinel.len, 0) < 0)
				return false;
			continue;
		}
		if (len <= 0)
			return heard->sentinel;
		nl_for_each_msg(nlh, rx, len, left)
			hear(nlh, heard);
	}
}

static void complain(uint64_t number, const struct plan *plan,
		     const char *what, const struct heard *heard)
{
	if (++count.bad > MAX_BAD)
		return;
	printf("# seed %#llx: %s (%s: %s)\n", (unsigned long long)option.seed,
	       what, strerror(heard->err), heard->message);
	show(number, plan);
}

/* Who may not have a reason, as its caller is at no fault that he can mend. */
static bool may_be_mute(int err)
{
	return err == EPERM || err == EOPNOTSUPP || err == ENOMEM ||
	       err == ENOBUFS || err == EBUSY || err == EINTR;
}

/* False: the kernel answers no more. */
static bool talk(uint64_t number, const struct plan *plan)
{
	struct heard heard = {};

	count.sent++;
	count.op_sent[plan->number]++;
	if (send(fd, msg.buf, msg.len, 0) < 0) {
		count.unsent++;
		return true;
	}
	if (!listen_for(&heard)) {
		complain(number, plan, "no answer any more", &heard);
		return false;
	}
	if (!heard.answered) {
		count.unanswered++;
		if (plan->formed)
			complain(number, plan, "not answered", &heard);
		return true;
	}
	if (!heard.err) {
		count.done++;
		if (plan->formed)
			count.op_done[plan->number]++;
		return true;
	}
	count.refused++;
	if (heard.err > 0 && heard.err < (int)NUM(count.error))
		count.error[heard.err]++;
	if (option.strict && plan->formed && !heard.message[0] &&
	    !may_be_mute(heard.err))
		complain(number, plan, "refused without a reason", &heard);
	return true;
}

/* ---- verdict ------------------------------------------------------------ */

/* May a command never succeed here? */
static bool is_unsure(unsigned int cmd)
{
	const char *at = option.unsure;
	char *end;

	while (at && *at) {
		if (strtoul(at, &end, 10) == cmd)
			return true;
		at = *end ? end + 1 : end;
	}
	return false;
}

static void report(void)
{
	unsigned int i;

	printf("# seed %#llx, learned %016llx, %llu messages %016llx\n",
	       (unsigned long long)option.seed,
	       (unsigned long long)learned.digest,
	       (unsigned long long)count.sent, (unsigned long long)digest);
	if (option.dry)
		return;
	printf("# %llu done, %llu refused, %llu not answered, %llu not sent\n#",
	       (unsigned long long)count.done,
	       (unsigned long long)count.refused,
	       (unsigned long long)count.unanswered,
	       (unsigned long long)count.unsent);
	for (i = 0; i < NUM(count.error); i++)
		if (count.error[i])
			printf(" %s %llu,", strerrorname_np(i) ?: "?",
			       (unsigned long long)count.error[i]);
	printf("\n");
	for (i = 0; i < learned.ops; i++) {
		printf("# operation %u: %llu of %llu done\n",
		       learned.op[i].cmd, (unsigned long long)count.op_done[i],
		       (unsigned long long)count.op_sent[i]);
		if (option.reach && !count.op_done[i] &&
		    !is_unsure(learned.op[i].cmd)) {
			printf("# it was never done\n");
			count.bad++;
		}
	}
}

static void fuzz(void)
{
	time_t end = time(NULL) + option.seconds;
	uint64_t number = option.only == ALL ? 0 : option.only;
	struct plan plan;

	digest = 0xcbf29ce484222325ULL;
	for (;; number++) {
		if (option.only != ALL ? number > option.only :
		    option.seconds ? time(NULL) >= end :
				     number >= option.count)
			break;
		make(number, &plan);
		hash(&digest, msg.buf, msg.len);
		if (option.show)
			show(number, &plan);
		if (option.dry)
			count.sent++;
		else if (!talk(number, &plan))
			break;
		/* What a malformed message left in the socket goes with it. */
		if (!plan.formed) {
			close(fd);
			fd = nl_socket(NETLINK_GENERIC);
		}
	}
}

static bool rarely(const char *text)
{
	unsigned int cmd, n;

	if (sscanf(text, "%u:%u", &cmd, &n) != 2 || cmd > 255 || !n)
		return false;
	option.rare[cmd] = n;
	return true;
}

static bool one_of(const char *text)
{
	return sscanf(text, "%u:%u", &option.choice_cmd,
		      &option.choice_type) == 2 &&
	       option.choice_type < MAX_TYPES;
}

/* The policy of the nests that --choice is about */
static void mark_choice(void)
{
	unsigned int i;
	int policy;

	for (i = 0; i < learned.ops; i++) {
		policy = learned.op[i].do_policy;
		if (!option.choice_type || policy < 0 ||
		    learned.op[i].cmd != option.choice_cmd)
			continue;
		policy = learned.policy[policy].rule[option.choice_type].policy;
		if (policy >= 0 && policy < MAX_POLICIES)
			learned.policy[policy].choice = true;
	}
}

static const struct arg args[] = {
	{ "seed", .big = &option.seed },
	{ "count", .big = &option.count },
	{ "seconds", .number = &option.seconds },
	{ "only", .big = &option.only },
	{ "rare", .parse = rarely },
	{ "choice", .parse = one_of },
	{ "reach", .flag = &option.reach },
	{ "unsure", .text = &option.unsure },
	{ "strict", .flag = &option.strict },
	{ "dry", .flag = &option.dry },
	{ "show", .flag = &option.show },
	{}
};

int main(int argc, char **argv)
{
	const char *family;
	uint64_t first;

	option.seed = (uint64_t)time(NULL) << 20 ^ getpid();
	family = *args_take(argc, argv, args, 1,
			    "nl_fuzz [--seed S] [--count N] [--seconds T] [--only I]\n"
			    "               [--rare CMD:N] [--choice CMD:TYPE]\n"
			    "               [--reach] [--unsure CMD,CMD] [--strict] [--dry] [--show] FAMILY");
	setvbuf(stdout, NULL, _IOLBF, 0);
	fd = nl_socket(NETLINK_GENERIC);
	if (!learn(fd, family, &learned)) {
		printf("no generic netlink family %s\n", family);
		return 4;
	}
	mark_choice();
	printf("# seed %#llx: %u operations, %u policies, %u attributes, %u names, %u numbers\n",
	       (unsigned long long)option.seed, learned.ops, learned.policies,
	       learned.rules, learned.texts, learned.numbers);
	fuzz();
	if (option.dry) {
		first = digest;
		count.sent = 0;
		fuzz();
		if (digest != first) {
			printf("# the second time other messages\n");
			count.bad++;
		}
	}
	report();
	return count.bad ? 1 : 0;
}
