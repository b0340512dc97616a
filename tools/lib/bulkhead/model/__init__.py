# SPDX-License-Identifier: BSD-2-Clause
"""The checked model of a description."""
