/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the kernel tells about a generic netlink family: operations, policies
 * (CTRL_CMD_GETPOLICY), and, from its dumps, what its objects are called.
 */
#ifndef NL_POLICY_H
#define NL_POLICY_H

#include "../ksft/nl_raw.h"

#define MAX_OPS		128
#define MAX_POLICIES	64
#define MAX_TYPES	256
#define MAX_VALUES	512
#define MAX_OBJECTS	64	/* of one dump that are remembered */
#define MAX_ATTRS	48	/* of one object */

/* What an attribute must be */
struct rule {
	bool known;
	bool needed;		/* the kernel said that it is missing */
	uint8_t kind;		/* NL_ATTR_TYPE_* */
	uint8_t size;		/* of a number, octets; 0: it's none */
	bool masked;
	uint64_t min, max;	/* of a number; signed ones as they come */
	uint64_t mask;
	uint32_t min_len, max_len;
	int policy;		/* of what is inside */
};

struct policy {
	bool choice;		/* one attribute, which says what it is */
	struct rule rule[MAX_TYPES];
};

struct value {
	uint16_t type;
	unsigned int len;
	unsigned char data[64];
};

/* What a dump told of one object. Requests about it most likely use the same
 * types of attributes, which the policy doesn't say.
 */
struct object {
	unsigned int values;
	struct value value[MAX_ATTRS];
};

struct learned_op {
	uint8_t cmd;
	bool can_do, can_dump;
	int do_policy, dump_policy;	/* -1: none */
	unsigned int header;		/* the family's own, octets */
	unsigned int objects;		/* of its dump */
	struct object object[MAX_OBJECTS];
};

struct learned {
	struct nl_family family;
	unsigned int header;
	unsigned int ops, policies, rules;
	struct learned_op op[MAX_OPS];
	struct policy policy[MAX_POLICIES];
	int like[MAX_POLICIES];	/* whose objects its attributes describe, or -1 */
	/* from dumps */
	unsigned int now;	/* the operation whose dump comes */
	unsigned int texts, numbers, blobs;
	char text[MAX_VALUES][64];
	uint64_t number[MAX_VALUES];
	struct {
		unsigned int len;
		unsigned char data[32];
	} blob[MAX_VALUES];
	uint64_t digest;	/* of all of the above */
};

static inline const struct nlattr *nl_attrs(const struct nlmsghdr *nlh,
					    unsigned int header, int *octets)
{
	*octets = (int)nlh->nlmsg_len - NLMSG_HDRLEN - GENL_HDRLEN - header;
	return (const struct nlattr *)((const char *)NLMSG_DATA(nlh) +
				       GENL_HDRLEN + header);
}

/* ---- operations --------------------------------------------------------- */

static inline void take_ops(const struct nlmsghdr *nlh, void *data)
{
	const struct nlattr *attr, *each, *part;
	struct learned *learned = data;
	struct learned_op *op;
	int octets, left, l, m;
	uint32_t flags;

	attr = nl_attrs(nlh, 0, &octets);
	nl_for_each(attr, attr, octets, left) {
		if (nl_type(attr) == CTRL_ATTR_HDRSIZE)
			learned->header = nl_u32(attr);
		if (nl_type(attr) != CTRL_ATTR_OPS)
			continue;
		nl_for_each_in(each, attr, l) {
			if (learned->ops == MAX_OPS)
				return;
			op = &learned->op[learned->ops++];
			op->do_policy = -1;
			op->dump_policy = -1;
			flags = 0;
			nl_for_each_in(part, each, m) {
				if (nl_type(part) == CTRL_ATTR_OP_ID)
					op->cmd = nl_u32(part);
				if (nl_type(part) == CTRL_ATTR_OP_FLAGS)
					flags = nl_u32(part);
			}
			op->can_do = flags & GENL_CMD_CAP_DO;
			op->can_dump = flags & GENL_CMD_CAP_DUMP;
			if (!op->can_do && !op->can_dump)
				learned->ops--;
		}
	}
}

/* ---- policies ----------------------------------------------------------- */

static inline unsigned int number_size(uint8_t kind)
{
	switch (kind) {
	case NL_ATTR_TYPE_U8:
	case NL_ATTR_TYPE_S8:
		return 1;
	case NL_ATTR_TYPE_U16:
	case NL_ATTR_TYPE_S16:
		return 2;
	case NL_ATTR_TYPE_U32:
	case NL_ATTR_TYPE_S32:
		return 4;
	case NL_ATTR_TYPE_U64:
	case NL_ATTR_TYPE_S64:
		return 8;
	}
	return 0;
}

