#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The table of Documentation/hardware.rst is what the code says: capabilities
# from the spec, what needs them from the core's table, who has them from the
# backends.
#
# usage: hardware.sh [--write]
#
# With --write the table is made anew.

# shellcheck source=selftests/static/lib.sh
. "$(dirname -- "$0")/lib.sh"

PAGE=Documentation/hardware.rst
SPEC=netlink_uapi/specs/sriov.yaml
# Columns: chips of backends in pf_driver/, and what adopted PFs have
COLUMNS_OF=(82576 I350 mock 'adopted igb' 'adopted, by its')

# backend COLUMN: its folder
backend()
{
	case $1 in
	82576 | I350) echo intel_82576 ;;
	*) echo "$1" ;;
	esac
}

# NAME<tab>DOC of each capability
capabilities()
{
	awk '/^    name: pf-caps$/ { on = 1; next }
	     on && /^  -$/ { exit }
	     on && /^        name: / { name = $2 }
	     on && /^        doc: / { sub(/^ *doc: /, "")
				      print name "\t" $0 }' "$SPEC"
}

# models: "MODEL FLAG" of each flag that is set in a struct i576_model
models()
{
	awk '/^static const struct i576_model/ { on = 1 }
	     on && /\.name = / { split($0, part, "\""); model = part[2] }
	     on && /\.has_[a-z_]* = true/ {
		match($0, /has_[a-z_]*/)
		print model, substr($0, RSTART, RLENGTH) }
	     /^};/ { on = 0 }' pf_driver/intel_82576/main.c
}

# own_caps COLUMN: capabilities of a backend's chip, as the code names them: in
# assignments to caps, which may be for chips with a flag only
own_caps()
{
	cat pf_driver/"$(backend "$1")"/*.c | awk -v model="$1" -v flags="$(models)" '
		BEGIN { n = split(flags, line, "\n")
			for (i = 1; i <= n; i++) {
				split(line[i], part, " ")
				if (part[1] == model)
					set[part[2]] = 1
			} }
		match($0, /if \(hw->model->has_[a-z_]*\)$/) {
			flag = substr($0, RSTART + 15, RLENGTH - 16)
			skip = !(flag in set)
			if (/->caps/) next
			getline
		}
		/->caps \|?= / { on = !skip }
		on { print }
		/;/ { on = 0 }
		{ skip = 0 }' | grep -Eo 'SRIOV_CAP_[A-Z_]+'
}

# adopted NAME: the function of the PF's driver by which it has a capability
adopted()
{
	local cap
	cap=SRIOV_CAP_$(tr a-z- A-Z_ <<< "$1")
	sed -n "s/.*__assign_bit($cap, &caps, ops->\([a-z_]*\)).*/\1/p" \
		pf_driver/adopt/settings.c
}

# igb_has NAME: the in-tree igb has it, as a test sees in a guest
# shellcheck disable=SC2016 # what the test says, literally
igb_has()
{
	sed -n '/capabilities are those of igb/{n;s/.*"\(.*\)" "\$(pf.*/\1/p}' \
		selftests/ksft/adopt_igb.sh | tr , '\n' | grep -qx -e "$1"
}

# cell COLUMN NAME
cell()
{
	case $1 in
	'adopted igb')	yes_if igb_has "$2" ;;
	adopted,*)	adopted "$2" | grep . || echo - ;;
	*)		yes_if grep -qx -e \
				"SRIOV_CAP_$(tr a-z- A-Z_ <<< "$2")" \
				<(own_caps "$1") ;;
	esac
}

# users NAME: attributes of a VF that need it, as the core refuses them: by its
# table, or by name where it asks for the capability alone
users()
{
	local cap
	cap=SRIOV_CAP_$(tr a-z- A-Z_ <<< "$1")
	awk -v cap="$cap" '
		/^} vf_attrs\[\] = \{/ { on = 1; next }
		on && /^};/ { on = 0 }
		on { line = line $0 }
		on && /},$/ {
			if (line ~ "[ ,]" cap "[ ,]" && line !~ /rate-node/) {
				split(line, part, "\"")
				print part[2]
			}
			line = ""
		}
		!on && $0 ~ "test_bit." cap "," { asks = NR }
		asks && NR - asks < 3 && match($0, /"[a-z-]+:/) {
			print substr($0, RSTART + 1, RLENGTH - 2)
		}' pf_driver/core/vf_check.c | sort -u | paste -s -d ' ' |
		grep . || echo -
}

