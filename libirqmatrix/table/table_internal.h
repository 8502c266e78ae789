/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * table_internal.h - what the files of the table share; the essay is in table.c.
 */
#ifndef IRQMATRIX_TABLE_INTERNAL_H
#define IRQMATRIX_TABLE_INTERNAL_H

#include <irqmatrix/errors.h>
#include <irqmatrix/table.h>
#include "base/object.h"
#include "mask_pool.h"

#define IM_TABLE_NIL IRQM_NONE

/* An interrupt has room for two slots. */
enum im_table_which {
	IM_AT_SLOT,  /* the one it has */
	IM_AT_OTHER, /* where it is going, or, when pending, where it was */
	IM_AT_NR,
};

/* The neighbours of a place in a list; a place is interrupt x IM_AT_NR + enum im_table_which. */
struct im_table_link {
	unsigned int next;
	unsigned int prev;
};

/*
 * @slot: or CPU IRQM_NONE
 * @link: in the list of the slot's CPU. An interrupt that is WAITING has no slot and uses the link
 *	of IM_AT_SLOT in the list of those WAITING.
 */
struct im_table_at {
	struct irqm_slot slot;
	struct im_table_link link;
};

/* What a call that moves many interrupts does with one of them. */
enum im_table_plan {
	IM_TABLE_STAY,
	IM_TABLE_RETARGET,      /* its other slot is new */
	IM_TABLE_RETARGET_BACK, /* its other slot is the old one, to which it returns */
	IM_TABLE_PARK,          /* shut down until one of its CPUs comes online */
};

/*
 * What an interrupt has while a call works on it: im_table_claim() sets it as a whole, and what is
 * left in it afterwards means nothing.
 *
 * @next: the interrupt that the same call has claimed next, or IM_TABLE_NIL
 * @plan: enum im_table_plan
 * @done: its plan has been carried out, or its queue is prepared
 * @waited: was WAITING when the change of its mask began
 * @breaking: becomes regular: no vector is reserved for its second mask
 */
struct im_table_claim {
	unsigned int next;
	uint8_t plan;
	bool done : 1;
	bool waited : 1;
	bool breaking : 1;
};

/*
 * @at: by enum im_table_which
 * @claim: of use while it is @busy
 * @other_mask: reserved as well while its mask is changed. Not part of the claim, because it stays
 *	when the change ends with hardware in an unknown state at a CPU that only this mask has.
 */
struct im_table_irq {
	const struct irqm_queue_ops *queue;
	void *queue_ctx;
	struct im_table_at at[IM_AT_NR];
	struct im_table_claim claim;
	unsigned int mask;
	unsigned int other_mask;
	unsigned int near_mask;
	int error;
	uint16_t depth;
	uint8_t state; /* enum irqm_irq_state */
	uint8_t mode;  /* enum irqm_irq_mode */
	uint8_t user_change;
	bool busy : 1;    /* claimed by a call */
	bool started : 1; /* the hardware delivers */
	bool suspended : 1;
	bool pending : 1;  /* the first interrupt at the new slot has not been seen */
	bool reserved : 1; /* holds a best-effort reservation */
	bool quiet : 1;    /* the table has stopped its queue */
	bool stuck : 1;    /* FAILED, and the hardware may still deliver */
};

/* Slots in use and vectors reserved for managed interrupts, on one CPU. */
struct im_table_tally {
	unsigned int slots;
	unsigned int managed;
};

/* Interrupts that one call has claimed, in order. */
struct im_table_batch {
	unsigned int first; /* or IM_TABLE_NIL */
	unsigned int last;  /* of use when there is a first */
};

