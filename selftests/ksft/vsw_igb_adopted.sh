#!/bin/bash
# Proves that VFs of the 82576 in guests are in a NAT switch and on the physical network, with the stock driver, whose PF is adopted.
# SPDX-License-Identifier: GPL-2.0
# kernels: 6.1 6.12
# check-kernels: 6.12
# nic: igb
# timeout: 300
# shellcheck source=selftests/ksft/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=selftests/ksft/vsw_lib.sh
. "$(dirname "$0")/vsw_lib.sh"
# shellcheck source=selftests/ksft/igb_lib.sh
. "$(dirname "$0")/igb_lib.sh"
# shellcheck source=selftests/ksft/vsw_igb_lib.sh
. "$(dirname "$0")/vsw_igb_lib.sh"

plan 17
modprobe igb && modprobe sriov_pf && find_card || exit 1
pf_dev()
{
	ls "$SYSFS/net" 2> /dev/null
}
wait_for 20 pf_dev && PF=$(pf_dev) && pf_up || exit 1
sriovctl pf adopt "$PF" || exit 1
vfs_in_networks
finish
