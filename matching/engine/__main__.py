"""``python -m matching.engine solve problem.json``: solve a problem kept in a file."""

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from matching.engine.answer import answer
from matching.engine.codec import problem_from_json, solution_to_json
from matching.engine.plain import MalformedError, parse, read
from matching.engine.solve import solve


def main(arguments: list[str]) -> int:
    """Print the answer as JSON. 0: solved, 2: the file is not a problem."""
    parser = argparse.ArgumentParser(prog="matching.engine", description=__doc__)
    parser.add_argument("command", choices=["solve"])
    parser.add_argument("file", type=Path, help="a problem as JSON, see docs/matching.md")
    file: Path = parser.parse_args(arguments).file
    try:
        found = _solved(file.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        print(f"{file} is not a matching problem: {error}", file=sys.stderr)
        return 2
    json.dump(found, sys.stdout, indent=2)
    print()
    return 0


def _solved(text: str) -> Mapping[str, Any]:
    data = parse(text)
    if isinstance(data, dict) and "weights" in data and "pairs" not in data:
        return _from_people(json.loads(text))
    return answer(read(data))


def _from_people(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """The answer to a problem that holds people's answers and weights, not scores."""
    try:
        problem = problem_from_json(data)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise MalformedError(f"{error!r}") from None
    return solution_to_json(solve(problem))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
