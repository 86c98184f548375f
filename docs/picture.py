"""Takes the pictures of the HTML report in docs/images: python docs/picture.py (needs chromium and playwright).

The report is that of ``piiguard scan examples/data -o report.html``, in both languages.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OPTIONS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
WIDTH, HEIGHT = 1180, 1130  # pixels: the page from its top to the risk by type


def main() -> None:
    """Scan the examples and take both pictures."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory(prefix="piiguard-docs-") as folder, sync_playwright() as driver:
        page_file = Path(folder) / "report.html"
        command = [sys.executable, "-m", "piiguard", "scan", "examples/data", "-o", str(page_file)]
        subprocess.run(command, cwd=ROOT, check=False)
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=OPTIONS)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.goto(page_file.as_uri())
        (ROOT / "docs" / "images").mkdir(exist_ok=True)
        for lang in ("en", "zh"):
            page.click(f'button[data-lang="{lang}"]')
            page.mouse.move(0, 0)
            page.screenshot(path=ROOT / "docs" / "images" / f"report-{lang}.png")
        browser.close()


if __name__ == "__main__":
    main()
