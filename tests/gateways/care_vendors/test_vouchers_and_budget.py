"""Vouchers pay once and never more than they are worth; the ledger never passes a budget unseen. On both kinds of database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import StaticPool

from domain.units import Money
from gateways.care_vendors.budget import BudgetLedger, OverBudget
from gateways.care_vendors.vouchers import Voucher, VoucherRefused, VoucherStore
from tests.gateways.care_vendors.city import B1, NOW

NIGHT = date(2026, 3, 2)
EXPIRES = NOW + timedelta(hours=36)
SECRET = b"sixteen bytes or more"


@pytest.fixture
def engine(database_url: str) -> Engine:
    return create_engine(database_url.replace("postgresql://", "postgresql+psycopg://"))


@pytest.fixture
def store(engine: Engine) -> VoucherStore:
    return VoucherStore(engine, SECRET)


def issued(store: VoucherStore, cents: int = 3_000, *, in_parts: bool = True) -> Voucher:
    (voucher,) = store.issue(
        "plan-1:1:B1:meals",
        B1,
        (Money(cents=cents),),
        at=NOW,
        expires_at=EXPIRES,
        by="C000001",
        in_parts=in_parts,
    )
    return voucher


def test_a_voucher_is_redeemed_in_parts_until_nothing_is_left(store: VoucherStore) -> None:
    code = issued(store).code
    assert store.redeem(code, 1_200, key="till-1:1", at=NOW, by="café").left_cents == 1_800
    assert store.redeem(code, 1_800, key="till-1:2", at=NOW, by="café").left_cents == 0
    with pytest.raises(VoucherRefused, match="worth 0 cents, not 1"):
        store.redeem(code, 1, key="till-1:3", at=NOW, by="café")
    assert [(one.action, one.cents) for one in store.audit(code)] == [
        ("issued", 3_000),
        ("redeemed", 1_200),
        ("redeemed", 1_800),
        ("refused", 1),
    ]


def test_a_voucher_for_one_payment_is_used_up_by_it(store: VoucherStore) -> None:
    code = issued(store, in_parts=False).code
    assert store.redeem(code, 1_200, key="till-1:1", at=NOW, by="café").left_cents == 0
    with pytest.raises(VoucherRefused):
        store.redeem(code, 1_200, key="till-1:2", at=NOW, by="café")


def test_the_same_payment_sent_twice_is_one_payment(store: VoucherStore) -> None:
    code = issued(store).code
    store.redeem(code, 1_200, key="till-1:1", at=NOW, by="café")
    assert store.redeem(code, 1_200, key="till-1:1", at=NOW, by="café").left_cents == 1_800
    with pytest.raises(VoucherRefused, match="another payment"):
        store.redeem(code, 1_300, key="till-1:1", at=NOW, by="café")
    assert store.read(code).left_cents == 1_800


def test_a_voucher_pays_until_it_expires_and_not_afterwards(store: VoucherStore) -> None:
    code = issued(store).code
    store.redeem(code, 1, key="till-1:1", at=EXPIRES - timedelta(seconds=1), by="café")
    with pytest.raises(VoucherRefused, match="expired"):
        store.redeem(code, 1, key="till-1:2", at=EXPIRES, by="café")


def test_a_voided_voucher_and_an_unknown_code_pay_nothing_and_leave_a_row(store: VoucherStore) -> None:
    code = issued(store).code
    assert store.void(code, at=NOW, by="duty.manager", note="lost").voided
    store.void(code, at=NOW, by="duty.manager", note="lost")
    with pytest.raises(VoucherRefused, match="voided"):
        store.redeem(code, 1, key="till-1:1", at=NOW, by="café")
    with pytest.raises(VoucherRefused, match="no such voucher"):
        store.redeem("AAAA-AAAA-AAAA-AAAA", 1, key="till-1:2", at=NOW, by="café")
    assert [one.action for one in store.audit(code)] == ["issued", "voided", "refused"]
    assert [one.action for one in store.audit("AAAA-AAAA-AAAA-AAAA")] == ["refused"]


def test_issuing_twice_gives_the_same_codes_and_says_nothing_of_the_booking(store: VoucherStore) -> None:
    first = issued(store)
    assert issued(store) == first
    assert len(store.audit(first.code)) == 1
    assert "B1" not in first.code
    with pytest.raises(ValueError, match="16 bytes"):
        VoucherStore(create_engine("sqlite://"), b"short")


def test_ten_tills_at_once_do_not_take_more_than_there_is(store: VoucherStore) -> None:
    code = issued(store).code

    def pay(number: int) -> bool:
        try:
            store.redeem(code, 1_000, key=f"till-{number}", at=NOW, by="café")
        except VoucherRefused:
            return False
        return True

    with ThreadPoolExecutor(10) as pool:
        assert sum(pool.map(pay, range(10))) == 3
    assert store.read(code).left_cents == 0


@settings(max_examples=20)
@given(st.lists(st.tuples(st.integers(-5, 60), st.integers(0, 3)), max_size=12))
def test_what_is_left_is_what_it_was_worth_less_the_payments_in_the_audit(payments: list[tuple[int, int]]) -> None:
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    store = VoucherStore(engine, SECRET)
    code = issued(store, 100).code
    for cents, till in payments:
        try:
            store.redeem(code, cents, key=f"till-{till}", at=NOW, by="café")
        except VoucherRefused:
            continue
    audit = store.audit(code)
    assert store.read(code).left_cents == 100 - sum(one.cents for one in audit if one.action == "redeemed") >= 0
    assert len([one for one in audit if one.action == "redeemed"]) <= len({till for _, till in payments})


def test_spending_under_one_key_counts_once_and_can_change(engine: Engine) -> None:
    ledger = BudgetLedger(engine)
    for cents, spent in ((400, 400), (400, 400), (700, 700), (0, 0), (300, 300)):
        assert ledger.spend("key-1", "AAA", NIGHT, cents, limit_cents=1_000, owed=False, at=NOW) == 0
        assert ledger.spent_cents("AAA", NIGHT) == spent
    assert [one.cents for one in ledger.lines("AAA", NIGHT)] == [300]
    assert ledger.spent_cents("AAA", NIGHT + timedelta(days=1)) == 0


def test_the_budget_itself_may_be_spent_and_a_cent_more_only_when_it_is_owed(engine: Engine) -> None:
    ledger = BudgetLedger(engine)
    assert ledger.spend("key-1", "AAA", NIGHT, 1_000, limit_cents=1_000, owed=False, at=NOW) == 0
    with pytest.raises(OverBudget):
        ledger.spend("key-2", "AAA", NIGHT, 1, limit_cents=1_000, owed=False, at=NOW)
    assert ledger.spent_cents("AAA", NIGHT) == 1_000
    assert ledger.spend("key-2", "AAA", NIGHT, 1, limit_cents=1_000, owed=True, at=NOW) == 1


def test_ten_who_spend_at_once_do_not_pass_the_budget(engine: Engine) -> None:
    ledger = BudgetLedger(engine)

    def spend(number: int) -> bool:
        try:
            ledger.spend(f"key-{number}", "AAA", NIGHT, 300, limit_cents=1_000, owed=False, at=NOW)
        except OverBudget:
            return False
        return True

    with ThreadPoolExecutor(10) as pool:
        assert sum(pool.map(spend, range(10))) == 3
    assert ledger.spent_cents("AAA", NIGHT) == 900
