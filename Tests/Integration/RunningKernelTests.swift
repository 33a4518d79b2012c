// SPDX-License-Identifier: Apache-2.0

import Testing

/// Tests that look at what is in the kernel: in one process one after the other, since many count
/// what this process does. Processes may run suites of it beside each other.
@Suite(.serialized, .usesMachine) struct RunningKernelTests {}
