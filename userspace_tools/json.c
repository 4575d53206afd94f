// SPDX-License-Identifier: GPL-2.0
/*
 * Writing JSON (RFC 8259). Keeps commas, nesting and escapes right so that no
 * caller has to. Bytes that aren't UTF-8, possible in names of netdevs, become
 * the replacement character.
 */
#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "json.h"

void json_init(struct json *json, FILE *file)
{
	*json = (struct json){ .file = file };
}

/* Length of the UTF-8 sequence at @s, 0 if it isn't one. */
static unsigned int sequence(const unsigned char *s)
{
	static const struct {
		unsigned char mask, lead;
		uint32_t least;
	} shapes[] = {
		{ 0x80, 0x00, 0 },
		{ 0xe0, 0xc0, 0x80 },
		{ 0xf0, 0xe0, 0x800 },
		{ 0xf8, 0xf0, 0x10000 },
	};
	unsigned int len, i;
	uint32_t point;

	for (len = 0; len < 4; len++)
		if ((s[0] & shapes[len].mask) == shapes[len].lead)
			break;
	if (len == 4)
		return 0;
	point = s[0] & (unsigned char)~shapes[len].mask;
	for (i = 1; i <= len; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		point = point << 6 | (s[i] & 0x3f);
	}
	/* Too long for what it says, a surrogate, or beyond the end. */
	if (point < shapes[len].least || point > 0x10ffff ||
	    (point >= 0xd800 && point <= 0xdfff))
		return 0;
	return len + 1;
}

/* Length of what is written as it is, without a look at UTF-8: nearly all, and
 * a listing has dozens of keys a VF.
 */
static size_t plain(const unsigned char *s)
{
	size_t len = 0;

	while (s[len] >= ' ' && s[len] < 0x7f && s[len] != '"' &&
	       s[len] != '\\')
		len++;
	return len;
}

static void put_string(FILE *file, const char *text)
{
	const unsigned char *s = (const unsigned char *)text;
	unsigned int len;
	size_t run;

	fputc('"', file);
	for (;;) {
		run = plain(s);
		fwrite(s, 1, run, file);
		s += run;
		if (!*s)
			break;
		len = sequence(s);
		if (*s == '"' || *s == '\\')
			fprintf(file, "\\%c", *s);
		else if (*s < ' ' || *s == 0x7f)
			fprintf(file, "\\u%04x", *s);
		else if (!len)
			fputs("\\ufffd", file);
		else
			fwrite(s, 1, len, file);
		s += len ? len : 1;
	}
	fputc('"', file);
}

static void start(struct json *json, const char *key, bool object)
{
	unsigned int depth = json->depth;

	if (!depth)
		return;
	if (json->some[depth])
		fputs(json->array[depth] && object ? "," : ", ", json->file);
	if (json->array[depth] && object)
		fprintf(json->file, "\n%*s", (int)depth, "");
	json->some[depth] = true;
	if (!json->array[depth]) {
		put_string(json->file, key);
		fputs(": ", json->file);
	}
}

static void open_level(struct json *json, bool array)
{
	assert(json->depth + 1 < JSON_DEPTH);
	json->depth++;
	json->array[json->depth] = array;
	json->some[json->depth] = false;
	fputc(array ? '[' : '{', json->file);
}

void json_object(struct json *json, const char *key)
{
	start(json, key, true);
	open_level(json, false);
}

void json_array(struct json *json, const char *key)
{
	start(json, key, false);
	open_level(json, true);
}

void json_close(struct json *json)
{
	assert(json->depth);
	fputc(json->array[json->depth] ? ']' : '}', json->file);
	if (!--json->depth)
		fputc('\n', json->file);
}

void json_string(struct json *json, const char *key, const char *value)
{
	start(json, key, false);
	put_string(json->file, value);
}

void json_number(struct json *json, const char *key, uint64_t value)
{
	start(json, key, false);
	fprintf(json->file, "%" PRIu64, value);
}

char *millis_text(uint64_t milliseconds, char *text, size_t size)
{
	size_t len;

	snprintf(text, size, "%" PRIu64 ".%03u", milliseconds / 1000,
		 (unsigned int)(milliseconds % 1000));
	for (len = strlen(text); len && text[len - 1] == '0'; len--)
		text[len - 1] = '\0';
	if (len && text[len - 1] == '.')
		text[len - 1] = '\0';
	return text;
}

void json_millis(struct json *json, const char *key, uint64_t milliseconds)
{
	char text[32];

	start(json, key, false);
	fputs(millis_text(milliseconds, text, sizeof(text)), json->file);
}

void json_bool(struct json *json, const char *key, bool value)
{
	start(json, key, false);
	fputs(value ? "true" : "false", json->file);
}

void json_null(struct json *json, const char *key)
{
	start(json, key, false);
	fputs("null", json->file);
}
