"""Makes the spreadsheets beside this file; see README.md."""

import datetime
import pathlib
import subprocess
import tempfile

import openpyxl

HERE = pathlib.Path(__file__).parent


def headings(sheet, top, title):
    """A title, merged groups over two columns each, labels, rows, totals by formulas."""
    sheet.cell(top, 2, title)
    for column, group in ((3, "WOMEN"), (5, "Men ")):
        sheet.cell(top + 1, column, group)
        sheet.merge_cells(start_row=top + 1, start_column=column, end_row=top + 1, end_column=column + 1)
    for column, label in enumerate(("North", "south", "North", "South", "Total"), 3):
        sheet.cell(top + 2, column, label)
    sheet.cell(top + 3, 2, "Managers")
    # An empty row between.
    sheet.cell(top + 5, 2, "All  others")
    sheet.cell(top + 6, 2, "Total")
    for column in "CDEF":
        sheet[f"{column}{top + 6}"] = f"=SUM({column}{top + 3}:{column}{top + 5})"
    for row in (top + 3, top + 5):
        sheet[f"G{row}"] = f"=SUM(C{row}:F{row})"


def staff():
    book = openpyxl.Workbook()
    notes = book.active
    notes.title = "Notes"
    notes["A1"] = "Filled in by finance"
    notes["A3"] = "Year"
    notes["B3"] = "=2000+24"
    notes["A4"] = "Listed company"
    notes["B4"] = True
    count = book.create_sheet("Figures")
    headings(count, 4, "Head count")
    for cell, value in {"C7": 3, "D7": "=C7*2", "E7": 1000, "C9": "1,250", "D9": 0, "E9": "=SUM(C7:E7)", "F9": 12}.items():
        count[cell] = value
    count["E7"].number_format = "#,##0"
    headings(count, 14, "Total pay")
    for cell, value in {"C17": 1234.5, "D17": "=C17/3", "E17": "€ 1.234,50", "C19": "=0.1+0.2", "F19": 99}.items():
        count[cell] = value
    count["C17"].number_format = "#,##0.00"
    old = book.create_sheet("Old")
    old.sheet_state = "hidden"
    headings(old, 1, "Head count")
    old["C4"] = 77
    return book


def troubled():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Sheet1"
    headings(sheet, 4, "Head count")
    sheet["C7"] = "n/a"
    sheet["D7"] = "=A1+#REF!"
    sheet["E7"] = datetime.date(2024, 3, 1)
    sheet["F7"] = 2.5
    sheet["C9"] = 5
    sheet.merge_cells("C9:D9")
    sheet["E9"] = 0.12
    sheet["E9"].number_format = "0%"
    sheet["F9"] = "=1/0"
    headings(sheet, 14, "Total pay")
    sheet["C17"] = "1.234"
    sheet["D17"] = "12%"
    sheet["E17"] = "about 12"
    return book


def wrong():
    book = openpyxl.Workbook()
    book.active["A1"] = "Invoice"
    book.active["A2"] = 100
    return book


def convert(book, name, *endings):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / f"{name}.xlsx"
        book.save(path)
        for ending in endings:
            command = ["soffice", "--headless", "--convert-to", ending, "--outdir", str(HERE), str(path)]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


convert(staff(), "staff", "xlsx", "ods")
convert(troubled(), "troubled", "xlsx", "ods")
convert(wrong(), "wrong", "xlsx")
staff().save(HERE / "uncomputed.xlsx")