struct irqm_table {
	struct irqm_matrix *matrix;
	const struct irqm_lock_ops *lock;
	void *lock_ctx;
	const struct irqm_chip_ops *chip;
	void *chip_ctx;
	unsigned int nr_irqs;
	unsigned int nr_cpus;
	unsigned int nr_vectors;
	unsigned int words; /* of a mask of all CPUs */
	unsigned int drain_ms;
	enum irqm_table_policy policy;
	bool all_busy;        /* a call works on all CPUs */
	bool restricted;      /* not every CPU is eligible */
	unsigned int leaving; /* the CPU that is going offline, or IRQM_NONE */
	unsigned int waiting; /* first place of those WAITING */
	unsigned int in_state[IRQM_IRQ_NR_STATES];
	unsigned int reserved_before;
	struct im_table_irq *irqs;
	unsigned int *on_cpu;          /* per CPU: first place of the slots there */
	struct im_table_tally *before; /* per CPU: what the matrix held before the table */
	struct im_table_tally *tally;  /* per CPU, for the check */
	unsigned int *refs;            /* per mask, for the check */
	unsigned long *seen;           /* vectors of a CPU, for the check */
	unsigned long *all;            /* mask of all CPUs */
	unsigned long *eligible;
	unsigned long *eligible_before; /* while set_eligible may fail */
	unsigned long *scratch;         /* a mask, of use while the lock is held */
	struct im_mask_pool pool;
	struct im_object object;
};

static inline void im_table_lock(struct irqm_table *t)
{
	if (t->lock)
		t->lock->lock(t->lock_ctx);
}

static inline void im_table_unlock(struct irqm_table *t)
{
	if (t->lock)
		t->lock->unlock(t->lock_ctx);
}

/* Ends a call that changed nothing. */
static inline int im_table_refuse(struct irqm_table *t, int error)
{
	im_table_unlock(t);
	return error;
}

static inline bool im_table_is_slot(struct irqm_slot slot)
{
	return slot.cpu != IRQM_NONE;
}

static inline struct irqm_slot im_table_slot(const struct im_table_irq *i)
{
	return i->at[IM_AT_SLOT].slot;
}

static inline struct irqm_slot im_table_other(const struct im_table_irq *i)
{
	return i->at[IM_AT_OTHER].slot;
}

static inline bool im_table_has(const struct im_table_irq *i, enum im_table_which which)
{
	return im_table_is_slot(i->at[which].slot);
}

/* ---- Places ---- */

static inline unsigned int im_table_place(unsigned int irq, enum im_table_which which)
{
	return irq * IM_AT_NR + which;
}

static inline unsigned int im_table_irq_of(unsigned int place)
{
	return place / IM_AT_NR;
}

static inline enum im_table_which im_table_which_of(unsigned int place)
{
	return (enum im_table_which)(place % IM_AT_NR);
}

static inline struct im_table_at *im_table_at(const struct irqm_table *t, unsigned int place)
{
	return &t->irqs[im_table_irq_of(place)].at[im_table_which_of(place)];
}

/*
 * The places of the slots on a CPU, newest first. The body may claim interrupts and give them other
 * slots at other CPUs, but must not free a slot of this CPU.
 */
#define im_table_for_each_on_cpu(t, place, cpu) \
	for ((place) = (t)->on_cpu[cpu]; (place) != IM_TABLE_NIL; \
	     (place) = im_table_at(t, place)->link.next)

/* The places of the interrupts that are WAITING. The body must not change their state. */
#define im_table_for_each_waiting(t, place) \
	for ((place) = (t)->waiting; (place) != IM_TABLE_NIL; \
	     (place) = im_table_at(t, place)->link.next)

/* ---- Batches ---- */

#define im_table_for_each_in_batch(t, irq, b) \
	for ((irq) = (b)->first; (irq) != IM_TABLE_NIL; (irq) = (t)->irqs[irq].claim.next)

static inline unsigned int im_table_next_in_batch(const struct irqm_table *t, unsigned int irq)
{
	return irq == IM_TABLE_NIL ? IM_TABLE_NIL : t->irqs[irq].claim.next;
}

/* For a body that gives up the claim, and with it the number of the next: it is read before. */
#define im_table_for_each_in_batch_safe(t, irq, following, b) \
	for ((irq) = (b)->first, (following) = im_table_next_in_batch(t, irq); \
	     (irq) != IM_TABLE_NIL; \
	     (irq) = (following), (following) = im_table_next_in_batch(t, irq))

static inline bool im_table_is_managed(const struct im_table_irq *i)
{
	return i->mode == IRQM_IRQ_MANAGED;
}

