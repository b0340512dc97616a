#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
#
# Installs those Debian packages listed in FILE that this machine does not have, and says nothing if it has
# them all. Native packages only; the machine's apt configuration is used as it is and not changed.
# Called by the top-level Makefile, before every target.
#
# usage: install.sh FILE
set -euo pipefail

die() { printf 'bulkhead: error: %s\n' "$*" >&2; exit 1; }

[ $# = 1 ] || { echo 'usage: install.sh FILE' >&2; exit 2; }

missing_packages() {
  local package
  while read -r package _; do
    case $package in ''|'#'*) continue ;; esac
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || echo "$package"
  done < "$1"
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

apt_get() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 "$@"
}

command -v dpkg-query >/dev/null && command -v apt-get >/dev/null \
  || die "this machine has no apt to install the build's tools with: build on Debian 12, or install what $1 lists yourself"

mapfile -t missing < <(missing_packages "$1")
[ ${#missing[@]} -gt 0 ] || exit 0
[ "$(id -u)" = 0 ] || command -v sudo >/dev/null \
  || die "needs root or sudo to install: ${missing[*]}"

printf '  %-9s %s\n' APT "installs ${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt_get update >"$log" 2>&1 || true  # one unreachable source need not matter: the install decides
if ! apt_get install -y --no-install-recommends "${missing[@]}" >>"$log" 2>&1; then
  tail -n 20 "$log" >&2
  die "apt could not install: ${missing[*]}"
fi
