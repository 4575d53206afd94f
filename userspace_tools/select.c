// SPDX-License-Identifier: GPL-2.0
/*
 * Selectors and values as a person types them: PF[/RANGE], PCI and MAC
 * addresses, numbers. Every parser takes any text at all and either fills its
 * result or says in words what is wrong; none prints, allocates or keeps
 * anything, so that tests and a fuzzer can drive them.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "select.h"

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Reads 1 to @max hex digits and moves *@text behind them. */
static bool hex_field(const char **text, unsigned int max, uint32_t *value)
{
	unsigned int n = 0;

	*value = 0;
	while (hex_digit(**text) >= 0) {
		if (++n > max)
			return false;
		*value = *value << 4 | (uint32_t)hex_digit(*(*text)++);
	}
	return n > 0;
}

/* Reads a decimal number up to @max and moves *@text behind it. */
static bool decimal_field(const char **text, uint32_t max, uint32_t *value)
{
	uint64_t n = 0;
	const char *start = *text;

	while (**text >= '0' && **text <= '9') {
		n = n * 10 + (uint64_t)(*(*text)++ - '0');
		if (n > max)
			return false;
	}
	*value = (uint32_t)n;
	return *text > start;
}

/**
 * pci_parse() - PCI address
 * @text: [DOMAIN:]BUS:DEVICE.FUNCTION, hexadecimal. The domain has up to
 *	eight digits: those of virtual host bridges start at 10000
 * @address: result
 *
 * Return: NULL, or what is wrong.
 */
const char *pci_parse(const char *text, struct pci_address *address)
{
	static const char shape[] =
		"a PCI address looks like 0000:01:00.0 or 01:00.0";
	uint32_t domain = 0, bus, device, function;

	if (!hex_field(&text, 8, &bus) || *text++ != ':' ||
	    !hex_field(&text, 2, &device))
		return shape;
	if (*text == ':') {
		text++;
		domain = bus;
		bus = device;
		if (!hex_field(&text, 2, &device))
			return shape;
	}
	if (*text++ != '.' || !hex_field(&text, 1, &function) || *text)
		return shape;
	if (bus > 0xff)
		return "the bus of a PCI address goes up to ff";
	if (device > 0x1f)
		return "the device of a PCI address goes up to 1f";
	if (function > 7)
		return "the function of a PCI address goes up to 7";
	address->domain = domain;
	address->bus = (uint8_t)bus;
	address->device = (uint8_t)device;
	address->function = (uint8_t)function;
	return NULL;
}

bool pci_equal(const struct pci_address *a, const struct pci_address *b)
{
	return a->domain == b->domain && a->bus == b->bus &&
	       a->device == b->device && a->function == b->function;
}

bool ranges_add(struct vf_ranges *ranges, uint16_t first, uint16_t last)
{
	struct vf_range *r = ranges->range;
	unsigned int i = 0, j;

	/* Those wholly below, with a gap, stay as they are. */
	while (i < ranges->count && r[i].last + 1 < first)
		i++;
	/* Those from i up to j touch the new one, and become one with it. */
	for (j = i; j < ranges->count && r[j].first <= last + 1; j++) {
		if (r[j].first < first)
			first = r[j].first;
		if (r[j].last > last)
			last = r[j].last;
	}
	if (i == j && ranges->count == SELECT_MAX_RANGES)
		return false;
	memmove(&r[i + 1], &r[j], (ranges->count - j) * sizeof(*r));
	r[i].first = first;
	r[i].last = last;
	ranges->count = ranges->count - (j - i) + 1;
	return true;
}

/**
 * ranges_parse() - numbers of VFs
 * @text: "3", "0-63" or "0,4,8-11"; order and overlap don't matter
 * @ranges: result, ascending and merged
 *
 * Return: NULL, or what is wrong.
 */
const char *ranges_parse(const char *text, struct vf_ranges *ranges)
{
	static const char shape[] =
		"VFs are named by numbers, as 3 or 0-63 or 0,4,8-11 or all";
	uint32_t first, last;

	ranges->count = 0;
	for (;;) {
		if (!decimal_field(&text, UINT16_MAX, &first))
			return shape;
		last = first;
		if (*text == '-') {
			text++;
			if (!decimal_field(&text, UINT16_MAX, &last))
				return shape;
		}
		if (last < first)
			return "a range of VFs starts with its lower number";
		if (!ranges_add(ranges, (uint16_t)first, (uint16_t)last))
			return "more ranges than a PF has room for";
		if (!*text)
			return NULL;
		if (*text++ != ',')
			return shape;
	}
}

