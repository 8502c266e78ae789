# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# Changes planted into copies of Linux's matrix.c, each of which the oracle must notice. The copies
# are made in the build folder when the build is configured.

set(planted_source ${linux_folder_6_12})
file(READ ${planted_source}/kernel/irq/matrix.c planted_matrix)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
	${planted_source}/kernel/irq/matrix.c)

# planted_copy(NAME TEXT): builds a copy of Linux with this text as matrix.c.
function(planted_copy name text)
	set(folder ${CMAKE_CURRENT_BINARY_DIR}/planted/${name})
	file(COPY ${planted_source}/lib ${planted_source}/version DESTINATION ${folder})
	file(COPY ${planted_source}/kernel/irq/affinity.c DESTINATION ${folder}/kernel/irq)
	planted_write(${folder}/kernel/irq/matrix.c "${text}")
	irqm_linux_build(planted_${name}_ ${folder} 1024)
endfunction()

# planted_build(NAME TEXT): a copy for test_oracle_planted.
function(planted_build name text)
	planted_copy(${name} "${text}")
	set_property(GLOBAL APPEND PROPERTY irqm_planted ${name})
endfunction()

# plant(NAME FROM TO): when the change does not apply, there is no copy of this name, and its test
# fails.
function(plant name from to)
	planted_replace(text "${planted_matrix}" "${from}" "${to}")
	if(text)
		planted_build(${name} "${text}")
	else()
		message(WARNING "The planted change ${name} does not apply to ${planted_source}")
	endif()
	irqm_add_oracle_test(oracle_planted_${name} test_oracle_planted ${name})
endfunction()

# Choosing.
plant(regular_tie "cm->available <= maxavl" "cm->available < maxavl")
plant(managed_tie "cm->managed_allocated > allocated" "cm->managed_allocated >= allocated")
plant(offline_is_chosen "!cm->online || cm->available <= maxavl" "cm->available <= maxavl")
plant(first_vector_is_lost "end, start, num, 0)" "end, start + 1, num, 0)")
plant(last_vector_is_lost "\tunsigned int end = m->alloc_end;\n\n\tbitmap_or"
	"\tunsigned int end = m->alloc_end - 1;\n\n\tbitmap_or")

# Maps.
plant(managed_in_wrong_map "bitmap_set(cm->managed_map, area, num)"
	"bitmap_set(cm->alloc_map, area, num)")
plant(system_is_given_out "cm->managed_map, m->system_map, end"
	"cm->managed_map, cm->managed_map, end")
plant(managed_is_not_unwound "irq_matrix_remove_managed(m, cpumask_of(cpu))" "cpumask_of(cpu)")

# Counters.
plant(managed_in_use_is_not_counted "\tcm->managed_allocated++;\n" "")
plant(reserved_stays "\tif (reserved)\n\t\tm->global_reserved--;\n" "")
plant(total_is_not_counted "\tm->total_allocated++;\n\tm->global_available--;\n\tif (reserved)"
	"\tm->global_available--;\n\tif (reserved)")
plant(freed_is_not_available
	"\t\tif (cm->online)\n\t\t\tm->global_available++;\n\t}\n\ttrace_irq_matrix_free"
	"\t}\n\ttrace_irq_matrix_free")
plant(offline_keeps_available "\tm->global_available -= cm->available;\n\tcm->online"
	"\tcm->online")
plant(online_counts_anew "if (!cm->initialized)" "if (true)")
plant(system_window_begins_late "bit >= m->alloc_start && bit < m->alloc_end"
	"bit > m->alloc_start && bit < m->alloc_end")

# What is said.
plant(empty_mask_is_no_space "\t\treturn -EINVAL;\n\n\tcpu = matrix_find_best_cpu(m, msk)"
	"\t\treturn -ENOSPC;\n\n\tcpu = matrix_find_best_cpu(m, msk)")
plant(free_does_not_warn "WARN_ON_ONCE(!test_and_clear_bit(bit, cm->alloc_map))"
	"!test_and_clear_bit(bit, cm->alloc_map)")
plant(text_swaps_columns "cm->managed_allocated, cm->allocated,"
	"cm->allocated, cm->managed_allocated,")

# Linux without one of its known errors: the oracle knows them as they are.
plant(without_d2 "\tif (cm->online)\n\t\tm->total_allocated--;" "\tm->total_allocated--;")
plant(without_d3 "\tm->global_reserved--;\n\ttrace_irq_matrix_remove_reserved"
	"\tif (m->global_reserved)\n\t\tm->global_reserved--;\n\ttrace_irq_matrix_remove_reserved")
plant(without_d5 "WARN_ON_ONCE(test_and_set_bit(bit, cm->alloc_map))"
	"test_bit(bit, m->system_map) ||
		WARN_ON_ONCE(test_and_set_bit(bit, cm->alloc_map))")

# The same way without a change, where nothing may be noticed.
planted_build(nothing "${planted_matrix}")
irqm_add_oracle_test(oracle_planted_nothing test_oracle_planted nothing)

get_property(planted_names GLOBAL PROPERTY irqm_planted)
set(planted_list "/* Made by CMake: the copies of Linux with planted changes. */\n")
irqm_add_oracle_program(test_oracle_planted)
target_include_directories(test_oracle_planted PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/planted)
foreach(name IN LISTS planted_names)
	string(APPEND planted_list "PLANTED(${name})\n")
	target_sources(test_oracle_planted PRIVATE $<TARGET_OBJECTS:planted_${name}_linux>
		$<TARGET_OBJECTS:planted_${name}_glue>)
endforeach()
planted_write(${CMAKE_CURRENT_BINARY_DIR}/planted/planted_list.h "${planted_list}")

# ---- The KUnit tests of docs/upstream, on Linux as it is and with the repair proposed there ----

# upstream_copy(NAME TEXT): with the tests at the end of matrix.c; the suite is called NAME.
function(upstream_copy name text)
	set(tests ${PROJECT_SOURCE_DIR}/docs/upstream/irq_matrix_kunit.c)
	planted_copy(${name} "${text}\n#define KUNIT_SUITE ${name}\n#include \"${tests}\"\n")
	target_include_directories(planted_${name}_linux PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
	target_sources(test_oracle_upstream PRIVATE $<TARGET_OBJECTS:planted_${name}_linux>
		$<TARGET_OBJECTS:planted_${name}_glue>)
endfunction()

planted_replace(repaired "${planted_matrix}"
	"cm->managed++;\n\t\tif (cm->online) {\n\t\t\tcm->available--;"
	"cm->managed++;\n\t\tif (cm->initialized)\n\t\t\tcm->available--;\n\t\tif (cm->online) {")
planted_replace(repaired "${repaired}"
	"cm->managed--;\n\t\tif (cm->online) {\n\t\t\tcm->available++;"
	"cm->managed--;\n\t\tif (cm->initialized)\n\t\t\tcm->available++;\n\t\tif (cm->online) {")
planted_replace(repaired "${repaired}" "\tif (cm->online)\n\t\tm->total_allocated--;"
	"\tm->total_allocated--;")
if(NOT repaired)
	message(WARNING "The repair of docs/upstream does not apply to ${planted_source}")
	set(repaired "${planted_matrix}") # and the test fails
endif()
irqm_add_oracle_program(test_oracle_upstream)
upstream_copy(kunit_as_it_is "${planted_matrix}")
upstream_copy(kunit_repaired "${repaired}")
irqm_add_oracle_test(oracle_upstream test_oracle_upstream)
