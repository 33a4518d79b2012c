// SPDX-License-Identifier: Apache-2.0
//
// Prepares a guest's first process for the Swift runtime, which starts before main.
//
// The runtime ends the process where it finds no path of its own in /proc. Its first dictionary
// asks for a random seed, for which a kernel without randomness (-icount, no rdrand) waits a
// second: a thousand million instructions. So /proc is mounted and the kernel gets a seed, the same
// each time for the same run; a guest has no secrets.
#include <fcntl.h>
#include <linux/random.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

static void seed_kernel(void) {
  // struct rand_pool_info: bits of randomness, number of bytes, the bytes.
  struct {
    int entropy_count;
    int buf_size;
    unsigned seed[16];
  } pool = {.entropy_count = 512, .buf_size = 64};
  for (unsigned i = 0; i < 16; i++) pool.seed[i] = 0x9e3779b9u * (i + 1);
  int descriptor = open("/dev/urandom", O_RDWR | O_CLOEXEC);
  if (descriptor < 0) return;
  ioctl(descriptor, RNDADDENTROPY, &pool);
  close(descriptor);
}

static void prepare_guest(void) {
  if (getpid() != 1 || access("/proc/self", F_OK) == 0) return;
  mkdir("/proc", 0555);
  mount("proc", "/proc", "proc", 0, 0);
  seed_kernel();
}

// Runs before every constructor, as a debug build's shared runtime has one.
__attribute__((section(".preinit_array"), used)) static void (*const prepare)(void) = prepare_guest;
