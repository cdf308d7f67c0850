"""A network state as canonical bytes and back: what snapshots keep, and what makes two states comparable by one hash."""

from dataclasses import fields
from hashlib import sha256
from typing import Any, get_args, get_origin, get_type_hints

import msgspec
from immutables import Map

from domain.network import NetworkState

_HINTS = get_type_hints(NetworkState)
_MAPS = tuple(one.name for one in fields(NetworkState) if get_origin(_HINTS[one.name]) is Map)

# The same fields in the same order, with dicts for the persistent maps, which msgspec does not know. It is derived, so that
# a field added to NetworkState is encoded without anyone remembering it here.
_NetworkImage = msgspec.defstruct(
    "_NetworkImage",
    [(one.name, dict[get_args(_HINTS[one.name])] if one.name in _MAPS else _HINTS[one.name]) for one in fields(NetworkState)],  # type: ignore[misc]
    array_like=True,
)
_ENCODER = msgspec.msgpack.Encoder(order="deterministic")
_DECODER = msgspec.msgpack.Decoder(_NetworkImage)


def encode_state(state: NetworkState) -> bytes:
    """Canonical bytes (MessagePack, sorted keys): equal states have equal bytes, on every machine and in every process."""
    values: dict[str, Any] = {one.name: getattr(state, one.name) for one in fields(state)}
    for name in _MAPS:
        values[name] = dict(values[name])
    return _ENCODER.encode(_NetworkImage(**values))


def decode_state(encoded: bytes) -> NetworkState:
    """The state of `encode_state`; msgspec.ValidationError when the bytes are of another form of NetworkState."""
    image = _DECODER.decode(encoded)
    values: dict[str, Any] = {name: getattr(image, name) for name in image.__struct_fields__}
    for name in _MAPS:
        values[name] = Map(values[name])
    return NetworkState(**values)


def state_hash(state: NetworkState) -> str:
    """SHA-256 of the canonical bytes, in hex. It covers the version: the same log gives the same hash, another log does not."""
    return sha256(encode_state(state)).hexdigest()


def _form() -> str:
    """A fingerprint of the fields that the bytes consist of, entity by entity."""
    schema = msgspec.json.schema(_NetworkImage)
    return sha256(msgspec.json.encode(schema, order="deterministic")).hexdigest()[:16]


STATE_FORM = _form()
"""Changes when NetworkState or an entity in it gains, loses or retypes a field: snapshots of another form are not read."""
