"""The README's pictures, taken from the running demo: `make pictures`."""

from pathlib import Path
from tempfile import TemporaryDirectory

from bot.settings import shipped
from tests.demo.browsing import DemoProcess, Reader, browser, running

FOLDER = Path(__file__).with_name("pictures")
LOOKS: dict[str, dict[str, object]] = {
    "light": {"viewport": {"width": 960, "height": 620}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 960, "height": 620}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 360, "height": 640}, "color_scheme": "light", "is_mobile": True},
}


def talk(maya: Reader, look: str) -> None:
    """A look-up and a question, or a group's quiz poll."""
    if look == "dark":
        maya.goes_to("Study group")
        maya.types("/quiz@studybot dynamodb")
        maya.presses("Start")
        poll = maya.page.locator(".poll").last
        poll.get_by_role("radio").first.check()
        poll.get_by_role("button", name="Vote").click()
        maya.page.locator(".poll", has_text="3 votes").wait_for()
        return
    maya.types("waht is dax")
    maya.sees("in-memory")
    maya.presses("Quiz me on this")
    maya.sees("1 of")
    if look == "phone":
        maya.presses("B")
        maya.sees("edited")


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with browser() as chromium, TemporaryDirectory() as data:
        for look, about in LOOKS.items():
            with running(DemoProcess(Path(data) / look, content=shipped("content"))) as demo:
                page = chromium.new_context(**about, locale="en-GB", reduced_motion="reduce").new_page()  # type: ignore[arg-type]  # one dict for all looks
                maya = Reader(page)
                maya.open(demo.address)
                talk(maya, look)
                page.evaluate("document.activeElement.blur()")
                page.screenshot(path=FOLDER / f"{look}.png")
                page.context.close()


if __name__ == "__main__":
    main()
