/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * table.h - interrupts as objects: their life, CPU hotplug, changes of affinity.
 *
 * A table holds interrupts 0 .. nr_irqs - 1 over one matrix. It decides when an interrupt allocates
 * and frees which slot. It asks the hardware (struct irqm_chip_ops) and the device's queue (struct
 * irqm_queue_ops) to follow.
 *
 * 1 States
 *
 *   state     a regular one holds   a managed one holds               the hardware
 *   FREE      nothing               nothing                           down
 *   IDLE      a reservation         a vector reserved on its CPUs     down
 *   UP        a slot                the same, one of them allocated   up
 *   HELD      a slot                the same, one of them allocated   down: disabled or suspended
 *   WAITING   -                     a vector reserved on its CPUs     down: none of them is online
 *   FAILED    nothing, or a slot    the same, perhaps one allocated   down; or unknown, with a slot
 *
 *   from      through                              to
 *   FREE      irqm_table_request()                 IDLE
 *   IDLE      irqm_table_release()                 FREE
 *   IDLE      irqm_table_activate()                UP; HELD when disabled or suspended; WAITING
 *   UP        irqm_table_disable(), _suspend()     HELD
 *   HELD      irqm_table_enable(), _resume()       UP, once it is neither disabled nor suspended
 *   WAITING   the same                             UP, if one of its CPUs is online
 *   UP, HELD  irqm_table_cpu_offline()             the same, at another CPU; WAITING
 *   WAITING   irqm_table_cpu_online()              UP; it stays while disabled or suspended
 *   UP, HELD, WAITING  irqm_table_set_affinity()   UP, HELD or WAITING: as its new CPUs are
 *   UP, HELD, WAITING  irqm_table_deactivate()     IDLE
 *   any but FREE       a callback that failed      FAILED
 *   FAILED    irqm_table_deactivate()              IDLE
 *   FAILED    irqm_table_release()                 FREE
 *
 * Every other transition is a bug; a build with IRQM_DEBUG_CHECKS stops at it. "Disabled" has a
 * depth, "suspended" is yes or no. Both can be set in any state but FREE. They survive hotplug,
 * changes of affinity and irqm_table_deactivate(); irqm_table_release() clears them.
 *
 * An interrupt becomes FAILED only when there is nothing to fall back to: a callback failed while
 * the failure of another one was being undone, a CPU came online and the interrupt could not be
 * started, or its queue failed after a change that had been made. A FAILED interrupt holds no slot,
 * unless shutting down failed too: it keeps the slot where the hardware may still deliver, so that
 * no other interrupt gets it. Its reservation is kept. It stays down until it is deactivated or
 * released.
 *
 * 2 Where an interrupt goes
 *
 * A regular interrupt takes the best slot (irqm_matrix_alloc()) of the first of these sets that has
 * one:
 *
 *   1  its CPUs that are near the device and eligible
 *   2  its CPUs that are eligible
 *   3  its CPUs that are near the device
 *   4  its CPUs
 *   5  all CPUs that are near the device and eligible
 *   6  all CPUs that are eligible
 *   7  all CPUs that are near the device
 *   8  all CPUs
 *
 * Sets 5 to 8 are used when it is activated or has to leave a CPU, and not when a call asks for
 * other CPUs. In them its affinity is broken: that is counted, remembered and reported. A managed
 * interrupt takes the slot that irqm_matrix_alloc_managed() finds on those of its CPUs that are
 * eligible, else on any of its CPUs. It never leaves them.
 *
 * A live interrupt that is moved keeps its old slot allocated until the first interrupt at the new
 * one is reported with irqm_table_move_done(), the old CPU goes offline, or the interrupt is shut
 * down. Until then another move is refused. If the new CPU goes offline first, the interrupt goes
 * back to the old slot.
 *
 * 3 Calls at the same time
 *
 * All functions except those that make or end a table may be called at any time, by any number of
 * callers. A function that calls a callback must not be called from a callback. The short lock is
 * held for bookkeeping only. An interrupt that a call works on is claimed. Another call that wants
 * to change it fails with -IRQM_EBUSY and changes nothing; so does irqm_table_cpu_offline() for a
 * CPU where a claimed interrupt has a slot. One of cpu_offline, cpu_online, set_eligible and
 * return_home runs at a time; the others fail with -IRQM_EBUSY. So no call ever waits inside the
 * library, and -IRQM_EBUSY always means: try again later.
 *
 * cpu_offline claims all interrupts with a slot on the CPU at once. cpu_online claims all
 * interrupts that it is going to start. An interrupt that another call has claimed at that moment
 * is not forgotten, for two reasons: a call that allocates a slot looks under the lock which CPUs
 * are online, and a call that gives up its claim on a WAITING interrupt starts it before that, if
 * one of its CPUs is online.
 *
 * 4 The change of a managed interrupt's affinity, and hotplug at each of its steps
 *
 *     step                                   when it fails              which CPU cannot go offline
 *  1  claim; reserve on new without old      nothing has changed        -
 *  2  queue->prepare_move()                  back                       its CPU, one of old
 *  3  chip->shutdown()                       back                       its CPU, one of old
 *  4  free the slot; from here on its CPUs   -                          none
 *     are the new ones
 *  5  allocate a slot of new, if one is      -                          none
 *     online; else WAITING, and on with 7
 *  6  chip->startup()                        back                       the one it is at, of new
 *  7  queue->complete_move()                 FAILED, at the new CPUs    the one it is at, of new
 *  8  queue->resume(), if it was started     FAILED, at the new CPUs    the one it is at, of new
 *  9  unreserve on old without new           -                          the one it is at, of new
 * 10  give up the claim; before that, when   FAILED, at the new CPUs    the one it is at, of new
 *     it is WAITING and a CPU of new has
 *     come online since 5, startup() and
 *     resume()
 *
 * cpu_offline is refused (-IRQM_EBUSY) for the CPU where a claimed interrupt has a slot, and for no
 * other: the other CPUs of old and new may go offline at any step. Any CPU may come online at any
 * step. Up to step 5 it counts; after that, step 10 looks again.
 *
 * "Back" means: shut down what was started; its CPUs are the old ones again, which are still
 * reserved; allocate a slot and startup() there if one is online, perhaps another one than before;
 * queue->abort_move(), queue->resume(); unreserve on new without old. A set of interrupts takes
 * each step together: all are prepared, then all are shut down, and so on. The first failure in
 * steps 1 to 6 brings all of them back.
 *
 * What the RFD of 2017 (a request for discussion about managed interrupts) leaves open:
 *
 * - The old reservation is undone last, when nothing can bring the interrupt back (step 9).
 * - Old and new may overlap. A common CPU keeps its vector, so a full CPU does not make a change
 *   from {0,1} to {1} fail.
 * - When startup() fails, the interrupt goes back to the old set, which is still reserved.
 * - For CPUs that come and go meanwhile, see the third column and the text below the table.
 * - After a failure, abort_move() drops what was prepared, and resume() lets the queue run, as
 *   after every other start. Stopping the queue and preparing the move are two things, and each has
 *   its own undo partner.
 * - When the new set is offline, complete_move() is called at once, for the change is made.
 *   resume() comes with the CPU. Hotplug need not know of the change.
 * - An empty mask is -IRQM_EINVAL. A mask without a present CPU is allowed, as one without an
 *   online CPU is. An equal mask is success without a callback. A second change while the first
 *   waits for its CPU is a change like any other, because the first is complete.
 * - Several interrupts of a queue set change together with irqm_table_set_affinities(), all or
 *   none. If one interrupt serves several queues, its callbacks have to act for all of
 *   them.
 *
 * 5 Common to all functions
 *
 * - They take the short lock, except those of the table's own life, and may be called in any
 *   context. A function that calls a callback may sleep if the callback may. Context names the
 *   callbacks; a function whose Context names none calls none.
 * - A failed call has changed nothing, unless an interrupt became FAILED (part 1) or came back to
 *   another slot of its CPUs (part 4), or the function says otherwise. It does not touch what its
 *   out pointers point to; a report is the exception.
 * - -IRQM_EINVAL means that a required pointer is NULL, -IRQM_ERANGE an interrupt at or above
 *   nr_irqs or a CPU at or above the nr_cpus of the matrix, -IRQM_ENOENT an interrupt without an
 *   owner, -IRQM_EBUSY an interrupt that another call works on. These are the common codes; Return
 *   names what a function adds to them. A code from a callback is returned unchanged.
 * - CPU masks are as in cpumask.h, sized for the nr_cpus of the matrix. Bits beyond are ignored.
 * - In complexities, "words" is the number of machine words in a mask of all CPUs.
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
 * @matrix: the matrix; the caller's, who keeps it as long as the table. Slots and reservations that
 *	it holds already are not the table's and must stay. Everything later goes through the table:
 *	slots, reservations, online and offline.
 * @nr_irqs: how many interrupts there are, 1 .. IRQM_TABLE_MAX_IRQS; they are 0 .. nr_irqs - 1
 * @nr_masks: most different CPU masks at one time, 1 .. IRQM_TABLE_MAX_IRQS. Each mask is kept
 *	once, however many interrupts have it, because masks take most memory: 8 KiB each at 65,536
 *	CPUs. Three per interrupt are always enough: its CPUs, those near its device, and one more
 *	during a change. Usually it is one per device queue (equal devices have equal masks), one
 *	per node, and a few for changes.
 * @drain_ms: time that a queue has to drain, in milliseconds, passed to its callbacks; 0 for no
 *	limit
 * @node: NUMA node the memory should be near, or IRQM_NONE; passed to the memory callback
 * @lock: the short lock; NULL when the caller never makes two calls at a time
 * @lock_ctx: first argument of the functions of @lock
 * @chip: the interrupt hardware
 * @chip_ctx: first argument of the functions of @chip
 *
 * A call reads the configuration it gets and does not keep it, but what @lock and @chip point to
 * must outlive the table.
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
 * enum irqm_irq_mode - The kind of an interrupt
 * @IRQM_IRQ_REGULAR: best effort, on any CPU of its mask
 * @IRQM_IRQ_SPREAD_ONLY: regular, but its first mask comes from a spread (irqm_spread_masks()) and
 *	is required: option 1 of the RFD
 * @IRQM_IRQ_MANAGED: a vector is reserved on each CPU of its mask, which comes from a spread or
 *	from the driver. It is shut down when the last of these CPUs goes offline, and started when
 *	the first comes online.
 */
