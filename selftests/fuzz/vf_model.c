// SPDX-License-Identifier: GPL-2.0
/*
 * vf_model - do random things to VFs, right ones and wrong ones, and compare
 * what the kernel says and lists with a plain model of what it must be: whether
 * each request is accepted, why not, how many VFs it changes, and what every VF
 * is afterwards.
 *
 *   vf_model [--seed S] [--steps N] [--seconds T] [--every N] [--show]
 *
 * Step I is made of the seed, I, and the model, of nothing else. After every
 * --every steps (1) the whole listing is compared. When something is wrong, the
 * steps are tried again from the beginning with fewer and fewer of them, until
 * none can be left out, and those are printed. Status 1 then.
 *
 * What a VF has is a table, attributes[] in vf_attrs.h: a new attribute is a
 * line there.
 *
 * Wants root, the mock with sriov_pf, PFs without VFs, no drivers in VFs (what
 * these choose isn't in the model), and nobody else who changes them. Leaves
 * the VFs as they are by default, and none of them. Run by vf_model.sh.
 */
#include <net/if.h>
#include <stdarg.h>
#include <time.h>

#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#include "../ksft/args.h"
#include "vf_attrs.h"

static struct {
	unsigned long long seed;
	unsigned int steps;
	unsigned int seconds;
	unsigned int every;
	bool show;
} option = { .steps = 500, .every = 1 };

static struct nl_family sriov;
static int genl_fd, route_fd;
static struct nl_msg msg;
static struct model model;		/* what must be */
static bool quiet;			/* while fewer steps are tried */
static unsigned int accepted, refused;
static char story[8192];		/* what the step does, in words */

static void say(const char *format, ...)
{
	va_list args;

	if (quiet)
		return;
	va_start(args, format);
	printf("# ");
	vprintf(format, args);
	printf("\n");
	va_end(args);
}

static void tell(const char *format, ...)
{
	size_t len = strlen(story);
	va_list args;

	va_start(args, format);
	vsnprintf(story + len, sizeof(story) - len, format, args);
	va_end(args);
}

/* ---- one request to one range ------------------------------------------- */

static void pick_range(struct rnd *rnd, struct request *request)
{
	request->pf = rnd_below(rnd, PFS);
	request->first = rnd_below(rnd, VFS);
	request->last = request->first;
	if (rnd_once_in(rnd, 3))
		request->last = request->first +
				rnd_below(rnd, VFS - request->first);
	/* Never VFs that aren't in the model. */
	if (rnd_once_in(rnd, 60) && request->first)
		request->last = request->first - 1;
	if (rnd_once_in(rnd, 60))
		request->last = MAX_VFS + rnd_below(rnd, 2) * 1000;
	if (rnd_once_in(rnd, 60))
		request->first = MAX_VFS + rnd_below(rnd, 2) * 1000;
}

/* A few attributes, mostly with values that may be, often the current owner's
 * cookie.
 */
static void pick_request(struct rnd *rnd, const struct model *now,
			 struct request *request)
{
	unsigned int i, wanted = 1 + rnd_below(rnd, 3);
	const struct vf_value *of;
	bool bad;

	memset(request, 0, sizeof(*request));
	pick_range(rnd, request);
	of = request->first < VFS ? &now->vf[request->pf][request->first] :
				    &now->vf[0][0];
	while (wanted--) {
		i = rnd_below(rnd, NUM_ATTRS);
		bad = rnd_once_in(rnd, 25);
		request->has[i] = true;
		attributes[i].pick(rnd, &attributes[i], bad, now,
				   &request->value);
	}
	/* What it was before the step, perhaps behind something else. */
	if (request->first < VFS && rnd_once_in(rnd, 5)) {
		request->value = model.vf[request->pf][request->first];
		request->value.trunk_form = rnd_below(rnd, FORM_BAD);
	}
	if (of->owner && !rnd_once_in(rnd, 6)) {
		request->has[ATTR_OWNER] = true;
		request->value.owner = of->owner;
	}
	request->release = rnd_once_in(rnd, 12);
	request->force = rnd_once_in(rnd, 12);
	request->reset = rnd_once_in(rnd, 12);
	if (rnd_once_in(rnd, 40))
		memset(request->has, 0, sizeof(request->has));
}

