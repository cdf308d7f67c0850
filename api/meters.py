"""What Prometheus reads at `/metrics`: requests, cases, solver time, events."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

CONTENT_TYPE = CONTENT_TYPE_LATEST


class Meters:
    """The counters of one application; each application has its own registry."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.request_seconds = Histogram(
            "downline_request_seconds", "Time to answer a request", ["method", "route", "status"], registry=self.registry
        )
        self.events = Counter("downline_events_total", "Events of the network, by type", ["type"], registry=self.registry)
        self.network_version = Gauge("downline_network_version", "Version of the current network", registry=self.registry)
        self.cases = Gauge("downline_cases", "Cases by status", ["status"], registry=self.registry)
        self.solver_seconds = Histogram(
            "downline_solver_seconds",
            "Time the recovery solver took for one case's options",
            registry=self.registry,
            buckets=(0.1, 0.5, 1, 2, 5, 10, 20, 60),
        )
        self.live_clients = Gauge("downline_live_clients", "Open live streams", ["kind"], registry=self.registry)

    def exposition(self) -> bytes:
        """Every figure in Prometheus' text format."""
        return generate_latest(self.registry)