enum irqm_irq_mode {
	IRQM_IRQ_REGULAR,
	IRQM_IRQ_SPREAD_ONLY,
	IRQM_IRQ_MANAGED,
};

/**
 * enum irqm_irq_user_change - What a driver lets users do to the affinity of a managed interrupt
 * @IRQM_IRQ_USER_REFUSED: nothing
 * @IRQM_IRQ_USER_MOVES: change it; the interrupt moves and stays managed: option 3 of the RFD
 * @IRQM_IRQ_USER_BREAKS: change it; the interrupt becomes a regular one: option 4 of the RFD
 */
enum irqm_irq_user_change {
	IRQM_IRQ_USER_REFUSED,
	IRQM_IRQ_USER_MOVES,
	IRQM_IRQ_USER_BREAKS,
};

/**
 * enum irqm_table_policy - What users may do to the affinity of managed interrupts in general
 * @IRQM_TABLE_POLICY_NEVER: nothing; the default
 * @IRQM_TABLE_POLICY_DRIVER: what the driver of each interrupt lets them do
 * @IRQM_TABLE_POLICY_ALL: the same, but IRQM_IRQ_USER_REFUSED counts as IRQM_IRQ_USER_MOVES: the
 *	administrator allows it
 */
enum irqm_table_policy {
	IRQM_TABLE_POLICY_NEVER,
	IRQM_TABLE_POLICY_DRIVER,
	IRQM_TABLE_POLICY_ALL,
};

