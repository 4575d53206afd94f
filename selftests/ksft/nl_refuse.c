// SPDX-License-Identifier: GPL-2.0
/*
 * nl_refuse - prove that the netlink family "sriov" refuses bad requests, with
 * the right error, message and attribute, and that they change nothing.
 *
 *   nl_refuse [PCI-ADDRESS]	of a PF; without, the first one
 *
 * Prints KTAP, exits 0 if all passed. What it wants: nl_sriov.h. Run by
 * netlink_refused.sh.
 */
#include "nl_sriov.h"

#define LONG_ADDRESS "0000:00:00.0-and-many-characters-more"

static const unsigned char multicast[6] = { 1, 0, 0x5e, 0, 0, 1 };
static const unsigned char unused_mac[7] = { 2, 0xde, 0xad, 0, 0, 1, 0 };

/* @bad and @missing are types of attributes, 0: none may be named. */
static const struct refusal {
	const char *name;
	__u8 cmd;
	bool dump;
	int err;
	const char *message;
	__u16 bad;
	__u16 missing;
	struct field fields[MAX_FIELDS];
} refusals[] = {
	/* by the policy */
	{ "vf-id 256", SRIOV_CMD_VF_GET, false, ERANGE, "integer out of range",
	  SRIOV_A_VF_VF_ID, 0, { PF_OF_VF, VF_ID(256) } },
	{ "vf-id 256 of a set", SRIOV_CMD_VF_SET, false, ERANGE,
	  "integer out of range", SRIOV_A_VF_VF_ID, 0,
	  { PF_OF_VF, VF_ID(256), U32(SRIOV_A_VF_SPOOFCHK, 1) } },
	{ "vf-last 256 of a dump", SRIOV_CMD_VF_GET, true, ERANGE,
	  "integer out of range", SRIOV_A_VF_VF_LAST, 0,
	  { PF_OF_VF, VF_ID(0), VF_LAST(256) } },
	{ "vlan 4095", SRIOV_CMD_VF_SET, false, ERANGE, "integer out of range",
	  SRIOV_A_VF_VLAN, 0,
	  { PF_OF_VF, VF_ID(0), U32(SRIOV_A_VF_VLAN, 4095) } },
	{ "qos 8", SRIOV_CMD_VF_SET, false, ERANGE, "integer out of range",
	  SRIOV_A_VF_QOS, 0,
	  { PF_OF_VF, VF_ID(0), U32(SRIOV_A_VF_VLAN, 5),
	    U32(SRIOV_A_VF_QOS, 8) } },
	{ "spoofchk 2", SRIOV_CMD_VF_SET, false, ERANGE, "integer out of range",
	  SRIOV_A_VF_SPOOFCHK, 0,
	  { PF_OF_VF, VF_ID(0), U32(SRIOV_A_VF_SPOOFCHK, 2) } },
	{ "mac of 5 bytes", SRIOV_CMD_VF_SET, false, ERANGE,
	  "binary attribute size out of range", SRIOV_A_VF_MAC, 0,
	  { PF_OF_VF, VF_ID(0), RAW(SRIOV_A_VF_MAC, 5, unused_mac) } },
	{ "mac of 7 bytes", SRIOV_CMD_VF_SET, false, ERANGE,
	  "binary attribute size out of range", SRIOV_A_VF_MAC, 0,
	  { PF_OF_VF, VF_ID(0), RAW(SRIOV_A_VF_MAC, 7, unused_mac) } },
	{ "num-vfs 257", SRIOV_CMD_PF_SET, false, ERANGE,
	  "integer out of range", SRIOV_A_PF_NUM_VFS, 0,
	  { PF, U32(SRIOV_A_PF_NUM_VFS, 257) } },
	{ "ifindex 0", SRIOV_CMD_PF_GET, false, ERANGE, "integer out of range",
	  SRIOV_A_PF_IFINDEX, 0, { U32(SRIOV_A_PF_IFINDEX, 0) } },
	{ "vf-id of 8 bytes", SRIOV_CMD_VF_GET, false, EINVAL,
	  "invalid attribute length", SRIOV_A_VF_VF_ID, 0,
	  { PF_OF_VF, { U64, SRIOV_A_VF_VF_ID, 0, NULL } } },
	{ "pci-address without end", SRIOV_CMD_PF_GET, false, EINVAL, "",
	  SRIOV_A_PF_PCI_ADDRESS, 0,
	  { RAW(SRIOV_A_PF_PCI_ADDRESS, 7, "0000:00") } },
	{ "pci-address too long", SRIOV_CMD_PF_GET, false, EINVAL, "",
	  SRIOV_A_PF_PCI_ADDRESS, 0,
	  { TEXT(SRIOV_A_PF_PCI_ADDRESS, LONG_ADDRESS) } },
	{ "with-stats with a value", SRIOV_CMD_VF_GET, false, ERANGE, "",
	  SRIOV_A_VF_WITH_STATS, 0,
	  { PF_OF_VF, VF_ID(0), U32(SRIOV_A_VF_WITH_STATS, 1) } },
	{ "an unknown attribute", SRIOV_CMD_VF_GET, false, EINVAL,
	  "Unknown attribute type", SRIOV_A_VF_MAX + 1, 0,
	  { PF_OF_VF, VF_ID(0), U32(SRIOV_A_VF_MAX + 1, 0) } },
	{ "an unknown attribute in a dump", SRIOV_CMD_VF_GET, true, EINVAL,
	  "Unknown attribute type", SRIOV_A_VF_MAX + 1, 0,
	  { U32(SRIOV_A_VF_MAX + 1, 0) } },
	{ "vf-last outside set and dump", SRIOV_CMD_VF_GET, false, EINVAL,
	  "Unsupported attribute", SRIOV_A_VF_VF_LAST, 0,
	  { PF_OF_VF, VF_ID(0), VF_LAST(1) } },
	{ "an attribute of replies in a set", SRIOV_CMD_VF_SET, false, EINVAL,
	  "Unsupported attribute", SRIOV_A_VF_STATE, 0,
	  { PF_OF_VF, VF_ID(0), U32(SRIOV_A_VF_STATE, 0) } },
	{ "an attribute in a dump that takes none", SRIOV_CMD_PF_GET, true,
	  EINVAL, "", SRIOV_A_PF_IFINDEX, 0, { U32(SRIOV_A_PF_IFINDEX, 1) } },
	{ "an unknown command", SRIOV_CMD_MAX + 1, false, EOPNOTSUPP, "", 0, 0,
	  { PF } },
	{ "a notification as a request", SRIOV_CMD_VF_NTF, false, EOPNOTSUPP,
	  "", 0, 0, { PF_OF_VF } },

	/* which PF, which VFs */
	{ "no PF named", SRIOV_CMD_PF_GET, false, EINVAL, "no PF named", 0,
	  SRIOV_A_PF_PCI_ADDRESS, { { END, 0, 0, NULL } } },
	{ "no PF named for a VF", SRIOV_CMD_VF_GET, false, EINVAL,
	  "no PF named", 0, SRIOV_A_VF_PCI_ADDRESS, { VF_ID(0) } },
	{ "an unknown pci-address", SRIOV_CMD_PF_GET, false, ENODEV,
	  "pci-address: no PF", SRIOV_A_PF_PCI_ADDRESS, 0,
	  { TEXT(SRIOV_A_PF_PCI_ADDRESS, "ffff:ff:1f.7") } },
	{ "an unknown pci-address in a dump", SRIOV_CMD_VF_GET, true, ENODEV,
	  "pci-address: no PF", SRIOV_A_VF_PCI_ADDRESS, 0,
	  { TEXT(SRIOV_A_VF_PCI_ADDRESS, "ffff:ff:1f.7") } },
	{ "ifindex of no PF", SRIOV_CMD_PF_GET, false, ENODEV,
	  "ifindex: no netdev of a PF", SRIOV_A_PF_IFINDEX, 0,
	  { U32(SRIOV_A_PF_IFINDEX, 1) } },
	{ "ifindex beyond any", SRIOV_CMD_PF_GET, false, ENODEV,
	  "ifindex: no netdev of a PF", SRIOV_A_PF_IFINDEX, 0,
	  { U32(SRIOV_A_PF_IFINDEX, ~0U) } },
	{ "pci-address and ifindex that differ", SRIOV_CMD_PF_GET, false,
	  ENODEV, "ifindex: no netdev of a PF", SRIOV_A_PF_IFINDEX, 0,
	  { PF, U32(SRIOV_A_PF_IFINDEX, 1) } },
	{ "no VF named", SRIOV_CMD_VF_GET, false, EINVAL, "no VF named", 0,
	  SRIOV_A_VF_VF_ID, { PF_OF_VF } },
	{ "vf-last without vf-id", SRIOV_CMD_VF_GET, true, EINVAL,
	  "vf-last: needs vf-id", SRIOV_A_VF_VF_LAST, SRIOV_A_VF_VF_ID,
	  { PF_OF_VF, VF_LAST(2) } },
	{ "vf-last below vf-id", SRIOV_CMD_VF_SET, false, EINVAL,
	  "vf-last: 2 is below vf-id 3", SRIOV_A_VF_VF_LAST, 0,
	  { PF_OF_VF, VF_ID(3), VF_LAST(2), U32(SRIOV_A_VF_SPOOFCHK, 0) } },

	/* what to set */
	{ "num-vfs missing", SRIOV_CMD_PF_SET, false, EINVAL, "num-vfs", 0,
	  SRIOV_A_PF_NUM_VFS, { PF } },
	{ "nothing to set", SRIOV_CMD_VF_SET, false, EINVAL, "nothing to set",
	  0, 0, { PF_OF_VF, VF_ID(0) } },
	{ "vlan-proto without vlan", SRIOV_CMD_VF_SET, false, EINVAL,
	  "vlan-proto: needs vlan", SRIOV_A_VF_VLAN_PROTO, SRIOV_A_VF_VLAN,
	  { PF_OF_VF, VF_ID(0), U32(SRIOV_A_VF_VLAN_PROTO, 0x8100) } },
	{ "max-tx-rate above the link's", SRIOV_CMD_VF_SET, false, ERANGE,
	  "max-tx-rate: 10001 is above", SRIOV_A_VF_MAX_TX_RATE, 0,
	  { PF_OF_VF, VF_ID(0), U32(SRIOV_A_VF_MIN_TX_RATE, 7),
	    U32(SRIOV_A_VF_MAX_TX_RATE, 10001) } },
	{ "min-tx-rate above max-tx-rate", SRIOV_CMD_VF_SET, false, ERANGE,
	  "min-tx-rate: 8 of VF 0 is above", SRIOV_A_VF_MIN_TX_RATE, 0,
	  { PF_OF_VF, VF_ID(0), U32(SRIOV_A_VF_MIN_TX_RATE, 8),
	    U32(SRIOV_A_VF_MAX_TX_RATE, 7) } },
	{ "min-tx-rate of all above the link's", SRIOV_CMD_VF_SET, false,
	  EDQUOT, "min-tx-rate: VFs' sum 10240 ",
	  SRIOV_A_VF_MIN_TX_RATE, 0,
	  { PF_OF_VF, VF_ID(0), VF_LAST(255),
	    U32(SRIOV_A_VF_MIN_TX_RATE, 40) } },
	{ "vlan-proto 0x9100", SRIOV_CMD_VF_SET, false, EPROTONOSUPPORT,
	  "vlan-proto", SRIOV_A_VF_VLAN_PROTO, 0,
	  { PF_OF_VF, VF_ID(0), U32(SRIOV_A_VF_VLAN, 5),
	    U32(SRIOV_A_VF_VLAN_PROTO, 0x9100) } },
	{ "vlan-proto 802.1ad with vlan 0", SRIOV_CMD_VF_SET, false,
	  EPROTONOSUPPORT, "vlan-proto", SRIOV_A_VF_VLAN_PROTO, 0,
	  { PF_OF_VF, VF_ID(0), U32(SRIOV_A_VF_VLAN, 0),
	    U32(SRIOV_A_VF_VLAN_PROTO, 0x88a8) } },
	{ "trust 2", SRIOV_CMD_VF_SET, false, ERANGE, "integer out of range",
	  SRIOV_A_VF_TRUST, 0,
	  { PF_OF_VF, VF_ID(0), U32(SRIOV_A_VF_TRUST, 2) } },
	{ "link-state 3", SRIOV_CMD_VF_SET, false, ERANGE,
	  "integer out of range", SRIOV_A_VF_LINK_STATE, 0,
	  { PF_OF_VF, VF_ID(0), U32(SRIOV_A_VF_LINK_STATE, 3) } },
	{ "queues 0", SRIOV_CMD_VF_SET, false, ERANGE,
	  "integer out of range", SRIOV_A_VF_QUEUES, 0,
	  { PF_OF_VF, VF_ID(0), U32(SRIOV_A_VF_QUEUES, 0) } },
	{ "queues beyond those of the hardware", SRIOV_CMD_VF_SET, false,
	  ERANGE, "queues: 65537, but VFs of this PF have 1 to 4",
	  SRIOV_A_VF_QUEUES, 0,
	  { PF_OF_VF, VF_ID(0), U32(SRIOV_A_VF_QUEUES, 65537) } },
	{ "vlan-proto of more than 16 bits", SRIOV_CMD_VF_SET, false,
	  EPROTONOSUPPORT, "vlan-proto", SRIOV_A_VF_VLAN_PROTO, 0,
	  { PF_OF_VF, VF_ID(0), U32(SRIOV_A_VF_VLAN, 5),
	    U32(SRIOV_A_VF_VLAN_PROTO, 0x18100) } },
	{ "qos with vlan 0", SRIOV_CMD_VF_SET, false, EINVAL, "qos",
	  SRIOV_A_VF_QOS, 0,
	  { PF_OF_VF, VF_ID(0), U32(SRIOV_A_VF_VLAN, 0),
	    U32(SRIOV_A_VF_QOS, 3) } },
	{ "qos for a VF without VLAN", SRIOV_CMD_VF_SET, false, EINVAL, "qos",
	  SRIOV_A_VF_QOS, 0,
	  { PF_OF_VF, VF_ID(0), U32(SRIOV_A_VF_QOS, 3) } },
	{ "a multicast mac", SRIOV_CMD_VF_SET, false, EINVAL, "mac",
	  SRIOV_A_VF_MAC, 0,
	  { PF_OF_VF, VF_ID(0), RAW(SRIOV_A_VF_MAC, 6, multicast) } },
	{ "one mac for two VFs", SRIOV_CMD_VF_SET, false, EINVAL, "mac",
	  SRIOV_A_VF_MAC, 0,
	  { PF_OF_VF, VF_ID(0), VF_LAST(1),
	    RAW(SRIOV_A_VF_MAC, 6, unused_mac) } },
	{ "the mac of another VF", SRIOV_CMD_VF_SET, false, EADDRINUSE, "mac",
	  SRIOV_A_VF_MAC, 0, { PF_OF_VF, VF_ID(0), MAC_OF(1) } },
	{ "owner 0", SRIOV_CMD_VF_SET, false, ERANGE, "integer out of range",
	  SRIOV_A_VF_OWNER, 0,
	  { PF_OF_VF, VF_ID(0), { U64, SRIOV_A_VF_OWNER, 0, NULL } } },
	{ "force without anything to do", SRIOV_CMD_VF_SET, false, EINVAL,
	  "nothing to set", 0, 0,
	  { PF_OF_VF, VF_ID(0), FLAG(SRIOV_A_VF_OWNER_FORCE) } },

	/* transactions */
	{ "an empty transaction", SRIOV_CMD_APPLY, false, EINVAL,
	  "nothing to set: give change", 0, SRIOV_A_APPLY_CHANGE,
	  { FLAG(SRIOV_A_APPLY_DRY_RUN) } },
	{ "a change of no PF", SRIOV_CMD_APPLY, false, EINVAL, "no PF named",
	  0, SRIOV_A_VF_PCI_ADDRESS,
	  { CHANGE(VF_ID(0), U32(SRIOV_A_VF_VLAN, 5)) } },
	{ "a change of no VF", SRIOV_CMD_APPLY, false, EINVAL,
	  ": no VF named", 0, SRIOV_A_VF_VF_ID,
	  { CHANGE(PF_OF_VF, U32(SRIOV_A_VF_VLAN, 5)) } },
	{ "a change of nothing", SRIOV_CMD_APPLY, false, EINVAL,
	  ": nothing to set", 0, 0, { CHANGE(PF_OF_VF, VF_ID(0)) } },
	{ "vlan 4095 in a transaction", SRIOV_CMD_APPLY, false, ERANGE,
	  "integer out of range", SRIOV_A_VF_VLAN, 0,
	  { CHANGE(PF_OF_VF, VF_ID(0), U32(SRIOV_A_VF_VLAN, 4095)) } },
	{ "an attribute of replies in a change", SRIOV_CMD_APPLY, false,
	  EINVAL, "Unsupported attribute", SRIOV_A_VF_STATE, 0,
	  { CHANGE(PF_OF_VF, VF_ID(0), U32(SRIOV_A_VF_STATE, 0)) } },
	{ "a result in a transaction", SRIOV_CMD_APPLY, false, EINVAL,
	  "Unknown attribute type", SRIOV_A_APPLY_RESULT, 0,
	  { CHANGE(PF_OF_VF, VF_ID(0), U32(SRIOV_A_VF_VLAN, 5)),
	    FLAG(SRIOV_A_APPLY_RESULT) } },
	{ "the second change of a transaction", SRIOV_CMD_APPLY, false, EINVAL,
	  "/1: mac: one address", SRIOV_A_VF_MAC, 0,
	  { CHANGE(PF_OF_VF, VF_ID(0), U32(SRIOV_A_VF_VLAN, 5)),
	    CHANGE(PF_OF_VF, VF_ID(1), VF_LAST(2),
		   RAW(SRIOV_A_VF_MAC, 6, unused_mac)) } },
	{ "a VF that two changes spoil", SRIOV_CMD_APPLY, false, EINVAL,
	  "/2: qos: VF 2 has no port VLAN", SRIOV_A_VF_QOS, 0,
	  { CHANGE(PF_OF_VF, VF_ID(0), VF_LAST(3), U32(SRIOV_A_VF_VLAN, 5)),
	    CHANGE(PF_OF_VF, VF_ID(2), U32(SRIOV_A_VF_VLAN, 0)),
	    CHANGE(PF_OF_VF, VF_ID(1), VF_LAST(3), U32(SRIOV_A_VF_QOS, 5)) } },
	{ "a stale generation", SRIOV_CMD_APPLY, false, ESTALE,
	  ": generation: 4294967295 expected, but it is ",
	  SRIOV_A_APPLY_PF_GENERATION, 0,
	  { CHANGE(PF_OF_VF, VF_ID(0), U32(SRIOV_A_VF_VLAN, 5)),
	    EXPECT(~0U) } },
	{ "two generations", SRIOV_CMD_APPLY, false, EINVAL,
	  "generation: two different ones", SRIOV_A_APPLY_PF_GENERATION, 0,
	  { CHANGE(PF_OF_VF, VF_ID(0), U32(SRIOV_A_VF_VLAN, 5)), EXPECT(1),
	    EXPECT(2) } },
	{ "num-vfs while other VFs exist", SRIOV_CMD_PF_SET, false, EBUSY,
	  "num-vfs", SRIOV_A_PF_NUM_VFS, 0,
	  { PF, U32(SRIOV_A_PF_NUM_VFS, FEW + 1) } },
};

