### Alles, was die Seite auf Deutsch sagt. Die Ids und was eingesetzt wird: siehe en.ftl.
###
### Wortwahl: Umfrage, Auswertungsstelle (analyst), Server, versiegeln, Hälfte (share), Einreichung (submission),
### Fassung (revision), Quittung (receipt). Anrede: Sie.

-product = Tacit

## Was jeden Zustand umgibt

layout-tagline = Vertrauliche Umfragen
layout-skip = Zum Hauptinhalt springen
layout-language = Sprache
layout-language-failed = Die Texte der Seite in dieser Sprache konnten nicht geladen werden. Wählen Sie die Sprache noch einmal, um es erneut zu versuchen.
layout-promise = Diese Seite lädt nichts von anderen Websites und setzt keine Cookies. Auf Ihrem Gerät behält sie die gewählte Sprache, bis Sie den Tab schließen, einen Entwurf nur, wenn Sie darum bitten, und sonst nichts.
layout-title = { $heading } – { -product }
layout-title-survey = { $heading } – { $survey } – { -product }
layout-title-error = Fehler: { $title }
layout-error = Fehler:

## Mehreres hintereinander

list-separator = { ", " }
list-last = { " und " }
list-quoted = „{ $text }“

## Die Seite ohne Umfrage

landing-heading = Antworten, die niemand lesen kann, Ergebnisse, denen alle trauen können
landing-lead = Hier beantworten Sie eine Umfrage. Ihr Browser teilt jede Antwort in zwei versiegelte Hälften: eine für den Server, eine für die Auswertungsstelle. Keiner von beiden kann eine Antwort lesen. Solange sie nicht zusammenlegen, was sie haben, kommen nur die Statistiken heraus, die die Umfrage ankündigt.
landing-label = Ihr Einladungslink
landing-hint = Sie finden ihn in Ihrer Einladung. Er enthält ein # und gehört nur Ihnen.
landing-button = Umfrage öffnen
landing-steps = So funktioniert es
landing-step-1-heading = Sie antworten
landing-step-1 = Die Umfrage sagt, wer was berechnet, bevor Sie irgendetwas beantworten.
landing-step-2-heading = Ihr Browser versiegelt
landing-step-2 = Ihre Antworten verlassen Ihr Gerät nur in zwei versiegelten Hälften, mit einem Beweis, dass sie innerhalb der Grenzen des Formulars liegen.
landing-step-3-heading = Nur die Statistiken kommen heraus
landing-step-3 = Server und Auswertungsstelle prüfen die Beweise und addieren die Hälften. Sie öffnen die Summen, nie eine Antwort.
landing-command = Sie können auch ohne Browser teilnehmen, mit dem Programm tacit-submit.
landing-no-link = Das ist kein Einladungslink. Er sollte so aussehen: https://host/s/…#…. Kopieren Sie ihn noch einmal vollständig.
landing-damaged-session = Der Teil des Links, der die Umfrage nennt, ist beschädigt. Kopieren Sie den Link noch einmal vollständig aus Ihrer Einladung.
landing-damaged-token = Der Teil des Links nach dem # fehlt oder ist beschädigt. Kopieren Sie den Link noch einmal vollständig aus Ihrer Einladung.

## Während die Umfrage geladen wird

loading-heading = Die Umfrage wird geöffnet …
loading-body = Ihr Browser fragt den Server nach der Umfrage und prüft, ob es die aus Ihrem Link ist.

## Links, die keine ganze Einladung sind

bad-link-heading = Dieser Link ist unvollständig
bad-link-session = Der Teil des Links, der die Umfrage nennt, ist beschädigt.
bad-link-no-token = Der Teil des Links nach dem # fehlt. Mit diesem Teil dürfen Sie teilnehmen.
bad-link-token = Der Teil des Links nach dem # ist beschädigt. Mit diesem Teil dürfen Sie teilnehmen.
bad-link-advice = Kopieren Sie den ganzen Link noch einmal aus Ihrer Einladung, bis zum letzten Zeichen. Manche Programme schneiden lange Links entzwei.

## Umfragen, die der Server nicht hat

unknown-session-heading = Diese Umfrage gibt es hier nicht
unknown-session-body = Dieser Server hat keine Umfrage mit diesem Link. Vielleicht wurde der Link unterwegs verändert, oder die Umfrage liegt auf einem anderen Server.
unknown-session-advice = Kopieren Sie den Link noch einmal aus Ihrer Einladung, oder fragen Sie, wer ihn geschickt hat.

## Einladungen, die die Umfrage nicht kennt

unknown-token-heading = Das ist keine Einladung zu dieser Umfrage
unknown-token-body = Die Umfrage gibt es, aber den Teil Ihres Links nach dem # kennt sie nicht.
unknown-token-advice = Kopieren Sie den Link noch einmal aus Ihrer Einladung, bis zum letzten Zeichen. Wird er weiter abgelehnt, so bitten Sie die einladende Stelle um einen neuen.

## Eine andere Umfrage als die im Link

swapped-heading = Halt: Das ist nicht die Umfrage, zu der Sie eingeladen wurden
swapped-advice = Antworten Sie nicht. Sagen Sie der einladenden Stelle Bescheid, auf einem anderen Weg als über diese Website.
swapped-body = Ihr Link gilt für eine ganz bestimmte Umfrage: ihre Fragen, ihre Auswertungsstelle, ihre Regeln. Was der Server geschickt hat, ist etwas anderes.
swapped-meaning = Vielleicht hat jemand die Fragen verändert, oder wer die Antworten öffnen kann. Ihr Browser hat Ihnen nichts davon gezeigt und nichts gesendet.

## Keine brauchbare Antwort vom Server

unreachable-heading = Der Server ist nicht erreichbar
unreachable-load = Die Umfrage konnte nicht geladen werden. Prüfen Sie Ihre Verbindung und versuchen Sie es erneut; es geht nichts verloren.
unreachable-submit = Ihre Antworten sind noch nicht eingereicht. Nichts von Ihren Eingaben geht verloren, solange dieser Tab offen bleibt. Prüfen Sie Ihre Verbindung und versuchen Sie es erneut.
unreachable-refused-load-heading = Die Umfrage lässt sich nicht öffnen
unreachable-refused-load = Die Umfrage konnte nicht geladen werden.
unreachable-refused-submit-heading = Ihre Antworten wurden nicht angenommen
unreachable-refused-submit = Ihre Antworten wurden nicht übernommen. Nichts von Ihren Eingaben geht verloren, solange dieser Tab offen bleibt.
unreachable-retry = Erneut versuchen
unreachable-back = Zurück zu meinen Antworten

