// SPDX-License-Identifier: GPL-2.0
/*
 * Fuzz target: whatever is written as JSON must be JSON (RFC 8259), in UTF-8.
 * Each byte is an operation; strings follow theirs up to a zero.
 */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "json.h"

/* ---- a reader that accepts nothing else ---- */

static const unsigned char *at;

static void need(bool good)
{
	if (!good)
		abort();
}

static void blanks(void)
{
	while (*at == ' ' || *at == '\n' || *at == '\t')
		at++;
}

static void read_utf8(void)
{
	unsigned int more = *at >= 0xf0 ? 3 : *at >= 0xe0 ? 2 : 1;

	need(*at >= 0xc2 && *at <= 0xf4);
	at++;
	while (more--) {
		need((*at & 0xc0) == 0x80);
		at++;
	}
}

static void read_string(void)
{
	unsigned int i;

	need(*at++ == '"');
	while (*at != '"') {
		need(*at >= ' ');
		if (*at >= 0x80) {
			read_utf8();
			continue;
		}
		if (*at++ != '\\')
			continue;
		need(*at && strchr("\"\\/bfnrtu", *at));
		if (*at++ != 'u')
			continue;
		for (i = 0; i < 4; i++, at++)
			need(*at && strchr("0123456789abcdefABCDEF", *at));
	}
	at++;
}

static void read_value(void);

static void read_members(char end, bool named)
{
	at++;
	blanks();
	if (*at == end) {
		at++;
		return;
	}
	for (;;) {
		blanks();
		if (named) {
			read_string();
			blanks();
			need(*at++ == ':');
			blanks();
		}
		read_value();
		blanks();
		if (*at == end)
			break;
		need(*at++ == ',');
	}
	at++;
}

static void read_word(const char *word)
{
	need(!strncmp((const char *)at, word, strlen(word)));
	at += strlen(word);
}

static void read_value(void)
{
	switch (*at) {
	case '{':
		read_members('}', true);
		break;
	case '[':
		read_members(']', false);
		break;
	case '"':
		read_string();
		break;
	case 't':
		read_word("true");
		break;
	case 'f':
		read_word("false");
		break;
	case 'n':
		read_word("null");
		break;
	default:
		need(*at >= '0' && *at <= '9');
		while (*at >= '0' && *at <= '9')
			at++;
	}
}

/* ---- writing ---- */

static char *next_text(const uint8_t **data, size_t *size)
{
	const uint8_t *end = *size ? memchr(*data, 0, *size) : NULL;
	size_t len = end ? (size_t)(end - *data) : *size;
	char *text = calloc(1, len + 1);

	need(text);
	if (len)
		memcpy(text, *data, len);
	*data += end ? len + 1 : len;
	*size -= end ? len + 1 : len;
	return text;
}

static void write_one(struct json *json, const uint8_t **data, size_t *size)
{
	uint8_t what = *(*data)++;
	char *text;

	--*size;
	switch (what % 7) {
	case 0:
	case 1:
		if (json->depth >= JSON_DEPTH - 1)
			break;
		if (what % 7)
			json_object(json, "object");
		else
			json_array(json, "array");
		break;
	case 2:
		if (json->depth > 1)
			json_close(json);
		break;
	case 3:
		text = next_text(data, size);
		json_string(json, "string", text);
		free(text);
		break;
	case 4:
		json_number(json, "number", what * 0x101010101010101ULL);
		break;
	case 5:
		json_bool(json, "bool", what & 1);
		break;
	case 6:
		json_null(json, "null");
		break;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = NULL;
	struct json json;
	size_t len = 0;
	FILE *file;

	file = open_memstream(&text, &len);
	need(file);
	json_init(&json, file);
	json_object(&json, NULL);
	while (size)
		write_one(&json, &data, &size);
	while (json.depth)
		json_close(&json);
	fclose(file);
	at = (const unsigned char *)text;
	blanks();
	read_value();
	blanks();
	need(!*at);
	free(text);
	return 0;
}
