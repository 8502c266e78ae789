# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# How everything in this tree is compiled.

# Options of every C target: the language, its warnings, and what the IRQM_* options ask for.
add_library(irqm_options INTERFACE)
target_compile_features(irqm_options INTERFACE c_std_11)
target_compile_options(irqm_options INTERFACE
	-Wall -Wextra -Wshadow -Wvla
	$<$<BOOL:${IRQM_WERROR}>:-Werror>)

# A program has to be linked with the sanitizers and the coverage of the static library it uses.
if(IRQM_SANITIZE)
	add_compile_options(-fsanitize=${IRQM_SANITIZE} -fno-sanitize-recover=all
		-fno-omit-frame-pointer)
	add_link_options(-fsanitize=${IRQM_SANITIZE})
endif()
if(IRQM_COVERAGE AND CMAKE_C_COMPILER_ID MATCHES Clang)
	set(coverage_options -fprofile-instr-generate -fcoverage-mapping -fcoverage-mcdc)
	add_link_options(-fprofile-instr-generate)
elseif(IRQM_COVERAGE)
	add_compile_options(--coverage)
	add_link_options(--coverage)
endif()

# irqm_add_library(NAME OUTPUT sources...)
#
# Makes NAME-static and NAME-shared with the file name libOUTPUT, and irqmatrix::NAME as an alias of
# the one that BUILD_SHARED_LIBS asks for. The shared one exports only what is marked IRQM_API.
function(irqm_add_library name output)
	foreach(kind IN ITEMS STATIC SHARED)
		string(TOLOWER ${kind} suffix)
		set(target ${name}-${suffix})
		add_library(${target} ${kind} ${ARGN})
		add_library(irqmatrix::${target} ALIAS ${target})
		target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:irqm_options>)
		target_compile_options(${target} PRIVATE ${coverage_options}
			-Wpedantic -Wconversion -Wmissing-prototypes -Wstrict-prototypes)
		target_compile_definitions(${target} PRIVATE
			$<$<BOOL:${IRQM_DEBUG_CHECKS}>:IRQM_DEBUG_CHECKS>
			$<$<BOOL:${IRQM_SMALL}>:IRQM_SMALL>)
		target_include_directories(${target} PUBLIC
			$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
			$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
		set_target_properties(${target} PROPERTIES
			OUTPUT_NAME ${output}
			C_STANDARD 11
			C_STANDARD_REQUIRED ON
			C_EXTENSIONS OFF
			C_VISIBILITY_PRESET hidden
			VERSION ${PROJECT_VERSION}
			SOVERSION ${PROJECT_VERSION_MAJOR})
	endforeach()
	if(BUILD_SHARED_LIBS)
		add_library(irqmatrix::${name} ALIAS ${name}-shared)
	else()
		add_library(irqmatrix::${name} ALIAS ${name}-static)
	endif()
endfunction()
