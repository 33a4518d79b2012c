// SPDX-License-Identifier: Apache-2.0
//
// Calls an empty function, for uprobes: `tare_call_storm_target`, its twin, or both in turns, a
// slice each.
#include "driver.h"

extern "C" void tare_call_storm_target(void);
extern "C" void tare_call_storm_twin(void);

namespace {

class CallStorm : public tare::Workload {
 public:
  explicit CallStorm(tare::Options &options)
      : site_(options.text("site", "target",
                           "function to call: target, twin, or alternating from slice to slice")) {
    if (site_ != "target" && site_ != "twin" && site_ != "alternating") {
      throw tare::Refusal("'" + site_ +
                          "' is no value for --site; it takes target, twin or alternating");
    }
    calls_twin_ = site_ == "twin";
  }

  std::string subject() const override { return "tare_call_storm_target"; }

  void operate(uint64_t count, tare::Events &events) override {
    auto *site = calls_twin_ ? tare_call_storm_twin : tare_call_storm_target;
    for (uint64_t index = 0; index < count; index++) site();
    events[calls_twin_ ? TARE_EVENT_TWIN_CALL : TARE_EVENT_CALL] += count;
    if (site_ == "alternating") calls_twin_ = !calls_twin_;
  }

  uint64_t batch() const override { return 1000; }

 private:
  std::string site_;
  bool calls_twin_ = false;
};

}  // namespace

int main(int argc, char **argv) { return tare::run<CallStorm>("call-storm", argc, argv); }
