/* SPDX-License-Identifier: BSD-2-Clause */
/* Attacks on the VMM's devices through their registers and rings, and through them on the services behind. */
#include "hostile.h"

#define SELECTS_QUEUE 0x30
#define QUEUES_TRIED  4u
#define SECTOR_BYTES  512u

#define CONSOLE_TRANSMIT 1

static struct virtio_queue queue;
static struct {
	uint32_t type, reserved;
	uint64_t sector;
} header;
static uint8_t status;

static struct virtio_descriptor nonsense_descriptor(void)
{
	uint64_t address = hostile_random() & 1 ? SCRATCH + (hostile_random() & 0xffffff) : hostile_address();

	return (struct virtio_descriptor){
		.address = address,
		.length = hostile_random() >> (hostile_random() & 31),
		.flags = (uint16_t)(hostile_random() & (hostile_random() & 1 ? 3 : 0xffff)),
		.next = (uint16_t)(hostile_random() & (hostile_random() & 1 ? 7 : 0xffff)),
	};
}

/* Writes to the console go to nobody's screen in here: its buffers start with what the filter drops. */
void attack_malformed_queues(void)
{
	static uint32_t turn;
	uint32_t device = turn % 4, number = turn / 4 % QUEUES_TRIED;

	turn++;
	virtio_start(VIRTIO(device), number, &queue);
	for (uint32_t n = 0; n < QUEUE_SIZE; n++) {
		queue.descriptors[n] = nonsense_descriptor();
		queue.available.ring[n] = (uint16_t)(hostile_random() & (hostile_random() & 1 ? 7 : 0xffff));
	}
	queue.available.flags = (uint16_t)hostile_random();
	queue.available.index = (uint16_t)(hostile_random() & (hostile_random() & 1 ? 7 : 0xffff));
	write32(VIRTIO(device) + VIRTIO_QUEUE_NOTIFY, number);
	write32(VIRTIO(device) + VIRTIO_QUEUE_NOTIFY, hostile_random());
}

static void read_disk(uint32_t sectors)
{
	header.type = 0;
	header.sector = hostile_random() & 0xffff;
	queue.descriptors[0] = (struct virtio_descriptor){ (uintptr_t)&header, sizeof header, DESCRIPTOR_NEXT, 1 };
	queue.descriptors[1] = (struct virtio_descriptor){ SCRATCH, sectors * SECTOR_BYTES,
		                                           DESCRIPTOR_NEXT | DESCRIPTOR_WRITE, 2 };
	queue.descriptors[2] = (struct virtio_descriptor){ (uintptr_t)&status, 1, DESCRIPTOR_WRITE, 0 };
	virtio_submit(VIRTIO(VIRTIO_BLOCK), 0, &queue, 0);
}

/* While the disk answers: descriptors, rings and queue addresses become others, the device is reset or not. */
void attack_rings_changed_while_read(void)
{
	virtio_start(VIRTIO(VIRTIO_BLOCK), 0, &queue);
	for (uint32_t n = 0; n < 4; n++)
		read_disk(8);
	for (uint32_t n = 0; n < 200; n++) {
		queue.descriptors[hostile_random() % QUEUE_SIZE] = nonsense_descriptor();
		queue.available.index = (uint16_t)hostile_random();
		queue.available.ring[n % QUEUE_SIZE] = (uint16_t)hostile_random();
		queue.used.index = (uint16_t)hostile_random();
		header.type = hostile_random() & 15;
		header.sector = hostile_random() | (uint64_t)hostile_random() << 32;
	}
	if (hostile_random() & 1)
		write32(VIRTIO(VIRTIO_BLOCK) + VIRTIO_STATUS, 0);
	write32(VIRTIO(VIRTIO_BLOCK) + VIRTIO_QUEUE_NOTIFY, 0);
}

