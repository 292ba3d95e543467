"""Which row lies in which table of the memory model's data store."""

from __future__ import annotations

from collections.abc import Mapping

from troth.storage.case_rows import CaseEventRow, CaseRow
from troth.storage.dossier_rows import DossierEventRow, DossierPersonRow, DossierRow
from troth.storage.message_rows import MessageRow
from troth.storage.program_rows import DeliveryRow, ReplyRow, WebhookRow
from troth.storage.request_rows import DueStepRow, RequestEventRow, RequestRow
from troth.storage.rows import (
    AccessRow,
    ActivityRow,
    ClockRow,
    ConsentRow,
    DisclosureRow,
    FactRow,
    HoldRow,
    IntentRow,
    NodeRow,
    PersonRow,
    PlanRow,
    PolicyRow,
    RecordRow,
    RefusalRow,
    StandingRow,
)
from troth.storage.signin_rows import (
    AccountRow,
    LinkRow,
    PasskeyRow,
    ReviewRow,
    SessionRow,
    SignInRow,
    StaffRow,
    TokenRow,
)
from troth.storage.version_rows import CampaignRow, DocumentRow, NoticeRow, VersionRow

COLUMNS: Mapping[str, type] = {
    "persons": PersonRow,
    "activities": ActivityRow,
    "records": RecordRow,
    "clocks": ClockRow,
    "standing": StandingRow,
    "consents": ConsentRow,
    "holds": HoldRow,
    "disclosures": DisclosureRow,
    "accesses": AccessRow,
    "refusals": RefusalRow,
    "intents": IntentRow,
    "plans": PlanRow,
    "facts": FactRow,
    "nodes": NodeRow,
    "policies": PolicyRow,
    "requests": RequestRow,
    "request_events": RequestEventRow,
    "due_steps": DueStepRow,
    "accounts": AccountRow,
    "staff": StaffRow,
    "passkeys": PasskeyRow,
    "sessions": SessionRow,
    "links": LinkRow,
    "tokens": TokenRow,
    "sign_ins": SignInRow,
    "reviews": ReviewRow,
    "versions": VersionRow,
    "documents": DocumentRow,
    "campaigns": CampaignRow,
    "notices": NoticeRow,
    "cases": CaseRow,
    "case_events": CaseEventRow,
    "dossiers": DossierRow,
    "dossier_events": DossierEventRow,
    "dossier_persons": DossierPersonRow,
    "messages": MessageRow,
    "webhooks": WebhookRow,
    "deliveries": DeliveryRow,
    "replies": ReplyRow,
}
