"""One chart of each kind, and strategies for any."""

from hypothesis import strategies as st

from bot.drawing.charts import Bar, Bars, Calendar, Chart, Drawing, Look, Span, Spans, Week

BARS = Bars("How likely", (Bar("Matcha", "40 %", (0.4,)), Bar("A" * 90, "100 %", (1.0,))), 1.0)
LOAD = Bars("Questions a week", (Bar("Mon 23 Nov", "70 + 70", (70, 70)), Bar("Mon 30 Nov", "0", ())), 140, ("a", "b"))
SPANS = Spans(
    "Chance",
    (Span("All", "74 %", 0.74, 0.68, 0.8, 0.7), Span("Security", "7 of 40"), Span("Edge", "100 %", 1.0, 1.0, 1.0)),
    ("chance", "interval", "expected"),
)
CALENDAR = Calendar(
    "Answers a day",
    (Week("Nov", (0, 3, 12, 45, 120, 1500, None)), Week("", (1, 2, None, None, None, None, None))),
    ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    1,
    ("today",),
)
EACH: tuple[Chart, ...] = (BARS, LOAD, SPANS, CALENDAR)

_texts = st.text(max_size=60)
_shares = st.none() | st.floats(0, 1)
_counts = st.none() | st.integers(0, 100_000)
_bars = st.builds(
    Bars,
    _texts,
    st.lists(st.builds(Bar, _texts, _texts, st.lists(st.integers(0, 500), max_size=2).map(tuple)), max_size=14).map(
        tuple
    ),
    st.integers(1, 1000),
    st.lists(_texts, max_size=2).map(tuple),
)
_spans = st.builds(
    Spans,
    _texts,
    st.lists(st.builds(Span, _texts, _texts, _shares, _shares, _shares, _shares), max_size=8).map(tuple),
    st.lists(_texts, min_size=2, max_size=3).map(tuple),
)
_calendars = st.builds(
    Calendar,
    _texts,
    st.lists(
        st.builds(Week, _texts, st.lists(_counts, min_size=7, max_size=7).map(tuple)), min_size=1, max_size=12
    ).map(tuple),
    st.tuples(*[_texts] * 7),
    st.integers(0, 6),
    st.lists(_texts, max_size=1).map(tuple),
)
drawings = st.builds(Drawing, _bars | _spans | _calendars, st.sampled_from(Look))
