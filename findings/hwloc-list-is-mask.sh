#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# hwloc-list-is-mask - hwloc's tools take the list 0,64 for a mask of two words
#
# A location without a type is a bitmap in hwloc's notation, and in it a comma stands between words
# of 32 bits in hexadecimal, the highest first. A list without a range, as the kernel prints it in
# thread_siblings_list ("0,64"), is such a mask too. It is accepted and means other CPUs: 0x64 is
# CPUs 2, 5 and 6. A list with a range is no mask. hwloc 2.9 ignores it and still exits with 0;
# hwloc 2.12 then reads it as a list, so that 0-1,64 is a list there and 0,64 is not, and a single
# number such as 10 is a mask in hexadecimal. --restrict reads its argument in the same way.
#
# Seen with: hwloc 2.9.0-1 (Debian 12) and hwloc 2.12.0-4 (Debian 13)
#
#   hwloc-calc -i "numa:2 core:32 pu:2" --po -I pu ...   2.9.0                2.12.0
#   0,64                                                 2,5,6                2,5,6
#   0-1,64                                               ignored, exits 0     0,1,64
#   10                                                   ignored, exits 0     4
#   --cpuset-input-format list 0,64                      no such option       0,64
#   lstopo -i "numa:2 core:32 pu:2" --restrict 0,2       1 PU, number 1       1 PU, number 1
cd "$(dirname "$0")" && work=$(mktemp -d) && . ./packages.lib

unpack bookworm hwloc-nox=2.9.0-1 libhwloc15=2.9.0-1 libudev1=252.39-1~deb12u2 \
	libtinfo6=6.4-4 libc6=2.36-9+deb12u14
unpack trixie hwloc-nox=2.12.0-4 libhwloc15=2.12.0-4 libudev1=257.13-1~deb13u1 \
	libcap2=1:2.75-10+deb13u1+b3 libtinfo6=6.5+20250216-2 libc6=2.41-12+deb13u5

calc() {
	run "$1" hwloc-calc -i "numa:2 core:32 pu:2" --po -I pu "${@:2}" </dev/null
	echo "exit $?"
}

restricted() {
	run "$1" lstopo-no-graphics -i "numa:2 core:32 pu:2" --restrict 0,2 --only pu -p
}

expect "2.9.0, 0,64" $'2,5,6\nexit 0' calc bookworm 0,64
expect "2.12.0, 0,64" $'2,5,6\nexit 0' calc trixie 0,64
expect "2.9.0, 0-1,64" $'ignored unrecognized argument 0-1,64\n\nexit 0' calc bookworm 0-1,64
expect "2.12.0, 0-1,64" $'0,1,64\nexit 0' calc trixie 0-1,64
expect "2.9.0, 10" $'ignored unrecognized argument 10\n\nexit 0' calc bookworm 10
expect "2.12.0, 10" $'4\nexit 0' calc trixie 10
expect "2.12.0, 0,64 as a list" $'0,64\nexit 0' calc trixie --cpuset-input-format list 0,64
expect "2.9.0, --restrict 0,2" "PU P#1" restricted bookworm
expect "2.12.0, --restrict 0,2" "PU P#1" restricted trixie
exit $changed
