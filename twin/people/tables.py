"""Rows of the vault: people, who read what about them, and the proof of what was erased."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Text
from sqlmodel import Field, SQLModel

from twin.database import UtcTimestamp


class PersonRow(SQLModel, table=True):
    """A person. `holds` are legal reasons to keep the data: `{"reason", "until"}`; `until` is an RFC 3339 time."""

    __tablename__ = "people"

    person_id: str = Field(primary_key=True)
    scenario_id: str
    booking_id: str = Field(index=True)
    name: str
    language: str
    timezone: str
    contacts: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))
    preferences: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))
    quiet_start_min: int | None
    quiet_end_min: int | None
    assistance: str
    retain_until: datetime = Field(sa_type=UtcTimestamp, index=True)
    holds: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    assumed: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))


class AccessRow(SQLModel, table=True):
    """One access to one person's data, hashed with the one before; never the data. `at` is scenario time."""

    __tablename__ = "personal_data_access"

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    action: str
    actor: str
    role: str
    purpose: str
    person_id: str = Field(index=True)
    booking_id: str = Field(index=True)
    fields: list[str] = Field(sa_column=Column(JSON, nullable=False))
    reason: str = Field(default="", sa_column=Column(Text, nullable=False))
    proof: str = ""
    at: datetime = Field(sa_type=UtcTimestamp)
    recorded_at: datetime = Field(sa_type=UtcTimestamp)
    previous_hash: str
    hash: str


class AccessHead(SQLModel, table=True):
    """The one row that says how long the log of accesses is and where it ends; whoever writes to the vault holds it."""

    __tablename__ = "personal_data_head"

    chain: str = Field(primary_key=True)
    length: int
    hash: str


class ErasureRow(SQLModel, table=True):
    """Proof that a person was erased. The digest lets who has the id find the row; it holds nothing else about the person."""

    __tablename__ = "erasures"

    person_sha256: str = Field(primary_key=True)
    categories: list[str] = Field(sa_column=Column(JSON, nullable=False))
    reason: str = Field(sa_column=Column(Text, nullable=False))
    actor: str
    role: str
    at: datetime = Field(sa_type=UtcTimestamp)
    recorded_at: datetime = Field(sa_type=UtcTimestamp)
