### Tout ce que la page dit en français. Identifiants et ce qui est inséré : voir en.ftl.
###
### Mots : enquête, analyste, serveur, sceller, moitié (share), envoi (submission), version (revision),
### reçu (receipt). On vouvoie. Une espace insécable précède les signes doubles.

-product = Tacit

## Ce qui entoure chaque état

layout-tagline = Enquêtes confidentielles
layout-skip = Aller au contenu principal
layout-language = Langue
layout-language-failed = Les textes de la page dans cette langue n’ont pas pu être chargés. Choisissez-la de nouveau pour réessayer.
layout-promise = Cette page ne charge rien d’autres sites web et ne dépose pas de cookies. Sur votre appareil, elle garde la langue choisie jusqu’à la fermeture de l’onglet, un brouillon seulement si vous le demandez, et rien d’autre.
layout-title = { $heading } – { -product }
layout-title-survey = { $heading } – { $survey } – { -product }
layout-title-error = Erreur : { $title }
layout-error = Erreur :

## Plusieurs choses à la suite

list-separator = { ", " }
list-last = { " et " }
list-quoted = « { $text } »

## La page sans enquête

landing-heading = Des réponses que personne ne peut lire, des résultats auxquels chacun peut se fier
landing-lead = Vous répondez ici à une enquête. Votre navigateur partage chaque réponse en deux moitiés scellées : l’une pour le serveur, l’autre pour l’analyste. Aucun des deux ne peut lire une réponse. Tant qu’ils ne réunissent pas ce qu’ils ont, il n’en sort que les statistiques annoncées par l’enquête.
landing-label = Votre lien d’invitation
landing-hint = Il se trouve dans votre invitation. Il contient un # et n’appartient qu’à vous.
landing-button = Ouvrir l’enquête
landing-steps = Comment cela fonctionne
landing-step-1-heading = Vous répondez
landing-step-1 = L’enquête dit qui calcule quoi avant que vous répondiez à quoi que ce soit.
landing-step-2-heading = Votre navigateur scelle
landing-step-2 = Vos réponses ne quittent votre appareil qu’en deux moitiés scellées, avec une preuve qu’elles respectent les limites du formulaire.
landing-step-3-heading = Seules les statistiques en sortent
landing-step-3 = Le serveur et l’analyste vérifient les preuves et additionnent les moitiés. Ils ouvrent les sommes, jamais une réponse.
landing-command = Vous pouvez aussi participer sans navigateur, avec le programme tacit-submit.
landing-no-link = Ce n’est pas un lien d’invitation. Il devrait ressembler à https://host/s/…#… : copiez-le de nouveau, en entier.
landing-damaged-session = La partie du lien qui désigne l’enquête est endommagée. Copiez de nouveau le lien entier depuis votre invitation.
landing-damaged-token = La partie du lien qui suit le # manque ou est endommagée. Copiez de nouveau le lien entier depuis votre invitation.

## Pendant le chargement

loading-heading = Ouverture de l’enquête…
loading-body = Votre navigateur demande l’enquête au serveur et vérifie que c’est bien celle de votre lien.

## Liens qui ne sont pas une invitation complète

bad-link-heading = Ce lien n’est pas complet
bad-link-session = La partie du lien qui désigne l’enquête est endommagée.
bad-link-no-token = La partie du lien qui suit le # manque. C’est elle qui vous permet de participer.
bad-link-token = La partie du lien qui suit le # est endommagée. C’est elle qui vous permet de participer.
bad-link-advice = Copiez de nouveau le lien entier depuis votre invitation, jusqu’au dernier caractère. Certains programmes coupent les longs liens en deux.

## Enquêtes que le serveur n’a pas

unknown-session-heading = Cette enquête n’existe pas ici
unknown-session-body = Ce serveur n’a aucune enquête à ce lien. Le lien a peut-être été modifié en chemin, ou l’enquête se trouve sur un autre serveur.
unknown-session-advice = Copiez de nouveau le lien depuis votre invitation, ou demandez à la personne qui l’a envoyé.

## Invitations que l’enquête ne connaît pas

unknown-token-heading = Ce n’est pas une des invitations de l’enquête
unknown-token-body = L’enquête existe, mais elle ne connaît pas la partie de votre lien qui suit le #.
unknown-token-advice = Copiez de nouveau le lien depuis votre invitation, jusqu’au dernier caractère. S’il est encore refusé, demandez-en un nouveau à la personne qui vous a invité.

## Une autre enquête que celle du lien

swapped-heading = Attention : ce n’est pas l’enquête à laquelle vous êtes invité
swapped-advice = Ne répondez pas. Prévenez la personne qui vous a invité, par un autre moyen que ce site.
swapped-body = Votre lien est fait pour une enquête précise : ses questions, son analyste, ses règles. Ce que le serveur a envoyé est autre chose.
swapped-meaning = Quelqu’un a peut-être modifié les questions, ou qui peut ouvrir les réponses. Votre navigateur ne vous en a rien montré et n’a rien envoyé.

## Pas de réponse utilisable du serveur

