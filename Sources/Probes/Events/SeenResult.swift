// SPDX-License-Identifier: Apache-2.0

import Glibc

extension FixedWidthInteger where Self: SignedInteger {
  /// The result of a system call as a program may see it: what the kernel keeps for itself of a
  /// call that a signal interrupted, and that may begin anew (-ERESTARTSYS and its kin,
  /// linux/errno.h), is -EINTR.
  package var asSeenByPrograms: Self {
    switch self {
    case -514 ... -512, -516: Self(truncatingIfNeeded: -EINTR)
    default: self
    }
  }
}
