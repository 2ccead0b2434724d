"""A sweep beside Scrapy and plain httpx with lexbor: `python -m benchmarks.sweeping`.

All three read the same list, which is made and served here: `PAGES` pages of `ADS` ads, each with a
number. The product and Scrapy read the numbers, hash them with a key and store them in SQLite;
plain httpx only fetches, parses and picks the fields, which is the limit. What is compared is the
CPU time of whole processes, in one run, each from its first import on.

Scrapy is no dependency: its interpreter is named by `BENCH_SCRAPY_PYTHON` (an environment with
`scrapy` and `phonenumbers`), else this one is tried; without it the line is left out and says so.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen, run

from benchmarks.measured import Cost, cost_of
from storage.keys import new_key
from storage.store import Store
from storage.weeks import Week

PAGES, ADS = 500, 40
ROUNDS = 2
SCRAPY = "Scrapy with numbers and HMAC"
GOAL = 3.0
"""So many times cheaper than Scrapy a sweep shall be."""

SERVE = """
import socketserver, sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
pages, ads = map(int, sys.argv[1:])
def ad(at):
    return (f'<article class="ad"><h2><a href="/ad/{at}">Hei fra byen, ring for avtale</a></h2>'
            f'<p class="place">{("Oslo", "Bergen", "Hamar")[at % 3]}</p>'
            f'<p class="about">Ledig i dag og i morgen, fra klokken 10 til 22.</p>'
            f'<p class="contact"><a href="tel:+4742{at:06}">42{at:06}</a></p></article>')
def page(nr):
    rows = "".join(ad((nr - 1) * ads + at) for at in range(ads))
    more = f'<a rel="next" href="/list?page={nr + 1}">neste</a>' if nr < pages else ""
    return f"<!doctype html><html><body><main>{rows}</main>{more}</body></html>".encode()
made = {f"/list?page={nr}": page(nr) for nr in range(1, pages + 1)}
class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize, disable_nagle_algorithm = -1, True
    def do_GET(self):
        body = made.get(self.path, b"")
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_):
        pass
server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
"""

PLAIN = """
import sys
import httpx
from selectolax.lexbor import LexborHTMLParser
ads, address = 0, sys.argv[1] + "/list?page=1"
with httpx.Client(trust_env=False) as client:
    while address:
        page = LexborHTMLParser(client.get(address).content)
        for card in page.css("article.ad"):
            card.css_first("h2 a").attributes["href"], card.css_first(".place").text()
            card.css_first(".contact").text()
            ads += 1
        following = page.css_first("a[rel=next]")
        address = following and sys.argv[1] + following.attributes["href"]
assert ads == int(sys.argv[2])
"""

SPIDER = """
import hmac, sqlite3, sys
import phonenumbers, scrapy
from scrapy.crawler import CrawlerProcess
base, expected = sys.argv[1:]
key, rows, E164 = bytes(range(32)), [], phonenumbers.PhoneNumberFormat.E164
def hashed(text):
    return hmac.digest(key, text.encode(), "sha256")[:16]
class Ads(scrapy.Spider):
    name = "ads"
    start_urls = [base + "/list?page=1"]
    def parse(self, response):
        for card in response.css("article.ad"):
            dialled = card.css(".contact a::attr(href)").get()
            number = phonenumbers.parse(dialled.removeprefix("tel:"), "NO")
            if phonenumbers.is_possible_number(number):
                number = phonenumbers.format_number(number, E164)
                ad = card.css("h2 a::attr(href)").get()
                rows.append((hashed(ad), hashed(number), card.css(".place::text").get()))
        following = response.css("a[rel=next]::attr(href)").get()
        if following:
            yield response.follow(following, self.parse)
settings = {"LOG_ENABLED": False, "ROBOTSTXT_OBEY": True, "TELNETCONSOLE_ENABLED": False}
process = CrawlerProcess(settings)
process.crawl(Ads)
process.start()
with sqlite3.connect("scrapy.sqlite") as database:
    key = "PRIMARY KEY (ad, number)"
    database.execute(f"CREATE TABLE IF NOT EXISTS seen (ad, number, place, {key}) WITHOUT ROWID")
    database.executemany("INSERT OR REPLACE INTO seen VALUES (?, ?, ?)", sorted(rows))
