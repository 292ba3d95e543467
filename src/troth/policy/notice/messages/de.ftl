### Die Sätze einer Datenschutzerklärung auf Deutsch: kurze Wörter, kurze Sätze.

## Gemeinsames

free = { $said }
just = { $what }
just-name = { $name }
named = { $word }:
none = keine
list-and = { $first } und { $last }
list-or = { $first } oder { $last }
period-years = { $n ->
    [one] 1 Jahr
   *[other] { $n } Jahre
}
period-months = { $n ->
    [one] 1 Monat
   *[other] { $n } Monate
}
period-days = { $n ->
    [one] 1 Tag
   *[other] { $n } Tage
}
period-hours = { $n ->
    [one] 1 Stunde
   *[other] { $n } Stunden
}
period-seconds = { $n ->
    [one] 1 Sekunde
   *[other] { $n } Sekunden
}
period-none = keine Dauer
place-any = jedes Land
place-EU = Europäische Union
place-EEA = Europäischer Wirtschaftsraum
stamp = Stand: { $date }

## Seiten

page-summary = { $name }: Datenschutz in Kürze
page-full = { $name }: Datenschutzerklärung
page-full-titled = { $name }: { $title }
page-form = { $name }: Ihre Daten an dieser Stelle: { $form }
page-cookies = { $name }: Cookies
page-recruitment = { $name }: Datenschutzerklärung für Bewerber
page-recipients = { $name }: Wer Daten erhält
page-rights = { $name }: Ihre Rechte
skip = Zum Text springen
contents = Inhalt
made-from = Erstellt aus der Erklärung { $policy }, Prüfsumme { $hash }.
own-words = Wörter in einer anderen Sprache sind die eigenen Worte der Erklärung.

## Überschriften

title-summary = In Kürze
title-controller = Wer wir sind
title-people = Um wessen Daten es geht
title-data = Welche Daten wir nutzen
title-sources = Woher Daten kommen
title-forms = Wo wir Daten aufnehmen
title-purposes = Wozu wir Daten nutzen
title-withdrawal = Sie können Ihre Einwilligung widerrufen
title-recipients = Wer Daten erhält
title-transfers = Daten in anderen Ländern
title-retention = Wie lange wir Daten behalten
title-rights = Ihre Rechte
title-complaint = Sie können sich beschweren
title-automated = Entscheidungen durch Maschinen
title-cookies = Cookies
title-minors = Junge Menschen
title-sensitive = Sensible Daten
title-security = Wie wir Daten schützen
title-accounts = Ihr Konto
title-changes = Wenn sich diese Erklärung ändert
title-disputes = Wenn wir uns nicht einig sind
title-documents = Andere Dokumente
title-words = Was Wörter hier bedeuten
title-claims = Was der Text über sich selbst sagt

## In Kürze

label-who = Wer
label-what = Was
label-why = Wozu
label-yes = Ihr Ja
label-others = Andere
label-how-long = Wie lange
label-your-rights = Ihre Rechte
label-cookies = Cookies
label-children = Junge Menschen
sum-who = { $name } entscheidet, wie Ihre Daten genutzt werden.
sum-write = Schreiben Sie uns: { $value }.
sum-you-give = Sie geben uns: { $data }.
sum-device-sends = Ihr Gerät sendet uns: { $data }.
sum-others-give = Von anderen erhalten wir: { $data }.
sum-why = Wir nutzen Daten zu diesen Zwecken: { $kinds }.
sum-ask = Wir fragen Sie zuerst bei diesen Zwecken: { $kinds }.
sum-no-later = Sie können später jederzeit Nein sagen.
sum-others = { $count ->
    [one] Wir nennen eine Stelle, die Daten erhalten kann.
   *[other] Wir nennen { $count } Stellen, die Daten erhalten können.
}
sum-places = Einige davon sind hier: { $places }.
sum-no-sale = Die Erklärung sagt, dass wir Ihre Daten nicht verkaufen.
sum-longest = Die längste Frist, die die Erklärung nennt: { $period }.
sum-until = Manche Daten bleiben, bis ihr Zweck erfüllt ist.
sum-default = Nennt die Erklärung keine Frist, so löschen wir nach dieser Zeit: { $period }.
sum-rights = Sie können: { $rights }.
sum-answer = Unsere Frist für eine Antwort: { $period }.
sum-complain = Sie können sich auch bei einer Aufsicht beschweren.
sum-cookies = Wir nutzen Cookies.
sum-cookies-wait = Was nicht nötig ist, wartet auf Ihr Ja.

## Wer

