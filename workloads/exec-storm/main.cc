// SPDX-License-Identifier: Apache-2.0
//
// Starts a tiny static program and waits for its end. The child's CPU time is part of the
// operation's, since what hooks an exec runs in the child; system calls are those of this process:
// the child's own (execve, and exit_group or _exit) are not among them.
#include "driver.h"
#include "share.h"

#include <cerrno>
#include <cstring>
#include <sys/wait.h>
#include <unistd.h>

namespace {

constexpr int no_such_program = 127;

std::string beside_own_executable() {
  char path[4096];
  ssize_t length = readlink("/proc/self/exe", path, sizeof path);
  std::string own(path, length > 0 ? static_cast<size_t>(length) : 0);
  return own.substr(0, own.rfind('/') + 1) + "exec-target";
}

class ExecStorm : public tare::Workload {
 public:
  explicit ExecStorm(tare::Options &options)
      : path_(options.text("target", "program to execute, default exec-target beside this one")
                  .value_or(beside_own_executable())),
        absent_(path_ + ".absent"),
        failing_(options.millionths("fail-share", "0",
                                    "share of execs that fail, of the path with .absent added")) {}

  void set_up() override {
    if (access(path_.c_str(), X_OK) != 0) {
      throw tare::Refusal("cannot execute '" + path_ + "': " + strerror(errno) +
                          "; build it ('swift build --product exec-target') or name one with "
                          "--target");
    }
    if (access(absent_.c_str(), F_OK) == 0) {
      throw tare::Refusal("'" + absent_ + "' exists; remove it");
    }
    spawn(path_.c_str(), 0);
  }

  std::string subject() const override { return path_; }
  bool includes_children() const override { return true; }

  void operate(uint64_t count, tare::Events &events) override {
    uint64_t failed = 0;
    for (uint64_t index = 0; index < count; index++) {
      bool fails = failing_.next();
      failed += fails;
      fails ? spawn(absent_.c_str(), no_such_program) : spawn(path_.c_str(), 0);
    }
    events[TARE_EVENT_EXEC] += count - failed;
    events[TARE_EVENT_EXEC_FAILED] += failed;
    events[TARE_EVENT_SYSTEM_CALL] += 2 * count;
  }

 private:
  // The harness knows these arguments: Workload.execArguments.
  static void spawn(const char *path, int expected) {
    static const char *const arguments[] = {"exec-target", "plain", "two words", nullptr};
    static const char *const environment[] = {nullptr};
    pid_t child = vfork();
    if (child == 0) {
      execve(path, const_cast<char **>(arguments), const_cast<char **>(environment));
      _exit(no_such_program);
    }
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child) {
      throw tare::Refusal("cannot start '" + std::string(path) + "': " + strerror(errno));
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != expected) {
      throw tare::Refusal("'" + std::string(path) + "' ended with status " +
                          std::to_string(status) + " instead of exit code " +
                          std::to_string(expected));
    }
  }

  std::string path_;
  std::string absent_;
  tare::Share failing_;
};

}  // namespace

int main(int argc, char **argv) { return tare::run<ExecStorm>("exec-storm", argc, argv); }
