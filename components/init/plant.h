/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where a test build of init goes wrong on purpose, right before the self-check. The product links
 * plant_nothing.c; tests/system links others.
 */
#pragma once

void plant(void);
