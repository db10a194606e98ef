"""Reports as Markdown: what a pack or a profile says is shown, and none of it becomes markup."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from medrules_cli.report.blocks import (
    Block,
    Bullets,
    Commands,
    Grid,
    Heading,
    Headline,
    Note,
    Paragraph,
    Values,
)
from medrules_cli.report.markdown import escape, lay_out

from .running import medrules

MARKUP = "ab 1.-+=#*_`~[]()<>!|\\&;:/\"'${}@^\n\t é漢"
NASTY = st.one_of(
    st.text(MARKUP, max_size=25),
    st.sampled_from([
        "<script>alert(1)</script>", "[x](javascript:alert(1))", "![x](http://e.org/i.png)",
        "a | b | c", "# heading", "---", "===", "***", "- item", "+ item", "* item", "1. item",
        "1) item", "-", "+", "1.", "> quote", "```sh", "~~~", "    code", "\tcode", "&lt;b&gt;",
        "<!-- x", "<b>", "<http://e.org>", "http://e.org", "https://e.org/a_b_c", "www.e.org",
        "a@e.org", "`code`", "**bold**", "_it_", "~~gone~~", "a\\", "\\*", "line one\n\n# two",
        "line\n---", "line\n===", "[^1]: note", "[a]: http://e.org", "$x$", "{role}`x`", "|---|",
        "a\n| x |\n|---|\n", "!", "&", "", " ", "**", "`", "1986. A year", "@user", ":::note",
    ]),
)  # fmt: skip
MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
PLAIN = {"text", "softbreak", "text_special"}


def inline(text: str) -> Iterator[Token]:
    for token in MARKDOWN.parse(text):
        yield from token.children or ()


def kinds(text: str) -> list[str]:
    """The blocks of a page, without what they hold."""
    return [token.type for token in MARKDOWN.parse(text) if token.type != "inline"]


def words(text: str) -> list[str]:
    """What a reader sees, a line for each piece of running text."""
    return [
        "".join(
            child.content for child in token.children or () if child.type in (*PLAIN, "code_inline")
        )
        for token in MARKDOWN.parse(text)
        if token.type == "inline"
    ]


@given(text=NASTY)
@example("1. x")
@example("---")
@example("-")
def test_a_paragraph_is_one_paragraph_with_the_words_of_the_text(text: str) -> None:
    page = lay_out([Paragraph(text)])
    flat = " ".join(text.split())
    assert {child.type for child in inline(page)} <= PLAIN
    assert kinds(page) == (["paragraph_open", "paragraph_close"] if flat else [])
    assert words(page) == ([flat] if flat else [])


@given(text=NASTY)
def test_nothing_that_a_site_links_by_itself_gets_through(text: str) -> None:
    made = escape(text)
    assert "://" not in made.replace("\\:", "")
    assert "www." not in made.lower()
    assert made.count("@") == made.count("\\@")
    assert "\n" not in made


@given(texts=st.lists(NASTY, min_size=3, max_size=3))
def test_every_block_keeps_its_form_whatever_its_texts_are(texts: list[str]) -> None:
    one, two, three = (" ".join(text.split()) or "x" for text in texts)
    blocks: list[tuple[Block, str, set[str]]] = [
        (Heading(one), "heading", set()),
        (Headline(one, two, "settled", "good"), "heading", {"em_open", "em_close"}),
        (Note(one), "paragraph", {"em_open", "em_close"}),
        (Bullets(((one, two), ("", three), (two, ""))), "bullet_list", {"strong_open", "strong_close"}),
        (Bullets(((one, two), (two, three)), True), "ordered_list", {"strong_open", "strong_close"}),
        (Values(((one, two), (two, three))), "table", set()),
        (Grid((one, two), ((two, three), (three, one)), (False, True)), "table", set()),
        (Commands(((one, "medrules explain me.toml"),)), "bullet_list", {"code_inline"}),
    ]  # fmt: skip
    for block, kind, allowed in blocks:
        page = lay_out([block])
        assert kinds(page)[0] == f"{kind}_open", (block, page)
        found = {child.type for child in inline(page)}
        assert found <= PLAIN | allowed, (block, page)


@given(rows=st.lists(st.tuples(NASTY, NASTY, NASTY), min_size=1, max_size=3))
def test_a_table_has_as_many_cells_as_it_was_given(rows: list[tuple[str, str, str]]) -> None:
    page = lay_out([Grid(("A", "B", "C"), tuple(rows), (False, False, True))])
    found = [token.type for token in MARKDOWN.parse(page)]
    assert found.count("tr_open") == len(rows) + 1
    assert found.count("td_open") == 3 * len(rows)
    shown = words(page)[3:]
    assert shown == [" ".join(cell.split()) for row in rows for cell in row]


@given(text=NASTY, after=NASTY)
def test_one_block_does_not_reach_into_the_next(text: str, after: str) -> None:
    flat = " ".join(after.split())
    page = lay_out(
        [Paragraph(text), Heading("One"), Bullets((("", text or "x"),)), Paragraph(after)]
    )
    assert kinds(page).count("heading_open") == 1
    if flat:
        assert words(page)[-1] == flat


@pytest.mark.parametrize(
    ("block", "page"),
    [
        (Headline("Why?", "So", "settled", "good"), "# Why? So\n\n*settled*\n"),
        (Heading("Part"), "## Part\n"),
        (Bullets((("Asked?", "yes"), ("Title", "text"))), "- **Asked?** yes\n- **Title**: text\n"),
        (Bullets((("a", "b"),), True), "1. **a**: b\n"),
        (Values((("a", "b"),)), "| | |\n|---|---|\n| a | b |\n"),
        (Grid(("A", "B"), (("1", "2"),), (False, True)), "| A | B |\n|---|---:|\n| 1 | 2 |\n"),
        (Note("later"), "*later*\n"),
        (Commands((("why", "medrules explain `x`"),)), "- why: `medrules explain x`\n"),
        (Paragraph("1. x"), "1\\. x\n"),
        (Paragraph("see https://e.org"), "see https\\://e.org\n"),
    ],
)
def test_what_the_blocks_look_like(block: Block, page: str) -> None:
    assert lay_out([block]) == page


def test_a_profile_cannot_write_into_the_page() -> None:
    profile = (
        'goals.primary_identity = "educator"\n[[programs]]\n'
        'name = "<img src=x onerror=alert(1)> | [x](http://e.org)\\n\\n# Owned"\nbrand = 40\n'
    )
    ran = medrules("evaluate", "-", "--format", "markdown", stdin=profile)
    assert ran.code == 0
    allowed = PLAIN | {"strong_open", "strong_close", "em_open", "em_close", "code_inline"}
    assert {child.type for child in inline(ran.out)} <= allowed
    assert "html_block" not in kinds(ran.out)
    headings = [line for line in ran.out.splitlines() if line.startswith("#")]
    assert not [line for line in headings if "Owned" in line]
    assert "Owned" in ran.out