unreachable-heading = Le serveur est injoignable
unreachable-load = L’enquête n’a pas pu être chargée. Vérifiez votre connexion et réessayez ; rien n’est perdu.
unreachable-submit = Vos réponses ne sont pas encore envoyées. Rien de ce que vous avez saisi n’est perdu tant que cet onglet reste ouvert. Vérifiez votre connexion et réessayez.
unreachable-refused-load-heading = L’enquête ne peut pas être ouverte
unreachable-refused-load = L’enquête n’a pas pu être chargée.
unreachable-refused-submit-heading = Vos réponses n’ont pas été acceptées
unreachable-refused-submit = Vos réponses n’ont pas été enregistrées. Rien de ce que vous avez saisi n’est perdu tant que cet onglet reste ouvert.
unreachable-retry = Réessayer
unreachable-back = Revenir à mes réponses

## Pourquoi le serveur a refusé, ou sa réponse est inutilisable

refusal-receipt = Le reçu du serveur n’est pas signé avec la clé de cette enquête, ou concerne autre chose. Réessayez et, si cela persiste, prévenez la personne qui vous a invité.
refusal-answer = Ce qui est revenu n’est pas la réponse d’un serveur { -product } de cette version. Vérifiez l’adresse ; si elle est juste, prévenez la personne qui vous a invité.
refusal-manifest = L’enquête a été faite avec une autre version de { -product }, ou elle est endommagée. Prévenez la personne qui vous a invité.
refusal-cohort = Le serveur ne dit pas à quelle cohorte vous êtes invité. Ne répondez pas ; dites-le à la personne qui vous a invité.
refusal-seal = Votre navigateur n’a pas pu sceller les réponses. Rechargez la page et réessayez ; si cela persiste, utilisez un autre navigateur.
refusal-not-understood = Le serveur n’a pas pu lire ce que votre navigateur a envoyé. Rechargez la page et réessayez ; si cela persiste, prévenez la personne qui vous a invité.
refusal-too-large = Votre envoi est plus grand que ce que le serveur accepte. Rechargez la page et réessayez ; si cela persiste, prévenez la personne qui vous a invité.
refusal-revision-conflict = Un envoi plus récent a été fait avec ce lien. Envoyez de nouveau pour le remplacer.
refusal-too-many-revisions = Ce lien a servi à trop d’envois. Le dernier compte ; il n’y a plus rien à faire.
refusal-wrong-cohort = Votre envoi est d’une autre cohorte que votre invitation. Ouvrez de nouveau le lien : la page montre alors votre cohorte.
refusal-unsealable = Vos réponses ne sont pas scellées pour cette enquête. Rouvrez le lien et envoyez-les encore une fois.
refusal-unavailable = Le serveur ne peut pas le faire maintenant. Réessayez dans un instant ; rien n’est perdu.
refusal-internal = Le serveur a rencontré une erreur. Réessayez et, si cela persiste, prévenez la personne qui vous a invité.
refusal-other = Le serveur a refusé. Rechargez la page et réessayez ; si cela persiste, prévenez la personne qui vous a invité.

## En attendant l’enquête

waiting-unheard = Le serveur est injoignable pour le moment. Cette page continue d’essayer.
not-yet-open-heading = L’enquête n’est pas encore ouverte
not-yet-open-opens = Elle ouvre le { $time }.
not-yet-open-by-hand = L’analyste ne l’a pas encore ouverte.
not-yet-open-waiting = Vous pouvez laisser cette page ouverte : elle vérifie d’elle-même et affiche les questions dès que l’enquête ouvre. Le même lien servira aussi plus tard.
paused-heading = L’enquête est suspendue
paused-body = L’analyste l’a suspendue. Elle ne reçoit aucun envoi pour le moment.
paused-waiting = Vous pouvez laisser cette page ouverte : elle vérifie d’elle-même et reprend dès que l’enquête reprend. Le même lien servira aussi plus tard.
paused-kept = Vos réponses ne sont pas encore envoyées. Elles sont conservées dans cet onglet tant qu’il reste ouvert.
lapsed-body = Elle ne reçoit aucun envoi pour le moment. L’analyste peut repousser la clôture jusqu’au { $time }.

## Après la clôture

closed-heading = L’enquête est close
closed-counted = Elle ne reçoit plus d’envois. Le vôtre est arrivé à temps :
closed-nothing = Elle ne reçoit plus d’envois. Rien n’a été envoyé avec ce lien.
closed-late = Ce que vous venez d’envoyer est arrivé trop tard et n’a pas été accepté : aucun envoi de votre part ne compte.
closed-late-counted = Ce que vous venez d’envoyer est arrivé trop tard et n’a pas été accepté. C’est la version { NUMBER($revision) } qui compte :
closed-since = Elle a été close le { $time }.

## Ce qu’est l’enquête

about-heading = À propos de cette enquête
about-verified = Votre navigateur a vérifié que c’est bien l’enquête pour laquelle votre lien a été fait.
about-analyst = Analyste
about-fingerprint = Empreinte des clés de l’analyste
about-fingerprint-hint = Comparez-la à votre invitation, si elle y figure.
about-server = Serveur
about-opened = Ouverte depuis le
about-opens = Ouvre le
about-closes = Clôture
about-closes-by-hand = Quand l’analyste la clôt
about-extendable = L’analyste peut repousser cette date jusqu’au { $time } au plus tard.
about-smallest-group = Plus petit groupe
about-threshold =
    { $people ->
        [one] Les sommes, moyennes et régressions sont ouvertes à partir de { NUMBER($people) } personne.
       *[other] Les sommes, moyennes et régressions ne sont ouvertes que pour des groupes d’au moins { NUMBER($people) } personnes.
    }
