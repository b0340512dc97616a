# SPDX-License-Identifier: BSD-2-Clause
"""The language's front end: text to syntax tree."""
