# Was man verlangen kann.
ask-information = Wie mit meinen Daten umgegangen wird
ask-confirmation = Ob Sie etwas über mich haben
ask-access = Eine Kopie meiner Daten
ask-rectification = Etwas berichtigen
ask-erasure = Meine Daten löschen
ask-restriction = Meine Daten vorerst ruhen lassen
ask-objection = Aufhören, meine Daten für etwas zu nutzen
ask-portability = Meine Daten mitnehmen
ask-withdrawal = Eine Einwilligung widerrufen
ask-sale-opt-out = Meine Daten nicht verkaufen oder weitergeben
explain-information = Was wozu erhoben wird, wer es bekommt, wo es liegt und wie lange es bleibt.
explain-confirmation = Ein Ja oder ein Nein, für jede Art von Daten.
explain-access = Alles, was über Sie gespeichert ist: woher es kam, wozu es dient, wer es erhielt und wann es geht.
explain-rectification = Etwas ist falsch, unvollständig oder ergibt ein falsches Bild.
explain-erasure = Was kein Gesetz uns behalten lässt, geht, und Sie bekommen einen Beleg.
explain-restriction = Alles bleibt, wo es ist, und niemand nutzt es, bis eine Frage geklärt ist.
explain-objection = Werbung hört sofort auf. Für alles andere müssen wir zeigen, warum wir weitermachen dürfen.
explain-portability = Was Sie uns gegeben haben, in Formaten, die andere Programme lesen.
explain-withdrawal = So leicht, wie sie zu geben. Es gilt ab sofort.
explain-sale-opt-out = Ab sofort wird nichts von Ihnen verkauft oder zur Werbung weitergegeben.

# Verlangen.
requests-title = Was möchten Sie?
requests-lead = Sie brauchen keine Gründe und keine bestimmten Worte, und es kostet nichts.
requests-how = Wie es geht
requests-how-ask = Sie sagen, was Sie möchten und wie wir Sie erreichen.
requests-how-verify = Wir schicken Ihnen einen Link, um sicher zu sein, dass Sie es sind. Niemand verlangt eine Kopie Ihres Ausweises.
requests-how-answer = Eine eigene Seite zeigt, wie es um Ihr Anliegen steht und bis wann Sie Antwort haben.
requests-account = Sie sind angemeldet: ein Klick genügt.
requests-back = Etwas anderes
request-button = Absenden
request-button-account = So machen
request-about = Worum geht es?
request-about-restriction = Warum?
request-about-rectification = Was stimmt nicht?
about-all = Um alles
about-marketing = Um Werbung jeder Art
about-interests = Um alles, was Sie aus eigenem Interesse tun
about-accuracy-contested = Etwas ist falsch, und Sie prüfen es
about-unlawful = Es wird unrechtmäßig genutzt, und ich will es nicht gelöscht haben
about-needed-for-claims = Ich brauche es für einen Anspruch
about-objection-pending = Ich habe widersprochen, und Sie wägen ab
about-purpose-fulfilled = Wozu es diente, ist vorbei
about-inaccurate = Es ist falsch
about-misleading = Es ist wahr und ergibt ein falsches Bild
about-incomplete = Es fehlt etwas
request-who = Um wen geht es?
request-who-self = Um mich
request-who-child = Um ein Kind, für das ich verantwortlich bin
request-who-client = Um jemanden, für den ich handle
request-email = Ihre E-Mail-Adresse
request-email-hint = Unter der wir Sie erreichen. Am besten die, unter der wir Sie vielleicht kennen.
request-others = Nur wenn Sie für jemand anderen schreiben
request-subject = Deren E-Mail-Adresse
request-subject-hint = Unter der die Person hier bekannt sein könnte.
request-mandate = Kennzeichen Ihrer Befugnis
request-mandate-hint = Die Nummer der Vollmacht oder Urkunde. Behalten Sie das Dokument; wir fragen, wenn etwas unklar ist.
request-residence = Wo leben Sie?
request-residence-hint = Danach richtet sich, welches Recht gilt und welche Behörde für Sie da ist.
request-residence-none = Das möchte ich nicht sagen
request-optional = freiwillig
request-no-proof = Dafür müssen Sie nicht zeigen, wer Sie sind. Kennen wir diese Adresse, gilt es sofort.
request-wrong-empty = Bitte ausfüllen.
request-wrong-email = Das ist keine E-Mail-Adresse. Sie sieht aus wie name@example.org.
request-wrong-choice = Bitte eines davon wählen.
request-wrong-mandate = Wer für jemand anderen schreibt, nennt seine Befugnis.
request-wrong-reference = Nur Buchstaben, Ziffern und . _ / : -, etwa akte-17.
request-declined = Das lässt sich so nicht verlangen. Bitte schreiben Sie uns.
request-summary = Bitte noch einmal ansehen
sent-title = Sehen Sie in Ihr Postfach
sent-lead = Wenn eine Nachricht die angegebene Adresse erreicht, ist ein Link dorthin unterwegs. Folgen Sie ihm, und es geht weiter.
sent-term = Die Frist läuft ab heute, nicht erst, wenn Sie dem Link folgen.
sent-nothing = Nach zehn Minuten nichts da? Sehen Sie bei unerwünschter Post nach, oder fragen Sie noch einmal.
sent-contact = Oder schreiben Sie an { $contact }.
verify-title = Waren Sie das?
verify-lead = Mit dieser Adresse wurde am { $day } verlangt:
verify-button = Ja, das war ich
verify-not = Wenn nicht, schließen Sie diese Seite. Dann geschieht nichts.
over-title = Dieser Link wirkt nicht mehr
over-lead = Er wurde schon benutzt, ist zu alt oder nicht ganz kopiert. Sie können jederzeit neu fragen.
over-button = Neu fragen

