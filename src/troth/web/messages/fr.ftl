# Ce que dit chaque page.
layout-skip = Aller au contenu
layout-demo = Une répétition : toutes les personnes ici sont inventées.
layout-privacy = Vie privée
layout-pages = Pages
layout-languages = Langues
nav-notice = Notice
nav-requests = Vos droits
nav-choices = Vos choix
nav-account = Votre compte

# Quand quelque chose ne va pas.
fault-title = Cela n’a pas marché
fault-back = Retour au début
fault-401 = Connectez-vous d’abord, s’il vous plaît.
fault-403 = Ceci ne vous est pas ouvert.
fault-404 = Il n’y a rien à cette adresse.
fault-405 = Cette adresse ne prend pas cela.
fault-413 = C’est plus grand que ce qui est accepté.
fault-429 = Trop de demandes à la fois. Attendez une minute.
fault-500 = Quelque chose ne va pas chez nous. C’est noté.
fault-503 = Ce n’est pas possible pour l’instant. Réessayez plus tard.

# Les formulaires que chacun peut remplir.
forms-title = Nous écrire
forms-lead = Chaque formulaire dit, au-dessus de son bouton, ce que devient ce que vous envoyez.
forms-none = Il n'y a pas de formulaire ici.
forms-error = Erreur :
forms-summary = Merci de revoir ceci
forms-nothing-kept = Rien n'a été conservé. Ce que vous avez écrit est encore dans la page.
forms-choose-again = Merci de choisir de nouveau le fichier.
forms-required = Ce qui est marqué comme nécessaire l'est. Le reste est libre.
forms-all-optional = Vous choisissez ce que vous remplissez. Rien n'est obligatoire ici.
forms-is-required = nécessaire
forms-is-optional = facultatif
forms-file-hint = PDF, Word (DOCX), ODT, PNG, JPEG ou texte simple, { $size } Mo au plus.
forms-phone-hint = Avec l'indicatif du pays, par exemple +33 1 99 00 12 34.
forms-consents = Votre choix
forms-consents-hint = Ne cochez que ce que vous acceptez. Chaque case vaut pour elle-même.
forms-consent = { $purpose } : j'accepte que { $company } utilise pour cela ces données : { $data }. Je peux revenir sur cet accord à tout moment.
forms-consent-by = { $purpose }, { $channel } : j'accepte que { $company } utilise pour cela ces données et me joigne { $channel } : { $data }. Je peux revenir sur cet accord à tout moment.
forms-doubly = Nous vous envoyons un e-mail de confirmation. Tant que vous n'avez pas confirmé, cela ne compte pas.
forms-notice = Avant d'envoyer
forms-notice-who = Qui le reçoit
forms-notice-why = Pourquoi
forms-notice-long = Combien de temps
forms-notice-rights = Vos droits
forms-notice-whole = Tout sur ce formulaire
forms-notice-full = La notice complète
forms-gpc = Votre navigateur nous demande de ne pas vendre ni partager vos données. Nous le respectons.
forms-vouched = En envoyant ce formulaire, vous dites que ce que vous écrivez est exact.
forms-send = Envoyer
forms-sent = C'est bien arrivé
forms-sent-lead = Merci. Nous avons reçu votre envoi : { $form }.
forms-sent-doubly = Encore une étape : ouvrez l'e-mail que nous venons de vous envoyer et confirmez.
forms-sent-after = Vous pouvez changer d'avis à tout moment :
forms-others = Vers les autres formulaires
forms-no-other = Ceci ne peut pas être reçu ({ $code }).
forms-no-consent = Sans votre accord à l'un de ces points au moins, nous ne pouvons pas recevoir ceci.
forms-no-consent-text-replaced = Le texte a changé. Relisez-le et cochez de nouveau.
forms-no-consent-text-withdrawn = Nous ne le demandons plus. Laissez-le de côté.
forms-no-consent-text-unpublished = Le texte que vous avez accepté n'est pas le nôtre. Relisez-le et cochez de nouveau.
forms-no-consent-text-for-another-purpose = Le texte que vous avez accepté parle d'autre chose. Relisez-le et cochez de nouveau.
forms-no-consent-text-names-another-channel = Le texte que vous avez accepté nomme une autre voie. Relisez-le et choisissez à nouveau.
forms-no-consent-parent-needed = À votre âge, une personne qui s'occupe de vous doit donner son accord. Demandez-lui de nous écrire.
forms-no-malformed-value = Merci de vérifier comment c'est écrit.
forms-no-too-large = C'est plus grand que ce que nous recevons.
forms-no-required-field-missing = Merci de remplir ceci.
forms-no-sensitive = Il semble s'agir de : { $kind }. Nous ne recevons pas de telles données ; merci de les retirer.
forms-no-minor = Nous ne recevons pas de données de personnes si jeunes. Demandez à quelqu'un qui s'occupe de vous.
forms-no-suppressed = On nous a demandé de ne jamais écrire à cette adresse, et nous nous y tenons.
forms-no-field-undeclared = Il y a ici un champ que ce formulaire n'a pas.
forms-no-field-not-needed = Ce n'est pas utile ici. Merci de le retirer.
forms-no-consent-withdrawn = Vous avez retiré votre accord. Donnez-le d'abord de nouveau sous « Vos choix ».
forms-no-objected = Vous avez dit non à cela. Changez-le d'abord sous « Vos choix ».
forms-no-opted-out = Vous avez dit non à la publicité. Changez-le d'abord sous « Vos choix ».
forms-no-restricted = L'usage de vos données est limité en ce moment. Merci de nous écrire.
forms-no-strange = Il y avait ici quelque chose que le formulaire n'a pas. Merci de le remplir de nouveau.
forms-no-empty = Le formulaire est encore vide.
forms-no-address = Pour confirmer par e-mail, il nous faut une adresse e-mail correcte.
forms-no-ticket = La page est restée ouverte trop longtemps. Merci d'envoyer de nouveau.
forms-no-busy = Votre envoi est en cours. Attendez deux minutes avant de recommencer.
forms-file-type = Ce n'est pas un type de fichier que nous recevons.
forms-file-active = Ce fichier contient quelque chose qui s'exécute. Enregistrez-le comme simple document et choisissez celui-ci.
forms-file-locked = Ce fichier a un mot de passe, nous ne pouvons pas le vérifier. Choisissez-en un sans.
forms-file-swells = Ce fichier contient bien plus qu'il ne montre. Choisissez-en un plus petit.
forms-letter-subject = { $company } : merci de confirmer
forms-letter =
    Quelqu'un nous a donné cette adresse et a demandé ceci : { $what }.

    Si c'était vous, merci de confirmer ici :
    { $link }

    Sinon, ne faites rien. Sans votre confirmation nous ne faisons rien non plus, et le lien prend fin de lui-même après 7 jours.

    { $company }

