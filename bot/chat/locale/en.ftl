# Every sentence of Studybot. Rules: 15 words or fewer, everyday words, no exclamation marks, no guilt.
# Keys used for buttons, alerts and polls hold no markup.

## First screen and help

welcome = Hello { $name }. I help you prepare for <b>{ $subject }</b>: { $topics ->
        [one] one topic
       *[other] { $topics } topics
    }, { $questions ->
        [one] one question
       *[other] { $questions } questions
    }.
welcome-example = Ask me anything in your own words. Example: <i>{ $question }</i>
look-up-how = Type what you want to know. Example: <i>{ $question }</i>
help-private = Type a question, and I look in the notes. Or use a command:
help-group = In this group you can use:
help-closing = You can stop everything at any time with /stop.

command-start = Show the first screen
command-help = Show what I can do
command-quiz = Answer questions, for example /quiz 5
command-daily = Daily questions: time, pause, stop
command-topics = Read the notes
command-progress = See how far you are
command-exam = Your exam date and the plan to it
command-gaps = See what the notes lack
command-preview = See every question in every form
command-settings = Language, time, how I answer, subject
command-stop = Stop daily questions and the open quiz
command-cancel = Leave what you are doing
command-round = Start a round in this group
command-groups = Your groups and channels
command-setup = Set up this group
command-top = What this group reached together
command-ask = Look something up in the notes
command-subject = Change the subject
command-undo = Take the last answer back
command-bookmarks = Questions you kept
command-aside = Questions that are not asked for now
command-skip = Put the open question off until tomorrow
command-mock = A mock exam against the clock

bot-short-description = Study with me: ask the notes, answer questions, see your progress.
bot-description = I answer your questions from study notes. I quiz you and bring back what you forget. I show how far you are. Tap Start.

## Buttons

button-try = Try { $count } questions
button-look-up = Look something up
button-daily = Daily questions
button-quiz-this = Quiz me on this
button-quiz-on = Quiz: { $topic }
button-whole-note = Read the note
button-more = More
button-remember = Remember this
button-resume-questions = Back to my questions
button-dont-know = I don't know
button-submit = Submit
button-take-back = Take back
button-show-options = Show options
button-style = How I answer
button-style-buttons = Buttons
button-style-poll = Quiz polls
button-style-typed = Typing
button-style-reader = Screen reader
button-view-activity = Activity
button-view-topics = Topics
button-view-due = To repeat
button-view-readiness = Readiness
button-view-calibration = Expected
button-view-here = • { $name }
button-look-dark = Dark picture
button-look-light = Light picture
button-guessed = I guessed
button-why-not = Why not the others?
button-note = Note
button-back = Back to the answer
button-next = Next, { $position } of { $size }
button-finish = Show the result
button-once-more = Next: once more
button-show-answer = Show the answer
button-sure = Sure
button-likely = Think so
button-unsure = Guess
button-confidence = How sure I am
button-ask-me = Ask me
button-ask-me-not = Do not ask
button-mark = Bookmark
button-unmark = Remove bookmark
button-undo = Take back
button-not-today = Not today
button-never = Never again
button-ask-again = Ask it again
button-bring-back = Ask { $place } again
button-note-of = Note { $place }
button-missed-only = Only what I missed
button-flag = Flag
button-unflag = Remove flag
button-after = After
button-mock-list = All questions
button-mock-begin = Begin: { $minutes } min
button-mock-extra = With more time: { $minutes } min
button-mock-back = Go on
button-hand-in = Hand in
button-hand-in-now = Hand in now
button-mock-see = See every question
button-mock-result = Back to the result
button-quiz-marked = Quiz on these
button-missed = Ask the missed ones again
button-another-quiz = Another quiz
button-topics = All topics
button-another-city = Another city
button-other-time = Other time
button-time = Change the time
button-amount = Change the number
button-zone = My local time
button-pause = Pause 7 days
button-spread = Spread over the day
button-choices = More choices
button-pause-until = Pause until a day
button-stop-for-good = Stop for good
button-fewer = Fewer a day
button-start = Start
button-minutes = { $count } minutes
button-gap = Time between
button-one-time = At one time
button-more-times = One more time
button-days-off = Days off
button-only-due = Only when due: { $state }
button-weekly = Summary of the week: { $state }
button-back-daily = Back
switch-on = on
switch-off = off
button-other-amount = Other
button-plan-anew = Plan anew
button-passed = Passed
button-failed = Not this time
button-moved = Moved to another date
button-untold = I'd rather not say
button-plan-it = Plan it
button-later = Later
button-stop-daily = Stop the daily questions
button-easy = { $count } questions
button-rest = No, rest
button-resume = Start again
button-stop = Stop
button-language = Language
button-subject = Subject
button-settings = Settings
button-in-months = { $count ->
        [one] In 1 month
       *[other] In { $count } months
    }
