# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# lib.sh - functions and variables that the scripts share. Sourced by them, not run.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

jobs=$(nproc)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/irqmatrix

# The sources of the core: all but hosted/, which needs a C library.
mapfile -t core < <(find libirqmatrix -name "*.c" -not -path "*/hosted/*" | LC_ALL=C sort)

build_packages=(build-essential cmake ninja-build pkg-config python3 binutils
	libhwloc-dev libcriterion-dev libbenchmark-dev libcairo2-dev libjson-c-dev)

say() {
	printf '== %s\n' "$*"
}

die() {
	printf '%s: %s\n' "${0##*/}" "$*" >&2
	exit 1
}

# find_missing PACKAGES...: set $missing, a variable of the caller, to those that are not installed.
find_missing() {
	local package

	missing=()
	for package in "$@"; do
		dpkg-query -W -f='${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q '^ii' ||
			missing+=("$package")
	done
}

# as_root command...: run the command as root, by sudo if need be.
as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	else
		sudo "$@"
	fi
}

apt_get() {
	as_root env DEBIAN_FRONTEND=noninteractive apt-get "$@" </dev/null
}

install_missing() {
	say "installing ${missing[*]}"
	apt_get update && apt_get install -y --no-install-recommends "${missing[@]}"
}

# need PACKAGES...: install those that are missing, or stop and say which.
need() {
	local missing

	if ! command -v dpkg-query >/dev/null; then
		say "not a Debian system: assuming that there is what these packages hold: $*"
		return
	fi
	find_missing "$@"
	[ ${#missing[@]} -eq 0 ] || install_missing ||
		die "cannot install ${missing[*]}: needs root or sudo, and the network;" \
			"install them by hand and run this again"
}

# want PACKAGES...: install those that are missing, or go on without them; tests are skipped then.
want() {
	local missing

	command -v dpkg-query >/dev/null || return 0
	find_missing "$@"
	[ ${#missing[@]} -eq 0 ] || install_missing ||
		say "going on without ${missing[*]}; tests that need them are skipped"
}

# want_linux VERSION...: get these sources of Linux if they are not here, or go on without them.
want_linux() {
	want xz-utils
	scripts/linux-source "$@" >/dev/null || say "going on; tests that need them are skipped"
}

# mirror LABEL: print where apt gets the archive with this label from; unknown before an update
mirror() {
	apt-get indextargets --format '$(REPO_URI)' "Label: $1" 'Component: main' |
		grep -m 1 '^https\?://' || true
}

# Print where apt gets Debian from: $MIRROR, the archive that says it is Debian, or, before apt has
# asked any, the first that is called so. Prints nothing if there is none.
debian_mirror() {
	local archive=${MIRROR-}

	[ -n "$archive" ] || archive=$(mirror Debian)
	[ -n "$archive" ] || archive=$(apt-get indextargets --format '$(REPO_URI)' |
		grep -m 1 '^https\?://.*/debian/\?$' || true)
	echo "$archive"
}

# build PRESET [TARGET]: configure a preset in build/PRESET, and build all of it or one target.
build() {
	say "building: $1"
	cmake --preset "$1" --log-level=WARNING &&
		cmake --build --preset "$1" --parallel "$jobs" ${2:+--target "$2"}
}

# digest: print one digest of all files that standard input names.
digest() {
	LC_ALL=C sort | xargs sha256sum | sha256sum | cut -c 1-32
}

# has_passed NAME DIGEST: whether NAME last passed here with this digest; never with CI_FULL=1.
has_passed() {
	[ "${CI_FULL:-0}" != 1 ] && [ "$(cat "$cache/passed/$1" 2>/dev/null)" = "$2" ]
}

# note_passed NAME DIGEST: remember that NAME has passed here with this digest.
note_passed() {
	mkdir -p "$cache/passed"
	printf '%s\n' "$2" >"$cache/passed/$1"
}

fuzz_packages=(clang llvm libclang-rt-dev)

# fuzz_targets [TARGET...]: build these fuzz targets, or all, with the preset $preset (fuzz if not
# set). Sets $built to the targets that were built; names those that cannot be built here.
fuzz_targets() {
	local preset=${preset:-fuzz} target wanted=("$@") files=()

	say "building: $preset"
	cmake --preset "$preset" --log-level=WARNING
	if [ ${#wanted[@]} -eq 0 ]; then
		wanted=(matrix spread table linux topology_xml scenario)
	fi
	built=()
	for target in "${wanted[@]}"; do
		if ninja -C "build/$preset" -t query "replay_$target" >/dev/null 2>&1; then
			built+=("$target")
			files+=("replay_$target")
			[ "$preset" != fuzz ] || files+=("fuzz_$target")
		else
			say "going on without $target, which cannot be built here"
		fi
	done
	[ ${#built[@]} -gt 0 ] || die "no target can be built"
	cmake --build --preset "$preset" --parallel "$jobs" --target "${files[@]}"
}
