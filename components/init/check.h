/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The self-check: reads every slot of every CNode and every address of every VSpace back from the kernel
 * and compares with the table. Reports each difference; does not return if there is one.
 */
#pragma once

void check_system(void);
