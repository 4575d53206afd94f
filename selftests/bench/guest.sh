#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Runs benchmarks one after the other in this guest, each with modules loaded
# anew; "begin NAME" and "done NAME" enclose what one prints.
#
# usage: guest.sh NAME...

status=0
for name; do
	echo "begin $name"
	if "${0%/*}/$name.sh"; then
		echo "done $name"
	else
		status=1
	fi
	for module in sriov_hostile sriov_vf sriov_pf sriov_stub vswitch vsw_floor frame_gen pktgen \
		sriov_mock dummy; do
		rmmod "$module" 2> /dev/null
	done
	modprobe sriov_mock
done
exit "$status"