# What isn't a capability but a number or an operation that a backend has, and
# where it is seen: NAME<tab>DOC<tab>BY<tab>PATTERN
others()
{
	printf '%s\t%s\t%s\t%s\n' \
		'rate nodes' 'VFs that have a rate together' \
		'devlink rate' '->rate_nodes = ' \
		'vectors' 'interrupt vectors shared out to VFs' \
		'sriov_vf_msix_count' '\.vf_set_vectors = ' \
		'quiet mail' 'a VF that floods costs no interrupts' \
		'(quarantine)' '\.mbx_mask = '
}

# width COLUMN
width()
{
	case $1 in
	adopted,*) echo 21 ;;
	*) [ "${#1}" -gt 6 ] && echo "${#1}" || echo 6 ;;
	esac
}

row()
{
	local column
	printf '%-14s %-66s %-26s' "$1" "$2" "$3"
	shift 3
	for column in "${COLUMNS_OF[@]}"; do
		printf " %-$(width "$column")s" "$1"
		shift
	done
	echo
}

rule()
{
	local column
	printf '%s %s %s' "$(printf '=%.0s' {1..14})" \
		"$(printf '=%.0s' {1..66})" "$(printf '=%.0s' {1..26})"
	for column in "${COLUMNS_OF[@]}"; do
		printf ' '
		printf "%.$(width "$column")s" "$(printf '=%.0s' {1..40})"
	done
	echo
}

yes_if()
{
	if "$@"; then echo yes; else echo -; fi
}

table()
{
	local name doc by pattern column marks

	rule
	row capability 'what the hardware can do' 'needed by' "${COLUMNS_OF[@]}"
	rule
	while IFS=$'\t' read -r name doc; do
		marks=()
		for column in "${COLUMNS_OF[@]}"; do
			marks+=("$(cell "$column" "$name")")
		done
		row "$name" "$doc" "$(users "$name")" "${marks[@]}"
	done < <(capabilities)
	while IFS=$'\t' read -r name doc by pattern; do
		marks=()
		for column in "${COLUMNS_OF[@]}"; do
			marks+=("$([[ $column != adopted* ]] &&
				yes_if grep -Eqr -e "$pattern" \
				"pf_driver/$(backend "$column")" || echo -)")
		done
		row "$name" "$doc" "$by" "${marks[@]}"
	done < <(others)
	rule
}

# The page with the table as it is now
page()
{
	awk '/^\.\. table begins/ { print; print ""; while ((getline line < table) > 0)
				    print line; skip = 1; next }
	     /^\.\. table ends/ { print ""; skip = 0 }
	     !skip' table=<(table | sed 's/ *$//') "$PAGE"
}

if [ "${1:-}" = --write ]; then
	new=$(page)
	printf '%s\n' "$new" > "$PAGE"
	exit
fi

plan 2
diff -u "$PAGE" <(page) | result "$PAGE is what the code says" || true
{
	[ "$(capabilities | wc -l)" -ge 13 ] || echo "few capabilities"
	[ "$(users vlan)" = "qos vlan" ] || echo "the core's table isn't understood"
	[ "$(cell mock mac)" = yes ] ||
		echo "the mock's capabilities aren't understood"
	[ "$(cell mock nonsense)" = - ] ||
		echo "anything is a capability of the mock"
	[ "$(cell 82576 rate) $(cell I350 rate)" = "yes -" ] ||
		echo "what differs between chips isn't understood"
	[ "$(cell "adopted igb" mac)" = yes ] ||
		echo "what igb has isn't understood"
} | result "the code is understood"
