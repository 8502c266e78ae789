#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# hwloc-v1-drops-nodes - one memory node of the whole machine costs hwloc's v1 XML all other nodes
#
# The old format of hwloc, which programs of hwloc 1.x read, has NUMA nodes as parents of CPUs. With
# a node per package that works. Add a node that is local to all CPUs, such as an expander for
# memory, and the export has this node only: both nodes that are local to packages and two thirds of
# the memory are gone. lstopo exits with 0, without a message. The file keeps the distances between
# three nodes, and reading it drops them silently, as there is only one node.
#
# Seen with: hwloc 2.9.0-1 (Debian 12) and hwloc 2.12.0-4 (Debian 13),
# lstopo --export-xml-flags 1 of the machine below, and the nodes that hwloc-calc finds in the
# result
#
#   without the third node: 2 NUMA nodes, numbers 0 and 1
#   with the third node:    1 NUMA node, number 2
cd "$(dirname "$0")" && work=$(mktemp -d) && . ./packages.lib

unpack bookworm hwloc-nox=2.9.0-1 libhwloc15=2.9.0-1 libudev1=252.39-1~deb12u2 \
	libtinfo6=6.4-4 libc6=2.36-9+deb12u14
unpack trixie hwloc-nox=2.12.0-4 libhwloc15=2.12.0-4 libudev1=257.13-1~deb13u1 \
	libcap2=1:2.75-10+deb13u1+b3 libtinfo6=6.5+20250216-2 libc6=2.41-12+deb13u5

# machine NODES: XML of a machine with two packages of two CPUs. NODES is 2 for a node per package,
# 3 for one more that is local to all. A line of the table is an object with its number, its CPUs
# and its nodes, which has the next one inside, is alone, or ends.
machine() {
	awk -v nodes="$1" '
	BEGIN {
		print "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
		print "<!DOCTYPE topology SYSTEM \"hwloc2.dtd\">"
		print "<topology version=\"2.0\">"
	}
	$1 == "end" { print "</object>"; next }
	$1 == "third" { if (nodes < 3) next; sub("third", "alone"); $0 = $0 }
	{
		set = "0x" (nodes < 3 ? $6 : $5)
		printf "<object type=\"%s\" os_index=\"%s\" gp_index=\"%d\"", $2, $3, NR
		printf " cpuset=\"0x%s\" complete_cpuset=\"0x%s\"", $4, $4
		printf " nodeset=\"%s\" complete_nodeset=\"%s\"", set, set
		if ($2 == "NUMANode")
			printf " local_memory=\"1073741824\""
		if ($2 == "Machine")
			printf " allowed_cpuset=\"0x%s\" allowed_nodeset=\"%s\"", $4, set
		print $1 == "alone" ? "/>" : ">"
	}
	END {
		if (nodes > 2) {
			printf "<distances2 type=\"NUMANode\" nbobjs=\"3\" kind=\"5\""
			print " name=\"NUMALatency\" indexing=\"os\">"
			print "<indexes length=\"6\">0 1 2 </indexes>"
			print "<u64values length=\"27\">10 20 30 20 10 30 30 30 10 </u64values>"
			print "</distances2>"
		}
		print "</topology>"
	}' <<-END
		with  Machine  0 f 7 3
		third NUMANode 2 f 4 0
		with  Package  0 3 5 1
		alone NUMANode 0 3 1 1
		alone PU       0 1 5 1
		alone PU       1 2 5 1
		end
		with  Package  1 c 6 2
		alone NUMANode 1 c 2 2
		alone PU       2 4 6 2
		alone PU       3 8 6 2
		end
		end
	END
}

# The numbers of the nodes in a file.
nodes() {
	run "$1" hwloc-calc -i "$2" --po -I numa all
}

# The same after lstopo has written the file in the old format, and how lstopo ended.
nodes_v1() {
	rm -f "$work/v1.xml"
	run "$1" lstopo-no-graphics -i "$2" --export-xml-flags 1 "$work/v1.xml"
	echo "exit $?"
	nodes "$1" "$work/v1.xml"
}

machine 2 >"$work/two.xml"
machine 3 >"$work/three.xml"
for suite in bookworm trixie; do
	expect "$suite, a node per package" "0,1" nodes $suite "$work/two.xml"
	expect "$suite, the same in v1" $'exit 0\n0,1' nodes_v1 $suite "$work/two.xml"
	expect "$suite, one node more" "0,1,2" nodes $suite "$work/three.xml"
	expect "$suite, the same in v1" $'exit 0\n2' nodes_v1 $suite "$work/three.xml"
	expect "$suite, latencies left in the file" "9" grep -c "<latency " "$work/v1.xml"
done
exit $changed