## Warum der Server abgelehnt hat, oder seine Antwort nicht taugt

refusal-receipt = Die Quittung des Servers ist nicht mit dem Schlüssel dieser Umfrage unterschrieben oder gilt für etwas anderes. Versuchen Sie es erneut; bleibt es so, dann sagen Sie der einladenden Stelle Bescheid.
refusal-answer = Was zurückkam, ist nicht die Antwort eines { -product }-Servers dieser Version. Prüfen Sie die Adresse; stimmt sie, dann sagen Sie der einladenden Stelle Bescheid.
refusal-manifest = Die Umfrage wurde mit einer anderen Version von { -product } erstellt oder ist beschädigt. Sagen Sie der einladenden Stelle Bescheid.
refusal-cohort = Der Server sagt nicht, zu welcher Kohorte Sie eingeladen sind. Antworten Sie nicht; sagen Sie der einladenden Stelle Bescheid.
refusal-seal = Ihr Browser konnte die Antworten nicht versiegeln. Laden Sie die Seite neu und versuchen Sie es noch einmal; bleibt es so, dann nehmen Sie einen anderen Browser.
refusal-not-understood = Der Server konnte nicht lesen, was Ihr Browser gesendet hat. Laden Sie die Seite neu und versuchen Sie es noch einmal; bleibt es so, dann sagen Sie der einladenden Stelle Bescheid.
refusal-too-large = Ihre Einreichung ist größer, als der Server annimmt. Laden Sie die Seite neu und versuchen Sie es noch einmal; bleibt es so, dann sagen Sie der einladenden Stelle Bescheid.
refusal-revision-conflict = Mit diesem Link wurde inzwischen etwas Neueres eingereicht. Reichen Sie noch einmal ein, um es zu ersetzen.
refusal-too-many-revisions = Mit diesem Link wurde zu oft eingereicht. Die letzte Einreichung zählt; Sie brauchen nichts mehr zu tun.
refusal-wrong-cohort = Ihre Einreichung ist von einer anderen Kohorte als Ihre Einladung. Öffnen Sie den Link noch einmal: Die Seite zeigt dann Ihre Kohorte.
refusal-unsealable = Ihre Antworten sind nicht für diese Umfrage versiegelt. Öffnen Sie den Link noch einmal und reichen Sie erneut ein.
refusal-unavailable = Der Server kann das gerade nicht. Versuchen Sie es gleich noch einmal; es geht nichts verloren.
refusal-internal = Im Server ist ein Fehler aufgetreten. Versuchen Sie es erneut; bleibt es so, dann sagen Sie der einladenden Stelle Bescheid.
refusal-other = Der Server hat das abgelehnt. Laden Sie die Seite neu und versuchen Sie es noch einmal; bleibt es so, dann sagen Sie der einladenden Stelle Bescheid.

## Warten auf die Umfrage

waiting-unheard = Der Server ist gerade nicht erreichbar. Diese Seite versucht es weiter.
not-yet-open-heading = Die Umfrage ist noch nicht geöffnet
not-yet-open-opens = Sie öffnet am { $time }.
not-yet-open-by-hand = Die Auswertungsstelle hat sie noch nicht geöffnet.
not-yet-open-waiting = Sie können diese Seite offen lassen: Sie sieht von selbst wieder nach und zeigt die Fragen, sobald die Umfrage öffnet. Derselbe Link gilt auch später.
paused-heading = Die Umfrage ist unterbrochen
paused-body = Die Auswertungsstelle hat sie unterbrochen. Sie nimmt zurzeit keine Einreichungen an.
paused-waiting = Sie können diese Seite offen lassen: Sie sieht von selbst wieder nach und macht weiter, sobald es die Umfrage tut. Derselbe Link gilt auch später.
paused-kept = Ihre Antworten sind noch nicht eingereicht. Sie bleiben in diesem Tab erhalten, solange er offen ist.
lapsed-body = Sie nimmt zurzeit keine Einreichungen an. Die Auswertungsstelle kann den Schluss bis { $time } hinausschieben.

## Nach dem Schluss

closed-heading = Die Umfrage ist geschlossen
closed-counted = Sie nimmt keine Einreichungen mehr an. Ihre ist rechtzeitig eingegangen:
closed-nothing = Sie nimmt keine Einreichungen mehr an. Mit diesem Link wurde nichts eingereicht.
closed-late = Was Sie gerade eingereicht haben, kam zu spät und wurde nicht angenommen: Von Ihnen zählt nichts.
closed-late-counted = Was Sie gerade eingereicht haben, kam zu spät und wurde nicht angenommen. Es zählt Fassung { NUMBER($revision) }:
closed-since = Sie wurde am { $time } geschlossen.

## Was die Umfrage ist

about-heading = Über diese Umfrage
about-verified = Ihr Browser hat geprüft, dass dies die Umfrage ist, für die Ihr Link ausgestellt wurde.
about-analyst = Auswertungsstelle
about-fingerprint = Fingerabdruck der Schlüssel der Auswertungsstelle
about-fingerprint-hint = Vergleichen Sie ihn mit Ihrer Einladung, falls er dort steht.
about-server = Server
about-opened = Offen seit
about-opens = Öffnet
about-closes = Schließt
about-closes-by-hand = Wenn die Auswertungsstelle sie schließt
about-extendable = Die Auswertungsstelle kann das bis spätestens { $time } hinausschieben.
about-smallest-group = Kleinste Gruppe
about-threshold =
    { $people ->
        [one] Summen, Durchschnitte und Regressionen werden ab { NUMBER($people) } Person geöffnet.
       *[other] Summen, Durchschnitte und Regressionen werden nur für Gruppen von mindestens { NUMBER($people) } Personen geöffnet.
    }
