/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Two tables: exits by label, device memory by address. What a real machine would answer with an external
 * abort or an undefined instruction is one here, raised in the guest.
 */
#include "exit.h"

#include <bulkhead/log.h>
#include <inttypes.h>

#include "machine.h"
#include "psci.h"
#include "rtc.h"
#include "sysreg.h"
#include "vgic.h"
#include "virtio.h"
#include "vmm.h"

/* ESR_EL2, Arm ARM D17.2.37. */
#define ESR_CLASS(esr)         ((esr) >> 26 & 0x3f)
#define CLASS_DATA_ABORT       0x24
#define ABORT_VALID            (1u << 24) /* ISV: the fields below are */
#define ABORT_SIZE(esr)        (1u << ((esr) >> 22 & 3))
#define ABORT_SIGN_EXTENDED    (1u << 21)
#define ABORT_REGISTER(esr)    ((esr) >> 16 & 31)
#define ABORT_64_BIT           (1u << 15)
#define ABORT_CACHE_OPERATION  (1u << 8)
#define ABORT_TABLE_WALK       (1u << 7) /* S1PTW */
#define ABORT_WRITE            (1u << 6)
#define ABORT_LEVEL(esr)       ((esr) & 3)
#define ZERO_REGISTER          31

#define MISTAKES_LOGGED 16u

/* ESR_EL1 of what the guest gets. The class of an abort is that from EL0; the kernel knows where it came from. */
#define RAISE_UNDEFINED        (1u << 25) /* EC 0, IL */
#define RAISE_ABORT(esr)       (((esr) & (0x3fu << 26 | 1u << 25 | ABORT_WRITE)) | ABORT_NO_ADDRESS)
#define ABORT_NO_ADDRESS       (1u << 10) /* FnV */
#define ABORT_EXTERNAL         0x10u
#define ABORT_EXTERNAL_WALK    0x14u

/* An exit's fields, as abi.h lays them out in the message. */
struct exit {
	uint32_t processor;
	uint32_t esr;
	uint64_t address;
	uint64_t value;
	uint64_t pc;
	const uint64_t *arguments; /* x0..x3 */
};

struct exit_reply {
	uint64_t actions;
	uint64_t value;    /* FAULT_WRITE */
	uint32_t syndrome; /* FAULT_RAISE */
};

static const struct exit_reply stop = { .actions = FAULT_STOP };
static const struct exit_reply resume = { .actions = 0 };
static const struct exit_reply skip = { .actions = FAULT_ADVANCE };
static const struct exit_reply undefined = { .actions = FAULT_RAISE, .syndrome = RAISE_UNDEFINED };

static struct exit_reply write_register(uint64_t n, uint64_t value)
{
	return (struct exit_reply){ .actions = FAULT_WRITE | FAULT_REGISTER(n), .value = value };
}

/* Whether a guest's mistake is worth a line in the log: a few are, after each start. */
static bool is_news(struct vmm *vmm)
{
	if (vmm->mistakes == MISTAKES_LOGGED)
		return false;
	vmm->mistakes++;
	return true;
}

/* ---- Device memory ---- */

static uint64_t distributor_read(struct vmm *vmm, uint64_t offset, uint32_t size)
{
	if (vmm->vgic.version == 2)
		return vgic_v2_read(&vmm->vgic, vmm->served, offset, size);
	return vgic_distributor_read(&vmm->vgic, offset, size);
}

static void distributor_write(struct vmm *vmm, uint64_t offset, uint32_t size, uint64_t value)
{
	if (vmm->vgic.version == 2)
		vgic_v2_write(&vmm->vgic, vmm->served, offset, size, value);
	else
		vgic_distributor_write(&vmm->vgic, offset, size, value);
}

static uint64_t redistributor_read(struct vmm *vmm, uint64_t offset, uint32_t size)
{
	return vgic_redistributor_read(&vmm->vgic, offset, size);
}

static void redistributor_write(struct vmm *vmm, uint64_t offset, uint32_t size, uint64_t value)
{
	vgic_redistributor_write(&vmm->vgic, offset, size, value);
}

static uint64_t clock_read(struct vmm *vmm, uint64_t offset, uint32_t size)
{
	(void)size;
	return rtc_read(machine_seconds(vmm), offset);
}

static void clock_write(struct vmm *vmm, uint64_t offset, uint32_t size, uint64_t value)
{
	(void)vmm, (void)offset, (void)size, (void)value;
}

