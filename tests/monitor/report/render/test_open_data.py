"""Open data: a package that a machine can check, and tables that Excel opens by a double click."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from importlib.resources import files

from jsonschema import Draft7Validator

from monitor.report.compose import document
from monitor.report.render.open_data import FIELDS, SYMBOLS, datasets, for_excel, package
from monitor.report.words import Words
from tests.monitor.report.documents import TABLE
from tests.monitor.report.test_annual import made_anew
from tests.monitor.report.test_report_tables import OTHERS


def packed(*gaps: int, simulated: bool = True) -> dict[str, str]:
    report = made_anew(*gaps, simulated=simulated)
    report = replace(report, context=replace(report.context, imported=OTHERS))
    return dict(package(datasets(report), document(report, Words("en")), "report-2022"))


def test_the_package_is_what_the_standard_asks_for() -> None:
    """Data Package 2.0, by its own profile."""
    descriptor = json.loads(packed()["datapackage.json"])
    assert descriptor["$schema"].endswith("/2.0/datapackage.json")
    assert faults(descriptor, "datapackage") == []
    assert faults(descriptor | {"resources": []}, "datapackage") != []
    for resource in descriptor["resources"]:
        assert faults(resource, "dataresource") == []
        assert faults(resource["schema"], "tableschema") == []
        assert faults(resource["schema"] | {"fields": [{"type": "x"}]}, "tableschema") != []


def faults(descriptor: dict[str, object], profile: str) -> list[str]:
    """Hold a descriptor to the standard's own profile, of which dplib brings a copy.

    (dplib's own check fetches the profile from the network: it does not find its copy.)
    """
    text = (files("dplib") / "profiles" / "2.0" / f"{profile}.json").read_text(encoding="utf-8")
    return [error.message for error in Draft7Validator(json.loads(text)).iter_errors(descriptor)]


def test_every_table_has_the_columns_that_its_schema_describes_and_values_of_their_types() -> None:
    """A symbol is a missing value that the schema explains."""
    texts = packed(4)
    for resource in json.loads(texts["datapackage.json"])["resources"]:
        rows = list(csv.DictReader(io.StringIO(texts[resource["path"]])))
        fields = {field["name"]: field["type"] for field in resource["schema"]["fields"]}
        assert texts[resource["path"]].splitlines()[0].split(",") == list(fields)
        assert rows or resource["name"] == "yearly"
        symbols = {each["value"] for each in resource["schema"]["missingValues"]}
        assert symbols == set(SYMBOLS)
        for row in rows:
            for name, value in row.items():
                if value not in symbols:
                    assert fits(value, fields[name]), (resource["name"], name, value)


def fits(value: str, kind: str) -> bool:
    """Tell whether a value is of a type."""
    form = {"boolean": "yes|no", "integer": r"-?\d+", "number": r"-?\d+(\.\d+)?", "string": ".*"}
    return re.fullmatch(form[kind], value) is not None


def test_the_codebook_explains_every_field() -> None:
    """Once for each table that has it."""
    rows = list(csv.DictReader(io.StringIO(packed()["codebook.csv"])))
    assert {row["field"] for row in rows} == set(FIELDS)
    assert all(row["description"] for row in rows)


def test_a_package_of_simulated_figures_says_so() -> None:
    """In the first words of its description."""
    made = [
        json.loads(packed(simulated=s)["datapackage.json"])["description"] for s in (True, False)
    ]
    assert [text.startswith("SIMULATED FIGURES") for text in made] == [True, False]


def test_the_table_for_excel_has_a_mark_semicolons_and_decimal_commas() -> None:
    """In Norwegian; an English one has decimal points. A name is never run as a formula."""
    content = for_excel(TABLE, "nb")
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").split("\r\n") == [
        ";Hva som telles;2022;nedre;øvre;Merknad;Endring",
        "Hele landet;Brev;1021;1016;1027;e;-4",
        "Hele landet;'=1+1;1,28;.;.;;:",
        "",
    ]
    assert "1.28" in for_excel(TABLE, "en").decode()
