#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Completes a component's ELF after the link, and refuses what must not be in one.
#     finish_elf.sh CROSS ELF
# Fills .data_image with .data's contents (start.c copies them back at a restart); then checks that no
# system call of musl's is left (`svc #0`; the kernel's calls from components have other numbers)
# and that no segment is both writable and executable.
set -eu

[ $# = 2 ] || { echo 'usage: finish_elf.sh CROSS ELF' >&2; exit 2; }

cross=$1
elf=$2

fail() {
	echo "$elf: error: $1" >&2
	exit 1
}

data=$elf.data
trap 'rm -f "$data"' EXIT
"${cross}objcopy" -O binary --only-section=.data "$elf" "$data"
if [ -s "$data" ]; then
	"${cross}objcopy" --update-section .data_image="$data" "$elf"
fi

if "${cross}objdump" -d "$elf" | grep -q 'svc[[:space:]]*#0x0$'; then
	fail "contains a system call of the C library's (svc #0)"
fi
if "${cross}readelf" -lW "$elf" | grep -q '^  LOAD.* RWE '; then
	fail "has a segment that is writable and executable"
fi
