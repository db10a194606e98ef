"""Writes small DMN models for tests."""

from __future__ import annotations

DMN15 = "https://www.omg.org/spec/DMN/20230324/MODEL/"


def model(*parts: str, namespace: str = DMN15) -> bytes:
    """A model of the given elements, each on a line of its own; the first stands on line 2."""
    head = f'<definitions xmlns="{namespace}" name="test" id="m" namespace="urn:test">'
    return "\n".join((head, *parts, "</definitions>")).encode()


def given(name: str, type_ref: str = "", id: str = "") -> str:
    """Input data."""
    kind = f' typeRef="{type_ref}"' if type_ref else ""
    return (
        f'<inputData name="{name}" id="{id or "i_" + name}">'
        f'<variable name="{name}"{kind}/></inputData>'
    )


def decision(
    name: str, logic: str, *needs: str, type_ref: str = "", knows: tuple[str, ...] = ()
) -> str:
    """A decision; ``needs`` are ids of input data (``i_…``) or of decisions."""
    kind = f' typeRef="{type_ref}"' if type_ref else ""
    links = "".join(
        "<informationRequirement>"
        + (
            f'<requiredInput href="#{need}"/>'
            if need.startswith("i_")
            else f'<requiredDecision href="#{need}"/>'
        )
        + "</informationRequirement>"
        for need in needs
    ) + "".join(
        f'<knowledgeRequirement><requiredKnowledge href="#{one}"/></knowledgeRequirement>'
        for one in knows
    )
    return (
        f'<decision name="{name}" id="{name}"><variable name="{name}"{kind}/>'
        f"{links}{logic}</decision>"
    )


def literal(text: str, type_ref: str = "") -> str:
    """A literal expression; the text is escaped."""
    from xml.sax.saxutils import escape

    kind = f' typeRef="{type_ref}"' if type_ref else ""
    return f"<literalExpression{kind}><text>{escape(text)}</text></literalExpression>"


def table(
    policy: str,
    inputs: tuple[str, ...],
    outputs: tuple[str, ...],
    *rows: tuple[str, ...],
    aggregation: str = "",
    values: tuple[str, ...] = (),
    defaults: tuple[str, ...] = (),
) -> str:
    """A decision table; each row has the tests, then the outputs. ``outputs`` are names."""
    from xml.sax.saxutils import escape

    def text(tag: str, content: str) -> str:
        return f"<{tag}><text>{escape(content)}</text></{tag}>"

    heads = "".join(f"<input>{text('inputExpression', one)}</input>" for one in inputs)
    for position, name in enumerate(outputs):
        inner = text("outputValues", values[position]) if position < len(values) else ""
        inner += text("defaultOutputEntry", defaults[position]) if position < len(defaults) else ""
        heads += f'<output name="{name}">{inner}</output>' if name else f"<output>{inner}</output>"
    body = "".join(
        "<rule>"
        + "".join(text("inputEntry", cell) for cell in row[: len(inputs)])
        + "".join(text("outputEntry", cell) for cell in row[len(inputs) :])
        + "</rule>"
        for row in rows
    )
    extra = f' aggregation="{aggregation}"' if aggregation else ""
    return f'<decisionTable hitPolicy="{policy}"{extra}>{heads}{body}</decisionTable>'
