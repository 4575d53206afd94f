// SPDX-License-Identifier: GPL-2.0
/*
 * sriovctl switch create, set, delete: what the kernel keeps of a switch, and
 * what this program keeps of its network. Each command does all of it or, when
 * something is refused, nothing.
 */
#include <stdlib.h>
#include <string.h>

#include "items.h"
#include "legacy.h"
#include "nat.h"
#include "netup.h"
#include "pending.h"
#include "switch.h"

/*
 * The host answers a subnet by one device only. Of NAT switches alone it knows
 * whose a packet is.
 */
static int check_overlap(const struct network *net, const char *name)
{
	char a[ADDRESS_TEXT];
	struct network other;
	unsigned int i, j;
	int status = EXIT_OK;

	if (!strcmp(name, net->name) || !network_load(name, &other))
		return EXIT_OK;
	for (i = 0; i < net->num_subnets && !status; i++) {
		for (j = 0; j < other.num_subnets; j++) {
			if (!subnet_has(&net->subnet[i], &other.subnet[j]) &&
			    !subnet_has(&other.subnet[j], &net->subnet[i]))
				continue;
			error("subnet %s: %s has it already",
			      prefix_text(&net->subnet[i], a), name);
			hint("only a switch in mode nat may have the same as another");
			status = EXIT_REFUSED;
			break;
		}
	}
	network_free(&other);
	return status;
}

static int check_network(const struct network *net)
{
	int status = network_check(net);
	struct device_name *names;
	size_t i, count;

	if (status || network_is_nat(net))
		return status;
	count = network_names(&names);
	for (i = 0; i < count && !status; i++)
		status = check_overlap(net, names[i].text);
	free(names);
	return status;
}

/* ---- create ---- */

static int make_network(struct pair *pair, struct network *net)
{
	int status = EXIT_OK;

	if (network_is_nat(net))
		status = nat_prepare(net);
	if (status)
		return status;
	status = netup_make(&pair->route, net);
	if (status)
		netup_delete(&pair->route, net);
	return status;
}

/* Words of a command, by whose they are; those of the network are in a struct */
struct words {
	int argc;
	char **argv;
	int num_nat;
	char **nat;
};

static int check_words(struct pair *pair, const struct network *net,
		       const struct words *words)
{
	int status = switch_check_options(&pair->nl, words->argc, words->argv);

	if (!status)
		status = nat_set_words(NULL, words->num_nat, words->nat);
	if (!status)
		status = check_network(net);
	if (!status && words->num_nat && !network_is_nat(net)) {
		error("%s is for mode nat", words->nat[0]);
		status = EXIT_USAGE;
	}
	if (!status && network_is_nat(net))
		status = nat_load();
	return status;
}

/* With its options and its network, and up; or not at all. */
static int create_whole(struct pair *pair, struct network *net,
			const struct words *words)
{
	struct nl_error err;
	struct link link;
	int status;

	/* What can't be meant isn't tried. */
	status = check_words(pair, net, words);
	if (status)
		return status;
	if (!link_add(&pair->route, net->name, "vswitch", &err))
		return nl_explain(&err, "can't create %s", net->name);
	status = switch_find(pair, net->name, true, &link);
	if (status)
		return status;
	net->ifindex = link.ifindex;
	status = switch_set_options(&pair->nl, net->name, words->argc,
				    words->argv);
	if (!status)
		status = nat_set_words(net->name, words->num_nat, words->nat);
	if (!status && !link_set_up(&pair->route, link.ifindex, true, &err))
		status = nl_explain(&err, "can't bring %s up", net->name);
	if (!status && network_is_kept(net))
		status = make_network(pair, net);
	if (status)
		link_delete(&pair->route, link.ifindex, &err);
	return status;
}

