// SPDX-License-Identifier: Apache-2.0
#include "channel.h"
#include "clock.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <optional>
#include <sched.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

namespace tare {
namespace {

// What the harness asks of the process.
struct Orders {
  std::optional<uint64_t> channel;
  std::optional<uint64_t> cpu;
  std::optional<uint64_t> parent;
  bool free_running;
  bool sleeps;

  explicit Orders(Options &options)
      : channel(options.hidden_number("tare-channel")),
        cpu(options.hidden_number("tare-cpu")),
        parent(options.hidden_number("tare-parent")),
        free_running(options.hidden("tare-free").has_value()),
        sleeps(options.hidden("tare-sleeps").has_value()) {
    options.hidden("tare-padding");  // only there to move the stack
  }
};

// Dies with its parent, and at once if that is gone already.
void follow(uint64_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (static_cast<uint64_t>(getppid()) != parent) _exit(1);
}

void pin(uint64_t cpu) {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (cpu < CPU_SETSIZE) CPU_SET(cpu, &set);
  if (sched_setaffinity(0, sizeof set, &set) != 0) {
    throw Refusal("cannot run on CPU " + std::to_string(cpu) + ": " + strerror(errno));
  }
}

// All files are nameless and a child ends by itself: nothing is left to clean up.
void end_cleanly() {
  struct sigaction action = {};
  action.sa_handler = [](int) { _exit(0); };
  sigaction(SIGTERM, &action, nullptr);
  sigaction(SIGINT, &action, nullptr);
}

// A driven workload prints nothing.
class SilentReporter : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context &) override { return true; }
  void ReportRuns(const std::vector<Run> &) override {}
};

class Driver {
 public:
  Driver(Workload &workload, Channel &channel)
      : workload_(workload),
        channel_(channel),
        clock_(workload.includes_children(), workload.includes_threads()) {}

  // Lives through all commands.
  void obey() {
    channel_.set_ready(workload_.subject());
    while (channel_.wait() == TARE_COMMAND_RUN) {
      run(std::min(channel_.slices(), TARE_CHANNEL_MAXIMUM_SLICES), channel_.operations(),
          channel_.pause_ns());
      channel_.answer();
    }
  }

  // Operates until the harness sends any command.
  void roam() {
    channel_.set_ready(workload_.subject());
    Events events = {};
    while (!channel_.has_command()) workload_.operate(1, events);
  }

 private:
  void run(uint32_t slices, uint64_t operations, uint64_t pause_ns) {
    Reading before = clock_.read();
    for (uint32_t index = 0; index < slices; index++) {
      Events events = {};
      if (pause_ns > 0) before = read_after_sleep(pause_ns, events);
      workload_.operate(operations, events);
      Reading after = clock_.read();
      count_readings(events, index == 0 ? 2 : 1);
      write(channel_.slice(index), before, after, events);
      before = after;
    }
  }

  Reading read_after_sleep(uint64_t nanoseconds, Events &events) {
    timespec length = {static_cast<time_t>(nanoseconds / 1'000'000'000),
                       static_cast<long>(nanoseconds % 1'000'000'000)};
    // A signal ends the process, so nothing else cuts it short.
    clock_nanosleep(CLOCK_MONOTONIC, 0, &length, nullptr);
    events[TARE_EVENT_SYSTEM_CALL] += 1;
    Reading reading = clock_.read();
    count_readings(events, 1);
    return reading;
  }

  void count_readings(Events &events, uint64_t readings) const {
    bool known = clock_.is_known() && workload_.knows_system_calls();
    uint64_t sum = events[TARE_EVENT_SYSTEM_CALL] + readings * clock_.system_calls();
    events[TARE_EVENT_SYSTEM_CALL] = known ? sum : 0;
  }

  static void write(tare_slice &slice, const Reading &before, const Reading &after,
                    const Events &events) {
    slice.cpu_ns = after.cpu_ns - before.cpu_ns;
    slice.wall_ns = after.wall_ns - before.wall_ns;
    slice.ticks = after.ticks - before.ticks;
    std::copy(events.begin(), events.end(), slice.events);
  }

  Workload &workload_;
  Channel &channel_;
  Clock clock_;
};

void enjoy_alone(benchmark::State &state, Workload &workload) {
  Events events = {};
  uint64_t batch = workload.batch();
  while (state.KeepRunningBatch(static_cast<int64_t>(batch))) workload.operate(batch, events);
  workload.report(state);
}

// Runs the one benchmark, for as long as its flags say where `iterations` is 0; what its loop throws
// is thrown here.
void run_benchmark(const char *name, Options &options, benchmark::BenchmarkReporter *reporter,
                   const std::function<void(benchmark::State &)> &loop, uint64_t iterations) {
  auto arguments = options.remaining();
  int count = static_cast<int>(arguments.size()) - 1;
  static std::string help;
  help = options.help();
  benchmark::Initialize(&count, arguments.data(), [] {
    benchmark::PrintDefaultHelp();
    fputs(help.c_str(), stdout);
  });
  if (benchmark::ReportUnrecognizedArguments(count, arguments.data())) {
    throw Refusal("see --help for the flags there are");
  }
  std::optional<std::string> failure;
  auto *registered = benchmark::RegisterBenchmark(name, [&](benchmark::State &state) {
    try {
      loop(state);
    } catch (const Refusal &refusal) {
      failure = refusal.what();
      state.SkipWithError(refusal.what());
    }
  });
  if (iterations > 0) registered->Iterations(static_cast<int64_t>(iterations));
  reporter ? benchmark::RunSpecifiedBenchmarks(reporter) : benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  if (failure) throw Refusal(*failure);
}

void run_driven(const char *name, Options &options, bool free_running, Workload &workload,
                Channel &channel) {
  end_cleanly();
  workload.set_up();
  Driver driver(workload, channel);
  SilentReporter reporter;
  auto loop = [&](benchmark::State &state) {
    for (auto _ : state) free_running ? driver.roam() : driver.obey();
  };
  run_benchmark(name, options, &reporter, loop, 1);
}

void run_alone(const char *name, Options &options, Workload &workload) {
  uint64_t operations = options.number("operations", "0", "operations in all; 0: as time allows");
  uint64_t rest = operations % workload.batch();
  if (rest > 0) operations += workload.batch() - rest;
  bool is_set_up = false;
  auto loop = [&](benchmark::State &state) {
    if (!is_set_up) workload.set_up();
    is_set_up = true;
    enjoy_alone(state, workload);
  };
  run_benchmark(name, options, nullptr, loop, operations);
}

}  // namespace

int run(const char *name, int argc, char **argv, const WorkloadFactory &make) {
  Options options(argc, argv);
  std::optional<Channel> channel;
  try {
    Orders orders(options);
    if (orders.channel) channel.emplace(static_cast<int>(*orders.channel), orders.sleeps);
    if (orders.parent) follow(*orders.parent);
    if (orders.cpu) pin(*orders.cpu);
    auto workload = make(options);
    if (channel) {
      run_driven(name, options, orders.free_running, *workload, *channel);
    } else {
      run_alone(name, options, *workload);
    }
    return 0;
  } catch (const Refusal &refusal) {
    fprintf(stderr, "%s: %s\n", name, refusal.what());
    if (channel) channel->set_failed(refusal.what());
    return 1;
  }
}

}  // namespace tare
