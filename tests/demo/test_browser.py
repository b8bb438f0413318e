"""The demo as a person meets it: `studybot demo`, a real browser, clicking and typing in all four kinds of chat."""

import os
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from bot.chat.texts import catalogue
from bot.demo.tour import SCRIPT
from tests.demo.browsing import TEA, DemoProcess, Reader, browser, browser_path, running

pytestmark = pytest.mark.skipif(
    browser_path() is None and not os.environ.get("CI"),
    reason="no Chromium on this machine: install it, or name it in BROWSER_PATH",
)
LOOKS: dict[str, dict[str, object]] = {
    "light": {"viewport": {"width": 1100, "height": 760}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1100, "height": 760}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 380, "height": 740}, "color_scheme": "light", "has_touch": True},
}
CHATS = ("Studybot", "Study group", "Course forum", "Question channel")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as opened:
        yield opened


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[DemoProcess]:
    with running(DemoProcess(tmp_path / "data")) as process:
        yield process


def page_of(chromium: Browser, look: str = "light") -> Page:
    """A new person's page; any error in its code fails the test."""
    page = chromium.new_context(**LOOKS[look], locale="en-GB", reduced_motion="reduce").new_page()  # type: ignore[arg-type]  # one dict for all looks
    page.set_default_timeout(10_000)
    page.on("pageerror", lambda error: pytest.fail(f"the page failed: {error}"))
    page.on("dialog", lambda dialog: pytest.fail(f"a text ran as code: {dialog.message}"))
    return page


@pytest.fixture
def maya(chromium: Browser, demo: DemoProcess) -> Iterator[Reader]:
    page = page_of(chromium)
    reader = Reader(page)
    reader.open(demo.address)
    yield reader
    page.context.close()


def nothing_in_the_way(page: Page) -> None:
    """axe finds no serious violation."""
    found = Axe().run(page).response["violations"]
    grave = [
        (one["id"], one["nodes"][0]["html"][:200], one["nodes"][0].get("failureSummary"))
        for one in found
        if one["impact"] in {"serious", "critical"}
    ]
    assert not grave, grave


@pytest.mark.parametrize("look", LOOKS)
def test_a_newcomer_in_all_four_chats(chromium: Browser, demo: DemoProcess, look: str) -> None:
    page = page_of(chromium, look)
    maya = Reader(page)
    maya.open(demo.address)
    nothing_in_the_way(page)

    maya.types("what is matcha")
    maya.sees("Matcha is")
    maya.presses("Quiz me on this")
    maya.sees("1 of 2")
    maya.presses("B")
    maya.sees("edited")
    nothing_in_the_way(page)

    maya.goes_to("Study group")
    maya.types("/quiz@studybot")
    maya.presses("Start")
    poll = page.locator(".poll").last
    poll.get_by_role("radio").first.check()
    nothing_in_the_way(page)
    poll.get_by_role("button", name="Vote").click()
    expect(page.locator(".poll .verdict").first).to_be_visible()
    expect(page.locator(".poll .why")).not_to_be_empty()
    expect(page.locator(".poll")).to_contain_text("3 votes", timeout=10_000)  # the classmates vote too
    nothing_in_the_way(page)

    maya.goes_to("Course forum")
    page.locator("#topics").get_by_role("button", name="Quiz").click()
    maya.types("/ask@studybot what is oolong")
    maya.sees("Oolong")
    page.locator("#topics").get_by_role("button", name="General").click()
    expect(page.locator("article")).to_have_count(0)
    nothing_in_the_way(page)

    maya.goes_to("Question channel")
    maya.types("Welcome, everybody")
    maya.sees("Welcome, everybody", count=1)
    nothing_in_the_way(page)
    page.context.close()


def test_the_tour_by_its_button(maya: Reader) -> None:
    """The same script that test_play plays, here by clicking."""
    page, speech = maya.page, catalogue().speech("en")
    maya.presses("Tour, three minutes")
    for place, step in enumerate(SCRIPT, 1):
        expect(page.locator("#told")).to_have_text(f"{place} / {len(SCRIPT)}  {speech.plain(step.words)}")
        maya.presses("Go on")
    expect(page.locator("#told")).to_contain_text("That was the tour.")
    maya.sees("2 of 20 seen")
    maya.sees("Not right.")
    maya.presses("Close")
    expect(page.locator("#guide")).to_be_hidden()


