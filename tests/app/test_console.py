"""Printing never ends a command, and never costs a picture."""

import io
import os
import subprocess
import sys
from errno import EACCES
from pathlib import Path

import pytest

from pellucid.app.cli import main

WORDS = "улитка на грибе"


pytestmark = pytest.mark.usefixtures("at_work")


def pictures() -> int:
    """Draw three; returns how many there are, whatever is printed."""
    main(["draw", WORDS, "--count", "3", "--steps", "2", "--out", "улитка.png"])
    return len(list(Path.cwd().glob("улитка-?.png")))


def broken() -> io.TextIOWrapper:
    """A pipe whose reader has gone."""
    reader, writer = os.pipe()
    os.close(reader)
    return open(writer, "w", encoding="utf-8")


def refusing() -> io.TextIOWrapper:
    """A file that takes nothing."""
    return open(os.open(os.devnull, os.O_RDONLY), "w", encoding="utf-8")


def test_what_a_console_has_no_letters_for_is_written_in_numbers(monkeypatch):
    console = io.TextIOWrapper(io.BytesIO(), "cp1252")
    monkeypatch.setattr(sys, "stdout", console)
    assert pictures() == 3
    shown = console.buffer.getvalue().decode("cp1252").split()
    assert shown == [rf"\u0443\u043b\u0438\u0442\u043a\u0430-{n}.png" for n in (1, 2, 3)]


def test_a_reader_that_has_gone_costs_no_picture_and_is_no_error(monkeypatch, capsys):
    with broken() as pipe:
        monkeypatch.setattr(sys, "stdout", pipe)
        assert pictures() == 3
    assert "pellucid: " not in capsys.readouterr().err


def test_a_disk_that_takes_no_list_of_names_costs_no_picture_and_is_told(monkeypatch, capsys):
    with refusing() as file:
        monkeypatch.setattr(sys, "stdout", file)
        with pytest.raises(SystemExit) as told:
            pictures()
    assert told.value.code == 1
    last = capsys.readouterr().err.splitlines()[-1]
    assert last == "pellucid: All is done, but not all could be printed: Bad file descriptor."
    assert len(list(Path.cwd().iterdir())) == 3


@pytest.mark.parametrize("make", [broken, refusing])
def test_notes_that_cannot_be_printed_cost_no_picture(make, monkeypatch):
    with make() as stream:
        monkeypatch.setattr(sys, "stderr", stream)
        assert pictures() == 3


def test_streams_that_are_closed_cost_no_picture(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    assert pictures() == 3


def test_notes_do_not_go_to_stdout_where_stderr_is_closed(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stderr", None)
    pictures()
    assert capsys.readouterr().out.split() == [f"улитка-{n}.png" for n in (1, 2, 3)]


def test_a_whole_program_ends_well_whatever_becomes_of_its_stdout():
    """At its end Python prints what is left over; that must not fail a second time."""
    with broken() as pipe, refusing() as file:
        for stream, code, said in ((pipe, 0, ""), (file, 1, "not all could be printed")):
            done = subprocess.run(
                [sys.executable, "-m", "pellucid", "where"],
                stdout=stream, stderr=subprocess.PIPE, text=True, check=False,
            )  # fmt: skip
            assert done.returncode == code
            assert said in done.stderr
            assert len(done.stderr.splitlines()) == code


def test_a_folder_of_somebody_else_is_told_in_one_sentence(monkeypatch, capsys):
    def closed(self, *_, **__):
        raise PermissionError(EACCES, "Permission denied", str(self))

    monkeypatch.setattr(Path, "glob", closed)
    with pytest.raises(SystemExit) as told:
        main(["cache", "ls"])
    assert told.value.code == 2
    err = capsys.readouterr().err
    assert "walks cannot be used: Permission denied; choose another folder" in err
    assert "Traceback" not in err


def test_an_option_whose_value_is_empty_is_refused(capsys):
    commands = ["draw a --image", "draw a --like", "draw a --film", "world --out", "evaluate --out"]
    for words in map(str.split, commands):
        for given in ([*words, ""], [*words[:-1], f"{words[-1]}="]):
            with pytest.raises(SystemExit) as told:
                main(given)
            assert told.value.code == 2
            said = f"pellucid: {words[-1]} is empty; give it a value, or leave it out.\n"
            assert capsys.readouterr().err == said
    main(["draw", "", "--negative", "", "--steps", "1", "--out", "a.png"])
    assert Path("a.png").exists()