/**
 * enum irqm_irq_asker - Who asks for a change of affinity
 * @IRQM_IRQ_ASKED_BY_USER: a user; enum irqm_table_policy says whether that is allowed
 * @IRQM_IRQ_ASKED_BY_DRIVER: the driver, which supplies a new mask: option 2 of the RFD. Always
 *	allowed; a managed interrupt stays managed.
 */
enum irqm_irq_asker {
	IRQM_IRQ_ASKED_BY_USER,
	IRQM_IRQ_ASKED_BY_DRIVER,
};

/**
 * enum irqm_irq_state - Where an interrupt is in its life; see part 1 at the top of table.h
 * @IRQM_IRQ_FREE: has no owner
 * @IRQM_IRQ_IDLE: requested
 * @IRQM_IRQ_UP: active, and the hardware delivers
 * @IRQM_IRQ_HELD: active with a slot, but disabled or suspended
 * @IRQM_IRQ_WAITING: active and managed, without a slot until one of its CPUs comes online
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
 * struct irqm_irq_request - The interrupt that a driver asks for
 * @mode: its kind
 * @cpus: its CPUs, online or not, present or not; NULL means all, with IRQM_IRQ_REGULAR only
 * @near_cpus: optional; the CPUs of the device's node, which a regular interrupt prefers
 * @user_change: for a managed interrupt, what users may do
 * @queue: optional; the callbacks of the queue. For a managed interrupt all members but
 *	affinity_broken are required. Must outlive the interrupt.
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
 * struct irqm_irq_info - Everything about one interrupt but its CPUs
 * @state: where it is in its life
 * @mode: its kind; IRQM_IRQ_REGULAR after a user has broken a managed one
 * @user_change: as requested
 * @slot: its slot, or CPU IRQM_NONE
 * @old_slot: its slot before a move that is not done, or CPU IRQM_NONE
 * @depth: how many times it is disabled
 * @suspended: whether it is suspended
 * @broken: whether it is regular and its slot is on a CPU that it did not ask for
 * @queue_stopped: whether the table has stopped its queue and not let it run again
 * @busy: whether a call works on it
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
 * @in_state: how many interrupts are in each state; the index is an enum irqm_irq_state
 * @masks: how many different masks are in use
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
 * @broken: those of them that are at a CPU they did not ask for, and were not before
 * @shut_down: managed interrupts that are down until one of their CPUs comes online
 * @started: managed interrupts that were down and are up
 * @stayed: interrupts that should have moved and did not: there was no vector, another call or an
 *	earlier move was under way, or the hardware failed
 * @failed: interrupts that are IRQM_IRQ_FAILED now
 * @irq: the first interrupt that stayed or failed, or that made the call fail; else IRQM_NONE
 * @error: why; a code of the library or of a callback
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
 * @IRQM_TABLE_OFFLINE_BUSY: another call works on an interrupt of the CPU, or on all CPUs
 */
