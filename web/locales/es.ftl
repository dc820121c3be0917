### Todo lo que dice la página en español. Identificadores y lo que se inserta: véase en.ftl.
###
### Palabras: encuesta, analista, servidor, sellar, mitad (share), envío (submission), revisión (revision),
### recibo (receipt). Tratamiento: usted.

-product = Tacit

## Lo que rodea cada estado

layout-tagline = Encuestas privadas
layout-skip = Ir al contenido principal
layout-language = Idioma
layout-language-failed = No se han podido cargar los textos de la página en este idioma. Elíjalo otra vez para volver a intentarlo.
layout-promise = Esta página no carga nada de otros sitios web y no usa cookies. En su dispositivo guarda el idioma que elija hasta que cierre la pestaña, un borrador solo si usted lo pide, y nada más.
layout-title = { $heading } – { -product }
layout-title-survey = { $heading } – { $survey } – { -product }
layout-title-error = Error: { $title }
layout-error = Error:

## Varias cosas seguidas

list-separator = { ", " }
list-last = { " y " }
list-quoted = «{ $text }»

## La página sin encuesta

landing-heading = Respuestas que nadie puede leer, resultados de los que todos pueden fiarse
landing-lead = Aquí se responde a una encuesta. Su navegador divide cada respuesta en dos mitades selladas: una para el servidor, otra para el analista. Ninguno de los dos puede leer una respuesta. Mientras no junten lo que tienen, solo salen las estadísticas que la encuesta anuncia.
landing-label = Su enlace de invitación
landing-hint = Lo encontrará en su invitación. Contiene un # y es solo suyo.
landing-button = Abrir la encuesta
landing-steps = Cómo funciona
landing-step-1-heading = Usted responde
landing-step-1 = La encuesta dice quién calcula qué antes de que usted responda nada.
landing-step-2-heading = Su navegador sella
landing-step-2 = Sus respuestas salen de su dispositivo solo en dos mitades selladas, con una prueba de que están dentro de los límites del formulario.
landing-step-3-heading = Solo salen las estadísticas
landing-step-3 = El servidor y el analista comprueban las pruebas y suman las mitades. Abren las sumas, nunca una respuesta.
landing-command = También puede participar sin navegador, con el programa tacit-submit.
landing-no-link = Esto no es un enlace de invitación. Debería ser como https://host/s/…#…: cópielo otra vez, entero.
landing-damaged-session = La parte del enlace que nombra la encuesta está dañada. Copie otra vez el enlace entero de su invitación.
landing-damaged-token = La parte del enlace que sigue a # falta o está dañada. Copie otra vez el enlace entero de su invitación.

## Mientras se carga la encuesta

loading-heading = Abriendo la encuesta…
loading-body = Su navegador pide la encuesta al servidor y comprueba que es la de su enlace.

## Enlaces que no son una invitación completa

bad-link-heading = Este enlace no está completo
bad-link-session = La parte del enlace que nombra la encuesta está dañada.
bad-link-no-token = Falta la parte del enlace que sigue a #. Es la parte que le permite participar.
bad-link-token = La parte del enlace que sigue a # está dañada. Es la parte que le permite participar.
bad-link-advice = Copie otra vez el enlace entero de su invitación, hasta el último carácter. Algunos programas cortan en dos los enlaces largos.

## Encuestas que el servidor no tiene

unknown-session-heading = Aquí no existe esa encuesta
unknown-session-body = Este servidor no tiene ninguna encuesta con este enlace. Quizá el enlace haya cambiado por el camino, o la encuesta esté en otro servidor.
unknown-session-advice = Copie otra vez el enlace de su invitación, o pregunte a quien se lo envió.

## Invitaciones que la encuesta no conoce

unknown-token-heading = Esta no es una de las invitaciones de la encuesta
unknown-token-body = La encuesta existe, pero no conoce la parte de su enlace que sigue a #.
unknown-token-advice = Copie otra vez el enlace de su invitación, hasta el último carácter. Si se sigue rechazando, pida uno nuevo a quien le invitó.

## Otra encuesta que la del enlace

swapped-heading = Alto: esta no es la encuesta a la que le invitaron
swapped-advice = No responda. Avise a quien le invitó por un medio distinto de este sitio web.
swapped-body = Su enlace se hizo para una encuesta concreta: sus preguntas, su analista, sus reglas. Lo que ha enviado el servidor es otra cosa.
swapped-meaning = Puede que alguien haya cambiado las preguntas, o quién puede abrir las respuestas. Su navegador no le ha mostrado nada de ello y no ha enviado nada.

## Sin respuesta útil del servidor

unreachable-heading = No se puede acceder al servidor
unreachable-load = No se ha podido cargar la encuesta. Compruebe su conexión e inténtelo de nuevo; no se pierde nada.
unreachable-submit = Sus respuestas aún no se han enviado. Nada de lo que ha escrito se pierde mientras esta pestaña siga abierta. Compruebe su conexión e inténtelo de nuevo.
unreachable-refused-load-heading = No se puede abrir la encuesta
unreachable-refused-load = No se ha podido cargar la encuesta.
unreachable-refused-submit-heading = Sus respuestas no se han aceptado
unreachable-refused-submit = Sus respuestas no se han recogido. Nada de lo que ha escrito se pierde mientras esta pestaña siga abierta.
unreachable-retry = Intentar de nuevo
unreachable-back = Volver a mis respuestas

