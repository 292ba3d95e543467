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