def test_an_answer_is_there_at_once(maya: Reader) -> None:
    """The time from Enter to the visible answer is printed, not asserted: machines differ."""
    maya.types("what is matcha")
    maya.sees("Matcha is")
    times = []
    for number, question in enumerate(("what is oolong", "what is pu-erh", "how do I store tea"), 2):
        maya.page.locator("#box").fill(question)
        began = time.perf_counter()
        maya.page.locator("#box").press("Enter")
        maya.page.wait_for_function(
            "count => document.querySelectorAll('article:not(.mine)').length >= count", arg=number
        )
        times.append(1000 * (time.perf_counter() - began))
    print(f"\nan answer is visible after {min(times):.0f}-{max(times):.0f} ms")
    assert len(times) == 3


def test_time_travel_brings_the_daily_question(maya: Reader) -> None:
    maya.types("/daily")
    maya.types("Madrid")
    maya.sees("When do you want")
    maya.presses("20:00")
    maya.sees("Every day at 20:00")
    today = maya.page.locator("#clock").inner_text()
    maya.presses("To the next daily question")
    maya.sees("1 of 10")
    expect(maya.page.locator("#clock")).not_to_have_text(today)
    maya.presses("+ 30 days")
    expect(maya.page.locator("article", has_text="1 of 10")).to_have_count(1)  # replaced, never stacked


def test_start_over_asks_first(maya: Reader) -> None:
    maya.types("/start")
    maya.sees("Hello Maya.")
    maya.presses("Start over")
    maya.presses("Keep everything")
    maya.sees("Hello Maya.")
    maya.presses("Start over")
    maya.page.locator("#sure").get_by_role("button", name="Start over").click()
    expect(maya.page.locator("article")).to_have_count(0)


def test_inline_results_links_and_replies(maya: Reader) -> None:
    page = maya.page
    maya.goes_to("Study group")
    page.locator("#box").type("@studybot matcha")
    page.locator("#menu button").first.wait_for()
    page.locator("#box").press("ArrowDown")
    page.keyboard.press("Enter")
    sent = maya.sees("via @studybot")
    sent.get_by_role("button", name="More").click()  # a deep link: it opens my chat and sends /start
    expect(page.locator("#title")).to_have_text("Studybot")
    maya.sees("/start topic-matcha")
    maya.sees("Matcha is")
    maya.goes_to("Study group")
    page.locator("article").first.get_by_role("button", name=re.compile("^Reply")).click()
    expect(page.locator("#reply")).to_be_visible()
    maya.types("/ask@studybot")
    expect(page.locator("article .quote").first).to_be_visible()


def test_a_double_tap_is_answered_in_words(maya: Reader) -> None:
    """A press that comes too late gets words, not silence."""
    maya.types("/quiz 1")
    maya.sees("1 of 1")
    key = maya.page.get_by_role("button", name="A", exact=True)
    maya.page.evaluate("for (let i = 0; i < 2; i++) document.querySelector('.keys button').click()")  # a double tap
    expect(maya.page.locator("#toast")).not_to_be_empty()
    expect(key).to_have_count(0)


def test_the_keyboard_alone(maya: Reader) -> None:
    page = maya.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "box"
    page.keyboard.type("/qu")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    maya.sees("1 of 5")
    assert page.evaluate("document.activeElement.id") == "box"
    page.get_by_role("button", name="A", exact=True).focus()
    page.keyboard.press("Enter")
    maya.sees("edited")
    assert page.evaluate("document.activeElement.matches('article')"), "the focus stays with the message"


HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\U0001f468‍\U0001f469‍\U0001f467‍\U0001f466 family",
    "مرحبا, שלום \u202eesrever",
    "javascript:alert(1) and & < > \" '",
)


def test_hostile_texts_stay_texts(maya: Reader) -> None:
    maya.goes_to("Question channel")
    for text in HOSTILE:
        maya.types(text)
        expect(maya.page.locator("article .text").last).to_have_text(text)
    maya.types("x" * 4096)
    expect(maya.page.locator("article .text").last).to_have_text("x" * 4096)
    assert maya.page.locator("#log script, #log img").count() == 0
    assert maya.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    maya.goes_to("Studybot")
    maya.types(HOSTILE[0])
    maya.sees("I do not find this in the notes.")