static inline void take_rule(const struct nlattr *nest, struct rule *rule)
{
	const struct nlattr *attr;
	int left;

	rule->known = true;
	rule->max = ~0ULL;
	rule->policy = -1;
	nl_for_each_in(attr, nest, left) {
		switch (nl_type(attr)) {
		case NL_POLICY_TYPE_ATTR_TYPE:
			rule->kind = nl_u32(attr);
			break;
		case NL_POLICY_TYPE_ATTR_MIN_VALUE_U:
		case NL_POLICY_TYPE_ATTR_MIN_VALUE_S:
			rule->min = nl_u64(attr);
			break;
		case NL_POLICY_TYPE_ATTR_MAX_VALUE_U:
		case NL_POLICY_TYPE_ATTR_MAX_VALUE_S:
			rule->max = nl_u64(attr);
			break;
		case NL_POLICY_TYPE_ATTR_MIN_LENGTH:
			rule->min_len = nl_u32(attr);
			break;
		case NL_POLICY_TYPE_ATTR_MAX_LENGTH:
			rule->max_len = nl_u32(attr);
			break;
		case NL_POLICY_TYPE_ATTR_POLICY_IDX:
			rule->policy = nl_u32(attr);
			break;
		case NL_POLICY_TYPE_ATTR_MASK:
			rule->masked = true;
			rule->mask = nl_u64(attr);
			break;
		}
	}
	rule->size = number_size(rule->kind);
}

static inline void take_policy(const struct nlattr *attr,
			       struct learned *learned)
{
	const struct nlattr *of, *each;
	int left, l;

	nl_for_each_in(of, attr, left) {
		if (nl_type(of) >= MAX_POLICIES)
			continue;
		if (nl_type(of) >= learned->policies)
			learned->policies = nl_type(of) + 1;
		nl_for_each_in(each, of, l) {
			if (nl_type(each) >= MAX_TYPES)
				continue;
			learned->rules++;
			take_rule(each,
				  &learned->policy[nl_type(of)]
					  .rule[nl_type(each)]);
		}
	}
}

static inline void take_op_policy(const struct nlattr *attr,
				  struct learned *learned)
{
	const struct nlattr *of, *each;
	unsigned int i;
	int left, l;

	nl_for_each_in(of, attr, left) {
		for (i = 0; i < learned->ops; i++) {
			if (learned->op[i].cmd != nl_type(of))
				continue;
			nl_for_each_in(each, of, l) {
				if (nl_type(each) == CTRL_ATTR_POLICY_DO)
					learned->op[i].do_policy =
						nl_u32(each);
				if (nl_type(each) == CTRL_ATTR_POLICY_DUMP)
					learned->op[i].dump_policy =
						nl_u32(each);
			}
		}
	}
}

static inline void take_policies(const struct nlmsghdr *nlh, void *data)
{
	struct learned *learned = data;
	const struct nlattr *attr;
	int octets, left;

	attr = nl_attrs(nlh, 0, &octets);
	nl_for_each(attr, attr, octets, left) {
		if (nl_type(attr) == CTRL_ATTR_POLICY)
			take_policy(attr, learned);
		if (nl_type(attr) == CTRL_ATTR_OP_POLICY)
			take_op_policy(attr, learned);
	}
}

/* ---- objects ------------------------------------------------------------ */

static inline bool is_text(const char *data, unsigned int len)
{
	unsigned int i;

	if (len < 2 || len > 64 || data[len - 1])
		return false;
	for (i = 0; i < len - 1; i++)
		if (data[i] < ' ' || data[i] > '~')
			return false;
	return true;
}

/* As often as they come: what names every object comes most. */
static inline void take_value(const struct nlattr *attr,
			      struct learned *learned)
{
	unsigned int len = nl_len(attr), at;
	const struct nlattr *inner;
	int left;

	if (attr->nla_type & NLA_F_NESTED) {
		nl_for_each_in(inner, attr, left)
			take_value(inner, learned);
	} else if (is_text(nl_data(attr), len)) {
		if (learned->texts < MAX_VALUES)
			memcpy(learned->text[learned->texts++], nl_data(attr),
			       len);
	} else if (len == 4 || len == 8) {
		if (learned->numbers < MAX_VALUES)
			learned->number[learned->numbers++] = nl_u64(attr);
	} else if (len && len <= 32 && learned->blobs < MAX_VALUES) {
		at = learned->blobs++;
		learned->blob[at].len = len;
		memcpy(learned->blob[at].data, nl_data(attr), len);
	}
}

