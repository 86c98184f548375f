"""PowerPoint presentations: cases for training, with the speaker's notes."""

from __future__ import annotations

import io

from benchmarks.estate.content import Fact, Made, Pen, line_facts

NEEDS = ("pptx",)


def make(pen: Pen) -> Made:
    """Two to six slides, a third with notes."""
    from pptx import Presentation

    show = Presentation()
    facts: list[Fact] = []
    for number in range(1, 3 + pen.below(5)):
        slide = show.slides.add_slide(show.slide_layouts[1])
        lines = pen.lines("note", 2 + pen.below(4))
        slide.shapes.title.text = "案例分享"
        slide.placeholders[1].text = "\n".join(line.text for line in lines)
        if pen.below(3) == 0:
            noted = pen.lines("note", 1)
            slide.notes_slide.notes_text_frame.text = noted[0].text
            lines = lines + noted
        facts += [fact._replace(where={"slide": number}) for fact in line_facts(lines)]
    out = io.BytesIO()
    show.save(out)
    return Made(out.getvalue(), "pptx", facts)
