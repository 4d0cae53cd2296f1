"""Who may open and who may post to every route of the product: one table, tested cell by cell.

A route that is missing here fails the build (``test_permissions.py``).
"""

from dataclasses import dataclass

EVERYBODY = frozenset(
    {
        "anonymous",
        "outsider",
        "second_mentee",
        "other_coordinator",
        "line_manager",
        "safeguarding",
        "mentee",
        "mentor",
        "coordinator",
        "hr",
    }
)
SIGNED_IN = EVERYBODY - {"anonymous"}
HR = frozenset({"hr"})
PAIR = frozenset({"mentor", "mentee"})
MENTEES = frozenset({"mentee", "second_mentee"})
STAFF = frozenset({"coordinator", "hr"})
COORDINATOR = frozenset({"coordinator"})
SAFEGUARDING = frozenset({"safeguarding"})
ANY_STAFF = STAFF | {"other_coordinator"}


@dataclass(frozen=True)
class Access:
    """``allowed`` may; ``told`` get 403, because they know that it exists; others get 404.

    ``methods`` are those that do something: "G" for reading, "P" for posting.
    """

    allowed: frozenset[str]
    told: frozenset[str] = frozenset()
    methods: str = "G"


PUBLIC = Access(EVERYBODY, methods="G")
PUBLIC_FORM = Access(EVERYBODY, methods="GP")
OWN = Access(SIGNED_IN, methods="G")
OWN_FORM = Access(SIGNED_IN, methods="GP")
HR_PAGE = Access(HR, told=SIGNED_IN - HR, methods="G")
HR_FORM = Access(HR, told=SIGNED_IN - HR, methods="GP")
HR_BUTTON = Access(HR, told=SIGNED_IN - HR, methods="P")
PAIR_PAGE = Access(PAIR, told=STAFF, methods="G")
PAIR_FORM = Access(PAIR, told=STAFF, methods="GP")
PAIR_BUTTON = Access(PAIR, told=STAFF, methods="P")
STAFF_PAGE = Access(STAFF, methods="G")
STAFF_FORM = Access(STAFF, methods="GP")
STAFF_BUTTON = Access(STAFF, methods="P")
COORDINATOR_PAGE = Access(COORDINATOR, told=HR, methods="G")
COORDINATOR_FORM = Access(COORDINATOR, told=HR, methods="GP")
COORDINATOR_BUTTON = Access(COORDINATOR, told=HR, methods="P")