## Por qué se negó el servidor, o su respuesta no sirve

refusal-receipt = El recibo del servidor no está firmado con la clave de esta encuesta, o trata de otra cosa. Inténtelo de nuevo y, si sigue igual, avise a quien le invitó.
refusal-answer = Lo que ha llegado no es la respuesta de un servidor { -product } de esta versión. Compruebe la dirección; si es correcta, avise a quien le invitó.
refusal-manifest = La encuesta se hizo con otra versión de { -product }, o está dañada. Avise a quien le invitó.
refusal-cohort = El servidor no dice a qué cohorte está usted invitado. No responda; dígaselo a quien le invitó.
refusal-seal = Su navegador no ha podido sellar las respuestas. Recargue la página e inténtelo de nuevo; si sigue igual, use otro navegador.
refusal-not-understood = El servidor no ha podido leer lo que envió su navegador. Recargue la página e inténtelo de nuevo; si sigue igual, avise a quien le invitó.
refusal-too-large = Su envío es mayor de lo que admite el servidor. Recargue la página e inténtelo de nuevo; si sigue igual, avise a quien le invitó.
refusal-revision-conflict = Con este enlace se hizo un envío más reciente. Envíe de nuevo para sustituirlo.
refusal-too-many-revisions = Este enlace se ha usado demasiadas veces para enviar. Cuenta el último envío; no queda nada por hacer.
refusal-wrong-cohort = Su envío es de otra cohorte que su invitación. Abra otra vez el enlace: la página mostrará entonces su cohorte.
refusal-unsealable = Sus respuestas no están selladas para esta encuesta. Abra otra vez el enlace y envíelas una vez más.
refusal-unavailable = El servidor no puede hacerlo ahora. Inténtelo de nuevo dentro de un momento; no se pierde nada.
refusal-internal = El servidor ha fallado. Inténtelo de nuevo y, si sigue igual, avise a quien le invitó.
refusal-other = El servidor lo ha rechazado. Recargue la página e inténtelo de nuevo; si sigue igual, avise a quien le invitó.

## A la espera de la encuesta

waiting-unheard = Ahora mismo no se puede acceder al servidor. Esta página lo sigue intentando.
not-yet-open-heading = La encuesta aún no está abierta
not-yet-open-opens = Se abre el { $time }.
not-yet-open-by-hand = El analista aún no la ha abierto.
not-yet-open-waiting = Puede dejar esta página abierta: vuelve a mirar por sí sola y muestra las preguntas en cuanto se abra la encuesta. El mismo enlace sirve también más tarde.
paused-heading = La encuesta está en pausa
paused-body = El analista la ha puesto en pausa. Por ahora no admite envíos.
paused-waiting = Puede dejar esta página abierta: vuelve a mirar por sí sola y continúa en cuanto lo haga la encuesta. El mismo enlace sirve también más tarde.
paused-kept = Sus respuestas aún no se han enviado. Se conservan en esta pestaña mientras siga abierta.
lapsed-body = Por ahora no admite envíos. El analista puede aplazar el cierre hasta el { $time }.

## Después del cierre

closed-heading = La encuesta está cerrada
closed-counted = Ya no admite más envíos. El suyo se recibió a tiempo:
closed-nothing = Ya no admite más envíos. Con este enlace no se envió nada.
closed-late = Lo que acaba de enviar llegó demasiado tarde y no se admitió: no cuenta ningún envío suyo.
closed-late-counted = Lo que acaba de enviar llegó demasiado tarde y no se admitió. Cuenta la revisión { NUMBER($revision) }:
closed-since = Se cerró el { $time }.

## Qué es la encuesta

about-heading = Acerca de esta encuesta
about-verified = Su navegador ha comprobado que esta es la encuesta para la que se hizo su enlace.
about-analyst = Analista
about-fingerprint = Huella de las claves del analista
about-fingerprint-hint = Compárela con su invitación, si figura en ella.
about-server = Servidor
about-opened = Abierta desde
about-opens = Se abre
about-closes = Se cierra
about-closes-by-hand = Cuando la cierre el analista
about-extendable = El analista puede aplazarlo hasta el { $time } como máximo.
about-smallest-group = Grupo más pequeño
about-threshold =
    { $people ->
        [one] Las sumas, medias y regresiones se abren a partir de { NUMBER($people) } persona.
       *[other] Las sumas, medias y regresiones se abren solo para grupos de al menos { NUMBER($people) } personas.
    }
