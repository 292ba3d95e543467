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
