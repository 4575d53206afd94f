// SPDX-License-Identifier: GPL-2.0
/*
 * Fuzz target of everything that takes text or messages from outside: the
 * selectors, the decoders of objects, the decoder of refusals. The first byte
 * picks one.
 */
#include <stdlib.h>
#include <string.h>

#include "extack.h"
#include "model.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void fuzz_text(const uint8_t *data, size_t size)
{
	char out[RANGES_TEXT_LEN], *text = malloc(size + 1);
	struct pci_address address;
	uint8_t mac[MAC_LEN];
	struct selector sel;
	uint32_t number;

	memcpy(text, data, size);
	text[size] = '\0';
	if (!select_parse(text, &sel) && ranges_total(&sel.vfs))
		ranges_text(&sel.vfs, out, sizeof(out));
	pci_parse(text, &address);
	mac_parse(text, mac);
	number_parse(text, &number);
	seconds_parse(text, &number);
	free(text);
}

static void fuzz_message(uint8_t kind, const uint8_t *data, size_t size)
{
	/* libmnl rounds the end up to 4 bytes, which nl->rx has room for. */
	struct nlmsghdr *nlh = calloc(1, MNL_ALIGN(NLMSG_HDRLEN + size));
	char request_buf[256] __attribute__((aligned(8)));
	struct nlmsghdr *request;
	struct nl_error err;
	char text[320];
	struct pf pf;
	struct vf vf;

	memcpy((char *)nlh + NLMSG_HDRLEN, data, size);
	nlh->nlmsg_len = (uint32_t)(NLMSG_HDRLEN + size);
	if (kind & 1) {
		pf_decode(nlh, &pf);
		vf_decode(nlh, &vf);
	} else {
		request = mnl_nlmsg_put_header(request_buf);
		((uint8_t *)mnl_nlmsg_put_extra_header(request, 4))[0] =
			SRIOV_CMD_VF_SET;
		mnl_attr_put_u32(request, SRIOV_A_VF_VLAN, 1);
		nlh->nlmsg_type = kind & 2 ? NLMSG_ERROR : NLMSG_DONE;
		nlh->nlmsg_flags = NLM_F_ACK_TLVS |
				   (kind & 4 ? NLM_F_CAPPED : 0);
		if (extack_decode(nlh, request, &err))
			extack_text(&err, text, sizeof(text));
	}
	free(nlh);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!size)
		return 0;
	if (data[0] & 0x80)
		fuzz_text(data + 1, size - 1);
	else
		fuzz_message(data[0], data + 1, size - 1);
	return 0;
}
