"""`troth notice`: what people read, made from the manifest that runs.

Without `--to` one layer goes to standard output; with it every layer (or the one named) becomes a
file. How easily the summary reads is said beside it. Nothing is published by it.
"""

from __future__ import annotations

from pathlib import Path

import click

from troth.assembly.notices import (
    FORMATS,
    notice_layers,
    notice_page,
    reading_ease,
    render,
)
from troth.assembly.policies import LoadedPolicy, load_policy
from troth.cli.files import write_report
from troth.cli.options import json_option, manifest_argument
from troth.cli.outcome import Exit
from troth.cli.output import Output, counted, line, table
from troth.errors import InputError
from troth.policy.notice.spoken import LANGUAGES


@click.command()
@manifest_argument
@click.option("--language", type=click.Choice(LANGUAGES), default="en", help="By default English.")
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="html", help="By default HTML."
)
@click.option(
    "--layer",
    metavar="LAYER",
    help="summary, full, form:KEY, cookies, recruitment, recipients or rights.",
)
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Write files here: every layer, or the one named.",
)
@json_option
def notice(
    file: Path, language: str, form: str, layer: str | None, folder: Path | None, output: Output
) -> Exit:
    """Make the privacy notice of a manifest, layer by layer."""
    loaded = load_policy(file)
    known = notice_layers(loaded)
    measured = reading_ease(notice_page(loaded, "summary", language))
    ease: dict[str, object] = {
        "score": measured.score, "sentences": measured.sentences, "words": measured.words,
        "syllables": measured.syllables,
    }  # fmt: skip
    told = f"reading ease of the summary ({language}): {measured.score:g}"
    if folder is None:
        text = render(notice_page(loaded, layer or "full", language), form)
        document = {"language": language, "format": form, "notice": text, "reading-ease": ease}
        output.raw(document, text)
        output.note(told)
        return Exit.DONE
    written = _written(loaded, (layer,) if layer else known, language, form, folder)
    rows = [(each, str(path)) for each, path in written.items()]
    output.show(
        {"language": language, "files": {n: str(p) for n, p in rows}, "reading-ease": ease},
        table(("layer", "file"), rows),
        line(""),
        line(f"{counted(len(rows), 'file')}; {told}"),
    )
    return Exit.DONE


def _written(
    loaded: LoadedPolicy, wanted: tuple[str, ...], language: str, form: str, folder: Path
) -> dict[str, Path]:
    """Write layers as files, each named after its layer and language; older ones are replaced."""
    if folder.exists() and not folder.is_dir():
        raise InputError("file/no-folder", f"`{folder}` is no folder", help="name a folder")
    texts = {each: render(notice_page(loaded, each, language), form) for each in wanted}
    folder.mkdir(parents=True, exist_ok=True)
    written = {}
    for each, text in texts.items():
        written[each] = folder / f"{each.replace(':', '-')}.{language}.{form}"
        write_report(written[each], text)
    return written
