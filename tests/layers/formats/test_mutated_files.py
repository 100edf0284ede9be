"""Broken files of every format: each ends in a layer or in one clear message, none in a traceback."""

import pytest

from layers.errors import LayerError
from layers.formats.importing import import_files
from layers.workspace import Workspace
from tests.layers.formats.mutations import mutated
from tests.layers.formats.small_files import MAKERS

SEEDS = 200
AT_ONCE = 20


@pytest.mark.parametrize("first", range(0, SEEDS, AT_ONCE))
def test_mutated_files_end_in_a_layer_or_a_message(tmp_path, first):
    for seed in range(first, first + AT_ONCE):
        path = mutated(seed, tmp_path / str(seed))
        try:
            result = import_files(Workspace(name="mutations"), [path])
        except LayerError as error:
            told = str(error)
        except Exception as error:
            raise AssertionError(f"seed {seed}, {path.name}: {error!r}") from error
        else:
            told = " ".join(str(message.text) for layer in result.layers for message in layer.messages)
            assert result.layers
            assert len(result.workspace.layers) == len(result.layers)
        assert "Traceback" not in told
        assert "object at 0x" not in told


def test_the_same_seed_breaks_the_same_file(tmp_path):
    for seed in range(len(MAKERS)):
        first, second = mutated(seed, tmp_path / "a" / str(seed)), mutated(seed, tmp_path / "b" / str(seed))
        assert first.name == second.name
        if first.suffix in (".csv", ".json", ".geojson", ".osm", ".kml"):
            assert first.read_bytes() == second.read_bytes()


def test_the_makers_write_files_that_are_good_when_nothing_breaks_them(tmp_path):
    outcomes = []
    for seed in range(120):
        path = mutated(seed, tmp_path / str(seed))
        try:
            outcomes.append(bool(import_files(Workspace(name="mutations"), [path]).layers))
        except LayerError:
            outcomes.append(False)
    # a harness whose files are all refused at the door would try nothing
    assert 0.2 < sum(outcomes) / len(outcomes) < 0.8
