/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef TARE_RECORDS_H
#define TARE_RECORDS_H
#endif
