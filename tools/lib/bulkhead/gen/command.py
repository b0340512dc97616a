# SPDX-License-Identifier: BSD-2-Clause
"""`bulkhead gen glue` and `bulkhead gen table`: what the build makes of a description."""

from pathlib import Path

from ..adl.command import add_description_arguments, read_description
from ..errors import InputError
from ..graph import graph_write
from ..model.read import read_system
from .glue import GlueView
from .plan_connections import plan_make
from .render import render
from .table import programs_load, table_make

GLUE_FILES = ("component.h", "component.c")


def register(subparsers):
    gen = subparsers.add_parser("gen", help="generate glue, system table and graph")
    commands = gen.add_subparsers(dest="gen_command", required=True, metavar="COMMAND")
    glue = commands.add_parser("glue", help="C glue of every component, list of components, graph")
    add_description_arguments(glue)
    glue.add_argument("-o", "--output", metavar="DIR", type=Path, required=True,
                      help="folder for NAME/component.{h,c}, components.mk, graph.json and dependencies.d")
    glue.set_defaults(handler=glue_command)
    table = commands.add_parser("table", help="the system table for init")
    add_description_arguments(table)
    table.add_argument("--elf", metavar="DIR", type=Path, required=True, help="where the NAME.elf files are")
    table.add_argument("-o", "--output", metavar="FILE", type=Path, required=True)
    table.set_defaults(handler=table_command)


def read_plan(options):
    """(Reading, Plan or None, exit code)."""
    reading, code = read_description(options)
    if code == 0 and reading.system is None:
        raise InputError(options.file, "declares no assembly")
    return reading, plan_make(reading.system) if code == 0 else None, code


def glue_command(options):
    reading, plan, code = read_plan(options)
    if plan is None:
        return code
    glue = glue_texts(plan, options.file)
    for name, texts in glue.items():
        for file_name, text in texts.items():
            write_if_changed(options.output / name / file_name, text)
    write_if_changed(options.output / "graph.json", graph_write(plan, reading.verdicts))
    write_if_changed(options.output / "dependencies.d", dependencies(options, reading))
    shared = shared_with_base(options, reading, glue)
    # Last, and always: it is the target that make compares with the descriptions.
    (options.output / "components.mk").write_text(components_mk(options, plan, reading.base, shared))
    return 0


def glue_texts(plan, source_path):
    """instance name -> file name -> text."""
    texts = {}
    for name, target in plan.instances.items():
        view = GlueView(plan, target, source_path)
        texts[name] = {f: render(f"{f}.j2", v=view) for f in GLUE_FILES}
    return texts


def shared_with_base(options, reading, glue):
    """The instances whose glue, and so whose program, is the extended assembly's."""
    if reading.base is None:
        return set()
    base = read_system(options.file, options.include, reading.base)
    base_glue = glue_texts(plan_make(base.system), options.file) if base.system else {}
    return {name for name in glue if glue[name] == base_glue.get(name)}


def components_mk(options, plan, base, shared):
    """The instances of the assembly, for components/components.mk; programs that the base has are copied."""
    assembly = plan.system.name
    lines = ["# SPDX-License-Identifier: BSD-2-Clause",
             f"# Components of assembly {assembly}, from {options.file}. Generated.", "",
             f"{assembly}_COMPONENTS := {' '.join(plan.instances)}"]
    for name, target in plan.instances.items():
        if name in shared:
            lines.append(f"$(eval $(call component_copy,{assembly},{name},{base}))")
        else:
            lines.append(f"$(eval $(call component_elf,{assembly},{name},{target.instance.component.name}))")
    return "\n".join(lines) + "\n"


def dependencies(options, reading):
    """A make rule: the glue depends on every description that was read."""
    paths = [str(s.path) for s in reading.sources]
    rules = "".join(f"{p}:\n" for p in paths[1:])
    return f"{options.output}/components.mk: {' '.join(paths)}\n{rules}"


def write_if_changed(path, text):
    """Leave the file and its time alone if it already says this, so that make rebuilds nothing."""
    if path.is_file() and path.read_text() == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def table_command(options):
    _reading, plan, code = read_plan(options)
    if plan is None:
        return code
    data = table_make(plan, programs_load(plan, options.elf))
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_bytes(data)
    return 0
