/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * table.h - interrupts as objects: their life, CPUs that come and go, changes of affinity.
 *
 * A table holds interrupts 0 .. nr_irqs - 1 over one matrix. It decides when an interrupt takes and
 * gives up which slot, and asks the hardware (struct irqm_chip_ops) and the device's queue (struct
 * irqm_queue_ops) to follow.
 *
 * 1 States
 *
 *   state     a regular one holds   a managed one holds               the hardware
 *   FREE      nothing               nothing                           down
 *   IDLE      a reservation         a vector set aside on its CPUs    down
 *   UP        a slot                the same, one of them in use      up
 *   HELD      a slot                the same, one of them in use      down: disabled or suspended
 *   WAITING   -                     a vector set aside on its CPUs    down: none of them is online
 *   FAILED    nothing, or a slot    set aside; or one of them in use  down; or unknown, with a slot
 *
 *   from      through                              to
 *   FREE      irqm_table_request()                 IDLE
 *   IDLE      irqm_table_release()                 FREE
 *   IDLE      irqm_table_activate()                UP; HELD when disabled or suspended; WAITING
 *   UP        irqm_table_disable(), _suspend()     HELD
 *   HELD      irqm_table_enable(), _resume()       UP, once it is neither disabled nor suspended
 *   WAITING   the same                             UP, if one of its CPUs has come online before
 *   UP, HELD  irqm_table_cpu_offline()             the same, at another CPU; WAITING
 *   WAITING   irqm_table_cpu_online()              UP; it stays while disabled or suspended
 *   UP, HELD, WAITING  irqm_table_set_affinity()   UP, HELD or WAITING: as its new CPUs are
 *   UP, HELD, WAITING  irqm_table_deactivate()     IDLE
 *   any but FREE       a callback that failed      FAILED
 *   FAILED    irqm_table_deactivate()              IDLE
 *   FAILED    irqm_table_release()                 FREE
 *
 * Every other transition is a bug, which a build with IRQM_DEBUG_CHECKS stops at. "Disabled" has a
 * depth, "suspended" is yes or no; both may be set in any state but FREE, survive hotplug, changes
 * of affinity and irqm_table_deactivate(), and are forgotten by irqm_table_release().
 *
 * An interrupt becomes FAILED only when there is nothing to fall back to: a callback failed while
 * another one's failure was being undone, a CPU came online and the interrupt could not be started,
 * or its queue failed after a change that had been made. It then holds no slot, or, when even
 * shutting down failed, the slot at which the hardware may still deliver, so that nobody else gets
 * it. Its reservation is kept. It stays down until somebody deactivates or releases it.
 *
 * 2 Where an interrupt goes
 *
 * A regular one takes the best slot (irqm_matrix_alloc()) of the first of these sets that has one:
 * its CPUs that are near the device and eligible; its CPUs that are eligible; its CPUs near the
 * device; its CPUs; and, when it is activated or has to leave a CPU, but not because somebody
 * wishes so: CPUs near the device and eligible, eligible ones, near ones, any. In the last four
 * cases its affinity is broken: that is counted, remembered and told. A managed one takes the slot
 * that irqm_matrix_alloc_managed() finds on those of its CPUs that are eligible, else on any of
 * them; it never leaves them.
 *
 * A live interrupt that is moved keeps its old slot allocated, until the first interrupt at the
 * new one is reported with irqm_table_move_done(), the old CPU goes offline, or it is shut down.
 * Until then another move is refused. When its new CPU goes offline before that, it goes back to
 * the old slot.
 *
 * 3 Who may run at the same time
 *
 * Everything. All functions but those of the table's own life may be called at any time by any
 * number of callers; those that call a callback must not be called from one. The short lock is
 * held for bookkeeping only. An interrupt that a function works on is claimed; another function
 * that wants to change it fails with -IRQM_EBUSY and changes nothing, and so does
 * irqm_table_cpu_offline() for a CPU where a claimed interrupt has a slot. One of cpu_offline,
 * cpu_online, set_eligible and return_home runs at a time, others fail with -IRQM_EBUSY. So
 * nobody ever waits inside the library, and -IRQM_EBUSY always means: try again later.
 *
 * cpu_offline claims all interrupts with a slot on the CPU at once, and cpu_online all that it is
 * going to start. An interrupt that is claimed by somebody else at that moment is not forgotten:
 * which CPUs are online is looked at under the lock when a slot is allocated, and whoever lets go
 * of an interrupt that is WAITING while one of its CPUs is online starts it first.
 *
 * 4 The change of a managed interrupt's affinity, and hotplug at each of its steps
 *
 *     step                                   when it fails              which CPU cannot go offline
 *  1  claim; set aside on new without old    nothing has changed        -
 *  2  queue->prepare_move()                  back                       the one it is at, of old
 *  3  chip->shutdown()                       back                       the one it is at, of old
 *  4  slot given up; the CPUs are the new    -                          none
 *     ones from here on
 *  5  a slot of new, if one is online; else  -                          none
 *     WAITING, and on with 7
 *  6  chip->startup()                        back                       the one it is at, of new
 *  7  queue->complete_move()                 FAILED, at the new CPUs    the one it is at, of new
 *  8  queue->resume(), if it was started     FAILED, at the new CPUs    the one it is at, of new
 *  9  old without new no longer set aside    -                          the one it is at, of new
 * 10  let go; when it is WAITING, and a CPU  FAILED, at the new CPUs    the one it is at, of new
 *     of new has come online since 5:
 *     startup(), resume() before that
 *
 * cpu_offline is refused (-IRQM_EBUSY) for the CPU where a claimed interrupt has a slot, and for no
 * other: the rest of the old and the new set may go at any step. Any CPU may come online at any
 * step; up to 5 it counts, and after that 10 looks again. "Back" is: shut down what was started;
 * the old CPUs again, which are still set aside, and startup() there if one is online, perhaps
 * another one than before; queue->abort_move(), queue->resume(); new without old no longer set
 * aside. A set of interrupts takes each step together: all are prepared, then all shut down, and so
 * on; the first failure in steps 1 to 6 brings all of them back.
 *
 * What the RFD of 2017 leaves open, decided:
 * - The old reservation is given back last, when nothing can bring the interrupt back (step 9).
 * - Old and new may overlap: a common CPU keeps its vector, so a full CPU does not make {0,1} to
 *   {1} fail.
 * - startup() fails: back to the old set, which is still reserved.
 * - CPUs that come and go meanwhile: the third column, and what is said below it.
 * - Who lets the queue run again after a failure: abort_move() drops what was prepared, resume()
 *   lets it run, as after every other start. Stopping and preparing are two things, and so are
 *   their undo partners.
 * - The new set is offline: complete_move() is called at once, for the change is made; resume()
 *   comes with the CPU. Hotplug need not know of the change.
 * - An empty mask is -IRQM_EINVAL; one without a present CPU is allowed, like offline ones; an
 *   equal one is success without a callback; a second change while the first waits for its CPU is
 *   a change like any other, for the first is complete.
 * - Several interrupts of a queue set: irqm_table_set_affinities(), all or none. One interrupt for
 *   several queues: the callbacks are those of whoever owns all of them.
 */
