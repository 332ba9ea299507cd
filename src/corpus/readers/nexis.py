"""Exports of Nexis and LexisNexis: many articles in one file, each with a head and a tail of labelled lines.

Two layouts, whatever the container (text, docx, rtf, html). Old: every article begins with ``3 of 20
DOCUMENTS``, then outlet, date, headline, ``LENGTH: 512 words``, text, ``LOAD-DATE: ...``. Nexis Uni: a cover page,
then headline, outlet, date, ``Length: 512 words``, ``Body``, text, ``Classification``, and ``End of Document``.
Labels and dates are read in the languages of the packaged lists ``export_labels`` and ``month_names``.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

from corpus.readers.days import read_day
from corpus.readers.document import Document, Hint, ReadFile
from corpus.readers.labels import labels, language_code

DOCUMENT = r"do[ck]ument\w{0,3}"
OF = "(?:of|out of|von|de|van|di|sur|av|af)"
MARKER = re.compile(
    rf"\s*(?:{DOCUMENT}\s+)?(?P<n>\d{{1,6}})\s+{OF}\s+(?P<m>\d{{1,6}})(?:\s+{DOCUMENT})?\s*$",
    re.IGNORECASE,
)
PAGE_MARKERS = (
    re.compile(r"DO[CK]UMENT\w{0,2}\s*<"),
    re.compile(rf"Do[ck]ument\w?\s+\d+\s+{OF}\s+\d+\s*<"),
)
"""Two patterns and not one: each begins with letters that are found fast in a large page."""
WORD_DOCUMENT = re.compile(DOCUMENT, re.IGNORECASE)
LABELLED = re.compile(r"\s*(?P<label>[^\W\d_][^:\n]{1,28}?)\s*:(?:\s+(?P<value>.*)|$)")
SELECTED = re.compile(
    r"(?:selected items|items selected|ausgewählte \w+|éléments sélectionnés)\s*:\s*(?P<a>\d+)-(?P<b>\d+)",
    re.IGNORECASE,
)
STATED = re.compile(r"""<meta\b[^>]{0,200}\bdocuments\s*=\s*["']?(\d{1,6})""", re.IGNORECASE)
COPYRIGHT = re.compile(
    r"\s*(?:copyright|©|\(c\)|all rights reserved|alle rechten?\b|tous droits réservés|todos los derechos)",
    re.IGNORECASE,
)
BY = re.compile(r"^(?:by|von|par|por|door|di)\s+", re.IGNORECASE)
WRAPPED = 85
"""Lines of a text wrapped to a page's width are at most so long."""
HEAD = 40
"""The head of an article takes up at most so many lines that are not blank."""
TAIL_FIELDS = ("load", "language", "tail", "graphic", "classification")
ROLES = {
    "byline": "byline",
    "dateline": "dateline",
    "highlight": "summary",
    "graphic": "caption",
    "headline": "title",
}

END = Hint("boilerplate", "nexis: end of document")
COVER = Hint("boilerplate", "nexis: cover page")
MARK = Hint("boilerplate", "nexis: number of the document")
TITLE = Hint("title", "nexis: headline")
OUTLET = Hint("boilerplate", "nexis: outlet")
DATE = Hint("stamp", "nexis: date")
EDITION = Hint("boilerplate", "nexis: edition")
RIGHTS = Hint("boilerplate", "nexis: copyright")
BODY = Hint("body", "nexis: text")


class Parsed(NamedTuple):
    """What was read off one article: a hint per line, its fields, where its text begins."""

    hints: list[Hint | None]
    fields: dict[str, str]


Parser = Callable[[Sequence[str], bool], Parsed]


def is_nexis_page(html: str) -> bool:
    """Whether a page may be an export of LexisNexis, by the numbers of its documents as they stand before a tag."""
    return any(pattern.search(html) for pattern in PAGE_MARKERS)


def stated_in_page(html: str) -> int:
    """Return the number of articles that the head of an html export states, 0 for none."""
    found = STATED.search(html[:20_000])
    return int(found[1]) if found else 0