void attack_device_register_nonsense(void)
{
	uint64_t device = VIRTIO(VIRTIO_BLOCK + hostile_random() % 3);
	uint64_t other = hostile_random() & 1 ? GICD : GICR + (hostile_random() & 0x10000);

	for (uint32_t n = 0; n < 32; n++) {
		write32(device + (hostile_random() & 0x1fc), hostile_random() & (hostile_random() & 1 ? ~0u : 0xf));
		read32(device + (hostile_random() & 0x1fc));
		write32(other + (hostile_random() & 0xfffc), hostile_random());
		__asm__ volatile("ldrb w2, [%0]\n\tldrsh x3, [%0]\n\tldr x4, [%1]" : : "r"(device + (hostile_random() & 0x1fe)),
		                 "r"(other + (hostile_random() & 0xfff8)) : "x2", "x3", "x4", "memory");
	}
}

/* As many reads as the queue holds, again and again, in the largest size. */
void attack_disk_flood(void)
{
	virtio_start(VIRTIO(VIRTIO_BLOCK), 0, &queue);
	for (uint32_t n = 0; n < 4; n++) {
		uint16_t before = queue.used.index;

		for (uint32_t k = 0; k < 4; k++)
			read_disk(8);
		virtio_wait(VIRTIO(VIRTIO_BLOCK), &queue, before);
	}
}

void attack_entropy_flood(void)
{
	virtio_start(VIRTIO(VIRTIO_ENTROPY), 0, &queue);
	for (uint32_t n = 0; n < 4; n++) {
		uint16_t before = queue.used.index;

		queue.descriptors[0] = (struct virtio_descriptor){ SCRATCH, 1u << 20, DESCRIPTOR_WRITE, 0 };
		virtio_submit(VIRTIO(VIRTIO_ENTROPY), 0, &queue, 0);
		virtio_wait(VIRTIO(VIRTIO_ENTROPY), &queue, before);
	}
}

/* ---- The person's screen ---- */

static void repeat(const char *text, uint32_t times)
{
	console_start();
	for (uint32_t n = 0; n < times; n++)
		print(text);
}

/* One request that is all of the scratch memory eight times over. */
void attack_endless_output(void)
{
	virtio_start(VIRTIO(VIRTIO_CONSOLE), CONSOLE_TRANSMIT, &queue);
	for (uint16_t n = 0; n < QUEUE_SIZE; n++)
		queue.descriptors[n] = (struct virtio_descriptor){ SCRATCH, SCRATCH_BYTES, n + 1 < QUEUE_SIZE ? DESCRIPTOR_NEXT : 0,
			                                           (uint16_t)(n + 1) };
	virtio_submit(VIRTIO(VIRTIO_CONSOLE), CONSOLE_TRANSMIT, &queue, 0);
	while (phase_now() == PHASE_endless_output)
		;
}

void attack_console_flood(void)
{
	repeat("flood flood flood flood flood flood flood flood flood flood flood flood flood flood flood flood\r\n", 4);
}

/* Title, answerback and position queries, modes, scroll regions, resets, hidden cursor, unfinished strings. */
void attack_escape_sequences(void)
{
	repeat("\033]0;owned\007\033]52;c;b3duZWQ=\007\033[6n\033[c\033[>c\033Z\033[?1049h\033[?1000h\033[1;99r\033c\033[!p\033[?25l"
	       "\033#8\033P$q\"p\033\\\033_owned\033\\\033[99;1H\033[99A\033[99B\033[2J\033[3J\0337\0338\233?5h\220owned\234\005\033[8;1;1t"
	       "\033[4294967296;99999999999H\033[1;2;3;4;5;6;7;8;9;10;11;12;13;14;15;16;17;18m\033[", 4);
}

void attack_imitated_prompt(void)
{
	repeat("\033[2J\033[H\r\n=== trusted prompt: auth ===\r\nPIN for corporate\r\n> \033[99;1H\033[7m TRUSTED \033[0m\r\n"
	       "=== end of trusted prompt ===\r\n--- personal ---\r\n", 4);
}