about-counts-exact = Server und Auswertungsstelle erfahren genau, wie viele welche Antwort gaben. Ergebnisse verbergen kleine Zahlen.
about-counts-noise = Wie viele Personen in einer Gruppe sind, ist nur mit Rauschen bekannt, und so auch, ob es genug sind.
about-computed = Was berechnet wird
about-secret = Was geheim bleibt
about-secret-answers = Niemand erfährt Ihre Antworten: weder { $server } noch { $analyst }. Jeder von beiden bekommt eine versiegelte Hälfte.
about-secret-computed = Aus den Antworten lässt sich nur berechnen, was hier steht, und was aus denselben Summen folgt.
about-secret-submitted = { $server } erfährt, dass und wann Sie eingereicht haben, nicht was. Das gilt, solange sich jeder von beiden an die Regeln hält; gemeinsam könnten sie alles lesen.

## Was berechnet wird, nach Art

analysis-submissions = Zahl der Einreichungen
analysis-count = Zahl der Antworten auf { $question }
analysis-sum = Summe von { $question }
analysis-mean = Mittelwert von { $question }
analysis-standard-deviation = Standardabweichung von { $question }
analysis-ratio = Verhältnis von { $question } zu { $divisor }
analysis-frequency = Häufigkeit von { $question }
analysis-regression = Regression von { $question } auf { $questions }
analysis-weighted-mean = Mittelwert von { $question }, gewichtet mit { $weight }
analysis-histogram = Median, Quartile und Histogramm von { $question } mit den Grenzen { $limits }
analysis-crosstab = Kreuztabelle von { $rows } und { $columns }
analysis-correlation = Korrelationen zwischen { $questions }
analysis-by = { $analysis } nach { $groups }
analysis-each-cell = { $table }, jede Zelle
analysis-row-totals = den Zeilensummen von { $table }
analysis-column-totals = den Spaltensummen von { $table }
analysis-group-totals = den Gruppensummen von { $table }
analysis-table-total = der Gesamtsumme von { $table }

## Die Fragen

form-heading = Ihre Antworten
form-continue = Weiter
form-next = Noch wird nichts gesendet: Zuerst prüfen Sie Ihre Antworten.
form-optional = (freiwillig)
form-prefer-not = Keine Angabe
form-choose = Bitte wählen
form-yes = Ja
form-no = Nein
form-several = Wählen Sie alles Zutreffende aus.
form-problem = Es gibt ein Problem
form-bounds-whole = Eine ganze Zahl von { $min } bis { $max }.
form-bounds = Von { $min } bis { $max }. Nachkommastellen schreiben Sie so: { $example }.
form-replaces = Sie haben bereits eingereicht (Fassung { NUMBER($revision) }, { $time }). Eine neue Einreichung ersetzt sie.

## Zahlen, die sich auf zwei Arten lesen lassen

number-which = Welche Zahl meinen Sie?
number-thousands = { $number } (das Zeichen „{ $separator }“ trennt die Tausender)
number-decimals = { $number } (das Zeichen „{ $separator }“ steht vor den Nachkommastellen)

## Was an einer Antwort nicht stimmt

error-entry = { $question }: { $problem }
error-entry-question = { $question } { $problem }
error-number = Geben Sie eine Zahl zwischen { $min } und { $max } ein.
error-number-unit = Geben Sie eine Zahl zwischen { $min } und { $max } { $unit } ein.
error-whole = Geben Sie eine ganze Zahl zwischen { $min } und { $max } ein.
error-whole-unit = Geben Sie eine ganze Zahl zwischen { $min } und { $max } { $unit } ein.
error-number-digits = Schreiben Sie sie in Ziffern, zum Beispiel { $example }.
error-decimals =
    { $decimals ->
        [0] Schreiben Sie sie ohne Nachkommastellen.
        [one] Schreiben Sie höchstens { NUMBER($decimals) } Nachkommastelle.
       *[other] Schreiben Sie höchstens { NUMBER($decimals) } Nachkommastellen.
    }
error-boolean = Wählen Sie Ja oder Nein.
error-choice = Wählen Sie eine der Möglichkeiten.
error-multi = Wählen Sie mindestens eine der Möglichkeiten.
error-repeated = Wählen Sie jede Möglichkeit nur einmal.
error-several = Geben Sie nur eine Antwort.
error-unknown-key = Diese Frage gibt es im Formular nicht. Laden Sie die Seite neu.

## Cohorts: groups of participants that the server knows

cohort-label = Ihre Kohorte
cohort-missing = Wählen Sie die Teilnehmergruppe, zu der Sie gehören.
cohort-before = Ihre Kohorte: { $cohort }.
cohort-learnt = Ihre Kohorte ist nicht geheim: { $server } und { $analyst } erfahren, zu welcher Teilnehmergruppe Sie gehören.
cohort-private = Was geheim bleiben muss, wird als Frage gestellt: Die Ergebnisse werden dann nach den versiegelten Antworten gruppiert, und niemand erfährt, wer in welcher Gruppe ist.
cohort-assigned = Ihre Einladung gilt für diese Kohorte; hier lässt sie sich nicht ändern. Wenn es nicht Ihre ist, sagen Sie der einladenden Stelle Bescheid.

## Die Antworten prüfen

check-heading = Prüfen Sie Ihre Antworten
check-lead = Nur Sie sehen diese Seite. Wenn Sie weitergehen, versiegelt Ihr Browser die Antworten, und niemand kann sie mehr lesen, auch Sie nicht.
check-overtaken = Diese Antworten sind noch nicht angenommen: Inzwischen wurde mit diesem Link Fassung { NUMBER($revision) } vom { $time } eingereicht, in einem anderen Tab oder von jemand anderem. Wenn Sie weitergehen, ersetzen Ihre Antworten sie.
check-nothing = Nicht beantwortet
check-change = Ändern
check-change-question = : { $question }
check-submit = Versiegeln und einreichen
check-back = Zurück zu den Fragen

## Versiegeln

sealing-heading = Ihr Browser versiegelt …
sealing-body = Ihre Antworten werden in zwei Hälften geteilt, mit einem Beweis ihrer Grenzen versehen, versiegelt und gesendet. Das dauert einen Augenblick.