# Les liens des messages : confirmer, et ne plus en recevoir.
confirm-ask = Un clic et cela compte
confirm-ask-lead = Vous nous avez demandé ceci : { $purpose }.
confirm-button = Oui, je le veux
confirm-not-you = Si ce n'était pas vous, fermez cette page. Sans votre oui, nous ne faisons rien.
confirm-done = Confirmé
confirm-done-lead = Merci. Vous pouvez revenir dessus à tout moment.
confirm-over = Ce lien ne fonctionne plus
confirm-over-lead = Il a déjà servi, ses sept jours sont passés, ou vous avez changé d'avis depuis.
unsubscribe-ask = Plus de messages ?
unsubscribe-ask-lead = Vous ne recevrez plus de messages de notre part sur : { $purpose }.
unsubscribe-button = Oui, arrêtez
unsubscribe-done = Vous n'en recevrez plus
unsubscribe-done-lead = Nous avons arrêté les messages sur : { $purpose }.
unsubscribe-over = Ce lien ne fonctionne plus
unsubscribe-over-lead = Plus rien ne vous est envoyé par là.
unsubscribe-choices = Choisir ce que vous recevez d'autre

# Ce que chacun choisit.
# Sites of others.
links = Sites d'autres
links-lead = Nous renvoyons vers ces sites. Ils ne sont pas les nôtres : { $company } n'a pas prise sur ce qu'ils demandent ni sur ce qu'ils en font.
links-none = Nous ne renvoyons vers aucun site d'autres.
links-one = Vous partez vers { $site }
links-one-lead = { $site } n'est pas à nous : { $company } n'a pas prise sur ce que ce site vous demande ni sur ce qu'il en fait. Nous recommandons de lire d'abord sa propre politique de confidentialité. Rien de vous n'y va avec vous.
links-policy = Lire la politique de confidentialité de { $site }
links-no-policy = Nous ne connaissons pas de politique de confidentialité de { $site }.
links-go = Aller à { $site }

# What customers said.
testimonials = Ce que disent les clients
testimonials-none = Rien n'est montré ici pour le moment.
testimonials-yours = L'un de ces mots est de vous ? Vous pouvez le faire changer ou retirer à tout moment.

choices-lead = Un oui comme un non valent aussitôt, et vous pouvez en changer autant que vous voulez.
choices-none = Il n'y a rien ici que vous puissiez choisir.
choices-interest = Nous le faisons sans demander d'accord, car nous y avons un intérêt. Dites non et nous arrêtons.
choices-waiting = Vous l'avez demandé et ne l'avez pas encore confirmé.
choices-yes = Oui
choices-no = Non
choices-no-marketing = Aucune publicité d'aucune sorte, quoi que j'aie dit plus haut
choices-nothing = Plus rien du tout
choices-nothing-hint = Une pression dit non à tout ce qui précède et à toute publicité. Vous pouvez revenir quand vous voulez.
choices-by-email = par e-mail
choices-by-phone = par téléphone
choices-by-message = par SMS ou messagerie
choices-by-post = par courrier
choices-by-in-app = dans l'application
choices-by-web = sur des sites web
choices-since-yes = Oui depuis le { $date }
choices-since-no = Non depuis le { $date }
choices-text = Les mots auxquels vous avez dit oui
choices-none-said = Vous n'avez encore rien dit à ce sujet.
choices-theirs = Les choix de la personne, tels qu'elle les voit
choices-purpose = Finalité
choices-channel = Voie
choices-said = Dit
choices-since = Depuis
choices-words = Empreinte du texte
choices-save = Enregistrer mes choix
choices-saved = C'est enregistré. Cela vaut dès maintenant.
choices-ask-lead = Donnez-nous votre adresse e-mail et nous vous envoyons un lien vers ce que vous avez choisi.
choices-email = Adresse e-mail
choices-ask-button = Envoyez-moi le lien
choices-ask-hint = Vous avez un compte ? Connectez-vous et revenez : aucun lien n'est alors nécessaire.
choices-sent = Regardez votre boîte e-mail
choices-sent-lead = Si nous avons quelque chose sous cette adresse, un lien est en route. Il vaut 7 jours.
choices-open = Vos choix
choices-open-lead = Ce lien ne sert qu'une fois.
choices-open-button = Ouvrir mes choix
choices-over = Ce lien ne fonctionne plus
choices-over-lead = Il a déjà servi ou son temps est passé. Demandez-en un autre.
choices-letter-subject = { $company } : vos choix
choices-letter =
    Vous pouvez voir et changer ici ce que vous nous permettez :
    { $links }

    Le lien sert une fois, pendant 7 jours. Si vous ne l'avez pas demandé, ne faites rien.

    { $company }