# Wie es um ein Anliegen steht.
status-title = Ihr Anliegen
status-number = Nummer
status-asked-on = { $right }, verlangt am { $day }
state-received = Wir haben Ihr Anliegen. Es fehlt noch, dass Sie zeigen, dass es Ihres ist: Folgen Sie dem Link, den wir geschickt haben.
state-received-other = Wir haben Ihr Anliegen. Ein Mensch hier sieht sich die genannte Befugnis an und schreibt Ihnen, wenn etwas unklar ist.
state-identifying = Wir sind noch nicht sicher, dass Sie es sind. Ein Mensch hier wird Sie etwas fragen, das nur Sie wissen. Bitte keine Kopie eines Ausweises schicken.
state-verified = Wir wissen, dass Sie es sind, und haben angefangen.
state-collecting = Wir suchen alles, was wir über Sie haben.
state-awaiting-person = Wir haben Sie etwas gefragt. Bitte antworten Sie auf unsere Nachricht.
state-suspended = Die Uhr steht.
state-decided = Es ist entschieden und wird getan.
state-carried-out = Es ist getan. Wir schreiben Ihre Antwort.
state-answered = Ihre Antwort ist da.
state-closed = Ihr Anliegen ist beantwortet und abgeschlossen.
state-appealed = Jemand anderes sieht es sich noch einmal an.
state-withdrawn = Sie haben Ihr Anliegen zurückgenommen.
state-joined = Sie hatten dasselbe schon verlangt. Eine Antwort gilt für beides.
status-by = Sie bekommen Antwort bis zum
status-overdue = Dieser Tag ist vorbei. Sie können sich jederzeit bei der Behörde beschweren.
status-paused = Sie steht aus diesem Grund: { $ground }. Solange zählen die Tage nicht.
status-extended = Die Frist wurde am { $day } verlängert, und Ihnen wurde gesagt, warum.
status-dates = Die drei Tage
status-statutory = Was das Gesetz sagt
status-promised = Was wir versprechen
status-safe = Vorsichtig gelesen
status-promised-none = nichts Eigenes
status-counts = Der früheste gilt.
status-derivation = Wie diese Tage gezählt wurden
status-outcome = Was daraus wurde
outcome-open = Noch nicht entschieden
outcome-granted = Stattgegeben
outcome-partial = Teilweise stattgegeben
outcome-refused = Abgelehnt
outcome-looked-into = Nachgesehen
ground-legal-obligation = Ein Gesetz lässt es uns behalten (Art. 17 Abs. 3 Buchst. b DSGVO).
ground-claims = Es wird für einen Anspruch gebraucht (Art. 17 Abs. 3 Buchst. e DSGVO).
ground-expression = Die Freiheit der Meinung steht dagegen (Art. 17 Abs. 3 Buchst. a DSGVO).
ground-public-health = Die öffentliche Gesundheit steht dagegen (Art. 17 Abs. 3 Buchst. c DSGVO).
ground-archiving = Es bleibt für Archiv oder Forschung (Art. 17 Abs. 3 Buchst. d DSGVO).
ground-third-party-rights = Es würde Rechte anderer berühren (Art. 15 Abs. 4, 20 Abs. 4 DSGVO).
ground-manifestly-unfounded = Das Anliegen ist offenkundig unbegründet (Art. 12 Abs. 5 Buchst. b DSGVO).
ground-excessive = Dasselbe wurde immer wieder verlangt (Art. 12 Abs. 5 Buchst. b DSGVO).
ground-compelling-grounds = Es gibt zwingende Gründe weiterzumachen (Art. 21 Abs. 1 DSGVO).
ground-not-identified = Wir konnten nicht klären, ob es um Sie geht (Art. 11 Abs. 2, 12 Abs. 2 DSGVO).
ground-not-applicable-basis = Dieses Recht reicht nicht zu Daten auf dieser Rechtsgrundlage (Art. 6, 17, 20, 21 DSGVO).
ground-held-for-a-customer = Wir haben es für einen Kunden, der Ihnen antwortet (Art. 28 Abs. 3 Buchst. e DSGVO).
ground-not-given-by-law = Das Recht des Ortes, an dem Sie leben, gibt dies nicht.
ground-other = { $ground }
status-history = Was geschehen ist
event-open = Eingegangen
event-ask-identity = Wir haben gefragt, wer Sie sind
event-verify = Es wurde gezeigt, dass Sie es sind
event-collect = Wir haben zu suchen begonnen
event-ask-person = Wir haben gefragt, was Sie meinen
event-hear = Sie haben geantwortet
event-suspend = Die Uhr wurde angehalten
event-resume = Die Uhr läuft weiter
event-extend = Die Frist wurde verlängert
event-grant = Stattgegeben
event-grant-part = Teilweise stattgegeben
event-refuse = Abgelehnt
event-carry-out = Getan
event-answer = Beantwortet
event-close = Abgeschlossen
event-appeal = Sie haben jemand anderen gebeten
event-reconsider = Wieder aufgenommen
event-uphold = Die Antwort bleibt
event-withdraw = Zurückgenommen
event-join = Mit einem früheren verbunden
status-answer = Ihre Antwort
status-answer-free = Antwort speichern
status-answer-lead = Zu Ihrer Sicherheit kommt sie in zwei Hälften: Wir schicken einen Link an Ihre Adresse, und diese Seite zeigt den Code, der ihn öffnet.
status-answer-email = Ihre E-Mail-Adresse
status-answer-send = Link schicken
status-answer-sent = Wenn es die Adresse ist, um die es geht, ist ein Link unterwegs. Er wirkt einmal, sieben Tage lang. Sie brauchen diesen Code:
status-answer-again = Nichts angekommen? Noch einen Link schicken
status-answer-code = Ihr Code
status-remedies = Wenn Sie nicht einverstanden sind
status-appeal-lead = Jemand anderes hier sieht es sich noch einmal an, mit eigener Frist.
status-appeal = Noch einmal ansehen lassen
status-complaint-lead = Sie können sich jederzeit kostenlos bei einer Behörde beschweren: { $authority }.
status-complaint-anywhere = Sie können sich jederzeit bei der Datenschutzbehörde beschweren, wo Sie leben, wo Sie arbeiten oder wo wir sind.
status-complaint = Beschwerdebrief, fertig zum Unterschreiben
status-court = Sie können auch vor Gericht gehen (Art. 79 DSGVO).
status-withdraw-lead = Sie haben es sich anders überlegt?
status-withdraw = Anliegen zurücknehmen
package-title = Ihre Antwort
package-lead = Geben Sie den Code ein, den die Seite Ihres Anliegens zeigt.
package-code = Code
package-hint = Zwölf Buchstaben und Ziffern. Leerzeichen und Striche sind gleichgültig.
package-locked = Als verschlossene Seite
package-locked-lead = Sie bleibt auf Ihrer Platte verschlossen und öffnet sich in jedem Browser mit dem Code, auch ohne Netz.
package-zip = Als ZIP
package-zip-lead = Offen für alle, die Ihr Gerät benutzen können.
package-form = Wie möchten Sie sie haben?
package-button = Speichern
package-wrong-code = Das ist nicht der Code. Sehen Sie auf der Seite Ihres Anliegens nach: Jeder Link hat seinen eigenen.
package-once = Der Link wirkt einmal.

