#include <benchmark/benchmark.h>
#include <unistd.h>
static void storm(benchmark::State &state) { for (auto _ : state) getppid(); }
BENCHMARK(storm);
BENCHMARK_MAIN();
