// SPDX-License-Identifier: GPL-2.0
/*
 * Proves that selectors and values are read as documented, and that whatever
 * else is typed is refused.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "select.h"
#include "test.h"

static void test_pci(void)
{
	static const struct {
		const char *text;
		struct pci_address want;
	} good[] = {
		{ "0000:01:00.0", { 0, 1, 0, 0 } },
		{ "01:00.0", { 0, 1, 0, 0 } },
		{ "1:0.7", { 0, 1, 0, 7 } },
		{ "10000:01:00.3", { 0x10000, 1, 0, 3 } },
		{ "ffffffff:ff:1f.7", { 0xffffffff, 0xff, 0x1f, 7 } },
		{ "0000:AB:1C.5", { 0, 0xab, 0x1c, 5 } },
	};
	static const char *const bad[] = {
		"", ":", "01:00", "01.0", "0000:01:00", "0000:01:00.", "x:1.0",
		"0000:01:00.8", "0000:01:20.0", "0000:100:00.0", "100:00.0",
		"100000000:01:00.0", "0000:01:00.0 ", " 0000:01:00.0",
		"0000:01:00.00", "0000::00.0", "0000:01:00.0:1", "-1:00.0",
		"0x1:00.0",
	};
	struct pci_address got;
	size_t i;

	for (i = 0; i < sizeof(good) / sizeof(*good); i++)
		check(!pci_parse(good[i].text, &got) &&
		      pci_equal(&got, &good[i].want),
		      "PCI address '%s'", good[i].text);
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		check(pci_parse(bad[i], &got), "no PCI address '%s'", bad[i]);
}

static void test_ranges(void)
{
	static const struct {
		const char *text, *want;
		unsigned int total;
	} good[] = {
		{ "3", "3", 1 },
		{ "0-63", "0-63", 64 },
		{ "0,4,8-11", "0,4,8-11", 6 },
		{ "8-11,0,4", "0,4,8-11", 6 },
		{ "0,1,2", "0-2", 3 },
		{ "2,1,0", "0-2", 3 },
		{ "5-9,0-20,3", "0-20", 21 },
		{ "0-3,5-7,4", "0-7", 8 },
		{ "0,2,4,6,1-5", "0-6", 7 },
		{ "7,7,7", "7", 1 },
		{ "255", "255", 1 },
		{ "65535", "65535", 1 },
		{ "0-65535", "0-65535", 65536 },
		{ "65535,65534,0", "0,65534-65535", 3 },
		{ "007", "7", 1 },
	};
	static const char *const bad[] = {
		"", ",", "-", "1-", "-1", "1,", ",1", "1,,2", "1-2-3", "2-1",
		"65536", "99999999999999999999", "a", "1a", "1 ", " 1", "0x3",
		"all,1", "1,all", "+1", "1--2",
	};
	char text[RANGES_TEXT_LEN * 2];
	struct vf_ranges got;
	size_t i;

	for (i = 0; i < sizeof(good) / sizeof(*good); i++) {
		const char *problem = ranges_parse(good[i].text, &got);

		check_text(good[i].want,
			   problem ? problem :
			   ranges_text(&got, text, sizeof(text)),
			   "VFs '%s'", good[i].text);
		check(ranges_total(&got) == good[i].total,
		      "VFs '%s' are %u", good[i].text, good[i].total);
	}
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		check(ranges_parse(bad[i], &got), "no VFs '%s'", bad[i]);
}

/* All even numbers of a PF fit; and the text of as many ranges as fit. */
static void test_many_ranges(void)
{
	char text[RANGES_TEXT_LEN];
	struct vf_ranges r = { 0 };
	bool ok = true;
	unsigned int i;

	for (i = 0; i < SRIOV_MAX_VFS; i += 2)
		ok = ok && ranges_add(&r, (uint16_t)i, (uint16_t)i);
	check(ok && r.count == SELECT_MAX_RANGES, "every second VF fits");
	ranges_text(&r, text, sizeof(text));
	check(strlen(text) < sizeof(text) - 1 &&
	      !strcmp(text + strlen(text) - 4, ",254"), "and into its text");
	check(!ranges_add(&r, 300, 300), "no range more than that");
	check(ranges_add(&r, 0, 255) && r.count == 1 &&
	      ranges_total(&r) == 256, "one that joins them does");
}