bool ranges_has(const struct vf_ranges *ranges, uint16_t vf)
{
	unsigned int i;

	for (i = 0; i < ranges->count; i++)
		if (vf >= ranges->range[i].first && vf <= ranges->range[i].last)
			return true;
	return false;
}

unsigned int ranges_total(const struct vf_ranges *ranges)
{
	unsigned int i, n = 0;

	for (i = 0; i < ranges->count; i++)
		n += ranges->range[i].last - ranges->range[i].first + 1U;
	return n;
}

char *ranges_text(const struct vf_ranges *ranges, char *text, size_t size)
{
	size_t used = 0;
	unsigned int i;
	int n;

	text[0] = '\0';
	for (i = 0; i < ranges->count && used < size; i++) {
		const struct vf_range *r = &ranges->range[i];

		if (r->first == r->last)
			n = snprintf(text + used, size - used, "%s%u",
				     i ? "," : "", r->first);
		else
			n = snprintf(text + used, size - used, "%s%u-%u",
				     i ? "," : "", r->first, r->last);
		used += n > 0 ? (size_t)n : 0;
	}
	return text;
}

/**
 * select_parse() - a PF, and perhaps VFs of it
 * @text: PF or PF/RANGE. A PF is a netdev name, or with a colon in it, which
 *	no netdev name has, a PCI address. RANGE is as for ranges_parse(),
 *	or "all"
 * @sel: result
 *
 * Return: NULL, or what is wrong.
 */
const char *select_parse(const char *text, struct selector *sel)
{
	const char *slash = strchr(text, '/'), *problem;
	size_t len = slash ? (size_t)(slash - text) : strlen(text);
	char pf[PCI_ADDRESS_LEN];

	memset(sel, 0, sizeof(*sel));
	if (!len)
		return "a PF is named by its netdev or its PCI address";
	if (len >= sizeof(pf))
		return "that is too long for the name of a PF";
	memcpy(pf, text, len);
	pf[len] = '\0';
	if (strchr(pf, ':')) {
		sel->by_address = true;
		problem = pci_parse(pf, &sel->address);
		if (problem)
			return problem;
	} else {
		if (len >= sizeof(sel->name))
			return "the name of a netdev has at most 15 characters";
		memcpy(sel->name, pf, len + 1);
	}
	if (!slash)
		return NULL;
	sel->has_vfs = true;
	if (!strcmp(slash + 1, "all")) {
		sel->all = true;
		return NULL;
	}
	return ranges_parse(slash + 1, &sel->vfs);
}

const char *mac_parse(const char *text, uint8_t mac[MAC_LEN])
{
	static const char shape[] =
		"a MAC address looks like 02:00:00:00:00:01";
	int i, high, low;

	for (i = 0; i < MAC_LEN; i++) {
		if (i && *text++ != ':')
			return shape;
		high = hex_digit(text[0]);
		low = high < 0 ? -1 : hex_digit(text[1]);
		if (low < 0)
			return shape;
		mac[i] = (uint8_t)(high << 4 | low);
		text += 2;
	}
	return *text ? shape : NULL;
}

char *mac_text(const uint8_t mac[MAC_LEN], char text[MAC_TEXT_LEN])
{
	snprintf(text, MAC_TEXT_LEN, "%02x:%02x:%02x:%02x:%02x:%02x",
		 mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
	return text;
}

const char *number_parse(const char *text, uint32_t *number)
{
	if (!decimal_field(&text, UINT32_MAX, number) || *text)
		return "a decimal number is wanted";
	return NULL;
}

const char *cookie_parse(const char *text, uint64_t *cookie)
{
	static const char shape[] =
		"a cookie is a number but 0, as 4711 or 0x1f2e3d4c5b6a7988";
	char *end;

	errno = 0;
	*cookie = *text >= '0' && *text <= '9' ? strtoull(text, &end, 0) : 0;
	if (!*cookie || errno || *end)
		return shape;
	return NULL;
}

/* Seconds with up to three decimals, at most a million (some 11 days). */
const char *seconds_parse(const char *text, uint32_t *milliseconds)
{
	static const char shape[] =
		"seconds are a number up to 1000000, as 30 or 0.5";
	uint32_t seconds, scale = 100, part = 0;

	if (!decimal_field(&text, 1000000, &seconds))
		return shape;
	if (*text == '.') {
		for (text++; *text >= '0' && *text <= '9' && scale; text++) {
			part += (uint32_t)(*text - '0') * scale;
			scale /= 10;
		}
		if (scale == 100)
			return shape;
	}
	if (*text)
		return shape;
	*milliseconds = seconds * 1000 + part;
	return NULL;
}