## Die Quittung

submitted-heading = Eingereicht
submitted-lead = Der Server hat Ihre versiegelten Antworten gespeichert und diese Quittung unterschrieben.
submitted-receipt = Ihre Quittung
submitted-digest = Prüfsumme
submitted-digest-hint = Sie kennzeichnet Ihre versiegelte Einreichung und sagt nichts über Ihre Antworten.
submitted-revision = Fassung
submitted-time = Eingegangen
submitted-next = Wie es weitergeht
submitted-result = Nach dem Schluss prüfen Server und Auswertungsstelle alle Beweise und öffnen nur die Statistiken, die die Umfrage angekündigt hat.
submitted-replace = Bis die Umfrage schließt, können Sie mit demselben Link erneut einreichen. Nur Ihre letzte Einreichung zählt.
submitted-replace-until = Bis die Umfrage am { $time } schließt, können Sie mit demselben Link erneut einreichen. Nur Ihre letzte Einreichung zählt.
submitted-tab = Ihre Antworten stehen noch in diesem Tab, und sonst nirgends unversiegelt. Schließen Sie den Tab, wenn andere dieses Gerät benutzen.
submitted-again = Meine Antworten ändern

## What leaves this browser: the bytes of a report, two halves of an answer, who learns what

trust-open = Was diesen Browser verlässt
trust-close = Ausblenden, was diesen Browser verlässt
trust-lead-next = Das sind genau die Bytes, die Ihr Browser beim Einreichen sendet. Sonst verlässt ihn dabei nichts von Ihren Antworten.
trust-lead-sent = Das sind genau die Bytes, die Ihr Browser gesendet hat. Sonst hat ihn nichts von Ihren Antworten verlassen.
trust-lead-practice = Das sind Bytes, wie sie gesendet würden, von Ihren Übungsantworten. Sie wurden wie zum Einreichen erzeugt und versiegelt und werden nicht gesendet.
trust-failed = Ihr Browser konnte die Antworten nicht versiegeln, um sie zu zeigen. Laden Sie die Seite neu und versuchen Sie es noch einmal.
trust-size =
    { $bytes ->
        [one] Insgesamt { NUMBER($bytes) } Byte.
       *[other] Insgesamt { NUMBER($bytes) } Bytes.
    }
trust-besides = Mit ihnen gehen das Token Ihres Links, mit dem Sie einreichen dürfen und von dem der Server nur die Teilnehmerkennung behält, und, wie an jede Website, Ihre Netzwerkadresse.
trust-length =
    { $bytes ->
        [one] { NUMBER($bytes) } Byte
       *[other] { NUMBER($bytes) } Bytes
    }
trust-whole = Alle Bytes zeigen
trust-short = Weniger Bytes zeigen
trust-of = { ": " }{ $part }
trust-version = Version
trust-version-what = Die Version des Protokolls. Alle können sie lesen.
trust-report-id = Berichtskennung
trust-report-id-what = Eine Zufallszahl, nur für diesen Bericht gezogen. Server und Auswertungsstelle können sie lesen.
trust-participant-id = Teilnehmerkennung
trust-participant-id-what = Eine Prüfsumme des Tokens Ihres Links: Sie sagt, welche Einladung benutzt wurde. Server und Auswertungsstelle können sie lesen, und wer Ihnen den Link geschickt hat, weiß vielleicht, dass er Ihrer ist.
trust-revision = Fassung
trust-revision-what = Wie viele Berichte mit Ihrem Link gesendet wurden, diesen eingerechnet. Server und Auswertungsstelle können es lesen.
trust-cohort = Kohorte
trust-cohort-what = Die Nummer Ihrer Teilnehmergruppe; 0, wenn es keine gibt. Server und Auswertungsstelle können sie lesen.
trust-public-share = Öffentlicher Anteil
trust-public-share-what = Zwei zufällig aussehende Prüfsummen, die die Hälften verbinden, nach 4 Bytes für ihre Länge. Server und Auswertungsstelle können sie lesen; sie sagen nichts über Ihre Antworten.
trust-leader-share = Hälfte des Servers, versiegelt
trust-leader-share-what = Die eine Hälfte jeder Antwort und des Beweises, dass sie in den Grenzen liegen, nach 4 Bytes für ihre Länge. Nur der Server kann sie öffnen und findet Zufallszahlen.
trust-helper-share = Hälfte der Auswertungsstelle, versiegelt
trust-helper-share-what = Der Keim der anderen Hälfte, nach 4 Bytes für seine Länge. Der Server gibt ihn weiter und kann ihn nicht öffnen. Nur die Auswertungsstelle kann es und findet Zufallszahlen.
trust-answer-heading = Die zwei Hälften einer Antwort
trust-answer-lead = Ihr Browser schreibt jede Antwort in Ziffern 0 und 1 und zerlegt jede Ziffer in zwei Zufallszahlen. Eine ist für den Server, eine für die Auswertungsstelle; hier sehen Sie sie, bevor sie versiegelt werden. Teilen Sie ihre Summe durch die Primzahl { $modulus }: Der Rest ist die Ziffer. Eine Zahl allein sagt nichts.
trust-answer-choose = Antwort, die Sie ansehen möchten
trust-answer-value = Ihre Antwort: { $answer }
trust-answer-number = Geschrieben als Abstand über { $minimum }: Zählen Sie zusammen, wofür die Ziffern 1 stehen.
trust-answer-fixed = Es gibt nur eine mögliche Antwort: Von ihr muss nichts gesendet werden.
trust-answer-table = Die Ziffern Ihrer Antwort auf { $question } und ihre Hälften
trust-digit = Steht für
trust-digit-value = Ziffer
trust-digit-server = Hälfte des Servers
trust-digit-analyst = Hälfte der Auswertungsstelle
trust-digit-presence = Beantwortet
trust-digit-further = { $count } weitere angekreuzt
trust-reshare = Mit anderen Zufallszahlen neu zerlegen
trust-reshare-hint = Die Antworten bleiben gleich. Alle Bytes oben ändern sich, außer der Version und was sagt, wessen und der wievielte Bericht es ist.
trust-reshared = Neu zerlegt: Alle Hälften sind neu, und dieser neue Bericht ist der, den Ihr Browser senden wird.
trust-reshared-practice = Neu zerlegt: Alle Hälften sind neu, die Antworten sind dieselben.
trust-who-heading = Wer beteiligt ist
trust-server = Server
trust-server-run-by = Betrieben von { $name } (nach eigener Angabe), unter { $host }
trust-server-unnamed = Unter { $host }. Wer ihn betreibt, nennt keinen Namen.
trust-server-keys = Schlüssel des Servers für diese Umfrage
trust-analyst = Auswertungsstelle
trust-analyst-keys = Schlüssel der Auswertungsstelle
trust-keys-words = Dasselbe in (englischen) Wörtern, zum Vergleichen im Gespräch:
trust-purpose = Zweck
trust-threshold = Kleinste Gruppe
trust-noise = Rauschen
trust-noise-none = Keines: Den Ergebnissen wird nichts hinzugefügt, sie sind genau.
trust-noise-some = Bevor irgendetwas gezeigt wird, auch ihnen selbst, fügen der Server und die Auswertungsstelle jeweils jedem Ergebnis und jeder Zahl von Personen in einer Gruppe zufälliges Rauschen hinzu, so viel, wie Differential Privacy für ein Budget von ε = { $epsilon } verlangt. Je kleiner es ist, desto mehr Rauschen gibt es, und desto weniger lässt sich über eine einzelne Person herausfinden.
trust-learns-heading = Wer was erfährt
trust-learns-server =
    { $server } erfährt, dass mit Ihrem Link eingereicht wurde, wann, wie oft und von welcher Netzwerkadresse; ob Ihr Bericht gültig ist; und { $noise ->
        [yes] wie viele Personen ungefähr in jeder Gruppe sind (mit Rauschen)
       *[no] wie viele Personen in jeder Gruppe sind
    }. Er erfährt keine Ihrer Antworten, und die Ergebnisse nur, wenn die Auswertungsstelle sie veröffentlicht.
