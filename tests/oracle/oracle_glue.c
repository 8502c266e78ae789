/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * oracle_glue.c - our calls by way of the glue, as a kernel makes them.
 *
 * A glue function must do exactly one thing to the library's matrix. So the call is made on a byte
 * copy first: afterwards the matrix must be like the copy, byte by byte, the answer that of the
 * library in the kernel's terms, and complaints those of the rules below.
 */
#include <string.h>

#include "linux_perform.h"
#include "oracle_pair.h"

/* D9: whether a slot is managed is known, whatever the caller says. */
static struct linux_answer issue(struct oracle_pair *pair, const struct op_call *call)
{
	return linux_perform(pair->glue, pair->wrapped, call, call->slot.vector & 1);
}

/* The error that stops the machine: what Linux itself stops at, and nothing else. */
static bool stops(enum op_code code, int err)
{
	if (code == OP_ASSIGN_SYSTEM || code == OP_REPLACE_SYSTEM)
		return err && err != -IRQM_EBUSY;
	return code == OP_ONLINE && err;
}

/* Of the calls that Linux has. */
static bool warns(enum op_code code, int err)
{
	switch (code) {
	case OP_ALLOC:
	case OP_ALLOC_RESERVED:
		return err == -IRQM_ENOENT;
	case OP_UNRESERVE_MANAGED:
		return err && err != -IRQM_EINVAL;
	case OP_RESERVE_MANAGED:
	case OP_ALLOC_MANAGED:
	case OP_CAN_OFFLINE:
		return false;
	default:
		return err && !stops(code, err);
	}
}

static bool same_answer(struct oracle_pair *pair, const struct op_call *call,
			const struct op_result *expected, struct linux_answer answer)
{
	enum op_code code = call->code;
	int value = 0;

	if (code == OP_CAN_OFFLINE) {
		if (expected->code || (unsigned int)(answer.value > 0 ? answer.value : 0) ==
					      expected->missing)
			return true;
		return oracle_differ(pair, "the glue finds %d missing, not %u", answer.value,
				     expected->missing);
	}
	if (stops(code, expected->code))
		value = LINUX_BUG;
	else if (op_infos[code].gives_slot)
		value = expected->code ? expected->code : (int)expected->slot.vector;
	else if (code == OP_RESERVE_MANAGED && expected->code != -IRQM_EINVAL) /* D16 */
		value = expected->code;
	if (answer.value != value)
		return oracle_differ(pair, "the glue gives %d, not %d", answer.value, value);
	if (op_infos[code].gives_slot && !expected->code && answer.cpu != expected->slot.cpu)
		return oracle_differ(pair, "the glue gives CPU %u, not %u", answer.cpu,
				     expected->slot.cpu);
	return true;
}

static bool same_noise(struct oracle_pair *pair, const struct op_call *call, int err,
		       bool message, const struct linux_complaints *before)
{
	const struct linux_complaints *now = linux_complaints();
	unsigned long warnings = now->warnings - before->warnings, bugs = now->bugs - before->bugs;
	unsigned long messages = now->messages - before->messages;

	pair->warnings += warnings;
	pair->bugs += bugs;
	pair->messages += messages;
	if (warnings == warns(call->code, err) && bugs == stops(call->code, err) &&
	    messages == message)
		return true;
	return oracle_differ(pair, "at %d the glue warns %lu, stops %lu, tells %lu times", err,
			     warnings, bugs, messages);
}

bool oracle_glue_call(struct oracle_pair *pair, const struct op_call *call, struct op_result *ours)
{
	struct linux_complaints before = *linux_complaints();
	struct irqm_matrix_stats stats = oracle_stats(pair);
	bool message = call->code == OP_RESERVE && stats.reserved == stats.global_available;
	struct linux_answer answer;

	memcpy(pair->memory, pair->ours, pair->bytes);
	op_perform(pair->memory, call, ours);
	pair->our_events.nr = 0;
	linux_record(&pair->our_events);
	answer = issue(pair, call);
	linux_record(NULL);
	if (memcmp(pair->memory, pair->ours, pair->bytes))
		return oracle_differ(pair, "the glue does something else to the matrix");
	if (pair->glue->reserved(pair->wrapped) != oracle_stats(pair).reserved)
		return oracle_differ(pair, "the glue counts reservations otherwise");
	return same_answer(pair, call, ours, answer) &&
	       same_noise(pair, call, ours->code, message, &before);
}

