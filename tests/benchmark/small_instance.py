"""A day of our own making in the challenge's files: four airports, four aircraft and a coach, twelve flights, twelve itineraries.

The recovery period is 7 January 2006 10:00 to 8 January 02:00. Flight 1 left 15 minutes late; 11 and 12 were cancelled, so that
the two passengers of itinerary 8 now take flight 4. Everything else can go as planned.
"""

from collections import Counter
from pathlib import Path

from evals.roadef.feasibility import Violation, violations
from evals.roadef.instance import Instance, read_instance
from evals.roadef.objective import COMPONENTS, Cost, cost
from evals.roadef.solution import Solution, read_solution

INSTANCE = {
    "config.csv": """\
07/01/06 10:00 08/01/06 02:00
F D 3 F C 3.5 F I 4 B D 2 B C 2.5 B I 3 E D 1 E C 1.5 E I 2
F D 1000 F C 1100 F I 1200 B D 500 B C 550 B I 600 E D 100 E C 150 E I 200
F D 2000 F C 2200 F I 2400 B D 1000 B C 1100 B I 1200 E D 200 E C 300 E I 400
F B D 10 F B C 20 F B I 30 F E D 40 F E C 50 F E I 60 B E D 70 B E C 80 B E I 90
5000 500 50
1 1 1
#""",
    "aircraft.csv": """\
P1 M1 Small 2/10/50 300 1000.0 30 20 AAA NULL
P2 M1 Small 0/0/60 300 1200.0 30 20 BBB NULL
P3 M2 Small 0/0/40 120 800.0 30 20 CCC CCC-07/01/06-18:00-07/01/06-20:00-180
Q1 N1 Large 0/20/100 600 3000.0 60 45 DDD NULL
Coach TranspCom TranspCom -1/-1/-1 120 0.0 10 10 AAA NULL
#""",
    "airports.csv": """\
AAA 2 2 00:00 12:00 2 2 12:00 00:00
BBB 2 2 00:00 00:00
CCC 1 2 00:00 00:00
DDD 2 2 00:00 00:00
#""",
    "dist.csv": """\
AAA BBB 60 D
BBB AAA 60 D
AAA CCC 130 C
CCC AAA 130 C
BBB CCC 90 C
CCC BBB 90 C
AAA DDD 300 I
DDD AAA 300 I
#""",
    "flights.csv": """\
1 AAA BBB 08:00 09:00 0
2 BBB AAA 11:00 12:00 0
3 AAA CCC 13:00 15:10 2
4 BBB AAA 10:30 11:30 0
5 AAA BBB 12:30 13:31 0
6 CCC BBB 12:00 13:30 0
7 BBB CCC 14:15 15:45 0
8 DDD AAA 04:00 09:00 0
9 AAA DDD 16:00 21:00 0
10 AAA BBB 11:00 11:20 0
11 BBB AAA 06:00 07:00 0
12 AAA BBB 08:30 09:30 0
#""",
    "rotations.csv": """\
1 07/01/06 P1
2 07/01/06 P1
3 07/01/06 P1
11 07/01/06 P2
12 07/01/06 P2
4 07/01/06 P2
5 07/01/06 P2
6 07/01/06 P3
7 07/01/06 P3
8 07/01/06 Q1
9 07/01/06 Q1
10 07/01/06 Coach
#""",
    "itineraries.csv": """\
1 A 100.0 10 4 07/01/06 E
2 A 200.0 5 4 07/01/06 E 3 07/01/06 E
3 R 300.0 4 3 07/01/06 B
4 A 500.0 2 9 07/01/06 B
5 A 80.0 3 1 07/01/06 E 7 07/01/06 E
6 R 90.0 8 5 07/01/06 E
7 A 120.0 1 2 07/01/06 E
8 A 150.5 2 11 07/01/06 E
9 A 60.0 80 10 07/01/06 E
10 R 70.0 2 8 07/01/06 E
11 A 400.0 2 8 07/01/06 B 3 07/01/06 E
12 A 250.0 3 2 07/01/06 E 3 07/01/06 E
#""",
    "position.csv": """\
CCC M1 2/10/50 1 M2 0/0/40 1 #
BBB M1 0/0/60 1 #
DDD N1 0/20/100 1 #
#""",
    "alt_flights.csv": """\
1 07/01/06 15
11 07/01/06 -1
12 07/01/06 -1
#""",
    "alt_aircraft.csv": """\
P2 07/01/06 16:00 07/01/06 18:00
#""",
    "alt_airports.csv": """\
AAA 07/01/06 17:00 07/01/06 18:00 0 0
#""",
}

