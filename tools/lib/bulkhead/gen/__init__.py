# SPDX-License-Identifier: BSD-2-Clause
"""What is generated from a checked model."""
