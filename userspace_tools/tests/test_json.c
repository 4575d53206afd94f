// SPDX-License-Identifier: GPL-2.0
/*
 * Proves that what is written is JSON: commas, nesting, escapes, UTF-8.
 */
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "test.h"

static char *text;
static size_t size;

static void start(struct json *json)
{
	json_init(json, open_memstream(&text, &size));
}

static void end(struct json *json, const char *want, const char *name)
{
	fclose(json->file);
	check_text(want, text, "%s", name);
	free(text);
}

static void test_shapes(void)
{
	static const char want[] =
		"{\"n\": 18446744073709551615, \"b\": true, \"a\": [], \"o\": {\"z\": null}}\n";
	struct json json;

	start(&json);
	json_object(&json, NULL);
	json_close(&json);
	end(&json, "{}\n", "an empty object");

	start(&json);
	json_object(&json, NULL);
	json_array(&json, "vfs");
	json_close(&json);
	json_close(&json);
	end(&json, "{\"vfs\": []}\n", "an empty array");

	start(&json);
	json_object(&json, NULL);
	json_number(&json, "n", UINT64_MAX);
	json_bool(&json, "b", true);
	json_array(&json, "a");
	json_close(&json);
	json_object(&json, "o");
	json_null(&json, "z");
	json_close(&json);
	json_close(&json);
	end(&json, want, "one of each kind");

	start(&json);
	json_object(&json, NULL);
	json_millis(&json, "a", 31250);
	json_millis(&json, "b", 100);
	json_millis(&json, "c", 120000);
	json_millis(&json, "d", 0);
	json_millis(&json, "e", 5);
	json_close(&json);
	end(&json, "{\"a\": 31.25, \"b\": 0.1, \"c\": 120, \"d\": 0, \"e\": 0.005}\n",
	    "milliseconds as seconds");

	start(&json);
	json_array(&json, NULL);
	json_object(&json, NULL);
	json_number(&json, "n", 1);
	json_close(&json);
	json_object(&json, NULL);
	json_close(&json);
	json_close(&json);
	end(&json, "[\n {\"n\": 1},\n {}]\n", "objects in an array");
}

static void test_strings(void)
{
	static const struct {
		const char *from, *want, *name;
	} cases[] = {
		{ "a\"b\\c", "a\\\"b\\\\c", "quotes" },
		{ "\x01\n\x7f", "\\u0001\\u000a\\u007f",
		  "control characters" },
		{ "\xc3\xa4\xe2\x82\xac\xf0\x9f\x90\xa7",
		  "\xc3\xa4\xe2\x82\xac\xf0\x9f\x90\xa7", "UTF-8" },
		{ "\xff", "\\ufffd", "a byte that never occurs" },
		{ "a\xc3", "a\\ufffd", "a sequence that is cut" },
		{ "\xc0\xaf", "\\ufffd\\ufffd", "one that is too long" },
		{ "\xe0\x80\xaf", "\\ufffd\\ufffd\\ufffd",
		  "another that is too long" },
		{ "\xed\xa0\x80", "\\ufffd\\ufffd\\ufffd", "a surrogate" },
		{ "\xf4\x90\x80\x80", "\\ufffd\\ufffd\\ufffd\\ufffd",
		  "one beyond the end" },
		{ "\x80", "\\ufffd", "a tail without a head" },
		{ "", "", "nothing" },
	};
	struct json json;
	char want[128];
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		start(&json);
		json_array(&json, NULL);
		json_string(&json, NULL, cases[i].from);
		json_close(&json);
		snprintf(want, sizeof(want), "[\"%s\"]\n", cases[i].want);
		end(&json, want, cases[i].name);
	}
}

int main(void)
{
	test_shapes();
	test_strings();
	return test_status();
}
