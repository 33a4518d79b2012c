// SPDX-License-Identifier: Apache-2.0
//
// Linux calls for a guest and its host that Swift cannot import: with variable arguments, or
// outside the Glibc module. Each returns a value, or -errno.
#pragma once
#include <errno.h>
#include <fcntl.h>
#include <linux/reboot.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/reboot.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <termios.h>
#include <unistd.h>

static inline int guest_result(long result) { return result < 0 ? -errno : (int)result; }

// Turns the machine off: reboot(2). Returns only where that is refused.
static inline int guest_power_off(void) { return guest_result(reboot(RB_POWER_OFF)); }

// Restarts the machine; QEMU started with -no-reboot ends instead.
static inline int guest_restart(void) { return guest_result(reboot(RB_AUTOBOOT)); }

// Loads the module that is open at a descriptor: finit_module(2).
static inline int guest_load_module(int descriptor, const char *parameters) {
  return guest_result(syscall(SYS_finit_module, descriptor, parameters, 0));
}

// Makes a serial line raw: no echo, no line editing, no signals.
static inline int guest_make_raw(int descriptor) {
  struct termios settings;
  if (tcgetattr(descriptor, &settings) < 0) return -errno;
  cfmakeraw(&settings);
  cfsetspeed(&settings, B115200);
  settings.c_cflag |= CLOCAL | CREAD;
  return guest_result(tcsetattr(descriptor, TCSANOW, &settings));
}

// Brings the loopback interface up.
static inline int guest_loopback_up(void) {
  int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return -errno;
  struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING};
  int result = guest_result(ioctl(descriptor, SIOCSIFFLAGS, &request));
  close(descriptor);
  return result;
}

// Makes a pipe, closed on exec, reading end first: pipe2(2). It holds a megabyte where allowed, so
// that the writer need not wait.
static inline int guest_pipe(int ends[2]) {
  int result = guest_result(syscall(SYS_pipe2, ends, O_CLOEXEC));
  if (result == 0) fcntl(ends[1], 1031 /* F_SETPIPE_SZ */, 1 << 20);
  return result;
}

// Makes two connected sockets, closed on exec: socketpair(2).
static inline int guest_socket_pair(int ends[2]) {
  return guest_result(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends));
}
