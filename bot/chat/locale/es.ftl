# Todas las frases de Studybot. Reglas: 15 palabras o menos, palabras de todos los días, sin culpa.

## Primera pantalla y ayuda

welcome = Hola, { $name }. Te ayudo a preparar <b>{ $subject }</b>: { $topics ->
        [one] un tema
       *[other] { $topics } temas
    }, { $questions ->
        [one] una pregunta
       *[other] { $questions } preguntas
    }.
welcome-example = Pregúntame con tus propias palabras. Ejemplo: <i>{ $question }</i>
look-up-how = Escribe lo que quieres saber. Ejemplo: <i>{ $question }</i>
help-private = Escribe una pregunta y busco en los apuntes. O usa un comando:
help-group = En este grupo puedes usar:
help-closing = Puedes pararlo todo cuando quieras con /stop.

command-start = Mostrar la primera pantalla
command-help = Ver qué puedo hacer
command-quiz = Responder preguntas, por ejemplo /quiz 5
command-daily = Preguntas diarias: hora, pausa, parar
command-topics = Leer los apuntes
command-progress = Ver cuánto has avanzado
command-exam = La fecha de tu examen y el plan
command-gaps = Ver qué falta en los apuntes
command-preview = Ver cada pregunta en cada forma
command-settings = Idioma, hora local, materia
command-stop = Parar las preguntas diarias y el quiz abierto
command-cancel = Salir de lo que estás haciendo
command-round = Abrir una ronda en este grupo
command-groups = Tus grupos y canales
command-setup = Preparar este grupo
command-top = Lo que el grupo logró en común
command-ask = Buscar algo en los apuntes
command-subject = Cambiar de materia
command-undo = Retirar la última respuesta
command-bookmarks = Preguntas que guardaste
command-aside = Preguntas apartadas por ahora
command-skip = Dejar la pregunta abierta para mañana
command-mock = Un examen de prueba con reloj

bot-short-description = Estudia conmigo: pregunta a los apuntes, responde y mira tu avance.
bot-description = Respondo a tus preguntas con los apuntes. Te pregunto y repito lo que olvidas. Te muestro tu avance. Pulsa Iniciar.

## Botones

button-try = Probar { $count } preguntas
button-look-up = Buscar algo
button-daily = Preguntas diarias
button-quiz-this = Pregúntame sobre esto
button-quiz-on = Quiz: { $topic }
button-whole-note = Leer el apunte
button-more = Más
button-remember = Recordarme esto
button-resume-questions = Volver a mis preguntas
button-dont-know = No lo sé
button-submit = Enviar
button-take-back = Deshacer
button-show-options = Ver opciones
button-style = Cómo respondo
button-style-buttons = Botones
button-style-poll = Encuestas
button-style-typed = Escribiendo
button-style-reader = Lector de pantalla
button-view-activity = Actividad
button-view-topics = Temas
button-view-due = Repasos
button-view-readiness = Preparación
button-view-calibration = Previsto
button-view-here = • { $name }
button-look-dark = Imagen oscura
button-look-light = Imagen clara
button-guessed = Lo adiviné
button-why-not = ¿Por qué no las otras?
button-note = Apunte
button-back = Volver a la respuesta
button-next = Siguiente, { $position } de { $size }
button-finish = Ver el resultado
button-once-more = Siguiente: otra vez
button-show-answer = Ver la respuesta
button-sure = Seguro
button-likely = Creo que sí
button-unsure = Adiviné
button-confidence = Cuánta seguridad tengo
button-ask-me = Pregúntame
button-ask-me-not = No preguntar
button-mark = Guardar
button-unmark = No guardar
button-undo = Retirar
button-not-today = Hoy no
button-never = Nunca más
button-ask-again = Volver a preguntar
button-bring-back = Volver a la { $place }
button-note-of = Apunte { $place }
button-missed-only = Solo las falladas
button-flag = Marcar
button-unflag = Quitar marca
button-after = Después
button-mock-list = Todas
button-mock-begin = Empezar: { $minutes } min
button-mock-extra = Con más tiempo: { $minutes } min
button-mock-back = Seguir
button-hand-in = Entregar
button-hand-in-now = Entregar ahora
button-mock-see = Ver cada pregunta
button-mock-result = Volver al resultado
button-quiz-marked = Quiz con estas
button-missed = Repetir las falladas
button-another-quiz = Otro quiz
button-topics = Todos los temas
button-another-city = Otra ciudad
button-other-time = Otra hora
button-time = Cambiar la hora
button-amount = Cambiar el número
button-zone = Mi hora local
button-pause = Pausa de 7 días
button-spread = Repartir en el día
button-choices = Más opciones
button-pause-until = Pausa hasta un día
button-stop-for-good = Parar del todo
button-fewer = Menos al día
button-start = Empezar
button-minutes = { $count } minutos
button-gap = Tiempo entre dos
button-one-time = A una sola hora
button-more-times = Una hora más
button-days-off = Días libres
button-only-due = Solo si toca: { $state }
button-weekly = Resumen semanal: { $state }
button-back-daily = Atrás
switch-on = sí
switch-off = no
button-other-amount = Otro
button-plan-anew = Nuevo plan
button-passed = Aprobado
button-failed = Esta vez no
button-moved = Cambia de fecha
button-untold = Prefiero no decirlo
button-plan-it = Planear
button-later = Más tarde
button-stop-daily = Parar las preguntas
button-easy = { $count } preguntas
button-rest = No, descanso
button-resume = Empezar de nuevo
button-stop = Parar
button-language = Idioma
button-subject = Materia
button-settings = Ajustes
button-in-months = { $count ->
        [one] En 1 mes
       *[other] En { $count } meses
    }
