"""The signature of a call about gifts: that of every signed hook of ours."""

from muster.kit.signing import HEADER, TOLERANCE, is_genuine, sign

__all__ = ["HEADER", "TOLERANCE", "is_genuine", "sign"]