trust-learns-analyst =
    { $analyst } erfährt, wer eingeladen wurde, wie viele eingereicht haben und mit welchen Einladungen, { $noise ->
        [yes] wie viele Personen ungefähr in jeder Gruppe sind (mit Rauschen)
       *[no] wie viele Personen in jeder Gruppe sind
    }, und die Ergebnisse, aber keine Ihrer Antworten.
trust-learns-both = Gemeinsam könnten sie jede Antwort lesen. Dass die beiden nicht zusammenarbeiten, darauf verlassen Sie sich.
trust-learns-page = Der Server liefert auch diese Seite. Ein betrügender Server könnte eine liefern, die Ihre Antworten offen sendet; wer das nicht ausschließen kann, benutzt das Programm tacit-submit.
trust-kept-heading = Wie lange es aufbewahrt wird
trust-kept-until = Der Server bewahrt die versiegelten Berichte auf, ferner, mit welchen Links und wann sie eingereicht wurden, und was veröffentlicht ist, bis die Auswertungsstelle oder der Betreiber des Servers die Umfrage dort löscht. Die Umfrage selbst legt keinen Termin fest.
trust-kept-key = Der Schlüssel des Servers für diese Umfrage wird gelöscht, wenn die Ergebnisse freigegeben werden, oder mit der Umfrage, wenn das früher ist. Wer danach die Datenbank des Servers stiehlt, öffnet nichts davon.
trust-kept-copies = Kopien des Schlüssels können bleiben: wird der Server mitten darin unterbrochen, bis er wieder startet (mit MongoDB: bis zu einer Stunde), und längstens, bis die Freigabe noch einmal abgerufen wird; mit MongoDB auch in dessen Journal, bis es überschrieben ist; und in vorher gemachten Sicherungskopien, solange es sie gibt.
trust-kept-analyst = Die Auswertungsstelle bewahrt die Ergebnisse und die Datei mit den Einladungen auf, solange sie will; Antworten, die sie aufbewahren könnte, hat sie nicht.

## Practice: everything but the sending

practice-try = Ausprobieren, ohne einzureichen
practice-try-hint = Üben Sie mit erfundenen Antworten: Alles geschieht, nur gesendet wird nichts.
practice-banner = Übung: Nichts, was Sie hier eingeben, wird gesendet.
practice-leave = Übung verlassen
practice-title = Übung: { $title }
practice-check-lead = Nur Sie sehen diese Seite. Wenn Sie weitergehen, versiegelt Ihr Browser die Übungsantworten und sendet nichts.
practice-seal = Versiegeln und nichts senden
practice-sealing-body = Ihre Übungsantworten werden in zwei Hälften zerlegt, es wird bewiesen, dass sie in den Grenzen liegen, und sie werden versiegelt. Gesendet wird nichts.
practice-done-heading = Versiegelt und nicht gesendet
practice-done-lead = Ihr Browser hat alles getan bis auf den letzten Schritt. Der Server hat nichts davon erhalten, also gibt es keine Quittung. Wenn Sie die Übung verlassen, ist alles vergessen.
practice-change = Übungsantworten ändern

## The receipt: to keep, and what became of the submission

