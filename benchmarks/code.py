"""The code in figures: how long, how large, how well explained, how well tested.

Counted over the product's own Python files (no migrations, no tests) and its templates. Another
project's folder may be measured beside it: ``MEASURE=/path/to/project ./dev bench code``.
"""

import ast
import io
import os
import re
import subprocess
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

NEEDS_DATABASE = False

ROOT = Path(__file__).resolve().parent.parent
INCLUDE = re.compile(r"{%-?\s*include\s[^%]*%}")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One Python file: its place, text and syntax tree."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def lines(self) -> int:
        return len(self.text.splitlines())

    @property
    def functions(self) -> list[Function]:
        return [node for node in ast.walk(self.tree) if isinstance(node, Function)]


def run() -> Iterator[dict[str, object]]:
    """One figure a row, with the place it comes from where there is one."""
    root = Path(os.environ.get("MEASURE", ROOT))
    files = _tracked(root)
    product = [_source(path, root) for path in files if _is_product(path)]
    tests = [_source(path, root) for path in files if _is_test(path)]
    yield from _lengths(product)
    yield _largest(product)
    yield _docstrings(product)
    yield _comments(product)
    yield _tests(tests, product)
    yield _includes([root / path for path in files if path.suffix == ".html"])


def _tracked(root: Path) -> list[Path]:
    command = ("git", "ls-files", "*.py", "*.html")
    listed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    return [Path(line) for line in listed.stdout.splitlines()]


def _is_test(path: Path) -> bool:
    return path.suffix == ".py" and ("tests" in path.parts or path.name.startswith("test_"))


def _is_product(path: Path) -> bool:
    apart = {"migrations", "benchmarks", "devtools", "docs"} & set(path.parts)
    return path.suffix == ".py" and not apart and not _is_test(path)


def _source(path: Path, root: Path) -> Source:
    text = (root / path).read_text()
    return Source(path, text, ast.parse(text))


def _row(name: str, figure: object, where: str = "") -> dict[str, object]:
    return {"name": name, "figure": figure, "where": where}


def _lengths(product: list[Source]) -> Iterator[dict[str, object]]:
    """Lines of each function from its ``def`` on, docstring included."""
    found = [
        (_length(function), source, function) for source in product for function in source.functions
    ]
    lengths = [length for length, _source, _function in found]
    longest, source, function = max(found, key=lambda row: row[0])
    yield _row("function, median", median(lengths))
    yield _row("function, 90th percentile", round(quantiles(lengths, n=10)[-1]))
    yield _row("function, longest", longest, f"{source.path}:{function.lineno}")


def _length(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def _largest(product: list[Source]) -> dict[str, object]:
    largest = max(product, key=lambda source: source.lines)
    return _row("largest file, lines", largest.lines, str(largest.path))


def _docstrings(product: list[Source]) -> dict[str, object]:
    """Of the functions and methods that others may call: no underscore, not within a function."""
    public = [function for source in product for function in _public(source.tree)]
    explained = sum(ast.get_docstring(function) is not None for function in public)
    return _row("public functions with docstring, %", round(100 * explained / len(public)))


def _public(scope: ast.Module | ast.ClassDef) -> Iterator[Function]:
    for node in scope.body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from _public(node)
        elif isinstance(node, Function) and not node.name.startswith("_"):
            yield node


def _comments(product: list[Source]) -> dict[str, object]:
    """Lines that are a comment, orders to tools apart."""
    comments = sum(_comment_lines(source.text) for source in product)
    lines = sum(source.lines for source in product)
    return _row("comments per 100 lines", round(100 * comments / lines, 1))


def _comment_lines(text: str) -> int:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    comments = (token.string for token in tokens if token.type == tokenize.COMMENT)
    return sum(not re.match(r"#\s*(noqa|type:|pragma|fmt:|!)", comment) for comment in comments)


def _tests(tests: list[Source], product: list[Source]) -> dict[str, object]:
    functions = [function for source in tests for function in source.functions]
    number = sum(function.name.startswith("test_") for function in functions)
    lines = sum(source.lines for source in product)
    return _row("test functions per 1,000 lines", round(1000 * number / lines), f"{number} tests")


def _includes(templates: list[Path]) -> dict[str, object]:
    tags = [tag for path in templates for tag in INCLUDE.findall(path.read_text())]
    alone = sum(re.search(r"\sonly\s*%}", tag) is not None for tag in tags)
    return _row("includes with only", alone, f"of {len(tags)}")
