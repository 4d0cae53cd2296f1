"""``python -m matching.engine solve problem.json``: solve a problem kept in a file."""

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from matching.engine.answer import answer
from matching.engine.codec import problem_from_json, solution_to_json
from matching.engine.constant import without_constant
from matching.engine.problem_file import MalformedError, parse, read
from matching.engine.solve import solve

GUARANTEES = """\
what each mode guarantees (docs/matching.md has more):
  assign    rules; then most pairs; fewest weak pairs; the best worst pair; the largest total.
            "gap": 0 is the proof.
  rank      rules; then most pairs, as in assign; then as few pairs as possible who would both
            rather have each other ("blocking"; none of them wherever that matches as many).
            "blocking_at_least" says how few there could be: equal numbers are the proof, which
            comes up to 1,500 ranked and 15,000 possible pairs.
  peer      as assign, everybody with one partner.
  suggest   shortlists; nobody is on more lists than their places justify.
  groups, circles
            proven for up to ten people ("proven"), searched for above.
"""


def main(arguments: list[str]) -> int:
    """Print the answer as JSON. 0: solved, 2: the file is not a problem."""
    parser = argparse.ArgumentParser(
        prog="matching.engine",
        description=__doc__,
        epilog=GUARANTEES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
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
    return solution_to_json(solve(without_constant(problem)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
