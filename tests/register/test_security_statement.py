"""The security statement: a gap where it is missing, a link of the notice where it is there."""

from __future__ import annotations

import re
from pathlib import Path

from tests.register.company import Company
from tests.register.conftest import Companies
from tests.register.entries import entry
from tests.register.program import options, troth
from tests.web.filling import read, send
from tests.web.served import serving

ADDRESS = "https://www.intexsoft.example/documents/security-statement"


def missing(house: Company) -> list[str]:
    """Return the documents that a lint says are missing."""
    found = house.check().said["findings"]
    return [name for one in found if one["code"] == "GAP.document-missing" for name in one["about"]]


def there(data: dict) -> None:
    data["documents"]["security-statement"] |= {"present": True, "url": ADDRESS}


def part(text: str, key: str) -> str:
    """Return one section of a page of the notice."""
    found = re.search(rf'<section id="{key}".*?</section>', text, re.DOTALL)
    return found[0] if found else ""


@entry("security.security-statement")
def test_the_notice_leads_to_the_statement_and_other_questions_reach_sales(
    company: Companies, tmp_path: Path
) -> None:
    assert "security-statement" in missing(company("intexsoft"))
    house = company("intexsoft", there)
    assert "security-statement" not in missing(house)

    store = {"store": str(tmp_path / "data.db")}
    statement = tmp_path / "security-statement.md"
    statement.write_text("# Security\n", encoding="utf-8")
    with serving(tmp_path, house.manifest) as site, site.client() as visitor:
        place = options({"kind": "statement", **store})
        assert troth("document", "publish", "security-statement", statement, *place).code == 0
        notice = visitor.get("/notice")
        assert f'href="{ADDRESS}"' in part(notice.text, "security")
        assert ADDRESS in visitor.get("/notice.md").text
        served = visitor.get("/documents/security-statement/1")
        assert (served.status_code, served.text) == (200, "# Security\n")

        form = read(visitor.get("/forms/security-question"))
        asked = {"email": "buyer@mail.example", "message": "Where do your servers stand?"}
        assert send(visitor, form, asked).status_code == 303
        sales = troth("correspondence", "list", *options({"topic": "sales", **store})).said
        assert [one["state"] for one in sales["inquiries"]] == ["received"]
        with site.platform.data.read() as reader:
            forms = {a.form: a.purposes for a in reader.activities().values()}
        assert forms == {"security-question": ("inquiry",)}
