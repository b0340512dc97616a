# SPDX-License-Identifier: BSD-2-Clause
"""The `bulkhead` command: language, generator, images, profiles, running."""
