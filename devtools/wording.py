"""Looks through every translatable string for the patterns that `docs/content-guide.md` refuses.

A string that needs such a word is named in ``ALLOWED``, with the word it may keep.
"""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from devtools.paths import ROOT

REFUSED: dict[str, str] = {
    r"\be-mails?\b": "email",
    r"\bset-up\b": "setup",
    r"\bhalf-way\b": "halfway",
    r"\btowards\b": "toward",
    r"\banew\b": "again, or another verb",
    r"\bcancelled\b": "canceled",
    r"\b(modell|counsell|travell)(ing|ed)\b": "one l",
    r"\bprogrammes?\b": "program",
    r"\b(come|comes|came|become|becomes|became) of it\b": "the result",
    r"\b(come|comes|came) about\b": "worked out",
    r"\b(need|needs) (not|no)\b": "do not have to, do not need",
    r"^Who (waits|comes|reads|consents)\b(?!.*\?)": "give “who” a noun",
    r"\bWhat stands\b|\bstands? here\b|\bstands? still\b": "is, appears, is paused",
    r"\b(someone|no one|everyone)\b": "somebody, nobody, everybody",
    r"\b\w+(n't|n’t|'re|’re|'ll|’ll|'ve|’ve)\b": "no contractions",
    r"\d %(?!\()": "no space before %",
    r"\)s %%": "no space before %",
    r"\b(un)?ticks?\b|\b(un)?ticked\b": "select, clear",
    r"\brather nobody\b": "No match rather than",
    r"\bletters?\b": "email (what we send), characters",
    r"\w'\w": "the typographic apostrophe ’",
}
"""Patterns, whatever their case, and what to write instead."""

ALLOWED: dict[str, str] = {}
"""Strings that may keep a refused word: the string, and why."""

MARKS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
TRANSLATE = re.compile(r'\{%\s*translate\s+"((?:[^"\\]|\\.)*)"')
BLOCK = re.compile(r"\{%\s*blocktranslate\b.*?%\}(.*?)\{%\s*endblocktranslate\s*%\}", re.DOTALL)


@dataclass(frozen=True)
class Text:
    """One translatable string and where it is: path from the root, line from 1."""

    path: str
    line: int
    words: str


def main() -> int:
    """Print each refused pattern with its place; 1 when there is any."""
    problems = [line for text in texts() for line in problems_of(text)]
    print("\n".join(problems) or "No refused pattern in any translatable string.")
    return 1 if problems else 0


def problems_of(text: Text) -> Iterator[str]:
    """What is wrong with ``text``: a line for each refused pattern."""
    if text.words in ALLOWED:
        return
    for pattern, better in REFUSED.items():
        found = re.search(pattern, text.words, re.IGNORECASE)
        if found:
            where = f"{text.path}:{text.line}"
            yield f"{where}: “{found[0]}” → {better}\n    {text.words[:160]}"


def texts() -> Iterator[Text]:
    """Every translatable string of the product, in code and templates."""
    for name in _tracked():
        path = ROOT / name
        if name.endswith(".py"):
            yield from _of_code(name, path.read_text())
        else:
            yield from _of_template(name, path.read_text())


def _tracked() -> list[str]:
    found = subprocess.run(
        ("git", "ls-files", "*.py", "templates"),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    names = found.stdout.split()
    return [name for name in names if not re.match(r"(tests|devtools|benchmarks)/", name)]


def _of_code(name: str, source: str) -> Iterator[Text]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in MARKS:
            for argument in node.args:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield Text(name, argument.lineno, argument.value)


def _of_template(name: str, source: str) -> Iterator[Text]:
    for pattern in (TRANSLATE, BLOCK):
        for found in pattern.finditer(source):
            line = source.count("\n", 0, found.start()) + 1
            for words in re.split(r"\{%\s*plural\s*%\}", found[1]):
                yield Text(name, line, " ".join(words.split()))


if __name__ == "__main__":
    sys.exit(main())
