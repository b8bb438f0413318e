"""/topics: the list of topics, and notes to read page by page."""

from bot.chat.buttons import Button, Key, OpenNote, QuizTopic, Rows, TopicPage
from bot.chat.messages import Toast
from bot.chat.turn import Command, Feature, Said, Turn
from bot.library.model import TopicId
from bot.practice import note

TOPICS_A_PAGE = 8
QUIZ = 3
FROM_LOOK_UP = -1
_BEFORE, _AFTER = "‹", "›"


def topics(turn: Turn) -> Said:
    return _list(turn, 0)


def turn_page(turn: Turn, button: Button) -> Said:
    assert isinstance(button, TopicPage)
    return _list(turn, button.page)


def _list(turn: Turn, page: int) -> Said:
    """One page of the topic list; a page outside the list is the nearest one inside."""
    ids = turn.subject.topic_ids
    last = max(0, (len(ids) - 1) // TOPICS_A_PAGE)
    page = min(max(page, 0), last)
    shown = ids[page * TOPICS_A_PAGE : (page + 1) * TOPICS_A_PAGE]
    names = tuple((Key(turn.subject.note(topic).title, OpenNote(topic, 0, page)),) for topic in shown)
    text = turn.speech.markup(
        "topics-heading", subject=turn.subject.title, count=len(ids), page=page + 1, pages=last + 1
    )
    return [turn.show(text, (*names, *_arrows(page, last, TopicPage)))]


def _arrows(page: int, last: int, to: "type[TopicPage] | _Pages") -> Rows:
    """Both arrows always stand where they stood, so that turning pages needs no aiming; at an end they wrap."""
    if last == 0:
        return ()
    return ((Key(_BEFORE, to((page - 1) % (last + 1))), Key(_AFTER, to((page + 1) % (last + 1)))),)


class _Pages:
    """Makes the buttons for the pages of one note."""

    def __init__(self, topic: str, origin: int) -> None:
        self._topic = topic
        self._origin = origin

    def __call__(self, page: int) -> OpenNote:
        return OpenNote(self._topic, page, self._origin)


def open_note(turn: Turn, button: Button) -> Said:
    """A page of a note, with the way back to where it was opened."""
    assert isinstance(button, OpenNote)
    if not turn.subject.has(button.topic):
        return [Toast(turn.speech.plain("topic-gone"), alert=True)]
    pages = note.pages(turn.speech, turn.subject.note(TopicId(button.topic)))
    last = len(pages) - 1
    page = min(max(button.page, 0), last)
    quiz = (Key(turn.speech.plain("button-quiz-this"), QuizTopic(button.topic, QUIZ)),)
    back = (Key(turn.speech.plain("button-topics"), TopicPage(max(button.origin, 0))),)
    return [turn.show(pages[page], (quiz, *_arrows(page, last, _Pages(button.topic, button.origin)), back))]


feature = Feature(
    commands=(Command("topics", topics, menu=True),),
    presses={TopicPage: turn_page, OpenNote: open_note},
)