assert len(rows) == int(expected)
"""

CONFIG = """
contact = "bench@example.org"
[schedule]
at = 00:00:00
[storage]
keys = "keys"
[places]
Oslo = ["Oslo"]
Bergen = ["Bergen"]
[[portal]]
name = "bench"
start = "{base}/list?page=1"
local = true
delay_seconds = 0.0
page_cap = {pages}
cards = "article.ad"
ad = "h2 a::attr(href)"
place = ".place"
number = ".contact"
next = "a[rel=next]::attr(href)"
terms = {{ checked_by = "AB", checked_on = 2022-01-01 }}
bounds = {{ least = {ads}, most = 1000000, least_share_with_number = 1.0 }}
"""


@contextmanager
def served() -> Iterator[str]:
    """Serve the list from a process of its own, and give its address."""
    command = [sys.executable, "-c", SERVE, str(PAGES), str(ADS)]
    with Popen(command, stdout=PIPE, text=True) as process:  # noqa: S603 - our own words
        try:
            port = process.stdout.readline().strip() if process.stdout else ""
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()


def main() -> None:
    """Print what each costs, and how much cheaper than Scrapy that is."""
    pages = PAGES / 1000
    print(f"a sweep of {PAGES} pages with {ADS} ads each, whole processes, least of {ROUNDS} runs:")
    with served() as base, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for module, text in (("plain", PLAIN), ("spider", SPIDER)):
            (folder / f"{module}.py").write_text(text, "utf-8")
        costs = {
            "this product": _least(lambda: _product(folder / "home", base)),
            "httpx and lexbor, nothing more": _least(lambda: _other("plain", folder, base)),
        }
        scrapy = _scrapy()
        if scrapy is not None:
            costs[SCRAPY] = _least(lambda: _other("spider", folder, base, scrapy))
    for contender, cost in costs.items():
        print(f"  {contender:32}{cost.seconds / pages:6.1f} CPU-s per 1,000 pages", end="")
        ratio = costs[SCRAPY].seconds / cost.seconds if scrapy else 0
        print(f", {cost.megabytes:4.0f} MB", end=f", {ratio:.1f} x Scrapy's speed" if ratio else "")
        print(" (FAILED)" if cost.code else "")
    print(f"  goals: {GOAL:g} times Scrapy's speed, 60 MB", end="")
    print("" if scrapy else "; Scrapy is not here (BENCH_SCRAPY_PYTHON): no comparison with it")


def _least(contender: Callable[[], Cost]) -> Cost:
    costs = [contender() for _ in range(ROUNDS)]
    failed = [cost for cost in costs if cost.code]
    return min(failed or costs, key=lambda cost: cost.seconds)


def _product(home: Path, base: str) -> Cost:
    """Sweep into a database that is there, and empty, of an installation that is new each time."""
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    text = CONFIG.format(base=base, pages=PAGES + 1, ads=PAGES * ADS)
    (home / "config.toml").write_text(text, "utf-8")
    new_key(home / "keys", Week.of(date.today()).year)  # noqa: DTZ011 - as the command has it
    Store.open(f"sqlite:///{home}/data/monitor.sqlite").close()
    return cost_of("monitor", "sweep", "--config", str(home / "config.toml"))


def _other(module: str, folder: Path, base: str, python: str = sys.executable) -> Cost:
    return cost_of(module, base, str(PAGES * ADS), python=python, at=folder)


def _scrapy() -> str | None:
    """Return an interpreter that has Scrapy, or None."""
    python = os.environ.get("BENCH_SCRAPY_PYTHON", sys.executable)
    command = [python, "-c", "import scrapy, phonenumbers"]
    found = run(command, stderr=DEVNULL, check=False)  # noqa: S603 - named by who runs it
    return python if found.returncode == 0 else None


if __name__ == "__main__":
    main()
