/* SPDX-License-Identifier: BSD-2-Clause */
/* What `make analyze` has to complain about: else its silence about the kernel means nothing. */

#include <object.h>

u64 flawed_badge(const struct slot *slot, bool known);

u64 flawed_badge(const struct slot *slot, bool known)
{
	const struct slot *found = (const struct slot *)0;

	if (known)
		found = slot;
	return found->badge;
}