#ifndef IRQMATRIX_TABLE_H
#define IRQMATRIX_TABLE_H

#include <irqmatrix/matrix.h>
#include <irqmatrix/ops.h>
#include <irqmatrix/types.h>

#ifdef __cplusplus
extern "C" {
#endif

struct irqm_table;

/* Alignment that memory handed to irqm_table_init() must have, in bytes. */
#define IRQM_TABLE_ALIGN 64U

/* The limits of every table. */
#define IRQM_TABLE_MAX_IRQS (1U << 24)
#define IRQM_TABLE_MAX_DEPTH 0xffffU

/**
 * struct irqm_table_config - The shape of a table
 * @matrix: the matrix, the caller's, who keeps it as long as the table. Slots and reservations it
 *	holds already are not the table's and must stay; all later ones are made through the
 *	table, and so are online and offline.
 * @nr_irqs: interrupts are numbered 0 .. nr_irqs - 1; 1 .. IRQM_TABLE_MAX_IRQS
 * @nr_masks: different CPU masks that can be in use at one time, 1 .. IRQM_TABLE_MAX_IRQS. Each is
 *	kept once, however many interrupts have it, because masks take most memory: 8 KiB each at
 *	65,536 CPUs. Three per interrupt (its CPUs, those near its device, and one more while it
 *	is being changed) are always enough; usual is one per device queue, as equal devices have
 *	equal ones, one per node, and a few for changes.
 * @drain_ms: time a queue has to drain, in milliseconds, handed to its callbacks; 0 for no limit
 * @node: NUMA node the memory should be near, or IRQM_NONE; passed to the memory callback
 * @lock: the short lock; NULL when the caller never makes two calls at a time
 * @lock_ctx: first argument of the functions of @lock
 * @chip: the interrupt hardware
 * @chip_ctx: first argument of the functions of @chip
 *
 * Read by the call it is passed to and not kept, but what @lock and @chip point to must outlive the
 * table.
 */
struct irqm_table_config {
	struct irqm_matrix *matrix;
	unsigned int nr_irqs;
	unsigned int nr_masks;
	unsigned int drain_ms;
	unsigned int node;
	const struct irqm_lock_ops *lock;
	void *lock_ctx;
	const struct irqm_chip_ops *chip;
	void *chip_ctx;
};

/**
 * enum irqm_irq_mode - What kind of interrupt
 * @IRQM_IRQ_REGULAR: best effort, anywhere in its mask
 * @IRQM_IRQ_SPREAD_ONLY: the same, but its first mask is one of a spread (irqm_spread_masks()) and
 *	has to be given: option 1 of the RFD
 * @IRQM_IRQ_MANAGED: a vector is set aside on each CPU of its mask, which is one of a spread or the
 *	driver's own; shut down with the last of them, started with the first
 */
enum irqm_irq_mode {
	IRQM_IRQ_REGULAR,
	IRQM_IRQ_SPREAD_ONLY,
	IRQM_IRQ_MANAGED,
};

/**
 * enum irqm_irq_user_change - What a driver lets users do to the affinity of a managed interrupt
 * @IRQM_IRQ_USER_REFUSED: nothing
 * @IRQM_IRQ_USER_MOVES: it moves and stays managed: option 3 of the RFD
 * @IRQM_IRQ_USER_BREAKS: it becomes a regular one: option 4 of the RFD
 */
enum irqm_irq_user_change {
	IRQM_IRQ_USER_REFUSED,
	IRQM_IRQ_USER_MOVES,
	IRQM_IRQ_USER_BREAKS,
};

/**
 * enum irqm_table_policy - What users may do to managed interrupts at all
 * @IRQM_TABLE_POLICY_NEVER: nothing; the default
 * @IRQM_TABLE_POLICY_DRIVER: what each interrupt's driver lets them do
 * @IRQM_TABLE_POLICY_ALL: the same, and IRQM_IRQ_USER_REFUSED becomes IRQM_IRQ_USER_MOVES: the
 *	administrator allows it
 */
enum irqm_table_policy {
	IRQM_TABLE_POLICY_NEVER,
	IRQM_TABLE_POLICY_DRIVER,
	IRQM_TABLE_POLICY_ALL,
};

/**
 * enum irqm_irq_asker - Who wants a change of affinity
 * @IRQM_IRQ_ASKED_BY_USER: a user; enum irqm_table_policy says whether that is allowed
 * @IRQM_IRQ_ASKED_BY_DRIVER: the driver, which supplies a new mask: option 2 of the RFD; always
 *	allowed, and a managed interrupt stays managed
 */
enum irqm_irq_asker {
	IRQM_IRQ_ASKED_BY_USER,
	IRQM_IRQ_ASKED_BY_DRIVER,
};

/**
 * enum irqm_irq_state - Where an interrupt is in its life; the table is on top of table.h
 * @IRQM_IRQ_FREE: nobody's
 * @IRQM_IRQ_IDLE: requested
 * @IRQM_IRQ_UP: active, and the hardware delivers
 * @IRQM_IRQ_HELD: active with a slot, but disabled or suspended
 * @IRQM_IRQ_WAITING: active and managed, without a slot until one of its CPUs is online
 * @IRQM_IRQ_FAILED: down because callbacks failed
 */
enum irqm_irq_state {
	IRQM_IRQ_FREE,
	IRQM_IRQ_IDLE,
	IRQM_IRQ_UP,
	IRQM_IRQ_HELD,
	IRQM_IRQ_WAITING,
	IRQM_IRQ_FAILED,
};

#define IRQM_IRQ_NR_STATES 6U

/**
 * struct irqm_irq_request - What a driver wants
 * @mode: which kind
 * @cpus: the CPUs; online or not, present or not; NULL with IRQM_IRQ_REGULAR means all
 * @near_cpus: optional; the CPUs of the node the device is on, which a regular interrupt prefers
 * @user_change: for a managed one, what users may do
 * @queue: callbacks of the queue. For a managed one optional as a whole, with all members but
 *	affinity_broken; a regular one needs none. Must outlive the interrupt.
 * @queue_ctx: first argument of the functions of @queue
 */
struct irqm_irq_request {
	enum irqm_irq_mode mode;
	const unsigned long *cpus;
	const unsigned long *near_cpus;
	enum irqm_irq_user_change user_change;
	const struct irqm_queue_ops *queue;
	void *queue_ctx;
};

/**
 * struct irqm_irq_info - What there is to know about one interrupt
 * @state: where it is in its life
 * @mode: which kind; IRQM_IRQ_REGULAR once a user broke a managed one
 * @user_change: as requested
 * @slot: its slot, or CPU IRQM_NONE
 * @old_slot: where it was before a move that is not done, or CPU IRQM_NONE
 * @depth: how often it is disabled
 * @suspended: whether it is suspended
 * @broken: whether it is regular and its slot is on a CPU that it did not ask for
 * @queue_stopped: whether the table has stopped its queue and not let it run again
 * @busy: whether a call is working on it
 * @error: with IRQM_IRQ_FAILED, the code of the callback that failed last; else 0
 */
struct irqm_irq_info {
	enum irqm_irq_state state;
	enum irqm_irq_mode mode;
	enum irqm_irq_user_change user_change;
	struct irqm_slot slot;
	struct irqm_slot old_slot;
	unsigned int depth;
	bool suspended;
	bool broken;
	bool queue_stopped;
	bool busy;
	int error;
};

/**
 * struct irqm_table_stats - The counters of a table
 * @in_state: interrupts in each state, by enum irqm_irq_state
 * @masks: different masks in use
 * @nr_irqs: as configured
 * @nr_masks: as configured
 */
struct irqm_table_stats {
	unsigned int in_state[IRQM_IRQ_NR_STATES];
	unsigned int masks;
	unsigned int nr_irqs;
	unsigned int nr_masks;
};

/**
 * struct irqm_table_report - What a call that moves many interrupts has done
 * @moved: interrupts that are at another CPU now
 * @broken: those of them that are at one they did not ask for, and were not before
 * @shut_down: managed interrupts that are down until a CPU of theirs comes online
 * @started: managed interrupts that were down and are up
 * @stayed: interrupts that should have moved and did not: no vector, or another call or an earlier
 *	move of theirs was under way, or the hardware failed
 * @failed: interrupts that are IRQM_IRQ_FAILED now
 * @irq: the first that stayed or failed, or because of which the call failed; else IRQM_NONE
 * @error: why; a code of the library's or a callback's
 */
struct irqm_table_report {
	unsigned int moved;
	unsigned int broken;
	unsigned int shut_down;
	unsigned int started;
	unsigned int stayed;
	unsigned int failed;
	unsigned int irq;
	int error;
};

/**
 * enum irqm_table_offline_reason - Why a CPU may not go offline
 * @IRQM_TABLE_OFFLINE_OK: it may
 * @IRQM_TABLE_OFFLINE_NO_VECTORS: the other online CPUs lack vectors for its regular interrupts
 * @IRQM_TABLE_OFFLINE_BUSY: another call is working on an interrupt of it, or on all CPUs
 */
enum irqm_table_offline_reason {
	IRQM_TABLE_OFFLINE_OK,
	IRQM_TABLE_OFFLINE_NO_VECTORS,
	IRQM_TABLE_OFFLINE_BUSY,
};

/**
 * struct irqm_table_offline_answer - What would happen if a CPU went offline
 * @reason: whether it may, and if not, the first reason why
 * @regular: regular interrupts that would need a vector elsewhere
 * @room: vectors that the other online CPUs have for them
 * @missing: @regular less @room, or 0
 * @managed: managed interrupts that would move among their CPUs
 * @shut_down: managed interrupts that would be shut down
 * @irq: with IRQM_TABLE_OFFLINE_BUSY, the interrupt, or IRQM_NONE; else IRQM_NONE
 */
struct irqm_table_offline_answer {
	enum irqm_table_offline_reason reason;
	unsigned int regular;
	unsigned int room;
	unsigned int missing;
	unsigned int managed;
	unsigned int shut_down;
	unsigned int irq;
};

/**
 * enum irqm_table_strictness - What to do about interrupts that cannot move
 * @IRQM_TABLE_BEST_EFFORT: they stay and are counted
 * @IRQM_TABLE_STRICT: nothing moves and the call fails
 */
enum irqm_table_strictness {
	IRQM_TABLE_BEST_EFFORT,
	IRQM_TABLE_STRICT,
};

/**
 * struct irqm_irq_change - The new CPUs of one interrupt of a set
 * @irq: the interrupt
 * @cpus: its new CPUs
 */
struct irqm_irq_change {
	unsigned int irq;
	const unsigned long *cpus;
};

/* ---- The table's own life ---- */

/**
 * irqm_table_size() - How much memory a table of this shape takes
 * @config: the shape
 * @bytes: set to the size in bytes: all memory the table will ever use
 *
 * On a 64-bit machine 80 bytes per interrupt, 21 per CPU, and per mask its words and up to 20.
 *
 * Context: any; no callback.
 * Return: 0; -IRQM_EINVAL when a required pointer or callback is NULL, or a count is 0;
 * -IRQM_ERANGE when a count exceeds its limit or the size does not fit into size_t.
 */
IRQM_API int irqm_table_size(const struct irqm_table_config *config, size_t *bytes);

/**
 * irqm_table_init() - Make a table in the caller's memory
 * @config: the shape
 * @memory: aligned to IRQM_TABLE_ALIGN; the caller's, who may free it after irqm_table_fini()
 * @bytes: size of @memory, at least what irqm_table_size() said
 * @t: set to the table
 *
 * All interrupts are free, every CPU is eligible, and users may change nothing that is managed.
 *
 * Context: any; nobody else may use the matrix; no callback.
 * Complexity: O(interrupts + masks + CPUs).
 * Return: 0; -IRQM_EINVAL or -IRQM_ERANGE as irqm_table_size(), -IRQM_EINVAL also for memory that
 * is NULL or misaligned; -IRQM_ENOSPC when @bytes is too small.
 */
IRQM_API int irqm_table_init(const struct irqm_table_config *config, void *memory, size_t bytes,
			     struct irqm_table **t);

/**
 * irqm_table_fini() - End the life of a table made by irqm_table_init()
 * @t: the table, or NULL for no effect
 *
 * What its interrupts hold stays in the matrix: deactivate and release them before.
 *
 * Context: any; nobody else may use the table; no callback.
 * Return: nothing.
 */
IRQM_API void irqm_table_fini(struct irqm_table *t);

/**
 * irqm_table_create() - Make a table in memory from a callback
 * @config: the shape
 * @mem: the memory callbacks; must outlive the table
 * @mem_ctx: first argument of the functions of @mem
 * @t: set to the table
 *
 * One call of mem->alloc gets all the memory the table will ever use.
 *
 * Context: may sleep if mem->alloc may; nobody else may use the matrix.
 * Complexity: as irqm_table_init().
 * Return: 0; -IRQM_EINVAL or -IRQM_ERANGE as irqm_table_size(), -IRQM_EINVAL also when a member of
 * @mem is NULL; -IRQM_ENOMEM when mem->alloc gives NULL.
 */
IRQM_API int irqm_table_create(const struct irqm_table_config *config,
			       const struct irqm_mem_ops *mem, void *mem_ctx,
			       struct irqm_table **t);

/**
 * irqm_table_destroy() - End the life of a table made by irqm_table_create()
 * @t: the table, or NULL for no effect
 *
 * As irqm_table_fini(); calls mem->free once.
 *
 * Context: may sleep if mem->free may; nobody else may use the table.
 * Return: nothing.
 */
IRQM_API void irqm_table_destroy(struct irqm_table *t);

/* ---- The life of an interrupt ---- */

/**
 * irqm_table_request() - An interrupt number gets an owner
 * @t: the table
 * @irq: the number
 * @request: what the owner wants; read by the call and not kept
 *
 * A regular one gets a reservation and no slot, a managed one gets a vector set aside on each of
 * its CPUs. The table remembers the mask; nobody has to name it again to give it back.
 *
 * Context: any; takes the short lock; no callback.
 * Complexity: O(words); for a managed one as irqm_matrix_reserve_managed().
 * Return: 0; -IRQM_EINVAL when a pointer, a callback or a mask is missing, a mask is empty or an
 * enum unknown; -IRQM_ERANGE for a number beyond nr_irqs, or a matrix with IRQM_MATRIX_MAX_RESERVED
 * reservations; -IRQM_EBUSY when the number has an owner; -IRQM_ENOSPC when a CPU has no vector to
 * set aside, or nr_masks are in use.
 * Source: irq_domain_alloc_irqs() of Linux 6.12 with x86's reservation mode; D8.
 */
IRQM_API int irqm_table_request(struct irqm_table *t, unsigned int irq,
				const struct irqm_irq_request *request);

/**
 * irqm_table_release() - An interrupt number loses its owner
 * @t: the table
 * @irq: the number
 *
 * Gives up all it holds. Of an interrupt that is FAILED with its hardware in an unknown state,
 * shutting down is tried once more; its result does not matter.
 *
 * Context: takes the short lock; may sleep if chip->shutdown may, which is called for a FAILED one.
 * Complexity: O(words); for a managed one as irqm_matrix_unreserve_managed().
 * Return: 0; -IRQM_EINVAL when it is active (deactivate it first) or @t is NULL; -IRQM_ERANGE for a
 * number beyond nr_irqs; -IRQM_ENOENT when it has no owner; -IRQM_EBUSY while a call works on it.
 * Source: irq_domain_free_irqs() of Linux 6.12; D8.
 */
IRQM_API int irqm_table_release(struct irqm_table *t, unsigned int irq);

/**
 * irqm_table_activate() - An interrupt gets a slot and is started
 * @t: the table
 * @irq: the interrupt
 *
 * A regular one gives its reservation for a slot; where, says part 2 on top. A managed one without
 * a CPU online waits for one, which is no error. One that is disabled or suspended gets its slot,
 * and is not started.
 *
 * Context: takes the short lock; may sleep if its callbacks may: chip->startup, queue->resume,
 * queue->affinity_broken, chip->shutdown to undo.
 * Complexity: that of irqm_matrix_alloc(), up to eight times.
 * Return: 0; -IRQM_EINVAL when it is not IDLE or @t is NULL; -IRQM_ERANGE for a number beyond
 * nr_irqs; -IRQM_ENOENT when it has no owner; -IRQM_EBUSY while a call works on it; -IRQM_ENOSPC
 * when no online CPU has a vector; else what a callback returned.
 * Source: activate_reserved(), activate_managed() and assign_irq_vector_any_locked() of Linux 6.12.
 */
IRQM_API int irqm_table_activate(struct irqm_table *t, unsigned int irq);

/**
 * irqm_table_deactivate() - An interrupt is shut down and gives up its slot
 * @t: the table
 * @irq: the interrupt
 *
 * A regular one gets its reservation back, a managed one keeps its vectors set aside. A FAILED one
 * becomes IDLE, so that it can be tried again.
 *
 * Context: takes the short lock; may sleep if chip->shutdown may.
 * Complexity: that of irqm_matrix_free().
 * Return: 0; -IRQM_EINVAL when it is IDLE already or @t is NULL; -IRQM_ERANGE for a number beyond
 * nr_irqs, or a matrix with IRQM_MATRIX_MAX_RESERVED reservations; -IRQM_ENOENT when it has no
 * owner; -IRQM_EBUSY while a call works on it; else what chip->shutdown returned, and nothing has
 * changed.
 * Source: x86_vector_deactivate() of Linux 6.12.
 */
IRQM_API int irqm_table_deactivate(struct irqm_table *t, unsigned int irq);

/**
 * irqm_table_disable() - One more reason for an interrupt not to arrive
 * @t: the table
 * @irq: the interrupt
 *
 * The first shuts it down; it keeps its slot, and an old one is given up. Nests.
 *
 * Context: takes the short lock; may sleep if chip->shutdown may.
 * Return: 0; -IRQM_EINVAL when @t is NULL; -IRQM_ERANGE for a number beyond nr_irqs, or a depth of
 * IRQM_TABLE_MAX_DEPTH; -IRQM_ENOENT when it has no owner; -IRQM_EBUSY while a call works on it;
 * else what chip->shutdown returned, and nothing has changed.
 * Source: disable_irq() of Linux 6.12.
 */
IRQM_API int irqm_table_disable(struct irqm_table *t, unsigned int irq);

/**
 * irqm_table_enable() - One reason less
 * @t: the table
 * @irq: the interrupt
 *
 * The last starts it if it is active, not suspended, and has a slot or a CPU online to get one.
 *
 * Context: takes the short lock; may sleep if its callbacks may: chip->startup, queue->resume,
 * chip->shutdown to undo.
 * Complexity: O(1); as irqm_matrix_alloc_managed() for one that waited.
 * Return: 0; -IRQM_EINVAL when @t is NULL; -IRQM_ERANGE for a number beyond nr_irqs; -IRQM_ENOENT
 * when it has no owner or is not disabled; -IRQM_EBUSY while a call works on it; else what a
 * callback returned, and it is disabled as before.
 * Source: enable_irq() of Linux 6.12.
 */
IRQM_API int irqm_table_enable(struct irqm_table *t, unsigned int irq);

/**
 * irqm_table_suspend() - The system goes to sleep: an interrupt does not arrive
 * @t: the table
 * @irq: the interrupt
 *
 * As irqm_table_disable(), but counted apart and not nesting. A suspended interrupt is not started
 * by a CPU that comes online.
 *
 * Context: takes the short lock; may sleep if chip->shutdown may.
 * Return: 0; -IRQM_EINVAL when it is suspended already or @t is NULL; -IRQM_ERANGE for a number
 * beyond nr_irqs; -IRQM_ENOENT when it has no owner; -IRQM_EBUSY while a call works on it; else
 * what chip->shutdown returned, and nothing has changed.
 * Source: suspend_device_irqs() of Linux 6.12.
 */
IRQM_API int irqm_table_suspend(struct irqm_table *t, unsigned int irq);

/**
 * irqm_table_resume() - The system wakes up: undoes irqm_table_suspend()
 * @t: the table
 * @irq: the interrupt
 *
 * Starts it if it is active, not disabled, and has a slot or a CPU online to get one.
 *
 * Context: takes the short lock; may sleep if its callbacks may: chip->startup, queue->resume,
 * chip->shutdown to undo.
 * Complexity: as irqm_table_enable().
 * Return: 0; -IRQM_EINVAL when @t is NULL; -IRQM_ERANGE for a number beyond nr_irqs; -IRQM_ENOENT
 * when it has no owner or is not suspended; -IRQM_EBUSY while a call works on it; else what a
 * callback returned, and it is suspended as before.
 * Source: resume_device_irqs() of Linux 6.12.
 */
IRQM_API int irqm_table_resume(struct irqm_table *t, unsigned int irq);

/**
 * irqm_table_move_done() - The first interrupt has arrived at its new slot
 * @t: the table
 * @irq: the interrupt
 * @slot: where it arrived
 *
 * Gives the old slot back. Called from the interrupt's own handler, at best only after a move.
 *
 * Context: interrupt handler or any; takes the short lock; no callback.
 * Complexity: that of irqm_matrix_free().
 * Return: 0; -IRQM_EINVAL when @t is NULL; -IRQM_ERANGE for a number beyond nr_irqs; -IRQM_ENOENT
 * when no move of it is under way, or @slot is not its new slot; -IRQM_EBUSY while a call works on
 * it: report the next interrupt.
 * Source: irq_complete_move() of Linux 6.12.
 */
IRQM_API int irqm_table_move_done(struct irqm_table *t, unsigned int irq, struct irqm_slot slot);

/* ---- CPU hotplug ---- */

/**
 * irqm_table_can_offline() - May this CPU go offline, and what would happen?
 * @t: the table
 * @cpu: an online CPU
 * @answer: filled in
 *
 * Context: any; takes the short lock; no callback.
 * Complexity: O(interrupts on the CPU x (words + CPUs of a mask)).
 * Return: 0; -IRQM_EINVAL when a pointer is NULL; -IRQM_ERANGE for a CPU beyond nr_cpus;
 * -IRQM_ENODEV when it is not online.
 * Source: lapic_can_unplug_cpu() of Linux 6.12.
 */
IRQM_API int irqm_table_can_offline(struct irqm_table *t, unsigned int cpu,
				    struct irqm_table_offline_answer *answer);

/**
 * irqm_table_cpu_offline() - Everything leaves a CPU, which goes offline
 * @t: the table
 * @cpu: the CPU, which can still take interrupts, and must not when the call has succeeded
 * @report: optional; filled in also when the call fails
 *
 * Nothing new goes to the CPU from the beginning of the call. Managed interrupts move among their
 * CPUs; those without another one online have their queue drained (queue->quiesce) and are shut
 * down. Regular ones move inside their mask, else anywhere. Room for all of them is found before
 * anything is moved, and everything is moved before anything is shut down. Old slots on the CPU
 * are given up. When a callback fails, what has moved goes back, what was shut down is started
 * again, and the CPU is online as before; an interrupt whose way back fails too stays where it
 * went, or becomes FAILED if it was shut down. Neither counts as moved, shut down or started, if
 * it is where it was. The last CPU may go offline too, when it has no regular interrupt.
 *
 * Context: takes the short lock; may sleep if its callbacks may: chip->retarget, queue->quiesce,
 * chip->shutdown, chip->reraise, queue->affinity_broken; chip->startup and queue->resume to undo.
 * Complexity: O(interrupts on the CPU), times that of irqm_matrix_alloc().
 * Return: 0; -IRQM_EINVAL when @t is NULL; -IRQM_ERANGE for a CPU beyond nr_cpus; -IRQM_ENODEV when
 * it is not online; -IRQM_EBUSY when another call works on an interrupt of the CPU, or on all CPUs;
 * -IRQM_ENOSPC when the other online CPUs lack vectors (irqm_table_can_offline() says how many);
 * else what a callback returned.
 * Source: irq_migrate_all_off_this_cpu() of Linux 6.12 and its block/blk-mq.c, which drains.
 */
IRQM_API int irqm_table_cpu_offline(struct irqm_table *t, unsigned int cpu,
				    struct irqm_table_report *report);

/**
 * irqm_table_cpu_online() - A CPU has come online
 * @t: the table
 * @cpu: the CPU, which can take interrupts
 * @report: optional; filled in also when the call fails
 *
 * Each managed interrupt that waits for one of its CPUs is started, once, and its queue resumed.
 * Disabled and suspended ones stay down, and regular ones stay where they are (see
 * irqm_table_return_home()). One that cannot be started becomes FAILED, is counted, and the others
 * are started all the same.
 *
 * Context: takes the short lock; may sleep if its callbacks may: chip->startup, queue->resume,
 * chip->shutdown to undo.
 * Complexity: O(interrupts that wait), times that of irqm_matrix_alloc_managed().
 * Return: 0; -IRQM_EINVAL when it is online already or @t is NULL; -IRQM_ERANGE for a CPU beyond
 * nr_cpus; -IRQM_EBUSY when another call works on all CPUs.
 * Source: irq_affinity_online_cpu() of Linux 6.12.
 */
IRQM_API int irqm_table_cpu_online(struct irqm_table *t, unsigned int cpu,
				   struct irqm_table_report *report);

/**
 * irqm_table_return_home() - Regular interrupts go where they would rather be
 * @t: the table
 * @report: optional; filled in also when the call fails
 *
 * Each regular interrupt with a slot moves if one of the sets of part 2 on top, before the one that
 * its CPU is in and among its own CPUs, has room: after CPUs came back or vectors became free.
 *
 * Context: takes the short lock; may sleep if chip->retarget may.
 * Complexity: O(interrupts), times that of irqm_matrix_alloc() for those away from home.
 * Return: 0, also when some stayed; -IRQM_EINVAL when @t is NULL; -IRQM_EBUSY when another call
 * works on all CPUs.
 * Source: ours; illumos has it, Linux has not.
 */
IRQM_API int irqm_table_return_home(struct irqm_table *t, struct irqm_table_report *report);

/* ---- Affinity ---- */

/**
 * irqm_table_set_policy() - Say what users may do to managed interrupts
 * @t: the table
 * @policy: from now on
 *
 * Context: any; takes the short lock; no callback.
 * Return: 0; -IRQM_EINVAL when the policy is unknown or @t is NULL.
 * Source: ours; the RFD's "opt-in by driver" and "extra knob".
 */
IRQM_API int irqm_table_set_policy(struct irqm_table *t, enum irqm_table_policy policy);

/**
 * irqm_table_set_affinity() - An interrupt gets other CPUs
 * @t: the table
 * @irq: the interrupt
 * @cpus: its new CPUs; for a managed one they may be offline
 * @asker: who wants it
 *
 * A regular one moves only if its CPU is not among the new ones. A managed one takes the steps of
 * part 4 on top. With IRQM_IRQ_USER_BREAKS it becomes regular: the vectors set aside are given
 * back, and it keeps the one it runs at, if that is on one of the new CPUs, else it moves like a
 * regular one; if it waits for a CPU and none of the new ones is online, the call fails.
 *
 * Context: takes the short lock; may sleep if its callbacks may: chip->retarget for a regular one;
 * queue->prepare_move, chip->shutdown, chip->startup, queue->complete_move, queue->abort_move,
 * queue->resume for a managed one.
 * Complexity: that of irqm_matrix_alloc(), up to four times; of irqm_matrix_reserve_managed() and
 * irqm_matrix_unreserve_managed() for a managed one.
 * Return: 0; -IRQM_EINVAL when @cpus is empty, the interrupt is FAILED, @asker unknown or a pointer
 * NULL; -IRQM_ERANGE for a number beyond nr_irqs; -IRQM_ENOENT when it has no owner; -IRQM_EPERM
 * when it is managed and users may not; -IRQM_EBUSY while a call works on it, or when it would
 * have to move and an earlier move is not done; -IRQM_ENODEV when a regular one has a slot and no
 * CPU of @cpus is online; -IRQM_ENOSPC when a managed one finds no vector on each, or a regular
 * one on any, of the new CPUs, or nr_masks are in use; else what a callback returned.
 * Source: irq_set_affinity() of Linux 6.12 for regular ones; else ours.
 */
IRQM_API int irqm_table_set_affinity(struct irqm_table *t, unsigned int irq,
				     const unsigned long *cpus, enum irqm_irq_asker asker);

/**
 * irqm_table_set_affinities() - The interrupts of a queue set get other CPUs: all or none
 * @t: the table
 * @changes: an interrupt and its new CPUs each; no interrupt twice; all managed, and none of them
 *	to be broken
 * @count: how many, at least 1
 * @asker: who wants it
 *
 * Each step of part 4 on top is taken for all before the next one. Vectors are set aside in the
 * order of @changes, and nothing is given back in between, so two that change places need room for
 * both on each CPU.
 *
 * Context: as irqm_table_set_affinity() for managed ones.
 * Complexity: @count times that of irqm_table_set_affinity().
 * Return: as irqm_table_set_affinity(); -IRQM_EINVAL also when @count is 0, or an interrupt is
 * regular or would be broken; -IRQM_EBUSY also when one is named twice.
 */
IRQM_API int irqm_table_set_affinities(struct irqm_table *t, const struct irqm_irq_change *changes,
				       unsigned int count, enum irqm_irq_asker asker);

/**
 * irqm_table_set_eligible() - Say which CPUs interrupts should be on, from now on
 * @t: the table
 * @cpus: the CPUs, such as those for housekeeping; NULL for all
 * @strictness: what to do about interrupts that cannot leave the others
 * @report: optional; filled in also when the call fails
 *
 * Interrupts on other CPUs move to eligible ones among their own. New ones keep to eligible CPUs as
 * part 2 on top says.
 *
 * Context: takes the short lock; may sleep if chip->retarget may.
 * Complexity: O(CPUs + interrupts on CPUs that are not eligible), times that of
 * irqm_matrix_alloc() for the latter.
 * Return: 0; -IRQM_EINVAL when @cpus is empty, @strictness unknown or @t is NULL; -IRQM_EBUSY when
 * another call works on all CPUs, or, with IRQM_TABLE_STRICT, on an interrupt that has to move, or
 * when an earlier move of it is not done; with IRQM_TABLE_STRICT -IRQM_ENOSPC when one finds no
 * slot, else what chip->retarget returned, and all are where they were (one whose way back fails
 * stays moved).
 * Source: ours; Linux 6.12 has housekeeping CPUs at boot, by best effort.
 */
IRQM_API int irqm_table_set_eligible(struct irqm_table *t, const unsigned long *cpus,
				     enum irqm_table_strictness strictness,
				     struct irqm_table_report *report);

/* ---- Questions ---- */

/**
 * irqm_table_get() - All about one interrupt but its mask
 * @t: the table
 * @irq: its number
 * @info: filled in, also for one that is free
 *
 * Context: any; takes the short lock; no callback.
 * Return: 0; -IRQM_EINVAL when a pointer is NULL; -IRQM_ERANGE for a number beyond nr_irqs.
 */
IRQM_API int irqm_table_get(struct irqm_table *t, unsigned int irq, struct irqm_irq_info *info);

/**
 * irqm_table_get_cpus() - The CPUs of one interrupt
 * @t: the table
 * @irq: its number
 * @cpus: the caller's words, for nr_cpus CPUs of the matrix; set to its mask
 *
 * Context: any; takes the short lock; no callback.
 * Complexity: O(words).
 * Return: 0; -IRQM_EINVAL when a pointer is NULL; -IRQM_ERANGE for a number beyond nr_irqs;
 * -IRQM_ENOENT when it has no owner.
 */
IRQM_API int irqm_table_get_cpus(struct irqm_table *t, unsigned int irq, unsigned long *cpus);

/**
 * irqm_table_get_stats() - Read the counters of a table
 * @t: the table
 * @stats: filled in
 *
 * Context: any; takes the short lock; no callback.
 * Return: 0; -IRQM_EINVAL when a pointer is NULL.
 */
IRQM_API int irqm_table_get_stats(struct irqm_table *t, struct irqm_table_stats *stats);

/**
 * struct irqm_table_fault - One broken invariant of a table
 * @invariant: its number, 1 .. IRQM_TABLE_NR_INVARIANTS
 * @irq: the interrupt, or IRQM_NONE
 * @cpu: the CPU, or IRQM_NONE
 * @expected: what the interrupts say
 * @found: what the matrix, a list or a counter says
 */
struct irqm_table_fault {
	unsigned int invariant;
	unsigned int irq;
	unsigned int cpu;
	unsigned int expected;
	unsigned int found;
};

#define IRQM_TABLE_NR_INVARIANTS 9U

/**
 * irqm_table_check() - Compare the table with its matrix and with itself
 * @t: the table
 * @first: set to the first fault found when there is one, else untouched; may be NULL
 *
 * T1 the matrix has no fault; T2 every slot in use is one interrupt's, and per CPU there are as
 * many as in the matrix: no vector leaks; T3 per CPU as many vectors are set aside as managed
 * interrupts have it in their masks: the guarantees hold; T4 there are as many reservations as
 * interrupts with one; T5 an interrupt holds what its state says; T6 its slots are on CPUs that are
 * online, and a managed one's on its own CPUs; T7 the lists of the interrupts of a CPU are right;
 * T8 masks are referred to as often as they believe; T9 none waits with a CPU online, unless a call
 * is working on it or on all CPUs. Holds at any time, also while other calls are between two steps.
 *
 * Context: any; takes the short lock for the whole check; no callback.
 * Complexity: that of irqm_matrix_check(), and O(interrupts x words).
 * Return: the number of faults, 0 when all is well; at least 1 when @t is NULL (reported as
 * invariant 0).
 */
IRQM_API unsigned int irqm_table_check(struct irqm_table *t, struct irqm_table_fault *first);

/**
 * irqm_table_invariant_text() - Say an invariant of a table in words
 * @invariant: a number from struct irqm_table_fault
 *
 * Context: any.
 * Return: a constant string, never NULL; "unknown invariant" for other numbers.
 */
IRQM_API const char *irqm_table_invariant_text(unsigned int invariant);

#ifdef __cplusplus
}
#endif

#endif
