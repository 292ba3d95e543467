"""Tables as files for spreadsheets: CSV (RFC 4180) and XLSX, the same table the same bytes.

A cell that a spreadsheet would take for a formula is written as text. Knows nothing of what the
tables tell and writes no file itself.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

Table = Sequence[Sequence[str]]
"""Rows of text; the first one holds the headings."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_EPOCH = datetime(1980, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""The first instant that a ZIP archive can say; archives and workbooks know no time zones."""
_WIDEST = 60
_LONGEST = 32_767
"""Characters that one cell of a workbook holds."""


def as_csv(table: Table) -> bytes:
    """Return a table as CSV in UTF-8, with a byte order mark for spreadsheets."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for line in table:
        writer.writerow([_as_text(cell) for cell in line])
    return text.getvalue().encode("utf-8-sig")


def _as_text(cell: str) -> str:
    # A leading apostrophe keeps a spreadsheet from running what somebody wrote into a name.
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def as_xlsx(tables: Mapping[str, Table]) -> bytes:
    """Return tables as one workbook, a sheet each, by name."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, table in tables.items():
        _fill(book.create_sheet(name[:31]), table)
    book.properties.creator = "troth"
    book.properties.created = book.properties.modified = _EPOCH
    raw = io.BytesIO()
    book.save(raw)
    return _settled(raw.getvalue())


def _fill(sheet: Worksheet, table: Table) -> None:
    for number, line in enumerate(table, 1):
        for column, said in enumerate(line, 1):
            cell = sheet.cell(row=number, column=column)
            cell.value = _legal(said)
            cell.data_type = "s"
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            if number == 1:
                cell.font = Font(bold=True)
    for column in range(1, len(table[0]) + 1):
        longest = max(len(line[column - 1]) for line in table)
        sheet.column_dimensions[get_column_letter(column)].width = min(max(longest, 8), _WIDEST)
    sheet.freeze_panes = "B2"


def _legal(said: str) -> str:
    """Return text without what XML 1.0 cannot say."""
    shown = "".join(each if each >= " " or each in "\t\n" else "\ufffd" for each in said)
    return shown[:_LONGEST]


def _settled(raw: bytes) -> bytes:
    """Return the archive with one time stamp everywhere; the library writes the day it ran."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(raw)) as source,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in sorted(source.namelist()):
            part = zipfile.ZipInfo(name, date_time=_EPOCH.timetuple()[:6])
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o600 << 16
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _without_today(content)
            target.writestr(part, content)
    return made.getvalue()


def _without_today(core: bytes) -> bytes:
    """Return the properties with the fixed instant in place of the one of saving."""
    opening, closing = b"<dcterms:modified", b"</dcterms:modified>"
    before, found, rest = core.partition(opening)
    if not found:
        return core
    said, _, after = rest.partition(closing)
    kind = said.partition(b">")[0]
    fixed = f"{_EPOCH.isoformat()}Z".encode()
    return b"".join((before, opening, kind, b">", fixed, closing, after))