about-counts-exact = Le serveur et l’analyste apprennent exactement combien de personnes ont donné chaque réponse. Les résultats cachent les petits nombres.
about-counts-noise = Le nombre de personnes d’un groupe n’est connu qu’avec du bruit, et on ne sait donc qu’ainsi si elles sont assez nombreuses.
about-computed = Ce qui sera calculé
about-secret = Ce qui reste secret
about-secret-answers = Personne n’apprend vos réponses : ni { $server }, ni { $analyst }. Chacun reçoit une moitié scellée.
about-secret-computed = Rien d’autre ne peut être calculé à partir des réponses que ce qui figure ici et ce qui découle des mêmes sommes.
about-secret-submitted = { $server } sait que vous avez envoyé quelque chose et quand, mais pas quoi. Cela vaut tant que chacun des deux respecte les règles ; ensemble, ils pourraient tout lire.

## Ce qui est calculé, par nature

analysis-submissions = Nombre d’envois
analysis-count = Nombre de réponses à { $question }
analysis-sum = Somme de { $question }
analysis-mean = Moyenne de { $question }
analysis-standard-deviation = Écart type de { $question }
analysis-ratio = Rapport entre { $question } et { $divisor }
analysis-frequency = Fréquence de { $question }
analysis-regression = Régression de { $question } sur { $questions }
analysis-weighted-mean = Moyenne de { $question } pondérée par { $weight }
analysis-histogram = Médiane, quartiles et histogramme de { $question } avec les limites { $limits }
analysis-crosstab = Tableau croisé de { $rows } et { $columns }
analysis-correlation = Corrélations entre { $questions }
analysis-by = { $analysis } par { $groups }
analysis-each-cell = { $table }, chaque cellule
analysis-row-totals = les totaux par ligne de { $table }
analysis-column-totals = les totaux par colonne de { $table }
analysis-group-totals = les totaux par groupe de { $table }
analysis-table-total = le total de { $table }

## Les questions

form-heading = Vos réponses
form-continue = Continuer
form-next = Rien n’est encore envoyé : vous vérifierez d’abord vos réponses.
form-optional = (facultatif)
form-prefer-not = Je préfère ne pas répondre
form-choose = Choisissez une option
form-yes = Oui
form-no = Non
form-several = Cochez tout ce qui convient.
form-problem = Il y a un problème
form-bounds-whole = Un nombre entier de { $min } à { $max }.
form-bounds = De { $min } à { $max }. Les décimales s’écrivent ainsi : { $example }.
form-replaces = Vous avez déjà envoyé vos réponses (version { NUMBER($revision) }, { $time }). Un nouvel envoi les remplace.

## Nombres qui se lisent de deux façons

number-which = Quel nombre voulez-vous dire ?
number-thousands = { $number } (le signe « { $separator } » sépare les milliers)
number-decimals = { $number } (le signe « { $separator } » précède les décimales)

## Ce qui ne va pas dans une réponse

error-entry = { $question } : { $problem }
error-entry-question = { $question } { $problem }
error-number = Saisissez un nombre entre { $min } et { $max }.
error-number-unit = Saisissez un nombre entre { $min } et { $max } { $unit }.
error-whole = Saisissez un nombre entier entre { $min } et { $max }.
error-whole-unit = Saisissez un nombre entier entre { $min } et { $max } { $unit }.
error-number-digits = Écrivez-le en chiffres, par exemple { $example }.
error-decimals =
    { $decimals ->
        [0] Écrivez-le sans décimales.
        [one] Écrivez au plus { NUMBER($decimals) } décimale.
       *[other] Écrivez au plus { NUMBER($decimals) } décimales.
    }
error-boolean = Choisissez Oui ou Non.
error-choice = Choisissez une des options.
error-multi = Choisissez une option ou plusieurs.
error-repeated = Choisissez chaque option une seule fois.
error-several = Donnez une seule réponse.
error-unknown-key = Le formulaire n’a pas cette question. Rechargez la page.

## Cohorts: groups of participants that the server knows

cohort-label = Votre cohorte
cohort-missing = Choisissez le groupe de participants auquel vous appartenez.
cohort-before = Sa cohorte : { $cohort }.
cohort-learnt = Votre cohorte n’est pas secrète : { $server } et { $analyst } apprennent à quel groupe de participants vous appartenez.
cohort-private = Ce qui doit rester secret est demandé par une question : les résultats sont alors regroupés selon les réponses scellées, et personne n’apprend qui est dans quel groupe.
cohort-assigned = Votre invitation est pour cette cohorte ; elle ne peut pas être changée ici. Si ce n’est pas la vôtre, dites-le à la personne qui vous a invité.

## Vérifier les réponses

check-heading = Vérifiez vos réponses
check-lead = Vous seul voyez cette page. Quand vous continuez, votre navigateur scelle les réponses, et plus personne ne peut les lire, vous non plus.
check-overtaken = Ces réponses ne sont pas encore acceptées : entre-temps, la version { NUMBER($revision) }, du { $time }, a été envoyée avec ce lien, dans un autre onglet ou par quelqu’un d’autre. Si vous continuez, vos réponses la remplacent.
check-nothing = Sans réponse
check-change = Modifier
check-change-question = { " :" } { $question }
check-submit = Sceller et envoyer
check-back = Revenir aux questions

## Sceller

sealing-heading = Scellement dans votre navigateur…
sealing-body = Vos réponses sont partagées en deux moitiés, prouvées dans les limites, scellées et envoyées. Cela prend un instant.

## Le reçu

