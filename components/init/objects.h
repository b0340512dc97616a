/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Kernel objects of the table, made from their components' untypeds, and the vaults.
 *
 * A vault is a CNode of a component's own memory that keeps what exists for the component but is not its to
 * name: frames, page tables, first capabilities. Its only capability ends up in its own last slot. A
 * component without an address space (shared frames, a guest's RAM) has none: its frames are kept in the
 * vaults of those who map them.
 */
#pragma once

#include <stdint.h>

/* Untypeds and vaults of all components, then every object but frames. */
void objects_make(void);

/* Moves a capability from init's CSpace into a component's vault. */
void objects_keep(uint32_t component, uint32_t slot);

/* Moves all first capabilities and at last the vaults into the vaults. */
void objects_hand_over(void);
