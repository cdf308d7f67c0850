"""`crew`: one person's duties, where they are, and what their legs depend on."""

from fastapi import APIRouter

from api.control_room import Room
from api.keys import Viewer
from domain.ids import CrewId
from domain.network import FlightStatus, UnknownEntity, Window
from domain.plans import Check
from domain.units import Frozen, UtcDatetime

router = APIRouter(prefix="/crew", tags=["crew"])


class LegView(Frozen):
    """One leg of a duty as it stands, and how it goes if nobody intervenes."""

    flight_id: str
    origin: str
    destination: str
    std: UtcDatetime
    etd: UtcDatetime
    eta: UtcDatetime
    status: str
    projected_etd: UtcDatetime | None
    projected_cancelled: bool | None


class DutyView(Frozen):
    """A duty period from report to release."""

    duty_id: str
    report_at: UtcDatetime
    release_at: UtcDatetime
    legs: tuple[LegView, ...]


class AbsenceView(Frozen):
    """A time in which this person cannot work."""

    start: UtcDatetime
    end: UtcDatetime

    @classmethod
    def of(cls, window: Window) -> "AbsenceView":
        """From the network."""
        return cls(start=window.start, end=window.end)


class CrewStatusView(Frozen):
    """One crew member now. `checks` says what was looked at, and what was not."""

    crew_id: str
    role: str
    base: str
    families: tuple[str, ...]
    location: str
    status: str
    status_since: UtcDatetime | None
    available: bool
    unavailable: tuple[AbsenceView, ...]
    duties: tuple[DutyView, ...]
    next_flight_id: str | None
    checks: tuple[Check, ...]
    assumed: tuple[str, ...]


@router.get("/{crew_id}/status", operation_id="get_crew_status")
def get_status(room: Room, _: Viewer, crew_id: str) -> CrewStatusView:
    """Duties with their legs, whether each can still be worked, and when this person is away."""
    outlook = room.outlook.outlook()
    state, now = outlook.state, outlook.now
    person = state.crew.get(CrewId(crew_id))
    if person is None:
        raise UnknownEntity(
            f"Crew member {crew_id!r} is not in scenario {state.scenario_id!r}. A flight's crew is in GET /api/v1/flights/ID."
        )
    duties = []
    for duty in person.duties:
        legs = []
        for flight in (state.flights[one] for one in duty.flight_ids):
            projected = outlook.projection.flights.get(flight.flight_id)
            legs.append(
                LegView(
                    flight_id=flight.flight_id,
                    origin=flight.origin,
                    destination=flight.destination,
                    std=flight.std,
                    etd=flight.atd or flight.etd,
                    eta=flight.ata or flight.eta,
                    status=flight.status.value,
                    projected_etd=projected.etd if projected else None,
                    projected_cancelled=projected.cancelled if projected else None,
                )
            )
        duties.append(DutyView(duty_id=duty.duty_id, report_at=duty.report_at, release_at=duty.release_at, legs=tuple(legs)))
    ahead = [leg for duty in duties for leg in duty.legs if leg.status == FlightStatus.SCHEDULED and leg.etd >= now]
    return CrewStatusView(
        crew_id=person.crew_id,
        role=person.role,
        base=person.base,
        families=person.families,
        location=person.location,
        status=person.status,
        status_since=person.status_since,
        available=not any(window.contains(now) for window in person.unavailable),
        unavailable=tuple(AbsenceView.of(window) for window in person.unavailable),
        duties=tuple(duties),
        next_flight_id=min(ahead, key=lambda leg: (leg.etd, leg.flight_id)).flight_id if ahead else None,
        checks=_checks(crew_id, [leg for duty in duties for leg in duty.legs]),
        assumed=person.assumed,
    )


def _checks(crew_id: str, legs: list[LegView]) -> tuple[Check, ...]:
    lost = [leg.flight_id for leg in legs if leg.projected_cancelled]
    return (
        Check(
            rule="duty_can_be_worked",
            verdict="fail" if lost else "pass",
            citation="delay propagation from the network as it is now",
            subject=crew_id,
            detail=f"these legs will not operate: {', '.join(lost)}" if lost else "every leg still to come operates",
        ),
        Check(
            rule="flight_time_limits",
            verdict="not_checked",
            citation="14 CFR 117",
            subject=crew_id,
            detail="flight duty and flight time limits are not checked; earlier duty is not in the scenario",
        ),
    )