def test_two_tabs_and_a_reload_show_the_same(maya: Reader, demo: DemoProcess) -> None:
    other = Reader(maya.page.context.new_page())
    other.open(demo.address)
    maya.types("what is matcha")
    other.sees("Matcha is")
    maya.goes_to("Study group")
    other.goes_to("Study group")
    maya.types("/ask@studybot what is oolong")
    other.sees("partly oxidised")
    maya.sees("partly oxidised")
    texts = other.page.locator("article .text").all_text_contents()
    maya.page.reload()
    maya.sees("partly oxidised")
    assert maya.page.locator("article .text").all_text_contents() == texts


def test_what_is_read_in_one_tab_is_read_in_all(maya: Reader, demo: DemoProcess) -> None:
    for text in ("/daily", "Madrid"):
        maya.types(text)
    maya.sees("When do you want")
    maya.presses("20:00")
    maya.sees("Every day at 20:00")
    other = Reader(maya.page.context.new_page())
    other.open(demo.address)
    for reader in (maya, other):
        reader.goes_to("Study group")
    maya.types("mine is not news")
    maya.presses("To the next daily question")
    private = other.page.locator("#chats li").first
    expect(private).to_contain_text("1 unread")
    expect(other.page.locator("#chats li").nth(1)).not_to_contain_text("unread")
    maya.goes_to("Studybot")
    expect(private).not_to_contain_text("unread")


def test_a_crash_under_an_open_page(maya: Reader, demo: DemoProcess) -> None:
    """Killed the moment an answer shows: nothing that was seen is gone, and the bot still listens.

    The answer comes once more where the kill was quicker than the note that it was sent.
    """
    maya.types("what is matcha")
    maya.sees("Matcha is")
    demo.kill()
    demo.start()
    expect(maya.page.locator("#lost")).to_be_hidden()
    maya.types("what is oolong")
    maya.sees("Oolong is")
    maya.page.reload()
    maya.sees("Oolong is")
    texts = [text.strip() for text in maya.page.locator("article .text").all_text_contents()]
    shown = list(dict.fromkeys(text.partition("\n")[0] for text in texts))
    assert shown == ["what is matcha", "Matcha", "what is oolong", "Oolong"]


def test_without_a_connection(maya: Reader, demo: DemoProcess) -> None:
    """What is said waits where it can be seen, through a reload too; nothing else happens later by surprise."""
    page = maya.page
    maya.types("what is matcha")
    maya.sees("Matcha is")
    today = page.locator("#clock").inner_text()
    demo.kill()
    expect(page.locator("#lost")).to_have_text("The connection is lost. I try again.")
    maya.types("what is oolong")
    expect(page.locator(".pending")).to_contain_text("what is oolong")
    page.locator("[data-travel=month]").click(force=True)
    maya.presses("Quiz me on this")
    page.locator("#chats button", has_text="Study group").click()
    expect(page.locator("article, .empty")).to_have_text("This chat comes when the connection is back.")
    nothing_in_the_way(page)
    page.locator("#chats button", has_text="Studybot").click()
    expect(page.locator(".pending")).to_contain_text("what is oolong")
    demo.start()
    maya.sees("Oolong is")
    expect(page.locator(".pending")).to_have_count(0)
    expect(page.locator("article.mine", has_text="what is oolong")).to_have_count(1)
    assert page.locator("#clock").inner_text().split(",")[0] == today.split(",")[0]
    assert page.locator("article", has_text="1 of 2").count() == 0


def test_a_demo_that_has_moved_is_said(maya: Reader, demo: DemoProcess) -> None:
    demo.stop()
    shutil.rmtree(demo.data)
    demo.start()
    expect(maya.page.locator("#lost")).to_contain_text("The demo has a new address.")


def test_an_address_that_is_no_secure_context(chromium: Browser, tmp_path: Path) -> None:
    """Browsers keep some functions from pages that come over plain HTTP from another machine."""
    with running(DemoProcess(tmp_path / "data", "--host", "0.0.0.0")) as demo:
        elsewhere = re.search(r"From other machines: (\S+)", demo.said)
        if elsewhere is None:
            pytest.skip("this machine has no other address")
        page = page_of(chromium)
        maya = Reader(page)
        maya.open(elsewhere[1])
        assert page.evaluate("isSecureContext") is False
        maya.types("what is matcha")
        maya.sees("Matcha is")
        page.context.close()


def test_a_text_that_is_too_long_stays_in_the_box(maya: Reader) -> None:
    maya.page.locator("#box").fill("x" * 300_000)
    maya.page.locator("#box").press("Enter")
    expect(maya.page.locator("#toast")).to_have_text("This text is too long. Send it in parts.")
    assert maya.page.evaluate("document.getElementById('box').value.length") == 300_000
    maya.types("what is matcha")
    maya.sees("Matcha is")


