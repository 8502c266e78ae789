#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# hwloc-flat-machine - hwloc loads a flat synthetic machine in more than quadratic time
#
# An object with many children is expensive: loading "pu:4096" takes six to seven times as long as
# "pu:2048" for twice the CPUs. A machine with twice the CPUs of the larger one, but with few
# children below each object, takes a twentieth of its time. It does not matter whether the children
# are PUs or cores with PUs.
#
# Seen with: hwloc 2.9.0-1 (Debian 12) and hwloc 2.12.0-4 (Debian 13), the user time of
# hwloc-info -i MACHINE in seconds on one core of a server, best of three
#
#   MACHINE                               CPUs     2.9.0    2.12.0
#   pu:1024                               1,024    0.04     0.03
#   pu:2048                               2,048    0.20     0.18
#   pu:4096                               4,096    1.4      1.1
#   package:8 node:4 l3:8 core:16 pu:2    8,192    0.07     0.08
#
# The script compares times of the same run: the ratio has to be above 4.5, where the square would
# give 4, and the deep machine at least five times as fast as the flat one with half its CPUs.
cd "$(dirname "$0")" && work=$(mktemp -d) && . ./packages.lib

unpack bookworm hwloc-nox=2.9.0-1 libhwloc15=2.9.0-1 libudev1=252.39-1~deb12u2 \
	libc6=2.36-9+deb12u14
unpack trixie hwloc-nox=2.12.0-4 libhwloc15=2.12.0-4 libudev1=257.13-1~deb13u1 \
	libcap2=1:2.75-10+deb13u1+b3 libc6=2.41-12+deb13u5

# The user time of a load in milliseconds, best of three.
load() {
	local best=999999999 TIMEFORMAT=%3U ms i
	for i in 1 2 3; do
		ms=$({ time run "$1" hwloc-info -i "$2" >/dev/null 2>&1; } 2>&1 | tr -d .)
		ms=$((10#$ms))
		[ "$ms" -ge "$best" ] || best=$ms
	done
	echo "$best"
}

for suite in bookworm trixie; do
	half=$(load $suite pu:2048)
	flat=$(load $suite pu:4096)
	deep=$(load $suite "package:8 node:4 l3:8 core:16 pu:2")
	echo "$suite: pu:2048 $half ms, pu:4096 $flat ms, 8,192 CPUs in a deep machine $deep ms"
	if [ $((flat * 10)) -le $((half * 45)) ] || [ "$flat" -lt $((deep * 5)) ]; then
		echo "CHANGED: flat machines are no longer out of proportion"
		changed=1
	fi
done
exit $changed