submitted-heading = Envoyé
submitted-lead = Le serveur a enregistré vos réponses scellées et a signé ce reçu.
submitted-receipt = Votre reçu
submitted-digest = Empreinte de l’envoi
submitted-digest-hint = Elle identifie votre envoi scellé et ne dit rien de vos réponses.
submitted-revision = Version
submitted-time = Reçu le
submitted-next = Et ensuite
submitted-result = Après la clôture, le serveur et l’analyste vérifient toutes les preuves et n’ouvrent que les statistiques annoncées par l’enquête.
submitted-replace = Jusqu’à la clôture de l’enquête, vous pouvez envoyer de nouveau avec le même lien. Seul votre dernier envoi compte.
submitted-replace-until = Jusqu’à la clôture de l’enquête, le { $time }, vous pouvez envoyer de nouveau avec le même lien. Seul votre dernier envoi compte.
submitted-tab = Vos réponses sont encore dans cet onglet, et nulle part ailleurs en clair. Fermez l’onglet si d’autres utilisent cet appareil.
submitted-again = Modifier mes réponses

## What leaves this browser: the bytes of a report, two halves of an answer, who learns what

trust-open = Ce qui quitte ce navigateur
trust-close = Masquer ce qui quitte ce navigateur
trust-lead-next = Voici exactement les octets que votre navigateur enverra. Avec eux, rien d’autre de vos réponses ne le quitte.
trust-lead-sent = Voici exactement les octets que votre navigateur a envoyés. Rien d’autre de vos réponses ne l’a quitté.
trust-lead-practice = Voici des octets comme ceux qui seraient envoyés, faits de vos réponses d’essai. Ils sont produits et scellés comme pour un envoi, et ne sont pas envoyés.
trust-failed = Votre navigateur n’a pas pu sceller les réponses pour les montrer. Rechargez la page et réessayez.
trust-size =
    { $bytes ->
        [one] { NUMBER($bytes) } octet en tout.
       *[other] { NUMBER($bytes) } octets en tout.
    }
trust-besides = S’y ajoutent le jeton de votre lien, qui vous permet de répondre et dont le serveur ne garde que l’identifiant de participant, et, comme pour tout site web, votre adresse réseau.
trust-length =
    { $bytes ->
        [one] { NUMBER($bytes) } octet
       *[other] { NUMBER($bytes) } octets
    }
trust-whole = Montrer tous les octets
trust-short = Montrer moins d’octets
trust-of = { " :" } { $part }
trust-version = Protocole
trust-version-what = La version du protocole. Tout le monde peut la lire.
trust-report-id = Identifiant du rapport
trust-report-id-what = Un nombre aléatoire, tiré pour ce seul rapport. Le serveur et l’analyste peuvent le lire.
trust-participant-id = Identifiant de participant
trust-participant-id-what = Une empreinte du jeton de votre lien : elle dit quelle invitation a servi. Le serveur et l’analyste peuvent la lire, et qui vous a envoyé le lien peut savoir qu’il est à vous.
trust-revision = Version
trust-revision-what = Combien de rapports ont été envoyés avec votre lien, celui-ci compris. Le serveur et l’analyste peuvent le lire.
trust-cohort = Cohorte
trust-cohort-what = Le numéro de votre groupe de participants ; 0 s’il n’y en a pas. Le serveur et l’analyste peuvent le lire.
trust-public-share = Part publique
trust-public-share-what = Deux sommes de contrôle d’apparence aléatoire qui lient les moitiés, après 4 octets qui disent leur longueur. Le serveur et l’analyste peuvent les lire ; elles ne disent rien de vos réponses.
trust-leader-share = Moitié du serveur, scellée
trust-leader-share-what = Une moitié de chaque réponse, et de la preuve qu’elles sont dans les limites, après 4 octets qui disent sa longueur. Seul le serveur peut l’ouvrir, et il y trouve des nombres aléatoires.
trust-helper-share = Moitié de l’analyste, scellée
trust-helper-share-what = La graine de l’autre moitié, après 4 octets qui disent sa longueur. Le serveur la transmet et ne peut pas l’ouvrir. Seul l’analyste le peut, et il y trouve des nombres aléatoires.
trust-answer-heading = Les deux moitiés d’une réponse
trust-answer-lead = Votre navigateur écrit chaque réponse en chiffres 0 et 1, et partage chaque chiffre en deux nombres aléatoires. L’un est pour le serveur, l’autre pour l’analyste ; les voici avant d’être scellés. Divisez leur somme par le nombre premier { $modulus } : le reste est le chiffre. Un seul des deux nombres ne dit rien.
trust-answer-choose = Réponse à regarder
trust-answer-value = Votre réponse : { $answer }
trust-answer-number = Elle est écrite comme ce qui dépasse { $minimum } : additionnez ce que valent les chiffres 1.
trust-answer-fixed = Une seule réponse est possible : il n’y a rien à en envoyer.
trust-answer-table = Les chiffres de votre réponse à { $question } et leurs moitiés
trust-digit = Représente
trust-digit-value = Chiffre
trust-digit-server = Moitié du serveur
trust-digit-analyst = Moitié de l’analyste
trust-digit-presence = Répondu
trust-digit-further = { $count } de plus cochées
trust-reshare = Partager à nouveau avec d’autres nombres aléatoires
trust-reshare-hint = Les réponses restent les mêmes. Tous les octets ci-dessus changent, sauf le protocole et ce qui dit de qui et quel est le rapport.
trust-reshared = Partagé à nouveau : toutes les moitiés sont nouvelles, et c’est ce nouveau rapport que votre navigateur enverra.
trust-reshared-practice = Partagé à nouveau : toutes les moitiés sont nouvelles, les réponses sont les mêmes.
trust-who-heading = Qui intervient
trust-server = Serveur
trust-server-run-by = Exploité par { $name }, d’après ses propres indications, à l’adresse { $host }
trust-server-unnamed = À l’adresse { $host }. Son exploitant ne donne pas de nom.
trust-server-keys = Clés du serveur pour cette enquête
trust-analyst = Analyste
trust-analyst-keys = Clés de l’analyste
trust-keys-words = La même chose en mots (anglais), à comparer de vive voix :
trust-purpose = But
trust-threshold = Plus petit groupe
trust-noise = Bruit
trust-noise-none = Aucun : rien n’est ajouté aux résultats, ils sont exacts.
trust-noise-some = Avant que quoi que ce soit ne soit montré, à eux non plus, le serveur et l’analyste ajoutent chacun un bruit aléatoire à chaque résultat et à chaque nombre de personnes d’un groupe, autant que le demande la confidentialité différentielle pour un budget de ε = { $epsilon }. Plus il est petit, plus il y a de bruit, et moins on peut en déduire sur une seule personne.
trust-learns-heading = Qui apprend quoi
trust-learns-server =
    { $server } apprend que votre lien a servi à répondre, quand, combien de fois et depuis quelle adresse réseau ; si votre rapport est valide ; et { $noise ->
        [yes] combien de personnes environ sont dans chaque groupe (avec du bruit)
       *[no] combien de personnes sont dans chaque groupe
    }. Il n’apprend aucune de vos réponses, et les résultats seulement si l’analyste les publie.
