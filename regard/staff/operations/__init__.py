"""Every write of the room of staff."""

from regard.staff.operations.access import (
    SIGN_IN_LINK_HOLDS,
    LinkNotValidError,
    add_api_token,
    make_sign_in_link,
    revoke_api_token,
    use_sign_in_link,
)
from regard.staff.operations.people import (
    AbsenceRefusedError,
    AlreadyExistsError,
    LastOwnerError,
    Own,
    Profile,
    add_user,
    change_own,
    change_user,
    deactivate,
    declare_skills,
    end_absence,
    note_absence,
    set_skills,
)
from regard.staff.operations.teams import TeamRefusedError, add_team, change_team

__all__ = [
    "SIGN_IN_LINK_HOLDS",
    "AbsenceRefusedError",
    "AlreadyExistsError",
    "LastOwnerError",
    "LinkNotValidError",
    "Own",
    "Profile",
    "TeamRefusedError",
    "add_api_token",
    "add_team",
    "add_user",
    "change_own",
    "change_team",
    "change_user",
    "deactivate",
    "declare_skills",
    "end_absence",
    "make_sign_in_link",
    "note_absence",
    "revoke_api_token",
    "set_skills",
    "use_sign_in_link",
]
