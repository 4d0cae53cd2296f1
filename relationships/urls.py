from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import TemplateView

from relationships import visibility
from relationships.views import (
    agreement,
    corrections,
    development,
    dismissed_signals,
    endings,
    follow_up,
    goals,
    phases,
    proposals,
    safeguarding,
    skills,
    stories,
    support,
)

one = [
    path("accept/", proposals.accept, name="proposal_accept"),
    path("decline/", proposals.decline, name="proposal_decline"),
    path("wish/", proposals.wish, name="ending_wish"),
    path("agreement/", agreement.agreement, name="agreement"),
    path("agreement/edit/", agreement.agreement_edit, name="agreement_edit"),
    path(
        "agreement/<uuid:agreement>/confirm/",
        agreement.agreement_confirm,
        name="agreement_confirm",
    ),
    path("goals/new/", goals.goal_new, name="goal_new"),
    path("goals/<uuid:goal>/", goals.goal_detail, name="goal_detail"),
    path("goals/<uuid:goal>/confirm/", goals.goal_confirm, name="goal_confirm"),
    path("goals/<uuid:goal>/share/", goals.goal_share, name="goal_share"),
    path("goals/<uuid:goal>/progress/", goals.goal_progress, name="goal_progress"),
    path("goals/<uuid:goal>/close/", goals.goal_close, name="goal_close"),
    path("goals/<uuid:goal>/activities/new/", development.activity_new, name="activity_new"),
    path("activities/<uuid:activity>/", development.activity_detail, name="activity_detail"),
    path("activities/<uuid:activity>/state/", development.activity_state, name="activity_state"),
    path(
        "activities/<uuid:activity>/reflection/",
        development.activity_reflect,
        name="activity_reflect",
    ),
    path("goals/<uuid:goal>/skills/", skills.goal_skills, name="goal_skills"),
    path("skills/", skills.skills_gap, name="skills_gap"),
    path("skills/rate/", skills.skills_rate, name="skills_rate"),
    path("skills/new/", skills.wanted_skill_new, name="wanted_skill_new"),
    path("skills/<uuid:wanted>/", skills.wanted_skill, name="wanted_skill"),
    path("skills/<uuid:wanted>/remove/", skills.wanted_skill_remove, name="wanted_skill_remove"),
    path("signals/<slug:signal>/aside/", dismissed_signals.signal_aside, name="signal_aside"),
    path("support/", support.support_given, name="support_given"),
    path("support/<uuid:given>/remove/", support.support_remove, name="support_remove"),
    path("later/", follow_up.follow_up, name="follow_up"),
    path("story/", stories.story, name="story"),
    path("story/write/", stories.story_write, name="story_write"),
    path("story/consent/", stories.story_consent, name="story_consent"),
    path("story/withdraw/", stories.story_withdraw, name="story_withdraw"),
    path("phase/<slug:transition>/", phases.phase_propose, name="phase_propose"),
    path("proposal/<uuid:proposal>/confirm/", phases.phase_confirm, name="phase_confirm"),
    path("proposal/<uuid:proposal>/set-aside/", phases.phase_set_aside, name="phase_set_aside"),
    path("ready/", phases.mark_ready, name="mark_ready"),
    path("outcome/", phases.outcome_choose, name="outcome_choose"),
    path("complete/", phases.complete, name="complete"),
    path("ending/", endings.ending, name="ending"),
    path("pause/", endings.pause, name="pause"),
    path("pause/withdraw/", endings.pause_request_withdraw, name="pause_request_withdraw"),
    path("resume/", endings.resume, name="resume"),
    path("correct/", corrections.phase_correct, name="phase_correct"),
]

held = [
    path("", safeguarding.safeguarding_room, name="safeguarding_room"),
    path("<uuid:relationship>/hold/", safeguarding.safeguarding_hold, name="safeguarding_hold"),
    path(
        "<uuid:relationship>/release/",
        safeguarding.safeguarding_release,
        name="safeguarding_release",
    ),
    path("<uuid:relationship>/end/", safeguarding.safeguarding_end, name="safeguarding_end"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("mentoring/<uuid:relationship>/", include(one)),
    path("safeguarding/", include(held)),
    path("programs/<uuid:program>/stories/", stories.program_stories, name="program_stories"),
    path(
        "what-others-see/",
        TemplateView.as_view(
            template_name="relationships/what_others_see.html",
            extra_context={"topics": visibility.TOPICS, "readers": visibility.READERS},
        ),
        name="what_others_see",
    ),
]
