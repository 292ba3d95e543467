# Ce que l’on peut demander.
ask-information = Comment mes données sont traitées
ask-confirmation = Si vous avez quelque chose sur moi
ask-access = Une copie de mes données
ask-rectification = Corriger quelque chose
ask-erasure = Effacer mes données
ask-restriction = Laisser mes données au repos
ask-objection = Cesser d’utiliser mes données pour quelque chose
ask-portability = Emporter mes données
ask-withdrawal = Retirer un consentement
ask-sale-opt-out = Ne pas vendre ni partager mes données
explain-information = Ce qui est recueilli et pourquoi, qui le reçoit, où cela se trouve et pour combien de temps.
explain-confirmation = Un oui ou un non, pour chaque sorte de données.
explain-access = Tout ce qui est conservé sur vous : d’où cela vient, à quoi cela sert, qui l’a reçu et quand cela disparaît.
explain-rectification = Quelque chose est faux, incomplet ou donne une fausse image.
explain-erasure = Ce qu’aucune loi ne nous fait garder disparaît, et vous recevez un reçu.
explain-restriction = Tout reste en place, et personne ne s’en sert tant qu’une question n’est pas réglée.
explain-objection = La publicité cesse aussitôt. Pour le reste, c’est à nous de montrer pourquoi nous pouvons continuer.
explain-portability = Ce que vous nous avez donné, dans des formats que d’autres programmes lisent.
explain-withdrawal = Aussi simple que de le donner. Cela vaut dès maintenant.
explain-sale-opt-out = Dès maintenant, rien de vous n’est vendu ni transmis pour de la publicité.

# Demander.
requests-title = Que souhaitez-vous ?
requests-lead = Il ne faut ni raisons ni formules, et c’est gratuit.
requests-how = Comment cela se passe
requests-how-ask = Vous dites ce que vous voulez et comment vous joindre.
requests-how-verify = Nous vous envoyons un lien, pour être sûrs que c’est vous. Personne ne demande de copie de votre pièce d’identité.
requests-how-answer = Une page à vous montre où en est votre demande et pour quel jour vous aurez une réponse.
requests-account = Vous êtes connecté : un clic suffit.
requests-back = Autre chose
request-button = Envoyer
request-button-account = Le faire
request-about = De quoi s’agit-il ?
request-about-restriction = Pourquoi ?
request-about-rectification = Qu’est-ce qui ne va pas ?
about-all = De tout
about-marketing = De toute publicité
about-interests = De tout ce que vous faites dans votre propre intérêt
about-accuracy-contested = Quelque chose est faux, et vous le vérifiez
about-unlawful = L’usage est illicite, et je ne veux pas d’effacement
about-needed-for-claims = J’en ai besoin pour un droit en justice
about-objection-pending = Je me suis opposé, et vous examinez
about-purpose-fulfilled = Le but est atteint
about-inaccurate = C’est faux
about-misleading = C’est vrai et donne une fausse image
about-incomplete = Il manque quelque chose
request-who = De qui s’agit-il ?
request-who-self = De moi
request-who-child = D’un enfant dont je suis responsable
request-who-client = De quelqu’un qui m’a chargé d’agir
request-email = Votre adresse e-mail
request-email-hint = Où nous vous joignons. De préférence celle que nous connaissons peut-être.
request-others = Seulement si vous demandez pour quelqu’un d’autre
request-subject = Son adresse e-mail
request-subject-hint = Sous laquelle la personne est peut-être connue ici.
request-mandate = Référence de votre pouvoir
request-mandate-hint = Le numéro du mandat ou de l’acte. Gardez le document ; nous demanderons en cas de doute.
request-residence = Où vivez-vous ?
request-residence-hint = Cela décide du droit qui s’applique et de l’autorité qui est là pour vous.
request-residence-none = Je préfère ne pas le dire
request-optional = facultatif
request-no-proof = Il ne faut pas prouver qui vous êtes. Si nous connaissons cette adresse, cela vaut aussitôt.
request-wrong-empty = Merci de remplir ce champ.
request-wrong-email = Ce n’est pas une adresse e-mail. Elle ressemble à nom@example.org.
request-wrong-choice = Merci de choisir l’un de ceux-ci.
request-wrong-mandate = Qui demande pour autrui nomme son pouvoir.
request-wrong-reference = Lettres, chiffres et . _ / : - seulement, comme dossier-17.
request-declined = Cela ne peut pas être demandé ainsi. Merci de nous écrire.
request-summary = À revoir, s’il vous plaît
sent-title = Regardez votre messagerie
sent-lead = Si un message peut atteindre l’adresse donnée, un lien est en route. Suivez-le, et votre demande avance.
sent-term = Le délai court dès aujourd’hui, et non à partir du lien.
sent-nothing = Rien après dix minutes ? Regardez parmi les indésirables, ou demandez encore.
sent-contact = Ou écrivez à { $contact }.
verify-title = Était-ce vous ?
verify-lead = Avec cette adresse, on a demandé le { $day } :
verify-button = Oui, c’était moi
verify-not = Sinon, fermez cette page. Il ne se passe rien.
over-title = Ce lien ne sert plus
over-lead = Il a déjà servi, il est trop ancien ou n’a pas été copié en entier. Vous pouvez redemander à tout moment.
over-button = Redemander