ROTATIONS = """\
1 AAA BBB 08:15 09:15 0 07/01/06 P1
2 BBB AAA 11:00 12:00 0 07/01/06 P1
3 AAA CCC 13:00 15:10 2 07/01/06 P1
11 BBB AAA 06:00 07:00 0 07/01/06 cancelled
12 AAA BBB 08:30 09:30 0 07/01/06 cancelled
4 BBB AAA 10:30 11:30 0 07/01/06 P2
5 AAA BBB 12:30 13:31 0 07/01/06 P2
6 CCC BBB 12:00 13:30 0 07/01/06 P3
7 BBB CCC 14:15 15:45 0 07/01/06 P3
8 DDD AAA 04:00 09:00 0 07/01/06 Q1
9 AAA DDD 16:00 21:00 0 07/01/06 Q1
10 AAA BBB 11:00 11:20 0 07/01/06 Coach"""

ITINERARIES = INSTANCE["itineraries.csv"].removesuffix("\n#").replace("8 A 150.5 2 11", "8 A 150.5 2 4")


def write_instance(directory: Path, **texts: str | None) -> Path:
    """The instance's files in a folder, some with another text or, for None, left out; named without `.csv`."""
    directory.mkdir(parents=True, exist_ok=True)
    for name, text in INSTANCE.items():
        chosen = texts.get(name.removesuffix(".csv"), text)
        if chosen is not None:
            (directory / name).write_text(chosen)
    return directory


class SmallCase:
    """The instance and a solution to be changed row by row."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.texts = dict(INSTANCE)
        self.rotations = ROTATIONS.splitlines()
        self.itineraries = ITINERARIES.splitlines()

    def given(self, name: str, old: str, new: str) -> "SmallCase":
        """The instance with another text in one of its files."""
        assert old in self.texts[name]
        self.texts[name] = self.texts[name].replace(old, new)
        return self

    def fly(self, *rows: str) -> "SmallCase":
        """Rows in place of those of the same flight, or more at the end."""
        for row in rows:
            self.rotations = _replaced(self.rotations, row.split()[0], [row])
        return self

    def also(self, row: str) -> "SmallCase":
        """One more row at the end."""
        self.rotations.append(row)
        return self

    def leave_out(self, flight: int) -> "SmallCase":
        """No row of a flight."""
        self.rotations = _replaced(self.rotations, str(flight), [])
        return self

    def book(self, *rows: str) -> "SmallCase":
        """All rows of one itinerary, in place of the one it had."""
        self.itineraries = _replaced(self.itineraries, rows[0].split()[0], list(rows))
        return self

    def drop(self, itinerary: int) -> "SmallCase":
        """No row of an itinerary."""
        self.itineraries = _replaced(self.itineraries, str(itinerary), [])
        return self

    def instance(self) -> Instance:
        """The instance, read from files."""
        return read_instance(write_instance(self.instance_dir, **{name[:-4]: text for name, text in self.texts.items()}))

    @property
    def instance_dir(self) -> Path:
        """Where the instance's files are."""
        return self.directory / "instance"

    def solution_dir(self) -> Path:
        """A folder with the solution's files."""
        folder = self.directory / "solution"
        folder.mkdir(parents=True, exist_ok=True)
        for name, rows in (("sol_rotations.csv", self.rotations), ("sol_itineraries.csv", self.itineraries)):
            (folder / name).write_text("".join(f"{row}\n" for row in [*rows, "#"]))
        return folder

    def solution(self) -> Solution:
        """The solution, read from files."""
        return read_solution(self.instance(), self.solution_dir())

    def violations(self) -> list[Violation]:
        """What is wrong with the solution."""
        return violations(self.instance(), self.solution())

    def broken(self) -> Counter[str]:
        """Hard rules broken, by kind."""
        return Counter(one.kind for one in self.violations() if not one.advisory)

    def advisories(self) -> Counter[str]:
        """Advisory rules broken, by kind."""
        return Counter(one.kind for one in self.violations() if one.advisory)

    def cost(self) -> Cost:
        """What the solution costs."""
        return cost(self.instance(), self.solution())

    def extra(self) -> dict[str, float]:
        """Euros beyond the unchanged solution, by component, where there is a difference."""
        before, now = SmallCase(self.directory / "before").cost(), self.cost()
        changes = {name: now.components[name] - before.components[name] for name in COMPONENTS}
        return {name: euros for name, euros in changes.items() if abs(euros) > 1e-9}


def _replaced(rows: list[str], number: str, new: list[str]) -> list[str]:
    """Rows of one number gone and the new ones in the first one's place, or at the end."""
    at = next((at for at, row in enumerate(rows) if row.split()[0] == number), len(rows))
    others = [row for row in rows if row.split()[0] != number]
    return [*others[:at], *new, *others[at:]]