trust-learns-analyst =
    { $analyst } apprend qui a été invité, combien ont répondu et avec quelles invitations, { $noise ->
        [yes] combien de personnes environ sont dans chaque groupe (avec du bruit)
       *[no] combien de personnes sont dans chaque groupe
    }, et les résultats, mais aucune de vos réponses.
trust-learns-both = Ensemble, ils pourraient lire toutes les réponses. Qu’ils ne s’entendent pas est ce sur quoi vous comptez.
trust-learns-page = Le serveur fournit aussi cette page. Un serveur qui triche pourrait en fournir une qui envoie vos réponses en clair ; qui ne peut l’exclure utilise le programme tacit-submit.
trust-kept-heading = Combien de temps c’est gardé
trust-kept-until = Le serveur garde les rapports scellés, avec quels liens et quand ils ont été envoyés, et ce qui est publié, jusqu’à ce que l’analyste ou l’exploitant du serveur y supprime l’enquête. L’enquête elle-même ne fixe pas de date.
trust-kept-key = La clé du serveur pour cette enquête est supprimée quand les résultats sont livrés, ou avec l’enquête si cela vient plus tôt. Qui vole ensuite la base de données du serveur n’en ouvre rien.
trust-kept-copies = Des copies de la clé peuvent rester : si le serveur est interrompu au milieu de cela, jusqu’à son redémarrage (avec MongoDB : jusqu’à une heure), et au plus tard jusqu’à ce que les résultats soient redemandés ; avec MongoDB, aussi dans son journal, jusqu’à ce qu’il soit écrasé ; et dans les sauvegardes faites avant, tant qu’elles existent.
trust-kept-analyst = L’analyste garde les résultats et le fichier des invitations aussi longtemps qu’il le souhaite, et n’a aucune réponse à garder.

## Practice: everything but the sending

practice-try = Essayer sans envoyer
practice-try-hint = Essayez avec des réponses inventées : tout se passe, sauf l’envoi.
practice-banner = Essai : rien de ce que vous saisissez ici n’est envoyé.
practice-leave = Quitter l’essai
practice-title = Essai : { $title }
practice-check-lead = Vous seul voyez cette page. Quand vous continuez, votre navigateur scelle les réponses d’essai et n’envoie rien.
practice-seal = Sceller sans rien envoyer
practice-sealing-body = Vos réponses d’essai sont partagées en deux moitiés, il est prouvé qu’elles sont dans les limites, et elles sont scellées. Rien n’est envoyé.
practice-done-heading = Scellé, et non envoyé
practice-done-lead = Votre navigateur a tout fait sauf la dernière étape. Le serveur n’en a rien reçu, il n’y a donc pas de reçu. Quand vous quittez l’essai, tout est oublié.
practice-change = Modifier les réponses d’essai

## The receipt: to keep, and what became of the submission

receipt-signature = Signature du serveur
receipt-save = Enregistrer le reçu
receipt-supersedes = Ce reçu prend la place de ceux des envois précédents avec ce lien. Un reçu précédent que vous avez enregistré peut toujours être vérifié sous « { saved-heading } » : il est authentique, et son envoi est remplacé.
receipt-print = Imprimer
receipt-qr = Code QR du reçu entier
receipt-qr-hint = Le code contient le texte du fichier enregistré : l’adresse du serveur, l’enquête et le reçu signé avec son empreinte. Rien n’y est secret. L’appareil photo d’un téléphone affiche ce texte : enregistrez-le dans un fichier et vérifiez-le à tout moment sur cette page, ou avec le programme tacit-submit.
receipt-show = Montrer mon reçu
receipt-earlier-heading = Vous avez répondu
receipt-change = Aller aux questions
receipt-state-heading = Où cela en est
receipt-asking = Le serveur est interrogé…
receipt-received = Reçu. C’est votre envoi le plus récent ; il compte à la clôture de l’enquête, sauf si vous le remplacez.
receipt-not-fixed = Reçu. L’ensemble des envois qui comptent n’est pas encore arrêté ; dès qu’il le sera, le serveur pourra prouver ici que le vôtre en fait partie. Regardez à nouveau plus tard.
receipt-replaced = Remplacé par la version { NUMBER($revision) } du { $time }, envoyée avec le même lien. Seul votre dernier envoi compte.
receipt-counted =
    { $submitted ->
        [one] Compté : c’est le seul envoi de l’ensemble clos.
       *[other] Compté : c’est le numéro { NUMBER($number) } des { NUMBER($submitted) } envois de l’ensemble clos.
    } Votre navigateur en a vérifié la preuve avec la déclaration de clôture que le serveur a signée.