# Où en est une demande.
status-title = Votre demande
status-number = Numéro
status-asked-on = { $right }, demandé le { $day }
state-received = Nous avons votre demande. Il reste à montrer qu’elle est de vous : suivez le lien envoyé.
state-received-other = Nous avons votre demande. Une personne examine le pouvoir nommé et vous écrit si quelque chose n’est pas clair.
state-identifying = Nous ne sommes pas encore sûrs que c’est vous. Une personne vous demandera quelque chose que vous seul savez. N’envoyez pas de copie d’une pièce d’identité.
state-verified = Nous savons que c’est vous, et avons commencé.
state-collecting = Nous cherchons tout ce que nous avons sur vous.
state-awaiting-person = Nous vous avons posé une question. Merci de répondre à notre message.
state-suspended = Le délai est arrêté.
state-decided = C’est décidé, et en cours.
state-carried-out = C’est fait. Nous écrivons votre réponse.
state-answered = Votre réponse est prête.
state-closed = Votre demande a reçu sa réponse et est close.
state-appealed = Quelqu’un d’autre réexamine.
state-withdrawn = Vous avez retiré votre demande.
state-joined = Vous aviez déjà demandé la même chose. Une réponse vaut pour les deux.
status-by = Vous aurez une réponse d’ici le
status-overdue = Ce jour est passé. Vous pouvez saisir l’autorité à tout moment.
status-paused = Il est arrêté pour cette raison : { $ground }. Ces jours ne comptent pas.
status-extended = Le délai a été prolongé le { $day }, et l’on vous a dit pourquoi.
status-dates = Les trois dates
status-statutory = Ce que dit la loi
status-promised = Ce que nous promettons
status-safe = La lecture prudente
status-promised-none = rien de notre part
status-counts = La première compte.
status-derivation = Comment ces jours ont été comptés
status-outcome = Ce qu’il en est advenu
outcome-open = Pas encore décidé
outcome-granted = Accordé
outcome-partial = Accordé en partie
outcome-refused = Refusé
outcome-looked-into = Examiné
ground-legal-obligation = Une loi nous le fait garder (art. 17, par. 3, point b, RGPD).
ground-claims = Cela sert à un droit en justice (art. 17, par. 3, point e, RGPD).
ground-expression = La liberté d’expression s’y oppose (art. 17, par. 3, point a, RGPD).
ground-public-health = La santé publique s’y oppose (art. 17, par. 3, point c, RGPD).
ground-archiving = Cela reste pour des archives ou la recherche (art. 17, par. 3, point d, RGPD).
ground-third-party-rights = Les droits d’autrui seraient touchés (art. 15, par. 4, et 20, par. 4, RGPD).
ground-manifestly-unfounded = La demande est manifestement infondée (art. 12, par. 5, point b, RGPD).
ground-excessive = La même chose a été demandée sans cesse (art. 12, par. 5, point b, RGPD).
ground-compelling-grounds = Des motifs impérieux permettent de continuer (art. 21, par. 1, RGPD).
ground-not-identified = Nous n’avons pu établir s’il s’agit de vous (art. 11, par. 2, et 12, par. 2, RGPD).
ground-not-applicable-basis = Ce droit n’atteint pas des données sur cette base (art. 6, 17, 20, 21 RGPD).
ground-held-for-a-customer = Nous le détenons pour un client, qui vous répond (art. 28, par. 3, point e, RGPD).
ground-not-given-by-law = La loi du lieu où vous vivez ne donne pas ce droit.
ground-other = { $ground }
status-history = Ce qui s’est passé
event-open = Reçue
event-ask-identity = Nous avons demandé qui vous êtes
event-verify = Il a été montré que c’est vous
event-collect = Nous avons commencé à chercher
event-ask-person = Nous vous avons demandé une précision
event-hear = Vous avez répondu
event-suspend = Le délai a été arrêté
event-resume = Le délai reprend
event-extend = Le délai a été prolongé
event-grant = Accordé
event-grant-part = Accordé en partie
event-refuse = Refusé
event-carry-out = Fait
event-answer = Répondu
event-close = Close
event-appeal = Vous avez demandé un réexamen
event-reconsider = Reprise
event-uphold = La réponse est maintenue
event-withdraw = Retirée
event-join = Jointe à une demande antérieure
status-answer = Votre réponse
status-answer-free = Enregistrer la réponse
status-answer-lead = Pour votre sécurité elle vient en deux moitiés : nous envoyons un lien à votre adresse, et cette page montre le code qui l’ouvre.
status-answer-email = Votre adresse e-mail
status-answer-send = Envoyer le lien
status-answer-sent = Si c’est l’adresse concernée, un lien est en route. Il sert une fois, pendant sept jours. Il vous faut ce code :
status-answer-again = Rien reçu ? Envoyer un autre lien
status-answer-code = Votre code
status-remedies = Si vous n’êtes pas d’accord
status-appeal-lead = Quelqu’un d’autre ici réexamine, avec un délai propre.
status-appeal = Demander un réexamen
status-complaint-lead = Vous pouvez à tout moment saisir gratuitement une autorité : { $authority }.
status-complaint-anywhere = Vous pouvez à tout moment saisir l’autorité de protection des données du lieu où vous vivez, où vous travaillez ou de notre siège.
status-complaint = Lettre de réclamation, prête à signer
status-court = Vous pouvez aussi saisir un tribunal (art. 79 RGPD).
status-withdraw-lead = Vous avez changé d’avis ?
status-withdraw = Retirer la demande
package-title = Votre réponse
package-lead = Tapez le code que montre la page de votre demande.
package-code = Code
package-hint = Douze lettres et chiffres. Espaces et tirets ne comptent pas.
package-locked = En une page verrouillée
package-locked-lead = Elle reste verrouillée sur votre disque et s’ouvre avec le code dans tout navigateur, sans réseau.
package-zip = En ZIP
package-zip-lead = Ouvert à qui peut utiliser votre appareil.
package-form = Comment la souhaitez-vous ?
package-button = Enregistrer
package-wrong-code = Ce n’est pas le code. Regardez la page de votre demande : chaque lien a le sien.
package-once = Le lien sert une fois.