button-another-date = Otra fecha
button-no-date = Aún sin fecha
button-yes = Sí
button-change = Cambiar
button-change-date = Cambiar la fecha
button-a-day = { $count } al día
button-what-missing = ¿Qué falta?
button-not-now = Ahora no
button-back-plan = Volver al plan
button-join = Participo: { $count }
button-start-round = Empezar
button-pause-round = Pausa
button-next-question = Siguiente pregunta
button-continue = Continuar
button-explain = Explicar la pregunta { $place }
button-practise-missed = Practicar mis fallos
button-another-round = Otra ronda
button-start-here = Empezar aquí
button-in-group = En un grupo
button-share = Compartir
button-set-up = Preparar
button-chat-change = Cambiar hora o tema
button-add-group = Añadir a un grupo
button-add-channel = Añadir a un canal
button-pace = Ritmo
button-starters = Quién abre
button-lookups = Consultas
button-chat-daily-off = Parar la pregunta diaria
button-chat-daily-on = Pregunta diaria
button-weekdays = Días
button-chat-topics = Tema
button-preview = Vista previa
button-post-now = Publicar ahora
button-all-chats = Todos mis grupos
button-back-panel = Volver
button-all-topics = Todos los temas
button-practise-privately = Practicar en privado
button-discuss = Comentar
button-discuss-members = Comentar (miembros)
button-go-there = Ir allí
button-forum-topics = Temas del foro
button-place-daily = Pregunta diaria
button-place-rounds = Rondas
button-place-board = Marcador
button-week = Semana
button-month = Mes
button-all-time = Todo
button-my-name = Mi nombre aquí: sí o no
button-after-every-round = Sí, y tras cada ronda
button-only-these = Solo estas { $count }
button-no = No
button-ask-now = Pregúntame ahora
button-group-answers-on = Contar lo de los grupos
button-group-answers-off = No contar los grupos
button-previous = Anterior
button-form-question = Pregunta
button-form-right = Correcta
button-form-wrong = Incorrecta
button-form-unknown = No la sé
button-form-poll = Encuesta
button-form-typed = Escrita
preview-no-poll = Esta pregunta no cabe en una encuesta. Allí conserva su forma.

## Buscar

ask-nothing = No encuentro esto en los apuntes.
ask-nearest = Los temas más cercanos:
ask-closest = Los apuntes no dicen exactamente esto. Lo más cercano:
ask-not-covered = El examen puede preguntar por <b>{ $name }</b>, pero estos apuntes aún no lo tratan.
ask-official = Página oficial
ask-empty = Envíame una pregunta con palabras. Ejemplo: <i>{ $question }</i>
ask-hello = Hola. Pregúntame algo de los apuntes. Ejemplo: <i>{ $question }</i>
ask-thanks = De nada. Pregúntame otra cosa de los apuntes.
ask-unknown-command = No conozco este comando. /help muestra qué puedo hacer.
ask-remembered = { $count ->
        [one] Hecho. Una pregunta sobre esto viene con tus próximas nuevas.
       *[other] Hecho. { $count } preguntas sobre esto vienen con tus próximas nuevas.
    }
inline-how = Escribe @{ $bot } y una pregunta en cualquier chat, por ejemplo: @{ $bot } { $question }
    Un término entre dos signos más será un enlace.
inline-how-title = Cómo funciona
inline-sentence = Tu frase, con enlaces
gaps-heading = Preguntado por al menos { $people } personas, y no está en los apuntes:
gaps-line = { $times } veces: { $question } (lo más cercano: { $topic })
gaps-none = Nada todavía que al menos { $people } personas hayan preguntado en vano.
ask-group-how = Añade tu pregunta, por ejemplo: /ask@{ $bot } { $question }
note-checked = Apuntes: { $topic }, revisado el { $date }
label-then-now = Antes / ahora:
label-trap = Cuidado:
label-when = Cuándo:

## Temas

topics-heading = <b>{ $subject }</b>: { $count } temas, página { $page } de { $pages }.
topic-gone = Este tema es de otra materia. Elige uno con /topics.

## Quiz

question-place = { $position } de { $size } · { $topic }
question-once-more = Otra vez · { $topic }
comes-again = La pregunto otra vez al final.
parked = Has fallado esta muchas veces. La aparto hasta que la pidas. Lee antes el apunte.
missed-word = falladas
quiz-none-of-these = Ahora no hay nada que preguntar aquí. Empieza un quiz con /quiz.
sure-how = Respondiste <b>{ $given }</b>. ¿Con cuánta seguridad?
calibration-sure = Con seguridad: { $right } de { $answers } correctas.
calibration-likely = Cuando lo creías: { $right } de { $answers } correctas.
calibration-unsure = Cuando adivinabas: { $right } de { $answers } correctas.
calibration-over = Tienes más seguridad que aciertos. Lee las opciones otra vez antes de tocar.
calibration-under = Casi siempre adivinas bien. Sabes más de lo que crees.
calibration-fits = Tu sensación encaja con tus respuestas.
calibration-early = Con diez respuestas de un tipo puedo decir si tu sensación encaja.
confidence-on = Tras cada respuesta pregunto cuánta seguridad tienes. Después viene el resultado.
confidence-off = Puedo preguntar tras cada respuesta cuánta seguridad tienes. Lo adivinado vuelve antes.
undo-done = Retirada.
undo-later = Retirada. La pregunta vuelve al final.
undo-nothing = No hay respuesta que retirar.
undo-only-last = Solo se puede retirar tu última respuesta.
marked = Guardada. La encuentras con /bookmarks.
unmarked = Ya no está guardada.
bookmarks = { $count ->
        [one] Guardaste una pregunta.
       *[other] Guardaste { $count } preguntas.
    }