button-another-date = Another date
button-no-date = No date yet
button-yes = Yes
button-change = Change
button-change-date = Change the date
button-a-day = { $count } a day
button-what-missing = What is missing?
button-not-now = Not now
button-back-plan = Back to the plan
button-join = I'm in: { $count }
button-start-round = Start
button-pause-round = Pause
button-next-question = Next question
button-continue = Continue
button-explain = Explain question { $place }
button-practise-missed = Practise what I missed
button-another-round = Another round
button-set-up = Set up
button-start-here = Start here
button-in-group = In a group
button-share = Share
button-chat-change = Change time or topic
button-add-group = Add to a group
button-add-channel = Add to a channel
button-pace = Pace
button-starters = Who starts
button-lookups = Looking up
button-chat-daily-off = Stop the daily question
button-chat-daily-on = Daily question
button-weekdays = Days
button-chat-topics = Topic
button-preview = Preview
button-post-now = Post now
button-all-chats = All my groups
button-back-panel = Back
button-all-topics = All topics
button-practise-privately = Practise privately
button-discuss = Discuss
button-discuss-members = Discuss (members)
button-go-there = Go there
button-forum-topics = Forum topics
button-place-daily = Daily question
button-place-rounds = Rounds
button-place-board = Board
button-week = Week
button-month = Month
button-all-time = All
button-my-name = My name here: on or off
button-after-every-round = Yes, and after every round
button-only-these = Only these { $count }
button-no = No
button-ask-now = Ask me now
button-group-answers-on = Count my group answers
button-group-answers-off = Leave out group answers
button-previous = Before
button-form-question = Question
button-form-right = Right
button-form-wrong = Not right
button-form-unknown = Not known
button-form-poll = Poll
button-form-typed = Typed
preview-no-poll = This question does not fit a poll. It keeps its own form there.

## Looking up

ask-nothing = I do not find this in the notes.
ask-nearest = The nearest topics:
ask-closest = The notes do not say exactly this. The closest I have:
ask-not-covered = The exam may ask about <b>{ $name }</b>, but these notes do not cover it yet.
ask-official = Official page
ask-empty = Send me a question in words. Example: <i>{ $question }</i>
ask-hello = Hello. Ask me something from the notes. Example: <i>{ $question }</i>
ask-thanks = You are welcome. Ask me anything else from the notes.
ask-unknown-command = I do not know this command. /help shows what I can do.
ask-remembered = { $count ->
        [one] Done. A question on this comes with your next new ones.
       *[other] Done. { $count } questions on this come with your next new ones.
    }
inline-how = Type @{ $bot } and a question in any chat, for example: @{ $bot } { $question }
    A term between two plus signs becomes a link.
inline-how-title = How this works
inline-sentence = Your sentence, with links
gaps-heading = Asked by at least { $people } people, and not in the notes:
gaps-line = { $times } times: { $question } (nearest: { $topic })
gaps-none = Nothing yet that at least { $people } people have asked in vain.
ask-group-how = Add your question, for example: /ask@{ $bot } { $question }
note-checked = Notes: { $topic }, checked { $date }
label-then-now = Then / now:
label-trap = Trap:
label-when = When:

## Topics

topics-heading = <b>{ $subject }</b>: { $count } topics, page { $page } of { $pages }.
topic-gone = This topic belongs to another subject. Choose one with /topics.

## Quiz

question-place = { $position } of { $size } · { $topic }
question-once-more = Once more · { $topic }
comes-again = I ask this again at the end.
parked = You have missed this often. I park it until you bring it back. Read the note first.
missed-word = missed
quiz-none-of-these = There is nothing to ask here now. Start a quiz with /quiz.
sure-how = You answered <b>{ $given }</b>. How sure are you?
calibration-sure = When you were sure: { $right } of { $answers } right.
calibration-likely = When you thought so: { $right } of { $answers } right.
calibration-unsure = When you guessed: { $right } of { $answers } right.
calibration-over = You are surer than you are right. Read the options once more before you tap.
calibration-under = Your guesses are mostly right. You know more than you think.
calibration-fits = Your feeling fits your answers.
calibration-early = After ten answers of a kind I can say how well your feeling fits.
confidence-on = After each answer I ask how sure you are. The result comes after that.
confidence-off = I can ask how sure you are after each answer. A guess then comes back sooner.
undo-done = Taken back.
undo-later = Taken back. The question comes again at the end.
undo-nothing = There is no answer to take back.
undo-only-last = Only your last answer can be taken back.
marked = Kept. You find it with /bookmarks.
unmarked = Not kept any more.
bookmarks = { $count ->
        [one] You kept one question.
       *[other] You kept { $count } questions.
    }
