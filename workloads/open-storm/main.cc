// SPDX-License-Identifier: Apache-2.0
//
// Opens and closes a file that is there, and now and then one that is not.
#include "driver.h"
#include "share.h"
#include "work_file.h"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace {

std::string own_executable() {
  char path[4096];
  ssize_t length = readlink("/proc/self/exe", path, sizeof path);
  return length > 0 ? std::string(path, static_cast<size_t>(length)) : "/proc/self/exe";
}

class OpenStorm : public tare::Workload {
 public:
  explicit OpenStorm(tare::Options &options)
      : path_(options.text("path", "file to open, default the program itself")
                  .value_or(own_executable())),
        absent_(path_ + ".absent"),
        failing_(options.millionths("fail-share", "0.1",
                                    "share of opens that fail, of the path with .absent added")) {}

  void set_up() override {
    int descriptor = open(path_.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) tare::refuse_errno("cannot open '" + path_ + "'");
    close(descriptor);
    if (access(absent_.c_str(), F_OK) == 0)
      throw tare::Refusal("'" + absent_ + "' exists; remove it");
  }

  std::string subject() const override { return path_; }

  void operate(uint64_t count, tare::Events &events) override {
    uint64_t failed = 0;
    for (uint64_t index = 0; index < count; index++) failed += failing_.next() ? fail() : succeed();
    events[TARE_EVENT_OPEN] += count - failed;
    events[TARE_EVENT_OPEN_FAILED] += failed;
    events[TARE_EVENT_SYSTEM_CALL] += 2 * (count - failed) + failed;
  }

  uint64_t batch() const override { return 10; }

 private:
  // 0 failures.
  uint64_t succeed() {
    int descriptor = open(path_.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) tare::refuse_errno("cannot open '" + path_ + "'");
    close(descriptor);
    return 0;
  }

  // 1 failure.
  uint64_t fail() {
    if (open(absent_.c_str(), O_RDONLY | O_CLOEXEC) >= 0 || errno != ENOENT) {
      throw tare::Refusal("'" + absent_ + "' exists; remove it");
    }
    return 1;
  }

  std::string path_;
  std::string absent_;
  tare::Share failing_;
};

}  // namespace

int main(int argc, char **argv) { return tare::run<OpenStorm>("open-storm", argc, argv); }