about-counts-exact = El servidor y el analista saben con exactitud cuántas personas dieron cada respuesta. Los resultados ocultan los números pequeños.
about-counts-noise = Cuántas personas hay en un grupo solo se sabe con ruido, y por tanto también si son suficientes.
about-computed = Lo que se calculará
about-secret = Lo que queda en secreto
about-secret-answers = Nadie llega a conocer sus respuestas: ni { $server } ni { $analyst }. Cada uno recibe una mitad sellada.
about-secret-computed = De las respuestas solo puede calcularse lo que aparece aquí y lo que se sigue de las mismas sumas.
about-secret-submitted = { $server } sabe que usted ha enviado algo y cuándo, no qué. Esto vale mientras cada uno de los dos cumpla las reglas; si actuaran juntos, podrían leerlo todo.

## Lo que se calcula, por tipo

analysis-submissions = Número de envíos
analysis-count = Número de respuestas a { $question }
analysis-sum = Suma de { $question }
analysis-mean = Media de { $question }
analysis-standard-deviation = Desviación típica de { $question }
analysis-ratio = Razón entre { $question } y { $divisor }
analysis-frequency = Frecuencia de { $question }
analysis-regression = Regresión de { $question } sobre { $questions }
analysis-weighted-mean = Media de { $question } ponderada por { $weight }
analysis-histogram = Mediana, cuartiles e histograma de { $question } con límites en { $limits }
analysis-crosstab = Tabla cruzada de { $rows } y { $columns }
analysis-correlation = Correlaciones entre { $questions }
analysis-by = { $analysis } por { $groups }
analysis-each-cell = { $table }, cada celda
analysis-row-totals = los totales por fila de { $table }
analysis-column-totals = los totales por columna de { $table }
analysis-group-totals = los totales por grupo de { $table }
analysis-table-total = el total de { $table }

## Las preguntas

form-heading = Sus respuestas
form-continue = Continuar
form-next = Aún no se envía nada: antes revisará sus respuestas.
form-optional = (opcional)
form-prefer-not = Prefiero no decirlo
form-choose = Elija una opción
form-yes = Sí
form-no = No
form-several = Marque todo lo que corresponda.
form-problem = Hay un problema
form-bounds-whole = Un número entero de { $min } a { $max }.
form-bounds = De { $min } a { $max }. Los decimales se escriben así: { $example }.
form-replaces = Ya ha enviado sus respuestas (revisión { NUMBER($revision) }, { $time }). Un nuevo envío las sustituye.

## Números que pueden leerse de dos maneras

number-which = ¿A qué número se refiere?
number-thousands = { $number } (el signo «{ $separator }» separa los millares)
number-decimals = { $number } (el signo «{ $separator }» va antes de los decimales)

## Lo que falla en una respuesta

error-entry = { $question }: { $problem }
error-entry-question = { $question } { $problem }
error-number = Escriba un número entre { $min } y { $max }.
error-number-unit = Escriba un número entre { $min } y { $max } { $unit }.
error-whole = Escriba un número entero entre { $min } y { $max }.
error-whole-unit = Escriba un número entero entre { $min } y { $max } { $unit }.
error-number-digits = Escríbalo en cifras, por ejemplo { $example }.
error-decimals =
    { $decimals ->
        [0] Escríbalo sin decimales.
        [one] Escriba como máximo { NUMBER($decimals) } decimal.
       *[other] Escriba como máximo { NUMBER($decimals) } decimales.
    }
error-boolean = Elija Sí o No.
error-choice = Elija una de las opciones.
error-multi = Elija una opción o más.
error-repeated = Elija cada opción una sola vez.
error-several = Dé una sola respuesta.
error-unknown-key = El formulario no tiene esa pregunta. Recargue la página.

## Cohorts: groups of participants that the server knows

cohort-label = Su cohorte
cohort-missing = Elija el grupo de participantes al que pertenece.
cohort-before = Su cohorte: { $cohort }.
cohort-learnt = Su cohorte no es secreta: { $server } y { $analyst } saben a qué grupo de participantes pertenece usted.
cohort-private = Lo que debe quedar en secreto se pregunta como una pregunta más: los resultados se agrupan entonces según las respuestas selladas, y nadie sabe quién está en qué grupo.
cohort-assigned = Su invitación es para esta cohorte; aquí no se puede cambiar. Si no es la suya, dígaselo a quien le invitó.

## Revisar las respuestas

check-heading = Revise sus respuestas
check-lead = Solo usted ve esta página. Al continuar, su navegador sella las respuestas y ya nadie puede leerlas, tampoco usted.
check-overtaken = Estas respuestas aún no se han admitido: mientras tanto se envió con este enlace la revisión { NUMBER($revision) }, del { $time }, en otra pestaña o por otra persona. Si continúa, sus respuestas la sustituyen.
check-nothing = Sin respuesta
check-change = Cambiar
check-change-question = : { $question }
check-submit = Sellar y enviar
check-back = Volver a las preguntas

## Sellar

sealing-heading = Sellando en su navegador…
sealing-body = Sus respuestas se dividen en dos mitades, se prueba que están dentro de los límites, se sellan y se envían. Tarda un momento.

## El recibo

