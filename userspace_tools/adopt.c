// SPDX-License-Identifier: GPL-2.0
/*
 * sriovctl pf adopt, pf release: PFs that keep the driver they have. What is to be
 * adopted isn't in the listing of PFs yet, so it is named to the kernel as it
 * was typed.
 */
#include <errno.h>
#include <inttypes.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>

#include "out.h"
#include "session.h"

static bool take_pf(const struct nlmsghdr *nlh, void *data)
{
	return pf_decode(nlh, data);
}

/* Name the PF in the request. */
static int put_pf(struct nlmsghdr *nlh, const char *text)
{
	char address[PCI_ADDRESS_LEN];
	struct selector sel;
	unsigned int ifindex;

	if (select_parse(text, &sel))
		return EXIT_USAGE;
	if (sel.by_address) {
		snprintf(address, sizeof(address), "%04x:%02x:%02x.%x",
			 sel.address.domain, sel.address.bus,
			 sel.address.device, sel.address.function);
		mnl_attr_put_strz(nlh, SRIOV_A_PF_PCI_ADDRESS, address);
		return EXIT_OK;
	}
	ifindex = if_nametoindex(sel.name);
	if (!ifindex) {
		error("no netdev '%s'", sel.name);
		hint("'ip link' lists those there are");
		return EXIT_REFUSED;
	}
	mnl_attr_put_u32(nlh, SRIOV_A_PF_IFINDEX, ifindex);
	return EXIT_OK;
}

/* What has to be done first */
static int explain(const struct nl_error *err, const char *name)
{
	nl_say(err, "can't adopt %s", name);
	if (err->code == EEXIST)
		hint("'sriovctl pf show %s' shows it", name);
	else if (err->code == EOPNOTSUPP)
		hint("only PCI devices with SR-IOV can be adopted");
	else if (err->code == ENODEV)
		hint("'lspci -k' shows devices and their drivers");
	else if (err->code == EPERM)
		hint("be root");
	return EXIT_REFUSED;
}

int cmd_pf_adopt(const struct options *opt, int argc, char **argv)
{
	struct pf pf = { 0 };
	const struct nl_sink sink = { .object = take_pf, .data = &pf };
	struct nl_error err;
	struct nl nl;
	int status;

	(void)opt;
	(void)argc;
	status = session_check(argv[0], NEED_PF);
	if (status)
		return status;
	status = nl_open(&nl, &family_sriov);
	if (status)
		return status;
	status = put_pf(nl_request(&nl, SRIOV_CMD_PF_ADOPT), argv[0]);
	if (!status) {
		if (nl_do(&nl, &sink, &err))
			printf("%s: adopted from %s, %" PRIu32 " of %" PRIu32
			       " VFs\n", pf.label, pf.foreign_driver,
			       pf.num_vfs, pf.total_vfs);
		else
			status = explain(&err, argv[0]);
	}
	nl_close(&nl);
	return status;
}

int cmd_pf_release(const struct options *opt, int argc, char **argv)
{
	struct nlmsghdr *nlh;
	struct nl_error err;
	struct session s;
	int status;

	(void)opt;
	(void)argc;
	status = session_open(&s, argv[0], NEED_PF);
	if (status)
		return status;
	nlh = nl_request(&s.nl, SRIOV_CMD_PF_RELEASE);
	mnl_attr_put_strz(nlh, SRIOV_A_PF_PCI_ADDRESS, s.pf->address);
	if (nl_do(&s.nl, NULL, &err)) {
		printf("%s: released, its VFs stay as they are\n", s.pf->label);
	} else {
		status = nl_say(&err, "can't release %s", s.pf->label);
		if (err.code == EINVAL)
			hint("'sriovctl pf unbind %s' gives it to another driver",
			     s.pf->label);
	}
	session_close(&s);
	return status;
}
