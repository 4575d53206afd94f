// SPDX-License-Identifier: GPL-2.0
/*
 * The drivers of slots. A slot out of service has no driver and no netdev, and
 * none may bind to it, also not one that is loaded later: its driver_override
 * names a driver that doesn't exist. "vf start" takes that away and has the
 * kernel look for a driver, "vf stop" unbinds it and puts it back.
 *
 * A VF that was handed to somebody else is left to him: one with a driver of
 * vfio, whose guest would lose its device, and one with another
 * driver_override. The kernel takes it off the network all the same, and its
 * guest sees a link that is down.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "slots.h"
#include "sriovctl.h"
#include "sysfs.h"

#define AUTOPROBE	"sriov_drivers_autoprobe"
#define OVERRIDE	"driver_override"
#define PARKED		"sriov-slot"

static const char *label_of(const struct session *s, const struct vf *vf)
{
	const struct pf *pf = pf_list_by_address(&s->pfs, vf->pf_address);

	return pf ? pf->label : vf->pf_address;
}

static int failed(const struct session *s, const struct vf *vf, const char *what)
{
	error("can't %s %s/%u: %s", what, label_of(s, vf), vf->id,
	      strerror(errno));
	return EXIT_REFUSED;
}

static bool is_parked(const struct vf *vf)
{
	char text[TEXT_LEN];

	return sysfs_read(vf->address, OVERRIDE, text, sizeof(text)) &&
	       !strcmp(text, PARKED);
}

/* Whether somebody else decides on its driver. */
static bool is_foreign(const struct vf *vf)
{
	char text[TEXT_LEN];

	if (sysfs_driver(vf->address, text, sizeof(text)) &&
	    strstr(text, "vfio"))
		return true;
	return sysfs_read(vf->address, OVERRIDE, text, sizeof(text)) &&
	       text[0] && strcmp(text, "(null)") != 0 &&
	       strcmp(text, PARKED) != 0;
}

static bool has_driver(const struct vf *vf)
{
	char text[TEXT_LEN];

	return sysfs_driver(vf->address, text, sizeof(text));
}

static int bind_one(const struct session *s, const struct vf *vf)
{
	if (is_parked(vf) && !sysfs_write(vf->address, OVERRIDE, "\n"))
		return failed(s, vf, "free");
	if (!has_driver(vf) && !sysfs_probe(vf->address))
		return failed(s, vf, "find a driver of");
	return EXIT_OK;
}

static int park_one(const struct session *s, const struct vf *vf)
{
	if (is_foreign(vf))
		return EXIT_OK;
	if (!sysfs_write(vf->address, OVERRIDE, PARKED))
		return failed(s, vf, "keep drivers from");
	if (has_driver(vf) &&
	    !sysfs_write(vf->address, "driver/unbind", vf->address))
		return failed(s, vf, "unbind the driver of");
	return EXIT_OK;
}

/* Those that weren't in service before are taken out of it again. */
static void back_out(struct session *s, const struct vf_list *vfs)
{
	struct nlmsghdr *nlh;
	struct nlattr *nest;
	struct nl_error err;
	bool any = false;
	size_t i;

	nl_request(&s->nl, SRIOV_CMD_APPLY);
	for (i = 0; i < vfs->count; i++) {
		const struct vf *vf = &vfs->vf[i];

		if (vf->in_service)
			continue;
		any = true;
		nlh = nl_room(&s->nl, 128);
		nest = mnl_attr_nest_start(nlh, SRIOV_A_APPLY_CHANGE);
		mnl_attr_put_strz(nlh, SRIOV_A_VF_PCI_ADDRESS, vf->pf_address);
		mnl_attr_put_u32(nlh, SRIOV_A_VF_VF_ID, vf->id);
		mnl_attr_put_u32(nlh, SRIOV_A_VF_IN_SERVICE, 0);
		mnl_attr_put(nlh, SRIOV_A_VF_OWNER_FORCE, 0, NULL);
		mnl_attr_nest_end(nlh, nest);
	}
	if (any && !nl_do(&s->nl, NULL, &err))
		nl_say(&err, "can't take them out of service again");
	for (i = 0; i < vfs->count; i++)
		if (!vfs->vf[i].in_service)
			park_one(s, &vfs->vf[i]);
	hint("none was taken into service");
}

int slots_start(struct session *s, const struct vf_list *vfs)
{
	int status = EXIT_OK;
	unsigned int idle = 0;
	size_t i;

	for (i = 0; i < vfs->count && !status; i++)
		status = bind_one(s, &vfs->vf[i]);
	if (status) {
		back_out(s, vfs);
		return status;
	}
	for (i = 0; i < vfs->count; i++)
		idle += !has_driver(&vfs->vf[i]);
	printf("%zu in service", vfs->count);
	if (idle)
		printf(", %u without a driver", idle);
	putchar('\n');
	return EXIT_OK;
}

int slots_stop(struct session *s, const struct vf_list *vfs)
{
	int status = EXIT_OK;
	unsigned int left = 0;
	size_t i;

	for (i = 0; i < vfs->count; i++)
		if (park_one(s, &vfs->vf[i]))
			status = EXIT_REFUSED;
	for (i = 0; i < vfs->count; i++)
		left += is_foreign(&vfs->vf[i]) && has_driver(&vfs->vf[i]);
	printf("%zu out of service", vfs->count);
	if (left)
		printf(", %u left to another's driver", left);
	putchar('\n');
	return status;
}

int slots_begin(const struct pf *pf, char *autoprobe)
{
	if (sysfs_read(pf->address, AUTOPROBE, autoprobe, TEXT_LEN) &&
	    sysfs_write(pf->address, AUTOPROBE, "0"))
		return EXIT_OK;
	error("can't keep drivers from new VFs of %s: %s: %s", pf->label,
	      AUTOPROBE, strerror(errno));
	return EXIT_REFUSED;
}

int slots_park(struct session *s, const struct pf *pf)
{
	struct vf_list vfs = { 0 };
	int status, one = EXIT_OK;
	bool incomplete;
	size_t i;

	status = nl_load_vfs(&s->nl, pf, NULL, false, &vfs, &incomplete);
	for (i = 0; i < vfs.count && !one; i++)
		if (!vfs.vf[i].in_service)
			one = park_one(s, &vfs.vf[i]);
	vf_list_free(&vfs);
	return status ? status : one;
}

void slots_end(const struct pf *pf, const char *autoprobe)
{
	if (!sysfs_write(pf->address, AUTOPROBE, autoprobe))
		error("can't set %s of %s back to %s: %s", AUTOPROBE, pf->label,
		      autoprobe, strerror(errno));
}