enum irqm_table_offline_reason {
	IRQM_TABLE_OFFLINE_OK,
	IRQM_TABLE_OFFLINE_NO_VECTORS,
	IRQM_TABLE_OFFLINE_BUSY,
};

/**
 * struct irqm_table_offline_answer - What would happen if a CPU went offline
 * @reason: whether it may, and if not, the first reason why
 * @regular: regular interrupts that would need a vector on another CPU
 * @available: vectors available on the other online CPUs
 * @missing: @regular less @available, or 0
 * @managed: managed interrupts that would move among their CPUs
 * @shut_down: managed interrupts that would be shut down
 * @irq: with IRQM_TABLE_OFFLINE_BUSY, the interrupt that a call works on, if it is one; else
 *	IRQM_NONE
 */
struct irqm_table_offline_answer {
	enum irqm_table_offline_reason reason;
	unsigned int regular;
	unsigned int available;
	unsigned int missing;
	unsigned int managed;
	unsigned int shut_down;
	unsigned int irq;
};

/**
 * enum irqm_table_strictness - What to do about interrupts that cannot move
 * @IRQM_TABLE_BEST_EFFORT: they stay, and the report counts them
 * @IRQM_TABLE_STRICT: no interrupt moves, and the call fails
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

/* ---- The table's own life; without the short lock ---- */

/**
 * irqm_table_size() - How much memory a table of this shape takes
 * @config: the shape
 * @bytes: set to the size in bytes: all memory the table will ever use
 *
 * The parts are listed in docs/memory.md.
 *
 * Context: any.
 * Return: 0; -IRQM_EINVAL also when a required callback is NULL or a count is 0; -IRQM_ERANGE when
 * a count exceeds its limit or the size does not fit into size_t.
 */
IRQM_API int irqm_table_size(const struct irqm_table_config *config, size_t *bytes);

/**
 * irqm_table_init() - Make a table in the caller's memory
 * @config: the shape
 * @memory: aligned to IRQM_TABLE_ALIGN; the caller's, who may free it after irqm_table_fini()
 * @bytes: size of @memory, at least what irqm_table_size() said
 * @t: set to the table
 *
 * All interrupts are FREE, every CPU is eligible, and the policy is IRQM_TABLE_POLICY_NEVER.
 *
 * Context: any; no other call may use the matrix at the same time.
 * Complexity: O(interrupts + masks + CPUs).
 * Return: 0; -IRQM_EINVAL and -IRQM_ERANGE as irqm_table_size(), -IRQM_EINVAL also when @memory is
 * misaligned; -IRQM_ENOSPC when @bytes is too small.
 */
IRQM_API int irqm_table_init(const struct irqm_table_config *config, void *memory, size_t bytes,
			     struct irqm_table **t);

/**
 * irqm_table_fini() - End the life of a table made by irqm_table_init()
 * @t: the table, or NULL for no effect
 *
 * What its interrupts hold stays in the matrix, so deactivate and release them first.
 *
 * Context: any; no other call may use the table at the same time.
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
 * Context: mem->alloc; no other call may use the matrix at the same time.
 * Complexity: as irqm_table_init().
 * Return: 0; -IRQM_EINVAL and -IRQM_ERANGE as irqm_table_size(), -IRQM_EINVAL also when a member of
 * @mem is NULL or mem->alloc gives memory that is not aligned as asked for, which is freed;
 * -IRQM_ENOMEM when it gives NULL.
 */
IRQM_API int irqm_table_create(const struct irqm_table_config *config,
			       const struct irqm_mem_ops *mem, void *mem_ctx,
			       struct irqm_table **t);

