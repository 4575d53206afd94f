// SPDX-License-Identifier: GPL-2.0
/*
 * Proves that every attribute of PFs and VFs is decoded to where it belongs,
 * and that messages that break the specification are refused, not read.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model.h"
#include "test.h"

static char buf[4096] __attribute__((aligned(8)));

static struct nlmsghdr *vf_message(void)
{
	struct nlmsghdr *nlh = test_message(buf, 32, SRIOV_CMD_VF_GET);

	mnl_attr_put_strz(nlh, SRIOV_A_VF_PCI_ADDRESS, "10000:01:00.0");
	mnl_attr_put_u32(nlh, SRIOV_A_VF_VF_ID, 7);
	return nlh;
}

/* The tables name everything that the header knows. */
static void test_tables(void)
{
	unsigned int i, bad = 0;

	for (i = 1; i <= SRIOV_A_PF_MAX; i++)
		bad += !pf_fields[i].name;
	for (i = 1; i <= SRIOV_A_VF_MAX; i++)
		bad += !vf_fields[i].name && i != SRIOV_A_VF_PAD;
	for (i = 1; i <= VF_STATS; i++)
		bad += !vf_stats_names[i] && i != SRIOV_A_VF_STATS_PAD;
	check(!bad, "every attribute of the header has a name");
	check(state_name(SRIOV_VF_STATUS_QUARANTINED) &&
	      !state_name(SRIOV_VF_STATUS_QUARANTINED + 1),
	      "every state has a name, other numbers have none");
	check(reason_name(SRIOV_QUARANTINE_REASON_COMMAND) &&
	      !reason_name(SRIOV_QUARANTINE_REASON_COMMAND + 1),
	      "every reason has a name, other numbers have none");
}

static void test_pf(void)
{
	static const uint8_t mac[] = { 2, 0, 0, 0, 0, 9 };
	struct nlmsghdr *nlh = test_message(buf, 32, SRIOV_CMD_PF_GET);
	struct pf pf;

	mnl_attr_put_strz(nlh, SRIOV_A_PF_PCI_ADDRESS, "10000:01:00.0");
	mnl_attr_put_u32(nlh, SRIOV_A_PF_IFINDEX, 5);
	mnl_attr_put_strz(nlh, SRIOV_A_PF_IFNAME, "pf0");
	mnl_attr_put_strz(nlh, SRIOV_A_PF_DRIVER, "mock");
	mnl_attr_put_u32(nlh, SRIOV_A_PF_TOTAL_VFS, 256);
	mnl_attr_put_u32(nlh, SRIOV_A_PF_NUM_VFS, 8);
	mnl_attr_put_u32(nlh, SRIOV_A_PF_CAPS, SRIOV_PF_CAPS_MAC |
			 SRIOV_PF_CAPS_MAILBOX);
	mnl_attr_put(nlh, SRIOV_A_PF_MAC, sizeof(mac), mac);
	mnl_attr_put_u32(nlh, SRIOV_A_PF_MAX_FRAME, 9216);
	mnl_attr_put_u32(nlh, 200, 1);
	check(pf_decode(nlh, &pf), "a PF, with an attribute of the future");
	check(pf.ifindex == 5 && pf.total_vfs == 256 && pf.num_vfs == 8 &&
	      pf.caps == 17 && pf.max_frame == 9216 &&
	      !memcmp(pf.mac, mac, sizeof(mac)), "its numbers");
	check_text("pf0", pf.label, "it is called by its netdev");
	check(!pf_has(&pf, SRIOV_A_PF_GENERATION) &&
	      pf_has(&pf, SRIOV_A_PF_MAC), "what the kernel didn't send");

	nlh = test_message(buf, 32, SRIOV_CMD_PF_GET);
	mnl_attr_put_strz(nlh, SRIOV_A_PF_PCI_ADDRESS, "0000:03:00.0");
	check(pf_decode(nlh, &pf), "a PF without a netdev");
	check_text("0000:03:00.0", pf.label, "it is called by its address");

	nlh = test_message(buf, 32, SRIOV_CMD_PF_GET);
	mnl_attr_put_u32(nlh, SRIOV_A_PF_IFINDEX, 5);
	check(!pf_decode(nlh, &pf), "a PF without an address is refused");
}

