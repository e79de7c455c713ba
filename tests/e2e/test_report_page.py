"""The report of a run in a real browser: nothing in it runs, nothing warns, the table sorts."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tqimap.report import report_file
from tqimap.report.report import MessageReport, Report

pytestmark = pytest.mark.server


@pytest.fixture
def at_once(chromium: Any) -> Iterator[Any]:
    """The browser, which looks for elements without waiting for them: the page is complete when it is there."""
    chromium.implicitly_wait(0)
    yield chromium
    chromium.implicitly_wait(10)


ENDED = datetime(2026, 5, 1, tzinfo=UTC)
HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>\"'${{7*7}}"


def the_report() -> Report:
    report = Report(detailed=True, delivered=12, failed=1, indicators=30)
    report.types.update({"FQDN": 20, "URL": 10})
    report.dropped.update({HOSTILE: 1234})
    for number in range(13):
        message = MessageReport(
            "INBOX", 7 + number, "delivered" if number else "failed", HOSTILE if not number else "", HOSTILE, HOSTILE,
            ENDED + timedelta(days=number), files=((HOSTILE, "PDF", 10),),
            indicators=(("URL", f"http://evil.com/{HOSTILE}", "body"),), relations=number, notes=(HOSTILE,),
        )  # fmt: skip
        report.add(lambda message=message: message)
    return report


def test_the_page_opens_without_a_warning_and_sorts(at_once: Any, tmp_path: Path) -> None:
    from selenium.webdriver.common.by import By

    path = tmp_path / "report.html"
    report_file.write(path, HOSTILE, ENDED, the_report())
    at_once.get(path.as_uri())
    assert at_once.get_log("browser") == []
    assert at_once.title == HOSTILE
    assert at_once.find_elements(By.CSS_SELECTOR, "a, img, body script + script") == []

    def relations() -> list[str]:
        rows = at_once.find_elements(By.CSS_SELECTOR, "#messages tbody tr:first-child td:nth-child(8)")
        return [row.text for row in rows]

    assert relations() == [str(number) for number in range(13)]
    heading = at_once.find_element(By.XPATH, "//th[text()='Relations']")
    heading.click()
    assert relations() == [str(number) for number in reversed(range(13))]
    heading.click()
    assert relations() == [str(number) for number in range(13)]
    details = at_once.find_element(By.CSS_SELECTOR, "#messages details")
    details.find_element(By.TAG_NAME, "summary").click()
    assert "hxxp://evil[.]com/" in details.text and HOSTILE[:20] in details.text


def test_a_count_stands_on_one_line_and_none_has_no_bar(at_once: Any, tmp_path: Path) -> None:
    from selenium.webdriver.common.by import By

    path = tmp_path / "report.html"
    report_file.write(path, "Intelligence Mailbox", ENDED, the_report())
    at_once.get(path.as_uri())
    lines = at_once.execute_script(
        "return [...document.querySelectorAll('.charts .number')].map((cell) => { const text = document.createRange();"
        " text.selectNodeContents(cell); return [cell.textContent, text.getClientRects().length]; })"
    )
    assert ["1234", 1] in lines and all(count == 1 for _, count in lines)
    bars = {row.text: len(row.find_elements(By.TAG_NAME, "i")) for row in at_once.find_elements(By.TAG_NAME, "tr")}
    assert (bars["delivered 12"], bars["left 0"]) == (1, 0)
