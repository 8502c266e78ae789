# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# A toolchain for another architecture, from Debian's packages: clang and lld, glibc from
# libc6-dev-ARCH-cross, libgcc from libgcc-12-dev-ARCH-cross. Programs run under qemu-user. It does
# not use gcc's cross compilers, because they cannot be installed together with gcc-multilib, which
# the 32-bit build needs.
#
# Choose the architecture with IRQM_CROSS: aarch64, riscv64 or s390x.
set(CMAKE_TRY_COMPILE_PLATFORM_VARIABLES IRQM_CROSS)
set(triplet ${IRQM_CROSS}-linux-gnu)

set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR ${IRQM_CROSS})
set(CMAKE_C_COMPILER clang-19)
set(CMAKE_C_COMPILER_TARGET ${triplet})
set(CMAKE_C_FLAGS_INIT "-isystem /usr/${triplet}/include")
set(CMAKE_EXE_LINKER_FLAGS_INIT "-static -fuse-ld=lld -L/usr/${triplet}/lib")
set(CMAKE_SHARED_LINKER_FLAGS_INIT "-fuse-ld=lld -L/usr/${triplet}/lib")
foreach(kind IN ITEMS EXE SHARED)
	string(APPEND CMAKE_${kind}_LINKER_FLAGS_INIT
		" -B/usr/lib/gcc-cross/${triplet}/12 -L/usr/lib/gcc-cross/${triplet}/12")
endforeach()
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-${IRQM_CROSS})
