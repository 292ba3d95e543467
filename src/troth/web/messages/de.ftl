# Was jede Seite sagt.
layout-skip = Zum Inhalt
layout-demo = Eine Probe: alle Menschen hier sind erfunden.
layout-privacy = Datenschutz
layout-pages = Seiten
layout-languages = Sprachen
nav-notice = Hinweise
nav-requests = Ihre Rechte
nav-choices = Ihre Wahl
nav-account = Ihr Konto

# Wenn etwas nicht geht.
fault-title = Das hat nicht geklappt
fault-back = Zurück zum Anfang
fault-401 = Bitte melden Sie sich zuerst an.
fault-403 = Dies steht Ihnen nicht offen.
fault-404 = Unter dieser Adresse ist nichts.
fault-405 = Diese Adresse nimmt das nicht an.
fault-413 = Das ist größer, als angenommen wird.
fault-429 = Das war viel auf einmal. Bitte warten Sie eine Minute.
fault-500 = Bei uns stimmt etwas nicht. Es wurde vermerkt.
fault-503 = Das geht gerade nicht. Bitte versuchen Sie es später.

# Formulare, die Menschen ausfüllen.
forms-title = Schreiben Sie uns
forms-lead = Jedes Formular sagt über seinem Knopf, was mit Ihren Angaben geschieht.
forms-none = Hier gibt es keine Formulare.
forms-error = Fehler:
forms-summary = Bitte sehen Sie sich dies noch einmal an
forms-nothing-kept = Nichts davon wurde behalten. Was Sie geschrieben haben, steht noch auf der Seite.
forms-choose-again = Bitte wählen Sie die Datei noch einmal.
forms-required = Was als nötig bezeichnet ist, wird gebraucht. Alles andere liegt bei Ihnen.
forms-all-optional = Sie bestimmen, was Sie ausfüllen. Nichts ist hier nötig.
forms-is-required = nötig
forms-is-optional = freiwillig
forms-file-hint = PDF, Word (DOCX), ODT, PNG, JPEG oder reiner Text, höchstens { $size } MB.
forms-phone-hint = Mit der Landesvorwahl, etwa +49 30 901820.
forms-consents = Ihre Wahl
forms-consents-hint = Kreuzen Sie nur an, womit Sie einverstanden sind. Jedes steht für sich.
forms-consent = { $purpose }: Ich bin einverstanden, dass { $company } dafür diese Daten von mir verwendet: { $data }. Ich kann das jederzeit zurücknehmen.
forms-consent-by = { $purpose }, { $channel }: Ich bin einverstanden, dass { $company } dafür diese Daten von mir verwendet und mich dazu { $channel } erreicht: { $data }. Ich kann das jederzeit zurücknehmen.
forms-doubly = Wir senden Ihnen eine E-Mail zur Bestätigung. Bis Sie bestätigen, gilt es nicht.
forms-notice = Bevor Sie senden
forms-notice-who = Wer es bekommt
forms-notice-why = Wofür
forms-notice-long = Wie lange
forms-notice-rights = Ihre Rechte
forms-notice-whole = Alles zu diesem Formular
forms-notice-full = Die ganzen Datenschutzhinweise
forms-gpc = Ihr Browser bittet uns, Ihre Daten nicht zu verkaufen oder weiterzugeben. Daran halten wir uns.
forms-vouched = Mit dem Absenden sagen Sie, dass Ihre Angaben stimmen.
forms-send = Senden
forms-sent = Es ist angekommen
forms-sent-lead = Vielen Dank. Wir haben, was Sie gesendet haben: { $form }.
forms-sent-doubly = Noch ein Schritt: Öffnen Sie die E-Mail, die wir Ihnen eben gesendet haben, und bestätigen Sie.
forms-sent-after = Sie können es sich jederzeit anders überlegen:
forms-others = Zu den anderen Formularen
forms-no-other = Das kann nicht angenommen werden ({ $code }).
forms-no-consent = Ohne Ihr Ja zu mindestens einem davon dürfen wir dies nicht annehmen.
forms-no-consent-text-replaced = Der Wortlaut hat sich geändert. Lesen Sie ihn noch einmal und kreuzen Sie neu an.
forms-no-consent-text-withdrawn = Danach fragen wir nicht mehr. Lassen Sie es weg.
forms-no-consent-text-unpublished = Der Wortlaut, dem Sie zugestimmt haben, ist nicht unserer. Lesen Sie ihn noch einmal und kreuzen Sie neu an.
forms-no-consent-text-for-another-purpose = Der Wortlaut, dem Sie zugestimmt haben, meint etwas anderes. Lesen Sie ihn noch einmal und kreuzen Sie neu an.
forms-no-consent-text-names-another-channel = Der Wortlaut, dem Sie zugestimmt haben, nennt einen anderen Weg. Bitte lesen Sie ihn noch einmal und wählen Sie neu.
forms-no-consent-parent-needed = In Ihrem Alter muss jemand zustimmen, der für Sie sorgt. Bitten Sie darum, dass man sich bei uns meldet.
forms-no-malformed-value = Bitte prüfen Sie die Schreibweise.
forms-no-too-large = Das ist größer, als wir annehmen.
forms-no-required-field-missing = Bitte füllen Sie dies aus.
forms-no-sensitive = Hier scheint es um dies zu gehen: { $kind }. Solche Daten nehmen wir nicht an; bitte lassen Sie sie weg.
forms-no-minor = Von so jungen Menschen nehmen wir keine Daten an. Bitte fragen Sie jemanden, der für Sie sorgt.
forms-no-suppressed = Wir wurden gebeten, uns an diese Adresse nie zu wenden, und halten uns daran.
forms-no-field-undeclared = Hier ist ein Feld, das dieses Formular nicht hat.
forms-no-field-not-needed = Das wird hier nicht gebraucht. Bitte lassen Sie es weg.
forms-no-consent-withdrawn = Sie haben Ihre Einwilligung zurückgenommen. Geben Sie sie zuerst unter „Ihre Wahl“ neu.
forms-no-objected = Sie haben dem widersprochen. Ändern Sie das zuerst unter „Ihre Wahl“.
forms-no-opted-out = Sie haben der Werbung widersprochen. Ändern Sie das zuerst unter „Ihre Wahl“.
forms-no-restricted = Die Verwendung Ihrer Daten ist zurzeit eingeschränkt. Bitte melden Sie sich bei uns.
forms-no-strange = Darin war etwas, das das Formular nicht hat. Bitte füllen Sie es neu aus.
forms-no-empty = Im Formular steht noch nichts.
forms-no-address = Um per E-Mail zu bestätigen, brauchen wir eine richtige E-Mail-Adresse.
forms-no-ticket = Die Seite war zu lange offen. Bitte senden Sie noch einmal.
forms-no-busy = Das wird eben angenommen. Warten Sie zwei Minuten, bevor Sie es noch einmal senden.
forms-file-type = Das ist keine der Dateiarten, die wir annehmen.
forms-file-active = In dieser Datei ist etwas, das von selbst läuft. Speichern Sie sie als einfaches Dokument und wählen Sie dieses.
forms-file-locked = Diese Datei hat ein Passwort, darum können wir sie nicht prüfen. Wählen Sie eine ohne.
forms-file-swells = In dieser Datei steckt viel mehr, als sie zeigt. Wählen Sie eine kleinere.
forms-letter-subject = { $company }: bitte bestätigen
forms-letter =
    Jemand hat uns diese Adresse gegeben und um dies gebeten: { $what }.

    Wenn Sie das waren, bestätigen Sie bitte hier:
    { $link }

    Wenn nicht, tun Sie nichts. Ohne Ihre Bestätigung tun auch wir nichts, und der Link endet nach 7 Tagen von selbst.

    { $company }

