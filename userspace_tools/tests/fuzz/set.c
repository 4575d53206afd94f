// SPDX-License-Identifier: GPL-2.0
/*
 * Fuzz target: the words of "vf set" and "vf reset", up to the request that is
 * made of them and what the kernel of the tests says to it. Words are separated
 * by spaces; the first byte gives the options.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "sriovctl.h"

#define MAX_WORDS	64

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	/* Every refusal is told to somebody. */
	return freopen("/dev/null", "w", stdout) ? 0 : -1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *generations[2];
	/* one exactly as long as it says, for the sanitizer to see its end */
	char *text = malloc(size + 1), *words[MAX_WORDS + 1], *save = NULL;
	struct options opt = { .owner = 7 };
	uint8_t how;
	int num = 0;

	if (!size || !text) {
		free(text);
		return 0;
	}
	how = data[0];
	memcpy(text, data + 1, size - 1);
	text[size - 1] = '\0';
	for (words[num] = strtok_r(text, " ", &save);
	     words[num] && num < MAX_WORDS;
	     words[num] = strtok_r(NULL, " ", &save))
		num++;
	words[num] = NULL;
	/* Without words there is no command: main() sees to that. */
	if (!num) {
		free(text);
		return 0;
	}
	if (how & 1)
		opt.given |= OPT_DRY_RUN;
	if (how & 2)
		opt.given |= OPT_OWNER;
	if (how & 4)
		opt.given |= OPT_FORCE;
	if (how & 8) {
		opt.given |= OPT_GENERATION;
		generations[0] = "pf0=42";
		generations[1] = "pf1=7";
		opt.generation = generations;
		opt.num_generations = 1 + (how >> 4 & 1);
	}
	if (how & 32)
		cmd_vf_reset(&opt, num, words);
	else
		cmd_vf_set(&opt, num, words);
	free(text);
	return 0;
}
