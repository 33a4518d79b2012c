// SPDX-License-Identifier: Apache-2.0
#include "options.h"

#include <algorithm>
#include <charconv>

namespace tare {
namespace {

[[noreturn]] void refuse(const std::string &name, const std::string &value, const char *wanted) {
  throw Refusal("'" + value + "' is no value for --" + name + "; it takes " + wanted);
}

std::optional<uint64_t> parse(std::string_view text) {
  uint64_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

int shift_of(char suffix) {
  switch (suffix) {
    case 'K':
      return 10;
    case 'M':
      return 20;
    case 'G':
      return 30;
    default:
      return 0;
  }
}

}  // namespace

Options::Options(int argc, char **argv) : arguments_(argv, argv + argc) {}

std::optional<std::string> Options::hidden(const std::string &name) {
  std::string prefix = "--" + name + "=";
  std::optional<std::string> value;
  std::erase_if(arguments_, [&](const std::string &argument) {
    if (!argument.starts_with(prefix)) return false;
    value = argument.substr(prefix.size());
    return true;
  });
  return value;
}

std::optional<uint64_t> Options::hidden_number(const std::string &name) {
  auto value = hidden(name);
  if (!value) return std::nullopt;
  auto number = parse(*value);
  if (!number) refuse(name, *value, "a whole number");
  return number;
}

std::optional<std::string> Options::text(const std::string &name, const std::string &help) {
  help_ += "          [--" + name + "=<" + help + ">]\n";
  return hidden(name);
}

std::string Options::text(const std::string &name, const std::string &fallback,
                          const std::string &help) {
  return text(name, help + ", default " + fallback).value_or(fallback);
}

uint64_t Options::number(const std::string &name, const std::string &fallback,
                         const std::string &help) {
  auto value = text(name, fallback, help);
  auto number = parse(value);
  if (!number) refuse(name, value, "a whole number");
  return *number;
}

uint64_t Options::bytes(const std::string &name, const std::string &fallback,
                        const std::string &help) {
  auto value = text(name, fallback, help);
  int shift = value.empty() ? 0 : shift_of(value.back());
  auto number = parse(std::string_view(value).substr(0, value.size() - (shift ? 1 : 0)));
  if (!number || *number > (UINT64_MAX >> shift >> 1)) {
    refuse(name, value, "a number of bytes such as 65536, 64K, 64M or 1G");
  }
  return *number << shift;
}

uint32_t Options::millionths(const std::string &name, const std::string &fallback,
                             const std::string &help) {
  auto value = text(name, fallback, help);
  auto point = std::min(value.find('.'), value.size());
  std::string decimals = value.substr(std::min(point + 1, value.size()));
  auto whole = parse(value.substr(0, point));
  auto part = parse((decimals + "000000").substr(0, 6));
  if (!whole || !part || decimals.size() > 6 || *whole > 1 || (*whole == 1 && *part > 0)) {
    refuse(name, value, "a share between 0 and 1 with at most six decimals");
  }
  return static_cast<uint32_t>(*whole * 1'000'000 + *part);
}

std::vector<char *> Options::remaining() {
  std::vector<char *> pointers;
  for (auto &argument : arguments_) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace tare