def is_nexis(lines: Sequence[str]) -> bool:
    """Whether some lines are an export of Nexis: numbered documents, or their ends, and labels of lengths or dates."""
    known = any(_field(line)[0] in ("length", "load", "section") for line in lines)
    return known and any(_is_marker(line) or is_end(line) for line in lines)


def read_lines(lines: Sequence[str], encoding: str = "", note: str = "", *, stated: int = 0) -> ReadFile:
    """Read the lines of an export; `stated` is the number of articles that the container states, if it does."""
    markers = [at for at, line in enumerate(lines) if _is_marker(line)]
    ends = [at for at, line in enumerate(lines) if is_end(line)]
    if markers:
        starts, expected = markers, stated or _expected_old(lines, markers)
        parse = _parse_old
    else:
        starts = _starts_new(lines, ends)
        expected, parse = stated or _expected_new(lines, len(starts)), _parse_new
    starts[0], first = 0, starts[0]
    wrapped = sum(len(line) > WRAPPED for line in lines) < len(lines) / 50
    documents = []
    for at, (start, after) in enumerate(zip(starts, [*starts[1:], len(lines)], strict=True)):
        skip = first if at == 0 else 0
        documents.append(_document(lines[start:after], skip, parse, wrapped))
    return ReadFile(documents, encoding, expected, note)


def _document(lines: Sequence[str], skip: int, parse: Parser, wrapped: bool) -> Document:
    parsed = parse(lines[skip:], wrapped)
    hints = [*(COVER if line.strip() else None for line in lines[:skip]), *parsed.hints]
    return Document(list(lines), hints, parsed.fields, single=True)


# --- where articles begin -----------------------------------------------------------------------------------


def _is_marker(line: str) -> bool:
    return len(line) < 120 and bool(WORD_DOCUMENT.search(line)) and bool(MARKER.match(line))


@cache
def _words(field: str) -> frozenset[str]:
    return frozenset(label for label, its in labels("nexis").items() if its == field)


def is_end(line: str) -> bool:
    """Whether a line says that a document ends here."""
    return line.strip().casefold() in _words("end")


def _expected_old(lines: Sequence[str], markers: Sequence[int]) -> int:
    """Return how many articles the file states: "Selected Items: 1-20", or "n of m" less those of earlier files."""
    for line in lines[: markers[0]]:
        found = SELECTED.search(line)
        if found:
            return int(found["b"]) - int(found["a"]) + 1
    numbers = [(int(found["n"]), int(found["m"])) for at in markers if (found := MARKER.match(lines[at]))]
    total = Counter(m for _, m in numbers).most_common(1)[0][0]
    return max(total - numbers[0][0] + 1, 1)


def _expected_new(lines: Sequence[str], found: int) -> int:
    """Return the number on the cover page ("Documents (20)"), else the number of separators."""
    for line in lines[:60]:
        word, _, number = line.strip().partition("(")
        if word.strip().casefold() in _words("documents") and number[:-1].isdigit() and number.endswith(")"):
            return int(number[:-1])
    return found


def _starts_new(lines: Sequence[str], ends: Sequence[int]) -> list[int]:
    """Return where the articles begin whose ends are given: behind the cover page, and behind each end."""
    if not ends:
        return [0]
    after = [end + 1 for end in ends if end + 1 < len(lines)]
    if after and not any(line.strip() for line in lines[after[-1] :]):
        after.pop()
    date = _date_line(lines, 0, ends[0])
    first = _title_above(lines, date) if date is not None else 0
    return [first, *after]


# --- the head -----------------------------------------------------------------------------------------------


def _field(line: str) -> tuple[str, str]:
    """Return field and value of a labelled line, empty when it bears none of the labels known."""
    found = LABELLED.match(line[:2000])
    if not found:
        return "", ""
    return labels("nexis").get(found["label"].casefold(), ""), (found["value"] or "").strip()


def _is_word(line: str, field: str) -> bool:
    return line.strip().rstrip(":").casefold() in _words(field)


def _date_line(lines: Sequence[str], first: int, after: int) -> int | None:
    """Return the line that is the date of an article, with labels of its head below it."""
    for at in range(first, after):
        line = lines[at].strip()
        if line and len(line) < 90 and not LABELLED.match(line) and read_day(line) and not COPYRIGHT.match(line):
            below = [one for one in lines[at + 1 : min(at + HEAD, after)] if one.strip()][:8]
            if any(_field(one)[0] in ("section", "length", "byline") or _is_word(one, "body") for one in below):
                return at
    return None


