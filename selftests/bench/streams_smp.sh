#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# streams.sh in a guest with several processors, by its own name.

exec "${0%/*}/streams.sh"