ROUTES: dict[str, Access] = {
    "home": OWN,
    "healthz": PUBLIC,
    "readyz": PUBLIC,
    "gallery": PUBLIC_FORM,
    # allauth -------------------------------------------------------------------------------
    "account_login": PUBLIC_FORM,
    "account_signup": PUBLIC_FORM,
    "account_logout": PUBLIC_FORM,
    "account_inactive": PUBLIC,
    "account_email_verification_sent": PUBLIC,
    "account_confirm_email": PUBLIC,
    "account_reset_password": PUBLIC_FORM,
    "account_reset_password_done": PUBLIC,
    "account_reset_password_from_key": PUBLIC_FORM,
    "account_reset_password_from_key_done": PUBLIC,
    "account_change_password": OWN_FORM,
    "account_set_password": OWN_FORM,
    "account_email": OWN_FORM,
    "account_reauthenticate": OWN_FORM,
    # relationships and sessions ----------------------------------------------------------------
    "relationship_list": OWN,
    "what_others_see": OWN,
    "relationship_detail": PAIR_PAGE,
    "proposal_accept": PAIR_BUTTON,
    "proposal_decline": PAIR_BUTTON,
    "ending_wish": PAIR_BUTTON,
    "agreement": PAIR_PAGE,
    "agreement_edit": PAIR_FORM,
    "agreement_confirm": PAIR_BUTTON,
    "goal_new": PAIR_FORM,
    "goal_detail": PAIR_FORM,
    "goal_confirm": PAIR_BUTTON,
    "goal_progress": PAIR_BUTTON,
    "goal_close": PAIR_BUTTON,
    "activity_new": PAIR_FORM,
    "activity_detail": PAIR_FORM,
    "activity_state": PAIR_BUTTON,
    "activity_reflect": Access(frozenset({"mentee"}), told=STAFF | {"mentor"}, methods="P"),
    "goal_skills": PAIR_BUTTON,
    "skills_gap": PAIR_PAGE,
    "skills_rate": Access(frozenset({"mentee"}), told=STAFF | {"mentor"}, methods="GP"),
    "wanted_skill_new": Access(frozenset({"mentee"}), told=STAFF | {"mentor"}, methods="GP"),
    "wanted_skill": PAIR_PAGE,
    "wanted_skill_remove": Access(frozenset({"mentee"}), told=STAFF | {"mentor"}, methods="P"),
    "signal_aside": PAIR_BUTTON,
    "support_given": PAIR_FORM,
    "support_remove": PAIR_BUTTON,
    "story": PAIR_PAGE,
    "story_write": PAIR_FORM,
    "story_consent": PAIR_BUTTON,
    "story_withdraw": PAIR_BUTTON,
    "program_stories": Access(STAFF | PAIR | MENTEES),
    "phase_propose": PAIR_FORM,
    "phase_confirm": PAIR_BUTTON,
    "phase_set_aside": PAIR_BUTTON,
    "mark_ready": PAIR_BUTTON,
    "outcome_choose": PAIR_BUTTON,
    "complete": PAIR_FORM,
    "ending": PAIR_FORM,
    "pause": PAIR_FORM,
    "resume": PAIR_BUTTON,
    "phase_correct": Access(COORDINATOR, told=HR | PAIR, methods="GP"),
    "safeguarding_room": Access(SAFEGUARDING, told=SIGNED_IN - SAFEGUARDING),
    "safeguarding_hold": Access(SAFEGUARDING, told=SIGNED_IN - SAFEGUARDING, methods="P"),
    "safeguarding_release": Access(SAFEGUARDING, told=SIGNED_IN - SAFEGUARDING, methods="P"),
    "safeguarding_end": Access(SAFEGUARDING, told=SIGNED_IN - SAFEGUARDING, methods="P"),
    "closing": PAIR_PAGE,
    "closing_independence": PAIR_BUTTON,
    "closing_ahead": PAIR_BUTTON,
    "closing_thanks": PAIR_BUTTON,
    "closing_settle": PAIR_BUTTON,
    "fit": PAIR_BUTTON,
    "ask_for_help": PAIR_BUTTON,
    "session_plan": PAIR_FORM,
    "we_met": PAIR_FORM,
    "exchange_log": PAIR_FORM,
    "ahead_plan": PAIR_BUTTON,
    "ahead_date": PAIR_FORM,
    "ahead_skip": PAIR_BUTTON,
    "action_done": PAIR_BUTTON,
    "session_detail": PAIR_PAGE,
    "session_calendar": PAIR_PAGE,
    "session_edit": PAIR_FORM,
    "session_log": PAIR_FORM,
    "session_cancel": PAIR_BUTTON,
    "session_not_held": PAIR_FORM,
    "session_useful": PAIR_BUTTON,
    "session_held": PAIR_BUTTON,
    "topic_add": PAIR_BUTTON,
    "takeaway_write": PAIR_BUTTON,
    "note_write": PAIR_BUTTON,
    "note_edit": Access(frozenset({"mentee"}), told=STAFF, methods="GP"),
    "note_remove": Access(frozenset({"mentee"}), told=STAFF, methods="P"),
    "action_add": PAIR_BUTTON,
    "record_search": PAIR_FORM,
    "record_whole": PAIR_PAGE,
    "record_copy": PAIR_BUTTON,
    "session_file_add": PAIR_BUTTON,
    "file_list": PAIR_FORM,
    "file_download": PAIR_PAGE,
    "file_take_out": PAIR_BUTTON,
    "calendar_feed": OWN_FORM,
    "calendar_feed_stop": Access(SIGNED_IN, methods="P"),
    "calendar_read": PUBLIC,
    "answer": PUBLIC_FORM,
    "answered": PUBLIC,
    # programs and profiles -------------------------------------------------------------------
    "program_list": Access(ANY_STAFF, told=SIGNED_IN - ANY_STAFF),
    "program_new": HR_FORM,
    "program_setup": STAFF_PAGE,
    "program_dates": STAFF_FORM,
    "program_phases": STAFF_FORM,
    "program_criteria": STAFF_FORM,
    "program_questions": STAFF_PAGE,
    "program_question_new": STAFF_FORM,
    "program_question_library": STAFF_FORM,
    "program_question": STAFF_FORM,
    "program_question_remove": STAFF_BUTTON,
    "program_question_move": STAFF_BUTTON,
    "program_format": STAFF_FORM,
    "program_taking_part": STAFF_FORM,
    "program_step_keep": STAFF_BUTTON,
    "program_messages": STAFF_FORM,
    "program_message": STAFF_PAGE,
    "program_staff": Access(HR, told=COORDINATOR, methods="GP"),
    "program_staff_remove": Access(HR, told=COORDINATOR, methods="P"),
    "program_appointment_remove": Access(HR, told=COORDINATOR, methods="P"),
    "program_clone": Access(HR, told=COORDINATOR, methods="GP"),
    "program_archive": Access(HR, told=COORDINATOR, methods="P"),
    "program_unarchive": Access(HR, told=COORDINATOR, methods="P"),
    "program_open": STAFF_BUTTON,
    "program_close_enrollment": STAFF_BUTTON,
    "program_reopen": STAFF_BUTTON,
    "program_close": STAFF_BUTTON,
    "program_preview": STAFF_PAGE,
    "program_preview_coordinator": STAFF_PAGE,
    "program_people": COORDINATOR_PAGE,
    "program_people_approve": COORDINATOR_BUTTON,
    "manager_answer": PUBLIC_FORM,
    "manager_answered": PUBLIC,
    "team_answers": OWN,
    "team_answer": Access(frozenset({"line_manager"}), methods="P"),
    "manager_ask_again": COORDINATOR_BUTTON,
    "program_joining": STAFF_FORM,
    "program_mentees_open": STAFF_BUTTON,
    "join_tell_me": Access(SIGNED_IN, methods="P"),
    "program_waiting": COORDINATOR_PAGE,
    "program_invitations": COORDINATOR_PAGE,
    "program_invite": COORDINATOR_FORM,
    "program_invite_directory": COORDINATOR_FORM,
    "invitation_again": COORDINATOR_BUTTON,
    "invitation_take_back": COORDINATOR_BUTTON,
    "invited": PUBLIC_FORM,
    "invited_no": PUBLIC_FORM,
    "enrollment_review": COORDINATOR_PAGE,
    "enrollment_approve": COORDINATOR_BUTTON,
    "enrollment_decline": COORDINATOR_BUTTON,
    "join": PUBLIC,
    "enroll": OWN_FORM,
    "enrollment_detail": Access(frozenset({"mentee"})),
    "enrollment_seen": Access(frozenset({"mentee"})),
    "enrollment_edit": Access(frozenset({"mentee"}), methods="GP"),
    "enrollment_withdraw": Access(frozenset({"mentee"}), methods="GP"),
    "partner_answers": Access(frozenset({"mentor"})),
    "orientation": Access(frozenset({"mentee"}), methods="GP"),
    "manager_briefing": OWN,
    "program_briefing": STAFF_PAGE,
    "skill_list": HR_PAGE,
    "skill_new": HR_FORM,
    "skill_import": HR_FORM,
    "skill_detail": HR_FORM,
    "skill_merge": HR_FORM,
    "skill_retire": HR_BUTTON,
    "skill_restore": HR_BUTTON,
    # accounts --------------------------------------------------------------------------------
    "account_confirm_login_code": OWN_FORM,
    "account_settings": OWN_FORM,
    "invitation": PUBLIC_FORM,
    "people": HR_PAGE,
    "person_detail": HR_PAGE,
    "person_new": HR_FORM,
    "person_edit": HR_FORM,
    "person_invite": HR_BUTTON,
    "person_role": HR_BUTTON,
    "person_access": HR_BUTTON,
    "people_import": HR_FORM,
    "people_import_review": HR_FORM,
    "people_import_findings": HR_PAGE,
    "people_import_apply": HR_BUTTON,
    "people_import_discard": HR_BUTTON,
    # drafts ----------------------------------------------------------------------------------
    "unsent_list": OWN,
    "unsent_keep": Access(EVERYBODY, methods="P"),
    "unsent_discard": Access(frozenset({"mentee"}), methods="P"),
    # notifications ---------------------------------------------------------------------------
    "outbox": HR_PAGE,
    "outbox_retry": HR_BUTTON,
    "devmail": PUBLIC,
    "devmail_letter": Access(frozenset()),
    "devmail_body": Access(frozenset()),
    # matching --------------------------------------------------------------------------------
    "matching_room": COORDINATOR_PAGE,
    "matching_run": COORDINATOR_BUTTON,
    "matching_rule": COORDINATOR_BUTTON,
    "matching_undo": COORDINATOR_BUTTON,
    "matching_aims": COORDINATOR_FORM,
    "matching_left_over": COORDINATOR_PAGE,
    "matching_help": COORDINATOR_PAGE,
    "matching_run_detail": COORDINATOR_PAGE,
    "matching_publish": COORDINATOR_FORM,
    "matching_alternatives": COORDINATOR_PAGE,
    "matching_choice": COORDINATOR_BUTTON,
    "matching_gatherings": COORDINATOR_PAGE,
    "gatherings_arrange": COORDINATOR_BUTTON,
    "gatherings_put": COORDINATOR_BUTTON,
    "gatherings_propose": COORDINATOR_BUTTON,
    "gathering_change": COORDINATOR_BUTTON,
    "gathering_dissolve": COORDINATOR_BUTTON,
    "mentor_directory": Access(MENTEES, told=STAFF | {"mentor"}),
    "wish_add": Access(MENTEES, told=STAFF | {"mentor"}, methods="P"),
    "wish_move": Access(MENTEES, told=STAFF | {"mentor"}, methods="P"),
    "wish_remove": Access(MENTEES, told=STAFF | {"mentor"}, methods="P"),
    "request_new": Access(MENTEES, told=STAFF | {"mentor"}, methods="GP"),
    "request_list": Access(frozenset({"mentor"}), told=STAFF | MENTEES),
    "mentor_away": Access(frozenset({"mentor"}), told=STAFF | MENTEES, methods="P"),
    "request_detail": PAIR_PAGE,
    "request_answer": Access(frozenset({"mentor"}), told=STAFF | {"mentee"}, methods="P"),
    "request_take_back": Access(frozenset({"mentee"}), told=STAFF | {"mentor"}, methods="P"),
    # reports ---------------------------------------------------------------------------------
    "program_dashboard": STAFF_PAGE,
    "program_figures": STAFF_PAGE,
    "figures_list": Access(frozenset(), told=SIGNED_IN),
    "program_attention": COORDINATOR_PAGE,
    "program_pairs": COORDINATOR_PAGE,
    "program_pairs_export": COORDINATOR_BUTTON,
    "pair_detail": COORDINATOR_PAGE,
    "pair_close": COORDINATOR_BUTTON,
    "pair_end": COORDINATOR_FORM,
    "pair_withdraw": COORDINATOR_BUTTON,
}