label-name = Name
label-address = Anschrift
label-contact = Kontakt
label-dpo = Datenschutzbeauftragte Person
label-representative = Vertretung in der Union
label-law = Recht
label-scope = Wofür dies gilt
label-clients = Daten unserer Kunden
controller-called = Wir nennen uns { $name }.
controller-form = Rechtsform: { $form }.
controller-register = Registernummer: { $number }.
controller-registered = Eingetragen in: { $place }.
controller-affiliates = Diese Erklärung gilt auch für Unternehmen unserer Gruppe. Sie nennt sie nicht.
controller-seat = Unser Sitz liegt in diesem Land: { $place }.
contact-none = Die Erklärung nennt keine Adresse, an die Sie schreiben können.
contact-email = E-Mail: { $value }.
contact-phone = Telefon: { $value }.
contact-fax = Fax: { $value }.
contact-form = Sie können unser Kontaktformular nutzen.
contact-post = Post: { $value }.
dpo-appointed = Wir haben eine Person für den Datenschutz benannt.
representative = { $name }, { $place }.
law-named = Wir halten uns an: { $laws }.
law-as-written = Die Erklärung nennt als ihr Recht: { $law }.
scope-words = { $items }.
clients-data = Für unsere Kunden verarbeiten wir nach deren Weisung: { $data }. Sie entscheiden über die Nutzung.
recipients-lead = Diese Stellen können Daten erhalten. Sonst niemand.
recipients-none = Die Erklärung nennt niemanden, der Daten erhält. Also erhält sie niemand.
caption-recipients = Wer welche Daten wozu und wo erhält
head-recipient = Wer
head-does = Wozu
head-data = Daten
head-where = Wo
recipient-company = Firma: { $company }
recipient-needs = Voraussetzung: { $needs }.
recipient-own-purposes = Nutzt Daten auch für eigene Zwecke.
recipient-opt-out = Bietet einen Weg zum Widerspruch.
recipient-only-regions = Nur Daten von Menschen in: { $regions }.
recipient-except = Nicht in diesem Land: { $place }, für Daten von Menschen in: { $regions }.
receives-silent = Die Erklärung sagt nicht, welche Daten. Also keine.
does-silent = Die Erklärung sagt nicht, wozu.
place-silent = Die Erklärung nennt keinen Ort.
transfer-stands = Garantie: { $mechanism }.
transfer-dead = Genannte Garantie: { $mechanism }. Sie trägt nach heutigem Recht nicht.
transfer-not-made = Darum senden wir auf dieser Grundlage keine Daten dorthin.
transfer-to = Daten können dorthin gelangen: { $to }.
transfer-somewhere = Daten können in andere Länder gelangen. Die Erklärung nennt sie nicht.
transfer-to-recipient = { $name }: Daten können dorthin gelangen: { $to }.

## Was und wozu

caption-data = Arten von Daten und was dazugehört
head-items = Was es ist
head-origin = Woher
items-none = Nichts, solange kein Formular es nennt.
items-closed = Der Text lässt diese Liste offen. Wir erheben nur, was hier steht.
items-sensitive = Das ist sensibel: { $kinds }.
items-called = Der Text nennt diese Daten { $called }. Wir schützen sie als personenbezogene Daten.
items-people = Betrifft: { $people }.
origin-silent = Nicht angegeben.
source = { $source }: { $kind }.
source-gives = Von dort kommen: { $data }.
source-unnamed = Die Erklärung nennt nicht, wer genau.
source-told = Wir informieren Sie binnen: { $period }.
caption-forms = Wo Daten aufgenommen werden, mit Feldern und Zwecken
head-form = Wo
head-fields = Felder
head-purposes = Wozu
form-required = Nötig sind: { $items }. Alles andere ist freiwillig.
form-marked = Was nötig ist, ist markiert. Alles andere ist freiwillig.
form-optional = Alle Angaben sind freiwillig.
form-if-not = Wenn Sie nichts angeben: { $consequence }.
caption-purposes = Wozu wir welche Daten auf welcher Rechtsgrundlage nutzen
head-purpose = Zweck
head-ground = Rechtsgrundlage
ground = Grundlage: { $basis }.
ground-assumed = Die Erklärung nennt keine Grundlage. Wir wenden an: { $basis }.
ground-by-source = Grundlage: { $basis }, für Daten aus: { $sources }.
ground-asked-first = Vor der ersten Nachricht fragen wir Sie außerdem.
ground-interest = Unser Interesse: { $interest }.
ground-law = Gesetz: { $law }.
ground-opt-out = Sie können das beenden durch { $way }.
ground-processor = Über diese Nutzung entscheidet unser Kunde.
ground-statistics = Nur als Zahlen, die niemanden nennen.
interests-lead = Die Erklärung nennt auch diese Interessen:
interest = { $interest }.