static void tell_request(const struct request *request)
{
	unsigned int i;

	tell(" %s/%u", model.name[request->pf], request->first);
	if (request->last != request->first)
		tell("-%u", request->last);
	for (i = 0; i < NUM_ATTRS; i++) {
		if (!request->has[i])
			continue;
		tell(" %s ", attributes[i].name);
		attributes[i].tell(&attributes[i], &request->value, tell);
	}
	tell("%s%s%s", request->reset ? " reset" : "",
	     request->release ? " owner-release" : "",
	     request->force ? " owner-force" : "");
}

static void put_request(const struct request *request)
{
	unsigned int i;

	nl_put_text(&msg, SRIOV_A_VF_PCI_ADDRESS, model.address[request->pf]);
	nl_put_u32(&msg, SRIOV_A_VF_VF_ID, request->first);
	if (request->last != request->first)
		nl_put_u32(&msg, SRIOV_A_VF_VF_LAST, request->last);
	for (i = 0; i < NUM_ATTRS; i++)
		if (request->has[i])
			attributes[i].put(&msg, &attributes[i],
					  &request->value);
	if (request->release)
		nl_put(&msg, SRIOV_A_VF_OWNER_RELEASE, NULL, 0);
	if (request->force)
		nl_put(&msg, SRIOV_A_VF_OWNER_FORCE, NULL, 0);
	if (request->reset)
		nl_put(&msg, SRIOV_A_VF_RESET, NULL, 0);
}

/* ---- the model ---------------------------------------------------------- */

/* What one request does to @next; refusals that need no look at other VFs. */
static void model_request(struct model *next, const struct request *request,
			  struct verdict *verdict)
{
	uint64_t cookie = request->has[ATTR_OWNER] ? request->value.owner : 0;
	bool any = request->release || request->reset;
	unsigned int i, id;

	for (i = 0; i < NUM_ATTRS; i++) {
		if (!request->has[i])
			continue;
		any = true;
		attributes[i].check(request, &attributes[i], verdict);
	}
	if (!any)
		may_fail(verdict, EINVAL);
	if (request->last < request->first)
		may_fail(verdict, EINVAL);
	if (request->first >= MAX_VFS || request->last >= MAX_VFS)
		may_fail(verdict, ERANGE);
	if (verdict->errors)
		return;

	for (id = request->first; id <= request->last && id < VFS; id++) {
		struct vf_value *vf = &next->vf[request->pf][id];

		if (vf->owner && vf->owner != cookie && !request->force)
			may_fail(verdict, EPERM);
		if (request->reset)
			default_vf(next, request->pf, id, vf);
		for (i = 0; i < NUM_ATTRS; i++)
			if (request->has[i] && i != ATTR_OWNER)
				attributes[i].set(next, request, i, id, vf);
		if (request->reset || request->release)
			vf->owner = 0;
		else if (cookie)
			vf->owner = cookie;
	}
}

static unsigned int count_changes(const struct model *a, const struct model *b,
				  unsigned int pf)
{
	unsigned int id, changed = 0;

	for (id = 0; id < VFS; id++)
		changed += !!memcmp(&a->vf[pf][id], &b->vf[pf][id],
				    sizeof(a->vf[pf][id]));
	return changed;
}

/* ---- what the kernel did ------------------------------------------------ */

static bool fits(const struct verdict *verdict, const struct nl_answer *answer)
{
	unsigned int i;

	accepted += answer->outcome == NL_DONE;
	refused += answer->outcome == NL_REFUSED;
	if (answer->outcome == NL_DONE) {
		if (!verdict->errors)
			return true;
		say("accepted, but it must be refused: %s",
		    strerror(verdict->error[0]));
		return false;
	}
	if (answer->outcome != NL_REFUSED) {
		say("no answer: %s", strerror(answer->err));
		return false;
	}
	for (i = 0; i < verdict->errors; i++)
		if (verdict->error[i] == answer->err)
			return true;
	say("refused: %s (%s)", strerror(answer->err), answer->message);
	for (i = 0; i < verdict->errors; i++)
		say("it should be: %s", strerror(verdict->error[i]));
	if (!verdict->errors)
		say("it must be accepted");
	return false;
}