bookmarks-none = You have kept no question yet. Tap More under an answer, then Bookmark.
aside-not-today = Not before tomorrow.
aside-never = I do not ask this any more. You find it with /aside.
aside = { $count ->
        [one] One question is not asked for now.
       *[other] { $count } questions are not asked for now.
    }
aside-none = Nothing is set aside.
aside-why-suspended = You do not want it.
aside-why-buried = Not today.
aside-why-leech = Missed often. Read the note, then bring it back.
aside-not = This question is not set aside.
brought-back = Done. It comes again.
skipped = This one comes again tomorrow.
skip-nothing = There is no open question.
result-right = <b>Right.</b> { $key }
result-wrong = <b>Not right.</b> You chose { $chosen }. Right is <b>{ $key }</b>
result-unknown = <b>Not known yet.</b> Right is <b>{ $key }</b>
result-unanswered = <b>Not answered.</b> Right is <b>{ $key }</b>
result-wrong-typed = <b>Not right.</b> You wrote { $given }. Right is <b>{ $key }</b>
result-wrong-order = <b>Not right.</b> Your order was { $chosen }. Right is <b>{ $key }</b>
result-wrong-pairs = <b>Not right.</b> { $fitting } of { $all } pairs fit. Right is <b>{ $key }</b>
result-wrong-then = <b>Not right.</b> Right was <b>{ $key }</b>
result-closest = Closest was <b>{ $closest }</b>. Every letter and sign counts.
question-changed = This question has been rewritten since I asked it.
hint-several = Choose { $count }, then Submit.
hint-several-chosen = Chosen: { $letters }. Choose { $count }, then Submit.
hint-choose = Choose { $count }.
hint-choose-chosen = Chosen: { $letters }. Choose { $count }.
hint-order = Tap the letters in the right order.
hint-order-chosen = Your order: { $letters }
hint-pair = What belongs to <b>{ $left }</b>? Tap its letter.
hint-type-letter = Type one letter, A to { $last }.
hint-type-several = Type { $count } letters, for example { $example }.
hint-type-order = Type all { $count } letters in the right order, for example { $example }.
hint-type-pairs = Type { $count } letters, one for each number in turn. For example { $example }.
hint-type-word = Type your answer.
hint-type-number = Type the number.
letter-needed = One letter answers this question.
letters-needed = This question needs { $count } letters, for example AB.
number-needed = I need a number here. To look something up, end with a question mark.
taps-needed = Choose { $count } first.
tapped-already = This letter is in your answer already.
nothing-to-take-back = There is nothing to take back.
question-words = what whats which who why when where how hows is are can could should would do does explain define tell difference compare help
guess-noted = Noted as a guess. It comes back sooner.
guess-known = That is noted already.
answered-before = You have answered this question.
asked-already = The next question is below.
answer-first = Answer the question first.
session-over = These questions are over. Start new ones with /quiz.
letter-out-of-range = This question has the letters A to { $last }.
quiz-nothing = There are no questions here yet.
quiz-no-topic = I have no topic like “{ $topic }”. See /topics.
quiz-which-topic = I have no topic “{ $topic }”. Do you mean one of these?
question-closed = This question is closed. Here is the current one.
question-closed-none = This question is closed. Start new ones with /quiz.
question-gone = This question is no longer in the notes.
summary = <b>{ $total ->
        [one] One question
       *[other] { $total } questions
    }: { $right } right, { $missed } to repeat.</b>
summary-more = And { $count } more.
summary-next = Everything is saved. Go on when you like.
summary-daily = That is all for today. Change or stop: /daily

## Mock exam

mock-how-many = A mock exam: the clock runs, and the answers come at the end. How many questions?
mock-earlier = Before: { $results }.
mock-earlier-one = { $day } { $percent } %
mock-rules = { $size ->
        [one] One question
       *[other] { $size } questions
    } in { $minutes } minutes, mixed as in the exam. You can flag, go back and change answers.
    Leave it at any time: /stop
mock-place = { $position } of { $size } · { $minutes } min left
mock-place-flagged = { $position } of { $size } · { $minutes } min left · flagged
mock-given = Your answer: <b>{ $given }</b>
mock-list = <b>{ $answered } of { $size } answered</b>, { $flagged } flagged, { $minutes } min left.
    ✓ is answered, ⚑ is flagged. Tap a number to go there.