## Wie lange

caption-retention = Wie lange wir welche Daten behalten
head-how-long = Wie lange
head-then = Und dann
kept-forms = Aufgenommen bei: { $forms }.
kept-for = Dauer: { $period }, gerechnet ab { $start }.
kept-more-than = Bis mehr als diese Zeit vergangen ist: { $period }, gerechnet ab { $start }.
kept-until = Bis { $event }.
kept-every = Geräumt wird in diesem Abstand: { $period }.
kept-as-written = Der Text sagt: { $words }.
kept-we-apply = Wir behalten sie für diese Dauer: { $period }, gerechnet ab { $start }. Das ist unsere Vorgabe, keine Zusage der Erklärung.
kept-extended = Mit Ihrer Erlaubnis länger um: { $period }.
kept-at-most = Insgesamt höchstens: { $period }.
kept-then = Danach { $action }.
kept-unless = Nicht, wenn { $cases }.
kept-because = Grund: { $because }.
kept-silent-lead = Für die folgenden Daten nennt die Erklärung keine Frist. Es gilt unsere Vorgabe:
kept-silent = { $data }: { $period }, gerechnet ab { $start }.
kept-silent-open = { $data }: bis sie nicht mehr gebraucht werden.
kept-by-law = Ein Gesetz verlangt, dass wir länger behalten: { $data }. Gesetz: { $law }.
kept-by-law-for = Dauer: { $period }.

## Rechte

rights-lead = Sie haben diese Rechte. Sagen Sie uns, was Sie möchten; einen Grund brauchen Sie nicht zu nennen.
right = Sie haben das Recht { $right }.
right-by-law = Dieses Recht gibt Ihnen das Gesetz.
explain-information = Wir sagen Ihnen, wer Ihre Daten wozu und wie lange nutzt.
explain-confirmation = Wir sagen Ihnen, ob wir Daten über Sie haben.
explain-access = Wir geben Ihnen eine Kopie Ihrer Daten und sagen Ihnen, wie wir sie nutzen.
explain-rectification = Wir berichtigen, was falsch ist, und ergänzen, was fehlt.
explain-erasure = Wir löschen Ihre Daten, wenn kein Gesetz und kein Rechtsanspruch sie braucht.
explain-restriction = Wir nutzen Ihre Daten nicht, solange eine Frage zu ihnen offen ist.
explain-objection = Wir beenden eine Nutzung, die auf unseren Interessen beruht, wenn wir keinen stärkeren Grund zeigen. Werbung beenden wir immer.
explain-portability = Wir geben Ihnen die Daten, die Sie uns gegeben haben, in einer maschinenlesbaren Form.
explain-withdrawal = Ein Ja können Sie jederzeit zurücknehmen.
explain-notification = Wir sagen es allen, die Ihre Daten erhalten haben, wenn wir sie berichtigen, löschen oder sperren.
explain-sale-opt-out = Sie können uns sagen, dass wir Ihre Daten nicht verkaufen oder teilen sollen.
answer-promised = Wir versprechen eine Antwort binnen dieser Frist: { $period }.
answer-by-law = Das Gesetz gibt uns für die Antwort diese Frist: { $period }.
rights-ways = Sie erreichen uns durch { $ways }.
rights-recipients-told = Wir geben Ihren Wunsch an alle weiter, die die Daten erhalten haben.
rights-free = Es kostet Sie nichts.
rights-restriction-grounds = Der Text nennt diese Fälle für die Einschränkung:
rights-not-for = Der Text nimmt aus:
rights-route = Der Text gibt einen weiteren Weg zum Recht { $right }. Er gilt für: { $data }.
withdrawal = Sie können Ihre Einwilligung jederzeit widerrufen.
withdrawal-earlier = Was wir zuvor getan haben, bleibt rechtmäßig.
withdrawal-purposes = Das gilt für diese Zwecke: { $purposes }.
complaint = Sie können sich bei einer Datenschutzaufsicht beschweren, vor allem dort, wo Sie wohnen, wo Sie arbeiten oder wo das Recht verletzt worden sein soll.
complaint-free = Sie müssen nicht zuerst zu uns kommen.
automated-none = Keine Maschine entscheidet allein über Sie.
automated-profiling = Wir bilden Profile aus Daten; entscheiden tun Menschen.
automated-decisions = Manche Entscheidungen über Sie treffen Maschinen allein.
automated-right = Sie haben das Recht, dass keine Maschine allein über Sie entscheidet, wenn es für Sie wichtig ist.