static void test_vf(void)
{
	struct nlmsghdr *nlh = vf_message();
	struct nlattr *nest;
	struct vf vf;

	mnl_attr_put_strz(nlh, SRIOV_A_VF_VF_ADDRESS, "10000:01:01.4");
	mnl_attr_put_u32(nlh, SRIOV_A_VF_STATE, SRIOV_VF_STATUS_READY);
	mnl_attr_put_u32(nlh, SRIOV_A_VF_ACTIVE, 1);
	mnl_attr_put_u32(nlh, SRIOV_A_VF_VLAN, 100);
	mnl_attr_put_u32(nlh, SRIOV_A_VF_QOS, 5);
	mnl_attr_put_u32(nlh, SRIOV_A_VF_SPOOFCHK, 1);
	mnl_attr_put_u32(nlh, SRIOV_A_VF_MAX_TX_RATE, 50);
	mnl_attr_put_u32(nlh, SRIOV_A_VF_MIN_TX_RATE, 20);
	nest = mnl_attr_nest_start(nlh, SRIOV_A_VF_STATS);
	mnl_attr_put(nlh, SRIOV_A_VF_STATS_PAD, 0, NULL);
	mnl_attr_put_u64(nlh, SRIOV_A_VF_STATS_RX_BYTES, UINT64_MAX);
	mnl_attr_put_u64(nlh, SRIOV_A_VF_STATS_RESETS, 3);
	mnl_attr_put_u64(nlh, VF_STATS + 9, 3);
	mnl_attr_nest_end(nlh, nest);
	check(vf_decode(nlh, &vf), "a VF with statistics");
	check(vf.id == 7 && vf.state == SRIOV_VF_STATUS_READY && vf.active &&
	      vf.vlan == 100 && vf.qos == 5 && vf.spoofchk &&
	      vf.max_tx_rate == 50 && vf.min_tx_rate == 20, "its numbers");
	check_text("10000:01:01.4", vf.address, "its address");
	check(vf.stats.value[SRIOV_A_VF_STATS_RX_BYTES] == UINT64_MAX &&
	      vf.stats.value[SRIOV_A_VF_STATS_RESETS] == 3,
	      "its statistics, all 64 bits");
	check(!(vf.stats.present >> SRIOV_A_VF_STATS_TX_BYTES & 1),
	      "and those that the hardware doesn't have");

	nlh = test_message(buf, 32, SRIOV_CMD_VF_GET);
	mnl_attr_put_u32(nlh, SRIOV_A_VF_VF_ID, 7);
	check(!vf_decode(nlh, &vf), "a VF without a PF is refused");
}

static void test_lengths(void)
{
	static const char longest[64] = "x";
	struct nlmsghdr *nlh;
	struct nlattr *nest;
	struct vf vf;

	nlh = vf_message();
	mnl_attr_put_u16(nlh, SRIOV_A_VF_STATE, 3);
	check(!vf_decode(nlh, &vf), "a number that is too short");
	nlh = vf_message();
	mnl_attr_put_u64(nlh, SRIOV_A_VF_STATE, 3);
	check(!vf_decode(nlh, &vf), "a number that is too long");
	nlh = vf_message();
	mnl_attr_put(nlh, SRIOV_A_VF_MAC, 5, longest);
	check(!vf_decode(nlh, &vf), "a MAC address of 5 bytes");
	nlh = vf_message();
	mnl_attr_put(nlh, SRIOV_A_VF_VF_ADDRESS, sizeof(longest), longest);
	check(!vf_decode(nlh, &vf), "a text longer than it may be");
	nlh = vf_message();
	mnl_attr_put_str(nlh, SRIOV_A_VF_VF_ADDRESS, "no end");
	check(!vf_decode(nlh, &vf), "a text without an end");
	nlh = vf_message();
	mnl_attr_put(nlh, SRIOV_A_VF_VF_ADDRESS, 0, NULL);
	check(!vf_decode(nlh, &vf), "a text without anything");
	nlh = vf_message();
	nest = mnl_attr_nest_start(nlh, SRIOV_A_VF_STATS);
	mnl_attr_put_u32(nlh, SRIOV_A_VF_STATS_RX_BYTES, 1);
	mnl_attr_nest_end(nlh, nest);
	check(!vf_decode(nlh, &vf), "a statistic of 32 bits");
	nlh = mnl_nlmsg_put_header(buf);
	check(!vf_decode(nlh, &vf), "a message without a header");
}