bookmarks-none = Aún no has guardado ninguna. Pulsa Más bajo una respuesta y luego Guardar.
aside-not-today = No antes de mañana.
aside-never = Ya no pregunto esta. La encuentras con /aside.
aside = { $count ->
        [one] Una pregunta está apartada por ahora.
       *[other] { $count } preguntas están apartadas por ahora.
    }
aside-none = No hay nada apartado.
aside-why-suspended = No la quieres.
aside-why-buried = Hoy no.
aside-why-leech = Fallada muchas veces. Lee el apunte y pídela otra vez.
aside-not = Esta pregunta no está apartada.
brought-back = Hecho. Vuelve a salir.
skipped = Esta vuelve mañana.
skip-nothing = No hay ninguna pregunta abierta.
result-right = <b>Correcto.</b> { $key }
result-wrong = <b>No es correcto.</b> Elegiste { $chosen }. La correcta es <b>{ $key }</b>
result-unknown = <b>Aún no lo sabes.</b> La correcta es <b>{ $key }</b>
result-unanswered = <b>Sin responder.</b> Lo correcto es <b>{ $key }</b>
result-wrong-typed = <b>No es correcto.</b> Escribiste { $given }. La respuesta es <b>{ $key }</b>
result-wrong-order = <b>No es correcto.</b> Tu orden fue { $chosen }. El correcto es <b>{ $key }</b>
result-wrong-pairs = <b>No es correcto.</b> { $fitting } de { $all } parejas encajan. Lo correcto es <b>{ $key }</b>
result-wrong-then = <b>No es correcto.</b> La correcta era <b>{ $key }</b>
result-closest = Lo más parecido era <b>{ $closest }</b>. Cada letra y cada signo cuentan.
question-changed = Esta pregunta se ha reescrito desde que la hice.
hint-several = Elige { $count } y pulsa Enviar.
hint-several-chosen = Elegidas: { $letters }. Elige { $count } y pulsa Enviar.
hint-choose = Elige { $count }.
hint-choose-chosen = Elegidas: { $letters }. Elige { $count }.
hint-order = Pulsa las letras en el orden correcto.
hint-order-chosen = Tu orden: { $letters }
hint-pair = ¿Qué corresponde a <b>{ $left }</b>? Pulsa su letra.
hint-type-letter = Escribe una letra, de la A a la { $last }.
hint-type-several = Escribe { $count } letras, por ejemplo { $example }.
hint-type-order = Escribe las { $count } letras en el orden correcto, por ejemplo { $example }.
hint-type-pairs = Escribe { $count } letras, una por número y en su orden. Por ejemplo { $example }.
hint-type-word = Escribe tu respuesta.
hint-type-number = Escribe el número.
letter-needed = Esta pregunta se responde con una letra.
letters-needed = Esta pregunta necesita { $count } letras, por ejemplo AB.
number-needed = Aquí hace falta un número. Para buscar algo, termina con un signo de interrogación.
taps-needed = Elige { $count } primero.
tapped-already = Esa letra ya está en tu respuesta.
nothing-to-take-back = No hay nada que deshacer.
question-words = qué cuál quién cuándo dónde cómo por para es son puedo explica define dime diferencia what how
guess-noted = Anotado como adivinado. Volverá antes.
guess-known = Ya está anotado.
answered-before = Ya has respondido a esta pregunta.
asked-already = La siguiente pregunta está abajo.
answer-first = Responde primero a la pregunta.
session-over = Estas preguntas han terminado. Empieza otras con /quiz.
letter-out-of-range = Esta pregunta tiene las letras de la A a la { $last }.
quiz-nothing = Aquí todavía no hay preguntas.
quiz-no-topic = No tengo ningún tema como «{ $topic }». Mira /topics.
quiz-which-topic = No tengo el tema «{ $topic }». ¿Es uno de estos?
question-closed = Esta pregunta está cerrada. Aquí está la actual.
question-closed-none = Esta pregunta está cerrada. Empieza otras con /quiz.
question-gone = Esta pregunta ya no está en los apuntes.
summary = <b>{ $total ->
        [one] Una pregunta
       *[other] { $total } preguntas
    }: { $right } bien, { $missed } por repetir.</b>
summary-more = Y { $count } más.
summary-next = Todo está guardado. Sigue cuando quieras.
summary-daily = Eso es todo por hoy. Cambiar o parar: /daily

## Examen de prueba

mock-how-many = Un examen de prueba: corre el reloj y las respuestas vienen al final. ¿Cuántas preguntas?
mock-earlier = Antes: { $results }.
mock-earlier-one = { $day } { $percent } %
mock-rules = { $size ->
        [one] Una pregunta
       *[other] { $size } preguntas
    } en { $minutes } minutos, mezcladas como en el examen. Puedes marcar, volver y cambiar respuestas.
    Déjalo cuando quieras: /stop
mock-place = { $position } de { $size } · quedan { $minutes } min
mock-place-flagged = { $position } de { $size } · quedan { $minutes } min · marcada
mock-given = Tu respuesta: <b>{ $given }</b>
mock-list = <b>{ $answered } de { $size } respondidas</b>, { $flagged } marcadas, quedan { $minutes } min.
    ✓ es respondida, ⚑ es marcada. Toca un número para ir allí.
mock-sure = { $missing ->
        [0] Todas están respondidas. ¿Entregar?
        [one] A una pregunta le falta respuesta. ¿Entregar?
       *[other] A { $missing } preguntas les falta respuesta. ¿Entregar?
    }
