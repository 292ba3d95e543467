### Les phrases d’une notice de confidentialité en français : mots courts, phrases courtes.

## Communs

free = { $said }
just = { $what }
just-name = { $name }
named = { $word } :
none = aucun
list-and = { $first } et { $last }
list-or = { $first } ou { $last }
period-years = { $n ->
    [one] un an
   *[other] { $n } ans
}
period-months = { $n ->
    [one] un mois
   *[other] { $n } mois
}
period-days = { $n ->
    [one] un jour
   *[other] { $n } jours
}
period-hours = { $n ->
    [one] une heure
   *[other] { $n } heures
}
period-seconds = { $n ->
    [one] une seconde
   *[other] { $n } secondes
}
period-none = aucune durée
place-any = tout pays
place-EU = Union européenne
place-EEA = Espace économique européen
stamp = Dernière révision : { $date }

## Pages

page-summary = { $name } : la confidentialité en bref
page-full = { $name } : notice de confidentialité
page-full-titled = { $name } : { $title }
page-form = { $name } : vos données à cet endroit : { $form }
page-cookies = { $name } : cookies
page-recruitment = { $name } : notice de confidentialité pour les candidats
page-recipients = { $name } : qui reçoit des données
page-rights = { $name } : vos droits
skip = Aller au texte
contents = Sommaire
made-from = Tiré de la politique { $policy }, empreinte { $hash }.
own-words = Les mots dans une autre langue sont ceux de la politique.

## Titres

title-summary = En bref
title-controller = Qui nous sommes
title-people = Les données de qui
title-data = Quelles données nous utilisons
title-sources = D’où viennent les données
title-forms = Où nous prenons des données
title-purposes = Pourquoi nous utilisons des données
title-withdrawal = Vous pouvez retirer votre consentement
title-recipients = Qui reçoit des données
title-transfers = Données dans d’autres pays
title-retention = Combien de temps nous gardons les données
title-rights = Vos droits
title-complaint = Vous pouvez porter plainte
title-automated = Décisions par des machines
title-cookies = Cookies
title-minors = Jeunes
title-sensitive = Données sensibles
title-security = Comment nous protégeons les données
title-accounts = Votre compte
title-changes = Quand cette notice change
title-disputes = En cas de désaccord
title-documents = Autres documents
title-words = Le sens des mots ici
title-claims = Ce que le texte dit de lui-même

## En bref

label-who = Qui
label-what = Quoi
label-why = Pourquoi
label-yes = Votre oui
label-others = Les autres
label-how-long = Durée
label-your-rights = Vos droits
label-cookies = Cookies
label-children = Jeunes
sum-who = { $name } décide de l’usage de vos données.
sum-write = Écrivez-nous : { $value }.
sum-you-give = Vous nous donnez : { $data }.
sum-device-sends = Votre appareil nous envoie : { $data }.
sum-others-give = D’autres nous donnent : { $data }.
sum-why = Nous utilisons des données pour : { $kinds }.
sum-ask = Nous vous demandons d’abord pour : { $kinds }.
sum-no-later = Vous pouvez dire non plus tard, à tout moment.
sum-others = { $count ->
    [one] Nous nommons un tiers qui peut recevoir des données.
   *[other] Nous nommons { $count } tiers qui peuvent recevoir des données.
}
sum-places = Certains sont ici : { $places }.
sum-no-sale = La politique dit que nous ne vendons pas vos données.
sum-longest = De toutes les durées que fixe la politique, la plus longue est de { $period }.
sum-until = Certaines données restent jusqu’à la fin de leur usage.
sum-default = Quand la politique ne fixe pas de durée, nous gardons les données { $period }, puis les effaçons.
sum-rights = Vous pouvez : { $rights }.
sum-answer = Nous répondons dans ce délai : { $period }.
sum-complain = Vous pouvez aussi porter plainte auprès d’une autorité.
sum-cookies = Nous utilisons des cookies.
sum-cookies-wait = Ceux dont on peut se passer attendent votre oui.

## Qui

