// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of the functions irq_matrix_*(), on matrices of their own.
 *
 * "This CPU" is chosen by making the call on it. Tests in which the kernel's own matrix counts
 * wrongly (the D-numbers of docs/differences.md) run on it too, and skip with what they have found.
 */
#include <kunit/test.h>
#include <linux/cpumask.h>
#include <linux/irq.h>
#include <linux/kernel.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/string.h>

#ifdef CONFIG_IRQMATRIX
#include <irqmatrix/check.h>
#include <irqmatrix/matrix.h>
#endif

/* The window [FIRST, END) of BITS vectors. */
#define BITS 64
#define FIRST 8
#define END 24
#define ROOM (END - FIRST)

/* Calls of the random program. */
#define CALLS 20000

enum local_call { ONLINE, OFFLINE, ASSIGN, AVAILABLE, AVAILABLE_BUT_THIS, ALLOCATED };

struct on_cpu {
	struct irq_matrix *m;
	enum local_call call;
	unsigned int bit;
	unsigned int answer;
};

static void call_here(void *data)
{
	struct on_cpu *c = data;

	switch (c->call) {
	case ONLINE:
		irq_matrix_online(c->m);
		break;
	case OFFLINE:
		irq_matrix_offline(c->m);
		break;
	case ASSIGN:
		irq_matrix_assign(c->m, c->bit);
		break;
	case AVAILABLE:
		c->answer = irq_matrix_available(c->m, false);
		break;
	case AVAILABLE_BUT_THIS:
		c->answer = irq_matrix_available(c->m, true);
		break;
	case ALLOCATED:
		c->answer = irq_matrix_allocated(c->m);
		break;
	}
}

static unsigned int on_cpu(struct irq_matrix *m, unsigned int cpu, enum local_call call)
{
	struct on_cpu c = { .m = m, .call = call };

	smp_call_function_single(cpu, call_here, &c, 1);
	return c.answer;
}

static unsigned int available(struct irq_matrix *m)
{
	return on_cpu(m, 0, AVAILABLE);
}

/* The available vectors of one CPU: those of all CPUs less those of all others. */
static unsigned int available_of(struct irq_matrix *m, unsigned int cpu)
{
	return available(m) - on_cpu(m, cpu, AVAILABLE_BUT_THIS);
}

static const struct cpumask *both(void)
{
	static struct cpumask cpus;

	cpumask_clear(&cpus);
	cpumask_set_cpu(0, &cpus);
	cpumask_set_cpu(1, &cpus);
	return &cpus;
}

/* A matrix with CPUs 0 and 1 online. It is never freed: the interface has no function for that. */
static struct irq_matrix * __init two_cpus(struct kunit *test)
{
	struct irq_matrix *m;

	if (num_online_cpus() < 2 || !cpu_online(1))
		kunit_skip(test, "needs CPUs 0 and 1");
	m = irq_alloc_matrix(BITS, FIRST, END);
	KUNIT_ASSERT_NOT_NULL(test, m);
	on_cpu(m, 0, ONLINE);
	on_cpu(m, 1, ONLINE);
	return m;
}

static void __init alloc_takes_the_emptiest_cpu(struct kunit *test)
{
	struct irq_matrix *m = two_cpus(test);
	unsigned int cpu = ~0U;

	KUNIT_EXPECT_EQ(test, available(m), 2 * ROOM);
	KUNIT_EXPECT_EQ(test, irq_matrix_alloc(m, both(), false, &cpu), FIRST);
	KUNIT_EXPECT_EQ(test, cpu, 0);
	KUNIT_EXPECT_EQ(test, irq_matrix_alloc(m, both(), false, &cpu), FIRST);
	KUNIT_EXPECT_EQ(test, cpu, 1);
	KUNIT_EXPECT_EQ(test, irq_matrix_alloc(m, cpumask_of(1), false, &cpu), FIRST + 1);
	KUNIT_EXPECT_EQ(test, on_cpu(m, 1, ALLOCATED), 2);
	irq_matrix_free(m, 1, FIRST, false);
	KUNIT_EXPECT_EQ(test, irq_matrix_alloc(m, cpumask_of(1), false, &cpu), FIRST);
	KUNIT_EXPECT_EQ(test, available(m), 2 * ROOM - 3);
}

