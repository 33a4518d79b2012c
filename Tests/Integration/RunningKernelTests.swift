// SPDX-License-Identifier: Apache-2.0

import Testing

/// Tests that look at what is in the kernel: one after the other, since there is only one.
@Suite(.serialized) struct RunningKernelTests {}
