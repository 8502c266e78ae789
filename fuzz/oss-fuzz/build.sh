#!/bin/bash -eu
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#
# build.sh - build the fuzz targets for OSS-Fuzz.
#
# Takes $SRC, $OUT, $WORK, $CC, $CXX, $CFLAGS, $CXXFLAGS, $LIB_FUZZING_ENGINE and $SANITIZER from
# the environment. Uses the flags unchanged, so that coverage and introspector builds work too. Puts
# into $OUT, per target: the program, its _seed_corpus.zip, its .options, and its .dict if it has
# one. Puts into $OUT/lib the shared libraries that the image that runs the targets does not have.
#
# The memory sanitizer needs all libraries of a program to be instrumented. The core uses no
# library, so matrix, spread and table are built with it. The other targets use hwloc, libxml2 and
# json-c, which are Debian's builds.

cd "$SRC/libirqmatrix"
targets=(matrix spread table)
options=()
if [ "$SANITIZER" = memory ]; then
	options+=(-DIRQM_BUILD_HOSTED=OFF -DIRQM_BUILD_TOOLS=OFF)
else
	targets+=(topology_xml scenario)
	sources=
	for linux in "$SRC"/linux "$SRC"/linux-source-*.tar.xz; do
		[ ! -e "$linux" ] || sources+=${sources:+;}$linux
	done
	if [ -n "$sources" ]; then
		targets+=(linux)
		options+=(-DIRQM_LINUX_SOURCE="$sources" -DIRQM_LINUX_CACHE="$WORK")
	fi
fi

# RPATH instead of RUNPATH, so that libraries in lib/ find each other by it as well.
linking="-Wl,--as-needed -Wl,--disable-new-dtags -Wl,-rpath,'\$ORIGIN/lib'"
cmake -S . -B "$WORK/build" -G Ninja -DCMAKE_BUILD_TYPE= -DIRQM_BUILD_BENCH=OFF \
	-DIRQM_TEST_CRITERION=OFF -DIRQM_WERROR=OFF -DIRQM_DEBUG_CHECKS=ON \
	-DCMAKE_EXE_LINKER_FLAGS="$linking" -DCMAKE_SKIP_BUILD_RPATH=ON "${options[@]}"
cmake --build "$WORK/build" --target "${targets[@]/#/fuzz_}"

# libraries PROGRAM: print the shared libraries that it needs, without those of C and C++
libraries() {
	ldd "$1" | awk '$2 == "=>" && $3 ~ /^\// { print $3 }' |
		grep -vE '/(libc|libm|libdl|librt|libpthread|libgcc_s|libstdc\+\+|ld-linux.*)\.so'
}

mkdir -p "$OUT/lib"
for target in "${targets[@]/#/fuzz_}"; do
	cp "$WORK/build/fuzz/$target" "$OUT/"
	for library in $(libraries "$OUT/$target"); do
		cp -n --dereference "$library" "$OUT/lib/"
	done
	cp "fuzz/$target.options" "$OUT/"
	[ ! -f "fuzz/$target.dict" ] || cp "fuzz/$target.dict" "$OUT/"
	rm -f "$OUT/${target}_seed_corpus.zip"
	zip -q -j "$OUT/${target}_seed_corpus.zip" "fuzz/corpus/$target"/*
done