mock-sure = { $missing ->
        [0] Every question is answered. Hand in?
        [one] One question has no whole answer. Hand in?
       *[other] { $missing } questions have no whole answer. Hand in?
    }
mock-is-over = This mock exam is over. Start another with /mock.
mock-time-over = The time is over.
mock-result = <b>Mock exam: { $right } of { $size } right, { $percent } %.</b>
mock-spent = { $answered } answered, { $spent } of { $minutes } minutes used.
mock-domain = { $title }: { $right } of { $all }
mock-practice = This is practice. It does not say whether you pass.
mock-see-place = { $position } of { $size }

## Daily questions

daily-what-time = What time is it for you now? Type it, for example 22:40. Or type your city.
daily-type-city = Type the name of your city, or of a big city near you.
daily-nearest-city = Which is nearest to you? I ask because clocks change in some places.
daily-which-city = Do you mean one of these?
daily-no-city = I do not know this place. Type a time such as 22:40, or a big city.
daily-when = When do you want the first question of the day?
daily-type-hour = Type the time you want, for example 7:30 or 19:00.
daily-no-time = I need a time, for example 7:30 or 19:00. /cancel leaves this.
daily-how-many = How many questions a day? Tap, or type a number.
daily-no-number = Type a number from 1 to { $most }. /cancel leaves this.
daily-done = Done. Every day { $time } one question arrives here. The others come when you tap Next: { $amount } a day. The first one comes { $first }.
    Change or stop: /daily
daily-status = Daily questions: <b>{ $amount } a day { $time }</b> ({ $zone }). The next one comes { $next }.
daily-paused = Your daily questions are paused. They come again { $next } { $time }: { $amount } a day.
daily-stopped = Your daily questions are stopped. Everything is saved. Start again: /daily
time-between = between { $start } and { $end }
time-at = at { $time }
time-and = at { $early } and { $last }
daily-done-spread = Done. One question at a time, { $time }: { $amount } a day. The first one comes { $first }.
    Change or stop: /daily
daily-fits = { $count } fit into this time. You asked for { $wanted }.
daily-off = Days off: { $days }.
daily-only-due = Only when something is due.
daily-weekly = With a summary of each week.
daily-resting = Your daily questions are paused. Everything is saved.
daily-goodbye = I have paused your daily questions. Everything is saved.
daily-folded = The question of { $day } is closed. It comes again another day.
daily-choices = Daily questions { $time }. What do you want to change?
daily-which-off = On which days shall no question come? Tap a day to change it.
daily-all-off = One day must stay. To stop everything: /stop
daily-type-more = At what other time? Type it, for example 7:30 or 19:00.
daily-enough-times = That are { $most } times a day already. I take no more.
daily-window-when = From when until when? Tap, or type it, for example 9:00-17:30.
daily-no-window = I need two times, for example 9:00-17:30. /cancel leaves this.
daily-window-backwards = The end must come after the start: { $start } is later than { $end }. Type both again.
daily-which-gap = At least { $gap } minutes lie between two questions now. So up to { $count } fit. Tap, or type minutes.
daily-no-gap = Type minutes from 1 to { $most }. /cancel leaves this.
daily-until-when = Until which day shall I pause? Type it, for example 18 jan.
daily-no-until = I need a day after today, at most a year ahead. /cancel leaves this.
back-welcome = Welcome back. Here are { $count } questions, the most useful first.
back-plan = I have planned anew: { $amount } a day show you everything in time.
week-summary = Your last seven days: { $answers } answers, { $right } right.
bar-shares = Of the number you chose: { $week } % in the last 7 days, { $month } % in the last 30.
milestone-answers = You have given { $number } answers by now.
milestone-seen = You have now seen { $number } % of all questions.
milestone-strong = You know { $number } % of all questions well now.
day-today = today
day-tomorrow = tomorrow

## Exam

exam-when = When is your exam? Then I can plan your days.
exam-type = Type the date, for example 18 jan.
exam-no-date = I do not know this date. Write it like this: { $example }. /cancel leaves this.
exam-too-far = I need a date from today on, at most two years ahead.
exam-right = { $day }, { $days ->
        [0] today
        [one] in one day
       *[other] in { $days } days
    }. Is that right?
exam-set = Your exam: <b>{ $day }</b>.
exam-suggestion = My suggestion: <b>{ $amount } questions a day</b>, about { $minutes ->
        [one] one minute
       *[other] { $minutes } minutes
    }.
