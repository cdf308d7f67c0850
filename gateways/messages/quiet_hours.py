"""When a person's phone must stay silent, in the person's own time zone."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from domain.units import minutes
from gateways.messages.port import QuietHours
from gateways.messages.templates import NearDeparture, TemplateRule

_LONGEST = timedelta(hours=26)  # a whole day and both ends of a clock change


def hold_until(
    rule: TemplateRule, *, now: datetime, timezone: str, quiet: QuietHours | None, departs_at: datetime | None
) -> datetime | None:
    """The moment at which the message may go out, or None when that is now.

    The end of the quiet hours, or earlier the moment from which the coming departure lets this template break them.
    """
    if quiet is None or rule.night == "always":
        return None
    end = quiet_until(now, timezone, (quiet.start_min, quiet.end_min))
    if end is None:
        return None
    if isinstance(rule.night, NearDeparture) and departs_at is not None:
        urgent_from = departs_at - minutes(rule.night.departure_within_min)
        return None if urgent_from <= now else min(end, urgent_from)
    return end


@lru_cache(maxsize=4096)
def quiet_until(now: datetime, timezone: str, quiet: tuple[int, int]) -> datetime | None:
    """The end of the quiet hours that `now` is in, UTC; None outside them. Start counts as quiet, end does not.

    Found by looking at the local clock minute by minute, which is right on days when it jumps; a window whose start equals
    its end is empty.
    """
    zone = _zone(timezone)
    moment = now.astimezone(UTC)
    if not _is_quiet(moment, zone, quiet):
        return None
    moment = moment.replace(second=0, microsecond=0)
    last = moment + _LONGEST
    while _is_quiet(moment, zone, quiet) and moment < last:
        moment += timedelta(minutes=1)
    return moment


def _zone(timezone: str) -> ZoneInfo:
    try:
        return ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # one person's bad entry must not stop the messages of all others
        return ZoneInfo("UTC")


def _is_quiet(moment: datetime, zone: ZoneInfo, quiet: tuple[int, int]) -> bool:
    local = moment.astimezone(zone)
    minute, (start, end) = local.hour * 60 + local.minute, quiet
    return start <= minute < end if start <= end else minute >= start or minute < end