# Die Antwort selbst.
answer-title = Antwort auf Ihr Anliegen
answer-asked = Was Sie verlangt haben
answer-outcome = Was daraus wurde
answer-received = Eingegangen
answer-made = Geschrieben
answer-request = Nummer
answer-nothing = Wir haben nichts über Sie
answer-nothing-lead = Wir haben nach der Adresse gesucht, die Sie gezeigt haben.
answer-nothing-since = Was da war, wurde am { $day } gelöscht, als seine Zeit vorbei war.
answer-no-longer = Gelöscht, bevor es übergeben werden konnte: Was bewilligt wurde, ist nicht mehr da.
answer-held = Was wir haben
answer-yes = ja
answer-no = nein
answer-data = Ihre Daten
answer-data-caption = { $count ->
    [one] Ein Wert
   *[other] { $count } Werte
}
answer-what = Was
answer-value = Wert
answer-from = Woher, wann
answer-for = Wozu, auf welcher Grundlage
answer-until = Bis
answer-waits = bis { $what }
answer-hidden = nicht gezeigt
answer-recipients = Wer es bekommen hat
answer-recipients-none = Niemand hat es bekommen.
answer-consents = Worin Sie eingewilligt haben
answer-letters = Nachrichten
answer-letter-in = von Ihnen
answer-letter-out = an Sie
answer-looks = Wer es angesehen hat
answer-customers = Was wir für Kunden haben, die Ihnen antworten
answer-erasure = Beleg der Löschung
answer-erased = Gelöschte Werte
answer-found-again = Danach noch gefunden
answer-claim = Was behauptet wird
answer-plan = Nummer des Plans
answer-kept = Was bleibt und warum
answer-systems = Systeme
answer-still = Was weitergeht
answer-refused = Was nicht gewährt wurde und warum
answer-copies = Kopien anderswo
answer-copies-lead = Von unseren Seiten ist es verschwunden. Wer es kopiert hat, etwa Suchmaschinen und Archive, wird um Löschung gebeten; was diese behalten, liegt außerhalb unserer Reichweite.
answer-told = Wem es gesagt wurde
answer-rights = Ihre Rechte
answer-machines = Entscheidungen durch Maschinen
answer-machines-none = Keine Entscheidung über Sie trifft eine Maschine allein (Art. 22 DSGVO).
answer-machines-profiling = Aus Ihren Daten werden Profile gebildet; Menschen entscheiden.
answer-machines-decisions = Manche Entscheidungen über Sie treffen Maschinen allein (Art. 22 DSGVO).
answer-may-receive = Wer es bekommen darf
answer-kept-by = Bei wem es liegt
answer-authority = Für Sie ist das: { $authority }.
answer-transfers = Empfänger in anderen Ländern und was jede Übermittlung trägt
answer-valid = heute gültig
answer-you = Sie
answer-remedies = Wenn Sie nicht einverstanden sind
answer-remedies-lead = Sie können sich bei einer Aufsichtsbehörde beschweren (Art. 77 DSGVO) und vor Gericht gehen (Art. 79 DSGVO).
answer-files = Dateien neben dieser Seite
locked-title = Ihre Antwort ist verschlossen
locked-lead = Geben Sie den Code ein, der Ihnen gezeigt wurde. Nichts verlässt dieses Gerät.
locked-code = Code
locked-open = Öffnen
locked-opening = Wird geöffnet…
locked-wrong = Das ist nicht der Code, oder die Datei wurde verändert.
locked-save = answer.zip speichern
locked-script = Zum Öffnen braucht es einen Browser, der Skripte ausführt.

