# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# What `cmake --install` installs: headers, libraries, the CMake package, pkg-config files.

include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/irqmatrix)

# The pkg-config files name their prefix relative to themselves, so that an installed tree may move.
set(pc_dir ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
file(RELATIVE_PATH pc_to_prefix /${pc_dir} /)
string(REGEX REPLACE "/$" "" pc_to_prefix ${pc_to_prefix})

install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/irqmatrix DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
	FILES_MATCHING PATTERN *.h
	PATTERN hosted.h EXCLUDE)

# irqm_install(COMPONENT DESCRIPTION targets...): the targets and their pkg-config file
function(irqm_install name description)
	install(TARGETS ${ARGN} EXPORT ${name}-targets)
	install(EXPORT ${name}-targets NAMESPACE irqmatrix:: DESTINATION ${package_dir})
	configure_file(${PROJECT_SOURCE_DIR}/cmake/${name}.pc.in ${name}.pc @ONLY)
	install(FILES ${CMAKE_CURRENT_BINARY_DIR}/${name}.pc
		DESTINATION ${pc_dir})
endfunction()

irqm_install(irqmatrix "${PROJECT_DESCRIPTION}" irqmatrix-static irqmatrix-shared)
if(IRQM_BUILD_HOSTED)
	install(FILES ${PROJECT_SOURCE_DIR}/include/irqmatrix/hosted.h
		DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/irqmatrix)
	irqm_install(irqmatrix-hosted "Memory and hwloc machines for libirqmatrix"
		hosted-static hosted-shared)
endif()

configure_package_config_file(cmake/irqmatrix-config.cmake.in irqmatrix-config.cmake
	INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(irqmatrix-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES
	${CMAKE_CURRENT_BINARY_DIR}/irqmatrix-config.cmake
	${CMAKE_CURRENT_BINARY_DIR}/irqmatrix-config-version.cmake
	DESTINATION ${package_dir})
