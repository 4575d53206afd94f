/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where VFs of hardware without representors are attached: which device is their
 * port, and how that is remembered.
 */
#ifndef LEGACY_PORT_H
#define LEGACY_PORT_H

#include "json.h"
#include "link.h"
#include "nl.h"

/**
 * struct legacy_port - a device that is the port of VFs, or a VLAN device
 * @link: it
 * @lower: index of the device below a VLAN device; 0: it is none
 * @vid: its VLAN; 0: it is the PF itself, or none of IEEE 802.1Q
 * @pf: PCI address of the PF; "": it is nobody's port
 * @made: it was made, or attached, for these VFs, and goes with the last one
 * @vfs: these
 */
struct legacy_port {
	struct link link;
	int lower;
	unsigned int vid;
	char pf[TEXT_LEN];
	bool made;
	struct vf_ranges vfs;
};

struct legacy_list {
	struct legacy_port *port;
	size_t count;
	size_t room;
};

/* All ports of VFs, and all VLAN devices, of this namespace; false: see @err. */
bool legacy_load(struct nl *route, struct legacy_list *list,
		 struct nl_error *err);
void legacy_free(struct legacy_list *list);

/* The port of a VF; NULL: it isn't attached */
const struct legacy_port *legacy_find(const struct legacy_list *list,
				      const char *pf, unsigned int vf);

/*
 * Remember, or forget, that a VF is attached by this device, or that the device
 * itself is there for them. A VF can be remembered in one place only: EEXIST.
 */
bool legacy_mark_vf(struct nl *route, int ifindex, const char *pf,
		    unsigned int vf, bool on, struct nl_error *err);
bool legacy_mark_made(struct nl *route, int ifindex, const char *pf,
		      unsigned int vid, bool on, struct nl_error *err);

/* The VFs of a switch, for people and programs */
void legacy_out(const char *name);
void legacy_json(struct json *json, const char *name);
/* "pf0/3-4" of a port, or "" */
const char *legacy_text(const char *port, char *text, size_t size);

#endif /* LEGACY_PORT_H */