static void __init exhaustion_gives_enospc(struct kunit *test)
{
	struct irq_matrix *m = two_cpus(test);
	unsigned int cpu, i;

	for (i = 0; i < 2 * ROOM; i++)
		KUNIT_EXPECT_GE(test, irq_matrix_alloc(m, both(), false, &cpu), FIRST);
	cpu = 77;
	KUNIT_EXPECT_EQ(test, irq_matrix_alloc(m, both(), false, &cpu), -ENOSPC);
	KUNIT_EXPECT_EQ(test, irq_matrix_reserve_managed(m, both()), -ENOSPC);
	KUNIT_EXPECT_EQ(test, irq_matrix_alloc_managed(m, both(), &cpu), -ENOSPC);
	KUNIT_EXPECT_EQ(test, cpu, 77);
	KUNIT_EXPECT_EQ(test, available(m), 0);
	/* CPU 1 may not go offline: it has vectors, and no other CPU has any available. */
	KUNIT_EXPECT_EQ(test, on_cpu(m, 1, ALLOCATED), ROOM);
	KUNIT_EXPECT_EQ(test, on_cpu(m, 1, AVAILABLE_BUT_THIS), 0);
}

static void __init empty_masks(struct kunit *test)
{
	struct irq_matrix *m = two_cpus(test);
	unsigned int cpu;

	KUNIT_EXPECT_EQ(test, irq_matrix_alloc(m, cpu_none_mask, false, &cpu), -EINVAL);
	KUNIT_EXPECT_EQ(test, irq_matrix_alloc_managed(m, cpu_none_mask, &cpu), -EINVAL);
	KUNIT_EXPECT_EQ(test, irq_matrix_reserve_managed(m, cpu_none_mask), 0);
	irq_matrix_remove_managed(m, cpu_none_mask);
	KUNIT_EXPECT_EQ(test, available(m), 2 * ROOM);
}

static void __init reservations_are_counted(struct kunit *test)
{
	struct irq_matrix *m = two_cpus(test);
	unsigned int cpu;

	irq_matrix_reserve(m);
	irq_matrix_reserve(m);
	KUNIT_EXPECT_EQ(test, irq_matrix_reserved(m), 2);
	KUNIT_EXPECT_EQ(test, irq_matrix_alloc(m, both(), true, &cpu), FIRST);
	KUNIT_EXPECT_EQ(test, irq_matrix_reserved(m), 1);
	irq_matrix_remove_reserved(m);
	KUNIT_EXPECT_EQ(test, irq_matrix_reserved(m), 0);
}

static void __init system_vectors_are_never_given_out(struct kunit *test)
{
	struct irq_matrix *m = irq_alloc_matrix(BITS, FIRST, END);
	unsigned int cpu;

	KUNIT_ASSERT_NOT_NULL(test, m);
	irq_matrix_assign_system(m, FIRST, false);
	on_cpu(m, 0, ONLINE);
	KUNIT_EXPECT_EQ(test, available(m), ROOM - 1);
	KUNIT_EXPECT_EQ(test, irq_matrix_alloc(m, cpumask_of(0), false, &cpu), FIRST + 1);
}

static void __init assigned_vectors_are_in_use(struct kunit *test)
{
	struct irq_matrix *m = two_cpus(test);
	struct on_cpu c = { .m = m, .call = ASSIGN, .bit = FIRST };
	unsigned int cpu;

	smp_call_function_single(1, call_here, &c, 1);
	KUNIT_EXPECT_EQ(test, on_cpu(m, 1, ALLOCATED), 1);
	KUNIT_EXPECT_EQ(test, irq_matrix_alloc(m, cpumask_of(1), false, &cpu), FIRST + 1);
	irq_matrix_free(m, 1, FIRST, false);
	KUNIT_EXPECT_EQ(test, available(m), 2 * ROOM - 1);
}

/* A CPU keeps its managed vectors while it is offline. */
static void __init managed_over_hotplug(struct kunit *test)
{
	struct irq_matrix *m = two_cpus(test);
	unsigned int cpu;

	KUNIT_EXPECT_EQ(test, irq_matrix_reserve_managed(m, both()), 0);
	KUNIT_EXPECT_EQ(test, available(m), 2 * ROOM - 2);
	KUNIT_EXPECT_EQ(test, irq_matrix_alloc_managed(m, both(), &cpu), FIRST);
	KUNIT_EXPECT_EQ(test, cpu, 1);
	irq_matrix_free(m, 1, FIRST, true);
	on_cpu(m, 1, OFFLINE);
	KUNIT_EXPECT_EQ(test, available(m), ROOM - 1);
	KUNIT_EXPECT_EQ(test, irq_matrix_alloc_managed(m, both(), &cpu), FIRST);
	KUNIT_EXPECT_EQ(test, cpu, 0);
	KUNIT_EXPECT_EQ(test, irq_matrix_alloc_managed(m, cpumask_of(1), &cpu), -ENOSPC);
	on_cpu(m, 1, ONLINE);
	KUNIT_EXPECT_EQ(test, irq_matrix_alloc_managed(m, cpumask_of(1), &cpu), FIRST);
	irq_matrix_free(m, 0, FIRST, true);
	irq_matrix_free(m, 1, FIRST, true);
	irq_matrix_remove_managed(m, both());
	KUNIT_EXPECT_EQ(test, available(m), 2 * ROOM);
	KUNIT_EXPECT_EQ(test, on_cpu(m, 1, ALLOCATED), 0);
}

