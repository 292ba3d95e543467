"""What a form sent: read into a submission for the gate, or into what is wrong with it.

Nothing is stored here. Where one value cannot be taken, the gate is not asked at all, so that
nothing is half kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from litestar.datastructures import UploadFile

from troth.core.names import Identifier, normalise
from troth.engines.consents.consents import Given
from troth.engines.consents.texts import PublishedText
from troth.engines.intake.submission import Submission
from troth.errors import InputError
from troth.policy.compiled import Form
from troth.web.form_pages import DATA, YES
from troth.web.form_refusals import Wrong
from troth.web.uploads import flaw_of
from troth.web.wording import Say


@dataclass(slots=True, kw_only=True)
class Sent:
    """A form as it was sent.

    Attributes:
        typed: Field → text, to be given back.
        files: Field → content.
        agreed: Purpose → hash of the text that stood beside the box.
        strange: Whether something came that the page never had.
    """

    ticket: str = ""
    typed: dict[str, str] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    agreed: dict[str, str] = field(default_factory=dict)
    strange: bool = False

    @property
    def data(self) -> dict[str, str | bytes]:
        """Return what was filled in; what was left empty was not given."""
        typed = {name: text for name, text in self.typed.items() if text.strip()}
        return {**typed, **{name: content for name, content in self.files.items() if content}}


def read_sent(form: Form, posted: Mapping[str, object]) -> Sent:
    """Return what was sent, by what it is."""
    sent = Sent()
    for name, value in posted.items():
        if isinstance(value, UploadFile):
            _read_file(form, sent, name.removeprefix(DATA), value)
        elif name == "ticket" and isinstance(value, str):
            sent.ticket = value
        elif name.startswith(YES) and isinstance(value, str):
            sent.agreed[name.removeprefix(YES)] = value
        elif name.startswith(DATA):
            _read_text(form, sent, name.removeprefix(DATA), value)
        elif name != "_csrf_token":
            sent.strange = True
    return sent


def _read_file(form: Form, sent: Sent, name: str, file: UploadFile) -> None:
    known = form.fields.get(name)
    # Closed at once: what does not fit into memory lies in a file without a name until then.
    with file.file as opened:
        if known is None or known.type != "file":
            sent.strange = True
        else:
            sent.files[name] = opened.read()


def _read_text(form: Form, sent: Sent, name: str, value: object) -> None:
    known = form.fields.get(name)
    if known is None or not isinstance(value, str):
        sent.strange = True
    elif known.type != "file":
        sent.typed[name] = value
    elif value:
        sent.strange = True


def flaws(form: Form, sent: Sent, say: Say) -> Wrong:
    """Return what is wrong before the gate is asked: files, and what the form lacks by itself."""
    wrong = Wrong()
    if sent.strange:
        wrong.others.append(say("forms-no-strange"))
    if not sent.data:
        wrong.others.append(say("forms-no-empty"))
    for name, content in sent.files.items():
        if len(content) > form.fields[name].max_bytes:
            wrong.fields[name] = say("forms-no-too-large")
            continue
        flaw = flaw_of(content) if content else None
        if flaw is not None:
            wrong.fields[name] = say(f"forms-file-{flaw.lower()}")
    if form.double_opt_in and sent.agreed and address_of(form, sent) is None:
        name = next((n for n, one in form.fields.items() if one.identifies == "email"), "")
        wrong.fields.setdefault(name, say("forms-no-address"))
    return wrong


def address_of(form: Form, sent: Sent) -> Identifier | None:
    """Return the e-mail address that was given, in its one spelling."""
    for name, text in sent.typed.items():
        if form.fields[name].identifies == "email" and text.strip():
            try:
                return normalise("email", text)
            except InputError:
                return None
    return None


def submission_of(
    form: Form,
    sent: Sent,
    texts: Mapping[str, PublishedText],
    *,
    person: bytes | None,
    now: datetime,
) -> Submission:
    """Return the submission for the gate.

    Args:
        texts: The register of consent texts.
        person: Of the session in which it was sent, or None.
    """
    return Submission(
        form=form.key,
        data=sent.data,
        received_at=now,
        person=person,
        consents=tuple(
            Given(
                purpose=purpose,
                text_hash=text,
                language=texts[text].language if text in texts else "en",
                layout=texts[text].layout if text in texts else "",
            )
            for purpose, text in sorted(sent.agreed.items())
        ),
    )
