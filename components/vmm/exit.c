/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Two tables: exits by label, device memory by address. The kernel can resume a guest but not raise an
 * exception in it, so an access that a real machine would answer with an external abort stops the guest.
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
#define ZERO_REGISTER          31

/* An exit's fields, as abi.h lays them out in the message. */
struct exit {
	uint32_t esr;
	uint64_t address;
	uint64_t value;
	uint64_t pc;
	const uint64_t *arguments; /* x0..x3 */
};

struct exit_reply {
	uint64_t actions;
	uint64_t value;
};

static const struct exit_reply stop = { FAULT_STOP, 0 };
static const struct exit_reply resume = { 0, 0 };
static const struct exit_reply skip = { FAULT_ADVANCE, 0 };

/* ---- Device memory ---- */

static uint64_t distributor_read(struct vmm *vmm, uint64_t offset, uint32_t size)
{
	return vgic_distributor_read(&vmm->vgic, offset, size);
}

static void distributor_write(struct vmm *vmm, uint64_t offset, uint32_t size, uint64_t value)
{
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
	{ MACHINE_GICR_ADDRESS, MACHINE_GICR_SIZE, redistributor_read, redistributor_write },
	{ MACHINE_VIRTIO_ADDRESS, MACHINE_VIRTIO_SIZE * MACHINE_VIRTIO_COUNT, device_read, device_write },
	{ MACHINE_RTC_ADDRESS, MACHINE_RTC_SIZE, clock_read, clock_write },
};

/* The region that holds all of [address, address + size), NULL if none does. */
static const struct region *find_region(uint64_t address, uint32_t size)
{
	for (size_t i = 0; i < sizeof regions / sizeof *regions; i++)
		if (address >= regions[i].address && address - regions[i].address <= regions[i].size - size)
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

	if (target == ZERO_REGISTER)
		return skip;
	return (struct exit_reply){ FAULT_ADVANCE | FAULT_WRITE | FAULT_REGISTER(target), extend(exit->esr, value) };
}

static struct exit_reply store(struct vmm *vmm, const struct region *region, const struct exit *exit)
{
	uint64_t value = ABORT_REGISTER(exit->esr) == ZERO_REGISTER ? 0 : exit->value;

	region->write(vmm, exit->address - region->address, ABORT_SIZE(exit->esr), extend(exit->esr, value));
	return skip;
}

static struct exit_reply memory(struct vmm *vmm, const struct exit *exit)
{
	const struct region *region = find_region(exit->address, ABORT_SIZE(exit->esr));
	bool is_data = ESR_CLASS(exit->esr) == CLASS_DATA_ABORT;
	const char *problem = "there is no device";

	if (is_data && (exit->esr & ABORT_CACHE_OPERATION))
		return skip; /* nothing of a device is ever cached */
	if (is_data && (exit->esr & ABORT_VALID) && !(exit->esr & ABORT_TABLE_WALK) && region)
		return (exit->esr & ABORT_WRITE ? store : load)(vmm, region, exit);
	if (!is_data)
		problem = "there is no code";
	else if (exit->esr & ABORT_TABLE_WALK)
		problem = "there is no memory for page tables";
	else if (region)
		problem = "a device needs a plain load or store of one register";
	machine_fail(vmm, "access to 0x%" PRIx64 " at pc 0x%" PRIx64 ": %s", exit->address, exit->pc, problem);
	return stop;
}

/* ---- Calls and registers ---- */

/* Returns from the call with `actions` besides the result. SMCCC 1.1 keeps every register but x0. */
static struct exit_reply firmware(struct vmm *vmm, const struct exit *exit, uint64_t actions)
{
	struct psci_result result = psci_call(exit->arguments);

	switch (result.action) {
	case PSCI_OFF: machine_power_off(vmm); return stop;
	case PSCI_RESET: machine_reset(vmm); return stop;
	case PSCI_RETURN: break;
	}
	return (struct exit_reply){ actions | FAULT_WRITE | FAULT_REGISTER(0), result.value };
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

	if (!sysreg_access(&vmm->sysreg, &vmm->vgic, exit->esr, &value) && vmm->sysreg.unknown_count <= SYSREG_LOG_LIMIT)
		log_printf(LOG_WARNING, "unknown system register, ISS 0x%" PRIx32 ", at pc 0x%" PRIx64,
		           exit->esr & 0x1ffffff, exit->pc);
	if (!SYSREG_IS_READ(exit->esr) || target == ZERO_REGISTER)
		return skip;
	return (struct exit_reply){ FAULT_ADVANCE | FAULT_WRITE | FAULT_REGISTER(target), value };
}

static struct exit_reply interrupts(struct vmm *vmm, const struct exit *exit)
{
	(void)exit;
	vgic_deliver(&vmm->vgic);
	return resume;
}

static struct exit_reply unexpected(struct vmm *vmm, const struct exit *exit)
{
	machine_fail(vmm, "exception of class 0x%" PRIx32 " (ESR 0x%" PRIx32 ") at pc 0x%" PRIx64,
	             ESR_CLASS(exit->esr), exit->esr, exit->pc);
	return stop;
}

typedef struct exit_reply (*exit_handler)(struct vmm *vmm, const struct exit *exit);

static const exit_handler handlers[] = {
	[EXIT_MEMORY] = memory,
	[EXIT_HVC] = hypercall,
	[EXIT_SMC] = secure_call,
	[EXIT_REGISTER] = system_register,
	[EXIT_INTERRUPTS] = interrupts,
};

void exit_handle(struct vmm *vmm, struct message *message)
{
	struct exit exit = {
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
	reply = (handler ? handler : unexpected)(vmm, &exit);
	message->label = reply.actions;
	message->word[0] = reply.value;
}
