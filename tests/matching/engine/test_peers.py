"""Pairs of many peers: only the pairs that can matter are looked at, and nothing is lost by it."""

import numpy as np
import pytest

from matching.engine import peers
from matching.engine.graph import Ints, Mask
from matching.engine.peers import pair_all, pair_up

People = tuple[Ints, Mask]


def made_up(people: int, share: float, seed: int) -> People:
    """Fits by which some people suit everybody; ``share`` of all pairs are possible."""
    chance = np.random.default_rng(seed)
    traits = chance.random((people, 6))
    allowed = np.triu(chance.random((people, people)) < share, 1)
    return (2000 * (traits @ traits.T)).astype(np.int64), allowed | allowed.T


def result(pool: People, pairs: set[tuple[int, int]]) -> tuple[int, int, int]:
    fit = [int(pool[0][pair]) for pair in pairs]
    return len(fit), min(fit, default=0), sum(fit)


def listed(pool: People) -> list[tuple[int, int, int]]:
    one, other = np.nonzero(np.triu(pool[1], 1))
    return list(zip(one.tolist(), other.tolist(), pool[0][one, other].tolist(), strict=True))


@pytest.mark.parametrize("share", [0.0, 0.02, 0.06, 0.9])
@pytest.mark.parametrize("people", [41, 44, 52])
def test_many_peers_are_paired_as_well_as_if_every_pair_was_looked_at(
    people: int, share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = made_up(people, share, seed=people)
    quick = pair_all(*pool)
    assert all(pool[1][pair] for pair in quick)
    assert len({person for pair in quick for person in pair}) == 2 * len(quick)
    monkeypatch.setattr(peers, "FEW", 1000)
    assert result(pool, quick) == result(pool, pair_all(*pool))


def test_weak_pairs_among_many_peers_are_as_few_as_can_be(monkeypatch: pytest.MonkeyPatch) -> None:
    for share in (0.05, 0.9):
        pool = made_up(42, share, seed=5)
        quick = pair_up(42, listed(pool), threshold=3000)
        monkeypatch.setattr(peers, "FEW", 1000)
        every = pair_up(42, listed(pool), threshold=3000)
        monkeypatch.undo()
        assert result(pool, quick) == result(pool, every)
        weak = [sum(pool[0][pair] < 3000 for pair in pairs) for pairs in (quick, every)]
        assert weak[0] == weak[1]


def test_three_hundred_peers_need_no_look_at_every_pair(monkeypatch: pytest.MonkeyPatch) -> None:
    pool = made_up(300, 0.95, seed=1)
    looked_at = []
    largest = peers._largest

    def noted(people: int, ways: peers.Possible) -> set[tuple[int, int]]:
        looked_at.append(len(ways))
        return largest(people, ways)

    monkeypatch.setattr(peers, "_largest", noted)
    assert len(pair_all(*pool)) == 150
    assert max(looked_at) < pool[1].sum() / 4