/**
 * irqm_table_destroy() - End the life of a table made by irqm_table_create()
 * @t: the table, or NULL for no effect
 *
 * Does what irqm_table_fini() does, and frees the memory.
 *
 * Context: mem->free, once; no other call may use the table at the same time.
 * Return: nothing.
 */
IRQM_API void irqm_table_destroy(struct irqm_table *t);

/* ---- The life of an interrupt ---- */

/**
 * irqm_table_request() - Give an interrupt number to an owner
 * @t: the table
 * @irq: the number
 * @request: what the owner asks for; read by the call and not kept
 *
 * A regular one gets a best-effort reservation and no slot. A managed one gets a vector reserved on
 * each of its CPUs. The table remembers the mask, so no later call has to name it to undo this.
 *
 * Context: any.
 * Complexity: O(words); for a managed one as irqm_matrix_reserve_managed().
 * Return: 0 or a common code; -IRQM_EINVAL also when a required callback or mask is NULL, a mask is
 * empty or an enum is unknown; -IRQM_ERANGE also when the matrix has IRQM_MATRIX_MAX_RESERVED
 * reservations; -IRQM_EBUSY when the number has an owner; -IRQM_ENOSPC when a CPU has no free
 * vector, or nr_masks are in use.
 * Source: irq_domain_alloc_irqs() of Linux 6.12 with x86's reservation mode; D8.
 */
IRQM_API int irqm_table_request(struct irqm_table *t, unsigned int irq,
				const struct irqm_irq_request *request);

/**
 * irqm_table_release() - Take an interrupt number from its owner
 * @t: the table
 * @irq: the number
 *
 * The interrupt must be IDLE or FAILED. It gives up all it holds. If it is FAILED and its hardware
 * is in an unknown state, the call tries once more to shut it down; the result does not matter.
 *
 * Context: chip->shutdown, for a FAILED one.
 * Complexity: O(words); for a managed one as irqm_matrix_unreserve_managed().
 * Return: 0 or a common code; -IRQM_EINVAL also when it is active (deactivate it first).
 * Source: irq_domain_free_irqs() of Linux 6.12; D8.
 */
IRQM_API int irqm_table_release(struct irqm_table *t, unsigned int irq);

/**
 * irqm_table_activate() - Allocate a slot for an interrupt and start it
 * @t: the table
 * @irq: the interrupt
 *
 * A regular one uses up its reservation for a slot; part 2 at the top says where. A managed one
 * without an online CPU waits for one; that is no error. One that is disabled or suspended gets its
 * slot and is not started.
 *
 * Context: chip->startup, queue->resume, queue->affinity_broken; chip->shutdown to undo.
 * Complexity: that of irqm_matrix_alloc(), up to eight times.
 * Return: 0 or a common code; -IRQM_EINVAL also when it is not IDLE; -IRQM_ENOSPC when no online
 * CPU has a vector; else what a callback returned.
 * Source: activate_reserved(), activate_managed() and assign_irq_vector_any_locked() of Linux 6.12.
 */
IRQM_API int irqm_table_activate(struct irqm_table *t, unsigned int irq);

/**
 * irqm_table_deactivate() - Shut an interrupt down and free its slot
 * @t: the table
 * @irq: the interrupt
 *
 * A regular one gets its reservation back, a managed one keeps its reserved vectors. A FAILED one
 * becomes IDLE, so that it can be activated again.
 *
 * Context: chip->shutdown.
 * Complexity: that of irqm_matrix_free().
 * Return: 0 or a common code; -IRQM_EINVAL also when it is IDLE already; -IRQM_ERANGE also when the
 * matrix has IRQM_MATRIX_MAX_RESERVED reservations; else what chip->shutdown returned.
 * Source: x86_vector_deactivate() of Linux 6.12.
 */
IRQM_API int irqm_table_deactivate(struct irqm_table *t, unsigned int irq);

/**
 * irqm_table_disable() - Disable an interrupt once more
 * @t: the table
 * @irq: the interrupt
 *
 * Calls nest. The first one shuts the interrupt down: it keeps its slot and frees the old slot of a
 * move.
 *
 * Context: chip->shutdown.
 * Return: 0 or a common code; -IRQM_ERANGE also at a depth of IRQM_TABLE_MAX_DEPTH; else what
 * chip->shutdown returned.
 * Source: disable_irq() of Linux 6.12.
 */
IRQM_API int irqm_table_disable(struct irqm_table *t, unsigned int irq);

