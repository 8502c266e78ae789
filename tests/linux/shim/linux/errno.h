/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The C library's own errno.h includes this one. */
#include_next <linux/errno.h>