submitted-heading = Enviado
submitted-lead = El servidor ha guardado sus respuestas selladas y ha firmado este recibo.
submitted-receipt = Su recibo
submitted-digest = Resumen criptográfico
submitted-digest-hint = Identifica su envío sellado y no dice nada de sus respuestas.
submitted-revision = Revisión
submitted-time = Recibido
submitted-next = Qué ocurre ahora
submitted-result = Tras el cierre, el servidor y el analista comprueban todas las pruebas y abren solo las estadísticas que la encuesta anunció.
submitted-replace = Hasta que se cierre la encuesta puede usar el mismo enlace para enviar de nuevo. Solo cuenta su último envío.
submitted-replace-until = Hasta que se cierre la encuesta, el { $time }, puede usar el mismo enlace para enviar de nuevo. Solo cuenta su último envío.
submitted-tab = Sus respuestas siguen en esta pestaña, y en ningún otro lugar sin sellar. Cierre la pestaña si otras personas usan este dispositivo.
submitted-again = Cambiar mis respuestas

## What leaves this browser: the bytes of a report, two halves of an answer, who learns what

trust-open = Lo que sale de este navegador
trust-close = Ocultar lo que sale de este navegador
trust-lead-next = Estos son exactamente los bytes que su navegador manda al enviarlas. Con ellos no sale de él nada más de sus respuestas.
trust-lead-sent = Estos son exactamente los bytes que su navegador ha enviado. Nada más de sus respuestas ha salido de él.
trust-lead-practice = Estos son bytes como los que se enviarían, de sus respuestas de práctica. Se han creado y sellado como para enviarlos, y no se envían.
trust-failed = Su navegador no ha podido sellar las respuestas para mostrarlas. Vuelva a cargar la página e inténtelo de nuevo.
trust-size =
    { $bytes ->
        [one] { NUMBER($bytes) } byte en total.
       *[other] { NUMBER($bytes) } bytes en total.
    }
trust-besides = Con ellos van el testigo de su enlace, que le permite enviar y del que el servidor solo guarda el identificador de participante, y, como a cualquier sitio web, su dirección de red.
trust-length =
    { $bytes ->
        [one] { NUMBER($bytes) } byte
       *[other] { NUMBER($bytes) } bytes
    }
trust-whole = Mostrar todos los bytes
trust-short = Mostrar menos bytes
trust-of = { ": " }{ $part }
trust-version = Versión
trust-version-what = La versión del protocolo. Cualquiera puede leerla.
trust-report-id = Identificador del informe
trust-report-id-what = Un número aleatorio, sacado solo para este informe. El servidor y el analista pueden leerlo.
trust-participant-id = Identificador de participante
trust-participant-id-what = Un resumen del testigo de su enlace: dice qué invitación se ha usado. El servidor y el analista pueden leerlo, y quien le envió el enlace puede saber que es suyo.
trust-revision = Revisión
trust-revision-what = Cuántos informes se han enviado con su enlace, contando este. El servidor y el analista pueden leerlo.
trust-cohort = Cohorte
trust-cohort-what = El número de su grupo de participantes; 0 si no hay ninguno. El servidor y el analista pueden leerlo.
trust-public-share = Parte pública
trust-public-share-what = Dos sumas de control de aspecto aleatorio que unen las mitades, tras 4 bytes que dicen su longitud. El servidor y el analista pueden leerlas; no dicen nada de sus respuestas.
trust-leader-share = Mitad del servidor, sellada
trust-leader-share-what = Una mitad de cada respuesta, y de la prueba de que están dentro de los límites, tras 4 bytes que dicen su longitud. Solo el servidor puede abrirla, y encuentra números aleatorios.
trust-helper-share = Mitad del analista, sellada
trust-helper-share-what = La semilla de la otra mitad, tras 4 bytes que dicen su longitud. El servidor la transmite y no puede abrirla. Solo el analista puede, y encuentra números aleatorios.
trust-answer-heading = Las dos mitades de una respuesta
trust-answer-lead = Su navegador escribe cada respuesta con cifras 0 y 1, y divide cada cifra en dos números aleatorios. Uno es para el servidor, otro para el analista; aquí se ven antes de ser sellados. Divida su suma entre el número primo { $modulus }: el resto es la cifra. Un número solo no dice nada.
trust-answer-choose = Respuesta que quiere ver
trust-answer-value = Su respuesta: { $answer }
trust-answer-number = Se escribe como lo que supera a { $minimum }: sume lo que valen las cifras 1.
trust-answer-fixed = Solo hay una respuesta posible: no hace falta enviar nada de ella.
trust-answer-table = Las cifras de su respuesta a { $question } y sus mitades
trust-digit = Representa
trust-digit-value = Cifra
trust-digit-server = Mitad del servidor
trust-digit-analyst = Mitad del analista
trust-digit-presence = Respondida
trust-digit-further = { $count } más marcadas
trust-reshare = Dividir de nuevo con otros números aleatorios
trust-reshare-hint = Las respuestas siguen igual. Cambian todos los bytes de arriba, salvo la versión y lo que dice de quién y cuál es el informe.
trust-reshared = Dividido de nuevo: todas las mitades son nuevas, y este nuevo informe es el que su navegador enviará.
trust-reshared-practice = Dividido de nuevo: todas las mitades son nuevas y las respuestas son las mismas.
trust-who-heading = Quién participa
trust-server = Servidor
trust-server-run-by = Gestionado por { $name }, según su propia indicación, en { $host }
trust-server-unnamed = En { $host }. Quien lo gestiona no da ningún nombre.
trust-server-keys = Claves del servidor para esta encuesta
trust-analyst = Analista
trust-analyst-keys = Claves del analista
trust-keys-words = Lo mismo en palabras (inglesas), para comparar de viva voz:
trust-purpose = Finalidad
trust-threshold = Grupo más pequeño
trust-noise = Ruido
trust-noise-none = Ninguno: no se añade nada a los resultados, son exactos.
trust-noise-some = Antes de que se muestre nada, tampoco a ellos, el servidor y el analista añaden cada uno ruido aleatorio a cada resultado y a cada número de personas de un grupo, tanto como pide la privacidad diferencial para un presupuesto de ε = { $epsilon }. Cuanto menor es, más ruido hay y menos puede deducirse de una sola persona.
trust-learns-heading = Quién llega a saber qué
trust-learns-server =
    { $server } sabe que se ha enviado con su enlace, cuándo, cuántas veces y desde qué dirección de red; si su informe es válido; y { $noise ->
        [yes] cuántas personas hay, más o menos, en cada grupo (con ruido)
       *[no] cuántas personas hay en cada grupo
    }. No sabe ninguna de sus respuestas, y los resultados solo si el analista los publica.
