"""The organization's skills: what people can choose, and how HR admins keep the list."""

from profiles.models import Enrollment
from programs.models import Skill


def choosable(enrollment: Enrollment | None) -> list[Skill]:
    """What can be chosen today; of an ``enrollment``, also what it names already. Two queries."""
    named = enrollment.skills.values_list("skill_id", flat=True) if enrollment else ()
    return list(Skill.objects.choosable(also=list(named)))