static bool refused(const struct refusal *refusal)
{
	bool good;

	ask_on(sock, refusal->cmd, refusal->dump, refusal->fields, &answer);
	good = equal("error", -refusal->err, answer.err);
	good &= equal("bad attribute", refusal->bad, answer.bad);
	good &= equal("missing attribute", refusal->missing, answer.missing);
	good &= equal("objects", 0, answer.num);
	if (!strstr(answer.message, refusal->message)) {
		note("message '%s' lacks '%s'", answer.message,
		     refusal->message);
		good = false;
	}
	return good;
}

static bool version_2(void)
{
	bool good = true;
	int dump;

	for (dump = 0; dump <= 1; dump++) {
		memset(&answer, 0, sizeof(answer));
		send_request(sock, SRIOV_CMD_PF_GET, dump, 2,
			     dump ? NULL : FIELDS(PF));
		while (receive(sock, 32768, &answer))
			;
		good &= equal("error", -EINVAL, answer.err) &&
			equal("objects", 0, answer.num) &&
			strstr(answer.message, "version 2");
	}
	return good;
}

/* Refusals leave no trace: the VFs are the same, generation included. */
static void run_refusals(void)
{
	static struct answer before;
	size_t i;

	DUMP(SRIOV_CMD_VF_GET, PF_OF_VF);
	before = answer;
	for (i = 0; i < 2; i++)
		memcpy(mac_text[i], before.object[i].text[SRIOV_A_VF_MAC], 6);
	for (i = 0; i < NUM(refusals); i++)
		result(refused(&refusals[i]), "refused: ", refusals[i].name);
	DUMP(SRIOV_CMD_VF_GET, PF_OF_VF);
	result(answer.num == FEW &&
	       !memcmp(before.object, answer.object,
		       FEW * sizeof(answer.object[0])), "",
	       "refused requests changed nothing");
}

int main(int argc, char **argv)
{
	printf("TAP version 13\n1..%zu\n", NUM(refusals) + 2);
	find_pf(argv[1], FEW + 1);

	result(version_2(), "refused: ", "version 2, in do and dump");
	if (set_vfs(FEW))
		die("no VFs");
	run_refusals();
	set_vfs(0);

	printf("# %u of %u failed\n", failed, tests);
	return failed ? 1 : 0;
}
