# Measures of security: what shows them, what was found, what is due.

measures = Security measures
measures-lead = Promises that no program can check are shown by papers, vendors’ pages, reviews and checks: what is in time, what is due, what was found. Days are days of UTC.
measures-today = Security measures that want something

measures-matrix = Threats and measures
measures-matrix-caption = Which measures stand against which threat, by kind
measures-threat = Threat
measures-column-legal = Legal
measures-column-organisational = Organisational
measures-column-technical = Technical
measures-uncovered = none
measures-none-named = The policy names no threats.

measures-shown = What shows the measures
measures-shown-caption = Each piece of evidence, how it stands, and until when it is in time
measures-none-shown = The policy names nothing that shows its measures.
measures-measure = Measure
measures-owner = Answers for it
measures-about = Shown by
measures-kind = Kind
measures-state = Stands
measures-last = Last done
measures-due = In time until

measures-kind-attestation = Attestation
measures-kind-link = Page of a vendor
measures-kind-review = Review
measures-kind-check = Check

measures-state-shown = in time
measures-state-missing = never recorded
measures-state-expired = over
measures-state-failed = did not hold
measures-state-overdue = overdue
measures-late = { $days ->
    [one] { $days } day late
   *[other] { $days } days late
}

measures-findings = Open findings
measures-findings-caption = What checks and reviews found and nobody closed yet
measures-findings-none = Nothing that was found is open.
measures-finding = Finding
measures-weight = Weight
measures-open-for = Open for
measures-days = { $days ->
    [one] { $days } day
   *[other] { $days } days
}
measures-fix-by = To be fixed by

measures-weight-critical = critical
measures-weight-high = high
measures-weight-medium = medium
measures-weight-low = low
measures-weight-improvement = improvement

measures-record = Record something that was done
measures-record-which = What it shows
measures-record-on = Day on which it was done
measures-record-until = Last day on which it holds
measures-record-until-hint = Only of an attestation.
measures-record-failed = It did not hold
measures-record-button = Record

measures-find = Record a finding
measures-find-hint = Its id in your own tracker; no names, no words.
measures-find-button = Record the finding
measures-close = Close
measures-close-unseen = finding { $finding }
measures-ending = As
measures-ending-fixed = fixed
measures-ending-accepted = risk accepted
