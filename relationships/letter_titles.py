"""What the letters of this room are called where nobody reads their words."""

from django.utils.translation import gettext_lazy as _

from notifications.kinds import entitle

entitle(
    {
        "relationships.proposed": _("Proposal of a match"),
        "relationships.proposal_reminder": _("A proposal waits for an answer"),
        "relationships.proposal_closed": _("A proposal did not work out"),
        "relationships.introduction": _("Both have said yes"),
        "relationships.phase_proposed": _("The next phase is proposed"),
        "relationships.phase_changed": _("A new phase has begun"),
        "relationships.corrected": _("A phase was corrected"),
        "relationships.agreement_proposed": _("An agreement waits for confirmation"),
        "relationships.goal_proposed": _("A goal waits for agreement"),
        "relationships.activity_planned": _("An activity was planned"),
        "relationships.thanked": _("A word of thanks"),
        "relationships.talk_thanked": _("A word of thanks for a talk"),
        "relationships.follow_up": _("How have things gone since?"),
        "relationships.story_written": _("A success story waits for consent"),
        "relationships.ended": _("A relationship has ended"),
        "relationships.ended_administratively": _("A relationship has ended"),
        "relationships.completed": _("A relationship is completed"),
        "relationships.closed_by_coordinator": _("A relationship is completed"),
        "relationships.concluding": _("A member has concluded for their part"),
        "relationships.paused": _("A relationship is paused"),
        "relationships.paused_for_longer": _("A relationship is paused"),
        "relationships.resumed": _("A relationship resumes"),
        "relationships.lost": _("News for coordinators"),
        "relationships.member_lost": _("News for coordinators"),
        "relationships.member_removed": _("News for coordinators"),
        "relationships.longer_pause_asked": _("A question to coordinators"),
        "relationships.longer_pause_declined": _("An answer of the coordinator"),
        "relationships.removed": _("Removed from a group by the coordinator"),
        "relationships.left": _("Leaving a group, confirmed"),
        "relationships.member_left": _("Somebody has left a group"),
    }
)
