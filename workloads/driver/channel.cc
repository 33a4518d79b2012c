// SPDX-License-Identifier: Apache-2.0
#include "channel.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <linux/futex.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace tare {
namespace {

void relax() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

// Returns when the word is another, or earlier: futex(2).
void sleep_while(uint32_t *word, uint32_t value) {
  syscall(SYS_futex, word, FUTEX_WAIT, value, nullptr);
}

// Cuts what does not fit, at the end.
template <size_t size>
void copy(char (&to)[size], const std::string &from) {
  size_t length = std::min(from.size(), size - 1);
  memcpy(to, from.data(), length);
  to[length] = 0;
}

}  // namespace

Channel::Channel(int descriptor, bool sleeps) : sleeps_(sleeps) {
  auto named = "--tare-channel=" + std::to_string(descriptor);
  struct stat status;
  if (fstat(descriptor, &status) != 0) throw Refusal(named + ": " + strerror(errno));
  if (static_cast<size_t>(status.st_size) < sizeof(tare_channel)) {
    throw Refusal(named + " is too small to be a channel");
  }
  void *memory = mmap(nullptr, sizeof(tare_channel), PROT_READ | PROT_WRITE,
                      MAP_SHARED | MAP_POPULATE, descriptor, 0);
  if (memory == MAP_FAILED) throw Refusal(named + ": " + strerror(errno));
  close(descriptor);
  shared_ = static_cast<tare_channel *>(memory);
  if (!tare_channel_is_intact(shared_)) {
    throw Refusal(named + " is no channel of version " + std::to_string(TARE_CHANNEL_VERSION) +
                  "; build tare and its workloads together");
  }
}

void Channel::set_ready(const std::string &subject) {
  if (subject.size() >= TARE_CHANNEL_SUBJECT_BYTES) {
    throw Refusal("'" + subject + "' is too long; use a path of at most " +
                  std::to_string(TARE_CHANNEL_SUBJECT_BYTES - 1) + " bytes");
  }
  copy(shared_->subject, subject);
  tare_channel_store(&shared_->status, TARE_STATUS_READY);
}

void Channel::set_failed(const std::string &message) {
  copy(shared_->message, message);
  tare_channel_store(&shared_->status, TARE_STATUS_FAILED);
}

bool Channel::has_command() const { return tare_channel_load(&shared_->command_number) != number_; }

tare_command Channel::wait() {
  while (!has_command()) {
    sleeps_ ? sleep_while(&shared_->command_number, number_) : relax();
  }
  number_ = tare_channel_load(&shared_->command_number);
  return static_cast<tare_command>(shared_->command);
}

void Channel::answer() {
  tare_channel_store(&shared_->answer_number, number_);
  if (sleeps_) syscall(SYS_futex, &shared_->answer_number, FUTEX_WAKE, 1);
}

}  // namespace tare
