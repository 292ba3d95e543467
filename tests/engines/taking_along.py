"""A company whose people have contact details, letters, appointments, and notes by others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tests.engines.grounds import Ground, on_memory
from tests.engines.living import submit
from troth.assembly.law import load_law_book
from troth.assembly.platform import Platform, build_platform
from troth.assembly.policies import load_text
from troth.engines.export.export import Pack
from troth.engines.export.folder import portable_folder
from troth.engines.intake.submission import Receipt

MANIFEST = """
troth: 1
controller: {name: Harbour, law: [GDPR], contact: {email: privacy@harbour.example}}
revision: {dated: 2025-01-01}
categories:
  contact:
    items: [surname, first-name, email, phone, company, street, born]
    portable-as: {surname: family-name, first-name: given-name, company: organisation,
                  street: address}
  letters:
    items: [letter, thread, transcript]
    portable-as: {letter: message, thread: message}
    written-by: {thread: several, transcript: several}
  visits: {items: [visit], portable-as: {visit: event}}
  papers: {items: [cv]}
  notes: {items: [note], written-by: {note: others}}
  scores: {items: [score]}
  bought: {items: [segment]}
  fraud: {items: [signal]}
sources:
  website: {kind: direct}
  scoring: {kind: derived}
  brokers: {kind: third-party}
purposes:
  support: {kind: support, basis: contract,
            uses: [contact, letters, visits, papers, notes, scores, bought]}
  guard: {kind: fraud-prevention, basis: legitimate-interests, uses: [fraud], balancing: b-1}
collection:
  profile:
    from: person
    source: website
    fields:
      email: {category: contact, type: email, required: true}
      phone: {category: contact, type: phone}
      first-name: {category: contact}
      surname: {category: contact}
      company: {category: contact}
      street: {category: contact}
      born: {category: contact, type: birth-date}
    for: [support]
  letter: {from: person, source: website, for: [support],
           fields: {letter: {category: letters}, thread: {category: letters},
                    transcript: {category: letters, type: file}}}
  visit: {from: person, source: website, for: [support],
          fields: {visit: {category: visits, type: json}}}
  cv: {from: person, source: website, for: [support], fields: {cv: {category: papers, type: file}}}
  note: {from: staff, source: website, for: [support], fields: {note: {category: notes}}}
  score: {from: system, source: scoring, for: [support], fields: {score: {category: scores}}}
  broker: {from: third-party, source: brokers, for: [support],
           fields: {segment: {category: bought}}}
  signal: {from: device, source: website, for: [guard], fields: {signal: {category: fraud}}}
retention:
  all: {keeps: [contact, letters, visits, papers, notes, scores, bought, fraud], for: P12M,
        from: collection, then: erase}
"""

PROFILE = {
    "email": "ada@example.org", "phone": "+442079460123", "first-name": "Ada",
    "surname": "Example", "company": "Lamps; and, Sons", "street": "1 Quay", "born": "1990-02-03",
}  # fmt: skip
REPLY = (
    "From: clerk@harbour.example\nTo: ada@example.org\nDate: Mon, 03 Mar 2025 10:00:00 +0000\n"
    "Subject: Your lamp\n\nWrite to bob@elsewhere.example.\n"
)
OWN_LETTER = (
    "From: Ada <ada@example.org>\nTo: clerk@harbour.example\n"
    "Date: Mon, 03 Mar 2025 09:00:00 +0000\nSubject: My lamp\n\nFrom here it looks broken.\n"
)


@contextmanager
def harbour(ground: Ground | None = None) -> Iterator[Platform]:
    """Open the company on a ground, by default in memory."""
    policy = load_text(MANIFEST, "harbour.yaml", law=load_law_book()).required()
    with (ground or on_memory()).opened() as laid:
        yield build_platform(laid, policy)


def known(troth: Platform) -> bytes:
    """Let somebody give their contact details."""
    answer = submit(troth, "profile", PROFILE)
    assert isinstance(answer, Receipt), answer
    return answer.person


def add(troth: Platform, person: bytes, form: str, **data: str | bytes) -> str:
    """Let something come in about a known person; return its record's id."""
    answer = submit(troth, form, data, person=person, shown={"balancing": "b-1"})
    assert isinstance(answer, Receipt), answer
    return answer.kept[0].record.hex()


def pack_of(troth: Platform, person: bytes) -> Pack:
    return troth.export.assemble(person, troth.clock.now())


def folder_of(troth: Platform, person: bytes) -> dict[str, bytes]:
    """Return the files a person takes along."""
    pack = pack_of(troth, person)
    return portable_folder(troth.policy, pack.content, troth.export.portion(pack))