def test_a_choice_in_a_poll_survives_the_votes_of_others(maya: Reader) -> None:
    page = maya.page
    maya.goes_to("Study group")
    maya.types("/quiz@studybot 1")
    maya.presses("Start")
    second = page.locator(".poll input").nth(1)
    second.check()
    expect(page.locator(".poll")).to_contain_text("2 votes", timeout=10_000)
    assert second.is_checked() and second.evaluate("node => node === document.activeElement")
    second.press("Enter")
    expect(page.locator(".poll")).to_contain_text("3 votes")
    assert page.evaluate("document.activeElement.className") == "poll", "the result has the focus"


def test_a_key_is_not_pressed_twice_by_accident(maya: Reader) -> None:
    """The second Enter on Next does not answer the question that came."""
    page = maya.page
    maya.types("/quiz 2")
    maya.sees("1 of 2")
    maya.presses("A")
    maya.sees("edited")
    page.get_by_role("button", name="Show all").press("Enter")
    assert page.evaluate("document.activeElement.matches('article')"), "the focus has not gone with the button"
    expect(page.get_by_role("button", name="Show all")).to_have_count(0)
    page.get_by_role("button", name=re.compile("^Next")).focus()
    page.keyboard.press("Enter")
    maya.sees("2 of 2")
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    expect(page.get_by_role("button", name="A", exact=True)).to_be_visible()


def test_older_messages_do_not_move_the_view(maya: Reader) -> None:
    page = maya.page
    maya.goes_to("Question channel")
    for start in range(0, 230, 10):
        maya.types("".join(f"line {n} ".ljust(4096, ".") for n in range(start, start + 10)))
    maya.sees("line 229")
    page.reload()
    maya.sees("line 229")
    page.evaluate("document.getElementById('scroll').scrollTop = 0")
    maya.sees("line 130")
    place = "[...document.querySelectorAll('article')].find(n => /line 130 /.test(n.textContent)).offsetTop"
    place += " - document.getElementById('scroll').scrollTop"
    before = page.evaluate(place)
    page.locator("#older").focus()
    page.keyboard.press("Enter")
    page.locator("article", has_text="line 31 ").wait_for(state="attached")
    page.wait_for_timeout(300)
    assert abs(page.evaluate(place) - before) < 60
    page.locator("#older").focus()
    page.keyboard.press("Enter")
    page.locator("article", has_text="line 0 ").wait_for(state="attached")
    assert page.evaluate("document.activeElement.matches('article')"), "the focus has not gone with the button"


def test_the_phone_gets_the_tour_and_a_whole_box(chromium: Browser, demo: DemoProcess) -> None:
    page = page_of(chromium, "phone")
    maya = Reader(page)
    maya.open(demo.address)
    height = page.locator("#box").bounding_box()["height"]  # type: ignore[index]  # it is on the screen
    maya.goes_to("Study group")
    assert page.locator("#box").bounding_box()["height"] == height  # type: ignore[index]
    page.go_back()
    expect(page.locator("#side")).to_be_visible()
    page.locator("#chats button", has_text="Course forum").click()
    page.locator("#back").click()
    maya.presses("Tour, three minutes")
    expect(page.locator("#told")).to_contain_text("1 / 14")
    expect(page.locator("#title")).to_have_text("Studybot")
    nothing_in_the_way(page)
    page.reload()
    expect(page.locator("#told")).to_contain_text("1 / 14")
    page.context.close()


def test_the_tour_leaves_other_chats_and_tabs_alone(maya: Reader, demo: DemoProcess) -> None:
    page = maya.page
    other = Reader(page.context.new_page())
    other.open(demo.address)
    other.goes_to("Study group")
    maya.presses("Tour, three minutes")
    expect(page.locator("#told")).to_contain_text("1 / 14")
    expect(other.page.locator("#told")).to_have_text("The tour goes on in the chat with Studybot.")
    expect(other.page.locator("#title")).to_have_text("Study group")
    other.presses("Go to Studybot")
    expect(other.page.locator("#told")).to_contain_text("1 / 14")
    maya.presses("Go on")
    maya.sees("Hello Maya.")
    maya.presses("Start over")
    page.locator("#sure").get_by_role("button", name="Start over").click()
    for one in (page, other.page):
        expect(one.locator("#guide")).to_be_hidden()
        expect(one.locator("article")).to_have_count(0)


