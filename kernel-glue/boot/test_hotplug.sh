# SPDX-License-Identifier: GPL-2.0-only
#
# test_hotplug.sh - CPUs go offline and come online under I/O. Sourced by init.
#
# The kernel is booted with irqaffinity=0, so that ordinary interrupts stay on CPU 0, which never
# goes offline. One of them, that of the random number device, is put on each CPU before it goes.

roamer=$(irq_of "$(names_like '^virtio[0-9]+-input$' | head -n 1)")
touch_roamer() { dd if=/dev/hwrng of=/dev/null bs=64 count=1; }
roam_to() { echo "$1" >/proc/irq/"$roamer"/smp_affinity_list; }
roamer_left() { [ "$(where "$roamer")" != "$1" ]; }

# Find the managed interrupts of each CPU alone: all in queues.CPU, that of the NVMe in nvme.CPU,
# that of the first virtio disk in vda.CPU.
find_queues() {
	local irq cpu name

	rm -f /tmp/queues.* /tmp/nvme.* /tmp/vda.*
	for irq in $(managed_irqs); do
		cpu=$(cat /proc/irq/"$irq"/smp_affinity_list)
		echo "$irq" >>/tmp/queues."$cpu"
	done
	for name in $(names_like '^nvme0q[1-9]'); do
		irq=$(irq_of "$name")
		echo "$irq" >/tmp/nvme."$(cat /proc/irq/"$irq"/smp_affinity_list)"
	done
	for name in $(names_like "^$(basename "$(readlink /sys/block/vda/device)")-req"); do
		irq=$(irq_of "$name")
		echo "$irq" >/tmp/vda."$(cat /proc/irq/"$irq"/smp_affinity_list)"
	done
}
queues_of() { cat /tmp/queues."$1"; }
nvme_of() { cat /tmp/nvme."$1"; }
vda_of() { cat /tmp/vda."$1"; }
each_has_queues() {
	local cpu

	for cpu in $(seq 0 $((cpus - 1))); do
		[ -s /tmp/nvme."$cpu" ] && [ -s /tmp/vda."$cpu" ] || {
			echo "CPU $cpu lacks a queue of nvme0n1 or vda"
			return 1
		}
	done
}

# all_have NOT FLAG IRQS: whether each interrupt has the flag or, if NOT is "!", does not have it.
all_have() {
	local irq

	for irq in $3; do
		if [ "$1" = '!' ]; then
			! has_flag "$irq" "$2" || { echo "interrupt $irq has $2"; return 1; }
		else
			has_flag "$irq" "$2" || { echo "interrupt $irq has no $2"; return 1; }
		fi
	done
}

# Print which CPUs are siblings of a core and which are a cluster, a line for each set.
show_topology() {
	local kind

	for kind in thread_siblings cluster_cpus; do
		echo "# $kind:" $(sort -u /sys/devices/system/cpu/cpu*/topology/${kind}_list)
	done
}
# sets_are KIND N: whether each set of this kind is N CPUs with numbers side by side.
sets_are() {
	local cpu want

	for cpu in $(seq 0 "$2" $((cpus - 1))); do
		want=$cpu
		[ "$2" = 1 ] || want=$cpu-$((cpu + $2 - 1))
		[ "$(cat /sys/devices/system/cpu/cpu"$cpu"/topology/"$1"_list)" = "$want" ] ||
			{ echo "CPU $cpu is not with $want"; return 1; }
	done
}

# Print the CPUs of each queue, which group_cpus_evenly() has chosen.
show_spread() {
	local name

	for name in $(names_like '^(nvme0q|virtio[0-9]+-req)'); do
		echo "# $name: $(cat /proc/irq/"$(irq_of "$name")"/smp_affinity_list)"
	done
}

all_go_on() {
	local disk

	for disk in $disks; do
		goes_on "$disk" || { echo "$disk stands still"; return 1; }
	done
}

take_down() {
	check "CPU $1: the ordinary interrupt is put on it" roam_to "$1"
	check "CPU $1: the ordinary interrupt fires on it" fires "$roamer" "$1" touch_roamer
	check "CPU $1: goes offline" switch_cpu "$1" 0
	check "CPU $1: its queues are shut down" settle all_have '' IRQD_MANAGED_SHUTDOWN \
		"$(queues_of "$1")"
	check "CPU $1: the ordinary interrupt has moved" settle roamer_left "$1"
	check "CPU $1: the ordinary interrupt fires elsewhere" fires "$roamer" \
		"$(where "$roamer")" touch_roamer
	check "CPU $1: figures add up without it" settle adds_up
	check "CPU $1: I/O goes on without it" all_go_on
}

