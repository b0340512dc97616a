# SPDX-License-Identifier: BSD-2-Clause
"""Makes the modules that the system tests and the demo share (phone.py, ram.py, rogue.py, demo_steps.py) importable."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