/* D1: managed vectors of an offline CPU are unreserved. */
static void __init d1_managed_while_offline(struct kunit *test)
{
	struct irq_matrix *m = two_cpus(test);
	unsigned int found;

	KUNIT_EXPECT_EQ(test, irq_matrix_reserve_managed(m, both()), 0);
	on_cpu(m, 1, OFFLINE);
	irq_matrix_remove_managed(m, both());
	on_cpu(m, 1, ONLINE);
	found = available_of(m, 1);
	if (!IS_ENABLED(CONFIG_IRQMATRIX))
		kunit_skip(test, "CPU 1 has %u vectors available, should have %u", found, ROOM);
	KUNIT_EXPECT_EQ(test, found, ROOM);
}

#ifdef CONFIG_GENERIC_IRQ_DEBUGFS
/* "Total allocated" is shown in debugfs only. */
static unsigned int total_allocated(struct kunit *test, struct irq_matrix *m)
{
	const unsigned int bytes = 4096;
	struct seq_file sf = { .size = bytes, .buf = kunit_kzalloc(test, bytes, GFP_KERNEL) };
	unsigned int total = ~0U;
	char *line;

	KUNIT_ASSERT_NOT_NULL(test, sf.buf);
	irq_matrix_debug_show(&sf, m, 0);
	line = strnstr(sf.buf, "Total allocated:", bytes);
	KUNIT_ASSERT_NOT_NULL(test, line);
	if (sscanf(line, "Total allocated: %u", &total) != 1)
		KUNIT_FAIL(test, "no number in %s", line);
	return total;
}

/* D2: a vector of an offline CPU is freed. */
static void __init d2_free_while_offline(struct kunit *test)
{
	struct irq_matrix *m = two_cpus(test);
	unsigned int cpu, found;

	KUNIT_EXPECT_EQ(test, irq_matrix_alloc(m, cpumask_of(1), false, &cpu), FIRST);
	KUNIT_EXPECT_EQ(test, total_allocated(test, m), 1);
	on_cpu(m, 1, OFFLINE);
	irq_matrix_free(m, 1, FIRST, false);
	found = total_allocated(test, m);
	if (!IS_ENABLED(CONFIG_IRQMATRIX))
		kunit_skip(test, "%u vectors are allocated in total, should be none", found);
	KUNIT_EXPECT_EQ(test, found, 0);
}
#endif

/* D11: the CPU with the fewest managed vectors in use has no spare one, another CPU has one. */
static void __init d11_next_managed_cpu(struct kunit *test)
{
	struct irq_matrix *m = two_cpus(test);
	unsigned int cpu = ~0U;
	int bit;

	KUNIT_EXPECT_EQ(test, irq_matrix_reserve_managed(m, cpumask_of(0)), 0);
	bit = irq_matrix_alloc_managed(m, both(), &cpu);
	if (!IS_ENABLED(CONFIG_IRQMATRIX))
		kunit_skip(test, "alloc_managed gives %d, should give %d", bit, FIRST);
	KUNIT_EXPECT_EQ(test, bit, FIRST);
	KUNIT_EXPECT_EQ(test, cpu, 0);
}

/* D21: a CPU that is offline in the matrix is asked what is left without it. */
static void __init d21_available_without_offline_cpu(struct kunit *test)
{
	struct irq_matrix *m = irq_alloc_matrix(BITS, FIRST, END);
	unsigned int found;

	KUNIT_ASSERT_NOT_NULL(test, m);
	KUNIT_EXPECT_EQ(test, on_cpu(m, 0, AVAILABLE_BUT_THIS), 0);
	on_cpu(m, 0, ONLINE);
	KUNIT_EXPECT_EQ(test, on_cpu(m, 0, AVAILABLE_BUT_THIS), 0);
	on_cpu(m, 0, OFFLINE);
	found = on_cpu(m, 0, AVAILABLE_BUT_THIS);
	if (!IS_ENABLED(CONFIG_IRQMATRIX))
		kunit_skip(test, "%u vectors are available, should be none", found);
	KUNIT_EXPECT_EQ(test, found, 0);
}

/* ---- Random programs ---- */