exam-seen-by = You have seen every question by { $day }. Then I repeat what is weak.
exam-short = The time is short. I begin with what matters most.
exam-missing = Please know: these notes do not cover the whole exam. Missing, for example: { $names }.
exam-all-missing = The exam may ask about these, and the notes do not cover them yet: { $names }.
exam-agreed = { $amount } a day. Shall the first one of each day come by itself?
exam-status = Your exam: <b>{ $day }</b>, { $days ->
        [0] today
        [one] in one day
       *[other] in { $days } days
    }.
exam-amount = { $amount } questions a day.
exam-none = No date, no plan. Set one any time: /exam
exam-later = All right. It is saved: /exam
exam-offer = Do you have an exam date? Then I can plan your days. Tap, or type the date.
exam-which-day = Which day do you mean?
exam-type-amount = How many questions a day? Type a number from 1 to { $most }.
plan-day = A day now: { $new } new, { $repeats } to repeat.
plan-on-track = You are on track.
plan-behind = { $days ->
        [one] You are one day behind.
       *[other] You are { $days } days behind.
    } A new plan spreads it again.
plan-week = From { $day }: { $new } new, { $repeats } to repeat.
plan-rest = After that: { $new } new, { $repeats } to repeat.
plan-last-week = This week mixes all parts, as the exam does.
exam-eve = Your exam is tomorrow, { $day }. No new questions today. { $count } easy ones if you like.
exam-rest = Good. Tomorrow nothing comes from me.
exam-nothing-easy = There is nothing to repeat yet. Rest well.
exam-how = How did it go?
exam-not-over = Your exam is not over yet.
exam-told = You have told me already. A new date: /exam
exam-passed = Thank you for telling me. You did it. Everything is saved, and I stay quiet.
exam-passed-daily = Thank you for telling me. You did it. A few questions a day keep it fresh.
exam-failed = Thank you for telling me. When is the next try? Then I make a plan.
exam-retake = Thank you for telling me. The earliest next try is { $day } ({ $days ->
        [one] one day
       *[other] { $days } days
    } after the exam). Shall I make a plan?
exam-untold = All right. Your daily questions go on, until you change them.

## Progress

progress-none = You have not answered a question yet. There are { $total } to discover.
progress-seen = <b>{ $seen } of { $total } seen</b> in { $subject }.
progress-strong = Strong now: { $strong }. Worth repeating today: { $due }.
progress-answers = Answers so far: { $answers }, { $right } of them right ({ $percent } %).
progress-week = Last 7 days: { $answers } answers, { $right } right.
progress-weakest = Weakest topics: { $topics }.
progress-weeks = Answers by week, this week first: { $counts }.
progress-fullest = Your fullest day: { $day }, { $answers ->
        [one] one answer
       *[other] { $answers } answers
    }.
progress-topics = <b>How likely you know each topic today</b>, the weakest first:
progress-topic = { $topic }: { $percent } % ({ $seen } of { $total } seen)
progress-topics-more = { $count ->
        [one] One more topic is stronger.
       *[other] { $count } more topics are stronger.
    }
progress-topics-unseen = { $count ->
        [one] One topic is not seen yet.
       *[other] { $count } topics are not seen yet.
    }
progress-today = Today
progress-due = <b>Worth repeating</b>, by day, in the next { $days } days:
progress-due-none = <b>Nothing to repeat</b> in the next { $days } days.
progress-due-later = Later: { $count }
progress-due-calm = You need not do it all. I choose what helps most.
progress-ready-exam = <b>Chance that you know these questions</b> on { $day }:
progress-ready-today = <b>Chance that you know these questions</b> today:
progress-ready-all = All questions
progress-ready = { $name }: { $share } % ({ $low } to { $high })
progress-ready-brackets = In nine of ten cases the true figure is within the brackets.
progress-ready-not-pass = This is not your chance to pass the exam.
progress-not-covered = The notes do not cover: { $names }.
progress-and-more = And { $count } more.
progress-not-enough = Not enough answers yet ({ $answers } of { $needed }).
progress-not-enough-in = { $name }: not enough answers yet ({ $answers } of { $needed })
progress-later-day = An answer counts here when you saw its question on an earlier day.
progress-calibration = <b>What I expected of your answers, and how they went</b>:
progress-expected = Expected { $expected } %, right { $right } % ({ $answers } answers)
progress-expected-all = All together: expected { $expected } %, right { $right } %.
progress-corrected = Your readiness takes this difference into account.

## Words in pictures