/* Taken over if it was accepted. */
static void settle(const struct model *next, const struct nl_answer *answer,
		   bool dry)
{
	unsigned int pf;

	if (answer->outcome != NL_DONE || dry)
		return;
	for (pf = 0; pf < PFS; pf++) {
		model.generation[pf] += count_changes(&model, next, pf);
		memcpy(model.vf[pf], next->vf[pf], sizeof(model.vf[pf]));
	}
}

/* ---- steps -------------------------------------------------------------- */

static void begin(uint8_t cmd)
{
	nl_begin_genl(&msg, sriov.id, cmd, 1, NLM_F_ACK);
}

static bool step_set(struct rnd *rnd)
{
	struct verdict verdict = {};
	struct model next = model;
	struct request request;
	struct nl_answer answer;

	pick_request(rnd, &model, &request);
	tell("vf-set");
	tell_request(&request);
	model_request(&next, &request, &verdict);
	if (!verdict.errors)
		must_hold(&model, &next, &verdict);
	begin(SRIOV_CMD_VF_SET);
	put_request(&request);
	nl_end(&msg);
	nl_exchange(genl_fd, &msg, NULL, NULL, &answer);
	settle(&next, &answer, false);
	return fits(&verdict, &answer);
}

/* What a transaction answers: of each PF its generation, and its changes. */
struct results {
	bool seen[PFS];
	unsigned int generation[PFS], changed[PFS];
};

static void take_results(const struct nlmsghdr *nlh, void *data)
{
	const struct nlattr *attr, *part;
	struct results *results = data;
	int octets, left, l;

	attr = nl_attrs(nlh, 0, &octets);
	nl_for_each(attr, attr, octets, left) {
		unsigned int generation = 0, changed = 0;
		int pf = -1;

		nl_for_each_in(part, attr, l) {
			if (nl_type(part) == SRIOV_A_APPLY_PF_PCI_ADDRESS)
				pf = find_pf(&model, nl_data(part));
			if (nl_type(part) == SRIOV_A_APPLY_PF_GENERATION)
				generation = nl_u32(part);
			if (nl_type(part) == SRIOV_A_APPLY_PF_NUM_CHANGED)
				changed = nl_u32(part);
		}
		if (pf < 0)
			continue;
		results->seen[pf] = true;
		results->generation[pf] = generation;
		results->changed[pf] = changed;
	}
}

/* @before: as it was, for what would have changed. */
static bool results_fit(const struct results *results,
			const struct model *before, const struct model *next,
			const bool *named, bool dry)
{
	unsigned int pf, changed;

	for (pf = 0; pf < PFS; pf++) {
		changed = count_changes(before, next, pf);
		if (results->seen[pf] != named[pf]) {
			say("%s is %sin the answer", model.name[pf],
			    results->seen[pf] ? "" : "not ");
			return false;
		}
		if (!named[pf])
			continue;
		if (results->changed[pf] != changed) {
			say("%s: %u VFs changed, it should be %u",
			    model.name[pf], results->changed[pf], changed);
			return false;
		}
		if (results->generation[pf] != before->generation[pf] +
					       (dry ? 0 : changed)) {
			say("%s: generation %u, it should be %u",
			    model.name[pf], results->generation[pf],
			    before->generation[pf] + (dry ? 0 : changed));
			return false;
		}
	}
	return true;
}

static void put_expect(struct rnd *rnd, struct verdict *verdict, bool *named)
{
	unsigned int pf = rnd_below(rnd, PFS);
	uint32_t generation = model.generation[pf];
	size_t nest;

	if (rnd_once_in(rnd, 3)) {
		generation -= 1 + rnd_below(rnd, 3);
		may_fail(verdict, ESTALE);
	}
	tell(", expect %s %s", model.name[pf],
	     generation == model.generation[pf] ? "as it is" : "stale");
	nest = nl_nest(&msg, SRIOV_A_APPLY_EXPECT);
	nl_put_text(&msg, SRIOV_A_APPLY_PF_PCI_ADDRESS, model.address[pf]);
	nl_put_u32(&msg, SRIOV_A_APPLY_PF_GENERATION, generation);
	nl_nest_end(&msg, nest);
	named[pf] = true;
}

