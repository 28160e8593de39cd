"""The part of docs/performance.md that a benchmark writes, between two marks."""
import pathlib

PAGE = pathlib.Path(__file__).resolve().parent.parent / "docs/performance.md"


def write(lines, begin, end):
    """Puts `lines` between the marks, at the end of the page where they are not there yet."""
    text = PAGE.read_text()
    if begin not in text:
        text += f"\n{begin}{end}"
    before, rest = text.split(begin, 1)
    PAGE.write_text(before + begin + "\n".join(lines) + "\n" + end + rest.split(end, 1)[1])
