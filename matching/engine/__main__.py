"""``python -m matching.engine solve problem.json``: solve a problem kept in a file."""

import argparse
import json
import sys
from pathlib import Path

from matching.engine.codec import problem_from_json, solution_to_json
from matching.engine.solve import solve


def main(arguments: list[str]) -> int:
    """Print the solution as JSON. 0: solved, 2: the file is not a problem."""
    parser = argparse.ArgumentParser(prog="matching.engine", description=__doc__)
    parser.add_argument("command", choices=["solve"])
    parser.add_argument("file", type=Path, help="a problem as JSON")
    file: Path = parser.parse_args(arguments).file
    try:
        problem = problem_from_json(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, AttributeError, KeyError, TypeError, ValueError) as error:
        print(f"{file} is not a matching problem: {error!r}", file=sys.stderr)
        return 2
    json.dump(solution_to_json(solve(problem)), sys.stdout, indent=2, ensure_ascii=False)
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
