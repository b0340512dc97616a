/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Tells musl about thread 1, which the kernel made and pthread_create() did not. The only file that is
 * compiled against musl's internal headers: it does what pthread_create() does before and after its clone.
 */
#include "pthread_impl.h"
#include "stdio_impl.h"

#include "start.h"

/* The TLS block of thread 1: musl's descriptor, the dtv and the component's thread-local variables. */
static _Alignas(64) unsigned char worker_tls[4096];

extern uintptr_t __stack_chk_guard;

/* Absent unless the component uses stdio. */
extern weak FILE *volatile __stdout_used;
extern weak FILE *volatile __stderr_used;

static void lock_stream(FILE *volatile *stream)
{
	if (stream && *stream && (*stream)->lock < 0)
		(*stream)->lock = 0;
}

void libc_threads_prepare(void)
{
	if (libc.tls_size > sizeof worker_tls)
		a_crash();
	lock_stream(&__stdout_used);
	lock_stream(&__stderr_used);
	libc.threaded = 1;
	libc.need_locks = 1;
	libc.threads_minus_1 = 1;
}

void libc_threads_enter(void)
{
	pthread_t self = __copy_tls(worker_tls);

	__init_tp(self);
	self->canary = __stack_chk_guard;
}
