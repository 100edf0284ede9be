"""Names in the language in use."""

from __future__ import annotations

import pandas as pd

from layers.names import names_of
from layers.text import in_language


def test_a_name_in_the_language_in_use_comes_first() -> None:
    frame = pd.DataFrame({"name_en": ["Izium", None, None], "name_uk": ["Ізюм", "Сватове", None]})
    assert names_of(frame).tolist()[:2] == ["Izium", "Сватове"]
    with in_language("uk"):
        assert names_of(frame).tolist()[:2] == ["Ізюм", "Сватове"]
    assert names_of(frame).isna().tolist() == [False, False, True]
