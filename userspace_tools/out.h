/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How objects look: tables, blocks of one object, JSON.
 */
#ifndef OUT_H
#define OUT_H

#include "json.h"
#include "model.h"
#include "sriovctl.h"

/* Longest text of a field: all capabilities. */
#define FIELD_TEXT	TRUNK_TEXT	/* the longest */

/*
 * What a field holds, for people: "-" if the kernel didn't send it. @present
 * is the bitmap of the object, @attr the number of the field.
 */
const char *field_text(const struct field *field, unsigned int attr,
		       const void *object, uint64_t present,
		       char text[FIELD_TEXT]);

/* The members of an object, into one that is open. @pf may be NULL. */
void json_pf(struct json *json, const struct pf *pf);
void json_vf(struct json *json, const struct vf *vf, const struct pf *pf);
/* And what sysfs knows of the VF. */
void json_vf_sysfs(struct json *json, const struct vf *vf);

/* Tables: a new one, or NULL; print it and free it; or free it (it may be NULL)
 * and say that there is no memory.
 */
struct libscols_table;
struct libscols_table *out_table_new(const struct options *opt);
int out_table_print(struct libscols_table *table);
int out_no_memory(struct libscols_table *table);

/* Each returns an exit code. */
int out_pfs(const struct pf_list *pfs, const struct options *opt);
int out_vfs(const struct vf_list *vfs, const struct pf_list *pfs,
	    const struct options *opt);

/**
 * struct out_more - what the tree shows after the PFs
 * @rows: adds its rows; false: no memory
 * @json: adds its members to the document
 * @data: for both
 */
struct out_more {
	bool (*rows)(struct libscols_table *table, const void *data);
	void (*json)(struct json *json, const void *data);
	const void *data;
};

/* Columns of the tree, in this order */
enum {
	TREE_NAME, TREE_ADDRESS, TREE_DRIVER, TREE_NETDEV, TREE_MAC, TREE_VLAN,
	TREE_STATE, TREE_COLUMNS
};

/* @more may be NULL. */
int out_tree(const struct vf_list *vfs, const struct pf_list *pfs,
	     const struct out_more *more, const struct options *opt);
int out_pf(const struct pf *pf, const struct options *opt);
int out_vf(const struct vf *vf, const struct pf *pf,
	   const struct options *opt);

#endif /* OUT_H */
