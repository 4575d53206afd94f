#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The mutants fit: what each breaks stands in the code, once.

# shellcheck source=selftests/static/lib.sh
. "$(dirname -- "$0")/lib.sh"

plan 1
"$TOP/selftests/mutants/run" --fits | result "mutants fit the code"