static void test_names(void)
{
	struct nlmsghdr *nlh = vf_message();
	struct vf vf;

	mnl_attr_put_strz(nlh, SRIOV_A_VF_VF_ADDRESS, "a\033[2Jb\n\x7f");
	check(vf_decode(nlh, &vf), "a text with control characters");
	check_text("a?[2Jb??", vf.address, "they don't reach the terminal");
}

/* Valid headers with random contents: the sanitizers watch. */
static void test_noise(void)
{
	struct nlmsghdr *nlh;
	unsigned int round, i;
	struct vf vf;
	struct pf pf;

	srand(3);
	for (round = 0; round < 100000; round++) {
		nlh = vf_message();
		nlh->nlmsg_len = NLMSG_HDRLEN + (unsigned int)rand() % 256;
		for (i = NLMSG_HDRLEN + 4; i < nlh->nlmsg_len; i++)
			buf[i] = (char)(rand() % 4 ? rand() % 24 : rand());
		vf_decode(nlh, &vf);
		pf_decode(nlh, &pf);
	}
	check(true, "100000 random messages do no harm");
}

static void test_find(void)
{
	struct pf_list list = { 0 };
	struct selector sel;
	struct pf *pf = pf_list_add(&list);

	memset(pf, 0, sizeof(*pf));
	snprintf(pf->address, sizeof(pf->address), "10000:01:00.0");
	snprintf(pf->ifname, sizeof(pf->ifname), "pf0");
	pf = pf_list_add(&list);
	memset(pf, 0, sizeof(*pf));
	snprintf(pf->address, sizeof(pf->address), "0000:01:00.1");
	check(!select_parse("pf0", &sel) &&
	      pf_list_find(&list, &sel) == &list.pf[0], "a PF by its netdev");
	check(!select_parse("10000:1:0.0", &sel) &&
	      pf_list_find(&list, &sel) == &list.pf[0],
	      "by its address, written otherwise");
	check(!select_parse("01:00.1", &sel) &&
	      pf_list_find(&list, &sel) == &list.pf[1],
	      "by its address without a domain");
	check(!select_parse("01:00.0", &sel) && !pf_list_find(&list, &sel),
	      "no PF of another domain");
	check(!select_parse("pf1", &sel) && !pf_list_find(&list, &sel),
	      "no PF of that name");
	pf_list_free(&list);
}

static void test_trunk_change(void)
{
	char text[TRUNK_TEXT];
	struct trunk trunk;
	unsigned int i;

	check(!trunk_parse("10,20-29", &trunk) && trunk_has(&trunk, 25) &&
	      !trunk_has(&trunk, 30), "what is in a list of VLANs");
	check(trunk_change(&trunk, 30, true) && trunk_change(&trunk, 10, false) &&
	      !strcmp(trunk_text(&trunk, text, sizeof(text)), "20-30"),
	      "one comes into it, one leaves");
	check(trunk_change(&trunk, 25, false) &&
	      !strcmp(trunk_text(&trunk, text, sizeof(text)), "20-24,26-30"),
	      "one in the middle leaves");
	check(trunk_change(&trunk, 4094, true) && trunk_change(&trunk, 4094, true) &&
	      !strcmp(trunk_text(&trunk, text, sizeof(text)),
		      "20-24,26-30,4094"), "the last one, twice");
	memset(&trunk, 0, sizeof(trunk));
	for (i = 0; i < SRIOV_MAX_TRUNK; i++)
		trunk_change(&trunk, 2 * i + 1, true);
	check(!trunk_change(&trunk, 4000, true) &&
	      trunk.count == SRIOV_MAX_TRUNK && !trunk_has(&trunk, 4000),
	      "one more range than there is room for");
	check(trunk_change(&trunk, 2, true) &&
	      trunk.count == SRIOV_MAX_TRUNK - 1, "one that joins two ranges");
}

int main(void)
{
	test_trunk_change();
	test_tables();
	test_pf();
	test_vf();
	test_lengths();
	test_names();
	test_noise();
	test_find();
	return test_status();
}