static bool step_apply(struct rnd *rnd)
{
	unsigned int changes = 1 + rnd_below(rnd, 5);
	struct model before = model, next = model;
	struct results results = {};
	struct verdict verdict = {};
	struct request request;
	struct nl_answer answer;
	bool named[PFS] = {};
	bool dry = rnd_once_in(rnd, 4);
	size_t nest;

	tell("apply");
	begin(SRIOV_CMD_APPLY);
	while (changes--) {
		pick_request(rnd, &next, &request);
		tell_request(&request);
		named[request.pf] = true;
		model_request(&next, &request, &verdict);
		nest = nl_nest(&msg, SRIOV_A_APPLY_CHANGE);
		put_request(&request);
		nl_nest_end(&msg, nest);
		tell(changes ? "," : "");
	}
	if (!verdict.errors)
		must_hold(&model, &next, &verdict);
	if (rnd_once_in(rnd, 3))
		put_expect(rnd, &verdict, named);
	if (dry) {
		tell(", dry-run");
		nl_put(&msg, SRIOV_A_APPLY_DRY_RUN, NULL, 0);
	}
	nl_end(&msg);
	nl_exchange(genl_fd, &msg, take_results, &results, &answer);
	settle(&next, &answer, dry);
	return fits(&verdict, &answer) &&
	       (answer.outcome != NL_DONE ||
		results_fit(&results, &before, &next, named, dry));
}

/* ip link set PF vf N ...: one VF, no cookie. */
static bool step_link(struct rnd *rnd)
{
	struct request request = { .by_link = true };
	struct verdict verdict = {};
	struct model next = model;
	struct nl_answer answer;
	struct ifinfomsg *ifi;
	size_t list, info;

	request.pf = rnd_below(rnd, PFS);
	request.first = rnd_below(rnd, VFS);
	request.last = request.first;
	nl_begin(&msg, RTM_SETLINK, NLM_F_ACK);
	ifi = nl_add(&msg, sizeof(*ifi));
	ifi->ifi_index = model.ifindex[request.pf];
	list = nl_nest(&msg, IFLA_VFINFO_LIST);
	info = nl_nest(&msg, IFLA_VF_INFO);
	pick_link(rnd, &model, &msg, request.first, request.has,
		  &request.value);
	nl_nest_end(&msg, info);
	nl_nest_end(&msg, list);
	nl_end(&msg);
	tell("ip link set");
	tell_request(&request);
	model_request(&next, &request, &verdict);
	if (!verdict.errors)
		must_hold(&model, &next, &verdict);
	nl_exchange(route_fd, &msg, NULL, NULL, &answer);
	settle(&next, &answer, false);
	return fits(&verdict, &answer);
}

static void take_generation(const struct nlmsghdr *nlh, void *data)
{
	const struct nlattr *attr;
	uint32_t *generation = data;
	int octets, left;

	attr = nl_attrs(nlh, 0, &octets);
	nl_for_each(attr, attr, octets, left)
		if (nl_type(attr) == SRIOV_A_PF_GENERATION)
			*generation = nl_u32(attr);
}

/* Ready, enabling and more count, which the model doesn't follow. */
static void reread_generation(unsigned int pf)
{
	struct nl_answer answer;

	begin(SRIOV_CMD_PF_GET);
	nl_put_text(&msg, SRIOV_A_PF_PCI_ADDRESS, model.address[pf]);
	nl_end(&msg);
	nl_exchange(genl_fd, &msg, take_generation, &model.generation[pf],
		    &answer);
}

/* As slots they begin out of service. */
static void model_num_vfs(unsigned int pf, unsigned int num, bool slots)
{
	unsigned int id;

	model.num_vfs[pf] = num;
	model.slots[pf] = num && slots;
	for (id = 0; id < VFS; id++)
		model.vf[pf][id].in_service = id < num && !slots;
}

static bool set_num_vfs(unsigned int pf, unsigned int num, bool slots,
			const struct verdict *verdict)
{
	uint32_t before = model.generation[pf];
	struct nl_answer answer;

	begin(SRIOV_CMD_PF_SET);
	nl_put_text(&msg, SRIOV_A_PF_PCI_ADDRESS, model.address[pf]);
	nl_put_u32(&msg, SRIOV_A_PF_NUM_VFS, num);
	if (slots)
		nl_put_u32(&msg, SRIOV_A_PF_SLOTS, 1);
	nl_end(&msg);
	nl_exchange(genl_fd, &msg, NULL, NULL, &answer);
	if (answer.outcome == NL_DONE && model.num_vfs[pf] != num) {
		model_num_vfs(pf, num, slots);
		reread_generation(pf);
		if (model.generation[pf] == before) {
			say("that didn't count as a change");
			return false;
		}
	}
	return fits(verdict, &answer);
}

