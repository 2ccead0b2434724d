"""Open data: a package that a machine can check, and tables that Excel opens by a double click."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

from jsonschema import Draft7Validator

from monitor.report.compose import document
from monitor.report.files import write_files
from monitor.report.render.open_data import FIELDS, SYMBOLS, datasets, for_excel, package
from monitor.report.words import Words
from tests.monitor.report.documents import TABLE, a_document
from tests.monitor.report.test_annual import made_anew, two_years
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


def test_the_codebook_tells_what_each_measure_counts() -> None:
    """All that stand in the tables, in the words of the report's own rows."""
    texts = packed(4)
    explained = {
        row["table"]: row["description"]
        for row in csv.DictReader(io.StringIO(texts["codebook.csv"]))
        if row["field"] == "measure"
    }
    for table, text in explained.items():
        measures = {row["measure"] for row in csv.DictReader(io.StringIO(texts[f"{table}.csv"]))}
        assert all(f" {name}: " in text for name in measures)
    assert "individual: Ads tied to individual users" in explained["annual"]


def test_a_package_of_simulated_figures_says_so() -> None:
    """In the first words of its description."""
    made = [
        json.loads(packed(simulated=s)["datapackage.json"])["description"] for s in (True, False)
    ]
    assert [text.startswith("SIMULATED FIGURES") for text in made] == [True, False]
    assert "not a real market. These are counts of ads" in made[0]


def test_the_table_for_excel_has_a_mark_semicolons_and_decimal_commas() -> None:
    """In Norwegian; an English one has decimal points. A name is never run as a formula."""
    content = for_excel(TABLE, a_document())
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").split("\r\n") == [
        ";Hva som telles;2022;nedre;øvre;Merknad;Endring",
        "Hele landet;Brev;1021;1016;1027;e;-4",
        "Hele landet;'=1+1;1,28;.;.;;:",
        "",
    ]
    assert "1.28" in for_excel(TABLE, replace(a_document(), language="en")).decode()


def test_the_table_for_excel_of_simulated_figures_says_so_in_its_corner() -> None:
    """The file's name is lost where it is opened or copied; nothing else of the table differs."""
    warning = "SIMULERTE TALL; ikke ekte"
    content = for_excel(TABLE, a_document(warning=warning)).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content), delimiter=";"))
    assert rows[0][0] == warning
    plain = for_excel(TABLE, a_document()).decode("utf-8-sig")
    assert content.splitlines()[1:] == plain.splitlines()[1:]
    assert len(rows[0]) == len(rows[1])


def test_a_report_writes_simulated_into_each_of_its_tables_for_excel(tmp_path: Path) -> None:
    """And into none of one that is not."""
    for simulated in (True, False):
        write_files(two_years(simulated=simulated), Words("nb"), tmp_path, ["csv"])
    tables = {file.name: file.read_text("utf-8-sig") for file in tmp_path.glob("*-excel-nb.csv")}
    assert len(tables) == 2 * 3
    for name, text in tables.items():
        assert text.startswith("SIMULERTE TALL") is name.startswith("simulated")
        assert text.startswith(";") is not name.startswith("simulated")
