// SPDX-License-Identifier: GPL-2.0
/*
 * The families: what they are called and need, and what to do about their
 * refusals when the command has nothing better to say. Pure.
 */
#include <errno.h>
#include <stddef.h>

#include <linux/sriov.h>
#include <linux/vswitch.h>
#include <linux/vswitch_nat.h>

#include "family.h"
#include "item.h"
#include "model.h"
#include "sriovctl.h"

#define INTERRUPTED \
	"it was interrupted: see with 'sriovctl' what there is, and try again"

struct remedy {
	int code;
	const char *text;
};

#define NEEDS_ROOT \
	"be root: it takes CAP_NET_ADMIN in the initial user namespace"
static const struct remedy sriov_remedies[] = {
	{ EPERM, NEEDS_ROOT },
	{ EACCES, NEEDS_ROOT },
	{ EBUSY, "it is in use: see 'sriovctl vf list', or try again" },
	{ ENODEV, "the PF or VF went away: see 'sriovctl pf list'" },
	{ ENXIO, "see which VFs there are with 'sriovctl vf list'" },
	{ EOPNOTSUPP, "the hardware can't: see caps in 'sriovctl pf show'" },
	{ EADDRINUSE, "see who has that address with 'sriovctl vf list'" },
	{ ENOMEM, "the kernel is out of memory" },
	{ ENOBUFS, "the kernel is out of memory" },
	{ ENOSPC, "the hardware's table is full: free addresses of other VFs of the PF" },
	{ ERANGE, "give a value within its limits" },
	{ EDQUOT, "guarantee this one less, or other VFs: see 'sriovctl vf list'" },
	{ EIO, "the card doesn't answer: see 'dmesg'" },
	{ EINTR, INTERRUPTED },
	{ ECANCELED, INTERRUPTED },
	{ ETIMEDOUT, "see with 'sriovctl' whether it is done, and in 'dmesg' why not" },
	{ ENOENT, "the module sriov_pf was removed: run 'modprobe sriov_pf'" },
	{ ESTALE, "it was changed since: look at what there is now, and give its generation" },
	{ EMSGSIZE, "that is too much for one transaction: make several" },
	{ EBADMSG, "install sriovctl and sriov_pf of the same version" },
};

#define NEEDS_ADMIN \
	"be root: it takes CAP_NET_ADMIN in this network namespace"

static const struct remedy vswitch_remedies[] = {
	{ EPERM, NEEDS_ADMIN },
	{ EACCES, NEEDS_ADMIN },
	{ EBUSY, "see who has it with 'ip -d link show'" },
	{ EEXIST, "see what there is with 'sriovctl switch list' or 'fdb list'" },
	{ ENODEV, "see 'sriovctl switch list' and 'sriovctl port list'" },
	{ ENOENT, "see what there is with 'sriovctl fdb list' or 'vlan list'" },
	{ ENOSPC, "raise the limit, or remove some: see 'sriovctl switch list'" },
	{ ENOMEM, "the kernel is out of memory" },
	{ ENOBUFS, "the kernel is out of memory" },
	{ ERANGE, "give a value within its limits" },
	{ ESTALE, "it was changed since: look at what there is now, and give its generation" },
	{ EMSGSIZE, "that is too much for one transaction: make several" },
	{ EINTR, INTERRUPTED },
	{ ETIMEDOUT, "see with 'sriovctl' whether it is done" },
	{ EBADMSG, "install sriovctl and vswitch of the same version" },
};

static const struct remedy nat_remedies[] = {
	{ EPERM, NEEDS_ADMIN },
	{ EACCES, NEEDS_ADMIN },
	{ EEXIST, "see what there is with 'sriovctl nat forward list'" },
	{ ENOENT, "see what there is with 'sriovctl nat forward list'" },
	{ ENODEV, "see 'sriovctl switch list'" },
	{ EOPNOTSUPP, "only a switch in mode nat has that: see 'sriovctl switch list'" },
	{ ENOSPC, "remove some: see 'sriovctl nat forward list'" },
	{ ENOMEM, "the kernel is out of memory" },
	{ ENOBUFS, "the kernel is out of memory" },
	{ ERANGE, "give a value within its limits" },
	{ EINTR, INTERRUPTED },
	{ ETIMEDOUT, "see with 'sriovctl' whether it is done" },
	{ EBADMSG, "install sriovctl and vswitch_nat of the same version" },
};

static const char *find(const struct remedy *remedies, size_t count, int code)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (remedies[i].code == code)
			return remedies[i].text;
	return NULL;
}

static const char *sriov_remedy(int code)
{
	return find(sriov_remedies, ARRAY_SIZE(sriov_remedies), code);
}

static const char *vswitch_remedy(int code)
{
	return find(vswitch_remedies, ARRAY_SIZE(vswitch_remedies), code);
}

static const char *nat_remedy(int code)
{
	return find(nat_remedies, ARRAY_SIZE(nat_remedies), code);
}

static const char *sriov_attr_name(unsigned int cmd, unsigned int type)
{
	const struct field *fields;
	unsigned int max;

	fields = cmd_fields(cmd, &max);
	return fields && type <= max ? fields[type].name : NULL;
}

const struct nl_family family_sriov = {
	.name = SRIOV_FAMILY_NAME,
	.module = "sriov_pf",
	.version = SRIOV_FAMILY_VERSION,
	.initial = true,
	.apply = SRIOV_CMD_APPLY,
	.attr_name = sriov_attr_name,
	.remedy = sriov_remedy,
};

const struct nl_family family_vswitch = {
	.name = VSWITCH_FAMILY_NAME,
	.module = "vswitch",
	.version = VSWITCH_FAMILY_VERSION,
	.attr_name = item_attr_name,
	.remedy = vswitch_remedy,
};

const struct nl_family family_nat = {
	.name = VSWITCH_NAT_FAMILY_NAME,
	.module = "vswitch_nat",
	.version = VSWITCH_NAT_FAMILY_VERSION,
	.attr_name = nat_attr_name,
	.remedy = nat_remedy,
};
