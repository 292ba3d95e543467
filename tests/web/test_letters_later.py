"""A letter that could not leave at first leaves later as it would have left then."""

from __future__ import annotations

from pathlib import Path

from tests.engines.test_correspondence import Door
from tests.register.program import CONSENT_TEXT, written
from tests.web.served import serving
from troth.assembly.answering import letters_of
from troth.cli.serve import letters_chore
from troth.engines.consents.consents import Given
from troth.engines.correspondence.outgoing import Writing
from troth.engines.intake.submission import Receipt, Submission

ANN = "ann@mail.example"
WORDS = "The first issue is out.\n\nNo more of these: {{unsubscribe}}"


def with_news(data: dict) -> None:
    """Let the company send a newsletter."""
    newsletter = {"kind": "marketing", "purpose": "newsletter"}
    data["correspondence"]["templates"] = {"newsletter": newsletter}


def test_news_that_waited_for_the_relay_leave_with_every_way_out(tmp_path: Path) -> None:
    with serving(tmp_path, written("altexsoft", tmp_path, with_news)) as served:
        platform, now = served.platform, served.site.now()
        signed = platform.intake.receive(
            Submission(
                form="newsletter-signup",
                data={"email": ANN},
                received_at=now,
                consents=(Given(purpose="newsletter", text_hash=CONSENT_TEXT),),
            )
        )
        assert isinstance(signed, Receipt), signed
        news = Writing(text=WORDS, subject="News", who="news-1")
        down = served.site.mailing(Door(["closed"]))
        waits = letters_of(platform).send(signed.person, "newsletter", news, down, now)
        assert waits.state == "waiting", waits
        letters_chore(served.site).run(now)
        served.site.post.settle()
        (letter,) = served.letters(ANN)
        assert f"<{served.address}/unsubscribe/" in str(letter["List-Unsubscribe"])
        assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
