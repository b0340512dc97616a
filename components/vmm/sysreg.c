/* SPDX-License-Identifier: BSD-2-Clause */
/* Which trapped register does what: one table, the first rule that fits decides. */
#include "sysreg.h"

#include <stddef.h>

#include "vgic.h"

/* A register's encoding as it stands in the ISS: Op0, Op2, Op1, CRn, CRm. */
#define ENCODING(op0, op1, crn, crm, op2) \
	((uint32_t)(op0) << 20 | (uint32_t)(op2) << 17 | (uint32_t)(op1) << 14 | (uint32_t)(crn) << 10 | (uint32_t)(crm) << 1)
#define ANY_OP2  ENCODING(0, 0, 0, 0, 7)
#define ANY_OP1  ENCODING(0, 7, 0, 0, 0)
#define ANY_CRM  ENCODING(0, 0, 0, 15, 0)
#define ANY_CRN  ENCODING(0, 0, 15, 0, 0)
#define ALL_BITS ENCODING(3, 7, 15, 15, 7)

enum behaviour {
	ZERO,          /* reads as zero, ignores writes */
	MONITOR_DEBUG, /* reads as written */
	SOFTWARE_INTERRUPT,
};

static const struct rule {
	uint32_t encoding;
	uint32_t any; /* bits that do not matter */
	enum behaviour behaviour;
} rules[] = {
	{ ENCODING(3, 0, 12, 11, 5), 0, SOFTWARE_INTERRUPT },             /* ICC_SGI1R_EL1 */
	{ ENCODING(3, 0, 12, 11, 6), 0, ZERO },                           /* ICC_ASGI1R_EL1: no other security state */
	{ ENCODING(3, 0, 12, 11, 7), 0, ZERO },                           /* ICC_SGI0R_EL1: group 0 is not delivered */
	{ ENCODING(2, 0, 0, 2, 2), 0, MONITOR_DEBUG },                    /* MDSCR_EL1 */
	{ ENCODING(2, 0, 0, 0, 0), ANY_CRN | ANY_CRM | ANY_OP2 | ANY_OP1, ZERO }, /* the rest of debug */
	{ ENCODING(3, 3, 14, 2, 0), ANY_OP2, ZERO },                      /* CNTP_*_EL0 */
	{ ENCODING(3, 0, 1, 0, 1), 0, ZERO },                             /* ACTLR_EL1 */
	{ ENCODING(3, 0, 9, 0, 0), ANY_OP1 | ANY_CRM | ANY_OP2, ZERO },   /* PM*: performance monitors */
	{ ENCODING(3, 3, 14, 8, 0), ENCODING(0, 0, 0, 7, 7), ZERO },      /* PMEVCNTR, PMEVTYPER, PMCCFILTR */
	{ ENCODING(3, 0, 11, 0, 0), ANY_OP1 | ANY_CRM | ANY_OP2, ZERO },  /* implementation defined */
	{ ENCODING(3, 0, 15, 0, 0), ANY_OP1 | ANY_CRM | ANY_OP2, ZERO },  /* implementation defined */
	/* DC ISW, CSW, CISW: stage 2 is write-back and cpu_publish cleans what the VMM writes. */
	{ ENCODING(1, 0, 7, 6, 2), 0, ZERO },
	{ ENCODING(1, 0, 7, 10, 2), 0, ZERO },
	{ ENCODING(1, 0, 7, 14, 2), 0, ZERO },
};

static const struct rule *find(uint32_t encoding)
{
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
		if (((encoding ^ rules[i].encoding) & ~rules[i].any) == 0)
			return &rules[i];
	return NULL;
}

bool sysreg_access(struct sysreg *sysreg, struct vgic *vgic, uint32_t iss, uint64_t *value)
{
	const struct rule *rule = find(iss & ALL_BITS);
	uint64_t written = *value;
	bool is_read = SYSREG_IS_READ(iss);

	*value = 0;
	if (!rule)
		return false;
	if (rule->behaviour == MONITOR_DEBUG && is_read)
		*value = sysreg->monitor_debug;
	else if (rule->behaviour == MONITOR_DEBUG)
		sysreg->monitor_debug = (uint32_t)written;
	else if (rule->behaviour == SOFTWARE_INTERRUPT && !is_read)
		vgic_software_interrupt(vgic, sysreg->processor, written);
	return true;
}
