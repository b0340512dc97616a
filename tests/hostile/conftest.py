# SPDX-License-Identifier: BSD-2-Clause
"""test_root_user.py drives the phone as tests/system does."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "system"))