mock-is-over = Este examen de prueba ha terminado. Empieza otro con /mock.
mock-time-over = Se acabó el tiempo.
mock-result = <b>Examen de prueba: { $right } de { $size } correctas, { $percent } %.</b>
mock-spent = { $answered } respondidas, { $spent } de { $minutes } minutos usados.
mock-domain = { $title }: { $right } de { $all }
mock-practice = Esto es práctica. No dice si apruebas.
mock-see-place = { $position } de { $size }

## Preguntas diarias

daily-what-time = ¿Qué hora es para ti ahora? Escríbela, por ejemplo 22:40. O escribe tu ciudad.
daily-type-city = Escribe tu ciudad, o una ciudad grande cerca de ti.
daily-nearest-city = ¿Cuál está más cerca de ti? Pregunto porque en algunos lugares cambia la hora.
daily-which-city = ¿Es una de estas?
daily-no-city = No conozco este lugar. Escribe una hora como 22:40, o una ciudad grande.
daily-when = ¿A qué hora quieres la primera pregunta del día?
daily-type-hour = Escribe la hora que quieres, por ejemplo 7:30 o 19:00.
daily-no-time = Necesito una hora, por ejemplo 7:30 o 19:00. Con /cancel sales de aquí.
daily-how-many = ¿Cuántas preguntas al día? Pulsa o escribe un número.
daily-no-number = Escribe un número de 1 a { $most }. Con /cancel sales de aquí.
daily-done = Listo. Cada día { $time } llega aquí una pregunta. Las demás llegan al pulsar Siguiente: { $amount } al día. La primera llega { $first }.
    Cambiar o parar: /daily
daily-status = Preguntas diarias: <b>{ $amount } al día { $time }</b> ({ $zone }). La próxima llega { $next }.
daily-paused = Tus preguntas diarias están en pausa. Vuelven { $next } { $time }: { $amount } al día.
daily-stopped = Tus preguntas diarias están paradas. Todo está guardado. Empezar de nuevo: /daily
time-between = entre las { $start } y las { $end }
time-at = a las { $time }
time-and = a las { $early } y a las { $last }
daily-done-spread = Listo. De una en una, { $time }: { $amount } al día. La primera llega { $first }.
    Cambiar o parar: /daily
daily-fits = En este tiempo caben { $count }. Pediste { $wanted }.
daily-off = Días libres: { $days }.
daily-only-due = Solo cuando algo toca.
daily-weekly = Con un resumen de cada semana.
daily-resting = Tus preguntas diarias están en pausa. Todo está guardado.
daily-goodbye = He puesto en pausa tus preguntas diarias. Todo está guardado.
daily-folded = La pregunta del { $day } está cerrada. Vuelve otro día.
daily-choices = Preguntas diarias { $time }. ¿Qué quieres cambiar?
daily-which-off = ¿Qué días no debe llegar ninguna? Toca un día para cambiarlo.
daily-all-off = Un día tiene que quedar. Para parar todo: /stop
daily-type-more = ¿A qué otra hora? Escríbela, por ejemplo 7:30 o 19:00.
daily-enough-times = Ya son { $most } horas al día. No admito más.
daily-window-when = ¿Desde cuándo hasta cuándo? Toca, o escríbelo, por ejemplo 9:00-17:30.
daily-no-window = Necesito dos horas, por ejemplo 9:00-17:30. /cancel deja esto.
daily-window-backwards = El final va después del inicio: { $start } es más tarde que { $end }. Escribe las dos otra vez.
daily-which-gap = Ahora hay al menos { $gap } minutos entre dos preguntas. Así caben hasta { $count }. Toca, o escribe minutos.
daily-no-gap = Escribe minutos de 1 a { $most }. /cancel deja esto.
daily-until-when = ¿Hasta qué día hago la pausa? Escríbelo, por ejemplo 18 ene.
daily-no-until = Necesito un día después de hoy, como mucho dentro de un año. /cancel deja esto.
back-welcome = Qué bien verte. Aquí tienes { $count } preguntas, las más útiles primero.
back-plan = He hecho un plan nuevo: con { $amount } al día lo ves todo a tiempo.
week-summary = Tus últimos siete días: { $answers } respuestas, { $right } correctas.
bar-shares = Del número que elegiste: { $week } % en los últimos 7 días, { $month } % en los últimos 30.
milestone-answers = Ya has dado { $number } respuestas.
milestone-seen = Ya has visto el { $number } % de las preguntas.
milestone-strong = Ya sabes bien el { $number } % de las preguntas.
day-today = hoy
day-tomorrow = mañana

## Examen

exam-when = ¿Cuándo es tu examen? Así puedo planear tus días.
exam-type = Escribe la fecha, por ejemplo 18 ene.
exam-no-date = No conozco esta fecha. Escríbela así: { $example }. /cancel sale de aquí.
exam-too-far = Necesito una fecha desde hoy, como mucho dentro de dos años.
exam-right = { $day }, { $days ->
        [0] hoy
        [one] dentro de un día
       *[other] dentro de { $days } días
    }. ¿Es correcto?
exam-set = Tu examen: <b>{ $day }</b>.
exam-suggestion = Mi propuesta: <b>{ $amount } preguntas al día</b>, unos { $minutes ->
        [one] un minuto
       *[other] { $minutes } minutos
    }.
