"""The story, step by step. Each step does what people do and returns what was seen of it."""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from muster.accounts.models import Staff
from muster.groups.models import Group
from muster.proof.stage import Stage
from muster.proof.stories.dashboard import (
    campaign,
    deeds,
    inviting,
    joining,
    lanes,
    records,
    season,
    staff,
    visitors,
)
from muster.proof.stories.dashboard.deeds import Job, Member
from muster.proof.stories.dashboard.steps import Played
from muster.proof.stories.dashboard.volunteers import DRIVING, WEEKS, driving, everybody, regions
from muster.proof.stories.dashboard.volunteers import joining as who_joins
from muster.proof.stories.dashboard.weeks import Weeks
from muster.proof.stories.desks import House
from muster.volunteering.models import Skill

if TYPE_CHECKING:
    from muster.proof.stories.dashboard.volunteers import Volunteer

Figures = dict[str, Any]
LAUNCH: Final = (-2, -1)


@dataclass(slots=True)
class Story:
    """The house, its people as the record knows them, and everything that was played."""

    stage: Stage
    options: argparse.Namespace
    calendar: Weeks = field(default_factory=Weeks)
    played: Played = field(default_factory=Played)
    crowd: list[Volunteer] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)
    shifts: dict[int, dict[str, int]] = field(default_factory=dict)
    boards: dict[str, int] = field(default_factory=dict)
    house: House | None = None
    seconds: dict[str, float] = field(default_factory=dict)
    began: float = field(default_factory=time.monotonic)

    def open_house(self) -> None:
        """Six weeks ago: skills, a door to knock on every Saturday, a season of teams."""
        self.calendar.be(self.calendar.at(-3, 12))
        self.house = House(self.stage)
        self.house.found()
        campaign.settle(self.calendar)
        olga = self._olga()
        campaign.keep_skills(self.calendar, olga)
        homes = regions(self.options.people)
        self.shifts = campaign.saturdays(homes, self.calendar, olga)
        campaign.begin_season(self.calendar, olga)

    def the_first_weekend(self) -> None:
        """The campaign begins, and one in seven comes at once. The first of each team says hello on its board."""
        self.crowd = everybody(self.options.people, self.options.seed)
        for day in LAUNCH:
            self.members += self._join(day)
        first = {one.who.region: one for one in reversed(self.members)}
        groups = {one.region_id or "": one for one in Group.objects.filter(kind="region")}
        for region, one in first.items():
            thread, step = deeds.open_board(groups[region], one, self.calendar.at(-1, 23))
            self.boards[region] = thread.pk
            self.played.add([step])
        self._mark("joining")

    def six_weeks(self) -> Figures:
        """Each week people join while others browse, give, write and help; on Monday the league turns."""
        for week in range(WEEKS):
            season.turn(self.calendar, self.calendar.at(7 * week, 1))
            self.calendar.be(self.calendar.at(7 * week, 2))
            self.members = joining.telephones(self.members, at=self.calendar.at(7 * week, 2))
            fresh: list[Member] = []
            with lanes.beside(deeds.play, self._jobs(week)) as running:
                for day in range(7 * week, 7 * week + 7):
                    fresh += self._join(day)
                for steps in running.results():
                    self.played.add(steps)
            self.members += fresh
            season.turn(self.calendar, self.calendar.at(7 * week + 6, 23.5))
        season.turn(self.calendar, self.calendar.at(7 * WEEKS, 1))
        self.calendar.come_home()
        season.turn_now()
        self._mark("six_weeks")
        return season.figures()

    def people_come_by_the_pages(self) -> None:
        """Today the doors are open: a few dozen join, sign in, look about, write and take a shift at their browsers."""
        house = self._house()
        self.stage.start(workers=1)
        house.sign_in()
        came = visitors.come(self.stage, self.options.visitors, self.options.people)
        self.played.add(came.steps)
        self._mark("pages")

    def how_many_drivers(self) -> Figures:
        """Staff ask how many a region has who may drive, and the answer is held beside a count by hand."""
        return staff.drivers(self._house(), regions(self.options.people))

    def who_could_drive(self) -> Figures:
        """Ten tasks; the system names who could do each; some are accepted and exactly those invited."""
        towns = driving(self.crowd, self.options.tasks)
        olga, licence = self._olga(), Skill.objects.get(slug=DRIVING)
        tasks = campaign.to_drive(towns, licence, self.calendar, by=olga)
        figures, steps = inviting.invite(self._house(), tasks)
        self.played.add(steps)
        self._mark("inviting")
        return figures

    def on_the_record(self) -> Figures:
        """Everybody’s timeline is read and held beside what was played."""
        compared = records.of_all(self.played)
        self._mark("reading")
        return {
            "volunteers": compared.people,
            "regions": Group.objects.filter(kind="region", closed_at=None).count(),
            "steps": self.played.count,
            "steps_found": compared.found,
            "records_exact": compared.exact,
            "on_record": compared.exact == compared.people and compared.found == self.played.count,
            "wrong": compared.wrong,
            "by_kind": self.played.by_kind(),
            "seconds": self.seconds,
        }

    def went_well(self, figures: Figures) -> bool:
        """Everybody is there, every step is told, and exactly those who were accepted were written to."""
        counted = figures["drivers_counted"] == figures["drivers_by_hand"] > 0
        invited = figures["invited"] == figures["accepted_suggestions"] > 0
        return bool(
            figures["on_record"]
            and figures["volunteers"] == self.options.people + self.options.visitors
            and figures["regions"] == len(regions(self.options.people))
            and figures["weeks"] == WEEKS
            and counted
            and invited
            and not figures["drivers_differ"]
            and not figures["unqualified"]
            and not figures["invited_besides"]
        )

    def _join(self, day: int) -> list[Member]:
        self.calendar.be(self.calendar.at(day, 22))
        members, steps = joining.join(who_joins(self.crowd, day), at=self.calendar.at(day, 21))
        self.played.add(steps)
        return members

    def _jobs(self, week: int) -> list[Job]:
        """A lane each for some regions, so that two lanes never want the same row."""
        return [
            Job(
                week, self.options.seed, self.calendar,
                [one for one in self.members if one.who.region in set(homes)],
                self.shifts[week], self.boards,
            )
            for homes in lanes.share(sorted(self.boards))
        ]  # fmt: skip

    def _mark(self, part: str) -> None:
        now = time.monotonic()
        self.seconds[part] = round(now - self.began - sum(self.seconds.values()), 1)

    def _house(self) -> House:
        assert self.house is not None
        return self.house

    def _olga(self) -> Staff:
        olga: Staff = Staff.objects.get(email=self._house().olga.email)
        return olga
