"""Draw one report: its sections, charts, page, files and message; a part that fails is left out and named."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from urllib.parse import quote

from config_monitor.domain.events import format_instant
from config_monitor.domain.notifications import Notification, Section
from config_monitor.domain.reports import (
    Chart,
    Report,
    ReportLinks,
    ReportRun,
    ReportSection,
    bare_notification,
    report_notification,
    rows_csv,
    section_makers,
    thread_notifications,
    thread_parts,
)
from config_monitor.ports import ReportFiles
from config_monitor.use_cases.left_out import LeftOut
from config_monitor.use_cases.report_dependencies import ReportDependencies

HTML, CSV, PNG = "text/html; charset=utf-8", "text/csv; charset=utf-8", "image/png"


@dataclass(frozen=True)
class DrawnReport:
    """A report as it is sent, the link to its page, and the parts that it lacks."""

    notification: Notification
    page: str | None
    left_out: list[str]


def draw_report(run: ReportRun, report: Report, dependencies: ReportDependencies, now: datetime) -> DrawnReport:
    """Draw the charts, keep page, pictures and rows as files, and put the message and its thread into words."""
    drawing = _Drawing(report, dependencies, folder_of(run, report), LeftOut(report.left_out))
    sections = drawing.sections()
    parts = [part for section in sections for part in drawing.thread_parts(section)]
    charts = drawing.charts(sections)
    links = ReportLinks(present=dependencies.page_url)
    if files := dependencies.files:
        charts = [drawing.kept(chart, files) for chart in charts]
        links = drawing.links(sections, charts, files, now)
    write = partial(report_notification, drawing.present(), links, charts)
    notification = drawing.left_out.unless_it_fails("the message", write) or bare_notification(report, links)
    details = thread_notifications(parts, links)
    return DrawnReport(notification.model_copy(update={"details": details}), links.page, drawing.left_out.names)


def folder_of(run: ReportRun, report: Report) -> str:
    """Where the files of a report are kept."""
    whose = quote(report.team, safe="") if report.team else "all"
    return f"reports/{run.period.kind}/{run.period.last}/{run.id}/{whose}"


@dataclass(frozen=True)
class _Drawing:
    """One report while it is drawn."""

    report: Report
    dependencies: ReportDependencies
    folder: str
    left_out: LeftOut

    def present(self) -> Report:
        """The report with the parts that it lacks so far."""
        return self.report.model_copy(update={"left_out": self.left_out.names})

    def sections(self) -> list[ReportSection]:
        """Those that have rows."""
        made = [
            self.left_out.unless_it_fails(f"the section {name}", partial(make, self.report))
            for name, make in section_makers().items()
        ]
        return [section for section in made if section and section.rows]

    def thread_parts(self, section: ReportSection) -> list[Section]:
        """What the thread has of a section."""
        return self.left_out.unless_it_fails(f"{section.title} in the thread", partial(thread_parts, section)) or []

    def charts(self, sections: list[ReportSection]) -> list[Chart]:
        """Those that have something to show."""
        drawn = [
            self.left_out.unless_it_fails(f"the chart {name}", partial(draw, self.report, sections))
            for name, draw in self.dependencies.charts.items()
        ]
        return [chart for chart in drawn if chart]

    def kept(self, chart: Chart, files: ReportFiles) -> Chart:
        """A chart with the link to its picture."""
        keep = partial(files.keep, f"{self.folder}/{chart.name}.png", chart.png, PNG)
        return replace(chart, link=self.left_out.unless_it_fails(f"the file of the chart {chart.title}", keep))

    def links(
        self, sections: list[ReportSection], charts: list[Chart], files: ReportFiles, now: datetime
    ) -> ReportLinks:
        """The links to the rows as CSV and to the page, each None where it could not be kept."""
        csv = self.left_out.unless_it_fails("the CSV file", partial(self._keep_csv, files))
        name, text = f"{self.folder}/report.html", self._page(sections, charts)
        keep = partial(files.keep, name, text.encode(), HTML)
        page = self.left_out.unless_it_fails("the page", keep) if text else None
        end = format_instant(now + files.lifetime) if page or csv else None
        return ReportLinks(page, csv, end, files.address(name) if page else None, self.dependencies.page_url)

    def _keep_csv(self, files: ReportFiles) -> str:
        rows = rows_csv(self.report.rows, self.report.account_names)
        return files.keep(f"{self.folder}/rows.csv", rows.encode(), CSV)

    def _page(self, sections: list[ReportSection], charts: list[Chart]) -> str:
        """The page; when it fails, without the sections and charts that fail alone; empty when it fails without any."""
        write, bare = self.dependencies.page, self.present()
        whole = LeftOut()
        if text := whole.unless_it_fails("the whole page", partial(write, bare, sections, charts)):
            return text
        fit = [s for s in sections if self._fits(f"{s.title} on the page", partial(write, bare, [s], []))]
        drawn = [c for c in charts if self._fits(f"the chart {c.title} on the page", partial(write, bare, [], [c]))]
        return self.left_out.unless_it_fails("the page", partial(write, self.present(), fit, drawn)) or ""

    def _fits(self, name: str, write: partial[str]) -> bool:
        return bool(self.left_out.unless_it_fails(name, write))
