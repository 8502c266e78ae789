/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * bench_table.c - results for people. Lines appear as soon as they are measured.
 */
#include <stdio.h>

#include "bench_operations.h"
#include "bench_run.h"
#include "bench_util.h"

#define NAME_WIDTH 30
#define OURS_WIDTH 38
#define PEER_WIDTH 23

/* Writes the digits that matter, such as 8.1; 283; 71,806. */
static const char *format_number(char *text, size_t room, double number)
{
	unsigned long long n = (unsigned long long)(number + 0.5);

	if (number < 99.95)
		snprintf(text, room, "%.1f", number);
	else if (n < 1000)
		snprintf(text, room, "%llu", n);
	else if (n < 1000000)
		snprintf(text, room, "%llu,%03llu", n / 1000, n % 1000);
	else
		snprintf(text, room, "%llu,%03llu,%03llu", n / 1000000, n / 1000 % 1000, n % 1000);
	return text;
}

static const char *format_rate(char *text, size_t room, double per_second)
{
	static const char units[] = " kMGT";
	unsigned int unit = 0;

	while (per_second >= 999.5 && unit < sizeof(units) - 2) {
		per_second /= 1000;
		unit++;
	}
	snprintf(text, room, "%.*f %c", per_second < 9.995 ? 2 : per_second < 99.95 ? 1
										    : 0,
		 per_second, units[unit]);
	return text;
}

void bench_table_head(const struct bench_machine *machine, const struct bench_impl *const *impls,
		      unsigned int nr_impls)
{
	unsigned int i;

	printf("\n%s\n", machine->title);
	printf("%-*s %-*s", NAME_WIDTH, "", OURS_WIDTH, impls[0]->title);
	for (i = 1; i < nr_impls; i++)
		printf(" | %-*s", PEER_WIDTH, impls[i]->title);
	printf("\n%-*s %6s %9s %5s %7s %7s", NAME_WIDTH, "operation", "CPUs", "ns/op", "+-%",
	       "op/s", "B/CPU");
	for (i = 1; i < nr_impls; i++)
		printf(" | %9s %5s %7s", "ns/op", "+-%", "ratio");
	printf("\n");
	fflush(stdout);
}

static void print_peer(const struct bench_figure *peer)
{
	char number[32];

	if (!peer->measured) {
		printf(" | %9s %5s %7s", "-", "-", "-");
		return;
	}
	printf(" | %9s %5.1f ", format_number(number, sizeof(number), peer->median), peer->spread);
	if (peer->ratio > 0)
		printf("%6.*fx", peer->ratio < 99.995 ? 2 : 0, peer->ratio);
	else
		printf("%7s", "-");
}

void bench_table_row(const struct bench_operation *operation, const struct bench_machine *machine,
		     const struct bench_figure *figures, unsigned int nr_impls, size_t our_bytes)
{
	char number[32], rate[32], bytes[32] = "-";
	unsigned int i;

	printf("%-*s %6u ", NAME_WIDTH, operation->name, machine->nr_online);
	if (our_bytes)
		snprintf(bytes, sizeof(bytes), "%.1f", (double)our_bytes / machine->nr_online);
	if (figures[0].measured)
		printf("%9s %5.1f %7s %7s",
		       format_number(number, sizeof(number), figures[0].median),
		       figures[0].spread, format_rate(rate, sizeof(rate), 1e9 / figures[0].median),
		       bytes);
	else
		printf("%9s %5s %7s %7s", "-", "-", "-", "-");
	for (i = 1; i < nr_impls; i++)
		print_peer(&figures[i]);
	printf("\n");
	fflush(stdout);
}

void bench_table_note(const struct bench_operation *operation, const struct bench_machine *machine,
		      const struct bench_impl *impl, const char *why)
{
	printf("%-*s %6u left out: %s %s\n", NAME_WIDTH, operation->name, machine->nr_online,
	       impl->title, why);
	fflush(stdout);
}

void bench_table_bytes(const char *name, const struct bench_machine *machine,
		       const struct bench_impl *const *impls, const size_t *bytes,
		       unsigned int nr_impls)
{
	char number[32];
	unsigned int i;

	for (i = 0; i < nr_impls; i++) {
		if (!bytes[i])
			continue;
		printf("%-*s %6u %9s bytes, %.1f per CPU: %s", NAME_WIDTH, name,
		       machine->nr_online, format_number(number, sizeof(number), (double)bytes[i]),
		       (double)bytes[i] / machine->nr_online, impls[i]->title);
		if (i && bytes[0])
			printf(", %.2fx", (double)bytes[i] / (double)bytes[0]);
		printf("\n");
	}
	fflush(stdout);
}

/* Prints the line of a policy and form, unless no number of groups was measured with both. */
static void print_policy(const struct bench_policies *policies, unsigned int policy,
			 unsigned int form)
{
	const double *base = policies->median[IRQM_SPREAD_LINUX_6_12][form];
	const double *its = policies->median[policy][form];
	unsigned int groups;

	printf("%-14s %-23s", bench_policy_names[policy], bench_form_names[form]);
	for (groups = GROUPS_ONE; groups < NR_GROUPS; groups++) {
		if (base[groups] > 0 && its[groups] > 0)
			printf(" %7.2fx", its[groups] / base[groups]);
		else
			printf(" %8s", "-");
	}
	printf("\n");
}

static bool is_compared(const struct bench_policies *policies, unsigned int policy,
			unsigned int form)
{
	const double *base = policies->median[IRQM_SPREAD_LINUX_6_12][form];
	const double *its = policies->median[policy][form];
	unsigned int groups;

	for (groups = GROUPS_ONE; groups < NR_GROUPS; groups++) {
		if (its != base && its[groups] > 0 && base[groups] > 0)
			return true;
	}
	return false;
}

void bench_table_policies(const struct bench_policies *policies)
{
	unsigned int policy, form, groups;
	bool head_shown = false;

	for (form = 0; form < NR_FORMS; form++) {
		for (policy = 0; policy < BENCH_POLICIES; policy++) {
			if (!is_compared(policies, policy, form))
				continue;
			if (!head_shown) {
				printf("%-38s", "spread: our time / that with linux-6.12");
				for (groups = GROUPS_ONE; groups < NR_GROUPS; groups++)
					printf(" %8s", bench_group_names[groups]);
				printf("\n");
			}
			head_shown = true;
			print_policy(policies, policy, form);
		}
	}
	fflush(stdout);
}
