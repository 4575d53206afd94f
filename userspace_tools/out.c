// SPDX-License-Identifier: GPL-2.0
/*
 * How objects look. The tables of attributes in model.c say what there is;
 * here are the columns of each listing, the text of each kind of field, the
 * tree, and the same objects as JSON. Lines go to standard output. Nothing is
 * cut to the width of a terminal.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <libsmartcols/libsmartcols.h>
#include <linux/if_ether.h>

#include "out.h"
#include "sysfs.h"

/* Columns that aren't a field of the object, beyond all attribute numbers. */
enum {
	COL_LABEL = 64,		/* PF, or PF of the VF */
	COL_SELECTOR,		/* PF/N */
	COL_DRIVER,		/* from sysfs */
	COL_NETDEV,		/* from sysfs */
	COL_STATE,		/* or that it's out of service */
	COL_STAT,		/* + number of the statistic */
};

struct column {
	const char *head;
	unsigned int what;	/* attribute number or COL_* */
	int flags;		/* SCOLS_FL_* */
};

static const struct column pf_columns[] = {
	{ "PF", COL_LABEL, 0 },
	{ "ADDRESS", SRIOV_A_PF_PCI_ADDRESS, 0 },
	{ "DRIVER", SRIOV_A_PF_DRIVER, 0 },
	{ "VFS", SRIOV_A_PF_NUM_VFS, SCOLS_FL_RIGHT },
	{ "TOTAL", SRIOV_A_PF_TOTAL_VFS, SCOLS_FL_RIGHT },
	{ "MAC", SRIOV_A_PF_MAC, 0 },
	{ "CAPS", SRIOV_A_PF_CAPS, 0 },
};

static const struct column vf_columns[] = {
	{ "VF", COL_SELECTOR, 0 },
	{ "ADDRESS", SRIOV_A_VF_VF_ADDRESS, 0 },
	{ "STATE", COL_STATE, 0 },
	{ "ACTIVE", SRIOV_A_VF_ACTIVE, 0 },
	{ "DRIVER", COL_DRIVER, 0 },
	{ "NETDEV", COL_NETDEV, 0 },
	{ "MAC", SRIOV_A_VF_MAC, 0 },
	{ "VLAN", SRIOV_A_VF_VLAN, SCOLS_FL_RIGHT },
	{ "QOS", SRIOV_A_VF_QOS, SCOLS_FL_RIGHT },
	{ "SPOOFCHK", SRIOV_A_VF_SPOOFCHK, 0 },
	{ "MAX-RATE", SRIOV_A_VF_MAX_TX_RATE, SCOLS_FL_RIGHT },
	{ "MIN-RATE", SRIOV_A_VF_MIN_TX_RATE, SCOLS_FL_RIGHT },
};