trust-learns-analyst =
    { $analyst } sabe a quién se ha invitado, cuántos han enviado y con qué invitaciones, { $noise ->
        [yes] cuántas personas hay, más o menos, en cada grupo (con ruido)
       *[no] cuántas personas hay en cada grupo
    }, y los resultados. No sabe ninguna de sus respuestas.
trust-learns-both = Juntos podrían leer todas las respuestas. En que no colaboren entre sí es en lo que usted confía.
trust-learns-page = El servidor también sirve esta página. Un servidor que engañe podría servir una que envíe sus respuestas sin sellar; quien no pueda descartarlo usa el programa tacit-submit.
trust-kept-heading = Cuánto tiempo se guarda
trust-kept-until = El servidor guarda los informes sellados, con qué enlaces y cuándo se enviaron, y lo publicado, hasta que el analista o quien gestiona el servidor borre allí la encuesta. La encuesta misma no fija fecha.
trust-kept-key = La clave del servidor para esta encuesta se borra cuando se liberan los resultados, o con la encuesta si eso ocurre antes. Quien robe después la base de datos del servidor no abre nada de ella.
trust-kept-copies = Pueden quedar copias de la clave: si el servidor se interrumpe en medio de ello, hasta que vuelva a arrancar (con MongoDB: hasta una hora), y como mucho hasta que se vuelva a pedir la liberación; con MongoDB, también en su diario, hasta que se sobrescriba; y en las copias de seguridad hechas antes, mientras existan.
trust-kept-analyst = El analista guarda los resultados y el archivo de las invitaciones el tiempo que quiera, y no tiene respuestas que guardar.

## Practice: everything but the sending

practice-try = Probar sin enviar
practice-try-hint = Practique con respuestas inventadas: ocurre todo menos el envío.
practice-banner = Práctica: nada de lo que escriba aquí se envía.
practice-leave = Salir de la práctica
practice-title = Práctica: { $title }
practice-check-lead = Solo usted ve esta página. Cuando continúe, su navegador sella las respuestas de práctica y no envía nada.
practice-seal = Sellar y no enviar nada
practice-sealing-body = Sus respuestas de práctica se dividen en dos mitades, se prueba que están dentro de los límites y se sellan. No se envía nada.
practice-done-heading = Sellado y no enviado
practice-done-lead = Su navegador lo ha hecho todo menos el último paso. El servidor no ha recibido nada de ello, así que no hay recibo. Cuando salga de la práctica, se olvida.
practice-change = Cambiar las respuestas de práctica

## The receipt: to keep, and what became of the submission

receipt-signature = Firma del servidor
receipt-save = Guardar el recibo
receipt-supersedes = Este recibo ocupa el lugar de los de envíos anteriores con este enlace. Un recibo anterior que haya guardado se puede seguir comprobando en «{ saved-heading }»: es auténtico, y su envío está sustituido.
receipt-print = Imprimir
receipt-qr = Código QR del recibo entero
receipt-qr-hint = El código contiene el texto del archivo guardado: la dirección del servidor, la encuesta y el recibo firmado con su resumen. Nada en él es secreto. La cámara de un teléfono muestra este texto: guárdelo en un archivo y compruébelo cuando quiera en esta página, o con el programa tacit-submit.
receipt-show = Mostrar mi recibo
receipt-earlier-heading = Ya ha enviado sus respuestas
receipt-change = Ir a las preguntas
receipt-state-heading = En qué estado está
receipt-asking = Preguntando al servidor…
receipt-received = Recibido. Es su envío más reciente; cuenta cuando la encuesta se cierre, si no lo sustituye.
receipt-not-fixed = Recibido. Todavía no está fijado el conjunto de los envíos que cuentan; cuando lo esté, el servidor podrá probar aquí que el suyo forma parte de él. Mire otra vez más tarde.
receipt-replaced = Sustituido por la revisión { NUMBER($revision) } de { $time }, enviada con el mismo enlace. Solo cuenta su último envío.
receipt-counted =
    { $submitted ->
        [one] Contado: es el único envío del conjunto cerrado.
       *[other] Contado: es el número { NUMBER($number) } de los { NUMBER($submitted) } envíos del conjunto cerrado.
    } Su navegador ha comprobado la prueba de ello con la declaración de cierre que el servidor ha firmado.
