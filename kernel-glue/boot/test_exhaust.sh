# SPDX-License-Identifier: GPL-2.0-only
#
# test_exhaust.sh - more interrupts than vectors. Sourced by init.
#
# The machine has two CPUs and 208 random number devices, whose ordinary interrupts take all
# vectors. The last devices get none.

rng=/sys/bus/virtio/drivers/virtio_rng

value_of() { matrix | awk -v name="$1:" 'index($0, name) == 1 { print $NF }'; }
ordinary_of() {
	matrix | awk -v cpu="$1" '/\| CPU/ { table = 1; next } table && $1 == cpu { print $5 - $4 }'
}
none_left() { [ "$(value_of "Global available")" = 0 ]; }
refuses() { ! switch_cpu 1 0; }
told() {
	dmesg | grep -q "CPU 1 has $(ordinary_of 1) vectors, 0 available. Cannot disable CPU"
}
unbind_all() {
	local device

	for device in "$rng"/virtio*; do
		basename "$device" >$rng/unbind || return 1
	done
}
# The disks are probed last and get no vector; their drivers have to survive that.
no_disks() { ! ls /dev/nvme0n1 /dev/vda; }
bind_nvme() {
	local device

	for device in /sys/bus/pci/devices/*; do
		[ "$(cat "$device"/class)" != 0x010802 ] ||
			basename "$device" >/sys/bus/pci/drivers/nvme/bind
	done
	settle ls /dev/nvme0n1
}
reads() { read_on 0 /dev/nvme0n1 && read_on 1 /dev/nvme0n1; }

test_exhaust() {
	check "no vector is left" none_left
	check "figures add up" adds_up
	matrix | sed 's/^/# /'
	check "disks get no vectors" no_disks
	check "CPU 1 may not go offline" refuses
	check "the kernel says that the interrupts of CPU 1 find no other vectors" told
	check "CPU 1 is online" is_online 1
	check "figures add up after the refusal" adds_up
	check "the devices that took the vectors go" unbind_all
	check "figures add up without them" adds_up
	check "the NVMe finds vectors now" bind_nvme
	check "the NVMe works" reads
	check "figures add up with the NVMe" adds_up
	check "CPU 1 goes offline" switch_cpu 1 0
	check "figures add up without CPU 1" adds_up
	check "CPU 1 comes online" switch_cpu 1 1
	check "figures add up with CPU 1" adds_up
	check "the NVMe works again" reads
	check "the kernel has complained of nothing" quiet
}
