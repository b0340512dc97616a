/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the provers need to know about rounding and shifts, for the proof of retype. Each
 * lemma is itself proved, from the ones before it; the two axioms are definitions.
 */
#pragma once

#include <products.h>

/*@
  lemma round_up: \forall integer a, n; 0 <= a && 0 < n ==> a <= (a + n - 1) / n * n < a + n;

  lemma shift_add: \forall integer n, m; 0 <= n && 0 <= m ==> (1 << (n + m)) == ((1 << n) << m);
  lemma shift_next: \forall integer n; 0 <= n ==> (1 << (n + 1)) == ((1 << n) << 1);
  lemma shift_one: \forall integer x; (x << 1) == 2 * x;
  lemma shift_double: \forall integer n; 0 <= n ==> (1 << (n + 1)) == 2 * (1 << n);
  lemma shift_half: \forall integer n; 0 < n ==> (1 << n) == 2 * (1 << (n - 1));
  lemma shift_range: \forall integer n; 0 <= n <= 31 ==> 1 <= (1 << n) <= 0x80000000;

  axiomatic GranuleSizes {
    axiom granules_used_is: \forall integer bytes; granules_used(bytes) == bytes / 4096;
    axiom granules_in_is: \forall integer bits; granules_in(bits) == 1 << (bits - 12);
  }
*/