struct program {
	struct irq_matrix *m;
	u32 state;
	bool online;			/* CPU 1; CPU 0 is always online */
	unsigned int managed[2];	/* masks reserved: 0: CPU 0 alone, 1: both */
	unsigned int count;
	struct {
		unsigned int cpu;
		int bit;
	} live[2 * ROOM];
};

static u32 random_below(struct program *p, u32 limit)
{
	p->state = p->state * 1664525 + 1013904223;
	return (p->state >> 8) % limit;
}

static const struct cpumask *mask_number(unsigned int number)
{
	return number ? both() : cpumask_of(0);
}

static void add_live(struct program *p, int bit, unsigned int cpu)
{
	if (bit < 0)
		return;
	p->live[p->count].cpu = cpu;
	p->live[p->count++].bit = bit;
}

static void free_one(struct program *p)
{
	unsigned int i;

	if (!p->count)
		return;
	i = random_below(p, p->count);
	irq_matrix_free(p->m, p->live[i].cpu, p->live[i].bit, false);
	p->live[i] = p->live[--p->count];
}

/* CPU 1 goes offline only without vectors in use: a kernel has moved its interrupts by then. */
static bool cpu_1_in_use(const struct program *p)
{
	unsigned int i;

	for (i = 0; i < p->count; i++) {
		if (p->live[i].cpu == 1)
			return true;
	}
	return false;
}

static void random_call(struct program *p)
{
	unsigned int number = random_below(p, 2), cpu = 0;
	int bit;

	switch (random_below(p, 6)) {
	case 0:
	case 1:
		bit = irq_matrix_alloc(p->m, mask_number(number), false, &cpu);
		add_live(p, bit, cpu);
		break;
	case 2:
	case 3:
		free_one(p);
		break;
	case 4:
		if (!cpu_1_in_use(p)) {
			on_cpu(p->m, 1, p->online ? OFFLINE : ONLINE);
			p->online = !p->online;
		}
		break;
	default:
		if (p->managed[number] && random_below(p, 2)) {
			irq_matrix_remove_managed(p->m, mask_number(number));
			p->managed[number]--;
		} else if (p->online && p->managed[0] + p->managed[1] < 4) {
			p->managed[number] += !irq_matrix_reserve_managed(p->m,
									  mask_number(number));
		}
	}
}

#ifdef CONFIG_IRQMATRIX
/* The glue's struct irq_matrix begins with the library's matrix. */
static unsigned int faults(struct irq_matrix *m)
{
	return irqm_matrix_check(*(struct irqm_matrix **)m, NULL);
}
#else
static unsigned int faults(struct irq_matrix *m)
{
	return 0;
}
#endif

static void __init random_program(struct kunit *test)
{
	struct program *p = kunit_kzalloc(test, sizeof(*p), GFP_KERNEL);
	unsigned int i, managed;

	KUNIT_ASSERT_NOT_NULL(test, p);
	p->m = two_cpus(test);
	p->online = true;
	p->state = 1;
	for (i = 0; i < CALLS; i++) {
		random_call(p);
		if (faults(p->m)) {
			KUNIT_FAIL(test, "%u counters are wrong after call %u", faults(p->m), i);
			return;
		}
	}
	while (p->count)
		free_one(p);
	if (!p->online)
		on_cpu(p->m, 1, ONLINE);
	managed = p->managed[0] + 2 * p->managed[1];
	if (!IS_ENABLED(CONFIG_IRQMATRIX))
		kunit_skip(test, "%u vectors are available, should be %u", available(p->m),
			   2 * ROOM - managed);
	KUNIT_EXPECT_EQ(test, available(p->m), 2 * ROOM - managed);
}

/* debugfs still shows the cases after the boot, when the functions are gone. */
static struct kunit_case __refdata cases[] = {
	KUNIT_CASE(alloc_takes_the_emptiest_cpu),
	KUNIT_CASE(exhaustion_gives_enospc),
	KUNIT_CASE(empty_masks),
	KUNIT_CASE(reservations_are_counted),
	KUNIT_CASE(system_vectors_are_never_given_out),
	KUNIT_CASE(assigned_vectors_are_in_use),
	KUNIT_CASE(managed_over_hotplug),
	KUNIT_CASE(d1_managed_while_offline),
#ifdef CONFIG_GENERIC_IRQ_DEBUGFS
	KUNIT_CASE(d2_free_while_offline),
#endif
	KUNIT_CASE(d11_next_managed_cpu),
	KUNIT_CASE(d21_available_without_offline_cpu),
	KUNIT_CASE(random_program),
	{ }
};

static struct kunit_suite suite = {
	.name = "irq_matrix",
	.test_cases = cases,
};
kunit_test_init_section_suite(suite);
