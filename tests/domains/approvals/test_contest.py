"""T4 (iii): a hundred threads at one line on one broadcast, at both isolation levels."""

import pytest

from muster.kit.collisions import AtOnce, lost
from muster.proof.races.contest import READ_COMMITTED, SERIALIZABLE, Contest, unnamed

THREADS = 100


@pytest.fixture
def contest(transactional_db):
    return Contest()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("isolation", [READ_COMMITTED, SERIALIZABLE])
def test_t4_a_hundred_at_once_let_nothing_past_and_every_loser_hears_why(contest, isolation):
    for agreed in (0, 2):
        came = contest.race(threads=THREADS, isolation=isolation, agreed=agreed)
        assert came.violations == []
        assert unnamed(came) == []
        assert came.ends.total() == THREADS
        assert 0 < came.ends["done"] < THREADS


@pytest.mark.django_db(transaction=True)
def test_t4_a_hundred_releases_of_what_is_agreed_make_one(contest, monkeypatch):
    monkeypatch.setattr(
        "muster.proof.races.contest.SHARES",
        {"approve": 0, "release": 100, "edit": 0, "withdraw": 0},
    )
    came = contest.race(threads=THREADS, isolation=READ_COMMITTED, agreed=2)
    assert came.violations == []
    assert came.ends == {"done": 1, "AlreadySent": THREADS - 1}


@pytest.mark.django_db(transaction=True)
def test_whoever_loses_against_the_database_hears_it_in_words():
    from django.db import OperationalError, transaction

    from muster.kit.collisions import one_wins

    class Lost(Exception):
        sqlstate = "40001"

    @one_wins
    @transaction.atomic
    def loses(sqlstate):
        error = OperationalError("could not serialize")
        error.__cause__ = Lost()
        error.__cause__.sqlstate = sqlstate
        raise error

    with pytest.raises(AtOnce) as refused:
        loses("40001")
    assert refused.value.status == 409
    with pytest.raises(OperationalError) as broken:
        loses("53300")
    assert not lost(broken.value)