picture-today = today
picture-activity = Answers a day
picture-topics = How likely you know it
picture-topic = { $percent } %, { $seen } of { $total }
picture-due = Worth repeating
picture-readiness = Chance to know the questions
picture-ready = { $share } % ({ $low } to { $high })
picture-not-enough = { $answers } of { $needed } answers
picture-chance = chance
picture-interval = here in nine of ten cases
picture-calibration = Expected and right
picture-answers = So far
picture-right = right
picture-expected = expected
picture-expected-label = Expected { $expected } %
picture-right-text = right { $right } %
picture-together = Together
picture-board = { $right } of { $answers } right
picture-load = Questions a week
picture-load-text = { $new } + { $repeats }
picture-load-new = first number: new questions
picture-load-repeats = second number: questions you saw before

## Settings

settings = <b>Settings</b>
    Language: { $language }
    Local time: { $zone }
    How I answer: { $style }
    Subject: { $subject }
language-phone = As on my phone
language-which = Which language shall I speak? The questions keep their own.
language-set = Done. I speak English with you now.
style-which =
    How do you want to answer?
    Typing: letters, words and numbers, without buttons.
    Screen reader: also, every result comes as a new message.
style-set-buttons = Done. You answer with buttons. A typed letter works too.
style-set-poll = Done. Your next questions are quiz polls. What a poll cannot hold keeps its buttons.
style-set-typed = Done. You answer by typing.
style-set-reader =
    Done. Every result comes as a new message, with the result first.
    You answer by typing a letter, a word or a number. Small notes come as alerts.
zone-unknown = not known yet
subject-only = There is one subject here: <b>{ $subject }</b>.
subject-which = Now: <b>{ $subject }</b>. Choose a subject:
subject-set = Done: <b>{ $subject }</b>, { $topics } topics, { $questions } questions. Try /quiz.

## Stopping

stop-word = stop
stopped-all = Stopped: no more daily questions, no open quiz. Everything is saved. Start again: /daily
stopped-quiz = Stopped. Everything is saved. Start again: /quiz
stopped-nothing = Nothing is running. I only write when you ask.
cancelled = Left. Everything is saved.
cancelled-nothing = There is nothing to leave. Ask me anything.

## Groups

group-topic-closed = I could not ask my question: its topic is closed or gone. Open it, or call me in another one.
group-hello = Hello. Start a round with /quiz@{ $bot }. Look something up with /ask@{ $bot }. I need no admin rights.
only-private = This works in our private chat.
not-yours = These buttons belong to somebody else.

## Rounds in groups

round-starts = { $name } starts a round: <b>{ $topic }</b>, { $count ->
        [one] one question
       *[other] { $count } questions
    }, { $seconds } seconds each.
round-starts-untimed = { $name } starts a round: <b>{ $topic }</b>, { $count ->
        [one] one question
       *[other] { $count } questions
    }, without a clock.
round-rules = Points are for right answers, not for speed. Everyone here can see the votes. You can still join later: just vote.
round-about = A round: <b>{ $topic }</b>, { $count ->
        [one] one question
       *[other] { $count } questions
    }.
round-in = In: { $names }.
round-in-more = In: { $names } and { $count } more.
round-an-admin = An admin
round-its-starter = whoever started it
round-somebody = Somebody
round-place = { $position } of { $size }.
round-you-are-in = You are in.
round-vote-instead = The round is running. Just vote.
round-running = This round is already running.
round-is-over = This round is over.
round-rest = The last round has just ended. Start the next one in some seconds.
round-none = There is no round here. Start one with /quiz.
round-admins-only = Here admins start the rounds.
round-elsewhere = Rounds are in the topic { $topic }.
topic-closed = The topic { $topic } is closed. An admin can open it, or choose another one.
round-not-yours = Only { $name } or an admin can do this.
round-not-yours-to-start = Only { $name } or an admin can start this round.
round-called-off = This round was called off.
round-nobody-started = Nobody started this round. Begin again with /quiz.
round-nobody = Nobody answered { $count } questions in a row. I stop here: { $asked } of { $size } asked.
round-paused = Paused: { $asked } of { $size } asked.
round-goes-on = The round goes on.
round-over = <b>Round over: { $topic }, { $count ->
        [one] one question
       *[other] { $count } questions
    }</b>
round-no-answers = Nobody answered.
round-rank = { $rank }. { $names }, { $right } right
round-and = { $names } and { $last }
round-played = { $people ->
        [one] One person played.
       *[other] { $people } people played.
    }
round-together = Together: { $right } of { $answers }.
round-hardest = Hardest: question { $place }, { $topic }. { $right } of { $answers } right.
round-explains = <b>Question { $place }.</b>
round-explained = It is explained below.
poll-right-is = Right is <b>{ $key }</b>
poll-right = Right.
poll-wrong = Not right. Right is { $key }
poll-chosen = Chosen: { $letters }. Choose { $count }.
poll-closed = This question is closed.
chat-trouble-polls = Polls are forbidden in <b>{ $chat }</b>. I ask with letters there. To allow polls: group settings, Permissions, Polls.
chat-trouble-topic = The topic I write to in <b>{ $chat }</b> is closed or gone. I have stopped there.
chat-trouble-rights = I may not write in <b>{ $chat }</b>. I have stopped there.
pace-relaxed = relaxed
pace-normal = normal
pace-fast = fast
pace-untimed = untimed

