"""What tells how much of a change is chance outlives a year's identifiers, and its backup."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from monitor.collecting.collect import Collector
from monitor.installation.backup_file import restore_backup, write_backup
from monitor.installation.closing import close_year
from scrapers.model import Hidden
from storage.keys import key_file
from storage.store import Store
from storage.weeks import Week
from tests.closing.conftest import AFTER, database_file, identifiers, profiles_of, rows
from tests.monitor.conftest import Setup, some_ads


@pytest.fixture
def market(installation: Setup) -> Setup:
    """Thirty ads on the largest portal for two weeks, forty in a third."""
    for monday, ads in (("2022-01-03", 30), ("2022-01-10", 30), ("2022-01-17", 40)):
        installation.market.ads["nordlys"] = some_ads("nordlys", ads)
        Collector(installation.at(date.fromisoformat(monday))).collect(installation.config.portal)
    return installation


def no_key(_year: int) -> Hidden[bytes] | None:
    return None


def test_profiles_are_the_same_after_closing_as_before(market: Setup) -> None:
    """Of the portal, the country and the one place with enough ads: ads, individual, numbers."""
    before = profiles_of(market)
    closing = close_year(market.at(AFTER), 2022)
    assert identifiers(market) == set()
    assert profiles_of(market) == before
    where = {(profile.portal, profile.place) for profile in before}
    assert where == {("all", "all"), ("all", "Oslo"), ("nordlys", "all")}
    assert len(before) == 9
    assert "rows whose changes have an interval of their own, kept: 9" in closing.verified
    (ads,) = (p for p in before if (p.portal, p.measure) == ("nordlys", "ads"))
    mean = 100 / 3
    assert ads.lags[:3] == pytest.approx((mean / mean**2, 30 / mean**2, 30 / mean**2))
    assert set(ads.lags[3:]) == {None}


def test_a_year_whose_key_is_lost_still_keeps_them(market: Setup) -> None:
    """The identifiers are there, and no key is needed to see who stays."""
    before = profiles_of(market)
    key_file(market.config.storage.keys, 2022).unlink()
    close_year(market.at(AFTER), 2022, key_lost="the disk broke")
    assert profiles_of(market) == before != []


def test_a_year_with_identifiers_deleted_before_has_none(market: Setup) -> None:
    """With identifiers kept for their week only, or after a lost key: of the rest none is made."""
    market.store.purge_weeks_before(Week(2022, 2))
    assert profiles_of(market) == []
    close_year(market.at(AFTER), 2022)
    assert rows(market, "yearly_profile") == []


def test_a_backup_without_identifiers_brings_them_back(market: Setup, tmp_path: Path) -> None:
    """They are lost with the identifiers otherwise."""
    close_year(market.at(AFTER), 2022)
    before = profiles_of(market)
    backup = write_backup(
        market.store, "", tmp_path / "b.zip", with_identifiers=False, key_of=no_key
    )
    market.store.close()
    database_file(market).unlink()
    market.store = Store.open(market.config.storage.database)
    restore_backup(market.store, backup, no_key)
    assert profiles_of(market) == before != []


def test_rows_of_profiles_hold_shares_and_lags_alone(market: Setup) -> None:
    """No identifier, and no week."""
    close_year(market.at(AFTER), 2022)
    found = rows(market, "yearly_profile")
    assert len(found) == 9 * 3
    assert {row[4] for row in found} == {0, 1, 2}
    assert all(isinstance(row[5], float) for row in found)