# La réponse elle-même.
answer-title = Réponse à votre demande
answer-asked = Ce que vous avez demandé
answer-outcome = Ce qu’il en est advenu
answer-received = Reçue
answer-made = Écrite
answer-request = Numéro
answer-nothing = Nous n’avons rien sur vous
answer-nothing-lead = Nous avons cherché par l’adresse que vous avez montrée.
answer-nothing-since = Ce qui existait a été effacé le { $day }, son temps étant écoulé.
answer-no-longer = Effacé avant d’avoir pu être remis : ce qui a été accordé n’existe plus.
answer-held = Ce que nous avons
answer-yes = oui
answer-no = non
answer-data = Vos données
answer-data-caption = { $count ->
    [one] Une valeur
   *[other] { $count } valeurs
}
answer-what = Quoi
answer-value = Valeur
answer-from = D’où, quand
answer-for = Pour quoi, sur quelle base
answer-until = Jusqu’à
answer-waits = jusqu’à { $what }
answer-hidden = non montré
answer-recipients = Qui l’a reçu
answer-recipients-none = Personne ne l’a reçu.
answer-consents = Ce à quoi vous avez consenti
answer-letters = Messages
answer-letter-in = de votre part
answer-letter-out = à votre adresse
answer-looks = Qui l’a regardé
answer-customers = Ce que nous détenons pour des clients, qui vous répondent
answer-erasure = Reçu d’effacement
answer-erased = Valeurs effacées
answer-found-again = Retrouvées ensuite
answer-claim = Ce qui est affirmé
answer-plan = Numéro du plan
answer-kept = Ce qui reste, et pourquoi
answer-systems = Systèmes
answer-still = Ce qui continue
answer-refused = Ce qui n’a pas été accordé, et pourquoi
answer-copies = Copies ailleurs
answer-copies-lead = Cela a disparu de nos pages. À ceux qui l’ont copié, comme les moteurs de recherche et les archives, l’effacement est demandé ; ce qu’ils gardent est hors de notre portée.
answer-told = Qui a été informé
answer-rights = Vos droits
answer-machines = Décisions par des machines
answer-machines-none = Aucune décision sur vous n’est prise par une machine seule (art. 22 RGPD).
answer-machines-profiling = Des profils sont faits avec vos données ; des personnes décident.
answer-machines-decisions = Certaines décisions sur vous sont prises par des machines seules (art. 22 RGPD).
answer-may-receive = Qui peut le recevoir
answer-kept-by = Chez qui cela se trouve
answer-authority = Pour vous, c’est : { $authority }.
answer-transfers = Destinataires dans d’autres pays, et ce qui fonde chaque transfert
answer-valid = valable aujourd’hui
answer-you = vous
answer-remedies = Si vous n’êtes pas d’accord
answer-remedies-lead = Vous pouvez saisir une autorité de contrôle (art. 77 RGPD) et un tribunal (art. 79 RGPD).
answer-files = Fichiers à côté de cette page
locked-title = Votre réponse est verrouillée
locked-lead = Tapez le code montré. Rien ne quitte cet appareil.
locked-code = Code
locked-open = Ouvrir
locked-opening = Ouverture…
locked-wrong = Ce n’est pas le code, ou le fichier a été modifié.
locked-save = Enregistrer answer.zip
locked-script = Il faut un navigateur qui exécute des scripts.