receipt-counted-newest =
    { $submitted ->
        [one] La revisión { NUMBER($revision) } está contada: es el único envío del conjunto cerrado.
       *[other] La revisión { NUMBER($revision) } está contada: es el número { NUMBER($number) } de los { NUMBER($submitted) } envíos del conjunto cerrado.
    } Su navegador ha comprobado la prueba de ello con la declaración de cierre que el servidor ha firmado.
receipt-statement = Raíz del conjunto cerrado
receipt-unheard = Ahora no se puede preguntar al servidor. Su recibo es válido de todos modos.
receipt-look = Mirar otra vez
receipt-broken-heading = Atención: el servidor no prueba que cuente su envío
receipt-broken-signature = Su respuesta no está firmada con la clave de esta encuesta.
receipt-broken-session = Su respuesta trata de otra encuesta.
receipt-broken-report = Nombra otro envío como el más reciente, aunque firmó su recibo.
receipt-broken-withheld = Ha cerrado el conjunto de los envíos que cuentan y no prueba que el suyo esté en él.
receipt-broken-proof = Su prueba no lleva de su envío al conjunto cerrado que ha firmado.
receipt-broken-unknown = Dice que no conoce su envío, aunque firmó su recibo.
receipt-broken-advice = Guarde su recibo: muestra que el servidor tenía su envío. Mire otra vez; si sigue así, dígaselo a quien le invitó, por otro medio que este sitio web.
saved-heading = Comprobar un recibo guardado
saved-hint = Elija el archivo que se guardó después del envío. Su navegador comprueba la firma y pregunta a este servidor qué ha sido del envío. El archivo se queda con usted.
saved-choose = Elegir un recibo
saved-survey = Encuesta
saved-genuine = Auténtico: lo ha firmado el servidor de esta encuesta.
saved-no-receipt = Esto no es un recibo, o no está completo. Elija el archivo tal como se guardó después del envío.
saved-version = Este recibo lo guardó otra versión de { -product }. Compruébelo con esa versión.
saved-other-server = Este recibo es del servidor { $host }. Compruébelo en la página de inicio de ese servidor, o con tacit-submit.
saved-other-survey = Este recibo es de otra encuesta. Compruébelo en la página de inicio de este servidor, o con el enlace de esa encuesta.
saved-other-link = Este recibo es auténtico, pero de un envío hecho con un enlace distinto del suyo.
saved-unknown-survey = Este servidor no conoce esa encuesta: se ha borrado, o el recibo es falso.
saved-swapped = Lo que este servidor da por la encuesta del recibo es otra. No se fíe de él; avise a quien le invitó, por un medio distinto de este sitio web.
saved-forged = Falso: no lo ha firmado el servidor de esta encuesta. No prueba nada, venga de quien venga.
saved-unheard = Ahora no se puede preguntar al servidor. Inténtelo más tarde.
receipt-result-heading = Resultados
receipt-result-none = El analista aún no ha publicado resultados aquí. Abra este enlace más tarde.
receipt-result-unheard = Ahora no se pueden pedir los resultados.
receipt-result-verified = Su navegador ha comprobado que el analista ha firmado estos resultados y que son del conjunto que el servidor ha cerrado.
receipt-result-signature = Lo publicado como resultado no está firmado por el analista de esta encuesta.
receipt-result-statement = Lo publicado como resultado es de un conjunto que el servidor de esta encuesta no cerró.
receipt-result-other-set = Lo publicado como resultado es de otro conjunto que aquel en el que cuenta su envío.
receipt-result-unproven = El servidor no prueba que su envío cuente. Por eso nada muestra que lo publicado como resultado sea del conjunto debido.
receipt-result-malformed = Lo publicado como resultado no se puede leer o es de otra encuesta.
receipt-result-advice = No se muestra nada de ello. Dígaselo a quien le invitó.
receipt-result-accepted =
    { $accepted ->
        [one] De { NUMBER($accepted) } envío válido.
       *[other] De { NUMBER($accepted) } envíos válidos.
    }
