"""What follows for facilities: the type all rows of a file have, one row for the samples of a post."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.kinds.facility.recognise import TYPE_OF_FILE
from layers.layer_kind import Problem, Sample
from layers.recognition import coordinate_columns, plain
from layers.text import tr

if TYPE_CHECKING:
    import pandas as pd

_SAMPLES_A_POST = 1.5


def complete(frame: pd.DataFrame, sample: Sample) -> tuple[pd.DataFrame, tuple[Problem, ...]]:
    """Say what kind of facility a file holds, and gather samples by post."""
    frame = frame.copy(deep=False)
    problems: list[Problem] = []
    frame = _one_row_a_post(frame, sample, problems)
    if "capacity" in frame.columns and "capacity_mw" in map(str, sample.frame.columns):
        frame["capacity_unit"] = "MW"
    if "facility_type" not in frame.columns:
        name = plain(f"{sample.file_name} {sample.layer_name} {' '.join(map(str, sample.frame.columns))}")
        found = next((kind for word, kind in TYPE_OF_FILE.items() if plain(word) in name), None)
        if found is not None:
            frame["facility_type"] = found
            told = tr(
                "no type is stated: all are taken as “{type}” by the name of the file",
                type=found,
            )
            problems.append(Problem(text=told))
    return frame, tuple(problems)


def _one_row_a_post(frame: pd.DataFrame, sample: Sample, problems: list[Problem]) -> pd.DataFrame:
    """The last row of each facility where a table holds many samples of each."""
    key = next((c for c in sample.frame.columns if plain(str(c)) == "postid"), None)
    if key is None or "facility_id" not in frame.columns or coordinate_columns(sample) is None:
        return frame
    posts = frame["facility_id"]
    if posts.isna().any() or len(frame) < _SAMPLES_A_POST * posts.nunique():
        return frame
    # coordinates and figures a sample lacks are those of the post's sample before
    filled = frame.groupby(posts.to_numpy(), sort=False).ffill()
    samples = posts.map(posts.value_counts())
    result = filled[~posts.duplicated(keep="last")].assign(facility_id=posts, samples=samples)
    told = tr("{all:,} samples of {n:,} posts: one row a post is kept, with the last figures",
              all=len(frame), n=len(result))  # fmt: skip
    problems.append(Problem(text=told))
    return result
