/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A terminal line between the console and a component, as a dataport: one ring each way.
 * The component writes to_console and reads from_console; the console does the reverse. After
 * writing into an empty ring, or reading from a full one, the event of that direction is emitted.
 */
#pragma once

#include <bulkhead/ring.h>

struct stream {
	struct ring to_console;
	struct ring from_console;
};
_Static_assert(sizeof(struct stream) == 8192, "a stream is two pages");