def _title_above(lines: Sequence[str], date: int) -> int:
    """Return the first of the lines above the date that are not blank: headline and outlet."""
    at = date
    while at > 0 and lines[at - 1].strip():
        at -= 1
    return at


def _head_of_labels(lines: Sequence[str], at: int, after: int, parsed: Parsed) -> int:
    """Hint the labelled line at `at` and the lines that go on with it; return the line behind."""
    field, value = _field(lines[at])
    hint = Hint(ROLES.get(field, "boilerplate"), f"nexis: {field}")
    parsed.hints[at] = hint
    at += 1
    while at < after and lines[at].strip() and not _field(lines[at])[0] and not _is_word(lines[at], "body"):
        if field == "length":
            break
        parsed.hints[at] = hint
        value = f"{value} {lines[at].strip()}"
        at += 1
    _keep(parsed.fields, field, value)
    return at


def _keep(fields: dict[str, str], field: str, value: str) -> None:
    column = {
        "byline": "byline",
        "section": "section",
        "headline": "title",
        "language": "language",
        "dateline": "place",
    }.get(field)
    if field == "language":
        value = language_code(value)
    elif field == "byline":
        value = BY.sub("", value)
    elif field == "dateline":
        value = value.split(",")[0]
    if column and value and not fields.get(column):
        fields[column] = value
    if field == "date" and read_day(value):
        _dated(fields, value)


def _dated(fields: dict[str, str], text: str) -> None:
    day = read_day(text)
    if day and not fields.get("published"):
        fields |= {"published": day, "published_basis": "metadata"}


def _parse_old(lines: Sequence[str], wrapped: bool) -> Parsed:
    """Read an article of the old layout: number, outlet, date, headline, labels, text, labels, copyright."""
    parsed = Parsed([None] * len(lines), {})
    parsed.hints[0] = MARK
    at, after = _top(lines, parsed), len(lines)
    unlabelled = 0
    while at < after:
        field = _field(lines[at])[0]
        if not lines[at].strip():
            at += 1
        elif field == "body" or _is_word(lines[at], "body"):
            parsed.hints[at] = Hint("boilerplate", "nexis: label") if not _field(lines[at])[1] else BODY
            at += 1
            break
        elif field:
            at = _head_of_labels(lines, at, after, parsed)
        elif unlabelled or "title" in parsed.fields or not _label_below(lines, at):
            break
        else:
            at, unlabelled = _title_block(lines, at, parsed), 1
    _text_and_tail(lines, at, parsed, wrapped)
    return parsed


def _top(lines: Sequence[str], parsed: Parsed) -> int:
    """Hint copyright, outlet, date and edition at the top of an article; return the line behind."""
    at = 1
    while at < min(len(lines), HEAD) and not parsed.fields.get("published"):
        line = lines[at].strip()
        if _field(line)[0]:
            return at
        if COPYRIGHT.match(line):
            parsed.hints[at] = RIGHTS
        elif line and parsed.fields.get("outlet") and read_day(line):
            parsed.hints[at] = DATE
            _dated(parsed.fields, line)
        elif line:
            parsed.hints[at] = OUTLET
            parsed.fields["outlet"] = parsed.fields.get("outlet") or line
        at += 1
    while at < len(lines) and lines[at].strip() and not _field(lines[at])[0]:
        parsed.hints[at] = EDITION
        at += 1
    return at


def _label_below(lines: Sequence[str], at: int) -> bool:
    """Whether labels of the head stand below a block of lines: then it is the headline, else the text."""
    below = [line for line in lines[at : at + HEAD] if line.strip()]
    return any(
        _field(line)[0] in ("length", "byline", "section", "body") or _is_word(line, "body") for line in below[:12]
    )


def _title_block(lines: Sequence[str], at: int, parsed: Parsed) -> int:
    title = []
    while at < len(lines) and lines[at].strip() and not _field(lines[at])[0]:
        title.append(lines[at].strip())
        parsed.hints[at] = TITLE
        at += 1
    parsed.fields["title"] = " ".join(title)
    return at


