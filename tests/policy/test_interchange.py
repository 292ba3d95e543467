"""A policy in the languages of others: what goes comes back, and what cannot go is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Graph, Namespace
from rdflib.namespace import RDF

from troth.assembly.interchange import export_policy, load_dpv_terms, read_policy, written_in
from troth.assembly.law import load_law_book
from troth.assembly.policies import load_policy, load_text
from troth.errors import InputError
from troth.policy.interchange.draft import Draft
from troth.policy.interchange.fideslang import to_fideslang
from troth.policy.interchange.from_fideslang import from_fideslang
from troth.policy.interchange.from_tilt import from_tilt
from troth.policy.interchange.tilt import to_tilt
from troth.policy.syntax.manifest import Manifest
from troth.policy.vocabulary import LEGAL_BASES, PURPOSE_DPV, PURPOSE_KINDS

POLICIES = sorted((Path(__file__).resolve().parents[2] / "policies").glob("*.yaml"))
DAY = "2026-01-01"
GO = {"tilt": lambda manifest: to_tilt(manifest, DAY).document,
      "fideslang": lambda manifest: to_fideslang(manifest).document}  # fmt: skip
BACK = {"tilt": from_tilt, "fideslang": from_fideslang}
BOTH = pytest.mark.parametrize("language", GO)


def compiled(draft: Draft) -> Manifest:
    """Return the manifest of a draft that compiles."""
    loaded = load_text(
        yaml.safe_dump(draft.manifest, sort_keys=False, allow_unicode=True),
        "draft.yaml",
        law=load_law_book(),
    )
    assert not loaded.diagnostics, loaded.diagnostics
    manifest = loaded.parsed.manifest
    assert manifest is not None
    return manifest


KEYS = st.sampled_from(("contact", "usage", "orders", "cookies", "news", "help-desk", "a1"))
SAYS = st.none() | st.sampled_from(("Told by mail.", "Grüße: ein Satz", "a: b"))


@st.composite
def manifests(draw: st.DrawFn) -> Manifest:
    """Return small manifests with all that either language can say."""
    categories = draw(st.lists(KEYS, min_size=1, max_size=4, unique=True))
    some = st.lists(st.sampled_from(categories), min_size=1, max_size=3, unique=True)
    purposes = {}
    for key in draw(st.lists(KEYS, min_size=1, max_size=3, unique=True)):
        basis = draw(st.none() | st.sampled_from(LEGAL_BASES))
        purposes[key] = {"kind": draw(st.sampled_from(PURPOSE_KINDS)), "uses": draw(some),
                         "basis": basis, "says": draw(SAYS)}  # fmt: skip
        if basis == "legitimate-interests":
            purposes[key]["interest"] = draw(st.none() | st.just("a calm house"))
    receivers = {
        key: {
            "name": draw(st.none() | st.sampled_from(("Acme", "Post AG"))),
            "kind": draw(st.sampled_from(("hosts", "printers"))),
            "role": draw(st.none() | st.sampled_from(("processor", "controller"))),
            "receives": draw(st.none() | some),
            "for": draw(st.none() | st.lists(st.sampled_from(sorted(purposes)), max_size=2,
                                             unique=True)),
            "place": draw(st.none() | st.sampled_from((["US"], ["DE", "US"], ["any"]))),
            "transfer": draw(st.none() | st.sampled_from(("scc", "bcr", "privacy-shield"))),
        }
        for key in draw(st.lists(KEYS, max_size=3, unique=True))
    }  # fmt: skip
    keeping = {
        key: {"keeps": draw(some), "for": draw(st.sampled_from(("P6M", "P1Y", "PT72H"))),
              "from": draw(st.sampled_from(("collection", "last-activity")))}
        for key in draw(st.lists(KEYS, max_size=1, unique=True))
    }  # fmt: skip
    offered = st.lists(st.sampled_from(("access", "erasure", "rectification", "complaint")),
                       unique=True)  # fmt: skip
    data = {
        "troth": 1, "controller": {"name": "Example"}, "people": {"visitor": {}},
        "categories": {key: {"items": draw(st.lists(KEYS, min_size=1, max_size=3, unique=True))}
                       for key in categories},
        "purposes": purposes, "recipients": receivers, "retention": keeping,
        "rights": {"offer": draw(offered)},
    }  # fmt: skip
    return Manifest.model_validate(_said(data))


def _said(data: object) -> object:
    if isinstance(data, dict):
        return {name: _said(each) for name, each in data.items() if each is not None}
    return data


@BOTH
@settings(max_examples=60, deadline=None)
@given(manifest=manifests())
def test_what_goes_comes_back_and_goes_again_the_same(language: str, manifest: Manifest) -> None:
    gone = GO[language](manifest)
    draft = BACK[language](gone)
    assert GO[language](compiled(draft)) == gone
    assert draft.lost == draft.assumed == ()


@BOTH
@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.stem)
def test_each_published_policy_makes_the_round_trip(language: str, path: Path) -> None:
    manifest = load_policy(path).parsed.manifest
    assert manifest is not None
    gone = GO[language](manifest)
    assert GO[language](compiled(BACK[language](gone))) == gone


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
NAMES = st.sampled_from((
    "controller", "dataDisclosed", "sources", "thirdCountryTransfers", "rightToComplain", "meta",
    "system", "dataset", "data_use", "data_category", "organization",
))  # fmt: skip


@BOTH
@settings(max_examples=80, deadline=None)
@given(document=st.dictionaries(NAMES, JSON | st.lists(st.dictionaries(NAMES, JSON))))
def test_whatever_is_read_makes_a_draft_that_compiles(language: str, document: object) -> None:
    compiled(BACK[language](document))


def test_a_document_by_somebody_else_is_carried_as_far_as_it_goes_and_the_rest_is_named() -> None:
    draft = from_tilt(
        {
            "controller": {"name": "Green Company AG", "country": "DE"},
            "dataDisclosed": [
                {
                    "_id": "f1424f86 CA0F", "category": ["E-mail address"],
                    "purposes": [{"purpose": "Marketing", "description": "Once a month."}],
                    "legalBases": [{"reference": "GDPR-6-1-a"}, {"reference": "BDSG-42-5"}],
                    "recipients": [{"category": "Statistical institutes"}],
                    "storage": [{"temporal": [{"description": "Backups", "ttl":
                                               "2005-08-09T18:31:42P3Y6M4DT12H30M17S"}],
                                 "legalBasisConditional": ["SGB-100-42"]}],
                }
            ],
            "changesOfPurpose": [{"description": "soon"}],
        }
    )  # fmt: skip
    manifest = compiled(draft)
    assert manifest.categories["e-mail-address"].items == ["e-mail-address"]
    assert manifest.purposes["marketing"].basis == "consent"
    assert manifest.retention["backups"].for_ == "P3Y6M4DT12H30M17S"
    assert draft.lost == (
        "dataDisclosed/0/legalBases/BDSG-42-5",
        "dataDisclosed/0/storage/0/legalBasisConditional",
        "changesOfPurpose",
    )
    assert draft.assumed == ("purposes/marketing/kind", "retention/backups/from")


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.stem)
def test_the_dpv_document_is_rdf_and_every_term_in_it_exists(path: Path) -> None:
    loaded = load_policy(path)
    exported = export_policy(loaded, "dpv")
    graph = Graph().parse(data=written_in(exported, "dpv"), format="json-ld")
    terms = load_dpv_terms()
    spaces = terms["namespaces"]
    known = {
        "dpv": {*terms["classes"], *terms["properties"], *terms["purposes"], *terms["measures"]},
        "pd": set(terms["personal-data"]),
        "eu-gdpr": set(terms["legal-bases"].values()),
    }
    every = [str(node) for triple in graph for node in triple]
    for prefix, names in known.items():
        used = {each.removeprefix(spaces[prefix]) for each in every
                if each.startswith(spaces[prefix])}  # fmt: skip
        assert used <= names
    dpv = Namespace(spaces["dpv"])
    policy = loaded.required()
    processes = set(graph.subjects(RDF.type, dpv.PersonalDataProcess))
    assert len(processes) == len(policy.purposes)
    for process in processes:
        assert len(list(graph.objects(process, dpv.hasPurpose))) == 1
        assert list(graph.objects(process, dpv.hasPersonalData))
    assert "file:" not in "".join(every)


def test_every_kind_of_purpose_has_a_listed_term() -> None:
    listed = {f"dpv:{name}" for name in load_dpv_terms()["purposes"]}
    assert set(PURPOSE_DPV.values()) == listed


@pytest.mark.parametrize(
    ("language", "text"),
    [("tilt", "{"), ("tilt", "[]"), ("tilt", "{}"), ("fideslang", "a: [b"), ("fideslang", "just")],
)
def test_a_text_that_is_no_such_document_is_refused(
    tmp_path: Path, language: str, text: str
) -> None:
    path = tmp_path / "given.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_policy(path, language)
    assert refused.value.code == "import/not-read"


def test_what_a_language_cannot_say_is_named() -> None:
    exported = to_tilt(load_policy(POLICIES[0]).parsed.manifest, DAY)
    assert {"cookies", "rights/objection", "recipients/mailchimp"} <= set(exported.left_out)
    assert json.loads(written_in(exported, "tilt")) == exported.document