label-name = Nom
label-address = Adresse
label-contact = Contact
label-dpo = Délégué à la protection des données
label-representative = Représentant dans l’Union
label-law = Droit
label-scope = Ce que cela couvre
label-clients = Données de nos clients
controller-called = Nous nous appelons { $name }.
controller-form = Forme juridique : { $form }.
controller-register = Numéro de registre : { $number }.
controller-registered = Inscrit dans : { $place }.
controller-affiliates = Cette notice couvre aussi les sociétés de notre groupe. La politique ne les nomme pas.
controller-seat = Notre siège est dans ce pays : { $place }.
contact-none = La politique ne donne pas d’adresse où écrire.
contact-email = E-mail : { $value }.
contact-phone = Téléphone : { $value }.
contact-fax = Fax : { $value }.
contact-form = Vous pouvez utiliser notre formulaire de contact.
contact-post = Courrier : { $value }.
dpo-appointed = Nous avons un délégué à la protection des données.
representative = { $name }, { $place }.
law-named = Nous respectons : { $laws }.
law-as-written = La politique nomme comme son droit : { $law }.
scope-words = { $items }.
clients-data = Pour nos clients, nous traitons sur leurs instructions : { $data }. Ils décident de leur usage.
recipients-lead = Voici qui peut recevoir des données. Personne d’autre.
recipients-none = La politique ne nomme personne qui reçoit des données. Donc personne n’en reçoit.
caption-recipients = Qui reçoit quelles données, pourquoi et où
head-recipient = Qui
head-does = Pourquoi
head-data = Données
head-where = Où
recipient-company = Société : { $company }
recipient-needs = Seulement avec : { $needs }.
recipient-own-purposes = Utilise aussi les données pour ses propres fins.
recipient-opt-out = Offre un moyen de refuser.
recipient-only-regions = Seulement les données de personnes dans : { $regions }.
recipient-except = Pas dans ce pays : { $place }, pour les données de personnes dans : { $regions }.
receives-silent = La politique ne dit pas quelles données. Donc aucune.
does-silent = La politique ne dit pas pourquoi.
place-silent = La politique ne nomme pas de lieu.
transfer-stands = Garantie : { $mechanism }.
transfer-dead = Garantie nommée : { $mechanism }. Elle ne tient pas en droit aujourd’hui.
transfer-not-made = Nous n’y envoyons donc pas de données à ce titre.
transfer-to = Des données peuvent aller vers : { $to }.
transfer-somewhere = Des données peuvent aller vers d’autres pays. La politique ne les nomme pas.
transfer-to-recipient = { $name } : des données peuvent aller vers : { $to }.

## Quoi et pourquoi

caption-data = Types de données et ce qui en fait partie
head-items = Ce que c’est
head-origin = D’où
items-none = Rien tant qu’aucun formulaire ne le nomme.
items-closed = Le texte laisse cette liste ouverte. Nous ne prenons que ce qui est nommé ici.
items-sensitive = C’est sensible : { $kinds }.
items-called = Le texte dit ces données { $called }. Nous les protégeons comme données personnelles.
items-people = Concerne : { $people }.
origin-silent = Non indiqué.
source = { $source } : { $kind }.
source-gives = De là viennent : { $data }.
source-unnamed = La politique ne dit pas qui exactement.
source-told = Nous vous informons dans ce délai : { $period }.
caption-forms = Où des données sont prises, avec champs et finalités
head-form = Où
head-fields = Champs
head-purposes = Pourquoi
form-required = Il faut donner : { $items }. Le reste est libre.
form-marked = Ce qu’il faut donner est marqué. Le reste est libre.
form-optional = Vous n’êtes pas tenu de donner ces données.
form-if-not = Si vous ne le faites pas : { $consequence }.
caption-purposes = Pourquoi nous utilisons quelles données, et sur quelle base légale
head-purpose = Finalité
head-ground = Base légale
ground = Base : { $basis }.
ground-assumed = La politique ne nomme pas de base. Nous appliquons : { $basis }.
ground-by-source = Base : { $basis }, pour les données de cette origine : { $sources }.
ground-asked-first = Nous vous demandons aussi avant le premier message.
ground-interest = Notre intérêt : { $interest }.
ground-law = Loi : { $law }.
ground-opt-out = Vous pouvez l’arrêter par { $way }.
ground-processor = Notre client décide de cet usage.
ground-statistics = Seulement comme chiffres qui ne nomment personne.
interests-lead = La politique nomme aussi ces intérêts :
interest = { $interest }.