int cmd_switch_create(const struct options *opt, int argc, char **argv)
{
	struct words words = { .argc = argc - 1, .argv = argv + 1 };
	struct network net;
	int lock = -1, count, status;
	struct pair pair;

	(void)opt;
	if (switch_check_name(argv[0]))
		return EXIT_USAGE;
	network_init(&net, argv[0]);
	status = network_words(&net, &words.argc, words.argv, &count);
	if (!status)
		status = pair_open(&pair);
	if (status)
		return status;
	words.nat = xrealloc(NULL, (size_t)argc, sizeof(*words.nat));
	words.num_nat = nat_take_words(&words.argc, words.argv, words.nat);
	if (network_is_kept(&net)) {
		lock = netup_lock();
		status = lock < 0 ? EXIT_REFUSED : EXIT_OK;
	}
	if (!status)
		status = create_whole(&pair, &net, &words);
	if (lock >= 0)
		pending_unlock(lock);
	free(words.nat);
	pair_close(&pair);
	return status;
}

/* ---- delete ---- */

/* Its network goes first, and comes back if the switch itself stays. */
static int delete_one(struct pair *pair, const char *name)
{
	struct legacy_list vfs;
	struct nl_error err;
	struct network net;
	struct link link;
	bool kept;
	int status;

	status = switch_find(pair, name, true, &link);
	if (status)
		return status;
	legacy_before_delete(pair, &link, &vfs);
	kept = network_load(name, &net);
	if (kept)
		netup_delete(&pair->route, &net);
	if (!link_delete(&pair->route, link.ifindex, &err)) {
		status = nl_explain(&err, "can't delete %s", name);
		if (kept)
			netup_make(&pair->route, &net);
		legacy_free(&vfs);
	} else {
		status = legacy_after_delete(&vfs);
	}
	if (kept)
		network_free(&net);
	return status;
}

static bool any_kept(int argc, char **argv)
{
	struct network net;
	int i;

	for (i = 0; i < argc; i++) {
		if (!network_load(argv[i], &net))
			continue;
		network_free(&net);
		return true;
	}
	return false;
}

int cmd_switch_delete(const struct options *opt, int argc, char **argv)
{
	struct pair pair;
	struct link link;
	int i, lock = -1, status;

	(void)opt;
	status = pair_open(&pair);
	if (status)
		return status;
	/* All of them are there, or none goes. */
	for (i = 0; i < argc && !status; i++)
		status = switch_find(&pair, argv[i], true, &link);
	if (!status && any_kept(argc, argv)) {
		lock = netup_lock();
		status = lock < 0 ? EXIT_REFUSED : EXIT_OK;
	}
	for (i = 0; i < argc && !status; i++)
		status = delete_one(&pair, argv[i]);
	if (lock >= 0)
		pending_unlock(lock);
	pair_close(&pair);
	return status;
}

/* ---- set ---- */

/* Its mode and index as the kernel has them; says if it is no switch. */
static int look_up(struct pair *pair, struct network *net)
{
	struct nl_error err;
	struct link link;
	struct item item;
	int status = switch_find(pair, net->name, true, &link);

	if (status)
		return status;
	nl_request(&pair->nl, VSWITCH_CMD_SWITCH_GET);
	mnl_attr_put_strz(nl_room(&pair->nl, IFNAMSIZ + 8),
			  VSWITCH_A_SWITCH_IFNAME, net->name);
	if (!item_do(&pair->nl, ITEM_SWITCH, &item, &err))
		return nl_explain(&err, "can't show %s", net->name);
	net->ifindex = link.ifindex;
	snprintf(net->mode, sizeof(net->mode), "%s",
		 item_name(&item, VSWITCH_A_SWITCH_MODE));
	item_free(ITEM_SWITCH, &item);
	return EXIT_OK;
}

static int set_mode(struct nl *nl, const struct network *net)
{
	char word[] = "mode", mode[IFNAMSIZ], *argv[] = { word, mode };

	snprintf(mode, sizeof(mode), "%s", net->mode);
	return switch_set_options(nl, net->name, 2, argv);
}

/* The kernel learns the new mode before what rests on it. */
static int change_network(struct pair *pair, const struct network *old,
			  struct network *new)
{
	bool mode = strcmp(old->mode, new->mode) != 0;
	int status = check_network(new);

