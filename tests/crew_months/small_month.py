"""A month of our own making in the data's files: one base, two outstations, two days, six legs, one crew member.

The reference is one pairing of two duties that comes home as a deadhead, so it leaves the last leg to nobody.
"""

from pathlib import Path

FILES = {
    "day_1.csv": """\
#leg_nb , airport_dep , date_dep , hour_dep , airport_arr , date_arr , hour_arr
LEG_01_0 , HOME , 2000-01-01 , 13:00 , AWAY , 2000-01-01 , 15:00
LEG_01_1 , AWAY , 2000-01-01 , 16:00 , HOME , 2000-01-01 , 18:00
LEG_01_2 , HOME , 2000-01-01 , 19:00 , FAR , 2000-01-01 , 21:01
""",
    "day_2.csv": """\
#leg_nb , airport_dep , date_dep , hour_dep , airport_arr , date_arr , hour_arr
LEG_02_0 , FAR , 2000-01-02 , 14:00 , HOME , 2000-01-02 , 16:00
LEG_02_1 , HOME , 2000-01-02 , 17:00 , AWAY , 2000-01-02 , 18:00
LEG_02_2 , AWAY , 2000-01-02 , 19:00 , HOME , 2000-01-02 , 20:31
""",
    "listOfBases.csv": """\
airport , status , nbEmployees
HOME , 1 , 1
AWAY , 0 , 0
FAR  , 0 , 0
""",
    "credit_constraints.csv": """\
" slack added : 3%"

base , HOME
"100%" , 40.5
""",
    "crew_avail_const.csv": """\
"Number of crews available at each base for each day of the period."

base , HOME
Day1 , 1
Day2 , 1
""",
    "personalizedEmployees.csv": """\
employee,base,vacationName,startDate,startHour,endDate,endHour
EMP001 , HOME , Vacation_001 , 2000-01-02 , 00:00 , 2000-01-03 , 23:59
""",
    "initialSolution.in": """\
Solution = {

Pairing 1 : Base HOME : LEG_01_0 , LEG_01_1 , LEG_01_2 , LEG_02_0 , LEG_02_1 , TDH_LEG_02_2;

};
""",
    "solution_0": """\
Solution = {

schedule 1 EMP001 (HOME) : LEG_01_0--->PAL_LEG_01_1--->LEG_01_2--->LEG_02_0--->LEG_02_1--->TDH_AGR_02_2--->POST_PAIRING;

};
""",
    "creditedHours": """\
Schedule 1(HOME) :
--------> credited hours     : 11.7667
--------> schedule cost      : 100.5
--------> number of vacations: 1
""",
}
"""Credit: 2:00 + 2:00 + 2:01 + 2:00 + 1:00 + half of 1:31 (45 min) + 2:00 of briefing = 11:46."""


def write(directory: Path, **changed: str) -> Path:
    """The files in a folder, some of them changed: `write(tmp_path, solution_0="...")`; dots in names become underscores."""
    for name, text in FILES.items():
        (directory / name).write_text(changed.get(name.replace(".", "_"), text))
    return directory