receipt-counted-newest =
    { $submitted ->
        [one] La version { NUMBER($revision) } est comptée : c’est le seul envoi de l’ensemble clos.
       *[other] La version { NUMBER($revision) } est comptée : c’est le numéro { NUMBER($number) } des { NUMBER($submitted) } envois de l’ensemble clos.
    } Votre navigateur en a vérifié la preuve avec la déclaration de clôture que le serveur a signée.
receipt-statement = Racine de l’ensemble clos
receipt-unheard = Le serveur ne peut pas être interrogé pour l’instant. Votre reçu est valable quand même.
receipt-look = Regarder à nouveau
receipt-broken-heading = Attention : le serveur ne prouve pas qu’il compte votre envoi
receipt-broken-signature = Sa réponse n’est pas signée avec la clé de cette enquête.
receipt-broken-session = Sa réponse concerne une autre enquête.
receipt-broken-report = Il nomme un autre envoi comme le plus récent, alors qu’il a signé votre reçu.
receipt-broken-withheld = Il a clos l’ensemble des envois qui comptent et ne prouve pas que le vôtre en fait partie.
receipt-broken-proof = Sa preuve ne mène pas de votre envoi à l’ensemble clos qu’il a signé.
receipt-broken-unknown = Il dit ne pas connaître votre envoi, alors qu’il a signé votre reçu.
receipt-broken-advice = Enregistrez votre reçu : il montre que le serveur avait votre envoi. Regardez à nouveau ; si cela reste ainsi, dites-le à qui vous a invité, par un autre moyen que ce site web.
saved-heading = Vérifier un reçu enregistré
saved-hint = Choisissez le fichier enregistré après l’envoi. Votre navigateur vérifie sa signature et demande à ce serveur ce qu’est devenu l’envoi. Le fichier reste chez vous.
saved-choose = Choisir un reçu
saved-survey = Enquête
saved-genuine = Authentique : le serveur de cette enquête l’a signé.
saved-no-receipt = Ce n’est pas un reçu, ou il n’est pas complet. Choisissez le fichier tel qu’il a été enregistré après l’envoi.
saved-version = Ce reçu a été enregistré par une autre version de { -product }. Vérifiez-le avec cette version.
saved-other-server = Ce reçu est du serveur { $host }. Vérifiez-le sur la page d’accueil de ce serveur, ou avec tacit-submit.
saved-other-survey = Ce reçu est d’une autre enquête. Vérifiez-le sur la page d’accueil de ce serveur, ou avec le lien de cette enquête.
saved-other-link = Ce reçu est authentique, mais d’un envoi fait avec un autre lien que le vôtre.
saved-unknown-survey = Ce serveur ne connaît pas cette enquête : elle a été supprimée, ou le reçu est faux.
saved-swapped = Ce que ce serveur donne pour l’enquête du reçu en est une autre. Ne vous y fiez pas ; prévenez la personne qui vous a invité, par un autre moyen que ce site.
saved-forged = Faux : le serveur de cette enquête ne l’a pas signé. Il ne prouve rien, d’où qu’il vienne.
saved-unheard = Le serveur ne peut pas être interrogé pour le moment. Réessayez plus tard.
receipt-result-heading = Résultats
receipt-result-none = L’analyste n’a pas encore publié de résultats ici. Rouvrez ce lien plus tard.
receipt-result-unheard = Les résultats ne peuvent pas être demandés pour l’instant.
receipt-result-verified = Votre navigateur a vérifié que l’analyste a signé ces résultats et qu’ils sont de l’ensemble que le serveur a clos.
receipt-result-signature = Ce qui est publié comme résultat n’est pas signé par l’analyste de cette enquête.
receipt-result-statement = Ce qui est publié comme résultat vient d’un ensemble que le serveur de cette enquête n’a pas clos.
receipt-result-other-set = Ce qui est publié comme résultat vient d’un autre ensemble que celui où compte votre envoi.
receipt-result-unproven = Le serveur ne prouve pas que votre envoi compte. Rien ne montre donc que ce qui est publié comme résultat vient du bon ensemble.
receipt-result-malformed = Ce qui est publié comme résultat est illisible, ou d’une autre enquête.
receipt-result-advice = Rien n’en est montré. Dites-le à qui vous a invité.
receipt-result-accepted =
    { $accepted ->
        [one] De { NUMBER($accepted) } envoi valide.
       *[other] De { NUMBER($accepted) } envois valides.
    }
