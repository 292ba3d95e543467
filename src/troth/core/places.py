"""Where somebody lives: codes of ISO 3166, and nothing that only looks like one.

A place decides which law counts, so that a slip of the pen must not pass for a country without any.
Regions are checked by their shape, those of the United States by their names, since laws hang on
them.

ISO 3166-1 (countries) and 3166-2 (regions).
"""

from __future__ import annotations

import re
from typing import Final

from troth.errors import InputError

_COUNTRIES: Final = (
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR "
    "BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ "
    "EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW "
    "GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY "
    "KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV "
    "MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY "
    "QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG "
    "TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM "
    "ZW "
)  # fmt: skip
COUNTRIES: Final = frozenset(_COUNTRIES.split())
"""The officially assigned codes of two letters."""

_STATES: Final = (
    "AK AL AR AS AZ CA CO CT DC DE FL GA GU HI IA ID IL IN KS KY LA MA MD ME MI MN MO MP MS MT NC "
    "ND NE NH NJ NM NV NY OH OK OR PA PR RI SC SD TN TX UM UT VA VI VT WA WI WV WY "
)  # fmt: skip
STATES: Final = frozenset(_STATES.split())
"""Regions of the United States."""

_CODE: Final = re.compile(r"([A-Z]{2})(?:-([A-Z0-9]{1,3}))?")
_MEANT: Final = {"UK": "GB", "EL": "GR"}
"""Codes that people write for others."""


def is_place(code: str) -> bool:
    """Tell whether a code is one of a country, or of a region of it: `LT`, `US-CA`."""
    read = _CODE.fullmatch(code)
    if read is None or read[1] not in COUNTRIES:
        return False
    return read[1] != "US" or read[2] is None or read[2] in STATES


def read_place(written: str) -> str:
    """Return a place as it is spelled in ISO 3166, in whatever case it was written.

    Raises:
        InputError: `place/unknown`.
    """
    code = written.strip().upper()
    if is_place(code):
        return code
    country, hyphen, region = code.partition("-")
    meant = _MEANT.get(country)
    help = "write a country such as LT, or a region such as US-CA"
    if meant is not None:
        help = f"did you mean `{meant}{hyphen}{region[:3]}`?"
    raise InputError("place/unknown", f"`{written[:20]}` is no place of ISO 3166", help=help)
