"""zen-engine: one decision table that collects, a sum, and the band."""

from typing import Any

from benchmarks.contenders.model import Answer, Contender, plain
from benchmarks.contenders.zen_expressions import expressions, graph, node
from benchmarks.contenders.zen_tables import ANY, table
from benchmarks.growth import BANDS, rules
from benchmarks.profiles import Facts


def make(count: int) -> Contender:
    import zen

    rows = tuple(
        (ANY, f"'{code}' in beside", f">= {least}", points)
        if beside
        else (f'"{code}"', ANY, f">= {least}", points)
        for code, beside, least, points in rules(count)
    )
    bands = table("band", ("total",), tuple((f">= {least}", band) for band, least in BANDS))
    text = graph(
        node("in", "inputNode"),
        table("total", ("code", "", "level"), rows, "collect"),
        expressions("sum", (("total", "sum(map(total_rows ?? [], #.value))"),), True),
        bands,
        node("out", "outputNode"),
    )
    decision = zen.ZenEngine().create_decision(text)

    def prepare(facts: Facts) -> dict[str, Any]:
        return {name: plain(value) for name, value in facts.items()}

    def read(found: Any) -> Answer:
        return {name: found["result"][name] for name in ("total", "band")}

    return Contender(
        "zen", "zen-engine, one decision table", "peer", prepare, decision.evaluate, read
    )