#define STAT(head, attr) \
	{ head, COL_STAT + SRIOV_A_VF_STATS_##attr, SCOLS_FL_RIGHT }

static const struct column vf_stats_columns[] = {
	{ "VF", COL_SELECTOR, 0 },
	STAT("RX-PACKETS", RX_PACKETS),
	STAT("RX-BYTES", RX_BYTES),
	STAT("RX-DROPPED", RX_DROPPED),
	STAT("TX-PACKETS", TX_PACKETS),
	STAT("TX-BYTES", TX_BYTES),
	STAT("TX-DROPPED", TX_DROPPED),
	STAT("SPOOFED-MAC", TX_SPOOFED_MAC),
	STAT("SPOOFED-VLAN", TX_SPOOFED_VLAN),
	STAT("MAIL", MAIL_RECEIVED),
	STAT("RESETS", RESETS),
};

/* The tree has rows of both kinds under these. */
static const char *const tree_heads[TREE_COLUMNS] = {
	"NAME", "ADDRESS", "DRIVER", "NETDEV", "MAC", "VLAN", "STATE",
};

static const struct column tree_vf_columns[ARRAY_SIZE(tree_heads)] = {
	{ "NAME", COL_SELECTOR, 0 },
	{ "ADDRESS", SRIOV_A_VF_VF_ADDRESS, 0 },
	{ "DRIVER", COL_DRIVER, 0 },
	{ "NETDEV", COL_NETDEV, 0 },
	{ "MAC", SRIOV_A_VF_MAC, 0 },
	{ "VLAN", SRIOV_A_VF_VLAN, SCOLS_FL_RIGHT },
	{ "STATE", COL_STATE, 0 },
};

/* ---- fields ---- */

static void caps_text(uint32_t caps, char text[FIELD_TEXT])
{
	const char *separator = "";
	unsigned int bit;
	size_t used = 0;
	int n;

	snprintf(text, FIELD_TEXT, "-");
	for (bit = 0; bit < 32 && used < FIELD_TEXT; bit++) {
		if (!(caps >> bit & 1))
			continue;
		if (cap_name(bit))
			n = snprintf(text + used, FIELD_TEXT - used, "%s%s",
				     separator, cap_name(bit));
		else
			n = snprintf(text + used, FIELD_TEXT - used, "%s%u",
				     separator, bit);
		used += n > 0 ? (size_t)n : 0;
		separator = ",";
	}
}

static void proto_text(uint32_t proto, char text[FIELD_TEXT])
{
	if (proto == ETH_P_8021Q)
		snprintf(text, FIELD_TEXT, "802.1Q");
	else if (proto == ETH_P_8021AD)
		snprintf(text, FIELD_TEXT, "802.1ad");
	else
		snprintf(text, FIELD_TEXT, "0x%04" PRIx32, proto);
}

static uint32_t field_u32(const struct field *field, const void *object)
{
	uint32_t value;

	memcpy(&value, (const char *)object + field->offset, sizeof(value));
	return value;
}

static const char *cookie_text(const char *from, char text[FIELD_TEXT])
{
	uint64_t cookie;

	memcpy(&cookie, from, sizeof(cookie));
	if (!cookie)
		return "-";
	snprintf(text, FIELD_TEXT, "%#" PRIx64, cookie);
	return text;
}

/* "vlan 7 qos 0": what there is, for people to compare with what they want. */
static void drift_text(const struct drift *drift, char text[FIELD_TEXT])
{
	char value[FIELD_TEXT];
	unsigned int i;
	size_t used = 0;
	int n;

	for (i = 0; i <= SRIOV_A_VF_MAX && used < FIELD_TEXT; i++) {
		if (!(drift->present >> i & 1))
			continue;
		n = snprintf(text + used, FIELD_TEXT - used, "%s%s %s",
			     used ? " " : "", drift_fields[i].key,
			     field_text(&drift_fields[i], i, drift,
					drift->present, value));
		used += n > 0 ? (size_t)n : 0;
	}
}

const char *field_text(const struct field *field, unsigned int attr,
		       const void *object, uint64_t present,
		       char text[FIELD_TEXT])
{
	const char *from = (const char *)object + field->offset;
	const char *name;

	snprintf(text, FIELD_TEXT, "-");
	if (!(present >> attr & 1))
		return text;
	switch (field->kind) {
	case FIELD_U32:
		snprintf(text, FIELD_TEXT, "%" PRIu32,
			 field_u32(field, object));
		break;
	case FIELD_LIMIT:
		if (!field_u32(field, object))
			return "never";
		snprintf(text, FIELD_TEXT, "%" PRIu32,
			 field_u32(field, object));
		break;
	case FIELD_RATE:
		if (!field_u32(field, object))
			return "none";
		snprintf(text, FIELD_TEXT, "%" PRIu32,
			 field_u32(field, object));
		break;
	case FIELD_BOOL:
		return field_u32(field, object) ? "yes" : "no";
	case FIELD_SWITCH:
		return field_u32(field, object) ? "on" : "off";
	case FIELD_STATE:
	case FIELD_LINK:
	case FIELD_REASON:
		name = field->kind == FIELD_LINK ?
		       link_name(field_u32(field, object)) :
		       field->kind == FIELD_REASON ?
		       reason_name(field_u32(field, object)) :
		       state_name(field_u32(field, object));
		if (name)
			return name;
		snprintf(text, FIELD_TEXT, "%" PRIu32,
			 field_u32(field, object));
		break;
	case FIELD_CAPS:
		caps_text(field_u32(field, object), text);
		break;
	case FIELD_PROTO:
		proto_text(field_u32(field, object), text);
		break;
	case FIELD_STRING:
		return from[0] ? from : "-";
	case FIELD_MAC:
		mac_text((const uint8_t *)from, text);
		break;
	case FIELD_COOKIE:
		return cookie_text(from, text);
	case FIELD_TRUNK:
		return trunk_text((const void *)from, text, FIELD_TEXT);
	case FIELD_MACS:
		return macs_text((const void *)from, text, FIELD_TEXT);
	case FIELD_DRIFT:
		drift_text((const void *)from, text);
		break;
	case FIELD_STATS:
	case FIELD_NONE:
		break;
	}
	return text;
}

static const char *pf_cell(const struct pf *pf, unsigned int what,
			   char text[FIELD_TEXT])
{
	if (what == COL_LABEL)
		return pf->label;
	return field_text(&pf_fields[what], what, pf, pf->present, text);
}

static const char *vf_cell(const struct vf *vf, const struct pf *pf,
			   unsigned int what, char text[FIELD_TEXT])
{
	const char *label = pf ? pf->label : vf->pf_address;
	unsigned int stat;

	switch (what) {
	case COL_SELECTOR:
		snprintf(text, FIELD_TEXT, "%s/%" PRIu32, label, vf->id);
		return text;
	case COL_DRIVER:
		if (!sysfs_driver(vf->address, text, FIELD_TEXT))
			return "-";
		return text;
	case COL_NETDEV:
		if (!sysfs_netdev(vf->address, text, FIELD_TEXT))
			return "-";
		return text;
	case COL_STATE:
		if (vf_has(vf, SRIOV_A_VF_QUARANTINE_REASON) &&
		    reason_name(vf->quarantine_reason)) {
			snprintf(text, FIELD_TEXT, "quarantined:%s",
				 reason_name(vf->quarantine_reason));
			return text;
		}
		if (vf->state == SRIOV_VF_STATUS_READY &&
		    vf_has(vf, SRIOV_A_VF_IN_SERVICE) && !vf->in_service)
			return "out of service";
		if (vf->state == SRIOV_VF_STATUS_READY &&
		    vf_has(vf, SRIOV_A_VF_DRIFT))
			return "ready:drift";
		what = SRIOV_A_VF_STATE;
		break;
	case SRIOV_A_VF_VLAN:
	case SRIOV_A_VF_QOS:
		if (!vf->vlan)
			return "-";
		break;
	case SRIOV_A_VF_MAX_TX_RATE:
		if (!vf->max_tx_rate)
			return "-";
		break;
	case SRIOV_A_VF_MIN_TX_RATE:
		if (!vf->min_tx_rate)
			return "-";
		break;
	default:
		break;
	}
	if (what < COL_STAT)
		return field_text(&vf_fields[what], what, vf, vf->present,
				  text);
	stat = what - COL_STAT;
	if (!(vf->stats.present >> stat & 1))
		return "-";
	snprintf(text, FIELD_TEXT, "%" PRIu64, vf->stats.value[stat]);
	return text;
}

/* ---- tables ---- */

int out_no_memory(struct libscols_table *table)
{
	error("out of memory");
	scols_unref_table(table);
	return EXIT_REFUSED;
}

struct libscols_table *out_table_new(const struct options *opt)
{
	struct libscols_table *table = scols_new_table();

	if (!table)
		return NULL;
	scols_table_enable_noheadings(table,
				      !!(opt->given & OPT_NOHEADINGS));
	/* A line is never cut or folded, whatever the terminal. */
	scols_table_set_termforce(table, SCOLS_TERMFORCE_NEVER);
	return table;
}

static bool add_columns(struct libscols_table *table,
			const struct column *columns, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (!scols_table_new_column(table, columns[i].head, 0,
					    columns[i].flags))
			return false;
	return true;
}

static bool add_vf_line(struct libscols_table *table,
			struct libscols_line *parent,
			const struct column *columns, size_t count,
			const struct vf *vf, const struct pf *pf)
{
	struct libscols_line *line = scols_table_new_line(table, parent);
	char text[FIELD_TEXT];
	size_t i;

	if (!line)
		return false;
	for (i = 0; i < count; i++)
		if (scols_line_set_data(line, i, vf_cell(vf, pf,
							 columns[i].what,
							 text)))
			return false;
	return true;
}

int out_table_print(struct libscols_table *table)
{
	int status = scols_print_table(table);

	scols_unref_table(table);
	if (!status)
		return EXIT_OK;
	error("can't print the table: %s", strerror(-status));
	return EXIT_REFUSED;
}

static int pfs_table(const struct pf_list *pfs, const struct options *opt)
{
	struct libscols_table *table = out_table_new(opt);
	struct libscols_line *line;
	char text[FIELD_TEXT];
	size_t i, j;

	if (!table ||
	    !add_columns(table, pf_columns, ARRAY_SIZE(pf_columns)))
		return out_no_memory(table);
	for (i = 0; i < pfs->count; i++) {
		line = scols_table_new_line(table, NULL);
		if (!line)
			return out_no_memory(table);
		for (j = 0; j < ARRAY_SIZE(pf_columns); j++)
			if (scols_line_set_data(line, j,
						pf_cell(&pfs->pf[i],
							pf_columns[j].what,
							text)))
				return out_no_memory(table);
	}
	return out_table_print(table);
}

static int vfs_table(const struct vf_list *vfs, const struct pf_list *pfs,
		     const struct options *opt)
{
	bool stats = opt->given & OPT_STATS;
	const struct column *columns = stats ? vf_stats_columns : vf_columns;
	size_t count = stats ? ARRAY_SIZE(vf_stats_columns) :
			       ARRAY_SIZE(vf_columns);
	struct libscols_table *table = out_table_new(opt);
	const struct vf *vf;
	size_t i;

	if (!table || !add_columns(table, columns, count))
		return out_no_memory(table);
	for (i = 0; i < vfs->count; i++) {
		vf = &vfs->vf[i];
		if (!add_vf_line(table, NULL, columns, count, vf,
				 pf_list_by_address(pfs, vf->pf_address)))
			return out_no_memory(table);
	}
	return out_table_print(table);
}

/* ---- tree ---- */

static struct libscols_line *add_pf_branch(struct libscols_table *table,
					   const struct pf *pf)
{
	struct libscols_line *line = scols_table_new_line(table, NULL);
	char mac[FIELD_TEXT], driver[FIELD_TEXT], state[FIELD_TEXT];
	const char *cells[ARRAY_SIZE(tree_heads)];
	size_t i;

	if (!line)
		return NULL;
	if (pf->slots)
		snprintf(state, sizeof(state),
			 "%" PRIu32 " of %" PRIu32 " slots in service",
			 pf->in_service, pf->num_vfs);
	else
		snprintf(state, sizeof(state),
			 "%" PRIu32 " of %" PRIu32 " VFs", pf->num_vfs,
			 pf->total_vfs);
	cells[0] = pf->label;
	cells[1] = pf->address;
	cells[2] = pf_cell(pf, SRIOV_A_PF_DRIVER, driver);
	cells[3] = pf->ifname[0] ? pf->ifname : "-";
	cells[4] = pf_cell(pf, SRIOV_A_PF_MAC, mac);
	cells[5] = "-";
	cells[6] = state;
	for (i = 0; i < ARRAY_SIZE(cells); i++)
		if (scols_line_set_data(line, i, cells[i]))
			return NULL;
	return line;
}

static int tree_table(const struct vf_list *vfs, const struct pf_list *pfs,
		      const struct out_more *more, const struct options *opt)
{
	struct libscols_table *table = out_table_new(opt);
	struct libscols_line *branch;
	size_t i, j;

	if (!table)
		return out_no_memory(table);
	for (i = 0; i < ARRAY_SIZE(tree_heads); i++)
		if (!scols_table_new_column(table, tree_heads[i], 0,
					    i ? tree_vf_columns[i].flags :
						SCOLS_FL_TREE))
			return out_no_memory(table);
	for (i = 0; i < pfs->count; i++) {
		const struct pf *pf = &pfs->pf[i];

		branch = add_pf_branch(table, pf);
		if (!branch)
			return out_no_memory(table);
		for (j = 0; j < vfs->count; j++) {
			if (strcmp(vfs->vf[j].pf_address, pf->address) != 0)
				continue;
			if (!add_vf_line(table, branch, tree_vf_columns,
					 ARRAY_SIZE(tree_vf_columns),
					 &vfs->vf[j], pf))
				return out_no_memory(table);
		}
	}
	if (more && !more->rows(table, more->data))
		return out_no_memory(table);
	return out_table_print(table);
}

/* ---- JSON ---- */

static void json_caps(struct json *json, const char *key, uint32_t caps)
{
	unsigned int bit;
	char number[16];

	json_array(json, key);
	for (bit = 0; bit < 32; bit++) {
		if (!(caps >> bit & 1))
			continue;
		snprintf(number, sizeof(number), "%u", bit);
		json_string(json, NULL,
			    cap_name(bit) ? cap_name(bit) : number);
	}
	json_close(json);
}

static void json_stats(struct json *json, const char *key,
		       const struct vf_stats *stats)
{
	unsigned int i;

	json_object(json, key);
	for (i = 0; i <= VF_STATS; i++)
		if (stats->present >> i & 1)
			json_number(json, vf_stats_names[i], stats->value[i]);
	json_close(json);
}

static void json_macs(struct json *json, const char *key,
		      const struct macs *macs)
{
	char text[MAC_TEXT_LEN];
	unsigned int i;

	json_array(json, key);
	for (i = 0; i < macs->count; i++)
		json_string(json, NULL, mac_text(macs->mac[i], text));
	json_close(json);
}

static void json_drift(struct json *json, const char *key,
		       const struct drift *drift);

static void json_field(struct json *json, const struct field *field,
		       unsigned int attr, const void *object, uint64_t present)
{
	const void *at = (const char *)object + field->offset;
	char text[FIELD_TEXT];

	if (!field->key || !(present >> attr & 1))
		return;
	switch (field->kind) {
	case FIELD_U32:
	case FIELD_RATE:
	case FIELD_LIMIT:
		json_number(json, field->key, field_u32(field, object));
		break;
	case FIELD_BOOL:
	case FIELD_SWITCH:
		json_bool(json, field->key, field_u32(field, object));
		break;
	case FIELD_CAPS:
		json_caps(json, field->key, field_u32(field, object));
		break;
	case FIELD_STATS:
		json_stats(json, field->key, at);
		break;
	case FIELD_MACS:
		json_macs(json, field->key, at);
		break;
	case FIELD_DRIFT:
		json_drift(json, field->key, at);
		break;
	case FIELD_COOKIE:
		/* As text: not every reader keeps 64 bits of a number. */
		if (field_text(field, attr, object, present, text)[0] == '-')
			json_null(json, field->key);
		else
			json_string(json, field->key, text);
		break;
	case FIELD_STRING:
		json_string(json, field->key, at);
		break;
	case FIELD_STATE:
	case FIELD_LINK:
	case FIELD_REASON:
	case FIELD_PROTO:
	case FIELD_MAC:
	case FIELD_TRUNK:
		json_string(json, field->key,
			    field_text(field, attr, object, present, text));
		break;
	case FIELD_NONE:
		break;
	}
}

static void json_drift(struct json *json, const char *key,
		       const struct drift *drift)
{
	unsigned int i;

	json_object(json, key);
	for (i = 0; i <= SRIOV_A_VF_MAX; i++)
		json_field(json, &drift_fields[i], i, drift, drift->present);
	json_close(json);
}

void json_pf(struct json *json, const struct pf *pf)
{
	unsigned int i;

	json_string(json, "pf", pf->label);
	for (i = 0; i <= SRIOV_A_PF_MAX; i++)
		json_field(json, &pf_fields[i], i, pf, pf->present);
}

void json_vf(struct json *json, const struct vf *vf, const struct pf *pf)
{
	unsigned int i;

	json_string(json, "pf", pf ? pf->label : vf->pf_address);
	for (i = 0; i <= SRIOV_A_VF_MAX; i++)
		json_field(json, &vf_fields[i], i, vf, vf->present);
}

void json_vf_sysfs(struct json *json, const struct vf *vf)
{
	char text[FIELD_TEXT];

	if (sysfs_driver(vf->address, text, sizeof(text)))
		json_string(json, "driver", text);
	else
		json_null(json, "driver");
	if (sysfs_netdev(vf->address, text, sizeof(text)))
		json_string(json, "netdev", text);
	else
		json_null(json, "netdev");
}

static void json_vf_object(struct json *json, const struct vf *vf,
			   const struct pf *pf)
{
	json_object(json, NULL);
	json_vf(json, vf, pf);
	json_vf_sysfs(json, vf);
	json_close(json);
}

/* {"pfs": [...]}, each with its VFs if they are given. */
static int pfs_json(const struct pf_list *pfs, const struct vf_list *vfs,
		    const struct out_more *more)
{
	struct json json;
	size_t i, j;

	json_init(&json, stdout);
	json_object(&json, NULL);
	json_array(&json, "pfs");
	for (i = 0; i < pfs->count; i++) {
		const struct pf *pf = &pfs->pf[i];

		json_object(&json, NULL);
		json_pf(&json, pf);
		if (vfs)
			json_array(&json, "vfs");
		for (j = 0; vfs && j < vfs->count; j++)
			if (!strcmp(vfs->vf[j].pf_address, pf->address))
				json_vf_object(&json, &vfs->vf[j], pf);
		if (vfs)
			json_close(&json);
		json_close(&json);
	}
	json_close(&json);
	if (more)
		more->json(&json, more->data);
	json_close(&json);
	return EXIT_OK;
}

static int vfs_json(const struct vf *vf, size_t count,
		    const struct pf_list *pfs)
{
	struct json json;
	size_t i;

	json_init(&json, stdout);
	json_object(&json, NULL);
	json_array(&json, "vfs");
	for (i = 0; i < count; i++)
		json_vf_object(&json, &vf[i],
			       pf_list_by_address(pfs, vf[i].pf_address));
	json_close(&json);
	json_close(&json);
	return EXIT_OK;
}

/* ---- what commands call ---- */

int out_pfs(const struct pf_list *pfs, const struct options *opt)
{
	if (opt->given & OPT_JSON)
		return pfs_json(pfs, NULL, NULL);
	return pfs_table(pfs, opt);
}

int out_vfs(const struct vf_list *vfs, const struct pf_list *pfs,
	    const struct options *opt)
{
	char text[FIELD_TEXT];
	int status;
	size_t i;

	if (opt->given & OPT_JSON)
		return vfs_json(vfs->vf, vfs->count, pfs);
	status = vfs_table(vfs, pfs, opt);
	for (i = 0; i < vfs->count; i++)
		if (vfs->vf[i].state == SRIOV_VF_STATUS_QUARANTINED)
			break;
	/* For people: a script that reads errors would take it for one. */
	if (!status && i < vfs->count && isatty(STDERR_FILENO)) {
		fflush(stdout);
		hint("out of quarantine: sriovctl vf release %s",
		     vf_cell(&vfs->vf[i],
			     pf_list_by_address(pfs, vfs->vf[i].pf_address),
			     COL_SELECTOR, text));
	}
	return status;
}

int out_tree(const struct vf_list *vfs, const struct pf_list *pfs,
	     const struct out_more *more, const struct options *opt)
{
	if (opt->given & OPT_JSON)
		return pfs_json(pfs, vfs, more);
	return tree_table(vfs, pfs, more, opt);
}

static void row(const char *key, const char *text)
{
	printf("  %-16s %s\n", key, text);
}

int out_pf(const struct pf *pf, const struct options *opt)
{
	const struct pf_list one = { .pf = (struct pf *)pf, .count = 1 };
	char text[FIELD_TEXT];
	unsigned int i;

	if (opt->given & OPT_JSON)
		return pfs_json(&one, NULL, NULL);
	printf("%s\n", pf->label);
	for (i = 0; i <= SRIOV_A_PF_MAX; i++)
		if (pf_fields[i].key && (i != SRIOV_A_PF_FOREIGN_DRIVER ||
					 pf_has(pf, i)))
			row(pf_fields[i].key, pf_cell(pf, i, text));
	return EXIT_OK;
}

int out_vf(const struct vf *vf, const struct pf *pf,
	   const struct options *opt)
{
	const struct pf_list one = { .pf = (struct pf *)pf, .count = 1 };
	char text[FIELD_TEXT];
	unsigned int i;

	if (opt->given & OPT_JSON)
		return vfs_json(vf, 1, &one);
	printf("%s\n", vf_cell(vf, pf, COL_SELECTOR, text));
	for (i = 0; i <= SRIOV_A_VF_MAX; i++)
		if (vf_fields[i].key && vf_fields[i].kind != FIELD_STATS &&
		    i != SRIOV_A_VF_REFUSED_OWNER &&
		    (i != SRIOV_A_VF_DRIFT || vf_has(vf, i)))
			row(vf_fields[i].key, vf_cell(vf, pf, i, text));
	if (vf->state == SRIOV_VF_STATUS_QUARANTINED)
		printf("  %-16s sriovctl vf release %s\n", "release-by",
		       vf_cell(vf, pf, COL_SELECTOR, text));
	row("driver", vf_cell(vf, pf, COL_DRIVER, text));
	row("netdev", vf_cell(vf, pf, COL_NETDEV, text));
	for (i = 0; i <= VF_STATS; i++)
		if (vf->stats.present >> i & 1)
			row(vf_stats_names[i],
			    vf_cell(vf, pf, COL_STAT + i, text));
	return EXIT_OK;
}
