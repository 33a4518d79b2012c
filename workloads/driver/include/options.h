// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace tare {

// Why a workload does not start or cannot go on, and what to do about it.
class Refusal : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The flags of the command line. Asking for one takes it out of the line and remembers its help, so
// that reading the options and describing them cannot part.
class Options {
 public:
  // Takes `argv` apart; what nobody asks for stays for Google Benchmark.
  Options(int argc, char **argv);

  std::optional<std::string> text(const std::string &name, const std::string &help);
  std::string text(const std::string &name, const std::string &fallback, const std::string &help);
  // A number of bytes, with K, M or G for powers of 1024.
  uint64_t bytes(const std::string &name, const std::string &fallback, const std::string &help);
  uint64_t number(const std::string &name, const std::string &fallback, const std::string &help);
  // A share in 0 ... 1 in millionths, so that a decimal share of a round number is exact.
  uint32_t millionths(const std::string &name, const std::string &fallback,
                      const std::string &help);

  // Takes out `--name=…` without a line in the help: the driver's own.
  std::optional<std::string> hidden(const std::string &name);
  std::optional<uint64_t> hidden_number(const std::string &name);

  // One line a flag.
  const std::string &help() const { return help_; }
  // What is left, beginning with the program's name.
  std::vector<char *> remaining();

 private:
  std::vector<std::string> arguments_;
  std::string help_;
};

}  // namespace tare