# Lettres.
letter-verify-subject = { $company } : cette demande est-elle de vous ?
letter-verify =
    Avec cette adresse, on a demandé à { $company } :

    { $right }

    Était-ce vous ? Alors suivez ce lien. Il sert une fois, pendant sept jours.

    { $link }

    Sinon, ne faites rien. Il ne se passe rien.
    Personne ne vous demandera jamais de copie d’une pièce d’identité.
letter-receipt-subject = { $company } : nous avons votre demande
letter-receipt =
    Nous avons votre demande : { $right }.

    Cette page montre où elle en est et pour quel jour vous aurez une réponse :

    { $link }

    Gardez le lien pour vous : qui l’a voit où en est votre demande, et rien
    de vos données.
letter-mailed-subject = [#{ $code }] { $company } : cette demande est-elle la vôtre ?
letter-mailed =
    Un message de cette adresse est parvenu à { $company } le { $day }. Nous y
    avons lu cette demande :

    { $right }

    Était-ce vous, et est-ce bien cela ? Suivez alors ce lien. Il sert une
    fois, pendant sept jours.

    { $link }

    Ou répondez à cette lettre par le mot oui, sans changer l’objet.

    Le délai de réponse court depuis le { $day } :
    { $dates }

    Si ce n’était pas vous, ne faites rien. Rien n’est dit à personne et rien
    ne change. Personne ne vous demandera jamais copie d’une pièce d’identité.
letter-stopped-subject = { $company } : votre message est pris en compte
letter-stopped =
    Votre message du { $day } est parvenu à { $company }. Nous l’avons compris
    ainsi :

    { $right }

    C’est valable dès maintenant, pour toutes vos adresses et tous vos numéros
    que nous connaissons avec celle-ci. Rien d’autre n’est nécessaire.

    Le délai de réponse court depuis le { $day } :
    { $dates }

    Si ce n’était pas vous, ou si vous vouliez autre chose, répondez à cette
    lettre.
letter-left-subject = { $company } : plus de messages
letter-left =
    Vous avez demandé à { $company } de ne plus recevoir de messages comme celui
    auquel vous avez répondu. Il n’y en aura plus, dès maintenant.

    Ce qui tient à un contrat ou à un service est toujours envoyé.
letter-date-promised = comme nous le promettons : au plus tard le { $day }
letter-date-statutory = selon la loi : au plus tard le { $day }
letter-date-safe = selon la loi, sans compter les jours fériés : au plus tard le { $day }
letter-answered-subject = { $company } : votre réponse est prête
letter-answered =
    Votre réponse est prête : { $right }.

    Prenez-la sur la page de votre demande :

    { $link }

    La page vous envoie le lien et montre le code qui l’ouvre.
letter-package-subject = { $company } : votre réponse
letter-package =
    Voici la réponse à votre demande : { $right }.

    { $link }

    Le lien sert une fois, pendant sept jours, avec le code que la page de
    votre demande a montré. Il n’est pas dans cette lettre, à dessein.

# Une réclamation.
complaint-somebody = À l’autorité de protection des données
complaint-date = { $day }
complaint-subject = Réclamation selon l’article 77 du règlement général sur la protection des données concernant { $company }
complaint-about = La réclamation vise :
complaint-asked = Le { $day }, j’ai demandé : { $right }.
complaint-due = La réponse était due le { $day }.
complaint-late = Je n’ai pas eu de réponse.
complaint-open = La demande est encore ouverte.
complaint-answered = Il y a été répondu, et je ne suis pas d’accord avec la réponse.
complaint-refused = Elle a été refusée pour ce motif : { $ground }.
complaint-partial = Elle n’a été accordée qu’en partie, pour ce motif : { $ground }.
complaint-number = La demande porte le numéro { $request }.
complaint-wish = Je vous prie d’examiner cela et de m’en dire l’issue (article 77, paragraphe 2).
complaint-reasons = Mes raisons :
complaint-name = Nom, adresse, signature :
