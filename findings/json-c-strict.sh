#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# json-c-strict - json-c's strict mode changes numbers, and takes some that JSON does not have
#
# JSON_TOKENER_STRICT looks like "JSON and nothing else". A whole number that 64 bits do not hold is
# still parsed with success, as the largest or smallest that they hold, and is written out as
# that. A number with a point is written out as it was read. NaN and Infinity, and a point without
# digits after it, are numbers in strict mode; nan and .5 are not.
#
# Seen with: json-c 0.16-2 (Debian 12), the value and what json_object_to_json_string() makes of it
#
#   18446744073709551616      18446744073709551615
#   -9223372036854775809      -9223372036854775808
#   18446744073709551616.0    18446744073709551616.0
#   NaN, Infinity, 1.         accepted, written out as read
#   nan, .5, 01               refused
#
# The script calls the library through python3's ctypes.
cd "$(dirname "$0")" && work=$(mktemp -d) && . ./packages.lib

unpack bookworm libjson-c5=0.16-2

# A list with this number after it went through the library.
through() {
	python3 - "$work"/bookworm/usr/lib/x86_64-linux-gnu/libjson-c.so.5 "$1" <<-'END'
		import ctypes, sys

		lib = ctypes.CDLL(sys.argv[1])
		lib.json_tokener_new.restype = ctypes.c_void_p
		lib.json_tokener_set_flags.argtypes = ctypes.c_void_p, ctypes.c_int
		lib.json_tokener_parse_ex.argtypes = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
		lib.json_tokener_parse_ex.restype = ctypes.c_void_p
		lib.json_object_to_json_string_ext.argtypes = ctypes.c_void_p, ctypes.c_int
		lib.json_object_to_json_string_ext.restype = ctypes.c_char_p

		STRICT, PLAIN = 1, 0
		text = b"[%s]" % sys.argv[2].encode()
		tokener = lib.json_tokener_new()
		lib.json_tokener_set_flags(tokener, STRICT)
		value = lib.json_tokener_parse_ex(tokener, text, len(text))
		written = value and lib.json_object_to_json_string_ext(value, PLAIN)
		print(written.decode() if written else "refused")
	END
}

expect "2^64" "[18446744073709551615]" through 18446744073709551616
expect "-2^63 - 1" "[-9223372036854775808]" through -9223372036854775809
expect "2^64 with a point" "[18446744073709551616.0]" through 18446744073709551616.0
for number in NaN Infinity 1.; do
	expect "$number" "[$number]" through $number
done
for number in nan .5 01; do
	expect "$number" "refused" through $number
done
exit $changed
