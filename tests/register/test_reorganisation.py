"""A reorganisation: people go with every duty towards them, or not at all."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path

from tests.register.company import Company
from tests.register.conftest import Companies
from tests.register.entries import entry
from tests.register.program import Ran, options, troth
from tests.register.test_authorities import letters

SIGNED = "2026-03-02T10:00:00+00:00"
CLOSING = "2026-06-01T00:00:00+00:00"
AFTER = "2026-06-02T10:00:00+00:00"
TAKEN_ON = hashlib.sha256(b"every duty of the policy is taken on").hexdigest()
PURPOSE = "offers"


def takeover(house: Company, act: str, *given: str, at: str = CLOSING, **also: object) -> Ran:
    """`troth takeover open`, `accept`, `export`, `import`, `show`."""
    place = {"store": house.store, "keys": house.keys}
    return troth("takeover", act, *given, *options(also | place), at=at)


def registered(house: Company, address: str, *purposes: str) -> str:
    """Let somebody register, with consent to these purposes; return them."""
    form = {"email": address, "name": "Ada"}
    return house.consenting("registration", form, *purposes, at=SIGNED).said["person"]


def deal(house: Company, **also: object) -> str:
    """Write a deal down; return its id."""
    terms = {"to": "assignee", "party": "New Owner Ltd", "closing": "2026-06-01", "by": "legal-1"}
    opened = takeover(house, "open", **(terms | also))
    assert opened.code == 0, opened.words
    return opened.said["deal"]


def transferred(house: Company, folder: Path) -> tuple[Path, Path, Ran]:
    """Make the parcel of an accepted deal; return it, its key and what was said."""
    wanted = deal(house)
    takeover(house, "accept", wanted, document=TAKEN_ON, by="legal-1")
    parcel, key = folder / "parcel", folder / "parcel.key"
    made = takeover(house, "export", wanted, out=str(parcel), key_out=str(key), by="legal-1")
    assert made.code == 0, made.words
    return parcel, key, made


def assignee(house: Company, folder: Path) -> Company:
    """Return another company of the same policy, with a store that is not there yet."""
    new = folder / "assignee"
    new.mkdir()
    return Company(manifest=house.manifest, folder=new, store=f"sqlite:///{new}/data.db")


def dated(data: dict) -> None:
    """Give what is registered a fixed end, so that a clock which restarts would show."""
    data["retention"] = {"contacts": {"keeps": ["contact"], "for": "P2Y", "from": "collection"}}


@entry("sharing.reorganisation")
def test_data_goes_only_to_who_took_the_duties_on_and_no_clock_starts_again(
    company: Companies, tmp_path: Path
) -> None:
    house = company("intermind", dated)
    ann, bob = registered(house, "ann@mail.example", PURPOSE), registered(
        house, "bob@mail.example", PURPOSE
    )  # fmt: skip
    house.consent("withdraw", bob, PURPOSE, at="2026-04-01T10:00")
    house.object_to(ann, "updates", at="2026-04-02T10:00")
    house.suppress("never@mail.example", at="2026-04-03T10:00")
    asked = house.request("open", right="access", person=ann, at="2026-05-20T10:00").said
    before = {one: house.ends(one, CLOSING) for one in (ann, bob)}
    assert all(end is not None for each in before.values() for end in each.values())

    wanted = deal(house)
    given = {"out": str(tmp_path / "p"), "key_out": str(tmp_path / "k"), "by": "legal-1"}
    early = takeover(house, "export", wanted, **given)
    assert (early.code, early.codes) == (2, ["ASSIGNEE_OBLIGATION_MISSING"])
    assert not (tmp_path / "p").exists()
    parcel, key, made = transferred(house, tmp_path)
    assert (made.said["persons"], made.said["state"]) == (2, "transferred")
    ledger = house.export(ann, at=AFTER)["recipients"]
    assert [row["recipient"] for row in ledger] == ["assignee"]

    drop = tmp_path / "post"
    post = {"drop": str(drop), "from": "privacy@intermind.example"}
    for _ in range(2):
        told = takeover(house, "tell", made.said["deal"], **post)
        assert told.said["told"] == {"told": 2}
    assert len(letters(drop)) == 2
    assert all("New Owner Ltd has taken every duty" in letter for letter in letters(drop))

    new = assignee(house, tmp_path)
    taken = takeover(new, "import", str(parcel), key=str(key), signer=made.said["signer"], at=AFTER)
    assert taken.code == 0, taken.words
    assert {one: new.ends(one, AFTER) for one in (ann, bob)} == before
    assert {one["field"]: one["value"] for one in new.export(ann, at=AFTER)["data"]} == {
        "email": "ann@mail.example", "name": "Ada",
    }  # fmt: skip
    found = new.subject("find", "bob@mail.example", at=AFTER).said
    assert [one["person"] for one in found["persons"]] == [bob]
    assert new.consents(ann, at=AFTER) == house.consents(ann, at=AFTER)
    assert new.closed(ann, PURPOSE, at=AFTER) == ()
    assert new.closed(bob, PURPOSE, at=AFTER) == ("CONSENT_WITHDRAWN",)
    assert "OBJECTED" in new.closed(ann, "updates", at=AFTER)
    assert new.blocked("never@mail.example", at=AFTER) == {"do-not-contact"}
    there = new.request("show", asked["request"], at=AFTER).said
    assert (there["due"], there["state"]) == (asked["due"], asked["state"])


def test_people_stay_under_the_old_policy_and_its_periods_end_on_their_day(
    company: Companies, tmp_path: Path
) -> None:
    house = company("intermind", dated)
    person = registered(house, "ann@mail.example", PURPOSE)
    parcel, key, _ = transferred(house, tmp_path)
    new = assignee(house, tmp_path)
    assert takeover(new, "import", str(parcel), key=str(key), at=AFTER).code == 0
    old = {one["policy"] for one in house.policy("list", at=AFTER).said["versions"]}
    assert {one["policy"] for one in new.policy("list", at=AFTER).said["versions"]} == old
    proved = new.prove(at=AFTER)
    assert proved.said["counts"]["broken"] == 0, [
        (one["address"], one["reason"])
        for one in proved.said["promises"]
        if one["state"] == "broken"
    ]
    assert new.evidence("verify", at=AFTER).code == 0
    new.sweep(at="2028-03-01T10:00")
    assert len(new.held(person, at="2028-03-01T11:00")) == 2
    new.sweep(at="2028-03-03T10:00")
    assert new.held(person, at="2028-03-03T11:00") == {}


def test_a_parcel_that_was_touched_or_opened_wrongly_fills_nothing(
    company: Companies, tmp_path: Path
) -> None:
    house = company("intermind", dated)
    registered(house, "ann@mail.example")
    parcel, key, made = transferred(house, tmp_path)
    envelope = json.loads(parcel.read_bytes())
    lock = bytearray(base64.b64decode(envelope["sealed"]))
    lock[len(lock) // 2] ^= 1
    touched = tmp_path / "touched"
    touched.write_text(json.dumps(envelope | {"sealed": base64.b64encode(lock).decode()}))
    wrong = tmp_path / "wrong.key"
    wrong.write_bytes(bytes(32))
    new = assignee(house, tmp_path)

    def tried(file: Path, with_key: Path = key, **also: object) -> str:
        ran = takeover(new, "import", str(file), key=str(with_key), at=AFTER, **also)
        assert ran.code == 2
        return ran.said["error"]["code"]

    assert tried(touched) == "takeover/tampered"
    assert tried(parcel, wrong) == "takeover/wrong-key"
    assert tried(parcel, signer="0" * 64) == "takeover/other-signer"
    assert tried(key) == "takeover/malformed"
    (deep := tmp_path / "deep").write_text('{"more":' + "[" * 100_000)
    assert tried(deep) == "takeover/malformed"
    assert not (tmp_path / "assignee" / "data.db").exists()
    assert "ann@mail.example" not in parcel.read_bytes().decode("latin-1")
    given = {"key": str(key), "at": AFTER}
    assert takeover(new, "import", str(parcel), **given).code == 0
    again = takeover(new, "import", str(parcel), **given)
    assert again.said["error"]["code"] == "takeover/store-not-empty"
    assert takeover(house, "import", str(parcel), **given).said["error"]["code"] == (
        "takeover/store-not-empty"
    )
    assert made.said["records"] == 2


def test_a_policy_that_hands_nothing_on_makes_no_deal(company: Companies) -> None:
    house = company("soft-ok")
    form = {"email": "ada@mail.example", "request": "a bot"}
    house.consenting("application-form", form, "information-and-consulting", "identify-party",
                     "support", at=SIGNED)  # fmt: skip
    refused = takeover(house, "open", to="by-contract", party="New Owner Ltd",
                       closing="2026-06-01", by="legal-1")  # fmt: skip
    assert refused.said["error"]["code"] == "takeover/unknown-assignee"
    mute = company("altexsoft")
    mute.collect("contact-form", {"email": "a@mail.example"}, at=SIGNED)
    wanted = deal(mute, to="acquirer")
    out = {"out": str(mute.folder / "p"), "key_out": str(mute.folder / "k"), "by": "legal-1"}
    assert takeover(mute, "export", wanted, **out).codes == ["RECIPIENT_CATEGORY"]
