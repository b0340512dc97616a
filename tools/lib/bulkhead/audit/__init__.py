# SPDX-License-Identifier: BSD-2-Clause
"""What an auditor asks of a graph (bulkhead.graph), and the report that answers."""