/**
 * irqm_table_enable() - Undo one irqm_table_disable()
 * @t: the table
 * @irq: the interrupt
 *
 * The last one starts the interrupt if it is active, not suspended, and has a slot or an online CPU
 * to get one on. When the call fails, the interrupt is disabled as before.
 *
 * Context: chip->startup, queue->resume; chip->shutdown to undo.
 * Complexity: O(1); as irqm_matrix_alloc_managed() for one that waited.
 * Return: 0 or a common code; -IRQM_ENOENT also when it is not disabled; else what a callback
 * returned.
 * Source: enable_irq() of Linux 6.12.
 */
IRQM_API int irqm_table_enable(struct irqm_table *t, unsigned int irq);

/**
 * irqm_table_suspend() - Stop an interrupt because the system goes to sleep
 * @t: the table
 * @irq: the interrupt
 *
 * Does what irqm_table_disable() does, but is remembered apart from the depth and does not nest. A
 * CPU that comes online does not start a suspended interrupt.
 *
 * Context: chip->shutdown.
 * Return: 0 or a common code; -IRQM_EINVAL also when it is suspended already; else what
 * chip->shutdown returned.
 * Source: suspend_device_irqs() of Linux 6.12.
 */
IRQM_API int irqm_table_suspend(struct irqm_table *t, unsigned int irq);

/**
 * irqm_table_resume() - Undo irqm_table_suspend() when the system wakes up
 * @t: the table
 * @irq: the interrupt
 *
 * Starts the interrupt if it is active, not disabled, and has a slot or an online CPU to get one
 * on. When the call fails, the interrupt is suspended as before.
 *
 * Context: chip->startup, queue->resume; chip->shutdown to undo.
 * Complexity: as irqm_table_enable().
 * Return: 0 or a common code; -IRQM_ENOENT also when it is not suspended; else what a callback
 * returned.
 * Source: resume_device_irqs() of Linux 6.12.
 */
IRQM_API int irqm_table_resume(struct irqm_table *t, unsigned int irq);

/**
 * irqm_table_move_done() - Report the first interrupt that arrived at a new slot
 * @t: the table
 * @irq: the interrupt
 * @slot: where it arrived
 *
 * Frees the old slot. Called from the interrupt's own handler; needed only after a move.
 *
 * Context: interrupt handler or any.
 * Complexity: that of irqm_matrix_free().
 * Return: 0 or a common code; -IRQM_ENOENT also when no move of it is under way or @slot is not its
 * new slot. After -IRQM_EBUSY, call again when the next interrupt arrives.
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
 * Context: any.
 * Complexity: O(interrupts on the CPU x (words + CPUs of a mask)).
 * Return: 0 or a common code; -IRQM_ENODEV when it is not online.
 * Source: lapic_can_unplug_cpu() of Linux 6.12.
 */
IRQM_API int irqm_table_can_offline(struct irqm_table *t, unsigned int cpu,
				    struct irqm_table_offline_answer *answer);

/**
 * irqm_table_cpu_offline() - Move all interrupts off a CPU and take it offline
 * @t: the table
 * @cpu: the CPU. During the call it can still take interrupts; after success it must not.
 * @report: optional; filled in also when the call fails
 *
 * From the beginning of the call no interrupt is given a slot on the CPU. Managed interrupts move
 * among their CPUs. Those without another online CPU have their queue drained (queue->quiesce) and
 * are shut down. Regular ones move inside their mask, else anywhere. All new slots are allocated
 * before the first interrupt is moved, and all interrupts are moved before the first is shut down.
 * Old slots on the CPU are freed. The last CPU may go offline too, if it has no regular interrupt.
 *
 * When a callback fails, interrupts that moved go back, those that were shut down are started
 * again, and the CPU is online as before. An interrupt whose way back fails too stays where it
 * went, or becomes FAILED if it was shut down. The report counts an interrupt as moved, shut down
 * or started only if it is not where it was.
 *
 * Context: chip->retarget, queue->quiesce, chip->shutdown, chip->reraise, queue->affinity_broken;
 * chip->startup and queue->resume to undo.
 * Complexity: O(interrupts on the CPU), times that of irqm_matrix_alloc().
 * Return: 0 or a common code; -IRQM_ENODEV when the CPU is not online; -IRQM_EBUSY when another
 * call works on an interrupt of the CPU, or on all CPUs; -IRQM_ENOSPC when the other online CPUs
 * lack vectors (irqm_table_can_offline() says how many); else what a callback returned.
 * Source: irq_migrate_all_off_this_cpu() of Linux 6.12 and its block/blk-mq.c, which drains.
 */
IRQM_API int irqm_table_cpu_offline(struct irqm_table *t, unsigned int cpu,
				    struct irqm_table_report *report);

