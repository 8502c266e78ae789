/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * gbench.cc - calls Google Benchmark, which is C++, so this is the one file of C++.
 */
#include "gbench.h"

#include <benchmark/benchmark.h>

#include <fstream>
#include <optional>
#include <vector>

namespace
{

using Run = benchmark::BenchmarkReporter::Run;

/* All results for the JSON file. */
std::vector<Run> kept;

/* Keeps what Google Benchmark measured instead of printing it. */
class Collector : public benchmark::BenchmarkReporter
{
      public:
	bool ReportContext(const Context &) override
	{
		return true;
	}

	void ReportRuns(const std::vector<Run> &report) override
	{
		runs.insert(runs.end(), report.begin(), report.end());
	}

	std::vector<Run> runs;
};

Run named(const char *name, const char *label)
{
	Run run;

	run.run_name.function_name = name;
	run.report_label = label;
	run.family_index = 0;
	run.per_family_instance_index = 0;
	run.repetition_index = 0;
	run.repetitions = 1;
	run.statistics = nullptr;
	return run;
}

/*
 * Runs c alone; returns nothing if a call failed. With 0 iterations Google Benchmark finds out how
 * many fill min_seconds. A failed call is noted here, because the name that Run has for it differs
 * between versions of Google Benchmark.
 */
std::optional<Run> run_alone(const gbench_case *c, uint64_t iterations, double min_seconds)
{
	bool failed = false;
	auto body = [c, &failed](benchmark::State &state) {
		while (state.KeepRunningBatch(state.max_iterations)) {
			double seconds = c->run(c->ctx, (uint64_t)state.max_iterations);

			if (seconds < 0) {
				failed = true;
				state.SkipWithError("a call failed");
			} else if (c->manual_time) {
				state.SetIterationTime(seconds);
			}
		}
	};
	Collector collector;

	benchmark::ClearRegisteredBenchmarks();
	auto *registered = benchmark::RegisterBenchmark(c->name, body);

	if (c->manual_time)
		registered->UseManualTime();
	if (iterations)
		registered->Iterations((benchmark::IterationCount)iterations);
	else
		registered->MinTime(min_seconds);
	benchmark::RunSpecifiedBenchmarks(&collector, ".");
	if (failed)
		return std::nullopt;

	Run run = collector.runs.at(0);

	/* If the case takes the time itself, the processor time has parts that do not count. */
	if (c->manual_time)
		run.cpu_accumulated_time = run.real_accumulated_time;
	return run;
}

double nanoseconds(const Run &run)
{
	return run.cpu_accumulated_time * 1e9 / (double)run.iterations;
}

} // namespace

void gbench_start(const char *program)
{
	static char name[] = "irqmatrix-bench";
	char *argv[] = { name, nullptr };
	int argc = 1;

	benchmark::Initialize(&argc, argv);
	benchmark::BenchmarkReporter::Context::executable_name = program;
}

void gbench_context(const char *key, const char *value)
{
	benchmark::AddCustomContext(key, value);
}

uint64_t gbench_calibrate(const gbench_case *c, double min_seconds)
{
	std::optional<Run> run = run_alone(c, 0, min_seconds);

	return run ? (uint64_t)run->iterations : 0;
}

double gbench_measure(const gbench_case *c, uint64_t iterations, unsigned int repetition,
		      unsigned int repetitions)
{
	std::optional<Run> run = run_alone(c, iterations, 0);

	if (!run)
		return -1;
	run->run_name = named(c->name, c->label).run_name;
	run->report_label = c->label;
	run->repetition_index = repetition;
	run->repetitions = repetitions;
	kept.push_back(*run);
	return nanoseconds(*run);
}

void gbench_keep_median(const char *name, const char *label, unsigned int repetitions, double ns)
{
	Run run = named(name, label);

	run.run_type = Run::RT_Aggregate;
	run.aggregate_name = "median";
	run.repetitions = repetitions;
	run.iterations = repetitions;
	run.real_accumulated_time = ns * 1e-9 * repetitions;
	run.cpu_accumulated_time = run.real_accumulated_time;
	kept.push_back(run);
}

void gbench_keep_number(const char *name, const char *label, const char *what, double number)
{
	const gbench_number alone = { what, number };

	gbench_keep_numbers(name, label, &alone, 1);
}

void gbench_keep_numbers(const char *name, const char *label, const gbench_number *numbers,
			 unsigned int nr)
{
	Run run = named(name, label);

	for (unsigned int i = 0; i < nr; i++)
		run.counters[numbers[i].name] = numbers[i].value;
	kept.push_back(run);
}

bool gbench_write_json(const char *path)
{
	std::ofstream file(path);
	benchmark::BenchmarkReporter::Context context;
	benchmark::JSONReporter reporter;

	reporter.SetOutputStream(&file);
	reporter.ReportContext(context);
	reporter.ReportRuns(kept);
	reporter.Finalize();
	file.close();
	return !file.fail();
}