static uint64_t device_read(struct vmm *vmm, uint64_t offset, uint32_t size)
{
	return virtio_mmio_read(vmm->virtio[offset / MACHINE_VIRTIO_SIZE], offset % MACHINE_VIRTIO_SIZE, size);
}

static void device_write(struct vmm *vmm, uint64_t offset, uint32_t size, uint64_t value)
{
	virtio_mmio_write(vmm->virtio[offset / MACHINE_VIRTIO_SIZE], offset % MACHINE_VIRTIO_SIZE, size, value);
}

static const struct region {
	uint64_t address, size;
	uint64_t (*read)(struct vmm *vmm, uint64_t offset, uint32_t size);
	void (*write)(struct vmm *vmm, uint64_t offset, uint32_t size, uint64_t value);
} regions[] = {
	{ MACHINE_GICD_ADDRESS, MACHINE_GICD_SIZE, distributor_read, distributor_write },
	{ MACHINE_GICR_ADDRESS, MACHINE_GICR_SIZE * MACHINE_PROCESSORS_MAX, redistributor_read, redistributor_write },
	{ MACHINE_VIRTIO_ADDRESS, MACHINE_VIRTIO_SIZE * MACHINE_VIRTIO_COUNT, device_read, device_write },
	{ MACHINE_RTC_ADDRESS, MACHINE_RTC_SIZE, clock_read, clock_write },
};

/* A GICv2 has no redistributors. */
static bool exists(const struct vmm *vmm, const struct region *region)
{
	return region->address != MACHINE_GICR_ADDRESS || vmm->vgic.version == 3;
}

/* The region that holds all of [address, address + size), NULL if none does. */
static const struct region *find_region(const struct vmm *vmm, uint64_t address, uint32_t size)
{
	for (size_t i = 0; i < sizeof regions / sizeof *regions; i++)
		if (exists(vmm, &regions[i]) && address >= regions[i].address && address - regions[i].address <= regions[i].size - size)
			return &regions[i];
	return NULL;
}

/* What a load of this kind leaves in its register. */
static uint64_t extend(uint32_t esr, uint64_t value)
{
	uint32_t shift = 64 - 8 * ABORT_SIZE(esr);

	value = value << shift >> shift;
	if (esr & ABORT_SIGN_EXTENDED)
		value = (uint64_t)((int64_t)(value << shift) >> shift);
	return esr & ABORT_64_BIT ? value : (uint32_t)value;
}

static struct exit_reply load(struct vmm *vmm, const struct region *region, const struct exit *exit)
{
	uint64_t value = region->read(vmm, exit->address - region->address, ABORT_SIZE(exit->esr));
	uint32_t target = ABORT_REGISTER(exit->esr);

	struct exit_reply reply = write_register(target, extend(exit->esr, value));

	reply.actions |= FAULT_ADVANCE;
	return target == ZERO_REGISTER ? skip : reply;
}

static struct exit_reply store(struct vmm *vmm, const struct region *region, const struct exit *exit)
{
	uint64_t value = ABORT_REGISTER(exit->esr) == ZERO_REGISTER ? 0 : exit->value;

	region->write(vmm, exit->address - region->address, ABORT_SIZE(exit->esr), extend(exit->esr, value));
	return skip;
}

/* An external abort, or one of the table walk that the access needed. */
static struct exit_reply abort_access(struct vmm *vmm, const struct exit *exit)
{
	bool is_walk = exit->esr & ABORT_TABLE_WALK;
	uint32_t status = is_walk ? ABORT_EXTERNAL_WALK | ABORT_LEVEL(exit->esr) : ABORT_EXTERNAL;

	if (is_news(vmm))
		log_printf(LOG_WARNING, "abort: access to 0x%" PRIx64 " at pc 0x%" PRIx64 ", ESR 0x%" PRIx32,
		           exit->address, exit->pc, exit->esr);
	return (struct exit_reply){ .actions = FAULT_RAISE, .syndrome = RAISE_ABORT(exit->esr) | status };
}

/* Instruction aborts, table walks, and what moves other than one general register (ISV = 0) end in an abort. */
static struct exit_reply memory(struct vmm *vmm, const struct exit *exit)
{
	const struct region *region = find_region(vmm, exit->address, ABORT_SIZE(exit->esr));

