// SPDX-License-Identifier: Apache-2.0
// What the files of this module share.
#pragma once

// A function of libdw, or of libelf, which libdw is linked with; NULL where there is none.
void *libdw_function(const char *name);
