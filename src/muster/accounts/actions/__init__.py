"""Every change to staff, invitations, sessions, second factors and the organisation."""

from muster.accounts.actions.beginning import begin, forget_sample
from muster.accounts.actions.confirming import check_code, confirm
from muster.accounts.actions.factors import (
    add_passkey,
    add_totp,
    new_recovery_codes,
    remove_factor,
    reset_factors,
)
from muster.accounts.actions.invitations import accept, invite, withdraw
from muster.accounts.actions.organisation import change_mode, describe
from muster.accounts.actions.passwords import change_password, send_reset, set_password
from muster.accounts.actions.presence import forget_old_sessions, keep_session
from muster.accounts.actions.retention import let_go, set_periods
from muster.accounts.actions.sampling import ask_for_sample, drop_sample, load_sample
from muster.accounts.actions.sessions import end_session, end_sessions, sign_in_failed, signed_in
from muster.accounts.actions.staff import (
    change_roles,
    choose_language,
    close,
    name_administrator,
    reopen,
)

__all__ = [
    "accept",
    "add_passkey",
    "add_totp",
    "ask_for_sample",
    "begin",
    "change_mode",
    "change_password",
    "change_roles",
    "check_code",
    "choose_language",
    "close",
    "confirm",
    "describe",
    "drop_sample",
    "end_session",
    "end_sessions",
    "forget_old_sessions",
    "forget_sample",
    "invite",
    "keep_session",
    "let_go",
    "load_sample",
    "name_administrator",
    "new_recovery_codes",
    "remove_factor",
    "reopen",
    "reset_factors",
    "send_reset",
    "set_password",
    "set_periods",
    "sign_in_failed",
    "signed_in",
    "withdraw",
]