def _parse_new(lines: Sequence[str], wrapped: bool) -> Parsed:
    """Read an article of Nexis Uni: headline, outlet, date, labels, "Body", text, "Classification", end."""
    parsed = Parsed([None] * len(lines), {})
    date = _date_line(lines, 0, len(lines))
    at = next((at for at, line in enumerate(lines) if line.strip()), len(lines))
    if date is not None:
        above = [one for one in range(_title_above(lines, date), date) if lines[one].strip()]
        _outlet_and_title(lines, above, parsed)
        parsed.hints[date] = DATE
        _dated(parsed.fields, lines[date])
        at = date + 1
    elif at < len(lines):
        at = _title_block(lines, at, parsed)
    body = next((one for one in range(at, len(lines)) if _is_word(lines[one], "body")), None)
    while at < len(lines) and (at < body if body is not None else not lines[at].strip() or _is_head(lines[at])):
        at = _new_head_line(lines, at, body, parsed)
    if body is not None:
        parsed.hints[body] = Hint("boilerplate", "nexis: label")
        at = body + 1
    _text_and_tail(lines, at, parsed, wrapped)
    return parsed


def _is_head(line: str) -> bool:
    return bool(_field(line)[0]) or bool(COPYRIGHT.match(line))


def _new_head_line(lines: Sequence[str], at: int, body: int | None, parsed: Parsed) -> int:
    if _field(lines[at])[0]:
        return _head_of_labels(lines, at, len(lines) if body is None else body, parsed)
    if lines[at].strip():
        parsed.hints[at] = RIGHTS if COPYRIGHT.match(lines[at]) else EDITION
    return at + 1


def _outlet_and_title(lines: Sequence[str], above: Sequence[int], parsed: Parsed) -> None:
    if not above:
        return
    for at in above[:-1]:
        parsed.hints[at] = TITLE
    parsed.hints[above[-1]] = OUTLET if len(above) > 1 else TITLE
    names = [lines[at].strip() for at in above]
    parsed.fields["outlet"] = names[-1] if len(names) > 1 else ""
    parsed.fields["title"] = " ".join(names[:-1] or names)


# --- text and tail ------------------------------------------------------------------------------------------


def _text_and_tail(lines: Sequence[str], at: int, parsed: Parsed, wrapped: bool) -> None:
    tail = next((one for one in range(at, len(lines)) if _opens_tail(lines, one)), len(lines))
    for one in range(at, tail):
        if wrapped and lines[one].strip():
            parsed.hints[one] = BODY
    hint = Hint("boilerplate", "nexis: after the text")
    for one in range(tail, len(lines)):
        field, value = _field(lines[one])
        if field:
            hint = Hint("caption" if field == "graphic" else "boilerplate", f"nexis: {field}")
            _keep(parsed.fields, field, value)
        elif not lines[one].strip():
            continue
        elif COPYRIGHT.match(lines[one]):
            hint = RIGHTS
        elif _is_word(lines[one], "graphic"):
            hint = Hint("caption", "nexis: graphic")
        parsed.hints[one] = END if is_end(lines[one]) else hint


def _opens_tail(lines: Sequence[str], at: int) -> bool:
    """Whether the text of an article ends above a line: a label that only stands behind texts, or the end itself."""
    line = lines[at]
    if not line.strip():
        return False
    if is_end(line) or _is_word(line, "classification"):
        return True
    if _is_word(line, "graphic"):
        return any(_is_word(one, "classification") or is_end(one) for one in lines[at + 1 : at + HEAD])
    field, value = _field(line)
    if field == "load":
        return bool(read_day(value))
    if field in TAIL_FIELDS:
        return line.strip().partition(":")[0].isupper() or (field == "language" and bool(language_code(value)))
    return bool(COPYRIGHT.match(line)) and not any(map(str.strip, _rest_without_rights(lines, at)))


def _rest_without_rights(lines: Sequence[str], at: int) -> list[str]:
    return [one for one in lines[at : at + HEAD] if not COPYRIGHT.match(one) and not _is_head(one) and not is_end(one)]
