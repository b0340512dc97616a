/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Takes the place of musl's own arch/aarch64/syscall_arch.h when musl is built for components (it is found
 * first on the include path; musl's source is not changed). A Linux system call becomes a plain call to
 * bulkhead_syscall(), which the component runtime defines: it returns the result, or -errno.
 */
#pragma once

#define __SYSCALL_LL_E(x) (x)
#define __SYSCALL_LL_O(x) (x)
#define IPC_64 0

extern long bulkhead_syscall(long n, long a, long b, long c, long d, long e, long f);

static inline long __syscall6(long n, long a, long b, long c, long d, long e, long f)
{
	return bulkhead_syscall(n, a, b, c, d, e, f);
}

static inline long __syscall5(long n, long a, long b, long c, long d, long e)
{
	return __syscall6(n, a, b, c, d, e, 0);
}

static inline long __syscall4(long n, long a, long b, long c, long d)
{
	return __syscall6(n, a, b, c, d, 0, 0);
}

static inline long __syscall3(long n, long a, long b, long c)
{
	return __syscall6(n, a, b, c, 0, 0, 0);
}

static inline long __syscall2(long n, long a, long b)
{
	return __syscall6(n, a, b, 0, 0, 0, 0);
}

static inline long __syscall1(long n, long a)
{
	return __syscall6(n, a, 0, 0, 0, 0, 0);
}

static inline long __syscall0(long n)
{
	return __syscall6(n, 0, 0, 0, 0, 0, 0);
}
