# SPDX-License-Identifier: BSD-2-Clause
"""Fills in the templates."""

from functools import lru_cache
from pathlib import Path

import jinja2

FOLDER = Path(__file__).resolve().parents[1] / "templates"


@lru_cache(maxsize=1)
def environment():
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def render(template_name, **names):
    return environment().get_template(template_name).render(**names)
