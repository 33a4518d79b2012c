// SPDX-License-Identifier: Apache-2.0
//
// A small service that keeps a journal: it appends a record of 4 KiB and waits until it is on the
// disk. At its cap the journal begins anew (one ftruncate). Run alone it reports how long an append
// takes: p50, p99 and p99.9 in nanoseconds, by the wall.
#include "driver.h"
#include "latency.h"
#include "work_file.h"

#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

namespace {

constexpr size_t record_bytes = 4096;

uint64_t now_ns() {
  timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<uint64_t>(time.tv_sec) * 1'000'000'000 + static_cast<uint64_t>(time.tv_nsec);
}

int (*sync_named(const std::string &name))(int) {
  if (name == "fdatasync") return fdatasync;
  if (name == "fsync") return fsync;
  throw tare::Refusal("'" + name + "' is no value for --sync; it takes fdatasync or fsync");
}

class FsyncAppend : public tare::Workload {
 public:
  explicit FsyncAppend(tare::Options &options)
      : directory_(options),
        cap_(options.bytes("cap", "16M", "size at which the journal begins anew")),
        sync_(sync_named(options.text("sync", "fdatasync", "fdatasync or fsync"))) {}

  void set_up() override {
    if (cap_ < record_bytes) throw tare::Refusal("--cap takes 4096 bytes or more");
    directory_.reserve(cap_);
    file_ = tare::WorkFile(directory_, O_APPEND);
  }

  std::string subject() const override { return file_.name(); }

  void operate(uint64_t count, tare::Events &events) override {
    uint64_t begun_anew = 0;
    for (uint64_t index = 0; index < count; index++) {
      uint64_t start = now_ns();
      begun_anew += append();
      latencies_.add(now_ns() - start);
    }
    events[TARE_EVENT_FILE_WRITE] += count;
    events[TARE_EVENT_FILE_SYNC] += count;
    events[TARE_EVENT_SYSTEM_CALL] += 2 * count + begun_anew;
  }

  void report(benchmark::State &state) override {
    state.counters["p50_ns"] = latencies_.quantile(0.5);
    state.counters["p99_ns"] = latencies_.quantile(0.99);
    state.counters["p99.9_ns"] = latencies_.quantile(0.999);
    latencies_.clear();
  }

 private:
  // Returns how often the journal had to begin anew.
  uint64_t append() {
    static const char record[record_bytes] = {};
    bool is_full = size_ + record_bytes > cap_;
    if (is_full && ftruncate(file_.descriptor(), 0) != 0) tare::refuse_errno("cannot truncate");
    size_ = is_full ? 0 : size_;
    if (write(file_.descriptor(), record, record_bytes) != ssize_t{record_bytes}) {
      tare::refuse_errno("cannot append in '" + directory_.path() + "'");
    }
    if (sync_(file_.descriptor()) != 0) tare::refuse_errno("cannot sync");
    size_ += record_bytes;
    return is_full;
  }

  tare::Directory directory_;
  uint64_t cap_;
  int (*sync_)(int);
  tare::WorkFile file_;
  uint64_t size_ = 0;
  Latencies latencies_;
};

}  // namespace

int main(int argc, char **argv) { return tare::run<FsyncAppend>("fsync-append", argc, argv); }
