"""`studybot new <subject>`: a tiny subject that runs, as a place to begin."""

import re
from datetime import date, timedelta
from pathlib import Path

ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*", re.ASCII)
LONGEST = 40


class CannotBegin(Exception):
    """The subject cannot be written; the message says why."""


def write(content: Path, subject: str, today: date) -> Path:
    """Write the folder `content`/`subject` and return it. Raises CannotBegin."""
    if not ID.fullmatch(subject) or len(subject) > LONGEST:
        raise CannotBegin(
            f"A subject is named with small letters, digits and single hyphens, at most {LONGEST} characters: "
            "world-capitals"
        )
    folder = content / subject
    if folder.exists():
        raise CannotBegin(f"{folder} is there already. Choose another name, or change what is in it.")
    title = subject.replace("-", " ").capitalize()
    day, review = today.isoformat(), (today + timedelta(days=365)).isoformat()
    try:
        for name, text in FILES.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(
                text.replace("<id>", subject)
                .replace("<title>", title)
                .replace("<day>", day)
                .replace("<review>", review),
                "utf-8",
            )
    except OSError as error:
        raise CannotBegin(f"{folder} cannot be written: {error.strerror}") from None
    return folder


FILES = {
    "subject.toml": """\
# What this subject is. Look at it while you write:  studybot demo --subject <this folder>
id = "<id>"
title = "<title>"
language = "en"
example = "what is a first note"
standard = "draft"              # "full" checks more; see: studybot check

[[domains]]
id = 1
title = "Everything"
weight = 1.0

[[topics]]                      # in the order of /topics
id = "first-note"
importance = 3
domains = [1]
""",
    "notes/first-note.md": """\
---
id: first-note
title: First note
aliases: ["beginning", "example note"]
exam: ["1"]
as_of: <day>
sources: [https://example.org/where-it-says-so]
---
summary: A first note holds one topic. It begins with a summary that answers "what is it" alone.

- [first-note.fact] Every fact is one line with an id of its own, so that a question can name it.
- [first-note.length] A note has 60 to 180 words and fits on one phone screen.

Trap: a note is not a chapter, however well its parts belong together; two topics are two files.
""",
    "questions/first-note.yaml": """\
- id: first-note.fact.single
  kind: single
  topic: first-note
  note: first-note
  facts: [first-note.fact]
  difficulty: 1
  cognitive: recall
  stem: "What does every fact of a note have?"
  options: ["An id of its own", "A picture beside it", "A date in its text", "A page of its own"]
  answer: ["An id of its own"]
  explanation: "A question names the fact that it asks, by its id."
  why_not:
    "A picture beside it": "Notes are text only."
    "A date in its text": "Dates stand once, at the head of the note."
    "A page of its own": "Facts of one topic share a note."
  sources: [https://example.org/where-it-says-so]
  as_of: <day>
  stability: stable

- id: first-note.length.truefalse
  kind: truefalse
  topic: first-note
  note: first-note
  facts: [first-note.length]
  difficulty: 1
  cognitive: apply
  stem: "Your note covers two topics in 400 words. True or false, it is better as two files?"
  options:
    - "True, one topic is one file"
    - "True, every fact is one file"
    - "False, longer notes are found better"
    - "False, topics belong in one file"
  answer: ["True, one topic is one file"]
  explanation: "A note holds one topic in 60 to 180 words."
  why_not:
    "True, every fact is one file": "Facts of one topic share a note."
    "False, longer notes are found better": "Look-up finds lines, not pages."
    "False, topics belong in one file": "Each topic is a file, so that it can be read alone."
  sources: [https://example.org/where-it-says-so]
  as_of: <day>
  stability: volatile
  review_by: <review>
""",
}