## Cookies

cookies-lead = Cookies sind kleine Dateien auf Ihrem Gerät. Was sonst dort etwas speichert oder liest, zählt auch dazu.
cookies-for = Wir nutzen sie zu diesen Zwecken: { $purposes }.
cookies-ask-first = Vor Ihrer Wahl setzen wir nur, was nötig ist. Alles andere wartet auf Ihr Ja.
cookies-by-use = Der Text wertet Ihre Nutzung der Website als Ja.
cookies-personal = Der Text sagt, Cookies enthielten keine personenbezogenen Daten. Wir schützen sie als solche.
cookies-out-browser = Sie können Cookies in Ihrem Browser ablehnen oder löschen.
cookies-out-banner = Sie können Ihre Wahl im Cookie-Banner jederzeit ändern.
cookies-out-both = Sie können Ihre Wahl im Cookie-Banner ändern und Cookies in Ihrem Browser ablehnen oder löschen.
cookies-degrade = Ohne Cookies funktionieren manche Teile vielleicht schlechter.
cookies-similar = Dieselbe Wahl gilt für Marken, Pixel und Kennungen Ihres Geräts.
caption-cookies = Die Cookies, die wir nutzen
head-cookie = Cookie
head-use = Art
head-party = Gesetzt von
head-expires = Endet nach
cookie-identifier = Enthält eine Kennung: { $answer }.
cookie-own = Die Erklärung nennt keine andere Stelle.
cookie-expiry-silent = Die Erklärung nennt keine Dauer.

## Umgang

minors-services = Unsere Dienste sind nicht für Menschen unter { $age }.
minors-data = Wir erheben keine Daten von Menschen unter { $age }.
minors-raised = Setzt Ihr Recht ein höheres Alter, so gilt dieses.
minors-erased = Erfahren wir von solchen Daten, so löschen wir sie.
minors-parents = Mit einem Nachweis, dass ein Elternteil zustimmt, dürfen wir sie behalten.
minors-report-anyone = Jeder kann uns einen solchen Fall melden.
minors-report-parent-guardian = Eltern und Sorgeberechtigte können uns einen solchen Fall melden.
sensitive-refused = Diese Arten von Daten erheben wir nicht: { $kinds }.
sensitive-by-law = Die Erklärung schweigt zu sensiblen Daten. Nach dem Gesetz erheben wir nicht: { $kinds }.
sensitive-exceptions = Es gibt diese engen Ausnahmen:
sensitive-admitted = { $kind }.
sensitive-admitted-at = { $kind }, bei: { $form }.
measure = Wir nutzen: { $kind }.
measure-against = Gegen: { $threats }.
more-there = Mehr dazu lesen Sie hier:
systems-lead = Hier liegen die Daten, und diese Stellen dürfen sie sehen:
system = { $kind }: { $data }.
system-vendor = Es ist { $name } von { $vendor }.
system-place = Ort: { $place }.
staff-role = { $role }, darf Daten sehen zu diesen Zwecken: { $purposes }.
effective = Eine neue Fassung gilt { $how }.
change = Art: { $weight }. Was wir tun: { $audience }.
change-consent-anew = Braucht eine neue Nutzung Ihre Einwilligung, so fragen wir Sie neu. Weiternutzen ist kein Ja.
dispute-contact-first = Der Text bittet Sie, zuerst uns zu schreiben.
dispute-escalate = Hilft das nicht, ist zuständig: { $to }.
dispute-claim = Der Text verlangt vor einer Klage ein schriftliches Verlangen.
dispute-claim-term = Unsere Frist für die Antwort: { $period }.
dispute-never-bars = Sie können trotzdem sofort zu einer Aufsicht oder vor Gericht gehen.
account-edit = Sie können Ihre Daten in Ihrem Konto ändern.
account-confidentiality-settings = Sie können einstellen, wer was sieht.
account-close = Sie können Ihr Konto schließen.
account-sign-in = Sie können sich anmelden mit: { $sources }.
account-no-passwords = Diese Passwörter speichern wir nicht.
operations = Als Verarbeitung zählt der Text: { $named }.
claims-lead = Der Text macht diese Aussagen über sich. Wo das Recht eine nicht gelten lässt, sagen wir, was wir tun.
claim = { $what }
claim-about = Es geht um: { $entries }.
document-absent = Der Text enthält dieses Dokument nicht.
