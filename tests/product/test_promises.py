"""Each sentence that says who never reads or learns something names what proves it."""

import re

import pytest

from devtools import wording
from devtools.paths import ROOT
from relationships.visibility import BY_KEY
from tests.promises import PROMISES

NOBODY = re.compile(
    r"\b(nobody|never|only|alone|no one|none|cannot|not who|does not say|not told|do not know"
    r"|not names?|names you|yours)\b",
    re.IGNORECASE,
)
LEARNS = re.compile(
    r"\b(read|reads|see|sees|seen|learns?|told|tells?|shown|knows?|says|names?|visible|look|looked)\b",
    re.IGNORECASE,
)
ENDS = re.compile(r"(?<=[.;:!?])\s+")


def promises() -> set[str]:
    """Every sentence of the product that may be one."""
    sentences = [part.strip() for text in wording.texts() for part in ENDS.split(text.words)]
    return {part for part in sentences if NOBODY.search(part) and LEARNS.search(part)}


def test_each_promise_about_readers_names_its_proof() -> None:
    named = [sentence for sentences in PROMISES.values() for sentence in sentences]
    assert len(named) == len(set(named))
    assert promises() - set(named) == set(), "say in tests/promises.py what proves it"
    assert set(named) - promises() == set(), "nobody says this any more"


@pytest.mark.parametrize("proof", [proof for proof in PROMISES if proof])
def test_each_proof_is_a_row_or_a_test(proof: str) -> None:
    row = proof.removeprefix("row:")
    tests = (ROOT / "tests").rglob("test_*.py")
    assert row in BY_KEY or any(f"def {proof}(" in path.read_text() for path in tests)