receipt-result-of = Groupe
receipt-result-variable = Variable
receipt-result-figure = Résultat
receipt-result-people = Personnes
receipt-result-all = Tout le monde
receipt-result-intercept = Là où tous valent 0
receipt-result-error = ± { $error } (erreur type)
receipt-result-noise = ± { $error } (bruit)
receipt-result-cohorts = Envois comptés de chaque cohorte
receipt-result-by-cohort = La même chose pour chaque cohorte
receipt-result-interval = (95 % : de { $from } à { $to } ; { $p })
receipt-result-independence = Indépendance des lignes et des colonnes : { $statistic }, degrés de liberté { $freedom }, { $p }
receipt-result-noise-each = Chaque nombre ± { $error } (bruit) ; avec du bruit, la somme des parties peut différer du total.
receipt-result-bin = De { $from } à moins de { $to }
receipt-result-bin-last = De { $from } à { $to }
receipt-result-lower-quartile = Premier quartile
receipt-result-median = Médiane
receipt-result-upper-quartile = Troisième quartile
receipt-result-between = (avec certitude entre { $from } et { $to })
receipt-result-withheld = Retenu : cela pourrait révéler quelque chose de trop peu de personnes
receipt-result-undefined = Ne peut pas être calculé

## Tables

grid-total = Total
grid-total-all = Total du tableau
grid-unit = Unité : { $unit }.
grid-computed = Calculé à partir de vos autres réponses.
grid-blank-zero = Une cellule vide compte pour 0.
grid-blank-absent = Vous pouvez laisser des cellules vides.
grid-blank-error = Chaque cellule demande un nombre.
grid-keys = Déplacez-vous avec les flèches (avec Ctrl jusqu’au bord des cellules remplies), sélectionnez avec Maj ou par les en-têtes, copiez et collez comme dans un tableur, recopiez vers le bas avec Ctrl+D, annulez avec Ctrl+Z.
grid-selected = Sélection : { NUMBER($rows) } × { NUMBER($columns) } cellules.
grid-copied =
    { $count ->
        [one] { NUMBER($count) } cellule copiée.
       *[other] { NUMBER($count) } cellules copiées.
    }
grid-pasted =
    { $count ->
        [one] { NUMBER($count) } cellule remplie.
       *[other] { NUMBER($count) } cellules remplies.
    }
grid-filled =
    { $count ->
        [one] { NUMBER($count) } cellule remplie.
       *[other] { NUMBER($count) } cellules remplies.
    }
grid-cleared =
    { $count ->
        [one] { NUMBER($count) } cellule vidée.
       *[other] { NUMBER($count) } cellules vidées.
    }
grid-outside =
    { $count ->
        [one] { NUMBER($count) } valeur a été laissée de côté : elle dépasse le tableau.
       *[other] { NUMBER($count) } valeurs ont été laissées de côté : elles dépassent le tableau.
    }
grid-locked =
    { $count ->
        [one] { NUMBER($count) } valeur a été laissée de côté : sa cellule ne peut pas être modifiée.
       *[other] { NUMBER($count) } valeurs ont été laissées de côté : leurs cellules ne peuvent pas être modifiées.
    }
grid-no-numbers =
    { $count ->
        [one] { NUMBER($count) } cellule ne contient pas de nombre accepté : { $place }.
       *[other] { NUMBER($count) } cellules ne contiennent pas de nombre accepté ; la première : { $place }.
    }
grid-undone = Annulé.
grid-redone = Rétabli.
grid-nothing = Il n’y a rien à annuler.
grid-more =
    { $count ->
        [one] { NUMBER($count) } autre cellule
       *[other] { NUMBER($count) } autres cellules
    }
grid-unclear =
    { $count ->
        [one] { NUMBER($count) } cellule : « { $typed } ».
       *[other] { NUMBER($count) } cellules, la première : « { $typed } ».
    }

## Doubts about answers, to be settled before they are submitted

check-doubts = Est-ce exact ?
check-confirm = J’ai vérifié, et mes réponses sont exactes.
check-unconfirmed = Corrigez les réponses, ou confirmez qu’elles sont exactes.

## Files: answers from a spreadsheet, and templates

files-heading = Remplir à partir d’une feuille de calcul
files-lead = Votre navigateur lit lui-même le fichier : rien n’en est envoyé. Vous voyez ce qui serait repris avant que quoi que ce soit soit rempli.
files-choose = Choisir un fichier
files-drop = ou déposez-le ici (.xlsx, .ods ou .csv)
files-template = Télécharger un modèle à remplir :
files-template-xlsx = Classeur (.xlsx)
files-template-csv = Texte avec séparateurs (.csv)
files-reading = Lecture de { $name }…
files-writing = Préparation du modèle…
files-saved = Le modèle est enregistré sous { $name }.
files-failed = Le fichier n’a pas pu être traité : le programme qui lit les feuilles de calcul ne s’est pas chargé ou a renoncé. Réessayez, ou saisissez vos réponses.
files-used =
    { $count ->
        [one] { NUMBER($count) } réponse a été reprise de { $name }. Vous pouvez encore tout modifier.
       *[other] { NUMBER($count) } réponses ont été reprises de { $name }. Vous pouvez encore tout modifier.
    }
files-undo = Remettre ce qui y était avant
files-undone = Ce que { $name } a changé est comme avant, sauf là où vous l’avez changé depuis.
files-refused = Rien ne peut être repris de { $name }
files-close = Fermer
files-preview = Ce qui sera repris de { $name }
files-column-table = Tableau
files-column-place = Première cellule
files-column-taken = Reprises
files-column-blank = Vides
files-column-problems = Non reprises
files-column-question = Question
files-column-before = Maintenant
files-column-after = Du fichier
files-others =
    { $count ->
        [one] { NUMBER($count) } réponse à une autre question est reprise aussi.
       *[other] { NUMBER($count) } réponses à d’autres questions sont reprises aussi.
    }
