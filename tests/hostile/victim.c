/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The neighbour of a hostile guest. In each phase it asks everybody who serves it for an answer and takes the
 * time, then computes, then looks whether its memory and its registers are as it left them. What it measured is
 * printed when the last phase is over: a line a phase, with the median and the worst of its times in ticks.
 */
#include "schedule.h"
#include "socket.h"

#define ROUNDS         17u                    /* an answer of each kind in each; odd, for the median */
#define ROUND_TICKS    (TICKS_PER_MS * 7 / 5)
#define JITTER_TICKS   (TICKS_PER_MS / 2)     /* so that no attack keeps time with the rounds */
#define SLEEP_TICKS    (TICKS_PER_MS / 2)
#define ANSWERS_TICKS  (24 * TICKS_PER_MS)    /* the first part of a phase */
#define REST_TICKS     (12 * TICKS_PER_MS)    /* to end the last unit, with the processor shared */
#define SECTOR_BYTES   512u
#define READ_SECTORS   8u
#define PORT           1024u /* of the first service's stream, the next one's is the next */
#define PATTERN_WORDS  (1u << 16)
#define UNIT_WORDS     4096u
#define TIMER          27u
#define FRAME_HEADER   8u

enum answer { ANSWER_TIMER, ANSWER_DISK, ANSWER_RANDOM, ANSWER_AUTH, ANSWER_WALLET, ANSWER_BILLING, ANSWERS };

static const char *const answer_names[ANSWERS] = { " timer ", " disk ", " random ", " auth ", " wallet ", " billing " };
static const char *const phase_names[] = {
#define ATTACK(name) #name,
#include "attacks.h"
#undef ATTACK
};

static struct {
	uint64_t ticks[ANSWERS][ROUNDS];
	uint64_t work;           /* units */
	uint32_t output;         /* digest of all answers and of a unit of work */
	uint32_t damage;         /* words of memory and registers that changed */
} results[PHASE_COUNT];

static uint32_t pattern[PATTERN_WORDS];

static uint32_t digest(uint32_t sum, const void *from, uint64_t size)
{
	const uint8_t *bytes = from;

	for (uint64_t i = 0; i < size; i++)
		sum = (sum ^ bytes[i]) * 16777619u;
	return sum;
}

/* Keeps a phase's times in order. */
static void note(uint32_t phase, uint32_t round, enum answer answer, uint64_t start)
{
	uint64_t *times = results[phase].ticks[answer];
	uint64_t ticks = guest_ticks() - start;
	uint32_t n = round;

	for (; n > 0 && times[n - 1] > ticks; n--)
		times[n] = times[n - 1];
	times[n] = ticks;
}

/* ---- Time ---- */

static volatile bool timer_seen;

static void timer_fired(void)
{
	timer_seen = true;
	WRITE_REGISTER("cntv_ctl_el0", 0);
}

static void sleep_until(uint64_t when)
{
	timer_seen = false;
	WRITE_REGISTER("cntv_cval_el0", when);
	WRITE_REGISTER("cntv_ctl_el0", 1);
	guest_mask_interrupts();
	while (!timer_seen)
		guest_wait_interrupt();
	guest_unmask_interrupts();
}

static void ask_timer(uint32_t phase, uint32_t round)
{
	uint64_t start = guest_ticks();

	sleep_until(start + SLEEP_TICKS);
	note(phase, round, ANSWER_TIMER, start);
}

/* ---- Devices ---- */

static struct virtio_queue disk, entropy;
static uint8_t sectors[READ_SECTORS * SECTOR_BYTES], random[32];

static void wait_used(struct virtio_queue *queue, uint16_t before)
{
	guest_mask_interrupts();
	while (queue->used.index == before)
		guest_wait_interrupt();
	guest_unmask_interrupts();
}

static uint32_t ask_disk(uint32_t phase, uint32_t round)
{
	static struct {
		uint32_t type, reserved;
		uint64_t sector;
	} header;
	static uint8_t status;
	uint16_t before = disk.used.index;
	uint64_t start = guest_ticks();

	header.sector = round * READ_SECTORS;
	status = 0xff;
	disk.descriptors[0] = (struct virtio_descriptor){ (uintptr_t)&header, sizeof header, DESCRIPTOR_NEXT, 1 };
	disk.descriptors[1] = (struct virtio_descriptor){ (uintptr_t)sectors, sizeof sectors, DESCRIPTOR_NEXT | DESCRIPTOR_WRITE, 2 };
	disk.descriptors[2] = (struct virtio_descriptor){ (uintptr_t)&status, 1, DESCRIPTOR_WRITE, 0 };
	virtio_submit(VIRTIO(VIRTIO_BLOCK), 0, &disk, 0);
	wait_used(&disk, before);
	note(phase, round, ANSWER_DISK, start);
	return digest(digest(0, sectors, sizeof sectors), &status, 1);
}

