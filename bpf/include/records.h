/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Everything that kernel and reader share, for Swift to import. */
#ifndef TARE_RECORDS_H
#define TARE_RECORDS_H

#include "biolatency.h"
#include "biosnoop.h"
#include "census.h"
#include "execsnoop.h"
#include "ext4slower.h"
#include "funclatency.h"
#include "offcputime.h"
#include "opensnoop.h"
#include "processes.h"
#include "runqlat.h"
#include "syscount.h"
#include "weights.h"

#endif
