"""What a document of a pack holds, and that no text of a pack gets out of its place."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medrules.document.build import document_of
from medrules.document.history import history_part
from medrules.document.layout import drawn, wrapped
from medrules.document.model import (
    Chart,
    ChartNode,
    Code,
    Document,
    Grid,
    Listed,
    Paragraph,
    Part,
    Strong,
    WebLink,
    Words,
)
from medrules.document.saying import with_feel
from medrules.loading import compile_folders, pack_folders
from medrules.packs.read import pack_from_files
from medrules_cli.documents.addresses import web_address
from medrules_cli.documents.markdown import to_markdown
from medrules_cli.documents.mermaid import to_mermaid
from medrules_cli.documents.pages import to_page, to_site

FIRST_PARTY = ("decision-flow", "program-selection", "alternatives")
NASTY = '<script>alert("x")</script> & [a](javascript:x) `b` | *c* \x1b[31m \u202e "'
FOLDERS = Path(__file__).parents[2] / "packs" / "medrules_packs"


@pytest.fixture(scope="module")
def documents() -> dict[str, tuple[object, Document]]:
    folders = [FOLDERS / name.replace("-", "_") for name in FIRST_PARTY]
    every = pack_folders(folders, installed=False)
    program = compile_folders(every)
    packs = [pack_from_files(one) for one in every]
    return {pack.id: (pack, document_of(pack, program)) for pack in packs}


@pytest.mark.parametrize("name", FIRST_PARTY)
def test_everything_of_a_pack_appears(name: str, documents: dict[str, tuple]) -> None:  # type: ignore[type-arg]
    pack, document = documents[name]
    anchors = set(_anchors(document))
    for kind, ids in (
        ("rule", [one.id for one in pack.rules]),
        ("table", [one.id for one in pack.tables]),
        ("flow", [one.id for one in pack.flows]),
        ("formula", [one.id for one in pack.formulas]),
        ("source", [one.id for one in pack.sources]),
        ("parameter", [one.path for one in pack.parameters]),
        ("conclusion", [one.path.replace("[]", "") for one in pack.conclusions]),
        ("fact", [one.path for one in pack.facts]),
        ("enum", [one.id for one in pack.enums]),
        ("option", [f"{one.of}.{one.id}" for one in pack.options]),
        ("row", [f"{one.id}.{row.id}" for one in pack.tables for row in one.rows]),
        ("step", [f"{one.id}.{node.id}" for one in pack.flows for node in one.nodes]),
    ):
        assert {f"{kind}-{one}" for one in ids} <= anchors
    assert len(list(_anchors(document))) == len(anchors), "an anchor stands twice"
    for text in (to_markdown(document), to_page(document)):
        for rule in pack.rules:
            assert rule.id in text
        for source in pack.sources:
            assert source.id in text
        assert pack.version in text


@pytest.mark.parametrize("name", FIRST_PARTY)
def test_links_lead_somewhere(name: str, documents: dict[str, tuple]) -> None:  # type: ignore[type-arg]
    document = documents[name][1]
    page = _parsed(to_page(document))
    assert {one[1:] for one in page.links if one.startswith("#")} <= page.ids
    assert len(page.ids) == len(page.listed_ids)
    text = to_markdown(document)
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= set(re.findall(r'<a id="([^"]+)">', text))
    site = to_site(document)
    parsed = {file: _parsed(text) for file, text in site.items()}
    for file, one in parsed.items():
        for link in one.links:
            if link.startswith("http"):
                continue
            target, _, anchor = link.partition("#")
            assert not anchor or anchor in parsed[target or file].ids
            assert target in ("", *site)


def test_pages_need_no_network(documents: dict[str, tuple]) -> None:  # type: ignore[type-arg]
    for _, document in documents.values():
        page = _parsed(to_page(document))
        assert not page.tags & {"script", "link", "img", "iframe", "object"}
        assert page.tags >= {"main", "nav", "h1"}


def _nasty(text: str) -> Document:
    chart = Chart(text, "a", (ChartNode("a", text, False, "b", "b"), ChartNode("b", text, True)))
    inlines = (Words(text), Strong(text), Code(text), WebLink(text, text))
    blocks = (
        Paragraph(inlines),
        Grid("caption", (inlines,), ((inlines,),), ("row-a",)),
        Listed(text),
        chart,
    )
    return Document(text, text, blocks, (Part("a", text, blocks[:1], (), text),))


@settings(deadline=None, max_examples=60)
@given(
    st.one_of(
        st.text(max_size=40), st.text(alphabet="<>&\"'`|[]()*_\\#-!~ \n\x1b\u202eab", max_size=30)
    )
)
def test_no_text_becomes_html(text: str) -> None:
    plain = _parsed(to_page(_nasty("abc")))
    page = to_page(_nasty(f"x{text}"))
    found = _parsed(page)
    assert (found.tags, found.count, found.attributes) == (
        plain.tags,
        plain.count,
        plain.attributes,
    )
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", page)


def _outside_code(line: str) -> str:
    """What Markdown can read as markup: neither escaped characters nor spans of code."""
    found, place = "", 0
    while place < len(line):
        if line[place] == "\\":
            place += 2
            continue
        if line[place] == "`":
            ticks = len(line[place:]) - len(line[place:].lstrip("`"))
            end = re.compile(rf"(?<!`)`{{{ticks}}}(?!`)").search(line, place + ticks)
            place = end.end() if end else place + ticks
            continue
        found, place = found + line[place], place + 1
    return found


@settings(deadline=None, max_examples=60)
@given(
    st.one_of(
        st.text(max_size=40), st.text(alphabet="<>&\"'`|[]()*_\\#-!~ \n\x1b\u202eab", max_size=30)
    )
)
def test_no_text_becomes_markup(text: str) -> None:
    nasty = _nasty(text)
    lines = to_markdown(Document(text, text, (nasty.summary[1],), nasty.parts)).split("\n")
    plain = to_markdown(_nasty("abc"))
    bare = [_outside_code(line) for line in lines]
    for line in bare:
        outside = re.sub(r'<a id="[a-z-]+"></a>|\]\(<https?:[^<>]*>\)', "", line)
        assert "<" not in outside
    assert sum(line.startswith("#") for line in lines) == len(re.findall("(?m)^#", plain))
    rows = [line for line in bare if line.startswith("|")]
    assert {row.count("|") for row in rows} == {2}
    assert "\x1b" not in "".join(lines)


def test_a_nasty_text_is_shown_as_it_is() -> None:
    page = to_page(_nasty(NASTY))
    assert "&lt;script&gt;" in page
    assert "<script" not in page
    assert "\\x1b[31m" in page
    assert "\\u202e" in page


@pytest.mark.parametrize(
    ("url", "fine"),
    [
        ("https://example.org/a?b=c#d", True),
        ("http://example.org", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("https://exa mple.org", False),
        ("https://", False),
        ('https://example.org/"onclick=x', False),
        ("//example.org", False),
        ("", False),
    ],
)
def test_addresses(url: str, fine: bool) -> None:
    assert bool(web_address(url)) is fine


def test_feel_in_braces_is_code() -> None:
    assert with_feel('From {a.b + "}"} on, {{so}}') == (
        Words("From "),
        Code('a.b + "}"'),
        Words(" on, {so}"),
    )


def test_history_is_read_from_a_change_log() -> None:
    part = history_part(
        "# Changes\n\n## 1.1.0\n\n- Uses `x`\n  again\n- More\n\n## 1.0.0\nFirst.\n"
    )
    assert part is not None
    assert [one.title for one in part.parts] == ["1.1.0", "1.0.0"]
    assert history_part("") is None
    assert history_part("# Changes\n") is None


# -- charts ------------------------------------------------------------------------------------------


def test_mermaid_has_every_node_and_answer() -> None:
    text = to_mermaid(_chart({"a": ("b", "c"), "b": ("c", "d"), "c": ("", ""), "d": ("", "")}))
    assert text.count("-->|yes|") == 2
    assert text.count("-->|no|") == 2
    assert text.startswith("flowchart TD\n")


def test_boxes_do_not_overlap_and_edges_lead_down() -> None:
    drawing = drawn(_chart({
        "a": ("b", "c"), "b": ("d", "z"), "c": ("d", "z"), "d": ("z", "y"), "z": ("", ""), "y": ("", ""),
    }))  # fmt: skip
    assert drawing is not None
    assert len(drawing.edges) == 8
    for edge in drawing.edges:
        heights = [y for _, y in edge.points]
        assert heights == sorted(heights)
    for one in drawing.boxes:
        assert one.x >= 0
        assert one.x + one.width <= drawing.width
        assert one.y + one.height <= drawing.height
        for other in drawing.boxes:
            apart = one.x + one.width <= other.x or other.x + other.width <= one.x
            apart = apart or one.y + one.height <= other.y or other.y + other.height <= one.y
            assert one is other or apart


@settings(deadline=None, max_examples=50)
@given(st.data())
def test_any_flow_can_be_drawn(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 12))
    edges = {}
    for index in range(count):
        later = st.sampled_from([str(one) for one in range(index + 1, count)] or [""])
        edges[str(index)] = (data.draw(later), data.draw(later))
    drawing = drawn(_chart(edges))
    assert drawing is not None
    boxes = {one.id: one for one in drawing.boxes}
    assert "0" in boxes
    joined = sum(len([one for one in edges[name] if one]) for name in boxes)
    assert len(drawing.edges) == joined


def test_a_huge_flow_is_left_to_its_table() -> None:
    chart = _chart({str(one): (str(one + 1), "") for one in range(400)})
    assert drawn(chart) is None
    assert "too large to draw" in to_page(Document("a", "b", (chart,), ()))


def test_long_words_are_cut() -> None:
    assert wrapped("a" * 60, 26) == ("a" * 26, "a" * 26, "a" * 8)
    assert len(wrapped("word " * 200)) == 6


def _chart(edges: dict[str, tuple[str, str]]) -> Chart:
    nodes = tuple(ChartNode(name, f"node {name}", not any(to), *to) for name, to in edges.items())
    return Chart("chart", next(iter(edges)), nodes)


# -- reading what was written ------------------------------------------------------------------------


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.listed_ids: list[str] = []
        self.links: list[str] = []
        self.count = 0

    @property
    def ids(self) -> set[str]:
        return set(self.listed_ids)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # What a label holds may take more or fewer lines.
        if tag != "tspan":
            self.count += 1
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name == "id":
                self.listed_ids.append(value or "")
            if name == "href" and value:
                self.links.append(value)


def _parsed(text: str) -> _Page:
    page = _Page()
    page.feed(text)
    return page


def _anchors(document: Document):  # type: ignore[no-untyped-def]
    waiting = list(document.parts)
    while waiting:
        part = waiting.pop()
        yield part.anchor
        for block in part.blocks:
            if isinstance(block, Grid):
                yield from block.anchors
        waiting += part.parts