files-rounded =
    { $count ->
        [one] { NUMBER($count) } nombre est arrondi aux décimales demandées.
       *[other] { NUMBER($count) } nombres sont arrondis aux décimales demandées.
    }
files-unmatched = Absent du fichier : { $questions }
files-hidden-sheets = Rien n’est repris des feuilles masquées : { $sheets }
files-by-place = « { $table } » : certaines cellules sont reprises d’après leur seule position. Ces intitulés ne figurent pas à côté d’elles : { $headings }
files-blank = Les cellules vides laissent vos réponses telles quelles.
files-problems = Cellules qui ne peuvent pas être reprises
files-outside = Nombres que le formulaire n’accepte pas
files-values = Toutes les valeurs reprises
files-replaced = Réponses qui vont changer
files-more =
    { $count ->
        [one] et { NUMBER($count) } de plus
       *[other] et { NUMBER($count) } de plus
    }
files-use = Utiliser ces réponses
files-cancel = Annuler
files-unknown-format = Ce n’est pas une feuille de calcul qui puisse être lue ici. Enregistrez-la en .xlsx, .ods ou .csv.
files-old-or-locked = Ce fichier est dans un ancien format ou a un mot de passe. Enregistrez-le en .xlsx sans mot de passe.
files-damaged = Le fichier est endommagé. Ouvrez-le dans votre tableur et enregistrez-le de nouveau.
files-too-large = Le fichier dépasse { NUMBER($megabytes) } Mo, compressé ou décompressé. Ne gardez que les feuilles demandées.
files-too-many-sheets = Le fichier a plus de { NUMBER($limit) } feuilles. Ne gardez que celles qui sont demandées.
files-too-many-cells = Le fichier a plus de { NUMBER($limit) } cellules. Ne gardez que les feuilles demandées.
files-empty = Le fichier est vide.
files-wrong-template = Le fichier n’est pas fait pour ce formulaire. Comparez-le avec le modèle :
files-no-sheet = Il n’y a pas de feuille « { $sheet } ».
files-no-table = Le tableau « { $table } » n’y est pas.
files-headings = Il manque ces en-têtes au tableau « { $table } » : { $missing }
files-ambiguous = Plusieurs endroits pourraient être le tableau « { $table } ». Écrivez son titre au-dessus du bon.
files-hidden = Le tableau « { $table } » est sur la feuille masquée « { $sheet } ». Affichez-la si c’est la bonne.
files-nothing = Aucune des questions du formulaire n’y est.
files-cell-number = « { $text } » n’est pas un nombre
files-cell-ambiguous = « { $text } » peut être { $thousands } ou { $decimals }
files-cell-date = une date n’est pas un nombre
files-cell-error = le résultat de la formule est l’erreur { $code }
files-cell-uncomputed = la formule n’a pas encore de résultat : ouvrez le fichier dans votre tableur et enregistrez-le
files-cell-percentage = { $text } est un pourcentage : écrivez le nombre demandé
files-cell-merged = elle est fusionnée avec { $cell } et n’a pas de nombre à elle
files-cell-decimals =
    { $decimals ->
        [0] { $text } n’est pas un nombre entier
       *[other] { $text } a plus de { NUMBER($decimals) } décimales
    }
files-cell-yes-no = « { $text } » n’est ni oui ni non
files-cell-option = « { $text } » n’est aucune des options
files-cell-other = ceci ne peut pas être lu ici

## Drafts: only if the reader asks for one

draft-keep = Garder mes réponses comme brouillon sur cet appareil
draft-keep-hint = Chiffré par une phrase secrète, dans la mémoire de ce navigateur, jusqu’à ce que vous envoyiez ou le supprimiez. Qui utilise cet appareil voit qu’il y a un brouillon pour cette enquête, mais pas ce qu’il contient. Si vous ne le demandez pas, rien n’est gardé.
draft-passphrase = Phrase secrète du brouillon
draft-passphrase-hint = Choisissez-en une que d’autres ne devinent pas. Si vous l’oubliez, le brouillon est perdu.
draft-readable = Afficher la phrase secrète
draft-begin = Garder un brouillon
draft-working = Un instant…
draft-kept = Un brouillon est gardé, chiffré, et suit ce que vous saisissez.
draft-saved = Dernier enregistrement : { $time }
draft-delete = Supprimer le brouillon
draft-found = Il y a un brouillon de vos réponses sur cet appareil.
draft-found-hint = Saisissez sa phrase secrète pour continuer. Il prend la place de ce qui est rempli ici.
draft-open = Ouvrir le brouillon
draft-wrong = Ce n’est pas la phrase secrète du brouillon. Réessayez.
draft-damaged = Cette page ne peut pas lire ce qui est gardé ici. Supprimez-le.
draft-empty = Saisissez une phrase secrète.
draft-memory = Il y a trop peu de mémoire pour vérifier la phrase secrète. Fermez d’autres programmes ou onglets et réessayez.
draft-refused = La mémoire de ce navigateur n’accepte pas le brouillon : il n’est pas gardé.
draft-refused-older = La mémoire de ce navigateur n’accepte pas vos dernières saisies. Un brouillon plus ancien est encore gardé.
