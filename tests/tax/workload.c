/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The first and only process of a Linux that is measured: five workloads of a fixed size, one after the other, then SHA-256
 * of a page for ever. Marks (see counter.c) tell who counts what happens:
 *     2n, 2n + 1   workload n starts, ends
 *     10           the endless computation starts
 *     11           it has done one more page
 * If anything fails, the process ends, Linux panics, and the marks that are missing fail the measurement.
 *
 * The workloads have a real-time priority: the fair scheduler decides by the time that it measured, which would make another
 * workload of the ping-pong wherever time is shared.
 */
#include <sched.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/random.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAGE_BYTES   4096
#define SHA_PAGES    768
#define SYSTEM_CALLS 300000
#define FORKS        600
#define FAULT_PAGES  256
#define FAULT_ROUNDS 120
#define ROUND_TRIPS  10000

/* A mark's number is part of the instruction, so this cannot be a function. */
#define MARK(number) __asm__ volatile("hint #64 + %0" : : "i"(number) : "memory")
#define MEASURE(number, work) \
	MARK(2 * (number)); \
	work; \
	MARK(2 * (number) + 1)

static void must(int holds)
{
	if (!holds)
		_exit(1);
}

/* --- SHA-256 (FIPS 180-4) of whole blocks, without padding -------------------------------------------- */

static uint32_t sha_constant[64];

static uint32_t rotate(uint32_t word, unsigned bits)
{
	return word >> bits | word << (32 - bits);
}

/* The first 32 bits of the fractional part of a prime's cube root: the floor of the root of prime * 2^96, by bisection. */
static uint32_t cube_root_fraction(unsigned prime)
{
	unsigned __int128 target = (unsigned __int128)prime << 96;
	uint64_t root = 0;

	for (uint64_t bit = 1ull << 35; bit; bit >>= 1) {
		unsigned __int128 next = root | bit;
		if (next * next * next <= target)
			root |= bit;
	}
	return (uint32_t)root;
}

static void sha_start(void)
{
	unsigned found = 0;

	for (unsigned number = 2; found < 64; number++) {
		unsigned divisor = 2;
		while (number % divisor)
			divisor++;
		if (divisor == number)
			sha_constant[found++] = cube_root_fraction(number);
	}
}

static void sha_schedule(uint32_t word[64], const uint8_t *block)
{
	for (unsigned n = 0; n < 16; n++)
		word[n] = (uint32_t)block[4 * n] << 24 | (uint32_t)block[4 * n + 1] << 16 | (uint32_t)block[4 * n + 2] << 8
		          | block[4 * n + 3];
	for (unsigned n = 16; n < 64; n++) {
		uint32_t a = word[n - 15], b = word[n - 2];
		word[n] = word[n - 16] + (rotate(a, 7) ^ rotate(a, 18) ^ a >> 3) + word[n - 7]
		          + (rotate(b, 17) ^ rotate(b, 19) ^ b >> 10);
	}
}

static void sha_block(uint32_t hash[8], const uint8_t *block)
{
	uint32_t word[64], s[8];

	sha_schedule(word, block);
	memcpy(s, hash, sizeof s);
	for (unsigned n = 0; n < 64; n++) {
		uint32_t one = s[7] + (rotate(s[4], 6) ^ rotate(s[4], 11) ^ rotate(s[4], 25)) + ((s[4] & s[5]) ^ (~s[4] & s[6]))
		               + sha_constant[n] + word[n];
		uint32_t two = (rotate(s[0], 2) ^ rotate(s[0], 13) ^ rotate(s[0], 22))
		               + ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));
		memmove(s + 1, s, 7 * sizeof *s);
		s[4] += one;
		s[0] = one + two;
	}
	for (unsigned n = 0; n < 8; n++)
		hash[n] += s[n];
}

static const uint32_t sha_initial[8] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 };

/* The standard's example "abc", so that what is measured is SHA-256. */
static void sha_check(void)
{
	uint8_t block[64] = { 'a', 'b', 'c', 0x80, [63] = 24 };
	uint32_t hash[8];

	memcpy(hash, sha_initial, sizeof hash);
	sha_block(hash, block);
	must(hash[0] == 0xba7816bf && hash[7] == 0xf20015ad);
}

static void sha256(unsigned pages)
{
	static uint8_t page[PAGE_BYTES];
	uint32_t hash[8];

	memcpy(hash, sha_initial, sizeof hash);
	for (unsigned round = 0; round < pages; round++)
		for (unsigned at = 0; at < sizeof page; at += 64)
			sha_block(hash, page + at);
	__asm__ volatile("" : : "m"(hash));
}

/* --- Linux -------------------------------------------------------------------------------------------- */

static void system_calls(void)
{
	for (unsigned n = 0; n < SYSTEM_CALLS; n++)
		must(getppid() == 0);
}

static void forks(void)
{
	for (unsigned n = 0; n < FORKS; n++) {
		pid_t child = fork();
		if (child == 0)
			_exit(0);
		must(child > 0 && waitpid(child, NULL, 0) == child);
	}
}

static void page_faults(void)
{
	const size_t size = (size_t)FAULT_PAGES * PAGE_BYTES;

	for (unsigned round = 0; round < FAULT_ROUNDS; round++) {
		volatile uint8_t *area = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		must(area != MAP_FAILED);
		for (size_t at = 0; at < size; at += PAGE_BYTES)
			area[at] = 1;
		must(munmap((void *)area, size) == 0);
	}
}

static void bounce(int from, int to)
{
	char byte;

	while (read(from, &byte, 1) == 1)
		must(write(to, &byte, 1) == 1);
	_exit(0);
}

static void ping_pong(void)
{
	int there[2], back[2];
	char byte = 1;

	must(pipe(there) == 0 && pipe(back) == 0);
	pid_t child = fork();
	if (child == 0) {
		close(there[1]);
		bounce(there[0], back[1]);
	}
	for (unsigned n = 0; n < ROUND_TRIPS; n++)
		must(write(there[1], &byte, 1) == 1 && read(back[0], &byte, 1) == 1);
	close(there[1]);
	must(waitpid(child, NULL, 0) == child);
}

/* Addresses are chosen by chance unless a process asks otherwise, for the next program that it becomes. */
static void fix_addresses(char **argv)
{
	int now = personality(0xffffffff);

	if (now & ADDR_NO_RANDOMIZE)
		return;
	must(personality((unsigned long)now | ADDR_NO_RANDOMIZE) >= 0);
	execv("/init", argv);
	must(0);
}

static void compute(void)
{
	MARK(10);
	for (;;) {
		sha256(1);
		MARK(11);
	}
}

static void set_policy(int policy, int priority)
{
	must(sched_setscheduler(0, policy, &(struct sched_param){ .sched_priority = priority }) == 0);
}

/* Linux's random numbers, which every system call uses, are much slower until there is entropy: this waits for it. */
static void wait_for_entropy(void)
{
	uint64_t random;

	must(getrandom(&random, sizeof random, 0) == sizeof random);
}

int main(int argc, char **argv)
{
	(void)argc;
	fix_addresses(argv);
	sha_start();
	sha_check();
	wait_for_entropy();
	set_policy(SCHED_FIFO, 1);
	forks(); /* the first ones fill Linux's caches, more or fewer as its memory lies */
	MEASURE(0, sha256(SHA_PAGES));
	MEASURE(1, system_calls());
	MEASURE(2, forks());
	MEASURE(3, page_faults());
	MEASURE(4, ping_pong());
	set_policy(SCHED_OTHER, 0);
	compute();
}
