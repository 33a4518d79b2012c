// SPDX-License-Identifier: Apache-2.0
//
// What the first process of a guest needs before the Swift runtime starts, which is before main.
//
// The runtime looks for its own path in /proc, and ends the process where it finds none. Its first
// dictionary asks for a random seed, and a kernel without a source of randomness (-icount, without
// rdrand) makes it wait for a second of virtual time: a thousand million instructions. So /proc is
// mounted, and the kernel is given a seed: always the same, since a guest has no secrets and shall
// do the same each time.
#include <fcntl.h>
#include <linux/random.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

static void seed_kernel(void) {
  // struct rand_pool_info: bits of randomness, bytes that follow, and those.
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

// Before every constructor, those of shared libraries included: a debug build has the runtime in one,
// and it would run before a constructor of the program whatever its priority.
__attribute__((section(".preinit_array"), used)) static void (*const prepare)(void) = prepare_guest;
