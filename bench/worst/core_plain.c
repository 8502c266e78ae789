/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The library as the tree builds it: what is timed, and whose instructions are counted. */
#define WORST_CORE worst_plain
#include "worst_core.h"