receipt-signature = Unterschrift des Servers
receipt-save = Quittung speichern
receipt-supersedes = Diese Quittung tritt an die Stelle derer von früheren Einreichungen mit diesem Link. Eine frühere Quittung, die Sie gespeichert haben, lässt sich weiterhin unter „{ saved-heading }“ prüfen: Sie ist echt, und ihre Einreichung ist ersetzt.
receipt-print = Drucken
receipt-qr = QR-Code der ganzen Quittung
receipt-qr-hint = Der Code enthält den Text der gespeicherten Datei: die Adresse des Servers, die Umfrage und die unterschriebene Quittung mit ihrer Prüfsumme. Nichts darin ist geheim. Die Kamera eines Telefons zeigt diesen Text: Speichern Sie ihn als Datei, und prüfen Sie sie jederzeit auf dieser Seite oder mit dem Programm tacit-submit.
receipt-show = Meine Quittung zeigen
receipt-earlier-heading = Sie haben eingereicht
receipt-change = Zu den Fragen
receipt-state-heading = Wie es darum steht
receipt-asking = Der Server wird gefragt …
receipt-received = Erhalten. Das ist Ihre neueste Einreichung; sie zählt, wenn die Umfrage schließt, sofern Sie sie nicht ersetzen.
receipt-not-fixed = Erhalten. Welche Einreichungen zählen, steht noch nicht fest; danach kann der Server hier beweisen, dass Ihre dazugehört. Sehen Sie später noch einmal nach.
receipt-replaced = Ersetzt durch Fassung { NUMBER($revision) } vom { $time }, eingereicht mit demselben Link. Nur Ihre letzte Einreichung zählt.
receipt-counted =
    { $submitted ->
        [one] Gezählt: Es ist die einzige Einreichung in der geschlossenen Menge.
       *[other] Gezählt: Es ist Nummer { NUMBER($number) } der { NUMBER($submitted) } Einreichungen in der geschlossenen Menge.
    } Ihr Browser hat den Beweis dafür an der Abschlusserklärung geprüft, die der Server unterschrieben hat.
receipt-counted-newest =
    { $submitted ->
        [one] Fassung { NUMBER($revision) } ist gezählt: Es ist die einzige Einreichung in der geschlossenen Menge.
       *[other] Fassung { NUMBER($revision) } ist gezählt: Es ist Nummer { NUMBER($number) } der { NUMBER($submitted) } Einreichungen in der geschlossenen Menge.
    } Ihr Browser hat den Beweis dafür an der Abschlusserklärung geprüft, die der Server unterschrieben hat.
receipt-statement = Wurzel der geschlossenen Menge
receipt-unheard = Der Server kann gerade nicht gefragt werden. Ihre Quittung gilt trotzdem.
receipt-look = Noch einmal nachsehen
receipt-broken-heading = Warnung: Der Server beweist nicht, dass er Ihre Einreichung zählt
receipt-broken-signature = Seine Antwort ist nicht mit dem Schlüssel dieser Umfrage unterschrieben.
receipt-broken-session = Seine Antwort betrifft eine andere Umfrage.
receipt-broken-report = Er nennt eine andere Einreichung als Ihre neueste, obwohl er Ihre Quittung unterschrieben hat.
receipt-broken-withheld = Er hat die Menge dessen, was zählt, geschlossen und beweist nicht, dass Ihre Einreichung darin ist.
receipt-broken-proof = Sein Beweis führt nicht von Ihrer Einreichung zu der geschlossenen Menge, die er unterschrieben hat.
receipt-broken-unknown = Er sagt, er kenne Ihre Einreichung nicht, obwohl er Ihre Quittung unterschrieben hat.
receipt-broken-advice = Speichern Sie Ihre Quittung: Sie zeigt, dass der Server Ihre Einreichung hatte. Sehen Sie noch einmal nach; bleibt es so, sagen Sie der einladenden Stelle Bescheid, auf einem anderen Weg als über diese Website.
saved-heading = Gespeicherte Quittung prüfen
saved-hint = Wählen Sie die Datei, die nach dem Einreichen gespeichert wurde. Ihr Browser prüft die Unterschrift und fragt diesen Server, was aus der Einreichung geworden ist. Die Datei bleibt bei Ihnen.
saved-choose = Quittung wählen
saved-survey = Umfrage
saved-genuine = Echt: Der Server dieser Umfrage hat sie unterschrieben.
saved-no-receipt = Das ist keine Quittung oder keine vollständige. Wählen Sie die Datei so, wie sie nach dem Einreichen gespeichert wurde.
saved-version = Diese Quittung wurde von einer anderen Version von { -product } gespeichert. Prüfen Sie sie mit dieser Version.
saved-other-server = Diese Quittung ist vom Server { $host }. Prüfen Sie sie auf der Startseite dieses Servers oder mit tacit-submit.
saved-other-survey = Diese Quittung gehört zu einer anderen Umfrage. Prüfen Sie sie auf der Startseite dieses Servers oder mit dem Link zu jener Umfrage.
saved-other-link = Diese Quittung ist echt, gehört aber zu einer Einreichung mit einem anderen Link als Ihrem.
saved-unknown-survey = Dieser Server kennt keine solche Umfrage: Sie wurde gelöscht, oder die Quittung ist falsch.
saved-swapped = Was dieser Server als die Umfrage der Quittung ausgibt, ist eine andere. Trauen Sie dem nicht; sagen Sie der einladenden Stelle Bescheid, auf einem anderen Weg als über diese Website.
saved-forged = Gefälscht: Der Server dieser Umfrage hat sie nicht unterschrieben. Sie beweist nichts, von wem auch immer Sie sie haben.
saved-unheard = Der Server kann im Moment nicht gefragt werden. Versuchen Sie es später noch einmal.
receipt-result-heading = Ergebnisse
receipt-result-none = Die Auswertungsstelle hat hier noch keine Ergebnisse veröffentlicht. Öffnen Sie diesen Link später noch einmal.
receipt-result-unheard = Nach den Ergebnissen kann gerade nicht gefragt werden.
receipt-result-verified = Ihr Browser hat geprüft, dass die Auswertungsstelle diese Ergebnisse unterschrieben hat und dass sie von der Menge sind, die der Server geschlossen hat.
receipt-result-signature = Was als Ergebnis veröffentlicht ist, hat die Auswertungsstelle dieser Umfrage nicht unterschrieben.
receipt-result-statement = Was als Ergebnis veröffentlicht ist, ist von einer Menge, die der Server dieser Umfrage nicht geschlossen hat.
receipt-result-other-set = Was als Ergebnis veröffentlicht ist, ist von einer anderen Menge als der, in der Ihre Einreichung zählt.
receipt-result-unproven = Der Server beweist nicht, dass Ihre Einreichung zählt. Darum zeigt nichts, dass das veröffentlichte Ergebnis von der richtigen Menge ist.
receipt-result-malformed = Was als Ergebnis veröffentlicht ist, ist nicht lesbar oder von einer anderen Umfrage.
receipt-result-advice = Davon wird nichts gezeigt. Sagen Sie der einladenden Stelle Bescheid.
receipt-result-accepted =
    { $accepted ->
        [one] Von { NUMBER($accepted) } gültigen Einreichung.
       *[other] Von { NUMBER($accepted) } gültigen Einreichungen.
    }
