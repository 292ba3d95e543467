"""Every language has every text and word; a missing one fails here, not before a reader."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import get_args

import pytest
from fluent.runtime import FluentResource
from fluent.syntax.ast import Junk, Message, VariableReference
from fluent.syntax.visitor import Visitor

from tests.policy.notice.shipped import SHIPPED, notices, sentences, terms
from troth.assembly.notices import load_catalogue
from troth.errors import InputError
from troth.policy.notice import build
from troth.policy.notice.model import Term, say
from troth.policy.notice.spoken import LANGUAGES, Catalogue, word_id
from troth.policy.syntax import entry, rules, what, who
from troth.policy.vocabulary import LEGAL_BASES, PURPOSE_KINDS, RIGHTS, SENSITIVE_KINDS

ROOM = Path(str(build.__file__)).parent
FOLDERS = ("messages", "vocabulary")
OTHERS = [language for language in LANGUAGES if language != "en"]


def read(folder: str, language: str) -> dict[str, Message]:
    resource = FluentResource((ROOM / folder / f"{language}.ftl").read_text(encoding="utf-8"))
    junk = [each.content for each in resource.body if isinstance(each, Junk)]
    assert junk == []
    found = [each for each in resource.body if isinstance(each, Message)]
    ids = [each.id.name for each in found]
    assert len(ids) == len(set(ids)), "a text stands twice"
    return {each.id.name: each for each in found}


class Variables(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: VariableReference) -> None:
        self.names.add(node.id.name)


def variables(message: Message) -> set[str]:
    seen = Variables()
    seen.visit(message)
    return seen.names


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("language", OTHERS)
def test_a_language_has_the_texts_of_english_and_no_others(folder: str, language: str) -> None:
    assert set(read(folder, language)) == set(read(folder, "en"))


@pytest.mark.parametrize("language", OTHERS)
def test_a_text_takes_the_same_arguments_in_every_language(language: str) -> None:
    english, other = read("messages", "en"), read("messages", language)
    differing = {
        name: (variables(text), variables(other[name]))
        for name, text in english.items()
        if variables(text) != variables(other[name])
    }
    assert differing == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty_and_no_word_takes_an_argument(language: str) -> None:
    assert [name for name, each in read("messages", language).items() if not each.value] == []
    for name, word in read("vocabulary", language).items():
        assert name.startswith("word-")
        assert variables(word) == set()


def test_every_text_that_the_code_names_is_there() -> None:
    known = set(read("messages", "en"))
    named = set()
    for path in [*ROOM.glob("*.py"), *(ROOM.parent / "pages").glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say" and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    named.add(str(first.value))
    assert len(named) > 100
    assert named - known == set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SHIPPED)
def test_every_layer_of_a_shipped_policy_is_said_in_full(name: str, language: str) -> None:
    catalogue = load_catalogue(language)
    for layer, notice in notices(name).items():
        for sentence in sentences(notice):
            said = catalogue.text(sentence)
            assert said, f"{layer}: {sentence.text}"
            assert not re.search(r"[{}\ue000\ue001]", said), said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SHIPPED)
def test_every_key_of_a_shipped_policy_has_a_word(name: str, language: str) -> None:
    catalogue = load_catalogue(language)
    unknown = {
        word_id(each)
        for notice in notices(name).values()
        for sentence in sentences(notice)
        for argument in sentence.arguments.values()
        for each in terms(argument)
        if not catalogue.knows(each)
    }
    assert unknown == set()


CLOSED_LISTS = {
    "basis": LEGAL_BASES,
    "purpose-kind": PURPOSE_KINDS,
    "right": RIGHTS,
    "sensitive": SENSITIVE_KINDS,
    "origin": get_args(entry.OriginKind),
    "need": get_args(who.Need),
    "start": get_args(rules.StartEvent),
    "claim": get_args(rules.Claim.model_fields["kind"].annotation),
    "measure": get_args(rules.Measure.model_fields["kind"].annotation),
    "system": get_args(who.System.model_fields["kind"].annotation),
    "cookie-use": get_args(what.Cookie.model_fields["use"].annotation),
    "then": get_args(rules.Retention.model_fields["then"].annotation),
    "from": get_args(what.Collection.model_fields["from_"].annotation),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("group", sorted(CLOSED_LISTS))
def test_every_member_of_a_closed_list_has_a_word(group: str, language: str) -> None:
    catalogue = load_catalogue(language)
    members = CLOSED_LISTS[group]
    assert members
    missing = [each for each in members if not catalogue.knows(Term(group=group, key=each))]
    assert missing == []


def test_a_text_that_a_catalogue_lacks_is_an_error_and_not_a_blank() -> None:
    poor = Catalogue("en", "greeting = Hello { $name }\n")
    for sentence in (say("farewell"), say("greeting")):
        with pytest.raises(InputError) as lacking:
            poor.text(sentence)
        assert lacking.value.code == "notice/no-text"
        assert sentence.text in lacking.value.message
    assert poor.text(say("greeting", name="Ada")) == "Hello Ada"
