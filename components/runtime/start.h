/* SPDX-License-Identifier: BSD-2-Clause */
/* Start-up of a component's threads; crt.S calls the entry points, start.c calls the rest. */
#pragma once

_Noreturn void start_interface(void);
_Noreturn void start_worker(void);

/* Thread 0's life after start-up (loop.c). */
_Noreturn void loop_run(void);

/* Index of the running thread, told from its stack. */
unsigned start_thread_index(void);

/* Makes musl lock its state, before a second thread runs (libc_threads.c). Thread 0. */
void libc_threads_prepare(void);

/* Gives the running thread a TLS block of its own (libc_threads.c). Thread 1, once. */
void libc_threads_enter(void);