static inline void take_object(const struct nlmsghdr *nlh, void *data)
{
	struct learned *learned = data;
	struct learned_op *op = &learned->op[learned->now];
	struct object *object = NULL;
	const struct nlattr *attr;
	struct value *value;
	int octets, left;

	if (op->objects < MAX_OBJECTS)
		object = &op->object[op->objects++];
	attr = nl_attrs(nlh, learned->header, &octets);
	nl_for_each(attr, attr, octets, left) {
		take_value(attr, learned);
		if (!object || object->values == MAX_ATTRS ||
		    attr->nla_type & NLA_F_NESTED ||
		    nl_len(attr) > sizeof(value->data))
			continue;
		value = &object->value[object->values++];
		value->type = nl_type(attr);
		value->len = nl_len(attr);
		memcpy(value->data, nl_data(attr), value->len);
	}
}

static inline const struct value *value_of(const struct object *object,
					   uint16_t type)
{
	unsigned int i;

	for (i = 0; i < object->values; i++)
		if (object->value[i].type == type)
			return &object->value[i];
	return NULL;
}

/* Whether a value could be one that the rule allows. */
static inline bool rule_fits(const struct rule *rule, const struct value *value)
{
	switch (rule->kind) {
	case NL_ATTR_TYPE_STRING:
	case NL_ATTR_TYPE_NUL_STRING:
		return is_text((const char *)value->data, value->len);
	case NL_ATTR_TYPE_BINARY:
		return value->len >= rule->min_len &&
		       (!rule->max_len || value->len <= rule->max_len);
	}
	return rule->size && rule->size == value->len;
}

/* The dump whose objects have most of what a policy takes. */
static inline int most_alike(const struct learned *learned,
			     const struct policy *policy)
{
	int best = -1, best_score = 0, score;
	const struct value *value;
	unsigned int i, type;

	for (i = 0; i < learned->ops; i++) {
		if (!learned->op[i].objects)
			continue;
		score = 0;
		for (type = 1; type < MAX_TYPES; type++) {
			if (!policy->rule[type].known)
				continue;
			value = value_of(&learned->op[i].object[0], type);
			if (value)
				score += rule_fits(&policy->rule[type],
						   value) ? 1 : -4;
		}
		if (score > best_score) {
			best = i;
			best_score = score;
		}
	}
	return best;
}

/* ---- what must be there ------------------------------------------------- */

/* The attributes that are known to be needed, as of the first object. */
static inline void put_needed(struct nl_msg *msg, const struct learned *learned,
			      int policy, unsigned int depth)
{
	const struct object *object = NULL;
	const struct value *value;
	const struct rule *rule;
	unsigned int type;
	size_t nest;

	if (learned->like[policy] >= 0)
		object = &learned->op[learned->like[policy]].object[0];
	for (type = 1; type < MAX_TYPES; type++) {
		rule = &learned->policy[policy].rule[type];
		if (!rule->needed)
			continue;
		value = object ? value_of(object, type) : NULL;
		if (value) {
			nl_put(msg, type, value->data, value->len);
		} else if (rule->policy >= 0 && depth < 4) {
			nest = nl_nest(msg, type);
			put_needed(msg, learned, rule->policy, depth + 1);
			nl_nest_end(msg, nest);
		} else {
			nl_put(msg, type, &rule->min, rule->size);
		}
	}
}

/* Ask with less than is needed, as often as the kernel says what is missing. */
static inline void learn_needed(int fd, struct nl_msg *msg,
				struct learned *learned,
				const struct learned_op *op)
{
	struct nl_answer answer;
	unsigned int tries;
	int policy;

	for (tries = 0; tries < 12; tries++) {
		nl_begin_genl(msg, learned->family.id, op->cmd,
			      learned->family.version, NLM_F_ACK);
		if (op->header)
			nl_add(msg, op->header);
		put_needed(msg, learned, op->do_policy, 0);
		nl_end(msg);
		nl_exchange(fd, msg, NULL, NULL, &answer);
		if (answer.outcome != NL_REFUSED || !answer.missing ||
		    answer.missing >= MAX_TYPES)
			return;
		policy = op->do_policy;
		if (answer.nest && answer.nest < msg->len) {
			const struct nlattr *nest =
				(void *)(msg->buf + answer.nest);

			if (nl_type(nest) < MAX_TYPES)
				policy = learned->policy[policy]
					 .rule[nl_type(nest)].policy;
		}
		if (policy < 0 || policy >= MAX_POLICIES)
			return;
		learned->policy[policy].rule[answer.missing].needed = true;
	}
}

