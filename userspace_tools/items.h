/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the commands of switches, ports, stations and VLANs share: connections,
 * listings, words that become attributes, and how lists look.
 */
#ifndef ITEMS_H
#define ITEMS_H

#include "item.h"
#include "nl.h"
#include "sriovctl.h"

/* A column of a table: an attribute, or one of COL_* of items.c */
struct item_column {
	const char *head;
	unsigned int what;
	int flags;		/* SCOLS_FL_* */
};

/* Columns that are no attribute, beyond all their numbers */
enum {
	ITEM_COL_FLAGS = ITEM_ATTRS,	/* of a port: what isn't by default */
	ITEM_COL_RANGE,			/* of VLANs: first to last */
	ITEM_COL_DROPS,			/* sum of frames dropped */
	ITEM_COL_PORTS,			/* of a forward: first to last */
	ITEM_COL_AT,			/* which address of the host it is at */
	ITEM_COL_TO,			/* to which address and port */
	ITEM_COL_COUNTER,		/* + number of the counter */
};

/*
 * All that the request in nl->tx asks for, a dump. Says what is wrong, with
 * @what for "can't list @what".
 */
int items_load(struct nl *nl, struct item_list *list, const char *what);

/* The one object that answers the request in nl->tx. */
bool item_do(struct nl *nl, enum item_kind kind, struct item *item,
	     struct nl_error *err);

/* Switches of a port that are not as they are by default, of FIELD_TEXT bytes;
 * "-" if there are none
 */
const char *port_flags(const struct item *port, char *text);

/* {"key": [...]} or a table. */
int items_out(const struct item_list *list, const char *key,
	      const struct item_column *columns, size_t count,
	      const struct options *opt);

/* All attributes of one, and its counters; with --drops the reasons that none
 * was dropped for, too.
 */
int item_out(enum item_kind kind, const struct item *item, const char *key,
	     const struct options *opt);

/**
 * struct item_query - how to ask for objects of a kind, and to show them
 * @kind: which
 * @family: whose they are; NULL: "vswitch"
 * @key: of their array in JSON
 * @what: for "can't list @what"
 * @cmd: the command that gets them
 * @name_attr: attribute that says which one, or of which switch
 * @stats_attr: attribute that asks for counters; 0: there is none
 * @columns: of the table, of @num_columns
 * @num_columns: how many
 * @more: prints what else there is to say of one, for people; may be NULL
 * @json: the same as members of its object; may be NULL
 */
struct item_query {
	enum item_kind kind;
	const struct nl_family *family;
	const char *key;
	const char *what;
	uint8_t cmd;
	uint16_t name_attr;
	uint16_t stats_attr;
	const struct item_column *columns;
	size_t num_columns;
	void (*more)(const struct item *item);
	void (*json)(struct json *json, const struct item *item);
};

/* All of them, of one switch if @name isn't NULL; or the one of that name. */
int items_list(const struct item_query *query, const char *name,
	       const struct options *opt);
int item_show(const struct item_query *query, const char *name,
	      const struct options *opt);

/**
 * struct word - a word of a command that becomes an attribute
 * @word: as it is written, followed by its value
 * @type: number of the attribute
 * @parse: of the value: NULL, or what is wrong with it; NULL: it is text, and
 *	the kernel knows what is right
 * @wide: of a value of 64 bits, in place of @parse
 */
struct word {
	const char *word;
	uint16_t type;
	const char *(*parse)(const char *text, uint32_t *value);
	const char *(*wide)(const char *text, uint64_t *value);
};

/*
 * "WORD VALUE..." of @argv into attributes of the request in nl->tx; *@count is
 * how many there were.
 */
int words_put(struct nl *nl, const struct word *words, size_t num, int argc,
	      char **argv, int *count);

/* For people: what each bit of an attribute that is a bypass means. */
void bypass_out(const struct item *item, unsigned int attr);

/* Parsers of values. */
const char *word_switch(const char *text, uint32_t *value);
const char *word_proto(const char *text, uint32_t *value);
const char *word_seconds(const char *text, uint32_t *value);
const char *word_limit(const char *text, uint32_t *value);
const char *word_number(const char *text, uint32_t *value);
const char *word_millis(const char *text, uint32_t *value);
const char *word_router(const char *text, uint32_t *value);
const char *word_device(const char *text, uint32_t *value);
const char *word_rate(const char *text, uint64_t *value);
const char *word_vlan(const char *text, uint32_t *value);

#endif /* ITEMS_H */
