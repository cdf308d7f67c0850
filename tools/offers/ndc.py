"""An offer in NDC-shaped JSON: names of the 21.3 schemas as keys. Not a certified message, nor complete by the schema."""

from typing import Any

from domain.network import NetworkState
from tools.offers.offer import Offer

LABEL = "NDC-shaped JSON; names after NDC 21.3, not a certified message"


def as_ndc(offer: Offer, state: NetworkState) -> dict[str, Any]:
    """The offer with its journey, passengers and services by reference; amounts as decimal strings of the currency's cents."""
    passengers = [f"PAX{number}" for number in range(1, offer.passengers + offer.infants + 1)]
    kinds = ["ADT"] * (offer.passengers - offer.children) + ["CHD"] * offer.children + ["INF"] * offer.infants
    seated = passengers[: offer.passengers]
    segments = [f"SEG{number}" for number in range(1, len(offer.flight_ids) + 1)]
    named = dict(zip(offer.flight_ids, segments, strict=True))
    flights = [state.departure(one) for one in offer.flight_ids]
    services = [one for one in offer.items if one.kind == "ancillary"]
    return {
        "Label": LABEL,
        "Offer": {
            "OfferID": offer.offer_id,
            "OwnerCode": offer.owner,
            "OfferExpirationDateTime": offer.expires_at.isoformat(),
            "TotalPrice": {"TotalAmount": _amount(offer.total_cents, offer.currency)},
            "JourneyOverview": {"JourneyPriceClass": {"PaxJourneyRefID": "JRN1"}},
            "OfferItem": [
                {
                    "OfferItemID": one.item_id,
                    "MandatoryInd": one.kind == "fare",
                    "Price": {"TotalAmount": _amount(one.total_cents, offer.currency)},
                    "Service": [
                        {
                            "ServiceID": f"SRV-{one.item_id}",
                            "PaxRefID": seated,
                            "ServiceAssociations": (
                                {"PaxJourneyRef": {"PaxJourneyRefID": ["JRN1"]}}
                                if one.kind == "fare"
                                else {
                                    "ServiceDefinitionRef": {
                                        "ServiceDefinitionRefID": one.code,
                                        "FlightAssociations": {"PaxSegmentRefID": [named[name] for name in one.flight_ids]},
                                    }
                                }
                            ),
                        }
                    ],
                }
                for one in offer.items
            ],
        },
        "DataLists": {
            "PaxList": [{"PaxID": name, "PTC": kind} for name, kind in zip(passengers, kinds, strict=True)],
            "PaxJourneyList": [{"PaxJourneyID": "JRN1", "PaxSegmentRefID": segments}],
            "PaxSegmentList": [
                {
                    "PaxSegmentID": name,
                    "Dep": {
                        "IATA_LocationCode": flight.origin,
                        "AircraftScheduledDateTime": flight.std.isoformat(),
                    },
                    "Arrival": {
                        "IATA_LocationCode": flight.destination,
                        "AircraftScheduledDateTime": flight.sta.isoformat(),
                    },
                    "MarketingCarrierInfo": {
                        "CarrierDesigCode": flight.carrier,
                        "MarketingCarrierFlightNumberText": flight.number,
                    },
                }
                for name, flight in zip(segments, flights, strict=True)
            ],
            "ServiceDefinitionList": [{"ServiceDefinitionID": one.code, "Name": one.name} for one in services],
        },
    }


def _amount(cents: int, currency: str) -> dict[str, str]:
    return {"CurCode": currency, "Amount": f"{cents // 100}.{cents % 100:02d}"}
