"""A form for one parameter of each type."""

from __future__ import annotations

import datetime as dt

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit

from desktop.parameter_fields import (
    BooleanField,
    ChoiceField,
    DateField,
    IntegerField,
    NumberField,
    PlaceField,
)
from desktop.parameter_form import ParameterForm
from planning.errors import BadParameter


@pytest.fixture
def form(qtbot, session, count):
    made = ParameterForm(count.parameters, session)
    qtbot.addWidget(made)
    made.show()
    return made


def test_each_type_has_its_control(form):
    kinds = {name: type(widget) for name, widget in form.fields.items()}
    assert kinds["mode"] is ChoiceField
    assert kinds["least_capacity"] is NumberField
    assert kinds["days"] is IntegerField
    assert kinds["strict"] is BooleanField
    assert kinds["date"] is DateField
    assert kinds["place"] is PlaceField
    assert isinstance(form.fields["bands"], QLineEdit)
    assert all(widget.accessibleName() for widget in form.fields.values())


def test_defaults_come_back_as_they_are(form, count):
    assert form.value() == count.parameters()


def test_what_is_filled_in_comes_out_typed(form):
    form.fields["least_capacity"].setValue(12.5)
    form.fields["days"].setValue(7)
    form.fields["strict"].setChecked(False)
    form.fields["bands"].setText("1, 2.5,40")
    form.fields["date"].set_text("2024-02-29")
    form.fields["mode"].set_text("slow")
    form.fields["layer"].set_text("areas")
    value = form.value()
    assert (value.least_capacity, value.days, value.strict) == (12.5, 7, False)
    assert value.bands == (1.0, 2.5, 40.0)
    assert value.date == dt.date(2024, 2, 29)
    assert (str(value.mode), value.layer) == ("slow", "areas")


def test_bounds_units_and_help(form):
    field = form.fields["least_capacity"]
    assert (field.minimum(), field.maximum(), field.suffix()) == (0, 1000, " people")
    assert "Help" in field.toolTip()
    field.setValue(5000)
    assert field.text() == "1000"
    assert (form.fields["days"].minimum(), form.fields["days"].maximum()) == (1, 9)


def test_what_is_wrong_is_said_beside_the_control(form):
    form.fields["bands"].setText("5, ten")
    with pytest.raises(BadParameter):
        form.value()
    shown = [
        label.text()
        for label in form.findChildren(QLabel)
        if label.property("role") == "error" and label.isVisible()
    ]
    assert len(shown) == 1
    assert "numbers with commas" in shown[0]
    form.fields["bands"].setText("5")
    form.value()
    assert not [x for x in form.findChildren(QLabel) if x.property("role") == "error" and x.isVisible()]


def test_layers_offered_are_those_there_are(form, session):
    offered = [form.fields["layer"].itemText(row) for row in range(form.fields["layer"].count())]
    assert offered == ["any", "Areas"]
    form.fields["layer"].set_text("areas")
    session.change("removed", session.workspace.without_layer("areas"))
    form.refresh()
    assert form.fields["layer"].count() == 1
    assert form.value().layer == ""


def test_places_are_suggested(qtbot, form):
    field = form.fields["place"]
    field._line.setFocus()
    form.activateWindow()
    qtbot.waitUntil(field._line.hasFocus)
    QTest.keyClicks(field._line, "Wes")
    qtbot.waitUntil(lambda: field._suggestions.rowCount() > 0)
    assert field._suggestions.stringList()[0].startswith("West")
    field._take(field._suggestions.stringList()[0])
    assert field.text() == "UA01"


def test_numbers_are_shown_grouped_and_without_empty_decimals(form):
    field = form.fields["least_capacity"]
    field.setMaximum(1e9)
    field.set_text("1234567.5")
    assert field.lineEdit().text() == "1,234,567.5 people"
    assert field.text() == repr(1234567.5)
    field.set_text("20")
    assert field.lineEdit().text() == "20 people"
