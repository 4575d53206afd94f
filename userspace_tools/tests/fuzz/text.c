// SPDX-License-Identifier: GPL-2.0
/*
 * Fuzz target: what a person writes for PFs, VFs and values. What is accepted
 * must come back the same when it is written and read again.
 */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "select.h"

static void expect(bool good)
{
	if (!good)
		abort();
}

/* In order, with gaps, each within reach of a 16-bit number. */
static void check_ranges(const struct vf_ranges *ranges)
{
	char out[RANGES_TEXT_LEN * 2];
	struct vf_ranges again;
	unsigned int i, total = 0;

	expect(ranges->count <= SELECT_MAX_RANGES);
	for (i = 0; i < ranges->count; i++) {
		const struct vf_range *range = &ranges->range[i];

		expect(range->first <= range->last);
		expect(!i || range->first > ranges->range[i - 1].last + 1);
		expect(ranges_has(ranges, range->first) &&
		       ranges_has(ranges, range->last));
		total += range->last - range->first + 1;
	}
	expect(total == ranges_total(ranges));
	ranges_text(ranges, out, sizeof(out));
	expect(!ranges_parse(out, &again));
	expect(again.count == ranges->count &&
	       !memcmp(again.range, ranges->range,
		       ranges->count * sizeof(ranges->range[0])));
}

static void check_mac(const uint8_t mac[MAC_LEN])
{
	char out[MAC_TEXT_LEN];
	uint8_t again[MAC_LEN];

	mac_text(mac, out);
	expect(!mac_parse(out, again) && !memcmp(mac, again, MAC_LEN));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	struct pci_address address;
	struct vf_ranges ranges;
	struct selector sel;
	uint8_t mac[MAC_LEN];
	uint32_t number;
	uint64_t cookie;

	expect(text);
	memcpy(text, data, size);
	text[size] = '\0';

	if (!select_parse(text, &sel)) {
		expect(sel.by_address || memchr(sel.name, 0, IFNAMSIZ));
		if (sel.has_vfs && !sel.all)
			check_ranges(&sel.vfs);
	}
	if (!ranges_parse(text, &ranges) && ranges.count)
		check_ranges(&ranges);
	if (!pci_parse(text, &address))
		expect(address.device < 32 && address.function < 8 &&
		       pci_equal(&address, &address));
	if (!mac_parse(text, mac))
		check_mac(mac);
	number_parse(text, &number);
	cookie_parse(text, &cookie);
	seconds_parse(text, &number);
	free(text);
	return 0;
}
