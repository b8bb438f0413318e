"""How good look-up is: `python -m tests.bench.lookup questions.jsonl [subject folder]`.

A line of the file is `{"q": …, "kind": …, "topics": […], "must_contain": […]}`; no topics = the notes do
not hold the answer. answer@1: all of must_contain is visible in the first result.
"""

import json
import re
import sys
import time
from collections import Counter
from pathlib import Path

from bot.features.ask import plain_answer
from bot.library.load import load

SHOWN = 700


def folded(text: str) -> str:
    text = re.sub(r"(?<=\d),(?=\d)", "", text.casefold())
    return re.sub(r"[\W_]+", "", text)


def visible(text: str, wanted: list[str]) -> bool:
    shown = folded(text[:SHOWN])
    return all(any(folded(one) in shown for one in alternatives.split("|")) for alternatives in wanted)


def main(questions: Path, subject: Path) -> None:
    library = load(subject).library
    answers = plain_answer(library, None)
    titles = {note.title: note.id for note in library.default.notes}
    count: Counter[str] = Counter()
    times = []
    for line in questions.read_text("utf-8").splitlines():
        item = json.loads(line)
        began = time.perf_counter()
        answers.index.look_up(item["q"])
        times.append(1000 * (time.perf_counter() - began))
        said = json.loads(answers.json(item["q"]))
        results = said["results"]
        if not item["topics"]:
            kind = "fact" if item["kind"] == "unans_fact" else "unanswerable"
            count[kind] += 1
            count[f"{kind} refused"] += not said["answered"]
            if said["answered"] and kind != "fact":
                print("answered though it should not:", item["q"], "→", results[0]["topic"])
            continue
        count["answerable"] += 1
        first = visible(results[0]["text"], item["must_contain"]) if results else False
        right_topic = bool(results) and titles.get(results[0]["topic"]) in item["topics"]
        count["answer@1"] += first and said["answered"]
        count["answer@3"] += any(visible(result["text"], item["must_contain"]) for result in results[:3])
        count["topic@1"] += right_topic
        count["wrongly refused"] += not said["answered"]
        if not (first and said["answered"]):
            print("missed:", item["q"], "→", results[0]["topic"] if results else "-", said["answered"])
    times.sort()
    for name in ("answer@1", "answer@3", "topic@1", "wrongly refused"):
        print(f"{name:20} {100 * count[name] / max(1, count['answerable']):5.1f} %")
    print(f"{'refused':20} {100 * count['unanswerable refused'] / max(1, count['unanswerable']):5.1f} %")
    print(f"{'p50 / p99 ms':20} {times[len(times) // 2]:.2f} / {times[int(len(times) * 0.99)]:.2f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2] if len(sys.argv) > 2 else "content"))