exam-seen-by = Habrás visto todas las preguntas el { $day }. Después repito lo que está flojo.
exam-short = Queda poco tiempo. Empiezo por lo más importante.
exam-missing = Ten en cuenta: estos apuntes no cubren todo el examen. Falta, por ejemplo: { $names }.
exam-all-missing = El examen puede preguntar por esto, y los apuntes aún no lo cubren: { $names }.
exam-agreed = { $amount } al día. ¿Quieres que la primera de cada día llegue sola?
exam-status = Tu examen: <b>{ $day }</b>, { $days ->
        [0] hoy
        [one] dentro de un día
       *[other] dentro de { $days } días
    }.
exam-amount = { $amount } preguntas al día.
exam-none = Sin fecha no hay plan. Ponla cuando quieras: /exam
exam-later = De acuerdo. Está guardado: /exam
exam-offer = ¿Tienes fecha de examen? Así puedo planear tus días. Toca, o escribe la fecha.
exam-which-day = ¿Qué día quieres decir?
exam-type-amount = ¿Cuántas preguntas al día? Escribe un número de 1 a { $most }.
plan-day = Ahora al día: { $new } nuevas, { $repeats } de repaso.
plan-on-track = Vas según el plan.
plan-behind = { $days ->
        [one] Llevas un día de retraso.
       *[other] Llevas { $days } días de retraso.
    } Un plan nuevo lo reparte otra vez.
plan-week = Desde el { $day }: { $new } nuevas, { $repeats } de repaso.
plan-rest = Después: { $new } nuevas, { $repeats } de repaso.
plan-last-week = Esta semana mezcla todas las partes, como el examen.
exam-eve = Tu examen es mañana, { $day }. Hoy nada nuevo. { $count } fáciles, si quieres.
exam-rest = Bien. Mañana no te escribo.
exam-nothing-easy = Aún no hay nada que repasar. Descansa bien.
exam-how = ¿Cómo te fue?
exam-not-over = Tu examen aún no ha pasado.
exam-told = Ya me lo has contado. Una fecha nueva: /exam
exam-passed = Gracias por contármelo. Lo has conseguido. Todo está guardado, y no te escribo más.
exam-passed-daily = Gracias por contármelo. Lo has conseguido. Unas pocas al día lo mantienen fresco.
exam-failed = Gracias por contármelo. ¿Cuándo es el próximo intento? Así hago un plan.
exam-retake = Gracias por contármelo. El próximo intento es posible el { $day } ({ $days ->
        [one] un día
       *[other] { $days } días
    } después del examen). ¿Hago un plan?
exam-untold = De acuerdo. Tus preguntas diarias siguen, hasta que las cambies.

## Progreso

progress-none = Todavía no has respondido a ninguna pregunta. Hay { $total } por descubrir.
progress-seen = <b>{ $seen } de { $total } vistas</b> en { $subject }.
progress-strong = Firmes ahora: { $strong }. Conviene repetir hoy: { $due }.
progress-answers = Respuestas hasta ahora: { $answers }, { $right } correctas ({ $percent } %).
progress-week = Últimos 7 días: { $answers } respuestas, { $right } correctas.
progress-weakest = Temas más débiles: { $topics }.
progress-weeks = Respuestas por semana, primero esta: { $counts }.
progress-fullest = Tu día más completo: { $day }, { $answers ->
        [one] una respuesta
       *[other] { $answers } respuestas
    }.
progress-topics = <b>Probabilidad de que sepas hoy cada tema</b>, primero el más débil:
progress-topic = { $topic }: { $percent } % ({ $seen } de { $total } vistas)
progress-topics-more = { $count ->
        [one] Un tema más es más firme.
       *[other] { $count } temas más son más firmes.
    }
progress-topics-unseen = { $count ->
        [one] Un tema todavía no se ha visto.
       *[other] { $count } temas todavía no se han visto.
    }
progress-today = Hoy
progress-due = <b>Conviene repetir</b>, por día, en los próximos { $days } días:
progress-due-none = <b>Nada que repetir</b> en los próximos { $days } días.
progress-due-later = Más tarde: { $count }
progress-due-calm = No hace falta hacerlo todo. Yo elijo lo que más ayuda.
progress-ready-exam = <b>Probabilidad de que sepas estas preguntas</b> el { $day }:
progress-ready-today = <b>Probabilidad de que sepas estas preguntas</b> hoy:
progress-ready-all = Todas las preguntas
progress-ready = { $name }: { $share } % (de { $low } a { $high })
progress-ready-brackets = En nueve de cada diez casos, la cifra real está entre los paréntesis.
progress-ready-not-pass = No es tu probabilidad de aprobar el examen.
progress-not-covered = Los apuntes no tratan: { $names }.
progress-and-more = Y { $count } más.
progress-not-enough = Todavía no hay bastantes respuestas ({ $answers } de { $needed }).
progress-not-enough-in = { $name }: todavía no hay bastantes respuestas ({ $answers } de { $needed })
progress-later-day = Aquí cuenta una respuesta si viste su pregunta un día anterior.
progress-calibration = <b>Qué esperaba yo de tus respuestas y cómo fueron</b>:
progress-expected = Esperado { $expected } %, correcto { $right } % ({ $answers } respuestas)
progress-expected-all = En conjunto: esperado { $expected } %, correcto { $right } %.
progress-corrected = Tu preparación ya tiene en cuenta esta diferencia.

## Palabras en las imágenes