static bool step_num_vfs(struct rnd *rnd)
{
	static const unsigned int nums[] = { 0, 0, 0, 1, 3, VFS, VFS, 257 };
	unsigned int pf = rnd_below(rnd, PFS);
	unsigned int num = nums[rnd_below(rnd, NUM(nums))];
	bool slots = rnd_once_in(rnd, 2);
	struct verdict verdict = {};

	tell("pf-set %s num-vfs %u%s", model.name[pf], num,
	     slots ? " slots" : "");
	if (num > MAX_VFS)
		may_fail(&verdict, ERANGE);
	else if (num && model.num_vfs[pf] &&
		 (num != model.num_vfs[pf] || (slots && !model.slots[pf])))
		may_fail(&verdict, EBUSY);
	return set_num_vfs(pf, num, slots, &verdict);
}

/* ---- the whole listing -------------------------------------------------- */

struct listing {
	bool good;
	unsigned int pfs, vfs[PFS];
};

static void compare_vf(const struct nlmsghdr *nlh, void *data)
{
	struct listing *listing = data;
	const struct nlattr *attrs[SRIOV_A_VF_MAX + 1] = {};
	const struct nlattr *attr;
	unsigned int i, id;
	char why[256];
	int octets, left, pf;

	attr = nl_attrs(nlh, 0, &octets);
	nl_for_each(attr, attr, octets, left)
		if (nl_type(attr) <= SRIOV_A_VF_MAX)
			attrs[nl_type(attr)] = attr;
	if (!attrs[SRIOV_A_VF_PCI_ADDRESS] || !attrs[SRIOV_A_VF_VF_ID])
		return;
	pf = find_pf(&model, nl_data(attrs[SRIOV_A_VF_PCI_ADDRESS]));
	id = nl_u32(attrs[SRIOV_A_VF_VF_ID]);
	if (pf < 0 || id >= VFS)
		return;
	listing->vfs[pf]++;
	for (i = 0; i < NUM_ATTRS; i++) {
		if (attributes[i].equal(attrs, &attributes[i],
					&model.vf[pf][id], why, sizeof(why)))
			continue;
		say("%s/%u: %s: %s", model.name[pf], id, attributes[i].name,
		    why);
		listing->good = false;
	}
	i = id < model.num_vfs[pf] ? SRIOV_VF_STATUS_READY :
				     SRIOV_VF_STATUS_DISABLED;
	if (!attrs[SRIOV_A_VF_STATE] ||
	    nl_u32(attrs[SRIOV_A_VF_STATE]) != i) {
		say("%s/%u: not in state %u", model.name[pf], id, i);
		listing->good = false;
	}
	if (nl_u32(attrs[SRIOV_A_VF_GENERATION]) != model.generation[pf]) {
		say("%s: generation %u, it should be %u", model.name[pf],
		    nl_u32(attrs[SRIOV_A_VF_GENERATION]),
		    model.generation[pf]);
		listing->good = false;
	}
}

/* Of VFs that exist by a dump, of the others one by one. */
static bool compare(void)
{
	struct listing listing = { .good = true };
	struct nl_answer answer;
	unsigned int pf, id;

	nl_begin_genl(&msg, sriov.id, SRIOV_CMD_VF_GET, 1, NLM_F_DUMP);
	nl_end(&msg);
	nl_exchange(genl_fd, &msg, compare_vf, &listing, &answer);
	if (answer.outcome != NL_DONE) {
		say("no listing: %s", strerror(answer.err));
		return false;
	}
	for (pf = 0; pf < PFS; pf++) {
		if (listing.vfs[pf] != model.num_vfs[pf]) {
			say("%s: %u VFs listed, it should be %u",
			    model.name[pf], listing.vfs[pf],
			    model.num_vfs[pf]);
			listing.good = false;
		}
		for (id = model.num_vfs[pf]; id < VFS; id++) {
			begin(SRIOV_CMD_VF_GET);
			nl_put_text(&msg, SRIOV_A_VF_PCI_ADDRESS,
				    model.address[pf]);
			nl_put_u32(&msg, SRIOV_A_VF_VF_ID, id);
			nl_end(&msg);
			nl_exchange(genl_fd, &msg, compare_vf, &listing,
				    &answer);
			listing.good &= answer.outcome == NL_DONE;
		}
	}
	return listing.good;
}