/* Whether nothing but the lack of a slot keeps an active interrupt down. */
static inline bool im_table_is_wanted(const struct im_table_irq *i)
{
	return !i->depth && !i->suspended;
}

static inline const unsigned long *im_table_mask_of(const struct irqm_table *t, unsigned int mask)
{
	return im_mask_words(&t->pool, mask);
}

static inline bool im_table_in_mask(const struct irqm_table *t, unsigned int mask, unsigned int cpu)
{
	return im_bits_test(im_table_mask_of(t, mask), cpu);
}

/* Whether a regular interrupt with a slot is where it did not ask to be. */
static inline bool im_table_is_broken(const struct irqm_table *t, const struct im_table_irq *i)
{
	return !im_table_is_managed(i) && im_table_has(i, IM_AT_SLOT) &&
	       !im_table_in_mask(t, i->mask, im_table_slot(i).cpu);
}

/* ---- Reports: a call fills its own, and hands it out last ---- */

static inline void im_table_report_init(struct irqm_table_report *r)
{
	*r = (struct irqm_table_report){ .irq = IRQM_NONE };
}

/* Only the first error is reported. */
static inline void im_table_note(struct irqm_table_report *r, unsigned int irq, int error)
{
	if (r->error)
		return;
	r->irq = irq;
	r->error = error;
}

static inline void im_table_report_out(struct irqm_table_report *to,
				       const struct irqm_table_report *r)
{
	if (to)
		*to = *r;
}

/* The invariants that irqm_table_check() compares; its comment in table.h states each. */
enum im_table_invariant {
	T_TABLE,
	T_MATRIX,
	T_SLOTS,
	T_MANAGED,
	T_RESERVED,
	T_STATE,
	T_ONLINE,
	T_LISTS,
	T_MASKS,
	T_WAITING,
};

_Static_assert(T_WAITING == IRQM_TABLE_NR_INVARIANTS, "each invariant has a name");

/*
 * The functions below are called with the lock held, unless their comment says otherwise. A
 * "claimed" interrupt is one that the caller has claimed.
 */

/* ---- table_hold.c: the only writer of slots, states, lists and reservations ---- */

/*
 * Called without the lock. Returns 0 with the lock taken if the interrupt is neither FREE nor
 * claimed, else an error with the lock free.
 */
int im_table_begin(struct irqm_table *t, unsigned int irq, struct im_table_irq **i);

/* Claims an interrupt, as the last of a batch. */
void im_table_claim(struct irqm_table *t, struct im_table_batch *b, unsigned int irq);

/* One call at a time works on all CPUs: it begins with the lock held, and ends without. */
int im_table_begin_all(struct irqm_table *t);
void im_table_end_all(struct irqm_table *t);

/* Only a legal transition is made, with its lists and counters. */
bool im_table_is_legal(enum irqm_irq_state from, enum irqm_irq_state to);
void im_table_set_state(struct irqm_table *t, struct im_table_irq *i, enum irqm_irq_state state);

/* A slot that the matrix allocated becomes one of the interrupt's two, or is freed. */
void im_table_set_slot(struct irqm_table *t, struct im_table_irq *i, enum im_table_which which,
		       struct irqm_slot slot);
void im_table_free_slot(struct irqm_table *t, struct im_table_irq *i, enum im_table_which which);
void im_table_swap(struct irqm_table *t, struct im_table_irq *i);

/* Ends a move, if one is not done: the old slot is freed. */
void im_table_free_old_slot(struct irqm_table *t, struct im_table_irq *i);

/* Best-effort reservations; one error, -IRQM_ERANGE. */
int im_table_reserve(struct irqm_table *t, struct im_table_irq *i);
void im_table_unreserve(struct irqm_table *t, struct im_table_irq *i);

/* Reserves or unreserves a vector on each CPU that is in one mask and not in another. */
int im_table_reserve_managed(struct irqm_table *t, unsigned int mask, unsigned int without);
void im_table_unreserve_managed(struct irqm_table *t, unsigned int mask, unsigned int without);