## Durée

caption-retention = Combien de temps nous gardons quelles données
head-how-long = Durée
head-then = Ensuite
kept-forms = Prises à cet endroit : { $forms }.
kept-for = Durée : { $period } à compter { $start }.
kept-more-than = Jusqu’à ce que plus de temps que ceci ait passé : { $period } à compter { $start }.
kept-until = Jusqu’à ce { $event }.
kept-every = Vidées à ce rythme : { $period }.
kept-as-written = Le texte dit : { $words }.
kept-we-apply = Nous les gardons pour cette durée : { $period } à compter { $start }. C’est notre règle, pas une promesse de la politique.
kept-extended = Avec votre accord, plus longtemps : { $period }.
kept-at-most = Jamais plus au total que : { $period }.
kept-then = Ensuite, { $action }.
kept-unless = Sauf si { $cases }.
kept-because = Raison : { $because }.
kept-silent-lead = Pour les données suivantes, la politique ne fixe pas de durée. Voici notre règle :
kept-silent = { $data } : { $period } à compter { $start }.
kept-silent-open = { $data } : jusqu’à ce qu’elles ne servent plus.
kept-by-law = La loi nous oblige à garder plus longtemps : { $data }. Loi : { $law }.
kept-by-law-for = Durée : { $period }.

## Droits

rights-lead = Vous avez ces droits. Dites-nous ce que vous voulez ; vous n’avez pas à dire pourquoi.
right = Vous avez le droit { $right }.
right-by-law = La loi vous donne ce droit.
explain-information = Nous vous disons qui utilise vos données, pourquoi et combien de temps.
explain-confirmation = Nous vous disons si nous avons des données sur vous.
explain-access = Nous vous donnons une copie de vos données et vous disons comment nous les utilisons.
explain-rectification = Nous corrigeons ce qui est faux et complétons ce qui manque.
explain-erasure = Nous effaçons vos données, sauf si une loi ou une action en justice en a besoin.
explain-restriction = Nous n’utilisons pas vos données tant qu’une question à leur sujet est ouverte.
explain-objection = Nous arrêtons un usage fondé sur nos intérêts, sauf si nous montrons une raison plus forte. Nous arrêtons toujours la publicité.
explain-portability = Nous vous donnons les données que vous nous avez données, sous une forme lisible par une machine.
explain-withdrawal = Vous pouvez reprendre un oui à tout moment.
explain-notification = Nous le disons à ceux qui ont reçu vos données quand nous les corrigeons, effaçons ou limitons.
explain-sale-opt-out = Vous pouvez nous dire de ne pas vendre ni partager vos données.
answer-promised = Nous promettons une réponse dans ce délai : { $period }.
answer-by-law = La loi nous donne ce délai pour répondre : { $period }.
rights-ways = Vous pouvez nous joindre par { $ways }.
rights-recipients-told = Nous transmettons votre demande à ceux qui ont reçu les données.
rights-free = Cela ne vous coûte rien.
rights-restriction-grounds = Le texte nomme ces cas de limitation :
rights-not-for = Le texte exclut :
rights-route = Le texte donne un autre moyen d’exercer le droit { $right }. Il vaut pour : { $data }.
withdrawal = Vous pouvez retirer votre consentement à tout moment.
withdrawal-earlier = Ce que nous avons fait avant reste licite.
withdrawal-purposes = Cela vaut pour : { $purposes }.
complaint = Vous pouvez porter plainte auprès d’une autorité de protection des données, surtout là où vous vivez, là où vous travaillez ou là où la loi aurait été violée.
complaint-free = Vous n’avez pas à venir d’abord vers nous.
automated-none = Aucune machine ne décide seule à votre sujet.
automated-profiling = Nous faisons des profils avec des données ; des personnes décident.
automated-decisions = Certaines décisions à votre sujet sont prises par des machines seules.
automated-right = Vous avez le droit de ne pas être jugé par une machine seule quand cela compte pour vous.

