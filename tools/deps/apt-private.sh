#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
#
# Downloads arm64 and source packages through an apt state of the build's own, so that the machine's apt
# configuration, lists and architectures stay as they are. The sources are the machine's own Debian ones;
# apt checks every download against their signed index. Works as any user. Called by tools/tools.mk.
#
# usage: apt-private.sh STATE update               derives the sources, reads the package index (first of all)
#        apt-private.sh STATE sources DIR RELEASE  only derives them, from an apt configuration such as /etc/apt
#        apt-private.sh STATE depends PACKAGE      prints the packages that PACKAGE depends on, one a line
#        apt-private.sh STATE deb PACKAGE FILE     downloads the arm64 package as FILE
#        apt-private.sh STATE source PACKAGE DIR   downloads and unpacks the source package as DIR
#
# STATE is a directory that only this script writes. STATE/used/ records each package that was fetched
# ("kind name version sha256 file", tab-separated), from which tools/bulkhead makes build/sbom.json.
set -euo pipefail

die() { printf 'bulkhead: error: %s\n' "$*" >&2; exit 1; }

[ $# -ge 2 ] || { sed -n 's/^# usage: /usage: /p; s/^#        apt/       apt/p' "$0" >&2; exit 2; }
mkdir -p "$1"
state=$(realpath "$1")
command=$2
package=${3:-}
target=${4:-}

# The machine's apt settings (proxies, say) apply, less what would leave STATE.
apt_options=(
  -o APT::Architecture=arm64 -o APT::Architectures=arm64
  -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$state/sources"
  -o Dir::State="$state/state" -o Dir::State::status="$state/state/status"
  -o Dir::Cache="$state/cache" -o Dir::Log="$state/log"
  -o APT::Sandbox::User="$(id -un)"
  -o Acquire::Languages=none -o Acquire::Retries=3
  -o Acquire::AllowInsecureRepositories=false -o APT::Get::AllowUnauthenticated=false
)

# Runs a command; its output is shown only if it fails.
quietly() {
  local log="$state/log/$BASHPID"
  if ! "$@" >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    return 1
  fi
  rm -f "$log"
}

# Copies the Debian release's own sources, in either of apt's formats, for binary and source packages of the
# section main. Other vendors' sources and backports are left out.
derive_sources() { # apt configuration directory, release
  local etc=$1 release=$2 file
  rm -rf "$state/sources"
  mkdir -p "$state/sources"
  for file in "$etc"/sources.list "$etc"/sources.list.d/*.list; do
    [ -r "$file" ] || continue
    awk -v release="$release" '
      $1 == "deb" && match($0, /^deb[ \t]+\[[^]]*\]/) {
        options = substr($0, RSTART, RLENGTH); sub(/^[^[]*/, "", options); sub(/arch=[^] ]*/, "", options)
        if (options ~ /^\[ *\]$/) options = ""
        $0 = "deb" substr($0, RSTART + RLENGTH)
      }
      $1 == "deb" && $3 ~ "^" release "(-updates|-security)?$" && / main( |$)/ {
        for (i = split("deb deb-src", kinds, " "); i > 0; i--) print kinds[i], options, $2, $3, "main"
      }
      { options = "" }' "$file" > "$state/sources/$(basename "$file")"
  done
  for file in "$etc"/sources.list.d/*.sources; do
    [ -r "$file" ] || continue
    awk -v release="$release" '
      function emit() {
        if (binary && main && suites != "")
          printf "Types: deb deb-src\nSuites:%s\nComponents: main\n%s\n", suites, rest
        binary = main = 0; suites = rest = ""
      }
      /^[ \t]*$/ { emit(); next }
      /^#/ || /^Architectures:/ { next }
      /^Types:/ { binary = / deb( |$)/; next }
      /^Components:/ { main = / main( |$)/; next }
      /^Suites:/ {
        for (i = 2; i <= NF; i++) if ($i ~ "^" release "(-updates|-security)?$") suites = suites " " $i
        next
      }
      { rest = rest $0 "\n" }
      END { emit() }' "$file" > "$state/sources/$(basename "$file")"
  done
}

do_update() {
  local release
  release=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
  mkdir -p "$state"/{state/lists/partial,cache/archives/partial,log,used}
  : > "$state/state/status"
  derive_sources /etc/apt "$release"
  [ -n "$(find "$state/sources" -type f -size +0)" ] \
    || die "found no Debian ${release} source in this machine's apt configuration"
  quietly apt-get "${apt_options[@]}" update || die "could not read the package index"
}

do_depends() {
  apt-cache "${apt_options[@]}" show --no-all-versions "$package" \
    | sed -n 's/^Depends: //p' | tr ',' '\n' | sed 's/^ *//; s/[ (:|].*//'
}

record() { # kind version file
  printf '%s\t%s\t%s\t%s\t%s\n' "$1" "$package" "$2" "$(sha256sum "$3" | cut -d' ' -f1)" "$(basename "$3")"
}

# A fresh directory for one download, under STATE's cache so that a finished file can be renamed into place.
scratch() { mktemp -d "$state/cache/fetch.XXXXXX"; }

do_deb() {
  local dir file version
  dir=$(scratch)
  (cd "$dir" && quietly apt-get "${apt_options[@]}" download "$package") || die "could not download $package"
  file=$(ls "$dir"/*.deb)
  version=$(dpkg-deb -f "$file" Version)
  record binary "$version" "$file" > "$state/used/binary.$package"
  mkdir -p "$(dirname "$target")"
  mv "$file" "$target"
  rmdir "$dir"
}

do_source() {
  local dir dsc file version
  dir=$(scratch)
  (cd "$dir" && quietly apt-get "${apt_options[@]}" source --download-only "$package") \
    || die "could not download the source of $package"
  dsc=$(ls "$dir"/*.dsc)
  version=$(sed -n 's/^Version: //p' "$dsc")
  for file in "$dir"/*; do record source "$version" "$file"; done > "$state/used/source.$package"
  quietly dpkg-source --no-check -x "$dsc" "$dir/tree" || die "could not unpack the source of $package"
  rm -rf "$target"
  mkdir -p "$(dirname "$target")"
  mv "$dir/tree" "$target"
  rm -rf "$dir"
}

case $command in
  update) do_update ;;
  sources) [ -n "$target" ] || exit 2; derive_sources "$package" "$target" ;;
  depends) [ -n "$package" ] || exit 2; do_depends ;;
  deb) [ -n "$target" ] || exit 2; do_deb ;;
  source) [ -n "$target" ] || exit 2; do_source ;;
  *) die "unknown command: $command" ;;
esac