# Links in Nachrichten: bestätigen, und keine mehr bekommen.
confirm-ask = Ein Klick, und es gilt
confirm-ask-lead = Sie haben uns hierum gebeten: { $purpose }.
confirm-button = Ja, das möchte ich
confirm-not-you = Wenn Sie das nicht waren, schließen Sie diese Seite. Ohne Ihr Ja tun wir nichts.
confirm-done = Bestätigt
confirm-done-lead = Vielen Dank. Sie können es jederzeit zurücknehmen.
confirm-over = Dieser Link gilt nicht mehr
confirm-over-lead = Er wurde schon benutzt, seine sieben Tage sind um, oder Sie haben es sich anders überlegt.
unsubscribe-ask = Keine Nachrichten mehr?
unsubscribe-ask-lead = Sie bekommen von uns keine Nachrichten mehr zu: { $purpose }.
unsubscribe-button = Ja, beenden
unsubscribe-done = Sie bekommen keine mehr davon
unsubscribe-done-lead = Wir haben die Nachrichten hierzu beendet: { $purpose }.
unsubscribe-over = Dieser Link gilt nicht mehr
unsubscribe-over-lead = Darüber wird Ihnen nichts mehr gesendet.
unsubscribe-choices = Wählen, was Sie sonst bekommen

