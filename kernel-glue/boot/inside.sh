# SPDX-License-Identifier: GPL-2.0-only
#
# inside.sh - functions shared by the tests that run in the booted kernel. Sourced by init.

number=0 failures=0
irqs=/sys/kernel/debug/irq
tracing=/sys/kernel/tracing

# check TEXT command...: one TAP line; the output of the command follows if it fails.
check() {
	local text=$1 said

	shift
	number=$((number + 1))
	if said=$("$@" 2>&1); then
		echo "ok $number - $text"
	else
		echo "not ok $number - $text"
		failures=$((failures + 1))
		echo "$said" | head -n 12 | sed 's/^/#   /'
	fi
}

finish() {
	echo "1..$number"
	echo "# $failures of $number failed"
}

# settle command...: try the command for up to a minute; machines that share a host are slow.
settle() {
	local i=0

	until "$@"; do
		i=$((i + 1))
		[ $i -lt 300 ] || return 1
		usleep 200000
	done
}

is_online() { [ "$(cat /sys/devices/system/cpu/cpu$1/online)" = 1 ]; }
switch_cpu() { echo "$2" >/sys/devices/system/cpu/cpu$1/online; }

# An interrupt has a name, such as nvme0q1 or virtio0-req.0, and a number.
irq_of() { awk -v name="$1" '$NF == name { sub(":", "", $1); print $1 }' /proc/interrupts; }
names_like() { awk -v name="$1" '$NF ~ name { print $NF }' /proc/interrupts; }
where() { cat /proc/irq/"$1"/effective_affinity_list; }
has_flag() { grep -q "$2" $irqs/irqs/"$1"; }
managed_irqs() { (cd $irqs/irqs && grep -l IRQD_AFFINITY_MANAGED -- * | sort -n); }

# fired IRQ CPU: print how often it fired there; the columns of /proc/interrupts are online CPUs.
fired() {
	awk -v irq="$1:" -v cpu="CPU$2" '
		NR == 1 { for (i = 1; i <= NF; i++) if ($i == cpu) column = i + 1 }
		$1 == irq { print column ? $column : 0 }' /proc/interrupts
}

# fires IRQ CPU command...: whether the command makes the interrupt fire on the CPU. The command is
# repeated, because the next interrupt after a change of affinity may still come to the old CPU.
fires() {
	local irq=$1 cpu=$2

	shift 2
	settle fires_more "$irq" "$cpu" "$(fired "$irq" "$cpu")" "$@" || {
		echo "interrupt $irq does not fire on CPU $cpu"
		return 1
	}
}
fires_more() {
	local irq=$1 cpu=$2 before=$3

	shift 3
	"$@" >/dev/null 2>&1
	[ "$(fired "$irq" "$cpu")" -gt "$before" ]
}

# read_on CPU DEVICE: read once from this CPU, past all caches
read_on() { taskset -c "$1" dd if="$2" of=/dev/null bs=4096 count=1 iflag=direct; }

matrix() { cat $irqs/domains/"$domain"; }

# Whether the counters of the matrix add up: each sum is that of its CPUs, and all CPUs have the
# same number of vectors.
adds_up() {
	matrix | awk -v managed="$managed" '
		/^Online bitmaps:/ { online = $3 }
		/^Global available:/ { available = $3 }
		/^Total allocated:/ { allocated = $3 }
		/\| CPU/ { table = 1; next }
		table && NF >= 5 {
			cpus++; a += $2; t += $5
			room = $2 + $3 + $5 - $4
			if (cpus > 1 && room != first) {
				print "CPU " $1 " has " room " vectors, not " first; bad = 1
			}
			if (cpus == 1) first = room
		}
		END {
			if (cpus != online) { print cpus " CPUs, not " online; bad = 1 }
			if (a != available) { print "available: " a ", not " available; bad = 1 }
			if (managed == "reserved" && t != allocated) {
				print "allocated: " t ", not " allocated; bad = 1
			}
			exit bad
		}' && { [ "$managed" = reserved ] || vectors_have_owners; }
}

# Where the driver reserves no managed vectors, a managed interrupt that is shut down keeps its
# vector on the CPU that goes offline. So the total is more than the sum of the online CPUs, and is
# compared with the vectors that the files of the interrupts name.
vectors_have_owners() {
	{
		grep -h -E '^ *target_(cpu|local_id)' $irqs/irqs/*
		matrix
	} | awk '
		$1 == "target_cpu" { cpu = $NF; owners[cpu]++; all++ }
		$1 == "target_local_id" && seen[cpu, $NF]++ {
			print "CPU " cpu ": two interrupts have " $NF; bad = 1
		}
		/^Total allocated:/ && $3 != all {
			print "allocated: " all + 0 " by the interrupts, not " $3; bad = 1
		}
		/\| CPU/ { table = 1; next }
		table && NF >= 5 && $5 != owners[$1] + 0 {
			print "CPU " $1 ": " owners[$1] + 0 " by the interrupts, not " $5; bad = 1
		}
		END { exit bad || !all }'
}

# The figures that hotplug must not change. A managed interrupt of several CPUs does not move back,
# so the CPU that uses its vector may change, but not the sum of vectors in use. The available
# vectors of a CPU are the same only if the driver reserves managed vectors.
figures() {
	matrix | awk -v managed="$managed" '
		/\| CPU/ { table = 1; next }
		!table && /:/ { print; next }
		table && NF >= 5 { used += $4; all += $5 }
		table && NF >= 5 && managed == "reserved" { print $1, $2, $3 }
		END { print "in use: " used " managed, " all " in all" }'
}
same_figures() { figures | diff "$1" -; }

# The kernel's complaints since the boot.
complaints() {
	dmesg | grep -E 'WARNING:|BUG:|Oops|Call Trace|stall|blocked for more|I/O error|timeout, ' |
		grep -v 'WARNING: Spectre'
	dmesg | grep -E 'No irq handler|nobody cared|KASAN:|UBSAN:|ODEBUG:'
	grep -s 'debug_locks: *0' /proc/lockdep_stats
}
quiet() { [ -z "$(complaints)" ] || { complaints; false; }; }

# ---- I/O that goes on all the time ----

# read_on_and_on and write_on_and_on DEVICE. Their pauses leave the tests some time on the few real
# CPUs of the host.
read_on_and_on() {
	while :; do
		dd if="$1" of=/dev/null bs=16k count=64 iflag=direct 2>/dev/null ||
			echo "$1" >>/tmp/io-failed
		usleep 30000
	done
}
write_on_and_on() {
	while :; do
		dd if=/dev/zero of="$1" bs=16k count=64 oflag=direct 2>/dev/null ||
			echo "$1" >>/tmp/io-failed
		usleep 30000
	done
}
requests() { awk '{ print $1 + $5 }' /sys/block/"$1"/stat; }
goes_on() {
	local before

	before=$(requests "$1")
	settle requests_above "$1" "$before"
}
requests_above() { [ "$(requests "$1")" -gt "$2" ]; }

start_io() {
	local disk

	io=
	for disk in $disks; do
		read_on_and_on /dev/"$disk" &
		io="$io $!"
	done
	write_on_and_on /dev/vda &
	io="$io $!"
}
stop_io() {
	kill $io
	wait $io 2>/dev/null
}