# Briefe.
letter-verify-subject = { $company }: Ist dieses Anliegen Ihres?
letter-verify =
    Mit dieser Adresse wurde von { $company } verlangt:

    { $right }

    Waren Sie das? Dann folgen Sie diesem Link. Er wirkt einmal, sieben Tage lang.

    { $link }

    Wenn nicht, tun Sie nichts. Dann geschieht nichts.
    Niemand wird Sie je um eine Kopie Ihres Ausweises bitten.
letter-receipt-subject = { $company }: Wir haben Ihr Anliegen
letter-receipt =
    Wir haben Ihr Anliegen: { $right }.

    Diese Seite zeigt, wie es darum steht und bis wann Sie Antwort haben:

    { $link }

    Behalten Sie den Link für sich: Wer ihn hat, sieht, wie es um Ihr Anliegen
    steht, und nichts von Ihren Daten.
letter-mailed-subject = [#{ $code }] { $company }: Ist dieser Antrag von Ihnen?
letter-mailed =
    Eine Nachricht von dieser Adresse hat { $company } am { $day } erreicht.
    Wir haben sie als diesen Antrag gelesen:

    { $right }

    Waren Sie das, und haben Sie das gemeint? Dann folgen Sie diesem Link. Er
    gilt einmal, sieben Tage lang.

    { $link }

    Oder antworten Sie auf diesen Brief mit dem Wort Ja und lassen Sie den
    Betreff, wie er ist.

    Die Frist für die Antwort läuft seit dem { $day }:
    { $dates }

    Waren Sie es nicht, tun Sie nichts. Niemand erfährt etwas, nichts ändert
    sich. Niemand wird Sie je um die Kopie eines Ausweises bitten.
letter-stopped-subject = { $company }: Ihre Nachricht gilt
letter-stopped =
    Ihre Nachricht vom { $day } hat { $company } erreicht. Wir haben sie so
    gelesen:

    { $right }

    Das gilt ab jetzt, für alle Ihre Adressen und Nummern, die wir zusammen mit
    dieser kennen. Mehr ist nicht nötig.

    Die Frist für die Antwort läuft seit dem { $day }:
    { $dates }

    Waren Sie es nicht oder meinten Sie etwas anderes, antworten Sie auf
    diesen Brief.
letter-left-subject = { $company }: keine Nachrichten mehr
letter-left =
    Sie haben { $company } gebeten, keine Nachrichten wie die mehr zu bekommen,
    auf die Sie geantwortet haben. Ab jetzt kommen keine mehr.

    Was zu einem Vertrag oder Dienst von Ihnen gehört, wird weiter gesendet.
letter-date-promised = wie wir versprechen: bis { $day }
letter-date-statutory = nach dem Gesetz: bis { $day }
letter-date-safe = nach dem Gesetz, ohne Feiertage gerechnet: bis { $day }
letter-answered-subject = { $company }: Ihre Antwort ist da
letter-answered =
    Ihre Antwort ist da: { $right }.

    Holen Sie sie auf der Seite Ihres Anliegens:

    { $link }

    Die Seite schickt Ihnen den Link dazu und zeigt den Code, der ihn öffnet.
letter-package-subject = { $company }: Ihre Antwort
letter-package =
    Hier ist die Antwort auf Ihr Anliegen: { $right }.

    { $link }

    Der Link wirkt einmal, sieben Tage lang, mit dem Code, den die Seite Ihres
    Anliegens gezeigt hat. Er steht mit Absicht nicht in diesem Brief.

# Eine Beschwerde.
complaint-somebody = An die Datenschutzbehörde
complaint-date = { $day }
complaint-subject = Beschwerde nach Artikel 77 der Datenschutz-Grundverordnung über { $company }
complaint-about = Die Beschwerde richtet sich gegen:
complaint-asked = Am { $day } habe ich verlangt: { $right }.
complaint-due = Die Antwort war fällig am { $day }.
complaint-late = Ich habe keine Antwort bekommen.
complaint-open = Das Anliegen ist noch offen.
complaint-answered = Es wurde beantwortet, und ich bin mit der Antwort nicht einverstanden.
complaint-refused = Es wurde aus diesem Grund abgelehnt: { $ground }.
complaint-partial = Ihm wurde nur teilweise stattgegeben, aus diesem Grund: { $ground }.
complaint-number = Das Anliegen hat die Nummer { $request }.
complaint-wish = Ich bitte Sie, dem nachzugehen und mir zu sagen, was daraus wurde (Artikel 77 Absatz 2).
complaint-reasons = Meine Gründe:
complaint-name = Name, Anschrift, Unterschrift:
