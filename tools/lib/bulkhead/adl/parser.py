# SPDX-License-Identifier: BSD-2-Clause
"""Text to syntax tree, with errors in human words.

After a syntax error the declaration that contains it is blanked out and the
text is read again, so that one run reports one error per broken declaration.
"""

import re
from functools import lru_cache
from pathlib import Path

from lark import Lark
from lark.exceptions import UnexpectedCharacters, UnexpectedToken, VisitError

from . import ast
from .builder import Builder
from .diagnostics import help_text, nearest
from .source import Span

MAX_SYNTAX_ERRORS = 20
MAX_NESTING = 60
TOP_LEVEL = re.compile(r"^(import|component|assembly|connector|procedure|struct)\b", re.M)

WORDS = {
    "NAME": "a name",
    "NUMBER": "a number",
    "STRING": "a string in double quotes",
    "ANGLE_PATH": "a path in angle brackets",
    "BASE_TYPE": "a type",
    "SIGN": "'signed' or 'unsigned'",
    "BOOLEAN": "'true' or 'false'",
    "END_KIND": "'Procedure', 'Event', 'Dataport', 'Fault' or 'Time'",
    "PRIMITIVE_KIND": "'mutex', 'semaphore' or 'binary_semaphore'",
    "OPEN_ARRAY": "'[]'",
    "SHIFT": "'<<' or '>>'",
    "SUM_OPERATOR": "'+' or '-'",
    "PRODUCT_OPERATOR": "'*', '/' or '%'",
    "$END": "the end of the file",
}
OPERATOR_TOKENS = {"SHIFT", "SUM_OPERATOR", "PRODUCT_OPERATOR", "VBAR", "AMPERSAND"}


@lru_cache(maxsize=1)
def grammar():
    return Lark.open(
        str(Path(__file__).with_name("grammar.lark")),
        parser="lalr",
        propagate_positions=True,
        maybe_placeholders=True,
    )


def parser_parse(source, report):
    """The File that a source declares; syntax errors go to the report.

    Never raises on bad input: broken declarations are left out of the result.
    """
    deep = nested_too_deeply(source)
    if deep:
        report.error("syntax", deep, f"nested more than {MAX_NESTING} levels deep")
        return ast.File()
    text = source.text
    for _ in range(MAX_SYNTAX_ERRORS):
        try:
            return Builder(source, report).transform(grammar().parse(text))
        except (UnexpectedToken, UnexpectedCharacters) as error:
            offset = report_syntax(source, error, report)
            text = without_declaration(text, offset)
        except VisitError as error:
            raise error.orig_exc
    return ast.File()


def nested_too_deeply(source):
    """The bracket that nests too deeply, if any (comments and strings count too)."""
    depth = 0
    for match in re.finditer(r"[(\[{}\])]", source.text):
        depth = max(0, depth + (1 if match[0] in "([{" else -1))
        if depth > MAX_NESTING:
            return Span(source, match.start(), match.end())
    return None


def without_declaration(text, offset):
    """The text with spaces in place of the top-level declaration around offset."""
    starts = [0] + [m.start() for m in TOP_LEVEL.finditer(text)] + [len(text)]
    begin = max((s for s in starts if s < offset), default=0)
    end = min((s for s in starts if s > offset), default=len(text))
    blank = re.sub(r"[^\n]", " ", text[begin:end])
    return text[:begin] + blank + text[end:]


def report_syntax(source, error, report):
    """Report one syntax error; returns the offset at which reading failed."""
    if isinstance(error, UnexpectedCharacters):
        offset = error.pos_in_stream
        report_character(source, offset, report)
        return offset
    token = error.token
    offset = len(source.text.rstrip()) if token.type == "$END" else token.start_pos
    if source.text.startswith("/*", offset):
        report_character(source, offset, report)
        return offset
    expected = expected_tokens(error)
    previous = error.token_history[-1] if error.token_history else None
    if "SEMICOLON" in expected and previous and not same_line(source, previous, offset):
        span = Span(source, previous.end_pos, previous.end_pos + 1)
        report.error("syntax", span, f"expected ';' after '{previous}'")
        return offset
    span = Span(source, offset, offset + (len(token) if token.type != "$END" else 1))
    found = "the end of the file" if token.type == "$END" else f"'{token}'"
    words = keywords(expected) if token.type == "NAME" else []
    report.error(
        "syntax",
        span,
        f"unexpected {found}",
        help_text(f"expected {in_words(expected)}"),
        nearest(str(token), words),
    )
    return offset


def report_character(source, offset, report):
    """Explain a character that begins no token."""
    rest = source.text[offset : offset + 2]
    message = f"unexpected character {rest[0]!r}"
    hints = {
        '"': "a string must end with '\"' on the same line",
        "/*": "this comment has no end",
        "#": "there is no preprocessor; use 'import' for other descriptions",
        "'": "strings are written in double quotes",
    }
    hint = hints.get(rest, hints.get(rest[0]))
    report.error("syntax", Span(source, offset, offset + 1), message, help_text(hint) if hint else None)


def expected_tokens(error):
    """Names of the tokens that the parser would really have accepted here."""
    try:
        return set(error.interactive_parser.accepts())
    except (AttributeError, KeyError):
        return set(error.expected)


def same_line(source, token, offset):
    return source.locate(token.start_pos)[0] == source.locate(offset)[0]


def keywords(expected):
    return [pattern_of(name) for name in expected if pattern_of(name).isidentifier()]


def pattern_of(name):
    """The literal text of a token, or '' if it has none."""
    for terminal in grammar().terminals:
        if terminal.name == name and terminal.pattern.type == "str":
            return terminal.pattern.value
    return ""


def in_words(expected):
    """A list of tokens for a person to read: `';', a name or 'control'`."""
    chosen = expected - OPERATOR_TOKENS if expected - OPERATOR_TOKENS else expected
    words = sorted({WORDS.get(n) or f"'{pattern_of(n) or n.lower()}'" for n in chosen})
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " or " + words[-1]
