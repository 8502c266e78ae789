# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# Changes the text of copies of Linux's files, for planted.cmake and planted_spread.cmake.

# Written only when it is new, so that configuring again builds nothing again.
function(planted_write file text)
	set(old "")
	if(EXISTS ${file})
		file(READ ${file} old)
	endif()
	if(NOT old STREQUAL text)
		file(WRITE ${file} "${text}")
	endif()
endfunction()

# planted_replace(VARIABLE TEXT FROM TO): FROM must stand in the text exactly once, or the variable
# becomes empty.
function(planted_replace variable text from to)
	string(FIND "${text}" "${from}" first)
	string(FIND "${text}" "${from}" last REVERSE)
	set(result "")
	if(NOT first EQUAL -1 AND first EQUAL last)
		string(REPLACE "${from}" "${to}" result "${text}")
	endif()
	set(${variable} "${result}" PARENT_SCOPE)
endfunction()