picture-today = hoy
picture-activity = Respuestas al día
picture-topics = Probabilidad de saberlo
picture-topic = { $percent } %, { $seen } de { $total }
picture-due = Conviene repetir
picture-readiness = Probabilidad de saberlas
picture-ready = { $share } % (de { $low } a { $high })
picture-not-enough = { $answers } de { $needed } respuestas
picture-chance = probabilidad
picture-interval = aquí en nueve de cada diez casos
picture-calibration = Esperado y correcto
picture-answers = Hasta ahora
picture-right = correcto
picture-expected = esperado
picture-expected-label = Esperado { $expected } %
picture-right-text = correcto { $right } %
picture-together = Juntos
picture-board = { $right } de { $answers } bien
picture-load = Preguntas por semana
picture-load-text = { $new } + { $repeats }
picture-load-new = primer número: preguntas nuevas
picture-load-repeats = segundo número: preguntas ya vistas

## Ajustes

settings = <b>Ajustes</b>
    Idioma: { $language }
    Hora local: { $zone }
    Cómo respondo: { $style }
    Materia: { $subject }
language-phone = Como en mi teléfono
language-which = ¿En qué idioma hablo? Las preguntas conservan el suyo.
language-set = Listo. Ahora hablo español contigo.
style-which =
    ¿Cómo quieres responder?
    Escribiendo: letras, palabras y números, sin botones.
    Lector de pantalla: además, cada resultado llega como mensaje nuevo.
style-set-buttons = Listo. Respondes con botones. Una letra escrita también vale.
style-set-poll = Listo. Tus próximas preguntas son encuestas. Lo que no cabe en una conserva sus botones.
style-set-typed = Listo. Respondes escribiendo.
style-set-reader =
    Listo. Cada resultado llega como mensaje nuevo, con el resultado primero.
    Respondes escribiendo una letra, una palabra o un número. Las notas breves llegan como avisos.
zone-unknown = aún no la sé
subject-only = Aquí hay una materia: <b>{ $subject }</b>.
subject-which = Ahora: <b>{ $subject }</b>. Elige una materia:
subject-set = Listo: <b>{ $subject }</b>, { $topics } temas, { $questions } preguntas. Prueba /quiz.

## Parar

stop-word = parar
stopped-all = Parado: ni preguntas diarias ni quiz abierto. Todo está guardado. Empezar de nuevo: /daily
stopped-quiz = Parado. Todo está guardado. Empezar de nuevo: /quiz
stopped-nothing = No hay nada en marcha. Solo escribo cuando preguntas.
cancelled = Hecho. Todo está guardado.
cancelled-nothing = No hay nada que dejar. Pregúntame lo que quieras.

## Grupos

group-topic-closed = No pude hacer mi pregunta: su tema está cerrado o borrado. Abridlo, o llamadme en otro.
group-hello = Hola. Abre una ronda con /quiz@{ $bot }. Consulta algo con /ask@{ $bot }. No necesito permisos de admin.
only-private = Esto funciona en nuestro chat privado.
not-yours = Estos botones son de otra persona.

## Rondas en grupos

round-starts = { $name } abre una ronda: <b>{ $topic }</b>, { $count ->
        [one] una pregunta
       *[other] { $count } preguntas
    }, { $seconds } segundos cada una.
round-starts-untimed = { $name } abre una ronda: <b>{ $topic }</b>, { $count ->
        [one] una pregunta
       *[other] { $count } preguntas
    }, sin reloj.
round-rules = Cuentan los aciertos, no la rapidez. Todos aquí ven los votos. Puedes entrar más tarde: solo vota.
round-about = Una ronda: <b>{ $topic }</b>, { $count ->
        [one] una pregunta
       *[other] { $count } preguntas
    }.
round-in = Participan: { $names }.
round-in-more = Participan: { $names } y { $count } más.
round-an-admin = Un admin
round-its-starter = quien la abrió
round-somebody = Alguien
round-place = { $position } de { $size }.
round-you-are-in = Participas.
round-vote-instead = La ronda está en marcha. Solo vota.
round-running = Esta ronda ya está en marcha.
round-is-over = Esta ronda ha terminado.
round-rest = La última ronda acaba de terminar. Abre la siguiente en unos segundos.
round-none = Aquí no hay ninguna ronda. Abre una con /quiz.
round-admins-only = Aquí los admins abren las rondas.
round-elsewhere = Las rondas están en el tema { $topic }.
topic-closed = El tema { $topic } está cerrado. Un admin puede abrirlo o elegir otro.
round-not-yours = Solo { $name } o un admin puede hacer esto.
round-not-yours-to-start = Solo { $name } o un admin puede empezar esta ronda.
round-called-off = Esta ronda se ha cancelado.
round-nobody-started = Nadie empezó esta ronda. Abre otra con /quiz.
round-nobody = Nadie respondió { $count } preguntas seguidas. Paro aquí: { $asked } de { $size }.
round-paused = En pausa: { $asked } de { $size }.
round-goes-on = La ronda sigue.
round-over = <b>Fin de la ronda: { $topic }, { $count ->
        [one] una pregunta
       *[other] { $count } preguntas
    }</b>
round-no-answers = Nadie respondió.
round-rank = { $rank }. { $names }: { $right } bien
round-and = { $names } y { $last }
round-played = { $people ->
        [one] Jugó una persona.
       *[other] Jugaron { $people } personas.
    }
round-together = En total: { $right } de { $answers }.
round-hardest = La más difícil: pregunta { $place }, { $topic }. { $right } de { $answers } bien.
round-explains = <b>Pregunta { $place }.</b>
round-explained = Está explicada abajo.
poll-right-is = La correcta es <b>{ $key }</b>
poll-right = Correcto.
poll-wrong = No es correcto. La correcta es { $key }
poll-chosen = Elegidas: { $letters }. Elige { $count }.
poll-closed = Esta pregunta está cerrada.
chat-trouble-polls = Las encuestas están prohibidas en <b>{ $chat }</b>. Allí pregunto con letras. Para permitirlas: ajustes del grupo, Permisos, Encuestas.
chat-trouble-topic = El tema donde escribo en <b>{ $chat }</b> está cerrado o no existe. He parado allí.
chat-trouble-rights = No puedo escribir en <b>{ $chat }</b>. He parado allí.
pace-relaxed = tranquilo
pace-normal = normal
pace-fast = rápido
pace-untimed = sin-reloj

