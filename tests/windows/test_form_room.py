"""Forms at the width of their panel: nothing is cut off, whatever the language."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QStyle, QStyleOptionComboBox

from desktop.parameter_fields import ChoiceField, PlaceField
from desktop.parameter_form import ParameterForm
from layers.text import use_language
from planning.analyses import ANALYSES

PANEL_PIXELS = 318 - 16 - 14


@pytest.fixture(params=["en", "uk"])
def in_language(request):
    use_language(request.param)
    yield
    use_language("en")


@pytest.mark.parametrize("analysis", ANALYSES, ids=lambda analysis: analysis.name)
def test_every_choice_is_read_whole_in_the_panel(qtbot, window, in_language, analysis):
    form = ParameterForm(analysis.parameters, window.session)
    form.layout().setContentsMargins(0, 2, 8, 2)
    qtbot.addWidget(form)
    form.resize(PANEL_PIXELS, 900)
    form.show()
    assert form.minimumSizeHint().width() <= PANEL_PIXELS
    for name, field in form.fields.items():
        if isinstance(field, ChoiceField):
            option = QStyleOptionComboBox()
            field.initStyleOption(option)
            room = field.style().subControlRect(
                QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, field
            )
            for index in range(field.count()):
                words = field.itemText(index)
                assert field.fontMetrics().horizontalAdvance(words) <= room.width(), (name, words)
        if isinstance(field, PlaceField):
            assert field.width() > PANEL_PIXELS - 20, name
