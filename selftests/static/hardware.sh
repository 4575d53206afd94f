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
read -r -a BACKENDS < <(for dir in pf_driver/*/; do
	dir=$(basename "$dir")
	# What adopted PFs can do, their drivers say.
	[ "$dir" = core ] || [ "$dir" = adopt ] || echo "$dir"
done | paste -s -d ' ')

# NAME<tab>DOC of each capability
capabilities()
{
	awk '/^    name: pf-caps$/ { on = 1; next }
	     on && /^  -$/ { exit }
	     on && /^        name: / { name = $2 }
	     on && /^        doc: / { sub(/^ *doc: /, "")
				      print name "\t" $0 }' "$SPEC"
}

# has BACKEND NAME: it says so in an assignment to caps
has()
{
	cat pf_driver/"$1"/*.c | awk '/->caps \|?= / { on = 1 }
		on { print } /;/ { on = 0 }' |
		grep -Eq "\bSRIOV_CAP_$(tr a-z- A-Z_ <<< "$2")\b"
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

# width BACKEND: of its column
width()
{
	[ "${#1}" -gt 6 ] && echo "${#1}" || echo 6
}

row()
{
	local backend
	printf '%-14s %-66s %-26s' "$1" "$2" "$3"
	shift 3
	for backend in "${BACKENDS[@]}"; do
		printf " %-$(width "$backend")s" "$1"
		shift
	done
	echo
}

rule()
{
	local backend
	printf '%s %s %s' "$(printf '=%.0s' {1..14})" \
		"$(printf '=%.0s' {1..66})" "$(printf '=%.0s' {1..26})"
	for backend in "${BACKENDS[@]}"; do
		printf ' '
		printf "%.$(width "$backend")s" "$(printf '=%.0s' {1..40})"
	done
	echo
}

yes_if()
{
	if "$@"; then echo yes; else echo -; fi
}

table()
{
	local name doc by pattern backend marks

	rule
	row capability 'what the hardware can do' 'needed by' "${BACKENDS[@]}"
	rule
	while IFS=$'\t' read -r name doc; do
		marks=()
		for backend in "${BACKENDS[@]}"; do
			marks+=("$(yes_if has "$backend" "$name")")
		done
		row "$name" "$doc" "$(users "$name")" "${marks[@]}"
	done < <(capabilities)
	while IFS=$'\t' read -r name doc by pattern; do
		marks=()
		for backend in "${BACKENDS[@]}"; do
			marks+=("$(yes_if grep -Eqr -e "$pattern" \
				"pf_driver/$backend")")
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
	has mock mac || echo "the mock's capabilities aren't understood"
	! has mock nonsense || echo "anything is a capability of the mock"
} | result "the code is understood"
