"""A lesson: a Markdown file with a title, a question, a goal and as many other sections as it likes.

```
# Title
What it is, in Markdown; its links (see `gui.learn.link`) set controls.

## Before you start
The question?
- [ ] a wrong answer
- [x] the right answer
> What is said after an answer was chosen.

## Goal
One sentence of plain text; what is measured comes from the experiment.

## Any other section
```

The sections "Before you start" and "Goal" may stand anywhere after the title, and either may be missing. A question
has two to four answers, one of them right, each on a line of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from engine.errors import EngineError
from gui.learn.link import Link, parse_link

LESSONS = Path(__file__).resolve().parents[2] / "resources" / "lessons"

QUESTION = "Before you start"
GOAL = "Goal"
_MOST_ANSWERS = 4
_MOST_BYTES = 100_000
_ANSWER = re.compile(r"- \[([ xX])\] (.+)")
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_NAME = re.compile(r"[a-z0-9-]+")


@dataclass(frozen=True)
class Question:
    """Something to think about first.

    Attributes:
        prompt: The question, as Markdown.
        answers: What there is to choose from.
        right: Which of them is right.
        explanation: Said after an answer was chosen, as Markdown.
    """

    prompt: str
    answers: tuple[str, ...]
    right: int
    explanation: str


@dataclass(frozen=True)
class Lesson:
    """What stands beside an experiment.

    Attributes:
        body: What comes before the first section, as Markdown.
        question: None where there is none.
        goal: A sentence, "" where there is none.
        further: The other sections with their headings, as Markdown.
    """

    title: str
    body: str
    question: Question | None = None
    goal: str = ""
    further: str = ""

    @property
    def links(self) -> tuple[Link, ...]:
        """Every link in it, in the order in which they stand."""
        texts = [self.body, self.further]
        if self.question is not None:
            texts[1:1] = [self.question.prompt, self.question.explanation]
        return tuple(parse_link(found) for text in texts for found in _LINK.findall(text))


def load_lesson(name: str) -> Lesson | None:
    """The lesson of the experiment `name`; None where there is none.

    Raises:
        EngineError: It cannot be read or is broken.
    """
    path = LESSONS / f"{name}.md"
    # A name that is no plain word could lead out of the folder.
    if not _NAME.fullmatch(name) or not path.is_file():
        return None
    try:
        with path.open("rb") as file:
            raw = file.read(_MOST_BYTES + 1)
        if len(raw) > _MOST_BYTES:
            raise EngineError(f"The lesson {path.name} is longer than {_MOST_BYTES:,} bytes.")
        return parse_lesson(raw.decode("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise EngineError(f"The lesson {path.name} cannot be read: {error}.") from error
    except EngineError as error:
        raise EngineError(f"The lesson {path.name} is broken: {error}") from error


def parse_lesson(text: str) -> Lesson:
    """The lesson that is written so.

    Raises:
        EngineError: It has no title, its question is broken, or a link in it leads nowhere.
    """
    first, _, rest = text.strip().partition("\n")
    if not first.startswith("# "):
        raise EngineError("A lesson begins with its title: a line '# Title'.")
    body, *sections = re.split(r"^## +", rest, flags=re.MULTILINE)
    question, goal, further = None, "", []
    for section in sections:
        heading, _, content = section.partition("\n")
        if heading.strip() == QUESTION:
            question = _parse_question(content)
        elif heading.strip() == GOAL:
            goal = " ".join(content.split())
        else:
            further.append(f"## {heading.strip()}\n\n{content.strip()}")
    lesson = Lesson(first[2:].strip(), body.strip(), question, goal, "\n\n".join(further))
    _ = lesson.links
    return lesson


def _parse_question(content: str) -> Question:
    prompt, answers, explanation = [], [], []
    for line in filter(None, (line.strip() for line in content.splitlines())):
        if match := _ANSWER.fullmatch(line):
            answers.append((match[1] != " ", match[2].strip()))
        elif line.startswith(">"):
            explanation.append(line[1:].strip())
        else:
            prompt.append(line)
    right = [place for place, (is_right, _) in enumerate(answers) if is_right]
    if not prompt or not explanation:
        raise EngineError("A question needs its sentence and, after the answers, a line '> explanation'.")
    if not 2 <= len(answers) <= _MOST_ANSWERS or len(right) != 1:
        raise EngineError(
            f"A question has two to {_MOST_ANSWERS} answers, one of them right: lines '- [ ] wrong' and '- [x] right'."
        )
    return Question(" ".join(prompt), tuple(words for _, words in answers), right[0], " ".join(explanation))
