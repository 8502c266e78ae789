# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# Changes planted into copies of Linux 7's group_cpus.c, each of which the oracle must notice. Made
# as those of planted.cmake.

file(READ ${linux_folder_7}/lib/group_cpus.c planted_grouping)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
	${linux_folder_7}/lib/group_cpus.c)

# planted_spread_build(NAME TEXT): builds a copy of Linux with this text as group_cpus.c.
function(planted_spread_build name text)
	set(folder ${CMAKE_CURRENT_BINARY_DIR}/planted/spread_${name})
	file(COPY ${linux_folder_7}/lib ${linux_folder_7}/kernel ${linux_folder_7}/version
		DESTINATION ${folder} PATTERN group_cpus.c EXCLUDE)
	planted_write(${folder}/lib/group_cpus.c "${text}")
	irqm_linux_build(planted_spread_${name}_ ${folder} 64)
	set_property(GLOBAL APPEND PROPERTY irqm_planted_spread ${name})
endfunction()

function(plant_spread name from to)
	planted_replace(text "${planted_grouping}" "${from}" "${to}")
	if(text)
		planted_spread_build(${name} "${text}")
	else()
		message(WARNING "The planted change ${name} does not apply to ${linux_folder_7}")
	endif()
	irqm_add_oracle_test(oracle_planted_spread_${name} test_oracle_planted_spread ${name})
endfunction()

# Clusters.
plant_spread(clusters_of_other_nodes "nc = cpumask_weight_and(cluster_mask, node_cpumask)"
	"nc = cpumask_weight(cluster_mask)")
plant_spread(no_cluster_goes_on "if (!cpumask_weight(cluster_mask))\n\t\t\tgoto no_cluster;"
	"if (!cpumask_weight(cluster_mask))\n\t\t\tcluster_mask = cpumask_of(cpu);")
plant_spread(one_group_less_than_clusters "ncluster > ngroups" "ncluster > ngroups + 1")
plant_spread(one_group_more_than_clusters "ncluster > ngroups" "ncluster >= ngroups")
plant_spread(clusters_never "if (ncluster == 0 || " "if (ncluster || ")
plant_spread(clusters_unsorted "cpumask_and(nmsk, node_cpumask, clusters[nv->id])"
	"cpumask_and(nmsk, node_cpumask, clusters[i])")
plant_spread(cluster_groups_not_done "masks, &curgrp, last_grp)) {\n\t\t\tdone += nv->ngroups;"
	"masks, &curgrp, last_grp)) {")

# Siblings and shares.
plant_spread(siblings_never "for (sibl = -1; cpus_per_grp > 0; )"
	"for (sibl = nr_cpu_ids - 1; cpus_per_grp > 0; )")
plant_spread(larger_groups_last "if (extra_grps) {" "if (extra_grps > nv->ngroups - 1 - v) {")
plant_spread(share_rounded_up "numgrps * ncpus / remaining_ncpus"
	"(numgrps * ncpus + remaining_ncpus - 1) / remaining_ncpus")
plant_spread(largest_node_first "return ln->ncpus - rn->ncpus" "return rn->ncpus - ln->ncpus")
plant_spread(as_many_groups_as_nodes "if (numgrps <= nodes) {" "if (numgrps < nodes) {")

# Absent CPUs, and what is counted.
plant_spread(absent_start_anew "\t\tcurgrp = nr_present;" "\t\tcurgrp = 0;")
plant_spread(absent_not_counted "min(nr_present + nr_others, numgrps)"
	"min(nr_present + 0 * nr_others, numgrps)")

planted_spread_build(nothing "${planted_grouping}")
irqm_add_oracle_test(oracle_planted_spread_nothing test_oracle_planted_spread nothing)

get_property(planted_names GLOBAL PROPERTY irqm_planted_spread)
set(planted_list "/* Made by CMake: the copies of Linux with planted changes. */\n")
irqm_add_oracle_program(test_oracle_planted_spread)
target_sources(test_oracle_planted_spread PRIVATE oracle_machine.c oracle_spread.c)
target_link_libraries(test_oracle_planted_spread PRIVATE hosted-static)
target_include_directories(test_oracle_planted_spread PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/planted)
foreach(name IN LISTS planted_names)
	string(APPEND planted_list "PLANTED(${name})\n")
	target_sources(test_oracle_planted_spread PRIVATE
		$<TARGET_OBJECTS:planted_spread_${name}_linux>
		$<TARGET_OBJECTS:planted_spread_${name}_glue>)
endforeach()
planted_write(${CMAKE_CURRENT_BINARY_DIR}/planted/planted_spread_list.h "${planted_list}")