/**
 * irqm_table_cpu_online() - Start what waits for a CPU that has come online
 * @t: the table
 * @cpu: the CPU, which can take interrupts
 * @report: optional; filled in also when the call fails
 *
 * Each managed interrupt that waits for one of its CPUs is started, once, and its queue resumed. If
 * it cannot be started it becomes FAILED and is counted, and the others are started all the same.
 * Disabled and suspended ones stay down. Regular ones stay where they are (see
 * irqm_table_return_home()).
 *
 * Context: chip->startup, queue->resume; chip->shutdown to undo.
 * Complexity: O(interrupts that wait), times that of irqm_matrix_alloc_managed().
 * Return: 0 or a common code; -IRQM_EINVAL also when the CPU is online already; -IRQM_EBUSY when
 * another call works on all CPUs.
 * Source: irq_affinity_online_cpu() of Linux 6.12.
 */
IRQM_API int irqm_table_cpu_online(struct irqm_table *t, unsigned int cpu,
				   struct irqm_table_report *report);

/**
 * irqm_table_return_home() - Move regular interrupts to where they would rather be
 * @t: the table
 * @report: optional; filled in also when the call fails
 *
 * For use after CPUs came back or vectors were freed. A regular interrupt with a slot moves if one
 * of the sets 1 to 4 of part 2 at the top has an available vector and comes before the set that its
 * CPU is in.
 *
 * Context: chip->retarget.
 * Complexity: O(interrupts), times that of irqm_matrix_alloc() for those away from home.
 * Return: 0, also when some stayed, or a common code; -IRQM_EBUSY when another call works on all
 * CPUs.
 * Source: ours; illumos has it, Linux has not.
 */
IRQM_API int irqm_table_return_home(struct irqm_table *t, struct irqm_table_report *report);

/* ---- Affinity ---- */

/**
 * irqm_table_set_policy() - Set what users may do to managed interrupts
 * @t: the table
 * @policy: from now on
 *
 * Context: any.
 * Return: 0; -IRQM_EINVAL also when the policy is unknown.
 * Source: ours; the RFD's "opt-in by driver" and "extra knob".
 */
IRQM_API int irqm_table_set_policy(struct irqm_table *t, enum irqm_table_policy policy);

/**
 * irqm_table_set_affinity() - Give an interrupt other CPUs
 * @t: the table
 * @irq: the interrupt
 * @cpus: its new CPUs; for a managed one they may be offline
 * @asker: who asks for it
 *
 * A regular one moves only if its CPU is not among the new ones. A managed one takes the steps of
 * part 4 at the top.
 *
 * With IRQM_IRQ_USER_BREAKS a managed one becomes regular, and its reservations are undone. It
 * keeps its slot if that is on one of the new CPUs, else it moves as a regular one does. If it
 * waits for a CPU and none of the new ones is online, the call fails.
 *
 * Context: chip->retarget for a regular one; queue->prepare_move, chip->shutdown, chip->startup,
 * queue->complete_move, queue->abort_move, queue->resume for a managed one.
 * Complexity: that of irqm_matrix_alloc(), up to four times; for a managed one also that of
 * irqm_matrix_reserve_managed() and irqm_matrix_unreserve_managed().
 * Return: 0 or a common code; -IRQM_EINVAL also when @cpus is empty, the interrupt is FAILED or
 * @asker is unknown; -IRQM_EPERM when it is managed and users may not change it; -IRQM_EBUSY also
 * when it would have to move and an earlier move is not done; -IRQM_ENODEV when a regular one has a
 * slot and no CPU of @cpus is online; -IRQM_ENOSPC when a managed one finds no vector on one of the
 * new CPUs, a regular one finds none on any of them, or nr_masks are in use; else what a callback
 * returned.
 * Source: irq_set_affinity() of Linux 6.12 for regular ones; else ours.
 */
IRQM_API int irqm_table_set_affinity(struct irqm_table *t, unsigned int irq,
				     const unsigned long *cpus, enum irqm_irq_asker asker);

/**
 * irqm_table_set_affinities() - Give the interrupts of a queue set other CPUs: all or none
 * @t: the table
 * @changes: an interrupt and its new CPUs each. No interrupt may be there twice. All are managed,
 *	and none is to be broken.
 * @count: how many, at least 1
 * @asker: who asks for it
 *
 * Each step of part 4 at the top is taken for all interrupts before the next step. Vectors are
 * reserved in the order of @changes, and nothing is unreserved in between. So two interrupts that
 * exchange their CPUs each need an available vector on each of their new CPUs.
 *
 * Context: as irqm_table_set_affinity() for a managed one.
 * Complexity: @count times that of irqm_table_set_affinity().
 * Return: as irqm_table_set_affinity(); -IRQM_EINVAL also when @count is 0, or an interrupt is
 * regular or would be broken; -IRQM_EBUSY also when one is named twice.
 */