	if (ESR_CLASS(exit->esr) != CLASS_DATA_ABORT)
		return abort_access(vmm, exit);
	if (exit->esr & ABORT_CACHE_OPERATION)
		return skip; /* nothing of a device is ever cached */
	if (!(exit->esr & ABORT_VALID) || (exit->esr & ABORT_TABLE_WALK) || !region)
		return abort_access(vmm, exit);
	return (exit->esr & ABORT_WRITE ? store : load)(vmm, region, exit);
}

/* ---- Calls and registers ---- */

/* Returns from the call with `actions` besides the result. SMCCC 1.1 keeps every register but x0. */
static struct exit_reply firmware(struct vmm *vmm, const struct exit *exit, uint64_t actions)
{
	const struct psci_processors processors = { .count = vmm->processor_count, .running = vmm->vgic.running };
	struct psci_result result = psci_call(&processors, exit->arguments);
	struct exit_reply reply;

	switch (result.action) {
	case PSCI_POWER_OFF: machine_power_off(vmm); return stop;
	case PSCI_RESET: machine_reset(vmm); return stop;
	case PSCI_STOP: machine_stop_processor(vmm, exit->processor); return stop;
	case PSCI_START: machine_start_processor(vmm, result.processor, result.entry, result.argument); break;
	case PSCI_RETURN: break;
	}
	reply = write_register(0, result.value);
	reply.actions |= actions;
	return reply;
}

/* The PC is already behind an HVC, but still at a trapped SMC (Arm ARM D1.10.1). */
static struct exit_reply hypercall(struct vmm *vmm, const struct exit *exit)
{
	return firmware(vmm, exit, 0);
}

static struct exit_reply secure_call(struct vmm *vmm, const struct exit *exit)
{
	return firmware(vmm, exit, FAULT_ADVANCE);
}

static struct exit_reply system_register(struct vmm *vmm, const struct exit *exit)
{
	uint64_t target = SYSREG_REGISTER(exit->esr);
	uint64_t value = target == ZERO_REGISTER ? 0 : exit->value;
	struct exit_reply reply = skip;

	if (!sysreg_access(&vmm->sysreg[exit->processor], &vmm->vgic, exit->esr, &value)) {
		if (is_news(vmm))
			log_printf(LOG_WARNING, "undefined: system register of ESR 0x%" PRIx32 " at pc 0x%" PRIx64,
			           exit->esr, exit->pc);
		return undefined;
	}
	if (SYSREG_IS_READ(exit->esr) && target != ZERO_REGISTER) {
		reply = write_register(target, value);
		reply.actions |= FAULT_ADVANCE;
	}
	return reply;
}

/* An instruction of a feature that guests do not have. */
static struct exit_reply other(struct vmm *vmm, const struct exit *exit)
{
	if (is_news(vmm))
		log_printf(LOG_WARNING, "undefined: instruction at pc 0x%" PRIx64 ", ESR 0x%" PRIx32, exit->pc, exit->esr);
	return undefined;
}

static struct exit_reply interrupts(struct vmm *vmm, const struct exit *exit)
{
	vgic_deliver(&vmm->vgic, exit->processor);
	return resume;
}

static struct exit_reply unexpected(struct vmm *vmm, const struct exit *exit)
{
	machine_fail(vmm, "its processor failed (ESR 0x%" PRIx32 ") at pc 0x%" PRIx64, exit->esr, exit->pc);
	return stop;
}

typedef struct exit_reply (*exit_handler)(struct vmm *vmm, const struct exit *exit);

static const exit_handler handlers[] = {
	[EXIT_MEMORY] = memory,
	[EXIT_HVC] = hypercall,
	[EXIT_SMC] = secure_call,
	[EXIT_REGISTER] = system_register,
	[EXIT_OTHER] = other,
	[EXIT_INTERRUPTS] = interrupts,
};

void exit_handle(struct vmm *vmm, uint32_t processor, struct message *message)
{
	struct exit exit = {
		.processor = processor,
		.esr = (uint32_t)message->word[0],
		.address = message->word[1],
		.value = message->word[2],
		.pc = message->word[3],
		.arguments = &message->word[4],
	};
	exit_handler handler = NULL;
	struct exit_reply reply;

	if (message->label < sizeof handlers / sizeof *handlers)
		handler = handlers[message->label];
	vmm->served = processor;
	reply = (handler ? handler : unexpected)(vmm, &exit);
	vmm->served = MACHINE_NO_PROCESSOR;
	message->label = reply.actions;
	message->word[0] = reply.value;
	message->word[2] = reply.syndrome;
	message->word[3] = 0; /* FAR_EL1 */
}