## El panel de un grupo o canal

chat-setup = Solo los admins pueden abrirlo. Sigue en nuestro chat privado.
chat-admins-only = Solo los admins de este chat pueden cambiarlo.
chat-not-admin = Solo los admins de <b>{ $chat }</b> pueden abrir sus ajustes.
chat-link-old = Este enlace es demasiado antiguo. Envía /setup en el grupo otra vez.
chat-bound = Hecho. La pregunta diaria llega a este tema. Rondas y marcador: toca <i>Preparar</i> y <i>Temas del foro</i>.
chat-bound-here = Hecho. La pregunta diaria llega aquí.
channel-hello = Estoy en el canal <b>{ $chat }</b>. ¿Preparamos allí una pregunta diaria?
chats-mine = Tus grupos y canales. ¿Cuál?
chats-none = Aún no has preparado ningún grupo o canal. Añádeme a uno y toca allí <i>Preparar</i>.
chat-cannot-post = Aún no puedo publicar allí. Hazme admin con permiso para publicar.
chat-subject = Materia: { $subject }. Allí hablo { $language }.
chat-daily-none = Sin pregunta diaria.
chat-daily-paused = La pregunta diaria está en pausa.
chat-daily = Pregunta diaria: <b>{ $time }</b> ({ $zone }), { $days }. La próxima llega { $next }.
chat-about = Tema: { $topic }.
chat-days-every = cada día
chat-days-work = de lunes a viernes
chat-days-some = algunos días
chat-rounds = Rondas: { $pace }. Quién las abre: { $starters }.
chat-starters-anyone = cualquiera
chat-starters-admins = los admins
chat-starters-usual = cualquiera, o los admins con más de 200 miembros
chat-lookups = Consultas: { $where }.
chat-lookups-everywhere = en todas partes
chat-lookups-topic = solo en mi tema
chat-lookups-off = no
chat-topic-bound = La pregunta diaria llega a un tema del foro.
chat-discussion = Los resultados enlazan al grupo de comentarios.
places = <b>¿Qué tema del foro es para qué?</b>
places-daily = Pregunta diaria: { $where }
places-rounds = Rondas: { $where }
places-board = Marcador: { $where }
place-which-daily = ¿Dónde llega la pregunta diaria? ¿Falta un tema? Envía <code>/setup@{ $bot }</code> en él.
place-which-rounds = ¿Dónde puede haber rondas? ¿Falta un tema? Envía <code>/setup@{ $bot }</code> en él.
place-which-board = ¿Dónde puede estar el marcador? ¿Falta un tema? Envía <code>/setup@{ $bot }</code> en él.
button-more-topics = Más temas
topic-everywhere = en todas partes
topic-general = General
topic-numbered = número { $number }
topic-shut = { $topic } (cerrado)
chat-topic-free = Para un solo tema del foro, envía allí <code>/setup@{ $bot } here</code>.
chat-which-subject = ¿Qué materia se pregunta allí?
chat-which-pace = ¿Cuánto dura una pregunta en una ronda?
chat-which-starters = ¿Quién puede abrir una ronda?
chat-which-lookups = ¿Dónde se puede consultar?
chat-which-days = ¿Qué días llega la pregunta?
chat-which-topic = Escribe un tema, o pregunta sobre todos.
chat-when = ¿A qué hora llega la pregunta diaria? Toca, o escribe una hora.
chat-posted = Publicado.
chat-result = { $right } de { $count } acertaron.
chat-quiet = Nadie ha votado en <b>{ $chat }</b> en { $count } días. He puesto la pregunta diaria en pausa.

## El marcador de un grupo

board-week = <b>Esta semana en el grupo</b>
board-month = <b>Este mes en el grupo</b>
board-all = <b>El grupo desde el principio</b>
board-elsewhere = El marcador está en el tema { $topic }.
board-nothing = Nadie ha respondido todavía.
board-together = En total: { $right } de { $answers } bien, { $people ->
        [one] de una persona.
       *[other] de { $people } personas.
    }
board-goal = La meta de esta semana: { $goal } aciertos.
board-goal-reached = La meta de { $goal } de esta semana está cumplida.
board-by-share = Más veces bien, desde { $least } respuestas:
board-by-number = Más aciertos:
board-share = { $rank }. { $name }, { $percent } %
board-number = { $rank }. { $name }, { $right }
board-opt-in = Solo se nombra a quien lo quiere. Todos cuentan para el grupo.
board-you-are-on = Tu nombre está en el marcador. Toca otra vez para quitarlo.
board-you-are-off = Tu nombre ya no está en el marcador y queda olvidado.

## Lo que fallé en un grupo

missed-some = Hola, { $name }. Fallaste { $count ->
        [one] una pregunta
       *[other] { $count } preguntas
    } en <i>{ $chat }</i>. ¿Te las pregunto otra vez mañana?
missed-private = Tus resultados aquí son privados. El grupo no los ve.
missed-none = En esta ronda acertaste siempre.
missed-not-there = No respondiste en esta ronda.
shared-quiz-title = Compartir este quiz
shared-quiz = Un quiz: { $count ->
        [one] una pregunta
       *[other] { $count } preguntas
    }. Todos reciben las mismas. Nadie ve cómo les fue a otros en privado.
