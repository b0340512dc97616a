# SPDX-License-Identifier: BSD-2-Clause
Supervisor_SOURCES := components/supervisor/main.c components/supervisor/policy.c
