"""What to draw goes through a row of the outbox and comes back as it was."""

import orjson
import pytest
from hypothesis import given

from bot.drawing.charts import Drawing, Look, pack, unpack
from tests.drawing.charts import EACH, drawings


@pytest.mark.parametrize("chart", EACH, ids=lambda chart: type(chart).__name__)
def test_there_and_back(chart: object) -> None:
    drawing = Drawing(chart, Look.DARK)  # type: ignore[arg-type]  # pytest's parameters have no type
    assert unpack(orjson.loads(orjson.dumps(pack(drawing)))) == drawing


@given(drawings)
def test_any_drawing_comes_back(drawing: Drawing) -> None:
    assert unpack(orjson.loads(orjson.dumps(pack(drawing)))) == drawing


@pytest.mark.parametrize(
    "values", [{}, {"kind": "pie"}, {"kind": "bars", "look": "pink"}, {"kind": "bars", "look": "dark", "rows": [{}]}]
)
def test_anything_else_is_refused(values: dict[str, object]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        unpack(values)