/* ---- running, and running less ------------------------------------------ */

static bool step(unsigned int number)
{
	struct rnd rnd = { option.seed ^ number * 0xd1342543de82ef95ULL };
	unsigned int what = rnd_below(&rnd, 100);
	bool good;

	story[0] = '\0';
	if (what < 2)
		good = step_num_vfs(&rnd);
	else if (what < 20)
		good = step_link(&rnd);
	else if (what < 45)
		good = step_apply(&rnd);
	else
		good = step_set(&rnd);
	if (option.show && !quiet)
		printf("# %u: %s\n", number, story);
	return good && (number % option.every || compare());
}

/* Everything as it is by default, kernel and model. */
static void restart(void)
{
	const struct verdict accepted = {};
	struct nl_answer answer;
	unsigned int pf, id;
	size_t nest;

	begin(SRIOV_CMD_APPLY);
	for (pf = 0; pf < PFS; pf++) {
		nest = nl_nest(&msg, SRIOV_A_APPLY_CHANGE);
		nl_put_text(&msg, SRIOV_A_VF_PCI_ADDRESS, model.address[pf]);
		nl_put_u32(&msg, SRIOV_A_VF_VF_ID, 0);
		nl_put_u32(&msg, SRIOV_A_VF_VF_LAST, MAX_VFS - 1);
		nl_put(&msg, SRIOV_A_VF_RESET, NULL, 0);
		nl_put(&msg, SRIOV_A_VF_OWNER_FORCE, NULL, 0);
		nl_nest_end(&msg, nest);
	}
	nl_end(&msg);
	nl_exchange(genl_fd, &msg, NULL, NULL, &answer);
	if (answer.outcome != NL_DONE) {
		printf("Bail out! can't reset: %s\n", answer.message);
		exit(1);
	}
	for (pf = 0; pf < PFS; pf++) {
		set_num_vfs(pf, 0, false, &accepted);
		for (id = 0; id < VFS; id++)
			default_vf(&model, pf, id, &model.vf[pf][id]);
		reread_generation(pf);
	}
}

/* The same steps from the beginning, but for those left out. */
static bool fails_without(const bool *out, unsigned int num)
{
	unsigned int i;

	restart();
	for (i = 0; i < num; i++)
		if (!out[i] && !step(i))
			return true;
	return !compare();
}

/* Leave out halves, quarters... for as long as it fails without them. */
static void shrink(unsigned int num)
{
	bool *out = calloc(num, sizeof(*out)), *try = calloc(num, sizeof(*try));
	unsigned int size, at, i, tries = 0, left;
	time_t end = time(NULL) + 60;

	quiet = true;
	for (size = num / 2 ?: 1; size && time(NULL) < end; size /= 2) {
		for (at = 0; at < num && time(NULL) < end; at += size) {
			memcpy(try, out, num * sizeof(*try));
			for (i = at; i < num && i < at + size; i++)
				try[i] = true;
			tries++;
			if (fails_without(try, num))
				memcpy(out, try, num * sizeof(*out));
		}
	}
	quiet = false;
	for (i = left = 0; i < num; i++)
		left += !out[i];
	printf("# %u steps of %u are enough, after %u tries:\n", left, num,
	       tries);
	option.show = true;
	fails_without(out, num);
	free(out);
	free(try);
}

static bool run(void)
{
	time_t end = time(NULL) + option.seconds;
	unsigned int i;

	restart();
	if (!compare())
		return false;
	for (i = 0; option.seconds ? time(NULL) < end : i < option.steps; i++) {
		if (step(i))
			continue;
		printf("# seed %#llx, step %u: %s\n",
		       (unsigned long long)option.seed, i, story);
		shrink(i + 1);
		return false;
	}
	printf("# seed %#llx: %u steps, all as in the model, %u accepted, %u refused\n",
	       (unsigned long long)option.seed, i, accepted, refused);
	return compare();
}