/* What it got is random: only that it came goes into the digest. */
static uint32_t ask_entropy(uint32_t phase, uint32_t round)
{
	uint16_t before = entropy.used.index;
	uint64_t start = guest_ticks();

	entropy.descriptors[0] = (struct virtio_descriptor){ (uintptr_t)random, sizeof random, DESCRIPTOR_WRITE, 0 };
	virtio_submit(VIRTIO(VIRTIO_ENTROPY), 0, &entropy, 0);
	wait_used(&entropy, before);
	note(phase, round, ANSWER_RANDOM, start);
	return entropy.used.ring[before % QUEUE_SIZE].length;
}

/* What each service is asked, on a stream of its own: components/vmm/gateway.md. */
static const struct service {
	enum answer answer;
	uint32_t port;
	uint32_t request_bytes;
	uint32_t steady_bytes;                  /* of the reply: what is the same each time */
	uint8_t request[FRAME_HEADER + 33];     /* length, method, identifier, payload */
} services[] = {
	{ ANSWER_AUTH, SOCKET_LOGIN, FRAME_HEADER + 33, SOCKET_DATA_MAX, { 33, 0, 2, 0, 7 } }, /* is this token good? */
	{ ANSWER_WALLET, SOCKET_WALLET, FRAME_HEADER, SOCKET_DATA_MAX, { 0, 0, 1, 0, 7 } },    /* balance */
	{ ANSWER_BILLING, SOCKET_BILLING, FRAME_HEADER, FRAME_HEADER, { 0, 0, 1, 0, 7 } },     /* invoice: its amounts grow */
};

#define SERVICES (sizeof services / sizeof *services)

static uint32_t received_bytes[SERVICES];

/* Data of the one stream that was asked; credit updates are passed over. */
static void receive_data(uint32_t n, struct socket_packet *packet)
{
	do
		socket_receive(packet);
	while (packet->operation == SOCKET_CREDIT_UPDATE);
	received_bytes[n] += packet->length;
}

/* Of the answer, what is the same each time, and how long it is. */
static uint32_t ask_service(uint32_t n, uint32_t phase, uint32_t round)
{
	const struct service *service = &services[n];
	struct socket_packet packet = socket_packet(PORT + n, service->port, SOCKET_DATA);
	uint64_t start = guest_ticks();

	packet.length = service->request_bytes;
	packet.forward_count = received_bytes[n];
	for (uint32_t i = 0; i < service->request_bytes; i++)
		packet.data[i] = service->request[i];
	socket_send(&packet);
	receive_data(n, &packet);
	note(phase, round, service->answer, start);
	uint32_t steady = packet.length < service->steady_bytes ? packet.length : service->steady_bytes;
	return digest(packet.operation ^ packet.length << 16 ^ packet.source_port, packet.data, steady);
}

static bool connect_services(void)
{
	struct socket_packet packet;
	uint32_t connected = 0;

	socket_start(true);
	for (uint32_t n = 0; n < SERVICES; n++) {
		packet = socket_packet(PORT + n, services[n].port, SOCKET_REQUEST);
		socket_send(&packet);
		socket_receive(&packet);
		connected += packet.operation == SOCKET_RESPONSE && packet.source_port == services[n].port;
	}
	return connected == SERVICES;
}

/* ---- What is its own ---- */

/* Registers that nobody but this guest may change. */
#define OWN_REGISTERS(each)                                                                            \
	each("tpidr_el0") each("tpidrro_el0") each("tpidr_el1") each("contextidr_el1") each("ttbr0_el1") \
	each("ttbr1_el1") each("mair_el1") each("far_el1") each("fpcr")

#define OWN_VALUE 0x00c0000001234000ull /* fits every one of them: fpcr keeps DN and FZ alone */
#define FPCR_VALUE 0x03000000ull

