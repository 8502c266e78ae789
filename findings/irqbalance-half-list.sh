#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# irqbalance-half-list - irqbalance uses what it understood of a list and says nothing of the rest
#
# IRQBALANCE_BANNED_CPULIST looks like a list of the kernel, but a blank after a comma and the form
# 0-7:2/4 end it: what stands before counts, the rest is dropped without a message. An empty place
# before a comma is CPU 0. --banirq takes one number and ignores what follows it, so "24,25" and
# "24-26" ban 24 only, and 0x18 bans interrupt 0.
#
# Seen with: irqbalance 1.9.2-1 (Debian 12) and irqbalance 1.9.4-1+deb13u1 (Debian 13),
# --debug --oneshot, the line "Banned CPUs" as CPUs
#
#   IRQBALANCE_BANNED_CPULIST   bans      the kernel reads
#   2,3                         2,3       2,3
#   2, 3                        2         2,3
#   ,2                          0,2       2
#   4,0-7:2/4                   4         0,1,4,5
#   4,3-2                       4         no list, an error
#
# The kernel's column is from reading bitmap_parselist(), not from a run.
#
#   --banirq   bans
#   24,25      24
#   24-26      24
#   0x18       0
#
# The script needs root or a user namespace. irqbalance sees two interrupts and an empty /proc/irq,
# so that it moves none of this machine.
cd "$(dirname "$0")" && work=$(mktemp -d) && . ./packages.lib

unpack bookworm irqbalance=1.9.2-1 libcap-ng0=0.8.3-1+b3 libglib2.0-0=2.74.6-2+deb12u9 \
	libnuma1=2.0.16-1 libsystemd0=252.39-1~deb12u2 libpcre2-8-0=10.42-1 \
	libcap2=1:2.66-4+deb12u3+b1 libgcrypt20=1.10.1-3+deb12u1 libgpg-error0=1.46-1 \
	liblz4-1=1.9.4-1 liblzma5=5.4.1-1+deb12u1 libzstd1=1.5.4+dfsg2-5 libc6=2.36-9+deb12u14
unpack trixie irqbalance=1.9.4-1+deb13u1 libcap-ng0=0.8.5-4+b1 libglib2.0-0t64=2.84.4-3~deb13u5 \
	libnuma1=2.0.19-1 libsystemd0=257.13-1~deb13u1 libpcre2-8-0=10.46-1~deb13u3 \
	libcap2=1:2.75-10+deb13u1+b3 libatomic1=14.2.0-19 libc6=2.41-12+deb13u5
unshare -rm true 2>/dev/null || cannot "no user namespace"

mkdir "$work/none"
cat >"$work/interrupts" <<'END'
            CPU0       CPU1
  24:        100        200   PCI-MSI 24-edge      nvme0q1
  25:        100        200   PCI-MSI 25-edge      nvme0q2
END

# What irqbalance of a suite prints.
balance() {
	export work
	export -f run
	unshare -rm bash -c '
		mount --bind "$work/interrupts" /proc/interrupts &&
		mount --bind "$work/none" /proc/irq &&
		mount --bind "$work/none" /sys/bus/pci &&
		run "$@" --debug --oneshot --interval=1' irqbalance "$1" irqbalance "${@:2}" 2>&1
}

# The mask of the banned CPUs, without words that are 0.
cpus() {
	IRQBALANCE_BANNED_CPULIST=$2 balance "$1" |
		sed -n 's/^Banned CPUs: \(00000000,\)*//p' | head -n 1
}

irqs() {
	balance "$1" --banirq="$2" | sed -n 's/^IRQ \([0-9]*\) was BANNED.*/\1/p' | sort -u
}

for suite in bookworm trixie; do
	expect "$suite, CPUs 2,3" "0000000c" cpus $suite "2,3"
	expect "$suite, CPUs 2, 3" "00000004" cpus $suite "2, 3"
	expect "$suite, CPUs ,2" "00000005" cpus $suite ",2"
	expect "$suite, CPUs 4,0-7:2/4" "00000010" cpus $suite "4,0-7:2/4"
	expect "$suite, CPUs 4,3-2" "00000010" cpus $suite "4,3-2"
	expect "$suite, interrupts 24,25" "24" irqs $suite "24,25"
	expect "$suite, interrupts 24-26" "24" irqs $suite "24-26"
	expect "$suite, interrupts 0x18" "0" irqs $suite "0x18"
done
exit $changed
