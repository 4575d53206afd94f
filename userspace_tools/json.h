/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A writer of JSON, straight to a stream. libsmartcols writes JSON too, but
 * no objects inside the objects of a table, and nothing but tables: not one
 * event a line.
 */
#ifndef JSON_H
#define JSON_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define JSON_DEPTH	8

/**
 * struct json - a document being written
 * @file: where to
 * @depth: objects and arrays that are open
 * @array: the one at each depth is an array
 * @some: the one at each depth has members
 */
struct json {
	FILE *file;
	unsigned int depth;
	bool array[JSON_DEPTH];
	bool some[JSON_DEPTH];
};

void json_init(struct json *json, FILE *file);

/*
 * @key is ignored in an array and at the top. Objects in an array start on a
 * new line each; json_close() of the outermost ends the line.
 */
void json_object(struct json *json, const char *key);
void json_array(struct json *json, const char *key);
void json_close(struct json *json);
void json_string(struct json *json, const char *key, const char *value);
void json_number(struct json *json, const char *key, uint64_t value);
/* Seconds, with as many decimals as it takes */
void json_millis(struct json *json, const char *key, uint64_t milliseconds);
/* Of 16 bytes and more; returns @text. */
char *millis_text(uint64_t milliseconds, char *text, size_t size);
void json_bool(struct json *json, const char *key, bool value);
void json_null(struct json *json, const char *key);

#endif /* JSON_H */