def test_what_was_begun_belongs_to_its_place(maya: Reader) -> None:
    """Drafts and replies do not wander to another topic, and go when everything starts over."""
    page = maya.page
    topics = page.locator("#topics")
    maya.goes_to("Course forum")
    maya.types("in general")
    page.get_by_role("button", name=re.compile("^Reply")).click()
    page.locator("#box").fill("a draft")
    topics.get_by_role("button", name="Quiz").click()
    expect(page.locator("#reply")).to_be_hidden()
    expect(page.locator("#box")).to_have_value("")
    assert topics.get_by_role("button", name="Quiz").evaluate("node => node === document.activeElement")
    page.reload()
    expect(topics.get_by_role("button", name="Quiz")).to_have_attribute("aria-pressed", "true")
    topics.get_by_role("button", name="General").click()
    expect(page.locator("#box")).to_have_value("a draft")
    page.get_by_role("button", name=re.compile("^Reply: You")).click()
    maya.presses("Start over")
    page.locator("#sure").get_by_role("button", name="Start over").click()
    expect(page.locator("article")).to_have_count(0)
    expect(page.locator("#reply")).to_be_hidden()
    expect(page.locator("#box")).to_have_value("")


def test_a_typed_deep_link_opens(maya: Reader) -> None:
    maya.goes_to("Study group")
    maya.types("look: t.me/studybot?start=topic-matcha.")
    maya.page.locator("article a", has_text="t.me").click()
    expect(maya.page.locator("#title")).to_have_text("Studybot")
    maya.sees("/start topic-matcha")


def test_a_first_screen_offers_something(maya: Reader) -> None:
    maya.page.locator("#log").get_by_role("button", name="/start").click()
    maya.sees("Hello Maya.")


def test_a_broken_subject_is_said_beside_the_chat(chromium: Browser, tmp_path: Path) -> None:
    subject = tmp_path / "tea"
    shutil.copytree(TEA, subject)
    (subject / "subject.toml").unlink()
    with running(DemoProcess(tmp_path / "data", "--subject", str(subject))) as demo:
        page = page_of(chromium, "phone")
        Reader(page).open(demo.address)
        expect(page.locator("#trouble")).to_contain_text("subject.toml:1: error [file] cannot be read")
        expect(page.locator("#send")).to_be_disabled()
        nothing_in_the_way(page)
        shutil.copy(TEA / "subject.toml", subject)
        expect(page.locator("#trouble")).to_be_hidden()
        page.context.close()


def test_a_restart_under_an_open_page(maya: Reader, demo: DemoProcess) -> None:
    maya.types("what is matcha")
    maya.sees("Matcha is")
    demo.stop()
    expect(maya.page.locator("#lost")).to_be_visible()
    maya.types("what is oolong")  # nobody hears it yet
    demo.start()
    expect(maya.page.locator("#lost")).to_be_hidden()
    maya.sees("Oolong")
    expect(maya.page.locator("article.mine", has_text="what is oolong")).to_have_count(1)


def test_authors_see_what_they_save(chromium: Browser, tmp_path: Path) -> None:
    subject = tmp_path / "tea"
    shutil.copytree(TEA, subject)
    note = subject / "notes" / "matcha.md"
    good = note.read_text("utf-8")
    with running(DemoProcess(tmp_path / "data", "--subject", str(subject))) as demo:
        page = page_of(chromium)
        author = Reader(page)
        author.open(demo.address)
        note.write_text(good.replace("id: matcha", "id: Mat cha"), "utf-8")
        expect(page.locator("#mistakes li").first).to_contain_text("notes/matcha.md")
        nothing_in_the_way(page)
        author.types("what is matcha")
        author.sees("Matcha is")  # the last good content still answers
        note.write_text(good.replace("Matcha is", "Fine matcha is"), "utf-8")
        expect(page.locator("#checker")).to_be_hidden()
        author.types("what is matcha")
        author.sees("Fine matcha is")
        author.types("/preview matcha")
        author.sees("matcha.")
        author.presses("Poll")
        expect(page.locator(".poll")).to_be_visible()
        page.context.close()


def test_a_taken_port_and_a_second_demo(demo: DemoProcess, tmp_path: Path) -> None:
    with running(DemoProcess(demo.data, port=demo.port)) as second:
        assert f"Port {demo.port} is taken, so the demo uses {second.port}." in second.said
        assert second.address != demo.address
        assert "demo-2" in second.said
