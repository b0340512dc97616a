# SPDX-License-Identifier: BSD-2-Clause
"""Makes this folder's latency.py importable."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