static void set_registers(void)
{
#define SET(name) WRITE_REGISTER(name, OWN_VALUE);
	WRITE_REGISTER("cpacr_el1", 3u << 20);
	OWN_REGISTERS(SET)
	WRITE_REGISTER("fpcr", FPCR_VALUE);
	__asm__ volatile(".arch_extension fp\n\tfmov d31, %0\n\tfmov d8, %0" : : "r"(OWN_VALUE));
}

static uint32_t changed_registers(void)
{
	uint32_t changed = READ_REGISTER("cpacr_el1") != 3u << 20;
	uint64_t d8, d31;

#define COMPARE(name) changed += READ_REGISTER(name) != OWN_VALUE;
	OWN_REGISTERS(COMPARE)
	changed -= READ_REGISTER("fpcr") == FPCR_VALUE;
	__asm__ volatile(".arch_extension fp\n\tfmov %0, d31\n\tfmov %1, d8" : "=r"(d31), "=r"(d8));
	return changed + (d8 != OWN_VALUE) + (d31 != OWN_VALUE);
}

static uint32_t pattern_word(uint32_t n)
{
	return n * 2654435761u ^ n >> 7;
}

static uint32_t changed_memory(void)
{
	uint32_t changed = 0;

	for (uint32_t n = 0; n < PATTERN_WORDS; n++)
		changed += pattern[n] != pattern_word(n);
	return changed;
}

/* ---- Phases ---- */

/* The same in each run. */
static uint32_t jitter(uint32_t phase, uint32_t round)
{
	uint32_t state = (phase * ROUNDS + round + 1) * 2654435761u;

	return (state ^ state >> 15) % JITTER_TICKS;
}

static void ask_everybody(uint32_t phase)
{
	for (uint32_t round = 0; round < ROUNDS; round++) {
		uint32_t answers[2 + SERVICES];

		sleep_until(phase_begin(phase) + round * ROUND_TICKS + jitter(phase, round));
		ask_timer(phase, round);
		answers[0] = ask_disk(phase, round);
		answers[1] = ask_entropy(phase, round);
		for (uint32_t n = 0; n < SERVICES; n++)
			answers[2 + n] = ask_service(n, phase, round);
		results[phase].output = digest(results[phase].output, answers, sizeof answers);
	}
}

/* Counts whole units of work for the rest of the phase; the first is part of the output. */
static void compute(uint32_t phase)
{
	uint64_t end = phase_begin(phase + 1) - REST_TICKS;
	uint32_t sum = 0;

	sleep_until(phase_begin(phase) + ANSWERS_TICKS);

	for (uint32_t unit = 0; unit == 0 || guest_ticks() < end; unit++) {
		sum = digest(sum, &pattern[unit * UNIT_WORDS % PATTERN_WORDS], UNIT_WORDS * sizeof *pattern);
		if (unit == 0)
			results[phase].output = digest(results[phase].output, &sum, sizeof sum);
		results[phase].work++;
	}
}

static void print_phase(uint32_t phase)
{
	print("phase ");
	print(phase_names[phase]);
	for (uint32_t n = 0; n < ANSWERS; n++) {
		print(answer_names[n]);
		print_number(results[phase].ticks[n][ROUNDS / 2]);
		print(" ");
		print_number(results[phase].ticks[n][ROUNDS - 1]);
	}
	print(" work ");
	print_number(results[phase].work);
	print(" output ");
	print_number(results[phase].output);
	print(" damage ");
	print_number(results[phase].damage);
	print("\r\n");
}

void guest_main(uint64_t device_tree)
{
	schedule_read(device_tree);
	console_start();
	guest_timer_handler = timer_fired;
	guest_enable_interrupts();
	virtio_start(VIRTIO(VIRTIO_BLOCK), 0, &disk);
	virtio_start(VIRTIO(VIRTIO_ENTROPY), 0, &entropy);
	report("services__are_connected", connect_services(), 0);
	for (uint32_t n = 0; n < PATTERN_WORDS; n++)
		pattern[n] = pattern_word(n);
	report("victim__is_ready_in_time", guest_ticks() < START_TICKS, guest_ticks());
	for (uint32_t phase = 0; phase < schedule.phases; phase++) {
		set_registers();
		ask_everybody(phase);
		compute(phase);
		results[phase].damage = changed_memory() + changed_registers();
	}
	for (uint32_t phase = 0; phase < schedule.phases; phase++)
		print_phase(phase);
	print("end\r\n");
}
