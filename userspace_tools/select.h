/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Selectors: the text by which a person names a PF and VFs, and the values
 * that can be set. Pure: text in, numbers out, nothing printed.
 */
#ifndef SELECT_H
#define SELECT_H

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/sriov.h>

#define PCI_ADDRESS_LEN	32	/* "ffffffff:ff:1f.7" and more */
#define MAC_LEN		6
#define MAC_TEXT_LEN	18

/* More disjoint ranges than this don't fit into the VFs of a PF. */
#define SELECT_MAX_RANGES	(SRIOV_MAX_VFS / 2)

/* Text of a range list, each range as "255-255,". */
#define RANGES_TEXT_LEN		(SELECT_MAX_RANGES * 8 + 1)

struct pci_address {
	uint32_t domain;
	uint8_t bus;
	uint8_t device;
	uint8_t function;
};

struct vf_range {
	uint16_t first;
	uint16_t last;		/* inclusive */
};

/* Ascending, with a gap between any two. */
struct vf_ranges {
	unsigned int count;
	struct vf_range range[SELECT_MAX_RANGES];
};

/**
 * struct selector - a PF, and VFs of it
 * @by_address: the PF is named by @address, else by @name
 * @address: PCI address of the PF
 * @name: netdev of the PF
 * @has_vfs: VFs were named
 * @all: as "all"; else they are in @vfs
 * @vfs: the VFs
 */
struct selector {
	bool by_address;
	struct pci_address address;
	char name[IFNAMSIZ];
	bool has_vfs;
	bool all;
	struct vf_ranges vfs;
};

/* All return NULL, or what is wrong with the text. */
const char *select_parse(const char *text, struct selector *sel);
const char *ranges_parse(const char *text, struct vf_ranges *ranges);
const char *pci_parse(const char *text, struct pci_address *address);
const char *mac_parse(const char *text, uint8_t mac[MAC_LEN]);
const char *number_parse(const char *text, uint32_t *number);
const char *cookie_parse(const char *text, uint64_t *cookie);
const char *seconds_parse(const char *text, uint32_t *milliseconds);

bool pci_equal(const struct pci_address *a, const struct pci_address *b);

/* False when there is no room for one more range. */
bool ranges_add(struct vf_ranges *ranges, uint16_t first, uint16_t last);
bool ranges_has(const struct vf_ranges *ranges, uint16_t vf);

/* VFs in all ranges. */
unsigned int ranges_total(const struct vf_ranges *ranges);

/* "0-3,7" into text of RANGES_TEXT_LEN (longer for VFs above 255) bytes. */
char *ranges_text(const struct vf_ranges *ranges, char *text, size_t size);
char *mac_text(const uint8_t mac[MAC_LEN], char text[MAC_TEXT_LEN]);

#endif /* SELECT_H */