bool oracle_glue_bug(struct oracle_pair *pair, const struct op_call *call)
{
	memcpy(pair->memory, pair->ours, pair->bytes);
	if (issue(pair, call).value != LINUX_BUG)
		return oracle_differ(pair, "the glue accepts a system vector too late");
	pair->bugs++;
	return !memcmp(pair->memory, pair->ours, pair->bytes) ||
	       oracle_differ(pair, "the glue changes the matrix and stops");
}

/* Where struct shim_event has its CPU and what that has available. */
#define CPU_AT 5
#define AVAILABLE_AT 7

/* Until a CPU is online for the first time its available is nothing yet in Linux, right in ours. */
static bool same_event(const struct oracle_pair *pair, const struct shim_event *mine,
		       const struct shim_event *his)
{
	unsigned int i, cpu = mine->numbers[CPU_AT];
	bool starts = cpu != IRQM_NONE && !pair->cpus[cpu].started;

	for (i = 0; i < LINUX_EVENT_NUMBERS; i++) {
		if (mine->numbers[i] != his->numbers[i] && !(i == AVAILABLE_AT && starts))
			return false;
	}
	return strcmp(mine->name, his->name) == 0;
}

/*
 * As long as the program has met no number, because from there on figures drift. D21 changes no
 * figure. A failed call undoes step by step in Linux and tells each; ours has not begun.
 */
bool oracle_glue_same_events(struct oracle_pair *pair, const struct op_result *ours)
{
	const struct linux_events *mine = &pair->our_events, *his = &pair->their_events;
	unsigned int i;

	if (ours->code)
		return !mine->nr || oracle_differ(pair, "a failed call is traced");
	if ((pair->seen & ~ORACLE_BIT(21)) || pair->system_in_window)
		return true;
	if (mine->nr != his->nr)
		return oracle_differ(pair, "%u events, not %u", mine->nr, his->nr);
	for (i = 0; i < mine->nr && i < LINUX_EVENTS_MAX; i++) {
		if (!same_event(pair, &mine->event[i], &his->event[i]))
			return oracle_differ(pair, "event %u, %s, differs from %s", i,
					     mine->event[i].name, his->event[i].name);
		pair->tally->events++;
	}
	return true;
}

static enum oracle_state state_of(const struct oracle_pair *pair, unsigned int cpu)
{
	if (oracle_cpu_stats(pair, cpu).online)
		return ORACLE_ONLINE;
	return pair->cpus[cpu].started ? ORACLE_OFFLINE_AGAIN : ORACLE_NEVER_ONLINE;
}

/* Only the vectors of an online CPU can be left out: those of others are not counted (D21). */
bool oracle_glue_same_answers(struct oracle_pair *pair, unsigned int cpu)
{
	struct irqm_matrix_cpu_stats mine = oracle_cpu_stats(pair, cpu);
	struct irqm_matrix_stats stats = oracle_stats(pair);
	unsigned int others = stats.global_available - (mine.online ? mine.available : 0);
	enum oracle_state state = state_of(pair, cpu);

	pair->tally->asked[state]++;
	if (pair->glue->available(pair->wrapped, false, cpu) == stats.global_available &&
	    pair->glue->available(pair->wrapped, true, cpu) == others &&
	    pair->glue->allocated(pair->wrapped, cpu) == mine.allocated - mine.managed_allocated &&
	    pair->glue->reserved(pair->wrapped) == stats.reserved)
		return true;
	return oracle_differ(pair, "CPU %u, state %d: the glue has %u available, %u without it, "
				   "%u allocated, %u reserved, not %u %u %u %u",
			     cpu, state, pair->glue->available(pair->wrapped, false, cpu),
			     pair->glue->available(pair->wrapped, true, cpu),
			     pair->glue->allocated(pair->wrapped, cpu),
			     pair->glue->reserved(pair->wrapped), stats.global_available, others,
			     mine.allocated - mine.managed_allocated, stats.reserved);
}

bool oracle_glue_same_text(struct oracle_pair *pair, unsigned int indent, const char *text)
{
	linux_text_clear(&pair->text);
	pair->glue->debug_show(pair->wrapped, &pair->text, (int)indent);
	return strcmp(pair->text.text, text) == 0 ||
	       oracle_differ(pair, "the glue shows another text than the library");
}
