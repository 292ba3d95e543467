# Sicherheitsmaßnahmen: was sie belegt, was gefunden wurde, was fällig ist.

measures = Sicherheitsmaßnahmen
measures-lead = Was kein Programm prüfen kann, belegen Papiere, Seiten der Anbieter, Durchsichten und Prüfungen: was rechtzeitig ist, was ansteht, was gefunden wurde. Tage sind Tage in UTC.
measures-today = Sicherheitsmaßnahmen, für die etwas zu tun ist

measures-matrix = Gefahren und Maßnahmen
measures-matrix-caption = Welche Maßnahmen gegen welche Gefahr stehen, nach Art
measures-threat = Gefahr
measures-column-legal = Rechtlich
measures-column-organisational = Organisatorisch
measures-column-technical = Technisch
measures-uncovered = keine
measures-none-named = Die Erklärung nennt keine Gefahren.

measures-shown = Was die Maßnahmen belegt
measures-shown-caption = Jeder Beleg, wie er steht und bis wann er rechtzeitig ist
measures-none-shown = Die Erklärung nennt nichts, was ihre Maßnahmen belegt.
measures-measure = Maßnahme
measures-owner = Verantwortlich
measures-about = Belegt durch
measures-kind = Art
measures-state = Stand
measures-last = Zuletzt
measures-due = Rechtzeitig bis

measures-kind-attestation = Bescheinigung
measures-kind-link = Seite eines Anbieters
measures-kind-review = Durchsicht
measures-kind-check = Prüfung

measures-state-shown = rechtzeitig
measures-state-missing = nie festgehalten
measures-state-expired = abgelaufen
measures-state-failed = nicht bestätigt
measures-state-overdue = überfällig
measures-late = { $days ->
    [one] { $days } Tag zu spät
   *[other] { $days } Tage zu spät
}

measures-findings = Offene Befunde
measures-findings-caption = Was Prüfungen und Durchsichten fanden und noch niemand geschlossen hat
measures-findings-none = Kein Befund ist offen.
measures-finding = Befund
measures-weight = Gewicht
measures-open-for = Offen seit
measures-days = { $days ->
    [one] { $days } Tag
   *[other] { $days } Tagen
}
measures-fix-by = Zu beheben bis

measures-weight-critical = kritisch
measures-weight-high = hoch
measures-weight-medium = mittel
measures-weight-low = gering
measures-weight-improvement = Verbesserung

measures-record = Etwas festhalten, das getan wurde
measures-record-which = Was es belegt
measures-record-on = Tag, an dem es getan wurde
measures-record-until = Letzter Tag, an dem es gilt
measures-record-until-hint = Nur bei einer Bescheinigung.
measures-record-failed = Es hat sich nicht bestätigt
measures-record-button = Festhalten

measures-find = Einen Befund festhalten
measures-find-hint = Seine Nummer in Ihrer eigenen Liste; keine Namen, keine Worte.
measures-find-button = Befund festhalten
measures-close = Schließen
measures-close-unseen = Befund { $finding }
measures-ending = Als
measures-ending-fixed = behoben
measures-ending-accepted = Risiko hingenommen
