"""What programs hand over at once: each is decided alone, and a fault is told to whose it is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.engines.grounds import on_sqlite
from tests.engines.living import consent, kept, living
from troth.engines.intake.submission import Receipt, Refusal, Submission
from troth.errors import InputError
from troth.web.batches import take_in, write_consents

NOBODY = bytes(16)


def test_a_consent_that_is_none_keeps_no_other_from_being_written(tmp_path: Path) -> None:
    ground = on_sqlite(tmp_path)
    with living(ground, "altexsoft") as troth:
        one, two = troth.vault.create_persons(2, troth.clock.now())
        good = consent("newsletter")
        first, none, again = write_consents(
            troth, [(one, good), (two, consent("unheard-of")), (one, replace(good, language="de"))]
        )
        assert isinstance(none, InputError)
        assert [row.language for row in troth.consents.show(one)] == ["en", "de"]
        assert [(first.person, first.at), (again.person, again.language)] == [
            (one, troth.consents.show(one)[0].at),
            (one, "de"),
        ]
        assert troth.consents.show(two) == []


def test_a_submission_of_nobody_fails_alone_and_a_refused_one_is_refused_alone(
    tmp_path: Path,
) -> None:
    ground = on_sqlite(tmp_path)
    with living(ground) as troth:
        known = kept(troth).person
        sent = Submission(
            form="contact-form", data={"email": "ann@mail.example", "message": "hello"},
            received_at=troth.clock.now(),
        )  # fmt: skip
        new, nobody, refused, old = take_in(
            troth,
            [sent, replace(sent, person=NOBODY), replace(sent, form="no-such"),
             replace(sent, person=known)],
        )  # fmt: skip
        assert isinstance(new, Receipt)
        assert isinstance(nobody, InputError)
        assert nobody.code == "subject/unknown"
        assert isinstance(refused, Refusal)
        assert isinstance(old, Receipt)
        assert old.person == known
        with troth.data.read() as reader:
            assert len(list(reader.records([new.person]))) == 2
            assert len(list(reader.records([known]))) == 4
