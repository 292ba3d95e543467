"""The checks that all manifests are held to find what they are for."""

from __future__ import annotations

from tests.policies import manifests


def test_a_copied_sentence_is_found_whatever_its_signs_and_case() -> None:
    seed = "We keep it, and you know it, for one year only."
    assert manifests.copied("says: we KEEP it and you-know it for: one", seed) == {
        "we keep it and you know it for",
        "keep it and you know it for one",
    }
    assert manifests.copied("we keep it and you know it", seed) == set()


def test_a_name_that_nothing_declares_is_found() -> None:
    policy = manifests.read("integrica")
    cut = {key: each for key, each in policy.categories.items() if key != "calls"}
    assert manifests.undeclared(policy.model_copy(update={"categories": cut})) == [
        "collection/call/recording: calls",
        "purposes/calls: calls",
        "retention/inactive-account: calls",
        "retention/obligations: calls",
        "sources/calls: calls",
        "systems/servers: calls",
    ]


def test_an_entry_without_its_clause_is_found() -> None:
    policy = manifests.read("integrica")
    bare = {key: each.model_copy(update={"clause": None}) for key, each in policy.people.items()}
    assert manifests.without_clause(policy.model_copy(update={"people": bare})) == [
        "people/caller",
        "people/parent-guardian",
        "people/user",
    ]


def test_a_field_that_no_purpose_of_its_form_uses_is_found() -> None:
    policy = manifests.read("integrica")
    form = policy.collection["call"].model_copy(update={"for_": ["newsletter"]})
    forms = {**policy.collection, "call": form}
    assert manifests.unusable(policy.model_copy(update={"collection": forms})) == [
        "collection/call/recording: no purpose of the form uses calls"
    ]