/* Unreserves and forgets the second mask, if there is one. */
void im_table_drop_other_mask(struct irqm_table *t, struct im_table_irq *i);

/*
 * The sets of part 2 in table.h, best first. A set's number has three bits: not its CPUs, not
 * eligible, not near. im_table_alloc() looks into the sets 0 .. levels - 1. The first IM_TABLE_OWN
 * sets hold the interrupt's own CPUs only, and IM_TABLE_ANY is the number of all sets.
 */
#define IM_TABLE_OWN 4U
#define IM_TABLE_ANY 8U
int im_table_alloc(struct irqm_table *t, const struct im_table_irq *i, unsigned int mask,
		   unsigned int levels, struct irqm_slot *slot);
int im_table_alloc_managed(struct irqm_table *t, unsigned int mask, unsigned int levels,
			   struct irqm_slot *slot);
unsigned int im_table_level_of(const struct irqm_table *t, const struct im_table_irq *i,
			       unsigned int cpu);

/* Whether a mask has no CPU; whether a CPU of it other than @but is online. */
bool im_table_is_empty(const struct irqm_table *t, const unsigned long *cpus);
bool im_table_any_online(const struct irqm_table *t, const unsigned long *cpus, unsigned int but);

/* ---- activate.c ---- */

/*
 * Called without the lock, on a claimed interrupt: the callback, and the state that follows from
 * it. On error nothing has changed.
 */
int im_table_startup(struct irqm_table *t, unsigned int irq);
int im_table_shutdown(struct irqm_table *t, unsigned int irq);
int im_table_resume_queue(struct irqm_table *t, unsigned int irq);

/*
 * Without the lock: hardware and queue come up. On error the interrupt is down again, or, if that
 * failed too, FAILED and stuck.
 */
int im_table_start(struct irqm_table *t, unsigned int irq);

/* Without the lock: FAILED because of @error. */
void im_table_fail(struct irqm_table *t, unsigned int irq, int error);

/* A WAITING interrupt takes a slot and is HELD, if one of its CPUs is online. */
bool im_table_end_wait(struct irqm_table *t, struct im_table_irq *i);

/*
 * Without the lock: gives up the claim, after starting the interrupt if it is WAITING while one of
 * its CPUs is online. What was started or failed is counted in the report, unless that is NULL.
 */
void im_table_unclaim(struct irqm_table *t, unsigned int irq, struct irqm_table_report *r);
void im_table_unclaim_all(struct irqm_table *t, const struct im_table_batch *b,
			  struct irqm_table_report *r);

/* Without the lock: tells the queue of a regular interrupt that it had to leave its CPUs. */
void im_table_tell_broken(struct irqm_table *t, unsigned int irq, struct irqm_slot from);

/* ---- moves.c ---- */

/* A claimed interrupt is going to a slot, or drops such a plan that was not carried out. */
void im_table_plan_retarget(struct irqm_table *t, struct im_table_irq *i, struct irqm_slot slot);
void im_table_unplan_retarget(struct irqm_table *t, struct im_table_irq *i);

/*
 * Without the lock: carries out the plan of a claimed interrupt, or takes it back if it has been
 * carried out. On error nothing has changed.
 */
int im_table_retarget(struct irqm_table *t, unsigned int irq);

/* After a move that stands, an interrupt that is down needs its old slot no more. */
void im_table_settle_retarget(struct irqm_table *t, struct im_table_irq *i);

/* Without the lock: a claimed regular interrupt moves to a better set of CPUs, if there is room. */
void im_table_retarget_home(struct irqm_table *t, unsigned int irq, struct irqm_table_report *r);

/* ---- override.c ---- */

/* Whether the asker may change a managed interrupt, and how: the policy and the driver's wish. */
enum irqm_irq_user_change im_table_allowed(const struct irqm_table *t, const struct im_table_irq *i,
					   enum irqm_irq_asker asker);

/*
 * Called with the lock held, which it drops: a managed interrupt gets other CPUs. The caller has
 * found that it is neither FREE nor FAILED nor claimed, and that the asker may move it.
 */
int im_table_change(struct irqm_table *t, const struct irqm_irq_change *change);

#endif