static void find_speed(void)
{
	uint32_t low = 0, high = 1 << 24, middle;
	struct nl_answer answer;
	size_t nest;

	/* What the kernel takes for the link's speed: it should be what it
	 * was all the time.
	 */
	while (high - low > 1) {
		middle = low + (high - low) / 2;
		begin(SRIOV_CMD_APPLY);
		nest = nl_nest(&msg, SRIOV_A_APPLY_CHANGE);
		nl_put_text(&msg, SRIOV_A_VF_PCI_ADDRESS, model.address[0]);
		nl_put_u32(&msg, SRIOV_A_VF_VF_ID, 0);
		nl_put_u32(&msg, SRIOV_A_VF_MAX_TX_RATE, middle);
		nl_nest_end(&msg, nest);
		nl_put(&msg, SRIOV_A_APPLY_DRY_RUN, NULL, 0);
		nl_end(&msg);
		nl_exchange(genl_fd, &msg, NULL, NULL, &answer);
		if (answer.outcome == NL_DONE)
			low = middle;
		else
			high = middle;
	}
	model.speed = low;
}

static void take_pf(const struct nlmsghdr *nlh, void *data)
{
	const struct nlattr *attr;
	unsigned int *pf = data;
	int octets, left;

	if (*pf == PFS)
		return;
	attr = nl_attrs(nlh, 0, &octets);
	nl_for_each(attr, attr, octets, left) {
		switch (nl_type(attr)) {
		case SRIOV_A_PF_PCI_ADDRESS:
			snprintf(model.address[*pf], sizeof(model.address[0]),
				 "%s", (const char *)nl_data(attr));
			break;
		case SRIOV_A_PF_IFINDEX:
			model.ifindex[*pf] = nl_u32(attr);
			break;
		case SRIOV_A_PF_IFNAME:
			snprintf(model.name[*pf], sizeof(model.name[0]), "%s",
				 (const char *)nl_data(attr));
			break;
		case SRIOV_A_PF_MAC:
			memcpy(model.mac[*pf], nl_data(attr), 6);
			break;
		case SRIOV_A_PF_NUM_VFS:
			model.num_vfs[*pf] = nl_u32(attr);
			break;
		}
	}
	++*pf;
}

static bool find_pfs(void)
{
	struct nl_answer answer;
	unsigned int pfs = 0, pf, id;

	nl_begin_genl(&msg, sriov.id, SRIOV_CMD_PF_GET, 1, NLM_F_DUMP);
	nl_end(&msg);
	nl_exchange(genl_fd, &msg, take_pf, &pfs, &answer);
	if (pfs < PFS)
		return false;
	for (pf = 0; pf < PFS; pf++)
		for (id = 0; id < VFS; id++)
			if (!read_default_mac(genl_fd, &msg, sriov.id, &model,
					      pf, id))
				return false;
	return true;
}

static const struct arg args[] = {
	{ "seed", .big = &option.seed },
	{ "steps", .number = &option.steps },
	{ "seconds", .number = &option.seconds },
	{ "every", .number = &option.every },
	{ "show", .flag = &option.show },
	{}
};

int main(int argc, char **argv)
{
	int status;

	option.seed = (uint64_t)time(NULL) << 20 ^ getpid();
	args_take(argc, argv, args, 0,
		  "vf_model [--seed S] [--steps N] [--seconds T] [--every N] [--show]");
	option.every = option.every ?: 1;
	setvbuf(stdout, NULL, _IOLBF, 0);
	genl_fd = nl_socket(NETLINK_GENERIC);
	route_fd = nl_socket(NETLINK_ROUTE);
	if (!nl_find_family(genl_fd, SRIOV_FAMILY_NAME, &sriov) ||
	    !find_pfs()) {
		printf("Bail out! no family sriov with %u PFs\n", PFS);
		return 1;
	}
	any_model = &model;
	find_speed();
	printf("# seed %#llx, links of %u Mbit/s\n",
	       (unsigned long long)option.seed, model.speed);
	status = run() ? 0 : 1;
	quiet = true;
	restart();
	return status;
}
