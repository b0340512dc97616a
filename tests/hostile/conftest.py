# SPDX-License-Identifier: BSD-2-Clause
"""These tests drive the phone, and look into its RAM, as tests/system does."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "system"))
