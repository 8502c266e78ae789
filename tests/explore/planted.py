# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""planted.py - bugs for check-planted, each with the world in which it shows."""

from dataclasses import dataclass, field


@dataclass
class Bug:
    """In @file the text @old becomes @new; @users: if it is a header, the sources to compile."""
    name: str
    says: str
    world: str
    file: str
    old: str
    new: str
    users: list = field(default_factory=list)


BUGS = (
    # ---- The matrix: counters ----
    Bug("free_offline", "a slot freed on an offline CPU counts as available",
        "matrix-2x2-window", "matrix/alloc.c",
        "\tm->global_available += online;\n", "\tm->global_available++;\n"),
    Bug("online_full", "a CPU that comes online counts as empty",
        "matrix-2x2-window", "matrix/matrix.c",
        "m->global_available += row->count.available;",
        "m->global_available += m->rows.end - m->rows.first;"),
    Bug("system_offline", "a system vector is subtracted from the sum for offline CPUs as well",
        "matrix-2x2-window", "matrix/matrix.c",
        "m->global_available -= m->online_cpus;", "m->global_available -= m->rows.nr_cpus;"),
    Bug("unmanage_count", "a slot that becomes regular stays counted as managed in use",
        "matrix-2x2-window", "matrix/row.h",
        "\trow->count.managed--;\n\trow->count.managed_allocated--;\n}\n\n/*\n * What the search",
        "\trow->count.managed--;\n}\n\n/*\n * What the search",
        ["matrix/managed.c"]),
    # ---- The matrix: what may be done ----
    Bug("free_twice", "a managed slot that is not in use can be freed",
        "matrix-2x2-window", "matrix/alloc.c",
        "if (im_unlikely(!im_row_is_allocated(row, slot.vector)))",
        "if (im_unlikely(!im_row_is_allocated(row, slot.vector) && "
        "!im_row_is_managed(&m->rows, row, slot.vector)))"),
    Bug("reserved_lost", "an allocation that fails uses up the reservation",
        "matrix-2x2-window", "matrix/alloc.c", "\tif (err)\n\t\tm->reserved++;\n", ""),
    Bug("reserve_part", "the lowest CPU of a mask is not asked before vectors are reserved",
        "matrix-2x2-window", "matrix/managed.c",
        "\tfor (left = cpus; left; left &= left - 1) {\n"
        "\t\tif (is_exhausted(",
        "\tfor (left = cpus & (cpus - 1); left; left &= left - 1) {\n"
        "\t\tif (is_exhausted("),
    Bug("system_in_use", "a vector in use on an offline CPU becomes a system vector",
        "matrix-2x2-window", "matrix/matrix.c",
        "if (cpu != except && (im_row",
        "if (cpu != except && im_matrix_is_online(m, cpu) && (im_row"),
    Bug("last_of_run", "a run that ends with the last vector cannot be freed",
        "matrix-2x3-words", "matrix/block.c",
        "count > m->rows.end - slot.vector)", "count >= m->rows.end - slot.vector)"),
    Bug("split_late", "a block that is freed stays joined at its end",
        "matrix-2x3-words", "matrix/row.c",
        "v < vector + count; v++)\n\t\tim_bits_clear(joined, v);",
        "v + 1 < vector + count; v++)\n\t\tim_bits_clear(joined, v);"),
    # ---- The matrix: choices ----
    Bug("tie", "of CPUs with equally many available vectors the highest is taken",
        "matrix-3x2-runs", "matrix/alloc.c",
        "if (its > available) {", "if (its && its >= available) {"),
    Bug("tie_managed", "of CPUs with equally many managed slots the lowest is chosen",
        "matrix-3x2-runs", "matrix/managed.c", "if (its <= fewest &&", "if (its < fewest &&"),
    Bug("tie_run", "of CPUs with a run and equally many available vectors the highest is taken",
        "matrix-3x2-runs", "matrix/block.c",
        "row->count.available <= most)", "row->count.available < most)"),
    Bug("own_available", "a CPU asked whether it may go offline counts its own available vectors",
        "matrix-2x2-window", "matrix/questions.c",
        "m->global_available - row->count.available);", "m->global_available);"),
    # ---- The matrix: the index ----
    Bug("index_spare", "the index does not notice that a CPU has no spare vector any more",
        "matrix-2x2-index", "matrix/managed.c",
        "\tif (!im_row_has_spare(&m->rows, row))\n"
        "\t\t*im_index_ready_rw(&m->spare, w) &= ~bit;\n", ""),
    Bug("bound_online", "a CPU that comes online does not raise the bound of its spare vectors",
        "matrix-2x1-tree", "matrix/matrix.c",
        "\tif (im_row_has_spare(&m->rows, row))\n"
        "\t\tim_index_raise_bounds(&m->spare, cpu / IM_BITS,\n"
        "\t\t\t\t      im_matrix_spare_key(m, row->count.managed_allocated));\n", ""),
    # ---- The table: up and down ----
    Bug("deactivate_failed", "after a failed shutdown the interrupt keeps its reservation",
        "table-1-regular", "table/activate.c",
        "\tif (err) {\n\t\tim_table_unreserve(t, i);\n\t} else {\n\t\ti->started",
        "\tif (!err) {\n\t\ti->started"),
    Bug("old_slot_held", "an interrupt that is disabled keeps its old slot",
        "table-1-regular", "table/activate.c",
        "\tt->irqs[irq].started = false;\n\tim_table_free_old_slot(t, &t->irqs[irq]);\n",
        "\tt->irqs[irq].started = false;\n"),
    Bug("disabled_starts", "a disabled interrupt gets a slot when a CPU comes online",
        "table-2-scarce", "table/activate.c",
        "start = i->state == IRQM_IRQ_WAITING && im_table_is_wanted(i) && "
        "im_table_end_wait(t, i);\n\tif",
        "start = i->state == IRQM_IRQ_WAITING && im_table_end_wait(t, i);\n\tif"),
    # ---- The table: CPUs ----
    Bug("pending_needs_room", "an interrupt that can go back counts as one that needs a slot",
        "table-2-mixed", "table/hotplug.c", "a->regular += !i->pending;", "a->regular++;"),
    Bug("old_slot_gone", "an old slot on a CPU that went offline is not freed",
        "table-2-mixed", "table/hotplug.c",
        "\tim_table_lock(t);\n\tim_table_free_old_slot(t, &t->irqs[irq]);\n\tim_table_unlock(t);\n",
        "\t(void)t;\n\t(void)irq;\n"),
    Bug("parked_drained", "a queue is not resumed when its interrupt could not be shut down",
        "table-2-scarce", "table/hotplug.c",
        "\tundo = im_table_resume_queue(t, irq);\n\tif (undo)\n\t\tim_table_fail(t, irq, undo);\n",
        "\tundo = 0;\n\t(void)undo;\n"),
    # ---- The table: changes of affinity ----
    Bug("set_leaks", "a set of changes that is refused keeps what it has reserved",
        "table-2-scarce-sets", "table/override.c",
        "\t\tim_table_drop_other_mask(t, &t->irqs[irq]);\n\t\tt->irqs[irq].busy = false;",
        "\t\tt->irqs[irq].busy = false;"),
    Bug("change_while_moving", "a change begins although an earlier move is not done",
        "table-1-breaks", "table/override.c",
        "err = i->pending ? -IRQM_EBUSY : im_table_reserve_managed(t, mask, i->mask);",
        "err = im_table_reserve_managed(t, mask, i->mask);"),
    Bug("aborted_stays_stopped", "the queue stays stopped after a change was aborted",
        "table-1-breaks", "table/override.c",
        "\tfor_all_or_fail(t, b, abort_one);\n\tfor_all_or_fail(t, b, resume_one);\n",
        "\tfor_all_or_fail(t, b, abort_one);\n"),
    Bug("broken_while_moving", "the old slot of one that a user breaks stays managed",
        "table-1-breaks", "table/set_affinity.c", "\tunmanage(t, im_table_other(i));\n", ""),
    Bug("strict_forgets", "isolating fails, and the CPUs stay isolated",
        "table-1-regular", "table/eligible.c",
        "\t\t\tim_table_retarget(t, irq);\n\t}\n\tsettle_refused(t);\n",
        "\t\t\tim_table_retarget(t, irq);\n\t}\n\t(void)settle_refused;\n"),
    # ---- Found by exploring ----
    Bug("waiting_gets_slot", "a waiting, disabled interrupt gets a slot by a change that fails",
        "table-1-breaks", "table/override.c",
        "return i->claim.waited && !im_table_is_wanted(i) ? 0 : startup_one(t, irq);",
        "(void)i;\n\treturn startup_one(t, irq);"),
    Bug("parked_stays_parked", "one that is disabled loses its slot when its CPU stays online",
        "table-2-held", "table/hotplug.c",
        "\tif (i->state == IRQM_IRQ_WAITING && !im_table_is_wanted(i))\n"
        "\t\tim_table_end_wait(t, i);\n", ""),
    Bug("broken_untold", "an interrupt that could not go back is not counted as broken",
        "table-2-mixed", "table/hotplug.c",
        "\tif (i->claim.done)\n\t\tnote_broken(t, irq, from, r);\n", "\t(void)from;\n"),
)