	if (!status && network_is_nat(new))
		status = nat_load();
	if (!status && mode)
		status = set_mode(&pair->nl, new);
	if (status)
		return status;
	new->mark = 0;
	new->mask = 0;
	if (network_is_nat(new))
		status = nat_prepare(new);
	if (!status)
		status = netup_change(&pair->route, old, new);
	if (status && mode)
		set_mode(&pair->nl, old);
	return status;
}

/* What was kept of it, or what there is without that; and the words */
static int set_network(struct pair *pair, const char *name, int argc,
		       char **argv)
{
	struct network old, new;
	int count, status;

	if (!network_load(name, &old))
		network_init(&old, name);
	status = look_up(pair, &old);
	network_copy(&new, &old);
	if (!status)
		status = network_words(&new, &argc, argv, &count);
	if (!status)
		status = change_network(pair, &old, &new);
	network_free(&new);
	network_free(&old);
	return status;
}

static int set_alone(const char *name, int argc, char **argv)
{
	struct pair pair;
	int lock, status;

	if (nl_collecting()) {
		error("the network of a switch isn't part of a transaction");
		return EXIT_USAGE;
	}
	status = pair_open(&pair);
	if (status)
		return status;
	lock = netup_lock();
	status = lock < 0 ? EXIT_REFUSED : set_network(&pair, name, argc, argv);
	if (lock >= 0)
		pending_unlock(lock);
	pair_close(&pair);
	return status;
}

/*
 * Is that about the network? A mode is, if there is one. *@others: there are
 * words that aren't.
 */
static int about_network(const char *name, int argc, char **argv, bool *about,
			 bool *others)
{
	int rest = argc, count, status, i;
	char *copy[64];
	struct network net;
	bool kept;

	*about = false;
	if (argc > (int)ARRAY_SIZE(copy))
		return EXIT_OK;
	memcpy(copy, argv, (size_t)argc * sizeof(*copy));
	kept = network_load(name, &net);
	if (!kept)
		network_init(&net, name);
	status = network_words(&net, &rest, copy, &count);
	*about = count;
	*others = false;
	for (i = 0; i < rest; i += 2) {
		if (strcmp(copy[i], "mode") != 0)
			*others = true;
		else if (!nl_collecting() && kept)
			*about = true;
		else if (!nl_collecting() && network_is_nat(&net) && !status)
			status = nat_load();
	}
	network_free(&net);
	return status;
}

static int set_plain(const char *name, int argc, char **argv)
{
	struct nl nl;
	int status = nl_open(&nl, &family_vswitch);

	if (status)
		return status;
	status = switch_set_options(&nl, name, argc, argv);
	nl_close(&nl);
	return status;
}

int cmd_switch_set(const struct options *opt, int argc, char **argv)
{
	const char *name = argv[0];
	bool about, others;
	int i, num_nat, status;
	char **nat;

	(void)opt;
	if (switch_check_name(name))
		return EXIT_USAGE;
	argc--;
	argv++;
	for (i = 0; i + 1 < argc; i += 2) {
		if (strcmp(argv[i], "mode") != 0)
			continue;
		status = legacy_check_mode(name, argv[i + 1]);
		if (status)
			return status;
	}
	status = about_network(name, argc, argv, &about, &others);
	if (status)
		return status;
	nat = xrealloc(NULL, (size_t)argc, sizeof(*nat));
	num_nat = nat_take_words(&argc, argv, nat);
	if ((about && others) || (num_nat && argc)) {
		error("the network, the mode and the options of NAT of %s are set by themselves",
		      name);
		hint("give the other words to another 'sriovctl switch set'");
		status = EXIT_USAGE;
	} else if (num_nat) {
		status = nat_set_words(name, num_nat, nat);
	} else if (about) {
		status = set_alone(name, argc, argv);
	} else {
		status = set_plain(name, argc, argv);
	}
	free(nat);
	return status;
}