receipt-result-of = Gruppe
receipt-result-variable = Variable
receipt-result-figure = Ergebnis
receipt-result-people = Personen
receipt-result-all = Alle
receipt-result-intercept = Wo sie alle 0 sind
receipt-result-error = ± { $error } (Standardfehler)
receipt-result-noise = ± { $error } (Rauschen)
receipt-result-cohorts = Gezählte Einreichungen jeder Kohorte
receipt-result-by-cohort = Dasselbe für jede Kohorte
receipt-result-interval = (95 %: { $from } bis { $to }; { $p })
receipt-result-independence = Unabhängigkeit von Zeilen und Spalten: { $statistic }, Freiheitsgrade { $freedom }, { $p }
receipt-result-noise-each = Jede Zahl ± { $error } (Rauschen); mit Rauschen ergeben die Teile nicht immer das Ganze.
receipt-result-bin = { $from } bis unter { $to }
receipt-result-bin-last = { $from } bis { $to }
receipt-result-lower-quartile = Unteres Quartil
receipt-result-median = Median
receipt-result-upper-quartile = Oberes Quartil
receipt-result-between = (sicher zwischen { $from } und { $to })
receipt-result-withheld = Zurückgehalten: Es könnte etwas über zu wenige Personen verraten
receipt-result-undefined = Nicht berechenbar

## Tables

grid-total = Summe
grid-total-all = Summe der Tabelle
grid-unit = Einheit: { $unit }.
grid-computed = Aus Ihren anderen Antworten berechnet.
grid-blank-zero = Eine leere Zelle zählt als 0.
grid-blank-absent = Zellen dürfen leer bleiben.
grid-blank-error = Jede Zelle braucht eine Zahl.
grid-keys = Pfeiltasten bewegen (mit Strg bis zum Rand gefüllter Zellen), Umschalt oder die Überschriften wählen aus, Kopieren und Einfügen wie in einer Tabellenkalkulation, Strg+D füllt nach unten, Strg+Z macht rückgängig.
grid-selected = Ausgewählt: { NUMBER($rows) } × { NUMBER($columns) } Zellen.
grid-copied =
    { $count ->
        [one] { NUMBER($count) } Zelle kopiert.
       *[other] { NUMBER($count) } Zellen kopiert.
    }
grid-pasted =
    { $count ->
        [one] { NUMBER($count) } Zelle gefüllt.
       *[other] { NUMBER($count) } Zellen gefüllt.
    }
grid-filled =
    { $count ->
        [one] { NUMBER($count) } Zelle gefüllt.
       *[other] { NUMBER($count) } Zellen gefüllt.
    }
grid-cleared =
    { $count ->
        [one] { NUMBER($count) } Zelle geleert.
       *[other] { NUMBER($count) } Zellen geleert.
    }
grid-outside =
    { $count ->
        [one] { NUMBER($count) } Wert wurde weggelassen: Er liegt außerhalb der Tabelle.
       *[other] { NUMBER($count) } Werte wurden weggelassen: Sie liegen außerhalb der Tabelle.
    }
grid-locked =
    { $count ->
        [one] { NUMBER($count) } Wert wurde weggelassen: Seine Zelle lässt sich nicht ändern.
       *[other] { NUMBER($count) } Werte wurden weggelassen: Ihre Zellen lassen sich nicht ändern.
    }
grid-no-numbers =
    { $count ->
        [one] { NUMBER($count) } Zelle enthält keine zulässige Zahl: { $place }.
       *[other] { NUMBER($count) } Zellen enthalten keine zulässige Zahl, die erste: { $place }.
    }
grid-undone = Rückgängig gemacht.
grid-redone = Wiederhergestellt.
grid-nothing = Es gibt nichts rückgängig zu machen.
grid-more =
    { $count ->
        [one] { NUMBER($count) } weitere Zelle
       *[other] { NUMBER($count) } weitere Zellen
    }
grid-unclear =
    { $count ->
        [one] { NUMBER($count) } Zelle: „{ $typed }“.
       *[other] { NUMBER($count) } Zellen, die erste: „{ $typed }“.
    }

## Doubts about answers, to be settled before they are submitted

check-doubts = Stimmt das?
check-confirm = Ich habe das geprüft, und meine Antworten stimmen.
check-unconfirmed = Berichtigen Sie die Antworten, oder bestätigen Sie, dass sie stimmen.

## Files: answers from a spreadsheet, and templates

files-heading = Aus einer Tabelle ausfüllen
files-lead = Ihr Browser liest die Datei selbst: Nichts davon wird gesendet. Sie sehen, was übernommen würde, bevor etwas ausgefüllt wird.
files-choose = Datei auswählen
files-drop = oder hier ablegen (.xlsx, .ods oder .csv)
files-template = Vorlage zum Ausfüllen herunterladen:
files-template-xlsx = Arbeitsmappe (.xlsx)
files-template-csv = Text mit Trennzeichen (.csv)
files-reading = { $name } wird gelesen …
files-writing = Die Vorlage wird erstellt …
files-saved = Die Vorlage ist als { $name } gespeichert.
files-failed = Die Datei konnte nicht verarbeitet werden: Das Programm für Tabellen wurde nicht geladen oder hat aufgegeben. Versuchen Sie es noch einmal, oder tippen Sie Ihre Antworten ein.
files-used =
    { $count ->
        [one] { NUMBER($count) } Antwort wurde aus { $name } übernommen. Sie können alles noch ändern.
       *[other] { NUMBER($count) } Antworten wurden aus { $name } übernommen. Sie können alles noch ändern.
    }
files-undo = Wiederherstellen, was vorher da war
files-undone = Was { $name } geändert hat, ist wieder wie vorher, außer wo Sie es seither geändert haben.
files-refused = Aus { $name } kann nichts übernommen werden
files-close = Schließen
files-preview = Was aus { $name } übernommen wird
files-column-table = Tabelle
files-column-place = Erste Zelle
files-column-taken = Übernommen
files-column-blank = Leer
files-column-problems = Nicht übernommen
files-column-question = Frage
files-column-before = Jetzt
files-column-after = Aus der Datei
files-others =
    { $count ->
        [one] Auch { NUMBER($count) } Antwort auf eine andere Frage wird übernommen.
       *[other] Auch { NUMBER($count) } Antworten auf andere Fragen werden übernommen.
    }