# Was jemand für sich wählt.
# Sites of others.
links = Seiten anderer
links-lead = Wir verweisen auf diese Seiten. Sie gehören uns nicht: { $company } hat keinen Einfluss darauf, was sie erfragen und was sie damit tun.
links-none = Wir verweisen auf keine Seiten anderer.
links-one = Sie verlassen uns in Richtung { $site }
links-one-lead = { $site } gehört nicht uns: { $company } hat keinen Einfluss darauf, was dort von Ihnen erfragt und was damit getan wird. Wir empfehlen, zuerst die dortige Datenschutzerklärung zu lesen. Nichts über Sie geht mit.
links-policy = Die Datenschutzerklärung von { $site } lesen
links-no-policy = Eine Datenschutzerklärung von { $site } ist uns nicht bekannt.
links-go = Weiter zu { $site }

# What customers said.
testimonials = Was Kunden sagen
testimonials-none = Im Moment wird hier nichts gezeigt.
testimonials-yours = Stammt etwas davon von Ihnen? Sie können es jederzeit ändern oder entfernen lassen.

choices-lead = Ein Ja und ein Nein gelten sofort, und Sie können beides ändern, so oft Sie wollen.
choices-none = Hier gibt es nichts, was Sie wählen könnten.
choices-interest = Wir tun das ohne Einwilligung, weil wir ein Interesse daran haben. Sagen Sie nein, und wir hören auf.
choices-waiting = Sie haben darum gebeten und noch nicht bestätigt.
choices-yes = Ja
choices-no = Nein
choices-no-marketing = Keine Werbung irgendeiner Art, was ich oben auch gesagt habe
choices-nothing = Gar nichts mehr
choices-nothing-hint = Ein Druck sagt nein zu allem hier und zu jeder Werbung. Sie können jederzeit zurückkommen.
choices-by-email = per E-Mail
choices-by-phone = per Telefon
choices-by-message = per SMS oder Messenger
choices-by-post = per Post
choices-by-in-app = in der App
choices-by-web = auf Websites
choices-since-yes = Ja seit { $date }
choices-since-no = Nein seit { $date }
choices-text = Die Worte, zu denen Sie ja gesagt haben
choices-none-said = Sie haben dazu noch nichts gesagt.
choices-theirs = Die Wahl der Person, wie sie sie sieht
choices-purpose = Zweck
choices-channel = Weg
choices-said = Gesagt
choices-since = Seit
choices-words = Prüfsumme des Wortlauts
choices-save = Meine Wahl speichern
choices-saved = Gespeichert. Es gilt ab jetzt.
choices-ask-lead = Geben Sie uns Ihre E-Mail-Adresse, und wir senden Ihnen einen Link zu dem, was Sie gewählt haben.
choices-email = E-Mail-Adresse
choices-ask-button = Link senden
choices-ask-hint = Haben Sie ein Konto? Melden Sie sich an und kommen Sie wieder: dann brauchen Sie keinen Link.
choices-sent = Sehen Sie in Ihr Postfach
choices-sent-lead = Wenn wir unter dieser Adresse etwas haben, ist ein Link unterwegs. Er gilt 7 Tage.
choices-open = Ihre Wahl
choices-open-lead = Dieser Link gilt einmal.
choices-open-button = Meine Wahl öffnen
choices-over = Dieser Link gilt nicht mehr
choices-over-lead = Er wurde schon benutzt, oder seine Zeit ist um. Bitten Sie um einen neuen.
choices-letter-subject = { $company }: Ihre Wahl
choices-letter =
    Hier sehen und ändern Sie, was Sie uns erlauben:
    { $links }

    Der Link gilt einmal, 7 Tage lang. Wenn Sie nicht darum gebeten haben, tun Sie nichts.

    { $company }