IRQM_API int irqm_table_set_affinities(struct irqm_table *t, const struct irqm_irq_change *changes,
				       unsigned int count, enum irqm_irq_asker asker);

/**
 * irqm_table_set_eligible() - Set which CPUs interrupts should be on
 * @t: the table
 * @cpus: the eligible CPUs from now on, such as those for housekeeping; NULL for all
 * @strictness: what to do about interrupts that cannot leave the other CPUs
 * @report: optional; filled in also when the call fails
 *
 * Interrupts on other CPUs move to eligible ones among their own. From now on part 2 at the top
 * prefers the eligible CPUs. When the call fails, all interrupts are where they were; one whose way
 * back fails too stays where it went.
 *
 * Context: chip->retarget.
 * Complexity: O(CPUs + interrupts on CPUs that are not eligible), times that of
 * irqm_matrix_alloc() for the latter.
 * Return: 0 or a common code; -IRQM_EINVAL also when @cpus is empty or @strictness is unknown;
 * -IRQM_EBUSY when another call works on all CPUs. With IRQM_TABLE_STRICT also -IRQM_EBUSY when
 * another call works on an interrupt that has to move, or an earlier move of it is not done;
 * -IRQM_ENOSPC when it finds no slot; else what chip->retarget returned.
 * Source: ours; Linux 6.12 has housekeeping CPUs at boot, by best effort.
 */
IRQM_API int irqm_table_set_eligible(struct irqm_table *t, const unsigned long *cpus,
				     enum irqm_table_strictness strictness,
				     struct irqm_table_report *report);

/* ---- Questions ---- */

/**
 * irqm_table_get() - Read everything about one interrupt but its CPUs
 * @t: the table
 * @irq: its number
 * @info: filled in, also for a FREE interrupt and for one that another call works on
 *
 * Context: any.
 * Return: 0, -IRQM_EINVAL or -IRQM_ERANGE.
 */
IRQM_API int irqm_table_get(struct irqm_table *t, unsigned int irq, struct irqm_irq_info *info);

/**
 * irqm_table_get_cpus() - Read the CPUs of one interrupt
 * @t: the table
 * @irq: its number
 * @cpus: the caller's words, for nr_cpus CPUs of the matrix; set to its mask
 *
 * Context: any.
 * Complexity: O(words).
 * Return: 0, -IRQM_EINVAL, -IRQM_ERANGE or -IRQM_ENOENT.
 */
IRQM_API int irqm_table_get_cpus(struct irqm_table *t, unsigned int irq, unsigned long *cpus);

/**
 * irqm_table_get_stats() - Read the counters of a table
 * @t: the table
 * @stats: filled in
 *
 * Context: any.
 * Return: 0 or -IRQM_EINVAL.
 */
IRQM_API int irqm_table_get_stats(struct irqm_table *t, struct irqm_table_stats *stats);

/**
 * struct irqm_table_fault - One broken invariant of a table
 * @invariant: its number, 1 .. IRQM_TABLE_NR_INVARIANTS
 * @irq: the interrupt, or IRQM_NONE
 * @cpu: the CPU, or IRQM_NONE
 * @expected: what follows from the interrupts
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
 * @first: optional; set to the first fault when there is one, else untouched
 *
 * - T1 The matrix has no fault.
 * - T2 Every allocated slot belongs to one interrupt, and each CPU has as many as the matrix says:
 *   no vector leaks.
 * - T3 On each CPU as many managed vectors are reserved as managed interrupts have the CPU in their
 *   masks: the guarantees hold.
 * - T4 There are as many best-effort reservations as interrupts with one.
 * - T5 An interrupt holds what its state says.
 * - T6 Its slots are on online CPUs, and those of a managed one on its own CPUs.
 * - T7 The lists of the interrupts of a CPU are right.
 * - T8 Each mask counts its references right.
 * - T9 No interrupt waits while one of its CPUs is online, unless a call works on it or on all
 *   CPUs.
 *
 * These hold at any time, also while other calls are between two steps.
 *
 * Context: any; holds the short lock during the whole check.
 * Complexity: that of irqm_matrix_check(), and O(interrupts x words).
 * Return: the number of faults, 0 when all is well; at least 1 when @t is NULL (reported as
 * invariant 0).
 */
IRQM_API unsigned int irqm_table_check(struct irqm_table *t, struct irqm_table_fault *first);

/**
 * irqm_table_invariant_text() - Describe an invariant of a table in words
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
