"""Has LibreOffice fill in our templates, and copy a range; see README.md. Needs python3-uno."""

import pathlib
import subprocess
import sys
import tempfile
import time

import uno
from com.sun.star.beans import PropertyValue

HERE = pathlib.Path(__file__).resolve().parent
FORMS = {"staff": HERE / "staff.toml", "workforce": HERE / "../../../../examples/workforce.toml"}
FILTERS = {"xlsx": "Calc MS Excel 2007 XML", "ods": "calc8"}


def template(name, folder):
    """The workbook that Tacit gives people to fill in."""
    path = folder / f"{name}.xlsx"
    form = str(FORMS[name].resolve())
    command = ["cargo", "run", "-q", "-p", "tacit-sheet", "--example", "template", "--", form, str(path)]
    subprocess.run(command, check=True, cwd=HERE)
    return path


def connect(folder):
    pipe = "tacit-fill"
    office = subprocess.Popen([
        "soffice", "--headless", "--norestore", f"-env:UserInstallation=file://{folder}/profile",
        f"--accept=pipe,name={pipe};urp;",
    ])
    resolver = uno.getComponentContext().ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
    for _ in range(120):
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return office, context.ServiceManager.createInstance("com.sun.star.frame.Desktop")
        except Exception:
            time.sleep(0.5)
    sys.exit("LibreOffice doesn't start")


def option(name, value):
    property = PropertyValue()
    property.Name, property.Value = name, value
    return property


def fill_staff(book):
    """As clerks do: numbers, formulas, texts that are numbers; and a percentage, an error and a date, which are none."""
    form = book.Sheets.getByIndex(0)
    search = form.createSearchDescriptor()
    search.SearchString = "Year"
    year = form.findFirst(search).getRangeAddress()
    form.getCellByPosition(year.StartColumn + 1, year.StartRow).setFormula("=2000+24")
    count, pay = book.Sheets.getByName("Head count"), book.Sheets.getByName("Total pay")
    for place, formula in {"B5": "3", "C5": "=B5*2", "D5": "1000", "C6": "=SUM(B5:D5)", "D6": "0", "E6": "12"}.items():
        count.getCellRangeByName(place).setFormula(formula)
    count.getCellRangeByName("B6").setString("1,250")
    for place, formula in {"B5": "1234.5", "C5": "=B5/3", "E5": "0.12", "B6": "=1/0", "C6": "45352"}.items():
        pay.getCellRangeByName(place).setFormula(formula)
    pay.getCellRangeByName("D5").setString("€ 1.234,50")
    for place, code in {"E5": "0%", "C6": "YYYY-MM-DD"}.items():
        locale = uno.createUnoStruct("com.sun.star.lang.Locale")
        formats = book.NumberFormats
        key = formats.queryKey(code, locale, False)
        pay.getCellRangeByName(place).NumberFormat = formats.addNew(code, locale) if key == -1 else key


def fill_workforce(book):
    """The pay of the employer that the browser tests call number 5."""
    sheet = book.Sheets.getByName("Total pay")
    cells = sheet.getCellRangeByName("B4:Y13")
    for cell in range(240):
        people = (cell * 7 + 5 * 13) % 90
        cells.getCellByPosition(cell % 24, cell // 24).setValue(people * (31_000 + cell * 3))
    return sheet, cells


def copy(book, sheet, cells):
    """What LibreOffice puts on the clipboard."""
    book.CurrentController.setActiveSheet(sheet)
    book.CurrentController.select(cells)
    copied = book.CurrentController.getTransferable()
    kinds = {flavor.MimeType: flavor for flavor in copied.getTransferDataFlavors()}
    text = copied.getTransferData(kinds["text/plain;charset=utf-16"])
    (HERE / "copied.txt").write_bytes(text.encode())
    html = copied.getTransferData(kinds["text/html"])
    (HERE / "copied.html").write_bytes(html.value)


with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    paths = {form: template(form, folder) for form in FORMS}
    office, desktop = connect(folder)
    try:
        hidden = (option("Hidden", True),)
        staff = desktop.loadComponentFromURL(f"file://{paths['staff']}", "_blank", 0, hidden)
        fill_staff(staff)
        for ending, filter in FILTERS.items():
            staff.storeToURL(f"file://{HERE}/filled.{ending}", (option("FilterName", filter),))
        staff.close(True)
        workforce = desktop.loadComponentFromURL(f"file://{paths['workforce']}", "_blank", 0, hidden)
        copy(workforce, *fill_workforce(workforce))
        workforce.close(True)
    finally:
        desktop.terminate()
        office.wait(30)
