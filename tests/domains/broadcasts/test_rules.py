"""The pure rules of a broadcast: declared size, status, differences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.broadcasts.declared import Sizes
from muster.broadcasts.difference import difference
from muster.broadcasts.models.broadcast import id_in, subject_of
from muster.broadcasts.status import Status, derived


@pytest.mark.parametrize(
    ("declared", "real", "fit"),
    [
        (4_000, 4_120, True),
        (4_000, 8_000, True),
        (4_000, 8_001, False),
        (4_000, 2_000, True),
        (4_000, 1_999, False),
        (4_000, 41_200, False),
        (1, 0, False),
        (1, 2, True),
    ],
)
def test_a17_declared_and_real_fit_within_twice(declared, real, fit):
    assert Sizes(declared, real).fit is fit


@given(st.integers(1, 10**7), st.integers(0, 10**7))
def test_a17_both_sizes_are_drawn_to_one_scale(declared, real):
    sizes = Sizes(declared, real)
    assert max(sizes.declared_width, sizes.real_width) == 100
    assert 0 <= min(sizes.declared_width, sizes.real_width) <= 100


@given(st.text(max_size=80), st.text(max_size=80))
def test_a4_a_difference_tells_both_texts_exactly(before, after):
    pieces = difference(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == after


def test_a9_a_difference_keeps_what_stayed():
    pieces = difference("Clean this weekend. Coming?", "Clean on Saturday. Coming?")
    assert [piece.kind for piece in pieces] == ["same", "gone", "new", "same"]


ROWS = {
    "cancelled": False,
    "release_state": None,
    "parcels_open": False,
    "round_open": False,
    "round_expired": False,
    "approved": False,
}


@pytest.mark.parametrize(
    ("rows", "status"),
    [
        ({}, Status.DRAFT),
        ({"round_open": True}, Status.SUBMITTED),
        ({"round_open": True, "round_expired": True}, Status.EXPIRED),
        ({"round_open": True, "approved": True}, Status.APPROVED),
        ({"round_open": True, "approved": True, "round_expired": True}, Status.APPROVED),
        ({"cancelled": True}, Status.CANCELLED),
        ({"release_state": "sending", "parcels_open": True}, Status.SENDING),
        ({"release_state": "sending"}, Status.COMPLETED),
        ({"release_state": "halted", "parcels_open": True}, Status.HALTED),
        ({"release_state": "halted"}, Status.COMPLETED),
        ({"release_state": "cancelled", "parcels_open": True}, Status.CANCELLED),
    ],
)
def test_d12_a_status_is_read_from_the_rows(rows, status):
    assert derived(**(ROWS | rows)) is status


def test_a_broadcast_is_known_elsewhere_by_one_name():
    assert subject_of(12) == "broadcast:12"
    assert id_in("broadcast:12") == 12
    assert id_in("journey:12") is None
    assert id_in("broadcast:x") is None