missed-always = Hecho. Tus respuestas en grupos entran ahora en tus tarjetas. Cámbialo: /settings
missed-come-back = Hecho. Vuelven en tus preguntas y en las diarias.
missed-off = De acuerdo. Tus respuestas en grupos se quedan allí. Cámbialo: /settings

## Problemas

old-button = Este botón es de un mensaje antiguo. /help muestra qué puedo hacer ahora.
owner-disk-full = El disco está lleno. Sigo buscando en los apuntes. Las respuestas esperan en Telegram hasta que haya sitio.
went-wrong = Algo ha fallado por mi parte. Tus respuestas están a salvo. Inténtalo otra vez.

## La demo sin conexión (solo en este equipo; los textos demo-js- van a la página)

demo-title = Studybot, demo sin conexión
demo-about = El bot de verdad, sin Telegram. Tú eres Maya.
demo-chats = Chats
demo-skip = Ir al cuadro de mensaje
demo-back = Todos los chats
demo-box = Mensaje
demo-send = Enviar
demo-commands = Comandos
demo-time = Tiempo
demo-hour = + 1 hora
demo-day = + 1 día
demo-month = + 30 días
demo-next-daily = A la próxima pregunta diaria
demo-tour = Visita, tres minutos
demo-reset = Empezar de cero
demo-topics = Temas
demo-no-reply = No responder
demo-tour-next = Seguir
demo-tour-leave = Salir de la visita
demo-tour-there = Ir a Studybot
demo-close = Cerrar
demo-keep = Conservar todo
demo-checker = Contenido
demo-older = Mensajes anteriores
demo-latest = Mensajes nuevos

demo-group = Grupo de estudio
demo-forum = Foro del curso
demo-channel = Canal de preguntas
demo-topic-questions = Preguntas
demo-topic-quiz = Quiz
demo-no-daily = No hay pregunta diaria planeada. Configúrala con /daily.
demo-refused = La demo no entiende esto.
demo-nothing = No hay nada que enviar.
demo-gone = Esto ya no está.
demo-poll-over = Ya votaste, o la encuesta terminó.
demo-talk-ask = Ayer pregunté al bot. Prueba /ask@{ $bot }
demo-talk-quiz = ¿Hacemos un quiz? /quiz@{ $bot }
demo-talk-same = Tuve la misma duda la semana pasada.
demo-talk-later = Lo miro después del trabajo.

demo-tour-start = Este es un chat privado con el bot. El primer mensaje siempre es /start.
demo-tour-ask = Cualquier texto es una pregunta. El bot la busca en los apuntes.
demo-tour-quiz = Bajo la respuesta hay un botón. Hace tres preguntas sobre esto.
demo-tour-wrong = Ahora una respuesta incorrecta, a propósito.
demo-tour-why = El bot dice qué es correcto. También sabe por qué no lo son las otras.
demo-tour-exam = Con una fecha de examen el bot planea los días.
demo-tour-date = Un toque basta para la fecha.
demo-tour-amount = El bot propone un número. Lo aceptamos.
demo-tour-daily = Una pregunta al día puede llegar sola.
demo-tour-city = El bot pregunta la hora local. Basta una ciudad.
demo-tour-hour = A las ocho de la tarde.
demo-tour-travel = Ahora la demo mueve su reloj a esa tarde.
demo-tour-right = La pregunta llegó sola. Esta vez la respuesta es correcta.
demo-tour-progress = Y así vamos.
demo-tour-end = Esa era la visita. El chat es tuyo: pregunta algo, o prueba el grupo.
demo-tour-skipped = Te adelantaste. La visita sigue.
demo-tour-broken = La visita termina aquí. Puedes empezarla otra vez.

demo-js-you = Tú
demo-js-edited = editado
demo-js-silent = sin sonido
demo-js-via = vía
demo-js-unread = sin leer
demo-js-empty = Aún no hay nada. Escribe el primer mensaje.
demo-js-general = General
demo-js-private = chat privado
demo-js-group = grupo con dos compañeros
demo-js-forum = grupo con temas
demo-js-channel = canal
demo-js-reply = Responder
demo-js-reply-to = Respuesta a
demo-js-vote = Votar
demo-js-quiz = Quiz
demo-js-poll = Encuesta
demo-js-anonymous = anónima
demo-js-final = cerrada
demo-js-votes = votos
demo-js-right = correcta
demo-js-wrong = incorrecta
demo-js-your-vote = tu voto
demo-js-picture = Imagen
demo-js-download = Descargar
demo-js-lost = Se perdió la conexión. Lo intento de nuevo.
demo-js-lost-chat = Este chat llega cuando vuelva la conexión.
demo-js-moved = La demo tiene otra dirección. Abre la que mostró studybot.
demo-js-pending = en espera
demo-js-again = Conectado de nuevo.
demo-js-commands = Comandos. Elige con las flechas.
demo-js-results = Resultados. Elige con las flechas.
demo-js-no-results = No se encontró nada.
demo-js-broken = El contenido tiene errores. Hasta que se corrijan, el bot sigue con el último bueno.
demo-js-asleep = El contenido tiene errores y el bot duerme. Despierta cuando se corrijan.
demo-js-sure = ¿Empezar de cero? Se borran los chats y respuestas de esta demo.
demo-js-sure-tour = La visita empieza con una demo vacía. Se borran los chats y respuestas de esta demo.
demo-js-linked = La demo no puede abrir este enlace.
demo-js-too-long = Este texto es demasiado largo. Envíalo por partes.
demo-js-tour-away = La visita sigue en el chat con Studybot.
demo-js-show = Mostrar todo
