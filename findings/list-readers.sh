#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# list-readers - four tools read two lists in four ways, and none as the kernel does
#
# The kernel refuses 1-0 and reads 0-1:1/2 as CPU 0: one CPU of every group of two. numactl takes
# the first CPU of a range that runs backwards. tuned and hwloc-calc go on with no CPU at all, and
# hwloc-calc exits with 0. taskset refuses both; its own 0-1:2 is a step, which the kernel refuses.
# So a list that one of these tools takes says nothing about the others.
#
# Seen with: numactl 2.0.16-1, tuned 2.20.0-1 and util-linux 2.38.1-5+deb12u3 (Debian 12);
# numactl 2.0.19-1 and hwloc 2.12.0-4 (Debian 13)
#
#                                 1-0           0-1:1/2
#   the kernel                    refused       0
#   numactl -C, both              1             refused
#   tuned's cpulist_unpack()      no CPU        no CPU
#   hwloc-calc, input as a list   no CPU        no CPU, and a message
#   taskset -c                    refused       refused; 0-1:2 is 0
#
# The kernel's column is its bitmap_parselist(); the script does not try it. The tools are tried. It
# needs CPUs 0 and 1 to run on, and python3 for tuned, which is a Python module.
cd "$(dirname "$0")" && work=$(mktemp -d) && . ./packages.lib

unpack bookworm numactl=2.0.16-1 libnuma1=2.0.16-1 util-linux=2.38.1-5+deb12u3 \
	tuned=2.20.0-1 libc6=2.36-9+deb12u14
unpack trixie numactl=2.0.19-1 libnuma1=2.0.19-1 hwloc-nox=2.12.0-4 libhwloc15=2.12.0-4 \
	libudev1=257.13-1~deb13u1 libcap2=1:2.75-10+deb13u1+b3 libc6=2.41-12+deb13u5
taskset -c 0,1 true 2>/dev/null || cannot "this needs CPUs 0 and 1"

# What the kernel says of a program that a tool has bound to CPUs, or that it was refused.
bound() {
	run "$@" "$(command -v grep)" Cpus_allowed_list: /proc/self/status 2>/dev/null |
		awk '$1 == "Cpus_allowed_list:" { print $2; found = 1 }
		END { if (!found) print "refused" }'
}

tuned() {
	PYTHONPATH=$work/bookworm/usr/lib/python3/dist-packages python3 -B -c '
import sys
from tuned.utils.commands import commands
print(commands(False).cpulist_unpack(sys.argv[1]))' "$1"
}

# CPU 1 and what the list adds to it.
calc() {
	run trixie hwloc-calc -i "numa:1 pu:2" --cpuset-input-format list \
		--cpuset-output-format list 1 "$1" 2>/dev/null
	echo "exit $?"
}

for suite in bookworm trixie; do
	expect "$suite, numactl 1-0" "1" bound $suite numactl -C 1-0
	expect "$suite, numactl 0-1:1/2" "refused" bound $suite numactl -C 0-1:1/2
done
expect "tuned 1-0" "[]" tuned 1-0
expect "tuned 0-1:1/2" "[]" tuned 0-1:1/2
expect "hwloc-calc 1 1-0" $'1\nexit 0' calc 1-0
expect "hwloc-calc 1 0-1:1/2" $'1\nexit 0' calc 0-1:1/2
expect "taskset 1-0" "refused" bound bookworm taskset -c 1-0
expect "taskset 0-1:1/2" "refused" bound bookworm taskset -c 0-1:1/2
expect "taskset 0-1:2" "0" bound bookworm taskset -c 0-1:2
exit $changed
