/* SPDX-License-Identifier: BSD-2-Clause */
/* Facts about products, proved lemmas, for the loops that make objects one after another. */
#pragma once

#include <invariants.h>

/*@
  lemma product_next: \forall integer i, j, u; j == i + 1 ==> j * u == i * u + u;
  lemma product_step: \forall integer i, n, u; 0 <= i < n && 0 <= u ==> 0 <= i * u && i * u + u <= n * u;
*/
