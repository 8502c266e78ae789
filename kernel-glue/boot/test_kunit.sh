# SPDX-License-Identifier: GPL-2.0-only
#
# test_kunit.sh - what the KUnit suite said at boot. Sourced by init.

kunit_lines() { dmesg | sed 's/^\[[^]]*\] //' | grep -E '^ +(ok|not ok) '; }

# A skipped one tells what the kernel's own matrix did.
test_kunit() {
	local word rest

	kunit_lines >/tmp/kunit
	while read -r word rest; do
		check "kunit: ${rest#* }" [ "$word" = ok ]
	done </tmp/kunit
	check "kunit: it ran" [ -s /tmp/kunit ]
	check "the kernel has complained of nothing" quiet
}
