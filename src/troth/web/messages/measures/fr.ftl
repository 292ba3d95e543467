# Mesures de sécurité : ce qui les montre, ce qui a été trouvé, ce qui est dû.

measures = Mesures de sécurité
measures-lead = Ce qu’aucun programme ne peut vérifier est montré par des documents, des pages de prestataires, des revues et des contrôles : ce qui est à jour, ce qui est dû, ce qui a été constaté. Les jours sont des jours UTC.
measures-today = Mesures de sécurité qui demandent quelque chose

measures-matrix = Menaces et mesures
measures-matrix-caption = Quelles mesures répondent à quelle menace, par nature
measures-threat = Menace
measures-column-legal = Juridiques
measures-column-organisational = Organisationnelles
measures-column-technical = Techniques
measures-uncovered = aucune
measures-none-named = La politique ne nomme aucune menace.

measures-shown = Ce qui montre les mesures
measures-shown-caption = Chaque preuve, son état et jusqu’à quand elle est à temps
measures-none-shown = La politique ne nomme rien qui montre ses mesures.
measures-measure = Mesure
measures-owner = En répond
measures-about = Montrée par
measures-kind = Nature
measures-state = État
measures-last = Dernière fois
measures-due = À temps jusqu’au

measures-kind-attestation = Attestation
measures-kind-link = Page d’un fournisseur
measures-kind-review = Revue
measures-kind-check = Contrôle

measures-state-shown = à temps
measures-state-missing = jamais consignée
measures-state-expired = échue
measures-state-failed = non confirmée
measures-state-overdue = en retard
measures-late = { $days ->
    [one] { $days } jour de retard
   *[other] { $days } jours de retard
}

measures-findings = Constats ouverts
measures-findings-caption = Ce que contrôles et revues ont trouvé et que personne n’a encore clos
measures-findings-none = Aucun constat n’est ouvert.
measures-finding = Constat
measures-weight = Poids
measures-open-for = Ouvert depuis
measures-days = { $days ->
    [one] { $days } jour
   *[other] { $days } jours
}
measures-fix-by = À corriger avant le

measures-weight-critical = critique
measures-weight-high = élevé
measures-weight-medium = moyen
measures-weight-low = faible
measures-weight-improvement = amélioration

measures-record = Consigner ce qui a été fait
measures-record-which = Ce que cela montre
measures-record-on = Jour où cela a été fait
measures-record-until = Dernier jour de validité
measures-record-until-hint = Pour une attestation seulement.
measures-record-failed = Cela ne s’est pas confirmé
measures-record-button = Consigner

measures-find = Consigner un constat
measures-find-hint = Son numéro dans votre propre suivi ; ni noms, ni phrases.
measures-find-button = Consigner le constat
measures-close = Clore
measures-close-unseen = le constat { $finding }
measures-ending = Comme
measures-ending-fixed = corrigé
measures-ending-accepted = risque accepté