static inline bool same_rules(const struct policy *a, const struct policy *b)
{
	const struct rule *one, *other;
	unsigned int type, known = 0;

	for (type = 1; type < MAX_TYPES; type++) {
		one = &a->rule[type];
		other = &b->rule[type];
		if (one->known != other->known || one->kind != other->kind ||
		    one->min != other->min || one->max != other->max ||
		    one->max_len != other->max_len)
			return false;
		known += one->known;
	}
	return known;
}

/* A nest that takes what an operation takes needs what that needs. */
static inline void share_needed(struct learned *learned)
{
	unsigned int i, of, type;
	const struct rule *rule;
	int policy;

	for (i = 0; i < learned->ops; i++) {
		policy = learned->op[i].do_policy;
		for (of = 0; policy >= 0 && of < learned->policies; of++) {
			if (!same_rules(&learned->policy[of],
					&learned->policy[policy]))
				continue;
			for (type = 1; type < MAX_TYPES; type++) {
				rule = &learned->policy[policy].rule[type];
				learned->policy[of].rule[type].needed |=
					rule->needed;
			}
		}
	}
}

/* ---- all of it ---------------------------------------------------------- */

/* A dump. One that has to be told which object's is asked for with the numbers
 * that are known, until one is that of such an object.
 */
static inline void learn_dump(int fd, struct nl_msg *msg,
			      struct learned *learned, unsigned int op)
{
	struct nl_answer answer;
	unsigned int number = 0;
	uint16_t missing = 0;

	learned->now = op;
	do {
		nl_begin_genl(msg, learned->family.id, learned->op[op].cmd,
			      learned->family.version, NLM_F_DUMP);
		if (learned->header)
			nl_add(msg, learned->header);
		if (missing)
			nl_put_u32(msg, missing, learned->number[number++]);
		nl_end(msg);
		nl_exchange(fd, msg, take_object, learned, &answer);
		if (!missing)
			missing = answer.missing;
	} while (answer.outcome == NL_REFUSED && missing &&
		 number < learned->numbers && number < 64);
}

static inline bool learn(int fd, const char *family, struct learned *learned)
{
	struct nl_answer answer;
	struct nl_msg msg = {};
	unsigned int i;
	size_t at;

	if (!nl_find_family(fd, family, &learned->family))
		return false;
	nl_begin_genl(&msg, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 1, NLM_F_ACK);
	nl_put_text(&msg, CTRL_ATTR_FAMILY_NAME, family);
	nl_end(&msg);
	nl_exchange(fd, &msg, take_ops, learned, &answer);

	nl_begin_genl(&msg, GENL_ID_CTRL, CTRL_CMD_GETPOLICY, 1, NLM_F_DUMP);
	nl_put(&msg, CTRL_ATTR_FAMILY_ID, &learned->family.id,
	       sizeof(learned->family.id));
	nl_end(&msg);
	nl_exchange(fd, &msg, take_policies, learned, &answer);

	for (i = 0; i < learned->ops; i++) {
		learned->op[i].header = NLA_ALIGN(learned->header);
		if (!learned->op[i].can_dump)
			continue;
		learn_dump(fd, &msg, learned, i);
	}
	for (i = 0; i < learned->policies; i++)
		learned->like[i] = most_alike(learned, &learned->policy[i]);
	for (i = 0; i < learned->ops; i++)
		if (learned->op[i].can_do && learned->op[i].do_policy >= 0)
			learn_needed(fd, &msg, learned, &learned->op[i]);
	share_needed(learned);
	free(msg.buf);
	learned->digest = 0xcbf29ce484222325ULL;
	for (at = 0; at < offsetof(struct learned, digest); at++)
		learned->digest = (learned->digest ^
				   ((unsigned char *)learned)[at]) *
				  0x100000001b3ULL;
	return learned->ops;
}

#endif /* NL_POLICY_H */