receipt-result-of = Grupo
receipt-result-variable = Variable
receipt-result-figure = Resultado
receipt-result-people = Personas
receipt-result-all = Todos
receipt-result-intercept = Donde todos son 0
receipt-result-error = ± { $error } (error estándar)
receipt-result-noise = ± { $error } (ruido)
receipt-result-cohorts = Envíos contados de cada cohorte
receipt-result-by-cohort = Lo mismo de cada cohorte
receipt-result-interval = (95 %: de { $from } a { $to }; { $p })
receipt-result-independence = Independencia de filas y columnas: { $statistic }, grados de libertad { $freedom }, { $p }
receipt-result-noise-each = Cada número ± { $error } (ruido); con ruido, las partes no tienen por qué sumar el total.
receipt-result-bin = De { $from } a menos de { $to }
receipt-result-bin-last = De { $from } a { $to }
receipt-result-lower-quartile = Primer cuartil
receipt-result-median = Mediana
receipt-result-upper-quartile = Tercer cuartil
receipt-result-between = (con certeza entre { $from } y { $to })
receipt-result-withheld = Retenido: podría revelar algo de muy pocas personas
receipt-result-undefined = No se puede calcular

## Tables

grid-total = Total
grid-total-all = Total de la tabla
grid-unit = Unidad: { $unit }.
grid-computed = Se calcula a partir de sus otras respuestas.
grid-blank-zero = Una celda vacía cuenta como 0.
grid-blank-absent = Puede dejar celdas vacías.
grid-blank-error = Todas las celdas necesitan un número.
grid-keys = Muévase con las flechas (con Ctrl hasta el borde de las celdas rellenas), seleccione con Mayús o con los encabezados, copie y pegue como en una hoja de cálculo, rellene hacia abajo con Ctrl+D, deshaga con Ctrl+Z.
grid-selected = Selección: { NUMBER($rows) } × { NUMBER($columns) } celdas.
grid-copied =
    { $count ->
        [one] { NUMBER($count) } celda copiada.
       *[other] { NUMBER($count) } celdas copiadas.
    }
grid-pasted =
    { $count ->
        [one] { NUMBER($count) } celda rellenada.
       *[other] { NUMBER($count) } celdas rellenadas.
    }
grid-filled =
    { $count ->
        [one] { NUMBER($count) } celda rellenada.
       *[other] { NUMBER($count) } celdas rellenadas.
    }
grid-cleared =
    { $count ->
        [one] { NUMBER($count) } celda vaciada.
       *[other] { NUMBER($count) } celdas vaciadas.
    }
grid-outside =
    { $count ->
        [one] Se ha omitido { NUMBER($count) } valor: queda fuera de la tabla.
       *[other] Se han omitido { NUMBER($count) } valores: quedan fuera de la tabla.
    }
grid-locked =
    { $count ->
        [one] Se ha omitido { NUMBER($count) } valor: su celda no se puede cambiar.
       *[other] Se han omitido { NUMBER($count) } valores: sus celdas no se pueden cambiar.
    }
grid-no-numbers =
    { $count ->
        [one] { NUMBER($count) } celda no contiene un número admitido: { $place }.
       *[other] { NUMBER($count) } celdas no contienen un número admitido; la primera: { $place }.
    }
grid-undone = Deshecho.
grid-redone = Rehecho.
grid-nothing = No hay nada que deshacer.
grid-more =
    { $count ->
        [one] { NUMBER($count) } celda más
       *[other] { NUMBER($count) } celdas más
    }
grid-unclear =
    { $count ->
        [one] { NUMBER($count) } celda: «{ $typed }».
       *[other] { NUMBER($count) } celdas; la primera: «{ $typed }».
    }

## Doubts about answers, to be settled before they are submitted

check-doubts = ¿Es correcto?
check-confirm = Lo he comprobado y mis respuestas son correctas.
check-unconfirmed = Corrija las respuestas o confirme que son correctas.

## Files: answers from a spreadsheet, and templates

files-heading = Rellenar desde una hoja de cálculo
files-lead = Su navegador lee el archivo por sí mismo: no se envía nada de él. Usted ve qué se tomaría antes de que se rellene nada.
files-choose = Elegir un archivo
files-drop = o suéltelo aquí (.xlsx, .ods o .csv)
files-template = Descargar una plantilla para rellenar:
files-template-xlsx = Libro de Excel (.xlsx)
files-template-csv = Texto con separadores (.csv)
files-reading = Leyendo { $name }…
files-writing = Preparando la plantilla…
files-saved = La plantilla se ha guardado como { $name }.
files-failed = No se ha podido tratar el archivo: el programa para hojas de cálculo no se ha cargado o ha desistido. Inténtelo de nuevo o escriba sus respuestas.
files-used =
    { $count ->
        [one] Se ha tomado { NUMBER($count) } respuesta de { $name }. Todavía puede cambiarlo todo.
       *[other] Se han tomado { NUMBER($count) } respuestas de { $name }. Todavía puede cambiarlo todo.
    }
files-undo = Restaurar lo que había antes
files-undone = Lo que cambió { $name } está como antes, salvo donde usted lo ha cambiado después.
files-refused = No se puede tomar nada de { $name }
files-close = Cerrar
files-preview = Lo que se tomará de { $name }
files-column-table = Tabla
files-column-place = Primera celda
files-column-taken = Se toman
files-column-blank = Vacías
files-column-problems = No se toman
files-column-question = Pregunta
files-column-before = Ahora
files-column-after = Del archivo
files-others =
    { $count ->
        [one] También se toma { NUMBER($count) } respuesta a otra pregunta.
       *[other] También se toman { NUMBER($count) } respuestas a otras preguntas.
    }
