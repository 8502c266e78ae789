#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# lsirq-offline-cpu - lsirq -C counts columns, not CPUs
#
# /proc/interrupts has a column per online CPU, and its first line says of which. "lsirq -C LIST"
# takes the numbers of the list for places of columns. With a CPU offline, every CPU above it gets
# the counters of another one, and the last CPU gets none. The row ERR, which has one number for the
# whole machine, belongs to CPU 0 for lsirq -C.
#
# Seen with: util-linux-extra 2.41.5-0+deb13u1 (Debian 13), on a /proc/interrupts of CPUs 0, 2 and 3
#
#                  CPU0       CPU2       CPU3
#     24:           100        200        300   PCI-MSI 24-edge      nvme0q1
#    ERR:             8
#
#   lsirq -C   24    ERR
#   0          100   8
#   1          200   0    CPU 1 is offline
#   2          300   0    the counter of CPU 3
#   3          0     0
#
# lsirq of Debian 12 (2.38.1) has no -C. The script needs root or a user namespace, to have this
# file in the place of /proc/interrupts for lsirq alone.
cd "$(dirname "$0")" && work=$(mktemp -d) && . ./packages.lib

unpack trixie util-linux-extra=2.41.5-0+deb13u1 libsmartcols1=2.41.5-0+deb13u1 libc6=2.41-12+deb13u5
unshare -rm true 2>/dev/null || cannot "no user namespace"

cat >"$work/interrupts" <<'END'
            CPU0       CPU2       CPU3
  24:        100        200        300   PCI-MSI 24-edge      nvme0q1
 ERR:          8
END

# lsirq's counters as NAME=NUMBER, in the order of their names.
counters() {
	export work
	export -f run
	unshare -rm bash -c 'mount --bind "$work/interrupts" /proc/interrupts &&
		run trixie lsirq -n -o IRQ,TOTAL "$@"' lsirq "$@" |
		awk '{ print $1 "=" $2 }' | sort | paste -s -d ' '
}

expect "all" "24=600 ERR=8" counters
expect "-C 0" "24=100 ERR=8" counters -C 0
expect "-C 1, offline" "24=200 ERR=0" counters -C 1
expect "-C 2" "24=300 ERR=0" counters -C 2
expect "-C 3" "24=0 ERR=0" counters -C 3
exit $changed
