// SPDX-License-Identifier: Apache-2.0
//
// The smallest program there is: it exits 0, without a C library or a dynamic linker, so that what
// executing it costs is the kernel's share. Linked without start files (Package.swift).
#include <sys/syscall.h>

#if defined(__x86_64__)

__attribute__((naked, noreturn)) void _start(void) {
  __asm__("xorl %%edi, %%edi\n\tmovl %0, %%eax\n\tsyscall" : : "i"(SYS_exit_group));
}

#elif defined(__aarch64__)

__attribute__((naked, noreturn)) void _start(void) {
  __asm__("mov x0, #0\n\tmov x8, %0\n\tsvc #0" : : "i"(SYS_exit_group));
}

#endif
