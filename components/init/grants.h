/* SPDX-License-Identifier: BSD-2-Clause */
/* What the objects are given: capabilities in CSpaces, scheduling, interrupts, threads' settings. */
#pragma once

/* Hands out every capability of the table. */
void grants_capabilities(void);

/* Configures scheduling contexts, threads and interrupts; nothing runs yet. */
void grants_bindings(void);

/* Sets the windows of strict partitions; they do not run yet. */
void grants_windows(void);

/* Lets the threads run that start by themselves, as soon as init gives way. */
void grants_start(void);
