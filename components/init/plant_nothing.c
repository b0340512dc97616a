/* SPDX-License-Identifier: BSD-2-Clause */
/* The product's init plants nothing; see plant.h. */
#include "plant.h"

void plant(void)
{
}