bring_up() {
	check "CPU $1: comes online" switch_cpu "$1" 1
	check "CPU $1: its queues are started" settle all_have '!' IRQD_MANAGED_SHUTDOWN \
		"$(queues_of "$1")"
	check "CPU $1: figures add up with it" settle adds_up
	check "CPU $1: nvme0n1 interrupts it" fires "$(nvme_of "$1")" "$1" read_on "$1" /dev/nvme0n1
	check "CPU $1: vda interrupts it" fires "$(vda_of "$1")" "$1" read_on "$1" /dev/vda
}

# The old vector of an interrupt that moved is freed once the interrupt has fired on the new CPU.
as_before() {
	touch_roamer 2>/dev/null
	same_figures /tmp/figures
}
settle_down() {
	roam_to 0
	settle as_before >/dev/null
	as_before
}

round() {
	local cpu

	for cpu in $up; do
		take_down "$cpu"
		bring_up "$cpu"
	done
	check "round $1: one by one, every figure is as before" settle_down
	for cpu in $down; do
		take_down "$cpu"
		bring_up "$cpu"
	done
	check "round $1: downwards, every figure is as before" settle_down
	for cpu in $up; do
		take_down "$cpu"
	done
	check "round $1: CPU 0 alone, figures add up" adds_up
	for cpu in $down; do
		bring_up "$cpu"
	done
	check "round $1: all at once, every figure is as before" settle_down
}

# seen EVENT: whether the event is in the trace buffer.
seen() { grep -q " irq_matrix_$1: " $tracing/trace; }
show_events() {
	local event

	for event in $(word events | tr , ' '); do
		check "trace event irq_matrix_$event was seen" seen "$event"
	done
}

# A device is removed while a CPU is offline on which it has vectors. Managed vectors are D1,
# ordinary ones D2.
device_goes() {
	switch_cpu 1 0 &&
		echo "$(basename "$(readlink /sys/class/nvme/nvme0/device)")" \
			>/sys/bus/pci/drivers/nvme/unbind &&
		switch_cpu 1 1
}
d1_or_d2() {
	local id=D1

	[ "$managed" = reserved ] || id=D2
	check "$id: CPU 1 offline, the NVMe is removed, CPU 1 online" device_goes
	if [ "$flavour" = stock ]; then
		check "$id: the kernel's own figures are wrong for ever" wrong_figures
	else
		check "$id: the figures add up" adds_up
	fi
	adds_up | sed "s/^/# $id: /"
}
wrong_figures() { ! adds_up; }

# All CPUs but CPU 0; on a machine with more than 16 CPUs, about five of them.
choose_cpus() {
	local step=1

	[ "$cpus" -le 16 ] || step=$((cpus / 5))
	up=$(seq 1 $step $((cpus - 1)))
	down=$(echo "$up" | sort -rn)
}

refused() { ! echo 1 >/proc/irq/"$(nvme_of 0)"/smp_affinity_list; }

test_hotplug() {
	local n

	choose_cpus
	find_queues
	check "there are $cpus CPUs on $nodes nodes" [ "$(nproc) $(ls -d \
		/sys/devices/system/node/node[0-9]* | wc -l)" = "$cpus $nodes" ]
	check "a core has $threads of them" sets_are thread_siblings "$threads"
	[ "$threads" = 1 ] || check "a cluster is a core" sets_are cluster_cpus "$threads"
	show_topology
	[ "$(word intremap)" != yes ] ||
		check "interrupts are remapped" sh -c 'dmesg | grep "Enabled IRQ remapping"'
	[ "$(word debug)" != yes ] ||
		check "locks are watched" grep 'debug_locks: *1' /proc/lockdep_stats
	check "each CPU has its NVMe queue and its queue of vda" each_has_queues
	check "there is an ordinary interrupt to move" [ -n "$roamer" ]
	check "user space cannot move a managed interrupt" refused
	check "the devices are there" ls /dev/nvme0n1 /dev/vda /dev/vdb /dev/hwrng
	check "figures add up" adds_up
	echo "# managed interrupts: $(managed_irqs | wc -l)"
	show_spread
	figures >/tmp/figures
	matrix | sed 's/^/# /'
	echo >$tracing/trace
	start_io
	for n in $(seq "$rounds"); do
		round "$n"
	done
	stop_io
	show_events
	check "no I/O failed" [ ! -e /tmp/io-failed ]
	check "the kernel has complained of nothing" quiet
	d1_or_d2
	check "the kernel has complained of nothing since" quiet
}