## Cookies

cookies-lead = Les cookies sont de petits fichiers sur votre appareil. Tout autre moyen d’y écrire ou d’y lire compte aussi.
cookies-for = Nous les utilisons pour : { $purposes }.
cookies-ask-first = Avant votre choix, nous ne posons que le nécessaire. Le reste attend votre oui.
cookies-by-use = Le texte prend votre usage du site pour un oui.
cookies-personal = Le texte dit que les cookies ne contiennent pas de données personnelles. Nous les protégeons comme telles.
cookies-out-browser = Vous pouvez refuser ou effacer les cookies dans votre navigateur.
cookies-out-banner = Vous pouvez changer votre choix dans le bandeau à tout moment.
cookies-out-both = Vous pouvez changer votre choix dans le bandeau, et refuser ou effacer les cookies dans votre navigateur.
cookies-degrade = Sans cookies, certaines parties peuvent marcher moins bien.
cookies-similar = Le même choix vaut pour les balises, les pixels et les identifiants de votre appareil.
caption-cookies = Les cookies que nous utilisons
head-cookie = Cookie
head-use = Type
head-party = Posé par
head-expires = Prend fin après
cookie-identifier = Contient un identifiant : { $answer }.
cookie-own = La politique ne nomme pas de tiers.
cookie-expiry-silent = La politique ne nomme pas de durée.

## Conduite

minors-services = Nos services ne sont pas pour les moins de { $age } ans.
minors-data = Nous ne prenons pas de données de moins de { $age } ans.
minors-raised = Si votre droit fixe un âge plus haut, c’est lui qui vaut.
minors-erased = Si nous apprenons que nous en avons, nous les effaçons.
minors-parents = Avec la preuve qu’un parent est d’accord, nous pouvons les garder.
minors-report-anyone = Chacun peut nous signaler un tel cas.
minors-report-parent-guardian = Les parents et les tuteurs peuvent nous signaler un tel cas.
sensitive-refused = Nous ne prenons pas ces types de données : { $kinds }.
sensitive-by-law = La politique ne dit rien des données sensibles. Selon la loi, nous ne prenons pas : { $kinds }.
sensitive-exceptions = Il y a ces exceptions étroites :
sensitive-admitted = { $kind }.
sensitive-admitted-at = { $kind }, à cet endroit : { $form }.
measure = Nous utilisons : { $kind }.
measure-against = Contre : { $threats }.
more-there = Vous pouvez en lire davantage ici :
systems-lead = Voici où sont les données et qui peut les voir :
system = { $kind } : { $data }.
system-vendor = C’est { $name } de { $vendor }.
system-place = Lieu : { $place }.
staff-role = { $role }, données à voir pour : { $purposes }.
effective = Une nouvelle version vaut { $how }.
change = Nature : { $weight }. Ce que nous faisons : { $audience }.
change-consent-anew = Si un nouvel usage demande votre consentement, nous vous demandons de nouveau. Continuer à utiliser le service n’est pas un oui.
dispute-contact-first = Le texte vous demande de nous écrire d’abord.
dispute-escalate = Si cela n’aide pas, adressez-vous ici : { $to }.
dispute-claim = Le texte exige une demande écrite avant d’aller en justice.
dispute-claim-term = Notre délai de réponse : { $period }.
dispute-never-bars = Vous pouvez tout de même aller tout de suite vers une autorité ou un tribunal.
account-edit = Vous pouvez modifier vos données dans votre compte.
account-confidentiality-settings = Vous pouvez régler qui voit quoi.
account-close = Vous pouvez fermer votre compte.
account-sign-in = Vous pouvez vous connecter avec : { $sources }.
account-no-passwords = Nous ne gardons pas ces mots de passe.
operations = Le texte compte comme traitement : { $named }.
claims-lead = Le texte dit ceci de lui-même. Quand la loi ne l’admet pas, nous disons ce que nous faisons.
claim = { $what }
claim-about = Il s’agit de : { $entries }.
document-absent = Le texte ne donne pas ce document.