files-rounded =
    { $count ->
        [one] { NUMBER($count) } número se redondea a los decimales que se piden.
       *[other] { NUMBER($count) } números se redondean a los decimales que se piden.
    }
files-unmatched = No está en el archivo: { $questions }
files-hidden-sheets = No se toma nada de las hojas ocultas: { $sheets }
files-by-place = «{ $table }»: algunas celdas se toman solo por su posición. Estos encabezados no están junto a ellas: { $headings }
files-blank = Las celdas vacías dejan sus respuestas como están.
files-problems = Celdas que no se pueden tomar
files-outside = Números que el formulario no acepta
files-values = Todos los valores que se toman
files-replaced = Respuestas que van a cambiar
files-more =
    { $count ->
        [one] y { NUMBER($count) } más
       *[other] y { NUMBER($count) } más
    }
files-use = Usar estas respuestas
files-cancel = Cancelar
files-unknown-format = No es una hoja de cálculo que se pueda leer aquí. Guárdela como .xlsx, .ods o .csv.
files-old-or-locked = Este archivo tiene un formato antiguo o una contraseña. Guárdelo como .xlsx sin contraseña.
files-damaged = El archivo está dañado. Ábralo en su programa de hojas de cálculo y vuelva a guardarlo.
files-too-large = El archivo ocupa más de { NUMBER($megabytes) } MB, comprimido o descomprimido. Deje solo las hojas que se piden.
files-too-many-sheets = El archivo tiene más de { NUMBER($limit) } hojas. Deje solo las que se piden.
files-too-many-cells = El archivo tiene más de { NUMBER($limit) } celdas. Deje solo las hojas que se piden.
files-empty = El archivo está vacío.
files-wrong-template = El archivo no está hecho para este formulario. Compárelo con la plantilla:
files-no-sheet = No hay ninguna hoja «{ $sheet }».
files-no-table = La tabla «{ $table }» no está.
files-headings = A la tabla «{ $table }» le faltan estos encabezados: { $missing }
files-ambiguous = Varios lugares podrían ser la tabla «{ $table }». Escriba su título encima del correcto.
files-hidden = La tabla «{ $table }» está en la hoja oculta «{ $sheet }». Muestre la hoja si es esa.
files-nothing = No está ninguna de las preguntas del formulario.
files-cell-number = «{ $text }» no es un número
files-cell-ambiguous = «{ $text }» puede ser { $thousands } o { $decimals }
files-cell-date = una fecha no es un número
files-cell-error = el resultado de la fórmula es el error { $code }
files-cell-uncomputed = la fórmula aún no tiene resultado: abra el archivo en su programa de hojas de cálculo y guárdelo
files-cell-percentage = { $text } es un porcentaje: escriba el número que se pide
files-cell-merged = está combinada con { $cell } y no tiene número propio
files-cell-decimals =
    { $decimals ->
        [0] { $text } no es un número entero
       *[other] { $text } tiene más de { NUMBER($decimals) } decimales
    }
files-cell-yes-no = «{ $text }» no es ni sí ni no
files-cell-option = «{ $text }» no es ninguna de las opciones
files-cell-other = esto no se puede leer aquí

## Drafts: only if the reader asks for one

draft-keep = Guardar mis respuestas como borrador en este dispositivo
draft-keep-hint = Cifrado con una frase de contraseña, en el almacenamiento de este navegador, hasta que envíe o lo borre. Quien use este dispositivo puede ver que hay un borrador de esta encuesta, pero no lo que contiene. Si no lo pide, no se guarda nada.
draft-passphrase = Frase de contraseña del borrador
draft-passphrase-hint = Elija una que otros no puedan adivinar. Si la olvida, el borrador se pierde.
draft-readable = Mostrar la frase de contraseña
draft-begin = Guardar un borrador
draft-working = Un momento…
draft-kept = Se guarda un borrador, cifrado, que sigue lo que usted escribe.
draft-saved = Guardado por última vez: { $time }
draft-delete = Borrar el borrador
draft-found = Hay un borrador de sus respuestas en este dispositivo.
draft-found-hint = Escriba su frase de contraseña para continuar con él. Sustituye lo que está rellenado aquí.
draft-open = Abrir el borrador
draft-wrong = Esa no es la frase de contraseña del borrador. Inténtelo de nuevo.
draft-damaged = Esta página no puede leer lo que hay guardado aquí. Bórrelo.
draft-empty = Escriba una frase de contraseña.
draft-memory = Hay muy poca memoria para comprobar la frase de contraseña. Cierre otros programas o pestañas e inténtelo de nuevo.
draft-refused = El almacenamiento de este navegador no acepta el borrador: no se guarda.
draft-refused-older = El almacenamiento de este navegador no acepta lo último que escribió. Aún se guarda un borrador anterior.
