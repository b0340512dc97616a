# SPDX-License-Identifier: BSD-2-Clause
#
# Proofs of the shipped kernel files (what is proved and what is assumed: SOUNDNESS.md), and the planted
# mistakes that they have to notice.

.PHONY: prove prove-smoke mutants
prove:  ## prove the capability core with Frama-C; result in build/prove.json
	$(Q)mkdir -p $(B)
	$(Q)$(PYTHON) verification/prove.py -o $(B)/prove.json

prove-smoke:  ## look for contracts that contradict themselves (a proof from those means nothing)
	$(Q)mkdir -p $(B)/smoke
	$(Q)$(PYTHON) verification/prove.py --smoke -o $(B)/smoke/prove.json

mutants:  ## plant mistakes in the kernel; each has to make the proof fail
	$(Q)mkdir -p $(B)
	$(Q)$(PYTHON) verification/mutants.py -o $(B)/mutants