## The panel of a group or channel

chat-setup = Only admins can open this. It goes on in our private chat.
chat-admins-only = Only admins of this chat can change this.
chat-not-admin = Only admins of <b>{ $chat }</b> can open its settings.
chat-link-old = This link is too old. Send /setup in the group again.
chat-bound = Done. The daily question comes in this topic. Rounds and the board: tap <i>Set up</i>, then <i>Forum topics</i>.
chat-bound-here = Done. The daily question comes here.
channel-hello = I am in the channel <b>{ $chat }</b>. Shall we set up a daily question there?
chats-mine = Your groups and channels. Which one?
chats-none = You have not set up a group or channel yet. Add me to one, then tap <i>Set up</i> there.
chat-cannot-post = I cannot post there yet. Make me an admin who may post messages.
chat-subject = Subject: { $subject }. I speak { $language } there.
chat-daily-none = No daily question.
chat-daily-paused = The daily question is paused.
chat-daily = Daily question: <b>{ $time }</b> ({ $zone }), { $days }. The next one comes { $next }.
chat-about = Topic: { $topic }.
chat-days-every = every day
chat-days-work = Monday to Friday
chat-days-some = on some days
chat-rounds = Rounds: { $pace }. Who starts them: { $starters }.
chat-starters-anyone = anyone
chat-starters-admins = admins
chat-starters-usual = anyone, or admins above 200 members
chat-lookups = Looking up: { $where }.
chat-lookups-everywhere = everywhere
chat-lookups-topic = only in my topic
chat-lookups-off = off
chat-topic-bound = The daily question comes in one forum topic.
chat-discussion = Results link to the discussion group.
places = <b>Which forum topic is for what?</b>
places-daily = Daily question: { $where }
places-rounds = Rounds: { $where }
places-board = Board: { $where }
place-which-daily = Where does the daily question come? A topic is missing? Send <code>/setup@{ $bot }</code> in it.
place-which-rounds = Where may rounds be? A topic is missing? Send <code>/setup@{ $bot }</code> in it.
place-which-board = Where may the board be? A topic is missing? Send <code>/setup@{ $bot }</code> in it.
button-more-topics = More topics
topic-everywhere = everywhere
topic-general = General
topic-numbered = number { $number }
topic-shut = { $topic } (closed)
chat-topic-free = For one forum topic, send <code>/setup@{ $bot } here</code> in it.
chat-which-subject = Which subject is asked there?
chat-which-pace = How long does a question stand in a round?
chat-which-starters = Who may start a round?
chat-which-lookups = Where may people look things up?
chat-which-days = On which days does the question come?
chat-which-topic = Type a topic, or ask about all of them.
chat-when = When does the daily question come? Tap, or type a time.
chat-posted = Posted.
chat-result = { $right } of { $count } were right.
chat-quiet = Nobody has voted in <b>{ $chat }</b> for { $count } days. I have paused the daily question.

## A group's board

board-week = <b>This week in the group</b>
board-month = <b>This month in the group</b>
board-all = <b>The group since the beginning</b>
board-elsewhere = The board is in the topic { $topic }.
board-nothing = Nobody has answered yet.
board-together = Together: { $right } of { $answers } right, { $people ->
        [one] by one person.
       *[other] by { $people } people.
    }
board-goal = The goal for this week: { $goal } right.
board-goal-reached = The goal of { $goal } for this week is reached.
board-by-share = Most often right, from { $least } answers on:
board-by-number = Most right answers:
board-share = { $rank }. { $name }, { $percent } %
board-number = { $rank }. { $name }, { $right }
board-opt-in = Only people who want it are named. Everybody counts for the group.
board-you-are-on = Your first name is on the board now. Tap again to take it off.
board-you-are-off = Your name is off the board and forgotten.

## What I missed in a group

missed-some = Hello { $name }. You missed { $count ->
        [one] one question
       *[other] { $count } questions
    } in <i>{ $chat }</i>. Shall I ask you these again tomorrow?
missed-private = Your results here are private. The group does not see them.
missed-none = You were right every time in this round.
missed-not-there = You did not answer in this round.
shared-quiz-title = Share this quiz
shared-quiz = A quiz: { $count ->
        [one] one question
       *[other] { $count } questions
    }. Everybody gets the same ones. Nobody sees how others did in private.
