/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What musl's system calls become in a component. posix.md lists each supported call and what it stands
 * on; all others return -ENOSYS. Called by musl only (musl/syscall_arch.h).
 */
#include "heap.h"
#include "lock.h"
#include "start.h"

#include <bulkhead/clock.h>
#include <bulkhead/log.h>
#include <bulkhead/glue.h>
#include <bulkhead/syscall.h>
#include <errno.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>

#define FUTEX_COMMAND_MASK 0x7f
#define FUTEX_WAIT         0
#define FUTEX_WAKE         1
#define RANDOM_CHUNK       64u /* bytes of one call of the entropy service */

long bulkhead_syscall(long n, long a, long b, long c, long d, long e, long f);

/* The client stub of `uses Entropy entropy`, if the component has one. */
int entropy_get(uint32_t size, uint8_t *data) __attribute__((weak));

static long write_output(long fd, const struct iovec *vector, long count)
{
	long total = 0;

	if (fd != 1 && fd != 2)
		return -EBADF;
	for (long i = 0; i < count; i++) {
		log_write(vector[i].iov_base, vector[i].iov_len);
		total += (long)vector[i].iov_len;
	}
	return total;
}

static long map(size_t size, long flags)
{
	if (!(flags & MAP_ANONYMOUS) || flags & MAP_FIXED)
		return -ENODEV;
	void *address = heap_map(size);
	return address ? (long)address : -ENOMEM;
}

static long get_time(struct timespec *time)
{
	uint64_t ticks = clock_ticks(), hz = clock_frequency();

	*time = (struct timespec){
		.tv_sec = (time_t)(ticks / hz),
		.tv_nsec = (long)(ticks % hz * 1000000000 / hz),
	};
	return 0;
}

static uint64_t ticks_of(const struct timespec *time)
{
	uint64_t hz = clock_frequency();
	return (uint64_t)time->tv_sec * hz + (uint64_t)time->tv_nsec * hz / 1000000000;
}

static long sleep_until(uint64_t deadline)
{
	while (clock_ticks() < deadline)
		bulkhead_wait(GLUE_SLOT_SLEEP, deadline, 0);
	return 0;
}

static long sleep_on_clock(long flags, const struct timespec *time)
{
	return sleep_until(ticks_of(time) + (flags & TIMER_ABSTIME ? 0 : clock_ticks()));
}

static long futex(const volatile int *address, long command, long value, const struct timespec *timeout)
{
	switch (command & FUTEX_COMMAND_MASK) {
	case FUTEX_WAIT:
		lock_wait(address, (int)value, timeout ? clock_ticks() + ticks_of(timeout) : DEADLINE_NEVER);
		return 0;
	case FUTEX_WAKE:
		lock_wake();
		return 0;
	default:
		return -ENOSYS;
	}
}

static long get_random(uint8_t *data, size_t size)
{
	uint32_t count = size < RANDOM_CHUNK ? (uint32_t)size : RANDOM_CHUNK;
	uint8_t chunk[RANDOM_CHUNK];

	if (!entropy_get)
		return -ENOSYS;
	if (entropy_get(count, chunk) != 0)
		return -EAGAIN;
	for (uint32_t i = 0; i < count; i++)
		data[i] = chunk[i];
	return count;
}

static _Noreturn void stop(long code)
{
	log_printf(LOG_ERROR, "exited with status %ld", code);
	for (;;)
		bulkhead_wait(GLUE_SLOT_SLEEP, DEADLINE_NEVER, 0);
}

long bulkhead_syscall(long n, long a, long b, long c, long d, long e, long f)
{
	(void)e, (void)f;
	switch (n) {
	case SYS_write:
		return write_output(a, &(struct iovec){ (void *)b, (size_t)c }, 1);
	case SYS_writev:
		return write_output(a, (const struct iovec *)b, c);
	case SYS_ioctl:
		return -ENOTTY;
	case SYS_mmap:
		return map((size_t)b, d);
	case SYS_munmap:
		return heap_unmap((void *)a, (size_t)b) ? -EINVAL : 0;
	case SYS_mprotect:
	case SYS_madvise:
	case SYS_rt_sigprocmask:
	case SYS_tkill: /* abort() and raise(): the fault that follows is what stops the component */
		return 0;
	case SYS_clock_gettime:
		return get_time((struct timespec *)b);
	case SYS_nanosleep:
		return sleep_on_clock(0, (const struct timespec *)a);
	case SYS_clock_nanosleep:
		return sleep_on_clock(b, (const struct timespec *)c);
	case SYS_sched_yield:
		return bulkhead_yield(), 0;
	case SYS_futex:
		return futex((const volatile int *)a, b, c, (const struct timespec *)d);
	case SYS_getrandom:
		return get_random((uint8_t *)a, (size_t)b);
	case SYS_set_tid_address:
	case SYS_gettid:
		return (long)start_thread_index() + 1;
	case SYS_getpid:
		return 1;
	case SYS_exit:
	case SYS_exit_group:
		stop(a);
	default:
		return -ENOSYS;
	}
}
