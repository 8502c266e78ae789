# SPDX-License-Identifier: GPL-2.0-only
#
# test_kunit.sh - print the results of the KUnit suite, which ran at boot. Sourced by init.

kunit_lines() { dmesg | sed 's/^\[[^]]*\] //' | grep -E '^ +(ok|not ok) '; }

# The line of a skipped test says what the kernel's own matrix did.
test_kunit() {
	local word rest

	kunit_lines >/tmp/kunit
	while read -r word rest; do
		check "kunit: ${rest#* }" [ "$word" = ok ]
	done </tmp/kunit
	check "kunit: the suite ran" [ -s /tmp/kunit ]
	check "the kernel has complained of nothing" quiet
}