/* Against a table of flags: the same set whatever the order. */
static void test_random_ranges(void)
{
	unsigned int round, i, n, bad = 0;

	srand(1);
	for (round = 0; round < 2000; round++) {
		bool want[SRIOV_MAX_VFS] = { false };
		struct vf_ranges r = { 0 };

		n = (unsigned int)rand() % 40;
		while (n--) {
			unsigned int first = (unsigned int)rand() % 256;
			unsigned int last = first + (unsigned int)rand() % 8;

			if (last > 255)
				last = 255;
			bad += !ranges_add(&r, (uint16_t)first,
					   (uint16_t)last);
			for (i = first; i <= last; i++)
				want[i] = true;
		}
		for (i = 0; i < SRIOV_MAX_VFS; i++)
			bad += ranges_has(&r, (uint16_t)i) != want[i];
		for (i = 1; i < r.count; i++)
			bad += r.range[i].first <= r.range[i - 1].last + 1;
	}
	check(!bad, "2000 random sets are kept exactly, merged and in order");
}

static void test_selectors(void)
{
	static const char *const bad[] = {
		"", "/3", "pf0/", "pf0/x", "abcdefghijklmnop",
		"10000:01:00.9/3", "10000:01:00.0/",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/1",
		":/1", "pf0/1/2", "pf0/All",
	};
	struct selector sel;
	size_t i;

	check(!select_parse("pf0", &sel) && !sel.by_address &&
	      !strcmp(sel.name, "pf0") && !sel.has_vfs, "a netdev");
	check(!select_parse("pf0/0-63", &sel) && sel.has_vfs && !sel.all &&
	      sel.vfs.count == 1 && sel.vfs.range[0].last == 63,
	      "VFs of a netdev");
	check(!select_parse("pf0/all", &sel) && sel.has_vfs && sel.all,
	      "all VFs of a netdev");
	check(!select_parse("10000:01:00.0/3", &sel) && sel.by_address &&
	      sel.address.domain == 0x10000 && sel.vfs.range[0].first == 3,
	      "a VF of a PCI address with a long domain");
	check(!select_parse("abcdefghijklmno", &sel),
	      "a netdev name of 15 characters");
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		check(select_parse(bad[i], &sel), "no selector '%s'", bad[i]);
}

static void test_values(void)
{
	static const char *const bad_macs[] = {
		"", "02:00:00:00:00", "02:00:00:00:00:01:", "2:0:0:0:0:1",
		"02-00-00-00-00-01", "02:00:00:00:00:0g", "020000000001",
		"02:00:00:00:00:011", " 02:00:00:00:00:01", "02:00:00:00:00:",
	};
	static const struct {
		const char *text;
		uint32_t want;
	} times[] = {
		{ "0", 0 }, { "30", 30000 }, { "0.5", 500 },
		{ "1.25", 1250 }, { "0.001", 1 }, { "1000000", 1000000000 },
	};
	static const char *const bad_times[] = {
		"", ".5", "1.", "-1", "1e3", "1000001", "1.0001", "inf", "1s",
	};
	uint8_t mac[MAC_LEN];
	char text[MAC_TEXT_LEN];
	uint32_t n;
	size_t i;

	check(!mac_parse("02:aB:00:00:00:fF", mac), "a MAC address");
	check_text("02:ab:00:00:00:ff", mac_text(mac, text), "and its text");
	for (i = 0; i < sizeof(bad_macs) / sizeof(*bad_macs); i++)
		check(mac_parse(bad_macs[i], mac), "no MAC address '%s'",
		      bad_macs[i]);
	check(!number_parse("4294967295", &n) && n == UINT32_MAX,
	      "the greatest number");
	check(number_parse("4294967296", &n) && number_parse("", &n) &&
	      number_parse("1x", &n) && number_parse("-1", &n), "no numbers");
	for (i = 0; i < sizeof(times) / sizeof(*times); i++)
		check(!seconds_parse(times[i].text, &n) && n == times[i].want,
		      "seconds '%s'", times[i].text);
	for (i = 0; i < sizeof(bad_times) / sizeof(*bad_times); i++)
		check(seconds_parse(bad_times[i], &n), "no seconds '%s'",
		      bad_times[i]);
}

/* Any text: the sanitizers watch. */
static void test_noise(void)
{
	static const char letters[] = "0123456789,-/:.abfpx al\xff\x01";
	struct pci_address address;
	uint8_t mac[MAC_LEN];
	struct selector sel;
	char text[64];
	unsigned int round;
	uint32_t number;
	size_t i, len;

	srand(2);
	for (round = 0; round < 200000; round++) {
		len = (size_t)rand() % (sizeof(text) - 1);
		for (i = 0; i < len; i++)
			text[i] = letters[(size_t)rand() %
					  (sizeof(letters) - 1)];
		text[len] = '\0';
		select_parse(text, &sel);
		pci_parse(text, &address);
		mac_parse(text, mac);
		number_parse(text, &number);
		seconds_parse(text, &number);
	}
	check(true, "200000 random texts do no harm");
}

int main(void)
{
	test_pci();
	test_ranges();
	test_many_ranges();
	test_random_ranges();
	test_selectors();
	test_values();
	test_noise();
	return test_status();
}