missed-always = Done. Your answers in groups now enter your own cards. Change it: /settings
missed-come-back = Done. They come back in your quizzes and daily questions.
missed-off = All right. Your answers in groups stay there. Change it: /settings

## Trouble

old-button = This button is from an older message. /help shows what I can do now.
owner-disk-full = The disk is full. I still look things up. Answers wait at Telegram until there is room.
went-wrong = Something went wrong on my side. Your answers are safe. Please try again.

## The offline demo (only on this machine; demo-js- texts go to the page)

demo-title = Studybot, offline demo
demo-about = The real bot, without Telegram. You are Maya.
demo-chats = Chats
demo-skip = Go to the message box
demo-back = All chats
demo-box = Message
demo-send = Send
demo-commands = Commands
demo-time = Time
demo-hour = + 1 hour
demo-day = + 1 day
demo-month = + 30 days
demo-next-daily = To the next daily question
demo-tour = Tour, three minutes
demo-reset = Start over
demo-topics = Topics
demo-no-reply = Do not reply
demo-tour-next = Go on
demo-tour-leave = Leave the tour
demo-tour-there = Go to Studybot
demo-close = Close
demo-keep = Keep everything
demo-checker = Content
demo-older = Older messages
demo-latest = Newest messages

demo-group = Study group
demo-forum = Course forum
demo-channel = Question channel
demo-topic-questions = Questions
demo-topic-quiz = Quiz
demo-no-daily = No daily question is planned. Set one up with /daily.
demo-refused = The demo does not understand this.
demo-nothing = There is nothing to send.
demo-gone = This is not there any more.
demo-poll-over = You have voted, or the poll is over.
demo-talk-ask = I asked the bot yesterday. Try /ask@{ $bot }
demo-talk-quiz = Shall we do a quiz? /quiz@{ $bot }
demo-talk-same = I had the same question last week.
demo-talk-later = I look at it after work.

demo-tour-start = This is a private chat with the bot. The first message is always /start.
demo-tour-ask = Any text is a question. The bot looks it up in the notes.
demo-tour-quiz = Under the answer stands a button. It asks three questions about this.
demo-tour-wrong = Now a wrong answer, on purpose.
demo-tour-why = The bot says what is right. It also knows why the others are wrong.
demo-tour-exam = With an exam date the bot plans the days.
demo-tour-date = A tap is enough for the date.
demo-tour-amount = The bot proposes a number. We take it.
demo-tour-daily = One question a day can come by itself.
demo-tour-city = The bot asks for the local time. A city will do.
demo-tour-hour = Eight in the evening, please.
demo-tour-travel = Now the demo moves its clock to that evening.
demo-tour-right = The question came by itself. This time the answer is right.
demo-tour-progress = And this is how far we are.
demo-tour-end = That was the tour. The chat is yours: ask something, or try the group.
demo-tour-skipped = You were faster. The tour goes on.
demo-tour-broken = The tour ends here. You can start it again.

demo-js-you = You
demo-js-edited = edited
demo-js-silent = silent
demo-js-via = via
demo-js-unread = unread
demo-js-empty = Nothing here yet. Write the first message.
demo-js-general = General
demo-js-private = private chat
demo-js-group = group with two classmates
demo-js-forum = forum group with topics
demo-js-channel = channel
demo-js-reply = Reply
demo-js-reply-to = Reply to
demo-js-vote = Vote
demo-js-quiz = Quiz
demo-js-poll = Poll
demo-js-anonymous = anonymous
demo-js-final = closed
demo-js-votes = votes
demo-js-right = right
demo-js-wrong = not right
demo-js-your-vote = your vote
demo-js-picture = Picture
demo-js-download = Download
demo-js-lost = The connection is lost. I try again.
demo-js-lost-chat = This chat comes when the connection is back.
demo-js-moved = The demo has a new address. Open the one that studybot printed.
demo-js-pending = waiting
demo-js-again = Connected again.
demo-js-commands = Commands. Arrow keys choose.
demo-js-results = Results. Arrow keys choose.
demo-js-no-results = Nothing found.
demo-js-broken = The content has mistakes. Until they are gone, the bot keeps to the last good content.
demo-js-asleep = The content has mistakes, so the bot sleeps. It wakes up when they are gone.
demo-js-sure = Start over? All chats and answers of this demo go.
demo-js-sure-tour = The tour begins with an empty demo. All chats and answers of this demo go.
demo-js-linked = The demo cannot open this link.
demo-js-too-long = This text is too long. Send it in parts.
demo-js-tour-away = The tour goes on in the chat with Studybot.
demo-js-show = Show all
