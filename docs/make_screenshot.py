"""The pictures of the README: a run's report in headless Chromium, as docs/report.png, and that of an audit of
transcripts, its first run opened, as docs/reuse.png.

    python docs/make_screenshot.py RUN_FOLDER [--out docs/report.png]

Writes the report anew from the folder's files, so that the picture shows what the code draws today.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from farfield.report import write_report, write_reuse

WIDTH, HEIGHT = 960, 1180
MOST_BYTES = 300_000
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")


def take_picture(report: Path, out: Path) -> int:
    """The top of the report at WIDTH x HEIGHT pixels, of an audit its first run; the size of the file in bytes."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("Chromium is needed: apt-get install chromium")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=list(FLAGS))
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        page.goto(report.resolve().as_uri())
        out.parent.mkdir(parents=True, exist_ok=True)
        run = page.locator("details.run").first
        if run.count():
            run.evaluate("one => one.open = true")
            run.screenshot(path=out)
        else:
            page.screenshot(path=out)
        browser.close()
    return out.stat().st_size


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("run", type=Path, help="the folder of a finished run")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("report.png"))
    given = parser.parse_args()
    write = write_reuse if (given.run / "reuse.json").is_file() else write_report
    size = take_picture(write(given.run), given.out)
    if size > MOST_BYTES:
        sys.exit(f"{given.out} has {size:,} bytes; more than {MOST_BYTES:,} is too much for a README")
    print(f"{given.out}: {size:,} bytes")


if __name__ == "__main__":
    main()
