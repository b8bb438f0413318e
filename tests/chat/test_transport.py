"""What leaves for the Bot API."""

from urllib.parse import parse_qsl

from hypothesis import example, given
from hypothesis import strategies as st

from bot.chat.transport import form

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@given(st.dictionaries(TEXTS.filter(bool), TEXTS))
@example({"text": "100 %25 + 1 & a=b; ä 🎉\n\t\0", "chat_id": "-100"})
def test_a_form_says_what_was_put_into_it(parameters: dict[str, str]) -> None:
    assert dict(
        parse_qsl(form(parameters).decode("ascii"), keep_blank_values=True, strict_parsing=bool(parameters))
    ) == (parameters)
