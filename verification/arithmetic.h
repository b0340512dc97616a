/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the provers need to know about shifts, products and rounding, for the proof of retype. The two
 * axioms are definitions; each lemma is itself proved, from the ones before it.
 */
#pragma once

#include <invariants.h>

/*@
  axiomatic GranuleSizes {
    axiom granules_used_is: \forall integer bytes; granules_used(bytes) == bytes / 4096;
    axiom granules_in_is: \forall integer bits; granules_in(bits) == 1 << (bits - 12);
  }

  lemma shift_add: \forall integer n, m; 0 <= n && 0 <= m ==> (1 << (n + m)) == ((1 << n) << m);
  lemma shift_next: \forall integer n; 0 <= n ==> (1 << (n + 1)) == ((1 << n) << 1);
  lemma shift_one: \forall integer x; (x << 1) == 2 * x;
  lemma shift_double: \forall integer n; 0 <= n ==> (1 << (n + 1)) == 2 * (1 << n);
  lemma shift_half: \forall integer n; 0 < n ==> (1 << n) == 2 * (1 << (n - 1));
  lemma shift_range: \forall integer n; 0 <= n <= 31 ==> 1 <= (1 << n) <= 0x80000000;
  lemma product_monotone: \forall integer a, b, c; 0 <= a <= b && 0 <= c ==> a * c <= b * c;
  lemma product_step: \forall integer i, n, u; 0 <= i < n && 0 <= u ==> 0 <= i * u && i * u + u <= n * u;
  lemma round_up: \forall integer a, n; 0 <= a && 0 < n ==> a <= (a + n - 1) / n * n < a + n;
*/