files-rounded =
    { $count ->
        [one] { NUMBER($count) } Zahl wird auf die gefragten Nachkommastellen gerundet.
       *[other] { NUMBER($count) } Zahlen werden auf die gefragten Nachkommastellen gerundet.
    }
files-unmatched = Nicht in der Datei: { $questions }
files-hidden-sheets = Aus ausgeblendeten Blättern wird nichts übernommen: { $sheets }
files-by-place = „{ $table }“: Einige Zellen werden nur nach ihrer Position übernommen. Diese Überschriften stehen nicht daneben: { $headings }
files-blank = Leere Zellen lassen Ihre Antworten, wie sie sind.
files-problems = Zellen, die nicht übernommen werden können
files-outside = Zahlen, die das Formular nicht annimmt
files-values = Alle Werte, die übernommen werden
files-replaced = Antworten, die sich ändern
files-more =
    { $count ->
        [one] und { NUMBER($count) } weitere
       *[other] und { NUMBER($count) } weitere
    }
files-use = Diese Antworten verwenden
files-cancel = Abbrechen
files-unknown-format = Das ist keine Tabelle, die hier gelesen werden kann. Speichern Sie sie als .xlsx, .ods oder .csv.
files-old-or-locked = Diese Datei hat ein altes Format oder ein Kennwort. Speichern Sie sie als .xlsx ohne Kennwort.
files-damaged = Die Datei ist beschädigt. Öffnen Sie sie in Ihrem Tabellenprogramm und speichern Sie sie noch einmal.
files-too-large = Die Datei ist größer als { NUMBER($megabytes) } MB, gepackt oder entpackt. Behalten Sie nur die Blätter, nach denen gefragt wird.
files-too-many-sheets = Die Datei hat mehr als { NUMBER($limit) } Blätter. Behalten Sie nur die, nach denen gefragt wird.
files-too-many-cells = Die Datei hat mehr als { NUMBER($limit) } Zellen. Behalten Sie nur die Blätter, nach denen gefragt wird.
files-empty = Die Datei ist leer.
files-wrong-template = Die Datei ist nicht für dieses Formular gemacht. Vergleichen Sie sie mit der Vorlage:
files-no-sheet = Es gibt kein Blatt „{ $sheet }“.
files-no-table = Die Tabelle „{ $table }“ ist nicht da.
files-headings = Der Tabelle „{ $table }“ fehlen diese Überschriften: { $missing }
files-ambiguous = Mehrere Stellen könnten die Tabelle „{ $table }“ sein. Schreiben Sie ihren Titel über die richtige.
files-hidden = Die Tabelle „{ $table }“ ist auf dem ausgeblendeten Blatt „{ $sheet }“. Blenden Sie es ein, wenn es gemeint ist.
files-nothing = Keine der Fragen des Formulars ist da.
files-cell-number = „{ $text }“ ist keine Zahl
files-cell-ambiguous = „{ $text }“ kann { $thousands } oder { $decimals } sein
files-cell-date = ein Datum ist keine Zahl
files-cell-error = die Formel ergibt den Fehler { $code }
files-cell-uncomputed = die Formel hat noch kein Ergebnis: Öffnen Sie die Datei in Ihrem Tabellenprogramm und speichern Sie sie
files-cell-percentage = { $text } ist ein Prozentsatz: Schreiben Sie die Zahl, nach der gefragt wird
files-cell-merged = sie ist mit { $cell } verbunden und hat keine eigene Zahl
files-cell-decimals =
    { $decimals ->
        [0] { $text } ist keine ganze Zahl
       *[other] { $text } hat mehr als { NUMBER($decimals) } Nachkommastellen
    }
files-cell-yes-no = „{ $text }“ ist weder Ja noch Nein
files-cell-option = „{ $text }“ ist keine der Möglichkeiten
files-cell-other = das kann hier nicht gelesen werden

## Drafts: only if the reader asks for one

draft-keep = Meine Antworten als Entwurf auf diesem Gerät behalten
draft-keep-hint = Mit einer Passphrase verschlüsselt, im Speicher dieses Browsers, bis Sie einreichen oder ihn löschen. Wer dieses Gerät benutzt, sieht, dass es einen Entwurf für diese Umfrage gibt, aber nicht, was darin steht. Wenn Sie nicht darum bitten, wird nichts behalten.
draft-passphrase = Passphrase des Entwurfs
draft-passphrase-hint = Wählen Sie eine, die andere nicht erraten. Wenn Sie sie vergessen, ist der Entwurf verloren.
draft-readable = Passphrase anzeigen
draft-begin = Entwurf behalten
draft-working = Einen Moment …
draft-kept = Ein Entwurf wird behalten, verschlüsselt, und folgt dem, was Sie eingeben.
draft-saved = Zuletzt gespeichert: { $time }
draft-delete = Entwurf löschen
draft-found = Auf diesem Gerät gibt es einen Entwurf Ihrer Antworten.
draft-found-hint = Geben Sie seine Passphrase ein, um daran weiterzuarbeiten. Er ersetzt, was hier ausgefüllt ist.
draft-open = Entwurf öffnen
draft-wrong = Das ist nicht die Passphrase des Entwurfs. Versuchen Sie es noch einmal.
draft-damaged = Was hier aufbewahrt ist, kann diese Seite nicht lesen. Löschen Sie es.
draft-empty = Geben Sie eine Passphrase ein.
draft-memory = Es ist zu wenig Speicher frei, um die Passphrase zu prüfen. Schließen Sie andere Programme oder Tabs und versuchen Sie es noch einmal.
draft-refused = Der Speicher dieses Browsers nimmt den Entwurf nicht an: Er wird nicht behalten.
draft-refused-older = Der Speicher dieses Browsers nimmt Ihre letzten Eingaben nicht an. Ein älterer Entwurf ist noch da.
