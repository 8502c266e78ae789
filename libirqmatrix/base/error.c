/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include <irqmatrix/errors.h>

const char *irqm_error_text(int code)
{
	switch (code) {
	case 0:
		return "success";
	case -IRQM_EPERM:
		return "not permitted";
	case -IRQM_ENOENT:
		return "nothing to undo, free or find";
	case -IRQM_ENOMEM:
		return "out of memory";
	case -IRQM_EBUSY:
		return "in use, or in that state already";
	case -IRQM_ENODEV:
		return "CPU is offline";
	case -IRQM_EINVAL:
		return "invalid argument";
	case -IRQM_ENOSPC:
		return "no vector left";
	case -IRQM_ERANGE:
		return "number out of range";
	default:
		return "unknown error";
	}
}
